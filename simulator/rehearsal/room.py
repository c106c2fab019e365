"""The room: a scenario in one world, the branches that were tried in it, and how far each has been played.

All that it does is a function of the scenario, the number of the world and the list of injects; what it keeps beside
these is memory of what came out, which can be had again.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.agenda import begin_of
from simulator.chosen import under_strategy
from simulator.cross_checks import LONGEST_NAME
from simulator.model import CampaignModel
from simulator.rehearsal.injects import Branch, By, Inject, Raw
from simulator.rehearsal.marks import PLAN, WORLD
from simulator.rehearsal.picture import Picture, picture_of
from simulator.rehearsal.recording import Frame, Recorder, Recording, stage_of
from simulator.rehearsal.trees import trees_of
from simulator.scenario import DO_NOTHING, Scenario
from simulator.settings import InputError, nearest
from simulator.studies.job import Worlds, let_go
from simulator.tables import n_ticks_of
from simulator.wording import counted

MOST_BRANCHES = 24
MOST_INJECTS = 200
MOST_SHOWN = 2
"""Branches in a room, injects in a branch, and branches side by side, at most."""
WHOSE: tuple[tuple[By, str], ...] = (("us", PLAN), ("world", WORLD))
"""Who decides, and whose the mark of it is until the inject is known."""


@dataclass
class Attempt:
    """A branch as far as it has been played.

    id : tells it from all others that ever were in the room; frames : (ticks + 1) frames, the first before anything
    happens; model : None where nobody has asked for more of it lately.
    """

    id: int
    branch: Branch
    frames: list[Frame]
    model: CampaignModel | None = None
    recorder: Recorder | None = None

    @property
    def played(self) -> int:
        """How many ticks have been played."""
        return len(self.frames) - 1

    def rest(self) -> None:
        """Give the memory of the model back; the frames stay."""
        if self.model is not None:
            let_go(self.model)
        self.model = self.recorder = None


@dataclass
class Planned:
    """What came of a list of injects: how many are new, were there already, and lie in the past."""

    new: int = 0
    there: int = 0
    past: int = 0

    def __str__(self) -> str:
        """In a sentence."""
        said = [f"{counted(self.new, 'event')} planned"]
        said += [f"{self.there:,} there already"] * (self.there > 0)
        said += [f"{self.past:,} left out, as they lie in the past"] * (self.past > 0)
        return "; ".join(said) + "."


@dataclass
class Room:
    """A rehearsal of a scenario in world number ``seed``.

    Parameters
    ----------
    drawn : members that are drawn, at most.

    >>> from simulator import load_scenario
    >>> from simulator.rehearsal.room import Room
    >>> room = Room(load_scenario("scenarios/false_rumour.toml", {"clock.days": 1}))
    >>> room.show([room.open("first try", "do nothing")])
    >>> room.play_to(3); room.tick
    3
    """

    scenario: Scenario
    seed: int = 0
    drawn: int = 5000
    attempts: dict[str, Attempt] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    tick: int = 0

    def __post_init__(self) -> None:
        """Build the world, and lay out its picture."""
        self._raw, self._worlds, self._ids = Raw(self.scenario), Worlds(), itertools.count(1)
        self.n_ticks = n_ticks_of(self.scenario)
        self.picture: Picture = picture_of(self.scenario, self._worlds.of(self.scenario, self.seed), drawn=self.drawn)
        self.stage: dict[str, Any] = stage_of(self.scenario, self.picture)

    # ------------------------------------------------------------ branches

    def open(self, name: str, strategy: str = DO_NOTHING, *, injects: Iterable[Inject] = ()) -> str:
        """Begin a branch at the start, with injects that are planned; returns its name."""
        return self._add(Branch(self._free_name(name), strategy, tuple(self._all_named(injects))))

    def fork(self, name: str, parent: str, *, since: int | None = None) -> str:
        """Begin a branch with the past of another up to a tick (default: the one that is shown); returns its name."""
        since = self.tick if since is None else since
        past = self.attempt(parent)
        if not 0 <= since <= past.played:
            raise InputError(f'"{parent}" has been played for {past.played} ticks; it cannot be forked at {since}')
        branch = past.branch.again(self._free_name(name), since=since, hours=self.hours(since))
        return self._add(branch, frames=past.frames[: since + 1])

    def restore(self, branches: Iterable[Branch], played: Mapping[str, int], *, shown: list[str], tick: int) -> None:
        """Bring back branches that were there before, each played as far as it had been."""
        for branch in branches:
            self._add(branch)
            self._play(self.attempts[branch.name], min(played.get(branch.name, 0), self.n_ticks))
            self.attempts[branch.name].rest()
        self.show(shown)
        self.play_to(min(tick, self.n_ticks))

    def remove(self, name: str) -> None:
        """Forget a branch."""
        self.attempt(name)
        if len(self.attempts) == 1:
            raise InputError(f'"{name}" is the only branch; open another before it is removed')
        others = [other for other in self.shown if other != name]
        self.show(others or [next(other for other in self.attempts if other != name)])
        del self.attempts[name]

    def show(self, names: Iterable[str]) -> None:
        """Show one branch, or two side by side, in step."""
        names = list(dict.fromkeys(names))
        if not 1 <= len(names) <= MOST_SHOWN:
            raise InputError(f"show: {len(names)} branches; one or {MOST_SHOWN} can be shown side by side")
        for name in names:
            self._play(self.attempt(name), self.tick)
        for name, attempt in self.attempts.items():
            if name not in names:
                attempt.rest()
        self.shown = names

    def attempt(self, name: str) -> Attempt:
        """A branch by its name, as far as it has been played."""
        if name not in self.attempts:
            known = ", ".join(self.attempts)
            raise InputError(f'there is no branch "{name}"{nearest(name, self.attempts)} (there are: {known})')
        return self.attempts[name]

    # ------------------------------------------------------------ injects

    def inject(self, inject: Inject, names: Iterable[str], *, fork: str = "") -> list[str]:
        """Let something happen in branches; returns their names.

        Where a branch has been played beyond that hour, its past stays as it is: the inject goes into a fork of it that
        begins at the tick that is shown, and takes its place among the branches that are shown.

        fork : the name of such a fork; by default one is found.

        Raises
        ------
        InputError : where it lies before the tick that is shown. ScenarioError : where it cannot be done.
        """
        if inject.hours < self.hours(self.tick):
            raise InputError(
                f"an inject at hour {inject.hours:g} comes too late: hour {self.hours(self.tick):g} is shown; go back"
                " to before it, or give a later hour"
            )
        if inject.hours >= self.hours(self.n_ticks):
            raise InputError(f"an inject at hour {inject.hours:g} comes after the end, {self.hours(self.n_ticks):g}")
        (inject,) = self._all_named([inject])
        with self._all_or_nothing():
            return [self._injected(inject, name, fork) for name in list(names)]

    def plan(self, injects: Iterable[Inject], name: str) -> "Planned":
        """Plan what a list says in a branch, all of it or nothing: what is not there yet, and still lies ahead."""
        planned = Planned()
        with self._all_or_nothing():
            for inject in injects:
                if any(inject.does_the_same(other) for other in self.attempt(name).branch.injects):
                    planned.there += 1
                elif inject.hours < self.hours(self.tick):
                    planned.past += 1
                else:
                    (name,) = self.inject(inject, [name])
                    planned.new += 1
        return planned

    def withdraw(self, name: str, number: int) -> None:
        """Take back an inject that has not happened yet."""
        attempt = self.attempt(name)
        if not 0 <= number < len(attempt.branch.injects):
            raise InputError(f'"{name}" has no inject number {number}')
        if attempt.branch.injects[number].hours < self.hours(attempt.played):
            raise InputError(f'"{name}": that has happened; go back to before it, and the next decision opens a fork')
        attempt.rest()
        attempt.branch = attempt.branch.without(number)

    # ------------------------------------------------------------ time

    def step(self) -> bool:
        """Play one tick further, or show the next where it has been played; False at the end."""
        if self.tick >= self.n_ticks:
            return False
        self.play_to(self.tick + 1)
        return True

    def play_to(self, tick: int) -> None:
        """Show a tick, played as far as is needed."""
        if not 0 <= tick <= self.n_ticks:
            raise InputError(f"tick {tick} is not among 0 to {self.n_ticks}")
        for name in self.shown:
            self._play(self.attempts[name], tick)
        self.tick = tick

    def marks(self, name: str) -> list[dict[str, Any]]:
        """What was done in a branch and what the world did, as far as it has been played, as a viewer marks it."""
        attempt = self.attempt(name)
        marks = list(itertools.chain.from_iterable(frame.told["events"] for frame in attempt.frames))
        for by, of_whom in WHOSE:
            decided = _by_moment(attempt.branch.by(by), lambda one: (round(one.hours, 3), one.action["action"]))
            places = _by_moment(
                [n for n, mark in enumerate(marks) if mark["by"] == of_whom],
                lambda n: (marks[n]["hours"], marks[n]["kind"]),
            )
            for moment, injects in decided.items():
                # What stands in the scenario comes first, and injects in the order in which they were given.
                for n, inject in zip(reversed(places.get(moment, [])), reversed(injects), strict=False):
                    marks[n] = {**marks[n], "kind": inject.label, "by": by}
        return marks

    def recordings(self) -> list[Recording]:
        """What is shown, as far as both branches have been played, for a viewer that stands by itself."""
        attempts = [self.attempts[name] for name in self.shown]
        n_ticks = min(attempt.played for attempt in attempts)
        return [self._recording(attempt, n_ticks) for attempt in attempts]

    # ------------------------------------------------------------ inside

    def _recording(self, attempt: Attempt, n_ticks: int) -> Recording:
        branch, until = attempt.branch, self.hours(n_ticks)
        named = f"\u201c{branch.name}\u201d"
        origin = f", from \u201c{branch.parent}\u201d at hour {self.hours(branch.forked):g}" if branch.parent else ""
        return Recording(
            id=str(attempt.id),
            name=branch.name,
            said=f"{named} follows \u201c{branch.strategy}\u201d{origin}, in world {self.seed}; it was played live.",
            stage={**self.stage, "n_ticks": n_ticks},
            picture=self.picture,
            frames=tuple(attempt.frames[: n_ticks + 1]),
            marks=[mark for mark in self.marks(branch.name) if mark["hours"] < until],
            trees=trees_of(self._running(attempt)[0], until=n_ticks),
        )

    def _play(self, attempt: Attempt, tick: int) -> None:
        if attempt.played >= tick:
            return
        model, recorder = self._running(attempt)
        while attempt.played < tick:
            model.step()
            attempt.frames.append(recorder.frame())

    def _running(self, attempt: Attempt) -> tuple[CampaignModel, Recorder]:
        """The model and the recorder of a branch, as far as it has been played."""
        if attempt.model is None or attempt.recorder is None:
            attempt.model = self._begun(attempt.branch)
            while attempt.model.tick < attempt.played:
                attempt.model.step()
            attempt.recorder = Recorder(attempt.model, self.picture)
            attempt.recorder.frame()  # the last of those that are there already
        return attempt.model, attempt.recorder

    def _begun(self, branch: Branch) -> CampaignModel:
        spec = self._raw.rehearsed(branch)
        world = self._worlds.of(under_strategy(spec, branch.name), self.seed)
        return CampaignModel(spec, branch.name, rng=self.seed, world=world)

    def _check(self, branch: Branch) -> None:
        if len(branch.injects) > MOST_INJECTS:
            raise InputError(f'"{branch.name}" has {MOST_INJECTS} injects; there is no room for more')
        self._raw.rehearsed(branch)

    def _add(self, branch: Branch, *, frames: list[Frame] | None = None) -> str:
        self._check(branch)
        attempt = Attempt(next(self._ids), branch, frames or [])
        if frames is None:
            attempt.model = self._begun(branch)
            attempt.recorder = Recorder(attempt.model, self.picture)
            attempt.frames.append(attempt.recorder.frame())
        self.attempts[branch.name] = attempt
        return branch.name

    @contextlib.contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Take back what was begun where something of it cannot be done."""
        attempts, shown = dict(self.attempts), self.shown
        branches = {name: attempt.branch for name, attempt in attempts.items()}
        try:
            yield
        except BaseException:
            self.attempts, self.shown = attempts, shown
            for name, branch in branches.items():
                if attempts[name].branch is not branch:
                    attempts[name].rest()
                    attempts[name].branch = branch
            raise

    def _injected(self, inject: Inject, name: str, fork: str) -> str:
        attempt = self.attempt(name)
        if inject.hours < self.hours(attempt.played):
            place, name = name, self.fork(fork or self._next_name(name), name)
            self.shown = [name if other == place else other for other in self.shown]
            attempt = self.attempts[name]
        self._check(attempt.branch.given(inject))
        attempt.rest()
        attempt.branch = attempt.branch.given(inject)
        return name

    def hours(self, tick: int) -> float:
        """The first hour of a tick."""
        return begin_of(tick, self.scenario.clock.tick_hours)

    def _free_name(self, name: str) -> str:
        """A name for a branch, or an InputError where it cannot be one."""
        name = name.strip()
        if not name or not name.isprintable() or len(name) > LONGEST_NAME:
            raise InputError(f"a branch needs a name of 1 to {LONGEST_NAME} printable characters")
        if name in self.attempts or name == DO_NOTHING or name in self.scenario.strategies:
            raise InputError(f'there is a branch or a strategy "{name}" already; give another name')
        if len(self.attempts) >= MOST_BRANCHES:
            raise InputError(f"there are {MOST_BRANCHES} branches, which is the most; remove one first")
        return name

    def _next_name(self, name: str) -> str:
        """A name for a further attempt: "try" becomes "try 2", and "try 2" becomes "try 3"."""
        stem = name.rstrip("0123456789").rstrip() if name[-1:].isdigit() else name
        taken = {*self.attempts, *self.scenario.strategies}
        return next(found for n in itertools.count(2) if (found := f"{stem[: LONGEST_NAME - 4]} {n}") not in taken)

    def _all_named(self, injects: Iterable[Inject]) -> Iterator[Inject]:
        """Injects whose new messages have names that no other message has."""
        taken = {*self.scenario.messages}
        for attempt in self.attempts.values():
            taken |= {name for name, _ in attempt.branch.messages}
        for inject in injects:
            if inject.says is not None:
                stem = str(inject.action.get("message") or inject.label).strip()[: LONGEST_NAME - 5] or "words"
                name = next(n for k in itertools.count(1) if (n := stem if k == 1 else f"{stem} {k}") not in taken)
                taken.add(name)
                inject = inject.model_copy(update={"action": {**inject.action, "message": name}})
            yield inject


def _by_moment(things: Iterable[Any], moment: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    """Things by the moment and the kind of what was done, in their order."""
    found: dict[Any, list[Any]] = {}
    for thing in things:
        found.setdefault(moment(thing), []).append(thing)
    return found
