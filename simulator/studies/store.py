"""A study in one SQLite file: its plan, its runs and everything needed to read them years later.

Written by one process, one transaction per finished run. All runs that are planned stand in the file from the start as
PENDING; a run that failed has its error and no numbers. The tables are described in docs/results.md.
"""

import contextlib
import dataclasses
import datetime as dt
import functools
import hashlib
import importlib.metadata
import json
import math
import os
import platform
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.chosen import strategy_names
from simulator.content import NONE, SIDES
from simulator.metrics import OUTCOMES
from simulator.randomness import stream
from simulator.scenario import Scenario, digest
from simulator.settings import InputError, every_setting
from simulator.studies.executors import Done
from simulator.studies.job import Course, Job, Run, Variant
from simulator.studies.schema import (
    ABORTED,
    APPLICATION,
    AS_GIVEN,
    FAILED,
    PENDING,
    SUCCEEDED,
    TABLES,
    VERSION,
    quoted,
    table_sql,
    views,
)

if TYPE_CHECKING:
    import pandas as pd

LIBRARIES = ("groundswell-sim", "mesa", "numpy", "numba", "scipy", "pandas", "pydantic", "sqlite-utils")
NUMERICAL = ("code", "numpy", "numba", "scipy")
"""What must not change between the runs of a study: another version may give other numbers. ``code`` is the model's."""
NOT_THE_MODEL = ("__init__.py", "cli", "studies", "views")
"""Files and folders below ``simulator/`` on which no number depends."""


def world_number(seed: int, replication: int) -> int:
    """The world of a replication: the study's seed itself for replication 0, a keyed 53-bit number for each other one.

    So ``simulate(seed=7)`` is replication 0 of a study with seed 7, and studies with other seeds share no worlds, as
    they would if seed and replication were added.

    >>> world_number(7, 0), world_number(7, 1) != world_number(8, 0)
    (7, True)
    """
    return seed if replication == 0 else int(stream(seed, f"replication {replication}")) >> 11


@dataclass(frozen=True)
class Plan:
    """What a study is about: every strategy meets the worlds of all replications.

    ``text`` is the scenario file as it was given, where there was one; ``detailed`` the number of replications, from
    the first, whose segment series and posts are kept as well.
    """

    scenario: Scenario
    strategies: tuple[str, ...]
    baseline: str
    seed: int
    replications: int
    detailed: int = 1
    text: str | None = None

    def jobs(self) -> Iterator[Job]:
        """All jobs, world by world."""
        for replication in range(self.replications):
            for strategy in self.strategies:
                yield self.job(strategy, replication)

    def job(self, strategy: str, replication: int) -> Job:
        """One job of the plan."""
        more = replication < self.detailed
        return Job(strategy, world_number(self.seed, replication), replication, segments=more, posts=more, beside=True)


