"""How members share, believe, tire and act, whoever they are."""

from typing import Literal

from simulator.settings import Settings, setting


class Contagion(Settings):
    """How exposures add up to a share."""

    rule: Literal["simple", "reinforced", "threshold", "linear_threshold"] = setting(
        "reinforced",
        "independent chances, chances reinforced by distinct sources, or thresholds",
        source="#20 (Romero)",
    )
    second_source: float = setting(
        1.5,
        "factor on the chance at the second distinct source (1 is neutral)",
        unit="x",
        low=1,
        high=3,
        source="#20",
        plausible=(1.0, 2.0),
    )
    plateau_sources: int = setting(
        3, "distinct sources after which more add nothing", unit="sources", low=1, high=20, source="#21"
    )
    sources_needed: int = setting(
        2, "threshold rule: distinct sources needed", unit="sources", low=1, high=1000, source="O11"
    )
    share_needed: float = setting(
        0.0,
        "threshold rule: share of the followed accounts needed",
        unit="share",
        low=0,
        high=1,
        source="O6; 0 is neutral",
    )


class Belief(Settings):
    """How what a member sees moves what the member thinks of the brand."""

    rule: Literal["assimilation", "bounded_confidence", "fixed"] = setting(
        "assimilation", "move toward the message, only toward near ones, or never", source="assumed"
    )
    persuasion: float = setting(
        0.3,
        "share of the distance covered at one fully trusted exposure (0 is neutral)",
        unit="per exposure",
        low=0,
        high=1,
        source="assumed; #58: d = 0.47 at one forced exposure would be 0.9",
        plausible=(0.1, 0.6),
    )
    chorus: float = setting(
        0.15,
        "gain of persuasion for each further kind of people from whom support has come (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="B13; assumed",
        plausible=(0.0, 0.3),
    )
    confidence_bound: float = setting(
        0.8, "bounded confidence: largest distance that still moves", unit="attitude", low=0, high=2, source="assumed"
    )
    slow_share: float = setting(
        0.27,
        "share of a change that recovers slowly",
        unit="share",
        low=0,
        high=1,
        source="#63 (YouGov)",
        plausible=(0.2, 0.4),
    )
    fast_half_life_days: float = setting(
        30.0,
        "half-life of the fast part of a change",
        unit="days",
        above=0,
        endless=True,
        source="assumed; #63: most within 3-4 months",
    )
    slow_half_life_days: float = setting(
        1000.0,
        "half-life of the slow part of a change",
        unit="days",
        above=0,
        endless=True,
        source="assumed; #63: still there after a year",
    )


class Fatigue(Settings):
    """Annoyance (fast, drives mute and unfollow) and familiarity (slow, drives action)."""

    annoyance_half_life_days: float = setting(
        3.0, "half-life of annoyance", unit="days", above=0, endless=True, source="#54"
    )
    familiarity_half_life_days: float = setting(
        30.0, "half-life of familiarity", unit="days", above=0, endless=True, source="#54"
    )
    tolerance_per_week: float = setting(
        5.0,
        "promotional posts a week that leave a member unannoyed",
        unit="posts/week",
        low=0,
        endless=True,
        source="#52",
        plausible=(3.0, 10.0),
    )
    unfollow_chance: float = setting(
        0.05,
        "chance to unfollow the source, per promotional post beyond tolerance (0 is neutral)",
        unit="per post",
        low=0,
        high=1,
        source="#51: 0.01-0.14, chosen with the facts of the passport",
        plausible=(0.01, 0.14),
    )
    hide_chance: float = setting(
        0.06,
        "chance to hide what the source posts of that kind, per post beyond tolerance (0 is neutral)",
        unit="per post",
        low=0,
        high=1,
        source="B7; assumed: twice #51",
    )
    relief: float = setting(
        0.5,
        "part of a promotional post that does not annoy where the topic interests (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="B6; assumed",
    )
    substandard: float = setting(
        1.0,
        "annoyance of a post of quality 0, falling to none at quality 1 (0 is neutral)",
        unit="promotional posts",
        low=0,
        high=5,
        source="B7; assumed",
    )
    irritation: float = setting(
        0.1,
        "loss of willingness to share and act per unit of annoyance (0 is neutral)",
        unit="1/post",
        low=0,
        high=10,
        source="assumed",
        plausible=(0.0, 0.2),
    )
    peak_exposures: float = setting(
        10.0, "familiarity at which action is likeliest", unit="exposures", above=0, source="A2, #53"
    )
    familiarity_weight: float = setting(
        0.3,
        "how far action depends on familiarity (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="assumed",
        plausible=(0.0, 0.6),
    )


