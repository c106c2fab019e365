"""Whether intervals cover the truth as often as they say: ``python benchmarks/intervals.py``.

A textbook case whose answer is known: a message starts with one or with the other of two members of a small network
and spreads as an independent cascade. How many pass it on has an expectation that is found by going through all sets of
open ties. Five hundred studies, each of its own seed, compare the two by ``compare``; between 93 and 97 % of their 95 %
intervals of the difference must cover the truth.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from report import ROOT, Figure, print_figures

sys.path.insert(0, str(ROOT))

TIES = [(0, 2), (0, 3), (2, 4), (3, 4), (4, 1), (1, 5), (5, 2)]
"""Source and follower, among members 0 (left), 1 (right) and 2 to 5."""
CHANCE = 0.4
SUPPORTIVE = """
[messages.ours]
kind = "campaign"
stance = 0.5

[strategies.left]
[[strategies.left.playbook]]
action = "publish"
at_hours = 0.0
speaker = "left"
message = "ours"

[strategies.right]
[[strategies.right.playbook]]
action = "publish"
at_hours = 0.0
speaker = "right"
message = "ours"
"""


def scenario(folder: Path):
    """The textbook scenario on these ties."""
    from simulator.passport.small_worlds import TEXTBOOK
    from simulator.scenario_files import parse_scenario

    (folder / "ties.csv").write_text("source,target\n" + "".join(f"m{a},m{b}\n" for a, b in TIES))
    names = ["left", "right", *["people"] * 4]
    (folder / "members.csv").write_text("id,segment\n" + "".join(f"m{n},{name}\n" for n, name in enumerate(names)))
    text = TEXTBOOK.read_text("utf-8").split('[strategies."ten seeds"]')[0] + SUPPORTIVE
    people = {"role": "audience", "accounts": {"network": 1.0}, "alignment": 0.0, "share_chance": CHANCE}
    network = "platforms.network.network"
    settings = {
        "clock.days": 0.5,
        "segments.people.size": 4,
        "segments.people.share_chance": CHANCE,
        "segments.left": {**people, "size": 1},
        "segments.right": {**people, "size": 1},
        f"{network}.file": "ties.csv",
        f"{network}.members": "members.csv",
        f"{network}.seating": "by segment",
        f"{network}.direction": "source is followed",
    }
    return parse_scenario(text, folder=folder, settings=settings)


def truth() -> float:
    """The expected difference of those who pass it on: the law goes through all sets of open ties."""
    from simulator.passport.laws import ic_law

    means = [float(ic_law(TIES, 6, [seed], CHANCE) @ np.arange(7)) for seed in (0, 1)]
    return means[0] - means[1]


def main() -> int:
    """Compare five hundred times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=500)
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--quick", action="store_true", help="a tenth of the studies, without a bar")
    asked = parser.parse_args()
    n_studies = asked.studies // 10 if asked.quick else asked.studies

    from simulator.studies.compare import compare
    from simulator.studies.statistics import paired_difference

    with tempfile.TemporaryDirectory() as folder:
        spec, known, found = scenario(Path(folder)), truth(), []
        for seed in range(n_studies):
            study = compare(spec, asked.worlds, seed=seed, jobs=1, baseline="right", detailed=0)
            found.append(paired_difference(study.worlds("left", "shares"), study.worlds("right", "shares")))
            study.close()
    means = np.array([d.mean for d in found])
    covered = np.mean([d.low <= known <= d.high for d in found])
    off = (means.mean() - known) / (means.std(ddof=1) / np.sqrt(n_studies))
    print(f"{n_studies} studies of {asked.worlds} worlds; the difference is {known:.5f}, found {means.mean():.5f}")
    print(f"intervals by bootstrap: {sum(d.method == 'bootstrap' for d in found)}, by t: the others")
    bar = None if asked.quick else 93.0
    figures = [
        Figure("intervals that cover the truth", 100 * covered, "%", bar, at_least=True),
        Figure("the same", 100 * covered, "%", None if asked.quick else 97.0),
        Figure("mean of all studies off the truth", abs(off), "standard errors", None if asked.quick else 4.0),
    ]
    return 0 if print_figures(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
