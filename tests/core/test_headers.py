"""`_headers` as static hosts read it: written, read back, asked."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.headers import (
    MEDIA_TYPES,
    Fields,
    Table,
    cache_control,
    fields_of,
    merged,
    standard,
    understood,
    written,
)

NAMES = st.from_regex(r"[A-Za-z][A-Za-z-]{0,11}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1).map(str.strip)
FIELDS = st.lists(st.tuples(NAMES, VALUES.filter(bool)), max_size=4).map(tuple)
PATHS = st.from_regex(r"/[a-z0-9.-]{0,12}\*?[a-z0-9.-]{0,4}", fullmatch=True)


@given(st.dictionaries(PATHS, FIELDS, max_size=5))
def test_what_is_written_is_read_back(table: Table) -> None:
    assert understood(written(table)) == table


@given(st.binary(max_size=300) | st.text("/ab*: \n\r\t#é\x00", max_size=60).map(str.encode))
def test_whatever_stands_there_is_read_as_fields_that_can_be_sent(body: bytes) -> None:
    for path, fields in understood(body).items():
        assert path.startswith("/")
        for name, text in fields:
            assert (name + text).isascii()
            assert (name + text).isprintable()


def test_the_form_is_that_of_static_hosts() -> None:
    table = {"/*": (("A", "1"), ("B", "2")), "/x.atom": (("C", "3; x=y"),)}
    assert written(table) == b"/*\n  A: 1\n  B: 2\n\n/x.atom\n  C: 3; x=y\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/x.atom", (("A", "everywhere"), ("B", "x"))),
        ("/x.archive-1-2.atom", (("A", "archive"),)),
        ("/x.archive-", (("A", "archive"),)),
        ("/y.atom", (("A", "everywhere"),)),
    ],
)
def test_a_path_bears_what_each_pattern_says_the_last_first(path: str, expected: Fields) -> None:
    table = {
        "/*": (("A", "everywhere"),),
        "/x.atom": (("B", "x"),),
        "/x.archive-*": (("a", "archive"),),
    }
    assert merged((name.upper(), text) for name, text in fields_of(table, path)) == expected


def test_a_pattern_does_not_use_a_letter_twice() -> None:
    table = {"/ab*ba": (("A", "1"),)}
    assert fields_of(table, "/abba")
    assert not fields_of(table, "/aba")


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_every_kind_has_a_type_and_an_age(suffix: str) -> None:
    fields = dict(standard(f"x{suffix}"))
    assert fields["Content-Type"] == MEDIA_TYPES[suffix]
    assert fields["Cache-Control"] == "public, max-age=300, stale-if-error=86400"
    assert ("Access-Control-Allow-Origin" in fields) is (suffix == ".json")


def test_an_age_is_whole_seconds() -> None:
    assert cache_control(timedelta(seconds=1.5), "immutable") == (
        "Cache-Control",
        "public, max-age=1, immutable, stale-if-error=86400",
    )
