"""The crisis in words and numbers, and what it costs to answer an hour later."""

import math
from collections.abc import Iterator

from simulator.studies.answers import Estimate, PriceOfAnHour
from simulator.units import HOURS_PER_DAY
from simulator.views.brief.drawing import around, interval_on
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Cell, Column, Row, Section, Table, Words
from simulator.views.brief.saying import better_of, between, lower_title, named, number
from simulator.views.tables import rounded, title_of, unit_of, values_of, verdict
from simulator.wording import counted

TOLD = {
    "peak_hostile_posts": "hostile posts and shares in the worst hour",
    "time_to_peak": "from the onset to the worst hour",
    "half_life_of_attention": "from the worst six hours until hostile posts are half as many",
    "time_to_baseline": "from the onset until hostile posts are back, for a day or more; only worlds in which they are",
    "negative_sentiment_area": "hours in which hostile posts outweigh supportive ones, each by how far they do",
    "second_wave": "worlds in which hostile posts rise again after they have fallen to half",
    "reputation_residual": "mean attitude of the public at the end, minus that at the start",
}
"""The metrics of a crisis for readers, in the order in which it passes."""

CHANCE = "0 or 1"
"""The unit of what happens or does not."""
SAID = (CHANCE, "-1..1")
"""Units that a number shows by itself."""


def section(material: Material) -> Section:
    """How the crisis goes under each strategy, and the price of an hour."""
    title = "The crisis"
    if material.study.scenario.crisis is None:
        none = "No crisis breaks in this scenario, so there is neither a peak nor a recovery to tell of."
        return Section("crisis", title, (Words(none, "unasked"),))
    blocks: list[Block] = [*_course(material), *_price(material)]
    return Section("crisis", title, tuple(blocks))


def _course(material: Material) -> Iterator[Block]:
    table = material.study.table
    shown = [name for name in TOLD if name in table.columns and table[name].notna().any()]
    if not shown:
        yield Words("In no world that was simulated did the crisis leave numbers to tell of.", "unasked")
        return
    columns = (
        Column("What", align="start"),
        *(Column(name) for name in material.study.strategies),
    )
    yield Table("How the crisis goes, mean over worlds", columns, tuple(_row(material, name) for name in shown))


def _row(material: Material, metric: str) -> Row:
    unit = unit_of(metric, material.currency)
    head = Cell(title_of(metric) + (f" ({unit})" if unit and unit not in SAID else ""), TOLD[metric])
    return Row(head, tuple(_cell(material, name, metric, unit) for name in material.study.strategies))


def _cell(material: Material, strategy: str, metric: str, unit: str) -> Cell:
    """The mean, and in how many worlds there is such a number, where not in all."""
    n, n_done = len(values_of(material.study, strategy, metric)), material.worlds_of(strategy)
    return Cell(_shown(material, strategy, metric, unit), f"in {n} of {n_done} worlds" if n < n_done else "")


def _shown(material: Material, strategy: str, metric: str, unit: str) -> str:
    found = material.mean(strategy, metric)
    if unit == CHANCE:
        return "-" if math.isnan(found.mean) else f"{found.mean:.0%}".replace("%", "\u00a0%")
    if unit == "hours" and found.mean > 3 * HOURS_PER_DAY:
        return f"{number(found)} ({found.mean / HOURS_PER_DAY:.1f} days)"
    return number(found)


# ---------------------------------------------------------------- an hour's delay


def _price(material: Material) -> Iterator[Block]:
    asked = material.answers.price_of_an_hour
    if asked is None:
        why = "no strategy answers the crisis at a stated time"
        yield material.missing("hours", "what an hour of delay costs", why)
        return
    unit = unit_of(asked.metric, material.currency)
    yield Words(price_in_words(asked, unit))
    yield _delays(asked, unit)


