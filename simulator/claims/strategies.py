"""Claims about what an organisation may do: programmes, playbooks, costs."""

import math

from simulator.claims.declaring import OF_ATTITUDE, Arm, Check, Experiment, Without, claim, reading
from simulator.claims.places import ALL_ACT_ALIKE, NOBODY_SHARES, TOWN

INCENTIVE = "strategies.programme.programme[0].incentive"
OFFER_INCENTIVE = 'strategies."programme, then offer".programme[0].incentive'
RAMP_UP = "strategies.programme.programme[0].ramp_up_days"
TRAINING = "strategies.programme.programme[0].training"
FEE = "segments.creators.fee_per_post"

INSIDER = {
    "action": "publish",
    "at_hours": 48.0,
    "speaker": "staff",
    "choose": "most followed",
    "message": "insider",
}
"""One employee's post, whatever the strategy."""

DISJOINT = {
    f"segments.{source}.audience": {
        name: float(name == followers)
        for name in ("young", "old", "fans", "partners", "staff", "creators", "brand", "critic")
    }
    for source, followers in (("creators", "young"), ("fans", "old"))
}
"""In the square: creators are followed by the young alone, and advocates by the old."""

claim(
    "B1",
    "There are three kinds of advocacy: personal, employee and ambassador.",
    kind="structure",
    mechanism=("roles.Audience", "volunteers.Employees", "volunteers.Advocates"),
    no_setting="roles of segments",
    experiment=Experiment(
        stage="square",
        says="Townspeople, staff or fans make an offer, each alone.",
        arms={
            "personal": Arm("townspeople speak"),
            "employee": Arm("staff speaks"),
            "ambassador": Arm("fans speak"),
            "nothing": Arm(),
        },
        neutral="nothing",
        checks=tuple(
            Check(reading=reading("reached", who="old"), contrast={who: 1, "nothing": -1}, built_in=True)
            for who in ("personal", "employee", "ambassador")
        ),
    ),
)

claim(
    "B3",
    "A combination is the ideal: more people sharing, further reach.",
    mechanism=("engine.respond",),
    no_setting="follows from who follows whom",
    experiment=Experiment(
        stage="square",
        says="Advocates, creators, or both: both reach more than either, but less than the sum.",
        settings=NOBODY_SHARES,
        arms={
            "both": Arm("fans and creators speak"),
            "fans": Arm("fans speak"),
            "creators": Arm("creators speak"),
            "nothing": Arm(),
        },
        checks=(
            Check(
                reading=reading("reached", who=TOWN),
                contrast={"both": 1, "nothing": 1, "fans": -1, "creators": -1},
                sign=-1,
            ),
            Check(
                reading=reading("reached", who=TOWN),
                contrast={"both": 1, "fans": -1},
                neutral="fans",
            ),
            Check(
                reading=reading("reached", who=TOWN),
                contrast={"both": 1, "creators": -1},
                neutral="creators",
            ),
        ),
        neutral=DISJOINT,
    ),
)

claim(
    "B4",
    "A formal programme attracts new business and revenue.",
    mechanism=("engine.follow_up", "metrics.revenue"),
    experiment=Experiment(
        stage="choice",
        says="Ninety of the staff speak at the office, or nobody does.",
        settings={"conversion.action_chance": 0.1, "costs.value_of_lead": 20.0, "costs.value_of_sale": 200.0},
        arms={"programme": Arm("at the office"), "nothing": Arm()},
        checks=(
            Check(reading=reading("leads"), contrast={"programme": 1, "nothing": -1}),
            Check(reading=reading("revenue"), contrast={"programme": 1, "nothing": -1}),
        ),
        neutral={"conversion.lead_chance": 0.0},
    ),
)
claim(
    "B9",
    "Advocacy drives awareness, referral traffic and conversion.",
    mechanism=("engine.acts", "engine.follow_up", "metrics.awareness"),
    experiment=Experiment(
        stage="choice",
        says="Ninety of the staff speak at the office, or nobody does: people know of it, act, become leads and "
        "buy.",
        settings={"conversion.action_chance": 0.1},
        arms={"programme": Arm("at the office"), "nothing": Arm()},
        checks=(
            Check(reading=reading("awareness"), contrast={"programme": 1, "nothing": -1}),
            Check(reading=reading("actions"), contrast={"programme": 1, "nothing": -1}),
            Check(
                reading=reading("leads"),
                contrast={"programme": 1, "nothing": -1},
                neutral={"conversion.lead_chance": 0.0},
            ),
            Check(
                reading=reading("sales"),
                contrast={"programme": 1, "nothing": -1},
                neutral={"conversion.sale_chance": 0.0},
            ),
        ),
        neutral="nothing",
    ),
)

