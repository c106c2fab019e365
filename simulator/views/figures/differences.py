"""How strategies differ from the baseline, world by world."""

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.metrics import OUTCOMES
from simulator.views.figures.style import Look, compact, headline, new_figure, safe
from simulator.views.tables import main_outcomes, that_differ, title_of, unit_of, without_numbers

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.studies.study import Study


COLUMNS = 2
"""Panels side by side."""


def outcomes(study: "Study", look: dict[str, Look], metrics: Sequence[str] | None = None) -> "Figure":
    """How each strategy differs from the baseline: every world a dot, their mean, and its 95 % interval."""
    others = [name for name in study.strategies if name != study.baseline]
    shown, left_out = that_differ(study, metrics or main_outcomes(study))
    rows = -(-len(shown) // COLUMNS)
    figure = new_figure(10.5, rows * (0.8 + 0.38 * len(others)) + 1.2)
    layout: Any = figure.get_layout_engine()
    layout.set(wspace=0.06, hspace=0.06)
    axes = figure.subplots(rows, COLUMNS, squeeze=False, sharey=True).ravel()
    for axis in axes[len(shown) :]:
        axis.set_visible(False)
    for axis, metric in zip(axes, shown, strict=False):
        _panel(axis, study, metric, others, look)
    for axis in axes:
        axis.set_ylim(len(others) - 0.4, -0.6)
        axis.set_yticks(range(len(others)), [safe(textwrap.fill(name, 22)) for name in others])
        axis.tick_params(axis="y", length=0)
        axis.grid(False, axis="y")
    headline(figure, f"Differences to {study.baseline} in the same worlds: {study.name}", 90)
    note = "large mark and bar: mean and its 95 % interval; small dots: single worlds; dashed: no difference"
    if left_out:
        note += f"\n{without_numbers(left_out)}"
    figure.supxlabel(note, fontsize=9, x=0.01, ha="left")
    return figure


def _panel(axis: "Axes", study: "Study", metric: str, others: list[str], look: dict[str, Look]) -> None:
    """The differences of one metric, a strategy a row."""
    found = study.differences.set_index(["strategy", "metric"])
    axis.axvline(0, color="#000000", linewidth=1, linestyle=(0, (4, 3)))
    for row, name in enumerate(others):
        worlds, drawn = _by_world(study, metric, name), look[name]
        axis.plot(worlds, row + _jitter(len(worlds)), ".", color=drawn.colour, markersize=3, alpha=0.35, zorder=2)
        _mean_and_interval(axis, row, found.loc[(name, metric)], drawn)
    _titles(axis, metric, study.scenario.costs.currency)
    axis.xaxis.set_major_formatter(compact)
    axis.locator_params(axis="x", nbins=6)


def _by_world(study: "Study", metric: str, strategy: str) -> np.ndarray:
    """The difference to the baseline in every world that has one: (worlds,)."""
    wide = study.outcomes[study.outcomes.metric == metric].pivot(
        index="replication", columns="strategy", values="value"
    )
    if strategy not in wide or study.baseline not in wide:
        return np.empty(0)
    return (wide[strategy] - wide[study.baseline]).dropna().to_numpy()


def _mean_and_interval(axis: "Axes", row: int, found: "pd.Series[Any]", drawn: Look) -> None:
    if math.isnan(found["mean"]):
        in_the_middle = axis.get_yaxis_transform()
        axis.text(0.5, row, "no such number", transform=in_the_middle, fontsize=8.5, ha="center", va="center")
        return
    axis.errorbar(
        found["mean"],
        row,
        xerr=0.0 if math.isnan(found["low"]) else found["high"] - found["mean"],
        fmt=drawn.marker,
        color=drawn.colour,
        markersize=7,
        markeredgecolor="white",
        elinewidth=2.4,
        capsize=4,
        capthick=2.0,
        zorder=3,
    )


def _titles(axis: "Axes", metric: str, currency: str) -> None:
    """What the metric is, in which unit, and on which side it is better."""
    better = {1: "right is better", -1: "left is better"}.get(OUTCOMES[metric].better if metric in OUTCOMES else 0, "")
    title, unit = title_of(metric), unit_of(metric, currency)
    axis.set_title(title if not unit or unit in title.lower() else f"{title} ({unit})", fontsize=10.5)
    axis.set_title(better, loc="right", fontsize=8.5, color="#444444")


def _jitter(n: int) -> np.ndarray:
    """Heights that keep dots apart, the same for the same number of dots (golden ratio)."""
    return ((np.arange(n) * 0.6180339887) % 1.0 - 0.5) * 0.5
