"""The brief: one page that says what a study answers, reads everywhere, and lets nothing of a scenario run or leak."""

import dataclasses
import json
import math
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import answers_by_hand as hand
import pytest
from test_cli import FANS, TINY

from simulator.passport.verdicts import FILE, verdicts, verdicts_of, write_verdicts
from simulator.scenario_files import load_scenario, parse_scenario
from simulator.settings import InputError
from simulator.studies.answers import Answers, Estimate, Ranking, Standing
from simulator.studies.compare import compare
from simulator.studies.study import Study
from simulator.views.brief import (
    Material,
    adversity,
    answer,
    brief_of,
    courses,
    crisis,
    drawing,
    limits,
    outcomes,
    parts_of_a_mix,
    saying,
    spending,
    turning,
    write_brief,
)
from simulator.views.brief.certainty import chance_above, in_words
from simulator.views.brief.parts import Items, Table, Words

ROOT = Path(__file__).resolve().parent.parent
CSS = (ROOT / "simulator" / "views" / "brief" / "page.css").read_text("utf-8")

SCRIPT = "<script>alert(1)</script>"
QUOTES = "a \"quoted\" & 'odd' </td> name"
RIGHT_TO_LEFT = "الاعتذار أولا"
LONG = "long" * 20
TITLE = SCRIPT + "title" * 35
EMOJI = "👩 first 🚀"
NAMES = (SCRIPT, QUOTES, RIGHT_TO_LEFT, LONG, EMOJI)


def strategy(name):
    key = json.dumps(name, ensure_ascii=False)
    head = f'[strategies.{key}]\nbudget = 900\n[[strategies.{key}.playbook]]\naction = "publish"\n'
    return f'{head}message = "news"\nspeaker = "press"\nat_hours = 7\n'


def odd_scenario():
    text = TINY.replace('name = "Tiny [bold]test[/bold]"', f"name = {json.dumps(TITLE)}")
    text = text.replace('description = "A small world."', 'description = "</style><img src=x onerror=alert(2)>"')
    text = text.replace('currency = "EUR"', 'currency = "<i>€"')
    return text + "".join(strategy(name) for name in NAMES)


@pytest.fixture(scope="module")
def study():
    with compare(parse_scenario(TINY + strategy("press first")), 4, jobs=1) as found:
        yield found


def altered(study, folder, *statements):
    """A copy of a study in whose file something was changed."""
    path = study.to_sqlite(folder / "altered.db")
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)
    return Study.from_sqlite(path)


NUMBERS = [
    f"DELETE FROM {table} WHERE run_id IN (SELECT run_id FROM run WHERE status != 'SUCCEEDED')"
    for table in ("outcome", "series", "health", "event", "cost", "flow")
]
"""Takes the numbers from runs that have none."""


@pytest.fixture(scope="module")
def odd():
    with compare(parse_scenario(odd_scenario()), 3, jobs=1) as found:
        yield found


def page_of(study, answers, folder, **more):
    return write_brief(study, answers, folder / "brief.html", **more).read_text("utf-8")


@pytest.fixture(scope="module")
def page(study, tmp_path_factory):
    return page_of(study, hand.answers(study), tmp_path_factory.mktemp("brief"), source_file="tiny.toml")


