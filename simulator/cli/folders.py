"""Where results go, and what is written there; nothing of anybody else's is touched."""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulator.studies.study import Study
    from simulator.studies.swept import Sweep

STUDY, SWEEP, TABLE, BRIEF = "study.db", "sweep.db", "table.csv", "brief.html"
BESIDE_A_STUDY = ("-wal", "-shm", ".lock")
"""Ends of the names of files that a study in the making may leave behind."""


def folder_of(given: Path | None, name: str) -> Path:
    """The folder for results: the one that is given, or one of this name below ``results``."""
    return given or Path("results") / name


def file_of(given: Path) -> Path:
    """The file of a comparison or a sweep, where its folder is given."""
    if not given.is_dir():
        return given
    return given / (SWEEP if (given / SWEEP).exists() else STUDY)


def opened(file: Path) -> "Study | Sweep":
    """The comparison or the sweep in a file."""
    from simulator.studies.store import Store
    from simulator.studies.study import Study
    from simulator.studies.swept import Sweep

    with contextlib.closing(Store.read(file)) as store:
        reader = Sweep if store.is_sweep else Study
    return reader.from_sqlite(file)


def free_room(folder: Path) -> int:
    """Bytes that a study may take in a folder, there yet or not; what a study there has counts as free."""
    ours = [folder / f"{name}{end}" for name in (STUDY, SWEEP) for end in ("", "-wal")]
    held = sum(path.stat().st_size for path in ours if path.is_file())
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())
    return shutil.disk_usage(there).free + held


def results_folder(given: Path | None, name: str, *, holding: str = STUDY) -> Path:
    """The folder for results, made where it is missing; one that holds something else is refused.

    holding : the file that tells such a folder.
    """
    from simulator.settings import InputError

    folder = folder_of(given, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        inside = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be used for results ({error.strerror}); give a folder with --output"
        ) from None
    others = [name for name in inside if name not in {holding + end for end in BESIDE_A_STUDY}]
    if others and holding not in inside:
        raise InputError(
            f"{folder}: holds other things ({', '.join(others[:3])}); give an empty or new folder with --output"
        )
    return folder


@contextlib.contextmanager
def naming_the_folder(place: Path) -> Iterator[None]:
    """Say how to give another place, where this one is what is wrong: then it is what the complaint begins with."""
    from simulator.settings import InputError

    try:
        yield
    except InputError as error:
        if not str(error).startswith(str(place)):
            raise
        raise InputError(f"{error} (--output DIR gives another folder)") from None


def tell_files(folder: Path, names: Sequence[str]) -> None:
    """Say what was written, and where."""
    click.echo(f"\nFiles in {folder}: {', '.join(names)}")
