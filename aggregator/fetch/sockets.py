"""The sockets that requests go out on, each for one of them.

aiohttp bounds the fields of a head, and we bound the body. What is neither has no end of
its own: spaces before a value, empty lines before a status, 103 after 103, the extension
of a chunk. So a socket takes a number of bytes and no more.
"""

import socket
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from aiohttp import AddrInfoType

from aggregator.fetch.guard import Guard


class TooMuchError(OSError):
    """More came on a connection than may, in words for the operator."""


class Came:
    """How many bytes came for one request, TLS and all, on whichever socket."""

    size = 0


# aiohttp makes the sockets of a request in the request's own context.
COUNT: ContextVar[Came] = ContextVar("COUNT")


def counting() -> Came:
    """Counts what comes on the sockets that are made from now on, in this context."""
    came = Came()
    COUNT.set(came)
    return came


class BoundedSocket(socket.socket):
    """Raises `TooMuchError` where more than `most` bytes come."""

    most: int
    came: Came

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        came = super().recv(size, flags)
        self._count(len(came))
        return came

    def recv_into(self, buffer: Any, size: int = 0, flags: int = 0, /) -> int:
        came = super().recv_into(buffer, size, flags)
        self._count(came)
        return came

    def _count(self, came: int) -> None:
        self.came.size += came
        if self.came.size > self.most:
            raise TooMuchError(f"the answer is larger than {self.most} bytes")


def sockets(guard: Guard | None, most: int) -> Callable[[AddrInfoType], BoundedSocket]:
    """Makes a socket for an address, if `guard` lets it."""

    def opened(info: AddrInfoType) -> BoundedSocket:
        family, kind, protocol, _, place = info
        if guard:
            guard.check(str(place[0]))
        made = BoundedSocket(family, kind, protocol)
        made.most, made.came = most, COUNT.get()
        return made

    return opened
