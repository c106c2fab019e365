"""A scenario and a world as the arrays that the engine reads and writes."""

import numpy as np

from simulator import crisis as crises
from simulator import randomness
from simulator.content import side_of
from simulator.engine import (
    ANNOYANCE,
    CREDIT,
    FAMILIARITY,
    FAST,
    N_COUNTERS,
    N_FADING,
    SLOW,
    TRAFFIC,
    TRAFFIC_HALF_LIFE,
    Given,
    Moving,
)
from simulator.population import Population, topics_of
from simulator.rules import BELIEF_RULES, CONTAGION_RULES, RESPONSE_LAWS
from simulator.scenario import OutletsSettings, Scenario
from simulator.world import World

HOURS_PER_DAY = 24.0


def n_ticks_of(scenario: Scenario) -> int:
    """How many ticks the rehearsal has; the last one may end after the last day."""
    return max(int(np.ceil(scenario.clock.days * HOURS_PER_DAY / scenario.clock.tick_hours - 1e-9)), 1)


def fading(scenario: Scenario) -> np.ndarray:
    """What is left of each fading value after 0, 1, 2 ... ticks: (N_FADING, ticks + 1) float64."""
    half_life = np.empty(N_FADING)
    half_life[FAST] = scenario.belief.fast_half_life_days * HOURS_PER_DAY
    half_life[SLOW] = scenario.belief.slow_half_life_days * HOURS_PER_DAY
    half_life[ANNOYANCE] = scenario.fatigue.annoyance_half_life_days * HOURS_PER_DAY
    half_life[FAMILIARITY] = scenario.fatigue.familiarity_half_life_days * HOURS_PER_DAY
    half_life[TRAFFIC] = TRAFFIC_HALF_LIFE
    half_life[CREDIT] = scenario.credibility.recovery_half_life_days * HOURS_PER_DAY
    hours = np.arange(n_ticks_of(scenario) + 1) * scenario.clock.tick_hours
    return 0.5 ** (hours / half_life[:, None])


def tolerated_annoyance(scenario: Scenario) -> float:
    """The annoyance of one who sees just as many promotional posts a week as are tolerated.

    In the steady state of r posts an hour fading with half-life h the level is r h / ln 2.
    """
    fatigue = scenario.fatigue
    per_hour = fatigue.tolerance_per_week / (7 * HOURS_PER_DAY)
    return per_hour * fatigue.annoyance_half_life_days * HOURS_PER_DAY / np.log(2)


