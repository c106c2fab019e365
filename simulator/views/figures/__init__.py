"""Figures: attention and sentiment over time, outcomes per strategy, who reached whom; and what a sweep says.

``style`` what all figures have in common; ``events`` what happened, as marks on the axis of time; ``courses`` attention
and sentiment; ``differences`` outcomes; ``reached`` flow; ``mattering`` and ``boxes`` what sensitivity and discover
tell. The same numbers give the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.settings import InputError
from simulator.studies.designs import Design
from simulator.studies.discovery import Box
from simulator.studies.places import is_free_place
from simulator.views.figures.boxes import where_it_happens
from simulator.views.figures.courses import attention, bands_of_run, bands_of_study, sentiment
from simulator.views.figures.differences import outcomes
from simulator.views.figures.events import marks_of
from simulator.views.figures.mattering import what_matters
from simulator.views.figures.reached import flow
from simulator.views.figures.style import ALONE, DPI, looks, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulator.studies.run import Run
    from simulator.studies.study import Study


def names(study: "Study", formats: Sequence[str]) -> list[str]:
    """The files that ``save_study`` writes."""
    kinds = ["attention", "sentiment", *(["outcomes"] if len(study.strategies) > 1 else []), "flow"]
    return [f"{kind}.{form}" for kind in kinds for form in formats]


def save_study(study: "Study", folder: Path, *, formats: Sequence[str] = ("png",)) -> list[str]:
    """Draw all figures of a comparison into a folder; returns the names of the files."""
    look = looks(study.strategies, study.baseline)
    series, events = bands_of_study(study), marks_of(study.events, study.replications)
    figures = {
        "attention": lambda: attention(series, events, look, title=study.name),
        "sentiment": lambda: sentiment(series, events, look, title=study.name),
        "outcomes": lambda: outcomes(study, look),
        "flow": lambda: flow(study.flow, list(study.strategies), title=study.name),
    }
    if len(study.strategies) == 1:
        del figures["outcomes"]
    return _saved(figures, folder, formats)


def save_run(run: "Run", folder: Path, *, formats: Sequence[str] = ("png",)) -> list[str]:
    """Draw the figures of a single run into a folder; returns the names of the files."""
    name = run.job.strategy
    look, title = {name: ALONE}, f"{name}, world {run.job.seed}"
    series, events = bands_of_run(run), marks_of(run.events.assign(strategy=name, replication=0), 1)
    figures = {
        "attention": lambda: attention(series, events, look, title=title),
        "sentiment": lambda: sentiment(series, events, look, title=title),
        "flow": lambda: flow(run.flow.assign(strategy=name), [name], title=title),
    }
    return _saved(figures, folder, formats)


def checked_place(path: Path, formats: Sequence[str]) -> None:
    """Refuse a place where no single figure can be drawn; the end of its name says the format."""
    if path.suffix.removeprefix(".") not in formats:
        raise InputError(f"{path}: does not end in {' or '.join(f'.{form}' for form in formats)}; give such a name")
    if not is_free_place(path):
        raise InputError(f"{path}: is there already, and nothing is overwritten; give another path")


def save_what_matters(table: "pd.DataFrame", title: str, path: Path) -> None:
    """Draw what matters most in a sweep into a file."""
    _saved({path.stem: lambda: what_matters(table, title)}, path.parent, [path.suffix.removeprefix(".")])


def save_boxes(design: Design, hit: Any, found: list[Box], title: str, path: Path) -> None:
    """Draw where something happens in a sweep into a file."""
    draw = {path.stem: lambda: where_it_happens(design, hit, found, title)}
    _saved(draw, path.parent, [path.suffix.removeprefix(".")])


def _saved(figures: Mapping[str, Callable[[], "Figure"]], folder: Path, formats: Sequence[str]) -> list[str]:
    written = []
    for name, draw in figures.items():
        with styled():
            figure = draw()
            for form in formats:
                figure.savefig(folder / f"{name}.{form}", dpi=DPI, metadata=_undated(form))
                written.append(f"{name}.{form}")
    return written


def _undated(form: str) -> dict[str, Any]:
    """Metadata without the time, so that the same numbers give the same bytes."""
    return {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(form, {})
