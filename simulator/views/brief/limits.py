"""What the model cannot tell, what looks degenerate in this study, and what the validation passport says."""

from collections.abc import Iterator

from simulator.passport.verdicts import Verdicts, verdicts
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Item, Items, Section, Words
from simulator.views.tables import warnings_of
from simulator.wording import counted

CANNOT = (
    (
        "How many people you will reach",
        "Defaults come from different platforms, years and countries. Compare strategies; do not quote absolute "
        "numbers.",
    ),
    (
        "Whether a text is good",
        "A message is a stance, a topic and a few factors. What deserves which factor is your judgement.",
    ),
    (
        "What your people are like",
        "Shares of interested, convinced or disengaged people are yours to put in.",
    ),
    (
        "What others do",
        "There are no competitors, no advertising auctions, no ranking algorithm beyond newest first.",
    ),
    ("What is right", "That a response works says nothing of whether it is honest."),
)
"""As the README says it."""

KINDS = {
    "oracle": "the answer is known exactly",
    "peer": "another program computes the same",
    "invariant": "something must be so in every scenario",
    "fact": "a published fact about the world is measured",
    "data": "observed data stand beside simulated ones",
}


def section(material: Material) -> Section:
    """The limits, general and of this study."""
    blocks: list[Block] = [Items(tuple(Item(f"{head}.", text) for head, text in CANNOT))]
    found = [material.with_names(sentence) for sentence in warnings_of(material.study)]
    if found:
        blocks += [Words("In this study, from some runs little can be concluded:", "lead")]
        blocks += [Items(tuple(Item("", sentence) for sentence in found))]
    else:
        blocks.append(Words("No run of this study looks degenerate (run health)."))
    blocks += [Words("Has the model ever been right? Its validation passport tells.", "lead"), *_passport()]
    return Section("limits", "What the model cannot tell you", tuple(blocks))


def _passport() -> Iterator[Block]:
    told = verdicts()
    if told is None:
        yield Words("Its figures are not in this installation: groundswell passport makes them again.")
        return
    yield Words(f"Made on {told.date} ({'full' if told.full else 'quick'} samples) with version {told.version}.")
    yield Items(tuple(_line(told, kind) for kind in told.checks if kind in KINDS))
    yield Words("A check that fails is told, not hidden. Details: docs/passport.md of the project.", "note")


def _line(told: Verdicts, kind: str) -> Item:
    holding, made = told.holding[kind], told.checks[kind]
    out = (
        f" ({counted(told.left_out[kind], 'more is', 'more are')} left out, with reasons)"
        if told.left_out[kind]
        else ""
    )
    return Item(f"{holding} of {made}", f"checks hold where {KINDS[kind]}{out}.")
