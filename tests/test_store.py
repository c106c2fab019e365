"""A study is one SQLite file: the whole record, never overwritten, readable after any accident."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from worlds import SMALL, small

from simulator.cli import main
from simulator.scenario import digest
from simulator.settings import InputError, every_setting
from simulator.studies import provenance, reproduction
from simulator.studies.compare import compare
from simulator.studies.described import content_of, scenario_in
from simulator.studies.job import simulate
from simulator.studies.places import Lock
from simulator.studies.plan import Plan
from simulator.studies.schema import APPLICATION, OF_BOTH, OF_COMPARISONS, QUERIES, TABLES
from simulator.studies.store import Store
from simulator.studies.study import Study
from simulator.studies.upgrading import upgrade

TOP = Path(__file__).resolve().parent.parent
HEALTHY = (OF_COMPARISONS["health"][0],)
"""Questions that need not have an answer."""


@pytest.fixture(scope="module")
def scenario():
    return small(clock__days=1)


@pytest.fixture(scope="module")
def path(scenario, tmp_path_factory):
    path = tmp_path_factory.mktemp("study") / "study.db"
    compare(scenario, 2, seed=5, jobs=1, output=path, strategies=["people first"]).close()
    return path


@pytest.fixture
def study(path):
    with Study.from_sqlite(path) as study:
        yield study


def test_a_study_is_one_file(path):
    assert [p.name for p in path.parent.iterdir()] == ["study.db"]


def test_the_file_marks_itself_as_ours_and_is_sound(path):
    with contextlib.closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_file_is_the_whole_record(scenario, study):
    about = study.query("SELECT * FROM study").iloc[0]
    assert about["digest"] == digest(scenario) == digest(study.scenario)
    assert json.loads(about["strategies"]) == ["do nothing", "people first"]
    assert {"python", "mesa", "numpy", "numba", "code"} <= set(study.versions)
    assert about["seed"] == 5 and about["replications"] == 2 and about["created"].endswith("+00:00")


def test_a_scenario_comes_back_from_the_file_as_it_was(scenario):
    back = scenario_in(content_of(scenario))
    assert back == scenario and digest(back) == digest(scenario)
    assert list(back.segments) == list(scenario.segments)
    assert [s.given for s in every_setting(back)] == [s.given for s in every_setting(scenario)]


def test_the_scenario_of_a_study_repeats_its_runs(study):
    row = study.runs.iloc[-1]
    again = simulate(study.scenario, row["strategy"], seed=int(row["seed"]))
    found = study.outcomes.query(f"seed == {row['seed']} and strategy == '{row['strategy']}'")
    assert found.set_index("metric")["value"].dropna().to_dict() == {
        name: value for name, value in again.outcomes.items() if value == value
    }


def test_the_text_of_a_scenario_file_is_kept(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(SMALL + "# a remark\n", encoding="utf-8")
    given = {"strategies": ["do nothing"], "settings": {"clock.days": 0.5}}
    study = compare(file, 1, jobs=1, **given, output=tmp_path / "study.db")
    assert study.query("SELECT text FROM study").iloc[0, 0].endswith("# a remark\n")
    assert study.scenario.clock.days == 0.5
    study.close()


def test_every_setting_has_a_row_with_its_unit_and_source(scenario, study):
    rows = study.settings.set_index("path")
    assert list(rows.index) == [s.path for s in every_setting(scenario)]
    days = rows.loc["clock.days"]
    assert (days["value"], days["unit"], days["source"], days["given"]) == ("1.0", "days", "scenario", 1)
    assert rows.loc["credibility.wear_per_post", "given"] == 0
    assert rows.loc['strategies."people first".programme[1].incentive', "value"] == "1.5"


def test_every_column_of_every_table_has_its_meaning(study):
    found = study.query(
        "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
    )
    said = study.query("SELECT table_name, column_name, meaning FROM column_meaning")
    assert set(zip(found["t"], found["c"], strict=True)) == set(
        zip(said["table_name"], said["column_name"], strict=True)
    )
    assert said["meaning"].str.len().min() > 3


def test_every_table_and_column_is_in_the_docs(monkeypatch):
    monkeypatch.syspath_prepend(TOP / "docs")
    import make_results

    text = make_results.PAGE.read_text(encoding="utf-8")
    assert make_results.written_anew(text) == text


@pytest.mark.parametrize("name", QUERIES)
def test_ready_made_questions_have_answers(study, name):
    given = {"metric": "reach"} if ":metric" in QUERIES[name][1] else ()
    assert list(study.query(QUERIES[name][1], given).columns)


def test_metadata_for_datasette_names_the_file_and_overwrites_nothing(study, tmp_path):
    place = study.to_datasette(tmp_path / "metadata.json")
    database = json.loads(place.read_text(encoding="utf-8"))["databases"]["study"]
    assert set(database["tables"]) == set(TABLES)
    assert set(database["queries"]) == {*OF_COMPARISONS, *OF_BOTH} and set(QUERIES) - set(database["queries"])
    for asked in database["queries"].values():
        assert len(study.query(asked["sql"])) or asked["title"] in ("Runs that failed, and why", *HEALTHY)
    with pytest.raises(InputError, match="nothing is overwritten"):
        study.to_datasette(place)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("DELETE FROM run", "attempt to write a readonly database; give one SELECT"),
        ("UPDATE outcome SET value = 1", "attempt to write a readonly database; give one SELECT"),
        ("SELECT * FROM runs", "no such table: runs; give one SELECT"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
    ],
)
def test_a_question_changes_nothing(scenario, study, sql, message):
    with compare(scenario, 1, jobs=1, strategies=["do nothing"]) as in_memory:
        for asked in (study, in_memory):
            before = asked.query("SELECT * FROM run"), asked.query("SELECT * FROM outcome")
            with pytest.raises(InputError, match=message):
                asked.query(sql)
            after = asked.query("SELECT * FROM run"), asked.query("SELECT * FROM outcome")
            assert all(one.equals(other) for one, other in zip(before, after, strict=True))


def test_a_number_that_does_not_exist_is_null(study):
    raw = study.query("SELECT metric, typeof(value) AS kind FROM outcome WHERE run_id = 1").set_index("metric")["kind"]
    assert raw["cost_per_action"] == "null" and raw["cost"] == "real"
    values = study.outcomes.query("strategy == 'do nothing' and metric == 'cost_per_action'")["value"]
    assert values.isna().all() and values.dtype == float


def test_runs_are_planned_before_they_are_done(scenario, tmp_path):
    plan = Plan(scenario, ("do nothing", "people first"), "do nothing", 0, 3)
    store = Store.write(tmp_path / "study.db", plan)
    with Study.from_sqlite(tmp_path / "study.db") as study:
        assert study.interrupted and (study.runs["status"] == "PENDING").all() and len(study.runs) == 6
        assert study.table.isna().all(axis=None) and study.flow.empty and study.posts.empty and study.segments.empty
        assert list(study.table.index) == ["do nothing", "people first"]
    store.close()


def test_a_run_is_written_whole_or_not_at_all(scenario, tmp_path, monkeypatch):
    from simulator.studies import store as module

    def torn(run_id, run):
        yield "health", [(run_id, "torn", "half of its rows are written")]
        raise KeyboardInterrupt

    path = tmp_path / "study.db"
    with monkeypatch.context() as patch:
        patch.setattr(module, "rows_of", torn)
        study = compare(scenario, 1, jobs=1, strategies=["do nothing"], output=path)
    assert study.interrupted and study.outcomes.empty and set(study.runs["status"]) == {"ABORTED"}
    study.close()
    with compare(scenario, 1, jobs=1, strategies=["do nothing"], output=path) as whole:
        assert set(whole.runs["status"]) == {"SUCCEEDED"}


def test_a_full_disk_is_said_so_and_what_was_done_is_kept(scenario, tmp_path, monkeypatch):
    path = tmp_path / "study.db"

    def fill(self, done, save=Store.save):
        if done.job.replication == 2:
            pages = self.rows("PRAGMA page_count")[0][0]
            self.conn.execute(f"PRAGMA max_page_count = {pages}")
        save(self, done)

    with monkeypatch.context() as patch, pytest.raises(InputError, match=r"disk is full.*; make room"):
        patch.setattr(Store, "save", fill)
        compare(scenario, 4, jobs=1, strategies=["do nothing"], output=path, detailed=4)
    with Study.from_sqlite(path) as study:
        assert list(study.runs["status"]) == ["SUCCEEDED", "SUCCEEDED", "PENDING", "PENDING"]
    with compare(scenario, 4, jobs=1, strategies=["do nothing"], output=path, detailed=4) as study:
        assert set(study.runs["status"]) == {"SUCCEEDED"}


# ---------------------------------------------------------------- places


def make_folder(path):
    path.mkdir()


def make_text(path):
    path.write_text("not a database, but long enough to be taken for one" * 40)


def make_foreign(path):
    with contextlib.closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("CREATE TABLE study (name TEXT)")
        conn.execute("INSERT INTO study VALUES ('theirs')")


def make_later(path):
    with contextlib.closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(f"PRAGMA application_id = {APPLICATION}")
        conn.execute("PRAGMA user_version = 99")
        conn.execute("CREATE TABLE study (name TEXT)")


def make_cut(path):
    compare(small(clock__days=0.5), 1, jobs=1, output=path).close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 5000)


def damage(path, table):
    """Overwrite the pages of a table and of its indices, and leave all others as they are."""
    with contextlib.closing(sqlite3.connect(path)) as conn:
        ((size,),) = conn.execute("PRAGMA page_size")
        roots = [root for (root,) in conn.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = ?", (table,))]
    with path.open("r+b") as file:
        for root in filter(None, roots):
            file.seek((root - 1) * size)
            file.write(b"\xff" * size)


DAMAGED = r"study\.db: is damaged \(.*\); go on from a copy of it, or save what can still be read"


@pytest.mark.parametrize("table", ["run", "outcome", "study"])
def test_a_file_that_is_damaged_in_the_middle_is_said_so(scenario, path, tmp_path, table):
    place = tmp_path / "study.db"
    place.write_bytes(path.read_bytes())
    damage(place, table)
    before = place.read_bytes()
    with pytest.raises(InputError, match=DAMAGED), Study.from_sqlite(place) as study:
        assert study.outcomes is study.runs
    with pytest.raises(InputError, match=DAMAGED):
        compare(scenario, 3, seed=5, jobs=1, output=place, strategies=["people first"])
    with pytest.raises(InputError, match=DAMAGED):
        upgrade(place)
    for verb in (["export"], ["verify"], ["verify", "--manifest"], ["upgrade"], ["rerun", "1"]):
        told = CliRunner().invoke(main, [verb[0], str(place), *verb[1:]])
        assert told.exit_code == 2 and re.search(DAMAGED, told.stderr), told.output
        assert "up to date" not in told.stdout
    assert len(place.read_bytes()) == len(before) and [p.name for p in tmp_path.iterdir()] == ["study.db"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("versions = '{'", r"is damaged \(study\.versions is no JSON"),
        ("content = 'x'", r"is damaged \(study\.content is no JSON"),
        ("strategies = NULL", r"is damaged"),
        ("content = '{}'", r"the scenario of the study cannot be read \(Field required\)"),
    ],
)
def test_a_row_of_the_study_that_says_nothing_is_said_so(path, tmp_path, change, message):
    place = tmp_path / "study.db"
    place.write_bytes(path.read_bytes())
    with contextlib.closing(sqlite3.connect(place)) as conn, conn:
        conn.execute(f"UPDATE study SET {change}")
    with pytest.raises(InputError, match=message), Study.from_sqlite(place) as study:
        assert study.scenario
    told = CliRunner().invoke(main, ["verify", str(place)])
    assert told.exit_code == 2 and re.search(message, told.stderr)


def test_a_scenario_that_was_changed_in_the_file_is_noticed(path, tmp_path):
    place = tmp_path / "study.db"
    place.write_bytes(path.read_bytes())
    before = reproduction.manifest(place)["digest"]
    with contextlib.closing(sqlite3.connect(place)) as conn, conn:
        conn.execute("UPDATE study SET content = json_set(content, '$.description', 'another')")
    told = CliRunner().invoke(main, ["verify", str(place), "-n", "1"])
    assert told.exit_code == 1 and "the scenario in the file is not the one that the study was made of" in told.stderr
    assert reproduction.manifest(place)["digest"] == digest(Study.from_sqlite(place).scenario) != before
    assert CliRunner().invoke(main, ["verify", str(path), "-n", "1"]).exit_code == 0


def test_a_file_that_cannot_be_read_where_nothing_can_be_written_is_still_a_study(path, tmp_path, monkeypatch):
    """As SQLite does where it cannot make the file -shm; to root, every folder can be written."""
    place = tmp_path / "study.db"
    place.write_bytes(path.read_bytes())

    class Refused(sqlite3.Connection):
        def execute(self, *_):
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **more: connect(*given, **more, factory=Refused))
    with pytest.raises(InputError, match=r"is not a study \(unable to open database file\)"):
        Study.from_sqlite(place)
    wal = place.with_name("study.db-wal")
    wal.write_bytes(b"")
    with pytest.raises(InputError, match=r"was not closed: what was written last is in study\.db-wal, .* copy both"):
        Study.from_sqlite(place)


def test_an_upgrade_that_cannot_be_written_does_not_speak_of_another_output(path, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    place = tmp_path / "study.db"
    place.write_bytes(path.read_bytes())
    monkeypatch.setattr("simulator.studies.upgrading._check_whole", full)
    told = CliRunner().invoke(main, ["upgrade", str(place)])
    assert told.exit_code == 2 and "--output" not in told.stderr
    assert "cannot be brought up to date" in told.stderr and "make room beside it, or copy it" in told.stderr


PLACES = [
    (make_folder, "is a folder"),
    (make_text, "is not a study"),
    (make_foreign, "something else"),
    (make_later, "format 99"),
    (make_cut, "is not a study"),
]


@pytest.mark.parametrize(("make", "message"), PLACES)
def test_what_is_not_a_study_is_refused_and_left_as_it_is(scenario, tmp_path, make, message):
    path = tmp_path / "place.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(InputError, match=message) as caught:
        compare(scenario, 1, jobs=1, output=path)
    assert (str(path) in str(caught.value) and "give" in str(caught.value)) or "use the version" in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [p.name for p in tmp_path.iterdir()] == ["place.db"]


@pytest.mark.parametrize(("make", "message"), PLACES[1:])
def test_what_is_not_a_study_cannot_be_read(tmp_path, make, message):
    path = tmp_path / "place.db"
    make(path)
    with pytest.raises(InputError, match=message):
        Study.from_sqlite(path)


def test_a_folder_that_does_not_exist_is_said_so(scenario, tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        compare(scenario, 1, jobs=1, output=tmp_path / "nowhere" / "study.db")
    with pytest.raises(InputError, match="no such file"):
        Study.from_sqlite(tmp_path / "nowhere.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said_so(scenario, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        compare(scenario, 1, jobs=1, output=tmp_path / "study.db")


def test_a_place_that_cannot_be_written_is_said_so_to_root_as_well(scenario, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="cannot be written"):
        compare(scenario, 1, jobs=1, output=tmp_path / "study.db")


def test_an_empty_file_may_be_filled(scenario, tmp_path, caplog):
    path = tmp_path / "study.db"
    path.touch()
    with compare(scenario, 1, jobs=1, strategies=["do nothing"], output=path) as study:
        assert len(study.runs) == 1
    assert not caplog.messages


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"seed": 6}, "differs from this one in its seed"),
        ({"settings": {"clock.days": 3}}, "in its scenario or its settings"),
    ],
)
def test_a_study_of_another_plan_is_left_as_it_is(scenario, path, changed, message):
    before = path.read_bytes()
    with pytest.raises(InputError, match=message):
        compare(scenario, 2, **{"seed": 5, "jobs": 1, "output": path, **changed})
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["study.db"]


def test_a_study_made_by_another_program_does_not_go_on(scenario, path, monkeypatch):
    from simulator.studies import store as module

    now = module.versions()
    monkeypatch.setattr(module, "versions", lambda: {**now, "numpy": "99.0"})
    with pytest.raises(InputError, match=r"with numpy .* \(now 99\.0\)"):
        compare(scenario, 2, seed=5, jobs=1, output=path)
    Study.from_sqlite(path).close()


def test_the_version_of_the_code_is_that_of_all_on_which_numbers_depend():
    files = {path.relative_to(TOP / "simulator").as_posix() for path in provenance._code_of_the_model()}
    assert {"engine.py", "settings.py", "scenario/segments.py", "scenario/__init__.py"} <= files
    assert not {name.partition("/")[0] for name in files} & {"cli", "studies", "views"}


def test_doing_it_again_does_nothing(scenario, path):
    before = path.read_bytes()
    counts = []
    compare(
        scenario, 2, seed=5, jobs=1, output=path, strategies=["people first"], progress=lambda *c: counts.append(c)
    ).close()
    assert counts == [(4, 4, 0)]
    assert path.read_bytes()[100:] == before[100:]


def test_one_process_at_a_time_writes(scenario, tmp_path):
    path = tmp_path / "study.db"
    plan = Plan(scenario, ("do nothing",), "do nothing", 0, 1)
    store = Store.write(path, plan)
    with pytest.raises(InputError, match="is being written by another process"):
        compare(scenario, 1, jobs=1, output=path)
    store.close()
    with compare(scenario, 1, jobs=1, output=path) as study:
        assert not study.interrupted


@pytest.mark.parametrize("is_made_anew", [False, True])
def test_a_lock_that_was_removed_while_it_was_taken_is_no_lock(tmp_path, monkeypatch, is_made_anew):
    path, connect, others = tmp_path / "study.db", sqlite3.connect, []
    first = Lock(path)

    def just_then(*given, **more):
        conn = connect(*given, **more)  # the first is released between opening and locking
        monkeypatch.setattr(sqlite3, "connect", connect)
        first.release()
        if is_made_anew:
            others.append(Lock(path))
        return conn

    monkeypatch.setattr(sqlite3, "connect", just_then)
    with contextlib.suppress(InputError):
        others.append(Lock(path))
    (holder,) = others
    with pytest.raises(InputError, match="is being written by another process"):
        Lock(path)
    holder.release()
    assert not list(tmp_path.iterdir())


def test_a_copy_says_the_same_and_overwrites_nothing(path, study, tmp_path):
    copy = study.to_sqlite(tmp_path / "copy.db")
    with Study.from_sqlite(copy) as other:
        for table in [name for name, table in TABLES.items() if table.is_of_a_run]:
            pd.testing.assert_frame_equal(*(s.query(f"SELECT * FROM {table}") for s in (study, other)))
    with pytest.raises(InputError, match="nothing is overwritten"):
        study.to_sqlite(copy)


def test_a_study_in_memory_can_be_written(scenario, tmp_path):
    study = compare(scenario, 1, jobs=1)
    assert study.path is None
    with Study.from_sqlite(study.to_sqlite(tmp_path / "study.db")) as back:
        pd.testing.assert_frame_equal(back.table, study.table)
        pd.testing.assert_frame_equal(back.differences, study.differences)
    with compare(scenario, 2, jobs=1, output=tmp_path / "study.db") as more:
        assert len(more.runs) == 8


# ---------------------------------------------------------------- accidents

COMMAND = """
import sys
sys.path[:0] = [{tests!r}, {top!r}]
from worlds import small
from simulator import compare

