"""What an output carries, as it is published: stories with their dates, sources and copies."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select

from aggregator.core.origin import is_credited
from aggregator.core.plan.desk import is_unshown
from aggregator.core.text import shortened
from aggregator.core.urls import host
from aggregator.model import (
    Copy,
    Disclosure,
    EntryId,
    FeedId,
    FiledEntry,
    Fold,
    OutputFeed,
    Source,
    Story,
    StoryId,
)
from aggregator.store.known import filed_among, grouped, rows_among
from aggregator.store.schema import entries, feeds
from aggregator.store.selection import chosen, first_of

_TITLE_LENGTH = 150  # it stands in every entry, thrice


def stories_for(connection: Connection, output: OutputFeed, now: datetime) -> tuple[Story, ...]:
    return told(connection, chosen(connection, output, now), output.fold)


def told(connection: Connection, rows: Sequence[RowMapping], fold: Fold) -> tuple[Story, ...]:
    """The stories of these rows of `fitting`, in their order."""
    leads = filed_among(connection, entries.c.id, [row["lead_id"] for row in rows])
    members = _members(connection, {row["id"] for row in rows})
    told_by = {member["feed_id"] for group in members.values() for member in group}
    sources = _sources(connection, told_by)
    return tuple(
        _story(row, leads[row["lead_id"]], members[row["id"]], sources, fold) for row in rows
    )


def _members(
    connection: Connection, ids: Collection[StoryId]
) -> dict[StoryId, tuple[RowMapping, ...]]:
    """What each story's members need to be named and dated as copies, first seen first."""
    query = (
        select(
            entries.c.id,
            entries.c.story_id,
            entries.c.feed_id,
            entries.c.disclosure,
            entries.c.link,
            entries.c.title,
            entries.c.held,
            entries.c.withdrawn_at,
            entries.c.first_seen_at,
            entries.c.published_at,
            func.length(entries.c.text).label("length"),
            first_of(entries).label("first_id"),
            feeds.c.rank,
            feeds.c.leads,
        )
        .join_from(entries, feeds, feeds.c.id == entries.c.feed_id)
        .order_by(entries.c.first_seen_at, entries.c.id)
    )
    found = rows_among(connection, query, entries.c.story_id, ids)
    return grouped((row["story_id"], row) for row in found)


def _sources(connection: Connection, ids: Collection[FeedId]) -> dict[FeedId, Source]:
    found = rows_among(connection, select(feeds), feeds.c.id, ids)
    return {row["id"]: _source(row) for row in found}


def _source(feed: RowMapping) -> Source:
    channel = feed["channel"]
    return Source(
        feed_id=feed["id"],
        title=shortened(
            feed["title"] or channel.title or host(channel.link or feed["url"]), _TITLE_LENGTH
        ),
        id=channel.id or feed["url"],
        url=feed["url"],
        link=channel.link,
        rights=channel.rights,
        republish=feed["republish"],
    )


def _story(
    row: RowMapping,
    lead: FiledEntry,
    members: Sequence[RowMapping],
    sources: Mapping[FeedId, Source],
    fold: Fold,
) -> Story:
    is_story = fold is Fold.STORIES
    beside = [one for one in members if is_story or one["first_id"] == row["first_id"]]
    published_at, updated_at = _dates(row, lead, beside, fold)
    return Story(
        id=row["id"] if is_story else entry_tag(row["id"], row["first_id"]),
        lead=lead.entry,
        filing=lead.filing,
        source=replace(sources[lead.entry.feed_id], updated_at=lead.entry.source_updated_at),
        first_seen_at=lead.first_seen_at,
        published_at=published_at,
        updated_at=updated_at,
        late=lead.late,
        copies=() if fold is Fold.NONE else tuple(_copies(lead, beside, sources)),
    )


def entry_tag(story_id: StoryId, entry_id: EntryId) -> StoryId:
    """The id under which an entry is published where its story is not: under one authority."""
    return StoryId(f"{story_id.partition(':story/')[0]}:entry/{entry_id}")


def _dates(
    row: RowMapping, lead: FiledEntry, members: Sequence[RowMapping], fold: Fold
) -> tuple[datetime, datetime]:
    """Published and updated, of what is published under one id."""
    match fold:
        case Fold.STORIES:
            return row["published_at"], row["updated_at"]
        case Fold.COPIES:
            return _dates_of_copies(lead, row["first_id"], members)
        case Fold.NONE:
            return lead.entry.published_at, _began_at(lead)


def _began_at(lead: FiledEntry) -> datetime:
    """Where it is first under its id: its own `updated`; of what came late, when it came."""
    return lead.first_seen_at if lead.late else lead.entry.updated_at


def _dates_of_copies(
    lead: FiledEntry, first_id: EntryId, copies: Sequence[RowMapping]
) -> tuple[datetime, datetime]:
    """Those of the first copy that readers saw, and of the last one that was better.

    What took the lead counts although it was withdrawn or hidden since: `updated` does not go
    back. Old copies never led, so that nothing begins with them.
    """
    seen = [copy for copy in copies if not is_unshown(copy["held"])]
    first, *later = sorted(seen, key=lambda copy: copy["id"] != first_id)
    is_first = first["id"] == lead.entry.id
    came_at = _began_at(lead) if is_first else max(lead.first_seen_at, lead.entry.updated_at)
    best = first
    for copy in later:
        if _standing(copy) < _standing(best):
            best, came_at = copy, max(came_at, copy["first_seen_at"])
    return first["published_at"], came_at


def _standing(copy: RowMapping) -> tuple[bool, bool, int, int]:
    """Which of two copies leads, as far as they may be shown: as `plan.elect` has it."""
    is_paid = copy["disclosure"] is Disclosure.SPONSORED
    return is_paid, not copy["leads"], -copy["rank"], -copy["length"]


def _copies(
    lead: FiledEntry, members: Sequence[RowMapping], sources: Mapping[FeedId, Source]
) -> Iterator[Copy]:
    """One copy of each other feed: of the lead's own text first, then the first that came.

    A paid one stands only beside a lead that is paid itself.
    """
    named = {lead.entry.feed_id}
    first_id = lead.copy_of or lead.entry.id
    for member in sorted(members, key=lambda one: one["first_id"] != first_id):
        is_paid = member["disclosure"] is Disclosure.SPONSORED
        if member["feed_id"] in named or (is_paid and not lead.filing.is_sponsored):
            continue
        if member["held"] is not None or member["withdrawn_at"] is not None:
            continue
        named.add(member["feed_id"])
        source = sources[member["feed_id"]]
        is_copy = member["first_id"] == first_id
        yield Copy(
            entry_id=member["id"],
            link=member["link"],
            title=member["title"],
            source_title=source.title,
            is_origin=is_copy and is_credited(lead.entry, source.title, host(member["link"])),
        )
