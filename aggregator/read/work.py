"""What runs in a reading process: `core`, under a limit of memory."""

import resource
import signal
from dataclasses import replace
from pathlib import Path

from aggregator.core import sitemap
from aggregator.core.pages import article, feed_links, read_page
from aggregator.core.parse import parse
from aggregator.model import Feed, Fetched, ParsedFeed, ParsedItem, ReadFailed

# A document of more would be cleaned and filed for minutes; the largest seen list hundreds.
MOST_ITEMS = 2000
_OWN_PAGES = Path("/proc/self/statm")


def confine(memory: int) -> None:
    """Let this process have `memory` bytes more than it has now, and end it at the first word."""
    # Pebble's own handler waits for Python, and the loops worth ending are in C.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not _OWN_PAGES.exists():
        return  # not Linux, where alone the kernel keeps RLIMIT_AS
    size = int(_OWN_PAGES.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = size + memory if hard == resource.RLIM_INFINITY else min(size + memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def read_document(feed: Feed, fetched: Fetched) -> ParsedFeed | ReadFailed:
    """A document as what its subscription says that it is: a page or a feed."""
    read = _read(feed, fetched)
    if isinstance(read, ReadFailed) or len(read.items) <= MOST_ITEMS:
        return read
    flaw = f"{len(read.items)} items; the first {MOST_ITEMS} were read"
    return replace(read, items=read.items[:MOST_ITEMS], flaw=flaw, whole=False)


def read_article(fetched: Fetched) -> ParsedItem | ReadFailed:
    """The page of one article as what it says of itself."""
    return article(fetched.body, content_type=fetched.content_type, url=fetched.url)


def named_feeds(fetched: Fetched) -> tuple[str, ...]:
    """The feeds that a page names, by address."""
    links = feed_links(fetched.body, content_type=fetched.content_type, url=fetched.url)
    return tuple(link for link, _ in links)


def _read(feed: Feed, fetched: Fetched) -> ParsedFeed | ReadFailed:
    if feed.sitemap:
        return sitemap.parse(
            fetched.body, content_type=fetched.content_type, url=fetched.url, links=feed.links
        )
    if feed.is_page:
        return read_page(
            fetched.body,
            content_type=fetched.content_type,
            url=fetched.url,
            links=feed.links,
            select=feed.select,
        )
    return parse(fetched.body, content_type=fetched.content_type, url=fetched.url)
