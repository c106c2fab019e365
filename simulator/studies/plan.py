"""What a study is about: which strategies meet which worlds, and at which points of a design."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.randomness import stream
from simulator.scenario import Scenario
from simulator.studies.choices import NO_SERIES
from simulator.studies.job import Job, Variant


def world_number(seed: int, replication: int) -> int:
    """The world of a replication: the study's seed itself for replication 0, a keyed 53-bit number for each other one.

    So ``simulate(seed=7)`` is replication 0 of a study with seed 7, and studies with other seeds share no worlds, as
    they would if seed and replication were added.

    >>> world_number(7, 0), world_number(7, 1) != world_number(8, 0)
    (7, True)
    """
    return seed if replication == 0 else int(stream(seed, f"replication {replication}")) >> 11


@dataclass(frozen=True)
class Plan:
    """What a study is about: every strategy meets the worlds of all replications.

    A sweep has points, which are variants of the scenario; every strategy meets the same worlds at each of them.

    Parameters
    ----------
    text : the scenario file as it was given, where there was one.
    detailed : the number of replications, from the first, whose segment series and posts are kept as well.
    points : the points of a sweep in the order in which each round takes them; none for a comparison.
    design : the sweep's design, as JSON without its points.
    factors : what the sweep varies, as rows of the table ``factor``.
    series : what a sweep keeps of the course of its runs, one of :data:`simulator.studies.choices.SERIES`.
    """

    scenario: Scenario
    strategies: tuple[str, ...]
    baseline: str
    seed: int
    replications: int
    detailed: int = 1
    text: str | None = None
    points: tuple[Variant, ...] = ()
    design: str | None = None
    factors: tuple[tuple[Any, ...], ...] = ()
    series: str = NO_SERIES

    def jobs(self) -> Iterator[Job]:
        """All jobs, round by round: each round is one world, which all points and strategies meet.

        So a sweep that is broken off has done nearly the same number of worlds at every point.
        """
        for replication in range(self.replications):
            if self.design is None:
                yield from (self.job(strategy, replication) for strategy in self.strategies)
            for point in self.points:
                yield from (self.job(strategy, replication, point) for strategy in self.strategies)

    def job(self, strategy: str, replication: int, point: Variant | None = None) -> Job:
        """One job of the plan."""
        seed = world_number(self.seed, replication)
        if point is not None:
            return point.job(strategy, seed, replication, series=self.series != NO_SERIES)
        more = replication < self.detailed
        return Job(strategy, seed, replication, segments=more, posts=more, beside=True)
