"""The verb brief: compare, ask what the answer rests on, and write one page for those who decide."""

import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import click

from simulator.cli.comparing import AskedComparison, Met, let_meet, of_a_comparison, written
from simulator.cli.folders import BRIEF, STUDY, tell_files
from simulator.cli.progress import shown_progress
from simulator.cli.words import INTERRUPTED, SOME_FAILED, complain, ignore_ctrl_c_at_exit


@dataclass(frozen=True, kw_only=True)
class AskedBrief(AskedComparison):
    """What a brief is asked to tell, beside what a comparison is."""

    metric: str | None
    questions: tuple[str, ...]
    further: int
    everything: bool


@click.command()
@of_a_comparison
@click.option("--metric", help="The outcome that decides [default: what the scenario says, see explain].")
@click.option(
    "--question",
    "questions",
    type=click.Choice(("turns", "regret", "parts", "hours", "none")),
    multiple=True,
    help="Answer only this: what turns the answer, regret in adverse worlds, what parts contribute, what an hour of"
    " delay costs; repeatable [default: all].",
)
@click.option("--further", type=click.IntRange(min=2), default=20, show_default=True, help="Worlds for such questions.")
@click.option("--everything", is_flag=True, help="Try every number that is given or assumed, from half to double.")
def brief(**given: Any) -> None:
    """Write a decision brief: one page that opens anywhere.

    Compares as compare does, and asks what would turn the answer, what is regretted if things go wrong, what each part
    contributes and what an hour of delay costs. The same command again goes on where it was broken off.
    """
    asked = AskedBrief(**given)
    met = let_meet(asked)
    if met is None:
        return
    with met.study:
        sys.exit(_briefed(met, asked))


def _briefed(met: Met, asked: AskedBrief) -> int:
    """Answer what is asked, write the page, and tell the answer; returns the exit code."""
    from simulator.studies.answering import QUESTIONS, Asked, answer
    from simulator.studies.trials import BrokenOff
    from simulator.views.brief import first_words, write_brief

    study, place = met.study, met.folder / BRIEF
    if study.interrupted:
        return _interrupted(met)

    def shown(question: str) -> AbstractContextManager[Any]:
        return shown_progress(quiet=asked.quiet, of=f"runs ({question})")

    questions = tuple(name for name in asked.questions or QUESTIONS if name != "none")
    wanted = Asked(questions, asked.further, asked.everything, asked.metric, asked.jobs, shown)
    try:
        answers = answer(study, wanted)
    except BrokenOff:
        return _interrupted(met)
    names = written(study, asked.formats, met.folder, is_new=met.is_new)
    write_brief(study, answers, place, source_file=asked.file, command=_command(), overwrite=True)
    click.echo(first_words(study, answers))
    if not asked.quiet:
        tell_files(met.folder, [BRIEF, *names])
        click.echo(f"Next: open {place} in a browser; it prints to A4 and needs no network.")
    return SOME_FAILED if len(study.failed) else 0


def _interrupted(met: Met) -> int:
    ignore_ctrl_c_at_exit()
    complain(f"interrupted: what is done is kept in {met.folder / STUDY}; the same command goes on")
    return INTERRUPTED


def _command() -> str:
    """The command as it was typed."""
    import shlex

    return "groundswell " + shlex.join(sys.argv[1:])
