"""Every setting is read by something: each is changed in one rich scenario, and the run changes.

A declaration is a field of a class of settings, where it is declared or declared again with another default. Each is
found in the scenario by itself, given another value that is allowed, and looked for in everything that a run leaves
behind. ``CASES`` says it where that is not enough; ``NO_RUN`` lists what no run can show, and why.
"""

import contextlib
import datetime as dt
import inspect
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import numpy as np
import pytest
from worlds import digests

from simulator.chosen import under_strategy
from simulator.costing import planned_cost
from simulator.model import CampaignModel
from simulator.scenario import ACTIONS, Chosen, Scenario
from simulator.scenario_files import ScenarioError, parse_scenario
from simulator.settings import Settings, join, shape_of

RICH = """
schema = 1
name = "Everything at once"

[clock]
start = 2026-03-02T08:00:00
days = 2
tick_hours = 2.0

[credibility]
social_proof = 0.2
typical_followers = 5.0

[conversion]
action_chance = 0.05

[fatigue]
tolerance_per_week = 0.5
unfollow_chance = 0.1
hide_chance = 0.2

[[mechanisms]]
kind = "daily_rhythm"

[[mechanisms]]
kind = "tide"
topic = "quality"
from_hours = 4.0
to_hours = 40.0

[[mechanisms]]
kind = "bandwagon"
unnoticed = 2

[platforms.feed]
brand_reach = 0.6
slots_per_visit = 4.0
background_posts = 0.5
visits_per_day = 8.0
affinity = { quality = 1.5 }

[platforms.work]
brand_reach = 0.6
response = "half_life"
half_life_hours = 2.0

[segments.public]
role = "audience"
size = 150
accounts = { feed = 0.9, work = 0.4 }
followers = { feed = 10, work = 8 }
audience = { public = 2.0 }
interests = { quality = 0.6 }
regard = { staff = 1.5 }
share_chance = 0.05
exit_per_day = 0.5

[segments.riders]
role = "advocates"
size = 40
accounts = { feed = 0.9, work = 0.3 }
followers = { feed = 20, work = 10 }
expertise = { quality = 0.9 }
drop_out_per_month = 4.0
own_words = "our own story"
own_words_per_week = 20.0
everyday_words = "a good ride"
everyday_words_per_week = 5.0

[segments.staff]
role = "employees"
size = 60
accounts = { feed = 0.6, work = 0.9 }
followers = { feed = 15, work = 20 }
drop_out_per_month = 4.0
unprompted_share = 0.2
own_words = "how we test"
own_words_per_week = 20.0
everyday_words = "a good ride"
everyday_words_per_week = 5.0
disparagement = "a bad place to work"
disparagement_per_week = 5.0
leak = "the secret test"
leak_per_week = 0.5

[segments.creators]
role = "influencers"
size = 12
accounts = { feed = 1.0, work = 0.5 }
followers = { feed = 40, work = 20 }
share_chance = 0.9
exit_per_day = 4.0
takes = "another take"
takes_per_day = 6.0
next_story = "a new gadget"

[segments.brand]
role = "outlets"
size = 2
owned = true
accounts = { feed = 1.0, work = 1.0 }
followers = { feed = 60, work = 40 }

[segments.critic]
role = "outlets"
size = 4
accounts = { feed = 1.0 }
followers = { feed = 80 }
audience = { creators = 5.0 }
publishes = [
    { message = "cracked frame", per_day = 6, to_day = 1.2, follows_crisis = true },
    { message = "a new gadget", per_day = 3, from_day = 0.2, to_day = 1.5 },
]
reports_answers_per_day = 6.0

[messages.launch]
stance = 0.6
topic = "quality"
promotional = true
quality = 0.8
call_to_action = 2.0
novelty_half_life_hours = 30.0

[messages.offer]
stance = 0.5
topic = "price"
promotional = true
call_to_action = 2.0
goal = "sales"

[messages."our own story"]
kind = "own_words"
stance = 0.7
call_to_action = 0.5

[messages."how we test"]
kind = "own_words"
stance = 0.6
topic = "quality"

[messages."a good ride"]
stance = 0.4

[messages."a bad place to work"]
kind = "disparagement"
stance = -0.5

[messages."the secret test"]
kind = "leak"
stance = -0.4

[messages."a new gadget"]
kind = "third_party"
stance = 0.0

[messages."cracked frame"]
kind = "crisis"
stance = -0.8
arousal = 1.5

[messages."another take"]
kind = "crisis"
stance = -0.6

[messages.warning]
kind = "response"
stance = 0.1
posture = "instruct"
discloses = true

[messages.apology]
kind = "response"
stance = 0.4
posture = "apology"

[messages.denial]
kind = "response"
stance = 0.3
posture = "deny"

[crisis]
story = "cracked frame"
origin = "critic"
onset_hours = 8.0
onset_spread_hours = 4.0
warned_hours = 3.0
backfire = 0.1
severity = 0.9
second_wave = { chance = 0.6, after_hours = 14.0 }

[[events]]
action = "publish"
message = "cracked frame"
speaker = "public"
at_hours = 20.0

[goals.known]
metric = "awareness"
target = 2.0

[goals.sold]
metric = "actions"
target = 10000.0
weight = 2.0

[costs]
value_of_lead = 5.0
value_of_sale = 50.0

[strategies.full]
budget = 1000000.0
policy = 0.3
set = { "messages.offer.stance" = 0.6 }

[[strategies.full.programme]]
segment = "staff"
message = "launch"
members = 40
posts_per_week = 30.0
from_day = 0.1
to_day = 1.7
ramp_up_days = 0.2
effort = { feed = 2.0 }
incentive = 1.5
training = 0.5
support = 1.2
scripted = 0.3
commentary = 0.4
mandate = 0.4
task = "own choice"

[[strategies.full.programme]]
segment = "riders"
message = "offer"
members = 25
posts_per_week = 30.0
spread = "everywhere"

[[strategies.full.programme]]
segment = "creators"
message = "launch"
members = 3
posts_per_week = 20.0
choose = "most followed"

[[strategies.full.programme]]
segment = "brand"
message = "launch"
spend = 3000.0
posts_per_week = 20.0

[[strategies.full.care]]
segment = "staff"
meetings_per_week = 5.0
delay_hours = 8.0
praise = 0.5
swaps_per_week = 10.0

[[strategies.full.playbook]]
action = "publish"
message = "warning"
speaker = "brand"
after_crisis_hours = -2.0

[[strategies.full.playbook]]
action = "publish"
message = "apology"
speaker = "staff"
members = 4
times = 3
every_hours = 6.0
platforms = ["feed"]
when = { signal = "hostile_posts", above = 0.3, below = 0.2, cooldown_hours = 6.0, at_most = 2 }

[[strategies.full.playbook]]
action = "publish"
message = "denial"
speaker = "brand"
at_hours = 22.0

[[strategies.full.playbook]]
action = "pause"
segments = ["riders"]
at_hours = 26.0
hours = 5.0

[[strategies.full.playbook]]
action = "rally"
segment = "riders"
after_crisis_hours = 4.0
hours = 12.0

[[strategies.full.playbook]]
action = "enrol"
at_hours = 16.0
part = { segment = "riders", message = "launch", members = 10, posts_per_week = 20.0 }

[[strategies.full.playbook]]
action = "guide"
at_hours = 10.0

[[strategies.full.playbook]]
action = "reallocate"
at_hours = 14.0
share = 0.5
margin = 1.1
caution = 0.5
fastest = 1.6
over_hours = 6.0
times = 5
every_hours = 6.0
"""
"""Two days of some 260 people in which everything happens that a scenario may say."""

