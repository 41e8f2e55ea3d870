"""What hubs are still to hear of."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from aggregator.model import Ping
from aggregator.store.apply import upsert
from aggregator.store.columns import as_fields
from aggregator.store.rows import value_from
from aggregator.store.schema import pings


def read(connection: Connection) -> tuple[Ping, ...]:
    asked = select(pings).order_by(pings.c.hub, pings.c.address)
    return tuple(value_from(Ping, row) for row in connection.execute(asked).mappings())


def remember(connection: Connection, hub: str, addresses: Collection[str], now: datetime) -> None:
    new = [Ping(hub=hub, address=one, since_at=now, next_at=now) for one in addresses]
    # A change is no reason to be at a hub sooner that does not answer.
    upsert(connection, pings, [as_fields(ping) for ping in new], keep=("next_at", "failures"))


def put_off(connection: Connection, those: Collection[Ping]) -> None:
    if those:
        connection.execute(
            update(pings)
            .where(pings.c.hub == bindparam("at"), pings.c.address == bindparam("of"))
            .values(next_at=bindparam("later"), failures=bindparam("times")),
            [
                {"at": one.hub, "of": one.address, "later": one.next_at, "times": one.failures}
                for one in those
            ],
        )


def forget(connection: Connection, those: Collection[Ping]) -> None:
    if those:
        connection.execute(
            delete(pings).where(
                pings.c.hub == bindparam("at"),
                pings.c.address == bindparam("of"),
                pings.c.since_at == bindparam("since"),
            ),
            [{"at": one.hub, "of": one.address, "since": one.since_at} for one in those],
        )
