"""Scenario files: every problem is told at once, with its line, its value, what is allowed and the nearest match."""

import json
import math
import time
import tomllib
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator import fill_registries
from simulator.chosen import chosen_strategy, strategy_names, under_strategy
from simulator.scenario import ROLES, Clock, EmployeesSettings, canonical, digest
from simulator.scenario_files import ScenarioError, load_scenario, parse_scenario
from simulator.scenario_schema import scenario_schema, schema_text
from simulator.setting_paths import assignment, parsed, written
from simulator.settings import InputError, redeclared
from simulator.toml_lines import lines_of

fill_registries()

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "simulator/templates/scenario.toml"
BUNDLED = [STARTER, *(p for p in sorted((ROOT / "scenarios").rglob("*.toml")) if p.parent.name != "sweeps")]

SMALL = """\
schema = 1
name = "small"

[platforms.feed]
[segments.people]
role = "audience"
size = 50
accounts = { feed = 1.0 }

[segments.press]
role = "outlets"
size = 1
owned = true
accounts = { feed = 1.0 }

[messages.news]
[messages.story]
stance = -0.5

[strategies.tell]
[[strategies.tell.playbook]]
action = "publish"
at_hours = 1
message = "news"
speaker = "press"
"""


def problems(text: str, **more) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, **more)
    return [str(problem) for problem in caught.value.problems]


def only_problem(text: str, **more) -> str:
    told = problems(text, **more)
    assert len(told) == 1, told
    return told[0]


def line_of(part: str, text: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if part in line)


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


# ---------------------------------------------------------------- good files


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_bundled_scenario_can_be_read_and_has_a_description(path):
    scenario = load_scenario(path)
    assert scenario.name and scenario.description and scenario.lesson


