"""What comes in: what a server did, and what a document says."""

from datetime import datetime, timedelta

from aggregator.model.words import value


@value
class Validators:
    """ETag and Last-Modified, byte for byte, and the address that gave them.

    A pair is never sent to another address (RFC 9110 section 15.4).
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return self.etag is not None or self.last_modified is not None


@value
class Fetched:
    """A body arrived whole. `permanent_url` is where only permanent redirects led.

    `fresh_for` is how long it stays fresh, `fresh_told` the field that says so.
    """

    url: str
    body: bytes
    content_type: str | None = None
    validators: Validators | None = None
    fresh_for: timedelta | None = None
    fresh_told: str | None = None
    permanent_url: str | None = None


@value
class NotModified:
    """304 to a conditional request. `validators` are the newest that are known."""

    validators: Validators
    fresh_for: timedelta | None = None
    fresh_told: str | None = None
    permanent_url: str | None = None


@value
class Gone:
    """410: the publisher says that it will not come back."""

    url: str


@value
class RateLimited:
    """429 or 503: the server at `url` asks us to wait, for `retry_after` where it says so."""

    status: int
    retry_after: timedelta | None = None
    url: str | None = None


@value
class FetchFailed:
    """Nothing usable came. `reason` is for people; `status` None: no HTTP answer.

    `unreached`: nobody answered at all; our own network may be why.
    """

    reason: str
    status: int | None = None
    unreached: bool = False


@value
class RobotsTxt:
    """What the robots.txt of a site says, and how long we may go by it (RFC 9309).

    `site` is scheme, host and port; a site without one has the empty `text`.
    """

    site: str
    text: str
    until_at: datetime


FetchOutcome = Fetched | NotModified | Gone | RateLimited | FetchFailed


@value
class Channel:
    """What the publisher says of its feed (RSS channel, Atom feed).

    `ttl` and `update_every` (sy:updatePeriod by sy:updateFrequency) ask for a pace,
    `skip_hours` (0 to 23, GMT) and `skip_days` (0 is Monday) for silence. `older`
    is the document before this one (RFC 5005: prev-archive, or next).
    """

    title: str | None = None
    link: str | None = None
    id: str | None = None
    language: str | None = None
    rights: str | None = None
    updated: str | None = None
    ttl: timedelta | None = None
    update_every: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    generator: str | None = None
    older: str | None = None


@value
class Image:
    url: str
    alt: str | None = None
    width: int | None = None
    height: int | None = None


@value
class Enclosure:
    """Attached media. `length` in bytes, None where the publisher does not say."""

    url: str
    type: str | None = None
    length: int | None = None


@value
class ParsedItem:
    """One item as its document tells it: nothing cleaned, dates still words."""

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    summary_html: str | None = None
    content_html: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    language: str | None = None
    rights: str | None = None
    base: str | None = None


@value
class Part:
    """A sitemap that a sitemap index names; `changed` is when, in the index's words.

    `is_open`: it was read on the day that `changed` names, and more may come under it.
    """

    url: str
    changed: str | None = None
    is_open: bool = False


@value
class ParsedFeed:
    """A document, read. `flaw` says what was wrong with it though items were had.

    `whole` is False when the document stops short: what it does not list is then
    no news about what it withdrew. `parts` is what a sitemap index has in place of items.
    """

    channel: Channel
    items: tuple[ParsedItem, ...]
    flaw: str | None = None
    whole: bool = True
    parts: tuple[Part, ...] = ()


@value
class ReadFailed:
    """A body that is no feed, or could not be read within the limits.

    `is_empty`: it was read, and is a sitemap that lists nothing of what is followed.
    """

    reason: str
    is_empty: bool = False
