"""Claims about what is said, and about responses to a crisis."""

from typing import Any

from simulator.claims.declaring import OF_ATTITUDE, Arm, Check, Experiment, Without, claim, reading
from simulator.claims.places import NOBODY_SHARES
from simulator.scenario import Responses

NOBODY_LEAVES = {"segments.creators.exit_per_day": 0.0, "segments.fans.exit_per_day": 0.0}
POSTURES = ("corrective_action", "apology", "compensation", "diminish", "deny")
NO_RESPONSE = {
    f"responses.{posture}.{what}": value
    for posture in POSTURES
    for what, value in {"victim": 0.0, "accidental": 0.0, "preventable": 0.0, "virality": 1.0}.items()
}
"""Responses that nobody heeds."""


NOBODY_TAKES_IT_UP = {"segments.creators.takes_per_day": 0.0}
"""Creators pass a story on, and no more."""
EVERYBODY_HEARS = {
    **NOBODY_TAKES_IT_UP,
    "segments.brand.followers": {"plaza": 2800},
    "platforms.plaza.brand_reach": 1.0,
}
"""What outlets say reaches all who follow them, and nearly all follow the brand."""
TWICE_AS_LARGE = {
    "segments.town.size": 5000,
    "segments.fans.size": 400,
    "segments.creators.size": 120,
    "segments.brand.followers": {"plaza": 5300},
    "segments.press.followers": {"plaza": 1200},
    "crisis.origin_members": 20,
}
"""The storm in a larger town: less chance."""
DISCLOSED_AFTER = "strategies.discloses.playbook[0].after_crisis_hours"


def without_virality(posture: str) -> dict[str, Any]:
    """A response as it is declared, but without an effect on virality."""
    return {**Responses.model_fields[posture].default.model_dump(), "virality": 1.0}


def answered(posture: str, **settings: Any) -> Arm:
    """The brand answers with a posture."""
    return Arm("answer", {"messages.answer.posture": posture, **settings})


claim(
    "A11",
    "Advocates pass on other sources' messages only if supportive, and emphasise what mitigates.",
    mechanism=("tables.given",),
    experiment=Experiment(
        stage="square",
        says="Others speak well and badly of the brand: advocates pass on the bad at most a twentieth as often as "
        "creators do. What mitigates, they pass on half as often again as the same text without a word of that.",
        settings={
            **NOBODY_SHARES,
            "segments.creators.followers": {"plaza": 40},
            **NOBODY_LEAVES,
            'strategies."brand speaks".playbook[0].times': 3,
        },
        arms={
            "both sides": Arm("both sides", {"segments.fans.share_chance": 0.3, "segments.creators.share_chance": 0.3}),
            "mitigating": Arm(
                "brand speaks", {"segments.fans.share_chance": 0.1, "messages.offer.posture": "instruct"}
            ),
            "plain": Arm("brand speaks", {"segments.fans.share_chance": 0.1}),
        },
        checks=(
            Check(
                reading=reading("shares_per_impression", who="fans", side="hostile"),
                against=reading("shares_per_impression", who="creators", side="hostile"),
                contrast={"both sides": 1},
                sign=-1,
                at_least=0.95,
            ),
            Check(
                reading=reading("shares_per_impression", who="fans"),
                contrast={"mitigating": 1, "plain": -1},
                at_least=0.5,
                neutral={"segments.fans.mitigation": 1.0},
            ),
        ),
        neutral={"segments.fans.hostile_filter": 1.0},
    ),
)

claim(
    "B8",
    "A content strategy and high standards help.",
    mechanism=("engine.weigh", "tables.bother"),
    experiment=Experiment(
        stage="fatigue",
        says="The brand's advertising is of twice the ordinary quality, or ordinary.",
        arms={"good": Arm("brand advertises", {"messages.advert.quality": 2.0}), "ordinary": Arm("brand advertises")},
        checks=(
            Check(reading=reading("engagement", who="town"), contrast={"good": 1, "ordinary": -1}),
            Check(reading=reading("unfollows"), contrast={"good": 1, "ordinary": -1}, sign=-1),
        ),
        neutral="ordinary",
    ),
)

