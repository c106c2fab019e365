"""Spreading along given ties: cascades and thresholds on graphs whose answer is known."""

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from simulator.passport.declaring import Effort, Finding, check, exactly, formula_agrees, on_average, within
from simulator.passport.laws import epidemic_law, fits, ic_law, lt_law
from simulator.passport.small_worlds import (
    both_ways,
    complete,
    copies_of,
    drawn_world,
    random_graph,
    reached,
    sizes_of_copies,
    textbook,
    told,
    who_has,
)

PATH = both_ways([(0, 1), (1, 2), (2, 3), (3, 4)])
STAR = both_ways([(0, leaf) for leaf in range(1, 11)])
TRIANGLE = complete(3)
DIAMOND = [(0, 1), (0, 2), (1, 3), (2, 3)]
SQUARE = both_ways([(0, 1), (1, 2), (2, 3), (3, 0)])
PAW = both_ways([(0, 1), (0, 2), (1, 2), (2, 3)])
TREE = [(parent, child) for parent in range(31) for child in (2 * parent + 1, 2 * parent + 2)]
TWO_HUBS = [(0, 1), (0, 2), (0, 3), (3, 5), (4, 5), (4, 6), (6, 7), (2, 1), (7, 4), (5, 6)]

# ------------------------------------------------------------ independent cascade

MEANS: list[tuple[str, Any, int, int, float, float, int]] = [
    ("path", PATH, 5, 0, 0.3, 1.4251, 20_000),
    ("path", PATH, 5, 0, 0.5, 1.9375, 20_000),
    ("star from its centre", STAR, 11, 0, 0.3, 4.0, 10_000),
    ("star from a leaf", STAR, 11, 1, 0.3, 2.11, 40_000),
    ("triangle", TRIANGLE, 3, 0, 0.3, 1.726, 20_000),
    ("triangle", TRIANGLE, 3, 0, 0.5, 9 / 4, 20_000),
    ("diamond", DIAMOND, 4, 0, 0.3, 1.7719, 20_000),
    ("diamond", DIAMOND, 4, 0, 0.5, 39 / 16, 20_000),
    ("square", SQUARE, 4, 0, 0.5, 41 / 16, 20_000),
    ("all of four", complete(4), 4, 0, 0.1, 1.358104, 20_000),
    ("all of four", complete(4), 4, 0, 0.3, 2.316556, 20_000),
    ("all of four", complete(4), 4, 0, 0.5, 13 / 4, 20_000),
    ("all of five", complete(5), 5, 0, 0.25, 2.6856613, 20_000),
    ("binary tree", TREE, 63, 0, 0.3, 2.38336, 35_000),
    ("binary tree", TREE, 63, 0, 0.5, 6.0, 45_000),
]
"""Graph, its ties and members, who begins, the chance, the exact mean reached, and copies enough."""

LAWS: list[tuple[str, Any, int, float, list[float] | None]] = [
    ("all of four", complete(4), 4, 0.5, [0.125, 0.09375, 0.1875, 0.59375]),
    ("all of four", complete(4), 4, 0.3, [0.343, 0.21609, 0.222264, 0.218646]),
    ("all of five", complete(5), 5, 0.25, [0.31640625, 0.17797852, 0.16685486, 0.18106842, 0.15769196]),
    ("square", SQUARE, 4, 0.4, None),
    ("diamond", DIAMOND, 4, 0.7, None),
    ("paw", PAW, 4, 0.35, None),
]
"""Graph, ties, members, chance, and the law of the number reached as published."""


