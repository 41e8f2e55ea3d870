"""Which encoding a client gets, and who has it already, by the rules of RFC 9110."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.web.negotiation import coding, is_known

OFFERED = ("br", "gzip")
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
WEIGHTS = st.integers(0, 1000).map(lambda number: number / 1000)
ASKED = st.dictionaries(
    st.sampled_from(["br", "gzip", "identity", "*", "deflate", "zstd"]), WEIGHTS
)
SPACES = st.sampled_from(["", " ", "\t "])
ODD = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)


@st.composite
def spelled(draw: st.DrawFn, asked: dict[str, float]) -> list[str]:
    """A field that asks so, in one of the ways that it may be written, on one line or more."""
    parts = []
    for name, weight in asked.items():
        said = draw(st.sampled_from([name, name.upper(), name.replace("gzip", "x-gzip")]))
        space = draw(SPACES)
        plain = weight == 1 and draw(st.booleans())
        parts.append(said if plain else f"{said}{space};{space}q={weight:.3f}{space}")
    parts = draw(st.permutations(parts))
    cut = draw(st.integers(0, len(parts)))
    return [",".join(parts[:cut]), " , ".join(parts[cut:])]


def weight(name: str, asked: dict[str, float]) -> float | None:
    """What the client says of a coding: by its name, else by the asterisk (section 12.5.3)."""
    return asked.get(name, asked.get("*"))


@given(st.data(), ASKED)
def test_the_best_of_what_is_acceptable_is_sent(data: st.DataObject, asked: dict) -> None:
    chosen = coding(data.draw(spelled(asked)), OFFERED)
    acceptable = {name: said for name in OFFERED if (said := weight(name, asked))}
    if chosen == "identity":
        plain = weight("identity", asked) or 0
        assert all(said < plain for said in acceptable.values())
    else:
        assert acceptable[chosen] == max(acceptable.values())
        assert acceptable[chosen] >= (weight("identity", asked) or 0)
        assert chosen == "br" or acceptable.get("br", 0) < acceptable["gzip"]


@given(st.data(), ASKED)
def test_what_is_refused_is_never_sent(data: st.DataObject, asked: dict) -> None:
    chosen = coding(data.draw(spelled(asked)), OFFERED)
    assert chosen == "identity" or weight(chosen, asked)


@given(st.lists(ODD, max_size=3))
def test_whatever_is_said_one_of_those_offered_is_sent(accepted: list[str]) -> None:
    assert coding(accepted, OFFERED) in {*OFFERED, "identity"}
    assert coding(accepted, ()) == "identity"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ([], "identity"),
        ([""], "identity"),
        (["gzip, deflate, br"], "br"),
        (["gzip, deflate"], "gzip"),
        (["br;q=0.9, gzip"], "gzip"),
        (["gzip;q=1.0, br;q=1"], "br"),
        (["*"], "br"),
        (["*;q=0.5, br;q=0"], "gzip"),
        (["gzip;q=0.5, *"], "br"),
        (["identity, gzip;q=0.5"], "identity"),
        (["identity;q=0.5, gzip;q=0.5"], "gzip"),
        (["*;q=0"], "identity"),
        (["identity;q=0"], "identity"),
        (["gzip;q=2"], "identity"),
        (["gzip;q=0.0001"], "identity"),
        (["gzip;q=nan, br;q=inf"], "identity"),
        (["gzip;q=-1"], "identity"),
        (["gzip;level=9"], "gzip"),
        (["gzipped, brotli"], "identity"),
        (["gzip", "br;q=0.5"], "gzip"),
    ],
)
def test_examples_of_encodings(accepted: list[str], expected: str) -> None:
    assert coding(accepted, OFFERED) == expected


@given(ODD, st.text("MonMay 0123456789:,+-GMT", max_size=40))
def test_nothing_odd_is_taken_for_what_we_have(tag: str, date: str) -> None:
    known = is_known([tag], date, tag="0123abcd", modified_at=AT)
    assert known is (tag.strip() == "*" or '"0123abcd"' in tag)


def test_a_tag_may_stand_on_any_line() -> None:
    assert is_known(['"x"', 'W/"y", W/"mine"'], None, tag="mine", modified_at=AT)
    assert not is_known(['"x"', "*"], None, tag="mine", modified_at=AT)
