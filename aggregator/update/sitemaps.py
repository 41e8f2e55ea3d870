"""Sitemaps: an index leads to others, and an address without a title to its page, read once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from aggregator.core.urls import canonical
from aggregator.core.visiting import (
    asked_parts,
    changed_parts,
    is_silent,
    queued,
    read_by,
    remembered,
    silent_parts,
)
from aggregator.model import (
    Channel,
    Feed,
    FeedState,
    Fetched,
    FetchFailed,
    Gone,
    Notice,
    ParsedFeed,
    ParsedItem,
    Part,
    RateLimited,
    ReadFailed,
    Unread,
    value,
)
from aggregator.ports import Clock, Fetcher, InStore, Reader, Store

PAGES = 10  # articles' pages that a visit reads
TRIES = 3
WAIT = timedelta(hours=1)  # where a server that refuses does not say how long
_LOST = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@value
class Visit:
    """What one visit to a sitemap brought: a document of items, and what is left to do.

    `seen` are addresses that are known from now on; `refused` is how long the server wants
    to be left alone.
    """

    parsed: ParsedFeed
    parts: tuple[Part, ...]
    unread: tuple[Unread, ...]
    seen: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    refused: timedelta | None = None


class Sitemaps:
    """Completes sitemaps by what they lead to, politely: a few requests a visit."""

    def __init__(
        self, store: Store, *, fetcher: Fetcher, reader: Reader, clock: Clock, in_store: InStore
    ) -> None:
        self._store, self._in_store, self._clock = store, in_store, clock
        self._fetcher, self._reader = fetcher, reader

    def is_left(self, feed: Feed, state: FeedState) -> bool:
        """Whether there is something to do though the sitemap itself is the same."""
        return feed.sitemap and (bool(state.unread) or any(map(is_silent, state.parts)))

    async def visit(
        self, feed: Feed, state: FeedState, parsed: ParsedFeed | None
    ) -> Visit | ReadFailed:
        """Go on from a sitemap as it was read now; None: it is the same as last time."""
        now = self._clock()
        call = _Call(self._fetcher, self._reader, feed, now)
        index = parsed or ParsedFeed(channel=state.channel, items=(), parts=state.parts)
        children = await call.children(index.parts, state, is_same=parsed is None)
        if isinstance(children, ReadFailed):
            return children
        listed = [*index.items, *children.items, *children.archive]
        fresh = await self._unseen(feed, [item for item in listed if not item.title])
        archive = {item.link for item in (children.archive if state.is_read else listed)}
        waiting, skipped = queued(
            state.unread,
            [one for one in fresh if one.link not in archive],
            [one for one in fresh if one.link in archive],
            since=state.added_at if state.is_read else None,
        )
        pages, unread = await call.pages(waiting)
        return Visit(
            parsed=replace(
                index,
                items=(*(item for item in listed if item.title), *pages),
                flaw=index.flaw or children.flaw,
                whole=index.whole and not children.is_left,
                parts=(),
            ),
            parts=children.read,
            unread=unread,
            seen=tuple(canonical(item.link or "") for item in fresh),
            notices=tuple(_notices(now, skipped=skipped, lost=call.lost)),
            refused=call.refused,
        )

    async def _unseen(self, feed: Feed, items: Sequence[ParsedItem]) -> list[ParsedItem]:
        by_place = {canonical(item.link or ""): item for item in items}
        unseen = await self._in_store(self._store.unseen, feed.id, tuple(by_place))
        return [item for place, item in by_place.items() if place in unseen]


def _notices(at: datetime, *, skipped: int, lost: int) -> Iterator[Notice]:
    if skipped:
        words = f"{skipped} older pages of its sitemap have no title there, and are not read"
        yield Notice(kind="skipped", at=at, words=words)
    if lost:
        yield Notice(kind="lost", at=at, words=f"{lost} page{'s' * (lost != 1)} could not be read")


@value
class _Children:
    """What the sitemaps of an index list; `read` are those known from now on.

    `archive` is what those list that were read for the first time.
    """

    items: tuple[ParsedItem, ...] = ()
    archive: tuple[ParsedItem, ...] = ()
    read: tuple[Part, ...] = ()
    flaw: str | None = None
    is_left: bool = False


class _Call:
    """The requests of one visit; none after a refusal."""

    def __init__(self, fetcher: Fetcher, reader: Reader, feed: Feed, now: datetime) -> None:
        self._fetcher, self._reader, self._feed, self._now = fetcher, reader, feed, now
        self.refused: timedelta | None = None
        self.lost = 0

    async def children(
        self, named: Sequence[Part], state: FeedState, *, is_same: bool
    ) -> _Children | ReadFailed:
        """Read the sitemaps of an index, a few of them."""
        before = state.parts
        changed = changed_parts(named, before, is_same=is_same)
        asked = asked_parts(changed, silent_parts(named, before))
        read = {part.url: await self._sitemap(part) for part in asked}
        documents = {url: one for url, one in read.items() if isinstance(one, ParsedFeed)}
        failed = [one.reason for one in read.values() if isinstance(one, ReadFailed)]
        if failed and not documents and self.refused is None:
            return ReadFailed(reason=f"none of its sitemaps could be read: {failed[0]}")
        known = {one.url for one in before}
        found = _Children(
            items=_items(one for url, one in documents.items() if url in known),
            archive=_items(one for url, one in documents.items() if url not in known),
            read=remembered(
                named, before, [read_by(one, self._now) for one in asked if one.url in documents]
            ),
            flaw=f"{len(failed)} of its sitemaps could not be read: {failed[0]}"
            if failed
            else None,
            is_left=any(one.url not in documents for one in changed),
        )
        is_fruitful = found.items or found.archive or state.arrivals or state.unread
        if named and not (is_fruitful or found.is_left or failed):
            return ReadFailed(reason=_fruitless(named, documents.values()))
        return found

    async def _sitemap(self, part: Part) -> ParsedFeed | ReadFailed:
        match await self._asked(part.url):
            case Fetched() as fetched:
                read = await self._reader.read(replace(self._feed, url=part.url), fetched)
                # Of authors, tags and pages a site has sitemaps too.
                is_other = isinstance(read, ReadFailed) and read.is_empty
                return ParsedFeed(channel=Channel(), items=()) if is_other else read
            case FetchFailed(reason=reason):
                return ReadFailed(reason=f"{part.url}: {reason}")
            case _:
                return ReadFailed(reason=f"{part.url}: the server refuses")

    async def pages(
        self, waiting: Sequence[Unread]
    ) -> tuple[tuple[ParsedItem, ...], tuple[Unread, ...]]:
        """Read the first of these; what could not be had goes to the end, for a few times."""
        found: list[ParsedItem] = []
        again: list[Unread] = []
        left = list(waiting)
        for one in waiting[:PAGES]:
            page = await self._page(one)
            if self.refused is not None:
                break
            left.remove(one)
            if isinstance(page, ParsedItem):
                found.append(page)
            elif page is None or one.tries + 1 >= TRIES:
                self.lost += 1
            else:
                again.append(replace(one, tries=one.tries + 1))
        return tuple(found), (*left, *again)

    async def _page(self, one: Unread) -> ParsedItem | FetchFailed | ReadFailed | None:
        """The article at an address; None where there will never be one.

        What cannot be read may be a wall that is down tomorrow.
        """
        match await self._asked(one.url):
            case Fetched() as fetched:
                read = await self._reader.article(fetched)
                if isinstance(read, ReadFailed):
                    return read
                return replace(read, guid=None, link=one.url, updated=read.updated or one.changed)
            case FetchFailed(status=status) if status in _LOST:
                return None
            case FetchFailed() as failed:
                return failed
            case _:
                return None

    async def _asked(self, url: str) -> Fetched | FetchFailed | Gone | None:
        if self.refused is not None:
            return None
        match await self._fetcher.fetch(self._feed, None, url=url):
            case RateLimited(retry_after=wait):
                self.refused = wait or WAIT
                return None
            case Fetched() | FetchFailed() | Gone() as outcome:
                return outcome
            case _:
                return None


def _items(documents: Iterable[ParsedFeed]) -> tuple[ParsedItem, ...]:
    return tuple(item for one in documents for item in one.items)


def _fruitless(named: Sequence[Part], documents: Iterable[ParsedFeed]) -> str:
    """Why an index of which all was read gave nothing."""
    nested = any(one.parts for one in documents)  # an index within an index is no sitemap
    what = "is a sitemap of articles: they are indexes" if nested else "lists an address that fits"
    return f"none of its {len(named)} sitemaps {what}"
