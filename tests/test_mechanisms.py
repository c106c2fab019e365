"""How the world works beyond the loop: trends, visible crowds, and a brand made human by its staff."""

import math

import pytest
from worlds import SMALL, Z, arrays, differences, part, played, segment, staged, step

from simulator.metrics import outcomes
from simulator.model import CampaignModel
from simulator.passport.small_worlds import drawn_world, everybody_follows
from simulator.scenario_files import ScenarioError, parse_scenario

CAST = """
[messages.launch]
stance = 0.6
topic = "bread"
call_to_action = 1.0
[messages.other]
stance = 0.6
topic = "cake"
call_to_action = 1.0
"""
CAST += segment("brand", "outlets", 1, "owned = true")
CAST += segment("crowd", "audience", 4000, "share_chance = 0.1\nalignment = 0.0\nactivity_spread = 0.0")
EVERYBODY = everybody_follows(0, 4001)


def tide(more=""):
    return f'[[mechanisms]]\nkind = "tide"\ntopic = "bread"\n{more}\n'


def say(message, hours=0.0):
    return step("publish", f'message = "{message}"\nspeaker = "brand"\nat_hours = {hours}')


def shared(run, message):
    return run.population.contact["shared"][run.message_number[message], 1:].sum()


def near_share(count, chance, n=4000):
    return abs(count - n * chance) <= Z * math.sqrt(n * chance * (1 - chance))


# ------------------------------------------------------------ tide


def test_while_a_tide_lasts_its_topic_is_passed_on_and_acted_on_more_and_no_other():
    text = CAST + tide("factor = 3.0") + say("launch") + say("other")
    done = played(staged(text, conversion__action_chance=0.05), "plan", EVERYBODY)
    acted = done.population.contact["acted"].sum(axis=1)
    assert near_share(shared(done, "launch"), 0.3)
    assert near_share(shared(done, "other"), 0.1)
    assert near_share(acted[0], 0.15)
    assert near_share(acted[1], 0.05)


@pytest.mark.parametrize(("hours", "tick"), [(0.0, 1.0), (6.0, 1.0), (6.0, 0.5), (6.0, 4.0)])
def test_a_tide_comes_and_goes(hours, tick):
    """From 6 to 12 hours: a post at 0 is seen an hour later, before it; a post at 6 in it, whatever the tick."""
    text = CAST + tide("factor = 3.0\nfrom_hours = 4.0\nto_hours = 12.0") + say("launch", hours)
    done = played(staged(text, clock__tick_hours=tick), "plan", EVERYBODY)
    assert near_share(shared(done, "launch"), 0.3 if hours else 0.1)


def test_an_ebb_takes_sharing_away():
    done = played(staged(CAST + tide("factor = 0.0") + say("launch")), "plan", EVERYBODY)
    assert shared(done, "launch") == 0


def test_a_tide_of_factor_one_or_over_at_once_is_neutral():
    without = played(staged(CAST + say("launch")), "plan", EVERYBODY)
    for more in ("factor = 1.0", "factor = 5.0\nfrom_hours = 3.0\nto_hours = 3.0"):
        assert not differences(without, played(staged(CAST + tide(more) + say("launch")), "plan", EVERYBODY))
    assert differences(without, played(staged(CAST + tide() + say("launch")), "plan", EVERYBODY))


def test_what_is_before_a_tide_is_as_it_was():
    runs = []
    for more in ("", tide("from_hours = 12.0")):
        model = CampaignModel(parse_scenario(SMALL + more.replace("bread", "quality")), "people first", rng=3)
        while model.tick < 12:
            model.step()
        runs.append(model)
    before, after = (arrays(model) for model in runs)
    assert all(before[name].tobytes() == after[name].tobytes() for name in before)


