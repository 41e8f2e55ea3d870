"""Feeds whose publishers' software changes its mind, told in items of our own invention."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from contract.serving import Answer

FIRST_AT = datetime(2026, 4, 28, 6, tzinfo=UTC)
_WHAT = "opal ruby topaz garnet peridot zircon spinel citrine beryl jade onyx pearl".split()
_SAYS = (
    "{who} shows {what} rings in room {number}",
    "A {what} from mine {number} goes to the vault of {who}",
    "Why {who} sells no more {what}: reason {number}",
    "{number} thieves, one {what}, no trace of {who}",
    "Old {what} earrings surprise bidders at lot {number}, says {who}",
    "Staff of {who} strike over {what} dust on day {number}",
    "{what} prices: {who} sees {number} percent",
)
_WHO = "Quillan Marlow Tesserin Halloway Brandt Ostrava Pell Vandermeer Ioannou Castell".split()


@dataclass(frozen=True, kw_only=True)
class Told:
    """One item as it stands in a document."""

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    text: str = ""
    at: datetime | None = None

    def rss(self) -> str:
        parts = {
            "guid": self.guid,
            "title": self.title,
            "link": self.link,
            "description": self.text or None,
            "pubDate": format_datetime(self.at) if self.at else None,
        }
        told = (f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text)
        return f"<item>{''.join(told)}</item>"


def told(number: int, **said: object) -> Told:
    """Item no. `number`; a higher one is a later one."""
    who, what = _WHO[number % 10], _WHAT[number % 12]
    at = FIRST_AT + timedelta(hours=number)
    plain = Told(
        guid=f"https://gazette.example/?p={number}",
        link=f"https://gazette.example/articles/{number}-{what}",
        title=_SAYS[number % 7].format(who=who, what=what, number=number),
        text=f"The workshop of {who} opened its doors on day {number} to show {what} rings.",
        at=at,
    )
    return replace(plain, **said)


def items(*numbers: int) -> list[Told]:
    """Newest first, as feeds have them."""
    return [told(number) for number in sorted(numbers, reverse=True)]


def served(listed: Iterable[Told], *, channel: str = "") -> Answer:
    body = (
        "<?xml version='1.0'?><rss version='2.0'><channel><title>The Gem Gazette</title>"
        f"<link>https://gazette.example/</link>{channel}{''.join(one.rss() for one in listed)}"
        "</channel></rss>"
    ).encode()
    return Answer(headers=(("Content-Type", "application/rss+xml"),), body=body)
