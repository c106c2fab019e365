"""Making the checks of the passport: each in a process of its own, all that they found, and where that was."""

import datetime as dt
import importlib
import multiprocessing as mp
import os
import platform
import subprocess
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from simulator.passport.declaring import CHECKS, Check, Curves, Effort, Finding, NotHere, in_order, shows
from simulator.passport.digests import digests
from simulator.passport.laid_out import STAGES, laid_out
from simulator.settings import InputError, nearest, toml_word

DECLARING = (
    "spreading",
    "percolation",
    "branching",
    "mixing",
    "attention",
    "comparing",
    "peers",
    "invariants",
    "symmetries",
    "follower_networks",
    "ordinary",
    "company",
    "creators",
    "firestorms",
    "crisis_shapes",
    "real_cascades",
    "real_structures",
    "facts_on_slashdot",
)
"""Files of this package that declare checks."""
SHOWN_VERSIONS = ("groundswell-sim", "numpy", "numba", "scipy", "mesa")
PEERS = ("cynetdiff", "EoN", "ndlib", "igraph", "networkx")
"""Other programs, of which the version counts too."""

Progress = Callable[[int, int, int], None]
TwinWord = Literal["fails", "does not fail", "proves nothing", "not tried"]
"""What a twin says: nothing is proved by the twin of a check of which no number holds where nothing is wrong."""


@dataclass(frozen=True)
class Result:
    """What one check has found: findings; those of its twin, where that was asked for; why it could not be made.

    seconds : of work; error : the traceback of a check that broke.
    """

    id: str
    findings: tuple[Finding, ...] = ()
    of_twin: tuple[Finding, ...] = ()
    not_here: str = ""
    error: str = ""
    seconds: float = 0.0

    @property
    def check(self) -> Check:
        """Its declaration."""
        return CHECKS[self.id]

    @property
    def holds(self) -> bool:
        """Whether everything that was measured lies where it must."""
        return bool(self.findings) and not self.error and all(finding.holds for finding in self.findings)

    @property
    def misses(self) -> bool:
        """Whether it has been measured and does not hold."""
        return bool(self.findings) and not self.error and not self.not_here and not self.holds

    @property
    def null_holds(self) -> bool:
        """Whether the null model gets there with all of it."""
        return bool(self.findings) and all(finding.null_holds for finding in self.findings)

    @property
    def twin(self) -> TwinWord:
        """What the twin says; it must fail by a number that holds where nothing is wrong."""
        if not self.of_twin:
            return "not tried"
        if not any(finding.holds for finding in self.findings):
            return "proves nothing"
        return "fails" if shows(self.findings, self.of_twin) else "does not fail"


@dataclass(frozen=True)
class Passport:
    """The results of all checks, in order; how much work was done; versions, machine and date; what may be drawn."""

    results: tuple[Result, ...]
    is_full: bool
    environment: dict[str, str]
    pictures: dict[str, Curves] = field(default_factory=dict)


def declare_all() -> None:
    """Let the files that declare checks do so."""
    for name in DECLARING:
        importlib.import_module(f"simulator.passport.{name}")


def make_passport(
    ids: Sequence[str] = (), *, full: bool = False, twins: bool = False, jobs: int = 1, progress: Progress | None = None
) -> Passport:
    """Make checks and collect what they find.

    Parameters
    ----------
    ids : which checks; all where none are given.
    full : with samples about ten times as large.
    twins : the twin of each too, which must fail.
    jobs : processes.
    progress : called with (checks made, checks in all, checks that broke).

    Raises
    ------
    InputError : where there is no such check.
    """
    declare_all()
    wanted = [one for one in in_order() if not ids or one.id in _checked(ids)]
    todo = [one.id for one in wanted if one.measure is not None]
    results: dict[str, Result] = {one.id: Result(one.id) for one in wanted}
    pictures: dict[str, Curves] = {}
    made = broken = 0
    if progress is not None:
        progress(0, len(todo), 0)
    for found, drawn in _made(todo, full, twins, jobs):
        results |= {result.id: result for result in found}
        pictures |= drawn
        made, broken = made + len(found), broken + sum(bool(result.error) for result in found)
        if progress is not None:
            progress(made, len(todo), broken)
    return Passport(tuple(results[one.id] for one in wanted), full, environment(), pictures)


def _checked(ids: Sequence[str]) -> set[str]:
    known = {one.upper(): one for one in CHECKS}
    wrong = [one for one in ids if one.upper() not in known]
    if len(wrong) == 1:
        raise InputError(f'check "{wrong[0]}" is not known{nearest(wrong[0].upper(), known)}; there are {ranges()}')
    if wrong:
        raise InputError(f"checks {', '.join(map(toml_word, wrong))} are not known; there are {ranges()}")
    return {known[one.upper()] for one in ids}


