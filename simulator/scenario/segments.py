"""Who they are: what every segment has, and what each of the five roles has of its own."""

from functools import partial
from typing import Literal

from simulator.scenario.registries import role_settings
from simulator.settings import Amount, Settings, Share, redeclared, setting

PUBLIC = ("audience", "advocates")
"""Roles whose attitude is the brand's reputation, and whose reach and actions are results."""

VOLUNTEERS = ("employees", "advocates")
"""Roles whose people take part as far as they are willing; others are paid by the post."""


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
        0.005,
        "chance to share a seen message, before all factors",
        unit="per exposure",
        low=0,
        high=1,
        source="#6: 0.001-0.005, chosen with the facts of the passport",
        plausible=(0.001, 0.01),
    )
    appeal: float = setting(
        1.0,
        "per-impression factor on sharing and acting by those who see their posts",
        unit="x",
        low=0,
        high=20,
        source="brand account = 1",
    )
    trust: float = setting(
        0.33, "how far their word moves beliefs", unit="share", low=0, high=1, source="#28", plausible=(0.25, 0.7)
    )
    expertise: dict[str, Share] = setting({}, "trust where they speak of a topic they know", unit="share", source="#24")
    conviction: float = setting(
        0.2, "how little others' words move them", unit="share", low=0, high=1, source="A4; assumed"
    )
    conviction_spread: float = setting(
        0.1,
        "standard deviation of that among members (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="A4; assumed",
    )
    regard: dict[str, Amount] = setting(
        {},
        "factor on what the word of a segment counts with them, per segment (default 1)",
        unit="x",
        refers_to="segments",
        source="D10; assumed",
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
        0.1,
        "mean attitude to the brand at the start",
        unit="-1..1",
        low=-1,
        high=1,
        source="assumed",
        plausible=(-0.2, 0.4),
    )
    attitude_spread: float = setting(
        0.25, "standard deviation of the attitude at the start", unit="attitude", low=0, high=1, source="assumed"
    )
    exit_per_day: float = setting(
        0.0,
        "hazard to leave a story once it has been seen and attention to it is gone (0 is neutral)",
        unit="1/day",
        low=0,
        high=100,
        source="#41-#42",
    )
    conversion_weight: float = setting(
        1.0,
        "factor on acting by those who see their posts, beside trust (1 is neutral)",
        unit="x",
        low=0,
        high=20,
        source="neutral; #67 is a target",
    )
    activity_spread: float = setting(
        0.5, "log standard deviation of the members' feed visits (0 is neutral)", low=0, high=2, source="assumed"
    )


for_role = partial(redeclared, SegmentSettings)
"""Gives a setting of all segments the default of one role, with its source."""


