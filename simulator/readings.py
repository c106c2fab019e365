"""Numbers read off a world for the sake of a question: who caused what, when, and how much of it per piece.

A reading is a function of a model that has run, and of arguments, registered by name with its unit. Unlike an outcome
it is computed only where a job asks for it. NaN means that there is no such number in this run.

``who`` is the name of a segment, a role, "public" or "everybody", or a tuple of such.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.content import NONE, SIDES
from simulator.metrics import OUTCOMES, is_public
from simulator.population import NEVER
from simulator.settings import InputError, nearest
from simulator.state import ACTIONS, IMPRESSIONS, SHARES
from simulator.units import HOURS_PER_DAY


@dataclass(frozen=True)
class ReadingKind:
    """One reading: its name, its unit and how to read it."""

    name: str
    unit: str
    read: Callable[..., float]

    @property
    def meaning(self) -> str:
        """The first line of the reader's docstring."""
        return (self.read.__doc__ or "").strip().splitlines()[0]


READINGS: dict[str, ReadingKind] = {}


def register(unit: str) -> Callable[..., Any]:
    """Register a function of a model and of arguments as the reading of its name."""

    def keep(read: Callable[..., float]) -> Callable[..., float]:
        READINGS[read.__name__] = ReadingKind(read.__name__, unit, read)
        return read

    return keep


def read(model: Any, name: str, **arguments: Any) -> float:
    """A reading, or an outcome, of a model that has run."""
    if name in READINGS:
        return float(READINGS[name].read(model, **arguments))
    if name in OUTCOMES and not arguments:
        return float(OUTCOMES[name].read(model))
    raise InputError(f'reading "{name}" is not known{nearest(name, {*READINGS, *OUTCOMES})}')


def unit_of(name: str) -> str:
    """The unit of a reading or an outcome."""
    return READINGS[name].unit if name in READINGS else OUTCOMES[name].unit


# ------------------------------------------------------------ who, what, when


def segments_meant(model: Any, who: str | tuple[str, ...]) -> np.ndarray:
    """Which segments are meant: (segments,) bool."""
    if isinstance(who, tuple):
        return np.logical_or.reduce([segments_meant(model, one) for one in who])
    if who == "everybody":
        return np.ones(len(model.spec.segments), bool)
    if who == "public":
        return is_public(model)
    meant = np.array([who in (name, spec.role) for name, spec in model.spec.segments.items()])
    if not meant.any():
        raise InputError(f'reading: "{who}" is neither a segment nor a role here{nearest(who, model.spec.segments)}')
    return meant


def _posts_meant(
    model: Any,
    who: str | tuple[str, ...] = "everybody",
    *,
    side: str | None = None,
    message: str | None = None,
    original: bool | None = None,
    from_day: float = 0.0,
    to_day: float = math.inf,
    from_level: int | None = None,
) -> np.ndarray:
    """Which posts are meant: (posts,) bool. ``original`` False means shares, None means both."""
    posts, people = model.posts, model.population
    meant = segments_meant(model, who)[people.segment[posts["member"]]]
    meant &= (posts["time"] >= from_day * HOURS_PER_DAY) & (posts["time"] < to_day * HOURS_PER_DAY)
    if side is not None:
        meant &= model.moving.message["side"][posts["message"]] == SIDES.index(side)
    if message is not None:
        meant &= posts["message"] == model.message_number[message]
    if original is not None:
        meant &= (posts["parent"] == NONE) == original
    if from_level is not None:
        meant &= people.level[posts["member"]] >= from_level
    return meant


def _seen(model: Any, source: str | tuple[str, ...], receiver: str | tuple[str, ...], side: str) -> int:
    flow = model.moving.flow[segments_meant(model, source)][:, segments_meant(model, receiver)]
    return int(flow[:, :, SIDES.index(side)].sum())


def _count(meant: np.ndarray) -> int:
    return int(np.count_nonzero(meant))


def _per(amount: float, of: float) -> float:
    return amount / of if of else math.nan


