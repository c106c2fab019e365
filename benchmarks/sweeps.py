"""What a sweep's runner costs: beside the runs themselves, in memory, with two workers, with sixteen, and in its file.

    python benchmarks/sweeps.py                      # all parts; about 10 minutes
    python benchmarks/sweeps.py --part overhead --runs 2000

Parts: ``overhead`` a sweep in this process against a plain loop over the same jobs, by turns; ``memory`` of the
process that writes; ``workers`` two against one; ``sixteen`` simulated workers, which sleep as long as a run takes and
hand back ready-made results, so that all that the writing process does is real; ``file`` 100,000 runs, their room and
questions.

Exit code 1 where a bar is missed.
"""

import argparse
import concurrent.futures
import dataclasses
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from report import ROOT, Figure, print_figures, timed

sys.path.insert(0, str(ROOT))

from simulator import load_scenario
from simulator.metrics import OUTCOMES
from simulator.studies import (
    futures,
    schema,
)
from simulator.studies.carrying_out import carry_out_plan
from simulator.studies.designs import design
from simulator.studies.executors import Done
from simulator.studies.job import Worlds, run_job
from simulator.studies.store import Store
from simulator.studies.sweep import planned
from simulator.studies.swept import Sweep
from simulator.studies.varied import factors_from

TURN = 20
"""Runs after which the loop and the sweep take turns, since the machine is noisy."""
SIMULATED = 16
AS_ASKED = 20
"""Outcomes of each run for which the room of the file has a bar."""
QUESTIONS = {
    "means by point": "SELECT variant, strategy, avg(value) FROM run JOIN outcome USING (run_id) WHERE metric = 'reach'"
    " GROUP BY variant, strategy",
    "paired differences": "SELECT a.variant, avg(x.value - y.value) FROM run a JOIN run b ON b.variant = a.variant AND"
    " b.replication = a.replication AND b.strategy = 's1' JOIN outcome x ON x.run_id = a.run_id AND x.metric = 'reach'"
    " JOIN outcome y ON y.run_id = b.run_id AND y.metric = 'reach' WHERE a.strategy = 's0' GROUP BY a.variant",
    **{f"ready-made question {name}": schema.QUERIES[name][1] for name in ("points", "progress", "failures")},
}


def plan_of(n_runs: int, size: int) -> Any:
    """A sweep of short runs of one strategy: a network per round, which all points share."""
    scenario = load_scenario(
        ROOT / "scenarios" / "textbook" / "independent_cascade.toml", {"segments.people.size": size}
    )
    points = design(
        "latin hypercube", factors_from(["segments.people.share_chance=0.01..0.1"], scenario), size=n_runs // 10
    )
    return planned(scenario, points, 10, strategies=["ten seeds"])


def overhead(n_runs: int, size: int) -> list[Figure]:
    """A sweep against a loop over the same jobs."""
    plan = plan_of(n_runs, size)
    jobs, worlds, looped = list(plan.jobs()), Worlds(), 0.0
    run_job(plan.scenario, jobs[0], worlds)  # loads what is compiled

    def loop(done: int, total: int, failed: int) -> None:
        nonlocal looped
        if done % TURN == 0:
            clock = time.process_time()
            for job in jobs[done : done + TURN]:
                run_job(plan.scenario, job, worlds)
            looped += time.process_time() - clock

    with tempfile.TemporaryDirectory() as folder:
        clock = time.process_time()
        with closing(Store.write(Path(folder) / "sweep.db", plan)) as store, store.indexed_at_the_end():
            carry_out_plan(store, workers=1, progress=loop)
        swept = time.process_time() - clock - looped
    return [
        Figure(f"a run, {len(jobs):,} in a loop", 1e3 * looped / len(jobs), "ms of a core"),
        Figure("a run, the same in a sweep", 1e3 * swept / len(jobs), "ms of a core"),
        Figure("what the sweep takes more", 100 * (swept / looped - 1), "%", 10.0),
    ]


