"""How a document asks to be polled: its pace, the hours and days it wants no visits in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from aggregator.core.urls import absolute

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LAST_HOUR = 24  # RSS 0.91 counts from 1 to 24, RSS 2.0 from 0 to 23

# Bounded or possessive, all of it: what a hostile text leaves open must not be tried again.
_ASIDE = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"""|<!ENTITY\b[^"'<>]*+(?:"[^"]*+"|'[^']*+')""",
    re.DOTALL,
)
_STEP = re.compile(
    r"<(/?)(?:[\w.-]{1,40}:)?(item|entry|skiphours|skipdays|hour|day)"
    r"(?=[\s/>])[^<>]*+(?<!/)>([^<]{0,40})",
    re.IGNORECASE,
)
_SKIPS = re.compile(r"<(?:[\w.-]{1,40}:)?skip(?:hours|days)\b", re.IGNORECASE)
_ITEMS, _LISTS = frozenset({"item", "entry"}), {"skiphours": "hour", "skipdays": "day"}


def number(said: str | None, *, digits: int = 6) -> int | None:
    """A whole number in plain digits, at most so many; None for anything else."""
    usable = said is not None and said.isascii() and said.isdigit() and len(said) <= digits
    return int(said) if said and usable else None


def minutes(said: str | None) -> timedelta | None:
    """A `ttl`; None where it is no number, or none above 0."""
    count = number(said)
    return timedelta(minutes=count) if count else None


def update_every(period: str | None, frequency: str | None) -> timedelta | None:
    """sy:updatePeriod by sy:updateFrequency, which is 1 where it is absent.

    None where there is no period: that the default is daily (RSS 1.0 syndication module)
    asks nothing of us.
    """
    length = _PERIODS.get((period or "").lower())
    times = 1 if frequency is None else number(frequency)
    return length / times if length and times else None


def skips(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The hours (GMT) and weekdays (0 is Monday) in skipHours and skipDays of a channel.

    From the text itself, for feedparser keeps the last of a list alone. What stands in
    comments, declarations and items does not count.
    """
    if not _SKIPS.search(text):
        return (), ()
    hours: set[int] = set()
    days: set[int] = set()
    for name, said in _listed(_ASIDE.sub(_laid_flat, text)):
        if name == "day" and said.lower() in _DAYS:
            days.add(_DAYS.index(said.lower()))
        elif name == "hour" and (hour := number(said)) is not None and hour <= _LAST_HOUR:
            hours.add(hour % _LAST_HOUR)
    return tuple(sorted(hours)), tuple(sorted(days))


def older(links: Iterable[Mapping[str, object]], base: str) -> str | None:
    """The address of the document before this one (RFC 5005): prev-archive, else next."""
    named = [(str(link.get("rel")).lower(), str(link.get("href") or "")) for link in links]
    addresses = (
        absolute(base, href)
        for wanted in ("prev-archive", "next")
        for rel, href in named
        if rel == wanted
    )
    return next(filter(None, addresses), None)


def _listed(text: str) -> Iterator[tuple[str, str]]:
    """Name and words of each member of a list that stands outside of items."""
    depth, within = 0, None
    for step in _STEP.finditer(text):
        is_end, name, words = bool(step[1]), step[2].lower(), step[3].strip()
        if name in _ITEMS:
            depth = max(depth + (-1 if is_end else 1), 0)
        elif name in _LISTS:
            within = None if is_end else name
        elif not is_end and not depth and within and _LISTS[within] == name:
            yield name, words


def _laid_flat(aside: re.Match[str]) -> str:
    """A comment says nothing; CDATA says its text, in which there are no tags."""
    return (aside[1] or "").replace("<", " ")
