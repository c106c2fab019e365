"""What goes wrong."""

from typing import Literal

from simulator.settings import Settings, setting


class SecondWave(Settings):
    """A crisis that comes back."""

    chance: float = setting(
        0.25, "chance that it happens in a world", unit="share", low=0, high=1, source="assumed", plausible=(0.0, 0.6)
    )
    after_hours: float = setting(72.0, "time from the onset", unit="hours", above=0, source="assumed")
    strength: float = setting(
        0.5, "attention at its start, against the first wave", unit="x", low=0, high=10, source="assumed"
    )


class Crisis(Settings):
    """What goes wrong, when, and how the world's attention to it fades by itself."""

    story: str = setting(..., "the hostile message", refers_to="messages")
    origin: str = setting(..., "the segment where it breaks", refers_to="segments")
    origin_members: int = setting(1, "members who publish it at the onset", unit="members", low=1, source="assumed")
    onset_hours: float = setting(24.0, "earliest onset", unit="hours", low=0, source="assumed")
    onset_spread_hours: float = setting(
        0.0, "the onset is uniform over this much time, by world (0 is neutral)", unit="hours", low=0, source="assumed"
    )
    severity: float = setting(0.7, "how bad it is", unit="0..1", low=0, high=1, source="assumed", plausible=(0.4, 1.0))
    cluster: Literal["victim", "accidental", "preventable"] = setting(
        "accidental", "crisis type by attributed responsibility", source="4.1 (Coombs 2007)"
    )
    history: bool = setting(
        False, "whether it happened before: moves the case up one cluster", source="4.1 (Coombs 2007)"
    )
    attention_half_life_hours: float = setting(
        12.0,
        "half-life of the fast part of attention (inf is neutral)",
        unit="hours",
        above=0,
        endless=True,
        source="assumed; peaks halve in 2-8 h, O18",
        plausible=(4.0, 24.0),
    )
    lasting_share: float = setting(
        0.2,
        "part of the attention that fades slowly",
        unit="share",
        low=0,
        high=1,
        source="assumed; 1.5 (Candia)",
        plausible=(0.05, 0.5),
    )
    lasting_half_life_hours: float = setting(
        96.0,
        "half-life of the slow part of attention (inf is neutral)",
        unit="hours",
        above=0,
        endless=True,
        source="assumed",
    )
    responsibility: float | None = setting(
        None,
        "attributed responsibility, where not that of the cluster (.15, .45, .80), whatever the history",
        unit="0..1",
        low=0,
        high=1,
        source="4.1; assumed",
    )
    closure: float = setting(
        0.5,
        "part of the attention that ends where all who know the story have heard a matching answer (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="4.2: direction Arendt et al., Herhausen et al.; size assumed",
        plausible=(0.0, 1.0),
    )
    inconsistency: float = setting(
        0.5,
        "loss of effect of an answer that contradicts one already heard (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="4.1 (Coombs 2007); size assumed",
    )
    thunder: float = setting(
        0.23,
        "loss of force of the story for those who heard it from the organisation first (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="#60: d = 0.3 of 1.28; assumed",
        plausible=(0.0, 0.46),
    )
    backfire: float = setting(
        0.01,
        "share of people in whom an answer works the other way (0 is neutral)",
        unit="share",
        low=0,
        high=1,
        source="#66",
        plausible=(0.0, 0.05),
    )
    bad_reputation: float = setting(
        -0.1,
        "mean attitude of the public before the crisis below which the case moves up one cluster (-1 is neutral)",
        unit="-1..1",
        low=-1,
        high=1,
        source="4.1 (Coombs 2007); level assumed",
    )
    warned_hours: float = setting(
        0.0, "how long before the onset the organisation knows of it", unit="hours", low=0, source="assumed"
    )
    second_wave: SecondWave | None = setting(None, "a second wave")
