"""Every assumption that a scenario makes: what it is, where it comes from, and whether anybody chose it."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from typing import Any

from simulator.chosen import changes_of, chosen_strategy, under_strategy
from simulator.scenario import Scenario
from simulator.settings import every_setting, join, toml_word

ASSUMED = "assumed"


@dataclass(frozen=True)
class Assumption:
    """One setting of a scenario with its value in words; ``given`` where the file or a strategy says it."""

    path: str
    value: str
    unit: str
    meaning: str
    source: str
    given: bool

    @property
    def is_assumed(self) -> bool:
        """Whether it is a judgement that nobody has looked at: a default without evidence."""
        return not self.given and ASSUMED in self.source

    @property
    def group(self) -> str:
        """The table that it belongs to, such as ``segments.staff``."""
        return self.path.rpartition(".")[0] if not self.path.endswith('"') else _above(self.path)

    @property
    def name(self) -> str:
        """The setting's own name within its table."""
        return self.path[len(self.group) :].lstrip(".")


def assumptions(scenario: Scenario, strategy: str | None = None) -> list[Assumption]:
    """All settings of a scenario in the order of their declaration.

    Parameters
    ----------
    strategy : one of its strategies: what it changes is shown as changed, and the other strategies are left out.
    """
    if strategy is None:
        return [_told(s, s.source) for s in every_setting(scenario)]
    chosen = chosen_strategy(scenario, strategy)
    changed = {path for path, _ in changes_of(chosen)}
    told = []
    for declared in every_setting(under_strategy(scenario, strategy)):
        if declared.path == "strategies" or declared.path.startswith("strategies."):
            continue
        told.append(_told(declared, "strategy" if declared.path in changed else declared.source))
    own = every_setting(chosen, _strategy_path(strategy))
    return told + [_told(s, s.source) for s in own]


def spelled(value: Any) -> str:
    """A value as a scenario file spells it, in full.

    >>> spelled([1.0, "a"]), spelled({"feed": 0.5}), spelled({})
    ('[1, "a"]', '{ feed = 0.5 }', '{}')
    """
    if isinstance(value, list):
        return "[" + ", ".join(spelled(v) for v in value) + "]"
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(k)} = {spelled(v)}" for k, v in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return f"{value:.10g}"
    return toml_word(value) if value is not None else "none"


def as_csv(told: Iterable[Assumption]) -> str:
    """One row per assumption, with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [f.name for f in fields(Assumption)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({**asdict(a), "given": int(a.given)} for a in told)
    return text.getvalue()


def as_json(told: Iterable[Assumption]) -> str:
    """A list of objects."""
    return json.dumps([asdict(a) for a in told], indent=1, ensure_ascii=False) + "\n"


def as_markdown(told: Iterable[Assumption]) -> str:
    """A heading and a table per group."""
    lines = []
    for group, members in grouped(told):
        lines += [
            f"## {group or 'scenario'}",
            "",
            "| setting | value | unit | meaning | source |",
            "|---|---|---|---|---|",
        ]
        for a in members:
            cells = (a.name, a.value, a.unit, a.meaning, source_in_words(a))
            lines.append("| " + " | ".join(_cell(c) for c in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def grouped(told: Iterable[Assumption]) -> Iterator[tuple[str, list[Assumption]]]:
    """The assumptions table by table, in their order."""
    for group, members in groupby(told, key=lambda a: a.group):
        yield group, list(members)


def source_in_words(assumption: Assumption) -> str:
    """Where a value comes from, for people."""
    if assumption.source == "strategy":
        return "changed by the strategy"
    if assumption.given:
        return "this scenario"
    return "not given" if assumption.source == "scenario" else assumption.source


def _told(declared: Any, source: str) -> Assumption:
    given = declared.given or source == "strategy"
    return Assumption(declared.path, spelled(declared.value), declared.unit, declared.meaning, source, given)


def _strategy_path(name: str) -> str:
    return f"strategies.{_key(name)}"


def _key(name: str) -> str:
    return join("", name)


def _above(path: str) -> str:
    """The path without its last, quoted step."""
    at = path[:-1].rfind('."')
    return path[:at] if at >= 0 else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
