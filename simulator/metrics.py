"""Numbers read off a world, under the names of the communications trade (AMEC Integrated Evaluation Framework).

An outcome is a function of a model that has run, registered by name with its unit and its AMEC stage. NaN means that
there is no such number in this run (no crisis, nobody reached).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.content import HOSTILE, NONE, SUPPORTIVE
from simulator.population import NEVER
from simulator.scenario import GOAL_ATTAINMENT, METRICS, EmployeesSettings
from simulator.state import (
    ACTIONS,
    FAMILIARITY,
    FAST,
    HIDES,
    IMPRESSIONS,
    LEADS,
    ORIGINALS,
    SALES,
    SHARES,
    SLOW,
    UNFOLLOWS,
)
from simulator.units import HOURS_PER_YEAR
from simulator.waves import half_life, negative_area, peak, rose_again, time_back


@dataclass(frozen=True)
class Metric:
    """One outcome: its name, unit, AMEC stage, which way is better (1 more, -1 less, 0 neither) and how to read it."""

    name: str
    unit: str
    stage: str
    better: int
    read: Callable[[Any], float]

    @property
    def meaning(self) -> str:
        """The first line of the reader's docstring."""
        return (self.read.__doc__ or "").strip().splitlines()[0]


REMEMBERED = 0.5
"""Exposures' worth of familiarity from which on one remembers (assumed)."""
CONVINCED = 0.5
"""Attitude from which on one is convinced (assumed); with the default attitude and spread 5 % of a segment are."""

OUTCOMES: dict[str, Metric] = METRICS


def register(name: str, *, unit: str, stage: str, better: int = 0) -> Callable[..., Any]:
    """Register a function of a model as the outcome ``name``."""

    def keep(read: Callable[[Any], float]) -> Callable[[Any], float]:
        OUTCOMES[name] = Metric(name, unit, stage, better, read)
        return read

    return keep


def outcomes(model: Any) -> dict[str, float]:
    """Every registered outcome of a model, each once, as plain floats."""
    return {name: float(metric.read(model)) for name, metric in OUTCOMES.items()}


def first_seen(model: Any, side: int) -> np.ndarray:
    """The tick in which each member first saw a message of a side, or the number of ticks for never: (members,).

    Who has written a message before seeing it has not been reached by it.
    """
    messages = np.flatnonzero(model.moving.message["side"] == side)
    if not len(messages):
        return np.full(model.given.n_members, model.given.n_ticks)
    contact = model.moving.contact
    seen, author = contact["first_seen"][messages], contact["author"][messages]
    return np.where((seen != NEVER) & (author == 0), seen, model.given.n_ticks).min(axis=0)


def _total(model: Any, counter: int) -> int:
    return int(model.moving.tally[:, :, counter].sum())


def is_public(model: Any) -> np.ndarray:
    """Whether each segment belongs to the public, which is audience and advocates: (segments,) bool."""
    return model.given.segment["is_public"] == 1


def _seen(model: Any, side: int) -> int:
    return int(model.moving.tally[:, is_public(model), IMPRESSIONS + side].sum())


def _reached(model: Any, side: int) -> int:
    seen = first_seen(model, side) < model.given.n_ticks
    return int(np.count_nonzero(seen & is_public(model)[model.population.segment]))


def published(model: Any, side: int) -> np.ndarray:
    """Posts and shares of a side in each tick so far, by everybody: (ticks,)."""
    return model.moving.tally[: model.tick, :, [SHARES + side, ORIGINALS + side]].sum(axis=(1, 2))


def hostile_rate(model: Any) -> np.ndarray:
    """Hostile posts and shares per hour in each tick: (ticks,)."""
    return published(model, HOSTILE) / model.given.tick_hours


def onset_tick(model: Any) -> int | None:
    """The tick in which the crisis broke; None where it has not."""
    onset = model.world.timeline.onset
    tick = math.floor(onset / model.given.tick_hours) if math.isfinite(onset) else model.tick
    return tick if tick < model.tick else None


def _since_onset(model: Any, hours: float) -> float:
    """Hours from the onset, of hours from the beginning of its tick."""
    tick = onset_tick(model)
    return math.nan if tick is None else max(tick * model.given.tick_hours + hours - model.world.timeline.onset, 0.0)


@register("cost", unit="money", stage="input", better=-1)
def cost(model: Any) -> float:
    """What the strategy has cost."""
    return model.ledger.total


@register("posts", unit="posts", stage="activity")
def posts(model: Any) -> float:
    """Original posts, of whatever stance."""
    return sum(_total(model, ORIGINALS + side) for side in range(3))


