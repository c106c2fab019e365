"""Figures: attention and sentiment over time, outcomes per strategy, and who reached whom.

A strategy has the same colour, dashes and marker in every figure, so that print in grey reads as well as colour. The
same numbers give the same bytes.
"""

import math
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.metrics import OUTCOMES
from simulator.studies.statistics import bands
from simulator.views.tables import MAIN, title_of, unit_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.studies.compare import Study
    from simulator.studies.job import Run

COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's colours that stand out on white; the first is the baseline's."""
DASHES = ((0, ()), (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (4, 1.5, 1, 1.5, 1, 1.5)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")

DRAWN = ("impressions_hostile", "impressions_supportive", "attitude")
"""Columns of the series that are drawn over time."""

SIDES = ("supportive", "hostile")
MAPS = {"supportive": "Blues", "hostile": "Oranges"}

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
LETTERS = 105
"""Letters of a small label that fit side by side over the width of a panel."""
MOST_EVENTS = 12
"""Kinds of events marked per strategy; more would hide each other."""


@dataclass(frozen=True)
class Look:
    """How a strategy is drawn."""

    colour: str
    dashes: Any
    marker: str


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


# ---------------------------------------------------------------- files


def names(study: "Study", formats: Sequence[str]) -> list[str]:
    """The files that ``save_study`` writes."""
    kinds = ["attention", "sentiment", *(["outcomes"] if len(study.strategies) > 1 else []), "flow"]
    return [f"{kind}.{form}" for kind in kinds for form in formats]


def save_study(study: "Study", folder: Path, *, formats: Sequence[str] = ("png",)) -> list[str]:
    """Draw all figures of a comparison into a folder; returns the names of the files."""
    look = looks(study.strategies, study.baseline)
    series, events = _bands_of(study), _marks(study.events, study.replications)
    figures = {
        "attention": lambda: attention(series, events, look, title=study.name),
        "sentiment": lambda: sentiment(series, events, look, title=study.name),
        "outcomes": lambda: outcomes(study, look),
        "flow": lambda: flow(study.flow, list(study.strategies), title=study.name),
    }
    wanted = {name.rpartition(".")[0] for name in names(study, formats)}
    return _saved({name: draw for name, draw in figures.items() if name in wanted}, folder, formats)


def save_run(run: "Run", folder: Path, *, formats: Sequence[str] = ("png",)) -> list[str]:
    """Draw the figures of a single run into a folder; returns the names of the files."""
    name = run.job.strategy
    look = {name: Look(COLOURS[1], DASHES[0], MARKERS[0])}
    series = _as_bands(run)
    events = _marks(run.events.assign(strategy=name, replication=0), 1)
    title = f"{name}, world {run.job.seed}"
    figures = {
        "attention": lambda: attention(series, events, look, title=title),
        "sentiment": lambda: sentiment(series, events, look, title=title),
        "flow": lambda: flow(run.flow.assign(strategy=name), [name], title=title),
    }
    return _saved(figures, folder, formats)


def _saved(figures: dict[str, Any], folder: Path, formats: Sequence[str]) -> list[str]:
    written = []
    for name, draw in figures.items():
        with _styled():
            figure = draw()
            for form in formats:
                figure.savefig(folder / f"{name}.{form}", dpi=DPI, metadata=_undated(form))
                written.append(f"{name}.{form}")
    return written


def _undated(form: str) -> dict[str, Any]:
    return {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(form, {})


@contextmanager
def _styled() -> Iterator[None]:
    import matplotlib as mpl

    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a name in a script that the font lacks
        yield


def _figure(width: float, height: float) -> "Figure":
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _bands_of(study: "Study") -> "pd.DataFrame":
    """The bands of the columns that are drawn, as in ``Study.series``, which reads all of them."""
    import pandas as pd

    frames = []
    for strategy in study.strategies:
        table = study.query(
            f"SELECT tick, hours, {', '.join(DRAWN)} FROM series JOIN run USING (run_id) WHERE strategy = ?"
            " ORDER BY run_id, tick",
            (strategy,),
        )
        if table.empty:
            continue
        n_ticks = int(table["tick"].max()) + 1
        hours = table["hours"].to_numpy(dtype=float)[:n_ticks]
        time = pd.Timestamp(study.scenario.clock.start) + pd.to_timedelta(hours, unit="h")
        for column in DRAWN:
            low, median, high = bands(table[column].to_numpy(dtype=float).reshape(-1, n_ticks))
            about = {"strategy": strategy, "column": column, "hours": hours, "time": time}
            frames.append(pd.DataFrame({**about, "low": low, "median": median, "high": high}))
    return pd.concat(frames, ignore_index=True)


def _as_bands(run: "Run") -> "pd.DataFrame":
    """The series of one run in the form of a study's: a band without width."""
    kept = run.series[["hours", "time", *DRAWN]]
    long = kept.melt(["hours", "time"], var_name="column", value_name="median")
    return long.assign(strategy=run.job.strategy, low=long["median"], high=long["median"])


