"""Values for tests: valid by default, so that a test says only what matters to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.core.urls import canonical
from aggregator.model import (
    DateSource,
    Edition,
    Entry,
    EntryId,
    Feed,
    FeedId,
    FeedState,
    FiledEntry,
    Filing,
    OutputFeed,
    OutputId,
    ParsedItem,
    Ping,
    Site,
    Source,
    Story,
    StoryId,
    Topic,
)

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
AUTHORITY = "wire.example,2026"
HOUR = timedelta(hours=1)


def a_feed(feed_id: str = "gazette", **said: Any) -> Feed:
    return Feed(**{"id": FeedId(feed_id), "url": f"https://{feed_id}.example/feed"} | said)


def a_state(feed_id: str = "gazette", **said: Any) -> FeedState:
    url = f"https://{feed_id}.example/feed"
    return FeedState(**{"feed_id": FeedId(feed_id), "url": url, "next_fetch_at": NOW} | said)


def an_item(number: int = 1, **said: Any) -> ParsedItem:
    return ParsedItem(
        **{
            "guid": f"item-{number}",
            "link": f"https://gazette.example/articles/{number}",
            "title": f"Item number {number}",
            "summary_html": f"<p>What happened at counter {number} on that day.</p>",
            "published": "Mon, 04 May 2026 10:00:00 GMT",
        }
        | said
    )


def an_entry(entry_id: str = "e1", **said: Any) -> Entry:
    link = said.get("link", f"https://gazette.example/articles/{entry_id}")
    text = said.get("text", f"What {entry_id} says is short and stands nowhere else.")
    return Entry(
        **{
            "id": EntryId(entry_id),
            "feed_id": FeedId("gazette"),
            "guid": entry_id,
            "link": link,
            "canonical_link": canonical(link),
            "title": f"Title of {entry_id}",
            "summary": text,
            "content_html": f"<p>{text}</p>",
            "text": text,
            "published_at": NOW - HOUR,
            "updated_at": NOW - HOUR,
            "date_source": DateSource.PUBLISHED,
            "digest": f"digest of {entry_id}",
        }
        | said
    )


def a_filing(primary: str | None = "industry", **said: Any) -> Filing:
    topics = (Topic(primary),) if primary else ()
    return Filing(
        **{
            "topics": topics,
            "primary": Topic(primary) if primary else None,
            "rule": "words",
        }
        | said
    )


def a_filed(entry: Entry | None = None, **said: Any) -> FiledEntry:
    entry = entry or an_entry()
    return FiledEntry(
        **{
            "entry": entry,
            "filing": a_filing(),
            "story_id": StoryId(f"tag:{AUTHORITY}:story/{entry.id}"),
            "first_seen_at": NOW,
        }
        | said
    )


def a_source(**said: Any) -> Source:
    return Source(
        **{
            "feed_id": FeedId("gazette"),
            "title": "The Gazette",
            "id": "https://gazette.example/feed",
            "url": "https://gazette.example/feed",
            "link": "https://gazette.example/",
        }
        | said
    )


def a_story(entry: Entry | None = None, **said: Any) -> Story:
    entry = entry or an_entry()
    return Story(
        **{
            "id": StoryId(f"tag:{AUTHORITY}:story/{entry.id}"),
            "lead": entry,
            "filing": a_filing(),
            "source": a_source(),
            "first_seen_at": NOW,
            "published_at": entry.published_at,
            "updated_at": entry.updated_at,
        }
        | said
    )


def a_site(**said: Any) -> Site:
    return Site(
        **{
            "title": "The Wire",
            "base_url": "https://wire.example/",
            "contact": "desk@wire.example",
            "authority": AUTHORITY,
        }
        | said
    )


def an_output(output_id: str = "the-latest", **said: Any) -> OutputFeed:
    return OutputFeed(**{"id": OutputId(output_id), "title": "The Latest"} | said)


def an_edition(*stories: Story, **said: Any) -> Edition:
    output = said.get("output") or an_output()
    return Edition(
        **{
            "output": output,
            "stories": stories,
            "site": a_site(),
            "atom_id": f"tag:{AUTHORITY}:output/{output.id}",
            "updated_at": NOW,
            "labels": {},
        }
        | said
    )


def a_ping(name: str = "the-latest.atom", **said: Any) -> Ping:
    return Ping(
        **{
            "hub": "https://hub.example/",
            "address": f"https://wire.example/{name}",
            "since_at": NOW,
            "next_at": NOW,
        }
        | said
    )
