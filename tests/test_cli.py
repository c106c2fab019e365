"""The command line: every verb, what it prints, and what it says when something given cannot be used."""

import csv
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator import cli
from simulator.cli import catalogue, folders
from simulator.scenario_files import load_scenario
from simulator.strategies import DEEDS
from simulator.studies.limits import MOST_REPLICATIONS
from simulator.views import figures, tables

ROOT = Path(__file__).resolve().parent.parent

TINY = """\
schema = 1
name = "Tiny [bold]test[/bold]"
description = "A small world."

[clock]
days = 1

[platforms.feed]
response = "half_life"
half_life_hours = 1.0
brand_reach = 1.0

[segments.people]
role = "audience"
size = 150
accounts = { feed = 1.0 }
followers = { feed = 12 }
share_chance = 0.05

[segments.fans]
role = "advocates"
size = 30
accounts = { feed = 1.0 }

[segments.press]
role = "outlets"
size = 1
owned = true
accounts = { feed = 1.0 }
followers = { feed = 60 }

[messages.news]
stance = 0.6
call_to_action = 1.0
[messages.story]
kind = "crisis"
stance = -0.8

[crisis]
story = "story"
origin = "press"
onset_hours = 6

[costs]
currency = "EUR"

[strategies."[red]fans[/red] first"]
budget = 3000
[[strategies."[red]fans[/red] first".programme]]
segment = "fans"
message = "news"
members = 20
posts_per_week = 14
[[strategies."[red]fans[/red] first".playbook]]
action = "rally"
segment = "fans"
after_crisis_hours = 2
"""
FANS = "[red]fans[/red] first"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.toml").write_text(TINY, "utf-8")
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(cli.main, [str(a) for a in arguments])


def refused(*arguments) -> str:
    """The complaint about something that cannot be used."""
    result = call(*arguments)
    assert result.exit_code == 2, (result.exit_code, result.stdout, result.stderr, result.exception)
    assert result.stdout == "" and "Traceback" not in result.stderr
    assert result.stderr.strip()
    return result.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# ---------------------------------------------------------------- scenarios


def test_init_writes_a_starter_that_is_valid_and_never_overwrites(folder):
    assert call("init", "my.toml").exit_code == 0
    assert call("validate", "my.toml").exit_code == 0
    before = contents(folder)
    assert "nothing is overwritten" in refused("init", "my.toml")
    assert "cannot be written" in refused("init", "no folder/my.toml")
    assert contents(folder) == before


def test_validate_tells_digest_size_and_costs_in_one_line(folder):
    result = call("validate", "tiny.toml")
    assert result.exit_code == 0 and result.stderr == ""
    (line,) = result.stdout.splitlines()
    assert re.search(r"^tiny\.toml: ok, digest [0-9a-f]{12}; 181 members, 1 platform, 2 strategies; ", line)
    assert f"planned cost (EUR): do nothing 0, {FANS} 510 of 3,000" in line


def test_validate_tells_the_problems_of_all_files_and_still_checks_the_good_ones(folder):
    (folder / "bad.toml").write_text(TINY.replace("size = 150", "sise = 150"), "utf-8")
    (folder / "worse.toml").write_text("a = [", "utf-8")
    result = call("validate", "bad.toml", "tiny.toml", "worse.toml", "none.toml")
    assert result.exit_code == 2
    assert result.stdout.startswith("tiny.toml: ok")
    for told in (
        'bad.toml, line 15: segments.people.sise is not a setting; did you mean "size"?',
        "worse.toml, line 1",
    ):
        assert told in result.stderr
    assert "none.toml: cannot be read" in result.stderr


def test_a_plan_over_its_budget_is_a_problem_with_its_line(folder):
    (folder / "tiny.toml").write_text(TINY.replace("budget = 3000", "budget = 300"), "utf-8")
    told = refused("validate", "tiny.toml")
    assert "line 48:" in told and "is 300 EUR, but the plan costs 510 EUR" in told
    assert "the plan costs" in refused("compare", "tiny.toml")


