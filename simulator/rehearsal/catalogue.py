"""What can be thrown into a rehearsal of a scenario: ready-made injects with their fields, and every action there is.

A form is plain data, which a page shows and sends back filled in. Its fields come from the declarations of the
settings, so that a new action has a form by itself.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from simulator.rehearsal.injects import MOMENTS, By
from simulator.rehearsal.people import title, words
from simulator.scenario import (
    ACTIONS,
    AdvocatesSettings,
    AudienceSettings,
    EmployeesSettings,
    InfluencersSettings,
    Message,
    OutletsSettings,
    Scenario,
)
from simulator.settings import Settings, shape_of

NEW_WORDS = "(new words)"
"""The choice of a message that is still to be written."""
SAID = ("text", "stance", "arousal", "quality", "posture", "topic")
"""Settings of a new message that a form asks for."""
HOSTILE_WORDS = {"text": "", "stance": -0.6, "arousal": 1.5, "quality": 3.0}
"""What a new message against us is like unless somebody says otherwise (assumed)."""


@dataclass(frozen=True)
class Form:
    """An inject that waits to be filled in: what it is called, what it means, and its values to start from."""

    label: str
    by: By
    meaning: str
    action: dict[str, Any]
    says: dict[str, Any] | None = None
    more: bool = False
    """Whether it is one of those for which one has to look."""


def forms(scenario: Scenario) -> list[dict[str, Any]]:
    """All forms of a scenario, as JSON: label, by, meaning, more, action, and fields.

    A field is a dictionary: part ("action" or "says"), path (names), label, kind ("number", "whole", "text", "choice",
    "choices", "switch"), value, unit, meaning, and low, high, choices where it has them; ``main`` tells those that are
    seen at once.
    """
    found = [*_of_ours(scenario), *_of_the_world(scenario), *_others(scenario)]
    return [
        {
            "label": form.label,
            "by": form.by,
            "meaning": form.meaning,
            "more": form.more,
            "action": form.action["action"],
            "fields": list(_fields(form, scenario)),
        }
        for form in found
    ]


def people_of(scenario: Scenario, role: type[Settings]) -> list[str]:
    """The names of the segments of a role."""
    return [name for name, segment in scenario.segments.items() if isinstance(segment, role)]


def _of_ours(scenario: Scenario) -> Iterator[Form]:
    owned = [name for name in people_of(scenario, OutletsSettings) if _is_ours(scenario, name)]
    staff = people_of(scenario, EmployeesSettings)
    answers = [name for name, message in scenario.messages.items() if message.kind == "response"]
    campaign = [name for name, message in scenario.messages.items() if message.kind == "campaign"]
    answer = {"message": answers[0]} if answers else {"message": NEW_WORDS}
    fresh = {"kind": "response", "text": "", "stance": 0.6, "posture": "apology", "topic": _topic(scenario)}
    if owned:
        yield Form("Statement", "us", "Our own account says something.", _said(owned[0], answer), fresh)
    if staff:
        head = {**_said(staff[0], {"message": answers[-1]} if answers else answer), "choose": "leaders"}
        apology = {**fresh, "stance": 0.7, "quality": 2.0, "posture": "apology"}
        yield Form("The head speaks", "us", "The head of the organisation says something in person.", head, apology)
        yield Form(
            "Guidelines for staff", "us", "Everybody on the staff learns what is off limits.", {"action": "guide"}
        )
    for name in (*staff, *people_of(scenario, AdvocatesSettings)):
        rally = {"action": "rally", "segment": name}
        yield Form(f"Ask {words(name)} to speak up", "us", "They write and pass on more for a while.", rally)
    paid = people_of(scenario, InfluencersSettings)
    if paid and campaign:
        part = {"segment": paid[0], "message": campaign[0], "members": 1, "posts_per_week": 7.0, "to_day": 7.0}
        action = {"action": "enrol", "part": part}
        yield Form("Engage influencers", "us", "A further part of the programme begins now.", action)
    if any(strategy.programme for strategy in scenario.strategies.values()):
        yield Form("Stop the advertising", "us", "The programme falls silent for a while.", {"action": "pause"})


def _of_the_world(scenario: Scenario) -> Iterator[Form]:
    fresh = {"message": NEW_WORDS}
    staff, paid = people_of(scenario, EmployeesSettings), people_of(scenario, InfluencersSettings)
    desks = [name for name in people_of(scenario, OutletsSettings) if not _is_ours(scenario, name)]
    crowd = people_of(scenario, AudienceSettings)
    for name in staff[:1]:
        spec: Any = scenario.segments[name]
        for label, meaning, kind, own in (
            ("A leak", "Something internal gets out.", "leak", spec.leak),
            ("An insider speaks out", "One of the staff tells on us.", "disparagement", spec.disparagement),
        ):
            action = {**_said(name, {"message": own} if own else fresh), "choose": "random"}
            yield Form(label, "world", meaning, action, _hostile(kind, scenario))
    told = {"message": scenario.crisis.story} if scenario.crisis else fresh
    for label, meaning, speakers, action in (
        ("An influencer turns critic", "One with reach speaks against us.", paid, fresh),
        ("A story in the press", "A news desk or a critic publishes.", desks, told),
        ("A rumour", "It goes around among the audience.", crowd, {**fresh, "members": 10, "choose": "random"}),
    ):
        for name in speakers[:1]:
            yield Form(label, "world", meaning, _said(name, action), _hostile("third_party", scenario))


def _hostile(kind: str, scenario: Scenario) -> dict[str, Any]:
    """What a new message against us is like unless somebody says otherwise."""
    return {**HOSTILE_WORDS, "kind": kind, "topic": _topic(scenario)}


def _is_ours(scenario: Scenario, name: str) -> bool:
    return bool(getattr(scenario.segments[name], "owned", False))


def _others(scenario: Scenario) -> Iterator[Form]:
    """Every action once more, bare: what nobody thought of has its form here."""
    first, *_ = scenario.segments
    willing = next((name for name in scenario.segments if name not in people_of(scenario, AudienceSettings)), first)
    start: dict[str, dict[str, Any]] = {
        "publish": _said(first, {"message": next(iter(scenario.messages))}),
        "rally": {"segment": first},
        "enrol": {"part": {"segment": willing, "message": next(iter(scenario.messages)), "members": 10}},
    }
    says = {"kind": "third_party", "text": "", "stance": 0.0, "topic": _topic(scenario)}
    for name, settings in ACTIONS.items():
        meaning = (settings.__doc__ or "").strip().splitlines()[0]
        action = {**start.get(name, {}), "action": name}
        yield Form(title(name), "us", meaning, action, says if name == "publish" else None, more=True)


def _said(speaker: str, message: dict[str, Any]) -> dict[str, Any]:
    return {"action": "publish", "speaker": speaker, **message}


def _topic(scenario: Scenario) -> str:
    """What a new message is about: the crisis, or what the first message is about."""
    about = scenario.crisis.story if scenario.crisis else next(iter(scenario.messages))
    return scenario.messages[about].topic


# ---------------------------------------------------------------- fields


def _fields(form: Form, scenario: Scenario) -> Iterator[dict[str, Any]]:
    settings = ACTIONS[form.action["action"]]
    for name, field in settings.model_fields.items():
        if name == "action" or name in MOMENTS:
            continue
        kind, cls = shape_of(field.annotation)
        if kind == "group":
            given = form.action.get(name, {})
            for inner, declared in cls.model_fields.items():
                yield from _field(("action", name, inner), declared, given.get(inner), inner in given, scenario)
        else:
            main = name in form.action or field.is_required()
            yield from _field(("action", name), field, form.action.get(name), main, scenario)
    if form.says is not None:
        for name in SAID:
            yield from _field(("says", name), Message.model_fields[name], form.says.get(name), True, scenario)
        yield {"path": ["says", "kind"], "kind": "hidden", "value": form.says["kind"], "main": False}


def _field(
    path: tuple[str, ...], field: FieldInfo, given: Any, main: bool, scenario: Scenario
) -> Iterator[dict[str, Any]]:
    """A field of a form, unless it is a table, which only a file can say."""
    kind, choices = _kind_of(field, scenario)
    if kind == "table":
        return
    extra: dict[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    if extra.get("refers_to") == "messages" and len(path) == 2:
        choices = [*choices, NEW_WORDS]
    value = given if given is not None else field.get_default(call_default_factory=True)
    value = None if isinstance(value, float) and math.isinf(value) else value  # JSON has no such number: it is left out
    bounds = {
        name: getattr(mark, name) for mark in field.metadata for name in ("ge", "gt", "le") if hasattr(mark, name)
    }
    yield {
        "path": list(path),
        "label": words(path[-1]),
        "kind": kind,
        "value": value if field.is_required() is False or given is not None else (choices or [""])[0],
        "unit": extra.get("unit", ""),
        "meaning": field.description or "",
        "low": bounds.get("ge", bounds.get("gt")),
        "high": bounds.get("le"),
        "choices": [{"value": choice, "label": _told(choice, extra, scenario)} for choice in choices],
        "main": main,
    }


def _told(choice: str, extra: dict[str, Any], scenario: Scenario) -> str:
    """A choice in words: a message with what it says."""
    if extra.get("refers_to") == "messages" and choice in scenario.messages and scenario.messages[choice].text:
        return f"{words(choice)}: {scenario.messages[choice].text}"
    return words(choice)


def _kind_of(field: FieldInfo, scenario: Scenario) -> tuple[str, list[str]]:
    """What one can say in a field, and among what one chooses."""
    extra: dict[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    kind, what = shape_of(field.annotation)
    named = list(getattr(scenario, extra["refers_to"])) if extra.get("refers_to") else []
    if kind == "list":
        return ("choices", named) if named else ("table", [])
    if kind != "value":
        return "table", []
    if named:
        return "choice", named
    options = [option for option in (what, *get_args(what)) if option is not type(None)]
    for option in options:
        if get_origin(option) is Literal:
            return "choice", list(get_args(option))
    for python, name in ((bool, "switch"), (int, "whole"), (float, "number"), (str, "text")):
        if python in options:
            return name, []
    return "table", []