class Store:
    """A study's file, open for writing by this process or for reading."""

    def __init__(self, conn: sqlite3.Connection, path: Path | None, lock: "_Lock | None" = None):
        self.conn, self.path, self._lock = conn, path, lock
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
            store = cls(_connect(""), None)
            store._begin(plan)
            return store
        path = Path(path)
        is_free = _check_place(path)
        lock = _Lock(path)
        try:
            is_new = is_free or _is_stub(path)
            if not is_new:
                with contextlib.closing(cls.read(path)) as before:
                    before._check_same(plan)
            conn = _connect(str(path))
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            lock.release()
            raise
        store = cls(conn, path, lock)
        if is_new:
            store._begin(plan)
        else:
            store._go_on(plan)
        return store

    @classmethod
    def read(cls, path: str | Path) -> "Store":
        """Open a study for reading; the file is not changed, and may be in the making."""
        path = Path(path)
        if not path.is_file():
            raise InputError(f"{path}: there is no such file; give the path of a study made with compare")
        try:
            conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10, check_same_thread=False)
        except sqlite3.Error as error:
            raise InputError(f"{path}: cannot be read ({error})") from None
        try:
            (mark,), (version,) = (
                conn.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
            )
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            conn.close()
            raise InputError(f"{path}: is not a study ({error}); give another path") from None
        if mark != APPLICATION:
            conn.close()
            raise InputError(f"{path}: is a SQLite file of something else, not a study; give another path")
        if version != VERSION:
            conn.close()
            raise InputError(
                f"{path}: is a study in format {version}; this program reads format {VERSION}; use the version"
                " of the program that made it"
            )
        return cls(conn, path)

    def close(self) -> None:
        """Let go of the file; what was written is in this one file."""
        self._end()

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
        )

    # ------------------------------------------------------------ writing

    def todo(self, *, retry_failed: bool = False) -> list[tuple[str, int]]:
        """The runs of the scenario as given that are missing, as (strategy, replication), world by world."""
        wanted = (PENDING, ABORTED, FAILED) if retry_failed else (PENDING, ABORTED)
        marks = ", ".join("?" * len(wanted))
        return self.rows(
            f"SELECT strategy, replication FROM {AS_GIVEN} WHERE status IN ({marks}) ORDER BY replication, run_id",
            wanted,
        )

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
        seed, settings = self.study()["seed"], json.dumps(variant.settings, ensure_ascii=False, default=str)
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
                for table, rows in _rows_of(run_id, done.run):
                    self.conn.executemany(self._insert[table], rows)

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
        if not _check_place(path):
            raise InputError(f"{path}: is there already, and nothing is overwritten; give another path")
        with contextlib.closing(_connect(str(path))) as target:
            self.conn.backup(target)

    # ------------------------------------------------------------ reading

    def rows(self, sql: str, given: Iterable[Any] = ()) -> list[Any]:
        """The rows of a query."""
        return self.conn.execute(sql, tuple(given)).fetchall()

    def frame(self, sql: str, given: Iterable[Any] = ()) -> "pd.DataFrame":
        """The rows of a query as a data frame."""
        import pandas as pd

        found = self.conn.execute(sql, tuple(given))
        return pd.DataFrame(found.fetchall(), columns=[column[0] for column in found.description])

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
        found = self.conn.execute("SELECT * FROM study")
        return dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))

    def counts(self) -> dict[str, int]:
        """How many runs of the scenario as given there are of each status."""
        return dict(self.rows(f"SELECT status, count(*) FROM {AS_GIVEN} GROUP BY status"))

    # ------------------------------------------------------------ inside

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
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

    def _begin(self, plan: Plan) -> None:
        import sqlite_utils

        db = sqlite_utils.Database(self.conn)
        with self._transaction():
            self.conn.execute(f"PRAGMA application_id = {APPLICATION}")
            self.conn.execute(f"PRAGMA user_version = {VERSION}")
            for name in TABLES:
                self.conn.execute(table_sql(db, name))
            self.conn.execute("CREATE UNIQUE INDEX one_run ON run (variant, strategy, replication)")
            self.conn.execute("CREATE INDEX by_metric ON outcome (metric, run_id, value)")
            for name, sql in views().items():
                self.conn.execute(f"CREATE VIEW {name} AS {sql}")
            self._describe(plan)
            self._insert_runs(plan.jobs())

    def _describe(self, plan: Plan) -> None:
        scenario, clock = plan.scenario, plan.scenario.clock
        columns = [(name, c, text.unit, text.meaning) for name, t in TABLES.items() for c, text in t.columns.items()]
        self.conn.execute(
            self._insert["study"],
            (
                scenario.name,
                content_of(scenario),
                plan.text,
                digest(scenario),
                plan.seed,
                plan.replications,
                plan.detailed,
                json.dumps(plan.strategies, ensure_ascii=False),
                plan.baseline,
                None,
                clock.start.isoformat(sep=" "),
                clock.tick_hours,
                json.dumps(versions()),
                platform.node(),
                VERSION,
                dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            ),
        )
        self.conn.executemany(self._insert["column_meaning"], columns)
        self.conn.executemany(
            self._insert["metric"], [(m.name, m.unit, m.stage, m.better, m.meaning) for m in OUTCOMES.values()]
        )
        self.conn.executemany(
            self._insert["param"],
            [(s.path, _json(s.value), s.unit, s.meaning, s.source, int(s.given)) for s in every_setting(scenario)],
        )
        self.conn.executemany(
            self._insert["segment"], [(name, s.role, s.size) for name, s in scenario.segments.items()]
        )

    def _insert_runs(self, jobs: Iterable[Job]) -> None:
        self.conn.executemany(
            "INSERT OR IGNORE INTO run (variant, strategy, replication, seed, status) VALUES (?, ?, ?, ?, ?)",
            ((job.variant, job.strategy, job.replication, job.seed, PENDING) for job in jobs),
        )

    def _check_same(self, plan: Plan) -> None:
        """Refuse a file that holds a study of another plan, or numbers of other software."""
        study, place = self.study(), self.path
        remedy = "give another path, or read it with Study.from_sqlite"
        differs = "seed" if study["seed"] != plan.seed else "scenario or its settings"
        if study["seed"] != plan.seed or study["digest"] != digest(plan.scenario):
            held = f'study "{study["name"]}" with seed {study["seed"]}'
            raise InputError(f"{place}: holds the {held}, which differs from this one in its {differs}; {remedy}")
        if {name for (name,) in self.rows("SELECT metric FROM metric")} != set(OUTCOMES):
            raise InputError(f"{place}: holds a study with other metrics; {remedy}")
        then, now = json.loads(study["versions"]), versions()
        changed = [f"{name} {then.get(name)} (now {now[name]})" for name in NUMERICAL if then.get(name) != now[name]]
        if changed:
            raise InputError(
                f"{place}: was made by another version of the program, with {', '.join(changed)}, which may give other"
                f" numbers; {remedy}"
            )

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
        )
        with self._transaction():
            self.conn.execute(
                "UPDATE study SET replications = ?, strategies = ?, baseline = ?",
                (together.replications, json.dumps(together.strategies, ensure_ascii=False), together.baseline),
            )
            self._insert_runs(together.jobs())


