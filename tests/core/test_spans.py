"""Lengths of time in words."""

import re
from datetime import timedelta

import pytest
from factories import HOUR, NOW
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.schedule.spans import about, span, wait

UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


def length(words: str) -> float:
    told = re.findall(r"(\d+) (\w+)", words)
    return sum(int(count) * UNITS[unit] for count, unit in told)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59, "59 s"),
        (59.6, "1 min"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (200, "3 min"),
        (15 * 60, "15 min"),
        (42 * 60, "42 min"),
        (59 * 60 + 50, "1 h"),
        (90 * 60, "1 h 30 min"),
        (2 * 3600, "2 h"),
        (4.5 * 3600, "4 h 30 min"),
        (23.7 * 3600, "1 d"),
        (25 * 3600, "1 d 1 h"),
        (3 * 86400, "3 d"),
        (16.4 * 86400, "16 d"),
        (400 * 86400, "400 d"),
    ],
)
def test_spans_are_told_as_people_say_them(seconds, words):
    assert span(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(20, "20 s"), (1200, "20 min"), (90 * 60, "1 h 30 min"), (4.3 * 3600, "4 h"),
     (71.9 * 3600, "3 d"), (9.2 * 86400, "9 d")],
)  # fmt: skip
def test_about_is_told_in_one_unit_once_that_tells_enough(seconds, words):
    assert about(timedelta(seconds=seconds)) == words


@given(st.floats(0, 1e9), st.sampled_from((span, about)))
def test_words_come_to_what_they_tell(seconds, told):
    words = told(timedelta(seconds=seconds))
    assert abs(length(words) - seconds) <= max(0.5, seconds / 6)
    counts = {unit: int(count) for count, unit in re.findall(r"(\d+) (\w+)", words)}
    assert len(counts) <= 2
    assert counts.get("min", 0) < 60
    assert counts.get("h", 0) < 24


def test_a_wait_is_told_until_it_is_over():
    assert wait(NOW + timedelta(minutes=42), NOW) == "in 42 min"
    assert wait(NOW, NOW) == wait(NOW - HOUR, NOW) == "now"
