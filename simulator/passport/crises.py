"""Many crises, drawn over what is declared and published of crises; facts and data are held against them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from simulator.content import HOSTILE, NONE
from simulator.crisis import timeline
from simulator.model import CampaignModel
from simulator.passport.declaring import Effort
from simulator.passport.null_model import null_settings
from simulator.passport.stages import stage_text
from simulator.randomness import stream, uniform
from simulator.scenario import DO_NOTHING, Scenario
from simulator.scenario_files import parse_scenario
from simulator.units import HOURS_PER_DAY
from simulator.world import build_world

SIZE = 60_000
"""People of the ensemble's public: three times the stage's, so that hours have posts enough to be counted ..."""
FOLLOWED = {
    "segments.brand.followers": {"feed": SIZE / 10},
    "segments.press.followers": {"feed": SIZE * 3 / 10},
}
"""... with a brand and a press that the same shares of it follow."""
DAYS_RUN = 16
"""Days of a run, the first before the onset; from then on nothing is said, and what is left only fades."""
NETWORKS = 4
"""Networks on which the crises take turns."""
LARGE_PEAK = 40
"""A firestorm is a crisis with so many posts in its busiest hour: the real series have at least 42."""
FOUR_WEEKS = 28
HALF_A_YEAR = 182
"""Days after the onset at which the four weeks of the long term begin (assumed: 'some months')."""

N_CRISES, CRISES_OF_TWIN, CRISES_OF_NULL = 110, 20, 10
"""Crises in the quick ensemble, enough for 60 firestorms; in that of a twin, enough for five; and of the null model."""
FIRST_WORLD = 1_000
"""Worlds of the crises have numbers from here on."""
Changed = tuple[tuple[str, Any], ...]
"""Settings of a twin, by path."""

# The laws, as stated before anything was measured. All are assumed, but for the ranges.
CLUSTERS = ("victim", "accidental", "preventable")
"""Equally likely."""
SEVERITY = (0.0, 1.0)
"""Uniform over the declared range."""
AROUSAL = (1.05, 1.7)
"""Uniform over the range of #55."""
TELL_FIRST = (1.0, 100.0)
"""Log-uniform: members who tell it first, and so the reach of the origin."""
HALF_LIFE = (3.0, 48.0)
"""Log-uniform, hours: attention fades up to four times as fast, or as slowly, as by default."""
ANSWERED = 0.82
"""Share of the crises that are answered within 48 hours (Freshfields 2013) ..."""
ANSWER_HOURS = (1.0, 48.0)
"""... after log-uniform times; the others are not answered at all."""
POSTURES = ("deny", "diminish", "apology", "corrective_action")
"""Equally likely (Arendt et al. 2017: denial is the most used, corrective action the third most)."""


@dataclass(frozen=True)
class Storm:
    """What became of one crisis.

    hourly : (hours,) hostile posts from the onset on; attitude : (days,) the public's mean attitude at the end of each
    day since the onset, up to the end of the long term; before : the same before the onset; shares, originals : hostile
    ones.
    """

    hourly: np.ndarray
    attitude: np.ndarray
    before: float
    shares: int
    originals: int

    @property
    def peak(self) -> int:
        """Posts of the busiest hour."""
        return int(self.hourly.max(initial=0))

    @property
    def short_term(self) -> float:
        """Decline of the mean over the first four weeks."""
        return self.before - float(self.attitude[:FOUR_WEEKS].mean())

    @property
    def long_term(self) -> float:
        """Decline of the mean over four weeks, half a year later."""
        return self.before - float(self.attitude[HALF_A_YEAR:].mean())


def drawn_crisis(number: int) -> tuple[dict[str, Any], str]:
    """Settings of the crisis with a number, and the text of the answer to it."""
    luck = uniform(stream(number, "ensemble of crises"), np.arange(8))

    def between(bounds: tuple[float, float], draw: float, *, log: bool = False) -> float:
        low, high = bounds
        return float(low * (high / low) ** draw if log else low + (high - low) * draw)

    settings = {
        "crisis.severity": between(SEVERITY, luck[0]),
        "crisis.cluster": CLUSTERS[int(luck[1] * len(CLUSTERS))],
        "messages.story.arousal": between(AROUSAL, luck[2]),
        "crisis.origin_members": round(between(TELL_FIRST, luck[3], log=True)),
        "crisis.attention_half_life_hours": between(HALF_LIFE, luck[4], log=True),
        "messages.answer.posture": POSTURES[int(luck[5] * len(POSTURES))],
    }
    hours = between(ANSWER_HOURS, luck[7], log=True)
    return settings, answered_after(hours) if luck[6] < ANSWERED else ""


