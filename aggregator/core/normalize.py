"""From a document's items to entries: when they are from, what they say, what they show."""

from collections.abc import Iterator
from datetime import datetime

from aggregator.core.boilerplate import without_boilerplate
from aggregator.core.dating import dated, language_of, told_at
from aggregator.core.identity import Listed
from aggregator.core.pictures import image_of
from aggregator.core.text import (
    plain,
    safe_html,
    sentences,
    shortened,
    squeeze,
)
from aggregator.core.urls import absolute, canonical
from aggregator.model import Channel, Enclosure, Entry, Feed, ParsedItem, TitleSource

TITLE_LENGTH = 300
SUMMARY_LENGTH = 400
NAME_LENGTH = 150
TEXT_LENGTH = 20_000  # enough to know a text by; the longest trade features have some 15,000


def normalize(feed: Feed, channel: Channel, one: Listed, *, now: datetime) -> Entry:
    """One item, cleaned. Its dates are never later than `now`."""
    item = one.item
    base = item.base or one.link or feed.url
    content = safe_html(item.content_html or item.summary_html, base)
    text = read_text(item.content_html or item.summary_html)
    is_short = item.summary_html and item.content_html
    summary = read_text(item.summary_html) if is_short else text
    title, title_source = _title(item, summary)
    language = language_of(feed, channel, item)
    published_at, source = dated(feed, channel, item, now=now)
    updated_at = told_at(feed, item.updated, language=language, now=now) or published_at
    source_updated_at = told_at(feed, channel.updated, language=language, now=now) or updated_at
    return Entry(
        id=one.id,
        feed_id=feed.id,
        guid=one.guid,
        link=one.link or absolute(base, item.link) or absolute(feed.url, channel.link) or feed.url,
        canonical_link=canonical(one.link) if one.link else "",
        title=shortened(title, TITLE_LENGTH),
        summary="" if summary == title else shortened(summary, SUMMARY_LENGTH),
        content_html=content,
        text=text,
        published_at=published_at,
        updated_at=max(published_at, updated_at),
        date_source=source,
        digest=one.digest,
        source_updated_at=source_updated_at,
        authors=_names(item.authors),
        categories=_names(item.categories),
        image=image_of(item, content, base),
        enclosures=tuple(_enclosures(item, base)),
        language=language,
        rights=item.rights,
        title_source=title_source,
    )


def _title(item: ParsedItem, summary: str) -> tuple[str, TitleSource]:
    """A teaser may lack a headline: then its first sentence serves."""
    if title := squeeze(item.title or ""):
        return title, TitleSource.STATED
    if sentence := next(iter(sentences(summary)), ""):
        return sentence, TitleSource.SENTENCE
    return "Untitled", TitleSource.NONE


def read_text(html: str | None) -> str:
    return without_boilerplate(plain(html)[:TEXT_LENGTH])


def _names(told: tuple[str, ...]) -> tuple[str, ...]:
    names = (shortened(squeeze(name), NAME_LENGTH) for name in told)
    return tuple(dict.fromkeys(filter(None, names)))


def _enclosures(item: ParsedItem, base: str) -> Iterator[Enclosure]:
    for enclosure in item.enclosures:
        url = absolute(base, enclosure.url)
        if url:
            yield Enclosure(url=url, type=enclosure.type, length=enclosure.length)
