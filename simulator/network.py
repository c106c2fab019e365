"""Follower networks: who is seen by whom on one platform.

A network is built in the order in which people come by followers. Every account first gets the number of followers it
will have (a truncated power law with its segment's mean), and these places are then filled:

1. *colleagues*: team mates and managers, both ways;
2. *friends*: both ways, between accounts that are neighbours on a ring (everybody's circle overlaps the next one's),
   which is what gives clustering;
3. *acquaintances*: both ways, between accounts anywhere, so many that reciprocity is as wished;
4. *audience*: one way. Followers come in parties of friends, since friends follow the same accounts.

Follower counts are met exactly by construction; reciprocity, clustering and homophily each have their own lever.
"""

from typing import NamedTuple

import numpy as np

from simulator.colleagues import pairs_of_colleagues
from simulator.compiling import compiled
from simulator.follower_counts import follower_counts, mutual_counts
from simulator.follower_network import FollowerNetwork, row_starts
from simulator.network_plan import NetworkPlan
from simulator.randomness import draw, exponential, fold, narrow, normal, uniform, unit

FOLLOWING_SPREAD = 1.0
"""Standard deviation of the logarithm of how much a member follows; assumed."""

CIRCLE = 24
"""Neighbours on the ring, on either side, who may be friends; with both sides, Dunbar's band of about 50."""

_COPIES = 4  # entries in the follower table of an account of average activity

_AT_RECIPROCITY = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.9])
_AT_CLOSENESS = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
_CLUSTERING = np.array(
    [
        [0.014, 0.022, 0.056, 0.124, 0.313],
        [0.014, 0.029, 0.076, 0.144, 0.331],
        [0.013, 0.039, 0.123, 0.188, 0.371],
        [0.014, 0.05, 0.183, 0.242, 0.417],
        [0.021, 0.068, 0.264, 0.319, 0.479],
        [0.047, 0.109, 0.411, 0.45, 0.549],
    ]
)
"""Mean local clustering found at each reciprocity and closeness: 50,000 people of one segment with 45 followers, mean
of two worlds. It hardly depends on the number of members; with 15 followers it is a third higher, with 150 lower."""

_ROUNDS = 4  # times that unmatched acquaintances are shuffled again


def build(plan: NetworkPlan, key: np.uint64) -> FollowerNetwork:
    """Build the network that a plan asks for; same plan and key, same bytes.

    Draws are keyed by an account's place among the accounts, so members without an account change nothing.

    Inside, accounts are numbered by segment and then as they sit on the ring: friends of one segment are neighbours in
    memory too, which halves the time for a million members.

    >>> plan = NetworkPlan(segment=np.zeros(3, np.int16), account=np.ones(3, bool), mean_followers=np.array([9.0]))
    >>> build(plan, np.uint64(1)).follower_count.tolist()
    [2, 2, 2]
    """
    member, pool, rank = _seat(plan, narrow(key, 3))
    crowd = _gather(plan, member, pool, rank, key)
    places = _lay_out(plan, crowd, member, key)
    habits = _habits(plan, key)
    _add_friends(crowd, places, habits.friend, narrow(key, 8))
    for round_ in range(_ROUNDS):
        _add_acquaintances(crowd, places, plan.homophily, narrow(narrow(key, 9), round_))
    _fill_audience(crowd, places, habits)
    _finish_by_race(crowd, places, narrow(key, 11))
    return _in_members(places, member, len(plan.account))


class _Crowd(NamedTuple):
    """The accounts, numbered 0 to n - 1, and how followers are drawn from them.

    segment : (accounts,) int16; copies : (accounts,) int32, entries in the table
    table : (entries,) int32, accounts repeated by activity, segment after segment; table_start : (segments + 1,)
    mix : (segments, segments), chance that a one-way follower of s comes from f, summed up along f
    suits : (segments, segments), chance that two people of s and f suit as friends
    ring : (seats,) int32, accounts in their order on the ring; seat : (accounts,) int32, -1 = none
    pool : (seats,) int16, to which part of the ring a seat belongs: 0 = everybody's, s + 1 = of segment s
    """

    segment: np.ndarray
    copies: np.ndarray
    table: np.ndarray
    table_start: np.ndarray
    mix: np.ndarray
    suits: np.ndarray
    ring: np.ndarray
    seat: np.ndarray
    pool: np.ndarray


