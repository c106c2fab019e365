"""The verb brief: what it refuses before anything runs, what it forecasts, and which page it writes."""

import re

import pytest
from test_cli import FANS, TINY, call, refused

from simulator.cli.briefing import AskedBrief
from simulator.cli.forecast import runs_of_questions
from simulator.scenario_files import parse_scenario


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.toml").write_text(TINY, "utf-8")
    return tmp_path


def inside(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_a_metric_by_which_nothing_can_be_ranked_is_refused_before_anything_runs(folder, more):
    told = refused("brief", "tiny.toml", "-n", 4, "--metric", "reputation_ent", *more)
    assert 'did you mean "reputation_end"?' in told
    assert "neither more nor less of it is better" in refused("brief", "tiny.toml", "--metric", "posts", *more)
    assert inside(folder) == ["tiny.toml"]


def test_a_forecast_counts_the_runs_of_the_questions(folder):
    whole = call("brief", "tiny.toml", "-n", 30, "-j", 1, "--dry-run")
    assert whole.exit_code == 0, whole.stderr
    assert "60 runs: 2 strategies in 30 worlds" in whole.stdout
    further = re.search(r"about ([\d,]+) further runs", whole.stdout)
    assert int(further[1].replace(",", "")) > 500
    assert "further runs" not in call("brief", "tiny.toml", "-n", 30, "-j", 1, "--question", "none", "--dry-run").stdout
    assert inside(folder) == ["tiny.toml"]


def test_each_question_has_its_runs():
    scenario, strategies = parse_scenario(TINY), ("do nothing", FANS)
    runs = {q: runs_of_questions(scenario, strategies, (q,), 5, everything=False) for q in ("parts", "hours")}
    assert runs == {"parts": 3 * 5, "hours": 8 * 5}
    regret = runs_of_questions(scenario, strategies, ("regret",), 5, everything=False)
    assert regret > 0 and regret % 10 == 0


def test_a_page_that_answers_less_has_a_name_of_its_own():
    def page(*questions):
        bare = object.__new__(AskedBrief)
        object.__setattr__(bare, "questions", questions)
        return bare.page

    assert page() == page("hours", "parts", "regret", "turns") == "brief.html"
    assert page("none") == "brief_none.html"
    assert page("parts", "turns") == "brief_turns_parts.html"


def test_a_narrower_brief_leaves_the_whole_one_as_it_is(folder):
    assert call("brief", "tiny.toml", "-n", 3, "-j", 1, "--further", 2, "-o", "here", "-q").exit_code == 0
    whole = (folder / "here" / "brief.html").read_bytes()
    assert b"Not asked of this study" not in whole
    result = call("brief", "tiny.toml", "-n", 3, "-j", 1, "--question", "none", "-o", "here")
    assert result.exit_code == 0, result.stderr
    assert "brief_none.html" in result.stdout
    assert (folder / "here" / "brief.html").read_bytes() == whole
    assert "3 that the study holds" in (folder / "here" / "brief_none.html").read_text("utf-8")