def test_a_file_may_start_with_a_byte_order_mark_and_end_lines_as_windows_does(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert digest(load_scenario(tmp_path / "a.toml")) == digest(parse_scenario(SMALL))


def test_do_nothing_is_always_there_and_first():
    scenario = parse_scenario(SMALL)
    assert strategy_names(scenario) == ["do nothing", "tell"]
    assert not chosen_strategy(scenario, "do nothing").playbook


def test_a_scenario_cannot_be_changed_once_it_is_checked():
    scenario = parse_scenario(SMALL)
    with pytest.raises(ValidationError):
        scenario.name = "other"
    with pytest.raises(ValidationError):
        scenario.clock.days = 3.0


# ---------------------------------------------------------------- single problems


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("size = 50", "size = 50\nsise = 5", 'segments.people.sise is not a setting; did you mean "size"?'),
        ("size = 50", "", "segments.people.size is missing (number of members); should be from 1 to 100,000,000"),
        ("size = 50", "size = 0", "segments.people.size is 0; should be from 1 to 100,000,000 (members)"),
        ("size = 50", "size = 1.5", "is 1.5; should be a whole number from 1 to 100,000,000 (members)"),
        ("size = 50", "size = true", "is true; should be a whole number"),
        ("size = 50", 'size = "fifty"', 'is "fifty"; should be a whole number'),
        ("size = 50", "size = nan", "is nan; should be"),
        ("size = 50", "size = 50\nshare_chance = nan", "share_chance is nan; should be a finite number from 0 to 1"),
        ("size = 50", "size = 50\ninterests = { work = nan }", "interests.work is nan; should be a finite number"),
        ("size = 50", "size = 50\ninterests = { work = inf }", "interests.work is inf; should be a finite number"),
        ("size = 50", "size = 50\nfollowers = { feed = -1 }", "followers.feed is -1; should be at least 0 (followers)"),
        ("size = 50", "size = 50\nfollowers = 3", "followers is 3; should be a table"),
        ("size = 50", "size = 50\nfollowers = { fed = 3 }", 'names "fed", which is not one of the platforms; did you'),
        ("size = 50", "size = 50\naudience = { peple = 3 }", "not one of the segments; did you mean"),
        ('role = "audience"', 'role = "audiences"', 'people.role is "audiences"; should be one of: advocates, aud'),
        ('role = "audience"', "", "segments.people has no role; should be one of: advocates, audience"),
        ('role = "audience"', "role = 3", "segments.people.role is 3; should be one of"),
        ('name = "small"', "", "name is missing (title)"),
        ('name = "small"', "name = 3", "name is 3; should be a text in quotes"),
        ("schema = 1", "", "schema is missing (version of the file format)"),
        ("schema = 1", "schema = 2", "schema is 2; should be 1"),
        ("stance = -0.5", "stance = 2", "messages.story.stance is 2; should be from -1 to 1"),
        (
            "stance = -0.5",
            'kind = "respons"',
            '"own_words", "leak", "disparagement" or "third_party"; did you mean "resp',
        ),
        ("stance = -0.5", 'promotional = "yes"', 'is "yes"; should be true or false'),
        ("[platforms.feed]", "[platforms.feed]\nvisits_per_day = nan", "visits_per_day is nan; should be above 0 (vi"),
        (
            "[platforms.feed]",
            "[clock]\nstart = 2026-01-05\n[platforms.feed]",
            "is 2026-01-05; should be a date and time,",
        ),
        ("[platforms.feed]", "[platforms.feed]\n[clock]\ndays = inf", "clock.days is inf; should be"),
        ("[platforms.feed]", "[clok]\ndays = 3\n[platforms.feed]", 'clok is not a setting; did you mean "clock"?'),
        (
            "[platforms.feed]",
            "[[mechanisms]]\nkind = 'ebb'\n[platforms.feed]",
            'mechanisms[0].kind is "ebb"; should be',
        ),
        (
            "[messages.news]",
            "[crisis]\nstory='news'\norigin='pres'\n[messages.news]",
            '"pres", which is not one of the seg',
        ),
        (
            'action = "publish"',
            'action = "publsh"',
            'playbook[0].action is "publsh"; should be one of: enrol, guide, pause, pub',
        ),
        ("at_hours = 1", "", "playbook[0] has no moment; it needs exactly one of at_hours"),
        ("at_hours = 1", "at_hours = 1\nwhen = { above = 1 }", "has at_hours and when; it needs exactly one of"),
        ("at_hours = 1", "after_crisis_hours = 1", "after_crisis_hours has no crisis to follow; use at_hours"),
        ("at_hours = 1", "at_hours = -1", "playbook[0].at_hours is -1; should be at least 0 (hours)"),
        (
            'speaker = "press"',
            'speaker = "presse"',
            'names "presse", which is not one of the segments; did you mean "press"?',
        ),
        ('speaker = "press"', 'speaker = "press"\nplatforms = ["fed"]', 'platforms[0] names "fed", which is not one'),
        ("[strategies.tell]", "[strategies.tell]\nprogramme = 3", "programme is 3; should be a list"),
        ("[strategies.tell]", "[strategies.tell]\nprogramme = [3]", "programme[0] is 3; should be a table"),
        (
            "[strategies.tell]",
            '[strategies.tell]\nprogramme = [{ segment = "people", message = "news" }]',
            "programme[0] needs members (how many are enrolled) or spend",
        ),
        (
            "[strategies.tell]",
            '[strategies.tell]\nprogramme = [{ segment = "people", message = "news", members = 1, spend = 1 }]',
            "programme[0].spend stands beside members; give one of the two",
        ),
        (
            'action = "publish"\nat_hours = 1\nmessage = "news"\nspeaker = "press"',
            'action = "enrol"\nat_hours = 1\npart = { segment = "people", message = "news" }',
            "playbook[0].part needs members",
        ),
        (
            "[strategies.tell]",
            '[strategies.tell]\nset = { "clock.days" = 3 }',
            "set changes clock.days, which is not the organisation's to choose; it may set messages and costs",
        ),
        (
            "[strategies.tell]",
            '[strategies.tell]\nset = { "messages.news.stance" = 3 }',
            'set."messages.news.stance" makes messages.news.stance wrong: it is 3; should be from -1 to 1',
        ),
        (
            "[strategies.tell]",
            '[strategies.tell]\nset = { "messages.news.stance" = nan }',
            "makes messages.news.stance wrong: it is nan",
        ),
        (
            "[strategies.tell]",
            '[strategies.tell]\nset = { "messages.news.tsance" = 1 }',
            'messages.news.tsance wrong: it is not a setting; did you mean "stance"?',
        ),
        (
            "[strategies.tell]",
            '[strategies.tell]\nset = { "messages..a" = 1 }',
            '"messages..a" is not the path of a set',
        ),
        (
            "[strategies.tell]",
            '[strategies."do nothing"]\nset = { "costs.per_action" = 1 }\n[strategies.tell]',
            "does some",
        ),
        (
            'name = "small"',
            'name = "small"\nbaseline = "tel"',
            'names "tel", which is not one of the strategies; did you',
        ),
        (
            'name = "small"',
            'name = "small"\nbaseline = ["tell"]',
            "baseline is a list of 1; should be a text in quotes",
        ),
    ],
)
def test_a_problem_is_told_with_its_place_its_value_and_the_remedy(old, new, told):
    assert told in only_problem(changed(old, new))


