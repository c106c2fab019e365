"""A full feed against one Mesa object per member, a week of a million members, and what the cost grows with.

``python benchmarks/feed.py`` prints three tables:

1. *Against Mesa objects.* The same network, the same original posts and the same law in both: a power-law response
   time, limited attention, belief, annoyance, familiarity, sharing reinforced by distinct sources, unfollowing, action.
   The Mesa model is written as Mesa's tutorials teach it, one agent per member (benchmarks/mesa_feed.py). What is
   compared is the cost of one exposure, since the two have other luck.
2. *A week*: 168 ticks, 4 messages, 1,000,000 members, 10,000,000 ties, in a process of its own.
3. *Growth*: the same exposures among more members and over more ticks, and then more exposures.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from report import ROOT, Figure, in_own_process, peak_megabytes, print_figures, print_rows, timed

sys.path.insert(0, str(ROOT))

TICKS_OF_A_WEEK = 168
FEED = """
schema = 1
name = "A feed"
description = "Four messages among members who tire, believe, overlook, pass on, leave and act."
lesson = "What a large run costs."

[clock]
days = {days}

[platforms.feed]
member_reach = 1.0
network.clustering = 0.0

[segments.public]
role = "audience"
size = {members}
accounts = {{ feed = 1.0 }}
followers = {{ feed = 10.0 }}
share_chance = {share_chance}
interests = {{ bikes = 0.5 }}

[messages.launch]
stance = 0.6
topic = "bikes"
promotional = true
call_to_action = 1.0

[messages."own words"]
kind = "own_words"
stance = 0.4

[messages.story]
kind = "disparagement"
stance = -0.8

[messages.gossip]
kind = "third_party"
stance = 0.0
"""


class Originals(NamedTuple):
    """Posts that members make on their own initiative: (posts,) each, ordered by time."""

    member: np.ndarray
    message: np.ndarray
    hours: np.ndarray


class Cost(NamedTuple):
    """What a run took: seconds of this process, of that in the engine's delivery, exposures and posts."""

    seconds: float
    wall: float
    delivering: float
    exposures: int
    seen: int
    posts: int

    @property
    def nanoseconds(self) -> float:
        """Per exposure."""
        return self.seconds / self.exposures * 1e9


def feed_model(n_members: int, *, share_chance: float, days: float = 7.0, world: Any = None) -> Any:
    """Our model of the feed, before anything is said."""
    from simulator.model import CampaignModel
    from simulator.scenario_files import parse_scenario

    text = FEED.format(members=n_members, days=days, share_chance=share_chance)
    return CampaignModel(parse_scenario(text), rng=1, world=world)


def originals(n_members: int, n_posts: int, hours: float) -> Originals:
    """So many posts of members and messages picked by chance, at any time within some hours."""
    rng = np.random.default_rng(5)
    return Originals(
        rng.integers(0, n_members, n_posts), rng.integers(0, 4, n_posts), np.sort(rng.uniform(0, hours, n_posts))
    )


def run(model: Any, posts: Originals) -> Cost:
    """Let our model run to its end, with these posts."""
    names, tick = list(model.message_number), (posts.hours / model.given.tick_hours).astype(int)
    waiting, delivering, deliver = 0, 0.0, model.deliver

    def clocked() -> None:
        nonlocal delivering
        before = time.process_time()
        deliver()
        delivering += time.process_time() - before

    model.deliver = clocked
    begun, begun_wall = time.process_time(), time.perf_counter()
    while model.running:
        end = np.searchsorted(tick, model.tick, "right")
        for number in range(len(names)) if end > waiting else ():
            due = waiting + np.flatnonzero(posts.message[waiting:end] == number)
            model.publish(posts.member[due], names[number], posts.hours[due])
        waiting = end
        model.step()
    seconds, wall = time.process_time() - begun, time.perf_counter() - begun_wall
    return Cost(seconds, wall, delivering, *handled(model), len(model.posts))


def handled(model: Any) -> tuple[int, int]:
    """Exposures handled so far, and how many of them were seen."""
    from simulator.state import IMPRESSIONS, UNSEEN

    seen = int(model.moving.tally[:, :, IMPRESSIONS : IMPRESSIONS + 3].sum())
    return seen + int(model.moving.tally[:, :, UNSEEN].sum()), seen


