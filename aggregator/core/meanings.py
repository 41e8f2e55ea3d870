"""What words and names mean by the rules, and which of them count where they overlap."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from aggregator.core.names import DOUBTED
from aggregator.core.phrases import PhraseIndex, Words, fold, phrase, written
from aggregator.model import Topic, TopicRule

# Names of these kinds are known for more than jewelry and watches.
OF_OTHERS_TOO = frozenset({"groups", "luxury", "press", "stores", "suppliers"})

SHOWN, HINTED = 1.0, 0.5  # how far a word shows that an item is of the trade at all


class _Kind(Enum):
    WORD = "word"
    NAME = "name"
    HINT = "hint"
    EXCLUDED = "excluded"


# Read for every word that is found: as names of the module they are nearer than in their class.
_EXCLUDED, _HINT, _NAME = _Kind.EXCLUDED, _Kind.HINT, _Kind.NAME


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Meaning:
    """What a phrase of the rules says where it is found, itself and no other.

    `rule` is the phrase as it stands in the rules, `written` how a name has to be written.
    `trade` is how far it shows that an item is of the trade at all: 1 is enough, less than 0
    speaks against it. `sort` is the kind of a name that the program brings along.
    """

    topic: Topic
    kind: _Kind
    rule: str
    weight: float = 0.0
    written: tuple[str, ...] = ()
    trade: float = 0.0
    sort: str = ""


Hit = tuple[int, int, Meaning]  # from which word, to before which


class Meanings:
    """The words, names and exclusions of some rules."""

    def __init__(self, rules: tuple[TopicRule, ...], *, hints: bool = True) -> None:
        """Without `hints`, what only shows whether an item is of the trade is left out."""
        self._index = PhraseIndex(
            (words, meaning)
            for words, meaning in _all_phrases(rules)
            if hints or meaning.kind is not _Kind.HINT
        )

    def find(self, words: Words) -> Sequence[Hit]:
        """What counts in these words, each meaning where it stands first; hints weigh nothing.

        Of a topic's words that overlap the first counts, of those that begin together the
        longest; what stands inside a longer name counts for nobody ("Jewelers of America" is no
        jeweler), and what stands inside an exclusion not for its topic. A hint counts beside
        whatever covers it, and what speaks against the trade does so anywhere.
        """
        found: list[Hit] = []
        seen: set[Meaning] = set()
        named = (0, 0)
        excluded: dict[Topic, int] = {}
        reached: dict[Topic, int] = {}
        for start, end, meanings in self._index.spans(words.folded):
            for meaning in meanings:
                topic, kind = meaning.topic, meaning.kind
                if kind is _EXCLUDED:
                    excluded[topic] = max(end, excluded.get(topic, 0))
                    continue
                if kind is _NAME and not _is_written(start, end, meaning, words.written):
                    continue
                in_name = end <= named[1] and (start, end) != named
                if kind is _NAME and end > named[1]:
                    named = (start, end)
                if (in_name or end <= excluded.get(topic, 0)) and meaning.trade >= 0:
                    continue
                if kind is not _HINT:
                    if start < reached.get(topic, 0):
                        continue
                    reached[topic] = end
                if meaning not in seen:
                    seen.add(meaning)
                    found.append((start, end, meaning))
        return found


def _is_written(start: int, end: int, meaning: Meaning, words: Sequence[str]) -> bool:
    """Whether a name stands there as it is written, possessive or not, or all is in capitals."""
    *first, last = words[start:end]
    *name, tail = meaning.written
    if first == name and last in {tail, f"{tail}'s"}:
        return True
    return last.isupper() and len(last) > 1 and all(map(str.isupper, filter(str.isalpha, words)))


@lru_cache(maxsize=1)  # the same with hints and without
def _all_phrases(rules: tuple[TopicRule, ...]) -> tuple[tuple[tuple[str, ...], Meaning], ...]:
    return tuple(_phrases(rules))


def _phrases(rules: Iterable[TopicRule]) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    for rule in rules:
        topic = rule.topic
        # First: where a word is excluded, it is so for its own phrase too.
        for said in rule.excluded:
            yield phrase(said), Meaning(topic=topic, kind=_Kind.EXCLUDED, rule=said)
        for said, weight in rule.words:
            yield phrase(said), Meaning(topic=topic, kind=_Kind.WORD, rule=said, weight=weight)
        for said, weight in rule.trade:
            yield phrase(said), Meaning(topic=topic, kind=_Kind.WORD, rule=said, weight=weight)
            yield phrase(said), Meaning(topic=topic, kind=_Kind.HINT, rule=said, trade=SHOWN)
        for said in rule.hints:
            yield phrase(said), Meaning(topic=topic, kind=_Kind.HINT, rule=said, trade=HINTED)
        for said in rule.elsewhere:
            yield phrase(said), Meaning(topic=topic, kind=_Kind.HINT, rule=said, trade=-HINTED)
        yield from _names(rule)


def _names(rule: TopicRule) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    """What feeds.yaml names, and what the program brings along and is not named there."""
    own = {said for said, _ in rule.names}
    for said, weight in rule.names:
        yield _name(rule.topic, said, said, weight)
    for known in rule.known:
        for name in known.names:
            for said in name.spellings:
                if said in own:
                    continue
                weight = known.weight * DOUBTED if said in name.doubted else known.weight
                sure = said not in name.doubted and known.kind not in OF_OTHERS_TOO
                trade = SHOWN if sure else HINTED
                first, sort = name.spellings[0], known.kind
                yield _name(rule.topic, said, first, weight, trade=trade, sort=sort)


def _name(
    topic: Topic, said: str, rule: str, weight: float, *, trade: float = SHOWN, sort: str = ""
) -> tuple[tuple[str, ...], Meaning]:
    words = written(said)
    return tuple(map(fold, words)), Meaning(
        topic=topic,
        kind=_Kind.NAME,
        rule=rule,
        weight=weight,
        written=words,
        trade=trade,
        sort=sort,
    )
