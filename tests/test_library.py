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
    """One strategy does better than another by a metric, in the worlds of a scenario.

    With ``beyond``, by more than the first of these two does better than the second.
    """

    file: str
    metric: str
    better: str
    worse: str
    beyond: tuple[str, str] | None = None
    worlds: int = 24

    def strategies(self) -> set[str]:
        return {self.better, self.worse, *(self.beyond or ())}

    def __str__(self) -> str:
        gap = f" by more than {' beats '.join(self.beyond)}" if self.beyond else ""
        return f"{self.file}: {self.better} beats {self.worse} by {self.metric}{gap}"


LESSONS = [
    Contrast("product_recall", "reputation_end", "advocates first", "influencers first"),
    Contrast("product_recall", "reach", "influencers first", "brand account only"),
    Contrast(
        "service_outage",
        "hostile_impressions",
        "after 1 hour",
        "after 6 hours",
        beyond=("after 6 hours", "after 24 hours"),
    ),
    Contrast("service_outage", "reputation_end", "tells it first", "after 1 hour"),
    Contrast("service_outage", "reputation_end", "after 24 hours", "do nothing"),
    Contrast("product_launch", "reach", "creators' week", "owners"),
    Contrast("product_launch", "sales", "owners", "creators' week"),
    Contrast("product_launch", "awareness", "creators, six weeks", "creators' week"),
    Contrast("b2b_leads", "net_value", "three times a week", "once a week"),
    Contrast("b2b_leads", "net_value", "three times a week", "twice a day"),
    Contrast("b2b_leads", "unfollows", "three times a week", "twice a day"),
    Contrast("b2b_leads", "leads", "one goal after another", "three goals at once"),
    Contrast("executive_silence", "impressions", "leaders go first", "leaders silent"),
    Contrast("executive_silence", "cost_per_action", "leaders go first", "leaders silent"),
    Contrast("executive_silence", "actions", "leaders go first", "tools instead"),
    Contrast("executive_silence", "actions", "leaders go first", "praise instead"),
]


@cache
def worlds_of(file: str, worlds: int):
    """Every strategy that a lesson names, in the same worlds: metric by strategy and world."""
    named = sorted({name for c in LESSONS if c.file == file for name in c.strategies()})
    study = compare(SCENARIOS / f"{file}.toml", worlds, strategies=named, jobs=1, detailed=0)
    assert not len(study.failed)
    return study.outcomes.pivot(index=["metric", "replication"], columns="strategy", values="value")


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=str)
def test_the_lesson_comes_out(lesson):
    values = worlds_of(lesson.file, lesson.worlds).loc[lesson.metric]
    gain = values[lesson.better] - values[lesson.worse]
    if lesson.beyond:
        gain = gain - (values[lesson.beyond[0]] - values[lesson.beyond[1]])
    low, _ = interval(gain * OUTCOMES[lesson.metric].better, LEVEL)
    assert low > 0


@pytest.mark.parametrize("file", FILES)
def test_a_scenario_states_its_lesson_and_a_test_asserts_it(file):
    assert len(load_scenario(SCENARIOS / f"{file}.toml").lesson) > 40
    assert file in {c.file for c in LESSONS}
