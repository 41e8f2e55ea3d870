"""What an output may carry: which stories, which entry speaks for each, and from where."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    select,
    true,
)

from aggregator.core.text import shortened
from aggregator.core.urls import host
from aggregator.model import (
    Copy,
    Disclosure,
    EntryId,
    FeedId,
    FiledEntry,
    OutputFeed,
    Source,
    Story,
    StoryId,
)
from aggregator.store.known import filed_among, grouped, rows_among
from aggregator.store.schema import entries, feeds, stories, topics

_TITLE_LENGTH = 150  # it stands in every entry, thrice


def stories_for(connection: Connection, output: OutputFeed) -> tuple[Story, ...]:
    chosen = connection.execute(_chosen(output)).mappings().all()
    leads = filed_among(connection, entries.c.id, [row["lead_id"] for row in chosen])
    members = _standing_members(connection, [row["id"] for row in chosen])
    told_by = {member["feed_id"] for group in members.values() for member in group}
    sources = _sources(connection, told_by)
    return tuple(_story(row, leads[row["lead_id"]], members[row["id"]], sources) for row in chosen)


def explained(
    connection: Connection, output: OutputFeed, ids: Collection[StoryId]
) -> frozenset[StoryId]:
    known = {row["id"] for row in rows_among(connection, select(stories.c.id), stories.c.id, ids)}
    fitting = _fitting(output).order_by(None)
    carried = {row["id"] for row in rows_among(connection, fitting, stories.c.id, ids)}
    return frozenset(known - carried)


def _chosen(output: OutputFeed) -> Select[StoryId, EntryId]:
    """The stories at the top, as many as the output carries.

    Walks entries by `shown_at` and stops at the limit: what an output carries lies
    near the top, however long the tail. The story's id settles ties.
    """
    return _fitting(output).limit(output.limit)


def _fitting(output: OutputFeed) -> Select[StoryId, EntryId]:
    """Every story that the output may carry, with the entry that speaks for it, newest first."""
    lead = entries.alias("lead")
    return (
        select(
            stories.c.id, stories.c.published_at, stories.c.updated_at, lead.c.id.label("lead_id")
        )
        .join_from(lead, stories, stories.c.id == lead.c.story_id)
        .where(
            _stands(lead), stories.c.merged_into.is_(None), _speaks(lead), _selects(output, lead)
        )
        .order_by(lead.c.shown_at.desc(), lead.c.story_id.desc())
    )


def _stands(entry: FromClause) -> ColumnElement[bool]:
    """Neither held back nor withdrawn."""
    return and_(entry.c.held.is_(None), entry.c.withdrawn_at.is_(None))


def _speaks(entry: FromClause) -> ColumnElement[bool]:
    """The entry is its story's lead; or the best of the others, where the lead may not be shown."""
    lead, other = entries.alias("stored_lead"), entries.alias("other")
    lead_stands = exists().where(
        lead.c.id == stories.c.lead_id, lead.c.story_id == stories.c.id, _stands(lead)
    )
    best = (
        select(other.c.id)
        .join(feeds, feeds.c.id == other.c.feed_id)
        .where(other.c.story_id == stories.c.id, _stands(other))
        .order_by(
            feeds.c.rank.desc(),
            func.length(other.c.text).desc(),
            other.c.first_seen_at,
            other.c.id,
        )
        .limit(1)
        .scalar_subquery()
    )
    # A CASE, where an OR would say the same: PostgreSQL believes that an OR of equalities
    # holds for next to no row, and sorts the whole table (145 ms of 100,000 entries, not 4).
    return case(
        (entry.c.id == stories.c.lead_id, true()),
        (lead_stands, false()),
        else_=entry.c.id == best,
    )


def _selects(output: OutputFeed, lead: FromClause) -> ColumnElement[bool]:
    return and_(
        _is_on_topic(output, lead),
        lead.c.feed_id.in_(output.feeds) if output.feeds else true(),
        true() if output.sponsored else lead.c.disclosure.is_distinct_from(Disclosure.SPONSORED),
    )


def _is_on_topic(output: OutputFeed, lead: FromClause) -> ColumnElement[bool]:
    if output.topics:
        return exists().where(topics.c.entry_id == lead.c.id, topics.c.topic.in_(output.topics))
    return true() if output.off_topic else lead.c.primary_topic.is_not(None)


def _standing_members(
    connection: Connection, ids: Collection[StoryId]
) -> dict[StoryId, tuple[RowMapping, ...]]:
    """What each story's standing members need to be named as copies, first seen first."""
    query = (
        select(
            entries.c.id,
            entries.c.story_id,
            entries.c.feed_id,
            entries.c.disclosure,
            entries.c.link,
            entries.c.title,
        )
        .where(_stands(entries))
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
) -> Story:
    return Story(
        id=row["id"],
        lead=lead.entry,
        filing=lead.filing,
        source=replace(sources[lead.entry.feed_id], updated_at=lead.entry.source_updated_at),
        first_seen_at=lead.first_seen_at,
        published_at=row["published_at"],
        updated_at=row["updated_at"],
        late=lead.late,
        copies=tuple(_copies(lead, members, sources)),
    )


def _copies(
    lead: FiledEntry, members: Sequence[RowMapping], sources: Mapping[FeedId, Source]
) -> Iterator[Copy]:
    """The first copy of each other feed; a paid one only beside a lead that is paid itself."""
    named = {lead.entry.feed_id}
    for member in members:
        is_paid = member["disclosure"] is Disclosure.SPONSORED
        if member["feed_id"] in named or (is_paid and not lead.filing.is_sponsored):
            continue
        named.add(member["feed_id"])
        yield Copy(
            entry_id=member["id"],
            link=member["link"],
            title=member["title"],
            source_title=sources[member["feed_id"]].title,
        )