class _Places(NamedTuple):
    """The places for followers, being filled.

    start : (accounts + 1,) int64; follower : (places,) int32; filled : (accounts,) int32
    mutual : (accounts,) int32, how many places are for mutual ties
    taken : (accounts,) int32, the account whose places were last given to this one
    """

    start: np.ndarray
    follower: np.ndarray
    filled: np.ndarray
    mutual: np.ndarray
    taken: np.ndarray


class _Habits(NamedTuple):
    """How followers come.

    friend : chance that neighbours on the ring are friends
    party : chance that with a follower comes another friend
    near : share of one-way followers who are neighbours
    key, coin : of the one-way draws, and of which of two neighbours may follow the other unanswered
    """

    friend: float
    party: float
    near: float
    key: np.uint64
    coin: np.uint64


def _seat(plan, key):
    """Members with an account, by segment and then by luck; their pools, and their ranks on the ring.

    Pool 0 is everybody's, pool s + 1 only for segment s (chance: homophily).
    """
    member = np.flatnonzero(plan.account)
    account = np.arange(len(member))
    segment = plan.segment[member].astype(np.int16)
    pool = np.where(uniform(key, account, 0) < plan.homophily, segment + np.int16(1), np.int16(0))
    luck = uniform(key, account, 1)
    order = np.argsort(2.0 * segment + (pool > 0) + luck)
    return member[order].astype(np.int32), pool[order], (pool + luck)[order]


def _gather(plan, member, pool, rank, key):
    segment = plan.segment[member].astype(np.int16)
    size = np.bincount(segment, minlength=plan.n_segments)
    account = np.arange(len(member), dtype=np.int32)
    people = account[size[segment] > 1]  # a segment of one (a brand, a critic) has no friends
    ring = people[np.argsort(rank[people])]
    seat = np.full(len(member), -1, dtype=np.int32)
    seat[ring] = np.arange(len(ring))
    activity = np.exp(FOLLOWING_SPREAD * normal(narrow(key, 1), account))
    copies = np.maximum(1, _COPIES * activity + uniform(narrow(key, 2), account)).astype(np.int32)
    return _Crowd(
        segment=segment,
        copies=copies,
        table=np.repeat(account, copies),
        table_start=row_starts(np.bincount(segment, weights=copies, minlength=plan.n_segments).astype(np.int64)),
        mix=_mix_segments(plan, size),
        suits=_suit_segments(plan),
        ring=ring,
        seat=seat,
        pool=pool[ring],
    )


def _audience_of(plan):
    return np.ones((plan.n_segments,) * 2) if plan.audience is None else np.asarray(plan.audience, dtype=float)


def _mix_segments(plan, size):
    """Where one-way followers come from: (segments, segments), rows cumulative up to 1 (or 0: nobody)."""
    audience = _audience_of(plan)
    share = audience * size
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-300)
    wanted = np.maximum(plan.mean_followers, 1e-300)
    average = wanted @ size / max(size.sum(), 1)
    by_preference = plan.homophily * np.minimum(1.0, average / wanted)
    possible = np.maximum(size - 1, 0) / (2 * wanted)  # half of one's own segment: beyond that it would be a clique
    own = np.where(np.diag(audience) > 0, np.minimum(by_preference, possible), 0.0)
    share = (1.0 - own)[:, None] * share + np.diag(own)
    return np.cumsum(share, axis=1)


def _suit_segments(plan):
    audience = _audience_of(plan)
    relative = audience / np.maximum(audience.max(axis=1, keepdims=True), 1e-300)
    return np.sqrt(relative * relative.T)


def _lay_out(plan, crowd, member, key):
    """Give every account its number of places and seat the colleagues."""
    one, other = pairs_of_colleagues(plan, member, narrow(key, 4))
    colleagues = np.bincount(one, minlength=len(member)) + np.bincount(other, minlength=len(member))
    count = follower_counts(plan, crowd.segment, colleagues, narrow(key, 5))
    mutual = mutual_counts(count, crowd.seat >= 0, plan.reciprocity, narrow(key, 7))
    start = row_starts(count)
    places = _Places(
        start=start,
        follower=np.empty(start[-1], dtype=np.int32),
        filled=np.zeros(len(member), dtype=np.int32),
        mutual=np.maximum(colleagues, mutual).astype(np.int32),
        taken=np.full(len(member), -1, dtype=np.int32),
    )
    _add_pairs(one, other, places)
    return places


@compiled()
def _add_pairs(one, other, places):
    for pair in range(len(one)):
        _tie(one[pair], other[pair], places)


