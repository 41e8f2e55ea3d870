"""Under which keys an entry is found by those that tell of the same: kept in the store.

Exact keys hold for ever. The others hold within a window of days and begin with its
number: what came in the same weeks lies together in an index, however many years lie
beside it, and a hot name has the entries of its weeks alone.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import combinations, islice

from aggregator.core.dedupe.bands import SCHEME as BAND_SCHEME
from aggregator.core.dedupe.bands import bands
from aggregator.core.dedupe.copies import keys
from aggregator.core.dedupe.gist import Gist, gist
from aggregator.core.text import folded
from aggregator.model import Entry, Key, Kind, Vocabulary

SPAN = timedelta(days=14)  # of a window; what is looked for may lie in the next one
SCHEME = "tell1"  # of the words that are keys: another choice is another scheme
HEAD_SCHEME = "head1"
HEAD_WORDS = 4  # of a title that may be another's
MOST_NAMES, MOST_RARE, MOST_PAIRS = 6, 2, 5
_OF_WINDOW = re.compile(r"\Aw\d+/(?=.)")
LONGEST_NAME = 80  # letters: what is longer is no name, and too long for an index


def stored_keys(entry: Entry, vocabulary: Vocabulary) -> tuple[Key, ...]:
    """Every key that is stored for an entry."""
    window = _window(entry)
    return *keys(entry), *(_within(window, one) for one in told_keys(entry, vocabulary))


def asked_keys(entry: Entry, vocabulary: Vocabulary) -> tuple[Key, ...]:
    """Every key under which one that is the same may be stored: in its window and beside."""
    window = _window(entry)
    told = told_keys(entry, vocabulary)
    near = (_within(one, key) for one in (window - 1, window, window + 1) for key in told)
    return *keys(entry), *near


def told_keys(entry: Entry, vocabulary: Vocabulary) -> tuple[Key, ...]:
    """The keys of what an entry tells, whichever its window; none without a vocabulary."""
    if not vocabulary:
        return ()
    found = (
        *(f"{SCHEME}:{told}" for told in _telling(gist(entry, vocabulary))),
        *_heads(entry),
        *(f"{BAND_SCHEME}:{band}" for band in bands(entry)),
    )
    return tuple(Key(one) for one in dict.fromkeys(found))


def is_of_window(key: str) -> bool:
    """Whether it holds within a window of days."""
    return _OF_WINDOW.match(key) is not None


def without_window(key: Key) -> Key:
    """A key as `told_keys` has it."""
    return Key(_OF_WINDOW.sub("", key))


def _window(entry: Entry) -> int:
    return entry.published_at.toordinal() // SPAN.days


def _within(window: int, key: Key) -> Key:
    return Key(f"w{window}/{key}")


def _heads(entry: Entry) -> Iterator[str]:
    words = folded(entry.title)
    if words.count(" ") + 1 >= HEAD_WORDS:
        yield f"{HEAD_SCHEME}:{sha256(words.encode()).hexdigest()[:16]}"


def _telling(told: Gist) -> Iterator[str]:
    """Rare names by themselves; those of every day in pairs, or with what happened."""
    names = {name: its for name, its in told.names.items() if len(name) <= LONGEST_NAME}
    by_kind = {kind: [name for name, its in names.items() if its is kind] for kind in Kind}
    yield from by_kind[Kind.NAME][:MOST_NAMES]
    yield from [*by_kind[Kind.RARE], *sorted(told.proper)][:MOST_RARE]
    everyday = [*by_kind[Kind.KNOWN], *by_kind[Kind.CITY], *by_kind[Kind.LAND]][:4]
    yield from (f"{one}+{other}" for one, other in _pairs(everyday))
    happened = sorted(told.main or told.happenings)[:2]
    yield from (f"{name}|{kind}" for name in everyday[:3] for kind in happened)
    yield from (f"{kind}={one}" for kind in ("amount", "weight") for one in _large(told, kind))


def _pairs(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return islice(((min(pair), max(pair)) for pair in combinations(names, 2)), MOST_PAIRS)


def _large(told: Gist, kind: str) -> list[str]:
    """Figures that are told of few things: the longest."""
    found = sorted(told.facts.get(kind, ()), key=lambda one: (-len(one), one))
    return [one for one in found if len(one) >= 3][:2]  # noqa: PLR2004
