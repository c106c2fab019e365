"""What volunteers get to hear of their posts: posts are looked through once a tick for how often they were seen."""

import math
from dataclasses import dataclass, field

import numpy as np

from simulator.compiling import compiled
from simulator.content import NONE
from simulator.scenario import Message, Scenario


@dataclass
class Feedback:
    """How far the posts of a run have been looked through.

    credited : (posts,) uint32, what of each post is booked already: views of those for the organisation, actions on the
    others; comments : (posts,) uint8, what volunteers have commented on it; n_known : posts that were there at the last
    look; oldest : the first one that is still looked at; deeds : what volunteers have done in their tasks, by task.
    """

    credited: np.ndarray = field(default_factory=lambda: np.zeros(1024, np.uint32))
    comments: np.ndarray = field(default_factory=lambda: np.zeros(1024, np.uint8))
    n_known: int = 0
    oldest: int = 0
    deeds: dict[str, int] = field(default_factory=dict)

    def make_room(self, n_posts: int) -> None:
        """Have a line for each of so many posts."""
        if n_posts > len(self.credited):
            more = 2 * n_posts - len(self.credited)
            self.credited = np.concatenate([self.credited, np.zeros(more, np.uint32)])
            self.comments = np.concatenate([self.comments, np.zeros(more, np.uint8)])

    def look_through(
        self, posts: np.ndarray, volunteer: np.ndarray, ours: np.ndarray, gains: np.ndarray, *, since: float
    ) -> None:
        """Book what the posts have brought their authors since the last look; those before the hour ``since`` are over.

        posts : (posts,) of POST; volunteer : (members,) of VOLUNTEER; ours : (messages,) uint8, whether saying it is
        speaking for the organisation; gains : (segments, 2), reactions per view and lift per post, NaN where nobody
        volunteers.
        """
        self.make_room(len(posts))
        self.oldest = credit(posts, self.credited, self.n_known, self.oldest, volunteer, ours, gains, since)
        self.n_known = len(posts)


def is_ours(message: Message) -> bool:
    """Whether saying it is speaking for the organisation."""
    return message.stance >= 0 and message.kind in ("campaign", "response", "own_words")


def longest_delay(scenario: Scenario) -> float:
    """Hours after which nobody responds to a post any more, on whatever platform."""
    return max(
        platform.half_life_hours if platform.response == "fixed" else platform.horizon_hours
        for platform in scenario.platforms.values()
    )


@compiled()
def credit(posts, credited, n_known, oldest, volunteer, ours, gains, since):
    """Book posts, their lift of morale and views; return the first post that is not older than ``since``.

    A post on several platforms at once is one. What others make of posts that are not for the organisation is no
    encouragement: shares of them, and actions on them, are taken out of the echo before it is heard.
    """
    while oldest < n_known and posts[oldest]["time"] < since:
        oldest += 1
    for number in range(oldest, len(posts)):
        post = posts[number]
        is_ours = ours[post["message"]]
        if not is_ours:
            if number >= n_known and post["parent"] != NONE:
                volunteer[posts[post["parent"]]["member"]]["echo"] += 1
            volunteer[post["member"]]["echo"] += np.int32(post["acted"]) - np.int32(credited[number])
            credited[number] = post["acted"]
            continue
        chance, lift = gains[post["segment"]]
        if math.isnan(chance):
            continue
        author = volunteer[post["member"]]
        if number >= n_known and not is_copy(posts, number):
            author["posts"] = np.float64(author["posts"]) + 1.0
            author["lift"] = np.float64(author["lift"]) + lift
        fresh = post["seen"] - credited[number]
        if fresh > 0:
            author["reactions"] = np.float64(author["reactions"]) + chance * fresh
            credited[number] = post["seen"]
    return oldest


@compiled()
def is_copy(posts, number):
    """Whether a post is the one before it on a further platform."""
    if number == 0 or posts[number]["parent"] != NONE:
        return False
    one, other = posts[number - 1], posts[number]
    return one["member"] == other["member"] and one["time"] == other["time"] and one["message"] == other["message"]