claim(
    "B16",
    "Choose the measures in advance.",
    kind="not testable",
    why="advice to the planner, not a statement about the world; every metric is registered with its unit and stage",
)


claim(
    "B20",
    "Brand messages are re-shared 24 times as often when employees distribute them.",
    why="the factor is one of reach: 15 % of the staff being active (#33), ten times the followers, a member's post "
    "reaching more of them than a brand's, and an appeal of 2; with four in ten active it is about 49",
    marks=("#29",),
    mechanism=("engine.weigh", "engine.file_each"),
    experiment=Experiment(
        stage="week",
        says="One week: so many of the staff are enrolled that 15 % are active and speak once, or the brand speaks "
        "once. Re-shares differ by a factor between 6 and 30, which no setting says.",
        settings={"segments.town.share_chance": 0.02},
        arms={
            "staff": Arm("programme", {"strategies.programme.programme[0].members": 225}),
            "brand": Arm("brand posts"),
            "nothing": Arm(),
        },
        checks=(
            Check(reading=reading("shares"), contrast={"staff": 1, "brand": -6}, between=(0.0, math.inf)),
            Check(reading=reading("shares"), contrast={"staff": 1, "brand": -30}, between=(-math.inf, 0.0)),
            Check(reading=reading("shares"), contrast={"staff": 1, "nothing": -1}),
        ),
        neutral={"platforms.plaza.member_reach": 0.0},
    ),
)


claim(
    "B22",
    "Incentives and friendly competition raise drive.",
    mechanism=("roles.Segment", "strategies.begin_part"),
    experiment=Experiment(
        stage="company",
        says="Rewarded twice over, or not: more posts, at a cost; and a later offer by the same people is worth less.",
        settings={**ALL_ACT_ALIKE, "conversion.action_chance": 0.05},
        arms={
            "rewarded": Arm("programme", {INCENTIVE: 2.0}),
            "unrewarded": Arm("programme", {INCENTIVE: 1.0}),
            "rewarded, then offer": Arm("programme, then offer", {OFFER_INCENTIVE: 2.0}),
            "unrewarded, then offer": Arm("programme, then offer", {OFFER_INCENTIVE: 1.0}),
        },
        checks=(
            Check(
                reading=reading("originals", who="staff", message="inside"),
                contrast={"rewarded": 1, "unrewarded": -1},
                neutral="unrewarded",
                built_in=True,
            ),
            Check(
                reading=reading("cost"),
                contrast={"rewarded": 1, "unrewarded": -1},
                neutral="unrewarded",
                built_in=True,
            ),
            Check(
                reading=reading("actions"),
                contrast={"rewarded, then offer": 1, "unrewarded, then offer": -1},
                sign=-1,
            ),
        ),
        neutral={'strategies."programme, then offer".programme[0].authenticity_price': 0.0},
    ),
)


claim(
    "B24",
    "It does not happen overnight: a programme takes time to set up.",
    kind="structure",
    mechanism=("strategies.begin_part",),
    experiment=Experiment(
        stage="company",
        says="A programme that takes 58 days to ramp up, or none: fewer are active at first, and as many in the end.",
        settings={"segments.staff.drop_out_per_month": 0.0},
        arms={
            "ramp-up": Arm("programme", {RAMP_UP: 58.0}),
            "at once": Arm("programme", {RAMP_UP: 0.0}),
        },
        checks=(
            Check(
                reading=reading("active", who="staff", day=15),
                contrast={"ramp-up": 1, "at once": -1},
                sign=-1,
                built_in=True,
            ),
            Check(
                reading=reading("posts", who="staff", message="inside", to_day=15),
                contrast={"ramp-up": 1, "at once": -1},
                sign=-1,
                built_in=True,
            ),
            Check(
                reading=reading("active", who="staff", day=59),
                contrast={"ramp-up": 1, "at once": -1},
                within=0.05,
                built_in=True,
            ),
        ),
        neutral="at once",
    ),
)


