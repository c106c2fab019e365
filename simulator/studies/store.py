"""A study in one SQLite file: its plan, its runs and everything needed to read them years later.

Written by one process, one transaction per finished run. All runs that are planned stand in the file from the start as
PENDING; a run that failed has its error and no numbers. The tables are described in docs/results.md.
"""

import contextlib
import dataclasses
import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.chosen import strategy_names
from simulator.metrics import OUTCOMES
from simulator.scenario import Scenario, digest
from simulator.settings import InputError
from simulator.studies.described import describe, scenario_in, settings_in
from simulator.studies.executors import Done
from simulator.studies.job import Job, Variant
from simulator.studies.journal import Journal
from simulator.studies.opening import begins_anew, connected, for_reading, row_of_the_study
from simulator.studies.places import Lock, damage_told, is_free_place
from simulator.studies.plain_json import plain_json
from simulator.studies.plan import Plan, world_number
from simulator.studies.provenance import NUMERICAL, versions
from simulator.studies.rows import outcomes_of, rows_of
from simulator.studies.schema import (
    ABORTED,
    APPLICATION,
    BY_METRIC,
    FAILED,
    KINDS,
    PENDING,
    SUCCEEDED,
    TABLES,
    UNFINISHED,
    VERSION,
    outcomes_sql,
    point_view,
    quoted,
    table_sql,
    views,
)

if TYPE_CHECKING:
    import pandas as pd

PAGE = 1_000
"""Jobs that are read from the file at once."""
MANY = 0.25
"""The part of a sweep's runs from which on it is quicker to index all of them at the end than one by one; measured."""
GIVEN_IS_PLANNED, VARIANTS_ARE_PLANNED = "variant = ''", "variant <> ''"
"""Which runs a comparison and a sweep are about, as SQL."""


