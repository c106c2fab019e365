"""What the organisation does: programmes enrol people, playbooks act at times or on what could be observed.

An action of a playbook is a settings class and a function, registered by name; so is a signal.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from simulator import randomness
from simulator.content import HOSTILE, NONE, SUPPORTIVE
from simulator.costing import copies_priced, counted_from, fixed_cost, n_enrolled, policy_cost, post_price, where
from simulator.initiative import chosen_platforms, have_left
from simulator.joining import join
from simulator.population import NEVER
from simulator.scenario import (
    SIGNALS,
    VOLUNTEERS,
    ActionSettings,
    Choose,
    Enrolment,
    Scenario,
    Trigger,
    action_settings,
)
from simulator.settings import setting
from simulator.state import ACTIONS, IMPRESSIONS, ORIGINALS, SHARES
from simulator.units import HOURS_PER_DAY
from simulator.world import World, row_numbers

OBSERVED_HOURS = 1.0
"""Time over which a monitored signal is counted (assumed)."""

DEEDS: dict[str, Callable[[Any, Any, float], None]] = {}


def action(name: str, settings: type[ActionSettings]) -> Callable[..., Any]:
    """Register a function as the deed of the playbook action ``name`` and a class as its settings."""
    action_settings(name)(settings)
    return _keep(DEEDS, name)


def signal(name: str) -> Callable[..., Any]:
    """Register a function of one tick's counts (N_COUNTERS,) and its length in hours as an observable signal."""
    return _keep(SIGNALS, name)


def _keep(registry: dict[str, Any], name: str) -> Callable[..., Any]:
    def keep(function: Any) -> Any:
        registry[name] = function
        return function

    return keep


# ---------------------------------------------------------------- programmes


@dataclass(frozen=True)
class Leg:
    """A stretch of a part at one pace: from which hour on, how many hours at pace 1 lie behind, and the pace."""

    begins: float
    done: float = 0.0
    pace: float = 1.0

    @property
    def origin(self) -> float:
        """The hour at which a part would have begun that had this pace from the start."""
        return self.begins - self.done / self.pace if self.pace > 0 else self.begins


@dataclass
class Part:
    """A part of a programme in one run: who is enrolled, and the changing state of it.

    members : (enrolled,) int, in the order in which they were chosen; enrolled : (everybody,) bool, whether each is
    among them; number : its place among the parts by which its segment says the same, so that it is the same, and has
    the same luck, whatever other parts there are; n_posts : (everybody,) int32, how often each has posted for it;
    legs : its stretches of one pace each, in order; effort : (platforms,) weight of each, 0 where it does not
    speak; paid : the money that its posts have cost.

    Of volunteers, for each of the segment: since, until : (size,) hours between which each takes part, trained_from :
    when trained; pressed : whether each was made to take part; worth : (size,) what the message is worth to each, as a
    factor; task, fits : (size,) what each does, and whether it is the own talent; over : the hour by which all have
    stopped.
    """

    spec: Enrolment
    members: np.ndarray
    enrolled: np.ndarray
    number: int
    n_posts: np.ndarray
    legs: list[Leg]
    effort: np.ndarray
    size: int = 0
    paid: float = 0.0
    begun: bool = False
    paused_from: float = math.inf
    paused_until: float = -math.inf

    def __post_init__(self) -> None:
        self.label = f"{self.spec.message} {self.number}"
        self.pressed = np.zeros(self.size, bool)
        self.since, self.until = np.full(self.size, math.inf), np.full(self.size, -math.inf)
        self.trained_from = np.full(self.size, math.inf)
        self.worth, self.task = np.ones(self.size), np.zeros(self.size, np.uint8)
        self.fits = np.ones(self.size, bool)
        self.over = -math.inf

    @property
    def starts(self) -> float:
        """Hours since the start."""
        return self.spec.from_day * HOURS_PER_DAY

    @property
    def ends(self) -> float:
        """Hours since the start."""
        return self.spec.to_day * HOURS_PER_DAY

    def runs(self, hours: np.ndarray) -> np.ndarray:
        """Whether the part is on at each of some times."""
        return (self.starts <= hours) & (hours < self.ends) & ~self.paused(hours)

    def paused(self, hours: np.ndarray) -> np.ndarray:
        """Whether the part has fallen silent at each of some times."""
        return (self.paused_from <= hours) & (hours < self.paused_until)

    def is_heard(self, now: float, hours: float) -> bool:
        """Whether anything is to be said in a tick: not at a cadence or a pace of 0, nor in a pause."""
        silent = self.paused_from <= now and self.paused_until >= now + hours
        return not silent and self.spec.posts_per_week * self.mean_pace(now, now + hours) > 0

    @property
    def pace(self) -> float:
        """The factor on the cadence at present, 1 as planned."""
        return self.legs[-1].pace

    def change_pace(self, hours: float, pace: float) -> None:
        """Post more often or less from a time on."""
        last = self.legs[-1]
        begins = max(hours, last.begins)
        self.legs.append(Leg(begins, last.done + (begins - last.begins) * last.pace, pace))

    def legs_in(self, begin: float, end: float) -> list[tuple[Leg, float]]:
        """The stretches that lie, in part or wholly, between two times, each with its end."""
        ends = [leg.begins for leg in self.legs[1:]] + [math.inf]
        return [(leg, until) for leg, until in zip(self.legs, ends, strict=True) if leg.begins < end and until > begin]

    def mean_pace(self, begin: float, end: float) -> float:
        """The mean pace between two times; 1 where it has never changed."""
        if len(self.legs) == 1:
            return self.pace
        legs = self.legs_in(begin, end)
        return sum(leg.pace * (min(until, end) - max(leg.begins, begin)) for leg, until in legs) / (end - begin)

    def pause(self, begin: float, end: float) -> None:
        """Fall silent for a while; a pause that is already on goes on."""
        self.paused_from = self.paused_from if begin < self.paused_until else begin
        self.paused_until = max(self.paused_until, end)


