"""Reading scenario files: every problem of a file at once, each with its line, value, what is allowed and a hint."""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from simulator.costing import planned_cost
from simulator.scenario import (
    DO_NOTHING,
    GOAL_ATTAINMENT,
    METRICS,
    MOST_MESSAGES,
    MOST_PLATFORMS,
    SIGNALS,
    Chosen,
    Scenario,
    Strategy,
)
from simulator.settings import LONGEST_GUESS, InputError, Settings, join, nearest, shape_of, toml_word
from simulator.toml_lines import Place, lines_of

LONGEST_NAME = 80
OVERLAID = ("messages", "costs")
"""What a strategy may change by ``set``: what the organisation says and pays; the rest is how the world works."""

MOST_BYTES = 5_000_000
"""A scenario file is text that people write; what is larger is something else."""
MOST_TOLD = 100
"""Problems told of one file; the rest is counted."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a scenario."""

    path: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return where + f"{self.path} {self.text}".strip()


class ScenarioError(InputError):
    """A scenario cannot be used; ``problems`` lists everything that is wrong with it, in the order of the file."""

    def __init__(self, name: str, problems: list[Problem]):
        self.name = name
        self.problems = sorted(problems, key=lambda p: p.line or 0)
        super().__init__(self._text())

    def _text(self) -> str:
        told = [f"scenario {self.name}, {p}" for p in self.problems[:MOST_TOLD]]
        more = len(self.problems) - len(told)
        return "\n".join(told + [f"scenario {self.name}: and {more} more problems"] * (more > 0))

    def __reduce__(self) -> tuple[Any, ...]:
        return ScenarioError, (self.name, self.problems)


def load_scenario(path: str | Path, settings: Mapping[str, Any] | None = None) -> Scenario:
    """Read and check a scenario file.

    Parameters
    ----------
    path : a TOML file with ``schema = 1``.
    settings : settings to replace, by path, such as ``{"clock.days": 7, "segments.staff.size": 300}``.

    Raises
    ------
    ScenarioError : listing every problem of the file at once.
    InputError : where the file cannot be read.
    """
    path = Path(path)
    text = read_text(path)
    return parse_scenario(text, name=path.name, folder=path.parent, settings=settings)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, or an InputError that says why not."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give the path of a scenario file") from None
    if len(data) > MOST_BYTES:
        raise InputError(f"{path}: is larger than {MOST_BYTES / 1e6:g} MB, so it is no scenario file")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        reason = f"{error.reason} at byte {error.start}"
        raise InputError(f"{path}: is not a text in UTF-8 ({reason}); save it with that encoding") from None


