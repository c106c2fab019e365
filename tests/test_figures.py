"""Figures: one look per strategy everywhere, the same bytes for the same numbers, and names that hide nothing."""

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread
from matplotlib.text import Text
from test_cli import FANS, TINY

from simulator.scenario_files import parse_scenario
from simulator.studies import discovery
from simulator.studies.compare import compare
from simulator.studies.designs import design
from simulator.studies.factors import Factor
from simulator.studies.job import simulate
from simulator.studies.sensitivity import indices
from simulator.views import figures
from simulator.views.figures import boxes, courses, differences, events, mattering, reached, style

LONG = "a strategy whose name goes on and on, costs $100 and is worth x^2 of it"


@pytest.fixture(scope="module")
def scenario():
    text = TINY.replace('name = "Tiny [bold]test[/bold]"', 'name = "About $1 and $2"')
    for name in (LONG, "_hidden"):
        text += f'[strategies."{name}"]\n[[strategies."{name}".playbook]]\naction = "publish"\nmessage = "news"\n'
        text += 'speaker = "press"\nat_hours = 7\n'
    return parse_scenario(text)


@pytest.fixture(scope="module")
def study(scenario):
    with compare(scenario, 3, jobs=1) as found:
        yield found


@pytest.fixture(scope="module")
def drawn(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    return folder, figures.save_study(study, folder, formats=("png", "svg"))


def test_a_study_has_four_figures_in_each_format(drawn, study):
    folder, names = drawn
    assert sorted(names) == sorted(figures.names(study, ("png", "svg")))
    assert {Path(name).stem for name in names} == {"attention", "sentiment", "outcomes", "flow"}
    assert all((folder / name).stat().st_size > 1000 for name in names)


def test_the_same_numbers_give_the_same_bytes(drawn, study, tmp_path):
    folder, names = drawn
    figures.save_study(study, tmp_path, formats=("png", "svg"))
    for name in names:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_other_numbers_give_other_bytes(scenario, tmp_path):
    pictures = set()
    for seed in (0, 1):
        figures.save_run(simulate(scenario, FANS, seed=seed), tmp_path)
        pictures.add((tmp_path / "sentiment.png").read_bytes())
    assert len(pictures) == 2


def test_files_have_no_date(drawn, scenario, tmp_path):
    figures.save_run(simulate(scenario, FANS), tmp_path, formats=("pdf",))
    assert b"CreationDate" not in (tmp_path / "sentiment.pdf").read_bytes()
    assert b"<dc:date>" not in (drawn[0] / "sentiment.svg").read_bytes()


def test_figures_are_150_dots_per_inch_and_not_empty(drawn):
    picture = imread(drawn[0] / "attention.png")[..., :3]
    assert picture.shape[1] == round(9.5 * 150)
    assert 0.01 < np.mean(picture.min(axis=-1) < 0.9) < 0.6


def test_the_bands_that_are_drawn_are_those_of_the_study(study):
    drawn = courses.bands_of_study(study).set_index(["strategy", "column", "hours"]).sort_index()
    theirs = study.series.set_index(["strategy", "column", "hours"]).sort_index()
    pd.testing.assert_frame_equal(drawn, theirs.loc[drawn.index, list(drawn.columns)])


def test_a_single_run_has_the_same_figures_without_bands(scenario, tmp_path):
    names = figures.save_run(simulate(scenario, FANS, seed=2), tmp_path)
    assert names == ["attention.png", "sentiment.png", "flow.png"]


def test_a_run_in_which_nothing_happens_can_be_drawn(tmp_path):
    quiet = parse_scenario(TINY[: TINY.index("[crisis]")])
    assert len(figures.save_run(simulate(quiet), tmp_path)) == 3


def test_a_study_of_one_strategy_in_one_world_can_be_drawn(tmp_path):
    quiet = parse_scenario(TINY[: TINY.index("[strategies.")])
    with compare(quiet, 1, jobs=1) as study:
        assert "outcomes.png" not in figures.save_study(study, tmp_path)


def test_a_start_with_a_time_zone_can_be_drawn(tmp_path):
    zoned = parse_scenario(TINY.replace("days = 1", "days = 0.5\nstart = 2026-01-05T09:00:00+05:00"))
    assert len(figures.save_run(simulate(zoned, FANS), tmp_path)) == 3


def test_outcomes_that_no_strategy_has_get_no_panel_and_are_named(study):
    shown = panels(differences.outcomes(study, style.looks(study.strategies, study.baseline)))
    assert "Cost per action" not in str(shown["panels"]) and len(shown["panels"]) == 7
    assert "No world has a number to compare of: cost per action." in shown["note"]


def test_where_no_outcome_has_a_number_all_panels_stay_and_say_so(study):
    look = style.looks(study.strategies, study.baseline)
    shown = panels(differences.outcomes(study, look, metrics=("cost_per_action",)))
    assert len(shown["panels"]) == 1 and "No world" not in shown["note"]


def panels(figure):
    titles = [axis.get_title(loc="left") for axis in figure.axes if axis.get_visible()]
    return {"panels": titles, "note": figure._supxlabel.get_text()}


# ---------------------------------------------------------------- looks


def test_no_two_strategies_look_alike_even_without_colour():
    names = [f"strategy {n}" for n in range(9)]
    found = style.looks(names, names[0])
    assert len({look.marker for look in found.values()}) == 9
    assert len({(look.colour, look.dashes) for look in found.values()}) == 9


def test_the_baseline_is_black_and_solid_wherever_it_stands():
    found = style.looks(["a", "b", "base"], "base")
    assert found["base"].colour == "#000000" and found["base"].dashes == (0, ())
    assert list(found) == ["base", "a", "b"]


# ---------------------------------------------------------------- labels


def mark(time: float, label: str = "publish apology", strategy: str = "s") -> events.Mark:
    return events.Mark(strategy, "publish", label, time, time, time, 1.0)


def extents(lane, begin, end):
    return [events.extent_of(m, begin, end) for m in lane]


@pytest.mark.parametrize("times", [[1, 1, 1], [0, 0.1, 9.9, 10], [2, 4, 6, 8], [5], list(np.linspace(0, 10, 12))])
def test_labels_in_a_lane_never_overlap_and_stay_inside(times):
    lanes = events.lanes_of([mark(t) for t in times], {"s": None}, 0.0, 10.0)
    assert sum(map(len, lanes)) == len(times)
    for lane in lanes:
        reach = extents(lane, 0.0, 10.0)
        assert all(a[1] < b[0] for a, b in pairwise(reach))
        assert all(low >= -0.5 and high <= 10.0 for low, high in reach)


def test_actions_of_different_strategies_never_share_a_lane():
    lanes = events.lanes_of([mark(1, strategy="a"), mark(9, strategy="b")], {"a": None, "b": None}, 0.0, 10.0)
    assert [lane[0].strategy for lane in lanes] == ["a", "b"]


def test_an_event_is_told_in_a_few_words():
    assert events._label("crisis", "story breaks among press") == "crisis"
    assert events._label("publish", "after_crisis_hours 24.0, message apology, speaker brand") == "publish apology"
    assert events._label("rally", "segment riders, hours 3.0") == "rally riders"
    assert events._label("pause", "") == "pause"
    assert len(events._label("publish", "message " + "word " * 30)) <= 30


def test_events_are_marked_at_their_median_with_the_share_of_worlds():
    start = pd.Timestamp("2026-01-05")
    rows = [("s", k, 6.0 + k, start + pd.Timedelta(hours=6 + k), "publish", "message news") for k in range(3)]
    happened = pd.DataFrame(rows, columns=["strategy", "replication", "hours", "time", "kind", "text"])
    (found,) = events.marks_of(happened, worlds=4)
    assert found.share == 0.75
    assert math.isclose((found.high - found.low) * 24, 1.6) and found.low < found.time < found.high


def happened(*rows):
    start = pd.Timestamp("2026-01-05")
    rows = [(s, k, h, start + pd.Timedelta(hours=h), "publish", text) for s, k, h, text in rows]
    return pd.DataFrame(rows, columns=["strategy", "replication", "hours", "time", "kind", "text"])


def test_what_happens_under_do_nothing_too_is_the_worlds_and_no_deed():
    protest, answer = "message protest", "message answer"
    rows = [("do nothing", 0, 5.0, protest), ("a", 0, 5.0, protest), ("a", 0, 9.0, protest), ("a", 0, 5.0, answer)]
    assert events.happens_anyway(happened(*rows)).tolist() == [True, True, False, False]
    labels = [mark.label for mark in events.marks_of(happened(*rows), 1)]
    assert labels == ["the world: publish protest", "the world: publish protest", "publish protest", "publish answer"]


def test_an_event_that_waits_for_the_public_is_the_worlds_at_whatever_time_it_comes():
    found = happened(("do nothing", 0, 5.0, "message protest"), ("a", 0, 8.0, "message protest"))
    assert events.happens_anyway(found).tolist() == [True, True]


def test_what_the_world_does_stands_in_one_lane_only():
    rows = [(name, 0, 5.0, "message protest") for name in ("do nothing", "a", "b")]
    marks = events.marks_of(happened(*rows), 1)
    lanes = events.lanes_of(marks, dict.fromkeys(("do nothing", "a", "b")), 20000.0, 20600.0)
    assert [mark.strategy for lane in lanes for mark in lane] == ["do nothing"]


def test_names_are_shown_as_they_are():
    assert style.safe("costs $5_000") == r"costs \$5_000"
    assert style.safe("_hidden").strip() == "_hidden"
    assert style.safe("a\x1bb\tc") == "a b c"


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (0.25, "0.25"), (950, "950"), (1500, "1.5k"), (999_600, "1M"), (2.5e6, "2.5M")]
)
def test_numbers_on_an_axis_are_short(value, shown):
    assert style.compact(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, "0"), (0.04, "<0.1"), (0.55, "0.6"), (17.44, "17.4"), (1534, "1.53k")]
)
def test_numbers_in_a_cell_are_short(value, shown):
    assert reached._in_cell(value) == shown


