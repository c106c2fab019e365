"""What strategies lose where something else goes against us: the table of regret."""

import math

from simulator.studies.answers import AdverseWorld, Regret
from simulator.views.brief.material import UNKNOWN, Material
from simulator.views.brief.parts import Cell, Column, Row, Section, Table, Words
from simulator.views.brief.saying import lower_title, named, number
from simulator.views.tables import rounded


def section(material: Material) -> Section:
    """Regret over adverse worlds."""
    title, asked = "If things go against us", material.answers.regret
    if asked is None:
        return Section("regret", title, (material.unasked("how strategies fare where things go against us"),))
    lost = asked.largest.get(asked.safest, math.nan)
    about = (
        f"Regret is what a strategy loses to the best one in the same case, by {lower_title(asked.metric)}. "
        f"{named(asked.safest)} has the least largest regret ({rounded(lost)}): whatever comes, it loses least. "
        "That is caution, not certainty."
    )
    return Section("regret", title, (Words(about), _table(material, asked)))


def _table(material: Material, asked: Regret) -> Table:
    shown = [name for name in material.study.strategies if name in asked.largest]
    columns = (Column("Case", align="start"), *(Column(name) for name in shown))
    rows = [_row(world, shown) for world in asked.worlds]
    largest = tuple(
        Cell(
            rounded(asked.largest[name]), "safest" if name == asked.safest else "", tone="best" * (name == asked.safest)
        )
        for name in shown
    )
    rows.append(Row(Cell("Largest regret"), largest, strong=True))
    unit = f" ({asked.unit})" if asked.unit else ""
    return Table(f"Regret in each case{unit}", columns, tuple(rows), "Small figures: what the strategy comes to.")


def _row(world: AdverseWorld, shown: list[str]) -> Row:
    return Row(Cell(world.name, world.description), tuple(_cell(world, name) for name in shown))


def _cell(world: AdverseWorld, name: str) -> Cell:
    regret, value = world.regret.get(name, math.nan), world.value.get(name, UNKNOWN)
    if name == world.best:
        return Cell("best", number(value), tone="best")
    return Cell(rounded(regret), number(value))
