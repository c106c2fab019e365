"""The frozen, checked content of a scenario: what a planner may say, and default and source of everything else.

Nothing here runs a model. Roles, playbook actions and mechanisms register their settings here by name, so that a new
one is validated, explained and published like those that are built in.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from simulator.settings import Settings, nearest, setting, toml_word

DO_NOTHING = "do nothing"
PUBLIC = ("audience", "advocates")
"""Roles whose attitude is the brand's reputation, and whose reach and actions are results."""
VOLUNTEERS = ("employees", "advocates")
"""Roles whose people take part as far as they are willing; others are paid by the post."""
MOST_MESSAGES = MOST_PLATFORMS = 64
"""Ties remember which messages they carried in one 64-bit word."""

ROLES: dict[str, type[Settings]] = {}
ACTIONS: dict[str, type[Settings]] = {}
MECHANISMS: dict[str, type[Settings]] = {}
SIGNALS: dict[str, Callable[[Any, float], float]] = {}
"""What an organisation can observe: functions of one tick's counts (N_COUNTERS,) and its length in hours."""


class Chosen:
    """Picks the settings class of a table by the value of one of its keys, from a registry that may grow."""

    def __init__(self, key: str, registry: dict[str, type[Settings]]):
        self.key, self.registry = key, registry

    def pick(self, table: Any) -> type[Settings] | None:
        """The class for a raw table, or None where the key is missing or unknown."""
        name = table.get(self.key) if isinstance(table, dict) else None
        return self.registry.get(name) if isinstance(name, str) else None

    def validate(self, value: Any) -> Settings:
        """Hand a raw table to the class that it picks."""
        if isinstance(value, Settings):
            return value
        if not isinstance(value, dict):
            raise PydanticCustomError("table", "should be a table")
        if (chosen := self.pick(value)) is not None:
            return chosen.model_validate(value)
        given, known = value.get(self.key), ", ".join(sorted(self.registry))
        was = f"is {toml_word(given)}; " if self.key in value else ""
        text = f"{was}should be one of: {known}{nearest(given, self.registry)}"
        raise PydanticCustomError("choice", "{text}", {"text": text, "key": self.key})

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        def dump(value: Settings, info: core_schema.SerializationInfo) -> dict[str, Any]:
            return value.model_dump(mode=info.mode, by_alias=True, exclude_unset=bool(info.exclude_unset))

        return core_schema.no_info_plain_validator_function(
            self.validate, serialization=core_schema.plain_serializer_function_ser_schema(dump, info_arg=True)
        )

    def __get_pydantic_json_schema__(self, _schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"oneOf": [handler(cls.__pydantic_core_schema__) for cls in self.registry.values()]}


Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]

_ROLE, _ACTION, _MECHANISM = Chosen("role", ROLES), Chosen("action", ACTIONS), Chosen("kind", MECHANISMS)


class Clock(Settings):
    """How long the rehearsal lasts and how finely time is cut."""

    days: float = setting(14.0, "length of the rehearsal", unit="days", above=0, high=1100, source="assumed")
    tick_hours: float = setting(1.0, "length of a tick", unit="hours", low=1 / 60, high=24, source="design default")
    start: dt.datetime = setting(dt.datetime(2026, 1, 5), "date and time of tick 0, for axes", source="assumed")


