"""Designs: which points are run, how they are written down, and what a scenario makes of them."""

import itertools
import json
import math
from collections import Counter
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario_files import load_scenario
from simulator.setting_paths import parsed
from simulator.settings import InputError
from simulator.studies.choices import METHOD
from simulator.studies.design_checks import check_points, check_settings
from simulator.studies.design_files import AskedSweep, read_design_file
from simulator.studies.designs import MOST_POINTS, Design, Factor, design, listed, n_points
from simulator.studies.factors import spread
from simulator.studies.job import with_settings
from simulator.studies.sweep import planned
from simulator.studies.varied import factor_from, factors_from
from tests.worlds import small

ROOT = Path(__file__).resolve().parent.parent
SWEEPS = sorted((ROOT / "scenarios" / "sweeps").glob("*.toml"))

REAL = Factor("belief.persuasion", "real", 0.1, 0.5)
LOG = Factor("crisis.attention_half_life_hours", "real", 1.0, 100.0, log=True)
WHOLE = Factor("segments.riders.size", "integer", 1, 8)
RULE = Factor("contagion.rule", "choice", levels=("simple", "reinforced", "threshold", "linear_threshold"))
FLAG = Factor('strategies."people first".programme[0].leaders_active', "boolean", levels=(False, True))
ALL = (REAL, LOG, WHOLE, RULE, FLAG)
SIZES = {"latin hypercube": 64, "sobol": 16, "morris": 40}


def told(call, *given, **named):
    """The text of the InputError that a call ends in."""
    with pytest.raises(InputError) as error:
        call(*given, **named)
    return str(error.value)


# ------------------------------------------------------------ points


def test_a_factorial_design_has_every_combination_with_the_last_factor_fastest():
    factors = [Factor("a", "integer", 1, 3), Factor("b", "real", levels=(0.5, 0.25)), FLAG]
    points = design("factorial", factors).points
    assert points == tuple(itertools.product((1, 2, 3), (0.5, 0.25), (False, True)))


def test_a_latin_hypercube_has_one_point_in_every_stratum_of_every_range():
    points = design("latin hypercube", [REAL, LOG], size=50, seed=3).points
    strata = [int((value - 0.1) / 0.4 * 50) for value, _ in points]
    on_log = [int(math.log(value) / math.log(100.0) * 50) for _, value in points]
    assert sorted(strata) == sorted(on_log) == list(range(50))


@pytest.mark.parametrize("method", ["latin hypercube", "sobol"])
def test_integers_choices_and_booleans_are_hit_equally_often(method):
    factors = [WHOLE, RULE, FLAG]
    points = design(method, factors, size=64).points
    for column, n_levels in zip(zip(*points, strict=True), (8, 4, 2), strict=True):
        assert set(Counter(column).values()) == {len(points) / n_levels}


def test_morris_moves_one_factor_at_a_time_and_each_of_them_once_per_trajectory():
    found = design("morris", ALL, size=40, seed=1)
    trajectories = [found.points[start : start + 6] for start in range(0, len(found), 6)]
    for trajectory in trajectories:
        moves = [[a != b for a, b in zip(*pair, strict=True)] for pair in itertools.pairwise(trajectory)]
        assert np.array_equal(np.sum(moves, axis=0), np.ones(5))
        assert np.array_equal(np.sum(moves, axis=1), np.ones(5))


def test_morris_reaches_both_ends_of_a_range_and_all_four_levels():
    columns = list(zip(*design("morris", ALL, size=40).points, strict=True))
    assert (min(columns[0]), max(columns[0])) == (0.1, 0.5)
    assert [round(value, 9) for value in sorted(set(columns[1]))] == [1.0, 4.641588834, 21.544346900, 100.0]
    assert set(columns[3]) == set(RULE.levels)


@pytest.mark.parametrize(("method", "size"), SIZES.items())
def test_values_are_what_a_scenario_file_would_have(method, size):
    found = design(method, ALL, size=size, seed=5)
    assert len(found) == n_points(method, ALL, size)
    for point in found.points:
        assert [type(value) for value in point] == [float, float, int, str, bool]
        assert 0.1 <= point[0] <= 0.5
        assert 1.0 <= point[1] <= 100.0
    assert found.settings(3) == tuple(zip((factor.path for factor in ALL), found.points[3], strict=True))


