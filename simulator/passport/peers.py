"""Other programs on the same ties: CyNetDiff, EoN, NDlib and igraph must find what we find.

Two programs do not share their luck, so samples of a stated size are compared: means by z, whole distributions by
Kolmogorov and Smirnov, each refused at one in 10,000. The other programs draw by generators of their own.
"""

import importlib
from array import array
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from simulator.follower_network import FollowerNetwork
from simulator.network_facts import measure
from simulator.passport.declaring import Effort, Finding, NotHere, check, exactly
from simulator.passport.laws import same_law, same_mean
from simulator.passport.real_networks import real_network
from simulator.passport.small_worlds import random_graph, reached, textbook, told, who_has, world_on
from simulator.randomness import stream, uniform
from simulator.world import build_world

OFF = 1.15
"""Factor on the chance to share in the twins."""


def installed(name: str) -> Any:
    """Another program's module; raises NotHere where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise NotHere(f"{name} is not installed; pip install 'groundswell-sim[peers]'") from None


# ------------------------------------------------------------ networks


def drawn_network(n: int, n_ties: int, seed: int) -> FollowerNetwork:
    """A directed network in which few are followed by very many: followed accounts by a Pareto law of exponent 2.3."""
    key = stream(seed, "drawn network")
    popular = 40.0 * (uniform(key, np.arange(n_ties), 0) ** (-1 / 1.3) - 1.0)
    source = np.minimum(popular, n - 1).astype(int)
    return FollowerNetwork.from_pairs(source, (n * uniform(key, np.arange(n_ties), 1)).astype(int), n_members=n)


def undirected_network(n: int, mean: float) -> FollowerNetwork:
    """A random graph, both ways."""
    return FollowerNetwork.from_pairs(*random_graph(n, mean, 0).T, n_members=n)


def as_graph(network: FollowerNetwork, *, directed: bool) -> Any:
    """The same for programs that work on networkx."""
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(network.n_members))
    graph.add_edges_from(zip(*(end.tolist() for end in network.pairs()), strict=True))
    return graph


# ------------------------------------------------------------ our runs


def our_sizes(network: FollowerNetwork, n_seeds: int, chance: float, runs: int, **settings: Any) -> np.ndarray:
    """How many have the news, from the first members, in so many runs with luck of their own: (runs,)."""
    n = network.n_members
    scenario = textbook(n, **{"clock__days": 4, "segments__people__share_chance": min(chance, 1.0), **settings})
    world = world_on(network, scenario, 0)
    return np.array([reached(scenario, world, np.arange(n_seeds), luck=luck) for luck in range(runs)])


def agree(name: str, ours: np.ndarray, theirs: np.ndarray) -> Iterator[Finding]:
    """Whether both programs' samples have one mean and one law."""
    yield same_mean(f"mean reached, {name}", ours, theirs)
    yield same_law(f"number reached, {name}", ours, theirs)


# ------------------------------------------------------------ CyNetDiff


def cynetdiff_sizes(model: Any, n_seeds: int, runs: int) -> np.ndarray:
    """How many CyNetDiff reaches in each run: (runs,)."""
    model.set_seeds(set(range(n_seeds)))
    found = []
    for _ in range(runs):
        model.reset_model()
        model.advance_until_completion()
        found.append(model.get_num_activated_nodes())
    return np.array(found)


def rows_of(network: FollowerNetwork) -> tuple[array, array]:
    """Beginnings of rows and followers, as CyNetDiff wants them."""
    return array("I", network.start[:-1].tolist()), array("I", network.follower.tolist())


@check(
    "P1",
    "peer",
    "independent cascades reach as many as with CyNetDiff",
    source="CyNetDiff (Robson, Reddy & Umar 2024)",
    twin="our chance to share is 15 % higher",
)
def cascades_of_cynetdiff(effort: Effort) -> Iterator[Finding]:
    """200 runs (1,000) from ten members, on a drawn network of 10,000, on Facebook and on Slashdot."""
    models, runs = installed("cynetdiff.models"), effort.n(200, 1_000)
    cases = (
        ("drawn network", lambda: drawn_network(10_000, 100_000, 5), 0.03),
        ("Facebook", lambda: real_network("graph_facebook"), 0.01),
        ("Slashdot", lambda: real_network("graph_slashdot"), 0.01),
    )
    for name, read, chance in cases:
        network = read()
        peer = models.IndependentCascadeModel(*rows_of(network), activation_prob=chance, rng=1)
        ours = our_sizes(network, 10, chance * (OFF if effort.wrong else 1.0), runs)
        yield from agree(f"{name}, p {chance}", ours, cynetdiff_sizes(peer, 10, runs))


