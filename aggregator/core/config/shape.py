"""The shape of feeds.yaml, as pydantic checks it and as editors complete it."""

import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from math import inf
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from aggregator.core.pages import selector_error
from aggregator.model import Disclosure, Republish

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d{1,6})([smhd])")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AUTHORITY = r"^[a-z0-9.@-]+,\d{4}(-\d\d(-\d\d)?)?$"
_CRON_FIELDS = 5  # CronSim also reads six, seconds first
_LONGEST_ID = 64  # an output's names a file
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def _wrong(what: str, expected: str) -> PydanticCustomError:
    return PydanticCustomError(
        "wrong", "{what}; expected {expected}", {"what": what, "expected": expected}
    )


def _duration(given: Any) -> timedelta:
    found = _DURATION.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise _wrong(f"{given!r} is no duration", "a number and s, m, h or d, as in 30m")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def _every(given: Any) -> timedelta | None:
    if given == "auto":
        return None
    every = _duration(given)
    if every <= timedelta(0):
        raise _wrong(f"{given!r} is too short", "1s or longer, or auto")
    return every


def _address(given: str) -> str:
    try:
        parts = urlsplit(given)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or " " in given or not given.isprintable():
        raise _wrong(f"{given!r} is no address", "http://… or https://…")
    return given


def _contact(given: str) -> str:
    if not given.isprintable():
        raise _wrong(f"{given!r} is no contact", "a mail address or a page, on one line")
    return given


def _zone(given: str) -> str:
    try:
        ZoneInfo(given)
    except (KeyError, ValueError, OSError):
        raise _wrong(f"{given!r} is no time zone", "an IANA name such as Europe/London") from None
    return given


def _cron(given: str) -> str:
    try:
        comes = len(given.split()) == _CRON_FIELDS and any(CronSim(given, _ANY_MOMENT))
    except CronSimError:
        comes = False
    if not comes:
        raise _wrong(f"{given!r} is no cron expression", 'five fields, as in "*/15 6-22 * * 1-5"')
    return given


def _range(given: str) -> str:
    try:
        ip_network(given)
    except ValueError:
        raise _wrong(f"{given!r} is no address range", "one such as 127.0.0.0/8") from None
    return given


def _selector(given: str) -> str:
    fault = selector_error(given)
    if fault is not None:
        raise _wrong(f"{given!r} is no CSS selector ({fault})", "one such as h2 a, or a@href")
    return given


def _item_selector(given: str) -> str:
    # An item is an element: with an attribute already behind it, one of its own is a fault.
    if selector_error(f"{given}@x") is not None:
        raise _wrong(f"{given!r} selects no elements", "a CSS selector without @, as li.teaser")
    return given


def _slug(given: str) -> str:
    if not _SLUG.fullmatch(given) or len(given) > _LONGEST_ID:
        raise _wrong(f"{given!r} is no id", "small letters, digits and dashes, as in a-trade-site")
    return given


def _weighted(given: Any) -> tuple[str, float]:
    match given:
        case str() if given.strip():
            return given, 0.0
        case dict() if len(given) == 1:
            ((phrase, weight),) = given.items()
            weighs = isinstance(weight, int | float) and 0 < weight < inf
            if isinstance(phrase, str) and phrase.strip() and weighs:
                return phrase, float(weight)
    raise _wrong("this is no word", "a phrase, or one phrase with its weight: {phrase: 0.5}")


def _schema(type_: str, pattern: str | None = None, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": type_} | ({"pattern": pattern} if pattern else {}) | more)


Address = Annotated[str, AfterValidator(_address), _schema("string", format="uri")]
Duration = Annotated[timedelta, BeforeValidator(_duration), _schema("string", r"^\d+[smhd]$")]
Every = Annotated[
    timedelta | None, BeforeValidator(_every), _schema("string", r"^(auto|\d+[smhd])$")
]
Cron = Annotated[str, AfterValidator(_cron)]
Range = Annotated[str, AfterValidator(_range)]
ItemSelector = Annotated[str, AfterValidator(_item_selector)]
Selector = Annotated[str, AfterValidator(_selector)]
Slug = Annotated[str, AfterValidator(_slug), _schema("string", _SLUG.pattern)]
Text = Annotated[str, Field(min_length=1)]
Contact = Annotated[Text, AfterValidator(_contact)]
Weighted = Annotated[
    tuple[str, float],
    BeforeValidator(_weighted),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": {"type": "number", "exclusiveMinimum": 0},
                },
            ]
        }
    ),
]
Zone = Annotated[str, AfterValidator(_zone)]


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
    authority: Annotated[str, Field(pattern=_AUTHORITY)] | None = Field(
        default=None, description="head of the tag: URIs that name stories (RFC 4151)"
    )


class PerHostShape(Shape):
    """How gently one host is asked."""

    at_once: Annotated[int, Field(ge=1, le=16)] = 2
    spacing: Duration = timedelta(seconds=1)


class NetworkShape(Shape):
    """Guards and manners of the feed client."""

    allow: tuple[Range, ...] = Field(default=(), strict=False)
    per_host: PerHostShape = PerHostShape()


class DefaultsShape(Shape):
    """What a feed is taken to say where it says nothing."""

    every: Every = None
    rank: Annotated[int, Field(ge=0, le=100)] = 50
    republish: Annotated[Republish, Field(strict=False)] = Republish.SUMMARY
    timezone: Zone | None = None
    language: Text | None = None


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


class FeedShape(Shape):
    """A feed (`url`), or a page that has none (`page` with `links` or `select`)."""

    id: Slug
    url: Address | None = None
    page: Address | None = None
    links: Annotated[str, Field(pattern=r"^/")] | None = None
    select: SelectShape | None = None
    title: Text | None = None
    every: Every = None
    cron: Cron | None = None
    rank: Annotated[int, Field(ge=0, le=100)] | None = None
    republish: Annotated[Republish, Field(strict=False)] | None = None
    timezone: Zone | None = None
    language: Text | None = None
    categories: dict[str, str] = {}
    disclosure: Annotated[Disclosure, Field(strict=False)] | None = None
    mixed: bool = False


class TopicShape(Shape):
    """What speaks for a topic; it extends the shipped topic of the same name."""

    label: Text | None = None
    words: tuple[Weighted, ...] = Field(default=(), strict=False)
    names: tuple[Weighted, ...] = Field(default=(), strict=False)
    excluded: tuple[Text, ...] = Field(default=(), strict=False)
    categories: tuple[Text, ...] = Field(default=(), strict=False)
    marks: tuple[Text, ...] = Field(default=(), strict=False)
    labels: tuple[Text, ...] = Field(default=(), strict=False)


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


class LexiconShape(Shape):
    """The shipped topics: a file of its own, of the same shape as `topics`."""

    topics: dict[Slug, TopicShape]


class FileShape(Shape):
    """feeds.yaml: what to follow, how to file it, what to publish."""

    site: SiteShape
    network: NetworkShape = NetworkShape()
    defaults: DefaultsShape = DefaultsShape()
    feeds: tuple[FeedShape, ...] = Field(strict=False)
    topics: dict[Slug, TopicShape] = {}
    outputs: tuple[OutputShape, ...] = Field(strict=False)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of feeds.yaml, for editors."""
    return FileShape.model_json_schema() | {"title": "feeds.yaml"}
