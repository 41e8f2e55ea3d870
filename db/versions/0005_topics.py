"""How sure a filing is, and the auction that an entry tells of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "entries", sa.Column("confidence", sa.Float, nullable=False, server_default=sa.text("0"))
    )
    op.add_column("entries", sa.Column("sale_from_at", sa.DateTime(timezone=True)))
    op.add_column("entries", sa.Column("sale_until_at", sa.DateTime(timezone=True)))
    op.add_column("entries", sa.Column("sale_is_result", sa.Boolean))


def downgrade() -> None:
    with op.batch_alter_table("entries") as table:
        for name in ("confidence", "sale_from_at", "sale_until_at", "sale_is_result"):
            table.drop_column(name)
