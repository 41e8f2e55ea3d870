"""Asks a publisher for one document, and tells what came of it."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from datetime import UTC, datetime
from typing import Self

import aiohttp

from aggregator.fetch import failures, headers, redirects, sent
from aggregator.fetch.arriving import chunks
from aggregator.fetch.decode import Body, BodyError
from aggregator.fetch.guard import Guard
from aggregator.fetch.headers import Headers
from aggregator.fetch.hosts import Hosts
from aggregator.fetch.redirects import Redirect, Way
from aggregator.fetch.robots import LONGEST, Forgetful, Robots
from aggregator.fetch.sent import Errand
from aggregator.fetch.sessions import PROGRAM, session, user_agent
from aggregator.fetch.sockets import counting
from aggregator.model import (
    Feed,
    FeedId,
    Fetched,
    FetchFailed,
    FetchOutcome,
    Network,
    NotModified,
    RateLimited,
    Validators,
    value,
)
from aggregator.ports import Fetcher, RobotsMemory

# What an answer may take besides its body: head, chunks, TLS.
MOST_AROUND = 1024 * 1024


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

    `contact` is the page or the person that a publisher can turn to, `subscribers` how
    many readers it may count us for. Without a `memory` robots.txt is asked for once in
    the fetcher's life.

    A feed's proxy looks names up itself: what a name leads to there, `network.allow` does
    not decide. Hosts that are written as private addresses it decides there too.
    """

    def __init__(
        self,
        network: Network,
        *,
        contact: str,
        version: str,
        subscribers: int = 1,
        memory: RobotsMemory | None = None,
        limits: Limits = USUAL,
    ) -> None:
        self._limits = limits
        self._guard = Guard(network.allow)
        self._hosts = Hosts(network)
        self._robots = Robots(PROGRAM, self._rules, memory or Forgetful())
        self._agent = user_agent(contact, version, subscribers)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            most, connect = self._limits.body + MOST_AROUND, self._limits.connect
            direct = session(self._guard, most=most, connect=connect)
            # It connects to proxies alone, which ops named: they may be in our own network.
            proxied = session(None, most=most, connect=connect)
            self._direct = await stack.enter_async_context(direct)
            self._proxied = await stack.enter_async_context(proxied)
            self._open = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def fetch(
        self, feed: Feed, validators: Validators | None, *, url: str | None = None
    ) -> FetchOutcome:
        errand = self._errand(feed, validators)
        return await self._walk(errand, url or feed.url) if isinstance(errand, Errand) else errand

    async def closed(self, url: str, feed: Feed | None = None) -> bool:
        """As `Fetcher.closed`; asked the way `feed` is asked for, through its proxy."""
        way = redirects.start(url)
        whose = feed or Feed(id=FeedId("robots"), url=url)
        return isinstance(way, Way) and await self._robots.closed(whose, way.url)

    def _errand(
        self, feed: Feed, validators: Validators | None = None, *, excerpt: bool = False
    ) -> Errand | FetchFailed:
        home = redirects.start(feed.url)
        proxy = sent.proxy(feed.proxy) if feed.proxy else None
        if isinstance(home, FetchFailed):
            return home
        if isinstance(proxy, FetchFailed):
            return proxy
        return Errand(
            feed=feed,
            home=home.url,
            agent=self._agent,
            proxy=proxy,
            validators=validators,
            excerpt=excerpt,
        )

    async def _rules(self, feed: Feed, url: str) -> FetchOutcome:
        """Ask for a robots.txt."""
        errand = self._errand(feed, excerpt=True)
        return await self._walk(errand, url) if isinstance(errand, Errand) else errand

    async def _walk(self, errand: Errand, start: str) -> FetchOutcome:
        clock = asyncio.get_running_loop().time
        left = self._limits.seconds
        way = redirects.start(start)
        while isinstance(way, Way):
            if refusal := await self._refusal(errand, way):
                return way.told(refusal)
            async with self._hosts.turn(way.host, way.address) as goes_out:
                began = clock()
                answer = await self._ask(errand, way, left, goes_out)
                left -= clock() - began
            if not isinstance(answer, Redirect):
                return way.told(answer)
            way = redirects.follow(way, answer, self._limits.redirects)
        return way

    async def _refusal(self, errand: Errand, way: Way) -> FetchOutcome | None:
        """What comes of a hop that may not be taken; None: it may."""
        if reason := self._guard.refusal(way.host, is_proxied=errand.is_proxied):
            return FetchFailed(reason=reason)
        if errand.feed.obeys_robots and not errand.excerpt:
            return await self._robots.refusal(errand.feed, way.url)
        return None

    async def _ask(
        self, errand: Errand, way: Way, seconds: float, goes_out: Callable[[], None]
    ) -> FetchOutcome | Redirect:
        """Ask once, at the address where `way` has come to."""
        is_heard, came = False, counting()
        try:
            async with asyncio.timeout(seconds), self._get(errand, way, goes_out) as response:
                is_heard = True
                return await self._outcome(errand, way, response)
        except aiohttp.ConnectionTimeoutError:
            reason = f"no connection within {self._limits.connect:g} s"
            return FetchFailed(reason=reason, unreached=True)
        except TimeoutError:
            reason = f"no whole answer within {self._limits.seconds:g} s"
            return FetchFailed(reason=reason, unreached=not came.size)
        except failures.FAILURES as error:
            if is_heard:
                return FetchFailed(reason=failures.reason(error))
            return failures.unheard(error, way.url, is_proxied=errand.is_proxied)

    def _get(
        self, errand: Errand, way: Way, goes_out: Callable[[], None]
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        url, told = way.url.with_user(None), sent.fields(errand, way)
        proxy = errand.proxy
        if proxy is None:
            return self._direct.get(
                url, headers=told, allow_redirects=False, trace_request_ctx=goes_out
            )
        # Through a tunnel nothing is said to the proxy but what opens it.
        return self._proxied.get(
            url,
            headers=told if url.scheme == "https" else told | proxy.fields,
            proxy=proxy.url,
            proxy_headers=proxy.fields | {"User-Agent": errand.agent},
            allow_redirects=False,
            trace_request_ctx=goes_out,
        )

    async def _outcome(
        self, errand: Errand, way: Way, response: aiohttp.ClientResponse
    ) -> FetchOutcome | Redirect:
        told = Headers(fields=tuple(response.headers.items()), received_at=datetime.now(UTC))
        match response.status:
            case 200:
                return await self._fetched(errand, way, response, told)
            case 304 if stored := errand.stored(way):
                fresh = headers.freshness(told)
                return NotModified(
                    validators=headers.renewed(stored, told),
                    fresh_for=fresh.lasts,
                    fresh_told=fresh.told,
                    permanent_url=way.permanent_url,
                )
            case 301 | 302 | 303 | 307 | 308 as status:
                return Redirect(status=status, location=told.first("location"))
            case status:
                return self._refused(errand, way, status, told)

    def _refused(self, errand: Errand, way: Way, status: int, told: Headers) -> FetchOutcome:
        match status:
            case 410:
                return way.gone()
            case 429 | 503:
                return RateLimited(
                    status=status, retry_after=headers.retry_after(told), url=way.address
                )
            case 407 if errand.is_proxied:
                return failures.of_proxy(status)
            case _:
                return failures.of_status(status)

    async def _fetched(
        self, errand: Errand, way: Way, response: aiohttp.ClientResponse, told: Headers
    ) -> Fetched | FetchFailed:
        try:
            body = await self._body(errand, response, told)
        except (BodyError, aiohttp.ClientPayloadError) as error:
            return FetchFailed(reason=failures.reason(error), status=response.status)
        if not body and not errand.excerpt:
            return FetchFailed(reason="the body is empty", status=response.status)
        fresh = headers.freshness(told)
        return Fetched(
            url=str(response.url),  # without the password that an address may hold
            body=body,
            content_type=told.first("content-type"),
            validators=headers.validators(told, way.address),
            fresh_for=fresh.lasts,
            fresh_told=fresh.told,
            permanent_url=way.permanent_url,
        )

    async def _body(self, errand: Errand, response: aiohttp.ClientResponse, told: Headers) -> bytes:
        most = LONGEST if errand.excerpt else self._limits.body
        body = Body(told.all("content-encoding"), most, excerpt=errand.excerpt)
        async with aclosing(chunks(response)) as arriving:
            async for chunk in arriving:
                body.add(chunk)
                if body.is_full:
                    break
        return body.whole()
