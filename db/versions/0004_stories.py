"""Which entries are copies of which, and which feeds never lead a story."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("leads", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("entries", sa.Column("copy_of", sa.Text))
    # Until now a story's members were copies of one text: of the first that came.
    op.execute(
        "UPDATE entries SET copy_of = ("
        " SELECT first.id FROM entries AS first WHERE first.story_id = entries.story_id"
        " ORDER BY first.first_seen_at, first.id LIMIT 1)"
    )
    op.execute("UPDATE entries SET copy_of = NULL WHERE copy_of = id")
    op.create_index(
        "ix_entries_copy_of",
        "entries",
        ["copy_of"],
        sqlite_where=sa.text("copy_of IS NOT NULL"),
        postgresql_where=sa.text("copy_of IS NOT NULL"),
    )


def downgrade() -> None:
    # Keys of windows and of schemes that the program before this one does not know.
    op.execute("DELETE FROM entry_keys WHERE key LIKE 'w%/%'")
    op.drop_index("ix_entries_copy_of", "entries")
    with op.batch_alter_table("entries") as table:
        table.drop_column("copy_of")
    with op.batch_alter_table("feeds") as table:
        table.drop_column("leads")
