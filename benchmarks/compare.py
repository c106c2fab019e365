"""A whole comparison of strategies, timed: ``python benchmarks/compare.py``.

The product recall with 200 replications on two cores, through ``simulator.compare`` as a planner would call it; then
some of its worlds in this process, to see what the time of a run is made of.
"""

import argparse
import sys
import time

from report import ROOT, Figure, print_figures, print_rows, timed

sys.path.insert(0, str(ROOT))

SCENARIO = ROOT / "scenarios" / "product_recall.toml"
REPLICATIONS, JOBS = 200, 2


def parts_of_a_run(n_worlds: int) -> dict[str, float]:
    """Mean milliseconds of the parts of a run, all strategies in turn, in this process."""
    from simulator import engine
    from simulator.chosen import strategy_names
    from simulator.model import CampaignModel
    from simulator.scenario_files import load_scenario
    from simulator.studies.job import Job, collect, let_go
    from simulator.world import build_world

    scenario = load_scenario(SCENARIO)
    names = strategy_names(scenario)
    took = dict.fromkeys(("network and traits", "model", "delivering", "other parts of a tick", "outcomes"), 0.0)
    compiled = engine.deliver
    world = build_world(scenario, 0)
    for name in names:
        CampaignModel(scenario, name, rng=0, world=world).run()  # loads or compiles all that a strategy needs

    for seed in range(n_worlds):
        seconds, world = timed(lambda number=seed: build_world(scenario, number))
        took["network and traits"] += seconds
        for name in names:
            seconds, model = timed(lambda n=name, s=seed, w=world: CampaignModel(scenario, n, rng=s, world=w))
            took["model"] += seconds
            delivering = 0.0

            def deliver(*arguments):
                nonlocal delivering
                seconds, done = timed(lambda: compiled(*arguments))
                delivering += seconds
                return done

            engine.deliver = deliver
            begun = time.perf_counter()
            model.run()
            took["other parts of a tick"] += time.perf_counter() - begun - delivering
            took["delivering"] += delivering
            engine.deliver = compiled
            took["outcomes"] += timed(lambda m=model, n=name, s=seed: collect(m, Job(n, s)))[0]
            let_go(model)
    return {part: seconds / n_worlds / len(names) * 1e3 for part, seconds in took.items()}


def main() -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="20 replications; the bar does not apply")
    quick = parser.parse_args().quick
    replications = 20 if quick else REPLICATIONS
    from simulator import compare, load_scenario, strategy_names

    scenario = load_scenario(SCENARIO)
    n_strategies, n_members = len(strategy_names(scenario)), sum(s.size for s in scenario.segments.values())
    parts = parts_of_a_run(2 if quick else 5)
    before = time.process_time()
    seconds, _ = timed(lambda: compare(SCENARIO, replications, jobs=JOBS))
    parent = time.process_time() - before
    n_runs = replications * n_strategies
    print(f"compare: {n_strategies} strategies, {replications} replications, {n_members:,} members, {JOBS} jobs")
    total = sum(parts.values())
    shares = [[part, took, f"{took / total:.0%}"] for part, took in parts.items()]
    print_rows(["a run in one process", "ms", "share"], [*shares, ["together", total, ""]])
    cores = seconds * JOBS / n_runs * 1e3
    figures = [
        Figure(f"{n_runs:,} runs", seconds, "s", None if quick else 180.0),
        Figure("per run", seconds / n_runs * 1e3, "ms"),
        Figure("per run and core", cores, "ms"),
        Figure("beyond the run itself (processes, storing, load)", cores - total, "ms a run"),
        Figure("of it the parent's own work, on a core of the two", parent / n_runs * 1e3, "ms a run"),
    ]
    return 0 if print_figures(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
