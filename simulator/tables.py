"""A scenario and a world as the arrays that the engine reads and writes."""

import numpy as np

from simulator import crisis as crises
from simulator import randomness
from simulator.content import NONE, side_of
from simulator.population import Population, stories_of, topics_of
from simulator.rules import BELIEF_RULES, CONTAGION_RULES, RESPONSE_LAWS, share_in_time
from simulator.scenario import PUBLIC, Message, OutletsSettings, Platform, Scenario, SegmentSettings
from simulator.state import (
    ANNOYANCE,
    CREDIT,
    FAMILIARITY,
    FAST,
    MESSAGE,
    N_COUNTERS,
    N_FADING,
    PLATFORM,
    SEGMENT,
    SLOW,
    TRAFFIC,
    TRAFFIC_HALF_LIFE,
    VOICES,
    Given,
    Moving,
)
from simulator.units import HOURS_PER_DAY
from simulator.world import World


def n_ticks_of(scenario: Scenario) -> int:
    """How many ticks the rehearsal has; the last one may end after the last day."""
    return max(int(np.ceil(scenario.clock.days * HOURS_PER_DAY / scenario.clock.tick_hours - 1e-9)), 1)


def fading(scenario: Scenario) -> np.ndarray:
    """What is left of each fading value after 0, 1, 2 ... ticks: (ticks + 1, N_FADING) float64."""
    half_life = np.empty(N_FADING)
    half_life[FAST] = scenario.belief.fast_half_life_days * HOURS_PER_DAY
    half_life[SLOW] = scenario.belief.slow_half_life_days * HOURS_PER_DAY
    half_life[ANNOYANCE] = scenario.fatigue.annoyance_half_life_days * HOURS_PER_DAY
    half_life[FAMILIARITY] = scenario.fatigue.familiarity_half_life_days * HOURS_PER_DAY
    half_life[TRAFFIC] = TRAFFIC_HALF_LIFE
    half_life[CREDIT] = scenario.credibility.recovery_half_life_days * HOURS_PER_DAY
    hours = np.arange(n_ticks_of(scenario) + 1) * scenario.clock.tick_hours
    return 0.5 ** (hours[:, None] / half_life)


def tolerated_annoyance(scenario: Scenario) -> float:
    """The annoyance of one who sees just as many promotional posts a week as are tolerated.

    In the steady state of r posts an hour fading with half-life h the level is r h / ln 2.
    """
    fatigue = scenario.fatigue
    if fatigue.tolerance_per_week == 0:
        return 0.0
    per_hour = fatigue.tolerance_per_week / (7 * HOURS_PER_DAY)
    return per_hour * fatigue.annoyance_half_life_days * HOURS_PER_DAY / np.log(2)


def has_minds(scenario: Scenario) -> bool:
    """Whether members can think or feel anything of what is said; where not, the engine asks no further."""
    limited = any(not np.isinf(p.slots_per_visit) for p in scenario.platforms.values())
    return limited or any(
        m.stance != 0 or m.call_to_action > 0 or bother(m, scenario) > 0 for m in scenario.messages.values()
    )


