"""How volunteers join a part of a programme: who does, from when, in which style, and for which task."""

from typing import Any

import numpy as np

from simulator import randomness
from simulator.costing import own_commentary, where
from simulator.population import topics_of
from simulator.rules import worth
from simulator.scenario import Enrolment, VolunteerSettings
from simulator.units import HOURS_PER_DAY

WRITE, SHARE, COMMENT, LIKE = range(4)
"""Tasks, and talents for them, in the order of the draw."""
TASKS = ("write", "share", "comment", "like")


def join(model: Any, part: Any) -> None:
    """Let the enrolled take part as far as they want to (or must), and mark what that does to them."""
    people, members = model.population, part.members
    if not len(members):
        return
    segment = model.spec.segments[part.spec.segment]
    places = members - model.first_row[part.spec.segment]
    willing = _willing(model, part, segment)
    pressed = ~willing & (_drawn(model, "mandate", part.spec.segment, members) < part.spec.mandate)
    _style(model, part, pressed)
    part.pressed[places] = pressed
    newly = pressed & ~np.logical_or.reduce([other.pressed[places] for other in _others(model, part)] or [False])
    people.volunteer["lift"][members[newly]] -= part.spec.reluctance
    ramp = _drawn(model, "ramp up", part.spec.segment, members) * part.spec.ramp_up_days * HOURS_PER_DAY
    part.trained_from[places] = part.starts + ramp
    glow = segment.afterglow_days * HOURS_PER_DAY * -np.log2(_drawn(model, "afterglow", part.spec.segment, members))
    joins = willing | pressed
    who, place = members[joins], places[joins]
    part.since[place] = part.starts + ramp[joins]
    part.until[place] = part.ends + np.where(pressed, 0.0, glow)[joins]
    _activate(model, part, who, place)
    part.worth[places] = message_worth(model, part.spec, members, segment)
    _hand_out_tasks(people, part, members, places)
    part.over = float(part.until.max())


def _willing(model: Any, part: Any, segment: VolunteerSettings) -> np.ndarray:
    """Who of the enrolled wants to: a share that follows morale (C4, C6); the unprompted, and leaders if all are to."""
    people, members = model.population, part.members
    chance = segment.participation * (1.0 + segment.culture_pull * people.morale[members].astype(float))
    wants = _drawn(model, "participation", part.spec.segment, members) < chance
    wants |= people.volunteer["unprompted"][members] == 1
    if part.spec.leaders_active:
        wants |= (people.level[members] >= 0) & (people.level[members] <= 1)
    return wants


def _others(model: Any, part: Any) -> list[Any]:
    """The other parts for the same segment that have begun."""
    return [p for p in model.parts if p.begun and p is not part and p.spec.segment == part.spec.segment]


def _activate(model: Any, part: Any, who: np.ndarray, place: np.ndarray) -> None:
    """Set from when to when members are active at all.

    Who joins a further part stops going on after an earlier one; who still was active stays so, and one who no longer
    was begins anew.
    """
    people, since, until = model.population, part.since[place], part.until[place].copy()
    for other in _others(model, part):
        other.until[place] = np.minimum(other.until[place], np.maximum(other.ends, since))
        np.maximum(until, other.until[place], out=until)
    again = people.active_until[who] < since
    people.active_from[who] = np.where(again, since, np.minimum(people.active_from[who], since))
    unprompted = people.volunteer["unprompted"][who] == 1
    people.active_until[who] = np.where(unprompted, people.active_until[who], until)


def _style(model: Any, part: Any, pressed: np.ndarray) -> None:
    """Set the authenticity of the enrolled; for those who are in several parts the lowest counts.

    Rewards (B22), scripts (C1) and a mandate (D8) cost authenticity, a commentary of one's own adds to it (E9).
    """
    spec, authenticity = part.spec, model.population.voice["authenticity"]
    price = 1.0 / (1.0 + spec.authenticity_price * max(spec.incentive - 1.0, 0.0))
    price *= 1.0 - spec.script_price * spec.scripted
    price *= 1.0 + spec.commentary_gain * own_commentary(spec)
    styled = np.where(pressed, price * (1.0 - spec.reluctance), price)
    others = [other.members for other in _others(model, part)]
    again = np.isin(part.members, np.concatenate(others)) if others else np.zeros(len(styled), bool)
    before = authenticity[part.members]
    authenticity[part.members] = np.where(again, np.minimum(before, styled), styled)


def message_worth(model: Any, part: Enrolment, members: np.ndarray, segment: VolunteerSettings) -> np.ndarray:
    """Factor on willingness for what the message is worth to each member and their circle: (n,), 1 is full value.

    value = (own interest + share of the circle that it interests) / 2 x min(quality, 1) x affinity, at most 1 on each
    platform, meant over the member's accounts x (1 - promotion_price, if promotional). Claims E8, E10, E11; assumed.
    """
    message = model.spec.messages[part.message]
    topic = topics_of(model.spec).index(message.topic)
    platforms = [model.platform_number[name] for name in where(part, model.spec)]
    value = np.ones(len(members))
    if segment.value_weight > 0:
        world = model.world
        value = (world.population.interested[topic, members] + world.fit[topic, members].astype(float)) / 2
        there = world.ties.account[np.ix_(platforms, members)]
        fits = np.minimum(model.given.affinity[platforms, model.message_number[part.message]], 1.0)
        value *= (fits[:, None] * there).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
        value *= min(message.quality, 1.0) * (1.0 - segment.promotion_price * message.promotional)
    return worth(value, segment.value_weight)


def _hand_out_tasks(people: Any, part: Any, members: np.ndarray, places: np.ndarray) -> None:
    """Give each a task: the own talent, or the same to all, whom it may not suit (B19)."""
    if part.spec.task == "any":
        return
    talent = people.volunteer["talent"][members]
    part.task[places] = talent if part.spec.task == "own choice" else TASKS.index(part.spec.task)
    part.fits[places] = part.task[places] == talent


def _drawn(model: Any, name: str, segment: str, members: np.ndarray) -> np.ndarray:
    return randomness.uniform(randomness.stream(model.seed, f"{name} {segment}"), members)
