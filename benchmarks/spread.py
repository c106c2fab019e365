"""The bare spread of a message against programs that do nothing else: ``python benchmarks/spread.py``.

Independent cascade (Kempe, Kleinberg & Tardos 2003) on a uniform random directed graph. Everybody gets the same ties
and the same seeds, with graph and model objects built beforehand; only the spreading is timed. Ours is the whole
engine with every factor neutral (scenarios/textbook/independent_cascade.toml), Mesa model and calendar included.
Repeats are interleaved, because the machine may be shared: the ratios are of medians and of best times.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from report import ROOT, Figure, print_figures, print_rows, timed

sys.path.insert(0, str(ROOT))

CHANCE, N_SEEDS, TIES_PER_MEMBER = 0.117, 100, 10
SAME = 4.5
"""Standard errors by which two mean shares reached may differ."""


@dataclass
class Contestant:
    """A program: how it spreads the message once, returning seconds and members reached, and what it has shown."""

    name: str
    spread: Callable[[int], tuple[float, int]]
    seconds: list[float] = field(default_factory=list)
    reached: list[int] = field(default_factory=list)

    def run(self, repeat: int) -> None:
        """Spread once more."""
        seconds, reached = self.spread(repeat)
        self.seconds.append(seconds)
        self.reached.append(reached)


def random_ties(n_members: int) -> tuple[np.ndarray, np.ndarray]:
    """Ties of a uniform random directed graph, without loops and repeats: (source, follower)."""
    rng = np.random.default_rng(3)
    pair = rng.integers(0, n_members, (2, TIES_PER_MEMBER * n_members + n_members // 100))
    pair = pair[:, pair[0] != pair[1]]
    codes = rng.permutation(np.unique(pair[0] * n_members + pair[1]))[: TIES_PER_MEMBER * n_members]
    return codes // n_members, codes % n_members


def ours(source: np.ndarray, follower: np.ndarray, n_members: int, seeds: np.ndarray) -> tuple[Contestant, Contestant]:
    """Groundswell, without and with the construction of the model."""
    from simulator.model import CampaignModel
    from simulator.network import FollowerNetwork
    from simulator.scenario_files import load_scenario
    from simulator.world import build_world

    people = {"segments.people.size": n_members, "segments.people.share_chance": CHANCE}
    file = ROOT / "scenarios" / "textbook" / "independent_cascade.toml"
    scenario = load_scenario(file, {**people, "clock.days": 4})
    imported = FollowerNetwork.from_pairs(source, follower, n_members=n_members)
    ties = {"start": imported.start, "follower": imported.follower}
    followed = imported.following_count.astype(np.int32)
    drawn = build_world(load_scenario(file, {**people, "segments.people.followers": {"network": 1.0}}), 0)

    def spread(repeat: int) -> tuple[float, float, int]:
        world = replace(drawn, seed=repeat, n_followed=followed, **ties)
        building, model = timed(lambda: CampaignModel(scenario, rng=repeat, world=world))

        def go() -> None:
            model.publish(seeds, "news", np.zeros(len(seeds)))
            model.step()
            while not model.content.is_quiet:
                model.step()

        spreading, _ = timed(go)
        return building, spreading, len(model.posts)

    def bare(repeat: int) -> tuple[float, int]:
        _, spreading, reached = spread(repeat)
        return spreading, reached

    def with_model(repeat: int) -> tuple[float, int]:
        building, spreading, reached = spread(repeat)
        return building + spreading, reached

    return Contestant("Groundswell", bare), Contestant("Groundswell, model built anew each time", with_model)


def cynetdiff(graph, seeds: np.ndarray) -> Contestant:
    """CyNetDiff: Cython and C++, made for this one model."""
    from cynetdiff.utils import networkx_to_ic_model

    model, _ = networkx_to_ic_model(graph, activation_prob=CHANCE, rng=1)

    def spread(_repeat: int) -> tuple[float, int]:
        model.set_seeds(seeds.tolist())
        seconds, _ = timed(model.advance_until_completion)
        return seconds, model.get_num_activated_nodes()

    return Contestant("CyNetDiff", spread)


def eon(graph, seeds: np.ndarray) -> Contestant:
    """Epidemics on Networks: plain Python over networkx."""
    import EoN

    def spread(repeat: int) -> tuple[float, int]:
        rng = np.random.default_rng(repeat)
        seconds, course = timed(
            lambda: EoN.basic_discrete_SIR(graph, CHANCE, initial_infecteds=seeds.tolist(), rng=rng)
        )
        return seconds, int(course[-1][-1])

    return Contestant("EoN", spread)


def ndlib(graph, seeds: np.ndarray) -> Contestant:
    """NDlib: plain Python over networkx; the chance must be given for each tie."""
    from ndlib.models import ModelConfig, epidemics

    model = epidemics.IndependentCascadesModel(graph, seed=1)
    wanted = ModelConfig.Configuration()
    wanted.add_model_initial_configuration("Infected", seeds.tolist())
    for tie in graph.edges():
        wanted.add_edge_configuration("threshold", tie, CHANCE)
    model.set_initial_status(wanted)

    def go() -> int:
        while True:
            counts = model.iteration(node_status=False)["node_count"]
            if counts[1] == 0:
                return counts[2]

    def spread(_repeat: int) -> tuple[float, int]:
        model.reset(seeds.tolist())
        return timed(go)

    return Contestant("NDlib", spread)


def measure(n_members: int, repeats: int, slow_repeats: int) -> list[Contestant]:
    """Let all spread the same message from the same seeds over the same ties, in turn."""
    import networkx

    source, follower = random_ties(n_members)
    seeds = np.random.default_rng(4).choice(n_members, N_SEEDS, replace=False)
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(n_members))
    graph.add_edges_from(zip(source.tolist(), follower.tolist(), strict=True))
    bare, with_model = ours(source, follower, n_members, seeds)
    slow, quick = ndlib(graph, seeds), (bare, cynetdiff(graph, seeds), eon(graph, seeds), with_model)
    for warm in (bare, quick[1]):
        warm.spread(0)
    for repeat in range(1, repeats + 1):
        for contestant in quick:
            contestant.run(repeat)
        if repeat <= slow_repeats:
            slow.run(repeat)
    return [*quick, slow]


def differences(contestants: list[Contestant]) -> list[str]:
    """Who reached another share than the others, beyond sampling error, in words.

    The spread of the share from run to run is common to all, as the law is; so it is estimated from all runs together.
    """
    centred = np.concatenate([np.subtract(c.reached, np.mean(c.reached)) for c in contestants])
    one_run = np.sqrt((centred**2).sum() / (len(centred) - len(contestants)))
    first, wrong = contestants[0], []
    for other in contestants[1:]:
        error = one_run * np.sqrt(1 / len(first.reached) + 1 / len(other.reached))
        gap = np.mean(other.reached) - np.mean(first.reached)
        if abs(gap) > SAME * error:
            wrong.append(
                f"{other.name} reached {gap:+,.0f} members more than {first.name}; standard error {error:,.0f}"
            )
    return wrong


def times_faster(slow: Contestant, quick: Contestant) -> float:
    """How many times faster, by medians."""
    return float(np.median(slow.seconds) / np.median(quick.seconds))


def main() -> int:
    """Print the tables; 1 where a bar is missed, an error where the programs disagree about the share reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10,000 members and fewer repeats; the bars do not apply")
    quick = parser.parse_args().quick
    n_members, repeats = (10_000, 5) if quick else (100_000, 15)
    found = measure(n_members, repeats, 2)
    mine, peer, event_driven, rebuilt, slow = found
    print(f"independent cascade: {n_members:,} members, {TIES_PER_MEMBER * n_members:,} ties, chance {CHANCE}")
    heads = ["", "runs", "median ms", "best ms", "share reached", "s.d. of a run", "members/second"]
    print_rows(
        heads,
        [
            [
                c.name,
                len(c.seconds),
                float(np.median(c.seconds) * 1e3),
                min(c.seconds) * 1e3,
                float(np.mean(c.reached) / n_members),
                float(np.std(c.reached, ddof=1) / n_members),
                float(np.mean(c.reached) / np.median(c.seconds)),
            ]
            for c in found
        ],
    )
    if wrong := differences(found):
        raise SystemExit("the programs do not simulate the same: " + "; ".join(wrong))
    bars = (None, None) if quick else (150, 15)
    figures = [
        Figure("times NDlib's throughput", times_faster(slow, mine), "x", bars[0], at_least=True),
        Figure("times EoN's throughput", times_faster(event_driven, mine), "x", bars[1], at_least=True),
        Figure("times CyNetDiff's throughput (aim: 1)", times_faster(peer, mine), "x"),
        Figure("the same, by best times", min(peer.seconds) / min(mine.seconds), "x"),
        Figure("times EoN's throughput, model built anew each time", times_faster(event_driven, rebuilt), "x"),
    ]
    return 0 if print_figures(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