class Contagion(Settings):
    """How exposures add up to a share."""

    rule: Literal["simple", "reinforced", "threshold", "linear_threshold"] = setting(
        "reinforced",
        "independent chances, chances reinforced by distinct sources, or thresholds",
        source="#20 (Romero)",
    )
    second_source: float = setting(
        1.5, "factor on the chance at the second distinct source (1 is neutral)", unit="x", low=1, high=3, source="#20"
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
    )
    confidence_bound: float = setting(
        0.8, "bounded confidence: largest distance that still moves", unit="attitude", low=0, high=2, source="assumed"
    )
    slow_share: float = setting(
        0.27, "share of a change that recovers slowly", unit="share", low=0, high=1, source="#63 (YouGov)"
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
    )
    unfollow_chance: float = setting(
        0.03,
        "chance to unfollow the source, per promotional post beyond tolerance (0 is neutral)",
        unit="per post",
        low=0,
        high=1,
        source="#51",
    )
    relief: float = setting(
        0.5,
        "part of a promotional post that does not annoy where the topic interests (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="B6; assumed",
    )
    irritation: float = setting(
        0.1,
        "loss of willingness to share and act per unit of annoyance (0 is neutral)",
        unit="1/post",
        low=0,
        high=10,
        source="assumed",
    )
    peak_exposures: float = setting(
        10.0, "familiarity at which action is likeliest", unit="exposures", above=0, source="#53"
    )
    familiarity_weight: float = setting(
        0.5, "how far action depends on familiarity (0 is neutral)", unit="share", low=0, high=1, source="assumed"
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
    )
    attitude_weight: float = setting(
        0.5, "how far action depends on attitude (0 is neutral)", unit="x", low=0, high=1, source="assumed"
    )
    goal_dilution: float = setting(
        0.5,
        "action falls as (goals pursued at once) to the power of minus this (0 is neutral)",
        unit="exponent",
        low=0,
        high=1,
        source="#40",
    )


class Credibility(Settings):
    """A messenger's credibility is a stock: spent by speaking, and regained by silence."""

    wear_per_post: float = setting(
        0.01,
        "share of credibility lost with each promotional post or share (0 is neutral)",
        unit="per post",
        low=0,
        high=1,
        source="assumed",
    )
    recovery_half_life_days: float = setting(
        7.0, "half-life of the loss", unit="days", above=0, endless=True, source="assumed"
    )
    social_proof: float = setting(
        0.0,
        "growth of trust and appeal with the logarithm of the visible follower count (0 is neutral)",
        unit="per decade",
        low=0,
        high=2,
        source="switchable: D2 against A3",
    )


class Network(Settings):
    """The follower network of a platform: built in, or read from a file."""

    tail_exponent: float = setting(2.1, "exponent of the density of follower counts", low=1.5, high=4, source="#1")
    reciprocity: float = setting(0.30, "share of ties that are returned", unit="share", low=0, high=1, source="#3")
    clustering: float = setting(0.15, "mean local clustering", unit="share", low=0, high=0.4, source="#4")
    homophily: float = setting(
        0.3, "share of ties that seek the own segment (0 is neutral)", unit="share", low=0, high=1, source="assumed"
    )
    file: str | None = setting(None, "a network to import instead: CSV, GraphML, GEXF or an edge list")
    direction: Literal["source is followed", "source follows", "mutual"] | None = setting(
        None, "what a row of the file says; must be stated with a file"
    )
    members: str | None = setting(None, "a CSV with the columns id,segment that lists the file's accounts")
    seating: Literal["by segment", "most followed", "random"] = setting(
        "most followed", "how the file's accounts are put onto members", source="assumed"
    )


class Platform(Settings):
    """A place where posts of some members are shown to those who follow them."""

    brand_reach: float = setting(
        0.05, "share of followers whom a post of an outlet can reach at all", unit="share", low=0, high=1, source="#19"
    )
    member_reach: float = setting(
        0.5,
        "share of followers whom a post of a person can reach at all",
        unit="share",
        low=0,
        high=1,
        source="assumed; 5.4: 0.1-0.2 for large accounts",
    )
    slots_per_visit: float = setting(
        20.0, "posts looked at per visit (inf: all; neutral)", unit="posts", above=0, endless=True, source="#17"
    )
    visits_per_day: float = setting(
        5.0, "feed visits a day of a typical member", unit="visits/day", above=0, endless=True, source="#18"
    )
    background_posts: float = setting(
        2.0,
        "posts a day from each followed account that compete for attention (0 is neutral)",
        unit="posts/day",
        low=0,
        high=1_000_000,
        source="assumed",
    )
    response: Literal["power_law", "half_life", "fixed"] = setting(
        "power_law", "law of the delay between a post and a follower's response", source="#9-#11 (SEISMIC)"
    )
    theta: float = setting(0.2315, "power law: exponent of the tail", low=0.05, high=3, source="#9")
    constant_minutes: float = setting(
        5.0, "power law: period of constant response", unit="minutes", above=0, high=100_000, source="#10"
    )
    half_life_hours: float = setting(
        1.0,
        "half_life: median delay; fixed: the delay itself",
        unit="hours",
        above=0,
        high=8_766,
        source="#12-#15 by platform",
    )
    horizon_hours: float = setting(
        72.0,
        "delay at which the law is truncated (its mean is infinite without)",
        unit="hours",
        above=0,
        high=8_766,
        source="#11",
    )
    affinity: dict[str, Amount] = setting(
        {}, "how well a topic fits here, as a factor on sharing and acting (1 is neutral)", unit="x", source="E10"
    )
    network: Network = Network()


