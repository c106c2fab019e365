"""What the organisation does: programmes, playbooks, triggers and what they cost."""

import math

import numpy as np
import pytest
from worlds import EVEN, Z, near, part, played, posts_of, segment, staged, step

from simulator.content import HOSTILE
from simulator.costing import n_enrolled, planned_cost, unit_cost
from simulator.model import CampaignModel
from simulator.passport.small_worlds import everybody_follows
from simulator.scenario import Trigger
from simulator.scenario_files import ScenarioError
from simulator.state import SHARES
from simulator.strategies import Publish, Watch, goals_at_once, ranked

FANS = slice(21, 421)
"""Rows of the fans in the cast."""
CAST = """
[messages.launch]
stance = 0.6
promotional = true
call_to_action = 1.0
[messages.other]
stance = 0.5
call_to_action = 1.0
goal = "sales"
"""
CAST += segment("brand", "outlets", 1, "owned = true")
CAST += segment("creators", "influencers", 20, "share_chance = 0.0\nfee_per_post = 100.0")
CAST += segment("fans", "advocates", 400, "share_chance = 0.0\nparticipation = 1.0\ndrop_out_per_month = 0.0\n" + EVEN)
CAST += segment(
    "staff",
    "employees",
    400,
    """\
share_chance = 0.0
engaged = 0.0
disengaged = 0.0
unprompted_share = 0.0
leaders_silent = 1.0
leaders_active = 1.0
drop_out_per_month = 0.0
participation = 1.0
team_size = 5
"""
    + EVEN,
)


def planned(*texts, **settings):
    return staged(CAST + "".join(texts), **settings)


def run(*texts, ties=(), seed=0, **settings):
    return played(planned(*texts, **settings), "plan", ties, seed)


# ------------------------------------------------------------ programmes


@pytest.mark.parametrize(("per_week", "tick"), [(7, 1.0), (21, 0.7), (336.0, 1.0), (84, 24.0), (10.5, 0.1)])
def test_paid_posts_are_evenly_spaced_and_as_many_as_agreed(per_week, tick):
    done = run(part("creators", f"members = 5\nposts_per_week = {per_week}"), clock__days=8, clock__tick_hours=tick)
    posts = posts_of(done, "launch")
    assert len(posts) == pytest.approx(5 * per_week * 8 / 7, abs=5 + 5 * tick * per_week / 168)
    for member in set(posts["member"]):
        assert np.diff(np.sort(posts["time"][posts["member"] == member])) == pytest.approx(168 / per_week)


def test_the_ledger_books_what_was_planned_where_nothing_is_left_to_chance():
    scenario = planned(
        part("creators", "members = 4\nposts_per_week = 7"),
        part("brand", "members = 1\nposts_per_week = 14"),
        clock__days=7,
    )
    done = played(scenario, "plan")
    assert done.ledger.spent == {"influencer fees": 4 * 7 * 100, "own content": 14 * 200}
    assert done.ledger.total == planned_cost(scenario.strategies["plan"], scenario)


def test_staff_and_fans_cost_as_planned_on_average():
    """Rewards are paid per post, so the bill varies about the plan (20 worlds, four standard errors)."""
    scenario = planned(
        part("staff", "members = 100\nposts_per_week = 14\nincentive = 1.5"),
        part("fans", "members = 100\nposts_per_week = 7\nincentive = 2.0"),
        clock__days=7,
    )
    bills = [played(scenario, "plan", seed=seed).ledger.total for seed in range(20)]
    plan = planned_cost(scenario.strategies["plan"], scenario)
    assert abs(np.mean(bills) - plan) < Z * np.std(bills, ddof=1) / math.sqrt(20)
    months, hours = 7 / (365.25 / 12), 100 * 14 * 1.5 * 0.25
    assert plan == pytest.approx(100 * months * (25 + 15) + 100 * 14 * 1.5 * 1.0 + 100 * 7 * 2.0 * 2.0 + hours * 40)


@pytest.mark.parametrize(("spend", "members"), [(0.0, 0), (99.0, 0), (1400.0, 1), (4300.0, 3), (1e6, 20)])
def test_money_enrols_as_many_as_it_buys(spend, members):
    scenario = planned(part("creators", f"spend = {spend}\nposts_per_week = 49"), clock__days=2)
    one = scenario.strategies["plan"].programme[0]
    assert unit_cost(one, scenario) == pytest.approx(1400)
    assert n_enrolled(one, scenario) == members
    assert played(scenario, "plan").ledger.total == pytest.approx(members * 1400)


