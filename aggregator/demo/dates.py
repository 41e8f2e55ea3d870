"""The forms in which the sample outlets write their dates."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

_EAST = timezone(timedelta(hours=1))
_SOUTH_EAST = timezone(timedelta(hours=2))


def http_date(at: datetime) -> str:
    """RFC 9110 section 5.6.7."""
    return format_datetime(at, usegmt=True)


def _zulu(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _fraction(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _offset(at: datetime) -> str:
    return at.astimezone(_EAST).isoformat(timespec="seconds")


def _offset822(at: datetime) -> str:
    return format_datetime(at.astimezone(_SOUTH_EAST))


def _named(at: datetime, zone: str) -> str:
    """RFC 822 with the zone's name, which says less than its offset: readers must know it."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{format_datetime(local)[:-6]} {local.tzname()}"


def _eastern(at: datetime) -> str:
    return _named(at, "America/New_York")


def _german(at: datetime) -> str:
    return _named(at, "Europe/Berlin")


def _dotted(at: datetime) -> str:
    """As a German would type it: no zone, hours by the clock on the wall."""
    return f"{at.astimezone(ZoneInfo('Europe/Berlin')):%d.%m.%Y %H:%M}"


def _words(at: datetime) -> str:
    _, day, month, year, *_ = format_datetime(at).split()
    return f"{month} {int(day)}, {year}"


FORMS: Mapping[str, Callable[[datetime], str | None]] = {
    "rfc822": format_datetime,
    "gmt": http_date,
    "zulu": _zulu,
    "fraction": _fraction,
    "offset": _offset,
    "offset822": _offset822,
    "eastern": _eastern,
    "german": _german,
    "dotted": _dotted,
    "words": _words,
    "none": lambda _: None,
}