@register("impressions", unit="impressions", stage="output", better=1)
def impressions(model: Any) -> float:
    """Times that the public saw supportive messages, repeats counted."""
    return _seen(model, SUPPORTIVE)


@register("reach", unit="members", stage="output", better=1)
def reach(model: Any) -> float:
    """Members of the public (audience and advocates) who have seen a supportive message."""
    return _reached(model, SUPPORTIVE)


@register("frequency", unit="impressions/member", stage="output")
def frequency(model: Any) -> float:
    """Supportive impressions per member reached."""
    people = reach(model)
    return impressions(model) / people if people else math.nan


@register("shares", unit="shares", stage="out-take", better=1)
def shares(model: Any) -> float:
    """Times that supportive messages were passed on."""
    return _total(model, SHARES + SUPPORTIVE)


@register("amplification", unit="shares/1000 impressions", stage="out-take", better=1)
def amplification(model: Any) -> float:
    """Shares of supportive messages per thousand impressions."""
    seen = impressions(model)
    return 1000 * shares(model) / seen if seen else math.nan


@register("engagements", unit="engagements", stage="out-take", better=1)
def engagements(model: Any) -> float:
    """Shares of supportive messages, and actions, by the public."""
    shared = int(model.moving.tally[:, is_public(model), SHARES + SUPPORTIVE].sum())
    return shared + actions(model)


@register("engagement_rate", unit="per 1000 impressions", stage="out-take", better=1)
def engagement_rate(model: Any) -> float:
    """Shares and actions by the public per thousand supportive impressions."""
    seen = impressions(model)
    return 1000 * engagements(model) / seen if seen else math.nan


@register("awareness", unit="share", stage="out-take", better=1)
def awareness(model: Any) -> float:
    """Share of the public who remember us at the end: half an exposure or more is left of their familiarity."""
    people = model.population.member[is_public(model)[model.population.segment]]
    left = people["familiarity"] * model.given.fade[model.tick - people["touched"], FAMILIARITY]
    return float(np.mean(left >= REMEMBERED)) if len(people) else math.nan


@register("share_of_voice", unit="share", stage="output", better=1)
def share_of_voice(model: Any) -> float:
    """Supportive impressions as a share of all impressions of the public."""
    everything = sum(_seen(model, side) for side in range(3))
    return impressions(model) / everything if everything else math.nan


@register("earned_share", unit="share", stage="output", better=1)
def earned_share(model: Any) -> float:
    """Share of the supportive impressions of the public that come from others than the organisation's own outlets."""
    owned = np.array([getattr(segment, "owned", False) for segment in model.spec.segments.values()])
    by_source = model.moving.flow[:, is_public(model), SUPPORTIVE].sum(axis=1)
    return float(by_source[~owned].sum() / by_source.sum()) if by_source.sum() else math.nan


@register("unfollows", unit="unfollows", stage="out-take", better=-1)
def unfollows(model: Any) -> float:
    """Follower ties cut for too much promotion."""
    return _total(model, UNFOLLOWS)


@register("hides", unit="hides", stage="out-take", better=-1)
def hides(model: Any) -> float:
    """Sources whose promotion members have hidden."""
    return _total(model, HIDES)


@register("unfollow_rate", unit="per 1000 impressions", stage="out-take", better=-1)
def unfollow_rate(model: Any) -> float:
    """Follower ties cut per thousand supportive impressions of the public."""
    seen = impressions(model)
    return 1000 * unfollows(model) / seen if seen else math.nan


@register("time_to_first_response", unit="hours", stage="activity", better=-1)
def time_to_first_response(model: Any) -> float:
    """Hours from the onset of the crisis to the first original post that answers it."""
    onset, posts = model.world.timeline.onset, model.posts
    answers = np.array([message.posture != "none" for message in model.spec.messages.values()])
    times = posts["time"][answers[posts["message"]] & (posts["parent"] == NONE)]
    return float(times.min()) - onset if len(times) and math.isfinite(onset) else math.nan


@register("sentiment_net", unit="-1..1", stage="out-take", better=1)
def sentiment_net(model: Any) -> float:
    """Supportive minus hostile posts and shares, as a share of both."""
    good, bad = (_total(model, SHARES + s) + _total(model, ORIGINALS + s) for s in (SUPPORTIVE, HOSTILE))
    return (good - bad) / (good + bad) if good + bad else math.nan


@register("hostile_impressions", unit="impressions", stage="output", better=-1)
def hostile_impressions(model: Any) -> float:
    """Times that the public saw hostile messages, repeats counted."""
    return _seen(model, HOSTILE)


