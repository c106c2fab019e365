"""What a brief is made from, and what all its parts ask of it."""

import math
import shlex
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulator.rehearsal.review import InTheRoom
from simulator.scenario import DO_NOTHING
from simulator.studies.answers import Answers, Estimate, Standing, Turn
from simulator.studies.schema import SUCCEEDED
from simulator.studies.statistics import estimate
from simulator.views.brief.parts import Words
from simulator.views.brief.saying import LONGEST, named, shortened
from simulator.views.tables import main_outcomes

if TYPE_CHECKING:
    from simulator.studies.study import Study

UNKNOWN = Estimate(math.nan)
REVIEW = "groundswell review FOLDER"
"""The command that makes a review, where it is not told."""
SHORT = 48
"""Letters of a name in a sentence that has several."""


@dataclass(frozen=True)
class Material:
    """A study and its answers; the name of the scenario file and the command that was given, "" where not told.

    room : what was decided in a rehearsal, where the study is the review of one.
    """

    study: "Study"
    answers: Answers
    source_file: str = ""
    command: str = ""
    room: InTheRoom | None = None

    @property
    def currency(self) -> str:
        """The scenario's money."""
        return self.study.scenario.costs.currency

    @property
    def first(self) -> Standing:
        """The best strategy by the metric that decides."""
        return self.answers.ranking.first

    @cached_property
    def rows(self) -> dict[tuple[str, str], Any]:
        """The differences to the baseline, by strategy and metric."""
        return {(row.strategy, row.metric): row for row in self.study.differences.itertuples()}

    @cached_property
    def shown(self) -> list[str]:
        """The main outcomes, the one that decides first; what no run has a number of is left out."""
        return main_outcomes(self.study, self.answers.ranking.metric)

    @property
    def others(self) -> list[str]:
        """The strategies beside the baseline."""
        return [name for name in self.study.strategies if name != self.study.baseline]

    @cached_property
    def n_done(self) -> int:
        """Runs that have numbers."""
        return int((self.study.runs.status == SUCCEEDED).sum())

    def worlds_of(self, strategy: str) -> int:
        """Worlds in which a strategy has numbers."""
        runs = self.study.runs
        return int(((runs.strategy == strategy) & (runs.status == SUCCEEDED)).sum())

    def mean(self, strategy: str, metric: str) -> Estimate:
        """The mean of a metric over worlds, with the interval of a mean."""
        return estimate(self.study.worlds(strategy, metric))

    def is_nothing(self, strategy: str) -> bool:
        """Whether it is to do nothing."""
        return strategy == DO_NOTHING

    def missing(self, question: str, what: str, why: str = "") -> Words:
        """What stands in place of a part that is not there: how to ask for it, or why there is nothing to tell."""
        if question not in self.answers.asked:
            return Words(f"Not asked of this study: {what}. To ask it:", "unasked", self._asking(question))
        return Words(
            f"Nothing can be told of {what}: {self._too_little or why or 'nothing could be tried'}.", "unasked"
        )

    def _asking(self, question: str) -> str:
        """The command that asks a question."""
        if self.room is not None:
            return f"{self.command or REVIEW} --question {question}"
        return f"groundswell brief {self.file} --replications {self.study.replications} --seed {self.study.seed}"

    @property
    def _too_little(self) -> str:
        """Why no question can be answered at all, where that is so."""
        if len(self.study.strategies) < 2:
            return "there is only one strategy"
        return "it takes two worlds in which all strategies have numbers" if self.answers.ranking.n < 2 else ""

    @property
    def file(self) -> str:
        """The scenario file, as a command names it."""
        return shlex.quote(self.source_file) if self.source_file else "FILE"

    def with_names(self, sentence: str, longest: int = LONGEST) -> str:
        """A sentence of the tables, with the names of strategies as the brief writes them."""
        for name in self.study.strategies:
            sentence = sentence.replace(f'"{name}"', named(name, longest))
        return sentence

    def in_short(self, turn: Turn) -> str:
        """What an assumption does, in a sentence: the names in it are shortened, never what happens at which value."""
        said = turn.words.replace(turn.name, shortened(turn.name, SHORT), 1)
        return self.with_names(said, SHORT)
