"""More values for the tests of the store: what a fetch brings, and values with nothing left out."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from factories import NOW, a_feed, a_filed, a_filing, a_state, an_entry
from sqlalchemy import select

from aggregator.model import (
    Channel,
    Decision,
    Disclosure,
    Enclosure,
    Entry,
    EntryId,
    Evidence,
    Feed,
    FeedId,
    FeedState,
    FeedUpdate,
    FetchRecord,
    FiledEntry,
    Image,
    Key,
    Known,
    Move,
    OutputFeed,
    OutputId,
    Plan,
    Proposal,
    Story,
    StoryState,
    Topic,
    Validators,
    Version,
)
from aggregator.store import SqlStore
from aggregator.store.schema import fetches


def a_full_state() -> FeedState:
    return a_state(
        next_fetch_reason="Retry-After",
        not_before_at=NOW + timedelta(microseconds=1),
        refused_by="cdn.example",
        validators=Validators(
            url="https://gazette.example/f", etag='W/"x"', last_modified="Mon, 04 May 2026"
        ),
        body_digest="b1",
        channel=Channel(
            title="The Gazette",
            link="https://gazette.example/",
            id="urn:gazette",
            language="en",
            rights="(c) The Gazette",
            updated="Mon, 4 May 2026 09:00:00 GMT",
            ttl=timedelta(minutes=30, microseconds=1),
            update_every=timedelta(hours=12),
            skip_hours=(0, 23),
            skip_days=(5, 6),
            generator="Presses 3",
            older="https://gazette.example/f?page=2",
        ),
        failures=3,
        gone=True,
        last_outcome="failed",
        error="it stops short",
        last_fetch_at=NOW,
        last_success_at=NOW - timedelta(days=1),
        listing=(EntryId("e2"), EntryId("e1")),
        arrivals=(NOW, NOW - timedelta(hours=3, microseconds=1)),
        slowed=2,
        failing_since_at=NOW - timedelta(days=9),
        moved_from="https://gazette.example/old",
        move=Move(url="https://gazette.example/new", times=2, since_at=NOW - timedelta(days=2)),
        sought_at=NOW - timedelta(days=1),
        proposal=Proposal(
            url="https://gazette.example/new",
            title="The Gazette, anew",
            page="https://gazette.example/",
            items=12,
            known=9,
            newest_at=NOW - timedelta(days=1),
        ),
        robots_at=NOW + timedelta(days=6),
        disallowed=True,
    )


def a_full_entry(name: str = "full") -> Entry:
    return an_entry(
        name,
        authors=("Ada Opal", "Ben Beryl"),
        categories=("Retail", "Ringe & Ketten"),
        image=Image(url="https://gazette.example/i.jpg", alt="A ring", width=640),
        enclosures=(
            Enclosure(url="https://gazette.example/a.mp3", type="audio/mpeg", length=5_000_000_000),
            Enclosure(url="https://gazette.example/b.pdf"),
        ),
        language="en-GB",
        rights="(c) Ada Opal",
    )


def some_evidence() -> tuple[Evidence, ...]:
    return (
        Evidence(place="title", text="rings", weight=0.1 + 0.2, topic=Topic("retail"), rule="ring"),
        Evidence(place="summary", text="sold", weight=-1.5),
    )


def a_told(*members: FiledEntry, **said: Any) -> StoryState:
    """The story of these; the first leads."""
    lead = members[0]
    return StoryState(
        **{
            "id": lead.story_id,
            "lead_id": lead.entry.id,
            "members": tuple(member.entry.id for member in members),
            "published_at": lead.entry.published_at,
            "updated_at": lead.entry.updated_at,
        }
        | said
    )


def a_decision(entry_id: str = "e1", **said: Any) -> Decision:
    return Decision(
        **{
            "entry_id": EntryId(entry_id),
            "at": NOW,
            "kind": "filed",
            "outcome": "retail",
            "rule": "words",
            "evidence": some_evidence(),
            "config": "c0ffee",
        }
        | said
    )


def a_version(entry_id: str = "e1", **said: Any) -> Version:
    return Version(
        **{
            "entry_id": EntryId(entry_id),
            "until_at": NOW,
            "title": "A rign",
            "summary": "It was slod.",
            "content_html": "<p>It was slod.</p>",
        }
        | said
    )


def a_fetch(feed_id: str = "gazette", **said: Any) -> FetchRecord:
    return FetchRecord(
        **{"feed_id": FeedId(feed_id), "at": NOW, "outcome": "fetched", "bytes": 900} | said
    )


def an_update(*members: FiledEntry, **said: Any) -> FeedUpdate:
    """What a fetch brought: these entries, each alone in its story unless one says."""
    state = said.get("state") or a_state(
        members[0].entry.feed_id if members else "gazette", last_fetch_at=NOW
    )
    return FeedUpdate(
        **{
            "state": state,
            "fetch": a_fetch(state.feed_id),
            "entries": members,
            "keys": {
                member.entry.id: (Key(f"link:{member.entry.canonical_link}"),) for member in members
            },
            "stories": tuple(a_told(member) for member in members),
        }
        | said
    )


def bring(store: SqlStore, *updates: FeedUpdate) -> tuple[FeedUpdate, ...]:
    """Have the store apply these, whatever it knows."""
    return store.decide((), (), lambda _: updates)


def look(store: SqlStore, *ids: str, keys: tuple[str, ...] = ()) -> Known:
    """What the store knows of these entries and keys."""
    seen: list[Known] = []

    def plan(known: Known) -> tuple[FeedUpdate, ...]:
        seen.append(known)
        return ()

    store.decide([EntryId(one) for one in ids], [Key(key) for key in keys], plan)
    return seen[0]


def fetched_at(store: SqlStore, feed_id: str) -> list[datetime]:
    """When the fetches in a feed's history were, newest first."""
    newest = select(fetches.c.at).where(fetches.c.feed_id == feed_id).order_by(fetches.c.at.desc())
    with store.engine.begin() as connection:
        return list(connection.scalars(newest))


