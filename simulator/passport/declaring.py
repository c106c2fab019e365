"""What the passport checks, and what a check has found.

A check is a function that measures something whose answer is known, or known to lie in a band, and yields findings. It
has a twin: the same measurement with one thing wrong, which must not pass, so that the check is known to be able to
fail. Sizes and bounds stand in the function before it is run.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, SupportsFloat, TypeVar

import numpy as np

Kind = Literal["oracle", "peer", "invariant", "fact", "data"]
Evidence = Literal["emerges", "calibrated", "set"]
"""How a fact comes out. It *emerges*: nothing was chosen by it. It is *calibrated*: something without a source, or
within its source's range, was chosen so that it holds. It is *set*: a default comes from the very figure."""
KINDS: tuple[Kind, ...] = ("oracle", "peer", "invariant", "fact", "data")
"""Kinds of checks, in the order of the page; their ids begin with O, P, I, T and D."""

SE_ALLOWED = 4.0
"""Standard errors that a mean may lie from the exact one ..."""
PRECISION = 0.02
"""... and what they may amount to, as a share of the exact mean: a coarser sample shows nothing."""
LAST_DIGITS = 1e-9
"""What a number that is no sample may differ by, unless a check says otherwise."""
CHANCE = 1e-4
"""The chance at which a test of a whole distribution refuses."""


@dataclass(frozen=True)
class Effort:
    """How much work a check may do: ``wrong`` asks for the twin."""

    full: bool = False
    wrong: bool = False

    def n(self, quick: int, full: int) -> int:
        """A number of samples."""
        return full if self.full else quick


@dataclass(frozen=True)
class Finding:
    """One number: what it is, where it must lie, and where it does.

    ``expected`` is the exact or published value, NaN where there is only a band; ``n`` the samples it rests on, 0 where
    it is no sample; ``precise`` whether they are enough; ``null`` what a plain independent cascade makes of it, NaN
    where that is not asked, and ``null_n`` the samples which that rests on; ``is_formula`` whether nothing of the
    software is in it: a formula of the passport, held against the number that the evidence gives.
    """

    what: str
    measured: float
    low: float
    high: float
    expected: float = math.nan
    n: int = 0
    unit: str = ""
    precise: bool = True
    null: float = math.nan
    null_n: int = 0
    is_formula: bool = False

    @property
    def holds(self) -> bool:
        """Whether the number lies where it must, on samples enough."""
        return self.precise and not self.is_outside

    @property
    def is_outside(self) -> bool:
        """Whether it lies where it must not, however few the samples."""
        return not self.low <= self.measured <= self.high

    @property
    def null_holds(self) -> bool:
        """Whether a plain independent cascade gets there too."""
        return self.low <= self.null <= self.high

    def beside(self, null: float, n: int = 0) -> "Finding":
        """The same with what a plain independent cascade makes of it, on so many samples."""
        return replace(self, null=float(null), null_n=n)


def exactly(
    what: str,
    measured: SupportsFloat,
    expected: SupportsFloat,
    *,
    bound: float = LAST_DIGITS,
    n: int = 0,
    unit: str = "",
) -> Finding:
    """A number that is no sample, or one of n cases of which each must be so."""
    expected = float(expected)
    return Finding(what, float(measured), expected - bound, expected + bound, expected, n, unit)


def formula_agrees(
    what: str, formula: SupportsFloat, published: SupportsFloat, *, bound: float = LAST_DIGITS, unit: str = ""
) -> Finding:
    """A formula of the passport against a number of the evidence: nothing is measured in the software."""
    return replace(exactly(what, formula, published, bound=bound, unit=unit), is_formula=True)


def on_average(what: str, sample: Any, expected: SupportsFloat, *, unit: str = "") -> Finding:
    """The mean of a sample, (n,): within 4 standard errors of the exact one, which must be below 2 % of it."""
    sample = np.asarray(sample, np.float64)
    error = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    return mean_of(what, float(sample.mean()), error, float(expected), n=len(sample), unit=unit)


def mean_of(what: str, mean: float, error: float, expected: float, *, n: int, unit: str = "") -> Finding:
    """The same for a mean whose standard error is known; a sample all alike is held to the exact bound."""
    bound = max(SE_ALLOWED * error, LAST_DIGITS)
    precise = bound <= PRECISION * abs(expected) or bound <= LAST_DIGITS
    return Finding(what, mean, expected - bound, expected + bound, expected, n, unit, precise)


