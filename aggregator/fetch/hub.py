"""Tells a hub that a document of ours changed (WebSub).

How a publisher tells its hub, the recommendation leaves open (section 6); what all hubs
take is a form with `hub.mode=publish` and, depending on the hub, `hub.url` or `hub.topic`.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Self

import aiohttp

from aggregator.core.text import shortened
from aggregator.fetch import failures, headers, redirects
from aggregator.fetch.guard import Guard
from aggregator.fetch.headers import Headers
from aggregator.fetch.redirects import Way
from aggregator.fetch.sessions import session, user_agent
from aggregator.fetch.sockets import counting
from aggregator.model import FetchFailed, Network, PingFailed
from aggregator.ports import Hub

SECONDS = 10.0  # for the whole of a ping
MOST = 1024 * 1024  # bytes of an answer, its head and TLS in them
WORDS = 1024  # bytes that are read of why a hub refuses
LONGEST_REASON = 160  # characters of that


class HttpHub(Hub):
    """Pings over HTTP/1.1; an async context manager, and `ping` works inside it.

    `contact` and `subscribers` are told to the hub as to those whose feeds we follow.
    """

    def __init__(
        self,
        network: Network,
        *,
        contact: str,
        version: str,
        subscribers: int = 1,
        seconds: float = SECONDS,
    ) -> None:
        self._guard, self._seconds = Guard(network.allow), seconds
        self._fields = {
            "User-Agent": user_agent(contact, version, subscribers),
            "Accept": "text/plain, */*;q=0.1",
            "Accept-Encoding": "identity",
        }

    async def __aenter__(self) -> Self:
        self._session = session(self._guard, most=MOST, connect=self._seconds)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ping(self, hub: str, address: str) -> PingFailed | None:
        way = redirects.start(hub)
        if isinstance(way, FetchFailed):
            return PingFailed(reason=way.reason)
        if refusal := self._guard.refusal(way.host, is_proxied=False):
            return PingFailed(reason=refusal)
        counting()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(way, address)
        except TimeoutError:
            return PingFailed(reason=f"no whole answer within {self._seconds:g} s")
        except failures.FAILURES as error:
            return PingFailed(reason=failures.unheard(error, way.url, is_proxied=False).reason)

    async def _post(self, way: Way, address: str) -> PingFailed | None:
        form = aiohttp.FormData()
        for name, told in (("mode", "publish"), ("url", address), ("topic", address)):
            form.add_field(f"hub.{name}", told)
        async with self._session.post(
            way.url, data=form, headers=self._fields, allow_redirects=False
        ) as response:
            return await _judged(response)


async def _judged(response: aiohttp.ClientResponse) -> PingFailed | None:
    told = Headers(fields=tuple(response.headers.items()), received_at=datetime.now(UTC))
    match response.status:
        case status if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return None
        case 301 | 302 | 303 | 307 | 308 as status:
            # Followed, a POST may turn into a GET; and what hub readers use is ours to say.
            where = redirects.shown(told.first("location") or "nowhere")
            reason = f"{status} leads to {_clean(where)}; is site.hub right?"
            return PingFailed(reason=reason, status=status)
        case status:
            said = " ".join((failures.of_status(status).reason, await _words(response))).strip()
            return PingFailed(reason=said, status=status, retry_after=headers.retry_after(told))


async def _words(response: aiohttp.ClientResponse) -> str:
    """The first of what a hub says of its refusal, where it says that in plain text."""
    if response.content_type != "text/plain" or "Content-Encoding" in response.headers:
        return ""
    with suppress(*failures.FAILURES):
        said = await response.content.read(WORDS)
        return f"({words})" if (words := _clean(said.decode(errors="replace"))) else ""
    return ""


def _clean(said: str) -> str:
    """A stranger's text on one line, without what moves a cursor."""
    seen = "".join(char if char.isprintable() else " " for char in said)
    return shortened(" ".join(seen.split()), LONGEST_REASON)