def test_part_of_a_tick_in_a_tide_counts_as_a_part():
    model = CampaignModel(staged(CAST + tide("factor = 3.0\nfrom_hours = 1.0\nto_hours = 4.0"), clock__tick_hours=2.0))
    gains = []
    for _ in range(3):
        model.step()
        gains.append(model.moving.message["gain"].tolist())
    assert gains == [[2.0, 1.0], [3.0, 1.0], [1.0, 1.0]]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('topic = "braed"', 'topic is "braed", which no message is about; did you mean "bread"'),
        (
            'topic = "bread"\nfrom_hours = 3.0\nto_hours = 1.0',
            r"to_hours is 1, which is before from_hours \(3\); give a later one",
        ),
    ],
)
def test_a_tide_that_cannot_be_is_refused(more, told):
    with pytest.raises(ScenarioError, match=told):
        staged(CAST + f'[[mechanisms]]\nkind = "tide"\n{more}\n')


# ------------------------------------------------------------ bandwagon


def crowd(weight, unnoticed=10):
    return f'[[mechanisms]]\nkind = "bandwagon"\nweight = {weight}\nunnoticed = {unnoticed}\n'


def test_what_many_have_visibly_passed_on_is_passed_on_more():
    """400 have shared the first post; the second, a day later, meets a chance 1 + w log10(401 / 11) times as high."""
    text = CAST + say("launch") + say("launch", 24.0)
    for weight in (0.0, 0.5):
        done = played(staged(text + crowd(weight)), "plan", EVERYBODY)
        posts = done.posts[done.posts["parent"] >= 0]
        first, second = ((posts["time"] > 24.0) == late for late in (False, True))
        left = 4000 - first.sum()
        factor = 1 + weight * math.log10((1 + first.sum()) / 11)
        assert near_share(first.sum(), 0.1)
        assert near_share(second.sum(), 0.1 * factor, left)


def test_no_weight_or_a_crowd_that_nobody_notices_is_neutral():
    text = CAST + say("launch") + say("launch", 24.0)
    without = played(staged(text), "plan", EVERYBODY)
    for weight, unnoticed in ((0.0, 0), (1.0, 100_000)):
        assert not differences(without, played(staged(text + crowd(weight, unnoticed)), "plan", EVERYBODY))
    assert differences(without, played(staged(text + crowd(1.0)), "plan", EVERYBODY))


def test_a_crowd_forms_as_it_is_seen_and_other_messages_have_their_own():
    done = played(staged(CAST + say("launch") + say("other", 24.0) + crowd(1.0)), "plan", EVERYBODY)
    assert near_share(shared(done, "other"), 0.1)


# ------------------------------------------------------------ humanness

STAFF = CAST + segment("staff", "employees", 100, "participation = 1.0\nshare_chance = 0.0")
STAFF += "[messages.praise]\nstance = 0.5\n[messages.gripe]\nstance = -0.5\n"
STAFF += segment("others", "outlets", 1)
EARS = [(4001 + s, 1 + m) for s in range(100) for m in range(2000)]


def speaks(message="praise", speaker="staff", more="members = 100"):
    return step("publish", f'message = "{message}"\nspeaker = "{speaker}"\nat_hours = 0.0\n{more}')


OTHERS = '[[events]]\naction = "publish"\nmessage = "praise"\nspeaker = "others"\nat_hours = 0.0\n[strategies.plan]\n'


def trust_of_brand(text, **settings):
    settings = {"clock__days": 0.25, "credibility__humanness": 0.5} | settings
    scenario = staged(text, **settings)
    model = CampaignModel(scenario, "plan", rng=0, world=drawn_world(scenario, 0, EARS))
    before = model.population.voice["trust"][1:].copy()
    after = model.run().population.voice["trust"]
    assert after[1:].tobytes() == before.tobytes(), "nobody else's changes"
    return float(after[0])


def test_staff_who_are_heard_make_the_brand_more_trusted():
    """100 posts, each seen by 2,000 of 4,000: 50 impressions per head, which is all there is to gain."""
    assert trust_of_brand(STAFF + speaks()) == pytest.approx(0.33 * 1.5)


