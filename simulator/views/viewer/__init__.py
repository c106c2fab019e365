"""The viewer: script and style that draw a run in a browser, live or as a replay; they need no network."""

from pathlib import Path

HERE = Path(__file__).resolve().parent


def script() -> str:
    """The script: a classic one, which defines ``Groundswell`` and ``Viewer``."""
    return (HERE / "viewer.js").read_text("utf-8")


def style() -> str:
    """The style sheet, which names its colours for light and dark."""
    return (HERE / "viewer.css").read_text("utf-8")
