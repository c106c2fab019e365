"""The verb passport: make the checks of the validation passport, print the verdicts, write page, data and figures."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import options
from simulator.cli.progress import shown_progress
from simulator.cli.words import SOME_FAILED, complain

if TYPE_CHECKING:
    from simulator.passport.running import Passport

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--full", is_flag=True, help="Samples about ten times as large.")
@click.option("--twins", is_flag=True, help="The twin of each check too, with one thing wrong: it must fail.")
@options.jobs
@click.option("--output", "-o", type=options.PATH, help="Folder for page, data and figures [default: docs].")
@options.quiet
def passport(ids: tuple[str, ...], full: bool, twins: bool, jobs: int | None, output: Path | None, quiet: bool) -> None:
    """Show that it is right where the answer is known, and realistic where data exist.

    Makes the checks of the validation passport: exact laws, other programs, invariants, published facts and real data.
    Name some IDS, such as O4 T1, or none for all: then passport.md, passport.json and figures are written too. Real
    data are looked for in the folder GROUNDSWELL_DATA. Exit code 1 where a check does not hold; a fact that the model
    misses is told and is no failure.
    """
    from simulator import fill_registries
    from simulator.passport.running import make_passport
    from simulator.studies.executors import cores
    from simulator.views.passport import print_passport
    from simulator.views.tables import terminal

    fill_registries()
    with shown_progress(quiet=quiet, of="checks") as progress:
        made = make_passport(ids, full=full, twins=twins, jobs=jobs or cores(), progress=progress)
    print_passport(made, terminal())
    if not ids:
        _write(made, output or DOCS)
    sys.exit(_exit_code(made))


def _exit_code(made: "Passport") -> int:
    for result in made.results:
        if result.error:
            complain(f"{result.id} broke: {result.error.strip().splitlines()[-1]}")
    must = [r for r in made.results if r.findings and r.check.kind not in ("fact", "data")]
    wrong = [r.id for r in must if not r.holds] + [r.id for r in made.results if r.of_twin and not r.can_fail]
    return SOME_FAILED if wrong or any(r.error for r in made.results) else 0


def _write(made: "Passport", folder: Path) -> None:
    from simulator.passport.running import as_data
    from simulator.passport.verdicts import write_verdicts
    from simulator.views.figures.passport import draw_passport
    from simulator.views.passport import page

    if not folder.is_dir():  # where only the package is installed
        return
    figures = draw_passport(made, folder / "passport")
    (folder / "passport.md").write_text(page(made, figures), "utf-8")
    data = as_data(made)
    (folder / "passport.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if folder.resolve() == DOCS:  # what the package carries is that of the docs
        write_verdicts(data)
    click.echo(f"{folder / 'passport.md'} is written, with passport.json and figures")
