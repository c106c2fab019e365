"""What a study was made with: versions of Python, the libraries and the model's own code, and the computer."""

import functools
import hashlib
import importlib.metadata
import os
import platform
from pathlib import Path

LIBRARIES = ("groundswell-sim", "mesa", "numpy", "numba", "scipy", "pandas", "pydantic", "sqlite-utils")
NUMERICAL = ("code", "numpy", "numba", "scipy")
"""What must not change between the runs of a study: another version may give other numbers. ``code`` is the model's."""
NOT_THE_MODEL = ("__init__.py", "cli", "studies", "views")
"""Files and folders below ``simulator/`` on which no number depends."""


@functools.cache
def versions() -> dict[str, str]:
    """Versions of Python and the libraries, and a digest of the model's own code, as of the first call."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    code = hashlib.sha256()
    for file in _code_of_the_model():
        code.update(file.read_bytes())
    return {**found, "code": code.hexdigest()[:16]}


def _code_of_the_model() -> list[Path]:
    """All our files but those that run studies, show results and read the command line."""
    top = Path(__file__).parent.parent
    return sorted(path for path in top.rglob("*.py") if path.relative_to(top).parts[0] not in NOT_THE_MODEL)


def host() -> dict[str, str]:
    """The computer that this runs on: name, system, processor and cores."""
    return {
        "name": platform.node(),
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": str(os.cpu_count() or 1),
    }
