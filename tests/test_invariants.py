"""What must hold whatever the settings are, with settings chosen by hypothesis, by the functions of the passport."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from simulator.model import CampaignModel
from simulator.passport import invariants, symmetries
from simulator.passport.any_scenario import EVERYTHING, any_scenario, luck_of, values_of
from simulator.passport.stages import stage_text
from simulator.scenario_files import parse_scenario
from simulator.settings import every_setting

STAGE = parse_scenario(stage_text("anything"), name="anything")
PATHS = [declared.path for declared in every_setting(STAGE) if values_of(declared) is not None]
FEW = settings(max_examples=20)


def lucks():
    """Luck that changes some settings and leaves the rest as the stage has them; the least example changes least."""
    changed = st.dictionaries(st.sampled_from(PATHS), st.floats(0.5, 1.0), max_size=60)
    return changed.map(lambda known: lambda path: known.get(path, 0.0))


def nothing_wrong(faults):
    return {what: count for what, count in faults.items() if count} == {}


def run(luck, settings=None):
    return invariants.model_of(luck, settings).run()


@FEW
@given(lucks())
def test_reach_is_bounded_and_sums_agree_and_nothing_comes_from_nowhere(luck):
    model = run(luck, invariants.BY_FOLLOWING)
    assert nothing_wrong(invariants.too_many_reached(model))
    assert nothing_wrong(invariants.miscounted(model))
    assert nothing_wrong(invariants.from_nowhere(model))
    assert nothing_wrong(invariants.heard_unsaid(model))


@FEW
@given(lucks())
def test_every_exposure_is_seen_unseen_or_cut(luck):
    assert nothing_wrong(invariants.lost_exposures(run(luck, invariants.AT_ONCE)))


@FEW
@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.integers(0, 100))
def test_a_raised_chance_to_unfollow_only_shrinks_audiences(chances, seed):
    named = dict(zip(("lower chance", "higher chance", "hide", "tolerance"), chances, strict=True))
    assert nothing_wrong(invariants.wider_audiences(named.__getitem__, seed))


@FEW
@given(lucks())
def test_ties_never_come_back(luck):
    assert nothing_wrong(invariants.ties_come_back(luck, 0))


@FEW
@given(lucks())
def test_where_nobody_shares_followers_are_reached_and_no_others(luck):
    assert nothing_wrong(invariants.beyond_followers(run(luck, invariants.NOBODY_SHARES)))
    everything = {**invariants.NOBODY_SHARES, **invariants.AT_ONCE, **invariants.NOTHING_OVERLOOKED}
    assert nothing_wrong(invariants.followers_left_out(run(luck, everything)))


@FEW
@given(lucks())
def test_other_ways_to_say_the_same_can_be_said_of_any_scenario(luck):
    for ways in (symmetries.undivided_and_split(luck), symmetries.whole_and_half_ticks(luck)):
        for scenario, strategy in ways:
            assert CampaignModel(scenario, strategy).strategy_name == strategy
    one, other = symmetries.turned_round(luck)
    assert list(one.segments) == list(other.segments)[::-1]
    assert one.segments == other.segments


# ------------------------------------------------------------ drawn scenarios


def test_scenarios_with_other_numbers_differ_and_the_same_number_is_the_same_scenario():
    assert any_scenario(luck_of(3)) == any_scenario(luck_of(3))
    assert any_scenario(luck_of(3)) != any_scenario(luck_of(4))
    assert any_scenario(lambda path: 0.0) == STAGE


def test_about_half_of_the_settings_that_can_be_drawn_are_drawn():
    asked, drawn = [], luck_of(0)
    any_scenario(lambda path: asked.append(path) or 0.0)
    assert len(asked) > 200
    changed = sum(drawn(path) >= 0.5 for path in asked)
    assert 0.4 < changed / len(asked) < 0.6


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_setting_is_drawn_from_its_declared_range(share):
    values = {one.path: values_of(one) for one in every_setting(STAGE)}
    assert values["segments.public.trust"](share) == share
    assert values["crisis.bad_reputation"](share) == 2 * share - 1
    assert values["belief.rule"](share) in ("assimilation", "bounded_confidence", "fixed")
    assert values["fatigue.tolerance_per_week"](share) == pytest.approx(2.0 * 4.0 ** (2 * share - 1))
    assert values["segments.public.accounts"] is values["name"] is None


def test_everything_happens_on_the_stage():
    runs = [CampaignModel(STAGE, EVERYTHING, rng=seed).run() for seed in range(4)]
    said = {list(STAGE.messages)[number] for model in runs for number in model.posts["message"]}
    assert said == set(STAGE.messages) - {invariants.UNSAID}
    tally = sum(model.moving.tally.sum(axis=(0, 1)) for model in runs)
    assert (tally > 0).all(), "all that is counted has happened"


# ------------------------------------------------------------ samples in strata


def test_samples_of_one_law_in_each_stratum_do_not_differ_and_shifted_ones_do():
    drawn = luck_of(0)
    one, other = ([[drawn(f"{name} {s} {k}") for k in range(4)] for s in range(30)] for name in ("one", "other"))
    one, other = np.array(one), np.array(other)
    place = 100.0 * np.arange(30)[:, None]
    assert symmetries.same_in_strata(one + place, other + place) > 1e-3
    assert symmetries.same_in_strata(one + place, other + 0.5 + place) < 1e-4
    assert symmetries.same_spread(one + place, other + place) > 1e-3
    assert symmetries.same_spread(one + place, 4 * other + place) < 1e-4
    assert symmetries.same_in_strata(place, place) == 1.0


def test_the_chance_is_that_of_all_exchanges():
    """Two strata of two against two: 36 exchanges, of which 2 put all the large ones on one side."""
    one, other = np.array([[3.0, 4.0], [30.0, 40.0]]), np.array([[1.0, 2.0], [10.0, 20.0]])
    z = 4 / np.sqrt(2 * 1.25 * 4 / 3)  # 7 + 7 - 10 above the middle; two variances of 5 / 3
    assert symmetries.same_in_strata(one, other) == pytest.approx(2 * norm.sf(z))
