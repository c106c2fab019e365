"""Sweeps: strategies in the same worlds at every point of a design; what is missing is done, nothing is done twice."""

import concurrent.futures
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.scenario import Scenario
from simulator.settings import InputError
from simulator.studies.carrying_out import PROCESSES, Progress, carry_out_plan, writing
from simulator.studies.choices import NO_SERIES, REPLICATIONS, SERIES, SUMMARY
from simulator.studies.design_checks import check_points, check_settings
from simulator.studies.designs import Design
from simulator.studies.executors import cores
from simulator.studies.futures import check_executor
from simulator.studies.limits import MOST_RUNS
from simulator.studies.plan import Plan
from simulator.studies.planning import Given, check_numbers, checked_jobs
from simulator.studies.points import as_json, factor_rows, points_in_order, summarise
from simulator.studies.schema import SUCCEEDED
from simulator.studies.swept import Sweep


def sweep(
    scenario: Scenario | str | Path,
    design: Design,
    replications: int = REPLICATIONS,
    *,
    seed: int = 0,
    jobs: int | None = None,
    executor: str | concurrent.futures.Executor = PROCESSES,
    strategies: Sequence[str] | None = None,
    settings: Mapping[str, Any] | None = None,
    series: str = NO_SERIES,
    output: str | Path | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Sweep:
    """Run strategies at every point of a design, in the same worlds, and keep all runs in one file.

    Every run that is planned stands in the file before the first is done; each is written down when it is finished.
    Runs are done round by round, a round being one world at all points, so that a sweep that is broken off is balanced.
    The numbers depend neither on the executor nor on interruptions.

    Parameters
    ----------
    scenario : a scenario, or the path of a scenario file.
    design : the points: :func:`simulator.studies.designs.design`, or of a sweep file
        (:func:`simulator.studies.design_files.read_design_file`).
    replications : worlds that every point and strategy meets.
    seed : seed of the study; replication 0 is world ``seed``.
    jobs : processes; by default as many as there are cores.
    executor : "serial", "processes", "dask"; the address of a scheduler of Dask's, "dask://HOST:PORT", "tcp://HOST:PORT"
        or "tls://HOST:PORT"; or an executor of ``concurrent.futures``.
    strategies : names; by default all, ``do nothing`` included.
    settings : settings to replace in all runs, by path.
    series : what is kept of the course of each run: "none"; "summary", quantiles over the worlds of each point and
        strategy; or "full", packed.
    output : path of the SQLite file. Where it already holds this sweep, only what is missing is done, and further
        replications and strategies are added. Without it the sweep is gone when it is let go of.
    retry_failed : whether runs that failed before are tried again.
    progress : called with (runs done, runs in all, runs failed), at the start and after each run.

    Returns
    -------
    Sweep; after Ctrl-C with what there is by then, and ``interrupted`` set.

    Raises
    ------
    ScenarioError, InputError : where something given cannot be used; then nothing was begun.
    """
    plan = planned(scenario, design, replications, seed=seed, strategies=strategies, settings=settings, series=series)
    return swept(plan, output, jobs=jobs, executor=executor, retry_failed=retry_failed, progress=progress)


def swept(
    plan: Plan,
    output: str | Path | None = None,
    *,
    jobs: int | None = None,
    executor: str | concurrent.futures.Executor = PROCESSES,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Sweep:
    """Do what is missing of a planned sweep: see :func:`sweep`."""
    workers = checked_jobs(jobs, cores())
    check_executor(executor)
    with writing(output, plan) as store, store.indexed_at_the_end():
        interrupted = carry_out_plan(
            store, workers=workers, executor=executor, retry_failed=retry_failed, progress=progress
        )
        if plan.series == SUMMARY and set(store.counts()) == {SUCCEEDED}:
            summarise(store)
    return Sweep(store.for_reading(), interrupted=interrupted)


def planned(
    scenario: Scenario | str | Path,
    design: Design,
    replications: int,
    *,
    seed: int = 0,
    strategies: Sequence[str] | None = None,
    settings: Mapping[str, Any] | None = None,
    series: str = NO_SERIES,
) -> Plan:
    """The plan of a sweep, once everything that can be checked before the first run is checked."""
    check_numbers(seed, replications)
    if series not in SERIES:
        raise InputError(f'series: "{series}" is not known; choose from {", ".join(SERIES)}')
    if not isinstance(design, Design):
        remedy = "make one of factors with simulator.studies.designs.design, or of points with listed"
        raise InputError(f"design: {type(design).__name__} is no design; {remedy}")
    check_settings(settings or {}, design)
    given = Given.of(scenario, settings)
    names = given.strategies(strategies)
    n_runs = int(replications) * len(design) * len(names)
    if n_runs > MOST_RUNS:
        remedy = "give fewer points, replications or strategies"
        raise InputError(f"sweep: would have {n_runs:,} runs; there may be {MOST_RUNS:,}; {remedy}")
    check_points(given.scenario, design, names)
    return Plan(
        scenario=given.scenario,
        strategies=names,
        baseline=given.scenario.baseline if given.scenario.baseline in names else names[0],
        seed=int(seed),
        replications=int(replications),
        detailed=0,
        text=given.text,
        points=points_in_order(given.scenario, design),
        design=as_json(design),
        factors=tuple(factor_rows(given.scenario, design)),
        series=series,
    )
