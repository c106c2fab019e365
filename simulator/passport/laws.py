"""Exact laws that the software is held against, and tests of whole distributions."""

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy import stats

from simulator.passport.declaring import Finding, alike

FEWEST = 5.0
"""Cases that a cell of chi-squared must expect; smaller ones are put together."""


def fits(what: str, values: np.ndarray, law: np.ndarray) -> Finding:
    """Whether whole numbers follow a law, by chi-squared.

    Parameters
    ----------
    values : (n,) integers >= 0.
    law : chances of 0, 1, 2, ...; what is missing to 1 is the chance of all larger numbers.
    """
    values, law = np.asarray(values), np.append(law, max(1.0 - np.sum(law), 0.0))
    counted = np.bincount(np.minimum(values, len(law) - 1), minlength=len(law))
    expected = law * len(values)
    small = expected < FEWEST
    if counted[law <= 1e-15].any():
        return alike(what, 0.0, len(values))
    counted = np.append(counted[~small], counted[small].sum())
    expected = np.append(expected[~small], expected[small].sum())
    kept = expected > 1e-9
    return alike(what, stats.chisquare(counted[kept], expected[kept], sum_check=False).pvalue, len(values))


def ic_law(edges: Sequence[tuple[int, int]], n: int, seeds: Sequence[int], chance: float) -> np.ndarray:
    """Independent cascade: the law of the number reached, by going through every set of open ties: (n + 1,)."""
    law = np.zeros(n + 1)
    for is_open in product((False, True), repeat=len(edges)):
        n_open = sum(is_open)
        ties = [edge for edge, free in zip(edges, is_open, strict=True) if free]
        law[_n_reached(ties, seeds)] += chance**n_open * (1 - chance) ** (len(edges) - n_open)
    return law


def lt_law(edges: Sequence[tuple[int, int]], n: int, seeds: Sequence[int], chance: float) -> np.ndarray:
    """Linear threshold: the same by live ties (Kempe, Kleinberg & Tardos 2003).

    Each of the k accounts that a member follows is the live one with weight ``chance / k``; else none is.
    """
    law = np.zeros(n + 1)
    followed = [[edge for edge in edges if edge[1] == member] for member in range(n)]
    for live in product(*([*ties, None] for ties in followed)):
        weight = 1.0
        for tie, ties in zip(live, followed, strict=True):
            weight *= 1.0 - chance * bool(ties) if tie is None else chance / len(ties)
        law[_n_reached([tie for tie in live if tie is not None], seeds)] += weight
    return law


def _n_reached(ties: Sequence[tuple[int, int]], seeds: Sequence[int]) -> int:
    has, fresh = set(seeds), list(seeds)
    while fresh:
        here = fresh.pop()
        new = {b for a, b in ties if a == here} - has
        has |= new
        fresh += new
    return len(has)


def birth_law(rate: np.ndarray, begin: int, hours: float) -> np.ndarray:
    """The law after some hours of a count that rises by one at ``rate[count]`` per hour: (len(rate),).

    By uniformisation: at the highest rate events happen, each of which raises the count with chance rate / highest.
    """
    top = float(rate.max())
    rises, most = rate / top, math.ceil(top * hours + 12.0 * math.sqrt(top * hours) + 50.0)
    chance, law = np.zeros(len(rate)), np.zeros(len(rate))
    chance[begin] = 1.0
    for weight in stats.poisson.pmf(np.arange(most), top * hours):
        law += weight * chance
        moved = chance * rises
        chance -= moved
        chance[1:] += moved[:-1]
    return law


def epidemic_law(n: int, begin: int, chance: float) -> np.ndarray:
    """Reed-Frost: the law of the number reached on a complete graph of n members: (n + 1,).

    Those who have it speak one after the other, each of those who do not have it yet is reached with ``chance``; it is
    over when all who have it have spoken.
    """
    left = np.zeros(n + 1)
    left[n - begin] = 1.0
    spares = stats.binom.pmf(np.arange(n + 1)[None, :], np.arange(n + 1)[:, None], 1.0 - chance)
    law = np.zeros(n + 1)
    for spoken in range(begin, n + 1):
        for _ in range(begin if spoken == begin else 1):
            left = left @ spares
        law[spoken], left[n - spoken] = left[n - spoken], 0.0
    return law


def borel_law(mean: float, most: int) -> np.ndarray:
    """Total size of a branching process with Poisson offspring: e^(-m k) (m k)^(k - 1) / k! for k up to ``most``."""
    k = np.arange(1, most + 1)
    log = -mean * k + (k - 1) * np.log(mean * k) - np.array([math.lgamma(size + 1) for size in k])
    return np.append(0.0, np.exp(log))


def poisson_law(mean: float) -> np.ndarray:
    """Poisson chances, as far as they can be told from 0."""
    law = stats.poisson.pmf(np.arange(200), mean)
    return law[: np.flatnonzero(law > 1e-18)[-1] + 1]


def same_law(what: str, one: np.ndarray, other: np.ndarray) -> Finding:
    """Whether two samples come from one law, by Kolmogorov and Smirnov."""
    return alike(what, stats.ks_2samp(one, other).pvalue, min(len(one), len(other)))


def same_mean(what: str, one: np.ndarray, other: np.ndarray) -> Finding:
    """Whether two samples have one mean, by the difference in standard errors."""
    error = math.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    z = (one.mean() - other.mean()) / error if error > 0.0 else (0.0 if one.mean() == other.mean() else math.inf)
    return alike(what, 2.0 * stats.norm.sf(abs(z)), min(len(one), len(other)))
