"""The verbs sensitivity and discover: what a sweep says of its factors."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import options
from simulator.cli.folders import file_of
from simulator.studies.choices import ANALYSES

if TYPE_CHECKING:
    from simulator.studies.swept import Sweep

study = click.argument("study", type=options.PATH)
metric = click.option("--metric", help="The outcome [default: the one that decides in the scenario].")
strategy = click.option("--strategy", required=True, help="The strategy that is asked about.")
against = click.option("--against", help="Another strategy: its difference to this one, world by world.")


def sweep_in(given: Path) -> "Sweep":
    """The sweep in a file, or in a folder of results."""
    from simulator.studies.swept import Sweep

    return Sweep.from_sqlite(file_of(given))


@click.command()
@study
@strategy
@metric
@against
@click.option("--method", type=click.Choice(ANALYSES), help="[default: that of the design]")
def sensitivity(study: Path, strategy: str, metric: str | None, against: str | None, method: str | None) -> None:
    """Tell which settings of a sweep matter most for an outcome."""
    from simulator.views.sweeps import print_sensitivity

    with sweep_in(study) as found:
        metric = found.metric_or_what_decides(metric)
        table = found.sensitivity(strategy, metric, against=against, method=method)
        print_sensitivity(found, table, _asked(strategy, metric, against))


@click.command()
@study
@strategy
@metric
@against
@click.option("--below", type=float, help="Where the outcome is below this.")
@click.option("--above", type=float, help="Where the outcome is above this.")
def discover(
    study: Path, strategy: str, metric: str | None, against: str | None, below: float | None, above: float | None
) -> None:
    """Tell in which worlds a strategy loses, as boxes of settings.

    It loses where another strategy is better on average over the worlds of a point, or the one given with --against.
    With --below or --above: where its outcome lies there. Points without a number are left out, and counted.
    """
    import numpy as np

    from simulator.views.sweeps import print_boxes

    if below is not None and above is not None:
        raise click.UsageError("give --below or --above, not both")
    for option, bound in (("--below", below), ("--above", above)):
        if bound is not None and np.isnan(bound):
            raise click.UsageError(f"{option} is nan, which nothing is above or below; give a number")
    with sweep_in(study) as found:
        metric = found.metric_or_what_decides(metric)
        hit: Any
        if below is None and above is None:
            hit, what = found.loses(strategy, metric, against=against), f'"{strategy}" loses to {_rival(against)}'
        else:
            values = found.values(strategy, metric, against=against)
            hit = np.where(np.isnan(values), np.nan, values < below if below is not None else values > above)
            side = f"below {below:g}" if below is not None else f"above {above:g}"
            what = f"{_asked(strategy, metric, against)} is {side}"
        print_boxes(found, hit, what)


def _rival(against: str | None) -> str:
    return f'"{against}"' if against else "another strategy"


def _asked(strategy: str, metric: str, against: str | None) -> str:
    return f'{metric} of "{strategy}"' + (f' minus that of "{against}"' if against else "")
