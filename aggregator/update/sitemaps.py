"""Sitemaps: an index leads to others, and an address without a title to its page, read once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from aggregator.core.dates import parse_date
from aggregator.core.urls import canonical
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

CHILDREN = 5  # sitemaps that a visit reads, beside the index
PAGES = 10  # articles' pages that a visit reads
AT_FIRST = 20  # pages that a feed's first visit asks for: an archive is not walked
QUEUE = 200  # pages that may wait
TRIES = 3
WAIT = timedelta(hours=1)  # where a server that refuses does not say how long
_LOST = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NEVER = datetime.min.replace(tzinfo=UTC)


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
        return feed.sitemap and (bool(state.unread) or any(not one.changed for one in state.parts))

    async def visit(
        self, feed: Feed, state: FeedState, parsed: ParsedFeed | None
    ) -> Visit | ReadFailed:
        """Go on from a sitemap as it was read now; None: it is the same as last time."""
        call = _Call(self._fetcher, self._reader, feed)
        index = parsed or ParsedFeed(channel=state.channel, items=(), parts=state.parts)
        children = await call.children(index.parts, state.parts, is_same=parsed is None)
        if isinstance(children, ReadFailed):
            return children
        items = [*index.items, *children.items]
        fresh = await self._unseen(feed, [item for item in items if not item.title])
        waiting, notices = self._queued(state, fresh)
        pages, unread = await call.pages(waiting)
        if call.lost:
            notices = (*notices, self._notice("lost", f"{call.lost} pages could not be read"))
        return Visit(
            parsed=replace(
                index,
                items=(*(item for item in items if item.title), *pages),
                flaw=index.flaw or children.flaw,
                whole=index.whole and not children.is_left,
                parts=(),
            ),
            parts=children.read,
            unread=unread,
            seen=tuple(canonical(item.link or "") for item in fresh),
            notices=notices,
            refused=call.refused,
        )

    async def _unseen(self, feed: Feed, items: Sequence[ParsedItem]) -> list[ParsedItem]:
        by_place = {canonical(item.link or ""): item for item in items}
        unseen = await self._in_store(self._store.unseen, feed.id, tuple(by_place))
        return [item for place, item in by_place.items() if place in unseen]

    def _queued(
        self, state: FeedState, fresh: Sequence[ParsedItem]
    ) -> tuple[tuple[Unread, ...], tuple[Notice, ...]]:
        """The pages to read, newest first, of a first visit the newest alone."""
        newest = sorted(fresh, key=_changed_at, reverse=True)
        most = AT_FIRST if state.last_success_at is None else QUEUE
        wanted = [Unread(url=one.link or "", changed=one.updated) for one in newest[:most]]
        queue = (*wanted, *state.unread)
        skipped = len(newest) - len(wanted) + max(len(queue) - QUEUE, 0)
        words = f"{skipped} older pages of its sitemap have no title there, and are not read"
        return queue[:QUEUE], (self._notice("skipped", words),) if skipped else ()

    def _notice(self, kind: str, words: str) -> Notice:
        return Notice(kind=kind, at=self._clock(), words=words)


@value
class _Children:
    """What the sitemaps of an index list; `read` are those known from now on."""

    items: tuple[ParsedItem, ...] = ()
    read: tuple[Part, ...] = ()
    flaw: str | None = None
    is_left: bool = False


class _Call:
    """The requests of one visit; none after a refusal."""

    def __init__(self, fetcher: Fetcher, reader: Reader, feed: Feed) -> None:
        self._fetcher, self._reader, self._feed = fetcher, reader, feed
        self.refused: timedelta | None = None
        self.lost = 0

    async def children(
        self, named: Sequence[Part], before: Sequence[Part], *, is_same: bool
    ) -> _Children | ReadFailed:
        """Read those that changed, newest first, and in turn those that never say."""
        known = {part.url: part for part in before}
        wanted = [one for one in named if not one.changed or known.get(one.url) != one]
        if is_same:
            wanted = [one for one in before if not one.changed]
        new = [one for one in wanted if one.url not in known or one.changed]
        turn = [one for one in before if one in wanted and one not in new]
        asked = [*sorted(new, key=_part_changed_at, reverse=True), *turn][:CHILDREN]
        items: list[ParsedItem] = []
        read: list[Part] = []
        failed: list[str] = []
        nested = 0
        for part in asked:
            match await self._sitemap(part):
                case ParsedFeed(parts=()) as parsed:
                    items += parsed.items
                    read.append(part)
                case ParsedFeed(parts=_):
                    nested += 1
                    read.append(part)  # an index within an index is against the protocol
                case ReadFailed(reason=reason):
                    failed.append(reason)
        if failed and not read:
            return ReadFailed(reason=f"none of its sitemaps could be read: {failed[0]}")
        there = {one.url for one in named}
        kept = [one for one in before if one.url in there and one not in read]
        kept = [one for one in kept if one.url not in {part.url for part in read}]
        flaw = f"{len(failed)} of its sitemaps could not be read: {failed[0]}" if failed else None
        left = [one for one in new if one not in read]
        if read and not (items or failed or kept or left):
            return ReadFailed(reason=_fruitless(len(read), nested))
        return _Children(items=tuple(items), read=(*kept, *read), flaw=flaw, is_left=bool(left))

    async def _sitemap(self, part: Part) -> ParsedFeed | ReadFailed:
        match await self._asked(part.url):
            case Fetched() as fetched:
                read = await self._reader.read(replace(self._feed, url=part.url), fetched)
                # Of authors, tags and pages a site has sitemaps too.
                is_other = isinstance(read, ReadFailed) and "lists no address" in read.reason
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


def _fruitless(count: int, nested: int) -> str:
    """Why an index of which all was read gave nothing."""
    what = "is a sitemap of articles: they are indexes" if nested else "lists an address that fits"
    return f"none of its {count} sitemaps {what}"


def _changed_at(item: ParsedItem) -> datetime:
    dates = (parse_date(said, timezone=None) for said in (item.published, item.updated))
    return max(filter(None, dates), default=_NEVER)


def _part_changed_at(part: Part) -> datetime:
    return parse_date(part.changed, timezone=None) or _NEVER
