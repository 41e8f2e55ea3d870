"""The decision: what one batch of fetched feeds changes, given what is known.

The only room of `core` that calls `dedupe`, `schedule` and `withdrawal`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from aggregator.core.dedupe import join, keys
from aggregator.core.reading import Reading, fetch_record, next_state
from aggregator.core.rules import Rules
from aggregator.core.urls import as_asked
from aggregator.core.withdrawal import watch
from aggregator.model import (
    DateSource,
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
    StoryId,
    StoryState,
    Version,
)

BACKFILLED = "backfilled"  # why an entry of an older page is held, and what its fetch is called
PARTED = "an advert is no copy of news"  # why an entry leaves its story


def own_story(filed: FiledEntry, at: datetime) -> StoryState:
    """What an entry goes to when it leaves its story: of one id however often it leaves."""
    own = StoryId(f"{filed.story_id}/{filed.entry.id}")
    return replace(_founded(replace(filed, story_id=own)), updated_at=at)


def wanted_ids(readings: Iterable[Reading]) -> frozenset[EntryId]:
    """The entries of which a plan for these readings has to know."""
    return frozenset(
        one
        for reading in readings
        for one in (
            *(entry.id for entry, _ in reading.fresh),
            *(_missing(reading)),
        )
    )


def wanted_keys(readings: Iterable[Reading]) -> frozenset[Key]:
    """The keys of which a plan for these readings has to know."""
    return frozenset(
        key for reading in readings for entry, _ in reading.fresh for key in keys(entry)
    )


def plan_batch(readings: Iterable[Reading], known: Known, rules: Rules) -> tuple[FeedUpdate, ...]:
    """What these readings change, decided one by one in the order of feed ids.

    Each decision sees those before it, so that two feeds that bring the same news
    at once do not both believe that they are first.
    """
    desk = _Desk(known, rules)
    return tuple(desk.update(reading) for reading in sorted(readings, key=lambda r: r.feed.id))


def _missing(reading: Reading) -> tuple[EntryId, ...]:
    if reading.parsed is None or not reading.parsed.whole or reading.feed.is_page:
        return ()
    there = set(reading.listed)
    return tuple(one for one in reading.state.listing if one not in there)


class _Desk:
    """What is known while a batch is decided: the store's knowledge, and our own so far."""

    def __init__(self, known: Known, rules: Rules) -> None:
        self.rules = rules
        self.moving = rules.moving
        self.rulings = known.rulings
        self.entries = dict(known.entries)
        self.stories = dict(known.stories)
        self.bearers = {key: list(ids) for key, ids in known.keys.items()}
        self.touched: dict[EntryId, FiledEntry] = {}
        self.changed_stories: dict[StoryId, StoryState] = {}
        self.decisions: list[Decision] = []
        self.versions: list[Version] = []

    def update(self, reading: Reading) -> FeedUpdate:
        self.touched, self.changed_stories = {}, {}
        self.decisions, self.versions = [], []
        if reading.backfilled:
            return self._caught_up(reading)
        arrived: list[datetime] = []
        changed = 0
        for entry, filing in sorted(reading.fresh, key=lambda pair: _age(pair[0])):
            old = self.entries.get(entry.id)
            if old is None:
                self._add(entry, filing, reading.at)
                arrived.append(min(entry.published_at, reading.at))
            elif old.entry.digest != entry.digest or old.withdrawn_at is not None:
                self._change(old, entry, filing, reading.at)
                changed += 1
        listing = self._withdraw(reading)
        state = next_state(reading, listing, self.moving, arrived=arrived)
        if state.url != reading.state.url:  # of two feeds that move to one address, one does
            taken = self.moving.taken | {as_asked(state.url)}
            self.moving = replace(self.moving, taken=taken)
        return self._made(state, fetch_record(reading, state, new=len(arrived), changed=changed))

    def _caught_up(self, reading: Reading) -> FeedUpdate:
        """An older page adds what is not stored, held back; what is known stays as it is."""
        old = [pair for pair in reading.fresh if pair[0].id not in self.entries]
        for entry, filing in sorted(old, key=lambda pair: _age(pair[0])):
            self._add_old(entry, filing, reading.at)
        fetch = FetchRecord(
            feed_id=reading.feed.id,
            at=reading.at,
            outcome=BACKFILLED,
            bytes=reading.size,
            new=len(old),
        )
        return self._made(reading.state, fetch)

    def _made(self, state: FeedState, fetch: FetchRecord) -> FeedUpdate:
        return FeedUpdate(
            state=state,
            fetch=fetch,
            entries=tuple(self.touched.values()),
            keys={one: keys(filed.entry) for one, filed in self.touched.items()},
            stories=tuple(self.changed_stories.values()),
            decisions=tuple(self.decisions),
            versions=tuple(self.versions),
        )

    # One entry

    def _add(self, entry: Entry, filing: Filing, at: datetime) -> None:
        story_id = _minted(entry, at, self.rules.authority)
        filed = FiledEntry(entry=entry, filing=filing, story_id=story_id, first_seen_at=at)
        self._note(entry.id, at, filing)
        copy = join(filed, self._bearers(entry))
        if copy is None:
            self._keep(filed)
            self._keep_story(_founded(filed))
            return
        story_id = self._joined(copy.other, filed)
        if self._is_unseen(story_id):
            # To readers it begins with this entry.
            begun, members = replace(filed, story_id=story_id), self.stories[story_id].members
            self._keep_story(replace(_founded(begun), members=members))
        held = copy.other.held if self._is_hidden(copy.other) else None
        self._keep(replace(filed, story_id=story_id, held=held))
        if held is not None:
            rule = f"a copy of {copy.other.entry.id}, which a person hid"
            self._decide(entry.id, at, "held", held, rule=rule)
        self._decide(entry.id, at, "joined", story_id, rule=copy.rule, evidence=copy.evidence)
        self._elect(story_id, at, joining=(entry.id,))

    def _add_old(self, entry: Entry, filing: Filing, at: datetime) -> None:
        """Hold it back: a story of which it is a copy takes it in, and is otherwise as before."""
        story_id = _minted(entry, at, self.rules.authority)
        filed = FiledEntry(
            entry=entry, filing=filing, story_id=story_id, first_seen_at=at, held=BACKFILLED
        )
        self._note(entry.id, at, filing)
        rule = "found by catching up: old news is not published as new"
        self._decide(entry.id, at, "held", BACKFILLED, rule=rule)
        copy = join(filed, self._bearers(entry))
        if copy is None:
            self._keep(filed)
            self._keep_story(_founded(filed))
            return
        story = self.stories[copy.other.story_id]
        self._keep(replace(filed, story_id=story.id))
        self._keep_story(replace(story, members=self._seated((*story.members, entry.id))))
        self._decide(entry.id, at, "joined", story.id, rule=copy.rule, evidence=copy.evidence)

    def _is_hidden(self, filed: FiledEntry) -> bool:
        """Whether a person's last word on it is that it must go."""
        words = [one.kind for one in self.rulings.get(filed.entry.id, ()) if one.kind != "file"]
        return words[-1:] == ["hide"]

    def _change(self, old: FiledEntry, entry: Entry, filing: Filing, at: datetime) -> None:
        entry = _edited(old.entry, entry, at)
        ruled = any(ruling.kind == "file" for ruling in self.rulings.get(entry.id, ()))
        if old.withdrawn_at is not None:
            self._decide(entry.id, at, "returned", "listed again", rule="in the document again")
        if old.entry.digest != entry.digest:
            self.versions.append(_version(old.entry, at))
            moved = entry.updated_at > old.entry.updated_at
            outcome = "updated moved" if moved else "content alone"
            self._decide(entry.id, at, "edited", outcome, rule="its item says something else")
        if not ruled and filing != old.filing:
            self._note(entry.id, at, filing)
        kept = old.filing if ruled else filing
        filed = replace(old, entry=entry, filing=kept, withdrawn_at=None)
        self._keep(filed)
        if kept.is_sponsored != old.filing.is_sponsored:
            self._part(filed, at)
        story_id = self.entries[entry.id].story_id
        self._elect(story_id, at)
        story = self.stories[story_id]
        if story.lead_id == entry.id and entry.updated_at > story.updated_at:
            self._keep_story(replace(story, updated_at=entry.updated_at))

    def _withdraw(self, reading: Reading) -> tuple[EntryId, ...]:
        if reading.parsed is None or not reading.parsed.whole:
            return reading.state.listing
        stored = {one: self.entries[one] for one in _missing(reading) if one in self.entries}
        dates = dict(reading.dates) | {
            one: filed.entry.published_at
            for one, filed in stored.items()
            if filed.withdrawn_at is None and filed.entry.date_source is not DateSource.FIRST_SEEN
        }
        seen = watch(reading.state.listing, reading.listed, dates)
        for one in seen.withdrawn:
            self._keep(replace(stored[one], withdrawn_at=reading.at))
            rule = "missing from the document, which lists older and newer items"
            self._decide(one, reading.at, "withdrawn", "taken out by its publisher", rule=rule)
            self._elect(stored[one].story_id, reading.at)
        return seen.listing

    # Stories

    def _bearers(self, entry: Entry) -> Iterator[FiledEntry]:
        ids = dict.fromkeys(one for key in keys(entry) for one in self.bearers.get(key, ()))
        return (self.entries[one] for one in ids)

    def _joined(self, other: FiledEntry, filed: FiledEntry) -> StoryId:
        """The story that `filed` goes to; stories which it shows to be one become one."""
        others = {other.story_id: other}
        for candidate in self._bearers(filed.entry):
            if join(filed, (candidate,)) is not None:
                others.setdefault(candidate.story_id, candidate)
        oldest = min(
            others,
            # Readers may know a story by its id, but none that was only ever caught up with.
            key=lambda one: (self._is_unseen(one), self.stories[one].published_at, one),
        )
        for story_id in others:
            if story_id != oldest:
                self._merge(self.stories[story_id], oldest, filed)
        return oldest

    def _is_unseen(self, story_id: StoryId) -> bool:
        members = self.stories[story_id].members
        return all(self.entries[one].held == BACKFILLED for one in members)

    def _merge(self, story: StoryState, into: StoryId, by: FiledEntry) -> None:
        """Of two joined stories the older id stays, the other becomes a tombstone."""
        self._keep_story(replace(story, merged_into=into, members=()))
        for one in story.members:
            self._keep(replace(self.entries[one], story_id=into))
            rule = f"{by.entry.id} is a copy of both"
            self._decide(one, by.first_seen_at, "joined", into, rule=rule)
        self._elect(into, by.first_seen_at, joining=story.members)

    def _part(self, filed: FiledEntry, at: datetime) -> None:
        """An advert is no copy of news: give the entry a story of its own where it has company."""
        story, entry = self.stories[filed.story_id], filed.entry
        others = tuple(one for one in story.members if one != entry.id)
        if not others:
            return
        own = own_story(filed, at)
        self._keep(replace(filed, story_id=own.id))
        self._keep_story(own)
        self._keep_story(replace(story, members=others))
        self._decide(entry.id, at, "parted", own.id, rule=PARTED)
        self._elect(story.id, at)

    def _elect(self, story_id: StoryId, at: datetime, *, joining: tuple[EntryId, ...] = ()) -> None:
        """Choose the lead anew; a new lead moves `updated` once, and never the id."""
        story = self.stories[story_id]
        members = self._seated({*story.members, *joining})
        lead = min((self.entries[one] for one in members), key=self._standing)
        updated_at = story.updated_at
        if lead.entry.id != story.lead_id:
            updated_at = max(updated_at, at)
            self._decide(lead.entry.id, at, "leads", story_id, rule="rank, then text, then first")
        self._keep_story(
            replace(
                story,
                lead_id=lead.entry.id,
                members=members,
                updated_at=updated_at,
            )
        )

    def _seated(self, members: Iterable[EntryId]) -> tuple[EntryId, ...]:
        """Members in the order they came."""
        return tuple(sorted(members, key=lambda one: (self.entries[one].first_seen_at, one)))

    def _standing(self, filed: FiledEntry) -> tuple[object, ...]:
        """Who leads: what may be shown, news before adverts, rank, the fullest text, the first."""
        return (
            filed.withdrawn_at is not None,
            filed.held is not None,
            filed.filing.is_sponsored,
            -self.rules.ranks.get(filed.entry.feed_id, 0),
            -len(filed.entry.text),
            filed.first_seen_at,
            filed.entry.id,
        )

    # What is kept

    def _keep(self, filed: FiledEntry) -> None:
        self.entries[filed.entry.id] = self.touched[filed.entry.id] = filed
        for key in keys(filed.entry):
            bearers = self.bearers.setdefault(key, [])
            if filed.entry.id not in bearers:
                bearers.append(filed.entry.id)

    def _keep_story(self, story: StoryState) -> None:
        if self.stories.get(story.id) != story:
            self.stories[story.id] = self.changed_stories[story.id] = story

    def _note(self, entry_id: EntryId, at: datetime, filing: Filing) -> None:
        outcome = filing.primary or "off topic"
        self._decide(entry_id, at, "filed", outcome, rule=filing.rule, evidence=filing.evidence)

    def _decide(
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


def _age(entry: Entry) -> tuple[datetime, EntryId]:
    return entry.published_at, entry.id


def _minted(entry: Entry, at: datetime, authority: str) -> StoryId:
    """A tag: URI (RFC 4151), free of base_url and of whichever copy leads later."""
    return StoryId(f"tag:{authority}:story/{at:%Y%m%d}/{entry.id}")


def _founded(filed: FiledEntry) -> StoryState:
    return StoryState(
        id=filed.story_id,
        lead_id=filed.entry.id,
        members=(filed.entry.id,),
        published_at=filed.entry.published_at,
        updated_at=filed.entry.updated_at,
    )


def _edited(old: Entry, new: Entry, at: datetime) -> Entry:
    """The new version with dates that do not wander.

    A changed title or address, or the publisher's own word, moves `updated`; any
    other edit changes content alone (RFC 4287 section 4.2.15).
    """
    undated = new.date_source is DateSource.FIRST_SEEN
    # A date that is not past was set to the moment of reading: it would wander with each.
    published_at = old.published_at if undated or new.published_at >= at else new.published_at
    updated_at = old.updated_at
    if new.updated_at > old.updated_at and not undated:
        updated_at = new.updated_at
    elif (new.title, new.canonical_link) != (old.title, old.canonical_link):
        updated_at = at
    return replace(new, published_at=published_at, updated_at=max(updated_at, published_at))


def _version(old: Entry, at: datetime) -> Version:
    return Version(
        entry_id=old.id,
        until_at=at,
        title=old.title,
        summary=old.summary,
        content_html=old.content_html,
    )