class SegmentSettings(Settings):
    """What every segment has, whatever its role."""

    role: str
    size: int = setting(..., "number of members", unit="members", low=1, high=100_000_000)
    description: str = setting("", "who they are")
    accounts: dict[str, Share] = setting(
        {}, "share of the members with an account, per platform", unit="share", refers_to="platforms"
    )
    followers: dict[str, Amount] = setting(
        {},
        "mean number of followers of those with an account, per platform (default 45)",
        unit="followers",
        refers_to="platforms",
        source="#2",
    )
    audience: dict[str, Amount] = setting(
        {},
        "where their followers come from: weight per segment (default 1 each)",
        unit="weight",
        refers_to="segments",
        source="#31",
    )
    interests: dict[str, Share] = setting(
        {},
        "share of the members interested, per topic (default 1: everybody)",
        unit="share",
        source="1.1 (Goel et al.)",
    )
    indifference: float = setting(
        0.1,
        "factor on sharing and acting where a member is not interested (1 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="assumed",
    )
    share_chance: float = setting(
        0.002, "chance to share a seen message, before all factors", unit="per exposure", low=0, high=1, source="#6"
    )
    appeal: float = setting(
        1.0,
        "per-impression factor on sharing and acting by those who see their posts",
        unit="x",
        low=0,
        high=20,
        source="brand account = 1",
    )
    trust: float = setting(0.33, "how far their word moves beliefs", unit="share", low=0, high=1, source="#28")
    expertise: dict[str, Share] = setting({}, "trust where they speak of a topic they know", unit="share", source="#24")
    conviction: float = setting(
        0.2, "how little others' words move them", unit="share", low=0, high=1, source="assumed"
    )
    supportive_filter: float = setting(
        1.0, "factor on passing on supportive messages (1 is neutral)", unit="x", low=0, high=10, source="#43"
    )
    hostile_filter: float = setting(
        1.0, "factor on passing on hostile messages (1 is neutral)", unit="x", low=0, high=10, source="#43"
    )
    alignment: float = setting(
        0.0,
        "extra sharing of messages that agree with the own attitude (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="assumed",
    )
    attitude: float = setting(
        0.1, "mean attitude to the brand at the start", unit="-1..1", low=-1, high=1, source="assumed"
    )
    attitude_spread: float = setting(
        0.25, "standard deviation of the attitude at the start", unit="attitude", low=0, high=1, source="assumed"
    )
    exit_per_day: float = setting(
        0.0,
        "hazard to leave a story, counted from the first sight of it (0 is neutral)",
        unit="1/day",
        low=0,
        high=100,
        source="#41-#42",
    )
    conversion_weight: float = setting(
        1.0, "factor on acting by those who see their posts (1 is neutral)", unit="x", low=0, high=20, source="#67"
    )
    activity_spread: float = setting(
        0.5, "log standard deviation of the members' feed visits (0 is neutral)", low=0, high=2, source="assumed"
    )


def role_settings(name: str) -> Any:
    """Register a class based on SegmentSettings as the settings of the role ``name``."""
    return _entry(ROLES, name)


def action_settings(name: str) -> Any:
    """Register a class based on ActionSettings as the settings of the playbook action ``name``."""
    return _entry(ACTIONS, name)


def mechanism_settings(name: str) -> Any:
    """Register a class based on Settings as the settings of the mechanism ``name``."""
    return _entry(MECHANISMS, name)


def _entry(registry: dict[str, type[Settings]], name: str) -> Any:
    def register(cls: type[Settings]) -> type[Settings]:
        registry[name] = cls
        return cls

    return register