@pytest.mark.parametrize(("method", "size"), SIZES.items())
def test_the_same_seed_makes_the_same_points_and_another_one_others(method, size):
    first, again, other = (design(method, ALL, size=size, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first.points != other.points


# ------------------------------------------------------------ JSON


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=5, unique=True))
def test_a_design_comes_back_from_json_bit_for_bit(values):
    found = design("factorial", [Factor("a", "real", levels=tuple(dict.fromkeys(v + 0.0 for v in values))), FLAG])
    back = Design.from_json(found.to_json())
    assert back == found
    assert [value.hex() for value, _ in back.points] == [value.hex() for value, _ in found.points]


@pytest.mark.parametrize(("method", "size"), SIZES.items())
def test_sampled_designs_come_back_from_json(method, size):
    found = design(method, ALL, size=size)
    assert Design.from_json(found.to_json()) == found


def test_an_endless_level_is_written_as_plain_json():
    found = listed([{"a": 5.0}, {"a": math.inf}])
    json.loads(found.to_json(), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert Design.from_json(found.to_json()).points == ((5.0,), (math.inf,))


# ------------------------------------------------------------ what is refused


def test_all_problems_of_a_design_are_told_at_once():
    factors = [
        Factor("a", "real", 2.0, 1.0),
        Factor("b", "real", 1.0, 1.0),
        Factor("c", "real", 0.0, math.inf),
        Factor("d", "real", 0.0, math.nan),
        Factor("e", "real"),
        Factor("f", "choice", levels=("x",)),
        Factor("a", "integer", 1, 2),
        Factor("g", "integer", 1, 4),
        Factor("g.h", "real", 0.0, 1.0, log=True),
        Factor("i", "choice", levels=("x", "x")),
        Factor("j", "integer", levels=(1, True)),
    ]
    text = told(design, "sobol", factors, size=12)
    for part in (
        "size = 12; sobol needs the size of the base sample, a power of two, such as 16",
        "a: the range from 2 to 1 is upside down",
        "b: the range from 1 to 1 has no room",
        "c: the range from 0.0 to inf should have two finite ends",
        "d: the range from 0.0 to nan should have two finite ends",
        "e: has neither a range nor levels",
        "f: has only one value",
        "a: is varied twice",
        "g.h: is inside g",
        "g.h: on a logarithmic scale, a range lies above 0",
        'i: "x" is given twice',
        "j: true is of another kind; its values are whole numbers",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("method", "size", "part"),
    [
        ("sobl", None, 'did you mean "sobol"'),
        ("random", None, "there are: factorial, list, latin hypercube, sobol, morris"),
        ("morris", None, "has no size; morris needs the number of trajectories (size = N, or --size N on the"),
        ("factorial", 3, "leave it out"),
        ("latin hypercube", None, "needs the number of points"),
        ("latin hypercube", 0, "needs the number of points"),
        ("morris", True, "needs the number of trajectories"),
        ("morris", 1, "at least 2"),
        ("sobol", 100, "such as 128"),
        ("list", None, "give them as points"),
    ],
)
def test_a_size_that_does_not_go_with_the_method_is_refused(method, size, part):
    assert part in told(design, method, [WHOLE], size=size)


def test_too_many_points_are_refused_with_their_number_before_any_is_made():
    factors = [Factor(f"x{n}", "integer", 0, 99) for n in range(4)]
    assert "100,000,000 points" in told(design, "factorial", factors)
    assert "2,097,152 points" in told(design, "sobol", factors[:1], size=2**19)


def test_a_range_in_a_factorial_design_needs_levels():
    assert "needs a number of levels" in told(design, "factorial", [REAL])
    assert "nothing is varied" in told(design, "factorial", [])


def test_points_of_a_list_have_the_same_paths_and_one_kind_of_value():
    assert "point 1: has no b" in told(listed, [{"a": 1.0, "b": 1}, {"a": 1.0}])
    assert "point 1: gives c" in told(listed, [{"a": 1.0}, {"a": 1.0, "c": 2}])
    assert "all of one kind" in told(listed, [{"a": 1.0}, {"a": "x"}])
    assert "there are none" in told(listed, [])
    assert "point 0: gives no setting" in told(listed, [{}])
    for wrong in ({"a": 1.0}, "abc", 7, [1.0, 2.0]):
        assert "should be a list of tables" in told(listed, wrong)


def test_a_data_frame_is_a_list_of_points():
    points = [{"a": 0.5, "b": 1, "c": "x", "d": True}, {"a": 2.0, "b": 2, "c": "y", "d": False}]
    assert listed(pd.DataFrame(points)) == listed(points)
    assert "a is in two columns" in told(listed, pd.DataFrame([[1.0, 2.0]], columns=["a", "a"]))


def test_numbers_of_numpy_are_taken_as_those_of_python():
    given = listed([{"a": np.float64(0.5), "b": np.int64(3), "c": np.bool_(True)}, {"a": 1.0, "b": 4, "c": False}])
    assert given == listed([{"a": 0.5, "b": 3, "c": True}, {"a": 1.0, "b": 4, "c": False}])
    numpys = [Factor("a", "real", np.float64(0), np.float64(1)), Factor("b", "integer", levels=tuple(np.arange(3)))]
    ours = [Factor("a", "real", 0.0, 1.0), Factor("b", "integer", levels=(0, 1, 2))]
    found = design("latin hypercube", numpys, size=np.int64(8), seed=np.int64(3))
    assert found == design("latin hypercube", ours, size=8, seed=3)
    assert Design.from_json(found.to_json()) == found


def test_a_size_that_is_suggested_can_be_had():
    factors = [Factor(f"x{n}", "real", 0.0, 1.0) for n in range(3)]
    text = told(design, "sobol", factors, size=2_000_000)
    assert "such as 65536" in text and n_points("sobol", factors, 65536) <= MOST_POINTS < 2 * n_points(
        "sobol", factors, 65536
    )


# ------------------------------------------------------------ texts


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("belief.persuasion=0.1..0.4", Factor("belief.persuasion", "real", 0.1, 0.4)),
        ("belief.persuasion = 0..1", Factor("belief.persuasion", "real", 0.0, 1.0)),
        ("belief.persuasion=1e-3..1:log", Factor("belief.persuasion", "real", 0.001, 1.0, log=True)),
        ("belief.persuasion=0.1..0.5/5", Factor("belief.persuasion", "real", levels=(0.1, 0.2, 0.3, 0.4, 0.5))),
        ("belief.persuasion=0.01..1/3:log", Factor("belief.persuasion", "real", levels=(0.01, 0.1, 1.0))),
        ("belief.persuasion=0,1", Factor("belief.persuasion", "real", levels=(0.0, 1.0))),
        ("segments.riders.size=10..50", Factor("segments.riders.size", "integer", 10, 50)),
        ("segments.riders.size=10..1_000/3:log", Factor("segments.riders.size", "integer", levels=(10, 100, 1000))),
        ("segments.public.accounts.feed=.5..1", Factor("segments.public.accounts.feed", "real", 0.5, 1.0)),
        ("contagion.rule=simple,reinforced", Factor("contagion.rule", "choice", levels=("simple", "reinforced"))),
        ('crisis.story="a b", c d', Factor("crisis.story", "choice", levels=("a b", "c d"))),
        ("contagion.rule", RULE),
        ("belief.persuasion", Factor("belief.persuasion", "real", 0.1, 0.6)),
        ("segments.public.share_chance", Factor("segments.public.share_chance", "real", 0.006, 0.06)),
        (
            "platforms.feed.slots_per_visit=5,inf",
            Factor("platforms.feed.slots_per_visit", "real", levels=(5, math.inf)),
        ),
        (FLAG.path, FLAG),
        (f"{FLAG.path}=true", Factor(FLAG.path, "boolean", levels=(True,))),
    ],
)
def test_a_factor_is_read_from_a_text_by_what_the_setting_is_declared_to_be(text, factor):
    found = factor_from(text, small())
    assert found == factor
    assert [type(value) for value in found.ends()] == [type(value) for value in factor.ends()] or not found.has_range


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("belief.persuason", 'belief has no setting "persuason"; did you mean "persuasion"?'),
        ("segments.rider.size=1..2", 'segments has no "rider"; did you mean "riders"?'),
        ("contagion.rule=simpel", 'did you mean "simple"?'),
        ("contagion.rule=1..2", "is not one of its values"),
        ("belief.persuasion=a", '"a" is not one of its values, numbers'),
        ("belief.persuasion=0.1..x", "is not a range of numbers"),
        ("belief.persuasion=1..0", "upside down"),
        ("belief.persuasion=nan,1", "nan is no value"),
        ("belief.persuasion=0..inf", "two finite ends"),
        ("belief.persuasion=", "nothing stands after the sign"),
        ("segments.riders.size=1.5", "1.5 is not one of its values, whole numbers"),
        ("segments.riders.size=1..2.5", "whole numbers as its ends"),
        ("segments.riders.size=1..100:log", "cannot be logarithmic; give its levels"),
        ("segments.riders.size=1..4/9", "only 4 whole numbers"),
        ("crisis.story", "has no plausible range declared; give values"),
        ("clock.days", "has no plausible range declared; give a range or values"),
        ("clock.start=1,2", "numbers, names, and true or false can be varied"),
        ("segments.riders", "give one of them"),
        ("events[0].at_hours=1,2", "has 0 entries"),
        ("", "is not the path of a setting"),
    ],
)
def test_a_text_that_is_no_factor_is_refused_with_the_remedy(text, part):
    assert part in told(factor_from, text, small())


