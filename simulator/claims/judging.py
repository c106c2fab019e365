"""From the readings of paired worlds to a verdict. Pure functions of arrays."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulator.claims.declaring import CLAIMS, Check, Claim, Neutral, Reading, Without
from simulator.studies.statistics import interval

HOLDS, IS_THERE, ON_AVERAGE, FAILS, OTHERWISE, TOO_FEW, UNTESTABLE, MISSING = (
    "holds",
    "is there",
    "holds on average",
    "does not hold",
    "holds, but not by its mechanism",
    "too few worlds",
    "not testable",
    "not expressed yet",
)
"""Verdicts. IS_THERE: all checks are built in. ON_AVERAGE: the mean is as declared, but too few worlds are. TOO_FEW:
fewer worlds than it takes to show that it holds, and nothing that shows the contrary. MISSING: the model has no
mechanism for the claim."""
NOT_HOLDING = (ON_AVERAGE, FAILS, OTHERWISE, MISSING)
FROM_BEST_TO_WORST = (HOLDS, IS_THERE, UNTESTABLE, TOO_FEW, ON_AVERAGE, OTHERWISE, FAILS, MISSING)

PAIRS_NEEDED = 0.95
"""Share of the worlds in which the contrast must be as declared; ties count against a sign."""
WORLDS_NEEDED = 20
"""Fewer worlds than that show of no claim that it holds: a single one that differs is more than one in twenty."""
VANISHED = 0.10
"""A contrast has vanished where its mean is at most this share of the effect ..."""
VANISHED_IN_NOISE = 0.30
"""... or at most this share, and its interval holds 0."""

NOT_ASKED = Without("not asked")

Values = Mapping[tuple[str, Reading], np.ndarray]
"""Readings by arm: (worlds,) each, the same worlds in the same order."""


@dataclass(frozen=True)
class Finding:
    """What one check has shown.

    effect, low, high : mean contrast and its 95 % interval; reference : mean of what is subtracted; agreeing : worlds
    that are as declared, of n; ablated : mean contrast with the mechanism neutral (NaN: not asked); on_average :
    whether the mean is as declared; refuted : whether its interval lies where it must not; vanishes : whether the
    effect is gone with the mechanism neutral; neutral : how that is seen.
    """

    check: Check
    effect: float
    low: float
    high: float
    reference: float
    agreeing: int
    n: int
    ablated: float = math.nan
    on_average: bool = False
    refuted: bool = False
    vanishes: bool = True
    neutral: Neutral = NOT_ASKED

    @property
    def in_worlds(self) -> bool:
        """Whether as many worlds are as declared as must be."""
        return self.agreeing >= PAIRS_NEEDED * self.n

    @property
    def comes_out(self) -> bool:
        """Whether the mean and as many worlds as must be are as declared."""
        return self.on_average and self.in_worlds


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
    """Judge one check, on average and world by world.

    A mean has its sign where its interval lies beyond 0 on that side, and the mean is as large as declared; it is of
    the declared size where its interval lies within the bounds.
    """
    contrast, reference = contrast_of(check, values)
    there = contrast[~np.isnan(contrast)]
    low, high = interval(there)
    mean = float(there.mean()) if len(there) else math.nan
    bounds = _bounds(check, reference)
    if bounds is not None:
        agreeing = int(np.count_nonzero((there >= bounds[0]) & (there <= bounds[1])))
        on_average = bounds[0] <= low and high <= bounds[1]
        refuted = high < bounds[0] or low > bounds[1]
    else:
        agreeing = int(np.count_nonzero(there * check.sign > 0))
        beyond = low * check.sign > 0 and high * check.sign > 0
        on_average = beyond and _large_enough(check, mean, reference)
        refuted = low * check.sign < 0 and high * check.sign < 0
    gone, left = True, math.nan
    if ablated is not None and not check.is_equality:
        without, _ = contrast_of(check, ablated)
        left = float(np.nanmean(without)) if not np.isnan(without).all() else 0.0
        gone = has_vanished(without, mean)
    return Finding(check, mean, low, high, reference, agreeing, len(contrast), left, on_average, refuted, gone)


def _bounds(check: Check, reference: float) -> tuple[float, float] | None:
    if check.between is not None:
        return check.between
    return None if check.within is None else (-check.within * abs(reference), check.within * abs(reference))


def _large_enough(check: Check, mean: float, reference: float) -> bool:
    return abs(mean) >= check.at_least_of and abs(mean) >= check.at_least * abs(reference)


def has_vanished(contrast: np.ndarray, effect: float) -> bool:
    """Whether a contrast has vanished or turned round, compared with the effect; a world without a number shows none.

    >>> has_vanished(np.zeros(20), 5.0), has_vanished(np.full(20, 1.0), 5.0), has_vanished(np.full(20, -3.0), 5.0)
    (True, False, True)
    """
    numbers = np.nan_to_num(contrast) * math.copysign(1.0, effect)
    left = float(numbers.mean())
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
    return Verdict(claim, _word(findings), findings, claim.why)


def _word(findings: tuple[Finding, ...]) -> str:
    if min((finding.n for finding in findings), default=0) < WORLDS_NEEDED:
        return FAILS if any(finding.refuted for finding in findings) else TOO_FEW
    on_average, in_worlds, by_mechanism = (
        all(getattr(finding, what) for finding in findings) for what in ("on_average", "in_worlds", "vanishes")
    )
    if not on_average or not (in_worlds or by_mechanism):
        return FAILS
    if not in_worlds:
        return ON_AVERAGE
    if not by_mechanism:
        return OTHERWISE
    return IS_THERE if all(finding.check.built_in for finding in findings) else HOLDS


def judged_alias(claim: Claim, verdicts: Mapping[str, Verdict]) -> Verdict:
    """The verdict on a sign test: that of the claims that show it, the worst where there are several."""
    shown = [verdicts[other] for other in claim.shown_by]
    worst = max(shown, key=lambda v: FROM_BEST_TO_WORST.index(v.word))
    findings = tuple(finding for v in shown for finding in v.findings)
    return Verdict(claim, worst.word, findings, claim.why)


def needed(ids: tuple[str, ...]) -> list[str]:
    """The claims to be tried for some ids: a sign test needs those that show it."""
    return list(dict.fromkeys(other for one in ids for other in (*CLAIMS[one].shown_by, one)))
