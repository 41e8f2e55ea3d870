"""The shape of feeds.yaml, as pydantic checks it and as editors complete it."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from aggregator.core.config.secret import (
    Headers,
    Password,
    Proxy,
    User,
    UserAgent,
)
from aggregator.core.config.values import (
    Address,
    Age,
    Authority,
    Blocked,
    Contact,
    Cron,
    Duration,
    Every,
    ItemSelector,
    Language,
    Pattern,
    Phases,
    Range,
    Selector,
    ShownAddress,
    Slug,
    Text,
    Weighted,
    Zone,
)
from aggregator.model import Disclosure, Fold, Republish


class Shape(BaseModel):
    """Every mapping of the file: strict, and closed to keys that mean nothing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SiteShape(Shape):
    """Who publishes. `contact` goes into the User-Agent that publishers see."""

    contact: Contact
    title: Text = "Jewelwire"
    subtitle: Text | None = None
    base_url: Address = "http://127.0.0.1:8000/"
    timezone: Zone = "UTC"
    authority: Authority | None = Field(
        default=None, description="head of the tag: URIs that name stories (RFC 4151)"
    )
    subscribers: Annotated[int, Field(ge=1)] = Field(
        default=1, description="readers that we say we stand for, in the User-Agent"
    )
    hub: ShownAddress | None = Field(default=None, description="WebSub hub that is told of changes")
    language: Text = Field(default="en", description="of our own words: titles, marks, credits")
    rights: Text | None = Field(default=None, description="what may be done with what we publish")
    icon: Address | None = Field(default=None, description="a square picture")
    logo: Address | None = Field(default=None, description="a picture twice as wide as high")


class PerHostShape(Shape):
    """How gently one host is asked."""

    at_once: Annotated[int, Field(ge=1, le=16)] = 2
    spacing: Duration = timedelta(seconds=1)


class RedirectsShape(Shape):
    """When a permanent redirect is adopted: seen so many times, over so long."""

    times: Annotated[int, Field(ge=1, le=1000)] = 5
    over: Duration = timedelta(days=3)


class NetworkShape(Shape):
    """Guards and manners of the feed client."""

    allow: tuple[Range, ...] = Field(default=(), strict=False)
    per_host: PerHostShape = PerHostShape()
    redirects: RedirectsShape = RedirectsShape()


class DefaultsShape(Shape):
    """What a feed is taken to say where it says nothing."""

    every: Every = None
    rank: Annotated[int, Field(ge=0, le=100)] = 50
    republish: Annotated[Republish, Field(strict=False)] = Republish.SUMMARY
    timezone: Zone | None = None
    language: Text | None = None
    user_agent: UserAgent | None = None
    proxy: Proxy = None


class HoldShape(Shape):
    """What is stored and shown by no output until a person lets it through."""

    off_topic: bool = False
    older_than: Age | None = Field(default=None, description="when it came")
    words: tuple[Blocked, ...] = Field(default=(), strict=False)


class SelectShape(Shape):
    """CSS selectors of a page with no feed; `a@href` takes an attribute."""

    item: ItemSelector
    title: Selector | None = None
    link: Selector = "a@href"
    summary: Selector | None = None
    date: Selector | None = None
    author: Selector | None = None
    image: Selector | None = None
    category: Selector | None = None


class AuthShape(Shape):
    """Who we are to a publisher that asks (HTTP basic authentication)."""

    user: User
    password: Password


class FeedShape(Shape):
    """A feed (`url`), a page without one (`page` with `links` or `select`), or a `sitemap`."""

    id: Slug
    url: Address | None = None
    page: Address | None = None
    sitemap: Address | None = None
    links: Pattern | None = None
    select: SelectShape | None = None
    title: Text | None = None
    every: Every = None
    cron: Cron | None = None
    rank: Annotated[int, Field(ge=0, le=100)] | None = None
    lead: Literal["rank", "never"] = "rank"
    republish: Annotated[Republish, Field(strict=False)] | None = None
    timezone: Zone | None = None
    language: Text | None = None
    categories: dict[str, str] = {}
    disclosure: Annotated[Disclosure, Field(strict=False)] | None = None
    mixed: bool = False
    headers: Headers = {}
    user_agent: UserAgent | None = None
    auth: AuthShape | None = None
    proxy: Proxy = None
    hold: HoldShape | None = Field(
        default=None, description="beside what the general one says; off_topic in its place"
    )


