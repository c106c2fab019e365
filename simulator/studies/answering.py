"""Everything that a brief tells of a study: what its runs say, and what further runs of its scenario's variants say."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from simulator.scenario import Scenario
from simulator.settings import InputError, nearest
from simulator.studies.adverse import regret
from simulator.studies.answers import Answers, Ranking
from simulator.studies.carrying_out import Progress
from simulator.studies.contributions import MOST_PARTS, contributions, parts_of
from simulator.studies.delays import answers_a_crisis, price_of_an_hour
from simulator.studies.executors import cores
from simulator.studies.flips import flips
from simulator.studies.money import money
from simulator.studies.planning import checked_jobs
from simulator.studies.store import Store
from simulator.studies.study import Study
from simulator.studies.trials import Trials

QUESTIONS = {
    "turns": "what turns the answer",
    "regret": "what is regretted in adverse worlds",
    "parts": "what each part contributes",
    "hours": "what an hour of delay costs",
}
"""What further runs are for, by the name of the question."""


@dataclass(frozen=True)
class Asked:
    """What a brief is to answer beside what the study says.

    questions : names of QUESTIONS; worlds : worlds of the further runs (at most those of the study); everything : also
    assumptions without a declared range; metric : the metric that decides, where not that of the scenario.
    """

    questions: tuple[str, ...] = tuple(QUESTIONS)
    worlds: int = 20
    everything: bool = False
    metric: str | None = None
    jobs: int | None = None
    progress: Callable[[str], AbstractContextManager[Progress | None]] = field(default=lambda _: nullcontext())

    def __post_init__(self) -> None:
        """Refuse questions that nobody can answer."""
        for name in self.questions:
            if name not in QUESTIONS:
                raise InputError(
                    f'question "{name}" is not known{nearest(name, QUESTIONS)}; ask {", ".join(QUESTIONS)}'
                )
        if self.worlds < 2:
            raise InputError(f"worlds: {self.worlds} are too few to tell anything apart; use 2 or more")


def answer(study: Study, asked: Asked | None = None) -> Answers:
    """Answer what a brief asks of a study; further runs are kept in the study's file.

    Raises
    ------
    BrokenOff : after Ctrl-C; the same call goes on.
    """
    asked = asked or Asked(questions=())
    order = study.ranking(asked.metric)
    found = Answers(ranking=order, money=money(study, order), asked=asked.questions, stopped=study.stopped)
    if not asked.questions or len(order.standings) < 2 or order.n < 2:
        return found
    with study.writable() as store:
        for question in asked.questions:
            with asked.progress(QUESTIONS[question]) as progress:
                found = _answered(question, found, store, asked, progress)
    return found


def _answered(question: str, found: Answers, store: Store, asked: Asked, progress: Progress | None) -> Answers:
    trials = Trials(store, found.ranking.metric, workers=checked_jobs(asked.jobs, cores()), progress=progress)
    worlds, first = min(asked.worlds, trials.worlds), found.ranking.first.strategy
    if question == "turns":
        return replace(found, flips=flips(trials, found.ranking, worlds=worlds, everything=asked.everything))
    if question == "regret":
        return replace(found, regret=regret(trials, tuple(s.strategy for s in found.ranking.standings), worlds=worlds))
    if question == "parts":
        told = tuple(contributions(trials, name, worlds=worlds) for name in _mixes(trials.scenario, found.ranking))
        return replace(found, contributions=told)
    answering = [s.strategy for s in found.ranking.standings if answers_a_crisis(trials.scenario, s.strategy)]
    if not answering:
        return found
    best = first if first in answering else answering[0]
    return replace(found, price_of_an_hour=price_of_an_hour(trials, best, worlds=worlds))


def _mixes(scenario: Scenario, order: Ranking) -> list[str]:
    """The strategies of whose parts is told: the best that has several, and the one that has most."""
    n_parts = {s.strategy: len(parts_of(scenario, s.strategy)) for s in order.standings}
    fit = [name for name, n in n_parts.items() if 2 <= n <= MOST_PARTS]
    if not fit:
        return []
    return list(dict.fromkeys([fit[0], max(fit, key=lambda name: n_parts[name])]))
