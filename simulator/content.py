"""What is said: posts, and the calendar of the exposures that they cause.

A post reaches each follower at most once, when that follower responds to it. The calendar holds every exposure that is
on its way, filed under the tick in which it falls due; an exposure is handled once and never touched again. Entries
lie in chunks, a chain of chunks per tick, and a chunk that has been read is used again.
"""

from typing import NamedTuple

import numpy as np

CHUNK = 64
"""Entries per chunk of the calendar, and exposures per entry at most."""
OUTBOX_SIZE = 4 * CHUNK
"""Posts that go out together at most."""
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
        ("seen", "u4"),  # how often it has been seen
        ("acted", "u4"),  # how many have followed its call
        ("voice", "u1"),  # the bit of the kind of person who speaks, of VOICES
    ],
    align=True,
)

ENTRY = np.dtype(
    [("time", "f8"), ("post", "i4"), ("tie", "i4"), ("member", "i4"), ("n_ties", "i2"), ("mutual", "u1"), ("pad", "u1")]
)
"""Exposures of one post that fall due at one time: those of ``n_ties`` ties from ``tie`` on. Where every follower has
another delay an entry is one exposure, of ``member``, and says whether the tie is mutual; otherwise ``member`` is NONE,
and the network tells who they are."""

SHARE = np.dtype(
    [("time", "f8"), ("member", "i4"), ("parent", "i4"), ("message", "i2"), ("platform", "i2"), ("copy", "u1")]
)
"""A post that is not yet published: a share, or an original, whose parent is NONE; ``copy`` says that it is one more
platform for a post that has gone out already."""

ORIGINAL = np.dtype([("time", "f8"), ("platforms", "u8"), ("member", "i8"), ("message", "i8")])
"""A post on somebody's own initiative that is not yet published; ``platforms`` has a bit for each where it may go."""

N_POSTS, FREE_CHUNK, N_FRESH, READING, PLACE, OUTBOX, NEEDED, N_CURSORS = range(8)
"""Places in the cursor: posts so far; first chunk to use again; chunks used so far; chunk being read, and where in it;
posts in the outbox; and fresh chunks that are needed to go on."""


class Content(NamedTuple):
    """Posts and calendar of one run.

    post : (capacity,) of POST; entry : (chunks * CHUNK,) of ENTRY; next_chunk : (chunks,) int32; first : (ticks,)
    int32, the first chunk of each tick; tail : (ticks,) int64, where the next entry of each tick goes, a multiple of
    CHUNK where it needs another chunk; outbox : (OUTBOX_SIZE,) of SHARE; cursor : (N_CURSORS,) int64.
    """

    post: np.ndarray
    entry: np.ndarray
    next_chunk: np.ndarray
    first: np.ndarray
    tail: np.ndarray
    outbox: np.ndarray
    cursor: np.ndarray

    @property
    def is_quiet(self) -> bool:
        """Whether no exposure is on its way."""
        return bool((self.first == NONE).all())


def new_content(n_ticks: int, n_chunks: int = 8192, n_posts: int = 65536) -> Content:
    """An empty calendar with room for ``n_chunks`` chunks and ``n_posts`` posts."""
    cursor = np.zeros(N_CURSORS, np.int64)
    cursor[[FREE_CHUNK, READING]] = NONE
    return Content(
        post=np.zeros(n_posts, POST),
        entry=np.empty(n_chunks * CHUNK, ENTRY),
        next_chunk=np.empty(n_chunks, np.int32),
        first=np.full(n_ticks, NONE, np.int32),
        tail=np.zeros(n_ticks, np.int64),
        outbox=np.empty(OUTBOX_SIZE, SHARE),
        cursor=cursor,
    )


def enlarged(content: Content) -> Content:
    """The same content with the room that the engine needs to go on: twice as much where it ran out."""
    posts = int(content.cursor[N_POSTS]) + OUTBOX_SIZE
    if posts > len(content.post):
        content = content._replace(post=_longer(content.post, posts + len(content.post)))
    chunks = int(content.cursor[N_FRESH] + content.cursor[NEEDED])
    if chunks > len(content.next_chunk):
        chunks += len(content.next_chunk)
        content = content._replace(
            entry=_longer(content.entry, chunks * CHUNK), next_chunk=_longer(content.next_chunk, chunks)
        )
    return content


def _longer(array: np.ndarray, length: int) -> np.ndarray:
    longer = np.zeros(length, array.dtype)
    longer.view(np.uint8)[: array.nbytes] = array.view(np.uint8)  # as bytes: by fields it takes four times as long
    return longer


def side_of(stance: float) -> int:
    """Whether a stance is supportive, hostile or neutral."""
    return SUPPORTIVE if stance > 0 else HOSTILE if stance < 0 else NEUTRAL
