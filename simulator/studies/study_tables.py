"""The tables of a comparison that are exported, and what each column means."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from simulator.studies.run import ATTENTION, COLUMNS
from simulator.studies.schema import TABLES
from simulator.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd


class Meaning(NamedTuple):
    """What stands in a column, and in which unit."""

    meaning: str
    unit: str = ""


STRATEGY, METRIC = Meaning("name of the strategy"), Meaning("name of the outcome")
SEE_METRIC = "see metrics"
WORLDS = "worlds"

DERIVED: dict[str, dict[str, Meaning]] = {
    "summary": {
        "strategy": STRATEGY,
        "metric": METRIC,
        "n": Meaning("worlds with such a number", WORLDS),
        "mean": Meaning("mean over worlds", SEE_METRIC),
        "low": Meaning("10 % of worlds lie below", SEE_METRIC),
        "median": Meaning("half of the worlds lie below", SEE_METRIC),
        "high": Meaning("90 % of worlds lie below", SEE_METRIC),
    },
    "differences": {
        "strategy": STRATEGY,
        "metric": METRIC,
        "mean": Meaning("mean difference to the baseline, world by world", SEE_METRIC),
        "low": Meaning("lower end of its 95 % interval", SEE_METRIC),
        "high": Meaning("upper end of its 95 % interval", SEE_METRIC),
        "method": Meaning("how the interval was found: t, or bootstrap"),
        "median": Meaning("median difference", SEE_METRIC),
        "median_low": Meaning("lower end of the interval of the median", SEE_METRIC),
        "median_high": Meaning("upper end of the interval of the median", SEE_METRIC),
        "p05": Meaning("5 % of worlds lie below", SEE_METRIC),
        "p95": Meaning("95 % of worlds lie below", SEE_METRIC),
        "wins": Meaning("worlds in which the strategy does better than the baseline", WORLDS),
        "ties": Meaning("worlds in which both come out equal", WORLDS),
        "n": Meaning("worlds in which both have such a number", WORLDS),
        "pairing": Meaning("how many pairs of independent worlds one paired world is worth", "pairs"),
    },
    "series": {
        "strategy": STRATEGY,
        "column": Meaning("what was counted or measured"),
        "tick": Meaning("number of the tick, from 0", "ticks"),
        "hours": Meaning("time from the start to the end of the tick", "hours"),
        "time": Meaning("date and time of the end of the tick"),
        "low": Meaning("10 % of worlds lie below", "see column"),
        "median": Meaning("half of the worlds lie below", "see column"),
        "high": Meaning("90 % of worlds lie below", "see column"),
    },
    "costs": {
        "strategy": STRATEGY,
        "kind": Meaning("what for"),
        "money": Meaning("mean cost per world, in the scenario's currency", "money"),
    },
}
"""The columns of tables that are computed from those of the file."""

STORED = {
    "outcomes": "outcome",
    "runs": "run",
    "settings": "param",
    "metrics": "metric",
    "events": "event",
    "health": "health",
}
"""Our tables, and those of the study's file that tell what their columns mean."""

ORDER = ("outcomes", "differences", "summary", "series", "costs", "runs", "settings", "metrics", "events", "health")
"""The tables that are written."""


def tables_of(study: Study) -> "dict[str, pd.DataFrame]":
    """All tables, by name."""
    return {name: table_of(study, name) for name in ORDER}


def table_of(study: Study, name: str) -> "pd.DataFrame":
    """A table with all of its columns, those that name the rows included."""
    if name == "metrics":
        return study.metrics.reset_index()
    return getattr(study, name)


def meanings_of(tables: "dict[str, pd.DataFrame]") -> Iterator[tuple[str, str, Meaning]]:
    """Table, column and meaning of every column, and of every value of the series' column ``column``."""
    for name, frame in tables.items():
        yield from ((name, column, _told(name, column)) for column in frame.columns)
    for name, told in {**COLUMNS, "attention": ATTENTION}.items():
        yield "series.column", name, Meaning(told.meaning, told.unit)


def _told(table: str, column: str) -> Meaning:
    return DERIVED[table][column] if table in DERIVED else stored_meaning(column, STORED[table], "run")


def stored_meaning(column: str, *places: str) -> Meaning:
    """What a column means by the first of some tables of the file that has it."""
    if column == "time":
        return Meaning("date and time")
    place = next(place for place in places if column in TABLES[place].columns)
    told = TABLES[place].columns[column]
    return Meaning(told.meaning, told.unit.replace("see metric", SEE_METRIC))
