"""Textbook worlds with given ties: a message starts with some members, and who has it at the end is looked at.

A small graph stands thousands of times side by side in one world: luck belongs to members, so the copies are
independent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from simulator.crisis import timeline
from simulator.follower_network import FollowerNetwork
from simulator.model import CampaignModel
from simulator.population import populate
from simulator.randomness import narrow, stream, uniform
from simulator.scenario import Scenario
from simulator.scenario_files import parse_scenario
from simulator.world import Ties, World

TEXTBOOK = Path(__file__).resolve().parents[2] / "scenarios" / "textbook" / "independent_cascade.toml"
NEWS = "news"
"""The one message of the textbook scenario."""


def textbook(n_members: int, *, more: str = "", **settings: Any) -> Scenario:
    """The textbook independent cascade among so many people.

    Parameters
    ----------
    more : further tables, as TOML.
    settings : settings to replace, by path with dots written as double underscores.

    >>> textbook(100, clock__days=3).clock.days
    3.0
    """
    paths = {path.replace("__", "."): value for path, value in settings.items()}
    text = TEXTBOOK.read_text("utf-8") + more
    return parse_scenario(text, name=TEXTBOOK.name, settings={"segments.people.size": n_members, **paths})


def drawn_world(scenario: Scenario, seed: int, ties: Any) -> World:
    """The world ``seed`` of a scenario with one platform, on which everybody is and just these ties exist.

    ties : (source, follower) each.
    """
    source, follower = np.asarray(ties, np.int64).reshape(-1, 2).T
    n_members = sum(segment.size for segment in scenario.segments.values())
    return world_on(FollowerNetwork.from_pairs(source, follower, n_members=n_members), scenario, seed)


def world_on(network: FollowerNetwork, scenario: Scenario, seed: int) -> World:
    """The same on a network of all members."""
    people = populate(scenario, seed)
    ties = Ties(
        start=network.start,
        follower=network.follower,
        n_followed=network.following_count.astype(np.int32),
        account=np.ones((1, people.n_members), bool),
    )
    return World(seed=seed, ties=ties, timeline=timeline(scenario.crisis, seed), population=people)


# ------------------------------------------------------------ runs


def told(scenario: Scenario, world: World, seeds: Any, *, luck: int | None = None) -> CampaignModel:
    """A run in which the members ``seeds`` publish the news at the start.

    luck : the number of another world whose luck is taken, on the same ties; with None it is the world's own.
    """
    if luck is not None:
        world = replace(world, seed=luck)
    model = CampaignModel(scenario, rng=world.seed, world=world)
    model.publish(np.asarray(seeds), NEWS, np.zeros(len(seeds)))
    return model.run()


def who_has(model: CampaignModel) -> np.ndarray:
    """Who has published the news or passed it on: (members,) bool."""
    return model.population.contact["shared"][0] == 1


def reached(scenario: Scenario, world: World, seeds: Any, *, luck: int | None = None) -> int:
    """How many have the news at the end of such a run, whose memory is then given back to the world."""
    model = told(scenario, world, seeds, luck=luck)
    count = int(np.count_nonzero(who_has(model)))
    world.take_back(model.population)
    return count


def copies_of(edges: Any, n: int, n_copies: int) -> np.ndarray:
    """The ties of a graph of n members, so many times side by side: (ties, 2)."""
    return (np.asarray(edges)[None] + (np.arange(n_copies) * n)[:, None, None]).reshape(-1, 2)


def sizes_of_copies(
    edges: Any,
    n: int,
    seeds: Sequence[int],
    chance: float,
    n_copies: int,
    *,
    worlds: Iterable[int] = (0,),
    **settings: Any,
) -> np.ndarray:
    """The number of members who have the news, in each of many copies of a small graph: (worlds x copies,).

    worlds : numbers of the worlds in which the copies stand, so that one world need not hold them all.
    """
    scenario = textbook(n * n_copies, **{"clock__days": 1, "segments__people__share_chance": chance, **settings})
    ties = copies_of(edges, n, n_copies)
    begin = ((np.arange(n_copies) * n)[:, None] + np.asarray(seeds)).ravel()
    has = [who_has(told(scenario, drawn_world(scenario, world, ties), begin)) for world in worlds]
    return np.concatenate(has).reshape(-1, n).sum(axis=1)


# ------------------------------------------------------------ graphs


def both_ways(edges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each edge as two ties."""
    return [tie for a, b in edges for tie in ((a, b), (b, a))]


def complete(n: int) -> list[tuple[int, int]]:
    """Everybody follows everybody."""
    return both_ways(combinations(range(n), 2))


def everybody_follows(source: int, n_members: int) -> list[tuple[int, int]]:
    """Ties from one member to all others."""
    return [(source, other) for other in range(n_members) if other != source]


def random_graph(n: int, mean: float, seed: int) -> np.ndarray:
    """Both ways along ``n * mean / 2`` edges between members picked by chance: (ties, 2)."""
    key = stream(seed, "random graph")
    edges = (uniform(key, np.arange(round(n * mean / 2))[:, None], [0, 1]) * n).astype(np.int64)
    return np.concatenate([edges, edges[:, ::-1]])


def configuration(degree: np.ndarray, seed: int) -> np.ndarray:
    """A graph in which members have these degrees, its edges joined by chance: (ties, 2), both ways.

    degree : (members,) integers; where their sum is odd one end is left over. Edges to oneself, and edges twice, are
    among them as chance has it.
    """
    end = np.repeat(np.arange(len(degree)), degree)
    order = np.argsort(uniform(stream(seed, "configuration"), np.arange(len(end))))
    edges = end[order[: len(end) // 2 * 2]].reshape(-1, 2)
    return np.concatenate([edges, edges[:, ::-1]])


def forest(
    roots: np.ndarray, laws: Sequence[Sequence[np.ndarray]], seed: int, *, generations: int = 1000
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Trees of members who each follow one: a cascade on them is a branching process.

    Parameters
    ----------
    roots : (trees,) integers, the kind of the member at the root of each.
    laws : ``laws[i][j][k]`` is the chance that a member of kind i has k followers of kind j, all drawn independently.
    generations : after so many a tree is cut off.

    Returns
    -------
    ties : (ties, 2); tree, kind : (members,) integers. The roots are the first members, in their order.
    """
    key, kinds = stream(seed, "forest"), range(len(laws))
    ties, tree, kind = [], [np.arange(len(roots))], [np.asarray(roots)]
    fresh, n = np.arange(len(roots)), len(roots)
    for _ in range(generations):
        parents, kinds_born = [], []
        for i in kinds:
            of_kind = np.flatnonzero(kind[-1] == i)
            for j in kinds:
                luck = uniform(narrow(key, j), fresh[of_kind])
                born = np.searchsorted(np.cumsum(laws[i][j]), luck)
                parents.append(np.repeat(of_kind, born))
                kinds_born.append(np.full(born.sum(), j))
        place = np.concatenate(parents)
        if not len(place):
            break
        children = n + np.arange(len(place))
        ties.append(np.stack([fresh[place], children], axis=1))
        tree.append(tree[-1][place])
        kind.append(np.concatenate(kinds_born))
        fresh, n = children, n + len(children)
    return np.concatenate(ties), np.concatenate(tree), np.concatenate(kind)
