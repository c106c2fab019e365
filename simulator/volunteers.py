"""Advocates and employees: they join, speak and stay as far as they are willing, and some speak badly.

Willingness is the leaders' example, morale and feedback; for a message of the programme also what it is worth.
"""

import math
from typing import Any, ClassVar

import numpy as np

from simulator.care import find, look_after, praise
from simulator.costing import cadence
from simulator.morale import Temper, feel, hazards, rouse, takers
from simulator.roles import Segment, register
from simulator.scenario import AdvocatesSettings, EmployeesSettings, VolunteerSettings
from simulator.strategies import Part, has_heard
from simulator.tasks import carry_out
from simulator.units import HOURS_PER_DAY, HOURS_PER_MONTH, HOURS_PER_WEEK

LEADERS_REMEMBERED = HOURS_PER_WEEK
"""Hours for which a leader's post sets an example (assumed)."""

REFLECTION_HOURS = 6.0
"""Hours after which volunteers look again at what their posts have brought, and how they feel (assumed)."""


def hours_since_reflection(tick: int, tick_hours: float) -> float | None:
    """Hours since the reflection before this tick's, 0 at the first; None where this tick has none.

    >>> [hours_since_reflection(tick, 2.0) for tick in range(5)]
    [0.0, None, None, 6.0, None]
    """
    if tick == 0:
        return 0.0
    first, last = (_first_tick(at, tick_hours) for at in (tick, tick - 1))
    return (tick - last) * tick_hours if first == tick else None


def _first_tick(tick: int, tick_hours: float) -> int:
    """The tick of the reflection that a tick belongs to."""
    return math.ceil(math.floor(tick * tick_hours / REFLECTION_HOURS + 1e-9) * REFLECTION_HOURS / tick_hours - 1e-9)


class Volunteers(Segment):
    """People who take part as far as they are willing: what advocates and employees have in common."""

    spec: VolunteerSettings
    always: ClassVar[bool] = True
    """Whether all of them may speak up without being asked; else those who are active."""

    def act(self) -> None:
        """Post for the programme, in their own words in a crisis, and in everyday words, as far as they are willing."""
        look_after(self)
        if self.model.is_reflection:
            self._feel()
        people, span = self.model.population, self._span()
        active = (people.active_from, people.active_until)
        who, willing = rouse(self._rows(), self.always, active, span, people.volunteer, people.member, self.drive())
        for part in self.parts():
            self.take_part(part, span)
        self._speak_up(who, willing)

    def _rows(self) -> tuple[int, int]:
        return self.rows.start, self.rows.stop

    def _span(self) -> tuple[float, float]:
        """The hours in which this tick begins and ends."""
        return self.model.now, self.model.now + self.model.given.tick_hours

    def parts(self) -> list[Part]:
        """The parts for this segment that have begun and that somebody still takes part in."""
        own = (part for part in self.model.parts if part.spec.segment == self.name)
        return [part for part in own if part.begun and part.over > self.model.now]

    def take_part(self, part: Part, span: tuple[float, float]) -> None:
        """Let those who take part do something for it, as far as they are willing, until they drop out."""
        if self.spec.drop_out_per_month > 0:
            self._drop_out(part)
        first, volunteer = self.rows.start, self.model.population.volunteer
        misfit = float(self.spec.misfit)
        members, pace = takers(first, part.since, part.until, span, volunteer, part.worth, part.fits, misfit)
        who, when = self.tick_firings(f"programme {part.label}", members, self._cadence(part, span) * pace)
        there = (part.since[who - first] <= when) & (when < part.until[who - first]) & ~part.paused(when)
        if there.any():
            self._do(part, who[there], when[there])

    def _cadence(self, part: Part, span: tuple[float, float]) -> float:
        """Posts a week of one who is just willing; rewards and support end with the part, its pace stays."""
        begin, end = span
        before = min(max((part.ends - begin) / (end - begin), 0.0), 1.0)
        raised = before * cadence(part.spec) + 1.0 - before
        return part.spec.posts_per_week * raised * part.mean_pace(begin, end)

    def _do(self, part: Part, who: np.ndarray, when: np.ndarray) -> None:
        if part.spec.task == "any":
            self.say_for(part, who, when)
            self.has_spoken(who, when)
        else:
            posted = carry_out(self, part, who, when)
            self.has_spoken(who[posted], when[posted])

    def has_spoken(self, who: np.ndarray, when: np.ndarray) -> None:
        """Remember the posts as an example to others; some are praised."""
        self.model.population.last_post[who] = when
        praise(self, who, when)

    def _drop_out(self, part: Part) -> None:
        """Let those drop out whose hazard, added up, passes their draw: higher where it is not worth it (D6, E11)."""

        def per_week() -> np.ndarray:
            volunteer, rate = self.model.population.volunteer, self.spec.drop_out_per_month
            weight, now = float(self.spec.dissatisfaction), self.model.now
            factor = hazards(self.rows.start, part.since, part.until, now, volunteer, part.worth, weight)
            return factor * rate * HOURS_PER_WEEK / HOURS_PER_MONTH

        who, when = self.steady_firings(f"drop out {part.label}", per_week, anew=self.model.is_reflection)
        for member, hours in zip(who, when, strict=True):
            self._leave(part, member, hours)

    def _leave(self, part: Part, member: int, hours: float) -> None:
        people, place = self.model.population, member - self.rows.start
        if part.since[place] <= hours < part.until[place]:
            part.until[place] = hours
            if not people.volunteer["unprompted"][member]:
                own = (p for p in self.model.parts if p.begun and p.spec.segment == self.name)
                people.active_until[member] = max(p.until[place] for p in own)

    def _speak_up(self, members: np.ndarray, willing: np.ndarray) -> None:
        """Write in their own words, once they have heard the story of the crisis, and everyday words at any time."""
        spec = self.spec
        if spec.own_words is not None:
            ready = has_heard(self.model, members)
            self._say(
                "own words", spec.own_words, members[ready], spec.own_words_per_week * willing[ready] * self.drive()
            )
        if spec.everyday_words is not None and spec.everyday_words_per_week > 0:
            rate = spec.everyday_words_per_week * willing * self.model.population["visits"][members]
            self._say("everyday words", spec.everyday_words, members, rate)

    def _say(self, process: str, message: str, members: np.ndarray, per_week: np.ndarray) -> None:
        who, when = self.tick_firings(process, members, per_week)
        if not self.always:
            people = self.model.population
            on = (people.active_from[who] <= when) & (when < people.active_until[who])
            who, when = who[on], when[on]
        self.publish(who, message, when)
        if len(who):
            self.has_spoken(who, when)

    def _feel(self) -> None:
        """Bring feedback, morale, willingness and contentment of the segment to the present."""
        model, people = self.model, self.model.population
        feel(
            self._rows(),
            self._temper(),
            people.volunteer,
            people.voice,
            people.member,
            model.given.fade,
            model.tick,
            model.world.population.morale,
            people.morale,
            people.manager,
            people.last_post,
            model.now - LEADERS_REMEMBERED,
        )

    def _temper(self) -> Temper:
        spec, days = self.spec, self.model.hours_since_reflection / HOURS_PER_DAY
        return Temper(
            forget=0.5 ** (days / spec.feedback_half_life_days),
            recover=0.5 ** (days / spec.morale_half_life_days),
            patience=spec.patience_posts,
            feedback=spec.feedback,
            conviction_weight=spec.conviction_weight,
            morale_weight=spec.morale_weight,
            mood_weight=spec.mood_weight,
            silent=float(getattr(spec, "leaders_silent", 1.0)),
            active=float(getattr(spec, "leaders_active", 1.0)),
            carries=float(getattr(spec, "example_carries", 0.0)),
        )


