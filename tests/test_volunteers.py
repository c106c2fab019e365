"""What makes volunteers join, speak and stay: each mechanism by its direction, its neutral value and its size.

Counts are compared with their Poisson or binomial mean within four standard deviations, chosen beforehand.
"""

import math
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import Z, differences, near, part, played, posts_of, segment, staged, step

from simulator.content import NONE, POST
from simulator.costing import planned_cost
from simulator.feedback import Feedback
from simulator.joining import COMMENT, LIKE, SHARE, WRITE
from simulator.metrics import outcomes
from simulator.model import CampaignModel
from simulator.passport.small_worlds import everybody_follows
from simulator.population import VOLUNTEER
from simulator.recent import Recent
from simulator.rules import depth, disappointment, example, heard, led, spirit, worth
from simulator.strategies import ranked

WORDS = """
[messages.launch]
stance = 0.6
topic = "work"
[messages.rant]
kind = "disparagement"
stance = -0.6
[messages.memo]
kind = "leak"
stance = -0.6
[messages.chat]
kind = "own_words"
stance = 0.5
"""
NEUTRAL = {
    "engaged": 0.0,
    "disengaged": 0.0,
    "unprompted_share": 0.0,
    "participation": 1.0,
    "leaders_silent": 1.0,
    "leaders_active": 1.0,
    "conviction_weight": 0.0,
    "culture_pull": 0.0,
    "drop_out_per_month": 0.0,
    "dissatisfaction": 0.0,
    "afterglow_days": 0.0,
    "feedback": 0.0,
    "value_weight": 0.0,
    "morale_weight": 0.0,
    "mood_weight": 0.0,
    "belonging": 0.0,
    "share_chance": 0.0,
}
"""Employees whom nothing moves: they all join, post as planned, and stay."""
ALL = "members = 1000\nposts_per_week = 14\n"


def settings(**changed):
    """The text of some settings of people whom nothing else moves."""
    values = {**NEUTRAL, **changed}
    return "\n".join(
        f"{name} = {str(value).lower() if isinstance(value, bool) else value!r}" for name, value in values.items()
    )


def staff(programme=ALL, *, size=1000, strategy="", text="", ties=(), run="plan", days=2, above=None, **changed):
    """A run of a company on the stage, all of whom are enrolled; ``strategy`` goes into the table of the strategy."""
    people = segment("crowd", "employees", size, settings(**changed))
    plan = f"[strategies.plan]\n{strategy}\n" + part("crowd", programme)
    return played(staged(people + WORDS + text + plan, clock__days=days, **(above or {})), run, ties)


def fans(programme=ALL, *, size=1000, days=2, ties=(), text="", above=None, **changed):
    """The same for advocates."""
    own = {name: value for name, value in NEUTRAL.items() if name not in NOT_THEIRS}
    values = "\n".join(f"{name} = {value!r}" for name, value in {**own, **changed}.items())
    plan = "[strategies.plan]\n" + part("crowd", programme)
    people = segment("crowd", "advocates", size, values)
    return played(staged(people + WORDS + text + plan, clock__days=days, **(above or {})), "plan", ties)


NOT_THEIRS = ("engaged", "disengaged", "unprompted_share", "leaders_silent", "leaders_active")


def n_posts(run, message="launch"):
    return len(posts_of(run, message))


# ------------------------------------------------------------ the parts of willingness


def test_each_factor_of_willingness_has_a_neutral_value():
    assert heard(50.0, 0.0, 2.0, 0.0) == heard(50.0, 50.0, 2.0, 1.0) == heard(0.0, 0.0, 2.0, 1.0) == 1.0
    assert led(0.3, 1.0, 1.0) == depth(0.9, 0.0) == depth(0.5, 1.0) == spirit(-1.0, 0.0) == spirit(0.0, 1.0) == 1.0
    assert worth(0.2, 0.0) == worth(1.0, 1.0) == disappointment(0.1, 0.0) == disappointment(1.0, 5.0) == 1.0
    assert example(0.0, 0.0, 1.0) == 0.0


def test_the_first_post_is_no_step_and_silence_is_heard_more_and_more():
    course = [heard(float(posts), 0.0, 2.0, 1.0) for posts in range(30)]
    assert course[0] - course[1] < 0.25
    assert all(after < before for before, after in pairwise(course))
    assert course[-1] < 0.15
    assert heard(10.0, 30.0, 2.0, 1.0) > 1.4


def test_posts_and_reactions_are_forgotten():
    runs = [staff(days=20, feedback_half_life_days=days) for days in (5.0, math.inf)]
    short, endless = (run.population.volunteer["posts"].mean() for run in runs)
    assert endless == pytest.approx(40, rel=0.05)
    assert short == pytest.approx(2 * 5 / math.log(2) * (1 - 2**-4), rel=0.05)


def test_views_bring_reactions_to_the_author():
    """The last reflection is at hour 42: it knows the posts so far, and the views of those an hour old."""
    ties = [(0, 1 + k) for k in range(500)]
    programme = "members = 1000\nposts_per_week = 70\n"
    run = staff(programme, ties=ties, reaction_chance=0.1, feedback_half_life_days=math.inf)
    said = posts_of(run, "launch")
    own, first = said[said["member"] == 0], run.population.volunteer[0]
    assert first["posts"] == np.sum(own["time"] < 42) > 10
    assert first["reactions"] == pytest.approx(0.1 * 500 * np.sum(own["time"] < 41))
    assert not run.population.volunteer["reactions"][1:].any()


def looked_through(*posts, seen=0, acted=0, stance=0.5, before=0):
    """Volunteers who have heard of some posts (member, hours, platform, parent), of which ``before`` were known."""
    table, volunteer, feedback = np.zeros(len(posts), POST), np.zeros(3, VOLUNTEER), Feedback()
    for row, (member, hours, platform, parent) in zip(table, posts, strict=True):
        row["member"], row["time"], row["platform"], row["parent"] = member, hours, platform, parent
    table["seen"], table["acted"] = seen, acted
    ours, gains = np.array([stance > 0], np.uint8), np.array([[0.5, 0.25]])
    for n in (before, len(posts)):
        feedback.look_through(table[:n], volunteer, ours, gains, since=0.0)
    return volunteer


