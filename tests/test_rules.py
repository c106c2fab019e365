"""The rules of one exposure: every factor has its neutral value, its direction and its bounds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import rules

ATTITUDE = st.floats(-1, 1)
SHARE = st.floats(0, 1)
POSITIVE = st.floats(1e-3, 1e3)
LUCK = st.floats(1e-12, 1 - 1e-12)


@pytest.mark.parametrize(
    ("factor", "neutral"),
    [
        ("novelty", (7.0, math.inf)),
        ("reinforcement", (9, 1.0, 3)),
        ("agreement", (-0.8, 0.9, 0.0)),
        ("patience", (12.0, 0.0)),
        ("familiarity_effect", (4.0, 10.0, 0.0)),
        ("liking", (-0.7, 0.0)),
        ("chance_to_see", (math.inf, 100.0, 0.1)),
        ("chance_to_see", (3.0, 0.0, 0.1)),
        ("chance_to_see", (3.0, 50.0, math.inf)),
    ],
)
def test_a_neutral_factor_is_one(factor, neutral):
    assert getattr(rules, factor)(*neutral) == 1.0


def test_nobody_leaves_a_story_at_no_hazard():
    assert not rules.has_left(1e9, 0.0, 0.5)
    assert rules.has_left(1e9, 0.1, 0.5)
    assert not rules.has_left(0.0, 0.1, 0.5)


@given(st.integers(0, 2), ATTITUDE, ATTITUDE, st.floats(-3, 3), st.floats(0, 2))
def test_an_attitude_never_leaves_its_scale(rule, attitude, stance, weight, bound):
    after = attitude + rules.belief_shift(rule, attitude, stance, weight, bound)
    assert -1 - 1e-12 <= after <= 1 + 1e-12


@given(ATTITUDE, ATTITUDE, SHARE)
def test_assimilation_moves_toward_the_message_and_not_beyond(attitude, stance, weight):
    shift = rules.belief_shift(rules.ASSIMILATION, attitude, stance, weight, 2.0)
    assert shift * (stance - attitude) >= 0
    assert abs(shift) <= abs(stance - attitude) + 1e-12


def test_a_response_that_backfires_moves_the_attitude_away():
    assert rules.belief_shift(rules.ASSIMILATION, 0.1, 0.6, -0.2, 2.0) == pytest.approx(-0.1)


def test_bounded_confidence_hears_only_those_who_are_near():
    near, far = (rules.belief_shift(rules.BOUNDED_CONFIDENCE, 0.0, stance, 0.5, 0.3) for stance in (0.3, 0.4))
    assert near == pytest.approx(0.15)
    assert far == 0.0
    assert rules.belief_shift(rules.FIXED, 0.0, 0.1, 0.5, 0.3) == 0.0


@given(st.floats(0, 100), st.floats(0, 100), POSITIVE)
def test_novelty_only_fades(age, later, half_life):
    assert rules.novelty(age + later, half_life) <= rules.novelty(age, half_life) <= 1.0


def test_novelty_is_half_at_its_half_life():
    assert rules.novelty(3.0, 3.0) == pytest.approx(0.5)
    assert rules.novelty(96.0, 3.0) == pytest.approx(0.5**4)
    assert rules.novelty(0.0, 3.0) == rules.novelty(-1.0, 3.0) == 1.0


def test_reinforcement_grows_to_its_plateau():
    assert [rules.reinforcement(n, 1.5, 3) for n in range(6)] == [1.0, 1.0, 1.5, 2.0, 2.0, 2.0]


def test_familiarity_helps_most_at_its_peak():
    effect = [rules.familiarity_effect(float(dose), 10.0, 0.5) for dose in range(31)]
    assert max(effect) == effect[10] == 1.0
    assert effect[0] == 0.5
    assert effect == sorted(effect[:11]) + sorted(effect[11:], reverse=True)


def test_half_of_the_patience_is_left_where_irritation_times_annoyance_is_one():
    assert rules.patience(10.0, 0.1) == 0.5


@given(ATTITUDE, st.floats(0, 5))
def test_liking_is_never_negative(attitude, weight):
    assert rules.liking(attitude, weight) >= 0


@given(st.integers(0, 2), LUCK, LUCK, POSITIVE, st.floats(0.05, 3), POSITIVE, POSITIVE)
def test_more_luck_means_a_longer_delay_within_the_horizon(law, luck, other, constant, theta, half_life, horizon):
    shape = (constant, theta, half_life)
    in_time = rules.share_in_time(law, *shape, horizon)
    low, high = (rules.response_delay(law, u * in_time, *shape) for u in sorted((luck, other)))
    assert 0 <= low <= high
    if law != rules.FIXED_DELAY:
        assert high <= horizon * (1 + 1e-6)


@given(st.floats(0.01, 1), st.floats(0, 80))
def test_a_power_by_squaring_is_the_power(basis, exponent):
    assert rules.power(basis, exponent) == pytest.approx(basis**exponent, rel=1e-13)


@given(st.floats(1, 100), st.floats(0, 100), st.floats(0.01, 100), st.floats(0.01, 100))
def test_a_post_is_seen_less_where_more_arrives_and_more_where_one_looks_oftener(slots, arrivals, more, visits):
    chance = rules.chance_to_see(slots, arrivals, visits)
    assert 0 <= rules.chance_to_see(slots, arrivals + more, visits) <= chance + 1e-12
    assert chance <= rules.chance_to_see(slots, arrivals, visits + more) + 1e-12 <= 1 + 1e-11


@given(st.lists(st.floats(0, 0.999), min_size=1, max_size=6), LUCK)
def test_one_threshold_decides_as_independent_chances_would(chances, luck):
    """The member decides at the first exposure at which the product of (1 - p) falls to the luck, and stays decided."""
    left, decided = 1.0, []
    for chance in chances:
        left *= 1.0 - chance
        decided.append(bool(rules.decides(rules.SIMPLE, left, chance, 1, 1, 1, luck)))
    assert decided == sorted(decided)
    assert decided[-1] == (math.prod(1.0 - chance for chance in chances) <= luck)


def test_thresholds_count_sources():
    assert not rules.decides(rules.THRESHOLD, 1.0, 1.0, 1, 2, 9, 0.5)
    assert rules.decides(rules.THRESHOLD, 1.0, 1.0, 2, 2, 9, 0.5)
    assert not rules.decides(rules.THRESHOLD, 1.0, 0.4, 2, 2, 9, 0.5), "enough sources, but unwilling"
    assert rules.decides(rules.LINEAR_THRESHOLD, 1.0, 1.0, 2, 1, 4, 0.51)
    assert not rules.decides(rules.LINEAR_THRESHOLD, 1.0, 1.0, 2, 1, 4, 0.49)
