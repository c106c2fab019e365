"""The compiled loop: deliver what falls due, see, respond.

The same source runs as plain Python where the compiler is off (``NUMBA_DISABLE_JIT=1``), and that is the reference.
Values are read from arrays through ``float`` and ``int``, so that both compute in double precision.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from simulator.content import (
    CHUNK,
    FREE_CHUNK,
    HOSTILE,
    INDEX,
    N_FRESH,
    N_POSTS,
    NEEDED,
    NONE,
    OUTBOX,
    READING,
    SUPPORTIVE,
    WARMTH,
)
from simulator.population import NEVER
from simulator.randomness import fold, mix, unit
from simulator.rules import (
    FIXED_DELAY,
    REINFORCED,
    SIMPLE,
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

compiled = njit(cache=True, _nrt=False)
"""Compile a function that allocates nothing: without reference counts the loop takes half the time (measured)."""
inlined = njit(cache=True, _nrt=False, inline="always")
"""The same for a part of a loop, so that its tables are not handed over once per exposure."""

IMPRESSIONS, SHARES, ORIGINALS = 0, 3, 6
"""First of three counters each: supportive, hostile, neutral."""
UNSEEN, ACTIONS, UNFOLLOWS, N_COUNTERS = 9, 10, 11, 12
FAST, SLOW, ANNOYANCE, FAMILIARITY, TRAFFIC, CREDIT, N_FADING = range(7)

TRAFFIC_HALF_LIFE = 12.0
"""Hours over which a member's own feed is averaged (assumed)."""
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
        ("horizon", "f8"),  # hours
    ]
)
SEGMENT = np.dtype(
    [
        ("share_chance", "f8"),
        ("alignment", "f8"),
        ("exit_rate", "f8"),  # per hour
        ("conviction", "f8"),
        ("indifference", "f8"),
        ("appeal", "f8"),
        ("conversion_weight", "f8"),
        ("is_outlet", "i8"),
        ("is_public", "i8"),
    ]
)
MESSAGE = np.dtype(
    [
        ("stance", "f8"),
        ("side", "i8"),
        ("topic", "i8"),
        ("quality", "f8"),
        ("arousal", "f8"),
        ("promotional", "i8"),
        ("wears", "i8"),  # whether saying it costs credibility
        ("call", "f8"),
        ("force", "f8"),
        ("soothing", "f8"),
        ("fresh_for", "f8"),  # hours
        ("gain", "f8"),  # factor on sharing, set each tick
        ("action_gain", "f8"),  # factor on acting, set each tick
        ("born", "f8"),  # hours of the first post, inf before
    ]
)


class Given(NamedTuple):
    """What does not change during a run: the scenario's numbers, the networks and the traits.

    Rates are per hour. minds : whether anything can change what a member thinks or feels. start : (platforms * members
    + 1,) int64; follower : (ties,) int32; background (arrivals per hour from outside the simulation) : float32 and
    n_followed : int32, both (platforms * members,); account : (platforms, members) bool; interested : (topics, members)
    uint8; code : (members,) int16, the segment of each; fade : (N_FADING, ticks + 1) float64, what is left after so
    many ticks; platform, segment : rows of PLATFORM, SEGMENT; affinity : (platforms, messages); filter : (segments, 3
    sides); expertise : (segments, messages), negative where the member's own trust counts.
    """

    tick_hours: float
    n_ticks: int
    n_members: int
    post_key: np.uint64
    share_key: np.uint64
    act_key: np.uint64
    unfollow_key: np.uint64
    exit_key: np.uint64
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
    minds: int
    start: np.ndarray
    follower: np.ndarray
    background: np.ndarray
    n_followed: np.ndarray
    account: np.ndarray
    interested: np.ndarray
    code: np.ndarray
    fade: np.ndarray
    platform: np.ndarray
    segment: np.ndarray
    affinity: np.ndarray
    filter: np.ndarray
    expertise: np.ndarray


