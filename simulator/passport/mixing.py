"""Everybody meets everybody: complete graphs, on which the model must follow the classics of epidemics and adoption.

A post reaches each follower once, after an exponential time. Where that time is long against the rehearsal, pairs meet
at a constant rate for as long as anybody looks: the Markov chains behind the logistic curve and that of Bass.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq

from simulator.passport.declaring import Effort, Finding, check, exactly, formula_agrees, left_out, on_average
from simulator.passport.laws import birth_law, epidemic_law, fits
from simulator.passport.small_worlds import complete, copies_of, drawn_world, reached, sizes_of_copies, textbook, told

# ------------------------------------------------------------ final size

FINAL_SIZES = {
    1.1: 0.1761341,
    1.2: 0.3136983,
    1.5: 0.5828116,
    2.0: 0.7968121,
    2.5: 0.8926448,
    3.0: 0.9404798,
    4.0: 0.9801726,
    5.0: 0.9930228,
}


def final_size(reproduction: float, susceptible: float = 1.0) -> float:
    """The share reached of a large population, those who began among them: z = 1 - s0 exp(-R0 z)."""
    low = 1e-9 if susceptible == 1.0 else 0.0
    return float(brentq(lambda z: z - 1.0 + susceptible * math.exp(-reproduction * z), low, 1.0, xtol=1e-14))


@check(
    "O1",
    "oracle",
    "an epidemic among all who meet all reaches the share z = 1 - s0 exp(-R0 z)",
    source="Kermack & McKendrick 1927; Reed-Frost, law by its Markov chain",
    twin="the chance to share is a tenth higher",
    left_out_parts="the peaks i_max = 1 - (1 + ln R0) / R0: they count those who are infectious at one time, and a "
    "member here has no such time, but passes a post on once",
)
def final_sizes(effort: Effort) -> Iterator[Finding]:
    """Complete graphs of 30 (whole law) and of 500 with one in a hundred to begin (the large population)."""
    off = 1.1 if effort.wrong else 1.0
    n, n_copies = 30, effort.n(6_000, 60_000)
    for reproduction in (1.5, 2.0):
        law = epidemic_law(n, 1, reproduction / n)
        sizes = sizes_of_copies(complete(n), n, [0], off * reproduction / n, n_copies)
        yield fits(f"number reached among {n}, R0 {reproduction}", sizes, law)
    large = 500
    world = drawn_world(textbook(large), 0, complete(large))
    for reproduction in (2.0, 3.0):
        scenario = textbook(large, segments__people__share_chance=off * reproduction / large)
        runs = range(effort.n(60, 600))
        shares = [reached(scenario, world, np.arange(large // 100), luck=luck) / large for luck in runs]
        exact = float(epidemic_law(large, large // 100, reproduction / large) @ np.arange(large + 1)) / large
        limit = final_size(reproduction, 0.99)
        yield on_average(f"share reached, R0 {reproduction}", shares, exact, unit="share")
        yield formula_agrees(f"{large} members against endlessly many, R0 {reproduction}", exact, limit, bound=2e-3)
    yield formula_agrees("limit as published, R0 2, s0 0.99", final_size(2.0, 0.99), 0.8002040, bound=5e-8)
    for reproduction, published in FINAL_SIZES.items():
        yield formula_agrees(f"limit as published, R0 {reproduction}", final_size(reproduction), published, bound=5e-8)


# ------------------------------------------------------------ meeting at a constant rate


def heard_by(
    n: int, n_seeds: int, rate: float, hours: float, n_copies: int, luck: int, *, chance: float = 1.0, outside: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who had the news when, where each of n members meets each of those who have it ``rate / n`` times an hour.

    ``outside`` are accounts that all follow, which have the news from the start and are not counted. Contacts after
    ``hours`` are not made, so the delays are truncated there and made as seldom.

    Returns
    -------
    copy, hours : (posts,), each time that somebody came to have the news, in which copy and when, those who began
    among them; seen : (copies,) how many know it at the end.
    """
    everyone = n + outside
    ties = [(a, b) for a in range(everyone) for b in range(n) if a != b]
    scenario = textbook(
        everyone * n_copies,
        clock__days=hours / 24,
        clock__tick_hours=0.05,
        segments__people__share_chance=chance,
        platforms__network__response="half_life",
        platforms__network__half_life_hours=n * math.log(2.0) / rate,
        platforms__network__horizon_hours=hours,
        platforms__network__member_reach=-math.expm1(-rate * hours / n),
    )
    begin = np.concatenate([np.arange(n_seeds), np.arange(n, everyone)])
    begin = ((np.arange(n_copies) * everyone)[:, None] + begin).ravel()
    model = told(scenario, drawn_world(scenario, luck, copies_of(ties, everyone, n_copies)), begin)
    posts = model.posts[model.posts["member"] % everyone < n]
    seen = (model.population.contact["first_seen"][0] >= 0).reshape(n_copies, everyone)[:, :n].sum(axis=1)
    return posts["member"] // everyone, posts["time"], seen


def numbers_at(copy: np.ndarray, times: np.ndarray, hour: float, n_copies: int) -> np.ndarray:
    """How many have the news at an hour, in each copy: (copies,)."""
    return np.bincount(copy[times < hour], minlength=n_copies)


def logistic(hours: float, rate: float, begin: float) -> float:
    """SI: i(t) = i0 / (i0 + (1 - i0) exp(-rate t))."""
    return begin / (begin + (1.0 - begin) * math.exp(-rate * hours))


def meeting_law(n: int, begin: int, rate: float, hours: float) -> np.ndarray:
    """SI: the exact law of the number who have it among n: a birth process at ``rate i (n - i) / n``."""
    i = np.arange(n + 1)
    return birth_law(rate * i * (n - i) / n, begin, hours)


