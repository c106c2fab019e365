"""Facts of ordinary posts: how large their cascades are, how deep, of what shape, and how soon they are over."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import stats

from simulator.cascades import cascades_of, originals_of
from simulator.content import NONE
from simulator.model import CampaignModel
from simulator.network_facts import tail_exponent
from simulator.passport.declaring import Curves, Effort, Finding, beside_null, check, within
from simulator.passport.null_model import null_settings
from simulator.passport.real_networks import imported
from simulator.passport.stages import stage_text
from simulator.randomness import stream, uniform
from simulator.scenario import Scenario
from simulator.scenario_files import parse_scenario
from simulator.world import build_world

N_MESSAGES = 60
"""Different posts that are about in one run: a member passes each on at most once."""
PER_MESSAGE = 100
"""Members who publish the same, far apart from each other among a hundred thousand."""
RUNS = 34
"""So that there are 204,000 posts, the size for which the bands of the facts are stated."""
QUALITY_SPREAD = 1.5
"""Log standard deviation of the quality of ordinary posts, of mean 1 (assumed; popularity is log-normal: Wu & Huberman
2007)."""
BUSY = 0.5
"""Members post in proportion to this power of their followers (assumed; Kwak et al. 2010: who has more posts more)."""
BEST = 6.0
"""Largest quality of an ordinary post (assumed): the best ones would spread without end else."""
LARGE = 100
"""Adopters of what Goel et al. (2016) call a large cascade, the first poster among them."""


@dataclass(frozen=True)
class Ordinary:
    """What became of many ordinary posts.

    size, depth : (cascades,); virality : (cascades,) structural virality, NaN where there is one post; delay :
    (shares,) hours from the original to each share; half_life : (shared cascades,) hours after which half of a post's
    shares are made.
    """

    size: np.ndarray
    depth: np.ndarray
    virality: np.ndarray
    delay: np.ndarray
    half_life: np.ndarray


def scenario_of(**settings: Any) -> Scenario:
    """The stage with all its messages; their qualities are the middles of as many equal parts of a log-normal law."""
    middle = stats.norm.ppf((np.arange(N_MESSAGES) + 0.5) / N_MESSAGES)
    quality = np.minimum(np.exp(QUALITY_SPREAD * middle - QUALITY_SPREAD**2 / 2), BEST)
    more = "".join(
        f'\n[messages.m{number}]\nkind = "third_party"\nstance = 0.0\nquality = {value:.4f}\ntopic = "t{number % 6}"\n'
        for number, value in enumerate(quality)
        if number
    )
    first = {"messages.m0.quality": float(quality[0]), "messages.m0.topic": "t0"}
    return parse_scenario(stage_text("ordinary") + more, settings=first | settings)


BUILT = ""
"""The network of the stage as it is built by default, in place of the name of a real one."""

Changed = tuple[tuple[str, Any], ...]
"""Settings of a twin, by path."""
READILY: Changed = (("segments.people.share_chance", 0.15),)
LATE: Changed = (("platforms.feed.response", "half_life"), ("platforms.feed.half_life_hours", 20.0))
ALIKE: Changed = (
    ("platforms.feed.network.tail_exponent", 3.5),
    *((f"messages.m{number}.quality", 1.0) for number in range(N_MESSAGES)),
)


@lru_cache(maxsize=8)
def ordinary_posts(effort: Effort, *, on: str = BUILT, is_null: bool = False, wrong: Changed = ()) -> Ordinary:
    """Let many ordinary posts run their course on a network; with ``wrong`` those of a twin, of whom few are enough."""
    network = imported(on) if on else {}
    scenario = scenario_of(**network, **dict(wrong))
    if is_null:
        scenario = scenario_of(**network, **null_settings(scenario))
    found = []
    for number in range(1 if wrong else effort.n(1, 3)):
        world = build_world(scenario, 100 + number)
        for run in range(4 if wrong else RUNS):
            found.append(_one_run(scenario, replace(world, seed=1000 * (1 + number) + run)))
    return Ordinary(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _one_run(scenario: Scenario, world: Any) -> tuple[np.ndarray, ...]:
    model = CampaignModel(scenario, rng=world.seed, world=world)
    busy = np.cumsum((1.0 + world.ties.n_followers.sum(axis=0)) ** BUSY)
    for number in range(N_MESSAGES):
        luck = uniform(stream(world.seed, f"ordinary {number}"), np.arange(PER_MESSAGE))
        who = np.unique(np.searchsorted(busy, luck * busy[-1]))
        model.publish(who, f"m{number}", np.zeros(len(who)))
    posts = model.run().posts
    found = cascades_of(posts["parent"])
    shared = posts["parent"] != NONE
    delay, half_lives = posts["time"][shared], _half_lives(posts["parent"], posts["time"])
    return found.size, found.depth, found.structural_virality, delay, half_lives


def _half_lives(parent: np.ndarray, time: np.ndarray) -> np.ndarray:
    """For each original that was shared, the hours by which half of the shares that go back to it are made.

    >>> _half_lives(np.array([-1, -1, 0, 0, 2]), np.array([0.0, 0.0, 1.0, 2.0, 5.0])).tolist()
    [2.0]
    """
    original = originals_of(parent)
    shared = parent != NONE
    order = np.lexsort((time[shared], original[shared]))
    _, first, count = np.unique(original[shared][order], return_index=True, return_counts=True)
    return time[shared][order][first + (count + 1) // 2 - 1]


def _n_posts(posts: Ordinary) -> int:
    return len(posts.size)


def _n_large(posts: Ordinary) -> int:
    return int(np.count_nonzero(posts.size >= LARGE))


RESTS_ON: dict[str, Callable[[Ordinary], int]] = {
    "correlation of log size and structural virality": _n_large,
    "median structural virality": _n_large,
    "shares within an hour": lambda posts: len(posts.delay),
    "shares within a day": lambda posts: len(posts.delay),
    "exponent of the density of shares, top 1 % of posts": lambda posts: len(posts.size) // 100,
}
"""How many cases a number rests on, where these are not all posts."""
CHOSEN = (
    "the chance to share of audiences (0.005, the upper end of #6), how far the quality of posts differs, the best "
    "quality there is and who posts most (all three of the stage) were chosen with T1 to T7 in view"
)


def _read(
    effort: Effort, on: str, wrong: Changed, what: str, read: Any, *band: float, expected: float, unit: str
) -> Finding:
    """A number of ordinary posts and what the null model makes of it, or that of a twin."""
    posts, n_of = ordinary_posts(effort, on=on, wrong=wrong if effort.wrong else ()), RESTS_ON.get(what, _n_posts)

    def null() -> tuple[list[float], int]:
        plain = ordinary_posts(effort, on=on, is_null=True)
        return [read(plain)], n_of(plain)

    found = within(what, read(posts), *band, expected=expected, n=n_of(posts), unit=unit)
    return next(beside_null(effort, [found], null))


@check(
    "T1",
    "fact",
    "Nearly all ordinary posts are shared by nobody.",
    source="Goel et al. 2012: 95 % on Twitter, 70 to 95 % elsewhere",
    twin="people share thirty times as readily",
    evidence="calibrated",
    chosen=CHOSEN,
)
def single_posts(effort: Effort, on: str = BUILT) -> Iterator[Finding]:
    """Cascades of one post, by all cascades."""
    singles = "cascades of one post"
    yield _read(effort, on, READILY, singles, lambda p: np.mean(p.size == 1), 0.88, 0.97, expected=0.95, unit="share")


@check(
    "T2",
    "fact",
    "Few go beyond the followers of the first poster.",
    source="Goel et al. 2012: 1 to 4 %",
    twin="people share thirty times as readily",
    evidence="calibrated",
    chosen=CHOSEN,
)
def deep_cascades(effort: Effort, on: str = BUILT) -> Iterator[Finding]:
    """Cascades in which a share was shared, by all cascades."""
    deep = "cascades of depth 2 or more"
    yield _read(effort, on, READILY, deep, lambda p: np.mean(p.depth >= 2), 0.003, 0.045, expected=0.02, unit="share")


@check(
    "T3",
    "fact",
    "One in some thousands grows large.",
    source="Goel et al. 2016: 0.025 %",
    twin="people share thirty times as readily",
    evidence="calibrated",
    chosen=CHOSEN,
)
def large_cascades(effort: Effort, on: str = BUILT) -> Iterator[Finding]:
    """Cascades of a hundred adopters or more, by all cascades."""
    yield _read(effort, on, READILY, "cascades of 100 adopters or more", _large_share, 5e-5, 1e-3, expected=2.5e-4,
                unit="share")  # fmt: skip


@check(
    "T4",
    "fact",
    "The shape of large cascades hardly depends on their size: they are broadcasts.",
    source="Goel et al. 2016; median from memory",
    twin="people share thirty times as readily",
    evidence="calibrated",
    chosen=CHOSEN,
    why_missed="among 200,000 members the largest account has some ten thousand followers, of whom few see a post and "
    "fewer share it: a cascade of a hundred cannot be one broadcast, but needs shares of shares, and the more of them "
    "the larger it is. Goel's broadcasts go to millions",
)
def shape_of_large_cascades(effort: Effort, on: str = BUILT) -> Iterator[Finding]:
    """Structural virality of large cascades."""
    correlation, median = "correlation of log size and structural virality", "median structural virality"
    yield _read(effort, on, READILY, correlation, _shape, -0.1, 0.35, expected=0.1, unit="")
    yield _read(effort, on, READILY, median, _typical_virality, 2.0, 6.0, expected=math.nan, unit="distance")


def _large_share(posts: Ordinary) -> float:
    return float(np.mean(posts.size >= LARGE))


def _large(posts: Ordinary) -> tuple[np.ndarray, np.ndarray]:
    large = posts.size >= LARGE
    return np.log(posts.size[large]), posts.virality[large]


def _shape(posts: Ordinary) -> float:
    size, virality = _large(posts)
    return float(np.corrcoef(size, virality)[0, 1]) if len(size) > 2 else math.nan


def _typical_virality(posts: Ordinary) -> float:
    virality = _large(posts)[1]
    return float(np.median(virality)) if len(virality) else math.nan


HALF_LIVES = {
    "X": ({}, 24 / 60, "minutes"),
    "Facebook": ({"response": "half_life", "half_life_hours": 50 / 60}, 50 / 60, "minutes"),
    "Instagram": ({"response": "half_life", "half_life_hours": 19.0, "horizon_hours": 168.0}, 19.0, "hours"),
    "LinkedIn": ({"response": "half_life", "half_life_hours": 24.0, "horizon_hours": 168.0}, 24.0, "hours"),
}
"""What the platforms of the stage are set to (#9-#15), and the published half-life of engagement, in hours."""


@check(
    "T5",
    "fact",
    "Engagement with a post is half over after minutes on X and Facebook, and after most of a day on the others.",
    source="Graffius 2018-2022",
    twin="responses on X come as late as on LinkedIn",
    evidence="set",
    chosen="the half-lives of the platforms of the stage are the published ones (#12 to #15); what is read off is the "
    "half-life of a typical post, after that of all shares together had come out too long on X",
)
def half_lives(effort: Effort, on: str = BUILT) -> Iterator[Finding]:
    """Half-life of a typical post that is shared at all, on four platforms."""
    found = {}
    for name, (settings, published, unit) in HALF_LIVES.items():
        if effort.wrong and name == "X":
            settings = HALF_LIVES["LinkedIn"][0]
        half_lives_of_posts = _half_life(settings, effort.n(2, 10), on)
        found[name] = float(np.median(half_lives_of_posts))
        times = 60 if unit == "minutes" else 1
        band = (published * times / 2, published * times * 1.5)
        what = f"half of the shares of a typical post on {name} are made within"
        n = np.size(half_lives_of_posts)
        yield within(what, found[name] * times, *band, expected=published * times, n=n, unit=unit)
    order = list(found.values())
    yield within("platforms later than the one before", float(np.count_nonzero(np.diff(order) > 0)), 3, 3, expected=3,
                 n=len(order))  # fmt: skip


def _half_life(settings: dict[str, Any], runs: int, on: str) -> np.ndarray:
    """Half-lives of all posts that were shared, in hours: (posts,)."""
    paths = {f"platforms.feed.{name}": value for name, value in settings.items()}
    network = imported(on) if on else {}
    scenario = scenario_of(**network, **paths, **({"clock.days": 8} if settings else {}))
    world = build_world(scenario, 99)
    return np.concatenate([_one_run(scenario, replace(world, seed=run))[-1] for run in range(runs)])


@check(
    "T6",
    "fact",
    "More than half of the shares come within an hour, most within a day.",
    source="Kwak et al. 2010: 55 and 75 %; Sysomos 2010 as upper bound",
    twin="people respond after most of a day",
)
def soon_over(effort: Effort, on: str = BUILT) -> Iterator[Finding]:
    """Shares within some time of the original, by all shares."""
    hour, day = "shares within an hour", "shares within a day"
    yield _read(effort, on, LATE, hour, lambda p: np.mean(p.delay <= 1), 0.45, 0.80, expected=0.55, unit="share")
    yield _read(effort, on, LATE, day, lambda p: np.mean(p.delay <= 24), 0.70, 0.95, expected=0.75, unit="share")


@check(
    "T7",
    "fact",
    "Popularity, the shares that go back to a post, has a heavy tail.",
    source="Gleeson et al. 2014; Weng et al. 2012",
    twin="posts are all alike, and nobody is followed by very many",
    evidence="calibrated",
    chosen=CHOSEN,
)
def heavy_tail(effort: Effort, on: str = BUILT) -> Iterator[Finding]:
    """The law of the number of shares that go back to a post."""
    density, top = "exponent of the density of shares, top 1 % of posts", "shares that go to the top 1 % of posts"
    yield _read(effort, on, ALIKE, density, _tail, 1.3, 2.6, expected=1.9, unit="")
    yield _read(effort, on, ALIKE, top, _of_the_top, 0.5, 1.0, expected=math.nan, unit="share")


def _tail(posts: Ordinary) -> float:
    shares = posts.size - 1
    first = max(int(np.quantile(shares, 0.99)), 1)
    return tail_exponent(shares, first)


def _of_the_top(posts: Ordinary) -> float:
    shares = np.sort(posts.size - 1)
    return float(shares[-(len(shares) // 100) :].sum() / max(shares.sum(), 1))


GOEL = {1: 1.0, 2: 0.05, LARGE: 2.5e-4}
"""Shares of cascades with at least so many adopters on Twitter (Goel et al. 2012, 2016)."""
KWAK = {1.0: 0.55, 24.0: 0.75}
"""Shares of re-shares within so many hours (Kwak et al. 2010)."""


def pictured(effort: Effort) -> dict[str, Curves]:
    """What may be drawn: sizes and times, where they are known of the world."""
    ours, null = ordinary_posts(effort), ordinary_posts(effort, is_null=True)
    sizes = np.unique([*GOEL, *np.geomspace(1, ours.size.max(), 80).astype(int)]).astype(float)
    hours = np.unique([*KWAK, *np.geomspace(1 / 60, 72, 120)])

    def at_least(posts: Ordinary) -> np.ndarray:
        return 1.0 - np.searchsorted(np.sort(posts.size), sizes) / len(posts.size)

    def within_hours(posts: Ordinary) -> np.ndarray:
        return np.searchsorted(np.sort(posts.delay), hours, side="right") / max(len(posts.delay), 1)

    known_sizes, known_delays = (
        np.array([known.get(at, np.nan) for at in x]) for known, x in ((GOEL, sizes), (KWAK, hours))
    )
    how_many = "Share of ordinary posts with at least so many adopters, by adopters"
    how_soon = "Shares of ordinary posts so far, by hours after the post"
    return {
        how_many: Curves(sizes, at_least(ours), known_sizes, at_least(null)),
        how_soon: Curves(hours, within_hours(ours), known_delays, within_hours(null)),
    }
