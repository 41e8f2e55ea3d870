"""Reading entries: by id, by story, and all that is known of a batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Text,
    column,
    func,
    select,
    true,
    values,
)

from aggregator.core.dedupe import is_of_window
from aggregator.model import (
    EntryId,
    FeedId,
    FiledEntry,
    Key,
    Known,
    Recalled,
    Ruling,
    StoryId,
    StoryState,
)
from aggregator.store.rows import (
    address_column,
    filed_from,
    key_column,
    story_from,
    value_from,
)
from aggregator.store.schema import (
    aliases,
    entries,
    entry_keys,
    feeds,
    rulings,
    seen,
    stories,
    topics,
)

K = TypeVar("K", bound=str)
V = TypeVar("V")

# Of entries that share a key so many are looked at, the newest: a column runs for years.
MOST_BEARERS = 50
# Of those that may tell one event, where they share a word of one window: many words are asked.
MOST_TELLERS = 12
# Of a key that more bear, no age is compared: those among the latest are taken. What one
# entry costs must not grow with what is stored.
MOST_COMPARED = 300
LATEST = 20_000
# SQLite may be built to bind no more than 999 values (sqlite.org/limits.html).
_BITE = 900


def rows_among(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    column: ColumnElement[Any],
    wanted: Collection[str],
) -> Iterator[RowMapping]:
    """The rows of `query` whose `column` is among these, asked for in bites."""
    values = sorted(wanted)
    for start in range(0, len(values), _BITE):
        bite = query.where(column.in_(values[start : start + _BITE]))
        yield from connection.execute(bite).mappings()


def filed_among(
    connection: Connection, column: Column[Any], wanted: Collection[str]
) -> dict[EntryId, FiledEntry]:
    """Entries whose `column` is among these; those of one story in the order they came."""
    came = (entries.c.first_seen_at, entries.c.id)
    return filed_from_rows(
        connection, rows_among(connection, select(entries).order_by(*came), column, wanted)
    )


def filed_from_rows(
    connection: Connection, rows: Iterable[RowMapping]
) -> dict[EntryId, FiledEntry]:
    """Rows of `entries`, in their order, joined by their topics."""
    found = {row["id"]: row for row in rows}
    query = select(topics).order_by(topics.c.entry_id, topics.c.position)
    borne = grouped(
        (row["entry_id"], row["topic"])
        for row in rows_among(connection, query, topics.c.entry_id, found)
    )
    return {entry_id: filed_from(row, borne.get(entry_id, ())) for entry_id, row in found.items()}


def read_known(connection: Connection, ids: Collection[EntryId], keys: Collection[Key]) -> Known:
    bearers = list(_bearers(connection, keys))
    wanted = {*ids, *(entry_id for _, entry_id in bearers)}
    among = rows_among(connection, select(entries.c.story_id), entries.c.id, wanted)
    members = filed_among(connection, entries.c.story_id, {row["story_id"] for row in among})
    by_age = sorted(bearers, key=lambda pair: (members[pair[1]].first_seen_at, pair[1]))
    return Known(
        entries=members,
        keys=dict.fromkeys(keys, ()) | grouped(by_age),
        stories=_stories(connection, members.values()),
        rulings=rulings_on(connection, members),
        began_at=connection.scalar(select(func.min(feeds.c.added_at))),
    )


def recalled(connection: Connection, ids: Collection[EntryId]) -> dict[EntryId, Recalled]:
    """What is stored under each of these identities; an entry's own goes before an alias."""
    found = rows_among(connection, select(aliases), aliases.c.alias, ids)
    meant = {row["alias"]: row["entry_id"] for row in found}
    wanted = {*ids, *meant.values()}
    query = select(
        entries.c.id,
        entries.c.digest,
        entries.c.title,
        entries.c.canonical_link,
        entries.c.published_at,
        entries.c.withdrawn_at,
    )
    stored = {row["id"]: row for row in rows_among(connection, query, entries.c.id, wanted)}
    rows = {one: stored.get(one) or stored.get(meant.get(one, "")) for one in ids}
    return {one: _recalled(row) for one, row in rows.items() if row is not None}


