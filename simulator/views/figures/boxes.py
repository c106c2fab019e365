"""Where something happens in a sweep: the points, and the boxes of settings in which it mostly does."""

import itertools
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulator.studies.designs import Design
from simulator.studies.discovery import Box, Limit
from simulator.studies.factors import Factor
from simulator.views.figures.style import COLOURS, compact, headline, new_figure, safe

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIT, MISS, INSIDE = COLOURS[2], "#888888", COLOURS[1]
HALF_A_LEVEL = 0.42
"""How far a level reaches to each side on an axis of levels."""
PALE = 0.15
FEWEST_ROWS = 3
"""Rows for limits, so that few of them are not thick."""


def where_it_happens(design: Design, hit: Any, found: list[Box], title: str) -> "Figure":
    """A row for each box: the points over its two surest factors, and all its limits as parts of their ranges.

    design, hit : as for :func:`simulator.studies.discovery.boxes`, which has found the boxes; one or more.
    """
    answers = np.asarray(hit, dtype=float)
    most = max(len(box.limits) for box in found)
    figure = new_figure(10.5, len(found) * max(3.5, 1.5 + 0.6 * most) + 1.2)
    panels = figure.subplots(len(found), 2, squeeze=False, width_ratios=(1.15, 1))
    by_factor = zip(design.factors, zip(*design.points, strict=True), strict=True)
    columns = {factor.path: np.array(factor.codes(values)) for factor, values in by_factor}
    factors = {factor.path: factor for factor in design.factors}
    is_left = np.ones(len(answers), dtype=bool)
    for (plane, bars), box in zip(panels, found, strict=True):
        inside = {limit.path: _are_in(columns[limit.path], _spans(limit, factors[limit.path])) for limit in box.limits}
        surest = sorted(box.limits, key=lambda limit: limit.quasi_p)[:2]
        others = [inside[limit.path] for limit in box.limits if limit not in surest]
        shown = [_Shown(factors[limit.path], columns[limit.path], limit) for limit in surest]
        _points(plane, shown, answers, np.all([is_left, *others], axis=0))
        plane.set_title(f"{box.place}.  density {100 * box.density:.0f} %, coverage {100 * box.coverage:.0f} %")
        _parts(bars, box, factors)
        is_left &= ~np.all(list(inside.values()), axis=0)
    headline(figure, title, 90)
    note = (
        "orange: it happens; grey: it does not; blue: the box; pale: outside of limits that are not on these axes, or"
        " inside of a box before"
    )
    figure.supxlabel(note, fontsize=9, x=0.01, ha="left")
    return figure


class _Shown(NamedTuple):
    """A factor on an axis, where the points are on it, and the limit of the box."""

    factor: Factor
    codes: np.ndarray
    limit: Limit


def _points(axis: "Axes", shown: list[_Shown], answers: np.ndarray, are_meant: np.ndarray) -> None:
    """The points over two limited factors, or over one and a height that means nothing; pale where not meant."""
    places = [_spread(codes, factor) for factor, codes, _ in shown]
    spans = [_spans(limit, factor) for factor, _, limit in shown]
    if len(shown) == 1:
        places.append(_luck(len(answers)))
        spans.append([(0.0, 1.0)])
    for happens, colour, marker in ((0.0, MISS, "o"), (1.0, HIT, "D")):
        for chosen, alpha in ((~are_meant, PALE), (are_meant, 0.9)):
            x, y = (place[chosen & (answers == happens)] for place in places)
            axis.plot(x, y, marker, color=colour, markersize=4, markeredgewidth=0, alpha=alpha, linestyle="")
    for (left, right), (low, high) in itertools.product(*spans):
        axis.fill([left, right, right, left], [low, low, high, high], fill=False, edgecolor=INSIDE, linewidth=2.2)
    for which, (factor, _, _) in zip("xy", shown, strict=False):
        _scale(axis, which, factor)
    if len(shown) == 1:
        axis.set(yticks=[], ylabel="heights only keep points apart")
        axis.grid(False, axis="y")


def _parts(axis: "Axes", box: Box, factors: dict[str, Factor]) -> None:
    """Each limit as a part of the range of its factor."""
    for row, limit in enumerate(box.limits):
        factor = factors[limit.path]
        least, greatest = _ends(factor)
        axis.barh(row, 1.0, 0.32, color="#dddddd")
        for low, high in _spans(limit, factor):
            left, right = (_part(factor, end, least, greatest) for end in (low, high))
            axis.barh(row, right - left, 0.32, left=left, color=INSIDE)
        words = safe("\n".join(textwrap.wrap(str(limit), 52, break_on_hyphens=False)))
        axis.text(0.0, row - 0.22, words, fontsize=9, va="bottom")
    axis.set(xlim=(0, 1), ylim=(max(len(box.limits), FEWEST_ROWS) - 0.5, -0.9), yticks=[], xticks=[])
    for place, words, side in ((0.0, "least that was varied", "left"), (1.0, "greatest", "right")):
        axis.annotate(words, (place, 0), (0, -6), "axes fraction", "offset points", ha=side, va="top", fontsize=9)
    axis.spines["left"].set_visible(False)
    axis.grid(False)


def _part(factor: Factor, value: float, least: float, greatest: float) -> float:
    """At which part of the way through a factor's range a value is."""
    if factor.log:
        value, least, greatest = (float(np.log(number)) for number in (value, least, greatest))
    return (value - least) / (greatest - least)


def _ends(factor: Factor) -> tuple[float, float]:
    """The ends of a factor on an axis; levels stand at 0, 1, 2."""
    if factor.has_range:
        return float(factor.low), float(factor.high)  # type: ignore[arg-type]
    return -0.5, len(factor.levels) - 0.5


def _spans(limit: Limit, factor: Factor) -> list[tuple[float, float]]:
    """The parts of an axis that a limit leaves."""
    if limit.levels:
        return [(code - HALF_A_LEVEL, code + HALF_A_LEVEL) for code in factor.codes(limit.levels)]
    low, high = _ends(factor)
    return [(low if limit.low is None else limit.low, high if limit.high is None else limit.high)]


def _are_in(codes: np.ndarray, spans: list[tuple[float, float]]) -> np.ndarray:
    return np.any([(low <= codes) & (codes <= high) for low, high in spans], axis=0)


def _spread(codes: np.ndarray, factor: Factor) -> np.ndarray:
    """Where points are drawn: those of a level side by side."""
    return codes if factor.has_range else codes + 0.7 * (_luck(len(codes)) - 0.5)


def _luck(n: int) -> np.ndarray:
    """Heights from 0 to 1 that keep dots apart, the same for the same number of dots (golden ratio)."""
    return (np.arange(n) * 0.6180339887) % 1.0


def _scale(axis: "Axes", which: str, factor: Factor) -> None:
    """The axis of a factor: a scale for a range, names for levels."""
    low, high = _ends(factor)
    of_axis = axis.xaxis if which == "x" else axis.yaxis
    if factor.log:
        axis.set(**{f"{which}scale": "log"})
    room = 0.0 if factor.log or not factor.has_range else 0.03 * (high - low)
    axis.set(**{f"{which}lim": (low - room, high + room), f"{which}label": safe(factor.path)})
    if factor.has_range:
        of_axis.set_major_formatter(compact)
    else:
        names = [str(level).lower() if isinstance(level, bool) else str(level) for level in factor.levels]
        of_axis.set_ticks(range(len(names)), [safe(textwrap.shorten(name, 24)) for name in names])