def enrol(part: Enrolment, scenario: Scenario, world: World, *, number: int, since: float = 0.0) -> Part:
    """Choose the members of a part; its days count from the hour ``since``. Active leaders are chosen first."""
    part = counted_from(part, since) if since > 0 else part
    candidates = ranked(part.choose, part.segment, where(part, scenario), scenario, world)
    members = candidates[: n_enrolled(part, scenario)]
    if part.leaders_active:
        level = world.population.level
        leaders = candidates[(level[candidates] >= 0) & (level[candidates] <= 1)]
        members = np.concatenate([leaders, members[~np.isin(members, leaders)]])[: len(members)]
    enrolled = np.zeros(world.population.n_members, bool)
    enrolled[members] = True
    n_posts, size = np.zeros(len(enrolled), np.int32), scenario.segments[part.segment].size
    legs, effort = [Leg(part.from_day * HOURS_PER_DAY)], effort_of(part, scenario)
    return Part(part, members, enrolled, number, n_posts, legs, effort, size=size)


def ranked(choose: Choose, segment: str, platforms: list[str], scenario: Scenario, world: World) -> np.ndarray:
    """The members of a segment with an account on one of the platforms, best choice first; ties by the world's luck."""
    numbers = [list(scenario.platforms).index(p) for p in platforms] or list(range(len(scenario.platforms)))
    rows = row_numbers(scenario, segment)
    rows = rows[world.ties.account[numbers][:, rows].any(axis=0)]
    luck = randomness.uniform(randomness.stream(world.seed, f"choose {segment}"), rows)
    if choose == "random":
        return rows[np.argsort(luck)]
    return rows[np.lexsort((luck, *(-np.asarray(m, dtype=float) for m in _merits(choose, rows, numbers, world))))]


def _merits(choose: Choose, rows: np.ndarray, numbers: list[int], world: World) -> list[np.ndarray]:
    """By what some members are chosen, most important last; more is better."""
    people = world.population
    return {
        "most followed": lambda: [world.ties.n_followers[numbers][:, rows].sum(axis=0)],
        "most convinced": lambda: [people["attitude_start"][rows], people["conviction"][rows]],
        "leaders": lambda: [-people.level[rows]],
        "best morale": lambda: [people.morale[rows]],
        "invested leaders": lambda: [-people.level[rows], people.morale[rows], np.isin(rows, people.manager)],
    }[choose]()


def places_for(model: Any, part: Part, members: np.ndarray) -> np.ndarray:
    """Where each of some posts of a part goes, by its author: (posts, platforms) bool.

    Everywhere where the member has an account and the part gives effort; or one of these, drawn by effort: each member
    and number of a post has one luck, whatever the other strategies do.
    """
    if part.spec.spread == "everywhere":
        return (model.world.ties.account[:, members].T * part.effort) > 0
    key = randomness.stream(model.seed, f"platform of part {part.label} of {part.spec.segment}")
    return chosen_platforms(key, model.world.ties.account, part.effort, members, part.n_posts)


def effort_of(part: Enrolment, scenario: Scenario) -> np.ndarray:
    """The weight that a part gives to each platform, 0 where it does not speak: (platforms,)."""
    named = where(part, scenario)
    return np.array([part.effort.get(name, 1.0) if name in named else 0.0 for name in scenario.platforms])


