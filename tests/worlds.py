"""Small worlds that tests share."""

import math
from hashlib import blake2b

from simulator.metrics import outcomes
from simulator.model import CampaignModel
from simulator.passport.small_worlds import drawn_world
from simulator.scenario_files import parse_scenario

SMALL = """
schema = 1
name = "A cracked frame"
description = "Six hundred people on two platforms, all five roles, a crisis, a programme and a playbook."
lesson = "Whether it pays to speak through employees and customers when a story breaks."

[clock]
start = 2026-03-02T08:00:00
days = 4

[platforms.feed]
response = "half_life"
half_life_hours = 2.0
brand_reach = 0.4

[platforms.work]
affinity = { quality = 1.5 }

[segments.public]
role = "audience"
size = 500
accounts = { feed = 0.9, work = 0.4 }
followers = { feed = 20, work = 15 }
interests = { quality = 0.6 }
share_chance = 0.03

[segments.riders]
role = "advocates"
size = 50
accounts = { feed = 0.9 }
followers = { feed = 30 }
own_words = "our own story"
own_words_per_week = 3.0

[segments.staff]
role = "employees"
size = 40
accounts = { feed = 0.5, work = 0.9 }
followers = { feed = 20, work = 40 }
own_words = "how we test"
disparagement = "a bad place to work"
disparagement_per_week = 1.0

[segments.creators]
role = "influencers"
size = 4
accounts = { feed = 1.0 }
followers = { feed = 150 }
next_story = "a new gadget"
exit_per_day = 2.0

[segments.brand]
role = "outlets"
size = 1
owned = true
accounts = { feed = 1.0, work = 1.0 }
followers = { feed = 150, work = 100 }

[segments.critic]
role = "outlets"
size = 2
accounts = { feed = 1.0 }
followers = { feed = 200 }
publishes = [{ message = "cracked frame", per_day = 4, follows_crisis = true }]

[messages.launch]
stance = 0.6
topic = "quality"
promotional = true
call_to_action = 2.0

[messages."our own story"]
kind = "own_words"
stance = 0.7
call_to_action = 0.5

[messages."how we test"]
kind = "own_words"
stance = 0.6
topic = "quality"

[messages."a bad place to work"]
kind = "disparagement"
stance = -0.5

[messages."a new gadget"]
kind = "third_party"
stance = 0.0

[messages."cracked frame"]
kind = "crisis"
stance = -0.8
arousal = 1.5

[messages.apology]
kind = "response"
stance = 0.4
posture = "apology"

[crisis]
story = "cracked frame"
origin = "critic"
onset_hours = 24
onset_spread_hours = 12
severity = 0.8
second_wave = { chance = 0.5, after_hours = 30 }

[conversion]
action_chance = 0.05

[strategies."paid creators"]
[[strategies."paid creators".programme]]
segment = "creators"
message = "launch"
members = 3
posts_per_week = 7
choose = "most followed"
[[strategies."paid creators".playbook]]
action = "publish"
message = "apology"
speaker = "brand"
after_crisis_hours = 24

[strategies."people first"]
[[strategies."people first".programme]]
segment = "staff"
message = "launch"
members = 30
posts_per_week = 5
leaders_active = true
[[strategies."people first".programme]]
segment = "riders"
message = "launch"
members = 30
posts_per_week = 5
incentive = 1.5
[[strategies."people first".playbook]]
action = "publish"
message = "apology"
speaker = "brand"
when = { signal = "hostile_posts", above = 0.4, delay_hours = 2.0 }
[[strategies."people first".playbook]]
action = "rally"
segment = "riders"
after_crisis_hours = 12

[strategies."paid creators again"]
[[strategies."paid creators again".programme]]
segment = "creators"
message = "launch"
members = 3
posts_per_week = 7
choose = "most followed"
[[strategies."paid creators again".playbook]]
action = "publish"
message = "apology"
speaker = "brand"
after_crisis_hours = 24
"""


def small(**settings):
    """The small world, with settings replaced by path (dots written as double underscores).

    >>> small(clock__days=2).clock.days
    2.0
    """
    return parse_scenario(
        SMALL, name="small", settings={path.replace("__", "."): value for path, value in settings.items()}
    )


# ------------------------------------------------------------ what a run leaves behind