STRATEGY = "full"
WORLDS = (1, 2, 3)
"""What leaves no trace in one world, for want of an occasion, is looked for in the next."""


# ------------------------------------------------------------ declarations


def is_ours(group: type[Settings]) -> bool:
    """Whether the package itself declares a class; other tests may have registered some."""
    return group.__module__.startswith("simulator.")


def classes(annotation: Any) -> list[type[Settings]]:
    """The classes of settings of ours behind an annotation: a group, a table, a list, a choice by name."""
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Chosen):
            return [group for group in mark.registry.values() if is_ours(group)]
    kind, what = shape_of(annotation)
    return [what] if kind == "group" else classes(what) if kind in ("table", "list") else []


def groups() -> list[type[Settings]]:
    """Every class of settings that a scenario may hold, with those that they are based on."""
    todo, found = [Scenario], []
    while todo:
        group = todo.pop(0)
        if group not in found:
            found.append(group)
            todo += [base for base in group.__mro__ if issubclass(base, Settings) and base is not Settings]
            todo += [below for field in group.model_fields.values() for below in classes(field.annotation)]
    return found


def own_names(group: type) -> dict[str, Any]:
    """What a class declares itself, beside what it is based on."""
    return inspect.get_annotations(group)


def declarations() -> dict[str, tuple[type[Settings], str]]:
    """Every setting by ``Class.name``, where it is declared; what only holds further settings is not one."""
    return {
        f"{group.__name__}.{name}": (group, name)
        for group in groups()
        for name in group.model_fields
        if name in own_names(group) and not classes(group.model_fields[name].annotation)
    }


