"""What ops asks: what is stored, why, and how much of it."""

from sqlalchemy import ColumnElement, Connection, exists, func, select, tuple_

from aggregator.model import (
    Decision,
    EntryId,
    FiledEntry,
    OutputId,
    Published,
    RobotsTxt,
    Topic,
    Version,
)
from aggregator.ports import Explanation, ItemQuery, Totals
from aggregator.store.known import filed_among, filed_from_rows, rulings_on
from aggregator.store.rows import value_from
from aggregator.store.schema import (
    decisions,
    entries,
    feeds,
    published,
    robots,
    rulings,
    stories,
    topics,
    versions,
)


def items(connection: Connection, query: ItemQuery) -> tuple[FiledEntry, ...]:
    """Newest first, by the order of the outputs; `since` is compared with what orders them."""
    newest = select(entries).where(*_asked(query))
    newest = newest.order_by(entries.c.shown_at.desc(), entries.c.id.desc())
    limited = newest.limit(query.limit) if query.limit else newest
    return tuple(filed_from_rows(connection, connection.execute(limited).mappings()).values())


def explain(connection: Connection, entry_id: EntryId) -> Explanation | None:
    found = filed_among(connection, entries.c.id, [entry_id])
    if not found:
        return None
    item = found[entry_id]
    why = select(decisions).where(decisions.c.entry_id == entry_id)
    said = select(versions).where(versions.c.entry_id == entry_id)
    why = why.order_by(decisions.c.at, decisions.c.id)
    said = said.order_by(versions.c.until_at)
    return Explanation(
        item=item,
        decisions=tuple(value_from(Decision, row) for row in connection.execute(why).mappings()),
        versions=tuple(value_from(Version, row) for row in connection.execute(said).mappings()),
        rulings=rulings_on(connection, [entry_id]).get(entry_id, ()),
        story=tuple(filed_among(connection, entries.c.story_id, [item.story_id]).values()),
    )


def ruled_entries(connection: Connection) -> tuple[tuple[FiledEntry, Topic], ...]:
    filings = select(rulings.c.entry_id, rulings.c.outcome).where(rulings.c.kind == "file")
    said = {row.entry_id: Topic(row.outcome) for row in connection.execute(filings.order_by("at"))}
    found = filed_among(connection, entries.c.id, said)
    return tuple((found[one], topic) for one, topic in sorted(said.items()))


def totals(connection: Connection) -> Totals:
    asked = {
        "feeds": select(func.count()).select_from(feeds).where(feeds.c.active),
        "entries": select(func.count()).select_from(entries),
        "stories": select(func.count()).select_from(stories).where(stories.c.merged_into.is_(None)),
        "held": select(func.count()).select_from(entries).where(entries.c.held.is_not(None)),
    }
    counted = select(*(count.scalar_subquery().label(name) for name, count in asked.items()))
    return value_from(Totals, connection.execute(counted).mappings().one())


def published_outputs(connection: Connection) -> dict[OutputId, Published]:
    """All outputs that were ever published, by id."""
    found = connection.execute(select(published).order_by(published.c.id)).mappings()
    return {row["id"]: value_from(Published, row) for row in found}


def robots_of(connection: Connection, site: str) -> RobotsTxt | None:
    row = connection.execute(select(robots).where(robots.c.site == site)).mappings().first()
    return None if row is None else value_from(RobotsTxt, row)


def _asked(query: ItemQuery) -> list[ColumnElement[bool]]:
    asked = []
    if query.feed is not None:
        asked.append(entries.c.feed_id == query.feed)
    if query.topic is not None:
        borne = topics.c.entry_id == entries.c.id
        asked.append(exists().where(borne, topics.c.topic == query.topic))
    if query.story is not None:
        asked.append(entries.c.story_id == query.story)
    if query.since is not None:
        asked.append(entries.c.shown_at >= query.since)
    if query.before is not None:
        place = entries.c.shown_at, entries.c.id
        last = tuple_(*query.before, types=[column.type for column in place])
        asked.append(tuple_(*place) < last)
    if query.held:
        asked.append(entries.c.held.is_not(None))
    return asked
