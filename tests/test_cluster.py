"""Sweeps by Dask: a real scheduler and two worker processes on the loopback, and what happens when one is killed."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from worlds import small

from simulator.settings import InputError
from simulator.studies import cluster, futures
from simulator.studies.designs import design
from simulator.studies.reproduction import manifest
from simulator.studies.sweep import sweep
from simulator.studies.varied import factors_from

pytest.importorskip("distributed", reason="Dask's distributed is not installed: pip install 'groundswell-sim[cluster]'")

PATIENCE = 60
"""Seconds that a scheduler or a worker may take to start."""


@pytest.fixture(scope="module")
def scenario():
    return small(clock__days=1)


@pytest.fixture(scope="module")
def points(scenario):
    return design("factorial", factors_from(["belief.persuasion=0.05..0.2/5", "contagion.rule"], scenario))


@pytest.fixture(scope="module")
def alone(scenario, points, tmp_path_factory):
    """The digest of all outcomes of the sweep that is done here, one run after the other."""
    return digest_of(tmp_path_factory.mktemp("alone"), scenario, points, executor="serial")


def digest_of(folder, scenario, points, **asked):
    sweep(scenario, points, 3, output=folder / "sweep.db", **asked).close()
    about = manifest(folder / "sweep.db")
    assert set(about["runs"]) == {"SUCCEEDED"}
    return about["outcomes"]


class Machine:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder):
        self._folder, self._started = folder, []
        said = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", says="Scheduler at:")
        self.address = re.search(r"tcp://([\d.]+:\d+)", said)[1]
        self.workers = [
            self._start(
                *("worker", f"tcp://{self.address}", "--nthreads", "1", "--no-nanny", "--no-dashboard"),
                *("--name", str(n), "--local-directory", str(folder)),
                says="Registered to:",
                give_back=True,
            )
            for n in range(2)
        ]

    def _start(self, *command, says, give_back=False):
        log = self._folder / f"log{len(self._started)}"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self._started.append(process)
        end = time.monotonic() + PATIENCE
        while says not in log.read_text():
            assert process.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        return process if give_back else log.read_text()

    def stop(self):
        for process in reversed(self._started):
            process.kill()
            process.wait()


@pytest.fixture
def machine(tmp_path):
    (tmp_path / "dask").mkdir()
    with contextlib.ExitStack() as stack:
        found = Machine(tmp_path / "dask")
        stack.callback(found.stop)
        yield found


def test_a_worker_that_is_killed_in_mid_sweep_changes_nothing(machine, scenario, points, alone, tmp_path):
    killed = []

    def kill_one(done, total, failed):
        if done > total // 4 and not killed:
            killed.append(machine.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    found = digest_of(tmp_path, scenario, points, executor=f"dask://{machine.address}", progress=kill_one)
    assert killed and machine.workers[0].wait(PATIENCE) == -signal.SIGKILL
    assert found == alone


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_of_concurrent_futures_gives_the_same_bytes(pool, scenario, points, alone, tmp_path):
    with pool(2) as executor:
        assert digest_of(tmp_path, scenario, points, executor=executor, jobs=2) == alone
        assert executor.submit(int, "7").result() == 7  # it is ours no longer, and still works


def test_a_cluster_on_this_machine_gives_the_same_bytes(scenario, points, alone, tmp_path):
    assert digest_of(tmp_path, scenario, points, executor="dask", jobs=2) == alone


def test_networks_are_built_once_per_worker(scenario, points, monkeypatch):
    from simulator.studies import job as jobs

    built = []
    build = jobs.build_world

    def counted(spec, seed, ties=None):
        built.append((seed, ties is None))
        return build(spec, seed, ties)

    monkeypatch.setattr(jobs, "build_world", counted)
    with ThreadPoolExecutor(1) as executor:
        sweep(scenario, points, 3, executor=executor, jobs=1).close()
    assert sum(anew for _, anew in built) == 3, "one network per world, though the points differ"


# ------------------------------------------------------------ what cannot be used


def test_a_scheduler_that_is_not_there_is_told_with_its_address(scenario, points, monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(InputError, match=re.escape("no scheduler answers at dask://127.0.0.1:9 ")):
        sweep(scenario, points, 1, executor="dask://127.0.0.1:9", output=tmp_path / "sweep.db")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "proceses",
            'executor: "proceses" is not known; did you mean "processes"?; there are: serial, processes, dask',
        ),
        (7, "executor: 7 is none; give a name, or an executor of concurrent.futures"),
    ],
)
def test_an_executor_that_there_is_not_is_refused(given, message, scenario, points):
    with pytest.raises(InputError, match=re.escape(message)):
        sweep(scenario, points, 1, executor=given)


def test_without_dask_it_is_said_how_to_install_it(monkeypatch, scenario, points):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=re.escape('pip install "groundswell-sim[cluster]"')):
        sweep(scenario, points, 1, executor="dask")


def test_a_worker_with_other_code_is_refused(scenario, points, monkeypatch, tmp_path):
    codes = iter(["ours", *["theirs"] * 99])
    monkeypatch.setattr(futures, "versions", lambda: {"code": next(codes)})
    with ThreadPoolExecutor(1) as executor, pytest.raises(InputError, match="runs code theirs of the simulator"):
        sweep(scenario, points, 1, executor=executor, output=tmp_path / "sweep.db")
    monkeypatch.undo()
    done = sweep(scenario, points, 1, jobs=1, output=tmp_path / "sweep.db")
    assert set(done.counts()) == {"SUCCEEDED"}, "nothing was lost, and no run was marked as failed"
    done.close()


def test_a_batch_that_breaks_costs_only_the_job_at_fault(scenario, points, monkeypatch):
    first = points.settings(0)

    def do_batch(parcel, batch, do=futures.do_batch):
        if any(job.settings == first for job in batch):
            raise MemoryError("too large")
        return do(parcel, batch)

    monkeypatch.setattr(futures, "do_batch", do_batch)
    with ThreadPoolExecutor(1) as executor:
        done = sweep(scenario, points, 1, executor=executor, jobs=1)
    assert set(done.failed["point"]) == {0}
    assert done.failed["error"].str.contains("tried 3 times: the worker gave no answer .*too large").all()
    assert done.counts()["SUCCEEDED"] == len(done.runs) - len(done.strategies)
    done.close()
