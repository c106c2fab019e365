"""Attention: when people respond, what they see of a feed, how often they are reached, and how it all fades."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import stats

from simulator.crisis import Timeline, attention
from simulator.metrics import outcomes
from simulator.model import CampaignModel
from simulator.passport.declaring import (
    Effort,
    Finding,
    alike,
    check,
    exactly,
    formula_agrees,
    mean_of,
    share_of,
    within,
)
from simulator.passport.laws import poisson_law
from simulator.passport.small_worlds import NEWS, drawn_world, textbook, told, who_has
from simulator.randomness import stream, uniform
from simulator.rules import POWER_LAW, chance_to_see, response_delay, share_in_time
from simulator.scenario import Crisis
from simulator.state import IMPRESSIONS, UNFOLLOWS, UNSEEN
from simulator.units import HOURS_PER_DAY

# ------------------------------------------------------------ when people respond

THETA, CONSTANT = 0.2314843, 300 / 3600
"""Constants of the authors' package: exponent, and hours of constant density."""
SEISMIC = {
    60: 0.037594,
    300: 0.187972,
    600: 0.308348,
    1800: 0.463659,
    3600: 0.543167,
    10800: 0.645749,
    86400: 0.781093,
    604800: 0.860481,
}
"""Seconds: share of all responses."""
MEDIANS = {24: 17.273, 72: 20.635, 168: 23.106}
"""Hours of the horizon: median in minutes."""


def kernel(seconds: float, theta: float = THETA) -> float:
    """Share of responses in so many seconds: c t, then 1 - (1 - 300 c)(300 / t)^theta, 300 c = theta / (1 + theta)."""
    start = theta / (1.0 + theta)
    return start * seconds / 300 if seconds <= 300 else 1.0 - (1.0 - start) * (300 / seconds) ** theta


def delays_in_a_run(n: int, theta: float) -> np.ndarray:
    """Hours between the posts of n members and the shares of their one follower each: (n,)."""
    scenario = textbook(
        2 * n,
        clock__days=3,
        segments__people__share_chance=1.0,
        platforms__network__response="power_law",
        platforms__network__theta=theta,
        platforms__network__horizon_hours=72.0,
    )
    pairs = np.arange(2 * n).reshape(-1, 2)
    posts = told(scenario, drawn_world(scenario, 0, pairs), pairs[:, 0]).posts
    return posts["time"][posts["parent"] >= 0]


@check(
    "O13",
    "oracle",
    "people respond after the delays of the SEISMIC kernel",
    source="Zhao et al. 2015",
    twin="the exponent of the kernel is 0.25",
)
def response_times(effort: Effort) -> Iterator[Finding]:
    """Quantiles of the kernel and of its truncation; and the delays of a run (Kolmogorov and Smirnov)."""
    theta = 0.25 if effort.wrong else THETA
    for seconds, published in SEISMIC.items():
        found = share_in_time(POWER_LAW, CONSTANT, theta, 1.0, seconds / 3600)
        yield exactly(f"share within {seconds} s", found, kernel(seconds))
        yield exactly(f"share within {seconds} s, as published", found, published, bound=6e-7)
        back = response_delay(POWER_LAW, found, CONSTANT, theta, 1.0) * 3600
        yield exactly(f"quantile of that share, against {seconds} s", back / seconds, 1.0, unit="x")
    endless = response_delay(POWER_LAW, 0.5, CONSTANT, theta, 1.0) * 3600
    yield exactly("median as published", endless, 2437.29, bound=6e-3, unit="s")
    for horizon, published in MEDIANS.items():
        in_time = share_in_time(POWER_LAW, CONSTANT, theta, 1.0, horizon)
        found = response_delay(POWER_LAW, 0.5 * in_time, CONSTANT, theta, 1.0) * 60
        yield exactly(f"median up to {horizon} h, as published", found, published, bound=6e-4, unit="minutes")
    delays = delays_in_a_run(effort.n(20_000, 200_000), theta)
    every = np.vectorize(kernel)
    p = stats.kstest(delays, lambda hours: every(3600 * hours) / kernel(72 * 3600)).pvalue
    yield alike("delays in a run", p, len(delays))


# ------------------------------------------------------------ what they see

FEEDS = [(20, 5.0, 0.25, 0.6231105), (50, 5.0, 0.25, 0.9127963), (10, 4.0, 1.0, 0.8926258)]
"""Posts looked at per visit, arrivals and visits per hour, chance to see as published."""


