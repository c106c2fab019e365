"""The verb brief: compare, ask what the answer rests on, and write one page for those who decide."""

import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.comparing import AskedComparison, Met, let_meet, of_a_comparison, written
from simulator.cli.ends import told_broken_off
from simulator.cli.folders import BRIEF, STUDY, tell_files
from simulator.cli.progress import shown_progress
from simulator.cli.words import SOME_FAILED

if TYPE_CHECKING:
    from simulator.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class AskedBrief(AskedComparison):
    """What a brief is asked to tell, beside what a comparison is."""

    metric: str | None
    questions: tuple[str, ...]
    further: int
    everything: bool

    @property
    def named(self) -> tuple[str, ...]:
        """The questions that are answered, in their order."""
        from simulator.studies.answering import QUESTIONS

        return tuple(name for name in QUESTIONS if not self.questions or name in self.questions)

    @property
    def page(self) -> str:
        """The name of the page: one that answers less does not take the place of one that answers all."""
        from simulator.studies.answering import QUESTIONS

        if len(self.named) == len(QUESTIONS):
            return BRIEF
        return f"{Path(BRIEF).stem}_{'_'.join(self.named) or 'none'}.html"

    def further_runs(self, scenario: "Scenario", strategies: tuple[str, ...], worlds: int) -> int:
        """About how many runs the questions take."""
        from simulator.cli.forecast import runs_of_questions

        if len(strategies) < 2 or worlds < 2:
            return 0
        n = min(self.further, worlds)
        return runs_of_questions(scenario, strategies, self.named, n, everything=self.everything)


@click.command()
@of_a_comparison
@click.option("--metric", help="The outcome that decides [default: what the scenario says, see explain].")
@click.option(
    "--question",
    "questions",
    type=click.Choice(("turns", "regret", "parts", "hours", "none")),
    multiple=True,
    help="Answer only this, on a page of its own: what turns the answer, regret in adverse worlds, what parts"
    " contribute, what an hour of delay costs; repeatable [default: all].",
)
@click.option("--further", type=click.IntRange(min=2), default=20, show_default=True, help="Worlds for such questions.")
@click.option("--everything", is_flag=True, help="Try every number that is given or assumed, from half to double.")
def brief(**given: Any) -> None:
    """Write a decision brief: one page that opens anywhere.

    Compares as compare does, and asks what would turn the answer, what is regretted if things go wrong, what each part
    contributes and what an hour of delay costs. The same command again goes on where it was broken off.
    """
    asked = AskedBrief(**given)
    _check_metric(asked.metric)
    met = let_meet(asked)
    if met is None:
        return
    with met.study:
        sys.exit(_briefed(met, asked))


def _check_metric(metric: str | None) -> None:
    """Refuse a metric by which nothing can be ranked, before anything is run."""
    if metric is None:
        return
    from simulator.metrics import OUTCOMES
    from simulator.settings import InputError, nearest

    if metric not in OUTCOMES:
        raise InputError(f'--metric "{metric}" is not known{nearest(metric, OUTCOMES)} (see: groundswell list metrics)')
    if not OUTCOMES[metric].better:
        raise InputError(
            f'--metric "{metric}" cannot decide: neither more nor less of it is better (see: groundswell list metrics)'
        )


def _briefed(met: Met, asked: AskedBrief) -> int:
    """Answer what is asked, write the page, and tell the answer; returns the exit code."""
    from simulator.studies.answering import Asked, answer
    from simulator.studies.trials import BrokenOff
    from simulator.views.brief import first_words, write_brief

    study, place = met.study, met.folder / asked.page
    if study.interrupted:
        return told_broken_off(met.folder / STUDY)

    def shown(question: str) -> AbstractContextManager[Any]:
        return shown_progress(quiet=asked.quiet, of=f"runs ({question})")

    wanted = Asked(asked.named, asked.further, asked.everything, asked.metric, asked.jobs, shown)
    try:
        answers = answer(study, wanted)
    except BrokenOff:
        return told_broken_off(met.folder / STUDY)
    names = written(study, asked.formats, met.folder, is_new=met.is_new)
    write_brief(study, answers, place, source_file=asked.file, command=as_typed(), overwrite=True)
    click.echo(first_words(study, answers))
    if not asked.quiet:
        tell_files(met.folder, [asked.page, *names])
        click.echo(f"Next: open {place} in a browser; it prints to A4 and needs no network.")
    return SOME_FAILED if len(study.failed) else 0


def as_typed() -> str:
    """The command as it was typed."""
    import shlex

    return "groundswell " + shlex.join(sys.argv[1:])
