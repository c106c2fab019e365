"""Branching: cascades on trees of fresh members, and the shape of cascades."""

import math
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from simulator.cascades import Cascades, cascades_of
from simulator.content import NONE
from simulator.model import CampaignModel
from simulator.passport.declaring import Effort, Finding, check, exactly, formula_agrees, on_average, share_of
from simulator.passport.laws import borel_law, fits, poisson_law
from simulator.passport.small_worlds import NEWS, drawn_world, forest, textbook, told, who_has
from simulator.randomness import stream, uniform


def cascades_on_trees(
    law: np.ndarray, chance: float, n_trees: int, n_worlds: int, *, generations: int = 1000
) -> Cascades:
    """The cascades from the roots of so many trees in each of some worlds, whose members have followers by a law."""
    found = []
    for world in range(n_worlds):
        ties, tree, _ = forest(np.zeros(n_trees, int), [[law]], world, generations=generations)
        scenario = textbook(len(tree), clock__days=20, segments__people__share_chance=chance)
        model = told(scenario, drawn_world(scenario, world, ties), np.arange(n_trees))
        found.append(cascades_of(model.posts["parent"]))
    return Cascades(*(np.concatenate([getattr(one, part.name) for one in found]) for part in fields(Cascades)))


# ------------------------------------------------------------ one type

SMALL_SIZES = {
    0.2: (0.81873075, 0.13406401, 0.03292870),
    0.5: (0.60653066, 0.18393972, 0.08367381, 0.04511176, 0.02672038),
    0.8: (0.44932896, 0.16151721, 0.08708924),
}
"""Mean offspring: chances of total sizes 1, 2, 3, ..."""
DIED_OUT = {
    0.5: (0.60653066, 0.82140855, 0.91457507, 0.95818686),
    0.8: (0.44932896, 0.64369078, 0.75197863, 0.82002775),
}
"""Mean offspring: chances to have died out by generations 1, 2, 3, 4."""
TAILS = {(0.5, 10): 0.01361626, (0.8, 10): 0.1226019, (0.8, 100): 0.0014252, (0.9, 100): 0.0174197}
NEAR_CRITICAL = (0.9, 1.0)
SMALL_ONES = 20
"""Mean offspring near the threshold, where trees may be endless: sizes up to this are complete after as many
generations, all larger ones are one case."""
NOT_ALL_SHARE = 1.06
"""Followers by those of them who share: hardly more, so that few of the members of a tree are drawn for nothing."""
VARIANCES = {0.2: 0.2 / 0.8**3, 0.5: 4.0, 0.8: 100.0, 0.9: 900.0}
"""Mean offspring: variance of the total size."""
EXTINCTION = {1.2: 0.6863017, 1.5: 0.4171884, 2.0: 0.2031879}
DWASS = (0.43438845, 0.16408116, 0.08986843, 0.05782512, 0.04073089)
N_TREES = {0.2: 40_000, 0.5: 45_000, 0.8: 180_000}
"""Trees enough for four standard errors below 2 % of the mean: 200^2 times variance by squared mean, and some more."""


def died_out_by(mean: float, generation: int) -> float:
    """The chance that Poisson branching has died out by a generation: q = exp(m (q - 1)), from 0 on."""
    q = 0.0
    for _ in range(generation):
        q = math.exp(mean * (q - 1.0))
    return q


