"""Attention and sentiment over time, with what happened below."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.studies.statistics import bands
from simulator.units import HOURS_PER_DAY
from simulator.views.figures.events import Mark, draw_actions, draw_crisis, draw_lanes, lanes_of
from simulator.views.figures.style import Look, compact, headline, legend, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.studies.run import Run
    from simulator.studies.study import Study

DRAWN = ("impressions_hostile", "impressions_supportive", "attitude")
"""Columns of the series that are drawn over time."""


class Panel(NamedTuple):
    """What a panel shows: a column of the series, in words, and the factor on its values."""

    column: str
    words: str
    scale: float = 1.0


def bands_of_study(study: "Study") -> "pd.DataFrame":
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


def bands_of_run(run: "Run") -> "pd.DataFrame":
    """The series of one run in the form of a study's: a band without width."""
    kept = run.series[["hours", "time", *DRAWN]]
    long = kept.melt(["hours", "time"], var_name="column", value_name="median")
    return long.assign(strategy=run.job.strategy, low=long["median"], high=long["median"])


def attention(series: "pd.DataFrame", events: list[Mark], look: dict[str, Look], *, title: str) -> "Figure":
    """How often hostile and supportive messages were seen per hour, over time."""
    per_hour = 1 / _tick_hours(series)
    panels = [
        Panel("impressions_hostile", "Hostile impressions per hour", per_hour),
        Panel("impressions_supportive", "Supportive impressions per hour", per_hour),
    ]
    return _over_time(series, panels, events, look, f"Attention: {title}")


def sentiment(series: "pd.DataFrame", events: list[Mark], look: dict[str, Look], *, title: str) -> "Figure":
    """The mean attitude of the public, over time."""
    panels = [Panel("attitude", "Mean attitude of the public to the brand (-1 to 1)")]
    return _over_time(series, panels, events, look, f"Sentiment: {title}")


def _tick_hours(series: "pd.DataFrame") -> float:
    hours = np.unique(series["hours"].to_numpy(dtype=float))
    return float(hours[1] - hours[0]) if len(hours) > 1 else float(hours[0]) if len(hours) else 1.0


def _over_time(
    series: "pd.DataFrame", panels: list[Panel], events: list[Mark], look: dict[str, Look], title: str
) -> "Figure":
    """Panels above each other, and below them what the playbooks did, all on one axis of time."""
    begin, end = _begin_and_end(series)
    lanes = lanes_of(events, look, begin, end)
    heights = [3.0] * len(panels) + [0.26 * len(lanes) + 0.25] * bool(lanes)
    figure = new_figure(9.5, sum(heights) + 1.3)
    axes = np.atleast_1d(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights))
    for axis, panel in zip(axes, panels, strict=False):
        _curves(axis, series[series["column"] == panel.column], look, panel.scale)
        axis.set_title(panel.words)
        draw_actions(axis, events, look)
    draw_crisis(list(axes[: len(panels)]), events)
    axes[-1].set_xlim(begin, end)
    if lanes:
        draw_lanes(axes[-1], lanes, look)
    _time_axis(axes[-1])
    headline(figure, title, 80)
    has_band = bool((series["low"] < series["high"]).any())
    legend(figure, look, "lines: median over worlds; shaded: the middle 80 % of worlds" if has_band else "")
    return figure


def _begin_and_end(series: "pd.DataFrame") -> tuple[float, float]:
    """Begin of the first tick and end of the last, in days as matplotlib counts them."""
    from matplotlib.dates import date2num

    times = date2num(series["time"].dt.tz_localize(None).to_numpy())
    return float(times.min()) - _tick_hours(series) / HOURS_PER_DAY, float(times.max())


def _curves(axis: "Axes", series: "pd.DataFrame", look: dict[str, Look], scale: float) -> None:
    """The median of each strategy as a line with its markers out of step, and its band behind."""
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
    axis.yaxis.set_major_formatter(compact)


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