def parse_scenario(
    text: str, *, name: str = "text", folder: Path = Path(), settings: Mapping[str, Any] | None = None
) -> Scenario:
    """Check a scenario given as TOML text; network files are looked for relative to ``folder``."""
    try:
        raw = tomllib.loads(text)
        lines = lines_of(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(name, [_not_toml(text, str(error))]) from None
    except RecursionError:
        raise ScenarioError(name, [Problem("", "is nested too deeply")]) from None
    for path, value in (settings or {}).items():
        replace(raw, path, value)
        lines = {place: line for place, line in lines.items() if place[: len(parsed(path))] != parsed(path)}
        lines[parsed(path)] = 0
    return check(raw, name=name, folder=folder, lines=lines)


def _not_toml(text: str, message: str) -> Problem:
    """The parser's complaint in our words."""
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    what = message[: found.start()] if found else message
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    if "overwrite" in what or "declare" in what or "Cannot" in what:
        what += "; the same name is given twice"
    elif what == "Invalid value":
        what += "; texts stand in quotes, numbers have no units"
    elif what == "Invalid initial character for a key part":
        what += "; a table in { } stands on one line"
    where = f", column {found[2]}" if found and found[2] else ""
    return Problem("", f"is not TOML{where}: {what[0].lower()}{what[1:]}", line)


def check(
    raw: dict[str, Any], *, name: str = "content", folder: Path = Path(), lines: dict[Place, int] | None = None
) -> Scenario:
    """Turn raw content into a Scenario; raises ScenarioError with all problems."""
    _resolve_files(raw, folder)
    problems, scenario = [], None
    try:
        scenario = Scenario.model_validate(raw)
    except ValidationError as error:
        wrong = error.errors(include_url=False)
        problems = [_told(raw, item) if n < MOST_TOLD else (item["loc"], "is wrong") for n, item in enumerate(wrong)]
    problems += islice(_cross_checks(raw), MOST_TOLD)
    if scenario and not problems:
        problems += [p for strategy in scenario.strategies for p in _overlay_problems(raw, scenario, strategy)]
    if scenario and not problems:
        problems += [p for strategy in scenario.strategies for p in _budget_problems(scenario, strategy)]
    if scenario is None or problems:
        lines = lines or {}
        raise ScenarioError(name, [Problem(written(_clipped(p)), text, _line(lines, p)) for p, text in problems])
    return scenario


def under_strategy(scenario: Scenario, strategy: str) -> Scenario:
    """The scenario with the settings that a strategy changes; the scenario itself where it changes none."""
    changes = changes_of(chosen_strategy(scenario, strategy))
    if not changes:
        return scenario
    raw = scenario.model_dump(by_alias=True, exclude_unset=True)
    for path, value in changes:
        replace(raw, path, value)
    return Scenario.model_validate(raw)


def changes_of(strategy: Strategy) -> list[tuple[str, Any]]:
    """What a strategy changes by ``set``, as pairs of path and value."""
    return list(_flat(strategy.set))


def _flat(changes: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Changes by path, whether the file wrote the path in quotes, as a dotted key or as tables."""
    for key, value in changes.items():
        path = join(above, key) if above else key
        if isinstance(value, dict):
            yield from _flat(value, path)
        else:
            yield path, value


def strategy_names(scenario: Scenario) -> list[str]:
    """The names of all strategies, ``do nothing`` first."""
    return [DO_NOTHING, *(name for name in scenario.strategies if name != DO_NOTHING)]


def chosen_strategy(scenario: Scenario, name: str) -> Strategy:
    """A strategy by name; ``do nothing`` is always there."""
    if name == DO_NOTHING:
        return scenario.strategies.get(name, Strategy())
    if name not in scenario.strategies:
        known = strategy_names(scenario)
        raise InputError(
            f'strategy "{name}" is not in the scenario{nearest(name, known)} (there are: {", ".join(known)})'
        )
    return scenario.strategies[name]


def replace(raw: dict[str, Any], path: str, value: Any) -> None:
    """Set one setting of raw content by its dotted path; an index in brackets picks from a list."""
    *above, last = parsed(path)
    here: Any = raw
    for step in above:
        if isinstance(step, str) and isinstance(here, dict):
            here = here.setdefault(step, {})
        elif isinstance(step, int) and isinstance(here, list) and step < len(here):
            here = here[step]
        else:
            raise InputError(f"{path}: there is nothing at {written((step,))} to set")
    if not _has_room(here, last):
        raise InputError(f"{path}: there is nothing to set at this path")
    here[last] = value


def _has_room(holder: Any, step: str | int) -> bool:
    """Whether something may be set there: any key of a table, an entry that a list has."""
    if isinstance(holder, dict):
        return isinstance(step, str)
    return isinstance(holder, list) and isinstance(step, int) and step < len(holder)


def assignment(text: str) -> tuple[str, Any]:
    """The path and the value of a ``KEY=VALUE`` from the command line, the value as TOML would read it.

    >>> assignment("clock.days=7"), assignment("messages.news.text=so it is")
    (('clock.days', 7), ('messages.news.text', 'so it is'))
    """
    found = re.match(r"\s*((?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^=\"'])+?)\s*=", text)
    if not found:
        raise InputError(f'--set {text}: should be KEY=VALUE, such as clock.days=7 or messages.recall.text="..."')
    path, value = found[1], text[found.end() :].strip()
    parsed(path)
    try:
        read = tomllib.loads(f"value = {value}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return path, value
    return path, read["value"] if len(read) == 1 else value


_STEP = re.compile(r"""(?:^|\.)(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^.\[\]"'\s=]+))|\[(\d{1,9})\]""")


def parsed(path: str) -> Place:
    """The steps of a dotted path.

    >>> parsed('strategies."the mix".playbook[0].after_crisis_hours')
    ('strategies', 'the mix', 'playbook', 0, 'after_crisis_hours')
    """
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if not found or (found[4] and not at):
            break
        steps.append(int(found[4]) if found[4] else _unquoted(found))
        at = found.end()
    if not path or at < len(path):
        raise InputError(f"{toml_word(path)} is not the path of a setting, such as clock.days or segments.staff.size")
    return tuple(steps)


def _unquoted(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2] if found[2] is not None else found[3]
    try:
        return str(json.loads(f'"{found[1]}"'))
    except ValueError:
        return found[1]


def written(place: Place) -> str:
    """A place as a dotted path."""
    path = ""
    for step in place:
        path = f"{path}[{step}]" if isinstance(step, int) else join(path, step)
    return path


def _clipped(place: Place) -> Place:
    return tuple(s[:LONGEST_GUESS] + "..." if isinstance(s, str) and len(s) > LONGEST_GUESS else s for s in place)


def _line(lines: dict[Place, int], place: Place) -> int | None:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place) or None


def _declared(raw: Any, place: Place) -> tuple[type[Settings], FieldInfo | None]:
    """The settings class that a place belongs to, and the declaration that it names (None: there is no such)."""
    owner: type[Settings] = Scenario
    field: FieldInfo | None = None
    what: Any = Scenario
    for step in place:
        if (group := _class_of(what, raw)) is not None:
            owner = group
            field = next((f for n, f in owner.model_fields.items() if (f.alias or n) == step), None)
            if field is None:
                break
            what = field.annotation
        else:
            what = shape_of(what)[1]
        raw = _below(raw, step)
    return owner, field


def _below(raw: Any, step: str | int) -> Any:
    try:
        return raw[step]
    except (KeyError, IndexError, TypeError):
        return None


def _told(raw: dict[str, Any], item: Any) -> tuple[Place, str]:
    """A pydantic error in our words: what was given, what is allowed, the nearest match."""
    place, kind, value = tuple(item["loc"]), item["type"], item.get("input")
    owner, field = _declared(raw, place)
    if kind == "missing":
        meaning = f" ({field.description})" if field and field.description else ""
        limits = _range(field)
        return place, f"is missing{meaning}" + (f"; should be {limits}" if limits else "")
    if kind == "extra_forbidden":
        known = [f.alias or n for n, f in owner.model_fields.items()]
        return place, f"is not a setting{nearest(place[-1], known) or '; there are: ' + ', '.join(known)}"
    if kind == "choice":
        key = item["ctx"]["key"]
        return ((*place, key), item["msg"]) if key in value else (place, f"has no {key}; {item['msg']}")
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", item["ctx"]["expected"])
        allowed = item["ctx"]["expected"].replace("'", '"')
        return place, f"is {toml_word(value)}; should be {allowed}{nearest(value, known)}"
    return place, f"is {toml_word(value)}; should be {_wanted(item, field)}"


KINDS = {
    "float": "a number",
    "finite": "a finite number",
    "int": "a whole number",
    "string": "a text in quotes",
    "bool": "true or false",
    "dict": "a table",
    "model": "a table",
    "table": "a table",
    "list": "a list",
    "datetime": "a date and time, such as 2026-01-05T09:00:00",
}
"""What a setting should be, by the first part of the name that pydantic gives the error."""

BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "less_than_equal": ("at most", "le"),
    "greater_than": ("above", "gt"),
    "less_than": ("below", "lt"),
}