@pytest.mark.parametrize("table", ["platforms", "segments", "messages"])
def test_a_table_without_entries_is_a_problem(table):
    raw = tomllib.loads(SMALL)
    others = "\n".join(line for line in ['schema = 1\nname = "x"', f"{table} = {{}}"])
    assert raw and f"{table} is empty; a scenario needs at least one of its {table}" in " ".join(problems(others))


def test_engaged_and_disengaged_employees_cannot_be_more_than_all():
    told = only_problem(changed('role = "audience"', 'role = "employees"\nengaged = 0.9'))
    assert "shares of the same people" in told


def test_talents_divide_the_same_people():
    told = only_problem(changed('role = "audience"', 'role = "employees"\nwriters = 0.9'))
    assert "sharers and writers and commenters are shares of the same people; together at most 1" in told


def test_a_part_must_begin_before_the_end():
    part = '[[strategies.tell.programme]]\nsegment = "press"\nmessage = "news"\nmembers = 1\nfrom_day = 7\n'
    told = only_problem(SMALL + part, settings={"clock.days": 7})
    assert told.endswith("from_day is 7, but the rehearsal is over after 7 days; begin earlier, or raise clock.days")


def test_care_is_for_volunteers():
    care = '[[strategies.tell.care]]\nsegment = "press"\n'
    assert "segment names no volunteers; care is for employees and advocates" in only_problem(SMALL + care)


def test_events_are_checked_like_the_actions_of_a_playbook():
    event = '[[events]]\naction = "publish"\nmessage = "story"\nspeaker = "press"\n'
    for more, told in {
        "": "events[0] has no moment; it needs exactly one of",
        "at_hours = 1e6\n": "is 1,000,000, but the rehearsal is over after 336 hours",
        "after_crisis_hours = 2\n": "has no crisis to follow",
        'when = { signal = "noise", above = 1 }\n': 'is "noise"; it should be one of',
    }.items():
        assert told in only_problem(SMALL + event + more)
    paid = '[[events]]\naction = "enrol"\nat_hours = 1\npart = { segment = "press", message = "news", members = 1 }\n'
    assert "which the organisation does and pays for" in only_problem(SMALL + paid)


def test_to_do_nothing_is_to_do_nothing():
    assert "does something" in only_problem(SMALL + '[strategies."do nothing"]\npolicy = 0.5\n')


def test_hostile_words_of_insiders_are_hostile():
    told = only_problem(changed('role = "audience"', 'role = "employees"\ndisparagement = "news"'))
    assert 'disparagement names "news", which is supportive' in told


def test_there_is_room_for_64_messages():
    more = "".join(f"[messages.m{n}]\n" for n in range(63))
    assert "messages has 65 messages; there is room for 64" in only_problem(SMALL + more)


def test_a_network_file_must_exist_and_say_its_direction():
    told = problems(changed("[platforms.feed]", '[platforms.feed]\nnetwork = { file = "nowhere.csv" }'))
    assert any("needs direction" in problem for problem in told)
    assert any("nowhere.csv" in problem and "not a file" in problem for problem in told)


# ---------------------------------------------------------------- all at once, each with its line


