"""The answer: which strategy, how surely, what it costs and what would change it, for people who read one page."""

import math
from collections.abc import Iterator

from simulator.scenario import GOAL_ATTAINMENT
from simulator.studies.answers import Estimate, Ranking, Standing
from simulator.views.brief import in_the_room
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Cell, Column, Fact, Facts, Folded, Row, Section, Table, Words
from simulator.views.brief.saying import (
    SCALE,
    amount,
    best_of,
    better_of,
    between,
    in_100,
    isolated,
    likelihood,
    lower_title,
    money,
    named,
    names,
    number,
    unit_in_words,
    with_unit,
)
from simulator.views.tables import rounded, unit_of
from simulator.wording import counted

SURE = 0.90
"""Chance of being the best from which on a strategy is named as the answer ("very likely")."""
FEW = 20
"""Worlds below which the brief warns that they are few."""

FRAME = (
    "This holds inside the model, under the assumptions of the scenario file. It compares strategies in the same "
    "simulated worlds; it does not forecast how many people you will reach."
)


def answer_of(material: Material) -> str:
    """The first sentence: who is best, or, of a rehearsal, whether what was decided was sound."""
    return best_in_words(material) if material.room is None else in_the_room.headline(material.room)


def best_in_words(material: Material) -> str:
    """Who is best, in a sentence."""
    ranking = material.answers.ranking
    if len(ranking.standings) == 1:
        return f"There is nothing to choose between: the scenario has only {named(ranking.first.strategy)}."
    if ranking.n == 0:
        return "There is no answer yet: no world has been met by all strategies."
    if is_equal(ranking):
        return f"It makes no difference: all strategies come out equal in {lower_title(ranking.metric)}."
    if is_close(ranking):
        return _close(ranking)
    return _clear(material, ranking)


def _inside(sentence: str) -> str:
    """A sentence that goes on after a colon."""
    return sentence[:1].lower() + sentence[1:]


def is_equal(ranking: Ranking) -> bool:
    """Whether no strategy differs from the first in any world."""
    return all(s.behind.mean == 0 and not s.behind.high > s.behind.low for s in ranking.standings)


def is_close(ranking: Ranking) -> bool:
    """Whether the first may well not be the best, or is ahead by less than what matters."""
    second = ranking.standings[1]
    return not ranking.first.chance_best >= SURE or second.behind.mean < ranking.smallest


def level_with_first(ranking: Ranking) -> list[str]:
    """The first, and those that may be as good: the second, whoever is not surely behind, or by less than matters."""
    first, second, *others = ranking.standings
    near = [s for s in others if not s.behind.low > 0 or s.behind.mean < ranking.smallest]
    return [s.strategy for s in (first, second, *near)]


def _close(ranking: Ranking) -> str:
    near = level_with_first(ranking)
    is_all = len(near) == len(ranking.standings) > 3
    who = f"all {len(near)} strategies" if is_all else names(near)
    if all(s.behind.high < ranking.smallest for s in ranking.standings[1:] if s.strategy in near):
        return f"They are as good as each other: {who} differ by less than matters."
    return f"Too close to call between {who}."


def _clear(material: Material, ranking: Ranking) -> str:
    first, n = ranking.first, len(ranking.standings)
    sure = likelihood(first.chance_best)
    if material.is_nothing(first.strategy):
        return f"Doing nothing is {sure} the best of {n} choices."
    return f"{named(first.strategy)} is {sure} the best of {n} strategies."


# ---------------------------------------------------------------- what it means


def meaning_of(material: Material) -> Iterator[str]:
    """What the first sentence means, in a few more."""
    if material.room is not None:
        yield from in_the_room.meaning(material, material.room)
        yield f"Among all strategies: {_inside(best_in_words(material))}"
        return
    ranking = material.answers.ranking
    if len(ranking.standings) == 1:
        such_as = "" if material.is_nothing(ranking.first.strategy) else ", such as doing nothing,"
        yield f"Add another strategy to the scenario{such_as} to learn what it is worth."
        return
    if ranking.n == 0:
        return
    if is_equal(ranking):
        cheapest = _cheapest(material, [s.strategy for s in ranking.standings])
        choose = f"Choose by cost: {cheapest}" if cheapest else "All of them cost the same too"
        yield f"{choose}. Or check that the strategies really do what they should."
        return
    if is_close(ranking):
        yield from _meaning_of_close(material, ranking)
        return
    yield _meaning_of_clear(material, ranking)


