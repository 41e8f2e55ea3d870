"""From where a copied text is, by its own word."""

from time import perf_counter

import pytest
from factories import an_entry

from aggregator.core.origin import is_credited

BODY = "The jeweler said on Monday that it will open a store in the old bank. " * 6


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY} This article first appeared in The Gazette.",
        f"{BODY} The post Store Opens appeared first on the Gazette.",
        f"{BODY} Originally published by Gazette, and used with permission.",
        f"{BODY} Source: The Gazette",
        f"{BODY} © 2026. Copyright 2026 The Gazette. All rights reserved.",
        f"{BODY} Reprinted from The Gazette",
        f"Courtesy of The Gazette. {BODY}",
        f"NEW YORK (The Gazette) - {BODY}",
        f"{BODY} [gazette.example]",
        f"{BODY} Quelle: gazette.example",
        f"{BODY} Ursprünglich erschienen in The Gazette",
        f"{BODY} Publié par The Gazette",
    ],
)
def test_a_credit_at_either_end_names_the_publisher(text: str) -> None:
    assert is_credited(an_entry(text=text), "The Gazette", "www.gazette.example")
    assert not is_credited(an_entry(text=text), "The Journal", "journal.example")


@pytest.mark.parametrize("author", ["The Gazette", "Ada Opal, The Gazette", "Gazette Staff"])
def test_a_byline_names_the_publisher(author: str) -> None:
    entry = an_entry(text=BODY, authors=("Ben Beryl", author))
    assert is_credited(entry, "The Gazette", "gazette.example")
    assert not is_credited(entry, "The Journal", "journal.example")


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{BODY} The Gazette",
        f"The Gazette wrote of it before. {BODY}",
        f"{BODY} It was first published by The Gazetteer.",
        f"{BODY} (The Gazette Building)",
        f"{BODY} It was first published by The Gazette. {BODY}",
        "",
    ],
)
def test_a_name_alone_or_in_the_midst_is_no_credit(text: str) -> None:
    assert not is_credited(an_entry(text=text), "The Gazette", "gazette.example")


def test_a_name_of_no_letters_is_credited_nowhere() -> None:
    assert not is_credited(an_entry(text="Source: "), "", "")
    assert not is_credited(an_entry(text="Source: A B", authors=("A B",)), "A", "b")


@pytest.mark.parametrize("name", ["C++ (News) [a|b]", ".*", "^$", "(a+)+$", "天声 宝石新聞"])
def test_marks_in_a_name_are_no_pattern(name: str) -> None:
    assert not is_credited(an_entry(text=f"{BODY} Source: anybody"), name, "g.example")


@pytest.mark.parametrize(
    "said",
    [
        "published on the " * 60_000,
        "a" * 1_000_000,
        "source " * 140_000,
        "é" * 1_000_000,
        "(" * 100_000,
        "copyright 2026 " * 60_000,
    ],
    ids=lambda said: said[:9],
)
def test_a_text_without_end_takes_no_time(said: str) -> None:
    begun = perf_counter()
    is_credited(an_entry(text=said), "The Gazette", "gazette.example")
    is_credited(an_entry(authors=(said,)), "The Gazette", "gazette.example")
    assert perf_counter() - begun < 10  # it takes a tenth of a second; a machine may be busy
