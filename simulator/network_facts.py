"""What a follower network looks like in numbers, to hold against real ones."""

from dataclasses import dataclass

import numpy as np

from simulator.compiling import compiled
from simulator.follower_network import FollowerNetwork, is_followed_by, mutual_ties
from simulator.randomness import fold, uniform
from simulator.settings import InputError

_CANDIDATES = 60  # cut-offs tried for the tail
_SMALLEST_TAIL = 50  # accounts that a tail must have at least


@dataclass(frozen=True)
class NetworkFacts:
    """Facts of one network. Members without any tie are left out of all means; nan where there is nothing to measure.

    members : members with at least one tie
    ties : ties; a mutual tie counts twice
    mean_followers : ties per member
    reciprocity : share of ties that are answered by a tie back, 0 to 1 (exact)
    tail_exponent : exponent of the density of follower counts at and above ``tail_from``, by maximum likelihood for
        whole numbers (Clauset, Shalizi and Newman 2009)
    tail_from : smallest follower count of the tail, where the fit is best (Kolmogorov-Smirnov)
    clustering : mean local clustering, ties taken as undirected, 0 for members with fewer than two neighbours; over
        the sample
    mean_path : mean number of ties from a member to one who can be reached along them, in the direction in which posts
        travel; over all members reached from the sampled sources
    same_segment_share : share of ties with both ends in one segment
    homophily_index : Newman's (2003) assortativity, 0 as often as chance, 1 always; same unit as the setting only where
        everybody has friends alike
    followers_of_followed : mean follower count of the account at the seen end of a tie, <k^2>/<k> (exact): the
        friendship paradox
    giant_share : share of members in the largest part that hangs together, whatever the direction
    """

    members: int
    ties: int
    mean_followers: float
    reciprocity: float
    tail_exponent: float
    tail_from: float
    clustering: float
    mean_path: float
    same_segment_share: float
    homophily_index: float
    followers_of_followed: float
    giant_share: float


def measure(
    network: FollowerNetwork,
    segment: np.ndarray | None = None,
    *,
    sample: int = 2000,
    sources: int = 32,
    key: np.uint64 | int = 0,
) -> NetworkFacts:
    """Measure a network.

    Parameters
    ----------
    network : the network.
    segment : (members,) integers >= 0, for the two facts about segments.
    sample : members whose clustering is measured; all if there are no more.
    sources : members from whom paths are measured; all if there are no more.
    key : of the draws that choose the samples.

    Raises
    ------
    InputError : if segment has not one entry per member.

    >>> triangle = FollowerNetwork.from_pairs([0, 1, 2, 1], [1, 2, 0, 0], n_members=3)
    >>> facts = measure(triangle)
    >>> facts.reciprocity, facts.clustering
    (0.5, 1.0)
    """
    if segment is not None and len(segment) != network.n_members:
        raise InputError(f"segment has {len(segment)} entries for {network.n_members} members; give one per member")
    seen = (network.follower_count > 0) | (network.following_count > 0)
    tied = np.flatnonzero(seen)
    back = network.turned_round()
    tail_exponent, tail_from = fit_tail(network.follower_count)
    same, index = _mixing(network, segment)
    return NetworkFacts(
        members=len(tied),
        ties=network.n_ties,
        mean_followers=_ratio(network.n_ties, len(tied)),
        reciprocity=_ratio(int(mutual_ties(network.start, network.follower).sum()), network.n_ties),
        tail_exponent=tail_exponent,
        tail_from=tail_from,
        clustering=_mean_clustering(network, back, _choose(tied, sample, fold(np.uint64(key), 1))),
        mean_path=_mean_path(
            network, _choose(np.flatnonzero(network.follower_count), sources, fold(np.uint64(key), 2))
        ),
        same_segment_share=same,
        homophily_index=index,
        followers_of_followed=_ratio(np.sum(network.follower_count**2), network.n_ties),
        giant_share=_giant_share(network, len(tied)),
    )


def _ratio(part, whole):
    return float(part) / float(whole) if whole else float("nan")


def _choose(members, number, key):
    """A keyed sample without replacement, ascending."""
    if len(members) <= number:
        return members
    return np.sort(members[np.argsort(uniform(key, members))[:number]])


def fit_tail(count: np.ndarray) -> tuple[float, float]:
    """Exponent and beginning of the power-law tail of whole numbers (Clauset, Shalizi and Newman 2009).

    Parameters
    ----------
    count : (members,) integers; zeros are left out.

    Returns
    -------
    exponent, smallest count of the tail; both nan where no tail of 50 different members exists.
    """
    value, number = np.unique(count[count > 0], return_counts=True)
    at_least = np.cumsum(number[::-1])[::-1]
    candidate = np.flatnonzero((at_least >= _SMALLEST_TAIL) & (value < value.max(initial=0)))
    if len(candidate) == 0:
        return float("nan"), float("nan")
    tried = np.unique(np.geomspace(1, len(candidate), _CANDIDATES).astype(int) - 1)
    fits = [_fit_tail_from(value[c:], number[c:]) for c in candidate[tried]]
    _, exponent, first = min(fits)
    return exponent, first


