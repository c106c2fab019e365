"""The model: builds a run of a strategy in a world, and owns the order of a tick."""

import math
from dataclasses import replace
from typing import Any

import mesa
import numpy as np

from simulator import engine, randomness
from simulator.adapting import Review, books_of, review_parts
from simulator.agenda import begin_of, take_due
from simulator.care import Diary
from simulator.chosen import chosen_strategy, under_strategy
from simulator.content import N_POSTS, ORIGINAL, OUTBOX, OUTBOX_SIZE, SHARE, enlarged, new_content
from simulator.costing import Ledger, policy_cost, posture_of, price_of_posture
from simulator.crisis import Answer, Timeline, attention_in_tick, unanswered
from simulator.feedback import Feedback, is_ours, longest_delay
from simulator.mechanisms import StaffHeard, apply_all
from simulator.population import slices
from simulator.recent import Recent
from simulator.roles import segments_of
from simulator.scenario import DO_NOTHING, PUBLIC, VOLUNTEERS, Crisis, EmployeesSettings, Enrolment, Scenario
from simulator.settings import InputError, nearest
from simulator.state import FAST, SLOW
from simulator.strategies import (
    DEEDS,
    Part,
    Speech,
    Watch,
    begin_part,
    campaign_messages,
    enrol,
    goals_at_once,
)
from simulator.tables import given, moving
from simulator.volunteers import REFLECTION_HOURS, gains_of, hours_since_reflection
from simulator.world import World, build_world, check_world


