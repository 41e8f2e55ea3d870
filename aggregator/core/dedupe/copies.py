"""Copies by exact keys: one address, one text."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256

from aggregator.core.text import folded
from aggregator.model import DateSource, Entry, EntryId, Evidence, FiledEntry, Key, value

# A text is known by its words alone from here on: shorter ones are said twice by chance.
TEXT_WORDS = 25
# With its title, less will do, and in one feed any; a bare title never will: columns
# recur under one.
TITLED_TEXT_WORDS = 6
# The same text again after this long is a column's next edition, not a copy.
WINDOW = timedelta(days=14)
# In one feed a column's next edition may come the next day, and say no other words of itself.
EDITION = timedelta(hours=12)

_RULES = {
    "link": "same address",
    "same": "same title and text",
    "text": "same text under another title",
}


@value
class Join:
    """Why an entry is a copy of another."""

    other: FiledEntry
    rule: str
    evidence: tuple[Evidence, ...]


def keys(entry: Entry) -> tuple[Key, ...]:
    """Every key under which a copy of this entry would be found."""
    return _keys(entry.feed_id, entry.canonical_link, entry.title, entry.text)


@lru_cache(maxsize=2048)  # a batch's entries: a plan asks for the keys of each several times
def _keys(feed: str, link: str, title: str, text: str) -> tuple[Key, ...]:
    found = []
    # A site's front page as the address of an item says nothing of the item.
    if link.split("/", 3)[3:] not in ([], [""]):
        found.append(Key(f"link:{link}"))
    said = folded(text)
    words = said.count(" ") + 1 if said else 0
    if words and title:
        place = () if words >= TITLED_TEXT_WORDS else (feed,)
        found.append(Key(f"same:{_digest(folded(title), said, *place)}"))
    if words >= TEXT_WORDS:
        found.append(Key(f"text:{_digest(said)}"))
    return tuple(found)


def join(
    entry: FiledEntry, others: Iterable[FiledEntry], replaced: Collection[EntryId] = ()
) -> Join | None:
    """The copy that this entry joins: by its strongest key, then the oldest.

    An advert is no copy of news, nor news of an advert, whatever words they share. What
    one feed says twice, and dates hours apart, are two editions of a column, but where the entry
    stands in the place of one that is `replaced`.
    """
    own = keys(entry.entry)
    fitting = sorted(
        (own.index(key), other.first_seen_at, other.entry.id, other, key)
        for other in others
        for key in keys(other.entry)
        if key in own and _may_join(entry, other, key, replaced)
    )
    if not fitting:
        return None
    _, _, _, other, key = fitting[0]
    kind, _, told = key.partition(":")
    shown = told if kind == "link" else other.entry.title
    evidence = Evidence(place=kind, text=shown, weight=1.0)
    return Join(other=other, rule=_RULES[kind], evidence=(evidence,))


def _may_join(
    entry: FiledEntry, other: FiledEntry, key: Key, replaced: Collection[EntryId]
) -> bool:
    if entry.entry.id == other.entry.id:
        return False
    if entry.filing.is_sponsored != other.filing.is_sponsored:
        return False
    sources = {entry.entry.date_source, other.entry.date_source}
    if DateSource.UNKNOWN in sources:
        return True
    apart = abs(entry.entry.published_at - other.entry.published_at)
    is_own = entry.entry.feed_id == other.entry.feed_id and other.entry.id not in replaced
    is_dated = DateSource.FIRST_SEEN not in sources
    return key.startswith("link:") or apart <= (EDITION if is_own and is_dated else WINDOW)


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:32]
