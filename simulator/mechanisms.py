"""Further mechanisms of the world, by name: each sets factors before a tick that the engine then applies.

A mechanism is a settings class and a function of the model, the settings and the tick; it may multiply
``model.moving.message["gain"]`` (sharing) and ``["action_gain"]`` (acting) of each message, or change members.
"""

import math
from collections.abc import Callable
from typing import Any, Literal

from simulator.scenario import mechanism_settings
from simulator.settings import Settings, setting

EFFECTS: dict[str, Callable[[Any, Any, int], None]] = {}


def register(name: str, settings: type[Settings]) -> Callable[..., Any]:
    """Register a function as the effect of the mechanism ``name`` and a class as its settings."""
    mechanism_settings(name)(settings)

    def keep(effect: Callable[[Any, Any, int], None]) -> Callable[[Any, Any, int], None]:
        EFFECTS[name] = effect
        return effect

    return keep


class DailyRhythm(Settings):
    """People share more at one time of the day than at another."""

    kind: Literal["daily_rhythm"]
    amplitude: float = setting(
        0.5, "rise and fall around the mean (0 is neutral)", unit="x", low=0, high=1, source="assumed"
    )
    peak_hour: float = setting(20.0, "time of day with most sharing", unit="hour", low=0, high=24, source="assumed")


@register("daily_rhythm", DailyRhythm)
def follow_the_day(model: Any, rhythm: DailyRhythm, tick: int) -> None:
    """Multiply sharing by 1 + amplitude cos(2 pi (hour of the day - peak hour) / 24)."""
    start = model.spec.clock.start
    hour = start.hour + start.minute / 60 + (tick + 0.5) * model.spec.clock.tick_hours
    model.moving.message["gain"] *= 1.0 + rhythm.amplitude * math.cos(2 * math.pi * (hour - rhythm.peak_hour) / 24)


def apply_all(model: Any, tick: int) -> None:
    """Let every mechanism of the scenario take effect, in the order of the file."""
    for settings in model.spec.mechanisms:
        EFFECTS[settings.kind](model, settings, tick)
