"""`add URL`: from an address that a person has to a feed in feeds.yaml."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from aggregator import __version__
from aggregator.bootstrap.parts import lexicon, read_text
from aggregator.core.config import load, with_feeds
from aggregator.core.pages import feed_links
from aggregator.core.text import folded, scrub, squeeze
from aggregator.core.urls import absolute, host
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
# What XML allows in a title and YAML does not (YAML 1.2 section 5.1).
_CONTROLS = re.compile(r"[\x7f-\x9f]")


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
        asked = (absolute("", url) or url).partition("#")[0]
        page = await _fetched(fetcher, asked)
        read = await reader.read(Feed(id=_PROBE, url=page.url), page)
        if isinstance(read, ParsedFeed):
            return _found(asked, page, read)
        for link, _ in feed_links(page.body, content_type=page.content_type, url=page.url):
            asked = link.partition("#")[0]
            named = await _fetched(fetcher, asked)
            read = await reader.read(Feed(id=_PROBE, url=named.url), named)
            if isinstance(read, ParsedFeed):
                return _found(asked, named, read)
    raise UsageError(
        f"{url}: no feed there, and none named by the page;"
        " a page without a feed can be followed with page: and links: (docs/feeds-yaml.md)"
    )


def add(path: Path, found: Sequence[Found]) -> tuple[FeedId, ...]:
    """Append feeds to feeds.yaml, its other bytes kept; `UsageError` where one is followed."""
    path = path.resolve()  # a link to the file stays one
    text = read_text(path)
    config = load(text, str(path), lexicon=lexicon())
    followed = {feed.url: feed.id for feed in config.feeds}
    added: dict[FeedId, Found] = {}
    for one in found:
        if one.url in followed:
            raise UsageError(f"{one.url}: followed already, as {followed[one.url]}")
        added[_free_id(one, {*followed.values(), *added})] = one
    edited = with_feeds(text, str(path), [_fields(one, feed_id) for feed_id, one in added.items()])
    load(edited, str(path), lexicon=lexicon())  # what we write must be what we can read
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(edited.encode())
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
    return tuple(added)


async def _fetched(fetcher: HttpFetcher, url: str) -> Fetched:
    outcome = await fetcher.fetch(Feed(id=_PROBE, url=url), None)
    if not isinstance(outcome, Fetched):
        reason = getattr(outcome, "reason", None) or type(outcome).__name__
        raise UsageError(f"{url}: {reason}")
    return outcome


def _found(asked: str, fetched: Fetched, read: ParsedFeed) -> Found:
    """A feed goes by the address that was asked, which a temporary redirect leaves as it is."""
    title = read.channel.title or host(asked)
    return Found(url=fetched.permanent_url or asked, title=title, items=len(read.items))


def _fields(found: Found, feed_id: FeedId) -> tuple[tuple[str, str], ...]:
    """The feed as feeds.yaml has it."""
    title = squeeze(scrub(_CONTROLS.sub(" ", found.title))) or host(found.url)
    return ("id", feed_id), ("title", _quoted(title)), ("url", _quoted(found.url))


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
