"""The main outcomes of all strategies, and how each differs from the baseline."""

import math
from typing import Any

from simulator.views.brief.certainty import in_words
from simulator.views.brief.drawing import Span, around, interval_on
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Cell, Column, Grid, Row, Section, Table, Words
from simulator.views.brief.saying import better_of, isolated, number, unit_in_words
from simulator.views.tables import conclusions, rounded, that_differ, title_of, verdict, without_numbers


def section(material: Material) -> Section:
    """Strategies by main outcomes."""
    blocks: list[Block] = [_matrix(material)]
    if len(material.study.strategies) > 1:
        blocks += [Words(material.with_names(sentence), "note") for sentence in conclusions(material.study)]
    return Section("outcomes", "The strategies side by side", tuple(blocks))


def _matrix(material: Material) -> Table:
    head = (Column("Strategy", align="start"),)
    columns = head + tuple(Column(title_of(name), _told_unit(name, material.currency)) for name in material.shown)
    rows = tuple(_row(material, name) for name in material.study.strategies)
    baseline = isolated(material.study.baseline)
    note = f"Means over worlds; below them the difference to {baseline} in the same worlds and how sure it is."
    return Table("Main outcomes of each strategy", columns, rows, note)


def _told_unit(metric: str, currency: str) -> str:
    unit = unit_in_words(metric, currency)
    return "" if unit in title_of(metric).lower() else unit


def _row(material: Material, strategy: str) -> Row:
    cells = tuple(_outcome(material, strategy, metric) for metric in material.shown)
    is_baseline = strategy == material.study.baseline
    note = "the others are compared with it" if is_baseline and len(material.study.strategies) > 1 else ""
    return Row(Cell(strategy, note), cells, strong=strategy == material.first.strategy)


def _outcome(material: Material, strategy: str, metric: str) -> Cell:
    shown = number(material.mean(strategy, metric))
    if strategy == material.study.baseline:
        return Cell(shown)
    d = material.rows[strategy, metric]
    if math.isnan(d.mean):
        return Cell(shown)
    if math.isnan(d.low):
        return Cell(shown, rounded(d.mean, sign=True))
    better = better_of(metric)
    word = in_words(d.low, d.high, d.n, better)
    return Cell(
        shown, f"{rounded(d.mean, (d.high - d.low) / 2, sign=True)}, {word}", tone=verdict(d.low, d.high, better)
    )


# ---------------------------------------------------------------- differences

SKEWED = (
    "Where a median is told too, the worlds are so uneven and so few that single ones make much of the mean: in half "
    "of them the difference is below the median."
)


def differences(material: Material) -> Section:
    """How each strategy differs from the baseline, a picture for each outcome."""
    title = "Differences, world by world"
    if not material.others:
        return Section("differences", title, (Words("There is only one strategy, so nothing to compare.", "unasked"),))
    compared, left_out = that_differ(material.study, material.shown)
    baseline = isolated(material.study.baseline)
    about = (
        f"Each strategy met the same worlds as {baseline}: same people, same luck. The mark is the mean difference, "
        "the bar its 95 % interval, the upright line no difference. Disc: better. Square: worse. Ring: unclear."
    )
    blocks: list[Block] = [Words(about), Grid(tuple(_compared(material, metric) for metric in compared))]
    if any(_is_skewed(material.rows[name, metric]) for name in material.others for metric in compared):
        blocks.append(Words(SKEWED, "note"))
    if left_out:
        blocks.append(Words(without_numbers(left_out), "note"))
    return Section("differences", title, tuple(blocks))


def _compared(material: Material, metric: str) -> Table:
    found = [material.rows[name, metric] for name in material.others]
    span = around([value for d in found for value in (d.low, d.mean, d.high)])
    way = {1: ": right is better", -1: ": left is better"}.get(better_of(metric), "")
    columns = (
        Column("Strategy", align="start"),
        Column("mean and interval", align="picture"),
        Column("Difference", _told_unit(metric, material.currency)),
    )
    rows = tuple(_difference(d, span, better_of(metric)) for d in found)
    return Table(f"{title_of(metric)}{way}", columns, rows)


def _is_skewed(d: Any) -> bool:
    """Whether few worlds make much of a mean."""
    return d.method == "bootstrap" and not math.isnan(d.median)


def _median(d: Any) -> str:
    """The median with its interval, where the mean is not the whole story."""
    if not _is_skewed(d):
        return ""
    error = (d.median_high - d.median_low) / 2
    if math.isnan(error):
        return f"; median {rounded(d.median, sign=True)}"
    interval = f"{rounded(d.median_low, error)} to {rounded(d.median_high, error)}"
    return f"; median {rounded(d.median, error, sign=True)} ({interval})"


def _difference(d: Any, span: Span, better: int) -> Row:
    if math.isnan(d.mean):
        return Row(Cell(d.strategy), (Cell(""), Cell("-")))
    error = (d.high - d.low) / 2
    word = verdict(d.low, d.high, better)
    look = word if word != "no number" else "unclear"
    between = "" if math.isnan(error) else f"{rounded(d.low, error)} to {rounded(d.high, error)}, {look}"
    picture = interval_on(span, d.mean, d.low, d.high, look)
    shown = rounded(d.mean, 0.0 if math.isnan(error) else error, sign=True)
    wins = f"better in {int(d.wins)} of {int(d.n)}" if better else ""
    return Row(Cell(d.strategy, wins), (Cell("", picture=picture), Cell(shown, between + _median(d), tone=word)))
