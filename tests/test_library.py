"""Every bundled scenario teaches what it says: its lesson comes out of its own worlds.

Bounds were set beforehand: worlds of seed 0, as many as stated, and the 99 % interval of the paired difference. Settings
that are given for a contrast make its twin: the same files where the lesson turns round.
"""

from functools import cache
from typing import Any, NamedTuple

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
    given: tuple[tuple[str, Any], ...] = ()


GUILTY = (("crisis.cluster", "preventable"),)
NOBODY_SPEAKS_BADLY = (("segments.staff.disparagement_per_week", 0.0),)

LESSONS = [
    Contrast("product_recall", "reputation_end", "advocates first", "influencers first"),
    Contrast("product_recall", "reach", "influencers first", "brand account only"),
    Contrast("data_breach", "reputation_end", "tell it first", "apologise at once"),
    Contrast("data_breach", "reputation_end", "apologise at once", "wait until asked"),
    Contrast("data_breach", "actions", "tell it first", "apologise at once"),
    Contrast("data_breach", "reputation_end", "do nothing", "deny"),
    Contrast("false_rumour", "reputation_end", "the brand repeats", "do nothing"),
    Contrast("false_rumour", "reputation_end", "those who know", "the brand repeats"),
    Contrast("false_rumour", "reputation_end", "those who know", "paid creators"),
    Contrast("false_rumour", "reputation_end", "loyal parents", "the brand repeats"),
    Contrast("false_rumour", "reputation_end", "loyal parents", "paid creators"),
    Contrast("false_rumour", "reputation_end", "do nothing", "the brand repeats", given=GUILTY),
    Contrast("false_rumour", "reputation_end", "do nothing", "those who know", given=GUILTY),
    Contrast("employee_scandal", "reach", "whoever wants to", "do nothing", 60),
    Contrast("employee_scandal", "reach", "whoever wants to", "invited and cared for", 60),
    Contrast("employee_scandal", "insider_posts", "whoever wants to", "everybody must", 60),
    Contrast("employee_scandal", "insider_posts", "invited and cared for", "whoever wants to", 60),
    Contrast("employee_scandal", "reputation_end", "invited and cared for", "whoever wants to", 60),
    Contrast(
        "employee_scandal",
        "reputation_end",
        "whoever wants to",
        "invited and cared for",
        40,
        given=NOBODY_SPEAKS_BADLY,
    ),
    Contrast("influencer_turned_critic", "reach", "many small creators", "a few stars"),
    Contrast("influencer_turned_critic", "reputation_end", "many small creators", "a few stars"),
    Contrast("influencer_turned_critic", "reputation_end", "club runners", "many small creators"),
    Contrast("influencer_turned_critic", "reputation_end", "the mix", "the mix, unwatched"),
]


@cache
def worlds_of(file: str, worlds: int, given: tuple[tuple[str, Any], ...] = ()):
    """Every strategy that a lesson names, in the same worlds: metric by strategy and world."""
    named = sorted({name for c in LESSONS if (c.file, c.given) == (file, given) for name in (c.better, c.worse)})
    study = compare(
        SCENARIOS / f"{file}.toml", worlds, strategies=named, settings=dict(given) or None, jobs=1, detailed=0
    )
    assert not len(study.failed)
    return study.outcomes.pivot(index=["metric", "replication"], columns="strategy", values="value")


def _words(lesson: Contrast) -> str:
    where = "".join(f", {path} = {value}" for path, value in lesson.given)
    return f"{lesson.file}{where}: {lesson.better} beats {lesson.worse} by {lesson.metric}"


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=_words)
def test_the_lesson_comes_out(lesson):
    values = worlds_of(lesson.file, lesson.worlds, lesson.given).loc[lesson.metric]
    low, _ = interval((values[lesson.better] - values[lesson.worse]) * OUTCOMES[lesson.metric].better, LEVEL)
    assert low > 0


@pytest.mark.slow
def test_insiders_take_most_of_the_trust_that_a_programme_has_earned_and_little_of_its_reach():
    silent = worlds_of("employee_scandal", 40, NOBODY_SPEAKS_BADLY)
    spoken = worlds_of("employee_scandal", 60).loc[silent.index]  # the first forty of them
    programme, before = "whoever wants to", silent.loc["reputation_end"]["do nothing"]
    lost = silent.loc["reputation_end"][programme] - spoken.loc["reputation_end"][programme]
    earned = silent.loc["reputation_end"][programme] - before
    low, _ = interval(lost - earned / 2, LEVEL)
    assert low > 0
    assert spoken.loc["reach"][programme].mean() > 0.95 * silent.loc["reach"][programme].mean()


@pytest.mark.parametrize("file", FILES)
def test_a_scenario_states_its_lesson_and_a_test_asserts_it(file):
    assert len(load_scenario(SCENARIOS / f"{file}.toml").lesson) > 40
    assert file in {c.file for c in LESSONS}
