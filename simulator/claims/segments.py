"""Claims about who people are: roles and what each has of its own."""

import math

from simulator.claims.declaring import OF_ATTITUDE, Arm, Check, Experiment, claim, reading
from simulator.claims.members import CREATORS_SPEAKING, EQUAL_FOLLOWERS
from simulator.claims.places import NOBODY_SHARES, TOWN

STORM_MIDDLE = 5.5
"""Days; the story breaks after the first, and the rehearsal ends after the tenth."""
HALF_LIFE_OF_FANS = reading("activity_half_life", who="fans", from_day=2.0, to_day=10.0, at_most=90.0)
"""From when the story has got about to the end; ten times the crisis, where posting does not fall off at all."""
ALIKE = {"homophily": 0.0, "tail_exponent": 4.0}
"""The network of the square, but for what an arm changes."""


claim(
    "A6",
    "Influencers also pass on other sources' messages, whether or not they support you.",
    marks=("#43",),
    mechanism=("tables.given",),
    experiment=Experiment(
        stage="square",
        says="Others speak well and badly of the brand, each as loudly: two thousand creators pass on both alike.",
        settings={
            **NOBODY_SHARES,
            "segments.creators.share_chance": 0.3,
            "segments.creators.size": 2000,
            "segments.creators.followers": {"plaza": 5},
            **{f"segments.{who}.followers": {"plaza": 3500} for who in ("brand", "critic")},
        },
        arms={"both sides": Arm("both sides")},
        checks=(
            Check(
                reading=reading("shares_per_impression", who="creators", side="hostile"),
                contrast={"both sides": 1},
            ),
            Check(
                reading=reading("shares_per_impression", who="creators", side="hostile"),
                against=reading("shares_per_impression", who="creators", side="supportive"),
                contrast={"both sides": 1},
                within=0.2,
            ),
        ),
        neutral={"segments.creators.hostile_filter": 0.0},
    ),
)

claim(
    "A7",
    "Influencers may not take your side, whoever is right.",
    kind="structure",
    mechanism=("roles.Influencers",),
    no_setting="by absence: the role has no words of its own",
    experiment=Experiment(
        stage="storm",
        says="In a crisis creators write nothing in support, unless they are paid.",
        neutral="unpaid",
        arms={"unpaid": Arm(), "paid": Arm("paid creators")},
        checks=(
            Check(
                reading=reading("originals", who="creators", side="supportive"),
                contrast={"unpaid": 1},
                within=0.0,
                built_in=True,
            ),
            Check(
                reading=reading("originals", who="creators", side="supportive"),
                contrast={"paid": 1, "unpaid": -1},
                built_in=True,
            ),
        ),
    ),
)

claim(
    "A8",
    "Influencers may not gain the trust of their audience.",
    marks=("#26", "#27"),
    mechanism=("engine.believe",),
    experiment=Experiment(
        stage="square",
        says="Advocates or creators with as many followers say the same: an advocate's word moves more.",
        settings={**NOBODY_SHARES, **EQUAL_FOLLOWERS, CREATORS_SPEAKING: 40},
        arms={"advocates": Arm("fans speak"), "influencers": Arm("creators speak")},
        checks=(
            Check(
                reading=reading("attitude_per_impression", who=TOWN),
                contrast={"advocates": 1, "influencers": -1},
            ),
        ),
        neutral={"segments.fans.trust": 0.5, "segments.creators.trust": 0.5},
    ),
)

claim(
    "A9",
    "Influencers may leave after the initial burst and move to another story.",
    mechanism=("rules.has_left", "roles.Influencers"),
    experiment=Experiment(
        stage="storm",
        says="Creators leave the story as they do, or never: fewer of their posts about it come in the second half.",
        settings={"segments.creators.share_chance": 0.05},
        arms={"they leave": Arm(), "they stay": Arm("do nothing", {"segments.creators.exit_per_day": 0.0})},
        checks=(
            Check(
                reading=reading("late_share", who="creators", after_day=STORM_MIDDLE, message="story"),
                contrast={"they leave": 1, "they stay": -1},
                sign=-1,
            ),
            Check(
                reading=reading("originals", who="creators", message="other_story"),
                contrast={"they leave": 1, "they stay": -1},
            ),
        ),
        neutral="they stay",
    ),
)

