"""Adapting a programme to what its parts bring in: money moves from the worst to the best (claim B23)."""

import math
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from simulator import randomness
from simulator.agenda import take_due
from simulator.content import NONE
from simulator.costing import days_enrolled, fixed_cost, money_per_hour
from simulator.scenario import ActionSettings
from simulator.settings import setting
from simulator.strategies import Part, action
from simulator.units import HOURS_PER_DAY

RESULTS = ("impressions", "actions")
"""What is observed of a part."""
MONEY = len(RESULTS)
"""The column of money in the books."""


class Reallocate(ActionSettings):
    """Reviews of the programme: what the parts bring in for their money is compared, and money moves."""

    action: Literal["reallocate"]
    by: Literal["actions", "impressions"] = setting(
        "actions", "the result that is compared, by money spent", source="B23; assumed"
    )
    share: float = setting(
        0.25,
        "part of its remaining money for posts that the worst gives to the best at a review (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="B23; assumed",
    )
    margin: float = setting(
        1.25,
        "how many times as good as the worst the best must look",
        unit="x",
        low=1,
        high=1000,
        source="B23; assumed",
    )
    caution: float = setting(
        3.0,
        "and by how many standard errors of a count, so that chance is not followed (0 is neutral)",
        unit="standard errors",
        low=0,
        high=100,
        source="B23; assumed",
    )
    fastest: float = setting(
        4.0, "largest pace of a part, against its plan", unit="x", low=1, high=100, source="B23; assumed"
    )
    over_hours: float = setting(
        48.0, "time over which results are counted", unit="hours", above=0, source="B23; assumed"
    )
    delay_hours: float = setting(1.0, "age of what is observed", unit="hours", low=0, source="B23; assumed")
    error: float = setting(
        0.1,
        "log standard deviation of the observation of each part (0 is neutral)",
        low=0,
        high=3,
        source="B23; assumed",
    )
    times: int = setting(10, "number of reviews", unit="reviews", low=1, high=1000, source="B23; assumed")
    every_hours: float = setting(48.0, "time between two reviews", unit="hours", above=0, source="B23; assumed")


@dataclass(frozen=True)
class Result:
    """What a part was seen to bring in, and what it cost in that time."""

    part: Part
    count: float
    money: float

    @property
    def value(self) -> float:
        """The result by money."""
        return self.count / self.money


@dataclass(frozen=True)
class Review:
    """A review that is due: when (hours), and how it is done."""

    hours: float
    spec: Reallocate


@action("reallocate", Reallocate)
def plan_reviews(model: Any, spec: Reallocate, hours: float) -> None:
    """Put the reviews on the list."""
    model.reviews += [Review(hours + number * spec.every_hours, spec) for number in range(spec.times)]


def review_parts(model: Any) -> None:
    """Do the reviews that are due in this tick, in the order of their times."""
    for review in take_due(model.reviews, model.tick, model.given.tick_hours):
        _review(model, review)


def _review(model: Any, review: Review) -> None:
    seen = observed_results(model, review.spec, review.hours)
    model.books.n_reviews += 1
    if len(seen) < 2:
        return
    model.books.n_comparisons += 1
    worst, best = min(seen, key=lambda result: result.value), max(seen, key=lambda result: result.value)
    if is_better(best, worst, review.spec):
        money = move_money(model, worst.part, best.part, review)
        if money > 0:
            text = f"{money:,.0f} from {worst.part.spec.segment} to {best.part.spec.segment}"
            model.note("review", review.hours, text)


def is_better(best: Result, worst: Result, spec: Reallocate) -> bool:
    """Whether one part looks better than another by the margin, and by more than chance would make it.

    The logarithm of the ratio of counts a and b has the standard error sqrt(1/a + 1/b); half a count is added to each.
    """
    if best.value <= 0 or best.value < spec.margin * worst.value:
        return False
    a, b = best.count + 0.5, worst.count + 0.5
    ratio = math.log(a / best.money) - math.log(b / worst.money)
    return ratio >= spec.caution * math.sqrt(1 / a + 1 / b)


