"""Words of a text, and phrases found in them in one pass.

A text is cut into words once; phrases are looked up by their first word in a dict, so
that the cost is that of the text, whatever an operator writes: no pattern is built from
what stands in feeds.yaml.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Generic, TypeVar

from aggregator.model import value

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_NO_PLURALS = frozenset({"dies", "news", "series"})
_HISSING = ("ches", "shes", "sses", "xes", "zes")
_SHORTEST_PLURAL = 4


@value
class Words:
    """A text cut into words: as found, as written, and folded."""

    text: str
    found: tuple[re.Match[str], ...]
    written: tuple[str, ...]
    folded: tuple[str, ...]

    def between(self, start: int, end: int) -> str:
        """The text from one word to before another, as the publisher wrote it."""
        return self.text[self.found[start].start() : self.found[end - 1].end()]


def cut(text: str, limit: int) -> Words:
    """Cut the first `limit` words."""
    found = tuple(islice(_WORD.finditer(_straight(text)), limit))
    words = tuple([match[0] for match in found])
    return Words(text=text, found=found, written=words, folded=tuple(map(fold, words)))


def folded(text: str) -> tuple[str, ...]:
    """The words of a short text in the form in which words are compared."""
    return tuple(map(fold, written(text)))


def written(text: str) -> tuple[str, ...]:
    """The words of a short text in the form in which names are compared."""
    return tuple(_WORD.findall(_straight(text)))


def _straight(text: str) -> str:
    """With straight apostrophes, every letter in its place."""
    return text.replace("’", "'").replace("ʼ", "'")


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """One word in any case, without accents, possessive s and the plural's ending.

    The ending is a rule of thumb, the same for what is looked for and what is found.
    """
    if not word.isascii():
        parts = unicodedata.normalize("NFKD", word)
        word = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return _singular(word.casefold().removesuffix("'s"))


def _singular(word: str) -> str:
    if len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word not in _NO_PLURALS:
        if word.endswith(_HISSING):
            word = word[:-2]
        elif not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    return f"{word[:-2]}y" if len(word) > _SHORTEST_PLURAL and word.endswith("ie") else word


class PhraseIndex(Generic[T]):
    """Phrases, each with what it stands for, found by their first word."""

    def __init__(self, phrases: Iterable[tuple[tuple[str, ...], T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for words, meaning in phrases:
            if words:
                self._by_first.setdefault(words[0], []).append((words, meaning))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Every occurrence as (start, end, meaning), by start; they may overlap."""
        by_first = self._by_first
        for start, word in enumerate(words):
            for phrase, meaning in by_first.get(word, ()):
                end = start + len(phrase)
                if words[start:end] == phrase:
                    yield start, end, meaning
