"""The feed as a Mesa model of objects: one agent per member, with a feed, a step and a decision to share.

Written as Mesa's tutorials teach it, and not made slow: agents with nothing due return at once, no data is collected,
agents are not shuffled, and chances are drawn from ``model.random``. The factors are those of simulator/rules.py,
written out here.
"""

import math
from heapq import heappop, heappush
from typing import Any, NamedTuple

import mesa

FAST, ANNOYANCE, FAMILIARITY, TRAFFIC = range(4)


class Post(NamedTuple):
    """One member publishing one message."""

    author: "Member"
    message: Any
    born: float


class Member(mesa.Agent):
    """Reads what is in the feed, believes, tires, shares, unfollows, acts."""

    def __init__(self, model: "FeedModel", attitude: float, visits: float, interested: list[bool], n_followed: int):
        super().__init__(model)
        self.attitude_start, self.visits, self.interested, self.n_followed = attitude, visits, interested, n_followed
        self.fast = self.slow = self.annoyance = self.familiarity = self.traffic = 0.0
        self.touched = 0
        self.followers: list[Member] = []
        self.feed: list[tuple[float, int, Post]] = []
        self.muted: set[Member] = set()
        self.sources: dict[int, set[Member]] = {}
        self.shared: set[int] = set()
        self.acted: set[int] = set()

    def publish(self, message: Any, now: float) -> None:
        """Put a post into the feeds of all followers, each when that follower will respond."""
        model, post = self.model, Post(self, message, now)
        self.shared.add(message.number)
        model.n_posts += 1
        for follower in self.followers:
            due = now + model.response_delay()
            if due < model.end and self not in follower.muted:
                model.n_filed += 1
                heappush(follower.feed, (due, model.n_filed, post))

    def step(self) -> None:
        """Respond to what falls due in this tick."""
        feed, end = self.feed, self.model.steps
        while feed and feed[0][0] < end:
            due, _, post = heappop(feed)
            if post.author not in self.muted:
                self.respond(post, due)

    def respond(self, post: Post, now: float) -> None:
        """One exposure: see, believe, tire, share, act."""
        model, message = self.model, post.message
        model.n_exposures += 1
        self.fade()
        arrivals = model.background * self.n_followed + self.traffic * model.rate_of_traffic
        self.traffic += 1.0
        visits = model.visits * self.visits
        if arrivals > 0 and model.random.random() >= 1 - (arrivals / (arrivals + visits)) ** model.slots:
            return
        model.n_seen += 1
        attitude = self.attitude_start + self.fast + self.slow
        distance = message.stance - attitude
        shift = min(max(attitude + model.persuasion * model.trust * distance, -1.0), 1.0) - attitude
        self.slow += shift * model.slow_share
        self.fast += shift * (1 - model.slow_share)
        attitude += shift
        relevant = self.interested[message.number]
        if message.stance > 0:
            self.familiarity += 1.0
        if message.promotional:
            self.annoyance += 1.0 - model.relief if relevant else 1.0
            if self.annoyance > model.tolerance and model.random.random() < model.unfollow_chance:
                self.muted.add(post.author)
        willing = 1.0 / (1.0 + model.irritation * self.annoyance)
        if not relevant:
            willing *= model.indifference
        sources = self.sources.setdefault(message.number, set())
        sources.add(post.author)
        if message.number not in self.shared:
            chance = model.share_chance * willing * (1.0 + model.alignment * message.stance * attitude)
            chance *= 1.0 + (model.second_source - 1.0) * (min(len(sources), model.plateau) - 1)
            if model.random.random() < chance:
                self.publish(message, now)
        if message.call > 0 and message.number not in self.acted:
            dose = self.familiarity / model.peak
            chance = model.action_chance * message.call * willing * max(1.0 + model.attitude_weight * attitude, 0.0)
            chance *= 1.0 - model.familiarity_weight + model.familiarity_weight * dose * math.exp(1.0 - dose)
            if model.random.random() < chance:
                self.acted.add(message.number)

    def fade(self) -> None:
        """Bring the fading values to the present tick."""
        idle = self.model.steps - self.touched
        if idle:
            fade = self.model.fading
            self.fast *= fade[FAST][idle]
            self.annoyance *= fade[ANNOYANCE][idle]
            self.familiarity *= fade[FAMILIARITY][idle]
            self.traffic *= fade[TRAFFIC][idle]
            self.touched = self.model.steps


