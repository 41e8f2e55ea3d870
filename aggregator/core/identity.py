"""Who an item is: the identity that it has in its feed, whatever its document does."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from aggregator.core.urls import absolute, canonical
from aggregator.model import EntryId, Feed, ParsedFeed, ParsedItem, value


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