@pytest.mark.parametrize("before", [0, 1])
def test_a_post_on_two_platforms_is_one_with_the_views_of_both(before):
    volunteer = looked_through((1, 3.0, 0, NONE), (1, 3.0, 1, NONE), seen=10, before=before)
    assert volunteer["posts"].tolist() == [0, 1, 0]
    assert volunteer["lift"].tolist() == [0, 0.25, 0]
    assert volunteer["reactions"].tolist() == [0, 10, 0]


@pytest.mark.parametrize("other", [(1, 3.5, 0, NONE), (2, 3.0, 0, NONE), (1, 3.0, 0, 0)])
def test_posts_at_another_time_or_by_another_and_shares_are_two(other):
    assert looked_through((1, 3.0, 0, NONE), other)["posts"].sum() == 2


@pytest.mark.parametrize("before", [0, 1])
def test_actions_on_a_rant_are_taken_out_of_the_echo_once(before):
    assert looked_through((1, 3.0, 0, NONE), acted=7, stance=-0.5, before=before)["echo"].tolist() == [0, 7, 0]


@pytest.mark.parametrize("tick", [1.0, 5.0, 24.0])
def test_no_view_is_lost_however_late_and_however_seldom_posts_are_looked_through(tick):
    ties = [(m, 100 + k) for m in range(100) for k in range(50)]
    late = {"clock.tick_hours": tick, "platforms.square.half_life_hours": 71.0, "platforms.square.horizon_hours": 1.0}
    ears = segment("ears", "audience", 50, "share_chance = 0.0")
    programme = "members = 100\nposts_per_week = 7\nto_day = 4"
    changed = {"reaction_chance": 0.5, "feedback_half_life_days": math.inf}
    run = staff(programme, size=100, text=ears, ties=ties, above=late, days=15, **changed)
    assert run.posts["seen"].sum() == 50 * len(run.posts) > 10_000
    assert run.population.volunteer["reactions"].sum() == pytest.approx(0.5 * run.posts["seen"].sum())


def test_what_others_make_of_a_rant_is_no_encouragement():
    text = segment("ears", "audience", 200, "share_chance = 1.0\nhostile_filter = 1.0\nalignment = 0.0")
    ties = [(0, 1 + k) for k in range(200)]
    changed = {"disengaged": 1.0, "disparagement": "rant", "disparagement_per_week": 100.0, "participation": 0.0}
    run = staff(size=1, text=text, ties=ties, programme="members = 0", **changed)
    assert run.population.voice["echo"][0] >= 200
    assert run.population.volunteer["reactions"][0] == 0


@pytest.mark.parametrize(("stance", "heard_of"), [(-0.6, 0), (0.6, 200)])
def test_actions_on_a_rant_are_no_encouragement_but_those_on_a_good_word_are(stance, heard_of):
    text = segment("ears", "audience", 200, "share_chance = 0.0")
    ties = [(0, 1 + k) for k in range(200)]
    said = {"messages.launch.stance": stance, "messages.launch.call_to_action": 1.0, "conversion.action_chance": 1.0}
    run = staff(
        "members = 1\nposts_per_week = 100",
        size=1,
        text=text,
        ties=ties,
        above=said,
        feedback_half_life_days=math.inf,
        reaction_chance=0.0,
    )
    assert run.population.voice["echo"][0] == run.posts["acted"].sum() == 200
    assert run.population.volunteer["reactions"][0] == heard_of


def test_an_example_is_handed_down_by_silent_leaders():
    """Head and level 1 post; level 2 sees that, level 3 by a silent boss 0.7 of it, level 4 by two 0.49."""
    for carries, shown in ((0.0, (1.0, 1.0, 0.0, 0.0)), (0.7, (1.0, 1.0, 0.7, 0.49))):
        run = staff(
            "members = 6\nposts_per_week = 50\nleaders_active = true\n",
            size=781,
            leaders_silent=0.5,
            leaders_active=1.5,
            example_carries=carries,
            team_size=5,
        )
        level, willing = run.population.level, run.population.volunteer["willing"]
        assert set(level.tolist()) == {0, 1, 2, 3, 4}
        assert (willing[level == 0] == 1.0).all()
        for depth_below, example_shown in enumerate(shown, start=1):
            assert willing[level == depth_below] == pytest.approx(0.5 + example_shown)


def test_only_the_own_leader_counts_where_no_example_is_handed_down():
    """The head alone posts: level 1 is led, the others as far as the silent ones in between hand it down."""
    for carries in (0.0, 0.7, 1.0):
        run = staff(
            'members = 1\nposts_per_week = 200\nchoose = "leaders"\n',
            size=156,
            team_size=5,
            example_carries=carries,
            leaders_silent=0.5,
            leaders_active=1.5,
        )
        level, willing = run.population.level, run.population.volunteer["willing"]
        for depth_below in (1, 2, 3):
            assert willing[level == depth_below] == pytest.approx(0.5 + carries ** (depth_below - 1))


def test_the_more_convinced_post_more():
    runs = [fans(conviction=conviction, conviction_spread=0.0, conviction_weight=0.5) for conviction in (0.2, 0.5, 0.8)]
    for run, factor in zip(runs, (0.7, 1.0, 1.3), strict=True):
        assert near(n_posts(run), 4000 * factor)


# ------------------------------------------------------------ what a message is worth


def worth_of(value_weight, liked, **more):
    """Posts of a company for a topic that interests a share of the circle, and none of themselves."""
    text = segment("ears", "audience", 400, f"interests = {{ work = {liked} }}")
    ties = [(m, 1000 + (7 * m + k) % 400) for m in range(1000) for k in range(40)]
    changed = {"value_weight": value_weight, "interests": {"work": 1.0}, **more}
    return staff(text=text, ties=ties, **{**changed, "interests": Raw("{ work = 1.0 }")})


class Raw(str):
    """A value as a scenario spells it."""

    def __repr__(self):
        return str(self)


def test_people_post_less_of_what_their_circle_does_not_care_for():
    liked, dull = (worth_of(1.0, share) for share in (0.9, 0.1))
    assert liked.parts[0].worth.mean() == pytest.approx(0.95, abs=0.02)
    assert dull.parts[0].worth.mean() == pytest.approx(0.55, abs=0.02)
    assert near(n_posts(liked), 4000 * 0.95)
    assert near(n_posts(dull), 4000 * 0.55)


