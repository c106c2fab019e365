"""A sweep as tidy tables: read from its file, with the factors of each run beside its outcomes."""

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.metrics import OUTCOMES
from simulator.settings import InputError, nearest
from simulator.studies.designs import Design
from simulator.studies.discovery import Box, boxes
from simulator.studies.packing import unpacked
from simulator.studies.points import BANDS, design_of
from simulator.studies.ranking import what_decides
from simulator.studies.recorded import Recorded
from simulator.studies.schema import SUCCEEDED, quoted
from simulator.studies.sensitivity import indices

if TYPE_CHECKING:
    import pandas as pd


class Sweep(Recorded):
    """Runs of strategies at the points of a design, and what they say.

    Tables are data frames, made when they are asked for. ``interrupted`` tells whether runs are missing; ``failed``
    lists runs without numbers.
    """

    is_sweep = True

    def __repr__(self) -> str:
        return f"<Sweep of {self.name!r}: {len(self.design)} points x {len(self.strategies)} strategies>"

    # ------------------------------------------------------------ what was asked

    @property
    def kept_series(self) -> str:
        """What was kept of the course of each run: none, summary or full."""
        return str(self._about["series"])

    @cached_property
    def design(self) -> Design:
        """The design, with its points."""
        return design_of(self._about["design"], tuple(self._store.variants()))

    @cached_property
    def points(self) -> "pd.DataFrame":
        """One row per point, by its number: a column for each factor."""
        import pandas as pd

        columns = dict(zip(self.design.paths, zip(*self.design.points, strict=True), strict=True))
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self.design), name="point"))

    @cached_property
    def factors(self) -> "pd.DataFrame":
        """What is varied: kind, low, high, levels, log, unit, meaning, source; by factor."""
        return self.query("SELECT * FROM factor").set_index("factor")

    @cached_property
    def metrics(self) -> "pd.DataFrame":
        """The outcomes: unit, stage, better, meaning; by metric."""
        return self.query("SELECT * FROM metric ORDER BY rowid").set_index("metric")

    # ------------------------------------------------------------ runs

    @cached_property
    def runs(self) -> "pd.DataFrame":
        """One row per planned run: run_id, point, strategy, replication, seed, status, error, started, seconds."""
        return self.query(
            "SELECT run_id, CAST(variant AS INTEGER) AS point, strategy, replication, seed, status, error, started,"
            " seconds FROM run ORDER BY run_id"
        )

    def counts(self) -> dict[str, int]:
        """How many runs there are of each status."""
        return self._store.counts()

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """One row per finished run: run_id, point, a column for each factor, strategy, replication, seed, each metric.

        NaN where a run has no such number.
        """
        done = self.runs[self.runs.status == SUCCEEDED].reset_index(drop=True)
        frame = done[["run_id", "point"]].join(self.points, on="point").join(done[["strategy", "replication", "seed"]])
        place = np.full(int(done.run_id.max()) + 1 if len(done) else 1, -1)
        place[done.run_id] = np.arange(len(done))
        columns = {}
        for metric in self.metrics.index:
            rows = np.array(
                self._store.rows("SELECT run_id, value FROM outcome WHERE metric = ?", (metric,)), dtype=float
            ).reshape(-1, 2)
            ids = rows[:, 0].astype(int)
            is_known = ids < len(place)  # others have been done since the runs were read
            is_known[is_known] = place[ids[is_known]] >= 0
            columns[metric] = np.full(len(done), np.nan)
            columns[metric][place[ids[is_known]]] = rows[is_known, 1]
        return frame.assign(**columns)

    @cached_property
    def means(self) -> "pd.DataFrame":
        """One row per point and strategy: point, a column for each factor, strategy, n worlds, mean of each metric."""
        metrics = list(self.metrics.index)
        groups = self.outcomes.groupby(["point", "strategy"], sort=False)
        frame = groups[metrics].mean()
        frame.insert(0, "n", groups.size())
        frame = frame.reset_index().sort_values("point", kind="stable", ignore_index=True).join(self.points, on="point")
        return frame[["point", *self.design.paths, "strategy", "n", *metrics]]

    @cached_property
    def health(self) -> "pd.DataFrame":
        """Why little can be concluded from some runs: point, strategy, warning, in how many worlds, and an example."""
        return self.query(
            "SELECT CAST(variant AS INTEGER) AS point, strategy, warning, count(*) AS worlds, min(text) AS text"
            " FROM health JOIN run USING (run_id) GROUP BY variant, strategy, warning ORDER BY point, strategy, warning"
        )

    def series(self, point: int, strategy: str) -> "pd.DataFrame":
        """The course at a point under a strategy: tick, hours, and what was kept.

        With ``series="full"`` one row per replication and tick, with all columns; with ``series="summary"`` one row per
        column and tick, with low, median and high over worlds (10, 50 and 90 %).

        Raises
        ------
        InputError : where nothing was kept, or there is no such point or strategy.
        """
        import pandas as pd

        self._check(point, strategy)
        columns: list[str] = json.loads(self._about["series_columns"])
        tick_hours = dict(self.design.settings(point)).get("clock.tick_hours", self._about["tick_hours"])

        def clocked(table: np.ndarray, **named: Any) -> "pd.DataFrame":
            ticks = np.arange(table.shape[1])
            return pd.DataFrame({**named, "tick": ticks, "hours": (ticks + 1) * tick_hours})

        given = (str(point), strategy)
        whole = self._store.rows(
            "SELECT replication, packed FROM run JOIN packed_series USING (run_id) WHERE variant = ? AND strategy = ?"
            " ORDER BY replication",
            given,
        )
        frames = []
        for replication, pack in whole:
            table = unpacked(pack, len(columns))
            values = dict(zip(columns, table, strict=True))
            frames.append(clocked(table, replication=replication).assign(**values))
        for (pack,) in self._store.rows("SELECT packed FROM point_series WHERE variant = ? AND strategy = ?", given):
            low, median, high = unpacked(pack, BANDS * len(columns)).reshape(BANDS, len(columns), -1)
            for number, column in enumerate(columns):
                bands = {"low": low[number], "median": median[number], "high": high[number]}
                frames.append(clocked(low, column=column).assign(**bands))
        if not frames:
            raise InputError(f"point {point}: no course was kept; make the sweep with series=summary or full")
        return pd.concat(frames, ignore_index=True)

    def every_series(self) -> "pd.DataFrame":
        """The courses of all points and strategies: point, strategy, and as in :meth:`series`; those that are kept."""
        import pandas as pd

        kept = self._store.rows(
            "SELECT DISTINCT CAST(variant AS INTEGER), strategy FROM run JOIN packed_series USING (run_id)"
            " UNION SELECT CAST(variant AS INTEGER), strategy FROM point_series ORDER BY 1, 2"
        )
        frames = []
        for point, strategy in kept:
            frame = self.series(point, strategy)
            frame.insert(0, "point", point)
            frame.insert(1, "strategy", strategy)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["point", "strategy"])

    # ------------------------------------------------------------ what they say

    def metric_or_what_decides(self, metric: str | None) -> str:
        """The metric that was asked for, or the one that decides in the scenario."""
        metric = metric or what_decides(self.scenario)
        if metric not in self.metrics.index:
            raise InputError(f'metric: "{metric}" is not known{nearest(metric, self.metrics.index)}')
        return metric

    def worlds(self, strategy: str, metric: str) -> np.ndarray:
        """A metric in every world of every point: (points, replications), NaN where there is no such number."""
        self._check(0, strategy)
        metric = self.metric_or_what_decides(metric)
        values = np.full((len(self.design), self.replications), np.nan)
        rows = self._store.rows(
            "SELECT CAST(variant AS INTEGER), replication, value FROM outcome JOIN run USING (run_id)"
            " WHERE metric = ? AND strategy = ? AND replication < ? AND value IS NOT NULL",
            (metric, strategy, self.replications),  # more may have been added since
        )
        if rows:
            point, replication, value = zip(*rows, strict=True)
            values[list(point), list(replication)] = value
        return values

    def values(self, strategy: str, metric: str | None = None, *, against: str | None = None) -> np.ndarray:
        """The mean of a metric over the worlds of each point: (points,), NaN where no world has such a number.

        against : another strategy; then the mean of the differences to it, world by world.
        """
        metric = self.metric_or_what_decides(metric)
        if against == strategy:
            raise InputError(f'against: "{strategy}" differs from itself by nothing; name another strategy')
        values = self.worlds(strategy, metric)
        return _means(values if against is None else values - self.worlds(against, metric))

    def loses(self, strategy: str, metric: str | None = None, *, against: str | None = None) -> np.ndarray:
        """Whether a strategy does worse at each point: (points,) 1 or 0, NaN where a strategy has no such number.

        against : than this one; by default than the best of all others.

        Raises
        ------
        InputError : where there is no other strategy, the metric has no better side, or no point has all numbers.
        """
        metric = self.metric_or_what_decides(metric)
        better = OUTCOMES[metric].better if metric in OUTCOMES else int(self.metrics.loc[metric, "better"])
        others = [against] if against else [name for name in self.strategies if name != strategy]
        if not others:
            remedy = "ask where a metric is below or above a value"
            raise InputError(f'strategy: "{strategy}" is the only one, so it cannot lose; {remedy}')
        if not better:
            raise InputError(f'metric: of "{metric}" neither more nor less is better; take another')
        leads = np.stack([better * self.values(strategy, metric, against=name) for name in others])
        known = ~np.isnan(leads).any(axis=0)
        if not known.any():
            each = " and ".join(quoted(name) for name in (strategy, *others))
            raise InputError(
                f"no point has {metric} of {each}; finish the sweep, ask against another strategy, or take another"
                " metric"
            )
        return np.where(known, (leads < 0).any(axis=0), np.nan)

    def sensitivity(
        self,
        strategy: str,
        metric: str | None = None,
        *,
        against: str | None = None,
        method: str | None = None,
    ) -> "pd.DataFrame":
        """How much each factor matters for a metric: :func:`simulator.studies.sensitivity.indices` of its means."""
        values = self.values(strategy, metric, against=against)
        return indices(self.design, values, method=method, seed=self.seed)

    def boxes(self, hit: np.ndarray) -> list[Box]:
        """The boxes of factors in which something happens, such as ``sweep.loses("the mix")``.

        hit : (points,) bool, or 1, 0 and NaN where nobody knows. See :func:`simulator.studies.discovery.boxes`.
        """
        return boxes(self.design, hit)

    # ------------------------------------------------------------ for other programs

    def to_mesa(self) -> "pd.DataFrame":
        """The outcomes as Mesa's ``batch_run`` names them: RunId, iteration, Step (the last), parameters, metrics."""
        days = self.outcomes.get("clock.days", self.scenario.clock.days)
        hours = self.outcomes.get("clock.tick_hours", self.scenario.clock.tick_hours)
        frame = self.outcomes.rename(columns={"run_id": "RunId", "replication": "iteration"})
        frame.insert(2, "Step", np.ceil(np.asarray(days * 24.0 / hours)).astype(int))
        return frame

    def to_ema(self) -> "tuple[pd.DataFrame, dict[str, np.ndarray]]":
        """Experiments and outcomes as the EMA Workbench has them, for its analyses.

        Returns
        -------
        experiments : one row per finished run: the factors, replication, scenario (the point), policy, model.
        outcomes : by metric, (runs,) float64.
        """
        frame = self.outcomes
        experiments = frame[[*self.design.paths, "replication"]].assign(
            scenario=frame["point"], policy=frame["strategy"], model=self.name
        )
        return experiments, {metric: frame[metric].to_numpy() for metric in self.metrics.index}

    def _check(self, point: int, strategy: str) -> None:
        if strategy not in self.strategies:
            known = ", ".join(quoted(name) for name in self.strategies)
            raise InputError(
                f'strategy: "{strategy}" was not run{nearest(strategy, self.strategies)}; there are {known}'
            )
        if not 0 <= point < len(self.design):
            raise InputError(f"point: there is no point {point}; they are numbered 0 to {len(self.design) - 1}")


def _means(values: np.ndarray) -> np.ndarray:
    """The mean of each row without what is NaN; NaN where there is nothing else."""
    known = ~np.isnan(values)
    n = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.divide(total, n, out=np.full(len(values), np.nan), where=n > 0)
