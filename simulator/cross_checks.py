"""What one group of settings cannot know of another: names that refer to nothing, times that contradict, money."""

import copy
import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulator.chosen import changes_of, flat, under_strategy
from simulator.complaints import told
from simulator.costing import planned_cost
from simulator.raw_content import amount, amount_at, class_of, given_or_default, items_in, tables_in
from simulator.scenario import (
    DO_NOTHING,
    GOAL_ATTAINMENT,
    METRICS,
    MOST_MESSAGES,
    MOST_PLATFORMS,
    ROLES,
    SIGNALS,
    VOLUNTEERS,
    Chosen,
    Clock,
    Crisis,
    Enrolment,
    Message,
    OutletsSettings,
    Scenario,
    Trigger,
)
from simulator.setting_paths import parsed, replace, written
from simulator.settings import InputError, Settings, nearest, shape_of, toml_word
from simulator.toml_lines import Place
from simulator.units import HOURS_PER_DAY
from simulator.wording import counted, told_apart

LONGEST_NAME = 80

OVERLAID = ("messages", "costs")
"""What a strategy may change by ``set``: what the organisation says and pays; the rest is how the world works."""


NOT_THE_WORLD = ("schema", "name", "description", "lesson", "baseline", "goals", "decision", "strategies")
"""What an adverse world cannot change: what we choose, and how we judge."""

SAID_OF_NOTHING = ("description", "budget")
"""What may be said of the strategy that does nothing."""
PAID_ACTIONS = ("enrol", "guide", "reallocate")
"""Actions that only an organisation can take; events are what the world does."""


