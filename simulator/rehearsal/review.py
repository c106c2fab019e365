"""The after-action review: what a group decided in one world, replayed in many beside the standard strategies."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.agenda import begin_of
from simulator.crisis import timeline
from simulator.metrics import OUTCOMES
from simulator.rehearsal.injects import Branch, Inject, Raw, words_of
from simulator.rehearsal.judgement import Judged, against
from simulator.scenario import DO_NOTHING, Scenario, digest
from simulator.settings import InputError, join, nearest
from simulator.studies.answering import Asked, answer
from simulator.studies.answers import Answers, Estimate
from simulator.studies.compare import compare
from simulator.studies.delays import answers_a_crisis, price_of_an_hour
from simulator.studies.executors import cores
from simulator.studies.job import Variant
from simulator.studies.planning import checked_jobs
from simulator.studies.ranking import smallest_that_matters, with_numbers
from simulator.studies.statistics import estimate
from simulator.studies.study import Study
from simulator.studies.trials import BrokenOff, Trial, Trials
from simulator.tables import n_ticks_of
from simulator.wording import as_file_name

if TYPE_CHECKING:
    import pandas as pd

MOST_DECISIONS = 30
"""Decisions of which is told what each was worth, at most."""
NOTHING_ELSE = Asked(questions=())
UNKNOWN = Estimate(math.nan)


def review_folder(session: Path, name: str, changed: Scenario) -> Path:
    """The folder for the review of a branch below that of its session: one for each list of decisions.

    changed : the scenario of the review.
    """
    return session / "review" / f"{as_file_name(name)}, {digest(changed)[:8]}"


@dataclass(frozen=True)
class Decision:
    """Something that somebody decided in the room.

    what : what it does, in a sentence; number : which one of ours it is, in the order in which they were given, from 1;
    0 for the world's; since_onset : hours since the crisis broke there, below 0 before it, NaN where none did; worth :
    what the branch loses without it, all else as it was, by the metric that decides; in_room : the same in the world of
    the room; cost : the money that it took. These three are NaN for what the world did, and where it was not tried.
    """

    inject: Inject
    what: str
    number: int
    since_onset: float
    worth: Estimate = UNKNOWN
    in_room: float = math.nan
    cost: Estimate = UNKNOWN


@dataclass(frozen=True)
class InTheRoom:
    """What was decided in the room, and what of the result was judgement and what was luck.

    branch : the one that is reviewed; metric : the one that decides; seed : the number of the world of the room;
    onset : when the crisis broke there (hours), inf where none did; best : the best of the standard strategies;
    judged : by metric, against the strategy that is followed, to do nothing, and the best; others : the other branches
    by the metric that decides, with what the world did in the one that is reviewed; decisions : in the order of time,
    those of the world too; worlds : in how many each of ours was left out; played : the hours that were played in the
    room, None for all.
    """

    branch: Branch
    metric: str
    seed: int
    onset: float
    best: str
    judged: dict[str, Judged]
    others: tuple[tuple[Branch, Judged], ...] = ()
    decisions: tuple[Decision, ...] = ()
    worlds: int = 0
    played: float | None = None

    @property
    def decided(self) -> Judged:
        """The branch by the metric that decides."""
        return self.judged[self.metric]

    @property
    def table(self) -> "pd.DataFrame":
        """The decisions as a table: one row each."""
        import pandas as pd

        return pd.DataFrame(
            {
                "hours": d.inject.hours,
                "hours_since_onset": d.since_onset,
                "by": d.inject.by,
                "label": d.inject.label,
                "what": d.what,
                "metric": self.metric,
                "worth": d.worth.mean,
                "low": d.worth.low,
                "high": d.worth.high,
                "worth_in_room": d.in_room,
                "cost": d.cost.mean,
            }
            for d in self.decisions
        )


@dataclass(frozen=True, eq=False)
class Reviewed:
    """A review: the study of all strategies and branches, what it answers, and what was decided in the room."""

    study: Study
    answers: Answers
    room: InTheRoom = field(repr=False)


def as_reviewed(scenario: Scenario, branches: Sequence[Branch], *, of: str, seed: int) -> Scenario:
    """The scenario of a review: branches beside the strategies, and to all happens what happened in the branch ``of``.

    What was decided once the crisis had broken follows it: in a world in which it breaks two hours later, it is decided
    two hours later.

    Raises
    ------
    InputError : where there is no such branch, or one has the name of a strategy.
    ScenarioError : where something was decided that cannot be done.
    """
    named = {branch.name: branch for branch in branches}
    if of not in named:
        raise InputError(f'there is no branch "{of}"{nearest(of, named)} (there are: {", ".join(named)})')
    return Raw(scenario).reviewed(branches, events_of=named[of], onset=timeline(scenario.crisis, seed).onset)


def review(
    scenario: Scenario,
    branches: Sequence[Branch],
    *,
    of: str,
    seed: int,
    replications: int = 200,
    output: str | Path | None = None,
    retry_failed: bool = False,
    asked: Asked = NOTHING_ELSE,
    played: int | None = None,
) -> Reviewed:
    """Replay what was decided in a rehearsal in many worlds, beside all strategies of its scenario.

    Everything is a function of the arguments. Replication 0 is the world of the room. Each decision of ours is left out
    once, in the first worlds. A review that was broken off goes on where its file was left.

    Parameters
    ----------
    scenario : the scenario that was rehearsed.
    branches : the branches that are compared with its strategies, none with the name of one.
    of : the branch that is reviewed; what the world did in it happens to all strategies and branches.
    seed : the number of the world of the room.
    replications : worlds that all meet.
    output : path of the study's file; without it the study is gone when it is let go of.
    asked : further questions, in how many worlds these and the decisions are tried, the metric that decides, processes,
        and who is told how far it is.
    played : the ticks that were played in the room, where that is known.

    Raises
    ------
    InputError, ScenarioError : where something given cannot be used; then nothing was begun.
    BrokenOff : after Ctrl-C, or a KeyboardInterrupt out of ``asked.progress``; what was done is kept.

    Examples
    --------
    >>> from simulator import load_scenario
    >>> short = load_scenario("scenarios/false_rumour.toml", {"clock.days": 1})
    >>> said = {"action": "publish", "message": "not_true", "speaker": "brand"}
    >>> ours = Branch("ours", injects=(Inject(hours=4, by="us", label="Statement", action=said),))
    >>> found = review(short, [ours], of="ours", seed=7, replications=2, asked=Asked((), worlds=2, jobs=1))
    >>> [decision.inject.label for decision in found.room.decisions]
    ['Statement']
    """
    changed = as_reviewed(scenario, branches, of=of, seed=seed)
    with asked.progress("all strategies") as progress:
        study = compare(
            changed,
            replications,
            seed=seed,
            jobs=asked.jobs,
            output=output,
            retry_failed=retry_failed,
            progress=progress,
        )
    try:
        if study.interrupted:
            raise BrokenOff
        return _reviewed(study, {branch.name: branch for branch in branches}, of, asked, played)
    except BaseException:
        study.close()
        raise


def _reviewed(study: Study, branches: dict[str, Branch], of: str, asked: Asked, played: int | None) -> Reviewed:
    answers = answer(study, asked)
    branch, metric = branches[of], answers.ranking.metric
    ranked = [standing.strategy for standing in answers.ranking.standings]
    best = next(name for name in (*ranked, DO_NOTHING) if name not in branches)
    onset, clock = timeline(study.scenario.crisis, study.seed).onset, study.scenario.clock
    room = InTheRoom(
        branch=branch,
        metric=metric,
        seed=study.seed,
        onset=onset,
        best=best,
        judged={name: _judged(study, branch, name, (DO_NOTHING, best)) for name in _that_count(study, metric)},
        others=tuple((other, _judged(study, other, metric)) for name, other in branches.items() if name != of),
        decisions=_decisions(branch, onset, study.scenario),
        played=None if played is None or played >= n_ticks_of(study.scenario) else begin_of(played, clock.tick_hours),
    )
    n = min(asked.worlds, study.replications)
    if n < 2 or not branch.by("us"):
        return Reviewed(study, answers, room)
    return _with_worths(Reviewed(study, answers, room), asked, n)


def _that_count(study: Study, metric: str) -> list[str]:
    """The metrics of which more or less is better, and the one that decides."""
    return [name for name in study.metrics.index if OUTCOMES[name].better or name == metric]


def _judged(study: Study, branch: Branch, metric: str, beside: Sequence[str] = ()) -> Judged:
    values = {name: study.worlds(name, metric) for name in study.strategies}
    mine = values[branch.name]
    return Judged(
        branch=branch.name,
        metric=metric,
        better=OUTCOMES[metric].better or 1,
        values=mine,
        smallest=smallest_that_matters(study.scenario, metric, with_numbers(values)),
        against=tuple(against(name, mine, values[name]) for name in dict.fromkeys((branch.strategy, *beside))),
    )


def _decisions(branch: Branch, onset: float, scenario: Scenario) -> tuple[Decision, ...]:
    """All that was decided, in the order of time."""
    counted = itertools.count(1)
    found = [
        Decision(
            inject=inject,
            what=words_of(inject, scenario),
            number=next(counted) if inject.by == "us" else 0,
            since_onset=inject.hours - onset if math.isfinite(onset) else math.nan,
        )
        for inject in branch.injects
    ]
    return tuple(sorted(found, key=lambda decision: decision.inject.hours))


# ---------------------------------------------------------------- what each decision was worth


def _with_worths(found: Reviewed, asked: Asked, n: int) -> Reviewed:
    """The review with what each decision of ours was worth, and what it would have been worth at other hours."""
    study, room, answers = found.study, found.room, found.answers
    with study.writable() as store, asked.progress("what each decision was worth") as progress:
        trials = Trials(store, room.metric, workers=checked_jobs(asked.jobs, cores()), progress=progress)
        decisions = _worths(trials, Trials(store, "cost", workers=1), room, n)
        if answers_a_crisis(trials.scenario, room.branch.name):
            answers = replace(answers, price_of_an_hour=price_of_an_hour(trials, room.branch.name, worlds=n))
    return Reviewed(study, answers, replace(room, decisions=decisions, worlds=n))


def _worths(trials: Trials, money: Trials, room: InTheRoom, n: int) -> tuple[Decision, ...]:
    name = room.branch.name
    ours = [decision.number for decision in room.decisions if decision.number]
    left_out = {number: _without(trials.scenario, room.branch, number) for number in ours[:MOST_DECISIONS]}
    trials.do(Trial(variant, (name,), n) for variant in left_out.values())

    def told(decision: Decision) -> Decision:
        if decision.number not in left_out:
            return decision
        variant = left_out[decision.number]
        worth, cost = (read.values(None, name, n) - read.values(variant, name, n) for read in (trials, money))
        return replace(decision, worth=estimate(worth), in_room=float(worth[0]), cost=estimate(cost))

    return tuple(map(told, room.decisions))


def _without(scenario: Scenario, branch: Branch, number: int) -> Variant:
    """The scenario in which a branch does all but one of our decisions."""
    playbook = scenario.model_dump(by_alias=True, exclude_unset=True)["strategies"][branch.name]["playbook"]
    del playbook[len(playbook) - len(branch.by("us")) + number - 1]
    path = f"{join('strategies', branch.name)}.playbook"
    return Variant(f"{branch.name}: without decision {number}", ((path, playbook),))
