"""Compiling with Numba, and a cache of what is compiled that never serves what is out of date."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from numba import njit

BAKED_IN = (
    "ahead",
    "cascades",
    "circles",
    "colleagues",
    "compiling",
    "content",
    "engine",
    "feedback",
    "follower_counts",
    "follower_network",
    "initiative",
    "morale",
    "network",
    "network_facts",
    "network_plan",
    "population",
    "randomness",
    "recent",
    "rules",
    "state",
    "units",
)
"""Files whose functions and constants end up in compiled code."""


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function at its first call, and keep the result on disk.

    Numba takes a function from its cache while the function's own file is unchanged, although functions and constants
    of other files are compiled into it. Here a change in any file of ``BAKED_IN`` makes it compile anew. The options
    are those of ``numba.njit``.
    """

    def compile_it(function: Callable[..., Any]) -> Any:
        dispatcher = njit(cache=True, **options)(function)
        if hasattr(dispatcher, "_cache"):  # not where the compiler is off
            dispatcher._cache._cache_file._source_stamp = _sources()
        return dispatcher

    return compile_it


@lru_cache(maxsize=1)
def _sources() -> tuple[tuple[float, int], ...]:
    """When each of the files was last written, and its size."""
    found = [(Path(__file__).parent / f"{name}.py").stat() for name in BAKED_IN]
    return tuple((file.st_mtime, file.st_size) for file in found)
