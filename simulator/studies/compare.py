"""Comparing strategies: every strategy meets the same worlds, and differences are taken world by world."""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.metrics import OUTCOMES
from simulator.scenario import DO_NOTHING, Scenario
from simulator.scenario_files import chosen_strategy, parse_scenario, read_text, strategy_names
from simulator.settings import InputError
from simulator.strategies import check_signals
from simulator.studies.executors import EXECUTORS, batches
from simulator.studies.job import ATTENTION, COLUMNS, Job, check_seed, with_settings
from simulator.studies.statistics import bands, paired_difference, quantiles
from simulator.studies.store import ABORTED, FAILED, PENDING, SUCCEEDED, Plan, Store, scenario_in

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int, int], None]


def compare(
    scenario: Scenario | str | Path,
    replications: int = 200,
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
) -> "Study":
    """Let strategies meet the same worlds, and keep all runs in a study.

    Replication k is the same world for every strategy: :func:`simulator.studies.store.world_number` of (seed, k). The
    numbers do not depend on ``jobs``, nor on whether the study was broken off in between.

    Parameters
    ----------
    scenario : a scenario, or the path of a scenario file.
    replications : worlds that every strategy meets, at least 1.
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
    plan = _plan(scenario, settings, strategies, baseline, replications, seed, detailed)
    workers = _checked_jobs(jobs)
    store = Store.write(output, plan)
    try:
        interrupted = _carry_out(store, plan, workers, retry_failed, progress)
    except BaseException:
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
    if not isinstance(replications, int | np.integer) or replications < 1:
        raise InputError(f"replications: {replications!r} is not a number of worlds; use an integer >= 1")
    if not isinstance(detailed, int | np.integer) or detailed < 0:
        raise InputError(f"detailed: {detailed!r} is not a number of worlds; use an integer >= 0")
    text = None
    if not isinstance(scenario, Scenario):
        path = Path(scenario)
        text = read_text(path)
        scenario = parse_scenario(text, name=path.name, folder=path.parent)
    scenario = with_settings(scenario, settings)
    known = strategy_names(scenario)
    wanted = {DO_NOTHING, baseline or scenario.baseline, *(known if strategies is None else strategies)}
    for name in wanted:
        check_signals(chosen_strategy(scenario, name))
    return Plan(
        scenario=scenario,
        strategies=tuple(name for name in known if name in wanted),
        baseline=baseline or scenario.baseline,
        seed=int(seed),
        replications=int(replications),
        detailed=int(detailed),
        text=text,
    )


def _checked_jobs(jobs: int | None) -> int:
    if jobs is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not isinstance(jobs, int | np.integer) or jobs < 1:
        raise InputError(f"jobs: {jobs!r} is not a number of processes; use an integer >= 1")
    return int(jobs)


def _carry_out(store: Store, plan: Plan, workers: int, retry_failed: bool, progress: Progress | None) -> bool:
    """Do the runs that are missing; True where that was interrupted."""
    todo = store.todo(retry_failed=retry_failed)
    tally = store.counts()
    total, left, failed = sum(tally.values()), len(todo), 0 if retry_failed else tally.get(FAILED, 0)
    taken: dict[tuple[str, int], Job] = {}

    def handed_out() -> Iterator[list[Job]]:
        for batch in _spread([plan.job(*run) for run in todo], workers):
            taken.update({(job.strategy, job.replication): job for job in batch})
            yield batch

    def report() -> None:
        if progress is not None:
            progress(total - left, total, failed)

    executor = EXECUTORS["serial" if min(workers, left) <= 1 else "processes"]
    try:
        report()
        with contextlib.closing(executor(plan.scenario, handed_out(), min(workers, left))) as results:  # type: ignore[type-var]
            for done in results:
                store.save(done)
                taken.pop((done.job.strategy, done.job.replication))
                left, failed = left - 1, failed + (done.run is None)
                report()
    except KeyboardInterrupt:
        store.abort(taken.values())
        return True
    return False


def _spread(jobs: list[Job], workers: int) -> Iterator[list[Job]]:
    """Batches of one world each; smaller ones where there are fewer worlds than workers."""
    worlds = len({job.seed for job in jobs})
    if worlds >= workers:
        return batches(jobs)
    return batches(jobs, largest=max(-(-len(jobs) // workers), 1))


class Study:
    """Runs of strategies in the same worlds, and what they say.

    Tables are data frames, made when they are asked for; every strategy is in every table. ``interrupted`` tells
    whether the command that made it was broken off; ``failed`` lists runs without numbers.

    Examples
    --------
    >>> ten = "scenarios/textbook/independent_cascade.toml"
    >>> study = compare(ten, 2, jobs=1, settings={"segments.people.size": 300})
    >>> study.strategies, study.baseline, study.replications
    (('do nothing', 'ten seeds'), 'do nothing', 2)
    >>> study.table.loc["do nothing", "posts"], study.table.loc["ten seeds", "posts"]
    (np.float64(0.0), np.float64(10.0))
    """

    def __init__(self, store: Store, *, interrupted: bool = False):
        self._store, self.interrupted = store, interrupted
        about = store.study()
        self.name: str = about["name"]
        self.seed: int = about["seed"]
        self.baseline: str = about["baseline"]
        self.replications: int = about["replications"]
        self.strategies: tuple[str, ...] = tuple(json.loads(about["strategies"]))
        self.versions: dict[str, str] = json.loads(about["versions"])
        self._about = about

    @classmethod
    def from_sqlite(cls, path: str | Path) -> "Study":
        """The study in a file; the file is not changed, and may still be in the making."""
        store = Store.read(path)
        counts = store.counts()
        return cls(store, interrupted=bool(counts.get(PENDING, 0) + counts.get(ABORTED, 0)))

    def to_sqlite(self, path: str | Path) -> Path:
        """Write the study into a new file; nothing is overwritten."""
        self._store.copy_to(path)
        return Path(path)

    @property
    def path(self) -> Path | None:
        """The file of the study, None where it is in memory."""
        return self._store.path

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def __enter__(self) -> "Study":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, sql: str, given: Sequence[Any] = ()) -> "pd.DataFrame":
        """The answer to a question in SQL; the tables are described in docs/results.md."""
        return self._store.frame(sql, given)

    # ------------------------------------------------------------ runs

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario of all runs."""
        return scenario_in(self._about["content"])

    @cached_property
    def metrics(self) -> "pd.DataFrame":
        """The outcomes: unit, stage, better, meaning; by name, in the order of their stages."""
        return self.query("SELECT * FROM metric").set_index("metric").loc[self._metric_names]

    @cached_property
    def runs(self) -> "pd.DataFrame":
        """One row per planned run: run_id, strategy, replication, seed, status, error, started, seconds."""
        return self.query("SELECT * FROM run ORDER BY replication, run_id")

    @property
    def failed(self) -> "pd.DataFrame":
        """The runs that failed, with the reason."""
        return self.runs[self.runs.status == FAILED].drop(columns="status").reset_index(drop=True)

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """Every number: strategy, replication, seed, metric, value (NaN where a run has no such number)."""
        frame = self.query(
            "SELECT strategy, replication, seed, metric, value FROM run JOIN outcome USING (run_id)"
            " ORDER BY replication, run_id, metric"
        )
        return frame.astype({"value": float})

    # ------------------------------------------------------------ what they say

    @cached_property
    def table(self) -> "pd.DataFrame":
        """Strategies x metrics: the mean over worlds."""
        found = self.summary.pivot(index="strategy", columns="metric", values="mean")
        return found.loc[list(self.strategies), self._metric_names]

    @cached_property
    def summary(self) -> "pd.DataFrame":
        """One row per strategy and metric: n worlds with such a number, mean, low, median, high (10, 50, 90 %)."""
        rows = []
        for strategy in self.strategies:
            for metric in self._metric_names:
                values = self._worlds(strategy, metric)
                values = values[~np.isnan(values)]
                mean = float(values.mean()) if len(values) else np.nan
                rows.append((strategy, metric, len(values), mean, *quantiles(values)))
        return _frame(rows, "strategy metric n mean low median high")

    @cached_property
    def differences(self) -> "pd.DataFrame":
        """One row per strategy and metric: how it differs from the baseline, world by world.

        mean, and its 95 % interval low to high; median, and the middle 90 % of worlds, p05 to p95; wins, ties and n in
        worlds; pairing: how many independent pairs of worlds one paired world is worth. The baseline differs by 0.
        """
        rows = []
        for strategy in self.strategies:
            for metric in self._metric_names:
                pair = self._worlds(strategy, metric), self._worlds(self.baseline, metric)
                found = paired_difference(*pair, better=int(self.metrics.loc[metric, "better"]))
                rows.append((strategy, metric, *vars(found).values()))
        return _frame(rows, "strategy metric mean low high median p05 p95 wins ties n pairing")

    @cached_property
    def series(self) -> "pd.DataFrame":
        """Bands over worlds: one row per strategy, column and tick with hours, time, low, median, high (10, 50, 90 %).

        Read strategy by strategy, so that never more than the runs of one are in memory.
        """
        import pandas as pd

        frames = [self._bands(strategy, column) for strategy in self.strategies for column in [*COLUMNS, "attention"]]
        return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)

    @cached_property
    def flow(self) -> "pd.DataFrame":
        """Mean impressions per world by strategy, segment and role of source and receiver, and side."""
        return self.query(
            f"""
            WITH n AS (SELECT strategy, count(*) AS worlds FROM run WHERE status = '{SUCCEEDED}' GROUP BY strategy)
            SELECT strategy, source, s.role AS source_role, receiver, r.role AS receiver_role, side,
                   sum(impressions) * 1.0 / worlds AS impressions
            FROM flow JOIN run USING (run_id) JOIN n USING (strategy)
            JOIN segment s ON s.segment = source JOIN segment r ON r.segment = receiver
            GROUP BY strategy, source, receiver, side {self._in_order()}, s.rowid, r.rowid, side
            """
        )

    @cached_property
    def costs(self) -> "pd.DataFrame":
        """Mean money per world by strategy and kind."""
        return self.query(
            f"""
            WITH n AS (SELECT strategy, count(*) AS worlds FROM run WHERE status = '{SUCCEEDED}' GROUP BY strategy)
            SELECT strategy, kind, sum(money) / worlds AS money FROM cost JOIN run USING (run_id)
            JOIN n USING (strategy) GROUP BY strategy, kind {self._in_order()}, kind
            """
        )

    @cached_property
    def events(self) -> "pd.DataFrame":
        """Everything that happened: strategy, replication, hours, time, kind, text."""
        return self._timed(
            "SELECT strategy, replication, hours, kind, text FROM event JOIN run USING (run_id)"
            f" {self._in_order()}, replication, number"
        )

    @cached_property
    def segments(self) -> "pd.DataFrame":
        """The series of each segment, of the replications in detail: strategy, replication, and as in Run.segments."""
        return self._timed(
            "SELECT strategy, replication, segment_series.* FROM segment_series JOIN run USING (run_id)"
            f" JOIN segment USING (segment) {self._in_order()}, replication, tick, segment.rowid"
        ).drop(columns="run_id")

    @cached_property
    def posts(self) -> "pd.DataFrame":
        """Every post of the replications in detail: strategy, replication, and as in Run.posts."""
        frame = self._timed(
            "SELECT strategy, replication, post.* FROM post JOIN run USING (run_id)"
            f" {self._in_order()}, replication, post"
        ).drop(columns="run_id")
        return frame.astype({"parent": "Int64", "parent_member": "Int64"})

    @cached_property
    def settings(self) -> "pd.DataFrame":
        """Every setting with value, unit, meaning, source, and whether the scenario gives it."""
        return self.query("SELECT * FROM param")

    # ------------------------------------------------------------ inside

    @cached_property
    def _metric_names(self) -> list[str]:
        names = [name for (name,) in self._store.rows("SELECT metric FROM metric ORDER BY rowid")]
        return [name for name in OUTCOMES if name in names] + [name for name in names if name not in OUTCOMES]

    @cached_property
    def _by_world(self) -> dict[tuple[str, str], np.ndarray]:
        values: dict[tuple[str, str], np.ndarray] = {}
        for strategy, metric, replication, value in self._store.rows(
            "SELECT strategy, metric, replication, value FROM run JOIN outcome USING (run_id)"
        ):
            row = values.setdefault((strategy, metric), np.full(self.replications, np.nan))
            row[replication] = np.nan if value is None else value
        return values

    def _worlds(self, strategy: str, metric: str) -> np.ndarray:
        """A metric in every world: (replications,), NaN where there is no such number."""
        return self._by_world.get((strategy, metric), np.full(self.replications, np.nan))

    def _bands(self, strategy: str, column: str) -> "pd.DataFrame":
        import pandas as pd

        rows = self._store.rows(
            f"SELECT tick, hours, {column} FROM series JOIN run USING (run_id) WHERE strategy = ?"
            " ORDER BY run_id, tick",
            (strategy,),
        )
        table = np.array(rows, dtype=float).reshape(-1, 3)
        n_ticks = int(table[:, 0].max()) + 1 if len(table) else 0
        low, median, high = bands(table[:, 2].reshape(-1, n_ticks)) if n_ticks else np.empty((3, 0))
        hours = table[:n_ticks, 1]
        return pd.DataFrame(
            {
                "strategy": strategy,
                "column": column,
                "tick": np.arange(n_ticks),
                "hours": hours,
                "time": self._times(hours),
                "low": low,
                "median": median,
                "high": high,
            }
        )

    def _timed(self, sql: str) -> "pd.DataFrame":
        frame = self.query(sql)
        frame.insert(int(frame.columns.get_loc("hours")) + 1, "time", self._times(frame["hours"].astype(float)))  # type: ignore[arg-type]
        return frame

    def _times(self, hours: Any) -> Any:
        import pandas as pd

        return pd.Timestamp(self._about["start"]) + pd.to_timedelta(hours, unit="h")

    def _in_order(self) -> str:
        """Rows in the order of the strategies, as SQL."""
        places = " ".join(
            f"WHEN '{name.replace(chr(39), 2 * chr(39))}' THEN {place}" for place, name in enumerate(self.strategies)
        )
        return f"ORDER BY CASE strategy {places} END"


def _frame(rows: list[tuple[Any, ...]], columns: str) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows, columns=columns.split())


UNITS = {**{name: column.unit for name, column in COLUMNS.items()}, "attention": ATTENTION.unit}
"""Units of the columns of ``Study.series``."""
