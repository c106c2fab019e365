"""Follower networks: what a plan asks for is what is built."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator.follower_network import FollowerNetwork
from simulator.network import build
from simulator.network_facts import measure
from simulator.network_plan import NetworkPlan
from simulator.randomness import stream
from simulator.settings import InputError

DATA = Path(os.environ.get("GROUNDSWELL_DATA", Path(__file__).parents[2] / "shared" / "data"))
KEY = stream(7, "network")


def people(n, mean=45.0, **wishes):
    return plan_of([n], [mean], **wishes)


def plan_of(sizes, means, **wishes):
    segment = np.repeat(np.arange(len(sizes)), sizes).astype(np.int16)
    wishes.setdefault("account", np.ones(len(segment), dtype=bool))
    return NetworkPlan(segment=segment, mean_followers=np.array(means, dtype=float), **wishes)


def same_bytes(one, other):
    return one.start.tobytes() == other.start.tobytes() and one.follower.tobytes() == other.follower.tobytes()


def crowd(**wishes):
    """A brand, a critic, macro and micro creators, and three audiences: 20,000 members."""
    sizes = [1, 1, 10, 50, 9_000, 6_000, 4_938]
    return plan_of(sizes, [8_000, 900, 2_000, 400, 45, 45, 30], **wishes)


@pytest.fixture(scope="session")
def default_network():
    """100,000 people, everything at its default."""
    return build(people(100_000), KEY)


@pytest.fixture(scope="session")
def default_facts(default_network):
    return measure(default_network, sample=2000, sources=40)


# The type


def test_pairs_make_rows_in_ascending_order():
    network = FollowerNetwork.from_pairs([2, 0, 0], [0, 2, 1], n_members=3)
    assert network.start.tolist() == [0, 2, 2, 3]
    assert network.follower.tolist() == [1, 2, 0]
    assert network.followers_of(0).tolist() == [1, 2]
    assert network.follower_count.tolist() == [2, 0, 1]
    assert network.following_count.tolist() == [1, 1, 1]
    assert [end.tolist() for end in network.pairs()] == [[0, 0, 2], [1, 2, 0]]


def test_ties_to_oneself_and_repeated_ties_are_dropped_and_counted():
    network = FollowerNetwork.from_pairs([0, 0, 0, 1, 1], [1, 1, 1, 1, 0], n_members=2)
    assert (network.n_ties, network.dropped_self, network.dropped_duplicate) == (2, 1, 2)


def test_pairs_and_from_pairs_undo_each_other():
    network = build(people(300), KEY)
    assert same_bytes(network, FollowerNetwork.from_pairs(*network.pairs(), n_members=300))


@pytest.mark.parametrize("wrong", [-1, 3])
def test_a_pair_with_a_stranger_is_refused(wrong):
    with pytest.raises(InputError, match=rf"follower {wrong} in pair 1 is not a member; use 0 to 2"):
        FollowerNetwork.from_pairs([0, 1], [1, wrong], n_members=3)


def test_pairs_of_unequal_length_are_refused():
    with pytest.raises(InputError, match="2 sources but 1 followers"):
        FollowerNetwork.from_pairs([0, 1], [1], n_members=2)


def test_no_pairs_make_an_empty_network():
    network = FollowerNetwork.from_pairs([], [], n_members=0)
    assert (network.n_members, network.n_ties) == (0, 0)


# Well formed


@pytest.mark.parametrize(
    "plan",
    [people(2), people(3, 1.0), people(40), people(2_000), crowd(), people(500, reciprocity=1.0, clustering=0.4)],
    ids=["two", "three", "forty", "two thousand", "crowd", "all mutual"],
)
def test_rows_ascend_without_repeats_and_without_oneself(plan):
    network = build(plan, KEY)
    source, follower = network.pairs()
    assert np.all(source != follower)
    step = np.diff(source.astype(np.int64) * len(plan.account) + follower)
    assert np.all(step > 0)
    assert network.start.dtype == np.int64 and network.follower.dtype == np.int32


def test_who_has_no_account_neither_follows_nor_is_followed():
    account = np.arange(3_000) % 3 != 0
    network = build(people(3_000, account=account), KEY)
    assert np.all(network.follower_count[~account] == 0) and np.all(network.following_count[~account] == 0)
    assert network.follower_count[account].mean() == pytest.approx(45, rel=0.01)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_platform_without_accounts_has_no_ties(n):
    network = build(people(n, account=np.zeros(n, dtype=bool)), KEY)
    assert (network.n_members, network.n_ties) == (n, 0)


def test_two_members_who_want_followers_follow_each_other():
    assert [end.tolist() for end in build(people(2), KEY).pairs()] == [[0, 1], [1, 0]]


def test_a_lone_member_has_nobody_to_follow():
    assert build(people(1), KEY).n_ties == 0


def test_more_followers_than_accounts_means_everybody():
    network = build(plan_of([1, 99], [1e6, 3]), KEY)
    assert network.follower_count[0] == 99


def test_nobody_follows_a_segment_that_wants_no_followers():
    network = build(plan_of([10, 500], [0, 20]), KEY)
    assert network.follower_count[:10].sum() == 0


# Keys


def test_the_same_key_gives_the_same_bytes_and_another_key_another_network():
    one, again, other = (build(crowd(), stream(seed, "network")) for seed in (0, 0, 1))
    assert same_bytes(one, again)
    assert not same_bytes(one, other)


def test_a_member_without_an_account_changes_nothing():
    plan = crowd()
    account = np.append(plan.account, False)
    with_one_more = NetworkPlan(np.append(plan.segment, plan.segment[-1]), account, plan.mean_followers)
    one, other = build(plan, KEY), build(with_one_more, KEY)
    assert one.follower.tobytes() == other.follower.tobytes()
    assert one.start.tobytes() == other.start[:-1].tobytes()


def test_a_member_with_an_account_changes_the_network():
    assert build(people(1_000), KEY).n_ties != build(people(1_001), KEY).n_ties


def test_plain_python_builds_the_same_network():
    code = (
        "import numpy as np; from tests.test_network import *; "
        "m = np.array([-1, 0, 0, 1, 1, 2, 2, 2] + [-1] * 52, np.int32); "
        "n = build(plan_of([1, 9, 50], [30, 8, 5], manager=m, homophily=0.5), KEY); "
        "print(n.start.tolist(), n.follower.tolist())"
    )
    shown = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env={**os.environ, "NUMBA_DISABLE_JIT": off},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for off in ("0", "1")
    ]
    assert len(shown[0]) > 500
    assert shown[0] == shown[1]


# What is wished for


@pytest.mark.parametrize("wish", [{}, {"homophily": 0.0}, {"homophily": 1.0}, {"reciprocity": 0.6, "clustering": 0.3}])
def test_every_segment_has_the_mean_followers_it_wants(wish):
    """n = 20,000; bound 2 %, one follower for the small segments' rounding."""
    plan = crowd(**wish)
    count = build(plan, KEY).follower_count
    for segment, wanted in enumerate(plan.mean_followers):
        assert count[plan.segment == segment].mean() == pytest.approx(wanted, rel=0.02, abs=1)


