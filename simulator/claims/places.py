"""Claims about platforms and follower networks."""

import math
from typing import Any

from simulator.claims.declaring import Arm, Check, Experiment, Without, claim, reading

TOWN = ("young", "old")
NOBODY_SHARES = {
    f"segments.{name}.share_chance": 0.0 for name in ("young", "old", "fans", "partners", "staff", "creators")
}
"""In the square: what is seen comes from the first source alone."""
ALL_ACT_ALIKE = {"conversion.attitude_weight": 0.0, "fatigue.familiarity_weight": 0.0}
"""Acting depends on the message and its source alone."""

A_WEEK = {
    "clock.days": 10,
    **{
        f"strategies.{name}.programme[0].to_day": 7.0
        for name in ("programme", '"brand posts"', '"staff for the money"', '"creators for the money"')
    },
}
"""In the week: three days more, in which the last posts of the seven are seen."""


def larger(factor: int) -> dict[str, Any]:
    """The company of the week and the town around it, so many times as large: less chance."""
    sizes = {"segments.town.size": 3000, "segments.staff.size": 600, "segments.creators.size": 10}
    return {path: factor * size for path, size in sizes.items()}


LARGE_TOWN: dict[str, Any] = {"size": 12_000, "followers": {"plaza": 2}}
"""Of both halves of the town in the square, who follow few of each other: only what one source says is read."""
TWICE = {"segments.creators.followers": {"plaza": 16_000}}

ONE_SPEAKS = {
    "playbook": [
        {
            "action": "publish",
            "at_hours": 6,
            "speaker": "creators",
            "choose": "random",
            "members": 1,
            "message": "offer",
        }
    ]
}

claim(
    "A3",
    "Audience is not influence: the number of followers measures reach only.",
    mechanism=("engine.file_each", "engine.weigh"),
    experiment=Experiment(
        stage="square",
        says="In a town of 24,000 one creator speaks once, with 16,000 followers or with 8,000: more people are "
        "reached, and each impression is worth the same. Where followers count as proof (D2), it is not.",
        settings={
            **NOBODY_SHARES,
            **ALL_ACT_ALIKE,
            "conversion.action_chance": 0.8,
            "credibility.typical_followers": 4000.0,
            **{f"segments.{who}.{what}": size for who in TOWN for what, size in LARGE_TOWN.items()},
            "segments.creators.size": 2,
            "segments.creators.followers": {"plaza": 8000},
            "strategies": {"one creator speaks": ONE_SPEAKS},  # the others ask for more creators than there are
        },
        arms={
            "twice the followers": Arm("one creator speaks", TWICE),
            "as usual": Arm("one creator speaks"),
            "twice, proof": Arm("one creator speaks", {**TWICE, "credibility.social_proof": 1.0}),
            "as usual, proof": Arm("one creator speaks", {"credibility.social_proof": 1.0}),
        },
        checks=(
            Check(
                reading=reading("reached", who=TOWN),
                contrast={"twice the followers": 1, "as usual": -1},
                at_least=0.6,
                neutral=Without("followers are those to whom a post is shown; no setting undoes that"),
            ),
            Check(
                reading=reading("actions_per_impression", who=TOWN),
                contrast={"twice the followers": 1, "as usual": -1},
                within=0.05,
            ),
            Check(
                reading=reading("attitude_per_impression", who=TOWN),
                contrast={"twice the followers": 1, "as usual": -1},
                within=0.05,
            ),
            Check(
                reading=reading("attitude_per_impression", who=TOWN),
                contrast={"twice, proof": 1, "as usual, proof": -1},
            ),
        ),
        neutral={"credibility.social_proof": 0.0},
    ),
)

claim(
    "A5",
    "Influencers spread your message widely.",
    kind="structure",
    mechanism=("engine.file_each",),
    experiment=Experiment(
        stage="square",
        says="Ten creators and ten townspeople say the same: a creator's post is seen five times as often or more.",
        settings=NOBODY_SHARES,
        arms={"ten of each": Arm("ten of each speak")},
        checks=(
            Check(
                reading=reading("seen_per_post", who="creators"),
                against=reading("seen_per_post", who="young"),
                contrast={"ten of each": 1},
                at_least=4.0,
                built_in=True,
            ),
        ),
        neutral={"segments.creators.followers": {"plaza": 20}},
    ),
)

claim(
    "B18",
    "Concentrate effort on the platform where the target audience is.",
    mechanism=("strategies.enrol", "world.network_plan"),
    experiment=Experiment(
        stage="choice",
        says="Nine in ten of the town are at the office and one in ten in the lounge; ninety of the staff speak at "
        "the office, or half of them in the lounge.",
        settings={
            "segments.town.accounts": {"office": 0.9, "lounge": 0.1},
            "platforms.office.affinity": {},
            "platforms.lounge.affinity": {},
            "segments.staff.feedback": 0.0,
        },
        arms={"concentrated": Arm("at the office"), "spread": Arm("half here, half there")},
        checks=(
            Check(
                reading=reading("reached", who="town"),
                contrast={"concentrated": 1, "spread": -1},
            ),
        ),
        neutral={"segments.town.accounts": {"office": 1.0, "lounge": 1.0}},
    ),
)

claim(
    "E10",
    "Platform fit: talk of work belongs on one platform, entertainment on another.",
    mechanism=("engine.weigh",),
    experiment=Experiment(
        stage="choice",
        says="The same staff speak of work at the office, or in the lounge, where it fits less.",
        settings={"segments.town.share_chance": 0.02, "conversion.action_chance": 0.02},
        arms={"fitting": Arm("at the office"), "misplaced": Arm("in the lounge")},
        checks=(
            Check(
                reading=reading("engagement", who="town"),
                contrast={"fitting": 1, "misplaced": -1},
            ),
        ),
        neutral={"platforms.office.affinity": {}, "platforms.lounge.affinity": {}},
    ),
)

claim(
    "E3",
    "Employees reach ten times the audience of the brand's own efforts.",
    why="that all employees together have ten times the brand's followers is an input (#30); what emerges is how "
    "many people see a post: 5 times as many with 15 % of the staff active, 12 times with 40 % (worlds 1 to 30)",
    no_setting="no setting says how many times as many people employees reach",
    mechanism=("strategies.begin_part", "engine.file_each"),
    experiment=Experiment(
        stage="week",
        says="One week: so many of the staff are enrolled that a quarter are active (#33: 5 to 40 %) and speak once, "
        "or the brand speaks once. No setting says that the reach is 6 to 12 times as large. Where the active have no "
        "more followers than the brand, and as great a share of them is reached, it is not larger.",
        settings={
            **A_WEEK,
            **larger(2),
            "segments.brand.followers": {"plaza": 3600},
            "segments.creators.share_chance": 0.0,
            "strategies.programme.programme[0].members": 750,
        },
        arms={"staff": Arm("programme"), "brand": Arm("brand posts")},
        checks=(
            Check(reading=reading("reached", who="town"), contrast={"staff": 1, "brand": -6}, between=(0.0, math.inf)),
            Check(
                reading=reading("reached", who="town"), contrast={"staff": 1, "brand": -12}, between=(-math.inf, 0.0)
            ),
            Check(reading=reading("reached", who="town"), contrast={"staff": 1, "brand": -1}),
        ),
        neutral={"segments.staff.followers": {"plaza": 12}, "platforms.plaza.brand_reach": 0.5},
    ),
)
