"""The verb replay: a stored run as a page that opens from disk, and as a film."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import options
from simulator.cli.folders import file_of
from simulator.cli.progress import shown_progress
from simulator.cli.words import SOME_FAILED, complain

if TYPE_CHECKING:
    from simulator.rehearsal.recorded import Recorded

PAGES = (".html", ".htm")


@click.command()
@click.argument("study", type=options.PATH)
@click.argument("run_id", type=click.IntRange(min=1), required=False)
@click.option("--beside", type=click.IntRange(min=1), help="Number of another run of the same world, seen beside it.")
@click.option(
    "--film",
    "films",
    type=click.Choice(("gif", "mp4")),
    multiple=True,
    help="Also write a film; repeatable. MP4 needs ffmpeg.",
)
@click.option(
    "--output",
    "-o",
    type=options.PATH,
    help="The page, or a folder for it [default: replay_RUN.html beside the study].",
)
@click.option(
    "--drawn",
    type=click.IntRange(1, 65_535),
    default=5000,
    show_default=True,
    help="Members that are drawn, at most.",
)
@options.quiet
def replay(
    study: Path,
    run_id: int | None,
    beside: int | None,
    films: tuple[str, ...],
    output: Path | None,
    drawn: int,
    quiet: bool,
) -> None:
    """Write a stored run as a page that opens from disk: pictures, curves, posts, and who got it from whom.

    STUDY is the file of a study, or the folder that run, compare or sweep wrote; RUN_ID is the number of the run in the
    table run, and may be left out where there is one. The run is done again, and its outcomes are compared to the last
    bit: exit code 1 where one differs. Nothing is overwritten.
    """
    from simulator.rehearsal.recorded import only_run, record
    from simulator.views.replay import check_film, write_film, write_replay

    file = file_of(study)
    numbers = [run_id or only_run(file), *([beside] if beside else [])]
    page = _page(file, numbers, output)
    for form in films:
        check_film(form)
    _check_free(page, films)
    runs = record(file, numbers, drawn=drawn)
    written = [write_replay(page, runs, study=str(file))]
    for form in films:
        with shown_progress(quiet=quiet, of="images") as progress:
            written.append(write_film(page.with_suffix(f".{form}"), runs, progress=progress))
    for run in runs:
        (complain if run.again.differing else click.echo)(run.said)
    click.echo(f"Written: {', '.join(map(str, written))}")
    if not quiet:
        click.echo(f"Next: open {page} in a browser; it needs no network.")
    sys.exit(_told(runs, file))


def _page(file: Path, numbers: list[int], output: Path | None) -> Path:
    """Where the page goes."""
    name = f"replay_{'_beside_'.join(map(str, numbers))}.html"
    if output is None:
        return file.parent / name
    return output if output.suffix.lower() in PAGES else output / name


def _check_free(page: Path, films: tuple[str, ...]) -> None:
    """Refuse a place that is taken, before anything is run, and make the folder for it."""
    from simulator.settings import InputError

    for place in (page, *(page.with_suffix(f".{form}") for form in films)):
        if place.exists():
            raise InputError(f"{place}: is there already, and nothing is overwritten; give another place with --output")
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{page.parent}: cannot be made ({error.strerror}); give another with --output") from None


def _told(runs: "list[Recorded]", file: Path) -> int:
    """Tell why outcomes may differ, where they do; returns the exit code."""
    from simulator.studies.reproduction import differing_versions

    if not any(run.again.differing for run in runs):
        return 0
    if changed := differing_versions(file):
        complain(f"the study was made with {', '.join(changed)}")
    return SOME_FAILED
