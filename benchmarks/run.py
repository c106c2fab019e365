"""All benchmarks, or those that are named: ``python benchmarks/run.py [spread feed startup ...] [--quick]``.

Each is a script of its own and runs in a process of its own, one after the other; the first line of its docstring says
what it measures. Exit code 1 where a bar is missed.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from report import machine, own_environment

HERE = Path(__file__).parent
BENCHMARKS = ("startup", "spread", "feed", "pairing", "compare", "intervals", "networks")
WITHOUT_QUICK = ("networks",)


def run(name: str, *, quick: bool) -> bool:
    """Run one benchmark; returns whether it reached its bars."""
    options = ["--quick"] if quick and name not in WITHOUT_QUICK else []
    print(f"==== {name} {' '.join(options)}", flush=True)
    return subprocess.run([sys.executable, HERE / f"{name}.py", *options], env=own_environment()).returncode == 0


def main() -> int:
    """Run the benchmarks that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("which", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="small sizes, a minute or two in all")
    asked = parser.parse_args()
    print(f"on {machine()}", flush=True)
    missed = [name for name in asked.which or BENCHMARKS if not run(name, quick=asked.quick)]
    print("all bars reached" if not missed else f"bars missed in: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