claim(
    "A10",
    "Advocates spread your message and reach a wide audience too.",
    mechanism=("engine.file_each",),
    no_setting="follows from who follows whom",
    experiment=Experiment(
        stage="square",
        says="Sixty advocates make an offer, or nobody does: a fifth of the town hears of it.",
        arms={"advocates": Arm("fans speak"), "nothing": Arm()},
        checks=(
            Check(
                reading=reading("reached", who=TOWN),
                contrast={"advocates": 1, "nothing": -1},
                at_least_of=500,
            ),
        ),
        neutral="nothing",
    ),
)

claim(
    "A12",
    "Advocates post supportive content of their own.",
    mechanism=("volunteers.Advocates", "strategies.has_heard"),
    experiment=Experiment(
        stage="storm",
        says="A crisis in which nobody is asked for anything: advocates write twice a week, or not at all.",
        arms={
            "own words": Arm("do nothing", {"segments.fans.own_words_per_week": 2.0}),
            "silent": Arm("do nothing", {"segments.fans.own_words_per_week": 0.0}),
        },
        checks=(
            Check(reading=reading("originals", who="fans", side="supportive"), contrast={"own words": 1, "silent": -1}),
            Check(reading=reading("reputation_low"), **OF_ATTITUDE, contrast={"own words": 1, "silent": -1}),
        ),
        neutral="silent",
    ),
)

claim(
    "A13",
    "Advocates stay for the whole crisis.",
    marks=("#42",),
    mechanism=("rules.has_left",),
    experiment=Experiment(
        stage="storm",
        says="Advocates leave as seldom as they do, or within a day: more is heard of them in the second half, and "
        "it takes longer than the crisis of nine days until they post half as much.",
        settings={"segments.fans.own_words_per_week": 2.0},
        arms={"they stay": Arm(), "they leave": Arm("do nothing", {"segments.fans.exit_per_day": 1.0})},
        checks=(
            Check(
                reading=reading("posts", who="fans", from_day=STORM_MIDDLE),
                contrast={"they stay": 1, "they leave": -1},
            ),
            Check(reading=HALF_LIFE_OF_FANS, contrast={"they stay": 1}, between=(9.0, math.inf)),
            Check(reading=HALF_LIFE_OF_FANS, contrast={"they stay": 1, "they leave": -1}),
        ),
        neutral="they leave",
    ),
)

claim(
    "C2",
    "The power is in people, not in logos.",
    mechanism=("engine.weigh", "engine.believe"),
    experiment=Experiment(
        stage="square",
        says="Townspeople or the brand make the same offer: people move more, and more act, per impression.",
        settings={**NOBODY_SHARES, "conversion.action_chance": 0.1},
        arms={"people": Arm("townspeople speak"), "logo": Arm("brand speaks")},
        checks=(
            Check(reading=reading("attitude_per_impression", who=TOWN), contrast={"people": 1, "logo": -1}),
            Check(reading=reading("actions_per_impression", who=TOWN), contrast={"people": 1, "logo": -1}),
        ),
        neutral={"segments.young.trust": 0.33, "conversion.attitude_weight": 0.0, "credibility.closeness": 1.0},
    ),
)

claim(
    "C3",
    "Advocates can be employees, customers and partners.",
    kind="structure",
    mechanism=("volunteers.Advocates", "volunteers.Employees"),
    no_setting="a role may be given to any segment",
    experiment=Experiment(
        stage="square",
        says="Customers, partners or staff make an offer, each alone.",
        arms={
            "customers": Arm("fans speak"),
            "partners": Arm("partners speak"),
            "staff": Arm("staff speaks"),
            "nothing": Arm(),
        },
        neutral="nothing",
        checks=tuple(
            Check(reading=reading("reached", who=TOWN), contrast={who: 1, "nothing": -1}, built_in=True)
            for who in ("customers", "partners", "staff")
        ),
    ),
)

