"""Real follower networks, which stand beside the project and are no part of it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.follower_network import FollowerNetwork
from simulator.network_files import read_ties
from simulator.passport.declaring import NotHere

DATA = Path(os.environ.get("GROUNDSWELL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
DIRECTION = {"graph_facebook": "mutual", "graph_slashdot": "source follows"}
"""Networks by the name of their folder, and what a row of each says."""


@dataclass(frozen=True)
class DataSet:
    """Data that checks need: what they are, where they can be had, which files are read and what stands in a row."""

    what: str
    where: str
    files: str
    checks: str


DATA_SETS = {
    "graph_facebook": DataSet(
        "friendships in ten people's circles: 4,039 members (SNAP ego-Facebook, McAuley & Leskovec 2012)",
        "snap.stanford.edu/data/ego-Facebook.html",
        "`edges.txt.gz`: two members, a space between them; each pair once",
        "P1 to P3, P5, P6, D5",
    ),
    "graph_slashdot": DataSet(
        "who names whom as friend or foe: 82,168 members (SNAP Slashdot0902, Leskovec et al. 2009)",
        "snap.stanford.edu/data/soc-Slashdot0902.html",
        "`edges.txt.gz`: two members, a tab between them; the first names, and so follows, the second",
        "P1, P6, D5, D6 to D12",
    ),
    "graph_android_cascades": DataSet(
        "679 cascades of tags over 9,958 members of a forum (Sankar et al. 2020)",
        "github.com/aravindsankar28/Inf-VAE, folder `data/android`",
        "`graph.txt.gz`, `train.txt.gz`, `val.txt.gz`, `test.txt.gz`, as they are there",
        "D2",
    ),
    "org_manufacturing": DataSet(
        "mail and organisation chart of a manufacturer (Michalski et al. 2011)",
        "Harvard Dataverse, doi.org/10.7910/DVN/6Z3CGX",
        "`communication.csv.gz` (Sender;Recipient;EventDate), `reportsto.csv` (ID,ReportsToID)",
        "D3",
    ),
    "crisis_hourly": DataSet(
        "posts in each hour of twenty crises (CrisisLexT26, Olteanu et al. 2015)",
        "github.com/sajao/CrisisLex",
        "`crisislex_events_hourly.csv.gz` (event,hour_utc,posts): the posts there, counted by hour, empty hours "
        "included",
        "D1",
    ),
    "rumour_reach": DataSet(
        "2,402 posts with which rumours began (PHEME)",
        "github.com/freddyheppell/crowdeval",
        "`source_posts.csv.gz` (author_followers and retweets among its columns)",
        "D4",
    ),
}
"""What is looked for in the folder DATA, by the name of its folder there."""


def missing(name: str) -> str:
    """What to say where a data set is not there."""
    return f"data of {name} not found; set GROUNDSWELL_DATA (docs/passport.md says where to get them)"


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
        raise NotHere(missing(name))
    return path