@check(
    "O8",
    "oracle",
    "a cascade among fresh members is a branching process",
    source="Otter 1949; Dwass 1969; Borel's law",
    twin="the chance to share is a twentieth higher",
    left_out_parts="variances, and the tail of 100 or more at 0.8 and 0.9, stand as formulas only: in the software "
    "four standard errors of them would be 2 % only with millions of trees",
)
def branching(effort: Effort) -> Iterator[Finding]:
    """Members have Poisson followers, who share with a chance: offspring are Poisson; and binomial offspring."""
    off, n_worlds = 1.05 if effort.wrong else 1.0, effort.n(1, 10)
    for mean, n_trees in N_TREES.items():
        drawn = (1.0 + mean) / 2
        found = cascades_on_trees(poisson_law(drawn), off * mean / drawn, n_trees, n_worlds)
        yield on_average(f"mean size, offspring {mean}", found.size, 1 / (1 - mean), unit="members")
        yield fits(f"size, offspring {mean}", found.size, borel_law(mean, 400))
        for generation in range(1, 5):
            exact = died_out_by(mean, generation)
            n_dead = int(np.count_nonzero(found.depth < generation))
            yield share_of(f"died out by generation {generation}, offspring {mean}", n_dead, len(found.depth), exact)
    tenfold = cascades_on_trees(stats.binom.pmf(np.arange(11), 10, 0.09), off * 0.08 / 0.09, 50_000, n_worlds)
    yield fits("size, offspring binomial (10, 0.08)", tenfold.size, dwass_law(10, 0.08, 400))
    growing = cascades_on_trees(poisson_law(1.6), off * 1.5 / 1.6, 70_000, n_worlds, generations=5)
    for mean in NEAR_CRITICAL:
        law, chance = poisson_law(NOT_ALL_SHARE * mean), off / NOT_ALL_SHARE
        sizes = cascades_on_trees(law, chance, 20_000, n_worlds, generations=SMALL_ONES).size
        yield fits(f"size up to {SMALL_ONES}, offspring {mean}", sizes, borel_law(mean, SMALL_ONES))
    n_dead = int(np.count_nonzero(growing.depth < 4))
    yield share_of("died out by generation 4, offspring 1.5", n_dead, len(growing.size), died_out_by(1.5, 4))
    yield from _branching_as_published()


def dwass_law(tries: int, chance: float, most: int) -> np.ndarray:
    """Total size with binomial offspring: P(T = k) = P(Bin(k n, p) = k - 1) / k."""
    k = np.arange(1, most + 1)
    return np.append(0.0, stats.binom.pmf(k - 1, k * tries, chance) / k)


def _branching_as_published() -> Iterator[Finding]:
    for mean, shares in SMALL_SIZES.items():
        for size, share in enumerate(shares, 1):
            yield formula_agrees(
                f"as published, size {size}, offspring {mean}", borel_law(mean, 5)[size], share, bound=6e-9
            )
    for mean, shares in DIED_OUT.items():
        for generation, share in enumerate(shares, 1):
            found = died_out_by(mean, generation)
            yield formula_agrees(f"as published, died out by {generation}, offspring {mean}", found, share, bound=6e-9)
    for (mean, size), share in TAILS.items():
        found = 1.0 - borel_law(mean, size - 1).sum()
        yield formula_agrees(f"as published, size {size} or more, offspring {mean}", found, share, bound=6e-8)
    for mean, spread in VARIANCES.items():
        law, sizes = borel_law(mean, 20_000), np.arange(20_001)
        variance = float(law @ sizes**2 - (law @ sizes) ** 2)
        yield formula_agrees(f"as published, variance of the size, offspring {mean}", variance, spread, bound=1e-6)
    tail = borel_law(1.0, 10_000)[-1] * 10_000**1.5 * math.sqrt(2 * math.pi)
    yield formula_agrees("as published, size 10,000 at offspring 1 by k^-3/2 / sqrt(2 pi)", tail, 1.0, bound=1e-4)
    for mean, share in EXTINCTION.items():
        dies = float(brentq(lambda q, m=mean: math.exp(m * (q - 1.0)) - q, 0.0, 0.9))
        yield formula_agrees(f"as published, dies out, offspring {mean}", dies, share, bound=6e-8)
    for size, share in enumerate(DWASS, 1):
        yield formula_agrees(
            f"as published, size {size}, offspring binomial", dwass_law(10, 0.08, 5)[size], share, bound=6e-9
        )


# ------------------------------------------------------------ several types

KINDS = ("influencers", "employees", "audience")
MATRIX = np.array([[0.0, 0.0, 0.6], [0.2, 0.1, 0.3], [0.0, 0.02, 0.4]])
"""``MATRIX[i][j]``: members of kind j who share what one of kind i has said."""
SEGMENT = np.array([1, 2, 0])
"""Where each kind's segment stands in the scenario: the audience comes first."""
KINDS_CHANCE = np.array([0.5, 0.8, 0.9])
"""Chance to share by kind; followers are so many more."""
TOTALS = np.array([[1.004515, 0.022573, 1.015801], [0.225734, 1.128668, 0.790068], [0.007524, 0.037622, 1.693002]])
LARGE = 0.2
"""Expected totals that are measured: rarer ones would need millions of trees."""
PEOPLE = """
[segments.{name}]
role = "{role}"
size = 1
accounts = {{ network = 1.0 }}
share_chance = 0.5
appeal = 1.0
alignment = 0.0
activity_spread = 0.0
conviction_spread = 0.0
"""


