"""The price of an hour: what a playbook gains by the hour of its first answer to the crisis."""

import itertools
import math
from typing import Any

import numpy as np

from simulator.chosen import chosen_strategy
from simulator.scenario import Scenario
from simulator.settings import InputError, join
from simulator.studies.answers import Delayed, Estimate, PriceOfAnHour
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

    Each is compared with the same strategy without these actions, in the same worlds. What a playbook does before the
    onset, when a signal is observed, or at a fixed time, stays as it is in both.

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
    never = _never_answering(scenario, strategy)
    trials.do(Trial(variant, (strategy,), worlds) for variant in [never, *delayed.values()])
    without = trials.values(never, strategy, worlds)
    gains = [trials.values(delayed.get(hour), strategy, worlds) - without for hour in hours]
    steps = [estimate(step) for step in _steps([trials.better * gain for gain in gains], hours)]
    merits = [estimate(trials.better * gain) for gain in gains]
    costliest = max(range(len(steps)), key=lambda place: steps[place].mean, default=None)
    matters = _last_that_matters(merits, hours)
    return PriceOfAnHour(
        strategy=strategy,
        metric=trials.metric,
        delays=tuple(
            Delayed(hour, estimate(gain), step)
            for hour, gain, step in zip(hours, gains, [*steps, Estimate(math.nan)], strict=True)
        ),
        matters_until=matters,
        always=matters == hours[-1],
        per_hour=Estimate(math.nan) if costliest is None else steps[costliest],
        worlds=worlds,
        steepest=None if costliest is None else (hours[costliest], hours[costliest + 1]),
        harms=merits[0].high < 0,
    )


def _steps(merits: list[np.ndarray], hours: list[float]) -> list[np.ndarray]:
    """What each hour costs between neighbouring delays: (worlds,) each."""
    pairs = itertools.pairwise(zip(merits, hours, strict=True))
    return [(sooner - later) / (then - now) for (sooner, now), (later, then) in pairs]


def _last_that_matters(merits: list[Estimate], hours: list[float]) -> float | None:
    """The last hour up to which answers gain beyond doubt; None where the first does not."""
    last = None
    for merit, hour in zip(merits, hours, strict=True):
        if not merit.low > 0:
            break
        last = hour
    return last


def _first_answer(scenario: Scenario, strategy: str) -> float | None:
    """The hour after the onset of a strategy's first answer; None where it does nothing then."""
    steps = chosen_strategy(scenario, strategy).playbook
    hours = [step.after_crisis_hours for step in steps if step.after_crisis_hours is not None]
    answers = [h for h in hours if h >= 0]
    return min(answers, default=None)


def _answering_at(scenario: Scenario, strategy: str, later: float, hour: float) -> Variant:
    """The scenario in which all that a playbook does after the onset comes so much later (earlier, where negative)."""
    playbook = _playbook(scenario, strategy)
    for step in playbook:
        if _is_moved(step):
            step["after_crisis_hours"] = max(step["after_crisis_hours"] + later, 0.0)
    return Variant(f"{strategy}: first answer after {hour:g} h", ((_path(strategy), playbook),))


def _never_answering(scenario: Scenario, strategy: str) -> Variant:
    """The scenario in which a playbook does nothing of what is moved; all else of it stays."""
    kept = [step for step in _playbook(scenario, strategy) if not _is_moved(step)]
    return Variant(f"{strategy}: no answer", ((_path(strategy), kept),))


def _is_moved(step: dict[str, Any]) -> bool:
    at = step.get("after_crisis_hours")
    return at is not None and at >= 0


def _playbook(scenario: Scenario, strategy: str) -> list[dict[str, Any]]:
    content = scenario.model_dump(by_alias=True, exclude_unset=True)["strategies"][strategy]
    return content["playbook"]


def _path(strategy: str) -> str:
    return f"{join('strategies', strategy)}.playbook"
