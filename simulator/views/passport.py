"""The validation passport: a table for the terminal, and the page docs/passport.md."""

import math
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from simulator.passport.declaring import KINDS, LAST_DIGITS, Finding
from simulator.passport.laid_out import STAGES, laid_out
from simulator.passport.real_networks import DATA_SETS
from simulator.passport.running import Passport, Result
from simulator.views.tables import plain_table, rounded
from simulator.wording import counted

HOLDS, FAILS, BROKEN, LEFT_OUT, NOT_HERE = "holds", "does not hold", "broke", "left out", "not made here"
MANY = {
    HOLDS: (HOLDS, "hold"),
    FAILS: (FAILS, "do not hold"),
    BROKEN: (BROKEN, BROKEN),
    NOT_HERE: ("could not be made here", "could not be made here"),
    LEFT_OUT: ("was left out", "were left out"),
}
"""Verdicts, as they are said of one and of many."""
NO_NUMBER = "no number"
STYLES = {HOLDS: "green", LEFT_OUT: "dim", NOT_HERE: "dim"}

TITLES = {
    "oracle": "Where the answer is known",
    "peer": "Where another program computes the same",
    "invariant": "Whatever the scenario",
    "fact": "What the world looks like",
    "data": "Beside real data",
}
ABOUT = {
    "oracle": "Exact numbers: laws of textbook cases that the model contains when its other factors are neutral. "
    "Numbers that are called *formula* have nothing of the software in them: they show that the law that the software "
    "is held against is the one of the literature.",
    "peer": "The same question on the same ties, asked of another program; whole distributions are compared.",
    "invariant": "What must be so in every scenario, tried in many that were drawn at random.",
    "fact": "Published facts. How the world works is as by default in all of them, but where the numbers of a fact "
    "say otherwise; who is there, what is said and how bad a crisis is, is laid out for each, and told there. Beside "
    "each stands what a plain independent cascade makes of it, on the same networks, with a chance to share of its "
    "own that brings the most of T1 to T3 into their bands: what our mechanisms add. How far a fact that holds is "
    "evidence:\n\n* it *emerges*: nothing was chosen by it;\n* it is *calibrated*: a default without a source of its "
    "own, or a choice of the stage, was made so that it holds. It shows that the model can be like that, with one set "
    "of defaults for all, not that it had to be;\n* it is *set*: a default comes from the very figure. It shows that "
    "the setting does what it says, and is no evidence.",
    "data": "Series, networks and cascades that were observed, beside simulated ones with the same cut. D6 to D12 "
    "measure facts T1 to T7 once more, with the same settings and bands, on the followers of Slashdot: 82,168 members "
    "instead of 200,000, with 11 followers on average where the default has 45, and none with more than 2,552. "
    "Therefore a little fewer posts are shared at all (T1 stands at the edge of its band), and no cascade grows to a "
    "hundred adopters (T3), which leaves T4 nothing to measure. A built network of that size has no such cascade "
    "either, whether its mean is 11 or 45: it takes accounts with more followers than so few members can be. "
    "How soon posts are shared, and how unequally, is as on the built network.",
}

