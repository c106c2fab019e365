"""Every check of the passport holds, and has a twin that does not; every oracle of the evidence is there.

The page and passport.json are made with ``python run.py passport --twins``, since that takes minutes. They must be of
the defaults, stages and declarations that are there now, and some cheap checks are made anew and must give the same
numbers.
"""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from simulator import build_world
from simulator.cascades import cascades_of
from simulator.cli import main
from simulator.passport.declaring import (
    CHECKS,
    Check,
    Effort,
    Finding,
    NotHere,
    alike,
    beside_null,
    check,
    exactly,
    formula_agrees,
    in_order,
    on_average,
    share_of,
    shows,
    within,
)
from simulator.passport.digests import _numbers, digests
from simulator.passport.laid_out import STAGES, laid_out
from simulator.passport.laws import birth_law, epidemic_law, fits, ic_law, lt_law
from simulator.passport.mixing import logistic
from simulator.passport.null_model import null_settings
from simulator.passport.ordinary import scenario_of
from simulator.passport.peers import installed
from simulator.passport.real_networks import DATA_SETS, real_network
from simulator.passport.running import TEXTS, Result, as_data, declare_all, make_check, make_passport
from simulator.passport.small_worlds import complete, configuration, forest
from simulator.settings import InputError
from simulator.studies.statistics import selection_constant, selection_size
from simulator.views.passport import bounds_in_words, deciding, measured_in_words, of_twins, page, summary, word_of

declare_all()

DOCS = Path(__file__).resolve().parent.parent / "docs"
OBSERVED = ("fact", "data")
"""Kinds of checks that say how far the model is like the world: the passport tells what it misses."""
MEASURED = [one for one in in_order() if one.measure is not None]
MUST_HOLD = [one for one in MEASURED if one.kind not in OBSERVED]
BY_ID = [pytest.param(one, id=one.id, marks=[pytest.mark.peer] if one.kind == "peer" else []) for one in MUST_HOLD]


def measured(one, effort):
    """The findings of a check one by one, or a skip that says why there are none here."""
    try:
        yield from one.measure(effort)
    except NotHere as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("one", BY_ID)
def test_a_check_holds_but_for_what_is_known_to_miss(one):
    findings = list(measured(one, Effort()))
    assert findings
    assert [finding for finding in findings if not finding.holds] == []
    assert len({finding.what for finding in findings}) == len(findings)


@pytest.mark.parametrize("one", BY_ID)
def test_its_twin_fails_by_a_number_that_holds_where_nothing_is_wrong(one):
    of_twin = list(measured(one, Effort(wrong=True)))
    held = [Finding(finding.what, 0.0, 0.0, 0.0) for finding in of_twin]  # as the test above sees to
    assert shows(held, of_twin)


def test_every_oracle_is_measured_or_left_out_with_a_reason():
    oracles = {one.id: one for one in CHECKS.values() if one.kind == "oracle"}
    assert set(oracles) == {f"O{number}" for number in range(1, 25)}
    assert all(one.measure is not None or len(one.left_out) > 10 for one in oracles.values())
    assert [one.id for one in in_order() if one.kind == "oracle" and one.measure is None] == ["O2", "O3", "O19", "O24"]


def test_every_check_names_its_source_and_its_twin():
    assert all(one.says and one.source for one in CHECKS.values())
    assert all(one.twin for one in MEASURED)


def test_a_fact_says_how_far_it_is_evidence_and_what_was_chosen_by_it():
    facts = [one for one in MEASURED if one.kind == "fact"]
    assert [one.id for one in facts if one.evidence != "emerges" and not one.chosen] == []
    assert [one.id for one in facts if one.evidence == "set"] == ["T5", "T12", "T14", "T15", "T19"]


def test_what_the_stages_lay_out_of_how_the_world_works_is_known():
    assert set(STAGES) >= {one.id for one in MEASURED if one.kind == "fact"}
    others = {id: set(laid_out(id)[1]) for id in STAGES if id != "D2"}  # D2 is as large as its data
    other = {id: paths for id, paths in others.items() if paths}
    of_a_platform = {f"platforms.feed.{name}" for name in ("response", "half_life_hours", "horizon_hours")}
    drawn = {"crisis.attention_half_life_hours"}
    assert other == {"T5": of_a_platform, "T20": drawn, "D1": drawn}


def test_what_a_stage_lays_out_is_read_off_its_file():
    assert laid_out("T17")[0]["messages.story.arousal"] == "1.7 (by default 1)"
    assert laid_out("T18")[0]["messages.story.arousal"] == "1.2 (by default 1)"
    assert laid_out("T19")[0]["crisis.cluster"] == '"preventable" (by default "accidental")'


