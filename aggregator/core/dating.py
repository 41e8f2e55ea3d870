"""When an item is from, and who says so."""

from datetime import datetime

from aggregator.core.dates import parse_date
from aggregator.model import Channel, DateSource, Feed, ParsedItem


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
    """The date of an item, published before updated; `now` where it states none.

    A feed dated tomorrow must not sit on top for a day: never later than `now`.
    """
    language = language_of(feed, channel, item)
    told = ((item.published, DateSource.PUBLISHED), (item.updated, DateSource.UPDATED))
    for said, source in told:
        at = parse_date(said, timezone=feed.timezone, language=language)
        if at is not None:
            return min(at, now), source
    return now, DateSource.FIRST_SEEN