def _wanted(item: Any, field: FieldInfo | None) -> str:
    """What is allowed in place of a wrong value, with its range and its unit."""
    if item["type"] in BOUNDS:
        word, bound = BOUNDS[item["type"]]
        allowed = _range(field) or f"{word} {item['ctx'][bound]:,.10g}"
    else:
        what = KINDS.get(item["type"].split("_")[0], item["msg"].removeprefix("Input should be "))
        allowed = f"{what} {_range(field)}".strip() if "number" in what else what
    extra = field.json_schema_extra if field else None
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) and "table" not in allowed else ""
    return f"{allowed} ({unit})" if unit else allowed


def _range(field: FieldInfo | None) -> str:
    """The bounds of a setting in words."""
    marks = field.metadata if field else []
    bound = {name: getattr(m, name) for m in marks for name in ("ge", "gt", "le") if hasattr(m, name)}
    low = f"at least {bound['ge']:,.10g}" if "ge" in bound else f"above {bound['gt']:,.10g}" if "gt" in bound else ""
    if "ge" in bound and "le" in bound:
        return f"from {bound['ge']:,.10g} to {bound['le']:,.10g}"
    high = f"at most {bound['le']:,.10g}" if "le" in bound else ""
    return " and ".join(words for words in (low, high) if words)