def given(scenario: Scenario, world: World) -> Given:
    """The engine's fixed input for a scenario (with a strategy's changes) in a world."""
    platforms, segments = list(scenario.platforms.values()), list(scenario.segments.values())
    messages = list(scenario.messages.values())
    seed, tick = world.seed, scenario.clock.tick_hours
    contagion, belief, fatigue, crisis = scenario.contagion, scenario.belief, scenario.fatigue, scenario.crisis
    background = np.repeat([p.background_posts / HOURS_PER_DAY for p in platforms], world.ties.account.shape[1])

    return Given(
        tick_hours=float(tick),
        n_ticks=n_ticks_of(scenario),
        n_members=world.ties.account.shape[1],
        start=world.ties.start,
        follower=world.ties.follower,
        background=(background * world.ties.n_followed).astype(np.float32),
        n_followed=world.ties.n_followed,
        account=world.ties.account,
        mutual=world.ties.mutual if scenario.credibility.closeness != 1 else np.zeros(1, np.uint8),
        regard=np.array([[s.regard.get(source, 1.0) for source in scenario.segments] for s in segments]),
        fade=fading(scenario),
        post_key=np.stack([randomness.keys(key, len(platforms)) for key in _keys(seed, "post", scenario)]),
        share_key=_keys(seed, "share", scenario),
        act_key=_keys(seed, "act", scenario),
        lead_key=_keys(seed, "lead", scenario),
        sale_key=_keys(seed, "sale", scenario),
        exit_key=randomness.keys(randomness.stream(seed, "exit"), len(stories_of(scenario))),
        crisis_story=NONE if crisis is None else list(scenario.messages).index(crisis.story),
        inconsistency=float(crisis.inconsistency) if crisis else 0.0,
        thunder=float(crisis.thunder) if crisis else 0.0,
        backfire=float(crisis.backfire) if crisis else 0.0,
        backfire_key=randomness.stream(seed, "backfire"),
        unfollow_key=randomness.stream(seed, "unfollow"),
        contagion=CONTAGION_RULES.index(contagion.rule),
        second_source=float(contagion.second_source),
        plateau=contagion.plateau_sources,
        sources_needed=contagion.sources_needed,
        share_needed=float(contagion.share_needed),
        belief=BELIEF_RULES.index(belief.rule),
        confidence_bound=float(belief.confidence_bound),
        slow_share=float(belief.slow_share),
        irritation=float(fatigue.irritation),
        relief=float(fatigue.relief),
        tolerance=float(tolerated_annoyance(scenario)),
        unfollow_chance=float(fatigue.unfollow_chance),
        hide_chance=float(fatigue.hide_chance),
        hide_key=randomness.stream(seed, "hide"),
        closeness=float(scenario.credibility.closeness),
        chorus=float(belief.chorus),
        peak=float(fatigue.peak_exposures),
        familiarity_weight=float(fatigue.familiarity_weight),
        attitude_weight=float(scenario.conversion.attitude_weight),
        trust_weight=float(scenario.conversion.trust_weight),
        lead_chance=float(scenario.conversion.lead_chance),
        sale_chance=float(scenario.conversion.sale_chance),
        forgiveness=float(scenario.credibility.forgiveness),
        fit=world.fit if scenario.credibility.forgiveness > 0 else np.zeros((1, 1), np.float32),
        social_proof=float(scenario.credibility.social_proof),
        typical_followers=float(scenario.credibility.typical_followers),
        minds=int(has_minds(scenario)),
        platform=rows_of(PLATFORM, [_platform_row(p) for p in platforms]),
        segment=rows_of(SEGMENT, [_segment_row(s) for s in segments]),
        affinity=np.array([[p.affinity.get(m.topic, 1.0) for m in messages] for p in platforms]),
        sharing=np.array([[s.share_chance * _filter(s, m) for s in segments] for m in messages]),
        acting=np.array([scenario.conversion.action_chance * m.call_to_action for m in messages]),
        expertise=np.array([[s.expertise.get(m.topic, -1.0) for m in messages] for s in segments]),
    )


def _keys(seed: int, name: str, scenario: Scenario) -> np.ndarray:
    """The streams of a name about each message: (messages,) uint64."""
    return randomness.keys(randomness.stream(seed, name), len(scenario.messages))


def _filter(segment: SegmentSettings, message: Message) -> float:
    """Factor on passing on a message of this side; advocates pass on what mitigates more readily (A11)."""
    mitigation = getattr(segment, "mitigation", 1.0) if message.posture != "none" else 1.0
    return (segment.supportive_filter * mitigation, segment.hostile_filter, 1.0)[side_of(message.stance)]