def test_the_most_followed_are_chosen_first():
    scenario = planned(part("creators", 'members = 2\nchoose = "most followed"\nposts_per_week = 70'))
    ties = [(3, other) for other in range(30, 90)] + [(9, other) for other in range(30, 60)] + [(5, 40)]
    assert set(posts_of(played(scenario, "plan", ties), "launch")["member"]) == {3, 9}


@pytest.mark.parametrize("how", ["random", "most followed", "most convinced", "leaders", "best morale"])
def test_a_longer_list_begins_with_the_shorter_one(how):
    scenario = planned(part("staff", f'members = 9\nchoose = "{how}"'))
    model = CampaignModel(scenario, "plan")
    order = ranked(how, "staff", [], scenario, model.world)
    assert model.parts[0].members.tolist() == order[:9].tolist()
    assert sorted(order) == list(range(421, 821))
    if how == "leaders":
        assert order[0] == 421
        assert set(order[1:6]) == set(range(422, 427))


def test_leaders_who_take_part_come_first_and_count():
    model = CampaignModel(planned(part("staff", "members = 3\nleaders_active = true")), "plan")
    assert len(model.parts[0].members) == 3
    assert set(model.parts[0].members) <= set(range(421, 427))


def test_a_part_keeps_to_its_days():
    hours = posts_of(
        run(part("creators", "members = 20\nposts_per_week = 168\nfrom_day = 0.53\nto_day = 1.27")), "launch"
    )["time"]
    assert hours.min() >= 0.53 * 24
    assert hours.max() < 1.27 * 24
    assert len(hours) == pytest.approx(20 * 0.74 * 24, abs=20)


def test_a_part_that_ends_leaves_the_others_as_they_were():
    """The short part may stand before or after: what the long part posts is the same, and it is the same without."""
    long, short = (
        part("creators", "members = 10\nposts_per_week = 70"),
        part("fans", "members = 9\nposts_per_week = 70\nto_day = 0.5", "other"),
    )
    posts = [
        posts_of(run(*texts), "launch")[["time", "member"]].tolist()
        for texts in ((long,), (long, short), (short, long))
    ]
    assert posts[0] == posts[1] == posts[2]
    twice = part("fans", "members = 50\nposts_per_week = 70\nto_day = 0.5") + part(
        "fans", "members = 50\nposts_per_week = 70", "other"
    )
    hours = posts_of(run(twice), "other")["time"]
    assert near((hours < 12).sum(), 50 * 5)
    assert near((hours >= 12).sum(), 50 * 15)


def test_one_who_is_in_two_parts_posts_for_both():
    early, late = (
        part("fans", f"members = 400\nposts_per_week = 28\nfrom_day = {day}", name)
        for day, name in ((0, "launch"), (1, "other"))
    )
    for texts in ((early, late), (late, early)):
        done = run(*texts)
        assert near(len(posts_of(done, "launch")), 400 * 8)
        assert near(len(posts_of(done, "other")), 400 * 4)
        assert posts_of(done, "other")["time"].min() >= 24


def test_the_lower_authenticity_of_two_parts_counts():
    rewarded, plain = part("fans", "members = 400\nincentive = 2.0"), part("fans", "members = 400", "other")
    for texts in ((rewarded, plain), (plain, rewarded)):
        voice = run(*texts).population.voice["authenticity"]
        assert voice[FANS] == pytest.approx(1 / 1.3)
        assert voice[:21] == pytest.approx(1.0)


def test_a_part_that_is_silent_dilutes_nothing():
    """Two messages with a goal each: at once each persuades less, and not where one of them is paused."""
    goals = {"messages__launch__goal": "sales", "messages__other__goal": "leads"}
    both = part("fans", "members = 400"), part("fans", "members = 400", "other")
    at_once = run(*both, **goals)
    assert at_once.moving.message["belief_gain"].min() == pytest.approx(2**-0.5)
    pause = step("pause", "at_hours = 0.0\nhours = inf")
    assert run(*both, pause, **goals).moving.message["belief_gain"].tolist() == [1.0, 1.0]