# ---------------------------------------------------------------- over time


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

    @property
    def is_crisis(self) -> bool:
        """Whether the world did it, not the playbook."""
        return self.kind in ("crisis", "second wave")


def _marks(events: "pd.DataFrame", worlds: int) -> list[Mark]:
    from matplotlib.dates import date2num

    found = []
    for (strategy, kind, text), group in events.groupby(["strategy", "kind", "text"], sort=False):
        times = date2num(group["time"].dt.tz_localize(None).to_numpy())
        low, median, high = (float(q) for q in np.quantile(times, (0.1, 0.5, 0.9)))
        share = group["replication"].nunique() / worlds
        found.append(Mark(strategy, kind, _label(kind, text), median, low, high, share))
    return found


def _label(kind: str, text: str) -> str:
    """An event in a few words: what was done, with what."""
    said = dict(part.split(" ", 1) for part in text.split(", ") if " " in part)
    what = said.get("message") or said.get("segment") or ""
    return textwrap.shorten(f"{kind} {what}".strip(), 30, placeholder="...") if kind != "crisis" else "crisis"


def attention(series: "pd.DataFrame", events: list[Mark], look: dict[str, Look], *, title: str) -> "Figure":
    """How often hostile and supportive messages were seen per hour, over time."""
    columns = {"impressions_hostile": "Hostile impressions", "impressions_supportive": "Supportive impressions"}
    length = _tick_hours(series)
    panels = [(name, f"{words} per hour", 1 / length) for name, words in columns.items()]
    return _over_time(series, panels, events, look, f"Attention: {title}")


def sentiment(series: "pd.DataFrame", events: list[Mark], look: dict[str, Look], *, title: str) -> "Figure":
    """The mean attitude of the public, over time."""
    panels = [("attitude", "Mean attitude of the public to the brand (-1 to 1)", 1.0)]
    return _over_time(series, panels, events, look, f"Sentiment: {title}")


def _tick_hours(series: "pd.DataFrame") -> float:
    hours = np.unique(series["hours"].to_numpy(dtype=float))
    return float(hours[1] - hours[0]) if len(hours) > 1 else float(hours[0]) if len(hours) else 1.0


def _over_time(
    series: "pd.DataFrame", panels: list[tuple[str, str, float]], events: list[Mark], look: dict[str, Look], title: str
) -> "Figure":
    from matplotlib.dates import date2num

    times = date2num(series["time"].dt.tz_localize(None).to_numpy())
    begin = float(times.min()) - _tick_hours(series) / 24
    lanes = _lanes(events, look, begin, float(times.max()))
    rows = [3.0] * len(panels) + [0.26 * len(lanes) + 0.25] * bool(lanes)
    figure = _figure(9.5, sum(rows) + 1.3)
    axes = np.atleast_1d(figure.subplots(len(rows), 1, sharex=True, height_ratios=rows))
    for axis, (column, words, scale) in zip(axes, panels, strict=False):
        _curves(axis, series[series["column"] == column], look, scale)
        axis.set_title(words)
        _mark_actions(axis, events, look)
    _mark_crisis(list(axes[: len(panels)]), events)
    axes[-1].set_xlim(begin, float(times.max()))
    if lanes:
        _strip(axes[-1], lanes, look)
    _time_axis(axes[-1])
    has_band = bool((series["low"] < series["high"]).any())
    note = "lines: median over worlds; shaded: the middle 80 % of worlds" if has_band else ""
    figure.suptitle(_safe(textwrap.fill(title, 80)), x=0.01, ha="left", fontsize=13, fontweight="bold")
    _legend(figure, look, note)
    return figure


