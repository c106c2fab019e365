"""Real follower networks, which stand beside the project and are no part of it."""

import os
from pathlib import Path
from typing import Any

from simulator.follower_network import FollowerNetwork
from simulator.network_files import read_ties
from simulator.passport.declaring import NotHere

DATA = Path(os.environ.get("GROUNDSWELL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
DIRECTION = {"graph_facebook": "mutual", "graph_slashdot": "source follows"}
"""Networks by the name of their folder, and what a row of each says."""


def real_network(name: str) -> FollowerNetwork:
    """Read a real network; raises NotHere where its data are not there."""
    return read_ties(_file(name), direction=DIRECTION[name]).network()


def imported(name: str) -> dict[str, Any]:
    """The settings, by path, that put a stage of people on a feed onto a real network; raises NotHere without it."""
    return {
        "segments.people.size": real_network(name).n_members,
        "platforms.feed.network.file": str(_file(name)),
        "platforms.feed.network.direction": DIRECTION[name],
    }


def _file(name: str) -> Path:
    path = DATA / name / "edges.txt.gz"
    if not path.is_file():
        raise NotHere(f"data of {name} not found; set GROUNDSWELL_DATA")
    return path
