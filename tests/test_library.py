"""Every bundled scenario teaches what it says: its lesson comes out of its own worlds.

Bounds were set beforehand: worlds of seed 0, as many as stated, and the 99 % interval of the paired difference.
Settings that are given for a contrast make its twin: the same file where the lesson turns round.
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
    """One strategy does better than another by a metric, in the worlds of a scenario.

    With ``beyond``, by more than the first of these two does better than the second.
    """

    file: str
    metric: str
    better: str
    worse: str
    worlds: int = 24
    given: tuple[tuple[str, Any], ...] = ()
    beyond: tuple[str, str] | None = None

    def strategies(self) -> set[str]:
        return {self.better, self.worse, *(self.beyond or ())}

    def __str__(self) -> str:
        gap = f" by more than {' beats '.join(self.beyond)}" if self.beyond else ""
        where = "".join(f", {path} = {value}" for path, value in self.given)
        return f"{self.file}{where}: {self.better} beats {self.worse} by {self.metric}{gap}"


GUILTY = (("crisis.cluster", "preventable"),)
NOBODY_SPEAKS_BADLY = (("segments.staff.disparagement_per_week", 0.0),)

LESSONS = [
    Contrast("product_recall", "reputation_end", "advocates first", "influencers first", 12),
    Contrast("product_recall", "reach", "influencers first", "brand account only", 12),
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
    lessons = (c for c in LESSONS if (c.file, c.given) == (file, given))
    named = sorted({name for lesson in lessons for name in lesson.strategies()})
    study = compare(
        SCENARIOS / f"{file}.toml", worlds, strategies=named, settings=dict(given) or None, jobs=1, detailed=0
    )
    assert not len(study.failed)
    return study.outcomes.pivot(index=["metric", "replication"], columns="strategy", values="value")


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=str)
def test_the_lesson_comes_out(lesson):
    values = worlds_of(lesson.file, lesson.worlds, lesson.given).loc[lesson.metric]
    gain = values[lesson.better] - values[lesson.worse]
    if lesson.beyond:
        gain = gain - (values[lesson.beyond[0]] - values[lesson.beyond[1]])
    low, _ = interval(gain * OUTCOMES[lesson.metric].better, LEVEL)
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
