"""When a publisher wants no visits: skipHours and skipDays. What else is asked: test_schedule."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from factories import NOW
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.schedule import closed_until
from aggregator.model import Channel

HOURS = st.lists(st.integers(0, 23), unique=True).map(tuple)
DAYS = st.lists(st.integers(0, 6), unique=True).map(tuple)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the bounds are naive, the moments are not
ALL_HOURS, ALL_DAYS = tuple(range(24)), tuple(range(7))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("hours", "days", "now", "until"),
    [
        ((), (), "2026-05-04T12:00Z", None),
        ((11, 13), (), "2026-05-04T12:00Z", None),
        ((12,), (), "2026-05-04T12:00Z", "2026-05-04T13:00Z"),
        ((12,), (), "2026-05-04T12:59:59.999999Z", "2026-05-04T13:00Z"),
        ((12, 13, 15), (), "2026-05-04T12:30Z", "2026-05-04T14:00Z"),
        ((22, 23, 0, 1), (), "2026-12-31T23:10Z", "2027-01-01T02:00Z"),
        ((), (0,), "2026-05-04T12:30Z", "2026-05-05T00:00Z"),
        ((), (5, 6), "2026-05-09T08:00Z", "2026-05-11T00:00Z"),
        ((0, 1), (5, 6), "2026-05-09T08:00Z", "2026-05-11T02:00Z"),
        (ALL_HOURS[1:], ALL_DAYS[1:], "2026-05-04T01:00Z", "2026-05-11T00:00Z"),
        # Who closes everything cannot mean it; what else is closed still is.
        (ALL_HOURS, (), "2026-05-04T12:00Z", None),
        ((), ALL_DAYS, "2026-05-04T12:00Z", None),
        (ALL_HOURS, (0,), "2026-05-04T12:00Z", "2026-05-05T00:00Z"),
        ((12,), ALL_DAYS, "2026-05-04T12:00Z", "2026-05-04T13:00Z"),
        # GMT, in whatever zone the moment is told: it is Monday 01:30 in London's summer.
        ((0,), (), "2026-05-04T01:30+01:00", "2026-05-04T01:00Z"),
    ],
)
def test_a_feed_is_closed_until_its_next_open_hour(hours, days, now, until):
    channel = Channel(skip_hours=hours, skip_days=days)
    assert closed_until(channel, at(now)) == (at(until) if until else None)


@given(HOURS, DAYS, MOMENTS)
def test_it_ends_within_a_week_and_no_open_moment_is_passed_over(hours, days, now):
    channel = Channel(skip_hours=hours, skip_days=days)
    until = closed_until(channel, now)
    if until is None:
        assert now.hour not in hours or len(hours) == 24
        assert now.weekday() not in days or len(days) == 7
        return
    assert now < until < now + timedelta(days=7)
    assert closed_until(channel, until) is None
    assert closed_until(channel, until - timedelta(microseconds=1)) == until
    between = now + (until - now) / 2
    assert closed_until(channel, between) == until


@given(st.lists(st.integers()).map(tuple), st.lists(st.integers()).map(tuple), MOMENTS)
def test_any_numbers_give_a_value(hours, days, now):
    closed_until(Channel(skip_hours=hours, skip_days=days), now)


def test_zones_do_not_matter():
    monday = Channel(skip_days=(0,))
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert closed_until(monday, NOW.astimezone(kathmandu)) == closed_until(monday, NOW)
