"""How long one waits before anything happens: ``python benchmarks/startup.py``.

Every call is a process of its own; best and median of several, since the machine may be shared.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from report import ROOT, Figure, own_environment, print_figures, print_rows, timed

TEXTBOOK = str(ROOT / "scenarios" / "textbook" / "independent_cascade.toml")


def seconds_of(arguments: list[str], repeats: int, **environment: str) -> list[float]:
    """Seconds of a call of Python with these arguments, several times."""

    def call() -> None:
        environ = {**own_environment(), **environment}
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environ, check=True, capture_output=True)

    return [timed(call)[0] for _ in range(repeats)]


def main() -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repeats, and without compiling anew")
    quick = parser.parse_args().quick
    repeats = 3 if quick else 7
    run = str(ROOT / "run.py")
    with tempfile.TemporaryDirectory() as folder:
        small = [run, "run", TEXTBOOK, "--strategy", "ten seeds", "--output", str(Path(folder) / "out"), "--quiet"]
        calls = {
            "python (nothing)": ["-c", "pass"],
            "run.py --help": [run, "--help"],
            "run.py validate": [run, "validate", TEXTBOOK],
            "import simulator": ["-c", "import simulator"],
            "import numpy": ["-c", "import numpy"],
            "import numba": ["-c", "import numba"],
            "import pandas": ["-c", "import pandas"],
            "import mesa": ["-c", "import mesa"],
            "import simulator.model": ["-c", "import simulator.model"],
            "run.py run, engine from the cache": small,
        }
        if not quick:
            first = seconds_of(small, 1, NUMBA_CACHE_DIR=str(Path(folder) / "cache"))
        seconds_of(small, 1)  # fills the cache, where it is not filled
        found = {name: seconds_of(arguments, repeats) for name, arguments in calls.items()}
    print("startup (processes of their own)")
    print_rows(["", "best s", "median s"], [[name, min(s), float(np.median(s))] for name, s in found.items()])
    figures = [Figure("run.py --help", min(found["run.py --help"]), "s", 0.5)]
    if not quick:
        figures.append(Figure("first run on a machine, compiling", first[0], "s"))
    figures.append(Figure("a later run of ten thousand members", min(found["run.py run, engine from the cache"]), "s"))
    return 0 if print_figures(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
