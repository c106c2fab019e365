"""What a scenario makes of a design before anything is run: values that it refuses, settings that strategies set."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from simulator.chosen import changes_of, chosen_strategy
from simulator.scenario import Scenario
from simulator.scenario_files import MOST_TOLD, ScenarioError
from simulator.setting_paths import overlapping
from simulator.settings import InputError, toml_word
from simulator.studies.designs import Design
from simulator.studies.job import with_settings
from simulator.wording import counted

MOST_CHECKED = 1_000
"""Points that are checked as they are; of longer designs the first."""


def check_points(scenario: Scenario, design: Design, strategies: Sequence[str] | None = None) -> None:
    """Refuse a design that the scenario cannot be run at.

    The ends and levels of every factor are tried one at a time, then the first thousand points as they are, each with
    what all strategies change. Where all points are among them and all values are levels, the points are enough. A
    thousand take some three seconds.

    Parameters
    ----------
    strategies : the strategies that will be run; all by default.

    Raises
    ------
    InputError : with all problems, each once, and where it occurs.
    """
    problems: dict[str, list[str]] = {}
    for where, settings in _trials(design):
        for problem in _refused(scenario, settings):
            problems.setdefault(problem, []).append(where)
    told = [f"{problem} ({_places(places)})" for problem, places in problems.items()]
    told += _replaced_by_strategies(scenario, design, strategies)
    if told:
        more = [f"and {counted(len(told) - MOST_TOLD, 'more problem')}"] if len(told) > MOST_TOLD else []
        raise InputError("\n".join(told[:MOST_TOLD] + more))


def check_settings(paths: Iterable[str], design: Design) -> None:
    """Refuse to replace in all runs what is varied."""
    told = "is replaced in all runs, but {} is varied; leave one of them out"
    if problems := [f"{path}: {told.format(varied)}" for path, varied in overlapping(paths, design.paths)]:
        raise InputError("\n".join(problems))


def _trials(design: Design) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is tried: a place in words, and settings; one at a time only where the points do not show all of it."""
    all_shown = len(design) <= MOST_CHECKED and not any(factor.has_range for factor in design.factors)
    for factor in () if all_shown else design.factors:
        for value in factor.ends():
            yield f"with {factor.path} = {toml_word(value)}", {factor.path: value}
    for number in range(min(len(design), MOST_CHECKED)):
        yield f"at point {number}", dict(design.settings(number))


def _refused(scenario: Scenario, settings: dict[str, Any]) -> list[str]:
    try:
        with_settings(scenario, settings)
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    except InputError as error:
        return str(error).splitlines()
    return []


def _places(places: list[str]) -> str:
    more = len(places) - 1
    return places[0] + (f", and {counted(more, 'more case')}" if more else "")


def _replaced_by_strategies(scenario: Scenario, design: Design, strategies: Sequence[str] | None) -> Iterator[str]:
    """Factors that a strategy sets to a value of its own, so that they would mean nothing there."""
    for name in strategies if strategies is not None else scenario.strategies:
        changed = [path for path, _ in changes_of(chosen_strategy(scenario, name))]
        for path, varied in overlapping(changed, design.paths):
            remedy = "leave out the factor, or name the strategies without this one"
            yield f'{varied}: is set to its own value by strategy "{name}" ({path}); {remedy}'
