"""`add URL`: from an address that a person has to a feed in feeds.yaml."""

import json
import re
from pathlib import Path
from urllib.parse import urljoin

from aggregator import __version__
from aggregator.bootstrap.parts import lexicon, read_text
from aggregator.core.config import load, with_feed
from aggregator.core.pages import feed_links
from aggregator.core.text import folded
from aggregator.core.urls import host
from aggregator.errors import UsageError
from aggregator.fetch import HttpFetcher
from aggregator.model import (
    Config,
    Feed,
    FeedId,
    Fetched,
    ParsedFeed,
    value,
)
from aggregator.ports import Reader

_PROBE = FeedId("add")


@value
class Found:
    """A feed that was found, and how its publisher calls it."""

    url: str
    title: str
    items: int


async def discover(url: str, config: Config, reader: Reader) -> Found:
    """The feed at `url`, or the first one that the page there names; `UsageError` where none is."""
    async with HttpFetcher(
        config.network, contact=config.site.contact, version=__version__
    ) as fetcher:
        page = await _fetched(fetcher, url)
        read = await reader.read(Feed(id=_PROBE, url=page.url), page)
        if isinstance(read, ParsedFeed):
            return _found(page, read)
        for link, _ in feed_links(page.body, content_type=page.content_type, url=page.url):
            named = await _fetched(fetcher, urljoin(page.url, link))
            read = await reader.read(Feed(id=_PROBE, url=named.url), named)
            if isinstance(read, ParsedFeed):
                return _found(named, read)
    raise UsageError(
        f"{url}: no feed there, and none named by the page;"
        " a page without a feed can be followed with page: and links: (docs/feeds-yaml.md)"
    )


def add(path: Path, found: Found) -> FeedId:
    """Append the feed to feeds.yaml, its other bytes kept; `UsageError` where it is followed."""
    text = read_text(path)
    config = load(text, str(path), lexicon=lexicon())
    for feed in config.feeds:
        if feed.url == found.url:
            raise UsageError(f"{found.url}: followed already, as {feed.id}")
    feed_id = _free_id(found, {feed.id for feed in config.feeds})
    fields = (("id", feed_id), ("title", _quoted(found.title)), ("url", _quoted(found.url)))
    edited = with_feed(text, str(path), fields)
    load(edited, str(path), lexicon=lexicon())  # what we write must be what we can read
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(edited, encoding="utf-8")
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
    return feed_id


async def _fetched(fetcher: HttpFetcher, url: str) -> Fetched:
    outcome = await fetcher.fetch(Feed(id=_PROBE, url=url), None)
    if not isinstance(outcome, Fetched):
        reason = getattr(outcome, "reason", None) or type(outcome).__name__
        raise UsageError(f"{url}: {reason}")
    return outcome


def _found(fetched: Fetched, read: ParsedFeed) -> Found:
    title = read.channel.title or host(fetched.url)
    return Found(url=fetched.permanent_url or fetched.url, title=title, items=len(read.items))


def _free_id(found: Found, taken: set[FeedId]) -> FeedId:
    words = folded(found.title).encode("ascii", "ignore").decode() or host(found.url)
    stem = re.sub(r"[^a-z0-9]+", "-", words)[:40].strip("-") or "feed"
    number = 1
    while (wanted := FeedId(stem if number == 1 else f"{stem}-{number}")) in taken:
        number += 1
    return wanted


def _quoted(text: str) -> str:
    """A double-quoted YAML scalar; JSON's escapes are YAML's too (YAML 1.2 section 1.3)."""
    return json.dumps(text, ensure_ascii=False)
