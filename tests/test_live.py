"""The live room over its connection: who may lead, what is told, and that nothing stops a session."""

import json
import struct
import time
import zlib
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from worlds import SMALL, small

from simulator.rehearsal.room import Room
from simulator.rehearsal.session import Given, read_session
from simulator.settings import InputError
from simulator.views.live.app import PAGE, LiveRoom
from simulator.views.live.commands import Command, command
from simulator.views.live.guard import is_our_name, is_our_page

HERE = "127.0.0.1:8765"
OURS = {"host": HERE, "origin": f"http://{HERE}"}
TOKEN = "the right one"


@pytest.fixture
def live(tmp_path):
    scenario = small(clock__days=3)
    room = Room(scenario, 3, drawn=200)
    room.open("first try")
    room.show(["first try"])
    return LiveRoom(Given(scenario, SMALL, "small.toml", {"clock.days": 3}, 3, 200), room, tmp_path, TOKEN)


@pytest.fixture
def browser(live):
    with TestClient(live.app(), base_url=f"http://{HERE}") as client:
        yield client


class Page:
    """What a page does: it says hello, keeps what it is told, and acknowledges pictures."""

    def __init__(self, socket, token=""):
        self.socket, self.told, self.pictures = socket, [], []
        socket.send_json({"type": "hello", "token": token})

    def hear(self):
        message = self.socket.receive()
        if message["type"] == "websocket.close":
            raise WebSocketDisconnect(message["code"], message.get("reason"))
        if message.get("text") is not None:
            self.told.append(json.loads(message["text"]))
            return self.told[-1]
        self.pictures.append(unpacked(message["bytes"]))
        self.socket.send_json({"type": "ack"})
        return self.pictures[-1]

    def until(self, wanted):
        while not wanted(message := self.hear()):
            pass
        return message

    def do(self, type_, **fields):
        """Send a command, and wait for its answer: done, or a problem."""
        self.socket.send_json({"type": type_, **fields})
        return self.until(lambda m: m.get("type") == "problem" or (m.get("type") == "done" and m["command"] == type_))

    def state(self, wanted=lambda state: True):
        return self.until(lambda m: m.get("type") == "state" and wanted(m))

    def picture(self, wanted=lambda picture: True):
        return self.until(lambda m: "paint" in m and wanted(m))


def unpacked(data):
    plain = zlib.decompress(data)
    (length,) = struct.unpack_from("<I", plain)
    head = json.loads(plain[4 : 4 + length])
    return {**head, "arrays": plain[4 + length :]}


@contextmanager
def page(browser, token=TOKEN, headers=OURS):
    # The client cancels what it connects to on its way out, and tells so where that was not over yet.
    with suppress(CancelledError), browser.websocket_connect("/room", headers=headers) as socket:
        yield Page(socket, token)


# ------------------------------------------------------------ who may come in


def test_the_page_and_its_parts_come_with_a_strict_policy(browser):
    parts = {path: PAGE[path].suffix.strip(".").replace("js", "javascript") for path in PAGE}
    for path, kind in parts.items():
        answer = browser.get(path, headers=OURS)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(f"text/{kind}")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "http://" not in answer.text.replace("http://www.w3.org", "") and "https://" not in answer.text
    assert browser.get("/session.json", headers=OURS).status_code == 404
    assert browser.get("/../app.py", headers=OURS).status_code == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "", "127.0.0.1.evil.example", "localhost.evil.example:80"]
)
def test_a_name_that_others_can_point_here_is_refused(browser, host):
    assert not is_our_name(host)
    assert browser.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"host": HERE, "origin": "http://evil.example"},
        {"host": HERE, "origin": "null"},
        {"host": HERE, "origin": "http://127.0.0.1:9999"},
        {"host": HERE, "origin": f"http://{HERE}.evil.example"},
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": HERE},
    ],
)
def test_pages_of_other_sites_cannot_connect(browser, headers):
    assert not is_our_page(headers)
    with pytest.raises(WebSocketDisconnect) as refused, browser.websocket_connect("/room", headers=headers) as socket:
        socket.receive()
    assert refused.value.code == 1008