def test_an_unknown_signal_is_a_problem(folder):
    text = TINY.replace("after_crisis_hours = 2", 'when = { signal = "hostile_post", above = 1 }')
    (folder / "tiny.toml").write_text(text, "utf-8")
    assert 'did you mean "hostile_posts"' in refused("validate", "tiny.toml")


def test_list_names_scenarios_with_their_lessons_and_whatever_a_scenario_may_name():
    result = call("list")
    assert "independent_cascade.toml" in result.stdout and "Independent cascade." in result.stdout
    files = [line for line in result.stdout.splitlines() if line.endswith(".toml")]
    assert "textbook" in files[-1] and files[:-1] == sorted(files[:-1]), "textbook cases come last"
    for kind, names in {
        "roles": ["audience", "outlets"],
        "actions": ["publish", "rally"],
        "mechanisms": ["daily_rhythm"],
        "signals": ["hostile_share"],
        "metrics": ["reputation_end", "cost_per_action"],
    }.items():
        result = call("list", kind)
        assert result.exit_code == 0
        for name in names:
            assert re.search(rf"^{name}( |$)", result.stdout, re.MULTILINE)
    assert call("list", "weather").exit_code == 2


def test_schema_prints_the_published_schema():
    assert call("schema").stdout == (ROOT / "scenarios/scenario.schema.json").read_text("utf-8")


# ---------------------------------------------------------------- explain


def test_explain_lists_every_setting_with_unit_meaning_source_and_whether_it_is_given(folder):
    rows = json.loads(call("explain", "tiny.toml", "--format", "json").stdout)
    by_path = {row["path"]: row for row in rows}
    assert by_path["segments.people.size"] == {
        "path": "segments.people.size",
        "value": "150",
        "unit": "members",
        "meaning": "number of members",
        "source": "scenario",
        "given": True,
    }
    assert not by_path["belief.persuasion"]["given"] and "assumed" in by_path["belief.persuasion"]["source"]
    assert len(rows) > 150 and len(by_path) == len(rows)


def test_explain_has_the_same_rows_in_every_form(folder):
    rows = json.loads(call("explain", "tiny.toml", "--format", "json").stdout)
    assert len(list(csv.DictReader(io.StringIO(call("explain", "tiny.toml", "--format", "csv").stdout)))) == len(rows)
    markdown = call("explain", "tiny.toml", "--format", "markdown").stdout
    assert sum(line.startswith("| ") and not line.startswith("| setting") for line in markdown.splitlines()) == len(
        rows
    )
    text = call("explain", "tiny.toml").stdout
    assert f"{len(rows)} settings: " in text and "segments.people" in text


def test_explain_shows_only_what_is_assumed(folder):
    rows = json.loads(call("explain", "tiny.toml", "--assumed", "--format", "json").stdout)
    assert rows and all("assumed" in row["source"] and not row["given"] for row in rows)


def test_explain_shows_what_a_strategy_changes_and_leaves_out_the_others(folder):
    text = TINY.replace("budget = 3000", 'set = { "messages.news.stance" = 0.1 }')
    (folder / "tiny.toml").write_text(text + "[strategies.other]\ndescription = 'x'\n", "utf-8")
    rows = json.loads(call("explain", "tiny.toml", "--strategy", FANS, "--format", "json").stdout)
    by_path = {row["path"]: row for row in rows}
    assert by_path["messages.news.stance"]["value"] == "0.1"
    assert by_path["messages.news.stance"]["source"] == "strategy"
    assert not any(path.startswith("strategies.other") for path in by_path)
    assert any(path.startswith('strategies."[red]fans[/red] first".programme[0]') for path in by_path)


def test_set_replaces_a_setting_for_every_verb(folder):
    rows = json.loads(call("explain", "tiny.toml", "--set", "clock.days=0.5", "--format", "json").stdout)
    assert next(row for row in rows if row["path"] == "clock.days")["value"] == "0.5"
    assert "KEY=VALUE" in refused("validate", "tiny.toml", "--set", "clock.days")
    assert "clock.days is -1; should be above 0" in refused("validate", "tiny.toml", "--set", "clock.days=-1")


# ---------------------------------------------------------------- run


