"""The tables of a sweep that are exported, what each column means, and the names that other programs have for them."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from simulator.studies.choices import NO_SERIES
from simulator.studies.study_tables import STRATEGY, WORLDS, Meaning, stored_meaning
from simulator.studies.swept import Sweep

if TYPE_CHECKING:
    import pandas as pd

OURS: dict[str, Meaning] = {
    "point": Meaning("number of the point, from 0"),
    "strategy": STRATEGY,
    "n": Meaning("worlds with a finished run", WORLDS),
    "worlds": Meaning("worlds in which there is this warning", WORLDS),
    "factor": Meaning("path of a setting that is varied"),
    "column": Meaning("what was counted or measured"),
    "tick": Meaning("number of the tick, from 0", "ticks"),
    "hours": Meaning("time from the start to the end of the tick", "hours"),
    "low": Meaning("10 % of worlds lie below; of a factor: lower end of the range", "see column"),
    "median": Meaning("half of the worlds lie below", "see column"),
    "high": Meaning("90 % of worlds lie below; of a factor: upper end of the range", "see column"),
    "RunId": Meaning("the run, as Mesa names it"),
    "iteration": Meaning("number of the world, from 0, as Mesa names it"),
    "Step": Meaning("number of ticks of the run, as Mesa names it", "ticks"),
    "scenario": Meaning("number of the point, as the EMA Workbench names it"),
    "policy": Meaning("name of the strategy, as the EMA Workbench names it"),
    "model": Meaning("title of the scenario, as the EMA Workbench names it"),
}
"""Columns that are neither factors nor metrics nor stand in the file."""
STORED = ("run", "outcome", "metric", "param", "health", "segment_series", "series", "factor")
"""Tables of the file that tell what the other columns mean."""

ALIASES: dict[str, Callable[[Sweep], "dict[str, pd.DataFrame]"]] = {
    "mesa": lambda found: {"mesa": found.to_mesa()},
    "ema": lambda found: _as_in_ema(found),
}
"""Other programs' names: tables that are written beside ours."""


def tables_of(found: Sweep, also: tuple[str, ...] = ()) -> "dict[str, pd.DataFrame]":
    """All tables, by name: ``series`` only where courses were kept, and those under the names of other programs."""
    tables = {
        "points": found.points.reset_index(),
        "factors": found.factors.reset_index(),
        "outcomes": found.outcomes,
        "means": found.means,
        "runs": found.runs,
        "settings": found.settings,
        "metrics": found.metrics.reset_index(),
        "health": found.health,
    }
    if found.kept_series != NO_SERIES:
        tables["series"] = found.every_series()
    for name in also:
        tables |= ALIASES[name](found)
    return tables


def meanings_of(found: Sweep, tables: "dict[str, pd.DataFrame]") -> Iterator[tuple[str, str, Meaning]]:
    """Table, column and meaning of every column."""
    known = {
        **{path: Meaning(row.meaning, row.unit) for path, row in found.factors.iterrows()},
        **{metric: Meaning(row.meaning, row.unit) for metric, row in found.metrics.iterrows()},
    }
    for name, frame in tables.items():
        for column in frame.columns:
            yield name, column, known.get(column) or OURS.get(column) or stored_meaning(column, *STORED)


def _as_in_ema(found: Sweep) -> "dict[str, pd.DataFrame]":
    import pandas as pd

    experiments, outcomes = found.to_ema()
    return {"ema_experiments": experiments, "ema_outcomes": pd.DataFrame(outcomes)}
