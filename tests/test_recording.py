"""What a viewer is told of a run: true to the model's arrays at every tick, and without a trace in the run."""

import base64
import json

import numpy as np
import pytest
from worlds import digests, small

from simulator.content import HOSTILE, NONE, SIDES, SUPPORTIVE
from simulator.metrics import published
from simulator.model import CampaignModel
from simulator.population import NEVER, slices
from simulator.rehearsal import recording
from simulator.rehearsal.picture import picture_of
from simulator.rehearsal.recording import Recorder, stage_of
from simulator.state import FAST, SLOW
from simulator.world import build_world

STRATEGY = "people first"


def recorded(drawn=5000, **settings):
    """Every frame of a run of the small world, with the model as it is at the end, and its picture."""
    scenario = small(**settings)
    world = build_world(scenario, 7)
    picture = picture_of(scenario, world, drawn=drawn)
    model = CampaignModel(scenario, STRATEGY, rng=7, world=world)
    recorder = Recorder(model, picture)
    frames = [recorder.frame()]
    while model.running:
        model.step()
        frames.append(recorder.frame())
    return frames, model, picture


@pytest.fixture(scope="module")
def whole():
    return recorded()


def column(frame, name, table="roles"):
    """A column of the table of roles or platforms in a frame."""
    columns = recording.ROLE_COLUMNS if table == "roles" else recording.PLATFORM_COLUMNS
    return [row[[c[0] for c in columns].index(name)] for row in frame.told[table]]


def expected_state(model, member, posts):
    """A member's state after a tick, straight from the tables."""
    row, last = model.population.member[member], model.tick - 1
    idle = last - row["touched"]
    fade = model.given.fade
    attitude = row["attitude_start"] + row["attitude_fast"] * fade[idle, FAST] + row["attitude_slow"] * fade[idle, SLOW]
    state = int(np.rint((np.clip(attitude, -1, 1) + 1) * 15))
    for side, bit in ((HOSTILE, 32), (SUPPORTIVE, 64)):
        of_side = model.moving.message["side"] == side
        state |= bit * bool((model.moving.contact["first_seen"][of_side, member] != NEVER).any())
    return state | 128 * (member in posts["member"])


def test_a_recorded_run_is_the_same_to_the_last_bit(whole):
    _, model, _ = whole
    alone = CampaignModel(small(), STRATEGY, rng=7).run()
    assert digests(model) == digests(alone)
    assert digests(model) != digests(CampaignModel(small(), STRATEGY, rng=8).run())


def test_the_states_are_those_of_the_members_at_every_tick():
    scenario = small(clock__days=2)
    world = build_world(scenario, 7)
    picture = picture_of(scenario, world, drawn=120)
    model = CampaignModel(scenario, STRATEGY, rng=7, world=world)
    recorder = Recorder(model, picture)
    recorder.frame()
    while model.running:
        n_before = len(model.posts)
        model.step()
        state, posts = recorder.frame().state, model.posts[n_before:]
        exact = [expected_state(model, member, posts) for member in picture.member]
        assert (state & ~np.uint8(31)).tolist() == [value & ~31 for value in exact]
        assert np.abs((state & 31).astype(int) - [value & 31 for value in exact]).max() <= 1
        assert np.mean((state & 31) == [value & 31 for value in exact]) > 0.99  # but for numbers half way


def test_before_the_first_tick_nobody_knows_anything(whole):
    first = whole[0][0]
    assert not (first.state & 0xE0).any()
    assert (len(first.travels), first.told["n_posts"], first.told["posts"], first.told["events"]) == (0, 0, [], [])
    assert first.told["curves"] == {"attention": 0.0, "sentiment": None, "reputation": pytest.approx(0.1, abs=0.1)}


def test_a_recorder_that_comes_late_tells_the_same_from_then_on(whole):
    frames, _, picture = whole
    model = CampaignModel(small(), STRATEGY, rng=7)
    while model.tick < 40:
        model.step()
    late = Recorder(model, picture)
    for tick in range(40, 45):
        frame, other = late.frame(), frames[tick]
        assert np.array_equal(frame.state, other.state)
        assert np.array_equal(frame.travels, other.travels)
        assert frame.told == other.told
        model.step()


