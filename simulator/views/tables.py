"""Tables for a terminal: what a strategist reads first, with units, intervals and words instead of colours alone."""

import io
import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simulator.metrics import OUTCOMES
from simulator.studies.ranking import what_decides
from simulator.studies.schema import SUCCEEDED
from simulator.studies.statistics import interval, paired_difference
from simulator.views.explain import Assumption, grouped, source_in_words

if TYPE_CHECKING:
    import numpy as np

    from simulator.studies.run import Run
    from simulator.studies.study import Study

MAIN = (
    "reach",
    "hostile_impressions",
    "reputation_end",
    "reputation_low",
    "actions",
    "cost",
    "cost_per_action",
    "net_value",
)
"""The outcomes that a first look shows; all others are in the files."""

TITLES = {
    "reach": "Reach of our messages",
    "hostile_impressions": "Hostile impressions",
    "reputation_end": "Reputation at the end",
    "reputation_low": "Reputation at its lowest",
    "actions": "Actions by the public",
    "cost": "Cost",
    "cost_per_action": "Cost per action",
    "net_value": "Net value",
    "time_to_peak": "Time to the peak of the crisis",
    "half_life_of_attention": "Half-life of attention",
    "peak_hostile_posts": "Hostile posts in the worst hour",
    "time_to_baseline": "Time back to the level before",
    "negative_sentiment_area": "Area under negative sentiment",
    "second_wave": "Chance of a second wave",
    "reputation_lost_days": "Reputation lost",
    "reputation_residual": "Reputation, end minus start",
    "convinced": "Members convinced at the end",
    "engagements": "Shares and actions by the public",
    "cost_per_engagement": "Cost per engagement",
    "sentiment_net": "Net sentiment of posts",
    "cost_per_thousand": "Cost per thousand impressions",
    "volunteers_end": "Volunteers at the end",
    "insider_posts": "Hostile posts by employees",
    "morale_end": "Morale of employees at the end",
    "romi": "Return on what was spent (ROMI)",
}

LEAST_TEXT = 40
"""Letters that the text of a list needs in a line to be read with ease."""
NAME_WIDTH = 12
"""Letters of a strategy's name in one line of a table's head."""

MONEY = "net_value"
DOES_BEST = {"reputation_end": "ends with the best reputation", MONEY: "has the best net value"}
"""What the best strategy by a metric does; by others it does best."""


class _Trimmed(io.TextIOBase):
    """A text file that gets lines without spaces at their ends."""

    def __init__(self, file: TextIO):
        self.file = file

    def write(self, text: str) -> int:
        """Pass a text on; rich writes whole lines."""
        return self.file.write(re.sub(r" +(?=\n|$)", "", text))

    def flush(self) -> None:
        """Pass everything on now."""
        self.file.flush()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the file, by which rich picks lines that it can draw."""
        return getattr(self.file, "encoding", None) or "utf-8"


def terminal(file: TextIO | None = None) -> Console:
    """A console that writes plain text where nobody looks at a terminal."""
    file = file or sys.stdout
    shown: Any = file if file.isatty() else _Trimmed(file)
    return Console(file=shown, highlight=False, markup=False, emoji=False)


# ---------------------------------------------------------------- numbers and names


def title_of(metric: str) -> str:
    """A metric's name for people."""
    return TITLES.get(metric) or metric.replace("_", " ").capitalize()


def unit_of(metric: str, currency: str) -> str:
    """A metric's unit, money by its name."""
    unit = OUTCOMES[metric].unit if metric in OUTCOMES else ""
    return unit.replace("money", currency)


def rounded(value: float, error: float = 0.0, *, sign: bool = False) -> str:
    """A number to as many digits as its error supports: to a tenth of half the width of its interval.

    >>> rounded(1234.567, 300), rounded(0.12345, 0.002), rounded(1234.567), rounded(0.5, math.nan, sign=True)
    ('1,230', '0.1235', '1,235', '+0.5')
    """
    if math.isnan(value):
        return "-"
    known = error > abs(value) / 1000
    size = error / 10 if known else abs(value) / 1000
    decimals = min(-math.floor(math.log10(size)), 6) if size > 0 else 0
    value = round(value, decimals) if known else value
    shown = f"{value or 0.0:{'+' if sign and value else ''},.{max(decimals, 0)}f}"
    return shown if known or "." not in shown else shown.rstrip("0").rstrip(".")


