"""What a sweep's runner costs: beside the runs themselves, in memory, with two workers, with sixteen, and in its file.

    python benchmarks/sweeps.py                      # all parts; about 10 minutes
    python benchmarks/sweeps.py --part overhead --runs 2000

Parts: ``overhead`` a sweep in this process against a plain loop over the same jobs, by turns; ``memory`` of the
process that writes; ``workers`` two against one; ``sixteen`` simulated workers, which sleep as long as a run takes and
hand back ready-made results, so that all that the writing process does is real; ``file`` 100,000 runs, their room and
questions.
"""

import argparse
import concurrent.futures
import dataclasses
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from simulator import load_scenario  # noqa: E402
from simulator.metrics import OUTCOMES  # noqa: E402
from simulator.studies import futures  # noqa: E402
from simulator.studies.carrying_out import carry_out_plan  # noqa: E402
from simulator.studies.designs import design  # noqa: E402
from simulator.studies.executors import Done  # noqa: E402
from simulator.studies.job import Worlds, run_job  # noqa: E402
from simulator.studies.store import Store  # noqa: E402
from simulator.studies.sweep import planned  # noqa: E402
from simulator.studies.swept import Sweep  # noqa: E402
from simulator.studies.varied import factors_from  # noqa: E402

CHUNKS = 10
"""The loop and the sweep take turns, in so many parts, since the machine is noisy."""
SIMULATED = 16
QUERIES = {
    "means by point": "SELECT variant, strategy, avg(value) FROM run JOIN outcome USING (run_id) WHERE metric = 'reach'"
    " GROUP BY variant, strategy",
    "paired differences": "SELECT a.variant, avg(x.value - y.value) FROM run a JOIN run b ON b.variant = a.variant AND"
    " b.replication = a.replication AND b.strategy = 's1' JOIN outcome x ON x.run_id = a.run_id AND x.metric = 'reach'"
    " JOIN outcome y ON y.run_id = b.run_id AND y.metric = 'reach' WHERE a.strategy = 's0' GROUP BY a.variant",
    "runs by status": "SELECT strategy, status, count(*), avg(seconds) FROM run GROUP BY strategy, status",
    "failures": "SELECT * FROM run WHERE status = 'FAILED'",
}


def plan_of(n_runs: int, size: int) -> object:
    """A sweep of short runs of one strategy: a network per round, which all points share."""
    scenario = load_scenario(
        ROOT / "scenarios" / "textbook" / "independent_cascade.toml", {"segments.people.size": size}
    )
    points = design(
        "latin hypercube", factors_from(["segments.people.share_chance=0.01..0.1"], scenario), size=n_runs // 10
    )
    return planned(scenario, points, 10, strategies=["ten seeds"])


def overhead(n_runs: int, size: int) -> None:
    """A sweep against a loop over the same jobs."""
    plan = plan_of(n_runs, size)
    n_chunk = len(plan.points) // CHUNKS
    loop = whole = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for chunk in range(CHUNKS):
            part = dataclasses.replace(plan, points=plan.points[chunk * n_chunk : (chunk + 1) * n_chunk])
            clock, worlds = time.perf_counter(), Worlds()
            for job in part.jobs():
                run_job(plan.scenario, job, worlds)
            loop += time.perf_counter() - clock
            clock = time.perf_counter()
            with closing(Store.write(Path(folder) / f"{chunk}.db", part)) as store:
                carry_out_plan(store, workers=1)
            whole += time.perf_counter() - clock
    n_done = n_chunk * CHUNKS * plan.replications
    print(
        f"overhead: {n_done:,} runs of {1e3 * loop / n_done:.1f} ms: loop {loop:.1f} s, sweep {whole:.1f} s:"
        f" {100 * (whole / loop - 1):.1f} % more"
    )


