"""With every factor neutral the model is the textbook: exact laws, worked out by hand, and other programs.

A small graph stands thousands of times side by side in one world: luck belongs to members, so the copies are
independent. Every number of copies and every bound was chosen before the test was run.
"""

import math
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from scipy import stats
from worlds import both_ways, drawn_world, textbook

from simulator import rules
from simulator.model import CampaignModel
from simulator.population import NEVER
from simulator.state import UNSEEN

PRECISION = 0.02
"""Four standard errors are to be less than 2 % of the exact mean."""
Z = 4.0
CHI2 = 1e-4
"""Size laws: the chance at which chi-squared refuses."""


def spread(ties, seeds, n_members, scenario, world=0):
    """Who has the news at the end, if those at ``seeds`` publish it at the start: (members,) bool."""
    model = CampaignModel(scenario, rng=world, world=drawn_world(scenario, world, ties))
    model.publish(seeds, "news", np.zeros(len(seeds)))
    model.run()
    return model.population.contact["shared"][0] == 1


def sizes_of_copies(edges, n, seeds, chance, n_copies, **settings):
    """The number of members who have the news, in each of many copies of a small graph."""
    offsets = np.arange(n_copies)[:, None] * n
    ties = np.asarray(edges)[None] + offsets[:, :, None]
    everyone = n * n_copies
    scenario = textbook(everyone, clock__days=1, segments__people__share_chance=chance, **settings)
    has = spread(ties.reshape(-1, 2), (offsets + np.asarray(seeds)).ravel(), everyone, scenario)
    return has.reshape(n_copies, n).sum(axis=1)


def exact_law(edges, n, seeds, chance):
    """The law of the number reached, by going through every set of open ties: (n + 1,)."""
    law = np.zeros(n + 1)
    for is_open in product((False, True), repeat=len(edges)):
        reached, fresh = set(seeds), list(seeds)
        ties = [edge for edge, free in zip(edges, is_open, strict=True) if free]
        while fresh:
            here = fresh.pop()
            new = {b for a, b in ties if a == here} - reached
            reached |= new
            fresh += new
        n_open = sum(is_open)
        law[len(reached)] += chance**n_open * (1 - chance) ** (len(edges) - n_open)
    return law


def complete(n):
    return both_ways(combinations(range(n), 2))


PATH = both_ways([(0, 1), (1, 2), (2, 3), (3, 4)])
STAR = both_ways([(0, leaf) for leaf in range(1, 11)])
TRIANGLE = complete(3)
DIAMOND = [(0, 1), (0, 2), (1, 3), (2, 3)]
SQUARE = both_ways([(0, 1), (1, 2), (2, 3), (3, 0)])
TREE = [(parent, child) for parent in range(31) for child in (2 * parent + 1, 2 * parent + 2)]

MEANS = [
    ("path", PATH, 5, 0, 0.3, 1.4251),
    ("path", PATH, 5, 0, 0.5, 1.9375),
    ("star from its centre", STAR, 11, 0, 0.3, 4.0),
    ("star from a leaf", STAR, 11, 1, 0.3, 2.11),
    ("triangle", TRIANGLE, 3, 0, 0.3, 1.726),
    ("triangle", TRIANGLE, 3, 0, 0.5, 9 / 4),
    ("diamond", DIAMOND, 4, 0, 0.3, 1.7719),
    ("diamond", DIAMOND, 4, 0, 0.5, 39 / 16),
    ("square", SQUARE, 4, 0, 0.5, 41 / 16),
    ("K4", complete(4), 4, 0, 0.1, 1.358104),
    ("K4", complete(4), 4, 0, 0.3, 2.316556),
    ("K4", complete(4), 4, 0, 0.5, 13 / 4),
    ("K5", complete(5), 5, 0, 0.25, 2.6856613),
    ("tree", TREE, 63, 0, 0.3, 2.38336),
    ("tree", TREE, 63, 0, 0.5, 6.0),
]


def n_copies_for(name, chance):
    """Enough for four standard errors below 2 %: the tree varies most, with a variance below 36 at p = 1/2."""
    if name == "tree":
        return 45_000 if chance == 0.5 else 35_000
    return 40_000 if name.startswith("star") else 20_000


