"""What a feed's pace, moves and replacements are remembered by, and our own outages."""

from datetime import UTC, datetime
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ARRIVALS_KEPT = 20


def upgrade() -> None:
    with op.batch_alter_table("feeds") as feeds:
        for column in (
            sa.Column("refused_by", sa.Text),
            sa.Column("arrivals", sa.JSON, nullable=False, server_default="[]"),
            sa.Column("slowed", sa.Integer, nullable=False, server_default="0"),
            sa.Column("failing_since_at", MOMENT),
            sa.Column("moved_from", sa.Text),
            sa.Column("move", sa.JSON),
            sa.Column("sought_at", MOMENT),
            sa.Column("proposal", sa.JSON),
            sa.Column("robots_at", MOMENT),
            sa.Column("disallowed", sa.Boolean, nullable=False, server_default=sa.false()),
        ):
            feeds.add_column(column)
    with op.batch_alter_table("feeds") as feeds:
        for name in ("arrivals", "slowed", "disallowed"):
            feeds.alter_column(name, server_default=None)
    op.create_table(
        "outages",
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("probe_at", MOMENT, nullable=False),
        sa.Column("probes", sa.Integer, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("began_at", name="pk_outages"),
    )
    _fill()


def downgrade() -> None:
    op.drop_table("outages")
    with op.batch_alter_table("feeds") as feeds:
        for name in (
            "refused_by", "arrivals", "slowed", "failing_since_at", "moved_from", "move",
            "sought_at", "proposal", "robots_at", "disallowed",
        ):  # fmt: skip
            feeds.drop_column(name)


def _fill() -> None:
    """Derive from what is stored already when each feed's newest entries came."""
    connection = op.get_bind()
    feeds = sa.table("feeds", sa.column("id"), sa.column("arrivals", sa.JSON))
    entries = sa.table("entries", sa.column("feed_id"), sa.column("shown_at", MOMENT))
    place = sa.func.row_number().over(
        partition_by=entries.c.feed_id, order_by=entries.c.shown_at.desc()
    )
    ranked = sa.select(entries, place.label("place")).subquery()
    newest = (
        sa.select(ranked.c.feed_id, ranked.c.shown_at)
        .where(ranked.c.place <= ARRIVALS_KEPT)
        .order_by(ranked.c.feed_id, ranked.c.place)
    )
    found = connection.execute(newest).all()
    for feed_id, rows in groupby(found, key=lambda row: row.feed_id):
        arrivals = [_in_utc(row.shown_at) for row in rows]
        connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(arrivals=arrivals))
    connection.execute(
        sa.text("UPDATE feeds SET failing_since_at = last_success_at WHERE failures > 0")
    )


def _in_utc(at: datetime) -> str:
    """SQLite keeps no zone."""
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()