def test_where_value_has_no_weight_it_changes_nothing():
    liked, dull = (worth_of(0.0, share) for share in (0.9, 0.1))
    assert n_posts(liked) == n_posts(dull)
    assert (dull.parts[0].worth == 1.0).all()


def test_promotion_poor_quality_and_the_wrong_platform_are_worth_less():
    for path, value, left in (
        ("messages.launch.promotional", True, 0.6),
        ("messages.launch.quality", 0.5, 0.5),
        ("platforms.square.affinity", {"work": 0.5}, 0.5),
        ("platforms.square.affinity", {"work": 2.0}, 1.0),
    ):
        run = staff(value_weight=1.0, promotion_price=0.4, above={path: value})
        assert run.parts[0].worth == pytest.approx(left), path


# ------------------------------------------------------------ joining


def test_culture_bounds_who_can_be_won():
    """All invited, and everybody would join at ordinary morale: the actively disengaged do not."""
    for disengaged in (0.15, 0.45):
        run = staff(disengaged=disengaged, culture_pull=1.0)
        active = np.isfinite(run.population.active_from)
        assert active.sum() == (run.world.population.morale >= 0).sum()
    assert np.isfinite(staff(disengaged=0.45, culture_pull=0.0).population.active_from).all()


def test_the_engaged_join_more_readily():
    run = staff(engaged=0.5, participation=0.3, culture_pull=1.0)
    joined, engaged = np.isfinite(run.population.active_from), run.world.population.morale > 0
    for group, share in ((engaged, 0.6), (~engaged, 0.3)):
        assert abs(joined[group].sum() - share * group.sum()) < Z * math.sqrt(group.sum() * share * (1 - share))


def test_those_who_are_made_to_take_part_do_so_without_conviction():
    free, made = (staff(ALL + f"mandate = {share}\nreluctance = 0.4", participation=0.3) for share in (0.0, 1.0))
    joined = np.isfinite(free.population.active_from)
    assert np.isfinite(made.population.active_from).all()
    assert near(n_posts(made), 4000)
    assert near(n_posts(free), joined.sum() * 4)
    authenticity = made.population.voice["authenticity"]
    assert authenticity[joined] == pytest.approx(1.0)
    assert authenticity[~joined] == pytest.approx(0.6)
    assert made.population.morale[~joined].mean() == pytest.approx(-0.4, abs=0.02)
    assert not made.population.morale[joined].any()


def test_a_mandate_without_reluctance_costs_nothing():
    made = staff(ALL + "mandate = 1.0\nreluctance = 0.0", participation=0.3)
    assert (made.population.voice["authenticity"] == 1.0).all()
    assert not made.population.morale.any()


def test_invested_leaders_have_people_of_their_own_and_the_best_morale():
    run = staff("members = 781", size=781, team_size=5, engaged=0.3, disengaged=0.3)
    chosen = ranked("invested leaders", "crowd", [], run.spec, run.world)[:40]
    people = run.world.population
    assert set(chosen) <= set(people.manager.tolist())
    assert (people.morale[chosen] == 1).mean() > 0.9 > (people.morale == 1).mean()
    low = ranked("invested leaders", "crowd", [], run.spec, run.world)[-50:]
    assert not set(low) & set(people.manager.tolist())


# ------------------------------------------------------------ staying


def left_after(run, hours):
    return np.count_nonzero(run.parts[0].until > hours)


def test_those_whom_nobody_reacts_to_drop_out_sooner():
    changed = {"drop_out_per_month": 2.0, "feedback": 0.5, "reaction_chance": 0.0}
    patient = staff(days=30, dissatisfaction=0.0, **changed)
    disappointed = staff(days=30, dissatisfaction=3.0, **changed)
    stay = 1000 * math.exp(-2 * 30 / (365.25 / 12))
    assert abs(left_after(patient, 720) - stay) < Z * math.sqrt(stay)
    assert left_after(disappointed, 720) < 0.4 * stay


@pytest.mark.parametrize("group", [staff, fans])
def test_employees_and_advocates_drop_out_where_posts_are_of_no_value(group):
    """Promotion is worth nothing where its price is 1: the hazard is 1 + 2 times as high, or the same at weight 0."""
    changed = {"drop_out_per_month": 1.0, "value_weight": 1.0, "promotion_price": 1.0, "days": 20}
    advert = {"messages.launch.promotional": True}
    for above, dissatisfaction, factor in (({}, 2.0, 1), (advert, 2.0, 3), (advert, 0.0, 1)):
        run = group(ALL, above=above, dissatisfaction=dissatisfaction, **changed)
        assert (run.parts[0].worth == (0.0 if above else 1.0)).all()
        stay = math.exp(-factor * 20 / (365.25 / 12))
        assert abs(left_after(run, 480) - 1000 * stay) < Z * math.sqrt(1000 * stay * (1 - stay))


def test_the_unprompted_stop_posting_for_a_programme_but_not_speaking():
    run = staff(unprompted_share=1.0, drop_out_per_month=10.0, days=30)
    assert left_after(run, 720) < 10
    assert np.isinf(run.population.active_until).all()


def test_the_active_go_on_for_a_while_after_a_part_ends_and_are_not_paid_for_it():
    programme = ALL + "to_day = 4\nincentive = 2.0\nauthenticity_price = 0.0\n"
    run, stopped = (staff(programme, days=12, afterglow_days=glow) for glow in (4.0, 0.0))
    hours = posts_of(run, "launch")["time"]
    assert near((hours < 96).sum(), 1000 * 2 * 4 * 2)
    assert near((hours >= 96).sum(), 1000 * 2 * 4 / math.log(2) * (1 - 0.25))
    assert not (posts_of(stopped, "launch")["time"] >= 96).any()
    assert run.ledger.spent["incentives"] == pytest.approx((hours < 96).sum() * 2.0)


# ------------------------------------------------------------ morale


def test_taking_part_ties_people_closer():
    run = staff(belonging=0.02, morale_half_life_days=math.inf, days=10)
    assert run.population.morale.mean() == pytest.approx(0.02 * 20, rel=0.1)
    assert not staff(belonging=0.0, days=10).population.morale.any()


