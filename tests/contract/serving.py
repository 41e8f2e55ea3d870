"""An HTTP server on loopback that does what a test says, byte for byte."""

import asyncio
import socket
import ssl
import struct
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a path answers.

    Content-Length is added unless `headers` bring one, or a Transfer-Encoding.
    `raw` replaces the whole answer, status line included. `delay` are seconds of
    silence first, `drip` seconds between two bytes of the body, or of `raw`; `reset` ends the
    connection with RST, `endless` follows again and again until the client goes.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    raw: bytes | None = None
    delay: float = 0
    drip: float = 0
    reset: bool = False
    endless: bytes = b""

    def head(self) -> bytes:
        names = {name.lower() for name, _ in self.headers}
        lines = [f"HTTP/1.1 {self.status} As It Is", *(": ".join(pair) for pair in self.headers)]
        if not names & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a client sent: the start line's words, headers in order, and a body of stated length."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(kw_only=True)
class Origin:
    """`answers` by target; whatever is not there is 404. Records what was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    address: str = "127.0.0.1"
    port: int = 0  # any, and afterwards the one that it is
    requests: list[Request] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    at_once: Counter[str] = field(default_factory=Counter)  # by target
    most_at_once: Counter[str] = field(default_factory=Counter)
    _at_once: Counter[str] = field(default_factory=Counter)

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(
            self._serve, self.address, self.port, ssl=self.tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, target: str = "/") -> str:
        scheme = "https" if self.tls else "http"
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{scheme}://{host}:{self.port}{target}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went away, as it may, or the origin closes
        finally:
            self.in_flight -= 1
            self._tasks.discard(asyncio.current_task())
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        start, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = start.split(" ")
        headers = tuple(tuple(line.split(": ", 1)) for line in lines if line)
        asked = Request(method=method, target=target, headers=headers)
        body = await reader.readexactly(int(asked.header("Content-Length") or 0))
        self.requests.append(replace(asked, body=body))
        answer = self.answers.get(target, Answer(status=404))
        self.at_once[target] += 1
        self.most_at_once[target] = max(self.most_at_once[target], self.at_once[target])
        try:
            await asyncio.sleep(answer.delay)
            await self._send(answer, writer)
        finally:
            self.at_once[target] -= 1
        while answer.endless and not writer.is_closing():
            writer.write(answer.endless)
            await writer.drain()
        if answer.reset:
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            writer.transport.abort()

    async def _send(self, answer: Answer, writer: asyncio.StreamWriter) -> None:
        head, body = (b"", answer.raw) if answer.raw is not None else (answer.head(), answer.body)
        writer.write(head)
        step = 1 if answer.drip else max(len(body), 1)
        for at in range(0, len(body), step):
            writer.write(body[at : at + step])
            await writer.drain()
            await asyncio.sleep(answer.drip)
