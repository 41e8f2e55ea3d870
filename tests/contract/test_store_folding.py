"""How far an output folds: every entry, one of each text, or one of each event."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest
from factories import AUTHORITY, HOUR, NOW, a_feed, a_filing
from factories_store import (
    EVERYTHING,
    PAID,
    a_told,
    an_update,
    bring,
    one,
    shown,
    tell,
    the_story,
)
from sqlalchemy import event, insert, select

from aggregator.core.plan import BACKFILLED
from aggregator.model import EntryId, Fold, OutputFeed, Phase, Ruling, StoryId
from aggregator.store import SqlStore, open_store, schema

ALL = {fold: replace(EVERYTHING, fold=fold) for fold in Fold}
EACH, COPIES, STORIES = ALL[Fold.NONE], ALL[Fold.COPIES], ALL[Fold.STORIES]
every_fold = pytest.mark.parametrize("output", ALL.values(), ids=list(Fold))

# A text, its copy and its better copy; another telling of the same; and another event.
GAZETTE = a_feed(title="The Gazette")
JOURNAL = a_feed("journal", title="The Journal", rank=90)
WIRE = a_feed("wire", title="The Wire", rank=40)
BENCH = a_feed("bench", title="The Bench", rank=30)
FOUR = (GAZETTE, JOURNAL, WIRE, BENCH)


def entry_id(name: str) -> StoryId:
    return StoryId(f"tag:{AUTHORITY}:entry/{name}")


def story_id(name: str) -> StoryId:
    return StoryId(f"tag:{AUTHORITY}:story/{name}")


def copy(name: str, feed: str, of: str = "text", **said: object):
    return one(name, feed, copy_of=EntryId(of), **said)


def told(store: SqlStore, output: OutputFeed) -> dict[StoryId, tuple[str, ...]]:
    """Each story's lead and copies, by its id."""
    return {
        story.id: (story.lead.id, *(copy.entry_id for copy in story.copies))
        for story in store.stories(output, NOW)
    }


def two_events(store: SqlStore, feeds=FOUR) -> None:
    better = copy("better", "journal", first_seen_at=NOW + HOUR)
    words = one("words", "wire", first_seen_at=NOW + 2 * HOUR)
    tell(store, (better, one("text"), words), (one("other", "wire"),), feeds=feeds)


def rule(store: SqlStore, kind: str, name: str, outcome: str = "a test") -> None:
    store.rule(Ruling(entry_id=EntryId(name), at=NOW + 9 * HOUR, kind=kind, outcome=outcome))


# What is carried, under which ids


def test_nothing_folded_carries_each_entry_by_itself(store: SqlStore) -> None:
    two_events(store)
    names = ("text", "better", "words", "other")
    assert told(store, EACH) == {entry_id(name): (name,) for name in names}


def test_copies_folded_carries_each_text_once(store: SqlStore) -> None:
    two_events(store)
    assert told(store, COPIES) == {
        entry_id("text"): ("better", "text"),
        entry_id("words"): ("words",),
        entry_id("other"): ("other",),
    }


def test_stories_folded_carries_each_event_once(store: SqlStore) -> None:
    two_events(store)
    assert told(store, STORIES) == {
        story_id("better"): ("better", "text", "words"),
        story_id("other"): ("other",),
    }


def test_stories_are_folded_unless_an_output_says_otherwise(store: SqlStore) -> None:
    two_events(store)
    assert told(store, EVERYTHING) == told(store, STORIES)


def test_entries_are_published_under_the_authority_of_their_story(store: SqlStore) -> None:
    """Also where the story's id has a day in it, or more ids than one."""
    ids = ("tag:other.example,2020:story/20260504/e1", "tag:other.example,2020:story/x/e1/e1")
    for name in ids:
        tell(store, (one("e1", story_id=StoryId(name)),))
        for output in (EACH, COPIES):
            assert the_story(store, output).id == "tag:other.example,2020:entry/e1"


@every_fold
def test_the_limit_counts_what_is_carried(store: SqlStore, output: OutputFeed) -> None:
    two_events(store)
    everything = shown(store, output)
    for limit in range(1, len(everything) + 1):
        assert shown(store, replace(output, limit=limit)) == everything[:limit]


