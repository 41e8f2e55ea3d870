"""Whether two entries tell of one event, in other words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement
from time import perf_counter

import pytest
from factories import NOW, a_filed, a_filing
from hypothesis import given
from told_entries import WORDED, WORDS, entries, filed, told_at
from told_pairs import MISSED, ONE_EVENT, TWO_EVENTS, Pair

from aggregator.core.dedupe import Grade, fit
from aggregator.core.dedupe.events import ENOUGH, LATE_ENOUGH, NEAR, WINDOW, judged
from aggregator.model import NO_WORDS, DateSource, Disclosure, FeedId

SECOND = timedelta(seconds=1)
BUYS = ("Wexcombe Buys Marisande", "The London jeweler pays $120 million for the pearl house.")
TAKES = ("Marisande Has a New Owner", "Wexcombe acquires the pearl house for $120 million.")
STRANGE = (
    "",
    "9" * 400,
    "$" + "9" * 400,
    "9" * 400 + " carats",
    "MIX CV DVI I",
    "\ud800 sold \udfff",
    "💍💎⌚",
    "バーゼルで赤いルビー落札",
    "قلادة ذهبية في دبي",
    "Женева: рубин",
    "ﬁ ß İ ǆ",
    "((((((((((",
    "\0\n\t",
)


def apart_by(span: timedelta, source: DateSource = DateSource.PUBLISHED):
    one = told_at("a", *BUYS, date_source=source)
    there = one.published_at + span
    return one, told_at("b", *TAKES, published_at=there, date_source=source, feed_id=FeedId("b"))


# Pairs


@pytest.mark.parametrize("pair", ONE_EVENT, ids=str)
def test_what_tells_of_one_event_is_joined(pair: Pair):
    found = fit(pair.one, pair.other, WORDS)
    assert found, judged(pair.one.entry, pair.other.entry, WORDS)


@pytest.mark.parametrize("pair", TWO_EVENTS, ids=str)
def test_what_only_looks_alike_is_not_joined(pair: Pair):
    assert fit(pair.one, pair.other, WORDS) is None


@pytest.mark.parametrize("pair", MISSED, ids=str)
def test_what_is_still_missed_is_known(pair: Pair):
    assert fit(pair.one, pair.other, WORDS) is None


def test_there_are_enough_pairs_and_few_known_misses():
    assert len(ONE_EVENT) + len(TWO_EVENTS) >= 120
    assert len(MISSED) <= 15


@pytest.mark.parametrize(
    ("trap", "reason"),
    [
        ("a guide", "a guide is no news"),
        ("agreed and completed", "another stage: "),
        ("another person", "another party"),
        ("another power's sanctions", "another power: "),
        ("another stone", "another stone"),
        ("a preview and its result", "another stage: "),
        ("a robbery and an arrest", "another stage: "),
        ("a robbery and a sentence", "another stage: "),
        ("an arrest and a sentence", "another stage: "),
        ("results of another quarter", "another "),
        ("the same series in another city", "another city"),
        ("the same series in another number", "another number: "),
        ("two openings of one chain", "another "),
    ],
)
def test_a_trap_says_what_it_is(trap, reason):
    """In most of its pairs: in some what is shared is too little already."""
    pairs = [pair for pair in TWO_EVENTS if pair.trap == trap]
    told = [judged(pair.one.entry, pair.other.entry, WORDS).against for pair in pairs]
    assert sum(one.startswith(reason) for one in told) * 2 > len(told), told


def test_two_parts_of_a_series_in_one_letter_are_two():
    one, other = (
        told_at(number, f"Important Watches Part {number} at Dellamore", "It realized $9 million.")
        for number in ("V", "X")
    )
    assert judged(one, other, WORDS).against == "another number: 10 and 5"


def test_a_chain_named_by_its_city_opens_in_two():
    one, other = (
        told_at(city, f"Orsay Opens in {city}", "The Paris jeweler shows its Azur line.")
        for city in ("Milan", "Madrid")
    )
    assert judged(one, other, WORDS).against == "another city in the title"


def test_a_city_of_the_buyer_is_not_another_city():
    one = told_at("a", "Geneva Sale Led by Crimson Tide", "The ruby sold for $6.1 million.")
    other = told_at("b", "Hong Kong Buyer Wins Crimson Tide", "It made $6.1 million in Geneva.")
    assert not judged(one, other, WORDS).against


# Days


def test_a_dated_pair_within_days_is_joined():
    assert judged(*apart_by(timedelta(hours=5)), WORDS).joins


def test_a_pair_far_apart_needs_more():
    assert judged(*apart_by(NEAR + SECOND), WORDS).enough == LATE_ENOUGH
    assert judged(*apart_by(NEAR), WORDS).enough < ENOUGH
    assert judged(*apart_by(timedelta(0), DateSource.UNKNOWN), WORDS).enough == ENOUGH


def test_nothing_is_joined_beyond_the_window():
    assert judged(*apart_by(WINDOW), WORDS).points > 0
    beyond = judged(*apart_by(WINDOW + SECOND), WORDS)
    assert not beyond.joins
    assert beyond.against == "14 days apart"


@pytest.mark.parametrize("year", [1, 1000, 9999])
def test_a_date_far_away_is_another_time(year):
    far = datetime(year, 6, 1, tzinfo=UTC)
    one, other = apart_by(timedelta(0))
    assert judged(one, replace(other, published_at=far), WORDS).against
    both = (replace(entry, published_at=far) for entry in (one, other))
    assert judged(*both, WORDS).joins


# Laws


@given(entries("a"), entries("b"))
def test_judging_is_the_same_either_way_round(one, other):
    assert judged(one, other, WORDS) == judged(other, one, WORDS)


@given(filed("a"), filed("b"))
def test_fitting_is_the_same_either_way_round(one, other):
    there, back = fit(one, other, WORDS), fit(other, one, WORDS)
    assert (there and (there.grade, there.rule, there.points)) == (
        back and (back.grade, back.rule, back.points)
    )


@pytest.mark.parametrize("pair", [*ONE_EVENT, *TWO_EVENTS, *MISSED], ids=str)
def test_a_pair_is_judged_the_same_either_way_round(pair: Pair):
    assert judged(pair.one.entry, pair.other.entry, WORDS) == judged(
        pair.other.entry, pair.one.entry, WORDS
    )
    assert fit(pair.one, pair.other, WORDS) == fit(pair.other, pair.one, WORDS)


@given(filed("a"), filed("b"))
def test_beyond_the_window_only_copies_are_one(one, other):
    far = one.entry.published_at + WINDOW + SECOND
    other = replace(other, entry=replace(other.entry, published_at=far))
    found = fit(one, other, WORDS)
    dated = DateSource.UNKNOWN not in {one.entry.date_source, other.entry.date_source}
    assert not (dated and found and found.grade is not Grade.EXACT)


@pytest.mark.parametrize("pair", ONE_EVENT, ids=str)
def test_an_advert_and_news_are_never_one(pair: Pair):
    paid = replace(pair.one, filing=a_filing("sponsored", disclosure=Disclosure.SPONSORED))
    assert fit(paid, pair.other, WORDS) is None


@given(filed("a"), filed("b"))
def test_an_advert_and_anything_else_are_never_one(one, other):
    if one.filing.is_sponsored != other.filing.is_sponsored:
        assert fit(one, other, WORDS) is None


@given(filed("a"), filed("b"))
def test_without_words_only_exact_copies_are_one(one, other):
    found = fit(one, other, NO_WORDS)
    assert found is None or found.grade is Grade.EXACT


@pytest.mark.parametrize("pair", ONE_EVENT, ids=str)
def test_without_words_no_telling_is_one(pair: Pair):
    assert fit(pair.one, pair.other, NO_WORDS) is None


def test_one_feed_tells_no_event_twice():
    one, other = apart_by(timedelta(0))
    other = replace(other, feed_id=one.feed_id)
    assert judged(one, other, WORDS).joins
    assert fit(a_filed(one), a_filed(other), WORDS) is None


def test_an_entry_is_not_its_own_copy():
    assert fit(a_filed(told_at("a", *BUYS)), a_filed(told_at("a", *BUYS)), WORDS) is None


# Odd words


@pytest.mark.parametrize(("here", "there"), list(combinations_with_replacement(STRANGE, 2)))
def test_strange_words_are_judged(here, there):
    one, other = told_at("a", here, there), told_at("b", there, here, feed_id=FeedId("b"))
    assert judged(one, other, WORDS) == judged(other, one, WORDS)
    fit(a_filed(one), a_filed(other), WORDS)


@given(WORDED)
def test_a_title_alone_is_not_an_event(text):
    one, other = told_at("a", "", ""), told_at("b", text, "", feed_id=FeedId("b"))
    assert not judged(one, other, WORDS).joins


@pytest.mark.parametrize("text", ["word " * 100_000, "Q" * 1_000_000, "落札" * 100_000])
def test_a_text_without_end_takes_no_time(text):
    one = told_at("a", "Wexcombe", text, published_at=NOW)
    other = told_at("b", "Wexcombe", text + "x", feed_id=FeedId("b"))
    begun = perf_counter()
    judged(one, other, WORDS)
    assert perf_counter() - begun < 10  # it takes a tenth of a second; a machine may be busy
