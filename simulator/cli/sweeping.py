"""The verb sweep: strategies at every point of a design, what is missing only; and what comes next."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import options
from simulator.cli.ends import told_failures, told_interrupted
from simulator.cli.folders import SWEEP, folder_of, naming_the_folder, results_folder, tell_files
from simulator.cli.forecast import check_room, rough_room
from simulator.cli.given import checked_scenario
from simulator.cli.progress import shown_progress
from simulator.cli.sweep_forecast import tell_sweep_forecast
from simulator.cli.words import complain
from simulator.studies.choices import METHOD, METHODS, NO_SERIES, REPLICATIONS, SERIES
from simulator.studies.limits import MOST_REPLICATIONS

if TYPE_CHECKING:
    from simulator.scenario import Scenario
    from simulator.studies.design_files import AskedSweep
    from simulator.studies.designs import Design
    from simulator.studies.plan import Plan
    from simulator.studies.swept import Sweep

SAMPLED = tuple(method for method in METHODS if method != "list")
"""Methods that choose points by the factors of ``--vary``."""
MANY_RUNS = 100_000
"""Runs whose plan takes so long that it is said what is done."""
FEWER = "points or --replications"
"""What to ask for less of where there is no room."""


@dataclass(frozen=True, kw_only=True)
class AskedOfSweep(options.AskedOfAFile):
    """What a sweep is asked to be, by its file and on the command line, which has the last word."""

    vary: tuple[str, ...]
    method: str | None
    size: int | None
    strategies: tuple[str, ...]
    replications: int | None
    seed: int | None
    series: str | None
    executor: str
    jobs: int | None
    retry_failed: bool
    dry_run: bool


@click.command()
@options.file
@click.option("--vary", multiple=True, metavar="PATH[=VALUES]", help="Vary a setting: 0.1..0.4, 1..9/5, a,b.")
@click.option("--method", type=click.Choice(SAMPLED), help=f"How points are chosen [default: {METHOD}].")
@click.option("--size", type=click.IntRange(min=1), help="Points, base sample (sobol) or trajectories (morris).")
@click.option("--strategy", "strategies", multiple=True, help="Only these; repeatable.")
@click.option(
    "--replications",
    "-n",
    type=click.IntRange(1, MOST_REPLICATIONS),
    help=f"Worlds per point [default: {REPLICATIONS}].",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Number of the first world, and of the sampling.")
@options.changes
@click.option("--series", type=click.Choice(SERIES), help=f"Keep the courses [default: {NO_SERIES}].")
@click.option(
    "--executor",
    default="processes",
    show_default=True,
    help="Where runs are done: serial, processes, dask, or a scheduler: dask://HOST:PORT, tcp://..., tls://...",
)
@options.jobs
@options.output
@click.option("--retry-failed", is_flag=True, help="Try runs again that failed before.")
@click.option("--dry-run", is_flag=True, help="Only tell how much, how long and how large; write nothing.")
@options.quiet
def sweep(**given: Any) -> None:
    """Run strategies at many settings of a scenario.

    FILE is a sweep file, or a scenario whose settings are varied with --vary:

    \b
      groundswell sweep scenarios/sweeps/recall_worlds.toml
      groundswell sweep my.toml --vary belief.persuasion=0.05..0.2/4 --vary contagion.rule

    Every finished run is kept at once; the same command again goes on where it was broken off.
    """  # noqa: D301  # click reads the escape
    asked = AskedOfSweep(**given)
    plan, design = _planned(asked)
    from simulator.studies.executors import cores
    from simulator.studies.futures import check_executor

    check_executor(asked.executor)
    if asked.dry_run:
        place = folder_of(asked.output, asked.file.stem)
        tell_sweep_forecast(plan, design, workers=asked.jobs or cores(), folder=place)
        return
    n_runs = _n_runs(plan)
    check_room(rough_room(plan, n_runs), folder_of(asked.output, asked.file.stem), FEWER)
    folder = results_folder(asked.output, asked.file.stem, holding=SWEEP)
    if n_runs >= MANY_RUNS and not asked.quiet:
        complain(f"planning {n_runs:,} runs, which takes a while")

    from simulator.studies.sweep import swept

    with naming_the_folder(folder / SWEEP), shown_progress(quiet=asked.quiet) as progress:
        found = swept(
            plan,
            folder / SWEEP,
            jobs=asked.jobs,
            executor=asked.executor,
            retry_failed=asked.retry_failed,
            progress=progress,
        )
    with found:
        if exit_code := _told(found, asked, folder):
            sys.exit(exit_code)


def _planned(asked: AskedOfSweep) -> "tuple[Plan, Design]":
    """The plan of what was asked for, checked."""
    from simulator.setting_paths import assignment
    from simulator.studies.design_checks import check_settings
    from simulator.studies.sweep import planned

    file = _sweep_file(asked)
    if file is not None:
        scenario, design = _of_a_file(asked, file)
        replications, seed = asked.replications or file.replications, file.seed if asked.seed is None else asked.seed
        strategies, series = asked.strategies or file.strategies, asked.series or file.series
    else:
        scenario, design = _of_a_scenario(asked)
        replications, seed = asked.replications or REPLICATIONS, asked.seed or 0
        strategies, series = asked.strategies or None, asked.series or NO_SERIES
    check_settings([assignment(text)[0] for text in asked.changes], design)
    return planned(scenario, design, replications, seed=seed, strategies=strategies, series=series), design


def _sweep_file(asked: AskedOfSweep) -> "AskedSweep | None":
    """The sweep file that was given; None where it is a scenario."""
    import tomllib

    from simulator.scenario_files import read_text
    from simulator.studies.design_files import read_design_file

    try:
        content = tomllib.loads(read_text(asked.file))
    except (tomllib.TOMLDecodeError, RecursionError):  # told by what reads it
        return None if asked.vary else read_design_file(asked.file)
    is_scenario = "segments" in content or not {"scenario", "factors", "points", "method"} & set(content)
    if is_scenario:
        return None
    of_scenarios = {"--vary": asked.vary, "--method": asked.method, "--size": asked.size}
    clash = [name for name, value in of_scenarios.items() if value]
    if clash:
        raise click.UsageError(f"{clash[0]} goes with a scenario; {asked.file} is a sweep file, which says that itself")
    return read_design_file(asked.file)


def _of_a_file(asked: AskedOfSweep, file: "AskedSweep") -> "tuple[Scenario, Design]":
    scenario = checked_scenario(Path(file.scenario), asked.changes, before=file.replaced)
    if asked.seed is not None:
        file = file.model_copy(update={"seed": asked.seed})
    return scenario, file.design(scenario)


def _of_a_scenario(asked: AskedOfSweep) -> "tuple[Scenario, Design]":
    from simulator.studies.designs import design
    from simulator.studies.varied import factors_from

    if not asked.vary:
        such_as = "--vary belief.persuasion=0.05..0.2/4"
        raise click.UsageError(f"nothing is varied; give --vary PATH=VALUES, such as {such_as}, or a sweep file")
    scenario = checked_scenario(asked.file, asked.changes)
    factors = factors_from(asked.vary, scenario)
    method: Any = asked.method or METHOD
    return scenario, design(method, factors, size=asked.size, seed=asked.seed or 0)


def _told(found: "Sweep", asked: AskedOfSweep, folder: Path) -> int:
    """Tell what came out, what went wrong, and what to do next; returns the exit code."""
    from simulator.studies.schema import SUCCEEDED
    from simulator.views.sweeps import print_sweep

    tally = found.counts()
    kept, planned = tally.get(SUCCEEDED, 0), sum(tally.values())
    if kept:
        print_sweep(found)
    if found.interrupted:
        return told_interrupted(kept, planned, folder / SWEEP)
    if kept and not asked.quiet:
        tell_files(folder, [SWEEP])
        click.echo(f"Next: what matters most:   groundswell sensitivity {folder} --strategy NAME")
        click.echo(f"      where one loses:     groundswell discover {folder} --strategy NAME")
        click.echo(f"      tables as files:     groundswell export {folder}")
    return told_failures(found.failed, planned, folder / SWEEP)


def _n_runs(plan: "Plan") -> int:
    return plan.replications * len(plan.points) * len(plan.strategies)
