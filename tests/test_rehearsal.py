"""Rehearsing: injects, branches with one past, events lists, and a session that survives."""

import json
import re

import numpy as np
import pytest
from worlds import SMALL, differences, small

from simulator.model import CampaignModel
from simulator.rehearsal import catalogue, events_list
from simulator.rehearsal.injects import Branch, Inject, Raw
from simulator.rehearsal.recording import Recorder
from simulator.rehearsal.room import MOST_BRANCHES, Room
from simulator.rehearsal.session import SESSION, Given, read_session, write_session
from simulator.scenario import ACTIONS
from simulator.scenario_files import ScenarioError
from simulator.settings import InputError


@pytest.fixture(scope="module")
def scenario():
    return small(clock__days=3)


@pytest.fixture
def room(scenario):
    room = Room(scenario, 3, drawn=200)
    room.open("first try")
    room.show(["first try"])
    return room


def said(hours, message="apology", by="us", speaker="brand", **action):
    action = {"action": "publish", "speaker": speaker, "message": message, **action}
    return Inject(hours=hours, by=by, label="said", action=action)


def rumour(hours, text="They knew it all along", by="world", **says):
    action = {"action": "publish", "speaker": "public", "message": "rumour", "members": 40, "choose": "random"}
    says = {"text": text, "stance": -0.9, "quality": 8.0, "arousal": 2.0, "kind": "third_party", **says}
    return Inject(hours=hours, by=by, label="A rumour", action=action, says=says)


def frames(room, name):
    return room.attempts[name].frames


def same(one, other):
    return np.array_equal(one.state, other.state) and one.told == other.told


# ------------------------------------------------------------ injects


@pytest.mark.parametrize("inject", [said(30.0), rumour(30.0), rumour(30.5, by="us")], ids=["old", "new", "ours"])
def test_what_comes_at_hour_thirty_leaves_the_hours_before_it_as_they_were(scenario, inject):
    branch = Branch("try", "people first")
    raw = Raw(scenario)
    models = [CampaignModel(raw.rehearsed(one), "try", rng=5) for one in (branch, branch.given(inject))]
    models.append(CampaignModel(scenario, "people first", rng=5))
    for model in models:
        while model.tick < 30:
            model.step()
    without, with_it, planned = models
    assert not differences(without, planned), "a branch without injects is the strategy itself"
    for one, other in ((without.posts, with_it.posts), (without.segment_attitude, with_it.segment_attitude)):
        assert one.tobytes() == other.tobytes()
    for model in (without, with_it):
        model.run()
    assert without.posts.tobytes() != with_it.posts.tobytes()
    assert without.segment_attitude.tobytes() != with_it.segment_attitude.tobytes()


def test_what_the_world_does_costs_nothing_and_what_we_do_costs(scenario):
    spent = {}
    for by in ("us", "world"):
        spec = Raw(scenario).rehearsed(Branch("try", injects=(said(10.0, by=by),)))
        spent[by] = CampaignModel(spec, "try", rng=1).run().ledger.total
    assert spent["world"] == 0.0
    assert spent["us"] == scenario.costs.per_action + 2 * scenario.costs.per_outlet_post * (
        (1 + scenario.costs.extra_platform) / 2
    )


def test_a_new_message_is_what_its_settings_say(scenario):
    """The hostile words of many hurt; the same words without a stance do not, nor do words of which nobody cares."""
    end = {}
    for stance in (-0.9, 0.0, 0.9):
        spec = Raw(scenario).rehearsed(Branch("try", injects=(rumour(2.0, stance=stance),)))
        end[stance] = CampaignModel(spec, "try", rng=1).run().public_attitude()[-1]
    assert end[-0.9] < end[0.0] < end[0.9]


def test_what_cannot_be_done_is_refused_with_place_value_and_remedy(scenario):
    raw = Raw(scenario)
    for inject, words in (
        (said(1.0, "apolgy"), 'names "apolgy".*did you mean "apology"'),
        (said(1.0, speaker="brad"), 'names "brad".*did you mean "brand"'),
        (said(1.0, members=-1), "members is -1"),
        (said(1.0, platform="feed"), 'platform.*did you mean "platforms"'),
        (Inject(hours=1, by="us", label="", action={"action": "rant"}), "rant.*should be one of: enrol"),
        (Inject(hours=1, by="us", label="", action={}), "should be one of: enrol"),
        (Inject(hours=1, by="world", label="", action={"action": "guide"}), "which the organisation does and pays for"),
        (rumour(1.0, stance=-3.0), "messages.rumour.stance is -3"),
    ):
        with pytest.raises(ScenarioError, match=words):
            raw.rehearsed(Branch("try", injects=(inject,)))


