"""In which worlds does it happen: boxes of settings in which a strategy loses, found by patient rule induction.

PRIM (Friedman & Fisher 1999, as used for scenario discovery by Bryant & Lempert 2010) peels a box off the space of the
factors, a thin slice at a time; EMA Workbench does the peeling. What is added here is the rule by which one box of the
trajectory is taken, and a trial on points that it has not seen: peeling finds a box in pure noise, too.
"""

import inspect
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.randomness import check_seed, stream, uniform
from simulator.settings import InputError
from simulator.studies.designs import Design
from simulator.studies.factors import Factor
from simulator.studies.libraries import rule_induction
from simulator.wording import counted

if TYPE_CHECKING:
    import pandas as pd

MOST_BOXES = 3
"""Boxes that are looked for, one after the other."""
LEAST_POINTS = 50
"""Points with an answer that are needed, and of which enough are inside and outside of any box worth telling."""
LEAST_OF_EACH = 10
"""Points at which it happens, and at which it does not, that are needed."""
LEAST_IN_BOX, LEAST_MASS = 10, 0.05
"""A box holds at least so many points, and so large a part of all: PRIM's usual least mass."""
PEELS = (0.05, 0.1, 0.2)
"""Parts that are peeled off at a time, each tried: 0.05 to 0.1 in Friedman & Fisher (1999), more for few points."""
LIKELY_CHANCE = 0.05
"""Quasi-p value above which a restriction is dropped."""
MOST_NAMED = 5
"""Levels of numbers that a box names one by one; of more it gives the ends."""
ANY = 1e-9
"""PRIM's threshold, so low that a hit is a hit and no trajectory is thrown away: the choice is made here."""
SURELY = 0.01
"""How unlikely by chance a box must do so well on points that it has not seen."""


@dataclass(frozen=True)
class Limit:
    """What a box says of one factor: an end or both of a range, or the levels that belong to it.

    Parameters
    ----------
    path : the factor's.
    low, high : ends that are included; None where the box goes on to the end of the factor's range.
    levels : the levels inside, in their order; empty for a range.
    quasi_p : the chance that so many points of the box would be hits if the limit were without influence, given the
        other limits (Bryant & Lempert 2010). "Quasi", since the limit was chosen on the same points.
    """

    path: str
    low: float | None = None
    high: float | None = None
    levels: tuple[Any, ...] = ()
    quasi_p: float = 0.0

    def holds(self, values: Any) -> np.ndarray:
        """Which values of the factor lie inside: (points,) bool."""
        if self.levels:
            return np.isin(values, self.levels)
        values = np.asarray(values, dtype=float)
        return (values >= (-np.inf if self.low is None else self.low)) & (
            values <= (np.inf if self.high is None else self.high)
        )

    def __str__(self) -> str:
        if self.levels:
            return f"{self.path} {' or '.join(_shown(level) for level in self.levels)}"
        if self.low is None:
            return f"{self.path} at most {_shown(self.high)}"
        if self.high is None:
            return f"{self.path} at least {_shown(self.low)}"
        return f"{self.path} from {_shown(self.low)} to {_shown(self.high)}"


