"""What the source documents claim, and the experiment by which each claim is tried: declarations, and nothing else.

Everything that decides a verdict (arms, sign, least size, worlds, seed) stands in the declaration before the
experiment is run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

STAGES = Path(__file__).resolve().parent / "stages"
"""The folder of the small scenarios in which experiments are run."""

SEED = 800_000
"""Number of the first world, where no other is asked for. Experiments are laid out on worlds 1 to 40."""

DOCUMENTS = {
    "A": "000_00cf08a1e98548fd.txt: Influence vs advocacy in a social media crisis (Jay Baer)",
    "B": "001_4822911e660d1a83.txt: What is social media advocacy?",
    "C": "002_f08c8990ba712d59.txt: Jay Baer interview",
    "D": "003_4299f4a98b9a2ab7.txt: student post with comments",
    "E": "004_359a3ed964b2bd39.txt: The case for employee advocacy",
    "S": "evidence, section 4: crisis communication",
    "V": "evidence, part (b): sign tests",
}
"""Where a claim comes from, by the letter of its id."""

MARKS = re.compile(r"(?<![\w#.])([A-E]\d{1,2}|#\d{1,2}|[1-5]\.[1-6])(?![\d%])")
"""What the source of a setting may cite: a claim, a row of the evidence, or a topic of it."""

VISIBLE, VISIBLE_ATTITUDE = 0.1, 0.005
"""The least size of an effect where no document states one: a tenth of what it is compared with, so that what hardly
matters does not count as an effect; on the scale of attitude and sentiment (-1 to 1), which has no such comparison,
this much."""

Kind = Literal["effect", "structure", "not testable"]
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Without:
    """That nothing is made neutral for a check, and why: there is no such setting, or nothing that could vanish."""

    why: str


Neutral = Settings | str | Without
"""How one sees that an effect is due to its mechanism: settings that make it neutral while the arms stay different; the
name of the arm in which it already is, where the contrast is with and without it; or why there is nothing to be seen.
"""


@dataclass(frozen=True)
class Reading:
    """A number to be read off a run: the name of a reading (or of an outcome), and its arguments."""

    name: str
    arguments: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        said = ", ".join(f"{name.replace('_', ' ')} {_word(value)}" for name, value in self.arguments)
        return self.name.replace("_", " ") + (f" ({said})" if said else "")


def reading(name: str, **arguments: Any) -> Reading:
    """A reading with its arguments.

    >>> str(reading("posts", who="staff", from_day=3))
    'posts (from day 3, who staff)'
    """
    return Reading(name, tuple(sorted(arguments.items())))


def _word(value: Any) -> str:
    return " and ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class Arm:
    """One side of an experiment: a strategy of the stage, with settings replaced by path."""

    strategy: str = "do nothing"
    settings: Settings = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Check:
    """What must be seen for a claim to hold.

    In each world the contrast is the sum over arms of weight times reading; with ``against`` that reading is
    subtracted in the same arms.

    Parameters
    ----------
    reading : what is read.
    contrast : weight per arm.
    against : another reading of the same arms, or None.
    sign : 1 or -1, the sign that the contrast must have.
    at_least : smallest size of the mean contrast, as a share of what is subtracted (negative weights, ``against``).
    at_least_of : smallest size of the mean contrast, in the unit of the reading.
    between : instead of a sign, bounds between which the interval of the mean contrast must lie.
    within : instead of a sign, the same around 0, as a share of what is subtracted (0: all differences are 0).
    neutral : how it is shown that the mechanism does it, where that is not as for the experiment.
    built_in : whether it reads back what is set, or follows from how the model is built, so that it can hardly fail: it
        shows that something is there, and no effect.
    """

    reading: Reading
    contrast: Mapping[str, float]
    against: Reading | None = None
    sign: int = 1
    at_least: float = VISIBLE
    at_least_of: float = 0.0
    between: tuple[float, float] | None = None
    within: float | None = None
    neutral: Neutral | None = None
    built_in: bool = False

    @property
    def is_equality(self) -> bool:
        """Whether it asks for a size instead of a sign."""
        return self.between is not None or self.within is not None


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """How a claim is tried: arms that meet the same worlds on a stage.

    Parameters
    ----------
    stage : name of the scenario in the folder of stages.
    says : the experiment in a sentence.
    arms : the arms by name.
    checks : all must hold.
    neutral : how it is shown that the mechanism does it; checks may say something else.
    settings : settings replaced in all arms.
    worlds : how many worlds each arm meets; half of them also with the mechanism neutral.
    """

    stage: str
    says: str
    arms: Mapping[str, Arm]
    checks: tuple[Check, ...]
    neutral: Neutral
    settings: Settings = field(default_factory=dict)
    worlds: int = 40

    def neutral_for(self, check: Check) -> Neutral:
        """How it is shown that the mechanism does what a check reads."""
        if check.is_equality:
            return Without("it states a size")
        return self.neutral if check.neutral is None else check.neutral


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim of a document, or one sign test.

    Parameters
    ----------
    id : such as A3; its letter names the document.
    says : the claim in a sentence.
    kind : "effect", "structure" (there is such a thing in the model; all checks are built in), or "not testable".
    mechanism : names in the code of what expresses it.
    experiment : how it is tried; None where it is not (yet).
    why : the reason where there is no experiment, or a remark.
    shown_by : for a sign test, the claims that show it.
    marks : rows (#26) or topics (4.2) of the evidence that stand for the claim in the source of a setting.
    no_setting : why no setting cites the claim, where that is so.
    """

    id: str
    says: str
    kind: Kind = "effect"
    mechanism: tuple[str, ...] = ()
    experiment: Experiment | None = None
    why: str = ""
    shown_by: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    no_setting: str = ""

    @property
    def document(self) -> str:
        """Where it comes from."""
        return DOCUMENTS[self.id[0]]


OF_ATTITUDE: dict[str, Any] = {"at_least": 0.0, "at_least_of": VISIBLE_ATTITUDE}
"""The least size of a check of a mean attitude."""

CLAIMS: dict[str, Claim] = {}
"""Every claim by its id, in the order of declaration; :func:`in_order` sorts them."""


def claim(id: str, says: str, **said: Any) -> Claim:
    """Declare a claim."""
    if id in CLAIMS:
        raise ValueError(f"claim {id} is declared twice")
    CLAIMS[id] = Claim(id=id, says=says, **said)
    return CLAIMS[id]


def in_order(ids: Any = None) -> list[Claim]:
    """Claims by document and number; all of them where no ids are given."""
    wanted = CLAIMS if ids is None else ids
    return sorted((CLAIMS[i] for i in wanted), key=lambda c: (list(DOCUMENTS).index(c.id[0]), int(c.id[1:])))
