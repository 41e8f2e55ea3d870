"""A round whose parts fail: our own bugs, and moves that come at one time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from factories import NOW, a_feed

from aggregator.bootstrap.parts import lexicon
from aggregator.core.config import load
from aggregator.model import (
    Config,
    Feed,
    Fetched,
    FetchFailed,
    FetchOutcome,
    Move,
    ParsedFeed,
    ReadFailed,
    Validators,
)
from aggregator.ports import Fetcher, Reader, Scope
from aggregator.read.work import read_document
from aggregator.store import SqlStore
from aggregator.update import RoundReport, Updater

pytestmark = pytest.mark.parametrize("first", ["sqlite"], indirect=True)  # the faults are not its

CONFIG = """site: {contact: ops@wire.example}
feeds: [{id: none, url: "https://none.example/"}]
outputs: [{id: the-latest, title: The Latest}]
"""
SILENT = FetchFailed(reason="connection refused", unreached=True)
BODY = b"<rss><channel><title>A</title><item><guid>1</guid><title>B</title></item></channel></rss>"

Answer = Callable[[Feed], Awaitable[FetchOutcome]]


class Scripted(Fetcher):
    """Answers as the test says."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    async def fetch(
        self, feed: Feed, validators: Validators | None, *, url: str | None = None
    ) -> FetchOutcome:
        del validators, url
        return await self.answer(feed)

    async def closed(self, url: str, feed: Feed | None = None) -> bool:
        del url, feed
        return False


class Here(Reader):
    """Reads in this process; looking for feeds on a page is a bug."""

    async def read(self, feed: Feed, fetched: Fetched) -> ParsedFeed | ReadFailed:
        return read_document(feed, fetched)

    async def feed_links(self, fetched: Fetched) -> tuple[str, ...]:
        raise LookupError(fetched.url)


def followed(*names: str) -> Config:
    shipped = load(CONFIG, "feeds.yaml", lexicon=lexicon(), environment={})
    feeds = tuple(a_feed(name) for name in names)
    return Config(**{name: getattr(shipped, name) for name in Config.__slots__} | {"feeds": feeds})


def run(store: SqlStore, config: Config, answer: Answer, **now: Any) -> RoundReport:
    async def in_store(call: Callable[..., Any], *given: object) -> Any:
        return call(*given)

    async def nothing(_: RoundReport) -> None: ...

    async def round_() -> RoundReport:
        updater = Updater(
            config,
            store,
            fetcher=Scripted(answer),
            reader=Here(),
            clock=lambda: now.get("now", NOW),
            chance=lambda: 0.0,
            in_store=in_store,
        )
        async with asyncio.timeout(20):
            return await updater.round(Scope.FORCE, progress=nothing)

    store.sync_feeds(config.feeds, NOW)
    return asyncio.run(round_())


def test_two_feeds_that_move_in_two_batches_do_not_meet(store: SqlStore) -> None:
    config, there = followed("gazette", "journal"), "https://new.example/feed"
    store.sync_feeds(config.feeds, NOW)

    async def moved(feed: Feed) -> FetchOutcome:
        await asyncio.sleep(0 if feed.id == "gazette" else 0.2)
        return Fetched(url=there, body=BODY, permanent_url=there)

    for days in range(6):
        run(store, config, moved, now=NOW + timedelta(days=days))
    urls = sorted(state.url for state in store.feed_states())
    assert urls == ["https://journal.example/feed", there]
    (stays,) = [state for state in store.feed_states() if state.url != there]
    assert isinstance(stays.move, Move)


def test_a_bug_in_a_search_costs_the_search(store: SqlStore) -> None:
    config = followed("gazette")

    async def dead(feed: Feed) -> FetchOutcome:
        is_page = feed.links is not None
        return Fetched(url=feed.url, body=b"<html></html>") if is_page else SILENT

    run(store, config, dead)
    assert run(store, config, dead, now=NOW + timedelta(days=8)).failed == 1
    (state,) = store.feed_states()
    assert (state.failures, state.sought_at) == (2, NOW + timedelta(days=8))


def test_a_fault_of_ours_is_nobodys_answer(store: SqlStore) -> None:
    config = followed("one", "two", "three", "four")

    async def silent(feed: Feed) -> FetchOutcome:
        if feed.id == "four":
            raise LookupError
        return SILENT

    report = run(store, config, silent)
    assert report.outage is not None
    assert "3 of 3 sites" in report.outage.evidence


def test_a_lane_that_ends_too_soon_does_not_hold_the_round(store: SqlStore) -> None:
    async def broken(feed: Feed) -> FetchOutcome:
        if feed.id == "gazette":
            raise asyncio.CancelledError
        return Fetched(url=feed.url, body=BODY)

    report = run(store, followed("gazette", "journal"), broken)
    assert (report.feeds, report.waiting) == (1, 1)
