"""Claims about what goes wrong."""

from simulator.claims.declaring import OF_ATTITUDE, Arm, Check, Experiment, claim, reading

claim(
    "S1",
    "The more responsibility the public attributes, the greater the loss.",
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
    "A history of crises makes it worse.",
    mechanism=("crisis.cluster",),
    experiment=Experiment(
        stage="storm",
        says="The same accident for the second time, or for the first.",
        settings={"crisis.cluster": "accidental"},
        arms={"again": Arm("do nothing", {"crisis.history": True}), "first time": Arm()},
        checks=(
            Check(reading=reading("reputation_low"), **OF_ATTITUDE, contrast={"again": 1, "first time": -1}, sign=-1),
        ),
        neutral={"crisis.responsibility": 0.45},
    ),
)

claim(
    "S7",
    "Who answers matters, and the credibility of the speaker wears out.",
    why="by trust and expertise of the speaker; an experiment is still to be declared",
)

claim(
    "S10",
    "Reputation recovers in a fast and a slow part; a quarter of the loss is there after a year.",
    mechanism=("engine.believe", "tables.fading"),
    experiment=Experiment(
        stage="year",
        says="A bad week, and then nothing for a year.",
        arms={"nothing": Arm()},
        checks=(
            Check(reading=reading("loss_left", day=365), contrast={"nothing": 1}),
            Check(reading=reading("loss_left", day=365), contrast={"nothing": 1}, between=(0.15, 0.40)),
            Check(reading=reading("loss_left", day=107), contrast={"nothing": 1}, between=(0.0, 0.40)),
        ),
        neutral={"belief.slow_share": 0.0},
        worlds=20,
    ),
)
