"""Groundswell: rehearse a message before it is sent.

An agent-based model of influencers, advocates, employees and audiences: how a message spreads and how a crisis decays.

    from simulator import load_scenario, simulate, compare

    scenario = load_scenario("scenarios/product_recall.toml")
    run = simulate(scenario, strategy="employees first", seed=7)
    study = compare(scenario, replications=200, seed=7)

Names are imported when they are first used, so that ``import simulator`` costs nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.chosen import strategy_names
    from simulator.metrics import OUTCOMES
    from simulator.model import CampaignModel
    from simulator.scenario import DO_NOTHING, Scenario
    from simulator.scenario_files import ScenarioError, load_scenario, parse_scenario
    from simulator.settings import InputError
    from simulator.studies.compare import compare
    from simulator.studies.job import Job, run_job, simulate
    from simulator.studies.run import Run
    from simulator.studies.study import Study
    from simulator.studies.sweep import sweep
    from simulator.studies.swept import Sweep
    from simulator.world import World, build_world

__version__ = "0.1.0"

_HOME = {
    "CampaignModel": "model",
    "DO_NOTHING": "scenario",
    "InputError": "settings",
    "Job": "studies.job",
    "OUTCOMES": "metrics",
    "Run": "studies.run",
    "Scenario": "scenario",
    "ScenarioError": "scenario_files",
    "Study": "studies.study",
    "Sweep": "studies.swept",
    "World": "world",
    "build_world": "world",
    "compare": "studies.compare",
    "load_scenario": "scenario_files",
    "parse_scenario": "scenario_files",
    "run_job": "studies.job",
    "simulate": "studies.job",
    "strategy_names": "chosen",
    "sweep": "studies.sweep",
}
"""The file in which each public name lives."""

_REGISTRARS = ("strategies", "adapting", "mechanisms", "metrics")
"""Files that register what a scenario may name."""

__all__ = [
    "DO_NOTHING",
    "OUTCOMES",
    "CampaignModel",
    "InputError",
    "Job",
    "Run",
    "Scenario",
    "ScenarioError",
    "Study",
    "Sweep",
    "World",
    "build_world",
    "compare",
    "load_scenario",
    "parse_scenario",
    "run_job",
    "simulate",
    "strategy_names",
    "sweep",
]


def fill_registries() -> None:
    """Let the files that register what a scenario may name do so; needed before one is read, listed or published."""
    for registrar in _REGISTRARS:
        importlib.import_module(f"{__name__}.{registrar}")


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if _HOME[name] == "scenario_files":
        fill_registries()
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