@pytest.mark.parametrize("output", [EACH, COPIES], ids=["none", "copies"])
def test_an_entry_is_chosen_by_its_own_filing_where_events_are_not_folded(
    store: SqlStore, output: OutputFeed
) -> None:
    lead = one("lead", filing=a_filing("retail"))
    tell(store, (lead, one("words", "journal", filing=a_filing("auctions"))))
    assert shown(store, replace(output, topics=("auctions",))) == ["words"]
    assert shown(store, replace(STORIES, topics=("auctions",))) == []


# Who leads


@pytest.mark.parametrize("output", [COPIES, STORIES], ids=["copies", "stories"])
def test_the_lead_is_of_the_highest_rank_then_the_fullest_then_the_first(
    store: SqlStore, output: OutputFeed
) -> None:
    members = (
        one("text", text="short", held="a test"),
        copy("short", "gazette", text="short", first_seen_at=NOW - HOUR),
        copy("full", "wire", text="the longest of low rank"),
        copy("late", "bench", text="the longest of low rank", first_seen_at=NOW + HOUR),
        copy("ranked", "journal", text="bare"),
    )
    tell(store, members, feeds=(GAZETTE, JOURNAL, a_feed("wire"), a_feed("bench")))
    for name in ("ranked", "full", "late", "short"):
        assert shown(store, output) == [name]
        rule(store, "hide", name)
    assert shown(store, output) == []


@pytest.mark.parametrize("gone", [{"held": "a test"}, {"withdrawn_at": NOW}])
def test_who_may_not_be_shown_gives_way_to_the_next(store: SqlStore, gone) -> None:
    lead = copy("better", "journal", **gone)
    tell(store, (lead, one("text"), one("words", "wire")), feeds=FOUR)
    assert set(told(store, EACH)) == {entry_id("text"), entry_id("words")}
    assert told(store, COPIES)[entry_id("text")] == ("text",)
    assert told(store, STORIES) == {story_id("better"): ("text", "words")}


def test_what_a_copy_is_of_may_be_gone_and_the_id_stays(store: SqlStore) -> None:
    tell(store, (copy("better", "journal"), one("text", withdrawn_at=NOW)), feeds=FOUR)
    assert told(store, COPIES) == {entry_id("text"): ("better",)}
    assert told(store, EACH) == {entry_id("better"): ("better",)}


# What was paid for


@pytest.mark.parametrize("output", [COPIES, STORIES], ids=["copies", "stories"])
def test_a_paid_copy_never_leads_news(store: SqlStore, output: OutputFeed) -> None:
    paid = copy("paid", "journal", filing=PAID, text="full " * 50)
    news, words = one("text"), one("words", "wire")
    # Where it led all the same: a ruling joined it, or filed it so.
    for members in ((news, paid, words), (paid, news, words)):
        tell(store, members, feeds=FOUR)
        assert shown(store, output)[0] == "text"
        assert "paid" not in {name for names in told(store, output).values() for name in names}
    # Beside news that may not be shown it is an advert, and goes where adverts go.
    rule(store, "hide", "text")
    rule(store, "hide", "words")
    assert shown(store, output) == ["paid"]
    assert shown(store, replace(output, sponsored=False)) == []
    rule(store, "restore", "text")
    assert shown(store, output) == ["text"]


def test_of_what_is_paid_alone_the_lead_leads(store: SqlStore) -> None:
    first = one("text", filing=PAID)
    tell(store, (first, copy("ranked", "journal", filing=PAID)), feeds=FOUR)
    assert told(store, STORIES) == {story_id("text"): ("text", "ranked")}


# Feeds that never lead


@every_fold
def test_who_never_leads_never_stands_alone(store: SqlStore, output: OutputFeed) -> None:
    feeds = (GAZETTE, replace(JOURNAL, leads=False))
    tell(store, (one("alone", "journal"),), feeds=feeds)
    assert shown(store, output) == []
    news = replace(one("news"), story_id=story_id("alone"))
    bring(store, an_update(news, stories=(a_told(news, one("alone", "journal")),)))
    assert shown(store, output) == ["news"]