@pytest.mark.parametrize(("name", "edges", "n", "seed", "chance", "exact"), MEANS)
def test_the_mean_spread_is_the_exact_one(name, edges, n, seed, chance, exact):
    sizes = sizes_of_copies(edges, n, [seed], chance, n_copies_for(name, chance))
    error = sizes.std(ddof=1) / math.sqrt(len(sizes))
    assert Z * error < PRECISION * exact
    assert abs(sizes.mean() - exact) < Z * error


def test_a_slightly_wrong_chance_is_noticed():
    sizes = sizes_of_copies(complete(4), 4, [0], 0.48, 20_000)
    assert abs(sizes.mean() - 13 / 4) > Z * sizes.std(ddof=1) / math.sqrt(len(sizes))


LAWS = [
    (complete(4), 4, 0.5, [0.125, 0.09375, 0.1875, 0.59375]),
    (complete(4), 4, 0.3, [0.343, 0.21609, 0.222264, 0.218646]),
    (complete(5), 5, 0.25, [0.31640625, 0.17797852, 0.16685486, 0.18106842, 0.15769196]),
    (SQUARE, 4, 0.4, None),
    (DIAMOND, 4, 0.7, None),
    (both_ways([(0, 1), (0, 2), (1, 2), (2, 3)]), 4, 0.35, None),
]


def law_fits(sizes, law):
    counted = np.bincount(sizes, minlength=len(law) + 1)[1:]
    kept = np.asarray(law) > 0
    return stats.chisquare(counted[kept], np.asarray(law)[kept] / np.sum(law) * len(sizes)).pvalue > CHI2


@pytest.mark.parametrize(("edges", "n", "chance", "law"), LAWS)
def test_the_whole_law_of_the_size_is_the_exact_one(edges, n, chance, law):
    law = exact_law(edges, n, [0], chance)[1:] if law is None else law
    sizes = sizes_of_copies(edges, n, [0], chance, 20_000)
    assert law_fits(sizes, law)
    assert not law_fits(sizes_of_copies(edges, n, [0], chance + 0.03, 20_000), law)


def test_the_enumeration_agrees_with_the_formulas():
    assert exact_law(complete(4), 4, [0], 0.5)[1:] == pytest.approx([0.125, 0.09375, 0.1875, 0.59375])


def test_chances_do_not_depend_on_the_delay_or_the_tick():
    """The law of the size is the same with power-law delays and in ticks of twelve minutes."""
    settings = {"platforms__network__response": "power_law", "platforms__network__horizon_hours": 2.0}
    sizes = sizes_of_copies(complete(4), 4, [0], 0.5, 20_000, **settings, clock__tick_hours=0.2)
    assert law_fits(sizes, LAWS[0][3])


def test_more_seeds_never_reach_fewer():
    """With the same luck the cascade of a larger set of seeds contains that of a smaller one."""
    rng, n = np.random.default_rng(1), 300
    ties = rng.integers(0, n, (900, 2))
    scenario = textbook(n, segments__people__share_chance=0.3)
    few, more = spread(ties, [0, 1], n, scenario), spread(ties, [0, 1, 2, 3], n, scenario)
    assert (more >= few).all()
    assert more.sum() > few.sum()


# ------------------------------------------------------------ thresholds


LINEAR = {"contagion__rule": "linear_threshold"}


def test_the_linear_threshold_model_on_a_triangle():
    """Weights 1/2, one seed: each of the others is reached with chance 3/4, so the mean is 2.5 (n = 20,000)."""
    sizes = sizes_of_copies(TRIANGLE, 3, [0], 1.0, 20_000, **LINEAR)
    assert abs(sizes.mean() - 2.5) < Z * sizes.std(ddof=1) / math.sqrt(len(sizes))
    assert 3 * np.mean(sizes) - 3 == pytest.approx(4.5, abs=0.06)


def test_the_linear_threshold_model_on_a_path():
    """In the middle of an undirected path each of two neighbours weighs 1/2: 1 + 1/2 + 1/4 + 1/8 + 1/8 reached."""
    sizes = sizes_of_copies(PATH, 5, [0], 1.0, 20_000, **LINEAR)
    assert abs(sizes.mean() - 2.0) < Z * sizes.std(ddof=1) / math.sqrt(len(sizes))
    cascade = sizes_of_copies(PATH, 5, [0], 0.6, 20_000)
    assert abs(cascade.mean() - 2.0) > Z * cascade.std(ddof=1) / math.sqrt(len(sizes))


