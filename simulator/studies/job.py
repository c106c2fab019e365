"""A run is a pure function of its job: a strategy in a world of a scenario, and what to keep of it."""

import contextlib
import copy
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator.beside import beside
from simulator.chosen import under_strategy
from simulator.content import HOSTILE, SIDES, SUPPORTIVE
from simulator.health import health
from simulator.metrics import first_seen, is_public, outcomes
from simulator.model import CampaignModel
from simulator.randomness import check_seed
from simulator.readings import read
from simulator.scenario import DO_NOTHING, Scenario, canonical
from simulator.scenario_files import check, checked_changes, load_scenario
from simulator.setting_paths import replace
from simulator.settings import InputError
from simulator.state import IMPRESSIONS, UNSEEN
from simulator.studies.run import POST, Course, Legend, Run
from simulator.world import Ties, World, build_world, what_makes_the_ties

_REACHED = (SUPPORTIVE, HOSTILE)

SMALL = 10_000
"""Members of worlds of which several may be kept at once."""
WORLDS_KEPT, SCENARIOS_KEPT = 8, 256
"""Small worlds and scenarios with replaced settings that are kept at once."""


@dataclass(frozen=True)
class Job:
    """What makes a run, and what is to be kept of it beside its outcomes.

    Parameters
    ----------
    strategy : name of a strategy of the scenario.
    seed : the number of the world, any integer >= 0.
    replication : its place in a study.
    settings : settings to replace, as pairs of path and value.
    variant : name of the variant of the scenario that has these settings; empty where it is as given.
    series, segments, posts : whether to keep the series, the series of each segment, and every post.
    readings : further numbers to read, as pairs of name and arguments (pairs of name and value).
    beside : whether to compare whom it reaches with ``do nothing`` in the same world, which is run where it must be.
    """

    strategy: str = DO_NOTHING
    seed: int = 0
    replication: int = 0
    settings: tuple[tuple[str, Any], ...] = ()
    variant: str = ""
    series: bool = True
    segments: bool = False
    posts: bool = False
    readings: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...] = ()
    beside: bool = False

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from all other jobs of its study."""
        return self.variant, self.strategy, self.replication


@dataclass(frozen=True)
class Variant:
    """A scenario with some settings replaced, by a name that no other variant of a study has.

    Of its runs outcomes and warnings are kept, and the series where it is asked for.

    >>> Variant("twice a day", (("clock.tick_hours", 12.0),)).job("do nothing", 7, 0).settings
    (('clock.tick_hours', 12.0),)
    """

    name: str
    settings: tuple[tuple[str, Any], ...]

    def job(self, strategy: str, seed: int, replication: int, *, series: bool = False) -> Job:
        """The job of one strategy in one world."""
        return Job(strategy, seed, replication, self.settings, self.name, series=series)


def simulate(
    scenario: Scenario | str | Path,
    strategy: str = DO_NOTHING,
    *,
    seed: int = 0,
    settings: Mapping[str, Any] | None = None,
    world: World | None = None,
) -> Run:
    """Run a strategy in one world and keep everything.

    A plain function of its arguments, without any state: SALib and the EMA Workbench can call it.

    Parameters
    ----------
    scenario : a scenario, or the path of a scenario file.
    strategy : name of one of its strategies.
    seed : the number of the world, any integer >= 0.
    settings : settings to replace, by path, such as ``{"clock.days": 7}``; checked like the file.
    world : the world itself, where it is already built (:func:`simulator.world.build_world`), to save time; it must be
        world number ``seed`` of this scenario, with these settings.

    Raises
    ------
    ScenarioError : if the file or the settings are wrong. InputError : if there is no such strategy or seed.

    Examples
    --------
    >>> ten = "scenarios/textbook/independent_cascade.toml"
    >>> def spread(chance):                      # what SALib or EMA calls
    ...     run = simulate(ten, "ten seeds", settings={"segments.people.size": 500,
    ...                                                "segments.people.share_chance": chance})
    ...     return int(run.series["shares_neutral"].sum())
    >>> spread(0.0) < spread(0.2)
    True
    """
    changed = with_settings(resolved(scenario), settings)
    check_seed(seed)
    if world is not None and world.seed != seed:
        raise InputError(f"simulate: the world given is number {world.seed}, not {seed}; give seed={world.seed}")
    job = Job(strategy, operator.index(seed), settings=tuple((settings or {}).items()), segments=True, posts=True)
    with _having_run(changed, job, world) as model:
        return collect(model, job)


def resolved(scenario: Scenario | str | Path) -> Scenario:
    """A scenario, read from its file where a path is given."""
    return scenario if isinstance(scenario, Scenario) else load_scenario(scenario)


def with_settings(scenario: Scenario, settings: Mapping[str, Any] | None) -> Scenario:
    """The scenario with some settings replaced by path, checked like a file; NumPy's numbers are taken as Python's."""
    changes = checked_changes(settings)
    if not changes:
        return scenario
    raw = scenario.model_dump(by_alias=True, exclude_unset=True)
    for path, value in changes.items():
        value = value.item() if isinstance(value, np.generic) else value
        replace(raw, path, copy.deepcopy(value))  # a later path may lead into a table that is given here
    return check(raw, name=scenario.name)


class Worlds:
    """Keeps what was made lately, so that jobs in the order of their worlds build each network once.

    Scenarios that differ in their people, messages or crisis only share the networks of a world. Of large worlds only
    the last is kept, and never two at once.
    """

    def __init__(self) -> None:
        self._worlds: dict[Any, World] = {}
        self._ties: dict[bytes, Ties] = {}
        self._changed: dict[Any, Scenario] = {}
        self._seen: dict[Any, np.ndarray] = {}
        self._text: tuple[Scenario | None, str] = (None, "")

    def scenario_of(self, scenario: Scenario, job: Job) -> Scenario:
        """The scenario with the settings that a job replaces."""
        if not job.settings:
            return scenario
        key = repr(job.settings)
        if key not in self._changed:
            if len(self._changed) >= SCENARIOS_KEPT:
                self._changed.clear()
            self._changed[key] = with_settings(scenario, dict(job.settings))
        return self._changed[key]

    def of(self, spec: Scenario, seed: int) -> World:
        """The world of this number of a scenario (with a strategy's changes)."""
        key = (what_makes_the_world(spec), seed)
        if key not in self._worlds:
            is_small = sum(segment.size for segment in spec.segments.values()) <= SMALL
            if not is_small or len(self._worlds) >= WORLDS_KEPT:
                self._worlds.clear()
            self._worlds[key] = self._built(spec, seed, is_small=is_small)
        return self._worlds[key]

    def _built(self, spec: Scenario, seed: int, *, is_small: bool) -> World:
        """A world that is not there, on the networks of one that is, where they are the same."""
        key = what_makes_the_ties(spec, seed)
        if key not in self._ties and (not is_small or len(self._ties) >= WORLDS_KEPT):
            self._ties.clear()
        world = build_world(spec, seed, self._ties.get(key))
        self._ties[key] = world.ties
        return world

    def seen_under_nothing(self, scenario: Scenario, seed: int) -> np.ndarray:
        """When each member of a world first sees a supportive message under ``do nothing``, which is run if need be."""
        key = (self._text_of(scenario), seed)
        if key not in self._seen:
            with _having_run(scenario, Job(seed=seed), self.of(under_strategy(scenario, DO_NOTHING), seed)) as model:
                self.keep_seen(scenario, seed, first_seen(model, SUPPORTIVE))
        return self._seen[key]

    def keep_seen(self, scenario: Scenario, seed: int, seen: np.ndarray) -> None:
        """Keep what a run of ``do nothing`` has found, for those that are compared with it."""
        if len(self._seen) >= WORLDS_KEPT:
            self._seen.clear()
        self._seen[self._text_of(scenario), seed] = seen

    def _text_of(self, scenario: Scenario) -> str:
        """The canonical text of a scenario, which takes long: that of the last is kept."""
        if self._text[0] is not scenario:
            self._text = (scenario, canonical(scenario))
        return self._text[1]


def what_makes_the_world(spec: Scenario) -> str:
    """A text that is equal for scenarios whose worlds are equal: members and networks, crisis, and topics."""
    parts = spec.model_dump_json(by_alias=True, include={"platforms", "segments", "crisis"})
    return parts + canonical({"topics": [[name, message.topic] for name, message in spec.messages.items()]})


def run_job(scenario: Scenario, job: Job, worlds: Worlds | None = None) -> Run:
    """Do one job: the same scenario and job give the same bytes, wherever and in whatever order."""
    worlds = worlds or Worlds()
    changed, is_nothing = worlds.scenario_of(scenario, job), job.strategy == DO_NOTHING
    nothing = worlds.seen_under_nothing(changed, job.seed) if job.beside and not is_nothing else None
    with _having_run(changed, job, worlds.of(under_strategy(changed, job.strategy), job.seed)) as model:
        if job.beside and is_nothing:
            nothing = first_seen(model, SUPPORTIVE)
            worlds.keep_seen(changed, job.seed, nothing)
        return collect(model, job, nothing)


@contextlib.contextmanager
def _having_run(scenario: Scenario, job: Job, world: World | None) -> Iterator[CampaignModel]:
    """A model that has run, which is let go of afterwards."""
    model = CampaignModel(scenario, job.strategy, rng=job.seed, world=world)
    try:
        yield model.run()
    finally:
        let_go(model)


def collect(model: CampaignModel, job: Job, nothing: np.ndarray | None = None) -> Run:
    """What a job wants kept of a model that has run, wholly or in part; nothing in it is the model's own memory.

    ``nothing`` is when each member first saw a supportive message under ``do nothing``, where that is to be compared.
    """
    seen = {side: first_seen(model, side) for side in _REACHED}
    counts, reached = model.moving.tally[: model.tick], _reached(model, seen)[: model.tick]
    return Run(
        job=job,
        outcomes=outcomes(model),
        legend=Legend.of(model.spec),
        costs=dict(model.ledger.spent),
        notes=tuple(sorted(model.events, key=lambda event: event[0])),
        impressions=model.moving.flow.copy(),
        course=_public_course(model, counts, reached) if job.series else None,
        segment_course=Course(counts.copy(), reached, model.segment_attitude.copy()) if job.segments else None,
        attention=model.attention_so_far.copy() if job.series else None,
        post=_posts(model) if job.posts else None,
        readings=tuple(read(model, name, **dict(arguments)) for name, arguments in job.readings),
        health=health(model),
        beside=None if nothing is None else beside(model, seen[SUPPORTIVE], nothing),
    )


def _public_course(model: CampaignModel, counts: np.ndarray, reached: np.ndarray) -> Course:
    """The course of a run as its outcomes count it: posts by everybody, seen and thought of by the public."""
    public, total = is_public(model), counts.sum(axis=1)
    seen = [*range(IMPRESSIONS, IMPRESSIONS + len(SIDES)), UNSEEN]
    total[:, seen] = counts[:, public][:, :, seen].sum(axis=1)
    return Course(total, reached[:, public].sum(axis=1), model.public_attitude())


def _reached(model: CampaignModel, seen: Mapping[int, np.ndarray]) -> np.ndarray:
    """Members of each segment who have seen a message of a side, up to each tick: (ticks, segments, 2) int64.

    ``seen`` is when each member first did, by side.
    """
    n_ticks, n_segments = model.given.n_ticks, len(model.spec.segments)
    reached = np.empty((n_ticks, n_segments, len(_REACHED)), np.int64)
    for number, side in enumerate(_REACHED):
        place = seen[side] * n_segments + model.population.segment
        first = np.bincount(place, minlength=(n_ticks + 1) * n_segments).reshape(-1, n_segments)[:n_ticks]
        np.cumsum(first, axis=0, out=reached[:, :, number])
    return reached


def _posts(model: CampaignModel) -> np.ndarray:
    posts = np.empty(len(model.posts), POST)
    for name in ("time", "member", "parent", "message", "platform"):
        posts[name] = model.posts[name]
    posts["segment"] = model.population.segment[posts["member"]]
    return posts


def let_go(model: CampaignModel) -> None:
    """Break the ring of a model and its agents, so that its arrays are free at once and not at some later time."""
    model.world.take_back(model.population)
    for agent in list(model.agents):
        agent.__dict__.clear()
    model.__dict__.clear()
