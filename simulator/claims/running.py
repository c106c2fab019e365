"""Trying claims: which jobs their experiments need, doing each once, and reading the answers."""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulator.claims.declaring import CLAIMS, SEED, STAGES, Check, Claim, Experiment, Reading, in_order
from simulator.claims.judging import Finding, Values, Verdict, judged, judged_alias, judged_check, needed
from simulator.scenario import Scenario
from simulator.scenario_files import load_scenario
from simulator.settings import InputError, nearest
from simulator.studies.crew import in_processes
from simulator.studies.executors import LARGEST_BATCH, in_this_process
from simulator.studies.job import Job, check_seed

Progress = Callable[[int, int, int], None]
Condition = tuple[str, str, tuple[tuple[str, Any], ...]]
"""What a job does, but for the world: stage, strategy, settings."""


@dataclass(frozen=True)
class Row:
    """One number of one run, for those who want to see for themselves."""

    claim: str
    arm: str
    neutral: bool
    world: int
    reading: str
    value: float


@dataclass(frozen=True)
class Trial:
    """All verdicts, in the order of the documents, and the numbers that they rest on."""

    verdicts: tuple[Verdict, ...]
    rows: tuple[Row, ...]
    worlds: int | None
    seed: int
    n_runs: int


def try_claims(
    ids: Sequence[str] = (),
    *,
    worlds: int | None = None,
    jobs: int = 1,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Trial:
    """Try claims by their experiments.

    Parameters
    ----------
    ids : which claims; all where none are given.
    worlds : worlds that each arm meets, where not those that the experiment declares.
    jobs : processes.
    seed : number of the first world.
    progress : called with (runs done, runs in all, runs failed).

    Raises
    ------
    InputError : where there is no such claim.
    """
    check_seed(seed)
    wanted = in_order(_checked(ids) or None)
    tried = [CLAIMS[one] for one in needed(tuple(claim.id for claim in wanted))]
    lab = Laboratory(seed)
    for claim in tried:
        if claim.experiment is not None:
            lab.ask(claim.experiment, worlds or claim.experiment.worlds)
    lab.work(jobs, progress)
    verdicts: dict[str, Verdict] = {}
    rows: list[Row] = []
    for claim in tried:
        if claim.shown_by:
            verdicts[claim.id] = judged_alias(claim, verdicts)
            continue
        n = worlds or (claim.experiment.worlds if claim.experiment else 0)
        verdicts[claim.id] = _tried(claim, lab, n)
        rows += _rows(claim, lab, n)
    return Trial(tuple(verdicts[claim.id] for claim in wanted), tuple(rows), worlds, seed, lab.n_runs)


def _checked(ids: Sequence[str]) -> list[str]:
    known = {one.upper(): one for one in CLAIMS}
    for one in ids:
        if one.upper() not in known:
            raise InputError(f'claim "{one}" is not known{nearest(one.upper(), known)}; there are A1 to V18')
    return list(dict.fromkeys(known[one.upper()] for one in ids))


def _tried(claim: Claim, lab: "Laboratory", n: int) -> Verdict:
    if claim.experiment is None:
        return judged(claim, ())
    errors, findings = lab.errors(claim.experiment, n), []
    for check in claim.experiment.checks:
        try:
            findings.append(found(claim.experiment, check, lab, n))
        except KeyError:
            continue  # a run that failed
    return judged(claim, tuple(findings), errors)


def found(experiment: Experiment, check: Check, lab: "Laboratory", n: int) -> Finding:
    """What a check of an experiment shows in n worlds."""
    neutral = neutral_settings(experiment, check)
    ablated = lab.values(experiment, check, n_ablated(n), neutral) if neutral else None
    finding = judged_check(check, lab.values(experiment, check, n), ablated)
    return replace(finding, neutral=experiment.neutral_for(check))


def neutral_settings(experiment: Experiment, check: Check) -> dict[str, Any]:
    """What makes the mechanism of a check neutral; empty where nothing of the kind is tried."""
    neutral = experiment.neutral_for(check)
    return dict(neutral) if isinstance(neutral, Mapping) else {}


def n_ablated(worlds: int) -> int:
    """Worlds in which the mechanism is neutral too: half of them."""
    return (worlds + 1) // 2


def readings_of(check: Check) -> tuple[Reading, ...]:
    """What a check reads in each of its arms."""
    return (check.reading,) if check.against is None else (check.reading, check.against)


class Laboratory:
    """Collects what experiments ask for, does every job once, and answers."""

    def __init__(self, seed: int):
        self.seed = seed
        self._asked: dict[Condition, tuple[int, dict[Reading, None]]] = {}
        self._numbers: dict[tuple[Condition, Reading], np.ndarray] = {}
        self._errors: dict[Condition, str] = {}

    @property
    def n_runs(self) -> int:
        """Runs that were asked for."""
        return sum(n for n, _ in self._asked.values())

    def ask(self, experiment: Experiment, worlds: int) -> None:
        """Note what an experiment needs, its ablation included."""
        for check in experiment.checks:
            for arm in check.contrast:
                self._note(_condition(experiment, arm, {}), worlds, check)
                if neutral := neutral_settings(experiment, check):
                    self._note(_condition(experiment, arm, neutral), n_ablated(worlds), check)

    def _note(self, condition: Condition, worlds: int, check: Check) -> None:
        before, readings = self._asked.get(condition, (0, {}))
        self._asked[condition] = (max(before, worlds), readings | dict.fromkeys(readings_of(check)))

    def work(self, workers: int, progress: Progress | None = None) -> None:
        """Do all jobs, stage by stage."""
        done = failed = 0
        if progress is not None:
            progress(0, self.n_runs, 0)
        for stage in dict.fromkeys(stage for stage, _, _ in self._asked):
            conditions = [condition for condition in self._asked if condition[0] == stage]
            todo = [(world, condition) for condition in conditions for world in range(self._asked[condition][0])]
            todo.sort(key=lambda one: one[0])  # stable: conditions of a world keep their order
            executor = in_this_process if min(workers, len(todo)) <= 1 else in_processes
            batches = _by_world([self._job(condition, world) for world, condition in todo])
            with contextlib.closing(executor(stage_called(stage), batches, min(workers, len(todo)))) as results:  # type: ignore[type-var]
                for result in results:
                    job = result.job
                    condition = (stage, job.strategy, job.settings)
                    if result.run is None:
                        self._errors[condition] = str(result.error)
                        failed += 1
                    else:
                        self._keep(condition, job.replication, result.run.readings)
                    done += 1
                    if progress is not None:
                        progress(done, self.n_runs, failed)

    def _job(self, condition: Condition, world: int) -> Job:
        _, strategy, settings = condition
        readings = tuple((r.name, r.arguments) for r in self._asked[condition][1])
        return Job(strategy, self.seed + world, world, settings, series=False, readings=readings)

    def _keep(self, condition: Condition, world: int, numbers: tuple[float, ...]) -> None:
        worlds, readings = self._asked[condition]
        for reading, number in zip(readings, numbers, strict=True):
            column = self._numbers.setdefault((condition, reading), np.full(worlds, np.nan))
            column[world] = number

    def values(self, experiment: Experiment, check: Check, n: int, neutral: dict[str, Any] | None = None) -> Values:
        """The readings of a check in the first n worlds, by arm."""
        return {
            (arm, reading): self._numbers[_condition(experiment, arm, neutral or {}), reading][:n]
            for arm in check.contrast
            for reading in readings_of(check)
        }

    def errors(self, experiment: Experiment, n: int) -> tuple[str, ...]:
        """Why runs of an experiment failed, one reason for each arm."""
        wanted = {
            _condition(experiment, arm, neutral)
            for check in experiment.checks
            for arm in check.contrast
            for neutral in ({}, neutral_settings(experiment, check))
        }
        return tuple(error for condition, error in self._errors.items() if condition in wanted)


def _condition(experiment: Experiment, arm: str, neutral: dict[str, Any]) -> Condition:
    chosen = experiment.arms[arm]
    settings = {**experiment.settings, **chosen.settings, **neutral}
    return experiment.stage, chosen.strategy, tuple((path, _frozen(value)) for path, value in settings.items())


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return FrozenList(value)
    return FrozenTable(value) if isinstance(value, dict) else value


class FrozenTable(dict[str, Any]):
    """A table of settings that can be part of a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return sum(map(ord, repr(sorted(self.items()))))


class FrozenList(list[Any]):
    """The same for a list."""

    def __hash__(self) -> int:  # type: ignore[override]
        return sum(map(ord, repr(self)))


def _by_world(jobs: list[Job]) -> Iterator[list[Job]]:
    """Batches of jobs of one world each."""
    for _, world in itertools.groupby(jobs, key=lambda job: job.seed):
        while batch := list(itertools.islice(world, LARGEST_BATCH)):
            yield batch


def stage_called(name: str) -> Scenario:
    """The scenario of a stage."""
    return load_scenario(STAGES / f"{name}.toml")


def _rows(claim: Claim, lab: Laboratory, n: int) -> Iterator[Row]:
    if claim.experiment is None:
        return
    for check in claim.experiment.checks:
        neutral = neutral_settings(claim.experiment, check)
        for settings in ({}, neutral) if neutral else ({},):
            try:
                values = lab.values(claim.experiment, check, n_ablated(n) if settings else n, settings)
            except KeyError:
                continue
            for (arm, reading), numbers in values.items():
                for world, number in enumerate(numbers):
                    yield Row(claim.id, arm, bool(settings), lab.seed + world, str(reading), float(number))


def reversed_experiment(experiment: Experiment) -> Experiment:
    """The same experiment with the sign of every check turned round: it must fail wherever the claim holds."""
    checks = tuple(replace(check, sign=-check.sign) for check in experiment.checks if not check.is_equality)
    return replace(experiment, checks=checks)
