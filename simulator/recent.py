"""Which recent post of ours a volunteer takes up: each has its own luck with each member, and the luckiest is taken."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulator import randomness
from simulator.compiling import compiled
from simulator.content import NONE
from simulator.randomness import fold

RECENT_HOURS = 48.0
"""Age up to which a post of ours is passed on, commented on or liked (assumed)."""


@dataclass
class Recent:
    """The posts of ours that may be taken up in this tick, and what has been taken up so far.

    tick : the tick for which ``posts``, their numbers, were looked for; oldest : the first post that was young enough;
    taken : by member, the post of each time, NONE where there was none.
    """

    tick: int = NONE
    oldest: int = 0
    posts: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    taken: dict[int, list[int]] = field(default_factory=dict)

    def take_up(self, model: Any, member: int, hours: float) -> int:
        """The recent post that a member takes up at a time (hours) within this tick; NONE where there is none."""
        if self.tick != model.tick:
            self.tick, since = model.tick, model.now - RECENT_HOURS
            self.oldest, self.posts = young(model.posts, model.ours, self.oldest, since)
        before = self.taken.setdefault(member, [])
        key = randomness.narrow(randomness.narrow(randomness.stream(model.seed, "takes up"), member), len(before))
        there, done = model.world.ties.account[:, member], np.array(before, np.int64)
        post = int(luckiest(key, model.posts, self.posts, member, hours - RECENT_HOURS, there, done))
        before.append(post)
        return post


@compiled()
def young(posts, ours, oldest, since):
    """The originals of ours after an hour: (the first post that is, whatever it says; (n,) numbers of ours).

    posts : (posts,) of POST, in the order of ticks; ours : (messages,) uint8; oldest : no post before it is that young.
    """
    while oldest < len(posts) and posts[oldest]["time"] <= since:
        oldest += 1
    found, n = np.empty(len(posts) - oldest, np.int64), 0
    for number in range(oldest, len(posts)):
        post = posts[number]
        if post["time"] > since and post["parent"] == NONE and ours[post["message"]]:
            found[n] = number
            n += 1
    return oldest, found[:n]


@compiled()
def luckiest(key, posts, candidates, member, since, there, done):
    """The candidate (a number of a post) with the largest draw of ``key`` and the post's own key, or NONE.

    Left out are the member's own posts, those not after the hour ``since``, those on platforms where the member is not
    (there : (platforms,) bool) and those ``done``: (n,) numbers. One post more or less changes only who takes that one.
    """
    best, most = NONE, np.uint64(0)
    for number in candidates:
        post = posts[number]
        if post["member"] == member or post["time"] <= since or not there[post["platform"]]:
            continue
        luck = fold(key, post["key"])
        if luck >= most and not (done == number).any():
            best, most = number, luck
    return best
