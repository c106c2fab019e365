"""From the readings of paired worlds to a verdict. Pure functions of arrays."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulator.claims.declaring import CLAIMS, Check, Claim, Reading
from simulator.studies.statistics import interval

HOLDS, FAILS, OTHERWISE, UNTESTABLE, MISSING = (
    "holds",
    "does not hold",
    "holds, but not by its mechanism",
    "not testable",
    "not expressed yet",
)
"""Verdicts. MISSING: the model has no mechanism for the claim, which counts as not holding."""
NOT_HOLDING = (FAILS, OTHERWISE, MISSING)

PAIRS_NEEDED = 0.95
"""Share of the worlds in which the contrast must have the right sign; ties count against it."""
VANISHED = 0.10
"""A contrast has vanished where its mean is at most this share of the effect ..."""
VANISHED_IN_NOISE = 0.30
"""... or at most this share, and its interval holds 0."""

Values = Mapping[tuple[str, Reading], np.ndarray]
"""Readings by arm: (worlds,) each, the same worlds in the same order."""


@dataclass(frozen=True)
class Finding:
    """What one check has shown.

    effect, low, high : mean contrast and its 95 % interval; reference : mean of what is subtracted; agreeing : worlds
    with the right sign, of n; ablated : mean contrast with the mechanism neutral (NaN: not asked); has_sign : whether
    sign and size are as declared; vanishes : whether the effect is gone with the mechanism neutral.
    """

    check: Check
    effect: float
    low: float
    high: float
    reference: float
    agreeing: int
    n: int
    ablated: float = math.nan
    has_sign: bool = False
    vanishes: bool = True


@dataclass(frozen=True)
class Verdict:
    """The verdict on a claim, with what each check has shown; ``note`` says what the numbers do not."""

    claim: Claim
    word: str
    findings: tuple[Finding, ...] = ()
    note: str = ""
    errors: tuple[str, ...] = field(default=(), repr=False)


def contrast_of(check: Check, values: Values) -> tuple[np.ndarray, float]:
    """The contrast in every world (worlds,), NaN where there is no number, and the mean of what is subtracted."""
    terms = [(weight, values[arm, check.reading]) for arm, weight in check.contrast.items()]
    if check.against is not None:
        terms += [(-weight, values[arm, check.against]) for arm, weight in check.contrast.items()]
    total = np.sum([weight * numbers for weight, numbers in terms], axis=0)
    less = np.sum([-weight * numbers for weight, numbers in terms if weight < 0] or [np.zeros_like(total)], axis=0)
    good = ~np.isnan(total)
    return total, float(less[good].mean()) if good.any() else math.nan


def judged_check(check: Check, values: Values, ablated: Values | None = None) -> Finding:
    """Judge one check.

    A sign is shown where at least 95 % of the worlds have it, the interval of the mean lies beyond 0 on that side, and
    the mean is as large as declared. An equality is shown where the interval lies within its bounds.
    """
    contrast, reference = contrast_of(check, values)
    there = contrast[~np.isnan(contrast)]
    low, high = interval(there)
    mean = float(there.mean()) if len(there) else math.nan
    bounds = _bounds(check, reference)
    if bounds is not None:
        agreeing = int(np.count_nonzero((there >= bounds[0]) & (there <= bounds[1])))
        has_sign = len(there) == len(contrast) and bounds[0] <= low and high <= bounds[1]
    else:
        agreeing = int(np.count_nonzero(there * check.sign > 0))
        beyond = low * check.sign > 0 and high * check.sign > 0
        has_sign = beyond and agreeing >= PAIRS_NEEDED * len(contrast) and _large_enough(check, mean, reference)
    gone, left = True, math.nan
    if ablated is not None and not check.is_equality:
        without, _ = contrast_of(check, ablated)
        left = float(np.nanmean(without)) if not np.isnan(without).all() else 0.0
        gone = has_vanished(without, mean)
    return Finding(check, mean, low, high, reference, agreeing, len(contrast), left, bool(has_sign), gone)


def _bounds(check: Check, reference: float) -> tuple[float, float] | None:
    if check.between is not None:
        return check.between
    return None if check.within is None else (-check.within * abs(reference), check.within * abs(reference))


def _large_enough(check: Check, mean: float, reference: float) -> bool:
    return abs(mean) >= check.at_least_of and abs(mean) >= check.at_least * abs(reference)


def has_vanished(contrast: np.ndarray, effect: float) -> bool:
    """Whether a contrast has vanished, compared with the effect; a world without the number shows no effect.

    >>> has_vanished(np.zeros(20), 5.0), has_vanished(np.full(20, 1.0), 5.0), has_vanished(np.full(20, 0.5), 5.0)
    (True, False, True)
    """
    numbers = np.nan_to_num(contrast)
    left = abs(float(numbers.mean()))
    if left <= VANISHED * abs(effect):
        return True
    low, high = interval(numbers)
    return low <= 0 <= high and left <= VANISHED_IN_NOISE * abs(effect)


def judged(claim: Claim, findings: tuple[Finding, ...], errors: tuple[str, ...] = ()) -> Verdict:
    """The verdict on a claim with an experiment, or with none."""
    if claim.experiment is None:
        return Verdict(claim, UNTESTABLE if claim.kind == "not testable" else MISSING, note=claim.why)
    if errors:
        return Verdict(claim, FAILS, findings, f"{len(errors)} runs failed", errors)
    if not all(finding.has_sign for finding in findings):
        word = FAILS
    else:
        word = HOLDS if all(finding.vanishes for finding in findings) else OTHERWISE
    return Verdict(claim, word, findings, claim.why)


def judged_alias(claim: Claim, verdicts: Mapping[str, Verdict]) -> Verdict:
    """The verdict on a sign test: that of the claims that show it, the worst where there are several."""
    shown = [verdicts[other] for other in claim.shown_by]
    worst = max(shown, key=lambda v: (HOLDS, UNTESTABLE, OTHERWISE, FAILS, MISSING).index(v.word))
    findings = tuple(finding for v in shown for finding in v.findings)
    return Verdict(claim, worst.word, findings, f"as {' and '.join(claim.shown_by)}")


def needed(ids: tuple[str, ...]) -> list[str]:
    """The claims to be tried for some ids: a sign test needs those that show it."""
    return list(dict.fromkeys(other for one in ids for other in (*CLAIMS[one].shown_by, one)))