def test_travels_are_the_posts_of_the_tick_whose_both_ends_are_drawn():
    frames, model, picture = recorded(drawn=200)
    place = {int(member): at for at, member in enumerate(picture.member)}
    ticks = (model.posts["time"] // model.given.tick_hours).astype(int)
    n_shares = 0
    for tick, frame in enumerate(frames[1:]):
        wanted = set()
        for post in model.posts[ticks == tick]:
            source = post["member"] if post["parent"] == NONE else model.posts[post["parent"]]["member"]
            if source in place and post["member"] in place:
                wanted.add((place[source], place[post["member"]], model.moving.message["side"][post["message"]]))
        found = {tuple(row) for row in frame.travels.tolist()}
        assert found == wanted
        n_shares += sum(source != to for source, to, _ in found)
    assert n_shares > 5


def test_no_more_travels_are_shown_than_a_page_can_draw(monkeypatch):
    monkeypatch.setattr(recording, "MOST_TRAVELS", 2)
    frames, _, _ = recorded()
    assert max(len(frame.travels) for frame in frames) == 4


def test_what_is_told_is_json_without_numbers_that_json_lacks(whole):
    for frame in whole[0]:
        assert json.loads(json.dumps(frame.told, allow_nan=False)) == frame.told


def test_the_curves_are_those_of_the_model(whole):
    frames, model, _ = whole
    good, bad = (published(model, side) for side in (SUPPORTIVE, HOSTILE))
    for tick in (0, 3, 30, 95):
        curves = frames[tick + 1].told["curves"]
        assert curves["attention"] == pytest.approx(model.attention_so_far[tick], abs=1e-5)
        assert curves["reputation"] == pytest.approx(model.public_attitude()[tick], abs=1e-6)
        lately = slice(max(tick - 5, 0), tick + 1)
        n = good[lately].sum() + bad[lately].sum()
        wanted = (good[lately].sum() - bad[lately].sum()) / n if n else None
        assert curves["sentiment"] == (pytest.approx(wanted, abs=1e-4) if n else None)


def test_the_tables_add_up_to_the_run(whole):
    frames, model, _ = whole
    last = frames[-1]
    assert sum(column(last, "members")) == model.given.n_members
    assert sum(column(last, "wrote")) + sum(column(last, "passed_on")) == len(model.posts)
    assert sum(frame.told["n_posts"] for frame in frames) == len(model.posts)
    sides = model.moving.message["side"][model.posts["message"]]
    assert sum(column(last, "hostile", "platforms")) == np.count_nonzero(sides == HOSTILE)
    assert sum(column(last, "supportive", "platforms")) == np.count_nonzero(sides == SUPPORTIVE)
    assert column(last, "accounts", "platforms") == model.world.ties.account.sum(axis=1).tolist()
    rows = slices(small())["riders"]
    seen = model.moving.contact["first_seen"][model.moving.message["side"] == HOSTILE][:, rows] != NEVER
    assert column(last, "know_story")[1] == pytest.approx(seen.any(axis=0).mean(), abs=1e-4)
    assert column(last, "attitude")[1] == pytest.approx(model.segment_attitude[-1][1], abs=1e-4)
    told = [event for frame in frames for event in frame.told["events"]]
    assert [(mark["hours"], mark["kind"]) for mark in told] == [
        (round(hours, 3), kind) for hours, kind, _ in model.events
    ]
    assert last.told["spent"] == pytest.approx(model.ledger.total, abs=0.01)


def test_posts_are_told_in_words_and_the_first_of_a_message_always(whole):
    frames, model, _ = whole
    told = [post for frame in frames for post in frame.told["posts"]]
    texts = {message.text or name for name, message in small().messages.items()}
    heard = {list(small().messages)[number] for number in set(model.posts["message"].tolist())}
    assert {post["text"].lower() for post in told} == {text for text in texts if text in heard}
    for post in told:
        row = model.posts[post["post"]]
        assert post["side"] == SIDES[model.moving.message["side"][row["message"]]]
        assert (post["way"] == "writes") == (row["parent"] == NONE)
        assert post["hours"] == pytest.approx(row["time"], abs=1e-3)
        assert post["followers"] == model.world.ties.n_followers[row["platform"], row["member"]]
    names = {post["who"] for post in told}
    assert "Brand" in names
    assert any(name.startswith("Rider ") for name in names)
    assert all("_" not in name for name in names)


def test_no_more_posts_are_told_than_one_can_read(monkeypatch, whole):
    monkeypatch.setattr(recording, "MOST_POSTS", 2)
    frames, _, _ = recorded()
    assert max(len(frame.told["posts"]) for frame in frames) == 2
    assert [frame.told["n_posts"] for frame in frames] == [frame.told["n_posts"] for frame in whole[0]]


def test_others_who_say_the_same_in_a_tick_are_counted(whole):
    frames, model, _ = whole
    ticks = (model.posts["time"] // model.given.tick_hours).astype(int)
    for tick, frame in enumerate(frames[1:]):
        posts = model.posts[ticks == tick]
        for told in frame.told["posts"]:
            row = model.posts[told["post"]]
            alike = (posts["message"] == row["message"]) & (posts["segment"] == row["segment"])
            alike &= (posts["parent"] == NONE) == (row["parent"] == NONE)
            assert told["others"] == len(set(posts["member"][alike].tolist())) - 1


def test_the_stage_says_who_is_drawn_and_where():
    scenario = small()
    picture = picture_of(scenario, build_world(scenario, 7), drawn=200, ties=100)
    stage = stage_of(scenario, picture)
    assert json.loads(json.dumps(stage, allow_nan=False)) == stage
    assert (stage["n_ticks"], stage["tick_hours"], stage["start"]) == (96, 1.0, "2026-03-02T08:00:00")
    assert [role["name"] for role in stage["roles"]] == ["audience", "advocates", "employees", "influencers", "outlets"]
    assert sum(segment["drawn"] for segment in stage["segments"]) == 200
    x = np.frombuffer(base64.b64decode(stage["picture"]["x"]), "<u2")
    assert np.abs(x / 65535 - picture.x).max() < 1e-4
    ties = np.frombuffer(base64.b64decode(stage["picture"]["ties"]), "<u2").reshape(-1, 2)
    assert np.array_equal(ties, picture.tie)
    assert stage["picture"]["said"] == picture.said
