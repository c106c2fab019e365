"""What turns the answer: the lead of the first at both ends of each assumption, and the sources of these."""

import math
from collections.abc import Iterable

from simulator.studies.answers import Flips, Turn
from simulator.studies.uncertain import AS_GIVEN
from simulator.views.brief.drawing import Span, around, bars_on
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Cell, Column, Item, Items, Row, Section, Table, Words
from simulator.views.brief.saying import lower_title, named, names, number
from simulator.views.tables import rounded, unit_of
from simulator.wording import counted

TITLE = "What would turn the answer"


def section(material: Material) -> Section:
    """The tornado, and each turn in words."""
    asked = material.answers.flips
    if asked is None:
        what = "which assumptions turn the answer"
        return Section("turns", TITLE, (material.missing("turns", what, "no assumption could be tried"),))
    unit = unit_of(asked.metric, material.currency)
    blocks: list[Block] = [Words(_about(asked, unit))]
    turning = [turn for turn in asked.turns if turn.turns]
    if turning:
        blocks.append(Items(tuple(Item("", material.in_short(turn)) for turn in turning)))
    if asked.turns:
        blocks.append(_tornado(asked, unit))
    return Section("turns", TITLE, tuple(blocks))


def by_name(turns: Iterable[Turn]) -> dict[str, list[Turn]]:
    """The ends of each assumption, in their order."""
    found: dict[str, list[Turn]] = {}
    for turn in turns:
        found.setdefault(turn.name, []).append(turn)
    return found


def _about(asked: Flips, unit: str) -> str:
    n = len({turn.name for turn in asked.turns if turn.turns})
    were = "was" if asked.n_tried == 1 else "were"
    moved = (
        f"Of {counted(asked.n_uncertain, 'number or rule', 'numbers and rules')} that the scenario gives or assumes, "
        f"{asked.n_tried:,} {were} moved to the ends of the plausible range, one at a time, {_worlds(asked)}"
    )
    if not n:
        end = "Nothing that was tried surely turns the answer by what matters. Several together still might."
    else:
        these = "that" if n == 1 else "these"
        end = f"{counted(n, 'of them turns', 'of them turn')} the answer: find {these} out first."
    if not asked.n_tried:
        return (
            f"In the {counted(asked.screened, 'world')} in which assumptions are tried first, there is no lead in "
            f"{lower_title(asked.metric)} to measure, so nothing can be told of what turns the answer."
        )
    lead = f"As given, {named(asked.first)} leads by {number(asked.lead, unit)} of {lower_title(asked.metric)}"
    if math.isnan(asked.lead.mean):
        lead = f"As given, there is no lead in {lower_title(asked.metric)} to measure"
    lead += f" in {counted(asked.worlds, 'world')}"
    against = f" It was tried against {names(list(asked.rivals))}." if asked.rivals else ""
    return f"{lead}. {moved}.{against} {end}"


def _worlds(asked: Flips) -> str:
    """In how many worlds the ends were tried."""
    worlds = counted(asked.worlds, "world")
    if not 0 < asked.screened < asked.worlds:
        return f"in {worlds}"
    return f"in {counted(asked.screened, 'world')}; those that bring another strategy closest, in {worlds}"


def _tornado(asked: Flips, unit: str) -> Table:
    found = by_name(asked.turns)
    span = around([asked.lead.mean, *(value for turn in asked.turns for value in (turn.lead.low, turn.lead.high))])
    columns = (
        Column("Assumption", align="start"),
        Column("lead of the first", align="picture"),
        Column("At one end", align="start"),
        Column("At the other end", align="start"),
    )
    rows = tuple(
        _row(asked, turns[at : at + 2], span, unit) for turns in found.values() for at in range(0, len(turns), 2)
    )
    note = (
        "Bars: how far the lead moves from its value as given (thin line) at each end. Left of the upright line "
        "another strategy is ahead; bars with an outline are ends at which that is sure, and by what matters."
    )
    return Table("The lead at both ends of each assumption, the strongest first", columns, rows, note)


def _row(asked: Flips, turns: list[Turn], span: Span, unit: str) -> Row:
    first = turns[0]
    now = value_in_words(first.now, first.unit)
    head = Cell(first.name, "" if now == AS_GIVEN else f"as given: {now}")
    picture = bars_on(span, asked.lead.mean, [(turn.lead.mean, "turns" if turn.turns else "holds") for turn in turns])
    ends = [_end(asked, turn, unit) for turn in turns[:2]] + [Cell("no other")] * (2 - len(turns))
    return Row(head, (Cell("", picture=picture), *ends))


def _end(asked: Flips, turn: Turn, unit: str) -> Cell:
    shown = f"{value_in_words(turn.to, turn.unit)}: {number(turn.lead, unit, sign=True)}"
    fewer = f"in {counted(turn.worlds, 'world')}" if 0 < turn.worlds < asked.worlds else ""
    if not turn.turns:
        return Cell(shown, ", ".join(filter(None, (_unsure(asked, turn), fewer))))
    level = "" if turn.threshold is None else f", level at {value_in_words(turn.threshold, turn.unit)}"
    return Cell(shown, f"turns to {named(turn.rival)}{level}{fewer and f', {fewer}'}", tone="worse")


def _unsure(asked: Flips, turn: Turn) -> str:
    """What is left of the lead where the answer does not surely turn."""
    if turn.lead.high < 0:
        return f"behind {named(turn.rival)}, by less than matters"
    if turn.lead.mean < 0:
        return f"{named(turn.rival)} seems ahead, not surely"
    if turn.lead.mean == 0:
        return f"level with {named(turn.rival)}"
    if turn.lead.low > 0:
        return ""
    was_sure = asked.lead.low > 0 and not 0 < turn.worlds < asked.worlds
    return "no longer sure" if was_sure else "not sure"


def value_in_words(value: float | str, unit: str) -> str:
    """A setting's value with its unit."""
    if isinstance(value, str):
        return value
    shown = rounded(value)
    return shown if unit in ("", "x", "0..1", "-1..1") else f"{shown} {unit}"
