"""Care for volunteers: discontent is found and heard, posts are praised, tasks are swapped."""

from typing import Any

import numpy as np

from simulator import randomness
from simulator.scenario import Care

SECONDS_PER_HOUR = 3600


def cares(segment: Any) -> list[tuple[int, Care]]:
    """The care that the strategy gives to a segment, each with its number."""
    return [(n, care) for n, care in enumerate(segment.model.strategy.care) if care.segment == segment.name]


def look_after(segment: Any) -> None:
    """Hold the meetings of this tick, and swap tasks (B21)."""
    model = segment.model
    for number, care in cares(segment):
        low = segment.members[model.population.morale[segment.rows] < 0]
        who, _ = segment.tick_firings(f"meeting {number}", low, care.meetings_per_week)
        _meet(model, who, care)
        for part in segment.parts():
            misplaced = segment.members[~part.fits & (part.until > model.now)]
            who, _ = segment.tick_firings(f"swap {number} {part.number}", misplaced, care.swaps_per_week)
            places = who - segment.rows.start
            part.task[places], part.fits[places] = model.population.volunteer["talent"][who], True
            model.ledger.pay("care", len(who) * model.spec.costs.per_meeting)
    due = [a for a in model.appointments if a[2].segment == segment.name and model.falls_due(a[0])]
    model.appointments = [a for a in model.appointments if not any(a is other for other in due)]
    for _, who, care in due:
        _meet(model, who, care)


def _meet(model: Any, who: np.ndarray, care: Care) -> None:
    """Hear some members out: their morale rises, and working time is spent."""
    np.add.at(model.population.volunteer["lift"], who, care.repair)
    model.ledger.pay("care", len(who) * model.spec.costs.per_meeting)


def find(segment: Any, who: np.ndarray, when: np.ndarray) -> None:
    """Notice some of the leaks and disparagements, and ask their authors to a meeting."""
    for number, care in cares(segment):
        for place in np.flatnonzero(_chosen(segment, f"found {number}", who, when) < care.finds):
            segment.model.appointments.append((float(when[place]) + care.delay_hours, who[place : place + 1], care))


def praise(segment: Any, who: np.ndarray, when: np.ndarray) -> None:
    """Praise some of the posts for the organisation: a reaction, and a second lift of morale (B25)."""
    model = segment.model
    for number, care in cares(segment):
        if care.praise > 0 and len(who):
            praised = who[_chosen(segment, f"praise {number}", who, when) < care.praise]
            np.add.at(model.population.volunteer["reactions"], praised, 1.0)
            np.add.at(model.population.volunteer["lift"], praised, segment.spec.belonging)
            model.ledger.pay("care", len(praised) * model.spec.costs.per_praise)


def _chosen(segment: Any, name: str, who: np.ndarray, when: np.ndarray) -> np.ndarray:
    """A draw for what each has said at a time."""
    seconds = (when * SECONDS_PER_HOUR).astype(np.int64)
    return randomness.uniform(randomness.stream(segment.model.seed, f"{name} {segment.name}"), who, seconds)
