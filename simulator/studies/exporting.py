"""A study as tidy tables in files for spreadsheets and other programs, and what each column means."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.settings import InputError
from simulator.studies.run import ATTENTION, COLUMNS
from simulator.studies.schema import TABLES
from simulator.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "parquet")
COLUMNS_FILE = "columns.csv"
"""The file that tells what stands in each column."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a cell that a spreadsheet takes for a formula (OWASP, CSV injection)."""


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


def export(study: Study, folder: str | Path, formats: Sequence[str] = ("csv",)) -> list[str]:
    """Write every table into a folder in each format, and ``columns.csv``; returns the names of the files.

    Nothing is overwritten, and where something goes wrong, nothing is left. In CSV, a text that a spreadsheet would
    take for a formula gets an apostrophe before it; numbers and Parquet files are left as they are.
    """
    formats = tuple(dict.fromkeys(formats))
    _check_formats(formats)
    folder = Path(folder)
    names = [f"{table}.{form}" for form in formats for table in ORDER] + [COLUMNS_FILE]
    _check_place(folder, names)
    tables = {name: table_of(study, name) for name in ORDER}
    try:
        with _all_or_nothing(folder) as part:
            for form in formats:
                for name, frame in tables.items():
                    _write(frame, part / f"{name}.{form}")
            _write(columns_of(tables), part / COLUMNS_FILE)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); give another folder") from None
    return names


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[Path]:
    """A folder beside the wanted one, or inside it where that is there; its files come to their place once all are."""
    is_new = not folder.exists()
    place = folder.parent if is_new else folder
    place.mkdir(parents=True, exist_ok=True)
    part = place / f".{folder.name}.{os.getpid()}.part"
    part.mkdir()
    try:
        yield part
        if is_new:
            part.rename(folder)
            return
        for path in part.iterdir():
            path.rename(folder / path.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def table_of(study: Study, name: str) -> "pd.DataFrame":
    """A table with all of its columns, those that name the rows included."""
    if name == "metrics":
        return study.metrics.reset_index()
    return getattr(study, name)


def columns_of(tables: dict[str, "pd.DataFrame"]) -> "pd.DataFrame":
    """One row per table and column, and per value of the series' column ``column``: unit and meaning."""
    import pandas as pd

    rows = [(name, column, *_told(name, column)) for name, frame in tables.items() for column in frame.columns]
    series = {**COLUMNS, "attention": ATTENTION}
    rows += [("series.column", name, told.unit, told.meaning) for name, told in series.items()]
    return pd.DataFrame(rows, columns=["table", "column", "unit", "meaning"])


def _told(table: str, column: str) -> tuple[str, str]:
    if table in DERIVED:
        meaning = DERIVED[table][column]
        return meaning.unit, meaning.meaning
    if column == "time":
        return "", "date and time"
    place = next(place for place in (STORED[table], "run") if column in TABLES[place].columns)
    told = TABLES[place].columns[column]
    return told.unit.replace("see metric", SEE_METRIC), told.meaning


def guarded(text: Any) -> Any:
    """A text that no spreadsheet takes for a formula; a number in letters is none.

    >>> guarded("=1+1"), guarded("-0.5"), guarded("@brand"), guarded("plain")
    ("'=1+1", '-0.5', "'@brand", 'plain')
    """
    if not isinstance(text, str) or not text.lstrip(" ").startswith(FORMULA) or _is_number(text):
        return text
    return f"'{text}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text == text.strip()


def _write(frame: "pd.DataFrame", path: Path) -> None:
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False, engine="pyarrow")
        return
    texts = {name: frame[name].map(guarded) for name in frame.columns if not _holds_numbers(frame[name])}
    frame.assign(**texts).to_csv(path, index=False, lineterminator="\n", mode="x")


def _holds_numbers(column: "pd.Series[Any]") -> bool:
    from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

    return is_numeric_dtype(column) or is_datetime64_any_dtype(column)


def _check_formats(formats: Sequence[str]) -> None:
    if unknown := [form for form in formats if form not in FORMATS]:
        raise InputError(f'format "{unknown[0]}" is not known; choose from {", ".join(FORMATS)}')
    if not formats:
        raise InputError(f"no format is given; choose from {', '.join(FORMATS)}")
    if "parquet" in formats:
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            remedy = 'install it with: pip install "groundswell-sim[parquet]", or take --format csv'
            raise InputError(f"Parquet files need pyarrow, which is not installed; {remedy}") from None


def _check_place(folder: Path, names: Sequence[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; give another folder")
    there = [name for name in names if (folder / name).exists()]
    if there:
        raise InputError(f"{folder / there[0]}: is there already, and nothing is overwritten; give another folder")
