"""An edited feeds.yaml over what is stored: what it would change, and the change itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby

from aggregator.core.changes import Effect, Fired, Snapshot, effect, fired, wide
from aggregator.core.classify import Classifier
from aggregator.core.filing import file
from aggregator.core.plan import refiled
from aggregator.core.plan.refiling import is_touched
from aggregator.core.rules import rules_of
from aggregator.model import (
    Config,
    Decision,
    EntryId,
    FiledEntry,
    Filing,
    Known,
    OutputFeed,
    OutputId,
    Revision,
    Story,
    StoryId,
    value,
)
from aggregator.ports import Clock, ItemQuery, Store

BITE = 500  # entries in memory, or in one transaction, at most; but for a story, which stays whole


@value
class _Scan:
    """What the edited rules say of stored entries: those that they file otherwise."""

    filings: Mapping[EntryId, Filing]
    stories: Mapping[EntryId, StoryId]
    fired: Mapping[Fired, int]
    examined: int


def stored_since(store: Store, since: datetime | None) -> Iterator[FiledEntry]:
    """What is stored and shown at this moment or later, None: all of it, read in bites."""
    query = ItemQuery(since=since, limit=BITE)
    while bite := store.items(query):
        yield from bite
        query = replace(query, before=(bite[-1].shown_at, bite[-1].entry.id))


class Refiling:
    """The entries of the last days under another configuration; `previous` is in force now.

    Where that is not known, outputs are compared under the new definitions alone. Entries of
    feeds that are followed no more stay as they are filed: what their feed said of them (its
    categories, whether it is mixed) stands nowhere any more.
    """

    def __init__(
        self,
        config: Config,
        previous: Config | None,
        store: Store,
        *,
        clock: Clock,
        days: int | None = None,
    ) -> None:
        self._config, self._previous, self._store = config, previous, store
        self._clock = clock
        self._days = config.changes.days if days is None else days

    def plan(self) -> Effect:
        """What would change; nothing does."""
        scan = self._scan  # before the rehearsal, in which nobody else can write
        with self._store.rehearsal() as stage:
            return self._make(stage, scan)

    def apply(self) -> Effect:
        """Make the change. To be called under the round lock; idempotent."""
        return self._make(self._store, self._scan)

    @cached_property
    def _scan(self) -> _Scan:
        """Every entry filed anew, once, outside of any transaction."""
        feeds = {feed.id: feed for feed in self._config.feeds}
        classifier, rules = Classifier(self._config.topics), rules_of(self._config)
        filings: dict[EntryId, Filing] = {}
        stories: dict[EntryId, StoryId] = {}
        times: Counter[Fired] = Counter()
        examined = 0
        since = self._clock() - timedelta(days=self._days)
        for filed in stored_since(self._store, since):
            feed = feeds.get(filed.entry.feed_id)
            if feed is None:
                continue
            examined += 1
            filing = file(classifier, filed.entry, feed)
            times.update(fired(filing))
            if is_touched(filed, filing, rules):
                filings[filed.entry.id], stories[filed.entry.id] = filing, filed.story_id
        return _Scan(filings=filings, stories=stories, fired=times, examined=examined)

    def _make(self, store: Store, scan: _Scan) -> Effect:
        """The same on the store itself and on the stage of a rehearsal."""
        config, at = self._config, self._clock()
        rules = rules_of(config)
        old: dict[EntryId, FiledEntry] = {}
        new: dict[EntryId, FiledEntry] = {}
        decisions: list[Decision] = []

        def plan(known: Known) -> Revision:
            revision = refiled(known, scan.filings, at, rules)
            old.update((one.entry.id, known.entries[one.entry.id]) for one in revision.entries)
            return revision

        was = (self._previous or config).outputs
        carried = _carried(store, was, at)
        store.sync_feeds(config.feeds, at)
        for ids in _bites(scan):
            revision = store.revise(ids, plan)
            new.update((one.entry.id, one) for one in revision.entries)
            decisions += revision.decisions
        outputs = _carried(store, config.outputs, at)
        return effect(
            Snapshot(entries=old, outputs=carried, definitions=was),
            Snapshot(entries=new, outputs=outputs, definitions=config.outputs),
            decisions,
            examined=scan.examined,
            warnings=self._warnings(scan),
        )

    def _warnings(self, scan: _Scan) -> tuple[str, ...]:
        if self._previous is None:
            return ()
        return wide(scan.fired, scan.examined, self._config, self._previous)


def _carried(
    store: Store, outputs: Iterable[OutputFeed], at: datetime
) -> Mapping[OutputId, tuple[Story, ...]]:
    return {output.id: store.stories(output, at) for output in outputs}


def _bites(scan: _Scan) -> Iterator[list[EntryId]]:
    """Entries to be filed anew; those of one story together, for it is judged as a whole."""
    bite: list[EntryId] = []
    ordered = sorted(scan.filings, key=lambda one: (scan.stories[one], one))
    for _, members in groupby(ordered, key=scan.stories.__getitem__):
        bite += members
        if len(bite) >= BITE:
            yield bite
            bite = []
    if bite:
        yield bite
