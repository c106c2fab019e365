"""The compiled loop: deliver what falls due, see, respond.

The same source runs as plain Python where the compiler is off (``NUMBA_DISABLE_JIT=1``), and that is the reference.
Values are read from arrays through ``float`` and ``int``, so that both compute in double precision.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from simulator.content import CHUNK, FREE_CHUNK, HOSTILE, INDEX, N_FRESH, N_POSTS, NONE, READING, SUPPORTIVE
from simulator.population import NEVER
from simulator.randomness import fold, mix, unit
from simulator.rules import (
    REINFORCED,
    SIMPLE,
    THRESHOLD,
    agreement,
    belief_shift,
    chance_to_see,
    decides,
    familiarity_effect,
    has_left,
    liking,
    novelty,
    patience,
    reinforcement,
    response_delay,
)

IMPRESSIONS, SHARES, ORIGINALS = 0, 3, 6
"""First of three counters each: supportive, hostile, neutral."""
UNSEEN, ACTIONS, UNFOLLOWS, N_COUNTERS = 9, 10, 11, 12
FAST, SLOW, ANNOYANCE, FAMILIARITY, TRAFFIC, CREDIT, N_FADING = range(7)

TRAFFIC_HALF_LIFE = 12.0
"""Hours over which a member's own feed is averaged (assumed)."""


class Given(NamedTuple):
    """What does not change during a run: the network, the traits, and the scenario's numbers as arrays.

    Ties: start (platforms * members + 1,) int64, follower (ties,) int32. Tables are indexed by segment, message,
    platform or topic. Rates are per hour.
    """

    tick_hours: float
    n_ticks: int
    n_members: int
    start: np.ndarray
    follower: np.ndarray
    background: np.ndarray  # (platforms * members,) float32, arrivals per hour from outside the simulation
    n_followed: np.ndarray  # (platforms * members,) int32
    interested: np.ndarray  # (topics, members) uint8
    fade: np.ndarray  # (N_FADING, ticks + 1) float64, what is left after so many ticks
    # keys of the streams
    post_key: np.uint64
    share_key: np.uint64
    act_key: np.uint64
    unfollow_key: np.uint64
    exit_key: np.uint64
    # contagion, belief, fatigue, conversion, credibility
    contagion: int
    second_source: float
    plateau: int
    sources_needed: int
    share_needed: float
    belief: int
    confidence_bound: float
    persuasion: float
    slow_share: float
    irritation: float
    relief: float
    tolerance: float
    unfollow_chance: float
    peak: float
    familiarity_weight: float
    action_chance: float
    attitude_weight: float
    wear: float
    social_proof: float
    # platforms
    outlet_reach: np.ndarray
    member_reach: np.ndarray
    slots: np.ndarray
    visits: np.ndarray  # per hour
    law: np.ndarray
    constant: np.ndarray
    theta: np.ndarray
    half_life: np.ndarray
    horizon: np.ndarray
    affinity: np.ndarray  # (platforms, messages)
    # segments
    share_chance: np.ndarray
    filter: np.ndarray  # (segments, 3 sides)
    alignment: np.ndarray
    exit_rate: np.ndarray
    conviction: np.ndarray
    indifference: np.ndarray
    appeal: np.ndarray
    conversion_weight: np.ndarray
    is_outlet: np.ndarray
    expertise: np.ndarray  # (segments, messages), negative where the member's own trust counts
    # messages
    stance: np.ndarray
    side: np.ndarray
    topic: np.ndarray
    quality: np.ndarray
    arousal: np.ndarray
    promotional: np.ndarray
    wears: np.ndarray
    call: np.ndarray
    force: np.ndarray
    soothing: np.ndarray
    fresh_for: np.ndarray


