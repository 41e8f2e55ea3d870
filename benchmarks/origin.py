"""Many small hosts on loopback, in one process: each answers slowly, all are counted.

`python -m benchmarks.origin HOSTS FEEDS` prints its port and serves until its stdin ends;
for each line that it reads there it prints what it counted since the last.
"""

import asyncio
import json
import re
import socket
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

DELAY = 0.05  # seconds
ITEMS = 10
STARTED_AT = datetime.now(UTC)

_PATH = re.compile(rb"GET /feed/(\d+) ")
_CONDITION = re.compile(rb"\r\nif-none-match: *([^\r]*)", re.IGNORECASE)
_TOWNS = "Antwerp Geneva Vicenza Tucson Mumbai Surat Idar Pforzheim Birmingham Providence".split()
_DEEDS = "opens closes buys sells shows restores auctions certifies exports designs".split()
_GOODS = "rings pearls watches emeralds brooches chains tiaras lockets opals bangles".split()


def addresses(hosts: int) -> list[str]:
    """So many addresses of loopback; Linux answers at all of 127.0.0.0/8."""
    return [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(hosts)]


def document(host: str, feed: int) -> bytes:
    """A feed of ten items, each with some sixty words that no other feed has."""
    items = "".join(_item(host, feed, number) for number in range(ITEMS))
    head = f"<title>Bench {feed} of {host}</title><link>http://{host}/</link>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()
    )


def _item(host: str, feed: int, number: int) -> str:
    town, deed, goods = _TOWNS[number], _DEEDS[(feed + number) % 10], _GOODS[feed % 10]
    title = f"House {feed}-{number} at {host} in {town} {deed} {goods}"
    text = f"{title}, lot {number} of sale {feed}, with more {goods} to come. " * 4
    date = format_datetime(STARTED_AT - timedelta(minutes=10 * number + feed))
    link = f"http://{host}/articles/{feed}-{number}"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item>"
    )


class Tally:
    """How many requests are in flight, at each host and in all, and how soon they follow."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._last: dict[str, float] = {}
        self._gaps: list[float] = []

    def begin(self, host: str, now: float) -> None:
        self.count("requests")
        self._open[host] += 1
        self._note("at_once", self._open.total())
        self._note("at_once_to_a_host", self._open[host])
        if host in self._last:
            self._gaps.append(now - self._last[host])
        self._last[host] = now

    def end(self, host: str) -> None:
        self._open[host] -= 1

    def count(self, what: str) -> None:
        self._counts[what] += 1

    def taken(self) -> dict[str, Any]:
        """What was counted since the last time, with the hundred shortest gaps in seconds."""
        told = {**self._counts, "gaps": sorted(self._gaps)[:100]}
        self._counts.clear()
        self._gaps.clear()
        self._last.clear()
        return told

    def _note(self, what: str, number: int) -> None:
        self._counts[what] = max(self._counts[what], number)


class Served(asyncio.Protocol):
    """One connection, one request. In flight from the connection until the answer is written.

    That is less than the client takes for it: who is counted too often here asked too much.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._head = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport
        self._host = str(transport.get_extra_info("sockname")[0])
        self._tally.begin(self._host, asyncio.get_running_loop().time())
        self._is_open = True

    def data_received(self, data: bytes) -> None:
        self._head += data
        if self._head.endswith(b"\r\n\r\n"):
            asyncio.get_running_loop().call_later(DELAY, self._answer)

    def connection_lost(self, _: Exception | None) -> None:
        self._end()

    def _answer(self) -> None:
        self._transport.write(self._answered())
        self._end()
        self._transport.close()

    def _end(self) -> None:
        if self._is_open:
            self._is_open = False
            self._tally.end(self._host)

    def _answered(self) -> bytes:
        asked = _PATH.match(self._head)
        if asked is None:  # robots.txt
            return _response("404 Not Found")
        tag = f'"{self._host}-{int(asked[1])}"'
        condition = _CONDITION.search(self._head)
        if condition is not None and condition[1].decode() == tag:
            self._tally.count("not_modified")
            return _response("304 Not Modified", f"ETag: {tag}\r\n")
        body = document(self._host, int(asked[1]))
        return _response("200 OK", f"ETag: {tag}\r\nContent-Type: application/rss+xml\r\n", body)


def _response(status: str, fields: str = "", body: bytes = b"") -> bytes:
    length = "" if status.startswith("304") else f"Content-Length: {len(body)}\r\n"
    head = f"HTTP/1.1 {status}\r\n{fields}{length}Connection: close\r\n\r\n"
    return head.encode() + body


async def serve(hosts: int) -> None:
    """Serve until stdin ends."""
    tally = Tally()
    with socket.socket() as first:
        first.bind((addresses(1)[0], 0))
        port = first.getsockname()[1]
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Served(tally), addresses(hosts), port, backlog=128, reuse_address=True
    )
    print(port, flush=True)
    asked = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    async with server:
        while await asked.readline():
            print(json.dumps(tally.taken()), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
