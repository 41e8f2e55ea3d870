"""What feeds.yaml asks for."""

from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from aggregator.model.wording import NO_WORDS, Vocabulary
from aggregator.model.words import FeedId, OutputId, Topic, value


class Republish(StrEnum):
    """How much of an entry the publisher's terms let us show."""

    LINK = "link"
    SUMMARY = "summary"
    FULL = "full"


class Fold(StrEnum):
    """How far an output folds what is told more than once."""

    NONE = "none"
    COPIES = "copies"
    STORIES = "stories"


class Disclosure(StrEnum):
    """Who spoke, where it was not the newsroom. None says: the newsroom did."""

    PRESS_RELEASE = "press-release"
    SPONSORED = "sponsored"


class Phase(StrEnum):
    """How far an auction has come that an entry tells of."""

    UPCOMING = "upcoming"
    RESULT = "result"
    PAST = "past"


@value
class Secret:
    """A text that is sent and never shown: what prints a value prints no part of it."""

    text: str = field(repr=False)


@value
class Site:
    """Who publishes. `authority` heads the tag: URIs that we mint (RFC 4151).

    `subscribers` is how many readers we tell publishers that we stand for. `hub` is told of
    every change (WebSub); `language` and `rights` are of our own words: titles, marks, credits.
    `icon` (square) and `logo` (twice as wide as high) are addresses of pictures.
    """

    title: str
    base_url: str
    contact: str
    authority: str
    subtitle: str | None = None
    timezone: str = "UTC"
    subscribers: int = 1
    hub: str | None = None
    language: str = "en"
    rights: str | None = None
    icon: str | None = None
    logo: str | None = None


@value
class Network:
    """Manners and guards. `allow` opens address ranges that are closed to feeds.

    A permanent redirect is adopted when it was seen `redirect_times` times over
    at least `redirect_over`.
    """

    allow: tuple[str, ...] = ()
    at_once: int = 2
    spacing: timedelta = timedelta(seconds=1)
    redirect_times: int = 5
    redirect_over: timedelta = timedelta(days=3)


@value
class Name:
    """Somebody or something that the trade tells of, in each of its spellings.

    Those that are `doubted` mean other things too.
    """

    spellings: tuple[str, ...]
    doubted: frozenset[str] = frozenset()


@value
class KnownNames:
    """Names of one kind that speak for a topic, with the points of each."""

    kind: str
    weight: float
    names: tuple[Name, ...] = field(repr=False)


@value
class TopicRule:
    """What speaks for a topic. Words match in any case, names only as written.

    Weights are points; what `excluded` phrases cover counts for nothing. `marks`
    open a sponsor's line ("Sponsored by …"), `labels` are whole ones ("Advertorial"); those
    that are `doubted` count beside another in another place alone.
    `known` are names that the program brings along. Names and words of `trade` also show
    that an item is of the trade at all, and so do two of its `hints`; words of `elsewhere`
    show that it is of another world.
    `own` are the phrases, of whichever list, that feeds.yaml says.
    """

    topic: Topic
    label: str
    own: frozenset[str] = frozenset()
    words: tuple[tuple[str, float], ...] = ()
    trade: tuple[tuple[str, float], ...] = ()
    hints: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    names: tuple[tuple[str, float], ...] = ()
    excluded: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    known: tuple[KnownNames, ...] = ()


@value
class Holding:
    """What is held back: what is off topic, older than so long when it came, or has a word."""

    off_topic: bool = False
    older_than: timedelta | None = None
    words: tuple[str, ...] = ()


@value
class PageSelect:
    """CSS selectors for a page with no feed; `a@href` names an attribute."""

    item: str
    title: str | None = None
    link: str = "a@href"
    summary: str | None = None
    date: str | None = None
    author: str | None = None
    image: str | None = None
    category: str | None = None


@value
class Login:
    """Who we are to a publisher that asks (HTTP basic authentication, RFC 7617)."""

    user: str = field(repr=False)
    password: Secret


