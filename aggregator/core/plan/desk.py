"""The desk on which a batch is decided: what is known, and what was decided so far."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.core.dedupe import (
    Fit,
    asked_keys,
    fit,
    keys,
    stored_keys,
    told_keys,
    without_window,
)
from aggregator.core.holding import is_quarantined
from aggregator.core.identity import title_key
from aggregator.core.plan.rulings import is_parted
from aggregator.core.rules import Rules
from aggregator.core.text import folded
from aggregator.model import (
    NO_WORDS,
    Decision,
    Entry,
    EntryId,
    Evidence,
    FeedState,
    FeedUpdate,
    FetchRecord,
    FiledEntry,
    Filing,
    Key,
    Known,
    Notice,
    Revision,
    StoryId,
    StoryState,
    TitleSource,
    Version,
    Vocabulary,
)

# Why an entry is held that is no news: it stood on an older page, or in an archive.
BACKFILLED, ARCHIVED = "backfilled", "archived"
OLD = frozenset({BACKFILLED, ARCHIVED})


# Of entries that share keys with one so many are looked at, those that share the most.
MOST_JUDGED = 25
MOST_TOLD = 6  # keys that a decision names


def traces(entry: Entry, vocabulary: Vocabulary = NO_WORDS) -> tuple[Key, ...]:
    """Every key under which an entry is found: as one with another, or as what it was."""
    return *stored_keys(entry, vocabulary), *_title_keys(entry)


def wanted(entry: Entry, vocabulary: Vocabulary = NO_WORDS) -> tuple[Key, ...]:
    """Every key under which others may be found that are one with it, or that it was."""
    return *asked_keys(entry, vocabulary), *_title_keys(entry)


def _title_keys(entry: Entry) -> tuple[Key, ...]:
    titled = entry.title_source is not TitleSource.NONE and folded(entry.title) != ""
    return (title_key(entry.feed_id, entry.title),) if titled else ()


def is_unshown(held: str | None) -> bool:
    """Whether what is held so was never shown to readers."""
    return held in OLD or is_quarantined(held)


class Desk:
    """What is known while a batch is decided: the store's knowledge, and our own so far."""

    def __init__(self, known: Known, rules: Rules) -> None:
        self.rules = rules
        self.moving = rules.moving
        self.rulings = known.rulings
        self.began_at = known.began_at
        self.entries = dict(known.entries)
        self.stories = dict(known.stories)
        self._bearers: dict[Key, dict[EntryId, None]] = {}
        for key, ids in known.keys.items():
            self._bearers.setdefault(without_window(key), {}).update(dict.fromkeys(ids))
        self.clear()

    def clear(self, replaced: frozenset[EntryId] = frozenset()) -> None:
        """Begin the next feed, in which others stand where `replaced` stood.

        What was decided of other feeds stays known.
        """
        self.replaced = replaced
        self.touched: dict[EntryId, FiledEntry] = {}
        self.changed_stories: dict[StoryId, StoryState] = {}
        self.decisions: list[Decision] = []
        self.versions: list[Version] = []
        self.aliases: dict[EntryId, EntryId] = {}
        self.notices: list[Notice] = []

    def made(self, state: FeedState, fetch: FetchRecord) -> FeedUpdate:
        return FeedUpdate(
            state=replace(state, notices=_latest(state.notices, self.notices)),
            fetch=fetch,
            entries=tuple(self.touched.values()),
            keys={
                one: traces(filed.entry, self.rules.vocabulary)
                for one, filed in self.touched.items()
            },
            stories=tuple(self.changed_stories.values()),
            decisions=tuple(self.decisions),
            versions=tuple(self.versions),
            aliases=dict(self.aliases),
        )

    def revised(self) -> Revision:
        return Revision(
            entries=tuple(self.touched.values()),
            stories=tuple(self.changed_stories.values()),
            decisions=tuple(self.decisions),
        )

    def bearers(self, entry: Entry) -> Iterator[FiledEntry]:
        """Entries that may be copies: of a feed's editions of a column, the nearest."""
        ids = dict.fromkeys(one for key in keys(entry) for one in self._bearers.get(key, ()))
        nearest: dict[str, FiledEntry] = {}
        for other in (self.entries[one] for one in ids if one != entry.id):
            if other.entry.canonical_link == entry.canonical_link != "":
                yield other
                continue
            best = nearest.setdefault(other.entry.feed_id, other)
            if _apart(other.entry, entry) < _apart(best.entry, entry):
                nearest[other.entry.feed_id] = other
        yield from nearest.values()

    def tellers(self, entry: Entry) -> Iterator[FiledEntry]:
        """Entries that may tell of the same in other words: those that share the most keys."""
        shared = Counter(
            one
            for key in told_keys(entry, self.rules.vocabulary)
            for one in self._bearers.get(key, ())
            if one != entry.id
        )
        most = sorted(shared, key=lambda one: (-shared[one], one))[:MOST_JUDGED]
        return (self.entries[one] for one in most)

    def fit(self, one: FiledEntry, other: FiledEntry) -> Fit | None:
        """How two entries are one, by what people ruled and else by what they tell."""
        if is_parted(self.rulings, one.entry.id, other.entry.id):
            return None
        return fit(one, other, self.rules.vocabulary, self.replaced)

    def met_by(self, one: Entry, other: Entry) -> Evidence:
        """The keys under which two entries were found to have something in common."""
        ours, theirs = (dict.fromkeys(self._keys(entry)) for entry in (one, other))
        shared = [key.partition(":")[2] for key in ours if key in theirs]
        return Evidence(place="keys", text=", ".join(shared[:MOST_TOLD]), weight=0.0)

    def _keys(self, entry: Entry) -> tuple[Key, ...]:
        return *keys(entry), *told_keys(entry, self.rules.vocabulary)

    def of_feed(self, entry: Entry) -> Iterator[FiledEntry]:
        """Entries of its own feed that share an address or a title with it."""
        ids = dict.fromkeys(one for key in traces(entry) for one in self._bearers.get(key, ()))
        found = (self.entries[one] for one in ids)
        return (one for one in found if one.entry.feed_id == entry.feed_id)

    def is_hidden(self, filed: FiledEntry) -> bool:
        """Whether a person's last word on it is that it must go."""
        words = [one.kind for one in self.rulings.get(filed.entry.id, ()) if one.kind != "file"]
        return words[-1:] == ["hide"]

    def is_restored(self, entry_id: EntryId) -> bool:
        """Whether a person once let it through: no rule holds it any more."""
        return any(one.kind == "restore" for one in self.rulings.get(entry_id, ()))

    def is_unseen(self, story_id: StoryId) -> bool:
        members = self.stories[story_id].members
        return all(is_unshown(self.entries[one].held) for one in members)

    def keep(self, filed: FiledEntry) -> None:
        self.entries[filed.entry.id] = self.touched[filed.entry.id] = filed
        for key in traces(filed.entry, self.rules.vocabulary):
            self._bearers.setdefault(without_window(key), {})[filed.entry.id] = None

    def keep_story(self, story: StoryState) -> None:
        if self.stories.get(story.id) != story:
            self.stories[story.id] = self.changed_stories[story.id] = story

    def notify(self, kind: str, at: datetime, words: str) -> None:
        """Tell ops of this feed."""
        self.notices.append(Notice(kind=kind, at=at, words=words))

    def note(self, entry_id: EntryId, at: datetime, filing: Filing) -> None:
        outcome = filing.primary or "off topic"
        self.decide(entry_id, at, "filed", outcome, rule=filing.rule, evidence=filing.evidence)

    def decide(
        self,
        entry_id: EntryId,
        at: datetime,
        kind: str,
        outcome: str,
        *,
        rule: str = "",
        evidence: tuple[Evidence, ...] = (),
    ) -> None:
        self.decisions.append(
            Decision(
                entry_id=entry_id,
                at=at,
                kind=kind,
                outcome=outcome,
                rule=rule,
                evidence=evidence,
                config=self.rules.config,
            )
        )


def _apart(one: Entry, other: Entry) -> tuple[timedelta, EntryId]:
    return abs(one.published_at - other.published_at), one.id


def _latest(before: Iterable[Notice], now: Iterable[Notice]) -> tuple[Notice, ...]:
    """Of each kind the last one."""
    return tuple({notice.kind: notice for notice in (*before, *now)}.values())
