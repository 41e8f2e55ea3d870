"""A small forwarding proxy on loopback: plain requests, and tunnels (RFC 9110 section 9.3.6)."""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from serving import Request


@dataclass(kw_only=True)
class ForwardingProxy:
    """Leads from "host:port" to a port on loopback by its `routes`; elsewhere is 502.

    Without the `login` that it may want, 407; `status` it says to everything. Records
    what it was asked, tunnels as CONNECT, and what it forwarded: nothing of that is sent.
    """

    routes: dict[str, int] = field(default_factory=dict)
    login: str | None = None
    status: int = 200
    tls: ssl.SSLContext | None = None
    address: str = "127.0.0.1"
    requests: list[Request] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, self.address, 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, login: str = "") -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{login}{'@' if login else ''}{self.address}:{self.port}"

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        try:
            await self._forward(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(asyncio.current_task())
            writer.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        start, *lines = head.split("\r\n")
        method, target, _ = start.split(" ")
        headers = tuple(tuple(line.split(": ", 1)) for line in lines if line)
        request = Request(method=method, target=target, headers=headers)
        self.requests.append(request)
        port = self.routes.get(target if method == "CONNECT" else _place(target))
        if status := self._refusal(request, port):
            writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            rest = target.partition("://")[2].partition("/")[2]
            kept = [line for line in lines if not line.lower().startswith("proxy-")]
            far_writer.write("\r\n".join([f"{method} /{rest} HTTP/1.1", *kept]).encode("latin-1"))
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

    def _refusal(self, request: Request, port: int | None) -> int | None:
        if self.status != 200:
            return self.status
        if self.login and request.header("Proxy-Authorization") != self.login:
            return 407
        return 502 if port is None else None


def _place(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.hostname}:{parts.port or 80}"


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    finally:
        writer.close()
