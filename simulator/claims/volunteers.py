"""Claims about volunteers: what makes them join, speak, stay, and speak badly."""

from simulator.claims.declaring import OF_ATTITUDE, Arm, Check, Experiment, claim, reading

HALF_OF_THE_STAFF = "three hundred of the staff"
STAFF_OFTEN_BITTER = {"segments.staff.disparagement_per_week": 0.05}
"""In the company and its first week: five times the default, so that few worlds are enough."""
MEETINGS, REPAIR, PRAISE, SWAPS = (
    f'strategies."programme with care".care[0].{what}'
    for what in ("meetings_per_week", "repair", "praise", "swaps_per_week")
)
HEARD_OUT, MENDED = (f'strategies."staff and brand".care[0].{what}' for what in ("meetings_per_week", "repair"))
CARED_TASK = 'strategies."programme with care".programme[0].task'
PLAIN_TASK = "strategies.programme.programme[0].task"
TALENTS_ALONE = {
    "segments.staff.feedback": 0.0,
    "segments.staff.belonging": 0.0,
    "segments.staff.drop_out_per_month": 0.0,
    "segments.staff.leaders_silent": 1.0,
    "segments.staff.leaders_active": 1.0,
}
"""What people do depends on their talent alone, not on what comes back of it, nor on leaders, who set an example by
what they post but not by comments."""
VALUE_ALONE = {"segments.staff.feedback": 0.0}
"""Willingness depends on what a message is worth, and not on the reactions to it."""

claim(
    "A4",
    "Advocacy is driven by depth of conviction.",
    mechanism=("rules.depth", "morale.feel"),
    experiment=Experiment(
        stage="storm",
        says="Advocates are deeply convinced, or hardly, and write of their own accord in a crisis: the former write "
        "more. And advocates are more deeply convinced than influencers.",
        settings={"segments.fans.own_words_per_week": 2.0},
        arms={"deep": Arm(), "shallow": Arm("do nothing", {"segments.fans.conviction": 0.2})},
        checks=(
            Check(reading=reading("originals", who="fans", side="supportive"), contrast={"deep": 1, "shallow": -1}),
            Check(
                reading=reading("conviction", who="fans"),
                against=reading("conviction", who="creators"),
                contrast={"deep": 1},
                neutral={"segments.fans.conviction": 0.1},
                built_in=True,
            ),
        ),
        neutral={"segments.fans.conviction_weight": 0.0, "segments.fans.mood_weight": 0.0},
    ),
)

claim(
    "B10",
    "A disengaged employee costs 10,000 of profit a year.",
    kind="structure",
    mechanism=("metrics.disengagement_cost",),
    experiment=Experiment(
        stage="company",
        says="Fifteen in a hundred of the staff are actively disengaged, or five: it costs more.",
        arms={
            "fifteen": Arm("do nothing", {"segments.staff.disengaged": 0.15}),
            "five": Arm("do nothing", {"segments.staff.disengaged": 0.05}),
        },
        checks=(Check(reading=reading("disengagement_cost"), contrast={"fifteen": 1, "five": -1}, built_in=True),),
        neutral={"costs.per_disengaged_year": 0.0},
    ),
)

claim(
    "B11",
    "Concerns must be met: a happy workforce looks human, and builds trust.",
    mechanism=("care.look_after", "mechanisms.StaffHeard"),
    experiment=Experiment(
        stage="company",
        says="Three in ten of the staff are disengaged, and are heard out once a week, or never; after four weeks "
        "all are invited to speak: fewer bitter words, and more good ones. The brand's own posts are trusted more "
        "where the staff speak, and a little more still where they have been heard out.",
        settings={**STAFF_OFTEN_BITTER, "segments.staff.disengaged": 0.3, "credibility.humanness": 0.2},
        arms={
            "heard out": Arm("staff and brand", {HEARD_OUT: 1.0}),
            "not heard out": Arm("staff and brand"),
            "brand alone": Arm("brand alone"),
        },
        checks=(
            Check(
                reading=reading("originals", who="staff", message="i_work_there"),
                contrast={"heard out": 1, "not heard out": -1},
                sign=-1,
            ),
            Check(
                reading=reading("originals", who="staff", message="inside"),
                contrast={"heard out": 1, "not heard out": -1},
            ),
            Check(
                reading=reading("trust_of_posts", who="brand", from_day=35),
                contrast={"heard out": 1, "brand alone": -1},
                neutral={"credibility.humanness": 0.0},
            ),
            Check(
                reading=reading("trust_of_posts", who="brand", from_day=35),
                contrast={"heard out": 1, "not heard out": -1},
                at_least=0.0,
                neutral={"credibility.humanness": 0.0},
            ),
        ),
        neutral={MENDED: 0.0},
    ),
)

