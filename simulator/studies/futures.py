"""Doing jobs by any executor of ``concurrent.futures``: threads, processes, MPI, or a cluster of Dask's.

A batch is sent with the scenario, packed; a worker unpacks it once, and keeps networks that several jobs share.
"""

import concurrent.futures
import hashlib
import importlib
import itertools
import pickle
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from simulator.scenario import Scenario
from simulator.settings import InputError, nearest
from simulator.studies import cluster, interrupts
from simulator.studies.crew import in_processes
from simulator.studies.executors import Deaths, Done, Executor, in_this_process, perform, plugins
from simulator.studies.job import Job, Worlds
from simulator.studies.provenance import NUMERICAL, versions

BATCH_SECONDS = 1.0
"""After this time a worker hands back what it has done of a batch; what is left is handed out again."""
AHEAD = 2
"""Batches on their way per worker: one that is done, and one to begin with at once."""

_here = threading.local()
"""What a thread of a worker keeps from one batch to the next: ``known``, the last scenario, with its worlds."""


EXECUTORS: dict[str, Executor] = {"serial": in_this_process, "processes": in_processes}
"""Executors without ``concurrent.futures``, by name."""

COMPARED = ("groundswell-sim", *NUMERICAL)
"""What a worker must have in the same version as we, as it may give other numbers else."""


class UnfitWorkerError(InputError):
    """A worker cannot do our jobs, or runs other software than we do, which may give other numbers."""


class Parcel(NamedTuple):
    """What every batch needs: the scenario, packed; a name for it; modules to import; and versions of what we run."""

    name: str
    scenario: bytes
    modules: tuple[str, ...]
    versions: dict[str, str]

    @classmethod
    def of(cls, scenario: Scenario) -> "Parcel":
        """The parcel of a scenario."""
        packed = zlib.compress(pickle.dumps(scenario))
        return cls(hashlib.sha256(packed).hexdigest(), packed, tuple(plugins()), versions())

    def unpacked(self) -> tuple[Scenario, Worlds]:
        """The scenario and its worlds, unpacked by the first batch that a worker does of it.

        Raises
        ------
        UnfitWorkerError : where this worker runs other software, or lacks a module.
        """
        theirs = versions()
        for name in COMPARED:
            if theirs.get(name) != self.versions.get(name):
                what = {"code": "code of the simulator", "groundswell-sim": "version of the simulator"}.get(name, name)
                raise UnfitWorkerError(
                    f"executor: {what}: a worker has {theirs.get(name)}, and we have {self.versions.get(name)}, which"
                    " may give other numbers; install the same versions on all machines"
                )
        if getattr(_here, "known", ("",))[0] != self.name:
            for module in self.modules:
                try:
                    importlib.import_module(module)
                except Exception as error:
                    raise UnfitWorkerError(
                        f"executor: a worker cannot import {module} ({error!r}); install it on all machines"
                    ) from error
            _here.known = self.name, pickle.loads(zlib.decompress(self.scenario)), Worlds()
        _, scenario, worlds = _here.known
        return scenario, worlds


def executor_named(given: str | concurrent.futures.Executor, workers: int) -> Executor:
    """The executor that is meant: by name, by the address of a scheduler, or one of ``concurrent.futures``.

    workers : where there is work for one only, processes are not started.

    Raises
    ------
    InputError : if there is none of that name, or what it needs is not there.
    """
    check_executor(given)
    if isinstance(given, concurrent.futures.Executor):
        return _by(lambda n: cluster.borrowed(given, n))
    if given == "processes" and workers <= 1:
        return EXECUTORS["serial"]
    if given == cluster.LOCAL:
        return _by(cluster.local)
    if given.startswith(cluster.ADDRESSES):
        return _by(lambda n: cluster.at(given))
    return EXECUTORS[given]


