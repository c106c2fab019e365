"""Pages that are kept of a room: what is shown, as a replay that opens from disk."""

import itertools
from pathlib import Path

from simulator.rehearsal.room import Room
from simulator.views.replay import write_replay


def kept_replay(room: Room, folder: Path) -> Path:
    """Write what is shown as a replay into the folder of the session; nothing there is overwritten."""
    number = next(n for n in itertools.count(1) if not (folder / f"replay {n}.html").exists())
    return write_replay(folder / f"replay {number}.html", room.recordings())
