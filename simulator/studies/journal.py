"""What is written beside a study's file first, and put into it now and then: SQLite's write-ahead log.

A run mostly changes the same pages as the run before, and each time they are put in we wait for the disk. So that is
done every few seconds; a copy of the file alone then lacks a few seconds of work.
"""

import contextlib
import shutil
import sqlite3
import time
from pathlib import Path

EVERY = 5.0
"""Seconds after which what stands beside the file is put into it."""
PAGES = 10_000
"""Pages (40 MB) from which on it is put in sooner."""
SPARE = 4_000_000
"""Bytes of the disk that are left free as long as what stands beside the file can still be put in: many runs."""


class Journal:
    """Puts into a study's file what stands beside it, in time, and before the disk has no room for both."""

    def __init__(self, conn: sqlite3.Connection, path: Path):
        self._conn, self._place = conn, path.absolute().with_name(path.name + "-wal")
        for setting in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            f"wal_autocheckpoint = {PAGES}",
            "journal_size_limit = 0",  # what was put in gives its room back
        ):
            conn.execute(f"PRAGMA {setting}")
        self.put_in()
        self._due = 0.0  # as soon as the plan is written: without it the file is worth nothing

    def put_in(self) -> None:
        """Put in what stands beside the file, but for what somebody who reads it still needs there."""
        with contextlib.suppress(sqlite3.OperationalError):  # without room the next run says so
            self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._due = time.monotonic() + EVERY

    def put_in_where_due(self) -> None:
        """The same, some seconds after the last time, or where the room left is not much more than it may take."""
        if time.monotonic() >= self._due or self._size() + SPARE > shutil.disk_usage(self._place.parent).free:
            self.put_in()

    def _size(self) -> int:
        try:
            return self._place.stat().st_size
        except FileNotFoundError:
            return 0
