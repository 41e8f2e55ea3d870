"""Asks a publisher for one document, and tells what came of it."""

import asyncio
from datetime import UTC, datetime
from typing import Self

import aiohttp
from yarl import URL

from aggregator.fetch import failures, headers, redirects
from aggregator.fetch.decode import ACCEPT_ENCODING, Body, BodyError
from aggregator.fetch.guard import Guard
from aggregator.fetch.headers import Headers
from aggregator.fetch.hosts import Hosts
from aggregator.fetch.redirects import Redirect, Way
from aggregator.fetch.robots import Forgetful, Robots
from aggregator.model import (
    Feed,
    Fetched,
    FetchFailed,
    FetchOutcome,
    Gone,
    Network,
    NotModified,
    RateLimited,
    Validators,
    value,
)
from aggregator.ports import Fetcher, RobotsMemory

PROGRAM = "jewelwire"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.3, */*;q=0.1"
)
# Content-Security-Policy alone outgrows aiohttp's 8 KiB on some sites.
LONGEST_FIELD = 64 * 1024


@value
class Limits:
    """What one fetch may cost: decoded bytes, seconds in all and to connect, redirects.

    Waiting for a turn at a host is not in `seconds`.
    """

    body: int = 10 * 1024 * 1024
    seconds: float = 30
    connect: float = 10
    redirects: int = 10


USUAL = Limits()


class HttpFetcher(Fetcher):
    """Fetches over HTTP/1.1; an async context manager, and `fetch` works inside it.

    `contact` is the page or the person that a publisher can turn to. Without a
    `memory` robots.txt is asked for once in the fetcher's life.
    """

    def __init__(
        self,
        network: Network,
        *,
        contact: str,
        version: str,
        memory: RobotsMemory | None = None,
        limits: Limits = USUAL,
    ) -> None:
        self._limits = limits
        self._guard = Guard(network.allow)
        self._hosts = Hosts(network)
        self._robots = Robots(PROGRAM, self._walk, memory or Forgetful())
        self._headers = {
            "User-Agent": f"{PROGRAM}/{version} (+{contact})",
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            # A connection serves one request, so that what a server sends beyond an
            # answer is never taken for the next one. At how many hosts we ask at once
            # is for the caller to say.
            connector=aiohttp.TCPConnector(limit=0, force_close=True, socket_factory=self._guard),
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=(_ask_once,),
            timeout=aiohttp.ClientTimeout(connect=self._limits.connect),
            auto_decompress=False,
            trust_env=False,
            max_line_size=LONGEST_FIELD,
            max_field_size=LONGEST_FIELD,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def fetch(
        self, feed: Feed, validators: Validators | None, *, url: str | None = None
    ) -> FetchOutcome:
        return await self._walk(url or feed.url, validators, self._robots if feed.is_page else None)

    async def closed(self, url: str) -> bool:
        return await self._robots.closed(URL(url))

    async def _walk(
        self, start: str, validators: Validators | None = None, robots: Robots | None = None
    ) -> FetchOutcome:
        clock = asyncio.get_running_loop().time
        left = self._limits.seconds
        way = redirects.start(start)
        while isinstance(way, Way):
            if robots and (refusal := await robots.refusal(way.url)):
                return refusal
            stored = validators if validators and validators.url == way.address else None
            async with self._hosts.turn(way.host):
                began = clock()
                answer = await self._ask(way, stored, left)
                left -= clock() - began
            if not isinstance(answer, Redirect):
                return answer
            way = redirects.follow(way, answer, self._limits.redirects)
        return way

    async def _ask(
        self, way: Way, stored: Validators | None, seconds: float
    ) -> FetchOutcome | Redirect:
        """Ask once, at the address where `way` has come to; `stored` are of that address."""
        get = self._session.get(way.url, headers=_conditions(stored), allow_redirects=False)
        try:
            async with asyncio.timeout(seconds), get as response:
                return await self._outcome(way, stored, response)
        except aiohttp.ConnectionTimeoutError:
            return FetchFailed(reason=f"no connection within {self._limits.connect:g} s")
        except TimeoutError:
            return FetchFailed(reason=f"no whole answer within {self._limits.seconds:g} s")
        except failures.FAILURES as error:
            return FetchFailed(reason=failures.reason(error, way.host))

    async def _outcome(
        self, way: Way, stored: Validators | None, response: aiohttp.ClientResponse
    ) -> FetchOutcome | Redirect:
        told = Headers(fields=tuple(response.headers.items()), received_at=datetime.now(UTC))
        match response.status:
            case 200:
                return await self._fetched(way, response, told)
            case 304 if stored:
                return NotModified(
                    validators=headers.renewed(stored, told),
                    fresh_for=headers.fresh_for(told),
                    permanent_url=way.permanent_url,
                )
            case 301 | 302 | 303 | 307 | 308 as status:
                return Redirect(status=status, location=told.first("location"))
            case 410:
                return Gone(url=way.address)
            case 429 | 503 as status:
                return RateLimited(status=status, retry_after=headers.retry_after(told))
            case status:
                return FetchFailed(reason=failures.of_status(status), status=status)

    async def _fetched(
        self, way: Way, response: aiohttp.ClientResponse, told: Headers
    ) -> Fetched | FetchFailed:
        try:
            body = await self._body(response, told)
        except (BodyError, aiohttp.ClientPayloadError) as error:
            return FetchFailed(reason=failures.reason(error, way.host), status=response.status)
        return Fetched(
            url=str(response.url),  # without the password that an address may hold
            body=body,
            content_type=told.first("content-type"),
            validators=headers.validators(told, way.address),
            fresh_for=headers.fresh_for(told),
            permanent_url=way.permanent_url,
        )

    async def _body(self, response: aiohttp.ClientResponse, told: Headers) -> bytes:
        body = Body(told.all("content-encoding"), self._limits.body)
        async for chunk in response.content.iter_any():
            body.add(chunk)
        return body.whole()


async def _ask_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from asking again at once, as it does where a connection breaks."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        why = failures.reason(error, str(request.url.host))
        raise failures.BrokenOffError(why) from error


def _conditions(stored: Validators | None) -> dict[str, str]:
    """Both, where both are known (RFC 9111 section 4.3.1)."""
    etag, last_modified = (stored.etag, stored.last_modified) if stored else (None, None)
    told = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: text for name, text in told.items() if text is not None}
