"""Doing runs of a study again, to see that they come out as they did; and what the study was made with."""

import contextlib
import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator.randomness import check_seed, stream, uniform
from simulator.scenario import Scenario, digest
from simulator.settings import InputError
from simulator.studies.described import settings_in
from simulator.studies.job import Job, Variant, Worlds, run_job
from simulator.studies.places import damage_told
from simulator.studies.provenance import NUMERICAL, versions
from simulator.studies.run import Run
from simulator.studies.schema import SUCCEEDED
from simulator.studies.store import Store

Outcomes = dict[str, float]


@dataclass(frozen=True)
class Again:
    """A run that was done again: its number, what is stored of it, and the run as it is now."""

    run_id: int
    stored: Outcomes
    run: Run

    @property
    def differing(self) -> dict[str, tuple[float, float]]:
        """The outcomes that are not the same to the last bit, as (stored, now); none where all is well."""
        names = [*self.stored, *(name for name in self.run.outcomes if name not in self.stored)]
        pairs = {name: (self.stored.get(name, math.nan), self.run.outcomes.get(name, math.nan)) for name in names}
        return {name: pair for name, pair in pairs.items() if not _same(*pair)}


def rerun(path: str | Path, run_id: int) -> Again:
    """Do a run of a comparison or a sweep again, from what its file says.

    Raises
    ------
    InputError : where there is no such run, or it has no outcomes.
    """
    with contextlib.closing(Store.read(path)) as store:
        return _again(store, store.scenario(), run_id, Worlds())


def verify(path: str | Path, sample: int = 20, *, seed: int = 0) -> Iterator[Again]:
    """Do a sample of the finished runs of a study again, drawn by ``seed``; all, where there are no more."""
    check_seed(seed)
    if sample < 1:
        raise InputError(f"sample: {sample} is no number of runs; give 1 or more")
    with contextlib.closing(Store.read(path)) as store:
        found = [run_id for (run_id,) in store.rows(f"SELECT run_id FROM run WHERE status = '{SUCCEEDED}'")]
        if not found:
            raise InputError(f"{path}: has no finished run that could be done again")
        luck = uniform(stream(seed, "sample of runs"), np.array(found))
        scenario, worlds = store.scenario(), Worlds()
        for place in sorted(np.argsort(luck)[:sample]):
            yield _again(store, scenario, found[place], worlds)


def manifest(path: str | Path) -> dict[str, Any]:
    """What a study is and was made with: digests, seeds, versions, host, and how far it is.

    ``digest`` is that of the scenario as it stands in the file now, with every setting filled in.
    ``outcomes`` is a digest of every number in it: two files with the same one hold the same runs, whoever made them.
    """
    with contextlib.closing(Store.read(path)) as store:
        about = store.study()
        design = about["design"]
        kept = ("name", "seed", "replications", "baseline", "created", "schema_version")
        return {
            **{name: about[name] for name in kept},
            "digest": digest(store.scenario()),
            "kind": "comparison" if design is None else "sweep",
            "strategies": json.loads(about["strategies"]),
            "design": None if design is None else _digest_of_points(store),
            "runs": store.counts(),
            "outcomes": _digest_of_outcomes(store),
            "versions": json.loads(about["versions"]),
            "host": json.loads(about["host"]),
        }


def is_of_its_scenario(path: str | Path) -> bool:
    """Whether the scenario in a study's file is still the one that it was made of, every setting filled in."""
    with contextlib.closing(Store.read(path)) as store:
        return bool(store.study()["digest"] == digest(store.scenario()))


def differing_versions(path: str | Path) -> list[str]:
    """What differs between the software that made a study and ours, as far as numbers may hang on it, in words."""
    with contextlib.closing(Store.read(path)) as store:
        then, now = json.loads(store.study()["versions"]), versions()
    return [f"{name} {then.get(name)} (now {now[name]})" for name in NUMERICAL if then.get(name) != now[name]]


def job_of(store: Store, run_id: int) -> tuple[Job, Outcomes]:
    """The job of a run in a study's file, and the outcomes that are stored of it.

    Raises
    ------
    InputError : where there is no such run, or it has no outcomes.
    """
    found = store.rows(
        "SELECT strategy, seed, replication, variant, settings, status FROM run LEFT JOIN variant USING (variant)"
        " WHERE run_id = ?",
        (run_id,),
    )
    if not found:
        ((last,),) = store.rows("SELECT max(run_id) FROM run")
        raise InputError(f"run: there is no run {run_id}; they are numbered 1 to {last}")
    strategy, seed, replication, variant, settings, status = found[0]
    if status != SUCCEEDED:
        raise InputError(f"run: run {run_id} is {status}, so there is nothing to compare with")
    job = Job(strategy, seed, replication)
    if variant:
        job = Variant(variant, settings_in(settings)).job(strategy, seed, replication)
    rows = store.rows("SELECT metric, value FROM outcome WHERE run_id = ?", (run_id,))
    return job, {name: math.nan if value is None else value for name, value in rows}


def _again(store: Store, scenario: Scenario, run_id: int, worlds: Worlds) -> Again:
    job, stored = job_of(store, run_id)
    return Again(run_id, stored, run_job(scenario, job, worlds))


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def _digest_of_points(store: Store) -> str:
    found = hashlib.sha256()
    for row in store.rows("SELECT variant, settings FROM variant ORDER BY variant"):
        found.update(repr(row).encode())
    return found.hexdigest()


def _digest_of_outcomes(store: Store) -> str:
    found = hashlib.sha256()
    with damage_told(store.path):
        for row in store.conn.execute(
            "SELECT variant, strategy, replication, metric, value FROM run JOIN outcome USING (run_id)"
            " ORDER BY variant, strategy, replication, metric"
        ):
            found.update(repr(row).encode())
    return found.hexdigest()
