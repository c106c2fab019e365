"""Comparing strategies: every strategy meets the same worlds, and differences are taken world by world."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulator.chosen import chosen_strategy, strategy_names
from simulator.metrics import OUTCOMES
from simulator.randomness import check_seed
from simulator.scenario import DO_NOTHING, Scenario
from simulator.scenario_files import checked_path, parse_scenario, read_text
from simulator.settings import InputError, toml_word
from simulator.studies import interrupts
from simulator.studies.carrying_out import Progress, carry_out
from simulator.studies.executors import cores
from simulator.studies.job import with_settings
from simulator.studies.limits import MOST_REPLICATIONS
from simulator.studies.plan import Plan
from simulator.studies.ranking import smallest_that_matters, what_decides, with_numbers
from simulator.studies.schema import FAILED
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
    plan = _plan(scenario, settings, strategies, baseline, n_worlds, seed, detailed)
    workers = checked_jobs(jobs)
    store = Store.write(output, plan)
    try:
        interrupted = _meet(store, workers, retry_failed, progress)
        while asked is not None and not interrupted and (more := _more_worlds(store, asked)):
            store.grow(more)
            interrupted = _meet(store, workers, False, progress)
    except BaseException:
        with interrupts.ignored():
            store.close()
        raise
    if store.path is not None:
        store.close()
        store = Store.read(store.path)
    return Study(store, interrupted=interrupted)


def _plan(
    scenario: Scenario | str | Path,
    settings: Mapping[str, Any] | None,
    strategies: Sequence[str] | None,
    baseline: str | None,
    replications: int,
    seed: int,
    detailed: int,
) -> Plan:
    """Check everything that was asked for, before anything is done."""
    check_seed(seed)
    _check_worlds("replications", replications, least=1)
    _check_worlds("detailed", detailed, least=0)
    text = None
    if not isinstance(scenario, Scenario):
        path = checked_path(scenario)
        text = read_text(path)
        scenario = parse_scenario(text, name=path.name, folder=path.parent)
    scenario = with_settings(scenario, settings)
    known = strategy_names(scenario)
    named = known if strategies is None else _checked_names(strategies)
    wanted = {DO_NOTHING, baseline or scenario.baseline, *named}
    for name in wanted:
        chosen_strategy(scenario, name)  # says which there are, where there is none of that name
    return Plan(
        scenario=scenario,
        strategies=tuple(name for name in known if name in wanted),
        baseline=baseline or scenario.baseline,
        seed=int(seed),
        replications=int(replications),
        detailed=int(detailed),
        text=text,
    )


def _checked_names(strategies: Any) -> list[str]:
    """The strategies that are to be compared, once they are a list of names."""
    if isinstance(strategies, str):
        word = toml_word(strategies)
        raise InputError(f"strategies: {word} is one text; give a list of names, such as [{word}]")
    names = list(strategies) if isinstance(strategies, Iterable) else [strategies]
    if not all(isinstance(name, str) for name in names):
        raise InputError(f"strategies: {strategies!r} is not a list of names; give the names as the scenario has them")
    if not names:
        raise InputError("strategies: the list is empty; name at least one, or leave the argument out for all of them")
    return names


def _check_worlds(name: str, given: Any, *, least: int) -> None:
    """Refuse what is no number of worlds, and more worlds than a study may have."""
    if not _is_whole(given) or not least <= given <= MOST_REPLICATIONS:
        allowed = f"an integer from {least} to {MOST_REPLICATIONS:,}"
        raise InputError(f"{name}: {given!r} is not a number of worlds that a study may have; use {allowed}")


def _is_whole(given: Any) -> bool:
    """Whether something is an integer; ``True`` and ``False`` are not meant as 1 and 0."""
    return isinstance(given, int | np.integer) and not isinstance(given, bool)


def checked_jobs(jobs: int | None) -> int:
    """The number of processes that was asked for; as many as there are cores where none was."""
    if jobs is None:
        return cores()
    if not _is_whole(jobs) or jobs < 1:
        raise InputError(f"jobs: {jobs!r} is not a number of processes; use an integer >= 1")
    return int(jobs)


def _meet(store: Store, workers: int, retry_failed: bool, progress: Progress | None) -> bool:
    """Do the runs that are missing; True where that was interrupted."""
    plan, tally = store.plan(), store.counts()
    todo = list(store.jobs_to_do(plan, retry_failed=retry_failed))
    return carry_out(
        store,
        plan.scenario,
        todo,
        workers=workers,
        progress=progress,
        total=sum(tally.values()),
        failed=0 if retry_failed else tally.get(FAILED, 0),
    )


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