DECLARED = declarations()


def members_of(settings: Settings, path: str = "") -> list[tuple[str, Settings]]:
    """All groups of settings of a scenario, by path."""
    found = [(path, settings)]
    for name, declared in type(settings).model_fields.items():
        here = join(path, declared.alias or name)
        value = getattr(settings, name)
        tables = value.items() if isinstance(value, dict) else ()
        below = [(join(here, key), item) for key, item in tables]
        below += [(f"{here}[{n}]", item) for n, item in enumerate(value)] if isinstance(value, list) else []
        for place, item in [(here, value), *below]:
            if isinstance(item, Settings):
                found += members_of(item, place)
    return found


def place_of(owner: type[Settings], name: str) -> str:
    """The first place of the scenario where a declaration is in force."""
    for path, group in members_of(rich()):
        if next((base for base in type(group).__mro__ if name in own_names(base)), None) is owner:
            return join(path, owner.model_fields[name].alias or name)
    raise LookupError(f"nothing in the scenario is a {owner.__name__} with {name}")


def value_at(scenario: Scenario, path: str) -> Any:
    """What a scenario says at a path, in Python."""
    group, _, name = path.rpartition(".")
    return getattr(dict(members_of(scenario))[group], name)


# ------------------------------------------------------------ runs


def rich(**settings: Any) -> Scenario:
    """The rich scenario, with settings replaced by path."""
    return parse_scenario(RICH, name="rich", settings=settings)


RUNS: dict[str, dict[str, Any]] = {}
"""What runs have left behind, by world and settings: many tests compare with the same."""


def left_behind(settings: dict[str, Any], world: int = WORLDS[0]) -> dict[str, Any]:
    """All that a run in a world under some settings leaves behind, or what the file check says instead."""
    key = f"{world} {sorted(settings.items())}"
    if key not in RUNS:
        RUNS[key] = run_anew(settings, world)
    return RUNS[key]


