"""Real series, cascades and an organisation, which stand beside the project and are no part of it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.follower_network import FollowerNetwork
from simulator.passport.declaring import NotHere
from simulator.passport.real_networks import DATA, missing


def _file(*parts: str) -> Path:
    path = DATA.joinpath(*parts)
    if not path.is_file():
        raise NotHere(missing(parts[0]))
    return path


# ------------------------------------------------------------ crises


def crisis_series() -> dict[str, np.ndarray]:
    """Posts in each hour of twenty crises, by name (a sampled stream: shape, not volume)."""
    table = pd.read_csv(_file("crisis_hourly", "crisislex_events_hourly.csv.gz"))
    return {str(name): rows["posts"].to_numpy() for name, rows in table.groupby("event")}


# ------------------------------------------------------------ cascades


@dataclass(frozen=True)
class RealCascades:
    """A network and the cascades over its members.

    network : who sees whom; who : members of each cascade in their order, the first among them.
    """

    network: FollowerNetwork
    who: tuple[np.ndarray, ...]


@lru_cache(maxsize=1)
def android_cascades() -> RealCascades:
    """Tags that members took over, in a forum about Android.

    A row ``a b`` of the network is read as: a sees b. Then 45 % of those who take over a tag have seen somebody who
    had it; the other way round it would be 32 %.
    """
    graph = pd.read_csv(_file("graph_android_cascades", "graph.txt.gz"), sep=" ", header=None).to_numpy()
    (n_members, _), ties = graph[0], graph[1:]
    who = []
    for part in ("train", "val", "test"):
        for line in pd.read_csv(_file("graph_android_cascades", f"{part}.txt.gz"), sep="\t", header=None)[0]:
            first, *rest = str(line).split()
            steps = np.array(rest, float).reshape(-1, 2)
            who.append(np.append(int(first), steps[:, 0].astype(np.int64)))
    network = FollowerNetwork.from_pairs(ties[:, 1], ties[:, 0], n_members=int(n_members))
    return RealCascades(network, tuple(who))


@lru_cache(maxsize=1)
def rumours() -> tuple[np.ndarray, np.ndarray]:
    """Followers and shares of the posts with which rumours began: two (posts,) arrays."""
    table = pd.read_csv(_file("rumour_reach", "source_posts.csv.gz"))
    table = table[(table["author_followers"] > 0) & (table["retweets"] > 0)]
    return table["author_followers"].to_numpy(float), table["retweets"].to_numpy(float)


# ------------------------------------------------------------ an organisation


@dataclass(frozen=True)
class Organisation:
    """An organisation chart and who has contact with whom.

    manager : (members,) the member's manager, -1 for the head; source, other : (contacts,) members of whom the first
    wrote to the second.
    """

    manager: np.ndarray
    source: np.ndarray
    other: np.ndarray


OFTEN = 3
"""Letters from one to another that make a contact."""


@lru_cache(maxsize=1)
def manufacturer() -> Organisation:
    """The 154 people on the chart of a manufacturer, and who wrote to whom at least three times."""
    chart = pd.read_csv(_file("org_manufacturing", "reportsto.csv"))
    mail = pd.read_csv(_file("org_manufacturing", "communication.csv.gz"), sep=";")
    people = np.unique(chart[["ID", "ReportsToID"]].to_numpy())
    boss = np.full(len(people), -1)
    boss[np.searchsorted(people, chart["ID"])] = np.searchsorted(people, chart["ReportsToID"])
    boss[boss == np.arange(len(people))] = -1
    known = mail[(mail["Sender"] != mail["Recipient"]) & mail["Sender"].isin(people) & mail["Recipient"].isin(people)]
    pairs = known.groupby(["Sender", "Recipient"]).size()
    ends = np.array(pairs[pairs >= OFTEN].index.to_list())
    return Organisation(boss, np.searchsorted(people, ends[:, 0]), np.searchsorted(people, ends[:, 1]))