def content_of(scenario: Scenario) -> str:
    """What a scenario's author gave, as JSON in the order of the file."""
    return scenario.model_dump_json(by_alias=True, exclude_unset=True)


def scenario_in(content: str) -> Scenario:
    """The scenario that ``content_of`` wrote."""
    return Scenario.model_validate_json(content)


@functools.cache
def versions() -> dict[str, str]:
    """Versions of Python and the libraries, and a digest of the model's own code, as of the first call."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    code = hashlib.sha256()
    for file in _code_of_the_model():
        code.update(file.read_bytes())
    return {**found, "code": code.hexdigest()[:16]}


def _code_of_the_model() -> list[Path]:
    """All our files but those that run studies, show results and read the command line."""
    top = Path(__file__).parent.parent
    return sorted(path for path in top.rglob("*.py") if path.relative_to(top).parts[0] not in NOT_THE_MODEL)


def _connect(place: str) -> sqlite3.Connection:
    return sqlite3.connect(place, isolation_level=None, check_same_thread=False)


def _end(conn: sqlite3.Connection, lock: "_Lock | None") -> None:
    if lock is not None:
        with contextlib.suppress(sqlite3.Error):  # while somebody reads it, it stays as it is
            conn.execute("PRAGMA journal_mode = DELETE")
    conn.close()
    if lock is not None:
        lock.release()


def _check_place(path: Path) -> bool:
    """Whether a file can be made here; False where there is one already."""
    folder = path.parent
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give the path of a file, such as {path / 'study.db'}")
    if not folder.is_dir():
        raise InputError(f"{path}: there is no folder {folder}; make it, or give another path")
    if not os.access(folder, os.W_OK):
        raise InputError(f"{path}: the folder {folder} cannot be written; give another path")
    if not path.exists():
        return True
    if not path.is_file():
        raise InputError(f"{path}: is not a file; give another path")
    if not os.access(path, os.W_OK):
        raise InputError(f"{path}: cannot be written; give another path, or read it with Study.from_sqlite")
    return path.stat().st_size == 0


def _is_stub(path: Path) -> bool:
    """Whether a file holds nothing but the header of SQLite: so it is left where we are killed while we create it."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            ((mark,), (n_things,)) = (
                conn.execute(sql).fetchone() for sql in ("PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
            )
    except sqlite3.Error:
        return False
    return mark == n_things == 0


