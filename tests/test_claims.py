"""Claims: how a verdict is reached, what is declared, and that the page says what the declarations say."""

import csv
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import simulator
from simulator import cli, readings
from simulator.chosen import strategy_names
from simulator.claims import CLAIMS, in_order
from simulator.claims.cited import cited_claims, citing_settings
from simulator.claims.declaring import SEED, STAGES, Check, Claim, Experiment, Without, reading
from simulator.claims.judging import (
    FAILS,
    FROM_BEST_TO_WORST,
    HOLDS,
    IS_THERE,
    MISSING,
    NOT_HOLDING,
    ON_AVERAGE,
    OTHERWISE,
    TOO_FEW,
    UNTESTABLE,
    has_vanished,
    judged,
    judged_check,
)
from simulator.claims.running import reversed_experiment, stage_called, try_claims
from simulator.metrics import OUTCOMES
from simulator.settings import InputError
from simulator.studies.job import simulate, with_settings
from simulator.views.claims import HEAD, ablated_in_words, kinds_of_checks, verdicts_told

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "claims.md"
ALL = [
    f"{letter}{n}"
    for letter, last in zip("ABCDESV", (13, 25, 6, 10, 11, 12, 18), strict=True)
    for n in range(1, last + 1)
]

TRIED = [claim for claim in CLAIMS.values() if claim.experiment is not None]


@pytest.fixture(autouse=True)
def filled():
    simulator.fill_registries()


# ------------------------------------------------------------ verdicts

UP = Check(reading=reading("reach"), contrast={"with": 1, "without": -1})
WORLDS = np.arange(40) / 40


def of(with_it, without):
    """Readings of two arms."""
    return {("with", UP.reading): np.asarray(with_it, float), ("without", UP.reading): np.asarray(without, float)}


def verdict(values, ablated=None, check=UP) -> str:
    """The word on a claim with one check."""
    experiment = Experiment(stage="square", says="", arms={}, checks=(check,), neutral={})
    claim = Claim(id="A1", says="", experiment=experiment)
    return judged(claim, (judged_check(check, values, ablated),)).word


NO_DIFFERENCE = of(WORLDS[:20], WORLDS[:20])


def test_an_effect_that_vanishes_with_its_mechanism_holds():
    assert verdict(of(WORLDS + 2, WORLDS), NO_DIFFERENCE) == HOLDS


def test_an_effect_that_stays_without_its_mechanism_does_not_hold_by_it():
    assert verdict(of(WORLDS + 2, WORLDS), of(WORLDS[:20] + 2, WORLDS[:20])) == OTHERWISE


def test_an_effect_with_the_other_sign_does_not_hold():
    assert verdict(of(WORLDS, WORLDS + 2), NO_DIFFERENCE) == FAILS
    assert verdict(of(WORLDS, WORLDS + 2), NO_DIFFERENCE, replace(UP, sign=-1)) == HOLDS


def test_an_effect_that_turns_round_without_its_mechanism_holds():
    assert verdict(of(WORLDS + 2, WORLDS), of(WORLDS[:20], WORLDS[:20] + 1)) == HOLDS
    assert verdict(of(WORLDS, WORLDS + 2), of(WORLDS[:20] + 1, WORLDS[:20]), replace(UP, sign=-1)) == HOLDS


@pytest.mark.parametrize(("wrong", "word"), [(2, HOLDS), (3, ON_AVERAGE)])
def test_two_worlds_of_forty_may_disagree_and_ties_do_not_agree(wrong, word):
    with_it = WORLDS + 2
    with_it[:wrong] = WORLDS[:wrong]
    assert verdict(of(with_it, WORLDS), NO_DIFFERENCE) == word


def test_a_world_without_a_number_counts_against_a_claim():
    with_it = WORLDS + 2
    with_it[:3] = math.nan
    assert verdict(of(with_it, WORLDS), NO_DIFFERENCE) == ON_AVERAGE


def test_an_effect_in_too_few_worlds_that_stays_without_its_mechanism_does_not_hold():
    with_it = WORLDS + 2
    with_it[:3] = WORLDS[:3]
    assert verdict(of(with_it, WORLDS), of(with_it[:20], WORLDS[:20])) == FAILS


