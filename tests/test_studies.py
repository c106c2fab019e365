"""Studies: a run is a function of its job, strategies meet the same worlds, and nothing is lost or made up."""

import gc
import math
import pickle
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from worlds import small

from simulator.content import SIDES
from simulator.metrics import OUTCOMES, Metric
from simulator.model import CampaignModel
from simulator.scenario import ACTIONS, DO_NOTHING, PUBLIC
from simulator.scenario_files import load_scenario
from simulator.settings import InputError
from simulator.state import N_COUNTERS
from simulator.strategies import DEEDS
from simulator.studies import executors
from simulator.studies.compare import compare
from simulator.studies.executors import Done, batches, plugins
from simulator.studies.futures import EXECUTORS
from simulator.studies.job import Job, Worlds, run_job, simulate
from simulator.studies.plan import world_number
from simulator.studies.run import COLUMNS
from simulator.studies.statistics import interval, paired_difference, pairing_gain
from simulator.world import build_world

TOP = Path(__file__).resolve().parent.parent
ALL = [DO_NOTHING, "paid creators", "people first", "paid creators again"]
TABLES = ["outcome", "series", "segment_series", "post", "event", "flow", "cost", "param", "metric"]


@pytest.fixture(scope="module")
def scenario():
    return small()


@pytest.fixture(scope="module")
def run(scenario):
    return simulate(scenario, "people first", seed=3)


@pytest.fixture(scope="module")
def study(scenario):
    return compare(scenario, 4, seed=5, jobs=1)


def everything(study):
    """All numbers of a study, table by table, without when and how long."""
    tables = {name: study.query(f"SELECT * FROM {name}") for name in TABLES}
    tables["run"] = study.query("SELECT run_id, strategy, replication, seed, status, error FROM run")
    return tables


def assert_same_numbers(one, other):
    first, second = everything(one), everything(other)
    for name in first:
        pd.testing.assert_frame_equal(first[name], second[name], check_exact=True, obj=name)


def assert_same_run(one, other):
    np.testing.assert_equal(one.outcomes, other.outcomes)
    assert one.costs == other.costs
    for name in ("series", "segments", "posts", "events", "flow"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True, obj=name)


# ---------------------------------------------------------------- a run


def test_a_run_has_every_metric_once(run):
    assert list(run.outcomes) == list(OUTCOMES)


def test_every_counter_of_the_engine_is_a_column_of_the_series():
    assert sorted(c.counter for c in COLUMNS.values() if c.counter is not None) == list(range(N_COUNTERS))


def test_the_series_adds_up_to_the_outcomes(run):
    series = run.series
    assert len(series) == 96
    for name in ("impressions", "shares"):
        assert series[f"{name}_supportive"].sum() == run.outcomes[name]
        assert series[f"{name}_hostile"].sum() == run.outcomes[f"hostile_{name}"]
    assert series["actions"].sum() == run.outcomes["actions"]
    assert series["reach"].iloc[-1] == run.outcomes["reach"] > 0
    assert series["hostile_reach"].iloc[-1] == run.outcomes["hostile_reach"] > 0
    assert series["attitude"].iloc[-1] == run.outcomes["reputation_end"]


def test_segments_add_up_to_the_series_which_counts_what_the_public_saw(run):
    public = run.segments["role"].isin(PUBLIC)
    everybody, people = run.segments.groupby("tick"), run.segments[public].groupby("tick")
    for name in [name for name in COLUMNS if name != "attitude"]:
        seen = name.startswith("impressions") or name.endswith("reach") or name == "unseen"
        assert (people if seen else everybody)[name].sum().tolist() == run.series[name].tolist()
    assert everybody["impressions_supportive"].sum().sum() > run.series["impressions_supportive"].sum()
    assert set(run.segments["role"]) == {"audience", "advocates", "employees", "influencers", "outlets"}


