"""Applications asked over real sockets, and folders of files for them."""

import asyncio
import http.client
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from starlette.types import ASGIApp

from aggregator.web import bind, serve

CHANGED_AT = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()


Ask = Callable[..., Answer]


def asking(port: int) -> Ask:
    """What asks whoever listens on this port of loopback, each time on a new connection."""

    def ask(path: str = "/", method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request(method, path, headers=headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    return ask


@contextmanager
def listening(app: ASGIApp) -> Iterator[Ask]:
    """Serve in a thread of its own; gives what asks it."""
    sock = bind("127.0.0.1", 0)
    port = sock.getsockname()[1]
    loop, stopping = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(app, sock, stopping),))
    thread.start()

    try:
        yield asking(port)
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        loop.close()


def put(path: Path, body: bytes) -> None:
    """Replace a file as the publisher does: its date comes from the data."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(body)
    os.utime(beside, (CHANGED_AT.timestamp(), CHANGED_AT.timestamp()))
    beside.replace(path)