claim(
    "D1",
    "Professional influencers work better than employees (opinion, later revised).",
    mechanism=("costing.unit_cost",),
    why="nothing else decides it: with creators at 100 the two are near each other, and worlds differ",
    no_setting="the ranking is an outcome of reach, pull and price",
    experiment=Experiment(
        stage="week",
        says="A week and 3,000 for creators or for staff: cheap creators reach more, dear ones less.",
        arms={
            "creators at 50": Arm("creators for the money", {FEE: 50.0}),
            "creators at 3,000": Arm("creators for the money", {FEE: 3000.0}),
            "staff": Arm("staff for the money"),
        },
        neutral=Without("a ranking that turns with the price; nothing else decides it"),
        checks=(
            Check(reading=reading("reached", who="town"), contrast={"creators at 50": 1, "staff": -1}),
            Check(reading=reading("reached", who="town"), contrast={"creators at 3,000": 1, "staff": -1}, sign=-1),
        ),
    ),
)

claim(
    "D4",
    "If every employee posted quality content they could reach as large an audience as influencers.",
    mechanism=("engine.file_each",),
    no_setting="the union of small audiences",
    experiment=Experiment(
        stage="week",
        says="A week of ten creators, or of a programme in which one in fifty takes part, or everybody.",
        arms={
            "creators": Arm("creators post"),
            "few staff": Arm("programme", {"segments.staff.participation": 0.02}),
            "all staff": Arm("programme", {"segments.staff.participation": 1.0}),
        },
        neutral=Without("a ranking that turns with how many take part; nothing else decides it"),
        checks=(
            Check(reading=reading("reached", who="town"), contrast={"few staff": 1, "creators": -1}, sign=-1),
            Check(reading=reading("reached", who="town"), contrast={"all staff": 1, "creators": -1}),
        ),
    ),
)

claim(
    "D9",
    "The benefits could be wiped out by one employee who speaks badly.",
    mechanism=("engine.believe", "model.CampaignModel"),
    no_setting="an event of the world, and trust in employees as for any other post",
    experiment=Experiment(
        stage="week",
        says="A programme for everybody, and the most followed of the staff tells a bad story that people pass on: "
        "what the programme has gained in attitude is gone, and what it has gained in reach is not.",
        settings={"segments.town.share_chance": 0.02},
        arms={
            "programme": Arm("programme"),
            "programme and insider": Arm("programme", {"events": [INSIDER]}),
            "nothing": Arm(),
        },
        checks=(
            Check(
                reading=reading("attitude_gained", who="town"),
                contrast={"programme": 1, "nothing": -1},
                neutral={"belief.persuasion": 0.0},
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("attitude_gained", who="town"),
                contrast={"programme and insider": 1, "programme": -1},
                sign=-1,
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("attitude_gained", who="town"),
                contrast={"programme and insider": 1, "nothing": -1},
                sign=-1,
                neutral={"belief.persuasion": 0.0},
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("reached", who="town"),
                contrast={"programme and insider": 1, "nothing": -1},
                neutral={"platforms.plaza.member_reach": 0.0},
            ),
        ),
        neutral={"events": []},
    ),
)

claim(
    "E4",
    "Messages are re-shared 24 times as often through employees (as B20).",
    shown_by=("B20",),
)

claim(
    "E5",
    "A social media policy lowers leaks, and is no cure-all.",
    mechanism=("strategies.begin_part", "volunteers.Employees"),
    experiment=Experiment(
        stage="company",
        says="Training that halves leaks, or none, or the strictest: fewer leaks, but never none.",
        settings={"segments.staff.leak_per_week": 0.02},
        arms={
            "policy": Arm("programme", {TRAINING: 0.5}),
            "none": Arm("programme", {TRAINING: 0.0}),
            "strictest": Arm("programme", {TRAINING: 0.95}),
        },
        checks=(
            Check(
                reading=reading("originals", message="memo"),
                contrast={"policy": 1, "none": -1},
                sign=-1,
                neutral={TRAINING: 0.0},
            ),
            Check(reading=reading("originals", message="memo"), contrast={"strictest": 1}),
        ),
        neutral={"segments.staff.leak_per_week": 0.0},
    ),
)
