"""What does jobs: here, one after the other; in processes of our own (``crew``), or anybody else's (``futures``).

An executor is a function of a scenario, batches of jobs and a number of workers; it yields what was done as soon as it
is done. A batch is jobs of one world, so that its network is built once. Batches are taken when they are needed.
"""

import datetime as dt
import gc
import itertools
import os
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from simulator.mechanisms import EFFECTS
from simulator.metrics import OUTCOMES
from simulator.roles import ROLE_CLASSES
from simulator.scenario import Scenario
from simulator.strategies import DEEDS, SIGNALS
from simulator.studies.job import Job, Worlds, run_job
from simulator.studies.run import Run

LARGEST_BATCH = 32
"""Jobs sent to a worker at once: enough that sending takes no time, few enough that they are done in a moment."""

MOST_TRIES = 3
"""How often a job is tried whose worker dies over it; it may have died of something else."""

Executor = Callable[[Scenario, Iterable[list[Job]], int], Iterator["Done"]]


class Done(NamedTuple):
    """A job that is done: its run, or the reason why there is none; when it began (UTC) and how long it took."""

    job: Job
    run: Run | None
    error: str | None
    started: str
    seconds: float


def batches(jobs: Iterable[Job], largest: Callable[[], int] = lambda: LARGEST_BATCH) -> Iterator[list[Job]]:
    """Cut jobs, given in the order of their worlds, into batches of one world each; ``largest`` is asked before each.

    >>> worlds = [Job("a", 1), Job("b", 1), Job("a", 2)]
    >>> [[job.strategy for job in batch] for batch in batches(worlds)]
    [['a', 'b'], ['a']]
    """
    for _, world in itertools.groupby(jobs, key=lambda job: job.seed):
        while batch := list(itertools.islice(world, largest())):
            yield batch


def perform(scenario: Scenario, job: Job, worlds: Worlds) -> Done:
    """Do one job; where it fails, say why."""
    started, clock = dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), time.perf_counter()
    run, error = None, None
    try:
        run = run_job(scenario, job, worlds)
    except Exception as fault:
        if isinstance(fault.__cause__, KeyboardInterrupt):  # Ctrl-C while compiled code was called
            raise KeyboardInterrupt from fault
        error = traceback.format_exc()
    if error:
        gc.collect()  # the model that failed is a ring of objects
    return Done(job, run, error, started, time.perf_counter() - clock)


class Deaths:
    """Counts how often a job's worker died over it: it is tried again, but not for ever."""

    def __init__(self) -> None:
        self._times: dict[tuple[str, str, int], int] = {}

    def failure(self, job: Job, reason: str) -> Done | None:
        """The failure of a job whose worker died; None where it is to be tried again."""
        times = self._times[job.key] = self._times.get(job.key, 0) + 1
        if times < MOST_TRIES:
            return None
        started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        return Done(job, None, f"tried {times} times: {reason}", started, 0.0)


def in_this_process(scenario: Scenario, todo: Iterable[list[Job]], workers: int = 1) -> Iterator[Done]:
    """Do the jobs here, one after the other."""
    worlds = Worlds()
    for batch in todo:
        for job in batch:
            yield perform(scenario, job, worlds)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def plugins() -> list[str]:
    """The modules outside the package that registered something: a worker imports them too."""
    entries = itertools.chain(
        (metric.read for metric in OUTCOMES.values()),
        *(registry.values() for registry in (DEEDS, SIGNALS, EFFECTS, ROLE_CLASSES)),
    )
    modules = {entry.__module__ for entry in entries}
    return sorted(m for m in modules if m != "__main__" and m.partition(".")[0] != __name__.partition(".")[0])