def test_who_never_leads_stands_beside(store: SqlStore) -> None:
    two_events(store, feeds=(GAZETTE, replace(JOURNAL, leads=False), WIRE))
    assert set(told(store, EACH)) == {entry_id("text"), entry_id("words"), entry_id("other")}
    assert told(store, COPIES)[entry_id("text")] == ("text", "better")
    assert told(store, STORIES)[story_id("better")] == ("text", "better", "words")


@every_fold
def test_feeds_yaml_may_change_its_mind_of_who_leads(store: SqlStore, output: OutputFeed) -> None:
    two_events(store)
    before = told(store, output)
    never = [replace(feed, leads=False) for feed in FOUR]
    store.sync_feeds((GAZETTE, never[1], WIRE, BENCH), NOW)
    assert "better" not in shown(store, output)
    assert set(shown(store, output)) >= {"text", "other"}
    kept = set(before) - {entry_id("better")} if output is EACH else set(before)
    assert set(told(store, output)) == kept
    store.sync_feeds(never, NOW)
    assert told(store, output) == {}
    store.sync_feeds(FOUR, NOW)
    assert told(store, output) == before


# When it was updated


def at_once(store: SqlStore, output: OutputFeed) -> tuple[StoryId, str, object, object]:
    story = the_story(store, output)
    return story.id, story.lead.id, story.published_at, story.updated_at


def came(store: SqlStore, *members, **said: object) -> None:
    """What is stored of one story now; the first leads, the second began it."""
    began = members[-1]
    story = a_told(*(replace(member, story_id=story_id("text")) for member in members), **said)
    story = replace(story, published_at=began.entry.published_at)
    moved = [replace(member, story_id=story.id) for member in members]
    bring(store, an_update(*moved, stories=(story,)))


def test_a_better_copy_moves_updated_once_and_the_id_never(store: SqlStore) -> None:
    store.sync_feeds(FOUR, NOW)
    text = one("text", first_seen_at=NOW)
    came(store, text)
    for output in (COPIES, STORIES):
        assert at_once(store, output)[1:] == ("text", NOW - HOUR, NOW - HOUR)
    ids = [the_story(store, output).id for output in (COPIES, STORIES)]
    better = copy("better", "journal", first_seen_at=NOW + HOUR, published_at=NOW)
    came(store, better, text, updated_at=NOW + HOUR)
    worse = copy("worse", "wire", first_seen_at=NOW + 2 * HOUR)
    for members in ((better, text), (better, worse, text)):
        came(store, *members, updated_at=NOW + HOUR)
        for output, name in zip((COPIES, STORIES), ids, strict=True):
            assert at_once(store, output) == (name, "better", NOW - HOUR, NOW + HOUR)


def test_updated_does_not_go_back_where_the_better_copy_goes(store: SqlStore) -> None:
    store.sync_feeds(FOUR, NOW)
    better, text = copy("better", "journal", first_seen_at=NOW + HOUR), one("text")
    for gone in ({"withdrawn_at": NOW + 2 * HOUR}, {"held": "hidden by a ruling"}):
        came(store, replace(better, **gone), text)
        assert at_once(store, COPIES) == (entry_id("text"), "text", NOW - HOUR, NOW + HOUR)


def test_an_edit_of_the_lead_moves_updated(store: SqlStore) -> None:
    edited = one("text", updated_at=NOW + 3 * HOUR)
    tell(store, (edited,))
    assert [the_story(store, output).updated_at for output in ALL.values()] == 3 * [NOW + 3 * HOUR]
    # An advert that names another price at each fetch is edited, and is no news each time.
    restless = one("text", moved_at=NOW + 5 * HOUR, moves=6)
    tell(store, (restless,))
    assert [the_story(store, output).updated_at for output in ALL.values()] == 3 * [NOW - HOUR]
    better = copy("better", "journal", first_seen_at=NOW + HOUR, updated_at=NOW + 4 * HOUR)
    tell(store, (replace(better, story_id=edited.story_id), edited), feeds=FOUR)
    assert the_story(store, COPIES).updated_at == NOW + 4 * HOUR


