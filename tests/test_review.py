"""The after-action review: decisions of a rehearsal in many worlds, judgement and luck, and the page of it."""

import math
import re
import threading
from contextlib import nullcontext
from functools import cache
from html import escape

import numpy as np
import pytest
from test_brief import Read, needs_a_browser, width_needed
from test_cli import call, refused
from worlds import SMALL, segment, small, staged

from simulator.crisis import timeline
from simulator.rehearsal.injects import Branch, Inject, Raw
from simulator.rehearsal.judgement import LEAST, Against, Judged, against
from simulator.rehearsal.review import as_reviewed, review
from simulator.rehearsal.room import Room
from simulator.rehearsal.session import Given, write_session
from simulator.scenario import DO_NOTHING
from simulator.settings import InputError
from simulator.studies.answering import Asked
from simulator.studies.answers import Estimate
from simulator.studies.job import Job, run_job
from simulator.studies.plan import world_number
from simulator.studies.store import Store
from simulator.studies.study import Study
from simulator.studies.trials import BrokenOff
from simulator.views.brief import first_words, write_brief

SEED = 3
HOSTILE = "<img src=x onerror=alert(1)>"
MORE = {"clock__days": 2, "crisis__onset_hours": 6}


def inject(hours, by, label, says=None, **action):
    return Inject(hours=hours, by=by, label=label, action=action, says=says)


def says(text, **more):
    return {"kind": "response", "stance": 0.7, "posture": "apology", "text": text, **more}


STATEMENT = inject(20.0, "us", "Statement", action="publish", speaker="brand", message="apology")
HEAD = inject(
    24.0, "us", HOSTILE, says(HOSTILE), action="publish", speaker="staff", message="in person", choose="leaders"
)
RALLY = inject(26.0, "us", "Rally", action="rally", segment="riders", factor=5.0)
LEAK = inject(
    30.0, "world", "A leak", says("It is worse.", kind="third_party", stance=-0.8, posture="none"),
    action="publish", speaker="critic", message="worse", members=2,
)  # fmt: skip
PRAISE = inject(
    21.0, "us", "Praise", says("We love it", topic="praise"), action="publish", speaker="brand", message="praise"
)

FIRST = Branch("first try", DO_NOTHING, (RALLY, STATEMENT, HEAD, LEAK))
SECOND = Branch("second try", "people first", (PRAISE, LEAK))


def asked(worlds=4, **more):
    return Asked((), worlds=worlds, jobs=1, **more)


@cache
def short():
    return small(**MORE)


@pytest.fixture(scope="module")
def found():
    reviewed = review(short(), [SECOND, FIRST], of="first try", seed=SEED, replications=12, asked=asked())
    with reviewed.study:
        yield reviewed


@pytest.fixture(scope="module")
def page(found, tmp_path_factory):
    return page_of(found, tmp_path_factory.mktemp("page"))


def page_of(reviewed, folder):
    return write_brief(reviewed.study, reviewed.answers, folder / "brief.html", room=reviewed.room).read_text("utf-8")


# ------------------------------------------------------------ what is replayed


def test_the_first_world_is_that_of_the_room_to_the_last_bit(found):
    room = Room(short(), SEED)
    room.open("first try", DO_NOTHING, injects=FIRST.injects)
    room.show(["first try"])
    room.play_to(room.n_ticks)
    model, _ = room._running(room.attempt("first try"))
    there = run_job(found.study.scenario, Job("first try", SEED))
    assert there.post is None
    assert model.public_attitude().tobytes() == there.course.attitude.tobytes()
    assert model.moving.tally[: model.tick].sum() > 0
    from simulator.metrics import outcomes

    rows = found.study.outcomes.query("strategy == 'first try' and replication == 0").set_index("metric").value
    for metric, value in outcomes(model).items():
        same = math.isnan(value) if math.isnan(rows[metric]) else value == rows[metric]
        assert same, metric


def test_another_world_is_not_that_of_the_room(found):
    values = found.study.worlds("first try", "reputation_end")
    assert len(set(values)) == len(values)