def ranges() -> str:
    """All checks there are, such as O1 to O24.

    >>> declare_all()
    >>> ranges().split(", ")[:2]
    ['O1 to O24', 'P1 to P6']
    """
    ids: dict[str, list[str]] = {}
    for one in in_order():
        ids.setdefault(one.kind, []).append(one.id)
    return ", ".join(f"{some[0]} to {some[-1]}" for some in ids.values())


def _made(todo: list[str], full: bool, twins: bool, jobs: int) -> Iterator[tuple[list[Result], dict[str, Curves]]]:
    """Results and pictures as they come; checks of one file in one process, since they may read the same runs."""
    groups: dict[str, list[str]] = {}
    for one in todo:
        groups.setdefault(CHECKS[one].measure.__module__, []).append(one)
    if jobs <= 1 or len(groups) <= 1:
        yield from (make_checks(group, full, twins) for group in groups.values())
        return
    methods = mp.get_all_start_methods()
    context = mp.get_context("forkserver" if "forkserver" in methods else "spawn")
    with ProcessPoolExecutor(min(jobs, len(groups)), mp_context=context) as pool:
        slow_first = reversed(groups.values())  # facts, which need most runs, stand last
        waiting = [pool.submit(make_checks, group, full, twins) for group in slow_first]
        for future in as_completed(waiting):
            yield future.result()


def make_checks(ids: Sequence[str], full: bool, twins: bool) -> tuple[list[Result], dict[str, Curves]]:
    """Make some checks of one file, one after the other, and compute what its pictures show from the same runs."""
    results = [make_check(one, full, twins) for one in ids]
    pictured = getattr(importlib.import_module(CHECKS[ids[0]].measure.__module__), "pictured", None)
    if pictured is None or any(result.error or result.not_here for result in results):
        return results, {}
    return results, pictured(Effort(full=full))


def make_check(id: str, full: bool, twins: bool) -> Result:
    """Make one check, and its twin where asked for; a check that breaks is a result with its traceback."""
    declare_all()
    begun, findings, of_twin = time.perf_counter(), [], []
    not_here = error = ""
    measure = CHECKS[id].measure
    assert measure is not None
    try:
        for finding in measure(Effort(full=full)):
            findings.append(finding)
        of_twin = list(measure(Effort(wrong=True))) if twins else []
    except NotHere as reason:
        not_here = str(reason)
    except Exception:
        error = traceback.format_exc()
    return Result(id, tuple(findings), tuple(of_twin), not_here, error, time.perf_counter() - begun)


def environment() -> dict[str, str]:
    """Where and when: versions, machine, date."""
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "commit": _commit(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        **{name: _version(name) for name in (*SHOWN_VERSIONS, *PEERS)},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    """The commit that the files are of, and whether they were changed since; "unknown" where only the package is."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty= (changed since)", "--exclude=*"],
            cwd=Path(__file__).parent, capture_output=True, text=True, timeout=10, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return told.stdout.strip()


def as_data(passport: Passport) -> dict[str, Any]:
    """Everything in a form for other programs: lists, texts and numbers."""
    return {
        "full": passport.is_full,
        "environment": passport.environment,
        "digests": digests(),
        "checks": [_one_as_data(one) for one in passport.results],
    }


TEXTS = ("kind", "says", "source", "evidence", "chosen", "note", "left_out_parts", "why_missed", "left_out")
"""What is declared of a check and told of it."""


def _one_as_data(one: Result) -> dict[str, Any]:
    situation, world = laid_out(one.id) if one.id in STAGES and one.findings else ({}, {})
    return {
        "id": one.id,
        **{name: getattr(one.check, name) for name in TEXTS},
        "stage": {"situation": situation, "world": world},
        "not_here": one.not_here,
        "error": one.error,
        "holds": one.holds,
        "misses": one.misses,
        "seconds": round(one.seconds, 1),
        "findings": [_numbers(finding) for finding in one.findings],
        "twin": {"is": one.check.twin, "result": one.twin, "findings": [_numbers(finding) for finding in one.of_twin]},
    }


def _numbers(finding: Finding) -> dict[str, Any]:
    """A finding, without numbers that are none."""
    numbers = {name: getattr(finding, name) for name in ("measured", "low", "high", "expected", "null")}
    return {
        "what": finding.what,
        **{name: value if value == value and abs(value) != float("inf") else None for name, value in numbers.items()},
        "n": finding.n,
        "null_n": finding.null_n,
        "unit": finding.unit,
        "is_formula": finding.is_formula,
        "holds": finding.holds,
    }
