"""Who an item is: the identity that it has in its feed, whatever its document does."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from aggregator.core.dates import parse_date
from aggregator.core.dating import latest
from aggregator.core.text import folded
from aggregator.core.urls import absolute, canonical
from aggregator.model import (
    EntryId,
    Feed,
    Identity,
    Key,
    ParsedFeed,
    ParsedItem,
    Recalled,
    value,
)

# Of a document's items, from which share on their ids or addresses tell nothing (FreshRSS: 5 %).
FEW = 0.05
# Two titles with fewer words in common than this are no edit of each other.
ALIKE = 0.3
SAME_DAY = timedelta(days=1)
REPEATED = "its ids stand on several items"
SHARED = "its items share their addresses"
REUSED = "its ids are given to other items later"
CHURNED = "its ids are new on every fetch"


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


@value
class _Item:
    """An item with what may tell it: `place` is its canonical address, "" where it is no sign."""

    item: ParsedItem
    guid: str
    link: str | None
    place: str

    @property
    def name(self) -> str:
        """What a namesake has to share to be a version of the same item."""
        return self.place or (self.item.title or "")


def listed(
    feed: Feed, parsed: ParsedFeed, identity: Identity = Identity.GUID
) -> tuple[Listed, ...]:
    """A document's items with their identities, each once, in document order.

    By `identity`, the id counts within its feed, and where an item lacks it the next one
    does: guid, canonical address, words. A guid that stands on several items is no
    identity by itself: its items are told apart by their addresses too, or by what they
    say. Of several versions of an item (RFC 4287 section 4.1.1) the newest counts. What
    has no name, says nothing and leads nowhere is no item.
    """
    items = _items(feed, parsed)
    repeated = _repeated(items)
    found: dict[EntryId, Listed] = {}
    for one in items:
        own = _own_id(one, identity, repeated)
        here = _named(feed, own, one)
        there = found.get(here.id)
        # The order of a document must not matter to who is who.
        if there is None or _newness(feed, here) > _newness(feed, there):
            found[here.id] = here
    return tuple(found.values())


def fitting(feed: Feed, parsed: ParsedFeed, identity: Identity) -> tuple[Identity, str | None]:
    """By what to tell the items of a document apart, and why, where that is something new."""
    items = _items(feed, parsed)
    if identity is Identity.GUID:
        repeated = _repeated(items)
        unfit = sum(one.guid in repeated for one in items)
        if unfit > FEW * len(items):
            return Identity.LINK, REPEATED
    if identity is Identity.LINK and items:
        unfit = sum(one.link is not None and not one.place for one in items)
        if unfit > len(items) / 2:
            return Identity.WORDS, SHARED
    return identity, None


def strangers(
    feed: Feed, items: Iterable[Listed], known: Mapping[EntryId, Recalled]
) -> tuple[Listed, ...]:
    """Items under whose id something else is stored: another address, title and day."""
    return tuple(one for one in items if one.id in known and _is_stranger(feed, one, known[one.id]))


def is_rule(some: Collection[Listed], known: Mapping[EntryId, Recalled]) -> bool:
    """Whether so many items are strangers that their feed's ids tell nothing."""
    return len(some) > 1 and len(some) > len(known) / 2


def told_apart(feed: Feed, items: Sequence[Listed], some: Collection[Listed]) -> tuple[Listed, ...]:
    """The items, of which some have an id that is something else's."""
    ids = {one.id for one in some}
    return tuple(
        _renamed(feed, one, f"{one.guid} {canonical(one.link or '')}") if one.id in ids else one
        for one in items
    )


def recalled(items: Iterable[Listed], known: Mapping[EntryId, Recalled]) -> tuple[Listed, ...]:
    """The items by the ids under which they are stored, each once."""
    found: dict[EntryId, Listed] = {}
    for one in items:
        stored = known.get(one.id)
        entry_id = stored.id if stored else one.id
        found.setdefault(entry_id, replace(one, id=entry_id))
    return tuple(found.values())


def title_key(feed_id: str, title: str) -> Key:
    """Under which an entry is found again in its own feed, should its id and address change."""
    return Key(f"title:{_digest(feed_id, folded(title))[:32]}")


def _items(feed: Feed, parsed: ParsedFeed) -> tuple[_Item, ...]:
    items = [one for one in parsed.items if any((one.guid, one.link, *_words(one)))]
    links = [absolute(item.base or feed.url, item.link) for item in items]
    shared = _shared(items, links)
    return tuple(_placed(item, link, shared) for item, link in zip(items, links, strict=True))


def _placed(item: ParsedItem, link: str | None, shared: Collection[str]) -> _Item:
    place = canonical(link) if link else ""
    own = "" if place in shared else place
    return _Item(item=item, guid=(item.guid or "").strip(), link=link, place=own)


def _shared(items: Iterable[ParsedItem], links: Iterable[str | None]) -> set[str]:
    """Canonical addresses that stand on items of different words.

    Of one guid and one title, other words are a version of the same item.
    """
    found = {
        (canonical(link), item.title or "" if item.guid else _words(item))
        for item, link in zip(items, links, strict=True)
        if link
    }
    return {place for place, times in Counter(place for place, _ in found).items() if times > 1}


def _repeated(items: Iterable[_Item]) -> set[str]:
    """Guids that stand on different items."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for one in items:
        names[one.guid].add(one.name)
    return {guid for guid, told in names.items() if guid and len(told) > 1}


def _own_id(one: _Item, identity: Identity, repeated: Collection[str]) -> str:
    words = _digest(one.guid, *_words(one.item))
    match identity:
        case Identity.GUID if one.guid in repeated:
            return f"{one.guid} {one.place}".strip() if one.place else words
        case Identity.GUID if one.guid:
            return one.guid
        case Identity.WORDS:
            return _digest(*_words(one.item))
        case _:
            return one.place or (_digest(*_words(one.item)) if one.link else one.guid or words)


def _named(feed: Feed, own: str, one: _Item) -> Listed:
    return Listed(
        id=_entry_id(feed, own),
        guid=own,
        digest=_item_digest(one.item),
        link=one.link if one.place else None,
        item=one.item,
    )


def _renamed(feed: Feed, one: Listed, own: str) -> Listed:
    return replace(one, id=_entry_id(feed, own), guid=own)


def _entry_id(feed: Feed, own: str) -> EntryId:
    return EntryId(_digest(feed.id, own)[:16])


def _newness(feed: Feed, one: Listed) -> tuple[datetime, str]:
    return latest(one.item, timezone=feed.timezone), one.digest


def _is_stranger(feed: Feed, one: Listed, known: Recalled) -> bool:
    if not one.link or not known.canonical_link or canonical(one.link) == known.canonical_link:
        return False
    if likeness(one.item.title or "", known.title) >= ALIKE:
        return False
    at = parse_date(one.item.published or one.item.updated, timezone=feed.timezone)
    return at is not None and abs(at - known.published_at) > SAME_DAY


def likeness(title: str, other: str) -> float:
    """The share of words that two titles have in common; 1 where one has none."""
    here, there = set(folded(title).split()), set(folded(other).split())
    return len(here & there) / len(here | there) if here and there else 1.0


def _words(item: ParsedItem) -> tuple[str, str]:
    return item.title or "", item.summary_html or item.content_html or ""


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode(errors="replace")).hexdigest()


def _item_digest(item: ParsedItem) -> str:
    """Tells one version from the next; empty fields do not count, so a new one floods nothing."""
    told = {name: getattr(item, name) for name in item.__dataclass_fields__}
    return _digest(*(f"{name}={said!r}" for name, said in told.items() if said))[:32]
