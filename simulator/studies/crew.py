"""Doing jobs in several processes of our own, each of which may die without harm."""

import contextlib
import importlib
import itertools
import multiprocessing as mp
import os
import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from simulator.scenario import Scenario
from simulator.settings import InputError
from simulator.studies import interrupts
from simulator.studies.executors import Deaths, Done, batches, perform, plugins
from simulator.studies.job import Job, Worlds

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def in_processes(scenario: Scenario, todo: Iterable[list[Job]], workers: int) -> Iterator[Done]:
    """Do the jobs in some processes; one that dies is replaced, and what it was doing is tried again.

    A worker that is about to finish what it has gets the next batch, so that it need not wait; no more is on its way.
    It takes batches while it is at work, so that we never wait for one that itself waits until we take what is done.
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
    worlds, given = Worlds(), queue.SimpleQueue[list[Job] | None]()
    threading.Thread(target=_receive, args=(pipe, given), daemon=True).start()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        pipe.send(None)
        for batch in iter(given.get, None):
            for job in batch:
                pipe.send(perform(scenario, job, worlds))


def _receive(pipe: Connection, given: "queue.SimpleQueue[list[Job] | None]") -> None:
    """Take batches from the pipe whatever else the worker does, and None at last, when the other end is closed."""
    try:
        with contextlib.suppress(EOFError, OSError):
            while True:
                given.put(pipe.recv())
    finally:
        given.put(None)


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
