"""Claims about platforms and follower networks."""

import math

from simulator.claims.declaring import Arm, Check, Experiment, claim, reading

TOWN = ("young", "old")
NOBODY_SHARES = {
    f"segments.{name}.share_chance": 0.0 for name in ("young", "old", "fans", "partners", "staff", "creators")
}
"""In the square: what is seen comes from the first source alone."""
ALL_ACT_ALIKE = {"conversion.attitude_weight": 0.0, "fatigue.familiarity_weight": 0.0}
"""Acting depends on the message and its source alone."""

claim(
    "A3",
    "Audience is not influence: the number of followers measures reach only.",
    mechanism=("engine.file_each", "engine.weigh"),
    experiment=Experiment(
        stage="square",
        says="One creator speaks once, with twice as many followers or with as many as usual: more people are reached, "
        "and each impression is worth the same.",
        settings={**NOBODY_SHARES, **ALL_ACT_ALIKE, "conversion.action_chance": 0.8},
        arms={
            "twice the followers": Arm("one creator speaks", {"segments.creators.followers": {"plaza": 800}}),
            "as usual": Arm("one creator speaks"),
        },
        checks=(
            Check(
                reading=reading("reached", who=TOWN),
                contrast={"twice the followers": 1, "as usual": -1},
                at_least=0.6,
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
        ),
        neutral={"platforms.plaza.member_reach": 0.0},
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
        says="Nine in ten of the town are at the office and one in ten in the lounge; ninety of the staff speak at the "
        "office, or half of them in the lounge.",
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
    no_setting="no setting says how many times as many people employees reach",
    mechanism=("strategies.begin_part", "engine.file_each"),
    experiment=Experiment(
        stage="week",
        says="One week: everybody of the staff is invited to speak once, or the brand speaks once; all staff together "
        "have ten times the brand's followers. No setting says that the reach is 6 to 12 times as large.",
        arms={"staff": Arm("programme"), "brand": Arm("brand posts"), "nothing": Arm()},
        checks=(
            Check(reading=reading("reached", who="town"), contrast={"staff": 1, "brand": -6}, between=(0.0, math.inf)),
            Check(
                reading=reading("reached", who="town"), contrast={"staff": 1, "brand": -12}, between=(-math.inf, 0.0)
            ),
            Check(reading=reading("reached", who="town"), contrast={"staff": 1, "nothing": -1}),
        ),
        neutral={"platforms.plaza.member_reach": 0.0},
    ),
)