def _curves(axis: "Axes", series: "pd.DataFrame", look: dict[str, Look], scale: float) -> None:
    for number, (name, drawn) in enumerate(look.items()):
        mine = series[series["strategy"] == name].sort_values("hours")
        if mine.empty:
            continue
        time = mine["time"].dt.tz_localize(None).to_numpy()
        low, median, high = (mine[c].to_numpy(dtype=float) * scale for c in ("low", "median", "high"))
        axis.fill_between(time, low, high, color=drawn.colour, alpha=min(0.14, 0.5 / len(look)), linewidth=0)
        step = max(len(time) // 9, 1)
        axis.plot(
            time,
            median,
            color=drawn.colour,
            linestyle=drawn.dashes,
            linewidth=1.6,
            marker=drawn.marker,
            markersize=4.5,
            markevery=(number * step // max(len(look), 1), step),
        )
    axis.yaxis.set_major_formatter(_compact)


def _mark_actions(axis: "Axes", events: list[Mark], look: dict[str, Look]) -> None:
    """A thin line for each action, in its strategy's look; the strip below says which it is."""
    for mark in events:
        if not mark.is_crisis and mark.strategy in look:
            drawn = look[mark.strategy]
            axis.axvline(mark.time, color=drawn.colour, linestyle=(0, (1, 2)), linewidth=1.0, alpha=0.8, zorder=1)


def _mark_crisis(axes: list["Axes"], events: list[Mark]) -> None:
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


def _lanes(events: list[Mark], look: dict[str, Look], begin: float, end: float) -> list[list[Mark]]:
    """The actions of each strategy in lanes, so that no label meets another mark or label."""
    lanes: list[list[Mark]] = []
    for name in look:
        marks = sorted((m for m in events if m.strategy == name and not m.is_crisis), key=lambda m: m.time)
        mine: list[list[Mark]] = []
        for mark in marks[:MOST_EVENTS]:
            left, _ = _extent(mark, begin, end)
            lane = next((lane for lane in mine if _extent(lane[-1], begin, end)[1] < left), None)
            if lane is None:
                mine.append([mark])
            else:
                lane.append(mark)
        lanes += mine
    return lanes


def _extent(mark: Mark, begin: float, end: float) -> tuple[float, float]:
    """From where to where a mark and its label reach; the label stands on the left where there is no room."""
    width = (end - begin) / LETTERS * (len(_said(mark)) + 3)
    return (mark.low - width, mark.high) if mark.high + width > end else (mark.low, mark.high + width)


def _said(mark: Mark) -> str:
    return mark.label + (f" ({mark.share:.0%} of worlds)" if mark.share < 1 else "")


def _strip(axis: "Axes", lanes: list[list[Mark]], look: dict[str, Look]) -> None:
    """What each playbook did and when, in lanes."""
    axis.set_title("What the playbooks did", fontsize=10)
    axis.set_ylim(len(lanes) - 0.4, -0.6)
    names = [lane[0].strategy for lane in lanes]
    firsts = [n for n, name in enumerate(names) if n == 0 or names[n - 1] != name]
    shown = [_safe(textwrap.shorten(names[n], 24, placeholder="...")) for n in firsts]
    axis.set_yticks(firsts, shown, fontsize=9)
    axis.grid(False, axis="y")
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)
    for row, lane in enumerate(lanes):
        for mark in lane:
            drawn = look[mark.strategy]
            axis.plot([mark.low, mark.high], [row, row], color=drawn.colour, linewidth=4, alpha=0.3)
            axis.plot([mark.time], [row], color=drawn.colour, marker=drawn.marker, markersize=6, linestyle="none")
            on_left = _extent(mark, *axis.get_xlim())[0] < mark.low
            axis.annotate(
                _safe(_said(mark)),
                (mark.low if on_left else mark.high, row),
                xytext=(-6 if on_left else 6, 0),
                textcoords="offset points",
                ha="right" if on_left else "left",
                va="center",
                fontsize=8.5,
            )


def _time_axis(axis: "Axes") -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=4, maxticks=9)
    axis.xaxis.set_major_locator(locator)
    shown = ConciseDateFormatter(
        locator,
        formats=["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S.%f"],
        zero_formats=["", "%b %Y", "%d %b", "%d %b", "%H:%M", "%H:%M"],
        offset_formats=["", "%Y", "%Y", "%Y", "%d %b %Y", "%d %b %Y"],
    )
    axis.xaxis.set_major_formatter(shown)


