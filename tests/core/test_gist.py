"""What an entry tells, in short; of which of its like it tells."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told_entries import WORDED, WORDS, entries, told_at

from aggregator.core.dedupe.gist import LEAD_WORDS, gist
from aggregator.core.dedupe.occasion import editions, looks_back, periods, years
from aggregator.core.text import folded
from aggregator.model import DateSource, Kind


def told(title: str, text: str = "", **said):
    return gist(told_at("a", title, text, **said), WORDS)


# Editions


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Geneva Watch Auction: XVII", 17),
        ("Geneva Watch Auction: XIX", 19),
        ("Geneva Watch Auction: XL", 40),
        ("The 17th edition", 17),
        ("the 3rd annual show", 3),
        ("The Second Edition of the fair", 2),
        ("No. 4 of the series", 4),
        ("Treasures Part IV", 4),
        ("Treasures Part V", 5),
        ("Treasures Vol. X", 10),
        ("Crime Report, Week 12", 12),
        ("MIX", 1009),
    ],
)
def test_a_number_of_a_series_is_found(said, number):
    assert number in set(editions(said, folded(said)))


@pytest.mark.parametrize(
    "said",
    [
        "I Bought a Ring",
        "Generation X Buys Gold",
        "Ring V",
        "DVI Names a Director",
        "CV of a Jeweler",
        "Ring of 18th century gold",
        "Store on 47th Street",
        "LVMH",
        "MIXED",
        "second ring",
        "xvii",
        "",
        "💍 落札 نص",
    ],
)
def test_what_only_looks_like_a_number_of_a_series_is_none(said):
    assert set(editions(said, folded(said))) == set()


# Years


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Awards 2026", {2026}),
        ("Jeweler, founded in 2009, sold", set()),
        ("A 2030 carat stone", set()),
        ("Ring of 1926", set()),
        ("Made in 2012, sold for more in 2026", {2026}),
        ("Before 2020", set()),
        ("20260", set()),
    ],
)
def test_years_of_a_title(title, found):
    said = folded(title)
    assert set(years(said, said)) == found


@pytest.mark.parametrize(
    ("lead", "found"),
    [("in may 2025 it", {2025}), ("the 2025 gold price", set()), ("the 2025 spring sale", {2025})],
)
def test_elsewhere_years_are_those_of_an_event(lead, found):
    assert set(years("a title", f"a title {lead}")) == found


# Periods


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("q1 sales", {"q1"}),
        ("third fiscal quarter", {"q3"}),
        ("im zweiten quartal", {"q2"}),
        ("quatrieme trimestre", {"q4"}),
        ("first half", {"h1"}),
        ("full year", {"year"}),
        ("christmas trade", {"holiday"}),
        ("the may sale", {"may"}),
        ("spring auction", {"spring"}),
        ("it may sell", set()),
        ("quarter", set()),
    ],
)
def test_periods_of_results_and_sales(said, found):
    assert set(periods(said)) == found


@pytest.mark.parametrize(
    "said",
    [
        "five months after",
        "a year ago",
        "robbed again",
        "last year",
        "un anno dopo",
        "a year later",
    ],
)
def test_what_looks_back(said):
    assert looks_back(said)


@pytest.mark.parametrize("said", ["", "100 years ago", "next year", "against", "after the sale"])
def test_what_does_not_look_back(said):
    assert not looks_back(said)


# The gist


def test_names_and_figures_are_told():
    found = told("Wexcombe Buys Marisande", "The London jeweler pays $120 million.")
    assert found.names["wexcomb"] is found.names["marisand"] is Kind.NAME
    assert found.cities == {"london"}
    assert found.facts["amount"] == {"$120000000"}
    assert "amount" not in found.title_facts
    assert found.happenings["deal"] == {"agreed"}
    assert found.main == {"deal"}
    assert found.in_title(Kind.NAME) == {"wexcomb", "marisand"}


def test_the_later_stage_tells_of_the_earlier():
    assert told("Wexcombe Completes Acquisition It Agreed to Buy").happenings["deal"] == {
        "completed"
    }


def test_sold_is_a_result_at_an_auction_alone():
    assert "auction" not in told("Chain Sold for $2 Million").happenings
    assert "auction" in told("Ring Sold for $2 Million", "It was the top lot.").happenings


def test_only_a_title_makes_a_guide_or_a_digest():
    assert told("A Guide to Opals").main == {"guide"}
    assert "guide" not in told("Opals Found", "A guide to opals was printed.").happenings
    assert "digest" in told("Weekly Crime Blotter").main


def test_what_is_written_small_is_no_name():
    assert told("A Zurgel", "They found one zurgel and a zurgel.").names["zurgel"] is Kind.NAME
    assert told("It shone", "They found one zurgel.").names["zurgel"] is Kind.RARE


def test_the_title_is_not_told_twice():
    assert (
        told("A Ring by Us", "A Ring by Us is here").terms == told("A Ring by Us", "is here").terms
    )


def test_the_year_is_that_of_the_date_where_there_is_one():
    assert told("A").year == 2026
    assert told("A", date_source=DateSource.UNKNOWN).year is None


@pytest.mark.parametrize(
    ("said", "trend"),
    [("Sales rise", "up"), ("Sales fell", "down"), ("Up and down", ""), ("Sales", "")],
)
def test_a_trend_is_one_of_two(said, trend):
    assert told(said).trend == trend


def test_comparable_sales_are_those_of_their_sentence():
    found = told("Results", "Comparable sales rose 3,5%. Profit fell 9%.")
    assert found.compared == {"3.5"}


def test_only_the_beginning_is_read():
    lead = "ring " * LEAD_WORDS
    assert told("A", f"{lead}Zurgel").names == {}
    assert "zurgel" in told("A", f"{lead.removesuffix('ring ')}Zurgel").names


@given(st.integers(0, 200))
def test_what_follows_the_beginning_changes_nothing(more):
    text = "ring " * LEAD_WORDS
    assert told("Wexcombe", text) == told("Wexcombe", text + "Zurgel " * more)


@given(entries("a"))
def test_a_gist_holds_together(entry):
    found = gist(entry, WORDS)
    assert found.names.keys() == {term.form for term in found.terms if term.kind.is_name}
    assert found.proper <= found.plain
    assert found.main <= found.happenings.keys()
    assert found.of(Kind.CITY) == found.cities


@given(WORDED)
def test_an_occasion_is_found_in_any_words(said):
    list(editions(said, folded(said)))
    list(years(folded(said), folded(said)))
    list(periods(folded(said)))
    looks_back(folded(said))


def test_nothing_tells_nothing():
    found = told("", "")
    assert not any((found.terms, found.names, found.happenings, found.facts, found.editions))


# What is hostile

HOSTILE = (
    "a" * 1_000_000,
    "word " * 100_000,
    "M" * 1_000_000,
    "MMXX" * 250_000,
    "since 2026 " * 50_000,
    "2026 a b c " * 50_000,
    "second a " * 50_000,
    "may a " * 50_000,
    "9," * 100_000,
    "$9 to " * 50_000,
    "X-" * 100_000,
    "落札" * 100_000,
    "\n" * 100_000,
    "puts a " * 50_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8])
def test_a_text_without_end_takes_no_time(text):
    begun = perf_counter()
    told("Wexcombe", text)
    assert perf_counter() - begun < 1.5


@pytest.mark.parametrize("said", HOSTILE, ids=lambda text: text[:8])
def test_an_occasion_is_found_in_time_that_grows_with_the_words(said):
    begun = perf_counter()
    list(editions(said, said))
    list(years(said, said))
    list(periods(said))
    looks_back(said)
    assert perf_counter() - begun < 5