# ------------------------------------------------------------ the room


def test_what_is_decided_in_the_room_is_what_a_plan_with_the_same_actions_does(scenario):
    """Decided one by one while time runs, or written into the scenario beforehand: the same run to the last bit."""
    room = Room(scenario, 3, drawn=200)
    room.open("try", "people first")
    room.show(["try"])
    for hours, inject in ((10, said(10.0)), (28, rumour(28.0)), (28, said(40.0)), (50, said(50.0))):
        room.play_to(hours)
        room.inject(inject, ["try"])
    room.play_to(room.n_ticks)
    branch = room.attempts["try"].branch
    assert [inject.hours for inject in branch.injects] == [10.0, 28.0, 40.0, 50.0]
    planned = CampaignModel(Raw(scenario).rehearsed(branch), "try", rng=3).run()
    assert not differences(room.attempts["try"].model, planned)


def test_a_fork_has_the_past_of_its_parent_and_a_future_of_its_own(room):
    room.play_to(40)
    room.play_to(20)
    assert room.inject(said(20.0, "launch", speaker="riders", members=40), ["first try"]) == ["first try 2"]
    assert room.shown == ["first try 2"], "it takes the place of its parent"
    room.show(["first try", "first try 2"])
    room.play_to(40)
    parent, fork = (frames(room, name) for name in room.shown)
    assert all(same(one, other) for one, other in zip(parent[:21], fork[:21], strict=True))
    assert not any(same(one, other) for one, other in zip(parent[21:], fork[21:], strict=True))
    assert room.attempts["first try"].branch.injects == ()


def test_a_fork_keeps_what_the_world_does_and_drops_what_we_decided_later(room):
    room.play_to(5)
    for inject in (said(5.0), rumour(30.0), said(30.0)):
        room.inject(inject, ["first try"])
    room.play_to(40)
    room.fork("again", "first try", since=20)
    injects = room.attempts["again"].branch.injects
    assert [(inject.by, inject.hours) for inject in injects] == [("us", 5.0), ("world", 30.0)]
    room.show(["again"])
    room.play_to(40)
    assert any(mark["kind"] == "A rumour" and mark["hours"] == 30.0 for mark in room.marks("again"))


def test_a_fork_played_on_is_the_same_whether_it_was_forked_or_planned(room, scenario):
    room.play_to(30)
    room.play_to(12)
    room.inject(said(12.0), ["first try"], fork="again")
    room.play_to(room.n_ticks)
    other = Room(scenario, 3, drawn=200)
    other.open("planned", injects=[said(12.0)])
    other.show(["planned"])
    other.play_to(other.n_ticks)
    assert all(same(*pair) for pair in zip(frames(room, "again"), frames(other, "planned"), strict=True))


def test_new_words_keep_their_luck_whatever_is_dropped_or_taken_back_beside_them(room):
    """A message's luck goes by its number: those that came up before it must not be forgotten."""
    ours = rumour(30.0, "ours", by="us")
    room.inject(ours, ["first try"])
    room.inject(rumour(5.0, "theirs"), ["first try"])
    room.play_to(20)
    room.fork("again", "first try", since=20)
    assert not any(inject.by == "us" for inject in room.attempts["again"].branch.injects)
    room.show(["first try", "again"])
    room.play_to(30)
    assert all(same(*pair) for pair in zip(frames(room, "first try")[:31], frames(room, "again"), strict=True))
    before = list(frames(room, "first try"))
    room.withdraw("first try", 0)
    alone = CampaignModel(Raw(room.scenario).rehearsed(room.attempts["first try"].branch), "first try", rng=3)
    recorder = Recorder(alone, room.picture)
    for frame in before:
        assert same(recorder.frame(), frame)
        alone.step()


def test_several_things_of_one_kind_at_one_time_are_told_apart(room):
    for inject in (said(5.0), rumour(5.0), rumour(5.0, "more"), said(5.0, "launch", speaker="creators")):
        room.inject(inject.model_copy(update={"label": f"{inject.by}: {inject.action['speaker']}"}), ["first try"])
    room.play_to(7)
    told = [(mark["kind"], mark["by"], mark["text"].split(":")[0]) for mark in room.marks("first try")]
    assert told == [
        ("world: public", "world", "40 of public say"),
        ("world: public", "world", "40 of public say"),
        ("us: brand", "us", "Brand says"),
        ("us: creators", "us", "One of creators says"),
    ]
    texts = [mark["text"] for mark in room.marks("first try")]
    assert "They knew" in texts[0] and "more" in texts[1]


