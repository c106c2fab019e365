"""What a comparison and a sweep have in common: both are read from the file that is their record."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from simulator.scenario import Scenario
from simulator.settings import InputError
from simulator.studies.described import scenario_in
from simulator.studies.schema import ABORTED, FAILED, KINDS, PENDING, write_metadata
from simulator.studies.store import Store

if TYPE_CHECKING:
    import pandas as pd

READERS = ("Study", "Sweep")
"""The classes that read each of :data:`simulator.studies.schema.KINDS`."""


class Recorded:
    """Runs of strategies in a file, as data frames that are made when they are asked for.

    ``interrupted`` tells whether the command that made it was broken off; ``failed`` lists runs without numbers.
    """

    is_sweep: ClassVar[bool]
    runs: "pd.DataFrame | cached_property[pd.DataFrame]"

    def __init__(self, store: Store, *, interrupted: bool = False):
        self._store, self.interrupted = store, interrupted
        about = store.study()
        self.name: str = about["name"]
        self.seed: int = about["seed"]
        self.replications: int = about["replications"]
        self.strategies: tuple[str, ...] = tuple(json.loads(about["strategies"]))
        self._about = about

    @classmethod
    def from_sqlite(cls, path: str | Path) -> Self:
        """Read it from its file; the file is not changed, and may still be in the making."""
        store = Store.read(path)
        if store.is_sweep != cls.is_sweep:
            held, wanted, reader = KINDS[store.is_sweep], KINDS[cls.is_sweep], READERS[store.is_sweep]
            store.close()
            raise InputError(f"{path}: is {held}, not {wanted}; read it with {reader}.from_sqlite, or give another")
        counts = store.counts()
        return cls(store, interrupted=bool(counts.get(PENDING, 0) + counts.get(ABORTED, 0)))

    def to_sqlite(self, path: str | Path) -> Path:
        """Write it into a new file; nothing is overwritten."""
        self._store.copy_to(path)
        return Path(path)

    def to_datasette(self, path: str | Path) -> Path:
        """Write metadata for Datasette: titles, units, meanings and ready-made questions, as a new JSON file."""
        return write_metadata(self.path, path, self.name, is_sweep=self.is_sweep)

    @property
    def path(self) -> Path | None:
        """Its file, None where it is in memory."""
        return self._store.path

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, sql: str, given: Sequence[Any] | Mapping[str, Any] = ()) -> "pd.DataFrame":
        """The answer to a question in SQL, which changes nothing; the tables are described in docs/results.md."""
        try:
            return self._store.frame(sql, given)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise InputError(f"query: {error}; give one SELECT; docs/results.md describes the tables") from error

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario of all runs, or the one that is varied."""
        return scenario_in(self._about["content"])

    @cached_property
    def settings(self) -> "pd.DataFrame":
        """Every setting of the scenario with value, unit, meaning, source, and whether the scenario gives it."""
        return self.query("SELECT * FROM param")

    @property
    def failed(self) -> "pd.DataFrame":
        """The runs that failed, with the reason."""
        runs: Any = self.runs
        return runs[runs.status == FAILED].drop(columns="status").reset_index(drop=True)
