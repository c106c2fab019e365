"""Kill a sweep again and again, at random moments: the parent or a worker; then compare it with an undisturbed one.

    python benchmarks/kills.py --kills 50

Exit code 1 where an outcome differs, a run is missing or there twice, or the file is damaged.
"""

import argparse
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from simulator.randomness import stream, uniform  # noqa: E402
from simulator.studies.reproduction import manifest  # noqa: E402

SCENARIO = ROOT / "scenarios" / "textbook" / "independent_cascade.toml"
SEED = 11
POINTS_PER_KILL = 400
AT_START = 0.25
"""How many of the kills come while a command starts; the others come when it has done some more runs."""
SECONDS_TO_START = 4.0
"""The kills while a command starts come within this time."""
MOST_OF_ITS_PART = 0.8
"""The runs are divided among the kills; each comes within so much of its part: the last one still finds work."""
PATIENCE = 120.0
"""Seconds in which a command must do a further run."""
WORKER_BYTES = 60e6
"""A child that is smaller is no worker yet, but what starts them."""


def command(folder: Path, n_points: int) -> list[str]:
    """A sweep of short runs, two processes."""
    vary = ["--vary", "segments.people.share_chance=0.01..0.1", "--method", "latin hypercube", "--size", str(n_points)]
    small = ["--set", "segments.people.size=300", "--strategy", "ten seeds", "-n", "2", "-j", "2", "-q"]
    return [sys.executable, str(ROOT / "run.py"), "sweep", str(SCENARIO), *vary, *small, "-o", str(folder)]


def killed(process: subprocess.Popen, luck: float) -> str:
    """Kill the parent, or one of its workers where it has any; what was killed."""
    with contextlib.suppress(psutil.Error):
        children = psutil.Process(process.pid).children(recursive=True)
        workers = [child for child in children if child.memory_info().rss > WORKER_BYTES]
        if workers and luck < 0.5:
            with contextlib.suppress(ProcessLookupError):
                os.kill(workers[int(2 * luck * len(workers))].pid, signal.SIGKILL)
            return "worker"
    process.kill()
    return "parent"


def done_in(path: Path) -> int:
    """How many runs are done, by the file; 0 where there is none yet."""
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as conn,
    ):
        return int(conn.execute("SELECT count(*) FROM run WHERE status = 'SUCCEEDED'").fetchone()[0])
    return 0


def await_runs(process: subprocess.Popen, path: Path, n_runs: int) -> None:
    """Wait until so many runs are done in all."""
    n_done, end = done_in(path), time.monotonic() + PATIENCE
    while n_done < n_runs and process.poll() is None:
        time.sleep(0.01)
        if (now := done_in(path)) > n_done:
            n_done, end = now, time.monotonic() + PATIENCE
        if time.monotonic() > end:
            process.kill()
            raise SystemExit(f"no run was done for {PATIENCE:.0f} s, after {n_done}")


def torment(folder: Path, n_kills: int, n_points: int) -> dict[str, int]:
    """Kill so many times; a sweep whose parent was killed is started again, others must go on. How often what was hit.

    Whom a kill hits, and after how many further runs, is drawn by the number of the kill.
    """
    times = {"parent": 0, "worker": 0, "while it started": 0}
    path, part, process = folder / "sweep.db", 2 * n_points // n_kills, None
    for number in range(n_kills):
        when, whom = uniform(stream(SEED, "kills"), number, [0, 1])
        starts = process is None and when < AT_START
        if process is None:
            process = subprocess.Popen(command(folder, n_points), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if starts:
            time.sleep(SECONDS_TO_START * when / AT_START)
        else:
            await_runs(process, path, done_in(path) + 1 + int(MOST_OF_ITS_PART * part * when))
        if process.poll() is not None:
            raise SystemExit(f"the sweep ended by itself after {number} kills (exit code {process.returncode})")
        what = killed(process, whom)
        times[what] += 1
        times["while it started"] += starts
        if what == "parent":
            process.wait()
            process = None
    if process is not None:  # it still has to get over the last kill of a worker
        process.wait()
        if process.returncode:
            raise SystemExit(f"the sweep did not survive its worker (exit code {process.returncode})")
    return times


def sound(path: Path, n_runs: int) -> bool:
    """Whether the file is undamaged and has every run once, with its outcomes."""
    with contextlib.closing(sqlite3.connect(path)) as conn:
        (check,) = conn.execute("PRAGMA integrity_check").fetchone()
        (n, n_done) = conn.execute("SELECT count(*), sum(status = 'SUCCEEDED') FROM run").fetchone()
        (n_keys,) = conn.execute(
            "SELECT count(*) FROM (SELECT DISTINCT variant, strategy, replication FROM run)"
        ).fetchone()
    return check == "ok" and n == n_done == n_keys == n_runs


def main() -> int:
    """Torment a sweep, finish it, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--points", type=int, help=f"[default: {POINTS_PER_KILL} for each kill]")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    n_points = asked.points or POINTS_PER_KILL * asked.kills
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        clock = time.perf_counter()
        times = torment(folder / "tormented", asked.kills, n_points)
        for name in ("tormented", "undisturbed"):
            subprocess.run(command(folder / name, n_points), check=True, stdout=subprocess.DEVNULL)
        files = [folder / name / "sweep.db" for name in ("tormented", "undisturbed")]
        digests = [manifest(file)["outcomes"] for file in files]
        ok = digests[0] == digests[1] and all(sound(file, 2 * n_points) for file in files)
        said = "equal to the undisturbed one in every outcome" if ok else "NOT equal to the undisturbed one"
        print(
            f"{asked.kills} kills ({times['parent']} of the parent, {times['worker']} of a worker;"
            f" {times['while it started']} while it started), {2 * n_points:,} runs,"
            f" {time.perf_counter() - clock:.0f} s: the sweep is {said}"
        )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
