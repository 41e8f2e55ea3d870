"""The HTTP server of the sample trade, on loopback."""

import socket
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self
from urllib.parse import urlsplit

from aggregator.demo.answers import Answer, answer, falter, outlet_at
from aggregator.demo.issue import Moment
from aggregator.demo.truth import SampleStory, stories
from aggregator.model import value

_SECOND = timedelta(seconds=1)


@value
class Request:
    """What a client sent: the target as it stood in the request line, header names small."""

    path: str
    headers: Mapping[str, str]


class Origin:
    """The sample trade over HTTP: a context manager that serves until it ends.

    What it says depends on `started_at` and `step` alone. The oldest piece is ten days
    older than `started_at`; what comes at step n is dated n intervals later. An interval is
    `step_every` seconds, one at least, because Last-Modified counts in whole ones. None:
    it moves on by `advance` only. `slow` is how long the slow outlet takes, in seconds.
    """

    def __init__(
        self,
        *,
        started_at: datetime,
        port: int = 0,
        step_every: float | None = None,
        slow: float = 2.0,
    ) -> None:
        self._server = _Server(("127.0.0.1", port), partial(_Handler, self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._started_at = started_at.astimezone(UTC)
        self._step_every, self._slow = step_every, slow
        self._step, self._requests = 0, list[Request]()
        self._asked, self._lock, self._ending = Counter[str](), Lock(), Event()
        self._threads = [Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)]
        if step_every is not None:
            self._threads.append(Thread(target=self._walk, args=(step_every,), daemon=True))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._server.end()
        for thread in self._threads:
            thread.join()

    @property
    def step(self) -> int:
        return self._step

    def advance(self, steps: int = 1) -> None:
        """Let the trade move on."""
        with self._lock:
            self._step += steps

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked since the start, or since they were last forgotten."""
        return tuple(self._requests)

    def forget_requests(self) -> None:
        self._requests.clear()

    def stories(self) -> tuple[SampleStory, ...]:
        """What is so at the current step."""
        return stories(self._moment())

    def answer(self, request: Request) -> Answer:
        """Answer as the outlet's server does: after a while, or not at all, if that is its way."""
        self._requests.append(request)
        path = urlsplit(request.path).path
        outlet = outlet_at(path)
        if outlet is not None and outlet.manner == "slow":
            self._ending.wait(self._slow)
        if outlet is not None and outlet.manner == "faltering":
            with self._lock:
                self._asked[path] += 1
                failure = falter(self._asked[path])
            if failure is not None:
                return failure
        return answer(self._moment(), path, request.headers)

    def _moment(self) -> Moment:
        interval = max(_SECOND, timedelta(seconds=self._step_every or 0))
        return Moment(url=self.url, started_at=self._started_at, interval=interval, step=self._step)

    def _walk(self, step_every: float) -> None:
        while not self._ending.wait(step_every):
            self.advance()


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that it can end at once while clients keep theirs alive."""

    daemon_threads = False  # these are joined at the end: nothing is left behind
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: Any) -> None:
        super().__init__(address, handler)
        self._open: set[socket.socket] = set()

    def end(self) -> None:
        self.shutdown()
        for connection in tuple(self._open):
            with suppress(OSError):  # the client was quicker
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def close_request(self, request: Any) -> None:
        self._open.discard(request)
        super().close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "SampleTrade", ""
    wbufsize = -1  # head and body leave together: apart, they wait for each other's ACK

    def __init__(self, origin: Origin, *connection: Any) -> None:
        self._origin = origin
        super().__init__(*connection)

    def do_GET(self) -> None:
        headers = {name.lower(): told for name, told in self.headers.items()}
        given = self._origin.answer(Request(path=self.path, headers=headers))
        self.send_response(given.status)
        for name, told in given.headers.items():
            self.send_header(name, told)
        if given.status is not HTTPStatus.NOT_MODIFIED:  # there it would be the other answer's
            self.send_header("Content-Length", str(len(given.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(given.body)

    do_HEAD = do_GET  # noqa: N815 - the base class asks for this name

    def log_message(self, *_: Any) -> None:
        """Quiet: the demo's own words stand on that terminal."""