class Moving(NamedTuple):
    """What changes during a run.

    member, voice : (members,) of MEMBER and VOICE; contact : (messages, members) of CONTACT; message : (messages,) of
    MESSAGE; severed : (ties,) uint8; carried : (ties,) uint64, a bit per message that the tie has carried, (1,) under
    the simple rule, which does not ask; tally : (ticks, segments, N_COUNTERS) int64, by the receiver's (or author's)
    segment; flow : (segments, segments, 3 sides) int64, impressions by source and receiver; opinion : (segments, 2)
    float64, sums of the fast and slow deviations of attitude.
    """

    member: np.ndarray
    voice: np.ndarray
    contact: np.ndarray
    message: np.ndarray
    severed: np.ndarray
    carried: np.ndarray
    tally: np.ndarray
    flow: np.ndarray
    opinion: np.ndarray


@inlined
def chunks_of(n_followers, n_ticks):
    """Fresh chunks that a post can ask for at most: its followers in full chunks, and one begun in every tick."""
    return n_followers // CHUNK + min(n_followers, n_ticks) + 1


@inlined
def has_room(content, needed):
    """Whether CHUNK posts and ``needed`` fresh chunks fit; if not, what is needed is left in the cursor."""
    content.cursor[NEEDED] = needed
    return content.cursor[N_POSTS] + CHUNK <= len(content.post) and content.cursor[N_FRESH] + needed <= len(
        content.fill
    )


@inlined
def publish(given, moving, content, member, message, platform, time, parent):
    """Publish a message: write the post and file the exposures of its followers. There must be room."""
    post = content.cursor[N_POSTS]
    content.cursor[N_POSTS] += 1
    said, own = moving.message[message], moving.contact[message, member]
    tick, side = int(time / given.tick_hours), said["side"]
    row = content.post[post]
    row["key"] = fold(fold(fold(fold(given.post_key, message), platform), member), own["posts"])
    row["time"], row["member"], row["parent"] = time, member, parent
    segment = given.code[member]
    row["message"], row["platform"], row["segment"] = message, platform, segment
    own["posts"] += 1
    own["shared"] = 1
    moving.voice[member]["posts"] += 1
    if own["first_seen"] == NEVER:
        own["first_seen"] = tick
    said["born"] = min(said["born"], time)
    at = int(platform) * given.n_members + member
    n_followers = given.start[at + 1] - given.start[at]
    expertise = given.expertise[segment, message]
    affinity = given.affinity[platform, message]
    weigh(given, row, said, given.segment[segment], moving.voice[member], tick, n_followers, expertise, affinity)
    moving.tally[tick, segment, (ORIGINALS if parent == NONE else SHARES) + side] += 1
    place = given.platform[platform]
    reach = place["outlet_reach"] if given.segment[segment]["is_outlet"] else place["member_reach"]
    file_exposures(given, moving, content, place, reach, post, at)


@inlined
def weigh(given, row, said, group, voice, tick, n_followers, expertise, affinity):
    """What a post weighs with those who see it: its strength, its pull and its trust, and what it costs the author."""
    spent = np.float64(voice["credit_spent"]) * given.fade[CREDIT, tick - voice["credit_touched"]]
    credibility = (1.0 - spent) * np.float64(voice["authenticity"])
    if given.social_proof > 0.0:
        credibility *= 1.0 + given.social_proof * math.log10(1.0 + n_followers)
    if said["wears"]:
        voice["credit_spent"] = spent + given.wear * (1.0 - spent)
        voice["credit_touched"] = tick
    appeal = group["appeal"] * said["quality"] * affinity * credibility
    trust = expertise if expertise >= 0.0 and not voice["leads"] else np.float64(voice["trust"])
    row["strength"] = appeal * said["arousal"]
    row["pull"] = appeal * group["conversion_weight"]
    row["trust"] = min(trust * credibility, 1.0)


