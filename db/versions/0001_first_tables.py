"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_feeds()
    _create_entries()
    _create_what_entries_bear()
    _create_history()
    _create_published()
    _create_robots()


def downgrade() -> None:
    for table in (
        "robots",
        "published",
        "versions",
        "rulings",
        "decisions",
        "topics",
        "entry_keys",
        "entries",
        "stories",
        "fetches",
        "feeds",
    ):
        op.drop_table(table)


def _create_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("asked_url", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("republish", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("validators_url", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_digest", sa.Text),
        sa.Column("next_fetch_at", UTC, nullable=False),
        sa.Column("next_fetch_reason", sa.Text, nullable=False),
        sa.Column("not_before_at", UTC),
        sa.Column("channel", sa.JSON, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("last_outcome", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("last_fetch_at", UTC),
        sa.Column("last_success_at", UTC),
        sa.Column("listing", sa.JSON, nullable=False),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until_at", UTC),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
    )
    op.create_index("ix_feeds_next_fetch_at", "feeds", ["next_fetch_at"])
    op.create_table(
        "fetches",
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_fetches_feed_id_feeds"),
        sa.PrimaryKeyConstraint("feed_id", "at", name="pk_fetches"),
    )


def _create_entries() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("lead_id", sa.Text, nullable=False),
        sa.Column("published_at", UTC, nullable=False),
        sa.Column("updated_at", UTC, nullable=False),
        sa.Column("merged_into", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("feed_id", sa.Text, nullable=False),
        sa.Column("story_id", sa.Text, nullable=False),
        sa.Column("first_seen_at", UTC, nullable=False),
        sa.Column("published_at", UTC, nullable=False),
        sa.Column("updated_at", UTC, nullable=False),
        sa.Column("shown_at", UTC, nullable=False),
        sa.Column("withdrawn_at", UTC),
        sa.Column("held", sa.Text),
        sa.Column("primary_topic", sa.Text),
        sa.Column("disclosure", sa.Text),
        sa.Column("sponsor", sa.Text),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("date_source", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("guid", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("canonical_link", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("rights", sa.Text),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("categories", sa.JSON, nullable=False),
        sa.Column("source_updated_at", UTC),
        sa.Column("image", sa.JSON),
        sa.Column("enclosures", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("content_html", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_entries_feed_id_feeds"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_entries_story_id_stories"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
    )
    op.create_index("ix_entries_feed_id", "entries", ["feed_id"])
    op.create_index("ix_entries_story_id", "entries", ["story_id"])
    op.create_index("ix_entries_shown_at", "entries", ["shown_at"])
    is_held = sa.text("held IS NOT NULL")
    op.create_index(
        "ix_entries_held", "entries", ["held"], sqlite_where=is_held, postgresql_where=is_held
    )
    stands = sa.text("held IS NULL AND withdrawn_at IS NULL")
    op.create_index(
        "ix_entries_standing",
        "entries",
        ["shown_at", "story_id", "id", "feed_id", "primary_topic", "disclosure"],
        sqlite_where=stands,
        postgresql_where=stands,
    )


def _create_what_entries_bear() -> None:
    op.create_table(
        "entry_keys",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        _of_entry("entry_keys"),
        sa.PrimaryKeyConstraint("key", "entry_id", name="pk_entry_keys"),
    )
    op.create_index("ix_entry_keys_entry_id", "entry_keys", ["entry_id"])
    op.create_table(
        "topics",
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        _of_entry("topics"),
        sa.PrimaryKeyConstraint("entry_id", "position", name="pk_topics"),
    )
    op.create_index("ix_topics_topic_entry_id", "topics", ["topic", "entry_id"])


def _create_history() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("config", sa.Text, nullable=False),
        _of_entry("decisions"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("entry_id", "digest", name="uq_decisions_entry_id_digest"),
    )
    op.create_table(
        "rulings",
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        _of_entry("rulings"),
        sa.PrimaryKeyConstraint("entry_id", "at", "kind", name="pk_rulings"),
    )
    op.create_table(
        "versions",
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("until_at", UTC, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("content_html", sa.Text, nullable=False),
        _of_entry("versions"),
        sa.PrimaryKeyConstraint("entry_id", "until_at", name="pk_versions"),
    )


def _create_published() -> None:
    op.create_table(
        "published",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("atom_id", sa.Text, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("updated_at", UTC, nullable=False),
        sa.Column("changed_at", UTC, nullable=False),
        sa.Column("story_ids", sa.JSON, nullable=False),
        sa.Column("refused", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_published"),
    )


def _create_robots() -> None:
    op.create_table(
        "robots",
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("until_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("site", name="pk_robots"),
    )


def _of_entry(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["entry_id"], ["entries.id"], name=f"fk_{table}_entry_id_entries"
    )
