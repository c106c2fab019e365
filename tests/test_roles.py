"""What the five roles do, each on a stage where nothing else happens.

Counts are compared with their Poisson or binomial mean within four standard deviations, chosen beforehand.
"""

import math

import numpy as np
import pytest
from worlds import EVEN, Z, near, part, played, posts_of, segment, staged, step

from simulator.content import NONE
from simulator.passport.small_worlds import everybody_follows
from simulator.population import NEVER, organisation

STORY = """
[messages.story]
kind = "crisis"
stance = -0.8
[crisis]
story = "story"
origin = "critic"
onset_hours = 0
severity = 1.0
attention_half_life_hours = inf
""" + segment("critic", "outlets", 1)


WORDS = '[messages.launch]\nstance = 0.6\n[messages."own"]\nkind = "own_words"\nstance = 0.6\n'


def with_critic(role, more="", size=2000, extra="", **settings):
    """A critic (member 0) whom everybody in a crowd follows, and who breaks a hostile story at once."""
    scenario = staged(STORY + segment("crowd", role, size, more) + WORDS + extra, **settings)
    return scenario, everybody_follows(0, size + 1)


# ------------------------------------------------------------ influencers

GADGET = '[messages.gadget]\nkind = "third_party"\nstance = 0.0\n'


CALM = {"crisis__attention_half_life_hours": 1e-3, "crisis__lasting_share": 0.0}
"""The attention to the story is gone at once; its message spreads all the same."""
RUMOUR = {**CALM, "messages__story__kind": "third_party"}


def test_influencers_post_on_until_they_leave_and_then_take_up_another_story():
    """All take it up an hour after the first sight, post twice a day, and stay t hours after it with exp(-t / 12)."""
    more = 'exit_per_day = 2.0\nshare_chance = 1.0\ntakes_per_day = 2.0\nnext_story = "gadget"'
    scenario, ties = with_critic("influencers", more, extra=GADGET, **RUMOUR)
    run = played(scenario, ties=ties)
    takes = posts_of(run, "story")
    takes = takes[(takes["parent"] == NONE) & (takes["member"] > 0)]["time"]
    stayed = 12 * (math.exp(-1 / 12) - math.exp(-46 / 12)) / 24 * 2
    assert near(len(takes), 2000 * stayed)
    assert near(len(posts_of(run, "gadget")), 2000 * (2 * 45 / 24 - stayed))
    assert (takes < 14).sum() > 5 * (takes > 26).sum()


def test_influencers_do_not_leave_while_attention_is_at_its_height():
    more = 'exit_per_day = 2.0\nshare_chance = 1.0\ntakes_per_day = 2.0\nnext_story = "gadget"'
    run = played(
        *with_critic("influencers", more, extra=GADGET, crisis__lasting_share=0.0)[:1], ties=everybody_follows(0, 2001)
    )
    assert not len(posts_of(run, "gadget"))


def test_influencers_who_never_leave_take_up_nothing_else():
    more = 'exit_per_day = 0.0\nshare_chance = 1.0\nnext_story = "gadget"'
    scenario, ties = with_critic("influencers", more, extra=GADGET, **RUMOUR)
    run = played(scenario, ties=ties)
    assert not len(posts_of(run, "gadget"))
    assert len(posts_of(run, "story")) > 2000


def late_shares(role, exit_per_day):
    """Shares of a second post of the story, a day after the first, by those who might pass it on at any time."""
    again = '[[strategies.plan.playbook]]\naction = "publish"\nspeaker = "critic"\nmessage = "story"\nat_hours = 24.0\n'
    quiet = "takes_per_day = 0.0\n" if role == "influencers" else ""
    scenario, ties = with_critic(
        role,
        quiet + f"exit_per_day = {exit_per_day}\nshare_chance = 0.1\nhostile_filter = 1.0\nalignment = 0.0",
        extra=again,
        segments__critic__owned=True,
        **RUMOUR,
    )
    shares = played(scenario, "plan", ties).posts
    return ((shares["parent"] != NONE) & (shares["time"] > 24)).sum()


