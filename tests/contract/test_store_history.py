"""What outputs carried: archives, what is in none as it is, and what left for good."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import pytest
from contract.factories_store import (
    EVERYTHING,
    a_told,
    an_output,
    an_update,
    bring,
    one,
    tell,
)
from factories import HOUR, NOW, a_feed, a_filing

from aggregator.model import (
    Archive,
    Departure,
    EntryId,
    FeedId,
    Fold,
    OutputFeed,
    OutputId,
    Pending,
    Phase,
    Ruling,
    StoryId,
    Topic,
)
from aggregator.store import SqlStore
from aggregator.store.outputs import entry_tag

FIRST = Archive(output_id=EVERYTHING.id, chain=1, number=1, written_at=NOW)
LATER = NOW + HOUR


def pending(store: SqlStore, output: OutputFeed = EVERYTHING) -> list[str]:
    """The ends of the ids of what is pending; an edited one has a star."""
    found = store.pending(output, NOW)
    return [story.id.rpartition("/")[2] + "*" * story.edited for story in found]


def keep(store: SqlStore, output: OutputFeed = EVERYTHING, archive: Archive = FIRST) -> None:
    """Put all that is pending into an archive."""
    at = {one.id: one.updated_at for one in store.pending(output, NOW)}
    told = store.told(output, at, NOW)
    assert {story.id for story in told} == set(at)
    held = {story.id: max(story.updated_at, at[story.id]) for story in told}
    store.save_archive(archive, b"<feed/>", held)


def rule(store: SqlStore, name: str, kind: str, outcome: str = "", at: datetime = LATER) -> None:
    store.rule(Ruling(entry_id=EntryId(name), at=at, kind=kind, outcome=outcome))


def ends(ids: Iterable[StoryId]) -> set[str]:
    return {story_id.rpartition("/")[2] for story_id in ids}


# What is pending


def test_all_that_fits_is_pending_newest_first(store: SqlStore) -> None:
    assert store.pending(EVERYTHING, NOW) == ()
    tell(
        store,
        (one("old", published_at=NOW - 3 * HOUR),),
        (one("new", published_at=NOW),),
        (one("off", filing=a_filing(None)),),
        (one("held", held="too old"),),
    )
    assert pending(store) == ["new", "off", "old"]
    assert pending(store, an_output()) == ["new", "old"]
    assert pending(store, an_output(limit=1)) == ["new", "old"]
    assert store.pending(EVERYTHING, NOW)[2] == Pending(
        id=one("old").story_id, shown_at=NOW - 3 * HOUR, updated_at=NOW - HOUR
    )


def test_what_an_archive_holds_is_pending_when_it_changed(store: SqlStore) -> None:
    tell(store, (one("e1"),), (one("e2"),))
    keep(store)
    assert pending(store) == []
    tell(store, (one("e3", published_at=NOW - 2 * HOUR),))
    edited = one("e1", updated_at=LATER)
    bring(store, an_update(edited))
    assert pending(store) == ["e1*", "e3"]
    keep(store, archive=replace(FIRST, number=2))
    assert pending(store) == []


def test_archives_are_of_one_output(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    keep(store)
    other = an_output(id=OutputId("other"))
    assert pending(store, other) == ["e1"]
    assert store.archives(other.id) == ()


@pytest.mark.parametrize("fold", [Fold.NONE, Fold.COPIES])
def test_where_less_is_folded_entries_are_pending(store: SqlStore, fold: Fold) -> None:
    output = replace(EVERYTHING, fold=fold)
    first = one("first", text="as long as the other")
    copy = one("copy", "journal", copy_of=EntryId("first"), text="as long as the first")
    telling = one("telling", "wire", published_at=NOW)
    tell(store, (first, copy, telling))
    expected = {"first", "telling"} | ({"copy"} if fold is Fold.NONE else set())
    assert set(pending(store, output)) == expected
    assert {story.id for story in store.pending(output, NOW)} == {
        entry_tag(first.story_id, EntryId(name)) for name in expected
    }
    keep(store, output)
    assert pending(store, output) == []
    edited = replace(telling, story_id=first.story_id)
    edited = replace(edited, entry=replace(edited.entry, updated_at=LATER))
    bring(store, an_update(edited, stories=()))
    assert pending(store, output) == ["telling*"]
    keep(store, output, replace(FIRST, number=2))
    assert pending(store, output) == []


def test_a_better_copy_makes_an_archived_one_pending_once(store: SqlStore) -> None:
    output = replace(EVERYTHING, fold=Fold.COPIES)
    first = one("first")
    tell(store, (first,), feeds=(a_feed(), a_feed("journal", rank=90)))
    keep(store, output)
    copy = one("copy", "journal", copy_of=EntryId("first"), first_seen_at=LATER)
    copy = replace(copy, story_id=first.story_id)
    bring(store, an_update(copy, stories=()))
    assert pending(store, output) == ["first*"]
    keep(store, output, replace(FIRST, number=2))
    assert pending(store, output) == []


def test_stories_are_told_as_they_are_now(store: SqlStore) -> None:
    tell(
        store,
        (one("old", published_at=NOW - 3 * HOUR),),
        (one("new", published_at=NOW),),
        (one("held", held="too old"),),
    )
    output = replace(EVERYTHING, limit=1)
    ids = [one(name).story_id for name in ("old", "held", "new", "unheard-of")]
    told = store.told(output, ids, NOW)
    assert [story.lead.id for story in told] == ["new", "old"]
    assert told[:1] == store.stories(output, NOW)
    assert store.told(output, (), NOW) == ()


def test_what_depends_on_the_moment_does_not_matter(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    output = an_output(auctions=(Phase.UPCOMING,))
    assert store.stories(output, NOW) == ()
    assert pending(store, output) == ["e1"]
    assert [story.lead.id for story in store.told(output, [one("e1").story_id], NOW)] == ["e1"]


# What is taken down


def test_what_must_not_be_carried_any_more_is_taken_down(store: SqlStore) -> None:
    trade = an_output(topics=(Topic("retail"),))
    of_trade = a_filing("retail")
    names = ("kept", "hidden", "withdrawn", "elsewhere", "joined", "pushed")
    tell(store, *((one(name, filing=of_trade),) for name in names))
    keep(store, trade)
    assert store.taken_down(trade, NOW) == frozenset()
    rule(store, "hidden", "hide", "a test")
    bring(store, an_update(one("withdrawn", filing=of_trade, withdrawn_at=NOW), stories=()))
    rule(store, "elsewhere", "file", "auctions")
    joined = replace(one("joined", filing=of_trade), story_id=one("kept").story_id)
    tomb = replace(a_told(one("joined")), merged_into=one("kept").story_id, members=())
    bring(store, an_update(joined, stories=(tomb,)))
    gone = {"hidden", "withdrawn", "elsewhere", "joined"}
    assert ends(store.taken_down(trade, NOW)) == gone
    assert ends(store.taken_down(replace(trade, limit=1), NOW)) == gone


def test_what_the_store_knows_nothing_of_stays_in_its_archive(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    store.save_archive(FIRST, b"<feed/>", {StoryId("tag:wire.example,2026:story/x"): NOW})
    assert store.taken_down(EVERYTHING, NOW) == frozenset()


@pytest.mark.parametrize("fold", [Fold.NONE, Fold.COPIES])
def test_what_is_told_under_another_id_is_taken_down(store: SqlStore, fold: Fold) -> None:
    tell(store, (one("e1"),))
    folded = replace(EVERYTHING, fold=fold)
    keep(store)
    assert store.taken_down(folded, NOW) == {one("e1").story_id}
    store.replace_archives([(FIRST, b"<feed/>")], {one("e1").story_id})
    keep(store, folded)
    assert store.taken_down(folded, NOW) == frozenset()
    assert store.taken_down(EVERYTHING, NOW) == {entry_tag(one("e1").story_id, EntryId("e1"))}


# Archives


def test_an_archive_is_kept_byte_for_byte(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    second = replace(FIRST, number=2, written_at=LATER)
    store.save_archive(second, b"second", {})
    store.save_archive(FIRST, b"\x00first", {})
    assert store.archives(EVERYTHING.id) == (FIRST, second)
    assert store.archive_body(FIRST) == b"\x00first"
    assert store.archive_body(replace(FIRST, chain=2)) is None
    assert store.archive_body(replace(FIRST, number=3)) is None


def test_archives_are_replaced_by_another_chain(store: SqlStore) -> None:
    tell(store, (one("e1"),), (one("e2"),))
    keep(store)
    other = replace(FIRST, output_id=OutputId("other"))
    store.save_archive(other, b"other", {one("e1").story_id: NOW})
    anew = replace(FIRST, chain=2, written_at=LATER)
    store.replace_archives([(anew, b"anew")], {one("e1").story_id})
    assert store.archives(EVERYTHING.id) == (anew,)
    assert store.archive_body(anew) == b"anew"
    assert store.archive_body(FIRST) is None
    assert store.archive_body(other) == b"other"
    assert pending(store) == ["e1"]
    store.replace_archives([], ())
    assert store.archives(EVERYTHING.id) == (anew,)


def test_archives_of_one_output_are_forgotten(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    keep(store)
    other = replace(FIRST, output_id=OutputId("other"))
    store.save_archive(other, b"other", {one("e1").story_id: NOW})
    store.forget_archives(EVERYTHING.id)
    assert store.archives(EVERYTHING.id) == ()
    assert pending(store) == ["e1"]
    assert store.archive_body(other) == b"other"


@pytest.mark.parametrize("fold", [Fold.COPIES, Fold.STORIES])
def test_a_story_is_archived_anew_when_one_telling_is_taken_down(
    store: SqlStore, fold: Fold
) -> None:
    output = replace(EVERYTHING, fold=fold)
    tell(store, (one("e1"), one("e2", "journal", copy_of=EntryId("e1"))))
    keep(store, output)
    assert pending(store, output) == []
    assert store.taken_down(output, LATER) == frozenset()
    rule(store, "e2", "hide", "a test")
    ((again,), taken) = store.pending(output, LATER), store.taken_down(output, LATER)
    assert (taken, again.edited) == ({again.id}, False)
    store.replace_archives([(replace(FIRST, chain=2, written_at=LATER), b"anew")], taken)
    assert store.taken_down(output, LATER) == frozenset()


# What departed


def test_what_departed_is_read_back_latest_first(store: SqlStore) -> None:
    assert store.departures(EVERYTHING.id) == ()
    early = Departure(story_id=StoryId("a"), at=NOW)
    late = Departure(story_id=StoryId("b"), at=LATER)
    store.save_departures(EVERYTHING.id, [early, late])
    store.save_departures(OutputId("other"), [early])
    assert store.departures(EVERYTHING.id) == (late, early)
    store.save_departures(EVERYTHING.id, [])
    assert store.departures(EVERYTHING.id) == ()
    assert store.departures(OutputId("other")) == (early,)


# The stamp


def test_the_stamp_is_another_once_an_output_may_be(store: SqlStore) -> None:
    told = one("e1")
    stamps = [store.stamp()]

    def changed() -> bool:
        stamps.append(store.stamp())
        return stamps[-1] not in stamps[:-1]

    tell(store, (told,))
    assert changed()
    assert not changed()
    rule(store, "e1", "hide", "a test")
    assert changed()
    rule(store, "e1", "restore", at=LATER + HOUR)
    assert changed()
    bring(store, an_update(replace(told, withdrawn_at=NOW), stories=()))
    assert changed()
    bring(store, an_update(told, stories=(replace(a_told(told), updated_at=LATER + 9 * HOUR),)))
    assert changed()
    for feed in (a_feed(rank=90), a_feed(leads=False)):
        store.sync_feeds([feed], NOW)
        assert changed()
    bring(store, an_update(state=replace(store.feed_states()[0], failures=3)))
    assert not changed()
    assert FeedId("gazette") == store.feed_states()[0].feed_id


# What SQL does not read


def test_words_decide_what_is_pending_and_what_is_taken_down(store: SqlStore) -> None:
    output = an_output(words=("ruby",), without=("hoax",))
    tell(
        store,
        (one("e1", title="A ruby is sold"),),
        (one("e2", title="An opal is sold"),),
        (one("e3", title="A ruby hoax"),),
        (one("e4", title="Rubies at Geneva"),),
    )
    assert set(pending(store, output)) == {"e1", "e4"}
    keep(store, output)
    bring(store, an_update(one("e1", title="A garnet is sold")))
    assert pending(store, output) == []
    assert ends(store.taken_down(output, NOW)) == {"e1"}


def test_a_share_of_each_feed_does_not_matter(store: SqlStore) -> None:
    output = an_output(per_feed=1)
    tell(store, (one("e1"),), (one("e2"),), (one("e3", "journal"),))
    assert len(store.stories(output, NOW)) == 2
    assert set(pending(store, output)) == {"e1", "e2", "e3"}
    keep(store, output)
    assert store.taken_down(output, NOW) == frozenset()