@check(
    "O4",
    "oracle",
    "with every factor neutral a message spreads as an independent cascade",
    source="Kempe, Kleinberg & Tardos 2003; laws by going through all sets of open ties",
    twin="the chance to share is a tenth higher",
)
def independent_cascade(effort: Effort) -> Iterator[Finding]:
    """Means and whole laws of the number reached on small graphs; more who begin, and the greedy choice of two."""
    off = 1.1 if effort.wrong else 1.0
    for number, (name, ties, n, seed, chance, exact, n_copies) in enumerate(MEANS):
        worlds = range(10 * number, 10 * number + effort.n(1, 10))
        sizes = sizes_of_copies(ties, n, [seed], off * chance, n_copies, worlds=worlds)
        yield on_average(f"mean reached, {name}, p {chance}", sizes, exact, unit="members")
    for name, ties, n, chance, published in LAWS:
        law = epidemic_law(n, 1, chance) if ties == complete(n) else ic_law(ties, n, [0], chance)
        for size, share in enumerate(published or (), 1):
            yield formula_agrees(f"law as published, {name}, p {chance}, size {size}", law[size], share, bound=5e-9)
        sizes = sizes_of_copies(ties, n, [0], off * chance, effort.n(20_000, 200_000))
        yield fits(f"number reached, {name}, p {chance}", sizes, law)
    few, more = (sizes_of_copies(SQUARE, 4, seeds, 0.4, 5_000) for seeds in ([0], [0, 2]))
    yield exactly(
        "copies in which one more to begin reaches fewer", np.count_nonzero(more < few), 0, n=5_000, unit="copies"
    )
    yield _diminishing(effort.n(40_000, 200_000))
    best = max(_mean_reached(pair) for pair in combinations(range(8), 2))
    n_copies = effort.n(2_000, 20_000)
    greedy = _mean_reached(_greedy_pair(n_copies))
    yield within("greedy pair against the best", greedy / best, 1 - 1 / math.e, 1.0, n=n_copies, unit="share")


def _diminishing(n_copies: int) -> Finding:
    """What two who begin add to a third, one by one against together: f(A) + f(B) - f(A and B) - f(A or B) >= 0."""
    apart, together = ([0, 1], [0, 2]), ([0, 1, 2], [0])
    one, other = (
        np.sum([sizes_of_copies(SQUARE, 4, seeds, 0.4, n_copies) for seeds in sets], axis=0)
        for sets in (apart, together)
    )
    lost = float(np.mean(one - other))
    return within("members lost by reaching together, not apart", lost, 0.0, 1.0, n=n_copies, unit="members")


def _mean_reached(seeds: tuple[int, ...]) -> float:
    return float(ic_law(TWO_HUBS, 8, seeds, 0.5) @ np.arange(9))


def _greedy_pair(n_copies: int) -> tuple[int, int]:
    """Who reaches most by simulation, and who adds most to that."""
    alone = [sizes_of_copies(TWO_HUBS, 8, [one], 0.5, n_copies).mean() for one in range(8)]
    first = int(np.argmax(alone))
    others = [other for other in range(8) if other != first]
    added = [sizes_of_copies(TWO_HUBS, 8, [first, other], 0.5, n_copies).mean() for other in others]
    return first, others[int(np.argmax(added))]


# ------------------------------------------------------------ thresholds


def _path_with_others(n: int, n_others: int) -> tuple[list[tuple[int, int]], int]:
    """A path of n members who each follow so many silent accounts besides: ties weigh 1 / (1 + others)."""
    silent = [(n + k, member) for member in range(1, n) for k in range(n_others)]
    return [(member, member + 1) for member in range(n - 1)] + silent, n + n_others


