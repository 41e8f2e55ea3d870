"""Packed twins: the same bytes in another coding, and told from others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.twins import SUFFIXES, has_twins, holds, packed

BODIES = st.binary(max_size=400) | st.text(max_size=400).map(str.encode)
CODINGS = st.sampled_from(tuple(SUFFIXES))


@given(BODIES, CODINGS)
def test_a_twin_holds_its_body_and_is_packed_alike_each_time(body: bytes, coding: str) -> None:
    twin = packed(body, coding)
    assert holds(twin, coding, body)
    assert packed(body, coding) == twin


@given(BODIES, BODIES, CODINGS)
def test_a_twin_holds_no_other_body(body: bytes, other: bytes, coding: str) -> None:
    assert holds(packed(other, coding), coding, body) is (other == body)


@given(BODIES, st.binary(max_size=60), CODINGS)
def test_junk_and_halves_are_no_twins(body: bytes, junk: bytes, coding: str) -> None:
    assert not holds(b"\xff" + junk, coding, body)
    assert not holds(packed(body, coding)[:-1], coding, body)


def test_large_bodies_are_packed_too() -> None:
    body = b"ring, pearl, watch. " * 20_000
    assert all(holds(packed(body, coding), coding, body) for coding in SUFFIXES)
    assert len(packed(body, "br")) < len(packed(body, "gzip")) < len(body) / 100


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the-latest.atom", True),
        ("the-latest.archive-1-2.atom", True),
        ("index.html", True),
        ("feeds.opml", True),
        ("icon.png", False),
        ("the-latest.archive-1.gone", False),
        ("_headers", False),
        (".the-latest.atom", False),
        ("the-latest.atom.gz", False),
    ],
)
def test_text_has_twins(name: str, expected: bool) -> None:
    assert has_twins(name) is expected
