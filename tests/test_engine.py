"""The engine: compiled or as plain Python, the same source gives the same bytes in every tick."""

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from worlds import arrays, differences, segment, small, staged, trace

from simulator import content, randomness, rules
from simulator import model as model_file
from simulator.model import CampaignModel
from simulator.passport.small_worlds import drawn_world, everybody_follows, textbook
from simulator.settings import InputError
from simulator.state import ANNOYANCE, FAMILIARITY, FAST, SLOW

OF_TWO = {'strategies."ten seeds".playbook[0].members': 2}
"""Nobody can ask for ten of two members."""

HERE = Path(__file__).resolve().parent

LIVELY = {
    "clock__days": 1.5,
    "crisis__onset_hours": 6,
    "crisis__onset_spread_hours": 6,
    "segments__public__size": 150,
    "segments__public__share_chance": 0.2,
    "segments__public__conviction": 0.0,
    "segments__staff__leak": "a bad place to work",
    "segments__staff__leak_per_week": 0.5,
}
"""A shorter course with fewer people, who share more."""

CASES = {
    "reinforced, assimilation, half-life and power law": (LIVELY, "people first", 0),
    "simple, bounded confidence, power laws, novelty": (
        LIVELY
        | {
            "contagion__rule": "simple",
            "belief__rule": "bounded_confidence",
            "belief__persuasion": 0.4,
            "platforms__feed__response": "power_law",
            "messages__launch__novelty_half_life_hours": 5.0,
        },
        "paid creators",
        1,
    ),
    "threshold, fixed beliefs, fixed delay": (
        LIVELY
        | {
            "contagion__rule": "threshold",
            "contagion__share_needed": 0.05,
            "belief__rule": "fixed",
            "platforms__feed__response": "fixed",
            "segments__public__share_chance": 0.9,
        },
        "people first",
        2,
    ),
    "linear threshold, minutes": (
        LIVELY | {"contagion__rule": "linear_threshold", "clock__days": 1, "clock__tick_hours": 0.3},
        "paid creators",
        3,
    ),
    "everything strong": (
        LIVELY
        | {
            "fatigue__tolerance_per_week": 0.5,
            "fatigue__unfollow_chance": 0.5,
            "fatigue__irritation": 0.5,
            "credibility__social_proof": 0.3,
            "credibility__wear_per_post": 0.2,
            "segments__public__exit_per_day": 3.0,
            "segments__public__alignment": 0.9,
            "segments__public__indifference": 0.5,
            "segments__riders__expertise": {"quality": 0.9},
            'messages__"cracked frame"__novelty_half_life_hours': 3.0,
            "conversion__action_chance": 0.5,
            "conversion__lead_chance": 0.5,
            "conversion__trust_weight": 0.7,
            "segments__riders__exit_per_day": 2.0,
            "segments__creators__takes_per_day": 12.0,
            "crisis__backfire": 0.2,
            "crisis__warned_hours": 4.0,
            "messages__apology__discloses": True,
            "crisis__second_wave": {"chance": 1.0, "after_hours": 12},
            "mechanisms": [{"kind": "daily_rhythm"}],
        },
        "people first",
        4,
    ),
}

PLAIN = """
import json, sys, warnings
warnings.filterwarnings("ignore", "overflow encountered")
from worlds import trace
print(json.dumps({name: trace(*case) for name, case in json.load(sys.stdin).items()}))
"""


