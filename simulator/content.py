"""What is said: posts, and the calendar of the exposures that they cause.

A post reaches each follower at most once, when that follower responds to it. The calendar holds every exposure that is
on its way, filed under the tick in which it falls due; an exposure is handled once and never touched again. Entries
lie in chunks, a chain of chunks per tick, and a chunk that has been read is used again.
"""

from typing import NamedTuple

import numpy as np

CHUNK = 64
"""Exposures per chunk of the calendar."""
NONE = -1
"""No post, no chunk."""

SUPPORTIVE, HOSTILE, NEUTRAL = range(3)
SIDES = ("supportive", "hostile", "neutral")

POST = np.dtype(
    [
        ("key", "u8"),  # the stream of all draws about this post
        ("time", "f8"),  # hours since the start
        ("member", "i4"),
        ("parent", "i4"),  # the post from which it was shared, or NONE for an original
        ("message", "i2"),
        ("platform", "i2"),
        ("segment", "i2"),  # of the member
        ("strength", "f4"),  # factor on sharing by those who see it
        ("pull", "f4"),  # factor on acting by those who see it
        ("trust", "f4"),  # how far it moves those who see it
    ]
)

EXPOSURE = np.dtype([("time", "f8"), ("post", "i4"), ("member", "i4"), ("tie", "i4"), ("pad", "i4")])

SHARE = np.dtype([("time", "f8"), ("member", "i4"), ("parent", "i4"), ("message", "i2"), ("platform", "i2")])
"""A post that is not yet published: a share, or an original, whose parent is NONE."""

ORIGINAL = np.dtype([("time", "f8"), ("platforms", "u8"), ("member", "i8"), ("message", "i8")])
"""A post on somebody's own initiative that is not yet published; ``platforms`` has a bit for each where it may go."""

N_POSTS, FREE_CHUNK, N_FRESH, READING, INDEX, OUTBOX, NEEDED, WARMTH, N_CURSORS = range(9)
"""Places in the cursor: posts so far; first chunk to use again; chunks used so far; chunk being read, and where in it;
shares in the outbox; fresh chunks that are needed to go on; and the sum of what was read ahead, which means nothing."""


class Content(NamedTuple):
    """Posts and calendar of one run.

    post : (capacity,) of POST; entry : (chunks, CHUNK) of EXPOSURE; next_chunk, fill : (chunks,) int32;
    first, last : (ticks,) int32, the chain of each tick; outbox : (CHUNK,) of SHARE; cursor : (N_CURSORS,) int64.
    """

    post: np.ndarray
    entry: np.ndarray
    next_chunk: np.ndarray
    fill: np.ndarray
    first: np.ndarray
    last: np.ndarray
    outbox: np.ndarray
    cursor: np.ndarray


def new_content(n_ticks: int, n_chunks: int = 1024, n_posts: int = 4096) -> Content:
    """An empty calendar with room for ``n_chunks`` chunks and ``n_posts`` posts."""
    cursor = np.zeros(N_CURSORS, np.int64)
    cursor[[FREE_CHUNK, READING]] = NONE
    return Content(
        post=np.zeros(n_posts, POST),
        entry=np.empty((n_chunks, CHUNK), EXPOSURE),
        next_chunk=np.full(n_chunks, NONE, np.int32),
        fill=np.zeros(n_chunks, np.int32),
        first=np.full(n_ticks, NONE, np.int32),
        last=np.full(n_ticks, NONE, np.int32),
        outbox=np.zeros(CHUNK, SHARE),
        cursor=cursor,
    )


def enlarged(content: Content) -> Content:
    """The same content with the room that the engine needs to go on: twice as much where it ran out."""
    if content.cursor[N_POSTS] + CHUNK > len(content.post):
        content = content._replace(post=_longer(content.post, 2 * len(content.post)))
    chunks = int(content.cursor[N_FRESH] + content.cursor[NEEDED])
    if chunks > len(content.fill):
        chunks += len(content.fill)
        names = ("entry", "next_chunk", "fill")
        content = content._replace(**{name: _longer(getattr(content, name), chunks) for name in names})
    return content


def _longer(array: np.ndarray, length: int) -> np.ndarray:
    longer = np.empty((length, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer


def side_of(stance: float) -> int:
    """Whether a stance is supportive, hostile or neutral."""
    return SUPPORTIVE if stance > 0 else HOSTILE if stance < 0 else NEUTRAL