def run_anew(settings: dict[str, Any], world: int = WORLDS[0]) -> dict[str, Any]:
    """The same, whether it is known already or not."""
    try:
        scenario = rich(**settings)
    except ScenarioError as error:
        return {"refused": str(error)}
    model = CampaignModel(scenario, STRATEGY, rng=world).run()
    cost = planned_cost(scenario.strategies[STRATEGY], under_strategy(scenario, STRATEGY))
    return {**digests(model), "ledger": repr(model.ledger.spent), "planned cost": cost}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The names of what is not the same in what two runs leave behind."""
    return [name for name in {**one, **other} if one.get(name) != other.get(name)]


# ------------------------------------------------------------ network files

IMPORTED = 90
"""Accounts of a network file."""


def write_files(folder: Path) -> None:
    """Two networks, and two lists of which account is of which segment."""
    for name, leap in (("ties.csv", 7), ("others.csv", 11)):
        rows = [f"{a},{(leap * a + 5 * k + 1) % IMPORTED}" for a in range(IMPORTED) for k in range(a % 7)]
        (folder / name).write_text("\n".join(["source,target", *rows, ""]))
    for name, first, second in (("members.csv", "public", "staff"), ("seats.csv", "staff", "public")):
        rows = [f"{a},{first if a < IMPORTED / 2 else second}" for a in range(IMPORTED)]
        (folder / name).write_text("\n".join(["id,segment", *rows, ""]))


@pytest.fixture(scope="module", autouse=True)
def beside_the_files(tmp_path_factory):
    """Network files are looked for where the tests run."""
    folder = tmp_path_factory.mktemp("networks")
    write_files(folder)
    with contextlib.chdir(folder):
        yield


# ------------------------------------------------------------ changes


@dataclass(frozen=True)
class Case:
    """How a setting is put to the test, where the scenario as it stands does not do.

    value : the other value (default: one that the declaration allows); at : the path (default: the first place where
    the declaration is in force); given : settings under which it matters, the same in both runs; refused : whether the
    file check does not accept the other value, which is all that the setting is for.
    """

    value: Any = None
    at: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    refused: bool = False


STORY, PROGRAMME, PLAYBOOK = "cracked frame", "strategies.full.programme", "strategies.full.playbook"
FILE = "platforms.feed.network"
FROM_FILE = {f"{FILE}.file": "ties.csv", f"{FILE}.direction": "source is followed"}
SEATED = {**FROM_FILE, f"{FILE}.seating": "by segment", f"{FILE}.members": "members.csv"}
POSTURE = {"responses.apology": {"victim": 0.6, "accidental": 0.8, "preventable": 0.85, "virality": 0.8}}
MINDFUL = {"segments.critic.share_chance": 0.3, "segments.critic.alignment": 1.0}
WRITING = {f"{PROGRAMME}[0].task": "write"}
THRESHOLD = {"contagion.rule": "threshold"}
EXTRA = "segments.extra.role"
A_POST = {"action": "publish", "message": "denial", "speaker": "brand"}


def extra(role: str) -> dict[str, Any]:
    """A further segment, with no settings that other roles do not have."""
    return {"segments.extra": {"role": role, "size": 9, "accounts": {"feed": 1.0}}}


CASES: dict[str, Case] = {
    # What a run of this scenario reads only under a rule that it does not use.
    "Contagion.sources_needed": Case(given=THRESHOLD),
    "Contagion.share_needed": Case(given=THRESHOLD),
    "Belief.confidence_bound": Case(given={"belief.rule": "bounded_confidence"}),
    "Platform.half_life_hours": Case(at="platforms.work.half_life_hours"),
    "Network.file": Case("others.csv", given=FROM_FILE),
    "Network.direction": Case("mutual", given=FROM_FILE),
    "Network.members": Case("seats.csv", given=SEATED),
    "Network.seating": Case("random", given=FROM_FILE),
    "Fees.nano": Case(given={"segments.creators.tier": "nano"}),
    "Fees.mid": Case(given={"segments.creators.tier": "mid"}),
    "Fees.macro": Case(given={"segments.creators.tier": "macro"}),
    "Fees.mega": Case(given={"segments.creators.tier": "mega"}),
    "Response.victim": Case(at="responses.apology.victim", given={**POSTURE, "crisis.cluster": "victim"}),
    "Response.accidental": Case(at="responses.apology.accidental", given=POSTURE),
    "Response.preventable": Case(at="responses.apology.preventable", given={**POSTURE, "crisis.history": True}),
    "Response.virality": Case(at="responses.apology.virality", given=POSTURE),
    "Response.price": Case(at="responses.apology.price", given=POSTURE),
    "EmployeesSettings.example_carries": Case(
        given={"segments.staff.team_size": 3, f"{PROGRAMME}[0].leaders_active": True}
    ),
    "VolunteerSettings.misfit": Case(at="segments.staff.misfit", given=WRITING),
    "Care.swaps_per_week": Case(given=WRITING),
    # Where it matters, or a value so far off that it matters in two days.
    "VolunteerSettings.culture_pull": Case(at="segments.staff.culture_pull"),
    "VolunteerSettings.afterglow_days": Case(0.0, at="segments.staff.afterglow_days"),
    "VolunteerSettings.comment_gain": Case(at="segments.staff.comment_gain"),
    **{f"VolunteerSettings.{name}": Case(at=f"segments.staff.{name}") for name in ("writers", "commenters", "sharers")},
    "OutletsSettings.owned": Case(True, at="segments.critic.owned"),
    "OutletsSettings.attitude": Case(at="segments.critic.attitude", given=MINDFUL),
    "OutletsSettings.attitude_spread": Case(at="segments.critic.attitude_spread", given=MINDFUL),
    "AdvocatesSettings.exit_per_day": Case(5.0),
    "Fatigue.tolerance_per_week": Case(20.0),
    "Crisis.bad_reputation": Case(0.9),
    "Publish.every_hours": Case(at=f"{PLAYBOOK}[1].every_hours"),
    "Reallocate.margin": Case(100.0),
    "Reallocate.caution": Case(8.0),
    "Reallocate.delay_hours": Case(7.0),
    "Reallocate.error": Case(2.0),
    "Trigger.below": Case(0.6, given={f"{PLAYBOOK}[1].when.above": 0.9, f"{PLAYBOOK}[1].when.at_most": 5}),
    "Trigger.delay_hours": Case(9.0),
    "Trigger.error": Case(2.0, given={f"{PLAYBOOK}[1].when.above": 0.9}),
    "Trigger.cooldown_hours": Case(30.0),
    # Another value that must be said.
    "Clock.days": Case(2.5),
    "Clock.start": Case(dt.datetime(2026, 3, 2, 14, 0)),
    "Tide.topic": Case("price"),
    "Platform.affinity": Case({"quality": 0.5}),
    "SegmentSettings.accounts": Case({"feed": 0.5}),
    "SegmentSettings.followers": Case({"feed": 14.0}),
    "SegmentSettings.audience": Case({"staff": 2.0}),
    "SegmentSettings.interests": Case({"price": 0.3}),
    "SegmentSettings.expertise": Case({"quality": 0.3}),
    "SegmentSettings.regard": Case({"brand": 0.2}),
    "VolunteerSettings.own_words": Case("a good ride"),
    "VolunteerSettings.everyday_words": Case("our own story"),
    "EmployeesSettings.disparagement": Case("another take"),
    "EmployeesSettings.leak": Case("another take"),
    "InfluencersSettings.fee_per_post": Case(50.0),
    "InfluencersSettings.takes": Case(STORY),
    "InfluencersSettings.next_story": Case("offer"),
    "Coverage.message": Case("another take"),
    "Message.topic": Case("price"),
    "Message.goal": Case("sales"),
    "Message.story": Case("the season"),
    "Crisis.story": Case("another take"),
    "Crisis.origin": Case("public"),
    "Crisis.responsibility": Case(0.9),
    "Publish.message": Case("denial"),
    "Publish.speaker": Case("staff"),
    "Publish.platforms": Case(["work"]),
    "Pause.segments": Case(["staff"]),
    "Rally.segment": Case("staff"),
    "Goal.metric": Case("actions"),
    "Strategy.set": Case({"messages.launch.stance": 0.9}),
    "Enrolment.segment": Case("riders"),
    "Enrolment.message": Case("offer"),
    "Enrolment.spend": Case(1000.0, at=f"{PROGRAMME}[3].spend"),
    "Enrolment.platforms": Case(["feed"]),
    "Enrolment.effort": Case({"work": 2.0}),
    "Care.segment": Case("riders"),
    "Trigger.signal": Case("impressions"),
    "Trigger.above": Case(2.0),
    "ActionSettings.after_crisis_hours": Case(9.0, at=f"{PLAYBOOK}[4].after_crisis_hours"),
    # What is chosen by name: another in its place.
    "DailyRhythm.kind": Case({"kind": "bandwagon"}, at="mechanisms[0]"),
    "Tide.kind": Case({"kind": "bandwagon"}, at="mechanisms[1]"),
    "Bandwagon.kind": Case({"kind": "daily_rhythm"}, at="mechanisms[2]"),
    "Publish.action": Case({"action": "rally", "segment": "staff", "at_hours": 20.0}, at="events[0]"),
    "Pause.action": Case({**A_POST, "at_hours": 26.0}, at=f"{PLAYBOOK}[3]"),
    "Rally.action": Case({**A_POST, "after_crisis_hours": 4.0}, at=f"{PLAYBOOK}[4]"),
    "Enrol.action": Case({**A_POST, "at_hours": 16.0}, at=f"{PLAYBOOK}[5]"),
    "Guide.action": Case({**A_POST, "at_hours": 10.0}, at=f"{PLAYBOOK}[6]"),
    "Reallocate.action": Case({**A_POST, "at_hours": 14.0}, at=f"{PLAYBOOK}[7]"),
    "AudienceSettings.role": Case("advocates"),
    "AdvocatesSettings.role": Case("employees"),
    "EmployeesSettings.role": Case("advocates", at=EXTRA, given=extra("employees")),
    "InfluencersSettings.role": Case("audience", at=EXTRA, given=extra("influencers")),
    "OutletsSettings.role": Case("audience", at=EXTRA, given=extra("outlets")),
    # What the file check is there to hold against the plan.
    "Crisis.warned_hours": Case(1.0, refused=True),
    "Strategy.budget": Case(500.0, refused=True),
}

NO_RUN: dict[str, str] = {
    "Scenario.schema_": "there is one version of the format; test_scenario_files refuses another",
    "Scenario.name": "a title for figures and tables",
    "Scenario.description": "words for people",
    "Scenario.lesson": "words for people",
    "Scenario.baseline": "which strategy a study compares with, after the runs: test_studies",
    "SegmentSettings.description": "words for people",
    "SegmentSettings.role": "declared again by each role, which is put to the test",
    "Message.text": "words for people",
    "Costs.currency": "the name of the money in texts",
    "Decision.metric": "how strategies are ranked, after the runs: test_ranking",
    "Decision.smallest": "how strategies are ranked, after the runs: test_ranking",
    "AdverseWorld.description": "words for people",
    "AdverseWorld.set": "a variant of the scenario, for other runs: test_adverse",
    "Strategy.description": "words for people",
    "ActionSettings.action": "declared again by each action, which is put to the test",
}


def another(owner: type[Settings], name: str, value: Any) -> Any:
    """A value that a declaration allows and that is not this one."""
    declared = owner.model_fields[name]
    annotation = declared.annotation
    choices = [c for a in (annotation, *get_args(annotation)) if get_origin(a) is Literal for c in get_args(a)]
    if choices:
        return next(choice for choice in choices if choice != value)
    if isinstance(value, bool):
        return not value
    if not isinstance(value, int | float):
        raise LookupError(f"{owner.__name__}.{name}: say in CASES what to put in place of {value!r}")
    bounds = {k: getattr(mark, k) for mark in declared.metadata for k in ("ge", "gt", "le") if hasattr(mark, k)}
    low, high = bounds.get("ge", bounds.get("gt", -math.inf)), bounds.get("le", math.inf)
    tries = [1.0] if math.isinf(value) else [value * 0.5, value * 2, value + 1, (value + min(high, value + 1)) / 2]
    tries = [type(value)(number) for number in tries]
    return next(number for number in tries if low <= number <= high and number != value and number != bounds.get("gt"))


def put_to_the_test(declaration: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The settings of two runs that differ in one setting."""
    owner, name = DECLARED[declaration]
    case = CASES.get(declaration, Case())
    path = case.at or place_of(owner, name)
    value = case.value
    if value is None:
        value = another(owner, name, value_at(rich(**case.given), path))
    return case.given, {**case.given, path: value}


