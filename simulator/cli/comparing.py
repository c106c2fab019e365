"""The verb compare: every strategy in the same worlds; the tables, the files, and what to do next."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import click

from simulator.cli import options
from simulator.cli.ends import told_failures, told_interrupted
from simulator.cli.folders import STUDY, TABLE, naming_the_folder, results_folder, tell_files
from simulator.cli.given import checked_scenario
from simulator.cli.progress import shown_progress
from simulator.studies.limits import MOST_REPLICATIONS

if TYPE_CHECKING:
    from simulator.scenario import Scenario
    from simulator.studies.selection import Sequential
    from simulator.studies.study import Study


@dataclass(frozen=True, kw_only=True)
class AskedComparison(options.Asked):
    """What a comparison is asked to be."""

    strategies: tuple[str, ...]
    replications: "int | Literal['auto']"
    most: int | None
    width: float | None
    jobs: int | None
    retry_failed: bool
    dry_run: bool

    @property
    def worlds(self) -> "int | Sequential":
        """How many worlds, or how they are added."""
        from simulator.studies.selection import Sequential

        if self.replications != "auto":
            if self.most is not None or self.width is not None:
                raise click.UsageError("--most and --width are for --replications auto")
            return self.replications
        return Sequential(width=self.width, **({} if self.most is None else {"most": self.most}))

    def further_runs(self, scenario: "Scenario", strategies: tuple[str, ...], worlds: int) -> int:
        """About how many runs come after the comparison; a brief has some."""
        return 0


class Replications(click.ParamType):
    """A number of worlds, or the word auto."""

    name = "number or auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """What was typed, as a number or the word."""
        return value if value == "auto" else click.IntRange(1, MOST_REPLICATIONS).convert(value, param, ctx)


def of_a_comparison(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the arguments and options of a comparison."""
    for option in reversed(
        (
            options.file,
            click.option("--strategy", "strategies", multiple=True, help="Only these (and the baseline); repeatable."),
            click.option(
                "--replications",
                "-n",
                type=Replications(),
                default=200,
                show_default=True,
                help="Worlds that every strategy meets; auto adds worlds until the best is clear.",
            ),
            click.option("--most", type=click.IntRange(20, MOST_REPLICATIONS), help="auto: no more [default: 1000]."),
            click.option("--width", type=float, help="auto: enough when the lead is known to within this."),
            options.seed,
            options.jobs,
            options.changes,
            options.output,
            options.formats,
            click.option("--retry-failed", is_flag=True, help="Try runs again that failed before."),
            click.option("--dry-run", is_flag=True, help="Only tell how much, how long and how large; write nothing."),
            options.quiet,
        )
    ):
        verb = option(verb)
    return verb


@click.command()
@of_a_comparison
def compare(**given: Any) -> None:
    """Compare the strategies of a scenario.

    All meet the same simulated worlds; you read who wins, by how much and how surely.

    The same command again goes on where it was broken off, and is answered at once when nothing is missing.
    """
    asked = AskedComparison(**given)
    met = let_meet(asked)
    if met is None:
        return
    with met.study as study:
        if exit_code := _told(study, asked, met.folder, is_new=met.is_new):
            sys.exit(exit_code)


class Met(NamedTuple):
    """A study, the folder where it lies, and whether anything in it is new."""

    study: "Study"
    folder: Path
    is_new: bool


def let_meet(asked: AskedComparison) -> Met | None:
    """Let the strategies of a scenario meet the same worlds; None where only a forecast was asked for."""
    from simulator.chosen import chosen_strategy

    scenario, worlds = checked_scenario(asked.file, asked.changes), asked.worlds
    for name in asked.strategies:
        chosen_strategy(scenario, name)
    if asked.dry_run:
        from simulator.cli.forecast import tell_forecast

        tell_forecast(scenario, asked)
        return None
    folder = results_folder(asked.output, asked.file.stem)

    from simulator.studies.compare import compare as let_them_meet

    with naming_the_folder(folder / STUDY), shown_progress(quiet=asked.quiet) as progress:
        study = let_them_meet(
            scenario,
            worlds,
            seed=asked.seed,
            jobs=asked.jobs,
            strategies=asked.strategies or None,
            output=folder / STUDY,
            retry_failed=asked.retry_failed,
            progress=progress,
        )
    return Met(study, folder, progress.anything_new)


def _told(study: "Study", asked: AskedComparison, folder: Path, *, is_new: bool) -> int:
    """Tell the tables, the files, what went wrong, and what to do next; returns the exit code."""
    from simulator.studies.schema import SUCCEEDED
    from simulator.views.tables import print_study, terminal

    kept, planned = int((study.runs.status == SUCCEEDED).sum()), len(study.runs)
    if study.interrupted:
        if kept:
            print_study(study, terminal())
        return told_interrupted(kept, planned, folder / STUDY)
    if kept:
        names = written(study, asked.formats, folder, is_new=is_new)
        print_study(study, terminal())
        if not asked.quiet:
            tell_files(folder, names)
            click.echo(f"Next: a page that tells what it costs and what would turn it: groundswell brief {asked.file}")
    return told_failures(study.failed, planned, folder / STUDY)


def written(study: "Study", formats: tuple[str, ...], folder: Path, *, is_new: bool) -> list[str]:
    """Write the table and the figures, unless all are there of a study in which nothing is new."""
    from simulator.views import figures, tables

    names = [TABLE, *figures.names(study, formats)]
    if is_new or not all((folder / name).is_file() for name in names):
        tables.exported(study).to_csv(folder / TABLE, index=False)
        figures.save_study(study, folder, formats=formats)
    return [STUDY, *names]
