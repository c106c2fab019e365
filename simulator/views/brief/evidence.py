"""Where the assumptions come from, and how this answer can be made again."""

import json

from simulator.studies.answers import Turn
from simulator.views.brief.material import REVIEW, Material
from simulator.views.brief.parts import Block, Cell, Code, Column, Folded, Item, Items, Row, Section, Table, Words
from simulator.views.brief.saying import isolated
from simulator.views.brief.turning import by_name, value_in_words
from simulator.views.explain import Assumption, assumptions
from simulator.wording import counted

LONGEST_VALUE = 300
"""Letters of a value that a table bears."""


def sources(material: Material) -> Section:
    """The sources of what mattered, and all assumed defaults behind the answer."""
    blocks: list[Block] = []
    flips = material.answers.flips
    if flips is None:
        blocks.append(material.missing("turns", "which assumptions matter most", "no assumption could be tried"))
    elif flips.turns:
        rows = tuple(_mattered(name, turns[0]) for name, turns in by_name(flips.turns).items())
        columns = (
            Column("Assumption", align="start"),
            Column("As given", align="start"),
            Column("Where it comes from", align="start"),
        )
        blocks.append(Table("Assumptions that were tried, the strongest first", columns, rows))
    strategy = material.first.strategy
    assumed = [a for a in assumptions(material.study.scenario, _declared(material, strategy)) if a.is_assumed]
    blocks.append(
        Words(f"{counted(len(assumed), 'setting')} behind the answer rest on a default that nobody measured.")
    )
    if assumed:
        blocks.append(Folded(f"All {counted(len(assumed), 'assumed default')}", (_defaults(assumed),)))
    return Section("sources", "Where the assumptions come from", tuple(blocks))


def _declared(material: Material, strategy: str) -> str | None:
    """The strategy, where the scenario declares it; to do nothing is never declared."""
    return strategy if strategy in material.study.scenario.strategies else None


def _mattered(name: str, turn: Turn) -> Row:
    cells = (Cell(value_in_words(turn.now, turn.unit)), Cell(turn.source or "not given", ", ".join(turn.paths)))
    return Row(Cell(name), cells)


def _defaults(assumed: list[Assumption]) -> Table:
    columns = (
        Column("Setting", align="start"),
        Column("Value", align="start"),
        Column("Meaning", align="start"),
        Column("Source", align="start"),
    )
    alike: dict[tuple[str, ...], list[str]] = {}
    for a in assumed:
        said = (a.name, _shortened(value_in_words(a.value, a.unit)), a.meaning, a.source)
        alike.setdefault(said, []).append(a.group)
    rows = tuple(
        Row(Cell(name, _where(groups)), (Cell(value), Cell(meaning), Cell(source)))
        for (name, value, meaning, source), groups in alike.items()
    )
    return Table("Assumed defaults, those that are alike in several tables once", columns, rows)


def _where(groups: list[str]) -> str:
    """The tables of a setting, their common first step said once.

    >>> _where(["segments.a", "segments.b"]), _where(["belief"])
    ('in segments: a, b', 'in belief')
    """
    firsts = {group.partition(".")[0] for group in groups}
    if len(groups) == 1 or len(firsts) > 1:
        return f"in {', '.join(group or 'the scenario' for group in groups)}"
    return f"in {firsts.pop()}: {', '.join(group.partition('.')[2] for group in groups)}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


# ---------------------------------------------------------------- provenance


def provenance(material: Material) -> Section:
    """What it was made from and with, and how to make it again."""
    study = material.study
    about = study.query("SELECT digest, text, content, created FROM study").iloc[0]
    versions = ", ".join(f"{name} {version}" for name, version in study.versions.items())
    items = [
        Item("Scenario:", isolated(study.name)),
        Item("Digest:", str(about.digest)),
        Item("Worlds:", f"{study.replications:,} that the study holds, from seed {study.seed}"),
        Item("Runs:", f"{material.n_done:,} of {len(study.runs):,} with numbers"),
        Item("Begun:", f"{about.created} (UTC)"),
        Item("Versions:", versions),
        Item("Command:", command(material)),
    ]
    if material.source_file:
        items.insert(1, Item("File:", isolated(material.source_file)))
    text = about.text or json.dumps(json.loads(about.content), indent=1, ensure_ascii=False)
    folded = Folded("The scenario file", (Code(text),))
    return Section("provenance", "How to make it again", (Items(tuple(items)), folded))


def command(material: Material) -> str:
    """The command that was given, or else the one that makes the study again."""
    study = material.study
    again = f"groundswell compare {material.file} --replications {study.replications} --seed {study.seed}"
    return material.command or (again if material.room is None else REVIEW)
