"""The verb claims: try the claims of the source documents, print the verdicts, write the page."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import options
from simulator.cli.progress import shown_progress
from simulator.cli.words import SOME_FAILED, complain

if TYPE_CHECKING:
    from simulator.claims.running import Trial

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "claims.md"


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--replications", "-n", type=click.IntRange(min=2), help="Worlds per arm [default: as declared, 40].")
@options.jobs
@click.option("--seed", type=click.IntRange(0, 2**62), help="Number of the first world [default: 800000].")
@click.option("--output", "-o", type=options.PATH, help="New CSV file for the readings of every world.")
@click.option("--check", is_flag=True, help="Write no page; complain where docs/claims.md says something else.")
@options.quiet
def claims(
    ids: tuple[str, ...],
    replications: int | None,
    jobs: int | None,
    seed: int | None,
    output: Path | None,
    check: bool,
    quiet: bool,
) -> None:
    """Try the claims of the source documents.

    Each by an experiment in paired worlds: with the sign and the size that were declared, and gone when its mechanism
    is neutral. Name some IDS, such as A3 V7, or none for all: then docs/claims.md is written too, unless another seed
    or number of worlds is asked for. Exit code 1 where a claim does not hold; fewer than 20 worlds cannot show that it
    does.
    """
    from simulator import fill_registries
    from simulator.claims.declaring import SEED
    from simulator.claims.running import try_claims
    from simulator.studies.executors import cores
    from simulator.views.claims import print_trial, write_rows
    from simulator.views.tables import terminal

    fill_registries()
    if output is not None:
        _check_free(output)
    with shown_progress(quiet=quiet) as progress:
        trial = try_claims(
            ids,
            worlds=replications,
            jobs=jobs or cores(),
            seed=SEED if seed is None else seed,
            progress=progress,
        )
    print_trial(trial, terminal())
    if output is not None:
        with output.open("x", encoding="utf-8", newline="") as file:
            write_rows(trial.rows, file)
    differs = check and _differs(trial)
    if not (check or ids or replications or seed is not None):
        _write(trial)
    sys.exit(SOME_FAILED if differs else _exit_code(trial))


def _check_free(file: Path) -> None:
    """Refuse a file that is there, or has no folder, before anything is run."""
    from simulator.settings import InputError

    if file.exists():
        raise InputError(f"{file}: is there already, and nothing is overwritten; give another name with --output")
    if not file.parent.is_dir():
        raise InputError(f"{file}: there is no folder {file.parent}; make it, or give another place with --output")


def _exit_code(trial: "Trial") -> int:
    from simulator.claims.judging import NOT_HOLDING

    errors = [error for verdict in trial.verdicts for error in verdict.errors]
    for error in dict.fromkeys(error.strip().splitlines()[-1] for error in errors):
        complain(f"runs failed: {error}")
    return SOME_FAILED if any(verdict.word in NOT_HOLDING for verdict in trial.verdicts) else 0


def _write(trial: "Trial") -> None:
    import numba
    import numpy

    from simulator import __version__
    from simulator.views.claims import page

    versions = f"Groundswell {__version__}, NumPy {numpy.__version__}, Numba {numba.__version__}"
    if PAGE.parent.is_dir():  # not where only the package is installed
        PAGE.write_text(page(trial, versions), "utf-8")
        click.echo(f"{PAGE} is written")


def _differs(trial: "Trial") -> bool:
    """Whether the page has another verdict on a claim than was found now; says which."""
    from simulator.views.claims import verdicts_told

    told = verdicts_told(PAGE.read_text("utf-8")) if PAGE.is_file() else {}
    wrong = [v for v in trial.verdicts if told.get(v.claim.id) != v.word]
    for verdict in wrong:
        complain(f"{PAGE}: {verdict.claim.id}: {told.get(verdict.claim.id, 'no verdict')}, but now: {verdict.word}")
    return bool(wrong)
