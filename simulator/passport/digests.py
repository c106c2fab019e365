"""Digests of all that the passport's numbers depend on by declaration: a page made from others is stale.

The code of the model is not among them: it changes often and the numbers with it seldom. A test makes some cheap checks
anew instead, and compares every digit.
"""

import ast
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.passport.declaring import in_order
from simulator.passport.small_worlds import TEXTBOOK
from simulator.scenario_schema import scenario_schema

HERE = Path(__file__).resolve().parent
WORDS_ONLY = frozenset({"title", "description", "source", "unit", "examples", "$comment", "$id"})
"""What a schema says of a setting, on which no number depends."""
NO_CHECKS = ("running.py", "digests.py", "laid_out.py", "verdicts.py")
"""Files of this package in which no number of a check stands."""


def digests() -> dict[str, str]:
    """One for all defaults and ranges of settings, one for the stages, one for what the passport declares.

    The last is of what checks say, and of every number in the files that measure: bounds, sizes, stages made there.
    """
    return {
        "defaults": _digest(_without_words(scenario_schema())),
        "stages": _digest([path.read_text("utf-8") for path in (*sorted(HERE.glob("stages/*.toml")), TEXTBOOK)]),
        "declarations": _digest([*_said(), *_numbers()]),
    }


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _without_words(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without_words(value) for name, value in part.items() if not _is_words(name, value)}
    return [_without_words(value) for value in part] if isinstance(part, list) else part


def _is_words(name: str, value: Any) -> bool:
    return name in WORDS_ONLY and isinstance(value, str | list)


def _said() -> Iterator[list[str]]:
    for one in in_order():
        yield [one.id, one.kind, one.says, one.source, one.twin, one.evidence]


def _numbers() -> Iterator[list[str]]:
    for path in sorted(HERE.glob("*.py")):
        if path.name not in NO_CHECKS:
            parts = ast.walk(ast.parse(path.read_text("utf-8")))
            constants = [part.value for part in parts if isinstance(part, ast.Constant)]
            yield [path.name, *(repr(value) for value in constants if isinstance(value, int | float))]
