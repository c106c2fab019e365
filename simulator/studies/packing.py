"""Tables of numbers as few bytes: doubles, exact, with like bytes side by side, then deflated.

The format, for other programs: zlib of 8 x n bytes. Read as (8, n) and turned round to (n, 8), they are n doubles,
least byte first; these are the rows of the table one after the other.
"""

import zlib

import numpy as np

DOUBLE = np.dtype("<f8")
LEVEL = 6
"""How hard zlib tries (its default)."""


def packed(table: np.ndarray) -> bytes:
    """Pack a table: (rows, columns) of any numbers, kept as doubles.

    >>> table = np.array([[0.5, np.nan], [3.0, -1.0]])
    >>> np.array_equal(unpacked(packed(table), rows=2), table, equal_nan=True)
    True
    """
    values = np.ascontiguousarray(table, DOUBLE)
    return zlib.compress(values.view(np.uint8).reshape(-1, DOUBLE.itemsize).T.tobytes(), LEVEL)


def unpacked(pack: bytes, rows: int) -> np.ndarray:
    """The table that was packed: (rows, columns) float64."""
    by_place = np.frombuffer(zlib.decompress(pack), np.uint8).reshape(DOUBLE.itemsize, -1)
    return np.ascontiguousarray(by_place.T).view(DOUBLE).reshape(rows, -1)
