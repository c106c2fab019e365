"""The facilitator's desk: what each command does to the room, to time, and to what is kept of them."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulator.rehearsal import events_list
from simulator.rehearsal.injects import Inject, what_is_wrong
from simulator.rehearsal.session import Given
from simulator.scenario_files import ScenarioError
from simulator.settings import InputError
from simulator.views.live import commands
from simulator.views.live.conductor import Conductor
from simulator.views.live.keeping import kept_replay
from simulator.views.live.reviewing import Reviewing


class Desk:
    """Does what the facilitator says.

    Parameters
    ----------
    folder : where the session is kept.
    """

    def __init__(self, given: Given, folder: Path, conductor: Conductor, reviewing: Reviewing):
        self._given, self._folder = given, folder
        self._conductor, self._room, self._reviewing = conductor, conductor.room, reviewing
        self.replays = sorted(folder.glob("replay *.html"))
        self._deeds: dict[type, Callable[[Any], Any]] = {
            commands.Play: lambda _: conductor.play(),
            commands.Pause: lambda _: conductor.pause(),
            commands.Step: self._step,
            commands.Speed: self._set_speed,
            commands.Go: self._go,
            commands.Open: self._open,
            commands.Fork: self._fork,
            commands.Remove: self._remove,
            commands.Show: self._show,
            commands.Throw: self._throw,
            commands.Withdraw: self._withdraw,
            commands.ReadEvents: self._read_events,
            commands.WriteEvents: self._write_events,
            commands.Review: self._review,
            commands.StopReview: lambda _: reviewing.stop(),
            commands.Keep: self._keep,
        }

    async def obey(self, said: commands.Command) -> dict[str, str]:
        """Carry a command out; ``words`` to be told, and a file by ``name`` and ``text``, where there is something.

        Raises
        ------
        InputError : where it cannot be done; then nothing has changed.
        """
        if type(said) not in self._deeds:
            raise InputError(f"{said.type} has been said already")
        done = self._deeds[type(said)](said)
        answer = await done if asyncio.iscoroutine(done) else done
        return answer if isinstance(answer, dict) else {}

    # ------------------------------------------------------------ time

    async def _step(self, said: commands.Step) -> None:
        self._conductor.pause()
        await self._conductor.do(lambda room: room.play_to(min(room.tick + said.ticks, room.n_ticks)))

    async def _go(self, said: commands.Go) -> None:
        self._conductor.pause()
        await self._conductor.do(lambda room: room.play_to(said.tick))

    def _set_speed(self, said: commands.Speed) -> None:
        self._conductor.per_second = said.per_second

    # ------------------------------------------------------------ branches

    async def _open(self, said: commands.Open) -> None:
        def change(room: Any) -> None:
            happens = room.attempt(room.shown[0]).branch.by("world")
            name = room.open(said.name, said.strategy, injects=happens)
            room.show([*room.shown[: said.beside], name])

        await self._conductor.do(change)

    async def _fork(self, said: commands.Fork) -> None:
        def change(room: Any) -> None:
            name = room.fork(said.name, said.parent)
            room.show([*room.shown[: said.beside], name])

        await self._conductor.do(change)

    async def _remove(self, said: commands.Remove) -> None:
        await self._conductor.do(lambda room: room.remove(said.name))

    async def _show(self, said: commands.Show) -> None:
        await self._conductor.do(lambda room: room.show(said.names))

    # ------------------------------------------------------------ injects

    async def _throw(self, said: commands.Throw) -> None:
        def change(room: Any) -> None:
            hours = room.hours(room.tick) if said.hours is None else said.hours
            inject = Inject(hours=hours, by=said.by, label=said.label, action=said.action, says=said.says)
            try:
                room.inject(inject, said.branches, fork=said.fork)
            except ScenarioError as error:
                raise InputError(what_is_wrong(error)) from None

        await self._conductor.do(change)

    async def _withdraw(self, said: commands.Withdraw) -> None:
        await self._conductor.do(lambda room: room.withdraw(said.name, said.number))

    async def _read_events(self, said: commands.ReadEvents) -> dict[str, str]:
        def change(room: Any) -> str:
            told = []
            for name in said.branches:
                branch = room.attempt(name).branch
                injects = events_list.read(said.text, room.scenario, name=said.name, into=replace(branch, injects=()))
                told.append(f"{name}: {room.plan(injects, name)}")
            return "\n".join(told)

        return {"words": await self._conductor.do(change)}

    def _write_events(self, said: commands.WriteEvents) -> dict[str, str]:
        injects = self._room.attempt(said.branch).branch.injects
        return {"name": f"{said.branch}.csv", "text": events_list.written(injects, self._room.scenario)}

    # ------------------------------------------------------------ what is kept

    def _review(self, said: commands.Review) -> None:
        attempt = self._room.attempt(said.branch)
        self._reviewing.start(attempt.branch, attempt.played, said.worlds)

    async def _keep(self, _said: commands.Keep) -> None:
        self.replays.append(await self._conductor.do(lambda room: kept_replay(room, self._folder)))
