"""Items as JSON Lines, for `classify`, `group` and `evaluate`."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from aggregator.core.boilerplate import without_boilerplate
from aggregator.core.classify import Classifier
from aggregator.core.dates import parse_date
from aggregator.core.filing import file
from aggregator.core.normalize import TITLE_LENGTH
from aggregator.core.plan import plan_batch
from aggregator.core.reading import Reading
from aggregator.core.report import evidence_json, sale_json
from aggregator.core.rules import Rules
from aggregator.core.sites import is_of_trade
from aggregator.core.text import plain, scrub, shortened
from aggregator.core.urls import absolute, canonical, host
from aggregator.model import (
    DateSource,
    Entry,
    EntryId,
    Feed,
    FeedId,
    FeedState,
    FetchFailed,
    Filing,
    Known,
    StoryId,
)

Item = Mapping[str, Any]

# Items without a date stand together at one moment.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
NOWHERE = "http://localhost/"


def filed(item: Item, classifier: Classifier) -> Filing:
    """File an item by the rules that the pipeline uses."""
    entry = _entry(item, _text(item, "id"))
    return file(classifier, entry, _feed(item), presumed=True)


def with_filing(item: Item, filing: Filing) -> dict[str, Any]:
    """The item with `classify`'s own fields; what else it has passes through."""
    return dict(item) | {
        "topics": list(filing.topics),
        "primary": filing.primary,
        "disclosure": filing.disclosure,
        "sponsor": filing.sponsor,
        "confidence": filing.confidence,
        "evidence": evidence_json(filing.evidence),
        "rule": filing.rule,
        "sale": sale_json(filing.sale),
    }


def grouped(items: Iterable[Item], classifier: Classifier, rules: Rules) -> list[StoryId]:
    """The story of each item, by the very plan that the pipeline makes of a batch.

    Their order makes no difference: items that say the same are told apart by their number.
    """
    times: Counter[str] = Counter()
    readings = []
    for item in items:
        said = json.dumps(item, sort_keys=True, default=str)
        readings.append(_reading(item, classifier, f"{times[said]}\0{said}"))
        times[said] += 1
    by_said = sorted(readings, key=lambda reading: reading.fresh[0][0].id)
    known = Known(entries={}, keys={}, stories={}, rulings={})
    found: dict[EntryId, StoryId] = {}
    for update in plan_batch(by_said, known, rules):
        found |= {one.entry.id: one.story_id for one in update.entries}
    return [found[reading.fresh[0][0].id] for reading in readings]


def _reading(item: Item, classifier: Classifier, identity: str) -> Reading:
    feed, entry = _feed(item), _entry(item, identity)
    return Reading(
        feed=feed,
        state=FeedState(feed_id=feed.id, url=feed.url, next_fetch_at=UNDATED),
        outcome=FetchFailed(reason="nothing was fetched"),
        at=entry.published_at,
        dates={},
        fresh=((entry, file(classifier, entry, feed, presumed=True)),),
    )


def _feed(item: Item) -> Feed:
    link = _text(item, "url")
    source = scrub(_text(item, "source")) or host(link) or "unknown"
    is_mixed = not (is_of_trade(source) or is_of_trade(host(link)))
    return Feed(id=FeedId(source), url=absolute(NOWHERE, link) or NOWHERE, mixed=is_mixed)


def _entry(item: Item, identity: str) -> Entry:
    link = absolute(NOWHERE, _text(item, "url")) if _text(item, "url") else None
    told = _text(item, "dek") or _text(item, "summary")
    text = without_boilerplate(plain(told))
    at = parse_date(_text(item, "date"), timezone=None) or UNDATED
    return Entry(
        id=EntryId(sha256(identity.encode(errors="replace")).hexdigest()[:16]),
        feed_id=_feed(item).id,
        guid=_text(item, "id"),
        link=link or NOWHERE,
        canonical_link=canonical(link) if link else "",
        title=shortened(plain(_text(item, "title")), TITLE_LENGTH),
        summary=text,
        content_html=told,  # where its lines end; shown to nobody
        text=text,
        published_at=at,
        updated_at=at,
        date_source=DateSource.UNKNOWN if at == UNDATED else DateSource.PUBLISHED,
        digest="",
        authors=_texts(item, "authors") or _texts(item, "author"),
        categories=_texts(item, "feed_categories"),
    )


def _text(item: Item, name: str) -> str:
    said = item.get(name)
    return said if isinstance(said, str) else "" if said is None else str(said)


def _texts(item: Item, name: str) -> tuple[str, ...]:
    said = item.get(name)
    several = said if isinstance(said, list) else [said]
    return tuple(str(one) for one in several if one not in (None, ""))