# ------------------------------------------------------------ posts


@register("posts")
def posts(model: Any, **which: Any) -> float:
    """Posts and shares by some segments, of some side or message, within some days."""
    return _count(_posts_meant(model, **which))


@register("posts")
def originals(model: Any, **which: Any) -> float:
    """Original posts by some segments, of some side or message, within some days."""
    return _count(_posts_meant(model, original=True, **which))


@register("share")
def late_share(model: Any, *, who: str, after_day: float, **which: Any) -> float:
    """Posts and shares of some segments after a day, as a share of all of theirs."""
    late = _count(_posts_meant(model, who, from_day=after_day, **which))
    return _per(late, _count(_posts_meant(model, who, **which)))


@register("days")
def activity_half_life(
    model: Any, *, who: str | tuple[str, ...], from_day: float, to_day: float, at_most: float = 1000.0, **which: Any
) -> float:
    """Days in which the posting of some segments halves, by that in the two halves of a period; at most so many.

    With n posts in the first and m in the second half of w days: w / 2 x ln 2 / ln (n / m), as if it decayed evenly.
    """
    middle = (from_day + to_day) / 2
    first = _count(_posts_meant(model, who, from_day=from_day, to_day=middle, **which))
    second = _count(_posts_meant(model, who, from_day=middle, to_day=to_day, **which))
    if not first:
        return math.nan
    if not second:
        return 0.0
    half = (middle - from_day) * math.log(2.0)
    return half / math.log(first / second) if first > second and half < at_most * math.log(first / second) else at_most


@register("members")
def speakers(model: Any, **which: Any) -> float:
    """Members of some segments who have published anything of the kind."""
    return len(np.unique(model.posts["member"][_posts_meant(model, **which)]))


@register("members")
def active(model: Any, *, who: str, day: float) -> float:
    """Members of some segments who speak for the organisation on a day."""
    people, hour = model.population, day * HOURS_PER_DAY
    on = (people.active_from <= hour) & (hour < people.active_until)
    return _count(on & segments_meant(model, who)[people.segment])


@register("-1..1")
def morale(model: Any, *, who: str) -> float:
    """Mean morale of some segments at the end."""
    people = model.population
    return float(people.morale[segments_meant(model, who)[people.segment]].mean(dtype=np.float64))


@register("0..1")
def conviction(model: Any, *, who: str) -> float:
    """Mean depth of conviction of some segments."""
    people = model.population
    return float(people["conviction"][segments_meant(model, who)[people.segment]].mean(dtype=np.float64))


@register("deeds")
def deeds(model: Any) -> float:
    """What volunteers have done in tasks of a programme: texts, shares, comments and likes."""
    return float(sum(model.feedback.deeds.values()))


# ------------------------------------------------------------ seen


@register("members")
def reached(
    model: Any,
    *,
    who: str | tuple[str, ...] = "public",
    side: str = "supportive",
    from_day: float = 0.0,
    to_day: float = math.inf,
) -> float:
    """Members of some segments who first saw a message of a side, not their own, from a day on and before another."""
    messages = np.flatnonzero(model.moving.message["side"] == SIDES.index(side))
    contact, ticks_per_day = model.moving.contact, HOURS_PER_DAY / model.given.tick_hours
    first = contact["first_seen"][messages]
    there = (first != NEVER) & (contact["author"][messages] == 0)
    earliest = np.where(there, first.astype(np.float64), math.inf).min(axis=0, initial=math.inf)
    new = (from_day * ticks_per_day <= earliest) & (earliest < to_day * ticks_per_day)
    return _count(new & segments_meant(model, who)[model.population.segment])


@register("impressions")
def seen(model: Any, *, source: str = "everybody", receiver: str = "everybody", side: str = "supportive") -> float:
    """Times that some segments saw messages of a side from some segments."""
    return _seen(model, source, receiver, side)