MANY = """\
# a comment with [brackets] and "quotes
schema = 1
name = "many"
description = '''
[not.a.table]
size = 3
'''

[clock]
days = nan                     # [clock]
"tick_hours" = "x"

[platforms]
feed.horizn_hours = 3
feed.network.homophily = 7
feed.affinity = { work = 1.0, "home # life" = -1.0 }

["segments" . "a b"]   # a comment
role = "audience"
size = -5
accounts = { feed = 2.0 }

[[segments.staff.nothing]]
[[segments.staff.nothing]]
[messages]
"x # ] y" = { stance = 4 }
z = { text = \"\"\"a
b = 3 \\\"\"\" ]
\"\"\", stance = -4 }

[[strategies.m.playbook]]   # first ]]
action = "publish"
[[strategies.m.playbook]]
action = "publish"
at_hours = 1
speaker = "nobody"
message = "z"
platforms = [  # [ [ [
  "feed",      # ]
  # "none",
  "feeed",
]

[strategies."l]t"]
programme = [
  { segment = "a b", message = "z", members = 1 },   # ]]]
  { segment = "ab", message = "z", members = 1 },
]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("clock.days", "days = nan"),
        ("clock.tick_hours", '"tick_hours"'),
        ("platforms.feed.horizn_hours", "horizn"),
        ("platforms.feed.network.homophily", "homophily"),
        ('platforms.feed.affinity."home # life"', "home # life"),
        ('segments."a b".size', "size = -5"),
        ('segments."a b".accounts.feed', "accounts"),
        ("segments.staff", "[[segments.staff.nothing]]"),
        ('messages."x # ] y".stance', "x # ] y"),
        ("messages.z.stance", "stance = -4"),
        ("strategies.m.playbook[0]", "# first ]]"),
        ("strategies.m.playbook[1].speaker", "nobody"),
        ("strategies.m.playbook[1].platforms[1]", '  "feeed"'),
        ('strategies."l]t".programme[1].segment', '"ab"'),
    ],
)
def test_all_problems_are_told_at_once_each_with_its_line(path, line):
    told = [p for p in problems(MANY) if f" {path} " in p]
    assert told, problems(MANY)
    assert told[0].startswith(f"line {line_of(line, MANY)}: ")


def test_problems_come_in_the_order_of_the_file():
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(MANY)
    lines = [problem.line or 0 for problem in caught.value.problems]
    assert lines == sorted(lines) and len(lines) >= 14


def test_the_message_names_the_file_and_the_line(tmp_path):
    (tmp_path / "recall.toml").write_text(changed("size = 50", "sise = 50\nsize = 1"), "utf-8")
    with pytest.raises(InputError, match=r"^scenario recall\.toml, line 7: segments\.people\.sise is not a setting"):
        load_scenario(tmp_path / "recall.toml")


def test_a_control_character_in_a_name_is_written_as_an_escape():
    told = problems(changed("[messages.news]", '[messages."a\\u001b[31m\\nb"]\nstance = 9\n[messages.news]'))[0]
    assert "\x1b" not in told and "\n" not in told and "\\u001b" in told


PATHS = st.lists(st.text(st.characters(codec="utf-8"), max_size=6) | st.integers(0, 99), min_size=1, max_size=4)


@given(PATHS.filter(lambda place: isinstance(place[0], str)))
def test_a_place_is_read_as_it_is_written(place):
    assert parsed(written(tuple(place))) == tuple(place)


KEYS = st.text(st.sampled_from("ab [].#=\"'\\\n{}é"), min_size=1, max_size=5)
VALUES = st.recursive(
    st.integers(0, 9) | st.text(st.sampled_from("a#[]{}\"'\\\n,="), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def toml_value(value) -> tuple[str, int]:
    """A value as TOML, lists over several lines with misleading comments."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {toml_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[ # ]\n" + "".join(f"{toml_value(v)}, # {{ ] \" ''' \n" for v in value) + "]"
    return json.dumps(value)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_key_of_any_toml_text_has_the_line_on_which_it_stands(content):
    text = "".join(f"{json.dumps(k)} = {toml_value(v)}\n" for k, v in content.items())
    assert tomllib.loads(text) == content
    lines = lines_of(text)
    at = 1
    for key, value in content.items():
        assert lines[(key,)] == at
        at += toml_value(value).count("\n") + 1


# ---------------------------------------------------------------- files that cannot be read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("schema = 1\nname = hello\n", "line 2: is not TOML, column 8: invalid value; texts stand in quotes"),
        ("schema = 1\nschema = 1\n", "line 2: is not TOML"),
        ("[a]\n[a]\n", "given twice"),
        ("a = { b = 1,\n c = 2 }\n", "a table in { } stands on one line"),
        ("just a text\n", "line 1: is not TOML"),
        ("a = [1,\n2", "line 2: is not TOML"),
        ("a = " + "[" * 50_000, "nested too deeply"),
        ("", "schema is missing"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text, told):
    assert told in "\n".join(problems(text))


def test_a_file_that_is_missing_or_a_folder_or_not_text_is_told(tmp_path):
    (tmp_path / "latin.toml").write_bytes(SMALL.replace("small", "caf\xe9").encode("latin-1"))
    for name, told in [("none.toml", "No such file"), ("", "is a folder"), ("latin.toml", "not a text in UTF-8")]:
        with pytest.raises(InputError, match=told):
            load_scenario(tmp_path / name)