def test_default_followers_are_45(default_facts):
    """n = 100,000; bound 5 %."""
    assert default_facts.mean_followers == pytest.approx(45, rel=0.05)


def test_default_reciprocity_is_real_t14(default_facts):
    assert 0.20 <= default_facts.reciprocity <= 0.45
    assert default_facts.reciprocity == pytest.approx(0.30, abs=0.02)


def test_default_tail_is_real_t15(default_facts):
    assert 2.0 <= default_facts.tail_exponent <= 2.5
    assert default_facts.tail_from < 100


def test_default_paths_are_real_t16(default_facts):
    assert 3.5 <= default_facts.mean_path <= 5.0


def test_default_clustering_is_real(default_facts):
    assert 0.10 <= default_facts.clustering <= 0.25


def test_the_default_network_hangs_together(default_facts):
    assert default_facts.giant_share > 0.999


@pytest.mark.parametrize("wanted", [0.0, 0.15, 0.3, 0.5, 0.7])
def test_reciprocity_is_as_wished(wanted):
    """n = 20,000; bound 0.03."""
    facts = measure(build(people(20_000, reciprocity=wanted), KEY), sample=1, sources=1)
    assert facts.reciprocity == pytest.approx(wanted, abs=0.03)


def test_clustering_is_about_as_wished():
    """n = 20,000; each within 0.04 of the wish, and rising."""
    wanted = [0.05, 0.1, 0.15, 0.2, 0.3]
    found = [measure(build(people(20_000, clustering=c), KEY), sample=1500, sources=1).clustering for c in wanted]
    assert np.all(np.diff(found) > 0)
    assert np.abs(np.array(found) - wanted).max() < 0.04


