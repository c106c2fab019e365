"""A sweep survives: planned first, each run kept at once, nothing done twice, the same numbers whatever happens."""

import contextlib
import io
import json
import math
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest
from click.testing import CliRunner
from worlds import small

from simulator.cli import main
from simulator.cli.forecast import rough_room
from simulator.cli.progress import shown_progress
from simulator.scenario import ACTIONS
from simulator.settings import InputError
from simulator.strategies import DEEDS
from simulator.studies import journal, reproduction
from simulator.studies.compare import compare
from simulator.studies.crew import in_processes
from simulator.studies.designs import Factor, design
from simulator.studies.executors import MOST_TRIES, in_this_process
from simulator.studies.job import Job, simulate
from simulator.studies.plan import world_number
from simulator.studies.schema import APPLICATION, OF_BOTH, OF_SWEEPS, QUERIES
from simulator.studies.sensitivity import indices
from simulator.studies.store import Store
from simulator.studies.sweep import planned, sweep
from simulator.studies.swept import Sweep
from simulator.studies.upgrading import upgrade
from simulator.studies.varied import factors_from
from simulator.views.sweeps import print_sensitivity, print_sweep
from simulator.views.tables import terminal

TOP = Path(__file__).resolve().parent.parent
STRATEGIES = ["do nothing", "people first"]
VARIED = ["belief.persuasion=0.05..0.2/3", "segments.staff.size=30,40"]


@pytest.fixture(scope="module")
def scenario():
    return small(clock__days=1)


@pytest.fixture(scope="module")
def points(scenario):
    return design("factorial", factors_from(VARIED, scenario))


@pytest.fixture(scope="module")
def file(scenario, points, tmp_path_factory):
    path = tmp_path_factory.mktemp("sweep") / "sweep.db"
    sweep(scenario, points, 3, seed=5, jobs=1, strategies=STRATEGIES, series="full", output=path).close()
    return path


@pytest.fixture
def found(file):
    with Sweep.from_sqlite(file) as found:
        yield found


def after(n_runs):
    """Progress that breaks off after so many runs."""

    def stop(done, total, failed):
        if done >= n_runs:
            raise KeyboardInterrupt

    return stop


def outcomes_in(path):
    return reproduction.manifest(path)["outcomes"]


def courses_in(path):
    with Sweep.from_sqlite(path) as found:
        return found._store.rows(
            "SELECT variant, strategy, replication, packed FROM run JOIN packed_series USING (run_id) ORDER BY 1, 2, 3"
        )


# ------------------------------------------------------------ planned, done, resumed


def test_every_run_is_planned_before_the_first_is_done_and_rounds_take_turns(scenario, points, tmp_path):
    plan = planned(scenario, points, 3, seed=5, strategies=STRATEGIES)
    path = tmp_path / "sweep.db"
    with contextlib.closing(Store.write(path, plan)), Sweep.from_sqlite(path) as before:
        runs = before.runs
        assert before.interrupted and set(runs["status"]) == {"PENDING"} and before.outcomes.empty
    assert len(runs) == 6 * 2 * 3 and runs["replication"].is_monotonic_increasing
    for _, one_round in runs.groupby("replication"):
        assert set(zip(one_round["point"], one_round["strategy"], strict=True)) == {
            (point, name) for point in range(6) for name in STRATEGIES
        }
        assert one_round["seed"].nunique() == 1, "all points and strategies meet the same world"


def test_points_on_the_same_networks_stand_together(found):
    first = found.runs.drop_duplicates("point")["point"]
    sizes = found.points["segments.staff.size"].loc[first].tolist()
    assert sizes == sorted(sizes), "networks change with the number of members, and with nothing else that is varied"


def test_a_sweep_that_is_broken_off_goes_on_where_it_stopped(scenario, points, file, tmp_path):
    path = tmp_path / "sweep.db"
    given = {"seed": 5, "jobs": 1, "strategies": STRATEGIES, "series": "full", "output": path}
    before = sweep(scenario, points, 3, **given, progress=after(10))
    assert before.interrupted and before.counts()["SUCCEEDED"] == 10
    done = before.query("SELECT run_id, seconds FROM run WHERE status = 'SUCCEEDED'")
    before.close()
    told = []
    whole = sweep(scenario, points, 3, **given, progress=lambda *figures: told.append(figures))
    assert told[0] == (10, 36, 0) and told[-1] == (36, 36, 0) and len(told) == 27
    kept = whole.query("SELECT run_id, seconds FROM run WHERE run_id <= 10")
    assert kept.equals(done), "what was done was not done again"
    whole.close()
    assert outcomes_in(path) == outcomes_in(file)


def test_worlds_and_strategies_are_added(scenario, points, file, tmp_path):
    path = tmp_path / "sweep.db"
    given = {"seed": 5, "jobs": 1, "series": "full", "output": path}
    sweep(scenario, points, 1, strategies=["do nothing"], **given).close()
    sweep(scenario, points, 2, strategies=["people first"], **given).close()
    sweep(scenario, points, 3, strategies=STRATEGIES, **given).close()
    assert outcomes_in(path) == outcomes_in(file)


def test_two_workers_give_the_same_bytes(scenario, points, file, tmp_path):
    given = {"seed": 5, "strategies": STRATEGIES, "series": "full", "output": tmp_path / "sweep.db"}
    sweep(scenario, points, 3, jobs=2, **given).close()
    assert outcomes_in(tmp_path / "sweep.db") == outcomes_in(file)
    assert courses_in(tmp_path / "sweep.db") == courses_in(file)


def test_threads_give_the_same_bytes(scenario, points, file, tmp_path):
    given = {"seed": 5, "strategies": STRATEGIES, "series": "full", "output": tmp_path / "sweep.db"}
    with ThreadPoolExecutor(2) as pool:
        sweep(scenario, points, 3, jobs=2, executor=pool, **given).close()
    assert outcomes_in(tmp_path / "sweep.db") == outcomes_in(file)
    assert courses_in(tmp_path / "sweep.db") == courses_in(file)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"seed": 6}, "differs from this one in its seed"),
        ({"settings": {"clock.days": 0.5}}, "differs from this one in its scenario or its settings"),
        ({"series": "none"}, "differs from this one in its choice of series"),
        ({"varied": ["belief.persuasion=0.05..0.2/4"]}, "differs from this one in its design"),
    ],
)
def test_another_sweep_is_refused_and_the_file_left_as_it_is(scenario, points, file, changed, message):
    before = file.read_bytes()
    given = {"seed": 5, "jobs": 1, "strategies": STRATEGIES, "series": "full", "output": file, **changed}
    varied = given.pop("varied", VARIED)
    with pytest.raises(InputError, match=message):
        sweep(scenario, design("factorial", factors_from(varied, scenario)), 3, **given)
    assert file.read_bytes() == before


