"""Write the tables of docs/scenarios.md from the declarations of the settings: ``python docs/make_scenarios.py``.

The text between the two marks is made; the rest of the page is written by hand and stays as it is. With ``--check``
nothing is written, and the exit code is 1 where the page is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydantic.fields import FieldInfo  # noqa: E402
from pydantic_core import PydanticUndefined  # noqa: E402

from simulator import adapting, mechanisms, metrics, strategies  # noqa: E402, F401  # they register what a scenario may name
from simulator.scenario import (  # noqa: E402
    ACTIONS,
    MECHANISMS,
    METRICS,
    ROLES,
    SIGNALS,
    ActionSettings,
    Chosen,
    Enrolment,
    Responses,
    Scenario,
    SegmentSettings,
)
from simulator.settings import Settings, shape_of  # noqa: E402
from simulator.views.explain import spelled  # noqa: E402

PAGE = ROOT / "docs" / "scenarios.md"
BEGIN, END = "<!-- settings: made by docs/make_scenarios.py -->", "<!-- end of settings -->"

KEYS = {"role": ROLES, "action": ACTIONS, "kind": MECHANISMS, "signal": SIGNALS, "metric": METRICS}
"""Settings that pick from a registry."""
SHOWN_ONCE = (Enrolment,)
"""Groups that may stand in several places and are shown at the first."""

COMMON = (SegmentSettings, ActionSettings, *Settings.__mro__)
"""Groups whose settings are shown once, for all entries of a registry."""

Group = tuple[str, type[Settings]]
"""A table of settings: its heading and the class that declares it."""


def groups() -> Iterator[Group]:
    """Every table that a scenario file may hold, in the order of the declarations; registries entry by entry."""
    yield "The top of the file", Scenario
    for name, field in Scenario.model_fields.items():
        yield from _below(field, name)


def _below(field: FieldInfo, path: str) -> Iterator[Group]:
    """The groups of settings under a field of a group."""
    kind, what = shape_of(field.annotation)
    here = {"table": f"{path}.NAME", "list": f"{path}[]"}.get(kind, path)
    chosen = next((m for m in getattr(what, "__metadata__", ()) if isinstance(m, Chosen)), None)
    if chosen is not None:
        yield from _registered(chosen, here)
        return
    shape, cls = (kind, what) if kind == "group" else shape_of(what)
    if shape == "group":
        yield here, cls
        if cls is not Responses:
            yield from _within(cls, here)


def _within(cls: type[Settings], path: str, *, own: bool = False) -> Iterator[Group]:
    for name, field in _fields(cls, own=own):
        yield from _below(field, f"{path}.{name}")


def _registered(chosen: Chosen, path: str) -> Iterator[Group]:
    """What all entries of a registry have in common, and then each entry's own."""
    common = {"role": SegmentSettings, "action": ActionSettings}.get(chosen.key)
    if common is not None:
        yield path, common
        yield from _within(common, path)
    for name, cls in chosen.registry.items():
        yield f'{path} with {chosen.key} = "{name}"', cls
        yield from _within(cls, path, own=common is not None)


def _fields(cls: type[Settings], *, own: bool) -> list[tuple[str, FieldInfo]]:
    """A group's settings; ``own``: without those that it has as they are in what it builds on."""
    said = {name for group in cls.__mro__ if group not in COMMON for name in vars(group).get("__annotations__", {})}
    names = [n for n in cls.model_fields if not own or n in said]
    return [(n, cls.model_fields[n]) for n in names]


def table_of(heading: str, cls: type[Settings]) -> list[str]:
    """A heading, the class's sentence and a row for each setting."""
    lines = [f"### {_code(heading) if heading[0].islower() else heading}", "", _sentence(cls), ""]
    if cls is Responses:
        return lines + _postures()
    own = any(cls in registry.values() for registry in (ROLES, ACTIONS))
    rows = [_row(name, field) for name, field in _fields(cls, own=own) if _is_value(cls, name, field)]
    if not rows:
        return [*lines, "Nothing further.", ""]
    head = ["| setting | default | allowed | unit | meaning | source |", "|---|---|---|---|---|---|"]
    return [*lines, *head, *rows, ""]


def _postures() -> list[str]:
    """The postures side by side: they all have the same settings."""
    names = ("victim", "accidental", "preventable", "virality", "price")
    lines = ["| posture | " + " | ".join(f"`{n}`" for n in names) + " | meaning |", "|---" * (len(names) + 2) + "|"]
    for posture, field in Responses.model_fields.items():
        cells = [f"`{getattr(field.default, name):g}`" for name in names]
        lines.append(f"| `{posture}` | " + " | ".join(cells) + f" | {field.description} |")
    return [*lines, ""]