def test_old_copies_that_were_caught_up_with_begin_nothing(store: SqlStore) -> None:
    old = one("text", published_at=NOW - 99 * HOUR, held=BACKFILLED, first_seen_at=NOW - HOUR)
    news = copy("news", "wire", published_at=NOW - HOUR)
    tell(store, (news, old), feeds=FOUR)
    assert at_once(store, COPIES) == (entry_id("text"), "news", NOW - HOUR, NOW - HOUR)


@pytest.mark.parametrize("output", [EACH, COPIES], ids=["none", "copies"])
def test_what_came_late_is_updated_when_it_came(store: SqlStore, output: OutputFeed) -> None:
    tell(store, (one("late", published_at=NOW - 99 * HOUR, first_seen_at=NOW, late=True),))
    assert at_once(store, output)[2:] == (NOW - 99 * HOUR, NOW)


# Who else has it


def test_of_each_other_feed_one_is_named_its_copy_before_its_telling(store: SqlStore) -> None:
    members = (
        one("text"),
        copy("own", "gazette"),
        one("telling", "wire", first_seen_at=NOW + HOUR),
        copy("copy", "wire", first_seen_at=NOW + 2 * HOUR),
        copy("again", "wire", first_seen_at=NOW + 3 * HOUR),
        one("words", "bench"),
        copy("hidden", "journal", held="a test"),
    )
    tell(store, members, feeds=FOUR)
    assert told(store, STORIES) == {story_id("text"): ("text", "copy", "words")}
    story = store.stories(COPIES, NOW)
    assert {one.lead.id: [copy.entry_id for copy in one.copies] for one in story} == {
        "text": ["copy"],
        "telling": [],
        "words": [],
    }


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("It opened. This article first appeared in The Wire.", {"wire"}),
        ("It opened. This article first appeared in The Bench.", set()),  # which tells it anew
        ("It opened. This article first appeared in The Journal.", set()),  # which is the lead's
        ("It opened, The Wire says.", set()),
    ],
)
def test_only_a_credited_publisher_of_the_same_text_is_its_origin(
    store: SqlStore, text: str, origins: set[str]
) -> None:
    members = (
        one("text", "journal", text=text),
        copy("wire", "wire"),
        copy("gazette", "gazette"),
        one("bench", "bench"),
    )
    tell(store, members, feeds=FOUR)
    for output in (COPIES, STORIES):
        lead = next(story for story in store.stories(output, NOW) if story.lead.id == "text")
        assert {one.entry_id for one in lead.copies if one.is_origin} == (origins)


def test_a_lead_that_is_a_copy_credits_whoever_was_first(store: SqlStore) -> None:
    lead = copy("better", "journal", of="wire", text="It opened. Source: The Wire")
    tell(store, (lead, one("wire", "wire"), copy("gazette", "gazette", of="wire")), feeds=FOUR)
    for output in (COPIES, STORIES):
        copies = the_story(store, output).copies
        assert {one.entry_id: one.is_origin for one in copies} == {"wire": True, "gazette": False}


# What is carried no more


def test_a_loss_of_entries_is_explained(store: SqlStore) -> None:
    two_events(store)
    ids = [entry_id(name) for name in ("text", "better", "words", "other", "unheard-of")]
    assert store.explained(EACH, ids, NOW) == frozenset()
    rule(store, "hide", "text")
    rule(store, "hide", "other")
    assert store.explained(EACH, ids, NOW) == {entry_id("text"), entry_id("other")}
    assert store.explained(EACH, [], NOW) == frozenset()


def test_a_loss_of_copies_is_explained(store: SqlStore) -> None:
    two_events(store)
    ids = [entry_id(name) for name in ("text", "words", "other", "unheard-of")]
    assert store.explained(COPIES, ids, NOW) == frozenset()
    # What was published by itself before it turned out to be a copy.
    assert store.explained(COPIES, [entry_id("better")], NOW) == {entry_id("better")}
    rule(store, "hide", "text")
    rule(store, "hide", "other")
    assert store.explained(COPIES, ids, NOW) == {entry_id("other")}
    rule(store, "hide", "better")
    assert store.explained(COPIES, ids, NOW) == {entry_id("text"), entry_id("other")}