def test_luck_is_that_of_what_is_said_whatever_parts_stand_before_it():
    alone = run(part("fans", "members = 400"))
    after = run(part("fans", "members = 0", "other"), part("fans", "members = 400"))
    assert posts_of(alone, "launch")["key"].tolist() == posts_of(after, "launch")["key"].tolist()


# ------------------------------------------------------------ playbooks


def test_an_action_at_a_time_happens_once_at_that_time():
    for tick in (1.0, 0.1, 0.7, 12.0):
        done = run(step("publish", 'message = "launch"\nspeaker = "brand"\nat_hours = 7.7'), clock__tick_hours=tick)
        assert posts_of(done, "launch")["time"].tolist() == [7.7]
        assert done.ledger.spent == {"playbook": 500.0, "posts of the playbook": 200.0}


def test_a_message_can_be_repeated():
    done = run(step("publish", 'message = "launch"\nspeaker = "brand"\nat_hours = 2.0\ntimes = 4\nevery_hours = 5.5'))
    assert posts_of(done, "launch")["time"].tolist() == [2.0, 7.5, 13.0, 18.5]


def test_a_pause_silences_the_programme_and_then_it_goes_on():
    programme = part("creators", "members = 20\nposts_per_week = 168") + part(
        "fans", "members = 50\nposts_per_week = 168", "other"
    )
    without = run(programme)
    done = run(programme, step("pause", "at_hours = 12.4\nhours = 9.5"))
    for name in ("launch", "other"):
        hours = posts_of(done, name)["time"]
        assert not ((hours >= 12.4) & (hours < 21.9)).any()
        assert ((hours >= 12) & (hours < 12.4)).any()
        assert (hours > 21.9).any()
        assert (
            hours[hours < 12].tolist() == posts_of(without, name)["time"][posts_of(without, name)["time"] < 12].tolist()
        )


def test_a_pause_of_one_segment_leaves_the_others_talking():
    programme = part("creators", "members = 20\nposts_per_week = 168") + part(
        "fans", "members = 50\nposts_per_week = 168", "other"
    )
    done = run(programme, step("pause", 'at_hours = 12.0\nsegments = ["fans"]\nhours = inf'))
    assert posts_of(done, "other")["time"].max() < 12
    assert posts_of(done, "launch")["time"].max() > 46


def test_a_part_can_be_enrolled_later_and_its_days_count_from_then():
    later = (
        '[strategies.plan.playbook.part]\nsegment = "creators"\nmessage = "launch"\n'
        "members = 20\nposts_per_week = 168\nto_day = 0.5\n"
    )
    done = run(step("enrol", "at_hours = 12.5"), later)
    hours = posts_of(done, "launch")["time"]
    assert 12.5 <= hours.min() < 13.6
    assert 23.4 < hours.max() < 24.5
    assert len(hours) == pytest.approx(20 * 12, abs=20)
    assert done.ledger.spent == {"playbook": 500.0, "influencer fees": 100.0 * len(hours)}


def test_the_plan_includes_what_an_action_enrols():
    later = (
        '[strategies.plan.playbook.part]\nsegment = "creators"\nmessage = "launch"\nmembers = 2\nposts_per_week = 7\n'
    )
    scenario = planned(step("enrol", "at_hours = 0.0"), later, clock__days=7)
    assert planned_cost(scenario.strategies["plan"], scenario) == 500 + 2 * 7 * 100
    assert planned_cost(scenario.strategies["plan"], scenario) == played(scenario, "plan").ledger.total


def test_a_plan_beyond_the_budget_is_refused():
    text = part("creators", "members = 4\nposts_per_week = 7")
    planned("[strategies.plan]\nbudget = 2801.0\n", text, clock__days=7)
    with pytest.raises(ScenarioError, match=r"budget is 2,799 USD, but the plan costs 2,800 USD"):
        planned("[strategies.plan]\nbudget = 2799.0\n", text, clock__days=7)


def test_a_budget_that_is_just_too_small_is_told_apart_from_the_plan():
    text = part("creators", "members = 4\nposts_per_week = 7")
    with pytest.raises(ScenarioError, match=r"budget is 2,799.96 USD, but the plan costs 2,800.00 USD"):
        planned("[strategies.plan]\nbudget = 2799.96\n", text, clock__days=7)


