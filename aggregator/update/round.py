"""A round: fetch side by side, decide one by one."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import Protocol, TypeVar

from aggregator.core.classify import Classifier
from aggregator.core.normalize import Listed, listed, normalize, stated_at
from aggregator.core.plan import plan_batch, rules_of, wanted_ids, wanted_keys
from aggregator.core.reading import Reading
from aggregator.errors import AggregatorError
from aggregator.model import (
    Channel,
    Config,
    Entry,
    Feed,
    FeedId,
    FeedState,
    FeedUpdate,
    Fetched,
    FetchFailed,
    FetchOutcome,
    Filing,
    Known,
    ParsedFeed,
    ReadFailed,
    value,
)
from aggregator.ports import Clock, Fetcher, Reader, Scope, Store

LEASE = timedelta(minutes=15)  # far longer than a fetch with its turn at a busy host
CLAIM = 500  # feeds taken from the store at a time
AT_ONCE = 32  # feeds fetched and read at once, at most
BATCH = 50  # feeds decided in one transaction, at most
WHILE = 2.0  # seconds without a reading after which what is decided may be published
OUR_FAULT = FetchFailed(reason="a fault of our own; see the log", status=HTTPStatus.OK)

_log = logging.getLogger(__name__)
T = TypeVar("T")


class InStore(Protocol):
    """Runs a call of the store in the one thread that may make it."""

    def __call__(self, call: Callable[..., T], /, *args: object) -> Awaitable[T]: ...


@value
class RoundReport:
    """What one round did, in feeds; `waiting` were not asked; `new`, `changed` in entries.

    `failures` names each feed that failed with the reason; `unanswered` counts
    those among them of which no server said anything.
    """

    feeds: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    waiting: int = 0
    new: int = 0
    changed: int = 0
    unanswered: int = 0
    failures: tuple[tuple[FeedId, str], ...] = ()


class Updater:
    """One round after another over the feeds of a configuration."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        fetcher: Fetcher,
        reader: Reader,
        clock: Clock,
        chance: Callable[[], float],
        in_store: InStore,
    ) -> None:
        self._feeds = {feed.id: feed for feed in config.feeds}
        self._classifier = Classifier(config.topics)
        self._rules = rules_of(config)
        self._store, self._in_store = store, in_store
        self._fetcher, self._reader = fetcher, reader
        self._clock, self._chance = clock, chance

    async def round(
        self, scope: Scope, *, progress: Callable[[RoundReport], Awaitable[None]]
    ) -> RoundReport:
        """Fetch what `scope` asks for and store what is new.

        `progress` hears of every batch, and of every pause while slow servers answer.
        """
        began_at = self._clock()
        report = RoundReport(waiting=len(self._feeds))
        asked: set[FeedId] = set()
        while states := await self._claim(scope, began_at, asked):
            asked |= {state.feed_id for state in states}
            async for batch in self._batches(states):
                report = _counted(report, batch, await self._decide(batch))
                await progress(report)
        return report

    async def _batches(self, states: Sequence[FeedState]) -> AsyncIterator[list[Reading]]:
        """Read these feeds side by side; what has been read by now is a batch.

        Where all that are left take their time, the batch is empty.
        """
        readings: asyncio.Queue[Reading] = asyncio.Queue(BATCH)
        gate = asyncio.Semaphore(AT_ONCE)
        tasks = [
            asyncio.create_task(self._read_into(readings, gate, self._feeds[state.feed_id], state))
            for state in states
        ]
        try:
            left = len(tasks)
            while left:
                batch = await _drain(readings)
                left -= len(batch)
                yield batch
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _claim(
        self, scope: Scope, began_at: datetime, asked: Collection[FeedId]
    ) -> list[FeedState]:
        """Feeds that this round has not asked yet, whatever a clock that is set back says."""
        claim = partial(self._store.claim, lease=LEASE, limit=CLAIM)
        claimed = await self._in_store(claim, scope, began_at)
        return [state for state in claimed if state.feed_id not in asked]

    async def _read_into(
        self,
        readings: asyncio.Queue[Reading],
        gate: asyncio.Semaphore,
        feed: Feed,
        state: FeedState,
    ) -> None:
        async with gate:
            try:
                reading = await self._read(feed, state)
            except Exception:  # noqa: BLE001 - the one broad net of the house
                # Our own bug must cost one feed one failure, not the round.
                _log.exception("%s: a fault of our own", feed.id)
                reading = self._unread(feed, state, OUR_FAULT)
            await readings.put(reading)

    async def _read(self, feed: Feed, state: FeedState) -> Reading:
        outcome = await self._fetcher.fetch(feed, state.validators, url=state.url)
        if not isinstance(outcome, Fetched):
            return self._unread(feed, state, outcome)
        digest = sha256(outcome.body).hexdigest()
        if digest == state.body_digest:
            return self._unread(feed, state, outcome)
        match await self._reader.read(feed, outcome):
            case ReadFailed(reason=reason):
                failed = FetchFailed(reason=reason, status=HTTPStatus.OK)
                return self._unread(feed, state, failed)
            case parsed:
                return await self._cleaned(feed, state, outcome, parsed, digest)

    def _unread(self, feed: Feed, state: FeedState, outcome: FetchOutcome) -> Reading:
        return Reading(
            feed=feed,
            state=state,
            outcome=replace(outcome, body=b"") if isinstance(outcome, Fetched) else outcome,
            size=len(outcome.body) if isinstance(outcome, Fetched) else 0,
            at=self._clock(),
            body_digest=state.body_digest,
            listed=state.listing,
            dates={},
            jitter=self._chance(),
        )

    async def _cleaned(
        self, feed: Feed, state: FeedState, outcome: Fetched, parsed: ParsedFeed, digest: str
    ) -> Reading:
        """Clean and file what the store does not have word for word; the rest is known."""
        items = listed(feed, parsed)
        known = await self._in_store(self._store.digests, tuple(item.id for item in items))
        now = self._clock()
        changed = [item for item in items if known.get(item.id) != item.digest]
        # In a thread: what a hostile document costs to clean must not stop the listeners.
        fresh = await asyncio.to_thread(self._filed, feed, parsed.channel, changed, now)
        dates = {item.id: stated_at(feed, item.item, now=now) for item in items}
        return replace(
            self._unread(feed, state, outcome),
            at=now,
            parsed=parsed,
            body_digest=digest,
            listed=tuple(item.id for item in items),
            dates={one: at for one, at in dates.items() if at is not None},
            fresh=fresh,
        )

    def _filed(
        self, feed: Feed, channel: Channel, items: Sequence[Listed], now: datetime
    ) -> tuple[tuple[Entry, Filing], ...]:
        entries = [normalize(feed, channel, item, now=now) for item in items]
        return tuple((entry, self._classifier.file(entry, feed)) for entry in entries)

    async def _decide(self, batch: Sequence[Reading]) -> tuple[FeedUpdate, ...]:
        """Decide a batch together; where that shows a bug of ours, each feed by itself."""
        if not batch:
            return ()
        try:
            return await self._planned(batch)
        except AggregatorError:
            raise
        except Exception:  # noqa: BLE001 - as in `_read_into`: it costs the feed that it meets
            if len(batch) > 1:
                return tuple([(await self._decide([one]))[0] for one in batch])
            (one,) = batch
            _log.exception("%s: a fault of our own", one.feed.id)
            return await self._planned([self._unread(one.feed, one.state, OUR_FAULT)])

    async def _planned(self, batch: Sequence[Reading]) -> tuple[FeedUpdate, ...]:
        def plan(known: Known) -> tuple[FeedUpdate, ...]:
            return plan_batch(batch, known, self._rules)

        return await self._in_store(self._store.decide, wanted_ids(batch), wanted_keys(batch), plan)