def begin_part(model: Any, part: Part) -> None:
    """Book what a part costs at once, and set when its people are active."""
    spec, scenario = part.spec, model.spec
    segment = scenario.segments[spec.segment]
    part.begun = True
    if segment.role in VOLUNTEERS:
        join(model, part)
        model.ledger.pay(f"{segment.role} programme", fixed_cost(spec, scenario) * len(part.members))


def campaign_messages(parts: list[Part], now: float, hours: float) -> set[str]:
    """The messages of the parts that run in a tick, as far as anybody is to say them: a silent part says nothing."""
    running = (part for part in parts if part.starts < now + hours and part.ends > now)
    return {part.spec.message for part in running if len(part.members) and part.is_heard(now, hours)}


def goals_at_once(messages: set[str], scenario: Scenario) -> int:
    """How many different goals the messages of a programme pursue (claim B15)."""
    return len({scenario.messages[name].goal for name in messages}) or 1


# ---------------------------------------------------------------- playbooks


class Publish(ActionSettings):
    """Somebody says something."""

    action: Literal["publish"]
    message: str = setting(..., "what is said", refers_to="messages")
    speaker: str = setting(..., "the segment that says it", refers_to="segments")
    members: int = setting(1, "how many of them", unit="members", low=1, source="assumed")
    choose: Choose = setting("most followed", "how the speakers are chosen", source="assumed")
    platforms: list[str] = setting([], "where (default: wherever they have an account)", refers_to="platforms")
    times: int = setting(1, "how often", unit="posts", low=1, high=1000, source="assumed")
    every_hours: float = setting(24.0, "time between two posts", unit="hours", above=0, source="assumed")


class Pause(ActionSettings):
    """The programme falls silent."""

    action: Literal["pause"]
    segments: list[str] = setting([], "whose parts (default: all)", refers_to="segments")
    hours: float = setting(72.0, "for how long", unit="hours", above=0, endless=True, source="assumed")


class Rally(ActionSettings):
    """A segment is asked to speak up: it writes and passes on more for a while."""

    action: Literal["rally"]
    segment: str = setting(..., "who is asked", refers_to="segments")
    factor: float = setting(
        3.0, "factor on own words and on passing on supportive messages", unit="x", low=0, high=100, source="assumed"
    )
    hours: float = setting(48.0, "for how long", unit="hours", above=0, source="assumed")


class Enrol(ActionSettings):
    """A further part of the programme begins; its days count from the action."""

    action: Literal["enrol"]
    part: Enrolment = setting(..., "the part")


class Guide(ActionSettings):
    """All staff learn what is off limits: a policy from now on, in place of a weaker one."""

    action: Literal["guide"]
    policy: float = setting(
        0.5,
        "cut in leaks and disparagement, from the next time on that people look at how they feel (0 is neutral)",
        unit="share",
        low=0,
        high=0.8,
        source="E5; #37",
    )


@action("publish", Publish)
def let_speak(model: Any, spec: Publish, hours: float) -> None:
    """Schedule the posts of the speakers."""
    speakers = ranked(spec.choose, spec.speaker, spec.platforms, model.spec, model.world)[: spec.members]
    numbers = [list(model.spec.platforms).index(p) for p in spec.platforms] or list(range(len(model.spec.platforms)))
    n_platforms = model.world.ties.account[numbers][:, speakers].sum(axis=0)
    n_paid = float(copies_priced(n_platforms, model.spec).sum())
    price = n_paid * post_price(model.spec.segments[spec.speaker], model.spec)
    for number in range(spec.times):
        moment = hours + number * spec.every_hours
        model.agenda.append(Speech(moment, speakers, spec.message, tuple(spec.platforms), price))


@action("pause", Pause)
def fall_silent(model: Any, spec: Pause, hours: float) -> None:
    """Pause the parts of the programme."""
    for part in model.parts:
        if not spec.segments or part.spec.segment in spec.segments:
            part.pause(hours, hours + spec.hours)


@action("rally", Rally)
def call_to_speak(model: Any, spec: Rally, hours: float) -> None:
    """Raise the segment's drive until the rally is over."""
    model.rallies[spec.segment] = (spec.factor, hours + spec.hours)


@action("enrol", Enrol)
def add_part(model: Any, spec: Enrol, hours: float) -> None:
    """Enrol the part from now on."""
    model.enrol(spec.part, since=hours)


@action("guide", Guide)
def set_policy(model: Any, spec: Guide, hours: float) -> None:
    """Put a policy in place of a weaker one; what is new in it has to be learned."""
    further = max(spec.policy - model.policy, 0.0)
    model.policy += further
    model.ledger.pay("policy", policy_cost(further, model.spec))