@register("hostile_reach", unit="members", stage="output", better=-1)
def hostile_reach(model: Any) -> float:
    """Members of the public who have seen a hostile message."""
    return _reached(model, HOSTILE)


@register("hostile_shares", unit="shares", stage="out-take", better=-1)
def hostile_shares(model: Any) -> float:
    """Times that hostile messages were passed on."""
    return _total(model, SHARES + HOSTILE)


@register("peak_hostile_posts", unit="posts/hour", stage="out-take", better=-1)
def peak_hostile_posts(model: Any) -> float:
    """Hostile posts and shares in the worst hour."""
    return peak(published(model, HOSTILE), model.given.tick_hours)[0]


@register("time_to_peak", unit="hours", stage="out-take")
def time_to_peak(model: Any) -> float:
    """Hours from the onset of the crisis to the end of the worst hour after it."""
    return _since_onset(model, peak(published(model, HOSTILE)[onset_tick(model) :], model.given.tick_hours)[1])


@register("half_life_of_attention", unit="hours", stage="out-take", better=-1)
def half_life_of_attention(model: Any) -> float:
    """Hours from the worst six hours of the crisis until hostile posts and shares first fall to half of that."""
    tick = onset_tick(model)
    return math.nan if tick is None else half_life(published(model, HOSTILE)[tick:], model.given.tick_hours)


@register("time_to_baseline", unit="hours", stage="out-take", better=-1)
def time_to_baseline(model: Any) -> float:
    """Hours from the onset until hostile posts are down to 5 % of their rise, and stay there for a day; NaN for later.

    The level is that before the onset and 5 % of the way from there to the worst six hours (assumed).
    """
    tick, counts = onset_tick(model), published(model, HOSTILE)
    if tick is None:
        return math.nan
    before = float(counts[:tick].mean()) / model.given.tick_hours if tick else 0.0
    return _since_onset(model, time_back(counts[tick:], model.given.tick_hours, before))


@register("negative_sentiment_area", unit="share x hours", stage="out-take", better=-1)
def negative_sentiment_area(model: Any) -> float:
    """Area under negative sentiment since the onset: hostile minus supportive as a share of both, where positive.

    Posts and shares by everybody, in stretches of six hours. An hour in which all are hostile counts 1.
    """
    tick = onset_tick(model)
    if tick is None:
        return math.nan
    good, bad = (published(model, side)[tick:] for side in (SUPPORTIVE, HOSTILE))
    skipped = model.world.timeline.onset - tick * model.given.tick_hours
    return negative_area(good, bad, model.given.tick_hours, hours_before=skipped)


@register("second_wave", unit="0 or 1", stage="out-take", better=-1)
def second_wave(model: Any) -> float:
    """Whether hostile posts rose again after they had fallen to half: 1 or 0, so that the mean is the probability.

    To a fifth of the first wave or more, and to twice what they had fallen to (assumed), beyond chance; by the day.
    """
    tick = onset_tick(model)
    return math.nan if tick is None else float(rose_again(published(model, HOSTILE)[tick:], model.given.tick_hours))


@register("reputation_end", unit="-1..1", stage="outcome", better=1)
def reputation_end(model: Any) -> float:
    """Mean attitude of the public (audience and advocates) at the end."""
    return float(model.public_attitude()[-1])


@register("reputation_low", unit="-1..1", stage="outcome", better=1)
def reputation_low(model: Any) -> float:
    """Lowest mean attitude of the public during the rehearsal."""
    return float(model.public_attitude().min())


@register("reputation_lost_days", unit="attitude x days", stage="outcome", better=-1)
def reputation_lost_days(model: Any) -> float:
    """Area between the public's attitude at the start and its course, where it is below."""
    course = model.public_attitude()
    return float(np.maximum(model.public_start() - course, 0).sum() * model.given.tick_hours / 24)


@register("reputation_residual", unit="-1..1", stage="outcome", better=1)
def reputation_residual(model: Any) -> float:
    """What crisis and campaign leave: mean attitude of the public at the end minus that at the start."""
    return float(model.public_attitude()[-1]) - model.public_start()


@register("convinced", unit="members", stage="outcome", better=1)
def convinced(model: Any) -> float:
    """Members of the public whose attitude at the end is 0.5 or more."""
    people, public = model.population, is_public(model)[model.population.segment]
    start, fast, slow, touched = (
        people[name][public] for name in ("attitude_start", "attitude_fast", "attitude_slow", "touched")
    )
    fade, idle = model.given.fade, model.tick - 1 - touched
    return int(np.count_nonzero(start + fast * fade[idle, FAST] + slow * fade[idle, SLOW] >= CONVINCED))