def test_one_voice_makes_it_a_little_more_human():
    """Half an impression per head, which has faded for three hours with a half-life of 14 days."""
    heard = 0.5 * 0.5 ** (3 / 336)
    expected = 0.33 * (1 + 0.5 * (1 - math.exp(-heard)))
    assert trust_of_brand(STAFF + speaks(more="members = 1")) == pytest.approx(expected, rel=1e-6)
    halved = trust_of_brand(STAFF + speaks(more="members = 1"), clock__tick_hours=0.5)
    assert halved == pytest.approx(expected, rel=1e-3), "the length of the tick hardly matters"


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        (STAFF + part("brand", "members = 0"), {}),
        (STAFF + speaks(), {"credibility__humanness": 0.0}),
        (STAFF + speaks("gripe"), {}),
        (STAFF + OTHERS, {}),
        (STAFF.replace("owned = true", "owned = false") + speaks(), {}),
    ],
    ids=["silence", "neutral", "complaints", "others speak", "an outlet that is not ours"],
)
def test_nothing_else_does(text, settings):
    assert trust_of_brand(text, **settings) == pytest.approx(0.33, rel=1e-6)


def test_trust_is_at_most_whole_and_fades_back():
    assert trust_of_brand(STAFF + speaks(), segments__brand__trust=0.9) == 1.0
    late = trust_of_brand(STAFF + speaks(), clock__days=10, credibility__humanness_half_life_days=0.1)
    assert late == pytest.approx(0.33, rel=1e-6)


def test_a_brand_that_is_trusted_more_moves_people_more():
    text = STAFF + speaks() + say("launch", 24.0)
    settings = {"belief__rule": "assimilation", "messages__praise__stance": 0.0001}
    cold, human = (
        outcomes(played(staged(text, credibility__humanness=h, **settings), "plan", [*EARS, *EVERYBODY]))
        for h in (0.0, 0.5)
    )
    assert human["reputation_end"] > cold["reputation_end"]


# ------------------------------------------------------------ goals


def goals(*tables):
    return "".join(f"[goals.g{number}]\n{table}\n" for number, table in enumerate(tables))


def attainment(*tables, text=CAST, **settings):
    return outcomes(played(staged(text + goals(*tables), **settings), "plan", EVERYBODY))["goal_attainment"]


def test_goals_are_attained_as_far_as_their_metrics_are_on_the_way():
    text = CAST + say("launch")
    reach = outcomes(played(staged(text), "plan", EVERYBODY))["reach"]
    assert reach == 4000
    assert attainment('metric = "reach"\ntarget = 8000', text=text) == 0.5
    assert attainment('metric = "reach"\ntarget = 1000', text=text) == 1.0, "no more than wholly"
    assert attainment('metric = "reach"\ntarget = 7000\nstart = 3000', text=text) == 0.25
    assert attainment('metric = "reach"\ntarget = 7000\nstart = 5000', text=text) == 0.0, "no less than not at all"
    assert attainment('metric = "cost"\ntarget = 0\nstart = 1400', text=text) == 0.5, "less may be better"
    two = ('metric = "reach"\ntarget = 8000\nweight = 3', 'metric = "sales"\ntarget = 5')
    assert attainment(*two, text=text) == pytest.approx(0.375)


def test_a_number_that_a_run_does_not_have_attains_nothing_and_no_goal_is_no_number():
    assert attainment('metric = "time_to_peak"\ntarget = 0\nstart = 10', text=CAST + say("launch")) == 0.0
    assert math.isnan(attainment(text=CAST + say("launch")))
    assert math.isnan(attainment('metric = "reach"\ntarget = 1\nweight = 0', text=CAST + say("launch")))


def test_goals_change_nothing_but_the_judgement():
    text = CAST + say("launch")
    with_goals = played(staged(text + goals('metric = "leads"\ntarget = 5')), "plan", EVERYBODY)
    assert not differences(played(staged(text), "plan", EVERYBODY), with_goals)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('metric = "raech"\ntarget = 5', 'metric is "raech", which is not a metric; did you mean "reach"'),
        ('metric = "xyz"\ntarget = 5', "which is not a metric; there are: actions, "),
        ('metric = "goal_attainment"\ntarget = 5', "read off the goals itself"),
        ('metric = "reach"\ntarget = 0', "is where nothing is attained yet"),
        ('metric = "reach"', "target is missing"),
    ],
)
def test_a_goal_that_cannot_be_judged_is_refused_with_the_reason(table, told):
    with pytest.raises(ScenarioError, match=told):
        staged(CAST + part("brand", "members = 1") + goals(table))
