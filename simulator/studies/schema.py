"""The tables of a study's file: what stands in each column, in which unit, and the questions that they answer.

Feeds the file itself (table ``column_meaning``), Datasette and docs/results.md.
"""

import functools
import json
from pathlib import Path
from typing import Any, NamedTuple

from simulator.content import SIDES
from simulator.health import WARNINGS
from simulator.metrics import OUTCOMES
from simulator.settings import InputError
from simulator.studies.run import ATTENTION, COLUMNS

APPLICATION = 0x47725377
"""What marks a SQLite file as ours ("GrSw")."""
VERSION = 4
"""Version of the tables; another program version that changes them gets another number."""
OLDEST = 3
"""The oldest version that can be brought up to date."""
UNFINISHED = "CREATE INDEX unfinished ON run (replication, run_id) WHERE status <> 'SUCCEEDED'"
"""What finds the next runs to be done, however many there are."""
BY_METRIC = "CREATE INDEX IF NOT EXISTS by_metric ON outcome (metric, run_id, value)"
"""What finds an outcome of all runs; a sweep has it when it is whole or was broken off by Ctrl-C."""

AS_GIVEN = "as_given"
"""The view of the runs of the scenario as it is given, without those of variants."""

KINDS = ("a comparison", "a sweep")
"""What a file may hold, the sweep second."""

PENDING, SUCCEEDED, FAILED, ABORTED = "PENDING", "SUCCEEDED", "FAILED", "ABORTED"


class Column(NamedTuple):
    """A column of a table: its type, meaning and unit."""

    kind: type
    meaning: str
    unit: str = ""


class Table(NamedTuple):
    """A table: its meaning, its key (empty: the rows have none) and its columns in order."""

    meaning: str
    key: tuple[str, ...]
    columns: dict[str, Column]

    @property
    def is_of_a_run(self) -> bool:
        """Whether each row belongs to a run; runs themselves have a status."""
        return "run_id" in self.columns and "status" not in self.columns


_RUN_ID = Column(int, "the run")
_TICK = Column(int, "number of the tick, from 0", "ticks")
_END_OF_TICK = Column(float, "time from the start to the end of the tick", "hours")
_TIME = Column(float, "time from the start", "hours")
_SERIES = {
    name: Column(float if name == "attitude" else int, column.meaning, column.unit) for name, column in COLUMNS.items()
}

