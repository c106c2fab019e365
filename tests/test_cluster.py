"""Sweeps by Dask: a real scheduler and two worker processes on the loopback, and what happens when one is killed."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from worlds import small

from simulator.settings import InputError
from simulator.strategies import DEEDS
from simulator.studies import cluster, futures
from simulator.studies.designs import design
from simulator.studies.reproduction import manifest
from simulator.studies.sweep import sweep
from simulator.studies.swept import Sweep
from simulator.studies.varied import factors_from

pytest.importorskip("distributed", reason="Dask's distributed is not installed: pip install 'groundswell-sim[cluster]'")

TOP = Path(__file__).resolve().parent.parent
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
    """A scheduler and its workers, each a process of its own; ``secret`` is how they show who they are."""

    def __init__(self, folder, secret=()):
        self._folder, self._started, self._secret = folder, [], secret
        asked = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", *(["--protocol", "tls"] if secret else []))
        said = self._start("scheduler", *asked, says="Scheduler at:")
        self.place, self.address = re.search(r"(t(?:cp|ls)://([\d.]+:\d+))", said).groups()
        self.workers = []

    def hire(self, beside=None):
        """Start a worker; what lies in the folder ``beside`` hides packages of the same name."""
        name = str(len(self.workers))
        worker = self._start(
            *("worker", self.place, "--nthreads", "1", "--no-nanny", "--no-dashboard"),
            *("--name", name, "--local-directory", str(self._folder)),
            says="Registered to:",
            give_back=True,
            beside=beside,
        )
        self.workers.append(worker)

    def _start(self, *command, says, give_back=False, beside=None):
        log = self._folder / f"log{len(self._started)}"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:], *self._secret],
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                cwd=beside,
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
def empty_machine(tmp_path):
    (tmp_path / "dask").mkdir()
    with contextlib.ExitStack() as stack:
        found = Machine(tmp_path / "dask")
        stack.callback(found.stop)
        yield found


@pytest.fixture
def machine(empty_machine):
    for _ in range(2):
        empty_machine.hire()
    return empty_machine


def test_a_worker_that_is_killed_in_mid_sweep_changes_nothing(machine, scenario, points, alone, tmp_path):
    killed = []

    def kill_one(done, total, failed):
        if done > total // 4 and not killed:
            killed.append(machine.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    found = digest_of(tmp_path, scenario, points, executor=f"dask://{machine.address}", progress=kill_one)
    assert killed and machine.workers[0].wait(PATIENCE) == -signal.SIGKILL
    assert found == alone


def test_the_address_that_dask_prints_is_taken_too(empty_machine, scenario, points, alone, tmp_path):
    empty_machine.hire()
    assert empty_machine.place.startswith("tcp://")
    assert digest_of(tmp_path, scenario, points, executor=empty_machine.place) == alone


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_scheduler_with_certificates_is_reached_by_tls(scenario, points, alone, tmp_path):
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    asked = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "1"]
    made = ["openssl", "req", *asked, "-keyout", key, "-out", certificate]
    subprocess.run(made, check=True, capture_output=True)
    (tmp_path / "dask").mkdir()
    machine = Machine(tmp_path / "dask", ["--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key])
    try:
        machine.hire()
        with pytest.raises(InputError, match=r"needs certificates .*; say in Dask's configuration where they are"):
            sweep(scenario, points, 1, executor=machine.place)
        import dask

        where = "distributed.comm.tls."
        ours = {where + "ca-file": certificate, where + "client.cert": certificate, where + "client.key": key}
        with dask.config.set(ours):
            assert digest_of(tmp_path, scenario, points, executor=machine.place) == alone
    finally:
        machine.stop()


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_of_concurrent_futures_gives_the_same_bytes(pool, scenario, points, alone, tmp_path):
    with pool(2) as executor:
        assert digest_of(tmp_path, scenario, points, executor=executor, jobs=2) == alone
        assert executor.submit(int, "7").result() == 7  # it is ours no longer, and still works


def test_a_cluster_on_this_machine_gives_the_same_bytes(scenario, points, alone, tmp_path):
    assert digest_of(tmp_path, scenario, points, executor="dask", jobs=2) == alone


COMMAND = """
import sys
sys.path[:0] = [{tests!r}, {top!r}]
from worlds import small
from simulator.studies.designs import design
from simulator.studies.sweep import sweep
from simulator.studies.varied import factors_from

def say(done, total, failed):
    print(done, flush=True)

if __name__ == "__main__":
    scenario = small(clock__days=1)
    points = design("latin hypercube", factors_from(["belief.persuasion=0.05..0.2"], scenario), size=1000)
    found = sweep(scenario, points, jobs=2, executor="dask", output={path!r}, progress=say)
    sys.exit(3 if found.interrupted else 0)