def feed(slots: int, arrivals: float, visits: float) -> float:
    """1 - (a / (a + v))^slots."""
    return 1.0 - (arrivals / (arrivals + visits)) ** slots


@check(
    "O15",
    "oracle",
    "a post is seen if it is still among the newest at the next visit",
    source="geometric number of Poisson arrivals between Poisson visits",
    twin="people look at one post fewer",
)
def visibility(effort: Effort) -> Iterator[Finding]:
    """The rule, and runs in which each of many members follows one who posts once."""
    n = effort.n(26_000, 260_000)
    pairs = np.arange(2 * n).reshape(-1, 2)
    for slots, arrivals, visits, published in FEEDS:
        looked = slots - effort.wrong
        exact = feed(slots, arrivals, visits)
        name = f"{slots} slots, {arrivals:g} arrivals and {visits:g} visits an hour"
        yield exactly(f"chance to see, {name}", chance_to_see(float(looked), arrivals, visits), exact)
        yield formula_agrees(f"as published, {name}", exact, published, bound=6e-8)
        scenario = textbook(
            2 * n,
            clock__days=0.5,
            platforms__network__slots_per_visit=looked,
            platforms__network__visits_per_day=HOURS_PER_DAY * visits,
            platforms__network__background_posts=HOURS_PER_DAY * arrivals,
        )
        tally = told(scenario, drawn_world(scenario, 0, pairs), pairs[:, 0]).moving.tally.sum(axis=(0, 1))
        seen = int(tally[IMPRESSIONS : IMPRESSIONS + 3].sum())
        yield exactly(f"posts seen and not seen, {name}", seen + tally[UNSEEN], n, n=n, unit="posts")
        yield share_of(f"seen in a run, {name}", seen, n, exact)


# ------------------------------------------------------------ how often they are reached

OUTLETS = """
[segments.outlets]
role = "outlets"
size = 1
accounts = { network = 1.0 }
"""


def broadcast(n: int, n_outlets: int, ties: np.ndarray, reach: float, **settings: Any) -> CampaignModel:
    """A run in which all outlets post once; they come after the n people, and reach followers with a chance."""
    scenario = textbook(
        n,
        more=OUTLETS,
        clock__days=0.5,
        segments__outlets__size=n_outlets,
        messages__news__stance=0.5,
        platforms__network__brand_reach=reach,
        **settings,
    )
    return told(scenario, drawn_world(scenario, 0, ties), np.arange(n, n + n_outlets))


@check(
    "O16",
    "oracle",
    "reach and frequency of independent audiences",
    source="union of independent events; Poisson",
    twin="audiences are a tenth larger",
)
def reach_and_frequency(effort: Effort) -> Iterator[Finding]:
    """Ten posts that reach 5 % each; and three exposures on average, how many have one and how many three."""
    off = 1.1 if effort.wrong else 1.0
    n = effort.n(65_000, 650_000)
    ties = np.stack(np.meshgrid(np.arange(n, n + 10), np.arange(n)), axis=-1)
    found = outcomes(broadcast(n, 10, ties, 0.05 * off))
    exact = 1.0 - 0.95**10
    yield share_of("reach of ten audiences of 5 %", int(found["reach"]), n, exact)
    yield formula_agrees("reach as published", exact, 0.4012631, bound=6e-8)
    k = np.arange(11)
    law = stats.binom.pmf(k, 10, 0.05) * (k > 0) / exact
    spread = math.sqrt(law @ k**2 - (law @ k) ** 2)
    frequency = 0.5 / exact
    yield mean_of("frequency", found["frequency"], spread / math.sqrt(n * exact), frequency, n=n)
    yield formula_agrees("frequency as published", frequency, 1.2460653, bound=6e-8)
    yield within("reach by impressions", found["reach"] / found["impressions"], 0.0, 1.0, n=n)
    n, n_outlets = effort.n(32_000, 320_000), 300
    count = np.searchsorted(np.cumsum(poisson_law(30.0)), uniform(stream(0, "how many"), np.arange(n)))
    reader = np.repeat(np.arange(n), count)
    place = np.arange(len(reader)) - np.repeat(np.cumsum(count) - count, count)
    first = (n_outlets * uniform(stream(0, "which"), reader)).astype(int)
    ties = np.stack([n + (first + place) % n_outlets, reader], axis=1)
    thrice: dict[str, Any] = {"contagion__rule": "threshold", "contagion__sources_needed": 3}
    model = broadcast(n, n_outlets, ties, 0.1 * off, segments__people__share_chance=1.0, **thrice)
    for name, has, published in (
        ("one", int(outcomes(model)["reach"]), 0.9502129),
        ("three", int(np.count_nonzero(who_has(model)[:n])), 0.5768099),
    ):
        exact = float(stats.poisson.sf(0 if name == "one" else 2, 3.0))
        yield share_of(f"with {name} exposure or more of three on average", has, n, exact)
        yield formula_agrees(f"as published, {name} or more", exact, published, bound=6e-8)


