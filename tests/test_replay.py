"""A stored run done again, as a page that opens from disk and as a film; what others wrote in it stays text."""

import base64
import gzip
import json
import re
import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from browser import LAPTOP, PHONE, axe_violations, watched
from click.testing import CliRunner
from PIL import Image
from worlds import SMALL, small

from simulator import cli
from simulator.cascades import cascades_of
from simulator.rehearsal import recorded
from simulator.rehearsal.recorded import only_run, record
from simulator.scenario_files import parse_scenario
from simulator.settings import InputError
from simulator.studies.compare import compare
from simulator.studies.designs import design
from simulator.studies.sweep import sweep
from simulator.studies.varied import factors_from
from simulator.views.replay import film, rendered, write_film, write_replay

EVIL = "</script><img src=x onerror=alert(1)>"
HOSTILE = (
    SMALL.replace('name = "A cracked frame"', f'name = "{EVIL}"')
    .replace('[strategies."people first"', f'[strategies."people {EVIL}"')
    .replace("segments.critic]", f'segments."critic {EVIL}"]')
    .replace('origin = "critic"', f'origin = "critic {EVIL}"')
    .replace("stance = -0.8", f'stance = -0.8\ntext = "{EVIL} <!-- </SCRIPT > {{{{ 7 * 7 }}}}"')
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A study of two worlds under two strategies: runs 1 to 4."""
    place = tmp_path_factory.mktemp("study") / "study.db"
    with compare(small(), 2, seed=7, jobs=1, strategies=["people first"], output=place) as study:
        assert len(study.failed) == 0
    return place


@pytest.fixture(scope="module")
def runs(file):
    """``do nothing`` and ``people first`` in world 7, recorded."""
    with closing(sqlite3.connect(file)) as db:
        numbers = [n for (n,) in db.execute("SELECT run_id FROM run WHERE replication = 0 ORDER BY strategy")]
    return record(file, numbers)


def invoke(*arguments):
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def unpacked(text):
    return gzip.decompress(base64.b64decode(text))


def part(page, opening):
    """What stands in a block of data of a page."""
    return re.search(rf"<script type=\"text/plain\" {opening}>([^<]*)</script>", page).group(1)


# ------------------------------------------------------------ recording a stored run


def test_a_run_is_done_again_exactly(runs):
    for run in runs:
        assert run.again.differing == {}
        assert len(run.again.stored) > 40
        assert run.said.endswith("outcomes are the same to the last bit.")
    assert [run.name for run in runs] == ["do nothing", "people first"]


def test_an_outcome_that_is_not_what_it_was_is_told(file, runs, tmp_path):
    copy = tmp_path / "study.db"
    shutil.copy(file, copy)
    number = runs[1].again.run_id
    with closing(sqlite3.connect(copy)) as db:
        db.execute("UPDATE outcome SET value = value + 1 WHERE run_id = ? AND metric = 'posts'", (number,))
        db.commit()
    (run,) = record(copy, [number])
    assert list(run.again.differing) == ["posts"]
    assert "came out differently: posts" in run.said
    done = invoke("replay", copy, number, "-q")
    assert done.exit_code == 1
    assert "came out differently" in done.stderr


def test_a_frame_is_taken_before_the_first_tick_and_after_each(runs):
    for run in runs:
        assert len(run.frames) == run.stage["n_ticks"] + 1 == 97
    assert np.array_equal(runs[0].frames[0].state, runs[1].frames[0].state)
    assert not np.array_equal(runs[0].frames[-1].state, runs[1].frames[-1].state)


def test_of_a_long_run_every_other_tick_has_a_frame(file, runs, monkeypatch):
    monkeypatch.setattr(recorded, "MOST_FRAMES", 50)
    (thin,) = record(file, [runs[1].again.run_id])
    assert (len(thin.frames), thin.stage["n_ticks"], thin.stage["tick_hours"]) == (49, 48, 2.0)
    assert thin.again.differing == {}
    for number, frame in enumerate(thin.frames):
        assert np.array_equal(frame.state & 0x7F, runs[1].frames[2 * number].state & 0x7F)
        assert frame.told["roles"] == runs[1].frames[2 * number].told["roles"]
    told = [[frame.told["n_posts"] for frame in run.frames] for run in (thin, runs[1])]
    assert sum(told[0]) == sum(told[1])


def test_what_happened_is_told_in_words(runs):
    marks = runs[1].marks
    crisis = next(mark for mark in marks if mark["kind"] == "crisis")
    assert crisis["text"] == "The crisis breaks among critic: \u201cCracked frame\u201d"
    assert crisis["by"] == "world"
    assert {(mark["kind"], mark["by"]) for mark in marks} >= {("publish", "plan"), ("rally", "plan")}
    assert "Riders are asked to speak up, for 48 hours" in {mark["text"] for mark in marks}
    assert {mark["by"] for mark in runs[0].marks} == {"world"}


def test_runs_of_different_worlds_are_not_shown_beside_each_other(file):
    with closing(sqlite3.connect(file)) as db:
        numbers = [
            n for (n,) in db.execute("SELECT run_id FROM run WHERE strategy = 'do nothing' ORDER BY replication")
        ]
    with pytest.raises(InputError, match="give a run of the same world"):
        record(file, numbers)


def test_runs_of_a_sweep_are_shown_and_those_of_other_people_are_not_beside_each_other(tmp_path):
    points = design("factorial", factors_from(["belief.persuasion=0.05,0.1", "clock.days=1,2"], small()))
    sweep(small(), points, 1, executor="serial", strategies=["do nothing"], output=tmp_path / "s.db").close()
    found = record(tmp_path / "s.db", [1, 3])
    assert [len(run.frames) for run in found] == [25, 25]
    assert all(run.again.differing == {} for run in found)
    assert len({run.name for run in found}) == 2
    with pytest.raises(InputError, match="other people or another clock"):
        record(tmp_path / "s.db", [1, 2])


def test_a_number_is_asked_for_where_there_are_several_runs(file):
    with pytest.raises(InputError, match="several runs; give the number"):
        only_run(file)
    assert invoke("replay", file).exit_code == 2
    assert "there is no run 99" in invoke("replay", file, 99).stderr


# ------------------------------------------------------------ cascades


def test_a_cascade_tells_who_has_it_from_whom(runs):
    trees = runs[1].trees
    assert trees
    assert [tree["size"] for tree in trees] == sorted((tree["size"] for tree in trees), reverse=True)
    for tree in trees:
        parent = np.array(tree["parent"])
        found = cascades_of(parent)
        assert (found.size.tolist(), found.depth.tolist()) == ([tree["size"]], [tree["depth"]])
        hours = np.array(tree["hours"])
        assert np.all(hours[1:] >= hours[parent[1:]])
        assert len({len(tree[name]) for name in ("hours", "who", "segment", "platform", "followers", "parent")}) == 1


def test_only_the_first_posts_of_a_large_cascade_are_told(file, runs, monkeypatch):
    monkeypatch.setattr("simulator.rehearsal.trees.MOST_POSTS", 3)
    (again,) = record(file, [runs[1].again.run_id])
    assert again.trees[0]["size"] == runs[1].trees[0]["size"] > 3 == len(again.trees[0]["parent"])
    assert again.trees[0]["hours"] == runs[1].trees[0]["hours"][:3]


# ------------------------------------------------------------ the page as a file


def test_the_page_holds_what_was_recorded(runs):
    page = rendered(runs, "study.db")
    told = json.loads(unpacked(part(page, 'id="told"')))
    assert told["stage"] == json.loads(json.dumps(runs[0].stage))
    assert [run["told"] for run in told["runs"]] == [[frame.told for frame in run.frames] for run in runs]
    packed = re.findall(r'<script type="text/plain" class="moving">([^<]*)</script>', page)
    for run, text in zip(runs, packed, strict=True):
        raw, n = np.frombuffer(unpacked(text), np.uint8), len(run.picture.member) * len(run.frames)
        states = np.bitwise_xor.accumulate(raw[:n].reshape(len(run.frames), -1), axis=0)
        assert np.array_equal(states, np.stack([frame.state for frame in run.frames]))
        travels = raw[n:].view("<u2").reshape(-1, 3)
        assert np.array_equal(travels, np.concatenate([frame.travels for frame in run.frames]))


def test_the_page_asks_for_nothing_and_runs_only_our_script(runs):
    page = rendered(runs)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"(src|href|url)\s*[=(]\s*[\"']?(https?:)?//", page)


def test_the_same_run_gives_the_same_page(runs):
    assert rendered(runs) == rendered(runs)
    assert rendered(runs) != rendered(runs[:1])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A run of a scenario in which names and texts try to be more than text."""
    place = tmp_path_factory.mktemp("hostile") / "study.db"
    strategy = f"people {EVIL}"
    with compare(parse_scenario(HOSTILE), 1, jobs=1, strategies=[strategy], output=place) as study:
        assert len(study.failed) == 0
    with closing(sqlite3.connect(place)) as db:
        ((number,),) = db.execute("SELECT run_id FROM run WHERE strategy = ?", (strategy,))
    return record(place, [number])


def test_names_and_texts_do_not_get_out_of_their_place(hostile):
    page = rendered(hostile, f"study {EVIL}.db")
    assert "<img" not in page
    assert page.count("</script>") == page.count("<script") == 3
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_page_that_is_there_is_not_overwritten_unless_one_says_so(runs, tmp_path):
    place = tmp_path / "page.html"
    write_replay(place, runs[:1])
    before = place.read_bytes()
    with pytest.raises(InputError, match="nothing is overwritten"):
        write_replay(place, runs)
    assert place.read_bytes() == before
    write_replay(place, runs, overwrite=True)
    assert place.read_bytes() != before
    with pytest.raises(InputError, match="cannot be written"):
        write_replay(tmp_path / "nowhere" / "page.html", runs)


# ------------------------------------------------------------ the film


def test_a_gif_shows_every_frame(runs, tmp_path):
    with Image.open(write_film(tmp_path / "film.gif", runs)) as found:
        assert (found.n_frames, found.size) == (97, (960, 540))
        first = np.array(found.convert("RGB"))
        found.seek(96)
        assert not np.array_equal(first, np.array(found.convert("RGB")))
    with pytest.raises(InputError, match="nothing is overwritten"):
        write_film(tmp_path / "film.gif", runs)
    assert [path.name for path in tmp_path.iterdir()] == ["film.gif"]


def test_a_long_film_leaves_frames_out_but_not_the_last(runs, monkeypatch):
    monkeypatch.setattr(film, "SECONDS", 2)
    shown = film.Film(runs[:1], 50).shown()
    assert len(shown) <= 2 * film.FRAMES_PER_SECOND + 1
    assert (shown[0], shown[-1]) == (0, 96)


def test_a_film_tells_what_it_lacks(runs, tmp_path, monkeypatch):
    monkeypatch.setattr(film, "ffmpeg", lambda: None)
    with pytest.raises(InputError, match=r"needs ffmpeg.*apt install ffmpeg"):
        write_film(tmp_path / "film.mp4", runs)
    with pytest.raises(InputError, match=r"neither a \.gif nor an \.mp4"):
        write_film(tmp_path / "film.avi", runs)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(film.ffmpeg() is None, reason="no ffmpeg here")
def test_an_mp4_is_made_where_there_is_ffmpeg(runs, tmp_path, monkeypatch):
    monkeypatch.setattr(film, "SECONDS", 2)
    assert write_film(tmp_path / "film.mp4", runs[:1]).read_bytes()[4:8] == b"ftyp"


# ------------------------------------------------------------ the verb


def test_the_verb_writes_a_page_beside_the_study_and_says_that_the_run_is_the_same(file, runs):
    first, second = (run.again.run_id for run in runs)
    done = invoke("replay", file.parent, first, "--beside", second)
    assert done.exit_code == 0, done.output
    assert done.stdout.count("are the same to the last bit") == 2
    place = file.parent / f"replay_{first}_beside_{second}.html"
    assert place.read_text("utf-8").startswith("<!doctype html>")
    again = invoke("replay", file, first, "--beside", second)
    assert (again.exit_code, "nothing is overwritten" in again.stderr) == (2, True)


def test_the_verb_writes_where_one_says_and_films_too(file, runs, tmp_path):
    number = runs[0].again.run_id
    done = invoke("replay", file, number, "-o", tmp_path / "new", "--film", "gif", "--drawn", 100, "-q")
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        f"replay_{number}.gif",
        f"replay_{number}.html",
    ]
    done = invoke("replay", file, number, "-o", tmp_path / "shown.html", "-q")
    assert (tmp_path / "shown.html").is_file()
    done = invoke("replay", file, number, "-o", tmp_path / "shown.html", "-q")
    assert done.exit_code == 2