def share_of(what: str, count: int, n: int, expected: float, *, unit: str = "share") -> Finding:
    """The share of n independent cases, against the exact one."""
    return mean_of(what, count / n, math.sqrt(expected * (1 - expected) / n), expected, n=n, unit=unit)


def alike(what: str, p_value: float, n: int) -> Finding:
    """A whole distribution, by the chance that a right model looks as different as this."""
    return Finding(what, float(p_value), CHANCE, 1.0, n=n, unit="p")


def within(what: str, measured: float, low: float, high: float, *, expected: float = math.nan, n: int = 0,
           unit: str = "") -> Finding:  # fmt: skip
    """A number that must lie in a band."""
    return Finding(what, float(measured), low, high, expected, n, unit)


def beside_null(
    effort: Effort, findings: Iterable[Finding], null: Callable[[], tuple[Sequence[float], int]]
) -> Iterator[Finding]:
    """The findings, with what the null model makes of each; a twin is not compared with it.

    null : computes its numbers, in the order of the findings, and how many samples they rest on.
    """
    if effort.wrong:
        yield from findings
        return
    numbers, n = null()
    for finding, number in zip(findings, numbers, strict=True):
        yield finding.beside(number, n)


def shows(right: Iterable[Finding], of_twin: Iterable[Finding]) -> bool:
    """Whether a twin shows that a check can fail: by a number outside its bounds that holds where nothing is wrong."""
    held = {finding.what for finding in right if finding.holds}
    return any(found.what in held and math.isfinite(found.measured) and found.is_outside for found in of_twin)


@dataclass(frozen=True)
class Curves:
    """What one picture shows: the abscissa, what is simulated there, what it stands beside, and perhaps the null model.

    beside_is : what it stands beside; NaN where nothing is known.
    """

    x: np.ndarray
    ours: np.ndarray
    beside: np.ndarray
    null: np.ndarray | None = None
    beside_is: str = "real"


class NotHere(Exception):  # noqa: N818, nothing has gone wrong
    """A check cannot be made here, with the reason: another program is not installed, or data are not there."""


Measure = Callable[[Effort], Iterable[Finding]]
M = TypeVar("M", bound=Measure)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check.

    Parameters
    ----------
    id : such as O4, T1, D2; a capital and a number.
    kind : oracle (the answer is known), peer (another program), fact (stylised fact of the world), invariant, data (a
        series or network of the real world).
    says : what must come out, in a sentence.
    source : where the answer comes from.
    twin : what is wrong in the twin, in words.
    measure : yields the findings; with ``effort.wrong`` those of the twin.
    evidence : how far it is evidence that the model is like the world.
    chosen : what was chosen by the same figure, or what it depends on that has no source.
    note : how the source was read, where it can be read in another way.
    left_out_parts : what the source has besides and is not measured, with the reason.
    why_missed : why it does not hold, as far as that is known.
    left_out : where there is nothing to measure, the reason; ``measure`` is None then.
    """

    id: str
    kind: Kind
    says: str
    source: str = ""
    twin: str = ""
    measure: Measure | None = None
    evidence: Evidence = "emerges"
    chosen: str = ""
    note: str = ""
    left_out_parts: str = ""
    why_missed: str = ""
    left_out: str = ""

    def findings(self, effort: Effort) -> tuple[Finding, ...]:
        """Measure; raises NotHere where that cannot be done."""
        return tuple(self.measure(effort)) if self.measure is not None else ()


CHECKS: dict[str, Check] = {}
"""Every check by its id."""


def check(id: str, kind: Kind, says: str, *, source: str, twin: str, **more: Any) -> Callable[[M], M]:
    """Declare a function as the measurement of a check; ``more`` are further fields of ``Check``."""

    def keep(measure: M) -> M:
        _declare(Check(id=id, kind=kind, says=says, source=source, twin=twin, measure=measure, **more))
        return measure

    return keep


def left_out(id: str, kind: Kind, says: str, *, source: str, why: str) -> None:
    """Declare that a check is not made, and why."""
    _declare(Check(id=id, kind=kind, says=says, source=source, left_out=why))


def _declare(one: Check) -> None:
    if one.id in CHECKS:
        raise ValueError(f"check {one.id} is declared twice")
    CHECKS[one.id] = one


def in_order() -> Iterator[Check]:
    """All checks by letter and number."""
    return iter(sorted(CHECKS.values(), key=lambda one: (KINDS.index(one.kind), int(one.id[1:]))))
