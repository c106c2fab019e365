"""Looking into content that has not been checked: whatever is not of the expected shape is passed over."""

from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo

from simulator.scenario import Chosen, Scenario
from simulator.settings import Settings, shape_of
from simulator.toml_lines import Place


def declared_at(raw: Any, place: Place, whole: type[Settings] = Scenario) -> tuple[type[Settings], FieldInfo | None]:
    """The settings class that a place belongs to, and the declaration that it names (None: there is no such).

    Parameters
    ----------
    whole : what all of the content is; by default a scenario.
    """
    owner: type[Settings] = whole
    field: FieldInfo | None = None
    what: Any = whole
    for step in place:
        if (group := class_of(what, raw)) is not None:
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


def class_of(what: Any, item: Any) -> type[Settings] | None:
    """The settings class of an item that an annotation declares, chosen by its role or kind where it has several."""
    for mark in getattr(what, "__metadata__", ()):
        if isinstance(mark, Chosen):
            return mark.pick(item)
    kind, cls = shape_of(what)
    return cls if kind == "group" else None


def tables_in(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables in a table, by name."""
    return ((k, v) for k, v in (value.items() if isinstance(value, dict) else ()) if isinstance(v, dict))


def items_in(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The tables in a list, by number."""
    return ((n, v) for n, v in enumerate(value if isinstance(value, list) else ()) if isinstance(v, dict))


def given_or_default(group: type[Settings], table: Any, name: str) -> Any:
    """A setting of a raw table, or its declared default where the table does not give it."""
    declared = group.model_fields[name].get_default(call_default_factory=True)
    return table.get(name, declared) if isinstance(table, dict) else declared


def amount(value: Any) -> float:
    """The number, or 0 where there is another thing: its own complaint is made elsewhere."""
    return value if isinstance(value, int | float) else 0.0


def amount_at(group: type[Settings], table: Any, name: str) -> float:
    """The number that a raw table gives, or that is declared where it gives none."""
    return amount(given_or_default(group, table, name))