def given(scenario: Scenario, world: World) -> Given:
    """The engine's fixed input for a scenario (with a strategy's changes) in a world."""
    platforms, segments = list(scenario.platforms.values()), list(scenario.segments.values())
    messages, topics = list(scenario.messages.values()), topics_of(scenario)
    seed, tick = world.seed, scenario.clock.tick_hours
    contagion, belief, fatigue = scenario.contagion, scenario.belief, scenario.fatigue
    background = np.repeat([p.background_posts / HOURS_PER_DAY for p in platforms], world.account.shape[1])

    def column(items: list, name: str, scale: float = 1.0) -> np.ndarray:
        return np.array([getattr(item, name) for item in items], dtype=np.float64) * scale

    return Given(
        tick_hours=float(tick),
        n_ticks=n_ticks_of(scenario),
        n_members=world.account.shape[1],
        start=world.start,
        follower=world.follower,
        background=(background * world.n_followed).astype(np.float32),
        n_followed=world.n_followed,
        interested=world.population.interested,
        fade=fading(scenario),
        post_key=randomness.stream(seed, "post"),
        share_key=randomness.stream(seed, "share"),
        act_key=randomness.stream(seed, "act"),
        unfollow_key=randomness.stream(seed, "unfollow"),
        exit_key=randomness.stream(seed, "exit"),
        contagion=CONTAGION_RULES.index(contagion.rule),
        second_source=float(contagion.second_source),
        plateau=contagion.plateau_sources,
        sources_needed=contagion.sources_needed,
        share_needed=float(contagion.share_needed),
        belief=BELIEF_RULES.index(belief.rule),
        confidence_bound=float(belief.confidence_bound),
        persuasion=float(belief.persuasion),
        slow_share=float(belief.slow_share),
        irritation=float(fatigue.irritation),
        relief=float(fatigue.relief),
        tolerance=float(tolerated_annoyance(scenario)),
        unfollow_chance=float(fatigue.unfollow_chance),
        peak=float(fatigue.peak_exposures),
        familiarity_weight=float(fatigue.familiarity_weight),
        action_chance=float(scenario.conversion.action_chance),
        attitude_weight=float(scenario.conversion.attitude_weight),
        wear=float(scenario.credibility.wear_per_post),
        social_proof=float(scenario.credibility.social_proof),
        outlet_reach=column(platforms, "brand_reach"),
        member_reach=column(platforms, "member_reach"),
        slots=column(platforms, "slots_per_visit"),
        visits=column(platforms, "visits_per_day", 1 / HOURS_PER_DAY),
        law=np.array([RESPONSE_LAWS.index(p.response) for p in platforms]),
        constant=column(platforms, "constant_minutes", 1 / 60),
        theta=column(platforms, "theta"),
        half_life=column(platforms, "half_life_hours"),
        horizon=column(platforms, "horizon_hours"),
        affinity=np.array([[p.affinity.get(m.topic, 1.0) for m in messages] for p in platforms]),
        share_chance=column(segments, "share_chance"),
        filter=np.array([[s.supportive_filter, s.hostile_filter, 1.0] for s in segments]),
        alignment=column(segments, "alignment"),
        exit_rate=column(segments, "exit_per_day", 1 / HOURS_PER_DAY),
        conviction=column(segments, "conviction"),
        indifference=column(segments, "indifference"),
        appeal=column(segments, "appeal"),
        conversion_weight=column(segments, "conversion_weight"),
        is_outlet=np.array([isinstance(s, OutletsSettings) for s in segments]),
        expertise=np.array([[s.expertise.get(m.topic, -1.0) for m in messages] for s in segments]),
        stance=column(messages, "stance"),
        side=np.array([side_of(m.stance) for m in messages]),
        topic=np.array([topics.index(m.topic) for m in messages]),
        quality=column(messages, "quality"),
        arousal=column(messages, "arousal"),
        promotional=np.array([m.promotional for m in messages]),
        wears=np.array([m.promotional or m.kind == "response" for m in messages]),
        call=column(messages, "call_to_action"),
        force=np.array([crises.force(scenario, name) for name in scenario.messages]),
        soothing=np.array([crises.soothing(scenario, name) for name in scenario.messages]),
        fresh_for=column(messages, "novelty_half_life_hours"),
    )


def moving(population: Population, given: Given, *, n_segments: int) -> Moving:
    """The engine's changing arrays: views of the population's tables, and counters at zero."""
    member, contact, n_ties = population.member, population.contact, len(given.follower)
    n_messages = len(contact)
    remembers = given.contagion != CONTAGION_RULES.index("simple")
    return Moving(
        **{name: member[name] for name in member.dtype.names if name != "visits"},
        member_visits=member["visits"],
        **{name: contact[name] for name in contact.dtype.names},
        trust=population.trust,
        authenticity=population.authenticity,
        credit_spent=population.credit_spent,
        credit_touched=population.credit_touched,
        echo=population.echo,
        severed=np.zeros(n_ties, np.uint8),
        carried=np.zeros(n_ties if remembers else 1, np.uint64),
        tally=np.zeros((given.n_ticks, n_segments, N_COUNTERS), np.int64),
        flow=np.zeros((n_segments, n_segments, 3), np.int64),
        opinion=np.zeros((n_segments, 2)),
        gain=np.ones(n_messages),
        action_gain=np.ones(n_messages),
        born=np.full(n_messages, np.inf),
    )