def totals_by_kind(n_trees: int, off: float, world: int) -> np.ndarray:
    """Members of each kind who have the news in a world, for trees from each kind: (kinds, trees, kinds)."""
    laws = [[poisson_law(mean / chance) for mean, chance in zip(row, KINDS_CHANCE, strict=True)] for row in MATRIX]
    ties, tree, kind = forest(np.repeat(np.arange(3), n_trees), laws, world)
    order = np.argsort(SEGMENT[kind], kind="stable")
    row = np.empty(len(order), int)
    row[order] = np.arange(len(order))
    sizes, chances = np.bincount(kind, minlength=3).tolist(), (off * KINDS_CHANCE).tolist()
    scenario = textbook(
        sizes[2],
        more=PEOPLE.format(name="creators", role="influencers") + PEOPLE.format(name="staff", role="employees"),
        clock__days=20,
        segments__creators__size=sizes[0],
        segments__creators__exit_per_day=0.0,
        segments__creators__share_chance=chances[0],
        segments__staff__size=sizes[1],
        segments__staff__share_chance=chances[1],
        segments__people__share_chance=chances[2],
    )
    has = who_has(told(scenario, drawn_world(scenario, world, row[ties]), row[: 3 * n_trees]))[row]
    return np.bincount(tree * 3 + kind, weights=has, minlength=9 * n_trees).reshape(3, n_trees, 3)


@check(
    "O9",
    "oracle",
    "among influencers, employees and audience expected totals are (I - M)^-1",
    source="Harris 1963",
    twin="everybody's chance to share is a twentieth higher",
    left_out_parts="influencers from employees, influencers and employees from audience (0.023, 0.008, 0.038) stand as "
    "formulas only: they are so rare that 2 % would need millions of trees",
)
def several_kinds(effort: Effort) -> Iterator[Finding]:
    """Three segments with chances of their own, on trees whose members have Poisson followers of each kind."""
    exact = np.linalg.inv(np.eye(3) - MATRIX)
    for i, of in enumerate(KINDS):
        for j, kind in enumerate(KINDS):
            yield formula_agrees(f"as published, {kind} from {of}", exact[i, j], TOTALS[i, j], bound=6e-7)
    radius = float(np.abs(np.linalg.eigvals(MATRIX)).max())
    yield formula_agrees("as published, spectral radius", radius, 0.434456, bound=6e-7)
    off = 1.05 if effort.wrong else 1.0
    totals = np.concatenate([totals_by_kind(190_000, off, world) for world in range(effort.n(1, 8))], axis=1)
    for i, of in enumerate(KINDS):
        yield on_average(f"all from {of}", totals[i].sum(axis=1), exact[i].sum(), unit="members")
        for j, kind in enumerate(KINDS):
            if exact[i, j] > LARGE:
                yield on_average(f"{kind} from {of}", totals[i, :, j], exact[i, j], unit="members")


# ------------------------------------------------------------ branching in time

N_HAWKES, RATE, DECAY, HOURS = 0.6, 1.0, 2.0, 10.0
"""Offspring of a post, originals an hour, decay of the kernel per hour, and the end."""


def expected_posts(hours: float) -> float:
    """E N(T) = mu / (1 - n) (T - n (1 - exp(-b (1 - n) T)) / (b (1 - n))), from an empty history."""
    slowed = DECAY * (1.0 - N_HAWKES)
    return RATE / (1.0 - N_HAWKES) * (hours + N_HAWKES * math.expm1(-slowed * hours) / slowed)


