"""What turns the answer: the lead of the first at both ends of each assumption, and the sources of these."""

from collections.abc import Iterable

from simulator.studies.answers import Flips, Turn
from simulator.views.brief.drawing import Span, around, bars_on
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Cell, Column, Item, Items, Row, Section, Table, Words
from simulator.views.brief.saying import lower_title, named, number
from simulator.views.tables import rounded, unit_of
from simulator.wording import counted

TITLE = "What would turn the answer"


def section(material: Material) -> Section:
    """The tornado, and each turn in words."""
    asked = material.answers.flips
    if asked is None:
        return Section("turns", TITLE, (material.unasked("which assumptions turn the answer"),))
    unit = unit_of(asked.metric, material.currency)
    blocks: list[Block] = [Words(_about(asked, unit))]
    turning = [turn for turn in asked.turns if turn.turns]
    if turning:
        blocks.append(Items(tuple(Item("", turn.words) for turn in turning)))
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
    tried = f"{counted(asked.n_tried, 'assumption')} of {asked.n_uncertain:,} without a firm source"
    were = "was" if asked.n_tried == 1 else "were"
    moved = (
        f"{tried} {were} moved to the ends of the plausible range, one at a time, in {counted(asked.worlds, 'world')}"
    )
    if not n:
        end = "None of them turns the answer beyond doubt. Several together still might."
    else:
        these = "that" if n == 1 else "these"
        end = f"{counted(n, 'of them turns', 'of them turn')} the answer: find {these} out first."
    lead = f"As given, {named(asked.first)} leads by {number(asked.lead, unit)} of {lower_title(asked.metric)}"
    return f"{lead}. {moved}. {end}"


def _tornado(asked: Flips, unit: str) -> Table:
    found = by_name(asked.turns)
    span = around([asked.lead.mean, *(value for turn in asked.turns for value in (turn.lead.low, turn.lead.high))])
    columns = (
        Column("Assumption", align="start"),
        Column("lead of the first", align="picture"),
        Column("At one end", align="start"),
        Column("At the other end", align="start"),
    )
    rows = tuple(_row(asked, turns, span, unit) for turns in found.values())
    note = (
        "Bars: how far the lead moves from its value as given (thin line) at each end. Left of the upright line "
        "another strategy is ahead; bars with an outline are ends at which that is beyond doubt."
    )
    return Table("The lead at both ends of each assumption, the strongest first", columns, rows, note)


def _row(asked: Flips, turns: list[Turn], span: Span, unit: str) -> Row:
    first = turns[0]
    head = Cell(first.name, f"as given: {value_in_words(first.now, first.unit)}")
    picture = bars_on(span, asked.lead.mean, [(turn.lead.mean, "turns" if turn.turns else "holds") for turn in turns])
    ends = [_end(turn, unit) for turn in turns[:2]] + [Cell("not tried")] * (2 - len(turns))
    return Row(head, (Cell("", picture=picture), *ends))


def _end(turn: Turn, unit: str) -> Cell:
    shown = f"{value_in_words(turn.to, turn.unit)}: {number(turn.lead, unit, sign=True)}"
    if not turn.turns:
        unsure = "" if turn.lead.low > 0 else "no longer sure"
        return Cell(shown, unsure)
    level = "" if turn.threshold is None else f", level at {value_in_words(turn.threshold, turn.unit)}"
    return Cell(shown, f"turns to {named(turn.rival)}{level}", tone="worse")


def value_in_words(value: float | str, unit: str) -> str:
    """A setting's value with its unit."""
    shown = value if isinstance(value, str) else rounded(value)
    return shown if unit in ("", "x", "0..1", "-1..1") else f"{shown} {unit}"
