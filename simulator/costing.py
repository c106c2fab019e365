"""What a strategy costs as planned, and how many people a sum of money enrols."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.scenario import (
    VOLUNTEERS,
    Care,
    EmployeesSettings,
    Enrolment,
    InfluencersSettings,
    OutletsSettings,
    Scenario,
    SegmentSettings,
    Strategy,
    VolunteerSettings,
)
from simulator.units import DAYS_PER_MONTH, HOURS_PER_DAY, HOURS_PER_WEEK


def days_enrolled(part: Enrolment, scenario: Scenario) -> float:
    """Days of the rehearsal during which a part of a programme runs."""
    return max(min(part.to_day, scenario.clock.days) - part.from_day, 0.0)


def active_days(part: Enrolment, scenario: Scenario) -> float:
    """Expected days of the rehearsal during which one who takes part in a part of a programme is active.

    Volunteers join evenly over ``ramp_up_days`` r and drop out at a rate d. Of the days D of the part they are active
    for the mean of (1 - e^(-d (D - x))) / d over the days x of joining, from 0 to r.
    """
    spec, days = scenario.segments[part.segment], days_enrolled(part, scenario)
    if spec.role not in VOLUNTEERS:
        return days
    rate = getattr(spec, "drop_out_per_month", 0.0) / DAYS_PER_MONTH
    ramp = part.ramp_up_days
    if ramp <= 0:
        return _days_before_leaving(days, rate)
    before, after = _summed_days(days, rate), _summed_days(max(days - ramp, 0.0), rate)
    return (before - after) / ramp


def _days_before_leaving(days: float, rate: float) -> float:
    """Expected days until one leaves at a rate, or until the end."""
    return -math.expm1(-rate * days) / rate if rate > 0 else days


def _summed_days(days: float, rate: float) -> float:
    """The integral of that from 0 to ``days``; for small rates by its first terms, which do not cancel out."""
    if rate * days < 1e-4:
        return days * days / 2 - rate * days**3 / 6
    return (days - _days_before_leaving(days, rate)) / rate


def planned_posts(part: Enrolment, scenario: Scenario) -> float:
    """Posts expected of one enrolled member over the whole rehearsal, as far as willingness is neutral."""
    return part.posts_per_week * cadence(part) * takes_part(part, scenario) * active_days(part, scenario) / 7


def takes_part(part: Enrolment, scenario: Scenario) -> float:
    """Share of the enrolled who take part, willing or made to, at ordinary morale."""
    willing = float(getattr(scenario.segments[part.segment], "participation", 1.0))
    return willing + part.mandate * (1.0 - willing)


def cadence(part: Enrolment) -> float:
    """Factor on the cadence of volunteers for reward, support and training."""
    return part.incentive * part.support * (1.0 + part.capacity * part.training)


def unit_cost(part: Enrolment, scenario: Scenario) -> float:
    """Planned cost of one enrolled member over the whole rehearsal, in the scenario's money.

    Influencers and outlets: planned posts times the price of a post. Employees and advocates: months in the programme
    times the monthly cost and support, the time to train, and the reward and the working time of the posts expected.
    """
    spec, days = scenario.segments[part.segment], days_enrolled(part, scenario)
    if spec.role not in VOLUNTEERS:
        return part.posts_per_week * days / 7 * price_of_post(part, scenario)
    return fixed_cost(part, scenario) + planned_posts(part, scenario) * price_of_post(part, scenario)


def fixed_cost(part: Enrolment, scenario: Scenario) -> float:
    """What one enrolled member costs whatever is posted: months times the monthly cost and support, and training."""
    spec, costs = scenario.segments[part.segment], scenario.costs
    if spec.role not in VOLUNTEERS:
        return 0.0
    monthly = costs.per_employee_month if isinstance(spec, EmployeesSettings) else costs.per_advocate_month
    return days_enrolled(part, scenario) / DAYS_PER_MONTH * monthly * part.support + part.training * costs.per_training


def price_of_post(part: Enrolment, scenario: Scenario) -> float:
    """Expected price of one post of a part, with all that it costs and on all platforms where it appears."""
    return price_on_one_platform(part, scenario) * expected_copies(part, scenario)


def price_on_one_platform(part: Enrolment, scenario: Scenario) -> float:
    """Price of one post of a part on one platform: fee or content, reward and working time."""
    spec = scenario.segments[part.segment]
    return post_price(spec, scenario) + post_reward(part, scenario) + post_time(part, scenario)


def money_per_hour(part: Enrolment, n_members: int, scenario: Scenario) -> float:
    """What the posts of so many enrolled members cost in an hour at the planned pace, once all are active."""
    volunteers = scenario.segments[part.segment].role in VOLUNTEERS
    active = cadence(part) * takes_part(part, scenario) if volunteers else 1.0
    return n_members * part.posts_per_week / HOURS_PER_WEEK * active * price_of_post(part, scenario)


def post_price(segment: SegmentSettings, scenario: Scenario) -> float:
    """Price of one post of a segment's member that we order, in the scenario's money; volunteers have none."""
    if isinstance(segment, InfluencersSettings):
        return getattr(scenario.costs.fees, segment.tier) if segment.fee_per_post is None else segment.fee_per_post
    return scenario.costs.per_outlet_post if isinstance(segment, OutletsSettings) else 0.0


def post_reward(part: Enrolment, scenario: Scenario) -> float:
    """Reward for one post of an enrolled volunteer, in the scenario's money."""
    if scenario.segments[part.segment].role not in VOLUNTEERS:
        return 0.0
    return max(part.incentive - 1.0, 0.0) * scenario.costs.per_incentive_post


