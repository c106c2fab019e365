"""Attention and sentiment over time: a picture for each strategy, all with the same axes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.units import HOURS_PER_DAY
from simulator.views.brief.drawing import Axes, Band, Curve, Sign, Span, around, panel, sample, ticks
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Cell, Column, Figure, Key, Panel, Row, Section, Table, Words
from simulator.views.brief.saying import isolated
from simulator.views.figures.courses import bands_of_study
from simulator.views.figures.events import Mark, marks_of
from simulator.views.figures.style import compact
from simulator.views.tables import rounded

if TYPE_CHECKING:
    import pandas as pd

MOST_POINTS = 180
"""Points of a curve; more would only make the file larger."""
MOST_ACTIONS = 5
"""Actions that are told below a picture; the others are counted."""


class Course(NamedTuple):
    """What a figure shows: a column of the series, in words, and whether it is a count per tick."""

    column: str
    title: str
    about: str
    is_count: bool


ATTENTION = (
    Course(
        "impressions_hostile",
        "Attention: hostile impressions per hour",
        "How often the public saw hostile messages in an hour.",
        True,
    ),
    Course(
        "impressions_supportive",
        "Attention: supportive impressions per hour",
        "How often the public saw supportive messages in an hour; there were next to no hostile ones.",
        True,
    ),
)
"""What is shown of attention: the first of which there is anything."""
SENTIMENT = Course(
    "attitude",
    "Sentiment: mean attitude of the public",
    "From -1, all against the brand, to 1, all for it.",
    False,
)


class Strand(NamedTuple):
    """The course of one strategy: hours, and the median and the middle 80 % of worlds."""

    hours: np.ndarray
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray


def section(material: Material) -> Section:
    """The figures over time."""
    title = "How it unfolds"
    if not material.n_done:
        return Section("courses", title, (Words("No run is finished, so there is no course to show.", "unasked"),))
    series = bands_of_study(material.study)
    signs = _signs(material)
    attention = next((course for course in ATTENTION if _is_seen(series, course)), ATTENTION[0])
    blocks: list[Block] = [_figure(material, series, course, signs) for course in (attention, SENTIMENT)]
    return Section("courses", title, tuple(blocks))


def _is_seen(series: "pd.DataFrame", course: Course) -> bool:
    """Whether a course is more than a line at 0."""
    return bool((series.loc[series["column"] == course.column, "high"] > 0).any())


def _figure(material: Material, series: "pd.DataFrame", course: Course, signs: dict[str, list[Sign]]) -> Figure:
    strands = _strands(material, series, course)
    axes = _axes(strands, max((sum(s.is_crisis for s in found) for found in signs.values()), default=0))
    panels = tuple(_panel(material, name, strands, axes, signs.get(name, []), course) for name in strands)
    keys = _keys(material, strands, {_kind(sign) for found in signs.values() for sign in found})
    return Figure(course.title, course.about, panels, keys, _numbers(strands, course))


def _strands(material: Material, series: "pd.DataFrame", course: Course) -> dict[str, Strand]:
    factor = 1 / material.study.scenario.clock.tick_hours if course.is_count else 1.0
    mine = series[series["column"] == course.column]
    found = {}
    for name in material.study.strategies:
        rows = mine[mine["strategy"] == name]
        if len(rows):
            low, median, high = (_thinned(rows[c].to_numpy(dtype=float) * factor) for c in ("low", "median", "high"))
            found[name] = Strand(_thinned(rows["hours"].to_numpy(dtype=float)), low, median, high)
    return found


def _thinned(values: np.ndarray) -> np.ndarray:
    """At most MOST_POINTS means of neighbours."""
    if len(values) <= MOST_POINTS:
        return values
    return np.array([part.mean() for part in np.array_split(values, MOST_POINTS)])


def _axes(strands: dict[str, Strand], lines: int) -> Axes:
    end = max((float(s.hours[-1]) for s in strands.values()), default=1.0)
    values = [float(v) for s in strands.values() for v in (s.low.min(), s.high.max())]
    y, in_days = around(values), end > 3 * HOURS_PER_DAY
    unit = HOURS_PER_DAY if in_days else 1
    whole = [v for v in ticks(Span(0, end / unit), 4) if v == round(v)]
    x_ticks = tuple((v * unit, f"day {v:.0f}" if in_days else f"{v:.0f} h") for v in whole)
    return Axes(Span(0.0, end), y, x_ticks, tuple((v, compact(v)) for v in ticks(y)), lines)


def _panel(
    material: Material, name: str, strands: dict[str, Strand], axes: Axes, signs: list[Sign], course: Course
) -> Panel:
    mine, baseline = strands[name], material.study.baseline
    others = [_curve(s, "other") for n, s in strands.items() if n not in (name, baseline)]
    beside = [_curve(s, "baseline") for n, s in strands.items() if n == baseline != name]
    curves = [*others, *beside, _curve(mine, "main")]
    bands = [Band(mine.hours.tolist(), mine.low.tolist(), mine.high.tolist())]
    label = f"{' '.join(name.split())}. {course.title}: {_in_words(mine, course)}."
    return Panel(name, panel(axes, bands, curves, signs, label), _what_was_done(signs, axes.x.high))


def _curve(strand: Strand, look: str) -> Curve:
    return Curve(strand.hours.tolist(), strand.median.tolist(), look)


def _in_words(strand: Strand, course: Course) -> str:
    """The course in a sentence, for those who do not see it."""
    if course.is_count:
        top = int(strand.median.argmax())
        return (
            f"the median rises to {rounded(float(strand.median[top]))} {_when(strand.hours[top])} "
            f"and ends at {rounded(float(strand.median[-1]))}"
        )
    bottom = int(strand.median.argmin())
    return (
        f"the median begins at {strand.median[0]:.3f}, is lowest {_when(strand.hours[bottom])} at "
        f"{strand.median[bottom]:.3f}, and ends at {strand.median[-1]:.3f}"
    )


def _when(hours: float) -> str:
    return f"after {hours / HOURS_PER_DAY:.1f} days" if hours > 3 * HOURS_PER_DAY else f"after {hours:.0f} hours"


SIGNS = {
    "crisis": "the crisis breaks (share of worlds)",
    "action": "the strategy acts",
    "event": "the world acts, whatever the strategy",
}


def _kind(sign: Sign) -> str:
    return "crisis" if sign.is_crisis else sign.kind


def _keys(material: Material, strands: dict[str, Strand], kinds: set[str]) -> tuple[Key, ...]:
    keys = [Key(sample("main"), "this strategy, median over worlds"), Key(sample("band"), "its middle 80 % of worlds")]
    if material.study.baseline in strands and len(strands) > 1:
        keys.append(Key(sample("baseline"), isolated(material.study.baseline)))
    if len(strands) > 2:
        keys.append(Key(sample("other"), "the other strategies"))
    keys += [Key(sample(kind), words) for kind, words in SIGNS.items() if kind in kinds]
    return tuple(keys)


def _numbers(strands: dict[str, Strand], course: Course) -> Table:
    extreme = "Highest" if course.is_count else "Lowest"
    columns = (
        Column("Strategy", align="start"),
        Column(f"{extreme} median"),
        Column("When"),
        Column("Middle 80 % then"),
        Column("Median at the end"),
    )
    return Table(
        f"{course.title}, in numbers",
        columns,
        tuple(_numbers_of(name, strand, course) for name, strand in strands.items()),
    )


def _numbers_of(name: str, strand: Strand, course: Course) -> Row:
    at = int(strand.median.argmax() if course.is_count else strand.median.argmin())
    wide = float(strand.high[at] - strand.low[at]) / 2

    def shown(value: float) -> str:
        return rounded(float(value), wide)

    between = f"{shown(strand.low[at])} to {shown(strand.high[at])}"
    cells = (shown(strand.median[at]), _when(strand.hours[at]), between, shown(strand.median[-1]))
    return Row(Cell(name), tuple(Cell(text) for text in cells))


# ---------------------------------------------------------------- what happened


def _signs(material: Material) -> dict[str, list[Sign]]:
    """The crisis, and what each strategy did: by strategy, in hours."""
    from matplotlib.dates import date2num

    study = material.study
    if study.events.empty:
        return {}
    start = float(date2num(study.scenario.clock.start.replace(tzinfo=None)))
    found: dict[str, list[Sign]] = {}
    for mark in marks_of(study.events, study.replications):
        found.setdefault(mark.strategy, []).append(_sign(mark, start))
    crisis = next((signs for signs in found.values() if any(s.is_crisis for s in signs)), [])
    shared = [sign for sign in crisis if sign.is_crisis]
    return {
        name: shared + sorted((s for s in found.get(name, []) if not s.is_crisis), key=lambda s: s.at)
        for name in study.strategies
    }


def _sign(mark: Mark, start: float) -> Sign:
    at, low, high = ((value - start) * HOURS_PER_DAY for value in (mark.time, mark.low, mark.high))
    often = "" if mark.share >= 1 else f" ({mark.share:.0%}{'' if mark.is_crisis else ' of worlds'})"
    return Sign(at, low, high, f"{mark.label}{often}", mark.is_crisis, mark.of_world)


def _what_was_done(signs: Sequence[Sign], end: float) -> str:
    done = [sign for sign in signs if not sign.is_crisis]
    told = [f"{_at(sign.at, end)} {isolated(sign.words)}" for sign in done[:MOST_ACTIONS]]
    more = [f"and {len(done) - MOST_ACTIONS} more"] if len(done) > MOST_ACTIONS else []
    return "; ".join(told + more)


def _at(hours: float, end: float) -> str:
    return f"day {hours / HOURS_PER_DAY:.1f}:" if end > 3 * HOURS_PER_DAY else f"{hours:.0f} h:"