@pytest.fixture(scope="module")
def plain_python():
    """The digests of all cases from a process in which the compiler is off."""
    paths = [str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    done = subprocess.run(
        [sys.executable, "-c", PLAIN], input=json.dumps(CASES), env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", CASES)
def test_compiled_and_plain_python_agree_on_every_bit_of_every_array_in_every_tick(name, plain_python):
    compiled = trace(*CASES[name])
    assert len(compiled) == len(plain_python[name])
    for tick, (one, other) in enumerate(zip(compiled, plain_python[name], strict=True)):
        wrong = [array for array in one if one[array] != other[array]]
        assert not wrong, f"tick {tick}: {wrong}"


def test_the_comparison_notices_a_setting_changed_by_a_thousandth(plain_python):
    settings, strategy, seed = CASES["everything strong"]
    other = trace(settings | {"belief__persuasion": 0.06006}, strategy, seed)
    assert other[-1]["member.attitude_fast"] != plain_python["everything strong"][-1]["member.attitude_fast"]


def test_the_cases_reach_every_kind_of_event():
    counts = sum(
        CampaignModel(small(**s), name, rng=seed).run().moving.tally.sum(axis=(0, 1))
        for s, name, seed in CASES.values()
    )
    assert (counts > 0).all(), counts


RULES = {
    "response_delay": ("law", "luck", "constant", "theta", "half_life"),
    "share_in_time": ("law", "constant", "theta", "half_life", "horizon"),
    "power": ("luck", "exponent"),
    "chance_to_see": ("slots", "arrivals", "visits"),
    "novelty": ("age", "half_life"),
    "reinforcement": ("n_sources", "second_source", "plateau"),
    "agreement": ("stance", "attitude", "weight"),
    "patience": ("annoyance", "irritation"),
    "belief_shift": ("rule", "attitude", "stance", "weight", "bound"),
    "familiarity_effect": ("familiarity", "peak", "weight"),
    "liking": ("attitude", "weight"),
    "has_left": ("hours", "exit_rate", "luck"),
}
DRAWN = {
    "law": lambda u: int(3 * u),
    "rule": lambda u: int(3 * u),
    "n_sources": lambda u: int(9 * u),
    "plateau": lambda u: 1 + int(5 * u),
    "luck": lambda u: u,
    "attitude": lambda u: 2 * u - 1,
    "stance": lambda u: 2 * u - 1,
    "theta": lambda u: 0.05 + 2 * u,
}


@pytest.mark.parametrize("name", RULES)
def test_every_rule_gives_the_same_bits_compiled_and_plain(name):
    rule, rng = getattr(rules, name), np.random.default_rng(1)
    for luck in rng.random((3000, len(RULES[name]))):
        values = [DRAWN.get(what, lambda u: 0.01 + 50 * u)(float(u)) for what, u in zip(RULES[name], luck, strict=True)]
        assert rule(*values) == rule.py_func(*values), values


# ------------------------------------------------------------ the cache of what is compiled

ASK = """
import numpy as np
from simulator.morale import hazards
from simulator.population import VOLUNTEER
print(hazards(0, np.zeros(2), np.full(2, 9.0), 1.0, np.zeros(2, VOLUNTEER), np.ones(2), 1.0)[0])
"""
OLD = "return max(1.0 + weight * (1.0 - content)"


def test_a_rule_that_changed_is_compiled_into_the_unchanged_files_that_use_it(tmp_path):
    """Numba by itself would go on with the loop that it compiled with the old rule."""
    shutil.copytree(HERE.parent / "simulator", tmp_path / "simulator", ignore=shutil.ignore_patterns("__pycache__"))
    rules_file, answers = tmp_path / "simulator" / "rules.py", []
    for change in ("", "return 7.0 * max(1.0 + weight * (1.0 - content)"):
        rules_file.write_text(rules_file.read_text().replace(OLD, change or OLD))
        done = subprocess.run([sys.executable, "-c", ASK], cwd=tmp_path, capture_output=True, text=True, env=ALONE)
        assert done.returncode == 0, done.stderr
        answers.append(float(done.stdout))
    assert answers == [2.0, 14.0]


ALONE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

# ------------------------------------------------------------ room


def with_little_room(monkeypatch, n_chunks, n_posts):
    monkeypatch.setattr(model_file, "new_content", lambda n_ticks: content.new_content(n_ticks, n_chunks, n_posts))


@pytest.mark.parametrize(("n_chunks", "n_posts"), [(1, content.CHUNK), (7, 100), (200, 70)])
def test_running_out_of_room_changes_nothing(monkeypatch, n_chunks, n_posts):
    ample = CampaignModel(small(**LIVELY), "people first", rng=5).run()
    with_little_room(monkeypatch, n_chunks, n_posts)
    tight = CampaignModel(small(**LIVELY), "people first", rng=5)
    assert len(tight.content.next_chunk) == n_chunks
    tight.run()
    assert len(tight.content.next_chunk) > n_chunks
    assert not differences(ample, tight)


def test_chunks_that_have_been_read_are_used_again():
    run = CampaignModel(small(), "people first", rng=5).run()
    exposures = run.moving.tally[:, :, [0, 1, 2, 9]].sum()
    assert run.content.cursor[content.N_FRESH] * content.CHUNK > 0
    assert run.content.cursor[content.N_FRESH] < len(run.posts) * run.given.n_ticks
    assert exposures > 0


# ------------------------------------------------------------ fading


def test_values_faded_when_touched_are_those_faded_in_every_tick():
    """The recorded mean attitude, summed tick by tick, is that of the members' rows brought to the last tick."""
    run = CampaignModel(small(), "people first", rng=2).run()
    people, last = run.population.member, run.tick - 1
    idle = last - people["touched"]
    moved = people["attitude_fast"] * run.given.fade[idle, FAST] + people["attitude_slow"] * run.given.fade[idle, SLOW]
    attitude = people["attitude_start"] + moved
    means = [attitude[run.population.segment == code].mean() for code in range(len(run.spec.segments))]
    assert np.abs(moved).max() > 0.01
    np.testing.assert_allclose(run.segment_attitude[-1], means, atol=2e-6)


def test_half_of_a_fading_value_is_left_after_its_half_life():
    fade = CampaignModel(small(clock__days=31, clock__tick_hours=12)).given.fade
    assert fade[6, ANNOYANCE] == 0.5
    assert fade[60, FAMILIARITY] == fade[60, FAST] == 0.5
    assert fade[60, SLOW] == pytest.approx(0.5**0.03)


# ------------------------------------------------------------ ticks


@pytest.mark.parametrize("length", [0.1, 0.3, 1 / 3, 1 / 60, 0.7, 1.0, 24.0])
def test_every_tick_begins_in_itself_and_every_moment_falls_into_one_tick(length):
    model = CampaignModel(textbook(2, **OF_TWO, clock__tick_hours=length))
    moments = np.arange(0, 40, 0.05)
    found = np.zeros(len(moments))
    for tick in range(math.ceil(40 / length)):
        model.tick = tick
        assert model.falls_due(model.now)
        assert abs(model.now - tick * length) < 1e-12
        found += model.falls_due(moments)
    assert (found == 1).all()


@pytest.mark.parametrize("length", [0.1, 0.3, 1 / 60])
def test_no_exposure_is_lost_where_the_tick_is_no_binary_fraction(length):
    """One who posts at the beginning of every tick is seen by a follower at once, every time."""
    scenario = textbook(
        2, **OF_TWO, clock__days=0.5, clock__tick_hours=length, platforms__network__half_life_hours=1e-9
    )
    model = CampaignModel(scenario, rng=0, world=drawn_world(scenario, 0, [(0, 1)]))
    while model.running:
        model.decide()
        model.publish([0], "news", [model.now])
        model.deliver()
        model.tick += 1
        model.running = model.tick < model.given.n_ticks
    seen = model.moving.tally[:, 0, 2]
    assert (seen == 1).all()


def test_a_post_outside_the_present_tick_is_refused():
    model = CampaignModel(textbook(2, **OF_TWO))
    model.publish([0], "news", [1.0])
    with pytest.raises(ValueError, match="not of tick 0"):
        model.deliver()


def test_a_draw_is_the_same_for_scalars_and_arrays():
    key = randomness.stream(3, "share")
    members = np.arange(50)
    assert randomness.uniform(key, 2, members).tolist() == [randomness.draw(key, 2, m) for m in members]
    assert len(set(arrays(CampaignModel(small()))["member.visits"].tolist())) > 500


# ------------------------------------------------------------ misuse


def test_a_step_after_the_end_is_refused():
    model = CampaignModel(small(clock__days=1)).run()
    with pytest.raises(InputError, match="over after 24 ticks"):
        model.step()


@pytest.mark.parametrize("member", [-5, 10**9, 597])
def test_a_post_by_nobody_is_refused(member):
    model = CampaignModel(small())
    assert model.given.n_members == 597
    with pytest.raises(InputError, match="numbered from 0 to 596"):
        model.publish([0, member], "launch", [0.0, 0.0])


@pytest.mark.parametrize(("message", "platforms"), [("lunch", ()), ("launch", ("fed",))])
def test_a_post_of_nothing_or_nowhere_is_refused(message, platforms):
    with pytest.raises(InputError, match="is not known; there are"):
        CampaignModel(small()).publish([0], message, [0.0], platforms)


def test_a_message_that_nobody_says_changes_nothing():
    """Not even where all the others take no side and the engine need not ask what members think."""
    gossip = '[messages.gossip]\nkind = "third_party"\nstance = 0.0\n'
    unsaid = "[messages.unsaid]\nstance = 0.5\n"
    crowd = segment("crowd", "audience", 200, "attitude = 0.6\nshare_chance = 0.3")
    runs = []
    for text in (gossip + crowd, gossip + unsaid + crowd):
        scenario = staged(text, belief__rule="assimilation", belief__persuasion=0.9)
        model = CampaignModel(scenario, rng=0, world=drawn_world(scenario, 0, everybody_follows(0, 200)))
        model.publish([0], "gossip", [0.0])
        runs.append(model.run())
    one, other = runs
    assert len(one.posts) > 1
    assert one.public_attitude().tolist() == other.public_attitude().tolist()
    assert one.moving.tally.tobytes() == other.moving.tally.tobytes()


def test_plain_python_counts_members_of_several_platforms_beyond_sixteen_bits():
    """18,000 members on two platforms: places up to 36,000, which do not fit into 16 bits."""
    code = (
        "from dataclasses import replace\n"
        "import numpy as np\n"
        "from simulator.passport.small_worlds import drawn_world\n"
        "from worlds import *\n"
        "s = small(clock__days=0.2, segments__public__size=18_000)\n"
        "one = drawn_world(s, 0, [(18_000, m) for m in range(50)])\n"
        "n, none = s.segments['public'].size + 97, np.zeros(18_097, np.int32)\n"
        "start, followed = np.append(none.astype(np.int64), one.ties.start), np.append(none, one.ties.n_followed)\n"
        "ties = replace(one.ties, start=start, n_followed=followed, account=np.ones((2, n), bool))\n"
        "w = replace(one, ties=ties)\n"
        "m = CampaignModel(s, rng=0, world=w)\n"
        "m.publish([18_000], 'launch', [0.0], ['work']); m.run()\n"
        "print(digests(m), m.moving.tally[:, 0].sum())\n"
    )
    answers = []
    for off in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": off, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}"}
        command = [sys.executable, "-W", "ignore", "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        answers.append(done.stdout)
    assert answers[0] == answers[1]
    assert int(answers[0].split()[-1]) > 10


@pytest.mark.parametrize("seed", [-1, 2**63, "seven", True])
def test_a_world_without_a_proper_number_is_refused(seed):
    with pytest.raises(InputError, match="is not the number of a world"):
        CampaignModel(small(), rng=seed)