def test_what_came_after_the_onset_follows_it_in_every_world():
    spec = as_reviewed(short(), [FIRST], of="first try", seed=SEED)
    room = timeline(spec.crisis, SEED).onset
    (rally, *_) = spec.strategies["first try"].playbook
    assert rally.after_crisis_hours == pytest.approx(26 - room)
    run = run_job(spec, Job("first try", world_number(SEED, 1)))
    onset = timeline(spec.crisis, world_number(SEED, 1)).onset
    (moment,) = [hours for hours, kind, _ in run.notes if kind == "rally"]
    assert onset != room
    assert moment == pytest.approx(onset + 26 - room)
    (leak,) = spec.events
    assert leak.after_crisis_hours == pytest.approx(30 - room)


def test_what_came_before_the_onset_stays_at_its_hour():
    early = Branch("early", DO_NOTHING, (STATEMENT.model_copy(update={"hours": 2.0}),))
    (step,) = as_reviewed(short(), [early], of="early", seed=SEED).strategies["early"].playbook
    assert (step.at_hours, step.after_crisis_hours) == (2.0, None)


@pytest.mark.parametrize("onset", [0.1, 1 / 3, 17.3, 28.57255650987318, 29.999999999999996])
def test_in_the_world_of_the_room_it_happens_at_the_very_hour(onset):
    for hours in map(float, [*np.arange(30, 60, 0.5), 31.7, math.nextafter(33.3, 99), *np.linspace(30, 60, 301)]):
        moment = onset + STATEMENT.model_copy(update={"hours": hours}).following(onset)["after_crisis_hours"]
        assert hours <= moment <= math.nextafter(hours, math.inf)
        assert moment == hours or hours % 0.5 != 0


def test_the_world_does_to_all_what_it_did_in_the_branch_that_is_reviewed(found):
    leaks = found.study.events[found.study.events.text.str.contains("worse")]
    assert set(leaks.strategy) == set(found.study.strategies)
    assert len(leaks) == len(found.study.strategies) * 12


def test_a_branch_with_the_name_of_a_strategy_is_refused():
    for name in ("people first", DO_NOTHING):
        with pytest.raises(InputError, match=f'"{name}" is the name of a strategy'):
            review(short(), [Branch(name)], of=name, seed=0, replications=2)


def test_a_branch_that_is_not_there_is_refused():
    with pytest.raises(InputError, match='no branch "frist try"; did you mean "first try"'):
        review(short(), [FIRST], of="frist try", seed=0, replications=2)


# ------------------------------------------------------------ judgement and luck


def test_judgement_and_luck_are_what_the_result_is_beyond_the_average_of_a_strategy(found):
    n = 0
    for judged in found.room.judged.values():
        for other in judged.against:
            if other.n and not math.isnan(judged.room):
                whole = judged.room - other.mean
                size = max(abs(judged.room), abs(other.mean), 1.0)
                assert whole == pytest.approx(other.judgement.mean + other.luck, rel=1e-12, abs=1e-12 * size)
                n += 1
    assert n > 40


def test_judgement_is_set_against_what_is_followed_against_nothing_and_the_best(found):
    named = [other.strategy for other in found.room.decided.against]
    assert named[0] == DO_NOTHING
    assert found.room.best in named
    assert found.room.best not in ("first try", "second try")
    ((branch, judged),) = found.room.others
    assert (branch.name, judged.against[0].strategy) == ("second try", "people first")


def worlds(room, *others):
    return np.array([room, *others], float)


def judged_of(values, reference, better=1, smallest=0.01):
    return Judged("b", "reputation_end", better, values, smallest, (against("plan", values, reference),))


NOISE = np.linspace(-1, 1, 40)


@pytest.mark.parametrize(
    ("gain", "room", "lead", "words"),
    [
        (0.5, 0.0, 0.5, "sound"),
        (0.5, -3.0, 0.5, "sound, but unlucky"),
        (0.5, 3.0, 0.5, "sound, and lucky"),
        (0.5, 0.0, -0.5, "sound, but unlucky"),
        (-0.5, 0.0, -0.5, "unsound"),
        (-0.5, 3.0, -0.5, "unsound, but lucky"),
        (-0.5, -3.0, -0.5, "unsound, and unlucky"),
        (-0.5, 0.0, 0.5, "unsound, but lucky"),
        (0.001, 0.0, 0.001, "no difference"),
    ],
)
@pytest.mark.parametrize("better", [1, -1])
def test_words_follow_from_the_judgement_and_the_world_of_the_room(gain, room, lead, words, better):
    """The strategy comes to NOISE in 40 worlds, the branch to so much more; the room is one further world."""
    values, reference = worlds(room, *(NOISE + gain)), worlds(room - lead, *NOISE)
    assert judged_of(better * values, better * reference, better).words() == words


