"""What must hold whatever the settings are: counts that add up, and no effect without its cause.

Each is tried in scenarios whose settings are drawn at random. A function of a run names what could be wrong in it, and
says how often it is: all numbers must be 0. Tests let hypothesis choose the settings for the same functions.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from simulator.content import NONE, SIDES
from simulator.metrics import OUTCOMES, is_public
from simulator.model import CampaignModel
from simulator.passport.any_scenario import EVERYTHING, Luck, any_scenario, luck_of
from simulator.passport.declaring import Effort, Finding, check, exactly
from simulator.passport.small_worlds import NEWS, drawn_world, random_graph, textbook
from simulator.population import NEVER
from simulator.randomness import stream, uniform
from simulator.state import CUT, FAST, HIDDEN, HIDES, IMPRESSIONS, SHARES, SLOW, UNFOLLOWS, UNSEEN
from simulator.studies.job import let_go

Faults = Mapping[str, int]
"""What could be wrong, and how often it is."""
Given = Mapping[str, Any]
"""Settings by path."""

ROUNDING = 2.0**-24
"""The most by which a number from 0.5 to 1 changes when it is stored in 32 bits."""
UNSAID = "unsaid"
"""The message of the stage that nobody is to publish."""


def _everywhere(table: str, names: str, settings: Given) -> dict[str, Any]:
    return {f"{table}.{name}.{setting}": value for name in names.split() for setting, value in settings.items()}


BY_FOLLOWING: Given = {f"strategies.everything.programme[{part}].task": "any" for part in range(3)}
"""Nobody has the task to take up posts, which may be those of others than whom one follows."""
AT_ONCE: Given = _everywhere(
    "platforms",
    "feed work",
    {"brand_reach": 1.0, "member_reach": 1.0, "response": "fixed", "half_life_hours": 1.0},
)
"""Each post comes to every follower, an hour later."""
NO_CUTS: Given = {"fatigue.unfollow_chance": 0.0, "fatigue.hide_chance": 0.0}
NOTHING_OVERLOOKED: Given = {**_everywhere("platforms", "feed work", {"slots_per_visit": float("inf")}), **NO_CUTS}
NOBODY_SHARES: Given = {
    **BY_FOLLOWING,
    **_everywhere("segments", "public riders staff creators brand critic", {"share_chance": 0.0}),
}


def model_of(luck: Luck, settings: Given | None = None, *, seed: int = 0) -> CampaignModel:
    """Everything at once in world ``seed`` of a drawn scenario, before it runs."""
    return CampaignModel(any_scenario(luck, settings), EVERYTHING, rng=seed)


def in_many(effort: Effort, faults_of: Callable[[Luck, int], Faults]) -> Iterator[Finding]:
    """Nothing is wrong in any of 30 (300) drawn scenarios, each in a world of its own; a twin is seen through in 5."""
    total: Counter[str] = Counter()
    n = 5 if effort.wrong else effort.n(30, 300)
    for number in range(n):
        total.update(faults_of(luck_of(number), number))
    for what, count in total.items():
        yield exactly(what, count, 0, n=n)


def _having_run(model: CampaignModel, faults: Callable[[CampaignModel], Faults]) -> Faults:
    """What is wrong in a run, whose memory is let go of."""
    found = faults(model.run())
    let_go(model)
    return found


# ------------------------------------------------------------ reach, impressions, members


@check(
    "I1",
    "invariant",
    "reach is at most the impressions, and at most the members",
    source="by definition",
    twin="who has written a message counts as reached by it",
)
def reach_is_bounded(effort: Effort) -> Iterator[Finding]:
    """Each message and each side."""

    def faults_of(luck: Luck, seed: int) -> Faults:
        return _having_run(model_of(luck, seed=seed), lambda model: too_many_reached(model, authors=effort.wrong))

    yield from in_many(effort, faults_of)


def too_many_reached(model: CampaignModel, *, authors: bool = False) -> Faults:
    """Messages and sides with more reached than there can be; ``authors`` counts these as reached by their words."""
    posts, members = model.posts, model.given.n_members
    sights = np.bincount(posts["message"], posts["seen"], len(model.spec.messages))
    reached = (_has_seen(model) | (authors & (model.population.contact["author"] == 1))).sum(axis=1)
    public = np.count_nonzero(is_public(model)[model.population.segment])
    sides = [[OUTCOMES[f"{side}{name}"].read(model) for name in ("reach", "impressions")] for side in ("", "hostile_")]
    return {
        "messages that reached more than saw them": _count(reached > sights),
        "messages that reached more than there are": _count(reached > members),
        "messages whose reach is counted otherwise by the engine": _count(reached != model.moving.message["n_seen"]),
        "sides with more reach than impressions": _count([reach > seen for reach, seen in sides]),
        "sides with more reach than public": _count([reach > public for reach, _ in sides]),
    }


def _has_seen(model: CampaignModel) -> np.ndarray:
    """Who has seen a message of somebody else's: (messages, members) bool."""
    contact = model.population.contact
    return (contact["first_seen"] != NEVER) & (contact["author"] == 0)