def half_width(values: "np.ndarray") -> float:
    """Half the width of the 95 % interval of a mean; NaN for fewer than two values."""
    low, high = interval(values)
    return (high - low) / 2


# ---------------------------------------------------------------- a comparison


def main_outcomes(study: "Study", decides: str | None = None) -> list[str]:
    """The outcomes that a first look shows: the one that decides, those of the goals, and the main ones; if there."""
    goals = [goal.metric for goal in study.scenario.goals.values()]
    order = dict.fromkeys([decides or what_decides(study.scenario), *goals, *MAIN])
    return [name for name in order if name in study.table.columns and study.table[name].notna().any()]


def print_study(study: "Study", console: Console) -> None:
    """The outcomes of each strategy, the differences to the baseline, and sentences: conclusions, and warnings."""
    shown = main_outcomes(study)
    currency = study.scenario.costs.currency
    console.print(Text(f"{study.name}: {_worlds_in_words(study)}, seed {study.seed}", style="bold"))
    for block in _blocks(list(study.strategies), console.width):
        console.print()
        console.print(_outcomes(study, block, shown, currency))
    compared, left_out = that_differ(study, shown)
    for strategy in study.strategies:
        if strategy != study.baseline:
            console.print()
            console.print(_differences(study, strategy, compared, currency, console.width))
    if left_out:
        console.print()
        console.print(Text(without_numbers(left_out)))
    for sentence in [*conclusions(study), *warnings_of(study)]:
        console.print()
        console.print(Text(sentence))


def that_differ(study: "Study", metrics: Sequence[str]) -> tuple[list[str], list[str]]:
    """The metrics of which some strategy has a difference to the baseline, and those of which none has; or else all."""
    others = study.differences[study.differences.strategy != study.baseline]
    found = set(others.metric[others["mean"].notna()])
    if not found.intersection(metrics):
        return list(metrics), []
    return [name for name in metrics if name in found], [name for name in metrics if name not in found]


def without_numbers(metrics: Sequence[str]) -> str:
    """What is left out of differences, in a sentence."""
    return f"No world has a number to compare of: {', '.join(title_of(name).lower() for name in metrics)}."


def _worlds_in_words(study: "Study") -> str:
    if study.interrupted:
        n_done = int((study.runs.status == SUCCEEDED).sum())
        return f"mean so far, {n_done:,} of {len(study.runs):,} runs"
    return f"mean of {study.replications} simulated worlds" if study.replications > 1 else "one simulated world"


