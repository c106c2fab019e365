"""Where effort goes and what it costs: platforms, fees, working time, disengagement."""

import math
from dataclasses import replace

import numpy as np
import pytest
from worlds import EVEN, Z, differences, near, part, posts_of, segment, staged, step

from simulator.costing import active_days, n_enrolled, planned_cost, unit_cost
from simulator.metrics import outcomes
from simulator.model import CampaignModel
from simulator.passport.small_worlds import drawn_world
from simulator.scenario_files import ScenarioError

YARD = """
[platforms.yard]
brand_reach = 1.0
member_reach = 1.0
slots_per_visit = inf
background_posts = 0.0
response = "fixed"
half_life_hours = 1.0
[messages.launch]
stance = 0.6
call_to_action = 1.0
"""
CALM = "leaders_active = 1.0\ndrop_out_per_month = 0.0\nengaged = 0.0\nunprompted_share = 0.0\n"
BOTH = "accounts = { square = 1.0, yard = 1.0 }\nshare_chance = 0.0\n"


def group(name, role, size, more=""):
    """The text of a segment that is on the square and in the yard."""
    return segment(name, role, size, more).replace("accounts = { square = 1.0 }\n", BOTH)


CAST = (
    YARD + group("brand", "outlets", 1, "owned = true\n") + group("creators", "influencers", 10, "fee_per_post = 100.0")
)
CAST += group("staff", "employees", 200, "participation = 1.0\nleaders_silent = 1.0\n" + CALM + EVEN)
CAST += group("crowd", "audience", 300)
CROWD = range(211, 511)


def planned(*texts, **settings):
    return staged(CAST + "".join(texts), **settings)


def two_places(scenario, seed=0, square=(), yard=(), account=None):
    """A world with just these ties on each of the two platforms; everybody is on both, where nothing else is said."""
    drawn = drawn_world(scenario, seed, square)
    here, there = drawn.ties, drawn_world(scenario, seed, yard).ties
    both = replace(
        here,
        start=np.concatenate([here.start[:-1], len(here.follower) + there.start]),
        follower=np.concatenate([here.follower, there.follower]),
        n_followed=np.concatenate([here.n_followed, there.n_followed]),
        account=np.ones((2, drawn.population.n_members), bool) if account is None else account,
    )
    return replace(drawn, ties=both)


def played(scenario, strategy="plan", seed=0, **ties):
    return CampaignModel(scenario, strategy, rng=seed, world=two_places(scenario, seed, **ties)).run()


def split(run, message="launch"):
    """How many original posts appeared on each of the two platforms."""
    return np.bincount(posts_of(run, message)["platform"], minlength=2).tolist()


# ------------------------------------------------------------ platforms


def test_a_post_is_made_for_one_platform_and_both_get_their_share():
    done = played(planned(part("creators", "members = 10\nposts_per_week = 168")))
    assert sum(split(done)) == 480
    assert abs(split(done)[0] - 240) < Z * math.sqrt(480 / 4)
    assert done.ledger.spent == {"influencer fees": 48_000}


@pytest.mark.parametrize("share", [0.9, 0.25])
def test_posts_are_split_by_effort(share):
    effort = f"effort = {{ square = {share * 8}, yard = {(1 - share) * 8} }}"
    done = played(planned(part("creators", f"members = 10\nposts_per_week = 168\n{effort}")))
    assert abs(split(done)[0] - 480 * share) < Z * math.sqrt(480 * share * (1 - share))


def test_no_effort_means_no_post_there_and_no_one_who_is_only_there():
    scenario = planned(part("creators", "members = 10\nposts_per_week = 168\neffort = { yard = 0.0 }"))
    assert split(played(scenario)) == [480, 0]
    account = np.ones((2, 511), bool)
    account[0, 1:6] = False
    model = CampaignModel(scenario, "plan", world=two_places(scenario, account=account))
    assert sorted(model.parts[0].members) == [6, 7, 8, 9, 10]


def test_who_has_one_account_posts_there_whatever_the_effort():
    scenario = planned(part("creators", "members = 10\nposts_per_week = 168\neffort = { square = 9.0 }"))
    account = np.ones((2, 511), bool)
    account[0, 1:11] = False
    done = CampaignModel(scenario, "plan", world=two_places(scenario, account=account)).run()
    assert split(done) == [0, 480]


def test_everywhere_is_everywhere_at_a_further_price_and_as_planned():
    for role, kind, price in (("creators", "influencer fees", 100), ("brand", "own content", 200)):
        scenario = planned(part(role, 'members = 1\nposts_per_week = 84\nspread = "everywhere"'))
        done = played(scenario)
        assert split(done) == [24, 24]
        assert done.ledger.spent == {kind: pytest.approx(24 * price * 1.3)}
        assert planned_cost(scenario.strategies["plan"], scenario) == pytest.approx(done.ledger.total)