HEAD = """\
# Validation passport

{plainly}

{made} Anybody can make it again: `python run.py passport --twins`; real data are not part of the project, [see
below](#data-and-other-programs).

## In numbers

{summary}

## How to read it

* **Terms.** *p*: the chance that a right model looks as different as this from what it is held against; a very small
  one speaks against it. *R0*: to how many others each passes a thing on in the beginning. *J*: the ties that two
  networks have in common, as a share of those in either. *x*: times as large. *±*: no further from the number than
  this.
* **Holds: numbers that are no samples.** To 1e-9, or to the digits that are printed in the source. Wider bounds have
  a reason: ±0.002 where 500 or 10,000 members stand beside a formula for endlessly many (O1, O21), and where numbers
  of worlds are whole (O22); ±0.05 of a ratio that is 4 in the limit only (O7), ±0.0001 of a law that holds in the
  limit (O8); ±0.001 of an exponent that the other program finds by trial (P6).
* **Holds: samples.** Means: within four standard errors of the exact value, and the four must be less than 2 % of it.
  Whole distributions: p at least 0.0001, so that a right model is refused once in ten thousand; in D1 at least 0.01,
  since with twenty real crises a laxer bound would let nearly everything pass.
* **Holds: facts and data.** Inside the band that was stated with the fact, from its sources, before the runs. In D1
  medians must lie in the middle half of the real ones; how far D2 to D5 (and the share of shares in D1) may be from
  the real numbers is assumed.
* **Beforehand.** Bounds stood in `simulator/passport/` before the runs. What was chosen so that facts hold is told
  with each.
* **Every check must be able to fail.** Each has a twin with one thing wrong. It counts where it fails by a finite
  number, precise enough, of a kind that holds where nothing is wrong.{twins}
"""


def word_of(result: Result) -> str:
    """The verdict on a check."""
    if result.error:
        return BROKEN
    if result.not_here:
        return NOT_HERE
    if result.misses:
        return FAILS
    return LEFT_OUT if result.check.measure is None else HOLDS


def reason_of(result: Result) -> str:
    """Why it does not hold, is left out, broke or could not be made; else nothing."""
    if result.error:
        return result.error.strip().splitlines()[-1]
    if result.not_here or result.check.left_out:
        return result.not_here or result.check.left_out
    return result.check.why_missed if result.misses else ""


def print_passport(passport: Passport, console: Console) -> None:
    """One row per check, with the finding that decides; then the reasons, and the numbers of each kind."""
    table = plain_table()
    for name, justify in (("id", "left"), ("check", "left"), ("measured", "right"), ("must be", "right"),
                          ("verdict", "left"), ("twin", "left")):  # fmt: skip
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for result in passport.results:
        finding = deciding(result)
        numbers = ("", "") if finding is None else (measured_in_words(finding), bounds_in_words(finding))
        word = word_of(result)
        cells = (result.check.says, *numbers, word, result.twin if result.of_twin else "")
        table.add_row(result.id, *(Text(cell) for cell in cells), style=STYLES.get(word, "bold"))
    console.print(table)
    for result in passport.results:
        if reason_of(result):
            console.print(Text(f"{result.id} {word_of(result)}: {reason_of(result)}"))
    for line in (*summary(passport), of_twins(passport)):
        if line:
            console.print(Text(line))


def deciding(result: Result) -> Finding | None:
    """The first finding that does not hold, or else the one that is nearest to its bound, of those that were made."""
    if result.not_here or not result.findings:
        return None
    failed = [finding for finding in result.findings if not finding.holds]
    return failed[0] if failed else min(result.findings, key=_room)


def _room(finding: Finding) -> float:
    """How far a number is from its bound, as a share of the width of the band; a share of 0 or 1 is no bound."""
    if finding.low == finding.high:
        return math.inf
    below = math.inf if finding.low == 0.0 else finding.measured - finding.low
    above = math.inf if finding.high == 1.0 else finding.high - finding.measured
    width = finding.high - finding.low
    return min(below, above) / (width if math.isfinite(width) else abs(finding.low) or 1.0)


# ---------------------------------------------------------------- how many


def summary(passport: Passport) -> Iterator[str]:
    """How many checks of each kind hold, how many numbers; of facts how far they are evidence, and what null does."""
    for kind in KINDS:
        own = [result for result in passport.results if result.check.kind == kind]
        if own:
            yield f"{TITLES[kind]}: {counted(len(own), 'check')}: {_verdicts(own)}.{_numbers(own)}{_of_facts(own)}"


def _verdicts(results: Sequence[Result]) -> str:
    words = [word_of(result) for result in results]
    return ", ".join(counted(words.count(word), *MANY[word]) for word in MANY if word in words)