@pytest.mark.parametrize("reciprocity", [0.15, 0.5])
def test_clustering_is_as_wished_at_other_reciprocities(reciprocity):
    """n = 20,000; bound 0.05."""
    plan = people(20_000, clustering=0.15, reciprocity=reciprocity)
    assert measure(build(plan, KEY), sample=1500, sources=1).clustering == pytest.approx(0.15, abs=0.05)


@pytest.mark.parametrize("wanted", [2.1, 2.5, 3.0])
def test_the_tail_has_the_exponent_wished_for(wanted):
    """n = 50,000; bound 0.1."""
    facts = measure(build(people(50_000, tail_exponent=wanted), KEY), sample=1, sources=1)
    assert facts.tail_exponent == pytest.approx(wanted, abs=0.1)


def test_homophily_is_the_preference_for_ones_own_segment():
    """n = 20,000 in four equal segments; Newman's index within 0.06 of the wish."""
    wanted = [0.0, 0.25, 0.5, 0.75, 1.0]
    found = []
    for wish in wanted:
        plan = plan_of([5_000] * 4, [45] * 4, homophily=wish)
        found.append(measure(build(plan, KEY), plan.segment, sample=1, sources=1).homophily_index)
    assert np.abs(np.array(found) - wanted).max() < 0.06


def test_full_homophily_keeps_friends_apart_but_not_an_influencers_followers():
    plan = plan_of([20, 5_000, 5_000], [1_000, 40, 40], homophily=1.0)
    network = build(plan, KEY)
    source, follower = plan.segment[network.pairs()[0]], plan.segment[network.pairs()[1]]
    assert np.mean(source[source > 0] == follower[source > 0]) > 0.99
    assert network.follower_count[:20].mean() == pytest.approx(1_000, rel=0.02)


def test_the_audience_decides_who_follows_whom():
    """A brand followed by customers, employees who are not: evidence row 31 (8 % overlap)."""
    audience = np.array([[1, 1, 0.05], [1, 1, 1], [1, 0.1, 1]])
    plan = plan_of([1, 5_000, 5_000], [2_000, 40, 40], audience=audience, homophily=0.0)
    network = build(plan, KEY)
    from_customers = np.mean(plan.segment[network.followers_of(0)] == 1)
    assert from_customers == pytest.approx(1 / 1.05, abs=0.03)
    rest = plan.segment[network.pairs()[1][network.pairs()[0] > 5_000]]
    assert np.mean(rest == 1) < 0.2


def test_an_audience_weight_of_zero_keeps_everybody_out():
    audience = np.array([[1, 1, 0], [1, 1, 1], [1, 0, 1.0]])
    plan = plan_of([1, 200, 200], [300, 20, 20], audience=audience)
    network = build(plan, KEY)
    source, follower = network.pairs()
    assert network.follower_count[0] == 200
    assert not np.any((plan.segment[source] == 2) & (plan.segment[follower] == 1))


def test_members_differ_in_how_many_they_follow(default_network):
    low, high = np.quantile(default_network.following_count, [0.05, 0.95])
    assert high > 3 * low


# Organisations


def organisation(n_teams=40, team=8):
    """A head, managers under the head, and a team under each manager."""
    managers = np.zeros(n_teams, dtype=np.int32)
    staff = np.repeat(np.arange(1, n_teams + 1), team).astype(np.int32)
    return np.concatenate([[-1], managers, staff])


def mutual_shares(mutual, manager):
    """Share of pairs with a tie both ways, by how far apart two people are in the organisation chart."""
    one, other = np.triu_indices(len(manager), 1)
    higher = np.where(manager >= 0, manager[manager], -1)
    boss = (manager[one] == other) | (manager[other] == one)
    team = (manager[one] == manager[other]) & (manager[one] >= 0) & ~boss
    near = (higher[one] == higher[other]) & (higher[one] >= 0) & ~team & ~boss
    tied = mutual[one, other]
    return {
        name: tied[kind].mean()
        for name, kind in (("manager", boss), ("team", team), ("department", near), ("else", ~boss & ~team & ~near))
    }