@check(
    "O5",
    "oracle",
    "the linear threshold model has the law of one live tie per member",
    source="Granovetter 1978; Kempe, Kleinberg & Tardos 2003",
    twin="the weights of ties are a tenth lower",
)
def linear_threshold(effort: Effort) -> Iterator[Finding]:
    """Triangle, path and other small graphs; a member with k accounts followed gives each the weight 1 / k."""
    n_copies = effort.n(20_000, 200_000)
    weight = 0.9 if effort.wrong else 1.0
    rule: dict[str, Any] = {"contagion__rule": "linear_threshold"}
    sizes = sizes_of_copies(TRIANGLE, 3, [0], weight, n_copies, **rule)
    yield on_average("mean reached, triangle, weights 1/2", sizes, 2.5, unit="members")
    for n_others in (1, 2):
        ties, n = _path_with_others(4, n_others)
        share = 1 / (1 + n_others)
        law = np.array([0.0, 1 - share, share - share**2, share**2 - share**3, share**3])
        sizes = sizes_of_copies(ties, n, [0], weight, n_copies, **rule)
        yield fits(f"how far it gets on a path, weights {share:.3g}", sizes, law)
    graphs = (("path", PATH, 5, 1.0), ("square", SQUARE, 4, 0.8), ("diamond", DIAMOND, 4, 0.7), ("paw", PAW, 4, 1.0))
    for name, ties, n, chance in graphs:
        sizes = sizes_of_copies(ties, n, [0], weight * chance, n_copies, **rule)
        yield fits(f"number reached, {name}, weights {chance:g} in all", sizes, lt_law(ties, n, [0], chance))


WINDOWS = {
    0.18: (1.020704, 5.764677, 5e-7),
    0.10: (1.000001, 13.6593, 5e-5),
    0.15: (1.003731, 7.477080, 5e-7),
    0.25: (1.114142, 3.863069, 5e-7),
}
"""Threshold: the mean degrees between which a single member can set off a global cascade, and their last digit."""
INSIDE = {0.18: (2.0, 3.0, 5.0), 0.10: (8.0,), 0.15: (6.5,), 0.25: (2.5,)}
OUTSIDE = {0.18: (0.7, 7.0, 8.0), 0.10: (16.0,), 0.15: (9.0,), 0.25: (5.0,)}
N_BEGINNERS = 20
"""Members from whom a global cascade is tried, one after the other."""


def window(threshold: float) -> tuple[float, float]:
    """Where sum over k <= 1 / threshold of k (k - 1) p_k equals the mean z of a Poisson degree."""
    k = np.arange(math.floor(1 / threshold + 1e-9) + 1)

    def excess(z: float) -> float:
        return float(np.sum(k * (k - 1) * stats.poisson.pmf(k, z)) / z - 1.0)

    peak = max(np.arange(0.5, 10, 0.1), key=excess)
    return float(brentq(excess, 0.5, peak)), float(brentq(excess, peak, 40.0))


def widest_cascade(n: int, mean: float, threshold: float) -> float:
    """The largest share of members that any of some single members sets off, on a random graph."""
    scenario = textbook(
        n,
        clock__days=8,
        contagion__rule="threshold",
        contagion__sources_needed=1,
        contagion__share_needed=threshold,
        segments__people__share_chance=1.0,
    )
    world = drawn_world(scenario, 0, random_graph(n, mean, round(10 * mean)))
    return max(reached(scenario, world, [seed]) for seed in range(N_BEGINNERS)) / n


@check(
    "O6",
    "oracle",
    "a fraction of neighbours as threshold has global cascades inside the window of Watts and none outside",
    source="Watts 2002",
    twin="the threshold is 0.07 higher than that of the window",
)
def watts_window(effort: Effort) -> Iterator[Finding]:
    """Random graphs of 10,000 (50,000): more than a fifth of all inside the window, less than a fiftieth outside."""
    n, off = effort.n(10_000, 50_000), 0.07 if effort.wrong else 0.0
    for threshold, means in INSIDE.items():
        for mean in means:
            share = widest_cascade(n, mean, threshold + off)
            yield within(f"widest cascade, threshold {threshold}, degree {mean}", share, 0.2, 1.0, n=N_BEGINNERS)
    for threshold, means in OUTSIDE.items():
        for mean in means:
            share = widest_cascade(n, mean, threshold + off)
            yield within(f"widest cascade, threshold {threshold}, degree {mean}", share, 0.0, 0.02, n=N_BEGINNERS)
    for threshold, (low, high, digit) in WINDOWS.items():
        found = window(threshold)
        yield formula_agrees(f"window as published, threshold {threshold}, from", found[0], low, bound=1e-6)
        yield formula_agrees(f"window as published, threshold {threshold}, to", found[1], high, bound=2 * digit)