def test_problems_of_all_texts_are_told_at_once():
    assert told(factors_from, ["belief.x", "contagion.rule", "y"], small()).count("has no setting") == 2


def test_levels_of_a_range_have_the_ends_exactly_and_round_numbers_between():
    assert spread(Factor("a", "real", 0.02, 0.2), 5).levels == (0.02, 0.065, 0.11, 0.155, 0.2)
    assert spread(Factor("a", "integer", 1, 10), 5).levels == (1, 3, 6, 8, 10)


# ------------------------------------------------------------ files


def written(tmp_path, text):
    path = tmp_path / "sweep.toml"
    path.write_text(text, "utf-8")
    return path


HEAD = 'scenario = "product_recall.toml"\n'


def test_every_bundled_sweep_is_read_and_its_points_are_accepted():
    assert len(SWEEPS) >= 2
    for path in SWEEPS:
        asked = read_design_file(path)
        scenario = load_scenario(asked.scenario, asked.replaced)
        found = asked.design(scenario)
        check_points(scenario, found, asked.strategies)
        for point in range(3):
            changed = with_settings(scenario, dict(found.settings(point)))
            assert set(asked.strategies or ()) <= set(changed.strategies)


def test_the_sweep_file_of_the_docs_is_read_and_its_points_are_accepted(tmp_path):
    page = (ROOT / "docs" / "sweeps.md").read_text("utf-8")
    asked = read_design_file(written(tmp_path, page.split("```toml\n")[1].split("```")[0]))
    scenario = load_scenario(ROOT / "scenarios" / "product_recall.toml", asked.replaced)
    found = asked.design(scenario)
    assert (len(found), asked.replications, asked.series) == (200, 10, "none")
    check_points(scenario, found, asked.strategies)


