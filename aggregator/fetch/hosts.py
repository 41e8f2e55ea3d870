"""Manners towards one host: how many requests at once, and how soon the next."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from aggregator.model import Network


class Hosts:
    """Gives each request its turn; remembers a host only while it matters."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, host: str, address: str) -> AsyncIterator[Callable[[], None]]:
        """Wait until `host` may be asked, and hold one of its places meanwhile.

        Nobody else gets a turn for the same address. What is given is to be called when
        the request goes out: the host counts from there, however long connecting took.
        """
        line = self._line(host)
        line.present += 1
        try:
            async with line.at(address), line.places:
                await line.wait()
                yield line.start
        finally:
            line.present -= 1

    def __len__(self) -> int:
        return len(self._lines)

    def _line(self, host: str) -> "_Line":
        now = asyncio.get_running_loop().time()
        self._lines = {name: line for name, line in self._lines.items() if not line.is_idle(now)}
        return self._lines.setdefault(host, _Line(self._network))


class _Line:
    """Those who wait at one host, and when the next of them may start."""

    def __init__(self, network: Network) -> None:
        self.places = asyncio.Semaphore(network.at_once)
        self.present = 0
        self._addresses: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._starting = asyncio.Lock()
        self._spacing = network.spacing.total_seconds()
        self._next_start = 0.0  # on the loop's monotonic clock

    def is_idle(self, now: float) -> bool:
        return not self.present and now >= self._next_start

    def at(self, address: str) -> asyncio.Lock:
        return self._addresses.setdefault(address, asyncio.Lock())

    async def wait(self) -> None:
        """Until the last start is far enough back; one by one, since a sleep may end late."""
        clock = asyncio.get_running_loop().time
        async with self._starting:
            while (early := self._next_start - clock()) > 0:  # noqa: ASYNC110 - it may move meanwhile
                await asyncio.sleep(early)
            self.start()

    def start(self) -> None:
        """A request starts now."""
        self._next_start = asyncio.get_running_loop().time() + self._spacing
