"""What paired worlds say: differences with intervals, wins, and bands. Pure functions of arrays.

NaN means that a world has no such number; a pair counts where both have one.
"""

import functools
import math
from dataclasses import dataclass

import numpy as np

from simulator.randomness import stream, uniform
from simulator.settings import InputError
from simulator.studies.answers import Estimate

LEVEL = 0.95
"""Coverage of intervals of a mean."""
BAND = (0.1, 0.5, 0.9)
"""Quantiles of bands over worlds: low, median, high."""


@dataclass(frozen=True)
class Difference:
    """How a strategy differs from the baseline over paired worlds.

    mean and its interval low to high by ``method``; median with its interval, and the middle 90 % of worlds, p05 to
    p95; wins, ties and n in worlds; pairing: how many independent pairs of worlds one paired world is worth.
    """

    mean: float
    low: float
    high: float
    method: str
    median: float
    median_low: float
    median_high: float
    p05: float
    p95: float
    wins: int
    ties: int
    n: int
    pairing: float


def paired_difference(values: np.ndarray, baseline: np.ndarray, *, better: int = 0) -> Difference:
    """Compare a metric of a strategy with that of the baseline, world by world.

    Parameters
    ----------
    values, baseline : (worlds,), the same worlds in the same order.
    better : 1 where more is better, -1 where less is; 0 counts no wins.

    The interval is that of :func:`mean_interval` for the differences (95 %); NaN where n < 2.

    >>> found = paired_difference([3.0, 4.0, 5.0], [1.0, 3.0, 5.0], better=1)
    >>> found.mean, found.wins, found.ties, found.n
    (1.0, 2, 1, 3)
    >>> round(found.low, 2), round(found.high, 2)
    (-1.48, 3.48)
    """
    values, baseline = np.asarray(values, dtype=float), np.asarray(baseline, dtype=float)
    both = ~(np.isnan(values) | np.isnan(baseline))
    difference = values[both] - baseline[both]
    low, high, method = mean_interval(difference)
    p05, median, p95 = quantiles(difference, (0.05, 0.5, 0.95))
    return Difference(
        mean=float(difference.mean()) if len(difference) else math.nan,
        low=low,
        high=high,
        method=method,
        median=median,
        median_low=median_interval(difference)[0],
        median_high=median_interval(difference)[1],
        p05=p05,
        p95=p95,
        wins=int(np.count_nonzero(difference * better > 0)),
        ties=int(np.count_nonzero(difference == 0)),
        n=len(difference),
        pairing=pairing_gain(values[both], baseline[both]),
    )


