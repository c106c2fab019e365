"""Care for volunteers: discontent is found and heard, posts are praised, tasks are swapped."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulator import randomness
from simulator.agenda import take_due
from simulator.scenario import Care
from simulator.strategies import Part


@dataclass(frozen=True)
class Appointment:
    """A meeting that is due: when (hours), with whom, and by which care."""

    hours: float
    member: int
    care: Care


@dataclass
class Diary:
    """What care has still to do in a run, and how much of what members say it has looked at.

    appointments : by segment; n_good, n_bad : by member, posts that could be praised, and leaks and disparagements.
    """

    appointments: dict[str, list[Appointment]] = field(default_factory=dict)
    n_good: dict[int, int] = field(default_factory=dict)
    n_bad: dict[int, int] = field(default_factory=dict)


def cares(segment: Any) -> list[tuple[int, Care]]:
    """The care that the strategy gives to a segment, each with its number."""
    return [(n, care) for n, care in enumerate(segment.model.strategy.care) if care.segment == segment.name]


def look_after(segment: Any) -> None:
    """Hold the meetings of this tick, and swap tasks (B21)."""
    _keep_appointments(segment)
    for number, care in cares(segment):
        _hear_the_low(segment, number, care)
        for part in segment.parts():
            _swap_tasks(segment, part, number, care)


def _keep_appointments(segment: Any) -> None:
    model = segment.model
    for due in take_due(model.diary.appointments.get(segment.name, []), model.tick, model.given.tick_hours):
        _meet(model, due.member, due.care)


def _hear_the_low(segment: Any, number: int, care: Care) -> None:
    """Meet members while their morale is low: after a meeting that has mended it there is no other."""
    morale = segment.model.population.morale
    low = segment.members[morale[segment.rows] < 0]
    who, _ = segment.tick_firings(f"meeting {number}", low, care.meetings_per_week)
    for member in who:
        if morale[member] < 0:
            _meet(segment.model, member, care)


def _meet(model: Any, member: int, care: Care) -> None:
    """Hear a member out: morale rises at once, not at the next reflection only, and working time is spent."""
    people = model.population
    people.volunteer["lift"][member] += care.repair
    people.morale[member] = min(people.morale[member] + care.repair, 1.0)
    model.ledger.pay("care", model.spec.costs.per_meeting)


def _swap_tasks(segment: Any, part: Part, number: int, care: Care) -> None:
    """Give those who take part in the wrong task their own, once, in a meeting each."""
    model, first = segment.model, segment.rows.start
    begin, end = model.now, model.now + model.given.tick_hours
    misplaced = segment.members[~part.fits & (part.since < end) & (part.until > begin)]
    who, when = segment.tick_firings(f"swap {number} {part.label}", misplaced, care.swaps_per_week)
    places = who - first
    places = np.unique(places[(part.since[places] <= when) & (when < part.until[places])])
    part.task[places], part.fits[places] = model.population.volunteer["talent"][first + places], True
    model.ledger.pay("care", len(places) * model.spec.costs.per_meeting)


def find(segment: Any, who: np.ndarray, when: np.ndarray) -> None:
    """Notice some of the leaks and disparagements, and ask their authors to a meeting."""
    own, diary = cares(segment), segment.model.diary
    nth = _count_on(diary.n_bad, who) if own else who
    for number, care in own:
        for place in np.flatnonzero(_drawn(segment, f"found {number}", who, nth) < care.finds):
            due = Appointment(float(when[place]) + care.delay_hours, int(who[place]), care)
            diary.appointments.setdefault(segment.name, []).append(due)
    _keep_appointments(segment)


def praise(segment: Any, who: np.ndarray, when: np.ndarray) -> None:
    """Praise some of the posts for the organisation: a reaction, and a second lift of morale (B25)."""
    model, own = segment.model, cares(segment)
    nth = _count_on(model.diary.n_good, who) if own else who
    for number, care in own:
        praised = who[_drawn(segment, f"praise {number}", who, nth) < care.praise]
        np.add.at(model.population.volunteer["reactions"], praised, 1.0)
        np.add.at(model.population.volunteer["lift"], praised, segment.spec.belonging)
        model.ledger.pay("care", len(praised) * model.spec.costs.per_praise)


def _count_on(so_far: dict[int, int], members: np.ndarray) -> np.ndarray:
    """The number of each of some posts among those of its author, as far as counted; counts them."""
    numbers = np.empty(len(members), np.int64)
    for place, member in enumerate(members.tolist()):
        numbers[place] = so_far.get(member, 0)
        so_far[member] = so_far.get(member, 0) + 1
    return numbers


def _drawn(segment: Any, name: str, who: np.ndarray, nth: np.ndarray) -> np.ndarray:
    """A draw for the nth post of each."""
    return randomness.uniform(randomness.stream(segment.model.seed, f"{name} {segment.name}"), who, nth)
