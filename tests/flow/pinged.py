"""A hub on loopback that remembers what it was told."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Thread
from typing import Self
from urllib.parse import parse_qs


class LoopbackHub:
    """Answers every ping with `status`; `told` are the files that it was told of, in order."""

    def __init__(self, base_url: str) -> None:
        self.base_url, self.status = base_url, 204
        self.told: list[str] = []
        self.stood: list[bool] = []  # whether the file was there by then
        self.out: Path | None = None
        self._came = Condition()

    def __enter__(self) -> Self:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                assert form["hub.mode"] == ["publish"]
                assert form["hub.url"] == form["hub.topic"]
                hub.hear(form["hub.url"][0])
                self.send_response(hub.status)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def hear(self, address: str) -> None:
        name = address.removeprefix(self.base_url)
        with self._came:
            self.told.append(name)
            if self.out is not None:
                self.stood.append((self.out / name).is_file())
            self._came.notify_all()

    def forget(self) -> None:
        self.told.clear()

    def await_told(self, count: int, *, seconds: float = 20.0) -> None:
        """Wait until it was told so often; fails where it never is."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.told) >= count, seconds), self.told
