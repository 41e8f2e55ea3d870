"""One feed: fetched, read, cleaned and filed, outside of any lock."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from aggregator.core.classify import Classifier
from aggregator.core.dating import stated_at
from aggregator.core.filing import filed
from aggregator.core.identity import (
    REUSED,
    Listed,
    fitting,
    is_rule,
    listed,
    recalled,
    strangers,
    told_apart,
)
from aggregator.core.reading import Reading, wants_replacement, wants_robots
from aggregator.core.urls import as_asked
from aggregator.model import (
    Config,
    EntryId,
    Feed,
    FeedState,
    Fetched,
    FetchFailed,
    FetchOutcome,
    Identity,
    NotModified,
    ParsedFeed,
    RateLimited,
    ReadFailed,
    Recalled,
)
from aggregator.ports import Clock, Fetcher, InStore, Reader, Store
from aggregator.update.search import replacement
from aggregator.update.sitemaps import Sitemaps

OUR_FAULT = FetchFailed(reason="a fault of our own; see the log")

_log = logging.getLogger(__name__)


class Readings:
    """Makes a `Reading` of each feed; whatever the world does is in it."""

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
        self._store, self._in_store = store, in_store
        self._fetcher, self._reader = fetcher, reader
        self._clock, self._chance = clock, chance
        self._sitemaps = Sitemaps(
            store, fetcher=fetcher, reader=reader, clock=clock, in_store=in_store
        )

    async def of(self, state: FeedState) -> Reading:
        """Fetch the feed and read it; our own bug costs it one failure, not the round."""
        try:
            return await self._fetched(state)
        except Exception:  # noqa: BLE001 - a broad net of the house
            _log.exception("%s: a fault of our own", state.feed_id)
            return self.unread(state, OUR_FAULT)

    async def read(self, state: FeedState, outcome: Fetched) -> Reading:
        """Read what was fetched, where it is not what was read last time."""
        feed, digest = self._feeds[state.feed_id], sha256(outcome.body).hexdigest()
        if digest == state.body_digest:
            return await self._same(feed, state, outcome)
        match await self._reader.read(feed, outcome):
            case ReadFailed(reason=reason):
                return self.unread(state, FetchFailed(reason=reason, status=HTTPStatus.OK))
            case parsed if feed.sitemap:
                return await self._visited(feed, state, outcome, parsed, digest)
            case parsed:
                return await self._cleaned(feed, state, outcome, parsed, digest)

    async def _visited(
        self,
        feed: Feed,
        state: FeedState,
        outcome: Fetched | NotModified,
        parsed: ParsedFeed | None,
        digest: str | None,
    ) -> Reading:
        """A sitemap with what it leads to, where that may be asked for now."""
        match await self._sitemaps.visit(feed, state, parsed):
            case ReadFailed(reason=reason):
                return self.unread(state, FetchFailed(reason=reason, status=HTTPStatus.OK))
            case visit:
                pass
        if visit.refused is not None:
            wait = max(visit.refused, outcome.fresh_for or visit.refused)
            outcome = replace(outcome, fresh_for=wait, fresh_told="Retry-After of its pages")
        reading = await self._cleaned(feed, state, outcome, visit.parsed, digest)
        return replace(
            reading,
            parts=visit.parts,
            unread=visit.unread,
            seen=visit.seen,
            notices=visit.notices,
        )

    def unread(
        self, state: FeedState, outcome: FetchOutcome, *, at: datetime | None = None
    ) -> Reading:
        """What is known where no document was read."""
        return Reading(
            feed=self._feeds[state.feed_id],
            state=state,
            outcome=replace(outcome, body=b"") if isinstance(outcome, Fetched) else outcome,
            size=len(outcome.body) if isinstance(outcome, Fetched) else 0,
            at=at or self._clock(),
            body_digest=state.body_digest,
            listed=state.listing,
            dates={},
            jitter=self._chance(),
        )

    async def _same(self, feed: Feed, state: FeedState, outcome: Fetched | NotModified) -> Reading:
        """What is known of a document that is the same as last time."""
        if self._sitemaps.is_left(feed, state):
            return await self._visited(feed, state, outcome, None, state.body_digest)
        return self.unread(state, outcome)

    async def sought(self, reading: Reading) -> Reading:
        """With what was found in place of a feed that has been broken for long."""
        state, outcome = reading.state, reading.outcome
        if isinstance(outcome, Fetched | NotModified) or not wants_replacement(state, reading.at):
            return reading
        try:
            proposal = await replacement(
                reading.feed,
                state,
                fetcher=self._fetcher,
                reader=self._reader,
                known=self._known,
                taken=frozenset(as_asked(feed.url) for feed in self._feeds.values()),
            )
        except Exception:  # noqa: BLE001 - a broad net of the house: it costs this search
            _log.exception("%s: a fault of our own", state.feed_id)
            proposal = None
        return replace(reading, sought=True, proposal=proposal)

    async def _fetched(self, state: FeedState) -> Reading:
        asked_at, feed = self._clock(), self._feeds[state.feed_id]
        outcome = await self._fetcher.fetch(feed, state.validators, url=state.url)
        match outcome:
            case Fetched():
                return await self._looked_up(await self.read(state, outcome))
            case NotModified():
                return await self._looked_up(await self._same(feed, state, outcome))
            case FetchFailed(unreached=True):
                # Dated by the question: silence is noticed late, and the outage is told by
                # what was asked together (core.outage).
                return self.unread(state, outcome, at=asked_at)
            case RateLimited(retry_after=timedelta()):  # no moment to ask the site for more
                return self.unread(state, outcome)
            case _:
                return await self.sought(self.unread(state, outcome))

    async def _looked_up(self, reading: Reading) -> Reading:
        """With what robots.txt says, where it is time to look there; pages obey it anyway."""
        if isinstance(reading.outcome, FetchFailed):
            return await self.sought(reading)
        if reading.feed.obeys_robots or not wants_robots(reading.state, reading.at):
            return reading
        disallowed = await self._fetcher.closed(reading.state.url, reading.feed)
        return replace(reading, disallowed=disallowed)

    async def _known(self, ids: Collection[EntryId]) -> frozenset[EntryId]:
        return frozenset(await self._in_store(self._store.recall, tuple(ids)))

    async def _cleaned(
        self,
        feed: Feed,
        state: FeedState,
        outcome: Fetched | NotModified,
        parsed: ParsedFeed,
        digest: str | None,
    ) -> Reading:
        """Clean and file what the store does not have word for word; the rest is known."""
        items, known, identity, unfit = await self._identified(feed, state, parsed)
        digests = {one.id: one.digest for one in known.values()}
        now = self._clock()
        changed = [item for item in items if digests.get(item.id) != item.digest]
        # In a thread: what a hostile document costs to clean must not stop the listeners.
        dated = [(item, now) for item in changed]
        fresh = await asyncio.to_thread(filed, feed, parsed.channel, dated, self._classifier)
        dates = {item.id: stated_at(feed, parsed.channel, item.item, now=now) for item in items}
        return replace(
            self.unread(state, outcome, at=now),
            parsed=parsed,
            body_digest=digest,
            listed=tuple(item.id for item in items),
            dates={one: at for one, at in dates.items() if at is not None},
            fresh=fresh,
            identity=identity,
            unfit=unfit,
        )

    async def _identified(
        self, feed: Feed, state: FeedState, parsed: ParsedFeed
    ) -> tuple[tuple[Listed, ...], Mapping[EntryId, Recalled], Identity, str | None]:
        """The items by the ids under which they are stored, and by what they are told apart."""
        kind, unfit = fitting(feed, parsed, state.identity)
        items = listed(feed, parsed, kind)
        known = await self._recalled(items)
        some = strangers(feed, items, known) if kind is Identity.GUID else ()
        if is_rule(some, known):
            kind, unfit = Identity.LINK, REUSED
            items = listed(feed, parsed, kind)
        else:
            items = told_apart(feed, items, some)
        if some:
            known = await self._recalled(items)
        return recalled(items, known), known, kind, unfit

    async def _recalled(self, items: Iterable[Listed]) -> Mapping[EntryId, Recalled]:
        return await self._in_store(self._store.recall, tuple(item.id for item in items))
