"""The roles: what the members of a segment publish on their own initiative; volunteers have a file of their own.

A segment is a Mesa agent and a window on the table of members: it owns no state. Its ``act`` decides, as array
operations over its rows, who publishes what in this tick. What members do about what they see is in the engine.
"""

import weakref
from collections.abc import Callable
from itertools import count
from typing import Any, ClassVar

import mesa
import numpy as np

from simulator import randomness
from simulator.content import NONE
from simulator.costing import copies_priced, post_price, post_reward, post_time, price_on_one_platform
from simulator.initiative import firings, scheduled, soonest
from simulator.population import slices
from simulator.scenario import OutletsSettings, SegmentSettings, role_settings
from simulator.strategies import Part, gone_from, places_for
from simulator.units import HOURS_PER_DAY, HOURS_PER_WEEK

ROLE_CLASSES: dict[str, type["Segment"]] = {}


def register(name: str, settings: type[SegmentSettings] | None = None) -> Callable[..., Any]:
    """Register a class as that of the role ``name``, and its settings where they are new."""
    if settings is not None:
        role_settings(name)(settings)

    def keep(cls: type["Segment"]) -> type["Segment"]:
        ROLE_CLASSES[name] = cls
        return cls

    return keep


class _Counters(weakref.WeakKeyDictionary):
    """Mesa 3.3.1 numbers agents by a class attribute that keeps every model alive; this one lets go of them."""

    def __missing__(self, model: mesa.Model) -> Any:
        self[model] = numbers = count(1)
        return numbers

    def __getitem__(self, model: mesa.Model) -> Any:
        return super().__getitem__(model) if model in self else self.__missing__(model)


