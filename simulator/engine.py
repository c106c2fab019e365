"""The compiled loop: deliver what falls due, see, respond.

The same source runs as plain Python where the compiler is off (``NUMBA_DISABLE_JIT=1``), and that is the reference.
Values are read from arrays through ``float`` and ``int``, so that both compute in double precision.
"""

import math

import numpy as np

from simulator.ahead import fetch
from simulator.compiling import compiled
from simulator.content import (
    CHUNK,
    FREE_CHUNK,
    HOSTILE,
    N_FRESH,
    N_POSTS,
    NEEDED,
    NONE,
    OUTBOX,
    PLACE,
    READING,
    SUPPORTIVE,
)
from simulator.population import NEVER
from simulator.randomness import fold, mix, unit
from simulator.rules import (
    FIXED,
    FIXED_DELAY,
    REINFORCED,
    SIMPLE,
    agreement,
    belief_shift,
    calmed,
    chance_to_see,
    chorus,
    decides,
    familiarity_effect,
    has_left,
    liking,
    novelty,
    patience,
    reinforcement,
    repair,
    response_delay,
    social_proof,
    trusted,
)
from simulator.state import (
    ACTIONS,
    ANNOYANCE,
    CREDIT,
    CUT,
    FAMILIARITY,
    FAST,
    HIDDEN,
    HIDES,
    IMPRESSIONS,
    LEADERS,
    LEADS,
    MOST_HIDDEN,
    ORIGINALS,
    RATE_OF_TRAFFIC,
    SALES,
    SHARES,
    SLOW,
    TRAFFIC,
    UNFOLLOWS,
    UNSEEN,
)

lean = compiled(_nrt=False)
"""Compile a function that allocates nothing: without reference counts the loop takes half the time (measured)."""
inlined = compiled(_nrt=False, inline="always")
"""The same for a part of a loop, so that its tables are not handed over once per exposure."""

AHEAD = 32
"""Exposures whose memory is asked for before they are handled (measured: 16 to 64 do alike)."""


# ---------------------------------------------------------------- publish


@inlined
def chunks_of(n_followers, n_ticks):
    """Fresh chunks that a post can ask for at most: its followers in full chunks, and one begun in every tick."""
    return n_followers // CHUNK + min(n_followers, n_ticks) + 1


@inlined
def has_room(content, needed):
    """Whether the outbox and ``needed`` fresh chunks fit; if not, what is needed is left in the cursor."""
    cursor = content.cursor
    cursor[NEEDED] = needed
    return cursor[N_POSTS] + cursor[OUTBOX] <= len(content.post) and cursor[N_FRESH] + needed <= len(content.next_chunk)


@inlined
def publish(given, moving, content, member, message, platform, time, parent, copy):
    """Publish a message: write the post and file the exposures of its followers. There must be room."""
    post = content.cursor[N_POSTS]
    content.cursor[N_POSTS] += 1
    said, own = moving.message[message], moving.contact[message, member]
    tick, side, segment = int(time / given.tick_hours), said["side"], own["segment"]
    row = content.post[post]
    if not copy:
        own["posts"] += 1
    row["key"] = fold(fold(given.post_key[message, platform], member), own["posts"])
    row["time"], row["member"], row["parent"] = time, member, parent
    row["message"], row["platform"], row["segment"] = message, platform, segment
    own["shared"] = 1
    if own["first_seen"] == NEVER:
        own["first_seen"] = tick
        own["author"] = 1
    if moving.story_seen[said["story"], member] == NEVER:
        moving.story_seen[said["story"], member] = tick
    said["born"] = min(said["born"], time)
    at = int(platform) * given.n_members + member
    n_followers = given.start[at + 1] - given.start[at]
    expertise = given.expertise[segment, message]
    affinity = given.affinity[platform, message]
    wear = said["wear"]
    if wear > 0.0 and given.forgiveness > 0.0:
        wear *= 1.0 - given.forgiveness * np.float64(given.fit[said["topic"], member])
    voice = moving.voice[member]
    weigh(given, row, said, given.segment[segment], voice, tick, n_followers, expertise, affinity, wear, copy)
    moving.tally[tick, segment, (ORIGINALS if parent == NONE else SHARES) + side] += 1
    place = given.platform[platform]
    reach = place["outlet_reach"] if given.segment[segment]["is_outlet"] else place["member_reach"]
    if place["law"] == FIXED_DELAY and reach >= 1.0:
        file_together(given, content, place, post, at)
    else:
        file_each(given, content, place, reach, post, at)


