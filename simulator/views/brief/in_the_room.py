"""In the room: what a group decided in a rehearsal, what it was worth, and how much of the result was luck."""

import datetime as dt
import math
from collections.abc import Iterator

from simulator.rehearsal.judgement import LEAST, RARE, Against, Judged
from simulator.rehearsal.review import Decision, InTheRoom
from simulator.scenario import DO_NOTHING
from simulator.studies.answers import Estimate
from simulator.views.brief.drawing import Span, around, interval_on, step_on, strip_on
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Block, Cell, Column, Fact, Folded, Item, Items, Row, Section, Table, Words
from simulator.views.brief.saying import (
    amount,
    better_of,
    between,
    isolated,
    lower_title,
    money,
    named,
    number,
    unit_in_words,
    with_unit,
)
from simulator.views.tables import rounded, title_of, unit_of, verdict
from simulator.wording import counted

WHO = {"us": "we", "world": "the world"}
LUCK = {"lucky": "one of the kindest", "unlucky": "one of the hardest"}


def headline(room: InTheRoom) -> str:
    """Whether what was decided was sound, in a sentence."""
    name = named(room.branch.name)
    if not room.branch.by("us"):
        return f"Nothing was decided in {name} beyond {named(room.branch.strategy)}."
    judged = room.decided
    sound, words = judged.soundness(), judged.words()
    if sound == "unknown":
        return f"Too few worlds to tell luck from judgement in {name}."
    if sound in ("sound", "unsound"):
        return f"The decisions of {name} were {words}."
    if sound == "no difference":
        return f"The decisions of {name} made no difference that matters."
    return f"Whether the decisions of {name} were sound is unclear."


def meaning(material: Material, room: InTheRoom) -> Iterator[str]:
    """What the first sentence rests on, in a few more."""
    judged, followed = room.decided, room.decided.against[0]
    if room.branch.by("us") and judged.soundness() != "unknown":
        yield _judgement(material, judged, followed)
        yield _luck(material, judged, followed)
    yield from _best(material, room)


def _judgement(material: Material, judged: Judged, followed: Against) -> str:
    by = _shown(material, judged, followed.judgement)
    alone = f"beside {named(followed.strategy)} alone (95 % interval {between(followed.judgement)})"
    worlds = counted(followed.n, "world")
    return f"Judgement: over {worlds} they change {lower_title(judged.metric)} by {by} on average, {alone}."


def _luck(material: Material, judged: Judged, followed: Against) -> str:
    by = _luck_alone(material, judged)
    said = f"Luck: in the world of the room the result was {by} beside that average, {_place(judged)}"
    if judged.fortune in LUCK:
        said += f"; that world was {LUCK[judged.fortune]}"
    return f"{said}. {_lead_there(material, judged, followed)}"


def _lead_there(material: Material, judged: Judged, followed: Against) -> str:
    """How the decisions looked in the one world of the room, and whether that misled."""
    lead, sound = judged.better * followed.lead, judged.soundness()
    if math.isnan(lead):
        return ""
    if lead == 0:
        return "There they changed nothing."
    size = with_unit(rounded(abs(followed.lead), _error_of(followed.judgement)), _unit(material, judged.metric))
    side = "better" if lead > 0 else "worse"
    said = f"There they did {size} {side} than {named(followed.strategy)}"
    if sound == "sound" and lead < 0:
        return f"{said}: a good decision may look bad in one world."
    if sound == "unsound" and lead > 0:
        return f"{said}: a bad decision may look good in one world."
    return f"{said}."