def test_times_are_those_of_the_end_of_the_tick(run):
    assert run.series["time"].iloc[0] == pd.Timestamp("2026-03-02 09:00")
    assert run.series["time"].iloc[-1] == pd.Timestamp("2026-03-06 08:00")
    assert run.series["hours"].iloc[-1] == 96


def test_posts_tell_from_whom_they_were_passed_on(run):
    posts = run.posts
    shared = posts[posts["parent"].notna()]
    assert len(shared) and len(shared) < len(posts)
    parents = posts.loc[shared["parent"].astype(int)]
    assert parents["member"].tolist() == shared["parent_member"].tolist()
    assert parents["message"].tolist() == shared["message"].tolist()
    assert (parents["hours"].to_numpy() <= shared["hours"].to_numpy()).all()
    assert len(posts) == run.series.filter(regex="^(shares|originals)_").to_numpy().sum()


def test_flow_adds_up_to_the_impressions(run):
    for side in SIDES:
        public = run.flow["receiver_role"].isin(PUBLIC)
        seen = run.flow.loc[public & (run.flow["side"] == side), "impressions"].sum()
        assert seen == run.series[f"impressions_{side}"].sum()


def test_costs_add_up_to_the_cost(run):
    assert sum(run.costs.values()) == pytest.approx(run.outcomes["cost"])


def test_events_have_real_times(run):
    crisis = run.events.query("kind == 'crisis'").iloc[0]
    assert 24 <= crisis["hours"] < 36
    since = crisis["time"] - pd.Timestamp("2026-03-02 08:00")
    assert since.total_seconds() == pytest.approx(crisis["hours"] * 3600, abs=0.001)


def test_the_same_job_gives_the_same_run(scenario, run):
    assert_same_run(run, simulate(scenario, "people first", seed=3))


def test_a_run_does_not_depend_on_what_ran_before(scenario, run):
    worlds = Worlds()
    for strategy in ALL:
        again = run_job(scenario, Job(strategy, 3, segments=True, posts=True), worlds)
    assert again.job.strategy != "people first"
    assert_same_run(run, run_job(scenario, Job("people first", 3, segments=True, posts=True), worlds))


def test_a_world_that_is_given_is_not_changed(scenario, run):
    world = build_world(scenario, 3)
    assert_same_run(run, simulate(scenario, "people first", seed=3, world=world))
    assert_same_run(run, simulate(scenario, "people first", seed=3, world=world))
    with pytest.raises(InputError, match="number 3"):
        simulate(scenario, seed=4, world=world)


def test_seed_0_works_and_another_seed_differs(scenario):
    zero, one = (simulate(scenario, "people first", seed=seed) for seed in (0, 1))
    assert_same_run(zero, simulate(scenario, "people first", seed=0))
    assert zero.outcomes["impressions"] != one.outcomes["impressions"]


@pytest.mark.parametrize("seed", [-1, 0.5, "7", None, 2**63, True, np.True_])
def test_what_is_no_seed_is_refused(scenario, seed):
    for use in (simulate, compare, lambda scenario, seed: build_world(scenario, seed)):
        with pytest.raises(InputError, match=r"seed: .* is not the number of a world; use an integer from 0 to"):
            use(scenario, seed=seed)


@pytest.mark.parametrize("given", [42, None, ["a.toml"], b"a.toml"])
def test_what_is_no_scenario_is_refused(given):
    for use in (simulate, compare, load_scenario):
        with pytest.raises(InputError, match=r"scenario: .* is no scenario; give one that is loaded, or the path"):
            use(given)


@pytest.mark.parametrize("given", [[1], "clock.days=7", {1: 7}, 7])
def test_what_are_no_settings_is_refused(scenario, given):
    starter = "simulator/templates/scenario.toml"
    for use in (lambda: simulate(scenario, settings=given), lambda: load_scenario(starter, given)):
        with pytest.raises(InputError, match=r'settings: .* is no table of settings; give a dict .* \{"clock.days": 7'):
            use()