"""


def test_ctrl_c_is_not_heard_by_the_workers_of_a_cluster_on_this_machine(tmp_path):
    script, path = tmp_path / "command.py", tmp_path / "sweep.db"
    script.write_text(COMMAND.format(tests=str(TOP / "tests"), top=str(TOP), path=str(path)))
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        for line in process.stdout:
            if int(line) >= 3:
                break
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (3, "")
    with Sweep.from_sqlite(path) as found:
        assert found.counts()["SUCCEEDED"] >= 3 and "FAILED" not in found.counts()


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
def test_an_executor_that_there_is_not_is_refused_before_a_file_is_begun(given, message, scenario, points, tmp_path):
    with pytest.raises(InputError, match=re.escape(message)):
        sweep(scenario, points, 1, executor=given, output=tmp_path / "sweep.db")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("executor", ["dask", "dask://10.0.0.1:8786"])
def test_without_dask_it_is_said_how_to_install_it(executor, monkeypatch, scenario, points, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=re.escape('pip install "groundswell-sim[cluster]"')):
        sweep(scenario, points, 1, executor=executor, output=tmp_path / "sweep.db")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("code", "executor: code of the simulator: a worker has another one, and we have "),
        ("groundswell-sim", "executor: version of the simulator: a worker has another one"),
        ("numpy", "executor: numpy: a worker has another one"),
        ("numba", "executor: numba: a worker has another one"),
    ],
)
def test_a_worker_with_other_software_is_refused(name, message, scenario, points, monkeypatch, tmp_path):
    ours = futures.versions()
    found = iter([ours])  # ours for the parcel, another at the worker
    monkeypatch.setattr(futures, "versions", lambda: next(found, {**ours, name: "another one"}))
    with ThreadPoolExecutor(1) as executor, pytest.raises(InputError, match=message):
        sweep(scenario, points, 1, executor=executor, output=tmp_path / "sweep.db")
    monkeypatch.undo()
    done = sweep(scenario, points, 1, jobs=1, output=tmp_path / "sweep.db")
    assert set(done.counts()) == {"SUCCEEDED"}, "nothing was lost, and no run was marked as failed"
    done.close()


def test_other_versions_of_what_no_number_depends_on_are_taken(scenario, points, monkeypatch):
    ours = futures.versions()
    found = iter([ours])
    monkeypatch.setattr(futures, "versions", lambda: next(found, {**ours, "pandas": "another one"}))
    with ThreadPoolExecutor(1) as executor, sweep(scenario, points, 1, executor=executor) as done:
        assert set(done.counts()) == {"SUCCEEDED"}


def test_a_worker_without_the_simulator_is_refused(empty_machine, scenario, points, tmp_path):
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "simulator.py").write_text("")
    empty_machine.hire(beside=tmp_path / "beside")
    output = tmp_path / "sweep.db"
    with pytest.raises(InputError, match=r"executor: workers could not start .*No module named 'simulator\.studies'"):
        sweep(scenario, points, 1, executor=f"dask://{empty_machine.address}", output=output)
    with sweep(scenario, points, 1, jobs=1, output=output) as done:
        assert set(done.counts()) == {"SUCCEEDED"}, "no run was marked as failed"


def test_a_scheduler_without_workers_is_waited_for_and_then_given_up(
    empty_machine, scenario, points, alone, tmp_path, monkeypatch, caplog
):
    address = f"dask://{empty_machine.address}"
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "FIRST_WORKER", 1)
        with pytest.raises(
            InputError, match=rf"no worker came to tcp://{empty_machine.address} within 1 s; start some"
        ):
            sweep(scenario, points, 1, executor=address)
    caplog.clear()
    late = threading.Timer(2, empty_machine.hire)
    late.start()
    assert digest_of(tmp_path, scenario, points, executor=address) == alone
    late.join()
    (told,) = caplog.messages
    assert told.startswith(
        f"waiting up to 5 min for the first worker of tcp://{empty_machine.address}; start some with"
    )


# ------------------------------------------------------------ workers that cannot start


@pytest.fixture
def unfit(scenario, monkeypatch, tmp_path):
    """A module that registered something here, and at which a worker falls over; ``how`` is what the worker does."""

    def make(how):
        here = f"import os\nif os.getpid() != {os.getpid()}:\n    {how}\n\ndef deed():\n    pass\n"
        (tmp_path / "unfit_here_only.py").write_text(here)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "unfit_here_only", raising=False)
        monkeypatch.setitem(DEEDS, "unfit", __import__("unfit_here_only").deed)

    return make


@pytest.mark.parametrize("how", ["os._exit(3)", "raise ValueError('not on this machine')"])
@pytest.mark.parametrize("executor", ["processes", "pool", "dask"])
def test_workers_that_cannot_start_are_told_and_no_run_fails(how, executor, unfit, scenario, points, tmp_path):
    unfit(how)
    output = tmp_path / "sweep.db"
    with contextlib.ExitStack() as stack:
        given = stack.enter_context(ProcessPoolExecutor(2)) if executor == "pool" else executor
        with pytest.raises(InputError, match=r"could not start|cannot import unfit_here_only .*not on this machine"):
            sweep(scenario, points, 1, executor=given, jobs=2, output=output)
    with sweep(scenario, points, 1, jobs=1, output=output) as done:
        assert set(done.counts()) == {"SUCCEEDED"}


def test_a_cluster_on_this_machine_that_cannot_start_is_told(scenario, points):
    import dask

    with (
        dask.config.set({"distributed.worker.preload": ["import os; os._exit(3)"]}),
        pytest.raises(InputError, match=r"executor: workers could not start \(Nanny failed to start"),
    ):
        sweep(scenario, points, 1, executor="dask", jobs=2)


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
