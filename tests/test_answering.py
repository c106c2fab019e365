"""What a brief asks beyond a study's own runs: turns, regret, contributions, the price of an hour, money.

All on the small world of tests/worlds.py; exact where it can be, and else by runs that are made again by hand.
"""

import dataclasses
import itertools
import math

import numpy as np
import pytest
from worlds import small

from simulator.chosen import chosen_strategy
from simulator.scenario import DO_NOTHING
from simulator.scenario_files import ScenarioError
from simulator.settings import InputError, every_setting
from simulator.studies import flips as flips_file
from simulator.studies import trials as trials_file
from simulator.studies.adverse import ADVERSITIES, AS_GIVEN, adverse_worlds, regret
from simulator.studies.answering import Asked, answer
from simulator.studies.compare import compare
from simulator.studies.contributions import PLAYBOOK, contributions, parts_of
from simulator.studies.delays import answers_a_crisis, price_of_an_hour
from simulator.studies.flips import flips
from simulator.studies.job import Variant, simulate, with_settings
from simulator.studies.money import money
from simulator.studies.plan import world_number
from simulator.studies.ranking import ranking
from simulator.studies.trials import BrokenOff, Trial, Trials
from simulator.studies.uncertain import RULES, uncertainties

FEW = ("belief.persuasion", "belief.rule", "costs.value_of_result", "crisis.severity", "segments.riders.trust")
"""Assumptions that tests of what turns the answer try: all would take a minute each time."""
PEOPLE, CREATORS = "people first", "paid creators"


@pytest.fixture(scope="module")
def study():
    return compare(small(), 4, jobs=1)


@pytest.fixture
def trials(study):
    with study.writable() as store:
        yield Trials(store, "reputation_end", workers=1)


@pytest.fixture
def few_assumptions(monkeypatch):
    def some(scenario, *, everything=False):
        return [u for u in uncertainties(scenario, everything=everything) if everything or u.paths[0] in FEW]

    monkeypatch.setattr(flips_file, "uncertainties", some)


def by_hand(strategy, settings, n, metric="reputation_end"):
    """The metric of a strategy under other settings in the first n worlds, each run made by itself."""
    runs = (simulate(small(), strategy, seed=world_number(0, k), settings=settings) for k in range(n))
    return np.array([run.outcomes[metric] for run in runs])


# ------------------------------------------------------------ variants


def test_a_variant_is_the_scenario_with_other_settings_in_the_same_worlds(trials):
    timid = Variant("timid", (("belief.persuasion", 0.05),))
    trials.do([Trial(timid, (PEOPLE, DO_NOTHING), 3)])
    for name in (PEOPLE, DO_NOTHING):
        assert np.array_equal(trials.values(timid, name, 3), by_hand(name, {"belief.persuasion": 0.05}, 3))
        assert not np.array_equal(trials.values(timid, name, 3), trials.values(None, name, 3))


def test_what_is_there_is_not_done_again(trials, monkeypatch):
    twice = Variant("twice", (("belief.persuasion", 0.1),))
    trials.do([Trial(twice, (PEOPLE,), 2)])
    monkeypatch.setattr(trials_file, "carry_out", lambda *a, **k: pytest.fail("nothing is missing"))
    trials.do([Trial(twice, (PEOPLE,), 2)])


def test_variants_leave_the_study_as_it_is(study, trials):
    before = study.query("SELECT count(*) FROM as_given").iloc[0, 0], study.table.copy()
    trials.do([Trial(Variant("aside", (("belief.persuasion", 0.2),)), (PEOPLE,), 2)])
    assert study.query("SELECT count(*) FROM as_given").iloc[0, 0] == before[0]
    assert study.query("SELECT count(*) FROM run").iloc[0, 0] > before[0]
    assert compare(small(), 4, jobs=1).table.equals(before[1])


def test_a_name_stands_for_one_variant_only(trials):
    trials.do([Trial(Variant("taken", (("belief.persuasion", 0.2),)), (PEOPLE,), 1)])
    with pytest.raises(InputError, match='another variant "taken"'):
        trials.do([Trial(Variant("taken", (("belief.persuasion", 0.3),)), (PEOPLE,), 1)])


def test_a_variant_that_the_scenario_cannot_be_is_left_out(trials):
    broken = Variant("broken", (("clock.days", -1.0),))
    assert not trials.is_possible(broken)
    trials.do([Trial(broken, (PEOPLE,), 1)])
    assert np.isnan(trials.values(broken, PEOPLE, 1)).all()


