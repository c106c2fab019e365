"""Runs from which little can be concluded say so, in a sentence with figures; others say nothing."""

import math

import numpy as np
import pytest
from worlds import EVEN, part, segment, small, staged, step

from simulator import health as healths
from simulator.health import WARNINGS, health, height_at_end, undelivered
from simulator.model import CampaignModel
from simulator.passport.small_worlds import drawn_world
from simulator.studies.compare import compare
from simulator.studies.job import Job, run_job, simulate
from simulator.views import tables

CAST = "[messages.launch]\nstance = 0.6\n[messages.rumour]\nstance = -0.6\n"
CAST += segment("speakers", "influencers", 4, "share_chance = 0.0\nfee_per_post = 1.0")
CAST += segment("brand", "outlets", 1, "owned = true")
CAST += segment("crowd", "audience", 200, "share_chance = 0.0")
CROWD = 5 + np.arange(200)
ONCE = step("publish", 'message = "launch"\nspeaker = "speakers"\nat_hours = 1.0')


def heard_by(n, source=0):
    return [(source, member) for member in CROWD[:n]]


def told(text, ties=(), seed=0, prepare=lambda model: None, **settings):
    """The warnings of a run on the stage, by name."""
    scenario = staged(CAST + text, **settings)
    model = CampaignModel(scenario, "plan", rng=seed, world=drawn_world(scenario, seed, ties))
    prepare(model)
    return dict(health(model.run()))


def publishing(hours, message="rumour", member=0):
    """A run in which a member publishes something at the beginning of each of some ticks."""

    def run(text="[strategies.plan]\n", ties=(), **settings):
        scenario = staged(CAST + text, **settings)
        model = CampaignModel(scenario, "plan", rng=0, world=drawn_world(scenario, 0, ties))
        while model.running:
            n = hours.count(model.tick)
            model.publish(np.full(n, member), message, np.full(n, model.now))
            model.step()
        return dict(health(model))

    return run


# ------------------------------------------------------------ died out


def test_a_message_that_hardly_anybody_sees_and_nobody_shares_has_died_out():
    assert told(ONCE, heard_by(9)) == {
        "died out": '"launch" was published once, shared by nobody and seen by 9 members'
    }
    assert told(ONCE)["died out"].endswith("seen by nobody")


def test_a_message_that_ten_see_or_one_shares_has_not():
    assert told(ONCE, heard_by(10)) == {}
    assert told(ONCE, heard_by(9), segments__crowd__share_chance=1.0) == {}


def test_a_message_that_came_in_the_last_tenth_had_no_time_to_spread():
    late = ONCE.replace("1.0", "45.0")
    assert "died out" not in told(late, heard_by(9))


def test_messages_that_are_not_of_the_strategy_may_die_out():
    assert publishing([1])(ties=heard_by(3)) == {}


# ------------------------------------------------------------ saturated


@pytest.mark.parametrize(("n", "is_told"), [(180, False), (181, True)])
def test_a_public_of_which_more_than_nine_in_ten_have_seen_a_side_is_saturated(n, is_told):
    for message, side in (("launch", "supportive"), ("rumour", "hostile")):
        found = publishing([1], message)(ties=heard_by(n)).get("saturated", "")
        assert found.startswith("90 %" if n == 180 else "90 % of the public have seen " + side) == is_told
    assert ("saturated" in told(ONCE, heard_by(n))) == is_told


# ------------------------------------------------------------ one member


def test_impressions_that_go_back_to_one_member_are_told():
    found = publishing([1] * 20)(ties=heard_by(60))
    assert found == {"one member dominates": "100 % of 1,200 impressions go back to member 0 of speakers"}


def test_shares_go_back_to_the_first_author_however_far_they_have_come():
    chain = [(0, 5), *((member, member + 1) for member in CROWD[:-1])]
    found = publishing([0])(
        ties=chain, segments__crowd__share_chance=1.0, segments__crowd__alignment=0.0, clock__days=6
    )
    assert found["one member dominates"] == "100 % of 143 shares go back to member 0 of speakers"


def test_few_impressions_an_outlets_and_those_of_several_members_do_not_count():
    assert publishing([1] * 10)(ties=heard_by(60)) == {}
    assert publishing([1] * 20, member=4)(ties=heard_by(60, source=4)) == {}
    everybody = part("speakers", "members = 4\nposts_per_week = 70")
    assert "one member dominates" not in told(everybody, [tie for source in range(4) for tie in heard_by(100, source)])


