"""The verdicts on claims: a table for the terminal, and the page docs/claims.md."""

import csv
import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from simulator.claims.cited import Cited, citing_settings
from simulator.claims.declaring import CLAIMS, DOCUMENTS, SEED, Check, Claim, Without
from simulator.claims.judging import (
    FROM_BEST_TO_WORST,
    HOLDS,
    IS_THERE,
    ON_AVERAGE,
    TOO_FEW,
    UNTESTABLE,
    WORLDS_NEEDED,
    Finding,
    Verdict,
)
from simulator.readings import unit_of
from simulator.views.explain import spelled
from simulator.views.tables import plain_table, rounded
from simulator.wording import counted

if TYPE_CHECKING:
    from simulator.claims.running import Row, Trial

COLUMNS = (
    "id",
    "claim",
    "mechanism and settings",
    "experiment",
    "effect (95 % interval)",
    "worlds",
    "mechanism neutral",
    "verdict",
)
STYLES = {HOLDS: "green", IS_THERE: "cyan", ON_AVERAGE: "yellow", TOO_FEW: "dim", UNTESTABLE: "dim"}


HEAD = """\
# Claims

Every claim of the source documents: what in the model expresses it, and whether it comes out when it is tried. This
page is made by `python run.py claims`; what is declared stands in `simulator/claims/`: in files of the same names as
those of settings, and in `volunteers.py` and `programmes.py`.

{made}

* **Experiment.** Arms (a strategy of a stage, with settings replaced) meet the same worlds; a contrast is taken world
  by world. Stages are small scenarios in `simulator/claims/stages/`. Some experiments use a magnifying glass: a
  chance to share or to act far above the default, the same in all arms, so that few worlds are enough.
* **Holds.** The contrast is as declared on average and in 95 % of the worlds or more. A sign: the 95 % interval of
  the mean lies beyond 0, and the mean is as large as declared: a tenth of what it is compared with, where no document
  states a size (ties count against a sign). An equality or a size: the interval lies within the bounds. And where its
  mechanism can be made neutral, the effect is then gone or turned round: in half as many worlds its mean is at most a
  tenth of the effect, or at most three tenths with an interval that holds 0.
* **Is there.** All checks read back what was set, or follow from how the model is built, so that they can hardly
  fail: there is such a thing, and that is all that they show. Where only some of a claim's checks are of this kind,
  they are marked as built in.
* **Holds on average.** The mean is as declared, but fewer than 95 % of the worlds are. This does not count as
  holding.
* **Holds, but not by its mechanism.** Mean and worlds are as declared, and stay so when the mechanism is neutral.
* **Too few worlds.** Fewer than {needed}, of which no share can show 95 %, and nothing that shows the contrary.
* **Not expressed yet.** Nothing in the model could bring it about, or, where the row says so, no experiment is
  declared yet. This counts as not holding.
* **Mechanism neutral.** How it is seen that the effect is due to its mechanism. Of {n_signs} checks of a sign,
  {n_number} give a number: the contrast that is left with the mechanism neutral in all arms, which stay different
  otherwise. In {n_without} the contrast itself is with and without the mechanism, and the arm without it is named.
  For {n_none} there is nothing of the kind, for the reason that is given. Checks of an equality or a size ({n_equal})
  have no effect that could vanish.
* **What 95 % of the worlds mean.** 38 of 40 is an observed share. With 95 % confidence it says that the claim comes
  out in more than 85 % of all worlds; to say so of more than 95 % of all worlds one would need 59 of 59.
* **Beforehand.** Experiments were laid out on worlds 1 to 40. Some were laid out again after runs
  of all claims that began at world 2026, 2028 and 2029: B20 (225 of the staff enrolled instead of 600) and D1 (a fee
  of 50 instead of 100) after they had failed there, others after reviews of the page. After a run that began at
  700,000, B23 was laid out again (a chance to act of 0.03 instead of 0.05), where its gain was 9 % instead of a tenth.
  World k + 1 of a run is the first world of a run that begins one later, so the first of those runs overlap. The
  worlds of this page begin at {seed:,}, and nobody had looked at them before the declarations were frozen.
* A claim that holds is a statement about this model with these settings, not about the world.

In the tables, what follows a bullet is what is read, in which arms, and what must come out. A setting is given with
its default and, in brackets, its source.
"""

