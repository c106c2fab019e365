"""Run health: whether a run says anything, or is of a kind from which nothing should be concluded.

A warning has a name, the same in all runs, and a sentence with the figures of this run.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from simulator.cascades import originals_of
from simulator.content import HOSTILE, NONE, SIDES, SUPPORTIVE
from simulator.costing import n_enrolled
from simulator.metrics import OUTCOMES, hostile_rate, is_public
from simulator.rules import FIXED_DELAY, share_in_time
from simulator.scenario import VOLUNTEERS
from simulator.wording import counted

FEW_MEMBERS = 10
"""A message that nobody shared and fewer than so many saw has died out (assumed)."""
SATURATED = 0.9
"""Share of the public beyond which more effort could hardly reach more (assumed)."""
DOMINANT = 0.5
"""Share of all shares or impressions that should not go back to one member (assumed) ..."""
ENOUGH_SHARES, ENOUGH_IMPRESSIONS = 100, 1_000
"""... where there are so many in all (assumed)."""
UNDELIVERED = 0.1
"""Share of all exposures that should not come after the end (assumed)."""
LAST_PART = 0.1
"""Part of the rehearsal in which hostile posts, or attention, should not be at their height (assumed) ..."""
ENOUGH_POSTS = 20
"""... where so many hostile posts are in it (assumed) ..."""
BEYOND_CHANCE = 2.0
"""... and more than before by so many standard deviations of a count (assumed)."""


class HealthWarning(NamedTuple):
    """What is wrong with a run: a name, and a sentence with figures."""

    name: str
    text: str


def health(model: Any) -> tuple[HealthWarning, ...]:
    """What should be known of a finished model before its numbers are used: each kind of warning at most once."""
    found = ((name, "; ".join(texts(model))) for name, texts in WARNINGS.items())
    return tuple(HealthWarning(name, text) for name, text in found if text)


# ------------------------------------------------------------ died out, saturated


def died_out(model: Any) -> Iterator[str]:
    """Messages of the strategy and the story of the crisis: said in time, shared by nobody, seen by hardly anybody."""
    message, posts = model.moving.message, model.posts
    said = np.bincount(posts["message"], minlength=len(message))
    originals = np.bincount(posts["message"][posts["parent"] == NONE], minlength=len(message))
    for name in _watched(model):
        number = model.message_number[name]
        in_time = message["born"][number] < (1.0 - LAST_PART) * _end(model)
        seen = int(message["n_seen"][number])
        if in_time and said[number] == originals[number] and seen < FEW_MEMBERS:
            yield f'"{name}" was published {_times(said[number])}, shared by nobody and seen by {_members(seen)}'


def _watched(model: Any) -> list[str]:
    """The messages of the programme and the playbook, and the story of the crisis."""
    ordered = [step.message for step in model.strategy.playbook if hasattr(step, "message")]
    story = [model.spec.crisis.story] if model.spec.crisis is not None else []
    return list(dict.fromkeys([*(part.spec.message for part in model.parts), *ordered, *story]))


def saturated(model: Any) -> Iterator[str]:
    """Sides that nearly all of the public have seen."""
    n_public = int(np.count_nonzero(is_public(model)[model.population.segment]))
    for side, name in ((SUPPORTIVE, "reach"), (HOSTILE, "hostile_reach")):
        share = OUTCOMES[name].read(model) / n_public if n_public else 0.0
        if share > SATURATED:
            yield f"{100 * share:.0f} % of the public have seen {SIDES[side]} messages: more could hardly be reached"


# ------------------------------------------------------------ one member


def dominated(model: Any) -> Iterator[str]:
    """Shares or impressions most of which go back to the originals of one member; outlets speak for themselves."""
    posts = model.posts
    owner = posts["member"][originals_of(posts["parent"])]
    is_person = model.given.segment["is_outlet"][model.population.segment] == 0
    shares = np.bincount(owner[posts["parent"] != NONE], minlength=len(is_person))
    sights = np.bincount(owner, posts["seen"], minlength=len(is_person))
    for what, count, enough in (("shares", shares, ENOUGH_SHARES), ("impressions", sights, ENOUGH_IMPRESSIONS)):
        total, first = int(count.sum()), int(np.argmax(count * is_person))
        if total >= enough and is_person[first] and count[first] > DOMINANT * total:
            segment = list(model.spec.segments)[model.population.segment[first]]
            yield f"{100 * count[first] / total:.0f} % of {total:,} {what} go back to member {first} of {segment}"


# ------------------------------------------------------------ the end comes too soon


def cut_short(model: Any) -> Iterator[str]:
    """Exposures that come after the end, a crisis that breaks after it, and curves that are at their height then."""
    onset, end = model.world.timeline.onset, _end(model)
    if end <= onset < np.inf:
        yield f"the crisis breaks at hour {onset:.0f}, and the rehearsal ends at hour {end:.0f}"
    yield from _ordered_in_vain(model)
    share = undelivered(model)
    if share > UNDELIVERED:
        yield f"{100 * share:.0f} % of the exposures of what was published would come after the end"
    last, before = height_at_end(hostile_rate(model) * model.given.tick_hours)
    if last >= ENOUGH_POSTS and last > before + BEYOND_CHANCE * before**0.5:
        height = f"{last:.0f}, and never before more than {before:.0f}"
        yield f"hostile posts are at their height in the last {LAST_PART * end:.0f} hours: {height}"
    last, before = height_at_end(model.attention_so_far)
    if model.spec.crisis is not None and last > before:
        yield f"attention to the crisis is at its height in the last {LAST_PART * end:.0f} hours"


def _ordered_in_vain(model: Any) -> Iterator[str]:
    """What the playbook orders at a time that is known, and that would come after the end."""
    onset, end = model.world.timeline.onset, _end(model)
    for watch in model.playbook:
        spec = watch.spec
        if spec.when is not None or (spec.at_hours is None and onset >= end):
            continue
        moment, said = watch.moment(model), f' of "{spec.message}"' if hasattr(spec, "message") else ""
        if moment >= end:
            yield f"{spec.action}{said} would come at hour {moment:.0f}, and the rehearsal ends at hour {end:.0f}"
        elif hasattr(spec, "speaker"):
            late = np.count_nonzero(moment + np.arange(spec.times) * spec.every_hours >= end)
            if late:
                yield f"{late} of {spec.times} times{said} would come after the end"


def undelivered(model: Any) -> float:
    """Part of the exposures of all posts that are expected after the end, by the law of delays of each platform.

    Posts are taken by the tick in which they were published, as if in its middle.
    """
    given, posts = model.given, model.posts
    row = posts["platform"].astype(np.int64) * given.n_members + posts["member"]
    tick = (posts["time"] / given.tick_hours).astype(np.int64)
    is_outlet, place = given.segment["is_outlet"][posts["segment"]], given.platform[posts["platform"]]
    reached = (given.start[row + 1] - given.start[row]) * np.where(
        is_outlet, place["outlet_reach"], place["member_reach"]
    )
    late = total = 0.0
    for number, platform in enumerate(given.platform):
        here = posts["platform"] == number
        filed = np.bincount(tick[here], reached[here], given.n_ticks)
        late += float(filed @ _late(platform, given.n_ticks, given.tick_hours))
        total += float(filed.sum())
    return late / total if total else 0.0


def _late(platform: Any, n_ticks: int, tick_hours: float) -> np.ndarray:
    """The share of responses to posts of each tick that come after the end: (ticks,)."""
    left = (n_ticks - 0.5 - np.arange(n_ticks)) * tick_hours
    law, half_life = platform["law"], platform["half_life"]
    if law == FIXED_DELAY:
        return (left < half_life).astype(float)
    shape = (law, platform["constant"], platform["theta"], half_life)
    in_time = np.array([share_in_time(*shape, hours) for hours in left])
    return np.maximum(1.0 - in_time / platform["in_time"], 0.0)


def height_at_end(curve: np.ndarray) -> tuple[float, float]:
    """The sum of a curve over its last tenth, and the largest over any earlier stretch as long.

    >>> height_at_end(np.array([0.0] * 15 + [3.0, 1.0, 0.0, 2.0, 2.0]))
    (4.0, 4.0)
    """
    length = max(round(LAST_PART * len(curve)), 1)
    so_far = np.append(0.0, np.cumsum(curve))
    sums = so_far[length:] - so_far[:-length]
    return float(sums[-1]), float(sums[:-length].max(initial=0.0))


# ------------------------------------------------------------ what was asked for and came to nothing


def nobody_took_part(model: Any) -> Iterator[str]:
    """Parts of the programme that were to enrol members, and in which nobody takes part."""
    for part in model.parts:
        asked, who, message = n_enrolled(part.spec, model.spec), part.spec.segment, part.spec.message
        if not part.begun or not asked:
            continue
        if not len(part.members):
            yield f'{_members(asked)} of {who} were to say "{message}", and none has an account where it is said'
        elif model.spec.segments[who].role in VOLUNTEERS and not np.isfinite(part.since).any():
            yield f'none of {_members(len(part.members))} of {who} who were enrolled for "{message}" took part'


def nothing_to_compare(model: Any) -> Iterator[str]:
    """Reviews of the programme, at none of which there were two parts to compare."""
    books = model.books
    if books is not None and books.n_reviews and not books.n_comparisons:
        yield f"none of {books.n_reviews} reviews had two parts of the programme to compare"


WARNINGS: dict[str, Callable[[Any], Iterator[str]]] = {
    "died out": died_out,
    "saturated": saturated,
    "one member dominates": dominated,
    "horizon too short": cut_short,
    "nobody takes part": nobody_took_part,
    "nothing to compare": nothing_to_compare,
}
"""All warnings by name: functions of a model that yield a text for each thing that is wrong."""


def _end(model: Any) -> float:
    return float(model.given.n_ticks * model.given.tick_hours)


def _members(n: int) -> str:
    return counted(n, "member") if n else "nobody"


def _times(n: int) -> str:
    return "once" if n == 1 else counted(n, "time")