def test_more_worlds_than_the_study_has_are_refused(trials):
    with pytest.raises(InputError, match="more than the study has"):
        trials.do([Trial(Variant("many", (("belief.persuasion", 0.2),)), (PEOPLE,), 5)])


def test_after_ctrl_c_the_same_question_goes_on(tmp_path, monkeypatch):
    study = compare(small(), 2, jobs=1, output=tmp_path / "a.db")
    calls = itertools.count()

    def interrupted(done, total, failed):
        if next(calls) == 3:
            raise KeyboardInterrupt

    timid = Variant("timid", (("belief.persuasion", 0.05),))
    wanted = [Trial(timid, (PEOPLE, CREATORS), 2)]
    with study.writable() as store, pytest.raises(BrokenOff):
        Trials(store, "reputation_end", workers=1, progress=interrupted).do(wanted)
    with study.writable() as store:
        assert 0 < len(store.todo_of(["timid"])) < 4
        again = Trials(store, "reputation_end", workers=1)
        again.do(wanted)
        assert np.array_equal(again.values(timid, PEOPLE, 2), by_hand(PEOPLE, {"belief.persuasion": 0.05}, 2))
    assert not compare(small(), 2, jobs=1, output=tmp_path / "a.db").interrupted


def test_two_processes_find_what_one_finds(tmp_path):
    found = []
    for jobs in (1, 2):
        study = compare(small(), 2, jobs=1, output=tmp_path / f"{jobs}.db")
        with study.writable() as store:
            some = Trials(store, "reach", workers=jobs)
            variants = [Variant(f"{x}", (("belief.persuasion", x),)) for x in (0.1, 0.2)]
            some.do([Trial(v, (PEOPLE,), 2) for v in variants])
            found.append([some.values(v, PEOPLE, 2).tolist() for v in variants])
    assert found[0] == found[1]


# ------------------------------------------------------------ what is uncertain


def test_every_plausible_range_holds_the_default_and_is_allowed():
    wrong = []
    for setting in every_setting(small()):
        default = setting.field.default
        if setting.plausible and isinstance(default, int | float):
            low, high = setting.plausible
            bounds = {k: getattr(m, k) for m in setting.field.metadata for k in ("ge", "le") if hasattr(m, k)}
            if not bounds.get("ge", low) <= low <= default <= high <= bounds.get("le", high):
                wrong.append(setting.path)
    assert wrong == []


def test_settings_of_a_role_are_one_assumption_and_rules_are_tried_by_name():
    found = uncertainties(small(segments__critic__owned=True))
    rules = {u.paths[0]: {end.label for end in u.ends} for u in found if not u.is_number}
    assert set(rules) == set(RULES) and rules["belief.rule"] == {"bounded_confidence", "fixed"}
    trust = next(u for u in found if "segments.critic.trust" in u.paths)
    assert trust.paths == ("segments.brand.trust", "segments.critic.trust")
    visits = next(u for u in found if "platforms.feed.visits_per_day" in u.paths)
    assert len(visits.paths) == 2 and [end.far for end in visits.ends] == [(1.0, 1.0), (15.0, 15.0)]


def test_a_value_that_is_given_is_varied_in_proportion():
    (given,) = (u for u in uncertainties(small(belief__persuasion=0.6)) if u.paths == ("belief.persuasion",))
    assert [end.far for end in given.ends] == [(0.2,), (1.0,)]  # 0.1 and 0.6 of 0.3; 1.2 is not allowed
    assert given.source.startswith("given in the scenario")


def test_the_way_from_now_to_an_end_is_even():
    (one,) = (u for u in uncertainties(small()) if u.paths == ("belief.persuasion",))
    end = one.ends[1]
    assert dict(one.variant(end, 0.0).settings) == {"belief.persuasion": 0.3}
    assert dict(one.variant(end, 0.5).settings)["belief.persuasion"] == pytest.approx(0.45)
    assert one.label(end, 0.5) == pytest.approx(0.45)


def test_everything_is_far_more_than_what_has_a_declared_range():
    some, everything = uncertainties(small()), uncertainties(small(), everything=True)
    assert {u.name for u in some} < {u.name for u in everything} and len(everything) > 2 * len(some)


def test_variants_of_assumptions_have_names_of_their_own():
    found = uncertainties(small(), everything=True)
    variants = [u.variant(end, part).name for u in found for end in u.ends for part in (0.5, 1.0)]
    assert len(set(variants)) == len(variants)


# ------------------------------------------------------------ what turns the answer


