"""With every factor neutral the model is the textbook: what the oracles of the passport do not measure."""

import numpy as np
import pytest

from simulator import rules
from simulator.model import CampaignModel
from simulator.passport.laws import fits, ic_law
from simulator.passport.small_worlds import (
    NEWS,
    complete,
    drawn_world,
    random_graph,
    sizes_of_copies,
    textbook,
    told,
    who_has,
)
from simulator.population import NEVER

Z = 4.0


def test_chances_do_not_depend_on_the_delay_or_the_tick():
    """The law of the size is the same with power-law delays and in ticks of twelve minutes (n = 20,000)."""
    settings = {"platforms__network__response": "power_law", "platforms__network__horizon_hours": 2.0}
    sizes = sizes_of_copies(complete(4), 4, [0], 0.5, 20_000, **settings, clock__tick_hours=0.2)
    assert fits("number reached", sizes, ic_law(complete(4), 4, [0], 0.5)).holds


def test_more_seeds_never_reach_fewer():
    """With the same luck the cascade of a larger set of seeds contains that of a smaller one."""
    scenario = textbook(300, segments__people__share_chance=0.3)
    world = drawn_world(scenario, 0, random_graph(300, 3.0, 1)[:450])
    few, more = (who_has(told(scenario, world, seeds)) for seeds in ([0, 1], [0, 1, 2, 3]))
    assert (more >= few).all()
    assert more.sum() > few.sum()


# ------------------------------------------------------------ delays, fatigue


def truncated(law, luck, shape, horizon):
    """Hours until a response by a law that is truncated at the horizon; luck is uniform."""
    return rules.response_delay(law, luck * rules.share_in_time(law, *shape, horizon), *shape)


def test_half_of_the_responses_by_a_half_life_come_within_it():
    assert truncated(rules.HALF_LIFE, 0.5, (0, 0, 2.0), 1e9) == pytest.approx(2.0, rel=1e-12)


@pytest.mark.parametrize("law", [rules.POWER_LAW, rules.HALF_LIFE])
def test_no_response_comes_after_the_horizon(law):
    assert truncated(law, 1 - 1e-15, (300 / 3600, 0.2315, 2.0), 5.0) == pytest.approx(5.0, rel=1e-9)


def test_who_has_unfollowed_is_shown_nothing_more():
    """With hazard h the exposures to the k-th post are those who are left: a geometric series (n = 10,000 pairs)."""
    hazard, n_posts, n_pairs = 0.2, 10, 10_000
    pairs = np.arange(2 * n_pairs).reshape(-1, 2)
    scenario = textbook(
        2 * n_pairs,
        clock__days=1,
        messages__news__promotional=True,
        fatigue__tolerance_per_week=0,
        fatigue__unfollow_chance=hazard,
        fatigue__relief=0.0,
    )
    model = CampaignModel(scenario, rng=0, world=drawn_world(scenario, 0, pairs))
    while model.running:
        if model.tick < n_posts:
            model.publish(pairs[:, 0], NEWS, np.full(n_pairs, model.now))
        model.step()
    seen = model.moving.tally[1 : n_posts + 1, 0, 2]
    left = n_pairs * (1 - hazard) ** np.arange(n_posts)
    assert seen[0] == n_pairs
    assert (np.abs(seen - left) <= Z * np.sqrt(left * (1 - left / n_pairs)) + 1e-9).all()


# ------------------------------------------------------------ the scenario file itself


def test_the_textbook_scenario_is_neutral_and_runs_as_it_stands():
    model = CampaignModel(textbook(1000), "ten seeds", rng=0).run()
    assert model.given.minds == 0
    assert len(model.posts[model.posts["parent"] < 0]) == 10
    assert (model.population.contact["first_seen"] != NEVER).sum() > 50
    assert model.ledger.total == model.spec.costs.per_action
