"""`ports.Store` on SQL. Every method is one transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from aggregator.errors import StoreError
from aggregator.model import (
    Archive,
    Departure,
    EntryId,
    Feed,
    FeedId,
    FeedState,
    FeedUpdate,
    FiledEntry,
    InForce,
    Key,
    Outage,
    OutputFeed,
    OutputId,
    Pending,
    Ping,
    Plan,
    Published,
    Recalled,
    Revise,
    Revision,
    RobotsTxt,
    Ruling,
    Story,
    StoryId,
    Topic,
)
from aggregator.ports import Explanation, ItemQuery, Scope, Store, Totals
from aggregator.store import (
    following,
    history,
    inforce,
    items,
    outputs,
    pings,
    rulings,
    schema,
    selection,
)
from aggregator.store.apply import apply_revision, apply_updates, upsert
from aggregator.store.columns import as_fields
from aggregator.store.engine import (
    engine_for,
    reading,
    sqlite_file,
    store_errors,
    wait_turn,
    writing,
)
from aggregator.store.known import read_known, recalled, unseen
from aggregator.store.locks import round_lock
from aggregator.store.migrate import bring_to_head


def open_store(url: str, *, create: bool = True) -> "SqlStore":
    """The store at this address, brought to our schema; a new file only with `create`.

    Raises StoreError where it cannot be opened, is not ours, or is newer than we are.
    """
    store = SqlStore(engine_for(url))
    file = sqlite_file(store.engine)
    if not create and file is not None and not file.exists():
        raise StoreError(
            f"{file}: no database there yet; `aggregator once` makes one (--database URL)"
        )
    try:
        bring_to_head(store.engine)
    except StoreError:
        store.close()
        raise
    return store


class SqlStore(Store):
    """The docstrings of the methods are those of `ports.Store`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def round_lock(self) -> Iterator[None]:
        with round_lock(self.engine):
            with self._writing() as connection:
                following.free_leases(connection)
            yield

    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        with self._writing() as connection:
            following.sync_feeds(connection, feeds, now)

    def claim(
        self, scope: Scope, now: datetime, *, lease: timedelta, limit: int
    ) -> tuple[FeedState, ...]:
        with self._writing() as connection:
            return following.claim(connection, scope, now, lease=lease, limit=limit)

    def postpone(self, states: Collection[FeedState]) -> None:
        with self._writing() as connection:
            following.postpone(connection, states)

    def outage(self) -> Outage | None:
        with self._reading() as connection:
            return following.outage(connection)

    def save_outage(self, outage: Outage | None) -> None:
        with self._writing() as connection:
            following.save_outage(connection, outage)

    def feed_states(self) -> tuple[FeedState, ...]:
        with self._reading() as connection:
            return following.feed_states(connection)

    def entry_counts(self) -> Mapping[FeedId, int]:
        with self._reading() as connection:
            return following.entry_counts(connection)

    def recall(self, ids: Collection[EntryId]) -> Mapping[EntryId, Recalled]:
        with self._reading() as connection:
            return recalled(connection, ids)

    def unseen(self, feed_id: FeedId, addresses: Collection[str]) -> frozenset[str]:
        with self._reading() as connection:
            return unseen(connection, feed_id, addresses)

    def decide(
        self, ids: Collection[EntryId], keys: Collection[Key], plan: Plan
    ) -> tuple[FeedUpdate, ...]:
        with self._writing() as connection:
            updates = plan(read_known(connection, ids, keys))
            apply_updates(connection, updates)
        return updates

    def revise(self, ids: Collection[EntryId], plan: Revise) -> Revision:
        with self._writing() as connection:
            revision = plan(read_known(connection, ids, ()))
            apply_revision(connection, revision)
        return revision

    @contextmanager
    def rehearsal(self) -> Iterator["SqlStore"]:
        with store_errors(self.engine), writing(self.engine).connect() as connection:
            undone = connection.begin()
            try:
                wait_turn(connection)
                yield _Rehearsal(connection)
            finally:
                undone.rollback()

    def in_force(self) -> InForce | None:
        with self._reading() as connection:
            return inforce.read(connection)

    def save_in_force(self, in_force: InForce) -> None:
        with self._writing() as connection:
            inforce.save(connection, in_force)

    def stories(self, output: OutputFeed, now: datetime) -> tuple[Story, ...]:
        with self._reading() as connection:
            return outputs.stories_for(connection, output, now)

    def explained(
        self, output: OutputFeed, ids: Collection[StoryId], now: datetime
    ) -> frozenset[StoryId]:
        with self._reading() as connection:
            return selection.explained(connection, output, ids, now)

    def crowded(
        self, output: OutputFeed, ids: Collection[StoryId], now: datetime
    ) -> frozenset[StoryId]:
        with self._reading() as connection:
            return selection.crowded(connection, output, ids, now)

    def published(self, output_id: OutputId) -> Published | None:
        with self._reading() as connection:
            return items.published_outputs(connection).get(output_id)

    def published_all(self) -> tuple[Published, ...]:
        with self._reading() as connection:
            return tuple(items.published_outputs(connection).values())

    def save_published(self, published: Published) -> None:
        with self._writing() as connection:
            upsert(connection, schema.published, [as_fields(published)])

    def stamp(self) -> str:
        with self._reading() as connection:
            return history.stamp(connection)

    def pending(self, output: OutputFeed, now: datetime) -> tuple[Pending, ...]:
        with self._reading() as connection:
            return history.pending(connection, output, now)

    def told(
        self, output: OutputFeed, ids: Collection[StoryId], now: datetime
    ) -> tuple[Story, ...]:
        with self._reading() as connection:
            return history.told(connection, output, ids, now)

    def taken_down(self, output: OutputFeed, now: datetime) -> frozenset[StoryId]:
        with self._reading() as connection:
            return history.taken_down(connection, output, now)

    def archives(self, output_id: OutputId) -> tuple[Archive, ...]:
        with self._reading() as connection:
            return history.archives_of(connection, output_id)

    def archive_body(self, archive: Archive) -> bytes | None:
        with self._reading() as connection:
            return history.body_of(connection, archive)

    def save_archive(
        self, archive: Archive, body: bytes, stories: Mapping[StoryId, datetime]
    ) -> None:
        with self._writing() as connection:
            history.save_archive(connection, archive, body, stories)

    def forget_archives(self, output_id: OutputId) -> None:
        with self._writing() as connection:
            history.forget_archives(connection, output_id)

    def replace_archives(
        self, archives: Iterable[tuple[Archive, bytes]], without: Collection[StoryId]
    ) -> None:
        rows = [history.archive_row(archive, body) for archive, body in archives]
        with self._writing() as connection:
            history.replace_archives(connection, rows, without)

    def departures(self, output_id: OutputId) -> tuple[Departure, ...]:
        with self._reading() as connection:
            return history.departures_of(connection, output_id)

    def save_departures(self, output_id: OutputId, departures: Collection[Departure]) -> None:
        with self._writing() as connection:
            history.save_departures(connection, output_id, departures)

    def items(self, query: ItemQuery) -> tuple[FiledEntry, ...]:
        with self._reading() as connection:
            return items.items(connection, query)

    def explain(self, entry_id: EntryId) -> Explanation | None:
        with self._reading() as connection:
            return items.explain(connection, entry_id)

    def ruled_entries(self) -> tuple[tuple[FiledEntry, Topic], ...]:
        with self._reading() as connection:
            return items.ruled_entries(connection)

    def rule(self, ruling: Ruling) -> None:
        with self._writing() as connection:
            rulings.rule(connection, ruling)

    def robots(self, site: str) -> RobotsTxt | None:
        with self._reading() as connection:
            return items.robots_of(connection, site)

    def save_robots(self, rules: RobotsTxt) -> None:
        with self._writing() as connection:
            upsert(connection, schema.robots, [as_fields(rules)])

    def pings(self) -> tuple[Ping, ...]:
        with self._reading() as connection:
            return pings.read(connection)

    def remember_pings(self, hub: str, addresses: Collection[str], now: datetime) -> None:
        with self._writing() as connection:
            pings.remember(connection, hub, addresses, now)

    def put_off_pings(self, those: Collection[Ping]) -> None:
        with self._writing() as connection:
            pings.put_off(connection, those)

    def forget_pings(self, those: Collection[Ping]) -> None:
        with self._writing() as connection:
            pings.forget(connection, those)

    def totals(self) -> Totals:
        with self._reading() as connection:
            return items.totals(connection)

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with store_errors(self.engine), reading(self.engine).begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with store_errors(self.engine), writing(self.engine).begin() as connection:
            wait_turn(connection)
            yield connection


class _Rehearsal(SqlStore):
    """The same store within one transaction, which whoever began it will undo."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.engine)
        self._connection = connection

    @contextmanager
    def round_lock(self) -> Iterator[None]:
        yield  # nothing done here is seen by any round

    @contextmanager
    def rehearsal(self) -> Iterator[SqlStore]:
        with self._connection.begin_nested() as undone:
            try:
                yield self
            finally:
                undone.rollback()

    def close(self) -> None:
        """Its engine is another's."""

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with store_errors(self.engine):
            yield self._connection

    _writing = _reading