def test_what_turns_the_answer_is_found_with_the_value_at_which_it_turns(study, trials, few_assumptions):
    order = study.ranking()
    found = flips(trials, order, worlds=4)
    assert found.first == order.first.strategy and found.n_tried < found.n_uncertain
    assert [t.lead.mean for t in found.turns] == sorted(t.lead.mean for t in found.turns)
    for turn in found.turns[:3]:
        settings = next(
            dict(u.variant(end).settings)
            for u in uncertainties(small())
            for end in u.ends
            if u.paths == turn.paths and end.label == turn.to
        )
        lead = by_hand(found.first, settings, 4) - by_hand(turn.rival, settings, 4)
        assert turn.lead.mean == pytest.approx(lead.mean())
        assert turn.rival in turn.words and turn.name in turn.words


def test_the_threshold_of_a_price_is_where_gain_and_cost_are_level(few_assumptions):
    worth = 1.2 * break_even(compare(small(), 4, jobs=1))
    study = compare(small(costs__value_of_result=worth), 4, jobs=1, strategies=[PEOPLE])
    order = study.ranking("net_value")
    assert order.first.strategy == PEOPLE
    with study.writable() as store:
        found = flips(Trials(store, "net_value", workers=1), order, worlds=4)
    (turn,) = (t for t in found.turns if t.paths == ("costs.value_of_result",) and t.threshold is not None)
    assert turn.rival == DO_NOTHING and turn.lead.mean < 0
    assert turn.threshold == pytest.approx(break_even(study), abs=0.02 * (worth - turn.to))


def break_even(study):
    """What an action must be worth for the people's programme to pay: its cost by the actions that it adds."""
    cost, actions = (study.worlds(PEOPLE, m) - study.worlds(DO_NOTHING, m) for m in ("cost", "actions"))
    return cost.mean() / actions.mean()


# ------------------------------------------------------------ adverse worlds


def test_regret_is_what_is_lost_to_the_best_in_each_world(study, trials):
    found = regret(trials, study.strategies, worlds=3)
    assert found.worlds[0].name == AS_GIVEN and len(found.worlds) > 5
    for world in found.worlds:
        means = {name: world.value[name].mean for name in study.strategies}
        assert world.regret[world.best] == 0
        for name in study.strategies:
            assert world.regret[name] == pytest.approx(max(means.values()) - means[name])
    assert found.largest[found.safest] == min(found.largest.values())


class Told:
    """Trials whose numbers are given: by strategy, the same in every variant; none where nothing goes wrong."""

    metric, better, worlds = "time_to_baseline", -1, 4

    def __init__(self, **hours):
        self.scenario, self.hours = small(), {name: np.array(found, float) for name, found in hours.items()}

    def is_possible(self, variant):
        return True

    def do(self, trials):
        list(trials)

    def merits(self, variant, strategy, n):
        calm = variant is not None and variant.name == "adverse: nothing goes wrong"
        return -self.hours[strategy][:n] * (math.nan if calm else 1)


def test_regret_counts_a_world_only_where_all_have_the_number():
    found = regret(Told(a=[10, 10, math.nan, math.nan], b=[12, 12, 2, 2]), ("a", "b"), worlds=4)
    assert found.safest == "a"
    assert found.largest == {"a": 0, "b": 2}
    assert found.simulated == 4


def test_who_has_no_number_where_others_have_one_is_never_the_safest():
    found = regret(Told(a=[math.nan] * 4, b=[1, 2, 3, 4], c=[2, 3, 4, 5]), ("a", "b", "c"), worlds=4)
    assert math.isnan(found.largest["a"])
    assert (found.safest, found.largest["c"]) == ("b", 1)


def test_an_end_at_which_the_lead_has_no_number_was_not_tried(few_assumptions):
    told = Told(a=[1, 2, math.nan, math.nan], b=[math.nan, math.nan, 3, 4])
    order = ranking({name: -hours for name, hours in told.hours.items()}, "reach", smallest=0.1)
    found = flips(told, order, worlds=4)
    assert (found.n_tried, found.turns, found.rivals) == (0, (), ("b",))


@pytest.mark.parametrize("name", ADVERSITIES)
def test_every_adverse_world_that_the_software_knows_is_one_that_a_scenario_can_be(name):
    changes = ADVERSITIES[name].settings(small())
    assert changes and ADVERSITIES[name].description.endswith(".")
    changed = with_settings(small(), changes)
    assert changed != small()


