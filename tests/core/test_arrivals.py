"""What new entries of a document are: plain news, late, or old."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from factories import AUTHORITY, HOUR, NOW, a_feed, a_filing, a_state, an_entry
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.plan import plan_batch
from aggregator.core.plan.newcomers import FEW, RECENT
from aggregator.core.reading import Reading
from aggregator.core.rules import Rules
from aggregator.model import (
    Channel,
    DateSource,
    Decision,
    Entry,
    EntryId,
    FeedId,
    FeedState,
    FeedUpdate,
    Fetched,
    FiledEntry,
    Key,
    Known,
    ParsedFeed,
    StoryId,
    StoryState,
    Unread,
    Validators,
)

DAY = timedelta(days=1)
RULES = Rules(ranks={FeedId("wire"): 90}, authority=AUTHORITY, config="c0ffee")
ASKED = "https://gazette.example/feed"
OUTCOME = Fetched(body=b"", url=ASKED, validators=Validators(url=ASKED))
LONG = (
    "The house sold a ring of old gold to a bidder in the room last night for more than twice " * 2
)


@dataclass
class Desks:
    """A wire, a year old unless told otherwise: what a store keeps, folded from the updates."""

    began_at: datetime | None = NOW - 365 * DAY
    entries: dict[EntryId, FiledEntry] = field(default_factory=dict)
    keys: dict[EntryId, tuple[Key, ...]] = field(default_factory=dict)
    stories: dict[StoryId, StoryState] = field(default_factory=dict)
    states: dict[FeedId, FeedState] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    def read(
        self,
        *document: Entry,
        feed: str = "gazette",
        at: datetime = NOW,
        sitemap: bool = False,
        **state: object,
    ) -> FeedUpdate:
        """Read a document of the feed, and apply what is planned."""
        before = replace(self.states.get(FeedId(feed), a_state(feed)), **state)
        fresh = tuple(
            (one, a_filing())
            for one in document
            if one.id not in self.entries or self.entries[one.id].entry.digest != one.digest
        )
        reading = Reading(
            feed=a_feed(feed, sitemap=sitemap),
            state=before,
            outcome=OUTCOME,
            at=at,
            parsed=ParsedFeed(channel=Channel(), items=()),
            body_digest="b",
            listed=tuple(one.id for one in document),
            dates={one.id: one.published_at for one in document if is_dated(one)},
            fresh=fresh,
        )
        (update,) = plan_batch([reading], self.known(), RULES)
        self.entries |= {one.entry.id: one for one in update.entries}
        self.keys |= update.keys
        self.stories |= {one.id: one for one in update.stories}
        self.states[FeedId(feed)] = update.state
        self.decisions += update.decisions
        return update

    def known(self) -> Known:
        bearers: dict[Key, tuple[EntryId, ...]] = {}
        for one, keys in self.keys.items():
            bearers |= {key: (*bearers.get(key, ()), one) for key in keys}
        asked = _AnyKey(bearers)
        return Known(
            entries=self.entries,
            keys=asked,
            stories=self.stories,
            rulings={},
            began_at=self.began_at,
        )

    def held(self) -> dict[str, str | None]:
        return {one: filed.held for one, filed in self.entries.items()}

    def late(self) -> set[str]:
        return {one for one, filed in self.entries.items() if filed.late}

    def shown(self) -> set[str]:
        return {one for one, filed in self.entries.items() if filed.held is None}

    def why(self, entry_id: str) -> str:
        (rule,) = [
            one.rule
            for one in self.decisions
            if one.entry_id == entry_id and one.kind in {"held", "late"}
        ]
        return rule

    def story_of(self, entry_id: str) -> StoryState:
        return self.stories[self.entries[EntryId(entry_id)].story_id]


class _AnyKey(dict[Key, tuple[EntryId, ...]]):
    def __missing__(self, key: Key) -> tuple[EntryId, ...]:
        return ()


def is_dated(entry: Entry) -> bool:
    return entry.date_source is not DateSource.FIRST_SEEN


def aged(name: str, age: timedelta, *, at: datetime = NOW, **said: object) -> Entry:
    """An entry that is dated so long before `at`."""
    return an_entry(name, published_at=at - age, updated_at=at - age, **said)


def undated(name: str, *, at: datetime = NOW, **said: object) -> Entry:
    return aged(name, timedelta(), at=at, date_source=DateSource.FIRST_SEEN, **said)


KNOWN = tuple(aged(f"known{number}", number * DAY) for number in range(1, 4))


def an_old_feed(**said: object) -> Desks:
    """One whose three items of the last days are known since an hour ago."""
    desks = Desks()
    desks.read(*KNOWN, at=NOW - HOUR)
    assert desks.shown() == {"known1", "known2", "known3"}
    return replace(desks, **said)


# A feed's first document


def test_a_first_document_brings_the_news_of_three_days():
    desks = Desks()
    update = desks.read(
        aged("hour", HOUR), aged("edge", RECENT), aged("old", RECENT + HOUR), undated("undated")
    )
    assert desks.held() == {
        "hour": None, "edge": None, "old": "archived", "undated": "archived",
    }  # fmt: skip
    assert "dated more than 3 days" in desks.why("old")
    assert "undated in the first document" in desks.why("undated")
    assert update.fetch.new == 4
    (notice,) = update.state.notices
    assert notice.kind == "archived"
    assert notice.words.startswith("2 items of its first document are old or undated: held back")


def test_a_page_without_dates_is_told_of_and_its_next_teaser_is_news():
    desks = Desks()
    teasers = [undated(f"e{number}") for number in range(20)]
    update = desks.read(*teasers)
    assert desks.shown() == set()
    assert update.state.notices[0].words == (
        "20 items of its first document are undated: held back;"
        " what appears from now on is news, and `restore` lets one through"
    )
    update = desks.read(undated("next", at=NOW + HOUR), *teasers, at=NOW + HOUR)
    assert desks.shown() == {"next"}
    assert not desks.late()


def test_an_empty_document_is_not_yet_the_first():
    desks = Desks()
    desks.read()
    desks.read(undated("e1"), aged("e2", 9 * DAY), aged("e3", HOUR), at=NOW + HOUR)
    assert desks.shown() == {"e3"}


@pytest.mark.parametrize(("began_at", "held"), [
    (None, None), (NOW - DAY + HOUR, None), (NOW - DAY, "archived"),
])  # fmt: skip
def test_a_wire_without_readers_takes_all_in(began_at, held):
    desks = Desks(began_at=began_at)
    update = desks.read(aged("old", 90 * DAY), undated("undated"))
    assert set(desks.held().values()) == {held}
    assert bool(update.state.notices) == bool(held)
    assert not desks.late()


def test_a_feed_s_pace_is_learned_from_its_archive_too():
    desks = Desks()
    update = desks.read(aged("e1", 7 * DAY), aged("e2", 14 * DAY))
    assert update.state.arrivals == (NOW - 7 * DAY, NOW - 14 * DAY)


# What comes late


def test_an_item_of_last_month_that_appears_now_is_shown_as_of_now():
    desks = an_old_feed()
    late = aged("late", 30 * DAY)
    desks.read(late, *KNOWN)
    filed = desks.entries[late.id]
    assert (filed.late, filed.held, filed.shown_at) == (True, None, NOW)
    assert filed.entry.published_at == late.published_at
    story = desks.story_of("late")
    assert (story.published_at, story.updated_at) == (late.published_at, NOW)
    assert desks.why("late") == "dated 2026-04-04, and not listed until now"
    assert desks.states[FeedId("gazette")].arrivals[0] == KNOWN[0].published_at


def test_what_is_dated_since_we_looked_is_not_late():
    desks = Desks()
    desks.read(*KNOWN, at=NOW - 30 * DAY + HOUR)
    meanwhile = [aged(f"e{number}", number * DAY) for number in range(4, 30)]
    desks.read(*meanwhile)
    assert not desks.late()
    assert set(desks.held().values()) == {None}


def test_a_few_are_late_and_more_are_an_archive():
    few = [aged(f"e{number}", (30 + number) * DAY) for number in range(FEW)]
    desks = an_old_feed()
    desks.read(*few, *KNOWN)
    assert desks.late() == {"e0", "e1", "e2"}
    desks = an_old_feed()
    update = desks.read(*few, aged("more", 29 * DAY), *KNOWN)
    assert not desks.late()
    assert {desks.held()[one] for one in ("e0", "e1", "e2", "more")} == {"archived"}
    assert desks.why("more") == "4 old items were listed at once: an archive"
    assert update.state.notices[0].words.startswith("4 items were listed at once that are older")


def test_an_issue_that_is_dated_weeks_ago_is_late_however_many_it_has():
    at = NOW + 60 * DAY
    desks = an_old_feed()
    desks.read(*KNOWN, at=at - HOUR)
    issue = [aged(f"e{number}", 20 * DAY, at=at) for number in range(12)]
    desks.read(*issue[:6], *KNOWN, at=at)
    desks.read(*issue, *KNOWN, at=at + DAY)
    assert desks.late() == {one.id for one in issue}
    assert set(desks.held().values()) == {None}


def test_what_moves_up_where_another_was_taken_out_is_not_late():
    desks = an_old_feed()
    desks.read(KNOWN[0], KNOWN[2], aged("next", 30 * DAY))
    assert desks.held()["next"] == "archived"
    assert "it moved up" in desks.why("next")


@pytest.mark.parametrize("document", [
    (aged("late", 30 * DAY), KNOWN[0], KNOWN[2]),
    (KNOWN[0], aged("late", 30 * DAY), KNOWN[2]),
    (*KNOWN, aged("late", 30 * DAY)),
    (aged("late", 30 * DAY),),
])  # fmt: skip
def test_wherever_else_it_stands_it_is_late(document):
    desks = an_old_feed()
    desks.read(*document)
    assert desks.late() == {"late"}


def test_what_is_newer_than_the_oldest_known_did_not_move_up():
    desks = Desks()
    old = aged("old", 40 * DAY)
    desks.read(old, *KNOWN, at=NOW - HOUR)
    desks.read(old, KNOWN[1], KNOWN[2], aged("late", 30 * DAY))
    assert desks.late() == {"late"}


# Another address, and sitemaps


def test_the_first_document_of_a_new_address_says_nothing_of_what_it_does_not_date():
    forgotten = {"body_digest": None, "last_outcome": None, "listing": ()}
    meanwhile = aged("meanwhile", HOUR / 2)
    for outcome in (None, "failed"):
        desks = an_old_feed()
        unknown = [undated(f"e{number}") for number in range(20)]
        desks.read(*unknown, meanwhile, *KNOWN, **forgotten | {"last_outcome": outcome})
        assert desks.shown() == {"meanwhile", "known1", "known2", "known3"}
        desks.read(undated("next", at=NOW + HOUR), *unknown, *KNOWN, at=NOW + HOUR)
        assert "next" in desks.shown()


def test_a_new_address_of_a_feed_that_was_broken_brings_what_came_meanwhile():
    desks = Desks()
    desks.read(*KNOWN, at=NOW - 30 * DAY)
    meanwhile = [aged(f"e{number}", number * DAY) for number in range(4, 24)]
    desks.read(*meanwhile, body_digest=None, last_outcome=None, listing=())
    assert set(desks.held().values()) == {None}
    assert not desks.late()


def test_a_document_that_is_never_whole_is_no_new_address():
    desks = an_old_feed()
    desks.read(undated("e1"), *KNOWN, body_digest=None, last_outcome="fetched")
    assert "e1" in desks.shown()


def test_a_sitemap_s_page_that_waited_to_be_read_is_as_old_as_its_first_document():
    desks = Desks()
    pages = [aged(f"e{number}", number * DAY) for number in range(8, 12)]
    desks.read(*pages[:2], sitemap=True, added_at=NOW)
    waiting = tuple(Unread(url=f"{one.link}?utm_source=map") for one in pages[2:])
    named = undated("named", link="https://gazette.example/named")
    waiting = (*waiting, Unread(url=named.link))
    new = undated("new", at=NOW + HOUR)
    desks.read(new, named, *pages[2:], at=NOW + HOUR, sitemap=True, unread=waiting)
    assert desks.shown() == {"new"}


def test_a_sitemap_s_page_that_waited_after_an_outage_is_news_of_its_day():
    desks = an_old_feed()
    at = NOW + 30 * DAY
    waiting = [aged(f"e{number}", number * DAY, at=at) for number in range(4, 12)]
    unread = tuple(Unread(url=one.link) for one in waiting)
    asked = {"unread": unread, "last_success_at": at - HOUR, "added_at": NOW - 90 * DAY}
    desks.read(*waiting, at=at, sitemap=True, **asked)
    assert set(desks.held().values()) == {None}
    assert not desks.late()


# Stories


def test_what_is_archived_neither_leads_nor_changes_a_story():
    desks = an_old_feed()
    desks.read(aged("news", HOUR, text=LONG, title="Ring sold"))
    before = desks.story_of("news")
    copy = undated("copy", text=LONG, title="Ring sold", feed_id=FeedId("wire"))
    desks.read(copy, feed="wire")
    assert desks.held()["copy"] == "archived"
    assert desks.story_of("copy") == replace(before, members=("copy", "news"))


@pytest.mark.parametrize("age", [HOUR, 9 * DAY])
def test_a_live_copy_of_what_is_archived_begins_the_story(age):
    desks = an_old_feed()
    old = aged("old", 10 * DAY, text=LONG, title="Ring sold", feed_id=FeedId("wire"))
    desks.read(old, feed="wire", at=NOW - HOUR)
    story_id = desks.story_of("old").id
    copy = aged("copy", age, text=LONG, title="Ring sold", link="https://gazette.example/c")
    desks.read(copy, *KNOWN)
    story = desks.story_of("copy")
    late = age > RECENT
    assert (story.id, story.lead_id, story.published_at) == (story_id, "copy", copy.published_at)
    assert story.updated_at == (NOW if late else copy.updated_at)
    assert desks.shown() >= {"copy"}
    assert desks.late() == ({"copy"} if late else set())


def test_a_story_does_not_sink_to_the_date_of_a_late_copy_that_leads_it():
    desks = Desks()
    known = replace(KNOWN[0], feed_id=FeedId("wire"))
    desks.read(known, feed="wire", at=NOW - HOUR)
    desks.read(aged("news", DAY, text=LONG, title="Ring sold"))
    late = aged("late", 9 * DAY, text=LONG, title="Ring sold", link="https://wire.example/r")
    desks.read(replace(late, feed_id=FeedId("wire")), known, feed="wire", at=NOW + HOUR)
    story = desks.story_of("news")
    assert (story.lead_id, story.published_at) == ("late", NOW - DAY)
    assert desks.entries[EntryId("late")].shown_at == NOW + HOUR
    assert story.updated_at == NOW + HOUR


# Laws


AGES = st.sampled_from((0, 1, 2, 3, 4, 10, 20, 21, 60)).map(lambda days: days * DAY)
TEXTS = st.sampled_from(("", LONG, LONG + "One.", LONG + "Two."))


@st.composite
def documents(draw: st.DrawFn, feed: str, prefix: str, at: datetime) -> list[Entry]:
    """Any document: entries of any age or of none, in any order, some copies of others."""
    found = []
    for number in range(draw(st.integers(0, 9))):
        age = draw(AGES)
        source = draw(st.sampled_from((*DateSource,)))
        date = at if source is DateSource.FIRST_SEEN else at - age
        text = draw(TEXTS) or f"Words of {prefix} {number}."
        found.append(
            an_entry(
                f"{prefix}{number}", feed_id=FeedId(feed), text=text, published_at=date,
                updated_at=date, date_source=source,
                link=f"https://{feed}.example/{prefix}{number}",
            )
        )  # fmt: skip
    return found


@st.composite
def wires(draw: st.DrawFn) -> Desks:
    """An old wire that follows a feed."""
    desks = Desks(began_at=NOW - draw(st.integers(1, 90)) * DAY)
    desks.read(*draw(documents("gazette", "first", NOW - DAY)), at=NOW - DAY)
    return desks


@settings(max_examples=100)
@given(wires(), st.data())
def test_of_a_first_document_nothing_old_or_undated_is_shown(desks, data):
    before = {one: desks.story_of(one) for one in desks.shown()}
    document = data.draw(documents("wire", "w", NOW))
    desks.read(*document, feed="wire")
    for entry in document:
        news = is_dated(entry) and entry.published_at >= NOW - RECENT
        assert desks.held()[entry.id] == (None if news else "archived")
    for one, story in before.items():
        if not any(
            member in desks.shown() - before.keys() for member in desks.story_of(one).members
        ):
            assert replace(desks.story_of(one), members=()) == replace(story, members=())


@settings(max_examples=100)
@given(wires(), st.data())
def test_later_nothing_is_lost_and_nothing_stands_above_its_arrival(desks, data):
    desks.read(*KNOWN, at=NOW - HOUR)
    before = desks.held()
    document = data.draw(documents("gazette", "g", NOW))
    desks.read(*document, *KNOWN)
    new = [desks.entries[one.id] for one in document]
    old = [one for one in new if one.held == "archived"]
    for filed in new:
        assert filed.shown_at <= filed.first_seen_at
        is_behind = filed.entry.published_at < NOW - RECENT
        assert filed.late == (is_behind and filed.held is None)
        assert filed.held is None or (is_behind and is_dated(filed.entry))
    assert len(old) > FEW or not old
    assert before.items() <= desks.held().items()


@settings(max_examples=50)
@given(wires(), st.data())
def test_reading_again_changes_nothing(desks, data):
    documents_ = {feed: data.draw(documents(feed, feed, NOW)) for feed in ("gazette", "wire")}
    for feed, document in documents_.items():
        desks.read(*document, feed=feed)
    entries, stories = dict(desks.entries), dict(desks.stories)
    for feed, document in documents_.items():
        update = desks.read(*document, feed=feed, at=NOW + HOUR)
        assert (update.entries, update.stories, update.decisions) == ((), (), ())
    assert (desks.entries, desks.stories) == (entries, stories)
