"""What a study answers, as plain data: computed from its runs by the files beside this one, read by the brief.

An ``Estimate`` is a number with its interval. Strategies stand in the order that is said. NaN: there is no such number.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A number and its 95 % interval."""

    mean: float
    low: float = math.nan
    high: float = math.nan

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves no doubt about the sign."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Standing:
    """How one strategy stands among those that are ranked.

    value : the metric, mean over worlds; behind : what it lies behind the first, in the same worlds (0 for the first
    itself; positive is worse); best_in : worlds in which none does better (ties count for all); chance_best : how
    surely its mean is the best; opportunity_cost : what choosing it is expected to lose, in the metric's unit.
    """

    strategy: str
    value: Estimate
    behind: Estimate
    best_in: int
    chance_best: float
    opportunity_cost: float


@dataclass(frozen=True)
class Ranking:
    """Strategies by one metric, best first, in n worlds that all of them have met."""

    metric: str
    better: int
    n: int
    standings: tuple[Standing, ...]
    smallest: float
    """The smallest difference that matters; strategies closer than that are as good as each other."""
    left_out: tuple[str, ...] = ()
    """Strategies that have no such number in any world."""

    @property
    def first(self) -> Standing:
        """The best."""
        return self.standings[0]


@dataclass(frozen=True)
class PerResult:
    """What one strategy gains of a kind of result beyond doing nothing, and the cost of each.

    extra : results beyond those of ``do nothing`` in the same worlds; each : cost beyond that of ``do nothing`` by
    extra results, with an interval by resampling worlds; NaN where nothing is surely gained.
    """

    strategy: str
    result: str
    extra: Estimate
    each: Estimate


@dataclass(frozen=True)
class Money:
    """What strategies cost, what they return, and what each result costs.

    cost, net_value, romi : by strategy; budget : as the scenario sets it, None where it does not; expansion : members
    reached who would not have been reached by doing nothing; acceleration : hours by which the others are reached
    sooner; dominated : strategies that cost as much as another or more and do no better by the metric that decides.
    """

    currency: str
    cost: dict[str, Estimate]
    budget: dict[str, float | None]
    net_value: dict[str, Estimate]
    romi: dict[str, Estimate]
    results: tuple[PerResult, ...]
    expansion: dict[str, Estimate]
    acceleration: dict[str, Estimate]
    dominated: dict[str, str]


@dataclass(frozen=True)
class Turn:
    """What one assumption does to the answer, at one end of its plausible range.

    name : the assumption in words; paths : the settings behind it; now : its value as given; to : the value at this
    end; lead : by how much the first is then ahead of its strongest rival (negative: behind); rival : that one;
    threshold : the value at which the two are level, None where the ranking does not turn; unit and source of the
    setting; words : the whole in a sentence; smallest : the smallest difference that matters; worlds : in how many it
    was tried.
    """

    name: str
    paths: tuple[str, ...]
    unit: str
    source: str
    now: float | str
    to: float | str
    lead: Estimate
    rival: str
    threshold: float | str | None
    words: str
    smallest: float = 0.0
    worlds: int = 0

    @property
    def turns(self) -> bool:
        """Whether the answer is another at this end, beyond doubt and by what matters."""
        return self.lead.high < -self.smallest


@dataclass(frozen=True)
class Flips:
    """What turns the answer: all assumptions that were tried, the strongest first."""

    metric: str
    first: str
    lead: Estimate
    worlds: int
    turns: tuple[Turn, ...]
    n_tried: int
    n_uncertain: int
    """Rules, and numbers that the scenario gives or that are assumed: all that could have been tried."""
    screened: int = 0
    """Worlds of the first round, in which all were tried."""
    rivals: tuple[str, ...] = ()
    """The strategies that might have overtaken the first; others were not tried."""


@dataclass(frozen=True)
class AdverseWorld:
    """The scenario with something going against us: what each strategy then comes to, and what it loses to the best."""

    name: str
    description: str
    value: dict[str, Estimate]
    regret: dict[str, float]
    best: str
    sure: bool = True
    """Whether the best is ahead of the second beyond doubt."""
    changes_nothing: bool = False
    """Whether every strategy comes out as in the scenario as given."""


@dataclass(frozen=True)
class Regret:
    """Strategies in adverse worlds, the scenario as given first; the safest has the least largest regret."""

    metric: str
    unit: str
    worlds: tuple[AdverseWorld, ...]
    largest: dict[str, float]
    safest: str
    left_out: tuple[str, ...] = ()
    """Worlds that this scenario cannot be."""
    simulated: int = 0
    """In how many simulated worlds each was tried."""


@dataclass(frozen=True)
class Part:
    """What one part of a mix adds: alone; as the last to join (leave-one-out); and its fair share (Shapley 1953)."""

    name: str
    alone: Estimate
    last: Estimate
    share: Estimate


@dataclass(frozen=True)
class Contributions:
    """What the parts of one strategy add to a metric, beyond what it is without any of them.

    Amounts are of the metric as it is: below 0 where less of it is better, and a part helps. synergy : what all
    together add beyond the sum of each alone.
    """

    strategy: str
    metric: str
    whole: Estimate
    parts: tuple[Part, ...]
    synergy: Estimate
    worlds: int


@dataclass(frozen=True)
class Delayed:
    """A playbook whose first answer comes so many hours after the onset.

    gain : the metric beyond that of the same strategy without these answers (below 0 where less is better, and they
    help).
    """

    hours: float
    gain: Estimate
    step: Estimate = Estimate(math.nan)
    """What each hour from this one to the next that was tried costs, above 0 where waiting does harm."""


@dataclass(frozen=True)
class PriceOfAnHour:
    """What it costs to answer late: the gain of a playbook by the hour of its first answer.

    matters_until : the last hour tried up to which the answers gain, beyond doubt; None where they do not at the first;
    always : whether they still do at the last hour tried; harms : whether answers at the first hour tried do harm,
    beyond doubt; steepest : between which hours waiting costs most, and per_hour : what each of these hours costs.
    """

    strategy: str
    metric: str
    delays: tuple[Delayed, ...]
    matters_until: float | None
    always: bool
    per_hour: Estimate
    worlds: int
    steepest: tuple[float, float] | None = None
    harms: bool = False


@dataclass(frozen=True)
class Answers:
    """Everything that a brief tells beside the tables of the study; None: not asked of this study."""

    ranking: Ranking
    money: Money
    flips: Flips | None = None
    regret: Regret | None = None
    contributions: tuple[Contributions, ...] | None = None
    price_of_an_hour: PriceOfAnHour | None = None
    asked: tuple[str, ...] = ()
    """The questions that were asked, whether there was anything to tell or not."""
    stopped: str = ""
    """Why no more worlds were added, where their number was left to the procedure."""
