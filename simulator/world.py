"""A world: network, traits, luck and crisis timing. Strategies never draw for the world, so all meet the same one."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulator import network, network_files, randomness
from simulator.circles import circle_fit
from simulator.crisis import Timeline, timeline
from simulator.follower_network import FollowerNetwork, mutual_ties
from simulator.network_plan import NetworkPlan
from simulator.population import Population, organisation, populate, segment_codes, slices, stories_of, topics_of
from simulator.scenario import Scenario
from simulator.settings import InputError

MOST_TIES = 2**31 - 1
"""Ties have numbers of 32 bits."""
DEFAULT_FOLLOWERS = 45.0
"""Mean followers where a segment does not say (evidence #2)."""


@dataclass(frozen=True, eq=False)
class Ties:
    """The follower networks of all platforms, one after the other.

    start : (platforms * members + 1,) int64 and follower : (ties,) int32; n_followed : (platforms * members,) int32;
    account : (platforms, members) bool.
    """

    start: np.ndarray
    follower: np.ndarray
    n_followed: np.ndarray
    account: np.ndarray

    @cached_property
    def mutual(self) -> np.ndarray:
        """Whether each tie is answered by a tie back on its platform: (ties,) uint8."""
        n = self.account.shape[1]
        rows = [self.start[at : at + n + 1] for at in range(0, len(self.start) - 1, n)]
        return np.concatenate([mutual_ties(row - row[0], self.follower[row[0] : row[-1]]) for row in rows])

    @property
    def n_followers(self) -> np.ndarray:
        """Followers of each member on each platform: (platforms, members) int64."""
        return np.diff(self.start).reshape(self.account.shape)


@dataclass(frozen=True)
class World:
    """What replication ``seed`` of a scenario is like, before anybody has done anything.

    spare : populations of runs that are over, whose memory the next run may use.
    """

    seed: int
    ties: Ties
    timeline: Timeline
    population: Population
    spare: list[Population] = field(default_factory=list, compare=False, repr=False)

    def people(self) -> Population:
        """The population as it is before anything happens, for a run to change."""
        return self.population.fresh(into=self.spare.pop() if self.spare else None)

    def take_back(self, population: Population) -> None:
        """Keep the memory of a population that no run needs any more."""
        self.spare.append(population)

    @cached_property
    def fit(self) -> np.ndarray:
        """Share of each member's followers whom each topic interests: (topics, members) float32."""
        return circle_fit(self.ties.start, self.ties.follower, self.population.interested)


def build_world(scenario: Scenario, seed: int, ties: Ties | None = None) -> World:
    """Build world number ``seed`` (any integer >= 0) of a scenario.

    ties : its networks, where a scenario of which :func:`what_makes_the_ties` says the same had them built already.
    """
    randomness.check_seed(seed)
    return World(
        seed=seed,
        ties=ties or _built(scenario, seed),
        timeline=timeline(scenario.crisis, seed),
        population=populate(scenario, seed),
    )


def what_makes_the_ties(scenario: Scenario, seed: int) -> bytes:
    """A digest that is equal for scenarios whose networks are equal in this world, whatever else is different."""
    found = hashlib.blake2b(f"{seed} {list(scenario.segments)}".encode(), digest_size=16)
    chart = organisation(scenario)[0]
    for name, platform in scenario.platforms.items():
        found.update(name.encode() + platform.network.model_dump_json().encode())
        for value in vars(network_plan(scenario, name, seed, chart)).values():
            found.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return found.digest()


def _built(scenario: Scenario, seed: int) -> Ties:
    chart = organisation(scenario)[0]
    networks, accounts = zip(
        *(_platform_network(scenario, name, seed, chart) for name in scenario.platforms), strict=True
    )
    offsets = np.cumsum([0] + [n.n_ties for n in networks])
    if offsets[-1] > MOST_TIES:
        raise InputError(f"platforms: {offsets[-1]:,} ties in all, at most {MOST_TIES:,}; state fewer followers")
    start = np.concatenate([n.start[:-1] + at for n, at in zip(networks, offsets[:-1], strict=True)] + [offsets[-1:]])
    return Ties(
        start=start.astype(np.int64),
        follower=np.concatenate([n.follower for n in networks]).astype(np.int32, copy=False),
        n_followed=np.concatenate([n.following_count for n in networks]).astype(np.int32),
        account=np.stack(accounts),
    )


def check_world(scenario: Scenario, world: World) -> None:
    """Refuse a world that cannot be of a scenario: of other numbers of members, or of other segments."""
    people, rows = world.population, slices(scenario)
    there = {
        "members": (people.n_members, sum(segment.size for segment in scenario.segments.values())),
        "platforms": (len(world.ties.account), len(scenario.platforms)),
        "messages": (len(people.contact), len(scenario.messages)),
        "topics": (len(people.interested), len(topics_of(scenario))),
        "stories": (len(people.story_seen), len(stories_of(scenario))),
    }
    remedy = "give a world that build_world made of this scenario"
    for what, (found, wanted) in there.items():
        if found != wanted:
            raise InputError(f"world: is of another scenario: it has {found:,} {what}, not {wanted:,}; {remedy}")
    for number, (name, row) in enumerate(rows.items()):
        if not people.segment[row.start] == people.segment[row.stop - 1] == number:
            raise InputError(f'world: is of another scenario: its members are not divided as "{name}" is; {remedy}')


def _platform_network(
    scenario: Scenario, name: str, seed: int, chart: np.ndarray
) -> tuple[FollowerNetwork, np.ndarray]:
    platform = scenario.platforms[name]
    plan = network_plan(scenario, name, seed, chart)
    key = randomness.stream(seed, f"network of {name}")
    if platform.network.file is None:
        return network.build(plan, key), plan.account
    return _imported(scenario, name, plan, key)


def _imported(scenario: Scenario, name: str, plan: NetworkPlan, key: np.uint64) -> tuple[FollowerNetwork, np.ndarray]:
    wanted = scenario.platforms[name].network
    ties = network_files.read_ties(wanted.file, direction=wanted.direction, platform=name, members=wanted.members)
    return network_files.seat(ties, plan, how=wanted.seating, key=key, names=list(scenario.segments))


def network_plan(scenario: Scenario, name: str, seed: int, chart: np.ndarray) -> NetworkPlan:
    """What the network builder must know of one platform of a scenario."""
    segments, settings = scenario.segments, scenario.platforms[name].network
    code = segment_codes(scenario)
    luck = randomness.uniform(randomness.stream(seed, f"account on {name}"), np.arange(len(code)))
    share = np.array([spec.accounts.get(name, 0.0) for spec in segments.values()])
    places = {segment: number for number, segment in enumerate(segments)}
    audience = np.ones((len(segments), len(segments)))
    for source, spec in enumerate(segments.values()):
        for segment, weight in spec.audience.items():
            audience[source, places[segment]] = weight
    return NetworkPlan(
        segment=code,
        # A file says itself who has an account: everybody whose segment is there at all is a candidate.
        account=luck < share[code] if settings.file is None else share[code] > 0,
        mean_followers=np.array([spec.followers.get(name, DEFAULT_FOLLOWERS) for spec in segments.values()]),
        tail_exponent=settings.tail_exponent,
        reciprocity=settings.reciprocity,
        clustering=settings.clustering,
        homophily=settings.homophily,
        audience=audience,
        manager=chart,
    )


def row_numbers(scenario: Scenario, segment: str) -> np.ndarray:
    """The members of a segment: (size,) int."""
    rows = slices(scenario)[segment]
    return np.arange(rows.start, rows.stop)