def test_a_very_large_file_is_refused_before_it_is_read_in_full(tmp_path):
    with (tmp_path / "large.toml").open("wb") as file:
        file.truncate(20_000_000_000)  # a hole, which takes no room
    with pytest.raises(InputError, match="larger than 5 MB"):
        load_scenario(tmp_path / "large.toml")


@pytest.mark.parametrize(
    "text",
    [
        SMALL + "".join(f"[messages.x{n}]\nstanse = 3\n" for n in range(1_000)),
        SMALL + "[strategies.s]\nprogramme = [\n" + "{ segment = 'nobody' },\n" * 5_000 + "]\n",
        SMALL + f"[strategies.s]\ndescription = '''\n{'text ] = # [' * 100_000}'''\n",
        SMALL + f"[strategies.s]\nplatforms = [{'1, ' * 50_000}]\n",
        SMALL + f"{'a' * 300_000} = 1\n",
    ],
    ids=["problems", "items", "text", "list", "key"],
)
def test_a_large_or_hostile_file_does_not_hang(text):
    begin = time.perf_counter()
    try:
        parse_scenario(text)
    except InputError as error:
        assert len(str(error)) < 100_000
    assert time.perf_counter() - begin < 20


# ---------------------------------------------------------------- replaced settings


def test_a_setting_can_be_replaced_by_path():
    scenario = parse_scenario(SMALL, settings={"clock.days": 7, 'strategies."tell".playbook[0].at_hours': 5})
    assert scenario.clock.days == 7 and scenario.strategies["tell"].playbook[0].at_hours == 5


def test_a_wrong_replacement_is_told_without_a_line_of_the_file():
    told = only_problem(SMALL, settings={"segments.people.size": -1})
    assert told == "segments.people.size is -1; should be from 1 to 100,000,000 (members)"


@pytest.mark.parametrize(
    "path", ["clock", "clock.days.hours", "segments.people.size[0]", "strategies.tell.playbook[7].at_hours"]
)
def test_a_replacement_of_what_is_not_a_setting_is_refused(path):
    with pytest.raises(InputError):
        parse_scenario(SMALL, settings={path: 3})


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("clock.days=7", "clock.days", 7),
        ("clock.days = 7.5", "clock.days", 7.5),
        ("messages.news.promotional=true", "messages.news.promotional", True),
        ("messages.news.text=so = it is", "messages.news.text", "so = it is"),
        ('messages.news.text="quoted"', "messages.news.text", "quoted"),
        ("messages.news.text=", "messages.news.text", ""),
        ("messages.news.text=1\nother = 2", "messages.news.text", "1\nother = 2"),
        ('messages."a = b".stance=1', 'messages."a = b".stance', 1),
        ("messages.'a = b'.stance=1", "messages.'a = b'.stance", 1),
        ('x=["a", "b"]', "x", ["a", "b"]),
        ("belief.fast_half_life_days=inf", "belief.fast_half_life_days", math.inf),
        ("start=2026-01-05", "start", tomllib.loads("a = 2026-01-05")["a"]),
    ],
)
def test_an_assignment_is_read_as_toml_would_read_it_and_else_as_text(text, path, value):
    assert assignment(text) == (path, value)


@pytest.mark.parametrize(
    "text", ["clock.days", "=3", " =3", "clock..days=3", "clock.days]=3", "[0]=3", 'a."b=3', "a b=3"]
)
def test_a_bad_assignment_is_refused(text):
    with pytest.raises(InputError):
        assignment(text)


# ---------------------------------------------------------------- overlays


@pytest.mark.parametrize(
    "change",
    [
        'set = { "messages.news.stance" = 0.1 }',
        "set.messages.news.stance = 0.1",
        "[strategies.tell.set]\nmessages.news.stance = 0.1",
        '[strategies.tell.set]\nmessages."news".stance = 0.1',
    ],
)
def test_a_strategy_changes_only_what_it_names(change):
    text = changed("[strategies.tell]", "[strategies.tell]\n" + change)
    scenario = parse_scenario(text)
    after = under_strategy(scenario, "tell")
    assert (scenario.messages["news"].stance, after.messages["news"].stance) == (0.5, 0.1)
    assert after.messages["story"] == scenario.messages["story"]
    assert under_strategy(scenario, "do nothing") is scenario


def test_a_strategy_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(InputError, match='strategy "tel" is not in the scenario; did you mean "tell"'):
        chosen_strategy(parse_scenario(SMALL), "tel")


# ---------------------------------------------------------------- digest


