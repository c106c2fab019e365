"""The points of a sweep: in which order a round takes them, and what its file says of them."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.chosen import under_strategy
from simulator.scenario import DO_NOTHING, Scenario
from simulator.settings import InputError
from simulator.studies.designs import Design
from simulator.studies.factors import Factor
from simulator.studies.job import Variant, with_settings
from simulator.studies.packing import packed, unpacked
from simulator.studies.plain_json import plain_json
from simulator.studies.schema import SUCCEEDED
from simulator.studies.statistics import bands
from simulator.studies.store import Store
from simulator.studies.varied import setting_at
from simulator.world import what_makes_the_ties

BANDS = 3
"""Quantiles of a summary: low, median and high (10, 50 and 90 %)."""


def points_in_order(scenario: Scenario, design: Design) -> tuple[Variant, ...]:
    """The points as variants, named by their numbers; those on the same networks stand together."""
    changing = [n for n, factor in enumerate(design.factors) if _changes_the_ties(scenario, factor)]
    numbers = sorted(range(len(design)), key=lambda point: repr([design.points[point][n] for n in changing]))
    return tuple(Variant(str(number), design.settings(number)) for number in numbers)


def _changes_the_ties(scenario: Scenario, factor: Factor) -> bool:
    """Whether the networks differ between the ends of a factor; where an end cannot be, they may."""
    found = set()
    for value in factor.ends():
        try:
            spec = under_strategy(with_settings(scenario, {factor.path: value}), DO_NOTHING)
        except InputError:
            return True
        found.add(what_makes_the_ties(spec, 0))
    return len(found) > 1


def as_json(design: Design) -> str:
    """The design without its points, which the file has as variants."""
    return dataclasses.replace(design, points=()).to_json()


def design_of(text: str, points: tuple[Variant, ...]) -> Design:
    """The design that ``as_json`` wrote, with its points in order."""
    in_order = sorted(points, key=lambda point: int(point.name))
    values = tuple(tuple(value for _, value in point.settings) for point in in_order)
    return dataclasses.replace(Design.from_json(text), points=values)


def factor_rows(scenario: Scenario, design: Design) -> Iterator[tuple[Any, ...]]:
    """The rows of the table ``factor``."""
    for factor in design.factors:
        told = setting_at(scenario, factor.path).declared
        levels = plain_json(factor.levels) if factor.levels else None
        ends = (None, None) if factor.levels else (factor.low, factor.high)
        yield (factor.path, factor.kind, *ends, levels, int(factor.log), told.unit, told.meaning, told.source)


# ------------------------------------------------------------ the course at a point


def summarise(store: Store) -> None:
    """Put the quantiles of each point and strategy in the place of the courses of their runs, a point at a time."""
    n_columns = len(json.loads(store.study()["series_columns"]))
    for variant, strategy in store.rows(
        "SELECT DISTINCT variant, strategy FROM run JOIN packed_series USING (run_id) ORDER BY run_id"
    ):
        runs = store.rows(
            "SELECT run_id, packed FROM run JOIN packed_series USING (run_id) WHERE variant = ? AND strategy = ?"
            f" AND status = '{SUCCEEDED}'",
            (variant, strategy),
        )
        courses = np.stack([unpacked(pack, n_columns) for _, pack in runs])
        quantiles = bands(courses).reshape(BANDS * n_columns, -1)
        store.replace_courses((variant, strategy, len(runs), packed(quantiles)), [run_id for run_id, _ in runs])
    store.shrink()