# ------------------------------------------------------------ tests


@pytest.mark.parametrize("declaration", [name for name in DECLARED if name not in NO_RUN])
def test_a_setting_changes_the_run(declaration):
    one, other = put_to_the_test(declaration)
    for world in WORLDS:
        before, after = left_behind(one, world), left_behind(other, world)
        assert "refused" not in before, before
        assert ("refused" in after) == CASES.get(declaration, Case()).refused, after
        if differences(before, after):
            return
    pytest.fail(f"nothing reads {declaration}: under {other} the run is the same as under {one or 'the scenario'}")


def test_declarations_are_found():
    names = {name for group, name in DECLARED.values() if group.__name__ == "AudienceSettings"}
    assert names == {"role", "trust", "alignment"}
    assert len(DECLARED) > 300


def test_the_special_cases_are_declarations_and_none_is_twice():
    assert [name for name in {**CASES, **NO_RUN} if name not in DECLARED] == []
    assert set(CASES) & set(NO_RUN) == set()


SILENT = {
    "name": "Another title",
    "description": "Said in other words.",
    "lesson": "What is to be learned.",
    "baseline": STRATEGY,
    "segments.public.description": "People.",
    "messages.launch.text": "Look at this.",
    "costs.currency": "EUR",
    f"strategies.{STRATEGY}.description": "All at once.",
}
"""What no run shows, and what a run shows only under another rule."""
UNUSED = {
    "contagion.sources_needed": 5,
    "contagion.share_needed": 0.5,
    "belief.confidence_bound": 0.1,
    "platforms.feed.half_life_hours": 9.0,
    "platforms.work.theta": 1.5,
    "costs.fees.mega": 1.0,
}