def test_advocates_stay_where_influencers_have_left():
    """A tenth of those left share at the first sight, a tenth of the rest a day later, if they are still there."""
    stay = 2000 * 0.9 * 0.1
    assert near(late_shares("advocates", 0.0), stay)
    assert near(late_shares("influencers", 2.0), stay * math.exp(-2.0))


# ------------------------------------------------------------ advocates


@pytest.mark.parametrize(("role", "filtered"), [("advocates", 0.02), ("influencers", 1.0), ("audience", 1.0)])
def test_advocates_hardly_pass_on_hostile_stories_and_others_do(role, filtered):
    scenario, ties = with_critic(role, "share_chance = 0.5\nalignment = 0.0\nexit_per_day = 0.0", size=5000)
    run = played(scenario, ties=ties)
    assert near((run.posts["parent"] != NONE).sum(), 5000 * 0.5 * filtered)


def test_advocates_write_in_their_own_words_without_any_post_of_the_brand():
    scenario, ties = with_critic("advocates", EVEN + 'own_words = "own"\nown_words_per_week = 3.5\nshare_chance = 0.0')
    run = played(scenario, ties=ties)
    assert near(len(posts_of(run, "own")), 2000 * 3.5 * 46 / 168)
    assert posts_of(run, "own")["time"].min() >= 2.0, "they have to hear of it first"
    assert not len(posts_of(run, "launch"))


def test_advocates_who_hear_nothing_write_nothing():
    scenario, _ = with_critic("advocates", 'own_words = "own"\nown_words_per_week = 3.5')
    assert not len(posts_of(played(scenario), "own"))


def test_a_rally_triples_the_words_of_advocates_while_it_lasts():
    rally = (
        '[[strategies.plan.playbook]]\naction = "rally"\nsegment = "crowd"\n'
        "at_hours = 12.0\nhours = 24.0\nfactor = 3.0\n"
    )
    scenario, ties = with_critic(
        "advocates", EVEN + 'own_words = "own"\nown_words_per_week = 3.5\nshare_chance = 0.0', extra=rally
    )
    hours = posts_of(played(scenario, "plan", ties), "own")["time"]
    per_hour = 2000 * 3.5 / 168
    assert near((hours < 12).sum(), 10 * per_hour)
    assert near(((hours >= 12) & (hours < 36)).sum(), 3 * 24 * per_hour)
    assert near((hours >= 36).sum(), 12 * per_hour)


# ------------------------------------------------------------ employees

CALM = ("engaged = 0.0\ndisengaged = 0.0\nunprompted_share = 0.0\nleaders_silent = 1.0\nleaders_active = 1.0\n") + EVEN
"""Employees whom neither morale nor leaders nor feedback move."""


def staff(more=CALM, programme="members = 2000\nposts_per_week = 14", size=2000, ties=(), extra="", **settings):
    text = segment("crowd", "employees", size, more) + WORDS + part("crowd", programme) + extra
    return played(staged(text, **settings), "plan", ties)


def test_the_share_of_employees_who_take_part_is_the_stated_one():
    run = staff(CALM + "participation = 0.3")
    takes_part = np.isfinite(run.population.active_from)
    assert abs(takes_part.sum() - 600) < Z * math.sqrt(2000 * 0.3 * 0.7)
    assert set(posts_of(run, "launch")["member"]) <= set(np.flatnonzero(takes_part))
    assert near(len(posts_of(run, "launch")), takes_part.sum() * 14 * 2 / 7)


