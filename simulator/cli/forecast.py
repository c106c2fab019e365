"""What a comparison or a sweep would do, told without doing it: runs, time, room and money."""

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.folders import folder_of, free_room
from simulator.cli.given import cost_in_words
from simulator.cli.words import complain
from simulator.wording import counted, duration, size

if TYPE_CHECKING:
    from simulator.cli.comparing import AskedComparison
    from simulator.scenario import Scenario
    from simulator.studies.executors import Done
    from simulator.studies.plan import Plan
    from simulator.studies.store import Store

TO_START_PROCESSES = 3.0
"""Seconds until several processes are at work; measured."""
ROOM_OF_A_FURTHER_RUN = 5_000.0
"""Bytes that a run of another variant takes: its outcomes only; measured."""
ROOM_OF_A_RUN, ROOM_OF_A_NUMBER = 2_700.0, 1.5
"""Bytes that a run of a sweep takes, and each number of its course where that is kept; measured."""


def tell_forecast(scenario: "Scenario", asked: "AskedComparison") -> None:
    """Tell runs, time and room, estimated from two worlds, and planned costs; results without room are refused."""
    from simulator.chosen import strategy_names
    from simulator.scenario import DO_NOTHING
    from simulator.studies.executors import cores

    known = strategy_names(scenario)
    wanted = {DO_NOTHING, scenario.baseline, *(asked.strategies or known)}
    strategies = tuple(name for name in known if name in wanted)
    worlds = asked.worlds
    n_worlds = worlds if isinstance(worlds, int) else worlds.most
    n_runs = n_worlds * len(strategies)
    at_most = "" if worlds == n_worlds else "at most "
    workers = min(asked.jobs or cores(), n_runs)
    tried, seconds, first, other = _measured(scenario, strategies, asked.seed)
    further = asked.further_runs(scenario, strategies, n_worlds)
    room_needed = first + (n_worlds - 1) * other + further * ROOM_OF_A_FURTHER_RUN
    in_worlds = n_worlds + further / len(strategies)
    click.echo(
        f"{at_most}{n_runs:,} runs: {counted(len(strategies), 'strategy', 'strategies')} in "
        f"{counted(n_worlds, 'world')} from seed {asked.seed}"
    )
    if further:
        click.echo(f"about {rounded_up(further):,} further runs for what the brief asks beside that")
    tell_time_and_room(seconds * in_worlds, workers, room_needed)
    tell_what_failed(tried)
    click.echo(cost_in_words(scenario, strategies))
    click.echo("nothing was written")
    check_room(room_needed, folder_of(asked.output, asked.file.stem), "--replications")


def tell_time_and_room(work: float, workers: int, room_needed: float) -> None:
    """Tell how long so many seconds of work take, and how large the results are."""
    time_needed = work / workers + (TO_START_PROCESSES if workers > 1 else 0.0)
    click.echo(
        f"about {duration(time_needed)} with {counted(workers, 'process', 'processes')}, "
        f"and about {size(room_needed)} of results"
    )


def runs_of_questions(
    scenario: "Scenario", strategies: tuple[str, ...], questions: tuple[str, ...], worlds: int, *, everything: bool
) -> int:
    """About how many runs the questions of a brief take; what depends on who is best is counted as the most."""
    from simulator.studies import adverse, contributions, delays, flips, uncertain

    n, found = len(strategies), 0
    if "turns" in questions:
        ends = sum(len(one.ends) for one in uncertain.uncertainties(scenario, everything=everything))
        contenders, screened = min(n, flips.RIVALS + 2), min(flips.SCREENED, worlds)
        found += contenders * (ends * screened + min(ends, flips.CLOSEST) * (worlds - screened))
    if "regret" in questions:
        found += len(adverse.adverse_worlds(scenario)) * n * worlds
    if "parts" in questions:
        parts = [len(contributions.parts_of(scenario, name)) for name in strategies]
        some = sorted(2**p - 1 for p in parts if 2 <= p <= contributions.MOST_PARTS)
        found += sum(some[-2:]) * worlds
    if "hours" in questions and any(delays.answers_a_crisis(scenario, name) for name in strategies):
        found += (len(delays.HOURS) + 1) * worlds
    return found


def rounded_up(runs: int) -> int:
    """A number of runs that is an estimate, to two digits.

    >>> rounded_up(7), rounded_up(1234)
    (7, 1300)
    """
    step = 10 ** max(len(str(runs)) - 2, 0)
    return -(-runs // step) * step


def check_room(needed: float, folder: Path, fewer: str) -> None:
    """Refuse results for which there is no room; ``fewer`` names what to ask for less of."""
    from simulator.settings import InputError
    from simulator.studies.journal import SPARE

    if needed + SPARE > (free := free_room(folder)):
        raise InputError(
            f"{folder}: has room for {size(free)}, and the results need about {size(needed)}, and {size(SPARE)} more "
            f"while they are written; ask for fewer {fewer}, or give another place with --output"
        )


def rough_room(plan: "Plan", n_runs: int) -> float:
    """Bytes that a sweep takes, without trying any of its runs."""
    from simulator.studies.choices import NO_SERIES
    from simulator.studies.run import COLUMNS

    clock = plan.scenario.clock
    numbers = 0.0 if plan.series == NO_SERIES else clock.days * 24 / clock.tick_hours * (len(COLUMNS) + 1)
    return n_runs * (ROOM_OF_A_RUN + numbers * ROOM_OF_A_NUMBER)


def tell_what_failed(tried: "Sequence[Done]") -> None:
    """Say how many of the runs that were tried failed, and why the first did."""
    reasons = [done.error for done in tried if done.error]
    if reasons:
        reason = reasons[0].strip().splitlines()[-1]
        complain(f"{len(reasons)} of {counted(len(tried), 'run')} that were tried failed; the first: {reason}")


def room_of(store: "Store") -> float:
    """Bytes of a study in memory."""
    return float(store.rows("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")[0][0])


def _measured(scenario: "Scenario", strategies: tuple[str, ...], seed: int) -> "tuple[list[Done], float, float, float]":
    """Runs in two worlds, seconds of a world, and bytes that the first world and each other one take in a study."""
    from simulator.studies.executors import in_this_process
    from simulator.studies.plan import Plan
    from simulator.studies.store import Store

    plan = Plan(scenario, strategies, scenario.baseline, seed, replications=2)
    with closing(Store.write(None, plan)) as store:
        tried: list[Done] = []
        sizes, clock = [], [time.perf_counter()]
        for replication in range(2):
            batch = [plan.job(name, replication) for name in strategies]
            for done in in_this_process(scenario, [batch], 1):
                store.save(done)
                tried.append(done)
            sizes.append(room_of(store))
            clock.append(time.perf_counter())
    return tried, clock[2] - clock[1], sizes[0], sizes[1] - sizes[0]
