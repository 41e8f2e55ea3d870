"""When an item is from, and who says so."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aggregator.core.dates import parse_date
from aggregator.model import Channel, DateSource, Feed, ParsedItem

# A clock in the wrong zone is wrong by so much at most; who is further ahead tells of something
# to come: a sale, an embargo, the date of an issue.
AHEAD = timedelta(hours=14)

_IN_ADDRESS = re.compile(
    r"/(?P<year>(?:19|20)\d{2})(?:[/-](?P<month>\d{1,2}|[a-z]{3})[/-](?P<day>\d{1,2})(?=[/-]|$)"
    r"|(?P<month2>\d{2})(?P<day2>\d{2})(?=[/_-]|$))",
    re.IGNORECASE,
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

    Never later than `now`: what is dated tomorrow must not sit on top for a day. What lies
    further ahead than a wrong zone explains is no date of publication.
    """
    language = language_of(feed, channel, item)
    for said, source in _told(item, feed.timezone):
        at = parse_date(said, timezone=feed.timezone, language=language)
        if at is not None and at - now <= AHEAD:
            return min(at, now), source
    return now, DateSource.FIRST_SEEN


def _told(item: ParsedItem, timezone: str | None) -> Iterator[tuple[str | None, DateSource]]:
    yield item.published, DateSource.PUBLISHED
    yield item.updated, DateSource.UPDATED
    yield _in_address(item.link, timezone), DateSource.LINK


def _in_address(link: str | None, timezone: str | None) -> str | None:
    """The day that an address names (`/2026/03/12/a-ring`): its first moment, at the feed's home.

    The first, so that it stands below what is dated to the minute on that day.
    """
    match = _IN_ADDRESS.search(urlsplit(link).path) if link else None
    if match is None:
        return None
    month, day = match["month"] or match["month2"], match["day"] or match["day2"]
    at = parse_date(f"{day} {month} {match['year']}", timezone=timezone) or parse_date(
        f"{match['year']}-{month}-{day}", timezone=timezone
    )
    return None if at is None else at.isoformat()