TABLES: dict[str, Table] = {
    "study": Table(
        "The study, in one row: scenario, plan, and what it was made with.",
        (),
        {
            "name": Column(str, "title of the scenario"),
            "content": Column(str, "the scenario as JSON: what was given, with settings replaced"),
            "text": Column(str, "the scenario file as it was given; NULL where there was none"),
            "digest": Column(str, "SHA-256 of the scenario with every setting filled in"),
            "seed": Column(int, "seed of the study"),
            "replications": Column(int, "worlds that every strategy meets", "worlds"),
            "detailed": Column(int, "worlds, from the first, with segment series and posts", "worlds"),
            "strategies": Column(str, "names of the strategies, as a JSON list"),
            "baseline": Column(str, "the strategy that the others are compared with"),
            "stopped": Column(str, "why no more worlds were added, where that was left to the procedure"),
            "design": Column(str, "the design of a sweep as JSON, without its points; NULL for a comparison"),
            "series": Column(str, "what a sweep keeps of the course of its runs: none, summary or full"),
            "series_columns": Column(str, "the columns of packed series, in order, as a JSON list"),
            "start": Column(str, "date and time of tick 0"),
            "tick_hours": Column(float, "length of a tick", "hours"),
            "versions": Column(str, "versions of Python, the libraries and our code, as JSON"),
            "host": Column(str, "the computer where it was begun: name, system, processor and cores, as JSON"),
            "schema_version": Column(int, "version of these tables"),
            "created": Column(str, "when it was begun (UTC)"),
        },
    ),
    "variant": Table(
        "The scenario with some settings replaced: a point of a sweep, or what a brief asks.",
        ("variant",),
        {
            "variant": Column(str, "name of the variant; of a point of a sweep, its number from 0"),
            "settings": Column(str, "what is replaced: a JSON list of pairs of path and value"),
        },
    ),
    "factor": Table(
        "What a sweep varies, in the order of its design.",
        ("factor",),
        {
            "factor": Column(str, "path of the setting"),
            "kind": Column(str, "real, integer, choice or boolean"),
            "low": Column(float, "lower end of the range; NULL where it has levels", "see unit"),
            "high": Column(float, "upper end of the range; NULL where it has levels", "see unit"),
            "levels": Column(str, "the levels, as a JSON list; NULL where it has a range"),
            "log": Column(int, "1 where the range is spread evenly on a logarithmic scale"),
            "unit": Column(str, "unit of the setting"),
            "meaning": Column(str, "what the setting means"),
            "source": Column(str, "where its value in the scenario comes from"),
        },
    ),
    "run": Table(
        "One row per planned run, from the start; a run that failed has its error and no numbers.",
        ("run_id",),
        {
            "run_id": _RUN_ID,
            "variant": Column(str, "the variant of the scenario that it ran; empty where it is as given"),
            "strategy": Column(str, "name of the strategy"),
            "replication": Column(int, "number of the world in the study, from 0"),
            "seed": Column(int, "number of the world: simulate(seed=...) repeats the run"),
            "status": Column(str, f"{PENDING}, {SUCCEEDED}, {FAILED} or {ABORTED}"),
            "error": Column(str, "why it failed"),
            "started": Column(str, "when it began (UTC)"),
            "seconds": Column(float, "how long it took", "seconds"),
        },
    ),
    "param": Table(
        "Every setting of the scenario, those of its strategies included.",
        ("path",),
        {
            "path": Column(str, "where the setting stands"),
            "value": Column(str, "its value, as JSON"),
            "unit": Column(str, "unit of the value"),
            "meaning": Column(str, "what it means"),
            "source": Column(str, 'where the value comes from: "scenario" where it was given'),
            "given": Column(int, "1 where the scenario gives it, 0 where it is the default"),
        },
    ),
    "segment": Table(
        "The segments, in the order of the scenario.",
        ("segment",),
        {
            "segment": Column(str, "name of the segment"),
            "role": Column(str, "its role"),
            "size": Column(int, "how many members it has", "members"),
        },
    ),
    "metric": Table(
        "The outcomes that are measured.",
        ("metric",),
        {
            "metric": Column(str, "name of the outcome"),
            "unit": Column(str, "unit of the value"),
            "stage": Column(str, "AMEC stage: input, activity, output, out-take, outcome, impact"),
            "better": Column(int, "1 where more is better, -1 where less is, 0 neither"),
            "meaning": Column(str, "what it means"),
        },
    ),
    "outcome": Table(
        "One number per run and metric.",
        ("run_id", "metric"),
        {
            "run_id": _RUN_ID,
            "metric": Column(str, "name of the outcome"),
            "value": Column(float, "its value; NULL where a run has no such number", "see metric"),
        },
    ),
    "series": Table(
        "One row per run and tick.",
        ("run_id", "tick"),
        {
            "run_id": _RUN_ID,
            "tick": _TICK,
            "hours": _END_OF_TICK,
            **_SERIES,
            "attention": Column(float, ATTENTION.meaning, ATTENTION.unit),
        },
    ),
    "packed_series": Table(
        "The course of a run of a sweep, packed: see docs/results.md.",
        ("run_id",),
        {
            "run_id": _RUN_ID,
            "packed": Column(bytes, "the columns of study.series_columns by ticks"),
        },
    ),
    "point_series": Table(
        "The course at a point of a sweep over its worlds, packed: see docs/results.md.",
        ("variant", "strategy"),
        {
            "variant": Column(str, "the point"),
            "strategy": Column(str, "name of the strategy"),
            "worlds": Column(int, "how many worlds it is taken over", "worlds"),
            "packed": Column(bytes, "10, 50 and 90 % quantiles of the columns of study.series_columns by ticks"),
        },
    ),
    "segment_series": Table(
        "One row per run, tick and segment, for the first worlds only (study.detailed).",
        ("run_id", "tick", "segment"),
        {
            "run_id": _RUN_ID,
            "tick": _TICK,
            "segment": Column(str, "the segment of those who saw, shared, published or acted"),
            "role": Column(str, "role of the segment"),
            "hours": _END_OF_TICK,
            **_SERIES,
        },
    ),
    "post": Table(
        "Every post: who published what, and from whom it was passed on; for the first worlds only (study.detailed).",
        ("run_id", "post"),
        {
            "run_id": _RUN_ID,
            "post": Column(int, "number of the post in the run, from 0"),
            "tick": Column(int, "tick in which it was published", "ticks"),
            "hours": _TIME,
            "member": Column(int, "who published it"),
            "segment": Column(str, "segment of the member"),
            "role": Column(str, "role of the segment"),
            "platform": Column(str, "where it was published"),
            "message": Column(str, "what it says"),
            "parent": Column(int, "the post from which it was shared; NULL for an original"),
            "parent_member": Column(int, "who published that one"),
        },
    ),
    "event": Table(
        "What the crisis did and what the playbook did.",
        ("run_id", "number"),
        {
            "run_id": _RUN_ID,
            "number": Column(int, "number of the event in the run, from 0"),
            "hours": _TIME,
            "kind": Column(str, "crisis, second wave, or the action of a playbook"),
            "text": Column(str, "what happened"),
        },
    ),
    "health": Table(
        "Why little can be concluded from a run; no row where all is well.",
        ("run_id", "warning"),
        {
            "run_id": _RUN_ID,
            "warning": Column(str, "name of the warning: " + ", ".join(WARNINGS)),
            "text": Column(str, "what is wrong, with figures"),
        },
    ),
    "flow": Table(
        "Impressions by segment of the source and segment of the receiver, where there were any.",
        ("run_id", "source", "receiver", "side"),
        {
            "run_id": _RUN_ID,
            "source": Column(str, "segment of the member whose post was seen"),
            "receiver": Column(str, "segment of the member who saw it"),
            "side": Column(str, "stance of the message: " + ", ".join(SIDES)),
            "impressions": Column(int, "times seen", "impressions"),
        },
    ),
    "cost": Table(
        "What a run has cost, by kind.",
        ("run_id", "kind"),
        {
            "run_id": _RUN_ID,
            "kind": Column(str, "what for"),
            "money": Column(float, "how much, in the scenario's currency", "money"),
        },
    ),
    "beside": Table(
        "Members of the public whom supportive messages reach in a run, beside do nothing in the same world.",
        ("run_id",),
        {
            "run_id": _RUN_ID,
            "extra": Column(int, "reached, and not under do nothing (expansion)", "members"),
            "lost": Column(int, "not reached, but under do nothing", "members"),
            "both": Column(int, "reached, and under do nothing as well", "members"),
            "sooner_hours": Column(
                float, "how much sooner than under do nothing those of both are reached, on average", "hours"
            ),
        },
    ),
    "column_meaning": Table(
        "What stands in each column of each table.",
        ("table_name", "column_name"),
        {
            "table_name": Column(str, "the table"),
            "column_name": Column(str, "the column"),
            "unit": Column(str, "unit of the values"),
            "meaning": Column(str, "what it means"),
        },
    ),
}