def test_what_may_be_either_is_unclear():
    values = worlds(0.0, *(NOISE[::-1] + 0.05))
    assert judged_of(values, worlds(0.0, *NOISE)).words() == "unclear"


def test_few_worlds_tell_nobody_lucky_and_one_world_tells_nothing():
    few = judged_of(worlds(9.0, *NOISE[: LEAST - 2]), worlds(8.0, *(NOISE[: LEAST - 2] - 1)))
    assert (few.fortune, few.words()) == ("unknown", "sound")
    assert judged_of(worlds(9.0), worlds(8.0)).words() == "unknown"


def test_a_world_without_a_number_counts_for_neither():
    found = against("plan", worlds(2.0, math.nan, 4.0), worlds(1.0, 5.0, 1.0))
    assert (found.n, found.mean, found.judgement.mean, found.luck) == (2, 1.0, 2.0, -1.0)


def test_a_difference_that_matters_has_to_be_shown():
    def sound(*estimate):
        return Against("plan", 0.0, 0.0, Estimate(*estimate), 0.0, 0.0, 20).soundness(1, 0.1)

    assert sound(0.2, 0.01, 0.4) == "sound"
    assert sound(0.05, 0.01, 0.12) == "unclear"
    assert sound(0.05, 0.01, 0.09) == "no difference"
    assert sound(-0.2, -0.4, -0.01) == "unsound"


# ------------------------------------------------------------ what each decision was worth


def stage():
    """Readers who follow two speakers: one whom all believe and one whom nobody hears."""
    return staged(
        segment("readers", "audience", 200, "followers = { square = 10 }\nattitude = 0.0")
        + segment("trusted", "outlets", 1, "owned = true\nfollowers = { square = 150 }\ntrust = 0.9")
        + segment("unheard", "outlets", 1, "owned = true\nfollowers = { square = 0 }")
        + segment("gossip", "outlets", 1, "followers = { square = 150 }\ntrust = 0.5")
        + '[messages.story]\nkind = "crisis"\nstance = -0.8\n'
        + '[messages.sorry]\nkind = "response"\nstance = 0.8\nposture = "apology"\n'
        + '[crisis]\nstory = "story"\norigin = "gossip"\nonset_hours = 4\nonset_spread_hours = 4\n'
        + "[decision]\nsmallest = 0.001\n",
        belief__rule="assimilation",
    )


def apology(speaker, hours):
    return inject(hours, "us", speaker, action="publish", speaker=speaker, message="sorry")


def test_an_apology_by_a_trusted_speaker_is_worth_something_and_one_that_nobody_hears_exactly_nothing():
    branch = Branch("ours", DO_NOTHING, (apology("unheard", 12.0), apology("trusted", 10.0)))
    found = review(stage(), [branch], of="ours", seed=1, replications=6, asked=asked(6))
    heard, unheard = found.room.decisions
    assert [d.inject.label for d in (heard, unheard)] == ["trusted", "unheard"]
    assert heard.worth.low > 0
    assert heard.in_room > 0
    assert unheard.worth == Estimate(0.0, 0.0, 0.0)
    assert unheard.in_room == 0.0
    assert found.room.decided.against[0].judgement == heard.worth
    assert found.room.decided.words() == "sound"


def test_two_decisions_that_say_the_same_are_left_out_one_by_one(found):
    twice = Branch("twice", DO_NOTHING, (STATEMENT, STATEMENT, LEAK))
    reviewed = review(short(), [twice], of="twice", seed=SEED, replications=2, asked=asked(2))
    variants = reviewed.study.query("SELECT variant FROM variant").variant
    assert [name for name in variants if "without" in name] == [f"twice: without decision {k}" for k in (1, 2)]
    assert [d.number for d in reviewed.room.decisions] == [1, 2, 0]


def test_what_the_world_did_has_no_worth(found):
    (leak,) = [decision for decision in found.room.decisions if decision.inject.by == "world"]
    assert math.isnan(leak.worth.mean)
    assert [d.inject.hours for d in found.room.decisions] == [20.0, 24.0, 26.0, 30.0]
    assert all(math.isfinite(d.worth.mean) for d in found.room.decisions if d is not leak)


