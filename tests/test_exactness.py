"""What must be exact: the same seed gives the same bytes, and a change touches only what follows from it."""

import gc
import weakref
from dataclasses import replace

import mesa
import numpy as np
import pytest
from mesa.datacollection import DataCollector
from worlds import SMALL, arrays, differences, small

from simulator import roles
from simulator.metrics import OUTCOMES, outcomes
from simulator.model import CampaignModel
from simulator.passport.small_worlds import drawn_world, textbook
from simulator.scenario_files import parse_scenario
from simulator.settings import InputError
from simulator.studies.job import let_go
from simulator.world import build_world

HOUR = 12


@pytest.fixture(scope="module")
def scenario():
    return small()


def run_of(scenario, strategy="do nothing", seed=1, world=None):
    return CampaignModel(scenario, strategy, rng=seed, world=world).run()


def with_strategy(text, **settings):
    """The small world with a further strategy called "mine"."""
    paths = {path.replace("__", "."): value for path, value in settings.items()}
    return parse_scenario(SMALL + "\n[strategies.mine]\n" + text, name="small", settings=paths)


# ------------------------------------------------------------ seeds


@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
@pytest.mark.parametrize("strategy", ["do nothing", "people first"])
def test_the_same_seed_gives_the_same_bytes(scenario, strategy, seed):
    assert not differences(run_of(scenario, strategy, seed), run_of(scenario, strategy, seed))


def test_another_seed_is_another_world(scenario):
    one, other = run_of(scenario, seed=0), run_of(scenario, seed=1)
    assert {"member.attitude_start", "tally", "contact.first_seen"} <= set(differences(one, other))


def test_generators_of_numpy_python_and_mesa_play_no_part(scenario):
    quiet = run_of(scenario, "people first")
    np.random.seed(99)  # noqa: NPY002
    noisy = CampaignModel(scenario, "people first", rng=1)
    while noisy.running:
        np.random.random(7)  # noqa: NPY002
        noisy.random.random()
        noisy.rng.random(3)
        noisy.step()
    assert not differences(quiet, noisy)


def test_two_names_for_one_strategy_give_the_same_bytes(scenario):
    assert not differences(run_of(scenario, "paid creators"), run_of(scenario, "paid creators again"))
    assert differences(run_of(scenario, "paid creators"), run_of(scenario, "people first"))


def test_a_world_that_was_already_used_is_as_good_as_a_new_one(scenario):
    first = run_of(scenario, "people first")
    again = run_of(scenario, "people first", world=first.world)
    assert not differences(first, again)
    kept = {name: array.copy() for name, array in arrays(again).items()}
    let_go(first)
    third = run_of(scenario, "people first", world=again.world)
    assert all(array.tobytes() == arrays(third)[name].tobytes() for name, array in kept.items())


# ------------------------------------------------------------ zero intensity

PART = '[[strategies.mine.programme]]\nsegment = "{segment}"\nmessage = "launch"\n'
NOTHING = {
    "no creators": PART.format(segment="creators") + "members = 0\n",
    "no money for creators": PART.format(segment="creators") + "spend = 0.0\n",
    "money for less than one creator": PART.format(segment="creators") + "spend = 1.0\nposts_per_week = 7\n",
    "creators without posts": PART.format(segment="creators") + "members = 3\nposts_per_week = 0\n",
    "nobody of the staff, with everything": PART.format(segment="staff")
    + "members = 0\nleaders_active = true\ntraining = 0.9\nincentive = 2.0\n",
    "no riders": PART.format(segment="riders") + "spend = 0.0\nincentive = 3.0\n",
    "two goals that nobody speaks for": PART.format(segment="riders")
    + "members = 0\n"
    + '[[strategies.mine.programme]]\nsegment = "brand"\nmessage = "our own story"\nmembers = 1\nposts_per_week = 0\n',
    "nobody of the staff, in every style": PART.format(segment="staff")
    + "members = 0\nmandate = 1.0\nscripted = 1.0\ncommentary = 1.0\nsupport = 2.0\n"
    + 'task = "own choice"\n',
    "care for nobody, and no policy": "policy = 0.0\n"
    + '[[strategies.mine.care]]\nsegment = "staff"\nmeetings_per_week = 0.0\nfinds = 0.0\npraise = 0.0\n',
    "meetings that repair nothing": '[[strategies.mine.care]]\nsegment = "staff"\nmeetings_per_week = 3.0\n'
    "repair = 0.0\n",
    "a trigger that never fires": '[[strategies.mine.playbook]]\naction = "publish"\nmessage = "apology"\n'
    'speaker = "brand"\nwhen = { signal = "hostile_posts", above = 1e9 }\n',
    "a rally by a factor of one": '[[strategies.mine.playbook]]\naction = "rally"\nsegment = "riders"\n'
    "at_hours = 3.0\nfactor = 1.0\n",
    "a policy that cuts nothing": '[[strategies.mine.playbook]]\naction = "guide"\nat_hours = 3.0\npolicy = 0.0\n',
    "a pause of nothing": '[[strategies.mine.playbook]]\naction = "pause"\nat_hours = 3.0\n',
}


