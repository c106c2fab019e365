"""Who lets time run: ticks are played in a thread, and commands take effect between two ticks, never within one."""

import asyncio
import traceback
from collections.abc import Callable, Iterable
from typing import TypeVar

from simulator.rehearsal.room import Room
from simulator.views.live.clients import Client

PATIENCE = 2.0
"""Seconds for which the next tick waits for a facilitator's browser to show the last."""
KEEP_EVERY = 2.0
"""Seconds between two times that a session is put down while time runs."""
T = TypeVar("T")


class Conductor:
    """Plays a room.

    Parameters
    ----------
    keep : called when something has changed that must not be lost.
    told : called when something has changed; turned : when only the next tick is shown.
    drawn : asked before each tick: whom the next tick waits for, so that nobody who leads is left behind.
    trouble : called where something goes wrong that is no fault of a command, with what to say.
    """

    def __init__(
        self,
        room: Room,
        *,
        keep: Callable[[], None],
        told: Callable[[], None],
        turned: Callable[[], None],
        drawn: Callable[[], Iterable[Client]],
        trouble: Callable[[str], None],
    ):
        self.room, self.per_second = room, 4.0
        self._keep, self._told, self._turned, self._drawn, self._trouble = keep, told, turned, drawn, trouble
        self._turn, self._runs, self._kept_at = asyncio.Lock(), asyncio.Event(), 0.0

    @property
    def playing(self) -> bool:
        """Whether time runs."""
        return self._runs.is_set()

    def play(self) -> None:
        """Let time run, from now on."""
        if self.room.tick < self.room.n_ticks:
            self._runs.set()

    def pause(self) -> None:
        """Stop time after the tick that is being played."""
        self._runs.clear()

    async def do(self, change: Callable[[Room], T]) -> T:
        """Let something happen to the room between two ticks; it is kept before anybody is told."""
        async with self._turn:
            try:
                return await asyncio.to_thread(change, self.room)
            finally:
                await self.kept()
                self._told()

    async def kept(self) -> bool:
        """Keep the session; where that cannot be done, the rehearsal goes on, and those who lead are told."""
        try:
            await asyncio.to_thread(self._keep)
        except OSError as error:
            self.pause()
            why = error.strerror or error
            self._trouble(
                f"The session cannot be kept ({why}). Make room, and go on: it is tried again at each change."
            )
            return False
        return True

    async def run(self) -> None:
        """Play whenever time is to run, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await self._runs.wait()
            began = loop.time()
            async with self._turn:
                if not (more := self.playing and await self._stepped()):
                    self.pause()
                if not more or began - self._kept_at > KEEP_EVERY:
                    await self.kept()
                    self._kept_at = began
            (self._turned if more else self._told)()
            await self._until_drawn()
            await asyncio.sleep(max(0.0, began + 1.0 / self.per_second - loop.time()))

    async def _stepped(self) -> bool:
        """Play a tick; a fault of ours stops time, and not the session."""
        try:
            return await asyncio.to_thread(self.room.step)
        except Exception:
            traceback.print_exc()
            self._trouble("Time stands still, by a fault of ours; the terminal says more.")
            return False

    async def _until_drawn(self) -> None:
        """Wait for those who lead; one who keeps all others waiting is waited for no more until he is back."""
        clients = list(self._drawn())
        waiting = [asyncio.create_task(client.drawn.wait()) for client in clients]
        if waiting:
            await asyncio.wait(waiting, timeout=PATIENCE)
            for client, task in zip(clients, waiting, strict=True):
                client.is_late = not task.done()
                task.cancel()