@role_settings("audience")
class AudienceSettings(SegmentSettings):
    """People who read, sometimes pass on, tire of promotion and leave."""

    role: Literal["audience"]
    trust: float = setting(
        0.84, "how far their word moves beliefs", unit="share", low=0, high=1, source="#22 (friends)"
    )
    alignment: float = setting(
        0.3,
        "extra sharing of messages that agree with the own attitude (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="assumed",
    )


@role_settings("advocates")
class AdvocatesSettings(SegmentSettings):
    """Customers and partners who believe: they filter, they add their own words, and they stay."""

    role: Literal["advocates"]
    share_chance: float = setting(
        0.02,
        "chance to share a seen message, before all factors",
        unit="per exposure",
        low=0,
        high=1,
        source="assumed: ten times #6",
    )
    trust: float = setting(0.75, "how far their word moves beliefs", unit="share", low=0, high=1, source="#27")
    conviction: float = setting(
        0.8, "how little others' words move them", unit="share", low=0, high=1, source="A4; assumed"
    )
    hostile_filter: float = setting(
        0.02, "factor on passing on hostile messages (1 is neutral)", unit="x", low=0, high=10, source="#44"
    )
    attitude: float = setting(
        0.6, "mean attitude to the brand at the start", unit="-1..1", low=-1, high=1, source="assumed"
    )
    exit_per_day: float = setting(
        0.01,
        "hazard to leave a story, counted from the first sight of it (0 is neutral)",
        unit="1/day",
        low=0,
        high=100,
        source="#42",
    )
    conversion_weight: float = setting(
        3.0, "factor on acting by those who see their posts (1 is neutral)", unit="x", low=0, high=20, source="#67"
    )
    participation: float = setting(
        0.40, "share of the enrolled who become active", unit="share", low=0, high=1, source="5.3: 30-50 %; assumed"
    )
    own_words: str | None = setting(
        None, "the message they write without being asked", refers_to="messages", source="A12"
    )
    own_words_per_week: float = setting(
        0.3,
        "own posts a week of one who has seen the hostile story",
        unit="posts/week",
        low=0,
        high=500,
        source="assumed",
    )


@role_settings("employees")
class EmployeesSettings(SegmentSettings):
    """Trusted insiders of whom only a fraction takes part, carried by leaders, feedback and morale."""

    role: Literal["employees"]
    appeal: float = setting(
        2.0,
        "per-impression factor on sharing and acting by those who see their posts",
        unit="x",
        low=0,
        high=20,
        source="#29",
    )
    trust: float = setting(0.50, "how far their word moves beliefs", unit="share", low=0, high=1, source="#23")
    conviction: float = setting(
        0.5, "how little others' words move them", unit="share", low=0, high=1, source="assumed"
    )
    share_chance: float = setting(
        0.02,
        "chance to share a seen message, before all factors",
        unit="per exposure",
        low=0,
        high=1,
        source="assumed: ten times #6",
    )
    hostile_filter: float = setting(
        0.1, "factor on passing on hostile messages (1 is neutral)", unit="x", low=0, high=10, source="assumed"
    )
    attitude: float = setting(
        0.3, "mean attitude to the brand at the start", unit="-1..1", low=-1, high=1, source="assumed"
    )
    conversion_weight: float = setting(
        1.5, "factor on acting by those who see their posts (1 is neutral)", unit="x", low=0, high=20, source="assumed"
    )
    engaged: float = setting(0.23, "share of engaged employees", unit="share", low=0, high=1, source="#34")
    disengaged: float = setting(
        0.15, "share of actively disengaged employees", unit="share", low=0, high=1, source="#34"
    )
    team_size: int = setting(8, "people who report to one manager", unit="members", low=2, high=1000, source="assumed")
    leader_trust: float = setting(
        0.38,
        "how far the word of the head and the top managers moves beliefs",
        unit="share",
        low=0,
        high=1,
        source="#25",
    )
    leaders_silent: float = setting(
        0.6,
        "factor on willingness while the own leaders are silent (1 is neutral)",
        unit="x",
        low=0,
        high=2,
        source="#38",
    )
    leaders_active: float = setting(
        1.4, "factor on willingness while the own leaders post (1 is neutral)", unit="x", low=0, high=3, source="#38"
    )
    unprompted_share: float = setting(
        0.03, "share of employees who speak for the company unprompted", unit="share", low=0, high=1, source="#32"
    )
    participation: float = setting(
        0.40, "share of the enrolled who become active", unit="share", low=0, high=1, source="5.3: 30-50 %; assumed"
    )
    drop_out_per_month: float = setting(
        0.07, "hazard to drop out of a programme", unit="1/month", low=0, high=10, source="5.3: 5-10 %; assumed"
    )
    feedback: float = setting(
        0.5,
        "how far the feedback on their posts moves their willingness (0 is neutral)",
        unit="x",
        low=0,
        high=5,
        source="D6; assumed",
    )
    morale_weight: float = setting(
        0.5, "how far morale moves their willingness (0 is neutral)", unit="x", low=0, high=1, source="assumed"
    )
    own_words: str | None = setting(
        None, "the message that active employees write in a crisis", refers_to="messages", source="A12"
    )
    own_words_per_week: float = setting(
        0.2,
        "own posts a week of an active employee who has seen the hostile story",
        unit="posts/week",
        low=0,
        high=500,
        source="assumed",
    )
    disparagement: str | None = setting(
        None, "the message of a disgruntled insider", refers_to="messages", source="E2, D9"
    )
    disparagement_per_week: float = setting(
        0.01,
        "hostile posts a week of an actively disengaged employee",
        unit="posts/week",
        low=0,
        high=500,
        source="#36",
    )
    leak: str | None = setting(
        None, "the message that gives away what is off limits", refers_to="messages", source="E5"
    )
    leak_per_week: float = setting(
        0.0005, "off-limits posts a week of any employee", unit="posts/week", low=0, high=500, source="assumed"
    )