@pytest.mark.parametrize("token", ["wrong", "the right one ", "THE RIGHT ONE", "\u00fc"])
def test_a_wrong_token_is_refused(browser, token):
    with page(browser, token) as other, pytest.raises(WebSocketDisconnect) as refused:
        other.hear()
    assert refused.value.code == 4401


def test_who_does_not_say_hello_first_is_sent_away(browser):
    for first in ('{"type": "play"}', "nonsense", "{}"):
        with browser.websocket_connect("/room", headers=OURS) as socket, pytest.raises(WebSocketDisconnect) as refused:
            socket.send_text(first)
            socket.receive_text()
        assert refused.value.code == 4401


def test_who_watches_is_told_what_happens_and_can_change_nothing(browser, live):
    with page(browser) as lead, page(browser, "") as guest:
        stage = guest.until(lambda m: m.get("type") == "stage")
        assert not stage["facilitator"] and "forms" not in stage
        planned = {"action": "publish", "speaker": "brand", "message": "apology"}
        assert (
            lead.do("inject", by="us", label="later", action=planned, hours=50.0, branches=["first try"])["type"]
            == "done"
        )
        lead.state(lambda state: state["branches"][0]["injects"])
        for type_, fields in (
            ("play", {}),
            ("step", {}),
            ("go", {"tick": 3}),
            ("inject", {"by": "us", "label": "", "action": {}, "branches": ["first try"]}),
            ("open", {"name": "mine", "strategy": "do nothing"}),
            ("write events", {"branch": "first try"}),
        ):
            assert "only the facilitator" in guest.do(type_, **fields)["text"]
        assert live.room.tick == 0 and list(live.room.attempts) == ["first try"]
        lead.do("step", ticks=2)
        assert guest.picture(lambda picture: picture["tick"] == 2)
        states = [message for message in guest.told if message["type"] == "state"]
        assert states and all(set(branch) == {"id", "name"} for state in states for branch in state["branches"])


# ------------------------------------------------------------ what is told


def test_a_picture_tells_what_the_room_holds(browser, live):
    with page(browser) as lead:
        lead.picture()
        lead.do("open", name="people", strategy="people first", beside=True)
        lead.do("go", tick=30)
        picture = lead.picture(lambda picture: picture["tick"] == 30)
        place, told = 0, {}
        for old in lead.pictures:
            for id_, first, list_ in old["told"]:
                assert first == len(told.get(id_, [])), "nothing is told twice, and nothing is left out"
                told[id_] = told.get(id_, []) + list_
        for paint, name in zip(picture["paint"], live.room.shown, strict=True):
            attempt = live.room.attempts[name]
            frame = attempt.frames[30]
            assert paint["id"] == attempt.id
            assert picture["arrays"][place : place + 200] == frame.state.tobytes()
            place += 200
            n = len(frame.travels) * 6
            assert picture["arrays"][place : place + n] == frame.travels.astype("<u2").tobytes()
            place += n
            assert told[attempt.id] == json.loads(json.dumps([f.told for f in attempt.frames[:31]]))
        assert place == len(picture["arrays"])


def test_time_runs_pauses_and_ends(browser, live):
    with page(browser) as lead:
        lead.do("speed", per_second=60.0)
        lead.do("play")
        assert lead.state(lambda state: state["playing"])
        lead.picture(lambda picture: picture["tick"] >= 5)
        lead.do("pause")
        lead.state(lambda state: not state["playing"])
        assert live.room.tick >= 5
        lead.do("play")
        lead.state(lambda state: state["playing"])
        lead.state(lambda state: not state["playing"])
        end = (
            lead.pictures[-1]
            if lead.pictures[-1]["tick"] == 72
            else lead.picture(lambda picture: picture["tick"] == 72)
        )
        assert list(end["played"].values()) == [72]
        ticks = [picture["tick"] for picture in lead.pictures]
        assert ticks == sorted(ticks) and ticks[-1] == 72
        assert set(ticks) == set(range(73)), "who leads sees every tick"


