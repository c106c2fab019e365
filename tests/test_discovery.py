"""In which worlds it happens: boxes that are there are found, and none is found in noise."""

import math
import subprocess
import sys

import numpy as np
import pytest

from simulator.randomness import stream, uniform
from simulator.settings import InputError
from simulator.studies.designs import Factor, design, listed
from simulator.studies.discovery import Box, Limit, boxes, in_words

FACTORS = [
    Factor("weight", "real", 0.0, 1.0),
    Factor("other", "real", 0.0, 1.0),
    Factor("rule", "choice", levels=("simple", "reinforced", "threshold")),
    Factor("flag", "boolean", levels=(False, True)),
]
POINTS = design("latin hypercube", FACTORS, size=200, seed=1)
WEIGHT, OTHER, RULE, FLAG = (np.array(column) for column in zip(*POINTS.points, strict=True))
BOX = (WEIGHT < 0.4) & (RULE != "threshold")


def luck(name, n=200):
    return uniform(stream(3, name), np.arange(n))


def told(call, *given, **named):
    with pytest.raises(InputError) as error:
        call(*given, **named)
    return str(error.value)


@pytest.fixture(scope="module")
def noisy():
    """Who loses where nine in ten do so inside of the box and one in ten outside, and the first box found."""
    lose = np.where(BOX, luck("in") < 0.9, luck("out") < 0.1)
    return lose, boxes(POINTS, lose, most=1)[0]


def test_a_box_that_is_there_is_found_exactly():
    (box,) = boxes(POINTS, BOX)
    weight, rule = box.limits
    assert (weight.path, weight.low) == ("weight", None)
    assert weight.high == pytest.approx(0.4, abs=0.02)
    assert (rule.path, rule.levels) == ("rule", ("simple", "reinforced"))
    assert box.density == 1
    assert box.unseen_density >= 0.9
    assert box.coverage >= 0.95
    assert max(limit.quasi_p for limit in box.limits) < 1e-6


def test_a_box_in_noise_is_found_with_its_density_and_coverage(noisy):
    """Inside 90 % lose, outside 10 %: bounds chosen beforehand, 0.1 around what the points themselves have there."""
    lose, box = noisy
    assert [limit.path for limit in box.limits] == ["weight", "rule"]
    assert box.density == pytest.approx(lose[BOX].mean(), abs=0.1)
    assert box.coverage == pytest.approx(lose[BOX].sum() / lose.sum(), abs=0.1)
    assert box.unseen_density == pytest.approx(0.9, abs=0.1)
    assert (box.all_points, box.all_hits) == (200, lose.sum())


def test_numbers_of_a_box_are_those_of_its_points(noisy):
    lose, box = noisy
    weight, rule = box.limits
    inside = weight.holds(WEIGHT) & rule.holds(RULE)
    assert (box.points, box.hits, box.mass) == (inside.sum(), lose[inside].sum(), inside.mean())


@pytest.mark.parametrize("world", range(3))
def test_no_box_is_found_in_noise(world):
    """Each has a chance of 1 in 100 or less to be found; these three are fixed."""
    lose = luck(f"noise {world}") < (0.15, 0.4, 0.8)[world]
    assert boxes(POINTS, lose) == []
    assert "No box of settings tells where" in in_words([], lose)


def test_a_second_box_is_about_what_the_first_leaves():
    first, second = (WEIGHT < 0.3), (OTHER > 0.75) & FLAG
    found = boxes(POINTS, first | second, most=2)
    assert [[limit.path for limit in box.limits] for box in found] == [["weight"], ["other", "flag"]]
    assert found[1].place == 2
    assert found[1].points <= (second & ~first).sum() + 5
    assert found[1].sentence().startswith("outside of the boxes before, other at least 0.7")