@role_settings("influencers")
class InfluencersSettings(SegmentSettings):
    """Accounts with reach that pass on anybody's message and leave after the burst."""

    role: Literal["influencers"]
    share_chance: float = setting(
        0.02,
        "chance to share a seen message, before all factors",
        unit="per exposure",
        low=0,
        high=1,
        source="assumed: ten times #6 (A5)",
    )
    trust: float = setting(0.23, "how far their word moves beliefs", unit="share", low=0, high=1, source="#26")
    conviction: float = setting(
        0.1, "how little others' words move them", unit="share", low=0, high=1, source="A4; assumed"
    )
    exit_per_day: float = setting(
        0.5,
        "hazard to leave a story, counted from the first sight of it (0 is neutral)",
        unit="1/day",
        low=0,
        high=100,
        source="#41",
    )
    fee_per_post: float = setting(300.0, "price of a paid post", unit="money", low=0, high=1e9, source="#46 (micro)")
    next_story: str | None = setting(
        None, "the third-party story that they take up when they leave", refers_to="messages", source="A9"
    )


class Coverage(Settings):
    """What an outlet publishes on its own: a schedule, not a mind."""

    message: str = setting(..., "what is published", refers_to="messages")
    per_day: float = setting(..., "posts a day", unit="posts/day", low=0, high=1000)
    from_day: float = setting(0.0, "first day", unit="days", low=0, source="scenario")
    to_day: float = setting(float("inf"), "last day", unit="days", low=0, endless=True, source="scenario")
    follows_crisis: bool = setting(
        False, "whether it starts with the crisis and rises and falls with its attention", source="scenario"
    )


@role_settings("outlets")
class OutletsSettings(SegmentSettings):
    """The brand's own account, critics, news desks: accounts with followers and a schedule but no mind."""

    role: Literal["outlets"]
    share_chance: float = setting(
        0.0, "chance to share a seen message, before all factors", unit="per exposure", low=0, high=1, source="no mind"
    )
    attitude: float = setting(
        0.0, "mean attitude to the brand at the start", unit="-1..1", low=-1, high=1, source="no mind"
    )
    attitude_spread: float = setting(
        0.0, "standard deviation of the attitude at the start", unit="attitude", low=0, high=1, source="no mind"
    )
    conviction: float = setting(
        1.0, "how little others' words move them", unit="share", low=0, high=1, source="no mind"
    )
    publishes: list[Coverage] = setting([], "what they publish on their own")


Posture = Literal["none", "instruct", "deny", "diminish", "bolster", "apology", "compensation", "corrective_action"]


