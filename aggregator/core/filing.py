"""Listed items into entries with their filing: cleaned, classified, with when an auction ends."""

from collections.abc import Callable, Iterable
from datetime import datetime

from aggregator.core.classify import Classifier
from aggregator.core.identity import Listed
from aggregator.core.normalize import normalize
from aggregator.core.sales import with_sale
from aggregator.model import Channel, Config, Entry, Feed, Filing


def file(classifier: Classifier, entry: Entry, feed: Feed, *, presumed: bool = False) -> Filing:
    """What an entry is about, and when its auction ends; `presumed` as `Classifier.file` has it."""
    return with_sale(classifier.file(entry, feed, presumed=presumed), entry)


def filed(
    feed: Feed,
    channel: Channel,
    items: Iterable[tuple[Listed, datetime]],
    classifier: Classifier,
) -> tuple[tuple[Entry, Filing], ...]:
    """Each item as an entry, with what it is about; dated by its moment where it states none."""
    entries = [normalize(feed, channel, item, now=at) for item, at in items]
    return tuple((entry, file(classifier, entry, feed)) for entry in entries)


def afresh(config: Config) -> Callable[[Entry], Filing]:
    """Files stored entries by the rules of feeds.yaml alone, also of feeds that are out of it."""
    classifier, feeds = Classifier(config.topics), {feed.id: feed for feed in config.feeds}

    def by_rules(entry: Entry) -> Filing:
        feed = feeds.get(entry.feed_id) or Feed(id=entry.feed_id, url=entry.link)
        return file(classifier, entry, feed)

    return by_rules
