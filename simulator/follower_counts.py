"""How many follow each account of a network that is built, and how many of them are followed back."""

import numpy as np

from simulator.network_plan import NetworkPlan
from simulator.randomness import narrow, uniform

LARGEST_SHARE = 0.05
"""An account drawn from the tail is followed by at most this share of accounts (Kwak et al. 2010: 2.9 of 41.7 million
follow the largest), unless its segment's mean asks for more."""


def follower_counts(plan: NetworkPlan, segment, least, key):
    """How many follow each account: a truncated Pareto in every segment, scaled to the segment's mean.

    Parameters
    ----------
    segment : (accounts,) int16, ascending.
    least : (accounts,) integers; everybody has at least that many (colleagues).
    """
    limit = len(segment) - 1
    count = np.zeros(len(segment), dtype=np.int64)
    for s in range(plan.n_segments):
        here = slice(*np.searchsorted(segment, [s, s + 1]))
        n = here.stop - here.start
        wanted = min(float(plan.mean_followers[s]), limit)
        if n and wanted > 0:
            highest = min(limit, max(LARGEST_SHARE * limit, 5 * wanted)) if n > 1 else limit
            weight = _pareto(_stratified(n, narrow(key, s)), plan.tail_exponent - 1.0, highest / wanted)
            exact = _scale(weight, np.minimum(least[here], limit), highest, wanted * n)
            count[here] = np.floor(exact + uniform(key, s, np.arange(n)))
    return np.minimum(count, max(limit, 0))


def _stratified(n, key):
    """Uniform draws, one in each n-th of (0, 1): so a small segment too has its share of large and small accounts."""
    return (np.argsort(np.argsort(uniform(key, np.arange(n), 0))) + uniform(key, np.arange(n), 1)) / n


def _pareto(chance, exponent, highest):
    """Quantiles of a Pareto law from 1 on, with P(X > x) ~ x^-exponent, cut off where X is ``highest`` times its mean.

    Where that cut lies depends on the mean, and the mean on the cut: five rounds settle it.
    """
    mean = 1.0
    for _ in range(5):
        lost = max(highest * mean, 1.0) ** -exponent
        quantile = (lost + (1.0 - lost) * chance) ** (-1.0 / exponent)
        mean = quantile.mean()
    return quantile


def _scale(weight, least, most, total):
    """``max(least, min(most, c * weight))`` with the c that gives the total, or as near as the limits allow."""
    low, high = 0.0, most / weight.min()
    for _ in range(40):
        middle = (low + high) / 2
        enough = np.maximum(least, np.minimum(most, middle * weight)).sum() >= total
        low, high = (low, middle) if enough else (middle, high)
    return np.maximum(least, np.minimum(most, high * weight))


def mutual_counts(count, people, reciprocity, key):
    """How many of its followers each account follows back: ``k c / (k + c)``, with the c that gives the reciprocity.

    Small accounts follow nearly all back, and large ones at most c (strong ties are limited, Goncalves et al. 2011).

    Parameters
    ----------
    count : (accounts,) integers, followers of each account.
    people : (accounts,) bool, who follows back at all.
    """
    goal = reciprocity * count.sum()
    count = np.where(people, count, 0)
    number = np.bincount(count)
    value = np.arange(len(number), dtype=float)
    low, high = 1e-3, 1e9
    for _ in range(60):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if (number * value * middle / (value + middle)).sum() < goal else (low, middle)
    limit = high if goal > 0 else 0.0
    return np.floor(count * limit / np.maximum(count + limit, 1e-300) + uniform(key, np.arange(len(count))))
