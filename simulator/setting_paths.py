"""Where a setting stands: dotted paths, such as ``segments.staff.size``, read, written, and set in raw content."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from simulator.settings import InputError, join, toml_word
from simulator.toml_lines import Place


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
    path, value = path_and_rest(text)
    if value is None:
        raise InputError(f'--set {text}: should be KEY=VALUE, such as clock.days=7 or messages.recall.text="..."')
    parsed(path)
    try:
        read = tomllib.loads(f"value = {value}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return path, value
    return path, read["value"] if len(read) == 1 else value


def path_and_rest(text: str) -> tuple[str, str | None]:
    """What stands before and after the first ``=`` outside of quotes; None where there is no such sign.

    >>> path_and_rest('messages."a=b".text = so'), path_and_rest("clock.days")
    (('messages."a=b".text', 'so'), ('clock.days', None))
    """
    found = re.match(r"\s*((?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^=\"'])+?)\s*=", text)
    return (found[1], text[found.end() :].strip()) if found else (text.strip(), None)


def overlapping(paths: Iterable[str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of paths, of these and of those, which name the same setting, or one of them a table that has the other.

    >>> list(overlapping(["clock", "costs.per_post"], ["clock.days", "costs.per_action"]))
    [('clock', 'clock.days')]
    """
    places = [(parsed(other), other) for other in others]
    for path in paths:
        here = parsed(path)
        for there, other in places:
            if here[: len(there)] == there[: len(here)]:
                yield path, other


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
