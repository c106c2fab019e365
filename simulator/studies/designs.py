"""A design: which settings of a scenario are varied, how, and the points at which the scenario is run.

Numbers for sampled designs come from SALib, all in [0, 1); a factor turns its number into a value. A design keeps its
points, so that it is the same for ever, whatever a later version of a library would draw.
"""

import itertools
import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.randomness import check_seed, stream
from simulator.setting_paths import parsed, written
from simulator.settings import InputError, nearest
from simulator.studies.choices import METHODS, Method
from simulator.studies.factors import Factor, as_python, kept_apart
from simulator.studies.libraries import sampling
from simulator.studies.plain_json import plain_json
from simulator.wording import counted

if TYPE_CHECKING:
    import pandas as pd

MOST_POINTS = 1_000_000
"""Points of a design: more would take years."""
MORRIS_LEVELS = 4
"""Levels of the grid on which Morris' trajectories walk, as in Morris (1991); each step is two thirds of the range."""
LEAST_OF_A_LEVEL = 10
"""Points at a level below which it says nothing by itself: numbers are then looked at as a range."""
SIZES = {
    "latin hypercube": "the number of points",
    "sobol": "the size of the base sample, a power of two",
    "morris": "the number of trajectories",
}
"""What the size of a sampled design is."""


@dataclass(frozen=True)
class Design:
    """Points at which a scenario is run: a value of each factor at each.

    Parameters
    ----------
    method : how the points were chosen.
    factors : the settings that are varied.
    size : points of a latin hypercube; base sample of sobol, of which N make N (2 factors + 2) points; trajectories of
        morris, of which N make N (factors + 1) points; None for factorial and list.
    seed : the number that the sampling started from.
    points : values as a scenario file would have them, in the order of the factors.
    """

    method: Method
    factors: tuple[Factor, ...]
    size: int | None
    seed: int
    points: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.points)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the factors, in their order."""
        return tuple(factor.path for factor in self.factors)

    def settings(self, point: int) -> tuple[tuple[str, Any], ...]:
        """The settings of a point, as pairs of path and value."""
        return tuple(zip(self.paths, self.points[point], strict=True))

    def codes(self) -> np.ndarray:
        """The points as numbers: (points, factors) float64; levels count from 0 in their order."""
        columns = zip(*self.points, strict=True)
        return np.array([f.codes(column) for f, column in zip(self.factors, columns, strict=True)]).T

    def as_looked_at(self) -> "Design":
        """The design as slices and boxes look at it: levels of numbers with few points each are a range.

        So a hypercube of one's own, given as a list of points, is looked at as one of ours.
        """
        columns = zip(*self.points, strict=True)
        factors = (_as_looked_at(factor, column) for factor, column in zip(self.factors, columns, strict=True))
        return replace(self, factors=tuple(factors))

    def to_json(self) -> str:
        """The design as a JSON text, from which ``from_json`` makes the same again, floats bit for bit."""
        return plain_json(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Design":
        """The design that ``to_json`` wrote."""
        content = json.loads(text)
        factors = tuple(Factor(**factor) for factor in content["factors"])
        points = tuple(map(tuple, content["points"]))
        return cls(content["method"], factors, content["size"], content["seed"], points)


def design(method: Method, factors: Sequence[Factor], *, size: int | None = None, seed: int = 0) -> Design:
    """Make the points of a design; a list of points is made by :func:`listed`.

    Parameters
    ----------
    method : "factorial" (every combination of the levels, the last factor fastest), "latin hypercube" (each factor's
        values evenly spread, McKay, Beckman & Conover 1979), "sobol" (for Sobol' indices, Saltelli 2002) or "morris"
        (trajectories on a grid of four levels, Morris 1991).
    factors : what is varied. A range of real numbers needs levels in a factorial design.
    size : points, base sample or trajectories; none for factorial designs.
    seed : where the sampling starts, any integer >= 0.

    Raises
    ------
    InputError : with everything that is wrong.

    Examples
    --------
    >>> rule = Factor("contagion.rule", "choice", levels=("simple", "reinforced"))
    >>> weight = Factor("belief.persuasion", "real", levels=(0.1, 0.2))
    >>> design("factorial", [rule, weight]).points
    (('simple', 0.1), ('simple', 0.2), ('reinforced', 0.1), ('reinforced', 0.2))
    """
    factors, size = tuple(factors), as_python(size)
    if problems := [*_problems_of_method(method, size, len(factors)), *_problems_of_factors(method, factors)]:
        raise InputError("\n".join(problems))
    check_seed(seed)
    n = n_points(method, factors, size)
    if n > MOST_POINTS:
        raise InputError(
            f"design: {method} would have {counted(n, 'point')}; there may be {MOST_POINTS:,}; give fewer levels, "
            "fewer factors or a smaller size"
        )
    return Design(method, factors, size, int(seed), tuple(_POINTS[method](factors, size or 0, seed)))


def listed(points: "Sequence[Mapping[str, Any]] | pd.DataFrame") -> Design:
    """The design of given points, each a table of values by path; all have the same paths.

    A data frame has a column for each path and a row for each point.

    >>> listed([{"clock.days": 3.0}, {"clock.days": 7.0}]).factors
    (Factor(path='clock.days', kind='real', low=None, high=None, levels=(3.0, 7.0), log=False),)
    """
    points = _as_tables(points)
    if not points:
        raise InputError("points: there are none; give a table of path = value for each")
    if len(points) > MOST_POINTS:
        raise InputError(f"points: there are {len(points):,}; there may be {MOST_POINTS:,}")
    paths = list(points[0])
    if not paths:
        raise InputError("point 0: gives no setting; give a table of path = value for each point")
    problems = [text for number, point in enumerate(points) for text in _problems_of_point(number, point, paths)]
    if not problems:
        columns = {path: tuple(as_python(point[path]) for point in points) for path in paths}
        factors = tuple(_factor_of(path, column) for path, column in columns.items())
        problems = [text for factor in factors for text in factor.problems()] + _clashes(factors)
    if problems:
        raise InputError("\n".join(problems))
    return Design("list", factors, None, 0, tuple(zip(*columns.values(), strict=True)))


def _as_tables(points: Any) -> list[Mapping[str, Any]]:
    """The points as a table of values by path for each."""
    if (columns := getattr(points, "columns", None)) is not None:
        again = [path for path, times in Counter(columns).items() if times > 1]
        if again:
            raise InputError(f"points: {again[0]} is in two columns; give each path once")
        points = points.to_dict("records")
    try:
        found = list(points)
    except TypeError:
        found = [points]
    if isinstance(points, str | Mapping) or not all(isinstance(point, Mapping) for point in found):
        raise InputError('points: should be a list of tables, such as [{"clock.days": 3.0}, {"clock.days": 7.0}]')
    return found


def n_points(method: Method, factors: Sequence[Factor], size: int | None) -> int:
    """How many points a design has, or would have."""
    if method == "factorial":
        return math.prod(factor.n_values for factor in factors)
    per_size = {"latin hypercube": 1, "sobol": 2 * len(factors) + 2, "morris": len(factors) + 1}
    return (size or 0) * per_size[method]


def _as_looked_at(factor: Factor, column: tuple[Any, ...]) -> Factor:
    if factor.has_range or not factor.holds_numbers or len(factor.levels) == 1:
        return factor
    times = Counter(column)
    if min(times[level] for level in factor.levels) >= LEAST_OF_A_LEVEL:
        return factor
    return replace(factor, low=min(factor.levels), high=max(factor.levels), levels=())


# ------------------------------------------------------------ what is wrong


def _problems_of_method(method: str, size: Any, n_factors: int) -> list[str]:
    if method == "list":
        return ["design: a list has points, not factors; give them as points"]
    if method not in METHODS:
        return [f'design: "{method}" is no method{nearest(method, METHODS)}; there are: {", ".join(METHODS)}']
    if method == "factorial":
        return [] if size is None else [f"design: size = {size}: a factorial design has all combinations; leave it out"]
    if size is None:
        return [f"design: has no size; {method} needs {SIZES[method]} (size = N, or --size N on the command line)"]
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        return [f"design: size = {size}; {method} needs {SIZES[method]}"]
    if method == "sobol" and (size < 2 or size & (size - 1)):
        return [f"design: size = {size}; sobol needs {SIZES[method]}, such as {_power_of_two_near(size, n_factors)}"]
    return [f"design: size = {size}; {method} needs at least 2"] if size < 2 and method == "morris" else []


def _power_of_two_near(size: int, n_factors: int) -> int:
    """A base sample for Sobol' indices near to one that was asked for, of which a design may be made."""
    most = math.floor(math.log2(MOST_POINTS / (2 * n_factors + 2)))
    return int(2 ** max(1, min(most, math.floor(math.log2(size) + 0.5))))


def _problems_of_factors(method: str, factors: tuple[Factor, ...]) -> list[str]:
    if not factors:
        return ["design: nothing is varied; give at least one factor"]
    problems = []
    for factor in factors:
        found = factor.problems()
        if not found and method == "factorial" and factor.has_range and factor.kind == "real":
            found = [f"{factor.path}: a range in a factorial design needs a number of levels"]
        if not found and method in SIZES and len(factor.levels) == 1:
            found = [f"{factor.path}: has only one value; {method} needs two; to keep it there, replace it by settings"]
        problems += found
    return problems + _clashes(factors)


def _clashes(factors: tuple[Factor, ...]) -> list[str]:
    """Paths that are given twice, and paths inside others."""
    places = {parsed(factor.path): factor.path for factor in factors}
    problems = []
    if len(places) < len(factors):
        seen = [parsed(factor.path) for factor in factors]
        again = [written(place) for place in places if seen.count(place) > 1]
        problems += [f"{path}: is varied twice; give it once" for path in again]
    for place, path in places.items():
        for end in range(1, len(place)):
            if place[:end] in places:
                problems.append(f"{path}: is inside {places[place[:end]]}, which is varied too; give one of them")
    return problems


def _problems_of_point(number: int, point: Mapping[str, Any], paths: list[str]) -> list[str]:
    missing = [f"point {number}: has no {path}; every point gives all of them" for path in paths if path not in point]
    more = [f"point {number}: gives {path}, which the first does not" for path in point if path not in paths]
    return missing + more


def _factor_of(path: str, column: tuple[Any, ...]) -> Factor:
    kinds: dict[type, Any] = {bool: "boolean", int: "integer", float: "real", str: "choice"}
    found = list(dict.fromkeys(type(value) for value in column))
    if len(found) > 1 or found[0] not in kinds:
        names = " and ".join(kind.__name__ for kind in found)
        raise InputError(f"{path}: its values are of {names}; give numbers, names, or true and false, all of one kind")
    return Factor(path, kinds[found[0]], levels=tuple(value for _, value in dict.fromkeys(map(kept_apart, column))))


# ------------------------------------------------------------ points


def _factorial(factors: tuple[Factor, ...], size: int, seed: int) -> list[tuple[Any, ...]]:
    values = [f.levels or tuple(range(int(f.low), int(f.high) + 1)) for f in factors]  # type: ignore[arg-type]
    return list(itertools.product(*values))


def _latin_hypercube(factors: tuple[Factor, ...], size: int, seed: int) -> list[tuple[Any, ...]]:
    latin = sampling("latin")
    return _values(factors, latin.sample(_problem(factors), size, seed=library_seed(seed, "latin hypercube")))


def _sobol(factors: tuple[Factor, ...], size: int, seed: int) -> list[tuple[Any, ...]]:
    sobol = sampling("sobol")
    return _values(factors, sobol.sample(_problem(factors), size, seed=library_seed(seed, "sobol")))


def _morris(factors: tuple[Factor, ...], size: int, seed: int) -> list[tuple[Any, ...]]:
    morris = sampling("morris")
    seed = library_seed(seed, "morris")
    parts = morris.sample(_problem(factors), size, num_levels=MORRIS_LEVELS, seed=seed)
    return [tuple(f.on_grid(float(part)) for f, part in zip(factors, row, strict=True)) for row in parts]


_POINTS: dict[str, Callable[[tuple[Factor, ...], int, int], list[tuple[Any, ...]]]] = {
    "factorial": _factorial,
    "latin hypercube": _latin_hypercube,
    "sobol": _sobol,
    "morris": _morris,
}


def _values(factors: tuple[Factor, ...], parts: np.ndarray) -> list[tuple[Any, ...]]:
    return [tuple(f.at(float(part)) for f, part in zip(factors, row, strict=True)) for row in parts]


def _problem(factors: tuple[Factor, ...]) -> dict[str, Any]:
    """The factors as SALib wants them: all from 0 to 1."""
    return {"num_vars": len(factors), "names": [f.path for f in factors], "bounds": [[0.0, 1.0]] * len(factors)}


def library_seed(seed: int, name: str) -> int:
    """A seed for a library that takes 32 bits and ignores 0: another one for every seed and name.

    >>> library_seed(0, "sobol") != library_seed(0, "morris") > 0
    True
    """
    return int(stream(seed, name)) % (2**32 - 1) + 1