def _recalled(row: RowMapping) -> Recalled:
    return Recalled(
        id=row["id"],
        digest=None if row["withdrawn_at"] else row["digest"],
        title=row["title"],
        canonical_link=row["canonical_link"],
        published_at=row["published_at"],
    )


def unseen(connection: Connection, feed_id: FeedId, addresses: Collection[str]) -> frozenset[str]:
    asked = {address_column(address): address for address in addresses}
    query = select(seen.c.address).where(seen.c.feed_id == feed_id)
    known = {row["address"] for row in rows_among(connection, query, seen.c.address, asked)}
    return frozenset(address for column, address in asked.items() if column not in known)


def rulings_on(
    connection: Connection, ids: Collection[EntryId]
) -> Mapping[EntryId, tuple[Ruling, ...]]:
    """The rulings on each entry that has any, oldest first."""
    query = select(rulings).order_by(rulings.c.at, rulings.c.kind)
    found = rows_among(connection, query, rulings.c.entry_id, ids)
    return grouped((row["entry_id"], value_from(Ruling, row)) for row in found)


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """Second parts by their first, in the order they came."""
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for key, item in pairs:
        groups[key].append(item)
    return {key: tuple(group) for key, group in groups.items()}


def _bearers(connection: Connection, keys: Collection[Key]) -> Iterator[tuple[Key, EntryId]]:
    asked = {key_column(key): key for key in keys}
    borne = _times_borne(connection, asked)
    few = {key for key, times in borne.items() if 0 < times <= _most(key)}
    found = rows_among(connection, select(entry_keys), entry_keys.c.key, few)
    yield from ((asked[row["key"]], row["entry_id"]) for row in found)
    for key, times in sorted(borne.items()):
        if times > _most(key):
            newest = _newest if times <= MOST_COMPARED else _latest
            yield from ((asked[key], one) for one in newest(connection, key))


def _most(key: str) -> int:
    return MOST_TELLERS if is_of_window(key) else MOST_BEARERS


def _times_borne(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """How many bear each key; no further counted than makes a difference."""
    ordered = sorted(keys)
    bites = (ordered[start : start + _BITE] for start in range(0, len(ordered), _BITE))
    return {row.key: row.times for bite in bites for row in connection.execute(_counting(bite))}


def _counting(keys: Sequence[str]) -> Select[*tuple[Any, ...]]:
    asked = values(column("key", Text), name="asked").data([(key,) for key in keys]).cte("asked")
    bearers = select(entry_keys.c.entry_id).where(entry_keys.c.key == asked.c.key)
    some = bearers.limit(MOST_COMPARED + 1).correlate(asked).subquery()
    times = select(func.count()).select_from(some).scalar_subquery()
    return select(asked.c.key, times.label("times"))


def _newest(connection: Connection, key: str) -> Iterator[EntryId]:
    """The newest entries that bear a key."""
    query = (
        select(entry_keys.c.entry_id)
        .join(entries, entries.c.id == entry_keys.c.entry_id)
        .where(entry_keys.c.key == key)
        .order_by(entries.c.first_seen_at.desc(), entries.c.id)
        .limit(_most(key))
    )
    yield from connection.scalars(query)


def _latest(connection: Connection, key: str) -> Iterator[EntryId]:
    """Those of the latest entries that bear a key: walked from the newest on."""
    by_age = select(entries.c.shown_at).order_by(entries.c.shown_at.desc())
    since = connection.scalar(by_age.limit(1).offset(LATEST))
    bears = select(entry_keys.c.key).where(
        entry_keys.c.key == key, entry_keys.c.entry_id == entries.c.id
    )
    query = (
        select(entries.c.id)
        .where(bears.exists(), entries.c.shown_at >= since if since else true())
        .order_by(entries.c.shown_at.desc(), entries.c.id)
        .limit(_most(key))
    )
    yield from connection.scalars(query)


def _stories(connection: Connection, members: Iterable[FiledEntry]) -> dict[StoryId, StoryState]:
    seated = grouped((filed.story_id, filed.entry.id) for filed in members)
    found = rows_among(connection, select(stories), stories.c.id, seated)
    return {row["id"]: story_from(row, seated[row["id"]]) for row in found}
