"""What a scenario picks by name: roles, playbook actions and mechanisms with their settings, and signals.

Each registers its settings here, so that a new one is validated, explained and published like those that are built in.
"""

from collections.abc import Callable
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from simulator.settings import Settings, nearest, toml_word

ROLES: dict[str, type[Settings]] = {}
ACTIONS: dict[str, type[Settings]] = {}
MECHANISMS: dict[str, type[Settings]] = {}
SIGNALS: dict[str, Callable[[Any, float], float]] = {}
"""What an organisation can observe: functions of one tick's counts (N_COUNTERS,) and its length in hours."""
METRICS: dict[str, Any] = {}
"""What a run is judged by: numbers read off a world."""


class Chosen:
    """Picks the settings class of a table by the value of one of its keys, from a registry that may grow."""

    def __init__(self, key: str, registry: dict[str, type[Settings]]):
        self.key, self.registry = key, registry

    def pick(self, table: Any) -> type[Settings] | None:
        """The class for a raw table, or None where the key is missing or unknown."""
        name = table.get(self.key) if isinstance(table, dict) else None
        return self.registry.get(name) if isinstance(name, str) else None

    def validate(self, value: Any) -> Settings:
        """Hand a raw table to the class that it picks."""
        if isinstance(value, Settings):
            return value
        if not isinstance(value, dict):
            raise PydanticCustomError("table", "should be a table")
        if (chosen := self.pick(value)) is not None:
            return chosen.model_validate(value)
        given, known = value.get(self.key), ", ".join(sorted(self.registry))
        was = f"is {toml_word(given)}; " if self.key in value else ""
        text = f"{was}should be one of: {known}{nearest(given, self.registry)}"
        raise PydanticCustomError("choice", "{text}", {"text": text, "key": self.key})

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        def dump(value: Settings, info: core_schema.SerializationInfo) -> dict[str, Any]:
            return value.model_dump(mode=info.mode, by_alias=True, exclude_unset=bool(info.exclude_unset))

        return core_schema.no_info_plain_validator_function(
            self.validate, serialization=core_schema.plain_serializer_function_ser_schema(dump, info_arg=True)
        )

    def __get_pydantic_json_schema__(self, _schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"oneOf": [handler(cls.__pydantic_core_schema__) for cls in self.registry.values()]}


def role_settings(name: str) -> Any:
    """Register a class based on SegmentSettings as the settings of the role ``name``."""
    return _entry(ROLES, name)


def action_settings(name: str) -> Any:
    """Register a class based on ActionSettings as the settings of the playbook action ``name``."""
    return _entry(ACTIONS, name)


def mechanism_settings(name: str) -> Any:
    """Register a class based on Settings as the settings of the mechanism ``name``."""
    return _entry(MECHANISMS, name)


def _entry(registry: dict[str, type[Settings]], name: str) -> Any:
    def register(cls: type[Settings]) -> type[Settings]:
        registry[name] = cls
        return cls

    return register
