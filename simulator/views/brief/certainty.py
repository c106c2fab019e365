"""How surely a difference is one, by its interval."""

import math

from simulator.views.brief.saying import likelihood
from simulator.views.tables import verdict

EVEN = 1 / 3
"""A chance from here to its opposite says neither this nor that (IPCC: about as likely as not)."""


def chance_above(low: float, high: float, n: int) -> float:
    """The chance that a mean is above zero, given its 95 % interval from n worlds (Student's t).

    >>> chance_above(-1.0, 1.0, 10), round(chance_above(0.0, 2.0, 10), 3)
    (0.5, 0.975)
    """
    from scipy.stats import t

    middle, half = (low + high) / 2, (high - low) / 2
    if math.isnan(half):
        return math.nan
    if half == 0:
        return 0.5 if middle == 0 else float(middle > 0)
    return float(t.cdf(middle / half * t.ppf(0.975, n - 1), n - 1))


def in_words(low: float, high: float, n: int, better: int) -> str:
    """How surely a strategy does better or worse than another.

    >>> in_words(0.1, 0.2, 20, 1), in_words(-0.1, 0.12, 20, 1), in_words(0.0, 0.0, 20, 1)
    ('almost certainly better', 'unclear', 'equal')
    """
    word = verdict(low, high, better)
    if word in ("equal", "no number"):
        return word
    chance = chance_above(low, high, n)
    more, less = ("better", "worse") if better > 0 else ("worse", "better") if better < 0 else ("more", "less")
    if EVEN <= chance <= 1 - EVEN:
        return "unclear"
    return f"{likelihood(max(chance, 1 - chance))} {more if chance > 0.5 else less}"
