"""The crisis: when it breaks, how attention to it fades, whether it comes back, and what it is taken for."""

import math

import numpy as np
import pytest
from scipy import stats
from worlds import Z, played, posts_of, segment, small, staged

from simulator import crisis as crises
from simulator.costing import planned_cost
from simulator.crisis import RESPONSIBILITY, Timeline, attention, attention_in_tick, timeline
from simulator.model import CampaignModel
from simulator.passport.small_worlds import everybody_follows
from simulator.scenario import Crisis, Responses

SCENE = """
[messages.story]
kind = "crisis"
stance = -0.8
[messages.sorry]
kind = "response"
stance = 0.4
posture = "apology"
[crisis]
story = "story"
origin = "critics"
"""
SCENE += segment("critics", "outlets", 4, "owned = true")
SCENE += segment(
    "public", "audience", 2000, "alignment = 0.0\nshare_chance = 0.5\nattitude = 0.0\nattitude_spread = 0.0"
)


def crisis(**settings):
    return Crisis(story="story", origin="critics", **settings)


# ------------------------------------------------------------ when


def test_the_onset_is_uniform_over_its_spread():
    """400 worlds, Kolmogorov and Smirnov, refused at one in 10,000."""
    onsets = [timeline(crisis(onset_hours=10, onset_spread_hours=20), seed).onset for seed in range(400)]
    assert stats.kstest(onsets, stats.uniform(10, 20).cdf).pvalue > 1e-4
    assert stats.kstest(onsets, stats.uniform(10, 25).cdf).pvalue < 1e-4
    assert {timeline(crisis(onset_hours=10), seed).onset for seed in range(5)} == {10.0}


def test_the_story_breaks_at_its_onset_and_not_before():
    model = CampaignModel(staged(SCENE, crisis__onset_hours=5.3))
    while model.running:
        model.step()
        assert len(posts_of(model, "story")) == (1 if model.tick > 5 else 0)
    assert posts_of(model, "story")["time"].tolist() == [5.3]
    assert [(hours, kind) for hours, kind, _ in model.events] == [(5.3, "crisis")]


def test_a_crisis_after_the_end_never_breaks():
    run = played(staged(SCENE, crisis__onset_hours=100))
    assert not len(run.posts)


def test_a_second_wave_comes_only_in_the_worlds_that_draw_it():
    wave = {"chance": 0.3, "after_hours": 20.0}
    scenario = staged(SCENE, crisis__onset_hours=1.0, crisis__second_wave=wave)
    n_waves = []
    for seed in range(300):
        when = timeline(scenario.crisis, seed)
        assert when.second in (21.0, math.inf)
        n_waves.append(when.second < math.inf)
        if seed < 12:
            assert len(posts_of(played(scenario, seed=seed), "story")) == 1 + n_waves[-1]
    assert abs(sum(n_waves) - 90) < Z * math.sqrt(300 * 0.3 * 0.7)
    assert any(n_waves[:12])
    assert not all(n_waves[:12])


def test_others_publish_the_second_wave():
    wave = {"chance": 1.0, "after_hours": 20.0}
    run = played(staged(SCENE, crisis__onset_hours=1.0, crisis__second_wave=wave, crisis__origin_members=2))
    posts = posts_of(run, "story")
    first, second = (set(posts["member"][posts["time"] == hours]) for hours in (1.0, 21.0))
    assert len(first) == len(second) == 2
    assert not first & second


def test_strategies_meet_the_same_crisis():
    scenario = small()
    for seed in range(5):
        assert (
            len({CampaignModel(scenario, name, rng=seed).world.timeline for name in ("do nothing", "people first")})
            == 1
        )


# ------------------------------------------------------------ attention


def test_attention_is_two_exponentials():
    what = crisis(severity=0.8, attention_half_life_hours=6, lasting_share=0.25, lasting_half_life_hours=48)
    when = Timeline(onset=10.0)
    assert attention(what, when, 9.99) == 0
    assert attention(what, when, 10.0) == pytest.approx(0.8)
    assert attention(what, when, 16.0) == pytest.approx(0.8 * (0.75 / 2 + 0.25 * 0.5 ** (6 / 48)))
    assert attention(what, when, 58.0) == pytest.approx(0.8 * (0.75 / 256 + 0.25 / 2))