# ---------------------------------------------------------------- against Mesa objects


def against_mesa(n_members: int, n_posts: int, repeats: int, *, quick: bool) -> list[Figure]:
    """Run both models in turn and compare what an exposure costs."""
    from mesa_feed import FeedModel

    share_chance = 0.02
    ours = feed_model(n_members, share_chance=share_chance)
    world, posts = ours.world, originals(n_members, n_posts, TICKS_OF_A_WEEK)
    run(ours, posts)  # loads or compiles the engine
    mine, theirs, building = [], [], {"ours": [], "Mesa": []}
    for repeat in range(repeats):
        took, model = timed(lambda: feed_model(n_members, share_chance=share_chance, world=world))
        building["ours"].append(took)
        mine.append(run(model, posts))
        took, objects = timed(lambda number=repeat: FeedModel(ours, posts, rng=number))
        building["Mesa"].append(took)
        begun = time.process_time()
        objects.run_model(TICKS_OF_A_WEEK)
        seconds = time.process_time() - begun
        theirs.append(Cost(seconds, seconds, seconds, objects.n_exposures, objects.n_seen, objects.n_posts))
    print(f"full feed: {n_members:,} members, {len(world.ties.follower):,} ties, {TICKS_OF_A_WEEK} ticks, 4 messages")
    heads = ["median of each", "build s", "run s", "exposures", "seen", "posts", "ns/exposure"]
    print_rows(
        heads,
        [
            [name, float(np.median(building[key])), *(float(np.median([getattr(c, f) for c in costs])) for f in _SHOWN)]
            for name, key, costs in (("Groundswell", "ours", mine), ("Mesa objects", "Mesa", theirs))
        ],
    )
    medians = [float(np.median([c.nanoseconds for c in costs])) for costs in (theirs, mine)]
    best = min(c.nanoseconds for c in theirs) / min(c.nanoseconds for c in mine)
    engine = float(np.median([c.delivering / c.exposures * 1e9 for c in mine]))
    bar = None if quick else 50
    return [
        Figure("times a Mesa model of objects, per exposure", medians[0] / medians[1], "x", bar, at_least=True),
        Figure("the same, by best times", best, "x"),
        Figure("our engine alone, per exposure", engine, "ns"),
    ]


_SHOWN = ("seconds", "exposures", "seen", "posts", "nanoseconds")

# ---------------------------------------------------------------- a week