@pytest.mark.parametrize(("n", "word"), [(2, TOO_FEW), (19, TOO_FEW), (20, HOLDS)])
def test_fewer_than_twenty_worlds_cannot_show_that_a_claim_holds(n, word):
    assert verdict(of(WORLDS[:n] + 2, WORLDS[:n]), NO_DIFFERENCE) == word


def test_fewer_than_twenty_worlds_can_show_that_a_claim_does_not_hold():
    noise = np.sin(np.arange(10))
    assert verdict(of(WORLDS[:10], WORLDS[:10] + 2 + noise)) == FAILS
    assert verdict(of(WORLDS[:10], WORLDS[:10] + noise)) == TOO_FEW
    assert verdict(of(1.1 + noise / 100, np.ones(10)), check=replace(UP, within=0.05)) == FAILS


def test_what_is_built_in_is_there_and_does_not_hold_for_that():
    built_in = replace(UP, built_in=True)
    assert verdict(of(WORLDS + 2, WORLDS), check=built_in) == IS_THERE
    assert verdict(of(WORLDS, WORLDS + 2), check=built_in) == FAILS
    finding, other = (judged_check(check, of(WORLDS + 2, WORLDS)) for check in (built_in, UP))
    experiment = Experiment(stage="square", says="", arms={}, checks=(built_in, UP), neutral={})
    assert judged(Claim(id="A1", says="", experiment=experiment), (finding, other)).word == HOLDS


def test_an_effect_that_hardly_matters_does_not_hold():
    assert verdict(of(WORLDS + 10.5, WORLDS + 10), NO_DIFFERENCE) == FAILS
    assert verdict(of(WORLDS + 10.5, WORLDS + 10), NO_DIFFERENCE, replace(UP, at_least=0.02)) == HOLDS
    assert verdict(of(WORLDS + 10.5, WORLDS + 10), NO_DIFFERENCE, replace(UP, at_least=0.02, at_least_of=1)) == FAILS


def test_equality_holds_within_its_bounds_only():
    noise = 0.01 * np.sin(np.arange(40))
    equal = replace(UP, within=0.05)
    assert verdict(of(1 + noise, np.ones(40)), check=equal) == HOLDS
    assert verdict(of(1.1 + noise, np.ones(40)), check=equal) == FAILS
    assert verdict(of(1 + 10 * noise, np.ones(40)), check=equal) == ON_AVERAGE  # the mean is, one world in three is not
    assert verdict(of(1 + 100 * noise, np.ones(40)), check=equal) == FAILS  # too few worlds to tell


def test_a_size_holds_between_its_bounds_only():
    size = Check(reading=UP.reading, contrast={"with": 1}, between=(0.15, 0.4))
    assert verdict(of(0.3 + WORLDS / 100, WORLDS), check=size) == HOLDS
    assert verdict(of(0.5 + WORLDS / 100, WORLDS), check=size) == FAILS


def test_a_reading_may_be_compared_with_another_of_the_same_arm():
    other = reading("impressions")
    check = Check(reading=UP.reading, against=other, contrast={"with": 1}, at_least=0.5)
    values = {("with", UP.reading): WORLDS + 3, ("with", other): WORLDS + 1}
    found = judged_check(check, values)
    assert found.effect == pytest.approx(2) and found.reference == pytest.approx(WORLDS.mean() + 1) and found.comes_out


def test_noise_around_nothing_has_vanished_and_a_third_of_the_effect_has_not():
    noise = np.sin(np.arange(20.0))
    assert has_vanished(noise - noise.mean() + 0.2, 1.0)
    assert not has_vanished(noise - noise.mean() + 0.35, 1.0)
    assert not has_vanished(0.01 * noise + 0.2, 1.0)


def test_without_an_experiment_a_claim_is_missing_or_not_testable():
    assert judged(Claim(id="A1", says="", why="no such thing"), ()).word == MISSING
    assert judged(Claim(id="B16", says="", kind="not testable", why="advice"), ()).word == UNTESTABLE
    assert MISSING in NOT_HOLDING and UNTESTABLE not in NOT_HOLDING


