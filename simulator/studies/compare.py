"""Comparing strategies: every strategy meets the same worlds, and differences are taken world by world."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulator.metrics import OUTCOMES
from simulator.scenario import DO_NOTHING, Scenario
from simulator.studies.carrying_out import Progress, carry_out_plan, writing
from simulator.studies.executors import cores
from simulator.studies.plan import Plan
from simulator.studies.planning import Given, check_numbers, checked_jobs
from simulator.studies.ranking import smallest_that_matters, what_decides, with_numbers
from simulator.studies.selection import Sequential, reason_to_stop
from simulator.studies.store import Store
from simulator.studies.study import Study


def compare(
    scenario: Scenario | str | Path,
    replications: int | Sequential = 200,
    *,
    seed: int = 0,
    jobs: int | None = None,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    settings: Mapping[str, Any] | None = None,
    output: str | Path | None = None,
    detailed: int = 1,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Study:
    """Let strategies meet the same worlds, and keep all runs in a study.

    Replication k is the same world for every strategy: :func:`simulator.studies.store.world_number` of (seed, k). The
    numbers do not depend on ``jobs``, nor on whether the study was broken off in between.

    Parameters
    ----------
    scenario : a scenario, or the path of a scenario file.
    replications : worlds that every strategy meets, from 1 to :data:`simulator.studies.limits.MOST_REPLICATIONS`; or a
        :class:`simulator.studies.selection.Sequential`: as many as it takes until the best is clear.
    seed : seed of the study, any integer >= 0; replication 0 is world ``seed``.
    jobs : processes; by default as many as there are cores. 1 works without any further process.
    strategies : names; by default all. ``do nothing`` and the baseline are always among them.
    baseline : the strategy that the others are compared with; by default the scenario's.
    settings : settings to replace, by path.
    output : path of the SQLite file. Where it already holds a study of the same plan, only what is missing is done, and
        further replications and strategies are added. Without it the study is gone when it is let go of.
    detailed : replications, from the first, whose segment series and posts are kept (they take most room).
    retry_failed : whether runs that failed before are tried again.
    progress : called with (runs done, runs in all, runs failed), at the start and after each run.

    Returns
    -------
    Study; after Ctrl-C with what there is by then, and ``interrupted`` set.

    Raises
    ------
    ScenarioError, InputError : where something given cannot be used; then nothing was begun.
    """
    asked = replications if isinstance(replications, Sequential) else None
    n_worlds = replications.first if isinstance(replications, Sequential) else replications
    check_numbers(seed, n_worlds, detailed)
    given = Given.of(scenario, settings)
    baseline = baseline or given.scenario.baseline
    plan = Plan(
        scenario=given.scenario,
        strategies=given.strategies(strategies, DO_NOTHING, baseline),
        baseline=baseline,
        seed=int(seed),
        replications=int(n_worlds),
        detailed=int(detailed),
        text=given.text,
    )
    workers = checked_jobs(jobs, cores())
    with writing(output, plan) as store:
        interrupted = carry_out_plan(store, workers=workers, retry_failed=retry_failed, progress=progress)
        while asked is not None and not interrupted and (more := _more_worlds(store, asked)):
            store.grow(more)
            interrupted = carry_out_plan(store, workers=workers, progress=progress)
    return Study(store.for_reading(), interrupted=interrupted)


def _more_worlds(store: Store, asked: Sequential) -> int | None:
    """How many worlds there should be next; None where no more are needed, and then the reason is written down."""
    plan = store.plan()
    metric = what_decides(plan.scenario)
    values = with_numbers({strategy: store.worlds(strategy, metric) for strategy in plan.strategies})
    table = np.column_stack([*values.values()]) if values else np.empty((0, 0))
    complete = (OUTCOMES[metric].better or 1) * table[~np.isnan(table).any(axis=1)]
    smallest = smallest_that_matters(plan.scenario, metric, values)
    why = reason_to_stop(complete, tuple(values), smallest=smallest, asked=asked, unit=OUTCOMES[metric].unit)
    if why is None and plan.replications >= asked.most:
        why = f"{asked.most} worlds are the most that were allowed, and too few of them have a number of {metric}"
    if why is not None:
        store.tell_why_stopped(why)
        return None
    return min(plan.replications + asked.step, asked.most)
