"""Who reached whom: impressions by role of source and receiver."""

import math
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from simulator.views.figures.style import compact, headline, new_figure, safe

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIDES = ("supportive", "hostile")
MAPS = {"supportive": "Blues", "hostile": "Oranges"}


MOST_COLUMNS = 3
"""Strategies side by side."""


def flow(table: "pd.DataFrame", strategies: list[str], *, title: str) -> "Figure":
    """Impressions by role of source and receiver: a matrix per strategy, supportive and hostile apart."""
    sources, receivers = (list(dict.fromkeys(table[column])) or ["-"] for column in ("source_role", "receiver_role"))
    by_role = table.groupby(["strategy", "side", "source_role", "receiver_role"])["impressions"].sum()
    columns = min(len(strategies), MOST_COLUMNS)
    tiers = -(-len(strategies) // columns)
    height = 2 * tiers * (0.75 + 0.34 * len(sources)) + 1.3
    figure = new_figure(1.6 + columns * (0.9 + 0.52 * len(receivers)), height)
    axes = figure.subplots(2 * tiers, columns, squeeze=False, sharex=True, sharey=True)
    of_strategy = axes.reshape(tiers, len(SIDES), columns).swapaxes(1, 2).reshape(-1, len(SIDES))
    for name, pair in zip(strategies, of_strategy, strict=False):
        for axis, side in zip(pair, SIDES, strict=True):
            grid = np.array([[by_role.get((name, side, s, r), 0.0) for r in receivers] for s in sources])
            most = float(by_role.xs(side, level="side").max()) if side in table["side"].to_numpy() else 1.0
            _matrix(axis, grid, most, side)
            axis.set_title(safe(textwrap.fill(name, 24)) + f"\n{side}", fontsize=9.5)
    for axis in axes.flat:
        axis.set_xticks(range(len(receivers)), receivers, rotation=35, ha="right", rotation_mode="anchor", fontsize=9)
        axis.set_yticks(range(len(sources)), sources, fontsize=9)
    for axis in of_strategy[len(strategies) :].flat:
        axis.set_visible(False)
    headline(figure, f"Who reached whom: {title}", 60)
    figure.supxlabel("who saw it", fontsize=10)
    figure.supylabel("whose post it was", fontsize=10)
    return figure


def _matrix(axis: "Axes", grid: np.ndarray, most: float, side: str) -> None:
    """Impressions as shades (by their square root) with the numbers in them."""
    axis.imshow(np.sqrt(grid), cmap=MAPS[side], vmin=0, vmax=math.sqrt(most) * 1.1 or 1, aspect="auto")
    axis.grid(False)
    for (row, column), value in np.ndenumerate(grid):
        dark = math.sqrt(value) > 0.62 * math.sqrt(most)
        colour = "white" if dark else "#222222"
        axis.text(column, row, _in_cell(value), ha="center", va="center", fontsize=8, color=colour)
    for spine in axis.spines.values():
        spine.set_visible(False)
    axis.tick_params(length=0)


def _in_cell(value: float) -> str:
    """Impressions in a few letters."""
    if 0 < value < 0.1:
        return "<0.1"
    return compact(value) if value >= 100 else f"{value:.3g}" if value >= 1 or not value else f"{value:.1f}"
