"""What happened, on the axis of time: the crisis as one line; what playbooks and the world did in lanes below."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.scenario import DO_NOTHING
from simulator.views.figures.style import Look, safe

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LETTERS = 105
"""Letters of a small label that fit side by side over the width of a panel."""

CRISES = ("crisis", "second wave")
OF_WORLD = "the world: "
"""What stands before an event that is nobody's deed."""

MOST_EVENTS = 12
"""Kinds of events marked per strategy; more would hide each other."""


@dataclass(frozen=True)
class Mark:
    """Something that happened under a strategy: its median time over worlds, the middle 80 %, and how often.

    Times are days, as matplotlib counts them.
    """

    strategy: str
    kind: str
    label: str
    time: float
    low: float
    high: float
    share: float
    of_world: bool = False
    """Whether it happens whatever the organisation does."""

    @property
    def is_crisis(self) -> bool:
        """Whether the crisis breaks, or comes back."""
        return self.kind in CRISES


def marks_of(events: "pd.DataFrame", worlds: int) -> list[Mark]:
    """The events of a study of so many worlds, each kind of a strategy once."""
    from matplotlib.dates import date2num

    found = []
    events = events.assign(of_world=happens_anyway(events))
    for (strategy, kind, text, of_world), group in events.groupby(["strategy", "kind", "text", "of_world"], sort=False):
        times = date2num(group["time"].dt.tz_localize(None).to_numpy())
        low, median, high = (float(q) for q in np.quantile(times, (0.1, 0.5, 0.9)))
        share = group["replication"].nunique() / worlds
        said = OF_WORLD * (of_world and kind not in CRISES) + _label(kind, text)
        found.append(Mark(strategy, kind, said, median, low, high, share, bool(of_world)))
    return found


def happens_anyway(events: "pd.DataFrame") -> np.ndarray:
    """Which events are the world's, not a strategy's: those that happen under ``do nothing`` too: (events,).

    In a world, that is what happens at the same time in both. What depends on what the public does may come at another
    time: where none of its kind and text comes at the same time, all of them are the world's.
    """
    of_world = np.zeros(len(events), dtype=bool)
    alike: dict[tuple[str, int, str, str], list[tuple[int, float]]] = {}
    columns = events[["strategy", "replication", "kind", "text", "hours"]]
    for row, (*key, hours) in enumerate(columns.itertuples(index=False, name=None)):
        alike.setdefault(tuple(key), []).append((row, hours))
    known = {(kind, text) for strategy, _, kind, text in alike if strategy == DO_NOTHING}
    for (_, replication, kind, text), found in alike.items():
        if (kind, text) in known:
            times = {hours for _, hours in alike.get((DO_NOTHING, replication, kind, text), [])}
            same = [hours in times for _, hours in found]
            of_world[[row for row, _ in found]] = same if any(same) else True
    return of_world


def _label(kind: str, text: str) -> str:
    """An event in a few words: what was done, with what."""
    said = dict(part.split(" ", 1) for part in text.split(", ") if " " in part)
    what = said.get("message") or said.get("segment") or ""
    return textwrap.shorten(f"{kind} {what}".strip(), 30, placeholder="...") if kind != "crisis" else "crisis"


def lanes_of(events: list[Mark], look: dict[str, Look], begin: float, end: float) -> list[list[Mark]]:
    """The actions of each strategy in lanes, so that no label meets another mark or label.

    What the world does is alike under all strategies, so it stands with the first only.
    """
    lanes: list[list[Mark]] = []
    for place, name in enumerate(look):
        mine_too = (m for m in events if m.strategy == name and not m.is_crisis and not (place and m.of_world))
        marks = sorted(mine_too, key=lambda m: m.time)
        mine: list[list[Mark]] = []
        for mark in marks[:MOST_EVENTS]:
            left, _ = extent_of(mark, begin, end)
            lane = next((lane for lane in mine if extent_of(lane[-1], begin, end)[1] < left), None)
            if lane is None:
                mine.append([mark])
            else:
                lane.append(mark)
        lanes += mine
    return lanes


def extent_of(mark: Mark, begin: float, end: float) -> tuple[float, float]:
    """From where to where a mark and its label reach; the label stands on the left where there is no room."""
    width = (end - begin) / LETTERS * (len(_said(mark)) + 3)
    return (mark.low - width, mark.high) if mark.high + width > end else (mark.low, mark.high + width)


def _said(mark: Mark) -> str:
    return mark.label + (f" ({mark.share:.0%} of worlds)" if mark.share < 1 else "")


def draw_actions(axis: "Axes", events: list[Mark], look: dict[str, Look]) -> None:
    """A thin line for each action, in its strategy's look; the strip below says which it is."""
    for mark in events:
        if not mark.is_crisis and not mark.of_world and mark.strategy in look:
            drawn = look[mark.strategy]
            axis.axvline(mark.time, color=drawn.colour, linestyle=(0, (1, 2)), linewidth=1.0, alpha=0.8, zorder=1)


def draw_crisis(axes: list["Axes"], events: list[Mark]) -> None:
    """The crisis is the same under every strategy, so it is drawn once: its median, and its spread over worlds."""
    seen: set[str] = set()
    for mark in events:
        if not mark.is_crisis or mark.kind in seen:
            continue
        seen.add(mark.kind)
        for axis in axes:
            if mark.low < mark.high:
                axis.axvspan(mark.low, mark.high, color="#999999", alpha=0.18, linewidth=0, zorder=0)
            axis.axvline(mark.time, color="#444444", linewidth=1.4, zorder=1.5)
        often = f" ({mark.share:.0%} of worlds)" if mark.share < 1 else ""
        axes[0].annotate(
            f"{mark.kind}{often}",
            (mark.time, 1.0),
            xycoords=axes[0].get_xaxis_transform(),
            xytext=(4, -3),
            textcoords="offset points",
            va="top",
            fontsize=9,
            color="#444444",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
        )


def draw_lanes(axis: "Axes", lanes: list[list[Mark]], look: dict[str, Look]) -> None:
    """What each playbook did and when, in lanes."""
    other = " and the world" if any(mark.of_world for lane in lanes for mark in lane) else ""
    axis.set_title(f"What the playbooks{other} did", fontsize=10)
    axis.set_ylim(len(lanes) - 0.4, -0.6)
    names = [lane[0].strategy for lane in lanes]
    firsts = [n for n, name in enumerate(names) if n == 0 or names[n - 1] != name]
    shown = [safe(textwrap.shorten(names[n], 24, placeholder="...")) for n in firsts]
    axis.set_yticks(firsts, shown, fontsize=9)
    axis.grid(False, axis="y")
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)
    for row, lane in enumerate(lanes):
        for mark in lane:
            drawn = look[mark.strategy]
            axis.plot([mark.low, mark.high], [row, row], color=drawn.colour, linewidth=4, alpha=0.3)
            axis.plot([mark.time], [row], color=drawn.colour, marker=drawn.marker, markersize=6, linestyle="none")
            on_left = extent_of(mark, *axis.get_xlim())[0] < mark.low
            axis.annotate(
                safe(_said(mark)),
                (mark.low if on_left else mark.high, row),
                xytext=(-6 if on_left else 6, 0),
                textcoords="offset points",
                ha="right" if on_left else "left",
                va="center",
                fontsize=8.5,
            )