def test_what_has_lifted_morale_fades():
    run = staff(ALL + "to_day = 1", belonging=0.05, morale_half_life_days=2.0, days=9)
    lasting = staff(ALL + "to_day = 1", belonging=0.05, morale_half_life_days=math.inf, days=9)
    assert run.population.morale.mean() == pytest.approx(lasting.population.morale.mean() / 16, rel=0.25)


CRISIS = """
[messages.story]
kind = "crisis"
stance = -1.0
[crisis]
story = "story"
origin = "critic"
onset_hours = 0
severity = 1.0
"""
CRISIS += segment("critic", "outlets", 1, "trust = 1.0")


def hurt(**changed):
    """A company all of whom hear a story that hurts."""
    ties = [(1000, m) for m in range(1000)]
    above = {"belief.rule": "assimilation", "belief.persuasion": 1.0}
    return staff("members = 0", text=CRISIS, ties=ties, above=above, **changed)


def test_a_crisis_lowers_morale_and_the_low_disparage():
    changed = {"disparagement": "rant", "disparagement_per_week": 20.0}
    run = hurt(mood_weight=0.5, **changed)
    assert -0.7 < run.population.morale.mean() < -0.1
    assert n_posts(run, "rant") > 100
    calm = hurt(mood_weight=0.0, **changed)
    assert not calm.population.morale.any()
    assert not n_posts(calm, "rant")


def test_the_mood_that_attitude_makes_fades_as_attitude_does():
    """Nothing is heard after the first hour: at the last reflection, in tick 2394, morale is half the attitude then."""
    run = hurt(mood_weight=0.5, days=100)
    attitude = run.segment_attitude[:, 0] - run.segment_attitude[0, 0]
    assert run.population.morale.mean() == pytest.approx(0.5 * attitude[2394], rel=0.005)
    assert attitude[2394] > 0.8 * attitude.min(), "a good part of it has gone"


def test_disparagement_is_as_frequent_as_morale_is_low():
    run = staff(
        "members = 1000\nposts_per_week = 0\nmandate = 1.0\nreluctance = 0.5",
        participation=0.0,
        morale_half_life_days=math.inf,
        disparagement="rant",
        disparagement_per_week=20.0,
        days=7,
    )
    assert near(n_posts(run, "rant"), 1000 * 20 * 0.5)


def test_the_staff_is_told_in_three_outcomes():
    """Of a thousand who all take part, half are disengaged, and say one bitter word each in the two days."""
    told = outcomes(staff(engaged=0.0, disengaged=0.5, disparagement="rant", disparagement_per_week=3.5))
    assert told["volunteers_end"] == 1000
    assert near(-1000 * told["morale_end"], 500)
    assert near(told["insider_posts"], 500)


# ------------------------------------------------------------ policy, training, support


@pytest.mark.parametrize("policy", [0.0, 0.5, 0.8])
def test_a_policy_lowers_leaks_and_disparagement_of_all_but_never_to_zero(policy):
    run = staff(
        "members = 0",
        strategy=f"policy = {policy}",
        disengaged=1.0,
        disparagement="rant",
        disparagement_per_week=7.0,
        leak="memo",
        leak_per_week=7.0,
    )
    for message in ("rant", "memo"):
        assert near(n_posts(run, message), 2000 * (1 - policy))
        assert n_posts(run, message) > 0


def test_a_policy_of_the_playbook_works_from_then_on_and_costs_what_is_new_in_it():
    guide = '[[strategies.plan.playbook]]\naction = "guide"\nat_hours = {hours}\npolicy = {policy}\n'
    talk = {"disengaged": 1.0, "disparagement": "rant", "disparagement_per_week": 7.0}

    def told(policy, *steps):
        text = "".join(guide.format(hours=hours, policy=step) for hours, step in steps)
        return staff("members = 0", strategy=f"policy = {policy}", text=text, **talk)

    assert near(n_posts(told(0.0, (24.0, 0.8)), "rant"), 1000 * (1 + 0.2))
    for policy, steps, learned in (
        (0.0, [(0.0, 0.8)], 0.8),
        (0.5, [(3.0, 0.3)], 0.5),
        (0.2, [(3.0, 0.3), (9.0, 0.6)], 0.6),
    ):
        run = told(policy, *steps)
        assert run.policy == pytest.approx(learned)
        assert run.ledger.spent["policy"] == pytest.approx(1000 * learned * run.spec.costs.per_policy)
        actions = len(steps) * run.spec.costs.per_action
        assert planned_cost(run.strategy, run.spec) == pytest.approx(run.ledger.spent["policy"] + actions)


def test_training_raises_capacity_and_costs_time():
    trained, untrained = (staff(ALL + f"training = {t}\ncapacity = 0.4") for t in (0.5, 0.0))
    assert near(n_posts(trained), 4000 * 1.2)
    assert near(n_posts(untrained), 4000)
    more = trained.ledger.spent["employees programme"] - untrained.ledger.spent["employees programme"]
    assert more == pytest.approx(1000 * 0.5 * trained.spec.costs.per_training)


def test_support_raises_posts_and_the_monthly_cost():
    helped, alone = (staff(ALL + f"support = {factor}") for factor in (1.5, 1.0))
    assert near(n_posts(helped), 4000 * 1.5)
    fixed = [run.ledger.spent["employees programme"] for run in (helped, alone)]
    assert fixed[0] == pytest.approx(1.5 * fixed[1])
    assert planned_cost(helped.strategy, helped.spec) == pytest.approx(helped.ledger.total, rel=0.05)


# ------------------------------------------------------------ style


def test_scripts_cost_authenticity_and_guard_against_slips():
    changed = {"leak": "memo", "leak_per_week": 14.0}
    free, read = (staff(ALL + f"scripted = {s}\nscript_price = 0.4\nscript_guard = 0.6", **changed) for s in (0.0, 1.0))
    assert (free.population.voice["authenticity"] == 1.0).all()
    assert read.population.voice["authenticity"] == pytest.approx(0.6)
    assert near(n_posts(free, "memo"), 4000)
    assert near(n_posts(read, "memo"), 4000 * 0.4)
    assert posts_of(read, "launch")["strength"] == pytest.approx(0.6 * posts_of(free, "launch")["strength"][0])