def test_a_film_that_cannot_be_made_is_refused_before_anything_is_run(file, runs, tmp_path, monkeypatch):
    monkeypatch.setattr(film, "ffmpeg", lambda: None)
    done = invoke("replay", file, runs[0].again.run_id, "--film", "mp4", "-o", tmp_path / "new")
    assert done.exit_code == 2
    assert not (tmp_path / "new").exists()


# ------------------------------------------------------------ in a browser


@pytest.fixture(scope="module")
def place(runs, tmp_path_factory):
    return write_replay(tmp_path_factory.mktemp("pages") / "replay.html", runs, study="study.db")


def opened(page, place):
    """The page, when it is ready."""
    page.goto(place.as_uri())
    page.wait_for_selector("html[data-ready]")
    return page


def now(page):
    """The hour that the page shows."""
    return int(re.search(r"hour (\d+) of", page.inner_text(".gw-now")).group(1))


def settled(page, hour):
    """Wait until the texts show an hour."""
    page.locator(".gw-now", has_text=f"hour {hour} of").wait_for()


def moved(page, is_there):
    """Wait until the slider is where it should be."""
    for _ in range(200):
        if is_there(int(page.input_value("#slider"))):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"the slider stays at {page.input_value('#slider')}")


def known(page, table=0):
    """The share of the audience who know bad news, as the page shows it."""
    return page.locator(".gw-tables table").nth(table).locator("tbody tr").nth(0).locator("td").nth(3).inner_text()


