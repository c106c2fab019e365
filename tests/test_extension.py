"""A role, a mechanism, an action, a signal and a metric from outside the package, run from a scenario text."""

from typing import Any, Literal

import numpy as np
import pytest
from worlds import STAGE, played, posts_of, segment, small, staged, step

from simulator import mechanisms, metrics, roles, scenario, strategies
from simulator.metrics import outcomes
from simulator.model import CampaignModel
from simulator.scenario import ActionSettings, SegmentSettings
from simulator.scenario_files import ScenarioError
from simulator.settings import Settings, setting

REGISTRIES = [
    scenario.ROLES,
    scenario.ACTIONS,
    scenario.MECHANISMS,
    roles.ROLE_CLASSES,
    strategies.DEEDS,
    strategies.SIGNALS,
    mechanisms.EFFECTS,
    metrics.OUTCOMES,
]

TEXT = """
[messages.rumour]
stance = -0.3
[messages.flyer]
stance = 0.5

[[mechanisms]]
kind = "curfew"
from_hour = 20
"""
TEXT += segment("gossips", "gossips", 50, 'says = "rumour"\nevery_hours = 6.0')
TEXT += segment("crowd", "audience", 200, "share_chance = 1.0\nalignment = 0.0")
TEXT += step(
    "leaflet",
    """\
message = "flyer"
segment = "crowd"
when = { signal = "rumours", above = 10.0, delay_hours = 0.0, error = 0.0 }
""",
)


@pytest.fixture
def registries():
    """Leave the registries as they were."""
    before = [dict(registry) for registry in REGISTRIES]
    yield
    for registry, kept in zip(REGISTRIES, before, strict=True):
        registry.clear()
        registry.update(kept)


@pytest.fixture
def extended(registries):
    """Everything that a user might add, one entry each."""

    class GossipsSettings(SegmentSettings):
        """People who talk by the clock."""

        role: Literal["gossips"]
        says: str = setting(..., "what they say", refers_to="messages")
        every_hours: float = setting(12.0, "time between two posts", unit="hours", above=0, source="a test")

    @roles.register("gossips", GossipsSettings)
    class Gossips(roles.Segment):
        """All of them talk at once."""

        def act(self) -> None:
            if self.model.now % self.spec.every_hours == 0:
                self.publish(self.members, self.spec.says, np.full(len(self.members), self.model.now))

    class Curfew(Settings):
        """Nobody shares at night."""

        kind: Literal["curfew"]
        from_hour: float = setting(22.0, "when the night begins", unit="hour", low=0, high=24, source="a test")

    @mechanisms.register("curfew", Curfew)
    def send_home(model: Any, curfew: Curfew, tick: int) -> None:
        if tick * model.spec.clock.tick_hours % 24 >= curfew.from_hour:
            model.moving.message["gain"] = 0.0

    class Leaflet(ActionSettings):
        """Everybody in a segment gets, and has, a leaflet."""

        action: Literal["leaflet"]
        message: str = setting(..., "what it says", refers_to="messages")
        segment: str = setting(..., "who gets it", refers_to="segments")

    @strategies.action("leaflet", Leaflet)
    def hand_out(model: Any, spec: Leaflet, hours: float) -> None:
        members = strategies.row_numbers(model.spec, spec.segment)
        model.publish(members, spec.message, np.full(len(members), hours))

    @strategies.signal("rumours")
    def rumours(counts: np.ndarray, hours: float) -> float:
        return float(counts[7]) / hours

    @metrics.register("rumours_told", unit="posts", stage="output", better=-1)
    def rumours_told(model: Any) -> float:
        """Times that a rumour was told."""
        return float((model.posts["message"] == model.message_number["rumour"]).sum())


def test_one_of_each_runs_from_a_scenario_text(extended):
    ties = [(0, member) for member in range(50, 250)]
    run = played(staged(TEXT), "plan", ties)
    told = posts_of(run, "rumour")
    assert sorted(set(told["time"])) == [0, 6, 12, 18, 24, 30, 36, 42]
    assert len(told) == 8 * 50
    assert sorted(set(posts_of(run, "flyer")["time"])) == [1.0], "an hour after the first rumours"
    assert run.population.contact["shared"][0, 50:].all(), "all heard it at one o'clock and passed it on"
    assert outcomes(run)["rumours_told"] == (run.posts["message"] == 0).sum() == 8 * 50 + 200
    assert [type(agent).__name__ for agent in run.agents] == ["Gossips", "Audience"]


def test_the_mechanism_takes_effect(extended):
    ties = [(0, member) for member in range(50, 250)]
    run = played(staged(TEXT.replace("from_hour = 20", "from_hour = 0")), "plan", ties)
    assert not (run.posts["parent"] >= 0).any()
    assert outcomes(run)["rumours_told"] == 8 * 50


def test_an_extension_changes_nothing_where_it_is_not_used(registries, request):
    before = CampaignModel(small(), "people first", rng=1).run()
    request.getfixturevalue("extended")
    after = CampaignModel(small(), "people first", rng=1).run()
    assert before.posts.tobytes() == after.posts.tobytes()


def test_its_settings_are_checked_like_those_built_in(extended):
    with pytest.raises(ScenarioError, match="every_hours"):
        staged(TEXT.replace("every_hours = 6.0", "every_hours = -1.0"))
    with pytest.raises(ScenarioError, match='did you mean "says"'):
        staged(TEXT.replace("says =", "say ="))


@pytest.mark.parametrize(
    ("old", "told"),
    [
        ('role = "gossips"', r"segments\.gossips\.role.*should be one of: advocates, audience"),
        ('kind = "curfew"', r"mechanisms.*kind.*should be one of: bandwagon, daily_rhythm, tide"),
        ('action = "leaflet"', r"playbook.*action.*should be one of: enrol, guide, pause, publish, rally"),
    ],
)
def test_without_the_extension_the_error_names_the_place_and_what_there_is(old, told):
    assert old in TEXT
    with pytest.raises(ScenarioError, match=told):
        staged(TEXT)


def test_an_unknown_signal_is_told_with_the_ones_there_are(extended):
    with pytest.raises(ScenarioError, match=r'signal is "rumors"; .*hostile_posts.*did you mean "rumours"'):
        staged(TEXT.replace('signal = "rumours"', 'signal = "rumors"'))


def test_the_registries_are_as_they_were():
    assert "gossips" not in scenario.ROLES
    assert "curfew" not in mechanisms.EFFECTS
    assert STAGE.startswith("\nschema = 1")
