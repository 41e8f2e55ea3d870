"""Words of a text, and phrases found in them in one pass.

A text is cut into words once; phrases are looked up word by word in a tree of dicts, so
that the cost is that of the text, whatever an operator writes: no pattern is built from
what stands in feeds.yaml. Where figures matter and not which, a phrase has `<number>` or
`<money>`: "sold for <money>".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
# By word, what may come next and what the phrase stands for that ends with the word.
_Tree = dict[str, tuple["_Tree[T]", list[T]]]

NUMBER, MONEY = "<number>", "<money>"

_COINED = r"(?:[A-Z]{0,2}[$€£¥₹]|\b(?:CHF|USD|EUR|GBP|HKD|INR|Rs\.?))\s?(?=\d)"
_FIGURES = r"(?>\d+(?:[.,]\d+)*)"
_LETTERS = r"[^\W_]+(?:['’ʼ][^\W_]+)*"
# What is cut at each word gives what stands between and the word, in turns.
_ENDS = r"(?:(?![^\W_])|(?=(?:mm|cts?|kt?|carats?|karats?)\b))"
_WORD = re.compile(rf"((?=[A-Z\d$€£¥₹])(?:{_COINED})?{_FIGURES}{_ENDS}|{_LETTERS})")
_OF_RULE = re.compile(rf"{NUMBER}|{MONEY}|{_WORD.pattern[1:-1]}")
_MONEY = re.compile(_COINED)
_CHOICE = re.compile(r"[()]")
_NO_PLURALS = frozenset({"dies", "news", "series"})
_HISSING = ("ches", "shes", "sses", "xes", "zes")
_SHORTEST_PLURAL = 4
_MOST_REMEMBERED = 1 << 16


class Words(NamedTuple):
    """A text cut into words: as written, and folded."""

    pieces: Sequence[str]
    written: Sequence[str]
    folded: Sequence[str]

    def between(self, start: int, end: int) -> str:
        """The text from one word to before another, as the publisher wrote it."""
        return "".join(self.pieces[2 * start + 1 : 2 * end])

    def end(self, count: int) -> int:
        """How many characters the first words take, with what stands before each."""
        return sum(map(len, self.pieces[: 2 * count]))


def cut(text: str, limit: int) -> Words:
    """Cut the first `limit` words."""
    pieces = _WORD.split(text, limit)
    words = pieces[1::2]
    if "’" in text or "ʼ" in text:
        words = [_straight(word) for word in words]
    return Words(pieces, words, [_FOLDED[word] for word in words])


@lru_cache(maxsize=1 << 13)  # publishers' categories come again and again
def folded(text: str) -> tuple[str, ...]:
    """The words of a short text in the form in which words are compared."""
    return tuple(map(fold, written(text)))


def written(text: str) -> tuple[str, ...]:
    """The words of a short text in the form in which names are compared."""
    return tuple(map(_straight, _WORD.findall(text)))


def first_word(text: str) -> str:
    """The first word of a text, folded; nothing where it has none."""
    found = _WORD.search(text)
    return fold(_straight(found[0])) if found else ""


def phrase(text: str) -> tuple[str, ...]:
    """The words of a rule, folded; `<number>` and `<money>` stand for any figure, any sum."""
    return tuple(
        word if word in {NUMBER, MONEY} else fold(_straight(word))
        for word in _OF_RULE.findall(text)
    )


def alternatives(text: str) -> Iterator[str]:
    """A rule with each of its choices made: `(Paid|Sponsored) post by` is two."""
    return ("".join(chosen) for chosen in product(*choices(text)))


def choices(text: str) -> list[list[str]]:
    """What may be chosen at each place of a rule; brackets are closed, none within another."""
    parts = _CHOICE.split(text)
    return [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]


def _straight(word: str) -> str:
    """With straight apostrophes."""
    return word if word.isascii() else word.replace("’", "'").replace("ʼ", "'")


def fold(word: str) -> str:
    """One word in any case, without accents, possessive s and the plural's ending.

    The ending is a rule of thumb, the same for what is looked for and what is found. A
    figure is `<number>`, one behind the sign of a currency `<money>`.
    """
    return _FOLDED[word]


class _Folded(dict[str, str]):
    """What was folded once is remembered, up to a bound."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        made = self[word] = _folded(word)
        return made


_FOLDED = _Folded()


def _folded(word: str) -> str:
    if word[-1:].isdecimal():
        if not word.strip("0123456789.,"):
            return NUMBER
        if _MONEY.match(word):
            return MONEY
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
    """Phrases, each with what it stands for, found word by word."""

    def __init__(self, phrases: Iterable[tuple[Sequence[str], T]]) -> None:
        self._root: _Tree[T] = {}
        for words, meaning in phrases:
            after, ending = self._root, list[T]()
            for word in words:
                if (node := after.get(word)) is None:
                    node = after[word] = ({}, [])
                after, ending = node
            ending.append(meaning)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Every occurrence as (start, end, meaning), by start, the longer first."""
        for start, end, meanings in self.spans(words):
            for meaning in meanings:
                yield start, end, meaning

    def opening(self, words: Iterable[str]) -> list[T]:
        """What the phrases stand for that these words begin with, the longest first."""
        after, found = self._root, list[T]()
        for word in words:
            if word not in after:
                break
            after, ending = after[word]
            found += ending
        return found[::-1]

    def spans(self, words: Sequence[str]) -> list[tuple[int, int, list[T]]]:
        """Where phrases stand, by start, the longer first; they may overlap.

        Of one phrase the meanings come in the order in which they were given.
        """
        root, count = self._root, len(words)
        found: list[tuple[int, int, list[T]]] = []
        for start in [place for place, word in enumerate(words) if word in root]:
            after, end, before = root, start, len(found)
            while after and end < count and (node := after.get(words[end])):
                after, ending = node
                end += 1
                if ending:
                    found.append((start, end, ending))
            if len(found) > before + 1:
                found[before:] = found[before:][::-1]
        return found
