"""Writing a page: whole, and never over another file unless that is asked for."""

from pathlib import Path

from simulator.settings import InputError


def write_page(path: str | Path, page: str, *, overwrite: bool = False) -> Path:
    """Write a page that is ready.

    Raises
    ------
    InputError : where there is a file already and ``overwrite`` is not given, or none can be written.
    """
    path = Path(path)
    try:
        with path.open("w" if overwrite else "x", encoding="utf-8", newline="\n") as file:
            file.write(page)
    except FileExistsError:
        raise InputError(f"{path}: is there already, and nothing is overwritten; give another path") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); give another path") from None
    return path
