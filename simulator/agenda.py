"""What is due: things with a time are taken off their list in the tick in which that time comes, or has passed."""

import math
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Anything that has a time."""

    @property
    def hours(self) -> float:
        """Hours since the start."""


Thing = TypeVar("Thing", bound=Dated)


def begin_of(tick: int, tick_hours: float) -> float:
    """The first time (hours) that belongs to a tick: the product, or the next number that falls into it.

    >>> begin_of(3, 1.0), begin_of(3, 0.1) / 0.1 >= 3
    (3.0, True)
    """
    begin = tick * tick_hours
    return begin if math.floor(begin / tick_hours) >= tick else math.nextafter(begin, math.inf)


def take_due(things: list[Thing], tick: int, tick_hours: float) -> list[Thing]:
    """Take off a list what is due by the end of a tick, and return it in the order of time; what is to come stays.

    A time belongs to a tick as the engine counts it: floor(hours / tick_hours).

    >>> from types import SimpleNamespace
    >>> things = [SimpleNamespace(hours=hours) for hours in (30.0, 48.0, 7.0)]
    >>> [thing.hours for thing in take_due(things, 1, 24.0)], [thing.hours for thing in things]
    ([7.0, 30.0], [48.0])
    """
    due: list[Thing] = []
    later: list[Thing] = []
    for thing in things:
        (due if thing.hours / tick_hours < tick + 1 else later).append(thing)
    things[:] = later
    return sorted(due, key=lambda thing: thing.hours)