def test_the_table_of_decisions_has_a_row_for_each(found):
    table = found.room.table
    assert list(table.by) == ["us", "us", "us", "world"]
    assert list(table.hours_since_onset) == [d.since_onset for d in found.room.decisions]


# ------------------------------------------------------------ the same again, broken off, in a thread


def test_a_review_again_does_only_what_is_missing(tmp_path):
    path, runs = tmp_path / "study.db", []

    def told(_what):
        return nullcontext(lambda done, total, _failed: runs.append((done, total)))

    first = review(short(), [FIRST], of="first try", seed=SEED, replications=3, output=path, asked=asked(2))
    first.study.close()
    again = review(
        short(), [FIRST], of="first try", seed=SEED, replications=3, output=path, asked=asked(2, progress=told)
    )
    with again.study:
        assert [done == total for done, total in runs] == [True]
        assert again.room.table.equals(first.room.table)
        assert again.room.decided.against == first.room.decided.against
        started = again.study.runs.started
    with Study.from_sqlite(path) as study:
        assert list(study.runs.started) == list(started)


@pytest.mark.parametrize("phase", ["all strategies", "what each decision was worth"])
def test_a_review_that_is_interrupted_keeps_what_is_done_and_goes_on(phase, tmp_path):
    path = tmp_path / "study.db"

    def stopping(what):
        def told(done, _total, _failed):
            if what == phase and done == 2:
                raise KeyboardInterrupt

        return nullcontext(told)

    arguments = {"of": "first try", "seed": SEED, "replications": 2, "output": path}
    with pytest.raises(BrokenOff):
        review(short(), [FIRST], **arguments, asked=asked(2, progress=stopping))
    assert not (tmp_path / "study.db.lock").exists()
    store = Store.read(path)
    assert store.rows("SELECT count(*) FROM run WHERE status = 'SUCCEEDED'")[0][0] >= 2
    store.close()
    with review(short(), [FIRST], **arguments, asked=asked(2)).study as study:
        assert not study.interrupted


def test_a_review_can_be_made_in_another_thread(tmp_path):
    done = []

    def work():
        reviewed = review(
            short(), [FIRST], of="first try", seed=SEED, replications=2, output=tmp_path / "study.db",
            asked=Asked((), worlds=2, jobs=2),
        )  # fmt: skip
        with reviewed.study:
            done.append(page_of(reviewed, tmp_path))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert "In the room" in done[0]


# ------------------------------------------------------------ other rooms


def test_a_room_in_which_nothing_was_decided_says_so(tmp_path):
    idle = Branch("idle", "people first")
    reviewed = review(short(), [idle], of="idle", seed=SEED, replications=2, asked=asked(2))
    assert reviewed.room.decided.against[0].judgement == Estimate(0.0, 0.0, 0.0)
    words = plain(page_of(reviewed, tmp_path))
    assert 'Nothing was decided in "idle" beyond "people first".' in words
    assert "Decisions, by" not in words


def test_a_room_without_a_crisis_is_reviewed_too(tmp_path):
    text = SMALL.split("[crisis]")[0] + "[strategies]\n"
    from simulator.scenario_files import parse_scenario

    calm = parse_scenario(text, settings={"clock.days": 2, "segments.critic.publishes": []})
    branch = Branch("ours", DO_NOTHING, (STATEMENT,))
    reviewed = review(calm, [branch], of="ours", seed=SEED, replications=2, asked=asked(2))
    assert reviewed.room.onset == math.inf
    assert all(math.isnan(d.since_onset) for d in reviewed.room.decisions)
    words = plain(page_of(reviewed, tmp_path))
    assert "onset" not in words.partition("In the room")[2].partition("The strategies side by side")[0]


def test_one_world_tells_nothing_of_luck(tmp_path):
    reviewed = review(short(), [FIRST], of="first try", seed=SEED, replications=1, asked=asked(2))
    words = plain(page_of(reviewed, tmp_path))
    assert 'Too few worlds to tell luck from judgement in "first try".' in words


# ------------------------------------------------------------ the page


def plain(page):
    return Read(page).words.replace("\u2068", "").replace("\u2069", "")