def _numbers(results: Sequence[Result]) -> str:
    made = [finding for result in results if not result.not_here for finding in result.findings]
    measured, formulas = ([f.holds for f in made if f.is_formula == which] for which in (False, True))
    told = f" Measured in the software: {_lie(measured)} where they must." if measured else ""
    return told + (f" Formulas of the passport: {_of(formulas)} agree with the literature." if formulas else "")


def _of(holding: Sequence[bool]) -> str:
    return f"{sum(holding)} of {counted(len(holding), 'number')}"


def _lie(holding: Sequence[bool]) -> str:
    return f"{_of(holding)} {'lies' if len(holding) == 1 else 'lie'}"


def _of_facts(results: Sequence[Result]) -> str:
    if results[0].check.kind != "fact":
        return ""
    found = [result.check.evidence for result in results if result.holds]
    compared = [result for result in results if any(not math.isnan(f.null) for f in result.findings)]
    told = ""
    if found:
        emerge, calibrated, are_set = (found.count(way) for way in ("emerges", "calibrated", "set"))
        told = (
            f" Of those that hold {counted(emerge, 'emerges', 'emerge')}, {counted(calibrated, 'is', 'are')} "
            f"calibrated and {counted(are_set, 'is', 'are')} set."
        )
    if compared:
        n = sum(result.null_holds for result in compared)
        told += f" A plain independent cascade reproduces {n} of the {len(compared)} for which it says anything."
    return told


def of_twins(passport: Passport) -> str:
    """How many twins fail, and of how many nothing can be said; nothing where none was tried."""
    words = [(result.id, result.twin) for result in passport.results if result.of_twin]
    if not words:
        return ""
    fail, not_failing, nothing = (
        [id for id, word in words if word == which] for which in ("fails", "does not fail", "proves nothing")
    )
    told = f"Twins: {len(fail)} of {len(fail) + len(not_failing)} fail."
    if not_failing:
        told += f" Not those of {', '.join(not_failing)}."
    if nothing:
        told += f" {', '.join(nothing)}: no number holds, so that a twin proves nothing."
    return told


def _plainly(passport: Passport) -> str:
    """The first paragraph, for whoever reads nothing else."""
    by_kind: dict[str, list[Result]] = {kind: [r for r in passport.results if r.check.kind == kind] for kind in KINDS}

    def holding(*kinds: str) -> tuple[int, int]:
        some = [result for kind in kinds for result in by_kind[kind] if word_of(result) in (HOLDS, FAILS)]
        return sum(result.holds for result in some), len(some)

    known, of_known = holding("oracle", "peer", "invariant")
    facts, of_facts = holding("fact")
    data, of_data = holding("data")
    emerge = sum(result.holds and result.check.evidence == "emerges" for result in by_kind["fact"])
    told = ["Has it ever been right?"]
    if of_known:
        told.append(
            "Where the right answer is known, from theory or from another program, or must be so in any case, it "
            f"computes it: {known} of {counted(of_known, 'check')}."
        )
    if of_facts:
        told.append(
            f"Of {counted(of_facts, 'published fact')} about how posts, brands and crises fare it is like {facts}; "
            f"{emerge} of these came out by themselves, the others because something was chosen by them."
        )
    if of_data:
        told.append(f"Of {counted(of_data, 'comparison')} with real data it passes {data} in full.")
    told.append(
        "What does not hold stands below with the reason. So it can compare strategies in a world of which we know in "
        "which respects it is like ours, and in which not; it does not foretell numbers."
    )
    return " ".join(told)


# ---------------------------------------------------------------- numbers in words


def measured_in_words(finding: Finding) -> str:
    """The number with its unit; what was too coarse to show anything is marked."""
    shown = (
        f"{_shown(finding.measured, finding)} {_unit(finding)}".strip()
        if math.isfinite(finding.measured)
        else NO_NUMBER
    )
    return shown + ("" if finding.precise else " (too few)")