@register("impressions/post")
def seen_per_post(model: Any, **which: Any) -> float:
    """Impressions that a post or share of some segments gets, on average."""
    rows = model.posts["seen"][_posts_meant(model, **which)]
    return _per(int(rows.sum()), len(rows))


@register("1/post")
def engagement_per_post(model: Any, **which: Any) -> float:
    """Shares of a post of some segments and actions that followed it, on average."""
    meant, posts = _posts_meant(model, **which), model.posts
    parent = posts["parent"][posts["parent"] != NONE]
    return _per(_count(meant[parent]) + int(posts["acted"][meant].sum()), _count(meant))


@register("trust")
def trust_of_posts(model: Any, **which: Any) -> float:
    """How far a post of some segments moves those who see it, on average: trust in its author by then."""
    rows = model.posts["trust"][_posts_meant(model, **which)]
    return _per(float(rows.sum(dtype=np.float64)), len(rows))


# ------------------------------------------------------------ what they do about it


@register("shares/impression")
def shares_per_impression(model: Any, *, who: str = "everybody", side: str = "supportive") -> float:
    """How often some segments pass on a message of a side, per time that they see one."""
    tally = model.moving.tally[:, segments_meant(model, who)]
    number = SIDES.index(side)
    return _per(tally[:, :, SHARES + number].sum(), tally[:, :, IMPRESSIONS + number].sum())


@register("actions/impression")
def actions_per_impression(model: Any, *, who: str = "public") -> float:
    """Calls to action that some segments follow, per supportive message that they see."""
    tally = model.moving.tally[:, segments_meant(model, who)]
    return _per(tally[:, :, ACTIONS].sum(), tally[:, :, IMPRESSIONS].sum())


@register("actions/member")
def actions_per_member_reached(model: Any, *, who: str = "public") -> float:
    """Calls to action that some segments follow, per member of theirs who has seen a supportive message."""
    return _per(model.moving.tally[:, segments_meant(model, who), ACTIONS].sum(), reached(model, who=who))


@register("1/impression")
def engagement(model: Any, *, who: str = "everybody") -> float:
    """Shares and actions by some segments, per supportive message that they see."""
    tally = model.moving.tally[:, segments_meant(model, who)]
    return _per(tally[:, :, [SHARES, ACTIONS]].sum(), tally[:, :, IMPRESSIONS].sum())


# ------------------------------------------------------------ what they think


def _attitude(model: Any, who: str | tuple[str, ...], tick: int) -> float:
    """Mean attitude of some segments at the end of a tick, or before the first (tick -1)."""
    meant = segments_meant(model, who)
    if tick < 0:
        return float(model.population["attitude_start"][meant[model.population.segment]].mean(dtype=np.float64))
    sizes = np.array([spec.size for spec in model.spec.segments.values()])[meant]
    return float((model.segment_attitude[tick, meant] * sizes).sum() / sizes.sum())


@register("attitude")
def attitude_gained(model: Any, *, who: str = "public") -> float:
    """Mean attitude of some segments at the end minus that at the start."""
    return _attitude(model, who, model.tick - 1) - _attitude(model, who, -1)


@register("attitude/impression")
def attitude_per_impression(model: Any, *, who: str = "public", side: str = "supportive") -> float:
    """Attitude that members of some segments gain, all in all, per message of a side that they see."""
    size = sum(spec.size for spec, m in zip(model.spec.segments.values(), segments_meant(model, who), strict=True) if m)
    return _per(attitude_gained(model, who=who) * size, _seen(model, "everybody", who, side))


@register("share of the loss")
def loss_left(model: Any, *, day: float, who: str = "public") -> float:
    """How much of the largest loss of attitude is left on a day."""
    course = np.array([_attitude(model, who, tick) for tick in range(model.tick)])
    start = _attitude(model, who, -1)
    lost = start - course.min()
    last = min(int(day * HOURS_PER_DAY / model.given.tick_hours), model.tick) - 1
    return _per(start - course[last], lost) if lost > 0 else math.nan
