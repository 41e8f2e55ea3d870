"""Looking on a site's own pages for the feed that may stand in for a broken one."""

from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from aggregator.core.dates import parse_date
from aggregator.core.identity import listed
from aggregator.core.normalize import TITLE_LENGTH
from aggregator.core.text import shortened
from aggregator.core.urls import as_asked, canonical, host, site
from aggregator.model import (
    EntryId,
    Feed,
    FeedState,
    Fetched,
    FetchFailed,
    ParsedFeed,
    Proposal,
    RateLimited,
    ReadFailed,
)
from aggregator.ports import Fetcher, Reader

PAGES, CANDIDATES = 2, 3  # asked for at most, each once

Stored = Callable[[Collection[EntryId]], Awaitable[Collection[EntryId]]]


async def replacement(
    feed: Feed,
    state: FeedState,
    *,
    fetcher: Fetcher,
    reader: Reader,
    known: Stored,
    taken: Collection[str] = (),
) -> Proposal | None:
    """The feed that the site's pages name in the place of this one, with what speaks for it.

    `known` tells which entries are stored; a feed that lists some of ours comes before one
    that is named earlier. Never the broken address, nor one in `taken` (as
    `urls.as_asked` tells addresses). Total over all that servers do.
    """
    search = _Search(feed, state, fetcher=fetcher, reader=reader, taken=taken)
    first = None
    for page in _pages(state):
        for link in await search.links(page):
            read = await search.read(link)
            proposal = await _proposal(feed, page, *read, known=known) if read else None
            if proposal is not None and proposal.known:
                return proposal
            first = first or proposal
    return first


class _Search:
    """The asking: no address twice, and no more of a host that refuses or is silent."""

    def __init__(
        self,
        feed: Feed,
        state: FeedState,
        *,
        fetcher: Fetcher,
        reader: Reader,
        taken: Collection[str],
    ) -> None:
        # No headers and no login: those are for the feed's own address.
        self._probe = Feed(id=feed.id, url=feed.url, proxy=feed.proxy)
        self._fetcher, self._reader = fetcher, reader
        self._unwanted = {as_asked(feed.url), as_asked(state.url), *taken}
        self._tried: set[str] = set()
        self._left_alone: set[str] = set()

    async def links(self, page: str) -> Iterator[str]:
        """The feeds that a page names, while we may ask for more."""
        if len(self._tried) == CANDIDATES:
            return iter(())
        fetched = await self._fetched(replace(self._probe, url=page, links="/*"))
        named = await self._reader.feed_links(fetched) if fetched else ()
        return (link for link in (one.partition("#")[0] for one in named) if self._is_wanted(link))

    async def read(self, link: str) -> tuple[str, ParsedFeed] | None:
        """The feed at `link` with the address that lasts; None where there is none for us."""
        self._tried.add(as_asked(link))
        fetched = await self._fetched(replace(self._probe, url=link))
        if fetched is None:
            return None
        lasting = fetched.permanent_url or link
        parsed = await self._reader.read(replace(self._probe, url=lasting), fetched)
        if as_asked(lasting) in self._unwanted or isinstance(parsed, ReadFailed):
            return None
        return lasting, parsed

    def _is_wanted(self, link: str) -> bool:
        return len(self._tried) < CANDIDATES and as_asked(link) not in self._tried | self._unwanted

    async def _fetched(self, asked: Feed) -> Fetched | None:
        name = host(asked.url)
        if name in self._left_alone:
            return None
        match await self._fetcher.fetch(asked, None):
            case Fetched() as fetched:
                return fetched
            case RateLimited() | FetchFailed(unreached=True):
                self._left_alone.add(name)
        return None


def _pages(state: FeedState) -> list[str]:
    """The pages that may name the feed: the one it belongs to, and its host's first."""
    parts = urlsplit(state.url)
    root = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
    link = (state.channel.link or "").partition("#")[0]
    home = [link] if _is_of_site(link, state.url) else []
    return list({canonical(page): page for page in (*home, root)}.values())[:PAGES]


def _is_of_site(link: str, url: str) -> bool:
    """Whether we may go there on a feed's word: it must not send us elsewhere, nor to any port."""
    if not link or site(link) != site(url):
        return False
    port = urlsplit(canonical(link)).port
    return port in {None, urlsplit(canonical(url)).port}


async def _proposal(
    feed: Feed, page: str, url: str, parsed: ParsedFeed, *, known: Stored
) -> Proposal | None:
    items = listed(feed, parsed)
    if not items:
        return None
    told = (said for one in parsed.items for said in (one.published, one.updated))
    dates = [at for at in (parse_date(said, timezone=feed.timezone) for said in told) if at]
    return Proposal(
        url=url,
        title=shortened(parsed.channel.title or host(url), TITLE_LENGTH),
        page=page,
        items=len(items),
        known=len(await known([item.id for item in items])),
        newest_at=max(dates, default=None),
    )
