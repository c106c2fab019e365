"""Expansion and acceleration: whom a strategy reaches who would not have been reached, and whom it reaches sooner."""

import math

import numpy as np
import pandas as pd
import pytest
from worlds import part, segment, small, staged, step

from simulator.beside import Beside, beside
from simulator.content import SUPPORTIVE
from simulator.metrics import first_seen
from simulator.model import CampaignModel
from simulator.passport.small_worlds import drawn_world
from simulator.studies import job as jobs
from simulator.studies.compare import compare
from simulator.studies.job import Job, Worlds, run_job
from simulator.studies.plan import world_number

CAST = "[messages.launch]\nstance = 0.6\n[messages.news]\nstance = 0.6\n[messages.rumour]\nstance = -0.6\n"
CAST += segment("speakers", "influencers", 4, "share_chance = 0.0\nfee_per_post = 1.0")
CAST += segment("brand", "outlets", 1, "owned = true")
CAST += segment("crowd", "audience", 200, "share_chance = 0.0")
CROWD = 5 + np.arange(200)
NEWS = '[[events]]\naction = "publish"\nmessage = "news"\nspeaker = "brand"\nat_hours = 20.0\n'


def launch(hours=10.0, message="launch"):
    return step(
        "publish",
        f'message = "{message}"\nspeaker = "speakers"\nmembers = 1\nchoose = "most followed"\nat_hours = {hours}',
    )


def compared(plan, ties, events=NEWS, **settings):
    """What the strategy ``plan`` does to reach, on a stage where the world itself tells some of the crowd news."""
    scenario = staged(CAST + events + plan, **settings)
    plain, planned = (
        CampaignModel(scenario, name, rng=0, world=drawn_world(scenario, 0, ties)).run()
        for name in ("do nothing", "plan")
    )
    return beside(planned, first_seen(planned, SUPPORTIVE), first_seen(plain, SUPPORTIVE))


def follows(source, members):
    return [(source, member) for member in members]


BRAND, SPEAKER = 4, 0
TIES = [*follows(BRAND, CROWD[:100]), *follows(SPEAKER, CROWD[60:160])]
"""Sixty hear the news only, forty the news and the launch, sixty the launch only."""


def test_those_who_would_not_have_been_reached_are_told_from_those_who_are_reached_sooner():
    assert compared(launch(10.0), TIES) == Beside(extra=60, lost=0, both=100, sooner_hours=10.0 * 40 / 100)


def test_who_is_reached_later_than_anyway_is_not_reached_sooner():
    assert compared(launch(30.0), TIES) == Beside(extra=60, lost=0, both=100, sooner_hours=0.0)


def test_doing_nothing_changes_nothing():
    assert compared("[strategies.plan]\n", TIES) == Beside(extra=0, lost=0, both=100, sooner_hours=0.0)


def test_where_nobody_is_reached_twice_nobody_is_reached_sooner():
    found = compared(launch(), follows(SPEAKER, CROWD[:7]))
    assert found[:3] == (7, 0, 0) and math.isnan(found.sooner_hours)


def test_hostile_messages_reach_nobody():
    assert compared(launch(message="rumour"), TIES)[:3] == (0, 0, 100)


def test_each_run_goes_by_its_own_sides():
    turned = '[strategies.plan]\nset = { "messages.news.stance" = -0.5 }\n'
    assert compared(turned, TIES)[:3] == (0, 100, 0)
    assert compared(turned + launch(), TIES)[:3] == (60, 60, 40)


@pytest.mark.parametrize("tick", [0.5, 2.0])
def test_hours_are_hours_whatever_the_length_of_ticks(tick):
    assert compared(launch(10.0), TIES, clock__tick_hours=tick) == Beside(60, 0, 100, 4.0)


# ---------------------------------------------------------------- in jobs


@pytest.fixture(scope="module")
def scenario():
    return small()


@pytest.fixture(scope="module")
def study(scenario):
    return compare(scenario, 3, seed=5, jobs=1)


def test_only_who_asks_is_told(scenario):
    assert run_job(scenario, Job("people first", 3)).beside is None
    assert isinstance(run_job(scenario, Job("people first", 3, beside=True)).beside, Beside)