claim(
    "D3",
    "Employees know the product, as influencers do not.",
    marks=("#24",),
    mechanism=("engine.weigh",),
    experiment=Experiment(
        stage="square",
        says="Staff who know the topic, or who do not, make the same offer.",
        settings={**NOBODY_SHARES, "conversion.action_chance": 0.1},
        arms={
            "they know": Arm("staff speaks", {"segments.staff.expertise": {"work": 0.66}}),
            "they do not": Arm("staff speaks", {"segments.staff.expertise": {"other": 0.66}}),
        },
        checks=(
            Check(
                reading=reading("attitude_per_impression", who=TOWN),
                contrast={"they know": 1, "they do not": -1},
            ),
            Check(
                reading=reading("actions_per_impression", who=TOWN),
                contrast={"they know": 1, "they do not": -1},
            ),
        ),
        neutral="they do not",
    ),
)

claim(
    "D5",
    "Only a fraction of the employees takes part.",
    marks=("5.3",),
    kind="structure",
    why="the share is an input; that 3 % of the employees bring 30 % of the engagement (T10) is a target of the "
    "validation passport, and not measured here",
    mechanism=("strategies.begin_part",),
    experiment=Experiment(
        stage="company",
        says="All are invited; as many take part as usual, or everybody.",
        arms={
            "as usual": Arm("programme"),
            "everybody": Arm("programme", {"segments.staff.participation": 1.0}),
        },
        checks=(
            Check(
                reading=reading("active", who="staff", day=5),
                contrast={"as usual": 1, "everybody": -1},
                sign=-1,
                built_in=True,
            ),
        ),
        neutral="everybody",
    ),
)

claim(
    "D6",
    "Without feedback an advocate feels that posts make no difference.",
    mechanism=("rules.heard",),
    experiment=Experiment(
        stage="company",
        says="People react to what the staff say, or nobody does: in the second month more is posted where they do.",
        arms={
            "they react": Arm("programme", {"segments.town.share_chance": 0.05}),
            "nobody reacts": Arm("programme", {"segments.town.share_chance": 0.0, "segments.staff.share_chance": 0.0}),
        },
        checks=(
            Check(
                reading=reading("originals", who="staff", message="inside", from_day=30),
                contrast={"they react": 1, "nobody reacts": -1},
            ),
        ),
        neutral={"segments.staff.feedback": 0.0},
    ),
)

claim(
    "D7",
    "Users appreciate posts about where people work.",
    marks=("#29",),
    mechanism=("engine.weigh",),
    experiment=Experiment(
        stage="square",
        says="Twenty of the staff or the brand's account say the same about work.",
        settings={
            "conversion.action_chance": 0.05,
            "segments.young.share_chance": 0.02,
            "segments.old.share_chance": 0.02,
            'strategies."staff speaks".playbook[0].members': 20,
        },
        arms={"staff": Arm("staff speaks"), "brand": Arm("brand speaks")},
        checks=(Check(reading=reading("engagement", who=TOWN), contrast={"staff": 1, "brand": -1}),),
        neutral={
            "segments.staff.appeal": 1.0,
            "segments.staff.conversion_weight": 1.0,
            "segments.staff.trust": 0.33,
            "segments.staff.leader_trust": 0.33,
        },
    ),
)

claim(
    "E2",
    "Some employees complain and disparage.",
    kind="structure",
    mechanism=("volunteers.Employees", "population.draw_members"),
    experiment=Experiment(
        stage="company",
        says="As many actively disengaged employees as usual, or none.",
        settings={"segments.staff.disparagement_per_week": 0.05},
        arms={"as usual": Arm(), "none": Arm("do nothing", {"segments.staff.disengaged": 0.0})},
        checks=(
            Check(
                reading=reading("originals", who="staff", message="i_work_there"),
                contrast={"as usual": 1, "none": -1},
                built_in=True,
            ),
        ),
        neutral="none",
    ),
)

