"""The verb export: the tables of a study as files for spreadsheets and other programs."""

from pathlib import Path

import click

from simulator.cli import options
from simulator.cli.folders import file_of, naming_the_folder, opened, tell_files

TABLES = "tables"
"""The folder beside a study in which its tables are put."""


@click.command()
@click.argument("study", type=options.PATH)
@click.option(
    "--format",
    "formats",
    metavar="[csv|parquet]",
    multiple=True,
    default=["csv"],
    show_default=True,
    help="Format of the tables; repeatable. Parquet needs pyarrow.",
)
@click.option(
    "--output", "-o", type=options.PATH, help=f'Folder for the tables [default: "{TABLES}" beside the study].'
)
@click.option(
    "--also",
    multiple=True,
    metavar="[mesa|ema|datasette]",
    help="Of a sweep, also tables as Mesa or the EMA Workbench name them; datasette: metadata for it. Repeatable.",
)
@options.quiet
def export(study: Path, formats: tuple[str, ...], output: Path | None, also: tuple[str, ...], quiet: bool) -> None:
    """Write the tables of a study as CSV or Parquet files.

    STUDY is the file of a study, or the folder that compare or sweep wrote. columns.csv tells what each column means,
    and in which unit. Nothing is overwritten.
    """
    from simulator.studies.exporting import export as written

    file = file_of(study)
    folder = output or file.parent / TABLES
    with naming_the_folder(folder), opened(file) as found:
        names = written(found, folder, formats, also=also)
    if not quiet:
        tell_files(folder, names)
