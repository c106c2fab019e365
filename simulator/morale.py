"""How volunteers feel: feedback, morale and their leaders' example, brought to the present tick by a compiled loop."""

from typing import NamedTuple

import numpy as np

from simulator.compiling import compiled
from simulator.engine import FAST, SLOW
from simulator.population import NOBODY
from simulator.rules import disappointment, example, heard, led, spirit


class Temper(NamedTuple):
    """What makes the volunteers of a segment tick.

    forget, recover : what is left of memory and of a lift since the last review; silent, active, carries : for the
    leaders' example; the others are settings.
    """

    forget: float
    recover: float
    patience: float
    feedback: float
    morale_weight: float
    mood_weight: float
    silent: float
    active: float
    carries: float


@compiled()
def feel(rows, temper, volunteer, voice, member, fade, tick, start, morale, manager, last_post, lately):
    """Bring the volunteers in some rows (first, end) to the present tick: morale, and ``willing`` and ``content``.

    volunteer, voice, member : everybody's tables; start : (members,) morale before anything happened; morale :
    (members,), is set; lately : the hour since when a leader's post counts as an example.

    morale = start + lift + mood_weight (attitude - attitude at the start), kept within -1..1; willing = led x spirit x
    heard; content = heard.
    """
    first, end = rows
    shown = np.zeros(end - first)
    for row in range(first, end):
        mine, you, number = volunteer[row], member[row], row - first
        posts = np.float64(mine["posts"]) * temper.forget
        reactions = np.float64(mine["reactions"]) * temper.forget + (voice[row]["echo"] - mine["echo"])
        mine["posts"], mine["reactions"], mine["echo"] = posts, reactions, voice[row]["echo"]
        before = np.float64(start[row])
        lift = min(max(np.float64(mine["lift"]) * temper.recover, -1.0 - before), 1.0 - before)
        mine["lift"] = lift
        idle = tick - you["touched"]
        mood = np.float64(you["attitude_fast"]) * fade[idle, FAST] + np.float64(you["attitude_slow"]) * fade[idle, SLOW]
        now = min(max(before + lift + temper.mood_weight * mood, -1.0), 1.0)
        morale[row] = now
        content = heard(posts, reactions, temper.patience, temper.feedback)
        boss, factor = manager[row], 1.0
        if boss != NOBODY:
            posted = 1.0 if last_post[boss] > lately else 0.0
            shown[number] = example(posted, temper.carries, shown[boss - first])
            factor = led(shown[number], temper.silent, temper.active)
        mine["willing"] = factor * spirit(now, temper.morale_weight) * content
        mine["content"] = content


@compiled()
def paces(first, places, volunteer, worth, fits, misfit):
    """Factor on the cadence of those in some places (n,) of the segment from row ``first`` on: willing x worth (n,).

    Times ``misfit`` where the task is the wrong one; worth, fits : (size,).
    """
    found = np.empty(len(places))
    for number in range(len(places)):
        place = places[number]
        fit = 1.0 if fits[place] else misfit
        found[number] = np.float64(volunteer[first + place]["willing"]) * worth[place] * fit
    return found


@compiled()
def hazards(first, since, until, now, volunteer, worth, dissatisfaction):
    """Factor on the hazard to drop out, for what the posts bring (content x worth): (size,), 0 for those not active."""
    found = np.zeros(len(since))
    for place in range(len(since)):
        if since[place] <= now < until[place]:
            content = np.float64(volunteer[first + place]["content"]) * worth[place]
            found[place] = disappointment(content, dissatisfaction)
    return found
