"""When a feed is asked next, and why."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from factories import HOUR, NOW, a_feed
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.schedule import DAY, JITTER, LONGEST_DEMAND, Appointment, appointment, span
from aggregator.model import (
    Channel,
    Feed,
    Fetched,
    FetchFailed,
    FetchOutcome,
    Gone,
    NotModified,
    RateLimited,
    Validators,
)

URL = "https://gazette.example/feed"
TAGGED = Validators(url=URL, etag='"1"')
MINUTE = timedelta(minutes=1)
ZONES = ("UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
CRONS = ("*/15 6-22 * * 1-5", "0 6 * * *", "30 1 * * *", "30 2 * * *", "0 */6 * * *",
         "5 4 * * 0", "0 0 29 2 *", "0 9 L * *", "* * * * *")  # fmt: skip

WAITS = st.none() | st.timedeltas(timedelta(), timedelta(days=4000))
OUTCOMES = st.one_of(
    st.builds(Fetched, url=st.just(URL), body=st.just(b""), fresh_for=WAITS,
              validators=st.none() | st.just(TAGGED)),
    st.builds(NotModified, validators=st.just(TAGGED), fresh_for=WAITS),
    st.builds(RateLimited, status=st.sampled_from((429, 503)), retry_after=WAITS),
    st.just(FetchFailed(reason="no answer")),
    st.just(Gone(url=URL)),
)  # fmt: skip
FEEDS = st.one_of(
    st.just(a_feed()),
    st.timedeltas(timedelta(seconds=1), timedelta(days=999_999)).map(lambda one: a_feed(every=one)),
    st.builds(lambda cron, zone: a_feed(cron=cron, timezone=zone),
              st.sampled_from(CRONS), st.sampled_from(ZONES)),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the bounds are naive, the moments are not


def fetched(fresh_for: timedelta | None = None, validators: Validators | None = TAGGED) -> Fetched:
    return Fetched(url=URL, body=b"x", fresh_for=fresh_for, validators=validators)


def asked(
    feed: Feed,
    outcome: FetchOutcome,
    *,
    ttl: timedelta | None = None,
    failures: int = 0,
    now: datetime = NOW,
    jitter: float = 0.0,
) -> Appointment:
    channel = Channel(ttl=ttl)
    return appointment(feed, outcome, channel, failures=failures, now=now, jitter=jitter)


def failures_of(outcome: FetchOutcome, before: int) -> int:
    return before + 1 if isinstance(outcome, FetchFailed | RateLimited) else 0


# Laws


@given(FEEDS, OUTCOMES, WAITS, st.integers(0, 50), MOMENTS, st.floats(0, 1))
def test_the_next_fetch_lies_ahead_and_has_a_reason(feed, outcome, ttl, before, now, jitter):
    failures = failures_of(outcome, before)
    when = asked(feed, outcome, ttl=ttl, failures=failures, now=now, jitter=jitter)
    assert when.at > now
    assert when.at.tzinfo is UTC
    assert when.reason
    assert when.not_before_at is None or now < when.not_before_at <= when.at
    assert when.not_before_at is None or when.not_before_at <= now + LONGEST_DEMAND


@given(FEEDS, OUTCOMES, WAITS, st.integers(0, 50), MOMENTS)
def test_what_is_asked_of_us_only_lengthens(feed, outcome, ttl, before, now):
    failures = failures_of(outcome, before)
    own = asked(feed, silent(outcome), failures=failures, now=now)
    assert own.not_before_at is None
    assert asked(feed, outcome, ttl=ttl, failures=failures, now=now).at >= own.at


def silent(outcome: FetchOutcome) -> FetchOutcome:
    """The same outcome of a server that asks for nothing."""
    match outcome:
        case Fetched(validators=validators):
            return fetched(None, validators)
        case NotModified():
            return NotModified(validators=TAGGED)
        case RateLimited(status=status):
            return RateLimited(status=status)
        case _:
            return outcome


@given(FEEDS, st.integers(1, 60), MOMENTS, st.floats(0, 1))
def test_back_off_only_lengthens_and_grows(feed, failures, now, jitter):
    failed = FetchFailed(reason="the server failed", status=500)
    first = asked(feed, failed, failures=failures, now=now, jitter=jitter)
    again = asked(feed, failed, failures=failures + 1, now=now, jitter=jitter)
    assert asked(feed, fetched(), now=now).at <= first.at <= again.at


@given(FEEDS, OUTCOMES, MOMENTS, st.floats(0, 1))
def test_chance_lengthens_by_a_twentieth_at_most(feed, outcome, now, jitter):
    failures = failures_of(outcome, 2)
    exact = asked(feed, silent(outcome), failures=failures, now=now)
    later = asked(feed, silent(outcome), failures=failures, now=now, jitter=jitter)
    if feed.cron is None:
        allowed = (exact.at - now) * (1 + JITTER) + timedelta(microseconds=1)
        assert exact.at <= later.at <= now + allowed
    assert later.reason == exact.reason


# Our own interval


def test_auto_is_an_hour_and_a_day_without_validators():
    assert asked(a_feed(), fetched()).at == NOW + HOUR
    assert asked(a_feed(), NotModified(validators=TAGGED)).reason == "auto: 1 h"
    bare = asked(a_feed(), fetched(validators=None))
    assert bare.at == NOW + DAY
    assert bare.reason == "auto: 1 d, it sends no validators"
    assert asked(a_feed(), fetched(validators=Validators(url=URL))).at == NOW + DAY


@pytest.mark.parametrize("seconds", [1, 90, 1800, 86_400, 86_400 * 999_999])
def test_an_explicit_interval_is_taken_as_asked(seconds):
    every = timedelta(seconds=seconds)
    when = asked(a_feed(every=every), fetched(validators=None), jitter=1.0)
    assert when == Appointment(at=NOW + every, reason=f"every {span(every)}", not_before_at=None)


@pytest.mark.parametrize(
    ("cron", "zone", "now", "at"),
    [
        ("0 6 * * *", None, "2026-05-04T12:00Z", "2026-05-05T06:00Z"),
        ("0 6 * * *", "Europe/London", "2026-05-04T12:00Z", "2026-05-05T05:00Z"),
        ("0 6 * * *", "America/New_York", "2026-05-04T12:00Z", "2026-05-05T10:00Z"),
        ("0 6 * * *", "America/New_York", "2026-12-04T12:00Z", "2026-12-05T11:00Z"),
        ("*/15 6-22 * * 1-5", None, "2026-05-08T22:50Z", "2026-05-11T06:00Z"),
        ("0 12 * * *", None, "2026-05-04T12:00Z", "2026-05-05T12:00Z"),
        # 01:30 does not come on the last Sunday of March, and comes twice in October's.
        ("30 1 * * *", "Europe/London", "2026-03-28T12:00Z", "2026-03-29T01:00Z"),
        ("30 1 * * *", "Europe/London", "2026-10-25T00:00Z", "2026-10-25T00:30Z"),
        ("30 1 * * *", "Europe/London", "2026-10-25T00:30Z", "2026-10-26T01:30Z"),
        ("30 1 * * *", "Europe/London", "2026-10-25T01:10Z", "2026-10-26T01:30Z"),
        ("*/20 * * * *", "Europe/London", "2026-10-25T00:50Z", "2026-10-25T01:00Z"),
    ],
)
def test_cron_runs_by_the_clock_of_its_zone(cron, zone, now, at):
    when = asked(a_feed(cron=cron, timezone=zone), fetched(), now=datetime.fromisoformat(now))
    assert when.at == datetime.fromisoformat(at)
    assert when.reason == f"cron {cron}"


@given(st.sampled_from(CRONS), MOMENTS)
def test_cron_times_are_on_the_cron(cron, now):
    """Whatever lengthens: without DST, the minute before brings the same time again."""
    feed = a_feed(cron=cron)
    at = asked(feed, FetchFailed(reason="x", status=500), failures=3, now=now).at
    assert asked(feed, fetched(), now=at - MINUTE).at == at


# What is asked of us


@pytest.mark.parametrize(
    ("outcome", "ttl", "at", "reason"),
    [
        (fetched(3 * HOUR), None, NOW + 3 * HOUR, "Cache-Control or Expires: 3 h; every 30 min"),
        (fetched(), 2 * HOUR, NOW + 2 * HOUR, "ttl: 2 h; every 30 min"),
        (fetched(2 * HOUR), HOUR, NOW + 2 * HOUR, "Cache-Control or Expires: 2 h; every 30 min"),
        (fetched(HOUR), 2 * HOUR, NOW + 2 * HOUR, "ttl: 2 h; every 30 min"),
        (NotModified(validators=TAGGED, fresh_for=HOUR), None, NOW + HOUR,
         "Cache-Control or Expires: 1 h; every 30 min"),
        (fetched(10 * MINUTE), None, NOW + 30 * MINUTE, "every 30 min"),
        (fetched(timedelta()), timedelta(), NOW + 30 * MINUTE, "every 30 min"),
        (fetched(-HOUR), None, NOW + 30 * MINUTE, "every 30 min"),
        (fetched(timedelta(days=3650)), None, NOW + 2 * DAY,
         "Cache-Control or Expires: 2 d; every 30 min"),
        (RateLimited(status=429, retry_after=5 * HOUR), 9 * HOUR, NOW + 5 * HOUR,
         "Retry-After of the 429: 5 h; back-off after 1 failure: 1 h"),
        (RateLimited(status=503), 9 * HOUR, NOW + HOUR, "back-off after 1 failure: 1 h"),
        (FetchFailed(reason="x", status=500), 9 * HOUR, NOW + HOUR,
         "back-off after 1 failure: 1 h"),
    ],
)  # fmt: skip
def test_a_longer_wait_that_is_asked_for_is_kept(outcome, ttl, at, reason):
    when = asked(a_feed(every=30 * MINUTE), outcome, ttl=ttl, failures=failures_of(outcome, 0))
    assert when.at == at
    assert when.reason == reason


def test_what_the_publisher_asked_for_is_told_even_where_our_own_is_longer():
    when = asked(a_feed(every=DAY), fetched(HOUR))
    assert when == Appointment(at=NOW + DAY, reason="every 1 d", not_before_at=NOW + HOUR)


def test_cron_too_is_lengthened():
    when = asked(a_feed(cron="*/5 * * * *"), fetched(HOUR))
    assert when.at == NOW + HOUR
    assert when.reason == "Cache-Control or Expires: 1 h; cron */5 * * * *"


# Back-off


def test_back_off_doubles_up_to_a_day():
    failed = FetchFailed(reason="the server failed", status=500)
    waits = [asked(a_feed(), failed, failures=times).at - NOW for times in range(1, 8)]
    assert waits == [2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY, DAY]
    assert asked(a_feed(), failed, failures=1).reason == "back-off after 1 failure: 2 h"
    assert asked(a_feed(), failed, failures=3).reason == "back-off after 3 failures in a row: 8 h"


def test_the_first_time_that_nobody_answers_is_no_longer_than_usual():
    silent = FetchFailed(reason="no such host")
    waits = [asked(a_feed(), silent, failures=times).at - NOW for times in range(1, 8)]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY]


@pytest.mark.parametrize("every", [timedelta(seconds=1), HOUR, DAY])
def test_every_feed_backs_off_to_the_same_ceiling(every):
    assert (
        asked(a_feed(every=every), FetchFailed(reason="x", status=500), failures=99).at == NOW + DAY
    )


@pytest.mark.parametrize("days", [2, 999_999])
def test_a_feed_asked_more_seldom_than_daily_stays_as_it_is(days):
    every = timedelta(days=days)
    assert (
        asked(a_feed(every=every), FetchFailed(reason="x", status=500), failures=99).at
        == NOW + every
    )


def test_a_failure_does_not_bring_a_cron_feed_forward():
    weekly = a_feed(cron="0 6 * * 1", timezone="Europe/London")
    when = asked(weekly, FetchFailed(reason="x", status=500), failures=1)
    assert when.at == datetime(2026, 5, 11, 6, tzinfo=ZoneInfo("Europe/London"))
    assert when.reason == "cron 0 6 * * 1; back-off after 1 failure: 2 h"


def test_a_failing_cron_feed_backs_off_within_its_hours():
    office = a_feed(cron="*/15 6-12 * * *")
    assert asked(office, FetchFailed(reason="x", status=500), failures=1).at == NOW + 18 * HOUR
    often = a_feed(cron="*/5 * * * *")
    assert (
        asked(often, FetchFailed(reason="x", status=500), failures=1).at
        == NOW + 2 * HOUR + 5 * MINUTE
    )


def test_a_feed_that_is_gone_is_not_asked_soon():
    when = asked(a_feed(every=MINUTE), Gone(url=URL), ttl=HOUR)
    reason = "410 Gone: not asked again"
    assert when == Appointment(at=NOW + LONGEST_DEMAND, reason=reason, not_before_at=None)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(seconds=90), "90 s"),
        (timedelta(seconds=200), "3 min"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(minutes=120), "2 h"),
        (timedelta(hours=24), "1 d"),
        (timedelta(hours=25), "25 h"),
        (timedelta(hours=73), "3 d"),
        (timedelta(seconds=59.6), "1 min"),
    ],
)
def test_spans_are_told_in_the_largest_unit_that_tells_enough(length, words):
    assert span(length) == words
