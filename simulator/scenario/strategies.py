"""What the organisation may do, and what that costs: programmes, playbooks with their triggers, prices."""

from typing import Annotated, Any, Literal

from simulator.scenario.registries import ACTIONS, Chosen
from simulator.settings import Amount, Settings, setting

DO_NOTHING = "do nothing"
GOAL_ATTAINMENT = "goal_attainment"
"""The metric that reads how far the goals are attained."""


class Goal(Settings):
    """What the organisation wants, how it is measured, and how much is wanted; chosen before anything is done."""

    metric: str = setting(..., "the metric by which it is measured", source="B2, B16")
    target: float = setting(..., "value at which the goal is fully attained", unit="of the metric", source="B2, B16")
    start: float = setting(
        0.0, "value at which nothing is attained; above the target where less is better", unit="of the metric"
    )
    weight: float = setting(1.0, "what it counts beside other goals", unit="weight", low=0, source="B2; scenario")


class Decision(Settings):
    """How strategies are ranked; chosen before anything is compared."""

    metric: str | None = setting(
        None,
        "the metric that decides (none: how far the goals are attained; without goals reputation_end in a crisis, and"
        " net_value else)",
        source="scenario; B16",
    )
    smallest: float | None = setting(
        None,
        "smallest difference of it that matters (none: 0.005 for -1..1, 0.01 for shares, else 1 % of the largest mean)",
        unit="of the metric",
        above=0,
        source="assumed",
    )


class AdverseWorld(Settings):
    """Something that might go against us, for the table of regret; beside those that the software knows."""

    description: str = setting("", "what goes against us, in a sentence")
    set: dict[str, Any] = setting(..., "settings that are then different, by path")


class Fees(Settings):
    """The price of an influencer's paid post by the size of the account, from 1,000 followers on."""

    nano: float = setting(100.0, "up to 10,000 followers", unit="money/post", low=0, high=1e9, source="#46")
    micro: float = setting(300.0, "up to 100,000", unit="money/post", low=0, high=1e9, source="#46")
    mid: float = setting(2_000.0, "up to 500,000", unit="money/post", low=0, high=1e9, source="#46")
    macro: float = setting(8_000.0, "up to a million", unit="money/post", low=0, high=1e9, source="#46")
    mega: float = setting(20_000.0, "beyond a million", unit="money/post", low=0, high=1e9, source="#46")


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
        plausible=(100.0, 400.0),
    )
    per_employee_month: float = setting(
        25.0,
        "programme cost of an enrolled employee",
        unit="money/month",
        low=0,
        high=1e9,
        source="#49",
        plausible=(15.0, 40.0),
    )
    per_advocate_month: float = setting(
        15.0,
        "care for an enrolled advocate",
        unit="money/month",
        low=0,
        high=1e9,
        source="assumed",
        plausible=(8.0, 30.0),
    )
    per_incentive_post: float = setting(
        2.0,
        "cost of one unit of incentive beyond 1, per post of an enrolled person",
        unit="money/post",
        low=0,
        high=1e9,
        source="assumed",
    )
    per_training: float = setting(
        20.0,
        "working time of one enrolled employee for full training",
        unit="money",
        low=0,
        high=1e9,
        source="B17; half an hour, assumed",
    )
    per_meeting: float = setting(
        50.0,
        "working time of a meeting with one employee or advocate",
        unit="money",
        low=0,
        high=1e9,
        source="B21; assumed",
    )
    per_praise: float = setting(
        1.0, "working time to praise one post", unit="money", low=0, high=1e9, source="B21; assumed"
    )
    per_hour: float = setting(
        40.0,
        "an employee's hour, of which posts for the programme take some (0 is neutral)",
        unit="money/hour",
        low=0,
        high=1e6,
        source="B17; assumed",
        plausible=(20.0, 80.0),
    )
    minutes_per_post: float = setting(
        15.0,
        "working time of one post for the programme (0 is neutral)",
        unit="minutes/post",
        low=0,
        high=10_000,
        source="B17; assumed",
        plausible=(5.0, 30.0),
    )
    minutes_per_commentary: float = setting(
        10.0,
        "further working time of a post with a commentary of one's own (0 is neutral)",
        unit="minutes/post",
        low=0,
        high=10_000,
        source="E9; assumed",
    )
    per_policy: float = setting(
        10.0,
        "working time of one employee to learn a policy that would cut all (0 is neutral)",
        unit="money",
        low=0,
        high=1e6,
        source="E5; a quarter of an hour, assumed",
    )
    extra_platform: float = setting(
        0.3,
        "price of putting a post on one more platform, as a share of the post's (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="B18; assumed",
    )
    per_disengaged_year: float = setting(
        10_000.0,
        "profit lost by a disengaged employee, told apart from the strategy's cost (0 is neutral)",
        unit="money/year",
        low=0,
        high=1e9,
        source="B10 (Aon Hewitt)",
    )
    per_action: float = setting(
        500.0, "cost of an action of a playbook", unit="money/action", low=0, high=1e9, source="assumed"
    )
    value_of_result: float = setting(
        40.0,
        "margin of one action by a member of the public, whatever becomes of it",
        unit="money",
        low=0,
        high=1e9,
        source="assumed",
        plausible=(20.0, 80.0),
    )
    value_of_lead: float = setting(
        0.0, "further margin of an action that becomes a lead", unit="money", low=0, high=1e9, source="B4; scenario"
    )
    value_of_sale: float = setting(
        0.0, "further margin of a lead that becomes a sale", unit="money", low=0, high=1e9, source="B4; scenario"
    )
    fees: Fees = Fees()