RING = both_ways([(m, (m + step) % 100) for m in range(100) for step in (1, 2)])
COMPLEX = {"contagion__rule": "threshold", "segments__people__share_chance": 1.0, "clock__days": 3}


def adopters_on_ring(needed, ties=RING):
    scenario = textbook(100, contagion__sources_needed=needed, **COMPLEX)
    model = CampaignModel(scenario, rng=0, world=drawn_world(scenario, 0, ties))
    model.publish([0, 1], "news", [0.0, 0.0])
    count = []
    while model.running:
        model.step()
        count.append(int((model.population.contact["shared"][0] == 1).sum()))
    return count


def test_complex_contagion_on_a_ring_takes_two_more_in_every_tick():
    count = adopters_on_ring(needed=2)
    assert count[:50] == list(range(2, 101, 2))
    assert count.index(100) == 49


def test_a_threshold_of_three_stalls_on_the_ring_and_of_one_is_twice_as_fast():
    assert adopters_on_ring(needed=3)[-1] == 2
    assert adopters_on_ring(needed=1).index(100) == 25


def test_complex_contagion_stalls_where_ties_are_rewired():
    """On random 4-regular graphs two adjacent seeds hardly ever reach anybody (20 graphs)."""
    import networkx as nx

    final = []
    for seed in range(20):
        graph = nx.random_regular_graph(4, 100, seed=seed)
        a, b = next(iter(graph.edges))
        order = {a: 0, b: 1}
        order |= {m: number for number, m in enumerate((m for m in graph if m not in order), 2)}
        final.append(adopters_on_ring(2, both_ways([(order[u], order[v]) for u, v in graph.edges]))[-1])
    assert np.median(final) == 2
    assert max(final) < 100


# ------------------------------------------------------------ delays, feeds, fatigue


AT_ONCE = 0.187972
"""Chance of a response within the 300 seconds of constant density: c * 300 = theta / (1 + theta) (oracle O13)."""
THETA = AT_ONCE / (1 - AT_ONCE)


def delay(luck, horizon):
    """Seconds until a response, with the horizon in hours."""
    return truncated(rules.POWER_LAW, luck, (300 / 3600, THETA, 1.0), horizon) * 3600


def truncated(law, luck, shape, horizon):
    """Hours until a response by a law that is truncated at the horizon; luck is uniform."""
    return rules.response_delay(law, luck * rules.share_in_time(law, *shape, horizon), *shape)


SEISMIC = [(60, 0.037594), (300, 0.187972), (600, 0.308348), (1800, 0.463659), (3600, 0.543167), (10800, 0.645749)]


def exact_cdf(t):
    return AT_ONCE * t / 300 if t < 300 else 1 - (1 - AT_ONCE) * (300 / t) ** THETA


@pytest.mark.parametrize(("seconds", "chance"), [*SEISMIC, (86400, 0.781093), (604800, 0.860481)])
def test_response_delays_have_the_quantiles_of_the_kernel(seconds, chance):
    assert exact_cdf(seconds) == pytest.approx(chance, abs=2e-6)
    for horizon in (604800.0 * 2, 604800.0, 90000.0):
        if seconds < horizon:
            luck = exact_cdf(seconds) / exact_cdf(horizon)
            assert delay(luck, horizon / 3600) == pytest.approx(seconds, rel=1e-9)


@pytest.mark.parametrize(("hours", "minutes"), [(24, 17.273), (72, 20.635), (168, 23.106)])
def test_the_median_delay_of_the_truncated_kernel(hours, minutes):
    assert delay(0.5, hours) / 60 == pytest.approx(minutes, abs=2e-3)
    assert delay(0.5, 1e60) == pytest.approx(2437.29, abs=0.02)
    assert delay(1 - 1e-12, hours) / 3600 == pytest.approx(hours, rel=1e-9)


def test_half_of_the_responses_by_a_half_life_come_within_it():
    assert truncated(rules.HALF_LIFE, 0.5, (0, 0, 2.0), 1e9) == pytest.approx(2.0, rel=1e-12)
    assert truncated(rules.HALF_LIFE, 1 - 1e-15, (0, 0, 2.0), 5.0) == pytest.approx(5.0, rel=1e-9)


