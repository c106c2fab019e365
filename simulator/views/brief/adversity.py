"""What strategies lose where something else goes against us: the table of regret."""

import math

from simulator.studies.answers import AdverseWorld, Regret
from simulator.views.brief.material import UNKNOWN, Material
from simulator.views.brief.parts import Block, Cell, Column, Row, Section, Table, Words
from simulator.views.brief.saying import isolated, lower_title, named, number, with_unit
from simulator.views.tables import rounded, unit_of
from simulator.wording import counted


def section(material: Material) -> Section:
    """Regret over adverse worlds."""
    title, asked = "If things go against us", material.answers.regret
    if asked is None:
        what = "how strategies fare where things go against us"
        return Section("regret", title, (material.missing("regret", what, "no world could be tried"),))
    blocks: list[Block] = [Words(_about(material, asked)), _table(material, asked)]
    if asked.left_out:
        blocks.append(
            Words(f"Worlds that this scenario cannot be: {', '.join(map(isolated, asked.left_out))}.", "note")
        )
    return Section("regret", title, tuple(blocks))


def _about(material: Material, asked: Regret) -> str:
    unit = unit_of(asked.metric, material.currency)
    safest, lost = named(asked.safest), asked.largest.get(asked.safest, math.nan)
    if all(math.isnan(value) for value in asked.largest.values()):
        return (
            f"Regret is what a strategy loses to the best one in the same case, by {lower_title(asked.metric)}. No "
            "strategy has the number in all of these cases, so none can be called the safest."
        )
    if lost > 0:
        most = with_unit(rounded(lost, material.answers.ranking.smallest), unit)
        least = f"in none of these worlds does it lose more than {most} to the best"
    else:
        least = "in none of these worlds does another come out better on average"
    return (
        f"Regret is what a strategy loses to the best one in the same case, by {lower_title(asked.metric)}. "
        f"{safest} has the least largest regret: {least}. That is caution, not certainty: other worlds may come."
    )


def _table(material: Material, asked: Regret) -> Table:
    shown = [name for name in material.study.strategies if name in asked.largest]
    columns = (Column("Case", align="start"), *(Column(name) for name in shown))
    smallest = material.answers.ranking.smallest
    safest = "" if math.isnan(asked.largest.get(asked.safest, math.nan)) else asked.safest
    rows = [_row(world, shown, smallest, is_given=at == 0) for at, world in enumerate(asked.worlds)]
    largest = tuple(
        Cell(
            rounded(asked.largest[name], smallest),
            "safest" if name == safest else "",
            tone="best" * (name == safest),
        )
        for name in shown
    )
    rows.append(Row(Cell("Largest regret"), largest, strong=True))
    named_unit = unit_of(asked.metric, material.currency)
    unit = f" ({named_unit})" if with_unit("", named_unit) else ""
    in_worlds = f", {counted(asked.simulated, 'simulated world')} each" if asked.simulated else ""
    return Table(f"Regret in each case{unit}{in_worlds}", columns, tuple(rows), _note(material, asked))


def _note(material: Material, asked: Regret) -> str:
    said = "Small figures: what the strategy comes to"
    if not 0 < asked.simulated < material.answers.ranking.n:
        return f"{said}."
    n = f"{asked.simulated:,} of {material.answers.ranking.n:,}"
    return f"{said}. The ranking above counts more worlds than these {n}, so it is surer than the first case here."


def _row(world: AdverseWorld, shown: list[str], smallest: float, *, is_given: bool) -> Row:
    same = "" if is_given or not world.changes_nothing else " It changes nothing here: all come out as given."
    return Row(Cell(world.name, world.description + same), tuple(_cell(world, name, smallest) for name in shown))


def _cell(world: AdverseWorld, name: str, smallest: float) -> Cell:
    regret, value = world.regret.get(name, math.nan), world.value.get(name, UNKNOWN)
    if len(world.regret) > 1 and not any(world.regret.values()):
        return Cell("equal", number(value))
    if math.isnan(regret):
        return Cell("-", number(value) if not math.isnan(value.mean) else "")
    if name == world.best:
        return Cell("best" if world.sure else "best, not surely", number(value), tone="best")
    return Cell(rounded(regret, smallest), number(value))
