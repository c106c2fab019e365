"""Arguments and options that several verbs have, each declared once, and what they come to."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

FIGURE_FORMATS = ("png", "svg", "pdf")


class SomePath(click.Path):
    """A path, which is not the empty text: that would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of what was typed."""
        if value == "":
            self.fail("it is empty; give a path", param, ctx)
        return super().convert(value, param, ctx)


PATH = SomePath(path_type=Path)

file = click.argument("file", type=PATH)
seed = click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Number of the first world."
)
changes = click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Replace a setting, such as clock.days=7; repeatable."
)
jobs = click.option("--jobs", "-j", type=click.IntRange(min=1), help="Processes at once [default: one per core].")
output = click.option("--output", "-o", type=PATH, help="Folder for the results.")
quiet = click.option("--quiet", "-q", is_flag=True, help="No progress and no advice, only results and complaints.")
formats = click.option(
    "--format",
    "formats",
    type=click.Choice(FIGURE_FORMATS),
    multiple=True,
    default=["png"],
    show_default=True,
    help="Format of the figures; repeatable.",
)


@dataclass(frozen=True, kw_only=True)
class AskedOfAFile:
    """What every verb that simulates is asked: by which file, with which results where."""

    file: Path
    changes: tuple[str, ...]
    output: Path | None
    quiet: bool


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfAFile):
    """The same where there are figures, from which world on."""

    seed: int
    formats: tuple[str, ...]