@pytest.mark.parametrize(
    ("slots", "arrivals", "visits", "exact"),
    [(20, 5, 0.25, 0.6231105), (50, 5, 0.25, 0.9127963), (10, 4, 1, 0.8926258)],
)
def test_the_chance_that_a_post_is_still_in_the_feed(slots, arrivals, visits, exact):
    assert rules.chance_to_see(slots, arrivals, visits) == pytest.approx(exact, abs=1e-7)
    assert rules.chance_to_see(slots + 1, arrivals, visits) > exact + 1e-3


def test_visibility_in_a_run_is_that_of_the_feed():
    """20,000 pairs, arrivals of 48 posts a day from outside, 5 slots, 6 visits a day: seen with 1 - (8/9)^5."""
    n, pairs = 40_000, np.arange(40_000).reshape(-1, 2)
    scenario = textbook(
        n,
        clock__days=0.5,
        platforms__network__slots_per_visit=5,
        platforms__network__visits_per_day=6,
        platforms__network__background_posts=48,
    )
    model = CampaignModel(scenario, rng=0, world=drawn_world(scenario, 0, pairs))
    model.publish(pairs[:, 0], "news", np.zeros(len(pairs)))
    model.run()
    seen, unseen = model.moving.tally[:, 0, [2, UNSEEN]].sum(axis=0)
    exact = 1 - (8 / 9) ** 5
    assert seen + unseen == len(pairs)
    assert abs(seen / len(pairs) - exact) < Z * math.sqrt(exact * (1 - exact) / len(pairs))
    assert abs(seen / len(pairs) - (1 - (8 / 9) ** 6)) > Z * math.sqrt(exact * (1 - exact) / len(pairs))


def unfollowers(hazard, n_posts, n_pairs=10_000):
    """The share who unfollow after so many promotional posts, nobody tolerating any."""
    pairs = np.arange(2 * n_pairs).reshape(-1, 2)
    scenario = textbook(
        2 * n_pairs,
        clock__days=2,
        messages__news__promotional=True,
        fatigue__tolerance_per_week=0,
        fatigue__unfollow_chance=hazard,
        fatigue__hide_chance=0.0,
        fatigue__relief=0.0,
    )
    model = CampaignModel(scenario, rng=0, world=drawn_world(scenario, 0, pairs))
    while model.running:
        if model.tick < n_posts:
            model.publish(pairs[:, 0], "news", np.full(n_pairs, model.now))
        model.step()
    return model.moving.severed.mean(), model


def test_unfollowing_after_twenty_posts_too_many():
    """1 - (1 - h)^20 = 0.46 for h = 0.0303395 (n = 10,000 pairs)."""
    share, _ = unfollowers(0.0303395, 20)
    assert abs(share - 0.46) < Z * math.sqrt(0.46 * 0.54 / 10_000)
    fewer, _ = unfollowers(0.0303395, 15)
    assert abs(fewer - 0.46) > Z * math.sqrt(0.46 * 0.54 / 10_000)


def test_who_has_unfollowed_is_shown_nothing_more():
    """With hazard h the exposures to the k-th post are those who are left: a geometric series."""
    hazard, n_posts = 0.2, 10
    _, model = unfollowers(hazard, n_posts)
    seen = model.moving.tally[1 : n_posts + 1, 0, 2]
    left = 10_000 * (1 - hazard) ** np.arange(n_posts)
    assert seen[0] == 10_000
    assert (np.abs(seen - left) <= Z * np.sqrt(10_000 * (left / 10_000) * (1 - left / 10_000)) + 1e-9).all()


# ------------------------------------------------------------ large graphs


def random_graph(n, mean, seed):
    """Both ways along n * mean / 2 random edges."""
    rng = np.random.default_rng(seed)
    edges = rng.integers(0, n, (round(n * mean / 2), 2))
    return np.concatenate([edges, edges[:, ::-1]])


