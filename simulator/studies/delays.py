"""The price of an hour: what a playbook gains by the hour of its first answer to the crisis."""

import math
from typing import Any

import numpy as np

from simulator.chosen import chosen_strategy
from simulator.scenario import Scenario
from simulator.settings import InputError, join
from simulator.studies.answers import Delayed, PriceOfAnHour
from simulator.studies.job import Variant
from simulator.studies.statistics import estimate
from simulator.studies.trials import Trial, Trials
from simulator.units import HOURS_PER_DAY

HOURS = (1.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0)
"""Hours after the onset at which the first answer is tried, as far as the rehearsal lasts."""


def answers_a_crisis(scenario: Scenario, strategy: str) -> bool:
    """Whether a strategy does anything at a stated time after the onset of the crisis."""
    return scenario.crisis is not None and _first_answer(scenario, strategy) is not None


def price_of_an_hour(trials: Trials, strategy: str, *, worlds: int) -> PriceOfAnHour:
    """Try a playbook earlier and later: all that it does at a time after the onset is moved alike.

    Each is compared with the same strategy without any playbook, in the same worlds. What a playbook does when a signal
    is observed, or at a fixed time, stays where it is.

    Raises
    ------
    InputError : where the strategy does nothing at a time after the onset.
    """
    scenario = trials.scenario
    first = _first_answer(scenario, strategy)
    if scenario.crisis is None or first is None:
        raise InputError(f'strategy "{strategy}" does nothing at a stated time after the onset of a crisis')
    latest = scenario.crisis.onset_hours + scenario.crisis.onset_spread_hours
    left = scenario.clock.days * HOURS_PER_DAY - latest
    hours = sorted({first, *(hour for hour in HOURS if hour < left)})
    delayed = {hour: _answering_at(scenario, strategy, hour - first, hour) for hour in hours if hour != first}
    never = Variant(f"{strategy}: no playbook", ((f"{join('strategies', strategy)}.playbook", []),))
    trials.do(Trial(variant, (strategy,), worlds) for variant in [never, *delayed.values()])
    without = trials.values(never, strategy, worlds)
    gains = {hour: trials.values(delayed.get(hour), strategy, worlds) - without for hour in hours}
    told = tuple(Delayed(hour, estimate(gains[hour])) for hour in hours)
    matters = _last_that_matters(told)
    last = hours[-1] if matters is None else matters
    steps = (gains[hours[0]] - gains[last]) / (last - hours[0]) if last > hours[0] else np.array([math.nan])
    return PriceOfAnHour(
        strategy=strategy,
        metric=trials.metric,
        delays=told,
        matters_until=matters,
        always=matters == hours[-1],
        per_hour=estimate(steps),
        worlds=worlds,
    )


def _last_that_matters(delays: tuple[Delayed, ...]) -> float | None:
    """The last hour up to which answers gain beyond doubt; None where the first does not."""
    last = None
    for delayed in delays:
        if not delayed.gain.low > 0:
            break
        last = delayed.hours
    return last


def _first_answer(scenario: Scenario, strategy: str) -> float | None:
    """The hour after the onset of a strategy's first answer; None where it does nothing then."""
    steps = chosen_strategy(scenario, strategy).playbook
    hours = [step.after_crisis_hours for step in steps if step.after_crisis_hours is not None]
    answers = [h for h in hours if h >= 0]
    return min(answers, default=None)


def _answering_at(scenario: Scenario, strategy: str, later: float, hour: float) -> Variant:
    """The scenario in which all that a playbook does after the onset comes so much later (earlier, where negative)."""
    content = scenario.model_dump(by_alias=True, exclude_unset=True)["strategies"][strategy]
    playbook: list[dict[str, Any]] = content["playbook"]
    for step in playbook:
        at = step.get("after_crisis_hours")
        if at is not None and at >= 0:
            step["after_crisis_hours"] = max(at + later, 0.0)
    return Variant(
        f"{strategy}: first answer after {hour:g} h", ((f"{join('strategies', strategy)}.playbook", playbook),)
    )