def test_sweeps_and_comparisons_are_not_mixed_up(scenario, points, file, tmp_path):
    with pytest.raises(InputError, match="holds a sweep, not a comparison"):
        compare(scenario, 2, seed=5, jobs=1, output=file)
    path = tmp_path / "study.db"
    compare(scenario, 1, jobs=1, output=path, strategies=["do nothing"]).close()
    with pytest.raises(InputError, match="holds a comparison, not a sweep"):
        sweep(scenario, points, 1, jobs=1, output=path)
    with pytest.raises(InputError, match=r"is a comparison, not a sweep; read it with Study\.from_sqlite"):
        Sweep.from_sqlite(path)


def test_a_second_command_on_the_same_file_is_refused(scenario, points, file):
    plan = planned(scenario, points, 3, seed=5, strategies=STRATEGIES, series="full")
    with contextlib.closing(Store.write(file, plan)), pytest.raises(InputError, match="is being written by another"):
        sweep(scenario, points, 3, seed=5, strategies=STRATEGIES, series="full", output=file)


def test_summing_up_that_is_broken_off_goes_on(scenario, points, tmp_path, monkeypatch):
    given = {"seed": 5, "jobs": 1, "strategies": STRATEGIES, "series": "summary"}
    put, n_put = Store.replace_courses, []

    def breaks_off(self, *row):
        if len(n_put) == 5:
            raise KeyboardInterrupt
        n_put.append(row)
        put(self, *row)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Store, "replace_courses", breaks_off)
        sweep(scenario, points, 2, output=tmp_path / "sweep.db", **given)
    assert len(n_put) == 5
    with (
        sweep(scenario, points, 2, output=tmp_path / "sweep.db", **given) as resumed,
        sweep(scenario, points, 2, **given) as whole,
    ):
        assert resumed.every_series().equals(whole.every_series()) and len(whole.every_series())
        assert not resumed.query("SELECT * FROM packed_series").size


def test_a_full_disk_loses_nothing(scenario, points, file, tmp_path, monkeypatch):
    path = tmp_path / "sweep.db"
    given = {"seed": 5, "jobs": 1, "strategies": STRATEGIES, "series": "full", "output": path}
    begin = Store._begin

    def cramped(self, plan):
        begin(self, plan)
        ((pages,),) = self.rows("PRAGMA page_count")
        self.conn.execute(f"PRAGMA max_page_count = {pages + 10}")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_begin", cramped)
        with pytest.raises(InputError, match="make room, then give the same command again"):
            sweep(scenario, points, 3, **given)
    with Sweep.from_sqlite(path) as before:
        assert 0 < before.counts()["SUCCEEDED"] < 36
    sweep(scenario, points, 3, **given).close()
    assert outcomes_in(path) == outcomes_in(file)


def test_a_sweep_whose_results_just_fit_on_the_disk_gets_done(scenario, points, file, tmp_path, monkeypatch):
    folder, most = tmp_path / "disk", []
    folder.mkdir()

    def taken():
        return sum(path.stat().st_size for path in folder.iterdir() if path.suffix != ".db-shm")

    def look(done, total, failed):
        most.append(taken())

    given = {"seed": 5, "jobs": 1, "strategies": STRATEGIES, "series": "full", "progress": look}
    sweep(scenario, points, 3, output=folder / "roomy.db", **given).close()
    whole = (folder / "roomy.db").stat().st_size
    (folder / "roomy.db").unlink()
    assert max(most) > 2 * whole, "where there is room, much stands beside the file"
    most.clear()
    monkeypatch.setattr(journal, "SPARE", 300_000)  # some runs
    room = whole + journal.SPARE
    monkeypatch.setattr(journal.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(room, 0, room - taken()))
    sweep(scenario, points, 3, output=folder / "sweep.db", **given).close()
    assert max(most) < room
    assert outcomes_in(folder / "sweep.db") == outcomes_in(file)


def test_the_file_alone_holds_the_plan_at_once_and_runs_after_a_few_seconds(scenario, points, tmp_path, monkeypatch):
    plan = planned(scenario, points, 1, seed=5, strategies=["people first"])
    done = list(in_this_process(scenario, [list(plan.jobs())[:2]]))
    path, copy = tmp_path / "sweep.db", tmp_path / "copy.db"

    def in_the_file_alone():
        copy.write_bytes(path.read_bytes())
        with Sweep.from_sqlite(copy) as found:
            return found.counts()

    with contextlib.closing(Store.write(path, plan)) as store:
        assert in_the_file_alone() == {"PENDING": 6}
        store.save(done[0])
        assert in_the_file_alone() == {"PENDING": 6}
        now = time.monotonic() + journal.EVERY
        monkeypatch.setattr(journal.time, "monotonic", lambda: now)
        store.save(done[1])
        assert in_the_file_alone() == {"PENDING": 4, "SUCCEEDED": 2}


def test_a_sweep_that_is_read_while_it_goes_on_is_that_of_the_moment(scenario, points, tmp_path):
    path = tmp_path / "sweep.db"
    plan = planned(scenario, points, 2, seed=5, strategies=["people first"])
    with contextlib.closing(Store.write(path, plan)) as store:
        done = list(in_this_process(scenario, [list(plan.jobs())]))
        for one in (done[0], done[3]):
            store.save(one)
        with Sweep.from_sqlite(path) as found:
            assert found.runs["run_id"].tolist() == list(range(1, 13))
            for one in (done[1], done[7]):  # one between those that were done, one after them
                store.save(one)
            assert found.outcomes["run_id"].tolist() == [1, 4]
            for name in ("posts", "impressions", "cost"):
                assert found.outcomes[name].tolist() == [done[n].run.outcomes[name] for n in (0, 3)]
            store.grow(3)
            third = list(in_this_process(scenario, [list(store.jobs_to_do(store.plan()))[-6:]]))
            store.save(third[0])
            assert found.worlds("people first", "posts").shape == (6, 2)


