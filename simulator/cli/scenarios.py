"""The verbs about scenario files: init, validate, list, explain, schema."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import options
from simulator.cli.catalogue import KINDS, catalogue
from simulator.cli.given import checked_scenario, cost_in_words, planned_costs
from simulator.cli.words import BAD_INPUT, complain
from simulator.wording import counted

if TYPE_CHECKING:
    from simulator.scenario import Scenario

STARTER = Path(__file__).resolve().parent.parent / "templates" / "scenario.toml"
FORMS = ("text", "csv", "json", "markdown")


@click.command()
@options.file
def init(file: Path) -> None:
    """Write a commented starter scenario.

    An existing file is never overwritten.
    """
    from simulator.settings import InputError

    if file.is_dir():
        raise InputError(f"{file}: is a folder; give the name of a new file in it, such as {file / 'my.toml'}")
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(STARTER.read_text("utf-8"))
    except FileExistsError:
        raise InputError(f"{file}: is there already, and nothing is overwritten; give another name") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror}); give another place") from None
    click.echo(f"{file} is ready. Edit it, then:\n  groundswell validate {file}\n  groundswell compare {file}")


@click.command()
@click.argument("files", type=options.PATH, nargs=-1, required=True)
@options.changes
def validate(files: tuple[Path, ...], changes: tuple[str, ...]) -> None:
    """Check scenario files.

    Every problem of a file is told at once, with its line, its value, what is allowed and the nearest match.
    """
    from simulator.settings import InputError

    wrong = 0
    for file in files:
        try:
            click.echo(f"{file}: {_summary(checked_scenario(file, changes))}")
        except InputError as error:
            wrong += 1
            complain(str(error))
    sys.exit(BAD_INPUT if wrong else 0)


def _summary(scenario: "Scenario") -> str:
    from simulator.scenario import digest

    members = sum(segment.size for segment in scenario.segments.values())
    counts = [
        counted(members, "member"),
        counted(len(scenario.platforms), "platform"),
        counted(len(planned_costs(scenario)), "strategy", "strategies"),
    ]
    return f"ok, digest {digest(scenario)[:12]}; {', '.join(counts)}; {cost_in_words(scenario)}"


@click.command("list")
@click.argument("kind", type=click.Choice(KINDS), default="scenarios")
def list_(kind: str) -> None:
    """List bundled scenarios, roles, metrics, ...

    Without a KIND: the scenarios that come with the software, and what each is to teach.
    """
    from simulator.views.tables import print_list, terminal

    header, rows = catalogue(kind)
    print_list(rows, header, terminal())


@click.command()
@options.file
@click.option("--strategy", help="Show the scenario as this strategy changes it, and only this strategy.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True, help="Form of the list.")
@click.option("--assumed", is_flag=True, help="Only the defaults that are assumed, without evidence behind them.")
@options.changes
def explain(file: Path, strategy: str | None, form: str, assumed: bool, changes: tuple[str, ...]) -> None:
    """List every assumption of a scenario.

    Each with its value, unit, meaning and source, and whether the file gives it or it is a default.
    """
    from simulator.views import explain as explaining
    from simulator.views.tables import print_assumptions, terminal

    told = explaining.assumptions(checked_scenario(file, changes), strategy)
    if assumed:
        told = [one for one in told if one.is_assumed]
    if form == "text":
        print_assumptions(told, terminal())
        return
    forms = {"csv": explaining.as_csv, "json": explaining.as_json, "markdown": explaining.as_markdown}
    click.echo(forms[form](told), nl=False)


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    from simulator import fill_registries
    from simulator.scenario_schema import schema_text

    fill_registries()
    click.echo(schema_text(), nl=False)