# ------------------------------------------------------------ how long they stay

HAZARD = 0.0303395
"""Chance to unfollow per post too many, so that 46 % have done so after twenty."""


@check(
    "O17",
    "oracle",
    "after k posts too many 1 - (1 - h)^k have unfollowed",
    source="geometric law; 46 % after twenty: Sprout 2016",
    twin="the hazard is a tenth higher",
)
def fatigue(effort: Effort) -> Iterator[Finding]:
    """Pairs of one who posts promotion every hour and one who tolerates none."""
    n, hazard = effort.n(50_000, 250_000), HAZARD * (1.1 if effort.wrong else 1.0)
    pairs = np.arange(2 * n).reshape(-1, 2)
    scenario = textbook(
        2 * n,
        clock__days=2,
        messages__news__promotional=True,
        fatigue__tolerance_per_week=0,
        fatigue__unfollow_chance=hazard,
        fatigue__relief=0.0,
    )
    model = CampaignModel(scenario, world=drawn_world(scenario, 0, pairs))
    while model.running:
        if model.tick < 40:
            model.publish(pairs[:, 0], NEWS, np.full(n, model.now))
        model.step()
    gone = np.cumsum(model.moving.tally[:, 0, UNFOLLOWS])
    for k in (20, 40):
        yield share_of(f"unfollowed after {k} posts", int(gone[k]), n, 1.0 - (1.0 - HAZARD) ** k)
    yield formula_agrees("after twenty, as published", 1.0 - (1.0 - HAZARD) ** 20, 0.46, bound=6e-6)


# ------------------------------------------------------------ how it fades

FALL, PASSED_ON, FORGETTING = 0.5, 0.05, 0.02
"""p, r and q of Candia et al. per unit of time, here an hour."""
FADED = {0: 1.0, 5: 0.1432590, 20: 0.0632529}


def collective_memory(time: float) -> float:
    """S(t) = ((p - q) e^-(p + r) t + r e^-q t) / (p + r - q)."""
    p, r, q = FALL, PASSED_ON, FORGETTING
    return ((p - q) * math.exp(-(p + r) * time) + r * math.exp(-q * time)) / (p + r - q)


@check(
    "O18",
    "oracle",
    "attention to a crisis, and attitude after a message, fade by two exponentials",
    source="Candia et al. 2019",
    twin="the fast half-life is a tenth longer",
)
def fading(effort: Effort) -> Iterator[Finding]:
    """The crisis' attention over time, and the mean attitude of many after the one message that they have seen."""
    fast = math.log(2.0) / (FALL + PASSED_ON) * (1.1 if effort.wrong else 1.0)
    slow = math.log(2.0) / FORGETTING
    lasting = PASSED_ON / (FALL + PASSED_ON - FORGETTING)
    crisis = Crisis(
        story="news",
        origin="people",
        severity=1.0,
        attention_half_life_hours=fast,
        lasting_half_life_hours=slow,
        lasting_share=lasting,
    )
    scenario = textbook(
        20,
        clock__days=1,
        messages__news__stance=0.5,
        segments__people__share_chance=0.0,
        segments__people__attitude=0.0,
        segments__people__attitude_spread=0.0,
        belief__rule="assimilation",
        belief__slow_share=lasting,
        belief__fast_half_life_days=fast / HOURS_PER_DAY,
        belief__slow_half_life_days=slow / HOURS_PER_DAY,
    )
    star = [(0, other) for other in range(1, 20)]
    course = told(scenario, drawn_world(scenario, 0, star), [0]).segment_attitude[1:, 0]
    for hours, published in FADED.items():
        exact = collective_memory(hours)
        yield exactly(f"attention after {hours} h", attention(crisis, Timeline(onset=0.0), hours), exact)
        yield exactly(f"attitude after {hours} h, against at once", course[hours] / course[0], exact)
        yield formula_agrees(f"as published, {hours}", exact, published, bound=6e-8)