def test_limits_of_integers_and_of_levels_of_numbers_are_values_that_they_have():
    factors = [Factor("size", "integer", 1, 8), Factor("slots", "real", levels=(50.0, math.inf, 5.0, 10.0))]
    found = design("latin hypercube", factors, size=200)
    size, slots = np.array(found.points).T
    (box,) = boxes(found, (size >= 4) & (slots <= 10))
    assert box.limits[0].low == 4
    assert box.limits[1].levels == (5.0, 10.0)
    assert box.points == box.hits == ((size >= 4) & (slots <= 10)).sum()


def test_many_levels_of_numbers_are_told_by_their_ends():
    few_points = listed([dict(POINTS.settings(point)) for point in range(200)])
    (box,) = boxes(few_points, BOX)
    (ours,) = boxes(POINTS, BOX)
    assert box.limits[0] == ours.limits[0] and (box.points, box.hits) == (ours.points, ours.hits)
    sizes = Factor("size", "integer", levels=tuple(range(8, 0, -1)))
    found = design("latin hypercube", [sizes, FACTORS[3]], size=240)
    size = np.array(found.points)[:, 0]
    assert [str(boxes(found, hit)[0].limits[0]) for hit in (size <= 6, (size > 1) & (size < 8), size < 3)] == [
        "size at most 6",
        "size from 2 to 7",
        "size 1 or 2",
    ]


def test_an_endless_value_among_many_is_beyond_all_others():
    values = [float(n) for n in range(99)] + [math.inf]
    found = listed([{"slots": value, "other": n * 37 % 101} for n, value in enumerate(values)])
    (box,) = boxes(found, np.array(values) >= 60)
    assert box.limits[0].path == "slots" and 58 < box.limits[0].low <= 60 and box.limits[0].high is None
    assert box.hits == 40


def test_points_without_an_answer_are_left_out():
    answers = BOX.astype(float)
    answers[::10] = np.nan
    (box,) = boxes(POINTS, answers)
    assert box.all_points == 180
    assert box.density >= 0.95
    assert "of 180 points lose. Left out: 20 points without a number.\n1. " in in_words([box], answers)
    assert "Left out" not in in_words([box], BOX)


def test_a_box_speaks_plainly():
    limits = (
        Limit("belief.persuasion", high=0.0812),
        Limit("crisis.severity", low=0.5),
        Limit("costs.per_action", 1.0, 12_345.0),
        Limit("contagion.rule", levels=("simple", "reinforced")),
    )
    box = Box(limits, 34, 31, 200, 40, 30, 27)
    assert box.sentence() == (
        "belief.persuasion at most 0.0812 and crisis.severity at least 0.5 and costs.per_action from 1 to 12,345 and "
        "contagion.rule simple or reinforced: 31 of 34 points lose (density 91 %; 90 % where it was tried on points "
        "that it had not seen), 78 % of all points that lose"
    )
    assert in_words([box], np.r_[np.ones(40), np.zeros(160)]).startswith("40 of 200 points lose.\n1. belief.persuasion")
    assert "points win" in box.sentence("win")


@pytest.mark.parametrize(
    ("hit", "part"),
    [
        (BOX[:-1], "there are 199; the design has 200 points"),
        (WEIGHT, "should be true or false"),
        (np.where(WEIGHT < 0.9, np.nan, 1.0), "20 points have an answer; boxes need 50"),
    ],
)
def test_answers_that_do_not_fit_are_refused(hit, part):
    assert part in told(boxes, POINTS, hit)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_there_is_no_box_where_it_always_or_never_happens(share):
    assert boxes(POINTS, np.full(200, share)) == []


def test_a_library_that_is_missing_is_named_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    assert 'pip install "groundswell-sim[sweeps]"' in told(boxes, POINTS, BOX)


def test_nothing_of_these_libraries_is_imported_before_it_is_asked_for():
    code = (
        "import sys, simulator, simulator.studies.discovery, simulator.studies.sensitivity, simulator.studies.designs;"
    )
    code += "print([name for name in sys.modules if name.split('.')[0] in ('SALib', 'ema_workbench')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