@check(
    "P2",
    "peer",
    "linear thresholds reach as many as with CyNetDiff",
    source="CyNetDiff (Robson, Reddy & Umar 2024)",
    twin="our weights are a quarter lower",
)
def thresholds_of_cynetdiff(effort: Effort) -> Iterator[Finding]:
    """200 runs (1,000) from 20 members, on a drawn network of 10,000 and on Facebook; ties weigh 1 / followed."""
    models, runs = installed("cynetdiff.models"), effort.n(200, 1_000)
    cases = (
        ("drawn network", lambda: drawn_network(10_000, 100_000, 5)),
        ("Facebook", lambda: real_network("graph_facebook")),
    )
    for name, read in cases:
        network = read()
        peer = models.LinearThresholdModel(*rows_of(network), rng=1)
        weight = 0.75 if effort.wrong else 1.0
        ours = our_sizes(network, 20, weight, runs, contagion__rule="linear_threshold", clock__days=14)
        yield from agree(name, ours, cynetdiff_sizes(peer, 20, runs))


# ------------------------------------------------------------ EoN


@check(
    "P3",
    "peer",
    "a discrete SIR epidemic ends as large as with EoN, step by step and by percolation",
    source="EoN (Miller & Ting 2019)",
    twin="our chance to share is 15 % higher",
)
def epidemics_of_eon(effort: Effort) -> Iterator[Finding]:
    """300 runs (1,000) on a random graph of 1,000, from ten members; 100 (400) on Facebook."""
    eon, off = installed("EoN"), OFF if effort.wrong else 1.0
    own, seeds = np.random.default_rng(1), list(range(10))

    def step_by_step(graph: Any, chance: float) -> int:
        return int(eon.basic_discrete_SIR(graph, chance, initial_infecteds=seeds, rng=own)[-1][-1])

    def by_percolation(graph: Any, chance: float) -> int:
        left = eon.percolate_network(graph, chance, rng=own)
        return len(set().union(*(nx.node_connected_component(left, seed) for seed in seeds)))

    many, few = effort.n(300, 1_000), effort.n(100, 400)
    cases = (
        ("random graph, step by step", step_by_step, lambda: undirected_network(1_000, 4.0), 0.3, many),
        ("random graph, by percolation", by_percolation, lambda: undirected_network(1_000, 4.0), 0.3, many),
        ("Facebook, step by step", step_by_step, lambda: real_network("graph_facebook"), 0.01, few),
    )
    for name, epidemic, read, chance, runs in cases:
        network = read()
        graph = as_graph(network, directed=False)
        theirs = np.array([epidemic(graph, chance) for _ in range(runs)])
        yield from agree(f"{name}, T {chance}", our_sizes(network, 10, chance * off, runs), theirs)


# ------------------------------------------------------------ NDlib


def ndlib_model(kind: str, network: FollowerNetwork, seeds: list[int], *, chance: float) -> Any:
    """A model of NDlib; the chance (or threshold) must be given for each tie (or member)."""
    epidemics, config = installed("ndlib.models.epidemics"), installed("ndlib.models.ModelConfig")
    graph = as_graph(network, directed=True)
    model, wanted = getattr(epidemics, kind)(graph, seed=1), config.Configuration()
    wanted.add_model_initial_configuration("Infected", seeds)
    if kind == "ThresholdModel":
        for member in graph:
            wanted.add_node_configuration("threshold", member, chance)
    else:
        for tie in graph.edges():
            wanted.add_edge_configuration("threshold", tie, chance)
    model.set_initial_status(wanted)
    return model


@check(
    "P4",
    "peer",
    "independent cascades reach as many as with NDlib",
    source="NDlib (Rossetti et al. 2018)",
    twin="our chance to share is 15 % higher",
)
def cascades_of_ndlib(effort: Effort) -> Iterator[Finding]:
    """300 runs (1,000) from five members, on a drawn network of 1,000."""
    runs, network, seeds, chance = effort.n(300, 1_000), drawn_network(1_000, 8_000, 5), list(range(5)), 0.06
    model, theirs = ndlib_model("IndependentCascadesModel", network, seeds, chance=chance), []
    for _ in range(runs):
        model.reset(seeds)
        while (count := model.iteration(node_status=False)["node_count"])[1]:
            pass
        theirs.append(count[2])
    ours = our_sizes(network, 5, chance * (OFF if effort.wrong else 1.0), runs)
    yield from agree(f"drawn network, p {chance}", ours, np.array(theirs))


