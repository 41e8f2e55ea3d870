"""How we go about HTTP, whomever we talk to: our name, and what aiohttp may do for us."""

from types import SimpleNamespace

import aiohttp

from aggregator.fetch import failures
from aggregator.fetch.guard import Guard
from aggregator.fetch.sockets import sockets

PROGRAM = "jewelwire"
# Content-Security-Policy alone outgrows aiohttp's 8 KiB on some sites.
LONGEST_FIELD = 64 * 1024
MOST_FIELDS = 200


def user_agent(contact: str, version: str, subscribers: int) -> str:
    """Who we are. Also of one: what counts readers looks for "N subscribers"."""
    return f"{PROGRAM}/{version} (+{contact}; {subscribers} subscribers)"


def session(guard: Guard | None, *, most: int, connect: float) -> aiohttp.ClientSession:
    """Makes requests of which each takes `most` bytes, and `connect` seconds to connect.

    A `trace_request_ctx` of a request is called when that goes out.
    """
    return aiohttp.ClientSession(
        # A connection serves one request, so that what a server sends beyond an
        # answer is never taken for the next one. At how many hosts we ask at once
        # is for the caller to say.
        connector=aiohttp.TCPConnector(
            limit=0, force_close=True, socket_factory=sockets(guard, most)
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        middlewares=(_ask_once,),
        trace_configs=[_tracing()],
        timeout=aiohttp.ClientTimeout(connect=connect),
        auto_decompress=False,
        trust_env=False,
        max_line_size=LONGEST_FIELD,
        max_field_size=LONGEST_FIELD,
        max_headers=MOST_FIELDS,
    )


def _tracing() -> aiohttp.TraceConfig:
    """Has aiohttp tell when a request goes out."""

    async def tell(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
        if context.trace_request_ctx is not None:
            context.trace_request_ctx()

    tracing = aiohttp.TraceConfig()
    tracing.on_request_headers_sent.append(tell)
    return tracing


async def _ask_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from asking again at once, as it does where a connection breaks."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise failures.BrokenOffError from error