def test_two_strategies_run_in_step_in_the_same_world(room, scenario):
    room.open("people", "people first")
    room.show(["first try", "people"])
    room.play_to(room.n_ticks)
    alone = CampaignModel(scenario, "people first", rng=3).run()
    assert not differences(room.attempts["people"].model, alone)
    assert len(frames(room, "first try")) == len(frames(room, "people")) == room.n_ticks + 1


def test_two_injects_with_new_words_of_one_name_are_two_messages(room):
    for hours, text in ((3.0, "one"), (4.0, "two")):
        room.inject(rumour(hours, text), ["first try"])
    names = [inject.action["message"] for inject in room.attempts["first try"].branch.injects]
    assert names == ["rumour", "rumour 2"]


def test_the_past_cannot_be_changed_and_what_is_planned_can_be_taken_back(room):
    room.play_to(10)
    with pytest.raises(InputError, match=r"hour 9 comes too late: hour 10 is shown; go back"):
        room.inject(said(9.0), ["first try"])
    with pytest.raises(InputError, match="comes after the end, 72"):
        room.inject(said(72.0), ["first try"])
    room.inject(said(10.0), ["first try"])
    room.inject(said(20.0), ["first try"])
    room.play_to(11)
    with pytest.raises(InputError, match="that has happened"):
        room.withdraw("first try", 0)
    room.withdraw("first try", 1)
    assert [inject.hours for inject in room.attempts["first try"].branch.injects] == [10.0]
    with pytest.raises(InputError, match="no inject number 1"):
        room.withdraw("first try", 1)


def test_what_is_refused_changes_nothing(room):
    room.play_to(10)
    before = room.attempts["first try"].branch
    for wrong in (
        lambda: room.inject(said(10.0, "nope"), ["first try"]),
        lambda: room.plan([said(12.0), said(100.0)], "first try"),
    ):
        with pytest.raises(InputError):
            wrong()
        assert room.attempts["first try"].branch == before and list(room.attempts) == ["first try"]
    room.play_to(20)
    room.play_to(10)
    with pytest.raises(ScenarioError):
        room.inject(said(12.0, "nope"), ["first try"])
    assert list(room.attempts) == ["first try"], "no fork is left behind"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 81, "do nothing", "people first", "first try"])
def test_a_branch_needs_a_name_of_its_own(room, name):
    with pytest.raises(InputError, match="name"):
        room.open(name)


def test_a_room_has_limits(room):
    for number in range(MOST_BRANCHES - 1):
        room.open(f"branch {number}")
    with pytest.raises(InputError, match="which is the most"):
        room.open("one more")
    with pytest.raises(InputError, match="3 branches; one or 2"):
        room.show(["first try", "branch 1", "branch 2"])
    with pytest.raises(InputError, match='no branch "branch 99"'):
        room.show(["branch 99"])
    for name in list(room.attempts)[1:]:
        room.remove(name)
    with pytest.raises(InputError, match="the only branch"):
        room.remove("first try")


def test_ticks_of_a_tenth_of_an_hour_lose_no_inject(scenario):
    room = Room(small(clock__days=1, clock__tick_hours=0.1), 3, drawn=50)
    room.open("try")
    room.show(["try"])
    for tick in (3, 7, 58, 59, 60):
        room.play_to(tick)
        room.inject(said(room.hours(tick)), ["try"])
    room.play_to(70)
    happened = [
        mark["hours"] for frame in frames(room, "try") for mark in frame.told["events"] if mark["kind"] == "publish"
    ]
    assert len(happened) == 5


def test_an_inject_into_two_branches_is_done_in_both_or_in_none(room):
    room.play_to(10)
    room.fork("second", "first try", since=10)
    room.show(["first try", "second"])
    room.play_to(20)
    room.play_to(15)
    with pytest.raises(InputError, match='"mine" already'):
        room.inject(said(15.0), ["first try", "second"], fork="mine")
    assert list(room.attempts) == ["first try", "second"] and room.shown == ["first try", "second"]
    assert room.inject(said(15.0), ["first try", "second"]) == ["first try 2", "second 2"]
    assert room.shown == ["first try 2", "second 2"]


