"""The feeds that we follow: which, when, and who fetches them just now."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from aggregator.model import Feed, FeedId, FeedState, Outage
from aggregator.ports import Scope
from aggregator.store.apply import add_new
from aggregator.store.columns import as_fields
from aggregator.store.engine import POSTGRES
from aggregator.store.locks import host, lease_owner
from aggregator.store.rows import Row, state_from, state_row, subscription_row, value_from
from aggregator.store.schema import entries, feeds, outages

_HISTORY = {
    "id", "channel", "last_fetch_at", "last_success_at", "arrivals",
    "added_at", "notices",
}  # fmt: skip

# More than a round takes, and than two machines on one store may differ by.
_CLOCK_JUMP = timedelta(hours=1)


def sync_feeds(connection: Connection, asked: Sequence[Feed], now: datetime) -> None:
    found = connection.execute(select(feeds.c.id, feeds.c.asked_url, feeds.c.url))
    known = {row.id: (row.asked_url, row.url) for row in found}
    changed = [feed for feed in asked if known.get(feed.id, (feed.url,))[0] != feed.url]
    # Who takes over into feeds.yaml the address that was adopted changes nothing.
    confirmed = [feed for feed in changed if known[feed.id][1] == feed.url]
    moved = [feed for feed in changed if known[feed.id][1] != feed.url]
    left_out = known.keys() - {feed.id for feed in asked}
    _change(connection, {feed.id: {"moved_from": None} for feed in confirmed})
    _change(connection, {feed.id: _forgotten(feed, now) for feed in moved})
    _change(connection, {feed.id: subscription_row(feed) for feed in asked})
    _change(connection, {feed_id: {"active": False} for feed_id in left_out})
    add_new(connection, feeds, [_first_row(feed, now) for feed in asked if feed.id not in known])


def claim(
    connection: Connection, scope: Scope, now: datetime, *, lease: timedelta, limit: int
) -> tuple[FeedState, ...]:
    chosen = (
        select(feeds)
        .where(feeds.c.active, _is_free(now), _is_wanted(scope, now))
        .order_by(feeds.c.next_fetch_at, feeds.c.id)
        .limit(limit)
    )
    states = tuple(state_from(row) for row in connection.execute(chosen).mappings())
    taken = {"lease_owner": lease_owner(), "lease_until_at": now + lease}
    _change(connection, {state.feed_id: taken for state in states})
    return states


def postpone(connection: Connection, states: Collection[FeedState]) -> None:
    later = {
        state.feed_id: {
            "next_fetch_at": state.next_fetch_at,
            "next_fetch_reason": state.next_fetch_reason,
            "lease_owner": None,
            "lease_until_at": None,
        }
        for state in states
    }
    _change(connection, later)


def outage(connection: Connection) -> Outage | None:
    found = connection.execute(select(outages)).mappings().first()
    return None if found is None else value_from(Outage, found)


def save_outage(connection: Connection, outage: Outage | None) -> None:
    connection.execute(delete(outages))
    if outage is not None:
        add_new(connection, outages, [as_fields(outage)])


def free_leases(connection: Connection) -> None:
    """Free what earlier rounds left. A PostgreSQL store may have workers on other hosts."""
    ours = feeds.c.lease_owner.startswith(f"{host()}:", autoescape=True)
    left = ours if connection.dialect.name == POSTGRES else feeds.c.lease_owner.is_not(None)
    connection.execute(update(feeds).where(left).values(lease_owner=None, lease_until_at=None))


def feed_states(connection: Connection) -> tuple[FeedState, ...]:
    followed = select(feeds).where(feeds.c.active).order_by(feeds.c.id)
    return tuple(state_from(row) for row in connection.execute(followed).mappings())


def entry_counts(connection: Connection) -> Mapping[FeedId, int]:
    counted = select(entries.c.feed_id, func.count()).group_by(entries.c.feed_id)
    return {FeedId(feed_id): count for feed_id, count in connection.execute(counted)}


def _change(connection: Connection, rows: Mapping[FeedId, Row]) -> None:
    """Set these columns of these feeds; the same ones for each."""
    if rows:
        connection.execute(
            update(feeds).where(feeds.c.id == bindparam("of")),
            [{"of": feed_id, **row} for feed_id, row in rows.items()],
        )


def _first_row(feed: Feed, now: datetime) -> Row:
    return {
        **state_row(FeedState(feed_id=feed.id, url=feed.url, next_fetch_at=now, added_at=now)),
        **subscription_row(feed),
    }


def _forgotten(feed: Feed, now: datetime) -> Row:
    """The columns of what another address taught us.

    Its listing, too: what the new address does not list was not withdrawn.
    """
    fresh = FeedState(
        feed_id=feed.id, url=feed.url, next_fetch_at=now, next_fetch_reason="new address"
    )
    return {name: cell for name, cell in state_row(fresh).items() if name not in _HISTORY}


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(feeds.c.lease_until_at.is_(None), feeds.c.lease_until_at <= now)


def _is_wanted(scope: Scope, now: datetime) -> ColumnElement[bool]:
    # Fetched in the future: the clock was wrong then, and so is every wait since.
    misdated = feeds.c.last_fetch_at > now + _CLOCK_JUMP
    untaken = or_(feeds.c.last_fetch_at.is_(None), feeds.c.last_fetch_at < now, misdated)
    allowed = or_(feeds.c.not_before_at.is_(None), feeds.c.not_before_at <= now, misdated)
    match scope:
        case Scope.DUE:
            return and_(feeds.c.gone.is_(False), or_(feeds.c.next_fetch_at <= now, misdated))
        case Scope.ALL:
            return and_(feeds.c.gone.is_(False), allowed, untaken)
        case Scope.FORCE:
            return untaken
