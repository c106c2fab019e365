"""A comparison or a sweep as tidy tables in files for spreadsheets and other programs."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.settings import InputError
from simulator.studies import study_tables, sweep_tables
from simulator.studies.study import Study
from simulator.studies.swept import Sweep

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "parquet")
COLUMNS_FILE = "columns.csv"
"""The file that tells what stands in each column."""
DATASETTE, METADATA = "datasette", "metadata.json"
"""What asks for metadata for Datasette, and their file."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a cell that a spreadsheet takes for a formula (OWASP, CSV injection)."""


def export(
    study: Study | Sweep, folder: str | Path, formats: Sequence[str] = ("csv",), *, also: Sequence[str] = ()
) -> list[str]:
    """Write every table into a folder in each format, and ``columns.csv``; returns the names of the files.

    also : names under which a sweep's tables are written as well: "mesa", "ema"; "datasette" for metadata for it.

    Nothing is overwritten, and where something goes wrong, nothing is left. In CSV, a text that a spreadsheet would
    take for a formula gets an apostrophe before it; numbers and Parquet files are left as they are.
    """
    formats = tuple(dict.fromkeys(formats))
    _check_formats(formats)
    folder, also = Path(folder), tuple(dict.fromkeys(also))
    further = [METADATA] if DATASETTE in also else []
    _check_place(folder, [COLUMNS_FILE, *further])
    tables, meanings = _tables(study, tuple(name for name in also if name != DATASETTE))
    names = [f"{table}.{form}" for form in formats for table in tables] + [COLUMNS_FILE, *further]
    _check_place(folder, names)
    try:
        with _all_or_nothing(folder) as part:
            for form in formats:
                for name, frame in tables.items():
                    _write(frame, part / f"{name}.{form}")
            _write(meanings, part / COLUMNS_FILE)
            for name in further:
                study.to_datasette(part / name)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); give another folder") from None
    return names


def _tables(study: Study | Sweep, also: tuple[str, ...]) -> "tuple[dict[str, pd.DataFrame], pd.DataFrame]":
    """The tables by name, and one row per table and column with its unit and meaning."""
    import pandas as pd

    if unknown := [name for name in also if name not in sweep_tables.ALIASES]:
        known = ", ".join([*sweep_tables.ALIASES, DATASETTE])
        raise InputError(f'also: "{unknown[0]}" is not known; choose from {known}')
    if isinstance(study, Sweep):
        tables = sweep_tables.tables_of(study, also)
        meanings = sweep_tables.meanings_of(study, tables)
    elif also:
        raise InputError(f'also: "{also[0]}" is for sweeps, and this is a comparison; leave it out')
    else:
        tables = study_tables.tables_of(study)
        meanings = study_tables.meanings_of(tables)
    rows = [(table, column, told.unit, told.meaning) for table, column, told in meanings]
    return tables, pd.DataFrame(rows, columns=["table", "column", "unit", "meaning"])


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
