"""Variants of a scenario, tried in the first worlds of a study and kept in its file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.chosen import strategy_names
from simulator.metrics import OUTCOMES
from simulator.scenario import Scenario
from simulator.scenario_files import ScenarioError
from simulator.settings import InputError, join
from simulator.studies.carrying_out import Progress, carry_out
from simulator.studies.job import Job, Variant, what_makes_the_world, with_settings
from simulator.studies.plan import world_number
from simulator.studies.store import Store


class BrokenOff(KeyboardInterrupt):
    """Ctrl-C: what was done until then is kept."""


@dataclass(frozen=True)
class Trial:
    """A variant, the strategies that are to meet it, and in how many worlds."""

    variant: Variant
    strategies: tuple[str, ...]
    worlds: int


class Trials:
    """Does what is asked of a study's scenario under other settings, each thing once, and reads the numbers.

    Parameters
    ----------
    store : the study's file, open for writing.
    metric : the metric that is read.
    workers : processes.
    """

    def __init__(self, store: Store, metric: str, *, workers: int, progress: Progress | None = None):
        self._store, self.metric, self._workers, self.progress = store, metric, workers, progress
        plan = store.plan()
        self.scenario: Scenario = plan.scenario
        self.seed, self.worlds, self.strategies = plan.seed, plan.replications, plan.strategies
        self.better = OUTCOMES[metric].better or 1
        self._changed: dict[str, Scenario | None] = {}

    def is_possible(self, variant: Variant) -> bool:
        """Whether the scenario may have these settings at all."""
        return self._scenario_of(variant) is not None

    def do(self, trials: Iterable[Trial]) -> None:
        """Do the runs of all trials that are not there yet, world by world.

        Raises
        ------
        BrokenOff : after Ctrl-C.
        """
        trials = [trial for trial in trials if self.is_possible(trial.variant)]
        for trial in trials:
            self._check(trial)
            self._store.add(trial.variant, trial.strategies, trial.worlds)
        by_name = {trial.variant.name: trial.variant for trial in trials}
        todo = [
            by_name[name].job(strategy, world_number(self.seed, replication), replication)
            for name, strategy, replication in self._store.todo_of(by_name)
        ]
        todo.sort(key=self._world_of)  # stable: jobs that share a world stand together
        if not todo:
            return
        if carry_out(self._store, self.scenario, todo, n_todo=len(todo), workers=self._workers, progress=self.progress):
            raise BrokenOff

    def values(self, variant: Variant | None, strategy: str, n: int) -> np.ndarray:
        """The metric of a strategy in the first n worlds: (n,), NaN where there is no such number.

        ``variant`` None: the scenario as it is given.
        """
        return self._store.worlds(strategy, self.metric, variant.name if variant else "")[:n]

    def merits(self, variant: Variant | None, strategy: str, n: int) -> np.ndarray:
        """The same, turned so that more is better."""
        return self.better * self.values(variant, strategy, n)

    def _check(self, trial: Trial) -> None:
        if trial.worlds > self.worlds:
            raise InputError(
                f"worlds: {trial.worlds} are more than the study has ({self.worlds}); ask for fewer, or for more"
                " replications"
            )
        if unknown := set(trial.strategies) - set(strategy_names(self.scenario)):
            raise InputError(f"strategies: there is no {', '.join(sorted(unknown))} in the scenario")

    def _world_of(self, job: Job) -> tuple[int, str]:
        spec = self._changed[job.variant]
        return job.replication, what_makes_the_world(spec) if spec else ""

    def _scenario_of(self, variant: Variant) -> Scenario | None:
        if variant.name not in self._changed:
            try:
                self._changed[variant.name] = with_settings(self.scenario, dict(variant.settings))
            except ScenarioError:
                self._changed[variant.name] = None
        return self._changed[variant.name]


def without_budgets(scenario: Scenario) -> tuple[tuple[str, None], ...]:
    """Settings that lift all budgets: what was planned within them may cost more once prices are others."""
    named = [name for name, strategy in scenario.strategies.items() if strategy.budget is not None]
    return tuple((f"{join('strategies', name)}.budget", None) for name in named)


def best_rival(values: dict[str, np.ndarray], first: str) -> str:
    """The strategy with the highest mean beside the first."""
    others: Sequence[str] = [name for name in values if name != first]
    return max(others, key=lambda name: float(np.nanmean(values[name])) if np.isfinite(values[name]).any() else -np.inf)