def test_employees_drop_out_at_the_stated_rate():
    """With ten a month e^(-10 days / 30.4) are left after ten days, so posts fall off by that."""
    rate = 10 / 730.5
    run = staff(CALM + "participation = 1.0\ndrop_out_per_month = 10.0", clock__days=10)
    until = run.population.active_until
    left = math.exp(-rate * 240)
    assert abs((until > 240).sum() - 2000 * left) < Z * math.sqrt(2000 * left * (1 - left))
    assert near(len(posts_of(run, "launch")), 2000 * 14 / 168 * (1 - left) / rate)


def test_a_programme_ramps_up_evenly():
    run = staff(
        CALM + "participation = 1.0\ndrop_out_per_month = 0.0", "members = 2000\nposts_per_week = 14\nramp_up_days = 2"
    )
    posts, joins = posts_of(run, "launch"), run.population.active_from
    assert (posts["time"] >= joins[posts["member"]]).all()
    assert abs((joins < 12).sum() - 500) < Z * math.sqrt(2000 * 0.25 * 0.75)
    active_hours = np.maximum(24 - joins, 0).sum(), np.minimum(48 - joins, 24).sum()
    assert near((posts["time"] < 24).sum(), active_hours[0] / 12)
    assert near((posts["time"] >= 24).sum(), active_hours[1] / 12)


def test_the_head_has_no_manager_and_everybody_else_has_one_above():
    scenario = staged(segment("crowd", "employees", 100, "team_size = 4") + WORDS)
    manager, level = organisation(scenario)
    assert manager[:6].tolist() == [-1, 0, 0, 0, 0, 1]
    assert (level[1:] == level[manager[1:]] + 1).all()


def test_leaders_who_post_carry_their_people_and_silent_ones_hold_them_back():
    """With a team of 40 nearly all report to the 40 top managers: factor 1.4 against 0.6."""
    led = CALM.replace("leaders_silent = 1.0\nleaders_active = 1.0", "leaders_silent = 0.6\nleaders_active = 1.4")
    more = led + "participation = 1.0\ndrop_out_per_month = 0.0\nteam_size = 40"
    wanted = "members = 1641\nposts_per_week = 14\n"
    run = staff(more, wanted, size=1641, clock__days=7)
    posts = posts_of(run, "launch")
    team = posts["member"] > 40
    late = posts["time"] > 96
    assert near((team & late).sum(), 1600 * 14 / 168 * 72 * 1.4)
    quiet = staff(more.replace("leaders_active = 1.4", "leaders_active = 0.6"), wanted, size=1641, clock__days=7)
    posts = posts_of(quiet, "launch")
    assert near(((posts["member"] > 40) & (posts["time"] > 96)).sum(), 1600 * 14 / 168 * 72 * 0.6)


def test_active_leaders_take_part_all_of_them():
    more = CALM + "participation = 0.0\nteam_size = 4"
    active = [
        np.isfinite(staff(more, "members = 50" + line).population.active_from)
        for line in ("", "\nleaders_active = true")
    ]
    assert not active[0].any()
    assert np.flatnonzero(active[1]).tolist() == [0, 1, 2, 3, 4]


def test_reactions_to_their_posts_make_employees_post_more():
    """Feedback 1, 24 posts planned: without any reaction the rate falls as 4 / (posts + 4), with three each it rises.

    (posts + 4)^2 = 16 + 8 x 24 at the end, so 10.4 posts; at three reactions a post the factor tends to 1.5.
    """
    more = CALM.replace("feedback = 0.0", "feedback = 1.0") + "participation = 1.0\ndrop_out_per_month = 0.0\n"
    ears = segment("ears", "audience", 600, "alignment = 0.0\nshare_chance = 0.0")
    ties = [(m, 200 + 3 * m + k) for m in range(200) for k in range(3)]

    def posts_when(reaction_chance):
        text = segment("crowd", "employees", 200, f"{more}reaction_chance = {reaction_chance}") + ears + WORDS
        run = played(staged(text + part("crowd", "members = 200\nposts_per_week = 84")), "plan", ties)
        return len(posts_of(run, "launch")) / 200

    assert 10.0 < posts_when(0.0) < 12.0, "what comes between two reflections is not heard at once"
    assert 28.0 < posts_when(1.0) < 36.0


