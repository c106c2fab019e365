"""Reading scenario files: every problem of a file at once, each with its line, value, what is allowed and a hint."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from simulator.scenario import DO_NOTHING, MOST_MESSAGES, Chosen, Scenario, Strategy
from simulator.settings import InputError, Settings, join, nearest, shape_of

OVERLAID = ("messages", "costs")
"""What a strategy may change by ``set``: what the organisation says and pays; the rest is how the world works."""

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a scenario."""

    path: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.path} {self.text}".strip()


class ScenarioError(InputError):
    """A scenario cannot be used; ``problems`` lists everything that is wrong with it, in the order of the file."""

    def __init__(self, name: str, problems: list[Problem]):
        self.name = name
        self.problems = sorted(problems, key=lambda p: p.line or 0)
        super().__init__("\n".join(f"scenario {name}, {p}" for p in self.problems))


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
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a UTF-8 text file ({error.reason} at byte {error.start})") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give the path of a scenario file") from None


def parse_scenario(
    text: str, *, name: str = "text", folder: Path = Path(), settings: Mapping[str, Any] | None = None
) -> Scenario:
    """Check a scenario given as TOML text; network files are looked for relative to ``folder``."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise ScenarioError(name, [Problem("", f"is not TOML: {error}", int(found[1]) if found else None)]) from None
    for path, value in (settings or {}).items():
        replace(raw, path, value)
    return check(raw, name=name, folder=folder, lines=lines_of(text))


def check(raw: dict[str, Any], *, name: str = "content", folder: Path = Path(), lines: dict[Place, int] | None = None) -> Scenario:
    """Turn raw content into a Scenario; raises ScenarioError with all problems."""
    _resolve_files(raw, folder)
    problems, scenario = [], None
    try:
        scenario = Scenario.model_validate(raw)
    except ValidationError as error:
        problems = [_told(raw, item) for item in error.errors(include_url=False)]
    problems += list(_cross_checks(raw))
    if scenario and not problems:
        problems += [p for strategy in scenario.strategies for p in _overlay_problems(raw, scenario, strategy)]
    if problems:
        lines = lines or {}
        raise ScenarioError(name, [Problem(written(p), text, _line(lines, p)) for p, text in problems])
    return scenario


def under_strategy(scenario: Scenario, strategy: str) -> Scenario:
    """The scenario with the settings that a strategy changes; the scenario itself where it changes none."""
    changes = chosen_strategy(scenario, strategy).set
    if not changes:
        return scenario
    raw = scenario.model_dump(by_alias=True, exclude_unset=True)
    for path, value in changes.items():
        replace(raw, path, value)
    return Scenario.model_validate(raw)


def strategy_names(scenario: Scenario) -> list[str]:
    """The names of all strategies, ``do nothing`` first."""
    return [DO_NOTHING, *(name for name in scenario.strategies if name != DO_NOTHING)]


def chosen_strategy(scenario: Scenario, name: str) -> Strategy:
    """A strategy by name; ``do nothing`` is always there."""
    if name == DO_NOTHING:
        return scenario.strategies.get(name, Strategy())
    if name not in scenario.strategies:
        known = strategy_names(scenario)
        raise InputError(f'strategy "{name}" is not in the scenario{nearest(name, known)} (there are: {", ".join(known)})')
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
    if isinstance(here, dict) and isinstance(last, str):
        here[last] = value
    elif isinstance(here, list) and isinstance(last, int) and last < len(here):
        here[last] = value
    else:
        raise InputError(f"{path}: there is nothing to set at this path")


def assignment(text: str) -> tuple[str, Any]:
    """The path and the value of a ``KEY=VALUE`` from the command line, the value as TOML would read it."""
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise InputError(f'--set {text}: should be KEY=VALUE, such as clock.days=7 or messages.recall.text="..."')
    parsed(path)
    try:
        return path.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return path.strip(), value


def parsed(path: str) -> Place:
    """The steps of a dotted path, such as ``strategies."the mix".playbook[0].after_crisis_hours``."""
    steps = re.findall(r'"((?:[^"\\]|\\.)*)"|\[(\d+)\]|([^.\[\]"\s]+)', path)
    if not steps:
        raise InputError(f'"{path}" is not the path of a setting, such as clock.days')
    return tuple(int(index) if index else (quoted.replace('\\"', '"') or plain) for quoted, index, plain in steps)


def written(place: Place) -> str:
    """A place as a dotted path."""
    path = ""
    for step in place:
        path = f"{path}[{step}]" if isinstance(step, int) else join(path, step)
    return path


def lines_of(text: str) -> dict[Place, int]:
    """The line of every table and key of a TOML text that tomllib has already accepted."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    pending = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if pending:
            pending = _open_value(pending + "\n" + line)
        elif header := re.match(r"\s*(\[\[?)(.*?)\]\]?\s*(#.*)?$", line):
            table = _table_place(_key(header[2]), header[1] == "[[", counts)
            lines.setdefault(table, number)
        elif pair := re.match(r"""\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+|\s*\.\s*)+?)\s*=(.*)$""", line):
            lines.setdefault((*table, *_key(pair[1])), number)
            pending = _open_value(pair[2])
    return lines


