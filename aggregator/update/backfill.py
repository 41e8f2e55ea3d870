"""Catching up with a feed: its older pages, one after the other, stored and held back."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from aggregator.core.classify import Classifier
from aggregator.core.filing import filed
from aggregator.core.identity import listed
from aggregator.core.older import Older
from aggregator.core.reading import Reading
from aggregator.core.refusals import Refusals
from aggregator.core.rules import rules_of
from aggregator.core.schedule import LONGEST_DEMAND, span
from aggregator.core.urls import host
from aggregator.core.walk import CaughtUp, Walk
from aggregator.model import (
    Config,
    FeedId,
    FeedState,
    FeedUpdate,
    Fetched,
    FetchFailed,
    FetchRecord,
    Gone,
    NotModified,
    ParsedFeed,
    RateLimited,
    Validators,
)
from aggregator.ports import Clock, Fetcher, InStore, Reader, Store
from aggregator.update.decisions import planned

PAGES = 10  # older pages read, where nobody says how many
WAIT = timedelta(hours=1)  # where a server that refuses does not say how long

Progress = Callable[[CaughtUp], None]


class Backfill:
    """Catches up with feeds of a configuration, while its caller holds the round."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        fetcher: Fetcher,
        reader: Reader,
        clock: Clock,
        in_store: InStore,
    ) -> None:
        self._feeds = {feed.id: feed for feed in config.feeds}
        self._classifier, self._rules = Classifier(config.topics), rules_of(config)
        self._store, self._in_store = store, in_store
        self._fetcher, self._reader, self._clock = fetcher, reader, clock

    async def run(
        self, feed_id: FeedId, *, pages: int, force: bool, progress: Progress
    ) -> CaughtUp:
        """Read at most so many older pages, and store what they have; `progress` hears of each.

        Who asked to be left alone is, without `force`.
        """
        states = {one.feed_id: one for one in await self._in_store(self._store.feed_states)}
        walk = Walk(self._feeds[feed_id], states[feed_id], self._clock())
        if not force and (wish := _wish(walk.state, states.values(), walk.began_at)):
            walk.stop(f"{wish} (--force asks all the same)")
        else:
            await self._begin(walk, force=force)
        while (page := walk.goes_on(pages)) is not None:
            await self._turn(walk, page)
            progress(walk.report)
        return walk.report

    async def _begin(self, walk: Walk, *, force: bool) -> None:
        """See what the feed lists now, which is for rounds to store, and what lies behind it."""
        state = walk.state
        is_fresh = not force and _is_fresh(state, walk.began_at)
        if is_fresh and walk.remembers_feed and state.last_fetch_at is not None:
            walk.remember(state.last_fetch_at)
            return
        # Unconditionally where 304 would not tell enough.
        validators = state.validators if walk.remembers_feed else None
        match await self._asked(walk, Older(url=state.url), validators):
            case Fetched(), ParsedFeed(whole=False):
                # What it would have listed is live, and older pages may list it too.
                walk.stop("the feed's own document is cut short; run it again when it is whole")
            case Fetched(), ParsedFeed() as parsed:
                walk.start(parsed.channel, listed(walk.feed, parsed))
            case NotModified():
                walk.remember(walk.began_at)

    async def _turn(self, walk: Walk, page: Older) -> None:
        """Read an older page; what is not stored of it is, and is held back."""
        match await self._asked(walk, page):
            case Fetched() as fetched, ParsedFeed() as parsed if walk.stays(fetched.url):
                now, items = self._clock(), listed(walk.feed, parsed)
                stored = await self._in_store(self._store.recall, tuple(one.id for one in items))
                lacking = walk.turn(page, parsed.channel, items, now, stored)
                reading = Reading(
                    feed=walk.feed,
                    state=walk.state,
                    outcome=replace(fetched, body=b""),
                    at=now,
                    dates={},
                    fresh=await asyncio.to_thread(
                        filed, walk.feed, parsed.channel, lacking, self._classifier
                    ),
                    size=len(fetched.body),
                    backfilled=True,
                )
                walk.stored(await self._decided(reading))

    async def _asked(
        self, walk: Walk, page: Older, validators: Validators | None = None
    ) -> tuple[Fetched, ParsedFeed] | NotModified | None:
        """What stands at an address; None where that is nothing of use, which ends the walk."""
        outcome = await self._fetcher.fetch(walk.feed, validators, url=page.url)
        match outcome:
            case Fetched():
                read = await self._reader.read(walk.feed, outcome)
                if isinstance(read, ParsedFeed):
                    return outcome, read
                walk.lack(page, read.reason)
            case NotModified():
                return outcome
            case RateLimited():
                await self._leave_alone(walk, outcome)
            case Gone():
                walk.lack(page, "410 Gone")
            case FetchFailed(reason=reason, status=HTTPStatus.NOT_FOUND):
                walk.lack(page, reason)
            case FetchFailed(reason=reason):
                walk.stop(f"{page.url}: {reason}")
        return None

    async def _decided(self, reading: Reading) -> int:
        """Store what a page has; gives how much of it was new."""
        (done,) = await planned([reading], self._rules, store=self._store, in_store=self._in_store)
        return done.fetch.new

    async def _leave_alone(self, walk: Walk, refused: RateLimited) -> None:
        """Stop, and keep the wait that the server asks for: it binds rounds too."""
        now, wait = self._clock(), min(refused.retry_after or WAIT, LONGEST_DEMAND)
        told = f"the server asks us to slow down: {refused.status}, while catching up"
        state = replace(
            walk.state,
            not_before_at=now + wait,
            next_fetch_at=max(walk.state.next_fetch_at, now + wait),
            next_fetch_reason=told,
            refused_by=host(refused.url or walk.state.url),
            last_outcome="rate limited",
        )
        fetch = FetchRecord(feed_id=state.feed_id, at=now, outcome="rate limited", error=told)
        update = FeedUpdate(state=state, fetch=fetch, keys={})
        await self._in_store(self._store.decide, (), (), lambda _: (update,))
        walk.stop(
            f"the server asks us to slow down ({refused.status});"
            f" run it again in {span(wait)}, and it goes on"
        )


def _wish(state: FeedState, states: Iterable[FeedState], now: datetime) -> str | None:
    """Words where the publisher wants to be left alone; None where it may be asked."""
    if state.gone:
        return "410 Gone: the publisher says that it will not come back"
    until = state.not_before_at
    if state.last_outcome == "rate limited" and until is not None and until > now:
        return f"the server asked us to slow down; run it again in {span(until - now)}"
    bound = Refusals(states).postponed(state, now)
    return None if bound is None else f"{bound.next_fetch_reason}; run it again later"


def _is_fresh(state: FeedState, now: datetime) -> bool:
    """Whether the feed need not be asked, by its publisher's own word."""
    told = state.not_before_at is not None and state.not_before_at > now
    return told and state.last_outcome in {"fetched", "not modified"}