class Moving(NamedTuple):
    """What changes during a run.

    The fields of the member and contact rows are views of the population's tables. tally (ticks, segments, N_COUNTERS)
    counts by the receiver's (or author's) segment; flow (segments, segments, 3 sides) impressions by source and
    receiver; opinion (segments, 2) sums of the fast and slow deviations; gain, action_gain (messages,) are set each tick;
    born (messages,) hours of the first post.
    """

    attitude_start: np.ndarray
    attitude_fast: np.ndarray
    attitude_slow: np.ndarray
    annoyance: np.ndarray
    familiarity: np.ndarray
    traffic: np.ndarray
    calm: np.ndarray
    goodwill: np.ndarray
    member_visits: np.ndarray
    urge: np.ndarray
    touched: np.ndarray
    segment: np.ndarray
    n_unfollowed: np.ndarray
    share_left: np.ndarray
    act_left: np.ndarray
    first_seen: np.ndarray
    exposures: np.ndarray
    sources: np.ndarray
    posts: np.ndarray
    shared: np.ndarray
    acted: np.ndarray
    trust: np.ndarray
    authenticity: np.ndarray
    credit_spent: np.ndarray
    credit_touched: np.ndarray
    echo: np.ndarray
    severed: np.ndarray  # (ties,) uint8
    carried: np.ndarray  # (ties,) uint64, a bit per message; (1,) under the simple rule, which does not ask
    tally: np.ndarray
    flow: np.ndarray
    opinion: np.ndarray
    gain: np.ndarray
    action_gain: np.ndarray
    born: np.ndarray


@njit(cache=True)
def room_left(content, n_chunks):
    """Whether one more post with ``n_chunks`` chunks of exposures fits."""
    cursor = content.cursor
    return cursor[N_POSTS] < len(content.post) and cursor[N_FRESH] + n_chunks <= len(content.fill)


@njit(cache=True)
def publish(given, moving, content, member, message, platform, time, parent):
    """Publish a message: write the post and file the exposures of its followers. There must be room."""
    post = content.cursor[N_POSTS]
    content.cursor[N_POSTS] += 1
    key = fold(fold(fold(given.post_key, message), platform), member)
    key = fold(key, moving.posts[message, member])
    moving.posts[message, member] += 1
    moving.shared[message, member] = 1
    tick = int(time / given.tick_hours)
    if moving.first_seen[message, member] == NEVER:
        moving.first_seen[message, member] = tick
    if time < moving.born[message]:
        moving.born[message] = time
    row = content.post[post]
    row["key"], row["time"], row["member"], row["parent"] = key, time, member, parent
    row["message"], row["platform"] = message, platform
    write_weight(given, moving, row, tick)
    counter = (ORIGINALS if parent == NONE else SHARES) + given.side[message]
    moving.tally[tick, moving.segment[member], counter] += 1
    file_exposures(given, moving, content, post, tick)


@njit(cache=True)
def write_weight(given, moving, row, tick):
    """What a post weighs with those who see it: its strength, its pull and its trust, and what it costs the author."""
    member, message, platform = row["member"], row["message"], row["platform"]
    segment = moving.segment[member]
    idle = tick - moving.credit_touched[member]
    spent = float(moving.credit_spent[member]) * given.fade[CREDIT, idle]
    credibility = (1.0 - spent) * float(moving.authenticity[member])
    if given.social_proof > 0.0:
        at = platform * given.n_members + member
        credibility *= 1.0 + given.social_proof * math.log10(1.0 + given.start[at + 1] - given.start[at])
    if given.wears[message]:
        moving.credit_spent[member] = spent + given.wear * (1.0 - spent)
        moving.credit_touched[member] = tick
    appeal = given.appeal[segment] * given.quality[message] * given.affinity[platform, message] * credibility
    trust = given.expertise[segment, message]
    if trust < 0.0:
        trust = float(moving.trust[member])
    row["strength"] = appeal * given.arousal[message]
    row["pull"] = appeal * given.conversion_weight[segment]
    row["trust"] = trust * credibility


@njit(cache=True)
def file_exposures(given, moving, content, post, tick):
    """File an exposure for each follower whom the post can reach, under the tick in which it falls due."""
    row = content.post[post]
    key, time, member, platform = row["key"], row["time"], row["member"], row["platform"]
    reach = given.outlet_reach[platform] if given.is_outlet[moving.segment[member]] else given.member_reach[platform]
    law, constant, theta = given.law[platform], given.constant[platform], given.theta[platform]
    half_life, horizon = given.half_life[platform], given.horizon[platform]
    at = platform * given.n_members + member
    for tie in range(given.start[at], given.start[at + 1]):
        if moving.severed[tie]:
            continue
        follower = given.follower[tie]
        luck = fold(key, follower)
        if reach < 1.0 and unit(luck) >= reach:
            continue
        due = time + response_delay(law, unit(mix(luck)), constant, theta, half_life, horizon)
        due_tick = int(due / given.tick_hours)
        if due_tick < given.n_ticks:
            file_entry(content, max(due_tick, tick), due, post, follower, tie)