def test_every_verdict_has_a_place_from_best_to_worst_and_is_explained():
    words = {HOLDS, IS_THERE, ON_AVERAGE, FAILS, OTHERWISE, TOO_FEW, UNTESTABLE, MISSING}
    assert set(FROM_BEST_TO_WORST) == words and set(NOT_HOLDING) < words
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    assert all(f"`{word}`" in glossary for word in words)
    obvious = {FAILS, UNTESTABLE}
    assert all(f"* **{word[0].upper()}{word[1:]}.**" in HEAD for word in words - obvious)


def test_a_claim_whose_runs_failed_does_not_hold():
    found = judged_check(UP, of(WORLDS + 2, WORLDS))
    experiment = Experiment(stage="square", says="", arms={}, checks=(UP,), neutral={})
    assert judged(Claim(id="A1", says="", experiment=experiment), (found,), ("Error",)).word == FAILS


# ------------------------------------------------------------ declarations


def test_every_claim_is_declared_once():
    assert [claim.id for claim in in_order()] == ALL


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_a_claim_has_an_experiment_or_a_reason(claim):
    assert claim.experiment is not None or claim.why or claim.shown_by
    assert claim.experiment is None or not claim.shown_by
    assert all(other in CLAIMS for other in claim.shown_by)
    assert claim.kind != "not testable" or claim.experiment is None


@pytest.mark.parametrize("claim", TRIED, ids=[claim.id for claim in TRIED])
def test_an_experiment_is_complete(claim):
    experiment, strategies = claim.experiment, strategy_names(stage_called(claim.experiment.stage))
    for arm in experiment.arms.values():
        assert arm.strategy in strategies
    for check in experiment.checks:
        assert set(check.contrast) <= set(experiment.arms)
        for one in (check.reading, check.against):
            assert one is None or one.name in {*readings.READINGS, *OUTCOMES}
    assert {arm for check in experiment.checks for arm in check.contrast} == set(experiment.arms)
    assert claim.mechanism
    assert (claim.kind == "structure") == all(check.built_in for check in experiment.checks)


@pytest.mark.parametrize("claim", TRIED, ids=[claim.id for claim in TRIED])
def test_with_its_mechanism_neutral_an_experiment_still_compares_different_things(claim):
    for check in claim.experiment.checks:
        assert ablation_is_honest(claim.experiment, check), check


def ablation_is_honest(experiment: Experiment, check: Check) -> bool:
    """Whether an ablation names an arm of the contrast, a reason, or settings under which the arms stay different."""
    neutral = experiment.neutral_for(check)
    if isinstance(neutral, str):
        return neutral in check.contrast and len(check.contrast) > 1
    if isinstance(neutral, Without):
        return bool(neutral.why)
    arms = [experiment.arms[name] for name in check.contrast]
    stage = stage_called(experiment.stage)
    done = [with_settings(stage, {**experiment.settings, **arm.settings, **neutral}) for arm in arms]
    told = {(arm.strategy, str(one.model_dump())) for arm, one in zip(arms, done, strict=True)}
    return bool(neutral) and len(told) == len(arms)


def test_an_ablation_that_makes_the_arms_the_same_is_refused():
    experiment = CLAIMS["E7"].experiment
    check, support = experiment.checks[0], "strategies.programme.programme[0].support"
    assert ablation_is_honest(experiment, check)
    assert not ablation_is_honest(replace(experiment, neutral={support: 1.0}), check)
    assert not ablation_is_honest(replace(experiment, neutral={}), check)
    assert not ablation_is_honest(replace(experiment, neutral="nobody"), check)


def test_the_head_of_the_page_counts_the_kinds_of_checks():
    kinds = kinds_of_checks()
    assert kinds["n_number"] + kinds["n_without"] + kinds["n_none"] == kinds["n_signs"]
    assert kinds["n_signs"] + kinds["n_equal"] == sum(len(claim.experiment.checks) for claim in TRIED)
    assert all(f"{{{name}}}" in HEAD for name in kinds)


def test_the_page_tells_of_each_check_how_its_mechanism_is_made_neutral():
    found = judged_check(UP, of(WORLDS + 2, WORLDS), NO_DIFFERENCE)
    assert ablated_in_words(replace(found, neutral={"a": 1})) == "0"
    assert "without in “as usual”" in ablated_in_words(replace(found, neutral="as usual"))
    assert ablated_in_words(replace(found, neutral=Without("a ranking"))) == "none: a ranking"


