"""What the passport reads off crises, cascades and organisations, on cases small enough to draw."""

import math

import numpy as np
import pytest

from simulator import build_world
from simulator.cascades import originals_of
from simulator.follower_network import FollowerNetwork
from simulator.model import CampaignModel
from simulator.passport.crises import (
    AROUSAL,
    HALF_LIFE,
    SEVERITY,
    TELL_FIRST,
    answered_after,
    drawn_crisis,
    firestorm,
    hostile_by_hour,
    mean_attitude_later,
)
from simulator.passport.crisis_shapes import NOTICED, decay_exponent, half_time
from simulator.passport.firestorms import jaccard
from simulator.passport.real_cascades import depth_by_ties, measured, slope
from simulator.passport.real_data import Organisation
from simulator.passport.real_structures import facts_of

SMALL = {
    "segments.public.size": 2_000,
    "segments.brand.followers": {"feed": 200},
    "segments.press.followers": {"feed": 400},
}


def test_half_height_is_counted_from_the_busiest_hour():
    assert half_time(np.array([1, 10, 8, 5, 9])) == 2.0
    assert math.isnan(half_time(np.array([3, 3, 3])))


@pytest.mark.parametrize("exponent", [0.5, 1.8])
def test_a_power_of_the_day_has_that_exponent(exponent):
    hourly = np.repeat(2400.0 * np.arange(1, 9) ** -exponent, 24)
    assert decay_exponent(hourly) == pytest.approx(exponent, abs=1e-9)


def test_two_days_have_no_exponent():
    assert math.isnan(decay_exponent(np.ones(48)))


def test_graphs_are_as_alike_as_the_ties_that_both_have():
    assert jaccard(np.array([1, 2, 3]), np.array([2, 3, 4])) == 0.5
    assert jaccard(np.array([], int), np.array([], int)) == 0.0


def test_what_is_left_after_a_run_fades_just_as_in_a_longer_run():
    runs = []
    for days in (6, 12):
        scenario = firestorm(SMALL | {"clock.days": days, "crisis.attention_half_life_hours": 0.5,
                                      "crisis.lasting_share": 0.0, "platforms.feed.horizon_hours": 24.0})  # fmt: skip
        runs.append(CampaignModel(scenario, rng=3, world=build_world(scenario, 3)).run())
    short, long = runs
    assert long.posts["time"].max() < 4 * 24
    assert short.public_attitude().min() < short.public_start()
    assert mean_attitude_later(short, 6) == pytest.approx(long.public_attitude()[-1 - 5 * 24 :: 24], abs=1e-9)


def test_hours_count_from_the_onset():
    scenario = firestorm(SMALL | {"clock.days": 3, "crisis.origin_members": 7})
    hourly = hostile_by_hour(CampaignModel(scenario, rng=1, world=build_world(scenario, 1)).run())
    assert len(hourly) == 48
    assert hourly[0] >= 7


def test_crises_are_drawn_within_their_ranges_and_always_the_same():
    drawn = [drawn_crisis(number) for number in range(300)]
    assert drawn == [drawn_crisis(number) for number in range(300)]
    for name, (low, high) in {
        "crisis.severity": SEVERITY,
        "messages.story.arousal": AROUSAL,
        "crisis.origin_members": TELL_FIRST,
        "crisis.attention_half_life_hours": HALF_LIFE,
    }.items():
        values = np.array([settings[name] for settings, _ in drawn])
        assert low <= values.min() < low + 0.05 * (high - low)
        assert high - 0.1 * (high - low) < values.max() <= high
    assert np.mean([bool(answer) for _, answer in drawn]) == pytest.approx(0.82, abs=0.08)


def test_in_the_null_model_an_answer_changes_nothing():
    text = answered_after(1.0)
    scenario = firestorm(SMALL | {"clock.days": 3}, text, is_null=True)
    assert scenario.responses.apology.virality == 1.0
    assert scenario.crisis.closure == 0.0


def test_the_panel_notices_four_standard_errors():
    assert pytest.approx(0.0484, abs=1e-4) == NOTICED


def test_a_share_of_a_share_goes_back_to_the_original():
    assert originals_of(np.array([-1, 0, 1, -1, 2, 3])).tolist() == [0, 0, 0, 3, 0, 3]


def test_depth_counts_the_latest_whom_one_sees():
    sees = FollowerNetwork.from_pairs([1, 2, 3], [0, 1, 0], n_members=5)
    assert depth_by_ties(sees, np.array([0, 1, 2, 3, 4])).tolist() == [0, 1, 2, 1, 0]


def test_cascades_below_the_cut_do_not_count_and_those_above_the_cap_count_as_the_cap():
    chain = FollowerNetwork.from_pairs([0, 1, 2], [1, 2, 3], n_members=4)
    found = measured(chain, [np.arange(4), np.arange(1)], 2, 3)
    assert (found.size.tolist(), found.depth.tolist(), found.by_ties) == ([3.0], [2.0], 1.0)


def test_a_slope_needs_ten_posts_above_the_cut():
    followers = np.geomspace(10, 1000, 20)
    assert slope(followers, followers**0.5, 1) == pytest.approx(0.5)
    assert math.isnan(slope(followers, followers**0.5, 1000))


def test_facts_of_a_chart_that_can_be_drawn():
    """A head with two managers, of whom one has two people; these write to each other and to their manager."""
    chart = np.array([-1, 0, 0, 1, 1])
    facts = facts_of(Organisation(chart, np.array([3, 4, 3, 0]), np.array([4, 3, 1, 3])))
    assert (facts.levels, facts.span) == (2, 2.0)
    assert (facts.answered, facts.in_team, facts.with_manager) == (0.5, 0.5, 0.25)
