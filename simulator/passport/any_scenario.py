"""Scenarios whose settings are drawn at random, each over its declared range.

Each setting stays as the stage has it, or is drawn, with equal chances: a scenario in which everything is drawn at once
is extreme in so many ways that little happens in it (swarm testing: Groce et al. 2012).
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from simulator.passport.stages import stage_text
from simulator.randomness import stream, uniform
from simulator.scenario import Scenario
from simulator.scenario_files import parse_scenario
from simulator.settings import Declared, every_setting
from simulator.studies.job import with_settings
from simulator.units import HOURS_PER_DAY

Luck = Callable[[str], float]
"""A number from 0 to 1 about each name."""

EVERYTHING = "everything"
"""The strategy of the stage."""
DRAWN = ("contagion", "belief", "fatigue", "conversion", "credibility", "platforms", "segments", "messages", "crisis",
         "strategies", "mechanisms")  # fmt: skip
"""Tables whose settings are drawn."""
TIED = ("size", "stance", "engaged", "disengaged", "writers", "commenters", "sharers", "kind", "posture", "topic",
        "role", "action", "direction", "seating", "after_crisis_hours", "tier", "goal", "share_needed")  # fmt: skip
"""Settings that must fit others, or make no difference here, and stay."""
WIDE = 100.0
"""Above this a range says what is possible, not what is likely; so does one that is open at an end."""
TIMES = 4.0
"""Instead such a setting is drawn from this part of what the stage has to this many times as much."""


def luck_of(number: int) -> Luck:
    """The luck of the scenario with this number: keyed draws."""
    return lambda name: float(uniform(stream(number, f"any scenario: {name}"), 0))


def any_scenario(luck: Luck, settings: Mapping[str, Any] | None = None) -> Scenario:
    """A scenario, drawn, but for some settings by path; where all luck is below a half it is the stage."""
    stage = parse_scenario(stage_text("anything"), name="anything")
    days = float((settings or {}).get("clock.days", stage.clock.days))
    return with_settings(stage, {**dict(_drawn(stage, luck, days)), **(settings or {})})


def _drawn(stage: Scenario, luck: Luck, days: float) -> Iterator[tuple[str, Any]]:
    """The settings that are drawn anew, and their values."""
    most = _most(stage, days)
    for declared in every_setting(stage):
        parts = declared.path.split(".")
        if parts[0].split("[")[0] not in DRAWN or parts[-1] in TIED:
            continue
        values = values_of(declared)
        if values is None:
            continue
        one = luck(declared.path)
        if one >= 0.5:
            value = values(2.0 * one - 1.0)
            yield declared.path, min(value, most[declared.path]) if declared.path in most else value


def _most(stage: Scenario, days: float) -> dict[str, Any]:
    """The largest values with which a plan can still be carried out: all members there are, and a crisis in time."""
    strategy, size = stage.strategies[EVERYTHING], {name: spec.size for name, spec in stage.segments.items()}
    here = f"strategies.{EVERYTHING}"
    most: dict[str, Any] = {
        f"{here}.programme[{n}].members": size[part.segment] for n, part in enumerate(strategy.programme)
    }
    steps: list[Any] = list(strategy.playbook)
    for n, step in enumerate(steps):
        if hasattr(step, "speaker"):
            most[f"{here}.playbook[{n}].members"] = size[step.speaker]
    if stage.crisis is not None:
        latest = max((step.after_crisis_hours or 0.0 for step in steps), default=0.0)
        most["crisis.origin_members"] = size[stage.crisis.origin]
        most["crisis.onset_hours"] = days * HOURS_PER_DAY - latest - 1.0
    return most


def values_of(declared: Declared) -> Callable[[float], Any] | None:
    """How a number from 0 to 1 becomes a value of a setting, all over its range; None for names and tables."""
    kind = declared.field.annotation
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        return lambda share: choices[min(int(share * len(choices)), len(choices) - 1)]
    if kind not in (float, int) or not math.isfinite(declared.value):
        return None
    low, high = _range(declared)
    if high - low > WIDE:
        if not declared.value:
            return None
        low, high = max(low, declared.value / TIMES), min(high, declared.value * TIMES)
        return lambda share: kind(low * (high / low) ** share)
    return lambda share: kind(low + (high - low) * share)


def _range(declared: Declared) -> tuple[float, float]:
    """The declared range; infinite where it is open or leaves its bound out."""
    low, high = -math.inf, math.inf
    for bound in declared.field.metadata:
        low, high = getattr(bound, "ge", low), getattr(bound, "le", high)
    return low, high