def test_a_second_wave_adds_its_own_attention():
    what = crisis(
        severity=1.0,
        attention_half_life_hours=6,
        lasting_share=0.0,
        second_wave={"chance": 1.0, "after_hours": 12.0, "strength": 0.4},
    )
    when = Timeline(onset=0.0, second=12.0)
    assert attention(what, when, 12.0) == pytest.approx(0.25 + 0.4)
    assert attention(what, Timeline(onset=0.0), 12.0) == pytest.approx(0.25)


def test_endless_half_lives_keep_attention_level():
    what = crisis(severity=0.6, attention_half_life_hours=math.inf, lasting_half_life_hours=math.inf)
    assert {attention(what, Timeline(onset=0.0), hours) for hours in (0.0, 50.0, 5000.0)} == {0.6}


def test_the_tick_in_which_it_breaks_counts_from_the_onset():
    what = crisis(attention_half_life_hours=2, lasting_share=0.0, severity=1.0)
    when = Timeline(onset=10.5)
    assert attention_in_tick(what, when, 9.0, 1.0) == 0
    assert attention_in_tick(what, when, 10.0, 1.0) == pytest.approx(0.5 ** (0.25 / 2))
    assert attention_in_tick(what, when, 11.0, 1.0) == pytest.approx(0.5 ** (1.0 / 2))
    assert attention_in_tick(None, Timeline(), 3.0, 1.0) == 1


def test_the_story_is_passed_on_as_far_as_there_is_attention():
    """All see it at hour 1 and would share with chance 1/2 at full attention; severity 0.4, endless half-life."""
    scenario = staged(SCENE, crisis__onset_hours=0, crisis__severity=0.4, crisis__attention_half_life_hours=math.inf)
    endless = scenario.model_copy(update={"crisis": scenario.crisis.model_copy(update={"lasting_share": 0.0})})
    ties = [(critic, member) for critic in range(4) for member in range(4, 2004)]
    shares = (played(endless, ties=ties).posts["parent"] >= 0).sum()
    assert abs(shares - 400) < Z * math.sqrt(2000 * 0.2 * 0.8)


# ------------------------------------------------------------ what it is taken for


@pytest.mark.parametrize(
    ("cluster", "history", "taken_for"),
    [
        ("victim", False, "victim"),
        ("victim", True, "accidental"),
        ("accidental", True, "preventable"),
        ("preventable", True, "preventable"),
    ],
)
def test_a_history_of_crises_moves_the_case_up_by_one(cluster, history, taken_for):
    what = crisis(cluster=cluster, history=history)
    assert crises.cluster(what, reputation=0.1) == taken_for
    assert crises.responsibility(what, reputation=0.1) == RESPONSIBILITY[taken_for]
    assert crises.responsibility(crisis(cluster=cluster, history=history, responsibility=0.33), 0.1) == 0.33


def test_a_bad_reputation_moves_the_case_up_like_a_history():
    assert crises.cluster(crisis(cluster="victim"), reputation=-0.2) == "accidental"
    assert crises.cluster(crisis(cluster="victim", bad_reputation=-1.0), reputation=-0.2) == "victim"
    worse, better = (staged(SCENE, crisis__cluster="victim", **{"segments__public__attitude": a}) for a in (-0.2, 0.2))
    assert crises.force(worse, "story") == pytest.approx(crises.force(better, "story") * 0.45 / 0.15)


def test_a_worse_crisis_that_is_our_fault_moves_beliefs_more():
    settings = {"crisis__severity": 0.6, "crisis__cluster": "preventable"}
    assert crises.force(staged(SCENE, **settings), "story") == pytest.approx(0.6 * 0.80 / 0.45)
    assert crises.force(staged(SCENE, crisis__severity=1.0), "story") == pytest.approx(1.0)
    assert crises.force(staged(SCENE, crisis__cluster="victim"), "sorry") == 0.6
    assert crises.force(staged(SCENE, crisis__cluster="preventable"), "sorry") == 0.85


TIES = [(critic, member) for critic in range(4) for member in range(4, 2004)]
"""Everybody in the crowd follows the four critics."""


def say(*messages, hours=6.0):
    """A plan in which the critics publish some messages, an hour after each other."""
    return "".join(
        '[[strategies.plan.playbook]]\naction = "publish"\nspeaker = "critics"\nmembers = 4\n'
        f'message = "{message}"\nat_hours = {hours + number}\n'
        for number, message in enumerate(messages)
    )


