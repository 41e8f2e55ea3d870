"""Sockets, and uvicorn behind them."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from aggregator.errors import UsageError

_GRACE = 5  # seconds that answers under way are given at the end


def bind(host: str, port: int) -> socket.socket:
    """Take an address to listen on; raises `UsageError` where it cannot be had."""
    if port not in range(0x10000):  # getaddrinfo takes 70000 for 4464
        raise UsageError(f"{port} is no port; expected 0 to 65535")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.create_server(address, family=family)
    except OSError as error:
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had ({error})"
        raise UsageError(f"{where} {why}; choose another address (--listen, --ops)") from error
    # Connections inherit it; asyncio leaves it out for such a socket, and an answer then
    # waits 40 ms for the acknowledgement of its own head.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


async def serve(app: ASGIApp, sock: socket.socket, stopping: asyncio.Event) -> None:
    """Answer requests on `sock` until `stopping` is set; the socket is closed then."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
    )
    await _Server(config, stopping).serve(sockets=[sock])


class _Server(uvicorn.Server):
    """A guest in the loop: it ends with the event, and signals are its host's affair."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def on_tick(self, counter: int) -> bool:
        return self._stopping.is_set() or await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