def test_a_list_that_was_saved_can_be_read_again_at_any_time(room, scenario):
    for inject in (said(5.0), rumour(30.0), rumour(40.0, "more")):
        room.inject(inject, ["first try"])
    saved = events_list.written(room.attempts["first try"].branch.injects, scenario)
    room.play_to(20)
    again = events_list.read(saved, scenario)
    assert str(room.plan(again, "first try")) == "0 events planned; 3 there already."
    room.open("new")
    assert str(room.plan(again, "new")) == "2 events planned; 1 left out, as they lie in the past."
    assert [inject.hours for inject in room.attempts["new"].branch.injects] == [30.0, 40.0]


def test_the_rows_of_a_list_are_checked_in_the_branch_they_go_into_with_those_before(scenario):
    part = {"segment": "staff", "message": "launch", "members": 3, "posts_per_week": 7.0}
    enrol = [
        Inject(hours=h, by="us", label="e", action={"action": "enrol", "part": part | {"segment": who}})
        for h, who in ((1, "staff"), (2, "riders"))
    ]
    move = Inject(hours=3, by="us", label="m", action={"action": "reallocate"})
    text = events_list.written([*enrol, move], scenario)
    assert events_list.read(text, scenario) == [*enrol, move]
    alone = events_list.written([move], scenario)
    with pytest.raises(InputError, match=r"line 2: .*nothing to move money between"):
        events_list.read(alone, scenario)
    assert events_list.read(alone, scenario, into=Branch("try", "people first")) == [move]


def test_a_replay_of_what_is_shown_ends_where_the_shorter_branch_does(room):
    room.play_to(60)
    room.open("short")
    room.show(["first try", "short"])
    room.attempts["short"].frames[:] = room.attempts["short"].frames[:41]
    for recording in room.recordings():
        assert len(recording.frames) == 41 and recording.stage["n_ticks"] == 40
        assert all(max(tree["hours"]) < 40 for tree in recording.trees)
        assert all(mark["hours"] < 40 for mark in recording.marks)


# ------------------------------------------------------------ the file of a session


def given(scenario, settings=None):
    return Given(scenario, SMALL, "small.toml", settings or {"clock.days": 3}, 3, 200)


def test_a_session_comes_back_as_it_was(room, scenario, tmp_path):
    room.play_to(12)
    room.inject(rumour(12.0, 'Words with "quotes", commas and \u2028 lines'), ["first try"])
    room.play_to(30)
    room.fork("again", "first try", since=20)
    room.show(["first try", "again"])
    room.play_to(25)
    write_session(tmp_path, given(scenario), room, "secret")
    left = read_session(tmp_path)
    again = left.room()
    assert left.token == "secret" and again.tick == 25 and again.shown == ["first try", "again"]
    for name, attempt in room.attempts.items():
        assert again.attempts[name].branch == attempt.branch
        assert all(same(*pair) for pair in zip(frames(again, name), attempt.frames, strict=True))
    assert (tmp_path / SESSION).stat().st_mode & 0o077 == 0, "the token is for its owner alone"


def test_a_session_that_breaks_off_while_it_is_written_leaves_the_last_one(room, scenario, tmp_path, monkeypatch):
    write_session(tmp_path, given(scenario), room, "secret")
    before = (tmp_path / SESSION).read_bytes()
    room.open("lost")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_session(tmp_path, given(scenario), room, "secret")
    assert (tmp_path / SESSION).read_bytes() == before
    assert "lost" not in read_session(tmp_path).branches


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c | {"format": 2}, "format"),
        (lambda c: c | {"branches": []}, "branches"),
        (lambda c: c | {"seed": -1}, "seed"),
        (lambda c: c | {"digest": "0"}, "means something else now"),
        (lambda c: c | {"text": "name = 3"}, "name"),
        (lambda c: c | {"more": 3}, "more"),
    ],
)
def test_a_damaged_session_is_refused(room, scenario, tmp_path, change, words):
    write_session(tmp_path, given(scenario), room, "secret")
    path = tmp_path / SESSION
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(InputError, match=words):
        read_session(tmp_path)
    path.write_text("{")
    with pytest.raises(InputError, match="no live session"):
        read_session(tmp_path)


def test_a_folder_without_a_session_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no live session"):
        read_session(tmp_path)


# ------------------------------------------------------------ master events lists


