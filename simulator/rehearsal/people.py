"""Names of people and things as somebody who watches reads them: "Young customer 1,234", not member 1233."""

from typing import Any

import numpy as np

from simulator.population import slices
from simulator.scenario import EmployeesSettings, Scenario


def words(name: str) -> str:
    """A name of a scenario file as words.

    >>> words("young_customers"), words("people first")
    ('young customers', 'people first')
    """
    return " ".join(name.replace("_", " ").split()) or name


def title(name: str) -> str:
    """The same, to begin a line with.

    >>> title("young_customers")
    'Young customers'
    """
    said = words(name)
    return said[:1].upper() + said[1:]


def one_of(name: str) -> str:
    """One member of a segment, as far as its name ends like an English plural.

    >>> one_of("young_customers"), one_of("families"), one_of("press"), one_of("staff")
    ('Young customer', 'Family', 'Press', 'Staff')
    """
    said = title(name)
    if said.endswith("ies") and len(said) > 4:
        return said[:-3] + "y"
    return said[:-1] if said.endswith("s") and not said.endswith("ss") else said


class People:
    """Tells members by name: single ones by that of their segment, all others by a number within it.

    level : (members,) as in the population, 0 for the head of a segment of employees.
    """

    def __init__(self, scenario: Scenario, level: np.ndarray) -> None:
        self._segments = list(scenario.segments.items())
        self._first = [rows.start for rows in slices(scenario).values()]
        self._level = level

    def name(self, member: int, segment: int) -> str:
        """What a member is called."""
        name, spec = self._segments[segment]
        if spec.size == 1:
            return title(name)
        if isinstance(spec, EmployeesSettings) and self._level[member] == 0:
            return f"Head of {words(name)}"
        return f"{one_of(name)} {member - self._first[segment] + 1:,}"


def text_of(name: str, message: Any) -> str:
    """What a message says, or its name where the file does not tell."""
    return message.text or title(name)