class TopicShape(Shape):
    """What speaks for a topic; it extends the shipped topic of the same name."""

    label: Text | None = None
    words: tuple[Weighted, ...] = Field(default=(), strict=False)
    trade: tuple[Weighted, ...] = Field(default=(), strict=False)
    hints: tuple[Text, ...] = Field(default=(), strict=False)
    elsewhere: tuple[Text, ...] = Field(default=(), strict=False)
    names: tuple[Weighted, ...] = Field(default=(), strict=False)
    excluded: tuple[Text, ...] = Field(default=(), strict=False)
    categories: tuple[Text, ...] = Field(default=(), strict=False)
    marks: tuple[Text, ...] = Field(default=(), strict=False)
    labels: tuple[Text, ...] = Field(default=(), strict=False)
    doubted: tuple[Text, ...] = Field(default=(), strict=False)


class OutputShape(Shape):
    """A feed that we publish. No topics: every item of the trade."""

    id: Slug
    title: Text
    subtitle: Text | None = None
    topics: tuple[str, ...] = Field(default=(), strict=False)
    feeds: tuple[str, ...] = Field(default=(), strict=False)
    sponsored: bool = False
    off_topic: bool = False
    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    fold: Annotated[Fold, Field(strict=False)] = Fold.STORIES
    auctions: Phases = ()
    rank: Annotated[int, Field(ge=0, le=100)] = Field(default=0, description="of feeds, at least")
    languages: tuple[Language, ...] = Field(default=(), strict=False)
    words: tuple[Blocked, ...] = Field(
        default=(), strict=False, description="in the title or summary, one of them"
    )
    without: tuple[Blocked, ...] = Field(
        default=(), strict=False, description="in the title or summary, none of them"
    )
    age: Age | None = Field(default=None, description="how long a story is carried")
    per_feed: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="how many of one feed's stories are carried at once"
    )
    max_age: Duration = Field(
        default=timedelta(minutes=5), description="how long readers may keep what they fetched"
    )


class GateShape(Shape):
    """What an output may not do from one publishing to the next."""

    loss: Annotated[float, Field(ge=0, le=1, strict=False)] = Field(
        default=0.5, description="share of its entries that may be lost unexplained"
    )


class ChangesShape(Shape):
    """What a saved file may change among stored items before it waits for `apply`."""

    days: Annotated[int, Field(ge=0, le=3660)] = Field(
        default=14, description="stored items of so many days are filed anew"
    )
    limit: Annotated[int, Field(ge=0)] = Field(
        default=100, description="of which so many may change topic, story or output"
    )


class ShippedTopicShape(TopicShape):
    """A shipped topic also says which kinds of names speak for it, and how much."""

    kinds: dict[str, Annotated[float, Field(ge=0)]] = {}


class LexiconShape(Shape):
    """The shipped topics: a file of its own, of the same shape as `topics`."""

    topics: dict[Slug, ShippedTopicShape]


class FileShape(Shape):
    """feeds.yaml: what to follow, how to file it, what to publish."""

    site: SiteShape
    network: NetworkShape = NetworkShape()
    defaults: DefaultsShape = DefaultsShape()
    feeds: tuple[FeedShape, ...] = Field(strict=False)
    topics: dict[Slug, TopicShape] = {}
    hold: HoldShape = HoldShape()
    outputs: tuple[OutputShape, ...] = Field(strict=False)
    gate: GateShape = GateShape()
    changes: ChangesShape = ChangesShape()


def json_schema() -> dict[str, Any]:
    """The JSON Schema of feeds.yaml, for editors."""
    return FileShape.model_json_schema() | {"title": "feeds.yaml"}