def tail_exponent(count: np.ndarray, first: int) -> float:
    """Exponent of the density of whole numbers from ``first`` on, by maximum likelihood; nan where there are none."""
    value, number = np.unique(count[count >= first], return_counts=True)
    return _exponent(value, number, float(first)) if len(value) > 1 else float("nan")


def _exponent(value, number, first):
    from scipy.optimize import minimize_scalar
    from scipy.special import zeta

    mean_log = number @ np.log(value) / number.sum()
    likeliest = minimize_scalar(lambda a: a * mean_log + np.log(zeta(a, first)), bounds=(1.05, 8.0), method="bounded")
    return float(likeliest.x)


def _fit_tail_from(value, number):
    """Kolmogorov-Smirnov distance, exponent and beginning of the tail that begins with ``value[0]``."""
    from scipy.special import zeta

    first = float(value[0])
    exponent = _exponent(value, number, first)
    modelled = 1.0 - zeta(exponent, value + 1.0) / zeta(exponent, first)
    observed = np.cumsum(number) / number.sum()
    return float(np.abs(modelled - observed).max()), exponent, first


def _mean_clustering(network, back, chosen):
    if len(chosen) == 0:
        return float("nan")
    return float(np.mean(_local_clustering(network.start, network.follower, back.start, back.follower, chosen)))


@compiled()
def _local_clustering(start, follower, back_start, followed, chosen):
    """Linked pairs of neighbours over pairs of neighbours, for each chosen member.

    Every link is found from the one who follows: those lists are short, while an account may have very many followers.
    """
    local = np.zeros(len(chosen))
    near = np.full(len(start) - 1, -1, dtype=np.int64)
    for number in range(len(chosen)):
        neighbour = _neighbours(start, follower, back_start, followed, chosen[number])
        for one in neighbour:
            near[one] = number
        linked = 0.0
        for one in neighbour:
            for place in range(back_start[one], back_start[one + 1]):
                if near[followed[place]] == number:
                    linked += 0.5 if is_followed_by(start, follower, one, followed[place]) else 1.0
        if len(neighbour) > 1:
            local[number] = 2.0 * linked / (len(neighbour) * (len(neighbour) - 1.0))
    return local


@compiled()
def _neighbours(start, follower, back_start, followed, member):
    """Followers and followed of a member, each once: both lists ascend, so they are merged."""
    one, one_end = start[member], start[member + 1]
    other, other_end = back_start[member], back_start[member + 1]
    merged = np.empty(one_end - one + other_end - other, dtype=np.int32)
    size = 0
    while one < one_end or other < other_end:
        take_one = other == other_end or (one < one_end and follower[one] <= followed[other])
        chosen = follower[one] if take_one else followed[other]
        one += take_one
        other += not take_one
        if size == 0 or merged[size - 1] != chosen:
            merged[size] = chosen
            size += 1
    return merged[:size]


def _mean_path(network, sources):
    total, reached = _sum_distances(network.start, network.follower, sources)
    return _ratio(total, reached)


@compiled()
def _sum_distances(start, follower, sources):
    """Breadth first from every source: sum of the distances and number of members reached, sources not counted."""
    total, reached = 0, 0
    distance = np.empty(len(start) - 1, dtype=np.int32)
    queue = np.empty(len(start) - 1, dtype=np.int32)
    for source in sources:
        distance[:] = -1
        distance[source] = 0
        queue[0] = source
        head, tail = 0, 1
        while head < tail:
            member = queue[head]
            head += 1
            for place in range(start[member], start[member + 1]):
                other = follower[place]
                if distance[other] < 0:
                    distance[other] = distance[member] + 1
                    total += distance[other]
                    queue[tail] = other
                    tail += 1
        reached += tail - 1
    return total, reached


def _mixing(network, segment):
    """Share of ties within a segment, and Newman's assortativity."""
    if segment is None or network.n_ties == 0:
        return float("nan"), float("nan")
    source, follower = network.pairs()
    segment = np.asarray(segment, dtype=np.int64)
    n = int(segment.max()) + 1
    share = np.bincount(segment[source] * n + segment[follower], minlength=n * n).reshape(n, n) / network.n_ties
    chance = share.sum(axis=1) @ share.sum(axis=0)
    return float(np.trace(share)), _ratio(np.trace(share) - chance, 1.0 - chance)


def _giant_share(network, n_tied):
    if n_tied == 0:
        return float("nan")
    part = _join_parts(network.start, network.follower)
    return float(np.bincount(part).max() / n_tied)


@compiled()
def _join_parts(start, follower):
    """The part each member hangs together with, named by one of its members (union-find with path halving)."""
    parent = np.arange(len(start) - 1)
    for member in range(len(start) - 1):
        for place in range(start[member], start[member + 1]):
            one, other = _root(parent, member), _root(parent, follower[place])
            parent[max(one, other)] = min(one, other)
    for member in range(len(parent)):
        parent[member] = _root(parent, member)
    return parent


@compiled()
def _root(parent, member):
    while parent[member] != member:
        parent[member] = parent[parent[member]]
        member = parent[member]
    return member
