"""When to stop adding worlds: a sequential procedure for selecting the best strategy.

Kim & Nelson (2001), "A fully sequential procedure for indifference-zone selection in simulation" (KN), which allows for
strategies that meet the same worlds. With the confidence asked for, the strategy that is left is the best, or behind it
by less than the smallest difference that matters.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.settings import InputError
from simulator.studies.limits import MOST_REPLICATIONS
from simulator.studies.statistics import LEVEL, interval

FIRST = 20
"""Worlds before the first look."""


@dataclass(frozen=True)
class Sequential:
    """How worlds are added until the answer is clear.

    first : worlds before the first look (KN's first stage); step : worlds added each time; most : never more than
    these; confidence : of the selection; width : stop as well when the 95 % interval of the lead reaches no further
    than this to either side, in the metric's unit (Chow & Robbins 1965).
    """

    first: int = FIRST
    step: int = 10
    most: int = 1_000
    confidence: float = LEVEL
    width: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no procedure."""
        if not 3 <= self.first <= self.most <= MOST_REPLICATIONS:
            raise InputError(
                f"most: {self.most} worlds are too few or too many; use {self.first} (the first stage, at least 3) to"
                f" {MOST_REPLICATIONS:,}"
            )
        if self.step < 1:
            raise InputError(f"step: {self.step} is no number of worlds to add; use 1 or more")
        if not 0.5 <= self.confidence < 1:
            raise InputError(f"confidence: {self.confidence} is no confidence to stop with; use 0.5 to below 1")
        if self.width is not None and not 0 < self.width < math.inf:
            raise InputError(f"width: {self.width} is no half-width of an interval; use a number above 0")

    def looks(self) -> Iterator[int]:
        """After how many worlds one looks."""
        yield from range(self.first, self.most, self.step)
        yield self.most


def reason_to_stop(
    values: np.ndarray, names: tuple[str, ...], *, smallest: float, asked: Sequential, unit: str = ""
) -> str | None:
    """Why no more worlds are needed, in a sentence; None where they are.

    Parameters
    ----------
    values : (worlds, strategies), more is better, worlds in the order in which they were met.
    smallest : the smallest difference that matters, in the metric's unit.

    >>> level = np.zeros((20, 2))
    >>> reason_to_stop(level, ("a", "b"), smallest=0.1, asked=Sequential())
    'all strategies come out equal in 20 worlds'
    """
    n, most = len(values), asked.most
    if n < asked.first:
        return None
    if np.ptp(values, axis=1).max() == 0:
        return f"all strategies come out equal in {n} worlds"
    left = survivors(values, smallest=smallest, asked=asked)
    if len(left) == 1:
        by = f"{smallest:g} {unit}".strip()
        return (
            f'after {n} worlds "{names[left[0]]}" is the best, or within {by} of it, with {asked.confidence:.0%}'
            " confidence (Kim & Nelson 2001)"
        )
    if asked.width is not None and lead_half_width(values) <= asked.width:
        return f"after {n} worlds the lead is known to within {asked.width:g} {unit}".strip() + " (95 % interval)"
    return f"{most} worlds are the most that were allowed, and the best is not clear" if n >= most else None


def survivors(values: np.ndarray, *, smallest: float, asked: Sequential) -> list[int]:
    """The strategies that KN has not eliminated by the last look: places of columns, the best first.

    A strategy is out once its sum over r worlds lies behind that of another one still in by more than
    max(0, (h^2 S^2 / smallest - smallest r) / 2): S^2 is the variance of their difference in the first stage,
    h^2 = 2 eta (first - 1), eta = ((2 (1 - confidence) / (k - 1))^(-2 / (first - 1)) - 1) / 2.
    """
    n, k = values.shape
    if k == 1:
        return [0]
    eta = ((2 * (1 - asked.confidence) / (k - 1)) ** (-2 / (asked.first - 1)) - 1) / 2
    h2 = 2 * eta * (asked.first - 1)
    apart = values[: asked.first, :, None] - values[: asked.first, None, :]
    spread = np.var(apart, axis=0, ddof=1)
    total, inside = np.cumsum(values, axis=0), np.ones(k, dtype=bool)
    for r in (look for look in asked.looks() if look <= n):
        room = np.maximum((h2 * spread / smallest - smallest * r) / 2, 0.0)
        behind = total[r - 1][None, :] - total[r - 1][:, None]  # [i, j]: how far i lies behind j
        out = inside & ((behind > room) & inside[None, :]).any(axis=1)
        inside &= ~out
        if inside.sum() == 1:
            break
    return sorted(np.flatnonzero(inside).tolist(), key=lambda i: -total[n - 1][i])


def lead_half_width(values: np.ndarray) -> float:
    """Half the width of the 95 % interval of the lead of the best over the second: (worlds, strategies)."""
    if values.shape[1] < 2:
        return math.inf
    second, first = np.argsort(values.mean(axis=0), kind="stable")[-2:]
    low, high = interval(values[:, first] - values[:, second])
    return (high - low) / 2
