"""The seams: what the corridors need of the outside, and nothing of how.

Corridors and the rooms that touch the world meet here; `bootstrap` joins them.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, TypeVar

from aggregator.model import (
    Archive,
    Decision,
    Departure,
    EntryId,
    Feed,
    FeedId,
    FeedState,
    FeedUpdate,
    Fetched,
    FetchOutcome,
    FiledEntry,
    InForce,
    Key,
    Outage,
    OutputFeed,
    OutputId,
    ParsedFeed,
    ParsedItem,
    Pending,
    Ping,
    PingFailed,
    Plan,
    Published,
    ReadFailed,
    Recalled,
    Revise,
    Revision,
    RobotsTxt,
    Ruling,
    Story,
    StoryId,
    Topic,
    Validators,
    Version,
    value,
)

T = TypeVar("T")


class InStore(Protocol):
    """Runs a call of the store in the one thread that may make it."""

    def __call__(self, call: Callable[..., T], /, *args: object) -> Awaitable[T]: ...


class Clock(Protocol):
    """Tells the time: aware, UTC."""

    def __call__(self) -> datetime: ...


class Fetcher(Protocol):
    """Asks a publisher for one document."""

    async def fetch(
        self, feed: Feed, validators: Validators | None, *, url: str | None = None
    ) -> FetchOutcome:
        """Ask once, following redirects. Total: whatever the server does is a value.

        It asks at `url`, where that is not `feed.url`. Validators are sent only to
        the address that gave them, headers, login and user agent only to the origin of
        `feed.url`.
        """
        ...

    async def closed(self, url: str, feed: Feed | None = None) -> bool:
        """Whether robots.txt closes this address to us; False where that cannot be known.

        It is asked for as `feed` is, through the same proxy.
        """
        ...


class RobotsMemory(Protocol):
    """Keeps robots.txt between rounds, so that a page costs its publisher one request."""

    async def recall_robots(self, site: str) -> RobotsTxt | None:
        """The one kept for this site, run out or not."""
        ...

    async def keep_robots(self, rules: RobotsTxt) -> None:
        """Keep it in the place of the one before."""
        ...


class Reader(Protocol):
    """Turns bytes into a `ParsedFeed`, somewhere that a bad document cannot hurt."""

    async def read(self, feed: Feed, fetched: Fetched) -> ParsedFeed | ReadFailed:
        """Read within limits of time and memory. Total: any bytes give a value."""
        ...

    async def article(self, fetched: Fetched) -> ParsedItem | ReadFailed:
        """What the page of one article says of it; total, within the same limits."""
        ...

    async def feed_links(self, fetched: Fetched) -> tuple[str, ...]:
        """Addresses of the feeds that a page names, in its order; none of what is no page."""
        ...


class Hub(Protocol):
    """Tells subscribers of ours at once what changed (WebSub, the publisher's side)."""

    async def ping(self, hub: str, address: str) -> PingFailed | None:
        """Tell the hub that the document at `address` changed; None: it took that.

        Once, and to no other address than `hub`. Total: whatever the hub does is a value.
        """
        ...


class Scope(Enum):
    """Which feeds a round asks for (`once`, docs/operations.md)."""

    DUE = "due"  # next_fetch_at has come
    ALL = "all"  # due or not, but keeping what servers asked for, 410 included
    FORCE = "force"  # every feed, now


@value
class ItemQuery:
    """Which items `items` lists, newest first. Limit 0: all.

    To go on where a list ended, those `before` the `shown_at` and id of its last.
    """

    feed: FeedId | None = None
    topic: Topic | None = None
    story: StoryId | None = None
    since: datetime | None = None
    held: bool = False
    before: tuple[datetime, EntryId] | None = None
    limit: int = 50


@value
class Explanation:
    """All that is kept about one item."""

    item: FiledEntry
    decisions: tuple[Decision, ...]
    versions: tuple[Version, ...]
    rulings: tuple[Ruling, ...]
    story: tuple[FiledEntry, ...]


@value
class Totals:
    feeds: int
    entries: int
    stories: int
    held: int


class Store(Protocol):
    """What is remembered. Synchronous; called from one thread at a time.

    Every method is one transaction: all of it or none of it.
    """

    def round_lock(self) -> AbstractContextManager[None]:
        """Hold the one round; raises `RoundRunning` at once where another does.

        The lock dies with its process. Taking it frees the leases that an
        earlier round on this store left behind.
        """
        ...

    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make the followed feeds these. A feed that is left out keeps its entries.

        A changed address under the same id keeps the history, is due now, and
        loses its validators and failures.
        """
        ...

    def claim(
        self, scope: Scope, now: datetime, *, lease: timedelta, limit: int
    ) -> tuple[FeedState, ...]:
        """Take feeds to fetch, longest due first; nobody else gets them until the lease ends.

        With `Scope.ALL` and `Scope.FORCE` a feed counts as taken if it was fetched
        at or after `now`, so that calling again with the same `now` goes on to the rest.
        """
        ...

    def postpone(self, states: Collection[FeedState]) -> None:
        """Take over when these feeds are asked next, and why; their leases are given back."""
        ...

    def outage(self) -> Outage | None:
        """The outage of our own network that stands, if one does."""
        ...

    def save_outage(self, outage: Outage | None) -> None: ...

    def feed_states(self) -> tuple[FeedState, ...]:
        """Followed feeds, by id."""
        ...

    def entry_counts(self) -> Mapping[FeedId, int]:
        """How many entries each feed has given."""
        ...

    def recall(self, ids: Collection[EntryId]) -> Mapping[EntryId, Recalled]:
        """What is stored under each of these identities, aliases followed."""
        ...

    def unseen(self, feed_id: FeedId, addresses: Collection[str]) -> frozenset[str]:
        """Those of these addresses that no update of this feed named as `seen`."""
        ...

    def decide(
        self, ids: Collection[EntryId], keys: Collection[Key], plan: Plan
    ) -> tuple[FeedUpdate, ...]:
        """One write transaction: read what is known of these, plan, apply, return the plan.

        No other `decide` on the same database, in any process, runs between the
        reading and the end. The leases of the feeds in the plan are given back.
        """
        ...

    def revise(self, ids: Collection[EntryId], plan: Revise) -> Revision:
        """One write transaction, as `decide`: read these with their stories, plan, apply."""
        ...

    def rehearsal(self) -> AbstractContextManager["Store"]:
        """A store on which all can be done, and nothing of it stays: for what would be.

        It is one write transaction that is undone at the end: nobody else writes meanwhile,
        so what can be thought of before is. It takes no round lock.
        """
        ...

    def in_force(self) -> InForce | None:
        """The feeds.yaml that this store is kept by; None on one that never had any."""
        ...

    def save_in_force(self, in_force: InForce) -> None: ...

    def stories(self, output: OutputFeed, now: datetime) -> tuple[Story, ...]:
        """What this output may carry at this moment, newest first, at most `output.limit`.

        Never what is held back or withdrawn, never a tombstone; sponsored and
        off-topic stories only where the definition asks for them. A story's lead
        is one of its members that is neither held nor withdrawn, and all that the definition
        asks is asked of it. Of one feed no more than `output.per_feed` are carried: older ones
        of others take the places. The moment decides which auctions are over and what is older
        than `output.age`, and nothing else.
        """
        ...

    def explained(
        self, output: OutputFeed, ids: Collection[StoryId], now: datetime
    ) -> frozenset[StoryId]:
        """Which of these the output may carry no more, for a reason that is on record.

        They were withdrawn, held back, joined into another story, filed elsewhere, or reworded;
        or they have another lead, or a lead's feed another rank; or the phase of their auction
        or their age is over, where the output asks for one. A story that the store does not
        know is not among them: that nobody can explain. Nor is one that newer ones displace, be
        it by the limit or as `crowded`: that one the output may carry again.
        """
        ...

    def crowded(
        self, output: OutputFeed, ids: Collection[StoryId], now: datetime
    ) -> frozenset[StoryId]:
        """Which of these the output may carry and does not: it has `per_feed` of their feed."""
        ...

    def published(self, output_id: OutputId) -> Published | None: ...

    def published_all(self) -> tuple[Published, ...]: ...

    def save_published(self, published: Published) -> None: ...

    def stamp(self) -> str:
        """A text that is another one once anything changed that decides what outputs may carry.

        What depends on the moment alone is not in it.
        """
        ...

    def pending(self, output: OutputFeed, now: datetime) -> tuple[Pending, ...]:
        """All that this output may carry, at any time, and no archive holds as it is; newest first.

        Its `limit`, `per_feed`, `age` and phases of auctions do not matter here.
        """
        ...

    def told(
        self, output: OutputFeed, ids: Collection[StoryId], now: datetime
    ) -> tuple[Story, ...]:
        """Those of these that `pending` would look at, as they are now; newest first."""
        ...

    def taken_down(self, output: OutputFeed, now: datetime) -> frozenset[StoryId]:
        """Which stories of its archives the output must carry no more, whatever the moment.

        That is `explained`, and what it would tell under another id by now.
        """
        ...

    def archives(self, output_id: OutputId) -> tuple[Archive, ...]:
        """The archives of this output that stand, oldest first."""
        ...

    def archive_body(self, archive: Archive) -> bytes | None:
        """The document, as it was saved; None where no such archive stands."""
        ...

    def save_archive(
        self, archive: Archive, body: bytes, stories: Mapping[StoryId, datetime]
    ) -> None:
        """Keep a new archive: what it holds, each with the moment of its last change."""
        ...

    def forget_archives(self, output_id: OutputId) -> None:
        """Drop all archives of this output, and what they hold."""
        ...

    def replace_archives(
        self, archives: Iterable[tuple[Archive, bytes]], without: Collection[StoryId]
    ) -> None:
        """Put these in the place of all that their output has; these stories are in none.

        They are taken one by one, before anything is changed.
        """
        ...

    def departures(self, output_id: OutputId) -> tuple[Departure, ...]:
        """What left this output for good, latest first."""
        ...

    def save_departures(self, output_id: OutputId, departures: Collection[Departure]) -> None:
        """Keep these in the place of those before."""
        ...

    def items(self, query: ItemQuery) -> tuple[FiledEntry, ...]: ...

    def explain(self, entry_id: EntryId) -> Explanation | None: ...

    def ruled_entries(self) -> tuple[tuple[FiledEntry, Topic], ...]:
        """The entries that people filed, by id, each with the topic that was said last."""
        ...

    def rule(self, ruling: Ruling) -> None:
        """Remember what a person decided, and do it; its story counts as updated then.

        An entry that becomes an advert, or is one no more, leaves a story that has
        others of the other kind for one of its own, but where a person put it there. A
        `join` makes one story of two, the older id staying; a `part` gives the entry a story
        of its own, and its `outcome` is filled with those it was parted from. Raises
        `UsageError` where no such item is, or nothing to join it to or part it from.
        """
        ...

    def robots(self, site: str) -> RobotsTxt | None: ...

    def save_robots(self, rules: RobotsTxt) -> None: ...

    def pings(self) -> tuple[Ping, ...]:
        """What hubs are still to hear of, by hub and address."""
        ...

    def remember_pings(self, hub: str, addresses: Collection[str], now: datetime) -> None:
        """These documents change now, and the hub is to hear of it.

        Where it did not take a ping of one of them, that waits for its next try as before.
        """
        ...

    def put_off_pings(self, those: Collection[Ping]) -> None:
        """Take over when these are made again, and after how many failures."""
        ...

    def forget_pings(self, those: Collection[Ping]) -> None:
        """These are done with, but for those whose document changed again since."""
        ...

    def totals(self) -> Totals: ...

    def close(self) -> None: ...
