"""What is said, and what a response to a crisis does by its posture."""

from typing import Any, Literal

from pydantic import Field

from simulator.settings import Settings, setting

Posture = Literal["none", "instruct", "deny", "diminish", "bolster", "apology", "compensation", "corrective_action"]


class Message(Settings):
    """Anything that spreads."""

    kind: Literal["campaign", "crisis", "response", "own_words", "leak", "disparagement", "third_party"] = setting(
        "campaign", "what it is"
    )
    text: str = setting("", "how a person would put it")
    stance: float = setting(0.5, "what it says of the brand", unit="-1..1", low=-1, high=1)
    topic: str = setting("", "what it is about; matched with interests, affinity and expertise")
    quality: float = setting(1.0, "factor on sharing and acting (1 is neutral)", unit="x", low=0, high=10, source="B8")
    promotional: bool = setting(False, "whether it feels like advertising", source="B7")
    arousal: float = setting(
        1.0, "factor on sharing for its emotion (1 is neutral)", unit="x", low=0, high=5, source="#55"
    )
    call_to_action: float = setting(
        0.0, "how far it asks for an action (0 is neutral)", unit="x", low=0, high=5, source="A1"
    )
    goal: str = setting("awareness", "what it is for; several goals at once dilute each other", source="B15")
    posture: Posture = setting("none", "response posture, for a response to the crisis", source="4.1-4.2")
    discloses: bool = setting(
        False, "whether it tells the bad news before others do (stealing thunder)", source="4.2; #60"
    )
    story: str = setting(
        "", "the story that it belongs to, which people may leave (default: its topic)", source="A9; scenario"
    )
    novelty_half_life_hours: float = setting(
        float("inf"),
        "age at which it is half as likely to be shared (inf is neutral)",
        unit="hours",
        above=0,
        endless=True,
        source="#16 for stories: 1.15 h",
    )


class Response(Settings):
    """What a response posture does, by crisis cluster: a factor on belief (negative: it backfires), and on virality."""

    victim: float = setting(
        ..., "factor on its persuasion in a victim crisis", unit="x", low=-3, high=3, source="#58, #59"
    )
    accidental: float = setting(
        ..., "factor on its persuasion in an accidental crisis", unit="x", low=-3, high=3, source="#58, #59"
    )
    preventable: float = setting(
        ..., "factor on its persuasion in a preventable crisis", unit="x", low=-3, high=3, source="#58, #59"
    )
    virality: float = setting(
        1.0,
        "factor on passing on hostile stories by those who saw it (1 is neutral)",
        unit="x",
        low=0,
        high=5,
        source="4.2",
    )
    price: float = setting(
        0.0,
        "what it costs to do as is said, paid when a playbook first says so (0 is neutral)",
        unit="money",
        low=0,
        high=1e12,
        source="assumed; every case has its own",
    )


def _response(
    posture: str, victim: float, accidental: float, preventable: float, virality: float, price: float = 0.0
) -> Any:
    return Field(
        Response(victim=victim, accidental=accidental, preventable=preventable, virality=virality, price=price),
        description=f"the posture {posture}",
    )


class Responses(Settings):
    """Response postures: reputation and virality apart. Order after Arendt et al. 2017, sizes assumed (#58, #59)."""

    none: Response = _response("of a message that is no response", 1.0, 1.0, 1.0, 1.0)
    instruct: Response = _response("instructing information (4.1)", 0.5, 0.5, 0.4, 0.95)
    deny: Response = _response("denial", 0.6, -0.2, -0.6, 1.1)
    diminish: Response = _response("excuse or justification", 0.6, 0.7, 0.2, 1.0)
    bolster: Response = _response("reminder of good works", 0.4, 0.3, 0.1, 1.0)
    apology: Response = _response("apology; limits virality (Herhausen 2019)", 0.6, 0.8, 0.85, 0.8)
    compensation: Response = _response("compensation; fuels the fire (Herhausen 2019)", 0.6, 0.7, 0.8, 1.15, 10_000.0)
    corrective_action: Response = _response("corrective action", 0.7, 1.0, 1.1, 0.85, 15_000.0)