class _Lock:
    """Lets one process at a time write a study: an empty SQLite file beside it, locked, and freed when we die."""

    def __init__(self, path: Path):
        self.place = path.with_name(path.name + ".lock")
        self.conn = sqlite3.connect(self.place, isolation_level=None, timeout=0, check_same_thread=False)
        try:
            self.conn.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            self.conn.close()
            raise InputError(
                f"{path}: is being written by another process; wait until it is done, or give another path"
            ) from None

    def release(self) -> None:
        """Let others write."""
        with contextlib.suppress(OSError):
            self.place.unlink(missing_ok=True)
        self.conn.close()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _rows_of(run_id: int, run: Run) -> Iterator[tuple[str, Iterable[Any]]]:
    """The rows of a finished run, table by table."""
    yield "outcome", [(run_id, name, None if math.isnan(value) else value) for name, value in run.outcomes.items()]
    yield "health", [(run_id, *warning) for warning in run.health]
    if run.job.variant:
        return
    yield "event", [(run_id, number, *note) for number, note in enumerate(run.notes)]
    yield "flow", _flow_rows(run_id, run)
    yield "cost", [(run_id, kind, money) for kind, money in run.costs.items()]
    if run.beside is not None:
        yield "beside", [(run_id, *(None if math.isnan(value) else value for value in run.beside))]
    if run.course is not None:
        yield "series", _series_rows(run_id, run)
    if run.segment_course is not None:
        yield "segment_series", _segment_rows(run_id, run, run.segment_course)
    if run.post is not None:
        yield "post", _post_rows(run_id, run)


def _flow_rows(run_id: int, run: Run) -> Iterator[Any]:
    names, places = run.legend.segments, run.flow_places()
    for source, receiver, side in zip(*(p.tolist() for p in places), strict=True):
        yield run_id, names[source], names[receiver], SIDES[side], int(run.impressions[source, receiver, side])


def _series_rows(run_id: int, run: Run) -> Iterator[Any]:
    course: Any = run.course
    attention: Any = run.attention
    columns = [values.tolist() for values in course.columns().values()]
    ticks = range(len(course.attitude))
    return zip(
        *[[run_id] * len(ticks), ticks, run.legend.hours(ticks).tolist(), *columns, attention.tolist()], strict=True
    )


def _segment_rows(run_id: int, run: Run, course: Course) -> Iterator[Any]:
    columns = [values.tolist() for values in course.columns().values()]
    names = list(zip(run.legend.segments, run.legend.roles, strict=True))
    hours = run.legend.hours(range(len(course.attitude))).tolist()
    for tick, hour in enumerate(hours):
        for number, (segment, role) in enumerate(names):
            yield (run_id, tick, segment, role, hour, *(column[tick][number] for column in columns))


def _post_rows(run_id: int, run: Run) -> Iterator[Any]:
    columns = run.post_columns()
    plain = [values if isinstance(values, list) else values.tolist() for values in columns.values()]
    for *values, parent, parent_member in zip(*plain, strict=True):
        yield (run_id, *values, *(None if n == NONE else n for n in (parent, parent_member)))
