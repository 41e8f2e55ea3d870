"""What we keep of a feed between two fetches, and what one fetch changes."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from aggregator.model.arrived import Channel, Part, Validators
from aggregator.model.kept import Decision, FiledEntry, Ruling, StoryState, Version
from aggregator.model.words import EntryId, FeedId, Key, StoryId, value


@value
class Move:
    """A permanent redirect to `url`, seen so many times in a row since a moment."""

    url: str
    times: int
    since_at: datetime


@value
class Proposal:
    """A feed that may stand in for one that is broken; only people adopt it.

    `page` named it; `known` of its `items` are ours already.
    """

    url: str
    title: str
    page: str
    items: int
    known: int
    newest_at: datetime | None = None


@value
class Outage:
    """Our own network is down, as far as can be told; `evidence` is why we think so."""

    began_at: datetime
    probe_at: datetime
    probes: int = 0
    evidence: str


class Identity(StrEnum):
    """By what the items of a feed are told apart; where an item lacks it, by the next."""

    GUID = "guid"
    LINK = "link"
    WORDS = "words"


@value
class Notice:
    """What ops should know of a feed, once: of each `kind`, the latest."""

    kind: str
    at: datetime
    words: str


@value
class Unread:
    """An address that a sitemap lists without a title: its page is still to be read.

    `changed` is what the sitemap says of it, `tries` how often it could not be had.
    """

    url: str
    changed: str | None = None
    tries: int = 0


@value
class FeedState:
    """Our memory of a feed between two fetches.

    `url` is where we ask; `moved_from` the address in feeds.yaml, where a permanent
    redirect was adopted. `not_before_at` is what the server asked for; `next_fetch_at`
    is never earlier; `refused_by` is the host that asked it with a 429 or 503.
    `listing` holds the entries of the last document, and those missing from it of
    which it is not yet known whether they were withdrawn. `arrivals` are the times of
    its newest entries, newest first; `slowed` counts the doublings of our interval
    since we were told that we ask too much. robots.txt is looked at again at
    `robots_at`; a replacement was last sought at `sought_at`. `added_at` is when we began
    to follow it. `flaw` is what was wrong with the document last read. `rekeyed` counts
    how often in a row its items came back under new ids. Of a sitemap, `parts` are those
    that were read, as the index told of them then, and `unread` the pages to be read.
    """

    feed_id: FeedId
    url: str
    next_fetch_at: datetime
    next_fetch_reason: str = "never fetched"
    not_before_at: datetime | None = None
    refused_by: str | None = None
    validators: Validators | None = None
    body_digest: str | None = None
    channel: Channel = Channel()
    failures: int = 0
    gone: bool = False
    last_outcome: str | None = None
    error: str | None = None
    flaw: str | None = None
    last_fetch_at: datetime | None = None
    last_success_at: datetime | None = None
    listing: tuple[EntryId, ...] = ()
    arrivals: tuple[datetime, ...] = ()
    slowed: int = 0
    failing_since_at: datetime | None = None
    moved_from: str | None = None
    move: Move | None = None
    sought_at: datetime | None = None
    proposal: Proposal | None = None
    robots_at: datetime | None = None
    disallowed: bool = False
    added_at: datetime | None = None
    identity: Identity = Identity.GUID
    rekeyed: int = 0
    notices: tuple[Notice, ...] = ()
    parts: tuple[Part, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether a document of its present address was read, as far as is known."""
        return self.body_digest is not None or self.last_outcome in {"fetched", "not modified"}

    @property
    def health(self) -> str:
        """One word for ops: new, ok, degraded, failing or gone."""
        if self.gone:
            return "gone"
        if self.last_outcome is None:
            return "new"
        if self.failures:
            return "failing"
        return "degraded" if self.error else "ok"


@value
class FetchRecord:
    """One line of a feed's history."""

    feed_id: FeedId
    at: datetime
    outcome: str
    error: str | None = None
    bytes: int = 0
    new: int = 0
    changed: int = 0


@value
class Recalled:
    """What is stored under an identity: `id` is another where the entry was re-keyed.

    `digest` is None where the entry is withdrawn.
    """

    id: EntryId
    digest: str | None
    title: str
    canonical_link: str
    published_at: datetime


@value
class Known:
    """What the store holds about the entries of a batch, read in one transaction.

    `keys` leads from each key asked for to the entries that bear it; `entries`
    has those, the entries asked for by id, and every member of their stories. `began_at`
    is when the store began to follow its first feed, also where that is followed no more.
    """

    entries: Mapping[EntryId, FiledEntry]
    keys: Mapping[Key, tuple[EntryId, ...]]
    stories: Mapping[StoryId, StoryState]
    rulings: Mapping[EntryId, tuple[Ruling, ...]]
    began_at: datetime | None = None


@value
class FeedUpdate:
    """Everything that one fetch changes; applied in one transaction, idempotent.

    `entries` are new or changed; `keys` are theirs, whole. `aliases` lead from an
    identity that an item has now to the entry that it is; `seen` are addresses that a
    sitemap lists without a title, from now on known.
    """

    state: FeedState
    fetch: FetchRecord
    entries: tuple[FiledEntry, ...] = ()
    keys: Mapping[EntryId, tuple[Key, ...]]
    stories: tuple[StoryState, ...] = ()
    decisions: tuple[Decision, ...] = ()
    versions: tuple[Version, ...] = ()
    aliases: Mapping[EntryId, EntryId] = field(default_factory=dict)
    seen: tuple[str, ...] = ()


Plan = Callable[[Known], tuple[FeedUpdate, ...]]


@value
class Revision:
    """What changes among stored entries though no fetch brought it; idempotent."""

    entries: tuple[FiledEntry, ...] = ()
    stories: tuple[StoryState, ...] = ()
    decisions: tuple[Decision, ...] = ()


Revise = Callable[[Known], Revision]
