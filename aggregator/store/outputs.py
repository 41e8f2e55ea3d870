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
    or_,
    select,
    true,
)

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
    Phase,
    Source,
    Story,
    StoryId,
)
from aggregator.store.known import filed_among, grouped, rows_among
from aggregator.store.schema import entries, feeds, stories, topics

_LEAD = entries.alias("lead")
_TITLE_LENGTH = 150  # it stands in every entry, thrice


def stories_for(connection: Connection, output: OutputFeed, now: datetime) -> tuple[Story, ...]:
    chosen = connection.execute(_chosen(output, now)).mappings().all()
    leads = filed_among(connection, entries.c.id, [row["lead_id"] for row in chosen])
    members = _members(connection, {row["id"] for row in chosen})
    told_by = {member["feed_id"] for group in members.values() for member in group}
    sources = _sources(connection, told_by)
    return tuple(
        _story(row, leads[row["lead_id"]], members[row["id"]], sources, output.fold)
        for row in chosen
    )


def explained(
    connection: Connection, output: OutputFeed, ids: Collection[StoryId], now: datetime
) -> frozenset[StoryId]:
    if output.fold is not Fold.STORIES:
        return _explained_entries(connection, output, ids, now)
    known = {row["id"] for row in rows_among(connection, select(stories.c.id), stories.c.id, ids)}
    fitting = _fitting(output, now).order_by(None)
    carried = {row["id"] for row in rows_among(connection, fitting, stories.c.id, ids)}
    return frozenset(known - carried)


def _explained_entries(
    connection: Connection, output: OutputFeed, ids: Collection[StoryId], now: datetime
) -> frozenset[StoryId]:
    """The same where entries are published: their ids end with those of the entries."""
    asked = {story_id.rpartition("/")[2]: story_id for story_id in ids}
    known = {row["id"] for row in rows_among(connection, select(entries.c.id), entries.c.id, asked)}
    fitting = _fitting(output, now).order_by(None)
    # Of copies one is asked for by its own id or by the first one's: two look-ups by an index,
    # where one by either would read every entry.
    columns = [_LEAD.c.id, _LEAD.c.copy_of] if output.fold is Fold.COPIES else [_LEAD.c.id]
    carried = {
        row["first_id"]
        for column in columns
        for row in rows_among(connection, fitting, column, asked)
    }
    return frozenset(asked[one] for one in known - carried)


def _chosen(output: OutputFeed, now: datetime) -> Select[StoryId, EntryId]:
    """The stories at the top, as many as the output carries.

    Walks entries by `shown_at` and stops at the limit: what an output carries lies
    near the top, however long the tail. The story's id settles ties.
    """
    return _fitting(output, now).limit(output.limit)


def _fitting(output: OutputFeed, now: datetime) -> Select[StoryId, EntryId]:
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
            # In this order: SQLite tests as it is told, and a topic is cheaper than an election.
            _selects(output, lead),
            _is_in_phase(output, lead, now),
            _speaks(lead, output.fold),
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


def _is_paid(entry: FromClause) -> ColumnElement[bool]:
    return entry.c.disclosure.is_not_distinct_from(Disclosure.SPONSORED)


def _leads(entry: FromClause) -> ColumnElement[bool]:
    """A lead that is paid for gives way to news: a ruling may have joined the two, or filed it."""
    lead, told_by = entries.alias("stored_lead"), feeds.alias("lead_told_by")
    news, news_by = entries.alias("news"), feeds.alias("news_told_by")
    news_stands = exists().where(
        news.c.story_id == entry.c.story_id,
        news_by.c.id == news.c.feed_id,
        news_by.c.leads,
        _stands(news),
        ~_is_paid(news),
    )
    lead_stands = exists().where(
        lead.c.id == stories.c.lead_id,
        lead.c.story_id == stories.c.id,
        told_by.c.id == lead.c.feed_id,
        told_by.c.leads,
        _stands(lead),
        or_(~_is_paid(lead), _is_paid(entry)),
    )
    # A CASE, where an OR would say the same: PostgreSQL believes that an OR of equalities
    # holds for next to no row, and sorts the whole table (145 ms of 100,000 entries, not 4).
    return case(
        (and_(_is_paid(entry), news_stands), false()),
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
            case((_is_paid(other), 1), else_=0),
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
        true() if output.sponsored else ~_is_paid(lead),
    )


def _is_on_topic(output: OutputFeed, lead: FromClause) -> ColumnElement[bool]:
    if output.topics:
        return exists().where(topics.c.entry_id == lead.c.id, topics.c.topic.in_(output.topics))
    return true() if output.off_topic else lead.c.primary_topic.is_not(None)


def _is_in_phase(output: OutputFeed, lead: FromClause, now: datetime) -> ColumnElement[bool]:
    """Whether it tells of an auction that has come as far as is asked: as `Sale.phase` has it.

    Where nothing is asked no row is read for it: an index has all that is tested besides.
    """
    if not output.auctions:
        return true()
    is_over = lead.c.sale_until_at <= now
    told = {
        Phase.RESULT: lead.c.sale_is_result,
        Phase.UPCOMING: and_(~lead.c.sale_is_result, ~is_over),
        Phase.PAST: and_(~lead.c.sale_is_result, is_over),
    }
    return or_(*(told[phase] for phase in output.auctions))


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
            _first(entries).label("first_id"),
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
