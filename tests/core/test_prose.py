"""What an item tells in its own words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.prose import prose
from aggregator.core.text import plain, safe_html

TOLD = [
    ("plain words", "plain words"),
    ("<p>One</p><p>Two</p>", "One\nTwo"),
    ("<p>One <b>and</b> a h<i>al</i>f</p>", "One and a half"),
    ("<p>R&amp;D is <a href='https://x.example/'>here</a> to stay</p>", "R&D is here to stay"),
    ("<p>One</p><p><a href='https://x.example/'>Rings from $9</a></p>", "One"),
    ("<p>One</p><p>See also: <a href='https://x.example/'>Two</a></p>", "One"),
    ("<p>One</p><p>A ring to have. <a href='https://x.example/'>Shop now</a></p>", "One"),
    ("<p>One</p><ul><li><a href='https://x.example/'>Two</a></li></ul>", "One"),
    ("<p>One</p><a href='https://x.example/'><p>Two</p><p>Three</p></a>", "One"),
    ("<p><a href='https://x.example/'>All there is</a></p>", "All there is"),
    ("<p>Sold.</p>", "Sold."),
    ("", ""),
]


@pytest.mark.parametrize(("html", "told"), TOLD)
def test_blocks_that_only_lead_elsewhere_are_not_told(html: str, told: str) -> None:
    assert prose(safe_html(html, "https://gazette.example/")) == told


@given(st.lists(st.text(alphabet="xyz <>&\"'", max_size=20), max_size=6))
def test_without_links_nothing_is_left_out(texts: list[str]) -> None:
    html = safe_html("".join(f"<p>{text}</p>" for text in texts), "https://gazette.example/")
    assert prose(html).split() == plain(html).split()


@pytest.mark.parametrize("piece", ["<p>", "<a>", '<a href="', "<a", '"<p', "<p>a</p>"])
def test_it_takes_time_in_proportion(piece: str) -> None:
    began = time.process_time()
    prose(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 2