@inlined
def weigh(given, row, said, group, voice, tick, n_followers, expertise, affinity, wear, copy):
    """What a post weighs with those who see it: its strength, its pull and its trust, and what it costs the author.

    A copy on a further platform weighs as the first did, before that one's cost, and costs nothing more.
    """
    spent = np.float64(voice["credit_spent"]) * given.fade[tick - voice["credit_touched"], CREDIT]
    if copy and wear < 1.0:
        spent = (spent - wear) / (1.0 - wear)
    credibility = (1.0 - spent) * np.float64(voice["authenticity"])
    credibility *= social_proof(n_followers, given.typical_followers, given.social_proof)
    if wear > 0.0 and not copy:
        voice["credit_spent"] = spent + wear * (1.0 - spent)
        voice["credit_touched"] = tick
    appeal = group["appeal"] * said["quality"] * affinity * credibility
    trust = expertise if expertise >= 0.0 and not voice["leads"] else np.float64(voice["trust"])
    row["strength"] = appeal * said["arousal"]
    row["pull"] = appeal * group["conversion_weight"] * trusted(trust, given.trust_weight)
    row["voice"] = LEADERS if voice["leads"] else group["voice"]
    row["trust"] = min(trust * credibility, 1.0)
    row["seen"] = 0
    row["acted"] = 0


@inlined
def file_together(given, content, place, post, at):
    """File the exposures of all followers at once: everybody responds after the same time, and all are reached."""
    time = content.post[post]["time"] + place["half_life"]
    due, end = int(time / given.tick_hours), given.start[at + 1]
    if due < given.n_ticks:
        for tie in range(given.start[at], end, CHUNK):
            file(content, due, time, post, tie, NONE, min(end - tie, CHUNK), 0)


@inlined
def file_each(given, content, place, reach, post, at):
    """File an exposure for each follower whom the post can reach, when that follower responds."""
    key, begun = content.post[post]["key"], content.post[post]["time"]
    law, constant, theta, half_life = place["law"], place["constant"], place["theta"], place["half_life"]
    in_time, tick_hours, n_ticks, follower = place["in_time"], given.tick_hours, given.n_ticks, given.follower
    closeness, mutual = given.closeness != 1.0, given.mutual
    for tie in range(given.start[at], given.start[at + 1]):
        reader = follower[tie]
        luck = fold(key, reader)
        if reach < 1.0 and unit(luck) >= reach:
            continue
        time = begun + response_delay(law, unit(mix(luck)) * in_time, constant, theta, half_life)
        due = int(time / tick_hours)
        if due < n_ticks:
            file(content, due, time, post, tie, reader, 1, mutual[tie] if closeness else 0)


@inlined
def file(content, due, time, post, tie, member, n_ties, mutual):
    """Put an entry into the calendar, under the tick in which it falls due."""
    slot = content.tail[due]
    if slot & (CHUNK - 1) == 0:
        slot = CHUNK * begin_chunk(content, due)
    line = content.entry[slot]
    line["time"], line["post"], line["tie"], line["member"] = time, post, tie, member
    line["n_ties"], line["mutual"] = n_ties, mutual
    content.tail[due] = slot + 1


