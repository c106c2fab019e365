"""Checking what a study is asked to be, before anything is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator.chosen import chosen_strategy, strategy_names
from simulator.randomness import check_seed
from simulator.scenario import Scenario
from simulator.scenario_files import checked_path, parse_scenario, read_text
from simulator.settings import InputError, toml_word
from simulator.studies.job import with_settings
from simulator.studies.limits import MOST_REPLICATIONS


@dataclass(frozen=True)
class Given:
    """A scenario with its settings replaced, and the text of its file where it was read from one."""

    scenario: Scenario
    text: str | None

    @classmethod
    def of(cls, scenario: Scenario | str | Path, settings: Mapping[str, Any] | None) -> "Given":
        """Read a scenario, where a path is given, and replace settings."""
        text = None
        if not isinstance(scenario, Scenario):
            path = checked_path(scenario)
            text = read_text(path)
            scenario = parse_scenario(text, name=path.name, folder=path.parent)
        return cls(with_settings(scenario, settings), text)

    def strategies(self, asked: Sequence[str] | None, *always: str) -> tuple[str, ...]:
        """The strategies that are asked for (None: all) and those that are always there, in the scenario's order."""
        known = strategy_names(self.scenario)
        wanted = {*always, *(known if asked is None else _checked_names(asked))}
        for name in wanted:
            chosen_strategy(self.scenario, name)  # says which there are, where there is none of that name
        return tuple(name for name in known if name in wanted)


def check_numbers(seed: int, replications: int, detailed: int = 0) -> None:
    """Refuse what is no seed or no number of worlds, and more worlds than a study may have."""
    check_seed(seed)
    _check_worlds("replications", replications, least=1)
    _check_worlds("detailed", detailed, least=0)


def _checked_names(strategies: Any) -> list[str]:
    """The strategies that are to be compared, once they are a list of names."""
    if isinstance(strategies, str):
        word = toml_word(strategies)
        raise InputError(f"strategies: {word} is one text; give a list of names, such as [{word}]")
    names = list(strategies) if isinstance(strategies, Iterable) else [strategies]
    if not all(isinstance(name, str) for name in names):
        raise InputError(f"strategies: {strategies!r} is not a list of names; give the names as the scenario has them")
    if not names:
        raise InputError("strategies: the list is empty; name at least one, or leave the argument out for all of them")
    return names


def _check_worlds(name: str, given: Any, *, least: int) -> None:
    if not _is_whole(given) or not least <= given <= MOST_REPLICATIONS:
        allowed = f"an integer from {least} to {MOST_REPLICATIONS:,}"
        raise InputError(f"{name}: {given!r} is not a number of worlds that a study may have; use {allowed}")


def _is_whole(given: Any) -> bool:
    """Whether something is an integer; ``True`` and ``False`` are not meant as 1 and 0."""
    return isinstance(given, int | np.integer) and not isinstance(given, bool)


def checked_jobs(jobs: int | None, cores: int) -> int:
    """The number of processes that was asked for; as many as there are cores where none was."""
    if jobs is None:
        return cores
    if not _is_whole(jobs) or jobs < 1:
        raise InputError(f"jobs: {jobs!r} is not a number of processes; use an integer >= 1")
    return int(jobs)
