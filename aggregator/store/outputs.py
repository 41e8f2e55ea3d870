"""What an output may carry: which stories, which entry speaks for each, and from where."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    select,
    true,
)

from aggregator.core.origin import is_credited
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
from aggregator.store.schema import entries, feeds, stories, topics

_LEAD = entries.alias("lead")
_TITLE_LENGTH = 150  # it stands in every entry, thrice


def stories_for(connection: Connection, output: OutputFeed) -> tuple[Story, ...]:
    chosen = connection.execute(_chosen(output)).mappings().all()
    leads = filed_among(connection, entries.c.id, [row["lead_id"] for row in chosen])
    members = _standing_members(connection, {row["id"] for row in chosen})
    told_by = {member["feed_id"] for group in members.values() for member in group}
    sources = _sources(connection, told_by)
    return tuple(
        _story(row, leads[row["lead_id"]], members[row["id"]], sources, output.fold)
        for row in chosen
    )


def explained(
    connection: Connection, output: OutputFeed, ids: Collection[StoryId]
) -> frozenset[StoryId]:
    if output.fold is not Fold.STORIES:
        return _explained_entries(connection, output, ids)
    known = {row["id"] for row in rows_among(connection, select(stories.c.id), stories.c.id, ids)}
    fitting = _fitting(output).order_by(None)
    carried = {row["id"] for row in rows_among(connection, fitting, stories.c.id, ids)}
    return frozenset(known - carried)


def _explained_entries(
    connection: Connection, output: OutputFeed, ids: Collection[StoryId]
) -> frozenset[StoryId]:
    """The same where entries are published: their ids end with those of the entries."""
    asked = {story_id.rpartition("/")[2]: story_id for story_id in ids}
    known = {row["id"] for row in rows_among(connection, select(entries.c.id), entries.c.id, asked)}
    fitting = _fitting(output).order_by(None)
    column = _first(_LEAD) if output.fold is Fold.COPIES else _LEAD.c.id
    carried = {row["first_id"] for row in rows_among(connection, fitting, column, asked)}
    return frozenset(asked[one] for one in known - carried)


def _chosen(output: OutputFeed) -> Select[StoryId, EntryId]:
    """The stories at the top, as many as the output carries.

    Walks entries by `shown_at` and stops at the limit: what an output carries lies
    near the top, however long the tail. The story's id settles ties.
    """
    return _fitting(output).limit(output.limit)


def _fitting(output: OutputFeed) -> Select[StoryId, EntryId]:
    """Every story that the output may carry, with the entry that speaks for it, newest first."""
    lead, told_by = _LEAD, feeds.alias("told_by")
    first = _first(lead) if output.fold is Fold.COPIES else lead.c.id
    return (
        select(
            stories.c.id,
            stories.c.published_at,
            stories.c.updated_at,
            lead.c.id.label("lead_id"),
            first.label("first_id"),
        )
        .join_from(lead, stories, stories.c.id == lead.c.story_id)
        .join(told_by, told_by.c.id == lead.c.feed_id)
        .where(
            _stands(lead),
            told_by.c.leads,
            stories.c.merged_into.is_(None),
            _speaks(lead, output.fold),
            _selects(output, lead),
        )
        .order_by(lead.c.shown_at.desc(), lead.c.story_id.desc(), lead.c.id)
    )


def _first(entry: FromClause) -> ColumnElement[str]:
    """The first entry that came with the text of this one."""
    return func.coalesce(entry.c.copy_of, entry.c.id)


def _stands(entry: FromClause) -> ColumnElement[bool]:
    """Neither held back nor withdrawn."""
    return and_(entry.c.held.is_(None), entry.c.withdrawn_at.is_(None))


def _speaks(entry: FromClause, fold: Fold) -> ColumnElement[bool]:
    """The entry is its story's lead; or the best of the others, where the lead may not be shown.

    Where only copies are folded it is the best of its copies, and else speaks for itself.
    """
    match fold:
        case Fold.NONE:
            return true()
        case Fold.COPIES:
            return entry.c.id == _best(lambda other: _first(other) == _first(entry), entry)
        case Fold.STORIES:
            return _leads(entry)


def _leads(entry: FromClause) -> ColumnElement[bool]:
    lead, told_by = entries.alias("stored_lead"), feeds.alias("lead_told_by")
    lead_stands = exists().where(
        lead.c.id == stories.c.lead_id,
        lead.c.story_id == stories.c.id,
        told_by.c.id == lead.c.feed_id,
        told_by.c.leads,
        _stands(lead),
    )
    # A CASE, where an OR would say the same: PostgreSQL believes that an OR of equalities
    # holds for next to no row, and sorts the whole table (145 ms of 100,000 entries, not 4).
    return case(
        (entry.c.id == stories.c.lead_id, true()),
        (lead_stands, false()),
        else_=entry.c.id == _best(lambda _: true(), entry),
    )


def _best(
    among: Callable[[FromClause], ColumnElement[bool]], entry: FromClause
) -> ScalarSelect[str]:
    """Of a story's entries that may lead it, as `plan.elect` would choose."""
    other = entries.alias("other")
    return (
        select(other.c.id)
        .join(feeds, feeds.c.id == other.c.feed_id)
        .where(other.c.story_id == entry.c.story_id, among(other), _stands(other), feeds.c.leads)
        .order_by(
            case((other.c.disclosure == Disclosure.SPONSORED, 1), else_=0),
            feeds.c.rank.desc(),
            func.length(other.c.text).desc(),
            other.c.first_seen_at,
            other.c.id,
        )
        .limit(1)
        .correlate(entry)
        .scalar_subquery()
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
            _first(entries).label("first_id"),
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
    fold: Fold,
) -> Story:
    is_story = fold is Fold.STORIES
    beside = [one for one in members if is_story or one["first_id"] == row["first_id"]]
    return Story(
        id=row["id"] if is_story else entry_tag(row["id"], row["first_id"]),
        lead=lead.entry,
        filing=lead.filing,
        source=replace(sources[lead.entry.feed_id], updated_at=lead.entry.source_updated_at),
        first_seen_at=lead.first_seen_at,
        published_at=row["published_at"] if is_story else lead.entry.published_at,
        updated_at=row["updated_at"] if is_story else _updated_at(lead, row["first_id"]),
        late=lead.late,
        copies=() if fold is Fold.NONE else tuple(_copies(lead, beside, sources)),
    )


def entry_tag(story_id: StoryId, entry_id: EntryId) -> StoryId:
    """The id under which an entry is published where its story is not: under one authority."""
    return StoryId(f"{story_id.partition(':story/')[0]}:entry/{entry_id}")


def _updated_at(lead: FiledEntry, first_id: EntryId) -> datetime:
    """When an entry changed that speaks for itself and its copies: or came, where it leads them."""
    is_first = lead.entry.id == first_id and not lead.late
    began_at = lead.entry.updated_at if is_first else lead.first_seen_at
    return max(began_at, lead.moved_at or began_at)


def _copies(
    lead: FiledEntry, members: Sequence[RowMapping], sources: Mapping[FeedId, Source]
) -> Iterator[Copy]:
    """The first copy of each other feed; a paid one only beside a lead that is paid itself."""
    named = {lead.entry.feed_id}
    first_id = lead.copy_of or lead.entry.id
    for member in members:
        is_paid = member["disclosure"] is Disclosure.SPONSORED
        if member["feed_id"] in named or (is_paid and not lead.filing.is_sponsored):
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
