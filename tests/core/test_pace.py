"""Our own pace: what a feed's past teaches."""

from datetime import timedelta

import pytest
from factories import HOUR, NOW
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.schedule.pace import (
    AUTO,
    LONGEST_BACK_OFF,
    MOST_ARRIVALS,
    learned,
    lengthened,
    merged,
)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AGES = st.lists(st.timedeltas(timedelta(), 200 * DAY), max_size=20).map(sorted)


def times(*ages):
    return tuple(NOW - age for age in ages)


@pytest.mark.parametrize(
    ("arrivals", "interval", "why"),
    [
        (times(), HOUR, "auto: 1 h"),
        (times(HOUR), HOUR, "auto: 1 h"),
        (times(90 * DAY), HOUR, "auto: 1 h"),
        # A first document without dates: everything came at one moment.
        (times(HOUR, HOUR, HOUR), HOUR, "auto: 1 h"),
        (times(*(n * 20 * MINUTE for n in range(20))), HOUR,
         "auto: 1 h, it publishes about every 20 min"),
        (times(HOUR, 5 * HOUR, 9 * HOUR), 2 * HOUR, "auto: 2 h, it publishes about every 4 h"),
        (times(0 * DAY, DAY), 6 * HOUR, "auto: 6 h, it publishes about every 1 d"),
        (times(0 * DAY, 99 * DAY), 6 * HOUR, "auto: 6 h, it publishes about every 99 d"),
        (times(6.9 * DAY, 6.9 * DAY + HOUR), HOUR, "auto: 1 h, it publishes about every 1 h"),
        (times(7 * DAY, 7 * DAY + HOUR), 6 * HOUR, "auto: 6 h, nothing new for 7 d"),
        (times(16.5 * DAY, 17 * DAY), 12 * HOUR, "auto: 12 h, nothing new for 16 d"),
        (times(400 * DAY, 400 * DAY), DAY, "auto: 1 d, nothing new for 400 d"),
        # Row 114: the clock was set back.
        (times(-9 * DAY, -9 * DAY - 4 * HOUR), HOUR, "auto: 1 h"),
    ],
)  # fmt: skip
def test_a_feed_is_asked_twice_as_often_as_it_publishes(arrivals, interval, why):
    assert learned(arrivals, NOW) == (interval, why)


@given(AGES)
def test_what_is_learned_stays_within_an_hour_and_a_day(ages):
    interval, why = learned(times(*ages), NOW)
    assert AUTO <= interval <= DAY
    assert why.startswith("auto: ")


@given(AGES, st.floats(0, 1))
def test_a_busier_feed_is_never_asked_less_often(ages, quicker):
    """The same past in time-lapse."""
    busy = times(*(age * quicker for age in ages))
    assert learned(busy, NOW)[0] <= learned(times(*ages), NOW)[0]


@given(AGES, st.timedeltas(timedelta(), 200 * DAY))
def test_silence_never_brings_a_feed_forward(ages, later):
    arrivals = times(*ages)
    assert learned(arrivals, NOW)[0] <= learned(arrivals, NOW + later)[0]


@given(st.timedeltas(timedelta(seconds=1), 9999 * DAY), st.integers(0, 10**6))
def test_doubling_ends_at_a_day_and_shortens_nothing(interval, doublings):
    longer = lengthened(interval, doublings)
    assert interval <= longer <= max(interval, LONGEST_BACK_OFF)
    assert lengthened(interval, doublings + 1) >= longer
    assert lengthened(interval, 0) == interval


@given(AGES, AGES)
def test_the_newest_arrivals_are_kept_newest_first(before, arrived):
    kept = merged(times(*before), times(*arrived))
    assert kept == tuple(sorted(times(*before, *arrived), reverse=True))[:MOST_ARRIVALS]
    assert merged(times(*arrived), times(*before)) == kept
    assert merged(kept, ()) == kept
