"""A factor: one setting of a scenario that a design varies, and the values that it takes."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from simulator.settings import InputError, toml_word
from simulator.wording import counted

Kind = Literal["real", "integer", "choice", "boolean"]

TYPES: dict[Kind, type] = {"real": float, "integer": int, "choice": str, "boolean": bool}
"""The Python type of the values of each kind."""
WORDS: dict[Kind, str] = {"real": "numbers", "integer": "whole numbers", "choice": "names", "boolean": "true and false"}
"""The values of each kind, in words."""
MOST_LEVELS = 10_000
"""Levels into which a range can be cut."""
MOST_ENDS = 100
"""Levels that are tried one at a time, where all would take too long."""


@dataclass(frozen=True)
class Factor:
    """One setting that is varied: within a range, or over levels.

    What the setting means, its unit and its source are declared with the scenario (``every_setting``) and are not kept
    twice.

    Parameters
    ----------
    path : where the setting stands, such as ``belief.persuasion``.
    kind : what it holds. Values are float, int, str or bool accordingly.
    low, high : the ends of a range, both included; None where there are levels.
    levels : its values, in the order in which they are tried.
    log : whether a range is spread evenly on a logarithmic scale.
    """

    path: str
    kind: Kind
    low: float | None = None
    high: float | None = None
    levels: tuple[Any, ...] = ()
    log: bool = False

    def __post_init__(self) -> None:
        """Take NumPy's numbers as Python's."""
        for name in ("low", "high"):
            object.__setattr__(self, name, as_python(getattr(self, name)))
        object.__setattr__(self, "levels", tuple(map(as_python, self.levels)))

    @property
    def has_range(self) -> bool:
        """Whether it is a range, and not levels."""
        return not self.levels

    @property
    def holds_numbers(self) -> bool:
        """Whether its values are numbers, which have an order of their own."""
        return self.kind in ("real", "integer")

    def problems(self) -> list[str]:
        """What is wrong with it, in words."""
        if self.has_range:
            return [f"{self.path}: {text}" for text in _problems_of_range(self)]
        return [f"{self.path}: {text}" for text in _problems_of_levels(self)]

    def at(self, part: float) -> Any:
        """The value at a part of the way through the range or the levels, from 0 to 1.

        All levels, and all whole numbers of a range of integers, have equal chances where the part is uniform.

        >>> Factor("a", "real", 1.0, 100.0, log=True).at(0.5), Factor("b", "integer", 1, 4).at(0.5)
        (10.0, 3)
        >>> Factor("c", "choice", levels=("simple", "reinforced")).at(0.4999)
        'simple'
        """
        if self.has_range and self.kind == "real":
            return self._between(part)
        n = self.n_values
        return self._value(min(int(part * n), n - 1))

    def on_grid(self, part: float) -> Any:
        """The value at a part of the way where the ends of the way are the first and the last value.

        A range of real numbers is as with ``at``; integers and levels are those nearest to the part, so that all moves
        by the same part go over equally many of them.

        >>> [Factor("b", "integer", 0, 9).on_grid(part / 3) for part in range(4)]
        [0, 3, 6, 9]
        """
        if self.has_range and self.kind == "real":
            return self._between(part)
        return self._value(math.floor(part * (self.n_values - 1) + 0.5))

    @property
    def n_values(self) -> int:
        """How many values it takes: levels, or whole numbers in a range."""
        assert self.kind != "real" or self.levels, "a range of real numbers has no end of them"
        return len(self.levels) if self.levels else int(self.high) - int(self.low) + 1  # type: ignore[arg-type]

    def ends(self) -> tuple[Any, ...]:
        """The values between which all others lie: the ends of a range, or the levels.

        Of more than a hundred levels the first and the last, of numbers the least and the greatest.
        """
        if self.has_range:
            return self.on_grid(0.0), self.on_grid(1.0)
        if len(self.levels) <= MOST_ENDS:
            return self.levels
        in_order = sorted(self.levels) if self.holds_numbers else self.levels
        return (*in_order[: MOST_ENDS // 2], *in_order[-MOST_ENDS // 2 :])

    def codes(self, values: Sequence[Any]) -> list[float]:
        """Values as numbers: as they are for a range, by the order of the levels else."""
        if self.has_range:
            return [float(value) for value in values]
        place = {kept_apart(level): float(number) for number, level in enumerate(self.levels)}
        return [place[kept_apart(value)] for value in values]

    def _value(self, number: int) -> Any:
        return self.levels[number] if self.levels else int(self.low) + number  # type: ignore[arg-type]

    def _between(self, part: float) -> float:
        """The value at a part of the way through a range of real numbers."""
        low, high = float(self.low), float(self.high)  # type: ignore[arg-type]
        value = low * (high / low) ** part if self.log else low + part * (high - low)
        return min(max(value, low), high) if part < 1 else high


def spread(factor: Factor, n_levels: int) -> Factor:
    """A factor with a range as one with so many levels, from end to end at equal distances.

    Integers are rounded; on a logarithmic scale the distances are equal there.

    >>> spread(Factor("a", "real", 0.1, 0.5), 3).levels, spread(Factor("b", "integer", 1, 10), 4).levels
    ((0.1, 0.3, 0.5), (1, 4, 7, 10))
    """
    if not 2 <= n_levels <= MOST_LEVELS:
        raise InputError(f"{factor.path}: {n_levels} levels; a range can be cut into 2 to {MOST_LEVELS:,}")
    real = Factor(factor.path, "real", factor.low, factor.high, log=factor.log)
    if problems := replace(factor, log=False).problems() or real.problems():
        raise InputError("\n".join(problems))
    if factor.kind == "integer" and factor.n_values < n_levels:
        numbers = counted(factor.n_values, "whole number")
        raise InputError(f"{factor.path}: {n_levels} levels, but there are only {numbers} in this range; ask for fewer")
    inner = [float(f"{real.at(number / (n_levels - 1)):.12g}") for number in range(1, n_levels - 1)]
    levels = [real.at(0.0), *inner, real.at(1.0)]
    if factor.kind == "integer":
        levels = list(dict.fromkeys(math.floor(level + 0.5) for level in levels))
    return Factor(factor.path, factor.kind, levels=tuple(levels))


def as_python(value: Any) -> Any:
    """A value as Python's own, where it is one of NumPy's."""
    return value.item() if isinstance(value, np.generic) else value


def kept_apart(value: Any) -> tuple[type, Any]:
    """A value as a key under which true, 1 and 1.0 are three values."""
    return type(value), value


def _problems_of_range(factor: Factor) -> list[str]:
    low, high = factor.low, factor.high
    if low is None or high is None:
        return ["has neither a range nor levels; give one of them"]
    if factor.kind not in ("real", "integer"):
        return [f"is a {factor.kind}, which has no range; give its values"]
    if not (math.isfinite(low) and math.isfinite(high)):
        return [f"the range from {low} to {high} should have two finite ends"]
    if low == high:
        return [f"the range from {low:g} to {high:g} has no room; to keep it at a value, replace it by settings"]
    if low > high:
        return [f"the range from {low:g} to {high:g} is upside down; should it be {high:g} to {low:g}?"]
    if factor.kind == "integer" and (low != int(low) or high != int(high)):
        return [f"the range from {low:g} to {high:g} should have whole numbers as its ends"]
    if factor.log and factor.kind == "integer":
        return ["a range of integers cannot be logarithmic; give its levels"]
    return ["on a logarithmic scale, a range lies above 0; give low above 0"] if factor.log and low <= 0 else []


def _problems_of_levels(factor: Factor) -> list[str]:
    levels = factor.levels
    if factor.low is not None or factor.high is not None or factor.log:
        return ["has a range and levels; give one of them"]
    problems = [f"{toml_word(level)} is no value; leave it out" for level in levels if level != level]
    wrong = [level for level in levels if type(level) is not TYPES[factor.kind]]
    problems += [f"{toml_word(level)} is of another kind; its values are {WORDS[factor.kind]}" for level in wrong]
    again = [value for (_, value), times in Counter(map(kept_apart, levels)).items() if times > 1]
    return problems + [f"{toml_word(level)} is given twice among its levels; give it once" for level in again]
