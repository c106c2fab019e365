"""The crisis: when it breaks, how bad it is, how attention to it fades, and what responses do to it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulator import randomness
from simulator.scenario import PUBLIC, Crisis, Scenario

CLUSTERS = ("victim", "accidental", "preventable")
RESPONSIBILITY = {"victim": 0.15, "accidental": 0.45, "preventable": 0.80}
"""Attributed responsibility by crisis cluster (evidence 4.1; Coombs 2007, sizes assumed)."""

DENIES, ACCEPTS = 1, 2
CAMPS = {"deny": DENIES, "apology": ACCEPTS, "compensation": ACCEPTS, "corrective_action": ACCEPTS}
"""What an answer says of one's own responsibility; other postures leave it open."""


@dataclass(frozen=True)
class Timeline:
    """When a crisis breaks in one world: hours since the start, inf for never."""

    onset: float = math.inf
    second: float = math.inf


def timeline(crisis: Crisis | None, seed: int) -> Timeline:
    """Draw the timing of a crisis for world ``seed``."""
    if crisis is None:
        return Timeline()
    luck = randomness.uniform(randomness.stream(seed, "crisis"), [0, 1])
    onset = crisis.onset_hours + float(luck[0]) * crisis.onset_spread_hours
    wave = crisis.second_wave
    comes_back = wave is not None and luck[1] < wave.chance
    return Timeline(onset, onset + wave.after_hours if wave and comes_back else math.inf)


def attention(crisis: Crisis, when: Timeline, hours: float) -> float:
    """The world's attention to the crisis at a time, severity at the onset and fading by itself.

    A fast and a slow exponential (Candia et al. 2019), started again by a second wave. Neutral: endless half-lives and
    severity 1.
    """
    level = _fading(crisis, hours - when.onset)
    if crisis.second_wave is not None and hours >= when.second:
        level += crisis.second_wave.strength * _fading(crisis, hours - when.second)
    return crisis.severity * level


def _fading(crisis: Crisis, age: float) -> float:
    if age < 0:
        return 0.0
    fast = 0.5 ** (age / crisis.attention_half_life_hours)
    slow = 0.5 ** (age / crisis.lasting_half_life_hours)
    return (1.0 - crisis.lasting_share) * fast + crisis.lasting_share * slow


def cluster(crisis: Crisis, reputation: float) -> str:
    """The crisis type in the public's eyes: a history of crises or a bad reputation moves it up (Coombs 2007)."""
    worse = crisis.history or reputation < crisis.bad_reputation
    return CLUSTERS[min(CLUSTERS.index(crisis.cluster) + worse, 2)]


def responsibility(crisis: Crisis, reputation: float) -> float:
    """The responsibility that the public attributes to the organisation, 0 to 1."""
    return RESPONSIBILITY[cluster(crisis, reputation)] if crisis.responsibility is None else crisis.responsibility


def reputation_before(scenario: Scenario) -> float:
    """Mean attitude of the public (audience and advocates) as the scenario states it; of all where there is none."""
    people = list(scenario.segments.values())
    public = [segment for segment in people if segment.role in PUBLIC] or people
    return sum(segment.attitude * segment.size for segment in public) / sum(segment.size for segment in public)


def force(scenario: Scenario, name: str) -> float:
    """Factor on the persuasion of a message. Neutral: 1, for all that is not of the crisis. What takes no side: 0.

    Stories of the crisis: severity times responsibility relative to an accident (what happened matters most: Ma & Zhan
    2016). Responses: how well the posture matches the crisis cluster.
    """
    message, crisis = scenario.messages[name], scenario.crisis
    if message.stance == 0 and message.posture == "none":
        return 0.0
    if crisis is None:
        return 1.0
    if message.kind == "crisis":
        return crisis.severity * responsibility(crisis, reputation_before(scenario)) / RESPONSIBILITY["accidental"]
    return float(getattr(getattr(scenario.responses, message.posture), cluster(crisis, reputation_before(scenario))))


def soothing(scenario: Scenario, name: str) -> float:
    """Factor on passing on hostile stories for those who have seen a message (Herhausen et al. 2019)."""
    return float(getattr(scenario.responses, scenario.messages[name].posture).virality)


@dataclass(frozen=True)
class Answer:
    """An answer to the crisis: how well it fits (its force), what it says of responsibility, how many have seen it."""

    match: float
    camp: int
    heard: int


def unanswered(crisis: Crisis, answers: Sequence[Answer], heard_story: int) -> float:
    """Part of the attention that answers leave: 1 - closure x match x share of those who know the story and heard it.

    The best answer counts. Where responsibility was both denied and accepted, it closes less by inconsistency x the
    share that has heard the less heard of the two. heard_story : how many have seen the story. Neutral: closure 0.
    """
    if not heard_story or not answers:
        return 1.0

    def share(heard: int) -> float:
        return min(heard / heard_story, 1.0)

    best = max(min(max(answer.match, 0.0), 1.0) * share(answer.heard) for answer in answers)
    both = min(share(max((a.heard for a in answers if a.camp == camp), default=0)) for camp in (DENIES, ACCEPTS))
    return 1.0 - crisis.closure * best * (1.0 - crisis.inconsistency * both)


def attention_in_tick(crisis: Crisis | None, when: Timeline, begin: float, hours: float) -> float:
    """Attention in the middle of the part of a tick that lies after the onset; 1 where there is no crisis."""
    if crisis is None:
        return 1.0
    end = begin + hours
    return attention(crisis, when, (max(begin, when.onset) + end) / 2) if when.onset < end else 0.0