@pytest.mark.parametrize("given", [None, 42, ["people first"]])
def test_what_is_no_name_of_a_strategy_is_refused(scenario, given):
    with pytest.raises(InputError, match=r"strategy: .* is no name; there are: do nothing, "):
        simulate(scenario, given)


def test_an_unknown_strategy_is_refused_with_the_nearest_name(scenario):
    with pytest.raises(InputError, match='did you mean "people first"'):
        simulate(scenario, "people frist")


def test_settings_are_replaced_and_checked(scenario):
    assert len(simulate(scenario, settings={"clock.days": 1}).series) == 24
    assert len(simulate(scenario, settings={"clock.days": np.float64(1)}).series) == 24
    with pytest.raises(InputError, match=r"clock\.day "):
        simulate(scenario, settings={"clock.day": 1})


def test_settings_in_the_job_do_the_same_as_settings_given_to_simulate(scenario):
    settings = {"segments.public.share_chance": 0.2}
    job = Job("people first", 3, settings=tuple(settings.items()), segments=True, posts=True)
    assert_same_run(run_job(scenario, job), simulate(scenario, "people first", seed=3, settings=settings))


def test_simulate_serves_as_the_function_that_sensitivity_analysis_calls(scenario):
    problem = {"names": ["segments.public.share_chance", "belief.persuasion"], "bounds": [[0, 0.2], [0, 0.2]]}
    sample = np.array([[0.0, 0.0], [0.2, 0.0], [0.2, 0.2]])

    def outcome(point):
        settings = dict(zip(problem["names"], point, strict=True))
        return simulate(scenario, "people first", settings=settings).outcomes

    found = [outcome(point) for point in sample]
    assert found[0]["hostile_shares"] < found[1]["hostile_shares"]
    assert found[0]["reputation_end"] == found[1]["reputation_end"] != found[2]["reputation_end"]


def test_what_was_not_kept_is_said_so(scenario):
    bare = run_job(scenario, Job(series=False))
    assert bare.outcomes["hostile_reach"] > 0
    for name in ("series", "segments", "posts"):
        with pytest.raises(InputError, match=f"{name} were not kept"):
            getattr(bare, name)


def test_jobs_and_runs_can_be_sent_to_another_process(run):
    assert_same_run(run, pickle.loads(pickle.dumps(run)))


def growth_over_fifty_runs():
    """Bytes that are left after fifty runs, without the garbage collector, in tables of contacts of one run."""
    scenario = small(clock__days=0.5)
    worlds, job = Worlds(), Job("people first", 1)
    one = CampaignModel(scenario, rng=1).population.contact.nbytes
    run_job(scenario, job, worlds)
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        run_job(scenario, job, worlds)
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(50):
            run_job(scenario, job, worlds)
        return (tracemalloc.get_traced_memory()[0] - before) / one
    finally:
        tracemalloc.stop()
        gc.enable()


def test_memory_is_flat_over_fifty_models():
    assert growth_over_fifty_runs() < 5


def test_memory_would_grow_if_models_were_not_let_go_of(monkeypatch):
    monkeypatch.setattr("simulator.studies.job.let_go", lambda model: None)
    assert growth_over_fifty_runs() > 25


# ---------------------------------------------------------------- executors


def test_ctrl_c_in_compiled_code_is_no_failure_of_the_run(scenario, monkeypatch):
    """Python tells it as a SystemError of the compiled function, caused by the interrupt."""

    def interrupted(*_):
        raise SystemError("returned a result with an exception set") from KeyboardInterrupt()

    monkeypatch.setattr(executors, "run_job", interrupted)
    with pytest.raises(KeyboardInterrupt):
        executors.perform(scenario, Job(), Worlds())