def _legend(figure: "Figure", look: dict[str, Look], note: str) -> None:
    """All strategies below the panels, where no data is."""
    from matplotlib.lines import Line2D

    lines = [
        Line2D([], [], color=d.colour, linestyle=d.dashes, marker=d.marker, markersize=5, linewidth=1.6)
        for d in look.values()
    ]
    words = [_safe(textwrap.fill(name, 34)) for name in look]
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


def _compact(value: float, _position: float = 0) -> str:
    """A number on an axis: 1,500 as 1.5k."""
    size = abs(value)
    if size >= 999_500:
        return f"{value / 1e6:.3g}M"
    return f"{value / 1e3:.3g}k" if size >= 1e3 else f"{value:.3g}" if size >= 100 else f"{value:.4g}"


def _safe(name: str) -> str:
    """A name as plain text: a dollar sign begins no formula, a leading underscore hides nothing."""
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in name).replace("$", r"\$")
    return f" {shown}" if shown.startswith("_") else shown


# ---------------------------------------------------------------- outcomes


def outcomes(study: "Study", look: dict[str, Look], metrics: Sequence[str] = MAIN) -> "Figure":
    """How each strategy differs from the baseline: every world a dot, their mean, and its 95 % interval."""
    others = [name for name in study.strategies if name != study.baseline]
    shown = [name for name in metrics if name in study.table.columns]
    columns = 2
    rows = -(-len(shown) // columns)
    figure = _figure(10.5, rows * (0.8 + 0.38 * len(others)) + 1.2)
    layout: Any = figure.get_layout_engine()
    layout.set(wspace=0.06, hspace=0.06)
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axis in axes[len(shown) :]:
        axis.set_visible(False)
    currency = study.scenario.costs.currency
    for axis, metric in zip(axes, shown, strict=False):
        _paired(axis, study, metric, others, look, currency)
    for axis in axes:
        axis.set_ylim(len(others) - 0.4, -0.6)
        axis.set_yticks(range(len(others)), [_safe(textwrap.fill(name, 22)) for name in others])
        axis.tick_params(axis="y", length=0)
        axis.grid(False, axis="y")
    title = f"Differences to {study.baseline} in the same worlds: {study.name}"
    figure.suptitle(_safe(textwrap.fill(title, 90)), x=0.01, ha="left", fontsize=13, fontweight="bold")
    note = "large mark and bar: mean and its 95 % interval; small dots: single worlds; dashed: no difference"
    figure.supxlabel(note, fontsize=9, x=0.01, ha="left")
    return figure


def _paired(axis: "Axes", study: "Study", metric: str, others: list[str], look: dict[str, Look], currency: str) -> None:
    wide = study.outcomes[study.outcomes.metric == metric].pivot(
        index="replication", columns="strategy", values="value"
    )
    rows = study.differences.set_index(["strategy", "metric"])
    axis.axvline(0, color="#000000", linewidth=1, linestyle=(0, (4, 3)))
    for row, name in enumerate(others):
        worlds = (
            (wide[name] - wide[study.baseline]).dropna().to_numpy() if name in wide and study.baseline in wide else []
        )
        d, drawn = rows.loc[(name, metric)], look[name]
        axis.plot(worlds, row + _jitter(len(worlds)), ".", color=drawn.colour, markersize=3, alpha=0.35, zorder=2)
        if not math.isnan(d["mean"]):
            half = 0.0 if math.isnan(d["low"]) else d["high"] - d["mean"]
            axis.errorbar(
                d["mean"],
                row,
                xerr=half,
                fmt=drawn.marker,
                color=drawn.colour,
                markersize=7,
                markeredgecolor="white",
                elinewidth=2.4,
                capsize=4,
                capthick=2.0,
                zorder=3,
            )
        else:
            axis.text(
                0.5, row, "no such number", transform=axis.get_yaxis_transform(), fontsize=8.5, ha="center", va="center"
            )
    better = {1: "right is better", -1: "left is better"}.get(OUTCOMES[metric].better if metric in OUTCOMES else 0, "")
    unit = unit_of(metric, currency)
    title = title_of(metric)
    axis.set_title(title if not unit or unit in title.lower() else f"{title} ({unit})", fontsize=10.5)
    axis.set_title(better, loc="right", fontsize=8.5, color="#444444")
    axis.xaxis.set_major_formatter(_compact)
    axis.locator_params(axis="x", nbins=6)


def _jitter(n: int) -> np.ndarray:
    """Heights that keep dots apart, the same for the same number of dots (golden ratio)."""
    return ((np.arange(n) * 0.6180339887) % 1.0 - 0.5) * 0.5


# ---------------------------------------------------------------- who reached whom


def flow(table: "pd.DataFrame", strategies: list[str], *, title: str) -> "Figure":
    """Impressions by role of source and receiver: a matrix per strategy, supportive and hostile apart."""
    sources, receivers = (list(dict.fromkeys(table[c])) for c in ("source_role", "receiver_role"))
    sources, receivers = sources or ["-"], receivers or ["-"]
    by_role = table.groupby(["strategy", "side", "source_role", "receiver_role"])["impressions"].sum()
    columns = min(len(strategies), 3)
    tiers = -(-len(strategies) // columns)
    height = 2 * tiers * (0.75 + 0.34 * len(sources)) + 1.3
    figure = _figure(1.6 + columns * (0.9 + 0.52 * len(receivers)), height)
    axes = figure.subplots(2 * tiers, columns, squeeze=False, sharex=True, sharey=True)
    for number, name in enumerate(strategies):
        tier, column = divmod(number, columns)
        for row, side in enumerate(SIDES):
            grid = np.array([[by_role.get((name, side, s, r), 0.0) for r in receivers] for s in sources])
            most = float(by_role.xs(side, level="side").max()) if side in table["side"].to_numpy() else 1.0
            _matrix(axes[2 * tier + row, column], grid, most, side)
            axes[2 * tier + row, column].set_title(_safe(textwrap.fill(name, 24)) + f"\n{side}", fontsize=9.5)
    for axis in axes.ravel()[0:]:
        axis.set_xticks(range(len(receivers)), receivers, rotation=35, ha="right", rotation_mode="anchor", fontsize=9)
        axis.set_yticks(range(len(sources)), sources, fontsize=9)
    for number in range(len(strategies), tiers * columns):
        tier, column = divmod(number, columns)
        for row in range(2):
            axes[2 * tier + row, column].set_visible(False)
    figure.suptitle(
        _safe(textwrap.fill(f"Who reached whom: {title}", 60)), x=0.01, ha="left", fontsize=13, fontweight="bold"
    )
    figure.supxlabel("who saw it", fontsize=10)
    figure.supylabel("whose post it was", fontsize=10)
    return figure


def _in_cell(value: float) -> str:
    """Impressions in a few letters."""
    if 0 < value < 0.1:
        return "<0.1"
    return _compact(value) if value >= 100 else f"{value:.3g}" if value >= 1 or not value else f"{value:.1f}"


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