@dataclass(frozen=True)
class Box:
    """Where it happens: limits that hold together, and how well they tell.

    Parameters
    ----------
    limits : of the factors that matter, in the order of the design; all others may be anything.
    points, hits : points inside, and those of them at which it happens; points of earlier boxes are not counted.
    all_points, all_hits : of the whole design, where there is an answer.
    unseen_points, unseen_hits : points inside boxes that were found, by the same rule, without these points (each half
        by the other), and those of them at which it happens: what the rule is worth on new points.
    place : 1 for the first box; later ones are about what the earlier leave.
    """

    limits: tuple[Limit, ...]
    points: int
    hits: int
    all_points: int
    all_hits: int
    unseen_points: int
    unseen_hits: int
    place: int = 1

    @property
    def density(self) -> float:
        """The share of its points at which it happens."""
        return self.hits / self.points

    @property
    def coverage(self) -> float:
        """The share of all points at which it happens that are inside."""
        return self.hits / self.all_hits

    @property
    def mass(self) -> float:
        """The share of all points that are inside."""
        return self.points / self.all_points

    @property
    def unseen_density(self) -> float:
        """The density on points on which the rule was not found."""
        return self.unseen_hits / self.unseen_points

    def sentence(self, verb: str = "lose") -> str:
        """The box in plain words; the verb says what happens."""
        where = " and ".join(str(limit) for limit in self.limits)
        beyond = "outside of the boxes before, " if self.place > 1 else ""
        return (
            f"{beyond}{where}: {self.hits:,} of {self.points:,} points {verb} (density {_percent(self.density)}; "
            f"{_percent(self.unseen_density)} where it was tried on points that it had not seen), "
            f"{_percent(self.coverage)} of all points that {verb}"
        )


def boxes(design: Design, hit: Any, *, most: int = MOST_BOXES, seed: int = 0) -> list[Box]:
    """The boxes in which it happens, the best first; none where nothing tells.

    Of the boxes along the peeling trajectory that is taken whose density is the most standard errors above that of all
    points, (density - share of all) x root of its points: neither a few points by luck nor nearly everything. Limits
    that may well be chance are dropped. It counts only if the same rule, found on each half of the points and tried on
    the other, meets more hits than chance would (1 in 100). Its points are taken out, and the next box is looked for in
    the rest.

    Parameters
    ----------
    design : the design of the points.
    hit : (points,) bool, whether it happens; or numbers, 1 and 0, and NaN where nobody knows; these are left out.
    most : boxes that are looked for.
    seed : of the division into halves, any integer >= 0.

    Raises
    ------
    InputError : where points and answers do not go together, or there are too few of either.
    """
    known, hits = _checked(design, hit)
    check_seed(seed)
    space, left = _Space.of(design, hits), np.flatnonzero(known)
    found: list[Box] = []
    while len(found) < most and _are_enough(hits[left]):
        limits = _best(space, left)
        tried = _tried_on_others(space, left, seed) if limits else (0, 0)
        if not limits or _chance(*tried, float(hits[left].mean())) > SURELY:
            break
        inside = left[space.inside(limits, left)]
        every = int(known.sum()), int(hits.sum())
        found.append(Box(limits, len(inside), int(hits[inside].sum()), *every, *tried, place=len(found) + 1))
        left = np.setdiff1d(left, inside)
    return found


def in_words(found: list[Box], hit: Any, verb: str = "lose") -> str:
    """What was found, in a sentence for each box, or that nothing was; and how many points were left out."""
    given = np.asarray(hit, dtype=float)
    answers = given[~np.isnan(given)]
    first = f"{int(answers.sum()):,} of {counted(len(answers), 'point')} {verb}."
    if left_out := len(given) - len(answers):
        first += f" Left out: {counted(left_out, 'point')} without a number."
    if not found:
        return f"{first} No box of settings tells where, better than chance would."
    return "\n".join([first, *(f"{box.place}. {box.sentence(verb)}." for box in found)])


# ------------------------------------------------------------ what is given


def _checked(design: Design, hit: Any) -> tuple[np.ndarray, np.ndarray]:
    """Which points have an answer, and the answers."""
    answers = np.asarray(hit, dtype=float)
    if answers.shape != (len(design),):
        shape = " x ".join(map(str, answers.shape))
        raise InputError(f"hit: there are {shape}; the design has {counted(len(design), 'point')}; give one for each")
    known = ~np.isnan(answers)
    if not np.isin(answers[known], (0.0, 1.0)).all():
        raise InputError("hit: should be true or false for each point, or NaN where nobody knows")
    if known.sum() < LEAST_POINTS:
        n = counted(int(known.sum()), "point")
        raise InputError(f"hit: {n} have an answer; boxes need {LEAST_POINTS}; run more points")
    return known, known & (answers == 1.0)


