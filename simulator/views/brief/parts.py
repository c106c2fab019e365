"""What a brief is made of: sections of a few kinds of blocks. All are strings: nothing is left to compute."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

NO_PICTURE = Markup("")
LONGEST_WORD = 13
"""Letters of a word that the head of a narrow column bears."""


@dataclass(frozen=True)
class Words:
    """A paragraph. tone : "", "lead" (larger), "note" (smaller), "warning" or "unasked"; code : what one types."""

    text: str
    tone: str = ""
    code: str = ""
    kind: ClassVar[str] = "words"


@dataclass(frozen=True)
class Fact:
    """One thing to take away: its name, the thing itself in large letters, and a sentence about it."""

    title: str
    big: str
    small: str


@dataclass(frozen=True)
class Facts:
    """Facts side by side."""

    facts: tuple[Fact, ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True)
class Item:
    """A line of a list: what it is about in bold, and the rest."""

    head: str
    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Item, ...]
    kind: ClassVar[str] = "items"


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, a smaller line below, a picture, and a tone ("better", "worse", "best", "")."""

    text: str
    note: str = ""
    picture: Markup = NO_PICTURE
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """The head of a column; align : "start" for words, "end" for numbers, "picture" for the widest."""

    name: str
    unit: str = ""
    align: str = "end"

    @property
    def is_long(self) -> bool:
        """Whether a word of its name may have to be broken."""
        return max(map(len, self.name.split()), default=0) > LONGEST_WORD


@dataclass(frozen=True)
class Row:
    """A row: its head and a cell for each further column."""

    head: Cell
    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A table; the first column holds the heads of rows. wide : becomes cards where the paper is narrow."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    kind: ClassVar[str] = "table"


@dataclass(frozen=True)
class Panel:
    """One picture of a figure: title, the picture (which names itself to those who do not see it), and a line below."""

    title: str
    picture: Markup
    note: str = ""


@dataclass(frozen=True)
class Key:
    """A sample of a line or sign, and what it stands for."""

    picture: Markup
    words: str


@dataclass(frozen=True)
class Figure:
    """Pictures that share their axes, with a legend, and the numbers behind them as a table."""

    title: str
    about: str
    panels: tuple[Panel, ...]
    keys: tuple[Key, ...]
    numbers: Table
    kind: ClassVar[str] = "figure"


@dataclass(frozen=True)
class Code:
    """A text as it stands in a file."""

    text: str
    kind: ClassVar[str] = "code"


@dataclass(frozen=True)
class Folded:
    """What is shown when asked for, and always on paper."""

    title: str
    blocks: tuple["Block", ...]
    kind: ClassVar[str] = "folded"


@dataclass(frozen=True)
class Grid:
    """Tables side by side where there is room."""

    tables: tuple[Table, ...]
    kind: ClassVar[str] = "grid"


Block = Words | Facts | Items | Table | Figure | Code | Folded | Grid


@dataclass(frozen=True)
class Section:
    """A part of the page with a heading; id : its anchor."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Brief:
    """The whole page."""

    title: str
    made: str
    answer: str
    sections: tuple[Section, ...]
