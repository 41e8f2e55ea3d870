"""What we keep of a feed between two fetches, and what one fetch changes."""

from collections.abc import Callable, Mapping
from datetime import datetime

from aggregator.model.arrived import Channel, Validators
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
    `robots_at`; a replacement was last sought at `sought_at`.
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
class Known:
    """What the store holds about the entries of a batch, read in one transaction.

    `keys` leads from each key asked for to the entries that bear it; `entries`
    has those, the entries asked for by id, and every member of their stories.
    """

    entries: Mapping[EntryId, FiledEntry]
    keys: Mapping[Key, tuple[EntryId, ...]]
    stories: Mapping[StoryId, StoryState]
    rulings: Mapping[EntryId, tuple[Ruling, ...]]


@value
class FeedUpdate:
    """Everything that one fetch changes; applied in one transaction, idempotent.

    `entries` are new or changed; `keys` are theirs, whole.
    """

    state: FeedState
    fetch: FetchRecord
    entries: tuple[FiledEntry, ...] = ()
    keys: Mapping[EntryId, tuple[Key, ...]]
    stories: tuple[StoryState, ...] = ()
    decisions: tuple[Decision, ...] = ()
    versions: tuple[Version, ...] = ()


Plan = Callable[[Known], tuple[FeedUpdate, ...]]
