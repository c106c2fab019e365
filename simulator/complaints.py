"""A wrong value in our words: what was given, what is allowed, and the nearest match."""

import re
from typing import Any

from pydantic.fields import FieldInfo

from simulator.raw_content import declared_at
from simulator.scenario import Scenario
from simulator.settings import Settings, nearest, toml_word
from simulator.toml_lines import Place


def told(raw: dict[str, Any], item: Any, whole: type[Settings] = Scenario) -> tuple[Place, str]:
    """A pydantic error in our words: what was given, what is allowed, the nearest match."""
    place, kind, value = tuple(item["loc"]), item["type"], item.get("input")
    owner, field = declared_at(raw, place, whole)
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
