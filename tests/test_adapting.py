"""Money moves to the part of a programme that brings in more, when something changes, and stays where nothing does."""

import math

import numpy as np
import pytest
from worlds import EVEN, Z, differences, part, played, posts_of, segment, staged, step

from simulator.costing import planned_cost
from simulator.metrics import outcomes
from simulator.model import CampaignModel
from simulator.passport.small_worlds import drawn_world
from simulator.scenario_files import ScenarioError
from simulator.strategies import Leg

CAST = """
[messages.bread]
stance = 0.6
topic = "bread"
call_to_action = 1.0
[messages.cake]
stance = 0.6
topic = "cake"
call_to_action = 1.0
"""
CAST += segment("bakers", "influencers", 10, "fee_per_post = 100.0\nshare_chance = 0.0")
CAST += segment("cooks", "influencers", 10, "fee_per_post = 100.0\nshare_chance = 0.0")
CAST += segment("crowd", "audience", 1000, "share_chance = 0.0")
TIES = [(source, 20 + (source * 97 + n) % 1000) for source in range(20) for n in range(200)]
BOTH = part("bakers", "members = 10\nposts_per_week = 14", "bread")
BOTH += part("cooks", "members = 10\nposts_per_week = 14", "cake")
STANDARD = {"clock__days": 8, "clock__tick_hours": 2.0, "conversion__action_chance": 0.01, "costs__per_action": 0.0}
EBB = '[[mechanisms]]\nkind = "tide"\ntopic = "cake"\nfactor = 0.1\nfrom_hours = 48.0\n'


def reviews(more="", at=24.0):
    return step("reallocate", f"at_hours = {at}\nover_hours = 24.0\nevery_hours = 24.0\nerror = 0.0\n{more}")


def run(*texts, seed=0, **settings):
    return played(staged(CAST + "".join(texts), **(STANDARD | settings)), "plan", TIES, seed)


def paces(done):
    return [part.pace for part in done.parts]


# ------------------------------------------------------------ when something changes


def test_money_moves_to_what_still_brings_something_in_and_what_is_spent_is_what_was_planned():
    scenario = staged(CAST + BOTH + EBB + reviews(), **STANDARD)
    done = played(scenario, "plan", TIES)
    assert done.parts[0].pace > 1.3
    assert done.parts[1].pace < 0.7
    posts = [len(posts_of(done, name)) for name in ("bread", "cake")]
    assert posts[0] > 190 > 130 > posts[1]
    assert abs(sum(posts) - 320) <= 20, "ten phases each, cut at the end"
    assert done.ledger.total == 100 * sum(posts)
    assert done.ledger.total == pytest.approx(planned_cost(scenario.strategies["plan"], scenario), rel=0.05)
    assert any(kind == "review" and "from cooks to bakers" in text for _, kind, text in done.events)


def test_one_who_adapts_gets_more_out_of_a_world_that_changes():
    """20 worlds in pairs, four standard errors: V10."""
    gain = [
        outcomes(run(BOTH, EBB, reviews(), seed=seed))["actions"] - outcomes(run(BOTH, EBB, seed=seed))["actions"]
        for seed in range(20)
    ]
    assert np.mean(gain) > Z * np.std(gain, ddof=1) / math.sqrt(20)


def test_where_nothing_changes_nothing_is_lost():
    """20 worlds in pairs: the mean difference lies within four standard errors of nothing, or 3 %."""
    fixed = np.array([outcomes(run(BOTH, seed=seed))["actions"] for seed in range(20)])
    adapted = np.array([outcomes(run(BOTH, reviews(), seed=seed))["actions"] for seed in range(20)])
    gap = adapted - fixed
    assert abs(gap.mean()) <= max(Z * gap.std(ddof=1) / math.sqrt(20), 0.03 * fixed.mean())


def test_nothing_moves_while_the_parts_do_about_as_well():
    """Seen equally often for the same money; with no margin at all a little moves."""
    careful = run(BOTH, reviews('by = "impressions"\nmargin = 1.25'))
    assert paces(careful) == [1.0, 1.0]
    assert not differences(careful, run(BOTH))
    assert paces(run(BOTH, reviews('by = "impressions"\nmargin = 1.0\ncaution = 0.0'))) != [1.0, 1.0]