@register("actions", unit="actions", stage="outcome", better=1)
def actions(model: Any) -> float:
    """Calls to action that the public followed, such as clicks."""
    return _total(model, ACTIONS)


@register("leads", unit="leads", stage="outcome", better=1)
def leads(model: Any) -> float:
    """Actions of the public that became leads."""
    return _total(model, LEADS)


@register("sales", unit="sales", stage="outcome", better=1)
def sales(model: Any) -> float:
    """Leads that became sales."""
    return _total(model, SALES)


@register("cost_per_action", unit="money", stage="outcome", better=-1)
def cost_per_action(model: Any) -> float:
    """Cost for each action."""
    done = actions(model)
    return model.ledger.total / done if done else math.nan


@register("cost_per_engagement", unit="money", stage="out-take", better=-1)
def cost_per_engagement(model: Any) -> float:
    """Cost for each share of a supportive message, or action, by the public (CPE)."""
    done = engagements(model)
    return model.ledger.total / done if done else math.nan


@register("cost_per_thousand", unit="money", stage="output", better=-1)
def cost_per_thousand(model: Any) -> float:
    """Cost for a thousand supportive impressions (CPM)."""
    seen = impressions(model)
    return 1000 * model.ledger.total / seen if seen else math.nan


@register("cost_per_lead", unit="money", stage="outcome", better=-1)
def cost_per_lead(model: Any) -> float:
    """Cost for each lead."""
    found = leads(model)
    return model.ledger.total / found if found else math.nan


@register("revenue", unit="money", stage="impact", better=1)
def revenue(model: Any) -> float:
    """Margin of all actions, leads and sales of the public."""
    worth = model.spec.costs
    return (
        actions(model) * worth.value_of_result + leads(model) * worth.value_of_lead + sales(model) * worth.value_of_sale
    )


@register("volunteers_end", unit="members", stage="activity", better=1)
def volunteers_end(model: Any) -> float:
    """Members who speak for the organisation at the end: enrolled, trained, and not yet given up."""
    people, hours = model.population, model.tick * model.given.tick_hours
    return int(np.count_nonzero((people.active_from < hours) & (people.active_until >= hours)))


@register("insider_posts", unit="posts", stage="activity", better=-1)
def insider_posts(model: Any) -> float:
    """Hostile originals by employees: leaks, bitter words, and what an insider says of a crisis."""
    staff = _is_staff(model)
    return int(model.moving.tally[:, staff, ORIGINALS + HOSTILE].sum()) if staff.any() else math.nan


@register("morale_end", unit="-1..1", stage="outcome", better=1)
def morale_end(model: Any) -> float:
    """Mean morale of the employees at the end."""
    staff = _is_staff(model)[model.population.segment]
    return float(model.population.morale[staff].mean(dtype=np.float64)) if staff.any() else math.nan


def _is_staff(model: Any) -> np.ndarray:
    return np.array([isinstance(segment, EmployeesSettings) for segment in model.spec.segments.values()])


@register("disengagement_cost", unit="money", stage="impact", better=-1)
def disengagement_cost(model: Any) -> float:
    """Profit lost by disengaged employees over the rehearsal; not a part of the cost."""
    if not _is_staff(model).any():
        return math.nan
    years = model.tick * model.given.tick_hours / HOURS_PER_YEAR
    return float(model.n_disengaged[: model.tick].mean()) * years * model.spec.costs.per_disengaged_year


@register("net_value", unit="money", stage="impact", better=1)
def net_value(model: Any) -> float:
    """Revenue minus the cost."""
    return revenue(model) - model.ledger.total


@register("romi", unit="x", stage="impact", better=1)
def romi(model: Any) -> float:
    """Return on what was spent: net value by cost."""
    return net_value(model) / model.ledger.total if model.ledger.total else math.nan


@register(GOAL_ATTAINMENT, unit="share", stage="outcome", better=1)
def goal_attainment(model: Any) -> float:
    """How far the goals of the scenario are attained, 0 to 1: their weighted mean; NaN where there are none."""
    goals = model.spec.goals.values()
    total = sum(goal.weight for goal in goals)
    return sum(goal.weight * attained(goal, model) for goal in goals) / total if total else math.nan


def attained(goal: Any, model: Any) -> float:
    """The share of the way from a goal's start to its target, 0 to 1; 0 where a run has no such number."""
    way = (OUTCOMES[goal.metric].read(model) - goal.start) / (goal.target - goal.start)
    return min(max(way, 0.0), 1.0) if way == way else 0.0
