"""Listed items into entries with their filing: cleaned, classified, with when an auction ends."""

from collections.abc import Iterable
from datetime import datetime

from aggregator.core.classify import Classifier
from aggregator.core.identity import Listed
from aggregator.core.normalize import normalize
from aggregator.core.sales import with_sale
from aggregator.model import Channel, Entry, Feed, Filing


def filed(
    feed: Feed,
    channel: Channel,
    items: Iterable[tuple[Listed, datetime]],
    classifier: Classifier,
) -> tuple[tuple[Entry, Filing], ...]:
    """Each item as an entry, with what it is about; dated by its moment where it states none."""
    entries = [normalize(feed, channel, item, now=at) for item, at in items]
    return tuple((entry, with_sale(classifier.file(entry, feed), entry)) for entry in entries)