def test_chance_is_followed_by_the_careless_only():
    """Twenty worlds in which both parts are as good as each other: few actions in a day, which differ by chance."""
    moved = [
        sum(paces(run(BOTH, reviews(more), seed=seed)) != [1.0, 1.0] for seed in range(20))
        for more in ("caution = 0.0", "caution = 1.0", "caution = 3.0")
    ]
    assert moved[0] == 20 > moved[1] > moved[2]
    assert moved[2] <= 4


@pytest.mark.parametrize("more", ["share = 0.0", "margin = 1000.0", "caution = 100.0", "fastest = 1.0"])
def test_a_review_that_moves_nothing_changes_nothing(more):
    assert not differences(run(BOTH, EBB, reviews(more)), run(BOTH, EBB))
    assert differences(run(BOTH, EBB, reviews()), run(BOTH, EBB))


def test_what_is_before_a_review_is_as_it_was():
    without, with_it = run(BOTH, EBB), run(BOTH, EBB, reviews(at=97.3))
    for name in ("bread", "cake"):
        before = [posts[posts["time"] < 97.3] for posts in (posts_of(without, name), posts_of(with_it, name))]
        known = [field for field in before[0].dtype.names if field not in ("seen", "acted")]
        assert before[0][known].tolist() == before[1][known].tolist()
    assert without.moving.tally[:48].tobytes() == with_it.moving.tally[:48].tobytes()
    assert without.moving.tally[48:].tobytes() != with_it.moving.tally[48:].tobytes()


@pytest.mark.parametrize("tick", [1.0, 0.5, 6.0])
def test_the_length_of_a_tick_hardly_matters(tick):
    """Reviews lie at full ticks of all these lengths, so they see the same, and do the same."""
    one, other = (run(BOTH, EBB, reviews("delay_hours = 6.0"), clock__tick_hours=hours) for hours in (2.0, tick))
    assert paces(one) == pytest.approx(paces(other), rel=0.05)
    assert len(one.posts) == pytest.approx(len(other.posts), abs=10)


# ------------------------------------------------------------ what is observed


def test_a_longer_delay_moves_money_later():
    first = [
        min(hours for hours, kind, _ in run(BOTH, EBB, reviews(f"delay_hours = {delay}")).events if kind == "review")
        for delay in (1.0, 30.0)
    ]
    assert first[0] < first[1]


def test_errors_of_observation_mislead_and_are_the_worlds_own():
    wrong = reviews("margin = 1.0\ncaution = 0.0").replace("error = 0.0", "error = 3.0")
    misled = [run(BOTH, wrong, seed=seed) for seed in range(6)]
    assert len({tuple(paces(done)) for done in misled}) > 3
    assert paces(run(BOTH, wrong, seed=2)) == paces(misled[2])


def test_the_books_count_what_the_posts_of_each_part_brought_in_and_cost():
    done = run(BOTH, reviews("share = 0.0"))
    row = done.books.rows[-1]
    for number, name in enumerate(("bread", "cake")):
        assert row[number, 0] == posts_of(done, name)["seen"].sum() > 0
        assert row[number, 1] == done.population.contact["acted"][number].sum() > 0
        assert row[number, 2] == 100 * len(posts_of(done, name))


def test_two_parts_of_one_segment_are_told_apart_by_their_messages():
    """The same people say both; nobody can act on the cake, so only bread brings anything in."""
    two = part("bakers", "members = 10\nposts_per_week = 14", "bread")
    two += part("bakers", "members = 10\nposts_per_week = 14", "cake")
    done = run(two, reviews("caution = 1.0"), messages__cake__call_to_action=0.0)
    assert done.books.rows[-1][1, 1] == 0.0
    assert done.parts[0].pace > 1.0 > done.parts[1].pace


