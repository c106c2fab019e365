"""How volunteers feel: feedback, morale and their leaders' example, brought to the present tick by a compiled loop."""

from typing import NamedTuple

import numpy as np

from simulator.compiling import compiled
from simulator.population import NOBODY
from simulator.rules import depth, disappointment, example, heard, led, spirit
from simulator.state import FAST, SLOW


class Temper(NamedTuple):
    """What makes the volunteers of a segment tick.

    forget, recover : what is left of memory and of a lift since the last reflection; silent, active, carries : for the
    leaders' example; the others are settings.
    """

    forget: float
    recover: float
    patience: float
    feedback: float
    conviction_weight: float
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

    morale = start + lift + mood_weight (attitude - attitude at the start), kept within -1..1; willing = led x depth x
    spirit x heard; content = heard.
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
        factor *= depth(np.float64(you["conviction"]), temper.conviction_weight)
        mine["willing"] = factor * spirit(now, temper.morale_weight) * content
        mine["content"] = content


@compiled()
def rouse(rows, always, active, span, volunteer, member, drive):
    """Set the urge of the volunteers in some rows (first, end), and return who may speak up and how willing each is.

    always : whether everybody may; else those who are active in the tick, from and until hours of which ``active``
    gives for everybody and ``span`` for the tick. The urge is willingness times ``drive``, and 0 for the others.
    """
    first, end = rows
    who, willing, n = np.empty(end - first, np.int64), np.empty(end - first), 0
    for row in range(first, end):
        if always or (active[0][row] < span[1] and active[1][row] > span[0]):
            who[n], willing[n] = row, np.float64(volunteer[row]["willing"])
            member[row]["urge"] = willing[n] * drive
            n += 1
        else:
            member[row]["urge"] = 0.0
    return who[:n], willing[:n]


@compiled()
def takers(first, since, until, span, volunteer, worth, fits, misfit):
    """Who of the segment from row ``first`` on takes part in a tick ``span``, and at which pace: (members, factors).

    Pace: willing x worth, times ``misfit`` where the task is the wrong one; since, until, worth, fits : (size,).
    """
    who, pace, n = np.empty(len(since), np.int64), np.empty(len(since)), 0
    for place in range(len(since)):
        if since[place] < span[1] and until[place] > span[0]:
            fit = 1.0 if fits[place] else misfit
            who[n] = first + place
            pace[n] = np.float64(volunteer[first + place]["willing"]) * worth[place] * fit
            n += 1
    return who[:n], pace[:n]


@compiled()
def hazards(first, since, until, now, volunteer, worth, dissatisfaction):
    """Factor on the hazard to drop out, for what the posts bring (content x worth): (size,), 0 for those not active."""
    found = np.zeros(len(since))
    for place in range(len(since)):
        if since[place] <= now < until[place]:
            content = np.float64(volunteer[first + place]["content"]) * worth[place]
            found[place] = disappointment(content, dissatisfaction)
    return found
