"""Every bundled scenario teaches what it says: its lesson comes out of its own worlds.

Bounds were set beforehand: worlds of seed 0, as many as stated, and the 99 % interval of the paired difference.
"""

from functools import cache
from typing import NamedTuple

import pytest

from simulator.cli.catalogue import SCENARIOS
from simulator.metrics import OUTCOMES
from simulator.scenario_files import load_scenario
from simulator.studies.compare import compare
from simulator.studies.statistics import interval

FILES = sorted(path.stem for path in SCENARIOS.glob("*.toml"))
LEVEL = 0.99


class Contrast(NamedTuple):
    """One strategy does better than another by a metric, in the worlds of a scenario."""

    file: str
    metric: str
    better: str
    worse: str
    worlds: int = 24


LESSONS = [
    Contrast("product_recall", "reputation_end", "advocates first", "influencers first"),
    Contrast("product_recall", "reach", "influencers first", "brand account only"),
]


@cache
def worlds_of(file: str, worlds: int):
    """Every strategy that a lesson names, in the same worlds: metric by strategy and world."""
    named = sorted({name for c in LESSONS if c.file == file for name in (c.better, c.worse)})
    study = compare(SCENARIOS / f"{file}.toml", worlds, strategies=named, jobs=1, detailed=0)
    assert not len(study.failed)
    return study.outcomes.pivot(index=["metric", "replication"], columns="strategy", values="value")


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda c: f"{c.file}: {c.better} beats {c.worse} by {c.metric}")
def test_the_lesson_comes_out(lesson):
    values = worlds_of(lesson.file, lesson.worlds).loc[lesson.metric]
    low, _ = interval((values[lesson.better] - values[lesson.worse]) * OUTCOMES[lesson.metric].better, LEVEL)
    assert low > 0


@pytest.mark.parametrize("file", FILES)
def test_a_scenario_states_its_lesson_and_a_test_asserts_it(file):
    assert len(load_scenario(SCENARIOS / f"{file}.toml").lesson) > 40
    assert file in {c.file for c in LESSONS}