@compiled()
def _tie(one, other, places):
    """Let two accounts follow each other, if both have room for it and do not yet."""
    if one == other or places.filled[one] >= places.mutual[one] or places.filled[other] >= places.mutual[other]:
        return False
    fewer, more = (one, other) if places.filled[one] < places.filled[other] else (other, one)
    first = places.start[fewer]
    for place in range(first, first + places.filled[fewer]):
        if places.follower[place] == more:
            return False
    places.follower[places.start[one] + places.filled[one]] = other
    places.follower[places.start[other] + places.filled[other]] = one
    places.filled[one] += 1
    places.filled[other] += 1
    return True


@compiled()
def _add_friends(crowd, places, chance, key):
    """Tie neighbours on the ring, the nearest first, as far as the one with the smaller circle reaches."""
    reach = 0.6 * places.mutual[crowd.ring] + 0.5
    for distance in range(1, CIRCLE + 1):
        for seat in range(len(crowd.ring) - distance):
            next_seat = seat + distance
            if distance > min(reach[seat], reach[next_seat]) or crowd.pool[seat] != crowd.pool[next_seat]:
                continue
            one, other = crowd.ring[seat], crowd.ring[next_seat]
            if draw(key, one, other) < chance * crowd.suits[crowd.segment[one], crowd.segment[other]]:
                _tie(one, other, places)


def _add_acquaintances(crowd, places, homophily, key):
    """Match what is left of the mutual places in a keyed order, own segment or anybody's."""
    left = np.where(crowd.seat >= 0, places.mutual - places.filled, 0)
    stub = np.repeat(np.arange(len(left), dtype=np.int32), np.maximum(left, 0))
    number = np.arange(len(stub))
    pool = np.where(uniform(key, number, 0) < homophily, crowd.segment[stub] + 1, 0)
    stub = stub[np.argsort(pool + uniform(key, number, 1))]
    _match(stub, crowd, places, narrow(key, 2))


@compiled()
def _match(stub, crowd, places, key):
    for place in range(0, len(stub) - 1, 2):
        one, other = stub[place], stub[place + 1]
        suits = crowd.suits[crowd.segment[one], crowd.segment[other]]
        if suits >= 1.0 or draw(key, one, other) < suits:
            _tie(one, other, places)


def _closeness(plan):
    """How close the circles must be for the wished clustering, 0 to 1, by the measured table."""
    found = [np.interp(plan.reciprocity, _AT_RECIPROCITY, column) for column in _CLUSTERING.T]
    return float(np.interp(plan.clustering, found, _AT_CLOSENESS))


def _habits(plan, key):
    """Friends come first, then parties, then neighbours: in this order they cost the least in path length."""
    closeness = _closeness(plan)
    return _Habits(
        friend=min(1.0, 2 * closeness),
        party=0.95 * closeness,
        near=0.6 * closeness**2,
        key=narrow(key, 6),
        coin=narrow(key, 10),
    )


@compiled()
def _fill_audience(crowd, places, habits):
    """Fill the remaining places of every account with followers who are not followed back."""
    for account in range(len(crowd.segment)):
        places.taken[account] = account
        first = places.start[account]
        for place in range(first, first + places.filled[account]):
            places.taken[places.follower[place]] = account
        _take_neighbours(account, crowd, places, habits)
        _take_parties(account, crowd, places, habits)


@compiled()
def _room(account, places):
    """How many places of an account are still free."""
    return places.start[account + 1] - places.start[account] - places.filled[account]


@compiled()
def _take(other, account, places):
    """Let ``other`` follow an account with room, unless it does so already; returns how many places that took."""
    if places.taken[other] == account:
        return 0
    places.taken[other] = account
    places.follower[places.start[account] + places.filled[account]] = other
    places.filled[account] += 1
    return 1