@pytest.mark.parametrize("name", [n for n in ADVERSITIES if n != "nothing goes wrong"])
def test_an_adverse_world_is_worse_for_the_strategy_that_meets_it(name):
    changes = ADVERSITIES[name].settings(small())
    strategy = CREATORS if name == "influencer scandal" else PEOPLE
    assert by_hand(strategy, changes, 4).mean() < by_hand(strategy, {}, 4).mean()


def test_a_scenario_may_name_worlds_of_its_own_and_replace_known_ones():
    own = {
        "hostile press": {"description": "Ours.", "set": {"crisis.severity": 1.0}},
        "rain": {"set": {"clock.days": 3}},
    }
    found = {name: (said, dict(v.settings)) for name, said, v in adverse_worlds(small(adverse_worlds=own))}
    assert found["hostile press"][0] == "Ours." and found["hostile press"][1]["crisis.severity"] == 1.0
    assert found["rain"][1]["clock.days"] == 3 and "worse than thought" in found


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"clock.dyas": 3}, "not a setting"),
        ({"clock.days": -3}, "should be"),
        ({"decision.metric": "reach"}, "no part of the world"),
        ({}, "changes nothing"),
        ({"crisis.story": "nobody's"}, "not one of the messages"),
    ],
)
def test_an_adverse_world_that_cannot_be_is_told_with_its_name(changes, told):
    with pytest.raises(ScenarioError, match=r"adverse_worlds\.rain") as error:
        small(adverse_worlds={"rain": {"set": changes}})
    assert told in str(error.value)


# ------------------------------------------------------------ parts of a mix


def test_the_shares_of_parts_add_up_to_what_all_of_them_add(trials):
    found = contributions(trials, PEOPLE, worlds=4)
    assert [part.name for part in found.parts] == parts_of(small(), PEOPLE)
    assert sum(part.share.mean for part in found.parts) == pytest.approx(found.whole.mean)
    assert found.synergy.mean == pytest.approx(found.whole.mean - sum(part.alone.mean for part in found.parts))


def test_a_share_is_the_mean_over_all_orders_in_which_parts_join(trials):
    found = contributions(trials, PEOPLE, worlds=2)
    names = parts_of(small(), PEOPLE)
    programme = [part.model_dump(exclude_unset=True) for part in chosen_strategy(small(), PEOPLE).programme]
    playbook = [step.model_dump(exclude_unset=True) for step in chosen_strategy(small(), PEOPLE).playbook]

    def with_only(some):
        path = f'strategies."{PEOPLE}"'
        kept = [part for n, part in enumerate(programme) if n in some]
        steps = playbook if names.index(PLAYBOOK) in some else []
        return by_hand(PEOPLE, {f"{path}.programme": kept, f"{path}.playbook": steps}, 2).mean()

    shares = np.zeros(len(names))
    orders = list(itertools.permutations(range(len(names))))
    for order in orders:
        for place, part in enumerate(order):
            shares[part] += with_only(set(order[: place + 1])) - with_only(set(order[:place]))
    assert [part.share.mean for part in found.parts] == pytest.approx((shares / len(orders)).tolist())


def test_a_strategy_of_one_part_has_no_contributions(trials):
    with pytest.raises(InputError, match="2 to 5 parts"):
        contributions(trials, DO_NOTHING, worlds=2)


# ------------------------------------------------------------ the price of an hour


def test_an_answer_is_moved_as_a_whole_and_compared_with_none(trials):
    found = price_of_an_hour(trials, CREATORS, worlds=3)
    steps = chosen_strategy(small(), CREATORS).playbook
    first = min(step.after_crisis_hours for step in steps if step.after_crisis_hours is not None)
    assert first in [d.hours for d in found.delays]
    kept = [step.model_dump(exclude_unset=True) for step in steps if step.after_crisis_hours is None]
    never = by_hand(CREATORS, {f'strategies."{CREATORS}".playbook': kept}, 3)
    for delayed in found.delays:
        moved = [step.model_dump(exclude_unset=True) for step in steps]
        for step in moved:
            if step.get("after_crisis_hours") is not None:
                step["after_crisis_hours"] = max(step["after_crisis_hours"] + delayed.hours - first, 0)
        there = by_hand(CREATORS, {f'strategies."{CREATORS}".playbook': moved}, 3)
        assert delayed.gain.mean == pytest.approx((there - never).mean())


