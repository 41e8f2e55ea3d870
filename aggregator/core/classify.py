"""Filing: what an entry is about, by evidence that adds up.

Names, words, phrases and the publisher's categories each bring points for a topic, times
the weight of the place where they stand. Whatever counted is kept as evidence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from aggregator.core.disclosure import Marks, path_of
from aggregator.core.meanings import SHOWN, Hit, Meaning, Meanings
from aggregator.core.phrases import Words, cut, folded
from aggregator.core.reasons import reason
from aggregator.model import (
    INDUSTRY,
    SPONSORED,
    Disclosure,
    Entry,
    Evidence,
    Feed,
    Filing,
    Topic,
    TopicRule,
    value,
)

# Weights and thresholds were chosen by measuring on labelled trade news.
TITLE, CATEGORY, SUMMARY, TEXT, ADDRESS = 3.0, 1.0, 1.5, 0.5, 0.5
MAPPED = 8.0  # the operator said that this category of this feed means the topic
KNOWN_CATEGORY = 3.0  # a category that the topic's rule names
TEXT_AT_MOST = 6.0  # points that a text gives to its best topic
ENOUGH = 2.0  # points from which an item is about a topic at all
NEAR = 0.45  # of the best topic's points, from which another topic is borne too
WORDS_READ = 1500  # of the text; what an item is about stands in its beginning

# Names of these kinds may be what is sold, and weigh so much less then: where words alone give
# another topic so many points, or where one of an auction house stands.
GOODS, HOUSES, AS_GOODS, DONE = frozenset({"brands", "watchmakers", "luxury"}), "houses", 0.5, 3.0
ELSEWHERE = 2.0  # how much more a publisher's section says of its world than a word of a text
SURE = 9.0  # points ahead that leave no doubt

Scores = Mapping[Topic, float]


@value
class _Seen:
    """What counted for an entry, and how far it shows that it is of the trade at all."""

    evidence: tuple[Evidence, ...]
    trade: float


@lru_cache(maxsize=2)  # what a rule means is the same whoever files by it, a round or a rehearsal
def _meanings(rules: tuple[TopicRule, ...], *, hints: bool = True) -> Meanings:
    return Meanings(rules, hints=hints)


class Classifier:
    """Files entries by the rules of feeds.yaml, compiled once."""

    def __init__(self, topics: tuple[TopicRule, ...]) -> None:
        rules = tuple(rule for rule in topics if rule.topic != SPONSORED)
        self._order = {rule.topic: place for place, rule in enumerate(rules)}
        self._marks = Marks(topics)
        self._rules = rules
        # Publishers' categories come again, and so do most words that count.
        self._of_category = lru_cache(maxsize=1 << 13)(_read)
        self._evidence = lru_cache(maxsize=1 << 14)(_evidence)
        self._categories = {
            folded(name): rule.topic for rule in reversed(rules) for name in rule.categories
        }

    @cached_property
    def _of_mixed(self) -> Meanings:
        return _meanings(self._rules)

    @cached_property
    def _of_trade(self) -> Meanings:
        """Hints are of no use where every item is of the trade, as it is in most feeds."""
        return _meanings(self._rules, hints=False)

    def file(self, entry: Entry, feed: Feed, *, presumed: bool = False) -> Filing:
        """File one entry. An item of a feed that is not mixed is always of the trade.

        What is `presumed` to be of the trade is so unless words of another world outweigh that.
        """
        disclosed = self._marks.read(entry, feed)
        seen = self._look(entry, feed)
        scores = _scores(seen.evidence)
        of_trade = seen.trade + presumed * SHOWN >= SHOWN or not feed.mixed
        topics = (self._topics(scores) or (INDUSTRY,)) if of_trade else ()
        confidence = _confidence(topics, scores)
        if disclosed.disclosure is Disclosure.SPONSORED:
            topics, confidence = (SPONSORED, *topics), 1.0
        evidence = (*disclosed.evidence, *seen.evidence)
        return Filing(
            topics=topics,
            primary=topics[0] if topics else None,
            disclosure=disclosed.disclosure,
            sponsor=disclosed.sponsor,
            rule=reason(topics, evidence, disclosed.sponsor),
            evidence=evidence,
            confidence=confidence,
        )

    def _topics(self, scores: Scores) -> tuple[Topic, ...]:
        """The topics with points enough, most points first; ties by the order of the rules."""
        enough = max(ENOUGH, NEAR * max(scores.values(), default=0))
        borne = [topic for topic, score in scores.items() if score >= enough]
        return tuple(sorted(borne, key=lambda topic: (-scores[topic], self._order[topic])))

    def _look(self, entry: Entry, feed: Feed) -> _Seen:
        mapped = {folded(name): topic for name, topic in feed.categories if topic != SPONSORED}
        evidence = list(self._by_category(entry, mapped))
        trade = {"": SHOWN} if any(folded(name) in mapped for name in entry.categories) else {}
        meanings = self._of_mixed if feed.mixed else self._of_trade
        counted: set[tuple[Topic, str]] = set()
        for place, factor, text in _places(entry):
            if not text:
                continue
            found = []
            words, hits = (self._of_category if place == "category" else _read)(text, meanings)
            for start, end, meaning in hits:
                if meaning.trade:
                    shows = meaning.trade * ELSEWHERE if place == "category" else meaning.trade
                    trade[meaning.rule] = max(shows, trade.get(meaning.rule, -ELSEWHERE))
                key = (meaning.topic, meaning.rule)
                if meaning.weight and key not in counted:
                    counted.add(key)
                    found.append(self._evidence(place, factor, words.between(start, end), meaning))
            evidence += _tempered(found) if place == "text" else found
        return _Seen(evidence=tuple(_as_goods(evidence)), trade=sum(trade.values()))

    def _by_category(
        self, entry: Entry, mapped: Mapping[tuple[str, ...], Topic]
    ) -> Iterator[Evidence]:
        for name in entry.categories:
            words = folded(name)
            topic = mapped.get(words) or self._categories.get(words)
            if topic:
                weight = MAPPED if words in mapped else KNOWN_CATEGORY
                yield Evidence(place="category", text=name, weight=weight, topic=topic, rule=name)


def _read(text: str, meanings: Meanings) -> tuple[Words, Sequence[Hit]]:
    words = cut(text, WORDS_READ)
    return words, meanings.find(words)


def _places(entry: Entry) -> Iterator[tuple[str, float, str]]:
    """Where words are looked for, the weightiest first: a phrase counts once, in its best place."""
    yield "title", TITLE, entry.title
    yield "summary", SUMMARY, entry.summary
    for name in entry.categories:
        yield "category", CATEGORY, name
    yield "text", TEXT, _beyond(entry.text, entry.summary)
    yield "address", ADDRESS, path_of(entry.link)


def _beyond(text: str, summary: str) -> str:
    """What a text says after its summary, where it begins with that."""
    opening = summary.rstrip("… ")
    return text.removeprefix(opening)


def _evidence(place: str, factor: float, text: str, meaning: Meaning) -> Evidence:
    return Evidence(
        place=place,
        text=text,
        weight=round(factor * meaning.weight, 2),
        topic=meaning.topic,
        rule=meaning.rule,
        kind=meaning.sort,
    )


def _as_goods(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """A brand whose piece is auctioned, sold or stolen is what an item tells of, not who did it.

    Its names weigh less where an auction house is named, or what was done speaks by itself.
    """
    theirs = {one.topic for one in evidence if one.kind in GOODS}
    if not theirs:
        return evidence
    done = _scores(one for one in evidence if not one.kind and one.topic not in theirs)
    if max(done.values(), default=0) < DONE and not any(one.kind == HOUSES for one in evidence):
        return evidence
    return [
        replace(one, weight=round(one.weight * AS_GOODS, 2)) if one.kind in GOODS else one
        for one in evidence
    ]


def _tempered(found: list[Evidence]) -> list[Evidence]:
    """A long text has some words of every topic: all weigh less, as one to another before."""
    most = max(_scores(found).values(), default=0)
    if most <= TEXT_AT_MOST:
        return found
    return [replace(one, weight=round(one.weight * TEXT_AT_MOST / most, 3)) for one in found]


def _scores(evidence: Iterable[Evidence]) -> Scores:
    scores: defaultdict[Topic, float] = defaultdict(float)
    for one in evidence:
        if one.topic:
            scores[one.topic] += one.weight
    return scores


def _confidence(topics: tuple[Topic, ...], scores: Scores) -> float:
    """How far the primary topic is ahead of the next one, from 0 to 1; little is never sure."""
    if not topics:
        return 1.0
    first, second, *_ = *sorted(scores.values(), reverse=True), 0.0, 0.0
    return round((first - second) / max(first, SURE), 2) if first else 0.0
