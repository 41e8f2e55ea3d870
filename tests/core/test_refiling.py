"""Re-filing stored entries: what changes, what a person ruled, what comes of stories."""

from dataclasses import replace

import pytest
from factories import AUTHORITY, HOUR, NOW, a_filed, a_filing, an_entry
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.plan import refiled
from aggregator.core.plan.refiling import differs
from aggregator.core.rules import Rules
from aggregator.model import (
    Disclosure,
    EntryId,
    Evidence,
    FeedId,
    FiledEntry,
    Filing,
    Known,
    Revision,
    Ruling,
    Sale,
    StoryId,
    StoryState,
)

RULES = Rules(ranks={FeedId("wire"): 90}, authority=AUTHORITY, config="new")
LATER = NOW + HOUR
PAID = a_filing("sponsored", disclosure=Disclosure.SPONSORED, sponsor="Opal & Co.")
FILINGS = (
    a_filing("retail"),
    a_filing("auctions"),
    a_filing(None),
    a_filing("retail", rule="other words", confidence=0.5),
    PAID,
    replace(PAID, sponsor="Beryl"),
)


def known_of(*stories: tuple[FiledEntry, ...], rulings: tuple[Ruling, ...] = ()) -> Known:
    """Stories by their members; the first one leads."""
    filed = [replace(one, story_id=story[0].story_id) for story in stories for one in story]
    return Known(
        entries={one.entry.id: one for one in filed},
        keys={},
        stories={
            story[0].story_id: StoryState(
                id=story[0].story_id,
                lead_id=story[0].entry.id,
                members=tuple(one.entry.id for one in story),
                published_at=NOW,
                updated_at=NOW,
            )
            for story in stories
        },
        rulings={one.entry_id: (one,) for one in rulings},
    )


def after(known: Known, revision: Revision) -> Known:
    """What a store would know once the revision is applied."""
    entries = {**known.entries, **{one.entry.id: one for one in revision.entries}}
    stories = {**known.stories, **{one.id: one for one in revision.stories}}
    return replace(known, entries=entries, stories=stories)


def filed(name: str, filing: Filing | None = None, **said: object) -> FiledEntry:
    return a_filed(an_entry(name), filing=filing or a_filing("retail"), **said)


def test_what_is_filed_otherwise_is_kept_with_its_reason():
    known = known_of((filed("e1"),))
    why = (Evidence(place="title", text="lot", weight=3.0, topic="auctions", rule="lot"),)
    now = a_filing("auctions", evidence=why)
    revision = refiled(known, {EntryId("e1"): now}, LATER, RULES)
    assert [one.filing for one in revision.entries] == [now]
    (made,) = revision.decisions
    assert (made.kind, made.outcome, made.evidence, made.config) == (
        "filed", "auctions", why, "new",
    )  # fmt: skip
    assert (made.at, revision.stories) == (LATER, ())


@pytest.mark.parametrize(
    "filing",
    [
        a_filing("retail"),
        a_filing("retail", rule="otherwise said", confidence=0.9),
        a_filing("retail", evidence=(Evidence(place="title", text="ring", weight=1.0),)),
    ],
)
def test_other_reasons_for_the_same_change_nothing(filing):
    known = known_of((filed("e1"),))
    assert refiled(known, {EntryId("e1"): filing}, LATER, RULES) == Revision()


@pytest.mark.parametrize(
    "filing",
    [
        a_filing("auctions"),
        a_filing(None),
        replace(a_filing("retail"), topics=("retail", "auctions")),
        a_filing("retail", disclosure=Disclosure.PRESS_RELEASE),
        a_filing("retail", sponsor="Opal & Co."),
        a_filing("retail", sale=Sale(until_at=NOW)),
    ],
)
def test_whatever_readers_could_tell_is_a_change(filing):
    old = filed("e1")
    assert differs(old, replace(old, filing=filing))
    assert not differs(old, replace(old, filing=old.filing))
    assert differs(old, replace(old, held="hidden"))
    assert refiled(known_of((old,)), {EntryId("e1"): filing}, LATER, RULES).entries