PROVISIONAL = (
    "**Provisional.** These are not the declared worlds, or not as many: what needs many worlds to be shown may fail."
)
"""Said where the page is made of another run than the declared one."""

# ---------------------------------------------------------------- numbers in words


def effect_in_words(finding: Finding) -> str:
    """The mean contrast with its interval."""
    error = (finding.high - finding.low) / 2
    sign = not finding.check.is_equality
    if math.isnan(finding.effect):
        return "no number"
    shown = rounded(finding.effect, error, sign=sign)
    if not error > 0:
        return shown
    return f"{shown} ({rounded(finding.low, error)} to {rounded(finding.high, error)})"


def pairs_in_words(finding: Finding) -> str:
    """In how many worlds the contrast is as it must be."""
    return f"{finding.agreeing}/{finding.n}"


def ablated_in_words(finding: Finding) -> str:
    """What is left of the effect where the mechanism is neutral; or why there is no such number."""
    if isinstance(finding.neutral, Without):
        return f"none: {finding.neutral.why}"
    if isinstance(finding.neutral, str):
        return f"the contrast is with and without it: without in “{finding.neutral}”"
    return _left(finding)


def _left(finding: Finding) -> str:
    return rounded(finding.ablated, (finding.high - finding.low) / 2) if finding.ablated else "0"


def check_in_words(check: Check) -> str:
    """What is read, in which arms, and what must come out.

    >>> from simulator.claims.declaring import reading
    >>> check_in_words(Check(reading=reading("reached", who="old"), contrast={"both": 1, "one": -1}, sign=-1))
    'reached (who old): both - one < 0, by 10% or more'
    """
    terms = [
        f"{'-' if w < 0 else '+'} {'' if abs(w) == 1 else f'{abs(w):g} x '}{arm}" for arm, w in check.contrast.items()
    ]
    contrast = " ".join(terms).removeprefix("+ ")
    if check.against is not None:
        contrast += f", less {check.against}"
    if check.between is not None:
        must = _between(*check.between)
    elif check.within is not None:
        must = f"= 0 within {check.within:.0%}" if check.within else "= 0"
    else:
        must = f"{'>' if check.sign > 0 else '<'} 0" + _least(check)
    return f"{check.reading}: {contrast} {must}" + (" (built in)" if check.built_in else "")


def _between(low: float, high: float) -> str:
    if math.isinf(high):
        return f"on average >= {low:g}"
    return f"on average <= {high:g}" if math.isinf(low) else f"on average {low:g} to {high:g}"


def _least(check: Check) -> str:
    if check.at_least_of:
        return f", by {check.at_least_of:g} or more"
    has_comparison = check.against is not None or min(check.contrast.values()) < 0
    return f", by {check.at_least:.0%} or more" if check.at_least and has_comparison else ""


# ---------------------------------------------------------------- the terminal


def print_trial(trial: "Trial", console: Console) -> None:
    """One row per claim; the check that decides, where it has several."""
    table = plain_table()
    for name, justify in (("id", "left"), ("claim", "left"), ("effect (95 % interval)", "right"), ("worlds", "right"),
                          ("neutral", "right"), ("verdict", "left")):  # fmt: skip
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for verdict in trial.verdicts:
        finding = deciding(verdict)
        numbers = ("", "", "") if finding is None else _numbers(finding)
        said = [verdict.claim.says, *numbers, verdict.word]
        table.add_row(verdict.claim.id, *(Text(one) for one in said), style=STYLES.get(verdict.word, "bold"))
    console.print(table)
    console.print(Text(summary(trial.verdicts)))


def _numbers(finding: Finding) -> tuple[str, str, str]:
    words = {Without: "none", str: "with/without"}
    return effect_in_words(finding), pairs_in_words(finding), words.get(type(finding.neutral)) or _left(finding)


def deciding(verdict: Verdict) -> Finding | None:
    """The first check that failed, or the first of all."""
    failed = [f for f in verdict.findings if not (f.comes_out and f.vanishes)]
    return next(iter(failed or verdict.findings), None)


def summary(verdicts: Iterable[Verdict]) -> str:
    """How many there are of each verdict."""
    words = [verdict.word for verdict in verdicts]
    told = [f"{words.count(word)} {word}" for word in FROM_BEST_TO_WORST if word in words]
    return f"{counted(len(words), 'claim')}: {', '.join(told)}."