def _cross_checks(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """What one group of settings cannot know of another; works on raw content, so that all is told at once."""
    yield from _wrong_references(raw, Scenario, raw, ())
    segments = raw.get("segments")
    for table, most in (("messages", MOST_MESSAGES), ("platforms", MOST_PLATFORMS)):
        if isinstance(raw.get(table), dict) and len(raw[table]) > most:
            yield (table,), f"has {len(raw[table])} {table}; there is room for {most}"
    for table in ("platforms", "segments", "messages"):
        if raw.get(table) == {}:
            yield (table,), f"is empty; a scenario needs at least one of its {table}"
    strategies = dict(_tables(raw.get("strategies")))
    baseline = raw.get("baseline", DO_NOTHING)
    if isinstance(baseline, str) and baseline not in {DO_NOTHING, *strategies}:
        yield (
            ("baseline",),
            f"names {toml_word(baseline)}, which is not one of the strategies{nearest(baseline, strategies)}",
        )
    if any(isinstance(s := strategies.get(DO_NOTHING), dict) and s.get(k) for k in ("programme", "playbook", "set")):
        yield ("strategies", DO_NOTHING), "does something; give that strategy another name"
    for table in ("platforms", "segments", "messages", "strategies", "goals"):
        for name in raw[table] if isinstance(raw.get(table), dict) else ():
            if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
                yield (table, name), f"should have a name of 1 to {LONGEST_NAME} printable characters"
    start = raw["clock"].get("start") if isinstance(raw.get("clock"), dict) else None
    if isinstance(start, dt.datetime) and not 1700 <= start.year <= 2200:
        yield ("clock", "start"), f"is {start}; it should lie between the years 1700 and 2200"
    for name, platform in _tables(raw.get("platforms")):
        yield from _network_problems(name, platform.get("network"))
    yield from _mechanism_problems(raw)
    yield from _goal_problems(raw)
    for name, strategy in _tables(strategies):
        yield from _strategy_problems(("strategies", name), strategy, raw)
    for name, segment in _tables(segments):
        if _number(segment.get("engaged", 0.23)) + _number(segment.get("disengaged", 0.15)) > 1:
            yield ("segments", name, "disengaged"), "and engaged are shares of the same people; together at most 1"


def _mechanism_problems(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    topics = {message.get("topic", "") for _, message in _tables(raw.get("messages"))}
    for number, mechanism in _items(raw.get("mechanisms")):
        topic, place = mechanism.get("topic"), ("mechanisms", number)
        if mechanism.get("kind") != "tide":
            continue
        if isinstance(topic, str) and topic not in topics:
            yield (*place, "topic"), f"is {toml_word(topic)}, which no message is about{nearest(topic, topics)}"
        if "to_hours" in mechanism and _number(mechanism["to_hours"]) < _number(mechanism.get("from_hours")):
            yield (*place, "to_hours"), "is before from_hours"


def _goal_problems(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for name, goal in _tables(raw.get("goals")):
        metric, place = goal.get("metric"), ("goals", name)
        if metric == GOAL_ATTAINMENT:
            yield (*place, "metric"), f"is {toml_word(metric)}, which is read off the goals itself"
        elif isinstance(metric, str) and metric not in METRICS:
            known = nearest(metric, METRICS) or "; there are: " + ", ".join(sorted(METRICS))
            yield (*place, "metric"), f"is {toml_word(metric)}, which is not a metric{known}"
        if "target" in goal and _number(goal["target"]) == _number(goal.get("start")):
            yield (*place, "target"), "is where nothing is attained yet (start); give another"


def _network_problems(name: str, network: Any) -> Iterator[tuple[Place, str]]:
    place: Place = ("platforms", name, "network")
    if not isinstance(network, dict):
        return
    if "file" not in network:
        for key in ("direction", "members", "seating"):
            if key in network:
                yield (*place, key), "says how to read a file, but there is none; give file beside it"
        return
    if "members" in network and network.get("seating") != "by segment":
        yield (*place, "members"), 'lists segments; give seating = "by segment" beside it'
    if "direction" not in network:
        yield (*place, "file"), 'needs direction = "source is followed", "source follows" or "mutual" beside it'
    for key in ("file", "members"):
        if isinstance(network.get(key), str) and not Path(network[key]).is_file():
            yield (*place, key), f'names "{network[key]}", which is not a file'


def _strategy_problems(place: Place, strategy: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    has_crisis, roles = bool(raw.get("crisis")), {n: s.get("role") for n, s in _tables(raw.get("segments"))}
    clock, crisis = raw.get("clock"), raw.get("crisis")
    warned = _number(crisis.get("warned_hours")) if isinstance(crisis, dict) else 0.0
    hours = 24 * _number(clock.get("days", 14.0) if isinstance(clock, dict) else 14.0)
    for number, action in _items(strategy.get("playbook")):
        here = (*place, "playbook", number)
        moments = [k for k in ("at_hours", "after_crisis_hours", "when") if k in action]
        if len(moments) != 1:
            said = f"has {' and '.join(moments)}; it" if moments else "has no moment; it"
            yield here, f"{said} needs exactly one of at_hours, after_crisis_hours, when"
        if "after_crisis_hours" in moments and not has_crisis:
            yield (*here, "after_crisis_hours"), "has no crisis to follow; use at_hours or when"
        elif (ahead := -_number(action.get("after_crisis_hours"))) > warned:
            yield (
                (*here, "after_crisis_hours"),
                f"is {ahead:g} hours before the onset; raise crisis.warned_hours to that",
            )
        signal = action["when"].get("signal", "hostile_posts") if isinstance(action.get("when"), dict) else None
        if isinstance(signal, str) and signal not in SIGNALS:
            known = ", ".join(sorted(SIGNALS))
            yield (*here, "when", "signal"), f'is "{signal}"; it should be one of: {known}{nearest(signal, SIGNALS)}'
        if isinstance(action.get("part"), dict):
            yield from _enrolment_problems((*here, "part"), action["part"], roles, raw)
        if action.get("action") == "reallocate" and len(_parts_of(strategy)) < 2:
            yield here, "has nothing to move money between; it needs a programme of at least two parts"
        if _number(action.get("at_hours")) > hours:
            yield (*here, "at_hours"), f"is after the end of the rehearsal, which lasts {hours:g} hours"
        when = action.get("when")
        if isinstance(when, dict) and _number(when.get("below")) > _number(when.get("above")):
            yield (*here, "when", "below"), "is above the level at which it acts"
    for number, part in _items(strategy.get("programme")):
        yield from _enrolment_problems((*place, "programme", number), part, roles, raw)


def _parts_of(strategy: dict[str, Any]) -> list[Any]:
    """The parts of a strategy's programme, and those that its playbook enrols."""
    later = [action["part"] for _, action in _items(strategy.get("playbook")) if "part" in action]
    return [*(part for _, part in _items(strategy.get("programme"))), *later]


def _enrolment_problems(
    place: Place, part: dict[str, Any], roles: dict[str, Any], raw: dict[str, Any]
) -> Iterator[tuple[Place, str]]:
    yield from _effort_problems((*place, "effort"), part, raw)
    if "to_day" in part and _number(part["to_day"]) < _number(part.get("from_day")):
        yield (*place, "to_day"), "is before from_day"
    if "members" in part and "spend" in part:
        yield (*place, "spend"), "stands beside members; give one of the two"
    elif "members" not in part and "spend" not in part:
        yield place, "needs members (how many are enrolled) or spend (the money that enrols them)"
    elif isinstance(part.get("segment"), str) and roles.get(part["segment"]) == "audience":
        yield (*place, "segment"), "is an audience, which cannot be enrolled; make the willing a segment of advocates"


def _effort_problems(place: Place, part: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Effort where the part does not speak, or none anywhere."""
    effort, everywhere = part.get("effort"), [name for name, _ in _tables(raw.get("platforms"))]
    if not isinstance(effort, dict):
        return
    said = part.get("platforms")
    named = said if isinstance(said, list) and said else everywhere
    for name in effort:
        if name in everywhere and name not in named:
            yield (*place, name), "is not among the platforms of this part"
    if named and all(_number(effort.get(name, 1.0)) <= 0 for name in named if isinstance(name, str)):
        yield place, "is 0 everywhere; give some platform a weight above 0"


def _budget_problems(scenario: Scenario, name: str) -> Iterator[tuple[Place, str]]:
    strategy, money = scenario.strategies[name], scenario.costs.currency
    cost = planned_cost(strategy, under_strategy(scenario, name))
    if strategy.budget is not None and cost > strategy.budget * (1 + 1e-9):
        text = f"is {strategy.budget:,.0f} {money}, but the plan costs {cost:,.0f} {money}; enrol fewer, or raise it"
        yield ("strategies", name, "budget"), text


def _overlay_problems(raw: dict[str, Any], scenario: Scenario, name: str) -> Iterator[tuple[Place, str]]:
    place: Place = ("strategies", name, "set")
    try:
        for path, _ in _flat(scenario.strategies[name].set):
            if parsed(path)[0] not in OVERLAID:
                yield (
                    place,
                    f"changes {path}, which is not the organisation's to choose; it may set {' and '.join(OVERLAID)}",
                )
                return
        under_strategy(scenario, name)
    except ValidationError as error:
        changed = dict(_flat(scenario.strategies[name].set))
        for item in error.errors(include_url=False):
            where, text = _told(raw, item)
            key = next((k for k in changed if parsed(k) == where), None)
            yield (
                (*place, key) if key in scenario.strategies[name].set else place,
                f"makes {written(where)} wrong: it {text}",
            )
    except InputError as error:
        yield place, f"cannot be done: {error}"


def _wrong_references(
    raw: Any, owner: type[Settings], top: dict[str, Any], place: Place
) -> Iterator[tuple[Place, str]]:
    if not isinstance(raw, dict):
        return
    for name, field in owner.model_fields.items():
        key = field.alias or name
        if key not in raw:
            continue
        value, here = raw[key], (*place, key)
        extra = field.json_schema_extra
        if isinstance(extra, dict) and (table := extra.get("refers_to")) and isinstance(top.get(str(table)), dict):
            yield from _unknown_names(value, here, str(table), top[str(table)])
        kind, what = shape_of(field.annotation)
        pairs: dict[str, Callable[[Any], Iterable[tuple[str | int, Any]]]] = {"table": _tables, "list": _items}
        items = [((*here, step), item) for step, item in pairs[kind](value)] if kind in pairs else [(here, value)]
        for below, item in items:
            if (cls := _class_of(what, item)) is not None:
                yield from _wrong_references(item, cls, top, below)


def _class_of(what: Any, item: Any) -> type[Settings] | None:
    for mark in getattr(what, "__metadata__", ()):
        if isinstance(mark, Chosen):
            return mark.pick(item)
    kind, cls = shape_of(what)
    return cls if kind == "group" else None


def _unknown_names(value: Any, place: Place, table: str, known: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    names = [(place, value)]
    if isinstance(value, dict):
        names = [((*place, key), key) for key in value]
    elif isinstance(value, list):
        names = [((*place, number), item) for number, item in enumerate(value)]
    for where, name in names:
        if isinstance(name, str) and name not in known:
            yield where, f"names {toml_word(name)}, which is not one of the {table}{nearest(name, known)}"


def _resolve_files(raw: dict[str, Any], folder: Path) -> None:
    """Make the paths of network files independent of the current folder."""
    for _, platform in _tables(raw.get("platforms")):
        network = platform.get("network")
        for key in ("file", "members"):
            if isinstance(network, dict) and isinstance(network.get(key), str):
                network[key] = str((folder / Path(network[key]).expanduser()).resolve())


def _tables(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((k, v) for k, v in (value.items() if isinstance(value, dict) else ()) if isinstance(v, dict))


def _items(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((n, v) for n, v in enumerate(value if isinstance(value, list) else ()) if isinstance(v, dict))


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0.0