def pixels(page, selector=".gw-picture canvas:nth-child(2)"):
    return page.eval_on_selector(selector, "canvas => canvas.toDataURL()")


def test_the_slider_moves_through_time(page, place, runs):
    opened(page, place)
    first = pixels(page)
    assert now(page) == 0
    page.locator("#slider").fill("60")
    settled(page, 60)
    assert pixels(page) != first
    assert page.inner_text(".gw-now b") == "Day 3, Wed 4 March, 20:00"
    column = [c["name"] for c in runs[0].stage["role_columns"]].index("know_story")
    for table, run in enumerate(runs):
        share = run.frames[60].told["roles"][0][column]
        shown = known(page, 2 * table).replace("\u202f%", "").replace("<", "")
        assert float(shown) == pytest.approx(100 * share, abs=0.51)
    posts = page.locator(".gw-feed").nth(1).locator("li:not([hidden])")
    newest = [post for frame in runs[1].frames[:61] for post in frame.told["posts"]][-1]
    assert newest["who"] in posts.first.inner_text()
    assert newest["text"] in posts.first.inner_text()


def test_keys_move_through_time(page, place):
    opened(page, place)
    for key, hour in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 96), ("Home", 0)):
        page.keyboard.press(key)
        settled(page, hour)
    page.focus("#slider")
    for key, hour in (("ArrowRight", 1), ("End", 96), ("Home", 0)):
        page.keyboard.press(key)
        settled(page, hour)
    page.keyboard.press(" ")
    assert page.get_attribute("#play", "aria-pressed") == "true"
    moved(page, lambda at: at > 2)
    page.keyboard.press(" ")
    assert page.get_attribute("#play", "aria-pressed") == "false"


