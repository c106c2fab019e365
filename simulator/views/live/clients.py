"""The browsers that are connected: what each has been told, and what it is told next.

A browser is sent a picture only after it has drawn the last one, so nothing piles up on the way: one that is slow sees
fewer pictures, and holds up nobody else.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from simulator.rehearsal.room import Room
from simulator.views.live.frames import marks_until_now, n_happened, packed

Sending = Callable[[str | bytes], Awaitable[None]]


class Client:
    """One browser.

    Parameters
    ----------
    send : sends a text or bytes to it.
    facilitator : whether it leads the rehearsal.
    """

    def __init__(self, send: Sending, *, facilitator: bool):
        self.facilitator = facilitator
        self.drawn, self.news = asyncio.Event(), asyncio.Event()
        self.is_late = False
        self.drawn.set()
        self.news.set()
        self._send = send
        self._letters: list[str] = []
        self._state = ""
        self._shown: tuple[int, ...] = ()
        self._told: dict[int, int] = {}
        self._marks: dict[int, list[Any]] = {}

    def tell(self, letter: str) -> None:
        """Send a message of its own, soon."""
        self._letters.append(letter)
        self.news.set()

    def acknowledged(self) -> None:
        """It has drawn the last picture."""
        self.is_late = False
        self.drawn.set()
        self.news.set()

    async def serve(self, room: "Showing") -> None:
        """Send what is new, for as long as it is connected."""
        while True:
            await self.news.wait()
            self.news.clear()
            while self._letters:
                await self._send(self._letters.pop(0))
            state = room.state(facilitator=self.facilitator)
            if state != self._state:
                self._state = state
                await self._send(state)
            if self.drawn.is_set() and room.shown != self._shown:
                self.drawn.clear()
                self._shown = room.shown
                await self._send(self._picture(room))

    def _picture(self, room: "Showing") -> bytes:
        """The tick that is shown, with what this browser lacks to understand it."""
        marks = {id_: found for id_, found in room.marks().items() if self._marks.get(id_) != found}
        since = {id_: self._told.get(id_, 0) for id_ in room.marks()}
        picture = room.picture(since, marks)
        self._marks |= marks
        self._told |= {id_: max(since[id_], room.tick + 1) for id_ in since}
        return picture


class Showing:
    """What all browsers are shown of a room, made once for all of them as far as it is the same.

    Parameters
    ----------
    state : makes the text of the state for those who lead or those who watch.
    """

    def __init__(self, room: Room, state: Callable[[bool], str]):
        self._room, self._make_state = room, state
        self._states: dict[bool, str] = {}
        self._pictures: dict[str, bytes] = {}
        self._found: dict[int, list[Any]] = {}
        self._n_happened: list[int] = []
        self.refresh()

    def refresh(self) -> None:
        """Forget what was made: something has changed."""
        self._states.clear()
        self.turn()

    def turn(self) -> None:
        """Show the tick that the room shows; the state is made anew only where something planned has happened."""
        room = self._room
        self.tick = room.tick
        self.shown = (room.tick, *(room.attempts[name].id for name in room.shown), len(room.attempts))
        if (happened := n_happened(room)) != self._n_happened:
            self._n_happened = happened
            self._states.clear()
        self._pictures.clear()
        self._found = {room.attempts[name].id: marks_until_now(room, room.attempts[name]) for name in room.shown}

    def state(self, *, facilitator: bool) -> str:
        """The state of the room as text."""
        if facilitator not in self._states:
            self._states[facilitator] = self._make_state(facilitator)
        return self._states[facilitator]

    def marks(self) -> dict[int, list[Any]]:
        """What has happened in the branches that are shown, by their ids."""
        return self._found

    def picture(self, since: dict[int, int], marks: dict[int, list[Any]]) -> bytes:
        """The packed picture for browsers that were told as much."""
        key = repr((since, sorted(marks)))
        if key not in self._pictures:
            self._pictures[key] = packed(self._room, self.tick, since, marks)
        return self._pictures[key]
