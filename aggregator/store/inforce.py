"""The feeds.yaml that is in force, and the one that waits."""

from sqlalchemy import Connection, RowMapping, delete, insert, select

from aggregator.model import InForce, Waiting
from aggregator.store.schema import in_force


def read(connection: Connection) -> InForce | None:
    row = connection.execute(select(in_force)).mappings().first()
    if row is None:
        return None
    return InForce(
        digest=row["digest"],
        text=row["text"],
        applied_at=row["applied_at"],
        waiting=_waiting(row),
    )


def save(connection: Connection, now: InForce) -> None:
    """Put it in the place of the one before."""
    waiting = now.waiting
    connection.execute(delete(in_force))
    connection.execute(
        insert(in_force).values(
            digest=now.digest,
            text=now.text,
            applied_at=now.applied_at,
            waiting_digest=waiting.digest if waiting else None,
            waiting_changes=waiting.changes if waiting else None,
            waiting_at=waiting.at if waiting else None,
        )
    )


def _waiting(row: RowMapping) -> Waiting | None:
    if row["waiting_digest"] is None:
        return None
    return Waiting(
        digest=row["waiting_digest"], changes=row["waiting_changes"], at=row["waiting_at"]
    )
