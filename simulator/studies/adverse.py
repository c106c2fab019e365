"""Worlds that go against us, by name, and what choosing a strategy is then regretted by.

A world that the software knows is a function of a scenario: it returns the settings that are different there, or None
where the scenario has nothing of the kind. A scenario may name further ones (``[adverse_worlds]``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.chosen import flat
from simulator.metrics import OUTCOMES
from simulator.scenario import PUBLIC, OutletsSettings, Scenario, SegmentSettings
from simulator.settings import join
from simulator.studies.answers import AdverseWorld, Regret
from simulator.studies.job import Variant
from simulator.studies.ranking import with_numbers
from simulator.studies.statistics import estimate
from simulator.studies.trials import Trial, Trials, best_rival, without_budgets
from simulator.studies.uncertain import AS_GIVEN
from simulator.units import HOURS_PER_DAY


@dataclass(frozen=True)
class Adversity:
    """Something that goes against us: its name, what it is in a sentence, and the settings that are then different."""

    name: str
    description: str
    settings: Callable[[Scenario], dict[str, Any] | None]


ADVERSITIES: dict[str, Adversity] = {}


def adversity(name: str) -> Callable[[Callable[[Scenario], dict[str, Any] | None]], Any]:
    """Register a function of a scenario as the adverse world of this name; its docstring is the description."""

    def keep(settings: Callable[[Scenario], dict[str, Any] | None]) -> Callable[[Scenario], dict[str, Any] | None]:
        said = (settings.__doc__ or "").strip().splitlines()[0]
        ADVERSITIES[name] = Adversity(name, said, settings)
        return settings

    return keep


def _segments(scenario: Scenario, *roles: str) -> Iterator[tuple[str, SegmentSettings]]:
    """The segments of some roles, each with the path of its settings."""
    return ((join("segments", name), s) for name, s in scenario.segments.items() if s.role in roles)


def _times(factor: float, scenario: Scenario, name: str, *roles: str) -> dict[str, Any] | None:
    """A share of all segments of some roles, times a factor and at most 1; None where there are no such segments."""
    found = {f"{path}.{name}": min(getattr(s, name) * factor, 1.0) for path, s in _segments(scenario, *roles)}
    return found or None


@adversity("distrustful public")
def _distrustful(scenario: Scenario) -> dict[str, Any] | None:
    """The public starts out 0.2 less well-disposed, and the word of everybody who speaks for us counts a third less."""
    moods = {f"{path}.attitude": max(s.attitude - 0.2, -1.0) for path, s in _segments(scenario, *PUBLIC)}
    heard = _times(2 / 3, scenario, "trust", "advocates", "employees", "influencers") or {}
    own = {f"{path}.trust": s.trust * 2 / 3 for path, s in _segments(scenario, "outlets") if getattr(s, "owned", False)}
    return {**moods, **heard, **own} if moods else None


@adversity("influencer scandal")
def _influencer_scandal(scenario: Scenario) -> dict[str, Any] | None:
    """Influencers are in disrepute: their word counts a quarter, and their followers pass on a third."""
    trust = _times(0.25, scenario, "trust", "influencers")
    appeal = _times(1 / 3, scenario, "appeal", "influencers")
    return {**trust, **appeal} if trust and appeal else None


@adversity("few employees take part")
def _few_employees(scenario: Scenario) -> dict[str, Any] | None:
    """A third as many of the enrolled employees take part, and a third as many speak up unasked."""
    taking_part = _times(1 / 3, scenario, "participation", "employees")
    unprompted = _times(1 / 3, scenario, "unprompted_share", "employees")
    return {**taking_part, **unprompted} if taking_part and unprompted else None


@adversity("lukewarm advocates")
def _lukewarm(scenario: Scenario) -> dict[str, Any] | None:
    """Half as many of the enrolled advocates take part, and they write half as often of themselves."""
    taking_part = _times(0.5, scenario, "participation", "advocates")
    own_words = {f"{path}.own_words_per_week": s.own_words_per_week / 2 for path, s in _segments(scenario, "advocates")}  # type: ignore[attr-defined]
    return {**taking_part, **own_words} if taking_part else None


@adversity("hostile press")
def _hostile_press(scenario: Scenario) -> dict[str, Any] | None:
    """Outlets that are not ours publish twice as often on the crisis, and attention to it fades half as fast."""
    found: dict[str, Any] = {}
    for path, spec in _segments(scenario, "outlets"):
        for number, coverage in enumerate(spec.publishes if isinstance(spec, OutletsSettings) else ()):
            if coverage.follows_crisis:
                found[f"{path}.publishes[{number}].per_day"] = min(2 * coverage.per_day, 1000.0)
    if not found or scenario.crisis is None:
        return None
    return {**found, "crisis.attention_half_life_hours": 2 * scenario.crisis.attention_half_life_hours}


@adversity("worse than thought")
def _worse(scenario: Scenario) -> dict[str, Any] | None:
    """The crisis is as severe as can be, it could have been prevented, and it comes back for sure."""
    if scenario.crisis is None:
        return None
    wave = {"chance": 1.0, "after_hours": 48.0}
    before = scenario.crisis.second_wave
    if before is not None:
        wave = {**before.model_dump(exclude_unset=True), "chance": 1.0}
    return {"crisis.severity": 1.0, "crisis.cluster": "preventable", "crisis.second_wave": wave}


@adversity("nothing goes wrong")
def _calm(scenario: Scenario) -> dict[str, Any] | None:
    """There is no crisis within the rehearsal."""
    if scenario.crisis is None:
        return None
    return {"crisis.onset_hours": scenario.clock.days * HOURS_PER_DAY + scenario.crisis.warned_hours + 1.0}


@adversity("less is shown")
def _less_shown(scenario: Scenario) -> dict[str, Any] | None:
    """Platforms show the posts of brands and of people to half as many of their followers."""
    return {
        f"{join('platforms', name)}.{reach}": getattr(platform, reach) / 2
        for name, platform in scenario.platforms.items()
        for reach in ("brand_reach", "member_reach")
    }


@adversity("tired of promotion")
def _tired(scenario: Scenario) -> dict[str, Any] | None:
    """People put up with half as many promotional posts, and leave twice as readily."""
    fatigue = scenario.fatigue
    return {
        "fatigue.tolerance_per_week": fatigue.tolerance_per_week / 2,
        "fatigue.unfollow_chance": min(2 * fatigue.unfollow_chance, 1.0),
        "fatigue.hide_chance": min(2 * fatigue.hide_chance, 1.0),
    }


def adverse_worlds(scenario: Scenario) -> list[tuple[str, str, Variant]]:
    """The adverse worlds of a scenario: name, description and settings; its own ones first."""
    own = [(name, world.description, tuple(flat(world.set))) for name, world in scenario.adverse_worlds.items()]
    known = [
        (one.name, one.description, tuple(settings.items()))
        for one in ADVERSITIES.values()
        if one.name not in scenario.adverse_worlds and (settings := one.settings(scenario)) is not None
    ]
    lifted = without_budgets(scenario)
    return [(name, said, Variant(f"adverse: {name}", settings + lifted)) for name, said, settings in [*own, *known]]


def regret(trials: Trials, strategies: tuple[str, ...], *, worlds: int) -> Regret:
    """What each strategy loses to the best one in each adverse world; the safest is that whose largest regret is least.

    Regret is a difference of means (Savage 1951); the scenario as given counts as one of the worlds.
    """
    known = adverse_worlds(trials.scenario)
    found = [(name, said, v) for name, said, v in known if trials.is_possible(v)]
    left_out = tuple(name for name, _, v in known if not trials.is_possible(v))
    trials.do(Trial(variant, strategies, worlds) for _, _, variant in found)
    described = [(AS_GIVEN, "The scenario as it stands.", None), *found]
    rows = tuple(_adverse_world(trials, name, said, variant, strategies, worlds) for name, said, variant in described)
    largest = {name: _largest(rows, name) for name in strategies}
    safest = min(strategies, key=lambda name: largest[name] if largest[name] == largest[name] else np.inf)
    return Regret(trials.metric, OUTCOMES[trials.metric].unit, rows, largest, safest, left_out, worlds)


def _largest(rows: tuple[AdverseWorld, ...], strategy: str) -> float:
    """The largest regret of a strategy; NaN where it has no number in a world in which another one has."""
    known = [row.regret[strategy] for row in rows if not all(np.isnan(lost) for lost in row.regret.values())]
    return float(np.max(known)) if known else float("nan")


def _paired(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same numbers, in those worlds alone in which all strategies that ever have one have it."""
    known = with_numbers(values)
    counts = np.all([np.isfinite(v) for v in known.values()], axis=0) if known else False
    return {s: np.where(counts, v, np.nan) for s, v in values.items()}


def _adverse_world(
    trials: Trials, name: str, said: str, variant: Variant | None, strategies: tuple[str, ...], n: int
) -> AdverseWorld:
    """A world counts only where all strategies have the number."""
    values = _paired({s: trials.merits(variant, s, n) for s in strategies})
    means = {s: float(np.nanmean(v)) if np.isfinite(v).any() else float("nan") for s, v in values.items()}
    best = max(means, key=lambda s: means[s] if means[s] == means[s] else -np.inf)
    shown = {s: estimate(trials.better * v) for s, v in values.items()}
    given = _paired({s: trials.merits(None, s, n) for s in strategies})
    return AdverseWorld(
        name=name,
        description=said,
        value=shown,
        regret={s: means[best] - means[s] for s in strategies},
        best=best,
        sure=len(strategies) < 2 or estimate(values[best] - values[best_rival(values, best)]).low > 0,
        changes_nothing=variant is not None
        and all(np.array_equal(values[s], given[s], equal_nan=True) for s in strategies),
    )