def _best(material: Material, room: InTheRoom) -> Iterator[str]:
    """How the best standard strategy would have done, where it is another than the one that is followed."""
    judged = room.decided
    other = next((a for a in judged.against[1:] if a.strategy == room.best), None)
    if other is None:
        return
    size = Estimate(*(abs(other.judgement.mean), *sorted((abs(other.judgement.low), abs(other.judgement.high)))))
    by = with_unit(number(size), _unit(material, judged.metric))
    sound, who, best = judged.soundness(other), named(room.branch.name), named(room.best)
    interval = f"95 % interval {between(other.judgement)}"
    if sound == "sound":
        yield f"{who} does better than the best standard strategy, {best}, by {by} on average ({interval})."
    elif sound == "unsound":
        yield f"The best standard strategy, {best}, does better still, by {by} on average ({interval})."
    elif sound == "no difference":
        yield f"It does as well as the best standard strategy, {best}: they differ by less than matters ({interval})."
    elif sound == "unclear":
        yield f"Whether it does better than the best standard strategy, {best}, is unclear ({interval})."


def facts(material: Material, room: InTheRoom) -> Iterator[Fact]:
    """Judgement, luck, money, and how the best standard strategy compares, at a glance."""
    judged, what = room.decided, lower_title(room.metric)
    followed, best = judged.against[0], next(a for a in judged.against if a.strategy == room.best)
    yield _difference(
        "Judgement", material, judged, followed, f"of {what} on average beside {named(followed.strategy)}"
    )
    if judged.fortune == "unknown":
        yield Fact("Luck", "Unknown", f"it takes {LEAST} worlds to tell")
    else:
        yield Fact(
            "Luck", _luck_alone(material, judged), f"of {what} in the room, beside that average; {_place(judged)}"
        )
    spent = room.judged["cost"]
    beside = f"in the room; {money(spent.mean, material.currency)} on average over worlds, and no budget"
    yield Fact("Money spent", money(Estimate(spent.room), material.currency), beside)
    yield _difference(
        "Beside the best", material, judged, best, f"on average beside {named(best.strategy)}, a standard strategy"
    )


def _difference(title: str, material: Material, judged: Judged, other: Against, small: str) -> Fact:
    interval = between(other.judgement)
    told = "one world does not tell" if interval == "-" else f"{judged.soundness(other)} (95 % interval {interval})"
    return Fact(title, _shown(material, judged, other.judgement), f"{small}: {told}")


def _luck_alone(material: Material, judged: Judged) -> str:
    return with_unit(rounded(judged.luck, _error(judged), sign=True), _unit(material, judged.metric))


def _place(judged: Judged) -> str:
    return f"better than in {_of_others(judged)}"


def _of_others(judged: Judged) -> str:
    return f"{judged.n_worse:,} of {counted(len(judged.others), 'other world')}"


def section(material: Material, room: InTheRoom) -> Section:
    """What was decided, and what came of it."""
    blocks: list[Block] = [Words(_about(material, room))]
    if room.played is not None:
        left = (
            f"The room was left at {_when(material, room.played)}: what comes after is as if nothing more was decided."
        )
        blocks.append(Words(left, "note"))
    blocks += [_split(material, room), *_decisions(material, room), _beside(material, room), _outcomes(material, room)]
    if room.others:
        blocks.append(_others(material, room))
    blocks.append(_rules(material, room))
    return Section("room", "In the room", tuple(blocks))


def _about(material: Material, room: InTheRoom) -> str:
    ours, happened = len(room.branch.by("us")), len(room.branch.by("world"))
    did = f"{counted(ours, 'decision')} of ours and {counted(happened, 'inject')} by the world"
    follows = "did nothing else" if room.branch.strategy == DO_NOTHING else f"followed {named(room.branch.strategy)}"
    spent = room.judged["cost"]
    paid = (
        f"It spent {money(Estimate(spent.room), material.currency)} in the room, {money(spent.mean, material.currency)}"
    )
    said = f"{named(room.branch.name)} was rehearsed in world {room.seed}, with {did}, and {follows}. {paid} on average"
    said += ", without a budget. What the world did there it does to all strategies."
    if math.isfinite(room.onset):
        onset = _when(material, room.onset)
        said += (
            f" The crisis broke on {onset}; in worlds where it breaks at another hour, what came after it follows it."
        )
    return said


