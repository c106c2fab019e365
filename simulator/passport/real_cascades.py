"""Data of cascades: those over a real network's members, and the shares of posts of accounts small and large."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from simulator.cascades import cascades_of, originals_of
from simulator.follower_network import FollowerNetwork
from simulator.model import CampaignModel
from simulator.passport.declaring import Curves, Effort, Finding, beside_null, check, within
from simulator.passport.null_model import null_settings
from simulator.passport.ordinary import N_MESSAGES, scenario_of
from simulator.passport.real_data import android_cascades, rumours
from simulator.passport.small_worlds import world_on
from simulator.passport.stages import stage_text
from simulator.randomness import stream, uniform
from simulator.scenario import Scenario
from simulator.scenario_files import parse_scenario
from simulator.world import World, build_world

# ------------------------------------------------------------ cascades on a real network


@dataclass(frozen=True)
class Sizes:
    """Cascades above the cut.

    size : (cascades,) members, not above the cap; depth : (cascades,) by who has seen whom before; by_ties : share of
    the members who had seen somebody before them.
    """

    size: np.ndarray
    depth: np.ndarray
    by_ties: float


def depth_by_ties(network: FollowerNetwork, who: np.ndarray) -> np.ndarray:
    """Depth of each of a cascade's members in their order: one more than the latest whom it sees, 0 where it sees none.

    network : turned round, so that the "followers" of a member are those whom it sees.
    """
    place, depth = np.full(network.n_members, -1), np.zeros(len(who), np.int64)
    for number, member in enumerate(who):
        seen = place[network.follower[network.start[member] : network.start[member + 1]]]
        latest = seen.max(initial=-1)
        depth[number] = 0 if latest < 0 else depth[latest] + 1
        place[member] = number
    return depth


def measured(network: FollowerNetwork, who: list[np.ndarray], cut: int, cap: int) -> Sizes:
    """Measure cascades by the same cut and cap, and by the same guess of who has it from whom."""
    source, follower = network.pairs()
    seen = FollowerNetwork.from_pairs(follower, source, n_members=network.n_members)
    kept = [number for number, members in enumerate(who) if len(members) >= cut]
    size = np.array([min(len(who[number]), cap) for number in kept], float)
    deepest, by_ties = [], []
    for number in kept:
        members = np.asarray(who[number][:cap], np.int64)
        depth = depth_by_ties(seen, members)
        deepest.append(depth.max())
        by_ties.append(depth[1:] > 0)
    share = float(np.concatenate(by_ties).mean()) if kept else math.nan
    return Sizes(size, np.array(deepest, float), share)


@lru_cache(maxsize=2)
def real_sizes() -> tuple[Sizes, int, int]:
    """The real cascades, with their smallest and largest size: the cut and the cap for what they are compared with."""
    real = android_cascades()
    sizes = [len(members) for members in real.who]
    cut, cap = min(sizes), max(sizes)
    return measured(real.network, list(real.who), cut, cap), cut, cap


@lru_cache(maxsize=4)
def simulated_sizes(effort: Effort, *, is_null: bool = False) -> Sizes:
    """Ordinary posts by those who were first in the data, over the same network; in the twin all pass on readily."""
    _, cut, cap = real_sizes()
    real = android_cascades()
    n = {"segments.people.size": real.network.n_members}
    scenario = scenario_of(**n, **({"segments.people.share_chance": 0.15} if effort.wrong else {}))
    if is_null:
        scenario = scenario_of(**n, **null_settings(scenario))
    world = world_on(real.network, scenario, 1)
    first = np.array([members[0] for members in real.who])
    who: list[np.ndarray] = []
    n_runs = 2 if effort.wrong else 20 if is_null else effort.n(60, 600)
    for run in range(n_runs):
        who += _cascades_of_a_run(scenario, world, first, run, cut)
    return measured(real.network, who, cut, cap)


def _cascades_of_a_run(scenario: Scenario, world: World, first: np.ndarray, run: int, cut: int) -> list[np.ndarray]:
    """Members of each cascade that is large enough, in their order."""
    model = CampaignModel(scenario, rng=run, world=replace(world, seed=run))
    which = (uniform(stream(run, "what is posted"), np.arange(len(first))) * N_MESSAGES).astype(np.int64)
    for number in range(N_MESSAGES):
        members = np.unique(first[which == number])
        model.publish(members, f"m{number}", np.zeros(len(members)))
    posts = model.run().posts
    original = originals_of(posts["parent"])
    world.take_back(model.population)
    found = []
    for root in np.flatnonzero(np.bincount(original, minlength=len(posts)) >= cut):
        mine = np.flatnonzero(original == root)
        mine = mine[np.argsort(posts["time"][mine], kind="stable")]
        found.append(posts["member"][mine])
    return found


def _quantile(values: np.ndarray, q: float) -> float:
    return float(np.quantile(values, q)) if len(values) else math.nan


READINGS: dict[str, tuple[Callable[[Sizes], float], float, str]] = {
    "median size": (lambda s: _quantile(s.size, 0.5), 1.5, "members"),
    "99th percentile of size": (lambda s: _quantile(s.size, 0.99), 2.0, "members"),
    "mean depth by ties": (lambda s: float(s.depth.mean()) if len(s.depth) else math.nan, 1.5, "ties"),
    "members who had seen an earlier one": (lambda s: s.by_ties, 1.5, "share"),
}
"""What is read off, how many times as large or as small it may be (assumed), and its unit."""


@check(
    "D2",
    "data",
    "Ordinary posts on a real network make cascades as large and deep as the real ones.",
    source="679 cascades over 9,958 members of a forum (Sankar et al. 2020); the same cut (the smallest real one) and "
    "cap (the largest) on both",
    twin="people share thirty times as readily",
    left_out_parts="how slow they are: the data are tags that members took over in the course of years (median 2.3 "
    "years after the first), ordinary posts here are over in days",
    why_missed="more than half of the members in the data had seen nobody with the tag before they took it over: it "
    "came to them by search or from elsewhere, on which ways nothing spreads here, where all who share follow "
    "somebody who did. So the real cascades have more beginnings, and are larger for it; and they had years for it",
)
def cascades_on_a_real_network(effort: Effort) -> Iterator[Finding]:
    """Sizes, depths and ways."""
    real, _, _ = real_sizes()
    ours = simulated_sizes(effort)
    found = []
    for name, (read, factor, unit) in READINGS.items():
        theirs = read(real)
        found.append(within(name, read(ours), theirs / factor, theirs * factor, expected=theirs, n=len(ours.size),
                            unit=unit))  # fmt: skip

    def null() -> tuple[list[float], int]:
        plain = simulated_sizes(effort, is_null=True)
        return [read(plain) for read, _, _ in READINGS.values()], len(plain.size)

    yield from beside_null(effort, found, null)


# ------------------------------------------------------------ shares of small and large accounts

LEAST_SHARES = 100
"""Rumours were kept where they had a hundred shares: the same cut on ours."""
MOST_FOLLOWERS = 10_000
"""Accounts that a network of 200,000 can hold: the same range of both."""
N_TELLERS = 40
"""Accounts, evenly spaced by the logarithm of their followers, each with a rumour of its own."""
RUMOUR = """
[messages.rumour{number}]
kind = "third_party"
stance = 0.0
quality = 10.0
arousal = 1.2
"""
"""As the story of the stage of a firestorm."""
ALIKE = 0.15
"""Slopes may differ by so much (assumed): the real one has a standard error of 0.04."""


def slope(followers: np.ndarray, shares: np.ndarray, least: float) -> float:
    """Slope of log shares on log followers, of posts with so many shares, by accounts up to ten thousand followers."""
    kept = (shares >= least) & (followers >= 1) & (followers <= MOST_FOLLOWERS)
    if np.count_nonzero(kept) < 10:
        return math.nan
    return float(np.polyfit(np.log(followers[kept]), np.log(shares[kept]), 1)[0])


@lru_cache(maxsize=4)
def posts_by_size(effort: Effort, *, is_null: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Followers of the first and shares, of rumours that accounts of all sizes post: two (posts,) arrays."""
    text = stage_text("rumours") + "".join(RUMOUR.format(number=number) for number in range(N_TELLERS))
    scenario = parse_scenario(text)
    if is_null:
        scenario = parse_scenario(text, settings=null_settings(scenario))
    world = build_world(scenario, 1)
    followers = world.ties.n_followers[0]
    order = np.argsort(followers, kind="stable")
    steps = np.searchsorted(followers[order], np.geomspace(10, MOST_FOLLOWERS, N_TELLERS))
    candidates = order[np.minimum(steps, len(order) - 1)]
    n_runs = 3 if is_null or effort.wrong else effort.n(8, 120)
    found = [_rumours_of_a_run(scenario, world, candidates, run) for run in range(n_runs)]
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _rumours_of_a_run(
    scenario: Scenario, world: World, candidates: np.ndarray, run: int
) -> tuple[np.ndarray, np.ndarray]:
    model = CampaignModel(scenario, rng=run, world=replace(world, seed=run))
    for number, member in enumerate(candidates):
        model.publish(np.array([member]), f"rumour{number}", np.zeros(1))
    posts = model.run().posts
    found = cascades_of(posts["parent"])
    followers = world.ties.n_followers[0][posts["member"][found.original]]
    world.take_back(model.population)
    return followers.astype(float), found.size - 1.0


