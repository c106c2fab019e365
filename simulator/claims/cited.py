"""Which settings express a claim: every setting whose source cites it. The registries must be filled."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from simulator.claims.declaring import CLAIMS, MARKS
from simulator.scenario import ActionSettings, Chosen, Scenario, SegmentSettings
from simulator.settings import Settings, shape_of


class Cited(NamedTuple):
    """A setting: its path with NAME for free names, its default, and its source."""

    path: str
    default: Any
    source: str

    @property
    def is_given(self) -> bool:
        """Whether there is a default, or the file must say it."""
        return self.default is not PydanticUndefined


def citing_settings() -> dict[str, list[Cited]]:
    """The settings that cite each claim, or what stands for it, by its id, in the order of their declaration."""
    found: dict[str, list[Cited]] = {}
    for path, field in declared_settings():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        source = str(extra.get("source", ""))
        cited, setting = set(MARKS.findall(source)), Cited(path, field.get_default(call_default_factory=True), source)
        for claim in CLAIMS.values():
            if cited & {claim.id, *claim.marks}:
                found.setdefault(claim.id, []).append(setting)
    return found


def cited_claims() -> set[str]:
    """The ids of claims that settings cite, whether there are such claims or not."""
    sources = (f.json_schema_extra for _, f in declared_settings() if isinstance(f.json_schema_extra, dict))
    cited = {mark for extra in sources for mark in MARKS.findall(str(extra.get("source", "")))}
    return {mark for mark in cited if mark[0].isalpha()}


def declared_settings() -> Iterator[tuple[str, FieldInfo]]:
    """Every setting that a scenario file may hold, by path; what several roles or actions have alike comes once."""
    seen: set[type[Settings]] = set()
    yield from _within(Scenario, "", seen)


def _within(cls: type[Settings], path: str, seen: set[type[Settings]], *, own: bool = False) -> Iterator[Any]:
    if cls in seen:
        return
    seen.add(cls)
    for name, field in sorted(cls.model_fields.items(), key=lambda one: one[0] == "events"):  # as actions: those first
        if own and all(name not in vars(group).get("__annotations__", {}) for group in _own_groups(cls)):
            continue
        here = f"{path}.{field.alias or name}" if path else (field.alias or name)
        yield here, field
        yield from _below(field.annotation, here, seen)


def _own_groups(cls: type[Settings]) -> list[type]:
    """The classes that declare what a role or an action has beyond what all of them have."""
    return [group for group in cls.__mro__ if group not in {*SegmentSettings.__mro__, *ActionSettings.__mro__}]


def _below(annotation: Any, path: str, seen: set[type[Settings]]) -> Iterator[Any]:
    kind, what = shape_of(annotation)
    here = {"table": f"{path}.NAME", "list": f"{path}[]"}.get(kind, path)
    chosen = next((mark for mark in getattr(what, "__metadata__", ()) if isinstance(mark, Chosen)), None)
    if chosen is not None:
        yield from _registered(chosen, here, seen)
    elif kind == "group":
        yield from _within(what, path, seen)
    elif kind in ("table", "list") and shape_of(what)[0] == "group":
        yield from _within(shape_of(what)[1], here, seen)


def _registered(chosen: Chosen, path: str, seen: set[type[Settings]]) -> Iterator[Any]:
    if chosen.key == "role":
        yield from _within(SegmentSettings, path, seen)
    if chosen.key == "action":
        yield from _within(ActionSettings, path, seen)
    for name, cls in chosen.registry.items():
        for below, field in _within(cls, path, seen, own=chosen.key in ("role", "action")):
            yield f"{below} ({name})", field
