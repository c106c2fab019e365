"""What each part of a mix contributes: every combination of parts in the same worlds."""

import itertools
import math
from typing import Any

import numpy as np

from simulator.chosen import chosen_strategy
from simulator.scenario import Scenario
from simulator.settings import InputError, join
from simulator.studies.answers import Contributions, Part
from simulator.studies.job import Variant
from simulator.studies.statistics import estimate
from simulator.studies.trials import Trial, Trials

MOST_PARTS = 5
"""Parts of which all combinations are tried: 32 at most."""
PLAYBOOK = "playbook"
"""The part that all actions of a playbook are together."""


def parts_of(scenario: Scenario, strategy: str) -> list[str]:
    """The parts of a strategy: those of its programme by segment and message, and its playbook as one.

    Without a programme, each action of the playbook is a part.
    """
    chosen = chosen_strategy(scenario, strategy)
    if not chosen.programme:
        return _told_apart([_action_in_words(step) for step in chosen.playbook])
    parts = _told_apart([f"{part.segment}: {part.message}" for part in chosen.programme])
    return [*parts, *([PLAYBOOK] if chosen.playbook else [])]


def _action_in_words(step: Any) -> str:
    what = getattr(step, "message", None) or getattr(step, "segment", None)
    return f"{step.action} {what}" if what else str(step.action)


def _told_apart(names: list[str]) -> list[str]:
    """Names with a number where there are several of a kind."""
    return [f"{n} ({names[: at + 1].count(n)})" if names.count(n) > 1 else n for at, n in enumerate(names)]


def contributions(trials: Trials, strategy: str, *, worlds: int) -> Contributions:
    """Try all combinations of a strategy's parts.

    The share of a part is its Shapley value (1953): what it adds, averaged over all orders in which parts may join.
    Each is taken world by world, so its interval is that of paired worlds. Without any part the strategy still has its
    care, its policy and what it sets.

    Raises
    ------
    InputError : where the strategy has fewer than two or more than five parts.
    """
    parts = parts_of(trials.scenario, strategy)
    if not 2 <= len(parts) <= MOST_PARTS:
        raise InputError(
            f'strategy "{strategy}" has {len(parts)} parts; contributions are told of 2 to {MOST_PARTS} parts'
        )
    n, everything = len(parts), frozenset(range(len(parts)))
    sets = [frozenset(some) for size in range(n) for some in itertools.combinations(range(n), size)]
    trials.do(Trial(_only(trials.scenario, strategy, some), (strategy,), worlds) for some in sets)
    value = {some: trials.values(_only(trials.scenario, strategy, some), strategy, worlds) for some in sets}
    value[everything] = trials.values(None, strategy, worlds)
    nothing = value[frozenset()]
    alone = [value[frozenset({i})] - nothing for i in range(n)]
    whole = value[everything] - nothing
    return Contributions(
        strategy=strategy,
        metric=trials.metric,
        whole=estimate(whole),
        parts=tuple(
            Part(
                name=parts[i],
                alone=estimate(alone[i]),
                last=estimate(value[everything] - value[everything - {i}]),
                share=estimate(_shapley(value, i, n)),
            )
            for i in range(n)
        ),
        synergy=estimate(whole - np.sum(alone, axis=0)),
        worlds=worlds,
    )


def _shapley(value: dict[frozenset[int], np.ndarray], part: int, n: int) -> np.ndarray:
    """The mean of what a part adds to those before it, over all orders: (worlds,)."""
    found = np.zeros_like(value[frozenset()])
    for some, before in value.items():
        if part not in some:
            weight = math.factorial(len(some)) * math.factorial(n - len(some) - 1) / math.factorial(n)
            found += weight * (value[some | {part}] - before)
    return found


def _only(scenario: Scenario, strategy: str, some: frozenset[int]) -> Variant:
    """The scenario in which a strategy has only some of its parts."""
    content = scenario.model_dump(by_alias=True, exclude_unset=True)["strategies"][strategy]
    programme: list[Any] = content.get("programme", [])
    playbook: list[Any] = content.get("playbook", [])
    if programme:
        playbook = playbook if len(programme) in some else []
        programme = [part for number, part in enumerate(programme) if number in some]
    else:
        playbook = [step for number, step in enumerate(playbook) if number in some]
    path = join("strategies", strategy)
    told = ", ".join(str(number + 1) for number in sorted(some)) or "none"
    return Variant(f"{strategy}: parts {told}", ((f"{path}.programme", programme), (f"{path}.playbook", playbook)))
