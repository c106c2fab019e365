"""Tables of a sweep for a terminal: what came out at its points, what matters, and where something happens."""

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.studies.discovery import Box, in_words
from simulator.views.tables import terminal
from simulator.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from simulator.studies.swept import Sweep

BAR = 12
"""Characters of the longest bar."""


def print_sweep(found: "Sweep", console: Console | None = None) -> None:
    """What decides, by strategy, over the points: mean, least, greatest, and at how many points it is best."""
    console, metric = console or terminal(), found.metric_or_what_decides(None)
    told = found.metrics.loc[metric]
    means = {name: found.values(name, metric) for name in found.strategies}
    table = int(told.better or 1) * np.column_stack(list(means.values()))
    complete = ~np.isnan(table).any(axis=1)
    best = np.bincount(table[complete].argmax(axis=1), minlength=len(means))
    unit = f" ({told.unit})" if told.unit else ""
    console.print(
        Text(f"\n{found.name}: {metric}{unit}, mean over worlds, at {counted(len(found.design), 'point')}"),
        style="bold",
    )
    shown = _table("strategy", "mean", "least", "greatest", "best at")
    for number, (name, values) in enumerate(means.items()):
        known = values[~np.isnan(values)]
        figures = [f"{f(known):.4g}" for f in (np.mean, np.min, np.max)] if len(known) else ["-"] * 3
        shown.add_row(Text(name), *figures, f"{best[number]} of {int(complete.sum())}" if len(means) > 1 else "-")
    console.print(shown)
    for warning, n in found.health.groupby("warning")["worlds"].sum().items():
        console.print(Text(f"In {n} of {counted(int(found.counts().get('SUCCEEDED', 0)), 'run')}: {warning}"))


def print_sensitivity(found: "Sweep", table: "pd.DataFrame", what: str, console: Console | None = None) -> None:
    """The factors, the one that matters most first, with a bar for its main index."""
    console = console or terminal()
    main = next(name for name in ("ST", "mu_star", "pawn") if name in table)
    ordered = table.sort_values(main, ascending=False)
    console.print(Text(f"\nWhat matters for {what}, at {counted(len(found.design), 'point')}"), style="bold")
    shown = _table("factor", main, "", *[name for name in table if name != main])
    greatest = max(float(ordered[main].max()), 1e-300)
    for factor, row in ordered.iterrows():
        bar = "█" * max(round(BAR * float(row[main]) / greatest), 0)
        others = [_shown(value) for name, value in row.items() if name != main]
        shown.add_row(Text(str(factor)), _shown(row[main]), bar, *others)
    console.print(shown)
    console.print(Text(SAYS[main]))
    if left_out := table.attrs.get("left_out"):
        console.print(Text(f"Left out: {counted(left_out, 'point')} without a value."))


def print_boxes(boxes: list[Box], hit: Any, what: str, console: Console | None = None) -> None:
    """At how many points something happens, and the boxes in which it does; NaN where that is unknown."""
    console = console or terminal()
    console.print(Text(f"\nWhere {what}"), style="bold")
    console.print(Text(in_words(boxes, hit, "are such")))


SAYS = {
    "ST": "S1: share of the variance that a factor explains alone; ST: with all its interactions. 95 % intervals.",
    "mu_star": "mu_star: mean absolute change over the whole range of a factor; sigma: how much that differs by place.",
    "pawn": "pawn: how far the distribution moves when a factor is known, 0 to 1; by_chance: what noise reaches.",
}
"""What the indices mean, in a line."""


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        is_text = not number or not column
        table.add_column(column, justify="left" if is_text else "right", no_wrap=is_text, overflow="fold")
    return table


def _shown(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.3g}"