@lean
def begin_chunk(content, due):
    """Give a tick another chunk: one that has been read, or one never used."""
    cursor, next_chunk = content.cursor, content.next_chunk
    chunk = cursor[FREE_CHUNK]
    if chunk == NONE:
        chunk = cursor[N_FRESH]
        cursor[N_FRESH] += 1
    else:
        cursor[FREE_CHUNK] = next_chunk[chunk]
    next_chunk[chunk] = NONE
    if content.first[due] == NONE:
        content.first[due] = chunk
    else:
        next_chunk[content.tail[due] // CHUNK - 1] = chunk
    return chunk


@lean
def publish_outbox(given, moving, content):
    """Publish the shares in the outbox; returns False, with nothing done, when the room runs out."""
    outbox, cursor = content.outbox, content.cursor
    needed = 0
    for number in range(cursor[OUTBOX]):
        share = outbox[number]
        at = int(share["platform"]) * given.n_members + share["member"]
        needed += chunks_of(given.start[at + 1] - given.start[at], given.n_ticks)
        fetch(given.follower, given.start[at])
        fetch(moving.voice, share["member"])
        fetch(moving.contact, (share["message"], share["member"]))
    if not has_room(content, needed):
        return False
    for number in range(cursor[OUTBOX]):
        share = outbox[number]
        member, message, platform = share["member"], share["message"], share["platform"]
        publish(given, moving, content, member, message, platform, share["time"], share["parent"], share["copy"])
        if share["parent"] != NONE:
            moving.voice[content.post[share["parent"]]["member"]]["echo"] += 1
    cursor[OUTBOX] = 0
    return True


@lean
def publish_all(given, moving, content, originals, done):
    """Publish originals (n,) of ORIGINAL from number ``done`` on, by way of the outbox.

    Returns how many are done; fewer than there are when the room runs out: give more and call again.
    """
    cursor, n_platforms = content.cursor, len(given.account)
    while True:
        filled = done
        while filled < len(originals) and cursor[OUTBOX] + n_platforms <= len(content.outbox):
            original, copy = originals[filled], 0
            for platform in range(n_platforms):
                if given.account[platform, original["member"]] and original["platforms"] >> platform & 1:
                    share = content.outbox[cursor[OUTBOX]]
                    share["time"], share["member"], share["parent"] = original["time"], original["member"], NONE
                    share["message"], share["platform"], share["copy"] = original["message"], platform, copy
                    copy = 1
                    cursor[OUTBOX] += 1
            filled += 1
        if not publish_outbox(given, moving, content):
            cursor[OUTBOX] = 0
            return done
        done, cursor[NEEDED] = filled, 0
        if done == len(originals):
            return done


# ---------------------------------------------------------------- respond


@inlined
def fade_member(you, fade, tick):
    """Bring a member's fading values to the present tick."""
    idle = tick - you["touched"]
    you["attitude_fast"] = np.float64(you["attitude_fast"]) * fade[idle, FAST]
    you["attitude_slow"] = np.float64(you["attitude_slow"]) * fade[idle, SLOW]
    you["annoyance"] = np.float64(you["annoyance"]) * fade[idle, ANNOYANCE]
    you["familiarity"] = np.float64(you["familiarity"]) * fade[idle, FAMILIARITY]
    you["traffic"] = np.float64(you["traffic"]) * fade[idle, TRAFFIC]
    you["touched"] = tick


@inlined
def sees(you, place, background, key, member):
    """Whether a member with limited attention sees a post that arrives."""
    arrivals = np.float64(background) + np.float64(you["traffic"]) * RATE_OF_TRAFFIC
    you["traffic"] = np.float64(you["traffic"]) + 1.0
    chance = chance_to_see(place["slots"], arrivals, place["visits"] * np.float64(you["visits"]))
    return unit(mix(mix(fold(key, member)))) < chance


@inlined
def believe(given, you, said, weight, opinion):
    """Move a member's attitude by what is said, a part of it for good; returns the attitude."""
    attitude = np.float64(you["attitude_start"]) + np.float64(you["attitude_fast"]) + np.float64(you["attitude_slow"])
    if said["tells_crisis"] and you["forewarned"]:
        weight *= 1.0 - given.thunder
    shift = belief_shift(given.belief, attitude, said["stance"], weight, given.confidence_bound)
    if shift != 0.0:
        move(you, opinion, shift * (1.0 - given.slow_share), shift * given.slow_share)
    return attitude + shift


@inlined
def hear_answer(given, you, said, weight, knows, member, opinion):
    """Undo a part of the damage by an answer to the crisis, or do more of it; returns the attitude."""
    fast = np.float64(you["attitude_fast"])
    attitude = np.float64(you["attitude_start"]) + fast + np.float64(you["attitude_slow"])
    if said["camp"] != 0:
        if you["camps"] & ~said["camp"]:
            weight *= 1.0 - given.inconsistency if weight > 0.0 else 1.0 + given.inconsistency
        you["camps"] |= said["camp"]
    if weight > 0.0 and given.backfire > 0.0 and unit(fold(given.backfire_key, member)) < given.backfire:
        weight = -weight
    if weight < 0.0 and knows:
        shift = belief_shift(given.belief, attitude, said["stance"], weight, given.confidence_bound)
        move(you, opinion, shift * (1.0 - given.slow_share), shift * given.slow_share)
        attitude += shift
    elif weight > 0.0 and given.belief != FIXED:
        shift = repair(fast, weight)
        move(you, opinion, shift, 0.0)
        attitude += shift
    return attitude


@inlined
def move(you, opinion, fast, slow):
    """Change a member's attitude, and the sums of the segment."""
    you["attitude_fast"] = np.float64(you["attitude_fast"]) + fast
    you["attitude_slow"] = np.float64(you["attitude_slow"]) + slow
    opinion[0] += fast
    opinion[1] += slow


@inlined
def tires(given, you, bother, relevant, member):
    """Annoy a member; returns what the member does about the tie where that was once too often: CUT, HIDDEN or 0."""
    annoyance = np.float64(you["annoyance"]) + bother * (1.0 - given.relief if relevant else 1.0)
    you["annoyance"] = annoyance
    if annoyance <= given.tolerance:
        return 0
    if given.unfollow_chance > 0.0:
        goodwill = np.float64(you["goodwill"]) * (1.0 - given.unfollow_chance * min(bother, 1.0))
        you["goodwill"] = goodwill
        if goodwill <= unit(fold(fold(given.unfollow_key, member), you["n_unfollowed"])):
            you["n_unfollowed"] += 1
            you["goodwill"] = 1.0
            return CUT
    if given.hide_chance > 0.0 and you["n_hidden"] < MOST_HIDDEN:
        calmness = np.float64(you["calmness"]) * (1.0 - given.hide_chance * min(bother, 1.0))
        you["calmness"] = calmness
        if calmness <= unit(fold(fold(given.hide_key, member), you["n_hidden"])):
            you["n_hidden"] += 1
            you["calmness"] = 1.0
            return HIDDEN
    return 0


@inlined
def mood(you, said, group, attitude):
    """Factor on passing on that lies in what a member thinks and has heard. Neutral: nothing to take sides about."""
    factor = agreement(said["stance"], attitude, group["alignment"])
    if said["side"] == HOSTILE:
        factor *= np.float64(you["calm"])
    elif said["side"] == SUPPORTIVE:
        factor *= np.float64(you["urge"])
    return factor


@inlined
def shares(given, contact, message, platform, member, chance):
    """Whether a member passes the message on now; ``chance`` is that of this exposure by itself."""
    n_sources, n_followed = contact["sources"], 1
    if given.contagion == REINFORCED:
        chance *= reinforcement(n_sources, given.second_source, given.plateau)
    chance = min(chance, 1.0)
    left = np.float64(contact["share_left"]) * (1.0 - chance)
    contact["share_left"] = left
    needed = given.sources_needed
    if given.contagion != SIMPLE and given.contagion != REINFORCED:
        n_followed = given.n_followed[int(platform) * given.n_members + member]
        needed = max(needed, math.ceil(given.share_needed * n_followed))
    luck = unit(fold(given.share_key[message], member))
    return decides(given.contagion, left, chance, n_sources, needed, n_followed, luck)


@inlined
def acts(given, you, contact, message, member, chance, attitude):
    """Whether a member follows the call now; ``chance`` is that of this exposure, before attitude and familiarity."""
    chance *= liking(attitude, given.attitude_weight)
    chance *= familiarity_effect(np.float64(you["familiarity"]), given.peak, given.familiarity_weight)
    left = np.float64(contact["act_left"]) * (1.0 - min(chance, 1.0))
    contact["act_left"] = left
    return left <= unit(fold(given.act_key[message], member))


@inlined
def follow_up(given, counts, message, member, attitude):
    """Count an action, the lead that it may become, and the sale that the lead may become."""
    counts[ACTIONS] += 1
    if unit(fold(given.lead_key[message], member)) < given.lead_chance:
        counts[LEADS] += 1
        if unit(fold(given.sale_key[message], member)) < given.sale_chance * liking(attitude, given.attitude_weight):
            counts[SALES] += 1


@inlined
def respond(given, moving, content, entry, tick):
    """What the exposures of an entry do to the members who have them: see, believe, tire, share, act."""
    number, time, first, member = entry["post"], entry["time"], entry["tie"], entry["member"]
    post, several = content.post[number], member == NONE
    message, platform, source = post["message"], post["platform"], post["segment"]
    said, place, side = moving.message[message], given.platform[platform], moving.message[message]["side"]
    for tie in range(first, first + entry["n_ties"]):
        if several:
            member = given.follower[tie]
        contact, you = moving.contact[message, member], moving.member[member]
        segment, relevant = contact["segment"], contact["relevant"]
        group, at = given.segment[segment], int(platform) * given.n_members + member
        if given.minds:
            done = moving.severed[tie] if you["n_unfollowed"] > 0 or you["n_hidden"] > 0 else 0
            if done == CUT or (done == HIDDEN and said["bother"] > 0.0):
                continue
            if you["touched"] != tick:
                fade_member(you, given.fade, tick)
            if not math.isinf(place["slots"]) and not sees(you, place, given.background[at], post["key"], member):
                moving.tally[tick, segment, UNSEEN] += 1
                continue
        moving.tally[tick, segment, IMPRESSIONS + side] += 1
        moving.flow[source, segment, side] += 1
        post["seen"] += 1
        is_new = contact["first_seen"] == NEVER
        if is_new:
            contact["first_seen"] = tick
            said["n_seen"] += 1
            if group["exit_rate"] > 0.0 and moving.story_seen[said["story"], member] == NEVER:
                moving.story_seen[said["story"], member] = tick

        attitude, willing, word = 0.0, 1.0, 1.0
        if given.minds:
            word = given.regard[segment, source]
            if given.closeness != 1.0 and (given.mutual[tie] if several else entry["mutual"]):
                word *= given.closeness
            if side == SUPPORTIVE and given.chorus > 0.0:
                you["heard_from"] |= post["voice"]
                word *= chorus(you["heard_from"], given.chorus)
            weight = said["weight"] * np.float64(post["trust"]) * (1.0 - np.float64(you["conviction"])) * word
            knows = False
            if said["answers"] or said["discloses"]:
                story = given.crisis_story
                knows = story != NONE and moving.contact[story, member]["first_seen"] != NEVER
                if said["discloses"] and not knows:
                    you["forewarned"] = 1
            if said["answers"]:
                you["calm"] = calmed(np.float64(you["calm"]), said["soothing"])
                attitude = hear_answer(given, you, said, weight, knows, member, moving.opinion[segment])
            else:
                attitude = believe(given, you, said, weight, moving.opinion[segment])
            if side == SUPPORTIVE:
                you["familiarity"] = np.float64(you["familiarity"]) + 1.0
            if said["bother"] > 0.0:
                done = tires(given, you, said["bother"], relevant, member)
                if done != 0:
                    moving.severed[tie] = done
                    moving.tally[tick, segment, UNFOLLOWS if done == CUT else HIDES] += 1
            willing = patience(np.float64(you["annoyance"]), given.irritation)
        if not relevant:
            willing *= group["indifference"]

        if given.contagion != SIMPLE:
            bit = np.uint64(1) << np.uint64(message)
            if moving.carried[tie] & bit == np.uint64(0):
                moving.carried[tie] |= bit
                contact["sources"] += 1
        if not contact["shared"]:
            chance = moving.sharing[message, segment] * np.float64(post["strength"]) * willing
            if said["fresh_for"] < math.inf:
                chance *= novelty(time - said["born"], said["fresh_for"])
            if given.minds:
                chance *= mood(you, said, group, attitude)
            if group["exit_rate"] > 0.0:
                story = said["story"]
                hours = moving.clock[story, tick] - moving.clock[story, moving.story_seen[story, member]]
                if has_left(hours, group["exit_rate"], unit(fold(given.exit_key[story], member))):
                    chance = 0.0
            if chance > 0.0 and shares(given, contact, message, platform, member, chance):
                contact["shared"] = 1
                share = content.outbox[content.cursor[OUTBOX]]
                share["time"], share["member"], share["parent"] = time, member, number
                share["message"], share["platform"], share["copy"] = message, platform, 0
                content.cursor[OUTBOX] += 1

        if moving.acting[message] > 0.0 and group["is_public"] and not contact["acted"]:
            chance = moving.acting[message] * np.float64(post["pull"]) * willing * word
            if acts(given, you, contact, message, member, chance, attitude):
                contact["acted"] = 1
                moving.voice[post["member"]]["echo"] += 1
                post["acted"] += 1
                follow_up(given, moving.tally[tick, segment], message, member, attitude)


# ---------------------------------------------------------------- deliver


@inlined
def ask_for_followers(given, content, begin, end):
    """Ask for the followers whom entries that stand for several ties will reach."""
    for slot in range(begin, end):
        entry = content.entry[slot]
        if entry["member"] == NONE:
            fetch(given.follower, entry["tie"])
            fetch(given.follower, entry["tie"] + entry["n_ties"] - 1)


@inlined
def ask_for_members(given, moving, content, entry):
    """Ask for what the exposures of an entry will touch."""
    post, first, member = content.post[entry["post"]], entry["tie"], entry["member"]
    several = member == NONE
    for tie in range(first, first + entry["n_ties"]):
        if several:
            member = given.follower[tie]
        fetch(moving.contact, (post["message"], member))
        if given.minds:
            fetch(moving.member, member)
            fetch(given.background, int(post["platform"]) * given.n_members + member)
        if given.contagion != SIMPLE:
            fetch(moving.carried, tie)


@lean
def deliver(given, moving, content, tick):
    """Handle every exposure that falls due in this tick, those that this tick's shares cause included.

    Returns True when done; False when the room runs out: give more and call again, it goes on where it stopped.
    """
    cursor, entries, next_chunk = content.cursor, content.entry, content.next_chunk
    chunk, place = cursor[READING], cursor[PLACE]
    if chunk == NONE:
        chunk, place = content.first[tick], 0
    asked, on_the_way = place, 0
    while chunk != NONE:
        begin = chunk * CHUNK
        end = CHUNK if next_chunk[chunk] != NONE else content.tail[tick] - begin
        if asked == 0:
            ask_for_followers(given, content, begin, begin + end)
        while asked < end and on_the_way < AHEAD:
            ask_for_members(given, moving, content, entries[begin + asked])
            on_the_way += entries[begin + asked]["n_ties"]
            asked += 1
        if place < end and cursor[OUTBOX] + entries[begin + place]["n_ties"] <= len(content.outbox):
            respond(given, moving, content, entries[begin + place], tick)
            on_the_way -= entries[begin + place]["n_ties"]
            place += 1
        elif cursor[OUTBOX] > 0:
            if not publish_outbox(given, moving, content):
                cursor[READING], cursor[PLACE] = chunk, place
                return False
        else:
            after = next_chunk[chunk]
            next_chunk[chunk] = cursor[FREE_CHUNK]
            cursor[FREE_CHUNK] = chunk
            chunk, place, asked, on_the_way = after, 0, 0, 0
    cursor[READING], cursor[PLACE] = NONE, 0
    content.first[tick], content.tail[tick] = NONE, 0
    return True