def test_copies_for_nothing_are_neutral():
    """With no price on a further platform a post that is everywhere costs what a post costs."""
    scenario = planned(
        part("brand", 'members = 1\nposts_per_week = 84\nspread = "everywhere"'), costs__extra_platform=0.0
    )
    assert played(scenario).ledger.total == 24 * 200


def test_the_expected_number_of_platforms_is_that_of_those_who_have_any():
    """Accounts 0.5 and 0.2: 0.7 / 0.6 platforms for one who is somewhere; so the plan is met on average."""
    text = CAST.replace("square = 1.0, yard = 1.0 }\nshare_chance = 0.0\n\nfee", "square = 0.5, yard = 0.2 }\nfee")
    text = text.replace("size = 10\n" + BOTH, "size = 10\naccounts = { square = 0.5, yard = 0.2 }\n")
    scenario = staged(text + part("creators", 'members = 10\nposts_per_week = 7\nspread = "everywhere"'), clock__days=7)
    one = scenario.strategies["plan"].programme[0]
    assert unit_cost(one, scenario) == pytest.approx(7 * 100 * (1 + 0.3 * (0.7 / 0.6 - 1)))


def test_a_statement_on_both_platforms_costs_more_than_on_one():
    say = 'message = "launch"\nspeaker = "brand"\nat_hours = 1.0\n'
    for more, price in (("", 260), ('platforms = ["yard"]', 200)):
        scenario = planned(step("publish", say + more))
        done = played(scenario)
        assert done.ledger.spent == {"playbook": 500, "posts of the playbook": price}
        assert planned_cost(scenario.strategies["plan"], scenario) == done.ledger.total


def test_concentrating_pays_where_the_audience_is_and_only_there():
    """All follow on the square, one in ten in the yard: posts on the square alone are seen more often for the money."""
    programme = "members = 1\nposts_per_week = 84\neffort = {{ square = {}, yard = {} }}"
    busy, quiet = [(0, m) for m in CROWD], [(0, m) for m in CROWD[::10]]
    seen = {}
    for name, yard in (("apart", quiet), ("alike", busy)):
        for effort in ((1.0, 0.0), (1.0, 1.0)):
            done = played(planned(part("brand", programme.format(*effort))), square=busy, yard=yard)
            assert done.ledger.total == 24 * 200
            seen[name, effort[1]] = outcomes(done)["impressions"]
    assert seen["apart", 0.0] > 1.4 * seen["apart", 1.0]
    assert seen["alike", 0.0] == seen["alike", 1.0]


def test_the_platform_of_a_post_is_the_members_own_luck():
    """Whoever else posts, and however long the tick: the same posts go to the same places."""
    own, others = part("creators", "members = 10\nposts_per_week = 40"), part("staff", "members = 50")
    posts = [
        posts_of(played(planned(*texts, clock__tick_hours=tick)), "launch")
        for texts, tick in (([own], 1.0), ([own, others], 1.0), ([own], 0.25))
    ]
    told = [{(p["member"], round(p["time"], 6), p["platform"]) for p in some if p["member"] < 11} for some in posts]
    assert told[0] == told[1] == told[2]
    assert {platform for *_, platform in told[0]} == {0, 1}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("effort = { yard = 0.0, square = 0.0 }", "is 0 everywhere; give some platform a weight above 0"),
        ('platforms = ["yard"]\neffort = { square = 2.0 }', "is not among the platforms of this part"),
        ("effort = { yrad = 2.0 }", 'did you mean "yard"'),
        ('spread = "evrywhere"', 'did you mean "everywhere"'),
    ],
)
def test_effort_that_cannot_be_is_refused(more, told):
    with pytest.raises(ScenarioError, match=told):
        planned(part("brand", "members = 1\n" + more))


# ------------------------------------------------------------ prices


@pytest.mark.parametrize(
    ("tier", "fee"), [("nano", 100), ("micro", 300), ("mid", 2_000), ("macro", 8_000), ("mega", 20_000)]
)
def test_a_tier_has_its_price_and_a_stated_fee_overrides_it(tier, fee):
    text = CAST.replace("fee_per_post = 100.0", f'tier = "{tier}"')
    scenario = staged(text + part("creators", "members = 2\nposts_per_week = 7"), clock__days=7)
    assert planned_cost(scenario.strategies["plan"], scenario) == pytest.approx(14 * fee)
    assert played(scenario).ledger.spent == {"influencer fees": pytest.approx(14 * fee)}
    stated = staged(
        text.replace(f'tier = "{tier}"', f'tier = "{tier}"\nfee_per_post = 7.0')
        + part("creators", "members = 2\nposts_per_week = 7"),
        clock__days=7,
    )
    assert played(stated).ledger.spent == {"influencer fees": pytest.approx(14 * 7)}