# ------------------------------------------------------------ what a sweep says

VARIED = [
    Factor("weight_in_$", "real", 0.0, 1.0),
    Factor("size", "integer", 1, 40),
    Factor("pace", "real", 0.001, 1.0, log=True),
    Factor("rule", "choice", levels=("simple", "complex", "none")),
]


def texts(figure):
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def swept(method, size):
    """A design, and an outcome that depends on its first and last factor."""
    points = design(method, VARIED, size=size)
    weight, rule = points.codes()[:, 0], points.codes()[:, 3]
    return points, weight + 0.3 * rule, np.array([point[3] for point in points.points])


@pytest.mark.parametrize(("method", "size"), [("sobol", 32), ("morris", 10), ("latin hypercube", 60)])
def test_what_matters_most_stands_on_top_with_its_interval(method, size):
    points, values, _ = swept(method, size)
    table = indices(points, values)
    main = {"sobol": "ST", "morris": "mu_star"}.get(method, "pawn")
    with style.styled():
        figure = mattering.what_matters(table, "What matters")
    axis = figure.axes[0]
    names = [label.get_text().replace(r"\$", "$").split("  ")[0] for label in axis.get_yticklabels()]
    assert names == table.sort_values(main, ascending=False).index.tolist()
    assert axis.get_ylim()[0] > axis.get_ylim()[1], "the first is on top"
    widths = [bar.get_width() for bar in axis.containers[0]]
    assert widths == pytest.approx(sorted(table[main], reverse=True))
    ends = [path.vertices[:, 0] for path in axis.collections[0].get_paths()]
    first = table.loc[names[0]]
    told = (first["pawn"], first["pawn_max"]) if main == "pawn" else (first[f"{main}_low"], first[f"{main}_high"])
    assert tuple(ends[0]) == pytest.approx(told)