def week(n_members: int) -> dict[str, Any]:
    """Measure a week in this process: seconds and megabytes by part."""
    run(feed_model(1000, share_chance=0.05), originals(1000, 100, 24))  # loads or compiles
    posts, warm = originals(n_members, n_members // 4, 120), peak_megabytes()
    built, model = timed(lambda: feed_model(n_members, share_chance=WEEK_SHARE_CHANCE))
    world, after_world = model.world, peak_megabytes()
    anew, model = timed(lambda: feed_model(n_members, share_chance=WEEK_SHARE_CHANCE, world=world))
    cost = run(model, posts)
    calendar = sum(getattr(model.content, name).nbytes for name in ("entry", "next_chunk", "post")) / 1e6
    return {
        **cost._asdict(),
        "ties": len(world.ties.follower),
        "building": built - anew,
        "model": anew,
        "imported_mb": warm,
        "world_mb": after_world,
        "peak_mb": peak_megabytes(),
        "calendar_mb": calendar,
    }


WEEK_SHARE_CHANCE = 0.05
"""Well below the chance at which a message spreads by itself, so that the exposures hardly depend on the world."""


def a_week(n_members: int, *, barred: bool) -> list[Figure]:
    """Run the week in a process of its own and print its parts."""
    found = in_own_process(__file__, "--only", "week", "--members", str(n_members))
    print(f"a week: {n_members:,} members, {found['ties']:,} ties, {TICKS_OF_A_WEEK} ticks, 4 messages")
    print_rows(
        ["part", "figure"],
        [
            ["exposures", found["exposures"]],
            ["  of them seen", found["seen"]],
            ["posts, shares included", found["posts"]],
            ["network and traits, s (once per world)", found["building"]],
            ["model, s", found["model"]],
            ["run, s of wall-clock", found["wall"]],
            ["run, s of one core", found["seconds"]],
            ["  of them delivering, originals included", found["delivering"]],
            ["  of them other parts of a tick", found["seconds"] - found["delivering"]],
            ["MB after imports", found["imported_mb"]],
            ["MB at the peak of building", found["world_mb"]],
            ["MB of posts and calendar at the end", found["calendar_mb"]],
        ],
    )
    bar, megabytes = (5.0, 1536.0) if barred else (None, None)
    return [
        Figure("a week, after compilation", found["seconds"], "s of a core", bar),
        Figure("the same with the model's construction", found["seconds"] + found["model"], "s"),
        Figure("the same, per exposure", found["seconds"] / found["exposures"] * 1e9, "ns"),
        Figure("peak memory, building included", found["peak_mb"], "MB", megabytes),
    ]


# ---------------------------------------------------------------- what the cost grows with


def growth(n_posts: int, sizes: tuple[int, ...]) -> list[Figure]:
    """The same posts among more members and over more ticks; then more posts."""
    cases: list[tuple[int, int, int]] = [(size, 1, n_posts) for size in sizes]
    cases += [(size, ten, n_posts) for size in sizes[:2] for ten in (3, 10)]
    cases += [(sizes[1], 1, n_posts * times) for times in (2, 4)]
    rows, per_exposure = [], {}
    worlds: dict[int, Any] = {}
    for n_members, weeks, n in cases:
        costs = []
        for _ in range(3):
            model = feed_model(n_members, share_chance=0.0, days=7.0 * weeks, world=worlds.get(n_members))
            worlds[n_members] = model.world
            costs.append(run(model, originals(n_members, n, 160 * weeks)))
        cost = min(costs, key=lambda c: c.seconds)
        per_exposure[n_members, weeks, n] = cost.nanoseconds
        ticks = weeks * TICKS_OF_A_WEEK
        others = (cost.seconds - cost.delivering) / ticks * 1e3
        work = n_members * ticks / 1e6
        rows.append([f"{n_members:,}", ticks, work, cost.exposures, cost.seconds, cost.nanoseconds, others])
    heads = [
        "members",
        "ticks",
        "members x ticks, M",
        "exposures",
        "s of a core",
        "ns/exposure",
        "ms/tick not delivering",
    ]
    print("what the cost grows with (best of three)")
    print_rows(heads, rows)
    first, largest = (sizes[0], 1, n_posts), (sizes[-1], 1, n_posts)
    long = (sizes[1], 10, n_posts), (sizes[1], 1, n_posts)
    more = (sizes[1], 1, 4 * n_posts), (sizes[1], 1, n_posts)
    times = sizes[-1] // sizes[0]
    return [
        Figure(f"cost of an exposure, {times} x the members", per_exposure[largest] / per_exposure[first], "x"),
        Figure("cost of an exposure, 10 x the ticks", per_exposure[long[0]] / per_exposure[long[1]], "x"),
        Figure("cost of an exposure, 4 x the exposures", per_exposure[more[0]] / per_exposure[more[1]], "x", 1.25),
    ]


PARTS = ("mesa", "week", "growth")


def main() -> int:
    """Print the tables; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="smaller, for a look; bars of size do not apply")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this table; repeatable")
    parser.add_argument("--only", choices=("week",), help=argparse.SUPPRESS)
    parser.add_argument("--members", type=int, default=1_000_000, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(week(asked.members)))
        return 0
    quick = asked.quick
    parts: dict[str, Callable[[], list[Figure]]] = {
        "mesa": lambda: against_mesa(*((5_000, 10_000, 2) if quick else (100_000, 100_000, 3)), quick=quick),
        "week": lambda: a_week(100_000 if quick else 1_000_000, barred=not quick),
        "growth": lambda: growth(*((20_000, (10_000, 100_000)) if quick else (100_000, (10_000, 100_000, 1_000_000)))),
    }
    met = [print_figures(parts[name]()) for name in asked.part or PARTS]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
