"""What comparisons and sweeps say when a command ends early, or some runs failed; each is an exit code."""

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli.words import INTERRUPTED, SOME_FAILED, complain, ignore_ctrl_c_at_exit

if TYPE_CHECKING:
    import pandas as pd


def told_interrupted(kept: int, planned: int, file: Path) -> int:
    """Say that it was broken off, and how much is kept."""
    ignore_ctrl_c_at_exit()
    complain(f"interrupted: {kept} of {planned} runs are kept in {file}; the same command goes on")
    return INTERRUPTED


def told_broken_off(file: Path) -> int:
    """Say that it was broken off, where runs of several kinds are in the making."""
    ignore_ctrl_c_at_exit()
    complain(f"interrupted: what is done is kept in {file}; the same command goes on")
    return INTERRUPTED


def told_failures(failed: "pd.DataFrame", planned: int, file: Path) -> int:
    """Say how many runs failed, and why the first did; 0 where none did."""
    if failed.empty:
        return 0
    reason = str(failed.error.iloc[0]).strip().splitlines()[-1]
    complain(
        f"{len(failed)} of {planned} runs failed, and the tables leave them out; the first: {reason}\n"
        f"The reasons are in the table run of {file}; --retry-failed tries them again."
    )
    return SOME_FAILED