# ---------------------------------------------------------------- judgement and luck


def _split(material: Material, room: InTheRoom) -> Table:
    """From the mean of the strategy that is followed, by judgement and luck, to the result in the room."""
    judged, followed = room.decided, room.decided.against[0]
    error, unit = _error(judged), unit_in_words(judged.metric, material.currency)
    plan = material.study.worlds(followed.strategy, judged.metric)
    span = around([*plan, *judged.values], zero=False)
    mean, judgement = judged.mean, followed.judgement
    word = verdict(judgement.low, judgement.high, judged.better)
    rows = (
        Row(
            Cell(followed.strategy, "on average"),
            (
                Cell("", picture=strip_on(span, plan, followed.mean, followed.there)),
                Cell(rounded(followed.mean, error)),
            ),
        ),
        Row(
            Cell("Judgement", "what the decisions change on average"),
            (
                Cell("", picture=step_on(span, followed.mean, mean.mean, judged.better)),
                Cell(rounded(judgement.mean, error, sign=True), f"{between(judgement)}, {word}", tone=word),
            ),
        ),
        Row(
            Cell(judged.branch, "on average"),
            (Cell("", picture=strip_on(span, judged.values, mean.mean, judged.room)), Cell(rounded(mean.mean, error))),
        ),
        Row(
            Cell("Luck", "how far the world of the room lies from that"),
            (
                Cell("", picture=step_on(span, mean.mean, judged.room, judged.better)),
                Cell(rounded(judged.luck, error, sign=True), _place(judged)),
            ),
        ),
        Row(
            Cell("In the room", "the result"),
            (Cell("", picture=strip_on(span, (), math.nan, judged.room)), Cell(rounded(judged.room, error))),
            strong=True,
        ),
    )
    columns = (
        Column("From the plan to the result", align="start"),
        Column("all worlds", align="picture"),
        Column("Value", unit),
    )
    way = "right is better" if judged.better > 0 else "left is better"
    note = (
        "Thin lines: one world each; upright bar: their mean; diamond: the world of the room. The mean of the first "
        "row, judgement and luck add up to the result in the room, exactly but for rounding."
    )
    return Table(f"{title_of(judged.metric)}: judgement and luck ({way})", columns, rows, note)


def _beside(material: Material, room: InTheRoom) -> Table:
    """The branch beside the strategy that it follows, to do nothing, and the best."""
    judged = room.decided
    error = _error(judged)
    columns = (
        Column("Beside", align="start"),
        Column("Its average"),
        Column("Judgement"),
        Column("Luck"),
        Column("Room minus its average"),
        Column("Lead in the world of the room"),
        Column("In words", align="start"),
    )
    rows = []
    for other in judged.against:
        judgement = other.judgement
        word = verdict(judgement.low, judgement.high, judged.better)
        cells = (
            Cell(rounded(other.mean, error)),
            Cell(number(judgement, sign=True), between(judgement), tone=word),
            Cell(rounded(other.luck, error, sign=True)),
            Cell(rounded(judged.room - other.mean, error, sign=True)),
            Cell(rounded(other.lead, _error_of(judgement), sign=True)),
            Cell(judged.words(other)),
        )
        rows.append(Row(Cell(other.strategy, ", ".join(_roles(room, other))), cells))
    unit = _unit(material, judged.metric)
    title = f"{title_of(judged.metric)} beside standard strategies{with_unit('', unit) and f' ({unit})'}"
    note = f"Room minus its average = judgement + luck, in the same {counted(judged.against[0].n, 'world')}."
    return Table(title, columns, tuple(rows), note)


def _roles(room: InTheRoom, other: Against) -> Iterator[str]:
    if other.strategy == room.branch.strategy:
        yield "followed"
    if other.strategy == room.best:
        yield "the best of the standard strategies"