def reputation(text, strategy="plan", **settings):
    """Mean attitude of the public at the end, where the story breaks at once and everybody sees it."""
    settings = {"crisis__onset_hours": 0, "belief__rule": "assimilation", "crisis__backfire": 0.0, **settings}
    return float(played(staged(SCENE + text, **settings), strategy, TIES).public_attitude()[-1])


def test_answers_repair_by_how_they_match_and_denial_of_what_one_did_makes_it_worse():
    preventable = {"crisis__cluster": "preventable"}
    silent = reputation("", "do nothing", **preventable)
    posture = {
        name: {"messages__sorry__posture": name} for name in ("corrective_action", "apology", "diminish", "deny")
    }
    found = [reputation(say("sorry"), **preventable, **settings) for settings in posture.values()]
    assert found[0] > found[1] > found[2] > silent > found[3]


@pytest.mark.parametrize("posture", [name for name in Responses.model_fields if name != "none"])
def test_every_posture_is_read(posture):
    """Belief by the factor of the cluster, and the passing on of the story by virality."""
    told = {"messages__sorry__posture": posture}
    plain = {"victim": 0.3, "accidental": 0.3, "preventable": 0.3, "virality": 1.0}
    found = {
        changed: reputation(say("sorry"), **told, **{f"responses__{posture}": {**plain, changed: 0.9}})
        for changed in ("victim", "accidental")
    }
    assert found["accidental"] > found["victim"]
    calmer = staged(SCENE, messages__sorry__posture=posture, **{f"responses__{posture}": {**plain, "virality": 0.7}})
    assert crises.soothing(calmer, "sorry") == 0.7


def test_an_answer_changes_nothing_where_there_is_no_damage():
    before = reputation("", "do nothing", crisis__onset_hours=1000)
    for posture in ("apology", "deny", "bolster"):
        assert reputation(say("sorry"), crisis__onset_hours=1000, messages__sorry__posture=posture) == before


def test_no_number_of_answers_repairs_all_of_the_damage():
    """What stays for years is the residue; without it everything is repaired."""
    often = say(*["sorry"] * 20)
    settings = {"segments__critics__trust": 1.0, "belief__persuasion": 0.9}
    unhurt = reputation("", "do nothing", crisis__onset_hours=1000, **settings)
    hurt, repaired = (reputation(text, name, **settings) for text, name in (("", "do nothing"), (often, "plan")))
    assert hurt < repaired < unhurt - 0.05
    all_heals = settings | {"belief__slow_share": 0.0}
    assert reputation(often, **all_heals) == pytest.approx(unhurt, abs=0.01)


def test_an_answer_that_contradicts_an_earlier_one_repairs_less():
    denial = '[messages.no]\nkind = "response"\nposture = "deny"\nstance = 0.6\n'
    empty = {"victim": 0.0, "accidental": 0.0, "preventable": 0.0, "virality": 1.0}
    settings = {"responses__deny": empty, "segments__critics__trust": 0.9}
    steady, turned, forgiven = (
        reputation(denial + say(*said), crisis__inconsistency=price, **settings)
        for said, price in ((["sorry"], 0.5), (["no", "sorry"], 0.5), (["no", "sorry"], 0.0))
    )
    assert turned < forgiven <= steady + 1e-3


def test_bad_news_that_one_tells_oneself_hurts_less():
    told = '[messages.told]\nkind = "response"\nposture = "instruct"\ndiscloses = true\nstance = 0.0\n'
    settings = {"crisis__onset_hours": 12, "crisis__warned_hours": 6.0}
    silent = reputation("", "do nothing", **settings)
    first = told + say("told", hours=8.0)
    assert reputation(first, **settings) == pytest.approx(silent * (1 - 0.23), rel=0.02)
    assert reputation(first, crisis__thunder=0.0, **settings) == pytest.approx(silent, abs=1e-3)


def test_attention_ends_sooner_where_a_matching_answer_is_heard():
    endless = {"crisis__attention_half_life_hours": math.inf, "crisis__lasting_share": 0.0, "crisis__onset_hours": 0}

    def attention_at_the_end(**settings):
        return played(staged(SCENE + say("sorry"), **endless, **settings), "plan", TIES).attention_so_far[-1]

    assert attention_at_the_end(crisis__closure=0.0) == pytest.approx(0.7)
    half = attention_at_the_end(crisis__closure=0.5, crisis__cluster="preventable")
    assert half == pytest.approx(0.7 * (1 - 0.5 * 0.85), rel=0.02)
    two = [crises.Answer(0.9, crises.ACCEPTS, 50), crises.Answer(0.4, 0, 100)]
    assert crises.unanswered(crisis(closure=0.5), two, 100) == pytest.approx(1 - 0.5 * 0.9 * 0.5)
    assert crises.unanswered(crisis(closure=0.5), [], 100) == 1.0