def test_asking_changes_no_other_number(scenario):
    one, other = (run_job(scenario, Job("people first", 3, beside=asked)) for asked in (True, False))
    np.testing.assert_equal(one.outcomes, other.outcomes)
    pd.testing.assert_frame_equal(one.series, other.series)


def test_a_job_alone_says_the_same_as_in_a_study(scenario, study):
    for row in study.beside.itertuples():
        alone = run_job(scenario, Job(row.strategy, row.seed, beside=True)).beside
        assert (row.extra, row.lost, row.both, row.sooner_hours) == alone


def test_what_was_done_before_does_not_matter(scenario):
    worlds = Worlds()
    asked = [Job(s, n, beside=True) for n in (1, 2) for s in ("people first", "do nothing", "paid creators")]
    changed = [Job(j.strategy, j.seed, settings=(("segments.public.share_chance", 0.2),), beside=True) for j in asked]
    mixed = [run_job(scenario, j, worlds).beside for pair in zip(asked, changed, strict=True) for j in pair]
    assert mixed == [run_job(scenario, j).beside for pair in zip(asked, changed, strict=True) for j in pair]
    assert len(set(mixed)) > 6, "the twin: worlds and settings differ"


def test_doing_nothing_is_run_once_in_a_world(scenario, monkeypatch):
    ran = []

    class Counted(CampaignModel):
        def run(self):
            ran.append(self.strategy_name)
            return super().run()

    monkeypatch.setattr(jobs, "CampaignModel", Counted)
    compare(scenario, 2, jobs=1)
    assert ran.count("do nothing") == 2 and len(ran) == 8
    ran.clear()
    run_job(scenario, Job("people first", 1, beside=True))
    assert ran == ["do nothing", "people first"]


def test_reach_is_made_of_what_is_told(study):
    wide = study.query("SELECT strategy, replication, reach FROM outcome_wide").set_index(["strategy", "replication"])
    told = study.beside.set_index(["strategy", "replication"])
    assert (told.extra + told.both == wide.reach.reindex(told.index)).all()
    for strategy in study.strategies:
        nothing = wide.loc["do nothing", "reach"]
        assert (told.loc[strategy].lost + told.loc[strategy].both == nothing).all()
    assert told.loc["people first"].extra.min() > 0 and told.loc["people first"].sooner_hours.min() > 0
    nothing = told.loc["do nothing"]
    assert (nothing.extra == 0).all() and (nothing.lost == 0).all() and (nothing.sooner_hours == 0).all()


def test_processes_do_not_matter_nor_does_a_strategy_that_comes_later(scenario, study, tmp_path):
    compare(scenario, 3, seed=5, jobs=1, strategies=["paid creators"], output=tmp_path / "study.db").close()
    later = compare(scenario, 3, seed=5, jobs=2, output=tmp_path / "study.db")
    pd.testing.assert_frame_equal(later.beside, study.beside, check_exact=True)


def test_a_run_of_which_nobody_is_reached_twice_has_no_hours():
    text = CAST + part("speakers", "members = 4\nposts_per_week = 50")
    found = compare(staged(text), 1, jobs=1).beside.set_index("strategy")
    assert found.loc["plan", "both"] == 0 and math.isnan(found.loc["plan", "sooner_hours"])


def test_halving_the_tick_leaves_expansion_and_acceleration_unchanged():
    """Chosen beforehand: within 4 standard errors of 40 paired worlds, or within 2 %; half an hour for the hours."""
    settings = {"clock__days": 3, "crisis__onset_spread_hours": 11.3}
    found = []
    for seed in range(40):
        job = Job("people first", world_number(1, seed), beside=True)
        found.append([run_job(small(**settings, clock__tick_hours=tick), job).beside for tick in (1.0, 0.5)])
    values = np.array(found, float)
    gap = values[:, 0] - values[:, 1]
    allowed = np.maximum(4 * gap.std(axis=0, ddof=1) / np.sqrt(40), 0.02 * values.mean(axis=(0, 1)))
    assert (np.abs(gap.mean(axis=0)) <= allowed).all(), (gap.mean(axis=0), values.mean(axis=(0, 1)), allowed)
