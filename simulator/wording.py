"""Numbers in words, alike in all messages."""


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number of things.

    >>> counted(1, "strategy", "strategies"), counted(2000, "world")
    ('1 strategy', '2,000 worlds')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


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
