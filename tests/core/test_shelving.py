"""Every story that fits stands in the document or in an archive, whatever happens to it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter

import pytest
from factories import HOUR, NOW, a_site, a_story, an_entry, an_output
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.history import (
    DEPARTURES,
    Shelving,
    departed,
    departed_at,
    document,
    file_name,
    has_archives,
    is_complete,
    is_of_fold,
    lasting,
    links,
    shelved,
)
from aggregator.model import (
    Archive,
    Departure,
    Fold,
    OutputId,
    Pending,
    Phase,
    Story,
    StoryId,
)

MINUTE = timedelta(minutes=1)
BY_DATE = attrgetter("shown_at")
THIRD = Archive(output_id=OutputId("retail"), chain=2, number=3, written_at=NOW)


@dataclass
class Shelf:
    """An output and all that fits it: its document, and its archives as they were written."""

    limit: int
    cap: int | None = None
    stories: dict[StoryId, Story] = field(default_factory=dict)
    archives: list[dict[StoryId, datetime]] = field(default_factory=list)
    document: tuple[Story, ...] = ()
    moment: datetime = NOW

    def tell(self, *, feed: int = 0, late: int = 0) -> StoryId:
        """A story comes; a late one is dated so many minutes before it."""
        self.moment += MINUTE
        at = self.moment - late * MINUTE
        entry = an_entry(f"e{len(self.stories)}", feed_id=f"feed-{feed}", published_at=at)
        told = a_story(entry, first_seen_at=self.moment, updated_at=self.moment)
        self.stories[told.id] = told
        return told.id

    def edit(self, story_id: StoryId) -> None:
        self.moment += MINUTE
        self.stories[story_id] = replace(self.stories[story_id], updated_at=self.moment)

    def take_down(self, story_id: StoryId) -> None:
        del self.stories[story_id]
        for archive in self.archives:
            archive.pop(story_id, None)

    def publish(self) -> Shelving:
        done = shelved(self.newest, self.pending, self.limit)
        self.archives += [{one.id: one.updated_at for one in held} for held in done.archives]
        edited = [self.stories[one] for one in done.edited]
        self.document = document(self.newest, done, edited)
        return done

    @property
    def newest(self) -> list[Story]:
        ordered = sorted(self.stories.values(), key=BY_DATE, reverse=True)
        if self.cap is None:
            return ordered[: self.limit]
        borne: dict[str, int] = {}
        carried = []
        for story in ordered:
            feed = story.lead.feed_id
            borne[feed] = borne.get(feed, 0) + 1
            if borne[feed] <= self.cap:
                carried.append(story)
        return carried[: self.limit]

    @property
    def pending(self) -> list[Pending]:
        held = self.held
        return [
            Pending(
                id=story.id,
                shown_at=story.shown_at,
                updated_at=story.updated_at,
                edited=story.id in held,
            )
            for story in sorted(self.stories.values(), key=BY_DATE, reverse=True)
            if held.get(story.id) != story.updated_at
        ]

    @property
    def held(self) -> dict[StoryId, datetime]:
        """What a reader of all archives has, later ones winning."""
        read: dict[StoryId, datetime] = {}
        for archive in self.archives:
            read |= archive
        return read

    @property
    def read(self) -> dict[StoryId, datetime]:
        """What a subscriber has who walks from the document through all archives."""
        return self.held | {story.id: story.updated_at for story in self.document}

    @property
    def all(self) -> dict[StoryId, datetime]:
        return {story.id: story.updated_at for story in self.stories.values()}


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("tell", "tell", "tell", "late", "edit", "edit", "take down", "publish")),
        st.integers(0, 99),
    ),
    max_size=80,
)


def do(shelf: Shelf, deed: str, number: int) -> None:
    named = sorted(shelf.stories)
    match deed:
        case "tell":
            shelf.tell(feed=number % 3)
        case "late":
            shelf.tell(late=number, feed=number % 3)
        case "edit" if named:
            shelf.edit(named[number % len(named)])
        case "take down" if named:
            shelf.take_down(named[number % len(named)])
        case "publish":
            shelf.publish()


@settings(max_examples=300)
@given(DEEDS, st.integers(1, 12))
def test_whatever_happens_document_and_archives_hold_all_that_fits(
    deeds: list[tuple[str, int]], limit: int
) -> None:
    shelf = Shelf(limit=limit)
    for deed, number in [*deeds, ("publish", 0)]:
        before = [dict(archive) for archive in shelf.archives]
        do(shelf, deed, number)
        if deed != "publish":
            continue
        assert shelf.read == shelf.all
        assert shelf.archives[: len(before)] == before
        assert all(0 < len(archive) <= limit for archive in shelf.archives[len(before) :])
        assert len(shelf.document) <= limit
        assert len({story.id for story in shelf.document}) == len(shelf.document)
        assert [*shelf.document] == sorted(shelf.document, key=BY_DATE, reverse=True)


@settings(max_examples=300)
@given(DEEDS, st.integers(1, 12), st.none() | st.integers(1, 4))
def test_publishing_again_changes_nothing(
    deeds: list[tuple[str, int]], limit: int, cap: int | None
) -> None:
    shelf = Shelf(limit=limit, cap=cap)
    for deed, number in deeds:
        do(shelf, deed, number)
        shelf.publish()
        before = shelf.document
        assert shelf.publish().archives == ()
        assert shelf.document == before


@settings(max_examples=200)
@given(DEEDS, st.integers(2, 12))
def test_the_latest_edit_reappears_in_the_document(
    deeds: list[tuple[str, int]], limit: int
) -> None:
    shelf = Shelf(limit=limit)
    for deed, number in [("tell", 0), *deeds]:
        do(shelf, deed, number)
    shelf.publish()
    for number in range(len(shelf.stories)):
        edited = sorted(shelf.stories)[number]
        shelf.edit(edited)
        shelf.publish()
        assert edited in {story.id for story in shelf.document}


@settings(max_examples=200)
@given(DEEDS, st.integers(1, 12), st.integers(1, 4))
def test_of_a_feed_that_has_its_share_less_than_one_archive_waits(
    deeds: list[tuple[str, int]], limit: int, cap: int
) -> None:
    shelf = Shelf(limit=limit, cap=cap)
    for deed, number in deeds:
        do(shelf, deed, number)
    shelf.publish()
    missing = shelf.all.keys() - shelf.read.keys()
    assert len(missing) < limit
    last = min(map(BY_DATE, shelf.document), default=None)
    assert all(shelf.stories[one].shown_at > last for one in missing)


def test_an_archive_comes_after_as_many_stories_as_it_holds() -> None:
    shelf = Shelf(limit=10)
    counted = []
    for _ in range(41):
        shelf.tell()
        counted.append(len(shelf.publish().archives))
    assert counted == [*[0] * 10, 1, *[0] * 9, 1, *[0] * 9, 1, *[0] * 9, 1]
    assert {len(archive) for archive in shelf.archives} == {10}


def test_the_first_publishing_of_a_large_store_writes_its_history() -> None:
    shelf = Shelf(limit=10)
    told = [shelf.tell() for _ in range(33)]
    archives = shelf.publish().archives
    assert [one.id for archive in archives for one in archive] == told[:30]
    assert [len(archive) for archive in archives] == [10, 10, 10]


def test_edits_take_a_fifth_of_the_document_and_no_more() -> None:
    shelf = Shelf(limit=10)
    told = [shelf.tell() for _ in range(40)]
    shelf.publish()
    for number, carried in enumerate((1, 2, 1, 2, 1)):
        shelf.edit(told[number])
        assert len(shelf.publish().edited) == carried
        assert len(shelf.document) == 10
    assert [one.id for one in shelf.document if one.id in told[:5]] == [told[4]]


def test_an_edit_takes_the_place_of_the_oldest_and_stands_by_its_date() -> None:
    shelf = Shelf(limit=5)
    told = [shelf.tell() for _ in range(12)]
    shelf.publish()
    shelf.edit(told[1])
    shelf.publish()
    assert [one.id for one in shelf.document] == [*told[:-5:-1], told[1]]


def test_an_output_of_the_moment_has_no_archives() -> None:
    assert has_archives(an_output())
    for said in ({"auctions": (Phase.UPCOMING,)}, {"age": 90 * 24 * HOUR}):
        output = an_output(limit=10, **said)
        assert not has_archives(output)
        assert is_complete(output, 9)
        assert not is_complete(output, 10)
        assert not is_complete(replace(output, per_feed=2), 9)
        assert lasting(output) == an_output(limit=10)
    assert not is_complete(an_output(limit=10), 3)


def test_an_id_is_of_a_story_or_of_an_entry() -> None:
    story = StoryId("tag:wire.example,2026:story/2026-05-04/e1")
    entry = StoryId("tag:wire.example,2026:entry/e1")
    assert [is_of_fold(story, fold) for fold in Fold] == [False, False, True]
    assert [is_of_fold(entry, fold) for fold in Fold] == [True, True, False]


def test_what_departed_is_told_latest_first_until_it_comes_back() -> None:
    one, two, three = (StoryId(f"s{number}") for number in (1, 2, 3))
    before = departed((), left=[one, two], back=(), now=NOW)
    assert [(gone.story_id, gone.at) for gone in before] == [(two, NOW), (one, NOW)]
    after = departed(before, left=[one, three], back=[two], now=NOW + HOUR)
    assert [(gone.story_id, gone.at) for gone in after] == [(three, NOW + HOUR), (one, NOW)]
    many = departed(after, left=map(StoryId, map(str, range(999))), back=(), now=NOW + 2 * HOUR)
    assert len(many) == DEPARTURES
    assert {gone.at for gone in many} == {NOW + 2 * HOUR}


def test_a_list_of_departures_is_as_old_as_the_last_of_them() -> None:
    gone = (Departure(story_id=StoryId("s1"), at=NOW),)
    assert departed_at(gone, a_site()) == NOW
    for authority in ("wire.example,2026", "wire.example,2026-03", "wire.example,2026-03-09"):
        assert departed_at((), a_site(authority=authority)) == datetime(2026, 1, 1, tzinfo=UTC)


def test_an_archive_names_those_beside_it_and_the_next_before_there_is_one() -> None:
    assert file_name(THIRD) == "retail.archive-2-3.atom"
    base = "https://wire.example/"
    assert dict(links(THIRD, base)) == {
        "self": f"{base}retail.archive-2-3.atom",
        "prev-archive": f"{base}retail.archive-2-2.atom",
        "next-archive": f"{base}retail.archive-2-4.atom",
        "current": f"{base}retail.atom",
    }
    assert "prev-archive" not in dict(links(replace(THIRD, number=1), base))


@pytest.mark.parametrize("late", [False, True])
def test_a_story_stands_where_its_lead_is_shown(late: bool) -> None:
    story = a_story(an_entry(published_at=NOW - HOUR), first_seen_at=NOW, late=late)
    assert story.shown_at == (NOW if late else NOW - HOUR)
    assert replace(story, first_seen_at=NOW - 2 * HOUR).shown_at == NOW - 2 * HOUR
