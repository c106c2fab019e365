"""What a study's file says of what it is about: its scenario, settings, segments and metrics, and who made it."""

import datetime as dt
import json
import sqlite3
from typing import Any

from pydantic import ValidationError

from simulator.metrics import OUTCOMES
from simulator.scenario import Scenario, digest
from simulator.settings import InputError, every_setting
from simulator.studies.plain_json import plain_json
from simulator.studies.plan import Plan
from simulator.studies.provenance import host, versions
from simulator.studies.run import COLUMNS
from simulator.studies.schema import TABLES, VERSION


def describe(conn: sqlite3.Connection, insert: dict[str, str], plan: Plan) -> None:
    """Write down what a study is about, by the statements that insert a row into each table."""
    scenario, clock = plan.scenario, plan.scenario.clock
    columns = [(name, c, text.unit, text.meaning) for name, t in TABLES.items() for c, text in t.columns.items()]
    conn.execute(
        insert["study"],
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
            plan.design,
            plan.series,
            json.dumps([*COLUMNS, "attention"]),
            clock.start.isoformat(sep=" "),
            clock.tick_hours,
            json.dumps(versions()),
            json.dumps(host()),
            VERSION,
            dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        ),
    )
    conn.executemany(insert["column_meaning"], columns)
    conn.executemany(insert["metric"], [(m.name, m.unit, m.stage, m.better, m.meaning) for m in OUTCOMES.values()])
    conn.executemany(
        insert["param"],
        [(s.path, plain_json(s.value), s.unit, s.meaning, s.source, int(s.given)) for s in every_setting(scenario)],
    )
    conn.executemany(insert["segment"], [(name, s.role, s.size) for name, s in scenario.segments.items()])


def content_of(scenario: Scenario) -> str:
    """What a scenario's author gave, as JSON in the order of the file."""
    return scenario.model_dump_json(by_alias=True, exclude_unset=True)


def scenario_in(content: str) -> Scenario:
    """The scenario that ``content_of`` wrote."""
    try:
        return Scenario.model_validate_json(content)
    except ValidationError as error:
        remedy = "use the version of the program that made it"
        raise InputError(f"the scenario of the study cannot be read ({error.errors()[0]['msg']}); {remedy}") from None


def settings_in(text: str) -> tuple[tuple[str, Any], ...]:
    """The settings of a variant, as they were written into its row."""
    return tuple((path, value) for path, value in json.loads(text))
