"""Several processes bring tellings of the same events at one moment: each is one story."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from contract.racing import PLANNING, WRITTEN, feeds_of, race
from contract.tellings import EVENTS, FEEDS, RULES, Event, told_by
from factories import AUTHORITY, NOW, a_filed
from factories_store import an_output
from sqlalchemy import select

from aggregator.core.dedupe import fit
from aggregator.model import Entry, EntryId, FiledEntry, StoryId
from aggregator.ports import ItemQuery
from aggregator.store import SqlStore
from aggregator.store.schema import decisions, stories

RACERS = range(4)


def told(events: Iterable[Event], racers: Iterable[int]) -> Iterator[Entry]:
    feeds = [feed for racer in racers for feed in feeds_of(racer)]
    return (entry for event in events for feed in feeds for entry in event.tellings(feed))


def by_story(store: SqlStore) -> Mapping[StoryId, Sequence[FiledEntry]]:
    found = defaultdict(list)
    for filed in store.items(ItemQuery(limit=0)):
        found[filed.story_id].append(filed)
    return found


def in_order_of_decision(store: SqlStore) -> list[EntryId]:
    """Entries in the order in which they were filed: the history is numbered as it is written."""
    filed = select(decisions.c.entry_id).where(decisions.c.kind == "filed")
    with store.engine.begin() as connection:
        return list(connection.scalars(filed.order_by(decisions.c.id)))


def stored_leads(store: SqlStore) -> dict[StoryId, EntryId]:
    """The lead of every story that is stored, tombstones and empty ones too."""
    with store.engine.begin() as connection:
        return {row.id: row.lead_id for row in connection.execute(select(stories))}


def best(members: Iterable[FiledEntry]) -> EntryId:
    def standing(filed: FiledEntry):
        feed, entry = filed.entry.feed_id, filed.entry
        rank = (feed in RULES.unled, -RULES.ranks[feed])
        return *rank, -len(entry.text), filed.first_seen_at, entry.id

    return min(members, key=standing).entry.id


def joined(store: SqlStore) -> set[tuple[EntryId, StoryId]]:
    """Of which entries it is on record that they joined which story."""
    with store.engine.begin() as connection:
        history = connection.execute(select(decisions).where(decisions.c.kind == "joined"))
        return {(row.entry_id, row.outcome) for row in history}


def assert_each_event_is_one_story(store: SqlStore, entries: Sequence[Entry]) -> None:
    """Membership is the same whoever came first, and the first one gave the story its id."""
    found = by_story(store)
    expected = defaultdict(set)
    for entry in entries:
        expected[told_by(entry.id)].add(entry.id)
    seated = {frozenset(one.entry.id for one in members) for members in found.values()}
    assert seated == {frozenset(ids) for ids in expected.values()}

    order = in_order_of_decision(store)
    assert sorted(order) == sorted(entry.id for entry in entries)
    first = {told_by(one): one for one in reversed(order)}
    story_of = {event: f"tag:{AUTHORITY}:story/{NOW:%Y%m%d}/{one}" for event, one in first.items()}
    leads = {story: best(members) for story, members in found.items()}
    assert leads.keys() == set(story_of.values())
    assert stored_leads(store) == leads
    later = set(order) - set(first.values())
    assert joined(store) == {(one, story_of[told_by(one)]) for one in later}

    shown = store.stories(an_output(limit=len(entries)), NOW)
    assert {story.id: story.lead.id for story in shown} == leads
    for story in shown:
        besides = {one.entry.id for one in found[story.id]} - {story.lead.id}
        assert {copy.entry_id for copy in story.copies} == besides


def test_tellings_of_one_event_fit_each_other_and_no_other() -> None:
    """Else the outcome would depend on who comes first, and that is tried elsewhere."""
    worded = {(entry.title, entry.text): entry for entry in told(EVENTS, RACERS)}
    filed = [a_filed(entry) for entry in worded.values()]
    for one, other in combinations(filed, 2):
        is_one = told_by(one.entry.id) == told_by(other.entry.id)
        fits = fit(one, other, RULES.vocabulary) is not None
        assert fits == is_one, (one.entry.title, other.entry.title)


def test_processes_that_tell_of_the_same_events_at_once_make_one_story_of_each(
    database: str, store: SqlStore
) -> None:
    store.sync_feeds(FEEDS, NOW)
    with race(database, EVENTS) as racing:
        racing.start(RACERS)
        racing.finish()
    assert_each_event_is_one_story(store, list(told(EVENTS, RACERS)))


def test_of_one_that_was_killed_while_it_decided_nothing_is_left_half_done(
    database: str, store: SqlStore
) -> None:
    store.sync_feeds(FEEDS, NOW)
    events = EVENTS[:6]
    with race(database, events) as racing:
        gate = racing.start((1, 2), besides=1)
        racing.kill(0, PLANNING, gate)
        racing.kill(0, WRITTEN)
        racing.start((0,))
        racing.finish()
    assert_each_event_is_one_story(store, list(told(events, (0, 1, 2))))