def test_engaged_employees_post_more_than_disengaged_ones():
    more = CALM.replace("engaged = 0.0\ndisengaged = 0.0", "engaged = 0.4\ndisengaged = 0.4", 1)
    more = more.replace("morale_weight = 0.0", "morale_weight = 0.5")
    run = staff(more + "participation = 1.0\ndrop_out_per_month = 0.0")
    per_head = {}
    for spirit in (-1, 0, 1):
        people = np.flatnonzero(run.population.morale == spirit)
        n_posts = np.isin(posts_of(run, "launch")["member"], people).sum()
        assert near(n_posts, len(people) * 4 * (1 + 0.5 * spirit))
        per_head[spirit] = n_posts / len(people)
    assert per_head[-1] < per_head[0] < per_head[1]


LEAKS = '[messages.leak]\nkind = "leak"\nstance = -0.6\n[messages.rant]\nkind = "disparagement"\nstance = -0.6\n'


@pytest.mark.parametrize("training", [0.0, 0.5, 0.99])
def test_training_lowers_leaks_but_never_to_zero(training):
    more = CALM + 'leak = "leak"\nleak_per_week = 7.0'
    run = staff(more, f"members = 1000\nposts_per_week = 0\ntraining = {training}", extra=LEAKS)
    leaks, trained = posts_of(run, "leak")["member"], np.isfinite(run.parts[0].trained_from)
    assert trained.sum() == 1000
    assert near(trained[leaks].sum(), 1000 * 2 * (1 - training))
    assert near((~trained[leaks]).sum(), 1000 * 2), "those who are not enrolled are not trained"
    assert trained[leaks].any()


def test_training_begins_with_its_part():
    more = CALM + 'leak = "leak"\nleak_per_week = 7.0'
    leaks = posts_of(
        staff(more, "members = 2000\nposts_per_week = 0\ntraining = 0.9\nfrom_day = 1", extra=LEAKS), "leak"
    )
    assert near((leaks["time"] < 24).sum(), 2000)
    assert near((leaks["time"] >= 24).sum(), 200)


def test_only_the_disengaged_speak_badly():
    more = (
        CALM.replace("disengaged = 0.0", "disengaged = 0.25") + 'disparagement = "rant"\ndisparagement_per_week = 7.0'
    )
    run = staff(more, extra=LEAKS)
    bitter = np.flatnonzero(run.population.morale < 0)
    assert set(posts_of(run, "rant")["member"]) <= set(bitter)
    assert near(len(posts_of(run, "rant")), 2 * len(bitter))


def test_a_reward_buys_posts_at_the_price_of_authenticity():
    more = CALM + "participation = 1.0\ndrop_out_per_month = 0.0"
    paid = staff(more, "members = 2000\nposts_per_week = 14\nincentive = 1.5\nauthenticity_price = 0.4")
    assert near(len(posts_of(paid, "launch")), 2000 * 4 * 1.5)
    assert paid.population.voice["authenticity"] == pytest.approx(1 / 1.2)
    assert staff(more).population.voice["authenticity"] == pytest.approx(1.0)


def test_the_unprompted_speak_in_a_crisis_without_a_programme():
    more = (
        CALM.replace("unprompted_share = 0.0", "unprompted_share = 0.1") + 'own_words = "own"\nown_words_per_week = 14'
    )
    scenario, ties = with_critic("employees", more)
    run = played(scenario, ties=ties)
    speaks = np.flatnonzero(run.population.active_from == 0.0)
    assert abs(len(speaks) - 200) < Z * math.sqrt(180)
    assert set(posts_of(run, "own")["member"]) <= set(speaks)
    assert near(len(posts_of(run, "own")), len(speaks) * 2 * 46 / 24)


