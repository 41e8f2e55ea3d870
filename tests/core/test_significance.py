"""What an edit weighs: facts move `updated`, wording and typography do not."""

import time
from dataclasses import replace

import pytest
from edit_pairs import BODIES, TITLES, WEIGHTY, Pair
from factories import an_entry
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.facts import facts
from aggregator.core.normalize import read_text
from aggregator.core.significance import is_same_wording, weighed
from aggregator.core.text import safe_html, shortened

OF_WEIGHT = [
    # Titles
    ("Quillan Buys Marlow Lane", "Quillan Drops Marlow Lane"),
    ("Quillan Buys Marlow Lane", "Quillan Buys Marlow Lane for Cash"),
    ("Tesserin Opens in Bath", "Tesserin Opens in York"),
    ("Pell Sells 18 Stores", "Pell Sells 19 Stores"),
    ("Ring Makes $1.2 Million", "Ring Makes $1.4 Million"),
    ("Gold Hits a High", "Gold Hits a Low"),
    ("Rings of the Sea", "Kings of the Sea"),
    ("Ostrava Is Sold", "Ostrava Is Not Sold"),
]
TEXTS_OF_WEIGHT = [
    # Prices and estimates
    ("amount", "It sold for $1.2 million.", "It sold for $1.3 million."),
    ("amount", "It sold for £900.", "It sold for €900."),
    ("amount", "Estimate: $200,000–300,000.", "Estimate: $250,000–300,000."),
    ("amount", "Estimate: $200,000–300,000.", "Estimate: $200,000–350,000."),
    ("amount", "The price was not told.", "The price was CHF 1'200'000."),
    ("amount", "Worth 2 million euros in all.", "Worth 3 million euros in all."),
    ("amount", "Worth Rs 10 crore in all.", "Worth Rs 12 crore in all."),
    ("amount", "A deal of US$3bn was signed.", "A deal of US$4bn was signed."),
    # Shares, weights, counts
    ("share", "Sales rose 5%.", "Sales rose 6%."),
    ("share", "Sales rose 5 per cent.", "Sales rose 5.5 per cent."),
    ("weight", "A stone of 10.2 carats.", "A stone of 12.0 carats."),
    ("weight", "The 10-carat stone.", "The 11-carat stone."),
    ("number", "It closes 18 stores.", "It closes 21 stores."),
    ("number", "It closes ten stores.", "It closes 12 stores."),
    ("number", "See lot 14 there.", "See lot 15 there."),
    # Dates and times
    ("date", "The sale is on May 12.", "The sale is on May 14."),
    ("date", "The sale is on 12 May 2026.", "The sale is on 12 June 2026."),
    ("date", "Doors open Friday.", "Doors open Saturday."),
    ("date", "It ends 12.05.2026 for all.", "It ends 13.05.2026 for all."),
    ("time", "Doors open at 10:30 am.", "Doors open at 11:30 am."),
    ("time", "Doors open at 10 a.m. sharp.", "Doors open at 9 a.m. sharp."),
    # Places
    ("place", "The sale is held in Geneva.", "The sale is held in Paris."),
    ("place", "A shop opens in Little Marlow soon.", "A shop opens in Great Ostrava soon."),
    ("place", "Hong Kong hosts the fair.", "Dubai hosts the fair."),
    # Turns
    ("turn", "The sale goes on.", "The sale was postponed."),
    ("turn", "The lot is shown.", "The lot was withdrawn."),
]
OF_NO_WEIGHT = [
    # Typography
    ("Quillan’s New Ring", "Quillan's New Ring"),
    ("Gold – And Silver", "Gold - and silver"),
    ("GOLD IS UP", "Gold Is Up"),
    ("Joyería Abierta", "Joyeria Abierta"),
    ("The  Ring , found", "The Ring, Found!"),
    # Misspellings of one word
    ("A Jewlery Show Opens", "A Jewelry Show Opens"),
    ("A Jewelery Show Opens", "A Jewelry Show Opens"),
    ("A Jeweler Annuonces a Sale", "A Jeweler Announces a Sale"),
    ("Braclet Lost at Sea", "Bracelet Lost at Sea"),
]
TEXTS_OF_NO_WEIGHT = [
    ("It sold for $1.2 million.", "It sold for US$1,200,000."),
    ("It sold for £900,000 there.", "It sold for £900k there."),
    ("The doors open at 10 am.", "The doors open at 10:00 a.m."),
    ("Copyright 2025 Quillan & Sons", "Copyright 2026 Quillan & Sons"),
    ("It cost 1.200.000 € at last.", "It cost €1,200,000 at last."),
    ("Worth $3bn to them.", "Worth $3 billion to them."),
    ("Sales rose 5 percent.", "Sales rose 5%."),
    ("A 10 ct stone.", "A 10-carat stone."),
    ("It closes ten stores.", "It closes 10 stores."),
    ("A ring was found. 3 comments", "A ring was found. 17 comments"),
    ("A ring was found. 1,204 views", "A ring was found. 9,871 views"),
    ("A ring was found. 5 min read", "A ring was found. 6 min read"),
    ("A ring was found 3 hours ago", "A ring was found 2 days ago"),
    ("The sale is held in Geneeva.", "The sale is held in Geneva."),
    ("They sold there ring.", "They sold their ring."),
    ("The doors opened early.", "The doors were opened early."),
    ("Staff are pleased with the show.", "The staff are very pleased with the show."),
    ("It is a ring of old gold.", "It is a ring made of old gold."),
]