class CampaignModel(mesa.Model):
    """One run: a scenario under a strategy in a world.

    Parameters
    ----------
    scenario : the checked content of a scenario file.
    strategy : name of one of its strategies, "do nothing" by default.
    rng : the number of the world (seed), any integer >= 0.
    world : the world itself, where it is already built; it is not changed.

    ``step()`` runs one tick; ``running`` turns False after the last. Mesa's ``agents``, ``agents_by_type`` and
    ``DataCollector`` work: the agents are the segments.
    """

    def __init__(
        self, scenario: Scenario, strategy: str = DO_NOTHING, *, rng: int = 0, world: World | None = None
    ) -> None:
        randomness.check_seed(rng)
        super().__init__(rng=rng)
        self.spec = under_strategy(scenario, strategy)
        self.strategy = chosen_strategy(scenario, strategy)
        self.strategy_name, self.seed = strategy, rng
        self.world = world if world is not None else build_world(self.spec, rng)
        if self.world.seed != rng:
            raise InputError(f"rng is {rng}, but the world is number {self.world.seed}; give both the same number")
        check_world(self.spec, self.world)
        self.population = self.world.people()
        self.message_number = {name: number for number, name in enumerate(self.spec.messages)}
        self.platform_number = {name: number for number, name in enumerate(self.spec.platforms)}
        self.given = given(self.spec, self.world)
        self.moving = moving(self.spec, self.population, self.given)
        self.content = new_content(self.given.n_ticks)
        self.ledger, self.tick, self._begun = Ledger(), 0, (0, 0.0)
        self.parts: list[Part] = []
        self._originals: list[np.ndarray] = []
        self._shares: list[np.ndarray] = []
        self._longest_delay = longest_delay(self.spec)
        self.agenda: list[Speech] = []
        self.rallies: dict[str, tuple[float, float]] = {}
        self.first_row = {name: rows.start for name, rows in slices(self.spec).items()}
        self.feedback, self.gains = Feedback(), gains_of(self)
        self.ours = np.array([is_ours(message) for message in self.spec.messages.values()], np.uint8)
        self.hours_since_reflection: float | None = None
        self.diary, self.recent = Diary(), Recent()
        self.events: list[tuple[float, str, str]] = []
        self.books = books_of(self)
        self.reviews: list[Review] = []
        self.playbook = [Watch(step) for step in self.strategy.playbook]
        self._nothing_changes = self.spec.crisis is None and not self.spec.mechanisms
        self._has_volunteers = any(segment.role in VOLUNTEERS for segment in self.spec.segments.values())
        self.happenings = [Watch(step) for step in self.spec.events]
        self.latest_answer: str | None = None
        self._attention = np.ones(self.given.n_ticks)
        self._attitude = np.zeros((self.given.n_ticks, len(self.spec.segments)))
        self._staff_heard = StaffHeard(self)
        self.n_disengaged = np.zeros(self.given.n_ticks)
        self._promised: set[str] = set()
        self.policy = self.strategy.policy
        self.ledger.pay("policy", policy_cost(self.policy, self.spec))
        self._start = self._starting_attitude()
        self._is_story = np.array([message.kind == "crisis" for message in self.spec.messages.values()])
        segments_of(self)
        for part in self.strategy.programme:
            self.enrol(part)

    # ------------------------------------------------------------ a tick

    def step(self) -> None:
        """Run one tick: decide, act, deliver (which is to see and to respond), record, fade."""
        if self.tick >= self.given.n_ticks:
            raise InputError(f"the rehearsal is over after {self.given.n_ticks} ticks; for more, raise clock.days")
        self.decide()
        self.act()
        self.deliver()
        self.record()
        self.fade()
        self.tick += 1
        self.running = self.tick < self.given.n_ticks

    def decide(self) -> None:
        """Let the world and the playbook take their course: factors of this tick, crisis, actions that are due."""
        self._set_factors()
        self._staff_heard.warm(self)
        self._break_crisis()
        for watch in self.happenings:
            n_planned = len(self.agenda)
            if self._do(watch):
                self.agenda[n_planned:] = [replace(speech, price=0.0) for speech in self.agenda[n_planned:]]
        for watch in self.playbook:
            if self._do(watch):
                self.ledger.pay("playbook", self.spec.costs.per_action)
                self._make_good(posture_of(watch.spec, self.spec))
        review_parts(self)
        for part in self.parts:
            if not part.begun and part.starts < self.now + self.given.tick_hours:
                begin_part(self, part)

    def _do(self, watch: Watch) -> bool:
        """Do an action if it is due in this tick; returns whether it was."""
        moment = watch.due(self, self.tick)
        if moment is None:
            return False
        DEEDS[watch.spec.action](self, watch.spec, moment)
        watch.mark(moment)
        self.note(watch.spec.action, moment, _summary(watch.spec))
        return True

    def _make_good(self, posture: str) -> None:
        """Pay for doing as a posture says, the first time that it is said."""
        if posture not in self._promised:
            self._promised.add(posture)
            self.ledger.pay("making good", price_of_posture(posture, self.spec))

    def act(self) -> None:
        """Publish what is on the agenda, then what the segments publish on their own initiative."""
        for speech in take_due(self.agenda, self.tick, self.given.tick_hours):
            self.publish(speech.members, speech.message, np.full(len(speech.members), speech.hours), speech.platforms)
            self.population.last_post[speech.members] = speech.hours
            self.ledger.pay("posts of the playbook", speech.price)
        since_last = self.hours_since_reflection = hours_since_reflection(self.tick, self.given.tick_hours)
        if since_last is not None and self._has_volunteers:
            since = self.now - self._longest_delay - max(REFLECTION_HOURS, since_last)
            self.feedback.look_through(self.posts, self.population.volunteer, self.ours, self.gains, since=since)
        for segment in self.agents:
            segment.act()

    def deliver(self) -> None:
        """Send out the posts, and hand out the exposures that fall due; members see, believe, tire, share and act."""
        if self._originals:
            self._publish_originals()
        if self._shares:
            self._publish_shares()
        while not engine.deliver(self.given, self.moving, self.content, self.tick):
            self.content = enlarged(self.content)

    def fade(self) -> None:
        """Let the sums of attitude fade; each member's own values fade when something next happens to that member."""
        self.moving.opinion[:, 0] *= self.given.fade[1, FAST]
        self.moving.opinion[:, 1] *= self.given.fade[1, SLOW]

    def record(self) -> None:
        """Write down the mean attitude of each segment and who is disengaged; the rest is counted as it happens."""
        self._attitude[self.tick] = self._start + self.moving.opinion.sum(axis=1) / self._sizes
        morale = self.population.morale
        self.n_disengaged[self.tick] = sum(np.maximum(-morale[rows], 0.0).sum(dtype=np.float64) for rows in self._staff)
        if self.books is not None:
            self.books.record(self)

    # ------------------------------------------------------------ what others ask

    @property
    def now(self) -> float:
        """Hours since the start, at the beginning of this tick: the product, or the next number that falls into it."""
        if self._begun[0] != self.tick:
            self._begun = (self.tick, begin_of(self.tick, self.given.tick_hours))
        return self._begun[1]

    def falls_due(self, hours: Any) -> Any:
        """Whether each of some times (hours) lies in this tick, counted just as the engine does."""
        if isinstance(hours, float):
            return math.isfinite(hours) and math.floor(hours / self.given.tick_hours) == self.tick
        return np.floor(np.asarray(hours) / self.given.tick_hours) == self.tick

    @property
    def is_reflection(self) -> bool:
        """Whether volunteers look in this tick at what their posts brought, and how they feel."""
        return self.hours_since_reflection is not None

    def enrol(self, part: Enrolment, *, since: float = 0.0) -> None:
        """Add a part to the programme; its days count from the hour ``since``."""
        like_it = (part.segment, part.message)
        number = sum((other.spec.segment, other.spec.message) == like_it for other in self.parts)
        self.parts.append(enrol(part, self.spec, self.world, number=number, since=since))

    @property
    def attention(self) -> float:
        """The world's attention to the crisis in this tick, as far as answers leave it; 1 where there is no crisis."""
        return float(self._attention[self.tick])

    @property
    def attention_so_far(self) -> np.ndarray:
        """The same for each tick so far: (ticks,)."""
        return self._attention[: self.tick]

    @property
    def posts(self) -> np.ndarray:
        """All posts so far: (posts,) of POST."""
        return self.content.post[: self.content.cursor[N_POSTS]]

    @property
    def segment_attitude(self) -> np.ndarray:
        """Mean attitude of each segment at the end of each tick so far: (ticks, segments)."""
        return self._attitude[: self.tick]

    def public_attitude(self) -> np.ndarray:
        """Mean attitude of audience and advocates at the end of each tick so far: (ticks,)."""
        return (self.segment_attitude * self._public_weight()).sum(axis=1)

    def public_start(self) -> float:
        """Mean attitude of audience and advocates before anything happened."""
        return float((self._start * self._public_weight()).sum())

    def publish(self, members: Any, message: str, times: Any, platforms: Any = ()) -> None:
        """Publish a message by some members at some times (hours), wherever they have an account of the platforms.

        ``platforms`` are names (none: all), or whether each post goes to each platform: (posts, platforms) bool. The
        times must lie in this tick. The posts go out together, before this tick's exposures are delivered.
        """
        if not len(members):
            return
        by_name = [] if isinstance(platforms, np.ndarray) else list(platforms)
        for name, known in ((message, self.message_number), *((p, self.platform_number) for p in by_name)):
            if name not in known:
                raise InputError(f'publish: "{name}" is not known; there are {", ".join(known)}{nearest(name, known)}')
        bits = np.uint64(1) << np.arange(len(self.platform_number), dtype=np.uint64)
        if isinstance(platforms, np.ndarray):
            places = (platforms * bits).sum(axis=1, dtype=np.uint64)
        else:
            places = bits[[self.platform_number[p] for p in by_name] or slice(None)].sum(dtype=np.uint64)
        originals = np.empty(len(members), ORIGINAL)
        originals["member"], originals["time"] = members, times
        if originals["member"].min() < 0 or originals["member"].max() >= self.given.n_members:
            raise InputError(f"publish: members are numbered from 0 to {self.given.n_members - 1}, not {members}")
        originals["message"] = self.message_number[message]
        originals["platforms"] = places
        self._originals.append(originals)

    def pass_on(self, members: np.ndarray, posts: np.ndarray, times: np.ndarray) -> None:
        """Let some members pass on a post each (by its number), at some times (hours) within this tick."""
        if not len(members):
            return
        shares = np.zeros(len(members), SHARE)
        shares["member"], shares["parent"], shares["time"] = members, posts, times
        shares["message"], shares["platform"] = self.posts["message"][posts], self.posts["platform"][posts]
        self._shares.append(shares)

    def note(self, kind: str, hours: float, text: str) -> None:
        """Remember an event for charts and tables."""
        self.events.append((float(hours), kind, text))

    def run(self) -> "CampaignModel":
        """Run all remaining ticks."""
        while self.tick < self.given.n_ticks:
            self.step()
        return self

    # ------------------------------------------------------------ inside

    def _publish_originals(self) -> None:
        originals, done = _joined(self._originals), 0
        self._originals.clear()
        if not np.all(due := self.falls_due(originals["time"])):
            wrong = originals[~due][0]
            message = list(self.spec.messages)[wrong["message"]]
            raise InputError(f"{message}: a post at {wrong['time']} hours is not of tick {self.tick}; publish it then")
        while done < len(originals):
            self.content = enlarged(self.content)
            done = engine.publish_all(self.given, self.moving, self.content, originals, done)
        answers = originals["message"][self.moving.message["answers"][originals["message"]] == 1]
        if len(answers):
            self.latest_answer = list(self.spec.messages)[answers[-1]]

    def _publish_shares(self) -> None:
        shares = _joined(self._shares)
        self._shares.clear()
        for begin in range(0, len(shares), OUTBOX_SIZE):
            some = shares[begin : begin + OUTBOX_SIZE]
            self.content.outbox[: len(some)] = some
            self.content.cursor[OUTBOX] = len(some)
            while not engine.publish_outbox(self.given, self.moving, self.content):
                self.content = enlarged(self.content)

    def _starting_attitude(self) -> np.ndarray:
        start, rows = self.population["attitude_start"], slices(self.spec)
        self._staff = [rows[n] for n, s in self.spec.segments.items() if isinstance(s, EmployeesSettings)]
        self._sizes = np.array([spec.size for spec in self.spec.segments.values()])
        return np.array([start[r].mean(dtype=np.float64) for r in rows.values()])

    def _public_weight(self) -> np.ndarray:
        public = np.array([s.role in PUBLIC for s in self.spec.segments.values()]) * self._sizes
        return public / public.sum() if public.any() else self._sizes / self._sizes.sum()

    def _set_factors(self) -> None:
        """Set what this tick makes of each message: attention to the story, goals at once, and further mechanisms."""
        self._pay_attention()
        if self.tick > 0 and self._nothing_changes and not self.parts:
            return
        message, campaign = self.moving.message, campaign_messages(self.parts, self.now, self.given.tick_hours)
        dilution = goals_at_once(campaign, self.spec) ** -self.spec.conversion.goal_dilution
        diluted = [dilution if name in campaign else 1.0 for name in self.spec.messages]
        message["gain"] = np.where(self._is_story, self.attention, 1.0)
        message["action_gain"] = message["belief_gain"] = diluted
        apply_all(self, self.tick)
        message["weight"] = self.spec.belief.persuasion * message["force"] * message["belief_gain"]
        np.multiply(self.given.sharing, message["gain"][:, None], out=self.moving.sharing)
        np.multiply(self.given.acting, message["action_gain"], out=self.moving.acting)

    def _pay_attention(self) -> None:
        """Set the attention of this tick, and how much of the tick counts for leaving each story."""
        crisis, given, clock, message = self.spec.crisis, self.given, self.moving.clock, self.moving.message
        clock[:, self.tick + 1] = clock[:, self.tick] + given.tick_hours
        if crisis is None:
            return
        attention = attention_in_tick(crisis, self.world.timeline, self.now, given.tick_hours)
        said, story = message[message["answers"] == 1], message[given.crisis_story]
        answers = [Answer(*row) for row in zip(said["force"], said["camp"], said["n_seen"], strict=True)]
        attention *= unanswered(crisis, answers, int(story["n_seen"]))
        self._attention[self.tick] = attention
        if crisis.severity > 0:
            clock[story["story"], self.tick + 1] -= given.tick_hours * min(attention / crisis.severity, 1.0)

    def _break_crisis(self) -> None:
        crisis, when = self.spec.crisis, self.world.timeline
        if crisis is None:
            return
        for wave, moment in enumerate(_waves(when)):
            if self.falls_due(moment):
                chosen = self._origin(crisis, wave)
                self.publish(chosen, crisis.story, np.full(len(chosen), moment))
                self.note("second wave" if wave else "crisis", moment, f"{crisis.story} breaks among {crisis.origin}")

    def _origin(self, crisis: Crisis, wave: int) -> np.ndarray:
        """Who publishes the story when it breaks: others at each wave, as far as there are others."""
        rows = slices(self.spec)[crisis.origin]
        members = np.arange(rows.start, rows.stop)
        members = members[self.world.ties.account[:, members].any(axis=0)]
        luck = randomness.uniform(randomness.stream(self.seed, "origin of the crisis"), members)
        order = members[np.argsort(luck, kind="stable")]
        return np.roll(order, -wave * crisis.origin_members)[: crisis.origin_members]


def _joined(arrays: list[np.ndarray]) -> np.ndarray:
    """Several arrays of one kind of rows as one; as bytes, since by fields it takes ten times as long."""
    return np.concatenate([array.view(np.uint8) for array in arrays]).view(arrays[0].dtype)


def _waves(when: Timeline) -> tuple[float, float]:
    return when.onset, when.second


def _summary(action: Any) -> str:
    """What an action does, in the words of its settings."""
    said = {k: v for k, v in action.model_dump(exclude_unset=True).items() if isinstance(v, str | int | float)}
    return ", ".join(f"{k} {v}" for k, v in said.items() if k != "action")