class Said(NamedTuple):
    """What a member must know of a message."""

    number: int
    stance: float
    promotional: bool
    call: float


class FeedModel(mesa.Model):
    """The feed of one of our models, as objects: the same members, ties, settings and original posts."""

    def __init__(self, ours: Any, posts: Any, *, rng: int):
        super().__init__(rng=rng)
        self._take_settings(ours)
        members = ours.population
        interested = members.interested[ours.moving.message["topic"]].astype(bool).T.tolist()
        traits = zip(
            members["attitude_start"].tolist(),
            members["visits"].tolist(),
            interested,
            ours.world.ties.n_followed.tolist(),
            strict=True,
        )
        people = [Member(self, *row) for row in traits]
        start, follower = ours.world.ties.start.tolist(), ours.world.ties.follower.tolist()
        for number, member in enumerate(people):
            member.followers = [people[f] for f in follower[start[number] : start[number + 1]]]
        said = [Said(n, m.stance, m.promotional, m.call_to_action) for n, m in enumerate(ours.spec.messages.values())]
        columns = zip(posts.member.tolist(), posts.message.tolist(), posts.hours.tolist(), strict=True)
        self.agenda = [(hours, people[who], said[what]) for who, what, hours in columns][::-1]
        self.n_posts = self.n_filed = self.n_exposures = self.n_seen = 0

    def _take_settings(self, ours: Any) -> None:
        spec, given = ours.spec, ours.given
        people, platform = spec.segments["public"], spec.platforms["feed"]
        self.end = given.n_ticks * given.tick_hours
        self.background, self.visits, self.slots = (
            platform.background_posts / 24,
            platform.visits_per_day / 24,
            platform.slots_per_visit,
        )
        self.constant, self.theta = platform.constant_minutes / 60, platform.theta
        self.start = self.theta / (1 + self.theta)
        self.kept = 1.0 - (1.0 - self.start) * (self.constant / platform.horizon_hours) ** self.theta
        self.rate_of_traffic = math.log(2) / 12
        self.persuasion, self.slow_share = spec.belief.persuasion * (1 - people.conviction), spec.belief.slow_share
        self.trust, self.share_chance, self.alignment = people.trust, people.share_chance, people.alignment
        self.indifference, self.relief = people.indifference, spec.fatigue.relief
        self.tolerance, self.unfollow_chance = given.tolerance, given.unfollow_chance
        self.irritation, self.peak = spec.fatigue.irritation, spec.fatigue.peak_exposures
        self.familiarity_weight = spec.fatigue.familiarity_weight
        self.second_source, self.plateau = spec.contagion.second_source, spec.contagion.plateau_sources
        self.action_chance, self.attitude_weight = spec.conversion.action_chance, spec.conversion.attitude_weight
        self.fading = [given.fade[:, value].tolist() for value in (0, 2, 3, 4)]

    def response_delay(self) -> float:
        """Hours until a follower responds: the truncated power law of SEISMIC."""
        luck = self.random.random() * self.kept
        if luck < self.start:
            return self.constant * luck / self.start
        return self.constant * ((1.0 - self.start) / (1.0 - luck)) ** (1.0 / self.theta)

    def step(self) -> None:
        """One tick: the original posts that are due, then every member."""
        while self.agenda and self.agenda[-1][0] < self.steps:
            hours, author, message = self.agenda.pop()
            author.publish(message, hours)
        self.agents.do("step")

    def run_model(self, n_ticks: int) -> None:
        """Run so many ticks."""
        for _ in range(n_ticks):
            self.step()