def _meaning_of_clear(material: Material, ranking: Ranking) -> str:
    first, second = ranking.standings[:2]
    by = number(second.behind, _unit(material))
    ahead = f"ahead of {named(second.strategy)} by {by} on average{_interval(second.behind)}"
    best_in = f"none does better in {first.best_in:,} of {counted(ranking.n, 'simulated world')}"
    said = f"It has {best_of(ranking.metric)}: {best_in}, {ahead}."
    if second.behind.low < ranking.smallest:
        said += f" Whether that is enough to matter ({_shown(ranking.smallest, _unit(material))}) is less sure."
    if material.is_nothing(first.strategy):
        return f"{said} By this measure nothing that was tried is worth its effort."
    return said


def _meaning_of_close(material: Material, ranking: Ranking) -> Iterator[str]:
    near = level_with_first(ranking)
    yield _lead_in_words(material, ranking)
    losses = [s.opportunity_cost for s in ranking.standings if s.strategy in near]
    if not all(loss < ranking.smallest for loss in losses):
        yield _too_little(material, ranking, losses)
        return
    yield (
        f"What this means: by {lower_title(ranking.metric)} you lose little by taking any of them (at most "
        f"{_loss(material, max(losses))} is the loss to expect). {_by_what(_cheapest(material, near))}"
    )
    if all(s.behind.high < ranking.smallest for s in ranking.standings[1:] if s.strategy in near):
        yield "More worlds narrow the intervals, not the gap."


def _by_what(cheapest: str) -> str:
    """By what to decide where the metric does not."""
    if not cheapest:
        return "Decide by what your people can do, or by what is right; all of them cost the same."
    return f"Decide by cost, by what your people can do, or by what is right; {cheapest}."


def _lead_in_words(material: Material, ranking: Ranking) -> str:
    """By how little the first is ahead."""
    first, second = ranking.standings[:2]
    if second.behind.mean == 0 and not second.behind.high > second.behind.low:
        where = "the world that was" if ranking.n == 1 else f"all {ranking.n:,} worlds that were"
        return (
            f"{named(first.strategy)} and {named(second.strategy)} come out equal in {where} simulated: both have "
            f"{best_of(ranking.metric)}."
        )
    unit = _unit(material)
    lead = f"a lead of {number(second.behind, unit)} over {named(second.strategy)}{_interval(second.behind)}"
    small = second.behind.high < ranking.smallest
    but = f"too small to matter (below {_shown(ranking.smallest, unit)})" if small else "not enough to say so"
    return f"{named(first.strategy)} has {best_of(ranking.metric)} so far, but {lead} is {but}."


def _too_little(material: Material, ranking: Ranking, losses: list[float]) -> str:
    """That the worlds do not suffice to choose, and what to do."""
    more = "simulate more worlds (--replications auto adds them until the best is clear)"
    if any(math.isnan(loss) for loss in losses):
        return f"What this means: too little is known to choose: {more}."
    lose, smallest = _loss(material, max(losses)), _shown(ranking.smallest, _unit(material))
    return (
        f"What this means: too little is known to choose: {more}. To take one of them now may lose {lose} on average, "
        f"and {smallest} would matter."
    )


def _interval(estimate: Estimate) -> str:
    return f" (95 % interval {between(estimate)})" if math.isfinite(estimate.low) else ""


def _shown(value: float, unit: str) -> str:
    return with_unit(rounded(value), unit)


def _loss(material: Material, value: float) -> str:
    """A loss, to a tenth of what matters."""
    return with_unit(rounded(value, material.answers.ranking.smallest), _unit(material))


def _unit(material: Material) -> str:
    return unit_of(material.answers.ranking.metric, material.currency)


def _cheapest(material: Material, strategies: list[str]) -> str:
    """Which of some strategies cost least, in words; "" where all cost the same."""
    cost = material.answers.money.cost
    known = {name: cost[name].mean for name in strategies if name in cost and not math.isnan(cost[name].mean)}
    if not known:
        return "nothing is known of what they cost"
    least = [name for name, mean in known.items() if math.isclose(mean, min(known.values()), abs_tol=0.005)]
    if len(least) == len(strategies):
        return ""
    return f"{names(least)} {'costs' if len(least) == 1 else 'cost'} least of them"


# ---------------------------------------------------------------- facts at a glance


def facts(material: Material) -> Facts:
    """How sure, by how much, at what cost, and what would change it; of a rehearsal, judgement, luck and money."""
    if material.room is not None:
        return Facts(tuple(in_the_room.facts(material, material.room)))
    ranking = material.answers.ranking
    told = [_how_sure(ranking), _lead(material)] if len(ranking.standings) > 1 and ranking.n else []
    return Facts((*told, _cost(material), _what_changes(material)))


