"""What strategies cost, what they return, and what each further result costs."""

import math

from simulator.studies.answers import Estimate, Money, PerResult
from simulator.views.brief.material import UNKNOWN, Material
from simulator.views.brief.parts import Block, Cell, Column, Item, Items, Row, Section, Table
from simulator.views.brief.saying import amount, between, named, number
from simulator.views.tables import title_of

EXPLAINED = (
    Item("Expansion:", "members who are reached and would not have been reached by doing nothing: new ground."),
    Item(
        "Acceleration:", "hours by which those who would be reached anyway are reached sooner: the same ground, faster."
    ),
)


def section(material: Material) -> Section:
    """Costs, returns and the price of results."""
    told = material.answers.money
    blocks: list[Block] = [_table(material, told)]
    if told.expansion or told.acceleration:
        blocks.append(Items(EXPLAINED))
    blocks += _per_result(told)
    if told.dominated:
        blocks.append(Items(tuple(_dominated(worse, by) for worse, by in told.dominated.items())))
    return Section("money", "Money", tuple(blocks))


def _table(material: Material, told: Money) -> Table:
    candidates = [
        ("Cost", told.currency, told.cost, amount),
        ("Net value", told.currency, told.net_value, amount),
        ("Return on what was spent", "", told.romi, number),
        ("Expansion", "members", told.expansion, number),
        ("Acceleration", "hours", told.acceleration, number),
    ]
    kept = [c for c in candidates if any(not math.isnan(estimate.mean) for estimate in c[2].values())]
    columns = [Column("Strategy", align="start"), *(Column(title, unit) for title, unit, _, _ in kept)]
    columns.insert(2, Column("Budget", told.currency))
    rows = tuple(_row(name, told, kept) for name in material.study.strategies)
    return Table("Cost and return", tuple(columns), rows, "Means over worlds. Net value: revenue minus cost.")


def _row(strategy: str, told: Money, kept: list) -> Row:
    cells = [Cell(shown(by_name.get(strategy, UNKNOWN))) for _, _, by_name, shown in kept]
    budget = told.budget.get(strategy)
    over = budget is not None and told.cost.get(strategy, UNKNOWN).mean > budget
    cells.insert(1, Cell("none set" if budget is None else amount(Estimate(budget)), "overspent on average" * over))
    return Row(Cell(strategy), tuple(cells))


def _per_result(told: Money) -> list[Block]:
    if not told.results:
        return []
    columns = (
        Column("Strategy", align="start"),
        Column("Result", align="start"),
        Column("Beyond doing nothing"),
        Column("Cost of each", told.currency),
        Column("95 % interval", told.currency),
    )
    rows = tuple(_result(result, told.currency) for result in told.results)
    note = "What a strategy gains beyond doing nothing, in the same worlds, and what each of these costs."
    return [Table("The price of a further result", columns, rows, note)]


def _result(result: PerResult, currency: str) -> Row:
    each = "-" if math.isnan(result.each.mean) else amount(result.each)
    note = "nothing is surely gained" if math.isnan(result.each.mean) else ""
    cells = (
        Cell(title_of(result.result)),
        Cell(number(result.extra, sign=True), between(result.extra)),
        Cell(each, note),
        Cell(between(result.each)),
    )
    return Row(Cell(result.strategy), cells)


def _dominated(worse: str, by: str) -> Item:
    return Item(f"{named(worse)} is dominated:", f"it costs as much as {named(by)} or more, and does no better.")
