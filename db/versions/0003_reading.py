"""Under which identities items come, how they were titled and dated, what sitemaps list."""

import re
import unicodedata
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _added() -> dict[str, tuple[sa.Column[object], ...]]:
    return {
        "feeds": (
            sa.Column("flaw", sa.Text),
            sa.Column("added_at", MOMENT),
            sa.Column("identity", sa.Text, nullable=False, server_default="guid"),
            sa.Column("rekeyed", sa.Integer, nullable=False, server_default="0"),
            sa.Column("notices", sa.JSON, nullable=False, server_default="[]"),
            sa.Column("parts", sa.JSON, nullable=False, server_default="[]"),
            sa.Column("unread", sa.JSON, nullable=False, server_default="[]"),
        ),
        "entries": (
            sa.Column("late", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("flaps", sa.Integer, nullable=False, server_default="0"),
            sa.Column("edited_at", MOMENT),
            sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
            sa.Column("moved_at", MOMENT),
            sa.Column("title_source", sa.Text, nullable=False, server_default="stated"),
        ),
        "versions": (
            sa.Column("link", sa.Text, nullable=False, server_default=""),
            sa.Column("categories", sa.JSON, nullable=False, server_default="[]"),
        ),
    }


def upgrade() -> None:
    # Without a batch, and with their defaults left to them: SQLite would copy each table for that.
    for name, columns in _added().items():
        for column in columns:
            op.add_column(name, column)
    op.create_table(
        "aliases",
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("alias", name="pk_aliases"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_aliases_entry_id_entries"),
    )
    op.create_table(
        "seen",
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("feed_id", "address", name="pk_seen"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_seen_feed_id_feeds"),
    )
    _fill()


def downgrade() -> None:
    op.execute("DELETE FROM entry_keys WHERE key LIKE 'title:%'")
    op.drop_table("seen")
    op.drop_table("aliases")
    for name, columns in _added().items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column.name)


def _fill() -> None:
    """A feed has been followed at least since its first entry came."""
    op.execute("UPDATE feeds SET flaw = error WHERE last_outcome IN ('fetched', 'not modified')")
    op.execute(
        "UPDATE feeds SET added_at ="
        " (SELECT min(first_seen_at) FROM entries WHERE entries.feed_id = feeds.id)"
    )
    # What an entry's addresses and categories were in its versions nobody knows: as they are now.
    op.execute(
        "UPDATE versions SET (link, categories) ="
        " (SELECT link, categories FROM entries WHERE entries.id = versions.entry_id)"
    )
    _fill_title_keys()


def _fill_title_keys() -> None:
    """By its title an entry is found again, should its id and its address change."""
    connection = op.get_bind()
    entries = sa.table("entries", sa.column("id"), sa.column("feed_id"), sa.column("title"))
    keys = sa.table("entry_keys", sa.column("key"), sa.column("entry_id"))
    for rows in connection.execute(sa.select(entries)).partitions(1000):
        found = [
            {"key": _title_key(row.feed_id, row.title), "entry_id": row.id}
            for row in rows
            if _folded(row.title) not in {"", "untitled"}
        ]
        if found:
            connection.execute(sa.insert(keys), found)


def _title_key(feed_id: str, title: str) -> str:
    """As the program made it when this migration was written."""
    said = "\0".join((feed_id, _folded(title))).encode(errors="replace")
    return f"title:{sha256(said).hexdigest()[:32]}"


def _folded(title: str) -> str:
    bare = title.casefold()
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    return " ".join(re.findall(r"[^\W_]+", bare))
