"""What goes to the browsers: the state of the room as JSON, and pictures as a few packed bytes."""

import json
import zlib
from typing import Any

import numpy as np

from simulator.chosen import chosen_strategy, strategy_names
from simulator.rehearsal import catalogue
from simulator.rehearsal.injects import words_of
from simulator.rehearsal.room import Attempt, Room

MOST_LINES, LONGEST_LINE = 10, 300
"""Lines of a message, and letters of a line, at most."""


def packed(room: Room, tick: int, since: dict[int, int], marks: dict[int, list[Any]]) -> bytes:
    """A tick of every branch that is shown, for a viewer who was told of some ticks already.

    A zlib stream of: the length of what follows (uint32, little endian); as much JSON, with ``tick``, ``told`` ([id,
    first tick, what was told of the ticks from then on] per branch), ``marks`` of branches by id, ``played`` (how many
    ticks of each branch, by id) and ``paint`` (id and number of travels per branch); then per branch the states
    (drawn,) uint8 and the travels (n, 3) uint16.

    Parameters
    ----------
    since : by the id of a branch, how many of its frames the viewer has been told.
    marks : marks that the viewer lacks, by the id of the branch.
    """
    told, paint, arrays = [], [], []
    for name in room.shown:
        attempt = room.attempts[name]
        frame, first = attempt.frames[tick], since.get(attempt.id, 0)
        told.append([attempt.id, first, [f.told for f in attempt.frames[first : tick + 1]]])
        paint.append({"id": attempt.id, "travels": len(frame.travels)})
        arrays += [frame.state.astype(np.uint8).tobytes(), frame.travels.astype("<u2").tobytes()]
    played = {attempt.id: attempt.played for attempt in list(room.attempts.values())}
    head = _as_json({"tick": tick, "told": told, "marks": marks, "played": played, "paint": paint})
    return zlib.compress(b"".join([len(head).to_bytes(4, "little"), head, *arrays]), 1)


def letter(kind: str, **content: Any) -> str:
    """A message in words."""
    return _as_json({"type": kind, **content}).decode()


def shortened(text: str) -> str:
    r"""A message of which no more is told than can be read in a room.

    >>> shortened("\n".join("abcdefghijklm")).splitlines()[-1]
    'and 3 more'
    """
    lines = text.splitlines()
    told = [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in lines[:MOST_LINES]]
    return "\n".join(told + [f"and {len(lines) - MOST_LINES:,} more"] * (len(lines) > MOST_LINES))


def stage_for(room: Room, *, facilitator: bool) -> dict[str, Any]:
    """What a browser must know before the first picture; who leads is also told what can be done."""
    told: dict[str, Any] = {"stage": room.stage, "facilitator": facilitator}
    if facilitator:
        told["forms"] = catalogue.forms(room.scenario)
        told["strategies"] = [
            {"name": name, "description": chosen_strategy(room.scenario, name).description}
            for name in strategy_names(room.scenario)
        ]
    return told


def n_happened(room: Room) -> list[int]:
    """How many injects of each branch have happened, as far as it has been played."""
    attempts = list(room.attempts.values())
    return [sum(i.hours < room.hours(a.played) for i in a.branch.injects) for a in attempts]


def marks_until_now(room: Room, attempt: Attempt) -> list[dict[str, Any]]:
    """What was done in a branch, and what the world did, up to the tick that is shown."""
    now = room.hours(min(room.tick, attempt.played))
    return [mark for mark in room.marks(attempt.branch.name) if mark["hours"] < now]


def state_of(room: Room, *, facilitator: bool) -> dict[str, Any]:
    """The room as it stands, but for the tick; who only watches is told of what is shown, and not what is planned."""
    shown = [room.attempts[name] for name in room.shown]
    if facilitator:
        branches = [_branch(room, attempt) for attempt in list(room.attempts.values())]
    else:
        branches = [{"id": attempt.id, "name": attempt.branch.name} for attempt in shown]
    return {"n_ticks": room.n_ticks, "shown": [attempt.id for attempt in shown], "branches": branches}


def _branch(room: Room, attempt: Attempt) -> dict[str, Any]:
    branch, now = attempt.branch, room.hours(attempt.played)
    told = {name: getattr(branch, name) for name in ("name", "strategy", "parent", "forked")}
    injects = [
        {
            "number": number,
            "hours": inject.hours,
            "by": inject.by,
            "label": inject.label,
            "words": words_of(inject, room.scenario),
            "happened": inject.hours < now,
        }
        for number, inject in enumerate(branch.injects)
    ]
    return {"id": attempt.id, **told, "injects": injects}


def _as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
