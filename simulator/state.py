"""What the compiled loop works on: the columns of its rows, what a run is given, and what moves."""

import math
from typing import NamedTuple

import numpy as np

IMPRESSIONS, SHARES, ORIGINALS = 0, 3, 6
"""First of three counters each: supportive, hostile, neutral."""
UNSEEN, ACTIONS, LEADS, SALES, HIDES, UNFOLLOWS, N_COUNTERS = range(9, 16)
CUT, HIDDEN = 1, 2
"""What a member has done about a tie: unfollowed the source, or hidden what it posts that bothers."""
VOICES = ("audience", "advocates", "employees", "influencers", "outlets", "leaders")
"""Kinds of people whose support adds up, a bit each."""
FAST, SLOW, ANNOYANCE, FAMILIARITY, TRAFFIC, CREDIT, N_FADING = range(7)

TRAFFIC_HALF_LIFE = 12.0
"""Hours over which a member's own feed is averaged (assumed)."""
LEADERS = 1 << VOICES.index("leaders")
MOST_HIDDEN = 255
"""Ties of which a member counts how many were hidden: what fits the column."""
RATE_OF_TRAFFIC = math.log(2.0) / TRAFFIC_HALF_LIFE
"""Arrivals per hour for one unit of a member's faded count of arrivals."""


PLATFORM = np.dtype(
    [
        ("outlet_reach", "f8"),
        ("member_reach", "f8"),
        ("slots", "f8"),
        ("visits", "f8"),  # per hour
        ("law", "i8"),
        ("constant", "f8"),  # hours
        ("theta", "f8"),
        ("half_life", "f8"),  # hours
        ("in_time", "f8"),  # share of all responses that come within the horizon
    ]
)
SEGMENT = np.dtype(
    [
        ("alignment", "f8"),
        ("exit_rate", "f8"),  # per hour
        ("indifference", "f8"),
        ("appeal", "f8"),
        ("conversion_weight", "f8"),
        ("voice", "i8"),  # bit of VOICES
        ("is_outlet", "i8"),
        ("is_public", "i8"),
    ]
)
MESSAGE = np.dtype(
    [
        ("stance", "f8"),
        ("side", "i8"),
        ("story", "i8"),
        ("tells_crisis", "i8"),  # whether it is the story of the crisis
        ("answers", "i8"),  # whether it answers the crisis
        ("camp", "i8"),  # what an answer says of the own responsibility: DENIES, ACCEPTS or 0
        ("discloses", "i8"),
        ("quality", "f8"),
        ("arousal", "f8"),
        ("bother", "f8"),  # annoyance that seeing it causes
        ("topic", "i8"),
        ("wear", "f8"),  # share of credibility that saying it costs
        ("force", "f8"),  # factor on persuasion by what has happened
        ("soothing", "f8"),
        ("fresh_for", "f8"),  # hours
        ("gain", "f8"),  # factor on sharing, set each tick
        ("action_gain", "f8"),  # factor on acting, set each tick
        ("belief_gain", "f8"),  # factor on persuasion, set each tick
        ("weight", "f8"),  # persuasion of one fully trusted exposure in this tick
        ("n_seen", "i8"),  # members who have seen it, authors left out
        ("born", "f8"),  # hours of the first post, inf before
    ]
)


class Given(NamedTuple):
    """What does not change during a run: the scenario's numbers, the networks and the traits.

    Rates are per hour. minds : whether anything can change what a member thinks or feels; post_key : (messages,
    platforms) and share_key, act_key, lead_key, sale_key : (messages,) and exit_key : (stories,) uint64, streams;
    crisis_story : number of the message that tells the crisis, or NONE; start : (platforms * members + 1,) int64;
    follower : (ties,) int32; background (arrivals per hour from outside the simulation) : float32 and n_followed :
    int32, both (platforms * members,); account : (platforms, members) bool; mutual : (ties,) uint8, (1,) where
    closeness does not count; fit : (topics, members) float32, share of the followers whom the topic interests, (1, 1)
    where nothing is forgiven; regard : (segments, segments) float64, factor on the word of a source by receiver and
    source; fade : (ticks + 1, N_FADING) float64, what is left after so many ticks; platform, segment : rows of
    PLATFORM, SEGMENT; affinity : (platforms, messages); sharing : (messages, segments), the chance to pass on, before
    what the tick, the post and the member make of it; acting : (messages,), the same for following a call; expertise :
    (segments, messages), negative where the member's own trust counts.
    """

    tick_hours: float
    n_ticks: int
    n_members: int
    unfollow_key: np.uint64
    contagion: int
    second_source: float
    plateau: int
    sources_needed: int
    share_needed: float
    belief: int
    confidence_bound: float
    crisis_story: int
    inconsistency: float
    thunder: float
    backfire: float
    backfire_key: np.uint64
    slow_share: float
    irritation: float
    relief: float
    tolerance: float
    unfollow_chance: float
    hide_chance: float
    hide_key: np.uint64
    closeness: float
    chorus: float
    peak: float
    familiarity_weight: float
    attitude_weight: float
    trust_weight: float
    lead_chance: float
    sale_chance: float
    forgiveness: float
    social_proof: float
    typical_followers: float
    minds: int
    post_key: np.ndarray
    share_key: np.ndarray
    act_key: np.ndarray
    lead_key: np.ndarray
    sale_key: np.ndarray
    exit_key: np.ndarray
    start: np.ndarray
    follower: np.ndarray
    background: np.ndarray
    n_followed: np.ndarray
    account: np.ndarray
    mutual: np.ndarray
    fit: np.ndarray
    regard: np.ndarray
    fade: np.ndarray
    platform: np.ndarray
    segment: np.ndarray
    affinity: np.ndarray
    sharing: np.ndarray
    acting: np.ndarray
    expertise: np.ndarray


class Moving(NamedTuple):
    """What changes during a run.

    member, voice : (members,) of MEMBER and VOICE; contact : (messages, members) of CONTACT; story_seen : as in
    Population; clock : (stories, ticks + 1) float64, hours that count for leaving; message : (messages,) of MESSAGE;
    sharing : (messages, segments) and acting : (messages,) float64, the chances of this tick; severed : (ties,) uint8,
    CUT or HIDDEN; carried : (ties,) uint64, a bit per message that the tie has carried, (1,) under the simple rule,
    which does not ask; tally : (ticks, segments, N_COUNTERS) int64, by the receiver's (or author's) segment; flow :
    (segments, segments, 3 sides) int64, impressions by source and receiver; opinion : (segments, 2) float64, sums
    of the fast and slow deviations of attitude.
    """

    member: np.ndarray
    voice: np.ndarray
    contact: np.ndarray
    story_seen: np.ndarray
    clock: np.ndarray
    message: np.ndarray
    sharing: np.ndarray
    acting: np.ndarray
    severed: np.ndarray
    carried: np.ndarray
    tally: np.ndarray
    flow: np.ndarray
    opinion: np.ndarray