class Segment(mesa.Agent):
    """A planner's group of members, all of one role."""

    _ids: ClassVar[Any] = _Counters()

    def __init__(self, model: Any, name: str):
        super().__init__(model)
        self.name = name
        self.spec: Any = model.spec.segments[name]
        self.code = list(model.spec.segments).index(name)
        self.rows = slices(model.spec)[name]
        self.members = np.arange(self.rows.start, self.rows.stop)

    def act(self) -> None:
        """Publish what the members publish on their own initiative in this tick: by itself nothing; follow a rally."""
        if self.name in self.model.rallies:
            self.model.population["urge"][self.rows] = self.drive()

    def drawn(self, name: str) -> np.ndarray:
        """The members' own draws of a stream: (size,) in (0, 1)."""
        return randomness.uniform(randomness.stream(self.model.seed, name), self.members)

    def drive(self) -> float:
        """Factor on speaking up while a rally is on."""
        factor, until = self.model.rallies.get(self.name, (1.0, 0.0))
        return factor if self.model.now < until else 1.0

    def parts(self) -> list[Part]:
        """The parts of the programme for this segment that have begun and not ended."""
        own = (part for part in self.model.parts if part.spec.segment == self.name)
        return [part for part in own if part.begun and part.ends > self.model.now]

    def publish(self, members: np.ndarray, message: str, times: np.ndarray, platforms: list[str] | None = None) -> None:
        """Publish a message by some members, each at a time (hours) within this tick."""
        if len(members):
            self.model.publish(members, message, times, platforms or [])

    def tick_firings(
        self, name: str, members: np.ndarray, per_week: np.ndarray | float, *, since: float = 0.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """Who acts in this tick by a process with a rate per member, and when: (members, hours).

        Rates add up; the k-th action comes when they pass the k-th unit exponential of the member, so the length of a
        tick does not matter and the same member has the same luck under every strategy. Of a tick in which the process
        begins, only the time from the hour ``since`` on counts.
        """
        model, process = self.model, self.model.population.clockwork(name)
        if not len(members):
            return members, np.zeros(0)
        begin = max(model.now, since)
        hours = max(model.now + model.spec.clock.tick_hours - begin, 0.0)
        steps = np.atleast_1d(per_week * (hours / HOURS_PER_WEEK)).astype(np.float64, copy=False)
        key = randomness.stream(model.seed, f"initiative {name}")
        acting, share = firings(key, process.left, process.fired, members, steps)
        return acting, begin + share * hours

    def steady_firings(
        self, name: str, per_week: Callable[[], np.ndarray | float], *, anew: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """The same for all members and a process whose rates change only where ``anew``: else nobody is asked in vain.

        per_week : computes the rates, one or (size,).
        """
        model, process = self.model, self.model.population.clockwork(f"{self.name} {name}")
        end = model.now + model.spec.clock.tick_hours
        if process.rates is not None and not anew and end <= process.soonest:
            return self.members[:0], np.zeros(0)
        if process.rates is not None:
            process.left[self.members] -= (model.now - process.since) * process.rates
        if process.rates is None or anew:
            process.rates = per_week() / HOURS_PER_WEEK * np.ones(1)
        acting = self.tick_firings(f"{self.name} {name}", self.members, process.rates * HOURS_PER_WEEK)
        process.since = end
        process.soonest = end + soonest(process.left, self.members, process.rates)
        return acting

    def speak(self, part: Part, members: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Publish posts of a part as far as it is on at their times, pay for them, and return who spoke, and when."""
        on = part.runs(times)
        who, when = members[on], times[on]
        self.say_for(part, who, when)
        return who, when

    def say_for(self, part: Part, who: np.ndarray, when: np.ndarray) -> None:
        """Publish posts of a part, each where it is to go, and pay for those that come before its end."""
        if len(who):
            places = places_for(self.model, part, who)
            self.model.publish(who, part.spec.message, when, places)
            copies = copies_priced(places.sum(axis=1), self.model.spec)
            self.pay_for(part, float(copies[when < part.ends].sum()))

    def pay_for(self, part: Part, n_posts: float) -> None:
        """Book what posts of a part cost, with the ledger and with the part."""
        self.pay(part, n_posts)
        part.paid += n_posts * price_on_one_platform(part.spec, self.model.spec)

    def act_on_schedule(self) -> None:
        """Publish the paid posts of the programme: evenly spaced, each member in a phase of their own."""
        begin, end = self.model.now, self.model.now + self.model.spec.clock.tick_hours
        for part in self.parts():
            rate = part.spec.posts_per_week / HOURS_PER_WEEK
            for leg, until in part.legs_in(begin, end):
                who, when = self._scheduled(part.members, rate * leg.pace, leg.origin, f"part {part.label}")
                due = (leg.begins <= when) & (when < until)
                self.speak(part, who[due], when[due])

    def _scheduled(self, members: np.ndarray, rate: float, starts: float, what: str) -> tuple[np.ndarray, np.ndarray]:
        """Who posts in this tick by an even schedule of ``rate`` posts an hour, and when."""
        if rate <= 0 or not len(members):
            return members[:0], np.zeros(0)
        key = randomness.stream(self.model.seed, f"schedule {self.name} {what}")
        return scheduled(key, members, rate, starts, self.model.tick, self.model.spec.clock.tick_hours)

    def pay(self, part: Part, n_posts: float) -> None:
        """Book what posts of the programme cost; a further platform counts as a part of a post."""
        self.model.ledger.pay("incentives", n_posts * post_reward(part.spec, self.model.spec))
        self.model.ledger.pay("working time", n_posts * post_time(part.spec, self.model.spec))


@register("audience")
class Audience(Segment):
    """People who read, sometimes pass on, tire of promotion and leave; they wait for something to react to."""


@register("outlets")
class Outlets(Segment):
    """The brand's own account, critics, news desks: accounts with followers and a schedule but no mind."""

    spec: OutletsSettings

    def act(self) -> None:
        """Publish what the programme pays for, what the outlet publishes anyway, and what answers the crisis."""
        super().act()
        self.act_on_schedule()
        self._report_answers()
        for number, coverage in enumerate(self.spec.publishes):
            days = (coverage.from_day, coverage.to_day)
            begin, end = (self._first_hour(coverage) + day * HOURS_PER_DAY for day in days)
            if begin >= self.model.now + self.model.spec.clock.tick_hours or end <= self.model.now:
                continue
            if coverage.follows_crisis:
                who, when = self._cover_crisis(coverage, number, begin)
            else:
                rate = coverage.per_day / HOURS_PER_DAY
                who, when = self._scheduled(self.members, rate, begin, f"coverage {number}")
            self.publish(who[when < end], coverage.message, when[when < end])

    def _report_answers(self) -> None:
        model = self.model
        if self.spec.reports_answers_per_day > 0 and model.latest_answer is not None:
            rate = self.spec.reports_answers_per_day * 7 * model.attention
            who, when = self.tick_firings("reports", self.members, rate)
            self.publish(who, model.latest_answer, when)

    def _first_hour(self, coverage: Any) -> float:
        return self.model.world.timeline.onset if coverage.follows_crisis else 0.0

    def _cover_crisis(self, coverage: Any, number: int, begin: float) -> tuple[np.ndarray, np.ndarray]:
        rate = coverage.per_day * 7 * self.model.attention
        return self.tick_firings(f"coverage {number}", self.members, rate, since=begin)

    def pay(self, part: Part, n_posts: float) -> None:
        """Pay for the content of each post."""
        self.model.ledger.pay("own content", n_posts * post_price(self.spec, self.model.spec))


@register("influencers")
class Influencers(Segment):
    """Accounts with reach that pass on anybody's message and leave after the burst."""

    def act(self) -> None:
        """Publish paid posts; those who have left the story of the crisis take up another."""
        super().act()
        self.act_on_schedule()
        self._stay_or_leave()

    def _stay_or_leave(self) -> None:
        """Post on about the story of the crisis, or on about the next one after leaving it."""
        model, story, per_week = self.model, self.model.given.crisis_story, 7 * self.spec.takes_per_day
        if story == NONE or per_week == 0 or np.isinf(model.moving.message["born"][story]):
            return
        took_up = self.members[model.population.contact["shared"][story, self.rows] == 1]
        gone = gone_from(model, took_up)
        who, when = self.tick_firings("takes", took_up[~gone], per_week)
        self.publish(who, self.spec.takes or model.spec.crisis.story, when)
        if self.spec.next_story is not None:
            who, when = self.tick_firings("next story", took_up[gone], per_week)
            self.publish(who, self.spec.next_story, when)

    def pay(self, part: Part, n_posts: float) -> None:
        """Pay the fee of each post."""
        self.model.ledger.pay("influencer fees", n_posts * post_price(self.spec, self.model.spec))


def segments_of(model: Any) -> list[Segment]:
    """One Mesa agent per segment of the model's scenario, in the order of the file."""
    return [ROLE_CLASSES[spec.role](model, name) for name, spec in model.spec.segments.items()]
