"""Which strategy is best by one metric, and how surely, in worlds that all have met."""

from collections.abc import Mapping

import numpy as np

from simulator.metrics import OUTCOMES
from simulator.randomness import normal, stream, uniform
from simulator.scenario import GOAL_ATTAINMENT, Scenario
from simulator.studies.answers import Estimate, Ranking, Standing
from simulator.studies.selection import FIRST
from simulator.studies.statistics import estimate

DRAWS = 20_000
"""Draws from what is known of the means; a chance is known to within a percent."""
PARTS_OF_UNIT = {"-1..1": 0.005, "share": 0.01}
"""Smallest differences that matter, where the scenario says none, by unit (assumed)."""
PART_OF_MEAN = 0.01
"""The same for all other units, as a part of the largest mean (assumed)."""


def what_decides(scenario: Scenario) -> str:
    """The metric by which strategies are ranked.

    What the scenario says; or else how far its goals are attained; or else reputation in a crisis, and net value.
    """
    if scenario.decision.metric is not None:
        return scenario.decision.metric
    if scenario.goals:
        return GOAL_ATTAINMENT
    return "net_value" if scenario.crisis is None else "reputation_end"


def with_numbers(values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The strategies of which some world has the number: doing nothing has no return on what it cost."""
    return {name: found for name, found in values.items() if np.isfinite(found).any()}


def smallest_that_matters(scenario: Scenario, metric: str, values: Mapping[str, np.ndarray]) -> float:
    """The smallest difference of a metric that matters: what the scenario says, or a rule of thumb by its unit.

    values : the metric by strategy, each (worlds,); means are of the first worlds, so that more worlds leave it alone.
    """
    if metric == what_decides(scenario) and scenario.decision.smallest is not None:
        return float(scenario.decision.smallest)
    unit = OUTCOMES[metric].unit
    if unit in PARTS_OF_UNIT:
        return PARTS_OF_UNIT[unit]
    early = with_numbers({name: found[:FIRST] for name, found in values.items()})
    largest = max((abs(float(np.nanmean(found))) for found in early.values()), default=0.0)
    return PART_OF_MEAN * largest or PART_OF_MEAN


def ranking(values: Mapping[str, np.ndarray], metric: str, *, smallest: float, seed: int = 0) -> Ranking:
    """Rank strategies by a metric.

    Parameters
    ----------
    values : the metric by strategy, each (worlds,), the same worlds in the same order; a strategy that never has such
        a number is left out, and a world in which one of the others has none counts for none.
    smallest : the smallest difference that matters.
    seed : for the draws from what is known of the means.

    Chances and opportunity costs are those of the means given the runs: a multivariate t about the sample means with
    their covariance over the same worlds (Chick & Inoue 2001, for strategies that meet the same worlds).

    >>> found = ranking({"a": np.array([1.0, 2.0, 3.0]), "b": np.array([0.0, 1.0, 1.5])}, "reach", smallest=0.1)
    >>> found.first.strategy, found.first.best_in, found.n
    ('a', 3, 3)
    """
    left_out = tuple(name for name in values if name not in with_numbers(values))
    values = with_numbers(values) or values
    names, better = tuple(values), OUTCOMES[metric].better or 1
    table = np.stack([np.asarray(values[name], float) for name in names], axis=1)
    table = table[~np.isnan(table).any(axis=1)]
    if not len(table):
        return Ranking(metric, better, 0, tuple(_unknown(name) for name in names), smallest, left_out)
    order = np.argsort(-better * table.mean(axis=0), kind="stable")
    best, first = (better * table).max(axis=1), order[0]
    chance, cost = _chances(better * table, seed)
    standings = tuple(
        Standing(
            strategy=names[i],
            value=estimate(table[:, i]),
            behind=estimate(better * (table[:, first] - table[:, i])),
            best_in=int(np.count_nonzero(better * table[:, i] == best)),
            chance_best=float(chance[i]),
            opportunity_cost=float(cost[i]),
        )
        for i in order
    )
    return Ranking(metric, better, len(table), standings, smallest, left_out)


def _unknown(name: str) -> Standing:
    nothing = Estimate(float("nan"))
    return Standing(name, nothing, nothing, 0, float("nan"), float("nan"))


def _chances(table: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """How surely each mean is the best, and what choosing it is expected to lose: (strategies,) each; more is better.

    Strategies that always come out alike share their chance.
    """
    n, k = table.shape
    if n < 2:
        return np.full(k, np.nan), np.full(k, np.nan)
    from scipy.special import gammaincinv

    spread = np.atleast_2d(np.cov(table, rowvar=False)) / n
    size, turned = np.linalg.eigh(spread)
    draws = np.arange(DRAWS)
    lots = normal(stream(seed, "means"), draws[:, None], np.arange(k)[None, :])
    chi2 = 2 * gammaincinv((n - 1) / 2, uniform(stream(seed, "spread of means"), draws))
    steps = (lots * np.sqrt(np.maximum(size, 0.0))) @ turned.T
    means = table.mean(axis=0) + steps * np.sqrt((n - 1) / chi2)[:, None]
    top = means.max(axis=1, keepdims=True)
    level = 1e-9 * np.abs(table).max()
    is_best = means >= top - level
    return (is_best / is_best.sum(axis=1, keepdims=True)).mean(axis=0), (top - means).mean(axis=0)
