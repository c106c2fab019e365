"""The rows that a finished run gives, table by table."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from simulator.content import NONE, SIDES
from simulator.studies.packing import packed
from simulator.studies.run import Course, Run


def rows_of(run_id: int, run: Run) -> Iterator[tuple[str, Iterable[Any]]]:
    """The rows of a finished run beside its outcomes, table by table."""
    yield "health", [(run_id, *warning) for warning in run.health]
    if run.job.variant:
        if run.course is not None:
            yield "packed_series", [(run_id, packed(_course_table(run)))]
        return
    yield "event", [(run_id, number, *note) for number, note in enumerate(run.notes)]
    yield "flow", _flow_rows(run_id, run)
    yield "cost", [(run_id, kind, money) for kind, money in run.costs.items()]
    if run.beside is not None:
        yield "beside", [(run_id, *(None if math.isnan(value) else value for value in run.beside))]
    if run.course is not None:
        yield "series", _series_rows(run_id, run)
    if run.segment_course is not None:
        yield "segment_series", _segment_rows(run_id, run, run.segment_course)
    if run.post is not None:
        yield "post", _post_rows(run_id, run)


def outcomes_of(run: Run) -> tuple[tuple[str, ...], list[float | None]]:
    """The metrics of a finished run, in the order of their table, and their values; None where there is no number."""
    metrics = tuple(sorted(run.outcomes))
    return metrics, [None if math.isnan(value := run.outcomes[name]) else value for name in metrics]


def _flow_rows(run_id: int, run: Run) -> Iterator[Any]:
    names, places = run.legend.segments, run.flow_places()
    for source, receiver, side in zip(*(p.tolist() for p in places), strict=True):
        yield run_id, names[source], names[receiver], SIDES[side], int(run.impressions[source, receiver, side])


def _course_table(run: Run) -> np.ndarray:
    """The columns of the series, and attention: (columns, ticks)."""
    course: Any = run.course
    attention: Any = run.attention
    return np.stack([*course.columns().values(), attention])


def _series_rows(run_id: int, run: Run) -> Iterator[Any]:
    course: Any = run.course
    attention: Any = run.attention
    columns = [values.tolist() for values in course.columns().values()]
    ticks = range(len(course.attitude))
    return zip(
        *[[run_id] * len(ticks), ticks, run.legend.hours(ticks).tolist(), *columns, attention.tolist()], strict=True
    )


def _segment_rows(run_id: int, run: Run, course: Course) -> Iterator[Any]:
    columns = [values.tolist() for values in course.columns().values()]
    names = list(zip(run.legend.segments, run.legend.roles, strict=True))
    hours = run.legend.hours(range(len(course.attitude))).tolist()
    for tick, hour in enumerate(hours):
        for number, (segment, role) in enumerate(names):
            yield (run_id, tick, segment, role, hour, *(column[tick][number] for column in columns))


def _post_rows(run_id: int, run: Run) -> Iterator[Any]:
    columns = run.post_columns()
    plain = [values if isinstance(values, list) else values.tolist() for values in columns.values()]
    for *values, parent, parent_member in zip(*plain, strict=True):
        yield (run_id, *values, *(None if n == NONE else n for n in (parent, parent_member)))