def post_time(part: Enrolment, scenario: Scenario) -> float:
    """Working time of one post of a part, in the scenario's money; only employees post in time that we pay."""
    if not isinstance(scenario.segments[part.segment], EmployeesSettings):
        return 0.0
    costs = scenario.costs
    minutes = costs.minutes_per_post + costs.minutes_per_commentary * own_commentary(part)
    return minutes / 60 * costs.per_hour


def own_commentary(part: Enrolment) -> float:
    """Share of a part's posts that have a commentary of the author's own: none where all is scripted."""
    return part.commentary * (1.0 - part.scripted)


def policy_cost(policy: float, scenario: Scenario) -> float:
    """Working time in which all employees learn a policy that cuts so much, in the scenario's money."""
    n_employees = sum(spec.size for spec in scenario.segments.values() if isinstance(spec, EmployeesSettings))
    return policy * n_employees * scenario.costs.per_policy


def posture_of(step: Any, scenario: Scenario) -> str:
    """The posture of what an action of a playbook says; "none" where it says nothing."""
    return scenario.messages[step.message].posture if hasattr(step, "message") else "none"


def price_of_posture(posture: str, scenario: Scenario) -> float:
    """What it costs to do as a posture says, in the scenario's money."""
    return float(getattr(scenario.responses, posture).price)


def copies_priced(n_platforms: Any, scenario: Scenario) -> Any:
    """The price of a post on so many platforms, as a factor on that on one."""
    return 1.0 + scenario.costs.extra_platform * (n_platforms - 1.0)


def expected_copies(part: Enrolment, scenario: Scenario) -> float:
    """The same for the platforms on which a post of a part is expected to appear."""
    if part.spread != "everywhere":
        return 1.0
    return copies_priced(expected_platforms(part.segment, where(part, scenario), scenario), scenario)


def where(part: Enrolment, scenario: Scenario) -> list[str]:
    """The platforms on which a part may speak: those named, or all, without those that get no effort."""
    return [name for name in part.platforms or scenario.platforms if part.effort.get(name, 1.0) > 0]


def expected_platforms(segment: str, platforms: Sequence[str], scenario: Scenario) -> float:
    """On how many of some platforms one with an account on at least one of them is expected to be."""
    accounts = scenario.segments[segment].accounts
    shares = [accounts.get(name, 0.0) for name in platforms]
    anywhere = 1.0 - math.prod(1.0 - share for share in shares)
    return max(sum(shares) / anywhere, 1.0) if anywhere > 0 else 1.0


def n_enrolled(part: Enrolment, scenario: Scenario) -> int:
    """How many members a part enrols: as many as stated, or as the money buys, and never more than there are."""
    size = scenario.segments[part.segment].size
    if part.members is not None:
        return min(part.members, size)
    if not part.spend:
        return 0
    cost = unit_cost(part, scenario)
    return size if cost <= 0 else min(int(part.spend / cost + 1e-9), size)


def planned_cost(strategy: Strategy, scenario: Scenario) -> float:
    """What a strategy costs as planned: its programme in full, its care, its policy, and its playbook.

    Each action, and each post that it orders, counts as often as it may come before the end, from its earliest moment
    on (``moments_of``); a part that an action enrols, from then on; what is left to chance, as expected; what a posture
    promises, once.
    """
    coming = [(step, moments_of(step, scenario)) for step in strategy.playbook]
    later = [counted_from(step.part, hours) for step, moments in coming if hasattr(step, "part") for hours in moments]
    parts = [*strategy.programme, *(part for part in later if part.from_day < scenario.clock.days)]
    programme = sum(n_enrolled(part, scenario) * unit_cost(part, scenario) for part in parts)
    playbook = sum(_action_cost(step, moments, scenario) for step, moments in coming)
    postures = {posture_of(step, scenario) for step, moments in coming if moments}
    playbook += sum(price_of_posture(posture, scenario) for posture in postures)
    care = sum(_care_cost(care, strategy, parts, scenario) for care in strategy.care)
    policy = max([strategy.policy, *(step.policy for step, moments in coming if hasattr(step, "policy") and moments)])
    return programme + playbook + care + policy_cost(policy, scenario)