def test_run_prints_outcomes_events_and_costs_and_keeps_the_run(folder):
    result = call("run", "tiny.toml", "--strategy", FANS, "--seed", 3)
    assert result.exit_code == 0, result.stderr
    for told in (
        "Tiny [bold]test[/bold]",
        FANS,
        "Reputation at the end",
        "crisis",
        "rally",
        "advocates programme",
        "EUR",
    ):
        assert told in result.stdout
    made = folder / "results/tiny, _red_fans__red_ first, seed 3"
    assert sorted(p.name for p in made.iterdir()) == ["attention.png", "flow.png", "sentiment.png", "study.db"]
    with closing(sqlite3.connect(made / "study.db")) as db:
        assert db.execute("SELECT count(*) FROM post").fetchone()[0] > 0
        assert db.execute("SELECT strategy, seed, status FROM run").fetchall() == [(FANS, 3, "SUCCEEDED")]
    assert call("run", "tiny.toml", "--strategy", FANS, "--seed", 3).stdout == result.stdout


def test_run_of_an_unknown_strategy_writes_nothing(folder):
    assert "do nothing" in refused("run", "tiny.toml", "--strategy", "do nothin")
    assert not (folder / "results").exists()


# ---------------------------------------------------------------- compare


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A comparison in a folder of its own, and what it printed."""
    folder = tmp_path_factory.mktemp("compared")
    (folder / "tiny.toml").write_text(TINY, "utf-8")
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield folder, call("compare", "tiny.toml", "-n", 4, "-j", 1)
    finally:
        os.chdir(before)


def test_compare_tells_outcomes_differences_a_conclusion_and_where_the_files_are(compared):
    folder, result = compared
    assert result.exit_code == 0, result.stderr
    for told in (
        "Tiny [bold]test[/bold]: mean of 4 simulated worlds, seed 0",
        "Reach of our messages",
        f"{FANS}, compared with do nothing in the same worlds",
        "95 % interval",
        "4 of 4",
        "ends with the best reputation",
        "has the best net value",
        "Files in results/tiny: study.db, table.csv, attention.png, sentiment.png, outcomes.png, flow.png",
        "groundswell brief tiny.toml",
    ):
        assert told in result.stdout
    assert "\x1b" not in result.stdout and max(map(len, result.stdout.splitlines())) <= 100
    assert {p.name for p in (folder / "results/tiny").iterdir()} == {
        "study.db", "table.csv", "attention.png", "sentiment.png", "outcomes.png", "flow.png",
    }  # fmt: skip


def test_progress_goes_to_stderr_in_plain_lines(compared):
    lines = compared[1].stderr.splitlines()
    assert lines[0] == "0 of 8 runs" and lines[-1] == "8 of 8 runs"


def test_the_table_file_has_a_row_per_strategy_and_metric(compared):
    rows = list(csv.DictReader((compared[0] / "results/tiny/table.csv").open(encoding="utf-8")))
    assert len(rows) == 2 * len({row["metric"] for row in rows})
    assert {"strategy", "metric", "unit", "mean", "difference", "interval_low", "interval_high", "wins"} <= set(rows[0])


def test_the_same_command_again_prints_the_same_and_changes_no_figure(compared):
    folder, before = compared
    figures = {p.name: p.stat().st_mtime_ns for p in (folder / "results/tiny").glob("*.png")}
    again = call("compare", "tiny.toml", "-n", 4, "-j", 1)
    assert (again.exit_code, again.stdout, again.stderr) == (0, before.stdout, "")
    assert {p.name: p.stat().st_mtime_ns for p in (folder / "results/tiny").glob("*.png")} == figures


def test_quiet_leaves_only_results(compared):
    result = call("compare", "tiny.toml", "-n", 4, "-j", 1, "--quiet")
    assert result.stderr == "" and "Next:" not in result.stdout and "95 % interval" in result.stdout


def test_another_seed_does_not_overwrite_a_study(compared):
    folder, _ = compared
    before = contents(folder)
    told = refused("compare", "tiny.toml", "-n", 4, "-j", 1, "--seed", 1)
    assert "study.db" in told and "--output" in told
    assert contents(folder) == before


def test_dry_run_tells_runs_time_size_and_costs_and_writes_nothing(folder):
    result = call("compare", "tiny.toml", "-n", 50, "-j", 1, "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert "100 runs: 2 strategies in 50 worlds" in result.stdout
    assert re.search(r"about \d+ s with 1 process, and about [\d.]+ MB", result.stdout)
    assert f"{FANS} 510 of 3,000" in result.stdout
    assert [p.name for p in folder.iterdir()] == ["tiny.toml"]


@pytest.mark.parametrize(("free", "exit_code"), [(10_000_000_000, 0), (1_000_000, 2)])
def test_a_dry_run_refuses_results_for_which_there_is_no_room(folder, monkeypatch, free, exit_code):
    monkeypatch.setattr("simulator.cli.folders.shutil.disk_usage", lambda place: shutil._ntuple_diskusage(1, 1, free))
    result = call("compare", "tiny.toml", "-n", 1000, "-j", 1, "--dry-run", "--output", "new/place")
    assert result.exit_code == exit_code, result.stderr
    complaint = r"new/place: has room for 1\.0 MB, and the results need about [\d.]+ MB, and 4\.0 MB more while"
    assert bool(re.search(complaint, result.stderr)) == (exit_code == 2)
    assert [p.name for p in folder.iterdir()] == ["tiny.toml"]


def test_what_a_study_holds_already_counts_as_room_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.cli.folders.shutil.disk_usage", lambda place: shutil._ntuple_diskusage(1, 1, 5000))
    assert folders.free_room(tmp_path / "new" / "place") == 5000
    (tmp_path / folders.STUDY).write_bytes(b"0" * 1000)
    assert folders.free_room(tmp_path) == 6000


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_more_worlds_than_a_study_may_have_are_refused_before_anything_is_planned(folder, more):
    result = call("compare", "tiny.toml", "-n", MOST_REPLICATIONS + 1, *more)
    assert result.exit_code == 2 and f"1<=x<={MOST_REPLICATIONS}" in result.stderr
    assert [p.name for p in folder.iterdir()] == ["tiny.toml"]


def test_only_the_wanted_strategies_are_compared(folder):
    (folder / "tiny.toml").write_text(TINY + "[strategies.other]\n", "utf-8")
    result = call(
        "compare", "tiny.toml", "-n", 1, "-j", 1, "--strategy", "other", "--output", "here", "--format", "svg"
    )
    assert result.exit_code == 0, result.stderr
    assert FANS not in result.stdout and "other, compared with do nothing" in result.stdout
    assert (folder / "here/attention.svg").is_file() and not (folder / "here/attention.png").exists()
    assert "not in the scenario" in refused("compare", "tiny.toml", "--strategy", "othr")


def test_runs_that_fail_are_told_with_the_reason_and_left_out(folder, monkeypatch):
    rally = DEEDS["rally"]

    def sometimes(model, spec, hours):
        if model.seed == 0:
            raise RuntimeError("the fans are on strike")
        rally(model, spec, hours)

    monkeypatch.setattr(figures, "save_study", lambda *_, **__: [])
    monkeypatch.setitem(DEEDS, "rally", sometimes)
    result = call("compare", "tiny.toml", "-n", 3, "-j", 1)
    assert result.exit_code == cli.SOME_FAILED
    assert "1 of 6 runs failed" in result.stderr and "the fans are on strike" in result.stderr
    assert "2 of 2" in result.stdout
    monkeypatch.setitem(DEEDS, "rally", rally)
    assert call("compare", "tiny.toml", "-n", 3, "-j", 1).exit_code == cli.SOME_FAILED
    assert call("compare", "tiny.toml", "-n", 3, "-j", 1, "--retry-failed").exit_code == 0


# ---------------------------------------------------------------- what cannot be used


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("size = 150", "sise = 150"),
        ("size = 150", 'size = "many"'),
        ("share_chance = 0.05", "share_chance = nan"),
        ("size = 150", "size = 0"),
        ("days = 1", "days = 0"),
        ("[platforms.feed]", '[platforms.feed]\nnetwork = { file = "none.csv", direction = "mutual" }'),
        ("[clock]", "[clok]"),
        ("schema = 1", "schema = 7"),
    ],
)
@pytest.mark.parametrize("verb", ["validate", "compare", "run", "explain"])
def test_a_bad_scenario_is_told_by_every_verb_and_nothing_is_written(folder, verb, old, new):
    (folder / "tiny.toml").write_text(TINY.replace(old, new), "utf-8")
    assert "scenario tiny.toml, line " in refused(verb, "tiny.toml")
    assert not (folder / "results").exists()


def test_a_network_file_with_unknown_members_is_told_before_any_run(folder):
    (folder / "ties.csv").write_text("source,target\na,b\nb,z\n", "utf-8")
    (folder / "people.csv").write_text("id,segment\na,people\nb,people\n", "utf-8")
    seating = 'members = "people.csv", seating = "by segment"'
    network = f'network = {{ file = "ties.csv", direction = "source is followed", {seating} }}'
    (folder / "tiny.toml").write_text(TINY.replace("brand_reach = 1.0", network), "utf-8")
    told = refused("compare", "tiny.toml")
    assert "z" in told and "ties.csv" in told
    assert not (folder / "results").exists()


@pytest.mark.parametrize("verb", ["validate", "explain"])
def test_ties_to_oneself_in_a_network_file_are_told(folder, verb):
    network = 'network = { file = "ties.csv", direction = "mutual" }'
    (folder / "tiny.toml").write_text(TINY.replace("brand_reach = 1.0", network), "utf-8")
    (folder / "ties.csv").write_text("source,target\na,b\nb,b\nc,c\n", "utf-8")
    result = call(verb, "tiny.toml")
    assert result.exit_code == 0
    assert result.stderr == f"note: {folder / 'ties.csv'}: left out 2 ties of an account to itself\n"
    (folder / "ties.csv").write_text("source,target\na,b\n", "utf-8")
    assert call(verb, "tiny.toml").stderr == ""


@pytest.mark.parametrize("file", ["none.toml", ".", "bytes.toml"])
def test_an_unreadable_file_is_told(folder, file):
    (folder / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    assert Path(file).name in refused("compare", file)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_not_waited_for(folder):
    os.mkfifo(folder / "pipe.toml")
    told = program("validate", "pipe.toml", cwd=folder)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "pipe.toml: cannot be read (is no regular file); give the path of a scenario file\n"


@pytest.mark.parametrize(
    "arguments", [["init", ""], ["validate", ""], ["compare", ""], ["compare", "tiny.toml", "--output", ""]]
)
def test_an_empty_path_is_refused(folder, arguments):
    assert "it is empty; give a path" in refused(*arguments)
    assert [p.name for p in folder.iterdir()] == ["tiny.toml"]


def test_init_into_a_folder_says_how_to_name_a_file_in_it(folder):
    (folder / "mine").mkdir()
    assert refused("init", "mine") == "mine: is a folder; give the name of a new file in it, such as mine/my.toml\n"
    assert "such as my.toml" in refused("init", ".")


@pytest.mark.parametrize("verb", ["compare", "run"])
def test_an_output_folder_that_cannot_be_made_is_told(folder, verb):
    told = refused(verb, "tiny.toml", "--output", "tiny.toml/inside")
    assert "tiny.toml/inside: cannot be used for results" in told and "--output" in told
    assert contents(folder) == {"tiny.toml": TINY.encode()}


@pytest.mark.parametrize("verb", ["compare", "run"])
def test_a_folder_that_holds_something_else_is_refused(folder, verb):
    (folder / "mine").mkdir()
    (folder / "mine/thesis.txt").write_text("all my work", "utf-8")
    before = contents(folder)
    assert "mine: holds other things (thesis.txt)" in refused(verb, "tiny.toml", "--output", "mine")
    assert contents(folder) == before


@pytest.mark.parametrize("verb", ["compare", "run"])
@pytest.mark.parametrize("kind", ["text", "sqlite"])
def test_a_database_that_is_not_ours_is_refused(folder, verb, kind):
    (folder / "mine").mkdir()
    place = folder / "mine/study.db"
    if kind == "text":
        place.write_text("not a database " * 100, "utf-8")
    else:
        with closing(sqlite3.connect(place)) as db:
            db.execute("CREATE TABLE address (name)")
    before = place.read_bytes()
    assert "study.db" in refused(verb, "tiny.toml", "--output", "mine")
    assert place.read_bytes() == before


@pytest.mark.parametrize("arguments", [["-n", "0"], ["-n", "many"], ["--seed", "-1"], ["--jobs", "0"], ["--fast"]])
def test_a_bad_flag_is_told(folder, arguments):
    result = call("compare", "tiny.toml", *arguments)
    assert result.exit_code == 2 and "Error" in result.stderr


# ---------------------------------------------------------------- the real program


def program(*arguments, **more):
    return subprocess.run(
        [sys.executable, ROOT / "run.py", *arguments], capture_output=True, text=True, timeout=120, **more
    )


def test_help_names_every_verb_without_importing_anything_heavy():
    result = subprocess.run(
        [sys.executable, "-X", "importtime", ROOT / "run.py", "--help"], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0
    for verb in cli.main.commands:
        assert re.search(rf"^  {verb} +\w.*\.$", result.stdout, re.MULTILINE), verb
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert not imported & {"numpy", "pandas", "mesa", "numba", "matplotlib", "pydantic", "rich", "scipy", "networkx"}


def test_a_full_disk_is_told():
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, ROOT / "run.py", "schema"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert result.returncode == 2
    assert "No space left on device" in result.stderr and "Traceback" not in result.stderr


def test_output_to_a_terminal_without_unicode_is_still_readable(folder):
    result = program("list", "roles", cwd=folder, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert result.returncode == 0 and "audience" in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(folder):
    arguments = [sys.executable, ROOT / "run.py", "compare", "tiny.toml", "-n", "1000", "-j", "1"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)
    place, deadline = folder / "results/tiny/study.db", time.monotonic() + 60
    while time.monotonic() < deadline and not n_succeeded(place):
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == cli.INTERRUPTED, err
    kept = int(re.search(r"interrupted: (\d+) of 2000 runs are kept in results/tiny/study.db", err)[1])
    assert "Traceback" not in err and n_succeeded(place) == kept > 0
    assert err.endswith("; the same command goes on\n")
    assert f"mean so far, {kept} of 2,000 runs, seed 0" in " ".join(out.split())
    assert "Reach of our messages" in out and f"{FANS}, compared with do nothing" in out
    assert "Files in" not in out and [p.name for p in place.parent.iterdir()] == ["study.db"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.5])
@pytest.mark.parametrize("times", [1, 3])
def test_ctrl_c_while_processes_start_is_told_without_a_traceback(folder, seconds, times):
    arguments = [sys.executable, ROOT / "run.py", "compare", "tiny.toml", "-n", "1000", "-j", "2"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(arguments, **pipes, text=True, cwd=folder, start_new_session=True)
    place, deadline = folder / "results/tiny/study.db", time.monotonic() + 60
    while time.monotonic() < deadline and n_planned(place) < 2000:
        time.sleep(0.02)
    time.sleep(seconds)
    for _ in range(times):  # as a terminal does: to the workers, too
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.1)
    _, err = process.communicate(timeout=60)
    assert process.returncode == cli.INTERRUPTED, err
    assert "Traceback" not in err and "interrupted" in err
    assert n_planned(place) == 2000 and [p.name for p in place.parent.iterdir()] == ["study.db"]


@pytest.mark.parametrize("n_done", [0, 1, 2, 3])
def test_a_comparison_that_is_broken_off_tells_what_is_finished(folder, monkeypatch, n_done):
    press_ctrl_c_after(n_done, monkeypatch)
    result = call("compare", "tiny.toml", "-n", 2, "-j", 1, "--quiet")
    assert result.exit_code == cli.INTERRUPTED
    assert f"interrupted: {n_done} of 4 runs are kept in results/tiny/study.db; the same command" in result.stderr
    assert (f"mean so far, {n_done} of 4 runs" in result.stdout) == (n_done > 0)
    assert ("Nothing can be said about net value: no world is finished yet." in result.stdout) == (n_done == 1)
    assert ("a single world says nothing" in result.stdout) == (n_done in (2, 3))
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    again = call("compare", "tiny.toml", "-n", 2, "-j", 1, "--quiet")
    assert again.exit_code == 0 and "mean of 2 simulated worlds" in again.stdout


def press_ctrl_c_after(n_runs, monkeypatch):
    def press(_, done, total, failed):
        if done == n_runs:
            raise KeyboardInterrupt

    monkeypatch.setattr("simulator.cli.progress.Progress.__call__", press)


def n_planned(place: Path) -> int:
    return n_succeeded(place, "TRUE")


def n_succeeded(place: Path, wanted: str = "status = 'SUCCEEDED'") -> int:
    try:
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as db:
            return db.execute(f"SELECT count(*) FROM run WHERE {wanted}").fetchone()[0]
    except sqlite3.Error:
        return 0


# ---------------------------------------------------------------- run health


def test_runs_from_which_little_can_be_concluded_are_told_and_others_are_not(folder):
    at_once = f'strategies."{FANS}".playbook[0].after_crisis_hours=0'
    late = ("--set", "crisis.onset_hours=23.5", "--set", at_once, "--quiet")
    told, compared = (
        " ".join(call(*command, *late).stdout.split())
        for command in (("run", "tiny.toml"), ("compare", "tiny.toml", "-n", 2, "-j", 1))
    )
    assert "Horizon too short: " in told and "attention to the crisis is at its height in the last 2 hours." in told
    assert f'In 2 of 2 worlds of "do nothing" and "{FANS}": horizon too short (such as: ' in compared
    early = ("--set", "crisis.onset_hours=0", "--set", "clock.days=3", "--quiet")
    assert "orizon too short" not in call("run", "tiny.toml", *early, "--output", "early").stdout


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize("width", [80, 120])
def test_tables_fit_the_terminal(compared, width):
    from simulator.studies.study import Study

    study = Study.from_sqlite(compared[0] / "results/tiny/study.db")
    out = io.StringIO()
    console = tables.terminal(out)
    console.width = width
    with study:
        tables.print_study(study, console)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line.endswith(" ") for line in lines) and "…" not in out.getvalue()


def test_outcomes_that_no_strategy_has_are_left_out_of_the_differences_and_named(compared):
    told = call("compare", "tiny.toml", "-n", 4, "-j", 1, "--quiet").stdout
    outcomes, _, differences = told.partition("compared with do nothing")
    assert "Cost per action" in outcomes and "Cost per action" not in differences
    assert "no number" not in told and "No world has a number to compare of: cost per action." in differences


def test_a_lesson_of_several_lines_is_listed_as_one_paragraph():
    _, rows = catalogue.catalogue("scenarios")
    assert not [told for _, told in rows if "\n" in told or "  " in told]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_text_of_a_list_has_room(kind, width):
    header, rows = catalogue.catalogue(kind)
    rows = [tuple(row) for row in rows]
    out = io.StringIO()
    console = tables.terminal(out)
    console.width = width
    tables.print_list(rows, header, console)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    needed = sum(2 + len(row[-1]) // (tables.LEAST_TEXT // 2) + len(row[0]) // width for row in rows)
    assert len(lines) <= needed + len(rows) + 2
    for row in rows:
        assert all(word in out.getvalue() for word in row[-1].split())


def test_a_verdict_is_a_word_and_needs_an_interval_that_excludes_zero():
    assert tables.verdict(-0.1, 0.3, 1) == "unclear"
    assert tables.verdict(0.1, 0.3, 1) == tables.verdict(-0.3, -0.1, -1) == "better"
    assert tables.verdict(0.1, 0.3, 0) == "differs"


def test_the_starter_scenario_is_worth_reading():
    scenario = load_scenario(ROOT / "simulator/templates/scenario.toml")
    assert len(scenario.strategies) >= 2 and scenario.crisis is not None and scenario.lesson
