"""How figures look: colours, letters, numbers, titles and legends, alike in all of them.

A strategy has the same colour, dashes and marker in every figure, so that print in grey reads as well as colour.
"""

import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's colours that stand out on white; the first is the baseline's."""
DASHES = ((0, ()), (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (4, 1.5, 1, 1.5, 1, 1.5)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")

STYLE: Any = {
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "svg.hashsalt": "groundswell",
    "svg.fonttype": "path",
    "figure.dpi": 100,
}
DPI = 150
"""Dots per inch of the files."""


@dataclass(frozen=True)
class Look:
    """How a strategy is drawn."""

    colour: str
    dashes: Any
    marker: str


ALONE = Look(COLOURS[1], DASHES[0], MARKERS[0])
"""The look of the only strategy in a figure."""


def looks(strategies: Sequence[str], baseline: str) -> dict[str, Look]:
    """A look for each strategy; that of the baseline is black and solid."""
    order = [baseline, *(name for name in strategies if name != baseline)]
    return {
        name: Look(
            COLOURS[n if n < len(COLOURS) else 1 + (n - 1) % (len(COLOURS) - 1)],
            DASHES[n % len(DASHES)],
            MARKERS[n % len(MARKERS)],
        )
        for n, name in enumerate(order)
        if name in strategies
    }


@contextmanager
def styled() -> Iterator[None]:
    """Draw in our style."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a name in a script that the font lacks
        yield


def new_figure(width: float, height: float) -> "Figure":
    """An empty figure of so many inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def headline(figure: "Figure", title: str, letters: int) -> None:
    """The title of a whole figure, in lines of so many letters."""
    figure.suptitle(safe(textwrap.fill(title, letters)), x=0.01, ha="left", fontsize=13, fontweight="bold")


def legend(figure: "Figure", look: dict[str, Look], note: str) -> None:
    """All strategies below the panels, where no data is."""
    from matplotlib.lines import Line2D

    lines = [
        Line2D([], [], color=d.colour, linestyle=d.dashes, marker=d.marker, markersize=5, linewidth=1.6)
        for d in look.values()
    ]
    words = [safe(textwrap.fill(name, 34)) for name in look]
    longest = max((len(line) for word in words for line in word.splitlines()), default=1)
    columns = max(min(len(words), 100 // (longest + 8)), 1)
    figure.legend(
        lines,
        words,
        loc="outside lower left",
        ncols=columns,
        frameon=False,
        fontsize=9.5,
        handlelength=3.6,
        title=note or None,
        title_fontsize=8.5,
        alignment="left",
    )


def compact(value: float, _position: float = 0) -> str:
    """A number on an axis: 1,500 as 1.5k."""
    size = abs(value)
    if size >= 999_500:
        return f"{value / 1e6:.3g}M"
    return f"{value / 1e3:.3g}k" if size >= 1e3 else f"{value:.3g}" if size >= 100 else f"{value:.4g}"


def safe(name: str) -> str:
    """A name as plain text: a dollar sign begins no formula, a leading underscore hides nothing."""
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in name).replace("$", r"\$")
    return f" {shown}" if shown.startswith("_") else shown
