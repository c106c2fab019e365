"""A study as tables: read from its file, with every strategy in every table."""

import contextlib
import json
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.metrics import OUTCOMES
from simulator.settings import InputError, nearest
from simulator.studies.answers import Ranking
from simulator.studies.ranking import ranking, smallest_that_matters, what_decides
from simulator.studies.recorded import Recorded
from simulator.studies.run import ATTENTION, COLUMNS
from simulator.studies.schema import SUCCEEDED, quoted
from simulator.studies.statistics import bands, paired_difference, quantiles
from simulator.studies.store import Store

if TYPE_CHECKING:
    import pandas as pd


class Study(Recorded):
    """Runs of strategies in the same worlds, and what they say.

    Tables are data frames, made when they are asked for; every strategy is in every table. ``interrupted`` tells
    whether the command that made it was broken off; ``failed`` lists runs without numbers.

    Examples
    --------
    >>> from simulator.studies.compare import compare
    >>> ten = "scenarios/textbook/independent_cascade.toml"
    >>> study = compare(ten, 2, jobs=1, settings={"segments.people.size": 300})
    >>> study.strategies, study.baseline, study.replications
    (('do nothing', 'ten seeds'), 'do nothing', 2)
    >>> study.table.loc["do nothing", "posts"], study.table.loc["ten seeds", "posts"]
    (np.float64(0.0), np.float64(10.0))
    """

    is_sweep = False

    def __init__(self, store: Store, *, interrupted: bool = False):
        super().__init__(store, interrupted=interrupted)
        self.baseline: str = self._about["baseline"]
        self.versions: dict[str, str] = json.loads(self._about["versions"])
        self.stopped: str = self._about["stopped"] or ""

    def __repr__(self) -> str:
        return f"<Study {self.name!r}: {len(self.strategies)} strategies in {self.replications} worlds>"

    # ------------------------------------------------------------ runs

    @cached_property
    def metrics(self) -> "pd.DataFrame":
        """The outcomes: unit, stage, better, meaning; by name, in the order of their stages."""
        return self.query("SELECT * FROM metric").set_index("metric").loc[self._metric_names]

    @cached_property
    def runs(self) -> "pd.DataFrame":
        """One row per planned run: run_id, strategy, replication, seed, status, error, started, seconds."""
        return self.query(
            "SELECT run_id, strategy, replication, seed, status, error, started, seconds FROM as_given"
            " ORDER BY replication, run_id"
        )

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """Every number: strategy, replication, seed, metric, value (NaN where a run has no such number)."""
        frame = self.query(
            "SELECT strategy, replication, seed, metric, value FROM as_given JOIN outcome USING (run_id)"
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
                values = self.worlds(strategy, metric)
                values = values[~np.isnan(values)]
                mean = float(values.mean()) if len(values) else np.nan
                rows.append((strategy, metric, len(values), mean, *quantiles(values)))
        return _frame(rows, "strategy metric n mean low median high")

    @cached_property
    def differences(self) -> "pd.DataFrame":
        """One row per strategy and metric: how it differs from the baseline, world by world.

        mean, and its 95 % interval low to high by a method; median with its interval, and the middle 90 % of worlds,
        p05 to p95; wins, ties and n in worlds; pairing: how many independent pairs of worlds one paired world is worth.
        The baseline differs by 0.
        """
        rows = []
        for strategy in self.strategies:
            for metric in self._metric_names:
                pair = self.worlds(strategy, metric), self.worlds(self.baseline, metric)
                found = paired_difference(*pair, better=int(self.metrics.loc[metric, "better"]))
                rows.append((strategy, metric, *vars(found).values()))
        columns = "strategy metric mean low high method median median_low median_high p05 p95 wins ties n pairing"
        return _frame(rows, columns)

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
            WITH n AS (SELECT strategy, count(*) AS worlds FROM as_given WHERE status = '{SUCCEEDED}' GROUP BY strategy)
            SELECT strategy, source, s.role AS source_role, receiver, r.role AS receiver_role, side,
                   sum(impressions) * 1.0 / worlds AS impressions
            FROM flow JOIN as_given USING (run_id) JOIN n USING (strategy)
            JOIN segment s ON s.segment = source JOIN segment r ON r.segment = receiver
            GROUP BY strategy, source, receiver, side {self._in_order()}, s.rowid, r.rowid, side
            """
        )

    def worlds(self, strategy: str, metric: str) -> np.ndarray:
        """A metric in every world: (replications,), NaN where there is no such number."""
        return self._by_world.get((strategy, metric), np.full(self.replications, np.nan))

    def ranking(self, metric: str | None = None) -> Ranking:
        """The strategies by a metric, best first, and how surely; by default by the one that decides."""
        metric = metric or what_decides(self.scenario)
        if metric not in self._metric_names:
            raise InputError(f'metric: "{metric}" is not known{nearest(metric, self._metric_names)}')
        values = {name: self.worlds(name, metric) for name in self.strategies}
        smallest = smallest_that_matters(self.scenario, metric, values)
        return ranking(values, metric, smallest=smallest, seed=self.seed)

    @contextlib.contextmanager
    def writable(self) -> Iterator[Store]:
        """The file of the study, open for adding variants; refused where the software that made it was another."""
        if self.path is None:
            yield self._store
            return
        with contextlib.closing(Store.reopen(self.path)) as store:
            yield store

    @cached_property
    def costs(self) -> "pd.DataFrame":
        """Mean money per world by strategy and kind."""
        return self.query(
            f"""
            WITH n AS (SELECT strategy, count(*) AS worlds FROM as_given WHERE status = '{SUCCEEDED}' GROUP BY strategy)
            SELECT strategy, kind, sum(money) / worlds AS money FROM cost JOIN as_given USING (run_id)
            JOIN n USING (strategy) GROUP BY strategy, kind {self._in_order()}, kind
            """
        )

    @cached_property
    def events(self) -> "pd.DataFrame":
        """Everything that happened: strategy, replication, hours, time, kind, text."""
        return self._timed(
            "SELECT strategy, replication, hours, kind, text FROM event JOIN as_given USING (run_id)"
            f" {self._in_order()}, replication, number"
        )

    @cached_property
    def health(self) -> "pd.DataFrame":
        """Why little can be concluded from some runs, if from any: strategy, replication, seed, warning, text."""
        return self.query(
            "SELECT strategy, replication, seed, warning, text FROM health JOIN as_given USING (run_id)"
            f" {self._in_order()}, replication, warning"
        )

    @cached_property
    def beside(self) -> "pd.DataFrame":
        """Reach beside do nothing in the same world: strategy, replication, seed, extra, lost, both, sooner_hours."""
        return self.query(
            'SELECT strategy, replication, seed, extra, lost, "both", sooner_hours FROM beside'
            f" JOIN as_given USING (run_id) {self._in_order()}, replication"
        ).astype({"sooner_hours": float})

    @cached_property
    def segments(self) -> "pd.DataFrame":
        """The series of each segment, of the replications in detail: strategy, replication, and as in Run.segments."""
        return self._timed(
            "SELECT strategy, replication, segment_series.* FROM segment_series JOIN as_given USING (run_id)"
            f" JOIN segment USING (segment) {self._in_order()}, replication, tick, segment.rowid"
        ).drop(columns="run_id")

    @cached_property
    def posts(self) -> "pd.DataFrame":
        """Every post of the replications in detail: strategy, replication, and as in Run.posts."""
        frame = self._timed(
            "SELECT strategy, replication, post.* FROM post JOIN as_given USING (run_id)"
            f" {self._in_order()}, replication, post"
        ).drop(columns="run_id")
        return frame.astype({"parent": "Int64", "parent_member": "Int64"})

    # ------------------------------------------------------------ inside

    @cached_property
    def _metric_names(self) -> list[str]:
        names = [name for (name,) in self._store.rows("SELECT metric FROM metric ORDER BY rowid")]
        return [name for name in OUTCOMES if name in names] + [name for name in names if name not in OUTCOMES]

    @cached_property
    def _by_world(self) -> dict[tuple[str, str], np.ndarray]:
        values: dict[tuple[str, str], np.ndarray] = {}
        for strategy, metric, replication, value in self._store.rows(
            "SELECT strategy, metric, replication, value FROM as_given JOIN outcome USING (run_id)"
        ):
            row = values.setdefault((strategy, metric), np.full(self.replications, np.nan))
            row[replication] = np.nan if value is None else value
        return values

    def _bands(self, strategy: str, column: str) -> "pd.DataFrame":
        import pandas as pd

        rows = self._store.rows(
            f"SELECT tick, hours, {column} FROM series JOIN as_given USING (run_id) WHERE strategy = ?"
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
        frame.insert(int(frame.columns.get_loc("hours")) + 1, "time", self._times(frame["hours"].astype(float)))
        return frame

    def _times(self, hours: Any) -> Any:
        import pandas as pd

        return pd.Timestamp(self._about["start"]) + pd.to_timedelta(hours, unit="h")

    def _in_order(self) -> str:
        """Rows in the order of the strategies, as SQL."""
        places = " ".join(f"WHEN {quoted(name, chr(39))} THEN {place}" for place, name in enumerate(self.strategies))
        return f"ORDER BY CASE strategy {places} END"


def _frame(rows: list[tuple[Any, ...]], columns: str) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows, columns=columns.split())


UNITS = {**{name: column.unit for name, column in COLUMNS.items()}, "attention": ATTENTION.unit}
"""Units of the columns of ``Study.series``."""