OF_COMPARISONS = {
    "difference_to_baseline": (
        "Mean difference of each strategy to the baseline, and in how many worlds it wins",
        "SELECT strategy, metric, avg(difference) AS mean_difference, sum(wins) AS wins, sum(difference = 0) AS ties,"
        " count(difference) AS worlds FROM difference GROUP BY strategy, metric ORDER BY metric, strategy",
    ),
    "mean_course": (
        "Mean attitude and hostile shares over time, by strategy",
        "SELECT strategy, time, avg(attitude) AS attitude, avg(shares_hostile) AS hostile_shares"
        " FROM series_by_strategy GROUP BY strategy, tick",
    ),
    "who_was_passed_on_most": (
        "Members whose posts were passed on most, in the runs that are kept in detail",
        "SELECT strategy, s.parent_member AS member, p.segment, count(*) AS shares FROM post s"
        " JOIN as_given USING (run_id) JOIN post p ON p.run_id = s.run_id AND p.post = s.parent"
        " GROUP BY s.run_id, s.parent_member"
        " ORDER BY shares DESC",
    ),
    "health": (
        "In how many worlds of each strategy there is each warning",
        "SELECT strategy, warning, count(*) AS worlds FROM health JOIN as_given USING (run_id)"
        " GROUP BY strategy, warning",
    ),
    "beside": (
        "Whom each strategy reaches who would not have been reached, and how much sooner it reaches the others",
        'SELECT strategy, avg(extra) AS reached_extra, avg(lost) AS reached_no_more, avg("both") AS reached_anyway,'
        " avg(sooner_hours) AS reached_sooner FROM beside JOIN as_given USING (run_id) GROUP BY strategy",
    ),
}
OF_SWEEPS = {
    "points": (
        "Mean outcome at each point of a sweep, by strategy: the metric is asked for",
        "SELECT CAST(variant AS INTEGER) AS point, strategy, avg(value) AS mean, count(value) AS worlds, settings"
        " FROM run JOIN outcome USING (run_id) JOIN variant USING (variant) WHERE metric = :metric"
        " GROUP BY variant, strategy ORDER BY point, strategy",
    ),
    "warnings": (
        "In how many worlds of each point and strategy there is each warning",
        "SELECT CAST(variant AS INTEGER) AS point, strategy, warning, count(*) AS worlds FROM health"
        " JOIN run USING (run_id) GROUP BY variant, strategy, warning ORDER BY point, strategy, warning",
    ),
}
OF_BOTH = {
    "assumptions": (
        "Settings that nobody gave, with the source of their default",
        "SELECT path, value, unit, meaning, source FROM param WHERE NOT given ORDER BY source, path",
    ),
    "progress": (
        "How many runs of each strategy there are of each status, and how long they took",
        "SELECT strategy, status, count(*) AS runs, avg(seconds) AS mean_seconds FROM run GROUP BY strategy, status",
    ),
    "failures": ("Runs that failed, and why", f"SELECT * FROM run WHERE status = '{FAILED}'"),
}
QUERIES = {**OF_COMPARISONS, **OF_SWEEPS, **OF_BOTH}
"""Ready-made questions: title and SQL."""


