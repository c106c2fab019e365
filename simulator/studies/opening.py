"""Opening the file of a study: whether it is one, of our format, whole, and what is said where it is not."""

import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

from simulator.settings import InputError
from simulator.studies.places import damage_told, damaged, is_stub, kind_of, wal_of
from simulator.studies.schema import APPLICATION, OLDEST, VERSION

log = logging.getLogger(__name__)

AS_JSON = ("content", "strategies", "design", "series_columns", "versions", "host")
"""Columns of the row of the study that hold JSON."""
MAY_BE_NULL = ("design",)


def connected(place: str, **more: Any) -> sqlite3.Connection:
    """A connection to a file, on which nothing is begun or ended unless we say so."""
    return sqlite3.connect(place, isolation_level=None, check_same_thread=False, **more)


def for_reading(path: Path) -> sqlite3.Connection:
    """A connection to a study that changes nothing; it may be in the making.

    Raises
    ------
    InputError : where there is none that this program reads.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; give the path of a study made with compare or sweep")
    try:
        conn = connected(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
    except sqlite3.Error as error:
        raise InputError(f"{path}: cannot be read ({error})") from None
    try:
        _check_format(version_in(conn, path), path)
        _check_whole(conn, path)
    except BaseException:
        conn.close()
        raise
    return conn


def version_in(conn: sqlite3.Connection, path: Path) -> int:
    """The version of the format of the study in a file.

    Raises
    ------
    InputError : where it holds no study.
    """
    try:
        (mark,), (version,) = (conn.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version"))
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise _unreadable(path, error) from None
    if mark != APPLICATION:
        raise InputError(f"{path}: is a SQLite file of something else, not a study; give another path")
    return int(version)


def _check_format(version: int, path: Path) -> None:
    if version == VERSION:
        return
    remedy = "use the version of the program that made it"
    if OLDEST <= version < VERSION:
        remedy = f"bring it up to date with: groundswell upgrade {path}"
    raise InputError(f"{path}: is a study in format {version}; this program reads format {VERSION}; {remedy}")


def row_of_the_study(conn: sqlite3.Connection, path: Path | None) -> dict[str, Any]:
    """What a file says of the study that it holds."""
    with damage_told(path):
        found = conn.execute("SELECT * FROM study")
        return dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))


def begins_anew(path: Path) -> bool:
    """Whether a file that is there holds no study yet; that is said, as whoever gave it may think that it does."""
    if found := is_stub(path):
        log.warning(
            "%s: holds no study yet and is begun anew; a command that was killed at once leaves such a file, and so"
            " does a copy of one without the %s-wal beside it",
            *(path, path.name),
        )
    return found


def _check_whole(conn: sqlite3.Connection, path: Path) -> None:
    """Refuse a file whose row of the study is not there, or does not hold what it should."""
    try:
        about = row_of_the_study(conn, path)
    except sqlite3.OperationalError as error:
        raise _unreadable(path, error) from None
    except TypeError:
        raise damaged(path, "it does not say what it is a study of") from None
    for column in AS_JSON:
        text = about[column]
        if text is None and column in MAY_BE_NULL:
            continue
        try:
            json.loads(text)
        except (TypeError, ValueError) as error:
            raise damaged(path, f"study.{column} is no JSON: {error}") from None


def _unreadable(path: Path, error: sqlite3.Error) -> InputError:
    """What is said of a file that cannot be read as a study."""
    if kind_of(error) == sqlite3.SQLITE_CANTOPEN and (beside := wal_of(path)).exists():
        return InputError(
            f"{path}: is still being written, or was not closed: what was written last is in {beside.name}, and it"
            " cannot be read where nothing can be written; copy both files to a folder that can be, and read it there"
        )
    return InputError(f"{path}: is not a study ({error}); give another path")
