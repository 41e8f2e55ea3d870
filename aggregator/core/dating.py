"""When an item is from, and who says so."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from aggregator.core.dates import parse_date
from aggregator.model import Channel, DateSource, Feed, ParsedItem

# A clock in the wrong zone is ahead by so much at most: that of Kiribati, told as UTC. Who is
# further ahead tells of something to come: a sale, an embargo, the date of an issue.
AHEAD = timedelta(hours=14)
NEVER = datetime.min.replace(tzinfo=UTC)

# A whole day, as a part of the path or at the head of one. `/2026/03/12-rings-to-see` counts
# rings; `/20260312.html` counts pages.
_IN_PATH = re.compile(
    r"/(?P<year>(?:19|20)\d\d)"
    r"(?:/(?P<month>\d{1,2}|[a-z]{3,9})/(?P<day>\d{1,2})(?=/|$)"
    r"|-(?P<month2>\d\d)-(?P<day2>\d\d)(?=[/_.-]|$)"
    r"|(?P<month3>\d\d)(?P<day3>\d\d)(?=[/_-]))",
    re.IGNORECASE | re.ASCII,
)


def language_of(feed: Feed, channel: Channel, item: ParsedItem) -> str | None:
    """The language that an item is in: its own word, then the operator's, then its feed's."""
    return item.language or feed.language or channel.language


def stated_at(feed: Feed, channel: Channel, item: ParsedItem, *, now: datetime) -> datetime | None:
    """The date that an item states, and never later than `now`; None where it states none."""
    at, source = dated(feed, channel, item, now=now)
    return None if source is DateSource.FIRST_SEEN else at


def dated(
    feed: Feed, channel: Channel, item: ParsedItem, *, now: datetime
) -> tuple[datetime, DateSource]:
    """The date of an item: published, else updated, else the day in its address, else `now`.

    Never later than `now`: what is dated tomorrow must not sit on top for a day.
    """
    language = language_of(feed, channel, item)
    for said, source in _told(item):
        at = told_at(feed, said, language=language, now=now)
        if at is not None:
            return at, source
    return now, DateSource.FIRST_SEEN


def told_at(
    feed: Feed, said: str | None, *, language: str | None, now: datetime
) -> datetime | None:
    """A moment in a feed's words, and never later than `now`.

    None where they name none, or one further ahead than a wrong zone explains.
    """
    at = parse_date(said, timezone=feed.timezone, language=language)
    return None if at is None or at - now > AHEAD else min(at, now)


def latest(item: ParsedItem, *, timezone: str | None = None) -> datetime:
    """The latest moment that an item states, as documents are put in order; `NEVER` for none."""
    dates = (parse_date(said, timezone=timezone) for said in (item.updated, item.published))
    return max(filter(None, dates), default=NEVER)


def _told(item: ParsedItem) -> Iterator[tuple[str | None, DateSource]]:
    yield item.published, DateSource.PUBLISHED
    yield item.updated, DateSource.UPDATED
    yield _day_in(item.link), DateSource.LINK


def _day_in(link: str | None) -> str | None:
    """The day that an address names, `/2026/03/12/a-ring`; None where it names two.

    A day begins at the feed's home. Its first moment is the one that is never too late: so
    the item stands below what is dated to the minute on that day, and not above it.
    """
    if not link:
        return None
    try:
        path = urlsplit(link).path
    except ValueError:  # `http://[x`
        return None
    days = {_written(match) for match in _IN_PATH.finditer(path)}
    return days.pop() if len(days) == 1 else None


def _written(match: re.Match[str]) -> str:
    month = match["month"] or match["month2"] or match["month3"]
    day = match["day"] or match["day2"] or match["day3"]
    return f"{match['year']}-{month}-{day}"