def same_news(feed_id: str, key: Key) -> Plan:
    """A plan for the one item of `feed_id`: it joins whoever bears the key, or is the first."""

    def plan(known: Known) -> tuple[FeedUpdate, ...]:
        one = a_filed(an_entry(f"entry-{feed_id}", feed_id=FeedId(feed_id)))
        told = a_told(one)
        if bearers := known.keys[key]:
            told = known.stories[known.entries[bearers[0]].story_id]
            one = a_filed(one.entry, story_id=told.id)
        return (an_update(one, stories=(told,), keys={one.entry.id: (key,)}),)

    return plan


PAID = a_filing("sponsored", disclosure=Disclosure.SPONSORED, sponsor="Opal & Co.")
FEEDS = ("gazette", "journal", "wire")


def an_output(**said: object) -> OutputFeed:
    return OutputFeed(**{"id": OutputId("the-latest"), "title": "The Latest"} | said)


EVERYTHING = an_output(sponsored=True, off_topic=True)


def one(name: str, feed_id: str = "gazette", **said: object) -> FiledEntry:
    """An entry of a feed; its dates, text and link may be said with the rest."""
    of_entry = {
        field: said.pop(field)
        for field in (
            *("published_at", "updated_at", "source_updated_at"),
            *("text", "summary", "link", "title", "language"),
        )
        if field in said
    }
    return a_filed(an_entry(name, feed_id=FeedId(feed_id), **of_entry), **said)


def tell(store: SqlStore, *stories: tuple[FiledEntry, ...], feeds: tuple[Feed, ...] = ()) -> None:
    """Store these stories, each given by its members; the first one leads."""
    store.sync_feeds(feeds or [a_feed(name) for name in FEEDS], NOW)
    for story in stories:
        members = [replace(member, story_id=story[0].story_id) for member in story]
        bring(store, an_update(*members, stories=(a_told(*members),)))


def shown(store: SqlStore, output: OutputFeed = EVERYTHING) -> list[str]:
    return [story.lead.id for story in store.stories(output, NOW)]


def the_story(store: SqlStore, output: OutputFeed = EVERYTHING) -> Story:
    (story,) = store.stories(output, NOW)
    return story