# ------------------------------------------------------------ the end


def test_exposures_after_the_end_are_told():
    """A half-life of a day: of posts at hours 24 and 47 of 48, 51 % and 99 % of the responses are late."""
    settings = {"platforms__square__response": "half_life", "platforms__square__half_life_hours": 24.0}
    settings["platforms__square__horizon_hours"] = 8766.0
    found = publishing([24] * 2 + [47])(ties=heard_by(50), **settings)
    assert found == {"horizon too short": "67 % of the exposures of what was published would come after the end"}
    assert publishing([0] * 3)(ties=heard_by(50), **settings, clock__days=9) == {}


@pytest.mark.parametrize("law", ["fixed", "half_life", "power_law"])
def test_what_is_undelivered_is_what_was_not_filed(law):
    settings = {"clock__days": 1, "platforms__square__response": law, "platforms__square__half_life_hours": 8.0}
    scenario = staged(CAST + "[strategies.plan]\n", **settings, platforms__square__horizon_hours=100.0)
    ties = heard_by(200)
    model = CampaignModel(scenario, "plan", rng=0, world=drawn_world(scenario, 0, ties))
    while model.running:
        model.publish([0] * 10, "launch", [model.now + 0.5] * 10)
        model.step()
    n = 24 * 10 * 200
    seen = model.posts["seen"].sum() / n
    assert undelivered(model) == pytest.approx(1 - seen, abs=4 * math.sqrt(0.25 / n))


def test_hostile_posts_that_rise_at_the_end_are_told():
    hours = [2] * 4 + [46] * 25
    assert publishing(hours)() == {
        "horizon too short": "hostile posts are at their height in the last 5 hours: 25, and never before more than 4"
    }


def test_posts_that_fell_before_the_end_or_are_few_or_supportive_or_no_more_than_chance_are_not():
    assert publishing([2] * 25 + [46] * 25)() == {}
    assert publishing([46] * 19)() == {}
    assert publishing([46] * 25, "launch")() == {}
    assert publishing([2] * 25 + [46] * 34)() == {}
    assert "horizon too short" in publishing([2] * 25 + [46] * 36)()


CRISIS = '[crisis]\nstory = "scandal"\norigin = "brand"\nonset_hours = {hour}\n[messages.scandal]\nkind = "crisis"\n'
CRISIS += "stance = -0.5\n[strategies.plan]\n"


@pytest.mark.parametrize(
    ("hour", "words"),
    [(12, ""), (46, "attention to the crisis is at its height in the last 5 hours"), (60, "breaks at hour 60")],
)
def test_a_crisis_that_breaks_too_late_is_told(hour, words):
    found = told(CRISIS.format(hour=hour), [(4, member) for member in CROWD[:30]])
    assert words in found.get("horizon too short", "") and bool(words) == bool(found)


LATE = ONCE.replace("at_hours = 1.0", "{}")


def test_posts_that_the_playbook_orders_for_after_the_end_are_told():
    found = told(LATE.format("at_hours = 1.0\ntimes = 40\nevery_hours = 24.0"), heard_by(20))
    assert found == {"horizon too short": '38 of 40 times of "launch" would come after the end'}
    assert told(LATE.format("at_hours = 1.0\ntimes = 2\nevery_hours = 24.0"), heard_by(20)) == {}


def test_an_answer_that_comes_too_late_in_this_world_is_told_and_one_that_waits_for_a_signal_is_not():
    """The crisis breaks between the hours 12 and 52, of 48; in world 0 after hour 12 and in time."""
    crisis = CRISIS.format(hour=12).replace("[strategies.plan]\n", "")
    ties = [(4, member) for member in CROWD[:30]]
    spread = {"crisis__onset_spread_hours": 40.0}
    late = crisis + LATE.format("after_crisis_hours = 35.9")
    assert 'publish of "launch" would come at hour' in told(late, ties, **spread)["horizon too short"]
    patient = crisis + LATE.format('when = { signal = "hostile_posts", above = 1000.0 }')
    assert "publish" not in told(patient, ties, **spread).get("horizon too short", "")
    assert "publish" not in told(late, ties, crisis__onset_hours=60)["horizon too short"], (
        "there is no crisis to answer"
    )


@pytest.mark.parametrize("n_ticks", [1, 2, 5])
def test_the_shortest_curves_have_an_end_too(n_ticks):
    assert height_at_end(np.arange(n_ticks)) == (n_ticks - 1, max(n_ticks - 2, 0))


