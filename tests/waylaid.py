"""The whole way of a document through `core`, and what has to hold of it whatever it is."""

import time
from datetime import UTC, datetime

from factories import an_edition
from mutants import Mutant

from aggregator.core import sitemap
from aggregator.core.dates import EARLIEST_YEAR
from aggregator.core.gate import refusal
from aggregator.core.identity import fitting, listed
from aggregator.core.normalize import normalize
from aggregator.core.pages import article, read_page
from aggregator.core.parse import parse
from aggregator.core.render import documents
from aggregator.core.text import safe_html, scrub
from aggregator.core.urls import canonical
from aggregator.model import (
    Channel,
    Entry,
    Feed,
    FeedId,
    Filing,
    Gate,
    Identity,
    OutputFeed,
    OutputId,
    PageSelect,
    ParsedFeed,
    ParsedItem,
    ReadFailed,
    Site,
    Source,
    Story,
    StoryId,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
URL = "https://bench.example/feed"
SLOW = 2.0  # seconds of our own time, for a document of some kilobytes
FEED = Feed(id=FeedId("bench"), url=URL, timezone="Europe/London")
SITE = Site(
    title="Wire", base_url="https://wire.example/", contact="a@b.example", authority="b,2026"
)
FIRST = {"previous": None, "definition": "", "gone": frozenset()}
OUTPUT = OutputFeed(id=OutputId("all"), title="All")


def go(mutant: Mutant) -> None:
    """Send a document all the way, twice, and assert the laws."""
    began = time.process_time()
    found = read(mutant)
    assert time.process_time() - began < SLOW, f"slow: {time.process_time() - began:.1f} s"
    assert read(mutant) == found
    match found:
        case ReadFailed(reason=reason):
            assert reason
            assert scrub(reason) == reason
            return
        case ParsedItem():
            found = ParsedFeed(channel=Channel(), items=(found,))
    assert scrub(repr(found)) == repr(found)
    items = listed(FEED, found)
    assert items == listed(FEED, found)
    for identity in Identity:
        backwards = ParsedFeed(channel=found.channel, items=found.items[::-1])
        there = {one.id for one in listed(FEED, found, identity)}
        assert there == {one.id for one in listed(FEED, backwards, identity)}
        assert fitting(FEED, found, identity) == fitting(FEED, backwards, identity)
    entries = [normalize(FEED, found.channel, one, now=NOW) for one in items]
    for entry in entries:
        check(entry)
    published(entries)


def read(mutant: Mutant) -> ParsedFeed | ParsedItem | ReadFailed:
    said = mutant.said
    how = {"content_type": said.get("content_type"), "url": said.get("url", URL)}
    if "article" in said:
        return article(mutant.body, **how)
    if "sitemap" in said:
        return sitemap.parse(mutant.body, links=said.get("links"), **how)
    if "select" in said:
        return read_page(mutant.body, links=None, select=PageSelect(**said["select"]), **how)
    if "links" in said:
        return read_page(mutant.body, links=said["links"], select=None, **how)
    return parse(mutant.body, **how)


def check(entry: Entry) -> None:
    assert EARLIEST_YEAR <= entry.published_at.year <= 2100
    assert entry.published_at <= entry.updated_at <= NOW
    assert entry.title.strip()
    assert entry.link.startswith(("https://", "http://"))
    assert canonical(entry.canonical_link or entry.link) == canonical(
        canonical(entry.canonical_link or entry.link)
    )
    assert scrub(repr(entry)) == repr(entry)
    assert safe_html(entry.content_html, entry.link) == entry.content_html
    if entry.image is not None:
        assert entry.image.url.startswith(("https://", "http://"))


def published(entries: list[Entry]) -> None:
    """What is published of it passes the gate, whatever it was."""
    stories = tuple(
        Story(
            id=StoryId(f"tag:b,2026:{entry.id}"),
            lead=entry,
            filing=Filing(topics=(), primary=None),
            source=Source(feed_id=FEED.id, title="The Bench", id=URL, url=URL),
            first_seen_at=NOW,
            published_at=entry.published_at,
            updated_at=entry.updated_at,
        )
        for entry in entries[:20]
    )
    edition = an_edition(*stories, output=OUTPUT, site=SITE)
    assert refusal(edition, documents(edition), gate=Gate(), **FIRST) is None