def move_money(model: Any, worst: Part, best: Part, review: Review) -> float:
    """Slow one part down and speed the other up, so that the money planned for what remains is the same in all."""
    giving, taking = (_money_left(model, part, review.hours) for part in (worst, best))
    room = max(review.spec.fastest - best.pace, 0.0) * taking
    money = min(review.spec.share * worst.pace * giving, room)
    if money > 0:
        worst.change_pace(review.hours, max(worst.pace - money / giving, 0.0))
        best.change_pace(review.hours, best.pace + money / taking)
    return money


def _money_left(model: Any, part: Part, hours: float) -> float:
    """What the posts of a part would still cost at the planned pace."""
    end = min(part.ends, model.given.n_ticks * model.given.tick_hours)
    return money_per_hour(part.spec, len(part.members), model.spec) * max(end - hours, 0.0)


def observed_results(model: Any, spec: Reallocate, hours: float) -> list[Result]:
    """What the organisation sees of each part by money, late and with a log-normal error of the world's own.

    Only parts that have run through the time that is looked at, are running, and pay for their posts.
    """
    length = model.given.tick_hours
    end = min(math.floor((hours - spec.delay_hours) / length + 1e-9), model.tick)
    begin = max(end - math.ceil(spec.over_hours / length - 1e-9), 0)
    if end <= begin or model.books is None:
        return []
    gained = model.books.between(begin, end, len(model.parts))
    seen = []
    for part, row in zip(model.parts, gained, strict=True):
        running = part.begun and part.starts <= begin * length and part.runs(np.array([hours]))[0]
        if running and row[MONEY] > 0 and _money_left(model, part, hours) > 0:
            key = randomness.stream(model.seed, f"observing part {part.label} of {part.spec.segment}")
            luck = float(randomness.normal(key, int(begin * length + 1e-9))) if spec.error > 0 else 0.0
            count = float(row[RESULTS.index(spec.by)]) * math.exp(spec.error * luck)
            seen.append(Result(part, count, float(row[MONEY])))
    return seen


# ---------------------------------------------------------------- books


@dataclass
class Books:
    """What the parts of a programme have brought in and cost up to the end of each tick.

    rows : per tick (parts, 3) float64: impressions of a part's own posts, actions on them, money; n_reviews : reviews
    so far; n_comparisons : those at which there were two parts to compare.
    """

    rows: list[np.ndarray] = field(default_factory=list)
    n_reviews: int = 0
    n_comparisons: int = 0

    def record(self, model: Any) -> None:
        """Write down how all parts stand at the end of a tick."""
        end = model.now + model.given.tick_hours
        rows = [(*_gained(model, part), _spent(model, part, end)) for part in model.parts]
        self.rows.append(np.array(rows, np.float64))

    def between(self, begin: int, end: int, n_parts: int) -> np.ndarray:
        """What came in and went out from tick ``begin`` to before tick ``end``: (parts, 3)."""
        gained = np.zeros((n_parts, MONEY + 1))
        for tick, sign in ((end, 1.0), (begin, -1.0)):
            if tick > 0:
                row = self.rows[tick - 1]
                gained[: len(row)] += sign * row
        return gained


def books_of(model: Any) -> Books | None:
    """Books, where an action of the playbook (or of the world) asks for them."""
    asking = [*model.strategy.playbook, *model.spec.events]
    return Books() if any(isinstance(step, Reallocate) for step in asking) else None


def _gained(model: Any, part: Part) -> tuple[int, int]:
    """How often a part's own posts have been seen, and how often their call was followed.

    Where two parts say the same by the same people both count it. What others pass on is nobody's own post.
    """
    posts = model.posts
    own = (posts["message"] == model.message_number[part.spec.message]) & (posts["parent"] == NONE)
    own[own] = part.enrolled[posts["member"][own]]
    return int(posts["seen"][own].sum()), int(posts["acted"][own].sum())


def _spent(model: Any, part: Part, hours: float) -> float:
    """What a part has cost up to a time: its posts, and what it costs in any case spread evenly over its days."""
    days = days_enrolled(part.spec, model.spec)
    if days <= 0:
        return part.paid
    gone = min(max(hours - part.starts, 0.0) / (days * HOURS_PER_DAY), 1.0)
    return part.paid + fixed_cost(part.spec, model.spec) * len(part.members) * gone
