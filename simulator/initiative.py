"""What members do of their own accord, decided member by member: compiled loops over the rows of a segment."""

import math

import numpy as np
from numba import njit

from simulator.population import NEVER
from simulator.randomness import draw, fold, unit
from simulator.rules import has_left


@njit(cache=True)
def firings(key, left, fired, members, steps):
    """Let a process of some members (n,) run on by ``steps`` (n,) or (1,): who acts, and after which share of the tick.

    The k-th action of a member comes when the rates have added up to the k-th unit exponential draw of that member.
    A member may act several times in a tick; what is left over counts for the next.
    """
    acting, share, n = np.empty(len(members), np.int64), np.empty(len(members)), 0
    each = 0 if len(steps) == 1 else 1
    for number in range(len(members)):
        member, step = members[number], steps[number * each]
        if step <= 0.0:
            continue
        if math.isnan(left[member]):
            left[member] = -math.log(draw(key, member, 0))
        while left[member] <= step:
            if n == len(acting):
                acting, share = np.concatenate((acting, acting)), np.concatenate((share, share))
            acting[n] = member
            share[n] = min(max(left[member] / step, 0.0), 1.0 - 1e-9)
            n += 1
            fired[member] += 1
            left[member] -= math.log(draw(key, member, fired[member]))
        left[member] -= step
    return acting[:n], share[:n]


@njit(cache=True)
def leavers(key, rows, first_seen, told, now, exit_rate):
    """The members among ``rows`` (n,) who have left a story and have not yet told another.

    key : the stream of the exits from this story; first_seen : (n,) tick in which each saw it; told : (n,) how often
    each has published the other story; now : ticks since the start; exit_rate : hazard to leave, per tick.
    """
    left, n = np.empty(len(rows), np.int64), 0
    for number in range(len(rows)):
        if first_seen[number] == NEVER or told[number] > 0:
            continue
        if has_left(now - first_seen[number], exit_rate, unit(fold(key, rows[number]))):
            left[n] = rows[number]
            n += 1
    return left[:n]