def _count(wrong: Any) -> int:
    return int(np.count_nonzero(wrong))


# ------------------------------------------------------------ what is counted twice is the same


@check(
    "I2",
    "invariant",
    "what is counted in two ways is the same: impressions, exposures, cut ties, attitude",
    source="conservation",
    twin="the last tick is not counted, nor what it did to attitudes",
)
def nothing_is_lost(effort: Effort) -> Iterator[Finding]:
    """Sums by receiver, source and post; sums over members; and exposures, where it is known how many there are."""

    def looked_at(model: CampaignModel, faults: Callable[[CampaignModel], Faults]) -> Faults:
        if effort.wrong:
            _forget_last_tick(model)
        return faults(model)

    def faults_of(luck: Luck, seed: int) -> Faults:
        anyhow, at_once, uncut = (model_of(luck, given, seed=seed) for given in ({}, AT_ONCE, {**AT_ONCE, **NO_CUTS}))
        never = _having_run(uncut, lambda model: looked_at(model, lost_exposures))
        return {
            **_having_run(anyhow, lambda model: looked_at(model, miscounted)),
            **_having_run(at_once, lambda model: looked_at(model, lost_exposures)),
            **{f"{what}, nobody cutting any": count for what, count in never.items()},
        }

    yield from in_many(effort, faults_of)


def _forget_last_tick(model: CampaignModel) -> None:
    """Leave out of the books what happened in the last tick in which anything did, and of attitudes a little."""
    busy = model.moving.tally[:, :, IMPRESSIONS : IMPRESSIONS + len(SIDES)].any(axis=(1, 2))
    model.moving.tally[np.flatnonzero(busy)[-1]] = 0
    model.moving.opinion[:] += 0.01


def miscounted(model: CampaignModel) -> Faults:
    """Sums that differ: impressions, cut ties and attitude."""
    tally, flow, posts = model.moving.tally.sum(axis=0), model.moving.flow, model.posts
    by_receiver = tally[:, IMPRESSIONS : IMPRESSIONS + len(SIDES)]
    by_post, side = np.zeros_like(by_receiver), model.moving.message["side"][posts["message"]]
    np.add.at(by_post, (posts["segment"], side), posts["seen"])
    severed = model.moving.severed
    return {
        "impressions by receiver that are not those by source": _count(by_receiver != flow.sum(axis=0)),
        "impressions by source that are not those by post": _count(flow.sum(axis=1) != by_post),
        "posts that are neither originals nor shares": abs(int(tally[:, SHARES : SHARES + 6].sum()) - len(posts)),
        "unfollows that are not cut ties": abs(int(tally[:, UNFOLLOWS].sum()) - _count(severed == CUT)),
        "hides that are not hidden ties": abs(int(tally[:, HIDES].sum()) - _count(severed == HIDDEN)),
        "segments whose attitude is not that of their members": _count(_attitude_gap(model) > _rounding(model)),
    }


def _attitude_gap(model: CampaignModel) -> np.ndarray:
    """How far the sums of attitude are from those over members, each faded to the end: (segments, 2)."""
    people, segment = model.population.member, model.population.segment
    fade = model.given.fade[model.tick - people["touched"]]
    sums = np.zeros_like(model.moving.opinion)
    for place, (name, speed) in enumerate((("attitude_fast", FAST), ("attitude_slow", SLOW))):
        np.add.at(sums[:, place], segment, people[name].astype(float) * fade[:, speed])
    return np.abs(sums - model.moving.opinion)


def _rounding(model: CampaignModel) -> np.ndarray:
    """What rounding can make of that: a member's value is stored when it fades and when it moves: (segments, 1)."""
    tally = model.moving.tally.sum(axis=0)
    exposures = tally[:, IMPRESSIONS : IMPRESSIONS + len(SIDES)].sum(axis=1) + tally[:, UNSEEN]
    return 2.0 * ROUNDING * exposures[:, None] + 1e-9