def test_an_events_list_comes_back_as_it_went(scenario):
    injects = [
        said(2.0, platforms=["feed"], times=3),
        rumour(7.25, 'One, two;\n"three"'),
        rumour(20.0, posture="none"),
        Inject(
            hours=40 + 1 / 3,
            by="us",
            label="Rally, all",
            action={"action": "rally", "segment": "riders", "factor": 4.0},
        ),
        Inject(hours=41, by="us", label="quiet", action={"action": "pause", "segments": ["riders"]}),
        Inject(
            hours=42,
            by="us",
            label="more",
            action={"action": "enrol", "part": {"segment": "staff", "message": "launch", "members": 3}},
        ),
    ]
    injects[2] = injects[2].model_copy(update={"action": injects[2].action | {"message": "another"}})
    text = events_list.written(injects, scenario)
    assert events_list.read(text, scenario) == injects
    assert (
        events_list.read("\ufeff" + text.replace("\n", "\r\n").replace("One, two;\r\n", "One, two;\n"), scenario)
        == injects
    )
    assert "2026-03-02 10:00" in text


def test_every_wrong_row_is_told_at_once_with_line_value_and_remedy(scenario):
    text = "\n".join(
        [
            "time,by,effect,who,message,text,settings,says",
            "soon,us,publish,brand,apology,,,",
            "3,them,publish,brand,apology,,,",
            "3,us,publsh,brand,apology,,,",
            "3,us,publish,brand,apolgy,,,",
            "3,us,pause,brand,,,,",
            '3,us,publish,brand,apology,,"{""members"": 0}",',
            "3,us,publish,brand,apology,,[],",
            "3,us,publish,brand,apology,Other words,,",
            "3,us,publish,brand,,Words,,",
            '3,us,publish,brand,apology,,"{""at_hours"": 7}",',
            "3,us,publish,brand,apology,,,,,,",
            "-1,us,publish,brand,apology,,,",
            "inf,us,publish,brand,apology,,,",
            ",,,,,,,",
        ]
    )
    with pytest.raises(InputError) as caught:
        events_list.read(text, scenario, name="mel.csv")
    told = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in told] == [f"mel.csv, line {n}" for n in range(2, 15)]
    for line, words in zip(
        told,
        [
            'time is "soon"',
            'by is "them"; should be us or world',
            'did you mean "publish"',
            'did you mean "apology"',
            "pause has no such setting",
            "members is 0",
            'settings is "\\[\\]"; should be JSON',
            "has its own words",
            "no message; give the new message a name",
            "the column time says when",
            "more fields than the head",
            "hours",
            "hours",
        ],
        strict=True,
    ):
        assert re.search(words, line), (words, line)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("time,by,efect", 'no column "efect"; did you mean "effect"'),
        ("time,by", "lacks the column effect"),
        ("time,by,effect,time", "has a column twice"),
        ("", "lacks the column time"),
        ('time,by,effect\n1,us,"' + "x" * 200_000 + '"', "is no CSV"),
    ],
)
def test_an_events_list_needs_its_head(scenario, head, words):
    with pytest.raises(InputError, match=words):
        events_list.read(head + "\n", scenario)


# ------------------------------------------------------------ forms


def filled(form):
    """What a page would send of a form that is left as it is, but for the words of a new message."""
    sent = {"action": {"action": form["action"]}, "says": {}}
    for field in form["fields"]:
        if field["value"] is None:
            continue
        place = sent
        for step in field["path"][:-1]:
            place = place.setdefault(step, {})
        place[field["path"][-1]] = field["value"]
    is_new = sent["action"].get("message") == catalogue.NEW_WORDS
    if is_new:
        sent["action"]["message"] = "new words"
    return Inject(
        hours=3.0, by=form["by"], label=form["label"], action=sent["action"], says=sent["says"] if is_new else None
    )


def test_every_form_can_be_done_as_it_is_and_there_is_one_for_every_action(scenario):
    forms = catalogue.forms(scenario)
    json.dumps(forms, allow_nan=False)
    for form in forms:
        Raw(scenario).rehearsed(Branch("try", "people first", (filled(form),)))
    assert {form["action"] for form in forms if form["more"]} == set(ACTIONS)
    labels = [form["label"] for form in forms]
    for label in ("Statement", "The head speaks", "Guidelines for staff", "Engage influencers", "A rumour"):
        assert label in labels
    assert {"A leak", "An insider speaks out", "An influencer turns critic", "A story in the press"} <= set(labels)


def test_every_field_of_a_form_says_what_it_is_for(scenario):
    fields = [field for form in catalogue.forms(scenario) for field in form["fields"] if field["kind"] != "hidden"]
    assert all(field["meaning"] and field["label"] for field in fields)
    assert {field["kind"] for field in fields} == {"choice", "choices", "number", "whole", "text", "switch"}