class Store:
    """A study's file, open for writing by this process or for reading."""

    def __init__(self, conn: sqlite3.Connection, path: Path | None, lock: Lock | None = None):
        self.conn, self.path = conn, path
        self._journal: Journal | None = None
        self._end = weakref.finalize(self, _end, conn, lock)
        self._insert: dict[str, str] = {
            name: f"INSERT INTO {quoted(name)} VALUES ({', '.join('?' * len(table.columns))})"
            for name, table in TABLES.items()
        }

    # ------------------------------------------------------------ opening

    @classmethod
    def write(cls, path: str | Path | None, plan: Plan) -> "Store":
        """Begin a study, or go on with it where the file already holds one of the same plan.

        Parameters
        ----------
        path : the file; None for a study that is gone when it is let go of (kept on disk where memory is short).

        Raises
        ------
        InputError : if the place cannot be written, holds something else, or is being written by another process.
        """
        if path is None:
            store = cls(connected(""), None)
            store._begin(plan)
            return store
        path = Path(path)
        is_free_place(path)
        lock = Lock(path)
        try:
            is_new = is_free_place(path) or begins_anew(path)  # another process may just have made it
            if not is_new:
                with contextlib.closing(cls.read(path)) as before:
                    before._check_same(plan)
            conn = connected(str(path))
            with damage_told(path):
                journal = Journal(conn, path)
        except BaseException:
            lock.release()
            raise
        store = cls(conn, path, lock)
        store._journal = journal
        if is_new:
            store._begin(plan)
        else:
            store._go_on(plan)
        return store

    @classmethod
    def read(cls, path: str | Path) -> "Store":
        """Open a study for reading; the file is not changed, and may be in the making."""
        path = Path(path)
        return cls(for_reading(path), path)

    def close(self) -> None:
        """Let go of the file; what was written is in this one file."""
        self._end()

    def for_reading(self) -> "Store":
        """The same study once it is written: its file, closed and opened for reading; itself where it has none."""
        if self.path is None:
            return self
        self.close()
        return Store.read(self.path)

    @classmethod
    def reopen(cls, path: str | Path) -> "Store":
        """Open a finished study for writing, to add variants of its scenario; refused where versions differ."""
        with contextlib.closing(cls.read(path)) as before:
            plan = before.plan()
        return cls.write(path, plan)

    def plan(self) -> Plan:
        """The plan that the study was made by."""
        about = self.study()
        return Plan(
            scenario=scenario_in(about["content"]),
            strategies=tuple(json.loads(about["strategies"])),
            baseline=about["baseline"],
            seed=about["seed"],
            replications=about["replications"],
            detailed=about["detailed"],
            text=about["text"],
            points=() if about["design"] is None else tuple(self.variants()),
            design=about["design"],
            factors=tuple(self.rows("SELECT * FROM factor ORDER BY rowid")),
            series=about["series"],
        )

    def variants(self) -> Iterator[Variant]:
        """All variants of the scenario, in the order in which they were planned."""
        for name, settings in self.rows("SELECT variant, settings FROM variant ORDER BY rowid"):
            yield Variant(name, settings_in(settings))

    # ------------------------------------------------------------ writing

    def jobs_to_do(self, plan: Plan, *, retry_failed: bool = False) -> Iterator[Job]:
        """The jobs of a plan that are missing, world by world; read page by page, so that a million take no room."""
        wanted = (PENDING, ABORTED, FAILED) if retry_failed else (PENDING, ABORTED)
        marks = ", ".join("?" * len(wanted))
        sql = (
            "SELECT replication, run_id, strategy, variant, settings FROM run LEFT JOIN variant USING (variant)"
            f" WHERE status <> '{SUCCEEDED}' AND status IN ({marks}) AND {_planned(plan)}"
            f" AND (replication, run_id) > (?, ?) ORDER BY replication, run_id LIMIT {PAGE}"
        )
        last = (-1, -1)
        while page := self.rows(sql, (*wanted, *last)):
            for replication, _, strategy, name, settings in page:
                point = None if plan.design is None else Variant(name, settings_in(settings))
                yield plan.job(strategy, replication, point)
            last = page[-1][:2]

    def todo_of(self, variants: Iterable[str]) -> list[tuple[str, str, int]]:
        """The runs of variants that are missing, as (variant, strategy, replication), world by world."""
        names = json.dumps(list(variants), ensure_ascii=False)
        return self.rows(
            "SELECT variant, strategy, replication FROM run WHERE status IN (?, ?)"
            " AND variant IN (SELECT value FROM json_each(?)) ORDER BY replication, run_id",
            (PENDING, ABORTED, names),
        )

    def add(self, variant: Variant, strategies: Iterable[str], replications: int) -> None:
        """Plan the runs of a variant; those that are there already stay as they are."""
        seed, settings = self.study()["seed"], plain_json(variant.settings)
        before = self.rows("SELECT settings FROM variant WHERE variant = ?", (variant.name,))
        if before and before[0][0] != settings:
            raise InputError(f'{self.path}: holds another variant "{variant.name}"; give another path')
        with self._transaction():
            if not before:
                self.conn.execute(self._insert["variant"], (variant.name, settings))
            self._insert_runs(
                variant.job(strategy, world_number(seed, replication), replication)
                for replication in range(replications)
                for strategy in strategies
            )

    def grow(self, replications: int) -> None:
        """Plan further worlds of the scenario as given, up to so many in all."""
        self._go_on(dataclasses.replace(self.plan(), replications=replications))

    def tell_why_stopped(self, why: str) -> None:
        """Write down why no more worlds were added."""
        with self._transaction():
            self.conn.execute("UPDATE study SET stopped = ?", (why,))

    def save(self, done: Done) -> None:
        """Write down what was done, in one transaction."""
        job = done.job
        ((run_id,),) = self.rows(
            "SELECT run_id FROM run WHERE variant = ? AND strategy = ? AND replication = ?",
            (job.variant, job.strategy, job.replication),
        )
        status = FAILED if done.run is None else SUCCEEDED
        with self._transaction():
            self.conn.execute(
                "UPDATE run SET status = ?, error = ?, started = ?, seconds = ? WHERE run_id = ?",
                (status, done.error, done.started, done.seconds, run_id),
            )
            if done.run is not None:
                metrics, values = outcomes_of(done.run)
                self.conn.execute(outcomes_sql(metrics), (run_id, *values))
                for table, rows in rows_of(run_id, done.run):
                    self.conn.executemany(self._insert[table], rows)

    def replace_courses(self, of_a_point: tuple[Any, ...], run_ids: list[int]) -> None:
        """Put a summary, as a row of ``point_series``, in the place of the courses of some runs."""
        with self._transaction():
            self.conn.execute(self._insert["point_series"], of_a_point)
            self.conn.executemany("DELETE FROM packed_series WHERE run_id = ?", ((run_id,) for run_id in run_ids))

    def shrink(self) -> None:
        """Give room that is free in the file back to the disk, where that has the room that this takes meanwhile."""
        with contextlib.suppress(sqlite3.OperationalError), damage_told(self.path):
            self.conn.execute("VACUUM")

    @contextlib.contextmanager
    def indexed_at_the_end(self) -> Iterator[None]:
        """Leave away the index of outcomes by metric while many runs are written: to keep it takes longer than a run.

        Without it questions have the same answers, and take longer. Where we are killed, or there is no room for it, it
        is made when the same command is given again.
        """
        tally = self.counts()
        if sum(tally.values()) - tally.get(SUCCEEDED, 0) >= MANY * sum(tally.values()):
            with self._transaction():
                self.conn.execute("DROP INDEX IF EXISTS by_metric")
        yield
        with contextlib.suppress(sqlite3.OperationalError), damage_told(self.path):
            self.conn.execute(BY_METRIC)

    def abort(self, jobs: Iterable[Job]) -> None:
        """Mark runs that were broken off."""
        with self._transaction():
            self.conn.executemany(
                "UPDATE run SET status = ? WHERE variant = ? AND strategy = ? AND replication = ? AND status = ?",
                ((ABORTED, job.variant, job.strategy, job.replication, PENDING) for job in jobs),
            )

    def copy_to(self, path: str | Path) -> None:
        """Write the study into a new file."""
        path = Path(path)
        if not is_free_place(path):
            raise InputError(f"{path}: is there already, and nothing is overwritten; give another path")
        with contextlib.closing(connected(str(path))) as target, damage_told(self.path):
            self.conn.backup(target)

    # ------------------------------------------------------------ reading

    def rows(self, sql: str, given: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        """The rows of a query; ``given`` is what stands for its question marks, or for its :names."""
        with damage_told(self.path):
            return self.conn.execute(sql, given).fetchall()

    def frame(self, sql: str, given: Sequence[Any] | Mapping[str, Any] = ()) -> "pd.DataFrame":
        """The rows of a query as a data frame; one that would change something is refused by SQLite."""
        import pandas as pd

        self.conn.execute("PRAGMA query_only = ON")
        try:
            with damage_told(self.path):
                found = self.conn.execute(sql, given)
                return pd.DataFrame(found.fetchall(), columns=[column[0] for column in found.description or ()])
        finally:
            self.conn.execute("PRAGMA query_only = OFF")

    def worlds(self, strategy: str, metric: str, variant: str = "") -> np.ndarray:
        """A metric of a strategy in every world: (replications,), NaN where there is no such number."""
        values = np.full(self.study()["replications"], np.nan)
        for replication, value in self.rows(
            "SELECT replication, value FROM run JOIN outcome USING (run_id)"
            " WHERE variant = ? AND strategy = ? AND metric = ? AND value IS NOT NULL",
            (variant, strategy, metric),
        ):
            values[replication] = value
        return values

    def study(self) -> dict[str, Any]:
        """The row of the study."""
        return row_of_the_study(self.conn, self.path)

    @property
    def is_sweep(self) -> bool:
        """Whether the file holds a sweep, and not a comparison."""
        ((design,),) = self.rows("SELECT design FROM study")
        return design is not None

    def scenario(self) -> Scenario:
        """The scenario of the study, or the one that a sweep varies."""
        return scenario_in(self.study()["content"])

    def counts(self) -> dict[str, int]:
        """How many planned runs there are of each status; those of a brief's variants are not counted."""
        where = VARIANTS_ARE_PLANNED if self.is_sweep else GIVEN_IS_PLANNED
        return dict(self.rows(f"SELECT status, count(*) FROM run WHERE {where} GROUP BY status"))

    # ------------------------------------------------------------ inside

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with damage_told(self.path):
                self.conn.execute("BEGIN IMMEDIATE")
                yield
                self.conn.execute("COMMIT")
        except BaseException as error:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise InputError(
                    f"{self.path or 'study in memory'}: cannot be written ({error}); make room, then give the same"
                    " command again to go on"
                ) from error
            raise
        if self._journal is not None:
            self._journal.put_in_where_due()

    def _begin(self, plan: Plan) -> None:
        import sqlite_utils

        db = sqlite_utils.Database(self.conn)
        with self._transaction():
            self.conn.execute(f"PRAGMA application_id = {APPLICATION}")
            self.conn.execute(f"PRAGMA user_version = {VERSION}")
            for name in TABLES:
                self.conn.execute(table_sql(db, name))
            self.conn.execute("CREATE UNIQUE INDEX one_run ON run (variant, strategy, replication)")
            self.conn.execute(UNFINISHED)
            if plan.design is None:
                self.conn.execute(BY_METRIC)
            for name, sql in views().items():
                self.conn.execute(f"CREATE VIEW {name} AS {sql}")
            describe(self.conn, self._insert, plan)
            self.conn.executemany(self._insert["factor"], plan.factors)
            if plan.design is not None:
                self.conn.execute(f"CREATE VIEW point AS {point_view([factor[0] for factor in plan.factors])}")
            self.conn.executemany(self._insert["variant"], ((p.name, plain_json(p.settings)) for p in plan.points))
            self._insert_runs(plan.jobs())

    def _insert_runs(self, jobs: Iterable[Job]) -> None:
        self.conn.executemany(
            "INSERT OR IGNORE INTO run (variant, strategy, replication, seed, status) VALUES (?, ?, ?, ?, ?)",
            ((job.variant, job.strategy, job.replication, job.seed, PENDING) for job in jobs),
        )

    def _check_same(self, plan: Plan) -> None:
        """Refuse a file that holds a study of another plan, or numbers of other software."""
        study, place = self.study(), self.path
        remedy = "give another path, or read it with Study.from_sqlite or Sweep.from_sqlite"
        if (held := self.is_sweep) != (plan.design is not None):
            raise InputError(f"{place}: holds {KINDS[held]}, not {KINDS[not held]}; {remedy}")
        differs = {
            "seed": study["seed"] == plan.seed,
            "scenario or its settings": study["digest"] == digest(plan.scenario),
            "design": study["design"] == plan.design,
            "choice of series": study["series"] == plan.series,
            "points": plan.design is None or tuple(self.variants()) == plan.points,
        }
        for what, is_same in differs.items():
            if not is_same:
                told = f'study "{study["name"]}" with seed {study["seed"]}'
                raise InputError(f"{place}: holds the {told}, which differs from this one in its {what}; {remedy}")
        summed_up = self.rows("SELECT 1 FROM point_series LIMIT 1")
        if summed_up and (plan.replications > study["replications"] or self._adds_strategies(plan)):
            raise InputError(
                f"{place}: has summaries of its {study['replications']} worlds, to which none can be added; {remedy}"
            )
        if {name for (name,) in self.rows("SELECT metric FROM metric")} != set(OUTCOMES):
            raise InputError(f"{place}: holds a study with other metrics; {remedy}")
        then, now = json.loads(study["versions"]), versions()
        changed = [f"{name} {then.get(name)} (now {now[name]})" for name in NUMERICAL if then.get(name) != now[name]]
        if changed:
            raise InputError(
                f"{place}: was made by another version of the program, with {', '.join(changed)}, which may give other"
                f" numbers; {remedy}"
            )

    def _adds_strategies(self, plan: Plan) -> bool:
        return not set(plan.strategies) <= set(json.loads(self.study()["strategies"]))

    def _go_on(self, plan: Plan) -> None:
        """Take up a study: what is missing, and what the plan adds to it."""
        study = self.study()
        both = {*json.loads(study["strategies"]), *plan.strategies}
        together = Plan(
            scenario=plan.scenario,
            strategies=tuple(name for name in strategy_names(plan.scenario) if name in both),
            baseline=plan.baseline,
            seed=plan.seed,
            replications=max(study["replications"], plan.replications),
            detailed=study["detailed"],
            points=plan.points,
            design=plan.design,
            factors=plan.factors,
            series=plan.series,
        )
        with self._transaction():
            self.conn.execute(
                "UPDATE study SET replications = ?, strategies = ?, baseline = ?",
                (together.replications, json.dumps(together.strategies, ensure_ascii=False), together.baseline),
            )
            self._insert_runs(together.jobs())


def _planned(plan: Plan) -> str:
    return GIVEN_IS_PLANNED if plan.design is None else VARIANTS_ARE_PLANNED


def _end(conn: sqlite3.Connection, lock: Lock | None) -> None:
    if lock is not None:
        with contextlib.suppress(sqlite3.Error):  # while somebody reads it, it stays as it is
            conn.execute("PRAGMA journal_mode = DELETE")
    conn.close()
    if lock is not None:
        lock.release()
