"""The verb review: what a group decided in a live session, replayed in many worlds, as a brief."""

import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import options
from simulator.cli.briefing import as_typed
from simulator.cli.comparing import AskedComparison, written
from simulator.cli.ends import told_broken_off, told_failures
from simulator.cli.folders import BRIEF, STUDY, naming_the_folder, results_folder, tell_files
from simulator.cli.progress import shown_progress
from simulator.studies.limits import MOST_REPLICATIONS

if TYPE_CHECKING:
    from simulator.rehearsal.injects import Branch
    from simulator.rehearsal.review import Reviewed
    from simulator.rehearsal.session import Session
    from simulator.scenario import Scenario

DECISIONS = "decisions.csv"


@dataclass(frozen=True, kw_only=True)
class AskedReview(AskedComparison):
    """What a review is asked to be; ``file`` is the folder of the live session."""

    branches: tuple[str, ...]
    questions: tuple[str, ...]
    further: int

    def of(self, session: "Session") -> "list[Branch]":
        """The branches that are asked for, the one that is reviewed first; by default those that were shown."""
        from simulator.settings import InputError, nearest

        names = list(dict.fromkeys(self.branches or session.shown))
        for name in names:
            if name not in session.branches:
                known = ", ".join(session.branches)
                hint = nearest(name, session.branches)
                raise InputError(f'--branch "{name}" is not in the session{hint} (there are: {known})')
        return [session.branches[name] for name in names]


@click.command()
@click.argument("folder", type=options.PATH)
@click.option(
    "--branch",
    "branches",
    multiple=True,
    help="The branch that is reviewed; repeatable: others are compared with it [default: those that were shown].",
)
@click.option(
    "--replications",
    "-n",
    type=click.IntRange(1, MOST_REPLICATIONS),
    default=200,
    show_default=True,
    help="Worlds in which it is replayed, that of the room among them.",
)
@options.jobs
@options.output
@options.formats
@click.option(
    "--question",
    "questions",
    type=click.Choice(("turns", "regret", "parts")),
    multiple=True,
    help="Also ask, as brief does: what turns the answer, regret in adverse worlds, what parts contribute; repeatable.",
)
@click.option(
    "--further",
    type=click.IntRange(min=2),
    default=20,
    show_default=True,
    help="Worlds in which each decision is left out, and in which such questions are asked.",
)
@click.option("--retry-failed", is_flag=True, help="Try runs again that failed before.")
@options.quiet
def review(folder: Path, **given: Any) -> None:
    """Tell luck from judgement after a live session.

    Replays the decisions of a live session in many worlds beside the scenario's strategies, and writes one page. The
    same command again goes on where it was broken off.
    """
    from simulator.rehearsal.review import as_reviewed
    from simulator.rehearsal.session import read_session

    asked = AskedReview(file=folder, seed=0, changes=(), strategies=(), most=None, width=None, dry_run=False, **given)
    session = read_session(folder)
    branches = asked.of(session)
    changed = as_reviewed(session.scenario, branches, of=branches[0].name, seed=session.seed)
    sys.exit(_reviewed(asked, session, branches, _place(asked, branches[0].name, changed)))


def _place(asked: AskedReview, name: str, changed: "Scenario") -> Path:
    """The folder for the results: by default one below the session for each list of decisions."""
    from simulator.rehearsal.review import review_folder

    within = asked.file if asked.file.is_dir() else asked.file.parent
    return results_folder(asked.output or review_folder(within, name, changed), "review")


def _reviewed(asked: AskedReview, session: "Session", branches: "list[Branch]", folder: Path) -> int:
    """Review, write the page and what belongs to it, and tell the answer; returns the exit code."""
    from simulator.rehearsal.review import review as replay
    from simulator.studies.answering import Asked
    from simulator.studies.trials import BrokenOff

    def shown(what: str) -> AbstractContextManager[Any]:
        return shown_progress(quiet=asked.quiet, of=f"runs ({what})")

    name = branches[0].name
    try:
        with naming_the_folder(folder / STUDY):
            found = replay(
                session.scenario,
                branches,
                of=name,
                seed=session.seed,
                replications=int(asked.replications),
                output=folder / STUDY,
                retry_failed=asked.retry_failed,
                asked=Asked(asked.questions, asked.further, jobs=asked.jobs, progress=shown),
                played=session.played[name],
            )
    except BrokenOff:
        return told_broken_off(folder / STUDY)
    with found.study:
        return _told(found, asked, session, folder)


def _told(found: "Reviewed", asked: AskedReview, session: "Session", folder: Path) -> int:
    from simulator.views.brief import first_words, write_brief

    study, place = found.study, folder / BRIEF
    names = written(study, asked.formats, folder, is_new=True)
    found.room.table.to_csv(folder / DECISIONS, index=False)
    write_brief(
        study,
        found.answers,
        place,
        source_file=session.given.file,
        command=as_typed(),
        room=found.room,
        overwrite=True,
    )
    click.echo(first_words(study, found.answers, room=found.room))
    if not asked.quiet:
        tell_files(folder, [BRIEF, DECISIONS, *names])
        click.echo(f"Next: open {place} in a browser; it prints to A4 and needs no network.")
    return told_failures(study.failed, len(study.runs), folder / STUDY)
