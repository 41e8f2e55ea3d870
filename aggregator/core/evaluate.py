"""How good our answers are, against labelled ones: topics and stories."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import comb
from typing import Any, TypeVar

from aggregator.core.text import folded
from aggregator.model import OFF_TOPIC, Disclosure, Entry, Filing, Topic, value

Item = TypeVar("Item", bound=Hashable)


@value
class Labels:
    """What an item is labelled with. No primary: off topic; no sponsor: none is named."""

    primary: str | None
    topics: tuple[str, ...] = ()
    sponsor: str | None = None
    disclosure: str | None = None


Labelled = tuple[Labels, Filing]  # and our answer


@value
class Tally:
    """So many were right, of so many that were labelled."""

    right: int = 0
    labelled: int = 0

    def as_json(self) -> dict[str, int]:
        return {"right": self.right, "labelled": self.labelled}


@value
class Score:
    """Shares from 0 to 1; a share of nothing is 0."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_json(self) -> dict[str, float]:
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


@value
class TopicsReport:
    """Primary topics: how they were met, topic by topic.

    `confusion` leads from the labelled topic to ours. The mean is of the topics that
    were labelled. `borne` looks at all topics of an item, not its primary one alone.
    `sponsors` are those whose name is labelled, `releases` what is labelled as a company's.
    """

    items: int
    scores: Mapping[str, Score]
    confusion: Mapping[str, Mapping[str, int]]
    borne: Score
    sponsors: Tally = Tally()
    releases: Tally = Tally()

    @property
    def macro_f1(self) -> float:
        return _share(sum(self.scores[topic].f1 for topic in self.confusion), len(self.confusion))

    def support(self, topic: str) -> int:
        return sum(self.confusion.get(topic, {}).values())

    def as_json(self) -> dict[str, Any]:
        return {
            "items": self.items,
            "macro_f1": self.macro_f1,
            "topics": {
                topic: score.as_json() | {"support": self.support(topic)}
                for topic, score in self.scores.items()
            },
            "confusion": {gold: dict(got) for gold, got in self.confusion.items()},
            "sponsors": self.sponsors.as_json(),
            "press_releases": self.releases.as_json(),
        }

    def as_text(self) -> str:
        scores = [
            (topic, *_percents(score), str(self.support(topic)))
            for topic, score in self.scores.items()
        ]
        met = [
            (gold, *(str(got.get(topic, 0)) for topic in self.scores))
            for gold, got in self.confusion.items()
        ]
        by_topic = _table(("topic", "precision", "recall", "F1", "items"), scores)
        confusion = _table(("labelled, and filed as", *self.scores), met)
        return (
            f"{by_topic}\n\n{confusion}\n\n"
            f"{self.items} items, mean F1 {self.macro_f1:.1%}; all topics borne:"
            f" precision {self.borne.precision:.1%}, recall {self.borne.recall:.1%}"
            + _told("sponsors named", self.sponsors)
            + _told("press releases told", self.releases)
        )


@value
class Difference:
    """Where the rules file an entry otherwise than a person did, and by which rule."""

    entry: Entry
    rules: str
    person: str
    rule: str

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.entry.id,
            "title": self.entry.title,
            "rules": self.rules,
            "person": self.person,
            "rule": self.rule,
        }


@value
class RulingsReport:
    """What the rules alone would do with the entries that people filed."""

    topics: TopicsReport
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        return self.topics.as_json() | {"differences": [one.as_json() for one in self.differences]}


@value
class StoriesReport:
    """How well stories were told apart: B³ (Bagga and Baldwin 1998), and joins as pairs.

    `near_misses` counts the items that joined a story which they were labelled to miss.
    """

    items: int
    b3: Score
    false_joins: int
    missed_joins: int
    near_misses: int

    def as_json(self) -> dict[str, Any]:
        return {
            "items": self.items,
            "b3": self.b3.as_json(),
            "false_joins": self.false_joins,
            "missed_joins": self.missed_joins,
        }

    def as_text(self) -> str:
        table = _table(("", "precision", "recall", "F1"), [("B³", *_percents(self.b3))])
        return (
            f"{table}\n\n{self.items} items, {self.false_joins} pairs joined falsely,"
            f" {self.missed_joins} missed; {self.near_misses} near misses joined"
        )


