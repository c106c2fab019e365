"""Who got it from whom: the largest cascades of a run as trees, fit to be drawn and read."""

from typing import Any

import numpy as np

from simulator.cascades import cascades_of, originals_of
from simulator.content import NONE, SIDES
from simulator.model import CampaignModel
from simulator.rehearsal.people import People, text_of, words

MOST_TREES = 12
MOST_POSTS = 2_000
"""Posts of a tree at most: its first ones."""


def trees_of(model: CampaignModel, *, until: int | None = None, most: int = MOST_TREES) -> list[dict[str, Any]]:
    """The largest cascades of a run so far, the largest first; at least one of each message that was passed on.

    Each has its message, side, size and depth, and its posts in the order of time as columns: hours, who, segment,
    platform, followers there, and parent, a place in the same columns (NONE for the original).

    until : the tick before which posts count; by default all.
    """
    ticks = np.floor(model.posts["time"] / model.given.tick_hours)
    parent = model.posts["parent"][: np.count_nonzero(ticks < (model.tick if until is None else until))].astype(
        np.int64
    )
    if not len(parent):
        return []
    found = cascades_of(parent)
    message = model.posts["message"][found.original]
    by_size = np.argsort(-found.size, kind="stable")
    first_of_message = by_size[np.sort(np.unique(message[by_size], return_index=True)[1])]
    chosen = list(dict.fromkeys([*first_of_message.tolist(), *by_size.tolist()]))[:most]
    originals, people = originals_of(parent), People(model.spec, model.population.level)
    return [
        _tree(model, people, np.flatnonzero(originals == found.original[n]), int(found.depth[n]))
        for n in sorted(chosen, key=lambda n: (-found.size[n], n))
        if found.size[n] > 1
    ]


def _tree(model: CampaignModel, people: People, numbers: np.ndarray, depth: int) -> dict[str, Any]:
    shown = numbers[:MOST_POSTS]
    posts, n_followers = model.posts[shown], model.world.ties.n_followers
    message = int(posts["message"][0])
    name = list(model.spec.messages)[message]
    parent = np.searchsorted(shown, posts["parent"])
    parent[0] = NONE
    return {
        "message": name,
        "text": text_of(name, model.spec.messages[name]),
        "side": SIDES[int(model.moving.message["side"][message])],
        "size": len(numbers),
        "depth": depth,
        "platforms": [words(platform) for platform in model.spec.platforms],
        "hours": posts["time"].round(3).tolist(),
        "who": [people.name(m, s) for m, s in zip(posts["member"].tolist(), posts["segment"].tolist(), strict=True)],
        "segment": posts["segment"].tolist(),
        "platform": posts["platform"].tolist(),
        "followers": n_followers[posts["platform"], posts["member"]].tolist(),
        "parent": parent.tolist(),
    }
