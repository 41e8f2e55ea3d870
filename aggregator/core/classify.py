"""Filing: what an entry is about, by evidence that adds up.

Names, words, phrases and the publisher's categories each bring points for a topic, times
the weight of the place where they stand. Whatever counted is kept as evidence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum

from aggregator.core.disclosure import Disclosed, Marks, path_of
from aggregator.core.phrases import PhraseIndex, Words, cut, folded, written
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
ENOUGH = 3.0  # points from which an item is about a topic at all
NEAR = 0.45  # of the best topic's points, from which another topic is borne too
WORDS_READ = 1500  # of the text; what an item is about stands in its beginning

Scores = Mapping[Topic, float]


class _Kind(Enum):
    WORD = "word"
    NAME = "name"
    EXCLUDED = "excluded"


@value
class _Meaning:
    """What a phrase of the rules says where it is found."""

    topic: Topic
    kind: _Kind
    weight: float = 0

    @property
    def of_trade(self) -> bool:
        """Names are of the trade, and so are the words of its own topic."""
        return self.kind is _Kind.NAME or (self.kind is _Kind.WORD and self.topic == INDUSTRY)


@value
class _Hit:
    start: int
    end: int
    meaning: _Meaning


@value
class _Seen:
    """What counted for an entry, and whether any of it is of the trade alone."""

    evidence: tuple[Evidence, ...]
    of_trade: bool


class Classifier:
    """Files entries by the rules of feeds.yaml, compiled once."""

    def __init__(self, topics: tuple[TopicRule, ...]) -> None:
        rules = tuple(rule for rule in topics if rule.topic != SPONSORED)
        self._order = {rule.topic: place for place, rule in enumerate(rules)}
        self._marks = Marks(topics)
        self._words = PhraseIndex(_phrases(rules))
        self._names = PhraseIndex(_names(rules))
        self._categories = {
            folded(name): rule.topic for rule in reversed(rules) for name in rule.categories
        }

    def file(self, entry: Entry, feed: Feed) -> Filing:
        """File one entry. An item of a feed that is not mixed is always of the trade."""
        disclosed = self._marks.read(entry, feed)
        seen = self._look(entry, feed)
        scores = _scores(seen.evidence)
        of_trade = seen.of_trade or not feed.mixed
        topics = (self._topics(scores) or (INDUSTRY,)) if of_trade else ()
        if disclosed.disclosure is Disclosure.SPONSORED:
            topics = (SPONSORED, *topics)
        return Filing(
            topics=topics,
            primary=topics[0] if topics else None,
            disclosure=disclosed.disclosure,
            sponsor=disclosed.sponsor,
            rule=_rule(topics, scores, disclosed),
            evidence=(*disclosed.evidence, *seen.evidence),
        )

    def _topics(self, scores: Scores) -> tuple[Topic, ...]:
        """The topics with points enough, most points first; ties by the order of the rules."""
        enough = max(ENOUGH, NEAR * max(scores.values(), default=0))
        borne = [topic for topic, score in scores.items() if score >= enough]
        return tuple(sorted(borne, key=lambda topic: (-scores[topic], self._order[topic])))

    def _look(self, entry: Entry, feed: Feed) -> _Seen:
        mapped = {folded(name): topic for name, topic in feed.categories if topic != SPONSORED}
        evidence = list(self._by_category(entry, mapped))
        of_trade = any(folded(name) in mapped for name in entry.categories)
        counted: set[tuple[Topic, tuple[str, ...]]] = set()
        for place, factor, text in _places(entry):
            words = cut(text, WORDS_READ)
            found = []
            for hit in self._hits(words):
                of_trade = of_trade or hit.meaning.of_trade
                key = (hit.meaning.topic, words.folded[hit.start : hit.end])
                if key not in counted:
                    counted.add(key)
                    found.append(_evidence(place, factor, words, hit))
            evidence += _tempered(found) if place == "text" else found
        return _Seen(evidence=tuple(evidence), of_trade=of_trade)

    def _by_category(
        self, entry: Entry, mapped: Mapping[tuple[str, ...], Topic]
    ) -> Iterator[Evidence]:
        for name in entry.categories:
            words = folded(name)
            topic = mapped.get(words) or self._categories.get(words)
            if topic:
                weight = MAPPED if words in mapped else KNOWN_CATEGORY
                yield Evidence(place="category", text=name, weight=weight, topic=topic)

    def _hits(self, words: Words) -> Iterator[_Hit]:
        hits = [
            _Hit(start=start, end=end, meaning=meaning)
            for index, said in ((self._words, words.folded), (self._names, words.written))
            for start, end, meaning in index.find(said)
        ]
        hits.sort(key=lambda hit: (hit.start, -hit.end, hit.meaning.kind is not _Kind.EXCLUDED))
        return _counting(hits)


def _counting(hits: Iterable[_Hit]) -> Iterator[_Hit]:
    """Of hits by their start, the longer first, those that count.

    Of a topic's hits that overlap the first counts; what stands inside a longer name
    counts for nobody ("Jewelers of America" is no jeweler), and what stands inside an
    exclusion not for its topic.
    """
    named = (0, 0)
    excluded: dict[Topic, int] = {}
    reached: dict[Topic, int] = {}
    for hit in hits:
        topic = hit.meaning.topic
        if hit.meaning.kind is _Kind.EXCLUDED:
            excluded[topic] = max(hit.end, excluded.get(topic, 0))
            continue
        in_name = hit.end <= named[1] and (hit.start, hit.end) != named
        if hit.meaning.kind is _Kind.NAME and hit.end > named[1]:
            named = (hit.start, hit.end)
        barred = in_name or hit.end <= excluded.get(topic, 0)
        if not barred and hit.start >= reached.get(topic, 0):
            reached[topic] = hit.end
            yield hit


def _phrases(rules: Iterable[TopicRule]) -> Iterator[tuple[tuple[str, ...], _Meaning]]:
    for rule in rules:
        for phrase, weight in rule.words:
            yield folded(phrase), _Meaning(topic=rule.topic, kind=_Kind.WORD, weight=weight)
        for phrase in rule.excluded:
            yield folded(phrase), _Meaning(topic=rule.topic, kind=_Kind.EXCLUDED)


def _names(rules: Iterable[TopicRule]) -> Iterator[tuple[tuple[str, ...], _Meaning]]:
    for rule in rules:
        for name, weight in rule.names:
            meaning = _Meaning(topic=rule.topic, kind=_Kind.NAME, weight=weight)
            words = written(name)
            yield words, meaning
            if words and not words[-1].endswith("'s"):  # "Cartier" is in "Cartier's" too
                yield (*words[:-1], f"{words[-1]}'s"), meaning


def _places(entry: Entry) -> Iterator[tuple[str, float, str]]:
    """Where words are looked for, the weightiest first: a phrase counts once, in its best place."""
    yield "title", TITLE, entry.title
    yield "summary", SUMMARY, entry.summary
    for name in entry.categories:
        yield "category", CATEGORY, name
    if entry.text != entry.summary:
        yield "text", TEXT, entry.text
    yield "address", ADDRESS, path_of(entry.link)


def _evidence(place: str, factor: float, words: Words, hit: _Hit) -> Evidence:
    return Evidence(
        place=place,
        text=words.between(hit.start, hit.end),
        weight=round(factor * hit.meaning.weight, 2),
        topic=hit.meaning.topic,
    )


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


def _rule(topics: tuple[Topic, ...], scores: Scores, disclosed: Disclosed) -> str:
    """Why, in a phrase: what won, over what."""
    if disclosed.disclosure is Disclosure.SPONSORED:
        return f"sponsor's mark in {disclosed.evidence[0].place}: {disclosed.evidence[0].text}"
    if not topics:
        return "off topic: nothing of the trade in it"
    if scores.get(topics[0], 0) < ENOUGH:
        return "too little speaks for any topic"
    ranked = sorted(scores.items(), key=lambda one: (one[0] != topics[0], -one[1]))
    return "words: " + " over ".join(f"{topic} {score:.1f}" for topic, score in ranked[:2])
