"""The tables. `db/versions` builds them; a test holds the two equal.

What can be derived is not stored, so that it cannot drift: the members of a story are
the entries that name it, in the order they came (first_seen_at, then id), and the
entry that speaks for it is chosen when it is asked for (`outputs`).
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from aggregator.model import (
    DateSource,
    Disclosure,
    Enclosure,
    Evidence,
    Identity,
    Image,
    Move,
    Notice,
    Part,
    Proposal,
    Republish,
    TitleSource,
    Unread,
)
from aggregator.store.columns import (
    UtcDateTime,
    Word,
    channel,
    dated,
    dated_many,
    many_of,
    moments,
    one_of,
    words,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _only(condition: str) -> dict[str, Any]:
    """An index of those rows alone, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


feeds = Table(
    "feeds",
    metadata,
    Column("id", Text, primary_key=True),
    # What feeds.yaml asks. `asked_url` tells a changed subscription from a redirect
    # that we adopted, which changes `url` alone.
    Column("asked_url", Text, nullable=False),
    Column("title", Text),
    Column("rank", Integer, nullable=False, default=50),
    Column("leads", Boolean, nullable=False, default=True),
    Column("republish", Word(Republish), nullable=False, default=Republish.SUMMARY),
    Column("active", Boolean, nullable=False, default=False),
    # FeedState.
    Column("url", Text, nullable=False),
    Column("validators_url", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_digest", Text),
    Column("next_fetch_at", UtcDateTime, nullable=False),
    Column("next_fetch_reason", Text, nullable=False),
    Column("not_before_at", UtcDateTime),
    Column("refused_by", Text),
    Column("channel", channel(), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("last_outcome", Text),
    Column("error", Text),
    Column("flaw", Text),
    Column("last_fetch_at", UtcDateTime),
    Column("last_success_at", UtcDateTime),
    Column("listing", words(), nullable=False),
    Column("arrivals", moments(), nullable=False),
    Column("slowed", Integer, nullable=False),
    Column("failing_since_at", UtcDateTime),
    Column("moved_from", Text),
    Column("move", dated(Move)),
    Column("sought_at", UtcDateTime),
    Column("proposal", dated(Proposal)),
    Column("robots_at", UtcDateTime),
    Column("disallowed", Boolean, nullable=False),
    Column("added_at", UtcDateTime),
    Column("identity", Word(Identity), nullable=False),
    Column("rekeyed", Integer, nullable=False),
    Column("notices", dated_many(Notice), nullable=False),
    Column("parts", many_of(Part), nullable=False),
    Column("unread", many_of(Unread), nullable=False),
    # Ours: who is fetching it just now, and until when at most.
    Column("lease_owner", Text),
    Column("lease_until_at", UtcDateTime),
    Index(None, "next_fetch_at"),
)

fetches = Table(
    "fetches",
    metadata,
    Column("feed_id", Text, ForeignKey("feeds.id"), primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("error", Text),
    Column("bytes", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    # No foreign key: entries name their story already, and of two tables that name
    # each other neither could be filled first.
    Column("lead_id", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("merged_into", Text),
)

# Long texts come last: SQLite reads a row from its front, and what queries ask for
# then lies on the row's first page.
entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("feed_id", Text, ForeignKey("feeds.id"), nullable=False),
    Column("story_id", Text, ForeignKey("stories.id"), nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    # FiledEntry.shown_at: what is dated in the future does not sit on top of every
    # list until then, and what came late is not buried at its date.
    Column("shown_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("late", Boolean, nullable=False),
    Column("flaps", Integer, nullable=False),
    Column("edited_at", UtcDateTime),
    Column("moves", Integer, nullable=False),
    Column("moved_at", UtcDateTime),
    # No foreign key: an entry may be dropped before its copies are.
    Column("copy_of", Text),
    Column("held", Text),
    Column("primary_topic", Text),
    Column("disclosure", Word(Disclosure)),
    Column("sponsor", Text),
    Column("rule", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    # Filing.sale: `sale_is_result` is NULL where an entry tells of none.
    Column("sale_from_at", UtcDateTime),
    Column("sale_until_at", UtcDateTime),
    Column("sale_is_result", Boolean),
    Column("date_source", Word(DateSource), nullable=False),
    Column("title_source", Word(TitleSource), nullable=False),
    Column("digest", Text, nullable=False),
    Column("language", Text),
    Column("guid", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("canonical_link", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("rights", Text),
    Column("authors", words(), nullable=False),
    Column("categories", words(), nullable=False),
    Column("source_updated_at", UtcDateTime),
    Column("image", one_of(Image)),
    Column("enclosures", many_of(Enclosure), nullable=False),
    Column("evidence", many_of(Evidence), nullable=False),
    Column("summary", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("content_html", Text, nullable=False),
    Index(None, "feed_id"),
    Index(None, "story_id"),
    Index(None, "shown_at"),
    Index("ix_entries_copy_of", "copy_of", **_only("copy_of IS NOT NULL")),
    Index("ix_entries_held", "held", **_only("held IS NOT NULL")),
    # What outputs are chosen by, all of it, so that a topic that few bear is looked for
    # without reading a row: of 100,000 entries in 80 ms, where rows take 430.
    Index(
        "ix_entries_standing",
        *("shown_at", "story_id", "id", "feed_id", "primary_topic", "disclosure"),
        **_only("held IS NULL AND withdrawn_at IS NULL"),
    ),
)

entry_keys = Table(
    "entry_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("entry_id", Text, ForeignKey("entries.id"), primary_key=True),
    Index(None, "entry_id"),
)

topics = Table(
    "topics",
    metadata,
    Column("entry_id", Text, ForeignKey("entries.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("topic", Text, nullable=False),
    Index(None, "topic", "entry_id"),
)

# `digest` is of the whole row: to apply a decision again adds nothing.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Text, ForeignKey("entries.id"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("evidence", many_of(Evidence), nullable=False),
    Column("config", Text, nullable=False),
    UniqueConstraint("entry_id", "digest"),
)

rulings = Table(
    "rulings",
    metadata,
    Column("entry_id", Text, ForeignKey("entries.id"), primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("outcome", Text, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("entry_id", Text, ForeignKey("entries.id"), primary_key=True),
    Column("until_at", UtcDateTime, primary_key=True),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content_html", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("categories", words(), nullable=False),
)

# Identities under which an entry was known to its publisher, other than its own.
aliases = Table(
    "aliases",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("entry_id", Text, ForeignKey("entries.id"), nullable=False),
)

# Addresses that a sitemap lists without a title, by digest: each is read once.
seen = Table(
    "seen",
    metadata,
    Column("feed_id", Text, ForeignKey("feeds.id"), primary_key=True),
    Column("address", Text, primary_key=True),
)

published = Table(
    "published",
    metadata,
    Column("id", Text, primary_key=True),
    Column("atom_id", Text, nullable=False),
    Column("definition", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("story_ids", words(), nullable=False),
    Column("refused", Text),
)

# What left an output's subscription document for good (RFC 5005 section 4), as it was written:
# Atom, in gzip. When an entry is taken down all are written anew, as another chain.
archives = Table(
    "archives",
    metadata,
    Column("output_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("chain", Integer, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# What stands in them. `key` is what the output tells of: a story, or an entry where it folds
# less; `updated_at` as it was then.
archived = Table(
    "archived",
    metadata,
    Column("output_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("story_id", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

# What an output carried and must not any more (RFC 6721).
departed = Table(
    "departed",
    metadata,
    Column("output_id", Text, primary_key=True),
    Column("story_id", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

# Hubs that have not yet heard of a change (WebSub), by the address that changed.
pings = Table(
    "pings",
    metadata,
    Column("hub", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("since_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("failures", Integer, nullable=False),
)

robots = Table(
    "robots",
    metadata,
    Column("site", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
)

# At most one row: the feeds.yaml that is in force, and of one that waits what is to be told.
in_force = Table(
    "in_force",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("applied_at", UtcDateTime, nullable=False),
    Column("waiting_digest", Text),
    Column("waiting_changes", Integer),
    Column("waiting_at", UtcDateTime),
)

# At most one row: the outage that stands.
outages = Table(
    "outages",
    metadata,
    Column("began_at", UtcDateTime, primary_key=True),
    Column("probe_at", UtcDateTime, nullable=False),
    Column("probes", Integer, nullable=False),
    Column("evidence", Text, nullable=False),
)
