"""What the network builder must know of one platform, checked."""

from dataclasses import dataclass

import numpy as np

from simulator.settings import InputError


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