claim(
    "S3",
    "A response works as far as it matches the responsibility that is attributed: corrective action, apology, excuse, "
    "silence, denial in a preventable crisis; denial helps against a rumour.",
    marks=("#58", "#59"),
    mechanism=("crisis.force", "rules.repair"),
    experiment=Experiment(
        stage="storm",
        says="The brand answers in one posture or another, or not at all, in a preventable crisis; as a victim it "
        "denies, or does not.",
        settings={**EVERYBODY_HEARS, **TWICE_AS_LARGE},
        arms={
            "corrective action": answered("corrective_action"),
            "apology": answered("apology"),
            "excuse": answered("diminish"),
            "silence": Arm(),
            "denial": answered("deny"),
            "victim, denial": answered("deny", **{"crisis.cluster": "victim"}),
            "victim, silence": Arm("do nothing", {"crisis.cluster": "victim"}),
        },
        checks=(
            Check(reading=reading("reputation_end"), **OF_ATTITUDE, contrast={"corrective action": 1, "apology": -1}),
            Check(reading=reading("reputation_end"), **OF_ATTITUDE, contrast={"apology": 1, "excuse": -1}),
            Check(reading=reading("reputation_end"), **OF_ATTITUDE, contrast={"excuse": 1, "silence": -1}),
            Check(reading=reading("reputation_end"), **OF_ATTITUDE, contrast={"silence": 1, "denial": -1}),
            Check(
                reading=reading("reputation_end"), **OF_ATTITUDE, contrast={"victim, denial": 1, "victim, silence": -1}
            ),
        ),
        neutral=NO_RESPONSE,
    ),
)

claim(
    "S4",
    "Silence leaves the field to the story.",
    marks=("4.2",),
    mechanism=("crisis.unanswered", "rules.repair"),
    experiment=Experiment(
        stage="storm",
        says="The brand answers with corrective action after six hours, or is silent.",
        settings=NOBODY_TAKES_IT_UP,
        arms={"answer": answered("corrective_action"), "silence": Arm()},
        checks=(
            Check(reading=reading("hostile_impressions"), contrast={"answer": 1, "silence": -1}, sign=-1),
            Check(reading=reading("reputation_end"), **OF_ATTITUDE, contrast={"answer": 1, "silence": -1}),
        ),
        neutral=NO_RESPONSE,
    ),
)

claim(
    "S5",
    "Telling it first (stealing thunder) lessens the damage.",
    marks=("#60",),
    mechanism=("engine.believe", "engine.hear_answer"),
    experiment=Experiment(
        stage="storm",
        says="The brand tells the bad news three hours before it breaks, or three hours after; as an answer it has "
        "no effect, so that the difference is who was first.",
        settings={**NO_RESPONSE, **EVERYBODY_HEARS, "crisis.warned_hours": 6.0, "crisis.closure": 0.0, **NOBODY_LEAVES},
        arms={
            "before": Arm("discloses", {DISCLOSED_AFTER: -3.0}),
            "after": Arm("discloses", {DISCLOSED_AFTER: 3.0}),
        },
        checks=(Check(reading=reading("reputation_low"), contrast={"before": 1, "after": -1}, **OF_ATTITUDE),),
        neutral={"crisis.thunder": 0.0},
    ),
)

claim(
    "S6",
    "Reputation and virality are two effects: compensation may repair and yet fan the fire.",
    marks=("4.2",),
    mechanism=("rules.calmed", "rules.repair"),
    experiment=Experiment(
        stage="storm",
        says="The brand compensates, with its effect on virality or without, or is silent: it repairs, and that more "
        "people pass the story on takes a part of that away.",
        settings={**EVERYBODY_HEARS, "crisis.closure": 0.0},
        arms={
            "compensation": answered("compensation"),
            "not fanned": answered("compensation", **{"responses.compensation": without_virality("compensation")}),
            "silence": Arm(),
        },
        checks=(
            Check(reading=reading("hostile_shares"), contrast={"compensation": 1, "not fanned": -1}),
            Check(
                reading=reading("reputation_end"),
                contrast={"compensation": 1, "not fanned": -1},
                sign=-1,
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("reputation_end"),
                contrast={"not fanned": 1, "silence": -1},
                neutral=NO_RESPONSE,
                **OF_ATTITUDE,
            ),
        ),
        neutral="not fanned",
    ),
)