claim(
    "B13",
    "If owner, managers and staff all endorse, that builds confidence.",
    mechanism=("rules.chorus",),
    experiment=Experiment(
        stage="square",
        says="148 people of four kinds, or of one, say the same four times, all trusted alike: it moves more when it "
        "comes from several kinds.",
        settings={
            **NOBODY_SHARES,
            **{f"segments.{who}.trust": 0.5 for who in ("young", "fans", "staff", "creators")},
            "segments.staff.leader_trust": 0.5,
            "segments.creators.followers": {"plaza": 40},
            "segments.young.followers": {"plaza": 40},
            "credibility.closeness": 1.0,
            "platforms.plaza.member_reach": 1.0,
            "belief.persuasion": 0.05,
        },
        arms={"four kinds": Arm("four kinds speak"), "one kind": Arm("one kind speaks")},
        checks=(
            Check(reading=reading("attitude_per_impression", who="old"), contrast={"four kinds": 1, "one kind": -1}),
        ),
        neutral={"belief.chorus": 0.0},
    ),
)

claim(
    "B14",
    "Recommendations from friends are valued above advertising, and people buy after hearing from someone trusted.",
    mechanism=("engine.respond", "rules.trusted"),
    experiment=Experiment(
        stage="square",
        says="In a town of 12,500, three hundred townspeople make an offer where nearly all ties are mutual, or "
        "where none is: a friend's word moves more, and more act on it.",
        settings={
            **NOBODY_SHARES,
            "conversion.action_chance": 0.1,
            "segments.young.size": 6_250,
            "segments.old.size": 6_250,
            'strategies."townspeople speak".playbook[0].members': 300,
        },
        arms={
            "friends": Arm("townspeople speak", {"platforms.plaza.network": {**ALIKE, "reciprocity": 0.9}}),
            "strangers": Arm("townspeople speak", {"platforms.plaza.network": {**ALIKE, "reciprocity": 0.0}}),
        },
        checks=(
            Check(reading=reading("attitude_per_impression", who=TOWN), contrast={"friends": 1, "strangers": -1}),
            Check(reading=reading("actions_per_impression", who=TOWN), contrast={"friends": 1, "strangers": -1}),
        ),
        neutral={"credibility.closeness": 1.0},
    ),
)

claim(
    "D10",
    "Some readers automatically trust influencers who promote.",
    mechanism=("engine.respond",),
    experiment=Experiment(
        stage="square",
        says="Creators' word counts double with the young, and half with the old.",
        settings={
            **NOBODY_SHARES,
            "segments.young.regard": {"creators": 2.0},
            "segments.old.regard": {"creators": 0.5},
        },
        arms={"creators": Arm("creators speak")},
        checks=(
            Check(
                reading=reading("attitude_per_impression", who="young"),
                against=reading("attitude_per_impression", who="old"),
                contrast={"creators": 1},
            ),
        ),
        neutral={"segments.young.regard": {}, "segments.old.regard": {}},
    ),
)

claim(
    "V1",
    "Influencers' share of posts falls faster than advocates'.",
    mechanism=("rules.has_left",),
    no_setting="as A9 and A13",
    experiment=Experiment(
        stage="storm",
        says="In one crisis, advocates write of their own accord, and creators take up the story: of the posts of "
        "advocates a greater share comes in the second half than of those of creators.",
        settings={"segments.fans.own_words_per_week": 2.0, "segments.creators.share_chance": 0.05},
        arms={"crisis": Arm()},
        checks=(
            Check(
                reading=reading("late_share", who="fans", after_day=STORM_MIDDLE),
                against=reading("late_share", who="creators", after_day=STORM_MIDDLE, message="story"),
                contrast={"crisis": 1},
            ),
        ),
        neutral={"segments.creators.exit_per_day": 0.01},
    ),
)
