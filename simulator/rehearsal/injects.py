"""Injects: what somebody decides in a rehearsal, ourselves or the world, and when; the branches that they make.

A branch is a strategy of the scenario and the injects of one attempt. It is rehearsed as an ordinary scenario: what we
do stands in the playbook of an ordinary strategy, what the world does among the ordinary events. So an inject that was
planned and one that somebody thought of a second ago take the same way, and so does the review of both.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import Field

from simulator.chosen import chosen_strategy
from simulator.rehearsal.marks import said_of
from simulator.rehearsal.people import words
from simulator.scenario import ACTIONS, DO_NOTHING, Scenario
from simulator.scenario_files import ScenarioError, check
from simulator.settings import InputError, Settings

By = Literal["us", "world"]
MOMENTS = ("at_hours", "after_crisis_hours", "when")
"""What says when an action of a scenario file happens; an inject says it by its hours."""


class Inject(Settings):
    """One thing that happens because somebody decided so.

    hours : when, since the start; by : who does it; label : what it is called; action : the action with its settings,
    as a playbook would write it, without a moment; says : settings of the message, where it is a new one.
    """

    hours: float = Field(ge=0, allow_inf_nan=False)
    by: By
    label: str = Field(max_length=200)
    action: dict[str, Any]
    says: dict[str, Any] | None = None

    @property
    def step(self) -> dict[str, Any]:
        """The action as a scenario file would have it."""
        given = {name: value for name, value in self.action.items() if name not in MOMENTS}
        return {**given, "at_hours": self.hours}

    def does_the_same(self, other: "Inject") -> bool:
        """Whether another does the same at the same time, whatever it is called."""
        return self.model_dump(exclude={"label"}) == other.model_dump(exclude={"label"})

    def following(self, onset: float) -> dict[str, Any]:
        """The same where the crisis may break at another hour than in the room: what came after it follows it.

        onset : when it broke in the room (hours), inf for never; where it breaks then, nothing happens at another time.
        """
        if self.hours < onset:
            return self.step
        step = self.step
        del step["at_hours"]
        return {**step, "after_crisis_hours": _hours_between(onset, self.hours)}


@dataclass(frozen=True)
class Branch:
    """One attempt: a name, the strategy that it follows, and what was decided beside it.

    messages : names and settings of the new messages, in the order in which they came up in this branch or those that
    it comes from: each keeps its number, and with it its luck, also where its inject was dropped.
    parent : the branch from which it was taken, "" for one that began at the start; forked : the tick up to which it
    has the past of its parent.
    """

    name: str
    strategy: str = DO_NOTHING
    injects: tuple[Inject, ...] = ()
    parent: str = ""
    forked: int = 0
    messages: tuple[tuple[str, dict[str, Any]], ...] = ()

    def __post_init__(self) -> None:
        """Take in the new messages of the injects."""
        known = {name for name, _ in self.messages}
        new = {str(i.action.get("message")): i.says for i in self.injects if i.says is not None}
        object.__setattr__(self, "messages", (*self.messages, *((n, s) for n, s in new.items() if n not in known)))

    def by(self, who: By) -> tuple[Inject, ...]:
        """What was done by us, or by the world."""
        return tuple(inject for inject in self.injects if inject.by == who)

    def given(self, inject: Inject) -> "Branch":
        """The branch with one more inject."""
        return replace(self, injects=(*self.injects, inject))

    def without(self, number: int) -> "Branch":
        """The branch without one of its injects."""
        return replace(self, injects=self.injects[:number] + self.injects[number + 1 :])

    def again(self, name: str, *, since: int, hours: float) -> "Branch":
        """Another attempt from a tick on: the past, and what the world does, without what we decided from then on."""
        kept = tuple(inject for inject in self.injects if inject.by == "world" or inject.hours < hours)
        return Branch(name, self.strategy, kept, self.name, since, self.messages)


def _hours_between(begin: float, end: float) -> float:
    """The fewest hours that, added to a time, do not fall short of another, so that it stays in its tick.

    The sum is the other to the last bit, but where no number of hours gives that (never for whole or half hours).
    """
    hours = end - begin
    while begin + hours < end:
        hours = math.nextafter(hours, math.inf)
    while begin + hours > end and begin + math.nextafter(hours, 0.0) >= end:
        hours = math.nextafter(hours, 0.0)
    return hours


def words_of(inject: Inject, scenario: Scenario) -> str:
    """What an inject does, in a sentence."""
    said = "" if inject.says is None else inject.says.get("text") or words(str(inject.action.get("message")))
    return said_of(ACTIONS[inject.action["action"]].model_validate(inject.step), scenario, said) or inject.label


def what_is_wrong(error: ScenarioError) -> str:
    """What is wrong with an inject, by the names of its settings: nobody in a room has a file before him."""
    return "; ".join(f"{problem.path.rsplit('.', 1)[-1]} {problem.text}" for problem in error.problems)


@dataclass(frozen=True)
class Raw:
    """The content of a scenario as a file would give it, for injects to be added."""

    scenario: Scenario
    content: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Write the content down once."""
        object.__setattr__(self, "content", self.scenario.model_dump(by_alias=True, exclude_unset=True))

    def rehearsed(self, branch: Branch) -> Scenario:
        """The scenario in which a branch is a strategy, by its name, and the only one.

        Raises
        ------
        ScenarioError : where an inject cannot be done.
        """
        strategy = strategy_of(self.scenario, branch)
        content = {**self.content, "strategies": {branch.name: strategy}, "adverse_worlds": {}, "baseline": DO_NOTHING}
        return check(self._with_what_happens(content, [branch], branch), name=branch.name)

    def reviewed(self, branches: Iterable[Branch], *, events_of: Branch, onset: float = math.inf) -> Scenario:
        """The scenario with branches beside its own strategies; the world does to all what it did in one of them.

        The luck of a message goes by its number, so new messages of that branch come first, as when it was rehearsed.
        onset : when the crisis broke in the room (hours): in other worlds, what came later follows their own onset.

        Raises
        ------
        InputError : where a branch has the name of a strategy.
        """
        branches = tuple(branches)
        strategies = {**self.content.get("strategies", {})}
        for branch in branches:
            if branch.name == DO_NOTHING or branch.name in strategies:
                raise InputError(f'"{branch.name}" is the name of a strategy of the scenario; give the branch another')
            strategies[branch.name] = strategy_of(self.scenario, branch, onset=onset)
        content = {**self.content, "strategies": strategies}
        first_of_all = [events_of, *(branch for branch in branches if branch is not events_of)]
        return check(self._with_what_happens(content, first_of_all, events_of, onset), name=self.scenario.name)

    def _with_what_happens(
        self, content: dict[str, Any], branches: Iterable[Branch], events_of: Branch, onset: float = math.inf
    ) -> dict[str, Any]:
        new = {name: says for branch in branches for name, says in branch.messages}
        events = [*self.content.get("events", []), *(inject.following(onset) for inject in events_of.by("world"))]
        return {**content, "messages": {**self.content["messages"], **new}, "events": events}


def strategy_of(scenario: Scenario, branch: Branch, *, onset: float = math.inf) -> dict[str, Any]:
    """A branch as a strategy, as a scenario file would have it; without a budget, which nobody asks in a crisis."""
    base = chosen_strategy(scenario, branch.strategy).model_dump(by_alias=True, exclude_unset=True)
    base.pop("budget", None)
    said = f"{branch.strategy}, and what was decided in the room"
    playbook = [*base.get("playbook", []), *(inject.following(onset) for inject in branch.by("us"))]
    return {**base, "description": said, "playbook": playbook}