def contradictions(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """What one group of settings cannot know of another; works on raw content, so that all is told at once."""
    yield from _wrong_references(raw, Scenario, raw, ())
    if isinstance(title := raw.get("name"), str) and not title.strip():
        yield ("name",), f"is {toml_word(title)}, which is blank; give a title for tables and figures"
    segments = raw.get("segments")
    for table, most in (("messages", MOST_MESSAGES), ("platforms", MOST_PLATFORMS)):
        if isinstance(raw.get(table), dict) and len(raw[table]) > most:
            yield (table,), f"has {len(raw[table])} {table}; there is room for {most}"
    for table in ("platforms", "segments", "messages"):
        if raw.get(table) == {}:
            yield (table,), f"is empty; a scenario needs at least one of its {table}"
    strategies = dict(tables_in(raw.get("strategies")))
    baseline = given_or_default(Scenario, raw, "baseline")
    if isinstance(baseline, str) and baseline not in {DO_NOTHING, *strategies}:
        yield (
            ("baseline",),
            f"names {toml_word(baseline)}, which is not one of the strategies{nearest(baseline, strategies)}",
        )
    if any(value for key, value in strategies.get(DO_NOTHING, {}).items() if key not in SAID_OF_NOTHING):
        yield ("strategies", DO_NOTHING), "does something; give that strategy another name"
    for number, event in items_in(raw.get("events")):
        yield from _event_problems(number, event, raw)
    for table in ("platforms", "segments", "messages", "strategies", "goals"):
        for name in raw[table] if isinstance(raw.get(table), dict) else ():
            if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
                yield (table, name), f"should have a name of 1 to {LONGEST_NAME} printable characters"
    start = raw["clock"].get("start") if isinstance(raw.get("clock"), dict) else None
    if isinstance(start, dt.datetime) and not 1700 <= start.year <= 2200:
        yield ("clock", "start"), f"is {start}; it should lie between the years 1700 and 2200"
    for name, platform in tables_in(raw.get("platforms")):
        yield from _network_problems(name, platform.get("network"))
    yield from _mechanism_problems(raw)
    crisis = raw.get("crisis")
    if isinstance(crisis, dict):
        yield from _too_many(("crisis", "origin_members"), crisis.get("origin"), crisis.get("origin_members"), raw)
    yield from _goal_problems(raw)
    yield from _decision_problems(raw)
    for name, strategy in tables_in(strategies):
        yield from _strategy_problems(("strategies", name), strategy, raw)
    for name, segment in tables_in(segments):
        yield from _segment_problems(("segments", name), segment, raw)


SHARES_OF_THE_SAME = (("engaged", "disengaged"), ("writers", "commenters", "sharers"))
"""Settings of a segment that divide its members among them."""
HOSTILE_WORDS = ("disparagement", "leak")
"""Messages of a segment that speak against the organisation."""


def _segment_problems(place: Place, segment: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    role = Chosen("role", ROLES).pick(segment)
    messages = dict(tables_in(raw.get("messages")))
    for names in SHARES_OF_THE_SAME:
        if role is not None and set(names) <= set(role.model_fields):
            *others, last = names
            if sum(amount_at(role, segment, name) for name in names) > 1 + 1e-9:
                yield (*place, last), f"and {' and '.join(others)} are shares of the same people; together at most 1"
    for name in HOSTILE_WORDS:
        said = messages.get(segment[name]) if isinstance(segment.get(name), str) else None
        if said is not None and amount_at(Message, said, "stance") > 0:
            yield (
                (*place, name),
                f"names {toml_word(segment[name])}, which is supportive (its stance is above 0)",
            )


def _mechanism_problems(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    topics = {message.get("topic", "") for _, message in tables_in(raw.get("messages"))}
    for number, mechanism in items_in(raw.get("mechanisms")):
        topic, place = mechanism.get("topic"), ("mechanisms", number)
        if mechanism.get("kind") != "tide":
            continue
        if isinstance(topic, str) and topic not in topics:
            yield (*place, "topic"), f"is {toml_word(topic)}, which no message is about{nearest(topic, topics)}"
        if "to_hours" in mechanism and amount(mechanism["to_hours"]) < amount(mechanism.get("from_hours")):
            begin = amount(mechanism.get("from_hours"))
            yield (*place, "to_hours"), _before(mechanism["to_hours"], "from_hours", begin)


def _goal_problems(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for name, goal in tables_in(raw.get("goals")):
        metric, place = goal.get("metric"), ("goals", name)
        if metric == GOAL_ATTAINMENT:
            yield (*place, "metric"), f"is {toml_word(metric)}, which is read off the goals itself"
        elif (problem := _no_metric(metric)) is not None:
            yield (*place, "metric"), problem
        if "target" in goal and amount(goal["target"]) == amount(goal.get("start")):
            yield (*place, "target"), "is where nothing is attained yet (start); give another"


def _no_metric(metric: Any) -> str | None:
    """What is wrong with the name of a metric, if anything."""
    if not isinstance(metric, str) or metric in METRICS:
        return None
    known = nearest(metric, METRICS) or "; there are: " + ", ".join(sorted(METRICS))
    return f"is {toml_word(metric)}, which is not a metric{known}"


def _decision_problems(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    decision = raw.get("decision")
    metric = decision.get("metric") if isinstance(decision, dict) else None
    place = ("decision", "metric")
    if (problem := _no_metric(metric)) is not None:
        yield place, problem
    elif metric == GOAL_ATTAINMENT and not raw.get("goals"):
        yield place, f"is {toml_word(metric)}, and there are no goals; state [goals], or name another metric"
    elif isinstance(metric, str) and not METRICS[metric].better:
        yield place, f"is {toml_word(metric)}, of which neither more nor less is better; name another metric"


def _network_problems(name: str, network: Any) -> Iterator[tuple[Place, str]]:
    place: Place = ("platforms", name, "network")
    if not isinstance(network, dict):
        return
    if "file" not in network:
        for key in ("direction", "members", "seating"):
            if key in network:
                yield (*place, key), "says how to read a file, but there is none; give file beside it"
        return
    if "members" in network and network.get("seating") != "by segment":
        yield (*place, "members"), 'lists segments; give seating = "by segment" beside it'
    if "direction" not in network:
        yield (*place, "file"), 'needs direction = "source is followed", "source follows" or "mutual" beside it'
    for key in ("file", "members"):
        if isinstance(network.get(key), str) and not Path(network[key]).is_file():
            yield (*place, key), f'names "{network[key]}", which is not a file'


def _strategy_problems(place: Place, strategy: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    roles = _roles_of(raw)
    for number, action in items_in(strategy.get("playbook")):
        here = (*place, "playbook", number)
        yield from _action_problems(here, action, raw)
        yield from _not_ours((*here, "speaker"), action.get("speaker"), raw)
        if isinstance(action.get("part"), dict):
            yield from _not_ours((*here, "part", "segment"), action["part"].get("segment"), raw)
        if action.get("action") == "reallocate" and len(_parts_of(strategy)) < 2:
            yield here, "has nothing to move money between; it needs a programme of at least two parts"
    for number, part in items_in(strategy.get("programme")):
        here = (*place, "programme", number)
        yield from _enrolment_problems(here, part, roles, raw)
        yield from _not_ours((*here, "segment"), part.get("segment"), raw)
    for number, care in items_in(strategy.get("care")):
        if isinstance(care.get("segment"), str) and roles.get(care["segment"], "employees") not in VOLUNTEERS:
            yield (*place, "care", number, "segment"), "names no volunteers; care is for employees and advocates"
    yield from _doubles(place, strategy)


SAME_PART = ("segment", "choose", "task", "message", "from_day", "to_day")
"""Who says what, in which way, and when; with ``platforms``, where. The rest is how much, or how well."""


def _doubles(place: Place, strategy: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """The same people enrolled or cared for twice, which would do, and cost, everything twice."""
    parts: dict[str, int] = {}
    for number, part in items_in(strategy.get("programme")):
        platforms = part.get("platforms") or []
        where = sorted(map(str, platforms)) if isinstance(platforms, list) else platforms
        first = parts.setdefault(repr([where, *(_plain(Enrolment, part, name) for name in SAME_PART)]), number)
        if first != number:
            yield (
                (*place, "programme", number),
                f"is a double of programme[{first}]: the same people ({toml_word(part.get('segment'))}) say the same"
                f" ({toml_word(part.get('message'))}) in the same places at the same time; make one part of the two,"
                " with more members or posts_per_week",
            )
    care: dict[str, int] = {}
    for number, one in items_in(strategy.get("care")):
        if isinstance(name := one.get("segment"), str) and care.setdefault(name, number) != number:
            yield (
                (*place, "care", number, "segment"),
                f"is {toml_word(name)}, who are cared for in care[{care[name]}] already; make one of the two",
            )


def _plain(group: type[Settings], table: Any, name: str) -> Any:
    """A setting as given or by default, 1 and 1.0 alike."""
    value = given_or_default(group, table, name)
    return float(value) if isinstance(value, int | float) else value


def _not_ours(place: Place, name: Any, raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """An outlet that the organisation does not own, and that its strategy lets speak."""
    segment = dict(tables_in(raw.get("segments"))).get(name) if isinstance(name, str) else None
    role = Chosen("role", ROLES).pick(segment) if segment is not None else None
    if role is not None and issubclass(role, OutletsSettings) and given_or_default(role, segment, "owned") is False:
        owned = written(("segments", name, "owned"))
        yield (
            place,
            f"is {toml_word(name)}, an outlet that the organisation does not own; set {owned} = true if it is ours"
            " (what others publish, the world does: [[events]])",
        )


def _too_many(place: Place, name: Any, asked: Any, raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """More members asked for than a segment has."""
    segment = dict(tables_in(raw.get("segments"))).get(name) if isinstance(name, str) else None
    there = int(amount(segment.get("size"))) if segment is not None else 0
    if amount(asked) > there > 0:
        yield (
            place,
            f"is {asked:,}, but {toml_word(name)} has {counted(there, 'member')}; ask for no more, or raise"
            f" {written(('segments', name, 'size'))}",
        )


def _before(end: float, name: str, begin: float) -> str:
    """What is wrong with an end that lies before its beginning."""
    return f"is {end:,.10g}, which is before {name} ({begin:,.10g}); give a later one, or leave it out"


def _event_problems(number: int, event: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    if event.get("action") in PAID_ACTIONS:
        yield ("events", number, "action"), f"is {toml_word(event['action'])}, which the organisation does and pays for"
    else:
        yield from _action_problems(("events", number), event, raw)


def _action_problems(here: Place, action: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    crisis, when = raw.get("crisis"), action.get("when")
    moments = [k for k in ("at_hours", "after_crisis_hours", "when") if k in action]
    if len(moments) != 1:
        said = f"has {' and '.join(moments)}; it" if moments else "has no moment; it"
        yield here, f"{said} needs exactly one of at_hours, after_crisis_hours, when"
    warned = amount_at(Crisis, crisis, "warned_hours") if isinstance(crisis, dict) else 0.0
    if "after_crisis_hours" in moments and not crisis:
        yield (*here, "after_crisis_hours"), "has no crisis to follow; use at_hours or when"
    elif (ahead := -amount(action.get("after_crisis_hours"))) > warned:
        yield (
            (*here, "after_crisis_hours"),
            f"is {ahead:g} hours before the onset; raise crisis.warned_hours to that",
        )
    signal = given_or_default(Trigger, when, "signal") if isinstance(when, dict) else None
    if isinstance(signal, str) and signal not in SIGNALS:
        known = ", ".join(sorted(SIGNALS))
        yield (*here, "when", "signal"), f'is "{signal}"; it should be one of: {known}{nearest(signal, SIGNALS)}'
    yield from _too_late(here, action, raw)
    yield from _too_many((*here, "members"), action.get("speaker"), action.get("members"), raw)
    if isinstance(action.get("part"), dict):
        since = _earliest(action, raw)
        yield from _enrolment_problems((*here, "part"), action["part"], _roles_of(raw), raw, since=since)
    if isinstance(when, dict) and amount_at(Trigger, when, "below") > amount(when.get("above")):
        yield (*here, "when", "below"), "is above the level at which it acts"


def _too_late(here: Place, action: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """An action at a time after the end.

    One that follows the crisis may come too late, so that a rehearsal can be shortened: run health tells of it.
    """
    end, earliest = _length(raw), _earliest(action, raw)
    if "at_hours" in action and earliest >= end:
        remedy = f"but the rehearsal is over after {end:,.10g} hours; act earlier, or raise clock.days"
        yield (*here, "at_hours"), f"is {earliest:,.10g}, {remedy}"


def _length(raw: dict[str, Any]) -> float:
    """The hours that the rehearsal lasts; endless where the clock itself is wrong, so that nothing else follows."""
    clock = raw.get("clock", {})
    days = amount_at(Clock, clock, "days") if isinstance(clock, dict) else 0.0
    return HOURS_PER_DAY * days if days > 0 else math.inf


def _onset(raw: dict[str, Any]) -> float:
    """The hour at which the crisis breaks at the earliest."""
    return amount_at(Crisis, raw.get("crisis"), "onset_hours")


def _earliest(action: dict[str, Any], raw: dict[str, Any]) -> float:
    """The hour before which an action cannot come in any world; the start, where that is open."""
    if "at_hours" in action:
        return amount(action["at_hours"])
    if "after_crisis_hours" in action and isinstance(raw.get("crisis"), dict):
        return max(_onset(raw) + amount(action["after_crisis_hours"]), 0.0)
    return 0.0


def _roles_of(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: segment.get("role") for name, segment in tables_in(raw.get("segments"))}


def _parts_of(strategy: dict[str, Any]) -> list[Any]:
    """The parts of a strategy's programme, and those that its playbook enrols."""
    later = [action["part"] for _, action in items_in(strategy.get("playbook")) if "part" in action]
    return [*(part for _, part in items_in(strategy.get("programme"))), *later]


def _enrolment_problems(
    place: Place, part: dict[str, Any], roles: dict[str, Any], raw: dict[str, Any], *, since: float = 0.0
) -> Iterator[tuple[Place, str]]:
    """What is wrong with a part of a programme whose days count from the hour ``since`` at the earliest."""
    yield from _effort_problems((*place, "effort"), part, raw)
    yield from _too_many((*place, "members"), part.get("segment"), part.get("members"), raw)
    begin, end = amount_at(Enrolment, part, "from_day"), _length(raw)
    if since < end <= since + HOURS_PER_DAY * begin:
        counted_from = f", counted from the action (hour {since:,.10g} at the earliest)" if since > 0 else ""
        yield (
            (*place, "from_day"),
            f"is {begin:,.10g}{counted_from}, but the rehearsal is over after {end / HOURS_PER_DAY:,.10g} days; begin"
            " earlier, or raise clock.days",
        )
    if "to_day" in part and amount(part["to_day"]) < begin:
        yield (*place, "to_day"), _before(part["to_day"], "from_day", begin)
    if "members" in part and "spend" in part:
        yield (*place, "spend"), "stands beside members; give one of the two"
    elif "members" not in part and "spend" not in part:
        yield place, "needs members (how many are enrolled) or spend (the money that enrols them)"
    elif isinstance(part.get("segment"), str) and roles.get(part["segment"]) == "audience":
        yield (*place, "segment"), "is an audience, which cannot be enrolled; make the willing a segment of advocates"


def _effort_problems(place: Place, part: dict[str, Any], raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Effort where the part does not speak, or none anywhere."""
    effort, everywhere = part.get("effort"), [name for name, _ in tables_in(raw.get("platforms"))]
    if not isinstance(effort, dict):
        return
    said = part.get("platforms")
    named = said if isinstance(said, list) and said else everywhere
    for name in effort:
        if name in everywhere and name not in named:
            yield (*place, name), "is not among the platforms of this part"
    if named and all(amount(effort.get(name, 1.0)) <= 0 for name in named if isinstance(name, str)):
        yield place, "is 0 everywhere; give some platform a weight above 0"


def budget_problems(scenario: Scenario, name: str) -> Iterator[tuple[Place, str]]:
    """Where the plan of a strategy costs more than its budget."""
    strategy, money = scenario.strategies[name], scenario.costs.currency
    cost = planned_cost(strategy, under_strategy(scenario, name))
    if strategy.budget is not None and cost > strategy.budget * (1 + 1e-9):
        budget, planned = told_apart(strategy.budget, cost)
        text = f"is {budget} {money}, but the plan costs {planned} {money}; enrol fewer, or raise it"
        yield ("strategies", name, "budget"), text


def overlay_problems(raw: dict[str, Any], scenario: Scenario, name: str) -> Iterator[tuple[Place, str]]:
    """What is wrong with the settings that a strategy changes."""
    place: Place = ("strategies", name, "set")
    try:
        for path, _ in changes_of(scenario.strategies[name]):
            if parsed(path)[0] not in OVERLAID:
                yield (
                    place,
                    f"changes {path}, which is not the organisation's to choose; it may set {' and '.join(OVERLAID)}",
                )
                return
        under_strategy(scenario, name)
    except ValidationError as error:
        changed = dict(changes_of(scenario.strategies[name]))
        for item in error.errors(include_url=False):
            where, text = told(raw, item)
            key = next((k for k in changed if parsed(k) == where), None)
            yield (
                (*place, key) if key in scenario.strategies[name].set else place,
                f"makes {written(where)} wrong: it {text}",
            )
    except InputError as error:
        yield place, f"cannot be done: {error}"


def adverse_problems(raw: dict[str, Any], name: str) -> Iterator[tuple[Place, str]]:
    """What is wrong with the settings that an adverse world changes."""
    place: Place = ("adverse_worlds", name, "set")
    changed = copy.deepcopy(raw)
    try:
        if not list(flat(raw["adverse_worlds"][name]["set"])):
            yield place, "changes nothing; name the settings that are different in that world"
        for path, value in flat(raw["adverse_worlds"][name]["set"]):
            if parsed(path)[0] in NOT_THE_WORLD:
                yield place, f"changes {path}, which is no part of the world; name what goes against us"
                return
            replace(changed, path, copy.deepcopy(value))
        Scenario.model_validate(changed)
        yield from ((place, f"makes {written(where)} wrong: it {text}") for where, text in contradictions(changed))
    except ValidationError as error:
        for item in error.errors(include_url=False):
            where, text = told(changed, item)
            yield place, f"makes {written(where)} wrong: it {text}"
    except InputError as error:
        yield place, f"cannot be done: {error}"


def _wrong_references(
    raw: Any, owner: type[Settings], top: dict[str, Any], place: Place
) -> Iterator[tuple[Place, str]]:
    if not isinstance(raw, dict):
        return
    for name, field in owner.model_fields.items():
        key = field.alias or name
        if key not in raw:
            continue
        value, here = raw[key], (*place, key)
        extra = field.json_schema_extra
        if isinstance(extra, dict) and (table := extra.get("refers_to")) and isinstance(top.get(str(table)), dict):
            yield from _unknown_names(value, here, str(table), top[str(table)])
        kind, what = shape_of(field.annotation)
        pairs: dict[str, Callable[[Any], Iterable[tuple[str | int, Any]]]] = {"table": tables_in, "list": items_in}
        items = [((*here, step), item) for step, item in pairs[kind](value)] if kind in pairs else [(here, value)]
        for below, item in items:
            if (cls := class_of(what, item)) is not None:
                yield from _wrong_references(item, cls, top, below)


def _unknown_names(value: Any, place: Place, table: str, known: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    names = [(place, value)]
    if isinstance(value, dict):
        names = [((*place, key), key) for key in value]
    elif isinstance(value, list):
        names = [((*place, number), item) for number, item in enumerate(value)]
    for where, name in names:
        if isinstance(name, str) and name not in known:
            yield where, f"names {toml_word(name)}, which is not one of the {table}{nearest(name, known)}"