def memory(n_runs: int, size: int) -> list[Figure]:
    """What the process that writes holds, as the sweep goes on."""
    plan, process, held = plan_of(n_runs, size), psutil.Process(), {}

    def look(done: int, total: int, failed: int) -> None:
        if done in (total // 10, total // 2, total):
            held[100 * done // total] = process.memory_info().rss / 1e6

    with tempfile.TemporaryDirectory() as folder, closing(Store.write(Path(folder) / "sweep.db", plan)) as store:
        carry_out_plan(store, workers=2, progress=look)
    grown = 100 * (held[100] / held[10] - 1)
    return [
        *(Figure(f"memory of the process that writes, {n} % done", mb, "MB") for n, mb in held.items()),
        Figure("growth from a tenth of the way to the end", grown, "%", 5.0),
    ]


def workers(n_runs: int, size: int) -> list[Figure]:
    """Two workers against one, from a tenth of the way on, by turns."""
    plan, times = plan_of(n_runs, size), {1: 0.0, 2: 0.0}
    for _ in range(3):
        for n in times:
            times[n] += seconds_between(plan, n)
    return [
        Figure("one worker, three sweeps", times[1], "s"),
        Figure("two workers, the same", times[2], "s"),
        Figure("two workers, times as fast", times[1] / times[2], "x", 1.8, at_least=True),
    ]


def seconds_between(plan: Any, n_workers: int) -> float:
    """Seconds of a sweep in so many processes, from a tenth of the way on: starting them is not counted."""
    began = [0.0]

    def look(done: int, total: int, failed: int) -> None:
        if done == total // 10:
            began[0] = time.perf_counter()

    with tempfile.TemporaryDirectory() as folder, closing(Store.write(Path(folder) / "sweep.db", plan)) as store:
        carry_out_plan(store, workers=n_workers, progress=look, executor="processes" if n_workers > 1 else "serial")
        return time.perf_counter() - began[0]


def sixteen(n_runs: int, size: int) -> list[Figure]:
    """The process that writes, with workers that sleep."""
    plan = plan_of(n_runs, size)
    job = next(plan.jobs())
    worlds = Worlds()
    run_job(plan.scenario, job, worlds)
    clock = time.perf_counter()
    ready = run_job(plan.scenario, job, worlds)
    seconds = max(time.perf_counter() - clock, 0.02)

    def asleep(parcel: Any, batch: list) -> list[Done]:
        time.sleep(seconds * len(batch))
        return [Done(one, ready, None, "2026-01-01T00:00:00+00:00", seconds) for one in batch]

    real, futures.do_batch = futures.do_batch, asleep
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            closing(Store.write(Path(folder) / "sweep.db", plan)) as store,
            concurrent.futures.ThreadPoolExecutor(SIMULATED) as pool,
        ):
            clock, busy = time.perf_counter(), time.process_time()
            carry_out_plan(store, workers=SIMULATED, executor=pool)
            took, busy = time.perf_counter() - clock, time.process_time() - busy
    finally:
        futures.do_batch = real
    n_done = len(plan.points) * plan.replications
    return [
        Figure(f"{SIMULATED} simulated workers, runs of", 1e3 * seconds, "ms"),
        Figure("the same, times as fast as one", n_done * seconds / took, "x", 14.0, at_least=True),
        Figure("the process that writes is busy", 100 * busy / took, "% of a core"),
    ]


def file(n_runs: int, n_metrics: int) -> list[Figure]:
    """Room and questions of a large sweep; its runs are made up, its rows are real."""
    plan = plan_of(100, 300)
    n_points = n_runs // 20
    points = tuple(
        dataclasses.replace(plan.points[0], name=str(n), settings=((plan.points[0].settings[0][0], n / n_points),))
        for n in range(n_points)
    )
    plan = dataclasses.replace(plan, points=points, strategies=("s0", "s1"))
    job = next(plan.jobs())
    ready = run_job(plan.scenario, dataclasses.replace(job, strategy="ten seeds"))
    names = list(OUTCOMES)[:n_metrics]
    luck = np.random.default_rng(1).normal(size=(997, len(names))).tolist()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sweep.db"
        with closing(Store.write(path, plan)) as store:
            with store.indexed_at_the_end():
                clock = time.perf_counter()
                for n, one in enumerate(store.jobs_to_do(plan)):
                    values = dict(zip(names, luck[n % 997], strict=True))
                    run = dataclasses.replace(ready, job=one, outcomes=values, health=())
                    store.save(Done(one, run, None, "2026-01-01T00:00:00+00:00", 0.02))
                wrote = time.perf_counter() - clock
            indexed = time.perf_counter() - clock - wrote
        megabytes = path.stat().st_size / 1e6
        times = {}
        with Sweep.from_sqlite(path) as found:
            for name, sql in QUESTIONS.items():
                given = {"metric": "reach"} if ":metric" in sql else ()
                times[name], _ = timed(lambda sql=sql, given=given: found.query(sql, given))
            times["Sweep.values against another"], _ = timed(lambda: found.values("s0", "reach", against="s1"))
            whole, _ = timed(lambda: found.outcomes)
    what = f"{n_runs:,} runs x {len(names)} outcomes"
    return [
        Figure(f"{what}: file", megabytes, "MB", 500.0 if n_metrics == AS_ASKED else None),
        Figure(f"{what}: writing one run", 1e3 * wrote / n_runs, "ms"),
        Figure(f"{what}: making the index at the end", indexed, "s"),
        *(Figure(f"{len(names)} outcomes: {name}", seconds, "s", 1.0) for name, seconds in times.items()),
        Figure(f"{len(names)} outcomes: Sweep.outcomes, all of them", whole, "s"),
    ]


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("overhead", "memory", "workers", "sixteen", "file"))
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--members", type=int, default=2_500, help="members of each run's world")
    parser.add_argument("--quick", action="store_true", help="a tenth of the runs")
    asked = parser.parse_args()
    n_runs = asked.runs // 10 if asked.quick else asked.runs
    figures = []
    for measure in (overhead, memory, workers, sixteen):
        if asked.part in (None, measure.__name__):
            figures += measure(n_runs, asked.members)
    if asked.part in (None, "file"):
        for n_metrics in (AS_ASKED, len(OUTCOMES)):
            figures += file(10 * n_runs, n_metrics)
    return 0 if print_figures(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