def test_it_plays_to_the_end_and_begins_again(page, place):
    opened(page, place)
    page.locator("#slider").fill("90")
    page.select_option("#speed", "40")
    page.click("#play")
    settled(page, 96)
    assert page.inner_text("#play") == "Play"
    page.click("#play")
    moved(page, lambda at: at < 90)


def test_a_cascade_can_be_explored_by_pointer_and_by_keys(page, place, runs):
    opened(page, place)
    tree = next(tree for run in runs for tree in run.trees)
    assert page.locator("#tree option").count() == sum(len(run.trees) for run in runs)
    assert page.inner_text("#tree-post").startswith(f"{tree['who'][0]} writes it")
    page.focus("#canvas")
    page.keyboard.press("ArrowRight")
    said = page.inner_text("#tree-post")
    assert f"has it from {tree['who'][0]}" in said
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#tree-post").startswith(f"{tree['who'][0]} writes it")
    page.select_option("#across", "steps")
    page.select_option("#tree", "1")
    box = page.locator("#canvas").bounding_box()
    page.hover("#canvas", position={"x": box["width"] - 24, "y": box["height"] / 2})
    assert " has it from " in page.inner_text("#tree-post")
    page.click("#tree-list summary")
    page.locator("#tree-list li").nth(1).wait_for()