def test_the_page_has_the_room_right_after_the_answer(found, page):
    read = Read(page)
    assert (read.faults, read.open) == ([], [])
    ids = [attrs["id"] for tag, attrs, _ in read.tags if tag == "section"]
    assert ids[:2] == ["answer", "room"]
    assert not {"turns", "regret", "parts"} & set(ids)
    words = plain(page)
    assert "After-action review: A cracked frame" in words
    assert 'the decisions of "first try" were' in words.lower()
    assert "day 2, 04:00" in words
    assert "add up to the result in the room" in words
    assert "All attempts, by reputation at the end" in words
    assert "Money spent" in words
    assert "in the first 4 of 12 worlds: what happens in rare ones may be missed" in words
    assert "groundswell review FOLDER" in words


def test_names_and_words_from_a_room_are_shown_and_never_obeyed(page):
    assert HOSTILE in Read(page).words
    assert escape(HOSTILE, quote=False) in page
    assert "<img" not in page
    assert not {"script", "img", "iframe", "link"} & {tag for tag, _, _ in Read(page).tags}
    assert re.search(r"Content-Security-Policy\" content=\"default-src 'none'", page)


def test_a_brief_that_is_no_review_has_no_room(found, tmp_path):
    page = write_brief(found.study, found.answers, tmp_path / "brief.html").read_text("utf-8")
    assert 'id="room"' not in page
    assert 'id="turns"' in page


def test_the_first_words_tell_of_the_decisions(found):
    said = first_words(found.study, found.answers, room=found.room)
    assert '"first try"' in said.splitlines()[0]
    assert "Judgement: over 12 worlds" in said
    assert "Luck: in the world of the room" in said


def test_a_room_that_was_left_early_says_so(found, tmp_path):
    from dataclasses import replace

    early = replace(found, room=replace(found.room, played=30.0))
    assert "The room was left at day 2, 14:00" in plain(page_of(early, tmp_path))


@needs_a_browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 800, 1280])
def test_nobody_has_to_scroll_the_page_of_a_review_sideways(page, width, tmp_path):
    assert width_needed(tmp_path, page, width) <= width


# ------------------------------------------------------------ the verb


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = SMALL.replace("days = 4", "days = 2").replace("onset_hours = 24", "onset_hours = 6")
    given = Given(short(), text, str(tmp_path / "small.toml"), {}, SEED)
    room = Room(short(), SEED)
    for branch in (FIRST, SECOND):
        room.open(branch.name, branch.strategy, injects=branch.injects)
    room.show(["first try"])
    room.play_to(3)
    (tmp_path / "live").mkdir()
    write_session(tmp_path / "live", given, room, "secret")
    return tmp_path / "live"


def test_the_verb_writes_a_brief_of_the_branch_that_was_shown(session):
    result = call("review", "live", "-n", 3, "-j", 1, "--further", 2)
    assert result.exit_code == 0, (result.stderr, result.exception)
    (folder,) = (session / "review").iterdir()
    assert folder.name.startswith("first try, ")
    inside = {path.name for path in folder.iterdir()}
    assert {"brief.html", "study.db", "table.csv", "decisions.csv"} <= inside
    page = (folder / "brief.html").read_text("utf-8")
    assert "The room was left at" in page
    assert "secret" not in page
    assert 'ecisions of "first try"' in result.stdout
    before = (folder / "decisions.csv").read_bytes()
    assert call("review", "live", "-n", 3, "-j", 1, "--further", 2, "-q").exit_code == 0
    assert [path.name for path in (session / "review").iterdir()] == [folder.name]
    assert (folder / "decisions.csv").read_bytes() == before


def test_the_verb_compares_branches_and_refuses_what_is_not_there(session):
    more = ("-n", 2, "-j", 1, "--further", 2, "-q", "-o", "here")
    result = call("review", "live", "--branch", "second try", "--branch", "first try", *more)
    assert result.exit_code == 0, (result.stderr, result.exception)
    with Study.from_sqlite("here/study.db") as study:
        assert {"first try", "second try"} <= set(study.strategies)
    assert 'did you mean "first try"' in refused("review", "live", "--branch", "firts try")
    assert "holds no live session" in refused("review", "here")


def test_a_branch_is_a_strategy_without_a_budget():
    scenario = small(**MORE, **{'strategies__"people first"__budget': 1e6})
    spec = Raw(scenario).reviewed([SECOND], events_of=SECOND)
    assert spec.strategies["people first"].budget == 1e6
    assert spec.strategies["second try"].budget is None