def arrays(model):
    """Every array that a run changes, field by field, without the room that is not used yet."""
    tables = {
        "member": model.moving.member,
        "voice": model.moving.voice,
        "contact": model.moving.contact,
        "message": model.moving.message,
        "post": model.posts,
        "volunteer": model.population.volunteer,
    }
    by_field = {f"{name}.{field}": table[field] for name, table in tables.items() for field in table.dtype.names}
    plain = ("severed", "carried", "tally", "flow", "opinion", "story_seen", "clock")
    people = ("morale", "active_from", "active_until", "last_post")
    return {
        **by_field,
        **{name: getattr(model.moving, name) for name in plain},
        **{name: getattr(model.population, name) for name in people},
        "attitude": model.segment_attitude,
    }


def differences(one, other):
    """The names of the arrays in which two runs differ, bit by bit."""
    first, second = arrays(one), arrays(other)
    return [name for name in first if first[name].tobytes() != second[name].tobytes()]


def digests(model):
    """A short digest of every array of a run, and its outcomes."""
    short = {name: blake2b(array.tobytes(), digest_size=6).hexdigest() for name, array in arrays(model).items()}
    return {**short, "outcomes": repr(outcomes(model)) if model.tick else ""}


def trace(settings, strategy, seed):
    """The digests after every tick of a run in the small world."""
    model = CampaignModel(small(**settings), strategy, rng=seed)
    ticks = []
    while model.running:
        model.step()
        ticks.append(digests(model))
    return ticks


# ------------------------------------------------------------ a bare stage

STAGE = """
schema = 1
name = "A bare stage"

[clock]
days = 2

[contagion]
rule = "simple"

[belief]
rule = "fixed"

[fatigue]
unfollow_chance = 0.0
irritation = 0.0
familiarity_weight = 0.0

[conversion]
action_chance = 0.0
attitude_weight = 0.0

[credibility]
wear_per_post = 0.0
wear_per_statement = 0.0
wear_ordinary = 0.0

[platforms.square]
brand_reach = 1.0
member_reach = 1.0
slots_per_visit = inf
background_posts = 0.0
response = "fixed"
half_life_hours = 1.0
"""
"""One platform on which every follower sees every post an hour later, and nothing else happens."""


def staged(text, **settings):
    """A scenario on the bare stage: the segments, messages and strategies in ``text``."""
    return parse_scenario(
        STAGE + text, name="stage", settings={path.replace("__", "."): value for path, value in settings.items()}
    )


def segment(name, role, size, more=""):
    """The text of a segment that is on the square, with more settings in lines."""
    return f'[segments.{name}]\nrole = "{role}"\nsize = {size}\naccounts = {{ square = 1.0 }}\n{more}\n'


EVEN = (
    "conviction_weight = 0.0\nfeedback = 0.0\nbelonging = 0.0\nmood_weight = 0.0\nmorale_weight = 0.0\n"
    "value_weight = 0.0\nculture_pull = 0.0\ndissatisfaction = 0.0\nafterglow_days = 0.0\n"
)
"""Volunteers who are as willing at the end as at the start, and stop when they are done."""


def part(segment, more, message="launch"):
    """The text of a part of the programme of the strategy ``plan``."""
    return f'[[strategies.plan.programme]]\nsegment = "{segment}"\nmessage = "{message}"\n{more}\n'


def step(action, more):
    """The text of a step of the playbook of the strategy ``plan``."""
    return f'[[strategies.plan.playbook]]\naction = "{action}"\n{more}\n'


def played(scenario, strategy="do nothing", ties=(), seed=0):
    """A run of a scenario on the stage, on which just these ties exist."""
    return CampaignModel(scenario, strategy, rng=seed, world=drawn_world(scenario, seed, ties)).run()


def posts_of(run, message):
    """The original posts of a message."""
    posts = run.posts
    return posts[(posts["message"] == run.message_number[message]) & (posts["parent"] < 0)]


# ------------------------------------------------------------ chance

Z = 4.0
"""Standard errors within which a count must be, chosen beforehand."""


def near(count, mean):
    """Whether a count is that of a Poisson law of this mean, within four standard deviations."""
    return abs(count - mean) <= Z * math.sqrt(mean)
