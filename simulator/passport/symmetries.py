"""What must not matter: what members are called, how a budget is split over people who are alike, how long a tick is.

Outcomes are samples here, so two ways to say the same are held against each other in many drawn scenarios.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from scipy import stats

from simulator.costing import planned_cost
from simulator.metrics import OUTCOMES
from simulator.model import CampaignModel
from simulator.passport.any_scenario import EVERYTHING, Luck, any_scenario, luck_of
from simulator.passport.declaring import Effort, Finding, alike, check, exactly, mean_of
from simulator.passport.small_worlds import drawn_world, random_graph, reached, textbook
from simulator.randomness import stream, uniform
from simulator.scenario import Scenario
from simulator.scenario_files import check as checked
from simulator.studies.job import let_go
from simulator.world import World, build_world

Given = Mapping[str, Any]
"""Settings by path."""
Way = tuple[Scenario, str]
"""One way to say something: a scenario and a strategy."""

MEANS = ("posts", "impressions", "reach", "actions")
"""Outcomes of which a mean is known to 2 % from few runs ..."""
LAWS = (*MEANS, "shares", "hostile_impressions", "unfollows", "reputation_end")
"""... and those of which whole laws are compared."""
SHORT: Given = {"clock.days": 2.0, "clock.tick_hours": 2.0}
"""Long ticks, so that there can be many runs."""


def _many(effort: Effort) -> range:
    """The numbers of the drawn scenarios: 30 (300); a twin is seen through in 10."""
    return range(10 if effort.wrong else effort.n(30, 300))


def numbers(way: Way, world: World, names: tuple[str, ...]) -> list[float]:
    """Some outcomes of a run in a world."""
    model = CampaignModel(*way, rng=world.seed, world=world).run()
    found = [OUTCOMES[name].read(model) for name in names]
    let_go(model)
    return found


def tables_of(luck: Luck, settings: Given) -> dict[str, Any]:
    """What a drawn scenario gives, as tables that may be changed."""
    return any_scenario(luck, settings).model_dump(by_alias=True, exclude_unset=True)


# ------------------------------------------------------------ names


@check(
    "I7",
    "invariant",
    "what members, platforms and messages are called, and in which order they stand, does not matter",
    source="exchangeability; ranks within strata: van Elteren 1960",
    twin="two segments exchange their sizes; the first to know keeps its number when members get others",
)
def names_do_not_matter(effort: Effort) -> Iterator[Finding]:
    """Outcomes in 4 worlds each of 30 (300) drawn scenarios and of their mirror images; reach on renumbered graphs."""
    found = np.array([_mirrored(number, wrong=effort.wrong) for number in _many(effort)])
    for place, name in enumerate(LAWS):
        yield alike(
            f"{name}, tables turned round", same_in_strata(*found[..., place].swapaxes(0, 1)), found[..., 0].size
        )
        yield alike(f"spread of {name}, tables turned round", same_spread(*found[..., place].swapaxes(0, 1)),
                    found[..., 0].size)  # fmt: skip
    sizes = np.array([_renumbered(number, wrong=effort.wrong) for number in _many(effort)])
    yield alike("number reached, members renumbered", same_in_strata(*sizes.swapaxes(0, 1)), sizes.size)
    yield alike("spread of the number reached, members renumbered", same_spread(*sizes.swapaxes(0, 1)), sizes.size)


def turned_round(luck: Luck, *, wrong: bool = False) -> tuple[Scenario, Scenario]:
    """A drawn scenario, and the same with its segments, platforms and messages in reverse order."""
    tables = tables_of(luck, SHORT)
    mirror = {
        **tables,
        **{name: dict(reversed(tables[name].items())) for name in ("segments", "platforms", "messages")},
    }
    if wrong:
        public, riders = mirror["segments"]["public"], mirror["segments"]["riders"]
        mirror["segments"] |= {
            "public": {**public, "size": riders["size"]},
            "riders": {**riders, "size": public["size"]},
        }
    return checked(tables, name="as drawn"), checked(mirror, name="turned round")


def _mirrored(number: int, *, wrong: bool) -> list[list[list[float]]]:
    """Outcomes both ways, in 4 worlds each: 2 by 4 by LAWS."""
    both = turned_round(luck_of(number), wrong=wrong)
    return [
        [numbers((one, EVERYTHING), build_world(one, 8 * number + 4 * place + world), LAWS) for world in range(4)]
        for place, one in enumerate(both)
    ]


def _renumbered(number: int, *, wrong: bool) -> list[list[int]]:
    """How many get the news from the most followed of a random graph, 8 times; and 8 times with other numbers."""
    n, key = 150, stream(number, "renumbered")
    ties = random_graph(n, 4.0, number)
    first = int(np.bincount(ties[:, 0], minlength=n).argmax())
    chance = 0.1 + 0.3 * float(uniform(key, 0))
    scenario = textbook(n, segments__people__share_chance=chance)
    other = np.argsort(uniform(stream(number, "other numbers"), np.arange(n)))
    graphs = ((ties, first, 0), (other[ties], first if wrong else int(other[first]), 8))
    return [
        [reached(scenario, world, [begins], luck=luck) for luck in range(lucks, lucks + 8)]
        for world, begins, lucks in ((drawn_world(scenario, number, g), b, lucks) for g, b, lucks in graphs)
    ]


def same_in_strata(one: np.ndarray, other: np.ndarray) -> float:
    """The chance that samples from the same laws differ as these do, by their ranks: (strata, n) each.

    Ranks are taken within each stratum, of which each has a law of its own, and their sums are added up (van Elteren
    1960). Under equal laws a sum of n ranks of 2 n has the variance n^2 / (2 n - 1) times that of the ranks.
    """
    n = one.shape[1]
    ranks = stats.rankdata(np.concatenate([one, other], axis=1), axis=1)
    excess = ranks[:, :n].sum() - ranks.sum() / 2
    variance = ranks.var(axis=1).sum() * n**2 / (2 * n - 1)
    return float(2 * stats.norm.sf(abs(excess) / math.sqrt(variance))) if variance else 1.0


def same_spread(one: np.ndarray, other: np.ndarray) -> float:
    """The same for the distances from the median of both: whether one spreads more than the other."""
    median = np.median(np.concatenate([one, other], axis=1), axis=1)[:, None]
    return same_in_strata(np.abs(one - median), np.abs(other - median))


# ------------------------------------------------------------ means of pairs


def no_gaps(effort: Effort, worlds: int, both: Callable[[Luck], tuple[Way, Way]]) -> Iterator[Finding]:
    """Two ways to say the same have the same mean outcomes, in worlds of 30 (300) drawn scenarios that both meet.

    Differences are taken as parts of the mean of their scenario: a ratio of 1 is none.
    """
    found = np.array([_paired(number, worlds, both) for number in _many(effort)])
    for place, name in enumerate(MEANS):
        one, other = found[..., 0, place], found[..., 1, place]
        mean = (one + other).mean(axis=1, keepdims=True) / 2
        gap = ((one - other) / np.where(mean > 0, mean, 1.0)).ravel()
        error = float(gap.std(ddof=1)) / math.sqrt(len(gap))
        yield mean_of(f"ratio of {name}", 1.0 + float(gap.mean()), error, 1.0, n=len(gap), unit="x")


def _paired(number: int, worlds: int, both: Callable[[Luck], tuple[Way, Way]]) -> list[list[list[float]]]:
    """Outcomes of both ways in the same worlds: worlds by 2 by MEANS."""
    ways = both(luck_of(number))
    built = [build_world(ways[0][0], worlds * number + place) for place in range(worlds)]
    return [[numbers(way, world, MEANS) for way in ways] for world in built]


# ------------------------------------------------------------ budgets

ALIKE: Given = {
    **SHORT,
    "platforms.feed.network.homophily": 0.0,
    "platforms.work.network.homophily": 0.0,
    "segments.creators.takes_per_day": 0.0,
    "strategies.everything.programme[2].choose": "random",
}
"""Nobody seeks the own segment, those who are paid are picked by chance, and say nothing else."""


@check(
    "I8",
    "invariant",
    "a budget that is split over two segments of people who are alike brings in what it brings in undivided",
    source="exchangeability",
    twin="the second segment is paid for 26 members, not 20",
)
def splitting_does_not_matter(effort: Effort) -> Iterator[Finding]:
    """40 of 50 influencers of one segment, against 20 of each of two: 8 worlds of each drawn scenario."""
    second = 26 if effort.wrong else 20
    scenario = undivided_and_split(luck_of(0), second)[0][0]
    whole, halves = (planned_cost(scenario.strategies[name], scenario) for name in ("undivided", "split"))
    yield exactly("planned cost of two halves by that of the whole", halves / whole, 1.0, unit="x")
    yield from no_gaps(effort, 8, lambda luck: undivided_and_split(luck, second))


def undivided_and_split(luck: Luck, second: int = 20) -> tuple[Way, Way]:
    """A drawn scenario with two segments of 50 influencers who are alike: 40 of one enrolled, or 20 of each."""
    tables = tables_of(luck, ALIKE)
    creators = tables["segments"]["creators"] | {"size": 50, "followers": {"feed": 15.0, "work": 15.0}}
    tables["segments"] |= {"creators": creators, "creators too": dict(creators)}
    part = tables["strategies"][EVERYTHING]["programme"][2]
    parts = [{**part, "members": 20}, {**part, "members": second, "segment": "creators too"}]
    tables["strategies"] = {"undivided": {"programme": [{**part, "members": 40}]}, "split": {"programme": parts}}
    scenario = checked(tables, name="two alike")
    return (scenario, "undivided"), (scenario, "split")


# ------------------------------------------------------------ ticks

SLOW: Given = {
    **{f"segments.{name}.share_chance": 0.05 for name in ("public", "riders", "staff", "creators")},
    **{f"platforms.{name}.response": "half_life" for name in ("feed", "work")},
    **{f"platforms.{name}.half_life_hours": 12.0 for name in ("feed", "work")},
    "clock.days": 2.0,
}
"""News that spreads with some twenty contacts, each within half a day: it doubles in more than a tick of one hour."""
NO_LAG: Given = {
    **{f"segments.{name}.own_words_per_week": 0.0 for name in ("riders", "staff")},
    **{f"segments.{name}.reports_answers_per_day": 0.0 for name in ("brand", "critic")},
    "segments.creators.takes_per_day": 0.0,
    "mechanisms[1].weight": 0.0,
    "credibility.humanness": 0.0,
    "crisis.closure": 0.0,
    "strategies.everything.playbook[1].factor": 1.0,
}
"""Without what looks back at the beginning of a tick, and so is late by half a tick: docs/model.md, section 3."""


@check(
    "I9",
    "invariant",
    "halving the tick changes nothing in expectation, where news doubles more slowly than that",
    source="time is continuous",
    twin="with half the tick, advocates speak twice as often",
)
def ticks_do_not_matter(effort: Effort) -> Iterator[Finding]:
    """Ticks of an hour and of half an hour: 2 worlds of each drawn scenario."""
    yield from no_gaps(effort, 2, lambda luck: whole_and_half_ticks(luck, wrong=effort.wrong))


def whole_and_half_ticks(luck: Luck, *, wrong: bool = False) -> tuple[Way, Way]:
    """A drawn scenario in which news is slow, and the same in ticks half as long."""
    more: Given = {"segments.riders.everyday_words_per_week": 20.0}
    whole = any_scenario(luck, {**SLOW, **NO_LAG, **more})
    if wrong:
        more = {"segments.riders.everyday_words_per_week": 40.0}
    half = any_scenario(luck, {**SLOW, **NO_LAG, **more, "clock.tick_hours": 0.5})
    return (whole, EVERYTHING), (half, EVERYTHING)