def test_what_others_wrote_stays_text_in_the_browser(page, hostile, tmp_path):
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    opened(page, write_replay(tmp_path / "hostile.html", hostile, study=EVIL))
    page.locator("#slider").fill("96")
    settled(page, 96)
    page.click(".gw-moment summary")
    page.click("#tree-list summary")
    assert page.locator("img").count() == 0
    assert EVIL in page.inner_text("h1")
    assert EVIL in page.inner_text(".gw-feeds")
    assert "49" not in page.inner_text(".gw-marks")


def test_the_numbers_of_a_moment_can_be_read_as_a_table(page, place, runs):
    opened(page, place)
    page.locator("#slider").fill("60")
    settled(page, 60)
    page.wait_for_timeout(300)
    page.click(".gw-moment summary")
    rows = page.locator(".gw-moment tbody tr")
    rows.nth(2).wait_for()
    reputation = rows.nth(2).inner_text().replace("\u2212", "-").split("\t")
    assert reputation[0] == "Reputation"
    for shown, run in zip(reputation[1:], runs, strict=True):
        assert float(shown) == pytest.approx(run.frames[60].told["curves"]["reputation"], abs=0.0006)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_axe_finds_nothing_wrong(browser, place, scheme, size):
    with watched(browser, size, color_scheme=scheme) as page:
        opened(page, place)
        page.locator("#slider").fill("60")
        settled(page, 60)
        page.click(".gw-moment summary")
        page.click("#tree-list summary")
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_axe_and_the_watch_over_a_page_would_find_what_is_wrong(browser, place):
    with pytest.raises(AssertionError, match="https://example"), watched(browser) as page:
        opened(page, place)
        page.evaluate("document.body.append(document.createElement('button'))")
        assert any("button-name" in found for found in axe_violations(page))
        page.evaluate("fetch('https://example.org').catch(() => null)")


def test_nothing_moves_where_somebody_asked_for_less_motion(browser, place):
    with watched(browser, reduced_motion="reduce") as page:
        opened(page, place)
        page.locator("#slider").fill("60")
        settled(page, 60)
        above = ".gw-picture canvas:nth-child(3)"
        before = pixels(page, above)
        page.wait_for_timeout(400)
        assert pixels(page, above) == before


def test_a_browser_that_cannot_unpack_is_told_so(page, place):
    page.add_init_script("delete window.DecompressionStream")
    page.goto(place.as_uri())
    assert "cannot unpack the recording" in page.locator("#problem").inner_text()
    assert page.is_disabled("#play")


def test_the_theme_of_the_page_can_be_set(page, place):
    opened(page, place)
    light = pixels(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_timeout(200)
    assert pixels(page) != light
    assert axe_violations(page) == []