def posts_in_time(n_histories: int, off: float) -> np.ndarray:
    """How many posts come in each of many histories: (histories,)."""
    count = np.searchsorted(
        np.cumsum(poisson_law(RATE * HOURS)), uniform(stream(0, "how many"), np.arange(n_histories))
    )
    history = np.repeat(np.arange(n_histories), count)
    begin = HOURS * uniform(stream(0, "when"), np.arange(len(history)))
    ties, tree, _ = forest(np.zeros(len(history), int), [[poisson_law(0.8)]], 0)
    scenario = textbook(
        len(tree),
        clock__days=HOURS / 24,
        segments__people__share_chance=off * N_HAWKES / 0.8,
        platforms__network__response="half_life",
        platforms__network__half_life_hours=math.log(2.0) / DECAY,
        platforms__network__horizon_hours=24.0,
    )
    model = CampaignModel(scenario, world=drawn_world(scenario, 0, ties))
    while model.running:
        due = np.flatnonzero(model.falls_due(begin))
        model.publish(due, NEWS, begin[due])
        model.step()
    return np.bincount(history[tree[model.posts["member"]]], minlength=n_histories)


@check(
    "O12",
    "oracle",
    "originals at a steady rate and shares after exponential delays are a Hawkes process",
    source="Hawkes & Oakes 1974",
    twin="the chance to share is a tenth higher",
)
def hawkes(effort: Effort) -> Iterator[Finding]:
    """Ten hours from an empty history; and clusters, whose size is of Borel's law."""
    off = 1.1 if effort.wrong else 1.0
    count = posts_in_time(effort.n(15_000, 150_000), off)
    yield on_average("posts in ten hours", count, expected_posts(HOURS), unit="posts")
    yield formula_agrees("as published, posts in ten hours", expected_posts(HOURS), 23.125629, bound=5e-7)
    size = cascades_on_trees(poisson_law(0.8), off * N_HAWKES / 0.8, 70_000, effort.n(1, 10)).size
    yield on_average("mean cluster", size, 1 / (1 - N_HAWKES), unit="posts")
    yield fits("size of clusters", size, borel_law(N_HAWKES, 400))
    k = np.arange(2_001)
    law = borel_law(N_HAWKES, 2_000)
    spread = float(law @ k**2 - (law @ k) ** 2)
    yield formula_agrees("variance of clusters: n / (1 - n)^3", spread, N_HAWKES / (1 - N_HAWKES) ** 3, bound=1e-6)
    yield formula_agrees("Fano factor: E S^2 / E S", float(law @ k**2 / (law @ k)), 1 / (1 - N_HAWKES) ** 2, bound=1e-6)


# ------------------------------------------------------------ shape


def parents_in_tree(arms: int, depth: int) -> np.ndarray:
    """A complete tree in which every post but the last is shared so often: (posts,) parents."""
    n = (arms ** (depth + 1) - 1) // (arms - 1)
    return (np.arange(n) - 1) // arms


SHAPES = [
    ("star of 100", np.append(NONE, np.zeros(99, int)), 1.98, 1e-9),
    ("path of 100", np.arange(100) - 1, 101 / 3, 1e-9),
    ("binary tree of depth 3", parents_in_tree(2, 3), 3.5047619, 5e-8),
    ("binary tree of depth 4", parents_in_tree(2, 4), 4.9548387, 5e-8),
    ("binary tree of depth 6", parents_in_tree(2, 6), 8.3509561, 5e-8),
    ("ten arms, depth 2", parents_in_tree(10, 2), 3.6036036, 5e-8),
]


@check(
    "O14",
    "oracle",
    "structural virality is the mean distance of two posts of a cascade",
    source="Goel et al. 2016; Wiener index",
    twin="one post hangs elsewhere",
)
def shape(effort: Effort) -> Iterator[Finding]:
    """Stars, paths and complete trees, from parents alone; and a run along a path and a star."""
    for name, parent, published, digits in SHAPES:
        if effort.wrong:
            parent = np.append(parent[:-1], len(parent) - 2 if parent[-1] != len(parent) - 2 else 0)
        found = cascades_of(parent)
        yield exactly(f"structural virality, {name}", found.structural_virality[0], published, bound=digits)
    path = [(member, member + 1) for member in range(39)]
    star = [(40, member) for member in range(41, 80)]
    scenario = textbook(80, segments__people__share_chance=1.0)
    found = cascades_of(told(scenario, drawn_world(scenario, 0, path + star), [0, 40]).posts["parent"])
    for name, number, virality, depth in (("path", 0, 41 / 3, 39), ("star", 1, 1.95, 1)):
        yield exactly(f"structural virality in a run, {name} of 40", found.structural_virality[number], virality)
        yield exactly(f"depth in a run, {name} of 40", found.depth[number], depth)
