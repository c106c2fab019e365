"""When and where: the clock, platforms and their follower networks."""

import datetime as dt
from typing import Literal

from simulator.settings import Amount, Settings, setting


class Clock(Settings):
    """How long the rehearsal lasts and how finely time is cut."""

    days: float = setting(14.0, "length of the rehearsal", unit="days", above=0, high=1100, source="assumed")
    tick_hours: float = setting(1.0, "length of a tick", unit="hours", low=1 / 60, high=24, source="design default")
    start: dt.datetime = setting(dt.datetime(2026, 1, 5), "date and time of tick 0, for axes", source="assumed")


Direction = Literal["source is followed", "source follows", "mutual"]
"""What a row ``a,b`` of a network file says: b sees what a posts; or a names b, so a sees what b posts (Slashdot); or
each sees the other (Facebook)."""

Seating = Literal["by segment", "most followed", "random"]
"""How a file's accounts find their members: ids carry segments; the accounts with most followers go to the members for
whom most are wished; or any account to any member."""


class Network(Settings):
    """The follower network of a platform: built in, or read from a file."""

    tail_exponent: float = setting(2.1, "exponent of the density of follower counts", low=1.5, high=4, source="#1")
    reciprocity: float = setting(0.30, "share of ties that are returned", unit="share", low=0, high=1, source="#3")
    clustering: float = setting(0.15, "mean local clustering", unit="share", low=0, high=0.4, source="#4")
    homophily: float = setting(
        0.3,
        "share of ties that seek the own segment (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="assumed",
        plausible=(0.0, 0.6),
    )
    file: str | None = setting(None, "a network to import instead: CSV, GraphML, GEXF or an edge list")
    direction: Direction | None = setting(None, "what a row of the file says; must be stated with a file")
    members: str | None = setting(None, "a CSV with the columns id,segment that lists the file's accounts")
    seating: Seating = setting("most followed", "how the file's accounts are put onto members", source="assumed")


class Platform(Settings):
    """A place where posts of some members are shown to those who follow them."""

    brand_reach: float = setting(
        0.05,
        "share of followers whom a post of an outlet can reach at all",
        unit="share",
        low=0,
        high=1,
        source="#19",
        plausible=(0.01, 0.16),
    )
    member_reach: float = setting(
        0.5,
        "share of followers whom a post of a person can reach at all",
        unit="share",
        low=0,
        high=1,
        source="assumed; 5.4: 0.1-0.2 for large accounts",
        plausible=(0.2, 0.8),
    )
    slots_per_visit: float = setting(
        20.0,
        "posts looked at per visit (inf: all; neutral)",
        unit="posts",
        above=0,
        endless=True,
        source="#17",
        plausible=(10.0, 50.0),
    )
    visits_per_day: float = setting(
        5.0,
        "feed visits a day of a typical member",
        unit="visits/day",
        above=0,
        endless=True,
        source="#18",
        plausible=(1.0, 15.0),
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
