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

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from simulator.randomness import draw, exponential, fold, narrow, normal, uniform, unit
from simulator.settings import InputError

LARGEST_SHARE = 0.05
"""An account drawn from the tail is followed by at most this share of accounts (Kwak et al. 2010: 2.9 of 41.7 million
follow the largest), unless its segment's mean asks for more."""

FOLLOWING_SPREAD = 1.0
"""Standard deviation of the logarithm of how much a member follows; assumed."""

CIRCLE = 24
"""Neighbours on the ring, on either side, who may be friends; with both sides, Dunbar's band of about 50."""

TEAM_CHANCE, MANAGER_CHANCE, DEPARTMENT_CHANCE = 0.5, 0.6, 0.1
"""Chance that two colleagues follow each other: in a team, with the manager, and under a common higher manager. In a
manufacturer's mail (Michalski et al. 2011) 46 %, 58 % and 23 % of such pairs wrote to each other; 36 %, 54 % and 11 %
at least three times; of other pairs 19 % and 9 %."""

TEAM_WINDOW, DEPARTMENT_WINDOW = 20, 60
"""Most colleagues, on either side in a keyed order, whom one can know: keeps large teams from becoming cliques."""

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


@dataclass(frozen=True, eq=False)
class FollowerNetwork:
    """Who is seen by whom on one platform, as compressed sparse rows.

    Parameters
    ----------
    start : (members + 1,) int64; member m's followers are ``follower[start[m]:start[m + 1]]``.
    follower : (ties,) int32, ascending for each member, without duplicates and without the member.
    dropped_self, dropped_duplicate : pairs left out by :meth:`from_pairs`.

    >>> network = FollowerNetwork.from_pairs([0, 0, 2], [1, 2, 0], n_members=3)
    >>> network.followers_of(0).tolist(), network.follower_count.tolist()
    ([1, 2], [2, 0, 1])
    """

    start: np.ndarray
    follower: np.ndarray
    dropped_self: int = 0
    dropped_duplicate: int = 0

    @property
    def n_members(self) -> int:
        """Members, with or without an account."""
        return len(self.start) - 1

    @property
    def n_ties(self) -> int:
        """Ties; a mutual tie counts twice."""
        return len(self.follower)

    @property
    def follower_count(self) -> np.ndarray:
        """How many follow each member: (members,) int64."""
        return np.diff(self.start)

    @property
    def following_count(self) -> np.ndarray:
        """How many each member follows: (members,) int64."""
        return _count(self.follower, self.n_members)

    def followers_of(self, member: int) -> np.ndarray:
        """The followers of one member: (followers,) int32, ascending."""
        return self.follower[self.start[member] : self.start[member + 1]]

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """All ties as (source, follower), each (ties,) int32, sorted."""
        return np.repeat(np.arange(self.n_members, dtype=np.int32), self.follower_count), self.follower

    def turned_round(self) -> "FollowerNetwork":
        """The network read backwards: row m lists whom m follows, ascending.

        >>> FollowerNetwork.from_pairs([0, 0, 2], [1, 2, 1], n_members=3).turned_round().followers_of(1).tolist()
        [0, 2]
        """
        start = _starts(self.following_count)
        return FollowerNetwork(start, _turn_round(self.start, self.follower, start[:-1].copy()))

    @classmethod
    def from_pairs(cls, source, follower, *, n_members: int) -> "FollowerNetwork":
        """The network of given ties; ties to oneself and repeated ties are dropped and counted.

        Parameters
        ----------
        source, follower : (pairs,) integers, 0 to n_members - 1; what ``source`` posts, ``follower`` sees.
        n_members : members, with or without ties.

        Raises
        ------
        InputError : if an id is outside 0 to n_members - 1, or the two lists differ in length.
        """
        source, follower = np.asarray(source, dtype=np.int64), np.asarray(follower, dtype=np.int64)
        _check_pairs(source, follower, n_members)
        other = source != follower
        pair = source[other] * n_members + follower[other]
        pair.sort()
        first = np.ones(len(pair), dtype=bool)
        first[1:] = pair[1:] != pair[:-1]
        kept = pair[first]
        count = np.bincount(kept // max(n_members, 1), minlength=n_members)
        return cls(
            start=_starts(count),
            follower=(kept % max(n_members, 1)).astype(np.int32),
            dropped_self=int(len(source) - len(pair)),
            dropped_duplicate=int(len(pair) - len(kept)),
        )


def _check_pairs(source, follower, n_members):
    if len(source) != len(follower):
        raise InputError(
            f"ties: {len(source)} sources but {len(follower)} followers; give one follower for each source"
        )
    for name, ids in (("source", source), ("follower", follower)):
        wrong = np.flatnonzero((ids < 0) | (ids >= n_members))
        if len(wrong):
            raise InputError(
                f"ties: {name} {ids[wrong[0]]} in pair {wrong[0]} is not a member; use 0 to {n_members - 1}"
            )


def _starts(count):
    """Where each row begins: (rows + 1,) int64."""
    start = np.zeros(len(count) + 1, dtype=np.int64)
    np.cumsum(count, out=start[1:])
    return start


@njit(cache=True)
def _count(ids, n):
    count = np.zeros(n, dtype=np.int64)
    for number in ids:
        count[number] += 1
    return count


@njit(cache=True)
def _turn_round(start, follower, next_place):
    followed = np.empty(len(follower), dtype=np.int32)
    for member in range(len(start) - 1):
        for place in range(start[member], start[member + 1]):
            other = follower[place]
            followed[next_place[other]] = member
            next_place[other] += 1
    return followed


@dataclass(frozen=True, eq=False)
class NetworkPlan:
    """What the builder must know of one platform.

    Parameters
    ----------
    segment : (members,) int16, ascending: members are ordered by segment.
    account : (members,) bool, who has an account here.
    mean_followers : (segments,) float >= 0, mean number of followers of a segment's members with an account. Default
        for people 45 (Gabielkov et al. 2014: 505 million accounts, 23 billion ties). More than there are other accounts
        (of segments from which followers may come) is capped at that.
    tail_exponent : exponent of the density of follower counts, 1.5 to 4, default 2.1 (Kwak et al. 2010: 2.276).
    reciprocity : share of ties that are answered, 0 to 1, default 0.30 (Kwak 0.22, Myers et al. 2014 0.42). Where
        almost everybody follows everybody, chance alone answers more.
    clustering : mean local clustering, 0 to 0.4, default 0.15 (Myers: 0.14 to 0.23). As near as possible: chance alone
        gives 0.01, more at a reciprocity above 0.7 or where everybody follows a large part of all.
    homophily : 0 (ends of a tie are of one segment as often as chance) to 1 (always), default 0.3 (assumed; McPherson
        et al. 2001 in kind). It concerns people: of the followers of an account with more than the average number, only
        as many come from its own segment by preference as an average account has.
    audience : (segments, segments) float >= 0 or None; ``audience[s, f]`` is the relative weight with which followers
        of segment s come from segment f: 1 everywhere is proportional to the accounts there. For mutual ties the
        geometric mean of both directions, relative to each row's largest, is the chance that a pair suits.
    manager : (members,) int32 or None, the member's manager, -1 for nobody.

    Raises
    ------
    InputError : naming the field, the value and what is allowed.
    """

    segment: np.ndarray
    account: np.ndarray
    mean_followers: np.ndarray
    tail_exponent: float = 2.1
    reciprocity: float = 0.30
    clustering: float = 0.15
    homophily: float = 0.3
    audience: np.ndarray | None = None
    manager: np.ndarray | None = None

    def __post_init__(self):
        _check_number(self, "tail_exponent", 1.5, 4.0)
        _check_number(self, "reciprocity", 0.0, 1.0)
        _check_number(self, "clustering", 0.0, 0.4)
        _check_number(self, "homophily", 0.0, 1.0)
        _check_members(self)
        _check_weights("mean_followers", self.mean_followers, (self.n_segments,))
        if self.audience is not None:
            _check_weights("audience", self.audience, (self.n_segments, self.n_segments))
        if self.manager is not None:
            _check_managers(self.manager, len(self.segment))

    @property
    def n_segments(self) -> int:
        """Segments, with or without members."""
        return len(self.mean_followers)


def _check_number(plan, name, low, high):
    value = getattr(plan, name)
    if not low <= value <= high:
        raise InputError(f"network plan: {name} is {value}; give a number from {low:g} to {high:g}")


def _check_members(plan):
    if len(plan.segment) != len(plan.account):
        raise InputError(
            f"network plan: account has {len(plan.account)} entries and segment {len(plan.segment)}; "
            "give one per member"
        )
    if np.any(np.diff(plan.segment) < 0):
        member = int(np.flatnonzero(np.diff(plan.segment) < 0)[0]) + 1
        raise InputError(f"network plan: member {member} comes after a later segment; order the members by segment")
    if len(plan.segment) and not 0 <= plan.segment[0] <= plan.segment[-1] < plan.n_segments:
        raise InputError(
            f"network plan: segments {plan.segment[0]} to {plan.segment[-1]} but mean_followers has {plan.n_segments} "
            f"entries; give one per segment"
        )


def _check_weights(name, values, shape):
    if np.shape(values) != shape:
        raise InputError(f"network plan: {name} has shape {np.shape(values)}; give {shape}, one entry per segment")
    wrong = ~(np.isfinite(values) & (np.asarray(values) >= 0))
    if np.any(wrong):
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise InputError(
            f"network plan: {name}{list(place)} is {np.asarray(values)[place]}; give a number of 0 or more"
        )


def _check_managers(manager, n_members):
    if len(manager) != n_members:
        raise InputError(f"network plan: manager has {len(manager)} entries; give one for each of {n_members} members")
    wrong = np.flatnonzero((manager < -1) | (manager >= n_members) | (manager == np.arange(n_members)))
    if len(wrong):
        raise InputError(
            f"network plan: the manager of member {wrong[0]} is {manager[wrong[0]]}; "
            "name another member, or -1 for nobody"
        )


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
        table_start=_starts(np.bincount(segment, weights=copies, minlength=plan.n_segments).astype(np.int64)),
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
    one, other = _colleagues(plan, member, narrow(key, 4))
    colleagues = np.bincount(one, minlength=len(member)) + np.bincount(other, minlength=len(member))
    count = _follower_counts(plan, crowd.segment, colleagues, narrow(key, 5))
    mutual = _mutual_counts(count, crowd.seat >= 0, plan.reciprocity, narrow(key, 7))
    start = _starts(count)
    places = _Places(
        start=start,
        follower=np.empty(start[-1], dtype=np.int32),
        filled=np.zeros(len(member), dtype=np.int32),
        mutual=np.maximum(colleagues, mutual).astype(np.int32),
        taken=np.full(len(member), -1, dtype=np.int32),
    )
    _add_pairs(one, other, places)
    return places


def _follower_counts(plan, segment, least, key):
    """How many follow each account: a truncated Pareto in every segment, scaled to the segment's mean."""
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


def _mutual_counts(count, people, reciprocity, key):
    """How many of its followers each account follows back: ``k c / (k + c)``, with the c that gives the reciprocity.

    Small accounts follow nearly all back, and large ones at most c (strong ties are limited, Goncalves et al. 2011).
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


def _colleagues(plan, member, key):
    """Pairs of colleagues who follow each other: two (pairs,) int64 arrays of accounts, without repeats."""
    nothing = np.zeros(0, dtype=np.int64)
    if plan.manager is None:
        return nothing, nothing
    account_of = np.full(len(plan.account), -1, dtype=np.int64)
    account_of[member] = np.arange(len(member))
    manager = np.asarray(plan.manager)[member]
    higher = np.where(manager >= 0, np.asarray(plan.manager)[manager], -1)
    to_manager = np.flatnonzero((manager >= 0) & (uniform(key, np.arange(len(member)), 0) < MANAGER_CHANCE))
    boss = account_of[manager[to_manager]]
    near = _pairs_in_groups(manager, TEAM_WINDOW, TEAM_CHANCE, narrow(key, 1))
    far = _pairs_in_groups(higher, DEPARTMENT_WINDOW, DEPARTMENT_CHANCE, narrow(key, 2))
    one = np.concatenate([to_manager[boss >= 0], near[0], far[0]])
    other = np.concatenate([boss[boss >= 0], near[1], far[1]])
    pair = np.unique(np.minimum(one, other) * len(member) + np.maximum(one, other))
    return pair // max(len(member), 1), pair % max(len(member), 1)


def _pairs_in_groups(group, window, chance, key):
    inside = np.flatnonzero(group >= 0)
    order = inside[np.lexsort((uniform(key, inside), group[inside]))]
    return _pair_neighbours(order, group[order], window, chance, key)


@njit(cache=True)
def _pair_neighbours(order, group, window, chance, key):
    one, other = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for place in range(len(order)):
        for next_place in range(place + 1, min(place + window + 1, len(order))):
            if group[next_place] != group[place]:
                break
            if draw(key, order[place], order[next_place]) < chance:
                one.append(order[place])
                other.append(order[next_place])
    return np.array(one, dtype=np.int64), np.array(other, dtype=np.int64)


@njit(cache=True)
def _add_pairs(one, other, places):
    for pair in range(len(one)):
        _tie(one[pair], other[pair], places)


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def _fill_audience(crowd, places, habits):
    """Fill the remaining places of every account with followers who are not followed back."""
    for account in range(len(crowd.segment)):
        places.taken[account] = account
        first = places.start[account]
        for place in range(first, first + places.filled[account]):
            places.taken[places.follower[place]] = account
        _take_neighbours(account, crowd, places, habits)
        _take_parties(account, crowd, places, habits)


@njit(cache=True)
def _room(account, places):
    """How many places of an account are still free."""
    return places.start[account + 1] - places.start[account] - places.filled[account]


@njit(cache=True)
def _take(other, account, places):
    """Let ``other`` follow an account with room, unless it does so already; returns how many places that took."""
    if places.taken[other] == account:
        return 0
    places.taken[other] = account
    places.follower[places.start[account] + places.filled[account]] = other
    places.filled[account] += 1
    return 1


@njit(cache=True)
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


@njit(cache=True)
def _may_follow(follower, account, crowd, coin):
    """Whether a neighbour suits as a follower, and a coin of the pair has chosen this of the two directions.

    One coin for both keeps these ties unanswered.
    """
    toss = 2.0 * draw(coin, min(follower, account), max(follower, account))
    chosen = (toss < 1.0) == (follower < account)
    return chosen and toss % 1.0 < crowd.suits[crowd.segment[account], crowd.segment[follower]]


@njit(cache=True)
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


@njit(cache=True)
def _companions(chance, luck):
    """How many come along, each with the given chance after the one before: geometric."""
    return np.int64(np.log(luck) / np.log(chance)) if chance > 0 else 0


@njit(cache=True)
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
    start, back_start = _starts(count), _starts(_count_following(places))
    followed = _list_followed(places, back_start[:-1].copy())
    return FollowerNetwork(start, _list_followers(back_start, followed, member, np.argsort(member), start[member]))


@njit(cache=True)
def _count_following(places):
    count = np.zeros(len(places.filled), dtype=np.int64)
    for account in range(len(count)):
        first = places.start[account]
        for place in range(first, first + places.filled[account]):
            count[places.follower[place]] += 1
    return count


@njit(cache=True)
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


@njit(cache=True)
def _list_followers(back_start, followed, member, in_order, next_place):
    """Who follows each account: (ties,) int32 members, ascending, since followers are gone through in their order."""
    follower = np.empty(len(followed), dtype=np.int32)
    for account in in_order:
        for place in range(back_start[account], back_start[account + 1]):
            source = followed[place]
            follower[next_place[source]] = member[account]
            next_place[source] += 1
    return follower