def test_employees_post_in_time_that_is_paid_for():
    scenario = planned(part("staff", "members = 200\nposts_per_week = 14"), costs__per_employee_month=0.0)
    done = played(scenario)
    n_posts = sum(split(done))
    assert near(n_posts, 200 * 4)
    assert done.ledger.spent == {"working time": pytest.approx(n_posts * 0.25 * 40)}
    free = played(planned(part("staff", "members = 200\nposts_per_week = 14"), costs__per_hour=0.0))
    assert set(free.ledger.spent) == {"employees programme"}
    assert not differences(done, free), "money changes nothing that anybody does"


def test_money_enrols_fewer_where_their_time_costs_more():
    texts = part("staff", "spend = 2000.0\nposts_per_week = 7")
    dear, cheap = (planned(texts, costs__minutes_per_post=minutes) for minutes in (30.0, 0.0))
    enrolled = [n_enrolled(s.strategies["plan"].programme[0], s) for s in (dear, cheap)]
    assert enrolled[0] < enrolled[1]


@pytest.mark.parametrize(
    ("ramp", "drop_out"), [(0.0, 0.0), (5.0, 0.0), (20.0, 0.0), (0.0, 3.0), (5.0, 3.0), (20.0, 1e-7), (20.0, 3.0)]
)
def test_expected_days_of_activity_are_those_of_many_people(ramp, drop_out):
    """10 days; ramp-up and drop-out as the model draws them, against the mean of a fine grid of both."""
    scenario = planned(
        part("staff", f"members = 200\nramp_up_days = {ramp}"),
        clock__days=10,
        segments__staff__drop_out_per_month=drop_out,
    )
    grid = (np.arange(1000) + 0.5) / 1000
    join, stay = grid[:, None] * ramp, -np.log(grid) / max(drop_out / (365.25 / 12), 1e-12)
    exact = np.clip(np.minimum(join + stay, 10.0) - join, 0.0, None).mean()
    assert active_days(scenario.strategies["plan"].programme[0], scenario) == pytest.approx(exact, rel=2e-3)


def test_a_plan_with_ramp_up_and_drop_out_is_met_on_average():
    """20 worlds, four standard errors."""
    scenario = planned(
        part("staff", "members = 200\nposts_per_week = 14\nramp_up_days = 4.0"),
        clock__days=7,
        clock__tick_hours=4.0,
        segments__staff__drop_out_per_month=2.0,
    )
    bills = [played(scenario, seed=seed).ledger.total for seed in range(20)]
    plan = planned_cost(scenario.strategies["plan"], scenario)
    assert abs(np.mean(bills) - plan) < Z * np.std(bills, ddof=1) / math.sqrt(20)


# ------------------------------------------------------------ disengagement


def test_a_disengaged_employee_costs_ten_thousand_a_year_whatever_is_done():
    scenario = planned(part("brand", "members = 1"), clock__days=20)
    for strategy in ("do nothing", "plan"):
        done = played(scenario, strategy)
        count = np.count_nonzero(done.population.morale < 0)
        assert count > 0
        assert outcomes(done)["disengagement_cost"] == pytest.approx(count * 20 / 365.25 * 10_000)
        assert outcomes(done)["cost"] == done.ledger.total
    assert outcomes(played(planned(costs__per_disengaged_year=0.0), "do nothing"))["disengagement_cost"] == 0.0


def test_more_disengaged_cost_more_and_the_rest_of_the_world_is_the_same():
    few, many = (
        outcomes(played(planned(segments__staff__disengaged=share), "do nothing"))["disengagement_cost"]
        for share in (0.05, 0.3)
    )
    assert many > 4 * few


def test_it_follows_morale_when_that_moves():
    """All are disengaged for the first half only."""
    scenario = planned(segments__staff__disengaged=1.0, clock__days=4)
    model = CampaignModel(scenario, world=two_places(scenario))
    while model.running:
        if model.tick == 48:
            model.population.volunteer["lift"][:] = 1.5
        model.step()
    assert outcomes(model)["disengagement_cost"] == pytest.approx(200 * 2 / 365.25 * 10_000)


def test_without_employees_there_is_no_number_about_them():
    text = YARD + group("brand", "outlets", 1, "owned = true\n")
    done = CampaignModel(staged(text)).run()
    assert all(math.isnan(outcomes(done)[name]) for name in ("disengagement_cost", "insider_posts", "morale_end"))
