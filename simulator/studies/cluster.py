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

LOCAL = "dask"
"""The name of a cluster of Dask's on this machine."""
ADDRESS = "dask://"
"""What the address of a scheduler of Dask's begins with."""
PATIENCE = 15
"""Seconds until a scheduler must have answered."""
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
    """Some workers of Dask's on this machine, one thread each."""
    distributed = _distributed()
    at_home: Any = distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
    )
    return _hired(distributed.Client(at_home), at_home)


def at(address: str) -> Hired:
    """The workers of a scheduler of Dask's, such as ``dask://10.0.0.1:8786``, however many there are by then."""
    distributed = _distributed()
    place = "tcp://" + address.removeprefix(ADDRESS)
    try:
        client = distributed.Client(place, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise InputError(
            f"executor: no scheduler answers at {address} ({error}); start one with: dask scheduler, and give the"
            " address that it prints, with dask:// for tcp://"
        ) from None
    return _hired(client, None)


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


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise InputError(
            'executor: Dask is not installed; install it with: pip install "groundswell-sim[cluster]", or take'
            " --executor processes"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    return distributed