class Conversion(Settings):
    """How a member who has seen a message comes to act on it."""

    action_chance: float = setting(
        0.01,
        "chance to act per seen call to action, before all factors",
        unit="per exposure",
        low=0,
        high=1,
        source="#68",
        plausible=(0.005, 0.03),
    )
    attitude_weight: float = setting(
        0.5,
        "how far action depends on attitude (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="assumed",
        plausible=(0.0, 1.0),
    )
    trust_weight: float = setting(
        1.0,
        "action grows with trust in the messenger to this power, against a brand account (0 is neutral)",
        unit="exponent",
        low=0,
        high=2,
        source="A1, B14, C2; ratios of trust #22-#28, power assumed",
        plausible=(0.0, 2.0),
    )
    lead_chance: float = setting(
        0.2, "chance that an action becomes a lead", unit="per action", low=0, high=1, source="B4, B9; assumed"
    )
    sale_chance: float = setting(
        0.2,
        "chance that a lead becomes a sale, before liking",
        unit="per lead",
        low=0,
        high=1,
        source="B4, B9; assumed",
    )
    goal_dilution: float = setting(
        0.5,
        "action and persuasion fall as (goals pursued at once) to the power of minus this (0 is neutral)",
        unit="exponent",
        low=0,
        high=1,
        source="#40",
        plausible=(0.25, 1.0),
    )


class Credibility(Settings):
    """A messenger's credibility is a stock: spent by speaking, and regained by silence."""

    wear_per_post: float = setting(
        0.08,
        "share of credibility lost with each promotional post or share (0 is neutral)",
        unit="per post",
        low=0,
        high=1,
        source="B5; assumed, chosen with the facts of the passport",
        plausible=(0.02, 0.15),
    )
    wear_per_statement: float = setting(
        0.1,
        "the same with each answer to a crisis (0 is neutral)",
        unit="per post",
        low=0,
        high=1,
        source="4.1: inconsistent and repeated answers; assumed",
        plausible=(0.0, 0.2),
    )
    wear_ordinary: float = setting(
        0.01, "the same with any other post (0 is neutral)", unit="per post", low=0, high=1, source="B5; assumed"
    )
    forgiveness: float = setting(
        0.8,
        "part of that which a post does not cost where the topic interests all of the own followers (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="B6; assumed",
    )
    recovery_half_life_days: float = setting(
        7.0, "half-life of the loss", unit="days", above=0, endless=True, source="assumed"
    )
    closeness: float = setting(
        1.24,
        "factor on what a word counts along a mutual tie (1 is neutral)",
        unit="x",
        low=0,
        high=5,
        source="B14; #22 against opinions online: 84 / 68",
    )
    humanness: float = setting(
        0.2,
        "growth of trust in the organisation's own outlets where all have heard from its employees (0 is neutral)",
        unit="share",
        low=0,
        high=2,
        source="B11; assumed",
        plausible=(0.0, 0.5),
    )
    humanness_half_life_days: float = setting(
        14.0,
        "half-life of having heard from employees",
        unit="days",
        above=0,
        endless=True,
        source="B11; assumed",
    )
    social_proof: float = setting(
        0.0,
        "growth of trust and appeal per tenfold of a typical follower count (0 is neutral)",
        unit="per decade",
        low=0,
        high=2,
        source="switchable: D2 against A3",
        plausible=(0.0, 1.0),
    )
    typical_followers: float = setting(
        45.0, "followers of an account that impresses nobody", unit="followers", low=0, high=1e9, source="#2; D2"
    )
