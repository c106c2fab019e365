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
        (ENROLMENT + 'segment = "fans"\nfrom_day = 1.0\nto_day = 0.5', "to_day is before from_day"),
        (ACTION + "at_hours = 49.0", "is after the end of the rehearsal, which lasts 48 hours"),
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


def test_a_start_outside_the_calendar_of_pandas_is_refused():
    with pytest.raises(ScenarioError, match="between the years 1700 and 2200"):
        parse_scenario(PLAN.replace("days = 2", "days = 2\nstart = 9999-12-31T00:00:00"))


def test_an_imported_network_decides_who_has_an_account_in_every_world(tmp_path):
    """Half the public may have an account by the scenario; the file names fifteen, and all fit in every world."""
    rows = "".join(f"p{n},p{(n + 1) % 15}\n" for n in range(15))
    (tmp_path / "ties.csv").write_text("source,target\n" + rows)
    network = '[platforms.feed.network]\nfile = "ties.csv"\ndirection = "mutual"\nseating = "random"'
    scenario = parse_scenario(PLAN + network, folder=tmp_path)
    assert [int(build_world(scenario, seed).account.sum()) for seed in range(20)] == [15] * 20
