"""The small scenarios in which facts are measured: all is as by default but for what a stage says."""

from pathlib import Path


def stage_text(name: str) -> str:
    """The text of a stage."""
    return (Path(__file__).resolve().parent / f"{name}.toml").read_text("utf-8")