@compiled()
def _take_neighbours(account, crowd, places, habits):
    """Take the share of neighbours on the ring, the nearest first."""
    seat = crowd.seat[account]
    if seat < 0:
        return
    wanted = np.int64(habits.near * _room(account, places) + unit(fold(habits.key, account)))
    for step in range(2, 2 * CIRCLE + 2):
        if wanted == 0:
            break
        next_seat = seat + (step // 2 if step % 2 else -(step // 2))
        if next_seat < 0 or next_seat >= len(crowd.ring) or crowd.pool[next_seat] != crowd.pool[seat]:
            continue
        other = crowd.ring[next_seat]
        if _may_follow(other, account, crowd, habits.coin):
            wanted -= _take(other, account, places)


@compiled()
def _may_follow(follower, account, crowd, coin):
    """Whether a neighbour suits as a follower, and a coin of the pair has chosen this of the two directions.

    One coin for both keeps these ties unanswered.
    """
    toss = 2.0 * draw(coin, min(follower, account), max(follower, account))
    chosen = (toss < 1.0) == (follower < account)
    return chosen and toss % 1.0 < crowd.suits[crowd.segment[account], crowd.segment[follower]]


@compiled()
def _take_parties(account, crowd, places, habits):
    """Draw followers by activity; with each may come friends of the same segment, who are numbered one after the other.

    Gives up after so many draws that most of those drawn have been taken before, and does not begin where a large part
    of all accounts is wanted.
    """
    row = crowd.mix[crowd.segment[account]]
    key = fold(habits.key, account)
    room = _room(account, places)
    limit = 4 * room + 64 if 4 * room < len(places.taken) and row[-1] > 0 else 0
    number = 0
    while room > 0 and number < limit:
        number += 1
        segment = _segment_at(row, unit(fold(key, 3 * number)))
        first, end = crowd.table_start[segment], crowd.table_start[segment + 1]
        if first == end:
            continue
        other = crowd.table[first + np.int64(unit(fold(key, 3 * number + 1)) * (end - first))]
        final = min(other + _companions(habits.party, unit(fold(key, 3 * number + 2))), crowd.table[end - 1])
        while other <= final and room > 0:
            room -= _take(other, account, places)
            other += 1


@compiled()
def _companions(chance, luck):
    """How many come along, each with the given chance after the one before: geometric."""
    return np.int64(np.log(luck) / np.log(chance)) if chance > 0 else 0


@compiled()
def _segment_at(row, chance):
    segment = 0
    while segment < len(row) - 1 and row[segment] <= chance:
        segment += 1
    return segment


def _finish_by_race(crowd, places, key):
    """Fill the accounts with so many followers that drawing one by one would take long (a brand; a very small world).

    Draws without replacement by weight: the first in an exponential race (Efraimidis and Spirakis 2006).
    """
    wanting = np.flatnonzero(places.filled < np.diff(places.start))
    for segment in np.unique(crowd.segment[wanting]):
        share = np.diff(crowd.mix[segment], prepend=0.0) / np.maximum(np.diff(crowd.table_start), 1)
        weight = share[crowd.segment] * crowd.copies
        allowed = np.flatnonzero(weight > 0)
        for account in wanting[crowd.segment[wanting] == segment] if len(allowed) else ():
            _race(account, allowed, weight[allowed], places, narrow(key, account))


def _race(account, runner, weight, places, key):
    first, last = places.start[account], places.start[account + 1]
    filled = first + places.filled[account]
    time = exponential(key, runner) / weight
    time[np.isin(runner, places.follower[first:filled]) | (runner == account)] = np.inf
    places_left = min(last - filled, np.count_nonzero(time < np.inf))
    if places_left == 0:
        return
    quickest = np.argpartition(time, places_left - 1)[:places_left]
    places.follower[filled : filled + places_left] = runner[quickest]
    places.filled[account] += places_left


def _in_members(places, member, n_members):
    """The filled places with members' numbers, rows and followers in ascending order."""
    count = np.zeros(n_members, dtype=np.int64)
    count[member] = places.filled
    start, back_start = row_starts(count), row_starts(_count_following(places))
    followed = _list_followed(places, back_start[:-1].copy())
    return FollowerNetwork(start, _list_followers(back_start, followed, member, np.argsort(member), start[member]))


@compiled()
def _count_following(places):
    count = np.zeros(len(places.filled), dtype=np.int64)
    for account in range(len(count)):
        first = places.start[account]
        for place in range(first, first + places.filled[account]):
            count[places.follower[place]] += 1
    return count


@compiled()
def _list_followed(places, next_place):
    """Whom each account follows: (ties,) int32 accounts."""
    followed = np.empty(np.sum(places.filled), dtype=np.int32)
    for account in range(len(places.filled)):
        first = places.start[account]
        for place in range(first, first + places.filled[account]):
            other = places.follower[place]
            followed[next_place[other]] = account
            next_place[other] += 1
    return followed


@compiled()
def _list_followers(back_start, followed, member, in_order, next_place):
    """Who follows each account: (ties,) int32 members, ascending, since followers are gone through in their order."""
    follower = np.empty(len(followed), dtype=np.int32)
    for account in in_order:
        for place in range(back_start[account], back_start[account + 1]):
            source = followed[place]
            follower[next_place[source]] = member[account]
            next_place[source] += 1
    return follower
