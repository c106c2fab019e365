"""The null model: the plain independent cascade on the same networks, with a chance to share of its own.

What it reproduces of the facts of the world needs none of our mechanisms; what it misses shows what they are for.
"""

from collections.abc import Iterator
from typing import Any

from simulator.scenario import Scenario

SHARES_AS_READILY = 0.2
"""Part of our chances to share. Ours were chosen so that ordinary posts spread as in T1 to T3; so it may have its own.
Of the chances 0.0005, 0.001, 0.0015, 0.002, 0.003 and 0.005 of audiences, tried on 102,000 ordinary posts each, 0.001
brings the most of T1, T2 and T3 into their bands: the first two. None brings all three."""
EVERYWHERE: dict[str, Any] = {
    "contagion.rule": "simple",
    "belief.rule": "fixed",
    "belief.chorus": 0.0,
    "fatigue.unfollow_chance": 0.0,
    "fatigue.hide_chance": 0.0,
    "fatigue.substandard": 0.0,
    "fatigue.irritation": 0.0,
    "fatigue.familiarity_weight": 0.0,
    "conversion.attitude_weight": 0.0,
    "conversion.goal_dilution": 0.0,
    "conversion.trust_weight": 0.0,
    "credibility.wear_per_post": 0.0,
    "credibility.wear_per_statement": 0.0,
    "credibility.wear_ordinary": 0.0,
    "credibility.closeness": 1.0,
    "credibility.humanness": 0.0,
    "credibility.social_proof": 0.0,
}
OF_PLATFORMS: dict[str, Any] = {
    "brand_reach": 1.0,
    "member_reach": 1.0,
    "slots_per_visit": float("inf"),
    "background_posts": 0.0,
    "response": "fixed",
    "half_life_hours": 1.0,
}
OF_SEGMENTS: dict[str, Any] = {
    "appeal": 1.0,
    "indifference": 1.0,
    "supportive_filter": 1.0,
    "hostile_filter": 1.0,
    "alignment": 0.0,
    "exit_per_day": 0.0,
    "conversion_weight": 1.0,
    "activity_spread": 0.0,
    "conviction_spread": 0.0,
}
OF_MESSAGES: dict[str, Any] = {"quality": 1.0, "arousal": 1.0, "novelty_half_life_hours": float("inf")}
OF_A_CRISIS: dict[str, Any] = {
    "crisis.severity": 1.0,
    "crisis.attention_half_life_hours": float("inf"),
    "crisis.lasting_share": 0.0,
    "crisis.closure": 0.0,
}
OF_ANSWERS: dict[str, Any] = {"victim": 0.0, "accidental": 0.0, "preventable": 0.0, "virality": 1.0}


def null_settings(scenario: Scenario) -> dict[str, Any]:
    """The settings, by path, that leave nothing of a scenario but the independent cascade on its network."""
    crisis = OF_A_CRISIS if scenario.crisis is not None else {}
    tables = (
        ("platforms", scenario.platforms, OF_PLATFORMS),
        ("segments", scenario.segments, OF_SEGMENTS),
        ("messages", scenario.messages, OF_MESSAGES),
    )
    below = {path: value for table, names, neutral in tables for path, value in _below(table, list(names), neutral)}
    postures = {message.posture for message in scenario.messages.values()} - {"none"}
    chances = {
        f'segments."{name}".share_chance': SHARES_AS_READILY * segment.share_chance
        for name, segment in scenario.segments.items()
    }
    answers = {f"responses.{posture}": OF_ANSWERS for posture in postures}
    return {**EVERYWHERE, **below, **chances, **crisis, **answers}


def _below(table: str, names: list[str], neutral: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in names:
        for setting, value in neutral.items():
            yield f'{table}."{name}".{setting}', value
