"""What the stages of the facts lay out that is not as by default, read off their scenarios themselves.

A stage may lay out a situation: who is there, what is said, how bad a crisis is. How the world works should be as by
default; where it is not, the page says so.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic_core import PydanticUndefined

from simulator.passport import company, creators, crises, firestorms, ordinary, real_cascades
from simulator.passport.real_data import android_cascades
from simulator.passport.stages import stage_text
from simulator.scenario import Scenario
from simulator.scenario_files import parse_scenario
from simulator.settings import every_setting

SOME_CRISES = 60
"""Crises of the ensemble that are looked at."""
SITUATION = re.compile(
    r"(schema|name|description|clock|messages|strategies)\b"
    r"|crisis\.(story|origin|origin_members|onset_hours|severity|cluster)$"
    r"|segments\..*\.(role|size|tier|accounts|followers|interests|owned|publishes|everyday_words|everyday_words_per_week"
    r"|reports_answers_per_day)(\[|$)"
)
"""Settings that say who is there and what is said. All others say how the world works."""
BARE = """
schema = 1
name = "Bare"
[platforms.feed]
[segments.people]
role = "audience"
size = 1
accounts = { feed = 1.0 }
[messages.post]
kind = "third_party"
"""
"""A scenario that says the least: what else it has is as by default."""
UNSAID = re.compile(r"(schema|name|description)$")


def _ordinary() -> list[Scenario]:
    return [ordinary.scenario_of()]


def _platforms() -> list[Scenario]:
    """Those of T5."""
    given = [settings for settings, _, _ in ordinary.HALF_LIVES.values()]
    return [
        ordinary.scenario_of(
            **{f"platforms.feed.{name}": value for name, value in one.items()}, **({"clock.days": 8} if one else {})
        )
        for one in given
    ]


def _crises() -> list[Scenario]:
    return [crises.crisis_of_ensemble(number) for number in range(SOME_CRISES)]


def _answers() -> list[Scenario]:
    """That of T18, with its answers."""
    return [firestorms.answered_stage({})]


STAGES: dict[str, Callable[[], list[Scenario]]] = {
    **dict.fromkeys(("T1", "T2", "T3", "T4", "T6", "T7", "T14", "T15", "T16"), _ordinary),
    "T5": _platforms,
    **dict.fromkeys(("T8", "T9"), lambda: [company.stage(company.QUIET)]),
    "T10": lambda: [company.stage({})],
    "T11": lambda: [creators.creators_stage()],
    "T12": lambda: [company.page_stage(62, {})],
    "T13": lambda: [company.page_stage(62, {}), company.page_stage(5, {})],
    "T17": lambda: [firestorms.everyday_stage(firestorms.WINDOW_DAYS)],
    "T18": _answers,
    "T19": lambda: [crises.firestorm(firestorms.LONG)],
    "T20": _crises,
    "D1": _crises,
    "D2": lambda: [ordinary.scenario_of(**{"segments.people.size": android_cascades().network.n_members})],
    "D4": lambda: [parse_scenario(stage_text("rumours") + real_cascades.RUMOUR.format(number=0))],
}
"""The scenarios in which a check is measured, as the check itself makes them."""


def laid_out(id: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the stages of a check set that is not the default: of the situation, and of how the world works.

    Settings that have a default come first, with it; the others must be given in every scenario.
    """
    found: dict[str, list[Any]] = {}
    instead_of: dict[str, Any] = {}
    defaults = {one.path: one.value for one in every_setting(parse_scenario(BARE))}
    for scenario in STAGES[id]():
        for one in every_setting(scenario):
            default = one.field.get_default(call_default_factory=True)  # none where it must be given
            if not one.given or one.value == default or one.value == defaults.get(one.path) or UNSAID.match(one.path):
                continue
            found.setdefault(_alike(one.path), []).append(one.value)
            if default is not PydanticUndefined and default not in (None, "", [], {}):
                instead_of[_alike(one.path)] = default
    words = {
        path: f"{_in_words(found[path])} (by default {_in_words([default])})" for path, default in instead_of.items()
    }
    words |= {path: _in_words(values) for path, values in found.items() if path not in instead_of}
    situation = {path: said for path, said in words.items() if SITUATION.match(path)}
    return situation, {path: said for path, said in words.items() if path not in situation}


def _alike(path: str) -> str:
    """One path for all that differ by numbers only.

    >>> _alike("messages.m17.quality")
    'messages.m#.quality'
    """
    return re.sub(r"\d+", "#", path)


def _in_words(values: Iterable[Any]) -> str:
    """One value, the range of numbers, or the first few of others.

    >>> _in_words([3.0, 3.0]), _in_words([1.0, 2.5]), _in_words(["a", "b"])
    ('3', '1 to 2.5', '"a", "b"')
    """
    values = list(values)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        low, high = min(values), max(values)
        return f"{low:.6g}" if low == high else f"{low:.3g} to {high:.3g}"
    texts = list(dict.fromkeys(json.dumps(value, default=_plain, ensure_ascii=False) for value in values))
    return ", ".join(texts[:3]) + (", ..." if len(texts) > 3 else "")


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
