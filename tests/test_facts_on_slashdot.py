"""The facts of ordinary posts on a real network: its ties, the bands of the facts, and what is said without data."""

import gzip

import numpy as np
import pytest

from simulator import build_world
from simulator.passport import ordinary
from simulator.passport.declaring import CHECKS, Effort, NotHere
from simulator.passport.facts_on_slashdot import FACTS, NETWORK
from simulator.passport.real_networks import imported
from simulator.passport.running import declare_all

declare_all()

POSTS = ordinary.Ordinary(
    size=np.array([1] * 950 + list(range(2, 42)) + list(range(150, 160))),
    depth=np.array([0] * 950 + [1] * 40 + [2] * 10),
    virality=np.array([np.nan] * 950 + [1.5] * 40 + [3.0, 3.5] * 5),
    delay=np.array([0.5, 2.0, 30.0]),
    half_life=np.array([0.4]),
)


@pytest.fixture
def small_slashdot(tmp_path, monkeypatch):
    """Four members in place of Slashdot: a row says who follows whom."""
    (tmp_path / NETWORK).mkdir()
    with gzip.open(tmp_path / NETWORK / "edges.txt.gz", "wt") as file:
        file.write("# source follows\n1 0\n2 0\n3 0\n0 3\n")
    monkeypatch.setattr("simulator.passport.real_networks.DATA", tmp_path)


@pytest.fixture
def asked(monkeypatch):
    """Networks on which posts were let run, while every network has the same few."""
    networks = []

    def few(effort, *, on=ordinary.BUILT, is_null=False, wrong=()):
        networks.append(on)
        return POSTS

    def half_life(settings, runs, on):
        networks.append(on)
        return 1.0

    monkeypatch.setattr(ordinary, "ordinary_posts", few)
    monkeypatch.setattr(ordinary, "_half_life", half_life)
    return networks


def test_ordinary_posts_run_along_the_ties_of_the_file(small_slashdot):
    world = build_world(ordinary.scenario_of(**imported(NETWORK)), 1)
    assert sorted(world.ties.n_followers[0].tolist()) == [0, 0, 1, 3]
    assert len(world.ties.follower) == 4


def test_another_file_makes_another_network(small_slashdot, tmp_path):
    with gzip.open(tmp_path / NETWORK / "edges.txt.gz", "at") as file:
        file.write("1 2\n")
    world = build_world(ordinary.scenario_of(**imported(NETWORK)), 1)
    assert sorted(world.ties.n_followers[0].tolist()) == [0, 1, 1, 3]


@pytest.mark.parametrize(("id", "fact"), [(id, fact) for id, (fact, _) in FACTS.items()])
def test_a_fact_has_the_same_readings_and_bands_on_the_real_network(asked, id, fact):
    built = list(CHECKS[fact].measure(Effort()))
    assert set(asked) == {ordinary.BUILT}
    asked.clear()
    real = list(CHECKS[id].measure(Effort()))
    assert set(asked) == {NETWORK}
    assert [(f.what, f.low, f.high, f.measured) for f in real] == [(f.what, f.low, f.high, f.measured) for f in built]


def test_what_is_measured_once_more_is_no_fact_of_its_own():
    assert [CHECKS[id].kind for id in FACTS] == ["data"] * 7
    assert {one.id for one in CHECKS.values() if one.kind == "fact"} == {f"T{number}" for number in range(1, 21)}
    assert all(CHECKS[id].evidence == CHECKS[fact].evidence for id, (fact, _) in FACTS.items())


@pytest.mark.parametrize("id", FACTS)
def test_without_the_network_the_facts_are_not_made_there(id, monkeypatch, tmp_path):
    monkeypatch.setattr("simulator.passport.real_networks.DATA", tmp_path)
    ordinary.ordinary_posts.cache_clear()
    with pytest.raises(NotHere, match="graph_slashdot not found; set GROUNDSWELL_DATA"):
        list(CHECKS[id].measure(Effort()))
