"""A sweep as a small TOML file asks for it: what is varied, by which design, under which strategies, how often."""

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ValidationError, WithJsonSchema

from simulator.chosen import flat
from simulator.complaints import told
from simulator.scenario import Scenario
from simulator.scenario_files import MOST_TOLD, Problem, not_toml, read_text
from simulator.setting_paths import overlapping, parsed, written
from simulator.settings import InputError, Settings, setting
from simulator.studies.choices import METHOD, NO_SERIES, REPLICATIONS, Method, Series
from simulator.studies.designs import Design, design, listed
from simulator.studies.factors import Factor
from simulator.studies.varied import Varied, all_of, setting_at
from simulator.toml_lines import Place, lines_of
from simulator.wording import counted

Value = Annotated[Any, WithJsonSchema({"type": ["number", "string", "boolean"]})]
"""A value of a setting: what fits is known by the scenario."""
Points = Annotated[
    list[dict[str, Any]],
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}]}),
]
"""Values by path for each point, or in the file the name of a CSV file."""


class AskedFactor(Settings):
    """How one setting is varied; where nothing is said, over the plausible range that is declared, or all its names."""

    range: list[float] | None = setting(None, "lowest and highest value", source="sweep file")
    values: list[Value] | None = setting(None, "values to try, in this order", source="sweep file")
    scale: Literal["linear", "log"] = setting("linear", "on which scale a range is spread evenly", source="sweep file")
    levels: int | None = setting(None, "into how many values a range is cut", source="sweep file", low=2)

    def factor(self, varied: Varied) -> Factor:
        """The factor of a setting."""
        if self.values is not None:
            if self.range is not None or self.levels is not None or self.scale == "log":
                raise InputError(f"{varied.path}: has values and a range; give one of them")
            if not self.values:
                raise InputError(f"{varied.path}: values = []; give at least one")
            return varied.over(self.values)
        if self.range is not None:
            if len(self.range) != 2:
                raise InputError(f"{varied.path}: range has {counted(len(self.range), 'number')}; give low and high")
            return varied.within(*self.range, log=self.scale == "log", levels=self.levels)
        factor = varied.as_declared()
        if self.levels is None and self.scale == "linear":
            return factor
        if not factor.has_range:
            raise InputError(f"{varied.path}: has names, so neither scale nor levels mean anything; leave them out")
        return varied.within(factor.low, factor.high, log=self.scale == "log", levels=self.levels)  # type: ignore[arg-type]


class AskedSweep(Settings):
    """The whole content of a sweep file."""

    scenario: str = setting(..., "the scenario file, relative to this file")
    method: Method = setting(METHOD, "how points are chosen", source="sweep file")
    size: int | None = setting(None, "points, base sample or trajectories, by method", source="sweep file", low=1)
    replications: int = setting(REPLICATIONS, "worlds in which each point is run", source="assumed", low=1)
    seed: int = setting(0, "the number that sampling starts from, and of the first world", source="sweep file", low=0)
    strategies: list[str] | None = setting(None, "the strategies that are run; all by default", source="sweep file")
    series: Series = setting(NO_SERIES, "what is kept of the course of each run", source="sweep file")
    settings: dict[str, Any] = setting({}, "settings that are replaced in all runs, by path")
    factors: dict[str, AskedFactor] = setting({}, "what is varied, by path")
    points: Points = setting([], "for a list: values by path for each point, or the name of a CSV file")

    @property
    def replaced(self) -> dict[str, Any]:
        """The settings that are replaced in all runs, by path."""
        return {written(parsed(path)): value for path, value in flat(self.settings)}

    def design(self, scenario: Scenario) -> Design:
        """The design, for the scenario in which ``replaced`` is replaced already; all problems are told at once."""
        if self.method == "list":
            return listed(all_of([(_point, (scenario, number, p)) for number, p in enumerate(self.points)]))
        asked = [(_factor, (scenario, path, factor)) for path, factor in self.factors.items()]
        return design(self.method, all_of(asked), size=self.size, seed=self.seed)


def _factor(scenario: Scenario, path: str, asked: AskedFactor) -> Factor:
    return asked.factor(setting_at(scenario, path))


