"""Requests a second of the built-in server and of nginx, over the same published files.

One process of each, one after the other; the client is a loop in this process with some
connections that are kept alive. It takes a core for itself, and is what binds nginx: so
the time that the server itself spent on a request is told too.
"""

import os
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aggregator.bootstrap.parts import names
from aggregator.core.twins import SUFFIXES
from aggregator.model import OutputFeed, OutputId, Site
from aggregator.publish.files import Files
from aggregator.publish.headers import write_headers
from benchmarks.nginx import PROGRAM, nginx

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CONNECTIONS = 8
SECONDS = 2.0
DOCUMENT = 60_000  # bytes: fifty entries with their texts
SITE = Site(
    title="Bench",
    base_url="https://wire.example/",
    contact="ops@bench.example",
    authority="bench.example,2026",
)
OUTPUT = OutputFeed(id=OutputId("the-latest"), title="The Latest")
PLAIN: Mapping[str, str] = {}
GZIP = {"Accept-Encoding": "gzip, deflate"}
BROTLI = {"Accept-Encoding": "gzip, deflate, br"}


def publish(out: Path) -> None:
    """An Atom document of names of the trade, as text that does not repeat itself."""
    words = [word for text in names().values() for word in text.split() if word.isalpha()]
    texts = "".join(f"{words[number * 7919 % len(words)]} " for number in range(DOCUMENT))
    files = Files(out)
    files.write("the-latest.atom", f"<feed>{texts}".encode()[:DOCUMENT], NOW)
    write_headers(files, SITE, (OUTPUT,), NOW)


@contextmanager
def built_in(out: Path) -> Iterator[tuple[int, int]]:
    """`aggregator serve` meanwhile; gives its port and its process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ("-m", "aggregator", "--out", str(out), "serve", "--listen", f"127.0.0.1:{port}")
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        if process.stderr is None or "serving" not in process.stderr.readline():
            sys.exit("aggregator serve did not start")
        yield port, process.pid
    finally:
        process.terminate()
        process.communicate()


def request(headers: Mapping[str, str]) -> bytes:
    said = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
    return f"GET /the-latest.atom HTTP/1.1\r\nHost: wire.example\r\n{said}\r\n".encode()


def first_answer(port: int, headers: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """The header fields of an answer, by small names, and its size: all others are alike."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request(headers))
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(2**16)
        head = received.partition(b"\r\n\r\n")[0].decode()
    lines = (line.partition(": ") for line in head.split("\r\n")[1:])
    fields = {name.lower(): text for name, _, text in lines}
    return fields, len(head) + 4 + int(fields.get("content-length", 0))


def ask(port: int, headers: Mapping[str, str]) -> tuple[int, float]:
    """How many answers were had in how many seconds."""
    asked, size = request(headers), first_answer(port, headers)[1]
    missing: dict[socket.socket, int] = {}
    answers = 0
    with selectors.DefaultSelector() as waiting:
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(connection, selectors.EVENT_READ)
            missing[connection] = size
            connection.sendall(asked)
        began = time.perf_counter()
        while (spent := time.perf_counter() - began) < SECONDS:
            for key, _ in waiting.select(timeout=10):
                connection = key.fileobj
                got = len(connection.recv(2**18))
                if not got or got > missing[connection]:
                    sys.exit("an answer was cut off, or unlike the first")
                missing[connection] -= got
                if not missing[connection]:
                    answers += 1
                    missing[connection] = size
                    connection.sendall(asked)
        for connection in missing:
            connection.close()
    return answers, spent


def processor_time(process_id: int) -> float:
    """Seconds of a process's own work, the system's for it included (Linux)."""
    told = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def measure(name: str, port: int, process_id: int) -> None:
    tag = first_answer(port, PLAIN)[0]["etag"]
    cases = {"plain": PLAIN, "gzip": GZIP, "br": BROTLI, "304": {"If-None-Match": tag}}
    for case, headers in cases.items():
        size = first_answer(port, headers)[1]
        before = processor_time(process_id)
        answers, seconds = ask(port, headers)
        worked = (processor_time(process_id) - before) / answers * 1e6
        print(f"  {name:9} {case:6} {answers / seconds:8.0f} {size:9} {worked:8.0f} µs")


def main() -> None:
    """Measure both and print a line for each kind of request."""
    with tempfile.TemporaryDirectory() as folder:
        out, home = Path(folder) / "public", Path(folder) / "nginx"
        out.mkdir()
        home.mkdir()
        publish(out)
        sizes = {path.name: path.stat().st_size for path in out.iterdir()}
        twins = ", ".join(f"{sizes[f'the-latest.atom{one}']} {one}" for one in SUFFIXES.values())
        print(f"serving {DOCUMENT} bytes ({twins}) to {CONNECTIONS} connections")
        print("  server    answer    req/s     bytes  its own work")
        with built_in(out) as (port, process_id):
            measure("built-in", port, process_id)
        if PROGRAM is None:
            print("  nginx: there is none")
            return
        with nginx(out, home, {}) as (port, process_id):
            measure("nginx", port, process_id)


if __name__ == "__main__":
    main()
