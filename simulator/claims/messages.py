"""Claims about what is said, and about responses to a crisis."""

from typing import Any

from simulator.claims.declaring import OF_ATTITUDE, Arm, Check, Experiment, claim, reading
from simulator.claims.places import NOBODY_SHARES, TOWN
from simulator.scenario import Responses

POSTURES = ("corrective_action", "apology", "compensation", "diminish", "deny")
NO_RESPONSE = {
    f"responses.{posture}.{what}": value
    for posture in POSTURES
    for what, value in {"victim": 0.0, "accidental": 0.0, "preventable": 0.0, "virality": 1.0}.items()
}
"""Responses that nobody heeds."""


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
        "creators do.",
        settings={
            **NOBODY_SHARES,
            "segments.creators.followers": {"plaza": 40},
            "segments.fans.share_chance": 0.3,
            "segments.creators.share_chance": 0.3,
        },
        arms={"both sides": Arm("both sides")},
        checks=(
            Check(
                reading=reading("shares_per_impression", who="fans", side="hostile"),
                against=reading("shares_per_impression", who="creators", side="hostile"),
                contrast={"both sides": 1},
                sign=-1,
                at_least=0.95,
            ),
        ),
        neutral={"segments.fans.hostile_filter": 1.0},
    ),
)

claim(
    "B2",
    "Programmes have goals: leads, thought leadership, awareness.",
    why="a goal is a word that is counted; no outcome depends on which it is",
)

claim(
    "B8",
    "A content strategy and high standards help.",
    mechanism=("engine.weigh",),
    experiment=Experiment(
        stage="square",
        says="The brand makes an offer of twice the quality, or of ordinary quality.",
        settings={
            "conversion.action_chance": 0.1,
            "segments.young.share_chance": 0.05,
            "segments.old.share_chance": 0.05,
        },
        arms={"good": Arm("brand speaks", {"messages.offer.quality": 2.0}), "ordinary": Arm("brand speaks")},
        checks=(Check(reading=reading("engagement", who=TOWN), contrast={"good": 1, "ordinary": -1}),),
        neutral="ordinary",
    ),
)

claim(
    "S3",
    "A response works as far as it matches the responsibility that is attributed: corrective action, apology, excuse, "
    "silence, denial in a preventable crisis; denial helps against a rumour.",
    mechanism=("crisis.force", "crisis.soothing"),
    experiment=Experiment(
        stage="storm",
        says="The brand answers in one posture or another, or not at all, in a preventable crisis; as a victim it "
        "denies, or does not.",
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
    mechanism=("crisis.force", "crisis.soothing"),
    experiment=Experiment(
        stage="storm",
        says="The brand answers with corrective action after six hours, or is silent.",
        arms={"answer": answered("corrective_action"), "silence": Arm()},
        checks=(
            Check(reading=reading("hostile_impressions"), contrast={"answer": 1, "silence": -1}, sign=-1),
            Check(reading=reading("reputation_end"), **OF_ATTITUDE, contrast={"answer": 1, "silence": -1}),
        ),
        neutral=NO_RESPONSE,
    ),
)

claim("S5", "Telling it first (stealing thunder) halves the damage.", why="nothing can be said before the onset")

claim(
    "S6",
    "Reputation and virality are two effects: compensation may repair and yet fan the fire.",
    mechanism=("crisis.soothing",),
    experiment=Experiment(
        stage="storm",
        says="The brand compensates, or apologises: more people pass the story on, and reputation ends alike.",
        settings={"segments.town.share_chance": 0.03},
        arms={"compensation": answered("compensation"), "apology": answered("apology")},
        checks=(
            Check(reading=reading("hostile_shares"), contrast={"compensation": 1, "apology": -1}),
            Check(
                reading=reading("reputation_end"),
                contrast={"compensation": 1, "apology": -1},
                between=(-0.02, 0.02),
            ),
        ),
        neutral={f"responses.{posture}": without_virality(posture) for posture in ("compensation", "apology")},
    ),
)

claim(
    "S8",
    "The later the first response, the more people see the hostile story.",
    mechanism=("crisis.soothing", "strategies.let_speak"),
    experiment=Experiment(
        stage="storm",
        says="The brand takes corrective action 1, 6 or 21 hours after the onset.",
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
    mechanism=("engine.believe",),
    experiment=Experiment(
        stage="storm",
        says="The best answer, twenty times over: less of the loss is left than with silence, but never nothing.",
        arms={
            "answered": answered(
                "corrective_action",
                **{"strategies.answer.playbook[0].times": 20, "strategies.answer.playbook[0].every_hours": 8},
            ),
            "silence": Arm(),
        },
        checks=(
            Check(reading=reading("loss_left", day=10), contrast={"answered": 1}, neutral={}),
            Check(reading=reading("loss_left", day=10), contrast={"answered": 1, "silence": -1}, sign=-1),
        ),
        neutral=NO_RESPONSE,
    ),
)

claim("S11", "Inconsistent answers erode.", why="an answer does not know what was answered before")
claim("S12", "A correction backfires, but rarely.", why="only denial works the other way, and then for everybody")
