"""A run is a pure function of its job: a strategy in a world of a scenario, and what to keep of it.

A run keeps compact arrays; tables are built when somebody asks for them.
"""

import contextlib
import copy
import datetime as dt
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulator.beside import Beside, beside
from simulator.chosen import under_strategy
from simulator.content import HOSTILE, NONE, SIDES, SUPPORTIVE
from simulator.health import HealthWarning, health
from simulator.metrics import first_seen, is_public, outcomes
from simulator.model import CampaignModel
from simulator.randomness import check_seed
from simulator.readings import read
from simulator.scenario import DO_NOTHING, Scenario, canonical
from simulator.scenario_files import check, checked_changes, load_scenario
from simulator.setting_paths import replace
from simulator.settings import InputError
from simulator.state import ACTIONS, HIDES, IMPRESSIONS, LEADS, ORIGINALS, SALES, SHARES, UNFOLLOWS, UNSEEN
from simulator.world import World, build_world

if TYPE_CHECKING:
    import pandas as pd

_BY_SIDE = {
    "impressions": (
        IMPRESSIONS,
        "impressions",
        "times that {side} messages were seen in the tick (in all: by the public)",
    ),
    "shares": (SHARES, "shares", "times that {side} messages were passed on in the tick"),
    "originals": (ORIGINALS, "posts", "original {side} posts in the tick"),
}


class Column(NamedTuple):
    """A column of the series: its place among the engine's counters (None: not counted there), unit and meaning."""

    counter: int | None
    unit: str
    meaning: str


COLUMNS: dict[str, Column] = {
    **{
        f"{name}_{side}": Column(first + number, unit, meaning.format(side=side))
        for name, (first, unit, meaning) in _BY_SIDE.items()
        for number, side in enumerate(SIDES)
    },
    "unseen": Column(UNSEEN, "exposures", "exposures in the tick that were not seen"),
    "actions": Column(ACTIONS, "actions", "calls to action followed in the tick"),
    "leads": Column(LEADS, "leads", "actions of the tick that became leads"),
    "sales": Column(SALES, "sales", "leads of the tick that became sales"),
    "hides": Column(HIDES, "hides", "sources hidden in the tick"),
    "unfollows": Column(UNFOLLOWS, "unfollows", "ties cut in the tick"),
    "reach": Column(None, "members", "members who have seen a supportive message so far (in all: of the public)"),
    "hostile_reach": Column(None, "members", "members who have seen a hostile message so far (in all: of the public)"),
    "attitude": Column(None, "-1..1", "mean attitude at the end of the tick: of the public, or of the segment"),
}
"""What the series say of a tick, for everybody and for each segment."""

ATTENTION = Column(None, "x", "the world's attention to the crisis in the tick; 1 where there is no crisis")
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


@dataclass(frozen=True)
class Variant:
    """A scenario with some settings replaced, by a name that no other variant of a study has.

    Of its runs only outcomes and warnings are kept.

    >>> Variant("twice a day", (("clock.tick_hours", 12.0),)).job("do nothing", 7, 0).settings
    (('clock.tick_hours', 12.0),)
    """

    name: str
    settings: tuple[tuple[str, Any], ...]

    def job(self, strategy: str, seed: int, replication: int) -> Job:
        """The job of one strategy in one world."""
        return Job(strategy, seed, replication, self.settings, self.name, series=False)


class Legend(NamedTuple):
    """The names behind the numbers in a run's arrays, and its clock."""

    segments: tuple[str, ...]
    roles: tuple[str, ...]
    platforms: tuple[str, ...]
    messages: tuple[str, ...]
    start: dt.datetime
    tick_hours: float

    @classmethod
    def of(cls, spec: Scenario) -> "Legend":
        """The legend of a scenario."""
        segments = spec.segments
        roles = tuple(segment.role for segment in segments.values())
        clock = spec.clock
        return cls(tuple(segments), roles, tuple(spec.platforms), tuple(spec.messages), clock.start, clock.tick_hours)

    def hours(self, ticks: Any) -> np.ndarray:
        """Hours from the start to the end of each tick."""
        return (np.asarray(ticks) + 1) * self.tick_hours


class Course(NamedTuple):
    """What happened tick by tick, to everybody or to each segment.

    counts : (ticks, N_COUNTERS) or (ticks, segments, N_COUNTERS) int64; reached : (ticks, 2) or (ticks, segments, 2)
    members so far, by supportive and by hostile messages; attitude : (ticks,) or (ticks, segments) float64.
    """

    counts: np.ndarray
    reached: np.ndarray
    attitude: np.ndarray

    def columns(self) -> dict[str, np.ndarray]:
        """The columns of COLUMNS, each (ticks,) or (ticks, segments)."""
        found = {name: self.counts[..., c.counter] for name, c in COLUMNS.items() if c.counter is not None}
        others = {"reach": self.reached[..., 0], "hostile_reach": self.reached[..., 1], "attitude": self.attitude}
        return {name: found[name] if name in found else others[name] for name in COLUMNS}


