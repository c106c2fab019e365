"""The validation passport: a table for the terminal, and the page docs/passport.md."""

import math
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from simulator.passport.declaring import KINDS, Finding
from simulator.passport.running import Passport, Result
from simulator.views.tables import plain_table, rounded
from simulator.wording import counted

HOLDS, FAILS, BROKEN, LEFT_OUT, NOT_HERE = "holds", "does not hold", "broke", "left out", "not made here"
STYLES = {HOLDS: "green", LEFT_OUT: "dim", NOT_HERE: "dim"}

TITLES = {
    "oracle": "Where the answer is known",
    "peer": "Where another program computes the same",
    "invariant": "Whatever the scenario",
    "fact": "What the world looks like",
    "data": "Beside real data",
}
ABOUT = {
    "oracle": "Exact numbers: laws of textbook cases that the model contains when its other factors are neutral.",
    "peer": "The same question on the same ties, asked of another program; whole distributions are compared.",
    "invariant": "What must be so in every scenario, tried in many that were drawn at random.",
    "fact": "Published facts, measured with the default settings, all with one set of them. Beside each stands what a "
    "plain independent cascade makes of it on the same networks with the same chances to share: what our mechanisms "
    "add. A fact that is marked *set* comes out because a setting was chosen by it: it shows that the setting does "
    "what it says, and is no evidence.",
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

Has it ever been right? This page is made by `python run.py passport`; anybody can make it again.

{made}

{summary}

* **Holds.** Numbers that are no samples: to 1e-9, or to the digits that are printed. Means: within four standard errors
  of the exact value, and the four must be less than 2 % of it. Whole distributions: a right model looks as different as
  this in one case of ten thousand. Facts: inside the band that was published with them.
* **Beforehand.** Bounds are those of the sources, and stood in `simulator/passport/` before the runs. For facts, what
  has no source was chosen so that as many as possible hold at once: four defaults (see the decisions), how far ordinary
  posts differ and who posts them, and how the stages of firestorms are laid out; the half-life of T5 is that of a
  typical post, after that of all shares together had come out too long on X. A fact that holds says that the model can
  be like that, with one set of settings for all, not that it had to be.
* **Every check can fail.** Each has a twin with one thing wrong, named in the table, that must not pass{twins}.
"""


def word_of(result: Result) -> str:
    """The verdict on a check."""
    if result.check.measure is None:
        return LEFT_OUT
    if result.error:
        return BROKEN
    if result.not_here:
        return NOT_HERE
    return HOLDS if result.holds else FAILS


def print_passport(passport: Passport, console: Console) -> None:
    """One row per check, with the finding that decides."""
    table = plain_table()
    for name, justify in (("id", "left"), ("check", "left"), ("measured", "right"), ("must be", "right"),
                          ("verdict", "left")):  # fmt: skip
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for result in passport.results:
        finding = _deciding(result.findings)
        numbers = ("", "") if finding is None else (measured_in_words(finding), bounds_in_words(finding))
        word = word_of(result)
        cells = (result.check.says, *numbers, word)
        table.add_row(result.id, *(Text(cell) for cell in cells), style=STYLES.get(word, "bold"))
    console.print(table)
    for line in summary(passport):
        console.print(Text(line))


def _deciding(findings: Sequence[Finding]) -> Finding | None:
    failed = [finding for finding in findings if not finding.holds]
    return next(iter(failed or findings), None)


def summary(passport: Passport) -> Iterator[str]:
    """How many checks of each kind hold, and how many facts the null model reproduces."""
    for kind in KINDS:
        own = [result for result in passport.results if result.check.kind == kind]
        words = [word_of(result) for result in own]
        if own:
            told = [
                f"{words.count(word)} {word}" for word in (HOLDS, FAILS, BROKEN, NOT_HERE, LEFT_OUT) if word in words
            ]
            numbers = [finding.holds for result in own for finding in result.findings]
            inside = f" {sum(numbers)} of {counted(len(numbers), 'number')} lie where they must."
            yield f"{TITLES[kind]}: {counted(len(own), 'check')}: {', '.join(told)}." + inside + _of_the_null(kind, own)


def _of_the_null(kind: str, results: Sequence[Result]) -> str:
    if kind != "fact":
        return ""
    compared = [result for result in results if any(not math.isnan(f.null) for f in result.findings)]
    n = sum(result.null_holds for result in compared)
    emerging = sum(result.holds and not result.check.is_set for result in results)
    return (
        f" {emerging} of those that hold emerge, the others are set."
        f" A plain independent cascade reproduces {n} of the {len(compared)} for which it says anything."
    )


# ---------------------------------------------------------------- numbers in words


def measured_in_words(finding: Finding) -> str:
    """The number with its unit; what was too coarse to show anything is marked."""
    return f"{_shown(finding.measured, finding)} {_unit(finding)}".strip() + ("" if finding.precise else " (too few)")


def bounds_in_words(finding: Finding) -> str:
    """Where the number must lie."""
    low, high, expected = finding.low, finding.high, finding.expected
    if finding.unit == "p":
        return f"p >= {low:g}"
    if math.isinf(high) or math.isinf(low):
        return f"at least {low:g}" if math.isinf(high) else f"at most {high:g}"
    half = (high - low) / 2
    if math.isclose(high - expected, half, rel_tol=1e-6) and half < abs(expected) / 10:
        return f"{expected:.6g} ± {half:.1g}"
    return f"{low:g} to {high:g}"


def _shown(value: float, finding: Finding) -> str:
    """A number to a twentieth of the width of its band; a chance, or where the band has no end, to three digits."""
    width = finding.high - finding.low
    if finding.unit == "p" or not math.isfinite(width):
        return f"{'p = ' * (finding.unit == 'p')}{value:.3g}"
    return rounded(value, width / 20)


def _unit(finding: Finding) -> str:
    return "" if finding.unit in ("p", "") else finding.unit


# ---------------------------------------------------------------- the page


def page(passport: Passport, figures: Iterable[tuple[str, str]] = ()) -> str:
    """The page docs/passport.md; figures : pairs of a file's name and what it shows."""
    lines = [_head(passport)]
    for kind in KINDS:
        own = [result for result in passport.results if result.check.kind == kind]
        if own:
            lines += [f"## {TITLES[kind]}", "", ABOUT[kind], "", *_table(own, with_null=kind in ("fact", "data")), ""]
    shown = list(figures)
    if shown:
        lines += ["## Simulated and real", ""]
        for name, what in shown:
            lines += [f"![{what}](passport/{name})", ""]
    return "\n".join(lines)


def _head(passport: Passport) -> str:
    told = passport.environment
    versions = ", ".join(f"{name} {value}" for name, value in told.items() if name not in ("date", "machine"))
    size = "full" if passport.is_full else "quick"
    made = f"Made on {told['date']} ({size}), with {versions}, on {told['machine']}."
    failing = [result.can_fail for result in passport.results if result.of_twin]
    twins = f"; {sum(failing)} of {len(failing)} twins fail" if failing else "; the tests try them"
    return HEAD.format(made=made, summary="\n".join(f"* {line}" for line in summary(passport)), twins=twins)


def _table(results: Sequence[Result], *, with_null: bool) -> Iterator[str]:
    beside = ["null model"] if with_null else []
    columns = ["id", "what must come out", "measured", "must be", *beside, "samples", "twin", "verdict"]
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    for result in results:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in _row(result, with_null=with_null)) + " |"


def _row(result: Result, *, with_null: bool) -> list[str]:
    check, found = result.check, result.findings
    said = f"{check.says} [{check.source}]" + (" *(set)*" if check.is_set else "")
    word = word_of(result)
    why = check.why or result.not_here
    cells = [
        _lines(f"{finding.what}: {measured_in_words(finding)}" for finding in found),
        _lines(bounds_in_words(finding) for finding in found),
        *([_lines(_null(finding) for finding in found)] if with_null else []),
        _lines(f"{finding.n:,}" if finding.n else "exact" for finding in found),
    ]
    return [result.id, said, *cells, check.twin, f"**{word}**" + (f"<br>{why}" if why else "")]


def _null(finding: Finding) -> str:
    if math.isnan(finding.null):
        return "-"
    shown = _shown(finding.null, finding)
    return shown if finding.null_holds else f"{shown} (outside)"


def _lines(cells: Iterable[str]) -> str:
    return "<br>".join(cells)
