"""What we keep of a feed between two fetches, and what one fetch changes."""

from collections.abc import Callable, Mapping
from datetime import datetime

from aggregator.model.arrived import Channel, Validators
from aggregator.model.kept import Decision, FiledEntry, Ruling, StoryState, Version
from aggregator.model.words import EntryId, FeedId, Key, StoryId, value


@value
class FeedState:
    """Our memory of a feed between two fetches.

    `not_before_at` is what the publisher asked for; `next_fetch_at` is never
    earlier. `listing` holds the entries of the last document, and those missing
    from it of which it is not yet known whether they were withdrawn.
    """

    feed_id: FeedId
    url: str
    next_fetch_at: datetime
    next_fetch_reason: str = "never fetched"
    not_before_at: datetime | None = None
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
