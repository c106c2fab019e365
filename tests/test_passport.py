"""Every check of the passport holds, and has a twin that does not; every oracle of the evidence is there."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from simulator.cascades import cascades_of
from simulator.passport.declaring import (
    CHECKS,
    Check,
    Effort,
    NotHere,
    alike,
    check,
    exactly,
    in_order,
    on_average,
    share_of,
    within,
)
from simulator.passport.laws import birth_law, epidemic_law, fits, ic_law, lt_law
from simulator.passport.mixing import logistic
from simulator.passport.peers import installed
from simulator.passport.real_networks import real_network
from simulator.passport.running import declare_all, make_passport
from simulator.passport.small_worlds import complete, configuration, forest
from simulator.settings import InputError
from simulator.studies.statistics import selection_constant, selection_size
from simulator.views.passport import bounds_in_words, measured_in_words, summary, word_of

declare_all()

DOCS = Path(__file__).resolve().parent.parent / "docs"
OBSERVED = ("fact", "data")
"""Kinds of checks that say how far the model is like the world: the passport tells what it misses."""
MEASURED = [one for one in in_order() if one.measure is not None]
EXACT = [one for one in MEASURED if one.kind not in OBSERVED]
BY_ID = [pytest.param(one, id=one.id, marks=[pytest.mark.peer] if one.kind == "peer" else []) for one in EXACT]


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
def test_its_twin_does_not_hold(one):
    assert any(not finding.holds for finding in measured(one, Effort(wrong=True)))


def test_every_oracle_is_measured_or_left_out_with_a_reason():
    oracles = {one.id: one for one in CHECKS.values() if one.kind == "oracle"}
    assert set(oracles) == {f"O{number}" for number in range(1, 25)}
    assert all(one.measure is not None or len(one.why) > 10 for one in oracles.values())
    assert [one.id for one in in_order() if one.kind == "oracle" and one.measure is None] == ["O2", "O3", "O19", "O24"]


def test_every_check_names_its_source_and_its_twin():
    assert all(one.says and one.source for one in CHECKS.values())
    assert all(one.twin for one in MEASURED)


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
    with pytest.raises(NotHere, match="graph_facebook not found; set GROUNDSWELL_DATA"):
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


def test_the_passport_tells_of_every_check_that_is_declared():
    by_id = {one["id"]: one for one in told()["checks"]}
    assert list(by_id) == [one.id for one in in_order()]
    for one in CHECKS.values():
        assert (by_id[one.id]["says"], by_id[one.id]["source"]) == (one.says, one.source), "run: python run.py passport"
        assert not by_id[one.id]["error"]


def test_in_the_passport_all_that_is_exact_holds_and_at_least_fifteen_facts_do():
    checks = told()["checks"]
    wrong = [one["id"] for one in checks if one["findings"] and one["kind"] not in OBSERVED and not one["holds"]]
    assert wrong == []
    assert sum(one["holds"] for one in checks if one["kind"] == "fact") >= 15
    assert [one["id"] for one in checks if one["twin_fails"] is False] == []


def test_the_page_says_what_the_data_say():
    page = (DOCS / "passport.md").read_text("utf-8")
    for one in told()["checks"]:
        row = next(line for line in page.splitlines() if line.startswith(f"| {one['id']} |"))
        assert row.rstrip(" |").endswith("**holds**") == one["holds"]
    for figure in re.findall(r"\]\(passport/([^)]+)\)", page):
        assert (DOCS / "passport" / figure).is_file()


def test_a_check_that_breaks_or_lacks_its_data_is_told(monkeypatch):
    def lacks(effort):
        yield exactly("here", 1, 1)
        raise NotHere("no data")

    def breaks(effort):
        raise RuntimeError("broke")
        yield

    for measure, id in ((lacks, "O901"), (breaks, "O902")):
        monkeypatch.setitem(CHECKS, id, Check(id=id, kind="oracle", says=id, source="s", twin="t", measure=measure))
    made = make_passport(["o901", "O902"])
    assert [word_of(result) for result in made.results] == ["not made here", "broke"]
    assert len(made.results[0].findings) == 1
    assert "RuntimeError: broke" in made.results[1].error
    assert "1 broke, 1 not made here" in " ".join(summary(made))


def test_an_unknown_check_is_named():
    with pytest.raises(InputError, match='check "O99" is not known'):
        make_passport(["O99"])


def test_numbers_and_bounds_are_said_in_words():
    assert bounds_in_words(exactly("", 1.0, 1.0)) == "1 ± 1e-09"
    assert bounds_in_words(within("", 0.5, 0.36, 0.56, expected=0.46)) == "0.36 to 0.56"
    assert bounds_in_words(within("", 2.0, 1.3, math.inf)) == "at least 1.3"
    assert bounds_in_words(alike("", 0.5, 10)) == "p >= 0.0001"
    assert measured_in_words(within("", 0.4312, 0.36, 0.56, unit="share")) == "0.431 share"
    assert measured_in_words(share_of("", 1, 10, 0.1)).endswith("(too few)")