def lost_exposures(model: CampaignModel) -> Faults:
    """Exposures that are neither seen nor unseen, where nobody has cut the tie; every post must reach all (AT_ONCE)."""
    given, posts = model.given, model.posts
    delay = given.platform["half_life"][posts["platform"]]
    due = np.floor((posts["time"] + delay) / given.tick_hours) < given.n_ticks
    row = posts["platform"].astype(np.int64) * given.n_members + posts["member"]
    filed = np.bincount(row[due], minlength=len(given.start) - 1)
    n_cut = np.add.reduceat(np.append(model.moving.severed != 0, False).astype(int), given.start[:-1])
    n_cut[np.diff(given.start) == 0] = 0
    tally = model.moving.tally.sum(axis=(0, 1))
    lost = int(filed @ np.diff(given.start)) - int(tally[IMPRESSIONS : IMPRESSIONS + 3].sum()) - int(tally[UNSEEN])
    most = int(filed @ n_cut) - _count(model.moving.severed)  # the one that was too much was seen
    return {"exposures from nowhere": max(-lost, 0), "exposures lost along ties that were not cut": max(lost - most, 0)}


# ------------------------------------------------------------ no message from nowhere


@check(
    "I3",
    "invariant",
    "no message comes from nowhere: a share has a parent that reached the sharer, and nobody sees what is not yet out",
    source="causality",
    twin="each share is put down to the next member",
)
def no_message_from_nowhere(effort: Effort) -> Iterator[Finding]:
    """All shares, and all first sights."""

    def faults_of(luck: Luck, seed: int) -> Faults:
        model = model_of(luck, BY_FOLLOWING, seed=seed)
        return _having_run(model, lambda model: from_nowhere(model, shift=int(effort.wrong)))

    yield from in_many(effort, faults_of)


def from_nowhere(model: CampaignModel, *, shift: int = 0) -> Faults:
    """Shares and sights without a cause; ``shift`` puts shares down to the member that many rows further."""
    posts, contact = model.posts, model.population.contact
    shares = posts[posts["parent"] != NONE]
    parent, sharer = posts[shares["parent"]], (shares["member"] + shift) % model.given.n_members
    known = contact[shares["message"], sharer]
    pairs = shares["message"].astype(np.int64) * model.given.n_members + sharer
    born = np.floor(np.minimum(model.moving.message["born"], 1e9) / model.given.tick_hours)
    seen = contact["first_seen"] != NEVER
    return {
        "shares before their parent": _count(shares["time"] < parent["time"]),
        "shares that say something else, or elsewhere": _count(
            (shares["message"] != parent["message"]) | (shares["platform"] != parent["platform"])
        ),
        "shares of what the sharer had written": _count(known["author"] == 1),
        "shares of what the sharer had not seen": _count(known["first_seen"] == NEVER),
        "shares by somebody who does not follow the source": _count(~_follows(model, parent, sharer)),
        "shares for the second time": len(pairs) - len(np.unique(pairs)),
        "sights before the first post": _count(seen & (contact["first_seen"] < born[:, None])),
    }


