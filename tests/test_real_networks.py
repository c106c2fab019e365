"""Both bundled scenarios on real follower networks, through the import."""

import os
from pathlib import Path

import numpy as np
import pytest

from simulator import build_world, load_scenario, simulate

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("GROUNDSWELL_DATA", ROOT.parent / "shared" / "data"))


def network(name):
    """The file of a real network, or a skip that says why."""
    path = DATA / name / "edges.txt.gz"
    if not path.is_file():
        pytest.skip(f"data of {name} not found; set GROUNDSWELL_DATA")
    return str(path)


def cascade_on(path, direction, members, chance):
    return load_scenario(
        ROOT / "scenarios" / "textbook" / "independent_cascade.toml",
        {
            "segments.people.size": members,
            "segments.people.share_chance": chance,
            "platforms.network.network.file": path,
            "platforms.network.network.direction": direction,
        },
    )


def test_the_textbook_cascade_runs_on_slashdot():
    scenario = cascade_on(network("graph_slashdot"), "source follows", 82_168, 0.1)
    world = build_world(scenario, 3)
    assert len(world.ties.follower) == 870_161
    assert world.ties.n_followers.max() == 2_552
    shared = simulate(scenario, "ten seeds", seed=3, world=world).posts
    assert 10 < len(shared) < 82_168


def test_the_textbook_cascade_runs_on_facebook():
    scenario = cascade_on(network("graph_facebook"), "mutual", 4_039, 0.05)
    world = build_world(scenario, 3)
    assert len(world.ties.follower) == 2 * 88_234
    few, many = (
        len(simulate(cascade_on(network("graph_facebook"), "mutual", 4_039, p), "ten seeds").posts)
        for p in (0.005, 0.2)
    )
    assert 10 <= few < many <= 4_039


def test_the_product_recall_runs_on_slashdot_and_facebook():
    """Slashdot as the microblog and Facebook as the friends' network; creators get the accounts that most follow."""
    settings = {"clock.days": 4, "segments.young_customers.size": 105_000}
    for platform, name, direction in (
        ("microblog", "graph_slashdot", "source follows"),
        ("friends", "graph_facebook", "mutual"),
    ):
        settings[f"platforms.{platform}.network.file"] = network(name)
        settings[f"platforms.{platform}.network.direction"] = direction
    scenario = load_scenario(ROOT / "scenarios" / "product_recall.toml", settings)
    world = build_world(scenario, 0)
    assert world.ties.account.sum(axis=1)[:2].tolist() == [82_168, 4_039]
    followers = world.ties.n_followers[0][world.ties.account[0]]
    assert followers.max() == 2_552
    assert np.diff(world.ties.start).sum() == len(world.ties.follower)
    quiet, mix = (simulate(scenario, name, seed=0, world=world).outcomes for name in ("do nothing", "the mix"))
    assert quiet["hostile_reach"] > 1_000
    assert mix["reach"] > quiet["reach"] > 0
    assert mix["reputation_end"] > quiet["reputation_end"]
