"""Texts that are nearly one: found by MinHash bands, judged by the phrases that both have."""

from collections.abc import Iterator
from functools import lru_cache

from rensa import RMinHash

from aggregator.core.facts import facts
from aggregator.core.text import folded
from aggregator.model import Entry

# Of the scheme: bands of another number, seed or hashing meet no more. rensa's digests are
# of version 2 from 0.5 on.
SCHEME = "band2"
BANDS, ROWS, SEED = 6, 4, 20261128
SHORTEST = 25  # words of a text that can be nearly another's
LONGEST = 400  # words that are looked at
# Of the phrases of the shorter text, which share the longer one has, by the words of the
# shorter: what is trimmed has all of them, what is edited most.
_TIERS = ((60, 0.75), (150, 0.65), (LONGEST, 0.55))
_FIGURES = ("amount", "share", "weight", "date", "number")


def bands(entry: Entry) -> tuple[str, ...]:
    """Under which keys entries of nearly the same text meet: at 80 % in common in 96 of 100."""
    return _bands(entry.text)


@lru_cache(maxsize=4096)
def _bands(text: str) -> tuple[str, ...]:
    told = _phrases(text)
    if not told:
        return ()
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(sorted(told))
    digest = sketch.digest()
    rows = (digest[at : at + ROWS] for at in range(0, BANDS * ROWS, ROWS))
    return tuple(
        f"{band}{'.'.join(format(one, 'x') for one in row)}" for band, row in enumerate(rows)
    )


def in_common(one: Entry, other: Entry) -> float | None:
    """The share of the shorter text's phrases that the longer has, where they are nearly one.

    A figure that only the shorter has makes it another week's report in the same words.
    """
    here, there = _by_length(one, other)
    share = _share(here, there)
    return None if share is None or any(_own_figures(here, there)) else share


def are_of_one_form(one: Entry, other: Entry) -> bool:
    """Whether they are nearly one text, in which each has figures that the other has not."""
    here, there = _by_length(one, other)
    return (
        _share(here, there) is not None
        and any(_own_figures(here, there))
        and any(_own_figures(there, here))
    )


def _by_length(one: Entry, other: Entry) -> list[Entry]:
    return sorted((one, other), key=lambda entry: (len(_phrases(entry.text)), entry.text))


def _share(here: Entry, there: Entry) -> float | None:
    """Of the shorter one's phrases, where they are enough."""
    ours, theirs = _phrases(here.text), _phrases(there.text)
    if not ours:
        return None
    share = len(ours & theirs) / len(ours)
    enough = next((least for words, least in _TIERS if len(ours) <= words), _TIERS[-1][1])
    return share if share >= enough else None


def _own_figures(here: Entry, there: Entry) -> Iterator[str]:
    ours, theirs = facts(_beginning(here.text)), facts(there.text)
    for kind in _FIGURES:
        yield from ours.get(kind, frozenset()) - theirs.get(kind, frozenset())


def _beginning(text: str) -> str:
    return " ".join(text.split()[:LONGEST])


@lru_cache(maxsize=4096)
def _phrases(text: str) -> frozenset[str]:
    """Every three words of a text that follow on each other; none of a short one."""
    words = folded(_beginning(text)).split()
    if len(words) < SHORTEST:
        return frozenset()
    return frozenset(" ".join(words[at : at + 3]) for at in range(len(words) - 2))
