"""Carrying out what is missing of a study: jobs go to an executor, and each result is written down at once."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

from simulator.scenario import Scenario
from simulator.studies import interrupts
from simulator.studies.executors import EXECUTORS, LARGEST_BATCH, batches
from simulator.studies.job import Job
from simulator.studies.store import Store

Progress = Callable[[int, int, int], None]
"""A function of (runs done, runs in all, runs failed), called at the start and after each run."""


def carry_out(
    store: Store,
    scenario: Scenario,
    todo: Sequence[Job],
    *,
    workers: int,
    progress: Progress | None = None,
    total: int | None = None,
    failed: int = 0,
) -> bool:
    """Do jobs, given world by world, and write each down when it is done; True where that was interrupted.

    Parameters
    ----------
    workers : processes; 1 works without any further process.
    total : runs in all, those of earlier commands included; by default these jobs.
    failed : runs that failed before.
    """
    left, total = len(todo), len(todo) if total is None else total
    taken: dict[tuple[str, str, int], Job] = {}

    def handed_out() -> Iterator[list[Job]]:
        for batch in batches(todo, largest=_batch_size(todo, workers)):
            taken.update({_key(job): job for job in batch})
            yield batch

    def report() -> None:
        if progress is not None:
            progress(total - left, total, failed)

    executor = EXECUTORS["serial" if min(workers, left) <= 1 else "processes"]
    try:
        report()
        with contextlib.closing(executor(scenario, handed_out(), min(workers, left))) as results:  # type: ignore[type-var]
            for done in results:
                store.save(done)
                taken.pop(_key(done.job))
                left, failed = left - 1, failed + (done.run is None)
                report()
    except KeyboardInterrupt:
        with interrupts.ignored():
            store.abort(taken.values())
        return True
    return False


def _key(job: Job) -> tuple[str, str, int]:
    return job.variant, job.strategy, job.replication


def _batch_size(todo: Sequence[Job], workers: int) -> int:
    """Jobs of a world to be done in one place: all, but for fewer worlds than workers so few that all have work."""
    if len({job.seed for job in todo}) >= workers:
        return LARGEST_BATCH
    return min(max(len(todo) // workers, 1), LARGEST_BATCH)
