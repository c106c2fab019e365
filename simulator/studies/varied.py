"""What a text or a file says of a setting to be varied, made a factor by what the scenario declares of the setting."""

import re
import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from simulator.scenario import Scenario
from simulator.scenario_files import MOST_TOLD
from simulator.setting_paths import parsed, path_and_rest, written
from simulator.settings import Declared, InputError, Settings, nearest, shape_of, toml_word
from simulator.studies.factors import WORDS, Factor, Kind, spread
from simulator.studies.uncertain import plausible_range
from simulator.wording import counted

SUCH_AS = "PATH=0.1..0.4, PATH=0.1..0.5/5, PATH=0.01..1:log, PATH=a,b,c or PATH alone"
"""How a factor may be written on the command line."""


@dataclass(frozen=True)
class Varied:
    """A setting that may be varied: its path, its declaration, what it holds, and the names that it may have."""

    path: str
    declared: Declared
    kind: Kind
    names: tuple[str, ...] = ()

    def over(self, values: Iterable[Any]) -> Factor:
        """The factor that tries some values."""
        return _sound(Factor(self.path, self.kind, levels=tuple(self.value(value) for value in values)))

    def within(self, low: float, high: float, *, log: bool = False, levels: int | None = None) -> Factor:
        """The factor that lies in a range, cut into levels where their number is given."""
        if self.kind not in ("real", "integer"):
            raise InputError(f"{self.path}: is a {self.kind}, which has no range; its values are {self._allowed()}")
        low, high = _as_held(self.kind, low), _as_held(self.kind, high)
        factor = Factor(self.path, self.kind, low, high, log=log)
        return _sound(factor) if levels is None else spread(factor, levels)

    def as_declared(self) -> Factor:
        """The factor that tries what the declaration holds possible: its plausible range, or all its names."""
        if self.kind == "boolean":
            return Factor(self.path, self.kind, levels=(False, True))
        if self.names:
            return Factor(self.path, self.kind, levels=self.names)
        found = plausible_range(self.declared)
        if found is None:
            what = "values" if self.kind == "choice" else "a range or values"
            raise InputError(f"{self.path}: has no plausible range declared; give {what}")
        low, high = found
        return self.within(low, high)

    def value(self, given: Any) -> Any:
        """A value as the setting holds it; whole numbers become real where the setting is."""
        if self.kind == "real" and isinstance(given, int | float) and not isinstance(given, bool):
            return float(given)
        fits = {"integer": int, "boolean": bool, "choice": str}.get(self.kind)
        if type(given) is not fits:
            raise InputError(f"{self.path}: {toml_word(given)} is not one of its values, {self._allowed()}")
        if self.names and given not in self.names:
            hint = nearest(given, self.names)
            raise InputError(f"{self.path}: {toml_word(given)} is not one of its values, {self._allowed()}{hint}")
        return given

    def read(self, word: str) -> Any:
        """A word of the command line as a value."""
        word = word.strip()
        quoted = re.fullmatch(r"\"(.*)\"|'(.*)'", word)
        if self.kind == "choice":
            return self.value(next(part for part in quoted.groups() if part is not None) if quoted else word)
        if self.kind == "boolean":
            return self.value({"true": True, "false": False}.get(word, word))
        return self.value(_number(word) if _number(word) is not None else word)

    def _allowed(self) -> str:
        return ", ".join(toml_word(name) for name in self.names) or WORDS[self.kind]


def factor_from(text: str, scenario: Scenario) -> Factor:
    """The factor that a text of the command line means.

    ``PATH=0.1..0.4`` is a range, ``/5`` after it cuts it into so many levels, ``:log`` spreads it on a logarithmic
    scale; ``PATH=a,b,c`` are levels; ``PATH`` alone is the plausible range that is declared (moved in proportion where
    the scenario gives another value), all names of a choice, or false and true.

    Raises
    ------
    InputError : with the path, the value, and what may stand there.
    """
    path, rest = path_and_rest(text)
    setting = setting_at(scenario, path)
    if rest is None:
        return setting.as_declared()
    if not rest:
        raise InputError(f"{setting.path}: nothing stands after the sign =; write {SUCH_AS}")
    is_number = setting.kind in ("real", "integer")
    if is_number and ".." in rest:
        return _range(setting, rest)
    return setting.over(setting.read(word) for word in re.findall(r"(?:\"[^\"]*\"|'[^']*'|[^,])+", rest))


def factors_from(texts: Sequence[str], scenario: Scenario) -> list[Factor]:
    """The factors that some texts mean; all problems are told at once."""
    return all_of([(factor_from, (text, scenario)) for text in texts])


