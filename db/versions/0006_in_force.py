"""The feeds.yaml that is in force, and of an edited one that waits what is to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "in_force",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_digest", sa.Text),
        sa.Column("waiting_changes", sa.Integer),
        sa.Column("waiting_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_in_force"),
    )


def downgrade() -> None:
    op.drop_table("in_force")