def test_the_null_model_is_on_the_same_networks_and_shares_a_fifth_as_readily():
    small = {"segments.people.size": 2_000}
    scenario = scenario_of(**small)
    null = scenario_of(**small, **null_settings(scenario))
    one, other = (build_world(some, 1) for some in (scenario, null))
    assert np.array_equal(one.ties.start, other.ties.start)
    assert np.array_equal(one.ties.follower, other.ties.follower)
    assert null.segments["people"].share_chance == pytest.approx(0.2 * scenario.segments["people"].share_chance)
    assert null.segments["people"].indifference == 1.0


def test_a_check_is_declared_once():
    with pytest.raises(ValueError, match="O4 is declared twice"):
        check("O4", "oracle", "", source="", twin="")(lambda effort: [])


# ------------------------------------------------------------ findings


def test_a_mean_is_held_to_four_standard_errors():
    sample = np.array([0.9, 1.1] * 5_000)
    assert on_average("", sample, 1.003).holds
    assert not on_average("", sample, 1.005).holds


def test_a_coarse_sample_shows_nothing():
    assert not on_average("", np.array([0.0, 2.0] * 500), 1.0).holds
    assert not share_of("", 50, 100, 0.5).holds


def test_numbers_that_are_no_samples_are_held_to_the_last_digits():
    assert exactly("", 1.0 + 5e-10, 1.0).holds
    assert not exactly("", 1.0 + 2e-9, 1.0).holds
    assert not exactly("", math.nan, 1.0).holds
    assert within("", 0.5, 0.0, 1.0).holds
    assert not alike("", 5e-5, 100).holds


def test_a_twin_shows_nothing_by_numbers_that_are_none_or_too_coarse_or_fail_without_it():
    right = [within("a", 0.5, 0.0, 1.0), within("b", 2.0, 0.0, 1.0)]
    assert shows(right, [within("a", 2.0, 0.0, 1.0)])
    assert not shows(right, [within("a", math.nan, 0.0, 1.0)])
    assert not shows(right, [within("b", 3.0, 0.0, 1.0)])
    assert not shows([share_of("c", 4_900, 10_000, 0.5)], [share_of("c", 60, 100, 0.5)])


def test_the_null_model_is_not_asked_beside_a_twin():
    found = [within("a", 0.5, 0.0, 1.0)]
    assert [one.null_n for one in beside_null(Effort(), found, lambda: ([2.0], 7))] == [7]
    assert list(beside_null(Effort(wrong=True), found, lambda: 1 / 0)) == found


# ------------------------------------------------------------ laws


def test_the_laws_agree_where_they_are_the_same_law():
    assert epidemic_law(4, 1, 0.3) == pytest.approx(ic_law(complete(4), 4, [0], 0.3), abs=1e-12)
    chain = [(0, 1), (1, 2)]
    assert lt_law(chain, 3, [0], 0.4) == pytest.approx(ic_law(chain, 3, [0], 0.4), abs=1e-12)


def test_a_birth_process_of_constant_rate_is_poisson_and_one_of_pairs_is_nearly_logistic():
    law = birth_law(np.append(np.full(60, 2.0), 0.0), 0, 3.0)
    assert law[:3] == pytest.approx([math.exp(-6), 6 * math.exp(-6), 18 * math.exp(-6)], rel=1e-9)
    i = np.arange(2_001)
    assert birth_law(0.5 * i * (2_000 - i) / 2_000, 200, 5.0) @ i / 2_000 == pytest.approx(
        logistic(5, 0.5, 0.1), rel=3e-3
    )


def test_chi_squared_refuses_what_cannot_be_and_what_is_off():
    dice = np.arange(6_000) % 6
    assert fits("", dice, np.full(6, 1 / 6)).holds
    assert not fits("", dice, np.append(np.full(5, 1 / 5), 0.0)).holds
    assert not fits("", np.minimum(dice, 4), np.full(6, 1 / 6)).holds


# ------------------------------------------------------------ small worlds


def test_a_forest_gives_each_member_one_account_to_follow():
    one, two = np.array([0.0, 1.0]), np.array([0.0, 0.0, 1.0])
    nobody = np.array([1.0])
    ties, tree, kind = forest(np.array([0, 1]), [[nobody, two], [one, nobody]], 0, generations=2)
    assert kind.tolist() == [0, 1, 1, 1, 0, 1, 1, 0, 0]
    assert tree.tolist() == [0, 1, 0, 0, 1, 1, 1, 0, 0]
    assert sorted(ties[:, 1].tolist()) == list(range(2, 9))