def _how_sure(ranking: Ranking) -> Fact:
    first = ranking.first
    if math.isnan(first.chance_best):
        return Fact("How sure", "Unknown", "a single world says nothing of how surely")
    if is_equal(ranking):
        return Fact("How sure", "No difference", f"in any of {counted(ranking.n, 'world')}")
    sure = f"{in_100(first.chance_best)} that none is better on average"
    small = f"{sure}; none does better than {named(first.strategy)} in {first.best_in:,} of "
    small += counted(ranking.n, "world")
    return Fact("How sure", likelihood(first.chance_best).capitalize(), small)


def _lead(material: Material) -> Fact:
    ranking = material.answers.ranking
    second: Standing = ranking.standings[1]
    big = number(second.behind, _unit(material))
    unit = "0\u00a0to\u00a01" if ranking.metric == GOAL_ATTAINMENT else unit_in_words(ranking.metric, material.currency)
    on = f" on a scale from {unit}" if "to" in unit else ""
    over = f"{lower_title(ranking.metric)}{on}, ahead of {named(second.strategy)}; less than "
    return Fact("By how much", big, over + f"{_shown(ranking.smallest, _unit(material))} would not matter")


def _cost(material: Material) -> Fact:
    strategy, told = material.first.strategy, material.answers.money
    if strategy not in told.cost:
        return Fact("What it costs", "Unknown", "no run of it has a number")
    cost, budget = told.cost[strategy], told.budget.get(strategy)
    small = "no budget is set" if budget is None else _beside_budget(cost, budget, told.currency)
    return Fact("What it costs", money(cost, told.currency), f"on average for {named(strategy)}; {small}")


def _beside_budget(cost: Estimate, budget: float, currency: str) -> str:
    side = "within" if cost.mean <= budget else "above"
    return f"{side} its budget of {money(Estimate(budget), currency)}"


def _what_changes(material: Material) -> Fact:
    title, flips = "What would change the answer", material.answers.flips
    if flips is None:
        if "turns" in material.answers.asked:
            return Fact(title, "Unknown", "no assumption could be tried")
        return Fact(title, "Not asked", "which assumptions turn it was not asked of this study")
    turning = [turn for turn in flips.turns if turn.turns]
    n = len({turn.name for turn in turning})
    tried = counted(flips.n_tried, "assumption")
    if not flips.n_tried:
        return Fact(title, "Unknown", "no assumption could be tried")
    if not n:
        were = "was" if flips.n_tried == 1 else "were"
        small = f"{tried} {were} moved over the plausible range, one at a time; none surely turns it by what matters"
        seem = len({turn.name for turn in flips.turns if turn.lead.mean < 0})
        small += f", {seem} may" if seem else ""
        return Fact(title, "Nothing that was tried", small)
    level = len({turn.name for turn in flips.turns if turn.lead.mean < material.answers.ranking.smallest}) - n
    more = f"; {counted(level, 'more leaves', 'more leave')} no lead that matters" if level > 0 else ""
    return Fact(title, f"{n} of {tried}", material.in_short(turning[0]).removesuffix(".") + more)


# ---------------------------------------------------------------- warnings and the whole


def warnings(material: Material) -> Iterator[Words]:
    """What must be known before the answer is believed."""
    study, ranking = material.study, material.answers.ranking
    if study.interrupted:
        done = f"{material.n_done:,} of {counted(len(study.runs), 'run')}"
        yield Words(f"Not finished: the study was broken off after {done}. The answer may still change.", "warning")
    if n_failed := len(study.failed):
        reason = str(study.failed.error.iloc[0]).strip().splitlines() or ["no reason was kept"]
        worlds = f"{counted(n_failed, 'run')} of {len(study.runs):,} failed and are left out"
        yield Words(f"Some runs failed: {worlds}. The first reason: {reason[-1]}", "warning")
    if 0 < ranking.n < FEW and len(ranking.standings) > 1:
        more = "a single world shows what can happen, not what usually does" if ranking.n == 1 else "intervals are wide"
        yield Words(f"Few worlds: only {counted(ranking.n, 'simulated world')}; {more}. Ask for more.", "warning")
    n_met = _met_by_all(material)
    if 0 < ranking.n < n_met:
        what = f"in the other {n_met - ranking.n:,} some strategy has no number of {lower_title(ranking.metric)}"
        yield Words(f"The ranking counts {ranking.n:,} of {n_met:,} simulated worlds: {what}.", "warning")
    if ranking.left_out:
        what = f"no run of {names(list(ranking.left_out))} has a number of {lower_title(ranking.metric)}"
        yield Words(f"Left out of the ranking: {what}.", "warning")


