"""Cascades: an original and all shares that go back to it. How large, how deep, and of what shape."""

from dataclasses import dataclass

import numpy as np

from simulator.compiling import compiled
from simulator.content import NONE
from simulator.settings import InputError


@dataclass(frozen=True)
class Cascades:
    """All cascades of a run, in the order of their originals.

    original : (cascades,) int64, the number of the original; size : (cascades,) int64, posts, the original among them;
    depth : (cascades,) int64, shares between the original and the furthest post; structural_virality : (cascades,)
    float64, mean distance of two of its posts (Goel et al. 2016), NaN where there is one post.
    """

    original: np.ndarray
    size: np.ndarray
    depth: np.ndarray
    structural_virality: np.ndarray


def cascades_of(parent: np.ndarray) -> Cascades:
    """Measure all cascades, in time linear in the posts.

    The distances of all pairs add up to the sum of ``s (n - s)`` over the ties of the tree, where ``s`` posts hang
    below a tie and ``n`` are in the cascade.

    Parameters
    ----------
    parent : (posts,) integers, the number of the post that each was shared from, NONE for originals; a parent comes
        before its shares, as in ``model.posts["parent"]``.

    Raises
    ------
    InputError : if a post comes before its parent.

    >>> found = cascades_of(np.array([-1, 0, 0, 0, -1]))
    >>> found.size.tolist(), found.depth.tolist(), found.structural_virality.tolist()
    ([4, 1], [1, 0], [1.5, nan])
    """
    parent = np.asarray(parent, np.int64)
    late = np.flatnonzero((parent >= np.arange(len(parent))) | (parent < NONE))
    if len(late):
        raise InputError(f"parent: post {late[0]} comes from post {parent[late[0]]}; parents come before their shares")
    below, depth, apart = _measure(parent)
    original = np.flatnonzero(parent == NONE)
    size = below[original]
    with np.errstate(invalid="ignore"):
        virality = 2.0 * apart[original] / (size * (size - 1.0))
    return Cascades(original, size, depth[original], virality)


def originals_of(parent: np.ndarray) -> np.ndarray:
    """The number of the original that each post goes back to: (posts,).

    >>> originals_of(np.array([-1, 0, 1, -1])).tolist()
    [0, 0, 0, 3]
    """
    original = np.where(parent == NONE, np.arange(len(parent)), parent)
    while np.any(parent[original] != NONE):
        original = original[original]
    return original


@compiled()
def _measure(parent):
    """Posts below each post, itself among them; at originals also the depth, and the sum of distances over pairs."""
    n = len(parent)
    original, own_depth = np.empty(n, np.int64), np.zeros(n, np.int64)
    below, depth, apart = np.ones(n, np.int64), np.zeros(n, np.int64), np.zeros(n)
    for post in range(n):
        original[post] = post if parent[post] == NONE else original[parent[post]]
        if parent[post] != NONE:
            own_depth[post] = own_depth[parent[post]] + 1
            depth[original[post]] = max(depth[original[post]], own_depth[post])
    for post in range(n - 1, -1, -1):
        if parent[post] != NONE:
            below[parent[post]] += below[post]
    for post in range(n):
        if parent[post] != NONE:
            size = below[original[post]]
            apart[original[post]] += float(below[post]) * float(size - below[post])
    return below, depth, apart
