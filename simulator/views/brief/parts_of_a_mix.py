"""What each part of a strategy contributes."""

from simulator.studies.answers import Contributions, Part
from simulator.views.brief.drawing import Span, around, interval_on
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Cell, Column, Row, Section, Table, Words
from simulator.views.brief.saying import better_of, between, lower_title, named, number, unit_in_words
from simulator.views.tables import title_of, unit_of, verdict
from simulator.wording import counted


def section(material: Material) -> Section:
    """A table for each strategy that was taken apart."""
    title = "What each part contributes"
    told = material.answers.contributions
    none = "no strategy of this study has between two and five parts"
    if told is None:
        what = "what each part of a strategy contributes"
        return Section("parts", title, (material.missing("parts", what, none),))
    if not told:
        return Section("parts", title, (Words(f"{none.capitalize()}.", "unasked"),))
    blocks: list[Block] = []
    for asked in told:
        blocks += [Words(_in_words(asked, material.currency)), _table(asked, material.currency)]
    return Section("parts", title, tuple(blocks))


def _in_words(asked: Contributions, currency: str) -> str:
    unit = unit_of(asked.metric, currency)
    whole = f"All parts of {named(asked.strategy)} together add {number(asked.whole, unit, sign=True)} to "
    return f"{whole}{lower_title(asked.metric)}. {_synergy(asked, unit)}"


def _synergy(asked: Contributions, unit: str) -> str:
    size = number(asked.synergy, unit, sign=True)
    if not asked.synergy.is_sure:
        return f"Whether they help or hamper each other is unclear ({size})."
    good = (asked.synergy.mean > 0) == (better_of(asked.metric) >= 0)
    if good:
        return f"They help each other: together they do more than the sum of each alone ({size})."
    return f"They overlap: together they do less than the sum of each alone ({size})."


def _table(asked: Contributions, currency: str) -> Table:
    span = around([v for part in asked.parts for v in (part.share.low, part.share.mean, part.share.high)])
    unit = unit_in_words(asked.metric, currency)
    columns = (
        Column("Part", align="start"),
        Column("fair share", align="picture"),
        Column("Fair share", unit),
        Column("Alone", unit),
        Column("As the last to join", unit),
    )
    rows = tuple(_row(part, span, better_of(asked.metric)) for part in asked.parts)
    note = "Fair share: the mean gain over all orders in which the parts could join (Shapley 1953)."
    title = f"{title_of(asked.metric)}: parts of {named(asked.strategy)} ({counted(asked.worlds, 'world')})"
    return Table(title, columns, rows, note)


def _row(part: Part, span: Span, better: int) -> Row:
    word = verdict(part.share.low, part.share.high, better)
    look = word if word != "no number" else "unclear"
    picture = interval_on(span, part.share.mean, part.share.low, part.share.high, look)
    cells = (
        Cell("", picture=picture),
        Cell(number(part.share, sign=True), f"{between(part.share)}, {look}", tone=word),
        Cell(number(part.alone, sign=True)),
        Cell(number(part.last, sign=True)),
    )
    return Row(Cell(part.name), cells)
