"""Where a study's file may be made, and the lock that lets one process at a time write it."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from simulator.settings import InputError

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""Kinds of errors of a file that is not as SQLite writes it."""
TRIES = 10
"""How often a lock is taken anew, as whoever held it has just removed its file."""


def is_free_place(path: Path) -> bool:
    """Whether a file can be made here; False where there is one already."""
    folder = path.parent
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give the path of a file, such as {path / 'study.db'}")
    if not folder.is_dir():
        raise InputError(f"{path}: there is no folder {folder}; make it, or give another path")
    if not os.access(folder, os.W_OK):
        raise InputError(f"{path}: the folder {folder} cannot be written; give another path")
    if not path.exists():
        return True
    if not path.is_file():
        raise InputError(f"{path}: is not a file; give another path")
    if not os.access(path, os.W_OK):
        raise InputError(f"{path}: cannot be written; give another path, or read it with Study.from_sqlite")
    return path.stat().st_size == 0


def is_stub(path: Path) -> bool:
    """Whether a file holds nothing but the header of SQLite: so it is left where we are killed while we create it."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            ((mark,), (n_things,)) = (
                conn.execute(sql).fetchone() for sql in ("PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
            )
    except sqlite3.Error:
        return False
    return mark == n_things == 0


def kind_of(error: sqlite3.Error) -> int:
    """The kind of an error, which is the lowest byte of SQLite's code."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextlib.contextmanager
def damage_told(path: Path | None) -> Iterator[None]:
    """Say of a file that it is damaged, and what may be done then, in place of SQLite's error."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if kind_of(error) not in DAMAGED:
            raise
        raise damaged(path, error) from error


def damaged(path: Path | None, how: object) -> InputError:
    """What is said of a file that is damaged."""
    return InputError(
        f"{path or 'study in memory'}: is damaged ({how}); go on from a copy of it, or save what can still be read"
        " with: sqlite3 FILE .recover"
    )


def wal_of(path: Path) -> Path:
    """The file beside a study in which SQLite keeps what was written last, as long as the study is open."""
    return path.with_name(f"{path.name}-wal")


class Lock:
    """Lets one process at a time write a study: an empty SQLite file beside it, locked, and freed when we die."""

    def __init__(self, path: Path):
        self.place = path.with_name(path.name + ".lock")
        for _ in range(TRIES):
            before = self._file()
            self.conn = sqlite3.connect(self.place, isolation_level=None, timeout=0, check_same_thread=False)
            is_locked = self._is_locked()
            is_same = before is not None and before == self._file()
            if is_locked and is_same:
                return
            self.conn.close()
            if is_same:
                break
        raise InputError(f"{path}: is being written by another process; wait until it is done, or give another path")

    def _is_locked(self) -> bool:
        """Whether the file that was opened could be locked; another one may be in its place by now."""
        try:
            self.conn.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            return False
        return True

    def _file(self) -> tuple[int, int, int] | None:
        """What tells the file that stands in the place now from any other; None where there is none."""
        try:
            found = self.place.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino, found.st_ctime_ns

    def release(self) -> None:
        """Let others write."""
        with contextlib.suppress(OSError):
            self.place.unlink(missing_ok=True)
        self.conn.close()
