"""The master events list of an exercise as CSV: what is to happen, when, by whom, where and in which words."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from simulator.rehearsal.injects import MOMENTS, Branch, Inject, Raw, what_is_wrong
from simulator.scenario import ACTIONS, Scenario
from simulator.scenario_files import ScenarioError
from simulator.settings import InputError, nearest

COLUMNS = {
    "time": "hours since the start, such as 51.5, or a date and time, such as 2026-03-04 03:30",
    "by": "us or world",
    "effect": "the action, such as publish, rally or pause",
    "who": "the segment that speaks or is spoken to",
    "channel": "the platforms, separated by semicolons; empty: wherever they have an account",
    "message": "the name of the message; one that the scenario does not have is new",
    "text": "the words of a new message",
    "label": "what it is called on charts",
    "settings": "further settings of the action, as JSON",
    "says": "further settings of a new message, as JSON",
}
"""The columns, and what stands in them."""
NEEDED = ("time", "by", "effect")
WHO = {"publish": "speaker", "rally": "segment"}
"""The setting of an action that says who."""
MOST_ROWS, MOST_LETTERS = 200, 500_000
"""Rows and letters of a list, at most."""


def written(injects: Iterable[Inject], scenario: Scenario) -> str:
    """A master events list, in the order of time; times are dates as the scenario's clock has them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    for inject in sorted(injects, key=lambda inject: inject.hours):
        writer.writerow(_row(inject, scenario))
    return out.getvalue()


def read(text: str, scenario: Scenario, *, name: str = "events list", into: Branch | None = None) -> list[Inject]:
    """The injects of a master events list, each checked in the branch into which they go, with those before it.

    Raises
    ------
    InputError : listing every row that cannot be used, with its line, value and remedy.
    """
    found, problems, raw = [], [], Raw(scenario)
    branch = into or Branch("events list")
    for line, row in _rows(text, name):
        try:
            if None in row:
                raise InputError("has more fields than the head; put texts with commas into quotes")
            inject = _inject({k: (v or "").strip() for k, v in row.items()}, scenario)
            branch = _checked(inject, branch, raw)
            found.append(inject)
        except InputError as error:
            problems.append(f"{name}, line {line}: {error}")
    if len(found) > MOST_ROWS:
        problems.append(f"{name}: has {len(found)} rows; {MOST_ROWS} is the most")
    if problems:
        raise InputError("\n".join(problems))
    return found


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[Any, Any]]]:
    """The rows that say something, each with its line; what stands beyond the head has the name None."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    try:
        head = [column.strip() for column in reader.fieldnames or []]
        _check_head(head, name)
        reader.fieldnames = head
        for row in reader:
            if any((value or "").strip() for value in row.values() if isinstance(value, str)):
                yield reader.line_num, row
    except csv.Error as error:
        raise InputError(f"{name}, line {reader.line_num}: is no CSV ({error})") from None


def _check_head(head: list[str], name: str) -> None:
    for column in head:
        if column not in COLUMNS:
            known = ", ".join(COLUMNS)
            raise InputError(f'{name}: there is no column "{column}"{nearest(column, COLUMNS)} (there are: {known})')
    if missing := [column for column in NEEDED if column not in head]:
        raise InputError(f"{name}: lacks the column {missing[0]} ({COLUMNS[missing[0]]})")
    if len(set(head)) < len(head):
        raise InputError(f"{name}: has a column twice")


def _row(inject: Inject, scenario: Scenario) -> dict[str, Any]:
    action, says = inject.step, dict(inject.says or {})
    del action["at_hours"]
    effect = action.pop("action", "")
    return {
        "time": _time_of(inject.hours, scenario),
        "by": inject.by,
        "effect": effect,
        "who": action.pop(WHO[effect], "") if effect in WHO else "",
        "channel": "; ".join(action.pop("platforms", [])),
        "message": action.pop("message", ""),
        "text": says.pop("text", ""),
        "label": inject.label,
        "settings": _as_json(action) if action else "",
        "says": _as_json(says) if says else "",
    }


def _inject(row: dict[str, str], scenario: Scenario) -> Inject:
    effect, by = row["effect"], row["by"].lower()
    if by not in ("us", "world"):
        raise InputError(f'by is "{row["by"]}"; should be us or world')
    if effect not in ACTIONS:
        raise InputError(
            f'effect is "{effect}"; should be one of: {", ".join(sorted(ACTIONS))}{nearest(effect, ACTIONS)}'
        )
    action: dict[str, Any] = {"action": effect, **_table(row, "settings")}
    if who := row.get("who"):
        if effect not in WHO:
            raise InputError(f'who is "{who}", but {effect} has no such setting; say it in settings')
        action[WHO[effect]] = who
    if platforms := [name.strip() for name in row.get("channel", "").split(";") if name.strip()]:
        action["platforms"] = platforms
    message, text = row.get("message", ""), row.get("text", "")
    if message:
        action["message"] = message
    says = {**({"text": text} if text else {}), **_table(row, "says")}
    if says and message in scenario.messages:
        if says != {"text": scenario.messages[message].text}:
            raise InputError(
                f'message "{message}" is one of the scenario and has its own words; leave text and says empty'
            )
        says = {}
    label = row.get("label") or f"{effect} {message or row.get('who', '')}".strip()
    try:
        return Inject(hours=_hours(row["time"], scenario), by=by, label=label, action=action, says=says or None)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _checked(inject: Inject, branch: Branch, raw: Raw) -> Branch:
    """The branch with an inject that can be done in it."""
    if inject.says is not None and not inject.action.get("message"):
        raise InputError("has words, but no message; give the new message a name")
    if moments := [name for name in MOMENTS if name in inject.action]:
        raise InputError(f"settings has {moments[0]}; the column time says when")
    try:
        raw.rehearsed(branch.given(inject))
    except ScenarioError as error:
        raise InputError(what_is_wrong(error)) from None
    return branch.given(inject)


def _time_of(hours: float, scenario: Scenario) -> str:
    """A date and time where it says the hours exactly, or else the hours."""
    moment = scenario.clock.start + dt.timedelta(hours=hours)
    told = moment.isoformat(sep=" ", timespec="minutes")
    return told if _hours(told, scenario) == hours else repr(hours)


def _hours(text: str, scenario: Scenario) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = dt.datetime.fromisoformat(text)
        return (moment - scenario.clock.start) / dt.timedelta(hours=1)
    except (ValueError, TypeError):
        raise InputError(f'time is "{text}"; should be {COLUMNS["time"]}') from None


def _table(row: dict[str, str], column: str) -> dict[str, Any]:
    text = row.get(column, "")
    try:
        read = json.loads(text) if text else {}
    except (json.JSONDecodeError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise InputError(f'{column} is "{text[:60]}"; should be JSON, such as {{"members": 3}}')
    return read


def _as_json(table: dict[str, Any]) -> str:
    return json.dumps(table, ensure_ascii=False)
