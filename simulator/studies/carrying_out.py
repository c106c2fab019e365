"""Carrying out what is missing of a study: jobs go to an executor, and each result is written down at once."""

import concurrent.futures
import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from simulator.scenario import Scenario
from simulator.studies import interrupts
from simulator.studies.executors import LARGEST_BATCH, batches
from simulator.studies.futures import executor_named
from simulator.studies.job import Job
from simulator.studies.plan import Plan
from simulator.studies.schema import ABORTED, FAILED, PENDING
from simulator.studies.store import Store

Progress = Callable[[int, int, int], None]
"""A function of (runs done, runs in all, runs failed), called at the start and after each run."""

WhereTo = str | concurrent.futures.Executor
"""Where jobs are done: the name of an executor, or one of ``concurrent.futures``."""
PROCESSES = "processes"


@contextlib.contextmanager
def writing(output: str | Path | None, plan: Plan) -> Iterator[Store]:
    """The file of a planned study, open for writing; closed where something goes wrong, and left open else."""
    store = Store.write(output, plan)
    try:
        yield store
    except BaseException:
        with interrupts.ignored():
            store.close()
        raise


def carry_out_plan(
    store: Store,
    *,
    workers: int,
    executor: WhereTo = PROCESSES,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> bool:
    """Do the planned runs of a study that are missing; True where that was interrupted."""
    plan, tally = store.plan(), store.counts()
    to_do = (PENDING, ABORTED, FAILED) if retry_failed else (PENDING, ABORTED)
    return carry_out(
        store,
        plan.scenario,
        store.jobs_to_do(plan, retry_failed=retry_failed),
        n_todo=sum(tally.get(status, 0) for status in to_do),
        workers=workers,
        executor=executor,
        progress=progress,
        total=sum(tally.values()),
        failed=0 if retry_failed else tally.get(FAILED, 0),
    )


def carry_out(
    store: Store,
    scenario: Scenario,
    todo: Iterable[Job],
    *,
    n_todo: int,
    workers: int,
    executor: WhereTo = PROCESSES,
    progress: Progress | None = None,
    total: int | None = None,
    failed: int = 0,
) -> bool:
    """Do jobs, given world by world, and write each down when it is done; True where that was interrupted.

    Parameters
    ----------
    n_todo : how many jobs there are; they are taken when they are needed.
    workers : processes; 1 works without any further process.
    total : runs in all, those of earlier commands included; by default these jobs.
    failed : runs that failed before.
    """
    left, total = n_todo, n_todo if total is None else total
    taken: dict[tuple[str, str, int], Job] = {}

    def handed_out() -> Iterator[list[Job]]:
        for batch in batches(todo, lambda: _batch_size(left - len(taken), workers)):
            taken.update({job.key: job for job in batch})
            yield batch

    def report() -> None:
        if progress is not None:
            progress(total - left, total, failed)

    perform = executor_named(executor, min(workers, left))
    try:
        report()
        if not left:
            return False
        with contextlib.closing(perform(scenario, handed_out(), min(workers, left))) as results:  # type: ignore[type-var]
            for done in results:
                store.save(done)
                taken.pop(done.job.key)
                left, failed = left - 1, failed + (done.run is None)
                report()
    except KeyboardInterrupt:
        with interrupts.ignored():
            store.abort(taken.values())
        return True
    return False


def _batch_size(left: int, workers: int) -> int:
    """Jobs of a world that go to one place at once: many while much is left, at last one, so that all end together."""
    return max(1, min(left // (2 * workers), LARGEST_BATCH))
