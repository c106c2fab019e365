"""Reading scenario files: every problem of a file at once, each with its line, value, what is allowed and a hint."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulator.complaints import told
from simulator.cross_checks import adverse_problems, budget_problems, contradictions, overlay_problems
from simulator.raw_content import tables_in
from simulator.scenario import Scenario
from simulator.setting_paths import parsed, replace, written
from simulator.settings import LONGEST_GUESS, InputError
from simulator.toml_lines import Place, lines_of
from simulator.wording import counted

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
        return "\n".join(told + [f"scenario {self.name}: and {counted(more, 'more problem')}"] * (more > 0))

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
    path = checked_path(path)
    text = read_text(path)
    return parse_scenario(text, name=path.name, folder=path.parent, settings=settings)


def checked_path(given: Any) -> Path:
    """The path of a scenario file, or an InputError where something else was given."""
    if not isinstance(given, str | os.PathLike):
        raise InputError(f"scenario: {given!r} is no scenario; give one that is loaded, or the path of a scenario file")
    return Path(given)


def checked_changes(settings: Any) -> Mapping[str, Any]:
    """Settings to replace, by path, or an InputError where something else was given."""
    if settings is None:
        return {}
    if not isinstance(settings, Mapping) or not all(isinstance(path, str) for path in settings):
        such_as = 'such as {"clock.days": 7}'
        raise InputError(f"settings: {settings!r} is no table of settings; give a dict of values by path, {such_as}")
    return settings


def read_text(path: Path, what: str = "scenario file") -> str:
    """The text of a UTF-8 file, or an InputError that says why not."""
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        raise InputError(f"{path}: cannot be read (is {kind}); give the path of a {what}")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give the path of a {what}") from None
    if len(data) > MOST_BYTES:
        raise InputError(f"{path}: is larger than {MOST_BYTES / 1e6:g} MB, so it is no {what}")
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
        raise ScenarioError(name, [not_toml(text, str(error))]) from None
    except RecursionError:
        raise ScenarioError(name, [Problem("", "is nested too deeply")]) from None
    for path, value in checked_changes(settings).items():
        replace(raw, path, value)
        lines = {place: line for place, line in lines.items() if place[: len(parsed(path))] != parsed(path)}
        lines[parsed(path)] = 0
    return check(raw, name=name, folder=folder, lines=lines)


def not_toml(text: str, message: str) -> Problem:
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
        problems = [told(raw, item) if n < MOST_TOLD else (item["loc"], "is wrong") for n, item in enumerate(wrong)]
    problems += islice(contradictions(raw), MOST_TOLD)
    if scenario and not problems:
        problems += [p for strategy in scenario.strategies for p in overlay_problems(raw, scenario, strategy)]
    if scenario and not problems:
        problems += [p for name in scenario.adverse_worlds for p in islice(adverse_problems(raw, name), MOST_TOLD)]
    if scenario and not problems:
        problems += [p for strategy in scenario.strategies for p in budget_problems(scenario, strategy)]
    if scenario is None or problems:
        lines = lines or {}
        raise ScenarioError(name, [Problem(written(_clipped(p)), text, _line(lines, p)) for p, text in problems])
    return scenario


def _line(lines: dict[Place, int], place: Place) -> int | None:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place) or None


def _resolve_files(raw: dict[str, Any], folder: Path) -> None:
    """Make the paths of network files independent of the current folder."""
    for _, platform in tables_in(raw.get("platforms")):
        network = platform.get("network")
        for key in ("file", "members"):
            if isinstance(network, dict) and isinstance(network.get(key), str):
                network[key] = str((folder / Path(network[key]).expanduser()).resolve())


def _clipped(place: Place) -> Place:
    return tuple(s[:LONGEST_GUESS] + "..." if isinstance(s, str) and len(s) > LONGEST_GUESS else s for s in place)