@check(
    "D4",
    "data",
    "Among rumours with many shares, the followers of who told it first hardly matter.",
    source="2,402 posts with which rumours began (PHEME), cut at a hundred shares; without the cut the slope is 0.26",
    twin="ours are not cut",
    why_missed="who tells a rumour first reaches the own followers before anybody else, so that here posts of larger "
    "accounts have more shares even among those with a hundred. The rumours in the data were picked because they had "
    "become large, which favours small accounts whose post was taken up by large ones; that choice cannot be made on "
    "ours",
)
def shares_by_followers(effort: Effort) -> Iterator[Finding]:
    """The same cut and the same range of followers for both."""
    real = slope(*rumours(), LEAST_SHARES)
    followers, shares = posts_by_size(effort)
    least = 1 if effort.wrong else LEAST_SHARES
    n = int(np.count_nonzero(shares >= least))
    found = within("slope of log shares on log followers, among posts with 100 shares",
                   slope(followers, shares, least),
                   real - ALIKE, real + ALIKE, expected=real, n=n)  # fmt: skip

    def null() -> tuple[list[float], int]:
        tellers, times = posts_by_size(effort, is_null=True)
        return [slope(tellers, times, LEAST_SHARES)], int(np.count_nonzero(times >= LEAST_SHARES))

    yield from beside_null(effort, [found], null)


# ------------------------------------------------------------ pictures


def pictured(effort: Effort) -> dict[str, Curves]:
    """The share of cascades of at least so many members."""
    real, cut, cap = real_sizes()
    sizes = np.unique(np.geomspace(cut, cap, 40).astype(int))

    def at_least(found: Sizes) -> np.ndarray:
        return np.mean(found.size[:, None] >= sizes, axis=0)

    return {
        "D2: share of cascades of at least so many members, by members": Curves(
            sizes,
            at_least(simulated_sizes(effort)),
            at_least(real),
        ),
    }
