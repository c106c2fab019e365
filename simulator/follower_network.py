"""Who is seen by whom on one platform: the type that builder, files and measures of networks have in common."""

from dataclasses import dataclass

import numpy as np

from simulator.compiling import compiled
from simulator.settings import InputError


@dataclass(frozen=True, eq=False)
class FollowerNetwork:
    """Who is seen by whom on one platform, as compressed sparse rows.

    Parameters
    ----------
    start : (members + 1,) int64; member m's followers are ``follower[start[m]:start[m + 1]]``.
    follower : (ties,) int32, ascending for each member, without duplicates and without the member.
    dropped_self, dropped_duplicate : pairs left out by :meth:`from_pairs`.

    >>> network = FollowerNetwork.from_pairs([0, 0, 2], [1, 2, 0], n_members=3)
    >>> network.followers_of(0).tolist(), network.follower_count.tolist()
    ([1, 2], [2, 0, 1])
    """

    start: np.ndarray
    follower: np.ndarray
    dropped_self: int = 0
    dropped_duplicate: int = 0

    @property
    def n_members(self) -> int:
        """Members, with or without an account."""
        return len(self.start) - 1

    @property
    def n_ties(self) -> int:
        """Ties; a mutual tie counts twice."""
        return len(self.follower)

    @property
    def follower_count(self) -> np.ndarray:
        """How many follow each member: (members,) int64."""
        return np.diff(self.start)

    @property
    def following_count(self) -> np.ndarray:
        """How many each member follows: (members,) int64."""
        return _times_named(self.follower, self.n_members)

    def followers_of(self, member: int) -> np.ndarray:
        """The followers of one member: (followers,) int32, ascending."""
        return self.follower[self.start[member] : self.start[member + 1]]

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """All ties as (source, follower), each (ties,) int32, sorted."""
        return np.repeat(np.arange(self.n_members, dtype=np.int32), self.follower_count), self.follower

    def turned_round(self) -> "FollowerNetwork":
        """The network read backwards: row m lists whom m follows, ascending.

        >>> FollowerNetwork.from_pairs([0, 0, 2], [1, 2, 1], n_members=3).turned_round().followers_of(1).tolist()
        [0, 2]
        """
        start = row_starts(self.following_count)
        return FollowerNetwork(start, _turn_round(self.start, self.follower, start[:-1].copy()))

    @classmethod
    def from_pairs(cls, source, follower, *, n_members: int) -> "FollowerNetwork":
        """The network of given ties; ties to oneself and repeated ties are dropped and counted.

        Parameters
        ----------
        source, follower : (pairs,) integers, 0 to n_members - 1; what ``source`` posts, ``follower`` sees.
        n_members : members, with or without ties.

        Raises
        ------
        InputError : if an id is outside 0 to n_members - 1, or the two lists differ in length.
        """
        source, follower = np.asarray(source, dtype=np.int64), np.asarray(follower, dtype=np.int64)
        _check_pairs(source, follower, n_members)
        other = source != follower
        pair = source[other] * n_members + follower[other]
        pair.sort()
        first = np.ones(len(pair), dtype=bool)
        first[1:] = pair[1:] != pair[:-1]
        kept = pair[first]
        count = np.bincount(kept // max(n_members, 1), minlength=n_members)
        return cls(
            start=row_starts(count),
            follower=(kept % max(n_members, 1)).astype(np.int32),
            dropped_self=int(len(source) - len(pair)),
            dropped_duplicate=int(len(pair) - len(kept)),
        )


def _check_pairs(source, follower, n_members):
    if len(source) != len(follower):
        raise InputError(
            f"ties: {len(source)} sources but {len(follower)} followers; give one follower for each source"
        )
    for name, ids in (("source", source), ("follower", follower)):
        wrong = np.flatnonzero((ids < 0) | (ids >= n_members))
        if len(wrong):
            raise InputError(
                f"ties: {name} {ids[wrong[0]]} in pair {wrong[0]} is not a member; use 0 to {n_members - 1}"
            )


def row_starts(count):
    """Where each row begins: (rows + 1,) int64."""
    start = np.zeros(len(count) + 1, dtype=np.int64)
    np.cumsum(count, out=start[1:])
    return start


@compiled()
def _times_named(ids, n):
    count = np.zeros(n, dtype=np.int64)
    for number in ids:
        count[number] += 1
    return count


@compiled()
def _turn_round(start, follower, next_place):
    followed = np.empty(len(follower), dtype=np.int32)
    for member in range(len(start) - 1):
        for place in range(start[member], start[member + 1]):
            other = follower[place]
            followed[next_place[other]] = member
            next_place[other] += 1
    return followed


@compiled()
def mutual_ties(start, follower):
    """Whether each tie is answered by a tie back: (ties,) uint8. Rows are of FollowerNetwork, followers ascending."""
    mutual = np.zeros(len(follower), dtype=np.uint8)
    for member in range(len(start) - 1):
        for tie in range(start[member], start[member + 1]):
            if is_followed_by(start, follower, follower[tie], member):
                mutual[tie] = 1
    return mutual


@compiled()
def is_followed_by(start, follower, source, other):
    """Whether ``other`` is among the followers of ``source``."""
    low, high = start[source], start[source + 1]
    while low < high:
        middle = (low + high) // 2
        if follower[middle] < other:
            low = middle + 1
        else:
            high = middle
    return low < start[source + 1] and follower[low] == other
