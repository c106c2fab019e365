"""Hiring workers: an executor that was given, or Dask's, on this machine or at an address.

Dask is imported when it is asked for: ``pip install "groundswell-sim[cluster]"``.
"""

import concurrent.futures
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.settings import InputError
from simulator.studies import interrupts
from simulator.wording import duration

log = logging.getLogger(__name__)

LOCAL = "dask"
"""The name of a cluster of Dask's on this machine."""
OURS = "dask://"
ADDRESSES = (OURS, "tcp://", "tls://")
"""What the address of a scheduler of Dask's begins with: ours, which means the second, and Dask's own."""
PATIENCE = 15
"""Seconds until a scheduler must have answered."""
FIRST_WORKER = 300
"""Seconds until a scheduler must have a worker."""
COUNT_EVERY = 1.0
"""Seconds until the workers of a scheduler are counted again."""


@dataclass(frozen=True)
class Hired:
    """A pool to which work is sent: how many workers it has now, and what is to be done at the end."""

    pool: concurrent.futures.Executor
    workers: Callable[[], int]
    dismiss: Callable[[], None]


def borrowed(pool: concurrent.futures.Executor, workers: int) -> Hired:
    """An executor that was given: it is left as it is at the end."""
    return Hired(pool, lambda: workers, lambda: None)


def local(workers: int) -> Hired:
    """Some workers of Dask's on this machine, one thread each, that never hear Ctrl-C: it is for us."""
    distributed = dask_distributed()
    try:
        with interrupts.held_back():  # by the thread, too, that starts workers anew
            at_home: Any = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
    except (OSError, RuntimeError) as error:
        raise InputError(
            f"executor: workers could not start ({error}); try fewer jobs, or --executor processes, and in a script of"
            ' your own put what runs under: if __name__ == "__main__":'
        ) from error
    return _hired(distributed.Client(at_home), at_home)


def at(address: str) -> Hired:
    """The workers of a scheduler of Dask's, such as ``dask://10.0.0.1:8786``, however many there are by then.

    Raises
    ------
    InputError : where no scheduler answers, its certificates are not known, or it has no workers for too long.
    """
    distributed = dask_distributed()
    place = "tcp://" + address.removeprefix(OURS) if address.startswith(OURS) else address
    try:
        client = distributed.Client(place, timeout=PATIENCE)
    except TypeError as error:
        raise InputError(
            f"executor: {address} needs certificates ({error}); say in Dask's configuration where they are, as in"
            " docs/cluster.md"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(
            f"executor: no scheduler answers at {address} ({error}); start one with: dask scheduler, and give the"
            " address that it prints"
        ) from None
    hired = _hired(client, None)
    try:
        _await_a_worker(client, place)
    except BaseException:
        hired.dismiss()
        raise
    return hired


def _await_a_worker(client: Any, place: str) -> None:
    """Wait until a scheduler has a worker, and say so; refused where none comes."""
    if client.nthreads():
        return
    remedy = f"start some with: dask worker {place} --nthreads 1"
    log.warning("waiting up to %s for the first worker of %s; %s", duration(FIRST_WORKER), place, remedy)
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER)
    except TimeoutError:
        raise InputError(
            f"executor: no worker came to {place} within {duration(FIRST_WORKER)}; {remedy}, and give the same command"
            " again"
        ) from None


def _hired(client: Any, at_home: Any) -> Hired:
    def dismiss() -> None:
        with contextlib.suppress(Exception):
            client.close(timeout=2)
        if at_home is not None:
            with contextlib.suppress(Exception):
                at_home.close(timeout=5)

    return Hired(client.get_executor(pure=False), _Count(client), dismiss)


class _Count:
    """Counts the threads of all workers, which come and go; asks the scheduler now and then."""

    def __init__(self, client: Any):
        self._client, self._found, self._until = client, 1, 0.0

    def __call__(self) -> int:
        if time.monotonic() >= self._until:
            self._found = max(1, sum(self._client.nthreads().values()))
            self._until = time.monotonic() + COUNT_EVERY
        return self._found


def dask_distributed() -> Any:
    """Dask's part for clusters, where it is installed.

    Raises
    ------
    InputError : where it is not.
    """
    try:
        import distributed
    except ImportError:
        raise InputError(
            'executor: Dask is not installed; install it with: pip install "groundswell-sim[cluster]", or take'
            " --executor processes"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    return distributed