def test_a_configuration_has_its_degrees():
    degree = np.array([1, 2, 3, 4] * 100)
    ties = configuration(degree, 0)
    assert np.bincount(ties[:, 0], minlength=400).tolist() == degree.tolist()
    assert not np.array_equal(ties, configuration(degree, 1))


def test_data_and_programs_that_are_not_there_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr("simulator.passport.real_networks.DATA", tmp_path)
    with pytest.raises(NotHere, match=r"graph_facebook not found; set GROUNDSWELL_DATA \(docs/passport.md says where"):
        real_network("graph_facebook")
    with pytest.raises(NotHere, match="carrier_pigeons is not installed"):
        installed("carrier_pigeons")


# ------------------------------------------------------------ cascades and sizes


def distances(parent):
    """Mean distance of two posts, and depth, by walking up from both."""
    up = [[post] for post in range(len(parent))]
    for post, path in enumerate(up):
        while parent[path[-1]] >= 0:
            path.append(parent[path[-1]])
        up[post] = path[::-1]
    apart = []
    for one in up:
        for other in up:
            shared = sum(a == b for a, b in zip(one, other, strict=False))
            apart.append(len(one) + len(other) - 2 * shared)
    n = len(parent)
    return sum(apart) / (n * (n - 1)), max(len(path) for path in up) - 1


@pytest.mark.parametrize("seed", range(5))
def test_structural_virality_is_the_mean_distance(seed):
    draws = np.random.default_rng(seed).random(30)
    parent = np.append(-1, [int(draw * post) for post, draw in enumerate(draws, 1)])
    found = cascades_of(parent)
    virality, depth = distances(parent.tolist())
    assert found.size.tolist() == [31]
    assert found.depth.tolist() == [depth]
    assert found.structural_virality[0] == pytest.approx(virality, rel=1e-12)


def test_several_cascades_do_not_mix():
    found = cascades_of(np.array([-1, -1, 0, 1, 1, 3, -1]))
    assert found.original.tolist() == [0, 1, 6]
    assert found.size.tolist() == [2, 4, 1]
    assert found.depth.tolist() == [1, 2, 0]
    assert found.structural_virality[:2].tolist() == [1.0, 10 / 6]
    assert np.isnan(found.structural_virality[2])


def test_no_posts_have_no_cascades():
    assert len(cascades_of(np.array([], int)).size) == 0


@pytest.mark.parametrize("parent", [[0], [-1, 2, 0], [-2]])
def test_a_share_before_its_parent_is_refused(parent):
    with pytest.raises(InputError, match="parents come before their shares"):
        cascades_of(np.array(parent))


@pytest.mark.parametrize(("k", "confidence", "ratio"), [(1, 0.95, 0.5), (4, 0.2, 0.5), (4, 1.0, 0.5), (4, 0.9, 0.0)])
def test_a_choice_that_is_none_is_refused(k, confidence, ratio):
    with pytest.raises(InputError, match=r"give|chance alone"):
        selection_size(k, confidence, ratio)


def test_surer_choices_and_smaller_leads_need_more_worlds():
    assert selection_constant(3, 0.99) > selection_constant(3, 0.95) > selection_constant(2, 0.95)
    assert selection_size(3, 0.95, 0.1) > selection_size(3, 0.95, 0.2)


# ------------------------------------------------------------ the page


def told():
    """What docs/passport.json tells."""
    return json.loads((DOCS / "passport.json").read_text("utf-8"))


AGAIN = "run: python run.py passport --twins"


def test_the_passport_is_of_the_defaults_stages_and_declarations_that_are_there_now():
    assert told()["digests"] == digests(), AGAIN


def test_the_passport_tells_of_every_check_that_is_declared():
    by_id = {one["id"]: one for one in told()["checks"]}
    assert list(by_id) == [one.id for one in in_order()], AGAIN
    for one in CHECKS.values():
        assert {name: by_id[one.id][name] for name in TEXTS} == {name: getattr(one, name) for name in TEXTS}, AGAIN
        assert not by_id[one.id]["error"]


@pytest.mark.slow
@pytest.mark.parametrize("id", ["T19", "D3"])
def test_a_cheap_check_made_anew_gives_the_numbers_of_the_passport(id):
    """The same seeds give the same numbers: where they do not, the model is another than that of the page."""
    was = next(one for one in told()["checks"] if one["id"] == id)
    if not was["findings"]:
        pytest.skip("not made in the passport")
    found = list(measured(CHECKS[id], Effort(full=told()["full"])))
    now = [(one.what, pytest.approx(one.measured, rel=1e-9)) for one in found]
    assert [(one["what"], one["measured"]) for one in was["findings"]] == now, AGAIN


