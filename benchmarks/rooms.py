"""What one thousand items cost in each room that they pass through."""

import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from aggregator.bootstrap.parts import lexicon, names, vocabulary
from aggregator.core.classify import Classifier
from aggregator.core.config import load
from aggregator.core.identity import listed
from aggregator.core.normalize import normalize
from aggregator.core.parse import parse
from aggregator.core.plan import plan_batch, wanted_ids, wanted_keys
from aggregator.core.reading import Reading
from aggregator.core.render import documents
from aggregator.core.rules import rules_of
from aggregator.model import Edition, Entry, Fetched, Known, ParsedFeed
from aggregator.store import open_store

ITEMS = 1000
TIMES = 3
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CONFIG = """
site: {contact: ops@bench.example}
feeds: [{id: bench, url: "https://bench.example/feed"}]
outputs: [{id: the-latest, title: The Latest, limit: 1000}]
"""
TOWNS = "Antwerp Geneva Vicenza Tucson Mumbai Surat Idar Pforzheim Birmingham Providence".split()
DEEDS = "opens closes buys sells shows restores auctions certifies exports designs".split()
GOODS = "rings pearls watches emeralds brooches chains tiaras lockets opals bangles".split()


def document() -> bytes:
    """An RSS document of a thousand items, each with some 120 words."""
    items = "".join(map(_item, range(ITEMS)))
    head = '<rss version="2.0"><channel><title>Bench</title><link>https://bench.example/</link>'
    return f'<?xml version="1.0"?>{head}{items}</channel></rss>'.encode()


def _item(number: int) -> str:
    words = (TOWNS[number % 10], DEEDS[number // 10 % 10], GOODS[number // 100])
    title = f"House {number} of {words[0]} {words[1]} {words[2]}"
    text = f"&lt;p&gt;{title} in lot {number}, {' '.join(words)}. &lt;/p&gt;" * 10
    date = format_datetime(NOW - timedelta(minutes=number))
    link = f"https://bench.example/articles/{number}"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item>"
    )


def _teaser(entry: Entry) -> Entry:
    """What a trade magazine's feed has of an item: a headline and a sentence."""
    summary = " ".join(entry.text.split()[:24])
    return replace(entry, summary=summary, text=summary, content_html=f"<p>{summary}</p>")


def best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of some runs."""
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


def main() -> None:
    """Measure each room and print items a second."""
    config = load(
        CONFIG,
        "bench.yaml",
        lexicon=lexicon(),
        names=names(),
        vocabulary=vocabulary(),
        environment={},
    )
    feed, body = config.feeds[0], document()
    parsed = parse(body, content_type="application/rss+xml", url=feed.url)
    if not isinstance(parsed, ParsedFeed):
        sys.exit(parsed.reason)
    items = listed(feed, parsed)
    entries = [normalize(feed, parsed.channel, item, now=NOW) for item in items]
    teasers = [_teaser(entry) for entry in entries]
    classifier = Classifier(config.topics)
    filed = tuple((entry, classifier.file(entry, feed)) for entry in entries)
    rules = rules_of(config)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        store.sync_feeds(config.feeds, NOW)
        reading = Reading(
            feed=feed,
            state=store.feed_states()[0],
            outcome=Fetched(url=feed.url, body=body),
            at=NOW,
            parsed=parsed,
            listed=tuple(item.id for item in items),
            dates={},
            fresh=filed,
        )
        nothing = Known(entries={}, keys={}, stories={}, rulings={})
        rows = {
            "parse": best(lambda: parse(body, content_type="text/xml", url=feed.url)),
            "identify": best(lambda: listed(feed, parsed)),
            "normalize": best(
                lambda: [normalize(feed, parsed.channel, item, now=NOW) for item in items]
            ),
            "classify": best(lambda: [classifier.file(entry, feed) for entry in entries]),
            "  teasers": best(lambda: [classifier.file(entry, feed) for entry in teasers]),
            "plan": best(lambda: plan_batch([reading], nothing, rules)),
        }
        began = time.perf_counter()
        store.decide(
            wanted_ids([reading]),
            wanted_keys([reading], rules),
            lambda known: plan_batch([reading], known, rules),
        )
        rows["store (new)"] = time.perf_counter() - began
        output = config.outputs[0]
        stories = store.stories(output, NOW)
        rows["select"] = best(lambda: store.stories(output, NOW))
        rows["render"] = best(
            lambda: documents(
                Edition(
                    output=output,
                    stories=stories,
                    site=config.site,
                    atom_id="tag:b",
                    updated_at=NOW,
                    labels={},
                )
            )
        )
        store.close()
    print(f"{ITEMS} items, Python {platform.python_version()}, best of {TIMES}")
    for room, seconds in rows.items():
        print(f"  {room:12} {seconds * 1000:8.1f} ms {ITEMS / seconds:10.0f} items/s")
