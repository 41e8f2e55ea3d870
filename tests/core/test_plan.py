"""The decision: what one batch of fetched feeds changes, given what is known."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from factories import AUTHORITY, HOUR, NOW, a_feed, a_filing, a_state, an_entry
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.dedupe import EDITION
from aggregator.core.plan import plan_batch, wanted_ids, wanted_keys
from aggregator.core.plan.desk import traces
from aggregator.core.reading import Reading
from aggregator.core.rules import Rules
from aggregator.model import (
    Channel,
    DateSource,
    Decision,
    Disclosure,
    Entry,
    EntryId,
    Evidence,
    FeedId,
    FeedUpdate,
    FetchFailed,
    FiledEntry,
    Filing,
    Gone,
    Key,
    Known,
    NotModified,
    ParsedFeed,
    Ruling,
    StoryId,
    StoryState,
    Topic,
    Validators,
    Version,
)

DAY = timedelta(days=1)
LATER = NOW + HOUR
RULES = Rules(
    ranks={FeedId("bench"): 50, FeedId("gazette"): 50, FeedId("wire"): 90},
    authority=AUTHORITY,
    config="c0ffee",
)
LONG = (
    "The house sold a ring of old gold to a bidder in the room last night for more than twice its"
)
LONG = f"{LONG} high estimate after ten minutes of bidding among four people on the telephone."
SPONSORED_FILING = a_filing("sponsored", disclosure=Disclosure.SPONSORED)
NOT_MODIFIED = NotModified(validators=Validators(url="https://gazette.example/feed", etag="1"))


@dataclass
class Memory:
    """What a store would keep, folded from the updates."""

    entries: dict[EntryId, FiledEntry] = field(default_factory=dict)
    keys: dict[EntryId, tuple[Key, ...]] = field(default_factory=dict)
    stories: dict[StoryId, StoryState] = field(default_factory=dict)
    rulings: dict[EntryId, tuple[Ruling, ...]] = field(default_factory=dict)
    listings: dict[FeedId, tuple[EntryId, ...]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    rules: Rules = RULES

    def known(self, readings: Iterable[Reading]) -> Known:
        """As `Known` says: what the keys and ids lead to, and all members of those stories."""
        readings = list(readings)
        asked = wanted_keys(readings, self.rules)
        bearers = {
            key: tuple(one for one, borne in self.keys.items() if key in borne) for key in asked
        }
        there = {*wanted_ids(readings), *(one for ids in bearers.values() for one in ids)}
        stories = {self.entries[one].story_id for one in there if one in self.entries}
        members = {one for story in stories for one in self.stories[story].members}
        return Known(
            entries={one: self.entries[one] for one in members},
            keys=bearers,
            stories={one: self.stories[one] for one in stories},
            rulings=self.rulings,
        )

    def decide(self, *readings: Reading) -> tuple[FeedUpdate, ...]:
        """Plan and apply."""
        updates = plan_batch(readings, self.known(readings), self.rules)
        for update in updates:
            self.entries |= {one.entry.id: one for one in update.entries}
            self.keys |= update.keys
            self.stories |= {one.id: one for one in update.stories}
            self.listings[update.state.feed_id] = update.state.listing
            self.decisions.extend(update.decisions)
            self.versions.extend(update.versions)
        return updates

    def told(self, entry_id: str) -> list[tuple[str, str]]:
        return [(one.kind, one.outcome) for one in self.decisions if one.entry_id == entry_id]

    def story_of(self, entry_id: str) -> StoryState:
        return self.stories[self.entries[EntryId(entry_id)].story_id]


def a_reading(
    *fresh: Entry | tuple[Entry, Filing],
    feed: str = "gazette",
    at: datetime = NOW,
    listed: tuple[Entry, ...] | None = None,
    before: tuple[EntryId, ...] = (),
    **said,
) -> Reading:
    """A feed that lists `listed` (else what is fresh), whose last document listed `before`."""
    filed = tuple(one if isinstance(one, tuple) else (one, a_filing()) for one in fresh)
    there = tuple(entry for entry, _ in filed) if listed is None else listed
    dated = {one.id: one.published_at for one in there if one.date_source is DateSource.PUBLISHED}
    return Reading(
        **{
            "feed": a_feed(feed),
            "state": a_state(feed, listing=before),
            "outcome": NOT_MODIFIED,
            "at": at,
            "parsed": ParsedFeed(channel=Channel(), items=()),
            "listed": tuple(one.id for one in there),
            "dates": dated,
            "fresh": filed,
        }
        | said
    )


def an_entry_of(feed: str, entry_id: str, **said) -> Entry:
    return an_entry(entry_id, feed_id=FeedId(feed), **said)


def a_copy(feed: str, entry_id: str, **said) -> Entry:
    """One of the copies of a text; its address is its own."""
    link = f"https://{feed}.example/{entry_id}"
    return an_entry_of(feed, entry_id, **{"link": link, "title": "Ring sold", "text": LONG} | said)


def nothing_in(update: FeedUpdate) -> bool:
    changes = (update.entries, update.keys, update.stories, update.decisions, update.versions)
    return not any(changes) and (update.fetch.new, update.fetch.changed) == (0, 0)


# What a plan has to know


def test_a_plan_asks_for_what_is_fresh_and_what_is_missing():
    reading = a_reading(an_entry("e1"), before=(EntryId("e0"), EntryId("e1")))
    assert wanted_ids([reading]) == {"e0", "e1"}
    assert wanted_keys([reading]) == set(traces(an_entry("e1")))


def test_what_half_a_document_or_a_page_does_not_list_is_not_missing():
    gone = (EntryId("e0"),)
    half = a_reading(parsed=ParsedFeed(channel=Channel(), items=(), whole=False), before=gone)
    page = a_reading(before=gone, feed="bench")
    page = replace(page, feed=replace(page.feed, links="/articles/*"))
    unread = a_reading(before=gone, parsed=None, feed="wire")
    assert wanted_ids([half, page, unread]) == frozenset()


# New entries


def test_a_new_entry_founds_a_story():
    memory = Memory()
    evidence = (Evidence(place="title", text="lab", weight=3.0),)
    filing = a_filing("industry", evidence=evidence)
    (update,) = memory.decide(a_reading((an_entry("e1"), filing)))
    story_id = StoryId(f"tag:{AUTHORITY}:story/20260504/e1")
    entry = an_entry("e1")
    filed = FiledEntry(entry=entry, filing=filing, story_id=story_id, first_seen_at=NOW)
    assert update.entries == (filed,)
    assert update.keys == {EntryId("e1"): traces(an_entry("e1"))}
    assert update.stories == (
        StoryState(
            id=story_id,
            lead_id=EntryId("e1"),
            members=(EntryId("e1"),),
            published_at=an_entry().published_at,
            updated_at=an_entry().updated_at,
        ),
    )
    assert update.decisions == (
        Decision(
            entry_id=EntryId("e1"), at=NOW, kind="filed", outcome="industry", rule="words",
            evidence=evidence, config="c0ffee",
        ),
    )  # fmt: skip
    assert (update.fetch.new, update.fetch.changed) == (1, 0)
    assert update.state.listing == ("e1",)


def test_an_entry_of_no_topic_is_filed_as_off_topic():
    memory = Memory()
    memory.decide(a_reading((an_entry("e1"), a_filing(None))))
    assert memory.told("e1") == [("filed", "off topic")]


def test_the_older_of_two_new_copies_founds_the_story():
    memory = Memory()
    young, old = a_copy("gazette", "e1"), a_copy("gazette", "e2", published_at=NOW - 2 * HOUR)
    memory.decide(a_reading(young, old))
    assert memory.story_of("e1").id == f"tag:{AUTHORITY}:story/20260504/e2"


def test_what_is_known_word_for_word_changes_nothing():
    memory = Memory()
    memory.decide(a_reading(an_entry("e1")))
    (update,) = memory.decide(a_reading(an_entry("e1"), at=LATER))
    assert nothing_in(update)


# Copies


def test_two_feeds_that_bring_the_same_at_once_tell_one_story():
    memory = Memory()
    one = a_reading(a_copy("wire", "e1"), feed="wire")
    other = a_reading(a_copy("bench", "e2"), feed="bench")
    first, second = memory.decide(one, other)
    assert [first.state.feed_id, second.state.feed_id] == ["bench", "wire"]
    assert memory.story_of("e1") == memory.story_of("e2")
    assert set(memory.story_of("e1").members) == {"e1", "e2"}
    assert ("joined", memory.story_of("e1").id) in memory.told("e1")


def test_a_copy_says_why_it_joined():
    memory = Memory()
    memory.decide(a_reading(a_copy("gazette", "e1")))
    memory.decide(a_reading(a_copy("bench", "e2", title="Old gold"), feed="bench", at=LATER))
    (joined,) = [one for one in memory.decisions if one.kind == "joined"]
    assert joined.entry_id == "e2"
    assert joined.outcome == f"tag:{AUTHORITY}:story/20260504/e1"
    assert joined.rule == "same text under another title"
    assert joined.evidence == (Evidence(place="text", text="Ring sold", weight=1.0),)


def test_a_copy_of_no_better_rank_changes_nothing_that_is_shown():
    memory = Memory()
    memory.decide(a_reading(a_copy("gazette", "e1")))
    before = memory.story_of("e1")
    memory.decide(a_reading(a_copy("bench", "e2"), feed="bench", at=LATER))
    assert memory.story_of("e2") == replace(before, members=(EntryId("e1"), EntryId("e2")))


def test_a_better_rank_takes_the_lead_once_and_the_id_stays():
    memory = Memory()
    memory.decide(a_reading(a_copy("gazette", "e1")))
    before = memory.story_of("e1")
    reading = a_reading(a_copy("wire", "e2"), feed="wire", at=LATER)
    memory.decide(reading)
    story = memory.story_of("e2")
    assert (story.id, story.published_at) == (before.id, before.published_at)
    assert (story.lead_id, story.updated_at) == ("e2", LATER)
    assert memory.told("e2")[-1] == ("leads", story.id)
    (update,) = memory.decide(replace(reading, at=LATER + HOUR))
    assert nothing_in(update)


@pytest.mark.parametrize(
    ("feed", "text", "leads"),
    [
        ("wire", LONG, True),
        ("bench", LONG, False),
        ("stranger", f"{LONG} And more.", False),
        ("bench", f"{LONG} And more.", True),
        ("bench", "", False),
    ],
)
def test_rank_leads_then_the_fuller_text_then_the_first(feed, text, leads):
    memory = Memory()
    link = "https://gazette.example/a"
    memory.decide(a_reading(a_copy("gazette", "e1", link=link)))
    memory.decide(a_reading(a_copy(feed, "e2", link=link, text=text), feed=feed, at=LATER))
    assert (memory.story_of("e1").lead_id == "e2") == leads


def test_who_is_held_back_does_not_lead():
    memory = Memory()
    memory.decide(a_reading(a_copy("wire", "e1"), feed="wire"))
    memory.entries[EntryId("e1")] = replace(memory.entries[EntryId("e1")], held="hidden")
    memory.decide(a_reading(a_copy("bench", "e2"), feed="bench", at=LATER))
    assert memory.story_of("e1").lead_id == "e2"
    assert memory.entries[EntryId("e1")].held == "hidden"


def test_an_advert_tells_a_story_of_its_own():
    memory = Memory()
    advert = (a_copy("wire", "e2"), SPONSORED_FILING)
    memory.decide(a_reading(a_copy("gazette", "e1")), a_reading(advert, feed="wire"))
    assert memory.story_of("e1") != memory.story_of("e2")


# Stories that turn out to be one


def two_stories() -> Memory:
    """e1 and e2 share a text, e3 and e4 an address; the second story is the older."""
    memory = Memory()
    address = "https://bench.example/a"
    memory.decide(
        a_reading(a_copy("gazette", "e1"), a_copy("gazette", "e2")),
        a_reading(
            an_entry_of("bench", "e3", link=address, published_at=NOW - DAY, updated_at=NOW - DAY),
            an_entry_of("bench", "e4", link=address, published_at=NOW - DAY / 2),
            feed="bench",
        ),
    )
    assert memory.story_of("e1") != memory.story_of("e3")
    return memory


def bridge() -> Reading:
    """A copy of both."""
    entry = a_copy("wire", "e5", link="https://bench.example/a")
    return a_reading(entry, feed="wire", at=LATER)


def test_of_two_joined_stories_the_older_id_stays():
    memory = two_stories()
    younger, older = memory.story_of("e1"), memory.story_of("e3")
    memory.decide(bridge())
    assert {memory.story_of(one).id for one in ("e1", "e2", "e3", "e4", "e5")} == {older.id}
    assert memory.stories[younger.id] == replace(younger, members=(), merged_into=older.id)
    story = memory.stories[older.id]
    assert set(story.members) == {"e1", "e2", "e3", "e4", "e5"}
    assert (story.lead_id, story.updated_at, story.merged_into) == ("e5", LATER, None)
    assert story.published_at == older.published_at
    assert ("joined", older.id) in memory.told("e1")
    assert memory.told("e2")[-1] == ("joined", older.id)


def test_a_joining_is_in_the_plan_of_the_feed_that_showed_it():
    memory = two_stories()
    (update,) = memory.decide(bridge())
    assert {one.entry.id for one in update.entries} == {"e1", "e2", "e5"}
    assert {one.id for one in update.stories} == set(memory.stories)
    assert (update.fetch.new, update.fetch.changed) == (1, 0)


def test_later_copies_find_the_story_that_stayed():
    memory = two_stories()
    memory.decide(bridge())
    memory.decide(a_reading(a_copy("stranger", "e6"), feed="stranger", at=LATER + HOUR))
    assert memory.story_of("e6") == memory.story_of("e3")


def test_in_one_batch_a_story_may_be_founded_joined_and_led_anew():
    memory = Memory()
    address = "https://x.example/a"
    memory.decide(
        a_reading(an_entry_of("bench", "e1", link=address), feed="bench"),
        a_reading(a_copy("gazette", "e2")),
        a_reading(a_copy("wire", "e3", link=address), feed="wire"),
        a_reading(a_copy("stranger", "e4", link=address), feed="stranger"),
    )
    alive = [story for story in memory.stories.values() if story.merged_into is None]
    assert [story.members for story in alive] == [("e1", "e2", "e3", "e4")]
    assert alive[0].lead_id == "e3"


# Edits


def edited(memory: Memory, *, at: datetime = LATER, **said) -> FiledEntry:
    """e1 as it stands after an edit; by default its dates are as before."""
    filing = said.pop("filing", None) or a_filing()
    memory.decide(a_reading((an_entry("e1", **{"digest": "edited"} | said), filing), at=at))
    return memory.entries[EntryId("e1")]


def one_entry() -> Memory:
    memory = Memory()
    memory.decide(a_reading(an_entry("e1")))
    return memory


def test_a_typo_changes_the_content_alone():
    memory = one_entry()
    before = memory.story_of("e1")
    filed = edited(memory, text="What e1 says is long and stands nowhere else.")
    assert filed.entry.text == "What e1 says is long and stands nowhere else."
    assert filed.entry.updated_at == an_entry().updated_at
    assert memory.story_of("e1") == before
    assert memory.told("e1")[-1] == ("edited", "content alone")


@pytest.mark.parametrize(
    "edit", [{"title": "Edited"}, {"text": "What e1 says is sold for $12 in Geneva."}]
)
def test_another_title_or_amount_moves_updated(edit):
    memory = one_entry()
    assert edited(memory, **edit).entry.updated_at == LATER
    assert memory.story_of("e1").updated_at == LATER
    assert memory.told("e1")[-1] == ("edited", "updated moved")


def test_another_address_changes_the_content_alone():
    memory = one_entry()
    filed = edited(memory, link="https://gazette.example/moved")
    assert filed.entry.updated_at == an_entry().updated_at
    assert memory.told("e1")[-1] == ("edited", "content alone")


def test_the_publisher_s_word_moves_updated_where_much_changed():
    memory = one_entry()
    text = "What is said here now was never said by anybody before, and it is long."
    assert edited(memory, text=text, updated_at=NOW).entry.updated_at == NOW
    assert memory.story_of("e1").updated_at == NOW


@pytest.mark.parametrize("edit", [{}, {"categories": ("Gold",)}, {"title": "Title of e1!"}])
def test_the_publisher_s_word_alone_moves_nothing(edit):
    memory = one_entry()
    assert edited(memory, updated_at=NOW, **edit).entry.updated_at == an_entry().updated_at


def test_updated_never_goes_back():
    memory = one_entry()
    filed = edited(memory, title="Edited", updated_at=NOW - DAY, published_at=NOW - DAY)
    assert (filed.entry.published_at, filed.entry.updated_at) == (NOW - DAY, LATER)
    assert memory.story_of("e1").updated_at == LATER
    again = edited(memory, digest="again", title="Edited", updated_at=NOW - DAY, at=LATER + HOUR)
    assert again.entry.updated_at == LATER


def test_the_first_date_stands():
    """Some software dates all items anew at each fetch."""
    filed = edited(one_entry(), published_at=NOW, updated_at=NOW)
    assert filed.entry.published_at == filed.entry.updated_at == an_entry().published_at


@pytest.mark.parametrize("source", [DateSource.FIRST_SEEN, DateSource.PUBLISHED])
def test_a_date_that_is_the_reading_s_own_does_not_wander(source):
    """An undated item, and one dated in the future, are dated when they are read."""
    memory = one_entry()
    filed = edited(memory, published_at=LATER, updated_at=LATER, date_source=source)
    assert filed.entry.published_at == an_entry().published_at


def test_an_undated_item_with_a_typo_keeps_updated():
    filed = edited(one_entry(), published_at=LATER, updated_at=LATER,
                   date_source=DateSource.FIRST_SEEN)  # fmt: skip
    assert filed.entry.updated_at == an_entry().updated_at


def test_an_edit_keeps_what_stood_before():
    memory = one_entry()
    edited(memory, title="Edited")
    old = an_entry("e1")
    assert memory.versions == [
        Version(
            entry_id=old.id,
            until_at=LATER,
            title=old.title,
            summary=old.summary,
            content_html=old.content_html,
            link=old.link,
        )
    ]
    assert memory.entries[EntryId("e1")].first_seen_at == NOW


def test_an_edit_counts_as_changed_and_brings_its_keys():
    memory = one_entry()
    entry = an_entry("e1", digest="edited", link="https://gazette.example/moved")
    (update,) = memory.decide(a_reading(entry, at=LATER))
    assert (update.fetch.new, update.fetch.changed) == (0, 1)
    assert update.keys == {entry.id: traces(entry)}


def test_an_edit_of_who_does_not_lead_is_not_shown():
    memory = Memory()
    memory.decide(a_reading(a_copy("wire", "e0"), feed="wire"), a_reading(a_copy("gazette", "e1")))
    before = memory.story_of("e1")
    edited(memory, title="Edited", at=LATER + HOUR)
    assert memory.story_of("e1") == before
    assert before.lead_id == "e0"


def test_an_edit_may_take_the_lead():
    memory = Memory()
    memory.decide(a_reading(a_copy("bench", "e0"), feed="bench"),
                  a_reading(a_copy("gazette", "e1")))  # fmt: skip
    edited(memory, text=f"{LONG} And more.")
    assert (memory.story_of("e1").lead_id, memory.story_of("e1").updated_at) == ("e1", LATER)


def test_an_edit_is_filed_anew():
    memory = one_entry()
    assert edited(memory, filing=a_filing("auctions")).filing == a_filing("auctions")
    assert memory.told("e1")[-1] == ("filed", "auctions")


def test_an_edit_that_is_damped_as_noise_does_not_hide_a_sponsor():
    memory = one_entry()
    noise = [f"What e1 says is {word} and stands nowhere" for word in "abcdefghi"]
    for turn, text in enumerate(noise):
        edited(memory, text=text, digest=f"d{turn}", at=LATER + turn * HOUR)
    assert memory.told("e1")[-1] == ("damped", "left as it is")
    at = LATER + 9 * HOUR
    filed = edited(memory, text=f"{noise[-1]}!", digest="d", at=at, filing=SPONSORED_FILING)
    assert filed.filing == SPONSORED_FILING


def test_what_comes_back_under_another_id_is_filed_anew():
    memory = one_entry()
    again = replace(an_entry("e9"), **{
        name: getattr(an_entry("e1"), name) for name in ("link", "canonical_link", "title")
    })  # fmt: skip
    memory.decide(a_reading((again, SPONSORED_FILING), at=LATER))
    assert memory.entries[EntryId("e1")].filing == SPONSORED_FILING
    assert memory.told("e1")[-2:] == [("filed", "sponsored"), ("re-keyed", "e9")]
    assert EntryId("e9") not in memory.entries


def test_a_ruling_outlives_every_filing():
    memory = one_entry()
    ruled = a_filing("retail", rule="ruling")
    memory.entries[EntryId("e1")] = replace(memory.entries[EntryId("e1")], filing=ruled)
    ruling = Ruling(entry_id=EntryId("e1"), at=NOW, kind="file", outcome="retail")
    memory.rulings[EntryId("e1")] = (ruling,)
    assert edited(memory, filing=a_filing("auctions")).filing == ruled
    assert ("filed", "auctions") not in memory.told("e1")


def test_a_ruling_of_another_kind_does_not_fix_the_topic():
    memory = one_entry()
    ruling = Ruling(entry_id=EntryId("e1"), at=NOW, kind="hide", outcome="hidden")
    memory.rulings[EntryId("e1")] = (ruling,)
    memory.entries[EntryId("e1")] = replace(memory.entries[EntryId("e1")], held="hidden")
    filed = edited(memory, filing=a_filing("auctions"))
    assert (filed.filing.primary, filed.held) == ("auctions", "hidden")


# Taken back


def three_entries() -> tuple[Entry, Entry, Entry]:
    """The newest first."""
    one, two, three = (
        an_entry(f"e{age}", published_at=NOW - age * HOUR, updated_at=NOW - age * HOUR)
        for age in (1, 2, 3)
    )
    return one, two, three


def after_two_documents() -> tuple[Memory, Reading, FeedUpdate]:
    """A feed that listed three entries, and now the outer two."""
    memory = Memory()
    newest, middle, oldest = three_entries()
    memory.decide(a_reading(newest, middle, oldest))
    assert memory.listings[FeedId("gazette")] == ("e1", "e2", "e3")
    before = memory.listings[FeedId("gazette")]
    reading = a_reading(listed=(newest, oldest), before=before, at=LATER)
    return memory, reading, *memory.decide(reading)


def test_what_is_gone_from_the_middle_is_withdrawn():
    memory, reading, update = after_two_documents()
    assert [(one.entry.id, one.withdrawn_at) for one in update.entries] == [("e2", LATER)]
    assert update.keys.keys() == {"e2"}
    assert update.state.listing == ("e1", "e3")
    assert memory.told("e2")[-1] == ("withdrawn", "taken out by its publisher")
    assert memory.story_of("e2").lead_id == "e2"
    (again,) = memory.decide(reading)
    assert nothing_in(again)


def test_what_was_withdrawn_may_return():
    memory, _, _ = after_two_documents()
    _, middle, _ = three_entries()
    before = memory.listings[FeedId("gazette")]
    reading = a_reading(middle, listed=three_entries(), before=before, at=LATER + HOUR)
    (update,) = memory.decide(reading)
    filed = memory.entries[EntryId("e2")]
    assert filed.withdrawn_at is None
    assert replace(filed.entry, updated_at=middle.updated_at) == middle
    assert memory.told("e2")[-1] == ("returned", "listed again")
    assert (update.fetch.changed, update.versions) == (1, ())
    assert update.state.listing == ("e1", "e2", "e3")


def test_what_returns_edited_is_both():
    memory, _, _ = after_two_documents()
    middle = replace(three_entries()[1], title="Edited", digest="edited")
    memory.decide(a_reading(middle, at=LATER + HOUR))
    assert memory.told("e2")[-2:] == [("returned", "listed again"), ("edited", "updated moved")]


def test_where_a_lead_is_withdrawn_a_copy_leads():
    memory = Memory()
    newest, middle, oldest = three_entries()
    middle = replace(middle, text=LONG)
    copy = a_copy("stranger", "e8")
    memory.decide(a_reading(newest, middle, oldest), a_reading(copy, feed="stranger"))
    assert memory.story_of("e8").lead_id == "e2"
    before = memory.listings[FeedId("gazette")]
    memory.decide(a_reading(listed=(newest, oldest), before=before, at=LATER))
    story = memory.story_of("e2")
    assert (story.lead_id, story.updated_at) == ("e8", LATER)
    memory.decide(a_reading(middle, listed=(newest, middle, oldest), at=LATER + HOUR))
    assert memory.story_of("e2").lead_id == "e2"


@pytest.mark.parametrize("listed", [(0, 1), (1, 2), ()])
def test_what_is_gone_from_an_end_is_not_withdrawn(listed):
    memory = Memory()
    entries = three_entries()
    memory.decide(a_reading(*entries))
    before = memory.listings[FeedId("gazette")]
    there = tuple(entries[place] for place in listed)
    (update,) = memory.decide(a_reading(listed=there, before=before, at=LATER))
    assert nothing_in(update)


def test_an_undated_entry_is_never_withdrawn():
    memory = Memory()
    newest, middle, oldest = three_entries()
    middle = replace(middle, date_source=DateSource.FIRST_SEEN)
    memory.decide(a_reading(newest, middle, oldest))
    before = memory.listings[FeedId("gazette")]
    (update,) = memory.decide(a_reading(listed=(newest, oldest), before=before, at=LATER))
    assert nothing_in(update)


def test_what_is_not_stored_is_not_withdrawn():
    newest, _, oldest = three_entries()
    before = (newest.id, EntryId("expunged"), oldest.id)
    memory = Memory()
    (update,) = memory.decide(a_reading(newest, oldest, before=before))
    assert update.state.listing == (newest.id, oldest.id)


@pytest.mark.parametrize("whole", [True, False])
def test_half_a_document_and_a_page_take_nothing_back(whole):
    memory = Memory()
    newest, middle, oldest = three_entries()
    memory.decide(a_reading(newest, middle, oldest))
    before = memory.listings[FeedId("gazette")]
    reading = a_reading(
        listed=(newest, oldest), before=before, at=LATER,
        parsed=ParsedFeed(channel=Channel(), items=(), whole=whole),
    )  # fmt: skip
    if whole:
        reading = replace(reading, feed=replace(reading.feed, links="/articles/*"))
    (update,) = memory.decide(reading)
    assert nothing_in(update)
    assert update.state.listing == (("e1", "e3") if whole else before)


@pytest.mark.parametrize(
    "outcome", [NOT_MODIFIED, FetchFailed(reason="x"), Gone(url="https://gazette.example/feed")]
)
def test_a_feed_that_brings_nothing_changes_its_state_alone(outcome):
    before = (EntryId("e1"), EntryId("e2"))
    reading = a_reading(outcome=outcome, parsed=None, before=before)
    (update,) = Memory().decide(reading)
    assert nothing_in(update)
    assert update.state.listing == before
    assert update.state.last_outcome == update.fetch.outcome
    assert update.state.last_fetch_at == NOW


def test_what_is_new_teaches_when_the_feed_is_asked_next():
    """An edit is no arrival, nor is a date later than the moment we saw it."""
    memory = Memory()
    early = an_entry("e1", published_at=NOW - 4 * HOUR, updated_at=NOW - 4 * HOUR)
    ahead = an_entry("e2", published_at=LATER, updated_at=LATER)
    (update,) = memory.decide(a_reading(early, ahead))
    assert update.state.arrivals == (NOW, NOW - 4 * HOUR)
    assert update.fetch.new == 2
    edited = replace(early, digest="another", title="Another title")
    reading = a_reading(edited, at=LATER)
    reading = replace(reading, state=update.state)
    (update,) = memory.decide(reading)
    assert update.fetch.changed == 1
    assert update.state.arrivals == (NOW, NOW - 4 * HOUR)


# Older pages


def older_page(*fresh: Entry, feed: str = "gazette", at: datetime = LATER) -> Reading:
    return a_reading(*fresh, feed=feed, at=at, parsed=None, size=100, backfilled=True)


def test_what_an_older_page_lists_is_held_and_says_why():
    memory = Memory()
    reading = older_page(an_entry("e1"))
    (update,) = memory.decide(reading)
    assert update.state == reading.state
    assert (update.fetch.outcome, update.fetch.new, update.fetch.bytes) == ("backfilled", 1, 100)
    assert memory.entries[EntryId("e1")].held == "backfilled"
    assert memory.told("e1") == [("filed", "industry"), ("held", "backfilled")]
    assert memory.story_of("e1").lead_id == "e1"


def test_an_older_page_changes_nothing_that_is_known():
    memory = Memory()
    memory.decide(a_reading(an_entry("e1")))
    before = dict(memory.entries)
    (update,) = memory.decide(older_page(an_entry("e1", digest="another", title="Another")))
    assert nothing_in(update)
    assert memory.entries == before


@pytest.mark.parametrize("withdrawn_at", [None, NOW])
def test_an_older_copy_joins_and_leads_nothing(withdrawn_at):
    memory = Memory()
    memory.decide(a_reading(a_copy("gazette", "g1")))
    first = memory.entries[EntryId("g1")]
    memory.entries[EntryId("g1")] = replace(first, withdrawn_at=withdrawn_at)
    before = memory.story_of("g1")
    memory.decide(older_page(a_copy("wire", "w2"), feed="wire"))
    assert memory.story_of("w2") == replace(before, members=("g1", "w2"))
    assert memory.told("w2")[1:] == [("held", "backfilled"), ("joined", before.id)]


def test_an_older_copy_of_two_stories_leaves_both():
    memory = two_stories()
    before = dict(memory.stories)
    memory.decide(replace(bridge(), backfilled=True, parsed=None))
    assert {one: replace(story, members=()) for one, story in memory.stories.items()} == {
        one: replace(story, members=()) for one, story in before.items()
    }


def test_with_a_later_copy_the_story_begins():
    memory = Memory()
    memory.decide(older_page(a_copy("wire", "w1"), feed="wire"))
    story = memory.story_of("w1")
    new = a_copy("gazette", "g1", published_at=LATER, updated_at=LATER)
    memory.decide(a_reading(new, at=LATER + HOUR))
    assert memory.story_of("g1") == StoryState(
        id=story.id,
        lead_id=EntryId("g1"),
        members=(EntryId("w1"), EntryId("g1")),
        published_at=LATER,
        updated_at=LATER,
    )
    assert memory.entries[EntryId("g1")].held is None
    assert memory.entries[EntryId("w1")].held == "backfilled"


def test_an_id_that_readers_know_does_not_give_way_to_one_that_they_do_not():
    memory = Memory()
    link = "https://wire.example/old"
    old = an_entry_of("wire", "w1", link=link, text="Old words.", published_at=NOW - 300 * DAY)
    memory.decide(older_page(old, feed="wire"))
    memory.decide(a_reading(a_copy("gazette", "g1")))
    known = memory.story_of("g1").id
    memory.decide(a_reading(a_copy("bench", "b1", link=link), feed="bench", at=LATER))
    assert memory.story_of("w1").id == memory.story_of("b1").id == known


# Laws

TEXTS = (LONG, f"{LONG} One.", f"{LONG} Two.", "Too short to be a key.", "")
FEEDS = ("bench", "gazette", "stranger", "wire")


@st.composite
def batches(draw: st.DrawFn) -> list[list[Reading]]:
    """Batches over some feeds, whose entries often are copies of others, or edits."""
    count = draw(st.integers(1, 3))
    return [
        [
            a_reading(*draw(fresh(feed)), feed=feed, at=NOW + number * HOUR)
            for feed in draw(st.permutations(FEEDS))[: draw(st.integers(1, len(FEEDS)))]
        ]
        for number in range(count)
    ]


def fresh(feed: str) -> st.SearchStrategy[list[tuple[Entry, Filing]]]:
    """Up to three entries of a feed."""
    one = st.builds(
        lambda number, text, link, title, age, filing: (
            an_entry_of(
                feed, f"{feed}{number}", text=TEXTS[text], title=f"Title {title}",
                link=f"https://x.example/{link}" if link else f"https://{feed}.example/{number}",
                published_at=NOW - age * DAY, updated_at=NOW - age * DAY,
                digest=f"{text} {link} {title} {age}",
            ),
            filing,
        ),
        st.integers(1, 3), st.integers(0, len(TEXTS) - 1), st.integers(0, 3), st.integers(0, 1),
        st.sampled_from((0, 1, 20)), st.sampled_from((a_filing(), a_filing("auctions"))),
    )  # fmt: skip
    return st.lists(one, max_size=3, unique_by=lambda pair: pair[0].id)


@settings(max_examples=40)
@given(batches())
def test_every_entry_is_in_one_story_which_leads_to_it(several):
    memory = Memory()
    for readings in several:
        memory.decide(*readings)
    alive = {one.id: one for one in memory.stories.values() if one.merged_into is None}
    seats = [(member, story.id) for story in alive.values() for member in story.members]
    assert sorted(seats) == sorted((one, filed.story_id) for one, filed in memory.entries.items())
    for story in alive.values():
        assert story.lead_id in story.members
        assert story.updated_at >= memory.entries[story.lead_id].entry.updated_at
    for story in memory.stories.values():
        if story.merged_into is not None:
            assert story.members == ()
            assert story.merged_into in memory.stories


def shown(memory: Memory) -> dict[StoryId, tuple[object, ...]]:
    """What outputs could carry: each story that has a member that stands."""
    found = {}
    for story in memory.stories.values():
        members = [memory.entries[one] for one in story.members]
        standing = [one.entry for one in members if not one.held and not one.withdrawn_at]
        if standing:
            found[story.id] = (story.lead_id, story.published_at, story.updated_at, standing)
    return found


@settings(max_examples=40)
@given(batches(), batches(), st.data())
def test_catching_up_shows_nothing_and_hides_nothing(several, others, data):
    memory = Memory()
    for readings in several:
        memory.decide(*readings)
    before, known = shown(memory), dict(memory.entries)
    for readings in others:
        one = replace(data.draw(st.sampled_from(readings)), backfilled=True, parsed=None)
        (update,) = memory.decide(one)
        assert (update.state, update.versions) == (one.state, ())
    assert shown(memory) == before
    assert known.items() <= memory.entries.items()
    old = memory.entries.keys() - known.keys()
    for readings in several:
        live = [replace(one, fresh=tuple((replace(entry, id=f"new {entry.id}"), filing)
                for entry, filing in one.fresh)) for one in readings]  # fmt: skip
        memory.decide(*live)
    for story in memory.stories.values():
        if not old.issuperset(story.members):
            assert story.lead_id not in old


@settings(max_examples=40)
@given(batches())
def test_planning_again_adds_nothing(several):
    memory = Memory()
    for readings in several:
        memory.decide(*readings)
        assert all(map(nothing_in, memory.decide(*readings)))


@settings(max_examples=40)
@given(batches(), st.randoms())
def test_the_order_of_feeds_in_a_batch_does_not_matter(several, chance):
    memory, other = Memory(), Memory()
    for readings in several:
        mixed = chance.sample(readings, len(readings))
        mixed = [replace(one, fresh=tuple(chance.sample(one.fresh, len(one.fresh))))
                 for one in mixed]  # fmt: skip
        assert memory.decide(*readings) == other.decide(*mixed)


@settings(max_examples=40)
@given(batches())
def test_ids_stay_and_dates_do_not_go_back(several):
    memory = Memory()
    for readings in several:
        stories, entries = dict(memory.stories), dict(memory.entries)
        memory.decide(*readings)
        for story_id, before in stories.items():
            now = memory.stories[story_id]
            assert now.updated_at >= before.updated_at
            assert now.published_at == before.published_at
            assert before.merged_into is None or now == before
        for entry_id, filed in entries.items():
            after = memory.entries[entry_id]
            assert after.entry.updated_at >= filed.entry.updated_at
            assert after.first_seen_at == filed.first_seen_at
            assert set(memory.stories) >= {filed.story_id, after.story_id}


@settings(max_examples=40)
@given(batches())
def test_an_update_is_whole(several):
    memory = Memory()
    for readings in several:
        before = set(memory.entries)
        for reading, update in zip(
            sorted(readings, key=lambda one: one.feed.id), memory.decide(*readings), strict=True
        ):
            entries = {one.entry.id: one.entry for one in update.entries}
            assert update.keys == {one: traces(entry) for one, entry in entries.items()}
            assert {one.entry_id for one in update.decisions} >= entries.keys() - before
            assert {one.entry_id for one in update.versions} <= entries.keys()
            assert update.state.feed_id == update.fetch.feed_id == reading.feed.id
            fresh_ids = {entry.id for entry, _ in reading.fresh}
            # What only its publisher's software sees as changed counts for nothing.
            assert update.fetch.new + update.fetch.changed <= len(fresh_ids & entries.keys())
            assert update.fetch.new == len((fresh_ids & entries.keys()) - before)


@settings(max_examples=40)
@given(batches())
def test_copies_of_one_text_that_come_together_are_one_story(several):
    for readings in several:
        memory = Memory()
        memory.decide(*readings)
        for one in memory.entries.values():
            for other in memory.entries.values():
                same = one.entry.text == other.entry.text and len(one.entry.text) >= len(LONG)
                # What a feed tells on two days stays two, though one text be in both.
                if same and are_of_one_edition(memory, one, other):
                    assert one.story_id == other.story_id


def are_of_one_edition(memory: Memory, one: FiledEntry, other: FiledEntry) -> bool:
    """Whether two are of one edition with all that they are joined with."""
    told = [
        member.entry.published_at
        for member in memory.entries.values()
        if member.story_id in {one.story_id, other.story_id}
    ]
    return max(told) - min(told) <= EDITION / 2


def test_topics_are_the_filing_s():
    memory = Memory()
    filing = a_filing("auctions", topics=(Topic("auctions"), Topic("retail")))
    memory.decide(a_reading((an_entry("e1"), filing)))
    assert memory.entries[EntryId("e1")].filing == filing


def test_an_entry_that_turns_out_to_be_paid_for_leaves_the_story_of_the_news():
    memory = Memory()
    memory.decide(
        a_reading(a_copy("wire", "w1"), feed="wire"), a_reading(a_copy("bench", "b1"), feed="bench")
    )
    story = memory.story_of("w1")
    assert story.lead_id == "w1"
    paid = replace(a_copy("wire", "w1"), digest="edited")
    memory.decide(a_reading((paid, SPONSORED_FILING), feed="wire", at=LATER))
    news, advert = memory.story_of("b1"), memory.story_of("w1")
    assert (news.id, news.lead_id, news.members) == (story.id, "b1", ("b1",))
    assert (advert.lead_id, advert.members) == ("w1", ("w1",))
    assert advert.id != news.id
    assert news.updated_at == advert.updated_at == LATER
    again = replace(paid, digest="again")
    memory.decide(a_reading((again, SPONSORED_FILING), feed="wire", at=LATER + HOUR))
    assert memory.story_of("w1").id == advert.id


def test_an_entry_alone_keeps_its_story_when_it_turns_out_to_be_paid_for():
    memory = Memory()
    memory.decide(a_reading(a_copy("wire", "w1"), feed="wire"))
    story = memory.story_of("w1")
    paid = replace(a_copy("wire", "w1"), digest="edited")
    memory.decide(a_reading((paid, SPONSORED_FILING), feed="wire", at=LATER))
    assert memory.story_of("w1").id == story.id


@pytest.mark.parametrize(("kinds", "held"), [(("hide",), "hidden"), (("hide", "restore"), None)])
def test_a_copy_of_what_a_person_hid_is_held_too(kinds, held):
    memory = Memory()
    memory.decide(a_reading(a_copy("bench", "b1"), feed="bench"))
    memory.entries[EntryId("b1")] = replace(memory.entries[EntryId("b1")], held=held)
    memory.rulings[EntryId("b1")] = tuple(
        Ruling(entry_id=EntryId("b1"), at=NOW, kind=kind, outcome="") for kind in kinds
    )
    memory.decide(a_reading(a_copy("wire", "w1"), feed="wire", at=LATER))
    assert memory.entries[EntryId("w1")].held == held
    told = [(one.entry_id, one.outcome) for one in memory.decisions if one.kind == "held"]
    assert told == ([("w1", "hidden")] if held else [])
