"""A setting is declared once: default, range, unit, meaning and source.

The declaration feeds validation, the JSON Schema, ``explain``, the run database and the docs. A source is a row of the
evidence (``#19``: row 19 of the table of defaults), a publication, or the word "assumed".
"""

import copy
import difflib
import json
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A part of a whole, in a table of settings."""
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A weight or a number of 0 or more, in a table of settings."""

LONGEST_GUESS = 60
"""Words longer than this are not compared with known ones: it takes long and helps nobody."""


class InputError(ValueError):
    """Something that the user gave cannot be used: the message names the place, the value and the remedy."""


class Settings(BaseModel):
    """A group of settings: frozen once checked, and without room for a key that nobody reads."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_default=False, ser_json_inf_nan="constants"
    )


def setting(
    default: Any,
    meaning: str,
    *,
    unit: str = "",
    source: str = "scenario",
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    endless: bool = False,
    refers_to: str | None = None,
    plausible: tuple[float, float] | None = None,
) -> Any:
    """Declare one setting.

    Parameters
    ----------
    default : the value where the file says nothing; ``...`` where the file must say it.
    meaning : one sentence.
    unit : "hours", "share", ...; empty for names and plain numbers.
    source : where the default comes from; "assumed" for a judgement, "scenario" for what only a planner can know.
    low, high : the least and the greatest allowed value; ``above`` excludes the bound itself.
    endless : whether ``inf`` is allowed (no limit, never).
    plausible : the range in which the default may as well lie: that of the source, or assumed. What turns an answer is
        looked for within it; a value that a file gives is varied in proportion.
    refers_to : the table whose names this setting (or the keys of this setting) must use, such as "messages".
    """
    extra: dict[str, Any] = {"unit": unit, "source": source}
    if refers_to:
        extra["refers_to"] = refers_to
    if plausible:
        extra["plausible"] = list(plausible)
    bounds: dict[str, Any] = {"ge": low, "le": high, "gt": above}
    numeric = any(bound is not None for bound in bounds.values())
    if numeric:
        bounds["allow_inf_nan"] = endless
    if isinstance(default, dict | list):
        return Field(default_factory=type(default), description=meaning, json_schema_extra=extra)
    return Field(
        default, description=meaning, json_schema_extra=extra, **{k: v for k, v in bounds.items() if v is not None}
    )


def redeclared(
    group: type[Settings], name: str, default: Any, *, source: str, plausible: tuple[float, float] | None = None
) -> Any:
    """Declare a setting of a group again in a group based on it: as it was, but for the default, its source and range.

    >>> class Crowd(Settings):
    ...     trust: float = setting(0.3, "how far their word counts", unit="share", low=0, high=1, source="assumed")
    >>> class Friends(Crowd):
    ...     trust: float = redeclared(Crowd, "trust", 0.8, source="a survey")
    >>> [(s.value, s.unit, s.source) for s in every_setting(Friends())]
    [(0.8, 'share', 'a survey')]
    """
    field = copy.deepcopy(group.model_fields[name])
    field.default = default
    extra = {key: value for key, value in _extra(field).items() if key != "plausible"}
    field.json_schema_extra = {**extra, "source": source, **({"plausible": list(plausible)} if plausible else {})}
    return field


@dataclass(frozen=True)
class Declared:
    """One setting of one scenario: where it stands, what it is and what it was declared to be."""

    path: str
    value: Any
    field: FieldInfo
    given: bool

    @property
    def unit(self) -> str:
        """The unit, empty for names and plain numbers."""
        return str(_extra(self.field).get("unit", ""))

    @property
    def source(self) -> str:
        """Where the value comes from: the file, or the source of the default."""
        return "scenario" if self.given else self.source_of_default

    @property
    def source_of_default(self) -> str:
        """Where the default comes from, also where the file gives another value."""
        return str(_extra(self.field).get("source", ""))

    @property
    def plausible(self) -> tuple[float, float] | None:
        """The range in which the default may as well lie, where one is declared."""
        found: Any = _extra(self.field).get("plausible")
        return (found[0], found[1]) if found else None

    @property
    def meaning(self) -> str:
        """The declaration's sentence."""
        return self.field.description or ""


def _extra(field: FieldInfo) -> dict[str, Any]:
    """What a declaration says beyond what pydantic checks: unit, source, and the table that it refers to."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def every_setting(settings: Settings, path: str = "") -> Iterator[Declared]:
    """Walk all settings below a group, in the order of their declaration."""
    for name, field in type(settings).model_fields.items():
        value, here = getattr(settings, name), join(path, field.alias or name)
        below = list(_groups(value, here))
        if below:
            for group, place in below:
                yield from every_setting(group, place)
        else:
            yield Declared(here, value, field, name in settings.model_fields_set)


def _groups(value: Any, path: str) -> Iterator[tuple[Settings, str]]:
    if isinstance(value, Settings):
        yield value, path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _groups(item, join(path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _groups(item, f"{path}[{number}]")


def join(path: str, name: str) -> str:
    """A dotted path with one more name, quoted where TOML wants it quoted."""
    plain = name and name.isascii() and all(c.isalnum() or c in "_-" for c in name)
    word = name if plain else json.dumps(name, ensure_ascii=False)
    return f"{path}.{word}" if path else word


def nearest(word: object, known: Iterable[str]) -> str:
    """A hint naming the known word most like ``word``, or the empty string.

    >>> nearest("dealy", ["delay", "message"])
    '; did you mean "delay"?'
    """
    if not isinstance(word, str) or len(word) > LONGEST_GUESS:
        return ""
    matches = difflib.get_close_matches(word, [k for k in known if len(k) <= LONGEST_GUESS], n=1, cutoff=0.6)
    return f'; did you mean "{matches[0]}"?' if matches else ""


def toml_word(value: Any) -> str:
    """A value as a scenario file would spell it, in at most some sixty characters.

    >>> toml_word(True), toml_word("a"), toml_word(None)
    ('true', '"a"', 'nothing')
    """
    if isinstance(value, dict | list):
        return f"a {'table' if isinstance(value, dict) else 'list'} of {len(value)}"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        shown = value if len(value) <= LONGEST_GUESS else value[: LONGEST_GUESS - 3] + "..."
        return json.dumps(shown, ensure_ascii=False)
    return str(value)[:LONGEST_GUESS]


def shape_of(annotation: Any) -> tuple[str, Any]:
    """What an annotation holds: ("group", class), ("table", item), ("list", item) or ("value", annotation)."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return shape_of(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        kinds = [shape_of(a) for a in get_args(annotation) if a is not type(None)]
        return next((k for k in kinds if k[0] != "value"), ("value", annotation))
    if origin is dict:
        return "table", get_args(annotation)[1]
    if origin is list:
        return "list", get_args(annotation)[0]
    if origin is not Literal and isinstance(annotation, type) and issubclass(annotation, Settings):
        return "group", annotation
    return "value", annotation