@njit(cache=True)
def file_entry(content, tick, time, post, member, tie):
    """Add one exposure to the chain of a tick."""
    chunk = content.last[tick]
    if chunk == NONE or content.fill[chunk] == CHUNK:
        fresh = fresh_chunk(content)
        if chunk == NONE:
            content.first[tick] = fresh
        else:
            content.next_chunk[chunk] = fresh
        content.last[tick] = chunk = fresh
    entry = content.entry[chunk, content.fill[chunk]]
    entry["time"], entry["post"], entry["member"], entry["tie"] = time, post, member, tie
    content.fill[chunk] += 1


@njit(cache=True)
def fresh_chunk(content):
    """An empty chunk: one that has been read, or one never used."""
    chunk = content.cursor[FREE_CHUNK]
    if chunk == NONE:
        chunk = content.cursor[N_FRESH]
        content.cursor[N_FRESH] += 1
    else:
        content.cursor[FREE_CHUNK] = content.next_chunk[chunk]
    content.fill[chunk] = 0
    content.next_chunk[chunk] = NONE
    return chunk


@njit(cache=True)
def free_chunk(content, chunk):
    """Give back a chunk that has been read."""
    content.next_chunk[chunk] = content.cursor[FREE_CHUNK]
    content.cursor[FREE_CHUNK] = chunk


@njit(cache=True)
def publish_all(given, moving, content, members, messages, platforms, times, done, n_chunks):
    """Publish a list of originals from number ``done`` on; returns how many are done when the room runs out."""
    for number in range(done, len(members)):
        if not room_left(content, n_chunks):
            return number
        publish(given, moving, content, members[number], messages[number], platforms[number], times[number], NONE)
    return len(members)


@njit(cache=True)
def fade_member(given, moving, member, idle):
    """Bring a member's fading values to the present, ``idle`` ticks after they were last touched."""
    fade = given.fade
    moving.attitude_fast[member] = float(moving.attitude_fast[member]) * fade[FAST, idle]
    moving.attitude_slow[member] = float(moving.attitude_slow[member]) * fade[SLOW, idle]
    moving.annoyance[member] = float(moving.annoyance[member]) * fade[ANNOYANCE, idle]
    moving.familiarity[member] = float(moving.familiarity[member]) * fade[FAMILIARITY, idle]
    moving.traffic[member] = float(moving.traffic[member]) * fade[TRAFFIC, idle]