def test_an_inject_a_fork_and_the_review_of_the_past_by_messages(browser, live):
    action = {"action": "publish", "speaker": "brand", "message": "apology"}
    with page(browser) as lead:
        lead.do("step", ticks=20)
        lead.do("go", tick=6)
        lead.do("inject", by="us", label="Sorry", action=action, branches=["first try"], fork="again")
        state = lead.state(lambda state: len(state["branches"]) == 2)
        assert [(one["name"], one["parent"], one["forked"]) for one in state["branches"]][1] == (
            "again",
            "first try",
            6,
        )
        lead.do("step", ticks=3)
        picture = lead.picture(lambda picture: picture["tick"] == 9)
        (marks,) = picture["marks"].values()
        assert [(mark["hours"], mark["kind"], mark["by"]) for mark in marks] == [(6.0, "Sorry", "us")]
        lead.do("write events", branch="again")
        file = next(m for m in lead.told if m.get("command") == "write events")
        assert (
            file["text"].splitlines()[1].startswith("2026-03-02 06:00" if False else file["text"].splitlines()[1][:16])
        )
        lead.do("open", name="clean", strategy="do nothing", beside=False)
        later = file["text"].replace("14:00", "20:00")
        answer = lead.do("read events", text=later, name="mel.csv", branches=["clean"])
        assert answer["type"] == "done", answer
        assert [inject.hours for inject in live.room.attempts["clean"].branch.injects] == [12.0]


def test_malformed_messages_are_answered_and_stop_nothing(browser, live):
    with page(browser) as lead:
        for text in (
            "nonsense", "{", "[]", "null", '{"type": "dance"}', '{"type": "go"}', '{"type": "go", "tick": "3"}',
            '{"type": "go", "tick": -1}', '{"type": "go", "tick": 1e99}', '{"type": "speed", "per_second": NaN}',
            '{"type": "play", "more": 1}', '{"type": "inject"}', '{"type": "show", "names": ["a", "b", "c"]}',
            '{"type": "go", "tick": 100000}', "[" * 100_000, '{"type": "show", "names": ["nobody"]}',
            '{"type": "hello", "token": "x"}',
        ):  # fmt: skip
            lead.socket.send_text(text)
            assert lead.until(lambda m: m.get("type") in ("problem", "done"))["type"] == "problem", text
        lead.socket.send_bytes(b"\x00\x01")
        assert lead.until(lambda m: m.get("type") in ("problem", "done"))["type"] == "problem"
        assert lead.do("step")["type"] == "done"
        assert live.room.tick == 1


def test_everything_is_kept_before_anybody_is_told(browser, live, tmp_path):
    action = {"action": "publish", "speaker": "brand", "message": "apology"}
    with page(browser) as lead:
        lead.do("step", ticks=4)
        lead.do("inject", by="us", label="Sorry", action=action, branches=["first try"])
        left = read_session(tmp_path)
        assert [inject.label for inject in left.branches["first try"].injects] == ["Sorry"] and left.tick == 4
        assert left.played == {"first try": 4}


def test_a_session_that_cannot_be_kept_goes_on_and_says_so(browser, live, tmp_path, monkeypatch):
    import simulator.views.live.app as app

    with page(browser) as lead:
        lead.do("step")

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(app, "write_session", full)
        lead.do("speed", per_second=60.0)
        lead.do("play")
        told = lead.until(lambda m: m.get("type") == "problem")
        assert "cannot be kept (No space left on device). Make room" in told["text"]
        monkeypatch.undo()
        lead.do("pause")
        tick = live.room.tick
        lead.do("play")
        lead.picture(lambda picture: picture["tick"] > tick + 2)
        lead.do("pause")
        lead.do("step")
        assert read_session(tmp_path).tick == live.room.tick


