"""Claims about what an organisation may do: programmes, playbooks, costs."""

import math

from simulator.claims.declaring import OF_ATTITUDE, Arm, Check, Experiment, Without, claim, reading
from simulator.claims.places import A_WEEK, ALL_ACT_ALIKE, NOBODY_SHARES, TOWN, larger

INCENTIVE = "strategies.programme.programme[0].incentive"
OFFER_INCENTIVE = 'strategies."programme, then offer".programme[0].incentive'
RAMP_UP = "strategies.programme.programme[0].ramp_up_days"
TRAINING, POLICY = "strategies.programme.programme[0].training", "strategies.programme.policy"
FEE = "segments.creators.fee_per_post"

INSIDER = {
    "action": "publish",
    "at_hours": 48.0,
    "speaker": "staff",
    "choose": "most followed",
    "message": "insider",
}
"""One employee's post, whatever the strategy."""
MODERATE = {"messages.insider.quality": 2.0, "messages.insider.arousal": 2.0}
"""A story that few pass on; that of the week has a quality of 10, which is an extreme."""

OF_LEADS = {"costs.value_of_lead": 20.0, "costs.value_of_sale": 200.0}
"""Revenue comes of leads and sales."""
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
        settings={"conversion.action_chance": 0.1, "costs.value_of_result": 0.0, **OF_LEADS},
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
        says="Ninety of the staff speak at the office, or nobody does: people know of it, act, become leads and buy.",
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
    why="the factor is one of reach: 15 % of the staff being active (#33), ten times the followers (#30), a member's "
    "post reaching more of them than a brand's, and an appeal of 2 (#29); with four in ten active it is far above 30",
    marks=("#29",),
    mechanism=("engine.weigh", "engine.file_each"),
    experiment=Experiment(
        stage="week",
        says="One week: so many of the staff are enrolled that 15 % are active and speak once, or the brand speaks "
        "ten times, of which a tenth counts. Re-shares differ by a factor between 6 and 30, which no setting says. "
        "With as many followers in all, as great a share of them reached and an appeal of 1, they do not.",
        settings={
            **A_WEEK,
            **larger(4),
            "segments.town.share_chance": 0.02,
            "segments.creators.share_chance": 0.0,
            "segments.brand.followers": {"plaza": 7200},
        },
        arms={
            "staff": Arm("programme", {"strategies.programme.programme[0].members": 900}),
            "brand": Arm("brand posts", {'strategies."brand posts".programme[0].posts_per_week': 10.0}),
        },
        checks=(
            Check(reading=reading("shares"), contrast={"staff": 1, "brand": -0.6}, between=(0.0, math.inf)),
            Check(reading=reading("shares"), contrast={"staff": 1, "brand": -3}, between=(-math.inf, 0.0)),
            Check(reading=reading("shares"), contrast={"staff": 1, "brand": -0.1}),
        ),
        neutral={
            "segments.staff.appeal": 1.0,
            "segments.brand.followers": {"plaza": 10_800},
            "platforms.plaza.brand_reach": 0.5,
        },
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
    why="the ranking turns at a fee of about 600 (worlds 1 to 10: creators ahead at 400 and less, staff ahead at 800 "
    "and more); below 300 all thirty creators are hired, and a lower fee changes nothing",
    no_setting="the ranking is an outcome of reach, pull and price",
    experiment=Experiment(
        stage="week",
        says="A week and 9,000 for creators or for staff: cheap creators reach more, dear ones less.",
        settings={
            **A_WEEK,
            **larger(3),
            'strategies."creators for the money".programme[0].spend': 9000.0,
            'strategies."staff for the money".programme[0].spend': 9000.0,
        },
        arms={
            "creators at 300": Arm("creators for the money", {FEE: 300.0}),
            "creators at 1,500": Arm("creators for the money", {FEE: 1500.0}),
            "staff": Arm("staff for the money"),
        },
        checks=(
            Check(reading=reading("reached", who="town"), contrast={"creators at 300": 1, "staff": -1}),
            Check(reading=reading("reached", who="town"), contrast={"creators at 1,500": 1, "staff": -1}, sign=-1),
        ),
        neutral=Without("a ranking that turns with the price; nothing else decides it"),
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
    why="a bad-fit scenario: it turns where quality x arousal of the insider's story passes about 7.5, that is, "
    "where each who passes it on is followed by one more who does; below, it dies out, and the gain stays",
    no_setting="an event of the world, and trust in employees as for any other post",
    experiment=Experiment(
        stage="week",
        says="A programme for everybody, and the most followed of the staff tells a bad story that people pass on: "
        "what the programme has gained in attitude is gone, and what it has gained in reach is not. A story of twice "
        "the ordinary quality and arousal takes little of the gain.",
        settings={"segments.town.share_chance": 0.02},
        arms={
            "programme": Arm("programme"),
            "programme and insider": Arm("programme", {"events": [INSIDER]}),
            "programme and moderate story": Arm("programme", {"events": [INSIDER], **MODERATE}),
            "nothing": Arm(),
        },
        checks=(
            Check(
                reading=reading("attitude_gained", who="town"),
                contrast={"programme": 1, "nothing": -1},
                neutral="nothing",
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("attitude_gained", who="town"),
                contrast={"programme and insider": 1, "programme": -1},
                sign=-1,
                neutral="programme",
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("attitude_gained", who="town"),
                contrast={"programme and insider": 1, "nothing": -1},
                sign=-1,
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("attitude_gained", who="town"),
                contrast={"programme and moderate story": 1, "nothing": -1},
                neutral="nothing",
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("reached", who="town"),
                contrast={"programme and insider": 1, "nothing": -1},
                neutral="nothing",
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
        says="A policy or training that halves leaks, or neither, or the strictest policy with nearly full training: "
        "fewer leaks, but never none.",
        settings={"segments.staff.leak_per_week": 0.2},
        arms={
            "policy": Arm("programme", {POLICY: 0.5}),
            "training": Arm("programme", {TRAINING: 0.5}),
            "neither": Arm("programme"),
            "strictest": Arm("programme", {POLICY: 0.8, TRAINING: 0.9}),
        },
        checks=(
            Check(reading=reading("originals", message="memo"), contrast={"policy": 1, "neither": -1}, sign=-1),
            Check(reading=reading("originals", message="memo"), contrast={"training": 1, "neither": -1}, sign=-1),
            Check(
                reading=reading("originals", message="memo"),
                contrast={"strictest": 1},
                neutral=Without("it says that something is left"),
            ),
        ),
        neutral="neither",
    ),
)