# ------------------------------------------------------------ plans end with the rehearsal


def plan_and_bill(*texts, **settings):
    """What the strategy ``plan`` costs as planned, and in a run."""
    scenario = planned(*texts, **settings)
    return planned_cost(scenario.strategies["plan"], scenario), played(scenario, "plan").ledger.total


def statements(more):
    return step("publish", 'message = "launch"\nspeaker = "brand"\n' + more)


@pytest.mark.parametrize(
    ("more", "n_posts"),
    [
        ("at_hours = 0.0\ntimes = 40\nevery_hours = 24.0", 2),
        ("at_hours = 0.5\ntimes = 40\nevery_hours = 0.1", 40),
        ("at_hours = 24.0\ntimes = 3\nevery_hours = 24.0", 1),
        ("at_hours = 47.0\ntimes = 1", 1),
    ],
)
def test_posts_after_the_end_are_not_planned(more, n_posts):
    plan, bill = plan_and_bill(statements(more))
    assert plan == pytest.approx(bill) and plan == pytest.approx(500 + n_posts * 200)


STORY = '[messages.story]\nkind = "crisis"\nstance = -0.5\n[crisis]\nstory = "story"\norigin = "fans"\n'


def test_an_answer_is_planned_as_if_the_crisis_broke_as_early_as_it_can():
    answer = statements("after_crisis_hours = 6.0\ntimes = 9\nevery_hours = 12.0")
    plan, bill = plan_and_bill(STORY, answer, crisis__onset_hours=12.0)
    assert plan == bill == 500 + 3 * 200
    plan, bill = plan_and_bill(STORY, answer, crisis__onset_hours=12.0, crisis__onset_spread_hours=24.0)
    assert plan == 500 + 3 * 200 >= bill


def test_where_there_is_no_crisis_within_the_rehearsal_no_answer_is_planned():
    for onset in (48.0, 500.0):
        assert plan_and_bill(STORY, statements("after_crisis_hours = 6.0"), crisis__onset_hours=onset) == (0, 0)
    ahead = statements("after_crisis_hours = -6.0")
    assert plan_and_bill(STORY, ahead, crisis__onset_hours=48.0, crisis__warned_hours=6.0) == (700, 700)


@pytest.mark.parametrize(("when", "n_actions"), [("at_most = 3", 2), ("at_most = 1", 1), ("delay_hours = 48.0", 0)])
def test_an_action_on_a_signal_is_planned_as_often_as_the_rehearsal_has_room_for_it(when, n_actions):
    when = when if "delay" in when else f"delay_hours = 0.0, {when}"
    scenario = planned(statements(f"when = {{ above = 0.0, cooldown_hours = 24.0, {when} }}"))
    assert planned_cost(scenario.strategies["plan"], scenario) == n_actions * 700


def test_a_part_that_is_enrolled_later_is_planned_from_then_on():
    later = (
        '[strategies.plan.playbook.part]\nsegment = "creators"\nmessage = "launch"\nmembers = 2\nposts_per_week = 7\n'
    )
    plan, bill = plan_and_bill(step("enrol", "at_hours = 72.0"), later, clock__days=7)
    assert plan == pytest.approx(500 + 2 * 4 * 100) and bill == pytest.approx(plan)


def test_a_strategy_changes_what_the_organisation_owns_and_only_for_itself():
    scenario = planned("[strategies.plan]\nset = { messages.launch.quality = 2.0, costs.per_action = 7.0 }\n")
    assert CampaignModel(scenario, "plan").spec.messages["launch"].quality == 2.0
    assert CampaignModel(scenario).spec.messages["launch"].quality == 1.0
    with pytest.raises(ScenarioError, match="not the organisation's to choose"):
        planned("[strategies.plan]\nset = { belief.persuasion = 1.0 }\n")


# ------------------------------------------------------------ triggers