def check_executor(given: str | concurrent.futures.Executor) -> None:
    """Refuse what is no executor, or lacks what it needs here; whether a scheduler answers is seen when it is asked.

    Raises
    ------
    InputError
    """
    if isinstance(given, concurrent.futures.Executor):
        return
    if not isinstance(given, str):
        raise InputError(f"executor: {given!r} is none; give a name, or an executor of concurrent.futures")
    if given == cluster.LOCAL or given.startswith(cluster.ADDRESSES):
        cluster.dask_distributed()
        return
    if given in EXECUTORS:
        return
    names = [*EXECUTORS, cluster.LOCAL]
    known = ", ".join([*names, *(f"{beginning}HOST:PORT" for beginning in cluster.ADDRESSES)])
    raise InputError(f'executor: "{given}" is not known{nearest(given, names)}; there are: {known}')


def _by(hired: Callable[[int], cluster.Hired]) -> Executor:
    """An executor that hires workers, and lets them go at the end."""

    def executor(scenario: Scenario, todo: Iterable[list[Job]], workers: int) -> Iterator[Done]:
        crew = hired(workers)
        waiting: dict[concurrent.futures.Future[list[Done]], list[Job]] = {}
        parcel, deaths, todo = Parcel.of(scenario), Deaths(), iter(todo)
        try:
            _greet(crew.pool, parcel)
            while True:
                while len(waiting) < AHEAD * crew.workers() and (batch := next(todo, None)):
                    waiting[crew.pool.submit(do_batch, parcel, batch)] = batch
                if not waiting:
                    return
                ready, _ = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in ready:
                    batch = waiting.pop(future)
                    done, again = _what_came_of(future, batch, deaths)
                    todo = itertools.chain(again, todo)
                    yield from done
        finally:
            with interrupts.ignored():
                for future in waiting:
                    future.cancel()
                crew.dismiss()

    return executor


def _greet(pool: concurrent.futures.Executor, parcel: Parcel) -> None:
    """Let a worker unpack the parcel before there is a run that it could take with it.

    Before that it imports what unpacks it, asked by a word of Python's own: one of Dask's that gets a function that it
    cannot import dies without a word.

    Raises
    ------
    InputError : if it cannot, or dies over it.
    """
    try:
        pool.submit(exec, f"import {__name__}", {}).result()
        pool.submit(unpack, parcel).result()
    except UnfitWorkerError:
        raise
    except Exception as error:
        raise InputError(
            f"executor: workers could not start ({error!r}); install the same version on all machines, and in a script"
            ' of your own put what runs under: if __name__ == "__main__":'
        ) from error


def _what_came_of(
    future: "concurrent.futures.Future[list[Done]]", batch: list[Job], deaths: Deaths
) -> tuple[list[Done], list[list[Job]]]:
    """What is done of a batch, and what must be handed out again."""
    try:
        done = future.result()
    except concurrent.futures.BrokenExecutor as error:
        raise InputError(f"executor: it is broken ({error}); the same command goes on where it stopped") from error
    except UnfitWorkerError:
        raise
    except ImportError as error:  # of a worker that came later
        raise UnfitWorkerError(
            f"executor: a worker cannot import what it needs ({error}); install the same version on all machines"
        ) from error
    except Exception as error:
        if len(batch) > 1:  # each by itself, so that only the one at fault fails
            return [], [[job] for job in batch]
        failure = deaths.failure(batch[0], f"the worker gave no answer ({error!r}); out of memory?")
        return ([failure], []) if failure else ([], [batch])
    left = batch[len(done) :]
    return done, [left] if left else []


def unpack(parcel: Parcel) -> None:
    """Make ready for batches."""
    parcel.unpacked()


def do_batch(parcel: Parcel, batch: list[Job]) -> list[Done]:
    """Do the jobs of a batch, at least one, until they are done or have taken :data:`BATCH_SECONDS`."""
    scenario, worlds = parcel.unpacked()
    done, end = [], time.perf_counter() + BATCH_SECONDS
    for job in batch:
        done.append(perform(scenario, job, worlds))
        if time.perf_counter() > end:
            break
    return done
