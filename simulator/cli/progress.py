"""How far a study is: a bar on a terminal, else a line every tenth of the way, and every minute."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simulator.cli.words import complain
from simulator.wording import duration

MOST_SILENT = 60.0
"""Seconds after which a further run is told of, however little of the way it is."""

Show = Callable[[int, int, int], None]
"""A function of (runs done, runs in all, runs failed)."""


class Progress:
    """Shows how far a study is, from the moment that something is missing from it.

    ``anything_new`` tells whether there was anything to do.
    """

    def __init__(self, show: Show | None):
        self._show, self.anything_new = show, False

    def __call__(self, done: int, total: int, failed: int) -> None:
        """Take note of how far it is."""
        self.anything_new = self.anything_new or done < total
        if self._show is not None and self.anything_new:
            self._show(done, total, failed)


@contextmanager
def shown_progress(*, quiet: bool, of: str = "runs") -> Iterator[Progress]:
    """Progress as it suits whoever looks at it; ``of`` names what is counted."""
    if quiet:
        yield Progress(None)
    elif sys.stderr.isatty():
        from rich.console import Console

        from simulator.views.progress import progress_bar

        with progress_bar(of, Console(stderr=True)) as show:
            yield Progress(show)
    else:
        yield Progress(_Lines(of))


class _Lines:
    """A line at the start, at every tenth of the way and every minute, with the time that is left."""

    def __init__(self, of: str) -> None:
        self._of = of
        self._begun, self._first, self._told = time.monotonic(), 0, -1
        self._last = self._begun

    def __call__(self, done: int, total: int, failed: int) -> None:
        if self._told < 0:
            self._first = done
        tenth = 10 * done // max(total, 1)
        if tenth != self._told or time.monotonic() - self._last >= MOST_SILENT:
            self._told, self._last = tenth, time.monotonic()
            told_failed = f", {failed} failed" if failed else ""
            complain(f"{done} of {total} {self._of}{told_failed}{self._time_left(done, total)}")

    def _time_left(self, done: int, total: int) -> str:
        """How long it still takes, as soon as that can be told from the runs of this command."""
        if not self._first < done < total:
            return ""
        each = (time.monotonic() - self._begun) / (done - self._first)
        return f", about {duration(each * (total - done))} to go"
