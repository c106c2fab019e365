"""Figures of the passport: simulated beside real, and beside the null model."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.passport.running import Curves, Passport
from simulator.views.figures.style import DPI, looks, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OURS, NULL, REAL = "Groundswell", "plain independent cascade", "real"


def draw_passport(passport: Passport, folder: Path) -> list[tuple[str, str]]:
    """Draw the pictures of a passport into a folder; returns the name of each file and what it shows."""
    folder.mkdir(exist_ok=True)
    drawn = []
    with styled():
        for what, curves in sorted(passport.pictures.items()):
            name = f"{_file_name(what)}.png"
            _draw(what, curves).savefig(folder / name, dpi=DPI, metadata={"Software": None})
            drawn.append((name, what))
    return drawn


def _file_name(what: str) -> str:
    """A name of a file from what it shows.

    >>> _file_name("D1: hours from peak to half height, by rank")
    'd1-hours-from-peak-to'
    """
    return "-".join(re.findall("[a-z0-9]+", what.lower())[:5])


def _draw(what: str, curves: Curves) -> "Figure":
    """One picture: lines of what is simulated, dots of what is real; logarithmic where the abscissa spans decades."""
    title, _, along = what.rpartition(", by ")
    x, simulated, real, *null = curves
    figure, look = new_figure(7, 4), looks([REAL, OURS, NULL], REAL)
    axes = figure.add_subplot()
    axes.set_title(title)
    axes.set_xlabel(along)
    for name, values in ((OURS, simulated), *((NULL, values) for values in null)):
        axes.plot(x, values, color=look[name].colour, linestyle=look[name].dashes, label=name)
    axes.plot(x, real, "o", markersize=4, color="#000000", label=REAL)
    if x.min() > 0 and x.max() > max(50 * x.min(), 1.0):
        axes.set_xscale("log")
        if np.nanmin(simulated[simulated > 0]) < 0.01:
            axes.set_yscale("log")
    axes.legend(frameon=False)
    return figure