def test_the_digest_ignores_comments_spelling_and_the_order_of_settings():
    other = SMALL.replace('role = "audience"\nsize = 50', "size = 50 # people\nrole = 'audience'")
    other = other.replace("accounts = { feed = 1.0 }\n\n[segments.press]", "accounts.feed = 1\n\n[segments.press]")
    assert other != SMALL and digest(parse_scenario(other)) == digest(parse_scenario(SMALL))


def test_the_digest_of_what_is_said_and_of_the_same_default_is_equal():
    assert digest(parse_scenario(SMALL + "[clock]\ndays = 14\n")) == digest(parse_scenario(SMALL))


@pytest.mark.parametrize("change", ["[clock]\ndays = 14.5\n", "[messages.third]\n", "[strategies.more]\n"])
def test_the_digest_differs_where_the_content_differs(change):
    assert digest(parse_scenario(SMALL + change)) != digest(parse_scenario(SMALL))


def test_another_order_of_segments_is_another_scenario_because_members_are_numbered_by_it():
    people, press = SMALL.index("[segments.people]"), SMALL.index("[segments.press]")
    end = SMALL.index("[messages.news]")
    other = SMALL[:people] + SMALL[press:end] + SMALL[people:press] + SMALL[end:]
    assert digest(parse_scenario(other)) != digest(parse_scenario(SMALL))


def test_the_digest_follows_the_content_of_a_network_file_and_not_its_place(tmp_path):
    text = changed("[platforms.feed]", '[platforms.feed]\nnetwork = { file = "n.csv", direction = "mutual" }')
    digests = []
    for folder, content in [
        ("a", "source,target\n1,2\n"),
        ("b", "source,target\n1,2\n"),
        ("c", "source,target\n2,3\n"),
    ]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "n.csv").write_text(content, "utf-8")
        digests.append(digest(parse_scenario(text, folder=tmp_path / folder)))
    assert digests[0] == digests[1] != digests[2]


def test_the_canonical_form_says_every_setting_and_builds_the_same_scenario():
    content = json.loads(canonical(parse_scenario(SMALL)))
    assert content["clock"]["days"] == 14.0 and list(content["segments"]) == ["people", "press"]


# ---------------------------------------------------------------- JSON Schema


def test_the_published_schema_is_up_to_date():
    published = (ROOT / "scenarios/scenario.schema.json").read_text("utf-8")
    assert published == schema_text(), "run: python run.py schema > scenarios/scenario.schema.json"


def test_the_schema_is_json_without_endless_numbers():
    json.loads(schema_text(), parse_constant=lambda word: pytest.fail(word))


def as_json(text: str):
    return json.loads(json.dumps(tomllib.loads(text), default=str))


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_the_schema_accepts_the_bundled_scenarios(path):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(scenario_schema())
    jsonschema.validate(as_json(path.read_text("utf-8")), scenario_schema())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("size = 50", "size = 0"),
        ("size = 50", "sise = 50"),
        ('role = "audience"', 'role = "nobody"'),
        ("at_hours = 1", 'at_hours = "x"'),
        ("schema = 1", "schema = 2"),
    ],
)
def test_the_schema_rejects_what_is_wrong(old, new):
    jsonschema = pytest.importorskip("jsonschema")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(as_json(changed(old, new)), scenario_schema())


# ---------------------------------------------------------------- defaults


def test_what_a_file_leaves_out_is_judged_by_the_declared_default(monkeypatch):
    class Crew(EmployeesSettings):
        role: Literal["crew"]
        engaged: float = redeclared(EmployeesSettings, "engaged", 0.9, source="assumed")

    monkeypatch.setitem(ROLES, "crew", Crew)
    told = only_problem(changed('role = "audience"', 'role = "crew"\ndisengaged = 0.2'))
    assert "shares of the same people; together at most 1" in told
    assert parse_scenario(changed('role = "audience"', 'role = "employees"\ndisengaged = 0.2'))


def test_the_length_of_a_rehearsal_is_the_declared_one(monkeypatch):
    late = changed("at_hours = 1", "at_hours = 100")
    assert parse_scenario(late)
    monkeypatch.setattr(Clock.model_fields["days"], "default", 3.0)
    assert "is 100, but the rehearsal is over after 72 hours" in only_problem(late)


@pytest.mark.parametrize("title", ["", "  ", "\\t"])
def test_a_blank_title_is_refused_with_its_line(title):
    told = only_problem(changed('name = "small"', f'name = "{title}"'))
    assert told == f'line 2: name is "{title}", which is blank; give a title for tables and figures'