@njit(cache=True)
def deliver(given, moving, content, tick, n_chunks):
    """Handle every exposure that falls due in this tick, those that this tick's shares cause included.

    Returns True when done; False when the room runs out: give more and call again, it goes on where it stopped.
    """
    cursor, first_seen, touched = content.cursor, moving.first_seen, moving.touched
    rate_of_traffic = math.log(2.0) / TRAFFIC_HALF_LIFE
    if cursor[READING] == NONE:
        cursor[READING], cursor[INDEX] = content.first[tick], 0
    chunk, index = cursor[READING], cursor[INDEX]
    while chunk != NONE:
        if index == content.fill[chunk]:
            after = content.next_chunk[chunk]
            free_chunk(content, chunk)
            chunk, index = after, 0
            continue
        if not room_left(content, n_chunks):
            cursor[READING], cursor[INDEX] = chunk, index
            return False
        entry = content.entry[chunk, index]
        index += 1
        tie, member, number, time = entry["tie"], entry["member"], entry["post"], entry["time"]
        if moving.severed[tie]:
            continue
        post = content.post[number]
        message, platform, source = post["message"], post["platform"], post["member"]
        segment, side = moving.segment[member], given.side[message]
        if touched[member] != tick:
            fade_member(given, moving, member, tick - touched[member])
            touched[member] = tick

        # see
        at = platform * given.n_members + member
        arrivals = float(given.background[at]) + float(moving.traffic[member]) * rate_of_traffic
        visits = given.visits[platform] * float(moving.member_visits[member])
        chance = chance_to_see(given.slots[platform], arrivals, visits)
        moving.traffic[member] = float(moving.traffic[member]) + 1.0
        if chance < 1.0 and unit(mix(mix(fold(post["key"], member)))) >= chance:
            moving.tally[tick, segment, UNSEEN] += 1
            continue
        moving.tally[tick, segment, IMPRESSIONS + side] += 1
        moving.flow[moving.segment[source], segment, side] += 1
        if first_seen[message, member] == NEVER:
            first_seen[message, member] = tick
            moving.calm[member] = float(moving.calm[member]) * given.soothing[message]
        moving.exposures[message, member] += 1

        # believe
        attitude = (
            float(moving.attitude_start[member])
            + float(moving.attitude_fast[member])
            + float(moving.attitude_slow[member])
        )
        weight = given.persuasion * given.force[message] * float(post["trust"]) * (1.0 - given.conviction[segment])
        shift = belief_shift(given.belief, attitude, given.stance[message], weight, given.confidence_bound)
        if shift != 0.0:
            slow = shift * given.slow_share
            moving.attitude_fast[member] = float(moving.attitude_fast[member]) + shift - slow
            moving.attitude_slow[member] = float(moving.attitude_slow[member]) + slow
            moving.opinion[segment, 0] += shift - slow
            moving.opinion[segment, 1] += slow
            attitude += shift

        # tire
        relevant = given.interested[given.topic[message], member] == 1
        if side == SUPPORTIVE:
            moving.familiarity[member] = float(moving.familiarity[member]) + 1.0
        if given.promotional[message]:
            annoyance = float(moving.annoyance[member]) + (1.0 - given.relief if relevant else 1.0)
            moving.annoyance[member] = annoyance
            if annoyance > given.tolerance and given.unfollow_chance > 0.0:
                moving.goodwill[member] = float(moving.goodwill[member]) * (1.0 - given.unfollow_chance)
                luck = fold(fold(given.unfollow_key, member), moving.n_unfollowed[member])
                if float(moving.goodwill[member]) <= unit(luck):
                    moving.severed[tie] = 1
                    moving.n_unfollowed[member] += 1
                    moving.goodwill[member] = 1.0
                    moving.tally[tick, segment, UNFOLLOWS] += 1
        willing = patience(float(moving.annoyance[member]), given.irritation)
        if not relevant:
            willing *= given.indifference[segment]

        # share
        if given.contagion != SIMPLE:
            bit = np.uint64(1) << np.uint64(message)
            if moving.carried[tie] & bit == np.uint64(0):
                moving.carried[tie] |= bit
                moving.sources[message, member] += 1
        if not moving.shared[message, member]:
            age = time - moving.born[message]
            chance = given.share_chance[segment] * float(post["strength"]) * willing * given.filter[segment, side]
            chance *= moving.gain[message] * novelty(age, given.fresh_for[message])
            chance *= agreement(given.stance[message], attitude, given.alignment[segment])
            if side == HOSTILE:
                chance *= float(moving.calm[member])
            elif side == SUPPORTIVE:
                chance *= float(moving.urge[member])
            n_sources = moving.sources[message, member]
            if given.contagion == REINFORCED:
                chance *= reinforcement(n_sources, given.second_source, given.plateau)
            if given.exit_rate[segment] > 0.0:
                hours = (tick - first_seen[message, member]) * given.tick_hours
                luck = unit(fold(fold(given.exit_key, message), member))
                if has_left(hours, given.exit_rate[segment], luck):
                    chance = 0.0
            if chance > 0.0:
                chance = min(chance, 1.0)
                moving.share_left[message, member] = float(moving.share_left[message, member]) * (1.0 - chance)
                needed = given.sources_needed
                if given.contagion == THRESHOLD:
                    needed = max(needed, int(math.ceil(given.share_needed * given.n_followed[at])))
                luck = unit(fold(fold(given.share_key, message), member))
                left = float(moving.share_left[message, member])
                if decides(given.contagion, left, chance, n_sources, needed, given.n_followed[at], luck):
                    moving.echo[source] += 1
                    publish(given, moving, content, member, message, platform, time, number)

        # act
        if given.call[message] > 0.0 and not moving.acted[message, member]:
            chance = given.action_chance * given.call[message] * float(post["pull"]) * willing
            chance *= moving.action_gain[message] * liking(attitude, given.attitude_weight)
            chance *= familiarity_effect(float(moving.familiarity[member]), given.peak, given.familiarity_weight)
            moving.act_left[message, member] = float(moving.act_left[message, member]) * (1.0 - min(chance, 1.0))
            luck = unit(fold(fold(given.act_key, message), member))
            if float(moving.act_left[message, member]) <= luck:
                moving.acted[message, member] = 1
                moving.echo[source] += 1
                moving.tally[tick, segment, ACTIONS] += 1
    cursor[READING], cursor[INDEX] = NONE, 0
    content.first[tick] = content.last[tick] = NONE
    return True
