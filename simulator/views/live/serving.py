"""Serving the live room on a port, until Ctrl-C."""

import contextlib
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette

from simulator.settings import InputError
from simulator.views.live.app import MOST_BYTES


def bound(host: str, port: int) -> socket.socket:
    """A port of this machine, taken.

    Raises
    ------
    InputError : where it cannot be taken.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, reuse_port=False)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        said = f"--host {host} --port {port}: cannot be used ({why}); give another port, or 0 for any"
        raise InputError(said) from None


def serve(app: Starlette, taken: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until the process is told to end; ``ready`` is called once browsers can come."""
    server = Server(app, ready)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt):  # raised once more by uvicorn when all is closed
            server.run(sockets=[taken])
    finally:
        signal.signal(signal.SIGTERM, before)


class Server(uvicorn.Server):
    """A server that says when it is ready; it ends when ``should_exit`` is set."""

    def __init__(self, app: Starlette, ready: Callable[[], None]):
        # Pictures are packed already: to compress them once more for each browser would cost most of the time.
        quiet: dict[str, Any] = {"log_level": "warning", "access_log": False}
        packed: dict[str, Any] = {"ws_max_size": MOST_BYTES, "ws_per_message_deflate": False}
        super().__init__(uvicorn.Config(app, lifespan="on", **quiet, **packed))
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def addresses(taken: socket.socket) -> list[str]:
    """Where browsers find the room: on this machine, or, where it listens to all, under its address in the network."""
    host, port = taken.getsockname()[:2]
    if host not in ("0.0.0.0", "::"):
        return [f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"]
    return [f"http://{own}:{port}/" for own in dict.fromkeys(["127.0.0.1", _own_address()])]


def _own_address() -> str:
    """The address of this machine as others see it; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation (RFC 5737): only the way there is asked
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