@pytest.mark.parametrize("name", NOTHING)
def test_a_strategy_of_zero_intensity_equals_doing_nothing_exactly(name):
    scenario = with_strategy(NOTHING[name], **{'messages__"our own story"__goal': "sales"})
    for seed in (0, 1):
        mine, nothing = (run_of(scenario, strategy, seed) for strategy in ("mine", "do nothing"))
        assert not differences(mine, nothing)
        money = {
            "cost",
            "cost_per_action",
            "cost_per_engagement",
            "cost_per_lead",
            "cost_per_thousand",
            "net_value",
            "romi",
        }
        left = {k: v for k, v in outcomes(mine).items() if k not in money}
        assert repr(left) == repr({k: v for k, v in outcomes(nothing).items() if k not in money})


def test_a_strategy_of_the_least_intensity_differs_from_doing_nothing():
    scenario = with_strategy(PART.format(segment="creators") + "members = 1\nposts_per_week = 7\n")
    assert differences(run_of(scenario, "mine"), run_of(scenario, "do nothing"))


def test_untouched_members_have_the_same_luck_whatever_the_strategy(scenario):
    """Before anything is said, traits and ties are the same bytes under every strategy."""
    models = [CampaignModel(scenario, name, rng=4) for name in ("do nothing", "paid creators", "people first")]
    for other in models[1:]:
        assert not differences(models[0], other)
        assert models[0].world.ties.follower.tobytes() == other.world.ties.follower.tobytes()
        assert models[0].world.timeline == other.world.timeline


# ------------------------------------------------------------ time's arrow


LATE = {
    "publish": 'message = "launch"\nspeaker = "brand"\n',
    "rally": 'segment = "riders"\nfactor = 50.0\nhours = 60.0\n',
    "enrol": '[strategies.mine.playbook.part]\nsegment = "riders"\nmessage = "launch"\nmembers = 50\n'
    'posts_per_week = 50\nincentive = 2.0\nmandate = 0.5\ncommentary = 1.0\ntask = "own choice"\n',
    "pause": "",
    "guide": "policy = 0.8\n",
}


@pytest.mark.parametrize("name", LATE)
def test_an_action_at_hour_twelve_leaves_the_hours_before_it_as_they_were(name):
    early = {"crisis__onset_hours": 0, "crisis__onset_spread_hours": 2}
    programme = PART.format(segment="creators") + "members = 4\nposts_per_week = 50\n"
    action = f'[[strategies.mine.playbook]]\naction = "{name}"\nat_hours = {HOUR}.0\n' + LATE[name]
    without, with_it = (run_of(with_strategy(text, **early), "mine") for text in (programme, programme + action))
    assert without.moving.tally[:HOUR].tobytes() == with_it.moving.tally[:HOUR].tobytes()
    assert without.segment_attitude[:HOUR].tobytes() == with_it.segment_attitude[:HOUR].tobytes()
    before = [run.posts[run.posts["time"] < HOUR] for run in (without, with_it)]
    assert len(before[0])
    later = {"seen", "acted", "pull", "trust"}  # who sees a post later, acts or comments on it, is not of the past
    known = [name for name in before[0].dtype.names if name not in later]
    assert before[0][known].tolist() == before[1][known].tolist()
    assert without.moving.tally[HOUR:].tobytes() != with_it.moving.tally[HOUR:].tobytes()


# ------------------------------------------------------------ neighbours


INERT = """
[segments.hermits]
role = "{role}"
size = 3
"""


