"""Who is best and how surely, when to stop adding worlds, and intervals that hold what they promise.

Statistical checks fix seed, number and bound beforehand; bounds are those of a binomial at one in a thousand.
"""

import math

import numpy as np
import pytest
from scipy import stats
from worlds import small

from simulator.cli.catalogue import SCENARIOS
from simulator.metrics import OUTCOMES
from simulator.scenario import DO_NOTHING
from simulator.scenario_files import ScenarioError, load_scenario
from simulator.settings import InputError
from simulator.studies.compare import compare
from simulator.studies.ranking import ranking, smallest_that_matters, what_decides
from simulator.studies.selection import Sequential, reason_to_stop, survivors
from simulator.studies.statistics import estimate, is_too_skewed_for_t, mean_interval, median_interval, resampled_means


def normal(n, *means, seed=1):
    return np.random.default_rng(seed).normal(means, 1.0, (n, len(means)))


def by_name(table):
    return {chr(ord("a") + column): table[:, column] for column in range(table.shape[1])}


# ------------------------------------------------------------ ranking


def test_of_two_strategies_the_chance_to_be_best_is_that_of_the_paired_t_test():
    table = normal(12, 0.4, 0.0)
    found = ranking(by_name(table), "reach", smallest=0.1)
    lead = table[:, 0] - table[:, 1]
    t = lead.mean() / (lead.std(ddof=1) / math.sqrt(len(lead)))
    chance = {s.strategy: s.chance_best for s in found.standings}
    assert chance["a"] == pytest.approx(stats.t.cdf(t, 11), abs=0.011)
    assert chance["a"] + chance["b"] == pytest.approx(1.0)


def test_the_opportunity_cost_of_two_strategies_is_the_expected_part_of_the_lead_below_zero():
    table = normal(15, 0.3, 0.0)
    lead = table[:, 0] - table[:, 1]
    scale = lead.std(ddof=1) / math.sqrt(len(lead))
    draws = np.linspace(-40, 40, 400_001)
    shifted = lead.mean() + scale * draws
    expected = np.trapezoid(np.maximum(-shifted, 0) * stats.t.pdf(draws, len(lead) - 1), draws)
    found = ranking(by_name(table), "reach", smallest=0.1)
    cost = {s.strategy: s.opportunity_cost for s in found.standings}
    assert cost["a"] == pytest.approx(expected, rel=0.05)
    assert cost["b"] == pytest.approx(expected + lead.mean(), rel=0.05)


def test_strategies_that_are_the_same_differ_by_exactly_nothing_and_share_their_chance():
    one = normal(10, 0.0)[:, 0]
    found = ranking({"a": one, "b": one.copy()}, "reach", smallest=0.1)
    assert [s.behind for s in found.standings] == [estimate(np.zeros(10))] * 2
    assert [s.chance_best for s in found.standings] == [0.5, 0.5]
    assert [s.best_in for s in found.standings] == [10, 10]


def test_where_less_is_better_the_least_is_first():
    table = normal(10, 3.0, 0.0)
    found = ranking(by_name(table), "hostile_impressions", smallest=0.1)
    assert found.first.strategy == "b" and found.standings[1].behind.mean > 0


def test_a_world_without_the_number_counts_for_nobody():
    table = by_name(normal(10, 1.0, 0.0))
    table["b"][3] = math.nan
    assert ranking(table, "reach", smallest=0.1).n == 9


def test_without_any_number_nobody_is_best():
    found = ranking({"a": np.full(3, math.nan), "b": np.full(3, math.nan)}, "reach", smallest=0.1)
    assert found.n == 0 and math.isnan(found.first.chance_best)


def test_a_strategy_without_any_such_number_is_left_out_and_the_others_are_ranked():
    table = by_name(normal(10, 1.0, 0.0))
    found = ranking({**table, "nothing": np.full(10, math.nan)}, "romi", smallest=0.1)
    assert found.n == 10 and found.left_out == ("nothing",) and len(found.standings) == 2


def test_the_order_of_the_strategies_does_not_matter():
    table = by_name(normal(20, 0.1, 0.2, 0.0))
    there, back = ranking(table, "reach", smallest=0.1), ranking(dict(reversed(table.items())), "reach", smallest=0.1)
    assert [s.strategy for s in there.standings] == [s.strategy for s in back.standings]
    for one, other in zip(there.standings, back.standings, strict=True):
        assert one.chance_best == pytest.approx(other.chance_best, abs=0.02)