Spread = Literal["one platform per post", "everywhere"]
"""Where a post of a programme goes: to one of the member's platforms, by effort, or to all at a further price."""

Choose = Literal["random", "most followed", "most convinced", "leaders", "best morale", "invested leaders"]
Task = Literal["any", "own choice", "write", "share", "comment", "like"]


class Enrolment(Settings):
    """One part of a programme: who is enrolled, how chosen, what they say and how often."""

    segment: str = setting(..., "whose members", refers_to="segments")
    message: str = setting(..., "what they say", refers_to="messages")
    posts_per_week: float = setting(1.0, "cadence of each", unit="posts/week", low=0, high=500, source="assumed")
    members: int | None = setting(None, "how many are enrolled", unit="members", low=0)
    spend: float | None = setting(None, "or: as many as this money buys for the whole time", unit="money", low=0)
    choose: Choose = setting("random", "how they are chosen", source="E6")
    platforms: list[str] = setting(
        [], "where (default: wherever they have an account)", refers_to="platforms", source="B18"
    )
    spread: Spread = setting(
        "one platform per post",
        "whether each post is made for one platform or put on all of them",
        source="B18; assumed",
    )
    effort: dict[str, Amount] = setting(
        {},
        "how posts are split over platforms: a weight per platform (default 1 each)",
        unit="weight",
        refers_to="platforms",
        source="B18; assumed",
    )
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
        plausible=(0.0, 0.6),
    )
    leaders_active: bool = setting(False, "whether leaders take part, all of them and visibly", source="B12")
    training: float = setting(
        0.0,
        "training of the enrolled as they join: cut in their leaks and disparagement (0 is neutral)",
        unit="share",
        low=0,
        high=0.99,
        source="B17; #37",
    )
    capacity: float = setting(
        0.2,
        "rise of cadence by full training (0 is neutral)",
        unit="x",
        low=0,
        high=2,
        source="B17; assumed",
    )
    support: float = setting(
        1.0,
        "factor on cadence, and on the monthly cost, for tools, guidelines and content (1 is neutral)",
        unit="x",
        low=1,
        high=3,
        source="E7; assumed",
    )
    scripted: float = setting(
        0.0,
        "style: 0 people speak for themselves, 1 they read out what they are given (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="C1; assumed",
    )
    script_price: float = setting(
        0.3,
        "loss of appeal and trust where all is scripted (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="C1; assumed",
    )
    script_guard: float = setting(
        0.5,
        "cut in leaks of the active where all is scripted (0 is neutral)",
        unit="share",
        low=0,
        high=0.99,
        source="C1; assumed",
    )
    commentary: float = setting(
        0.0,
        "share of posts with a commentary of one's own, as far as they are not scripted (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="E9; assumed",
    )
    commentary_gain: float = setting(
        0.3,
        "rise of appeal and trust where every post has one (0 is neutral)",
        unit="x",
        low=0,
        high=3,
        source="E9; assumed",
    )
    mandate: float = setting(
        0.0,
        "share of the unwilling who are made to take part (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="D8; assumed",
    )
    reluctance: float = setting(
        0.5,
        "loss of appeal and trust, and of morale, of those who are made to (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="D8; assumed",
    )
    task: Task = setting(
        "any",
        "what they do for it: any is to publish, whatever their talent (any is neutral)",
        source="B19; assumed",
    )


class Care(Settings):
    """How a segment of volunteers is cared for: discontent is found and heard, posts are praised, tasks are swapped."""

    segment: str = setting(..., "whose members", refers_to="segments")
    meetings_per_week: float = setting(
        0.0,
        "hazard that one whose morale is low is found and heard (0 is neutral)",
        unit="1/week",
        low=0,
        high=50,
        source="B21; assumed",
    )
    finds: float = setting(
        0.5,
        "share of leaks and disparagements that lead to a meeting with their author (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="B21; assumed",
    )
    delay_hours: float = setting(
        48.0, "time from such a post to the meeting", unit="hours", low=0, source="B21; assumed"
    )
    repair: float = setting(
        0.5, "rise of morale by a meeting (0 is neutral)", unit="morale", low=0, high=2, source="B11, B21; assumed"
    )
    praise: float = setting(
        0.0,
        "share of posts for the organisation that are praised (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="B21, B25; assumed",
    )
    swaps_per_week: float = setting(
        0.0,
        "hazard that one in the wrong task is given another (0 is neutral)",
        unit="1/week",
        low=0,
        high=50,
        source="B21; assumed",
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
    after_crisis_hours: float | None = setting(
        None,
        "this long after the onset of the crisis; before it, where one is warned",
        unit="hours",
        low=-8760,
        high=87600,
    )
    when: Trigger | None = setting(None, "or when a signal is observed")


class Strategy(Settings):
    """What the organisation chooses: a programme, a playbook and changes to what it owns."""

    description: str = setting("", "the idea in a sentence")
    budget: float | None = setting(None, "what the planned cost must not exceed", unit="money", low=0)
    programme: list[Enrolment] = setting([], "who is enrolled to say what")
    care: list[Care] = setting([], "how volunteers are cared for")
    policy: float = setting(
        0.0,
        "a policy for all staff: cut in leaks and disparagement (0 is neutral)",
        unit="share",
        low=0,
        high=0.8,
        source="E5; #37",
    )
    playbook: list[Annotated[ActionSettings, Chosen("action", ACTIONS)]] = setting([], "what is done, when")
    set: dict[str, Any] = setting({}, "settings of messages and costs that this strategy changes, by path")
