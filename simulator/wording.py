"""Numbers in words, alike in all messages."""

MOST_DECIMALS = 15
"""Beyond these, numbers are the same to every reader."""


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number of things.

    >>> counted(1, "strategy", "strategies"), counted(2000, "world")
    ('1 strategy', '2,000 worlds')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def told_apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers, with as many decimals as it takes to tell them apart.

    >>> told_apart(5000, 6000), told_apart(6000, 6000.04), told_apart(3.0, 3.0)
    (('5,000', '6,000'), ('6,000.00', '6,000.04'), ('3', '3'))
    """
    written = [(f"{one:,.{decimals}f}", f"{other:,.{decimals}f}") for decimals in range(MOST_DECIMALS)]
    return next((pair for pair in written if pair[0] != pair[1]), written[0])


def duration(seconds: float) -> str:
    """A time in its handiest unit.

    >>> duration(0.2), duration(600), duration(9000)
    ('1 s', '10 min', '2.5 h')
    """
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def size(n_bytes: float) -> str:
    """Room on a disk.

    >>> size(2_500_000), size(3e9)
    ('2.5 MB', '3.0 GB')
    """
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes < 1e9 else f"{n_bytes / 1e9:.1f} GB"


def as_file_name(name: str) -> str:
    """A name without what a file system might not like.

    >>> as_file_name("employees/first"), as_file_name(" ")
    ('employees_first', '_')
    """
    return "".join(c if c.isalnum() or c in " -_" else "_" for c in name).strip() or "_"
