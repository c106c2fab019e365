"""The live room in a real browser: every control, by mouse and by keyboard, and what must not happen.

Where it is killed the server is a process of its own, as it is for a trainer. Whatever the page asks of any other
machine fails a test.
"""

import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import LAPTOP, PHONE, PROJECTOR, axe_violations, until, watched
from worlds import SMALL

from simulator import load_scenario
from simulator.rehearsal.room import Room
from simulator.rehearsal.session import Given
from simulator.views.live.app import LiveRoom
from simulator.views.live.serving import Server, addresses, bound

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = '<img src=x onerror="window.broken=1"></script>&amp;'
TOML = SMALL.replace('name = "A cracked frame"', f"name = '''{HOSTILE}'''").replace(
    '[messages."cracked frame"]\n', f"[messages.\"cracked frame\"]\ntext = '''{HOSTILE}'''\n"
)
PATIENCE = 60_000
"""Milliseconds: the machine of a test may be slow."""


@contextmanager
def served(file, folder, *more, port=0):
    """A live room in a process of its own: the addresses to lead and to watch, and the process."""
    command = [
        sys.executable,
        "run.py",
        "live",
        str(file),
        "--no-browser",
        "--port",
        str(port),
        "-o",
        str(folder),
        *more,
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        lines = []
        while not (found := re.search(r"(http://\S+/)#token=\S+", "".join(lines))):
            line = process.stdout.readline()
            assert line, "".join(lines)
            lines.append(line)
        yield found[0], found[1], process
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, process.stdout.read()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("live") / "small.toml"
    path.write_text(TOML, "utf-8")
    return path


@pytest.fixture
def address(file, tmp_path):
    """A live room in a thread of this process, which is there in a moment."""
    settings = {"clock.days": 3}
    scenario = load_scenario(file, settings)
    room = Room(scenario, drawn=300)
    room.show([room.open("first try")])
    live = LiveRoom(Given(scenario, TOML, str(file), settings, 0, 300), room, tmp_path, "secret")
    ready = threading.Event()
    with bound("127.0.0.1", 0) as taken:
        server = Server(live.app(), ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        assert ready.wait(60)
        yield f"{addresses(taken)[0]}#token=secret"
        server.should_exit = True
        thread.join()


def led(page, address):
    """Let a page lead, and wait for the first picture."""
    page.goto(address)
    page.set_default_timeout(PATIENCE)
    page.locator("#play").wait_for()
    until(page, "document.querySelector('#branches .played')?.textContent.includes('hour')")


def hour(page, wanted):
    """Wait until an hour is shown."""
    until(page, f"Number(document.getElementById('time').value) === {wanted}")


def go(page, wanted):
    """Go to an hour by the line of time."""
    page.locator("#time").fill(str(wanted))
    hour(page, wanted)


def done(page, label, fill=None):
    """Open the form of an inject from the desk, fill it in, and do it."""
    if page.locator("#desk").is_hidden():
        page.click("#open-desk")
    page.get_by_role("button", name=label, exact=True).click()
    for selector, value in (fill or {}).items():
        field = page.locator(selector)
        (field.select_option if field.evaluate("e => e.tagName") == "SELECT" else field.fill)(value)
    page.click("#form-do")


def events(page):
    """The rows of the events list of what is shown."""
    return page.locator("#planned li").all_inner_texts()


def test_time_is_played_paused_stepped_set_and_reset(address, page):
    led(page, address)
    page.click("#step")
    hour(page, 1)
    page.click("#step")
    hour(page, 2)
    page.click("#back")
    hour(page, 1)
    page.select_option("#speed", "60")
    page.click("#play")
    until(page, "Number(document.getElementById('time').value) > 10")
    assert page.inner_text("#play") == "Pause"
    page.click("#play")
    until(page, "document.getElementById('play').textContent === 'Play'")
    go(page, 30)
    assert "hour 30" in page.inner_text("#clock") and "Day 2" in page.inner_text("#clock")
    page.click("#reset")
    hour(page, 0)
    assert "played to hour 30" in page.inner_text("#branches")


def test_everything_works_by_keyboard(address, page):
    led(page, address)
    page.locator("body").press("ArrowRight")
    hour(page, 1)
    page.locator("body").press("ArrowRight")
    hour(page, 2)
    page.locator("body").press("ArrowLeft")
    hour(page, 1)
    page.locator("body").press("Home")
    hour(page, 0)
    page.select_option("#speed", "60")
    page.click("#step")
    page.keyboard.press("ArrowRight")
    until(page, "Number(document.getElementById('time').value) >= 2")
    page.evaluate("document.activeElement.blur()")
    page.locator("body").press(" ")
    until(page, "Number(document.getElementById('time').value) > 5")
    page.locator("body").press(" ")
    until(page, "document.getElementById('play').textContent === 'Play'")
    page.locator("#open-desk").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Statement", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('dialog') !== null"), "the focus is in the form"
    page.keyboard.press("Escape")
    assert page.locator("#form").is_hidden()
    page.get_by_role("button", name="Statement", exact=True).press("Enter")
    page.locator("#form-do").press("Enter")
    page.locator("#planned li").wait_for()
    assert "Statement" in events(page)[0]


def test_an_inject_now_one_later_one_taken_back_and_one_refused(address, page):
    led(page, address)
    go(page, 10)
    done(page, "Statement")
    page.locator("#planned li").wait_for()
    done(page, "A rumour", {"#field-says\\.text": HOSTILE, "#form-hours": "20"})
    page.locator("#planned li.planned").nth(1).wait_for()
    done(page, "Guidelines for staff", {"#form-hours": "25"})
    page.locator("#planned li.planned").nth(2).wait_for()
    page.get_by_role("button", name=re.compile("Take back Guidelines")).click()
    page.locator("#planned li").nth(2).wait_for(state="detached")
    assert "A rumour" in events(page)[1] and "day 1, 20:00" in events(page)[1]
    done(page, "A leak", {"#field-says\\.text": "A memo"})
    page.locator("#planned li").nth(2).wait_for()
    page.get_by_text("Any action").click()
    page.get_by_role("button", name="Rally", exact=True).click()
    page.get_by_text("More settings").click()
    page.evaluate("document.querySelector('#form form').noValidate = true")
    page.locator("#field-action\\.factor").fill("1000")
    page.click("#form-do")
    page.locator("#form-wrong").wait_for()
    assert "factor is 1000" in page.inner_text("#form-wrong") and page.locator("#form").is_visible()
    page.click("#form-cancel")
    go(page, 24)
    page.get_by_text(HOSTILE).first.wait_for()
    assert page.evaluate("window.broken") is None


def test_a_double_click_decides_once_and_a_decision_needs_a_branch(address, page):
    led(page, address)
    page.click("#open-desk")
    page.get_by_role("button", name="Statement", exact=True).click()
    page.dblclick("#form-do")
    page.locator("#planned li").wait_for()
    page.wait_for_timeout(300)
    assert page.locator("#planned li").count() == 1
    page.get_by_text("A new branch from the start").click()
    page.fill("#open input[name=name]", "people")
    page.locator("#open button").click()
    page.locator("#branches li.is-shown").nth(1).wait_for()
    page.get_by_role("button", name="Statement", exact=True).click()
    for box in page.locator("#form-branches input").all():
        box.uncheck()
    page.click("#form-do")
    page.get_by_text("Choose a branch").wait_for()
    page.click("#form-cancel")
    page.get_by_role("button", name="Statement", exact=True).click()
    assert page.locator("#form-branches input:checked").count() == 2, "chosen anew"


def test_going_back_and_deciding_opens_a_fork_over_the_same_past(address, page):
    led(page, address)
    go(page, 30)
    go(page, 6)
    page.click("#open-desk")
    page.get_by_role("button", name="Statement", exact=True).click()
    page.locator("#form-fork").wait_for()
    page.fill("#form-fork-name", "again")
    page.click("#form-do")
    page.get_by_role("button", name="Show beside first try").click()
    page.locator("#branches li.is-shown").nth(1).wait_for()
    go(page, 40)
    assert page.locator("#stage").get_by_text("again").first.is_visible()
    assert "from first try at hour 6" in page.inner_text("#branches")
    page.fill("#fork input", "third")
    page.locator("#fork button").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove third").click()
    page.get_by_role("button", name="Remove third").wait_for(state="detached")
    page.get_by_text("A new branch from the start").click()
    page.fill("#open input[name=name]", "people")
    page.select_option("#open select", "people first")
    page.locator("#open button").click()
    page.get_by_text("follows people first").wait_for()


def test_an_events_list_is_saved_and_read(address, page, tmp_path):
    led(page, address)
    page.click("#open-desk")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("time,by,effect,who,message\n3,us,publsh,brand,apology\n")
    page.set_input_files("#read-events", wrong)
    page.get_by_text('line 2: effect is "publsh"').wait_for()
    right = tmp_path / "right.csv"
    right.write_text("time,by,effect,who,message\n3,us,publish,brand,apology\n30.5,us,publish,brand,apology\n")
    page.set_input_files("#read-events", right)
    page.locator("#planned li").nth(1).wait_for()
    with page.expect_download() as saved:
        page.click("#save-events")
    assert saved.value.suggested_filename == "first try.csv"
    assert "2026-03-03 14:30,us,publish,brand" in Path(saved.value.path()).read_text()


def test_the_review_is_done_beside_the_rehearsal_and_opens_as_a_page_of_its_own(address, page):
    led(page, address)
    go(page, 30)
    done(page, "Statement")
    page.locator("#planned li").wait_for()
    page.fill("#review input[name=worlds]", "4")
    page.locator("#review button").click()
    link = page.get_by_role("link", name="Open the brief")
    link.wait_for()
    with page.context.expect_page() as opened:
        link.click()
    brief = opened.value
    brief.get_by_role("heading", name="In the room").wait_for()
    assert "Statement" in brief.inner_text("body") and HOSTILE in brief.inner_text("body")
    assert brief.evaluate("window.broken") is None
    page.fill("#review input[name=worlds]", "1000")
    page.locator("#review button").click()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("Stopped. What is done is kept").wait_for()
    page.click("#step")
    hour(page, 31)


def test_what_is_shown_is_kept_as_a_replay(address, page):
    led(page, address)
    go(page, 20)
    page.click("#open-desk")
    page.click("#save-replay")
    link = page.get_by_role("link", name="replay 1.html")
    with page.context.expect_page() as opened:
        link.click()
    replay = opened.value
    replay.get_by_text("it was played live").wait_for()
    assert replay.evaluate("window.broken") is None and replay.evaluate("self.origin") == "null"


def test_who_watches_sees_what_is_shown_and_has_no_controls(address, page):
    led(page, address)
    guest = page.context.new_page()
    guest.goto(address.split("#")[0])
    guest.get_by_text("You are watching: first try").wait_for()
    page.get_by_text("1 watching").wait_for()
    go(page, 12)
    hour(guest, 12)
    for control in ("#controls", "#desk"):
        assert guest.locator(control).is_hidden()
    assert guest.locator("#time").is_disabled()
    assert axe_violations(guest) == []


def test_a_wrong_token_is_told(address, page):
    page.goto(address[:-3] + "xyz")
    page.get_by_text("You cannot lead this session").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_at_every_size_and_nothing_scrolls_sideways(address, browser, scheme):
    with watched(browser, color_scheme=scheme) as page:
        led(page, address)
        go(page, 40)
        for width, height in (PROJECTOR, LAPTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            assert page.locator("#desk").is_hidden() and axe_violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            done(page, "A rumour", {"#field-says\\.text": "So they say", "#form-hours": "50"})
            page.locator("#form").wait_for(state="hidden")
            assert axe_violations(page) == []
            page.get_by_role("button", name="Statement", exact=True).click()
            assert axe_violations(page) == []
            page.keyboard.press("Escape")
            page.click("#open-desk")


def test_a_server_that_is_killed_loses_nothing_and_the_page_finds_its_way_back(browser, file, tmp_path):
    folder, options = tmp_path / "room", ("--drawn", "300", "--set", "clock.days=3")
    command = [sys.executable, "run.py", "live", str(file), "--no-browser", "-o", str(folder), *options]
    with served(file, folder, *options) as (_, address, _):
        port = address.rsplit(":", 1)[1].strip("/")
    first = subprocess.Popen([*command, "--port", port], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    lead = re.search(r"http://\S+#token=\S+", first.stdout.readline())[0]
    with watched(browser, expected=["WebSocket connection to"]) as page:
        led(page, lead)
        go(page, 10)
        done(page, "Statement")
        page.locator("#planned li").wait_for()
        first.kill()
        first.wait()
        page.get_by_text("The connection is lost").wait_for()
        with served(file, folder, *options, port=port) as (again, _, _):
            assert again == lead, "the token is the same"
            page.locator("#lost").wait_for(state="hidden")
            hour(page, 10)
            assert "Statement" in events(page)[0]
            page.click("#step")
            hour(page, 11)


def test_two_commands_in_one_folder_are_refused_and_so_is_another_scenario(file, tmp_path):
    folder = tmp_path / "room"
    with served(file, folder):
        second = subprocess.run(
            [sys.executable, "run.py", "live", str(file), "--no-browser", "--port", "0", "-o", str(folder)],
            cwd=ROOT, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert second.returncode == 2 and "is being led already" in second.stderr
    other = subprocess.run(
        [sys.executable, "run.py", "live", str(file), "--seed", "9", "--no-browser", "--port", "0", "-o", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert other.returncode == 2 and "holds a session of another scenario" in other.stderr