def bounds_in_words(finding: Finding) -> str:
    """Where the number must lie."""
    low, high, expected = finding.low, finding.high, finding.expected
    if finding.unit == "p":
        return f"p >= {low:g}"
    if math.isfinite(low) and math.isclose(low - LAST_DIGITS, round(low), rel_tol=0.0, abs_tol=1e-12):
        return f"more than {round(low)}"
    if math.isinf(high) or math.isinf(low):
        return f"at least {low:g}" if math.isinf(high) else f"at most {high:g}"
    half = (high - low) / 2
    if math.isnan(expected) and not half:
        return f"exactly {low:.7g}"
    if half <= 1.001 * LAST_DIGITS:
        return f"exactly {expected:.7g}"
    if math.isclose(high - expected, half, rel_tol=1e-6) and half < abs(expected) / 10:
        return f"{expected:.6g} ± {half:.1g}"
    return f"{low:.4g} to {high:.4g}"


def _shown(value: float, finding: Finding) -> str:
    """A number to a twentieth of the width of its band; a chance, or where the band has no end, to three digits."""
    width = finding.high - finding.low
    if not math.isfinite(value):
        return NO_NUMBER
    if finding.unit == "p" or not math.isfinite(width):
        return f"{'p = ' * (finding.unit == 'p')}{value:.3g}"
    if abs(value) > 1e6 * width or value == round(value):
        return f"{value:.7g}"
    return rounded(value, width / 20)


def _unit(finding: Finding) -> str:
    return "" if finding.unit in ("p", "") else finding.unit


# ---------------------------------------------------------------- the page


def page(passport: Passport, figures: Iterable[tuple[str, str]] = ()) -> str:
    """The page docs/passport.md; figures : pairs of a file's name and what it shows."""
    lines = [_head(passport), *_misses(passport)]
    for kind in KINDS:
        own = [result for result in passport.results if result.check.kind == kind]
        if own:
            with_null = kind in ("fact", "data")
            lines += [f"## {TITLES[kind]}", "", ABOUT[kind], "", *_table(own, with_null=with_null), ""]
            for result in own:
                lines += _details(result, with_null=with_null)
    shown = list(figures)
    if shown:
        lines += ["## Simulated and real", ""]
        for name, what in shown:
            lines += [f"![{what}](passport/{name})", ""]
    return "\n".join([*lines, *_data()])


def _head(passport: Passport) -> str:
    told = passport.environment
    versions = ", ".join(f"{name} {value}" for name, value in told.items() if name not in ("date", "machine", "commit"))
    size = "full" if passport.is_full else "quick"
    made = f"Made on {told['date']} ({size}) at commit {told['commit']}, with {versions}, on {told['machine']}."
    twins = of_twins(passport)
    return HEAD.format(
        plainly=_plainly(passport),
        made=made,
        summary="\n".join(f"* {line}" for line in summary(passport)),
        twins=f" {twins}" if twins else "",
    )


def _misses(passport: Passport) -> Iterator[str]:
    missing = [result for result in passport.results if word_of(result) in (FAILS, BROKEN)]
    if missing:
        yield from ("## What does not hold, and why", "")
        yield from (f"* **{result.id}.** {result.check.says} {_sentence(reason_of(result))}" for result in missing)
        yield ""


def _sentence(text: str) -> str:
    return f"*{text[:1].upper()}{text[1:].rstrip('.')}.*" if text else ""


