"""The verbs sensitivity and discover: what a sweep says of its factors."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import options
from simulator.cli.folders import file_of, tell_files
from simulator.studies.choices import ANALYSES

if TYPE_CHECKING:
    from simulator.studies.swept import Sweep

study = click.argument("study", type=options.PATH)
metric = click.option("--metric", help="The outcome [default: the one that decides in the scenario].")
strategy = click.option("--strategy", required=True, help="The strategy that is asked about.")
against = click.option("--against", help="Another strategy: its difference to this one, world by world.")
figure = click.option(
    "--figure",
    type=options.PATH,
    help=f"Also draw it into this new file, {', '.join(options.FIGURE_FORMATS)} by its end.",
)


@dataclass(frozen=True, kw_only=True)
class AskedBoxes:
    """What is asked of the worlds of a sweep."""

    study: Path
    strategy: str
    metric: str | None
    against: str | None
    below: float | None
    above: float | None
    figure: Path | None

    def __post_init__(self) -> None:
        """Refuse what is asked twice."""
        if self.below is not None and self.above is not None:
            raise click.UsageError("give --below or --above, not both")
        for option, bound in (("--below", self.below), ("--above", self.above)):
            if bound is not None and math.isnan(bound):
                raise click.UsageError(f"{option} is nan, which nothing is above or below; give a number")


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
@figure
def sensitivity(
    study: Path, strategy: str, metric: str | None, against: str | None, method: str | None, figure: Path | None
) -> None:
    """Tell which settings of a sweep matter most for an outcome."""
    from simulator.views.sweeps import print_sensitivity

    _check_place(figure)
    with sweep_in(study) as found:
        metric = found.metric_or_what_decides(metric)
        table = found.sensitivity(strategy, metric, against=against, method=method)
        asked = _asked(strategy, metric, against)
        print_sensitivity(found, table, asked)
        if figure is not None:
            from simulator.views.figures import save_what_matters

            save_what_matters(table, f"What matters for {asked}: {found.name}", figure)
            tell_files(figure.parent, [figure.name])


@click.command()
@study
@strategy
@metric
@against
@click.option("--below", type=float, help="Where the outcome is below this.")
@click.option("--above", type=float, help="Where the outcome is above this.")
@figure
def discover(**given: Any) -> None:
    """Tell in which worlds a strategy loses, as boxes of settings.

    It loses where another strategy is better on average over the worlds of a point, or the one given with --against.
    With --below or --above: where its outcome lies there. Points without a number are left out, and counted.
    """
    from simulator.views.sweeps import print_boxes

    asked = AskedBoxes(**given)
    _check_place(asked.figure)
    with sweep_in(asked.study) as found:
        hit, what = _hit(found, asked)
        boxes = found.boxes(hit)
        print_boxes(boxes, hit, what)
        if asked.figure is not None and boxes:
            from simulator.views.figures import save_boxes

            save_boxes(found.design, hit, boxes, f"Where {what}: {found.name}", asked.figure)
            tell_files(asked.figure.parent, [asked.figure.name])
        elif asked.figure is not None:
            click.echo("There is no box to draw, and no figure was written.")


def _hit(found: "Sweep", asked: AskedBoxes) -> tuple[Any, str]:
    """At which points it happens, and what that is."""
    import numpy as np

    metric = found.metric_or_what_decides(asked.metric)
    strategy, against, below, above = asked.strategy, asked.against, asked.below, asked.above
    if below is None and above is None:
        return found.loses(strategy, metric, against=against), f'"{strategy}" loses to {_rival(against)}'
    values = found.values(strategy, metric, against=against)
    hit = np.where(np.isnan(values), np.nan, values < below if below is not None else values > above)
    side = f"below {below:g}" if below is not None else f"above {above:g}"
    return hit, f"{_asked(strategy, metric, against)} is {side}"


def _check_place(figure: Path | None) -> None:
    if figure is not None:
        from simulator.views.figures import checked_place

        checked_place(figure, options.FIGURE_FORMATS)


def _rival(against: str | None) -> str:
    return f'"{against}"' if against else "another strategy"


def _asked(strategy: str, metric: str, against: str | None) -> str:
    return f'{metric} of "{strategy}"' + (f' minus that of "{against}"' if against else "")
