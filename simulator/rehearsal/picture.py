"""The picture of a world: which of its members and ties are drawn, and where each member stands.

A segment is a disc; its members fill it from the middle outwards, the most followed first. The public stands in the
middle, and those who speak to it stand around it, each role on a side of its own. The picture depends on the scenario
and the world alone, so that it is the same for every strategy and in every branch.
"""

import math
from dataclasses import dataclass

import numpy as np

from simulator import randomness
from simulator.population import slices
from simulator.scenario import Scenario
from simulator.settings import InputError
from simulator.world import World

MOST_DRAWN = 65_535
"""Members that a number of 16 bits tells apart."""
MOST_SEGMENTS = 256
LEVELS = 30
"""Steps from the worst to the best attitude; the middle one is indifference."""
LEADING = 0.2
"""Share of the places of a segment that go to its most followed members, where not all are drawn."""
ASPECT = 4 / 3
"""Width of the picture by its height."""
SMALLEST_DISC = 0.08
"""Least radius of a disc, as a share of the radius of a disc that would hold everybody."""
GAP, LABEL = 0.14, 0.22
"""Room between two discs, and half of what a disc with its name takes at least, in the same measure."""
SIDES_OF_ROLES = {"audience": (0.0, 0.0), "advocates": (-1.0, 0.2), "employees": (-0.6, 1.0), "influencers": (1.0, 0.6)}
OTHER_SIDE = (0.4, -1.0)
"""On which side of the public the segments of a role stand: to the right, and downwards. All others stand above."""
FAVOUR = 0.25
"""How much room (in widths for each width) a disc may take for standing further on its side."""
ANGLES = 72
"""Places around each disc at which another may stand."""
GOLDEN = math.pi * (3 - math.sqrt(5))
"""The angle between one member and the next of a disc (Vogel 1979): no two stand in line."""


@dataclass(frozen=True, eq=False)
class Picture:
    """What is drawn of a world.

    member : (drawn,) int32, the numbers of the members, ascending; segment : (drawn,) uint8, of each; x, y : (drawn,)
    float32, 0 to 1, from the left and from the top of a picture that is ASPECT times as wide as high; tie : (ties, 2)
    uint16, source and follower as places within ``member``; start : (drawn,) uint8, attitudes at the start as levels;
    disc : (segments, 3) float32, middle and radius of each segment's disc, all in widths of the picture; n_members :
    how many there are.
    """

    member: np.ndarray
    segment: np.ndarray
    x: np.ndarray
    y: np.ndarray
    tie: np.ndarray
    start: np.ndarray
    disc: np.ndarray
    n_members: int

    @property
    def said(self) -> str:
        """In a sentence, what is drawn and what is not."""
        n = len(self.member)
        ties = f"{len(self.tie):,} of the ties between them, by lot"
        if n == self.n_members:
            return f"All {n:,} members are drawn, and {ties}."
        return (
            f"{n:,} of {self.n_members:,} members are drawn: small groups whole, of the others the most followed and"
            f" the rest by lot; and {ties}."
        )


def picture_of(scenario: Scenario, world: World, *, drawn: int = 5000, ties: int = 1500) -> Picture:
    """Choose what is drawn of a world, and where.

    Where there are more members than ``drawn``, each segment has places in proportion to its size, but no fewer than
    half of an even share (or all of its members). A fifth of them go to those with most followers, the rest by lot.

    Parameters
    ----------
    drawn : members at most, 1 to 65,535.
    ties : ties at most, by lot among those whose both ends are drawn.
    """
    if not 1 <= drawn <= MOST_DRAWN:
        raise InputError(f"drawn: {drawn} is not a number of members that can be drawn; use 1 to {MOST_DRAWN:,}")
    if len(scenario.segments) > MOST_SEGMENTS:
        raise InputError(f"picture: {len(scenario.segments)} segments are too many to draw, at most {MOST_SEGMENTS}")
    n_followers = world.ties.n_followers.sum(axis=0)
    chosen = _sample(scenario, world, n_followers, drawn)
    counts = np.array([len(members) for members in chosen])
    disc = _discs(scenario, counts)
    member = np.concatenate(chosen).astype(np.int32)
    segment = np.repeat(np.arange(len(counts)), counts).astype(np.uint8)
    x, y = _places(disc, counts, n_followers[member])
    start = levels(world.population["attitude_start"][member])
    return Picture(member, segment, x, y, _ties(world, member, ties), start, disc, world.population.n_members)


def levels(attitude: np.ndarray) -> np.ndarray:
    """Attitudes as whole steps from 0 to LEVELS, uint8.

    >>> levels(np.array([-1.0, -0.02, 0.1, 1.2])).tolist()
    [0, 15, 16, 30]
    """
    return np.rint((np.minimum(np.maximum(attitude, -1), 1) + 1) * (LEVELS / 2)).astype(np.uint8)


