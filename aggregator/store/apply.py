"""Writing what a plan decided: all of it, and the same however often."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import (
    Connection,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.model import EntryId, FeedUpdate, FiledEntry, Key
from aggregator.store.columns import as_fields
from aggregator.store.engine import SQLITE
from aggregator.store.rows import (
    Row,
    decision_row,
    entry_row,
    key_column,
    state_row,
    story_row,
    topic_rows,
)
from aggregator.store.schema import (
    decisions,
    entries,
    entry_keys,
    feeds,
    fetches,
    stories,
    topics,
    versions,
)

# How much of a feed's history is kept.
_FETCHES_KEPT = 100


def apply_updates(connection: Connection, updates: Sequence[FeedUpdate]) -> None:
    """Write these in their order: where two say something of one thing, the later stands."""
    filed = {entry.entry.id: entry for update in updates for entry in update.entries}
    _save_states(connection, updates)
    upsert(connection, stories, [story_row(story) for u in updates for story in u.stories])
    save_entries(connection, filed.values())
    _save_keys(connection, {entry: keys for u in updates for entry, keys in u.keys.items()})
    add_new(connection, decisions, [decision_row(d) for u in updates for d in u.decisions])
    add_new(connection, versions, [as_fields(v) for u in updates for v in u.versions])
    _save_fetches(connection, updates)


def save_entries(connection: Connection, filed: Collection[FiledEntry]) -> None:
    """Write entries, and their topics whole."""
    upsert(connection, entries, [entry_row(entry) for entry in filed])
    _replace(
        connection,
        topics,
        [entry.entry.id for entry in filed],
        [row for entry in filed for row in topic_rows(entry.entry.id, entry.filing)],
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


def _replace(
    connection: Connection, table: Table, entry_ids: Sequence[EntryId], rows: Sequence[Row]
) -> None:
    """Put these rows in the place of all that these entries have in the table."""
    if entry_ids:
        gone = delete(table).where(table.c.entry_id == bindparam("gone"))
        connection.execute(gone, [{"gone": entry_id} for entry_id in entry_ids])
    if rows:
        connection.execute(insert(table), rows)


def _save_fetches(connection: Connection, updates: Sequence[FeedUpdate]) -> None:
    """Add to each feed's history, and drop what lies too far back."""
    if not updates:
        return
    add_new(connection, fetches, [as_fields(update.fetch) for update in updates])
    newer, feed_id = fetches.alias("newer"), bindparam("feed", type_=Text)
    oldest_kept = (
        select(newer.c.at)
        .where(newer.c.feed_id == feed_id)
        .order_by(newer.c.at.desc())
        .limit(1)
        .offset(_FETCHES_KEPT - 1)
        .scalar_subquery()
    )
    connection.execute(
        delete(fetches).where(fetches.c.feed_id == feed_id, fetches.c.at < oldest_kept),
        [{"feed": update.fetch.feed_id} for update in updates],
    )