def test_an_apology_that_is_taken_back_closes_less_and_hurts_more():
    both = [crises.Answer(0.8, crises.ACCEPTS, 100), crises.Answer(-0.6, crises.DENIES, 50)]
    left = crises.unanswered(crisis(closure=0.5, inconsistency=0.5), both, 100)
    assert left == pytest.approx(1 - 0.5 * 0.8 * (1 - 0.5 * 0.5))
    denial = '[messages.no]\nkind = "response"\nposture = "deny"\nstance = 0.6\n'
    taken_back = denial + say("sorry", "no")
    forgiven, resented = (
        reputation(taken_back, crisis__cluster="preventable", crisis__inconsistency=price, crisis__closure=0.0)
        for price in (0.0, 1.0)
    )
    assert resented < forgiven - 0.01


def test_who_only_discloses_has_not_answered():
    """To tell bad news forewarns; told after the story it repairs nothing, and what it says against us is believed."""
    told = '[messages.told]\nkind = "response"\ndiscloses = true\nstance = {}\n'
    silent = reputation("", "do nothing")
    assert reputation(told.format(0.0) + say("told")) == silent
    assert reputation(told.format(-0.9) + say("told")) < silent - 0.005


def test_a_crisis_does_not_make_other_words_of_insiders_stronger():
    for kind in ("leak", "disparagement"):
        settings = {"crisis__cluster": "preventable", "crisis__severity": 1.0, "messages__sorry__stance": -0.5}
        scenario = staged(SCENE, messages__sorry__kind=kind, messages__sorry__posture="none", **settings)
        assert crises.force(scenario, "sorry") == 1.0


def test_doing_as_is_said_costs_once():
    dear = {"responses__apology": {"victim": 0.6, "accidental": 0.8, "preventable": 0.85, "price": 700.0}}
    scenario = staged(SCENE + say("sorry", "sorry"), **dear)
    assert played(scenario, "plan", TIES).ledger.spent["making good"] == 700.0
    assert planned_cost(scenario.strategies["plan"], scenario) == pytest.approx(
        played(scenario, "plan", TIES).ledger.total
    )


def test_an_event_of_the_world_meets_every_strategy_and_costs_nothing():
    event = '[[events]]\naction = "publish"\nspeaker = "critics"\nmessage = "story"\nat_hours = 3.0\n'
    settings = {"crisis__onset_hours": 100, "costs__per_outlet_post": 50.0}
    for strategy in ("do nothing", "plan"):
        run = played(staged(SCENE + say("sorry") + event, **settings), strategy, TIES)
        stories = run.posts[(run.posts["message"] == 0) & (run.posts["parent"] == -1)]
        assert stories["time"].tolist() == [3.0]
    assert run.ledger.spent["posts of the playbook"] == 4 * 50.0
    assert not played(staged(SCENE + event, **settings), ties=TIES).ledger.total


def test_who_has_seen_an_apology_passes_on_less_of_the_story():
    """The apology at hour 0 multiplies sharing of the hostile story by 0.8 for all who have seen it."""
    say = (
        '[[strategies.plan.playbook]]\naction = "publish"\nspeaker = "critics"\nmembers = 4\n'
        'message = "sorry"\nat_hours = 0.0\n'
    )
    scenario = staged(
        SCENE + say,
        crisis__onset_hours=2,
        crisis__severity=1.0,
        crisis__attention_half_life_hours=math.inf,
        crisis__lasting_share=0.0,
    )
    ties = [(critic, member) for critic in range(4) for member in range(4, 2004)]

    def share_of_story(strategy):
        posts = played(scenario, strategy, ties).posts
        return ((posts["message"] == 0) & (posts["parent"] >= 0)).sum()

    soothed, upset = share_of_story("plan"), share_of_story("do nothing")
    assert abs(upset - 1000) < Z * math.sqrt(500)
    assert abs(soothed - 800) < Z * math.sqrt(480)
    assert soothed < upset


def test_everybody_is_as_calm_as_before_where_nobody_spoke():
    run = played(staged(SCENE), ties=everybody_follows(0, 2004))
    assert np.all(run.population["calm"] == 1)
