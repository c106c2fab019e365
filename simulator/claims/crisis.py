"""Claims about what goes wrong."""

from simulator.claims.declaring import OF_ATTITUDE, Arm, Check, Experiment, claim, reading

claim(
    "S1",
    "The more responsibility the public attributes, the greater the loss.",
    marks=("4.1",),
    mechanism=("crisis.responsibility", "crisis.force"),
    experiment=Experiment(
        stage="storm",
        says="The same story as that of a preventable fault, or of a victim.",
        arms={
            "preventable": Arm("do nothing", {"crisis.cluster": "preventable"}),
            "victim": Arm("do nothing", {"crisis.cluster": "victim"}),
        },
        checks=(
            Check(reading=reading("reputation_low"), **OF_ATTITUDE, contrast={"preventable": 1, "victim": -1}, sign=-1),
        ),
        neutral={"crisis.responsibility": 0.45},
    ),
)

claim(
    "S2",
    "A history of crises, or a bad reputation, makes it worse.",
    marks=("4.1",),
    mechanism=("crisis.cluster", "crisis.reputation_before"),
    experiment=Experiment(
        stage="storm",
        says="The same accident for the second time, or for the first; and among people who think little of the "
        "brand, where that counts, or does not.",
        settings={"crisis.cluster": "accidental"},
        arms={
            "again": Arm("do nothing", {"crisis.history": True}),
            "first time": Arm(),
            "disliked": Arm("do nothing", {"segments.town.attitude": -0.3}),
            "disliked, not counted": Arm("do nothing", {"segments.town.attitude": -0.3, "crisis.bad_reputation": -1.0}),
        },
        checks=(
            Check(reading=reading("reputation_low"), contrast={"again": 1, "first time": -1}, sign=-1, **OF_ATTITUDE),
            Check(
                reading=reading("reputation_low"),
                contrast={"disliked": 1, "disliked, not counted": -1},
                sign=-1,
                **OF_ATTITUDE,
            ),
        ),
        neutral={"crisis.responsibility": 0.45},
    ),
)

claim(
    "S7",
    "Who answers matters, and the credibility of the speaker wears out.",
    marks=("#24", "#25"),
    mechanism=("engine.weigh",),
    experiment=Experiment(
        stage="storm",
        says="Thirty engineers give the same answer ten times, trusted for what they know, or no more than a head of "
        "a company: their knowledge repairs more, and the last answers are believed less than the first.",
        settings={"segments.creators.takes_per_day": 0.0},
        arms={
            "known": Arm("engineers answer"),
            "like a head": Arm(
                "engineers answer",
                {
                    "segments.engineers.expertise": {},
                    "segments.engineers.trust": 0.38,
                    "segments.engineers.leader_trust": 0.38,
                },
            ),
        },
        checks=(
            Check(
                reading=reading("reputation_end"),
                contrast={"known": 1, "like a head": -1},
                neutral="like a head",
                **OF_ATTITUDE,
            ),
            Check(
                reading=reading("trust_of_posts", who="engineers", from_day=5.5),
                against=reading("trust_of_posts", who="engineers", to_day=2.0),
                contrast={"known": 1},
                sign=-1,
            ),
        ),
        neutral={"credibility.wear_per_statement": 0.0},
    ),
)

claim(
    "S10",
    "Reputation recovers in a fast and a slow part; a quarter of the loss is there after a year.",
    marks=("#63",),
    mechanism=("engine.believe", "tables.fading"),
    why="the quarter is an input (slow_share, from the same figure of YouGov), and no finding",
    experiment=Experiment(
        stage="year",
        says="A bad week, and then nothing for a year: some of the loss is left, of which a fast part alone would "
        "leave nothing; and by day 107 more of it is gone than if all of it were slow.",
        arms={"both parts": Arm(), "slow alone": Arm("do nothing", {"belief.slow_share": 1.0})},
        checks=(
            Check(reading=reading("loss_left", day=365), contrast={"both parts": 1}),
            Check(
                reading=reading("loss_left", day=107),
                contrast={"both parts": 1, "slow alone": -1},
                sign=-1,
                neutral="slow alone",
            ),
        ),
        neutral={"belief.slow_share": 0.0},
        worlds=20,
    ),
)