def _care_cost(care: Care, strategy: Strategy, parts: list[Enrolment], scenario: Scenario) -> float:
    """Planned cost of care, as if morale stayed as it is at the start: meetings, also to swap tasks, and praise.

    Meetings with those whose morale is low, with the authors of what is found of leaks and disparagements, as far as
    ``delay_hours`` leave time, and with those in the wrong task.
    """
    spec, costs, days = scenario.segments[care.segment], scenario.costs, scenario.clock.days
    own = [part for part in parts if part.segment == care.segment]
    meetings = getattr(spec, "disengaged", 0.0) * spec.size * care.meetings_per_week * days / 7
    time_to_meet = max(days - care.delay_hours / HOURS_PER_DAY, 0.0)
    meetings += care.finds * _bad_words_per_week(care.segment, strategy.policy, own, scenario) * time_to_meet / 7
    for part in own:
        swapped = -math.expm1(-care.swaps_per_week * active_days(part, scenario) / 7)
        meetings += swapped * _share_misplaced(part, scenario) * takes_part(part, scenario) * n_enrolled(part, scenario)
    posts = sum(n_enrolled(part, scenario) * planned_posts(part, scenario) for part in own)
    return meetings * costs.per_meeting + care.praise * posts * costs.per_praise


def _bad_words_per_week(segment: str, policy: float, parts: list[Enrolment], scenario: Scenario) -> float:
    """Leaks and disparagements a week expected of a segment, as far as policy, training and scripts leave them."""
    spec = scenario.segments[segment]
    if not isinstance(spec, EmployeesSettings):
        return 0.0
    rants = spec.disparagement_per_week * spec.disengaged if spec.disparagement is not None else 0.0
    slips = spec.leak_per_week if spec.leak is not None else 0.0
    guarded = 1.0 - policy
    for part in parts:
        share, days = n_enrolled(part, scenario) / spec.size, scenario.clock.days
        trained = max(days - part.from_day - part.ramp_up_days / 2, 0.0) / days
        takes = takes_part(part, scenario) * active_days(part, scenario) / days
        guarded *= 1.0 - part.training * share * trained
        slips *= 1.0 - part.script_guard * part.scripted * share * takes
    return spec.size * guarded * (rants + slips)


def _share_misplaced(part: Enrolment, scenario: Scenario) -> float:
    """Share of those who take part in a part whose task is not their talent."""
    spec = scenario.segments[part.segment]
    if part.task in ("any", "own choice") or not isinstance(spec, VolunteerSettings):
        return 0.0
    talents = {"write": spec.writers, "share": spec.sharers, "comment": spec.commenters}
    return 1.0 - talents.get(part.task, 1.0 - sum(talents.values()))


def moments_of(step: Any, scenario: Scenario) -> list[float]:
    """The hours within the rehearsal at which an action of a playbook may come, each as early as it can in any world.

    A crisis breaks at its earliest onset. A signal is there from the start: it is seen ``delay_hours`` later, and again
    after each ``cooldown_hours``, or in the next tick.
    """
    when, end = step.when, scenario.clock.days * HOURS_PER_DAY
    if when is not None:
        pause = max(when.cooldown_hours, scenario.clock.tick_hours)
        return [when.delay_hours + n * pause for n in range(_times_before(end, when.delay_hours, pause, when.at_most))]
    moment = step.at_hours
    if moment is None:
        onset = scenario.crisis.onset_hours if scenario.crisis is not None else math.inf
        moment = max(onset + step.after_crisis_hours, 0.0)
    return [moment] if moment < end else []


def _times_before(end: float, first: float, interval: float, most: int) -> int:
    """How many times something happens before the end that begins at an hour and comes again after each interval."""
    return math.ceil(min(max((end - first) / interval - 1e-9, 0.0), most))


def counted_from(part: Enrolment, hours: float) -> Enrolment:
    """A part of a programme whose days count from an hour."""
    days = hours / HOURS_PER_DAY
    return part.model_copy(update={"from_day": part.from_day + days, "to_day": part.to_day + days})


def _action_cost(step: Any, moments: list[float], scenario: Scenario) -> float:
    """Planned cost of an action that comes at some hours, with the posts that it orders until the end."""
    cost = len(moments) * scenario.costs.per_action
    if hasattr(step, "speaker"):
        segment, end = scenario.segments[step.speaker], scenario.clock.days * HOURS_PER_DAY
        n_platforms = expected_platforms(step.speaker, step.platforms or list(scenario.platforms), scenario)
        price = post_price(segment, scenario) * copies_priced(n_platforms, scenario)
        n_posts = sum(_times_before(end, hours, step.every_hours, step.times) for hours in moments)
        cost += n_posts * step.members * price
    return cost


@dataclass
class Ledger:
    """What a run has cost so far, by kind, in the scenario's money."""

    spent: dict[str, float] = field(default_factory=dict)

    def pay(self, kind: str, amount: float) -> None:
        """Book an amount."""
        if amount:
            self.spent[kind] = self.spent.get(kind, 0.0) + amount

    @property
    def total(self) -> float:
        """Everything so far."""
        return float(sum(self.spent.values()))