@pytest.mark.parametrize("change", [*SILENT.items(), *UNUSED.items()], ids=lambda change: change[0])
def test_what_plays_no_part_leaves_the_run_as_it_is(change):
    assert differences(left_behind({}), run_anew(dict([change]))) == []


@pytest.mark.parametrize("path", ["clock.days", "segments.public.size", "contagion.rule", "crisis.severity"])
def test_the_same_value_said_again_leaves_the_run_as_it_is(path):
    assert differences(left_behind({}), run_anew({path: value_at(rich(), path)})) == []


def test_what_lay_in_memory_before_plays_no_part(monkeypatch):
    empty = np.empty

    def full_of_rubbish(*shape, **how):
        array = empty(*shape, **how)
        array.view(np.uint8)[...] = 0x5A
        return array

    monkeypatch.setattr(np, "empty", full_of_rubbish)
    assert differences(left_behind({}), run_anew({})) == []


def test_everything_happens_in_the_scenario():
    model = CampaignModel(rich(), STRATEGY, rng=WORLDS[0]).run()
    kinds = {kind for _, kind, _ in model.events}
    assert kinds >= {"crisis", "second wave", "review", *(name for name, step in ACTIONS.items() if is_ours(step))}
    said = set(model.posts["message"])
    assert [name for name, number in model.message_number.items() if number not in said] == []
    assert min(model.feedback.deeds.values()) > 0
    assert set(model.ledger.spent) >= {"care", "playbook", "incentives", "working time", "influencer fees"}