def _outcomes(material: Material, room: InTheRoom) -> Table:
    """Luck and judgement by the main outcomes."""
    shown = [room.judged[name] for name in material.shown if name in room.judged]
    rows = tuple(_outcome(material, judged) for judged in shown if not math.isnan(judged.room))
    columns = (
        Column("Outcome", align="start"),
        Column("In the room"),
        Column("On average"),
        Column("Judgement"),
        Column("Luck"),
        Column("Better than in", align="start"),
    )
    followed = named(room.branch.strategy)
    note = f"Judgement: beside {followed}, mean difference in the same worlds with its 95 % interval."
    return Table("Main outcomes of the room", columns, rows, note)


def _outcome(material: Material, judged: Judged) -> Row:
    judgement = judged.against[0].judgement
    word = verdict(judgement.low, judgement.high, judged.better)
    unit, error = unit_in_words(judged.metric, material.currency), _error(judged)
    cells = (
        Cell(rounded(judged.room, error)),
        Cell(number(judged.mean)),
        Cell(number(judgement, sign=True), f"{between(judgement)}, {word}" if word != "no number" else "", tone=word),
        Cell(rounded(judged.luck, error, sign=True)),
        Cell("the same in all" if len(set(judged.others)) < 2 and judged.luck == 0 else _of_others(judged)),
    )
    return Row(Cell(title_of(judged.metric), "" if unit in title_of(judged.metric).lower() else unit), cells)


# ---------------------------------------------------------------- decisions


def _decisions(material: Material, room: InTheRoom) -> Iterator[Block]:
    """What was decided, when, and what each of it was worth."""
    if not room.decisions:
        return
    whole = room.decided.against[0]
    told = [*(decision.worth for decision in room.decisions), whole.judgement]
    span = around([value for found in told for value in (found.low, found.mean, found.high)])
    unit = unit_in_words(room.metric, material.currency)
    columns = (
        Column("When", align="start"),
        Column("What", align="start"),
        Column("worth", align="picture"),
        Column("Worth", unit),
        Column("In the room", unit),
        Column("Cost", material.currency),
    )
    better = better_of(room.metric)
    rows = [_decision(material, decision, span, better) for decision in room.decisions]
    if room.worlds:
        rows.append(_together(whole, span, better))
    way = "right is better" if better >= 0 else "left is better"
    worlds = f", {counted(room.worlds, 'world')}" if room.worlds else ""
    note = (
        "Worth: what is lost without that one decision, all else as it was, with its 95 % interval. Two decisions "
        "that do the same may each seem worthless. What the world did happens under every strategy, so it has no worth."
    )
    n = material.study.replications
    if 0 < room.worlds < n:
        note += (
            f" Each was tried in the first {room.worlds:,} of {n:,} worlds: what happens in rare ones may be missed."
        )
    yield Table(f"Decisions, by {lower_title(room.metric)} ({way}{worlds})", columns, tuple(rows), note)


def _decision(material: Material, decision: Decision, span: Span, better: int) -> Row:
    inject, worth = decision.inject, decision.worth
    words = f"{WHO[inject.by]}: {inject.label}"
    since = "" if math.isnan(decision.since_onset) else f"; {_since_in_words(decision.since_onset)}"
    head = Cell(_when(material, inject.hours), f"hour {inject.hours:.4g}{since}")
    what = Cell(words, decision.what)
    if math.isnan(worth.mean):
        untold = Cell("-", "" if inject.by == "world" else "not tried")
        return Row(head, (what, Cell(""), untold, Cell("-"), Cell("-")))
    word = verdict(worth.low, worth.high, better)
    cells = (
        what,
        Cell("", picture=interval_on(span, worth.mean, worth.low, worth.high, _look(word))),
        Cell(number(worth, sign=True), f"{between(worth)}, {word}", tone=word),
        Cell(rounded(decision.in_room, _error_of(worth), sign=True)),
        Cell(amount(decision.cost)),
    )
    return Row(head, cells)


