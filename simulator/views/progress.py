"""A bar that tells how far a study is: on a terminal, and in a notebook."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def progress_bar(of: str = "runs", console: Console | None = None) -> Iterator[Callable[[int, int, int], None]]:
    """A bar for the argument ``progress`` of ``compare`` and ``sweep``; ``of`` names what is counted.

    with progress_bar() as progress:
        found = sweep(scenario, points, progress=progress)
    """
    columns = (
        TextColumn(of),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(of, total=None, failed="")

        def show(done: int, total: int, failed: int) -> None:
            bar.update(task, completed=done, total=total, failed=f"{failed} failed" if failed else "")

        yield show