def test_only_parts_that_run_and_pay_for_their_posts_take_part():
    fans = segment("fans", "advocates", 10, "share_chance = 0.0\nparticipation = 1.0")
    free = part("fans", "members = 10\nposts_per_week = 14", "cake")
    done = played(
        staged(CAST + fans + part("bakers", "members = 10", "bread") + free + reviews("margin = 1.0"), **STANDARD),
        "plan",
        TIES,
    )
    assert paces(done) == [1.0, 1.0]
    paused = run(BOTH, EBB, step("pause", 'at_hours = 20.0\nhours = inf\nsegments = ["cooks"]'), reviews())
    assert paces(paused) == [1.0, 1.0]


# ------------------------------------------------------------ pace


def test_no_part_goes_faster_than_it_may():
    done = run(BOTH, EBB, reviews("fastest = 1.2\nshare = 0.9"))
    assert max(paces(done)) == pytest.approx(1.2)


@pytest.mark.parametrize("pace", [0.5, 3.0, 0.0])
def test_a_change_of_pace_keeps_an_even_schedule_on_both_sides(pace):
    """From 50.3 hours on, in the middle of a tick: gaps of 12 hours before, of 12 / pace after, and one between."""
    model = played_with_pace(pace)
    for member in range(10):
        times = np.sort(posts_of(model, "bread")["time"][posts_of(model, "bread")["member"] == member])
        early, late = times[times < 50.3], times[times >= 50.3]
        assert np.diff(early) == pytest.approx(12.0)
        if pace == 0.0:
            assert not len(late)
            continue
        assert np.diff(late) == pytest.approx(12.0 / pace)
        assert (50.3 - early[-1]) + (late[0] - 50.3) * pace == pytest.approx(12.0)


def played_with_pace(pace):
    scenario = staged(CAST + BOTH, **STANDARD)
    model = CampaignModel(scenario, "plan", rng=0, world=drawn_world(scenario, 0, TIES))
    model.parts[0].change_pace(50.3, pace)
    return model.run()


def test_volunteers_too_post_at_the_pace():
    staff = segment("staff", "employees", 400, "participation = 1.0\nleaders_silent = 1.0\n" + EVEN).replace(
        "size = 400", "size = 400\nleaders_active = 1.0\ndrop_out_per_month = 0.0"
    )
    scenario = staged(
        CAST + staff + part("staff", "members = 400\nposts_per_week = 7", "bread"), clock__days=8, clock__tick_hours=5.0
    )
    model = CampaignModel(scenario, "plan", rng=1)
    model.parts[0].change_pace(96.0, 3.0)
    model.run()
    posts = posts_of(model, "bread")["time"]
    assert abs((posts < 96).sum() - 1600) < Z * 40 + 20
    assert abs((posts >= 96).sum() - 4800) < Z * 70 + 60


def test_the_mean_pace_of_a_tick_is_that_of_its_parts():
    done = CampaignModel(staged(CAST + BOTH), "plan").parts[0]
    assert done.mean_pace(0.0, 2.0) == 1.0
    done.change_pace(3.0, 2.0)
    assert (done.mean_pace(0.0, 2.0), done.mean_pace(2.0, 4.0), done.mean_pace(4.0, 6.0)) == (1.0, 1.5, 2.0)
    assert Leg(3.0, 3.0, 0.0).origin == 3.0


# ------------------------------------------------------------ price and plan


def test_reviews_cost_one_action_as_planned():
    scenario = staged(CAST + BOTH + EBB + reviews("share = 0.0"), **(STANDARD | {"costs__per_action": 500.0}))
    assert played(scenario, "plan", TIES).ledger.spent["playbook"] == 500.0
    assert planned_cost(scenario.strategies["plan"], scenario) == 500 + 2 * 10 * 16 * 100


def test_there_must_be_something_to_move_money_between():
    with pytest.raises(ScenarioError, match="has nothing to move money between"):
        staged(CAST + part("bakers", "members = 1", "bread") + reviews())


def test_reviews_may_follow_a_signal():
    done = run(
        BOTH,
        EBB,
        step("reallocate", "when = { signal = 'actions', above = 0.0, delay_hours = 24.0 }\nover_hours = 24.0"),
    )
    assert done.parts[0].pace > 1.0 > done.parts[1].pace
