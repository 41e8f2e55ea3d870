"""Which words tell one event from another, and which are anybody's.

A headline is a few dozen words: what it shares with another says something only where
the word is a name. Which words are plain ones stands in a file of our own
(`vocabulary.txt`), as do the names and places that the trade tells of every day, with
the spellings that other languages have for them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from Stemmer import Stemmer

from aggregator.core.text import folded
from aggregator.model import Kind, Vocabulary, Wording, value

MOST_WORDS = 5  # of a known name: "van cleef and arpels"
_RUN = re.compile(r"[a-z0-9]+|[\u0370-\u03ff\u0400-\u04ff]+")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0e00-\u0e7f\u3040-\u9fff]")
# The pronoun is another word.
_STATES = re.compile(r"\bU\.S\.(?:A\.)?|\bUS\b")
WIDEST_GAP = 4  # words between the parts of a wording
# Figures, and quarters: they are told of by themselves, as amounts and periods.
_FIGURE = re.compile(r"\d|[qh]\d\Z")
_SHORTEST = 2  # letters of a word: shorter ones are initials and what an apostrophe left
_ENGLISH = Stemmer("english", 0)


_SECTIONS = {"known": Kind.KNOWN, "cities": Kind.CITY, "lands": Kind.LAND}


@value
class Term:
    """A word, or a known name of several: in the form in which it is compared.

    `at` is its place among the words of its text.
    """

    form: str
    kind: Kind
    at: int


@lru_cache(maxsize=4)
def read_vocabulary(text: str) -> Vocabulary:
    """The vocabulary that a file tells.

    Under `[plain]` and `[common]` stand words; under `[known]`, `[cities]` and `[lands]` a name
    in each line, and behind a `=` its other spellings, with commas between; under `[spelt]` a
    plain word and how other scripts have it; under `[happenings]` a kind of event, its stage,
    and its wordings. `#` begins a remark.
    """
    plain: dict[str, set[str]] = {"plain": set(), "common": set()}
    known: dict[tuple[str, ...], tuple[str, Kind]] = {}
    words_of: dict[str, str] = {}
    happenings: dict[str, list[Wording]] = {}
    for section, line in _lines(text):
        name, _, others = line.partition("=")
        spellings = [one.strip() for one in others.split(",") if one.strip()]
        match section:
            case "plain" | "common":
                plain[section].update(map(stem, _words(folded(line))))
            case "happenings":
                for one in spellings:
                    wording = _wording(name.strip(), one)
                    happenings.setdefault(wording.parts[0][0], []).append(wording)
            case "spelt":
                words_of |= dict.fromkeys(map(folded, spellings), folded(name))
            case _:
                kind = _SECTIONS[section]
                known |= {_split(one): (folded(name), kind) for one in (name, *spellings)}
                words_of |= {
                    folded(one): folded(name) for one in spellings if _OTHER_SCRIPT.search(one)
                }
    spelt = "|".join(map(re.escape, sorted(words_of, key=len, reverse=True)))
    return Vocabulary(
        plain=frozenset(plain["plain"]),
        common=frozenset(plain["common"]),
        known={words: name for words, name in known.items() if words},
        spelt=re.compile(spelt) if spelt else None,
        words_of=words_of,
        happenings={first: tuple(told) for first, told in happenings.items()},
    )


def _wording(happening: str, words: str) -> Wording:
    parts = (tuple(map(stem, _split(part))) for part in words.split(".."))
    return Wording(happening=happening, parts=tuple(parts))


def _split(words: str) -> tuple[str, ...]:
    return tuple(_words(folded(words)))


def words(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words of a text, folded; those that other scripts write without blanks as ours."""
    said = folded(_STATES.sub("USA", text))
    if vocabulary.spelt and _OTHER_SCRIPT.search(said):
        said = vocabulary.spelt.sub(lambda match: f" {vocabulary.words_of[match[0]]} ", said)
    return tuple(_words(said))


def terms(words: Sequence[str], vocabulary: Vocabulary) -> tuple[Term, ...]:
    """What these words are, in their order, known names as one."""
    return tuple(_terms(words, vocabulary))


def happenings(words: Sequence[str], vocabulary: Vocabulary) -> Mapping[str, frozenset[str]]:
    """The kinds of event that these words tell of, each with its stages.

    A longer wording takes its words from the shorter ones: what could fetch has not fetched.
    """
    stems = tuple(map(stem, words))
    found: list[tuple[int, int, str]] = []
    for at, first in enumerate(stems):
        for wording in vocabulary.happenings.get(first, ()):
            end = _end(wording.parts, stems, at)
            if end:
                found.append((at, end, wording.happening))
    stages: dict[str, set[str]] = {}
    for at, end, happening in found:
        kind, _, stage = happening.partition(":")
        if not any(_takes(other, at, end) for other in found):
            stages.setdefault(kind, set()).update({stage} if stage else ())
    return {kind: frozenset(told) for kind, told in stages.items()}


def _takes(other: tuple[int, int, str], at: int, end: int) -> bool:
    return other[0] <= at and end <= other[1] and other[1] - other[0] > end - at


def _end(parts: Sequence[tuple[str, ...]], stems: Sequence[str], at: int) -> int:
    """Where the parts end that stand in their order, the first one just there; else 0."""
    end = at + len(parts[0])
    if tuple(stems[at:end]) != parts[0]:
        return 0
    if len(parts) == 1:
        return end
    ends = (_end(parts[1:], stems, end + gap) for gap in range(WIDEST_GAP + 1))
    return next(filter(None, ends), 0)


def _terms(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[Term]:
    at = 0
    while at < len(words):
        for size in range(min(MOST_WORDS, len(words) - at), 0, -1):
            found = vocabulary.known.get(tuple(words[at : at + size]))
            if found:
                yield Term(form=found[0], kind=found[1], at=at)
                at += size
                break
        else:
            yield _term(words[at], at, vocabulary)
            at += 1


def _term(word: str, at: int, vocabulary: Vocabulary) -> Term:
    bare = stem(word)
    if _FIGURE.match(word) or bare in vocabulary.common:
        kind = Kind.COMMON
    else:
        kind = Kind.PLAIN if _is_plain(bare, vocabulary) else Kind.NAME
    return Term(form=bare, kind=kind, at=at)


def _is_plain(bare: str, vocabulary: Vocabulary) -> bool:
    """Whether it is anybody's word, or the most of one: bluest, finest."""
    if bare in vocabulary.plain:
        return True
    shorter = bare.removesuffix("est")
    return shorter != bare and not vocabulary.plain.isdisjoint({shorter, f"{shorter}e"})


def _words(said: str) -> Iterator[str]:
    return (run for run in _RUN.findall(said) if len(run) >= _SHORTEST)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    section = ""
    for line in text.splitlines():
        told = line.partition("#")[0].strip()
        if told.startswith("["):
            section = told.strip("[]")
        elif told:
            yield section, told


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without its endings (Snowball's English): buys, buying and buy are one."""
    found: str = _ENGLISH.stemWord(word)
    return found