claim(
    "S8",
    "The later the first response, the more people see the hostile story.",
    marks=("4.2",),
    mechanism=("crisis.unanswered", "rules.calmed"),
    experiment=Experiment(
        stage="storm",
        says="The brand takes corrective action 1, 6 or 21 hours after the onset.",
        settings=NOBODY_TAKES_IT_UP,
        arms={
            f"{hours} h": answered("corrective_action", **{"strategies.answer.playbook[0].after_crisis_hours": hours})
            for hours in (1, 6, 21)
        },
        checks=(
            Check(reading=reading("hostile_impressions"), contrast={"6 h": 1, "1 h": -1}, at_least=0.0),
            Check(reading=reading("hostile_impressions"), contrast={"21 h": 1, "6 h": -1}, at_least=0.0),
            Check(reading=reading("hostile_impressions"), contrast={"21 h": 1, "1 h": -1}, at_least=0.3),
        ),
        neutral=NO_RESPONSE,
    ),
)

claim(
    "S9",
    "A correction leaves a residue.",
    marks=("#63",),
    mechanism=("rules.repair",),
    experiment=Experiment(
        stage="storm",
        says="The best answer, twenty times over: reputation is better than with silence, but not what it was.",
        settings=NOBODY_TAKES_IT_UP,
        arms={
            "answered": answered(
                "corrective_action",
                **{"strategies.answer.playbook[0].times": 20, "strategies.answer.playbook[0].every_hours": 8},
            ),
            "silence": Arm(),
        },
        checks=(
            Check(
                reading=reading("attitude_gained"),
                contrast={"answered": 1},
                sign=-1,
                neutral=Without("some of it is the slow part, some that of people whom the answers did not reach"),
                **OF_ATTITUDE,
            ),
            Check(reading=reading("attitude_gained"), contrast={"answered": 1, "silence": -1}, **OF_ATTITUDE),
        ),
        neutral=NO_RESPONSE,
    ),
)

claim(
    "S11",
    "Inconsistent answers erode.",
    marks=("4.1",),
    mechanism=("engine.hear_answer",),
    experiment=Experiment(
        stage="storm",
        says="The brand denies, and apologises a day later; people mind the contradiction, or do not.",
        settings=EVERYBODY_HEARS,
        arms={
            "minded": Arm("denies, then apologises"),
            "not minded": Arm("denies, then apologises", {"crisis.inconsistency": 0.0}),
        },
        checks=(
            Check(reading=reading("reputation_end"), contrast={"minded": 1, "not minded": -1}, sign=-1, **OF_ATTITUDE),
        ),
        neutral="not minded",
    ),
)
claim(
    "S12",
    "A correction backfires, but rarely.",
    marks=("#66",),
    mechanism=("engine.hear_answer",),
    experiment=Experiment(
        stage="storm",
        says="The brand apologises, and it backfires in one of twenty (the most that was measured), in nobody, or as "
        "usual: it costs something, and still the apology is better than silence.",
        settings=EVERYBODY_HEARS,
        arms={
            "often": answered("apology", **{"crisis.backfire": 0.05}),
            "never": answered("apology", **{"crisis.backfire": 0.0}),
            "as usual": answered("apology"),
            "silence": Arm(),
        },
        checks=(
            Check(
                reading=reading("reputation_end"),
                contrast={"often": 1, "never": -1},
                sign=-1,
                at_least=0.0,
                neutral="never",
            ),
            Check(reading=reading("reputation_end"), contrast={"as usual": 1, "silence": -1}, **OF_ATTITUDE),
        ),
        neutral=NO_RESPONSE,
    ),
)