@pytest.mark.parametrize("role", ["audience", "advocates", "employees", "influencers", "outlets"])
def test_members_without_accounts_change_nothing_for_the_others(role):
    """Without humanness, which goes by what each of the public has heard of the staff: one who hears nothing counts."""
    cold = {"credibility.humanness": 0.0}
    one = run_of(small(credibility__humanness=0.0), "people first")
    text = SMALL.replace("\n[messages.launch]", INERT.format(role=role) + "\n[messages.launch]")
    other = run_of(parse_scenario(text, name="small", settings=cold), "people first")
    n, n_segments = one.given.n_members, len(one.spec.segments)
    assert other.given.n_members == n + 3
    before, after = arrays(one), arrays(other)
    for name, array in before.items():
        kept = after[name]
        if name.startswith(("member.", "voice.", "volunteer.")) or name in (
            "morale",
            "active_from",
            "active_until",
            "last_post",
        ):
            kept = kept[:n]
        elif name.startswith("contact.") or name == "story_seen":
            kept = kept[:, :n]
        elif name in ("tally", "attitude"):
            kept = kept[:, :n_segments]
        elif name == "flow":
            kept = kept[:n_segments, :n_segments]
        elif name == "opinion":
            kept = kept[:n_segments]
        assert array.tobytes() == kept.tobytes(), name


def descendants(ties, member):
    """Everybody who can be reached from a member along ties, the member included."""
    found, fresh = {member}, [member]
    while fresh:
        here = fresh.pop()
        for source, follower in ties:
            if source == here and follower not in found:
                found.add(follower)
                fresh.append(follower)
    return found


STIRRED = {
    "platforms__network__response": "half_life",
    "platforms__network__slots_per_visit": 3.0,
    "platforms__network__background_posts": 5.0,
    "platforms__network__member_reach": 0.9,
    "belief__rule": "assimilation",
    "contagion__rule": "reinforced",
    "segments__people__share_chance": 0.4,
    "messages__news__stance": 0.8,
    "messages__news__promotional": True,
    "messages__news__call_to_action": 1.0,
    "fatigue__unfollow_chance": 0.5,
    "fatigue__tolerance_per_week": 0.5,
    "credibility__wear_per_post": 0.2,
    "conversion__action_chance": 0.3,
}


@pytest.mark.parametrize("seed", range(1, 5))  # worlds in which the new tie carries something
def test_one_more_edge_touches_only_its_descendants(seed):
    rng, n = np.random.default_rng(seed), 400
    pairs = rng.integers(0, n, (440, 2))
    ties = sorted({(int(a), int(b)) for a, b in pairs if a != b})
    scenario = textbook(n, clock__days=1, **STIRRED)
    sources = {a for a, _ in ties}
    new = next((a, b) for a in sorted(sources) for b in range(n) if a != b and (a, b) not in ties)
    reachable = descendants([*ties, new], new[1])
    assert len(reachable) < n / 2, "the drawn graph is too dense for the test"
    others = np.setdiff1d(np.arange(n), list(reachable))

    def run_with(pairs):
        model = CampaignModel(scenario, rng=seed, world=drawn_world(scenario, seed, pairs))
        everyone = np.arange(n)
        while model.running:
            if model.tick in (0, 6, 9):
                model.publish(everyone[:: model.tick + 1], "news", np.full(len(everyone[:: model.tick + 1]), model.now))
            model.step()
        return model

    one, other = run_with(ties), run_with([*ties, new])
    before, after = arrays(one), arrays(other)
    for name in before:
        if name.startswith("member."):
            assert before[name][others].tobytes() == after[name][others].tobytes(), name
        if name.startswith("contact."):
            assert before[name][:, others].tobytes() == after[name][:, others].tobytes(), name
    assert any(before[name].tobytes() != after[name].tobytes() for name in before if name.startswith("member."))


# ------------------------------------------------------------ the length of a tick

N_WORLDS = 60
Z = 4.0
"""Chosen beforehand: for 60 paired worlds the mean difference must lie within 4 standard errors, or within 2 %."""
TICKS = {
    "a programme of all roles": ("people first", {}),
    "power laws, creators, crisis": (
        "paid creators",
        {"platforms__feed__response": "power_law", "segments__public__share_chance": 0.1},
    ),
}


@pytest.mark.parametrize("name", TICKS)
def test_halving_the_tick_leaves_the_expected_outcomes_unchanged(name):
    strategy, settings = TICKS[name]
    settings = {"clock__days": 3, "crisis__onset_spread_hours": 11.3} | settings
    coarse, fine = small(**settings), small(**settings, clock__tick_hours=0.5)
    wanted = ("reach", "shares", "actions", "reputation_end", "impressions", "hostile_impressions", "posts")

    def read(scenario, seed):
        model = CampaignModel(scenario, strategy, rng=seed).run()
        found = [OUTCOMES[outcome].read(model) for outcome in wanted]
        let_go(model)
        return found

    values = np.array([[read(scenario, seed) for scenario in (coarse, fine)] for seed in range(N_WORLDS)])
    gap = values[:, 0] - values[:, 1]
    error = gap.std(axis=0, ddof=1) / np.sqrt(N_WORLDS)
    allowed = np.maximum(Z * error, 0.02 * np.abs(values.mean(axis=(0, 1))))
    told = dict(zip(wanted, zip(gap.mean(axis=0), error, values.mean(axis=(0, 1)), strict=True), strict=True))
    assert (np.abs(gap.mean(axis=0)) <= allowed).all(), told


