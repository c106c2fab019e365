"""Draw the pictures of the README anew: ``python docs/make_pictures.py``, or ``make pictures``.

They are the figures of ``compare``, reduced to 256 colours so that they are small; those of the strategies are kept
exactly as they are, so that the strategies can be told apart.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

from simulator.studies.compare import compare  # noqa: E402
from simulator.views import figures  # noqa: E402
from simulator.views.figures.style import looks  # noqa: E402

SCENARIO = ROOT / "scenarios" / "product_recall.toml"
FOLDER = ROOT / "docs" / "images"
SHOWN = ("sentiment", "attention")
"""The figures that the README shows."""
MOST_BYTES = 300_000
PAPER = "#FFFFFF"


def draw(scenario: Path, replications: int, jobs: int | None, folder: Path) -> list[Path]:
    """Compare the strategies of a scenario, and draw the pictures into a folder; returns their paths."""
    with compare(scenario, replications, jobs=jobs) as study, tempfile.TemporaryDirectory() as drawn:
        figures.save_study(study, Path(drawn))
        colours = sorted({PAPER, *(look.colour for look in looks(study.strategies, study.baseline).values())})
        return [_saved(Path(drawn) / f"{name}.png", folder / f"{scenario.stem}_{name}.png", colours) for name in SHOWN]


def _saved(drawn: Path, place: Path, colours: list[str]) -> Path:
    """The picture in 256 colours, these among them; each of its points has the nearest one."""
    with Image.open(drawn) as picture:
        full = picture.convert("RGB")
    others = full.quantize(256 - len(colours), dither=Image.Dither.NONE).getpalette() or []
    palette = np.array([*(part for colour in colours for part in bytes.fromhex(colour[1:])), *others]).reshape(-1, 3)
    points = np.asarray(full).reshape(-1, 3)
    there, which = np.unique(points, axis=0, return_inverse=True)
    nearest = ((there[:, None].astype(int) - palette) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    reduced = Image.frombytes("P", full.size, nearest[which.ravel()].tobytes())
    reduced.putpalette(palette.ravel().tolist())
    reduced.save(place, optimize=True)
    if (size := place.stat().st_size) >= MOST_BYTES:
        raise SystemExit(f"{place}: has {size:,} bytes; a picture should have fewer than {MOST_BYTES:,}")
    return place


def main() -> None:
    """Draw the pictures and say where they are."""
    options = argparse.ArgumentParser(description="Draw the pictures of the README anew.")
    options.add_argument("--scenario", type=Path, default=SCENARIO)
    options.add_argument("--replications", type=int, default=200)
    options.add_argument("--jobs", type=int)
    options.add_argument("--folder", type=Path, default=FOLDER)
    given = options.parse_args()
    for path in draw(given.scenario, given.replications, given.jobs, given.folder):
        print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
