"""What matters most in a sweep: the indices of its factors, with their intervals."""

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.views.figures.style import COLOURS, compact, headline, new_figure, safe

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_FACTORS = 25
"""Factors in a figure, those that matter most."""
ALONE, WITH_OTHERS, NOISE = COLOURS[5], COLOURS[6], COLOURS[2]


def what_matters(table: "pd.DataFrame", title: str) -> "Figure":
    """The factors, the one that matters most first: bars by Sobol' or PAWN; by Morris also mu_star against sigma.

    table : what :func:`simulator.studies.sensitivity.indices` gives.
    """
    main, draw = next((name, draw) for name, draw in PANELS.items() if name in table)
    shown = table.sort_values(main, ascending=False)
    n_left_out = max(len(shown) - MOST_FACTORS, 0)
    shown = shown.head(MOST_FACTORS)
    names = [safe(textwrap.fill(str(path), 40, break_on_hyphens=False)) for path in shown.index]
    figure = new_figure(10.5, max(1.9 + 0.42 * len(shown), 3.6))
    note = draw(figure, shown, names)
    if n_left_out:
        note += f"\n{n_left_out} further factors matter less"
    headline(figure, title, 90)
    figure.supxlabel(note, fontsize=9, x=0.01, ha="left")
    return figure


def _sobol(figure: "Figure", table: "pd.DataFrame", names: list[str]) -> str:
    axis = _rows(figure.subplots(), names)
    for name, height, colour, told in (
        ("ST", -0.19, WITH_OTHERS, "ST: with all its interactions"),
        ("S1", 0.19, ALONE, "S1: alone"),
    ):
        _bars(axis, table, name, place=height, height=0.36, colour=colour, label=told)
    axis.set_xlabel("share of the variance")
    axis.legend(frameon=False, loc="lower right")
    return "bars: index; lines: its 95 % interval"


def _morris(figure: "Figure", table: "pd.DataFrame", names: list[str]) -> str:
    bars, plane = figure.subplots(1, 2, width_ratios=(1.25, 1))
    _rows(bars, [f"{name}  ({number})" for number, name in enumerate(names, start=1)])
    _bars(bars, table, "mu_star", place=0.0, height=0.6, colour=WITH_OTHERS)
    bars.set_xlabel("mu_star: mean absolute change over the whole range")
    far = float(np.nanmax([table["mu_star"].max(), table["sigma"].max(), 0.0])) * 1.12 or 1.0
    plane.plot([0, far], [0, far], color="#000000", linewidth=1, linestyle=(0, (4, 3)))
    plane.plot(table["mu_star"], table["sigma"], "o", color=WITH_OTHERS, markersize=6, markeredgecolor="white")
    for number, (x, y) in enumerate(zip(table["mu_star"], table["sigma"], strict=True), start=1):
        beside = (5, 4) if number % 2 else (-11, -10)  # those of two near each other are apart
        plane.annotate(str(number), (x, y), xytext=beside, textcoords="offset points", fontsize=9)
    plane.set(xlim=(0, far), ylim=(0, far), xlabel="mu_star", ylabel="sigma: how much the change differs by place")
    plane.xaxis.set_major_formatter(compact)
    plane.yaxis.set_major_formatter(compact)
    return "lines: 95 % interval; above the dashed line the sign of the change may turn, by curvature or other factors"


def _pawn(figure: "Figure", table: "pd.DataFrame", names: list[str]) -> str:
    axis = _rows(figure.subplots(), names)
    rows = np.arange(len(table))
    axis.barh(rows, table["pawn"], 0.6, color=WITH_OTHERS, label="pawn: median over slices")
    axis.hlines(rows, table["pawn"], table["pawn_max"], color=WITH_OTHERS, linewidth=1.6, label="up to pawn_max")
    axis.plot(table["by_chance"], rows, "|", color=NOISE, markersize=16, markeredgewidth=2.4, label="by chance")
    axis.set_xlabel("how far the distribution moves when the factor is known, 0 to 1")
    axis.set_xlim(0, min(1.0, 1.05 * float(np.nanmax(table[["pawn", "pawn_max", "by_chance"]]))))
    axis.legend(frameon=False, loc="lower right")
    return "what is not above its mark may be noise: 95 of 100 factors without any influence stay below it"


PANELS: dict[str, Any] = {"ST": _sobol, "mu_star": _morris, "pawn": _pawn}
"""How each table is drawn, by its main index."""


def _rows(axis: "Axes", names: list[str]) -> "Axes":
    """A row for each factor, the first on top."""
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.grid(False, axis="y")
    axis.xaxis.set_major_formatter(compact)
    return axis


def _bars(axis: "Axes", table: "pd.DataFrame", name: str, *, place: float, **how: Any) -> None:
    """Bars of an index, with the ends of its interval."""
    rows = np.arange(len(table)) + place
    axis.barh(rows, table[name], color=how.pop("colour"), **how)
    axis.hlines(rows, table[f"{name}_low"], table[f"{name}_high"], color="#000000", linewidth=1.4, zorder=3)
    axis.axvline(0, color="#000000", linewidth=0.8)
