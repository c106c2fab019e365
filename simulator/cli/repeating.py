"""The verbs rerun, verify and upgrade: what a study's file says, done again or brought up to date."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import options
from simulator.cli.folders import file_of
from simulator.cli.words import SOME_FAILED, complain

if TYPE_CHECKING:
    from simulator.studies.reproduction import Again

study = click.argument("study", type=options.PATH)


@click.command()
@study
@click.argument("run_id", type=click.IntRange(min=1))
def rerun(study: Path, run_id: int) -> None:
    """Do one run of a study again, and compare every outcome to the last bit.

    RUN_ID is its number in the table run. Exit code 1 where an outcome differs.
    """
    from simulator.studies.reproduction import rerun

    again = rerun(file_of(study), run_id)
    for name, value in again.run.outcomes.items():
        click.echo(f"{name} = {value!r}")
    if _told([again], file_of(study)):
        sys.exit(SOME_FAILED)
    click.echo(f"run {run_id}: all {len(again.stored)} stored outcomes are the same to the last bit")


@click.command()
@study
@click.option("--sample", "-n", default=20, show_default=True, type=click.IntRange(min=1), help="Runs done again.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Draws the sample.")
@click.option("--manifest", is_flag=True, help="Also print versions, host and digests, as JSON.")
def verify(study: Path, sample: int, seed: int, manifest: bool) -> None:
    """Do a sample of a study's runs again, and compare every outcome to the last bit.

    Its scenario is compared with its digest, too. Exit code 1 where anything differs.
    """
    from simulator.studies import reproduction

    path = file_of(study)
    found = list(reproduction.verify(path, sample, seed=seed))
    if manifest:
        click.echo(json.dumps(reproduction.manifest(path), indent=2, ensure_ascii=False))
    n_differing, is_the_same = _told(found, path), reproduction.is_of_its_scenario(path)
    if n_differing:
        complain(f"{n_differing} of {len(found)} runs differ")
    if not is_the_same:
        complain(
            "the scenario in the file is not the one that the study was made of: it was changed there, or a setting"
            " that it does not give has another default now"
        )
    if n_differing or not is_the_same:
        sys.exit(SOME_FAILED)
    n = sum(len(again.stored) for again in found)
    click.echo(f"{len(found)} runs done again: all {n} outcomes are the same to the last bit")


@click.command()
@study
def upgrade(study: Path) -> None:
    """Bring the file of a study up to date that an older version of the program made.

    The file as it was is kept beside it.
    """
    from simulator.studies.upgrading import upgrade

    path = file_of(study)
    copy = upgrade(path)
    click.echo(f"{path}: is up to date" if copy is None else f"{path}: brought up to date; as it was: {copy}")


def _told(found: "list[Again]", path: Path) -> int:
    """Tell what differs, and why it may; returns how many runs do."""
    from simulator.studies.reproduction import differing_versions

    differing = [again for again in found if again.differing]
    for again in differing:
        for name, (stored, now) in again.differing.items():
            complain(f"run {again.run_id}: {name} was {stored!r} and is {now!r}")
    if differing and (changed := differing_versions(path)):
        complain(f"the study was made with {', '.join(changed)}")
    return len(differing)