def test_a_batch_is_of_one_world_and_not_too_large():
    jobs = [Job(str(strategy), world) for world in range(3) for strategy in range(5)]
    cut = list(batches(jobs, lambda: 2))
    assert [job for batch in cut for job in batch] == jobs
    assert all(len(batch) <= 2 and len({job.seed for job in batch}) == 1 for batch in cut)


def test_batches_are_taken_when_they_are_needed(scenario):
    taken = []

    def endless():
        while True:
            taken.append([Job(seed=len(taken), series=False)])
            yield taken[-1]

    for name, most in (("serial", 4), ("processes", 9)):
        taken.clear()
        results = EXECUTORS[name](scenario, endless(), 2)
        done = [next(results) for _ in range(3)]
        results.close()
        assert all(isinstance(d, Done) and d.run is not None for d in done)
        assert len(taken) <= most


def test_any_number_of_workers_gives_the_same_numbers(scenario, study):
    assert_same_numbers(study, compare(scenario, 4, seed=5, jobs=2))


def test_an_interrupted_study_is_readable_and_goes_on_to_the_same_numbers(scenario, study, tmp_path):
    path = tmp_path / "study.db"

    def stop(done, total, failed):
        assert total == 16
        if done == 5:
            raise KeyboardInterrupt

    with compare(scenario, 4, seed=5, jobs=1, output=path, progress=stop) as part:
        assert part.interrupted
        assert part.runs["status"].value_counts().to_dict() == {"SUCCEEDED": 5, "ABORTED": 3, "PENDING": 8}
        assert set(part.table.index) == set(ALL)
    seen = []
    with compare(scenario, 4, seed=5, jobs=2, output=path, progress=lambda *counts: seen.append(counts)) as whole:
        assert not whole.interrupted
        assert seen[0] == (5, 16, 0) and seen[-1] == (16, 16, 0) and len(seen) == 12
        assert_same_numbers(study, whole)


def test_more_replications_extend_a_study_as_if_it_had_been_so_from_the_start(scenario, study, tmp_path):
    path = tmp_path / "study.db"
    compare(scenario, 2, seed=5, jobs=1, output=path).close()
    with compare(scenario, 4, seed=5, jobs=1, output=path) as longer:
        assert_same_numbers(study, longer)
    with compare(scenario, 2, seed=5, jobs=1, output=path) as same:
        assert same.replications == 4


def test_further_strategies_join_a_study(scenario, study, tmp_path):
    path = tmp_path / "study.db"
    with compare(scenario, 2, seed=5, jobs=1, output=path, strategies=["people first"]) as few:
        assert few.strategies == (DO_NOTHING, "people first")
    with compare(scenario, 2, seed=5, jobs=1, output=path) as all_of_them:
        assert all_of_them.strategies == study.strategies
        assert len(all_of_them.runs) == 8


FAULTY = """
import os
from typing import Literal
from simulator.scenario import ActionSettings
from simulator.strategies import action

class Stumble(ActionSettings):
    action: Literal["stumble"]
    how: str = "raise"

@action("stumble", Stumble)
def stumble(model, spec, hours):
    if model.seed % 2:
        if spec.how == "die":
            os._exit(9)
        raise RuntimeError(f"stumbled in world {model.seed}")
"""


@pytest.fixture
def faulty(tmp_path, monkeypatch):
    """A scenario with an action, defined outside the package, that fails in worlds of odd number."""
    for registry in (ACTIONS, DEEDS):
        monkeypatch.setitem(registry, "stumble", None)
    (tmp_path / "faulty_action.py").write_text(FAULTY)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "faulty_action", raising=False)
    __import__("faulty_action")

    def make(how):
        return small(**{"strategies__faulty": {"playbook": [{"action": "stumble", "how": how, "at_hours": 5.0}]}})

    return make


def odd_worlds(n, seed):
    return [k for k in range(n) if world_number(seed, k) % 2]


