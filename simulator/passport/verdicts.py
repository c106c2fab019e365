"""The passport in a few numbers, which the package carries along: how many checks of each kind hold, and since when.

``verdicts.json`` beside this file is written by the verb ``passport`` together with ``docs/passport.json``, of which it
is an extract; so the figures are there where only the package is installed, and a test holds that both agree.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().with_name("verdicts.json")


@dataclass(frozen=True)
class Verdicts:
    """Checks by kind: how many were made, how many of these hold, and how many are left out or not made here."""

    date: str
    version: str
    full: bool
    checks: dict[str, int]
    holding: dict[str, int]
    left_out: dict[str, int]


def verdicts_of(passport: dict[str, Any]) -> Verdicts:
    """The extract of a passport's data, as ``docs/passport.json`` holds them."""
    kinds = list(dict.fromkeys(check["kind"] for check in passport["checks"]))
    out = [check for check in passport["checks"] if check["left_out"] or check["not_here"]]
    made = [check for check in passport["checks"] if not check["left_out"] and not check["not_here"]]
    told = passport["environment"]
    return Verdicts(
        date=told["date"],
        version=told["groundswell-sim"],
        full=passport["full"],
        checks={kind: sum(check["kind"] == kind for check in made) for kind in kinds},
        holding={kind: sum(check["kind"] == kind and check["holds"] for check in made) for kind in kinds},
        left_out={kind: sum(check["kind"] == kind for check in out) for kind in kinds},
    )


def verdicts() -> Verdicts | None:
    """The figures of the passport that came with this package; None where there are none."""
    return Verdicts(**json.loads(FILE.read_text("utf-8"))) if FILE.is_file() else None


def write_verdicts(passport: dict[str, Any], path: Path = FILE) -> None:
    """Write the extract of a passport's data."""
    path.write_text(json.dumps(asdict(verdicts_of(passport)), indent=1) + "\n", "utf-8")