@pytest.mark.parametrize("claim", TRIED, ids=[claim.id for claim in TRIED])
def test_the_mechanism_of_a_claim_is_in_the_code(claim):
    from tests.test_docs import is_code

    assert [name for name in claim.mechanism if not is_code(name)] == []


def test_an_effect_that_is_tried_is_expressed_by_a_setting_or_says_why_not():
    cited = citing_settings()
    tried = [claim for claim in TRIED if not claim.no_setting]
    assert [claim.id for claim in tried if claim.id not in cited] == []


def test_settings_cite_only_claims_that_are_declared():
    assert cited_claims() <= set(CLAIMS)


def test_every_reading_has_a_meaning_and_a_unit():
    for one in readings.READINGS.values():
        assert one.meaning.endswith(".") and one.unit


def test_every_stage_is_used_and_small():
    used = {claim.experiment.stage for claim in TRIED}
    assert used == {path.stem for path in STAGES.glob("*.toml")}
    for name in used:
        assert sum(segment.size for segment in stage_called(name).segments.values()) < 5_000


# ------------------------------------------------------------ runs


def test_a_cheap_experiment_holds_and_fails_with_its_sign_reversed(monkeypatch):
    assert [v.word for v in try_claims(["D3", "V6"], worlds=20, seed=1).verdicts] == [HOLDS, HOLDS]
    backwards = replace(CLAIMS["D3"], experiment=reversed_experiment(CLAIMS["D3"].experiment))
    monkeypatch.setitem(CLAIMS, "D3", backwards)
    assert [v.word for v in try_claims(["D3"], worlds=20, seed=1).verdicts] == [FAILS]


def test_processes_do_not_change_what_is_read():
    alone, together = (try_claims(["A8"], worlds=2, jobs=jobs, seed=1) for jobs in (1, 2))
    assert alone.rows == together.rows and alone.n_runs == 6  # two arms, and both without the mechanism in one world


def test_a_run_that_fails_is_told_and_the_claim_does_not_hold(monkeypatch):
    experiment = replace(CLAIMS["E2"].experiment, settings={"segments.staff.sise": 3})
    monkeypatch.setitem(CLAIMS, "E2", replace(CLAIMS["E2"], experiment=experiment))
    (found,) = try_claims(["E2"], worlds=2, seed=1).verdicts
    assert found.word == FAILS and "sise is not a setting" in found.errors[0]


def test_a_claim_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match='claim "Z9" is not known'):
        try_claims(["Z9"], worlds=2)


# ------------------------------------------------------------ readings


@pytest.fixture(scope="module")
def square():
    """The model of a square in which both sides were heard."""
    from simulator.model import CampaignModel

    return CampaignModel(stage_called("square"), "fans and creators speak", rng=3).run()


def test_posts_are_counted_by_who_when_and_what(square):
    read = readings.read
    assert read(square, "originals", who="fans") == 60 and read(square, "originals", who="influencers") == 10
    assert read(square, "posts", who="fans", from_day=1) + read(square, "posts", who="fans", to_day=1) == read(
        square, "posts", who="fans"
    )
    assert read(square, "originals", message="offer") == 70 and read(square, "originals", side="hostile") == 0
    assert read(square, "speakers", who=("fans", "creators"), original=True) == 70


def test_impressions_by_source_add_up(square):
    by_source = [readings.read(square, "seen", source=s, receiver="public") for s in square.spec.segments]
    assert sum(by_source) == readings.read(square, "seen", receiver="public") == readings.read(square, "impressions")


def test_reached_by_segment_adds_up_to_reach(square):
    public = [readings.read(square, "reached", who=s) for s in ("young", "old", "fans", "partners")]
    assert sum(public) == readings.read(square, "reached") == readings.read(square, "reach")


def test_attitude_gained_is_what_the_series_says(square):
    gained = readings.read(square, "attitude_gained")
    assert gained == pytest.approx(square.public_attitude()[-1] - square.public_start())


def test_those_reached_for_the_first_time_by_day_add_up(square):
    days = [readings.read(square, "reached", from_day=day, to_day=day + 1) for day in range(6)]
    assert sum(days) == readings.read(square, "reached") and days[0] > days[1] > 0