def test_a_fault_of_ours_ends_no_session(browser, live, monkeypatch, capfd):
    with page(browser) as lead:
        monkeypatch.setattr(type(live.room), "play_to", lambda *_: 1 / 0)
        assert "fault of ours" in lead.do("step")["text"]
        lead.do("play")
        assert "Time stands still" in lead.until(lambda m: m.get("type") == "problem")["text"]
        monkeypatch.undo()
        lead.do("speed", per_second=60.0)
        lead.do("play")
        lead.picture(lambda picture: picture["tick"] > 3)
        lead.do("pause")
        assert lead.do("step")["type"] == "done"
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_who_watches_learns_nothing_of_hidden_branches_reviews_and_replays(browser, live):
    with page(browser) as lead:
        lead.do("open", name="hidden", strategy="people first", beside=False)
        lead.do("show", names=["first try"])
        lead.do("step", ticks=20)
        lead.do("replay")
        address = lead.state(lambda state: state["replays"])["replays"][0]["page"]
        lead.do("go", tick=5)
        with page(browser, "") as guest:
            guest.picture(lambda picture: picture["tick"] == 5)
            pictures = [{name: part for name, part in p.items() if name != "arrays"} for p in guest.pictures]
            told = json.dumps([guest.told, pictures])
        for secret in ("hidden", live.hidden, "replay 1", TOKEN):
            assert secret not in told
        answer = browser.get(f"/{address}", headers=OURS)
        assert answer.status_code == 200 and "sandbox" in answer.headers["content-security-policy"]
        assert browser.get("/x/replay/0.html", headers=OURS).status_code == 404
        assert browser.get(f"/{live.hidden}/replay/1.html", headers=OURS).status_code == 404
        assert browser.get(f"/{live.hidden}/review.html", headers=OURS).status_code == 404
        assert browser.get(f"/{address}", headers={"host": "evil.example"}).status_code == 403


def test_a_leader_who_does_not_draw_is_waited_for_only_once(browser, live, monkeypatch):
    monkeypatch.setattr("simulator.views.live.conductor.PATIENCE", 0.3)
    with suppress(CancelledError), browser.websocket_connect("/room", headers=OURS) as asleep:
        asleep.send_json({"type": "hello", "token": TOKEN})
        asleep.receive()
        with page(browser) as lead:
            lead.do("speed", per_second=60.0)
            lead.do("play")
            began = time.monotonic()
            lead.picture(lambda picture: picture["tick"] == 40)
            assert time.monotonic() - began < 20 * 0.3, "not once a tick"
            lead.do("pause")


def test_long_complaints_are_cut(browser):
    with page(browser) as lead:
        rows = "\n".join(["time,by,effect", *(["x,us,pause"] * 4000)])
        told = lead.do("read events", text=rows, name="mel.csv", branches=["first try"])["text"]
        assert told.splitlines()[-1] == "and 3,990 more" and len(told) < 4000


def test_time_stops_when_nobody_leads_any_more(browser, live):
    with page(browser, "") as guest:
        with page(browser) as lead:
            lead.do("speed", per_second=2.0)
            lead.do("play")
        guest.state(lambda state: not state["playing"])
        assert live.room.tick < live.room.n_ticks


def test_one_who_does_not_draw_holds_up_nobody(browser, live):
    with suppress(CancelledError), browser.websocket_connect("/room", headers=OURS) as asleep:
        asleep.send_json({"type": "hello", "token": ""})
        with page(browser) as lead:
            lead.do("speed", per_second=60.0)
            lead.do("play")
            lead.picture(lambda picture: picture["tick"] == 72)
        heard = [asleep.receive() for _ in range(3)]
        assert sum(message.get("bytes") is not None for message in heard) <= 1


def test_every_command_is_understood_and_its_fields_are_checked():
    assert command('{"type": "step"}').ticks == 1
    for wrong, words in (
        ('{"type": "step", "ticks": 0}', "step.ticks"),
        ("", "Invalid JSON"),
        ('{"type": "x"}', "tag"),
    ):
        with pytest.raises(InputError, match=words):
            command(wrong)
    for kind in Command.__args__:
        assert kind.__doc__ and kind.model_fields["type"].annotation.__args__[0]
