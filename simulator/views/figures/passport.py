"""Figures of the passport: simulated beside real, or beside the null model."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.passport import crisis_shapes, firestorms, real_cascades
from simulator.passport.declaring import Effort, NotHere
from simulator.passport.ordinary import Ordinary, ordinary_posts
from simulator.passport.running import Passport
from simulator.views.figures.style import DPI, looks, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OURS, NULL = "Groundswell", "plain independent cascade"
GOEL = {1: 1.0, 2: 0.05, 100: 2.5e-4}
"""Shares of cascades with at least so many adopters on Twitter (Goel et al. 2012, 2016)."""
KWAK = {1.0: 0.55, 24.0: 0.75}
"""Shares of re-shares within so many hours (Kwak et al. 2010)."""


def draw_passport(passport: Passport, folder: Path) -> list[tuple[str, str]]:
    """Draw the figures into a folder; returns the name of each file and what it shows."""
    folder.mkdir(exist_ok=True)
    effort = Effort(full=passport.is_full)
    ours, null = ordinary_posts(effort), ordinary_posts(effort, is_null=True)
    sizes, delays = "How many ordinary posts get at least so many adopters", "How soon ordinary posts are shared"
    with styled():
        drawn = [
            (_saved(_draw_sizes(ours, null, sizes), folder, "cascades"), sizes),
            (_saved(_draw_delays(ours, null, delays), folder, "delays"), delays),
        ]
        for what, curves in _beside_real(effort):
            drawn.append((_saved(_draw_beside(what, *curves), folder, _file_name(what)), what))
    return drawn


Curves = tuple[np.ndarray, np.ndarray, np.ndarray]


def _beside_real(effort: Effort) -> Iterator[tuple[str, Curves]]:
    """What may be drawn beside real data, as far as these are there."""
    for pictured in (firestorms.pictured, crisis_shapes.pictured, real_cascades.pictured):
        with contextlib.suppress(NotHere):
            yield from pictured(effort).items()


def _file_name(what: str) -> str:
    """A name of a file from what it shows.

    >>> _file_name("D1: hours from peak to half height, by rank")
    'd1-hours-from-peak'
    """
    return "-".join(re.findall("[a-z0-9]+", what.lower())[:4])


def _saved(figure: "Figure", folder: Path, name: str) -> str:
    figure.savefig(folder / f"{name}.png", dpi=DPI, metadata={"Software": None})
    return f"{name}.png"


def _draw_beside(what: str, x: np.ndarray, simulated: np.ndarray, real: np.ndarray) -> "Figure":
    title, _, along = what.rpartition(", by ")
    figure, axes, look = _axes(title or what, along, "")
    axes.plot(x, simulated, color=look[OURS].colour, label=OURS)
    axes.plot(x, real, "o", markersize=4, color="#000000", label="real")
    if x.min() > 0 and x.max() >= 100:
        axes.set_xscale("log")
        axes.set_yscale("log")
    axes.legend(frameon=False)
    return figure


def _draw_sizes(ours: Ordinary, null: Ordinary, title: str) -> "Figure":
    figure, axes, look = _axes(title, "adopters, the first poster among them", "share of posts")
    for name, posts in ((OURS, ours), (NULL, null)):
        size, count = np.unique(posts.size, return_counts=True)
        axes.plot(size, np.cumsum(count[::-1])[::-1] / count.sum(), color=look[name].colour, dashes=_dashes(look[name]),
                  label=name)  # fmt: skip
    axes.plot(list(GOEL), list(GOEL.values()), "o", color="#000000", label="Twitter (Goel et al.)")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.legend(frameon=False)
    return figure


def _draw_delays(ours: Ordinary, null: Ordinary, title: str) -> "Figure":
    figure, axes, look = _axes(title, "hours after the post", "shares so far")
    hours = np.geomspace(1 / 60, 72, 200)
    for name, posts in ((OURS, ours), (NULL, null)):
        so_far = np.searchsorted(np.sort(posts.delay), hours, side="right") / max(len(posts.delay), 1)
        axes.plot(hours, so_far, color=look[name].colour, dashes=_dashes(look[name]), label=name)
    axes.plot(list(KWAK), list(KWAK.values()), "o", color="#000000", label="Twitter (Kwak et al.)")
    axes.set_xscale("log")
    axes.set_ylim(0, 1)
    axes.legend(frameon=False, loc="upper left")
    return figure


def _axes(title: str, x: str, y: str) -> tuple["Figure", Any, Any]:
    figure = new_figure(7, 4)
    axes = figure.add_subplot()
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure, axes, looks(["real", OURS, NULL], "real")


def _dashes(look: Any) -> tuple[Any, ...]:
    return look.dashes[1] or (1, 0)