@value
class Feed:
    """A subscription: what feeds.yaml asks us to follow.

    `every` None with `cron` None means auto. `links` and `select` say how to read
    a page that has no feed; a feed proper has neither. Of a `sitemap`, `links` says
    which addresses are items, None: all. `headers`, `login` and
    `user_agent` go to the origin of `url` and nowhere else; `proxy` is an http or
    https address. One that does not lead stands beside the copies of others, never alone.
    Its `holding` is the whole of what holds its items back, None: the general one.
    """

    id: FeedId
    url: str
    title: str | None = None
    every: timedelta | None = None
    cron: str | None = None
    rank: int = 50
    leads: bool = True
    republish: Republish = Republish.SUMMARY
    timezone: str | None = None
    language: str | None = None
    categories: tuple[tuple[str, Topic], ...] = ()
    disclosure: Disclosure | None = None
    mixed: bool = False
    sitemap: bool = False
    links: str | None = None
    select: PageSelect | None = None
    headers: tuple[tuple[str, Secret], ...] = ()
    user_agent: str | None = field(default=None, repr=False)
    login: Login | None = None
    proxy: Secret | None = None
    holding: Holding | None = None

    @property
    def is_page(self) -> bool:
        return not self.sitemap and (self.links is not None or self.select is not None)

    @property
    def obeys_robots(self) -> bool:
        """Whether robots.txt rules it: a feed is an invitation, pages and sitemaps are not."""
        return self.sitemap or self.is_page


@value
class OutputFeed:
    """A feed that we publish. No topics named: every item of the trade.

    `auctions`: only stories whose lead tells of an auction in one of these phases. `rank` is
    the least a lead's feed may have. `languages` are tags or their beginnings (`en` takes
    `en-GB`). `words`: phrases of which a lead bears one in its title or summary; `without`:
    none of these. `age`: how long a story is carried; `per_feed`: how many of one feed's.
    `max_age`: how long a reader may keep what it fetched (RFC 9111).
    """

    id: OutputId
    title: str
    subtitle: str | None = None
    topics: tuple[Topic, ...] = ()
    feeds: tuple[FeedId, ...] = ()
    sponsored: bool = False
    off_topic: bool = False
    limit: int = 50
    fold: Fold = Fold.STORIES
    auctions: tuple[Phase, ...] = ()
    rank: int = 0
    languages: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    age: timedelta | None = None
    per_feed: int | None = None
    max_age: timedelta = timedelta(minutes=5)


@value
class Gate:
    """What an output may not do from one publishing to the next (docs/publishing.md).

    `loss` is the share of its entries, 0 to 1, that it may lose with nothing to explain it.
    """

    loss: float = 0.5


@value
class Changes:
    """What a saved feeds.yaml may change among stored items by itself.

    It re-files those of the last `days`; where more than `limit` of them would change
    topic, story or output, the file waits for a person.
    """

    days: int = 14
    limit: int = 100


@value
class Config:
    """feeds.yaml, understood. `digest` stands on every decision made under it.

    `user_agent` and `proxy` are for an address that is no feed yet. `vocabulary` is of the
    program, and the same whatever the file says. `holding` is of feeds that have none of their own.
    """

    site: Site
    network: Network
    feeds: tuple[Feed, ...]
    topics: tuple[TopicRule, ...]
    outputs: tuple[OutputFeed, ...]
    digest: str
    holding: Holding = Holding()
    gate: Gate = Gate()
    user_agent: str | None = field(default=None, repr=False)
    proxy: Secret | None = None
    vocabulary: Vocabulary = field(default=NO_WORDS, repr=False)
    changes: Changes = Changes()


@value
class Waiting:
    """An edited feeds.yaml that would change more than it may: `changes` stored items."""

    digest: str
    changes: int
    at: datetime


@value
class InForce:
    """The feeds.yaml that a store is kept by, as it was applied; perhaps another waits.

    `text` may hold secrets in clear: it is read back, and never shown. Of what was in force
    before the store remembered such things, `digest` and `text` are empty.
    """

    digest: str
    text: str = field(repr=False)
    applied_at: datetime
    waiting: Waiting | None = None
