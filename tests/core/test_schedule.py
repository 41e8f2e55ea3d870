"""When a feed is asked next, and why: what counts before what."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from factories import HOUR, NOW, a_feed, a_state
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.schedule import LONGEST_DEMAND, Appointment, appointment, span
from aggregator.core.schedule.appointment import JITTER
from aggregator.model import (
    Channel,
    Feed,
    FeedState,
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
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)
ZONES = ("UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
CRONS = ("*/15 6-22 * * 1-5", "0 6 * * *", "30 1 * * *", "30 2 * * *", "0 */6 * * *",
         "5 4 * * 0", "0 0 29 2 *", "0 9 L * *", "* * * * *")  # fmt: skip

# What servers and publishers may say, sound or not.
WAITS = st.none() | st.timedeltas(timedelta(days=-4000), timedelta(days=4000))
SKIPPED = st.lists(st.integers(0, 23), unique=True).map(tuple)
DAYS_OFF = st.lists(st.integers(0, 6), unique=True).map(tuple)
PACES = st.builds(Channel, ttl=WAITS, update_every=WAITS)
CHANNELS = st.builds(Channel, ttl=WAITS, update_every=WAITS, skip_hours=SKIPPED, skip_days=DAYS_OFF)
OUTCOMES = st.one_of(
    st.builds(Fetched, url=st.just(URL), body=st.just(b""), fresh_for=WAITS,
              fresh_told=st.sampled_from((None, "Expires", "Cache-Control max-age")),
              validators=st.none() | st.just(TAGGED)),
    st.builds(NotModified, validators=st.just(TAGGED), fresh_for=WAITS),
    st.builds(RateLimited, status=st.sampled_from((429, 503)), retry_after=WAITS),
    st.builds(FetchFailed, reason=st.just("no answer"), unreached=st.booleans()),
    st.just(Gone(url=URL)),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the bounds are naive, the moments are not
AUTO_FEEDS = st.just(a_feed())
EVERY_FEEDS = st.timedeltas(timedelta(seconds=1), timedelta(days=999_999)).map(
    lambda one: a_feed(every=one)
)
CRON_FEEDS = st.builds(
    lambda cron, zone: a_feed(cron=cron, timezone=zone),
    st.sampled_from(CRONS), st.sampled_from(ZONES),
)  # fmt: skip
FEEDS = st.one_of(AUTO_FEEDS, EVERY_FEEDS, CRON_FEEDS)
AGES = st.lists(st.timedeltas(-DAY, timedelta(days=99)), max_size=20)  # a clock may be set back


@st.composite
def cases(draw, feeds=FEEDS, outcomes=OUTCOMES, channels=CHANNELS):
    """A feed, its state after an outcome, the outcome and the moment."""
    feed, outcome, now = draw(feeds), draw(outcomes), draw(MOMENTS)
    failed = isinstance(outcome, FetchFailed | RateLimited)
    state = a_state(
        failures=draw(st.integers(1, 60)) if failed else 0,
        slowed=draw(st.integers(0, 5)),
        channel=draw(channels),
        arrivals=tuple(now - age for age in sorted(draw(AGES))),
        validators=draw(st.sampled_from((None, TAGGED))),
        body_digest=draw(st.sampled_from((None, "a body"))),
    )
    return feed, state, outcome, now


def changed(state: FeedState, **said) -> FeedState:
    names = ("failures", "slowed", "channel", "arrivals", "validators", "body_digest")
    return a_state(**{name: getattr(state, name) for name in names} | said)


def fetched(
    fresh_for: timedelta | None = None,
    validators: Validators | None = TAGGED,
    told: str | None = "Cache-Control max-age",
) -> Fetched:
    return Fetched(url=URL, body=b"x", fresh_for=fresh_for, fresh_told=told, validators=validators)


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


def asked(
    feed: Feed,
    outcome: FetchOutcome,
    *,
    now: datetime = NOW,
    jitter: float = 0.0,
    **state,
) -> Appointment:
    known = a_state(**{"validators": TAGGED, "body_digest": "a body"} | state)
    return appointment(feed, known, outcome, now=now, jitter=jitter)


FAILED = FetchFailed(reason="the server failed", status=500)
UNREACHED = FetchFailed(reason="no such host", unreached=True)
SAME = NotModified(validators=TAGGED)


# Laws


@given(cases(), st.floats(0, 1))
def test_the_next_fetch_lies_ahead_and_has_a_reason(case, jitter):
    feed, state, outcome, now = case
    when = appointment(feed, state, outcome, now=now, jitter=jitter)
    assert when.at > now
    assert when.at.tzinfo is UTC
    assert when.reason
    assert when.not_before_at is None or now < when.not_before_at <= when.at
    assert when.not_before_at is None or when.not_before_at <= now + LONGEST_DEMAND


@given(cases(), st.floats(0, 1))
def test_what_is_asked_of_us_only_lengthens(case, jitter):
    feed, state, outcome, now = case
    alone = changed(state, channel=Channel())
    own = appointment(feed, alone, silent(outcome), now=now, jitter=jitter)
    assert own.not_before_at is None
    assert appointment(feed, state, outcome, now=now, jitter=jitter).at >= own.at
    if feed.every is not None and not isinstance(outcome, Gone):
        assert own.at >= now + feed.every


@given(cases(feeds=AUTO_FEEDS), st.floats(0, 1))
def test_whatever_is_said_a_feed_is_asked_again_within_days(case, jitter):
    feed, state, outcome, now = case
    open_all_day = changed(state, channel=Channel(ttl=state.channel.ttl))
    at = appointment(feed, open_all_day, outcome, now=now, jitter=jitter).at
    assert at <= now + LONGEST_DEMAND * (1 + JITTER) + MINUTE
    assert appointment(feed, state, outcome, now=now, jitter=jitter).at < at + 2 * DAY + WEEK


@given(cases(channels=PACES), st.floats(0, 1))
def test_chance_lengthens_by_a_twentieth_at_most_and_cron_not_at_all(case, jitter):
    feed, state, outcome, now = case
    exact = appointment(feed, state, outcome, now=now, jitter=0.0)
    later = appointment(feed, state, outcome, now=now, jitter=jitter)
    longest = (exact.at - now) * (1 + JITTER) + timedelta(microseconds=1)
    assert exact.at <= later.at <= now + longest
    assert later.at == exact.at or feed.cron is None
    assert (later.reason, later.not_before_at) == (exact.reason, exact.not_before_at)


@given(cases(), st.floats(0, 1))
def test_hours_and_days_that_are_skipped_are_never_hit(case, jitter):
    feed, state, outcome, now = case
    hours, days = state.channel.skip_hours, state.channel.skip_days
    at = appointment(feed, state, outcome, now=now, jitter=jitter).at
    if isinstance(outcome, Gone):
        return
    assert at.hour not in hours or len(hours) == 24
    assert at.weekday() not in days or len(days) == 7
    paces = Channel(ttl=state.channel.ttl, update_every=state.channel.update_every)
    open_all_day = changed(state, channel=paces)
    without = appointment(feed, open_all_day, outcome, now=now, jitter=jitter).at
    assert without <= at < without + WEEK


@given(cases(outcomes=st.just(SAME)), st.integers(1, 60), st.floats(0, 1))
def test_back_off_only_lengthens_and_grows(case, failures, jitter):
    feed, state, _, now = case
    sound = changed(state, validators=TAGGED)
    first, again = (
        appointment(feed, changed(sound, failures=times), FAILED, now=now, jitter=jitter)
        for times in (failures, failures + 1)
    )
    assert appointment(feed, sound, SAME, now=now, jitter=jitter).at <= first.at <= again.at


@given(cases(), st.integers(0, 4), st.floats(0, 1))
def test_who_was_told_to_slow_down_never_comes_sooner(case, slowed, jitter):
    feed, state, outcome, now = case
    sooner, later = (
        appointment(feed, changed(state, slowed=times), outcome, now=now, jitter=jitter)
        for times in (slowed, slowed + 1)
    )
    assert sooner.at <= later.at


@given(cases(feeds=AUTO_FEEDS | EVERY_FEEDS, channels=PACES), st.floats(0, 1), WAITS)
def test_a_wait_is_the_same_whatever_the_clock_says(case, jitter, shift):
    """Row 114: what is stored is a point in time, and nothing but `now` says which."""
    feed, state, outcome, now = case
    shift = shift or timedelta()
    shifted = changed(state, arrivals=tuple(at + shift for at in state.arrivals))
    here = appointment(feed, state, outcome, now=now, jitter=jitter)
    there = appointment(feed, shifted, outcome, now=now + shift, jitter=jitter)
    assert there.at - here.at == shift
    assert there.reason == here.reason


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=20, unique=True))
def test_feeds_of_one_interval_do_not_march_in_step(chances):
    """Row 101: also where feeds.yaml names the interval, or the publisher does."""
    for feed, outcome in ((a_feed(every=30 * MINUTE), SAME), (a_feed(), fetched(2 * HOUR))):
        times = {asked(feed, outcome, jitter=chance / 1000).at for chance in chances}
        assert len(times) == len(chances)
    assert asked(a_feed(every=HOUR), SAME, jitter=0.5).at == NOW + HOUR * 1.025


# Our own interval


def test_auto_is_an_hour_and_a_day_without_validators():
    """Row 110."""
    assert asked(a_feed(), fetched()).at == NOW + HOUR
    assert asked(a_feed(), SAME).reason == "auto: 1 h"
    bare = asked(a_feed(), fetched(validators=None))
    assert bare.at == NOW + DAY
    assert bare.reason == "auto: 1 d, it sends no validators"
    assert asked(a_feed(), fetched(validators=Validators(url=URL))).at == NOW + DAY


def test_a_busy_feed_without_validators_is_asked_daily_all_the_same():
    arrivals = tuple(NOW - number * MINUTE for number in range(20))
    assert asked(a_feed(), fetched(validators=None), arrivals=arrivals).at == NOW + DAY


def test_a_feed_is_only_called_bare_for_a_body_that_was_read_whole():
    assert asked(a_feed(), FAILED, failures=1, validators=None).at == NOW + DAY
    never = asked(a_feed(), FAILED, failures=1, validators=None, body_digest=None)
    assert never.at == NOW + 2 * HOUR
    cut_off = asked(a_feed(), fetched(), validators=None, body_digest=None)
    assert cut_off.at == NOW + HOUR


def test_auto_learns_from_what_arrives():
    arrivals = tuple(NOW - number * 4 * HOUR for number in range(20))
    when = asked(a_feed(), SAME, arrivals=arrivals)
    assert when.at == NOW + 2 * HOUR
    assert when.reason == "auto: 2 h, it publishes about every 4 h"


@pytest.mark.parametrize("seconds", [1, 90, 1800, 86_400, 86_400 * 999_999])
def test_an_explicit_interval_is_taken_as_asked(seconds):
    every = timedelta(seconds=seconds)
    arrivals = tuple(NOW - number * DAY for number in range(30, 50))
    when = asked(a_feed(every=every), fetched(validators=None), arrivals=arrivals)
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
    feed = a_feed(cron=cron, timezone=zone)
    when = asked(feed, fetched(), now=datetime.fromisoformat(now), jitter=1.0)
    assert when.at == datetime.fromisoformat(at)
    assert when.reason == f"cron {cron}"


@given(st.sampled_from(CRONS), MOMENTS, st.integers(0, 5))
def test_cron_times_are_on_the_cron(cron, now, slowed):
    """Whatever lengthens: without DST, the minute before brings the same time again."""
    feed = a_feed(cron=cron)
    at = asked(feed, FAILED, failures=3, slowed=slowed, now=now).at
    assert asked(feed, fetched(), now=at - MINUTE).at == at


# What is asked of us


@pytest.mark.parametrize(
    ("outcome", "ttl", "at", "reason"),
    [
        # Rows 16 and 17: max-age, Expires.
        (fetched(3 * HOUR), None, NOW + 3 * HOUR,
         "Cache-Control max-age; own schedule would be 30 min"),
        (fetched(3 * HOUR, told="Expires"), None, NOW + 3 * HOUR,
         "Expires; own schedule would be 30 min"),
        (fetched(3 * HOUR, told=None), None, NOW + 3 * HOUR,
         "Cache-Control or Expires; own schedule would be 30 min"),
        (fetched(2 * HOUR), HOUR, NOW + 2 * HOUR,
         "Cache-Control max-age; own schedule would be 30 min"),
        (fetched(2 * HOUR), 2 * HOUR, NOW + 2 * HOUR,
         "Cache-Control max-age; own schedule would be 30 min"),
        (fetched(30 * MINUTE), None, NOW + 30 * MINUTE, "every 30 min"),
        # Row 18: an Expires that is past, or none at all, asks for nothing.
        (fetched(timedelta(), told="Expires"), timedelta(), NOW + 30 * MINUTE, "every 30 min"),
        (fetched(-HOUR, told="Expires"), None, NOW + 30 * MINUTE, "every 30 min"),
        # Row 19: a 304 with max-age.
        (NotModified(validators=TAGGED, fresh_for=HOUR, fresh_told="Cache-Control max-age"),
         None, NOW + HOUR, "Cache-Control max-age; own schedule would be 30 min"),
        # Rows 20 and 21: Retry-After.
        (RateLimited(status=429, retry_after=5 * HOUR), None, NOW + 5 * HOUR,
         "Retry-After of the 429; own schedule would be 1 h"),
        (RateLimited(status=503, retry_after=5 * HOUR), None, NOW + 5 * HOUR,
         "Retry-After of the 503; own schedule would be 1 h"),
        # Row 22: Retry-After that cannot be read, or is over at once.
        (RateLimited(status=503), None, NOW + HOUR, "back-off after 1 failure: 1 h"),
        (RateLimited(status=503, retry_after=timedelta()), None, NOW + HOUR,
         "back-off after 1 failure: 1 h"),
        # Row 111: years, and seconds.
        (fetched(timedelta(days=3650)), None, NOW + 2 * DAY,
         "Cache-Control max-age; own schedule would be 30 min"),
        (RateLimited(status=429, retry_after=timedelta(days=365)), None, NOW + 2 * DAY,
         "Retry-After of the 429; own schedule would be 1 h"),
        (fetched(timedelta(seconds=1)), timedelta(seconds=1), NOW + 30 * MINUTE, "every 30 min"),
        # Row 112: ttl.
        (fetched(), 2 * HOUR, NOW + 2 * HOUR, "ttl; own schedule would be 30 min"),
        (fetched(HOUR), 2 * HOUR, NOW + 2 * HOUR, "ttl; own schedule would be 30 min"),
        (fetched(), timedelta(days=30), NOW + 2 * DAY, "ttl; own schedule would be 30 min"),
        (RateLimited(status=429, retry_after=5 * HOUR), 9 * HOUR, NOW + 9 * HOUR,
         "ttl; own schedule would be 1 h"),
        (FAILED, 9 * HOUR, NOW + 9 * HOUR, "ttl; own schedule would be 1 h"),
    ],
)  # fmt: skip
def test_a_longer_wait_that_is_asked_for_is_kept(outcome, ttl, at, reason):
    failures = int(isinstance(outcome, FetchFailed | RateLimited))
    channel = Channel(ttl=ttl)
    when = asked(a_feed(every=30 * MINUTE), outcome, channel=channel, failures=failures)
    assert (when.at, when.reason) == (at, reason)


def test_the_pace_that_a_document_names_is_kept():
    """Row 112."""
    weekly = Channel(ttl=HOUR, update_every=WEEK)
    when = asked(a_feed(), fetched(), channel=weekly)
    assert (when.at, when.not_before_at) == (NOW + 2 * DAY, None)
    assert when.reason == "sy:updatePeriod; own schedule would be 1 h"
    assert asked(a_feed(), fetched(), channel=Channel(update_every=HOUR)).reason == "auto: 1 h"
    often = Channel(ttl=MINUTE, update_every=MINUTE)
    assert asked(a_feed(), fetched(), channel=often).at == NOW + HOUR


def test_a_person_is_bound_by_servers_and_not_by_documents():
    """Row 120: `once --all` asks by `not_before_at`."""
    polite = Channel(ttl=9 * HOUR, skip_hours=(21, 22))
    when = asked(a_feed(), fetched(HOUR), channel=polite)
    assert when.at == NOW + 11 * HOUR
    assert when.not_before_at == NOW + HOUR
    assert asked(a_feed(), fetched(), channel=polite).not_before_at is None


@pytest.mark.parametrize("wait", [None, timedelta(), -HOUR])
def test_who_asks_for_nothing_binds_nobody(wait):
    assert asked(a_feed(), fetched(wait)).not_before_at is None


def test_what_the_server_asked_for_is_told_even_where_our_own_is_longer():
    when = asked(a_feed(every=DAY), fetched(HOUR))
    assert when == Appointment(at=NOW + DAY, reason="every 1 d", not_before_at=NOW + HOUR)


def test_cron_too_is_lengthened():
    when = asked(a_feed(cron="*/5 * * * *"), fetched(HOUR), jitter=1.0)
    assert when.at == NOW + HOUR
    assert when.reason == "Cache-Control max-age; own schedule would be 5 min"


def test_a_feed_is_left_alone_in_the_hours_that_its_publisher_names():
    """Row 25: NOW is Monday, 12:00 GMT."""
    closed = Channel(skip_hours=(13, 14, 15))
    when = asked(a_feed(), SAME, channel=closed)
    assert when.at == NOW + 4 * HOUR
    assert when.reason == "skipHours; own schedule would be 1 h"
    assert asked(a_feed(), fetched(5 * HOUR), channel=closed).at == NOW + 5 * HOUR
    late = asked(a_feed(), SAME, channel=closed, now=NOW + 150 * MINUTE)
    assert late.at == NOW + 4 * HOUR


def test_a_feed_is_left_alone_on_the_days_that_its_publisher_names():
    """Row 25."""
    friday = NOW + 4 * DAY
    weekend = Channel(skip_hours=(0, 1, 22, 23), skip_days=(5, 6))
    when = asked(a_feed(every=12 * HOUR), SAME, channel=weekend, now=friday)
    assert when.at == datetime(2026, 5, 11, 2, tzinfo=UTC)
    assert when.reason == "skipDays and skipHours; own schedule would be 12 h"
    often = asked(a_feed(cron="0 * * * *"), SAME, channel=weekend, now=friday + 9 * HOUR)
    assert often.reason == "skipHours and skipDays; own schedule would be 1 h"


# Back-off, and slower


def test_back_off_doubles_up_to_a_day():
    """Row 23."""
    waits = [asked(a_feed(), FAILED, failures=times).at - NOW for times in range(1, 8)]
    assert waits == [2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY, DAY]
    assert asked(a_feed(), FAILED, failures=1).reason == "back-off after 1 failure: 2 h"
    assert asked(a_feed(), FAILED, failures=3).reason == "back-off after 3 failures in a row: 8 h"


def test_the_first_time_that_nobody_answers_is_no_longer_than_usual():
    waits = [asked(a_feed(), UNREACHED, failures=times).at - NOW for times in range(1, 8)]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY]


def test_an_answer_that_is_none_is_a_failure_like_any_other():
    broken = FetchFailed(reason="no status line")
    assert asked(a_feed(), broken, failures=1).at == NOW + 2 * HOUR


@pytest.mark.parametrize("every", [timedelta(seconds=1), HOUR, DAY])
def test_every_feed_backs_off_to_the_same_ceiling(every):
    assert asked(a_feed(every=every), FAILED, failures=99, slowed=5).at == NOW + DAY


@pytest.mark.parametrize("days", [2, 999_999])
def test_a_feed_asked_more_seldom_than_daily_stays_as_it_is(days):
    every = timedelta(days=days)
    when = asked(a_feed(every=every), FAILED, failures=99, slowed=5)
    assert when.at == NOW + every
    assert asked(a_feed(every=every), SAME, slowed=5).reason == f"every {days} d"


def test_a_failure_does_not_bring_a_cron_feed_forward():
    weekly = a_feed(cron="0 6 * * 1", timezone="Europe/London")
    when = asked(weekly, FAILED, failures=1)
    assert when.at == datetime(2026, 5, 11, 6, tzinfo=ZoneInfo("Europe/London"))
    assert when.reason == "cron 0 6 * * 1; back-off after 1 failure: 2 h"


def test_a_failing_cron_feed_backs_off_within_its_hours():
    office = a_feed(cron="*/15 6-12 * * *")
    assert asked(office, FAILED, failures=1).at == NOW + 18 * HOUR
    often = a_feed(cron="*/5 * * * *")
    assert asked(often, FAILED, failures=1).at == NOW + 2 * HOUR + 5 * MINUTE


def test_a_slower_cron_feed_is_not_brought_forward_by_a_failure():
    seldom = a_feed(cron="0 */6 * * *")
    assert asked(seldom, SAME, slowed=1).at == NOW + 12 * HOUR
    assert asked(seldom, FAILED, slowed=1, failures=1).at == NOW + 12 * HOUR


@pytest.mark.parametrize(
    ("feed", "slowed", "wait", "reason"),
    [
        (a_feed(every=30 * MINUTE), 1, HOUR, "every 30 min"),
        (a_feed(every=30 * MINUTE), 3, 4 * HOUR, "every 30 min"),
        (a_feed(every=6 * HOUR), 5, DAY, "every 6 h"),
        (a_feed(), 2, 4 * HOUR, "auto: 1 h"),
        (a_feed(cron="*/15 * * * *"), 1, 30 * MINUTE, "cron */15 * * * *"),
        (a_feed(cron="0 6-12 * * *"), 1, 18 * HOUR, "cron 0 6-12 * * *"),
    ],
)
def test_who_was_told_to_slow_down_does(feed, slowed, wait, reason):
    """Row 20: and slower afterwards."""
    when = asked(feed, SAME, slowed=slowed, now=NOW + MINUTE)
    assert NOW + wait <= when.at <= NOW + wait + MINUTE
    assert when.reason == f"{reason}, slower since it asked us to"


def test_a_busy_server_is_given_time_in_both_ways():
    when = asked(a_feed(), RateLimited(status=429), failures=1, slowed=1)
    assert when.at == NOW + 4 * HOUR
    assert when.reason == "back-off after 1 failure: 4 h, slower since it asked us to"


def test_a_feed_that_is_gone_is_not_asked_soon():
    when = asked(a_feed(every=MINUTE), Gone(url=URL), channel=Channel(ttl=HOUR))
    reason = "410 Gone: not asked again"
    assert when == Appointment(at=NOW + LONGEST_DEMAND, reason=reason, not_before_at=None)
