"""Writing what a plan decided: all of it, and the same however often."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.model import (
    Decision,
    EntryId,
    FeedUpdate,
    FetchRecord,
    FiledEntry,
    Key,
    Revision,
    Version,
)
from aggregator.store.columns import as_fields
from aggregator.store.engine import SQLITE
from aggregator.store.rows import (
    Row,
    address_column,
    decision_row,
    entry_row,
    key_column,
    state_row,
    story_row,
    topic_rows,
)
from aggregator.store.schema import (
    aliases,
    decisions,
    entries,
    entry_keys,
    feeds,
    fetches,
    seen,
    stories,
    topics,
    versions,
)

# How much history is kept: of a feed, and of an entry. Some entries change at every fetch.
_FETCHES_KEPT = 100
_DECISIONS_KEPT = 100
_VERSIONS_KEPT = 20


def apply_updates(connection: Connection, updates: Sequence[FeedUpdate]) -> None:
    """Write these in their order: where two say something of one thing, the later stands."""
    filed = {entry.entry.id: entry for update in updates for entry in update.entries}
    _save_states(connection, updates)
    upsert(connection, stories, [story_row(story) for u in updates for story in u.stories])
    save_entries(connection, filed.values())
    _save_keys(connection, {entry: keys for u in updates for entry, keys in u.keys.items()})
    save_decisions(connection, [decision for u in updates for decision in u.decisions])
    _save_aliases(connection, updates)
    _save_seen(connection, updates)
    _save_versions(connection, [version for u in updates for version in u.versions])
    _save_fetches(connection, [update.fetch for update in updates])


def apply_revision(connection: Connection, revision: Revision) -> None:
    """Write what a revision changes."""
    upsert(connection, stories, [story_row(story) for story in revision.stories])
    save_entries(connection, revision.entries)
    save_decisions(connection, revision.decisions)


def save_entries(connection: Connection, filed: Collection[FiledEntry]) -> None:
    """Write entries, and their topics whole."""
    upsert(connection, entries, [entry_row(entry) for entry in filed])
    _replace(
        connection,
        topics,
        [entry.entry.id for entry in filed],
        [row for entry in filed for row in topic_rows(entry.entry.id, entry.filing)],
    )


def save_decisions(connection: Connection, made: Sequence[Decision]) -> None:
    """Add to the entries' histories. How an entry was first filed, and rulings, stay for good."""
    add_new(connection, decisions, [decision_row(decision) for decision in made])
    other = decisions.alias("other")
    first_filed_at = (
        select(func.min(other.c.at))
        .where(other.c.entry_id == decisions.c.entry_id, other.c.kind == "filed")
        .scalar_subquery()
    )
    _drop_old(
        connection,
        (decisions.c.entry_id, decisions.c.at),
        {decision.entry_id for decision in made},
        and_(
            decisions.c.kind != "ruled",
            or_(decisions.c.kind != "filed", decisions.c.at > first_filed_at),
        ),
        kept=_DECISIONS_KEPT,
    )


def upsert(
    connection: Connection, table: Table, rows: Sequence[Row], *, keep: Collection[str] = ()
) -> None:
    """Insert rows; where the primary key is taken, change that row instead, but for `keep`."""
    if not rows:
        return
    statement = _insert_into(connection, table)
    primary = [column.name for column in table.primary_key]
    changed = {
        name: statement.excluded[name]
        for name in rows[0]
        if name not in primary and name not in keep
    }
    connection.execute(statement.on_conflict_do_update(index_elements=primary, set_=changed), rows)


def add_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert those rows that are not there yet."""
    if rows:
        connection.execute(_insert_into(connection, table).on_conflict_do_nothing(), rows)


def _insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == SQLITE:
        return sqlite.insert(table)
    return postgresql.insert(table)


def _save_states(connection: Connection, updates: Sequence[FeedUpdate]) -> None:
    """Remember the feeds' states, and give back their leases."""
    free = {"lease_owner": None, "lease_until_at": None}
    rows = [state_row(update.state) | {"asked_url": update.state.url} | free for update in updates]
    upsert(connection, feeds, rows, keep={"asked_url"})


def _save_keys(connection: Connection, keys: Mapping[EntryId, tuple[Key, ...]]) -> None:
    rows = [
        {"key": column, "entry_id": entry_id}
        for entry_id, borne in keys.items()
        for column in sorted({key_column(key) for key in borne})
    ]
    _replace(connection, entry_keys, list(keys), rows)


def _save_aliases(connection: Connection, updates: Sequence[FeedUpdate]) -> None:
    """An identity that changes hands leads to the latest."""
    meant = {alias: entry_id for update in updates for alias, entry_id in update.aliases.items()}
    rows = [{"alias": alias, "entry_id": entry_id} for alias, entry_id in meant.items()]
    upsert(connection, aliases, rows)


def _save_seen(connection: Connection, updates: Sequence[FeedUpdate]) -> None:
    add_new(
        connection,
        seen,
        [
            {"feed_id": update.state.feed_id, "address": address_column(address)}
            for update in updates
            for address in update.seen
        ],
    )


def _replace(
    connection: Connection, table: Table, entry_ids: Sequence[EntryId], rows: Sequence[Row]
) -> None:
    """Put these rows in the place of all that these entries have in the table."""
    if entry_ids:
        gone = delete(table).where(table.c.entry_id == bindparam("gone"))
        connection.execute(gone, [{"gone": entry_id} for entry_id in entry_ids])
    if rows:
        connection.execute(insert(table), rows)


def _save_versions(connection: Connection, said: Sequence[Version]) -> None:
    add_new(connection, versions, [as_fields(version) for version in said])
    touched = {version.entry_id for version in said}
    line = (versions.c.entry_id, versions.c.until_at)
    _drop_old(connection, line, touched, kept=_VERSIONS_KEPT)


def _save_fetches(connection: Connection, made: Sequence[FetchRecord]) -> None:
    add_new(connection, fetches, [as_fields(fetch) for fetch in made])
    touched = {fetch.feed_id for fetch in made}
    _drop_old(connection, (fetches.c.feed_id, fetches.c.at), touched, kept=_FETCHES_KEPT)


def _drop_old(
    connection: Connection,
    line: tuple[Column[Any], Column[Any]],
    touched: Collection[str],
    *may_go: ColumnElement[bool],
    kept: int,
) -> None:
    """Of the rows of each of these, drop what is older than the newest so many.

    `line` is whose a row is, and when. What is as old as the last one kept stays too, so
    that to add the same rows again leaves the same.
    """
    if not touched:
        return
    whose, at = line
    newer, one = whose.table.alias("newer"), bindparam("one", type_=Text)
    oldest_kept = (
        select(newer.c[at.name])
        .where(newer.c[whose.name] == one)
        .order_by(newer.c[at.name].desc())
        .limit(1)
        .offset(kept - 1)
        .scalar_subquery()
    )
    connection.execute(
        delete(whose.table).where(whose == one, at < oldest_kept, *may_go),
        [{"one": owner} for owner in sorted(touched)],
    )