# ------------------------------------------------------------ the index, which comes last


def has_index(store):
    return bool(store.rows("SELECT 1 FROM sqlite_master WHERE name = 'by_metric'"))


def numbers_in(path):
    with Sweep.from_sqlite(path) as found:
        return found.values("people first", "posts").tolist(), found.outcomes["cost"].tolist(), has_index(found._store)


def test_outcomes_are_indexed_when_the_sweep_ends_or_is_broken_off(scenario, points, file, tmp_path):
    path, seen = tmp_path / "sweep.db", []

    def look(done, total, failed):
        with contextlib.closing(Store.read(path)) as reader:
            seen.append(has_index(reader))
        if done == 10:
            raise KeyboardInterrupt

    given = {"seed": 5, "jobs": 1, "strategies": STRATEGIES, "series": "full", "output": path}
    sweep(scenario, points, 3, **given, progress=look).close()
    assert not any(seen) and numbers_in(path)[-1]
    seen.clear()
    sweep(scenario, points, 3, **given, progress=lambda done, *others: look(done + 1, *others)).close()
    assert len(seen) == 27 and not any(seen)
    assert numbers_in(path) == numbers_in(file) and numbers_in(file)[-1]


def test_a_few_further_runs_are_written_into_the_index_that_is_there(scenario, points, tmp_path):
    path, seen = tmp_path / "sweep.db", []

    def look(done, total, failed):
        with contextlib.closing(Store.read(path)) as reader:
            seen.append(has_index(reader))

    given = {"jobs": 1, "strategies": ["do nothing"], "output": path}
    sweep(scenario, points, 4, **given).close()
    sweep(scenario, points, 5, **given, progress=look).close()
    assert all(seen) and len(seen) == 7


def test_without_the_index_a_sweep_says_the_same_and_the_next_command_makes_it(scenario, points, file, tmp_path):
    path = tmp_path / "sweep.db"
    path.write_bytes(file.read_bytes())
    with contextlib.closing(sqlite3.connect(path)) as conn:  # as a kill leaves it
        conn.execute("DROP INDEX by_metric")
    path.chmod(0o444)
    assert numbers_in(path) == (*numbers_in(file)[:-1], False)
    path.chmod(0o644)
    sweep(scenario, points, 3, seed=5, jobs=1, strategies=STRATEGIES, series="full", output=path).close()
    assert numbers_in(path) == numbers_in(file)


def test_where_there_is_no_room_for_the_index_the_sweep_is_whole_without_it(scenario, points, file, tmp_path):
    path = tmp_path / "sweep.db"
    plan = planned(scenario, points, 3, seed=5, strategies=STRATEGIES, series="full")
    with contextlib.closing(Store.write(path, plan)) as store, store.indexed_at_the_end():
        for done in in_this_process(scenario, [list(plan.jobs())]):
            store.save(done)
        store.conn.execute("PRAGMA max_page_count = 1")
    assert numbers_in(path) == (*numbers_in(file)[:-1], False)


# ------------------------------------------------------------ kills


def test_kills_of_parent_and_workers_change_nothing(tmp_path):
    kills = [sys.executable, TOP / "benchmarks" / "kills.py", "--kills", "4", "--points", "400", "--folder", tmp_path]
    done = subprocess.run(kills, capture_output=True, text=True, timeout=480)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"4 kills \([1-3] of the parent, [1-3] of a worker", done.stdout), done.stdout
    assert "equal to the undisturbed one in every outcome" in done.stdout


def test_a_worker_that_is_killed_costs_nothing(scenario, points, file, tmp_path):
    killed = []

    def kill_one(done, total, failed):
        workers = [child for child in psutil.Process().children(recursive=True) if is_worker(child)]
        if done >= 5 and not killed and workers:
            killed.append(workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    given = {"seed": 5, "strategies": STRATEGIES, "series": "full", "output": tmp_path / "sweep.db"}
    sweep(scenario, points, 3, jobs=2, progress=kill_one, **given).close()
    assert killed
    assert outcomes_in(tmp_path / "sweep.db") == outcomes_in(file)


def test_neither_side_waits_for_the_other_where_jobs_and_runs_are_larger_than_what_a_pipe_holds(scenario):
    jobs = [Job(replication=n, settings=(("lesson", str(n) * 1_000_000),)) for n in range(6)]
    done = []
    whole = threading.Thread(
        target=lambda: done.extend(in_processes(scenario, [jobs[:3], jobs[3:]], 1)), daemon=True
    )  # so that the test fails, and does not wait for ever
    whole.start()
    whole.join(timeout=120)
    assert [(one.job, one.error) for one in done] == [(job, None) for job in jobs]


def is_worker(process):
    with contextlib.suppress(psutil.Error):
        return process.memory_info().rss > 80e6 and not process.children()
    return False


# ------------------------------------------------------------ what fails


def test_a_point_that_cannot_be_run_is_a_row_with_its_reason(scenario, tmp_path, monkeypatch):
    path = tmp_path / "sweep.db"
    points = design("factorial", factors_from(["belief.persuasion=0.05,0.1"], scenario))
    given = {"jobs": 1, "strategies": ["do nothing"], "output": path}
    from simulator.studies import job as jobs

    with monkeypatch.context() as patch:
        build = jobs.with_settings

        def stumbles(scenario, settings):
            if dict(settings or {}).get("belief.persuasion") == 0.1:
                raise ZeroDivisionError("stumbled")
            return build(scenario, settings)

        patch.setattr(jobs, "with_settings", stumbles)
        before = sweep(scenario, points, 2, **given)
        assert set(before.failed["point"]) == {1} and before.counts() == {"SUCCEEDED": 2, "FAILED": 2}
        assert before.failed["error"].str.contains("Traceback.*stumbled", flags=re.DOTALL).all()
        assert set(before.outcomes["point"]) == {0} and np.isnan(before.values("do nothing", "cost")[1])
        before.close()
    sweep(scenario, points, 2, **given).close()
    with Sweep.from_sqlite(path) as still:
        assert still.counts()["FAILED"] == 2, "failures are left unless asked for"
    again = sweep(scenario, points, 2, retry_failed=True, **given)
    assert again.counts() == {"SUCCEEDED": 4}
    again.close()


def test_a_worker_that_dies_whenever_it_does_a_job_fails_only_that_job(scenario, tmp_path, monkeypatch):
    (tmp_path / "deadly_action.py").write_text(DEADLY.format(place=str(tmp_path / "tries")))
    for registry in (ACTIONS, DEEDS):
        monkeypatch.setitem(registry, "die", None)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "deadly_action", raising=False)
    __import__("deadly_action")
    deadly = small(clock__days=1, strategies__deadly={"playbook": [{"action": "die", "at_hours": 5.0}]})
    points = design("factorial", factors_from(["belief.persuasion=0.05..0.2/3"], deadly))
    path = tmp_path / "sweep.db"
    with sweep(deadly, points, 2, jobs=2, strategies=["do nothing", "deadly"], output=path) as found:
        assert found.counts() == {"SUCCEEDED": 9, "FAILED": 3} and not found.interrupted
        failed = found.failed
        assert set(failed["strategy"]) == {"deadly"} and set(failed["replication"]) == {0}
        assert failed["error"].str.contains(f"tried {MOST_TRIES} times: the worker process died").all()
        assert len((tmp_path / "tries").read_text().splitlines()) == 3 * MOST_TRIES
        others = found.outcomes.query("strategy == 'do nothing'")
    with sweep(scenario, points, 2, jobs=1, strategies=["do nothing"]) as undisturbed:
        assert others["posts"].tolist() == undisturbed.outcomes["posts"].tolist()


