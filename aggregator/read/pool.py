"""The pool of reading processes."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from aggregator.model import Feed, Fetched, ParsedFeed, ParsedItem, ReadFailed
from aggregator.read.work import confine, named_feeds, read_article, read_document

T = TypeVar("T")

TIMEOUT = 20.0  # seconds; the largest trade feeds take a tenth of one
MEMORY = 1 << 30  # bytes beyond what a process starts with
PATIENCE = 30.0  # seconds of silence from all processes, beyond what one document may take
WORKERS = 2
_LOOK = 0.5  # seconds

_DIED = ReadFailed(reason="the reading process died")


class ProcessReader:
    """Reads documents in processes of their own. A `Reader`; use it as a context manager.

    The first document starts the processes. `timeout` in seconds and `memory` in bytes
    are for one document; processes of which nothing is heard for `patience` seconds more
    are ended, and others started.
    """

    def __init__(
        self,
        *,
        timeout: float = TIMEOUT,
        memory: int = MEMORY,
        workers: int = WORKERS,
        patience: float = PATIENCE,
    ) -> None:
        self._timeout, self._memory, self._workers = timeout, memory, workers
        self._silence = timeout + patience
        self._heard_at = 0.0
        self._pool: ProcessPool | None = None
        self._starting = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._starting:
            if self._pool is not None:
                _end(self._pool)

    async def read(self, feed: Feed, fetched: Fetched) -> ParsedFeed | ReadFailed:
        """Read within the limits; to cancel this is to end the reading."""
        return await self._confined(read_document, feed, fetched)

    async def article(self, fetched: Fetched) -> ParsedItem | ReadFailed:
        return await self._confined(read_article, fetched)

    async def feed_links(self, fetched: Fetched) -> tuple[str, ...]:
        found = await self._confined(named_feeds, fetched)
        return () if isinstance(found, ReadFailed) else found

    async def _confined(self, work: Callable[..., T], *given: Fetched | Feed) -> T | ReadFailed:
        try:
            return await self._tried(work, *given)
        except BrokenProcessPool:  # over an idle process, or over another document
            pass
        try:
            return await self._tried(work, *given)
        except BrokenProcessPool:
            return _DIED

    async def _tried(self, work: Callable[..., T], *given: Fetched | Feed) -> T | ReadFailed:
        """Work once; raises `BrokenProcessPool` where the pool breaks meanwhile."""
        pool = await asyncio.to_thread(self._running)
        try:
            begun = pool.schedule(work, args=given, timeout=self._timeout)
        except RuntimeError as error:  # how Pebble says that the pool is broken already
            raise BrokenProcessPool from error
        try:
            return await self._done(pool, begun)
        except TimeoutError:
            return ReadFailed(reason=f"reading took longer than {self._timeout:g} s")
        except MemoryError:
            return ReadFailed(reason=f"reading needed more than {self._memory >> 20} MB")
        except ProcessExpired:
            return _DIED

    async def _done(self, pool: Any, begun: Future[T]) -> T:
        """What the work came to; raises `BrokenProcessPool` where nothing can come of it.

        Pebble forgets what it is given while its pool breaks, and a process that is killed
        may leave a lock behind that all others wait for.
        """
        began_at = time.monotonic()
        work = asyncio.wrap_future(begun)
        try:
            while not (await asyncio.wait({work}, timeout=_LOOK))[0]:
                if time.monotonic() - max(began_at, self._heard_at) > self._silence:
                    pool.stop()
                if not pool.active:
                    raise BrokenProcessPool
            self._heard_at = time.monotonic()
            return await work
        finally:
            work.cancel()

    def _running(self) -> ProcessPool:
        """The pool, started; a new one where the last one broke. Waits for its processes."""
        with self._starting:
            if self._pool is not None and self._pool.active:
                return self._pool
            if self._pool is not None:
                _end(self._pool)
            context = get_context("forkserver")
            # Imported once, before the forks; __main__ too, or each fork imports our script anew.
            context.set_forkserver_preload(["__main__", "aggregator.read"])
            self._pool = ProcessPool(
                self._workers, initializer=confine, initargs=(self._memory,), context=context
            )
            _ = self._pool.active  # starts it
            return self._pool


def _end(pool: Any) -> None:
    pool.stop()
    pool.join()
