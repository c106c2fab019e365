"""What a sweep would do, told without doing it: runs, time and room, by some points that are tried."""

import dataclasses
import itertools
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.forecast import check_room, room_of, tell_time_and_room, tell_what_failed
from simulator.wording import counted

if TYPE_CHECKING:
    from simulator.studies.designs import Design
    from simulator.studies.executors import Done
    from simulator.studies.job import Job
    from simulator.studies.plan import Plan

FILLED = 200
"""Runs that are written to see how much room they take: enough that what is left free of a page does not count."""


def tell_sweep_forecast(plan: "Plan", design: "Design", *, workers: int, folder: Path) -> None:
    """Tell runs, time and room, estimated from some points; results without room are refused."""
    n_strategies = len(plan.strategies)
    n_runs = plan.replications * len(plan.points) * n_strategies
    workers = min(workers, n_runs)
    tried, network = _tried(plan)
    writing, room_needed = _written(plan, tried, n_runs)
    run = sum(done.seconds for done in tried) / len(tried) + writing
    click.echo(
        f"{n_runs:,} runs: {counted(len(design), 'point')} ({design.method}) x "
        f"{counted(n_strategies, 'strategy', 'strategies')} x {counted(plan.replications, 'world')} "
        f"from seed {plan.seed}"
    )
    tell_time_and_room(run * n_runs + network * workers * plan.replications, workers, room_needed)
    tell_what_failed(tried)
    click.echo("nothing was written")
    check_room(room_needed, folder, "points or --replications")


def _tried(plan: "Plan") -> "tuple[list[Done], float]":
    """Runs of all strategies at three points, and seconds that the network of a world takes, once per round and worker.

    Before that every strategy is run once, as the first run loads what is compiled; and before each point something is
    run at the one before it, as points in a row mostly share a network.
    """
    from simulator.studies.executors import in_this_process

    last = len(plan.points) - 1

    def jobs(place: int) -> "list[Job]":
        return list(dataclasses.replace(plan, points=plan.points[place : place + 1], replications=1).jobs())

    for _ in in_this_process(plan.scenario, [jobs(0)]):
        pass
    places = sorted({min(1, last), len(plan.points) // 2, last})
    todo = [[*jobs(max(place - 1, 0))[:1], *jobs(place)] for place in places]
    done = list(in_this_process(plan.scenario, todo))
    tried = [one for number, one in enumerate(done) if number % (len(plan.strategies) + 1)]
    return tried, max(done[0].seconds - done[1].seconds, 0.0)


def _written(plan: "Plan", tried: "list[Done]", n_runs: int) -> tuple[float, float]:
    """Seconds that it takes to write a run, and bytes of all, by some runs as those that were tried."""
    from simulator.studies.store import Store

    with closing(Store.write(None, dataclasses.replace(plan, points=(), replications=1))) as store:
        bare = room_of(store)
    points = plan.points[: max(FILLED // len(plan.strategies), 1)]
    rounds = min(max(FILLED // (len(points) * len(plan.strategies)), 1), plan.replications)
    filled = dataclasses.replace(plan, points=points, replications=rounds)
    jobs = list(filled.jobs())
    with closing(Store.write(None, filled)) as store:
        clock = time.perf_counter()
        with store.indexed_at_the_end():
            for job, done in zip(jobs, itertools.cycle(tried), strict=False):
                store.save(done._replace(job=job))
        seconds = time.perf_counter() - clock
        return seconds / len(jobs), bare + (room_of(store) - bare) / len(jobs) * n_runs
