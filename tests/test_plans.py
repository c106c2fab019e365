"""What a scenario may not plan: names that cannot be read, and things that could never happen."""

import pytest

from simulator import ScenarioError, build_world, parse_scenario

PLAN = """
schema = 1
name = "plan"
[clock]
days = 2
[platforms.feed]
[segments.public]
role = "audience"
size = 20
accounts = { feed = 0.5 }
[segments.fans]
role = "advocates"
size = 5
accounts = { feed = 1.0 }
[messages.news]
"""
ENROLMENT = '[[strategies.go.programme]]\nmessage = "news"\nmembers = 3\n'
ACTION = '[[strategies.go.playbook]]\naction = "rally"\nsegment = "fans"\n'


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ('[strategies."  "]', "should have a name of 1 to 80 printable characters"),
        (f'[strategies."{"x" * 81}"]', "should have a name of 1 to 80 printable characters"),
        ('[strategies."two\\nlines"]', "should have a name of 1 to 80 printable characters"),
        (ENROLMENT + 'segment = "public"', "is an audience, which cannot be enrolled"),
        (
            ENROLMENT + 'segment = "fans"\nfrom_day = 1.0\nto_day = 0.5',
            "to_day is 0.5, which is before from_day \\(1\\); give a later one, or leave it out",
        ),
        (
            ACTION + "at_hours = 49.0",
            "at_hours is 49, but the rehearsal is over after 48 hours; act earlier, or raise clock.days",
        ),
        (ACTION + "when = { above = 2.0, below = 3.0 }", "is above the level at which it acts"),
        (ACTION + 'when = { signal = "posst", above = 2.0 }', 'did you mean "posts"'),
        ('[platforms.feed.network]\ndirection = "mutual"', "there is none; give file beside it"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_with_the_reason(added, told):
    with pytest.raises(ScenarioError, match=told) as error:
        parse_scenario(PLAN + added)
    assert len(error.value.problems) == 1
    assert error.value.problems[0].line


STAGE = """
schema = 1
name = "plan"
[clock]
days = 2
[platforms.feed]
[platforms.work]
[segments.fans]
role = "advocates"
size = 5
accounts = { feed = 1.0, work = 1.0 }
[segments.brand]
role = "outlets"
size = 1
owned = true
accounts = { feed = 1.0 }
[segments.critic]
role = "outlets"
size = 2
accounts = { feed = 1.0 }
[messages.news]
[messages.story]
kind = "crisis"
stance = -0.5
[crisis]
story = "story"
origin = "critic"
onset_hours = 24
onset_spread_hours = 12
"""
RALLY = '[[strategies.go.playbook]]\naction = "rally"\nsegment = "fans"\n'
SAY = 'action = "publish"\nmessage = "news"\n'
PUBLISH = "[[strategies.go.playbook]]\n" + SAY
ENROL = '[[strategies.go.playbook]]\naction = "enrol"\n'
FANS = '[[strategies.go.programme]]\nsegment = "fans"\nmessage = "news"\nmembers = 3\n'
CARE = '[[strategies.go.care]]\nsegment = "fans"\nmeetings_per_week = 1.0\n'
LATER = 'part = { segment = "fans", message = "news", members = 3, from_day = 1.0 }\n'


def told_of(added, **settings):
    """What is said of a plan on the stage, without its lines; nothing, where it is one that can be carried out."""
    try:
        parse_scenario(STAGE + added, settings={path.replace("__", "."): value for path, value in settings.items()})
    except ScenarioError as error:
        return [f"{problem.path} {problem.text}" for problem in error.problems]
    return []


# ------------------------------------------------------------ what comes too late


def test_an_answer_that_comes_too_late_is_left_to_run_health_so_that_a_rehearsal_can_be_shortened():
    assert told_of(RALLY + "after_crisis_hours = 24.0") == []
    assert told_of(RALLY + "after_crisis_hours = 500.0", crisis__onset_hours=49.0) == []


def test_an_action_at_the_very_end_is_too_late():
    assert "at_hours is 48, but the rehearsal is over after 48 hours" in told_of(RALLY + "at_hours = 48.0")[0]


def test_a_part_that_an_action_enrols_must_begin_before_the_end():
    assert told_of(ENROL + "at_hours = 24.0\n" + LATER) == [
        "strategies.go.playbook[0].part.from_day is 1, counted from the action (hour 24 at the earliest), but the"
        " rehearsal is over after 2 days; begin earlier, or raise clock.days"
    ]
    assert told_of(ENROL + "at_hours = 23.0\n" + LATER) == []
    assert len(told_of(ENROL + "at_hours = 100.0\n" + LATER)) == 1
    assert told_of(ENROL + "after_crisis_hours = 0.0\n" + LATER, crisis__onset_hours=72.0) == []


def test_nothing_follows_from_a_clock_that_is_wrong_itself():
    plan = FANS + "from_day = 1.0\n" + RALLY + "at_hours = 30.0\n" + RALLY + "after_crisis_hours = 3.0\n"
    for days in (-5, "five", float("nan")):
        told = told_of(plan, clock__days=days)
        assert len(told) == 1 and told[0].startswith("clock.days is"), told
    assert told_of(plan) == []
    assert len(told_of(plan, clock__days=1)) == 2, "at the end of one day the part and the action cannot come any more"


# ------------------------------------------------------------ more than there are


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (FANS.replace("3", "400"), 'programme[0].members is 400, but "fans" has 5 members; ask for no more, or raise'),
        (ENROL + "at_hours = 1\n" + LATER.replace("= 3", "= 6"), 'playbook[0].part.members is 6, but "fans" has 5'),
        (PUBLISH + 'at_hours = 1\nspeaker = "brand"\nmembers = 9', 'is 9, but "brand" has 1 member; ask for no more'),
        ("[[events]]\n" + SAY + 'at_hours = 1\nspeaker = "critic"\nmembers = 3', 'is 3, but "critic" has 2 members'),
    ],
)
def test_more_members_than_there_are_cannot_be_asked_for(added, told):
    (found,) = told_of(added)
    assert told in found and "segments." in found.split("raise ")[1]


