"""What a scenario assumes without knowing it well, and how far each assumption may lie elsewhere.

Settings of the same name are one assumption for all segments of a role, and for all platforms: they are varied
together, in proportion to what the scenario gives. Ranges are declared with the settings (``plausible``); rules are
varied by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, get_args

from simulator.scenario import OutletsSettings, Scenario
from simulator.setting_paths import parsed
from simulator.settings import Declared, every_setting
from simulator.studies.job import Variant
from simulator.studies.short_names import short_name
from simulator.studies.trials import without_budgets

RULES = {
    "contagion.rule": "rule of contagion",
    "belief.rule": "rule of belief",
    "crisis.cluster": "type of the crisis",
}
"""Choices between theories, in words: each is tried by each of its names."""
AS_GIVEN = "as given"
"""What stands for the values of settings that differ."""
MOVED_BY_STEPS = "-1..1"
"""The unit of settings that are moved by adding, since they may be 0 or less; all others are moved in proportion."""
HALVED, DOUBLED = 0.5, 2.0
"""How far an assumption without a declared range may lie from its value (assumed)."""


@dataclass(frozen=True)
class End:
    """One end of an assumption's plausible range: what its settings would be there, and are now.

    far : the values at the end, as the scenario's file would have them; label : the end in words or as a number.
    """

    far: tuple[Any, ...]
    label: float | str


@dataclass(frozen=True)
class Uncertainty:
    """An assumption: its settings, their values as given, and the ends of its range (one for a rule's other names)."""

    name: str
    unit: str
    source: str
    paths: tuple[str, ...]
    now: tuple[Any, ...]
    ends: tuple[End, ...]
    lifted: tuple[tuple[str, None], ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether there is something between its ends."""
        return not isinstance(self.now[0], str)

    @property
    def now_in_words(self) -> float | str:
        """Its value, where all its settings have the same."""
        return self.now[0] if len(set(self.now)) == 1 else AS_GIVEN

    def variant(self, end: End, part: float = 1.0) -> Variant:
        """The scenario with the assumption moved towards an end: by a part of the way from now, 1 for all of it."""
        values = [self._between(a, b, part) for a, b in zip(self.now, end.far, strict=True)]
        settings = tuple(zip(self.paths, values, strict=True)) + self.lifted
        more = f" and {len(self.paths) - 1} more" if len(self.paths) > 1 else ""
        return Variant(f"{self.paths[0]}{more} = {self.label(end, part)} ({part:.6g})", settings)

    def label(self, end: End, part: float = 1.0) -> float | str:
        """The value at a part of the way: of all settings where they are the same, else in proportion."""
        if not self.is_number:
            return end.label
        if len(set(self.now)) == 1:
            return float(self._between(self.now[0], end.far[0], part))
        now, there = self.now[0], self._between(self.now[0], end.far[0], part)
        if self.unit == MOVED_BY_STEPS or not now:
            return f"{there - now:+.2g} on each"
        return f"{there / now:.2g} times as given"

    def _between(self, now: Any, far: Any, part: float) -> Any:
        if isinstance(now, str) or part == 1.0:
            return far
        value = now + part * (far - now)
        return round(value) if isinstance(now, int) and isinstance(far, int) else value


def uncertainties(scenario: Scenario, *, everything: bool = False) -> list[Uncertainty]:
    """The assumptions of a scenario that are tried: those with a declared range, and rules.

    Parameters
    ----------
    everything : also all other numbers that are given or assumed, from half to double.
    """
    found = [_rule(setting) for setting in every_setting(scenario) if setting.path in RULES]
    grouped = sorted(_grouped(scenario), key=lambda pair: pair[0])
    for _, members in groupby(grouped, key=lambda pair: pair[0]):
        settings = [setting for _, setting in members]
        if everything or settings[0].plausible:
            found += _number(settings, scenario)
    return found


def _rule(setting: Declared) -> Uncertainty:
    ends = tuple(End((name,), name) for name in get_args(setting.field.annotation) if name != setting.value)
    return Uncertainty(RULES[setting.path], "", _source(setting), (setting.path,), (setting.value,), ends)


def _grouped(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], Declared]]:
    """Numbers that are uncertain, each with the key of its group."""
    for setting in every_setting(scenario):
        is_number = isinstance(setting.value, int | float) and not isinstance(setting.value, bool)
        if is_number and abs(setting.value) != float("inf") and (setting.plausible or _is_assumed(setting)):
            yield (*_who(scenario, setting.path), str(parsed(setting.path)[-1])), setting


def _is_assumed(setting: Declared) -> bool:
    return setting.given or "assumed" in setting.source


def _who(scenario: Scenario, path: str) -> tuple[str, ...]:
    """Whom a setting is about: a role, all platforms, all programmes, or the table in which it stands."""
    place = [str(step) for step in parsed(path)]
    if place[0] == "segments":
        segment = scenario.segments[place[1]]
        if isinstance(segment, OutletsSettings):
            return ("our own accounts" if segment.owned else "other outlets", *place[2:-1])
        return (segment.role, *place[2:-1])
    if place[0] == "platforms":
        return ("platforms", *place[2:-1])
    if place[0] == "strategies":
        return ("programmes", *(step for step in place[3:-1] if not step.isdigit()))
    return tuple(place[:-1])


def _number(settings: list[Declared], scenario: Scenario) -> list[Uncertainty]:
    """The assumption that some settings are together; none where its range has no other value than now."""
    now, first = tuple(s.value for s in settings), settings[0]
    place = parsed(first.path)[0]
    who = _who(scenario, first.path)[0] if place in ("segments", "platforms", "strategies") else ""
    lifted = without_budgets(scenario) if place in ("costs", "segments", "strategies") else ()
    name, source = _in_words(first, who), _source(first)
    bare = Uncertainty(name, first.unit, source, tuple(s.path for s in settings), now, (), lifted)
    fars = [tuple(_far(s, side) for s in settings) for side in (0, 1)]
    ends = tuple(End(far, bare.label(End(far, ""))) for far in fars if far != now)
    return [replace(bare, ends=ends)] if ends else []


def plausible_range(setting: Declared) -> tuple[float, float] | None:
    """The range in which a setting may as well lie: as declared, or in proportion where the scenario gives a value."""
    if not setting.plausible or not isinstance(setting.value, int | float) or abs(setting.value) == float("inf"):
        return None
    low, high = sorted(_far(setting, side) for side in (0, 1))
    return low, high


def _far(setting: Declared, side: int) -> Any:
    """The value at an end of the range: the given value moved as the default would be, within the allowed range."""
    value, default = setting.value, setting.field.default
    ends = setting.plausible
    if ends is None:
        far = value * (HALVED, DOUBLED)[side]
    elif setting.unit == MOVED_BY_STEPS and isinstance(default, float):
        far = value + ends[side] - default
    elif not isinstance(default, int | float) or not default or not value:
        far = ends[side]
    else:
        far = value * ends[side] / default
    bounds = {
        name: getattr(mark, name) for mark in setting.field.metadata for name in ("ge", "le") if hasattr(mark, name)
    }
    far = min(max(far, bounds.get("ge", far)), bounds.get("le", far))
    return round(far) if isinstance(value, int) else float(f"{far:.4g}")


def _in_words(setting: Declared, who: str) -> str:
    said = short_name(setting.path) or setting.meaning.split(" (")[0].split(": ")[0]
    return f"{said} ({who})" if who else said


def _source(setting: Declared) -> str:
    declared = setting.source_of_default
    return f"given in the scenario; default: {declared}" if setting.given else declared