DEADLY = """
import os
from typing import Literal
from simulator.scenario import ActionSettings
from simulator.strategies import action

class Die(ActionSettings):
    action: Literal["die"]

@action("die", Die)
def die(model, spec, hours):
    if model.seed == 0:
        with open({place!r}, "a") as file:
            file.write("tried\\n")
        os._exit(9)
"""


# ------------------------------------------------------------ tables


def test_outcomes_have_the_factors_beside_them_and_are_those_of_simulate(scenario, points, found):
    frame = found.outcomes
    assert list(frame.columns[:7]) == ["run_id", "point", *points.paths, "strategy", "replication", "seed"]
    row = frame[(frame["point"] == 4) & (frame["strategy"] == "people first") & (frame["replication"] == 2)].iloc[0]
    assert row["seed"] == world_number(5, 2)
    run = simulate(scenario, "people first", seed=int(row["seed"]), settings=dict(points.settings(4)))
    for name, value in run.outcomes.items():
        assert row[name] == value or (math.isnan(value) and math.isnan(row[name])), name
    assert tuple(row[list(points.paths)]) == points.points[4]


def test_courses_are_those_of_simulate(scenario, points, found, file, tmp_path):
    whole = found.series(3, "people first")
    runs = [
        simulate(scenario, "people first", seed=world_number(5, n), settings=dict(points.settings(3))) for n in range(3)
    ]
    for number, run in enumerate(runs):
        kept = whole[whole["replication"] == number]
        for column in (*run.series.columns.drop(["tick", "hours", "time"]),):
            np.testing.assert_array_equal(kept[column].to_numpy(), run.series[column].to_numpy(float))
    given = {"seed": 5, "jobs": 1, "strategies": STRATEGIES, "series": "summary", "output": tmp_path / "sweep.db"}
    with sweep(scenario, points, 3, **given) as summed_up:
        bands = summed_up.series(3, "people first")
        assert not summed_up.query("SELECT * FROM packed_series").size
        assert len(summed_up.every_series()) == 6 * 2 * len(bands)
    attitude = np.stack([run.series["attitude"] for run in runs])
    kept = bands[bands["column"] == "attitude"]
    for name, part in (("low", 0.1), ("median", 0.5), ("high", 0.9)):
        np.testing.assert_array_equal(kept[name].to_numpy(), np.quantile(attitude, part, axis=0))
    with pytest.raises(InputError, match="has summaries of its 3 worlds, to which none can be added"):
        sweep(scenario, points, 4, **given)


def test_without_courses_it_is_said_how_to_keep_them(scenario, tmp_path):
    points = design("factorial", factors_from(["belief.persuasion=0.05,0.1"], scenario))
    with sweep(scenario, points, 1, jobs=1, strategies=["do nothing"]) as bare:
        with pytest.raises(InputError, match="no course was kept; make the sweep with series=summary or full"):
            bare.series(0, "do nothing")
        with pytest.raises(InputError, match='"do noting" was not run; did you mean "do nothing"'):
            bare.series(0, "do noting")
        with pytest.raises(InputError, match="there is no point 2; they are numbered 0 to 1"):
            bare.series(2, "do nothing")


def test_means_and_differences_are_taken_world_by_world(found):
    by_hand = found.outcomes.pivot_table(index="point", columns=["strategy", "replication"], values="impressions")
    lead = (by_hand["people first"] - by_hand["do nothing"]).mean(axis=1)
    values = found.values("people first", "impressions", against="do nothing")
    np.testing.assert_allclose(values, lead, rtol=1e-12)
    means = found.means.set_index(["point", "strategy"])["impressions"]
    np.testing.assert_allclose(means.xs("people first", level="strategy"), found.values("people first", "impressions"))
    assert (found.means["n"] == 3).all()
    dearer = found.loses("people first", "cost")
    assert dearer.tolist() == (found.values("people first", "cost", against="do nothing") > 0).tolist()


def test_points_without_a_number_are_left_out_of_who_loses(found, scenario, points, file, tmp_path):
    path = tmp_path / "sweep.db"
    path.write_bytes(file.read_bytes())
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.execute(
            "UPDATE outcome SET value = NULL WHERE metric = 'cost' AND run_id IN"
            " (SELECT run_id FROM run WHERE variant IN ('1', '4') AND strategy = 'do nothing')"
        )
        conn.commit()
        whole = found.loses("people first", "cost")
        with Sweep.from_sqlite(path) as some:
            loses = some.loses("people first", "cost")
            assert np.flatnonzero(np.isnan(loses)).tolist() == [1, 4] and not np.isnan(whole).any()
            assert np.delete(loses, [1, 4]).tolist() == np.delete(whole, [1, 4]).tolist()
        conn.execute("UPDATE outcome SET value = NULL WHERE metric = 'cost'")
        conn.commit()
        with (
            Sweep.from_sqlite(path) as none,
            pytest.raises(InputError, match='no point has cost of "people first" and "do nothing"; finish the sweep'),
        ):
            none.loses("people first", "cost")