def test_the_scenario_says_what_decides_or_else_its_goals_or_else_its_crisis():
    assert what_decides(small()) == "reputation_end"
    assert what_decides(load_scenario(SCENARIOS / "textbook" / "independent_cascade.toml")) == "net_value"
    assert what_decides(small(goals={"leads": {"metric": "leads", "target": 5.0}})) == "goal_attainment"
    assert what_decides(small(decision={"metric": "reach"})) == "reach"


def test_the_smallest_difference_that_matters_goes_by_the_unit_unless_the_scenario_says_it():
    values = {"a": np.array([100.0, 200.0]), "b": np.array([-300.0, -400.0, math.nan]), "c": np.full(3, math.nan)}
    assert smallest_that_matters(small(), "reputation_end", values) == 0.005
    assert smallest_that_matters(small(), "reach", values) == pytest.approx(3.5)
    assert smallest_that_matters(small(decision={"smallest": 0.2}), "reputation_end", values) == 0.2
    assert smallest_that_matters(small(decision={"smallest": 0.2}), "reach", values) == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("metric", "told"),
    [("reahc", 'did you mean "reach"'), ("posts", "neither more nor less"), ("goal_attainment", "there are no goals")],
)
def test_a_metric_that_cannot_decide_is_told(metric, told):
    with pytest.raises(ScenarioError, match=r"decision\.metric") as error:
        small(decision={"metric": metric})
    assert told in str(error.value)


# ------------------------------------------------------------ when to stop


def procedure(table, smallest, asked):
    """KN written down plainly, strategy by strategy: who is left at the last look."""
    n, k = table.shape
    n0, alpha = asked.first, 1 - asked.confidence
    eta = 0.5 * ((2 * alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1)
    left = set(range(k))
    for r in range(n0, n + 1, asked.step):
        before = set(left)
        for i in before:
            for j in before - {i}:
                spread = np.var(table[:n0, i] - table[:n0, j], ddof=1)
                room = max(0.0, smallest / 2 * (2 * eta * (n0 - 1) * spread / smallest**2 - r))
                if table[:r, i].sum() < table[:r, j].sum() - room:
                    left.discard(i)
        if len(left) == 1:
            break
    return left


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n", [10, 40, 120])
def test_the_procedure_is_that_of_kim_and_nelson(seed, n):
    table, asked = normal(n, 0.3, 0.0, -0.2, seed=seed), Sequential(first=10, step=10)
    assert set(survivors(table, smallest=0.4, asked=asked)) == procedure(table, 0.4, asked)


def chosen(lead, seed, n=600):
    """Whether the best of three is chosen where it leads by so much, and after how many worlds."""
    table, asked = normal(n, lead, 0.0, 0.0, seed=seed), Sequential(first=10, step=10, most=n)
    for look in asked.looks():
        left = survivors(table[:look], smallest=0.5, asked=asked)
        if len(left) == 1:
            return left[0] == 0, look
    return False, n


def test_the_best_is_chosen_as_surely_as_was_asked_where_it_leads_by_what_matters():
    right = sum(chosen(0.5, seed)[0] for seed in range(400))
    assert stats.binom.cdf(right, 400, 0.95) > 0.001


def test_without_a_lead_the_first_of_three_is_chosen_no_more_often_than_the_others():
    right = sum(chosen(0.0, seed)[0] for seed in range(400))
    assert stats.binom.cdf(right, 400, 0.95) < 0.001


def test_a_large_lead_is_noticed_early():
    assert np.mean([chosen(2.0, seed)[1] for seed in range(50)]) < np.mean([chosen(0.5, seed)[1] for seed in range(50)])


def test_why_it_stopped_is_told():
    asked, names = Sequential(first=10, step=10, most=40), ("a", "b")
    told = {"smallest": 0.1, "asked": asked}
    assert reason_to_stop(normal(9, 5.0, 0.0), names, **told) is None
    assert '"a" is the best, or within 0.1 of it, with 95%' in str(reason_to_stop(normal(10, 5.0, 0.0), names, **told))
    assert reason_to_stop(normal(20, 0.01, 0.0), names, **told) is None
    assert "40 worlds are the most" in str(reason_to_stop(normal(40, 0.01, 0.0), names, **told))
    assert "come out equal" in str(reason_to_stop(np.ones((10, 2)), names, **told))
    narrow = Sequential(first=10, step=10, most=40, width=1.5)
    assert "to within 1.5 members" in str(
        reason_to_stop(normal(10, 0.0, 0.0), names, smallest=0.01, asked=narrow, unit="members")
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": 2},
        {"most": 10},
        {"step": 0},
        {"confidence": 1.0},
        {"width": 0.0},
        {"width": math.inf},
        {"most": 10**9},
    ],
)
def test_a_procedure_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError, match=f"{next(iter(wrong))}|most"):
        Sequential(**wrong)


