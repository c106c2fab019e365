"""The replay: a stored run as one page that opens from disk, without a network, and as a film.

``page.html`` lays out, ``replay.js`` moves through time, ``cascade.js`` draws who got it from whom; the rest of the
drawing is the viewer's. What was recorded lies in the page packed: states as differences from frame to frame.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulator.rehearsal.recording import Recording
from simulator.views import viewer
from simulator.views.pages import write_page
from simulator.views.replay.film import check_film, write_film

__all__ = ["check_film", "write_film", "write_replay"]

HERE = Path(__file__).resolve().parent
SCRIPTS = ("cascade.js", "replay.js")


def write_replay(path: str | Path, runs: Sequence[Recording], *, study: str = "", overwrite: bool = False) -> Path:
    """Write runs as one HTML page that needs no other file and no network.

    Parameters
    ----------
    runs : one run, or two to be seen side by side.
    study : the file that the runs are stored in, which the page names.
    overwrite : whether a file that is there already is replaced, once the new page is ready.
    """
    return write_page(path, rendered(runs, study), overwrite=overwrite)


def rendered(runs: Sequence[Recording], study: str = "") -> str:
    """The page as HTML; every text is escaped, and what was recorded is packed in letters and digits."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    script = "\n".join([viewer.script(), *((HERE / name).read_text("utf-8") for name in SCRIPTS)])
    style = "\n".join([viewer.style(), (HERE / "page.css").read_text("utf-8")])
    return environment.get_template("page.html").render(
        stage=runs[0].stage,
        runs=runs,
        study=study,
        script=Markup(script),  # ours, not given by anybody
        style=Markup(style),
        script_digest=_digest(script),
        style_digest=_digest(style),
        told=_packed(json.dumps(_told(runs), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()),
        moving=[_packed(_moving(run)) for run in runs],
    )


def _digest(text: str) -> str:
    """What a content security policy knows a script or a style by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _packed(raw: bytes) -> str:
    return base64.b64encode(gzip.compress(raw, 9, mtime=0)).decode("ascii")


def _told(runs: Sequence[Recording]) -> dict[str, Any]:
    return {
        "stage": runs[0].stage,
        "runs": [
            {
                "id": run.id,
                "name": run.name,
                "told": [frame.told for frame in run.frames],
                "n_travels": [len(frame.travels) for frame in run.frames],
                "marks": run.marks,
                "trees": run.trees,
            }
            for run in runs
        ],
    }


def _moving(run: Recording) -> bytes:
    """States, each but the first as what is different from the one before, and then all travels."""
    states = np.stack([frame.state for frame in run.frames])
    states[1:] ^= states[:-1].copy()
    travels = np.concatenate([frame.travels for frame in run.frames])
    return states.tobytes() + travels.astype("<u2").tobytes()
