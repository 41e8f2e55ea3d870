"""The whole wire over real HTTP on loopback and a real SQLite file."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any

import pytest

from aggregator.cli import main
from aggregator.demo import Origin
from aggregator.demo.answers import Answer
from aggregator.demo.origin import Request

ROOT = Path(__file__).parents[2]
STARTED_AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


class HeldOrigin(Origin):
    """The sample trade, whose answer to one path can be held back."""

    def __init__(self) -> None:
        super().__init__(started_at=STARTED_AT, slow=0.0)
        self.held_path = ""
        self.reached, self.released = Event(), Event()

    def answer(self, request: Request) -> Answer:
        if request.path == self.held_path:
            self.reached.set()
            self.released.wait(30)
        return super().answer(request)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, bodies: Mapping[str, bytes], *connection: Any) -> None:
        self._bodies = bodies
        super().__init__(*connection)

    def do_GET(self) -> None:
        body = self._bodies.get(self.path)
        self.send_response(404 if body is None else 200)
        kind = "text/html" if (body or b"").startswith(b"<!doctype html>") else "text/xml"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None: ...


@contextmanager
def site(bodies: Mapping[str, bytes]) -> Iterator[str]:
    """These bodies over HTTP on loopback, all else being 404; gives the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, bodies)) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Wire:
    """The commands, run in a folder of their own; what they print is kept."""

    def __init__(self, home: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.home, self.config, self.out = home, home / "feeds.yaml", home / "public"
        self.database = f"sqlite:///{home / 'store.sqlite3'}"
        self._capfd = capfd
        self.printed = self.said = ""

    @property
    def options(self) -> list[str]:
        where = ["--config", str(self.config), "--database", self.database]
        return [*where, "--out", str(self.out)]

    def __call__(self, *words: str) -> int:
        """Run a command in this process; gives its exit code."""
        self._capfd.readouterr()
        try:
            code = main([*self.options, *words])
        except SystemExit as end:
            code = int(end.code or 0)
        self.printed, self.said = self._capfd.readouterr()
        return code

    def beside(self, name: str) -> "Wire":
        """Another wire with the same feeds.yaml and a store of its own."""
        other = Wire(self.home / name, self._capfd)
        other.home.mkdir()
        other.config.write_bytes(self.config.read_bytes())
        return other

    def json(self, *words: str) -> Any:
        """What a command prints as JSON; it has to end well."""
        assert self(*words, "--json") == 0, self.said
        return json.loads(self.printed)

    def lines(self, *words: str) -> list[Any]:
        """What a command prints as JSON Lines; it has to end well."""
        assert self(*words) == 0, self.said
        return [json.loads(line) for line in self.printed.splitlines()]

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "aggregator", *self.options, *words],
            cwd=self.home,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command that runs meanwhile, and is ended."""
        process = self.start(*words)
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def files(self) -> dict[str, bytes]:
        """Every published file, by name."""
        return {path.name: path.read_bytes() for path in sorted(self.out.iterdir())}


def hear(process: subprocess.Popen[str], word: str, *, seconds: float = 30.0) -> str:
    """Listen until the process says a line with this word in it; fails where it never does."""
    assert process.stderr is not None
    watchdog = Timer(seconds, process.kill)
    watchdog.start()
    heard = []
    for line in process.stderr:
        heard.append(line)
        if word in line:
            watchdog.cancel()
            return line
    watchdog.cancel()
    raise AssertionError(f"{word!r} was never said, but: {''.join(heard)}")
