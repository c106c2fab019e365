"""What members do of their own accord, decided member by member: compiled loops over the rows of a segment."""

import math

import numpy as np

from simulator.compiling import compiled
from simulator.population import NEVER
from simulator.randomness import draw, fold, unit
from simulator.rules import has_left


@compiled()
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


@compiled()
def soonest(left, members, rates):
    """Hours until the first of some members (n,) may act, at rates (n,) or (1,) per hour; inf where nobody may."""
    first, each = math.inf, 0 if len(rates) == 1 else 1
    for number in range(len(members)):
        if rates[number * each] > 0.0:
            first = min(first, left[members[number]] / rates[number * each])
    return first


@compiled()
def have_left(key, members, story_seen, clock, tick, exit_rate):
    """Whether each of some members (n,) has seen a story and left it: (n,) bool.

    key : the stream of the exits from the story; story_seen : (everybody,) tick in which each saw it first; clock :
    (ticks + 1,) hours that count for leaving; exit_rate : hazard to leave, per hour.
    """
    left = np.zeros(len(members), np.bool_)
    for number in range(len(members)):
        member = members[number]
        if story_seen[member] != NEVER:
            hours = clock[tick] - clock[story_seen[member]]
            left[number] = has_left(hours, exit_rate, unit(fold(key, member)))
    return left


@compiled()
def chosen_platforms(key, account, effort, members, so_far):
    """One platform for each of some posts, by its author: (posts, platforms) bool, all False where none is to be had.

    Drawn in proportion to ``effort`` (platforms,) among those where the author has an ``account`` (platforms,
    everybody), by the author's own luck for the number of the post; ``so_far`` (everybody,) counts them on.
    """
    places = np.zeros((len(members), len(effort)), np.bool_)
    for post in range(len(members)):
        member, total, passed = members[post], 0.0, 0.0
        for platform in range(len(effort)):
            total += effort[platform] * account[platform, member]
        luck = draw(key, member, so_far[member]) * total
        so_far[member] += 1
        for platform in range(len(effort)):
            passed += effort[platform] * account[platform, member]
            if passed > luck:
                places[post, platform] = True
                break
    return places


@compiled()
def scheduled(key, members, rate, starts, tick, tick_hours):
    """Who posts in this tick by a schedule of ``rate`` posts an hour: the k-th at starts + (phase + k) / rate.

    Each member has a phase of their own, uniform in (0, 1). Times belong to the tick that the engine counts them to.
    """
    most = (int(tick_hours * rate) + 3) * len(members)
    who, when, n = np.empty(most, np.int64), np.empty(most), 0
    for member in members:
        phase = unit(fold(key, member))
        nth = max(math.floor((tick * tick_hours - starts) * rate - phase), 0)
        time = starts + (phase + nth) / rate
        while math.floor(time / tick_hours) <= tick:
            if math.floor(time / tick_hours) == tick:
                who[n], when[n] = member, time
                n += 1
            nth += 1
            time = starts + (phase + nth) / rate
    return who[:n], when[:n]