def test_a_sweep_file_may_replace_settings_by_quoted_and_by_dotted_paths(tmp_path):
    text = (
        HEAD + 'method = "factorial"\n[settings]\n"clock.days" = 2\nbelief.chorus = 0.0\n[factors."contagion.rule"]\n'
    )
    asked = read_design_file(written(tmp_path, text))
    assert asked.replaced == {"clock.days": 2, "belief.chorus": 0.0}
    assert asked.scenario == str((tmp_path / "product_recall.toml").resolve())
    assert asked.design(small()).factors == (RULE,)


def test_a_list_may_stand_in_the_file_or_in_a_csv_file(tmp_path):
    head = HEAD + 'method = "list"\n'
    points = '[[points]]\n"belief.persuasion" = 0.1\ncontagion.rule = "simple"\n'
    points += '[[points]]\n"contagion.rule" = "threshold"\nbelief.persuasion = 1\n'
    inside = read_design_file(written(tmp_path, head + points))
    (tmp_path / "points.csv").write_text('belief.persuasion,contagion.rule\n0.1,simple\n1,"threshold"\n\n', "utf-8")
    beside = read_design_file(written(tmp_path, head + 'points = "points.csv"\n'))
    assert inside.design(small()) == beside.design(small())
    assert beside.design(small()).points == ((0.1, "simple"), (1.0, "threshold"))