# ------------------------------------------------------------ parts and reviews


def test_a_part_in_which_nobody_has_an_account_or_nobody_is_willing_is_told():
    crowd = "size = 3\naccounts = {{}}\n{}"
    advocates = f'[segments.fans]\nrole = "advocates"\n{crowd.format(EVEN)}'
    wanted = part("fans", "members = 3\nposts_per_week = 7")
    scenario = staged(CAST + advocates + wanted)
    assert dict(health(CampaignModel(scenario, "plan", rng=0).run())) == {
        "nobody takes part": '3 members of fans were to say "launch", and none has an account where it is said'
    }
    unwilling = segment("fans", "advocates", 3, EVEN + "participation = 0.0")
    found = dict(health(CampaignModel(staged(CAST + unwilling + wanted), "plan", rng=0).run()))
    assert found == {"nobody takes part": 'none of 3 members of fans who were enrolled for "launch" took part'}


def test_a_part_that_asks_for_nobody_or_has_takers_is_not():
    willing = segment("fans", "advocates", 3, EVEN + "participation = 1.0")
    for n in (0, 3):
        scenario = staged(CAST + willing + part("fans", f"members = {n}\nposts_per_week = 7"))
        assert "nobody takes part" not in dict(health(CampaignModel(scenario, "plan", rng=0).run()))


REVIEWS = step("reallocate", "at_hours = 20.0\nover_hours = 6.0\nevery_hours = 6.0\nerror = 0.0\ntimes = 3")


def test_reviews_that_never_have_two_parts_to_compare_are_told():
    one, other = (part(who, "members = 1\nposts_per_week = 70") for who in ("speakers", "brand"))
    late = other.replace("members", "from_day = 1.9\nmembers")
    assert told(one + late + REVIEWS, heard_by(20))["nothing to compare"] == (
        "none of 3 reviews had two parts of the programme to compare"
    )
    assert "nothing to compare" not in told(one + other + REVIEWS, heard_by(20))
    assert "nothing to compare" not in told(one + late, heard_by(20))


# ------------------------------------------------------------ where they are told


def test_every_kind_of_warning_comes_at_most_once_and_is_described():
    assert all((texts.__doc__ or "").strip() for texts in WARNINGS.values())
    found = told(CRISIS.format(hour=46), [(4, member) for member in CROWD], prepare=_many_rumours)
    assert found["horizon too short"].count(";") == 1


def _many_rumours(model):
    model.publish([0], "rumour", [0.0])
    act = model.act
    model.act = lambda: (model.tick == 46 and model.publish([0] * 30, "rumour", [46.0] * 30), act())


@pytest.fixture(scope="module")
def scenario():
    """The small world, in which the crisis breaks after the end."""
    return small(clock__days=1, crisis__onset_hours=24.5, crisis__onset_spread_hours=0.5)


def test_a_run_and_a_job_have_the_warnings_of_their_model(scenario):
    model = CampaignModel(scenario, "people first", rng=3).run()
    run = simulate(scenario, "people first", seed=3)
    assert run.health == run_job(scenario, Job("people first", 3)).health == health(model)
    assert "horizon too short" in dict(run.health)


def test_a_study_keeps_the_warnings_of_each_run_and_counts_worlds(scenario, tmp_path):
    with compare(scenario, 3, jobs=1, output=tmp_path / "study.db", strategies=["people first"]) as study:
        found = study.health
        assert list(found.columns) == ["strategy", "replication", "seed", "warning", "text"]
        late = found[found.warning == "horizon too short"]
        assert late.groupby("strategy").size().to_dict() == {"do nothing": 3, "people first": 3}
        first = simulate(scenario, "people first", seed=0).health
        mine = found[(found.strategy == "people first") & (found.replication == 0)]
        assert set(zip(mine.warning, mine.text, strict=True)) == set(first)
        sentences = tables.warnings_of(study)
        assert any(
            s.startswith('In 3 of 3 worlds of "do nothing" and "people first": horizon too short') for s in sentences
        )


def test_a_study_in_which_all_is_well_says_nothing(monkeypatch):
    monkeypatch.setattr(healths, "WARNINGS", {})
    study = compare(small(clock__days=1), 1, jobs=1, strategies=["do nothing"])
    assert study.health.empty and tables.warnings_of(study) == []
