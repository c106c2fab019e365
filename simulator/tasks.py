"""What volunteers do for a part of a programme by their tasks: write, pass on, comment or like (claim B19)."""

from typing import Any

import numpy as np

from simulator.content import NONE
from simulator.joining import COMMENT, LIKE, SHARE, TASKS, WRITE

MOST_COMMENTS = 3
"""Comments that raise the weight of a post; further ones do not (assumed)."""


def carry_out(segment: Any, part: Any, who: np.ndarray, when: np.ndarray) -> np.ndarray:
    """Let members do their tasks at some times within this tick; returns whose deed was a post: (n,) bool.

    To write is to publish. The others take up a recent post of ours by somebody else, where they have an account, and
    none twice; where there is no such post, nothing is done.
    """
    model, task = segment.model, part.task[who - segment.rows.start]
    writes = task == WRITE
    segment.say_for(part, who[writes], when[writes])
    posts = np.full(len(who), NONE)
    for place in np.flatnonzero(~writes):
        posts[place] = model.recent.take_up(model, int(who[place]), float(when[place]))
    found = posts != NONE
    shares, comments = found & (task == SHARE), found & (task == COMMENT)
    model.pass_on(who[shares], posts[shares], when[shares])
    _comment(segment, posts[comments])
    _encourage(segment, who, posts, found & ((task == COMMENT) | (task == LIKE)))
    segment.pay_for(part, float(np.count_nonzero(found & (when < part.ends))))
    done = model.feedback.deeds
    for number, name in enumerate(TASKS):
        done[name] = done.get(name, 0) + int(np.count_nonzero((task == number) & (writes | found)))
    return writes | shares


def _comment(segment: Any, posts: np.ndarray) -> None:
    """Raise the pull and the trust of some posts for all who see them from now on."""
    model = segment.model
    model.feedback.make_room(len(model.posts))
    for post in posts:
        if model.feedback.comments[post] < MOST_COMMENTS:
            model.feedback.comments[post] += 1
            row = model.posts[post]
            row["pull"] *= 1.0 + segment.spec.comment_gain
            row["trust"] = min(row["trust"] * (1.0 + segment.spec.comment_gain), 1.0)


def _encourage(segment: Any, who: np.ndarray, posts: np.ndarray, acts: np.ndarray) -> None:
    """Let comments and likes be reactions to their authors, and lift those who take part by them."""
    volunteer = segment.model.population.volunteer
    np.add.at(volunteer["reactions"], segment.model.posts["member"][posts[acts]], 1.0)
    np.add.at(volunteer["lift"], who[acts], segment.spec.belonging)
