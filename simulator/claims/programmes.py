"""Claims about programmes: their goals, style, support, order, and how they are adapted."""

from typing import Any

from simulator.claims.declaring import Arm, Check, Experiment, Without, claim, reading

STYLE = "strategies.programme.programme[0]."
WHOM = 'strategies."sixty of the staff".programme[0].choose'
PLAN_FADES, PLAN_RISES = (
    [{"kind": "tide", "topic": "food", "factor": factor, "from_hours": 72.0}] for factor in (0.1, 3.0)
)
TWO_MONTHS: dict[str, Any] = {
    "segments.town.size": 24_000,
    "segments.town.followers": {"plaza": 3},
    "segments.staff.size": 1200,
    "segments.creators.size": 80,
    "segments.creators.followers": {"plaza": 300},
    "segments.creators.fee_per_post": 490.0,
    "platforms.plaza.network": {"homophily": 0.0, "tail_exponent": 4.0},
    **{
        f'strategies."{name}".programme[{part}].spend': 22_000.0
        for name, parts in (
            ("advocates first", 2),
            ("influencers first", 2),
            ("advocates alone", 1),
            ("influencers alone", 1),
        )
        for part in range(parts)
    },
}
"""In the company: a larger one in a large town, with so many creators for the money that a month of either reaches
about as many people."""
FOR_LEADS = {"pursued": {"metric": "leads", "target": 200.0}}
FOR_AWARENESS = {"pursued": {"metric": "awareness", "target": 0.8}}

claim(
    "B2",
    "Programmes have goals: leads, thought leadership, awareness.",
    mechanism=("metrics.goal_attainment", "metrics.attained"),
    experiment=Experiment(
        stage="week",
        says="A week and 3,000 for staff or for creators, with leads or awareness as the goal: which is better "
        "depends on the goal.",
        settings={
            "messages.inside.call_to_action": 1.0,
            "conversion.action_chance": 0.1,
            "segments.creators.fee_per_post": 100.0,
        },
        arms={
            "staff for leads": Arm("staff for the money", {"goals": FOR_LEADS}),
            "creators for leads": Arm("creators for the money", {"goals": FOR_LEADS}),
            "staff for awareness": Arm("staff for the money", {"goals": FOR_AWARENESS}),
            "creators for awareness": Arm("creators for the money", {"goals": FOR_AWARENESS}),
        },
        neutral=Without("a ranking that turns with the goal, which changes nothing in a run"),
        checks=(
            Check(reading=reading("goal_attainment"), contrast={"staff for leads": 1, "creators for leads": -1}),
            Check(
                reading=reading("goal_attainment"), contrast={"creators for awareness": 1, "staff for awareness": -1}
            ),
        ),
    ),
)

claim(
    "B17",
    "Guidelines, voice, training, time at work within bounds.",
    mechanism=("volunteers.Employees", "costing.cadence", "costing.post_time"),
    experiment=Experiment(
        stage="company",
        says="A programme with half the training there could be, guidelines and tools, or with none: fewer leaks, "
        "more posts, and more working time; and nearly full training alone brings more posts.",
        settings={"segments.staff.leak_per_week": 0.05},
        arms={
            "equipped": Arm("programme", {STYLE + "training": 0.5, STYLE + "support": 1.3}),
            "well trained": Arm("programme", {STYLE + "training": 0.9}),
            "bare": Arm("programme"),
        },
        checks=(
            Check(reading=reading("originals", message="memo"), contrast={"equipped": 1, "bare": -1}, sign=-1),
            Check(reading=reading("originals", who="staff", message="inside"), contrast={"equipped": 1, "bare": -1}),
            Check(
                reading=reading("originals", who="staff", message="inside"),
                contrast={"well trained": 1, "bare": -1},
                neutral={STYLE + "capacity": 0.0},
            ),
            Check(
                reading=reading("cost"),
                contrast={"equipped": 1, "bare": -1},
                neutral={"costs.minutes_per_post": 0.0, "costs.per_training": 0.0, "costs.per_employee_month": 0.0},
            ),
        ),
        neutral="bare",
    ),
)

