"""Data of structures: an organisation with its contacts, and follower networks, against those that are built."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.follower_network import FollowerNetwork
from simulator.network_facts import NetworkFacts, measure
from simulator.passport.declaring import Effort, Finding, check, within
from simulator.passport.real_data import Organisation, manufacturer
from simulator.passport.real_networks import DIRECTION, real_network
from simulator.population import organisation
from simulator.scenario_files import parse_scenario
from simulator.world import build_world

# ------------------------------------------------------------ an organisation


@dataclass(frozen=True)
class Company:
    """Facts of an organisation and of the contacts in it.

    levels below the head; mean span of control of those who have one; share of contacts that are answered, that are
    between team mates, and that are between manager and managed.
    """

    levels: float
    span: float
    answered: float
    in_team: float
    with_manager: float


def facts_of(found: Organisation) -> Company:
    """Read the facts off a chart and its contacts."""
    boss, one, other = found.manager, found.source, found.other
    n, level, up = len(boss), 0, np.flatnonzero(boss >= 0)
    above = boss.copy()
    while len(up):
        level += 1
        up = up[boss[above[up]] >= 0]
        above[up] = boss[above[up]]
    ties = one.astype(np.int64) * n + other
    team = (boss[one] == boss[other]) & (boss[one] >= 0)
    managed = (boss[one] == other) | (boss[other] == one)
    return Company(
        levels=level,
        span=float(np.count_nonzero(boss >= 0) / len(np.unique(boss[boss >= 0]))),
        answered=float(np.isin(other.astype(np.int64) * n + one, ties).mean()),
        in_team=float(team.mean()),
        with_manager=float(managed.mean()),
    )


def built_company(n: int, contacts: float, seed: int, *, wrong: bool = False) -> Organisation:
    """A company as by default of so many people, who each have so many contacts in it on average.

    In the twin those with the manager are left out.
    """
    scenario = parse_scenario(
        f'schema = 1\nname = "Company"\n[platforms.mail]\n[segments.staff]\nrole = "employees"\nsize = {n}\n'
        f"accounts = {{ mail = 1.0 }}\nfollowers = {{ mail = {contacts} }}\n"
        '[messages.letter]\nkind = "third_party"\n'
    )
    world = build_world(scenario, seed)
    source, follower = FollowerNetwork(world.ties.start, world.ties.follower).pairs()
    manager = organisation(scenario)[0].astype(np.int64)
    kept = (manager[source] != follower) & (manager[follower] != source) if wrong else np.ones(len(source), bool)
    return Organisation(manager, source[kept], follower[kept])


BANDS_OF_A_COMPANY = {
    "levels": ("levels below the head", 1.0, "levels"),
    "span": ("people who report to one manager, mean", 1.0, "members"),
    "answered": ("contacts that are answered", 0.1, "share"),
    "in_team": ("contacts between team mates", 0.05, "share"),
    "with_manager": ("contacts with the manager", 0.05, "share"),
}
"""By how much each may differ from the real one (assumed)."""


@check(
    "D3",
    "data",
    "A company as it is built has the chart and the contacts of a real one.",
    source="Michalski et al. 2011: 154 people on the chart of a manufacturer, who wrote to whom at least three times",
    twin="nobody has contact with the manager",
    why_missed="a company is built with teams of one size (8 by default), so that 154 people need three levels below "
    "the head; the real one has smaller teams and five levels. And mail is answered nearly always, whereas ties of a "
    "platform are answered as often as the default says (0.3, and more among colleagues)",
)
def a_real_company(effort: Effort) -> Iterator[Finding]:
    """Size and mean number of contacts are those of the real one, all else is as by default."""
    real = manufacturer()
    n, contacts = len(real.manager), len(real.source) / len(real.manager)
    worlds = effort.n(10, 100)
    found = [facts_of(built_company(n, contacts, seed, wrong=effort.wrong)) for seed in range(1, worlds + 1)]
    for name, (what, apart, unit) in BANDS_OF_A_COMPANY.items():
        theirs = float(getattr(facts_of(real), name))
        ours = float(np.mean([getattr(one, name) for one in found]))
        yield within(what, ours, theirs - apart, theirs + apart, expected=theirs, n=worlds, unit=unit)


# ------------------------------------------------------------ follower networks

MOST_CLUSTERING = 0.4
"""As close as circles of friends can be built."""
BANDS_OF_A_NETWORK = {
    "reciprocity": ("ties that are answered", 0.05, "share"),
    "clustering": ("mean local clustering", 0.05, "share"),
    "mean_path": ("mean number of ties between two members", 0.5, "ties"),
    "tail_exponent": ("exponent of the tail of follower counts", 0.4, ""),
    "followers_of_followed": ("followers of the followed, by mean followers", 1.0, "x"),
}
"""By how much each may differ from the real one (assumed). Reciprocity and clustering are set, and met or not; path,
tail and the followers of the followed come out."""


@lru_cache(maxsize=4)
def real_and_built(name: str, *, wrong: bool = False) -> tuple[NetworkFacts, NetworkFacts]:
    """Facts of a real network, and of one built with its size, mean followers, reciprocity and clustering."""
    real = measure(real_network(name))
    settings = {
        "segments.people.size": real.members,
        "segments.people.followers": {"feed": real.mean_followers},
        "platforms.feed.network.reciprocity": real.reciprocity,
        "platforms.feed.network.clustering": min(real.clustering, MOST_CLUSTERING),
    }
    if wrong:
        settings["platforms.feed.network.reciprocity"] = 0.0
        settings["platforms.feed.network.clustering"] = 0.0
    scenario = parse_scenario(
        'schema = 1\nname = "Network"\n[platforms.feed]\n[segments.people]\nrole = "audience"\nsize = 10\n'
        'accounts = { feed = 1.0 }\n[messages.post]\nkind = "third_party"\n',
        settings=settings,
    )
    world = build_world(scenario, 1)
    return real, measure(FollowerNetwork(world.ties.start, world.ties.follower))


def _fact(facts: NetworkFacts, name: str) -> float:
    value = float(getattr(facts, name))
    return value / facts.mean_followers if name == "followers_of_followed" else value


@check(
    "D5",
    "data",
    "Networks that are built to the size, the reciprocity and the clustering of real ones are like them in all else.",
    source="SNAP: ego-Facebook (4,039 members), Slashdot0902 (82,168)",
    twin="no tie is answered on purpose, and there are no circles of friends",
    why_missed="the Facebook data are ten people's circles, which are tied to one another by few: ways are long, "
    "where those of a built network are short. Slashdot's largest accounts have few followers for its size (exponent "
    "3.3), built ones keep the default of 2.1: they have larger accounts, shorter ways, and followed accounts with "
    "more followers",
)
def real_follower_networks(effort: Effort) -> Iterator[Finding]:
    """Side by side, by the facts that both have."""
    for network in DIRECTION:
        real, built = real_and_built(network, wrong=effort.wrong)
        for name, (what, apart, unit) in BANDS_OF_A_NETWORK.items():
            theirs, ours = _fact(real, name), _fact(built, name)
            if math.isnan(theirs):
                continue
            yield within(f"{what}, {network.removeprefix('graph_')}", ours, theirs - apart, theirs + apart,
                         expected=theirs, n=real.members, unit=unit)  # fmt: skip