def _are_enough(hits: np.ndarray) -> bool:
    return len(hits) >= LEAST_POINTS and LEAST_OF_EACH <= hits.sum() <= len(hits) - LEAST_OF_EACH


# ------------------------------------------------------------ one box


@dataclass(frozen=True, eq=False)
class _Space:
    """The points of a design as PRIM and as limits look at them.

    table : the factors for PRIM: numbers as floats; choices as whole numbers that are no numbers to it. Levels of
    numbers go by their order, so that one of them may be endless. (Texts would be kept in sets, whose order differs
    from run to run.) columns : the values of each factor, by path; hits : (points,) bool.
    """

    factors: tuple[Factor, ...]
    table: "pd.DataFrame"
    columns: dict[str, np.ndarray]
    hits: np.ndarray

    @classmethod
    def of(cls, design: Design, hits: np.ndarray) -> "_Space":
        import pandas as pd

        design = design.as_looked_at()
        table: dict[str, Any] = {}
        for factor, codes in zip(design.factors, design.codes().T, strict=True):
            if factor.kind in ("choice", "boolean"):
                table[factor.path] = pd.Series([int(code) for code in codes], dtype=object)
            elif factor.levels:
                rank = np.argsort(np.argsort(factor.levels)).astype(float)
                table[factor.path] = rank[codes.astype(int)]
            else:
                table[factor.path] = _ended(codes)
        values = map(np.array, zip(*design.points, strict=True))
        columns = dict(zip(design.paths, values, strict=True))
        return cls(design.factors, pd.DataFrame(table), columns, hits)

    def inside(self, limits: tuple[Limit, ...], points: np.ndarray) -> np.ndarray:
        """Which of some points are inside all limits: (points,) bool."""
        found = np.ones(len(points), dtype=bool)
        for limit in limits:
            found &= limit.holds(self.columns[limit.path][points])
        return found


def _best(space: _Space, points: np.ndarray) -> tuple[Limit, ...]:
    """The limits of the best box among some points; none where no box is better than all of them together.

    Peeled once with all factors, and again with only those that turned out to matter, as long as these become fewer: a
    slice taken off a factor without influence is a slice lost to those that have one.
    """
    y = space.hits[points]
    if not 0 < y.sum() < len(y):
        return ()
    best: tuple[Limit, ...] = ()
    paths = set(space.columns)
    while paths:
        limits = _peeled(space, points, paths)
        if _more_than_chance(space, points, limits) > _more_than_chance(space, points, best):
            best = limits
        left = {limit.path for limit in limits}
        if left == paths:
            break
        paths = left
    return best


def _peeled(space: _Space, points: np.ndarray, paths: set[str]) -> tuple[Limit, ...]:
    """The limits of the best box that PRIM peels off some factors, in thin slices and in thicker ones."""
    factors = tuple(factor for factor in space.factors if factor.path in paths)
    x = space.table.loc[points, [factor.path for factor in factors]].reset_index(drop=True)
    y = space.hits[points]
    least = min(0.5, max(LEAST_MASS, LEAST_IN_BOX / len(points)))
    found: list[tuple[Limit, ...]] = [()]
    for part in PEELS:
        prim = _prim(x, y, peel_alpha=part, paste_alpha=PEELS[0], mass_min=least)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the library about others
            trajectory = prim.find_box().box_lims
        steps = (tuple(_limits(factors, box, prim.box_init)) for box in trajectory)
        step = max(steps, key=lambda limits: _more_than_chance(space, points, limits))
        found.append(_without_chance(space, points, step))
    return max(found, key=lambda limits: _more_than_chance(space, points, limits))


def _prim(x: "pd.DataFrame", y: np.ndarray, **given: float) -> Any:
    prim = rule_induction().Prim
    if "threshold" in inspect.signature(prim).parameters:  # before version 3, which needs Python 3.12
        given["threshold"] = ANY
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return prim(x, y, **given)