def _sample(scenario: Scenario, world: World, n_followers: np.ndarray, drawn: int) -> list[np.ndarray]:
    """The members of each segment that are drawn, ascending."""
    rows = list(slices(scenario).values())
    sizes = np.array([row.stop - row.start for row in rows])
    key, found = randomness.stream(world.seed, "picture"), []
    for row, n in zip(rows, _shared_out(sizes, drawn), strict=True):
        members = np.arange(row.start, row.stop)
        if n < len(members):
            luck = randomness.uniform(key, members)
            by_followers = np.lexsort((luck, -n_followers[members]))
            leading, others = np.split(by_followers, [math.ceil(n * LEADING)])
            by_lot = others[np.argsort(luck[others], kind="stable")][: n - len(leading)]
            members = np.sort(members[np.concatenate([leading, by_lot])])
        found.append(members)
    return found


def _shared_out(sizes: np.ndarray, places: int) -> np.ndarray:
    """How many members of each segment are drawn: (segments,) int64.

    >>> _shared_out(np.array([18_000, 6_000, 10]), 1000).tolist()
    [743, 247, 10]
    """
    if sizes.sum() <= places:
        return sizes
    least = np.minimum(sizes, places // (2 * len(sizes)))
    fixed = np.zeros(len(sizes), bool)
    while True:
        share = np.where(fixed, 0, sizes) * ((places - least[fixed].sum()) / sizes[~fixed].sum())
        short = ~fixed & (share < least)
        if not short.any():
            break
        fixed |= short
    whole = np.where(fixed, least, np.floor(share)).astype(np.int64)
    missing = np.argsort(-(share - np.floor(share)), kind="stable")[: places - whole.sum()]
    whole[missing] += 1
    return whole


def _discs(scenario: Scenario, counts: np.ndarray) -> np.ndarray:
    """A disc for each segment, none over another: (segments, 3) float32, in widths of the picture."""
    radius = np.maximum(np.sqrt(counts / counts.sum()), SMALLEST_DISC)
    side = np.array([SIDES_OF_ROLES.get(s.role, OTHER_SIDE) for s in scenario.segments.values()])
    middle = _packed(np.maximum(radius + GAP / 2, LABEL), side)
    low, high = (middle - radius[:, None] - GAP).min(axis=0), (middle + radius[:, None] + GAP / 2).max(axis=0)
    width = max((high - low) * (1, ASPECT))
    middle = (middle - (low + high) / 2) / width + (0.5, 0.5 / ASPECT)
    return np.column_stack([middle, radius / width]).astype(np.float32)


def _packed(radius: np.ndarray, side: np.ndarray) -> np.ndarray:
    """The middles of discs that touch and keep apart: (segments, 2).

    The largest comes first; each of the others stands where it touches one that is there already and the picture grows
    least, with some favour for its side.
    """
    turn = np.arange(ANGLES) * (2 * np.pi / ANGLES)
    around = np.column_stack([np.cos(turn), np.sin(turn)])
    order = np.argsort(-radius, kind="stable")
    middle = np.zeros((len(radius), 2))
    low, high = middle[order[0]] - radius[order[0]], middle[order[0]] + radius[order[0]]
    for n, disc in enumerate(order[1:], start=1):
        there, r = order[:n], radius[disc]
        free = (middle[there, None] + (radius[there] + r)[:, None, None] * around).reshape(-1, 2)
        apart = np.hypot(*(free[:, None] - middle[there]).transpose(2, 0, 1))
        free = free[(apart >= (radius[there] + r) * (1 - 1e-9)).all(axis=1)]
        grown = np.maximum(free + r, high) - np.minimum(free - r, low)
        off = (free - (low + high) / 2) * (1.0, ASPECT)
        room = np.max(grown * (1, ASPECT), axis=1) + 0.1 * np.hypot(*off.T) - FAVOUR * off @ side[disc]
        middle[disc] = free[np.argmin(room)]
        low, high = np.minimum(low, middle[disc] - r), np.maximum(high, middle[disc] + r)
    return middle


def _places(disc: np.ndarray, counts: np.ndarray, n_followers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each member stands: the most followed in the middle of the disc, the others around (Vogel 1979)."""
    segment = np.repeat(np.arange(len(counts)), counts)
    order = np.lexsort((-n_followers, segment))
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    out = disc[segment, 2] * np.sqrt((rank + 0.5) / counts[segment]) * (counts[segment] > 1)
    x = disc[segment, 0] + out * np.cos(rank * GOLDEN)
    y = (disc[segment, 1] + out * np.sin(rank * GOLDEN)) * ASPECT
    return x.astype(np.float32), y.astype(np.float32)


def _ties(world: World, member: np.ndarray, ties: int) -> np.ndarray:
    """Some of the ties whose both ends are drawn, by lot: (ties, 2) uint16, places within ``member``."""
    n_platforms, n_members = world.ties.account.shape
    rows = (np.arange(n_platforms)[:, None] * n_members + member).ravel()
    begins, lengths = world.ties.start[rows], np.diff(world.ties.start)[rows]
    tie = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
    place = np.full(n_members, -1, np.int32)
    place[member] = np.arange(len(member))
    source = np.repeat(np.tile(np.arange(len(member)), n_platforms), lengths)
    follower = place[world.ties.follower[tie]]
    there = np.flatnonzero(follower >= 0)
    if len(there) > ties:
        luck = randomness.uniform(randomness.stream(world.seed, "ties of the picture"), tie[there])
        there = np.sort(there[np.argpartition(luck, ties)[:ties]])
    return np.column_stack([source[there], follower[there]]).astype(np.uint16)