claim(
    "B23",
    "Adapt: the first plan will not be perfect.",
    mechanism=("adapting.review_parts", "adapting.move_money"),
    experiment=Experiment(
        stage="trend",
        says="After three days one of two topics goes out of fashion, or comes up: a plan that is looked through "
        "once a day brings in more actions than a fixed one for the same money.",
        settings={"costs.per_action": 0.0, "conversion.action_chance": 0.03},
        arms={
            "adapted, one fades": Arm("adapted plan", {"mechanisms": PLAN_FADES}),
            "fixed, one fades": Arm("fixed plan", {"mechanisms": PLAN_FADES}),
            "adapted, one rises": Arm("adapted plan", {"mechanisms": PLAN_RISES}),
            "fixed, one rises": Arm("fixed plan", {"mechanisms": PLAN_RISES}),
        },
        checks=(
            Check(reading=reading("actions"), contrast={"adapted, one fades": 1, "fixed, one fades": -1}),
            Check(reading=reading("actions"), contrast={"adapted, one rises": 1, "fixed, one rises": -1}),
        ),
        neutral={"mechanisms": []},
    ),
)

claim(
    "C1",
    "Context over control: empowerment beats command and control.",
    mechanism=("joining.join", "volunteers.Employees"),
    experiment=Experiment(
        stage="week",
        says="The staff speak for themselves, or read out what they are given: people respond more to them, but more "
        "that is off limits gets out.",
        settings={
            "segments.staff.participation": 1.0,
            "segments.staff.leak_per_week": 0.2,
            "segments.town.share_chance": 0.02,
        },
        arms={"empowered": Arm("programme"), "commanded": Arm("programme", {STYLE + "scripted": 1.0})},
        checks=(
            Check(
                reading=reading("shares_per_impression", who="town"),
                contrast={"empowered": 1, "commanded": -1},
                neutral={STYLE + "script_price": 0.0},
            ),
            Check(
                reading=reading("originals", message="memo"),
                contrast={"empowered": 1, "commanded": -1},
                neutral={STYLE + "script_guard": 0.0},
            ),
        ),
        neutral={STYLE + "script_price": 0.0, STYLE + "script_guard": 0.0},
    ),
)

claim(
    "C5",
    "Influencers are short-lived; advocates first, then influencers.",
    mechanism=("joining.join",),
    why="by about 4 %, and because the staff go on after their month; that influencers leave a story (exit_per_day) "
    "adds nothing to it, as paid posts end with the money anyway",
    experiment=Experiment(
        stage="company",
        says="A month's money goes to the staff alone, or to creators alone: in the month after it more people are "
        "reached for the first time through the staff. And two months, a month's money each: both orders begin with "
        "about as many people reached; in all, advocates first reach more.",
        settings=TWO_MONTHS,
        arms={
            "advocates alone": Arm("advocates alone"),
            "influencers alone": Arm("influencers alone"),
            "advocates first": Arm("advocates first"),
            "influencers first": Arm("influencers first"),
        },
        checks=(
            Check(
                reading=reading("reached", who="town", from_day=31.0),
                contrast={"advocates alone": 1, "influencers alone": -1},
            ),
            Check(
                reading=reading("reached", who="town"),
                contrast={"advocates first": 1, "influencers first": -1},
                at_least=0.0,
            ),
        ),
        neutral={"segments.staff.afterglow_days": 0.0},
    ),
)