def test_modules_that_register_something_are_known(faulty):
    assert "faulty_action" in plugins()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_fails_is_a_row_with_its_traceback_and_no_numbers(faulty, jobs):
    odd = odd_worlds(6, 2)
    assert 0 < len(odd) < 6
    study = compare(faulty("raise"), 6, seed=2, jobs=jobs, strategies=["faulty"])
    failed = study.failed
    assert sorted(failed["replication"]) == odd and set(failed["strategy"]) == {"faulty"}
    for error, seed in zip(failed["error"], failed["seed"], strict=True):
        assert error.startswith("Traceback") and f"stumbled in world {seed}" in error and "in stumble" in error
    for table in ("outcome", "series", "post", "event", "flow"):
        assert not study.query(f"SELECT * FROM {table} JOIN run USING (run_id) WHERE status = 'FAILED'").size
    found = study.differences.set_index(["strategy", "metric"])["n"]
    assert found["faulty", "hostile_reach"] == 6 - len(odd)
    assert found[DO_NOTHING, "hostile_reach"] == 6


def test_a_worker_that_dies_costs_only_the_run_that_it_was_doing(faulty):
    odd = odd_worlds(4, 2)
    assert odd
    study = compare(faulty("die"), 4, seed=2, jobs=2, strategies=["faulty"])
    assert sorted(study.failed["replication"]) == odd
    assert study.failed["error"].str.contains("the worker process died").all()
    assert (study.runs["status"] == "SUCCEEDED").sum() == 8 - len(odd)


def test_failed_runs_are_left_unless_asked_for(faulty, tmp_path, monkeypatch):
    path, scenario = tmp_path / "study.db", faulty("raise")
    counts = []
    n_failed = len(compare(scenario, 4, seed=2, jobs=1, output=path).failed)
    again = compare(scenario, 4, seed=2, jobs=1, output=path, progress=lambda *c: counts.append(c))
    assert len(again.failed) == n_failed > 0 and len(counts) == 1
    monkeypatch.setitem(DEEDS, "stumble", lambda model, spec, hours: None)
    mended = compare(scenario, 4, seed=2, jobs=1, output=path, retry_failed=True)
    assert not len(mended.failed) and not mended.interrupted
    assert mended.runs["error"].isna().all()


def test_a_metric_that_raises_fails_the_run(scenario, monkeypatch):
    def broken(model):
        """Always fails."""
        raise ZeroDivisionError("no such number")

    monkeypatch.setitem(OUTCOMES, "broken", Metric("broken", "x", "output", 0, broken))
    study = compare(scenario, 1, jobs=1)
    assert len(study.failed) == 4 and study.failed["error"].str.contains("no such number").all()
    assert study.outcomes.empty
    assert study.table.shape == (4, len(OUTCOMES)) and study.table.isna().all(axis=None)
    assert len(study.differences) == 4 * len(OUTCOMES)
    assert set(study.series.columns) >= {"strategy", "column", "tick", "median"}


def test_a_script_that_does_not_guard_its_start_is_told_how(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys; sys.path[:0] = {[str(TOP / 'tests'), str(TOP)]!r}\n"
        "from worlds import small\nfrom simulator import compare\ncompare(small(clock__days=0.1), 4, jobs=2)\n"
    )
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert 'put what runs under: if __name__ == "__main__":' in ended.stderr.splitlines()[-1]


def test_a_single_world_is_shared_out_to_all_workers(scenario):
    assert_same_numbers(compare(scenario, 1, seed=3, jobs=3), compare(scenario, 1, seed=3, jobs=1))


# ---------------------------------------------------------------- what a study says


def test_the_worlds_of_a_study_are_the_same_for_all_strategies_and_differ_from_each_other(study):
    seeds = study.runs.groupby("replication")["seed"].agg(["nunique", "first"])
    assert (seeds["nunique"] == 1).all() and seeds["first"].nunique() == 4
    assert seeds["first"].iloc[0] == 5


def test_studies_of_other_seeds_share_no_worlds():
    worlds = [world_number(seed, k) for seed in range(30) for k in range(30)]
    assert len(set(worlds)) == len(worlds) and max(worlds) < 2**53