claim(
    "B12",
    "Leadership by example: if leaders do not share, employees are not motivated.",
    mechanism=("rules.led", "rules.example"),
    experiment=Experiment(
        stage="company",
        says="Half of the staff is enrolled. No leader's example counts, which is as if all of them were silent; or "
        "the head and the top managers take part as chance has it; or all of them visibly: the others post more each "
        "time.",
        arms={
            "leaders silent": Arm(HALF_OF_THE_STAFF, {"segments.staff.leaders_active": 0.6}),
            "some post": Arm(HALF_OF_THE_STAFF),
            "all post": Arm(HALF_OF_THE_STAFF, {f'strategies."{HALF_OF_THE_STAFF}".programme[0].leaders_active': True}),
        },
        checks=(
            Check(
                reading=reading("posts", who="staff", message="inside", from_level=2),
                contrast={"some post": 1, "leaders silent": -1},
                neutral="leaders silent",
            ),
            Check(
                reading=reading("posts", who="staff", message="inside", from_level=2),
                contrast={"all post": 1, "some post": -1},
                at_least=0.15,
            ),
        ),
        neutral={"segments.staff.leaders_silent": 1.0, "segments.staff.leaders_active": 1.0},
    ),
)

claim(
    "B19",
    "Let employees choose their roles; place people well.",
    mechanism=("tasks.carry_out", "morale.takers"),
    experiment=Experiment(
        stage="company",
        says="Everybody does what suits them, or all are to write: more is done.",
        settings=TALENTS_ALONE,
        arms={
            "own choice": Arm("programme", {PLAIN_TASK: "own choice"}),
            "all write": Arm("programme", {PLAIN_TASK: "write"}),
        },
        checks=(Check(reading=reading("deeds"), contrast={"own choice": 1, "all write": -1}),),
        neutral={"segments.staff.misfit": 1.0},
    ),
)

claim(
    "B21",
    "Monitor, meet discontent, praise, swap roles.",
    mechanism=("care.look_after", "care.find", "care.praise"),
    experiment=Experiment(
        stage="company",
        says="Three in ten of the staff are disengaged: with a meeting a week fewer bitter words are said, with "
        "praise for every post morale is better, and with swaps of wrong tasks more is done, than with none of that.",
        settings={**STAFF_OFTEN_BITTER, "segments.staff.disengaged": 0.3},
        arms={
            "meetings": Arm("programme with care", {MEETINGS: 1.0}),
            "praise": Arm("programme with care", {PRAISE: 1.0}),
            "nothing": Arm("programme with care"),
            "swaps": Arm("programme with care", {**TALENTS_ALONE, CARED_TASK: "write", SWAPS: 1.0}),
            "no swaps": Arm("programme with care", {**TALENTS_ALONE, CARED_TASK: "write"}),
        },
        checks=(
            Check(
                reading=reading("originals", who="staff", message="i_work_there"),
                contrast={"meetings": 1, "nothing": -1},
                sign=-1,
            ),
            Check(
                reading=reading("morale", who="staff"),
                contrast={"praise": 1, "nothing": -1},
                neutral={"segments.staff.belonging": 0.0, "segments.staff.mood_weight": 0.0},
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("deeds"),
                contrast={"swaps": 1, "no swaps": -1},
                neutral={"segments.staff.misfit": 1.0},
            ),
        ),
        neutral={REPAIR: 0.0},
    ),
)

claim(
    "B25",
    "A programme strengthens ties with employees.",
    mechanism=("feedback.credit", "morale.feel"),
    experiment=Experiment(
        stage="company",
        says="A programme for all staff, or none: morale is better at the end.",
        arms={"programme": Arm("programme"), "nothing": Arm()},
        checks=(
            Check(reading=reading("morale", who="staff"), contrast={"programme": 1, "nothing": -1}, **OF_ATTITUDE),
        ),
        neutral={"segments.staff.belonging": 0.0, "segments.staff.mood_weight": 0.0},
    ),
)

