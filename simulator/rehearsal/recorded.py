"""A stored run that is done again while it is recorded, to be looked at."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.chosen import under_strategy
from simulator.model import CampaignModel
from simulator.rehearsal.picture import picture_of
from simulator.rehearsal.recording import Recorder, Recording, stage_of
from simulator.rehearsal.trees import trees_of
from simulator.scenario import Scenario
from simulator.settings import InputError
from simulator.studies.job import Job, Worlds, collect, let_go
from simulator.studies.reproduction import Again, job_of
from simulator.studies.schema import SUCCEEDED
from simulator.studies.store import Store

MOST_FRAMES = 1_500
"""Frames of a recording at most; of a run with more ticks, every second, third ... tick has one."""


@dataclass(frozen=True, eq=False)
class Recorded(Recording):
    """A stored run that was done again, and how it looked.

    again : its number, what is stored of it, and the run as it came out.
    """

    again: Again


def _said_of(again: Again, name: str) -> str:
    """What a run is, and whether it came out as it is stored."""
    what = f"Run {again.run_id} is \u201c{name}\u201d in world {again.run.job.seed}; it was done again"
    if again.differing:
        names = ", ".join(list(again.differing)[:3])
        return f"{what} and came out differently: {names}. What is shown is how it is now."
    return f"{what}, and all {len(again.stored)} stored outcomes are the same to the last bit."


def only_run(path: str | Path) -> int:
    """The number of the only finished run of a study.

    Raises
    ------
    InputError : where there is none, or more than one.
    """
    with contextlib.closing(Store.read(path)) as store:
        found = store.rows(f"SELECT run_id FROM run WHERE status = '{SUCCEEDED}' LIMIT 2")
    if len(found) != 1:
        how_many = "several runs" if found else "no finished run"
        raise InputError(f"{path}: has {how_many}; give the number of a run (the column run_id of the table run)")
    return int(found[0][0])


def record(path: str | Path, run_ids: Sequence[int], *, drawn: int = 5000) -> list[Recorded]:
    """Do runs of a study again and record them.

    Parameters
    ----------
    path : the file of a comparison or a sweep.
    run_ids : numbers of runs in one world, at least one.
    drawn : members that are drawn, at most.

    Raises
    ------
    InputError : where there is no such run, or the runs cannot be seen side by side.
    """
    with contextlib.closing(Store.read(path)) as store:
        scenario, worlds = store.scenario(), Worlds()
        asked = [(run_id, *job_of(store, run_id)) for run_id in run_ids]
    first = asked[0][1]
    for run_id, job, _ in asked[1:]:
        if job.seed != first.seed:
            raise InputError(
                f"beside: run {run_id} is in world {job.seed}, and run {run_ids[0]} in world {first.seed}; give a run"
                " of the same world"
            )
    found = [_recorded(scenario, run_id, job, stored, worlds, drawn) for run_id, job, stored in asked]
    for other in found[1:]:
        _check_same_stage(found[0], other)
    return found


def _recorded(
    scenario: Scenario, run_id: int, job: Job, stored: dict[str, float], worlds: Worlds, drawn: int
) -> Recorded:
    changed = worlds.scenario_of(scenario, job)
    world = worlds.of(under_strategy(changed, job.strategy), job.seed)
    model = CampaignModel(changed, job.strategy, rng=job.seed, world=world)
    try:
        picture = picture_of(model.spec, world, drawn=drawn)
        recorder, stage = Recorder(model, picture), stage_of(model.spec, picture)
        every = -(-model.given.n_ticks // MOST_FRAMES)
        stage["tick_hours"] *= every
        stage["n_ticks"] = -(-model.given.n_ticks // every)
        frames = [recorder.frame()]
        while model.running:
            model.step()
            if model.tick % every == 0 or not model.running:
                frames.append(recorder.frame())
        again = Again(run_id, stored, collect(model, job))
        name = f"{job.strategy} ({job.variant})" if job.variant else job.strategy
        return Recorded(
            id=str(run_id),
            name=name,
            said=_said_of(again, name),
            stage=stage,
            picture=picture,
            frames=tuple(frames),
            marks=recorder.marks,
            trees=trees_of(model),
            again=again,
        )
    finally:
        let_go(model)


def _check_same_stage(one: Recorded, other: Recorded) -> None:
    alike = (
        one.stage["n_ticks"] == other.stage["n_ticks"]
        and one.stage["tick_hours"] == other.stage["tick_hours"]
        and [s["name"] for s in one.stage["segments"]] == [s["name"] for s in other.stage["segments"]]
        and np.array_equal(one.picture.member, other.picture.member)
    )
    if not alike:
        raise InputError(
            f"beside: run {other.again.run_id} has other people or another clock than run {one.again.run_id}; give a"
            " run of the same scenario"
        )