def memory(n_runs: int, size: int) -> None:
    """What the process that writes holds, as the sweep goes on."""
    plan, process, held = plan_of(n_runs, size), psutil.Process(), {}

    def look(done: int, total: int, failed: int) -> None:
        if done in (total // 10, total // 2, total):
            held[f"{100 * done // total} %"] = process.memory_info().rss / 1e6

    with tempfile.TemporaryDirectory() as folder, closing(Store.write(Path(folder) / "sweep.db", plan)) as store:
        carry_out_plan(store, workers=2, progress=look)
    print("memory of the process that writes: " + ", ".join(f"{at}: {mb:.0f} MB" for at, mb in held.items()))


def workers(n_runs: int, size: int) -> None:
    """Two workers against one, from a tenth of the way on, by turns."""
    plan, times = plan_of(n_runs, size), {1: 0.0, 2: 0.0}
    for _ in range(3):
        for n in times:
            times[n] += seconds_between(plan, n)
    print(f"workers: 1: {times[1]:.1f} s, 2: {times[2]:.1f} s: {times[1] / times[2]:.2f} times as fast")


def seconds_between(plan: object, n_workers: int) -> float:
    """Seconds of a sweep in so many processes, from a tenth of the way on: starting them is not counted."""
    began = [0.0]

    def look(done: int, total: int, failed: int) -> None:
        if done == total // 10:
            began[0] = time.perf_counter()

    with tempfile.TemporaryDirectory() as folder, closing(Store.write(Path(folder) / "sweep.db", plan)) as store:
        carry_out_plan(store, workers=n_workers, progress=look, executor="processes" if n_workers > 1 else "serial")
        return time.perf_counter() - began[0]


def sixteen(n_runs: int, size: int) -> None:
    """The process that writes, with workers that sleep."""
    plan = plan_of(n_runs, size)
    job = next(plan.jobs())
    worlds = Worlds()
    run_job(plan.scenario, job, worlds)
    clock = time.perf_counter()
    ready = run_job(plan.scenario, job, worlds)
    seconds = max(time.perf_counter() - clock, 0.02)

    def asleep(parcel: object, batch: list) -> list[Done]:
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
    print(
        f"sixteen: {n_done:,} runs of {1e3 * seconds:.0f} ms: {n_done * seconds / took:.1f} times as fast as one;"
        f" the process that writes is busy for {100 * busy / took:.0f} % of the time"
    )


def file(n_runs: int, n_metrics: int) -> None:
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
            clock = time.perf_counter()
            for n, one in enumerate(store.jobs_to_do(plan)):
                values = dict(zip(names, luck[n % 997], strict=True))
                run = dataclasses.replace(ready, job=one, outcomes=values, health=())
                store.save(Done(one, run, None, "2026-01-01T00:00:00+00:00", 0.02))
            wrote = time.perf_counter() - clock
        megabytes = path.stat().st_size / 1e6
        with Sweep.from_sqlite(path) as found:
            times = {}
            for name, sql in QUERIES.items():
                clock = time.perf_counter()
                found.query(sql)
                times[name] = time.perf_counter() - clock
            clock = time.perf_counter()
            found.values("s0", "reach", against="s1")
            times["Sweep.values"] = time.perf_counter() - clock
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items())
    what = f"{n_runs:,} runs x {len(names)} outcomes"
    print(f"file: {what}: {megabytes:.0f} MB, {1e3 * wrote / n_runs:.2f} ms a run; {told}")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("overhead", "memory", "workers", "sixteen", "file"))
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--members", type=int, default=2_500, help="members of each run's world")
    asked = parser.parse_args()
    for name, measure in (("overhead", overhead), ("memory", memory), ("workers", workers), ("sixteen", sixteen)):
        if asked.part in (None, name):
            measure(asked.runs, asked.members)
    if asked.part in (None, "file"):
        for n_metrics in (20, len(OUTCOMES)):
            file(10 * asked.runs, n_metrics)


if __name__ == "__main__":
    main()