def _point(scenario: Scenario, number: int, point: dict[str, Any]) -> dict[str, Any]:
    """A point with the values that its settings hold."""
    try:
        settings = [(setting_at(scenario, path), value) for path, value in flat(point)]
        return {varied.path: varied.value(value) for varied, value in settings}
    except InputError as error:
        raise InputError(f"point {number}: {error}") from None


# ------------------------------------------------------------ files


def read_design_file(path: str | Path) -> AskedSweep:
    """Read and check a sweep file; paths of other files become independent of where we are, a CSV file is read in.

    Raises
    ------
    InputError : with every problem of the file, its line, and what is allowed.
    """
    path = Path(path)
    text = read_text(path, "sweep file")
    try:
        raw, lines = tomllib.loads(text), lines_of(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"sweep {path.name}, {not_toml(text, str(error))}") from None
    except RecursionError:
        raise InputError(f"sweep {path.name}: is nested too deeply") from None
    problems: list[tuple[Place, str]] = []
    asked: AskedSweep | None = None
    if isinstance(raw.get("points"), str):
        raw["points"] = read_points(path.parent / raw["points"])
    try:
        asked = AskedSweep.model_validate(raw)
    except ValidationError as error:
        problems = [_told(raw, item) for item in error.errors(include_url=False)[:MOST_TOLD]]
    problems += [*_contradictions(raw)] if asked else []
    if asked is None or problems:
        listed_problems = sorted((Problem(written(p), t, _line(lines, p)) for p, t in problems), key=_place)
        raise InputError("\n".join(f"sweep {path.name}, {problem}" for problem in listed_problems))
    return asked.model_copy(update={"scenario": str((path.parent / Path(asked.scenario).expanduser()).resolve())})


def read_points(path: Path) -> list[dict[str, Any]]:
    """The points of a CSV file: paths in the header, cells as TOML would read them, bare words as texts."""
    rows = list(csv.reader(io.StringIO(read_text(path, "CSV file"))))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise InputError(f"{path.name}: has no points; give paths in the first line and values in the others")
    header = [written(parsed(cell.strip())) for cell in rows[0]]
    if again := [path for path, times in Counter(header).items() if times > 1]:
        raise InputError(f"{path.name}: has {again[0]} in two columns; give each path once")
    if wrong := [number for number, row in enumerate(rows[1:]) if len(row) != len(header)]:
        cells = counted(len(rows[1:][wrong[0]]), "cell")
        raise InputError(f"{path.name}: point {wrong[0]} has {cells}; the header has {len(header)}")
    return [dict(zip(header, map(_cell, row), strict=True)) for row in rows[1:]]


def _cell(text: str) -> Any:
    text = text.strip()
    try:
        read = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return read["value"] if len(read) == 1 else text


def _told(raw: dict[str, Any], item: Any) -> tuple[Place, str]:
    place, text = told(raw, item, AskedSweep)
    if place[:1] == ("factors",) and item["type"] == "extra_forbidden":
        text += '; the path of a factor stands in quotes, such as [factors."belief.persuasion"]'
    return place, text


def _contradictions(raw: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """What one key cannot know of another."""
    is_list = raw.get("method") == "list"
    if is_list and not raw.get("points"):
        yield ("method",), 'is "list", but there are no points; give [[points]], or points = "points.csv"'
    if is_list and raw.get("factors"):
        yield ("factors",), "are not needed for a list, whose points say what is varied; leave them out"
    if not is_list and raw.get("points"):
        yield ("points",), 'are for method = "list"; give that method, or leave them out'
    if not is_list and not raw.get("factors"):
        yield ("method",), 'needs something to vary; give [factors."PATH"] for each setting'
    if raw.get("strategies") == []:
        yield ("strategies",), "is empty; name some, or leave it out for all"
    varied = [path for point in raw.get("points", []) for path, _ in flat(point)] if is_list else raw.get("factors", {})
    for path, named in overlapping([path for path, _ in flat(raw.get("settings", {}))], varied):
        yield ("settings", path), f"is replaced in all runs, but {named} is varied; leave one of them out"


def _line(lines: dict[Place, int], place: Place) -> int | None:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)


def _place(problem: Problem) -> int:
    return problem.line or 0
