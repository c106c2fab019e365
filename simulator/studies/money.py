"""What strategies cost, and what each further result costs beyond doing nothing."""

import math

import numpy as np

from simulator.chosen import chosen_strategy
from simulator.scenario import DO_NOTHING
from simulator.studies.answers import Estimate, Money, PerResult, Ranking
from simulator.studies.statistics import LEVEL, estimate, resampled_means
from simulator.studies.study import Study

RESULTS = {
    "impressions": ("thousand impressions", 1000.0),
    "reach": ("person reached", 1.0),
    "engagements": ("engagement", 1.0),
    "convinced": ("person convinced", 1.0),
    "actions": ("action", 1.0),
    "leads": ("lead", 1.0),
    "sales": ("sale", 1.0),
}
"""Metrics that count results: the result in words, and how many make one."""


def money(study: Study, ranking: Ranking) -> Money:
    """What the strategies of a study cost and bring; ``ranking`` tells which are no better than cheaper ones."""
    names = study.strategies
    by_metric = {m: {s: estimate(study.worlds(s, m)) for s in names} for m in ("cost", "net_value", "romi")}
    beside = study.beside.groupby("strategy")[["extra", "sooner_hours"]]
    return Money(
        currency=study.scenario.costs.currency,
        cost=by_metric["cost"],
        budget={name: chosen_strategy(study.scenario, name).budget for name in names},
        net_value=by_metric["net_value"],
        romi=by_metric["romi"],
        results=tuple(
            found
            for metric in RESULTS
            if metric in study.table.columns
            for name in names
            if name != DO_NOTHING and (found := _per_result(study, name, metric)) is not None
        ),
        expansion={str(name): estimate(rows["extra"].to_numpy(float)) for name, rows in beside},
        acceleration={str(name): estimate(rows["sooner_hours"].to_numpy(float)) for name, rows in beside},
        dominated=_dominated(study, by_metric["cost"], ranking),
    )


def _per_result(study: Study, strategy: str, metric: str) -> PerResult | None:
    """What a strategy gains of a result and what each costs; None where nobody gains any."""
    name, many = RESULTS[metric]
    extra = (study.worlds(strategy, metric) - study.worlds(DO_NOTHING, metric)) / many
    cost = study.worlds(strategy, "cost") - study.worlds(DO_NOTHING, "cost")
    both = ~(np.isnan(extra) | np.isnan(cost))
    extra, cost = extra[both], cost[both]
    if not extra.any():
        return None
    gained = estimate(extra)
    return PerResult(strategy, name, gained, _ratio(cost, extra) if gained.low > 0 else Estimate(math.nan))


def _ratio(cost: np.ndarray, results: np.ndarray) -> Estimate:
    """Mean cost by mean results, with the interval of resampled worlds."""
    drawn = resampled_means(np.column_stack([cost, results]))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = drawn[:, 0] / drawn[:, 1]
    ratios = ratios[drawn[:, 1] > 0]
    low, high = np.quantile(ratios, (0.5 - LEVEL / 2, 0.5 + LEVEL / 2)) if len(ratios) else (math.nan, math.nan)
    return Estimate(float(cost.mean() / results.mean()), float(low), float(high))


def _dominated(study: Study, cost: dict[str, Estimate], ranking: Ranking) -> dict[str, str]:
    """Strategies that cost at least as much as another one and do worse, surely and by what matters; each with it."""
    found = {}
    order = [standing.strategy for standing in ranking.standings]
    for place, worse in enumerate(order):
        for better in order[:place]:
            if cost[better].mean > cost[worse].mean:
                continue
            pair = (study.worlds(name, ranking.metric) for name in (better, worse))
            lead = estimate(ranking.better * np.subtract(*pair))
            if lead.low > 0 and lead.mean >= ranking.smallest:
                found[worse] = better
                break
    return found