def test_any_run_of_a_study_can_be_repeated_alone(scenario, study):
    row = study.runs.query("replication == 2 and strategy == 'people first'").iloc[0]
    alone = simulate(scenario, "people first", seed=int(row["seed"])).outcomes
    found = study.outcomes.query("replication == 2 and strategy == 'people first'").set_index("metric")["value"]
    np.testing.assert_equal(found.to_dict(), alone)


def test_every_strategy_and_every_metric_is_in_every_table(study):
    pairs = {(strategy, metric) for strategy in ALL for metric in OUTCOMES}
    assert study.strategies == tuple(ALL)
    assert list(study.table.index) == ALL and list(study.table.columns) == list(OUTCOMES)
    for frame in (study.differences, study.summary, study.outcomes):
        assert set(zip(frame["strategy"], frame["metric"], strict=True)) == pairs
    assert set(study.series["strategy"]) == set(study.flow["strategy"]) == set(study.events["strategy"]) == set(ALL)
    assert set(zip(study.series["strategy"], study.series["column"], strict=True)) == {
        (strategy, column) for strategy in ALL for column in [*COLUMNS, "attention"]
    }


def test_the_same_strategy_under_another_name_differs_by_exactly_nothing(scenario):
    study = compare(scenario, 3, seed=1, jobs=1, strategies=ALL[1:], baseline="paid creators")
    twin = study.differences.query("strategy == 'paid creators again' and n > 1")
    assert (twin[["mean", "low", "high", "median", "p05", "p95", "wins"]] == 0).all(axis=None)
    assert (twin["ties"] == twin["n"]).all()
    other = study.differences.query("strategy == 'people first' and n > 0")
    assert (other["mean"] != 0).any()


def test_the_difference_is_that_of_the_same_worlds(study):
    wide = study.query("SELECT * FROM outcome_wide").pivot(index="replication", columns="strategy", values="reach")
    difference = wide["people first"] - wide[DO_NOTHING]
    row = study.differences.set_index(["strategy", "metric"]).loc[("people first", "reach")]
    assert row["mean"] == pytest.approx(difference.mean())
    assert row["wins"] == (difference > 0).sum() and row["n"] == 4
    view = study.query("SELECT * FROM difference WHERE strategy = 'people first' AND metric = 'reach'")
    assert sorted(view["difference"]) == sorted(difference) and view["wins"].sum() == row["wins"]


def test_less_wins_where_less_is_better(study):
    rows = study.differences.query("metric == 'cost' and strategy == 'paid creators'").iloc[0]
    assert rows["mean"] > 0 and rows["wins"] == 0


def test_bands_lie_in_order_and_span_the_worlds(study):
    series = study.series
    assert (series["low"] <= series["median"]).all() and (series["median"] <= series["high"]).all()
    end = study.query("SELECT strategy, hostile_reach FROM series JOIN run USING (run_id) WHERE tick = 95")
    band = series.query("column == 'hostile_reach' and tick == 95").set_index("strategy")["median"]
    assert band.to_dict() == end.groupby("strategy")["hostile_reach"].median().to_dict()


def test_only_the_first_world_is_kept_in_detail_unless_asked_for(scenario, study):
    assert set(study.segments["replication"]) == set(study.posts["replication"]) == {0}
    more = compare(scenario, 2, seed=5, jobs=1, detailed=2, strategies=["do nothing"])
    assert set(more.segments["replication"]) == {0, 1}
    none = compare(scenario, 1, seed=5, jobs=1, detailed=0, strategies=["do nothing"])
    assert none.segments.empty and none.posts.empty