@dataclass(frozen=True)
class Speech:
    """A post that is due: when (hours), by whom, what, where (nowhere named: everywhere), and its price in all."""

    hours: float
    members: np.ndarray
    message: str
    platforms: tuple[str, ...] = ()
    price: float = 0.0


@dataclass
class Watch:
    """An action of a playbook in one run: what is left to do of it."""

    spec: Any
    done: int = 0
    armed: bool = True
    last: float = -math.inf

    def due(self, model: Any, tick: int) -> float | None:
        """The hour within this tick at which to act, or None."""
        if self.spec.when is not None:
            return model.now if self._triggered(model, self.spec.when, tick, model.now) else None
        moment = self.moment(model)
        return moment if model.falls_due(moment) else None

    def moment(self, model: Any) -> float:
        """The hour of an action that waits for no signal, in this world."""
        if self.spec.at_hours is not None:
            return float(self.spec.at_hours)
        return float(max(model.world.timeline.onset + self.spec.after_crisis_hours, 0.0))

    def _triggered(self, model: Any, when: Trigger, tick: int, now: float) -> bool:
        if self.done >= when.at_most:
            return False
        level = observed(model, when, tick)
        if level is None:
            return False
        if not self.armed:
            self.armed = level <= when.below
        ready = self.armed and now - self.last >= when.cooldown_hours
        return ready and level > when.above

    def mark(self, hours: float) -> None:
        """Remember that the action was taken."""
        self.done, self.armed, self.last = self.done + 1, False, hours


def observed(model: Any, when: Trigger, tick: int) -> float | None:
    """What the organisation sees of a signal: the hour up to ``delay_hours`` ago, times a log-normal error.

    None before the first such hour. A tick longer than an hour is seen as a whole; the error is drawn once per hour.
    """
    length = model.spec.clock.tick_hours
    end = tick - math.ceil(when.delay_hours / length - 1e-9)
    begin = end - math.ceil(OBSERVED_HOURS / length - 1e-9)
    if begin < 0:
        return None
    true = SIGNALS[when.signal](model.moving.tally[begin:end].sum(axis=(0, 1)), (end - begin) * length)
    if true == 0.0 or when.error == 0.0:
        return true
    key = randomness.stream(model.seed, f"observing {when.signal}")
    return true * math.exp(when.error * float(randomness.normal(key, int(begin * length + 1e-9))))


@signal("hostile_posts")
def hostile_posts(counts: np.ndarray, hours: float) -> float:
    """Hostile posts and shares per hour."""
    return float(counts[SHARES + HOSTILE] + counts[ORIGINALS + HOSTILE]) / hours


@signal("posts")
def all_posts(counts: np.ndarray, hours: float) -> float:
    """Posts and shares about us per hour, of whatever stance."""
    return float(counts[SHARES : ORIGINALS + 3].sum()) / hours


@signal("actions")
def actions_taken(counts: np.ndarray, hours: float) -> float:
    """Calls to action that somebody followed, per hour."""
    return float(counts[ACTIONS]) / hours


@signal("impressions")
def supportive_impressions(counts: np.ndarray, hours: float) -> float:
    """Sights of supportive messages per hour, repeats counted."""
    return float(counts[IMPRESSIONS + SUPPORTIVE]) / hours


@signal("hostile_share")
def hostile_share(counts: np.ndarray, _hours: float) -> float:
    """Hostile posts as a share of all that take sides, 0 to 1; 0 where nobody does."""
    hostile = counts[SHARES + HOSTILE] + counts[ORIGINALS + HOSTILE]
    sided = hostile + counts[SHARES + SUPPORTIVE] + counts[ORIGINALS + SUPPORTIVE]
    return float(hostile / sided) if sided else 0.0


def has_heard(model: Any, members: np.ndarray) -> np.ndarray:
    """Which members have seen the story of the crisis, and not left it: (n,) bool."""
    story = model.given.crisis_story
    if story == NONE or np.isinf(model.moving.message["born"][story]):
        return np.zeros(len(members), bool)
    seen = model.population.contact["first_seen"][story, members] != NEVER
    return seen & ~gone_from(model, members)


def gone_from(model: Any, members: np.ndarray) -> np.ndarray:
    """Which members of one segment have left the story of the crisis: (n,) bool."""
    rate = model.given.segment["exit_rate"][model.population.segment[members[0]]] if len(members) else 0.0
    if rate == 0.0:
        return np.zeros(len(members), bool)
    story = model.moving.message["story"][model.given.crisis_story]
    seen, clock = model.population.story_seen[story], model.moving.clock[story]
    return have_left(model.given.exit_key[story], members, seen, clock, model.tick, rate)
