"""What was judgement and what was luck: a result in one world, split by what the same decisions come to in many.

Judgement is what decisions are worth on average over the worlds that might have been; luck is how far the one world in
which they were made lies from that average. Together they are what the result is beyond that of another strategy:

    result in the room - its mean = (mean of the decisions - its mean) + (result in the room - mean of the decisions)

Arrays of worlds begin with the world of the room. NaN: there is no such number.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.studies.answers import Estimate
from simulator.studies.statistics import estimate

RARE = 0.9
"""Share of the other worlds that a result must pass to be called lucky, or be passed by to be called unlucky. What lies
between is within the middle 80 % of worlds, as bands are drawn."""
LEAST = 10
"""Worlds below which nothing is called lucky or unlucky."""

Soundness = Literal["sound", "unsound", "no difference", "unclear", "unknown"]
Fortune = Literal["lucky", "unlucky", "ordinary", "unknown"]


@dataclass(frozen=True)
class Against:
    """A branch beside a strategy in the same worlds.

    mean : of the strategy; there : the strategy in the world of the room; judgement : what the branch is beyond it on
    average; luck : what the branch is in the room beyond its own mean; lead : what it is beyond the strategy in the
    world of the room; n : worlds in which both have the number.
    """

    strategy: str
    mean: float
    there: float
    judgement: Estimate
    luck: float
    lead: float
    n: int

    def soundness(self, better: int, smallest: float) -> Soundness:
        """Whether the decisions were sound.

        "sound" where the interval of the judgement lies on the better side of 0, and its mean is at least the smallest
        difference that matters; "unsound" the same on the worse side; "no difference" where the whole interval is
        smaller than what matters; else "unclear", and "unknown" where one world is all there is.

        >>> Against("plan", 0.0, 0.0, Estimate(0.2, 0.1, 0.3), 0.0, 0.0, 20).soundness(1, 0.05)
        'sound'
        """
        ends = self.judgement.low, self.judgement.high
        if any(map(math.isnan, ends)):
            return "unknown"
        low, high = sorted(better * end for end in ends)
        mean = better * self.judgement.mean
        if low > 0 and mean >= smallest:
            return "sound"
        if high < 0 and mean <= -smallest:
            return "unsound"
        return "no difference" if max(high, -low) < smallest or low == high == 0 else "unclear"


def against(strategy: str, values: np.ndarray, reference: np.ndarray) -> Against:
    """Set a branch against a strategy; worlds in which one of them has no number count for neither.

    >>> found = against("plan", np.array([5.0, 1.0, 3.0]), np.array([1.0, 1.0, 1.0]))
    >>> found.judgement.mean, found.luck, found.lead, found.mean
    (2.0, 2.0, 4.0, 1.0)
    """
    both = ~(np.isnan(values) | np.isnan(reference))
    mine, other = values[both], reference[both]
    return Against(
        strategy=strategy,
        mean=float(other.mean()) if len(other) else math.nan,
        there=float(reference[0]),
        judgement=estimate(mine - other),
        luck=float(values[0] - mine.mean()) if len(mine) else math.nan,
        lead=float(values[0] - reference[0]),
        n=len(mine),
    )


@dataclass(frozen=True, eq=False)
class Judged:
    """A branch by one metric: what was judgement in it, and what was luck.

    better : 1 where more is better, -1 where less is; values : (worlds,), the world of the room first; smallest : the
    smallest difference that matters; against : the strategy that the branch follows first, then others.
    """

    branch: str
    metric: str
    better: int
    values: np.ndarray
    smallest: float
    against: tuple[Against, ...]

    @property
    def room(self) -> float:
        """The result in the room."""
        return float(self.values[0])

    @property
    def mean(self) -> Estimate:
        """The mean over the worlds, that of the room among them."""
        return estimate(self.values)

    @property
    def luck(self) -> float:
        """What the result in the room is beyond the mean."""
        return self.room - self.mean.mean

    @property
    def others(self) -> np.ndarray:
        """The numbers of the other worlds: (other worlds,)."""
        found = self.values[1:]
        return found[~np.isnan(found)]

    @property
    def n_worse(self) -> int:
        """Other worlds in which it would have come out worse than in the room."""
        return int(np.count_nonzero(self.better * self.others < self.better * self.room))

    @property
    def fortune(self) -> Fortune:
        """Whether the world of the room was kind to these decisions: better, or worse, than in nine of ten others."""
        n = len(self.others)
        if n + 1 < LEAST or math.isnan(self.room):
            return "unknown"
        if self.n_worse >= RARE * n:
            return "lucky"
        n_better = int(np.count_nonzero(self.better * self.others > self.better * self.room))
        return "unlucky" if n_better >= RARE * n else "ordinary"

    def soundness(self, other: Against | None = None) -> Soundness:
        """Whether the decisions were sound, against a strategy (by default the one that the branch follows)."""
        return (other or self.against[0]).soundness(self.better, self.smallest)

    def words(self, other: Against | None = None) -> str:
        """The same with the luck that hid it, or showed it, in the world of the room.

        Sound decisions were unlucky where they were behind in that world, or its result is one of the worst; unsound
        ones were lucky where they were ahead there, or its result is one of the best.
        """
        other = other or self.against[0]
        sound, fortune, lead = self.soundness(other), self.fortune, self.better * other.lead
        if sound == "sound" and lead < 0:
            return "sound, but unlucky"
        if sound == "unsound" and lead > 0:
            return "unsound, but lucky"
        if sound == "unknown" or fortune not in ("lucky", "unlucky"):
            return sound
        is_against = (sound, fortune) in (("sound", "unlucky"), ("unsound", "lucky"))
        return f"{sound}, {'but' if is_against else 'and'} {fortune}"
