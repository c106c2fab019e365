"""The strategies of a scenario, and the scenario as a strategy makes it."""

from collections.abc import Iterator
from typing import Any

from simulator.scenario import DO_NOTHING, Scenario, Strategy
from simulator.setting_paths import replace
from simulator.settings import InputError, join, nearest


def under_strategy(scenario: Scenario, strategy: str) -> Scenario:
    """The scenario with the settings that a strategy changes; the scenario itself where it changes none."""
    changes = changes_of(chosen_strategy(scenario, strategy))
    if not changes:
        return scenario
    raw = scenario.model_dump(by_alias=True, exclude_unset=True)
    for path, value in changes:
        replace(raw, path, value)
    return Scenario.model_validate(raw)


def changes_of(strategy: Strategy) -> list[tuple[str, Any]]:
    """What a strategy changes by ``set``, as pairs of path and value."""
    return list(flat(strategy.set))


def flat(changes: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Changes by path, whether the file wrote the path in quotes, as a dotted key or as tables."""
    for key, value in changes.items():
        path = join(above, key) if above else key
        if isinstance(value, dict):
            yield from flat(value, path)
        else:
            yield path, value


def strategy_names(scenario: Scenario) -> list[str]:
    """The names of all strategies, ``do nothing`` first."""
    return [DO_NOTHING, *(name for name in scenario.strategies if name != DO_NOTHING)]


def chosen_strategy(scenario: Scenario, name: str) -> Strategy:
    """A strategy by name; ``do nothing`` is always there."""
    if not isinstance(name, str):
        raise InputError(f"strategy: {name!r} is no name; there are: {', '.join(strategy_names(scenario))}")
    if name == DO_NOTHING:
        return scenario.strategies.get(name, Strategy())
    if name not in scenario.strategies:
        known = strategy_names(scenario)
        raise InputError(
            f'strategy "{name}" is not in the scenario{nearest(name, known)} (there are: {", ".join(known)})'
        )
    return scenario.strategies[name]