def test_the_plane_of_morris_has_a_numbered_point_for_each_factor():
    points, values, _ = swept("morris", 10)
    table = indices(points, values).sort_values("mu_star", ascending=False)
    with style.styled():
        plane = mattering.what_matters(table, "What matters").axes[1]
    np.testing.assert_allclose(plane.lines[1].get_xydata(), table[["mu_star", "sigma"]])
    assert [text.get_text() for text in plane.texts] == ["1", "2", "3", "4"]


def test_factors_that_matter_less_are_counted_where_there_are_too_many():
    table = pd.DataFrame(
        {"pawn": np.linspace(0.9, 0.1, 30), "pawn_max": 1.0, "by_chance": 0.2}, index=[f"factor {n}" for n in range(30)]
    )
    figure = mattering.what_matters(table, "What matters")
    assert len(figure.axes[0].get_yticks()) == mattering.MOST_FACTORS
    assert "5 further factors matter less" in texts(figure)


def test_a_box_is_drawn_around_the_points_inside():
    points, _, rule = swept("latin hypercube", 200)
    weight = np.array([point[0] for point in points.points])
    hit = ((weight < 0.4) & (rule != "complex")).astype(float)
    hit[:20] = np.nan
    found = discovery.boxes(points, hit)
    with style.styled():
        figure = boxes.where_it_happens(points, hit, found, "Where it loses")
    plane, bars = figure.axes
    assert {plane.get_xlabel(), plane.get_ylabel()} == {r"weight_in_\$", "rule"}
    drawn = np.concatenate([line.get_xydata() for line in plane.lines])
    assert len(drawn) == 180, "points without an answer are not drawn"
    across = plane.get_xlabel() == "rule"
    assert len(plane.patches) == 2, "the levels of a box need not stand side by side"
    inside = np.zeros(len(drawn), dtype=bool)
    for patch in plane.patches:
        (left, low), (right, high) = patch.get_xy().min(axis=0), patch.get_xy().max(axis=0)
        assert right - left == pytest.approx(2 * boxes.HALF_A_LEVEL) or not across
        inside |= (drawn >= (left, low)).all(axis=1) & (drawn <= (right, high)).all(axis=1)
    assert inside.sum() == found[0].points
    said = [text.get_text() for text in bars.texts]
    assert any(words.startswith(r"weight_in_\$ at most 0.") for words in said) and "rule simple or none" in said


def test_further_boxes_have_rows_of_their_own_and_a_single_limit_is_drawn_too():
    points, _, _ = swept("latin hypercube", 300)
    pace = np.array([point[2] for point in points.points])
    size = np.array([point[1] for point in points.points])
    hit = (pace > 0.1) | (size > 32)
    found = discovery.boxes(points, hit)
    with style.styled():
        figure = boxes.where_it_happens(points, hit, found, "Where it loses")
    assert len(found) == 2 and len(figure.axes) == 4
    first, _, second, _ = figure.axes
    assert first.get_xscale() == "log" and first.get_ylabel() == "heights only keep points apart"
    assert first.get_title().startswith("1. ") or first.get_title(loc="left").startswith("1. ")
    pale = [line for line in second.lines if line.get_alpha() == boxes.PALE]
    assert sum(len(line.get_xdata()) for line in pale) == found[0].points, "those of the box before"
