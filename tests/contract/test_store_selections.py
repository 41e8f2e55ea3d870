"""Outputs that choose by rank, language, words, age, and by how much of one feed they carry."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from factories import AUTHORITY, HOUR, NOW, a_feed, a_filing, a_state
from factories_store import (
    EVERYTHING,
    FEEDS,
    PAID,
    an_output,
    an_update,
    bring,
    one,
    tell,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from aggregator.model import Channel, EntryId, FiledEntry, Fold, OutputFeed, Ruling, StoryId
from aggregator.store import SqlStore

DAY = timedelta(days=1)
JOURNAL = a_feed("journal", rank=90)
WIRE = a_feed("wire", rank=30)
THREE = (a_feed(), JOURNAL, WIRE)

every_fold = pytest.mark.parametrize("fold", list(Fold))


def carried(store: SqlStore, output: OutputFeed, at=NOW) -> list[str]:
    return [story.lead.id for story in store.stories(output, at)]


def ids(store: SqlStore, output: OutputFeed) -> dict[str, StoryId]:
    """Under which id each entry is published that speaks for what the output carries."""
    return {story.lead.id: story.id for story in store.stories(output, NOW)}


def left(store: SqlStore, output: OutputFeed, at=NOW) -> set[str]:
    """Of all that is stored, by its lead: what the output may not carry, as is explained."""
    known = ids(store, replace(EVERYTHING, fold=output.fold, limit=1000))
    explained = store.explained(output, known.values(), at)
    return {name for name, one in known.items() if one in explained}


def each_alone(store: SqlStore, *members, feeds=THREE) -> None:
    """Stories of one entry each, an hour apart, the first the newest."""
    stories = [
        (replace(one, entry=replace(one.entry, published_at=NOW - place * HOUR)),)
        for place, one in enumerate(members)
    ]
    tell(store, *stories, feeds=feeds)


# Rank


@every_fold
def test_a_rank_is_the_least_that_the_feed_of_a_lead_may_have(store: SqlStore, fold: Fold) -> None:
    each_alone(store, one("a"), one("b", "journal"), one("c", "wire"))
    for rank, names in ((0, "abc"), (30, "abc"), (31, "ab"), (50, "ab"), (90, "b"), (91, "")):
        output = an_output(rank=rank, fold=fold)
        assert carried(store, output) == list(names)
        assert left(store, output) == set("abc") - set(names)


def test_whoever_speaks_for_a_story_has_the_rank(store: SqlStore) -> None:
    tell(store, (one("lead", "journal"), one("other", "wire")), feeds=THREE)
    output = an_output(rank=60)
    assert carried(store, output) == ["lead"]
    (told,) = store.stories(output, NOW)
    assert [copy.entry_id for copy in told.copies] == ["other"]
    store.rule(Ruling(entry_id=EntryId("lead"), at=NOW, kind="hide", outcome="a test"))
    assert carried(store, output) == []
    assert store.explained(output, [told.id], NOW) == {told.id}


def test_a_feed_that_gets_another_rank_takes_its_stories_along(store: SqlStore) -> None:
    each_alone(store, one("a"), one("b", "journal"))
    output = an_output(rank=60)
    store.sync_feeds((replace(THREE[0], rank=70), replace(JOURNAL, rank=10), WIRE), NOW)
    assert carried(store, output) == ["a"]
    assert left(store, output) == {"b"}


# Language


@every_fold
def test_a_language_takes_its_regions_in_any_case(store: SqlStore, fold: Fold) -> None:
    tags = {"a": "en", "b": "en-GB", "c": "EN_us", "d": "de", "e": "enm", "f": " De-ch ", "g": "fr"}
    each_alone(store, *(one(name, language=tag) for name, tag in tags.items()))
    for languages, names in (
        (("en",), "abc"),
        (("EN-gb",), "b"),
        (("de", "fr"), "dfg"),
        (("de-CH", "en-US"), "cf"),
        (("it",), ""),
    ):
        output = an_output(languages=languages, fold=fold)
        assert carried(store, output) == list(names)
        assert left(store, output) == set(tags) - set(names)


@pytest.mark.parametrize("stated", [None, ""])
def test_a_lead_that_states_no_language_has_that_of_its_feed(
    store: SqlStore, stated: str | None
) -> None:
    each_alone(store, one("a", language=stated), one("b", "journal"), one("c", language="de"))
    assert carried(store, an_output(languages=("fr",))) == []
    bring(store, an_update(state=a_state(channel=Channel(language="fr-CA"))))
    assert carried(store, an_output(languages=("fr",))) == ["a"]
    assert carried(store, an_output(languages=("de",))) == ["c"]
    assert left(store, an_output(languages=("fr", "de"))) == {"b"}


# Words


@every_fold
def test_words_are_looked_for_in_title_and_summary(store: SqlStore, fold: Fold) -> None:
    each_alone(
        store,
        one("title", title="AKOYA PEARLS are up"),
        one("summary", summary="Of an ákoya pearl and its price."),
        one("text", text="Further down an akoya pearl is named.", summary="Of prices."),
        one("none"),
    )
    words, without = an_output(words=("akoya pearl",)), an_output(without=("akoya pearls",))
    assert carried(store, replace(words, fold=fold)) == ["title", "summary"]
    assert left(store, replace(words, fold=fold)) == {"text", "none"}
    assert carried(store, replace(without, fold=fold)) == ["text", "none"]
    assert left(store, replace(without, fold=fold)) == {"title", "summary"}


def test_the_words_are_those_of_the_lead(store: SqlStore) -> None:
    tell(store, (one("lead", title="A ring"), one("other", "journal", title="A pearl")))
    assert carried(store, an_output(words=("pearl",))) == []
    assert carried(store, an_output(words=("ring",))) == ["lead"]
    # Where nothing is folded, each speaks for itself.
    assert carried(store, an_output(words=("pearl",), fold=Fold.NONE)) == ["other"]


def test_a_reworded_story_leaves_and_is_explained(store: SqlStore) -> None:
    told = one("a", title="A pearl")
    tell(store, (told,))
    output = an_output(words=("pearl",))
    assert carried(store, output) == ["a"]
    reworded = replace(told, entry=replace(told.entry, title="A ring"))
    tell(store, (reworded,))
    assert carried(store, output) == []
    assert store.explained(output, [told.story_id], NOW) == {told.story_id}


# Age, and the bounded date


@every_fold
def test_a_story_is_carried_for_its_age_and_leaves_explained(store: SqlStore, fold: Fold) -> None:
    each_alone(store, one("new"), one("older"))
    output = an_output(age=DAY, fold=fold)
    moment = timedelta(microseconds=1)
    assert carried(store, output, NOW + DAY - HOUR - moment) == ["new", "older"]
    assert left(store, output, NOW + DAY - HOUR - moment) == set()
    assert carried(store, output, NOW + DAY - HOUR) == ["new"]
    assert left(store, output, NOW + DAY - HOUR) == {"older"}
    assert carried(store, output, NOW + DAY) == []


def test_an_age_may_reach_back_beyond_all_calendars(store: SqlStore) -> None:
    each_alone(store, one("a"))
    assert carried(store, an_output(age=timedelta(days=999_999))) == ["a"]


@pytest.mark.parametrize("said", [{}, {"age": 5 * HOUR}, {"per_feed": 3}, {"without": ("opal",)}])
@every_fold
def test_late_ones_show_and_future_ones_do_not_stick(
    store: SqlStore, fold: Fold, said: dict[str, object]
) -> None:
    """By the date to which both are bounded; also where an age is asked."""
    output = an_output(fold=fold, **said)
    late = one("late", published_at=NOW - 99 * DAY, first_seen_at=NOW - 2 * HOUR, late=True)
    future = one("future", published_at=NOW + 99 * DAY, first_seen_at=NOW - 3 * HOUR)
    tell(store, (late,), (future,), (one("now", published_at=NOW - HOUR),))
    assert carried(store, output) == ["now", "late", "future"]
    assert carried(store, replace(output, limit=2)) == ["now", "late"]
    # Newer ones come before it, and it leaves in its turn.
    tell(store, (one("newer", "journal", published_at=NOW),))
    assert carried(store, replace(output, limit=3)) == ["newer", "now", "late"]


def test_what_is_dated_in_the_future_grows_old_like_the_rest(store: SqlStore) -> None:
    tell(store, (one("future", published_at=NOW + 99 * DAY, first_seen_at=NOW),))
    output = an_output(age=DAY)
    assert carried(store, output) == ["future"]
    assert carried(store, output, NOW + DAY) == []


# How much of one feed


@every_fold
def test_a_loud_feed_leaves_places_to_others(store: SqlStore, fold: Fold) -> None:
    each_alone(store, *(one(name) for name in "abcde"), one("f", "journal"), one("g", "wire"))
    output = an_output(per_feed=2, limit=3, fold=fold)
    assert carried(store, output) == ["a", "b", "f"]
    assert carried(store, replace(output, limit=9)) == ["a", "b", "f", "g"]
    assert carried(store, replace(output, per_feed=None)) == ["a", "b", "c"]


@every_fold
def test_what_is_crowded_out_may_be_carried_again(store: SqlStore, fold: Fold) -> None:
    """So it is not among what is explained: nobody took it down."""
    each_alone(store, *(one(name) for name in "abcd"), one("e", "journal"))
    output = an_output(per_feed=2, fold=fold)
    known = ids(store, replace(output, per_feed=None))
    assert carried(store, output) == ["a", "b", "e"]
    assert store.explained(output, known.values(), NOW) == frozenset()
    assert store.crowded(output, known.values(), NOW) == {known["c"], known["d"]}
    assert store.crowded(replace(output, per_feed=None), known.values(), NOW) == frozenset()
    assert store.crowded(output, [known["a"], StoryId("unheard-of")], NOW) == frozenset()
    store.rule(Ruling(entry_id=EntryId("a"), at=NOW, kind="hide", outcome="a test"))
    assert carried(store, output) == ["b", "c", "e"]
    assert store.explained(output, known.values(), NOW) == {known["a"]}
    assert store.crowded(output, known.values(), NOW) == {known["d"]}


def test_the_limit_explains_nothing_of_a_feed_that_is_not_loud(store: SqlStore) -> None:
    each_alone(store, one("a"), one("b"), one("c"), one("d", "journal"), one("e", "wire"))
    known = ids(store, EVERYTHING)
    output = an_output(per_feed=2, limit=3)
    assert carried(store, output) == ["a", "b", "d"]
    assert store.explained(output, known.values(), NOW) == frozenset()
    assert store.crowded(output, known.values(), NOW) == {known["c"]}


def test_what_was_published_by_itself_before_it_was_a_copy_crowds_nothing(store: SqlStore) -> None:
    copy = one("copy", copy_of=EntryId("text"), published_at=NOW - 2 * HOUR)
    tell(store, (one("new"),), (one("text", published_at=NOW - 2 * HOUR), copy))
    output = an_output(per_feed=1, fold=Fold.COPIES)
    assert carried(store, output) == ["new"]
    was, text = (StoryId(f"tag:{AUTHORITY}:entry/{name}") for name in ("copy", "text"))
    assert store.explained(output, [was, text], NOW) == {was}
    assert store.crowded(output, [was, text], NOW) == {text}


# All of it together


def test_all_that_is_asked_is_asked_at_once(store: SqlStore) -> None:
    fits = {"language": "en-GB", "title": "A pearl"}
    each_alone(
        store,
        one("fits", **fits),
        one("language", **fits | {"language": "de"}),
        one("words", **fits | {"title": "A ring"}),
        one("without", **fits | {"title": "A pearl and an opal"}),
        one("rank", "wire", **fits),
        one("off", filing=a_filing(None), **fits),
        one("paid", filing=PAID, **fits),
        one("held", held="a test", **fits),
        one("crowded", **fits),
        one("other", "journal", **fits),
        one("old", "journal", **fits),
    )
    output = an_output(
        rank=50,
        languages=("en",),
        words=("pearl",),
        without=("opal",),
        age=10 * HOUR,
        per_feed=1,
    )
    assert carried(store, output) == ["fits", "other"]
    assert left(store, output) == {
        *("language", "words", "without", "rank", "off", "paid", "old"),
    }
    known = ids(store, EVERYTHING)
    assert store.crowded(output, known.values(), NOW) == {known["crowded"]}


OUTPUTS = st.builds(
    an_output,
    fold=st.sampled_from(Fold),
    rank=st.sampled_from((0, 40, 60)),
    languages=st.sampled_from(((), ("en",), ("de", "fr"))),
    words=st.sampled_from(((), ("pearl",), ("pearl", "ring"))),
    without=st.sampled_from(((), ("opal",))),
    age=st.sampled_from((None, 9 * HOUR, 30 * HOUR)),
    per_feed=st.none() | st.integers(1, 4),
    limit=st.integers(1, 30),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_nothing_that_fits_is_left_out_but_by_a_limit(store: SqlStore, data) -> None:
    """Whatever bites it is read in; and what is left out is told as it is."""
    some_of_each(store)
    output = data.draw(OUTPUTS)
    whole = store.stories(replace(output, per_feed=None, limit=1000), NOW)
    stories = store.stories(output, NOW)
    expected, taken = [], dict.fromkeys(("gazette", "journal", "wire"), 0)
    for story in whole:
        feed = story.source.feed_id
        if len(expected) < output.limit and taken[feed] != output.per_feed:
            expected.append(story)
            taken[feed] += 1
    assert list(stories) == expected
    all_ids = ids(store, replace(EVERYTHING, fold=output.fold, limit=1000)).values()
    fitting = {story.id for story in whole}
    assert store.explained(output, all_ids, NOW) == set(all_ids) - fitting
    assert store.crowded(output, all_ids, NOW) == {
        story.id
        for story in whole
        if story not in expected and taken[story.source.feed_id] == output.per_feed
    }


def some_of_each(store: SqlStore) -> None:
    if store.totals().entries:
        return
    titles, feeds = ("A pearl", "Rings", "Pearls and opals", "A watch"), ("gazette", "journal")
    each_alone(
        store,
        *(
            one(
                f"e{number}",
                (*feeds, "gazette", "gazette", "wire")[number % 5],
                title=titles[number % 4],
                language=("en", "de", "en-GB")[number % 3],
                copy_of=EntryId("e0") if number in {10, 20} else None,
            )
            for number in range(40)
        ),
    )


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_1, _2, statement: str, *_3) -> None:
        seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


def many(store: SqlStore, *members: FiledEntry) -> None:
    """A story of each, in one go."""
    store.sync_feeds(THREE, NOW)
    bring(store, an_update(*members))


@every_fold
def test_bites_are_the_whole_in_its_order(store: SqlStore, fold: Fold) -> None:
    """Also where many share a moment, or a story."""
    few = [one(f"story-{number}", "wire") for number in range(3)]
    many(store, *(one(f"entry-{number}", FEEDS[number % 2]) for number in range(700)))
    tell(store, few, feeds=THREE)
    output = an_output(fold=fold, limit=1000)
    whole = store.stories(output, NOW)
    assert len(whole) == (701 if fold is Fold.STORIES else 703)
    assert store.stories(replace(output, without=("opal",)), NOW) == whole
    capped = store.stories(replace(output, per_feed=300), NOW)
    of_feeds = {feed: [one for one in whole if one.source.feed_id == feed] for feed in FEEDS}
    assert capped == tuple(one for one in whole if one in of_feeds[one.source.feed_id][:300])


def test_an_output_that_asks_for_no_words_and_no_cap_is_one_query(store: SqlStore) -> None:
    many(store, *(one(f"e{number}", title="A pearl") for number in range(9)))
    plain, words = an_output(age=99 * DAY, rank=1, limit=5), an_output(words=("pearl",), limit=5)
    counts = []
    for output in (an_output(limit=5), plain, words):
        with statements(store) as asked:
            assert len(carried(store, output)) == output.limit
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2] - 1
