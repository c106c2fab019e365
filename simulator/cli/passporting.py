"""The verb passport: make the checks of the validation passport, print the verdicts, write page, data and figures."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import options
from simulator.cli.progress import shown_progress
from simulator.cli.words import SOME_FAILED, complain
from simulator.wording import counted

if TYPE_CHECKING:
    from simulator.passport.running import Passport

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
FILES = ("passport.md", "passport.json")


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--full", is_flag=True, help="Samples about ten times as large.")
@click.option("--twins", is_flag=True, help="The twin of each check too, with one thing wrong: it must fail.")
@options.jobs
@click.option(
    "--output", "-o", type=options.PATH, help="Folder for page, data and figures [default: docs; none with IDS]."
)
@options.quiet
def passport(ids: tuple[str, ...], full: bool, twins: bool, jobs: int | None, output: Path | None, quiet: bool) -> None:
    """Show that it is right where the answer is known, and realistic where data exist.

    Makes the checks of the validation passport: exact laws, other programs, invariants, published facts and real data.
    Name some IDS, such as O4 T1, or none for all. With none, or with --output, passport.md, passport.json and figures
    are written too. Real data are looked for in the folder GROUNDSWELL_DATA.

    Exit code 1 where a check breaks, where one of O, P or I does not hold, or where a twin does not fail that should;
    a fact (T) or real data (D) that the model misses are told and are no failure. Exit code 2 where an ID is not known,
    or the folder cannot be written.
    """
    from simulator import fill_registries
    from simulator.passport.running import make_passport
    from simulator.studies.executors import cores
    from simulator.views.passport import print_passport
    from simulator.views.tables import terminal

    fill_registries()
    folder = output or (None if ids else DOCS)
    if folder is not None:
        _make_sure_of(folder, is_given=output is not None)
    with shown_progress(quiet=quiet, of="checks") as progress:
        made = make_passport(ids, full=full, twins=twins, jobs=jobs or cores(), progress=progress)
    print_passport(made, terminal())
    if folder is not None:
        _write(made, folder, is_whole=not ids)
    sys.exit(_exit_code(made))


def _exit_code(made: "Passport") -> int:
    for result in made.results:
        if result.error:
            complain(f"{result.id} broke: {result.error.strip().splitlines()[-1]}")
    must = [r for r in made.results if r.findings and r.check.kind not in ("fact", "data")]
    wrong = [r.id for r in must if not r.holds] + [r.id for r in made.results if r.twin == "does not fail"]
    return SOME_FAILED if wrong or any(r.error for r in made.results) else 0


def _make_sure_of(folder: Path, *, is_given: bool) -> None:
    """Make the folder for the results, before the work, or say why nothing can be written there."""
    from simulator.settings import InputError

    if not is_given and not folder.is_dir():
        raise InputError(
            f"{folder}: there are no docs where only the package is installed; give a folder with --output"
        )
    try:
        (folder / "passport").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be used for results ({error.strerror}); give a folder with --output"
        ) from None
    files = [folder, folder / "passport", *(path for path in map(folder.joinpath, FILES) if path.exists())]
    closed = [path for path in files if not os.access(path, os.W_OK)]
    if closed or any((folder / name).is_dir() for name in FILES):
        raise InputError(f"{(closed or [folder])[0]}: cannot be written; give another folder with --output")


def _write(made: "Passport", folder: Path, *, is_whole: bool) -> None:
    from simulator.passport.running import as_data
    from simulator.passport.verdicts import write_verdicts
    from simulator.views.figures.passport import draw_passport
    from simulator.views.passport import page

    figures = draw_passport(made, folder / "passport")
    (folder / "passport.md").write_text(page(made, figures), "utf-8")
    data = as_data(made)
    (folder / "passport.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if folder.resolve() == DOCS and is_whole:  # what the package carries is that of the docs
        write_verdicts(data)
    click.echo(f"{folder / 'passport.md'} is written, with passport.json and {counted(len(figures), 'figure')}")
