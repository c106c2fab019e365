"""Write docs/sweep.ipynb, the worked example of a sweep in a notebook; its cells stand here, where changes are seen."""

import json
from pathlib import Path

PAGE = Path(__file__).parent / "sweep.ipynb"

CELLS = (
    """# A sweep in a notebook

Which settings decide how far a message spreads, and where does it die out? This notebook runs a small sweep, and asks.
It needs `pip install "groundswell-sim[sweeps]"`, and takes a few seconds.""",
    """
from pathlib import Path

from simulator import load_scenario, sweep
from simulator.studies.designs import design
from simulator.studies.varied import factors_from
from simulator.views.progress import progress_bar

scenario = load_scenario("scenarios/textbook/independent_cascade.toml", {"messages.news.stance": 1.0})
""",
    """What is varied, and how: a setting by its path, with a range or values. A Latin hypercube of 64 points spreads
them evenly.""",
    """
factors = factors_from(["segments.people.share_chance=0.01..0.1", "segments.people.size=500..1500"], scenario)
points = design("latin hypercube", factors, size=64, seed=7)
points.points[:3]
""",
    """Every run is written down when it is finished. The same cell again does only what is missing, so stop it when
you like. `series="summary"` keeps how it went at each point, as quantiles over its worlds.""",
    """
file = Path("sweep.db")
with progress_bar() as progress:
    found = sweep(scenario, points, 4, strategies=["ten seeds"], series="summary", output=file, progress=progress)
found
""",
    """One row per run: the factors, and every outcome.""",
    """
found.outcomes[["point", *points.paths, "replication", "reach"]].head()
""",
    """Means over the worlds of each point are one row each, ready for any plot.""",
    """
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
dots = axes.scatter(
    found.means["segments.people.share_chance"], found.means["reach"], c=found.means["segments.people.size"]
)
axes.set(xlabel="chance to share", ylabel="reach, mean of 4 worlds")
figure.colorbar(dots, label="members");
""",
    """What matters most, by PAWN: how far the outcome's distribution moves when a factor is known.""",
    """
found.sensitivity("ten seeds", "reach")
""",
    """Where does it reach more than 200 members? PRIM finds the box of settings.""",
    """
boxes = found.boxes(found.values("ten seeds", "reach") > 200)
[str(limit) for box in boxes for limit in box.limits]
""",
    """How it went at one point: low, median and high over its worlds.""",
    """
found.series(0, "ten seeds").query("column == 'reach'").head()
""",
    """Any run can be done again, to the last bit.""",
    """
from simulator.studies.reproduction import rerun

rerun(file, 1).differing
""",
    """
found.close()
""",
)
"""Text and code by turns: code begins with an empty line."""


def notebook() -> str:
    """The notebook as JSON."""
    cells = [_cell(number, text) for number, text in enumerate(CELLS)]
    about = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return json.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


def _cell(number: int, text: str) -> dict[str, object]:
    is_code = text.startswith("\n")
    source = text.strip("\n").splitlines(keepends=True)
    cell: dict[str, object] = {"cell_type": "code" if is_code else "markdown", "id": f"cell-{number}", "metadata": {}}
    return {**cell, "source": source} | ({"execution_count": None, "outputs": []} if is_code else {})


if __name__ == "__main__":
    PAGE.write_text(notebook(), encoding="utf-8")
