"""PAWN: how far an outcome's distribution moves when one factor is known (Pianosi & Wagener 2018).

The points are cut into slices by the values of the factor; the index is the median over slices of the greatest distance
between the outcome's distribution function in the slice and among all points (Kolmogorov's and Smirnov's statistic).
Slices hold equally many points, or one level each. A library would cut levels as if they were a range and would leave
out the greatest one.
"""

from collections.abc import Sequence

import numpy as np

from simulator.randomness import stream, uniform

SLICES = 10
"""Slices of a range, as in Pianosi & Wagener (2018)."""
LEAST_IN_SLICE = 10
"""Points of a slice below which its distribution is mostly chance; fewer slices are cut then."""
PERMUTATIONS = 200
"""Random orders from which it is known what a factor without influence would reach."""
SURELY = 0.95


def pawn(codes: np.ndarray, values: np.ndarray, has_levels: Sequence[bool], seed: int = 0) -> dict[str, np.ndarray]:
    """The index of every factor.

    Parameters
    ----------
    codes : (points, factors) float64, the values of the factors as numbers.
    values : (points,) float64, the outcome.
    has_levels : for each factor whether every code is a slice of its own.
    seed : of the permutations.

    Returns
    -------
    pawn, pawn_max and by_chance, each (factors,), 0..1: the median and the greatest distance over slices, and the
    median that 95 of 100 factors without influence stay below.
    """
    order = np.argsort(values, kind="stable")
    everywhere = _everywhere(values[order])
    found, chance = [], {}
    for column, levels in zip(codes.T, has_levels, strict=True):
        slices = _levels(column) if levels else _equal_parts(column)
        distances = _distances(slices[order], *everywhere)
        sizes = tuple(np.sort(np.bincount(slices)))
        if sizes not in chance:
            chance[sizes] = _by_chance(slices, everywhere, seed)
        found.append((np.median(distances), distances.max(), chance[sizes]))
    return dict(zip(("pawn", "pawn_max", "by_chance"), np.array(found).T, strict=True))


def _levels(column: np.ndarray) -> np.ndarray:
    return np.unique(column, return_inverse=True)[1]


def _equal_parts(column: np.ndarray) -> np.ndarray:
    """The number of the slice of each point; equal values are in the same slice."""
    n_slices = max(2, min(SLICES, len(column) // LEAST_IN_SLICE))
    first_rank = np.searchsorted(np.sort(column), column)
    return _levels(first_rank * n_slices // len(column))


def _everywhere(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distribution function of all points just before each of them, and at it; values : (points,) in order."""
    n = len(values)
    return np.searchsorted(values, values, "left") / n, np.searchsorted(values, values, "right") / n


def _distances(slices: np.ndarray, before: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The greatest distance of each slice's distribution function from that of all points: (slices,).

    The function of a slice moves only at the points of the slice, so it is farthest from the other at one of them, or
    just before one. All arguments are (points,) in the order of the outcome.
    """
    by_slice = np.argsort(slices, kind="stable")
    sizes = np.bincount(slices)
    first = np.cumsum(sizes) - sizes
    size = np.repeat(sizes, sizes)
    place = np.arange(len(slices)) - np.repeat(first, sizes)
    above = (place + 1) / size - at[by_slice]
    below = before[by_slice] - place / size
    return np.maximum.reduceat(np.maximum(above, below), first)


def _by_chance(slices: np.ndarray, everywhere: tuple[np.ndarray, np.ndarray], seed: int) -> float:
    key = stream(seed, "pawn")
    place = np.arange(len(slices))
    orders = (np.argsort(uniform(key, n, place)) for n in range(PERMUTATIONS))
    medians = [np.median(_distances(slices[order], *everywhere)) for order in orders]
    return float(np.quantile(medians, SURELY))
