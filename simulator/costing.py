"""What a strategy costs as planned, and how many people a sum of money enrols."""

from dataclasses import dataclass, field
from typing import Any

from simulator.scenario import (
    Care,
    EmployeesSettings,
    Enrolment,
    InfluencersSettings,
    OutletsSettings,
    Scenario,
    SegmentSettings,
    Strategy,
)
from simulator.units import DAYS_PER_MONTH


def days_enrolled(part: Enrolment, scenario: Scenario) -> float:
    """Days of the rehearsal during which a part of a programme runs."""
    return max(min(part.to_day, scenario.clock.days) - part.from_day, 0.0)


def unit_cost(part: Enrolment, scenario: Scenario) -> float:
    """Planned cost of one enrolled member over the whole rehearsal, in the scenario's money.

    Influencers and outlets: planned posts times the price of a post. Employees and advocates: months in the programme
    times the monthly cost and support, the time to train, and the reward for the planned posts of those who take part.
    """
    spec, costs, days = scenario.segments[part.segment], scenario.costs, days_enrolled(part, scenario)
    posts = part.posts_per_week * days / 7
    if isinstance(spec, InfluencersSettings | OutletsSettings):
        return posts * post_price(spec, scenario)
    monthly = costs.per_employee_month if isinstance(spec, EmployeesSettings) else costs.per_advocate_month
    takes_part = getattr(spec, "participation", 1.0)
    joins = takes_part + part.mandate * (1.0 - takes_part)
    raised = part.incentive * part.support * (1.0 + part.capacity * part.training)
    fixed = days / DAYS_PER_MONTH * monthly * part.support + part.training * costs.per_training
    return fixed + posts * raised * joins * post_reward(part, scenario)


def post_price(segment: SegmentSettings, scenario: Scenario) -> float:
    """Price of one post of a segment's member that we order, in the scenario's money; volunteers have none."""
    if isinstance(segment, InfluencersSettings):
        return segment.fee_per_post
    return scenario.costs.per_outlet_post if isinstance(segment, OutletsSettings) else 0.0


def post_reward(part: Enrolment, scenario: Scenario) -> float:
    """Reward for one post of an enrolled person, in the scenario's money."""
    return max(part.incentive - 1.0, 0.0) * scenario.costs.per_incentive_post


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
    """What a strategy costs as planned: its programme in full, its care, and its playbook.

    Each action counts as often as it may come; a part that it enrols, as if it were enrolled at the start.
    """
    parts = [*strategy.programme, *(step.part for step in strategy.playbook if hasattr(step, "part"))]
    programme = sum(n_enrolled(part, scenario) * unit_cost(part, scenario) for part in parts)
    playbook = sum(_action_cost(step, scenario) for step in strategy.playbook)
    return programme + playbook + sum(_care_cost(care, parts, scenario) for care in strategy.care)


def _care_cost(care: Care, parts: list[Enrolment], scenario: Scenario) -> float:
    """Planned cost of care: meetings with all whose morale is low at the start, for the whole time, and praise."""
    spec, costs, days = scenario.segments[care.segment], scenario.costs, scenario.clock.days
    meetings = getattr(spec, "disengaged", 0.0) * spec.size * care.meetings_per_week * days / 7
    posts = sum(
        n_enrolled(part, scenario)
        * getattr(spec, "participation", 1.0)
        * part.posts_per_week
        / 7
        * days_enrolled(part, scenario)
        for part in parts
        if part.segment == care.segment
    )
    return meetings * costs.per_meeting + care.praise * posts * costs.per_praise


def _action_cost(step: Any, scenario: Scenario) -> float:
    cost = scenario.costs.per_action
    if hasattr(step, "speaker"):
        segment = scenario.segments[step.speaker]
        cost += min(step.members, segment.size) * step.times * post_price(segment, scenario)
    return cost * (step.when.at_most if step.when is not None else 1)


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
