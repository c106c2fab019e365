"""Facts of firestorms: whom they bring together, what a late answer costs, and how brands recover."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from simulator.content import HOSTILE, NONE
from simulator.model import CampaignModel
from simulator.passport.crises import answered_after, firestorm
from simulator.passport.declaring import Curves, Effort, Finding, beside_null, check, within
from simulator.passport.null_model import null_settings
from simulator.passport.stages import stage_text
from simulator.scenario import DO_NOTHING, Scenario
from simulator.scenario_files import parse_scenario
from simulator.state import IMPRESSIONS
from simulator.units import HOURS_PER_DAY
from simulator.world import build_world

# ------------------------------------------------------------ who shares from whom

SETTLED_DAYS = 21
"""After so many days of posting the creators' credibility is worn as far as it will be."""
WINDOW_DAYS = 7
"""Days of each of three windows of equal length: before, during and after."""
FEW_WORLDS = 2
"""Worlds of the null model and of the twin."""
TIPS_PER_WEEK = 18
"""Different everyday posts of the creators in each window: a member passes each on at most once."""


def everyday_stage(onset_day: float, *, is_null: bool = False) -> Any:
    """Weeks of everyday posts, in which a firestorm breaks on a day of the three that count."""
    text = stage_text("everyday")
    for number in range(3 * TIPS_PER_WEEK):
        begin = SETTLED_DAYS + number // TIPS_PER_WEEK * WINDOW_DAYS
        text += (
            f'\n[messages.tip{number}]\nkind = "campaign"\nstance = 0.2\ntopic = "tips"\nquality = 8.0\n'
            f'[[strategies."every day".programme]]\nsegment = "creators"\nmessage = "tip{number}"\nmembers = 400\n'
            f"posts_per_week = 1.0\nfrom_day = {begin}\nto_day = {begin + WINDOW_DAYS}\n"
        )
    onset = {"crisis.onset_hours": (SETTLED_DAYS + onset_day) * HOURS_PER_DAY}
    scenario = parse_scenario(text, settings=onset)
    return parse_scenario(text, settings=onset | null_settings(scenario)) if is_null else scenario


def mentions(model: CampaignModel, window: int) -> np.ndarray:
    """Who shared from whom in a window, as a number for each pair, without repeats: (ties,)."""
    posts = model.posts
    begin = (SETTLED_DAYS + window * WINDOW_DAYS) * HOURS_PER_DAY
    inside = (posts["time"] >= begin) & (posts["time"] < begin + WINDOW_DAYS * HOURS_PER_DAY)
    shares = posts[inside & (posts["parent"] != NONE)]
    shared_from = posts["member"][shares["parent"]].astype(np.int64)
    return np.unique(shared_from * model.given.n_members + shares["member"])


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """Ties in both graphs as a share of those in either."""
    both = len(np.intersect1d(one, other))
    return both / max(len(one) + len(other) - both, 1)


def likenesses(n_worlds: int, *, onset_day: float = WINDOW_DAYS, is_null: bool = False) -> np.ndarray:
    """J(before, after) and J(before, during) of the mention graphs in each world: (worlds, 2)."""
    scenario = everyday_stage(onset_day, is_null=is_null)
    found = []
    for seed in range(1, n_worlds + 1):
        model = CampaignModel(scenario, "every day", rng=seed, world=build_world(scenario, seed)).run()
        before, during, after = (mentions(model, window) for window in range(3))
        found.append((jaccard(before, after), jaccard(before, during)))
    return np.array(found)


@check(
    "T17",
    "fact",
    "A firestorm brings people together who had not shared from each other, and leaves no trace of it.",
    source="Lamba, Malik & Pfeffer 2015: 80 firestorms",
    twin="the firestorm breaks in the window that is called after",
    evidence="calibrated",
    chosen="how the stage is laid out, with this fact in view: how many speak every day and how often, how good their "
    "posts are (8), and how good and moving the story is (10 and 1.7, the upper end of #55)",
)
def no_lasting_ties(effort: Effort) -> Iterator[Finding]:
    """Everyday posts go on all the while; what is shared of the story comes on top."""
    n = FEW_WORLDS if effort.wrong else effort.n(5, 60)
    after, during = likenesses(n, onset_day=(2 if effort.wrong else 1) * WINDOW_DAYS).T
    more = within("J(before, after) against J(before, during) of mention graphs", after.mean() / during.mean(),
                  1.0 + 1e-9, math.inf, n=n, unit="x")  # fmt: skip
    worlds = within("worlds in which before is more like after than like during", np.mean(after > during), 0.95, 1.0,
                    n=n, unit="share")  # fmt: skip

    def null() -> tuple[list[float], int]:
        after, during = likenesses(FEW_WORLDS, is_null=True).T
        return [after.mean() / during.mean(), float(np.mean(after > during))], FEW_WORLDS

    yield from beside_null(effort, (more, worlds), null)


# ------------------------------------------------------------ when the brand answers

ANSWER_HOURS = (1, 6, 21, 48)
NO_EFFECT: dict[str, Any] = {
    "crisis.closure": 0.0,
    "responses.apology": {"victim": 0.0, "accidental": 0.0, "preventable": 0.0, "virality": 1.0},
}
"""The twin of the answers: they end no attention and calm nobody."""


def answered_stage(settings: dict[str, Any], *, is_null: bool = False) -> Scenario:
    """The stage of a firestorm, answered sooner or later."""
    answers = "".join(answered_after(hours, f"{hours} h") for hours in ANSWER_HOURS)
    return firestorm(settings, answers, is_null=is_null)


