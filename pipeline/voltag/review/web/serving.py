"""Serving the application until Ctrl-C."""

import contextlib
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp


class PortError(Exception):
    """An address that cannot be listened on; the message says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at ``host`` and ``port``; port 0 takes any free one.

    Raises:
        PortError: the port is in use, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(128)
    except (OSError, OverflowError) as error:
        opened.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise PortError(
            f"{host}, port {port}: cannot be listened on ({reason}); give another --host,"
            " or another --port (0 for any free one)"
        ) from error
    return opened


def serve(app: ASGIApp, opened: socket.socket, ready: Callable[[], None]) -> None:
    """Serve ``app`` on ``opened`` until Ctrl-C; ``ready`` is called once it answers."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        # Two seconds for answers under way; a browser's open connection must not hold us up.
        timeout_graceful_shutdown=2,
    )
    server = _Server(config, ready)
    # uvicorn ends in order and then raises the signal again.
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[opened])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