def _is_value(cls: type[Settings], name: str, field: FieldInfo) -> bool:
    """Whether it has a row: not a group that has a table of its own, and not the key that picked this table."""
    if name in KEYS and cls in KEYS[name].values():
        return False
    return shape_of(field.annotation)[0] != "group" or field.description is not None


def _row(name: str, field: FieldInfo) -> str:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    source = str(extra.get("source", "scenario"))
    picks = name in KEYS and not _choices(field)
    cells = (
        f"`{field.alias or name}`",
        _default(field),
        ", ".join(f"`{entry}`" for entry in KEYS[name]) if picks else _allowed(field, str(extra.get("refers_to", ""))),
        str(extra.get("unit", "")),
        field.description or "which of those below",
        "" if source == "scenario" or picks else source,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "must be given"
    if value is None or value in ([], {}, ""):
        return "none"
    return f"`{value.isoformat() if hasattr(value, 'isoformat') else spelled(value)}`"


def _choices(field: FieldInfo) -> tuple[Any, ...]:
    return get_args(field.annotation) if get_origin(field.annotation) is Literal else ()


def _allowed(field: FieldInfo, table: str) -> str:
    """What a file may say, in words."""
    kind, what = shape_of(field.annotation)
    if choices := _choices(field) or _choices_within(field.annotation):
        return ", ".join(f"`{spelled(c)}`" for c in choices)
    if kind in ("table", "list") and _holds_settings(what):
        return "a table each, by name" if kind == "table" else "a list of tables"
    if table:
        one = {"table": "a number for each of the", "list": "names of"}.get(kind, "a name from")
        return f"{one} {table}"
    if kind != "value":
        named = {"table": "a table of numbers, by topic", "list": "a list", "group": "a table"}
        return "a table, by path" if what is Any else named[kind]
    return _range(field) or {str: "text", bool: "true, false"}.get(_plain(field.annotation), "a date and time")


def _holds_settings(what: Any) -> bool:
    return any(isinstance(m, Chosen) for m in getattr(what, "__metadata__", ())) or shape_of(what)[0] == "group"


def _choices_within(annotation: Any) -> tuple[Any, ...]:
    """The choices of ``Literal[...] | None``."""
    return next((get_args(a) for a in get_args(annotation) if get_origin(a) is Literal), ())


def _plain(annotation: Any) -> Any:
    return next((a for a in get_args(annotation) if a is not type(None)), annotation)


def _range(field: FieldInfo) -> str:
    bound = {n: getattr(m, n) for m in field.metadata for n in ("ge", "gt", "le") if getattr(m, n, None) is not None}
    if not bound:
        return ""
    low = f"{bound['ge']:,.10g}" if "ge" in bound else f"above {bound['gt']:,.10g}"
    endless = any(getattr(m, "allow_inf_nan", False) for m in field.metadata)
    open_ended = f"{low} or more" if "ge" in bound else low
    text = f"{low} to {bound['le']:,.10g}" if "le" in bound else open_ended
    whole = "whole number, " if _plain(field.annotation) is int else ""
    return whole + text + (", or `inf`" if endless else "")


def _code(heading: str) -> str:
    """A path as code; what is said of it stays as it is."""
    path, _, rest = heading.partition(" with ")
    return f"`{path}`" + (f" with `{rest}`" if rest else "")


def _sentence(cls: type[Settings]) -> str:
    return " ".join((cls.__doc__ or "").strip().split("\n\n")[0].split())


def tables() -> str:
    """All tables, as they stand between the marks."""
    lines: list[str] = []
    shown: dict[type[Settings], str] = {}
    for heading, cls in groups():
        if cls in SHOWN_ONCE and cls in shown:
            lines += [f"### {_code(heading)}", "", f"The same settings as {_code(shown[cls])}.", ""]
        else:
            lines += table_of(heading, cls)
        shown[cls] = heading
    return "\n".join(lines)


def page(text: str) -> str:
    """The page with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{PAGE}: needs the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


if __name__ == "__main__":
    now = PAGE.read_text("utf-8")
    if "--check" in sys.argv[1:]:
        sys.exit(0 if page(now) == now else f"{PAGE.name} is out of date: run python docs/make_scenarios.py")
    PAGE.write_text(page(now), "utf-8")
