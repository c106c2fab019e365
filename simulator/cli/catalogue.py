"""What there is: bundled scenarios, and whatever a scenario may name."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

KINDS = ("scenarios", "roles", "actions", "mechanisms", "signals", "metrics")

SCENARIOS = Path(__file__).resolve().parent.parent.parent / "scenarios"
"""The folder of the bundled scenarios."""
SWEEPS = SCENARIOS / "sweeps"
"""Sweep files beside them, which are no scenarios."""
BETTER = {1: "more", -1: "less", 0: "-"}

Listed = tuple[Sequence[str], Sequence[Sequence[str]]]
"""A list for people: its header and its rows."""


def catalogue(kind: str) -> Listed:
    """Everything of one of the kinds."""
    if kind == "scenarios":
        return ("file", "scenario"), [(str(path), _about(path)) for path in bundled()]
    if kind == "metrics":
        return _metrics()
    return (kind.removesuffix("s"), "meaning"), [(name, _first_line(entry)) for name, entry in _entries(kind).items()]


def _metrics() -> Listed:
    from simulator.metrics import OUTCOMES

    rows = [(m.name, m.unit, m.stage, BETTER[m.better], m.meaning) for m in OUTCOMES.values()]
    return ("metric", "unit", "stage", "better", "meaning"), rows


def _entries(kind: str) -> Mapping[str, Any]:
    """The registry of a kind, filled."""
    from simulator import fill_registries, scenario

    fill_registries()
    registries: dict[str, Mapping[str, Any]] = {
        "roles": scenario.ROLES,
        "actions": scenario.ACTIONS,
        "mechanisms": scenario.MECHANISMS,
        "signals": scenario.SIGNALS,
    }
    return registries[kind]


def _first_line(entry: Any) -> str:
    return (entry.__doc__ or "").strip().splitlines()[0]


def bundled() -> list[Path]:
    """The scenario files that come with the software, as paths from here where that is shorter."""
    here = Path.cwd()
    files = [path for path in SCENARIOS.rglob("*.toml") if not path.is_relative_to(SWEEPS)]
    found = sorted(files, key=lambda path: (len(path.parts), path))
    return [path.relative_to(here) if path.is_relative_to(here) else path for path in found]


def _about(path: Path) -> str:
    import tomllib

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return "cannot be read"
    lesson = content.get("lesson") or content.get("description") or ""
    return " ".join(f"{content.get('name', '')}. {lesson}".split())
