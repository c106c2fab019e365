"""What makes volunteers join, speak and stay: each mechanism by its direction, its neutral value and its size.

Counts are compared with their Poisson or binomial mean within four standard deviations, chosen beforehand.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
from worlds import Z, differences, near, part, played, posts_of, segment, staged

from simulator.content import NONE
from simulator.costing import planned_cost
from simulator.joining import COMMENT, LIKE, SHARE, TASKS, WRITE
from simulator.metrics import outcomes
from simulator.passport.small_worlds import everybody_follows
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


def fans(programme=ALL, *, size=1000, days=2, ties=(), text="", **changed):
    """The same for advocates."""
    own = {name: value for name, value in NEUTRAL.items() if name not in NOT_THEIRS}
    values = "\n".join(f"{name} = {value!r}" for name, value in {**own, **changed}.items())
    plan = "[strategies.plan]\n" + part("crowd", programme)
    return played(
        staged(segment("crowd", "advocates", size, values) + WORDS + text + plan, clock__days=days), "plan", ties
    )


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


def test_views_bring_reactions_and_a_post_on_two_platforms_is_one():
    ties = [(0, 1 + k) for k in range(500)]
    run = staff(size=1000, ties=ties, reaction_chance=0.1, feedback_half_life_days=math.inf)
    said = np.sum(posts_of(run, "launch")["member"] == 0)
    first = run.population.volunteer[0]
    known = posts_of(run, "launch")
    seen = known["seen"][(known["member"] == 0) & (known["time"] < 42)].sum()
    assert first["reactions"] == pytest.approx(0.1 * seen, rel=0.3)
    assert first["posts"] <= said
    assert not run.population.volunteer["reactions"][1:].any()


def test_what_others_make_of_a_rant_is_no_encouragement():
    text = segment("ears", "audience", 200, "share_chance = 1.0\nhostile_filter = 1.0\nalignment = 0.0")
    ties = [(0, 1 + k) for k in range(200)]
    changed = {"disengaged": 1.0, "disparagement": "rant", "disparagement_per_week": 100.0, "participation": 0.0}
    run = staff(size=1, text=text, ties=ties, programme="members = 0", **changed)
    assert run.population.voice["echo"][0] >= 200
    assert run.population.volunteer["reactions"][0] == 0


def test_an_example_is_handed_down_by_silent_leaders():
    """Head and level 1 post; level 2 sees that, level 3 by a silent boss 0.7 of it, level 4 by two 0.49."""
    posts = {}
    for carries in (0.0, 0.7):
        run = staff(
            "members = 6\nposts_per_week = 50\nleaders_active = true\n"
            + part("crowd", "members = 781\nposts_per_week = 14\nfrom_day = 2", message="chat"),
            size=781,
            days=9,
            leaders_silent=0.5,
            leaders_active=1.5,
            example_carries=carries,
            team_size=5,
        )
        level = run.population.level
        assert set(level.tolist()) == {0, 1, 2, 3, 4}
        willing = run.population.volunteer["willing"]
        posts[carries] = [willing[level == depth].mean() for depth in range(5)]
    assert posts[0.7][0] == posts[0.0][0] == 1.0
    assert posts[0.7][2] == posts[0.0][2] == 1.5


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
    run = staff(size=781, team_size=5, engaged=0.3, disengaged=0.3)
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
    changed = {"drop_out_per_month": 1.0, "value_weight": 1.0, "dissatisfaction": 2.0, "days": 20}
    promotion = {"promotion_price": 1.0, "text": "", "programme": ALL}
    valued = group(**changed, programme=ALL)
    text = '[messages.advert]\nstance = 0.6\npromotional = true\ntopic = "work"\n'
    useless = group(**changed, **{**promotion, "text": text, "programme": ALL + 'task = "any"\n'})
    other = group(**changed, promotion_price=1.0, programme=ALL)
    assert left_after(valued, 480) == left_after(useless, 480) == left_after(other, 480)
    stay = 1000 * math.exp(-20 / (365.25 / 12))
    assert abs(left_after(valued, 480) - stay) < Z * math.sqrt(stay)


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
    assert (shares["time"] - parents["time"] <= 49).all()


def test_comments_raise_the_pull_of_a_post_up_to_three_times_and_likes_do_not():
    talk = 'members = 300\nposts_per_week = 14\ntask = "{}"\n'
    for task, most in (("comment", 1.1**3), ("like", 1.0)):
        text = part("crowd", talk.format(task), message="chat")
        run = staff(
            "members = 30\nposts_per_week = 14", size=300, ties=CIRCLE, text=text, days=4, misfit=1.0, leader_trust=0.5
        )
        pull = posts_of(run, "launch")["pull"]
        assert pull.max() / pull.min() == pytest.approx(most)
        assert run.feedback.deeds[TASKS[TASKS.index(task)]] > 500
        assert run.population.volunteer["reactions"].sum() > 300
    assert not n_posts(run, "chat")


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
    for programme in (made, in_two(made, made)):
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
