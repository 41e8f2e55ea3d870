"""The bytes of a body as they come, with the ends that aiohttp keeps to itself."""

from asyncio import Future
from collections.abc import AsyncGenerator
from contextlib import suppress
from functools import partial

import aiohttp
from aiohttp.http_exceptions import PayloadEncodingError


async def chunks(response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
    """What comes, in pieces; raises `aiohttp.ClientPayloadError` where it breaks off."""
    content = response.content
    protocol = response.connection and response.connection.protocol
    closed = None if protocol is None else protocol.closed
    if closed:
        closed.add_done_callback(partial(_end, content))
    with suppress(aiohttp.ClientPayloadError):  # it is told below, with what more is known
        async for chunk in content.iter_any():
            yield chunk
    if broken := content.exception():
        raise broken


def _end(content: aiohttp.StreamReader, closed: "Future[None]") -> None:
    """Tell the reader of an end that aiohttp does not tell.

    Where a chunk is not sound aiohttp closes the connection and lets the reader wait; a
    body without a length it takes for whole at the connection's end, be that a reset.
    """
    lost = closed.exception()
    if lost or not (content.is_eof() or content.exception()):
        broken = aiohttp.ClientPayloadError()
        broken.__cause__ = lost.__cause__ if lost else PayloadEncodingError("")
        content.set_exception(broken)
