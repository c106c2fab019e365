"""The server of the live room: a page, its scripts, and one connection for each browser."""

import asyncio
import contextlib
import secrets
import threading
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from simulator.rehearsal.room import Room
from simulator.rehearsal.session import Given, write_session
from simulator.settings import InputError
from simulator.views.live import commands
from simulator.views.live.clients import Client, Showing
from simulator.views.live.conductor import Conductor
from simulator.views.live.desk import Desk
from simulator.views.live.frames import letter, shortened, stage_for, state_of
from simulator.views.live.guard import APART, HEADERS, is_our_name, is_our_page, is_token
from simulator.views.live.reviewing import Reviewing

HERE = Path(__file__).parent
VIEWER = HERE.parent / "viewer"
PAGE = {
    "/": HERE / "page.html",
    **{f"/{name}": HERE / name for name in ("live.js", "parts.js", "desk.js", "forms.js", "live.css")},
    **{f"/{name}": VIEWER / name for name in ("viewer.js", "viewer.css")},
}
"""What the page consists of: all of it lies in the package."""
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
MOST_WATCHING = 200
MOST_BYTES = 1_000_000
"""Browsers that watch at once, and bytes of a message, at most."""
TOO_SOON = 10.0
"""Seconds in which a browser must say who it is."""
REFUSED, FULL = 4401, 4429
"""Why a connection is closed: the token is wrong; there are too many."""


