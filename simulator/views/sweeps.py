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

BAR = 8
"""Characters of the longest bar."""
LEAST_WIDTH = 80
"""Columns of a terminal that a table takes in any case: it would rather pass the edge than cut a number."""


def print_sweep(found: "Sweep", console: Console | None = None) -> None:
    """What decides, by strategy, over the points: mean, least, greatest, and at how many points it is best."""
    console, metric = console or terminal(), found.metric_or_what_decides(None)
    told = found.metrics.loc[metric]
    means = {name: found.values(name, metric) for name in found.strategies}
    table = int(told.better or 1) * np.column_stack(list(means.values()))
    complete = ~np.isnan(table).any(axis=1)
    is_best = table[complete] == table[complete].max(axis=1, keepdims=True)
    best = is_best.sum(axis=0)
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
    _print(shown, console)
    if ties := int((is_best.sum(axis=1) > 1).sum()):
        console.print(Text(f"At {counted(ties, 'point')} several are best, and each of them counts."))
    for warning, n in found.health.groupby("warning")["worlds"].sum().items():
        console.print(Text(f"In {n} of {counted(int(found.counts().get('SUCCEEDED', 0)), 'run')}: {warning}"))


def print_sensitivity(found: "Sweep", table: "pd.DataFrame", what: str, console: Console | None = None) -> None:
    """The factors, the one that matters most first, with a bar for its main index."""
    console = console or terminal()
    main = next(name for name in ("ST", "mu_star", "pawn") if name in table)
    ordered = table.sort_values(main, ascending=False)
    console.print(Text(f"\nWhat matters for {what}, at {counted(len(found.design), 'point')}"), style="bold")
    others = [name for name in table if name != main and not name.endswith(ENDS) and table[name].notna().any()]
    columns = [column for name in (main, *others) for column in _columns(name, table)]
    shown = _table("factor", "", *columns)
    greatest = max(float(ordered[main].max()), 1e-300)
    for factor, row in ordered.iterrows():
        bar = "█" * max(round(BAR * float(row[main]) / greatest), 0)
        shown.add_row(Text(str(factor)), bar, *[cell for name in (main, *others) for cell in _cells(name, row)])
    _print(shown, console)
    console.print(Text(SAYS[main]))
    for note in table.attrs.get("notes", []):
        console.print(Text(note))
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


ENDS = LOW, HIGH = ("_low", "_high")
"""Ends of the names of columns with the ends of an interval."""


def _columns(name: str, table: "pd.DataFrame") -> list[str]:
    """The columns that show an index: its number, and its interval where it has one."""
    return [name, f"{name}, 95 %"] if name + LOW in table else [name]


def _cells(name: str, row: "pd.Series[float]") -> list[str]:
    """What stands in these columns."""
    if name + LOW not in row:
        return [_shown(row[name])]
    ends = row[name + LOW], row[name + HIGH]
    return [_shown(row[name]), "-" if np.isnan(ends).any() else " to ".join(map(_shown, ends))]


def _table(name: str, *columns: str) -> Table:
    """A table whose numbers stay whole, however narrow it is: the names in its first column are broken instead."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(name, overflow="fold")
    for column in columns:
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    return table


def _print(table: Table, console: Console) -> None:
    table.width = LEAST_WIDTH if console.width < LEAST_WIDTH else None
    console.print(table, crop=False)


def _shown(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.3g}"