def test_colleagues_know_each_other_as_in_a_real_organisation():
    """Same order as in a manufacturer's mail.

    At least three mails each way in 54 % of pairs with the manager, 36 % in a team, 11 % under a common higher manager.
    """
    manager = organisation()
    network = build(people(len(manager), 45, manager=manager, reciprocity=0.3), KEY)
    tied = np.zeros((len(manager),) * 2, dtype=bool)
    tied[network.pairs()] = True
    share = mutual_shares(tied & tied.T, manager)
    assert share["manager"] > share["team"] > share["department"] > 0
    assert share["manager"] > 0.4 and share["team"] > 0.3 and share["department"] < 0.35


def test_the_mail_of_a_manufacturer_has_the_same_order():
    folder = DATA / "org_manufacturing"
    if not folder.exists():
        pytest.skip("data of org_manufacturing not found; set GROUNDSWELL_DATA")
    manager, mutual = read_manufacturer(folder)
    share = mutual_shares(mutual, manager)
    assert share["manager"] > share["team"] > share["department"] > share["else"]


def read_manufacturer(folder):
    import pandas

    chart = pandas.read_csv(folder / "reportsto.csv")
    number = {person: place for place, person in enumerate(chart.iloc[:, 0])}
    manager = np.array(
        [-1 if boss == person else number.get(boss, -1) for person, boss in chart.itertuples(index=False)]
    )
    mail = pandas.read_csv(folder / "communication.csv.gz", sep=";")
    sent = np.zeros((len(number),) * 2, dtype=int)
    known = mail.Sender.isin(number) & mail.Recipient.isin(number)
    np.add.at(sent, (mail.Sender[known].map(number), mail.Recipient[known].map(number)), 1)
    often = sent >= 3
    return manager, often & often.T


def test_nobody_in_an_organisation_is_left_without_colleagues():
    manager = np.concatenate([organisation(), np.full(2_000, -1, dtype=np.int32)])
    plan = plan_of([361, 2_000], [30, 30], manager=manager)
    network = build(plan, KEY)
    source, follower = network.pairs()
    known = np.bincount(source[(source < 361) & (follower < 361)], minlength=361)
    assert np.mean(known[41:] > 0) > 0.95
    assert network.follower_count[:361].mean() == pytest.approx(30, rel=0.02)


def test_a_team_of_thousands_is_no_clique():
    manager = np.zeros(5_000, dtype=np.int32)
    manager[0] = -1
    network = build(people(5_000, 45, manager=manager), KEY)
    assert network.follower_count[1:].max() < 1_000
    assert network.follower_count.mean() == pytest.approx(45, rel=0.02)


# What is refused


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"reciprocity": float("nan")}, "reciprocity is nan; give a number from 0 to 1"),
        ({"reciprocity": 1.1}, "reciprocity is 1.1"),
        ({"clustering": -0.1}, "clustering is -0.1; give a number from 0 to 0.4"),
        ({"homophily": 2}, "homophily is 2"),
        ({"tail_exponent": 1.0}, "tail_exponent is 1.0; give a number from 1.5 to 4"),
        ({"audience": np.ones((2, 2))}, r"audience has shape \(2, 2\)"),
        ({"audience": np.array([[-1.0]])}, r"audience\[0, 0\] is -1.0"),
        ({"manager": np.zeros(10, dtype=int)}, "the manager of member 0 is 0; name another member, or -1"),
        ({"manager": np.full(9, -1)}, "manager has 9 entries; give one for each of 10"),
        ({"account": np.ones(9, dtype=bool)}, "account has 9 entries and segment 10"),
    ],
)
def test_an_impossible_wish_is_refused(wish, message):
    with pytest.raises(InputError, match=message):
        people(10, **wish)


@pytest.mark.parametrize("mean", [float("nan"), float("inf"), -1.0])
def test_mean_followers_must_be_a_number_of_zero_or_more(mean):
    with pytest.raises(InputError, match=r"mean_followers\[0\] is .*; give a number of 0 or more"):
        people(10, mean)


def test_members_out_of_order_are_refused():
    with pytest.raises(InputError, match="member 1 comes after a later segment"):
        NetworkPlan(np.array([1, 0]), np.ones(2, dtype=bool), np.array([1.0, 1.0]))


def test_a_segment_without_mean_followers_is_refused():
    with pytest.raises(InputError, match="mean_followers has 1 entries"):
        NetworkPlan(np.array([0, 1]), np.ones(2, dtype=bool), np.array([1.0]))
