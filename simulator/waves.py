"""The shape of a crisis, read off counts per tick: peak, half-life, way back to what it was before, second wave.

Pure functions of counts, apart from any model. ``counts`` : (ticks,) hostile posts and shares, from the tick in which
the crisis breaks on; ``tick_hours`` : length of a tick. Counts are summed over stretches of hours, not ticks, so that
what is read does not depend on how finely time is cut; where ticks are longer than a stretch, a tick is the stretch.
NaN means that there is no such number.
"""

import math

import numpy as np

from simulator.units import HOURS_PER_DAY

PEAK_HOURS = 1.0
"""The peak is the worst stretch of so many hours."""
STRETCH_HOURS = 6.0
"""Stretches over which counts are summed before one asks whether they have fallen; single hours are noise (assumed)."""
HALF = 0.5
"""What is left of a peak that has fallen to half."""
BACK = 0.05
"""Part of the way up from the level before to the peak that is back (assumed) ..."""
STAYS_HOURS = HOURS_PER_DAY
"""... where it stays for so long: a whole day, so that a quiet night does not pass for the end (assumed)."""
AGAIN = 0.2
"""A second wave is at least such a part of the first (assumed) ..."""
RISE = 2.0
"""... and so many times the level to which the first had fallen (assumed) ..."""
BEYOND_CHANCE = 6.0
"""... and more than that by so many standard deviations of the difference of two counts, 36 posts and shares or more.

Assumed: posts bring further posts, and where three come together, a standard deviation is more than twice as large."""


def sums(counts: np.ndarray, tick_hours: float, hours: float) -> np.ndarray:
    """Sums over every whole stretch of some hours, by the tick in which it begins; none where counts end before.

    >>> sums(np.array([1, 2, 3, 4]), 0.5, 1.0)
    array([3., 5., 7.])
    """
    so_far = np.append(0.0, np.cumsum(counts, dtype=np.float64))
    length = ticks_in(hours, tick_hours)
    return so_far[length:] - so_far[:-length]


def ticks_in(hours: float, tick_hours: float) -> int:
    """Ticks in a stretch of some hours: the nearest whole number, at least one."""
    return max(round(hours / tick_hours), 1)


def peak(counts: np.ndarray, tick_hours: float) -> tuple[float, float]:
    """Counts per hour in the worst hour, and hours from the beginning to its end; 0 and NaN where nothing was counted.

    >>> peak(np.array([0, 3, 9, 1]), 1.0)
    (9.0, 3.0)
    """
    course = sums(counts, tick_hours, PEAK_HOURS)
    if not course.any():
        return 0.0, math.nan
    length = ticks_in(PEAK_HOURS, tick_hours)
    worst = int(np.argmax(course))
    return float(course[worst]) / (length * tick_hours), (worst + length) * tick_hours


def half_life(counts: np.ndarray, tick_hours: float) -> float:
    """Hours from the worst stretch until the first that has half of its counts or fewer.

    Exact for what decays exponentially, at any length of ticks, but for the straight line between two ticks. The later
    of equal peaks counts.

    >>> half_life(np.repeat([8, 4, 2], 6), 1.0)
    6.0
    """
    course = sums(counts, tick_hours, STRETCH_HOURS)
    if not course.any():
        return math.nan
    top = len(course) - 1 - int(np.argmax(course[::-1]))
    below = np.flatnonzero(course[top:] <= HALF * course[top])
    return _crossing(course[top:], int(below[0]), HALF * course[top]) * tick_hours if len(below) else math.nan


def time_back(counts: np.ndarray, tick_hours: float, before: float = 0.0) -> float:
    """Hours from the beginning until counts are back and stay back for STAYS_HOURS.

    Back is a stretch with no more than the level before plus BACK of the way from there to the worst stretch. NaN where
    nothing was counted, and where that time does not lie within the counts.

    Parameters
    ----------
    before : counts per hour before the first tick.

    >>> time_back(np.array([20] * 6 + [1] * 30), 1.0)
    6.0
    """
    course = sums(counts, tick_hours, STRETCH_HOURS)
    if not course.any():
        return math.nan
    usual = before * ticks_in(STRETCH_HOURS, tick_hours) * tick_hours
    level = usual + BACK * max(float(course.max()) - usual, 0.0)
    n_stretches = max(ticks_in(STAYS_HOURS, tick_hours) - ticks_in(STRETCH_HOURS, tick_hours) + 1, 1)
    n_high = sums(course > level, 1.0, n_stretches)
    first = int(np.argmax(course))
    back = first + np.flatnonzero(n_high[first:] == 0)
    return _crossing(course, int(back[0]), level) * tick_hours if len(back) else math.nan


def _crossing(course: np.ndarray, place: int, level: float) -> float:
    """Where a course comes down to a level, on a straight line between the place before and this one; in ticks."""
    if place == 0 or course[place - 1] <= level:
        return float(place)
    return place - float(level - course[place]) / float(course[place - 1] - course[place])


def rose_again(counts: np.ndarray, tick_hours: float) -> bool:
    """Whether counts rose again after the first peak had fallen to half or less; fall and rise must be beyond chance.

    Counts are summed over days: of one wave that rises and falls, times any tide with a period of a day, such sums rise
    once and fall once. Waves that are less than two days apart are one.

    >>> wave, calm = [30] * 24 + [10] * 24, [1] * 48
    >>> rose_again(np.array(wave + calm), 1.0), rose_again(np.array(wave + calm + wave), 1.0)
    (False, True)
    """
    course = sums(counts, tick_hours, HOURS_PER_DAY).tolist()
    top, low, has_fallen = 0.0, 0.0, False
    for count in course:
        if not has_fallen:
            top = max(top, count)
            low, has_fallen = count, count <= HALF * top and _differ(top, count)
        elif count >= max(AGAIN * top, RISE * low) and _differ(count, low):
            return True
        low = min(low, count)
    return False


def _differ(more: float, less: float) -> bool:
    """Whether one count is larger than another by more than chance."""
    return more - less > BEYOND_CHANCE * math.sqrt(more + less)


def negative_area(good: np.ndarray, bad: np.ndarray, tick_hours: float, *, hours_before: float = 0.0) -> float:
    """Area under negative sentiment: the sum over stretches of hours x (bad - good) / (bad + good), where above 0.

    A stretch of STRETCH_HOURS without any posts is neither. A quotient of few posts swings between -1 and 1, and its
    positive part grows with that swing; therefore stretches of hours, and not ticks. The last may be shorter.

    Parameters
    ----------
    good, bad : (ticks,) counts. hours_before : part of the first tick that does not count.

    >>> negative_area(np.array([0, 1, 0]), np.array([4, 3, 0]), 6.0)
    9.0
    """
    begins = np.arange(0, len(good), ticks_in(STRETCH_HOURS, tick_hours))
    hours = np.diff(begins, append=len(good)) * tick_hours
    hours[:1] -= hours_before
    up, down = (np.add.reduceat(counts, begins) if len(begins) else np.zeros(0) for counts in (good, bad))
    return float((np.maximum(down - up, 0) / np.maximum(down + up, 1) * hours).sum())
