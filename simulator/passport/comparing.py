"""What comparisons rest on: networks' facts, the same luck for all, and how many worlds are enough."""

import math
from collections.abc import Iterator

import numpy as np

from simulator.follower_network import FollowerNetwork
from simulator.model import CampaignModel
from simulator.network_facts import measure
from simulator.passport.declaring import Effort, Finding, check, exactly, formula_agrees, left_out, share_of
from simulator.passport.small_worlds import both_ways, drawn_world, random_graph, textbook, told
from simulator.randomness import normal, stream
from simulator.studies.compare import compare
from simulator.studies.statistics import pairing_gain, selection_constant, selection_size, worlds_needed
from simulator.world import build_world

# ------------------------------------------------------------ friendship paradox


@check(
    "O20",
    "oracle",
    "the account at the seen end of a random tie has <k^2> / <k> followers on average",
    source="Feld 1991",
    twin="accounts are counted once each, not once for every tie",
)
def friendship_paradox(effort: Effort) -> Iterator[Finding]:
    """A star, of which it is n / 2, and the built-in network, on which ties are counted one by one."""
    n = 100
    star = FollowerNetwork.from_pairs(*np.transpose(both_ways([(0, m) for m in range(1, n)])), n_members=n)
    world = build_world(textbook(effort.n(2_000, 200_000)), 1)
    built = FollowerNetwork(world.ties.start, world.ties.follower)
    for name, network in (("star of 100", star), ("built-in network", built)):
        count, source = network.follower_count, network.pairs()[0]
        by_tie = np.mean(count if effort.wrong else count[source], dtype=float)
        yield exactly(f"followers of the followed, {name}", measure(network).followers_of_followed, by_tie)
        yield formula_agrees(f"<k^2> / <k>, {name}", by_tie, np.mean(count**2.0) / np.mean(count))
    yield exactly("followers of the followed, star, by hand", measure(star).followers_of_followed, n / 2)


# ------------------------------------------------------------ the same luck for all

AGAIN = """
[strategies."ten seeds again"]
[[strategies."ten seeds again".playbook]]
action = "publish"
at_hours = 0.0
speaker = "people"
members = {members}
choose = "random"
message = "news"
"""


def what_posts_were(model: CampaignModel) -> bytes:
    """Who published what and when, by bytes."""
    return model.posts[["time", "member", "parent", "message"]].tobytes()


@check(
    "O22",
    "oracle",
    "strategies meet the same luck: equal ones do not differ, and who does nothing changes nothing",
    source="common random numbers; Kahn & Marshall 1953",
    twin="the second strategy begins with eleven members, the inert member is tied, correlation is 0.8",
)
def common_luck(effort: Effort) -> Iterator[Finding]:
    """Two equal strategies in five worlds, one more member without ties, and a sample correlated at 0.9."""
    text = AGAIN.format(members=10 + effort.wrong)
    scenario = textbook(400, more=text, messages__news__stance=0.5, segments__people__share_chance=0.1)
    study = compare(scenario, 5, jobs=1, baseline="ten seeds")
    same = study.differences[study.differences["strategy"] == "ten seeds again"]
    spread = same[["low", "high", "mean"]].abs().max().max()
    yield exactly("largest difference of equal strategies in any metric", spread, 0.0, n=5)
    n, ties = 500, random_graph(500, 6.0, 0)
    more = [(m, n) for m in range(50)] + [(n, m) for m in range(50)] if effort.wrong else []
    runs = []
    for size, tied in ((n, ties), (n + 1, np.concatenate([ties, np.array(more, int).reshape(-1, 2)]))):
        luck = textbook(size, segments__people__share_chance=0.3, platforms__network__response="power_law")
        runs.append(told(luck, drawn_world(luck, 0, tied), [0]))
    one, other = (run.population.contact[0][:n].tobytes() for run in runs)
    yield exactly("an inert member more: contacts as before", one == other, True)
    same_posts = what_posts_were(runs[0]) == what_posts_were(runs[1])
    yield exactly("an inert member more: posts as before", same_posts, True)
    yield from _fewer_worlds(0.8 if effort.wrong else 0.9)


def _fewer_worlds(correlation: float) -> Iterator[Finding]:
    """A sample whose correlation is exactly that: two standard normal ones made orthogonal."""
    one, other = (normal(stream(0, name), np.arange(20_000)) for name in ("one", "other"))
    one = (one - one.mean()) / one.std()
    other = other - other.mean() - one * (one @ other) / (one @ one)
    paired = correlation * one + math.sqrt(1.0 - correlation**2) * other / other.std()
    yield exactly("worlds saved at correlation 0.9", pairing_gain(one, paired), 10.0, bound=1e-9, unit="x")
    apart = math.sqrt(2.0) * one
    fewer = worlds_needed(apart, 0.01) / worlds_needed(one - paired, 0.01)
    yield exactly("worlds needed apart, by worlds needed in pairs", fewer, 10.0, bound=0.002, unit="x")


# ------------------------------------------------------------ worlds enough to choose the best

CONSTANTS = {2: 2.326174, 3: 2.710103, 4: 2.916227, 5: 3.055173, 10: 3.418179}
SIZES = {0.5: (22, 30, 35, 38, 47), 0.2: (136, 184, 213, 234, 293)}
"""Distance of the best by standard deviations: worlds for 2, 3, 4, 5 and 10 strategies."""


def right_choices(strategies: int, worlds: int, distance: float, trials: int) -> int:
    """In how many trials the best strategy has the largest mean: means of so many worlds, unit standard deviation."""
    mean = normal(stream(0, "choice"), np.arange(trials)[:, None], np.arange(strategies)) / math.sqrt(worlds)
    mean[:, 0] += distance
    return int(np.count_nonzero(mean.argmax(axis=1) == 0))


@check(
    "O23",
    "oracle",
    "so many worlds choose the best strategy with 95 %",
    source="Bechhofer 1954",
    twin="one strategy more is to be chosen from",
)
def selection(effort: Effort) -> Iterator[Finding]:
    """Constants and sizes as published; and drawn means, of which the best must be chosen as often as promised."""
    for k, published in CONSTANTS.items():
        yield exactly(
            f"h as published, {k} strategies", selection_constant(k + effort.wrong, 0.95), published, bound=6e-7
        )
    for distance, sizes in SIZES.items():
        for k, published in zip(CONSTANTS, sizes, strict=True):
            found = selection_size(k + effort.wrong, 0.95, distance)
            yield exactly(f"worlds as published, {k} strategies {distance} apart", found, published, unit="worlds")
    trials = effort.n(40_000, 400_000)
    for k in (3, 10):
        worlds = 40
        distance = selection_constant(k, 0.95) / math.sqrt(worlds)
        right = right_choices(k + effort.wrong, worlds, distance, trials)
        yield share_of(f"right choices among {k}", right, trials, 0.95)


left_out(
    "O24",
    "oracle",
    "sensitivity indices of Ishigami's function, and Morris' of a linear one",
    source="Ishigami & Homma 1990; Morris 1991",
    why="comes with sweeps",
)
