"""The verb run: one strategy in one world, with everything kept."""

import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import options
from simulator.cli.folders import STUDY, naming_the_folder, results_folder, tell_files
from simulator.cli.given import checked_scenario
from simulator.wording import as_file_name

if TYPE_CHECKING:
    from simulator.scenario import Scenario
    from simulator.studies.run import Run


@dataclass(frozen=True, kw_only=True)
class AskedRun(options.Asked):
    """What a run is asked to be."""

    strategy: str


@click.command()
@options.file
@click.option("--strategy", default="do nothing", show_default=True, help="The strategy to run.")
@options.seed
@options.changes
@options.output
@options.formats
@options.quiet
def run(**given: Any) -> None:
    """Run one strategy in one world.

    Prints outcomes, events and costs; keeps everything, each post included, in a study.db, with figures beside it.
    """
    asked = AskedRun(**given)
    scenario = checked_scenario(asked.file, asked.changes)
    from simulator.chosen import chosen_strategy

    chosen_strategy(scenario, asked.strategy)
    folder = results_folder(asked.output, f"{asked.file.stem}, {as_file_name(asked.strategy)}, seed {asked.seed}")

    from simulator.views import figures
    from simulator.views.tables import print_run, terminal

    with naming_the_folder(folder / STUDY):
        done = _kept_run(scenario, asked, folder / STUDY)
    drawn = figures.save_run(done, folder, formats=asked.formats)
    print_run(done, terminal(), name=scenario.name, currency=scenario.costs.currency)
    if not asked.quiet:
        tell_files(folder, [STUDY, *drawn])
        click.echo(f"Next: let it meet the other strategies in many worlds: groundswell compare {asked.file}")


def _kept_run(scenario: "Scenario", asked: AskedRun, path: Path) -> "Run":
    """Do the run and keep it, unless it is kept already."""
    from simulator.scenario_files import read_text
    from simulator.studies.executors import Done
    from simulator.studies.job import simulate
    from simulator.studies.plan import Plan
    from simulator.studies.store import Store

    strategy, seed = asked.strategy, asked.seed
    plan = Plan(scenario, (strategy,), strategy, seed, replications=1, text=read_text(asked.file))
    with closing(Store.write(path, plan)) as store:
        began, clock = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()), time.perf_counter()
        done = simulate(scenario, strategy, seed=seed)
        if any(job.strategy == strategy for job in store.jobs_to_do(plan)):
            store.save(Done(plan.job(strategy, 0), done, None, began, time.perf_counter() - clock))
    return done
