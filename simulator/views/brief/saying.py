"""Numbers, names and certainty in words, alike all over the brief."""

import math

from simulator.metrics import OUTCOMES
from simulator.studies.answers import Estimate
from simulator.views.tables import rounded, title_of, unit_of

SCALE = (
    (0.99, "almost certainly", "99 to 100", "virtually certain"),
    (0.95, "extremely likely", "95 to 99", "extremely likely"),
    (0.90, "very likely", "90 to 95", "very likely"),
    (0.66, "likely", "66 to 90", "likely"),
    (0.33, "about as likely as not", "33 to 66", "about as likely as not"),
    (0.10, "unlikely", "10 to 33", "unlikely"),
    (0.05, "very unlikely", "5 to 10", "very unlikely"),
    (0.01, "extremely unlikely", "1 to 5", "extremely unlikely"),
    (0.00, "almost certainly not", "0 to 1", "exceptionally unlikely"),
)
"""Least chance, our words, the range in 100, and the words of the IPCC's likelihood scale (Mastrandrea et al. 2010)."""

FIRST_STRONG, POP = "\u2068", "\u2069"
"""Unicode's isolates: a name from right to left leaves the sentence around it alone."""

LONGEST = 80
"""Letters of a name that a sentence bears."""


def isolated(name: str) -> str:
    """A name on one line that keeps its direction to itself."""
    return f"{FIRST_STRONG}{' '.join(name.split())}{POP}"


def named(name: str, longest: int = LONGEST) -> str:
    """A name in a sentence, shortened where it would drown it.

    >>> named("the mix").encode("ascii", "ignore").decode()
    '"the mix"'
    """
    return f'"{isolated(shortened(" ".join(name.split()), longest))}"'


def shortened(text: str, longest: int) -> str:
    """A text of at most so many letters.

    >>> shortened("advocates", 20), len(shortened("advocates", 5))
    ('advocates', 5)
    """
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def names(strategies: list[str]) -> str:
    """Names in a sentence."""
    *others, last = (named(name) for name in strategies)
    return f"{', '.join(others)} and {last}" if others else last


def likelihood(chance: float) -> str:
    """A chance in words.

    >>> likelihood(0.995), likelihood(0.7), likelihood(0.5), likelihood(0.0)
    ('almost certainly', 'likely', 'about as likely as not', 'almost certainly not')
    """
    return next(words for least, words, _, _ in SCALE if chance >= least)


def in_100(chance: float) -> str:
    """A chance out of a hundred; simulated worlds prove no certainty.

    >>> in_100(0.987), in_100(0.9999), in_100(0.001)
    ('99 in 100', 'more than 99 in 100', 'less than 1 in 100')
    """
    if chance > 0.995:
        return "more than 99 in 100"
    return "less than 1 in 100" if chance < 0.005 else f"{100 * chance:.0f} in 100"


def error_of(estimate: Estimate) -> float:
    """Half the width of an interval; NaN where there is none."""
    return (estimate.high - estimate.low) / 2


def number(estimate: Estimate, unit: str = "", *, sign: bool = False) -> str:
    """An estimate to as many digits as its interval supports, with its unit."""
    return with_unit(rounded(estimate.mean, _or_nothing(error_of(estimate)), sign=sign), unit)


def between(estimate: Estimate, unit: str = "") -> str:
    """The interval of an estimate, to as many digits as it supports."""
    error = error_of(estimate)
    if math.isnan(error):
        return "-"
    return with_unit(f"{rounded(estimate.low, error)} to {rounded(estimate.high, error)}", unit)


def money(estimate: Estimate, currency: str) -> str:
    """An amount, in whole coins where it is large."""
    return with_unit(amount(estimate), currency)


def amount(estimate: Estimate) -> str:
    """An amount without its currency: below a hundred with cents, otherwise without."""
    if math.isnan(estimate.mean):
        return "-"
    error = _or_nothing(error_of(estimate))
    if abs(estimate.mean) < 100 and estimate.mean != round(estimate.mean):
        return f"{estimate.mean:,.2f}" if error < 1 else f"{estimate.mean:,.0f}"
    return rounded(estimate.mean, max(error, 10.0 if abs(estimate.mean) >= 100 else 0))


def unit_in_words(metric: str, currency: str) -> str:
    r"""A metric's unit for the head of a table: scales by their ends, nothing where a number speaks for itself.

    >>> unit_in_words("reputation_end", "EUR"), unit_in_words("romi", "EUR"), unit_in_words("cost", "EUR")
    ('-1\xa0to\xa01', '', 'EUR')
    """
    unit = unit_of(metric, currency)
    return {"-1..1": "-1\u00a0to\u00a01", "0..1": "0\u00a0to\u00a01", "x": ""}.get(unit, unit)


def with_unit(shown: str, unit: str) -> str:
    """A number with its unit, unless the unit says nothing."""
    return shown if shown == "-" or unit in ("", "-1..1", "0..1", "x", "share") else f"{shown} {isolated(unit)}"


def lower_title(metric: str) -> str:
    """A metric's name inside a sentence."""
    title = title_of(metric)
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def better_of(metric: str) -> int:
    """1 where more is better, -1 where less is, 0 where neither."""
    return OUTCOMES[metric].better if metric in OUTCOMES else 0


def best_of(metric: str) -> str:
    """What the best strategy has.

    >>> best_of("reputation_end"), best_of("hostile_impressions")
    ('the highest reputation at the end', 'the fewest hostile impressions')
    """
    if better_of(metric) >= 0:
        return f"the highest {lower_title(metric)}"
    countable = unit_of(metric, "") in ("impressions", "members", "posts", "shares", "unfollows", "hides")
    return f"the {'fewest' if countable else 'lowest'} {lower_title(metric)}"


def _or_nothing(error: float) -> float:
    return 0.0 if math.isnan(error) else error