def test_an_endless_value_is_read_by_sqlite_too(scenario):
    path = "platforms.feed.slots_per_visit"
    points = design("factorial", factors_from([f"{path}=5,inf", "contagion.rule=simple,reinforced"], scenario))
    with sweep(scenario, points, 1, jobs=1, strategies=["do nothing"]) as found:
        assert found.query("SELECT * FROM point ORDER BY point")[path].tolist() == [5, 5, math.inf, math.inf]
        assert found.query("SELECT json_valid(levels) AS valid FROM factor")["valid"].all()
        assert found.query("SELECT json_valid(value) AS valid FROM param")["valid"].all()
        assert found.design == points and len(found.outcomes) == 4


def test_metadata_for_datasette_has_the_questions_that_a_sweep_answers(found, tmp_path):
    text = found.to_datasette(tmp_path / "metadata.json").read_text(encoding="utf-8")
    queries = json.loads(text)["databases"]["sweep"]["queries"]
    assert set(queries) == {*OF_SWEEPS, *OF_BOTH}
    for name, asked in queries.items():
        answer = found.query(asked["sql"], {"metric": "reach"} if ":metric" in asked["sql"] else ())
        assert len(answer) or name in ("failures", "warnings")


def test_what_cannot_be_asked_of_a_sweep_is_refused(found):
    for ask in (found.values, found.loses, found.sensitivity):
        with pytest.raises(InputError, match='against: "people first" differs from itself by nothing; name another'):
            ask("people first", "cost", against="people first")
    with pytest.raises(InputError, match='metric: "raech" is not known; did you mean "reach"'):
        found.worlds("people first", "raech")


def test_other_programs_find_their_names(found):
    mesa = found.to_mesa()
    assert {"RunId", "iteration", "Step"} < set(mesa.columns) and (mesa["Step"] == 24).all()
    experiments, outcomes = found.to_ema()
    assert list(experiments.columns) == [*found.design.paths, "replication", "scenario", "policy", "model"]
    assert len(experiments) == len(outcomes["cost"]) == 36
    assert mesa["RunId"].tolist() == found.outcomes["run_id"].tolist()
    assert outcomes["posts"].tolist() == mesa["posts"].tolist() == found.outcomes["posts"].tolist()
    assert experiments["policy"].tolist() == found.outcomes["strategy"].tolist()
    for path in found.design.paths:
        assert experiments[path].tolist() == found.points[path].loc[experiments["scenario"]].tolist()


# ------------------------------------------------------------ done again


def test_every_run_comes_out_the_same_again(found, file):
    for run_id in found.runs["run_id"]:
        again = reproduction.rerun(file, int(run_id))
        assert again.differing == {} and len(again.stored) == len(found.metrics)


def test_an_outcome_that_was_changed_is_noticed(file, tmp_path):
    path = tmp_path / "sweep.db"
    path.write_bytes(file.read_bytes())
    assert all(not again.differing for again in reproduction.verify(path, 4))
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE outcome SET value = value + 1e-9 WHERE metric = 'posts'")
        conn.commit()
    assert {name for again in reproduction.verify(path, 2) for name in again.differing} == {"posts"}
    assert outcomes_in(path) != outcomes_in(file)
    done = CliRunner().invoke(main, ["verify", str(path), "--sample", "2"])
    assert done.exit_code == 1 and "posts was" in done.output and "2 of 2 runs differ" in done.output
    done = CliRunner().invoke(main, ["rerun", str(path), "7"])
    assert done.exit_code == 1 and "run 7: posts was" in done.output and "are the same" not in done.output


def test_runs_of_a_comparison_come_out_the_same_again(scenario, tmp_path):
    path = tmp_path / "study.db"
    compare(scenario, 2, jobs=1, output=path, strategies=["people first"]).close()
    found = list(reproduction.verify(path, 99))
    assert len(found) == 4 and not any(again.differing for again in found)
    with pytest.raises(InputError, match="there is no run 5; they are numbered 1 to 4"):
        reproduction.rerun(path, 5)


# ------------------------------------------------------------ files of older programs


def as_format_3(path):
    """Undo what the step from format 3 to 4 does."""
    with contextlib.closing(sqlite3.connect(path)) as conn:
        for view in ("point", "outcome_wide", "difference", "series_by_strategy", "as_given"):
            conn.execute(f"DROP VIEW IF EXISTS {view}")
        for table in ("factor", "packed_series", "point_series"):
            conn.execute(f"DROP TABLE {table}")
        conn.execute("DROP INDEX unfinished")
        for column in ("design", "series", "series_columns"):
            conn.execute(f"ALTER TABLE study DROP COLUMN {column}")
        conn.execute("UPDATE study SET host = 'old-machine', schema_version = 3")
        conn.execute("CREATE VIEW as_given AS SELECT * FROM run WHERE variant = ''")
        conn.execute("PRAGMA user_version = 3")
        conn.commit()


def test_a_file_of_format_3_is_brought_up_to_date_and_kept_as_it_was(scenario, tmp_path):
    from simulator.studies.study import Study

    path = tmp_path / "study.db"
    compare(scenario, 2, jobs=1, output=path, strategies=["people first"]).close()
    outcomes = outcomes_in(path)
    as_format_3(path)
    with pytest.raises(InputError, match=r"is a study in format 3; .*: groundswell upgrade .*study\.db"):
        Study.from_sqlite(path)
    done = CliRunner().invoke(main, ["upgrade", str(path)])
    assert done.exit_code == 0 and "brought up to date; as it was" in done.output
    assert (tmp_path / "study.format3.db").exists() and outcomes_in(path) == outcomes
    assert json.loads(Study.from_sqlite(path).query("SELECT host FROM study").iloc[0, 0]) == {"name": "old-machine"}
    compare(scenario, 3, jobs=1, output=path, strategies=["people first"]).close()
    assert upgrade(path) is None
    as_format_3(path)
    with pytest.raises(InputError, match=r"study\.format3\.db: is there already, and nothing is overwritten"):
        upgrade(path)