def test_scripts_without_price_and_guard_change_nothing():
    changed = {"leak": "memo", "leak_per_week": 14.0}
    free, read = (staff(ALL + f"scripted = {s}\nscript_price = 0.0\nscript_guard = 0.0", **changed) for s in (0.0, 1.0))
    assert not differences(free, read)


def test_a_commentary_of_ones_own_makes_posts_stronger_unless_they_are_scripted():
    style = "commentary = 1.0\ncommentary_gain = 0.5\nscript_price = 0.0\n"
    for line, factor in (("", 1.5), ("scripted = 1.0", 1.0), ("scripted = 0.5", 1.25)):
        assert staff(ALL + style + line).population.voice["authenticity"] == pytest.approx(factor)
    assert (staff(ALL + "commentary = 1.0\ncommentary_gain = 0.0").population.voice["authenticity"] == 1.0).all()


# ------------------------------------------------------------ tasks

CIRCLE = [(m, (m + k) % 300) for m in range(300) for k in (1, 2, 3)]


def tasks(task, misfit=0.5, **changed):
    programme = f'members = 300\nposts_per_week = 14\ntask = "{task}"'
    return staff(programme, size=300, ties=CIRCLE, misfit=misfit, days=4, **changed)


def test_people_in_the_wrong_task_do_less():
    chosen, told = tasks("own choice"), tasks("write")
    talent = chosen.population.volunteer["talent"]
    assert {WRITE, SHARE, COMMENT, LIKE} == set(talent.tolist())
    assert near(n_posts(told), 8 * (np.sum(talent == WRITE) + 0.5 * np.sum(talent != WRITE)))
    assert near(sum(chosen.feedback.deeds.values()), 300 * 8), "all who choose their task do what they planned"
    assert sum(told.feedback.deeds.values()) < 0.75 * sum(chosen.feedback.deeds.values())


def test_without_misfit_the_wrong_task_costs_nothing_and_any_is_to_write():
    assert not differences(tasks("write", misfit=1.0), tasks("any"))
    assert not differences(tasks("any", misfit=0.0), tasks("any"))


def test_those_who_share_pass_on_recent_posts_of_others():
    run = tasks("own choice")
    shares = run.posts[run.posts["parent"] != NONE]
    sharers = np.flatnonzero(run.population.volunteer["talent"] == SHARE)
    assert len(shares) == run.feedback.deeds["share"] > 300
    assert set(shares["member"]) <= set(sharers)
    parents = run.posts[shares["parent"]]
    assert (parents["member"] != shares["member"]).all()
    assert (parents["message"] == shares["message"]).all()
    assert (parents["time"] < shares["time"]).all()
    assert len({(share["member"], share["parent"]) for share in shares}) == len(shares), "nobody shares a post twice"


@pytest.mark.parametrize("horizon", [1.0, 72.0])
def test_posts_are_taken_up_for_two_days_and_no_longer(horizon):
    text = part("crowd", 'members = 100\nposts_per_week = 20\ntask = "share"', message="chat")
    programme = "members = 100\nposts_per_week = 7\nto_day = 1"
    above = {"platforms.square.horizon_hours": horizon}
    run = staff(programme, size=100, text=text, days=4, misfit=1.0, above=above)
    shares = run.posts[run.posts["parent"] != NONE]
    ages = shares["time"] - run.posts["time"][shares["parent"]]
    assert 47 < ages.max() < 48
    assert (shares["member"] != run.posts["member"][shares["parent"]]).all(), "all have posts of their own"


def test_what_is_taken_up_is_where_the_member_is():
    yard = '[platforms.yard]\nbrand_reach = 1.0\nmember_reach = 1.0\nresponse = "fixed"\nhalf_life_hours = 1.0\n'
    people = segment("crowd", "employees", 300, settings(misfit=1.0))
    people = people.replace("{ square = 1.0 }", "{ square = 0.6, yard = 0.6 }\nfollowers = { square = 5, yard = 5 }")
    plan = "[strategies.plan]\n" + part("crowd", 'members = 300\nposts_per_week = 14\ntask = "own choice"')
    run = CampaignModel(staged(yard + people + WORDS + plan, clock__days=4), "plan").run()
    shares = run.posts[run.posts["parent"] != NONE]
    per_platform = np.bincount(shares["platform"], minlength=2)
    assert run.world.ties.account[shares["platform"], shares["member"]].all()
    assert (per_platform > 100).all()


def test_one_post_more_changes_only_the_choices_of_those_who_take_it_up():
    """A hermit whom nobody follows says the same as the staff do."""
    hermit = segment("hermit", "outlets", 1, "owned = true")
    say = 'at_hours = 1.0\nmessage = "launch"\nspeaker = "hermit"'
    share = part("crowd", 'members = 300\nposts_per_week = 14\ntask = "share"')
    choices = []
    for text in (share, share + step("publish", say)):
        run = staff("members = 150\nposts_per_week = 14", size=300, text=hermit + text, days=3, misfit=1.0)
        shares = run.posts[run.posts["parent"] != NONE]
        parents = run.posts[shares["parent"]]
        choices.append(set(zip(shares["member"], shares["time"], parents["member"], parents["time"], strict=True)))
    new = choices[1] - choices[0]
    moved = {member for member, _, author, _ in new if author == 300}
    assert 0 < len(moved) < 30
    assert {member for member, *_ in new} == moved
    assert len(choices[0] & choices[1]) > 0.9 * len(choices[0])


def test_each_choice_is_drawn_anew():
    """Two posts, and later a third: that is the second choice in half of the cases, where one ranking makes it 2/3."""
    posts = np.zeros(3, POST)
    posts["member"], posts["parent"], posts["key"] = 2000, NONE, [11, 12, 13]
    everywhere = SimpleNamespace(ties=SimpleNamespace(account=np.ones((1, 2001), bool)))
    model = SimpleNamespace(posts=posts[:2], ours=np.ones(1, np.uint8), world=everywhere, seed=0, now=1.0, tick=1)
    recent = Recent()
    first = [recent.take_up(model, member, 1.0) for member in range(2000)]
    model.posts, model.tick = posts, 2
    second = [recent.take_up(model, member, 2.0) for member in range(2000)]
    assert set(first) == {0, 1}
    assert not any(one == other for one, other in zip(first, second, strict=True))
    assert abs(second.count(2) - 1000) < Z * math.sqrt(2000 / 4)