def _met_by_all(material: Material) -> int:
    """Worlds in which all strategies that are ranked have finished their run."""
    return min(material.worlds_of(standing.strategy) for standing in material.answers.ranking.standings)


def scale() -> Folded:
    """The words for certainty."""
    columns = (Column("In this brief", align="start"), Column("chance in 100"), Column("IPCC's word", align="start"))
    rows = tuple(Row(Cell(ours), (Cell(between_), Cell(theirs))) for _, ours, between_, theirs in SCALE)
    table = Table("Words for chances", columns, rows)
    about = Words(
        "The words are those of the likelihood scale of the IPCC (Mastrandrea et al. 2010), but where that has "
        "overlapping ranges ours do not. A chance tells how surely a mean is on one side, given the worlds that were "
        "simulated and everything that the model assumes.",
        "note",
    )
    return Folded("What the words for certainty mean", (about, table))


def standings(material: Material) -> Table:
    """The ranking, as a table."""
    ranking = material.answers.ranking
    unit = unit_in_words(ranking.metric, material.currency)
    rows = tuple(
        Row(
            Cell(s.strategy),
            (
                Cell(number(s.value)),
                Cell("first" if at == 0 else number(s.behind), "" if at == 0 else between(s.behind)),
                Cell(
                    "-" if math.isnan(s.chance_best) else in_100(s.chance_best),
                    f"none better in {counted(s.best_in, 'world')}",
                ),
                Cell(rounded(s.opportunity_cost, ranking.smallest)),
                Cell(
                    amount(material.answers.money.cost[s.strategy])
                    if s.strategy in material.answers.money.cost
                    else "-"
                ),
            ),
            strong=at == 0,
        )
        for at, s in enumerate(ranking.standings)
    )
    columns = (
        Column("Strategy", align="start"),
        Column("On average", unit),
        Column("Behind the first", unit),
        Column("Chance to be best"),
        Column("Loss to expect", unit),
        Column("Cost", material.currency),
    )
    way = "less is better" if better_of(ranking.metric) < 0 else "more is better"
    title = f"Ranking by {lower_title(ranking.metric)} ({way}), {counted(ranking.n, 'world')}"
    return Table(title, columns, rows, note="Small figures: 95 % intervals of differences in the same worlds.")


def goals(material: Material) -> Table:
    """What the organisation wants, of which goal attainment is the mean."""
    wanted = material.study.scenario.goals
    rows = tuple(
        Row(
            Cell(name.replace("_", " ")),
            (
                Cell(lower_title(goal.metric), _unit_beside(goal.metric, material.currency)),
                Cell(f"{goal.start:,.10g}"),
                Cell(f"{goal.target:,.10g}"),
                Cell(f"{goal.weight / sum(g.weight for g in wanted.values()):.0%}"),
            ),
        )
        for name, goal in wanted.items()
    )
    columns = (
        Column("Goal", align="start"),
        Column("measured by", align="start"),
        Column("nothing attained at"),
        Column("all attained at"),
        Column("counts for"),
    )
    note = "Goal attainment is the mean over the goals of how far each is attained, from 0 (nothing) to 1 (all)."
    return Table("The goals, as the scenario sets them", columns, rows, note=note)


def _unit_beside(metric: str, currency: str) -> str:
    """The unit of a metric beside its name; nothing where the name says it."""
    unit = unit_in_words(metric, currency)
    return "" if unit == lower_title(metric) else unit


def section(material: Material) -> Section:
    """The first part of the page."""
    blocks: list[Block] = list(warnings(material))
    blocks += [Words(sentence, "lead") for sentence in meaning_of(material)]
    blocks.append(facts(material))
    blocks.append(Words(FRAME, "note"))
    if description := material.study.scenario.description.strip():
        blocks.append(Words(f"The scenario: {isolated(description)}"))
    if stopped := material.answers.stopped:
        blocks.append(Words(f"Why no more worlds were simulated: {stopped}", "note"))
    if len(material.answers.ranking.standings) > 1:
        blocks.append(standings(material))
    if material.answers.ranking.metric == GOAL_ATTAINMENT:
        blocks.append(goals(material))
    blocks.append(scale())
    return Section("answer", "The answer", tuple(blocks))