claim(
    "C4",
    "Culture bounds how many become advocates.",
    mechanism=("joining.join",),
    experiment=Experiment(
        stage="week",
        says="Everybody would take part at ordinary morale; 45 or 15 in a hundred of the staff are disengaged: fewer "
        "become active, and never more than are left.",
        settings={"segments.staff.participation": 1.0},
        arms={
            "bad culture": Arm("programme", {"segments.staff.disengaged": 0.45}),
            "fair culture": Arm("programme", {"segments.staff.disengaged": 0.15}),
        },
        checks=(
            Check(
                reading=reading("active", who="staff", day=5), contrast={"bad culture": 1, "fair culture": -1}, sign=-1
            ),
            Check(reading=reading("active", who="staff", day=5), contrast={"bad culture": 1}, between=(0.0, 360.0)),
        ),
        neutral={"segments.staff.culture_pull": 0.0},
    ),
)

claim(
    "C6",
    "Top companies to work for are top in social media.",
    mechanism=("rules.spirit", "joining.join"),
    experiment=Experiment(
        stage="week",
        says="A programme in a company of little, fair or much engagement: reach and net sentiment rise with it.",
        settings=STAFF_OFTEN_BITTER,
        arms={
            "little": Arm("programme", {"segments.staff.engaged": 0.1, "segments.staff.disengaged": 0.45}),
            "fair": Arm("programme", {"segments.staff.engaged": 0.3, "segments.staff.disengaged": 0.25}),
            "much": Arm("programme", {"segments.staff.engaged": 0.6, "segments.staff.disengaged": 0.05}),
        },
        checks=(
            Check(reading=reading("reached", who="town"), contrast={"fair": 1, "little": -1}),
            Check(reading=reading("reached", who="town"), contrast={"much": 1, "fair": -1}),
            Check(reading=reading("sentiment_net"), **OF_ATTITUDE, contrast={"fair": 1, "little": -1}),
            Check(reading=reading("sentiment_net"), **OF_ATTITUDE, contrast={"much": 1, "fair": -1}),
        ),
        neutral={
            "segments.staff.morale_weight": 0.0,
            "segments.staff.culture_pull": 0.0,
            "segments.staff.mood_weight": 0.0,
            "segments.staff.disparagement_per_week": 0.0,
        },
    ),
)

claim(
    "E1",
    "Everyone has a voice: with many employees information gets shared, for better or worse.",
    mechanism=("volunteers.Volunteers", "volunteers.Employees"),
    experiment=Experiment(
        stage="company",
        says="A company of 600 or of 100 in which nobody is asked for anything: more is said, good and bad.",
        settings={
            **STAFF_OFTEN_BITTER,
            "segments.staff.everyday_words": "day_at_work",
            "segments.staff.unprompted_share": 0.1,
            "strategies": {},  # those of the stage ask for more than the small company has
        },
        arms={"large": Arm(), "small": Arm("do nothing", {"segments.staff.size": 100})},
        checks=(
            Check(
                reading=reading("originals", who="staff", side="supportive"),
                contrast={"large": 1, "small": -1},
                neutral={"segments.staff.everyday_words_per_week": 0.0},
            ),
            Check(reading=reading("originals", who="staff", side="hostile"), contrast={"large": 1, "small": -1}),
        ),
        neutral={"segments.staff.disparagement_per_week": 0.0, "segments.staff.leak_per_week": 0.0},
    ),
)

claim(
    "E8",
    "Employees will not share what is irrelevant to their networks.",
    mechanism=("joining.message_worth", "rules.worth"),
    experiment=Experiment(
        stage="company",
        says="A programme on a topic that interests eight in ten of the town, or one in ten: more is posted.",
        settings=VALUE_ALONE,
        arms={
            "relevant": Arm("programme", {"segments.town.interests": {"work": 0.8}}),
            "irrelevant": Arm("programme", {"segments.town.interests": {"work": 0.1}}),
        },
        checks=(
            Check(
                reading=reading("originals", who="staff", message="inside"), contrast={"relevant": 1, "irrelevant": -1}
            ),
        ),
        neutral={"segments.staff.value_weight": 0.0},
    ),
)

claim(
    "E11",
    "Value in every post keeps advocates happy to share.",
    mechanism=("rules.disappointment", "morale.hazards"),
    experiment=Experiment(
        stage="company",
        says="Four months of posts that are well made, or a fifth as good: more of the staff are still active.",
        settings={"clock.days": 120, "clock.tick_hours": 24},
        arms={"of value": Arm("programme"), "of little value": Arm("programme", {"messages.inside.quality": 0.2})},
        checks=(
            Check(reading=reading("active", who="staff", day=119), contrast={"of value": 1, "of little value": -1}),
        ),
        neutral={"segments.staff.dissatisfaction": 0.0},
    ),
)
