"""The verb compare: every strategy in the same worlds; the tables, the files, and what to do next."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import options
from simulator.cli.folders import STUDY, TABLE, naming_the_folder, results_folder, tell_files
from simulator.cli.given import checked_scenario
from simulator.cli.progress import shown_progress
from simulator.cli.words import INTERRUPTED, SOME_FAILED, complain, ignore_ctrl_c_at_exit
from simulator.studies.limits import MOST_REPLICATIONS

if TYPE_CHECKING:
    from simulator.studies.study import Study


@dataclass(frozen=True, kw_only=True)
class AskedComparison(options.Asked):
    """What a comparison is asked to be."""

    strategies: tuple[str, ...]
    replications: int
    jobs: int | None
    retry_failed: bool
    dry_run: bool


@click.command()
@options.file
@click.option("--strategy", "strategies", multiple=True, help="Compare only these (and the baseline); repeatable.")
@click.option(
    "--replications",
    "-n",
    type=click.IntRange(1, MOST_REPLICATIONS),
    default=200,
    show_default=True,
    help="Worlds that every strategy meets.",
)
@options.seed
@click.option("--jobs", "-j", type=click.IntRange(min=1), help="Processes at once [default: one per core].")
@options.changes
@options.output
@options.formats
@click.option("--retry-failed", is_flag=True, help="Try runs again that failed before.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done, how long and how large; write nothing.")
@options.quiet
def compare(**given: Any) -> None:
    """Compare the strategies of a scenario.

    All meet the same simulated worlds; you read who wins, by how much and how surely.

    The same command again goes on where it was broken off, and is answered at once when nothing is missing.
    """
    from simulator.chosen import chosen_strategy

    asked = AskedComparison(**given)
    scenario = checked_scenario(asked.file, asked.changes)
    for name in asked.strategies:
        chosen_strategy(scenario, name)
    if asked.dry_run:
        from simulator.cli.forecast import tell_forecast

        tell_forecast(scenario, asked)
        return
    folder = results_folder(asked.output, asked.file.stem)

    from simulator.studies.compare import compare as let_them_meet

    with naming_the_folder(), shown_progress(quiet=asked.quiet) as progress:
        study = let_them_meet(
            scenario,
            asked.replications,
            seed=asked.seed,
            jobs=asked.jobs,
            strategies=asked.strategies or None,
            output=folder / STUDY,
            retry_failed=asked.retry_failed,
            progress=progress,
        )
    with study:
        if exit_code := _told(study, asked, folder, is_new=progress.anything_new):
            sys.exit(exit_code)


def _told(study: "Study", asked: AskedComparison, folder: Path, *, is_new: bool) -> int:
    """Tell the tables, the files, what went wrong, and what to do next; returns the exit code."""
    from simulator.studies.schema import SUCCEEDED
    from simulator.views.tables import print_study, terminal

    kept, planned = int((study.runs.status == SUCCEEDED).sum()), len(study.runs)
    if study.interrupted:
        if kept:
            print_study(study, terminal())
        ignore_ctrl_c_at_exit()
        complain(f"interrupted: {kept} of {planned} runs are kept in {folder / STUDY}; the same command goes on")
        return INTERRUPTED
    if kept:
        written = _written(study, asked.formats, folder, is_new=is_new)
        print_study(study, terminal())
        if not asked.quiet:
            tell_files(folder, written)
            click.echo(f"Next: see what it rests on: groundswell explain {asked.file} --assumed")
    if failed := list(study.failed.error):
        reason = str(failed[0]).strip().splitlines()[-1]
        complain(
            f"{len(failed)} of {planned} runs failed, and the tables leave them out; the first: {reason}\n"
            f"The reasons are in the table run of {folder / STUDY}; --retry-failed tries them again."
        )
        return SOME_FAILED
    return 0


def _written(study: "Study", formats: tuple[str, ...], folder: Path, *, is_new: bool) -> list[str]:
    """Write the table and the figures, unless all are there of a study in which nothing is new."""
    from simulator.views import figures, tables

    names = [TABLE, *figures.names(study, formats)]
    if is_new or not all((folder / name).is_file() for name in names):
        tables.exported(study).to_csv(folder / TABLE, index=False)
        figures.save_study(study, folder, formats=formats)
    return [STUDY, *names]