def _more_than_chance(space: _Space, points: np.ndarray, limits: tuple[Limit, ...]) -> float:
    """How many standard errors the density of a box is above that of all points, but for a constant."""
    hits, inside = space.hits[points], space.inside(limits, points)
    n = int(inside.sum())
    return float((hits[inside].mean() - hits.mean()) * np.sqrt(n)) if n else 0.0


def _limits(factors: tuple[Factor, ...], chosen: "pd.DataFrame", everything: "pd.DataFrame") -> Iterator[Limit]:
    """What a box of PRIM says of the factors that it restricts."""
    for factor in factors:
        if factor.path not in chosen:
            continue  # PRIM leaves out what has a single level
        here, whole = (box[factor.path].tolist() for box in (chosen, everything))
        if here == whole:
            continue
        if factor.kind in ("choice", "boolean"):
            yield Limit(factor.path, levels=tuple(lv for code, lv in enumerate(factor.levels) if code in here[0]))
        elif factor.levels:
            inside = sorted(factor.levels)[int(np.ceil(here[0])) : int(np.floor(here[1])) + 1]
            yield _of_levels(factor, tuple(inside))
        else:
            low, high = (None if end == limit else float(end) for end, limit in zip(here, whole, strict=True))
            if factor.kind == "integer":
                low, high = (
                    None if low is None else float(np.ceil(low)),
                    None if high is None else float(np.floor(high)),
                )
            yield Limit(factor.path, low, high)


def _of_levels(factor: Factor, inside: tuple[Any, ...]) -> Limit:
    """The limit of a box to some levels of numbers, all between the first and the last of these."""
    if len(inside) <= MOST_NAMED:
        return Limit(factor.path, levels=inside)
    low = None if inside[0] == min(factor.levels) else float(inside[0])
    high = None if inside[-1] == max(factor.levels) else float(inside[-1])
    return Limit(factor.path, low, high)


def _ended(column: np.ndarray) -> np.ndarray:
    """The values of a range as PRIM can take means of them: what is endless lies beyond all others, by their span."""
    finite = column[np.isfinite(column)]
    low, high = finite.min(), finite.max()
    span = high - low or 1.0
    return np.clip(column, low - span, high + span)


def _without_chance(space: _Space, points: np.ndarray, limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """The limits with their quasi-p values; those that may be chance are dropped, the likeliest first."""
    while limits:
        limits = tuple(replace(limit, quasi_p=_quasi_p(space, points, limits, limit)) for limit in limits)
        worst = max(limits, key=lambda limit: limit.quasi_p)
        if worst.quasi_p <= LIKELY_CHANCE:
            break
        limits = tuple(limit for limit in limits if limit is not worst)
    return limits


def _quasi_p(space: _Space, points: np.ndarray, limits: tuple[Limit, ...], one: Limit) -> float:
    """The chance of so many hits in the box at the density that it has without one of its limits."""
    others = tuple(limit for limit in limits if limit is not one)
    without = points[space.inside(others, points)]
    inside = points[space.inside(limits, points)]
    return _chance(len(inside), int(space.hits[inside].sum()), float(space.hits[without].mean()))


def _tried_on_others(space: _Space, points: np.ndarray, seed: int) -> tuple[int, int]:
    """Points and hits in boxes that were found by the other half of the points."""
    order = points[np.argsort(uniform(stream(seed, "halves"), points))]
    halves = order[::2], order[1::2]
    n_points = n_hits = 0
    for found_by, tried_on in (halves, halves[::-1]):
        limits = _best(space, np.sort(found_by))
        inside = tried_on[space.inside(limits, tried_on)] if limits else tried_on[:0]
        n_points += len(inside)
        n_hits += int(space.hits[inside].sum())
    return n_points, n_hits


def _chance(n_points: int, n_hits: int, share: float) -> float:
    """How likely so many hits or more are where each point is one by this chance."""
    from scipy.stats import binom

    return float(binom.sf(n_hits - 1, n_points, share))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
