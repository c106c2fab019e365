"""Further mechanisms of the world, by name: each sets factors before a tick that the engine then applies.

A mechanism is a settings class and a function of the model, the settings and the tick; it may multiply
``model.moving.message["gain"]`` (sharing) and ``["action_gain"]`` (acting) of each message, or change members.
"""

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from simulator.content import NONE, SUPPORTIVE
from simulator.population import slices
from simulator.scenario import PUBLIC, EmployeesSettings, mechanism_settings
from simulator.settings import Settings, setting
from simulator.units import HOURS_PER_DAY

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


class Tide(Settings):
    """A trend: for a while people pass on and act on what concerns a topic more, or less, than before (claim B23)."""

    kind: Literal["tide"]
    topic: str = setting(..., "the topic that comes up or goes out of fashion")
    factor: float = setting(
        2.0,
        "factor on sharing and acting while it lasts (1 is neutral)",
        unit="x",
        low=0,
        high=20,
        source="B23; assumed",
    )
    from_hours: float = setting(0.0, "when it begins", unit="hours", low=0)
    to_hours: float = setting(float("inf"), "when it ends", unit="hours", low=0, endless=True)


@register("tide", Tide)
def run_with_the_tide(model: Any, tide: Tide, _tick: int) -> None:
    """Multiply sharing and acting on messages of the topic by the factor, in the part of the tick in which it lasts."""
    length, now = model.spec.clock.tick_hours, model.now
    lasting = max(min(tide.to_hours, now + length) - max(tide.from_hours, now), 0.0) / length
    if lasting > 0.0:
        of_topic = [message.topic == tide.topic for message in model.spec.messages.values()]
        factor = np.where(of_topic, 1.0 + (tide.factor - 1.0) * lasting, 1.0)
        model.moving.message["gain"] *= factor
        model.moving.message["action_gain"] *= factor


class Bandwagon(Settings):
    """Numbers that everybody sees: what many have passed on is passed on more readily (claim D2)."""

    kind: Literal["bandwagon"]
    weight: float = setting(
        0.3,
        "growth of sharing per tenfold of the shares so far (0 is neutral)",
        unit="per decade",
        low=0,
        high=2,
        source="D2; assumed",
    )
    unnoticed: int = setting(
        10, "shares of a message that impress nobody yet", unit="shares", low=0, high=1_000_000, source="D2; assumed"
    )


@register("bandwagon", Bandwagon)
def jump_on(model: Any, bandwagon: Bandwagon, _tick: int) -> None:
    """Multiply sharing of each message by 1 + weight log10((1 + shares) / (1 + unnoticed)), at least 1."""
    posts = model.posts
    shares = np.bincount(posts["message"][posts["parent"] != NONE], minlength=len(model.spec.messages))
    crowd = np.log10((1.0 + np.maximum(shares, bandwagon.unnoticed)) / (1.0 + bandwagon.unnoticed))
    model.moving.message["gain"] *= 1.0 + bandwagon.weight * crowd


class StaffHeard:
    """How much the public has heard from employees, and what that makes of the brand's own voice (claim B11).

    heard : supportive impressions of employees' posts per member of the public, fading; counted : those counted so far;
    trust : how far the word of each of our own outlets' members is trusted without.
    """

    def __init__(self, model: Any):
        spec, rows = model.spec, slices(model.spec)
        segments = spec.segments.items()
        self.staff = np.array([isinstance(s, EmployeesSettings) for _, s in segments])
        self.public = np.array([s.role in PUBLIC for _, s in segments])
        self.size = sum(s.size for _, s in segments if s.role in PUBLIC)
        own = [np.arange(rows[n].start, rows[n].stop) for n, s in segments if getattr(s, "owned", False)]
        self.ours = np.concatenate(own) if own else np.zeros(0, np.int64)
        self.trust = model.population.voice["trust"][self.ours].astype(np.float64)
        self.heard, self.counted = 0.0, 0

    def warm(self, model: Any) -> None:
        """Set the trust of our own outlets for a tick: times 1 + humanness (1 - e^-heard), at most 1."""
        credibility = model.spec.credibility
        if credibility.humanness == 0.0 or not len(self.ours) or not self.size:
            return
        so_far = int(model.moving.flow[self.staff][:, self.public, SUPPORTIVE].sum())
        lasting = 0.5 ** (model.spec.clock.tick_hours / (credibility.humanness_half_life_days * HOURS_PER_DAY))
        self.heard = self.heard * lasting + (so_far - self.counted) / self.size
        self.counted = so_far
        human = 1.0 - credibility.humanness * math.expm1(-self.heard)
        model.population.voice["trust"][self.ours] = np.minimum(self.trust * human, 1.0)


def apply_all(model: Any, tick: int) -> None:
    """Let every mechanism of the scenario take effect, in the order of the file."""
    for settings in model.spec.mechanisms:
        EFFECTS[settings.kind](model, settings, tick)
