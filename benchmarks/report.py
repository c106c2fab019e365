"""What all benchmarks share: a clock, figures with the bar beside each, a process of one's own, the machine."""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Figure:
    """Something measured, and the bar that we hold it to.

    Parameters
    ----------
    name : what was measured.
    value : the figure, in ``unit``.
    bar : what it must reach; None for a figure given for information.
    at_least : whether the bar is a least value; otherwise it is a greatest one.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the bar is reached."""
        return self.bar is None or (self.value >= self.bar if self.at_least else self.value <= self.bar)


def print_figures(figures: Iterable[Figure]) -> bool:
    """Print figures and bars; returns whether all bars are reached."""
    figures = list(figures)
    print(f"\n  {'':<58}{'measured':>12} {'':<12}{'bar':>12}")
    for figure in figures:
        bar, verdict = "", ""
        if figure.bar is not None:
            bar = f"{'>=' if figure.at_least else '<='} {figure.bar:,.4g}"
            verdict = "" if figure.met else "  MISSED"
        print(f"  {figure.name:<58}{shown(figure.value):>12} {figure.unit:<12}{bar:>12}{verdict}")
    print(flush=True)
    return all(figure.met for figure in figures)


def print_rows(heads: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """Print a table with right-aligned columns; the first is left-aligned."""
    cells = [heads] + [[shown(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    print()
    for row in cells:
        rest = "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
        print(f"  {row[0]:<{widths[0]}}{rest}")
    print(flush=True)


def shown(cell: Any) -> str:
    """A cell of a table: numbers with at most four significant digits, large ones whole."""
    if not isinstance(cell, float):
        return f"{cell:,}" if isinstance(cell, int) else str(cell)
    return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.4g}"


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that a call takes, and what it returns."""
    begun = time.perf_counter()
    found = act()
    return time.perf_counter() - begun, found


def peak_megabytes() -> float:
    """Largest memory of this process so far (Linux counts in kilobytes, macOS in bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def own_environment() -> dict[str, str]:
    """The environment of a process that imports the simulator of this folder, installed or not."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }


def in_own_process(script: str, *arguments: str) -> Any:
    """What a benchmark prints as JSON when it runs in a fresh process, so that peaks do not add up."""
    command = [sys.executable, script, *arguments]
    done = subprocess.run(command, env=own_environment(), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def machine() -> str:
    """The machine in general terms."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
