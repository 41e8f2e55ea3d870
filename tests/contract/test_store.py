"""The store: what is applied is read back equal, once, and whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import HOUR, NOW, a_feed, a_filed, a_filing, a_state, an_entry
from factories_store import (
    a_decision,
    a_fetch,
    a_full_entry,
    a_full_state,
    a_told,
    a_version,
    an_update,
    bring,
    fetched_at,
    look,
    some_evidence,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.errors import StoreError
from aggregator.model import (
    DateSource,
    Disclosure,
    Enclosure,
    EntryId,
    FeedId,
    Image,
    Key,
    Known,
    Sale,
    StoryId,
    Topic,
)
from aggregator.ports import Explanation, ItemQuery, Totals
from aggregator.store import SqlStore
from aggregator.store.known import MOST_BEARERS, MOST_COMPARED, MOST_TELLERS

MINUTE = timedelta(minutes=1)


class PlanRefused(Exception):  # noqa: N818 - not an error, an interruption
    pass


def everything(store: SqlStore) -> tuple[object, ...]:
    """All that the store gives of itself."""
    items = store.items(ItemQuery(limit=0))
    known = look(store, *(item.entry.id for item in items))
    return (
        store.feed_states(),
        items,
        known,
        [store.explain(item.entry.id) for item in items],
        [fetched_at(store, feed) for feed in ("gazette", "journal")],
        store.totals(),
    )


def told(store: SqlStore, name: str) -> Explanation:
    """All that is kept about one entry."""
    explanation = store.explain(EntryId(name))
    assert explanation is not None
    return explanation


def test_an_entry_is_read_back_as_it_was_applied(store: SqlStore) -> None:
    filing = a_filing(
        topics=(Topic("retail"), Topic("auctions"), Topic("brand-news")),
        primary=Topic("retail"),
        disclosure=Disclosure.PRESS_RELEASE,
        sponsor="Opal & Co.",
        evidence=some_evidence(),
        confidence=0.625,
        sale=Sale(from_at=NOW, until_at=NOW + HOUR, is_result=True),
    )
    one = a_filed(a_full_entry(), filing=filing, held="too old", withdrawn_at=NOW + HOUR)
    bring(store, an_update(one))
    assert look(store, "full").entries == {"full": one}
    assert store.items(ItemQuery()) == (one,)


def test_a_feed_state_is_read_back_as_it_was_applied(store: SqlStore) -> None:
    store.sync_feeds([a_feed()], NOW)
    for state in (a_full_state(), a_state(), a_state(channel=replace(a_full_state().channel))):
        bring(store, an_update(state=state))
        assert store.feed_states() == (state,)


def test_history_is_read_back_as_it_was_applied(store: SqlStore) -> None:
    one, other = a_filed(an_entry("e1")), a_filed(an_entry("e2"))
    late = a_decision(at=NOW + HOUR, kind="joined")
    early, beside = a_decision(), a_decision(evidence=())
    first, second = a_version(until_at=NOW - HOUR), a_version(title="")
    fetch = a_fetch(error="it stops short", new=2, changed=1)
    update = an_update(
        one,
        other,
        fetch=fetch,
        decisions=(late, early, beside, a_decision("e2")),
        versions=(second, first),
    )
    bring(store, update)
    explanation = told(store, "e1")
    assert explanation.item == one
    assert explanation.decisions == (early, beside, late)
    assert explanation.versions == (first, second)
    assert explanation.rulings == ()
    assert explanation.story == (one,)
    assert fetched_at(store, "gazette") == [fetch.at]


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
TIMES = st.datetimes(
    min_value=datetime.fromisoformat("0001-01-02"),
    max_value=datetime.fromisoformat("9999-12-30"),
    timezones=st.just(UTC),
)
NUMBERS = st.none() | st.integers(0, 2**60)
IMAGES = st.builds(Image, url=WORDS, alt=st.none() | WORDS, width=NUMBERS, height=NUMBERS)
ENCLOSURES = st.builds(Enclosure, url=WORDS, type=st.none() | WORDS, length=NUMBERS)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_entry_is_read_back_as_it_was_applied(store: SqlStore, data: st.DataObject) -> None:
    entry = an_entry(
        "e1",
        title=data.draw(WORDS),
        text=data.draw(WORDS),
        authors=tuple(data.draw(st.lists(WORDS, max_size=3))),
        image=data.draw(st.none() | IMAGES),
        enclosures=tuple(data.draw(st.lists(ENCLOSURES, max_size=2))),
        language=data.draw(st.none() | WORDS),
        date_source=data.draw(st.sampled_from(DateSource)),
        published_at=data.draw(TIMES),
        updated_at=data.draw(TIMES),
    )
    topics = tuple(Topic(topic) for topic in data.draw(st.lists(WORDS, max_size=3)))
    one = a_filed(
        entry,
        filing=a_filing(
            topics=topics, disclosure=data.draw(st.none() | st.sampled_from(Disclosure))
        ),
        first_seen_at=data.draw(TIMES),
        held=data.draw(st.none() | WORDS),
    )
    bring(store, an_update(one, keys={}))
    assert look(store, "e1").entries == {"e1": one}


def test_applying_twice_changes_nothing(store: SqlStore) -> None:
    store.sync_feeds([a_feed(), a_feed("journal")], NOW)
    one = a_filed(a_full_entry())
    copy = a_filed(an_entry("copy", feed_id=FeedId("journal")), story_id=one.story_id)
    updates = (
        an_update(
            one,
            state=a_full_state(),
            decisions=(a_decision("full"),),
            versions=(a_version("full"),),
        ),
        an_update(copy, stories=(a_told(one, copy),), decisions=(a_decision("copy"),)),
    )
    assert bring(store, *updates) == updates
    once = everything(store)
    bring(store, *updates)
    assert everything(store) == once


def test_a_datetime_without_a_zone_is_refused(store: SqlStore) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StoreError, match="without a zone"):
        bring(store, an_update(a_filed(withdrawn_at=naive)))


def test_other_zones_come_back_as_utc(store: SqlStore) -> None:
    paris = datetime.fromisoformat("2026-05-04T14:00:00.000001+02:00")
    bring(store, an_update(a_filed(withdrawn_at=paris)))
    withdrawn_at = look(store, "e1").entries[EntryId("e1")].withdrawn_at
    assert withdrawn_at == paris
    assert withdrawn_at.tzinfo is UTC


def test_of_one_batch_the_later_word_stands(store: SqlStore) -> None:
    first = a_filed(an_entry("e1", title="A rign"), filing=a_filing("retail"))
    then = a_filed(an_entry("e1", title="A ring"), filing=a_filing("auctions"))
    bring(store, an_update(first), an_update(then, keys={first.entry.id: (Key("k2"),)}))
    known = look(store, keys=("k2", f"link:{first.entry.canonical_link}"))
    assert list(known.entries.values()) == [then]
    assert known.keys == {"k2": ("e1",), f"link:{first.entry.canonical_link}": ()}


def test_topics_and_keys_are_replaced_whole(store: SqlStore) -> None:
    filing = a_filing(topics=(Topic("retail"), Topic("auctions")), primary=Topic("retail"))
    one = a_filed(filing=filing)
    bring(store, an_update(one, keys={one.entry.id: (Key("k1"), Key("k2"))}))
    now = replace(one, filing=a_filing("auctions"))
    bring(store, an_update(now, keys={one.entry.id: (Key("k2"), Key("k3"))}))
    known = look(store, keys=("k1", "k2", "k3"))
    assert known.entries == {"e1": now}
    assert known.keys == {"k1": (), "k2": ("e1",), "k3": ("e1",)}
    assert store.items(ItemQuery(topic=Topic("retail"))) == ()


def test_a_key_finds_its_bearers_oldest_first(store: SqlStore) -> None:
    old = a_filed(an_entry("z"), first_seen_at=NOW - HOUR)
    twin, young = a_filed(an_entry("b")), a_filed(an_entry("a"))
    shared = (Key("shared"),)
    bring(store, an_update(young, twin, old, keys={"a": shared, "b": shared, "z": shared}))
    assert look(store, keys=("shared",)).keys == {"shared": ("z", "a", "b")}


def test_of_a_key_that_very_many_bear_the_newest_are_found(store: SqlStore) -> None:
    many = [
        a_filed(an_entry(f"n{number:03}"), first_seen_at=NOW - number * HOUR)
        for number in range(MOST_BEARERS + 9)
    ]
    shared = {one.entry.id: (Key("shared"),) for one in many}
    bring(store, an_update(*many, keys=shared))
    found = look(store, keys=("shared", "other"))
    newest = [one.entry.id for one in many[:MOST_BEARERS]]
    assert found.keys == {"shared": tuple(reversed(newest)), "other": ()}
    assert set(found.entries) == set(newest)


def test_of_a_key_without_number_those_among_the_latest_entries_are_found(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.store.known.LATEST", 19)
    many = [
        a_filed(an_entry(f"n{number:03}"), first_seen_at=NOW - number * HOUR, late=True)
        for number in range(MOST_COMPARED + 9)
    ]
    hot = (Key("hot"), Key("w1/hot"))
    bring(store, an_update(*many, keys={one.entry.id: hot for one in many}))
    found = look(store, keys=hot).keys
    newest = tuple(one.entry.id for one in reversed(many))
    assert found == {"hot": newest[-20:], "w1/hot": newest[-MOST_TELLERS:]}


def test_a_key_of_any_length_is_found(store: SqlStore) -> None:
    # 6,000 bytes that do not compress: more than an index page of PostgreSQL takes.
    long = "link:" + "".join(chr(0x4E00 + (number * 7919) % 20000) for number in range(2000))
    one = a_filed()
    bring(store, an_update(one, keys={one.entry.id: (Key(long), Key("short"))}))
    assert look(store, keys=(long, long[:-1])).keys == {long: ("e1",), long[:-1]: ()}


def test_known_holds_every_member_of_the_stories_touched(store: SqlStore) -> None:
    lead = a_filed(an_entry("lead"))
    copies = [a_filed(an_entry(name), story_id=lead.story_id) for name in ("b", "a")]
    apart = a_filed(an_entry("apart"))
    update = an_update(lead, *copies, apart, stories=(a_told(lead, *copies), a_told(apart)))
    bring(store, update)
    key = f"link:{copies[0].entry.canonical_link}"
    for known in (look(store, "a"), look(store, keys=(key,))):
        assert set(known.entries) == {"lead", "a", "b"}
        assert known.stories == {lead.story_id: a_told(lead, members=("a", "b", "lead"))}


def test_nothing_is_known_of_what_is_not_stored(store: SqlStore) -> None:
    known = look(store, "nobody", keys=("nothing",))
    assert known == Known(entries={}, keys={"nothing": ()}, stories={}, rulings={})


def test_a_joined_story_becomes_a_tombstone(store: SqlStore) -> None:
    kept, moved = a_filed(an_entry("kept")), a_filed(an_entry("moved"))
    bring(store, an_update(kept, moved))
    tomb = replace(a_told(moved), merged_into=kept.story_id, members=())
    joined = replace(moved, story_id=kept.story_id)
    bring(store, an_update(joined, stories=(tomb, a_told(kept, joined))))
    known = look(store, "moved")
    assert known.stories == {kept.story_id: a_told(kept, joined)}
    assert store.totals() == Totals(feeds=0, entries=2, stories=1, held=0)


def test_thousands_are_decided_at_once(store: SqlStore) -> None:
    many = [a_filed(an_entry(f"e{number:04}")) for number in range(2500)]
    bring(store, an_update(*many, keys={one.entry.id: (Key(one.entry.id),) for one in many}))
    names = tuple(one.entry.id for one in many)
    known = look(store, *names, keys=names)
    assert known.entries == {one.entry.id: one for one in many}
    assert known.keys == {name: (name,) for name in names}
    assert len(store.recall(names)) == 2500


def test_a_plan_that_raises_leaves_no_trace(opened: Callable[[], SqlStore]) -> None:
    store, other = opened(), opened()
    before = everything(store)

    def plan(known: Known) -> tuple[()]:
        raise PlanRefused(known)

    with pytest.raises(PlanRefused):
        store.decide((), (), plan)
    bring(other, an_update())  # nothing is locked
    assert everything(store)[1:4] == before[1:4]


def test_an_update_is_applied_whole_or_not_at_all(opened: Callable[[], SqlStore]) -> None:
    opened()  # the first one migrates; what comes later must be as careful
    store = opened()
    astray = an_update(a_filed(), decisions=(a_decision("nobody"),))
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        bring(store, an_update(a_filed(an_entry("e0"))), astray)
    assert store.totals() == Totals(feeds=0, entries=0, stories=0, held=0)
    assert fetched_at(store, "gazette") == []


def test_what_is_withdrawn_is_recalled_without_a_digest(store: SqlStore) -> None:
    gone = a_filed(an_entry("gone"), withdrawn_at=NOW)
    bring(store, an_update(a_filed(), gone, a_filed(an_entry("held"), held="too old")))
    ids = [EntryId(name) for name in ("e1", "gone", "held", "nobody")]
    found = {one: recalled.digest for one, recalled in store.recall(ids).items()}
    assert found == {"e1": "digest of e1", "gone": None, "held": "digest of held"}


def test_the_last_hundred_fetches_are_kept(store: SqlStore) -> None:
    times = [NOW + timedelta(minutes=minute) for minute in range(120)]
    for at in times:
        bring(store, an_update(fetch=a_fetch(at=at)), an_update(state=a_state("journal")))
    assert fetched_at(store, "gazette") == list(reversed(times[20:]))
    assert len(fetched_at(store, "journal")) == 1


def test_the_last_twenty_versions_of_an_entry_are_kept(store: SqlStore) -> None:
    bring(store, an_update(a_filed(), a_filed(an_entry("e2")), versions=(a_version("e2"),)))
    times = [NOW + minute * MINUTE for minute in range(30)]
    updates = [an_update(a_filed(), versions=(a_version(until_at=at),)) for at in times]
    for _ in range(2):
        bring(store, *updates[:25])
        for update in updates[25:]:
            bring(store, update)
        assert [version.until_at for version in told(store, "e1").versions] == times[10:]
    assert len(told(store, "e2").versions) == 1


def test_of_decisions_the_last_hundred_the_first_filing_and_every_ruling_are_kept(
    store: SqlStore,
) -> None:
    bring(store, an_update(a_filed(), a_filed(an_entry("e2")), decisions=(a_decision("e2"),)))
    first, again = a_decision(), a_decision(at=NOW + MINUTE, outcome="auctions")
    ruled = a_decision(at=NOW + 2 * MINUTE, kind="ruled")
    edits = [a_decision(at=NOW + minute * MINUTE, kind="edited") for minute in range(3, 153)]
    updates = [an_update(a_filed(), decisions=(one,)) for one in (first, again, ruled, *edits)]
    for _ in range(2):
        bring(store, *updates[:140])
        for update in updates[140:]:
            bring(store, update)
        assert told(store, "e1").decisions == (first, ruled, *edits[50:])
    assert len(told(store, "e2").decisions) == 1


def test_items_are_listed_newest_first(store: SqlStore) -> None:
    hours = {"old": 3, "b": 1, "c": 1, "a-future": -48}
    for name, ago in hours.items():
        one = a_filed(an_entry(name, published_at=NOW - ago * HOUR))
        bring(store, an_update(one))

    def names(**asked: object) -> list[str]:
        return [item.entry.id for item in store.items(ItemQuery(**asked))]

    assert names() == ["a-future", "c", "b", "old"]
    assert names(limit=2) == ["a-future", "c"]
    assert names(limit=0) == names()
    assert names(since=NOW - HOUR) == ["a-future", "c", "b"]


def test_items_are_chosen_by_feed_topic_story_and_what_is_held(store: SqlStore) -> None:
    journal = an_entry("e2", feed_id=FeedId("journal"))
    both = a_filing(topics=(Topic("retail"), Topic("auctions")), primary=Topic("retail"))
    one, two = a_filed(), a_filed(journal, filing=both, held="too old")
    bring(store, an_update(one), an_update(two))
    assert store.items(ItemQuery(feed=FeedId("journal"))) == (two,)
    assert store.items(ItemQuery(topic=Topic("auctions"))) == (two,)
    assert store.items(ItemQuery(story=one.story_id)) == (one,)
    assert store.items(ItemQuery(held=True)) == (two,)
    assert store.items(ItemQuery(held=True, story=one.story_id)) == ()
    assert set(store.items(ItemQuery())) == {one, two}


def test_an_explanation_has_the_whole_story(store: SqlStore) -> None:
    lead = a_filed(an_entry("z"), first_seen_at=NOW - HOUR)
    copy = a_filed(an_entry("copy"), story_id=lead.story_id)
    bring(store, an_update(lead, copy, stories=(a_told(lead, copy),)))
    assert told(store, "copy").story == (lead, copy)
    assert store.explain(EntryId("nobody")) is None


def test_counts_say_what_is_there(store: SqlStore) -> None:
    store.sync_feeds([a_feed(), a_feed("journal"), a_feed("silent")], NOW)
    journal = a_filed(an_entry("e3", feed_id=FeedId("journal")), held="too old")
    bring(store, an_update(a_filed(), a_filed(an_entry("e2"))), an_update(journal))
    assert store.entry_counts() == {"gazette": 2, "journal": 1}
    assert store.totals() == Totals(feeds=3, entries=3, stories=3, held=1)


def test_a_story_keeps_its_dates_and_lead(store: SqlStore) -> None:
    one = a_filed()
    story = a_told(one, published_at=NOW - 5 * HOUR, updated_at=NOW + timedelta(microseconds=7))
    bring(store, an_update(one, stories=(story,)))
    assert look(store, "e1").stories == {StoryId(one.story_id): story}