def talked_of(task, trust=0.5):
    """The posts of thirty, of whom others do a task."""
    text = part("crowd", f'members = 300\nposts_per_week = 14\ntask = "{task}"', message="chat")
    programme = "members = 30\nposts_per_week = 14"
    changed = {"misfit": 1.0, "trust": trust, "leader_trust": trust}
    run = staff(programme, size=300, ties=CIRCLE, text=text, days=4, **changed)
    assert not n_posts(run, "chat")
    assert run.feedback.deeds[task] > 500
    assert run.population.volunteer["reactions"].sum() > 300
    return posts_of(run, "launch")


def test_comments_raise_pull_and_trust_of_a_post_up_to_three_times_and_likes_do_not():
    commented, liked = talked_of("comment"), talked_of("like")
    assert commented["time"].tolist() == liked["time"].tolist()
    raised = commented["pull"] / liked["pull"]
    assert set(np.round(np.log(raised) / np.log(1.1), 3)) == {0, 1, 2, 3}
    assert np.ptp(liked["pull"]) == 0
    assert commented["trust"] / liked["trust"] == pytest.approx(raised)
    assert talked_of("comment", trust=0.95)["trust"].max() == 1.0


def test_what_is_done_is_paid_for_whatever_the_task():
    programme = 'members = 300\nposts_per_week = 14\ntask = "own choice"\nincentive = 2.0\nauthenticity_price = 0.0'
    run = staff(programme, size=300, ties=CIRCLE, days=2)
    n_deeds = sum(run.feedback.deeds.values())
    assert min(run.feedback.deeds.values()) > 100
    costs = run.spec.costs
    assert run.ledger.spent["incentives"] == pytest.approx(n_deeds * costs.per_incentive_post)
    assert run.ledger.spent["working time"] == pytest.approx(n_deeds * costs.minutes_per_post / 60 * costs.per_hour)


def test_comments_and_likes_tie_those_who_make_them_closer():
    run = tasks("own choice", belonging=0.01, morale_half_life_days=math.inf)
    volunteer, deeds = run.population.volunteer, run.feedback.deeds
    quiet = volunteer["talent"] >= COMMENT
    assert volunteer["lift"][quiet].sum() == pytest.approx(0.01 * (deeds["comment"] + deeds["like"]), rel=1e-4)


# ------------------------------------------------------------ care


def care(lines, **changed):
    text = f'[[strategies.plan.care]]\nsegment = "crowd"\n{lines}\n'
    return staff("members = 0", text=text, days=14, **{"disengaged": 0.5, "morale_half_life_days": math.inf, **changed})


def test_meetings_repair_low_morale_and_cost_time():
    """Each meeting lifts by 0.5, one who is low has one a week: morale is -1, -0.5, 0 after none, one, two or more."""
    run = care("meetings_per_week = 1.0\nrepair = 0.5\nfinds = 0.0")
    low = run.world.population.morale < 0
    morale = run.population.morale[low]
    found = np.array([(morale == -1.0).sum(), np.isclose(morale, -0.5).sum(), (morale > -1e-6).sum()])
    chances = np.exp(-2) * np.array([1, 2, np.exp(2) - 3])
    assert found.sum() == low.sum()
    assert (np.abs(found - low.sum() * chances) < Z * np.sqrt(low.sum() * chances)).all()
    assert run.ledger.spent["care"] == pytest.approx(50.0 * (found[1] + 2 * found[2]), rel=0.1)


def test_meetings_that_repair_nothing_only_cost():
    with_it, without = care("meetings_per_week = 1.0\nrepair = 0.0\nfinds = 0.0"), care("finds = 0.0")
    assert with_it.population.morale.tobytes() == without.population.morale.tobytes()
    assert with_it.ledger.total > without.ledger.total == 0


@pytest.mark.parametrize("repair", [0.0, 0.6, 2.0])
def test_there_are_as_many_meetings_whatever_the_length_of_a_tick(repair):
    """1,000 with a bitter half meet twenty times a week for eight days: until they are low no more, or all the time."""
    lines = f"meetings_per_week = 20.0\nrepair = {repair}\nfinds = 0.0"
    runs = [care(lines, above={"clock.tick_hours": hours, "clock.days": 8}) for hours in (1.0, 6.0, 24.0)]
    low = np.sum(runs[0].world.population.morale < 0)
    paid = [run.ledger.spent["care"] / 50 for run in runs]
    assert paid[0] == paid[1] == paid[2]
    assert paid[0] == {0.6: 2, 2.0: 1}[repair] * low if repair else near(paid[0], low * 20 * 8 / 7)


RANTS = {"disparagement": "rant", "disparagement_per_week": 3.0, "leak": "memo", "leak_per_week": 1.0}


@pytest.mark.parametrize("tick", [1.0, 24.0])
@pytest.mark.parametrize("delay", [0.0, 0.5, 12.0, 24.0, 60.0])
def test_each_author_who_is_found_is_met_after_the_delay_whatever_the_length_of_a_tick(delay, tick):
    run = care(f"finds = 1.0\nrepair = 0.0\ndelay_hours = {delay}", above={"clock.tick_hours": tick}, **RANTS)
    hours = np.concatenate([posts_of(run, message)["time"] for message in ("rant", "memo")])
    assert run.ledger.spent["care"] == 50 * np.sum(hours + delay < 14 * 24) > 0
    assert len(run.diary.appointments["crowd"]) == np.sum(hours + delay >= 14 * 24)


def test_meetings_with_those_who_are_found_mend_morale_without_delay():
    lines, above = "finds = 1.0\nrepair = 2.0\ndelay_hours = 0.0", {"clock.tick_hours": 24.0}
    run = care(lines, above=above, disparagement="rant", disparagement_per_week=7.0)
    low = run.world.population.morale < 0
    ranted = np.unique(posts_of(run, "rant")["member"])
    assert len(ranted) == low.sum(), "nobody is bitter for two weeks and says nothing"
    assert (run.population.morale[low] == 1.0).all()


