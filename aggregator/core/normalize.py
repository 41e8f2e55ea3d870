"""From a document's items to entries: who they are, when they are from, what they say."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from html import unescape

from aggregator.core.dates import parse_date
from aggregator.core.text import (
    plain,
    safe_html,
    sentences,
    shortened,
    squeeze,
    without_boilerplate,
)
from aggregator.core.urls import absolute, canonical
from aggregator.model import (
    Channel,
    DateSource,
    Enclosure,
    Entry,
    EntryId,
    Feed,
    Image,
    ParsedFeed,
    ParsedItem,
    value,
)

TITLE_LENGTH = 300
SUMMARY_LENGTH = 400
NAME_LENGTH = 150
TEXT_LENGTH = 20_000  # enough to know a text by; the longest trade features have some 15,000

_IMAGE = re.compile(r"<img\b[^>]*>")  # cleaned: a > in an attribute is written &gt;
_PIXELS = re.compile(r"[0-9]{1,5}")
_ATTRIBUTE = re.compile(r'\b(src|alt|width|height)="([^"]*)"')


@value
class Listed:
    """An item of a document with the identity that it has with us.

    `link` is the item's own address, None where it has none or shares it with an
    item of other words in the document: such an address is no sign of identity.
    """

    id: EntryId
    guid: str
    digest: str
    link: str | None
    item: ParsedItem


def listed(feed: Feed, parsed: ParsedFeed) -> tuple[Listed, ...]:
    """A document's items with their identities, each once, in document order.

    A guid counts within its feed; one that stands on several items of a document
    is no identity by itself, and its items are told apart by their links too, or
    where those are shared as well, by what they say. One that has no name, says
    nothing and leads nowhere is no item.
    """
    items = [one for one in parsed.items if any((one.guid, one.link, *_words(one)))]
    links = [absolute(item.base or feed.url, item.link) for item in items]
    shared = _shared(items, links)
    times = Counter(map(_own_guid, items))
    found: dict[EntryId, Listed] = {}
    for item, address in zip(items, links, strict=True):
        link = None if address and canonical(address) in shared else address
        guid = _guid(item, link, repeated=times[_own_guid(item)] > 1)
        entry_id = EntryId(_digest(feed.id, guid)[:16])
        one = Listed(id=entry_id, guid=guid, digest=_item_digest(item), link=link, item=item)
        found.setdefault(entry_id, one)
    return tuple(found.values())


def _shared(items: Iterable[ParsedItem], links: Iterable[str | None]) -> set[str]:
    """Addresses, canonical, that stand on items of different words."""
    found = {
        (canonical(link), _words(item)) for item, link in zip(items, links, strict=True) if link
    }
    return {place for place, times in Counter(place for place, _ in found).items() if times > 1}


def normalize(feed: Feed, channel: Channel, one: Listed, *, now: datetime) -> Entry:
    """One item, cleaned. Its dates are never later than `now`."""
    item = one.item
    base = item.base or one.link or feed.url
    content = safe_html(item.content_html or item.summary_html, base)
    text = _text(item.content_html or item.summary_html)
    summary = _text(item.summary_html or item.content_html)
    title = squeeze(item.title or "") or next(iter(sentences(summary)), "") or "Untitled"
    published_at, source = _dated(feed, item, now)
    updated_at = parse_date(item.updated, timezone=feed.timezone) or published_at
    source_updated_at = parse_date(channel.updated, timezone=feed.timezone) or updated_at
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
        updated_at=max(published_at, min(updated_at, now)),
        date_source=source,
        digest=one.digest,
        source_updated_at=min(source_updated_at, now),
        authors=_names(item.authors),
        categories=_names(item.categories),
        image=_image(item, content, base),
        enclosures=tuple(_enclosures(item, base)),
        language=item.language or feed.language or channel.language,
        rights=item.rights,
    )


def _own_guid(item: ParsedItem) -> str:
    return (item.guid or "").strip()


def _words(item: ParsedItem) -> tuple[str, str]:
    return item.title or "", item.summary_html or item.content_html or ""


def _guid(item: ParsedItem, link: str | None, *, repeated: bool) -> str:
    own = _own_guid(item)
    if own and not repeated:
        return own
    return f"{own} {canonical(link)}".strip() if link else _digest(own, *_words(item))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode(errors="replace")).hexdigest()


def _item_digest(item: ParsedItem) -> str:
    """Tells one version from the next; empty fields do not count, so a new one floods nothing."""
    told = {name: getattr(item, name) for name in item.__dataclass_fields__}
    return _digest(*(f"{name}={said!r}" for name, said in told.items() if said))[:32]


def _text(html: str | None) -> str:
    return without_boilerplate(plain(html)[:TEXT_LENGTH])


def _names(told: tuple[str, ...]) -> tuple[str, ...]:
    names = (shortened(squeeze(name), NAME_LENGTH) for name in told)
    return tuple(dict.fromkeys(filter(None, names)))


def stated_at(feed: Feed, item: ParsedItem, *, now: datetime) -> datetime | None:
    """The date that an item states, published before updated, and never later than `now`."""
    for raw in (item.published, item.updated):
        at = parse_date(raw, timezone=feed.timezone)
        if at is not None:
            return min(at, now)
    return None


def _dated(feed: Feed, item: ParsedItem, now: datetime) -> tuple[datetime, DateSource]:
    """A feed dated tomorrow must not sit on top for a day: never later than now."""
    at = stated_at(feed, item, now=now)
    if at is None:
        return now, DateSource.FIRST_SEEN
    published = parse_date(item.published, timezone=feed.timezone) is not None
    return at, DateSource.PUBLISHED if published else DateSource.UPDATED


def _image(item: ParsedItem, content: str, base: str) -> Image | None:
    for image in (item.image, *_images(content)):
        url = absolute(base, image.url) if image else None
        if image and url:
            return Image(url=url, alt=image.alt, width=image.width, height=image.height)
    return None


def _images(content: str) -> Iterator[Image]:
    """Pictures of cleaned HTML that are more than a counter's pixel."""
    for tag in _IMAGE.findall(content):
        said = {name: unescape(text) for name, text in _ATTRIBUTE.findall(tag)}
        width, height = (_pixels(said.get(name)) for name in ("width", "height"))
        if said.get("src") and (width is None or width > 1) and (height is None or height > 1):
            yield Image(url=said["src"], alt=said.get("alt") or None, width=width, height=height)


def _pixels(text: str | None) -> int | None:
    return int(text) if text and _PIXELS.fullmatch(text) else None


def _enclosures(item: ParsedItem, base: str) -> Iterator[Enclosure]:
    for enclosure in item.enclosures:
        url = absolute(base, enclosure.url)
        if url:
            yield Enclosure(url=url, type=enclosure.type, length=enclosure.length)