def _table_place(key: tuple[str, ...], is_list: bool, counts: dict[Place, int]) -> Place:
    place: Place = ()
    for step in key:
        place = (*place, step)
        if place in counts and place != key:
            place = (*place, counts[place])
    if is_list:
        counts[place] = counts.get(place, -1) + 1
        place = (*place, counts[place])
    return place


def _key(text: str) -> tuple[str, ...]:
    steps, here = [], tomllib.loads(f"{text} = 0")
    while isinstance(here, dict):
        (step, here), *_ = here.items()
        steps.append(step)
    return tuple(steps)


def _open_value(value: str) -> str:
    """The text itself while it is an unfinished value, else the empty string."""
    try:
        tomllib.loads("value =" + value)
    except tomllib.TOMLDecodeError:
        return value
    return ""


def _line(lines: dict[Place, int], place: Place) -> int | None:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)


def _declared(raw: Any, place: Place) -> tuple[type[Settings], FieldInfo | None]:
    """The settings class that a place belongs to, and the declaration that it names (None: there is no such)."""
    owner: type[Settings] = Scenario
    kind, what, chosen, field = "group", Scenario, None, None
    for step in place:
        if kind == "group":
            owner = (chosen.pick(raw) if chosen else None) or what
            field = next((f for n, f in owner.model_fields.items() if (f.alias or n) == step), None)
            if field is None:
                return owner, None
            kind, what = shape_of(field.annotation)
        elif kind in ("table", "list"):
            chosen = next((m for m in getattr(what, "__metadata__", ()) if isinstance(m, Chosen)), None)
            kind, what = shape_of(what)
        raw = _below(raw, step)
        if kind == "group" and field is not None and step == (field.alias or step):
            chosen = chosen if isinstance(step, int) else None
    return owner, field


def _below(raw: Any, step: str | int) -> Any:
    try:
        return raw[step]
    except (KeyError, IndexError, TypeError):
        return None


def _told(raw: dict[str, Any], item: Any) -> tuple[Place, str]:
    """A pydantic error in our words: what was given, what is allowed, the nearest match."""
    place: Place = tuple(item["loc"])
    owner, field = _declared(raw, place)
    value = item.get("input")
    if item["type"] == "missing":
        return place, f"is missing: {field.description if field else ''}"
    if item["type"] == "extra_forbidden":
        known = [f.alias or n for n, f in owner.model_fields.items()]
        return place, f"is not a setting{nearest(place[-1], known) or f'; there are: {chr(44).join(known)}'}"
    if item["type"] == "literal_error":
        known = re.findall(r"'([^']*)'", item["ctx"]["expected"])
        return place, f"is {value!r}; should be {item['ctx']['expected']}{nearest(value, known)}"
    if item["type"] in ("choice", "table"):
        return place, item["msg"]
    unit = field.json_schema_extra.get("unit") if field and isinstance(field.json_schema_extra, dict) else ""
    message = item["msg"][0].lower() + item["msg"][1:]
    shown = repr(value) if not isinstance(value, dict | list) else f"a {'table' if isinstance(value, dict) else 'list'}"
    return place, f"is {shown}; {message.replace('input ', '')}" + (f" ({unit})" if unit else "")


