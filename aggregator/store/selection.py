"""Which stories an output may carry, and which entry speaks for each.

What a query can tell is told by one; what it cannot (`core.selection`) is judged of the rows
that it finds, newest first, until the output is full.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
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
    type_coerce,
)

from aggregator.core.selection import Lead, Places, Selection
from aggregator.model import Disclosure, Fold, OutputFeed, Phase, StoryId
from aggregator.store.known import rows_among
from aggregator.store.schema import entries, feeds, stories, topics

LEAD = entries.alias("lead")
_SAID = (LEAD.c.feed_id, LEAD.c.title, LEAD.c.summary)
_LOOKED_AT = (LEAD.c.id.label("lead_id"), *_SAID, LEAD.c.shown_at, LEAD.c.story_id)
_BITE = 200  # leads in memory
_MOST_LOUD = 500  # feeds that one query can leave out
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def chosen(connection: Connection, output: OutputFeed, now: datetime) -> list[RowMapping]:
    """The rows of `fitting` that the output carries: as many as it has places, newest first."""
    query = fitting(output, now)
    if Selection(output).asks_nothing:
        return list(connection.execute(query.limit(output.limit)).mappings())
    carried = _taken(connection, output, now).carried
    found = rows_among(connection, query.order_by(None), LEAD.c.id, carried)
    rows = {row["lead_id"]: row for row in found}
    return [rows[entry_id] for entry_id in carried]


def explained(
    connection: Connection, output: OutputFeed, ids: Collection[StoryId], now: datetime
) -> frozenset[StoryId]:
    """As `Store.explained`."""
    if not ids:
        return frozenset()  # the usual case of an output's history: a query takes some ms to build
    asked = _asked(output, ids)
    of_what = stories if output.fold is Fold.STORIES else entries
    known = {row["id"] for row in rows_among(connection, select(of_what.c.id), of_what.c.id, asked)}
    carried = {key for key, _ in _leads_of(connection, output, asked, now)}
    return frozenset(asked[one] for one in known - carried)


def crowded(
    connection: Connection, output: OutputFeed, ids: Collection[StoryId], now: datetime
) -> frozenset[StoryId]:
    """As `Store.crowded`."""
    if output.per_feed is None:
        return frozenset()
    asked = _asked(output, ids)
    places = _taken(connection, output, now)
    passed_over = {
        key
        for key, lead in _leads_of(connection, output, asked, now)
        if lead.feed_id in places.loud and lead.id not in places.carried
    }
    return frozenset(asked[one] for one in passed_over & asked.keys())


def fitting(output: OutputFeed, now: datetime) -> Select[*tuple[Any, ...]]:
    """All that the output may carry as far as a query can tell, newest first.

    With the entry that speaks for each: walks entries by `shown_at`, so that whoever stops at a
    limit reads little of a long tail. The story's id settles ties.
    """
    lead, told_by = LEAD, feeds.alias("told_by")
    first = first_of(lead) if output.fold is Fold.COPIES else lead.c.id
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
            stands(lead),
            told_by.c.leads,
            stories.c.merged_into.is_(None),
            # In this order: SQLite tests as it is told, and a topic is cheaper than an election.
            _selects(output, lead, told_by),
            _is_in_time(output, lead, now),
            _speaks(lead, output.fold),
        )
        .order_by(lead.c.shown_at.desc(), lead.c.story_id.desc(), lead.c.id)
    )


def _taken(connection: Connection, output: OutputFeed, now: datetime) -> Places:
    """The places of an output, all taken as far as there are leads that fit."""
    places = Places(output)
    leads = fitting(output, now).with_only_columns(*_LOOKED_AT)
    last = _offer(connection, leads, places)
    while last is not None:
        # From an index alone it is told of whoever is of a loud feed: no row is read for it.
        loud = sorted(places.loud)[:_MOST_LOUD]
        below = leads.where(_is_below(last), LEAD.c.feed_id.not_in(loud))
        last = _offer(connection, below, places)
    return places


def _offer(
    connection: Connection, leads: Select[*tuple[Any, ...]], places: Places
) -> RowMapping | None:
    """Offer leads in bites, and no more of them than it takes.

    Stops where another feed is loud: gives the last lead, below which to go on without it.
    """
    loud = len(places.loud)
    # One query that is read from, for PostgreSQL sorts all there is for each with a large limit.
    with connection.execute(leads, execution_options={"yield_per": _BITE}) as found:
        for bite in found.mappings().partitions():
            places.offer(map(_lead, bite))
            if places.are_taken:
                return None
            if len(places.loud) > loud:
                return bite[-1]
    return None


def _is_below(last: RowMapping) -> ColumnElement[bool]:
    """Whether a lead comes behind this one in the order of `fitting`."""
    shown_at, story_id = last["shown_at"], last["story_id"]
    lead = LEAD.c
    in_story = and_(lead.story_id == story_id, lead.id > last["lead_id"])
    is_behind = or_(lead.shown_at < shown_at, lead.story_id < story_id, in_story)
    return and_(lead.shown_at <= shown_at, is_behind)


def _lead(row: RowMapping) -> Lead:
    return Lead(row["lead_id"], row["feed_id"], row["title"], row["summary"])


def _asked(output: OutputFeed, ids: Collection[StoryId]) -> dict[str, StoryId]:
    """By what each is found: where entries are published, their ids end with those of these."""
    if output.fold is Fold.STORIES:
        return {story_id: story_id for story_id in ids}
    return {story_id.rpartition("/")[2]: story_id for story_id in ids}


def _leads_of(
    connection: Connection, output: OutputFeed, asked: Collection[str], now: datetime
) -> Iterator[tuple[str, Lead]]:
    """Of what is asked for and fits, by what it is found and the entry that speaks for it."""
    selection = Selection(output)
    query = fitting(output, now).order_by(None).add_columns(*_SAID)
    for column in keys(output.fold):
        for row in rows_among(connection, query, column, asked):
            lead = _lead(row)
            if selection.fits(lead):
                yield key_in(row, output.fold), lead


def key_in(row: RowMapping, fold: Fold) -> str:
    """By what a row of `fitting` is found that an output tells of, folding so far."""
    key: str = row["id" if fold is Fold.STORIES else "first_id"]
    return key


def keys(fold: Fold) -> tuple[ColumnElement[Any], ...]:
    """Columns by which what is published is found.

    Of copies one is asked for by its own id or by the first one's: two look-ups by an index,
    where one by either would read every entry.
    """
    match fold:
        case Fold.NONE:
            return (LEAD.c.id,)
        case Fold.COPIES:
            return (LEAD.c.id, LEAD.c.copy_of)
        case Fold.STORIES:
            return (stories.c.id,)


def first_of(entry: FromClause) -> ColumnElement[str]:
    """The first entry that came with the text of this one."""
    return func.coalesce(entry.c.copy_of, entry.c.id)


def stands(entry: FromClause) -> ColumnElement[bool]:
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
            return entry.c.id == _best(lambda other: first_of(other) == first_of(entry), entry)
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
        stands(news),
        ~_is_paid(news),
    )
    lead_stands = exists().where(
        lead.c.id == stories.c.lead_id,
        lead.c.story_id == stories.c.id,
        told_by.c.id == lead.c.feed_id,
        told_by.c.leads,
        stands(lead),
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
        .where(other.c.story_id == entry.c.story_id, among(other), stands(other), feeds.c.leads)
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


def _selects(output: OutputFeed, lead: FromClause, told_by: FromClause) -> ColumnElement[bool]:
    return and_(
        _is_on_topic(output, lead),
        lead.c.feed_id.in_(output.feeds) if output.feeds else true(),
        true() if output.sponsored else ~_is_paid(lead),
        told_by.c.rank >= output.rank if output.rank else true(),
        _is_in_language(output, lead, told_by),
    )


def _is_on_topic(output: OutputFeed, lead: FromClause) -> ColumnElement[bool]:
    if output.topics:
        return exists().where(topics.c.entry_id == lead.c.id, topics.c.topic.in_(output.topics))
    return true() if output.off_topic else lead.c.primary_topic.is_not(None)


def _is_in_language(
    output: OutputFeed, lead: FromClause, told_by: FromClause
) -> ColumnElement[bool]:
    """A tag or its beginning, of the lead; of its feed where it states none."""
    if not output.languages:
        return true()
    of_feed = type_coerce(told_by.c.channel, JSON())["language"].as_string()
    stated = func.coalesce(func.nullif(lead.c.language, ""), of_feed)
    tag = func.replace(func.lower(func.trim(stated)), "_", "-")
    asked = [one.lower() for one in output.languages]
    return or_(tag.in_(asked), *(tag.like(f"{one}-%") for one in asked))


def _is_in_time(output: OutputFeed, lead: FromClause, now: datetime) -> ColumnElement[bool]:
    """What the moment decides: how old a story is, and how far its auction has come."""
    in_phase = _is_in_phase(output, lead, now)
    if output.age is None or output.age > now - _EARLIEST:
        return in_phase
    return and_(lead.c.shown_at > now - output.age, in_phase)


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