def test_what_a_playbook_does_before_the_onset_is_no_merit_of_its_answers():
    early = {"action": "publish", "after_crisis_hours": -1.0, "speaker": "brand", "message": "apology", "members": 1}
    late = {**early, "after_crisis_hours": 60.0}
    path = f'strategies."{CREATORS}".playbook'
    warned = {"crisis.warned_hours": 2.0, path: [early, late]}
    study = compare(small(), 3, jobs=1, settings=warned, strategies=[CREATORS])
    with study.writable() as store:
        found = price_of_an_hour(Trials(store, "reputation_end", workers=1), CREATORS, worlds=3)
    both, first_only = (
        by_hand(CREATORS, {"crisis.warned_hours": 2.0, path: steps}, 3) for steps in ([early, late], [early])
    )
    last = found.delays[-1]
    assert last.hours == 60.0 and last.gain.mean == pytest.approx((both - first_only).mean())


def test_the_steepest_stretch_is_told_and_not_a_mean_over_all():
    study = compare(small(), 4, jobs=1, strategies=[CREATORS])
    with study.writable() as store:
        found = price_of_an_hour(Trials(store, "reputation_end", workers=1), CREATORS, worlds=4)
    steps = {d.hours: d.step.mean for d in found.delays[:-1]}
    assert found.steepest and found.per_hour.mean == max(steps.values()) == steps[found.steepest[0]]
    for sooner, later in itertools.pairwise(found.delays):
        assert sooner.step.mean == pytest.approx((sooner.gain.mean - later.gain.mean) / (later.hours - sooner.hours))


def test_a_strategy_that_answers_nothing_has_no_price_of_an_hour(trials):
    assert answers_a_crisis(small(), CREATORS) and not answers_a_crisis(small(), DO_NOTHING)
    with pytest.raises(InputError, match="does nothing at a stated time"):
        price_of_an_hour(trials, DO_NOTHING, worlds=2)


# ------------------------------------------------------------ money


def test_the_actions_of_a_playbook_are_parts_where_there_is_no_programme():
    only = with_settings(small(), {f'strategies."{CREATORS}".programme': []})
    assert len(parts_of(only, CREATORS)) == len(chosen_strategy(only, CREATORS).playbook)


def test_what_a_result_costs_is_further_cost_by_further_results(study):
    found = money(study, study.ranking())
    for row in found.results:
        if not math.isnan(row.each.mean):
            cost = study.worlds(row.strategy, "cost") - study.worlds(DO_NOTHING, "cost")
            assert row.each.mean == pytest.approx(cost.mean() / row.extra.mean)
            assert row.each.low <= row.each.mean <= row.each.high
    assert {row.result for row in found.results} >= {"thousand impressions", "action", "engagement", "person reached"}
    assert found.cost[DO_NOTHING].mean == 0 and found.budget[PEOPLE] == chosen_strategy(small(), PEOPLE).budget


def test_whom_doing_nothing_reaches_is_no_expansion(study):
    found = money(study, study.ranking())
    assert found.expansion[DO_NOTHING].mean == 0 and found.acceleration[DO_NOTHING].mean == 0
    extra = study.worlds(PEOPLE, "reach") - study.worlds(DO_NOTHING, "reach")
    assert found.expansion[PEOPLE].mean >= extra.mean()


def test_a_strategy_is_dominated_by_one_that_costs_no_more_and_does_better(study):
    found = money(study, study.ranking())
    place = {s.strategy: n for n, s in enumerate(study.ranking().standings)}
    for worse, better in found.dominated.items():
        assert place[better] < place[worse] and found.cost[better].mean <= found.cost[worse].mean


# ------------------------------------------------------------ all together


def test_all_questions_are_answered_and_kept(tmp_path, few_assumptions):
    study = compare(small(), 3, jobs=1, output=tmp_path / "a.db")
    found = answer(study, Asked(worlds=2, jobs=1))
    assert found.flips and found.regret and found.contributions and found.price_of_an_hour
    n_runs = study.query("SELECT count(*) FROM run").iloc[0, 0]
    again = answer(study, Asked(worlds=2, jobs=1))
    assert again == found or dataclasses.asdict(again).keys() == dataclasses.asdict(found).keys()
    assert study.query("SELECT count(*) FROM run").iloc[0, 0] == n_runs


def test_without_questions_only_the_study_is_read(study):
    found = answer(study)
    assert found.flips is None and found.regret is None and found.contributions is None


def test_a_question_that_nobody_can_answer_is_refused():
    with pytest.raises(InputError, match='did you mean "turns"'):
        Asked(questions=("turn",))
    with pytest.raises(InputError, match="too few"):
        Asked(worlds=1)