class Message(Settings):
    """Anything that spreads."""

    kind: Literal["campaign", "crisis", "response", "own_words", "leak", "disparagement", "third_party"] = setting(
        "campaign", "what it is"
    )
    text: str = setting("", "how a person would put it")
    stance: float = setting(0.5, "what it says of the brand", unit="-1..1", low=-1, high=1)
    topic: str = setting("", "what it is about; matched with interests, affinity and expertise")
    quality: float = setting(1.0, "factor on sharing and acting (1 is neutral)", unit="x", low=0, high=10, source="B8")
    promotional: bool = setting(False, "whether it feels like advertising", source="B7")
    arousal: float = setting(
        1.0, "factor on sharing for its emotion (1 is neutral)", unit="x", low=0, high=5, source="#55"
    )
    call_to_action: float = setting(
        0.0, "how far it asks for an action (0 is neutral)", unit="x", low=0, high=5, source="A1"
    )
    goal: str = setting("awareness", "what it is for; several goals at once dilute each other", source="B15")
    posture: Posture = setting("none", "response posture, for a response to the crisis", source="4.1-4.2")
    novelty_half_life_hours: float = setting(
        float("inf"),
        "age at which it is half as likely to be shared (inf is neutral)",
        unit="hours",
        above=0,
        endless=True,
        source="#16 for stories: 1.15 h",
    )


class Response(Settings):
    """What a response posture does, by crisis cluster: a factor on belief (negative: it backfires), and on virality."""

    victim: float = setting(..., "factor on its persuasion in a victim crisis", unit="x", low=-3, high=3)
    accidental: float = setting(..., "factor on its persuasion in an accidental crisis", unit="x", low=-3, high=3)
    preventable: float = setting(..., "factor on its persuasion in a preventable crisis", unit="x", low=-3, high=3)
    virality: float = setting(
        1.0, "factor on passing on hostile stories by those who saw it (1 is neutral)", unit="x", low=0, high=5
    )


def _response(posture: str, victim: float, accidental: float, preventable: float, virality: float) -> Any:
    return Field(
        Response(victim=victim, accidental=accidental, preventable=preventable, virality=virality),
        description=f"the posture {posture}",
    )


class Responses(Settings):
    """Response postures: reputation and virality apart. Order after Arendt et al. 2017, sizes assumed (#58, #59)."""

    none: Response = _response("of a message that is no response", 1.0, 1.0, 1.0, 1.0)
    instruct: Response = _response("instructing information (4.1)", 0.5, 0.5, 0.4, 0.95)
    deny: Response = _response("denial", 0.6, -0.2, -0.6, 1.1)
    diminish: Response = _response("excuse or justification", 0.6, 0.7, 0.2, 1.0)
    bolster: Response = _response("reminder of good works", 0.4, 0.3, 0.1, 1.0)
    apology: Response = _response("apology; limits virality (Herhausen 2019)", 0.6, 0.9, 1.0, 0.8)
    compensation: Response = _response("compensation; fuels the fire (Herhausen 2019)", 0.6, 0.8, 0.9, 1.15)
    corrective_action: Response = _response("corrective action", 0.7, 1.0, 1.1, 0.85)


class SecondWave(Settings):
    """A crisis that comes back."""

    chance: float = setting(0.25, "chance that it happens in a world", unit="share", low=0, high=1, source="assumed")
    after_hours: float = setting(72.0, "time from the onset", unit="hours", above=0, source="assumed")
    strength: float = setting(
        0.5, "attention at its start, against the first wave", unit="x", low=0, high=10, source="assumed"
    )


