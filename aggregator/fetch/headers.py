"""What a server tells in header fields: validators, freshness, how long to wait.

Nothing here raises for what a server sends; what cannot be understood counts as absent.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aggregator.model import Validators, value

# Whoever asks for more means "long"; the schedule's own ceiling is lower anyway.
LONGEST = timedelta(days=365)
# Nine digits are three decades already; int() itself gives up at some thousands of them.
MOST_DIGITS = 9

# A quoted string may hold what looks like directives; without an end it holds all of the rest.
DIRECTIVE = re.compile(r'([^\s,="]+)(?:=("(?:[^"\\]|\\.)*"?|[^\s,"]*))?')


@value
class Headers:
    """Header fields in the order they came; names in any case.

    `received_at` stands in for an absent Date.
    """

    fields: tuple[tuple[str, str], ...]
    received_at: datetime

    def first(self, name: str) -> str | None:
        """The first value that has one; None if it is not UTF-8 (RFC 9110 section 5.5).

        Such a value could be neither stored nor sent back as it came.
        """
        told = next((text for key, text in self.fields if key.lower() == name and text), None)
        return told if told is not None and _is_text(told) else None

    def all(self, name: str) -> str:
        return ", ".join(text for key, text in self.fields if key.lower() == name)


def validators(headers: Headers, url: str) -> Validators | None:
    """What this address gave to ask it again with, byte for byte."""
    given = Validators(
        url=url, etag=headers.first("etag"), last_modified=headers.first("last-modified")
    )
    return given or None


def renewed(stored: Validators, headers: Headers) -> Validators:
    """The pair after a 304: what it brings replaces what is stored (RFC 9111 section 4.3.4)."""
    return Validators(
        url=stored.url,
        etag=headers.first("etag") or stored.etag,
        last_modified=headers.first("last-modified") or stored.last_modified,
    )


@value
class Freshness:
    """How long an answer stays fresh, and the field that `told` so."""

    lasts: timedelta | None = None  # not at all
    told: str | None = None


STALE = Freshness()


def freshness(headers: Headers) -> Freshness:
    """What Cache-Control says, else Expires (RFC 9111 section 4.2.1)."""
    told = DIRECTIVE.findall(headers.all("cache-control").lower())
    told = [(name, argument.strip('"')) for name, argument in told]
    directives = dict(reversed(told))  # of two, the first counts
    # With names, no-cache is about those fields alone (RFC 9111 section 5.2.2.4).
    if "no-store" in directives or ("no-cache", "") in told:
        return STALE
    if "max-age" in directives:
        age = _seconds(headers.first("age") or "") or timedelta()
        lifetime = _seconds(directives["max-age"])
        return _fresh(lifetime and lifetime - age, "Cache-Control max-age")
    expires = _http_date(headers.first("expires"))
    return _fresh(expires - _date(headers) if expires else None, "Expires")


def retry_after(headers: Headers) -> timedelta | None:
    """How long to keep away (RFC 9110 section 10.2.3): seconds, or a time by the server's Date."""
    told = headers.first("retry-after") or ""
    wait = _seconds(told)
    until = _http_date(told) if wait is None else None
    if until:
        wait = until - _date(headers)
    return min(wait, LONGEST) if wait is not None and wait >= timedelta() else None


def _fresh(lasts: timedelta | None, told: str) -> Freshness:
    if lasts is None or lasts <= timedelta():
        return STALE
    return Freshness(lasts=min(lasts, LONGEST), told=told)


def _date(headers: Headers) -> datetime:
    return _http_date(headers.first("date")) or headers.received_at


def _seconds(text: str) -> timedelta | None:
    if not re.fullmatch(r"[0-9]+", text):
        return None
    return timedelta(seconds=int(text)) if len(text) <= MOST_DIGITS else LONGEST


def _http_date(text: str | None) -> datetime | None:
    """Any of the three forms of RFC 9110 section 5.6.7; without a zone it is GMT."""
    try:
        told = parsedate_to_datetime(text or "")
        return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _is_text(told: str) -> bool:
    """Whether it was UTF-8 on the wire: aiohttp marks other bytes with surrogates."""
    try:
        told.encode()
    except UnicodeEncodeError:
        return False
    return True