@check(
    "O21",
    "oracle",
    "SEIZ without sceptics (b = 0, p = 1, rho = eps = 0) is logistic SI, and nobody is lost from its compartments",
    source="Jin et al. 2013; SI as a birth process, exact for any number; logistic in the limit",
    twin="those who have it meet others a tenth more often",
)
def nobody_is_lost(effort: Effort) -> Iterator[Finding]:
    """60 members, six of whom begin; rate 0.5; and the exact law for 10,000 against the logistic number."""
    n, begin, rate = 60, 6, 0.5
    n_copies, runs = 400, effort.n(8, 80)
    found = [
        heard_by(n, begin, rate * (1.1 if effort.wrong else 1.0), 10.0, n_copies, luck)[:2] for luck in range(runs)
    ]
    for hour in (2.0, 5.0, 10.0):
        numbers = np.concatenate([numbers_at(copy, times, hour, n_copies) for copy, times in found])
        law = meeting_law(n, begin, rate, hour)
        yield on_average(f"members who have it after {hour:g} h", numbers, law @ np.arange(n + 1), unit="members")
        yield fits(f"number who have it after {hour:g} h", numbers, law)
    large = 10_000
    mean = meeting_law(large, large // 100, rate, 10.0) @ np.arange(large + 1) / large
    yield formula_agrees("i(10) among 10,000 against endlessly many", mean, logistic(10.0, rate, 0.01), bound=2e-3)
    yield formula_agrees("i(10) as published", logistic(10.0, rate, 0.01), 0.5998596, bound=5e-8)
    copy, _, seen = heard_by(n, begin, rate, 10.0, 50, 0, chance=0.4)
    has = np.bincount(copy, minlength=50)
    unaware = sum(n - k for k in seen)
    exposed = sum(k - h for k, h in zip(seen, has, strict=True))
    yield exactly("S + E + I + Z", unaware + exposed + has.sum(), n * 50, n=50, unit="members")


# ------------------------------------------------------------ adoption

P, Q = 0.03, 0.38
BASS = {1: 0.0357582, 2: 0.0850563, 3: 0.1505001, 5: 0.3311986, 10: 0.8128032, 15: 0.9716096, 20: 0.9962594}


def bass(time: float) -> float:
    """Share of adopters: (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t)."""
    left = math.exp(-(P + Q) * time)
    return (1.0 - left) / (1.0 + Q / P * left)


def adopters_law(n: int, time: float) -> np.ndarray:
    """The exact law of the number of adopters among n: a birth process at (n - a)(p + q a / n)."""
    a = np.arange(n + 1)
    return birth_law((n - a) * (P + Q * a / n), 0, time)


@check(
    "O7",
    "oracle",
    "adoption by an outside source and by imitation follows the curve of Bass",
    source="Bass 1969; for a finite number as a birth process",
    twin="one more account outside, so that p is 0.04",
    left_out_parts="the map F + (p + q F)(1 - F), year by year: members here meet at any time, which is the curve; "
    "the map is another process, with 0.783 instead of 0.813 after ten years",
)
def adoption(effort: Effort) -> Iterator[Finding]:
    """38 members who meet each other and three accounts outside at 0.01 an hour a pair: p = 0.03, q = 0.38."""
    n, outside, n_copies = 38, 3, 3_000
    found = [
        heard_by(n, 0, Q, 10.0, n_copies, luck, outside=outside + effort.wrong)[:2] for luck in range(effort.n(6, 60))
    ]
    for time in (3.0, 5.0, 10.0):
        numbers = np.concatenate([numbers_at(copy, times, time, n_copies) for copy, times in found])
        law = adopters_law(n, time)
        yield fits(f"adopters among {n} at time {time:g}", numbers, law)
        yield on_average(f"adopters at time {time:g}", numbers, law @ np.arange(n + 1), unit="members")
    few, many = (abs(adopters_law(size, 5.0) @ np.arange(size + 1) / size - bass(5.0)) for size in (1_000, 4_000))
    yield formula_agrees("the distance from the curve falls as 1 / N", few / many, 4.0, bound=0.05, unit="x")
    for time, published in BASS.items():
        yield formula_agrees(f"the curve as published, F({time})", bass(time), published, bound=5e-8)
    peak = math.log(Q / P) / (P + Q)
    yield formula_agrees("time of the peak as published", peak, 6.192619, bound=5e-7)
    yield formula_agrees("F at the peak: 1/2 - p / 2q", bass(peak), 0.5 - P / (2 * Q))
    slopes = [(bass(b) - bass(a)) / (b - a) for a, b in pairwise((peak - 1e-5, peak + 1e-5))]
    yield formula_agrees("adoption at the peak: (p + q)^2 / 4q", slopes[0], (P + Q) ** 2 / (4 * Q), bound=1e-8)


# ------------------------------------------------------------ not in the model

left_out(
    "O2",
    "oracle",
    "a rumour whose spreaders stop when they meet others who know it never reaches a fifth (0.2031879)",
    source="Daley & Kendall 1965; Maki & Thompson 1973",
    why="members post to followers and are told nothing back, so there is nobody to stop them; what ends a story here "
    "is that a post is passed on once, that novelty fades and that members leave the story",
)
left_out(
    "O3",
    "oracle",
    "a rumour whose spreaders stop after k failures leaves exp(-(k + 1)(1 - x)) out",
    source="Nekovee et al. 2007",
    why="as O2: there is no stifling",
)
left_out(
    "O19",
    "oracle",
    "repeated averaging of neighbours' opinions ends at the mean weighted by pi; copying fixes on it with that chance",
    source="DeGroot 1974; voter model",
    why="members are moved by the stance of a message, not by the opinion of who passes it on; opinions are not sent",
)