def test_points_of_a_csv_file_are_counted_from_0_and_have_each_path_once(tmp_path):
    asked = written(tmp_path, HEAD + 'method = "list"\npoints = "points.csv"\n')
    for text, part in (
        ("belief.persuasion,clock.days\n0.1,2\n0.2\n", "points.csv: point 1 has 1 cell; the header has 2"),
        ('belief.persuasion,belief."persuasion"\n0.1,2\n', "points.csv: has belief.persuasion in two columns"),
    ):
        (tmp_path / "points.csv").write_text(text, "utf-8")
        assert part in told(read_design_file, asked)
    (tmp_path / "points.csv").write_text("belief.persuasion\n0.1\nhigh\n", "utf-8")
    assert 'point 1: belief.persuasion: "high" is not one of' in told(read_design_file(asked).design, small())


def test_points_are_chosen_as_on_the_command_line_where_no_method_is_given(tmp_path):
    asked = read_design_file(written(tmp_path, HEAD + '[factors."contagion.rule"]\n'))
    assert asked.method == METHOD and asked.design(small()).method == METHOD


def test_everything_wrong_with_a_sweep_file_is_told_with_its_line(tmp_path):
    text = HEAD + 'methods = "sobol"\nmethod = "sobl"\nsize = "8"\n[factors."belief.chorus"]\nrage = [0, 1]\n'
    lines = told(read_design_file, written(tmp_path, text)).splitlines()
    assert lines == [
        'sweep sweep.toml, line 2: methods is not a setting; did you mean "method"?',
        'sweep sweep.toml, line 3: method is "sobl"; should be "factorial", "list", "latin hypercube", "sobol" or '
        '"morris"; did you mean "sobol"?',
        'sweep sweep.toml, line 4: size is "8"; should be a whole number at least 1',
        'sweep sweep.toml, line 6: factors."belief.chorus".rage is not a setting; did you mean "range"?; '
        'the path of a factor stands in quotes, such as [factors."belief.persuasion"]',
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('method = "list"\n', "there are no points"),
        ('method = "sobol"\nsize = 8\n', "needs something to vary"),
        ('method = "list"\npoints = [{ "clock.days" = 2 }]\n[factors."belief.chorus"]\n', "are not needed for a list"),
        ('method = "sobol"\npoints = [{ "clock.days" = 2 }]\n[factors."belief.chorus"]\n', 'are for method = "list"'),
        ('method = "sobol"\n[settings]\nbelief.chorus = 0\n[factors."belief.chorus"]\n', "leave one of them out"),
        ('method = "sobol"\nstrategies = []\n[factors."belief.chorus"]\n', "is empty"),
        ('method = "sobol"\n[factors.belief.chorus]\nrange = [0, 1]\n', "stands in quotes"),
        ('method = "sobol"\nmethod = "sobol"\n', "line 3"),
        ('points = [{ "clock.days" = 2 }]\n', 'are for method = "list"; give that method'),
        ('method = "list"\npoints = "nowhere.csv"\n', "nowhere.csv: cannot be read"),
    ],
)
def test_a_sweep_file_that_contradicts_itself_is_refused(tmp_path, text, part):
    assert part in told(read_design_file, written(tmp_path, HEAD + text))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("values = []", "give at least one"),
        ("values = [1]\nrange = [0, 1]", "has values and a range"),
        ("range = [1]", "range has 1 number"),
        ("range = [1, 0]", "upside down"),
        ('values = ["a"]', "is not one of its values, numbers"),
        ("levels = 3\nrange = [0, 1]", ""),
        ('scale = "log"', "on a logarithmic scale"),
    ],
)
def test_a_factor_of_a_file_that_makes_no_sense_is_refused(tmp_path, text, part):
    head = HEAD + 'method = "latin hypercube"\nsize = 4\n[factors."belief.chorus"]\n'
    asked = read_design_file(written(tmp_path, head + text))
    if part:
        assert part in told(asked.design, small())
    else:
        assert asked.design(small()).factors[0].levels == (0.0, 0.5, 1.0)