def saying(text: str) -> dict[str, object]:
    return {"text": text, "summary": "", "content_html": f"<p>{text}</p>"}


def telling(html: str) -> dict[str, object]:
    text = read_text(html)
    content = safe_html(html, "https://gazette.example/")
    return {"text": text, "summary": shortened(text, 400), "content_html": content}


def an_edit(before: dict[str, object], after: dict[str, object]) -> object:
    old = an_entry("e1", **before)
    return weighed(old, replace(old, **after))


@pytest.mark.parametrize(("before", "after"), OF_WEIGHT)
def test_another_title_is_of_weight(before: str, after: str) -> None:
    edit = an_edit({"title": before}, {"title": after})
    assert edit.weighty
    assert edit.evidence[0].text == f"{before} → {after}"


@pytest.mark.parametrize(("kind", "before", "after"), TEXTS_OF_WEIGHT)
def test_another_fact_is_of_weight(kind: str, before: str, after: str) -> None:
    edit = an_edit(saying(before), saying(after))
    assert edit.weighty
    assert kind in {one.place for one in edit.evidence}


@pytest.mark.parametrize(("before", "after"), OF_NO_WEIGHT)
def test_typography_and_misspellings_are_of_none(before: str, after: str) -> None:
    assert not an_edit({"title": before}, {"title": after}).weighty
    assert not an_edit({"title": after}, {"title": before}).weighty


@pytest.mark.parametrize(("before", "after"), TEXTS_OF_NO_WEIGHT)
def test_other_words_for_the_same_facts_are_of_none(before: str, after: str) -> None:
    edit = an_edit(saying(before), saying(after))
    assert not edit.weighty, edit.evidence


@pytest.mark.parametrize("pair", TITLES, ids=str)
def test_a_title_by_the_kind_of_its_edit(pair: Pair) -> None:
    edit = an_edit({"title": pair.before}, {"title": pair.after})
    assert edit.weighty == (pair.kind in WEIGHTY), edit.evidence


@pytest.mark.parametrize("pair", BODIES, ids=str)
def test_a_text_by_the_kind_of_its_edit(pair: Pair) -> None:
    edit = an_edit(telling(pair.before), telling(pair.after))
    assert edit.weighty == (pair.kind in WEIGHTY), edit.evidence


@pytest.mark.parametrize(
    "change", [{"categories": ("Gold",)}, {"authors": ("Ida",)}, {"link": "https://x.example/"}]
)
def test_tags_authors_and_addresses_are_of_none(change: dict[str, object]) -> None:
    edit = an_edit({}, change)
    assert (edit.weighty, edit.fields) == (False, tuple(change))


def test_much_that_was_added_is_considerable() -> None:
    more = " and then the owner of the house told us how it had all begun"
    assert an_edit({"text": "It was so"}, {"text": f"It was so{more}"}).considerable
    assert not an_edit({"text": "It was so " * 30}, {"text": "It was so " * 29}).considerable


def test_a_text_that_has_what_it_had_and_more_grew() -> None:
    old = saying("It was so. And so it was.")
    assert an_edit(old, saying("It was so. And so it was. The owner of the house came late.")).grew
    assert not an_edit(old, saying("The owner of the house came late. It was.")).grew
    assert not an_edit(old, saying("It was so. And so it was. 3 comments")).grew


def test_a_fact_that_moves_to_another_paragraph_is_none_that_is_new() -> None:
    before = "<p>It cost $5 in Paris.</p><p>It was said on May 3.</p>"
    after = "<p>It was said on May 3, in Paris.</p><p>It cost $5.</p>"
    assert not an_edit(telling(before), telling(after)).weighty


def test_only_what_nobody_sees_is_nothing() -> None:
    edit = an_edit({}, {"digest": "another", "guid": "another"})
    assert (edit.fields, edit.weighty, edit.rule) == ((), False, "nothing that is shown")


@given(st.text())
def test_facts_of_any_text(text: str) -> None:
    assert all(facts(text).values())


@given(st.text(), st.text())
def test_same_wording_is_mutual(one: str, other: str) -> None:
    assert is_same_wording(one, one)
    assert is_same_wording(one, other) == is_same_wording(other, one)


@given(st.text(min_size=1))
def test_letter_case_and_marks_weigh_nothing(text: str) -> None:
    edit = an_edit({"title": f"A {text}"}, {"title": f"a  {text} !"})
    assert not [one for one in edit.evidence if one.place == "title"]


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "9,",
        "123 ",
        "a 1 to 2 ",
        "1–2 million ",
        "$1 ",
        "in A ",
        "1:",
        "May 1 ",
        "1 200 ",
        "'1",
        "1 m",
    ],
)
def test_facts_take_time_in_proportion(piece: str) -> None:
    began = time.process_time()
    facts(piece * (100_000 // len(piece)))
    assert time.process_time() - began < 2