def hostile_impressions(n_worlds: int, settings: dict[str, Any], *, is_null: bool = False) -> np.ndarray:
    """Times that the public saw the story, by hours to the first answer, in each world: (worlds, answers)."""
    scenario = answered_stage(settings, is_null=is_null)
    found = np.empty((n_worlds, len(ANSWER_HOURS)))
    for row, seed in enumerate(range(1, n_worlds + 1)):
        world = build_world(scenario, seed)
        for column, hours in enumerate(ANSWER_HOURS):
            model = CampaignModel(scenario, f"{hours} h", rng=seed, world=world).run()
            found[row, column] = model.moving.tally[:, 0, IMPRESSIONS + HOSTILE].sum()
            world.take_back(model.population)
    return found


def _later_is_worse(seen: np.ndarray) -> tuple[float, float, float]:
    """Smallest step of the means, 21 hours against 1, and the worlds in which each step is upwards."""
    mean = seen.mean(axis=0)
    steps = np.diff(seen, axis=1) > 0
    return float((mean[1:] / mean[:-1]).min()), float(mean[2] / mean[0]), float(steps.all(axis=1).mean())


@check(
    "T18",
    "fact",
    "The later the first answer, the more often the story is seen.",
    source="Freshfields 2013: 21 hours to a meaningful answer, more than 48 in 18 % of crises",
    twin="answers neither end attention nor calm anybody",
    evidence="calibrated",
    chosen="how the stage is laid out, with this fact in view: how good and moving the story is (10 and 1.2), and how "
    "many follow the press, of which every story comes six times a day",
)
def late_answers(effort: Effort) -> Iterator[Finding]:
    """The same worlds for all, a week from the beginning; an apology by the brand, said three times."""
    n = 6 if effort.wrong else effort.n(30, 400)
    step, ratio, worlds = _later_is_worse(hostile_impressions(n, NO_EFFECT if effort.wrong else {}))
    found = (
        within("hostile impressions, least step among 1, 6, 21, 48 h", step, 1.0 + 1e-9, math.inf, n=n, unit="x"),
        within("hostile impressions, answered after 21 h against 1 h", ratio, 1.3, math.inf, n=n, unit="x"),
        within("worlds in which each later answer is worse", worlds, 0.95, 1.0, n=n, unit="share"),
    )
    yield from beside_null(effort, found, lambda: (_later_is_worse(hostile_impressions(4, {}, is_null=True)), 4))


# ------------------------------------------------------------ how brands recover

LONG = {"clock.days": 420, "clock.tick_hours": 6.0, "crisis.severity": 1.0, "crisis.cluster": "preventable"}
"""More than a year, of a crisis as bad as they come, so that there is something to recover from."""
YEAR_DAYS, FOUR_MONTHS_DAYS = 365, 120
VOLKSWAGEN = ((0, 1.0), (365, 0.24))
CHIPOTLE = ((0, 1.0), (120, 0.30))
"""Days since the low, and the part of the drop that is left: 12 of 50 points, and 12 of 40 (YouGov BrandIndex 2016)."""


@lru_cache(maxsize=4)
def recovery(effort: Effort) -> np.ndarray:
    """The part of the drop that is left on each day since the low, in each world: (worlds, days)."""
    scenario = firestorm(LONG | ({"belief.slow_share": 0.6} if effort.wrong else {}))
    found = []
    for seed in range(1, (2 if effort.wrong else effort.n(4, 40)) + 1):
        model = CampaignModel(scenario, DO_NOTHING, rng=seed, world=build_world(scenario, seed)).run()
        per_day = round(HOURS_PER_DAY / model.given.tick_hours)
        lost = model.public_start() - model.public_attitude()
        low = int(lost.argmax())
        found.append(lost[low::per_day][: YEAR_DAYS + 1] / lost[low])
    return np.stack([course[: min(map(len, found))] for course in found])


@check(
    "T19",
    "fact",
    "Most of a loss of reputation is regained within four months, a quarter is still there after a year.",
    source="YouGov BrandIndex 2016: Volkswagen 12 of 50 points after a year, Chipotle 12 of 40",
    twin="six tenths of a change are slow to fade",
    evidence="set",
    chosen="the part of a change that is slow to fade (#63) and both half-lives are from the same surveys; the crisis "
    "is laid out as bad as they come, so that there is a loss to recover from",
)
def recovery_of_reputation(effort: Effort) -> Iterator[Finding]:
    """A world in which beliefs are fixed has no loss to recover from: the null model has no such number."""
    left = recovery(effort).mean(axis=0)
    n = len(recovery(effort))
    yield within("part of the drop that is left after a year", left[YEAR_DAYS], 0.15, 0.40,
                 expected=0.27, n=n, unit="share")  # fmt: skip
    yield within("part of the drop regained within four months", 1 - left[FOUR_MONTHS_DAYS],
                 0.60, 1.0, n=n, unit="share")  # fmt: skip


# ------------------------------------------------------------ pictures


def pictured(effort: Effort) -> dict[str, Curves]:
    """What may be drawn: the course of the recovery, and the two surveys."""
    days, left = np.arange(YEAR_DAYS + 1), recovery(effort).mean(axis=0)[: YEAR_DAYS + 1]
    real = np.full(len(days), np.nan)
    for day, part in (*VOLKSWAGEN, *CHIPOTLE):
        real[day] = part
    return {"T19: part of the drop that is left, by days since the low": Curves(days, left, real)}