class Crisis(Settings):
    """What goes wrong, when, and how the world's attention to it fades by itself."""

    story: str = setting(..., "the hostile message", refers_to="messages")
    origin: str = setting(..., "the segment where it breaks", refers_to="segments")
    origin_members: int = setting(1, "members who publish it at the onset", unit="members", low=1, source="assumed")
    onset_hours: float = setting(24.0, "earliest onset", unit="hours", low=0, source="assumed")
    onset_spread_hours: float = setting(
        0.0, "the onset is uniform over this much time, by world (0 is neutral)", unit="hours", low=0, source="assumed"
    )
    severity: float = setting(0.7, "how bad it is", unit="0..1", low=0, high=1, source="assumed")
    cluster: Literal["victim", "accidental", "preventable"] = setting(
        "accidental", "crisis type by attributed responsibility", source="4.1 (Coombs 2007)"
    )
    history: bool = setting(
        False, "whether it happened before: moves the case up one cluster", source="4.1 (Coombs 2007)"
    )
    attention_half_life_hours: float = setting(
        12.0,
        "half-life of the fast part of attention (inf is neutral)",
        unit="hours",
        above=0,
        endless=True,
        source="assumed; peaks halve in 2-8 h, O18",
    )
    lasting_share: float = setting(
        0.2, "part of the attention that fades slowly", unit="share", low=0, high=1, source="assumed; 1.5 (Candia)"
    )
    lasting_half_life_hours: float = setting(
        96.0,
        "half-life of the slow part of attention (inf is neutral)",
        unit="hours",
        above=0,
        endless=True,
        source="assumed",
    )
    responsibility: float | None = setting(
        None,
        "attributed responsibility, where not that of the cluster (.15, .45, .80)",
        unit="0..1",
        low=0,
        high=1,
        source="4.1; assumed",
    )
    second_wave: SecondWave | None = setting(None, "a second wave")


class Costs(Settings):
    """What things cost and what a result is worth."""

    currency: str = setting("USD", "name of the money")
    per_outlet_post: float = setting(
        200.0,
        "content and handling of a post of an outlet of ours",
        unit="money/post",
        low=0,
        high=1e9,
        source="assumed",
    )
    per_employee_month: float = setting(
        25.0, "programme cost of an enrolled employee", unit="money/month", low=0, high=1e9, source="#49"
    )
    per_advocate_month: float = setting(
        15.0, "care for an enrolled advocate", unit="money/month", low=0, high=1e9, source="assumed"
    )
    per_incentive_post: float = setting(
        2.0,
        "cost of one unit of incentive beyond 1, per post of an enrolled person",
        unit="money/post",
        low=0,
        high=1e9,
        source="assumed",
    )
    per_action: float = setting(
        500.0, "cost of an action of a playbook", unit="money/action", low=0, high=1e9, source="assumed"
    )
    value_of_result: float = setting(
        40.0,
        "margin of one action by an audience member (click, lead, purchase)",
        unit="money",
        low=0,
        high=1e9,
        source="assumed",
    )


Choose = Literal["random", "most followed", "most convinced", "leaders", "best morale"]


class Enrolment(Settings):
    """One part of a programme: who is enrolled, how chosen, what they say and how often."""

    segment: str = setting(..., "whose members", refers_to="segments")
    message: str = setting(..., "what they say", refers_to="messages")
    posts_per_week: float = setting(1.0, "cadence of each", unit="posts/week", low=0, high=500, source="assumed")
    members: int | None = setting(None, "how many are enrolled", unit="members", low=0)
    spend: float | None = setting(None, "or: as many as this money buys for the whole time", unit="money", low=0)
    choose: Choose = setting("random", "how they are chosen", source="E6")
    platforms: list[str] = setting([], "where (default: wherever they have an account)", refers_to="platforms")
    from_day: float = setting(0.0, "first day", unit="days", low=0)
    to_day: float = setting(float("inf"), "last day", unit="days", low=0, endless=True)
    ramp_up_days: float = setting(
        0.0,
        "time until all are active (0 is neutral)",
        unit="days",
        low=0,
        source="B24; 5.3: 60-90 for a new programme",
    )
    incentive: float = setting(
        1.0, "factor on cadence for a reward (1 is neutral)", unit="x", low=0, high=5, source="#39"
    )
    authenticity_price: float = setting(
        0.3,
        "loss of appeal and trust per unit of incentive beyond 1 (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="B22, E8; assumed",
    )
    leaders_active: bool = setting(False, "whether leaders take part, all of them and visibly", source="B12")
    training: float = setting(
        0.0,
        "policy and training: cut in leaks and disparagement (0 is neutral)",
        unit="share",
        low=0,
        high=0.99,
        source="#37",
    )


