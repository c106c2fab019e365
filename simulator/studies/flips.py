"""Which assumption turns the answer: the best strategy against its rivals, with one assumption at a time elsewhere.

All are tried at both ends of their range in a few worlds; those that bring a rival closest are tried in more; where one
overtakes, the value at which both are level is looked for on the way there.
"""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from simulator.scenario import DO_NOTHING
from simulator.studies.answers import Estimate, Flips, Ranking, Turn
from simulator.studies.statistics import estimate
from simulator.studies.trials import Trial, Trials, best_rival
from simulator.studies.uncertain import AS_GIVEN, End, Uncertainty, uncertainties

SCREENED = 4
"""Worlds of the first round."""
CLOSEST = 10
"""Ends that go into the second round, beside all at which a rival is ahead."""
RIVALS = 2
"""Strategies behind the first that may overtake it, beside doing nothing."""
ON_THE_WAY = tuple(eighth / 8 for eighth in range(1, 8))
"""Parts of the way to an end at which the lead is looked at; in between it is taken to change evenly."""

Case = tuple[Uncertainty, End]


def flips(trials: Trials, ranking: Ranking, *, worlds: int, everything: bool = False) -> Flips:
    """Try which assumptions turn the answer.

    Parameters
    ----------
    worlds : worlds of the second round, at most those of the study.
    everything : also assumptions for which no range is declared, from half to double.
    """
    tried = uncertainties(trials.scenario, everything=everything)
    n_uncertain = len(uncertainties(trials.scenario, everything=True))
    first = ranking.first.strategy
    names = [s.strategy for s in ranking.standings]
    contenders = tuple(dict.fromkeys([*names[: RIVALS + 1], *(name for name in names if name == DO_NOTHING)]))
    cases = [(one, end) for one in tried for end in one.ends if trials.is_possible(one.variant(end))]
    screened = min(SCREENED, worlds)
    trials.do(Trial(one.variant(end), contenders, screened) for one, end in cases)
    told = _with_leads(trials, cases, contenders, screened)
    close = _closest(trials, told, contenders, screened)
    trials.do(Trial(one.variant(end), contenders, worlds) for one, end in close)
    turns = [_turn(trials, case, contenders, worlds, ranking.smallest) for case in close]
    turns = _with_thresholds(trials, close, turns, first, worlds)
    shown = {one.paths for one, _ in close}
    others = [case for case in told if case[0].paths in shown and case not in close]
    further = [_turn(trials, case, contenders, screened, ranking.smallest) for case in others]
    turns = sorted([*turns, *(_told(turn, None, first) for turn in further)], key=lambda turn: turn.lead.mean)
    now = _lead(trials, None, contenders, worlds)[1]
    n_tried = len({one.paths for one, _ in told})
    return Flips(trials.metric, first, now, worlds, tuple(turns), n_tried, n_uncertain, screened, contenders[1:])


def _with_leads(trials: Trials, cases: list[Case], contenders: tuple[str, ...], n: int) -> list[Case]:
    """The cases in which the lead has a number; of the others nothing can be told."""
    return [case for case in cases if not math.isnan(_lead(trials, case, contenders, n)[1].mean)]


def _closest(trials: Trials, cases: list[Case], contenders: tuple[str, ...], n: int) -> list[Case]:
    """The cases in which the lead is least, and all in which a rival is ahead."""
    leads = [(_lead(trials, case, contenders, n)[1].mean, place) for place, case in enumerate(cases)]
    return [cases[place] for rank, (lead, place) in enumerate(sorted(leads)) if rank < CLOSEST or lead < 0]


def _lead(trials: Trials, case: Case | None, contenders: tuple[str, ...], n: int) -> tuple[str, Estimate]:
    """The strongest rival of the first contender in a case, and the first's lead over it in the same worlds."""
    variant = case[0].variant(case[1]) if case else None
    values = {name: trials.merits(variant, name, n) for name in contenders}
    rival = best_rival(values, contenders[0])
    return rival, estimate(values[contenders[0]] - values[rival])


def _turn(trials: Trials, case: Case, contenders: tuple[str, ...], n: int, smallest: float) -> Turn:
    one, end = case
    rival, lead = _lead(trials, case, contenders, n)
    return Turn(
        name=one.name,
        paths=one.paths,
        unit=one.unit,
        source=one.source,
        now=one.now_in_words,
        to=end.label,
        lead=lead,
        rival=rival,
        threshold=None,
        words="",
        smallest=smallest,
        worlds=n,
    )


def _with_thresholds(trials: Trials, cases: Sequence[Case], turns: list[Turn], first: str, n: int) -> list[Turn]:
    """The turns in words, with the value at which first and rival are level; all ways are walked at once."""
    both = list(zip(cases, turns, strict=True))
    turned = [place for place, (case, turn) in enumerate(both) if turn.lead.mean < 0 and case[0].is_number]
    trials.do(
        Trial(cases[place][0].variant(cases[place][1], part), (first, turns[place].rival), n)
        for place in turned
        for part in ON_THE_WAY
    )
    told = []
    for place, ((one, end), turn) in enumerate(both):
        part = _level(trials, one, end, first, turn.rival, n) if place in turned else None
        told.append(_told(turn, None if part is None else one.label(end, part), first))
    return told


def _told(turn: Turn, level: float | str | None, first: str) -> Turn:
    """A turn with the value at which both are level, where there is one, and in words."""
    turn = dataclasses.replace(turn, threshold=level)
    return dataclasses.replace(turn, words=_in_words(turn, first))


def _level(trials: Trials, one: Uncertainty, end: End, first: str, rival: str, n: int) -> float | None:
    """The part of the way to an end at which the first's mean lead is gone; None where it has none to begin with."""
    parts = (0.0, *ON_THE_WAY, 1.0)
    variants = [None if part == 0 else one.variant(end, part) for part in parts]
    leads = [float(np.nanmean(trials.merits(v, first, n) - trials.merits(v, rival, n))) for v in variants]
    if not leads[0] > 0:
        return None
    far = next(place for place, lead in enumerate(leads) if not lead > 0)
    near = far - 1
    return parts[near] + (parts[far] - parts[near]) * leads[near] / (leads[near] - leads[far])


def _in_words(turn: Turn, first: str) -> str:
    """The whole in a sentence."""
    level = turn.threshold
    now, to = (_shown(value, turn.unit) for value in (turn.now, turn.to))
    there = f"with {to}" if turn.now == AS_GIVEN else f"with {to} instead of {now}"
    if turn.lead.mean >= 0:
        return f'{turn.name}: {there}, "{first}" stays ahead of "{turn.rival}".'
    surely = "is" if turn.turns else "seems to be, though not surely,"
    where = f", and the two are level at about {_shown(level, turn.unit)}" if level is not None else ""
    return f'{turn.name}: {there}, "{turn.rival}" {surely} ahead of "{first}"{where}.'


def _shown(value: float | str, unit: str) -> str:
    if isinstance(value, str):
        return value
    number = f"{value:.3g}"
    return f"{number} {unit}" if unit and unit not in ("-1..1", "0..1", "x", "share", "attitude") else number