claim(
    "D8",
    "An employee's social media should be their own.",
    mechanism=("joining.join",),
    experiment=Experiment(
        stage="week",
        says="All are made to take part, or only the willing do: more posts, and more bitter words of the staff. "
        "Those who are made to then post so rarely that there are no more posts than by the willing alone (else many "
        "who see one would have shared the message before): people respond less to them.",
        settings={
            "segments.staff.disparagement_per_week": 0.2,
            "segments.town.share_chance": 0.02,
            "contagion.second_source": 1.0,
        },
        arms={
            "made to": Arm("programme", {STYLE + "mandate": 1.0}),
            "made to, rarely": Arm("programme", {STYLE + "mandate": 1.0, STYLE + "posts_per_week": 0.4}),
            "free": Arm("programme"),
        },
        checks=(
            Check(
                reading=reading("originals", who="staff", message="inside"),
                contrast={"made to": 1, "free": -1},
                neutral={"segments.staff.participation": 1.0, "segments.staff.culture_pull": 0.0},
            ),
            Check(
                reading=reading("shares_per_impression", who="town"),
                contrast={"made to, rarely": 1, "free": -1},
                sign=-1,
            ),
            Check(
                reading=reading("originals", who="staff", message="i_work_there"),
                contrast={"made to": 1, "free": -1},
            ),
        ),
        neutral={STYLE + "reluctance": 0.0},
    ),
)

claim(
    "E6",
    "Choose people who are invested, team leaders or higher.",
    mechanism=("strategies.ranked",),
    experiment=Experiment(
        stage="company",
        says="Sixty of the staff are enrolled: leaders of good morale, or anybody.",
        arms={
            "invested leaders": Arm("sixty of the staff", {WHOM: "invested leaders"}),
            "anybody": Arm("sixty of the staff"),
        },
        checks=(
            Check(
                reading=reading("posts", who="staff", message="inside"),
                contrast={"invested leaders": 1, "anybody": -1},
            ),
        ),
        neutral={
            "segments.staff.leaders_silent": 1.0,
            "segments.staff.leaders_active": 1.0,
            "segments.staff.morale_weight": 0.0,
            "segments.staff.culture_pull": 0.0,
        },
    ),
)

claim(
    "E7",
    "Give tools, guidelines, content and support.",
    kind="structure",
    mechanism=("costing.cadence", "costing.fixed_cost"),
    experiment=Experiment(
        stage="company",
        says="A programme with half as much support again, or with the usual: more posts, at a cost.",
        arms={"supported": Arm("programme", {STYLE + "support": 1.5}), "as usual": Arm("programme")},
        checks=(
            Check(
                reading=reading("originals", who="staff", message="inside"),
                contrast={"supported": 1, "as usual": -1},
                built_in=True,
            ),
            Check(reading=reading("cost"), contrast={"supported": 1, "as usual": -1}, built_in=True),
        ),
        neutral="as usual",
    ),
)

claim(
    "E9",
    "People must be comfortable and add their own commentary.",
    mechanism=("joining.join",),
    experiment=Experiment(
        stage="week",
        says="The staff add a commentary of their own to every post, or to none: people respond more.",
        settings={"segments.town.share_chance": 0.02},
        arms={"commentary": Arm("programme", {STYLE + "commentary": 1.0}), "none": Arm("programme")},
        checks=(
            Check(
                reading=reading("shares_per_impression", who="town"),
                contrast={"commentary": 1, "none": -1},
            ),
        ),
        neutral={STYLE + "commentary_gain": 0.0},
    ),
)

claim(
    "V12",
    "Advocates first and influencers first differ late, not early.",
    why="in all, advocates first reach more in every world that was tried (C5), because the staff go on; in which of "
    "the two months is left to the luck of who has how many followers; creators' leaving a story adds nothing",
    mechanism=("joining.join", "rules.has_left"),
    no_setting="as C5",
    experiment=Experiment(
        stage="company",
        says="Two months, a month's money each for the staff and for creators, in one order or the other: as many "
        "are reached in the first month, and more for the first time in the second month where advocates came first.",
        settings=TWO_MONTHS,
        arms={"advocates first": Arm("advocates first"), "influencers first": Arm("influencers first")},
        checks=(
            Check(
                reading=reading("reached", who="town", to_day=30.0),
                contrast={"advocates first": 1, "influencers first": -1},
                within=0.2,
            ),
            Check(
                reading=reading("reached", who="town", from_day=30.0),
                contrast={"advocates first": 1, "influencers first": -1},
                at_least=0.0,
            ),
        ),
        neutral={"segments.staff.afterglow_days": 0.0, "segments.creators.exit_per_day": 0.0},
    ),
)