def _table(results: Sequence[Result], *, with_null: bool) -> Iterator[str]:
    beside = ["null model"] if with_null else []
    columns = [
        "id",
        "what must come out",
        "numbers that hold",
        "nearest to its bound, or beyond it",
        *beside,
        "verdict",
    ]
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    for result in results:
        yield _row(_in_short(result, with_null=with_null))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _in_short(result: Result, *, with_null: bool) -> list[str]:
    finding, found = deciding(result), [] if result.not_here else result.findings
    told = f"{finding.what}: {measured_in_words(finding)} (must be {bounds_in_words(finding)})" if finding else ""
    compared = [f for f in found if not math.isnan(f.null)]
    null = [f"{sum(f.null_holds for f in compared)} of {len(compared)}" if compared else "-"] if with_null else []
    word = word_of(result)
    way = f", {result.check.evidence}" if result.check.kind == "fact" and word == HOLDS else ""
    verdict = f"**{word}**{way}" + (f": {reason_of(result)}" if word in (LEFT_OUT, NOT_HERE) else "")
    return [
        result.id,
        result.check.says,
        f"{sum(f.holds for f in found)} of {len(found)}" if found else "",
        told,
        *null,
        verdict,
    ]


def _details(result: Result, *, with_null: bool) -> Iterator[str]:
    """All that is known of a check, folded."""
    check = result.check
    if not result.findings:
        return
    yield from (f"<details><summary>{result.id}: all numbers, sources, twin</summary>", "")
    yield f"* Source: {check.source}."
    told = (
        ("How the source was read and what it depends on", check.note),
        ("Chosen by it", check.chosen),
        ("Left out of the source", check.left_out_parts),
        ("Why it does not hold", reason_of(result) if result.misses else ""),
    )
    yield from (f"* {what}: {text}." for what, text in told if text)
    yield f"* Twin: {check.twin}: {result.twin}.{_failing(result)}"
    if result.id in STAGES:
        situation, world = laid_out(result.id)
        yield f"* How the world works, other than by default: {_settings(world) or 'nothing'}."
        yield f"* The situation that is laid out: {_settings(situation)}."
    null = ["null model", "rests on"] if with_null else []
    yield from ("", _row(["number", "measured", "must be", "rests on", *null]), "|---" * (4 + len(null)) + "|")
    for finding in result.findings:
        beside = [_null(finding), _n(finding.null_n) if finding.null_n else "-"] if with_null else []
        cells = [finding.what, measured_in_words(finding), bounds_in_words(finding), _rests_on(finding), *beside]
        yield _row(cells)
    yield from ("", "</details>", "")


def _failing(result: Result) -> str:
    """A number by which the twin fails."""
    held = {finding.what for finding in result.findings if finding.holds}
    by = [f for f in result.of_twin if f.what in held and f.precise and math.isfinite(f.measured) and not f.holds]
    return f" {by[0].what}: {measured_in_words(by[0])}." if by else ""


def _settings(settings: dict[str, str]) -> str:
    return ", ".join(f"{path} = {value}" for path, value in settings.items())


def _rests_on(finding: Finding) -> str:
    if not math.isfinite(finding.measured):
        return _n(finding.n) if finding.n else "nothing"
    return "formula" if finding.is_formula else _n(finding.n)


def _n(n: int) -> str:
    return f"{n:,}" if n else "exact"


def _null(finding: Finding) -> str:
    if math.isnan(finding.null):
        return "-"
    shown = _shown(finding.null, finding)
    return shown if finding.null_holds else f"{shown} (outside)"


def _data() -> Iterator[str]:
    yield from ("## Data and other programs", "")
    yield (
        "Other programs: `pip install 'groundswell-sim[peers]'`. Real data are looked for in the folder that the "
        "environment variable `GROUNDSWELL_DATA` names, or else in `../shared/data` beside the project; what is not "
        "there is told, and the check left undone. Text files are compressed by gzip where their name ends in .gz."
    )
    yield from (
        "",
        "| folder | what | where it can be had | files that are read, and their rows | checks |",
        "|---" * 5 + "|",
    )
    for name, one in DATA_SETS.items():
        yield _row([f"`{name}`", one.what, one.where, one.files, one.checks])
    yield ""
