"""Archives of what was published, what departed, and pings that hubs have not had."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "archives",
        sa.Column("output_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("chain", sa.Integer, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("output_id", "number", name="pk_archives"),
    )
    op.create_table(
        "archived",
        sa.Column("output_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("story_id", sa.Text, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("output_id", "key", name="pk_archived"),
    )
    op.create_table(
        "departed",
        sa.Column("output_id", sa.Text, nullable=False),
        sa.Column("story_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("output_id", "story_id", name="pk_departed"),
    )
    op.create_table(
        "pings",
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("since_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("hub", "address", name="pk_pings"),
    )


def downgrade() -> None:
    for table in ("pings", "departed", "archived", "archives"):
        op.drop_table(table)