# ---------------------------------------------------------------- files


def write_rows(rows: Iterable["Row"], file: Any) -> None:
    """The readings, one line per claim, arm, world and reading."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("claim", "arm", "neutral", "world", "reading", "value"))
    writer.writerows((r.claim, r.arm, int(r.neutral), r.world, r.reading, r.value) for r in rows)


def page(trial: "Trial", versions: str) -> str:
    """The page docs/claims.md."""
    return "\n".join([*_head(trial, versions), *_documents(trial.verdicts)]) + "\n"


def _head(trial: "Trial", versions: str) -> Iterator[str]:
    worlds = f"{trial.worlds} worlds" if trial.worlds else "40 worlds for each arm where the experiment says no other"
    made = f"Made with {versions}: {worlds}, from seed {trial.seed}; {trial.n_runs:,} runs. {summary(trial.verdicts)}"
    if trial.seed != SEED or trial.worlds:
        made = f"{made}\n\n{PROVISIONAL}"
    yield HEAD.format(made=made, seed=SEED, needed=WORLDS_NEEDED, **kinds_of_checks())


def kinds_of_checks() -> dict[str, int]:
    """How many checks are declared of each kind: by sign or not, and by how the mechanism is made neutral."""
    experiments = [claim.experiment for claim in CLAIMS.values() if claim.experiment is not None]
    signs = [e.neutral_for(check) for e in experiments for check in e.checks if not check.is_equality]
    return {
        "n_signs": len(signs),
        "n_number": sum(not isinstance(neutral, str | Without) for neutral in signs),
        "n_without": sum(isinstance(neutral, str) for neutral in signs),
        "n_none": sum(isinstance(neutral, Without) for neutral in signs),
        "n_equal": sum(len(e.checks) for e in experiments) - len(signs),
    }


def _documents(verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    cited = citing_settings()
    for letter, document in DOCUMENTS.items():
        own = [verdict for verdict in verdicts if verdict.claim.id[0] == letter]
        if not own:
            continue
        yield f"## {letter}: {document}"
        yield ""
        yield f"| {' | '.join(COLUMNS)} |"
        yield "|---" * len(COLUMNS) + "|"
        for verdict in own:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in _row(verdict, cited)) + " |"
        yield ""


def _row(verdict: Verdict, cited: dict[str, list[Cited]]) -> list[str]:
    claim, findings = verdict.claim, verdict.findings
    if claim.shown_by:
        shown_by = f"as {' and '.join(claim.shown_by)}"
        return [claim.id, claim.says, "", shown_by, "", "", "", f"**{verdict.word}**{_note(verdict)}"]
    experiment = claim.experiment.says if claim.experiment else ""
    checks = "".join(f"<br>• {check_in_words(finding.check)}" for finding in findings)
    return [
        claim.id,
        claim.says,
        _expressed(claim, cited.get(claim.id, [])),
        experiment + checks,
        _lines(effect_in_words(f) + f" {unit_of(f.check.reading.name)}".rstrip() for f in findings),
        _lines(pairs_in_words(f) for f in findings),
        _lines(ablated_in_words(f) for f in findings),
        f"**{verdict.word}**{_note(verdict)}",
    ]


def _note(verdict: Verdict) -> str:
    return f"<br>{verdict.note}" if verdict.note else ""


def _lines(cells: Iterable[str]) -> str:
    return "<br>".join(cells)


def _expressed(claim: Claim, settings: list[Cited]) -> str:
    """The code that expresses a claim, and the settings that cite it."""
    told = [f"`{name}`" for name in claim.mechanism]
    told += [f"{_setting(one)}" for one in settings]
    if not settings and claim.no_setting:
        told.append(f"no setting: {claim.no_setting}")
    return _lines(told)


def _setting(one: Cited) -> str:
    path, _, role = one.path.partition(" (")
    role = f" ({role}" if role else ""
    default = f" = {spelled(one.default)}" if one.is_given and one.default not in (None, [], {}, "") else ""
    return f"`{path}`{role}{default} [{one.source}]"


def verdicts_told(text: str) -> dict[str, str]:
    """The verdict on each claim that a page tells."""
    rows = re.findall(r"^\| ([A-Z]\d+) \|.*\| \*\*([^*]+)\*\*", text, re.MULTILINE)
    return dict(rows)
