"""One wire that follows publishers on loopback, poll after poll, by a clock that tests set."""

from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from checklist.publishing import Answering, Publisher
from contract.serving import Request

from aggregator import __version__
from aggregator.bootstrap.parts import Parts
from aggregator.core.report import status_json
from aggregator.fetch import HttpFetcher, Limits
from aggregator.model import Config, EntryId, Feed, FeedId, FeedState, FiledEntry, Network, Outage
from aggregator.ports import Explanation, ItemQuery, Reader, Scope
from aggregator.store import SqlStore, open_store
from aggregator.update import RoundReport, Updater

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OPEN = Network(allow=("127.0.0.0/8",), spacing=timedelta())
QUICK = Limits(seconds=5)
FEED = FeedId("gazette")


class Following:
    """The real parts over one SQLite file, and a publisher that they follow.

    What concerns one feed is about the first of them; `publisher` is its server. `states`,
    `asked` (what that server saw) and `report` are as the last poll left them.
    """

    def __init__(
        self,
        config: Config,
        publisher: Publisher,
        *,
        store: SqlStore,
        reader: Reader,
        run: Callable[[Coroutine[Any, Any, Any]], Any],
        limits: Limits = QUICK,
        chance: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.config, self.publisher, self.now = config, publisher, NOON
        self.report = RoundReport()
        self.asked: list[Request] = []
        self.states: dict[str, FeedState] = {}
        self._store, self._reader, self._run = store, reader, run
        self._limits, self._chance = limits, chance
        self._open()

    # What a test does

    def follow(self, *feeds: Feed) -> None:
        """Follow these and no others, from the next poll on."""
        self.config = replace(self.config, feeds=feeds)
        self._unwire()

    def serve(self, target: str, answer: Answering) -> None:
        self.publisher.serve(target, answer)

    def poll(self, scope: Scope = Scope.DUE, *, after: timedelta | None = None) -> FeedState:
        """Let time pass, until the feed is due where nothing is said, and do one round."""
        if after is None:
            self.now = max([self.now, *self._due()])
        else:
            self.now += after
        before = len(self.publisher.for_feeds)
        self.report = self._run(self._round(scope))
        self.asked = self.publisher.for_feeds[before:]
        stored = self._in_store(self._store.feed_states)
        self.states = {str(state.feed_id): state for state in stored}
        return self.state

    def restart(self) -> None:
        """End all parts, and begin anew on the same database."""
        self.close()
        self._store = open_store(str(self._store.engine.url))
        self._open()

    def close(self) -> None:
        self._unwire()
        self._in_store(self._store.close)
        self._thread.shutdown()

    # What it finds

    @property
    def state(self) -> FeedState:
        return self.states[self.config.feeds[0].id]

    @property
    def wait(self) -> timedelta:
        """How long the feed has to wait from now on."""
        return self.state.next_fetch_at - self.now

    @property
    def items(self) -> tuple[FiledEntry, ...]:
        return self._in_store(self._store.items, ItemQuery(limit=0))

    def explain(self, entry_id: EntryId) -> Explanation:
        """All that is kept about one item."""
        return self._in_store(self._store.explain, entry_id)

    @property
    def told(self) -> dict[str, Any]:
        """What `status --json` says of the feed."""
        told = status_json([self.state], {}, (), {}, outage=self.outage, now=self.now)
        return dict(told["feeds"][0])

    @property
    def outage(self) -> Outage | None:
        return self._in_store(self._store.outage)

    # How

    def _open(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._parts = Parts(self._store, self._thread, self._reader)
        self._open_fetcher = AsyncExitStack()
        self._updater: Updater | None = None

    def _in_store(self, call: Callable[..., Any], *given: object) -> Any:
        return self._thread.submit(call, *given).result()

    def _due(self) -> list[datetime]:
        known = self.states.get(self.config.feeds[0].id)
        return [known.next_fetch_at] if known else []

    async def _round(self, scope: Scope) -> RoundReport:
        """One round as the commands do it, but by our clock."""
        if self._updater is None:
            self._updater = await self._wired()
        store, in_store = self._store, self._parts.in_store
        lock = store.round_lock()
        await in_store(lock.__enter__)
        try:
            await in_store(store.sync_feeds, self.config.feeds, self.now)
            return await self._updater.round(scope, progress=_heard)
        finally:
            await in_store(lock.__exit__, None, None, None)

    async def _wired(self) -> Updater:
        """Rounds under the configuration as it is; they share a fetcher, as in the daemon."""
        fetcher = HttpFetcher(
            self.config.network,
            contact=self.config.site.contact,
            version=__version__,
            subscribers=self.config.site.subscribers,
            memory=self._parts,
            limits=self._limits,
        )
        return Updater(
            self.config,
            self._store,
            fetcher=await self._open_fetcher.enter_async_context(fetcher),
            reader=self._reader,
            clock=lambda: self.now,
            chance=self._chance,
            in_store=self._parts.in_store,
        )

    def _unwire(self) -> None:
        self._run(self._open_fetcher.aclose())
        self._updater = None


async def _heard(report: RoundReport) -> None:
    del report