def all_of(calls: Iterable[tuple[Any, tuple[Any, ...]]]) -> list[Any]:
    """The results of some calls, or one InputError with the problems of all."""
    found, problems = [], []
    for call, given in calls:
        try:
            found.append(call(*given))
        except InputError as error:
            problems.append(str(error))
    if problems:
        more = [f"and {counted(len(problems) - MOST_TOLD, 'more problem')}"] if len(problems) > MOST_TOLD else []
        raise InputError("\n".join(problems[:MOST_TOLD] + more))
    return found


def _as_held(kind: Kind, end: float) -> float:
    """The end of a range: whole numbers as integers where the setting holds integers."""
    return int(end) if kind == "integer" and float(end).is_integer() else float(end)


def _sound(factor: Factor) -> Factor:
    """The factor, or an InputError with what is wrong with it."""
    if problems := factor.problems():
        raise InputError("\n".join(problems))
    return factor


def _range(setting: Varied, text: str) -> Factor:
    found = re.fullmatch(r"(.*?)\.\.(.*?)(?:/(\d{1,9}))?(:log)?", text)
    low, high = (_number(found[1]), _number(found[2])) if found else (None, None)
    if found is None or low is None or high is None:
        such_as = "0.1..0.4, 0.1..0.5/5 for five levels, or 0.01..1:log"
        raise InputError(f"{setting.path}={text}: is not a range of numbers, such as {such_as}")
    return setting.within(low, high, log=bool(found[4]), levels=int(found[3]) if found[3] else None)


def _number(word: str) -> float | None:
    """A number as TOML writes it: whole ones as integers."""
    word = word.strip()
    if re.fullmatch(r"[-+]?\d[\d_]*", word):
        return int(word)
    try:
        return float(word)
    except ValueError:
        return None


# ------------------------------------------------------------ what a scenario declares


def setting_at(scenario: Scenario, path: str) -> Varied:
    """The setting at a path, where it can be varied; else an InputError with the nearest match."""
    path = written(parsed(path))
    here: Any = scenario
    field: FieldInfo | None = None
    annotation: Any = Scenario
    is_given = True
    for number, step in enumerate(parsed(path)):
        above = written(parsed(path)[:number]) or "the scenario"
        if isinstance(here, Settings):
            fields = {f.alias or name: (name, f) for name, f in type(here).model_fields.items()}
            if step not in fields:
                known = nearest(step, fields) or "; there are: " + ", ".join(fields)
                raise InputError(f"{path}: {above} has no setting {toml_word(step)}{known}")
            name, field = fields[step]
            here, annotation, is_given = getattr(here, name), field.annotation, name in here.model_fields_set
        else:
            here, annotation = _item(path, above, here, step, annotation)
    if field is None:
        raise InputError(f"{path}: is no setting")
    kind, names = _kind(path, here, annotation)
    return Varied(path, Declared(path, here, field, is_given), kind, names)


def _item(path: str, above: str, here: Any, step: str | int, annotation: Any) -> tuple[Any, Any]:
    """An item of a table or a list, and what it is declared to be; tables of plain values may get a new one."""
    shape, of = shape_of(annotation)
    if isinstance(here, dict) and shape == "table":
        if step not in here and (shape_of(of)[0] != "value" or of is Any or not isinstance(step, str)):
            known = nearest(step, here) or "; there are: " + (", ".join(map(toml_word, here)) or "none")
            raise InputError(f"{path}: {above} has no {toml_word(step)}{known}")
        value = here.get(step)
        return value, type(value) if of is Any else of
    if isinstance(here, list) and shape == "list":
        if not isinstance(step, int) or step >= len(here):
            raise InputError(f"{path}: {above} has {len(here)} entries; the first is {above}[0]")
        return here[step], of
    what = "is not there" if here is None else f"is {toml_word(here)}"
    raise InputError(f"{path}: {above} {what}, so there is nothing below it to vary")


def _kind(path: str, value: Any, annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    """What a setting holds: its kind, and its names where it is a choice among given ones."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    if get_origin(annotation) is Literal and all(isinstance(name, str) for name in get_args(annotation)):
        return "choice", get_args(annotation)
    kinds: dict[Any, Kind] = {bool: "boolean", int: "integer", float: "real", str: "choice"}
    if annotation in kinds:
        return kinds[annotation], ()
    what = "a table of settings; give one of them" if isinstance(value, Settings | dict) else "no single value"
    raise InputError(f"{path}: is {what}; numbers, names, and true or false can be varied")
