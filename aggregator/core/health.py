"""Health of the words: how often each rule of the topics counted, and how often it was right."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from aggregator.core.phrases import PhraseIndex, cut, folded, phrase
from aggregator.model import (
    OFF_TOPIC,
    SPONSORED,
    Entry,
    Evidence,
    Filing,
    Topic,
    TopicRule,
    value,
)

NOISY_FROM = 5  # entries, from which on a rule can be called noisy
AGREES = 0.4  # of them that it takes not to be
HEARD = 0.5  # points from which a rule can turn a filing
WORDS_READ = 1500  # of a text, as classifying reads

Exclusion = tuple[Topic, str]  # of which topic, which phrase


class RuleKind(StrEnum):
    """What a rule is: a list of its topic; `MAPPED` is a category that a feed means a topic by."""

    WORD = "word"
    NAME = "name"
    CATEGORY = "category"
    MAPPED = "mapped"
    MARK = "mark"
    LABEL = "label"
    EXCLUDED = "excluded"


@value
class WordHealth:
    """How one rule did: in how many entries it counted, and what these were about.

    It `agreed` where its topic leads, was `borne` where it is among the topics, and was
    `overruled` where a person said another topic; an exclusion agrees where its topic does not
    lead. `weight` None: it has none of its own. `own`: feeds.yaml says it.
    """

    topic: Topic
    kind: RuleKind
    phrase: str
    weight: float | None = None
    own: bool = False
    fired: int = 0
    agreed: int = 0
    borne: int = 0
    overruled: int = 0

    @property
    def is_dead(self) -> bool:
        return self.fired == 0

    @property
    def is_noisy(self) -> bool:
        is_heard = self.weight is None or self.weight >= HEARD
        return is_heard and self.fired >= NOISY_FROM and self.agreed < AGREES * self.fired

    def as_json(self) -> dict[str, Any]:
        return {
            "topic": self.topic,
            "kind": self.kind,
            "phrase": self.phrase,
            "weight": self.weight,
            "own": self.own,
            "fired": self.fired,
            "agreed": self.agreed,
            "borne": self.borne,
            "overruled": self.overruled,
            "dead": self.is_dead,
            "noisy": self.is_noisy,
        }


@value
class TopicHealth:
    """The rules of a topic together; `agreed` is the share of firings, None of none."""

    topic: Topic
    rules: int
    fired: int
    dead: int
    noisy: int
    agreed: float | None

    def as_json(self) -> dict[str, Any]:
        return {
            "topic": self.topic,
            "rules": self.rules,
            "fired": self.fired,
            "dead": self.dead,
            "noisy": self.noisy,
            "agreed": self.agreed,
        }


@value
class WordsReport:
    """Every rule over so many entries, topic by topic."""

    entries: int
    rules: tuple[WordHealth, ...]

    @property
    def noisy(self) -> tuple[WordHealth, ...]:
        """Those that counted often and were seldom right, the worst first."""
        found = (one for one in self.rules if one.is_noisy)
        return tuple(sorted(found, key=lambda one: (one.agreed / one.fired, -one.fired)))

    @property
    def overruled(self) -> tuple[WordHealth, ...]:
        """Those that people overruled, the most often first."""
        found = (one for one in self.rules if one.overruled)
        return tuple(sorted(found, key=lambda one: -one.overruled))

    @property
    def dead(self) -> tuple[WordHealth, ...]:
        return tuple(one for one in self.rules if one.is_dead)

    @property
    def topics(self) -> tuple[TopicHealth, ...]:
        by_topic: defaultdict[Topic, list[WordHealth]] = defaultdict(list)
        for one in self.rules:
            by_topic[one.topic].append(one)
        return tuple(_together(topic, rules) for topic, rules in by_topic.items())

    def of(self, topic: Topic) -> "WordsReport":
        """The rules of one topic alone."""
        rules = tuple(one for one in self.rules if one.topic == topic)
        return WordsReport(entries=self.entries, rules=rules)

    def as_json(self) -> dict[str, Any]:
        return {
            "entries": self.entries,
            "topics": [one.as_json() for one in self.topics],
            "rules": [one.as_json() for one in self.rules],
        }


@value
class Case:
    """An entry as the rules alone file it, the exclusions in it, and what a person filed it as."""

    filing: Filing
    ruled: Topic | None = None
    excluded: frozenset[Exclusion] = frozenset()

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What it is about after all; that it is paid for does not change what it is of."""
        rest = tuple(topic for topic in self.filing.topics if topic != SPONSORED)
        match self.ruled:
            case None:
                return self.filing.topics
            case topic if topic == OFF_TOPIC:
                return ()
            case topic if topic == SPONSORED:
                return (SPONSORED, *rest)
            case topic:
                return (topic,)

    def leads(self, topic: Topic) -> bool:
        """Whether this topic is the primary one; of an advert, beside that it is one."""
        if topic == SPONSORED:
            return self.topics[:1] == (SPONSORED,)
        return next((one for one in self.topics if one != SPONSORED), None) == topic

    def overrules(self, topic: Topic) -> bool:
        """Whether a person said that it is about something else."""
        if self.ruled is None or (self.ruled == SPONSORED and topic != SPONSORED):
            return False
        return self.ruled != topic