def _blocks(strategies: list[str], width: int) -> Iterable[list[str]]:
    """As many strategies side by side as there is room for."""
    each = max((width - 35) // (NAME_WIDTH + 2), 1)
    return (strategies[at : at + each] for at in range(0, len(strategies), each))


def _outcomes(study: "Study", strategies: list[str], metrics: list[str], currency: str) -> Table:
    table = plain_table()
    table.add_column("outcome", min_width=24)
    table.add_column("unit", style="dim")
    for name in strategies:
        table.add_column(Text(name), justify="right", overflow="fold", max_width=NAME_WIDTH)
    for metric in metrics:
        errors = [half_width(values_of(study, name, metric)) for name in strategies]
        cells = [rounded(study.table.loc[n, metric], e) for n, e in zip(strategies, errors, strict=True)]
        unit = unit_of(metric, currency)
        table.add_row(title_of(metric), "" if unit in title_of(metric).lower() else unit, *cells)
    return table


def _differences(study: "Study", strategy: str, metrics: list[str], currency: str, width: int) -> Table:
    rows = study.differences.set_index(["strategy", "metric"])
    table = plain_table()
    table.title = Text(f"{strategy}, compared with {study.baseline} in the same worlds", style="bold")
    table.title_justify = "left"
    table.add_column("outcome", min_width=24)
    table.add_column("difference", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column("", min_width=7)
    table.add_column("better in", justify="right")
    for metric in metrics:
        d = rows.loc[(strategy, metric)]
        error = (d["high"] - d["low"]) / 2
        between = f"{rounded(d['low'], error)} to {rounded(d['high'], error)}" if not math.isnan(error) else "-"
        word = verdict(d["low"], d["high"], OUTCOMES[metric].better if metric in OUTCOMES else 0)
        if word == "no number" and not math.isnan(d["mean"]):
            word = "unclear"
        better = f"{int(d['wins'])} of {int(d['n'])}" if word != "no number" else "-"
        name = f"{title_of(metric)} ({unit_of(metric, currency)})" if width >= 100 else title_of(metric)
        style = "bold" if word in ("better", "worse", "differs") else ""
        table.add_row(name, rounded(d["mean"], error, sign=True), between, word, better, style=style)
    return table


def verdict(low: float, high: float, better: int) -> str:
    """What an interval of a difference says, in a word.

    >>> verdict(0.1, 0.2, 1), verdict(0.1, 0.2, -1), verdict(-0.1, 0.2, 1), verdict(0.0, 0.0, 1)
    ('better', 'worse', 'unclear', 'equal')
    """
    if math.isnan(low) or math.isnan(high):
        return "no number"
    if low == high == 0:
        return "equal"
    if low <= 0 <= high:
        return "unclear"
    if not better:
        return "differs"
    return "better" if (low > 0) == (better > 0) else "worse"


def values_of(study: "Study", strategy: str, metric: str) -> "np.ndarray":
    """A metric in every world that has such a number: (worlds,)."""
    found = study.worlds(strategy, metric)
    return found[found == found]


def conclusions(study: "Study") -> list[str]:
    """Who is best by reputation and by net value, and how surely, each in a sentence."""
    if len(study.strategies) < 2:
        return ["There is only one strategy; add another to the scenario to compare."]
    decides = dict.fromkeys([what_decides(study.scenario), MONEY])
    told = [_conclusion(study, metric) for metric in decides]
    return [*told, f"Worlds were added until this: {study.stopped}."] if study.stopped else told


def _conclusion(study: "Study", metric: str) -> str:
    order, title = study.ranking(metric), title_of(metric).lower()
    if order.n == 0 or len(order.standings) < 2:
        why = "no world is finished yet" if study.interrupted else "no runs have that number"
        return f"Nothing can be said about {title}: {why}."
    first, second = order.standings[:2]
    pair = (order.better * study.worlds(s.strategy, metric) for s in (first, second))
    lead = paired_difference(*pair, better=1)
    if lead.mean == 0 and lead.ties == lead.n:
        return f'"{first.strategy}" and "{second.strategy}" come out equal in {title} in all {lead.n} worlds.'
    does_best = DOES_BEST.get(metric, f"does best by {title}")
    unit = unit_of(metric, study.scenario.costs.currency)
    unit = "" if unit == "-1..1" else f" {unit}"
    error = (lead.high - lead.low) / 2
    by = f"{rounded(lead.mean, error)}{unit}"
    ahead = f'ahead of "{second.strategy}" in {lead.wins} of {lead.n} worlds, by {by} on average'
    if math.isnan(error):
        return f'"{first.strategy}" {does_best} ({ahead}); a single world says nothing of how surely.'
    sure = f"95 % interval {rounded(lead.low, error)} to {rounded(lead.high, error)}"
    chance = f"The chance that no other does better on average is {percent(first.chance_best)}."
    if lead.low <= 0:
        more = "More replications would tell."
        return f'"{first.strategy}" {does_best} in these worlds, but not surely: {ahead} ({sure}). {chance} {more}'
    return f'"{first.strategy}" {does_best}: {ahead} ({sure}). {chance}'


def percent(chance: float) -> str:
    """A chance in percent, never said to be quite sure.

    >>> percent(0.984), percent(0.9999), percent(0.0)
    ('98 %', 'more than 99 %', 'less than 1 %')
    """
    if chance > 0.99:
        return "more than 99 %"
    return "less than 1 %" if chance < 0.01 else f"{chance:.0%}".replace("%", " %")


def warnings_of(study: "Study") -> list[str]:
    """From which runs little can be concluded, and why, each in a sentence with the figures of the first such world."""
    n_done = study.runs[study.runs.status == SUCCEEDED].groupby("strategy").size()
    found = study.health.groupby(["warning", "strategy"], sort=False)
    alike: dict[tuple[str, str], list[str]] = {}
    for (warning, strategy), rows in found:
        worlds = f"{len(rows)} of {n_done[strategy]} worlds"
        alike.setdefault((worlds, warning), []).append(strategy)
    first = study.health.groupby("warning").text.first()
    return [
        f"In {worlds} of {listed(strategies)}: {warning} (such as: {first[warning]})."
        for (worlds, warning), strategies in alike.items()
    ]


def listed(names: Sequence[str]) -> str:
    """Names in a sentence.

    >>> listed(["a", "b", "c"])
    '"a", "b" and "c"'
    """
    *others, last = (f'"{name}"' for name in names)
    return f"{', '.join(others)} and {last}" if others else last


# ---------------------------------------------------------------- a single run


def print_run(run: "Run", console: Console, *, name: str, currency: str) -> None:
    """The outcomes, events and costs of one run, and warnings where little can be concluded from it."""
    console.print(Text(f"{name}: {run.job.strategy}, world {run.job.seed}", style="bold"))
    table = plain_table()
    table.add_column("outcome")
    table.add_column("stage", style="dim")
    table.add_column("value", justify="right")
    table.add_column("unit", style="dim")
    for metric, value in run.outcomes.items():
        table.add_row(title_of(metric), OUTCOMES[metric].stage, rounded(value), unit_of(metric, currency))
    console.print(table)
    events = plain_table()
    events.add_column("hours", justify="right")
    events.add_column("event")
    events.add_column("what", overflow="fold")
    for hours, kind, text in run.notes:
        events.add_row(f"{hours:.1f}", Text(kind), Text(text))
    console.print(events if run.notes else Text("No crisis broke, and the playbook did nothing."))
    costs = plain_table("cost")
    costs.add_column(currency, justify="right")
    for kind, money in run.costs.items():
        costs.add_row(Text(kind), rounded(money))
    console.print(costs if run.costs else Text("It cost nothing."))
    for warning in run.health:
        console.print(Text(f"{warning.name.capitalize()}: {warning.text}.", style="bold"))


# ---------------------------------------------------------------- assumptions and lists


def print_assumptions(told: list[Assumption], console: Console) -> None:
    """The assumptions of a scenario, table by table."""
    for group, members in grouped(told):
        console.print()
        table = plain_table()
        table.title, table.title_justify = Text(group or "scenario", style="bold"), "left"
        table.expand = True
        table.add_column("setting", max_width=30, overflow="fold")
        table.add_column("value", ratio=3, overflow="fold")
        table.add_column("meaning", ratio=5)
        table.add_column("source", ratio=3)
        for a in members:
            value = f"{a.value} {a.unit}" if a.unit and a.unit not in ("-1..1", "0..1") else a.value
            style = "" if a.given else "dim"
            table.add_row(Text(a.name), Text(value), Text(a.meaning), Text(_marked(a)), style=style)
        console.print(table)
    n_given, n_assumed = sum(a.given for a in told), sum(a.is_assumed for a in told)
    console.print()
    n_default = len(told) - n_given
    console.print(
        Text(f"{len(told)} settings: {n_given} given, {n_default} by default, {n_assumed} of them assumed (!).")
    )


def _marked(assumption: Assumption) -> str:
    return f"! {assumption.source}" if assumption.is_assumed else source_in_words(assumption)


def print_list(rows: Iterable[Sequence[str]], header: Sequence[str], console: Console) -> None:
    """A table of names and what they mean; where that leaves its text too little room, entry by entry."""
    rows = list(rows)
    taken = sum(max(len(cell) for cell in column) + 2 for column in list(zip(header, *rows, strict=True))[:-1])
    if console.width - taken < LEAST_TEXT:
        _print_entries(rows, header, console)
        return
    table = plain_table()
    for number, name in enumerate(header):
        table.add_column(name, overflow="fold", no_wrap=number == 0 and console.width >= 80)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _print_entries(rows: list[Sequence[str]], header: Sequence[str], console: Console) -> None:
    """Each name on a line of its own, and below it what is said of it."""
    for name, *facts, text in rows:
        told = [f"{title}: {fact}" for title, fact in zip(header[1:-1], facts, strict=True) if fact.strip("- ")]
        console.print(Text(name, style="bold"), overflow="fold")
        if told:
            console.print(Padding(Text(", ".join(told), style="dim"), (0, 0, 0, 2)))
        console.print(Padding(Text(text), (0, 0, 0, 2)))


def plain_table(*columns: str) -> Table:
    """A table with a line under its head and no others."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def exported(study: "Study") -> Any:
    """What ``table.csv`` holds: a row per strategy and metric: mean and band, and the difference to the baseline."""
    mean = study.summary.rename(columns={"low": "p10", "median": "p50", "high": "p90"})
    other = study.differences.rename(
        columns={"mean": "difference", "median": "difference_p50", "p05": "difference_p05", "p95": "difference_p95"}
    ).rename(columns={"low": "interval_low", "high": "interval_high", "n": "pairs"})
    unit = study.metrics[["unit", "stage", "better"]]
    return mean.merge(other, on=["strategy", "metric"]).merge(unit, left_on="metric", right_index=True)