async def _drain(readings: asyncio.Queue[Reading]) -> list[Reading]:
    """What has been read by now; nothing, where a while brings nothing."""
    try:
        batch = [await asyncio.wait_for(readings.get(), WHILE)]
    except TimeoutError:
        return []
    while len(batch) < BATCH and not readings.empty():
        batch.append(readings.get_nowait())
    return batch


def _counted(
    report: RoundReport, batch: Sequence[Reading], updates: Sequence[FeedUpdate]
) -> RoundReport:
    silent = [
        one for one in batch if isinstance(one.outcome, FetchFailed) and one.outcome.status is None
    ]
    outcomes = [update.fetch.outcome for update in updates]
    fetched, same = outcomes.count("fetched"), outcomes.count("not modified")
    return RoundReport(
        feeds=report.feeds + len(updates),
        fetched=report.fetched + fetched,
        not_modified=report.not_modified + same,
        failed=report.failed + len(updates) - fetched - same,
        waiting=report.waiting - len(updates),
        new=report.new + sum(update.fetch.new for update in updates),
        changed=report.changed + sum(update.fetch.changed for update in updates),
        unanswered=report.unanswered + len(silent),
        failures=(
            *report.failures,
            *(
                (update.state.feed_id, update.state.error or "")
                for update in updates
                if update.state.failures or update.state.gone
            ),
        ),
    )
