"""Texts that are nearly one."""

from time import perf_counter

import pytest
from factories import an_entry
from hypothesis import given
from hypothesis import strategies as st
from told_entries import entries

from aggregator.core.dedupe.bands import (
    BANDS,
    LONGEST,
    SHORTEST,
    are_of_one_form,
    bands,
    in_common,
)

LONG = " ".join(f"word{at}" for at in range(100))
WORDY = st.lists(st.sampled_from("abcdefgh"), max_size=80).map(
    lambda letters: " ".join(f"{one}x" for one in letters)
)


def said(text: str, entry_id: str = "a"):
    return an_entry(entry_id, text=text)


def test_a_text_has_a_key_in_each_band():
    found = bands(said(LONG))
    assert [key[0] for key in found] == [str(band) for band in range(BANDS)]


@pytest.mark.parametrize("words", [0, 1, 2, SHORTEST - 1])
def test_a_short_text_has_no_bands(words):
    short = " ".join(f"word{at}" for at in range(words))
    assert bands(said(short)) == ()
    assert in_common(said(short), said(short, "b")) is None


def test_the_shortest_text_has_bands():
    assert bands(said(" ".join(f"word{at}" for at in range(SHORTEST))))


@given(WORDY)
def test_equal_texts_have_equal_bands(text):
    assert bands(said(text)) == bands(said(text, "b"))


@given(WORDY)
def test_case_and_points_make_no_other_text(text):
    assert bands(said(text)) == bands(said(text.upper().replace(" ", ", ")))


def test_the_order_of_words_makes_another_text():
    assert bands(said(LONG)) != bands(said(" ".join(reversed(LONG.split()))))


def test_bands_are_those_that_are_stored():
    """Other ones would need another scheme: those of stored entries would be met no more."""
    assert bands(said(LONG))[0] == "01fa4b9de.199aabf1.218563c4.927fc2a"


def test_what_is_cut_short_is_nearly_the_same():
    cut = " ".join(LONG.split()[:70])
    assert in_common(said(LONG), said(cut, "b")) == 1.0
    assert set(bands(said(LONG))) & set(bands(said(LONG + " and more", "b")))


def test_another_text_is_not():
    other = " ".join(f"other{at}" for at in range(100))
    assert in_common(said(LONG), said(other)) is None


def test_a_figure_of_the_shorter_makes_it_another_report():
    one, other = said(f"{LONG} rose 4% more words"), said(f"{LONG} rose 5%", "b")
    assert in_common(one, other) is None
    assert are_of_one_form(one, other)


def test_a_figure_of_the_longer_alone_is_an_addition():
    one, other = said(f"{LONG} which rose 4% in all"), said(LONG, "b")
    assert in_common(one, other) == 1.0
    assert not are_of_one_form(one, other)


def test_what_follows_the_beginning_is_not_looked_at():
    text = " ".join(f"word{at}" for at in range(LONGEST))
    assert bands(said(text)) == bands(said(f"{text} and {LONG}"))


@given(WORDY, WORDY)
def test_what_two_have_in_common_is_the_same_either_way_round(here, there):
    one, other = said(here), said(there, "b")
    assert in_common(one, other) == in_common(other, one)
    assert are_of_one_form(one, other) == are_of_one_form(other, one)


@given(entries("a"), entries("b"))
def test_the_same_holds_of_any_entries(one, other):
    assert in_common(one, other) == in_common(other, one)
    assert are_of_one_form(one, other) == are_of_one_form(other, one)


@pytest.mark.parametrize("text", ["word " * 100_000, "a" * 1_000_000])
def test_a_text_without_end_takes_no_time(text):
    begun = perf_counter()
    bands(said(text))
    assert perf_counter() - begun < 1
