"""What an edited feeds.yaml changes among stored items: which, how many, by which rule."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from aggregator.core.plan.refiling import differs
from aggregator.model import (
    SPONSORED,
    Config,
    Decision,
    EntryId,
    Evidence,
    FeedId,
    FiledEntry,
    Filing,
    OutputFeed,
    OutputId,
    Story,
    Topic,
    TopicRule,
    value,
)

WIDE = 0.5  # of the items looked at: a new word that is found in more says little of any
FEW = 20  # items of which no share is worth a warning
_BY_OTHERS = "others come before it, or make room for it"
_BY_LEAD = "another entry speaks for its story"

Fired = tuple[Topic | None, str]  # a word or name of a topic, in small letters


class Kind(StrEnum):
    """What of an item changes."""

    TOPIC = "topic"
    STORY = "story"
    OUTPUT = "output"


@value
class Snapshot:
    """What is stored at one moment: some entries, and what each output carries."""

    entries: Mapping[EntryId, FiledEntry]
    outputs: Mapping[OutputId, tuple[Story, ...]]
    definitions: tuple[OutputFeed, ...]


@value
class Change:
    """What befalls one item: what it was, what it becomes, and the rule most behind it.

    It enters an output where `before` is empty, and leaves one where `after` is.
    """

    kind: Kind
    entry_id: EntryId
    feed_id: FeedId
    title: str
    before: str
    after: str
    rule: str
    why: str = ""
    evidence: tuple[Evidence, ...] = ()


@value
class Traffic:
    """How many items an output gains and loses; `change`: added, removed, edited, or nothing."""

    output_id: OutputId
    change: str = ""
    enter: int = 0
    leave: int = 0


@value
class Effect:
    """All that a feeds.yaml changes. `total` counts items, each once.

    Of `examined` items, `silent` are stored otherwise in what no topic, story or output shows.
    """

    examined: int
    total: int
    changes: tuple[Change, ...] = ()
    outputs: tuple[Traffic, ...] = ()
    silent: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.total or self.silent or any(one.change for one in self.outputs))

    def count(self, kind: Kind) -> int:
        """How many items change in this."""
        return len({one.entry_id for one in self.changes if one.kind is kind})


def effect(
    before: Snapshot,
    after: Snapshot,
    decisions: Iterable[Decision],
    *,
    examined: int,
    warnings: tuple[str, ...] = (),
) -> Effect:
    """What comes of it all: entries of both snapshots, and what their outputs carry."""
    kept = [(before.entries[one], now) for one, now in after.entries.items()]
    filed = [_refiled(old, now) for old, now in kept if _as_filed(old) != _as_filed(now)]
    why = {(one.entry_id, one.kind): one.rule for one in decisions}
    moved = [
        _moved(old, now, why.get((now.entry.id, "parted"), ""))
        for old, now in kept
        if old.story_id != now.story_id
    ]
    rules = {one.entry_id: one.rule for one in (*moved, *filed)}
    carried = list(_carried(before, after, rules))
    changes = (*filed, *moved, *carried)
    told = {one.entry_id for one in changes}
    return Effect(
        examined=examined,
        total=len(told),
        changes=changes,
        outputs=tuple(_traffic(before, after, carried)),
        silent=sum(differs(old, now) and now.entry.id not in told for old, now in kept),
        warnings=warnings,
    )


def in_numbers(effect: Effect) -> str:
    """In a line: how many items change, and what of them."""
    if not effect.total:
        return "no stored item changes topic, story or output"
    kinds = ((Kind.TOPIC, "topics"), (Kind.STORY, "stories"), (Kind.OUTPUT, "outputs"))
    counts = [f"{count} in {words}" for kind, words in kinds if (count := effect.count(kind))]
    items = "1 stored item changes" if effect.total == 1 else f"{effect.total} stored items change"
    return f"{items}: {', '.join(counts)}"


@value
class Group:
    """Changes of one kind by one rule."""

    kind: Kind
    rule: str
    changes: tuple[Change, ...]


def groups(changes: Iterable[Change]) -> tuple[Group, ...]:
    """Changes by kind and rule, the rule that is behind most of them first."""
    found: defaultdict[tuple[Kind, str], list[Change]] = defaultdict(list)
    for one in changes:
        found[one.kind, one.rule].append(one)
    order = list(Kind)
    ranked = sorted(found.items(), key=lambda one: (order.index(one[0][0]), -len(one[1]), one[0]))
    return tuple(Group(kind=kind, rule=rule, changes=tuple(made)) for (kind, rule), made in ranked)


# Topics


def _as_filed(filed: FiledEntry) -> str:
    filing = filed.filing
    words = [", ".join(filing.topics) or "off topic"]
    if filing.disclosure and not filing.is_sponsored:
        words.append(f"a {filing.disclosure}")
    if filing.sponsor:
        words.append(f"by {filing.sponsor}")
    if filed.held:
        words.append(f"held: {filed.held}")
    return "; ".join(words)


def _refiled(old: FiledEntry, now: FiledEntry) -> Change:
    rule, evidence = _behind(old, now)
    return Change(
        kind=Kind.TOPIC,
        entry_id=now.entry.id,
        feed_id=now.entry.feed_id,
        title=now.entry.title,
        before=_as_filed(old),
        after=_as_filed(now),
        rule=rule,
        why=now.filing.rule,
        evidence=evidence,
    )


def _behind(old: FiledEntry, now: FiledEntry) -> tuple[str, tuple[Evidence, ...]]:
    """The rule most behind another filing: what was found anew, else what is found no more."""
    if old.held != now.held:
        return now.held or f"{old.held} no more", ()
    came, gone = _topics(now.filing, old.filing), _topics(old.filing, now.filing)
    found = _strongest(now.filing, old.filing, came)
    if found is not None:
        return _called(found), (found,)
    lost = _strongest(old.filing, now.filing, gone)
    if lost is not None:
        return f"{_called(lost)} no more", (lost,)
    return now.filing.rule, ()


def _topics(filing: Filing, other: Filing) -> tuple[Topic | None, ...]:
    """Topics that one filing has and the other has not, the one that decides first."""
    borne = [topic for topic in filing.topics if topic not in other.topics]
    if filing.primary != other.primary:
        borne.insert(0, filing.primary or SPONSORED)
    if filing.disclosure != other.disclosure or filing.sponsor != other.sponsor:
        borne.append(SPONSORED)
    return *dict.fromkeys(borne), None


def _strongest(filing: Filing, other: Filing, topics: tuple[Topic | None, ...]) -> Evidence | None:
    """The strongest evidence that the other has not: of the first of these topics that has any.

    What the other weighs differently comes behind what it has not at all.
    """
    there = {(one.place, one.text, one.topic) for one in other.evidence}
    speaking = [one for one in filing.evidence if one.weight > 0 and one.topic in topics]
    only = [one for one in speaking if one not in other.evidence]
    return min(
        only,
        key=lambda one: (
            (one.place, one.text, one.topic) in there,
            topics.index(one.topic),
            -one.weight,
        ),
        default=None,
    )


def _called(one: Evidence) -> str:
    said = f"“{one.rule or one.text}”"
    return f"{one.topic}: {said}" if one.topic else said


# Stories


def _moved(old: FiledEntry, now: FiledEntry, why: str) -> Change:
    return Change(
        kind=Kind.STORY,
        entry_id=now.entry.id,
        feed_id=now.entry.feed_id,
        title=now.entry.title,
        before=old.story_id,
        after=now.story_id,
        rule=why or "its story became another",
    )


# Outputs


def _carried(before: Snapshot, after: Snapshot, rules: Mapping[EntryId, str]) -> Iterator[Change]:
    """What enters or leaves each output that stood before: nobody subscribes to a new one yet."""
    for output_id, stood in before.outputs.items():
        stands = after.outputs.get(output_id, ())
        edited = _edited(output_id, before, after)
        rule = f"output {output_id} is {edited}" if edited else ""
        stories = {one.id for one in stood} & {one.id for one in stands}
        ids = ({one.lead.id for one in stood}, {one.lead.id for one in stands})
        for story in (*stood, *stands):
            entry = story.lead
            if entry.id in ids[0] & ids[1]:
                continue
            by_lead = _BY_LEAD if story.id in stories else ""
            yield Change(
                kind=Kind.OUTPUT,
                entry_id=entry.id,
                feed_id=entry.feed_id,
                title=entry.title,
                before=output_id if entry.id in ids[0] else "",
                after=output_id if entry.id in ids[1] else "",
                rule=rules.get(entry.id) or by_lead or rule or _BY_OTHERS,
            )


def _edited(output_id: OutputId, before: Snapshot, after: Snapshot) -> str:
    """What became of a definition: added, removed, edited, or nothing."""
    was, is_now = (
        {one.id: one for one in snapshot.definitions}.get(output_id) for snapshot in (before, after)
    )
    if was is None:
        return "added"
    if is_now is None:
        return "removed"
    return "" if was == is_now else "edited"


def _traffic(before: Snapshot, after: Snapshot, carried: Iterable[Change]) -> Iterator[Traffic]:
    carried = list(carried)
    for output_id in dict.fromkeys((*before.outputs, *after.outputs)):
        enter = sum(one.after == output_id for one in carried)
        leave = sum(one.before == output_id for one in carried)
        change = _edited(output_id, before, after)
        if change == "added":
            enter = len(after.outputs[output_id])
        if change or enter or leave:
            yield Traffic(output_id=output_id, change=change, enter=enter, leave=leave)


# Words that say little


def fired(filing: Filing) -> frozenset[Fired]:
    """The words and names that spoke, each once."""
    return frozenset((one.topic, (one.rule or one.text).casefold()) for one in filing.evidence)


def wide(
    times: Mapping[Fired, int], examined: int, config: Config, previous: Config
) -> tuple[str, ...]:
    """Words that are new in a file and are found in more than half of what was looked at."""
    new = _spoken(config.topics) - _spoken(previous.topics)
    counts = {word: times.get(word, 0) for word in new}
    return tuple(
        f"{topic}: “{phrase}” is new, and found in {count} of {examined} items:"
        " a word of so many says little of any"
        for (topic, phrase), count in sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))
        if examined >= FEW and count > WIDE * examined
    )


def _spoken(topics: Iterable[TopicRule]) -> set[Fired]:
    return {
        (rule.topic, phrase.casefold())
        for rule in topics
        for phrase in (
            *(phrase for phrase, _ in (*rule.words, *rule.trade, *rule.names)),
            *rule.categories,
            *rule.marks,
            *rule.labels,
        )
    }
