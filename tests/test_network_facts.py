"""Facts of follower networks, against networkx, exact formulas and published numbers."""

import os
from pathlib import Path

import networkx
import numpy as np
import pytest

from simulator.follower_network import FollowerNetwork
from simulator.network_facts import fit_tail, measure
from simulator.network_files import read_ties
from simulator.randomness import stream, uniform
from simulator.settings import InputError

DATA = Path(os.environ.get("GROUNDSWELL_DATA", Path(__file__).parents[2] / "shared" / "data"))


def data(name):
    path = DATA / name / "edges.txt.gz"
    if not path.exists():
        pytest.skip(f"data of {name} not found; set GROUNDSWELL_DATA")
    return path


def random_network(n=200, n_pairs=1_200, seed=1):
    key = stream(seed, "pairs")
    ends = np.floor(n * uniform(key, np.arange(2 * n_pairs)) ** 2).astype(int)
    return FollowerNetwork.from_pairs(ends[:n_pairs], ends[n_pairs:], n_members=n)


def as_digraph(network):
    graph = networkx.DiGraph()
    graph.add_edges_from(zip(*(end.tolist() for end in network.pairs()), strict=True))
    return graph


@pytest.fixture(scope="module", params=[1, 2, 3])
def pair(request):
    network = random_network(seed=request.param)
    return network, as_digraph(network)


@pytest.fixture(scope="module")
def facebook():
    return measure(read_ties(data("graph_facebook"), direction="mutual").network(), sample=10_000, sources=400)


@pytest.fixture(scope="module")
def slashdot():
    ties = read_ties(data("graph_slashdot"), direction="source follows")
    return ties.network(), measure(ties.network(), sample=1_000, sources=16)


def test_reciprocity_is_networkx_reciprocity(pair):
    network, graph = pair
    assert measure(network).reciprocity == pytest.approx(networkx.overall_reciprocity(graph), abs=1e-12)


def test_clustering_is_networkx_clustering_of_the_undirected_graph(pair):
    network, graph = pair
    assert measure(network).clustering == pytest.approx(networkx.average_clustering(graph.to_undirected()), abs=1e-12)


def test_paths_are_networkx_paths_along_ties(pair):
    network, graph = pair
    length = [steps for _, row in networkx.all_pairs_shortest_path_length(graph) for steps in row.values() if steps > 0]
    assert measure(network, sources=1_000).mean_path == pytest.approx(np.mean(length), abs=1e-12)


def test_the_giant_share_is_that_of_the_largest_weak_component(pair):
    network, graph = pair
    largest = max(networkx.weakly_connected_components(graph), key=len)
    assert measure(network).giant_share == pytest.approx(len(largest) / len(graph), abs=1e-12)


def test_the_homophily_index_is_networkx_assortativity(pair):
    network, graph = pair
    segment = np.arange(network.n_members) % 3
    networkx.set_node_attributes(graph, dict(enumerate(segment.tolist())), "segment")
    expected = networkx.attribute_assortativity_coefficient(graph, "segment")
    facts = measure(network, segment)
    assert facts.homophily_index == pytest.approx(expected, abs=1e-12)
    source, follower = network.pairs()
    assert facts.same_segment_share == np.mean(segment[source] == segment[follower])


def test_the_followed_have_more_followers_o20(pair):
    """Friendship paradox: the mean over ties is <k^2>/<k>, exactly."""
    network, _ = pair
    count = network.follower_count
    over_ties = count[network.pairs()[0]].mean()
    assert measure(network).followers_of_followed == pytest.approx(over_ties, rel=1e-12)
    assert over_ties == pytest.approx((count**2).mean() / count.mean(), rel=1e-12)


def test_a_network_turned_round_lists_whom_a_member_follows():
    network = random_network()
    source, follower = network.pairs()
    back = FollowerNetwork.from_pairs(follower, source, n_members=network.n_members)
    assert np.array_equal(network.turned_round().start, back.start)
    assert np.array_equal(network.turned_round().follower, back.follower)


def test_members_without_ties_are_left_out():
    network = FollowerNetwork.from_pairs([0, 1, 2], [1, 2, 0], n_members=50)
    facts = measure(network)
    assert (facts.members, facts.mean_followers, facts.clustering, facts.giant_share) == (3, 1.0, 1.0, 1.0)


def test_two_separate_pairs_are_half_a_network_each():
    assert measure(FollowerNetwork.from_pairs([0, 2], [1, 3], n_members=4)).giant_share == 0.5


def test_an_empty_network_has_no_facts_but_its_counts():
    facts = measure(FollowerNetwork.from_pairs([], [], n_members=9))
    assert (facts.members, facts.ties) == (0, 0)
    assert np.isnan([facts.reciprocity, facts.clustering, facts.mean_path, facts.tail_exponent]).all()


def test_one_entry_of_segment_for_each_member():
    with pytest.raises(InputError, match="segment has 2 entries for 200 members"):
        measure(random_network(), np.zeros(2, dtype=int))


@pytest.mark.parametrize("exponent", [2.1, 2.5, 3.0])
def test_the_tail_is_found_where_it_was_put(exponent):
    """50,000 draws, Poisson-like below 20 and a power law from there on; bound 0.1 on the exponent."""
    draws = uniform(stream(3, "tail"), np.arange(50_000))
    tail = np.floor(19.5 * draws[:20_000] ** (-1 / (exponent - 1)) + 0.5)
    found, first = fit_tail(np.concatenate([tail, np.floor(20 * draws[20_000:])]).astype(int))
    assert found == pytest.approx(exponent, abs=0.1)
    assert 15 <= first <= 60


def test_equal_counts_have_no_tail():
    assert np.isnan(fit_tail(np.full(1_000, 5))).all()


def test_a_sample_is_near_the_whole_and_another_key_samples_others():
    network = random_network(2_000, 20_000)
    whole = measure(network, sample=10_000).clustering
    one, other = (measure(network, sample=800, key=stream(seed, "facts")).clustering for seed in (0, 1))
    assert one != other
    assert [one, other] == pytest.approx([whole] * 2, rel=0.15)


def test_facebook_is_as_published(facebook):
    """McAuley and Leskovec 2012: 4,039 members, 88,234 mutual ties, clustering .6055, path 3.69."""
    assert (facebook.members, facebook.ties) == (4_039, 2 * 88_234)
    assert facebook.reciprocity == 1.0
    assert facebook.clustering == pytest.approx(0.6055, abs=5e-5)
    assert facebook.mean_path == pytest.approx(3.69, abs=0.15)
    assert facebook.giant_share == 1.0


def test_slashdot_is_as_published(slashdot):
    network, facts = slashdot
    assert (facts.members, facts.ties) == (82_168, 870_161)
    assert facts.reciprocity == pytest.approx(0.84, abs=0.005)
    assert network.follower_count.max() == 2_552
    assert facts.clustering == pytest.approx(0.06, abs=0.02)
    assert facts.mean_path == pytest.approx(4.07, abs=0.2)