class Exclusions:
    """Finds what the rules exclude: it leaves no evidence, for it counts for nothing."""

    def __init__(self, rules: Iterable[TopicRule]) -> None:
        self._index = PhraseIndex(
            (phrase(said), (rule.topic, said)) for rule in rules for said in rule.excluded
        )

    def found(self, entry: Entry) -> frozenset[Exclusion]:
        texts = dict.fromkeys((entry.title, entry.summary, entry.text))
        words = (cut(text, WORDS_READ).folded for text in texts)
        return frozenset(what for said in words for _, _, what in self._index.find(said))


def health(rules: Iterable[TopicRule], cases: Iterable[Case]) -> WordsReport:
    """How each rule did over these cases. A rule that is in no list of its topic is told too."""
    listed = {(one.topic, one.kind, one.phrase): one for one in _listed(rules)}
    found = _Finder(listed)
    counts: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    number = 0
    for case in cases:
        number += 1
        for key in found.keys(case):
            counts[key].update(_marks(case, key))
    strangers = {
        key: WordHealth(topic=key[0], kind=key[1], phrase=key[2], own=key[1] is RuleKind.MAPPED)
        for key in sorted(counts.keys() - listed.keys())
    }
    return WordsReport(
        entries=number,
        rules=tuple(_counted(one, counts[key]) for key, one in (listed | strangers).items()),
    )


_Key = tuple[Topic, RuleKind, str]


class _Finder:
    """Tells the rule behind an evidence."""

    def __init__(self, listed: Mapping[_Key, WordHealth]) -> None:
        self._kinds: defaultdict[tuple[Topic, str], list[RuleKind]] = defaultdict(list)
        self._categories: dict[tuple[Topic, tuple[str, ...]], str] = {}
        for topic, kind, said in listed:
            if kind is RuleKind.CATEGORY:
                self._categories.setdefault((topic, folded(said)), said)
            elif kind is not RuleKind.EXCLUDED:
                self._kinds[topic, said].append(kind)

    def keys(self, case: Case) -> set[_Key]:
        said = case.filing.evidence
        excluded = ((topic, RuleKind.EXCLUDED, one) for topic, one in case.excluded)
        return {*(self._key(one, one.topic) for one in said if one.rule and one.topic), *excluded}

    def _key(self, seen: Evidence, topic: Topic) -> _Key:
        """A whole category is one by its name, be it the topic's or one that a feed means so."""
        is_whole = seen.place == "category" and folded(seen.text) == folded(seen.rule)
        if is_whole and (category := self._categories.get((topic, folded(seen.rule)))):
            return topic, RuleKind.CATEGORY, category
        if kinds := self._kinds.get((topic, seen.rule)):
            return topic, kinds[0], seen.rule
        return topic, RuleKind.MAPPED if is_whole else RuleKind.NAME, seen.rule


def _listed(rules: Iterable[TopicRule]) -> Iterator[WordHealth]:
    for rule in rules:
        lists: tuple[tuple[RuleKind, Iterable[tuple[str, float | None]]], ...] = (
            (RuleKind.WORD, (*rule.words, *rule.trade)),
            (RuleKind.NAME, (*rule.names, *_along(rule))),
            (RuleKind.CATEGORY, _unweighed(rule.categories)),
            (RuleKind.MARK, _unweighed(rule.marks)),
            (RuleKind.LABEL, _unweighed(rule.labels)),
            (RuleKind.EXCLUDED, _unweighed(rule.excluded)),
        )
        for kind, phrases in lists:
            for said, weight in phrases:
                own = said in rule.own
                yield WordHealth(topic=rule.topic, kind=kind, phrase=said, weight=weight, own=own)


def _along(rule: TopicRule) -> Iterator[tuple[str, float]]:
    """The names that come along, each by its first spelling."""
    return ((name.spellings[0], known.weight) for known in rule.known for name in known.names)


def _unweighed(phrases: Iterable[str]) -> Iterator[tuple[str, None]]:
    return ((said, None) for said in phrases)


def _marks(case: Case, key: _Key) -> Iterator[str]:
    topic, kind, _ = key
    yield "fired"
    is_out = kind is RuleKind.EXCLUDED
    if case.leads(topic) != is_out:
        yield "agreed"
    if topic in case.topics:
        yield "borne"
    if case.ruled == topic if is_out else case.overrules(topic):
        yield "overruled"


def _counted(rule: WordHealth, counts: Mapping[str, int]) -> WordHealth:
    return WordHealth(
        topic=rule.topic,
        kind=rule.kind,
        phrase=rule.phrase,
        weight=rule.weight,
        own=rule.own,
        fired=counts.get("fired", 0),
        agreed=counts.get("agreed", 0),
        borne=counts.get("borne", 0),
        overruled=counts.get("overruled", 0),
    )


def _together(topic: Topic, rules: list[WordHealth]) -> TopicHealth:
    fired = sum(one.fired for one in rules)
    return TopicHealth(
        topic=topic,
        rules=len(rules),
        fired=fired,
        dead=sum(one.is_dead for one in rules),
        noisy=sum(one.is_noisy for one in rules),
        agreed=sum(one.agreed for one in rules) / fired if fired else None,
    )
