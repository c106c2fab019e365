"""Where jobs are done: here, one after the other, or in several processes.

An executor is a function of a scenario, batches of jobs and a number of workers; it yields what was done as soon as it
is done. A batch is jobs of one world, so that its network is built once. Batches are taken when they are needed.
"""

import contextlib
import datetime as dt
import gc
import importlib
import itertools
import multiprocessing as mp
import os
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from simulator.mechanisms import EFFECTS
from simulator.metrics import OUTCOMES
from simulator.roles import ROLE_CLASSES
from simulator.scenario import Scenario
from simulator.settings import InputError
from simulator.strategies import DEEDS, SIGNALS
from simulator.studies import interrupts
from simulator.studies.job import Job, Worlds, run_job
from simulator.studies.run import Run

LARGEST_BATCH = 32
"""Jobs sent to a worker at once: few enough that sending never waits for a worker that itself waits to send."""

MOST_TRIES = 3
"""How often a job is tried whose worker dies over it; it may have died of something else."""

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

Executor = Callable[[Scenario, Iterable[list[Job]], int], Iterator["Done"]]
EXECUTORS: dict[str, Executor] = {}


class Done(NamedTuple):
    """A job that is done: its run, or the reason why there is none; when it began (UTC) and how long it took."""

    job: Job
    run: Run | None
    error: str | None
    started: str
    seconds: float


def register(name: str) -> Callable[[Executor], Executor]:
    """Register a function as the executor ``name``."""

    def keep(executor: Executor) -> Executor:
        EXECUTORS[name] = executor
        return executor

    return keep


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


@register("serial")
def in_this_process(scenario: Scenario, todo: Iterable[list[Job]], workers: int = 1) -> Iterator[Done]:
    """Do the jobs here, one after the other."""
    worlds = Worlds()
    for batch in todo:
        for job in batch:
            yield perform(scenario, job, worlds)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@register("processes")
def in_processes(scenario: Scenario, todo: Iterable[list[Job]], workers: int) -> Iterator[Done]:
    """Do the jobs in some processes; one that dies is replaced, and what it was doing is tried again.

    A worker that is about to finish what it has gets the next batch, so that it need not wait; no more is on its way.
    """
    crew: list[_Worker] = []
    todo, deaths = iter(todo), Deaths()
    try:
        for _ in range(workers):
            crew.append(_Worker(scenario))
            todo = crew[-1].given_more(todo)
        while busy := {worker.pipe: worker for worker in crew if worker.owes}:
            for pipe in wait(list(busy)):
                worker = busy[pipe]
                done = worker.heard()
                if worker.is_dead:
                    crew.remove(worker)
                    crew.append(_Worker(scenario))
                    job = worker.owes.popleft()
                    done = deaths.failure(job, worker.reason)
                    again = [] if done else [[job]]
                    todo = itertools.chain(again, batches(worker.owes), todo)
                    worker = crew[-1]
                todo = worker.given_more(todo)
                if done is not None:
                    yield done
    finally:
        with interrupts.ignored():
            for worker in crew:
                worker.dismiss()


class _Worker:
    """A process that does batches, the pipe to it, and the jobs that it owes."""

    def __init__(self, scenario: Scenario):
        methods = mp.get_all_start_methods()
        context: Any = mp.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            context.set_forkserver_preload(["simulator.studies.job"])
        self.pipe, theirs = context.Pipe()
        self.owes: deque[Job] = deque()
        self.is_ready = self.is_dead = False
        self.reason = ""
        self.process = context.Process(target=_work, args=(theirs, scenario, plugins()), daemon=True)
        with _one_thread(), interrupts.held_back():
            try:
                self.process.start()
            except (EOFError, OSError) as error:
                raise InputError(f"jobs: a worker process could not start ({error!r}); use jobs=1") from error
        theirs.close()

    def given_more(self, todo: Iterator[list[Job]]) -> Iterator[list[Job]]:
        """Send the next batch where the worker has at most one job left; returns what remains to be done."""
        while len(self.owes) <= 1 and (batch := next(todo, None)):
            self.owes.extend(batch)
            with contextlib.suppress(OSError):  # a dead worker is noticed when it is heard
                self.pipe.send(batch)
        return todo

    def heard(self) -> Done | None:
        """What the worker has done; None where it only says that it is there, or died."""
        try:
            done = self.pipe.recv()
        except (EOFError, OSError):
            self._bury()
            return None
        if done is None:
            self.is_ready = True
            return None
        self.owes.popleft()
        return done

    def _bury(self) -> None:
        self.is_dead = True
        self.process.join(timeout=2)
        code = self.process.exitcode
        self.pipe.close()
        if not self.is_ready:
            raise InputError(
                f"jobs: a worker process could not start (exit code {code}); use jobs=1, and in a script of your own"
                ' put what runs under: if __name__ == "__main__":'
            )
        self.reason = f"the worker process died (exit code {code}); out of memory? try fewer jobs at once"

    def dismiss(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        if self.owes:
            self.process.terminate()
        self.process.join(timeout=2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _work(pipe: Connection, scenario: Scenario, modules: list[str]) -> None:
    """What a worker does: batch after batch, one result per job, until the other end is closed."""
    interrupts.ignore()  # Ctrl-C is for the parent, who then dismisses us
    for module in modules:
        importlib.import_module(module)
    worlds = Worlds()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(None)
        while True:
            for job in pipe.recv():
                pipe.send(perform(scenario, job, worlds))


def plugins() -> list[str]:
    """The modules outside the package that registered something: a worker imports them too."""
    entries = itertools.chain(
        (metric.read for metric in OUTCOMES.values()),
        *(registry.values() for registry in (DEEDS, SIGNALS, EFFECTS, ROLE_CLASSES)),
    )
    modules = {entry.__module__ for entry in entries}
    return sorted(m for m in modules if m != "__main__" and m.partition(".")[0] != __name__.partition(".")[0])


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Let processes that start in the meantime use one thread each; the number of workers is the parallelism."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