def answered_after(hours: float, name: str = "answered") -> str:
    """A strategy that answers by the brand's account, and says it again on the next two days."""
    step = f'strategies."{name}"'
    return (
        f'\n[{step}]\n[[{step}.playbook]]\naction = "publish"\nspeaker = "brand"\nmessage = "answer"\n'
        f"after_crisis_hours = {hours:.3f}\ntimes = 3\nevery_hours = 24\n"
    )


def firestorm(settings: dict[str, Any], more: str = "", *, is_null: bool = False) -> Scenario:
    """The stage of a firestorm with other settings."""
    text = stage_text("firestorm") + more
    scenario = parse_scenario(text, settings=settings)
    return parse_scenario(text, settings=settings | null_settings(scenario)) if is_null else scenario


def mean_attitude_later(model: CampaignModel, days: int) -> np.ndarray:
    """The public's mean attitude on so many days after a run: nothing is said any more, and opinions only fade."""
    belief = model.spec.belief
    age = (
        np.arange(1, days + 1)[:, None] - model.given.tick_hours / HOURS_PER_DAY
    )  # a tick has faded since the last record
    fast, slow = model.moving.opinion[:, 0], model.moving.opinion[:, 1]
    left = fast * 0.5 ** (age / belief.fast_half_life_days) + slow * 0.5 ** (age / belief.slow_half_life_days)
    size = np.array([segment.size for segment in model.spec.segments.values()])
    is_public = model.given.segment["is_public"] == 1
    return model.public_start() + (left[:, is_public].sum(axis=1) / size[is_public].sum())


def hostile_by_hour(model: CampaignModel) -> np.ndarray:
    """Hostile posts and shares in each hour since the onset: (hours,)."""
    posts, begin = model.posts, model.world.timeline.onset
    hostile = model.moving.message["side"][posts["message"]] == HOSTILE
    hours = math.ceil(model.given.n_ticks * model.given.tick_hours - begin)
    return np.bincount((posts["time"][hostile] - begin).astype(np.int64), minlength=hours)


@lru_cache(maxsize=4)
def ensemble(effort: Effort, *, is_null: bool = False, wrong: Changed = ()) -> tuple[Storm, ...]:
    """Let many crises break, some of which become firestorms; null model and twins make do with fewer.

    wrong : what is other in a twin.
    """
    return tuple(_storms(effort, is_null=is_null, wrong=dict(wrong)))


def firestorms(effort: Effort, *, is_null: bool = False, wrong: Changed = ()) -> list[Storm]:
    """Those of the ensemble with a busy hour at least as busy as the real series have."""
    return [storm for storm in ensemble(effort, is_null=is_null, wrong=wrong) if storm.peak >= LARGE_PEAK]


def crisis_of_ensemble(number: int, more: dict[str, Any] | None = None, *, is_null: bool = False) -> Scenario:
    """The scenario of the crisis with a number: the stage of a firestorm, three times as large."""
    drawn, answer = drawn_crisis(number)
    always = {"segments.public.size": SIZE, "clock.days": DAYS_RUN, **FOLLOWED}
    return firestorm(always | drawn | (more or {}), answer, is_null=is_null)


def _storms(effort: Effort, *, is_null: bool, wrong: dict[str, Any]) -> Iterator[Storm]:
    few = CRISES_OF_TWIN if effort.wrong else CRISES_OF_NULL if is_null else 0
    always = {"segments.public.size": SIZE, "clock.days": DAYS_RUN, **FOLLOWED}
    networks = [build_world(firestorm(always, is_null=is_null), seed) for seed in range(1, 2 if few else NETWORKS + 1)]
    for number in range(few or effort.n(N_CRISES, 10 * N_CRISES)):
        scenario = crisis_of_ensemble(number, wrong, is_null=is_null)
        luck = FIRST_WORLD + number
        world = replace(networks[number % len(networks)], seed=luck, timeline=timeline(scenario.crisis, luck))
        strategy = "answered" if "answered" in scenario.strategies else DO_NOTHING
        model = CampaignModel(scenario, strategy, rng=luck, world=world).run()
        yield _what_became_of(model)
        world.take_back(model.population)


def _what_became_of(model: CampaignModel) -> Storm:
    per_day = round(HOURS_PER_DAY / model.given.tick_hours)
    onset = int(model.world.timeline.onset // HOURS_PER_DAY)
    during = model.public_attitude()[per_day - 1 :: per_day][onset:]
    after = mean_attitude_later(model, HALF_A_YEAR + FOUR_WEEKS - len(during))
    posts = model.posts
    hostile = model.moving.message["side"][posts["message"]] == HOSTILE
    shares = int(np.count_nonzero(posts["parent"][hostile] != NONE))
    return Storm(
        hourly=hostile_by_hour(model),
        attitude=np.concatenate([during, after]),
        before=model.public_start(),
        shares=shares,
        originals=int(np.count_nonzero(hostile)) - shares,
    )