def test_a_loss_of_stories_is_explained(store: SqlStore) -> None:
    two_events(store)
    ids = [story_id("better"), story_id("other"), story_id("unheard-of")]
    assert store.explained(STORIES, ids, NOW) == frozenset()
    rule(store, "hide", "better")
    rule(store, "hide", "other")
    assert store.explained(STORIES, ids, NOW) == {story_id("other")}


@every_fold
def test_what_no_feed_may_lead_any_more_is_explained(store: SqlStore, output: OutputFeed) -> None:
    two_events(store)
    ids = list(told(store, output))
    assert store.explained(replace(output, limit=1), ids, NOW) == frozenset()
    store.sync_feeds([replace(feed, leads=False) for feed in FOUR], NOW)
    assert store.explained(output, ids, NOW) == set(ids)


# What it costs


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """A store of 20,000 entries, three to a story, two of those of one text; it is only read."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('many') / 'wire.sqlite3'}")
    feeds = [a_feed(f"feed-{number}", rank=number) for number in range(9)]
    tell(store, (one("e0", "feed-0", filing=a_filing("retail")),), feeds=tuple(feeds))
    with store.engine.begin() as connection:
        entry, story, topic = (
            dict(connection.execute(select(table)).mappings().one())
            for table in (schema.entries, schema.stories, schema.topics)
        )
        rows = [_row(entry, number) for number in range(1, 20_001)]
        named = [row for row in rows if row["id"] == row["story_id"]]
        told = [story | {"id": row["id"], "lead_id": row["id"]} for row in named]
        connection.execute(insert(schema.stories), told)
        connection.execute(insert(schema.entries), rows)
        connection.execute(insert(schema.topics), [topic | {"entry_id": row["id"]} for row in rows])
    yield store
    store.close()


def _row(like: dict[str, object], number: int) -> dict[str, object]:
    at, place = NOW - timedelta(minutes=number), number % 3
    lead = f"e{max(number - place, 1)}"
    return like | {
        "id": f"e{number}",
        "story_id": lead,
        "copy_of": lead if place == 1 and number > 1 else None,
        "feed_id": f"feed-{number % 9}",
        "text": f"{number} words " * 100,
        "shown_at": at,
        "first_seen_at": at,
    }


@contextmanager
def asked(store: SqlStore) -> Iterator[list[str]]:
    """How SQLite went about what it was asked meanwhile, line by line."""
    seen: list[tuple[str, tuple[object, ...]]] = []
    plans: list[str] = []

    def note(_1, _2, statement: str, parameters, *_3) -> None:
        seen.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    yield plans
    event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.begin() as connection:
        for statement, parameters in seen:
            if statement.startswith("SELECT"):
                lines = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.extend(line.detail for line in lines)


@every_fold
def test_a_long_tail_costs_an_output_nothing(many: SqlStore, output: OutputFeed) -> None:
    for wanted in (
        output,
        replace(output, topics=("auctions",)),
        replace(output, auctions=(Phase.UPCOMING,)),
        replace(output, feeds=("away",)),
    ):
        began_at = perf_counter()
        with asked(many) as plans:
            carried = many.stories(replace(wanted, limit=20), NOW)
        assert perf_counter() - began_at < 1
        assert len(carried) == (20 if wanted == output else 0)
        # It walks what stands by date, and finds all else by an index.
        walks = [plan for plan in plans if plan.startswith("SCAN ")]
        assert all(" USING " in plan for plan in walks if plan != "SCAN feeds")
        assert len(walks) <= 1


@every_fold
def test_a_loss_is_explained_by_look_ups_alone(many: SqlStore, output: OutputFeed) -> None:
    ids = [story.id for story in many.stories(output, NOW)]
    with asked(many) as plans:
        assert many.explained(output, ids, NOW) == frozenset()
    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN ")] == []
