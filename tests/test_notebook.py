"""The worked example of a sweep in a notebook: it is as its source says, and every cell runs."""

import json
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

TOP = Path(__file__).resolve().parent.parent
pytest.importorskip("SALib", reason="samples need SALib: pip install 'groundswell-sim[sweeps]'")


@pytest.fixture
def cells():
    content = json.loads((TOP / "docs" / "sweep.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]


def test_the_notebook_is_as_its_source_says(monkeypatch):
    monkeypatch.syspath_prepend(TOP / "docs")
    import make_notebook

    assert make_notebook.PAGE.read_text(encoding="utf-8") == make_notebook.notebook()


def test_every_cell_runs_and_the_answers_are_those_of_the_text(cells, tmp_path, monkeypatch):
    (tmp_path / "scenarios").symlink_to(TOP / "scenarios")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdout", open(tmp_path / "out", "w"))  # noqa: SIM115
    names: dict[str, object] = {}
    with mpl.rc_context({"backend": "agg"}):
        for cell in cells[:-1]:
            exec(compile(cell, "docs/sweep.ipynb", "exec"), names)
    found = names["found"]
    assert len(found.outcomes) == 64 * 4 and not found.interrupted
    matters = found.sensitivity("ten seeds", "reach")["pawn"]
    assert matters.idxmax() == "segments.people.share_chance"
    assert any("share_chance at least" in str(limit) for box in names["boxes"] for limit in box.limits)
    exec(cells[-1], names)