def test_what_is_praised_is_the_nth_post_whenever_it_comes():
    """Twice as often for half the time: the same posts, and the same of them are praised."""
    lines = '[[strategies.plan.care]]\nsegment = "crowd"\npraise = 0.5\nfinds = 0.0\n'
    slow, fast = (
        staff(f"members = 1000\nposts_per_week = {rate}", text=lines, days=days, feedback_half_life_days=math.inf)
        for rate, days in ((7, 8), (28, 2))
    )
    assert n_posts(slow) == n_posts(fast)
    reactions = [run.population.volunteer["reactions"] for run in (slow, fast)]
    assert reactions[0].tolist() == reactions[1].tolist()
    assert near(reactions[0].sum(), 0.5 * n_posts(slow))


def test_who_is_found_is_the_author_of_the_nth_post_whenever_it_comes():
    slow, fast = (
        care(
            "finds = 0.5\ndelay_hours = 0.0\nrepair = 0.0",
            above={"clock.days": days},
            disparagement="rant",
            disparagement_per_week=rate,
        )
        for rate, days in ((2.0, 14), (14.0, 2))
    )
    assert slow.ledger.spent == fast.ledger.spent
    assert near(slow.ledger.spent["care"] / 50, 0.5 * n_posts(slow, "rant"))


def test_those_who_speak_badly_are_found_and_heard_later():
    rants = {"disparagement": "rant", "disparagement_per_week": 1.0, "disengaged": 1.0}
    found, unseen = (care(f"finds = {share}\nrepair = 2.0\ndelay_hours = 24.0", **rants) for share in (1.0, 0.0))
    assert n_posts(found, "rant") < 0.7 * n_posts(unseen, "rant")
    assert found.population.morale.mean() > 0.2 > unseen.population.morale.mean() == -1.0
    first = np.minimum.reduceat(posts_of(found, "rant")["time"], [0])[0]
    before = [posts_of(run, "rant") for run in (found, unseen)]
    early = [posts[posts["time"] < first + 24]["time"].tolist() for posts in before]
    assert early[0] == early[1], "nothing changes before the first meeting"


def test_praise_is_a_reaction_and_lifts_morale():
    changed = {"belonging": 0.01, "morale_half_life_days": math.inf, "feedback_half_life_days": math.inf, "days": 10}
    praised, plain = (
        staff(text=f'[[strategies.plan.care]]\nsegment = "crowd"\npraise = {share}\nfinds = 0.0\n', **changed)
        for share in (0.5, 0.0)
    )
    n = n_posts(praised)
    assert near(praised.population.volunteer["reactions"].sum(), 0.5 * n)
    assert not plain.population.volunteer["reactions"].any()
    assert praised.population.morale.mean() == pytest.approx(1.5 * plain.population.morale.mean(), rel=0.03)
    assert praised.ledger.spent["care"] == pytest.approx(0.5 * n, rel=0.1)


def test_tasks_are_swapped_until_they_fit():
    text = '[[strategies.plan.care]]\nsegment = "crowd"\nswaps_per_week = 5.0\nfinds = 0.0\n'
    told, swapped = tasks("write"), tasks("write", text=text)
    assert swapped.parts[0].fits.mean() > 0.9 > 0.3 > told.parts[0].fits.mean()
    assert sum(swapped.feedback.deeds.values()) > 1.2 * sum(told.feedback.deeds.values())
    n_swapped = swapped.parts[0].fits.sum() - told.parts[0].fits.sum()
    assert swapped.ledger.spent["care"] == 50 * n_swapped


def test_each_is_swapped_once_whatever_the_length_of_a_tick():
    text = '[[strategies.plan.care]]\nsegment = "crowd"\nswaps_per_week = 6.0\nfinds = 0.0\n'
    runs = [tasks("write", text=text, above={"clock.tick_hours": hours}) for hours in (1.0, 6.0, 24.0)]
    misfits = np.sum(runs[0].population.volunteer["talent"] != WRITE)
    paid = [run.ledger.spent["care"] / 50 for run in runs]
    assert paid[0] == paid[1] == paid[2] == misfits - np.sum(~runs[0].parts[0].fits)
    assert abs(paid[0] / misfits - 1 + math.exp(-6 * 4 / 7)) < Z * math.sqrt(0.25 / misfits)


@pytest.mark.parametrize("tick", [1.0, 24.0])
def test_tasks_are_swapped_only_while_people_take_part(tick):
    """They take part for a day and a half of four: so many are swapped as come in that time."""
    text = '[[strategies.plan.care]]\nsegment = "crowd"\nswaps_per_week = 3.0\nfinds = 0.0\n'
    programme = 'members = 1000\nposts_per_week = 1\ntask = "write"\nfrom_day = 0.75\nto_day = 2.25'
    run = staff(programme, text=text, days=4, above={"clock.tick_hours": tick})
    misfits, share = np.sum(run.population.volunteer["talent"] != WRITE), 1 - math.exp(-3 * 1.5 / 7)
    assert abs(run.ledger.spent["care"] / 50 - misfits * share) < Z * math.sqrt(misfits * share * (1 - share))


CARE = '[[strategies.plan.care]]\nsegment = "crowd"\nrepair = 0.0\n'


@pytest.mark.parametrize(
    ("lines", "programme", "changed"),
    [
        ("meetings_per_week = 2.0\nfinds = 0.0", "members = 0", {"disengaged": 0.4}),
        ("finds = 0.8\ndelay_hours = 60.0", "members = 0", {"disengaged": 0.4, **RANTS}),
        (
            "finds = 1.0\ndelay_hours = 0.0",
            "members = 500\ntraining = 0.6\nscripted = 0.5\nscript_guard = 0.8\nto_day = 10\nfrom_day = 3",
            {"disengaged": 0.4, **RANTS},
        ),
        (
            "finds = 1.0\ndelay_hours = 0.0",
            "members = 800\nscripted = 1.0\nscript_guard = 0.8\nto_day = 11",
            {"leak": "memo", "leak_per_week": 1.0, "participation": 0.7},
        ),
        ("finds = 0.0\nswaps_per_week = 1.0", 'members = 800\ntask = "share"\nposts_per_week = 1', {"misfit": 1.0}),
        ("finds = 0.0\nswaps_per_week = 1.0", 'members = 800\ntask = "like"\nto_day = 3', {"participation": 0.6}),
        ("finds = 0.0\npraise = 0.5", "members = 800\nposts_per_week = 3", {}),
    ],
)
def test_care_costs_what_was_planned(lines, programme, changed):
    """Nothing is mended, so morale and willingness stay as the plan takes them; four standard errors of a count."""
    run = staff(programme, strategy="policy = 0.2", text=CARE + lines + "\n", days=14, **changed)
    strategy = run.spec.strategies["plan"]
    without = strategy.model_copy(update={"care": []})
    planned = planned_cost(strategy, run.spec) - planned_cost(without, run.spec)
    each = run.spec.costs.per_praise if "praise" in lines else run.spec.costs.per_meeting
    assert planned / each > 100
    assert near(run.ledger.spent["care"] / each, planned / each)