class LiveRoom:
    """A room with its browsers.

    Parameters
    ----------
    folder : where the session is kept.
    token : what the facilitator's browser must know.
    """

    def __init__(self, given: Given, room: Room, folder: Path, token: str):
        self.given, self.room, self.folder, self.token = given, room, folder, token
        self.clients: list[Client] = []
        self._keeping = threading.Lock()
        self.is_kept = True
        self.hidden = secrets.token_urlsafe(12)  # of pages that tell more than is shown: who watches does not learn it
        self.showing = Showing(room, self._state)
        self.reviewing = Reviewing(given, folder, self._news, f"{self.hidden}/review.html")
        self.conductor = Conductor(
            room,
            keep=self._keep,
            told=self._news,
            turned=self._turned,
            drawn=self._led,
            trouble=self._tell_leaders,
        )
        self.desk = Desk(given, folder, self.conductor, self.reviewing)

    def app(self) -> Starlette:
        """The server's application."""
        return Starlette(
            routes=[
                *(Route(path, self._file) for path in PAGE),
                Route(f"/{self.hidden}/review.html", self._reviewed),
                Route(f"/{self.hidden}/replay/{{number:int}}.html", self._replayed),
                WebSocketRoute("/room", self._connection),
            ],
            lifespan=self._life,
        )

    @contextlib.asynccontextmanager
    async def _life(self, _app: Starlette) -> AsyncIterator[None]:
        playing = asyncio.create_task(self.conductor.run())
        try:
            yield
        finally:
            await self.reviewing.end()
            playing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await playing
            self.is_kept = await self.conductor.kept()

    # ------------------------------------------------------------ pages

    async def _file(self, request: Request) -> Response:
        if not is_our_name(request.headers.get("host", "")):
            return PlainTextResponse("This address is not ours.\n", 403, HEADERS)
        path = PAGE[request.url.path]
        return FileResponse(path, media_type=KINDS[path.suffix], headers=HEADERS)

    async def _reviewed(self, request: Request) -> Response:
        return self._document(request, self.reviewing.page)

    async def _replayed(self, request: Request) -> Response:
        number = request.path_params["number"]
        kept = self.desk.replays
        return self._document(request, kept[number] if number < len(kept) else None)

    def _document(self, request: Request, path: Path | None) -> Response:
        """A page that was written for the room; whatever is in it, it cannot reach the room."""
        if not is_our_name(request.headers.get("host", "")):
            return PlainTextResponse("This address is not ours.\n", 403, HEADERS)
        if path is None or not path.is_file():
            return PlainTextResponse("There is no such page.\n", 404, HEADERS)
        return FileResponse(path, media_type="text/html; charset=utf-8", headers=HEADERS | APART)

    # ------------------------------------------------------------ connections

    async def _connection(self, socket: WebSocket) -> None:
        """Talk to one browser until it goes."""
        if not is_our_page(socket.headers):
            await socket.close(1008)
            return
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            client = await self._welcomed(socket)
            if client is not None:
                await self._served(socket, client)

    async def _welcomed(self, socket: WebSocket) -> Client | None:
        """A browser that has said who it is; None where it is sent away."""
        try:
            said = commands.command(await asyncio.wait_for(socket.receive_text(), TOO_SOON))
        except (InputError, TimeoutError, KeyError):
            said = None
        wrong = isinstance(said, commands.Hello) and bool(said.token) and not is_token(said.token, self.token)
        if not isinstance(said, commands.Hello) or wrong:
            await socket.close(REFUSED, "the token is not that of this session" if wrong else "say hello first")
            return None
        if not said.token and sum(not client.facilitator for client in self.clients) >= MOST_WATCHING:
            await socket.close(FULL, "there are too many browsers here already")
            return None

        async def send(message: str | bytes) -> None:
            await (socket.send_text(message) if isinstance(message, str) else socket.send_bytes(message))

        client = Client(send, facilitator=bool(said.token))
        client.tell(letter("stage", **stage_for(self.room, facilitator=client.facilitator)))
        return client

    async def _served(self, socket: WebSocket, client: Client) -> None:
        self.clients.append(client)
        sending = asyncio.create_task(client.serve(self.showing))
        receiving = asyncio.create_task(self._listen(socket, client))
        self._news()
        try:
            await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.clients.remove(client)
            client.drawn.set()
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)
            if client.facilitator and not any(other.facilitator for other in self.clients):
                self.conductor.pause()
            self._news()

    async def _listen(self, socket: WebSocket, client: Client) -> None:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text") or ""
            try:
                await self._obey(client, commands.command(text))
            except InputError as error:
                client.tell(letter("problem", text=shortened(str(error))))
            except Exception:  # a fault of ours must not end the session; whoever runs the program sees it
                traceback.print_exc()
                client.tell(letter("problem", text="That went wrong, by a fault of ours; the terminal says more."))

    async def _obey(self, client: Client, said: commands.Command) -> None:
        if isinstance(said, commands.Ack):
            client.acknowledged()
            return
        if not client.facilitator:
            raise InputError("only the facilitator can do that")
        client.tell(letter("done", command=said.type, **await self.desk.obey(said)))
        self._news()

    # ------------------------------------------------------------ what is told

    def _state(self, facilitator: bool) -> str:
        told: dict[str, Any] = {
            "playing": self.conductor.playing,
            "speed": self.conductor.per_second,
            "watching": sum(not client.facilitator for client in self.clients),
        }
        if facilitator:
            told["review"] = self.reviewing.state
            told["replays"] = [
                {"name": path.name, "page": f"{self.hidden}/replay/{n}.html"}
                for n, path in enumerate(self.desk.replays)
            ]
        return letter("state", **state_of(self.room, facilitator=facilitator), **told)

    def _news(self) -> None:
        self.showing.refresh()
        self._wake()

    def _turned(self) -> None:
        self.showing.turn()
        self._wake()

    def _wake(self) -> None:
        for client in self.clients:
            client.news.set()

    def _tell_leaders(self, text: str) -> None:
        for client in self.clients:
            if client.facilitator:
                client.tell(letter("problem", text=text))

    def _led(self) -> list[Client]:
        return [client for client in self.clients if client.facilitator and not client.is_late]

    def _keep(self) -> None:
        with self._keeping:  # at the end, a tick that was begun may still be kept in its thread
            write_session(self.folder, self.given, self.room, self.token)