def price_in_words(asked: PriceOfAnHour, unit: str) -> str:
    """What it costs to answer late, and until when an answer matters."""
    who, what = named(asked.strategy), lower_title(asked.metric)
    if asked.harms:
        first = _hours(asked.delays[0].hours)
        return (
            f"The answers of {who} surely do harm: with the first of them after {first}, {what} is worse than without."
        )
    return f"{_steepest(asked, unit)}{_free(asked)} {_until(asked)}"


def _steepest(asked: PriceOfAnHour, unit: str) -> str:
    """What an hour of delay costs where it costs most."""
    if math.isnan(asked.per_hour.mean):
        return f"What an hour costs cannot be told from {counted(asked.worlds, 'world')}."
    if asked.per_hour.mean <= 0:
        return "At no stretch that was tried does waiting cost anything."
    costs = f"{number(asked.per_hour, unit)} of {lower_title(asked.metric)} (95 % interval {between(asked.per_hour)})"
    sure = "" if asked.per_hour.low > 0 else ", which is not sure"
    if asked.steepest is None:
        return f"Each hour of delay costs {named(asked.strategy)} {costs}{sure}."
    begin, end = asked.steepest
    stretch = f"From hour {begin:g} to {end:g} after the onset, each hour of delay costs {named(asked.strategy)}"
    return f"{stretch} {costs}{sure}; no other stretch costs more."


def _free(asked: PriceOfAnHour) -> str:
    """From when on waiting costs nothing more that shows; "" where that is not so, or not known."""
    costly = [delayed.step.low > 0 for delayed in asked.delays[:-1]]
    if not any(costly) or costly[-1]:
        return ""
    last = max(place for place, costs in enumerate(costly) if costs)
    return f" From hour {asked.delays[last + 1].hours:g} on, waiting costs nothing more that shows."


def _until(asked: PriceOfAnHour) -> str:
    """Until when answers matter."""
    if asked.always:
        return f"Its answers still matter at the latest hour tried ({_hours(asked.delays[-1].hours)})."
    if asked.matters_until is None:
        first, worlds = _hours(asked.delays[0].hours), counted(asked.worlds, "world")
        return f"Even after {first}, {worlds} do not surely show that its answers help."
    return f"Its answers surely matter until {_hours(asked.matters_until)} after the onset; later they may not."


def _hours(hours: float) -> str:
    return f"{hours:g} hour" + ("" if hours == 1 else "s")


def _delays(asked: PriceOfAnHour, unit: str) -> Table:
    gains = [delayed.gain for delayed in asked.delays]
    span = around([value for gain in gains for value in (gain.low, gain.mean, gain.high)])
    shown_unit = unit.replace("-1..1", "-1\u00a0to\u00a01")
    has_steps = any(not math.isnan(delayed.step.mean) for delayed in asked.delays)
    columns = [
        Column("First answer after the onset", align="start"),
        Column("gain over no answer", align="picture"),
        Column("Gain", shown_unit),
        *([Column("Cost of each hour until the next", unit if unit != "-1..1" else "")] if has_steps else []),
    ]
    better = better_of(asked.metric)
    rows = []
    for delayed in asked.delays:
        gain = delayed.gain
        word = verdict(gain.low, gain.high, better)
        picture = interval_on(span, gain.mean, gain.low, gain.high, word if word != "no number" else "unclear")
        cells = [Cell("", picture=picture), Cell(number(gain, sign=True), _interval(gain, word), tone=word)]
        if has_steps:
            cells.append(Cell(number(delayed.step), _or_nothing(between(delayed.step))))
        rows.append(Row(Cell(_hours(delayed.hours)), tuple(cells)))
    worlds = counted(asked.worlds, "world")
    title = f"{title_of(asked.metric)} gained by answering, by the hour of the first answer ({worlds})"
    return Table(title, tuple(columns), tuple(rows))


def _or_nothing(shown: str) -> str:
    return "" if shown == "-" else shown


def _interval(gain: Estimate, word: str) -> str:
    error = (gain.high - gain.low) / 2
    if math.isnan(error):
        return ""
    return f"{rounded(gain.low, error)} to {rounded(gain.high, error)}, {word}"
