"""Figures of the passport: simulated beside real, and beside the null model."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.passport.declaring import Curves
from simulator.passport.running import Passport
from simulator.views.figures.style import DPI, looks, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OURS, NULL = "Groundswell", "plain independent cascade"


def draw_passport(passport: Passport, folder: Path) -> list[tuple[str, str]]:
    """Draw the pictures of a passport into a folder; returns the name of each file and what it shows."""
    folder.mkdir(parents=True, exist_ok=True)
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
    """One picture: lines of what is simulated, dots beside; logarithmic where the abscissa spans decades."""
    title, _, along = what.rpartition(", by ")
    x, dots = curves.x, curves.beside_is
    figure, look = new_figure(7, 4), looks([dots, OURS, NULL], dots)
    axes = figure.add_subplot()
    axes.set_title(title)
    axes.set_xlabel(along)
    for name, values in ((OURS, curves.ours), (NULL, curves.null)):
        if values is not None:
            axes.plot(x, values, color=look[name].colour, linestyle=look[name].dashes, label=name)
    axes.plot(x, curves.beside, "o", markersize=4, color="#000000", label=dots)
    if x.min() > 0 and x.max() > max(50 * x.min(), 1.0):
        axes.set_xscale("log")
        if np.nanmin(curves.ours[curves.ours > 0]) < 0.01:
            axes.set_yscale("log")
    axes.legend(frameon=False)
    return figure
