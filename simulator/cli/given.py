"""The scenario that a verb is given: read, with settings replaced, and checked before anything is begun."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.cli.words import complain
from simulator.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.network_files import TieList
    from simulator.scenario import Scenario


def checked_scenario(
    file: Path, changes: tuple[str, ...] = (), *, before: "Mapping[str, Any] | None" = None
) -> "Scenario":
    """The scenario of a file with replaced settings, once everything that can be checked before a run is checked.

    before : settings that are replaced before these, by path.
    """
    from simulator import load_scenario
    from simulator.setting_paths import assignment

    scenario = load_scenario(file, {**(before or {}), **dict(assignment(text) for text in changes)})
    _check_networks(scenario)
    return scenario


def _check_networks(scenario: "Scenario") -> None:
    """Read the network files, so that what is wrong with them, or left out, is told before the first run."""
    for name, platform in scenario.platforms.items():
        if platform.network.file is not None:
            ties = _seated_ties(scenario, name)
            if ties.dropped_self:
                complain(f"note: {ties.path}: left out {counted(ties.dropped_self, 'tie')} of an account to itself")


def _seated_ties(scenario: "Scenario", platform: str) -> "TieList":
    """The ties of a platform's file, once their accounts have found members."""
    import numpy as np

    from simulator.network_files import read_ties, seat
    from simulator.population import organisation
    from simulator.world import network_plan

    wanted = scenario.platforms[platform].network
    ties = read_ties(wanted.file, direction=wanted.direction, platform=platform, members=wanted.members)
    plan = network_plan(scenario, platform, 0, organisation(scenario)[0])
    seat(ties, plan, how=wanted.seating, key=np.uint64(0), names=list(scenario.segments))
    return ties


def planned_costs(scenario: "Scenario") -> list[tuple[str, float, float | None]]:
    """Each strategy with its planned cost and its budget, in the scenario's money."""
    from simulator.chosen import chosen_strategy, strategy_names, under_strategy
    from simulator.costing import planned_cost

    strategies = [(name, chosen_strategy(scenario, name)) for name in strategy_names(scenario)]
    return [(name, planned_cost(s, under_strategy(scenario, name)), s.budget) for name, s in strategies]


def cost_in_words(scenario: "Scenario", strategies: tuple[str, ...] = ()) -> str:
    """The planned costs in a line, those of all strategies where none are named."""
    told = [
        f"{name} {cost:,.0f}" + (f" of {budget:,.0f}" if budget is not None else "")
        for name, cost, budget in planned_costs(scenario)
        if not strategies or name in strategies
    ]
    return f"planned cost ({scenario.costs.currency}): " + ", ".join(told)