@inlined
def file_exposures(given, moving, content, place, reach, post, at):
    """File an exposure for each follower whom the post can reach, under the tick in which it falls due."""
    key, time = content.post[post]["key"], content.post[post]["time"]
    law, constant, theta = place["law"], place["constant"], place["theta"]
    half_life, horizon = place["half_life"], place["horizon"]
    follower, severed, minds = given.follower, moving.severed, given.minds
    now, n_ticks, tick_hours = int(time / given.tick_hours), given.n_ticks, given.tick_hours
    entry, fill, next_chunk, last = content.entry, content.fill, content.next_chunk, content.last
    for tie in range(given.start[at], given.start[at + 1]):
        if minds and severed[tie]:
            continue
        reader = follower[tie]
        luck = fold(key, reader)
        if reach < 1.0 and unit(luck) >= reach:
            continue
        delay = (
            half_life
            if law == FIXED_DELAY
            else response_delay(law, unit(mix(luck)), constant, theta, half_life, horizon)
        )
        due = max(int((time + delay) / tick_hours), now)
        if due >= n_ticks:
            continue
        chunk = last[due]
        if chunk == NONE or fill[chunk] == CHUNK:
            fresh = fresh_chunk(content.cursor, next_chunk, fill)
            if chunk == NONE:
                content.first[due] = fresh
            else:
                next_chunk[chunk] = fresh
            last[due] = chunk = fresh
        line = entry[chunk, fill[chunk]]
        line["time"], line["post"], line["member"], line["tie"] = time + delay, post, reader, tie
        fill[chunk] += 1


@inlined
def fresh_chunk(cursor, next_chunk, fill):
    """An empty chunk: one that has been read, or one never used."""
    chunk = cursor[FREE_CHUNK]
    if chunk == NONE:
        chunk = cursor[N_FRESH]
        cursor[N_FRESH] += 1
    else:
        cursor[FREE_CHUNK] = next_chunk[chunk]
    fill[chunk] = 0
    next_chunk[chunk] = NONE
    return chunk


@compiled
def publish_outbox(given, moving, content):
    """Publish the shares in the outbox; returns False, with nothing done, when the room runs out."""
    outbox, cursor = content.outbox, content.cursor
    needed, warmth = 0, 0
    for number in range(cursor[OUTBOX]):
        at = int(outbox[number]["platform"]) * given.n_members + outbox[number]["member"]
        needed += chunks_of(given.start[at + 1] - given.start[at], given.n_ticks)
    if not has_room(content, needed):
        return False
    for number in range(cursor[OUTBOX]):
        tie = given.start[int(outbox[number]["platform"]) * given.n_members + outbox[number]["member"]]
        if tie < len(given.follower):
            warmth += given.follower[tie] + moving.voice[outbox[number]["member"]]["echo"]
        if outbox[number]["parent"] != NONE:
            warmth += moving.voice[content.post[outbox[number]["parent"]]["member"]]["echo"]
    cursor[WARMTH] = warmth
    for number in range(cursor[OUTBOX]):
        share = outbox[number]
        member, message, platform = share["member"], share["message"], share["platform"]
        publish(given, moving, content, member, message, platform, share["time"], share["parent"])
        if share["parent"] != NONE:
            moving.voice[content.post[share["parent"]]["member"]]["echo"] += 1
    cursor[OUTBOX] = 0
    return True


@compiled
def publish_all(given, moving, content, originals, done):
    """Publish originals (n,) of ORIGINAL from number ``done`` on, by way of the outbox.

    Returns how many are done; fewer than there are when the room runs out: give more and call again.
    """
    cursor, n_platforms = content.cursor, len(given.account)
    while True:
        filled = done
        while filled < len(originals) and cursor[OUTBOX] + n_platforms <= CHUNK:
            original = originals[filled]
            for platform in range(n_platforms):
                if given.account[platform, original["member"]] and original["platforms"] >> platform & 1:
                    share = content.outbox[cursor[OUTBOX]]
                    share["time"], share["member"], share["parent"] = original["time"], original["member"], NONE
                    share["message"], share["platform"] = original["message"], platform
                    cursor[OUTBOX] += 1
            filled += 1
        if not publish_outbox(given, moving, content):
            cursor[OUTBOX] = 0
            return done
        done = filled
        if done == len(originals):
            return done


@inlined
def fade_member(you, fade, tick):
    """Bring a member's fading values to the present tick."""
    idle = tick - you["touched"]
    you["attitude_fast"] = np.float64(you["attitude_fast"]) * fade[FAST, idle]
    you["attitude_slow"] = np.float64(you["attitude_slow"]) * fade[SLOW, idle]
    you["annoyance"] = np.float64(you["annoyance"]) * fade[ANNOYANCE, idle]
    you["familiarity"] = np.float64(you["familiarity"]) * fade[FAMILIARITY, idle]
    you["traffic"] = np.float64(you["traffic"]) * fade[TRAFFIC, idle]
    you["touched"] = tick