def triggered(counts, tick_hours=1.0, **trigger):
    """The ticks in which an action is taken, given the hostile shares of every tick."""
    model = CampaignModel(planned(clock__days=len(counts) * tick_hours / 24, clock__tick_hours=tick_hours))
    model.moving.tally[:, 0, SHARES + HOSTILE] = counts
    when = Trigger(**{"error": 0.0, "delay_hours": 0.0, "cooldown_hours": 0.0, "at_most": 99} | trigger)
    watch = Watch(Publish(action="publish", message="launch", speaker="brand", when=when))
    ticks = []
    for model.tick in range(len(counts)):
        moment = watch.due(model, model.tick)
        if moment is not None:
            watch.mark(moment)
            ticks.append(model.tick)
    return ticks


def test_an_action_follows_the_signal_in_the_next_tick():
    assert triggered([0, 0, 5, 0, 0, 0], above=4.0) == [3]
    assert triggered([0, 0, 5, 0, 0, 0], above=5.0) == []


@pytest.mark.parametrize("delay", [1, 3])
def test_what_is_observed_is_as_old_as_the_delay(delay):
    assert triggered([0, 0, 5, 0, 0, 0, 0], above=4.0, delay_hours=delay) == [3 + delay]


def test_it_acts_again_only_after_the_signal_fell_below_the_lower_level():
    counts = [0, 9, 9, 5, 9, 2, 9, 9, 0, 9]
    assert triggered(counts, above=4.0, below=3.0) == [2, 7]
    assert triggered([*counts, 0], above=6.0, below=5.0) == [2, 5, 7, 10]
    assert triggered([*counts, 0], above=4.0) == [2, 10], "by default after silence"


def test_a_cool_down_is_kept():
    assert triggered([9, 0] * 10, above=4.0, below=1.0) == list(range(1, 20, 2))
    assert triggered([9, 0] * 10, above=4.0, below=1.0, cooldown_hours=5.0) == [1, 7, 13, 19]


def test_it_acts_at_most_so_often():
    assert triggered([9, 0] * 10, above=4.0, below=1.0, at_most=3) == [1, 3, 5]


def test_a_signal_is_a_rate_whatever_the_tick():
    """Eight shares in the third hour are eight an hour, in one tick or in four."""
    assert triggered([0, 0, 8, 0, 0], above=7.0) == [3]
    quarters = [0] * 8 + [2] * 4 + [0] * 8
    assert triggered(quarters, tick_hours=0.25, above=7.0) == [12]
    assert triggered(quarters, tick_hours=0.25, above=8.0) == []
    assert triggered([0, 16, 0], tick_hours=2.0, above=7.0) == [2]


def test_errors_of_observation_are_the_worlds_and_scatter_about_the_truth():
    """Of 200 hours with a signal just at the level about half are seen above it; twice the error scatters more."""
    counts = [9, 0] * 200
    seen = len(triggered(counts, above=9.0, below=1.0, at_most=999, error=0.3))
    assert abs(seen - 100) < Z * math.sqrt(50)
    assert triggered(counts, above=9.0, below=1.0, error=0.3) == triggered(counts, above=9.0, below=1.0, error=0.3)
    assert len(triggered(counts, above=9.0, below=1.0, at_most=999, error=0.0)) == 0


# ------------------------------------------------------------ conversion


def test_goals_pursued_at_once_dilute_each_other():
    """Two goals with exponent 1/2: actions on each message fall to 1 / sqrt 2 (400 fans, binomial, 4 sd)."""
    one = part("brand", "members = 1\nposts_per_week = 168")
    two = one + part("creators", "members = 1\nposts_per_week = 168", "other")
    settings = {"conversion__action_chance": 0.3, "clock__days": 0.125}
    acted = []
    for text, chance in ((one, 0.3), (two, 0.3 / math.sqrt(2))):
        done = run(text, ties=everybody_follows(0, 821), **settings)
        assert len(posts_of(done, "launch")) == 3, "of which two are seen before the end"
        acted.append(done.population.contact["acted"][0, FANS].mean())
        exact = 1 - (1 - chance) ** 2
        assert abs(acted[-1] - exact) < Z * math.sqrt(exact * (1 - exact) / 400)
    assert acted[1] < acted[0]


def test_goals_are_counted_once_each():
    scenario = planned()
    assert goals_at_once({"launch", "other"}, scenario) == 2
    assert goals_at_once({"launch"}, scenario) == goals_at_once(set(), scenario) == 1
