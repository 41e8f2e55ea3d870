"""Auctions have an end: which days a text tells of, and whether it tells how the sale went."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import HOUR, NOW, a_filing, an_entry
from hypothesis import given
from hypothesis import strategies as st
from told_sales import PRESUMED, TOLD

from aggregator.core.sales import PRESUMED as PRESUMED_LONG
from aggregator.core.sales import sale_of, sale_words, with_sale
from aggregator.model import AUCTIONS, DateSource, Entry, Phase, Sale

DAY = timedelta(days=1)
TOLD_AT = NOW - HOUR

# Pieces of which sentences on sales are made, true to life or not.
PIECES = st.sampled_from(
    "12 13 30 31 0 1. 12th may May. june Juni juin giugno junio november 2026 2027 1987 to - – and"
    " und au al , . ; on the sale auction sold for $5 million will be offered on view until closes"
    " from tuesday next week tomorrow heads to auction vente asta subasta Auktion am statt record"
    " 2026-05-19 12.05.2026 05/19/2026 99999999999 9999 0000 december"
    " 31.31.2026 12:30:4567 ³ feb postponed".split(" ")
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join))
MOMENTS = st.integers(0, 40_000).map(lambda days: datetime(1990, 1, 2, tzinfo=UTC) + days * DAY)


def told(title: str, text: str = "", **said: object) -> Entry:
    return an_entry(**{"title": title, "text": text, "published_at": TOLD_AT} | said)


def day(said: str) -> datetime:
    return datetime.fromisoformat(said if len(said) > len("05-12") else f"2026-{said}").replace(
        tzinfo=UTC
    )


@pytest.mark.parametrize(("title", "text", "first", "last", "phase"), TOLD)
def test_a_sale_is_told_by_its_days_and_its_phase(title, text, first, last, phase):
    sale = sale_of(told(title, text), [AUCTIONS])
    if phase is None:
        assert sale is None
        return
    assert sale is not None
    assert sale.phase(NOW) is phase
    assert sale.from_at == (None if first is None else day(first))
    if last == PRESUMED:
        assert sale.until_at == TOLD_AT + PRESUMED_LONG
    else:
        assert sale.until_at == (None if last is None else day(last) + DAY)


def test_only_what_bears_the_topic_tells_of_a_sale():
    entry = told("Ring to be auctioned on 14 May")
    assert sale_of(entry, ["retail"]) is None
    assert sale_of(entry, []) is None
    assert sale_of(entry, ["retail", AUCTIONS]) is not None
    assert with_sale(a_filing("retail"), entry) == a_filing("retail")
    assert with_sale(a_filing(AUCTIONS), entry).sale == sale_of(entry, [AUCTIONS])
    stale = with_sale(a_filing(AUCTIONS), entry)
    assert with_sale(stale, told("Rings in the shop")).sale is None


def test_what_has_no_date_of_its_own_is_no_ground_for_a_year():
    entry = told("Ring to be auctioned on 14 May", date_source=DateSource.UNKNOWN)
    assert sale_of(entry, [AUCTIONS]) == Sale()
    entry = replace(entry, title="Ring to be auctioned on 14 May 2019")
    assert sale_of(entry, [AUCTIONS]) == Sale(from_at=day("2019-05-14"), until_at=day("2019-05-15"))


def test_the_text_is_read_behind_its_summary():
    text = "A ring of note is told of here. It will be sold at auction on 14 May."
    for summary in (text, "A ring of note…", "Another summary."):
        sale = sale_of(told("A ring of note", text, summary=summary), [AUCTIONS])
        assert sale is not None
        assert sale.until_at == day("05-15")


def test_what_lies_far_behind_in_a_text_is_not_read():
    text = f"{'word ' * 1600} The ring will be sold at auction on 14 May."
    assert sale_of(told("A ring of note", text), [AUCTIONS]) is None


@pytest.mark.parametrize(("said", "language", "last"), [
    ("05/06/2026", "en-US", "05-06"), ("05/06/2026", "en-GB", "06-05"), ("05/06/2026", None, None),
    ("05/19/2026", None, "05-19"), ("06.05.2026", None, "05-06"),
])  # fmt: skip
def test_digits_are_read_as_the_language_has_them(said, language, last):
    sale = sale_of(told(f"Ring to be auctioned on {said}", language=language), [AUCTIONS])
    assert sale is not None
    assert sale.until_at == (day(last) + DAY if last else TOLD_AT + PRESUMED_LONG)


@pytest.mark.parametrize(("sale", "words"), [
    (Sale(from_at=day("05-12"), until_at=day("05-15")), "on 12 to 14 May 2026: upcoming"),
    (Sale(from_at=day("05-12"), until_at=day("05-13")), "on 12 May 2026: upcoming"),
    (Sale(from_at=day("05-30"), until_at=day("06-03")), "on 30 May to 2 June 2026: upcoming"),
    (Sale(from_at=day("06-01"), until_at=day("07-01")), "in June 2026: upcoming"),
    (Sale(from_at=day("2025-12-30"), until_at=day("01-03"), is_result=True),
     "on 30 December 2025 to 2 January 2026: result"),
    (Sale(from_at=day("04-12"), until_at=day("04-15")), "on 12 to 14 April 2026: past"),
])  # fmt: skip
def test_a_sale_is_said_in_words(sale, words):
    assert sale_words(sale, NOW) == f"an auction {words}"


def test_a_sale_of_which_little_is_known_is_said_in_words_too():
    assert sale_words(Sale(is_result=True), NOW) == "an auction: result"
    assert sale_words(Sale(), NOW) == "an auction, of which no day is told"
    presumed = Sale(until_at=TOLD_AT + PRESUMED_LONG)
    assert sale_words(presumed, NOW) == "an auction, over by 18 June 2026: upcoming"


# Laws


@given(TEXTS, TEXTS, MOMENTS, st.sampled_from([None, "en-US", "de"]), st.sampled_from(DateSource))
def test_any_text_gives_an_answer_whose_end_is_no_earlier_than_its_beginning(
    title, text, published_at, language, date_source
):
    said = {"published_at": published_at, "language": language, "date_source": date_source}
    entry = told(title, text, **said)
    sale = sale_of(entry, [AUCTIONS])
    assert sale == sale_of(entry, [AUCTIONS])
    if sale is None:
        return
    if sale.from_at and sale.until_at:
        assert sale.until_at - sale.from_at >= DAY
    for at in (sale.from_at, sale.until_at):
        assert at is None or at.utcoffset() == timedelta()
    assert sale_words(sale, published_at)


@given(st.integers(2025, 2027), st.integers(1, 12), st.integers(1, 28))
def test_a_stated_year_is_the_year(year, month, number):
    at = datetime(year, month, number, tzinfo=UTC)
    sale = sale_of(told("Ring to be auctioned", f"The sale is on {at:%B %d, %Y}."), [AUCTIONS])
    assert sale is not None
    assert sale.until_at in {at + DAY, TOLD_AT + PRESUMED_LONG}
    if at > TOLD_AT:
        assert sale.until_at == at + DAY


@given(st.integers(1, 12), st.integers(1, 28), MOMENTS)
def test_an_unstated_year_is_that_of_the_nearest_such_day(month, number, published_at):
    said = f"{datetime(2024, month, number, tzinfo=UTC):%d %B}"
    entry = told(f"Ring to be auctioned on {said}", published_at=published_at)
    sale = sale_of(entry, [AUCTIONS])
    assert sale is not None
    assert sale.until_at is not None
    assert -32 * DAY <= sale.until_at - published_at <= 337 * DAY
    went = sale_of(replace(entry, title=f"Ring sold for $9 at auction on {said}"), [AUCTIONS])
    assert went is not None
    assert went.until_at is None or went.until_at <= published_at + 2 * DAY


@given(TEXTS, MOMENTS, MOMENTS)
def test_a_phase_never_goes_back(text, one, other):
    sale = sale_of(told(text, published_at=one), [AUCTIONS])
    if sale is None:
        return
    order = [None, Phase.RESULT, Phase.UPCOMING, Phase.PAST]
    earlier, later = (sale.phase(at) for at in sorted((one, other)))
    assert order.index(earlier) <= order.index(later)
    assert earlier == later or (earlier, later) == (Phase.UPCOMING, Phase.PAST)


@pytest.mark.parametrize(
    "text", ["12 May, 14 ", '"', "1.", "wird ", "will to be ", "may - ", "sale 12 May view ", "a"]
)
def test_no_text_takes_long(text):
    began = time.perf_counter()
    sale_of(told("Rings at auction", text * (100_000 // len(text))), [AUCTIONS])
    assert time.perf_counter() - began < 1