def test_engagement_per_post_counts_shares_of_posts_and_actions_that_followed_them(square):
    read = readings.read
    done = read(square, "engagement_per_post") * read(square, "posts")
    assert done == pytest.approx(read(square, "posts", original=False) + read(square, "actions"))


@pytest.mark.parametrize(("hours", "days"), [((12, 36), 8.0), ((12, 18, 36), 1.0), ((12,), 0.0), ((36,), math.nan)])
def test_the_half_life_of_activity_is_that_of_an_even_decay_over_two_halves(square, monkeypatch, hours, days):
    posts = np.zeros(len(hours), square.posts.dtype)
    posts["time"] = hours
    monkeypatch.setattr(type(square), "posts", posts)
    found = readings.read(square, "activity_half_life", who="everybody", from_day=0.0, to_day=2.0, at_most=8.0)
    assert found == pytest.approx(days, nan_ok=True)


def test_a_segment_that_is_not_there_is_refused(square):
    with pytest.raises(InputError, match='did you mean "fans"'):
        readings.read(square, "reached", who="fan")


def test_a_reading_that_is_not_known_is_refused(square):
    with pytest.raises(InputError, match="is not known"):
        readings.read(square, "reechd")


def test_a_run_without_readings_has_none():
    run = simulate(STAGES / "square.toml", settings={"clock.days": 1, "strategies": {}})
    assert run.readings == ()


# ------------------------------------------------------------ the verb and the page


def test_the_verb_prints_verdicts_and_writes_readings(tmp_path):
    file = tmp_path / "readings.csv"
    done = CliRunner().invoke(cli.main, [*CHEAP, "B16", "-n", "20", "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert re.search(r"^B1 .* 20/20 .* is there$", done.stdout, re.MULTILINE)
    assert "2 claims: 1 is there, 1 not testable." in done.stdout
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert len(rows) == 120 and {row["arm"] for row in rows} == {"personal", "employee", "ambassador", "nothing"}


CHEAP = ["claims", "b1", "-j", "1", "-q", "--seed", "1"]


def test_the_verb_tells_that_two_worlds_are_too_few():
    done = CliRunner().invoke(cli.main, [*CHEAP, "-n", "2"])
    assert done.exit_code == 0 and "1 claim: 1 too few worlds." in done.stdout


def test_a_file_that_is_there_or_has_no_folder_is_refused_before_anything_is_run(tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.claims.running.try_claims", None)  # what would fail if it were called
    there, nowhere = tmp_path / "readings.csv", tmp_path / "no" / "readings.csv"
    there.write_text("mine", "utf-8")
    for file, says in ((there, "nothing is overwritten"), (tmp_path, "nothing is"), (nowhere, "there is no folder")):
        done = CliRunner().invoke(cli.main, [*CHEAP, "-n", "2", "-o", str(file)])
        assert done.exit_code == 2 and says in done.stderr
    assert there.read_text("utf-8") == "mine" and not nowhere.parent.exists()


def test_the_help_names_the_first_world():
    assert f"[default: {SEED}]" in CliRunner().invoke(cli.main, ["claims", "--help"]).stdout


def test_the_verb_exits_with_1_where_a_claim_does_not_hold(monkeypatch):
    monkeypatch.setitem(CLAIMS, "E2", replace(CLAIMS["E2"], experiment=None, why="for this test"))
    assert CliRunner().invoke(cli.main, ["claims", "E2", "-q"]).exit_code == 1


def test_the_verb_refuses_what_is_no_claim():
    done = CliRunner().invoke(cli.main, ["claims", "E99"])
    assert done.exit_code == 2 and 'claim "E99" is not known' in done.stderr


def test_a_page_that_says_something_else_is_told(monkeypatch, tmp_path):
    from simulator.cli import claiming

    (tmp_path / "claims.md").write_text("| B1 | some | | | | | | **does not hold** |\n", "utf-8")
    monkeypatch.setattr(claiming, "PAGE", tmp_path / "claims.md")
    done = CliRunner().invoke(cli.main, [*CHEAP, "-n", "20", "--check"])
    assert done.exit_code == 1 and "B1: does not hold, but now: is there" in done.stderr


def test_the_page_has_a_row_for_every_claim_and_no_other():
    assert sorted(verdicts_told(PAGE.read_text("utf-8"))) == sorted(CLAIMS)