def wear(message: Message, scenario: Scenario) -> float:
    """The share of credibility that saying a message costs, before the circle's forgiveness."""
    credibility = scenario.credibility
    if message.promotional:
        return credibility.wear_per_post
    return credibility.wear_per_statement if message.kind == "response" else credibility.wear_ordinary


def bother(message: Message, scenario: Scenario) -> float:
    """The annoyance that seeing a message causes: promotion less if it is well made, and what is below standard."""
    below_standard = scenario.fatigue.substandard * max(1.0 - message.quality, 0.0)
    return message.promotional / max(message.quality, 1.0) + below_standard


def rows_of(dtype: np.dtype, rows: list[dict[str, float]]) -> np.ndarray:
    """Rows given by field name as a structured array."""
    return np.array([tuple(row[name] for name in dtype.names or ()) for row in rows], dtype)


def _platform_row(platform: Platform) -> dict[str, float]:
    law = {
        "law": RESPONSE_LAWS.index(platform.response),
        "constant": platform.constant_minutes / 60,
        "theta": platform.theta,
        "half_life": platform.half_life_hours,
    }
    return {
        "outlet_reach": platform.brand_reach,
        "member_reach": platform.member_reach,
        "slots": platform.slots_per_visit,
        "visits": platform.visits_per_day / HOURS_PER_DAY,
        "in_time": share_in_time(**law, horizon=platform.horizon_hours),
        **law,
    }


def _segment_row(segment: SegmentSettings) -> dict[str, float]:
    same = ("alignment", "indifference", "appeal", "conversion_weight")
    row = {name: getattr(segment, name) for name in same}
    row["exit_rate"] = segment.exit_per_day / HOURS_PER_DAY
    row["voice"] = 1 << VOICES.index(segment.role) if segment.role in VOICES else 0
    row["is_outlet"] = isinstance(segment, OutletsSettings)
    row["is_public"] = segment.role in PUBLIC
    return row


def message_rows(scenario: Scenario) -> np.ndarray:
    """What the engine must know of each message: (messages,) of MESSAGE."""
    stories, topics, same = stories_of(scenario), topics_of(scenario), ("stance", "quality", "arousal")
    crisis = scenario.crisis
    return rows_of(
        MESSAGE,
        [
            {
                **{field: getattr(message, field) for field in same},
                "side": side_of(message.stance),
                "story": stories.index(message.story or message.topic),
                "tells_crisis": crisis is not None and name == crisis.story,
                "answers": message.posture != "none",
                "camp": crises.CAMPS.get(message.posture, 0),
                "discloses": message.discloses and crisis is not None,
                "bother": bother(message, scenario),
                "topic": topics.index(message.topic),
                "wear": wear(message, scenario),
                "force": crises.force(scenario, name),
                "soothing": crises.soothing(scenario, name),
                "fresh_for": message.novelty_half_life_hours,
                "gain": 1.0,
                "action_gain": 1.0,
                "belief_gain": 1.0,
                "weight": 0.0,
                "n_seen": 0,
                "born": np.inf,
            }
            for name, message in scenario.messages.items()
        ],
    )


def moving(scenario: Scenario, population: Population, given: Given) -> Moving:
    """The engine's changing arrays: the population's tables, and counters at zero."""
    n_ties, n_segments = len(given.follower), len(scenario.segments)
    remembers = given.contagion != CONTAGION_RULES.index("simple")
    return Moving(
        member=population.member,
        voice=population.voice,
        contact=population.contact,
        story_seen=population.story_seen,
        clock=np.zeros((len(population.story_seen), given.n_ticks + 1)),
        message=message_rows(scenario),
        sharing=given.sharing.copy(),
        acting=given.acting.copy(),
        severed=np.zeros(n_ties, np.uint8),
        carried=np.zeros(n_ties if remembers else 1, np.uint64),
        tally=np.zeros((given.n_ticks, n_segments, N_COUNTERS), np.int64),
        flow=np.zeros((n_segments, n_segments, 3), np.int64),
        opinion=np.zeros((n_segments, 2)),
    )