class Trigger(Settings):
    """Acts on what the organisation could observe: late, and with error."""

    signal: str = setting("hostile_posts", "what is monitored", source="simulator.strategies")
    above: float = setting(..., "acts when the observed signal rises above this", unit="signal", low=0)
    below: float = setting(0.0, "and may act again only after it fell below this", unit="signal", low=0)
    delay_hours: float = setting(1.0, "age of what is observed", unit="hours", low=0, source="assumed")
    error: float = setting(
        0.1, "log standard deviation of the observation (0 is neutral)", low=0, high=3, source="assumed"
    )
    cooldown_hours: float = setting(24.0, "shortest time between two actions", unit="hours", low=0, source="assumed")
    at_most: int = setting(1, "largest number of actions", unit="actions", low=1, source="assumed")


class ActionSettings(Settings):
    """What every action of a playbook has: its name and its moment (exactly one of three)."""

    action: str
    at_hours: float | None = setting(None, "at this time", unit="hours", low=0)
    after_crisis_hours: float | None = setting(None, "this long after the onset of the crisis", unit="hours", low=0)
    when: Trigger | None = setting(None, "or when a signal is observed")


class Strategy(Settings):
    """What the organisation chooses: a programme, a playbook and changes to what it owns."""

    description: str = setting("", "the idea in a sentence")
    budget: float | None = setting(None, "what the planned cost must not exceed", unit="money", low=0)
    programme: list[Enrolment] = setting([], "who is enrolled to say what")
    playbook: list[Annotated[ActionSettings, _ACTION]] = setting([], "what is done, when")
    set: dict[str, Any] = setting({}, "settings of messages and costs that this strategy changes, by path")


class Scenario(Settings):
    """The whole content of a scenario file."""

    model_config = ConfigDict(title="Groundswell scenario")

    schema_: Literal[1] = Field(..., alias="schema", description="version of the file format")
    name: str = setting(..., "title")
    description: str = setting("", "the situation in a few sentences")
    lesson: str = setting("", "what the scenario is to teach")
    baseline: str = setting(DO_NOTHING, "the strategy that the others are compared with")
    clock: Clock = Clock()
    contagion: Contagion = Contagion()
    belief: Belief = Belief()
    fatigue: Fatigue = Fatigue()
    conversion: Conversion = Conversion()
    credibility: Credibility = Credibility()
    mechanisms: list[Annotated[Settings, _MECHANISM]] = setting([], "further mechanisms, by kind")
    platforms: dict[str, Platform] = setting(..., "where people are")
    segments: dict[str, Annotated[SegmentSettings, _ROLE]] = setting(..., "who they are")
    messages: dict[str, Message] = setting(..., "what is said")
    crisis: Crisis | None = setting(None, "what goes wrong")
    responses: Responses = Responses()
    costs: Costs = Costs()
    strategies: dict[str, Strategy] = setting({}, "what the organisation may do")


def canonical(content: Settings | dict[str, Any]) -> str:
    """The one JSON text of some content: every setting filled in.

    The settings of a group stand in the order of their declaration. The names of a table (segments, platforms) keep the
    order of the file, because members are numbered in that order: another order is another world.
    """
    if isinstance(content, Settings):
        return _as_json(content.model_dump(mode="json", by_alias=True))
    return _as_json(content, sort_keys=True)


def digest(content: Settings | dict[str, Any]) -> str:
    """The SHA-256 of the canonical form: equal for two files that say the same in other words or another order.

    A network file counts by what it says, not by where it lies.
    """
    text = canonical(content)
    files = [n for n in _network_files(content) if Path(n).is_file()]
    if files:
        names = {_as_json(name): _as_json(hashlib.sha256(Path(name).read_bytes()).hexdigest()) for name in files}
        for name, said in names.items():
            text = text.replace(name, said)
    return hashlib.sha256(text.encode()).hexdigest()


def _as_json(content: Any, *, sort_keys: bool = False) -> str:
    return json.dumps(content, sort_keys=sort_keys, separators=(",", ":"), ensure_ascii=False)


def _network_files(content: Settings | dict[str, Any]) -> list[str]:
    if not isinstance(content, Scenario):
        return []
    networks = [platform.network for platform in content.platforms.values()]
    return [name for network in networks for name in (network.file, network.members) if name]
