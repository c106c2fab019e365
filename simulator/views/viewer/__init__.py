"""The viewer: script and style that draw a run in a browser, for the live room and for the replay; no network needed."""

from pathlib import Path

HERE = Path(__file__).resolve().parent


def script() -> str:
    """The script: a classic one, which defines ``Groundswell`` and ``Viewer``."""
    return (HERE / "viewer.js").read_text("utf-8")


def style() -> str:
    """The style sheet, which names its colours for light and dark."""
    return (HERE / "viewer.css").read_text("utf-8")
