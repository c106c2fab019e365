"""Whom a topic interests in a member's own circle: the member's followers on all platforms."""

import numpy as np

from simulator.compiling import compiled


def circle_fit(start: np.ndarray, follower: np.ndarray, interested: np.ndarray) -> np.ndarray:
    """The share of each member's followers whom each topic interests: (topics, members) float32, 1 without followers.

    start : (platforms * members + 1,), follower : (ties,), the networks of all platforms; interested : (topics,
    members). One who follows a member on two platforms counts twice.

    >>> circle_fit(np.array([0, 2, 2, 3]), np.array([1, 2, 0]), np.array([[1, 1, 0]], np.uint8)).tolist()
    [[0.5, 1.0, 1.0]]
    """
    numbers = np.arange(len(interested), dtype=np.uint64)[:, None]
    bits = np.bitwise_or.reduce(interested.astype(np.uint64) << numbers, axis=0)
    return _fit(start, follower, bits, len(interested))


@compiled()
def _fit(start, follower, bits, n_topics):
    """The same from a word per member, with a bit for each topic that interests (there are at most 64)."""
    n_members = len(bits)
    found = np.zeros((n_topics, n_members), np.float32)
    for member in range(n_members):
        counts, n_followers = np.zeros(n_topics, np.int64), 0
        for at in range(member, len(start) - 1, n_members):
            for tie in range(start[at], start[at + 1]):
                word = bits[follower[tie]]
                for topic in range(n_topics):
                    counts[topic] += np.int64(word >> np.uint64(topic) & np.uint64(1))
            n_followers += start[at + 1] - start[at]
        for topic in range(n_topics):
            found[topic, member] = counts[topic] / n_followers if n_followers > 0 else 1.0
    return found
