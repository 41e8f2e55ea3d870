"""Single values of feeds.yaml: how each is written, and what is said where it is not."""

import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from math import inf
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from aggregator.core.pages import selector_error
from aggregator.core.phrases import MONEY, NUMBER, phrase
from aggregator.model import Phase

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d{1,6})([smhd])")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
# What no path holds, and people write who take a pattern for a regular expression.
_REGEX = re.compile(r"\\|^\^|/\.[*+]|\]\+|\$$")
_LOGIN = re.compile(r"^.*@", re.DOTALL)
_CRON_FIELDS = 5  # CronSim also reads six, seconds first
_LONGEST_ID = 64  # an output's names a file
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def wrong(what: str, expected: str) -> PydanticCustomError:
    """A fault in words; in one piece, lest braces of a value be taken for a place to fill."""
    return PydanticCustomError("wrong", "{words}", {"words": f"{what}; expected {expected}"})


def _duration(given: Any) -> timedelta:
    found = _DURATION.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise wrong(f"{given!r} is no duration", "a number and s, m, h or d, as in 30m")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def _every(given: Any) -> timedelta | None:
    if given == "auto":
        return None
    every = _duration(given)
    if every <= timedelta(0):
        raise wrong(f"{given!r} is too short", "1s or longer, or auto")
    return every


def _age(given: Any) -> timedelta:
    age = _duration(given)
    if age <= timedelta(0):
        raise wrong(f"{given!r} is no age", "one such as 90d")
    return age


def _blocked(given: Any) -> str:
    # To words that are compared all figures are one: "18" by itself would hold whatever has any.
    if not isinstance(given, str) or not {*phrase(given)} - {NUMBER, MONEY}:
        shown = f"{given!r}" if isinstance(given, str | int | float) else "this"
        raise wrong(f"{shown} holds no word to be found", "text with letters, as in casino")
    return given


def _address(given: str) -> str:
    try:
        parts = urlsplit(given)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or " " in given or not given.isprintable():
        shown = _LOGIN.sub("…@", given)
        raise wrong(f"{shown!r} is no address", "http://… or https://…")
    return given


def _shown_address(given: str) -> str:
    _address(given)
    if urlsplit(given).username is not None:
        shown = _LOGIN.sub("…@", given)
        raise wrong(f"{shown!r} holds a login, and readers see it", "an address without one")
    return given


def _contact(given: str) -> str:
    if not given.isprintable():
        raise wrong(f"{given!r} is no contact", "a mail address or a page, on one line")
    return given


def _zone(given: str) -> str:
    try:
        ZoneInfo(given)
    except (KeyError, ValueError, OSError):
        raise wrong(f"{given!r} is no time zone", "an IANA name such as Europe/London") from None
    return given


def _cron(given: str) -> str:
    try:
        comes = len(given.split()) == _CRON_FIELDS and any(CronSim(given, _ANY_MOMENT))
    except CronSimError:
        comes = False
    if not comes:
        raise wrong(f"{given!r} is no cron expression", 'five fields, as in "*/15 6-22 * * 1-5"')
    return given


def _range(given: str) -> str:
    try:
        ip_network(given)
    except ValueError:
        raise wrong(f"{given!r} is no address range", "one such as 127.0.0.0/8") from None
    return given


def _selector(given: str) -> str:
    fault = selector_error(given)
    if fault is not None:
        raise wrong(f"{given!r} is no CSS selector ({fault})", "one such as h2 a, or a@href")
    return given


def _item_selector(given: str) -> str:
    # An item is an element: with an attribute already behind it, one of its own is a fault.
    if selector_error(f"{given}@x") is not None:
        raise wrong(f"{given!r} selects no elements", "a CSS selector without @, as li.teaser")
    return given


def _pattern(given: Any) -> str:
    if not isinstance(given, str):
        raise wrong("this is no pattern of paths", "one, as in /articles/*")
    if _REGEX.search(given):
        raise wrong(f"{given!r} is a regular expression", "* for what varies, as in /articles/*")
    if not given.startswith("/"):
        raise wrong(f"{given!r} is no pattern of paths", "one from its first /, as in /articles/*")
    if "=" in given.partition("?")[2]:
        raise wrong(f"{given!r} has a query; paths alone are compared", "it without the ?…")
    return given


def _slug(given: str) -> str:
    if not _SLUG.fullmatch(given) or len(given) > _LONGEST_ID:
        raise wrong(f"{given!r} is no id", "small letters, digits and dashes, as in a-trade-site")
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
    raise wrong("this is no word", "a phrase, or one phrase with its weight: {phrase: 0.5}")


def _phases(given: Any) -> tuple[Phase, ...]:
    """One phase or a list of them, in the order of the word's own."""
    asked = given if isinstance(given, list) and given else [given]
    for one in asked:
        if one not in list(Phase):
            raise wrong(f"{one!r} is no phase of an auction", "upcoming, result, past or a list")
    return tuple(phase for phase in Phase if phase in asked)


def _language(given: str) -> str:
    if not _TAG.fullmatch(given):
        raise wrong(f"{given!r} is no tag of a language", "one such as en or en-GB")
    return given


def schema(type_: str, pattern: str | None = None, **more: Any) -> WithJsonSchema:
    """What editors are told of a value that has a form of its own."""
    return WithJsonSchema({"type": type_} | ({"pattern": pattern} if pattern else {}) | more)


Address = Annotated[str, AfterValidator(_address), schema("string", format="uri")]
ShownAddress = Annotated[str, AfterValidator(_shown_address), schema("string", format="uri")]
Duration = Annotated[timedelta, BeforeValidator(_duration), schema("string", r"^\d+[smhd]$")]
Age = Annotated[timedelta, BeforeValidator(_age), schema("string", r"^\d+[smhd]$")]
Blocked = Annotated[str, BeforeValidator(_blocked), schema("string", minLength=1)]
Every = Annotated[
    timedelta | None, BeforeValidator(_every), schema("string", r"^(auto|\d+[smhd])$")
]
Cron = Annotated[str, AfterValidator(_cron)]
Range = Annotated[str, AfterValidator(_range)]
ItemSelector = Annotated[str, AfterValidator(_item_selector)]
Selector = Annotated[str, AfterValidator(_selector)]
Pattern = Annotated[str, BeforeValidator(_pattern), schema("string", "^/")]
Slug = Annotated[str, AfterValidator(_slug), schema("string", _SLUG.pattern)]
Authority = Annotated[str, Field(pattern=r"^[a-z0-9.@-]+,\d{4}(-\d\d(-\d\d)?)?$")]
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
Phases = Annotated[
    tuple[Phase, ...],
    BeforeValidator(_phases),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": [*Phase]},
                {"type": "array", "items": {"enum": [*Phase]}, "minItems": 1},
            ]
        }
    ),
]
Language = Annotated[str, AfterValidator(_language), schema("string", f"^{_TAG.pattern}$")]
Zone = Annotated[str, AfterValidator(_zone)]