class VolunteerSettings(SegmentSettings):
    """What all have who take part as far as they are willing: what makes them join, speak, and stay."""

    participation: float = setting(
        0.40,
        "share of the enrolled who become active, at ordinary morale",
        unit="share",
        low=0,
        high=1,
        source="D5; 5.3: 30-50 %; assumed",
        plausible=(0.1, 0.6),
    )
    culture_pull: float = setting(
        1.0,
        "how far morale decides whether they join: at 1 the disengaged never do (0 is neutral)",
        unit="x",
        low=0,
        high=2,
        source="C4, C6; assumed",
    )
    drop_out_per_month: float = setting(
        0.07,
        "hazard to drop out of a programme that is worth it (0 is neutral)",
        unit="1/month",
        low=0,
        high=10,
        source="5.3: 5-10 %; assumed",
    )
    dissatisfaction: float = setting(
        2.0,
        "how far the hazard grows where posts get no reaction or are of no value (0 is neutral)",
        unit="x",
        low=0,
        high=20,
        source="D6, E11; assumed",
    )
    afterglow_days: float = setting(
        14.0,
        "half-life with which the active go on after their part of a programme ends (0 is neutral)",
        unit="days",
        low=0,
        high=3650,
        source="C5; assumed",
    )
    feedback: float = setting(
        0.5,
        "how far the reactions to their posts move their willingness (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="D6; assumed",
        plausible=(0.0, 1.0),
    )
    reaction_chance: float = setting(
        0.02,
        "likes and comments that a post gets each time it is seen",
        unit="per impression",
        low=0,
        high=1,
        source="#45; D6",
    )
    patience_posts: float = setting(
        2.0,
        "posts, each with a reaction, that they expect before the first",
        unit="posts",
        above=0,
        source="D6; assumed",
    )
    feedback_half_life_days: float = setting(
        30.0,
        "half-life with which they forget posts and reactions",
        unit="days",
        above=0,
        endless=True,
        source="D6; assumed",
    )
    value_weight: float = setting(
        0.5,
        "how far willingness falls with what a message is not worth to them and their circle (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="E8, E10, E11; assumed",
    )
    promotion_price: float = setting(
        0.3,
        "part of its value to their circle that a message loses by being promotional (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="E8; assumed",
    )
    conviction_weight: float = setting(
        0.5,
        "how far willingness follows conviction, from 0.5 on (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="A4; assumed",
    )
    morale_weight: float = setting(
        0.5,
        "how far morale moves their willingness (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="B12, C6; assumed",
    )
    mood_weight: float = setting(
        0.5,
        "how far a change of their attitude moves their morale (0 is neutral)",
        unit="x",
        low=0,
        high=5,
        source="C6; assumed",
    )
    belonging: float = setting(
        0.02,
        "rise of morale with each own post for the organisation, and again where it is praised (0 is neutral)",
        unit="morale",
        low=0,
        high=1,
        source="B25; assumed",
    )
    morale_half_life_days: float = setting(
        60.0,
        "half-life of what has raised or lowered their morale",
        unit="days",
        above=0,
        endless=True,
        source="B25, B21; assumed",
    )
    writers: float = setting(0.2, "share whose talent is to write", unit="share", low=0, high=1, source="B19; assumed")
    commenters: float = setting(
        0.2, "share whose talent is to converse", unit="share", low=0, high=1, source="B19; assumed"
    )
    sharers: float = setting(
        0.3, "share whose talent is to pass on; the rest like", unit="share", low=0, high=1, source="B19; assumed"
    )
    misfit: float = setting(
        0.5,
        "factor on what they do in a task that is not their talent (1 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="B19; assumed",
    )
    comment_gain: float = setting(
        0.1,
        "rise of the pull and the trust of a post by a comment of theirs, three at most (0 is neutral)",
        unit="x",
        low=0,
        high=1,
        source="B19; assumed",
    )
    own_words: str | None = setting(
        None, "the message they write in a crisis without being asked", refers_to="messages", source="A12"
    )
    own_words_per_week: float = setting(
        0.3,
        "own posts a week of one who has seen the hostile story (employees: and is active)",
        unit="posts/week",
        low=0,
        high=500,
        source="assumed",
        plausible=(0.1, 0.9),
    )
    everyday_words: str | None = setting(
        None, "the message that they spread outside a programme and a crisis", refers_to="messages", source="E1"
    )
    everyday_words_per_week: float = setting(
        0.5,
        "such posts a week of one of ordinary activity, times how often the member is online (0 is neutral)",
        unit="posts/week",
        low=0,
        high=500,
        source="E1; #32; assumed",
    )


of_volunteers = partial(redeclared, VolunteerSettings)
"""The same for a setting of all volunteers."""


@role_settings("audience")
class AudienceSettings(SegmentSettings):
    """People who read, sometimes pass on, tire of promotion and leave."""

    role: Literal["audience"]
    trust: float = for_role(
        "trust", 0.68, source="5.2 (Nielsen: opinions online); with closeness #22", plausible=(0.5, 0.84)
    )
    alignment: float = for_role("alignment", 0.3, source="assumed", plausible=(0.0, 0.6))


@role_settings("advocates")
class AdvocatesSettings(VolunteerSettings):
    """Customers and partners who believe: they filter, they add their own words, and they stay."""

    role: Literal["advocates"]
    share_chance: float = for_role("share_chance", 0.02, source="assumed: four times #6", plausible=(0.005, 0.04))
    trust: float = for_role("trust", 0.75, source="#27", plausible=(0.66, 0.92))
    conviction: float = for_role("conviction", 0.8, source="A4; assumed", plausible=(0.5, 0.95))
    hostile_filter: float = for_role("hostile_filter", 0.02, source="#44", plausible=(0.0, 0.1))
    attitude: float = for_role("attitude", 0.6, source="assumed", plausible=(0.3, 0.8))
    exit_per_day: float = for_role("exit_per_day", 0.01, source="#42")
    drop_out_per_month: float = of_volunteers("drop_out_per_month", 0.02, source="E11; assumed")
    mitigation: float = setting(
        2.0,
        "factor on passing on what answers the crisis (1 is neutral)",
        unit="x",
        low=0,
        high=10,
        source="A11; assumed",
        plausible=(1.0, 4.0),
    )