def test_the_tables_of_a_study_are_those_of_its_runs(scenario, study):
    run = simulate(scenario, "people first", seed=5)
    for name in ("segments", "posts", "events"):
        of_run = getattr(run, name)
        of_study = getattr(study, name).query("strategy == 'people first' and replication == 0")
        pd.testing.assert_frame_equal(
            of_study[of_run.columns].reset_index(drop=True), of_run, check_dtype=False, check_exact=True
        )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"replications": 0}, "replications: 0 is not .* use an integer from 1 to 1,000,000"),
        ({"replications": 99_999_999_999}, "replications: 99999999999 is not .* to 1,000,000"),
        ({"replications": True}, "replications: True"),
        ({"jobs": 0}, "jobs"),
        ({"detailed": -1}, "detailed: -1 is not .* use an integer from 0 to"),
        ({"jobs": True}, "jobs: True is not a number of processes"),
        ({"strategies": ["people frist"]}, "did you mean"),
        ({"strategies": "people first"}, 'strategies: "people first" is one text; give a list of names, such as'),
        ({"strategies": [1]}, "strategies: .1. is not a list of names"),
        ({"strategies": 42}, "strategies: 42 is not a list of names"),
        ({"strategies": []}, "strategies: the list is empty; name at least one, or leave"),
        ({"baseline": "nobody"}, "not in the scenario"),
        ({"seed": -1}, "seed"),
        ({"settings": {"clock.day": 1}}, "clock.day"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_done(scenario, tmp_path, given, message):
    with pytest.raises(InputError, match=message):
        compare(scenario, **{"replications": 1, "output": tmp_path / "study.db", **given})
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- statistics

numbers = st.floats(-1e6, 1e6)


@given(arrays.arrays(float, st.integers(2, 30), elements=numbers))
def test_a_sample_does_not_differ_from_itself(sample):
    found = paired_difference(sample, sample, better=1)
    assert (found.mean, found.low, found.high, found.wins) == (0, 0, 0, 0)
    assert found.ties == found.n == len(sample)


@given(arrays.arrays(float, st.integers(2, 30), elements=numbers), st.sampled_from([-1, 1]))
def test_who_loses_and_who_wins_change_places(sample, better):
    there, back = (paired_difference(a, b, better=better) for a, b in ((sample, sample[::-1]), (sample[::-1], sample)))
    assert there.wins + back.wins + there.ties == there.n
    assert there.mean == pytest.approx(-back.mean)


def test_worlds_without_a_number_do_not_count():
    found = paired_difference([1.0, math.nan, 3.0, 9.0], [0.0, 1.0, math.nan, 7.0], better=1)
    assert (found.n, found.mean, found.wins) == (2, 1.5, 2)
    empty = paired_difference([math.nan], [1.0])
    assert empty.n == 0 and math.isnan(empty.mean) and math.isnan(empty.low)


def test_an_interval_is_that_of_scipy():
    from scipy import stats

    sample = np.array([1.0, 2.0, 4.0, 8.0])
    wanted = stats.t.interval(0.95, 3, loc=sample.mean(), scale=stats.sem(sample))
    assert interval(sample) == pytest.approx(wanted)


def test_pairing_gains_what_the_worlds_have_in_common():
    world = np.array([0.0, 10.0, 20.0, 30.0])
    assert pairing_gain(world + np.array([1, -1, 1, -1]), world) > 50
    assert pairing_gain(world[[1, 3, 0, 2]], world) == pytest.approx(1.0, abs=0.7)


# ---------------------------------------------------------------- cost


@pytest.mark.slow
def test_a_study_costs_little_more_than_its_runs(scenario, tmp_path):
    worlds = Worlds()
    run_job(scenario, Job(), worlds)
    began = time.perf_counter()
    for k in range(10):
        for strategy in ALL:
            run_job(scenario, Job(strategy, world_number(0, k), k), worlds)
    bare = time.perf_counter() - began
    began = time.perf_counter()
    compare(scenario, 10, jobs=1, output=tmp_path / "study.db", detailed=0).close()
    assert time.perf_counter() - began < 2 * bare + 0.5