def test_there_is_nothing_to_swap_where_all_do_what_suits_them():
    for task in ("any", "own choice"):
        run = staff(f'members = 300\ntask = "{task}"', text=CARE + "swaps_per_week = 50.0\nfinds = 0.0\n", size=300)
        strategy = run.spec.strategies["plan"]
        assert "care" not in run.ledger.spent
        assert planned_cost(strategy, run.spec) == planned_cost(strategy.model_copy(update={"care": []}), run.spec)


# ------------------------------------------------------------ everyday words


@pytest.mark.parametrize("role", ["employees", "advocates"])
def test_people_speak_of_us_outside_a_crisis_without_a_programme(role):
    changed = {"everyday_words": "chat", "everyday_words_per_week": 7.0}
    if role == "employees":
        run = staff("members = 0", unprompted_share=0.3, days=4, **changed)
        speaks = run.population.volunteer["unprompted"] == 1
    else:
        run = fans("members = 0", days=4, **changed)
        speaks = np.ones(1000, bool)
    visits = run.population["visits"]
    per_head = np.bincount(posts_of(run, "chat")["member"], minlength=1000)
    assert not per_head[~speaks].any()
    assert near(per_head.sum(), 4 * visits[speaks].sum())
    busy = visits > np.median(visits[speaks])
    assert per_head[speaks & busy].sum() > 1.5 * per_head[speaks & ~busy].sum(), "the busy ones say most of it"


def test_without_everyday_words_nobody_says_any():
    for changed in ({}, {"everyday_words": "chat", "everyday_words_per_week": 0.0}):
        assert not n_posts(fans("members = 0", **changed), "chat")


# ------------------------------------------------------------ time


def test_the_length_of_a_tick_does_not_matter():
    changed = {
        "feedback": 0.5,
        "value_weight": 0.5,
        "belonging": 0.02,
        "morale_weight": 0.5,
        "drop_out_per_month": 2.0,
        "dissatisfaction": 2.0,
        "leaders_silent": 0.6,
        "leaders_active": 1.4,
        "disparagement": "rant",
        "disparagement_per_week": 3.0,
        "disengaged": 0.3,
        "culture_pull": 1.0,
    }
    ties = everybody_follows(0, 1000)
    short, long = (staff(days=12, ties=ties, above={"clock.tick_hours": hours}, **changed) for hours in (0.75, 6.0))
    for message in ("launch", "rant"):
        one, other = n_posts(short, message), n_posts(long, message)
        assert abs(one - other) < 0.005 * one, message
    assert short.population.morale.mean() == pytest.approx(long.population.morale.mean(), abs=0.001)


# ------------------------------------------------------------ parts one after another


def in_two(first, second):
    """The programme in two parts."""
    return first + "\n" + part("crowd", second)


def test_a_part_split_in_two_is_as_much_as_the_whole():
    """Twenty days in one part or two: nobody goes on after the first half beside the second."""
    glow = {"afterglow_days": 14.0, "days": 20}
    whole = staff(ALL, **glow)
    split = staff(in_two(ALL + "to_day = 10", ALL + "from_day = 10"), **glow)
    late = [np.count_nonzero(posts_of(run, "launch")["time"] >= 240) for run in (whole, split)]
    assert near(late[0], 20_000)
    assert near(late[1], 20_000)


def test_to_be_made_to_take_part_twice_hurts_once():
    made = "members = 1000\nposts_per_week = 0\nmandate = 1.0\nreluctance = 0.3"
    for programme in (made, in_two(made, made + '\nchoose = "leaders"')):
        run = staff(programme, participation=0.0, morale_half_life_days=math.inf)
        assert run.population.morale == pytest.approx(-0.3, abs=1e-6)


def test_who_joins_again_with_a_ramp_begins_anew():
    """Everyday words stop with the first part, and come back as the second takes in its people."""
    later = "members = 1000\nposts_per_week = 0\nfrom_day = 10\nramp_up_days = 10"
    run = staff(
        in_two("members = 1000\nposts_per_week = 0\nto_day = 5", later),
        everyday_words="chat",
        everyday_words_per_week=7.0,
        days=20,
    )
    per_day = np.histogram(posts_of(run, "chat")["time"], np.array([0, 5, 10, 15, 20]) * 24)[0]
    share = 5 / 20  # of the second part's people, over its first five days, on average: a quarter
    assert not per_day[1]
    assert per_day[2] == pytest.approx(per_day[0] * share, rel=0.25)
    assert per_day[3] == pytest.approx(per_day[0] * 3 * share, rel=0.15)


@pytest.mark.parametrize("tick", [1.0, 24.0])
def test_rewards_end_with_the_part_whatever_the_length_of_a_tick(tick):
    """Of the last day an hour belongs to the part: at three times the cadence; and nobody speaks who is not active."""
    programme, coarse = ALL + f"incentive = 3.0\nto_day = {49 / 24}", {"clock__tick_hours": tick}
    ends = staff(programme, afterglow_days=3650.0, days=3, above=coarse)
    last = np.count_nonzero(posts_of(ends, "launch")["time"] >= 48)
    assert near(last, 2000 * (3 + 23) / 24)
    brief = staff(
        "members = 1000\nposts_per_week = 0\nfrom_day = 0.9\nto_day = 1.1",
        everyday_words="chat",
        everyday_words_per_week=70.0,
        above=coarse,
    )
    said = posts_of(brief, "chat")["time"]
    assert said.min() >= 21.6
    assert said.max() < 26.4
