"""Where things stand in a TOML text: the line of every table, key and list item, found in one pass."""

import re
import tomllib
from dataclasses import dataclass, field

Place = tuple[str | int, ...]

DEEPEST = 12
"""Steps of a place whose beginnings are noted as well; no setting lies deeper."""

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_TEXT = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_PLAIN = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Place, int]:
    r"""The line of every table, key and list item of a TOML text that tomllib has already accepted.

    >>> lines_of("[clock]\ndays = 3")[("clock", "days")]
    2
    """
    return _Reader(text).read()


@dataclass
class _Reader:
    text: str
    at: int = 0
    line: int = 1
    lines: dict[Place, int] = field(default_factory=dict)
    items: dict[Place, int] = field(default_factory=dict)

    def read(self) -> dict[Place, int]:
        table: Place = ()
        self.skip(_SPACE)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_SPACE)
        return self.lines

    def header(self) -> Place:
        is_list = self.text.startswith("[[", self.at)
        self.at += 1 + is_list
        number, key = self.line, self.key()
        self.at += 1 + is_list
        table = self._item_of(key, is_list)
        self.note(table, number)
        return table

    def pair(self, table: Place) -> None:
        number, key = self.line, self.key()
        self.at += 1  # the sign of equality
        self.skip(_SPACE)
        place = (*table, *key)
        self.note(place, number)
        self.value(place)

    def value(self, place: Place) -> None:
        if self.text[self.at] == "[":
            self.values(place)
        elif self.text[self.at] == "{":
            self.pairs(place)
        elif not self.skip(_TEXT):
            self.skip(_PLAIN)

    def values(self, place: Place) -> None:
        self.at += 1
        self.skip(_SPACE)
        number = 0
        while self.text[self.at] != "]":
            self.note((*place, number), self.line)
            self.value((*place, number))
            self.skip(_SPACE)
            if self.text[self.at] == ",":
                self.at += 1
            self.skip(_SPACE)
            number += 1
        self.at += 1

    def pairs(self, place: Place) -> None:
        self.at += 1
        self.skip(_SPACE)
        while self.text[self.at] != "}":
            self.pair(place)
            self.skip(_SPACE)
            if self.text[self.at] == ",":
                self.at += 1
            self.skip(_SPACE)
        self.at += 1

    def key(self) -> Place:
        steps = []
        while True:
            found = _KEY.match(self.text, self.at)
            assert found, "tomllib has accepted this text"
            steps.append(_name(found[1]))
            self.at = found.end()
            if not self.text.startswith(".", self.at):
                return tuple(steps)
            self.at += 1

    def skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        if not found:
            return False
        self.line += self.text.count("\n", self.at, found.end())
        self.at = found.end()
        return True

    def note(self, place: Place, number: int) -> None:
        for end in range(1, min(len(place), DEEPEST) + 1):
            self.lines.setdefault(place[:end], number)

    def _item_of(self, key: Place, is_list: bool) -> Place:
        """The place that a header names: below a list of tables it means the last item."""
        place: Place = ()
        for number, step in enumerate(key, start=1):
            place = (*place, step)
            if number < len(key) and place in self.items:
                place = (*place, self.items[place])
        if is_list:
            self.items[place] = self.items.get(place, -1) + 1
            place = (*place, self.items[place])
        return place


def _name(word: str) -> str:
    return str(tomllib.loads(f"name = {word}")["name"]) if word[0] in "\"'" else word