def _cross_checks(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """What one group of settings cannot know of another; works on raw content, so that all is told at once."""
    yield from _wrong_references(raw, Scenario, raw, ())
    segments, messages = raw.get("segments"), raw.get("messages")
    if isinstance(messages, dict) and len(messages) > MOST_MESSAGES:
        yield ("messages",), f"has {len(messages)} messages; there is room for {MOST_MESSAGES}"
    for table in ("platforms", "segments", "messages"):
        if raw.get(table) == {}:
            yield (table,), f"is empty; a scenario needs at least one of its {table}"
    strategies = raw.get("strategies") if isinstance(raw.get("strategies"), dict) else {}
    if raw.get("baseline", DO_NOTHING) not in {DO_NOTHING, *strategies}:
        yield ("baseline",), f'is "{raw["baseline"]}", which is not a strategy{nearest(raw["baseline"], strategies)}'
    if any(isinstance(s := strategies.get(DO_NOTHING), dict) and s.get(k) for k in ("programme", "playbook", "set")):
        yield ("strategies", DO_NOTHING), "does something; give that strategy another name"
    for name, platform in _tables(raw.get("platforms")):
        yield from _network_problems(name, platform.get("network"))
    for name, strategy in _tables(strategies):
        yield from _strategy_problems(("strategies", name), strategy, bool(raw.get("crisis")))
    for name, segment in _tables(segments):
        if _number(segment.get("engaged", 0.23)) + _number(segment.get("disengaged", 0.15)) > 1:
            yield ("segments", name, "disengaged"), "and engaged are shares of the same people; together at most 1"


def _network_problems(name: str, network: Any) -> Iterator[tuple[Place, str]]:
    if not isinstance(network, dict) or "file" not in network:
        return
    place: Place = ("platforms", name, "network")
    if "direction" not in network:
        yield (*place, "file"), 'needs direction = "source is followed", "source follows" or "mutual" beside it'
    for key in ("file", "members"):
        if isinstance(network.get(key), str) and not Path(network[key]).is_file():
            yield (*place, key), f'names "{network[key]}", which is not a file'


def _strategy_problems(place: Place, strategy: dict[str, Any], has_crisis: bool) -> Iterator[tuple[Place, str]]:
    for number, action in enumerate(_list(strategy.get("playbook"))):
        moments = [k for k in ("at_hours", "after_crisis_hours", "when") if k in action]
        if len(moments) != 1:
            yield (*place, "playbook", number), "needs exactly one of at_hours, after_crisis_hours, when"
        if moments == ["after_crisis_hours"] and not has_crisis:
            yield (*place, "playbook", number, "after_crisis_hours"), "has no crisis to follow; use at_hours or when"
    for number, part in enumerate(_list(strategy.get("programme"))):
        if ("members" in part) == ("spend" in part):
            yield (*place, "programme", number), "needs exactly one of members, spend"


def _overlay_problems(raw: dict[str, Any], scenario: Scenario, name: str) -> Iterator[tuple[Place, str]]:
    for path in scenario.strategies[name].set:
        place: Place = ("strategies", name, "set", path)
        if parsed(path)[0] not in OVERLAID:
            yield place, f"is not the organisation's to choose; a strategy may set {' and '.join(OVERLAID)}"
            return
    try:
        under_strategy(scenario, name)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            yield ("strategies", name, "set"), f"makes {written(tuple(item['loc']))} wrong: {item['msg']}"
    except InputError as error:
        yield ("strategies", name, "set"), str(error)


def _wrong_references(raw: Any, owner: type[Settings], top: dict[str, Any], place: Place) -> Iterator[tuple[Place, str]]:
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
        items = {"group": [(here, value)], "table": [((*here, k), v) for k, v in _tables(value)],
                 "list": [((*here, i), v) for i, v in enumerate(_list(value))]}.get(kind, [])
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
            yield where, f'names "{name}", which is not one of the {table}{nearest(name, known)}'


def _resolve_files(raw: dict[str, Any], folder: Path) -> None:
    """Make the paths of network files independent of the current folder."""
    for _, platform in _tables(raw.get("platforms")):
        network = platform.get("network")
        for key in ("file", "members"):
            if isinstance(network, dict) and isinstance(network.get(key), str):
                network[key] = str(folder / Path(network[key]).expanduser())


def _tables(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((k, v) for k, v in (value.items() if isinstance(value, dict) else ()) if isinstance(v, dict))


def _list(value: Any) -> list[Any]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0.0
