"""`add URL`: from an address that a person has to a feed in feeds.yaml and its items."""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aggregator.bootstrap.parts import (
    Settings,
    http_fetcher,
    lexicon,
    opened,
    read_text,
    vocabulary,
)
from aggregator.bootstrap.patience import PATIENCE, patiently
from aggregator.core.config import load, with_feeds
from aggregator.core.text import folded, scrub, squeeze
from aggregator.core.urls import absolute, as_asked, host
from aggregator.errors import RoundRunning, StoreError, UsageError
from aggregator.model import (
    Config,
    Feed,
    FeedId,
    Fetched,
    ParsedFeed,
    value,
)
from aggregator.ports import Fetcher, Reader
from aggregator.read import ProcessReader

CANDIDATES = 3  # feeds of a page that are asked for, at most

_PROBE = FeedId("add")
# What XML allows in a title and YAML does not (YAML 1.2 section 5.1).
_CONTROLS = re.compile(r"[\x7f-\x9f]")


@value
class Found:
    """A feed that was found, and how its publisher calls it."""

    url: str
    title: str
    items: int = 0


@value
class Added:
    """A feed that is followed now. `stored` of its items are; None: `why` none could be."""

    feed_id: FeedId
    found: Found
    stored: int | None
    why: str = ""


@value
class Edit:
    """feeds.yaml as it was, and as it will be with these feeds."""

    path: Path
    before: str
    after: str
    config: Config
    added: tuple[FeedId, ...]


async def follow(settings: Settings, url: str, *, patience: float = PATIENCE) -> Added:
    """Find the feed of an address, store what it lists, and follow it from now on.

    It is asked once: where its items cannot be stored, be it that a round lasts for more
    than `patience` seconds, the first round asks again.
    """
    # Nobody is asked for a feed that could not be written.
    config = edited(settings.config, []).config
    with ProcessReader() as reader:
        found, fetched = await discover(url, config, reader)
    edit = edited(settings.config, [found])
    (feed_id,) = edit.added
    stored, why = None, ""
    try:
        stored = await _taken(settings, edit, fetched, patience)
    except (StoreError, RoundRunning) as error:
        why = str(error)
    write(edit)
    return Added(feed_id=feed_id, found=found, stored=stored, why=why)


async def discover(url: str, config: Config, reader: Reader) -> tuple[Found, Fetched]:
    """The feed at `url`, or the first one that the page there names, with what was read of it.

    Raises `UsageError` where none is, and where it is followed already.
    """
    asked = (absolute("", url) or "").partition("#")[0]
    if not asked:
        raise UsageError(f"{url}: no address of the web; expected one as https://example.com/news")
    _refuse_followed(asked, config)
    probe = Feed(id=_PROBE, url=asked, user_agent=config.user_agent, proxy=config.proxy)
    async with http_fetcher(config) as fetcher:
        page = await _fetched(fetcher, probe)
        read = await reader.read(replace(probe, url=page.url), page)
        if isinstance(read, ParsedFeed):
            return _found(asked, page, read), page
        named = [link.partition("#")[0] for link in await reader.feed_links(page)]
        for link in list(dict.fromkeys(named))[:CANDIDATES]:
            _refuse_followed(link, config)
            found = await _named(replace(probe, url=link), fetcher, reader)
            if found is not None:
                return found
    if named:
        raise UsageError(f"{url}: no feed there, nor at {named[0]}, which the page names")
    raise UsageError(
        f"{url}: no feed there, and none named by the page;"
        " a page without a feed can be followed with page: and links: (docs/feeds-yaml.md)"
    )


def add(path: Path, found: Sequence[Found]) -> tuple[FeedId, ...]:
    """Append feeds to feeds.yaml, its other bytes kept; `UsageError` where one is followed."""
    edit = edited(path, found)
    write(edit)
    return edit.added


def edited(path: Path, found: Sequence[Found]) -> Edit:
    """What `add` writes, not written yet."""
    path = path.resolve()  # a link to the file stays one
    text = read_text(path)
    config = load(
        text, str(path), lexicon=lexicon(), vocabulary=vocabulary(), environment=os.environ
    )
    followed = {feed.id for feed in config.feeds}
    added: dict[FeedId, Found] = {}
    for one in found:
        _refuse_followed(one.url, config)
        added[_free_id(one, {*followed, *added})] = one
    after = with_feeds(text, str(path), [_fields(one, feed_id) for feed_id, one in added.items()])
    if after != text:  # what we write must be what we can read
        config = load(
            after, str(path), lexicon=lexicon(), vocabulary=vocabulary(), environment=os.environ
        )
    return Edit(path=path, before=text, after=after, config=config, added=tuple(added))


def write(edit: Edit) -> None:
    """Replace feeds.yaml; `UsageError` where somebody else edited it meanwhile."""
    path = edit.path
    if read_text(path) != edit.before:
        raise UsageError(f"{path}: edited by somebody else meanwhile and left so; run this again")
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(edit.after.encode())
    beside.chmod(path.stat().st_mode)
    beside.replace(path)


async def _taken(settings: Settings, edit: Edit, fetched: Fetched, patience: float) -> int:
    """Store what discovery read, as the new feed's first round; gives how many items."""
    (feed_id,) = edit.added
    # It goes by the address to which it moved for good: from there it has not moved.
    fetched = replace(fetched, permanent_url=None)
    async with (
        opened(settings.database) as parts,
        parts.following(edit.config, settings.out) as wire,
    ):
        report = await patiently(lambda: wire.take(feed_id, fetched), seconds=patience)
    return report.new


def _refuse_followed(url: str, config: Config) -> None:
    followed = {as_asked(feed.url): feed.id for feed in config.feeds}
    if had := followed.get(as_asked(url)):
        raise UsageError(f"{url}: followed already, as {had}")


async def _named(probe: Feed, fetcher: Fetcher, reader: Reader) -> tuple[Found, Fetched] | None:
    """The feed that a page names where `probe` asks; None where there is none."""
    outcome = await fetcher.fetch(probe, None)
    if not isinstance(outcome, Fetched):
        return None
    read = await reader.read(replace(probe, url=outcome.url), outcome)
    return (_found(probe.url, outcome, read), outcome) if isinstance(read, ParsedFeed) else None


async def _fetched(fetcher: Fetcher, probe: Feed) -> Fetched:
    outcome = await fetcher.fetch(probe, None)
    if not isinstance(outcome, Fetched):
        reason = getattr(outcome, "reason", None) or type(outcome).__name__
        raise UsageError(f"{probe.url}: {reason}")
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