# ------------------------------------------------------------ outlets


def newsroom(coverage, size=1, days=2, extra=""):
    text = segment("desk", "outlets", size, f"publishes = [{coverage}]")
    return played(staged(STORY + text + WORDS + extra, clock__days=days))


@pytest.mark.parametrize("per_day", [0.5, 4, 24, 100])
def test_an_outlet_publishes_evenly_and_as_often_as_it_says(per_day):
    run = newsroom(f'{{ message = "launch", per_day = {per_day} }}', size=50, days=8)
    posts = posts_of(run, "launch")
    assert (np.bincount(posts["member"])[1:] == 8 * per_day).all()
    for member in set(posts["member"]):
        assert np.diff(np.sort(posts["time"][posts["member"] == member])) == pytest.approx(24 / per_day)


def test_an_outlet_keeps_to_its_days():
    posts = posts_of(newsroom('{ message = "launch", per_day = 48, from_day = 0.7, to_day = 1.3 }'), "launch")
    assert posts["time"].min() >= 0.7 * 24
    assert posts["time"].max() < 1.3 * 24
    assert abs(len(posts) - 0.6 * 48) <= 1


def test_coverage_follows_the_attention_to_the_crisis():
    """2,000 desks, 6 posts a day at full attention, half-life 12 h: the integral of the rate from the onset on."""
    coverage = '{ message = "launch", per_day = 6, follows_crisis = true }'
    text = segment("desk", "outlets", 2000, f"publishes = [{coverage}]")
    settings = {"crisis__onset_hours": 12.5, "crisis__attention_half_life_hours": 12.0, "crisis__lasting_share": 0.0}
    hours = posts_of(played(staged(STORY + text + WORDS, **settings, clock__days=2)), "launch")["time"]
    assert hours.min() >= 12.5

    def integral(begin, end):
        return 2000 * 6 / 24 * 12 / math.log(2) * (0.5 ** (begin / 12) - 0.5 ** (end / 12))

    for begin, end in ((0, 0.5), (0.5, 11.5), (11.5, 35.5)):
        found = ((hours >= 12.5 + begin) & (hours < 12.5 + end)).sum()
        assert near(found, integral(begin, end)), (begin, found, integral(begin, end))


def test_an_outlet_has_no_mind_and_passes_nothing_on():
    text = segment("desk", "outlets", 50)
    run = played(staged(STORY + text + WORDS), ties=everybody_follows(0, 51))
    assert (run.population.contact["first_seen"][0, 1:] != NEVER).all()
    assert len(run.posts) == 1


# ------------------------------------------------------------ the audience


def test_a_member_who_follows_nobody_never_hears_the_story():
    scenario, ties = with_critic("audience", "share_chance = 1.0", size=10)
    run = played(scenario, ties=[tie for tie in ties if tie[1] != 4])
    seen = run.population.contact["first_seen"][run.message_number["story"]]
    assert seen[4] == NEVER
    assert (np.delete(seen, 4) != NEVER).all()


def test_those_whom_a_topic_does_not_interest_share_a_tenth_as_much():
    topic = '[messages.club]\nstance = 0.0\ntopic = "football"\n'
    more = "share_chance = 0.5\ninterests = { football = 0.4 }\nindifference = 0.1\nalignment = 0.0"
    text = segment("club", "outlets", 1, "owned = true") + segment("crowd", "audience", 10_000, more) + topic
    say = step("publish", 'speaker = "club"\nmessage = "club"\nat_hours = 0.0')
    run = played(staged(text + say), "plan", everybody_follows(0, 10_001))
    interested = run.population.interested[0, 1:] == 1
    shared = run.population.contact["shared"][0, 1:] == 1
    assert abs(interested.sum() - 4000) < Z * math.sqrt(2400)
    assert near(shared[interested].sum(), 0.5 * interested.sum())
    assert near(shared[~interested].sum(), 0.05 * (~interested).sum())