def _together(whole: Against, span: Span, better: int) -> Row:
    """What all of ours were worth, which is their judgement."""
    found = whole.judgement
    word = verdict(found.low, found.high, better)
    cells = (
        Cell("", f"beside {isolated(whole.strategy)} alone, in {counted(whole.n, 'world')}"),
        Cell("", picture=interval_on(span, found.mean, found.low, found.high, _look(word))),
        Cell(number(found, sign=True), f"{between(found)}, {word}", tone=word),
        Cell(rounded(whole.lead, _error_of(found), sign=True)),
        Cell(""),
    )
    return Row(Cell("All of ours together"), cells, strong=True)


def _look(word: str) -> str:
    return word if word != "no number" else "unclear"


def _when(material: Material, hours: float) -> str:
    """A time as the clock of the scenario has it."""
    begun = material.study.scenario.clock.start
    moment = begun + dt.timedelta(hours=hours)
    return f"day {(moment.date() - begun.date()).days + 1}, {moment:%H:%M}"


def _since_in_words(hours: float) -> str:
    return f"{abs(hours):.1f} h {'after' if hours >= 0 else 'before'} the onset"


# ---------------------------------------------------------------- other branches, and rules


def _others(material: Material, room: InTheRoom) -> Table:
    columns = (
        Column("Branch", align="start"),
        Column("In this world"),
        Column("On average"),
        Column("Judgement"),
        Column("In words", align="start"),
    )
    everyone = ((room.branch, room.decided), *room.others)
    rows = []
    for branch, judged in everyone:
        judgement = judged.against[0].judgement
        word = verdict(judgement.low, judgement.high, judged.better)
        cells = (
            Cell(rounded(judged.room, _error(judged))),
            Cell(number(judged.mean)),
            Cell(number(judgement, sign=True), f"{between(judgement)}, {word}", tone=word),
            Cell(judged.words()),
        )
        follows = f"follows {isolated(branch.strategy)}; {counted(len(branch.by('us')), 'decision')}"
        rows.append(Row(Cell(branch.name, follows), cells, strong=branch is room.branch))
    note = f"The world does to all what it did in {named(room.branch.name)}; what it did in others is not replayed."
    return Table(f"All attempts, by {lower_title(room.metric)}", columns, tuple(rows), note)


def _rules(material: Material, room: InTheRoom) -> Folded:
    """How the words are chosen."""
    smallest = with_unit(rounded(room.decided.smallest), _unit(material, room.metric))
    nine = f"{RARE:.0%}".replace("%", " %")
    items = (
        Item(
            "Sound:", f"the interval of the judgement is on the better side of 0, and its mean is at least {smallest}."
        ),
        Item("Unsound:", "the same on the worse side."),
        Item("No difference:", f"the whole interval is within {smallest} of 0."),
        Item("Unclear:", "everything else; more worlds may tell."),
        Item(
            "Lucky, unlucky:",
            f"in the room it came out better, or worse, than in {nine} of the other worlds; with fewer than {LEAST} "
            "worlds nobody is called either.",
        ),
        Item(
            "Sound, but unlucky; unsound, but lucky:",
            "such luck, or in the world of the room the decisions did worse (better) than what was followed.",
        ),
        Item(
            "In the room:",
            "the world that was played is the first of the worlds of this study. Luck is measured from the average of "
            "all of them, so judgement and luck together are what the result is beyond the average of a strategy.",
        ),
    )
    return Folded("How luck and judgement are told apart", (Items(items),))


# ---------------------------------------------------------------- numbers


def _unit(material: Material, metric: str) -> str:
    return unit_of(metric, material.currency)


def _shown(material: Material, judged: Judged, found: Estimate) -> str:
    return with_unit(number(found, sign=True), _unit(material, judged.metric))


def _error(judged: Judged) -> float:
    """To how many digits results of single worlds are told: as many as the judgement has."""
    return _error_of(judged.against[0].judgement) or _error_of(judged.mean)


def _error_of(found: Estimate) -> float:
    error = (found.high - found.low) / 2
    return 0.0 if math.isnan(error) else error
