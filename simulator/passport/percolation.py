"""Percolation: what a cascade reaches on a large random graph with given degrees, above and below the threshold."""

import math
from collections.abc import Iterator

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from simulator.passport.declaring import Effort, Finding, check, formula_agrees, mean_of, on_average
from simulator.passport.laws import poisson_law
from simulator.passport.small_worlds import (
    configuration,
    drawn_world,
    forest,
    random_graph,
    reached,
    textbook,
    told,
    who_has,
)


def giant_share(law: np.ndarray, chance: float) -> float:
    """S = 1 - G0(1 - T + T u), u = G1(1 - T + T u), for a law of degrees."""
    k = np.arange(len(law))
    mean = float(law @ k)
    excess = (k * law)[1:] / mean

    def shortfall(u: float) -> float:
        return float(np.polyval(excess[::-1], 1 - chance + chance * u)) - u

    u = float(brentq(shortfall, 0.0, 1.0 - 1e-6))
    return 1.0 - float(np.polyval(law[::-1], 1 - chance + chance * u))


def mean_outbreak(law: np.ndarray, chance: float) -> float:
    """Below the threshold: 1 + T <k> / (1 - T G1'(1))."""
    k = np.arange(len(law))
    return 1.0 + chance * float(law @ k) / (1.0 - chance / critical_chance(law))


def critical_chance(law: np.ndarray) -> float:
    """T_c = <k> / (<k^2> - <k>)."""
    k = np.arange(len(law))
    return float(law @ k) / float(law @ k**2 - law @ k)


TWO_DEGREES = np.array([0, 0.5, 0, 0, 0.5])
TAKEN_OFF = 0.1
"""A cascade that reaches a larger share has taken off: five members at once all fail in one case of a hundred."""
THREE = np.array([0, 0, 0, 1.0])
GIANTS = [
    ("Poisson 4", poisson_law(4.0), 0.5, 0.7968121),
    ("Poisson 3", poisson_law(3.0), 0.5, 0.5828116),
    ("all 3", THREE, 0.75, 26 / 27),
    ("all 3", THREE, 0.6, 19 / 27),
    ("1 or 4", TWO_DEGREES, 0.8, 0.7863275),
]


def degrees(law: np.ndarray, n: int) -> np.ndarray:
    """Members' degrees: as many of each as the law says, up to rounding."""
    return np.searchsorted(np.cumsum(law), (np.arange(n) + 0.5) / n)


@check(
    "O10",
    "oracle",
    "a cascade reaches what bond percolation leaves connected",
    source="Newman 2002; Molloy & Reed 1995",
    twin="the chance to share is a twentieth higher",
)
def percolation(effort: Effort) -> Iterator[Finding]:
    """25 graphs of 20,000, from five members, where it takes off; outbreaks below the threshold in graphs and on trees.

    Trees are what a large graph is seen from one member.
    """
    n, off = 20_000, 1.05 if effort.wrong else 1.0
    for name, law, chance, published in GIANTS:
        shares = []
        for seed in range(effort.n(25, 100)):
            scenario = textbook(n, clock__days=3, segments__people__share_chance=off * chance)
            world = drawn_world(scenario, seed, configuration(degrees(law, n), seed))
            shares.append(reached(scenario, world, np.arange(0, n, n // 5)) / n)
        taken_off = [share for share in shares if share > TAKEN_OFF]
        yield on_average(
            f"share reached, degrees {name}, T {chance}", taken_off, giant_share(law, chance), unit="share"
        )
        yield formula_agrees(
            f"as published, degrees {name}, T {chance}", giant_share(law, chance), published, bound=6e-8
        )
    yield _outbreaks_in_graphs(effort.n(90, 300), off)
    yield _outbreaks_on_trees(effort.n(120_000, 600_000), off)
    yield formula_agrees(
        "outbreak as published, degrees 1 or 4, T 0.3", mean_outbreak(TWO_DEGREES, 0.3), 3.6785714, bound=5e-8
    )
    yield formula_agrees("outbreak as published, degrees Poisson 4, T 0.2", mean_outbreak(poisson_law(4.0), 0.2), 5.0)
    yield from _critical_chances()


def _outbreaks_in_graphs(runs: int, off: float) -> Finding:
    """300 begin among 300,000, so few that outbreaks hardly meet (0.1 %)."""
    n, n_seeds, chance = 300_000, 300, 0.1
    scenario = textbook(n, clock__days=1, segments__people__share_chance=off * chance)
    world = drawn_world(scenario, 0, random_graph(n, 4.0, 0))
    sizes = [reached(scenario, world, np.arange(n_seeds) * 997 + run, luck=run) / n_seeds for run in range(runs)]
    exact = mean_outbreak(poisson_law(4.0), chance)
    error = float(np.std(sizes, ddof=1)) / math.sqrt(runs)
    return mean_of(
        "mean outbreak in graphs, degrees Poisson 4, T 0.1", float(np.mean(sizes)), error, exact, n=runs * n_seeds
    )


def _outbreaks_on_trees(n_trees: int, off: float) -> Finding:
    """Seen from one member a large graph is a tree, where who is reached has all ties left but that by which it came.

    A third of the ties is drawn, which are then open with chance 0.9: T = 0.3.
    """
    drawn, chance = 1 / 3, 0.3
    root = 0.5 * stats.binom.pmf(np.arange(5), 1, drawn) + 0.5 * stats.binom.pmf(np.arange(5), 4, drawn)
    other = 0.2 * (np.arange(5) == 0) + 0.8 * stats.binom.pmf(np.arange(5), 3, drawn)
    nobody = np.array([1.0])
    laws = [[nobody, root], [nobody, other]]
    ties, tree, _ = forest(np.zeros(n_trees, int), laws, 0)
    scenario = textbook(len(tree), clock__days=10, segments__people__share_chance=off * chance / drawn)
    has = who_has(told(scenario, drawn_world(scenario, 0, ties), np.arange(n_trees)))
    exact = mean_outbreak(TWO_DEGREES, chance)
    return on_average(
        "mean outbreak on trees, degrees 1 or 4, T 0.3", np.bincount(tree, weights=has), exact, unit="members"
    )


def _critical_chances() -> Iterator[Finding]:
    k = np.arange(1, 1001)
    steep, cut = k**-2.276, np.arange(1, 2001)
    newman = cut**-2.0 * np.exp(-cut / 20)
    for name, law, published, digits in (
        ("all 3", THREE, 0.5, 1e-9),
        ("1 or 4", TWO_DEGREES, 0.4166667, 5e-8),
        ("power law 2.276 up to 1,000", np.append(0, steep / steep.sum()), 0.018338, 5e-7),
        ("power law 2 cut off at 20", np.append(0, newman / newman.sum()), 0.1832512, 5e-8),
    ):
        yield formula_agrees(f"threshold as published, degrees {name}", critical_chance(law), published, bound=digits)
    law = steep / steep.sum()
    yield formula_agrees("<k> as published, power law 2.276 up to 1,000", law @ k, 2.547362, bound=5e-7)
    yield formula_agrees("<k^2> as published, power law 2.276 up to 1,000", law @ k**2, 141.457525, bound=5e-7)