@pytest.mark.slow
def test_the_twin_of_a_fact_fails_when_it_is_made_anew():
    assert make_check("T19", full=False, twins=True).twin == "fails"


def test_in_the_passport_all_that_is_exact_holds_and_at_least_fifteen_facts_do():
    checks = told()["checks"]
    wrong = [one["id"] for one in checks if one["findings"] and one["kind"] not in OBSERVED and not one["holds"]]
    assert wrong == []
    assert sum(one["holds"] for one in checks if one["kind"] == "fact") >= 15


def test_in_the_passport_twins_were_tried_and_fail_where_they_can():
    twins = {one["id"]: one["twin"]["result"] for one in told()["checks"] if one["findings"] and not one["not_here"]}
    assert [id for id, result in twins.items() if result == "does not fail"] == []
    assert [id for id, result in twins.items() if result == "not tried"] == [], "run it with --twins"


def test_every_miss_of_the_passport_has_its_reason():
    misses = [one for one in told()["checks"] if one["misses"]]
    assert [one["id"] for one in misses if len(one["why_missed"]) < 40] == []


WIDE = {"O1", "O7", "O8", "O21", "O22", "P6"}
"""Checks with bounds of numbers that are no samples which are wider than the digits printed: the page says why."""


def test_wide_bounds_are_those_that_the_page_explains():
    """A number that is no sample has at least four digits printed, or is counted."""
    wide = {
        one["id"]
        for one in told()["checks"]
        for finding in one["findings"]
        if one["kind"] not in OBSERVED and not finding["n"] and finding["expected"]
        and finding["high"] - finding["low"] > 2e-4 * abs(finding["expected"])
    }  # fmt: skip
    assert wide <= WIDE
    head = (DOCS / "passport.md").read_text("utf-8").split("## What does not hold")[0]
    assert all(id in head for id in WIDE)


def test_the_page_says_what_the_data_say():
    page = (DOCS / "passport.md").read_text("utf-8")
    for one in told()["checks"]:
        row = next(line for line in page.splitlines() if line.startswith(f"| {one['id']} |"))
        assert ("| **holds**" in row) == one["holds"]
        assert ("| **does not hold**" in row) == one["misses"]
        assert (f"* **{one['id']}.** " in page) == one["misses"]
    for figure in re.findall(r"\]\(passport/([^)]+)\)", page):
        assert (DOCS / "passport" / figure).is_file()
    assert all(f"| `{name}` |" in page for name in DATA_SETS)


def declared(monkeypatch, **measures):
    """Declare checks for a test: a function of the effort for each id."""
    for id, measure in measures.items():
        kind = {"O": "oracle", "T": "fact"}[id[0]]
        one = Check(id=id, kind=kind, says=f"{id} says.", source="s", twin="t", measure=measure, why_missed="because")
        monkeypatch.setitem(CHECKS, id, one)


def test_a_check_that_breaks_or_lacks_its_data_is_told(monkeypatch):
    def lacks(effort):
        yield exactly("here", 1, 1)
        raise NotHere("no data")

    def breaks(effort):
        raise RuntimeError("broke")
        yield

    declared(monkeypatch, O901=lacks, O902=breaks)
    made = make_passport(["o901", "O902"])
    assert [word_of(result) for result in made.results] == ["not made here", "broke"]
    assert len(made.results[0].findings) == 1
    assert "RuntimeError: broke" in made.results[1].error
    told = " ".join(summary(made))
    assert "1 broke, 1 could not be made here" in told
    assert "number" not in told


def test_a_miss_is_counted_and_told_with_its_reason(monkeypatch):
    declared(monkeypatch, T901=lambda effort: [within("too many", 2.0, 0.0, 1.0)])
    made = make_passport(["T901"])
    assert word_of(made.results[0]) == "does not hold"
    assert "1 check: 1 does not hold" in " ".join(summary(made))
    assert "* **T901.** T901 says. *Because.*" in page(made)
    assert [one["misses"] for one in as_data(made)["checks"]] == [True]


def test_formulas_are_counted_apart_from_what_is_measured(monkeypatch):
    declared(
        monkeypatch, O901=lambda effort: [exactly("a", 1, 1), formula_agrees("b", 2, 2), formula_agrees("c", 2, 3)]
    )
    told = " ".join(summary(make_passport(["O901"])))
    assert "Measured in the software: 1 of 1 number lies where they must" in told
    assert "Formulas of the passport: 1 of 2 numbers agree" in told


