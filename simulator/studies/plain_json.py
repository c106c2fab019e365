"""Values as JSON that every program reads, SQLite among them: an endless number is written as one that is too large."""

import json
import re
from typing import Any

_ENDLESS = re.compile(r'"(?:[^"\\]|\\.)*"|Infinity')
"""A text, which stays as it is, or the word that Python writes for an endless number, which JSON does not have."""
TOO_LARGE = "9e999"
"""A number beyond all that are kept, so that whoever reads it has an endless one."""


def plain_json(value: Any) -> str:
    """A value as JSON; what JSON does not know, such as a date, as a text.

    >>> plain_json([float("inf"), "Infinity", -float("inf")])
    '[9e999, "Infinity", -9e999]'
    >>> json.loads(plain_json([float("inf")]))
    [inf]
    """
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _ENDLESS.sub(lambda found: TOO_LARGE if found[0] == "Infinity" else found[0], text)