# ------------------------------------------------------------ complex contagion

RING = both_ways([(m, (m + step) % 100) for m in range(100) for step in (1, 2)])
COMPLEX: dict[str, Any] = {"contagion__rule": "threshold", "segments__people__share_chance": 1.0, "clock__days": 3}


def adopters_by_tick(ties: Any, n: int, seeds: Any, **settings: Any) -> np.ndarray:
    """How many have the news after each hour, by when they published it: (hours,)."""
    scenario = textbook(n, **{**COMPLEX, **settings})
    times = told(scenario, drawn_world(scenario, 0, ties), seeds).posts["time"]
    return np.cumsum(np.bincount(times.astype(int)))


def moore_lattice(side: int) -> list[tuple[int, int]]:
    """Ties to the eight cells around, on a lattice whose opposite edges meet."""
    around = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)]
    return [
        (side * row + column, side * ((row + y) % side) + (column + x) % side)
        for row in range(side)
        for column in range(side)
        for x, y in around
    ]


def rewired(seed: int) -> list[tuple[int, int]]:
    """A random graph of 100 members with four friends each, in which members 0 and 1 are friends."""
    import networkx as nx

    graph = nx.random_regular_graph(4, 100, seed=seed)
    a, b = next(iter(graph.edges))
    order = {m: number for number, m in enumerate([a, b, *(m for m in graph if m not in (a, b))])}
    return both_ways([(order[u], order[v]) for u, v in graph.edges])


@check(
    "O11",
    "oracle",
    "what needs two sources takes the ring two members a tick, and stalls where ties are rewired",
    source="Centola & Macy 2007; Morris 2000",
    twin="three sources are needed",
)
def complex_contagion(effort: Effort) -> Iterator[Finding]:
    """A ring of 100 with two neighbours a side, random graphs of four friends, and thresholds as shares."""
    needed = 3 if effort.wrong else 2
    count = adopters_by_tick(RING, 100, [0, 1], contagion__sources_needed=needed)
    yield exactly("ticks until all of the ring", len(count) - 1 if count[-1] == 100 else math.inf, 49, unit="ticks")
    yield exactly("ticks with two more", np.count_nonzero(np.diff(count) == 2), 49, unit="ticks")
    fast = adopters_by_tick(RING, 100, [0, 1], contagion__sources_needed=1)
    yield exactly("ticks until all of the ring, one source", len(fast) - 1, 25, unit="ticks")
    yield from _stalled(effort.n(50, 200), needed)
    yield from _shares_needed()


def _stalled(graphs: int, needed: int) -> Iterator[Finding]:
    """Rewired graphs, side by side."""
    ties = np.concatenate([copies_of(rewired(seed), 100, 1) + 100 * seed for seed in range(graphs)])
    scenario = textbook(100 * graphs, **COMPLEX, contagion__sources_needed=needed)
    begin = (100 * np.arange(graphs)[:, None] + [0, 1]).ravel()
    sizes = who_has(told(scenario, drawn_world(scenario, 0, ties), begin)).reshape(graphs, 100).sum(axis=1)
    yield exactly("median reached where ties are rewired", np.median(sizes), 2, n=graphs, unit="members")
    yield exactly("rewired graphs reached altogether", np.count_nonzero(sizes == 100), 0, n=graphs, unit="graphs")


def _shares_needed() -> Iterator[Finding]:
    """Thresholds as shares: 1/2 is the most that spreads on the ring, 3/8 on the lattice of eight neighbours."""
    block = [20 * row + column for row in range(5) for column in range(5)]
    for name, ties, n, seeds, share in (
        ("ring", RING, 100, [0, 1], 0.5),
        ("lattice", moore_lattice(20), 400, block, 3 / 8),
    ):
        for needs, final in ((share, n), (share + 0.01, len(seeds))):
            count = adopters_by_tick(ties, n, seeds, contagion__share_needed=needs, contagion__sources_needed=1)
            yield exactly(f"reached, {name}, share needed {needs:g}", count[-1], final, unit="members")
