"""Seconds and memory for building follower networks: ``python benchmarks/networks.py``.

Every size is built three times in a process of its own, after a small one that loads the compiled functions. The best
time counts; the memory is the process's peak above what it had before the first of the three. The smallest size is also
made by networkx (Barabasi and Albert 1999, the usual choice of agent-based models: undirected, no segments, hardly any
clustering), and a small one by this project's functions with the compiler off.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SIZES = (50_000, 200_000, 1_000_000)
MEAN_FOLLOWERS = 10
PLAIN_SIZE = 2_000  # members built with the compiler off: seconds per tie are compared, not seconds


def plan_of(n_members):
    """A brand with 2 % of all members as followers, 50 creators and two audiences, ten followers on average."""
    import numpy as np

    from simulator.network import NetworkPlan

    sizes = np.array([1, 50, n_members // 2, n_members - n_members // 2 - 51])
    return NetworkPlan(
        segment=np.repeat(np.arange(4), sizes).astype(np.int16),
        account=np.ones(n_members, dtype=bool),
        mean_followers=np.array([0.02 * n_members, 200.0, MEAN_FOLLOWERS, MEAN_FOLLOWERS]),
    )


def measure_build(n_members):
    """Seconds (best of three), megabytes at the peak, and ties of one size."""
    from simulator.network import build
    from simulator.randomness import stream

    build(plan_of(1_000), stream(0, "network"))
    plan = plan_of(n_members)
    before = peak_megabytes()
    seconds = []
    for _ in range(1 if "NUMBA_DISABLE_JIT" in os.environ else 3):
        begun = time.perf_counter()
        network = build(plan, stream(1, "network"))
        seconds.append(time.perf_counter() - begun)
    return {"seconds": min(seconds), "megabytes": peak_megabytes() - before, "ties": network.n_ties}


def measure_networkx(n_members):
    """As :func:`measure_build` for networkx, with as many ties."""
    import networkx

    before = peak_megabytes()
    begun = time.perf_counter()
    graph = networkx.barabasi_albert_graph(n_members, MEAN_FOLLOWERS // 2, seed=1)
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "megabytes": peak_megabytes() - before, "ties": 2 * graph.number_of_edges()}


def peak_megabytes():
    """Largest memory of this process so far (Linux counts in kilobytes, macOS in bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def in_own_process(what, n_members, **environment):
    """Measure in a fresh process, so that peaks do not add up."""
    command = [sys.executable, str(Path(__file__).resolve()), "--only", what, "--members", str(n_members)]
    paths = {"PYTHONPATH": str(ROOT)}
    shown = subprocess.run(
        command, env={**os.environ, **paths, **environment}, capture_output=True, text=True, check=True
    )
    return json.loads(shown.stdout)


def print_row(name, n_members, found, seconds_per_tie):
    ratio = found["seconds"] / found["ties"] / seconds_per_tie
    print(
        f"{name:<24}{n_members:>10,}{found['ties']:>12,}{found['seconds']:>10.3f}{found['megabytes']:>10.0f}{ratio:>14.1f}"
    )


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=("build", "networkx"), help=argparse.SUPPRESS)
    parser.add_argument("--members", type=int, default=SIZES[0], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps((measure_build if asked.only == "build" else measure_networkx)(asked.members)))
        return
    print(f"{'':<24}{'members':>10}{'ties':>12}{'seconds':>10}{'peak MB':>10}{'time per tie':>14}")
    found = {size: in_own_process("build", size) for size in SIZES}
    unit = found[SIZES[0]]["seconds"] / found[SIZES[0]]["ties"]
    for size in SIZES:
        print_row("build", size, found[size], unit)
    print_row("networkx Barabasi-Albert", SIZES[0], in_own_process("networkx", SIZES[0]), unit)
    plain = in_own_process("build", PLAIN_SIZE, NUMBA_DISABLE_JIT="1", PYTHONWARNINGS="ignore")
    print_row("build, compiler off", PLAIN_SIZE, plain, unit)


if __name__ == "__main__":
    main()