@inlined
def touch(given, moving, posts, entries, begin, end):
    """Read what the coming exposures will ask for, so that the waits for memory overlap; the sum means nothing."""
    contacts, messages, code, interested = moving.contact, moving.message, given.code, given.interested
    members, severed, carried, background = moving.member, moving.severed, moving.carried, given.background
    minds, remembers, n_members = given.minds, given.contagion != SIMPLE, given.n_members
    warmth = 0
    for index in range(begin, end):
        entry = entries[index]
        member, tie, post = entry["member"], entry["tie"], posts[entry["post"]]
        message = post["message"]
        warmth += contacts[message, member]["shared"] + code[member] + interested[messages[message]["topic"], member]
        if minds:
            warmth += members[member]["touched"] + severed[tie] + int(background[post["platform"] * n_members + member])
        if remembers:
            warmth += int(carried[tie] & np.uint64(1))
    return warmth


@inlined
def respond(given, moving, content, entry, tick):
    """What one exposure does to one member: see, believe, tire, share, act."""
    members, contacts, voices, messages = moving.member, moving.contact, moving.voice, moving.message
    severed, carried, tally, flow, opinion = moving.severed, moving.carried, moving.tally, moving.flow, moving.opinion
    platforms, segments, filters, fade = given.platform, given.segment, given.filter, given.fade
    background, n_followed, interested = given.background, given.n_followed, given.interested
    posts, n_members = content.post, given.n_members
    tie, member, number, time = entry["tie"], entry["member"], entry["post"], entry["time"]
    if given.minds and severed[tie]:
        return
    post, you = posts[number], members[member]
    message, platform, segment = post["message"], post["platform"], given.code[member]
    said, place, group = messages[message], platforms[platform], segments[segment]
    side, at = said["side"], platform * n_members + member
    if given.minds and you["touched"] != tick:
        fade_member(you, fade, tick)

    # see
    if not math.isinf(place["slots"]):
        arrivals = np.float64(background[at]) + np.float64(you["traffic"]) * RATE_OF_TRAFFIC
        chance = chance_to_see(place["slots"], arrivals, place["visits"] * np.float64(you["visits"]))
        you["traffic"] = np.float64(you["traffic"]) + 1.0
        if unit(mix(mix(fold(post["key"], member)))) >= chance:
            tally[tick, segment, UNSEEN] += 1
            return
    tally[tick, segment, IMPRESSIONS + side] += 1
    flow[post["segment"], segment, side] += 1
    contact = contacts[message, member]
    is_new = contact["first_seen"] == NEVER
    if is_new:
        contact["first_seen"] = tick

    # believe
    attitude = 0.0
    if given.minds:
        if is_new:
            you["calm"] = np.float64(you["calm"]) * said["soothing"]
        attitude = (
            np.float64(you["attitude_start"]) + np.float64(you["attitude_fast"]) + np.float64(you["attitude_slow"])
        )
        weight = given.persuasion * said["force"] * np.float64(post["trust"]) * (1.0 - group["conviction"])
        shift = belief_shift(given.belief, attitude, said["stance"], weight, given.confidence_bound)
        if shift != 0.0:
            slow = shift * given.slow_share
            you["attitude_fast"] = np.float64(you["attitude_fast"]) + (shift - slow)
            you["attitude_slow"] = np.float64(you["attitude_slow"]) + slow
            opinion[segment, 0] += shift - slow
            opinion[segment, 1] += slow
            attitude += shift

    # tire
    relevant = interested[said["topic"], member] == 1
    if side == SUPPORTIVE:
        you["familiarity"] = np.float64(you["familiarity"]) + 1.0
    if said["promotional"]:
        annoyance = np.float64(you["annoyance"]) + (1.0 - given.relief if relevant else 1.0)
        you["annoyance"] = annoyance
        if annoyance > given.tolerance and given.unfollow_chance > 0.0:
            goodwill = np.float64(you["goodwill"]) * (1.0 - given.unfollow_chance)
            you["goodwill"] = goodwill
            if goodwill <= unit(fold(fold(given.unfollow_key, member), you["n_unfollowed"])):
                severed[tie] = 1
                you["n_unfollowed"] += 1
                you["goodwill"] = 1.0
                tally[tick, segment, UNFOLLOWS] += 1
    willing = patience(np.float64(you["annoyance"]), given.irritation) if given.minds else 1.0
    if not relevant:
        willing *= group["indifference"]

    # share
    if given.contagion != SIMPLE:
        bit = np.uint64(1) << np.uint64(message)
        if carried[tie] & bit == np.uint64(0):
            carried[tie] |= bit
            contact["sources"] += 1
    if not contact["shared"]:
        chance = group["share_chance"] * np.float64(post["strength"]) * willing * filters[segment, side] * said["gain"]
        if said["fresh_for"] < math.inf:
            chance *= novelty(time - said["born"], said["fresh_for"])
        chance *= agreement(said["stance"], attitude, group["alignment"])
        if side == HOSTILE:
            chance *= np.float64(you["calm"])
        elif side == SUPPORTIVE:
            chance *= np.float64(you["urge"])
        n_sources = contact["sources"]
        if given.contagion == REINFORCED:
            chance *= reinforcement(n_sources, given.second_source, given.plateau)
        if group["exit_rate"] > 0.0:
            hours = (tick - contact["first_seen"]) * given.tick_hours
            if has_left(hours, group["exit_rate"], unit(fold(fold(given.exit_key, message), member))):
                chance = 0.0
        if chance > 0.0:
            chance = min(chance, 1.0)
            left = np.float64(contact["share_left"]) * (1.0 - chance)
            contact["share_left"] = left
            needed, followed = given.sources_needed, 1
            if given.contagion != SIMPLE and given.contagion != REINFORCED:
                followed = n_followed[at]
                needed = max(needed, math.ceil(given.share_needed * followed))
            luck = unit(fold(fold(given.share_key, message), member))
            if decides(given.contagion, left, chance, n_sources, needed, followed, luck):
                contact["shared"] = 1
                share = content.outbox[content.cursor[OUTBOX]]
                share["time"], share["member"], share["parent"] = time, member, number
                share["message"], share["platform"] = message, platform
                content.cursor[OUTBOX] += 1

    # act
    if said["call"] > 0.0 and group["is_public"] and not contact["acted"]:
        chance = given.action_chance * said["call"] * np.float64(post["pull"]) * willing * said["action_gain"]
        chance *= liking(attitude, given.attitude_weight)
        chance *= familiarity_effect(np.float64(you["familiarity"]), given.peak, given.familiarity_weight)
        left = np.float64(contact["act_left"]) * (1.0 - min(chance, 1.0))
        contact["act_left"] = left
        if left <= unit(fold(fold(given.act_key, message), member)):
            contact["acted"] = 1
            voices[post["member"]]["echo"] += 1
            tally[tick, segment, ACTIONS] += 1


@compiled
def deliver(given, moving, content, tick):
    """Handle every exposure that falls due in this tick, those that this tick's shares cause included.

    Returns True when done; False when the room runs out: give more and call again, it goes on where it stopped.
    """
    cursor, fill, next_chunk = content.cursor, content.fill, content.next_chunk
    chunk, index = cursor[READING], cursor[INDEX]
    if chunk == NONE:
        chunk, index = content.first[tick], 0
    while chunk != NONE:
        if cursor[OUTBOX] > 0 and not publish_outbox(given, moving, content):
            cursor[READING], cursor[INDEX] = chunk, index
            return False
        if index == fill[chunk]:
            after = next_chunk[chunk]
            next_chunk[chunk] = cursor[FREE_CHUNK]
            cursor[FREE_CHUNK] = chunk
            chunk, index = after, 0
            continue
        end = fill[chunk]
        cursor[WARMTH] = touch(given, moving, content.post, content.entry[chunk], index, end)
        for place in range(index, end):
            respond(given, moving, content, content.entry[chunk, place], tick)
        index = end
    cursor[READING], cursor[INDEX] = NONE, 0
    content.first[tick] = content.last[tick] = NONE
    return True