@check(
    "P5",
    "peer",
    "thresholds as shares of those followed reach the very members whom NDlib reaches",
    source="NDlib (Rossetti et al. 2018)",
    twin="our threshold is a tenth higher",
)
def thresholds_of_ndlib(effort: Effort) -> Iterator[Finding]:
    """Random graphs of 2,000 and Facebook; nothing is drawn, so nobody may differ."""
    cases = (
        ("random graph", lambda: undirected_network(2_000, 4.0), 0.18, 10),
        ("random graph", lambda: undirected_network(2_000, 8.0), 0.25, 300),
        ("Facebook", lambda: real_network("graph_facebook"), 0.2, 200),
    )
    for name, read, threshold, n_seeds in cases:
        network = read()
        seeds = list(range(0, network.n_members, network.n_members // n_seeds))
        model = ndlib_model("ThresholdModel", network, seeds, chance=threshold)
        theirs, before = np.zeros(network.n_members, bool), -1
        while theirs.sum() != before:
            before = theirs.sum()
            for member, status in model.iteration()["status"].items():
                theirs[member] = status == 1
        scenario = textbook(
            network.n_members,
            clock__days=20,
            contagion__rule="threshold",
            contagion__sources_needed=1,
            contagion__share_needed=threshold * (1.1 if effort.wrong else 1.0),
            segments__people__share_chance=1.0,
        )
        ours = who_has(told(scenario, world_on(network, scenario, 0), seeds))
        what = f"members who differ, {name}, degree {degree_of(network):.0f}, threshold {threshold}"
        yield exactly(what, np.count_nonzero(ours != theirs), 0, n=network.n_members, unit="members")


def degree_of(network: FollowerNetwork) -> float:
    """Mean number of followers."""
    return len(network.follower) / network.n_members


# ------------------------------------------------------------ igraph


@check(
    "P6",
    "peer",
    "networks have the facts that igraph finds",
    source="igraph (Csardi & Nepusz 2006)",
    twin="one account in a hundred is not followed by anybody",
)
def facts_of_igraph(effort: Effort) -> Iterator[Finding]:
    """The built-in network of 3,000, Facebook and Slashdot; paths on the first two, where all can be gone through."""
    igraph = installed("igraph")
    world = build_world(textbook(3_000), 0)
    cases = (
        ("built-in network", lambda: FollowerNetwork(world.ties.start, world.ties.follower), True),
        ("Facebook", lambda: real_network("graph_facebook"), True),
        ("Slashdot", lambda: real_network("graph_slashdot"), False),
    )
    for name, read, with_paths in cases:
        yield from _facts_of(igraph, name, read(), with_paths=with_paths, wrong=effort.wrong)


def _facts_of(igraph: Any, name: str, network: FollowerNetwork, *, with_paths: bool, wrong: bool) -> Iterator[Finding]:
    n, followers = network.n_members, network.follower_count
    size_of_account = np.log2(1 + followers).astype(int)
    source, follower = network.pairs()
    kept = source % 100 > 0 if wrong else np.ones(len(source), bool)
    ours = FollowerNetwork.from_pairs(source[kept], follower[kept], n_members=n)
    facts = measure(ours, size_of_account, sample=n, sources=n if with_paths else 1)
    graph = igraph.Graph(n, np.stack([source, follower], axis=1).tolist(), directed=True)
    tied = np.array(graph.degree()) > 0
    local = np.array(graph.as_undirected(mode="collapse").transitivity_local_undirected(mode="zero"))
    yield exactly(f"reciprocity, {name}", facts.reciprocity, graph.reciprocity())
    yield exactly(f"clustering, {name}", facts.clustering, local[tied].mean())
    largest = max(graph.components(mode="weak").sizes())
    yield exactly(f"largest part, {name}", facts.giant_share, largest / tied.sum())
    index = graph.assortativity_nominal(size_of_account.tolist(), directed=True)
    yield exactly(f"assortativity by size of account, {name}", facts.homophily_index, index)
    count = np.array(graph.outdegree())
    paradox = (count**2).sum() / count.sum()
    yield exactly(f"followers of the followed, {name}", facts.followers_of_followed, paradox)
    counted = count[count > 0].tolist()
    fit = igraph.power_law_fit(counted, xmin=facts.tail_from, method="discrete", p_precision=0.5)
    yield exactly(f"exponent of the tail, {name}", facts.tail_exponent, fit.alpha, bound=1e-3)
    if with_paths:
        yield exactly(f"mean path, {name}", facts.mean_path, graph.average_path_length(directed=True))