def interval(sample: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """The t interval of a mean: mean +- t(n - 1) sd / sqrt(n); NaN where there are fewer than two values.

    >>> interval(np.array([2.0, 2.0, 2.0]))
    (2.0, 2.0)
    """
    n = len(sample)
    if n < 2:
        return math.nan, math.nan
    from scipy.special import stdtrit

    mean, error = float(np.mean(sample)), float(np.std(sample, ddof=1)) / math.sqrt(n)
    reach = float(stdtrit(n - 1, 0.5 + level / 2)) * error
    return mean - reach, mean + reach


def is_too_skewed_for_t(sample: np.ndarray) -> bool:
    """Whether a sample is too skewed for its t interval to hold what it promises: n <= 25 g^2 (Cochran 1977).

    g is the sample's skewness.

    >>> is_too_skewed_for_t(np.array([0.0] * 39 + [1.0])), is_too_skewed_for_t(np.arange(40.0))
    (True, False)
    """
    spread = float(np.std(sample)) if len(sample) >= 3 else 0.0
    if not spread > 0:
        return False
    skewness = float(np.mean(((sample - np.mean(sample)) / spread) ** 3))
    return len(sample) <= 25 * skewness**2


RESAMPLES = 2_000
"""Resamples of a bootstrap."""
LEAST_RESAMPLED, LEAST_SPREAD = 10, 0.1
"""Values that a bootstrap of Student's ratio needs, and the part of the spread that each resample must keep."""


def mean_interval(sample: np.ndarray, level: float = LEVEL) -> tuple[float, float, str]:
    """The interval of a mean, and how it was found: "t", or "bootstrap" where the sample is too skewed for it.

    The bootstrap is that of Student's ratio (bootstrap-t; Efron & Tibshirani 1993, chapter 12), which follows skewed
    samples; its resamples depend on nothing but the size of the sample, so the same numbers give the same interval. It
    needs worlds enough for every resample to keep some spread, or else its ratios run away: then t remains, which is
    the wider of the two for rare events (measured: 99 % of intervals cover a chance of 5 % in 50 worlds).

    >>> mean_interval(np.array([2.0, 2.0, 2.0]))
    (2.0, 2.0, 't')
    """
    sample = np.asarray(sample, dtype=float)
    n = len(sample)
    if n < LEAST_RESAMPLED or not is_too_skewed_for_t(sample):
        return *interval(sample, level), "t"
    mean, error = float(np.mean(sample)), float(np.std(sample, ddof=1)) / math.sqrt(n)
    drawn = sample[_resamples(n)]
    errors = np.std(drawn, axis=1, ddof=1) / math.sqrt(n)
    if errors.min() < LEAST_SPREAD * error:
        return *interval(sample, level), "t"
    ratio = (drawn.mean(axis=1) - mean) / errors
    above, below = np.quantile(ratio, (0.5 + level / 2, 0.5 - level / 2))
    return mean - float(above) * error, mean - float(below) * error, "bootstrap"


@functools.lru_cache(maxsize=4)
def _resamples(n: int) -> np.ndarray:
    """Which of n values each resample takes: (RESAMPLES, n)."""
    luck = uniform(stream(0, "resamples"), np.arange(RESAMPLES)[:, None], np.arange(n)[None, :])
    return (luck * n).astype(np.int32)


def resampled_means(table: np.ndarray) -> np.ndarray:
    """The means of columns over resampled worlds: (RESAMPLES, columns) from (worlds, columns)."""
    return table[_resamples(len(table))].mean(axis=1)


def median_interval(sample: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """The interval of a median between two values of the sample, of at least this level for any law; NaN for few.

    The k-th least and the k-th greatest value, where a binomial of n halves is below k in at most half of 1 - level.

    >>> median_interval(np.arange(1.0, 11.0))
    (2.0, 9.0)
    """
    from scipy.special import bdtr

    sample = np.sort(np.asarray(sample, dtype=float))
    n = len(sample)
    k = int(np.count_nonzero(bdtr(np.arange(n), n, 0.5) <= (1 - level) / 2))
    return (float(sample[k - 1]), float(sample[n - k])) if k else (math.nan, math.nan)


def estimate(sample: np.ndarray) -> Estimate:
    """The mean of the values that are there, with its interval as :func:`mean_interval` finds it.

    >>> estimate(np.array([2.0, math.nan, 2.0]))
    Estimate(mean=2.0, low=2.0, high=2.0)
    """
    sample = np.asarray(sample, dtype=float)
    sample = sample[~np.isnan(sample)]
    if not len(sample):
        return Estimate(math.nan)
    return Estimate(float(sample.mean()), *mean_interval(sample)[:2])


def quantiles(sample: np.ndarray, at: tuple[float, ...] = BAND) -> tuple[float, ...]:
    """Quantiles of the values that are there (linear interpolation); NaN where there are none.

    >>> quantiles(np.array([0.0, math.nan, 10.0]), (0.1, 0.5))
    (1.0, 5.0)
    """
    sample = np.asarray(sample, dtype=float)
    sample = sample[~np.isnan(sample)]
    return tuple(float(q) for q in np.quantile(sample, at)) if len(sample) else (math.nan,) * len(at)


def pairing_gain(values: np.ndarray, baseline: np.ndarray) -> float:
    """How many pairs of independent worlds one paired world is worth, for the interval of a mean difference.

    (var(a) + var(b)) / var(a - b): 1 where pairing does not help, inf where the difference is the same in all worlds,
    NaN where neither varies.

    >>> pairing_gain(np.array([1.0, 3.0, 5.0]), np.array([0.0, 2.0, 4.0]))
    inf
    """
    if len(values) < 2:
        return math.nan
    apart = float(np.var(values, ddof=1) + np.var(baseline, ddof=1))
    paired = float(np.var(np.asarray(values) - np.asarray(baseline), ddof=1))
    if paired == 0:
        return math.inf if apart > 0 else math.nan
    return apart / paired


def worlds_needed(difference: np.ndarray, half_width: float, level: float = LEVEL) -> int:
    """How many paired worlds make the interval of a mean difference about ``half_width`` wide on either side.

    (z sd / half_width)^2, from a first sample of at least two differences.

    >>> worlds_needed(np.array([-1.0, 0.0, 1.0]), 0.1)
    385
    """
    from scipy.special import ndtri

    z = float(ndtri(0.5 + level / 2))
    return max(math.ceil((z * float(np.std(difference, ddof=1)) / half_width) ** 2), 2)


def selection_constant(k: int, confidence: float = LEVEL) -> float:
    """Bechhofer's constant for choosing the best of k strategies: the h at which E[Phi(Z + h)^(k - 1)] = confidence.

    The best is chosen with at least that confidence where it leads by h standard errors of a mean (Bechhofer 1954).

    Raises
    ------
    InputError : if there are fewer than two strategies, or the confidence is not between 1 / k and 1.

    >>> round(selection_constant(2), 6)
    2.326174
    """
    if k < 2:
        raise InputError(f"k: there are {k} strategies to choose from; give at least 2")
    if not 1 / k < confidence < 1:
        raise InputError(f"confidence: {confidence} is not between 1 / k and 1; chance alone is right in 1 / {k}")
    from scipy.integrate import quad
    from scipy.optimize import brentq
    from scipy.special import ndtr

    def shortfall(h: float) -> float:
        density = 1 / math.sqrt(2 * math.pi)
        right = quad(lambda z: ndtr(z + h) ** (k - 1) * math.exp(-z * z / 2) * density, -12, 12, epsabs=1e-13)[0]
        return right - confidence

    return float(brentq(shortfall, 0.0, 40.0, xtol=1e-12))


def selection_size(k: int, confidence: float, ratio: float) -> int:
    """How many worlds each of k strategies needs, so that the best is chosen with this confidence: (h / ratio)^2.

    ``ratio`` is the smallest lead that matters, in standard deviations between worlds.

    >>> selection_size(3, 0.95, 0.5)
    30
    """
    if not ratio > 0:
        raise InputError(f"ratio: {ratio} is no lead; give a number above 0")
    return math.ceil((selection_constant(k, confidence) / ratio) ** 2)


def bands(values: np.ndarray) -> np.ndarray:
    """Low, median and high over worlds at every tick (10, 50 and 90 %): (3, ticks) from (worlds, ticks).

    >>> bands(np.array([[0.0, 1.0], [10.0, 1.0]])).tolist()
    [[1.0, 1.0], [5.0, 1.0], [9.0, 1.0]]
    """
    return np.quantile(np.asarray(values, dtype=float), BAND, axis=0)
