"""Under which keys tellings of one event meet."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import an_entry
from hypothesis import given
from hypothesis import strategies as st
from told_entries import WORDS, entries, told_at
from told_pairs import ONE_EVENT, Pair

from aggregator.core.dedupe import asked_keys, keys, stored_keys, told_keys, without_window
from aggregator.core.dedupe.traces import LONGEST_NAME, SPAN
from aggregator.model import NO_WORDS, Key

# Names 6, rare 2, pairs 5, names with what happened 6, figures 4; a title's head, and bands.
MOST_TOLD = 6 + 2 + 5 + 6 + 4 + 1 + 6
MOST_EXACT = 3
LONGEST = 1000  # bytes, far below what an index of PostgreSQL takes

BUYS = told_at("a", "Wexcombe Buys Marisande", "The London jeweler pays $120 million in cash.")


def meet(pair: Pair) -> bool:
    stored = set(stored_keys(pair.one.entry, WORDS))
    return not stored.isdisjoint(asked_keys(pair.other.entry, WORDS))


def test_what_is_joined_is_found_by_a_key_but_for_two_in_a_hundred():
    apart = [str(pair) for pair in ONE_EVENT if not meet(pair)]
    assert len(apart) * 100 <= 3 * len(ONE_EVENT), apart


@given(entries("a"), entries("b"), st.integers(0, SPAN // timedelta(seconds=1)))
def test_two_that_tell_of_the_same_within_the_span_meet(one, other, seconds):
    other = replace(other, published_at=one.published_at + timedelta(seconds=seconds))
    shared = set(told_keys(one, WORDS)) & set(told_keys(other, WORDS))
    for here, there in ((one, other), (other, one)):
        met = set(stored_keys(here, WORDS)) & set(asked_keys(there, WORDS))
        assert shared <= {without_window(key) for key in met}


@given(entries("a"))
def test_what_is_stored_is_asked_for(entry):
    assert set(stored_keys(entry, WORDS)) <= set(asked_keys(entry, WORDS))


@given(entries("a"))
def test_a_window_is_undone(entry):
    told = set(told_keys(entry, WORDS))
    for found in (stored_keys(entry, WORDS), asked_keys(entry, WORDS)):
        assert {without_window(key) for key in found} == told | set(keys(entry))


@pytest.mark.parametrize(
    "key", ["link:https://w1.example/a", "w/tell1:a", "wx/tell1:a", "same:w1/a", "", "w-/a"]
)
def test_a_key_of_no_window_stays(key):
    assert without_window(Key(key)) == key


@pytest.mark.parametrize("key", ["w1/tell1:a", "w52000/tell1:a"])
def test_a_key_of_a_window_is_told(key):
    assert without_window(Key(key)) == "tell1:a"


@given(entries("a"))
def test_keys_are_short_and_few(entry):
    stored, asked = stored_keys(entry, WORDS), asked_keys(entry, WORDS)
    assert len(told_keys(entry, WORDS)) <= MOST_TOLD
    assert len(stored) <= MOST_EXACT + MOST_TOLD
    assert len(asked) <= MOST_EXACT + 3 * MOST_TOLD
    told = [key.encode(errors="surrogatepass") for key in (*stored, *asked)]
    assert max(map(len, told), default=0) < LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "Zqx" * 600,
        "Zqx" * 600 + " Ring",
        "Ω" + "ψ" * 1900,
        "$" + "9" * 1900,
        "9," * 900,
        "9" * 400 + " carats",
        " ".join(f"Zq{'abcdefghij'[at % 10] * 60}{at}x" for at in range(60)),
        " ".join(f"${at}{'0' * 9} million and 1{at},000,000.5 carats" for at in range(60)),
        "Geneva London Rolex Cartier Swiss Tiffany Milan acquires robbery dies opens " * 9,
    ],
)
def test_keys_of_hostile_words_are_short_and_few(text):
    for entry in (told_at("a", "A Ring", text), told_at("a", text, "")):
        told = told_keys(entry, WORDS)
        assert len(told) <= MOST_TOLD
        assert max(len(key.encode()) for key in stored_keys(entry, WORDS)) < LONGEST


def test_a_word_too_long_is_no_key():
    fits, over = ("zq" * (length // 2) for length in (LONGEST_NAME, LONGEST_NAME + 2))
    assert f"tell1:{fits}" in told_keys(told_at("a", "A Ring", f"By {fits.title()}."), WORDS)
    assert not any(over in key for key in told_keys(told_at("a", over.title(), ""), WORDS))


def test_a_name_is_a_key_by_itself_and_one_of_every_day_is_not():
    told = told_keys(BUYS, WORDS)
    assert {"tell1:wexcomb", "tell1:marisand"} <= set(told)
    assert "tell1:london" not in told
    assert "tell1:london|deal" in told


def test_no_key_stands_twice():
    told = told_keys(BUYS, WORDS)
    assert len(told) == len(set(told))


def test_two_titles_alike_meet_whatever_their_texts_say():
    one, other = (an_entry(text=text, title="How one bench works now") for text in ("a b", "c d"))
    head = [key for key in told_keys(one, WORDS) if key.startswith("head1:")]
    assert len(head) == 1
    assert head[0] in told_keys(other, WORDS)


def test_a_short_title_is_no_key():
    entry = an_entry(title="One two three", text="")
    assert not any(key.startswith("head1:") for key in told_keys(entry, WORDS))


@given(entries("a"))
def test_without_words_there_are_exact_keys_alone(entry):
    assert told_keys(entry, NO_WORDS) == ()
    assert stored_keys(entry, NO_WORDS) == asked_keys(entry, NO_WORDS) == keys(entry)