def test_what_a_person_filed_stays():
    ruling = Ruling(entry_id=EntryId("e1"), at=NOW, kind="file", outcome="retail")
    known = known_of((filed("e1"),), rulings=(ruling,))
    assert refiled(known, {EntryId("e1"): a_filing("auctions")}, LATER, RULES) == Revision()
    hidden = replace(ruling, kind="hide")
    known = known_of((filed("e1", held="hidden"),), rulings=(hidden,))
    (one,) = refiled(known, {EntryId("e1"): a_filing("auctions")}, LATER, RULES).entries
    assert (one.filing.primary, one.held) == ("auctions", "hidden")


def test_an_entry_that_is_not_there_any_more_is_nothing():
    assert refiled(known_of(), {EntryId("e1"): a_filing()}, LATER, RULES) == Revision()


def test_an_advert_leaves_the_news_and_another_leads():
    first, second = filed("e1"), filed("e2", copy_of=EntryId("e1"))
    known = known_of((first, second))
    made = after(known, revision := refiled(known, {EntryId("e1"): PAID}, LATER, RULES))
    assert made.entries[EntryId("e1")].story_id != made.entries[EntryId("e2")].story_id
    assert made.entries[EntryId("e2")].copy_of is None
    assert made.stories[first.story_id].lead_id == "e2"
    assert {one.kind for one in revision.decisions} == {"filed", "parted", "leads"}


def test_a_story_that_is_an_advert_as_a_whole_stays_one():
    known = known_of((filed("e1"), filed("e2"), filed("e3")))
    made = after(known, refiled(known, dict.fromkeys(known.entries, PAID), LATER, RULES))
    assert len({one.story_id for one in made.entries.values()}) == 1


def test_what_a_person_joined_stays_together():
    ruling = Ruling(entry_id=EntryId("e2"), at=NOW, kind="join", outcome="e1")
    known = known_of((filed("e1"), filed("e2")), rulings=(ruling,))
    made = after(known, refiled(known, {EntryId("e2"): PAID}, LATER, RULES))
    assert len({one.story_id for one in made.entries.values()}) == 1


@st.composite
def stories(draw: st.DrawFn) -> tuple[Known, dict[EntryId, Filing]]:
    """Some stories, each of one kind as a store has them, and how all would be filed."""
    told, names = [], [f"e{number}" for number in range(draw(st.integers(1, 7)))]
    while names:
        taken, names = names[: (size := draw(st.integers(1, 4)))], names[size:]
        is_paid = draw(st.booleans())
        kinds = st.sampled_from([one for one in FILINGS if one.is_sponsored == is_paid])
        ages = st.integers(-3, 3).map(lambda hours: NOW + hours * HOUR)
        told.append(tuple(filed(name, draw(kinds), first_seen_at=draw(ages)) for name in taken))
    known = known_of(*told)
    asked = draw(st.lists(st.sampled_from(sorted(known.entries)), unique=True))
    return known, {one: draw(st.sampled_from(FILINGS)) for one in asked}


@given(stories())
def test_to_refile_again_changes_nothing(drawn):
    known, filings = drawn
    made = after(known, refiled(known, filings, LATER, RULES))
    assert refiled(made, filings, LATER + HOUR, RULES) == Revision()
    assert all(not differs(made.entries[one], replace(made.entries[one], filing=filings[one]))
               for one in filings)  # fmt: skip


@given(stories())
def test_no_story_is_of_two_kinds_and_none_loses_an_entry(drawn):
    known, filings = drawn
    made = after(known, refiled(known, filings, LATER, RULES))
    seated: dict[EntryId, StoryId] = {}
    for story in made.stories.values():
        assert story.lead_id in story.members
        assert len({made.entries[one].filing.is_sponsored for one in story.members}) == 1
        seated |= dict.fromkeys(story.members, story.id)
    assert seated == {one: filed.story_id for one, filed in made.entries.items()}


@given(stories())
def test_only_what_changes_is_written(drawn):
    known, filings = drawn
    revision = refiled(known, filings, LATER, RULES)
    assert all(one != known.entries[one.entry.id] for one in revision.entries)
    assert all(one != known.stories.get(one.id) for one in revision.stories)
    told = {made.entry_id for made in revision.decisions if made.kind == "filed"}
    before = known.entries
    assert told == {
        one for one in filings if differs(before[one], replace(before[one], filing=filings[one]))
    }