@dataclass(frozen=True, eq=False)
class Run:
    """What is left of a run: numbers and compact arrays; its tables are built when asked for.

    Times: a row of a series is a tick, and its ``hours`` and ``time`` are those of the **end** of the tick, when
    ``reach`` and ``attitude`` stand as given; counts are of the tick. Posts and events have their own exact times.

    Parameters
    ----------
    job : what made it.
    outcomes : every registered metric once; NaN where there is no such number in this run.
    legend : names and clock.
    costs : what was spent, by kind, in the scenario's money.
    notes : (hours, kind, text) of the crisis and of what the playbook did.
    impressions : (source segment, receiver segment, side) int64.
    course, segment_course, attention, post : as far as the job asked for them.
    readings : the numbers that the job asked for, in its order.
    health : warnings, each with a name and a text, where little can be concluded from the run; none where all is well.
    beside : whom the strategy reaches, compared with ``do nothing``, where the job asked for it.
    """

    job: Job
    outcomes: dict[str, float]
    legend: Legend
    costs: dict[str, float]
    notes: tuple[tuple[float, str, str], ...]
    impressions: np.ndarray
    course: Course | None = None
    segment_course: Course | None = None
    attention: np.ndarray | None = None
    post: np.ndarray | None = None
    readings: tuple[float, ...] = ()
    health: tuple[HealthWarning, ...] = ()
    beside: Beside | None = None

    def __repr__(self) -> str:
        return f"<Run of {self.job.strategy!r} in world {self.job.seed}: {len(self.outcomes)} outcomes>"

    @property
    def series(self) -> "pd.DataFrame":
        """One row per tick: tick, hours, time, what COLUMNS says, and attention."""
        course = self._kept(self.course, "series")
        return self._frame(
            {**self._clock(np.arange(len(course.attitude))), **course.columns(), "attention": self.attention}
        )

    @property
    def segments(self) -> "pd.DataFrame":
        """One row per tick and segment: tick, hours, time, segment, role, and what COLUMNS says of the segment."""
        course, names = self._kept(self.segment_course, "segments"), self.legend
        n_ticks, n_segments = course.attitude.shape
        who = {"segment": list(names.segments) * n_ticks, "role": list(names.roles) * n_ticks}
        columns = {name: values.ravel() for name, values in course.columns().items()}
        return self._frame({**self._clock(np.repeat(np.arange(n_ticks), n_segments)), **who, **columns})

    @property
    def posts(self) -> "pd.DataFrame":
        """One row per post: who published what, where and when, and from which post (of whom) it was passed on."""
        import pandas as pd

        columns = self.post_columns()
        for name in ("parent", "parent_member"):
            values = columns[name]
            columns[name] = pd.array(np.where(values == NONE, 0, values), dtype="Int64")
            columns[name][values == NONE] = pd.NA
        columns["time"] = self._times(columns["hours"])
        return self._frame(columns)

    @property
    def events(self) -> "pd.DataFrame":
        """One row per event of the crisis or the playbook: hours, time, kind, text."""
        hours, kinds, texts = zip(*self.notes, strict=True) if self.notes else ((), (), ())
        times = self._times(np.array(hours, dtype=float))
        return self._frame({"hours": np.array(hours, float), "time": times, "kind": list(kinds), "text": list(texts)})

    @property
    def flow(self) -> "pd.DataFrame":
        """Impressions by segment of the source and segment of the receiver, where there are any."""
        names, places = self.legend, self.flow_places()
        source, receiver, side = places
        return self._frame(
            {
                "source": [names.segments[s] for s in source],
                "source_role": [names.roles[s] for s in source],
                "receiver": [names.segments[r] for r in receiver],
                "receiver_role": [names.roles[r] for r in receiver],
                "side": [SIDES[s] for s in side],
                "impressions": self.impressions[places],
            }
        )

    def flow_places(self) -> tuple[np.ndarray, ...]:
        """Where ``impressions`` is not zero: (source, receiver, side), each (rows,)."""
        return np.nonzero(self.impressions)

    def post_columns(self) -> dict[str, Any]:
        """The columns of the posts; parent and parent_member are NONE for an original."""
        post, names = self._kept(self.post, "posts"), self.legend
        parent = post["parent"].astype(np.int64)
        segment = post["segment"]
        return {
            "post": np.arange(len(post)),
            "tick": (post["time"] / names.tick_hours).astype(np.int64),
            "hours": post["time"],
            "member": post["member"].astype(np.int64),
            "segment": [names.segments[s] for s in segment],
            "role": [names.roles[s] for s in segment],
            "platform": [names.platforms[p] for p in post["platform"]],
            "message": [names.messages[m] for m in post["message"]],
            "parent": parent,
            "parent_member": np.where(parent == NONE, NONE, post["member"][parent]).astype(np.int64)
            if len(post)
            else parent,
        }

    def _kept(self, what: Any, name: str) -> Any:
        if what is None:
            raise InputError(f"run: {name} were not kept; ask for them with Job({name}=True), or use simulate()")
        return what

    def _clock(self, ticks: np.ndarray) -> dict[str, Any]:
        hours = self.legend.hours(ticks)
        return {"tick": ticks, "hours": hours, "time": self._times(hours)}

    def _times(self, hours: np.ndarray) -> Any:
        import pandas as pd

        return pd.Timestamp(self.legend.start) + pd.to_timedelta(hours, unit="h")

    def _frame(self, columns: dict[str, Any]) -> "pd.DataFrame":
        import pandas as pd

        return pd.DataFrame(columns)


_POST = np.dtype(
    [("time", "f8"), ("member", "i4"), ("parent", "i4"), ("message", "i2"), ("platform", "i2"), ("segment", "i2")]
)


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

    Of large worlds only the last is kept, and never two at once.
    """

    def __init__(self) -> None:
        self._worlds: dict[Any, World] = {}
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
            self._worlds[key] = build_world(spec, seed)
        return self._worlds[key]

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
    posts = np.empty(len(model.posts), _POST)
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
