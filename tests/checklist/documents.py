"""Feeds of our own invention, as their publishers serve them."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from contract.serving import Answer

_FIRST_AT = datetime(2026, 4, 20, 6, tzinfo=UTC)
_STONES = "opal ruby topaz garnet peridot zircon spinel citrine beryl jade onyx pearl".split()
_PIECES = "brooch bangle pendant signet locket choker tiara cufflink anklet clasp".split()

HTML = (
    b"<!doctype html><html><head><title>Sorry</title></head><body><p>Back soon.</p></body></html>"
)


def item(number: int) -> str:
    """One item; the same number is the same item, a higher one a later."""
    what = f"{_STONES[number % 12]} {_PIECES[number % 10]}"
    date = format_datetime(_FIRST_AT + timedelta(hours=number))
    return (
        f"<item><guid isPermaLink='false'>item-{number}</guid>"
        f"<title>No. {number}: a jeweler shows a {what}</title>"
        f"<link>https://gazette.example/articles/{number}</link><pubDate>{date}</pubDate>"
        f"<description>The {what} of workshop {number} went on show today.</description></item>"
    )


def rss(*numbers: int, channel: str = "", declared: str = "utf-8") -> bytes:
    """A feed of these items, in this order; `channel` stands before them."""
    return (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'
        "<title>The Gem Gazette</title><link>https://gazette.example/</link>"
        f"{channel}{''.join(map(item, numbers))}</channel></rss>"
    ).encode()


def atom(*numbers: int, updated: str = "2026-05-04T10:00:00Z") -> bytes:
    entries = (
        f"<entry><id>tag:gazette.example,2026:{number}</id><title>No. {number}</title>"
        f"<link href='https://gazette.example/articles/{number}'/>"
        f"<updated>{(_FIRST_AT + timedelta(hours=number)).isoformat()}</updated>"
        f"<summary>About the {_STONES[number % 12]} of workshop {number}.</summary></entry>"
        for number in numbers
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Gem Gazette</title>'
        f"<id>tag:gazette.example,2026:feed</id><updated>{updated}</updated>{''.join(entries)}</feed>"
    ).encode()


def document(*fields: tuple[str, str], body: bytes = rss(1, 2, 3), **how: Any) -> Answer:
    """200 with these header fields."""
    return Answer(headers=(("Content-Type", "application/rss+xml"), *fields), body=body, **how)