def table_sql(db: Any, name: str) -> str:
    """The SQL that makes a table; ``db`` is a sqlite_utils.Database that holds the tables before it."""
    table = TABLES[name]
    sql = db.create_table_sql(
        name,
        {column: text.kind for column, text in table.columns.items()},
        pk=table.key[0] if len(table.key) == 1 else table.key or None,
        not_null={"status", "variant", "strategy", "replication", "seed"} if name == "run" else None,
        foreign_keys=[("run_id", "run", "run_id")] if table.is_of_a_run else None,
    )
    return sql.strip().rstrip(";") + (" WITHOUT ROWID" if len(table.key) > 1 else "")


@functools.cache
def outcomes_sql(metrics: tuple[str, ...]) -> str:
    """The SQL that writes all outcomes of a run: its values are the run's number, then that of each metric.

    One statement takes half as long as one for each row.
    """
    rows = ", ".join(f"(?1, {quoted(name, chr(39))}, ?{place})" for place, name in enumerate(metrics, start=2))
    return f"INSERT INTO outcome VALUES {rows}"


def views() -> dict[str, str]:
    """The views and their SQL."""
    values = ", ".join(
        f"max(CASE o.metric WHEN {quoted(name, chr(39))} THEN o.value END) AS {quoted(name)}" for name in OUTCOMES
    )
    return {
        AS_GIVEN: "SELECT * FROM run WHERE variant = ''",
        "outcome_wide": f"""
            SELECT r.run_id, r.variant, r.strategy, r.replication, r.seed, {values}
            FROM run r JOIN outcome o USING (run_id) GROUP BY r.run_id""",
        "difference": """
            SELECT r.strategy, r.replication, o.metric, o.value, b.value AS baseline, o.value - b.value AS difference,
                   (o.value - b.value) * m.better > 0 AS wins
            FROM as_given r JOIN outcome o USING (run_id) JOIN metric m USING (metric)
            JOIN as_given rb ON rb.replication = r.replication AND rb.strategy = (SELECT baseline FROM study)
            JOIN outcome b ON b.run_id = rb.run_id AND b.metric = o.metric""",
        "series_by_strategy": """
            SELECT r.strategy, r.replication, datetime(s.start, (t.hours * 3600) || ' seconds') AS time, t.*
            FROM series t JOIN as_given r USING (run_id) CROSS JOIN study s""",
    }


def point_view(factors: list[str]) -> str:
    """The SQL of the view of a sweep's points: number, variant, and a column for each factor."""
    columns = ", ".join(f"json_extract(settings, '$[{n}][1]') AS {quoted(path)}" for n, path in enumerate(factors))
    return f"SELECT CAST(variant AS INTEGER) AS point, variant, {columns} FROM variant"


def quoted(name: str, mark: str = '"') -> str:
    """A name for use in SQL.

    >>> print(quoted("reach"), quoted("it's", "'"))
    "reach" 'it''s'
    """
    return mark + name.replace(mark, 2 * mark) + mark


def for_datasette(database: str, title: str, *, is_sweep: bool) -> dict[str, Any]:
    """Metadata for Datasette: titles, units, meanings, and the ready-made questions that have answers there.

    ``database`` is the name of the file without its ending. Write it as JSON and start
    ``datasette study.db --metadata metadata.json``.
    """
    tables = {
        name: {
            "description": table.meaning,
            "columns": {
                c: text.meaning + (f" [{text.unit}]" if text.unit else "") for c, text in table.columns.items()
            },
        }
        for name, table in TABLES.items()
    }
    asked = {**(OF_SWEEPS if is_sweep else OF_COMPARISONS), **OF_BOTH}
    questions = {name: {"title": said, "sql": sql} for name, (said, sql) in asked.items()}
    return {"title": title, "databases": {database: {"tables": tables, "queries": questions}}}


def write_metadata(study: Path | None, path: str | Path, title: str, *, is_sweep: bool) -> Path:
    """Write metadata for Datasette of a study's file (None: of one that is not there yet) as a new JSON file."""
    path = Path(path)
    content = for_datasette(study.stem if study else path.stem, title, is_sweep=is_sweep)
    try:
        with path.open("x", encoding="utf-8") as file:
            json.dump(content, file, indent=2, ensure_ascii=False)
    except FileExistsError:
        raise InputError(f"{path}: is there already, and nothing is overwritten; give another path") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); give another path") from None
    return path