@role_settings("employees")
class EmployeesSettings(VolunteerSettings):
    """Trusted insiders of whom only a fraction takes part, carried by leaders, feedback and morale."""

    role: Literal["employees"]
    appeal: float = for_role("appeal", 2.0, source="#29")
    trust: float = for_role("trust", 0.50, source="#23", plausible=(0.3, 0.66))
    conviction: float = for_role("conviction", 0.5, source="assumed")
    share_chance: float = for_role("share_chance", 0.02, source="assumed: four times #6", plausible=(0.005, 0.04))
    hostile_filter: float = for_role("hostile_filter", 0.1, source="assumed", plausible=(0.02, 0.5))
    attitude: float = for_role("attitude", 0.3, source="assumed")
    engaged: float = setting(0.23, "share of engaged employees", unit="share", low=0, high=1, source="#34")
    disengaged: float = setting(
        0.15, "share of actively disengaged employees", unit="share", low=0, high=1, source="#34", plausible=(0.1, 0.3)
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
        source="B12; #38",
        plausible=(0.4, 1.0),
    )
    leaders_active: float = setting(
        1.4,
        "factor on willingness while the own leaders post (1 is neutral)",
        unit="x",
        low=0,
        high=3,
        source="B12; #38",
        plausible=(1.0, 2.0),
    )
    example_carries: float = setting(
        0.7,
        "part of an example that a silent leader in between hands down (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="B12; assumed",
    )
    unprompted_share: float = setting(
        0.03, "share of employees who speak for the company unprompted", unit="share", low=0, high=1, source="#32"
    )
    own_words_per_week: float = of_volunteers("own_words_per_week", 0.2, source="assumed", plausible=(0.05, 0.6))
    disparagement: str | None = setting(
        None, "the message of a disgruntled insider", refers_to="messages", source="E2, D9"
    )
    disparagement_per_week: float = setting(
        0.01,
        "hostile posts a week of an actively disengaged employee; of others as far as their morale is low",
        unit="posts/week",
        low=0,
        high=500,
        source="E2; #36",
        plausible=(0.002, 0.05),
    )
    leak: str | None = setting(
        None, "the message that gives away what is off limits", refers_to="messages", source="E5"
    )
    leak_per_week: float = setting(
        0.0005,
        "off-limits posts a week of any employee",
        unit="posts/week",
        low=0,
        high=500,
        source="E5; assumed",
        plausible=(0.0001, 0.002),
    )


@role_settings("influencers")
class InfluencersSettings(SegmentSettings):
    """Accounts with reach that pass on anybody's message and leave after the burst."""

    role: Literal["influencers"]
    share_chance: float = for_role("share_chance", 0.02, source="assumed: four times #6 (A5)", plausible=(0.005, 0.04))
    trust: float = for_role("trust", 0.23, source="#26", plausible=(0.15, 0.4))
    conviction: float = for_role("conviction", 0.1, source="A4; assumed")
    exit_per_day: float = for_role("exit_per_day", 0.5, source="#41", plausible=(0.3, 1.0))
    tier: Literal["nano", "micro", "mid", "macro", "mega"] = setting(
        "micro", "size of the account in the real world, which sets the price of a post", source="#46"
    )
    fee_per_post: float | None = setting(
        None, "price of a paid post (default: that of the tier)", unit="money", low=0, high=1e9, source="#46"
    )
    takes: str | None = setting(
        None,
        "the message of further posts on the story of the crisis by those who took it up (default: the story)",
        refers_to="messages",
        source="A9",
    )
    takes_per_day: float = setting(
        1.0,
        "further posts a day on the story of the crisis, and on the next one after leaving (0 is neutral)",
        unit="posts/day",
        low=0,
        high=100,
        source="A9; assumed",
        plausible=(0.0, 3.0),
    )
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
    owned: bool = setting(False, "whether the organisation owns them: the brand's own accounts", source="scenario")
    share_chance: float = for_role("share_chance", 0.0, source="no mind")
    attitude: float = for_role("attitude", 0.0, source="no mind")
    attitude_spread: float = for_role("attitude_spread", 0.0, source="no mind")
    conviction: float = for_role("conviction", 1.0, source="no mind")
    publishes: list[Coverage] = setting([], "what they publish on their own")
    reports_answers_per_day: float = setting(
        0.0,
        "posts a day that pass on the latest answer to the crisis, times attention (0 is neutral)",
        unit="posts/day",
        low=0,
        high=100,
        source="assumed",
    )
