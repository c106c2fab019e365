"""What becomes of many crises: how soon they are over, against twenty real ones, and how many brands they harm."""

import math
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from scipy import stats

from simulator.passport.crises import FOUR_WEEKS, LARGE_PEAK, Changed, Storm, firestorms
from simulator.passport.declaring import Curves, Effort, Finding, beside_null, check, within
from simulator.passport.real_data import crisis_series

# ------------------------------------------------------------ how soon they are over

REFUSED = 0.01
"""The chance at which two samples are held to come from different laws. With 20 real and 60 simulated crises that is a
largest distance of 0.42 between the two distributions."""
N_DAYS = 7
"""Days after the peak hour whose counts make the exponent."""
SHARES_OF_HANNA = 0.79 / (0.79 + 0.114)
"""Shares among the first 27,334 posts of #IchBinHanna that are shares or originals (quotes and replies left out)."""


def half_time(hourly: np.ndarray) -> float:
    """Hours from the busiest hour to the first with half as many posts or fewer."""
    peak = int(hourly.argmax())
    below = np.flatnonzero(hourly[peak:] <= hourly[peak] / 2)
    return float(below[0]) if len(below) else math.nan


def decay_exponent(hourly: np.ndarray) -> float:
    """Minus the slope of the log number of posts on the log number of the day, over days counted from the busiest hour.

    NaN where fewer than three of these days have posts.
    """
    after = hourly[int(hourly.argmax()) :]
    days = min(len(after) // 24, N_DAYS)
    counts = after[: days * 24].reshape(days, 24).sum(axis=1)
    day = np.flatnonzero(counts) + 1
    if len(day) < 3:
        return math.nan
    return -float(np.polyfit(np.log(day), np.log(counts[day - 1]), 1)[0])


def shapes(series: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Times to half height and exponents of those with a busy hour of 40 posts or more: two arrays, without NaN."""
    large = [hourly for hourly in series if hourly.max() >= LARGE_PEAK]
    half = np.array([half_time(hourly) for hourly in large])
    exponent = np.array([decay_exponent(hourly) for hourly in large])
    return half[np.isfinite(half)], exponent[np.isfinite(exponent)]


def _alike(real: np.ndarray, simulated: np.ndarray) -> float:
    return float(stats.ks_2samp(real, simulated).pvalue) if len(simulated) else math.nan


def _middle(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) else math.nan


def _of_null(theirs: np.ndarray, plain: np.ndarray) -> tuple[list[float], int]:
    return [_middle(plain), _alike(theirs, plain)], len(plain)


def _shares(storms: Sequence[Storm]) -> float:
    posts = sum(storm.shares + storm.originals for storm in storms)
    return sum(storm.shares for storm in storms) / posts if posts else math.nan


SHY: Changed = (("segments.public.share_chance", 0.00125),)
"""The twin: people share at a quarter of the chance."""


@check(
    "D1",
    "data",
    "Crises fade as twenty real ones did: within hours to half height, then by a power of the day.",
    source="CrisisLexT26 (Olteanu et al. 2015), posts per hour; #IchBinHanna (Strasser); the same cut on both: "
    "40 posts in the busiest hour",
    twin="people share at a quarter of the chance",
    why_missed="the busiest hour is nearly the first: up to a hundred tell the story at once, and half of the "
    "responses to a post come within minutes. It is not the press: where that hardly writes, half height still comes "
    "after an hour, and days fall faster still (exponent 4.9). With eight visits to a feed a day instead of five it "
    "takes two hours, as in real crises, but days fall as fast (2.5; each of 30 crises). That real ones go on in "
    "further events, and those here do not, is assumed to be the rest",
)
def shape_of_crises(effort: Effort) -> Iterator[Finding]:
    """Medians must lie in the middle half of the real ones; distributions by Kolmogorov and Smirnov."""
    real = shapes(list(crisis_series().values()))
    storms = firestorms(effort, wrong=SHY if effort.wrong else ())
    nothing: list[Storm] = []
    null_storms = nothing if effort.wrong else firestorms(effort, is_null=True)
    found, null = (shapes([storm.hourly for storm in some]) for some in (storms, null_storms))
    names = (("hours from peak to half height", "h"), ("exponent of the daily decay", ""))
    for (name, unit), theirs, ours, plain in zip(names, real, found, null, strict=True):
        low, middle, high = (float(bound) for bound in np.quantile(theirs, [0.25, 0.5, 0.75]))
        both = (
            within(f"{name}, median", _middle(ours), low, high, expected=middle, n=len(ours), unit=unit),
            within(f"{name}, distribution", _alike(theirs, ours), REFUSED, 1.0, n=len(ours), unit="p"),
        )
        yield from beside_null(effort, both, partial(_of_null, theirs, plain))
    shares = within("shares among posts that are shares or originals", _shares(storms), SHARES_OF_HANNA - 0.1,
                    SHARES_OF_HANNA + 0.1, expected=SHARES_OF_HANNA, n=len(storms), unit="share")  # fmt: skip
    yield from beside_null(effort, [shares], lambda: ([_shares(null_storms)], len(null_storms)))


# ------------------------------------------------------------ how many brands decline

PANEL_PER_DAY = 100
"""Answers a day of a panel (YouGov asks about that many people a day about each brand; from memory)."""
SPREAD_OF_ANSWERS = math.sqrt(0.2153 - 0.1**2)
"""Standard deviation of an answer. A person of attitude a says "positive" with chance a, where a is above 0, "negative"
with chance -a, where it is below, and "neither" else: so the mean answer is the mean attitude, and its variance the
mean of |a| less the square of that. Attitudes at the start have mean 0.1 and spread 0.25, by default; mean |a| is
0.2153."""
NOTICED = 4.0 * SPREAD_OF_ANSWERS * math.sqrt(2.0 / (PANEL_PER_DAY * FOUR_WEEKS))
"""What such a panel would notice: four standard errors of the difference of two means over four weeks; 0.0485."""


def _decline(storms: list[Storm]) -> tuple[float, float, float]:
    """Shares with a short-term and with a long-term decline, and the difference."""
    short = float(np.mean([storm.short_term > NOTICED for storm in storms])) if storms else math.nan
    long = float(np.mean([storm.long_term > NOTICED for storm in storms])) if storms else math.nan
    return short, long, short - long


UNFORGOTTEN: Changed = (("belief.slow_share", 1.0), ("belief.slow_half_life_days", 1e6))
"""The twin: what a crisis does to attitudes stays."""


@check(
    "T20",
    "fact",
    "After a firestorm more than half of the brands are thought less of for some weeks, and fewer for months.",
    source="Hansen, Kupfer & Hennig-Thurau 2018: 78 firestorms, 58 % and 40 %",
    twin="what people think never fades",
    why_missed="a crisis here moves the mean attitude of the public by less than what a panel of a hundred a day "
    "would notice in three of four: only who has seen the story and believes it is moved, each by little, and with "
    "five visits to a feed a day many do not see it. With eight visits (inside the range of #18) it is 57 and 25 %",
)
def how_many_decline(effort: Effort) -> Iterator[Finding]:
    """Over the firestorms of the ensemble; the null model moves no beliefs."""
    storms = firestorms(effort, wrong=UNFORGOTTEN if effort.wrong else ())
    short, long, apart = _decline(storms)
    n = len(storms)
    found = (
        within("firestorms with a decline over four weeks", short, 0.43, 0.73, expected=0.58, n=n, unit="share"),
        within("firestorms with a decline half a year later", long, 0.25, 0.55, expected=0.40, n=n, unit="share"),
        within("more short-term than long-term declines", apart, 1e-9, 1.0, expected=0.18, n=n, unit="share"),
    )

    def null() -> tuple[tuple[float, float, float], int]:
        plain = firestorms(effort, is_null=True)
        return _decline(plain), len(plain)

    yield from beside_null(effort, found, null)


# ------------------------------------------------------------ pictures


def pictured(effort: Effort) -> dict[str, Curves]:
    """Quantiles of both, and the median course of the days after the peak, as a share of the first."""
    series = list(crisis_series().values())
    storms = [storm.hourly for storm in firestorms(effort)]
    rank = np.linspace(0.05, 0.95, 19)
    names = ("D1: hours from peak to half height, by rank", "D1: exponent of the daily decay, by rank")
    both = zip(names, shapes(storms), shapes(series), strict=True)
    drawn = {name: Curves(rank, np.quantile(ours, rank), np.quantile(theirs, rank)) for name, ours, theirs in both}
    days = np.arange(1, N_DAYS + 1)
    course = Curves(days, _course(storms), _course(series))
    declines = np.sort([storm.short_term for storm in firestorms(effort)])
    places = (np.arange(len(declines)) + 0.5) / len(declines)
    return drawn | {
        "D1: posts of a day as a share of those of the first, by days after the peak": course,
        "T20: decline of attitude over four weeks, by rank": Curves(
            places, declines, np.full(len(places), NOTICED), beside_is="the least that a panel notices"
        ),
    }


def _course(series: Sequence[np.ndarray]) -> np.ndarray:
    days = []
    for hourly in series:
        after = hourly[int(hourly.argmax()) :][: 24 * N_DAYS]
        if len(after) == 24 * N_DAYS:
            counts = after.reshape(N_DAYS, 24).sum(axis=1)
            days.append(counts / counts[0])
    return np.median(days, axis=0)