def test_a_file_that_an_older_program_wrote_is_brought_up_to_date(scenario, tmp_path):
    """The file as the last program of format 3 wrote it, as SQL: the steps of an upgrade may change, it may not."""
    from simulator.studies.study import Study

    path, new = tmp_path / "study.db", tmp_path / "new.db"
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.executescript((TOP / "tests" / "data" / "format_3.sql").read_text(encoding="utf-8"))
        conn.execute(f"PRAGMA application_id = {APPLICATION}")
        conn.execute("PRAGMA user_version = 3")
        before = list(conn.iterdump())
        rows = conn.execute("SELECT * FROM outcome").fetchall()
    copy = upgrade(path)
    with contextlib.closing(sqlite3.connect(copy)) as conn:
        assert list(conn.iterdump()) == before, "the file as it was is kept"
    compare(scenario, 1, jobs=1, strategies=["do nothing"], output=new).close()
    assert objects_in(path) == objects_in(new), "the same tables, columns, indices and views as in a new file"
    with Study.from_sqlite(path) as study:
        assert study.query("SELECT * FROM outcome").shape == (len(rows), 3) and len(rows) == 4 * len(study.metrics)
        assert study.table.shape[0] == 2 and (study.runs["status"] == "SUCCEEDED").all()
        for name, (_, sql) in QUERIES.items():
            assert list(study.query(sql, {"metric": "reach"} if ":metric" in sql else ()).columns), name
    assert upgrade(path) is None


def objects_in(path):
    """Tables with their columns, and indices and views by name."""
    with contextlib.closing(sqlite3.connect(path)) as conn:
        names = conn.execute("SELECT type, name FROM sqlite_master").fetchall()
        return {
            (kind, name): sorted(row[1] for row in conn.execute(f'PRAGMA table_info("{name}")')) for kind, name in names
        }


# ------------------------------------------------------------ verbs