def say(done, total, failed):
    print(done, total, failed, flush=True)

if __name__ == "__main__":
    study = compare(small(), 30, seed=1, jobs=2, output={path!r}, progress=say)
    sys.exit(3 if study.interrupted else 0)
"""


KILLED = """
import os, signal, sys
sys.path[:0] = [{tests!r}, {top!r}]
from worlds import small
from simulator import compare
from simulator.studies.store import Store

setattr(Store, {moment!r}, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
compare(small(clock__days=0.5), 1, jobs=1, strategies=["do nothing"], output={path!r})
"""


@pytest.mark.parametrize("moment", ["_begin", "_insert_runs"])
def test_a_study_that_was_killed_while_it_was_created_begins_anew_and_says_so(tmp_path, moment, caplog):
    path = tmp_path / "study.db"
    script = KILLED.format(tests=str(TOP / "tests"), top=str(TOP), moment=moment, path=str(path))
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert path.stat().st_size > 0, "there is a stub in the way"
    with compare(small(clock__days=0.5), 1, jobs=1, strategies=["do nothing"], output=path) as study:
        assert len(study.runs) == 1 and not study.interrupted
    assert [p.name for p in tmp_path.iterdir()] == ["study.db"]
    (told,) = caplog.messages
    assert told.startswith(f"{path}: holds no study yet and is begun anew")


@pytest.fixture
def command(tmp_path):
    """A study of 120 runs under way in another process, of which some are done."""
    script, path = tmp_path / "command.py", tmp_path / "study.db"
    script.write_text(COMMAND.format(tests=str(TOP / "tests"), top=str(TOP), path=str(path)))
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    for line in process.stdout:
        if int(line.split()[0]) >= 3:
            break
    yield process, path
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_a_study_in_the_making_can_be_read_but_not_written(command):
    process, path = command
    with Study.from_sqlite(path) as study:
        assert study.interrupted and len(study.runs) == 120
        assert study.table.notna().any(axis=None)
    with pytest.raises(InputError, match="is being written"):
        compare(small(), 30, seed=1, jobs=1, output=path)
    assert process.poll() is None


def test_ctrl_c_leaves_a_readable_study_in_one_file(command):
    process, path = command
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "Traceback" not in complaints
    assert sorted(p.name for p in path.parent.iterdir()) == ["command.py", "study.db"]
    with Study.from_sqlite(path) as study:
        status = study.runs["status"].value_counts()
        assert study.interrupted and status["SUCCEEDED"] >= 3 and 1 <= status["ABORTED"] <= 16
        assert status.sum() == 120 and "FAILED" not in status
        n = study.query("SELECT count(DISTINCT run_id) AS n FROM outcome")["n"].iloc[0]
        assert n == status["SUCCEEDED"]


def test_a_command_that_is_killed_leaves_a_readable_study_and_no_workers(command):
    process, path = command
    workers = children(process.pid)
    process.kill()
    process.communicate()
    with Study.from_sqlite(path) as study:
        done = (study.runs["status"] == "SUCCEEDED").sum()
        assert done >= 3 and len(study.outcomes) == done * len(study.metrics)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert workers and not any(Path(f"/proc/{pid}").exists() for pid in workers)


def children(pid):
    """All processes below a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                below = int(stat.parent.name)
                found += [below, *children(below)]
    return found
