"""Draws that belong to members, ties and messages.

Every draw is a pure function of (world, stream name, ids of what it is about). No generator is consumed, so the same
member has the same luck under every strategy, whatever else happens and in whatever order.

The mixing function is the finaliser of SplitMix64 in Stafford's variant 13 (Steele, Lea & Flood 2014, "Fast splittable
pseudorandom number generators"); ids are folded in one after the other, each through a full mix, so that no key is a
sum of multiples of another.
"""

import hashlib
import operator
from functools import lru_cache
from typing import Any

import numpy as np

from simulator.compiling import compiled
from simulator.settings import InputError

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_UNIT = 2.0**-52


def _mix(x):
    x = x + _GOLDEN
    x = (x ^ (x >> _S30)) * _FIRST
    x = (x ^ (x >> _S27)) * _SECOND
    return x ^ (x >> _S31)


mix = compiled()(_mix)
"""A 64-bit number well mixed into another one: a bijection of uint64."""


@compiled()
def fold(key, number):
    """The key of a narrower stream: ``key`` with the id ``number`` (an integer >= 0) folded in."""
    return mix(key ^ np.uint64(number))


def narrow(key: np.uint64, number: int) -> np.uint64:
    """:func:`fold` for plain Python, where a compiled function hands back an int."""
    return np.uint64(fold(np.uint64(key), number))


def keys(key: np.uint64, n: int) -> np.ndarray:
    """The keys of the narrower streams numbered 0 to n - 1, as :func:`fold` makes them: (n,) uint64."""
    with np.errstate(over="ignore"):
        return _mix(np.uint64(key) ^ np.arange(n, dtype=np.uint64))


@compiled()
def unit(key):
    """The uniform draw of a key, in the open interval (0, 1): 52 bits, never 0 and never 1."""
    return (float(key >> _S12) + 0.5) * _UNIT


@compiled()
def draw(key, first, second):
    """The uniform draw of stream ``key`` about the pair of ids (first, second)."""
    return unit(fold(fold(key, first), second))


def check_seed(seed: Any) -> None:
    """Refuse what cannot be the number of a world."""
    try:
        good = not isinstance(seed, bool | np.bool_) and 0 <= operator.index(seed) < 2**63
    except TypeError:
        good = False
    if not good:
        raise InputError(f"seed: {seed!r} is not the number of a world; use an integer from 0 to 2**63 - 1")


@lru_cache(maxsize=4096)
def stream(world: int, name: str) -> np.uint64:
    """The key of the stream ``name`` in the world numbered ``world``.

    Parameters
    ----------
    world : the world's seed, any integer >= 0 (0 is as good as another).
    name : what the draws are about, such as ``"share"``.

    >>> len({int(stream(0, "share")), int(stream(1, "share")), int(stream(1, "see"))})
    3
    """
    digest = hashlib.blake2b(f"{world}/{name}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def uniform(key: np.uint64, *ids) -> np.ndarray:
    """Uniform draws about many things at once.

    Parameters
    ----------
    key : a stream's key.
    ids : one or more integers or integer arrays (>= 0), broadcast together; the draw for ``(a, b)`` is that of
        ``draw(key, a, b)``.

    Returns
    -------
    float64 array of the broadcast shape, in (0, 1).
    """
    with np.errstate(over="ignore"):
        mixed = np.asarray(key, dtype=np.uint64)
        for number in ids:
            mixed = _mix(mixed ^ np.asarray(number).astype(np.uint64))
        return ((mixed >> _S12).astype(np.float64) + 0.5) * _UNIT


def exponential(key: np.uint64, *ids) -> np.ndarray:
    """Unit exponential draws, with the arguments and the shape of :func:`uniform`."""
    return -np.log(uniform(key, *ids))


def normal(key: np.uint64, *ids) -> np.ndarray:
    """Standard normal draws (Box and Muller 1958), with the arguments and the shape of :func:`uniform`."""
    radius = np.sqrt(-2.0 * np.log(uniform(key, *ids, 0)))
    return radius * np.cos(2.0 * np.pi * uniform(key, *ids, 1))