def test_a_crisis_cannot_break_among_more_members_than_there_are():
    (found,) = told_of("", crisis__origin_members=3)
    assert (
        found
        == 'crisis.origin_members is 3, but "critic" has 2 members; ask for no more, or raise segments.critic.size'
    )
    assert told_of("", crisis__origin_members=2) == []


def test_all_that_there_are_may_be_asked_for():
    everybody = FANS.replace("3", "5") + PUBLISH + 'at_hours = 1\nspeaker = "fans"\nmembers = 5\n'
    assert told_of(everybody) == []


# ------------------------------------------------------------ doubles


def test_the_same_people_who_say_the_same_there_and_then_are_a_double():
    for other in (FANS, FANS.replace("3", "2"), FANS + "from_day = 0\nposts_per_week = 2.0\nplatforms = []\n"):
        (found,) = told_of(FANS + other)
        assert found.startswith(
            'strategies.go.programme[1] is a double of programme[0]: the same people ("fans") say the'
        )
        assert "make one part of the two" in found
    here, there = ('platforms = ["feed", "work"]\n', 'platforms = ["work", "feed"]\n')
    assert len(told_of(FANS + here + FANS + there)) == 1


@pytest.mark.parametrize(
    "more",
    [
        'choose = "most followed"',
        "from_day = 1.0",
        "to_day = 1.0",
        'task = "share"',
        'platforms = ["work"]',
        'message = "other"',
    ],
)
def test_others_or_elsewhere_or_at_another_time_or_with_other_words_they_are_not(more):
    other = FANS.replace('message = "news"\n', "") if "message" in more else FANS
    assert told_of(FANS + other + more + "\n[messages.other]\n") == []


def test_two_strategies_may_have_the_same_part_and_the_same_care():
    assert told_of(FANS + CARE + (FANS + CARE).replace(".go.", ".stay.")) == []


def test_a_segment_is_cared_for_once():
    assert told_of(CARE + CARE.replace("1.0", "2.0")) == [
        'strategies.go.care[1].segment is "fans", who are cared for in care[0] already; make one of the two'
    ]
    staff = CARE.replace("fans", "staff") + '[segments.staff]\nrole = "employees"\nsize = 3\n'
    assert told_of(CARE + staff) == []


# ------------------------------------------------------------ what is not ours


@pytest.mark.parametrize(
    ("added", "place"),
    [
        (PUBLISH + 'at_hours = 1\nspeaker = "critic"\n', "playbook[0].speaker"),
        (FANS.replace("fans", "critic").replace("3", "1"), "programme[0].segment"),
        (ENROL + "at_hours = 1\n" + LATER.replace("fans", "critic").replace("= 3", "= 1"), "playbook[0].part.segment"),
    ],
)
def test_a_strategy_cannot_let_an_outlet_of_others_speak(added, place):
    assert told_of(added) == [
        f'strategies.go.{place} is "critic", an outlet that the organisation does not own; set'
        " segments.critic.owned = true if it is ours (what others publish, the world does: [[events]])"
    ]
    assert told_of(added, segments__critic__owned=True) == []


def test_the_world_can_and_a_strategy_lets_its_own_outlets_and_other_people_speak():
    assert told_of("[[events]]\n" + SAY + 'at_hours = 1\nspeaker = "critic"\n') == []
    for speaker in ("brand", "fans"):
        assert told_of(PUBLISH + f'at_hours = 1\nspeaker = "{speaker}"\n') == []


# ------------------------------------------------------------ elsewhere


def test_a_start_outside_the_calendar_of_pandas_is_refused():
    with pytest.raises(ScenarioError, match="between the years 1700 and 2200"):
        parse_scenario(PLAN.replace("days = 2", "days = 2\nstart = 9999-12-31T00:00:00"))


def test_an_imported_network_decides_who_has_an_account_in_every_world(tmp_path):
    """Half the public may have an account by the scenario; the file names fifteen, and all fit in every world."""
    rows = "".join(f"p{n},p{(n + 1) % 15}\n" for n in range(15))
    (tmp_path / "ties.csv").write_text("source,target\n" + rows)
    network = '[platforms.feed.network]\nfile = "ties.csv"\ndirection = "mutual"\nseating = "random"'
    scenario = parse_scenario(PLAN + network, folder=tmp_path)
    assert [int(build_world(scenario, seed).ties.account.sum()) for seed in range(20)] == [15] * 20