SWEEP_FILE = """
scenario = "small.toml"
method = "latin hypercube"
size = 60
replications = 1
strategies = ["do nothing", "people first"]
[factors."belief.persuasion"]
range = [0.05, 0.2]
[factors."segments.staff.size"]
range = [30, 90]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from worlds import SMALL

    folder = tmp_path_factory.mktemp("verbs")
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    (folder / "many.toml").write_text(SWEEP_FILE, encoding="utf-8")
    done = CliRunner().invoke(
        main, ["sweep", str(folder / "many.toml"), "--set", "clock.days=1", "-j", "1", "-o", str(folder / "out")]
    )
    assert done.exit_code == 0, done.output
    assert "60 points" in done.output and "best at" in done.output and "groundswell discover" in done.output
    return folder


def said(*command):
    done = CliRunner().invoke(main, [str(word) for word in command])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_verbs_tell_what_matters_and_where(folder):
    told = said("sensitivity", folder / "out", "--strategy", "people first", "--metric", "posts")
    assert told.index("segments.staff.size") < told.index("belief.persuasion") and "by_chance" in told
    with Sweep.from_sqlite(folder / "out" / "sweep.db") as found:
        middle = float(np.median(found.values("people first", "volunteers_end")))
    told = said(
        "discover", folder / "out", "--strategy", "people first", "--metric", "volunteers_end", "--above", middle
    )
    assert "segments.staff.size at least" in told
    assert "all 46 stored outcomes are the same" in said("rerun", folder / "out", "3")
    assert '"kind": "sweep"' in said("verify", folder / "out", "--sample", "2", "--manifest")


def test_the_verbs_draw_what_they_tell_where_it_is_asked_for(folder, tmp_path):
    of = [folder / "out", "--strategy", "people first", "--metric", "volunteers_end"]
    with Sweep.from_sqlite(folder / "out" / "sweep.db") as found:
        middle = float(np.median(found.values("people first", "volunteers_end")))
    verbs = {"sensitivity": [], "discover": ["--above", middle]}
    for verb, asked in verbs.items():
        for form, begins in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
            place = tmp_path / f"{verb}.{form}"
            assert f"Files in {tmp_path}: {place.name}" in said(verb, *of, *asked, "--figure", place)
            assert place.read_bytes().startswith(begins) and place.stat().st_size > 5000
        taken, nameless = tmp_path / f"{verb}.png", tmp_path / "figure"
        for place, message in ((taken, "nothing is overwritten"), (nameless, "does not end in .png or .svg or .pdf")):
            done = CliRunner().invoke(main, [str(word) for word in (verb, *of, *asked, "--figure", place)])
            assert done.exit_code == 2 and message in done.output
    no_box = tmp_path / "no_box.png"
    told = said("discover", *of, "--above", -1, "--figure", no_box)
    assert "There is no box to draw, and no figure was written." in told and not no_box.exists()


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(("method", "size"), [("sobol", 32), ("morris", 10), ("latin hypercube", 120)])
def test_numbers_stay_whole_however_narrow_the_terminal_is(found, method, size, width):
    long = Factor('strategies."a strategy with a long name".programme[0].members', "integer", 1, 90)
    points = design(method, [long, Factor("b", "real", 0.0, 1e-3)], size=size)
    table = indices(points, points.codes() @ [-1.2345e6, 2.3456e7])
    out = io.StringIO()
    console = terminal(out)
    console.width = width
    print_sensitivity(found, table, "posts", console)
    words = out.getvalue().split()
    for value in table.to_numpy().ravel():
        assert np.isnan(value) or f"{value:.3g}" in words
    assert "…" not in out.getvalue() and " 95 %" in out.getvalue()
    assert max(map(len, out.getvalue().splitlines())) <= max(width, 80)


def test_shares_that_cannot_be_told_are_no_columns_but_a_note(found):
    points = design("latin hypercube", [Factor("b", "real", 0.0, 1.0)], size=40)
    out = io.StringIO()
    print_sensitivity(found, indices(points, points.codes()[:, 0]), "posts", terminal(out))
    assert "S1 is left out: it needs 100 points, and 40 have a value." in out.getvalue()
    assert "S1, 95 %" not in out.getvalue()


def test_strategies_that_are_equally_good_are_all_best(scenario):
    points = design("factorial", factors_from(["belief.persuasion=0.05,0.1"], scenario))
    same = small(clock__days=0.5, strategies__silence={}, strategies__quiet={})
    out = io.StringIO()
    with sweep(same, points, 1, jobs=1, strategies=["do nothing", "silence", "quiet"]) as found:
        print_sweep(found, terminal(out))
    assert out.getvalue().count("2 of 2") == 3
    assert "At 2 points several are best, and each of them counts." in out.getvalue()


def test_a_line_is_said_every_minute_where_nobody_looks_at_a_terminal(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr("simulator.cli.progress.time.monotonic", lambda: now[0])
    with shown_progress(quiet=False) as progress:
        for done in range(100):
            now[0] = 7.0 * done
            progress(done, 100_000, 0)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in lines] == ["0", "9", "18", "27", "36", "45", "54", "63", "72", "81", "90", "99"]
    assert "to go" in lines[2]


def test_points_without_a_number_neither_are_such_nor_are_not(folder):
    which = ["--strategy", "do nothing", "--metric", "romi", "--above", "0"]
    done = CliRunner().invoke(main, ["discover", str(folder / "out"), *which])
    assert done.exit_code == 2 and "0 points have an answer; boxes need 50" in done.output


def test_the_same_command_again_has_nothing_to_do(folder):
    def written_down():
        with Sweep.from_sqlite(folder / "out" / "sweep.db") as found:
            return found.runs.to_csv(), outcomes_in(found.path)

    before = written_down()
    said("sweep", folder / "many.toml", "--set", "clock.days=1", "-j", "1", "-o", folder / "out", "-q")
    assert written_down() == before


def test_failed_runs_are_told_and_tried_again_on_request(folder, monkeypatch):
    from simulator.studies import job as jobs

    command = ["sweep", "small.toml", "--vary", "belief.persuasion=0.05,0.1", "--set", "clock.days=1", "-n", "2"]
    command += ["--strategy", "do nothing", "-j", "1", "-o", "failing"]
    monkeypatch.chdir(folder)
    build = jobs.with_settings

    def stumbles(scenario, settings):
        if dict(settings or {}).get("belief.persuasion") == 0.1:
            raise ZeroDivisionError("stumbled")
        return build(scenario, settings)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "with_settings", stumbles)
        done = CliRunner().invoke(main, command)
    assert done.exit_code == 1 and "2 of 4 runs failed" in done.output and "--retry-failed" in done.output
    assert "ZeroDivisionError: stumbled" in done.output
    assert CliRunner().invoke(main, command).exit_code == 1, "they are still there"
    said(*command, "--retry-failed")
    with Sweep.from_sqlite(folder / "failing" / "sweep.db") as found:
        assert found.counts() == {"SUCCEEDED": 4} and found.runs["error"].isna().all()


def test_a_second_command_is_told_that_the_file_is_being_written(folder):
    again = ["sweep", str(folder / "many.toml"), "--set", "clock.days=1", "-j", "1", "-o", str(folder / "out")]
    path = folder / "out" / "sweep.db"
    with Sweep.from_sqlite(path) as found:
        plan = found._store.plan()
    with contextlib.closing(Store.write(path, plan)):
        done = CliRunner().invoke(main, again)
    assert done.exit_code == 2 and "is being written by another process" in " ".join(done.output.split())


def test_a_dry_run_tells_and_writes_nothing(folder):
    told = said("sweep", folder / "many.toml", "--dry-run", "-o", folder / "none")
    assert "120 runs: 60 points (latin hypercube) x 2 strategies x 1 world" in told and "nothing was written" in told
    assert not (folder / "none").exists()


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_a_sweep_for_which_there_is_no_room_is_refused_before_it_is_planned(folder, monkeypatch, more):
    monkeypatch.setattr("simulator.cli.folders.shutil.disk_usage", lambda place: shutil._ntuple_diskusage(1, 1, 9_000))
    done = CliRunner().invoke(main, ["sweep", str(folder / "many.toml"), *more, "-o", str(folder / "none")])
    assert done.exit_code == 2 and "ask for fewer points or --replications" in done.stderr
    assert not (folder / "none").exists()


def test_room_is_foretold_about_as_it_is_needed(scenario, points, tmp_path):
    for series in ("none", "full"):
        path = tmp_path / f"{series}.db"
        sweep(scenario, points, 20, jobs=1, strategies=STRATEGIES, series=series, output=path).close()
        plan = planned(scenario, points, 20, strategies=STRATEGIES, series=series)
        assert 0.5 < rough_room(plan, 240) / path.stat().st_size < 2


def test_more_runs_than_a_sweep_may_have_are_refused_on_the_command_line(folder):
    done = CliRunner().invoke(main, ["sweep", str(folder / "many.toml"), "-n", "1000000", "-o", str(folder / "none")])
    assert done.exit_code == 2 and "would have 120,000,000 runs; there may be 50,000,000" in done.stderr
    assert not (folder / "none").exists()


def test_it_is_said_that_many_runs_are_being_planned(folder, monkeypatch):
    monkeypatch.setattr("simulator.cli.sweeping.MANY_RUNS", 2)
    command = ["sweep", str(folder / "small.toml"), "--vary", "belief.persuasion=0.1,0.2", "--strategy", "do nothing"]
    command += ["--set", "clock.days=0.5", "-n", "1", "-j", "1", "-o", str(folder / "planning")]
    for more, is_said in (([], True), (["--quiet"], False)):
        done = CliRunner().invoke(main, [*command, *more])
        assert done.exit_code == 0 and ("planning 2 runs, which takes a while" in done.stderr) == is_said


def test_the_command_line_has_the_last_word(folder):
    (folder / "settled.toml").write_text(SWEEP_FILE + '[settings]\n"clock.days" = 2\n', encoding="utf-8")
    for more, days in (([], 2), (["--set", "clock.days=0.5", "--replications", "2", "--series", "full"], 0.5)):
        out = folder / f"settled {days}"
        command = ["settled.toml", "--set", "segments.public.size=20", "--strategy", "do nothing"]
        said("sweep", folder / command[0], *command[1:], *more, "-j", "1", "-q", "-o", out)
        with Sweep.from_sqlite(out / "sweep.db") as found:
            assert found.scenario.clock.days == days and found.scenario.segments["public"].size == 20
            assert (found.replications, found.kept_series) == ((2, "full") if more else (1, "none"))


def test_a_dry_run_tells_about_how_much_room_a_sweep_takes(folder):
    vary = ["--vary", "belief.persuasion=0.05..0.2", "--method", "latin hypercube", "--size", "60"]
    given = ["sweep", folder / "small.toml", *vary, "-n", "1", "-j", "1", "--series", "full", "-o", folder / "told"]
    told = said(*given, "--dry-run")
    (megabytes,) = re.search(r"and about ([\d.]+) MB", told).groups()
    said(*given)
    assert abs(float(megabytes) / ((folder / "told" / "sweep.db").stat().st_size / 1e6) - 1) < 0.15


def test_a_dry_run_tries_every_strategy_before_it_measures(folder, monkeypatch):
    from simulator.cli import sweep_forecast
    from simulator.studies import executors

    done, run_job = [], executors.run_job

    def seen(scenario, job, worlds):
        done.append((job.variant, job.strategy))
        return run_job(scenario, job, worlds)

    monkeypatch.setattr(executors, "run_job", seen)
    scenario = small(clock__days=1)
    plan = planned(scenario, design("factorial", factors_from(["belief.persuasion=0.05..0.2/9"], scenario)), 2)
    tried, _ = sweep_forecast._tried(plan)
    loaded, measured = done[: len(plan.strategies)], [(one.job.variant, one.job.strategy) for one in tried]
    assert loaded == [("0", name) for name in plan.strategies]
    assert measured == [(point, name) for point in ("1", "4", "8") for name in plan.strategies]
    assert [at for at in done[len(loaded) :] if at not in measured] == [
        (before, plan.strategies[0]) for before in ("0", "3", "7")
    ], "what the points share is there when they are measured"


def test_a_dry_run_tells_what_fails(folder, monkeypatch):
    from simulator.studies import job as jobs

    def stumbles(*_):
        raise ZeroDivisionError("stumbled")

    monkeypatch.setattr(jobs, "build_world", stumbles)
    sweeping = CliRunner().invoke(main, ["sweep", str(folder / "many.toml"), "--dry-run"])
    assert "6 of 6 runs that were tried failed; the first: ZeroDivisionError: stumbled" in sweeping.stderr
    comparing = CliRunner().invoke(main, ["compare", str(folder / "small.toml"), "--dry-run"])
    assert re.search(r"(\d+) of \1 runs that were tried failed; the first: ZeroDivisionError", comparing.stderr)


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_an_executor_that_there_is_not_is_refused_and_no_folder_made_or_offered(folder, more):
    command = ["sweep", str(folder / "many.toml"), "--executor", "proceses", "-o", str(folder / "nowhere"), *more]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2 and 'did you mean "processes"?' in done.stderr and "--output" not in done.stderr
    assert not (folder / "nowhere").exists()


def test_another_folder_is_offered_only_where_the_folder_is_what_is_wrong(folder, monkeypatch):
    given = ["sweep", str(folder / "many.toml"), "-j", "1", "-o", str(folder / "out")]
    done = CliRunner().invoke(main, [*given, "--seed", "99"])
    assert done.exit_code == 2 and "(--output DIR gives another folder)" in done.stderr
    from simulator.studies import carrying_out

    def without_workers(*_):
        raise InputError("executor: there are no workers")

    monkeypatch.setattr(carrying_out, "executor_named", without_workers)
    done = CliRunner().invoke(main, [*given, "--set", "clock.days=1"])
    assert (done.exit_code, done.stderr) == (2, "executor: there are no workers\n")


def test_settings_of_a_scenario_are_varied_on_the_command_line(folder):
    vary = ["--vary", "belief.persuasion=0.05..0.2/2", "--vary", "contagion.rule", "--set", "clock.days=1"]
    only = ["--strategy", "do nothing", "-n", "1", "-j", "1"]
    told = said("sweep", folder / "small.toml", *vary, *only, "-o", folder / "varied")
    assert "8 points" in told, "two values of one setting, and all four rules"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["sweep", "small.toml"], "nothing is varied; give --vary PATH=VALUES"),
        (["sweep", "many.toml", "--vary", "clock.days=1,2"], "--vary goes with a scenario"),
        (["sweep", "small.toml", "--vary", "belief.persuasoin=0.1,0.2"], 'did you mean "persuasion"?'),
        (["sweep", "many.toml", "--set", "belief.persuasion=0.1"], "belief.persuasion: is replaced in all runs, but"),
        (["sweep", "many.toml", "--set", "belief={persuasion=0.1}"], "but belief.persuasion is varied; leave one of"),
        (["sweep", "small.toml", "--vary", "clock.days=1,2", "--set", "clock.days=1"], "is replaced in all runs, but"),
        (["sweep", "broken.toml"], "sweep broken.toml, line 3"),
        (["sweep", "broken.toml", "--vary", "clock.days=1,2"], "broken.toml, line 3"),
        (["sweep", "small.toml", "--vary", "clock.days=1..2", "--method", "sobol"], "--size N on the command line"),
        (["discover", "out", "--strategy", "people first", "--above", "1", "--below", "2"], "not both"),
        (["discover", "out", "--strategy", "people first", "--below", "nan"], "--below is nan, which nothing is"),
        (["discover", "out", "--strategy", "people first", "--against", "people first"], "differs from itself by"),
        (["sensitivity", "out", "--strategy", "people frist"], 'was not run; did you mean "people first"?'),
        (["sensitivity", "out", "--strategy", "people first", "--metric", "raech"], 'did you mean "reach"?'),
        (["rerun", "out", "9999"], "there is no run 9999"),
    ],
)
def test_what_cannot_be_used_is_told(folder, monkeypatch, command, message):
    (folder / "broken.toml").write_text('scenario = "small.toml"\nmethod = "sobol"\nsize = = 4\n', encoding="utf-8")
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2 and message in " ".join(done.output.split())