def test_the_schema_of_sweep_files_accepts_the_bundled_ones():
    import tomllib

    schema = AskedSweep.model_json_schema()
    for path in SWEEPS:
        jsonschema.validate(tomllib.loads(path.read_text("utf-8")), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"scenario": "a.toml", "method": "sobl"}, schema)


# ------------------------------------------------------------ what a scenario makes of it


def test_values_that_the_scenario_refuses_are_told_before_anything_is_run():
    asked = {"belief.persuasion": (-1.0, 2.0), "belief.chorus": (0.0, 0.5)}
    factors = [Factor(path, "real", low, high) for path, (low, high) in asked.items()]
    text = told(check_points, small(), design("latin hypercube", factors, size=20))
    assert "belief.persuasion is -1.0; should be from 0 to 1" in text
    assert "belief.persuasion is 2.0; should be from 0 to 1" in text
    assert "with belief.persuasion = -1.0" in text
    assert "belief.chorus" not in text


def test_points_that_are_refused_only_together_are_told():
    shares = [Factor(f"segments.staff.{name}", "real", levels=(0.1, 0.9)) for name in ("engaged", "disengaged")]
    text = told(check_points, small(), design("factorial", shares))
    assert "(at point 3)" in text
    assert len(text.splitlines()) == 1


def test_a_problem_of_many_points_is_told_once():
    found = listed([{"belief.persuasion": 7.0, "belief.chorus": n / 10} for n in range(10)])
    text = told(check_points, small(), found)
    assert text == "belief.persuasion is 7.0; should be from 0 to 1 (per exposure) (at point 0, and 9 more cases)"


def test_a_factor_that_a_strategy_sets_itself_is_refused_unless_the_strategy_is_left_out():
    scenario = small(**{"strategies.'people first'.set": {"costs.per_action": 3.0}})
    found = design("latin hypercube", [Factor("costs.per_action", "real", 1.0, 2.0)], size=4)
    assert 'is set to its own value by strategy "people first"' in told(check_points, scenario, found)
    check_points(scenario, found, ["paid creators"])


def test_what_is_varied_cannot_be_replaced_in_all_runs():
    found = design("latin hypercube", [REAL], size=4)
    check_settings(["clock.days", "belief.chorus"], found)
    for path in (REAL.path, parsed(REAL.path)[0]):
        text = told(check_settings, ["clock.days", path], found)
        assert text == f"{path}: is replaced in all runs, but {REAL.path} is varied; leave one of them out"
    with pytest.raises(InputError, match="is replaced in all runs"):
        planned(small(), found, 1, settings={REAL.path: 0.3})


@pytest.mark.parametrize("wrong", [[], {}, [REAL], None])
def test_what_is_no_design_is_refused(wrong):
    with pytest.raises(InputError, match="is no design; make one of factors with"):
        planned(small(), wrong, 1)


def test_more_runs_than_a_sweep_may_have_are_refused_before_anything_is_planned():
    found = design("latin hypercube", [REAL], size=100)
    with pytest.raises(InputError, match=r"would have 300,000,000 runs; there may be 50,000,000; give fewer points"):
        planned(small(), found, 1_000_000, strategies=["do nothing", "people first", "paid creators"])


def test_a_design_that_fits_is_accepted():
    check_points(small(), design("latin hypercube", [REAL, LOG, RULE, FLAG], size=16))


def test_a_range_is_refused_for_what_a_strategy_needs_of_the_setting():
    text = told(check_points, small(), design("latin hypercube", [WHOLE], size=16))
    assert '"riders" has 1 member; ask for no more, or raise segments.riders.size' in text