def _follows(model: CampaignModel, posts: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Whether each of some members follows the author of a post where it stands: (n,) bool."""
    given = model.given
    rows = posts["platform"].astype(np.int64) * given.n_members + posts["member"]
    followers = (given.follower[given.start[row] : given.start[row + 1]] for row in rows)
    return np.array([member in some for member, some in zip(members, followers, strict=True)], bool)


# ------------------------------------------------------------ cut ties


@check(
    "I4",
    "invariant",
    "who unfollows or hides shrinks an audience, and ties never come back",
    source="monotonicity",
    twin="the chance to unfollow is lowered, and ties come back",
)
def cutting_shrinks(effort: Effort) -> Iterator[Finding]:
    """The same posts in the same world with a raised chance to unfollow: no post is seen more often."""

    def faults_of(luck: Luck, seed: int) -> Faults:
        return {**wider_audiences(luck, seed, wrong=effort.wrong), **ties_come_back(luck, seed, wrong=effort.wrong)}

    yield from in_many(effort, faults_of)


def wider_audiences(luck: Luck, seed: int, *, wrong: bool = False) -> Faults:
    """Posts that are seen more often where members unfollow more readily.

    On any network where nobody unfollowed or hid before. Where each follows one account also from one chance to
    another: with two, who leaves the first sooner may hear the second longer.
    """
    n = 200
    low, high = sorted((luck("lower chance"), luck("higher chance")))
    alone = np.stack([(uniform(stream(seed, "followed"), np.arange(n)) * n / 10).astype(int), np.arange(n)], axis=1)
    alone = alone[alone[:, 0] != alone[:, 1]]
    many = np.unique(random_graph(n, 10.0, seed), axis=0)
    many = many[many[:, 0] != many[:, 1]]
    pairs = (("", many, (0.0, 0.0), (high, luck("hide"))), (", each following one", alone, (low, 0.1), (high, 0.1)))
    found = {}
    for name, ties, before, after in pairs:
        first, second = (_sights(luck, seed, ties, *chances) for chances in (before, after))
        found[f"posts seen more often{name}"] = _count(first > second if wrong else second > first)
    return found


def _sights(luck: Luck, seed: int, ties: np.ndarray, unfollow: float, hide: float) -> np.ndarray:
    """How often each of 60 promotional posts of two days was seen, by members by chance: (posts,)."""
    settings: dict[str, Any] = {
        "clock__days": 3,
        "segments__people__share_chance": 0.0,
        "platforms__network__response": "half_life",
        "messages__news__promotional": True,
        "fatigue__tolerance_per_week": 3.0 * luck("tolerance"),
        "fatigue__unfollow_chance": unfollow,
        "fatigue__hide_chance": hide,
    }
    scenario = textbook(200, **settings)
    model = CampaignModel(scenario, rng=seed, world=drawn_world(scenario, seed, ties))
    authors = (uniform(stream(seed, "authors"), np.arange(60)) * 20).astype(int)
    while model.running:
        if model.tick < 48:
            some = authors[model.tick :: 48]
            model.publish(some, NEWS, np.full(len(some), model.now))
        model.step()
    return model.posts["seen"].copy()


def ties_come_back(luck: Luck, seed: int, *, wrong: bool = False) -> Faults:
    """Ties that were cut or hidden and are so no longer, in a run of everything at once, looked at in each tick."""
    model, before, back = model_of(luck, seed=seed), np.zeros(1, np.uint8), 0
    while model.running:
        model.step()
        back += _count((before != 0) & (model.moving.severed != before))
        before = model.moving.severed.copy()
        if wrong:
            model.moving.severed[:] = 0
    return {"ties that came back": back}


# ------------------------------------------------------------ what is not said or not passed on


@check(
    "I5",
    "invariant",
    "where nobody shares, those are reached who follow somebody who published, and no others",
    source="causality",
    twin="one in fifty sights is shared by the public",
)
def nobody_shares(effort: Effort) -> Iterator[Finding]:
    """Shares and sights beyond followers in any scenario; and followers not reached, where nothing is overlooked."""
    wrong = {"segments.public.share_chance": 0.02} if effort.wrong else {}

    def faults_of(luck: Luck, seed: int) -> Faults:
        found = _having_run(model_of(luck, {**NOBODY_SHARES, **wrong}, seed=seed), beyond_followers)
        everything = {**NOBODY_SHARES, **AT_ONCE, **NOTHING_OVERLOOKED, **wrong}
        return {**found, **_having_run(model_of(luck, everything, seed=seed), followers_left_out)}

    yield from in_many(effort, faults_of)


def beyond_followers(model: CampaignModel) -> Faults:
    """Shares, and members who have seen a message and follow nobody who published it."""
    originals = model.posts["parent"] == NONE
    return {
        "shares": _count(~originals),
        "members reached who follow no author": _count(_has_seen(model) & ~_in_audience(model, model.posts[originals])),
    }


def followers_left_out(model: CampaignModel) -> Faults:
    """Members whom a message has not reached though they follow an author, of whose post they heard in time."""
    given, posts = model.given, model.posts
    delay = given.platform["half_life"][posts["platform"]]
    in_time = posts[np.floor((posts["time"] + delay) / given.tick_hours) < given.n_ticks]
    others = model.population.contact["author"] == 0
    return {
        "followers of authors who are not reached": _count(_in_audience(model, in_time) & others & ~_has_seen(model))
    }


def _in_audience(model: CampaignModel, posts: np.ndarray) -> np.ndarray:
    """Who follows the author of a post of a message where it stands: (messages, members) bool."""
    given, found = model.given, np.zeros((len(model.spec.messages), model.given.n_members), bool)
    for message, platform, member in {tuple(row) for row in posts[["message", "platform", "member"]].tolist()}:
        row = platform * given.n_members + member
        found[message, given.follower[given.start[row] : given.start[row + 1]]] = True
    return found


@check(
    "I6",
    "invariant",
    "a message that nobody publishes is seen by nobody",
    source="causality",
    twin="the brand publishes it once",
)
def unsaid_is_unseen(effort: Effort) -> Iterator[Finding]:
    """A message that has all that would make it spread, but nobody to say it."""

    def faults_of(luck: Luck, seed: int) -> Faults:
        model = model_of(luck, AT_ONCE, seed=seed)
        if effort.wrong:
            model.publish([model.first_row["brand"]], UNSAID, [0.0])
        return _having_run(model, heard_unsaid)

    yield from in_many(effort, faults_of)


def heard_unsaid(model: CampaignModel) -> Faults:
    """Members who have anything to do with the message that nobody publishes."""
    number = model.message_number[UNSAID]
    contact = model.population.contact[number]
    return {
        "members who saw what nobody said": _count(contact["first_seen"] != NEVER),
        "members who acted on what nobody said": _count(contact["acted"]),
        "posts of what nobody said": _count(model.posts["message"] == number),
    }