@pytest.mark.parametrize(("mean", "chance", "share"), [(4, 0.5, 0.7968121), (3, 0.5, 0.5828116)])
def test_a_cascade_that_takes_off_reaches_the_giant_component(mean, chance, share):
    """Percolation on a random graph of 100,000: within 2 %. From 30 seeds at once it takes off in practice always."""
    n = 100_000
    scenario = textbook(n, clock__days=3, segments__people__share_chance=chance)
    has = spread(random_graph(n, mean, 1), np.arange(30), n, scenario)
    assert has.mean() == pytest.approx(share, rel=0.02)
    wrong = spread(
        random_graph(n, mean, 1), np.arange(30), n, textbook(n, clock__days=3, segments__people__share_chance=0.53)
    )
    assert wrong.mean() != pytest.approx(share, rel=0.02)


def test_below_the_threshold_outbreaks_stay_small():
    """Mean outbreak 5.0 at c = 4, T = 0.2.

    60 graphs of 20,000 with 20 seeds each, within 4 standard errors and 1 % for seeds that meet.
    """
    sizes, n = [], 20_000
    for seed in range(60):
        scenario = textbook(n, segments__people__share_chance=0.2)
        world_ties = random_graph(n, 4, seed)
        sizes.append(spread(world_ties, np.arange(20), n, scenario, world=seed).sum() / 20)
    assert abs(np.mean(sizes) - 5.0) < Z * np.std(sizes, ddof=1) / math.sqrt(len(sizes)) + 0.05
    assert np.std(sizes, ddof=1) < 2.5


N_PEER = 300
"""Runs of each program: mean reach by z, sizes by Kolmogorov and Smirnov, each refused at one in 10,000."""
P_VALUE = 1e-4
CRITICAL = 0.03


def our_sizes(ties, n, chance, runs):
    scenario = textbook(n, clock__days=2, segments__people__share_chance=chance)
    world, found = drawn_world(scenario, 0, ties), []
    for seed in range(runs):
        model = CampaignModel(scenario, rng=seed, world=replace(world, seed=seed, spare=[]))
        model.publish(np.arange(10), "news", np.zeros(10))
        found.append(int((model.run().population.contact["shared"][0] == 1).sum()))
    return np.array(found)


def cynetdiff_sizes(ties, n, chance, runs):
    networkx = pytest.importorskip("networkx")
    convert = pytest.importorskip("cynetdiff.utils")
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((int(a), int(b)) for a, b in ties if a != b)
    model, _ = convert.networkx_to_ic_model(graph, activation_prob=chance, rng=np.random.default_rng(1))
    model.set_seeds(set(range(10)))
    found = []
    for _ in range(runs):
        model.reset_model()
        model.advance_until_completion()
        found.append(model.get_num_activated_nodes())
    return np.array(found)


def agree(one, other):
    z = (one.mean() - other.mean()) / math.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return abs(z) < stats.norm.isf(P_VALUE / 2) and stats.ks_2samp(one, other).pvalue > P_VALUE


def test_cynetdiff_finds_the_same_spread_on_ten_thousand_members():
    pytest.importorskip("cynetdiff")
    n, chance = 10_000, CRITICAL
    rng = np.random.default_rng(5)
    popular = np.minimum((rng.pareto(1.3, 100_000) * 40).astype(np.int64), n - 1)
    ties = np.unique(np.stack([popular, rng.integers(0, n, 100_000)], axis=1), axis=0)
    peer = cynetdiff_sizes(ties, n, chance, N_PEER)
    assert peer.std() > 0.02 * peer.mean()
    assert agree(our_sizes(ties, n, chance, N_PEER), peer)
    assert not agree(our_sizes(ties, n, chance * 1.15, N_PEER), peer)


# ------------------------------------------------------------ the scenario file itself


def test_the_textbook_scenario_is_neutral_and_runs_as_it_stands():
    model = CampaignModel(textbook(1000), "ten seeds", rng=0).run()
    assert model.given.minds == 0
    assert len(model.posts[model.posts["parent"] < 0]) == 10
    assert (model.population.contact["first_seen"] != NEVER).sum() > 50
    assert model.ledger.total == model.spec.costs.per_action


def test_a_mean_exceeds_the_degree_of_a_random_member_at_the_end_of_a_tie():
    """The friendship paradox: the mean degree at the end of a random tie is <k^2> / <k>, exactly."""
    model = CampaignModel(textbook(2000), rng=1)
    ends = np.diff(model.world.start)
    source = np.repeat(np.arange(2000), ends)
    assert ends[source].mean() == pytest.approx((ends**2).mean() / ends.mean(), rel=1e-12)
    assert ends[source].mean() > ends.mean()