@pytest.fixture(scope="module")
def odd_page(odd, tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    return page_of(odd, hand.answers(odd), folder, source_file='dir/<b>"x".toml')


# ------------------------------------------------------------ a page that is well formed

EMPTY = {"meta", "link", "br", "img", "input", "hr"}
SHAPES = {"path", "line", "rect"}


class Read(HTMLParser):
    """A page taken apart: tags in order, ids, references, headings, and what was left open."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.tags = [], [], []
        self.ids, self.refers, self.headings, self.text = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs, tuple(self.open)))
        self.ids += [attrs["id"]] if "id" in attrs else []
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            self.refers += attrs.get(name, "").split()
        if attrs.get("href", "").startswith("#"):
            self.refers.append(attrs["href"][1:])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append((tag, self.getpos()))

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    @property
    def words(self):
        return " ".join("".join(self.text).split())


@pytest.mark.parametrize("which", ["page", "odd_page"])
def test_a_page_is_well_formed(which, request):
    read = Read(request.getfixturevalue(which))
    assert read.faults == []
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    assert set(read.refers) <= set(read.ids)


def test_a_page_that_is_not_well_formed_would_be_noticed():
    assert Read("<p><b>x</p>").faults
    assert Read("<p><b>x").open


@pytest.mark.parametrize("which", ["page", "odd_page"])
def test_a_page_asks_for_nothing_and_runs_nothing(which, request):
    page = request.getfixturevalue(which)
    read = Read(page)
    tags = {tag for tag, _, _ in read.tags}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "form", "base", "foreignobject"}
    for _, attrs, _ in read.tags:
        assert not [name for name in attrs if name.startswith("on") or name in ("src", "srcset", "style", "xlink:href")]
        assert attrs.get("href", "#").startswith("#")
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_a_strict_policy_stands_before_everything_that_it_must_govern(page):
    head = page.partition("<style>")[0]
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', head).group(1)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "script-src" not in policy


def test_a_page_has_a_language_one_title_and_headings_in_order(page):
    read = Read(page)
    assert dict(read.tags[0][1])["lang"] == "en"
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))


def test_every_table_has_a_caption_and_heads_with_a_scope(page):
    read = Read(page)
    tables = sum(tag == "table" for tag, _, _ in read.tags)
    assert tables > 8
    assert sum(tag == "caption" for tag, _, _ in read.tags) == tables
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs, _ in read.tags if tag == "th")


def test_every_picture_is_told_in_words_or_stands_beside_them(page):
    pictures = [attrs for tag, attrs, above in Read(page).tags if tag == "svg" and "svg" not in above]
    assert pictures
    for attrs in pictures:
        assert attrs.get("aria-hidden") == "true" or (attrs["role"] == "img" and len(attrs["aria-label"]) > 40)


def test_a_reader_without_a_mouse_can_skip_to_the_answer(page):
    first = next((attrs for tag, attrs, _ in Read(page).tags if tag == "a"), None)
    assert first == {"class": "skip", "href": "#main"}


# ------------------------------------------------------------ nothing of a scenario gets out of its place


def test_what_a_scenario_says_is_shown_and_never_obeyed(odd_page):
    read = Read(odd_page)
    for name in (TITLE, SCRIPT, QUOTES, RIGHT_TO_LEFT, LONG, EMOJI, "</style><img src=x onerror=alert(2)>", "<i>€"):
        assert name in read.words, name
    assert SCRIPT not in odd_page
    assert "<img" not in odd_page
    assert 'dir/<b>"x".toml' in read.words


def test_a_name_from_right_to_left_keeps_its_direction_to_itself(odd_page):
    assert saying.named(RIGHT_TO_LEFT) == f'"{saying.FIRST_STRONG}{RIGHT_TO_LEFT}{saying.POP}"'
    assert f"<bdi>{RIGHT_TO_LEFT}</bdi>" in odd_page


def test_a_long_name_is_shortened_in_sentences_only():
    assert len(saying.named(TITLE)) < 90
    assert TITLE in saying.isolated(TITLE)


# ------------------------------------------------------------ the answer


def standing(name, behind=0.0, half=0.01, chance=0.0, value=0.0):
    interval = Estimate(behind, behind - half, behind + half) if behind else Estimate(0.0, 0.0, 0.0)
    return Standing(name, Estimate(value, value - 0.01, value + 0.01), interval, 3, chance, 0.002)


def told(study, *standings, n=40, smallest=0.005, metric=hand.METRIC, **more):
    ranking = Ranking(metric, 1, n, tuple(standings), smallest)
    material = Material(study, Answers(ranking, hand.money(study), **more))
    meaning = " ".join(answer.meaning_of(material))
    facts = " / ".join(f"{f.title}: {f.big}; {f.small}" for f in answer.facts(material).facts)
    plain = str.maketrans("", "", saying.FIRST_STRONG + saying.POP)
    return tuple(text.translate(plain) for text in (answer.answer_of(material), meaning, facts))


def test_a_clear_answer_says_who_and_how_surely(study):
    said, meaning, facts = told(study, standing("press first", chance=0.999), standing(FANS, 0.05))
    assert said == '"press first" is almost certainly the best of 2 strategies.'
    assert "the highest reputation at the end" in meaning
    assert "ahead of" in meaning
    assert "more than 99 in 100" in facts
    assert "What it costs" in facts


@pytest.mark.parametrize(
    ("chance", "words"), [(0.97, "is extremely likely the best"), (0.91, "is very likely the best")]
)
def test_the_words_follow_the_chance(study, chance, words):
    assert words in told(study, standing("press first", chance=chance), standing(FANS, 0.05))[0]


def test_a_close_answer_says_so_and_what_that_means(study):
    said, meaning, _ = told(
        study, standing("press first", chance=0.6), standing(FANS, 0.006, half=0.02), standing("do nothing", 0.5)
    )
    assert said == f'Too close to call between "press first" and "{FANS}".'
    assert "What this means" in meaning
    assert "costs least of them" in meaning


def test_only_a_small_loss_is_called_little(study):
    close = standing("press first", chance=0.6), standing(FANS, 0.006, half=0.02)
    assert "you lose little by taking any of them (at most 0.0020 is the loss" in told(study, *close)[1]
    meaning = told(study, *close, smallest=0.001)[1]
    assert "too little is known to choose: simulate more worlds" in meaning
    assert "may lose 0.0020 on average, and 0.001 would matter" in meaning
    assert "narrow the intervals" not in meaning


def test_strategies_that_cost_the_same_are_not_called_cheapest(study):
    alike = standing("a", chance=0.5), standing("b", chance=0.5)
    other = standing("do nothing", 0.5)
    material = Material(study, Answers(Ranking(hand.METRIC, 1, 40, (*alike, other), 0.005), hand.money(study)))
    money = dataclasses.replace(material.answers.money, cost={n: Estimate(5.0) for n in ("a", "b", "do nothing")})
    material = dataclasses.replace(material, answers=dataclasses.replace(material.answers, money=money))
    meaning = " ".join(answer.meaning_of(material))
    assert "come out equal in all 40 worlds" in meaning
    assert "all of them cost the same" in meaning
    assert "lead of 0" not in meaning


def test_a_sure_lead_that_does_not_matter_is_no_answer(study):
    said, meaning, _ = told(study, standing("press first", chance=0.999), standing(FANS, 0.002, half=0.001))
    assert "is too small to matter (below 0.005)" in meaning
    assert said == f'They are as good as each other: "press first" and "{FANS}" differ by less than matters.'


def test_many_that_are_close_are_counted(study):
    several = [standing(name, 0.001, half=0.02) for name in ("b", "c", "d")]
    assert told(study, standing("a", chance=0.4), *several)[0] == "Too close to call between all 4 strategies."


def test_doing_nothing_may_be_best(study):
    said, meaning, _ = told(study, standing("do nothing", chance=0.999), standing(FANS, 0.05))
    assert said == "Doing nothing is almost certainly the best of 2 choices."
    assert "worth its effort" in meaning


def test_equal_strategies_are_called_equal(study):
    said, meaning, facts = told(study, standing("do nothing", chance=1.0), standing(FANS))
    assert said == "It makes no difference: all strategies come out equal in reputation at the end."
    assert '"do nothing" costs least' in meaning
    assert "No difference" in facts


def test_a_single_strategy_is_no_choice(study):
    said, meaning, facts = told(study, standing("do nothing", chance=1.0))
    assert said == 'There is nothing to choose between: the scenario has only "do nothing".'
    assert "Add another strategy to the scenario to learn" in meaning
    assert "How sure" not in facts
    assert "such as doing nothing, to learn" in told(study, standing(FANS, chance=1.0))[1]


def test_a_lead_that_may_be_too_small_to_matter_is_called_so(study):
    _, meaning, _ = told(study, standing(FANS, chance=0.999), standing("do nothing", 0.007, 0.004))
    assert "Whether that is enough to matter (0.005) is less sure." in meaning
    _, meaning, _ = told(study, standing(FANS, chance=0.999), standing("do nothing", 0.03, 0.004))
    assert "less sure" not in meaning


def test_worlds_that_do_not_count_are_told(study):
    n = len(study.runs) // len(study.strategies)
    ranking = dataclasses.replace(hand.ranking(study), n=n - 1)
    found = " ".join(w.text for w in answer.warnings(Material(study, hand.answers(study, ranking=ranking))))
    assert f"The ranking counts {n - 1} of {n} simulated worlds: in the other 1 some strategy has no number" in found


def test_who_spends_more_than_the_budget_is_told(study):
    name = study.strategies[-1]
    told = dataclasses.replace(hand.money(study), budget={n: 1.0 if n == name else None for n in study.strategies})
    words = plainly(spending.section(Material(study, Answers(hand.ranking(study), told))).blocks)
    assert words.count("overspent on average") == 1


def test_without_a_lead_to_measure_nothing_is_told_of_what_turns_the_answer(study):
    none = dataclasses.replace(hand.flips(study, *study.strategies[:2]), turns=(), n_tried=0, screened=4)
    words = plainly(turning.section(Material(study, hand.answers(study, flips=none))).blocks)
    assert "nothing can be told of what turns the answer" in words
    said = told(study, standing(FANS, chance=0.999), standing("do nothing", 0.05), flips=none)[2]
    assert "What would change the answer: Unknown" in said


def test_no_world_is_no_answer(study):
    said, meaning, _ = told(study, standing("do nothing"), standing(FANS, 0.1), n=0)
    assert said.startswith("There is no answer yet")
    assert meaning == ""


def test_one_world_says_nothing_of_how_surely(study):
    one = Standing(FANS, Estimate(0.1), Estimate(0.05), 0, math.nan, math.nan)
    first = dataclasses.replace(standing("press first", chance=math.nan), opportunity_cost=math.nan)
    said, meaning, facts = told(study, first, one, n=1)
    assert said.startswith("Too close to call")
    assert "a single world says nothing" in facts
    assert "too little is known" in meaning
    assert "loss to expect" not in meaning


def test_what_would_change_the_answer_is_told(study):
    flips = hand.flips(study, "press first", FANS)
    two = standing("press first", chance=0.999), standing(FANS, 0.05)
    assert "1 of 24 assumptions" in told(study, *two, flips=flips)[2]
    calm = dataclasses.replace(flips, turns=tuple(t for t in flips.turns if not t.turns))
    assert "Nothing that was tried" in told(study, *two, flips=calm)[2]
    assert "Not asked" in told(study, *two)[2]


def test_a_long_sentence_still_tells_value_threshold_and_rival(study):
    name = "how surely people who have heard of it from several sides believe " * 3
    words = f'{name}: with 0.9 instead of 0.3, "{FANS}" is ahead of "press first", and the two are level at about 0.41.'
    flips = hand.flips(study, "press first", FANS)
    flips = dataclasses.replace(flips, turns=(dataclasses.replace(flips.turns[0], name=name, words=words),))
    small = told(study, standing("press first", chance=0.999), standing(FANS, 0.05), flips=flips)[2]
    assert f'with 0.9 instead of 0.3, "{FANS}" is ahead of "press first", and the two are level at about 0.41' in small
    assert name not in small


def warned(study, n=40):
    ranking = Ranking(hand.METRIC, 1, n, (standing("do nothing", chance=1.0), standing(FANS, 0.1)), 0.005)
    return " ".join(w.text for w in answer.warnings(Material(study, Answers(ranking, hand.money(study)))))


def test_a_study_without_a_blemish_gives_no_warning(study):
    assert warned(study) == ""


def test_few_worlds_are_warned_of(study):
    assert "only 12 simulated worlds" in warned(study, 12)
    assert "a single world shows what can happen" in warned(study, 1)


def test_an_interrupted_study_and_failed_runs_are_told(study, tmp_path):
    broken_off = "UPDATE run SET status = 'PENDING' WHERE replication = 3"
    failed = "UPDATE run SET status = 'FAILED', error = 'no <room>' WHERE replication = 1 AND strategy = 'press first'"
    with altered(study, tmp_path, broken_off, failed, *NUMBERS) as broken:
        assert "broken off after 8 of 12 runs" in warned(broken)
        assert "1 run of 12 failed" in warned(broken)
        assert "no &lt;room&gt;" in page_of(broken, hand.answers(broken), tmp_path)


def test_a_study_without_any_finished_run_still_gives_a_page(study, tmp_path):
    with altered(study, tmp_path, "UPDATE run SET status = 'ABORTED'", *NUMBERS) as nothing:
        unknown = Estimate(math.nan)
        standings = tuple(Standing(n, unknown, unknown, 0, math.nan, math.nan) for n in nothing.strategies)
        page = page_of(nothing, Answers(Ranking(hand.METRIC, 1, 0, standings, 0.001), hand.money(nothing)), tmp_path)
    read = Read(page)
    assert read.faults == []
    assert "no answer yet" in read.words


# ------------------------------------------------------------ the other parts


def plainly(blocks):
    """The words of the blocks of a section, those of tables too."""
    read = []
    for block in blocks:
        if isinstance(block, Words):
            read.append(block.text)
        elif isinstance(block, Items):
            read += [f"{item.head} {item.text}" for item in block.items]
        elif isinstance(block, Table):
            cells = (cell for row in block.rows for cell in (row.head, *row.cells))
            read += [block.caption, *(f"{cell.text} {cell.note}" for cell in cells), block.note]
    return " / ".join(read).translate(str.maketrans("", "", saying.FIRST_STRONG + saying.POP))


@pytest.mark.parametrize(
    ("which", "question", "why"),
    [
        (parts_of_a_mix, "parts", "no strategy of this study has between two and five parts"),
        (crisis, "hours", "no strategy answers the crisis at a stated time"),
        (turning, "turns", "no assumption could be tried"),
        (adversity, "regret", "no world could be tried"),
    ],
)
def test_what_was_asked_and_has_no_answer_says_why(study, which, question, why):
    bare = Answers(hand.ranking(study), hand.money(study))
    assert "Not asked" in plainly(which.section(Material(study, bare)).blocks)
    asked = plainly(which.section(Material(study, dataclasses.replace(bare, asked=(question,)))).blocks)
    assert why in asked
    assert "Not asked" not in asked


def test_the_safest_strategy_is_praised_for_the_worlds_that_were_tried_only(study):
    regret = hand.regret(study, study.strategies[1])
    changed = (dataclasses.replace(regret.worlds[1], changes_nothing=True, sure=False), *regret.worlds[2:])
    regret = dataclasses.replace(regret, worlds=(regret.worlds[0], *changed), left_out=("hostile press",))
    words = plainly(adversity.section(Material(study, hand.answers(study, regret=regret))).blocks)
    assert "in none of these worlds does it lose more than 0.0050 to the best" in words
    assert words.count("It changes nothing here") == 1
    assert words.count("best, not surely") == 1
    assert "Worlds that this scenario cannot be: hostile press" in words


def test_ends_of_assumptions_say_in_how_many_worlds_they_were_tried(study):
    flips = hand.flips(study, study.strategies[0], study.strategies[1])
    small = dataclasses.replace(flips.turns[0], lead=hand.around(-0.004, 0.001), smallest=0.01, worlds=4)
    flips = dataclasses.replace(flips, screened=4, turns=(*flips.turns[1:], small))
    words = plainly(turning.section(Material(study, hand.answers(study, flips=flips))).blocks)
    assert "Of 229 numbers and rules that the scenario gives or assumes, 24 were moved" in words
    assert "in 4 worlds; those that bring another strategy closest, in 40 worlds" in words
    assert "Nothing that was tried surely turns the answer" in words
    assert "by less than matters, in 4 worlds" in words
    assert "no other" in words
    assert "not tried" not in words


def test_only_a_lead_that_was_sure_in_as_many_worlds_is_no_longer_sure(study):
    flips = hand.flips(study, *study.strategies[:2])
    turns = tuple(dataclasses.replace(flips.turns[-1], worlds=n) for n in (40, 4))
    for lead, n_no_longer, n_not in ((hand.around(0.006, 0.002), 1, 1), (hand.around(0.006, 0.009), 0, 2)):
        told = dataclasses.replace(flips, lead=lead, turns=turns)
        words = plainly(turning.section(Material(study, hand.answers(study, flips=told))).blocks)
        assert (words.count("no longer sure"), words.count("not sure")) == (n_no_longer, n_not)


def test_a_rule_with_several_other_names_shows_each_of_them(study):
    one = hand.flips(study, study.strategies[0], study.strategies[1]).turns[-1]
    turns = tuple(dataclasses.replace(one, now="a", to=name) for name in ("b", "c", "d"))
    flips = dataclasses.replace(hand.flips(study, *study.strategies[:2]), turns=turns)
    words = plainly(turning.section(Material(study, hand.answers(study, flips=flips))).blocks)
    assert all(f"{name}: +0.003" in words for name in "bcd")


def test_strategies_without_the_number_that_decides_are_named(study):
    ranking = dataclasses.replace(hand.ranking(study), left_out=("press first",))
    found = " ".join(w.text for w in answer.warnings(Material(study, hand.answers(study, ranking=ranking))))
    assert "Left out of the ranking" in found


def test_parts_that_were_not_asked_say_how_to_ask(study, tmp_path):
    words = Read(
        page_of(study, Answers(hand.ranking(study), hand.money(study)), tmp_path, source_file="tiny.toml")
    ).words
    plain = words.replace(saying.FIRST_STRONG, "").replace(saying.POP, "")
    assert plain.count("Not asked of this study:") >= 4
    assert plain.count("groundswell brief tiny.toml") >= 4


def test_everything_that_was_asked_is_told(page):
    words = Read(page).words
    assert "Not asked" not in words
    for told_of in (
        "Largest regret",
        "Fair share",
        "Each hour of delay costs",
        "level at 0.06",
        "is dominated",
        "Expansion",
    ):
        assert told_of in words, told_of


def test_without_a_crisis_there_is_none_to_tell_of():
    text = re.sub(r"\[crisis\].*?\n\n", "", TINY, flags=re.DOTALL)
    text = text[: text.index('[[strategies."[red]fans[/red] first".playbook]]')]
    with compare(parse_scenario(text), 2, jobs=1) as calm:
        section = crisis.section(Material(calm, hand.answers(calm)))
    assert "No crisis breaks in this scenario" in section.blocks[0].text


def test_the_crisis_shows_the_metrics_that_a_study_has(study):
    (table,) = [b for b in crisis.section(Material(study, hand.answers(study))).blocks if isinstance(b, Table)][:1]
    heads = [row.head.text for row in table.rows]
    assert heads[0] == "Hostile posts in the worst hour (posts/hour)"
    assert not any("None" in head for head in heads)
    assert "Chance of a second wave" in heads
    words = plainly([table])
    assert "0 or 1" not in words
    assert "NaN" not in words
    wave = table.rows[heads.index("Chance of a second wave")]
    assert all(cell.text.endswith("%") for cell in wave.cells)


def test_a_number_that_not_every_world_has_says_in_how_many_it_is(study, tmp_path):
    with altered(study, tmp_path, "UPDATE outcome SET value = NULL WHERE metric = 'time_to_peak' AND run_id IN"
                 " (SELECT run_id FROM run WHERE replication = 0)") as fewer:  # fmt: skip
        found = [crisis.section(Material(s, hand.answers(s))).blocks[0] for s in (study, fewer)]
    notes = [{cell.note for row in table.rows for cell in row.cells} for table in found]
    assert notes == [{""}, {"", "in 3 of 4 worlds"}]


def test_sentences_of_the_tables_keep_the_direction_of_names(study):
    material = Material(study, hand.answers(study))
    assert material.with_names('"press first" wins') == f"{saying.named('press first')} wins"


def test_the_price_of_an_hour_has_words_for_every_case():
    asked = hand.price("a")
    assert "matter until 12 hours" in crisis.price_in_words(asked, "")
    assert "still matter at the latest hour" in crisis.price_in_words(dataclasses.replace(asked, always=True), "")
    never = dataclasses.replace(asked, matters_until=None)
    assert "do not surely show that its answers help" in crisis.price_in_words(never, "")
    cheap = dataclasses.replace(asked, per_hour=hand.around(-0.001, 0.0005), steepest=(1.0, 2.0))
    assert "At no stretch that was tried does waiting cost anything." in crisis.price_in_words(cheap, "")
    unsure = dataclasses.replace(asked, per_hour=hand.around(0.001, 0.002))
    assert "which is not sure" in crisis.price_in_words(unsure, "")
    harm = crisis.price_in_words(dataclasses.replace(asked, harms=True, matters_until=None), "")
    assert "surely do harm: with the first of them after 0 hours, reputation at the end is worse than without" in harm
    assert "costs" not in harm


def test_the_price_of_an_hour_begins_with_the_stretch_that_costs_most():
    steps = [
        hand.around(0.0001, 0.0002),
        hand.around(0.002, 0.0005),
        hand.around(0.0, 0.001),
        hand.around(-0.001, 0.002),
    ]
    asked = hand.price("a")
    delays = tuple(
        dataclasses.replace(d, step=s) for d, s in zip(asked.delays, [*steps, Estimate(math.nan)], strict=True)
    )
    asked = dataclasses.replace(asked, delays=delays, steepest=(2.0, 6.0))
    words = crisis.price_in_words(asked, "")
    assert words.startswith("From hour 2 to 6 after the onset, each hour of delay costs")
    assert "From hour 6 on, waiting costs nothing more that shows." in words
    table = crisis._delays(asked, "")
    assert [row.cells[-1].text for row in table.rows][1:] == ["0.00200", "0.0000", "-0.0010", "-"]
    assert table.rows[0].cells[-1].note == "-0.00010 to 0.00030"
    assert table.rows[-1].cells[-1].note == ""


def test_what_the_model_cannot_tell_stands_in_the_readme_too():
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    for head, text in limits.CANNOT:
        assert f"* **{head}.** {text}" in readme


def test_the_passport_in_the_package_is_that_of_the_docs():
    passport = json.loads((ROOT / "docs" / "passport.json").read_text("utf-8"))
    assert verdicts() == verdicts_of(passport)


def test_the_passport_of_the_package_is_written_as_it_stands_there(tmp_path):
    write_verdicts(json.loads((ROOT / "docs" / "passport.json").read_text("utf-8")), tmp_path / "verdicts.json")
    assert (tmp_path / "verdicts.json").read_bytes() == FILE.read_bytes()


def test_the_passport_is_cited_with_its_figures(page):
    words, found = Read(page).words, verdicts()
    assert f"Made on {found.date}" in words
    for kind, made in found.checks.items():
        assert f"{found.holding[kind]} of {made} checks hold" in words


def test_how_to_make_it_again_is_told(page, study):
    words = Read(page).words
    about = study.query("SELECT digest, seed FROM study").iloc[0]
    assert about.digest in words
    assert "--replications 4 --seed 0" in words
    assert '"schema": 1' in words


def test_the_command_that_was_given_is_told(study, tmp_path):
    page = page_of(study, hand.answers(study), tmp_path, command="groundswell brief a.toml --worlds 40")
    assert "groundswell brief a.toml --worlds 40" in page


def test_nothing_is_overwritten(study, tmp_path):
    page_of(study, hand.answers(study), tmp_path)
    with pytest.raises(InputError, match="is there already"):
        page_of(study, hand.answers(study), tmp_path)
    with pytest.raises(InputError, match="cannot be written"):
        write_brief(study, hand.answers(study), tmp_path / "no" / "folder.html")


def test_the_same_study_gives_the_same_page(study, page, tmp_path):
    assert page_of(study, hand.answers(study), tmp_path, source_file="tiny.toml") == page


@pytest.mark.slow
def test_six_strategies_take_less_than_a_megabyte(recall_page):
    assert recall_page.stat().st_size < 1_000_000


# ------------------------------------------------------------ words and pictures


def test_the_words_for_chances_cover_every_chance_once():
    least = [bound for bound, *_ in saying.SCALE]
    assert least == sorted(least, reverse=True)
    assert least[-1] == 0
    assert [saying.likelihood(c / 1000) for c in range(1001)][-1] == "almost certainly"


def test_how_surely_a_difference_is_one():
    assert in_words(0.1, 0.3, 20, 1) == "almost certainly better"
    assert in_words(0.1, 0.3, 20, -1) == "almost certainly worse"
    assert in_words(-0.1, 0.2, 20, 1) == "likely better"
    assert in_words(math.nan, math.nan, 1, 1) == "no number"
    assert chance_above(-0.3, -0.1, 20) < 0.01
    assert math.isnan(chance_above(math.nan, math.nan, 1))


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        (Estimate(25_130.4, 25_078.0, 25_183.0), "25,130"),
        (Estimate(12.5), "12.50"),
        (Estimate(0.0), "0"),
        (Estimate(math.nan), "-"),
        (Estimate(-23_914.0, -24_090.0, -23_710.0), "-23,910"),
    ],
)
def test_money_is_rounded_by_what_is_known(estimate, shown):
    assert saying.amount(estimate) == shown


def test_a_picture_shows_values_where_they_belong():
    span = drawing.around([-1.0, 1.0], margin=0.0)
    picture = drawing.interval_on(span, 0.5, 0.0, 1.0, "better")
    assert 'x="75.00%"' in picture
    assert 'x="50.00%" y="11.5" width="50.00%"' in picture


def test_what_is_no_number_is_not_drawn():
    assert drawing.interval_on(drawing.around([]), math.nan, math.nan, math.nan, "unclear") == ""
    curve = drawing.Curve([0.0, 1.0], [math.nan, math.nan], "main")
    axes = drawing.Axes(drawing.Span(0, 1), drawing.Span(0, 1), (), ())
    assert "nan" not in drawing.panel(axes, [], [curve], [], "nothing")


def test_a_label_in_a_picture_is_escaped():
    axes = drawing.Axes(drawing.Span(0, 1), drawing.Span(0, 1), ((0.0, "<a>"),), ())
    sign = drawing.Sign(0.5, 0.4, 0.6, "<b>", True)
    picture = drawing.panel(axes, [], [], [sign], '"><script>')
    assert "<a>" not in picture
    assert "<b>" not in picture
    assert '"><script' not in picture


def test_a_skewed_difference_tells_its_median_too(study):
    material = Material(study, hand.answers(study))
    said = plainly(outcomes.differences(material).blocks[1].tables)
    rows = {key: row._replace(method="bootstrap", median=0.5, median_low=0.25, median_high=0.75)
            for key, row in material.rows.items()}  # fmt: skip
    object.__setattr__(material, "rows", rows)
    section = outcomes.differences(material)
    skewed = plainly(section.blocks[1].tables)
    assert skewed.count("; median +0.50 (0.25 to 0.75)") == skewed.count("; median") > 0
    assert said.count("median +0.50") == 0
    assert "single ones make much of the mean" in plainly(section.blocks)


def test_events_of_the_world_are_told_from_what_a_strategy_does():
    event = '[[events]]\naction = "publish"\nmessage = "news"\nspeaker = "press"\nat_hours = 9\n'
    with compare(parse_scenario(TINY + strategy("press first") + event), 2, jobs=1) as study:
        (figure, *_) = courses.section(Material(study, hand.answers(study))).blocks
    notes = {panel.title: panel.note for panel in figure.panels}
    assert "the world: publish news" in notes["do nothing"]
    assert notes["do nothing"].count("publish") == 1
    assert notes["press first"].count("publish news") == 2
    assert {"the strategy acts", "the world acts, whatever the strategy"} <= {key.words for key in figure.keys}


def test_a_long_series_is_thinned_by_means():
    import numpy as np

    thin = courses._thinned(np.arange(10_000.0))
    assert len(thin) == courses.MOST_POINTS
    assert thin.mean() == pytest.approx(4999.5, rel=1e-2)


def test_a_brief_is_strings_before_it_is_laid_out(study):
    made = brief_of(Material(study, hand.answers(study)))
    assert next(s.id for s in made.sections) == "answer"
    assert len({s.id for s in made.sections}) == len(made.sections)


# ------------------------------------------------------------ colours


def colours(block):
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})\b", block))


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_of_letters_stands_out_on_every_ground(theme):
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    found = colours(light if theme == "light" else dark)
    assert len(found) >= 11
    for ink in ("ink", "quiet", "accent", "better", "worse", "crisis"):
        for ground in ("paper", "raised"):
            assert contrast(found[ink], found[ground]) >= 4.5, (ink, ground)
    assert contrast(found["ink"], found["warn"]) >= 7


def test_contrast_is_measured_as_it_should_be():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


# ------------------------------------------------------------ in a browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def browse(folder, *arguments):
    fixed = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files")
    command = [CHROMIUM, *fixed, f"--user-data-dir={folder / 'profile'}", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return done.stdout.decode("utf-8", errors="replace")


MEASURE = """<!doctype html><body><iframe src="brief.html" style="border:0;width:{width}px;height:900px"></iframe>
<script>onload = () => {{
  const page = document.querySelector("iframe").contentDocument, root = page.documentElement;
  for (const folded of page.querySelectorAll("details")) folded.open = true;
  document.body.dataset.wide = root.scrollWidth;
}}</script>"""


def width_needed(folder, page, width):
    """How wide a page is where there is so much room, with everything unfolded."""
    (folder / "brief.html").write_text(page, "utf-8")
    (folder / "measure.html").write_text(MEASURE.format(width=width), "utf-8")
    dom = browse(folder, "--dump-dom", "--virtual-time-budget=4000", (folder / "measure.html").as_uri())
    return int(re.search(r'data-wide="(\d+)"', dom).group(1))


@needs_a_browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360, 740, 800, 1000, 1280])
@pytest.mark.parametrize("which", ["page", "odd_page"])
def test_nobody_has_to_scroll_sideways(which, width, request, tmp_path):
    assert width_needed(tmp_path, request.getfixturevalue(which), width) <= width


@needs_a_browser
@pytest.mark.slow
def test_a_page_that_is_too_wide_would_be_noticed(page, tmp_path):
    wide = page.replace("<main", '<p><svg width="700" height="9"></svg></p><main', 1)
    assert width_needed(tmp_path, wide, 360) >= 700


@needs_a_browser
@pytest.mark.slow
def test_a_page_prints_with_everything_unfolded(page, tmp_path):
    (tmp_path / "brief.html").write_text(page, "utf-8")
    sizes = {}
    for name, text in (("whole", page), ("without", re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL))):
        (tmp_path / f"{name}.html").write_text(text, "utf-8")
        browse(
            tmp_path,
            "--no-pdf-header-footer",
            f"--print-to-pdf={tmp_path / name}.pdf",
            (tmp_path / f"{name}.html").as_uri(),
        )
        sizes[name] = (tmp_path / f"{name}.pdf").stat().st_size
    assert (tmp_path / "whole.pdf").read_bytes().startswith(b"%PDF")
    assert sizes["whole"] > sizes["without"] + 500


@pytest.fixture(scope="module")
def recall_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recall")
    scenario = load_scenario(ROOT / "scenarios" / "product_recall.toml", {"clock.days": 4.0})
    with compare(scenario, 2, jobs=1) as study:
        return write_brief(study, hand.answers(study), folder / "brief.html")


def test_what_goal_attainment_is_made_of_is_told(tmp_path):
    known = '[goals.known]\nmetric = "reach"\ntarget = 40\nweight = 3\n'
    loved = '[goals."<b>loved"]\nmetric = "shares"\ntarget = 9\n'
    with compare(parse_scenario(TINY + known + loved), 2, jobs=1) as found:
        page = page_of(found, Answers(found.ranking(), hand.money(found)), tmp_path)
    told = re.sub(r"[\s\u2068\u2069]+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "on a scale from 0 to 1" in told
    assert "known reach of our messages" in told and "40 75%" in told and "25%" in told
    assert "<b>loved" not in page and "&lt;b&gt;loved" in page


def test_attention_is_that_of_our_own_messages_where_there_are_no_hostile_ones(study, monkeypatch):
    """A line at 0 in every panel tells nothing."""
    bands = courses.bands_of_study(study)

    def titles_where_hostile_are(times):
        changed = bands.copy()
        rows = changed["column"] == "impressions_hostile"
        changed.loc[rows, ["low", "median", "high"]] = changed.loc[rows, ["low", "median", "high"]] * times
        monkeypatch.setattr(courses, "bands_of_study", lambda _: changed)
        return [block.title for block in courses.section(Material(study, hand.answers(study))).blocks]

    assert titles_where_hostile_are(1)[0] == "Attention: hostile impressions per hour"
    assert titles_where_hostile_are(0)[0] == "Attention: supportive impressions per hour"