def test_a_twin_counts_where_it_fails_on_what_holds(monkeypatch):
    declared(
        monkeypatch,
        O901=lambda effort: [exactly("a", 2 if effort.wrong else 1, 1)],
        O902=lambda effort: [exactly("a", 1, 1)],
        O903=lambda effort: [exactly("a", 2, 1)],
    )
    made = make_passport(["O901", "O902", "O903"], twins=True)
    assert [result.twin for result in made.results] == ["fails", "does not fail", "proves nothing"]
    assert of_twins(made) == (
        "Twins: 1 of 2 fail. Not those of O902. O903: no number holds, so that a twin proves nothing."
    )
    assert of_twins(make_passport(["O901"])) == ""


def test_other_numbers_of_a_check_are_another_digest(monkeypatch, tmp_path):
    (tmp_path / "one.py").write_text('"""Words."""\nBAND = (0.1, 2)  # a remark\n', "utf-8")
    monkeypatch.setattr("simulator.passport.digests.HERE", tmp_path)
    assert list(_numbers()) == [["one.py", "0.1", "2"]]


def test_the_number_nearest_to_its_bound_is_shown_and_what_has_no_width_is_not(monkeypatch):
    near, far, counted = within("near", 0.9, 0.0, 1.1), within("far", 0.5, 0.0, 1.1), within("counted", 3.0, 3, 3)
    assert deciding(Result("O1", (far, counted, near))) == near
    assert deciding(Result("O1", (counted,))) == counted
    assert deciding(Result("O1", (far, within("beyond", 2.0, 0.0, 1.0)))).what == "beyond"
    assert deciding(Result("O1", (near,), not_here="no data")) is None


def test_an_unknown_check_is_named():
    with pytest.raises(
        InputError, match=r'check "O99" is not known; did you mean "O9"\?; there are O1 to O24, P1 to P6'
    ):
        make_passport(["O99"])
    with pytest.raises(InputError, match='checks "O99", "X1" are not known; there are O1 to O24'):
        make_passport(["O1", "O99", "X1"])


def test_numbers_and_bounds_are_said_in_words():
    assert bounds_in_words(exactly("", 1.0, 1.0)) == "exactly 1"
    assert bounds_in_words(exactly("", 1.0, 1.0, bound=1e-6)) == "1 ± 1e-06"
    assert bounds_in_words(within("", 3.0, 3, 3)) == "exactly 3"
    assert bounds_in_words(within("", 1.5, 1.0 + 1e-9, math.inf)) == "more than 1"
    assert bounds_in_words(within("", 0.5, 0.36, 0.56, expected=0.46)) == "0.36 to 0.56"
    assert bounds_in_words(within("", 2.0, 1.3, math.inf)) == "at least 1.3"
    assert bounds_in_words(alike("", 0.5, 10)) == "p >= 0.0001"
    assert bounds_in_words(within("", 0.5, -math.inf, 1.0)) == "at most 1"
    assert measured_in_words(within("", math.nan, 0.36, 0.56, unit="share")) == "no number"
    assert measured_in_words(within("", 0.4312, 0.36, 0.56, unit="share")) == "0.431 share"
    assert measured_in_words(share_of("", 1, 10, 0.1)).endswith("(too few)")


# ------------------------------------------------------------ the command


def passport_verb(*arguments):
    """What ``groundswell passport`` says, and its exit code."""
    return CliRunner().invoke(main, ["passport", *map(str, arguments), "-q", "-j", "1"])


def test_named_checks_are_written_too_where_a_folder_is_given(tmp_path):
    folder = tmp_path / "new" / "folder"
    answer = passport_verb("O18", "O2", "--twins", "-o", folder)
    assert answer.exit_code == 0, answer.output
    assert [one["id"] for one in json.loads((folder / "passport.json").read_text("utf-8"))["checks"]] == ["O2", "O18"]
    assert "| O18 |" in (folder / "passport.md").read_text("utf-8")
    assert "O2 left out: members post to followers" in " ".join(answer.output.split())
    assert "Twins: 1 of 1 fail." in answer.output


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.passport.running.make_passport", lambda *_, **__: pytest.fail("worked"))
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    answer = passport_verb("O18", "-o", file)
    assert answer.exit_code == 2
    assert "give a folder with --output" in answer.output


def test_without_docs_and_without_a_folder_nothing_is_begun(tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.passport.running.make_passport", lambda *_, **__: pytest.fail("worked"))
    monkeypatch.setattr("simulator.cli.passporting.DOCS", tmp_path / "none")
    answer = passport_verb()
    assert answer.exit_code == 2
    assert "only the package is installed" in answer.output
