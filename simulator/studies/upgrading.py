"""Bringing the file of a study that an older program made up to date; the file as it was is kept beside it."""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from simulator.settings import InputError
from simulator.studies.opening import version_in
from simulator.studies.places import Lock, damage_told, damaged
from simulator.studies.schema import OLDEST, TABLES, UNFINISHED, VERSION, quoted, table_sql


def upgrade(path: str | Path) -> Path | None:
    """Bring a study up to date; returns the copy of it as it was, None where it is up to date already.

    Raises
    ------
    InputError : where it is no study, is being written, or its version is too old or too new.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; give the path of a study")
    with _refusal_told(path):
        return _upgraded(path)


def _upgraded(path: Path) -> Path | None:
    lock = Lock(path)
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn, damage_told(path):
            version = _version(conn, path)
            _check_whole(conn, path)
            if version == VERSION:
                return None
            copy = _copy(conn, path, version)
            conn.execute("BEGIN IMMEDIATE")
            for step in range(version, VERSION):
                STEPS[step](conn)
            _say_what_columns_mean(conn)
            conn.execute("UPDATE study SET schema_version = ?", (VERSION,))
            conn.execute(f"PRAGMA user_version = {VERSION}")
            conn.execute("COMMIT")
    finally:
        lock.release()
    return copy


@contextlib.contextmanager
def _refusal_told(path: Path) -> Iterator[None]:
    """Say where the file cannot be written, or there is no room for its copy."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        remedy = "make room beside it, or copy it to a folder that can be written, and bring the copy up to date"
        raise InputError(f"{path}: cannot be brought up to date ({error}); {remedy}") from error


def _check_whole(conn: sqlite3.Connection, path: Path) -> None:
    ((found,),) = conn.execute("PRAGMA quick_check(1)").fetchall()
    if found != "ok":
        raise damaged(path, found.splitlines()[-1])


def _version(conn: sqlite3.Connection, path: Path) -> int:
    version = version_in(conn, path)
    if not OLDEST <= version <= VERSION:
        raise InputError(
            f"{path}: is a study in format {version}; formats {OLDEST} to {VERSION} can be brought up to date; use the"
            " version of the program that made it"
        )
    return version


def _copy(conn: sqlite3.Connection, path: Path, version: int) -> Path:
    """Write the study as it is into a new file beside it."""
    copy = path.with_name(f"{path.stem}.format{version}{path.suffix}")
    if copy.exists():
        raise InputError(f"{copy}: is there already, and nothing is overwritten; move it away")
    try:
        with contextlib.closing(sqlite3.connect(copy)) as target:
            conn.backup(target)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy


def _from_3(conn: sqlite3.Connection) -> None:
    """Sweeps: what they vary, what is kept of their courses, and the next runs to be done."""
    import sqlite_utils

    db = sqlite_utils.Database(conn)
    for column, before in (("design", "NULL"), ("series", "'none'"), ("series_columns", "'[]'")):
        conn.execute(f"ALTER TABLE study ADD COLUMN {quoted(column)} TEXT")
        conn.execute(f"UPDATE study SET {quoted(column)} = {before}")
    ((host,),) = conn.execute("SELECT host FROM study").fetchall()
    conn.execute("UPDATE study SET host = ?", (json.dumps({"name": host}),))
    for table in ("factor", "packed_series", "point_series"):
        conn.execute(table_sql(db, table))
    conn.execute(UNFINISHED)


def _say_what_columns_mean(conn: sqlite3.Connection) -> None:
    conn.execute("DELETE FROM column_meaning")
    conn.executemany(
        "INSERT INTO column_meaning VALUES (?, ?, ?, ?)",
        [(name, c, told.unit, told.meaning) for name, t in TABLES.items() for c, told in t.columns.items()],
    )


STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {3: _from_3}
"""What brings a file of each version to the next."""