def test_a_tick_twice_as_long_with_rates_left_as_they_are_would_be_noticed():
    """The twin: half the posts make a difference far outside the bound."""
    half = with_strategy(PART.format(segment="riders") + "members = 50\nposts_per_week = 10\n", clock__days=3)
    full = with_strategy(PART.format(segment="riders") + "members = 50\nposts_per_week = 20\n", clock__days=3)
    gap = [
        OUTCOMES["impressions"].read(run_of(full, "mine", s)) - OUTCOMES["impressions"].read(run_of(half, "mine", s))
        for s in range(20)
    ]
    assert np.mean(gap) > Z * np.std(gap, ddof=1) / np.sqrt(20)


# ------------------------------------------------------------ Mesa


def test_mesa_finds_the_segments_by_role(scenario):
    model = CampaignModel(scenario)
    assert [agent.name for agent in model.agents] == list(scenario.segments)
    by_role = {cls.__name__: [agent.name for agent in agents] for cls, agents in model.agents_by_type.items()}
    assert by_role["Outlets"] == ["brand", "critic"]
    assert set(by_role) == {"Audience", "Advocates", "Employees", "Influencers", "Outlets"}
    assert isinstance(model, mesa.Model)
    assert [agent.unique_id for agent in model.agents] == list(range(1, 7))


def test_mesas_data_collector_reads_models_and_segments(scenario):
    model = CampaignModel(scenario, "people first", rng=1)
    collector = DataCollector(
        model_reporters={"hour": "now", "posts": lambda m: len(m.posts)},
        agent_reporters={"size": lambda a: len(a.members)},
        agenttype_reporters={
            roles.Outlets: {"attitude": lambda a: float(a.model.population["attitude_start"][a.rows].mean())}
        },
    )
    for _ in range(5):
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert frame["hour"].tolist() == [1, 2, 3, 4, 5]
    assert frame["posts"].is_monotonic_increasing
    assert len(collector.get_agent_vars_dataframe()) == 5 * len(scenario.segments)
    assert len(collector.get_agenttype_vars_dataframe(roles.Outlets)) == 5 * 2


def test_nothing_keeps_a_model_alive(scenario):
    model = CampaignModel(scenario, "people first", rng=1).run()
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_a_model_that_is_held_stays_alive(scenario):
    model = CampaignModel(scenario)
    held = weakref.ref(model)
    gc.collect()
    assert held() is model


def test_a_run_ends_after_its_last_tick(scenario):
    model = CampaignModel(scenario).run()
    assert model.tick == 96
    assert not model.running


def test_a_world_of_another_number_is_refused(scenario):
    with pytest.raises(ValueError, match="rng is 2, but the world is number 1"):
        CampaignModel(scenario, rng=2, world=CampaignModel(scenario, rng=1).world)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"segments__public__size": 499}, "it has 597 members, not 596"),
        ({"segments__public__size": 499, "segments__riders__size": 51}, "not divided as"),
        ({"messages__launch__topic": "price"}, "it has 2 topics, not 3"),
        ({"messages__more": {}}, "it has 7 messages, not 8"),
        ({"platforms__third": {}}, "it has 2 platforms, not 3"),
    ],
)
def test_a_world_of_another_scenario_is_refused(scenario, settings, told):
    with pytest.raises(InputError, match=f"world: is of another scenario: .*{told}.*; give a world that build_world"):
        CampaignModel(small(**settings), rng=1, world=build_world(scenario, 1))


def test_a_world_of_a_scenario_that_differs_in_what_is_done_or_how_often_is_not(scenario):
    assert CampaignModel(small(messages__launch__stance=0.1, clock__days=1), rng=1, world=build_world(scenario, 1))


def test_a_replaced_world_is_a_world_of_its_own(scenario):
    model = CampaignModel(scenario, rng=1)
    ties = model.world.ties
    lonely = replace(model.world, ties=replace(ties, start=np.zeros_like(ties.start), follower=ties.follower[:0]))
    run = run_of(scenario, "people first", world=lonely)
    assert run.moving.tally[:, :, :3].sum() == 0
    assert run.moving.tally[:, :, 6:9].sum() > 0
