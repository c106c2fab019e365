"""The JSON Schema of scenario files, so that editors complete and check them while they are written."""

import json
import math
from typing import Any

from simulator.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """The schema of a scenario file, with every role, action and mechanism registered so far.

    It says what JSON Schema can say: names, types, ranges and choices. References, budgets and everything else between
    settings are checked by ``validate``.
    """
    schema = Scenario.model_json_schema(by_alias=True)
    return {"$schema": DIALECT, **_plain(schema)}


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(part: Any) -> Any:
    """Without what JSON cannot say (endless numbers) and without titles made up from names."""
    if isinstance(part, dict):
        kept = {k: v for k, v in part.items() if not (k == "default" and _is_endless(v))}
        return {k: _plain(v) for k, v in kept.items() if not (k == "title" and isinstance(v, str) and "type" in part)}
    return [_plain(item) for item in part] if isinstance(part, list) else part


def _is_endless(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