@register("advocates")
class Advocates(Volunteers):
    """Customers and partners who believe: they filter, they add their own words, and they stay."""

    spec: AdvocatesSettings


@register("employees")
class Employees(Volunteers):
    """Trusted insiders of whom only a fraction takes part, carried by leaders, feedback and morale."""

    spec: EmployeesSettings
    always: ClassVar[bool] = False

    def act(self) -> None:
        """Speak for the company as far as they are willing; disparage and leak."""
        super().act()
        if self.spec.disparagement is not None or self.spec.leak is not None:
            self._speak_badly()

    def _speak_badly(self) -> None:
        """Disparage as far as morale is below 0, and leak."""
        for message, per_week in ((self.spec.disparagement, self._rants), (self.spec.leak, self._slips)):
            if message is not None:
                who, when = self.steady_firings(f"says {message}", per_week, anew=self.model.is_reflection)
                self.publish(who, message, when)
                if len(who):
                    find(self, who, when)

    def _rants(self) -> np.ndarray:
        """Disparaging posts a week: (size,). Policy and training cut them, but never to nothing."""
        bitter = np.maximum(-self.model.population.morale[self.rows].astype(float), 0.0)
        return self.spec.disparagement_per_week * bitter * self._guarded()

    def _slips(self) -> np.ndarray:
        """Off-limits posts a week: (size,). Policy, training and scripts cut them, but never to nothing."""
        return self.spec.leak_per_week * self._guarded() * (1.0 - self._scripted())

    def _guarded(self) -> np.ndarray:
        return (1.0 - self.model.policy) * (1.0 - self._trained())

    def _trained(self) -> np.ndarray:
        """The cut by training for each of the segment, as far as they have been trained: (size,)."""
        cut = np.zeros(len(self.members))
        for part in self.model.parts:
            if part.spec.segment == self.name and part.begun and part.spec.training > 0:
                np.maximum(cut, part.spec.training * (part.trained_from <= self.model.now), out=cut)
        return cut

    def _scripted(self) -> np.ndarray:
        """The cut in leaks of those who take part in what is scripted: (size,)."""
        cut = np.zeros(len(self.members))
        for part in self.parts():
            if part.spec.scripted > 0 and part.spec.script_guard > 0:
                takes_part = (part.since <= self.model.now) & (self.model.now < part.until)
                np.maximum(cut, part.spec.script_guard * part.spec.scripted * takes_part, out=cut)
        return cut


def gains_of(model: Any) -> np.ndarray:
    """What posts of each segment do for their authors: (segments, 2), reactions per view and lift per post, or NaN."""
    specs = model.spec.segments.values()
    return np.array(
        [
            (spec.reaction_chance, spec.belonging) if isinstance(spec, VolunteerSettings) else (np.nan, np.nan)
            for spec in specs
        ]
    )