def test_a_study_adds_worlds_until_the_best_is_clear_and_says_why(tmp_path):
    asked = Sequential(first=5, step=5, most=20)
    study = compare(small(), asked, jobs=1, output=tmp_path / "a.db")
    assert study.replications in (5, 10, 15, 20) and f"{study.replications} worlds" in study.stopped
    fixed = compare(small(), study.replications, jobs=1)
    assert study.outcomes.equals(fixed.outcomes) and fixed.stopped == ""
    again = compare(small(), asked, jobs=1, output=tmp_path / "a.db")
    assert (again.replications, again.stopped) == (study.replications, study.stopped)


def test_rank_ranks_by_what_decides():
    study = compare(small(), 3, jobs=1)
    assert study.ranking().metric == "reputation_end" and study.ranking("reach").metric == "reach"
    assert {s.strategy for s in study.ranking().standings} == set(study.strategies) >= {DO_NOTHING}
    best = max(study.strategies, key=lambda name: study.table.loc[name, "reach"])
    assert study.ranking("reach").first.strategy == best and OUTCOMES["reach"].better == 1


# ------------------------------------------------------------ intervals


def covered(law, truth, n, interval, studies=500):
    """In how many of 500 studies an interval of n draws of a law covers its mean (or median)."""
    samples = law(np.random.default_rng(7), (studies, n))
    ends = [interval(sample)[:2] for sample in samples]
    return sum(low <= truth <= high for low, high in ends) / studies


def two_in_ten(draws, shape):
    """A law that is enumerable: 0, 1 or 5 with chances 0.7, 0.2 and 0.1."""
    return draws.choice([0.0, 1.0, 5.0], p=[0.7, 0.2, 0.1], size=shape)


def test_the_interval_of_a_mean_covers_it_as_often_as_it_says():
    assert 0.93 <= covered(lambda d, s: d.normal(2.0, 1.0, s), 2.0, 20, mean_interval) <= 0.97
    assert 0.93 <= covered(two_in_ten, 0.7, 200, mean_interval) <= 0.97


@pytest.mark.parametrize(("chance", "n"), [(0.1, 20), (0.05, 50), (0.2, 20), (0.05, 200), (0.5, 40)])
def test_the_interval_of_a_rare_event_covers_its_chance(chance, n):
    assert covered(lambda d, s: d.binomial(1, chance, s).astype(float), chance, n, mean_interval) >= 0.88


def test_few_worlds_give_no_endless_interval():
    low, high, _ = mean_interval(np.array([0.1, 0.15, 0.4]))
    assert high - low < 1.0


def test_the_bootstrap_covers_a_skewed_mean_more_often_than_t_would():
    def by_t(sample):
        return stats.t.interval(0.95, len(sample) - 1, sample.mean(), stats.sem(sample))

    def skewed(draws, shape):
        return draws.lognormal(0.0, 1.0, shape)

    truth = math.exp(0.5)
    assert covered(skewed, truth, 30, mean_interval) > covered(skewed, truth, 30, by_t) + 0.02


def test_the_interval_of_a_median_covers_it_at_least_as_often_as_it_says():
    def heavy(draws, shape):
        return draws.pareto(1.1, shape)

    assert covered(heavy, 2 ** (1 / 1.1) - 1, 25, median_interval) >= 0.93


def test_how_an_interval_was_found_is_told():
    assert mean_interval(normal(40, 0.0)[:, 0])[2] == "t"
    assert mean_interval(np.random.default_rng(1).lognormal(0.0, 1.2, 40))[2] == "bootstrap"
    assert mean_interval(np.array([0.0] * 30 + [50.0]))[2] == "t"
    assert is_too_skewed_for_t(np.array([])) is False


def test_resampled_means_vary_as_means_do():
    table = normal(50, 1.0, 2.0)
    found = resampled_means(table)
    assert found.mean(axis=0) == pytest.approx(table.mean(axis=0), abs=0.02)
    assert found.std(axis=0) == pytest.approx(table.std(axis=0) / math.sqrt(50), rel=0.1)