def topics_report(rows: Iterable[Labelled]) -> TopicsReport:
    """Compare our filings with labels. No primary topic is the topic `off-topic`."""
    confusion: defaultdict[str, Counter[str]] = defaultdict(Counter)
    right = borne = labelled = 0
    sponsors, releases = Tally(), Tally()
    for gold, got in rows:
        confusion[gold.primary or OFF_TOPIC][got.primary or OFF_TOPIC] += 1
        right += len(set(gold.topics) & {str(topic) for topic in got.topics})
        borne += len(set(got.topics))
        labelled += len(set(gold.topics))
        if gold.sponsor:
            sponsors = _more(sponsors, is_right=folded(gold.sponsor) == folded(got.sponsor or ""))
        if gold.disclosure == Disclosure.PRESS_RELEASE:
            releases = _more(releases, is_right=got.disclosure is Disclosure.PRESS_RELEASE)
    supports = {gold: got.total() for gold, got in sorted(confusion.items())}
    answers = sum(confusion.values(), Counter[str]())
    return TopicsReport(
        items=answers.total(),
        scores={
            topic: Score(
                precision=_share(confusion[topic][topic], answers[topic]),
                recall=_share(confusion[topic][topic], supports.get(topic, 0)),
            )
            for topic in sorted({*supports, *answers})
        },
        confusion={gold: dict(sorted(confusion[gold].items())) for gold in supports},
        borne=Score(precision=_share(right, borne), recall=_share(right, labelled)),
        sponsors=sponsors,
        releases=releases,
    )


def rulings_report(rows: Sequence[tuple[Entry, Topic, Filing]]) -> RulingsReport:
    """Compare the filings of our rules with what people said: entries, topics, our answers."""
    said = [(person, got.primary or OFF_TOPIC) for _, person, got in rows]
    return RulingsReport(
        topics=topics_report((_labels(person), got) for _, person, got in rows),
        differences=tuple(
            Difference(entry=entry, rules=rules, person=person, rule=got.rule)
            for (entry, _, got), (person, rules) in zip(rows, said, strict=True)
            if person != rules
        ),
    )


def _labels(topic: Topic) -> Labels:
    is_any = topic != OFF_TOPIC
    return Labels(primary=topic if is_any else None, topics=(topic,) if is_any else ())


def _more(tally: Tally, *, is_right: bool) -> Tally:
    return Tally(right=tally.right + is_right, labelled=tally.labelled + 1)


def _told(what: str, tally: Tally) -> str:
    return f"\n{what}: {tally.right} of {tally.labelled}" if tally.labelled else ""


def stories_report(
    gold: Mapping[Item, str], got: Mapping[Item, str], near_misses: Mapping[Item, str]
) -> StoriesReport:
    """Compare our stories with labelled ones; the three map an item to a story's id.

    `near_misses` names, for an item, a labelled story that it must not join. Every
    item of `gold` stands in `got`.
    """
    golds = Counter(gold.values())
    gots = Counter(got[item] for item in gold)
    both = Counter((story, got[item]) for item, story in gold.items())
    joined = _pairs(both)
    members: defaultdict[str, set[str]] = defaultdict(set)
    for item, story in gold.items():
        members[story].add(got[item])
    return StoriesReport(
        items=len(gold),
        b3=Score(
            precision=_share(sum(n * n / gots[ours] for (_, ours), n in both.items()), len(gold)),
            recall=_share(sum(n * n / golds[told] for (told, _), n in both.items()), len(gold)),
        ),
        false_joins=_pairs(gots) - joined,
        missed_joins=_pairs(golds) - joined,
        near_misses=sum(got[item] in members[story] for item, story in near_misses.items()),
    )


def _pairs(sizes: Mapping[Any, int]) -> int:
    """How many pairs of items stand in one group."""
    return sum(comb(size, 2) for size in sizes.values())


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def _percents(score: Score) -> tuple[str, str, str]:
    return f"{score.precision:.1%}", f"{score.recall:.1%}", f"{score.f1:.1%}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns under their heads, the first to the left, numbers to the right."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
