"""Checklist rows 16 to 25, 77, 78, 97, 98 and 100 to 102: when a feed is asked, and how often."""

import socket
from datetime import timedelta
from itertools import pairwise
from random import Random
from threading import Event

import pytest
from checklist.documents import document, rss
from checklist.following import DAY, HOUR, MINUTE, NOON, OPEN, SECOND, Following
from checklist.publishing import Publisher, redirect, validated
from contract.serving import Answer

from aggregator.model import Feed, FeedId, Network
from aggregator.ports import Scope

QUARTER = 15 * MINUTE
ETAG = ("ETag", '"v1"')
AT_NOON = ("Date", "Mon, 04 May 2026 12:00:00 GMT")
AT_TWO = "Mon, 04 May 2026 14:00:00 GMT"
LAST_YEAR = (("Date", "Sun, 04 May 2025 12:00:00 GMT"), "Sun, 04 May 2025 14:00:00 GMT")


def is_left_alone(feed: Following, *, until: timedelta) -> bool:
    """Whether nobody asks before `until` has passed, and somebody does then."""
    assert timedelta() < until
    feed.poll(after=until - SECOND)
    early = feed.asked
    feed.poll(after=SECOND)
    return not early and len(feed.asked) == 1


def refused(status: int, told: str, date: tuple[str, str] = AT_NOON) -> Answer:
    return Answer(status=status, headers=(date, ("Retry-After", told)))


# Freshness


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ((("Cache-Control", "max-age=7200"),), 7200),
        ((("Cache-Control", "public, max-age=7200"), ("Age", "600")), 6600),
    ],
)
def test_16_max_age_less_age_is_waited_for(following, fields, seconds):
    feed = following({"/feed": document(ETAG, *fields)}, every=QUARTER)
    state = feed.poll()
    assert "max-age" in state.next_fetch_reason
    assert is_left_alone(feed, until=seconds * SECOND)


def test_16_a_short_max_age_hurries_nobody(following):
    feed = following({"/feed": document(ETAG, ("Cache-Control", "max-age=60"))}, every=QUARTER)
    feed.poll()
    assert is_left_alone(feed, until=QUARTER)


@pytest.mark.parametrize(("date", "until"), [(AT_NOON, AT_TWO), LAST_YEAR])
def test_17_expires_is_waited_for_by_the_clock_of_the_server(following, date, until):
    feed = following({"/feed": document(ETAG, date, ("Expires", until))}, every=QUARTER)
    state = feed.poll()
    assert "Expires" in state.next_fetch_reason
    assert is_left_alone(feed, until=2 * HOUR)


def test_18_max_age_goes_before_expires(following):
    fields = (("Cache-Control", "max-age=7200"), ("Expires", "0"))
    feed = following({"/feed": document(ETAG, *fields)}, every=QUARTER)
    feed.poll()
    assert is_left_alone(feed, until=2 * HOUR)


@pytest.mark.parametrize("told", ["0", "-1", "never", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_18_an_expires_that_is_no_date_or_past_asks_for_no_wait(following, told):
    feed = following({"/feed": document(ETAG, AT_NOON, ("Expires", told))}, every=QUARTER)
    feed.poll()
    assert is_left_alone(feed, until=QUARTER)


def test_19_a_304_starts_the_wait_anew(following):
    fields = (ETAG, ("Cache-Control", "max-age=7200"))
    feed = following({"/feed": validated(rss(1), *fields)}, every=QUARTER)
    feed.poll()
    assert feed.poll().last_outcome == "not modified"
    assert is_left_alone(feed, until=2 * HOUR)


# Refusals


def test_20_after_a_429_nobody_asks_before_it_says(following):
    feed = following({"/feed": document(ETAG)}, every=QUARTER)
    feed.poll()
    feed.serve("/feed", refused(429, "7200"))
    state = feed.poll()
    assert "Retry-After" in state.next_fetch_reason
    assert state.not_before_at >= feed.now + 2 * HOUR
    early = feed.wait - SECOND
    feed.poll(after=2 * HOUR - SECOND)
    assert not feed.asked
    assert early >= 2 * HOUR - SECOND
    feed.serve("/feed", validated(rss(1, 2, 3), ETAG))
    assert feed.poll().last_outcome == "not modified"
    assert len(feed.items) == 3


@pytest.mark.parametrize("every", [HOUR, None])
def test_20_after_a_429_the_feed_is_asked_more_slowly(following, every):
    feed = following({"/feed": validated(rss(1), ETAG)}, every=every)
    feed.poll()
    usual = feed.wait
    feed.serve("/feed", refused(429, "60"))
    feed.poll()
    assert feed.wait >= usual
    feed.serve("/feed", validated(rss(1), ETAG))
    feed.poll()
    assert feed.state.failures == 0
    assert feed.wait > usual


def test_20_slower_does_not_last_for_ever(following):
    feed = following({"/feed": validated(rss(1), ETAG)})
    feed.poll()
    feed.serve("/feed", refused(429, "60"))
    feed.poll()
    feed.serve("/feed", validated(rss(1), ETAG))
    for _ in range(60):
        feed.poll()
        if feed.wait == HOUR:
            break
    assert feed.wait == HOUR


@pytest.mark.parametrize(("date", "until"), [(AT_NOON, AT_TWO), LAST_YEAR])
def test_21_a_date_in_retry_after_is_taken_by_the_clock_of_the_server(following, date, until):
    feed = following({"/feed": refused(503, until, date)}, every=QUARTER)
    state = feed.poll()
    assert state.not_before_at == NOON + 2 * HOUR
    assert state.next_fetch_at >= NOON + 2 * HOUR
    feed.poll(after=2 * HOUR - SECOND)
    assert not feed.asked


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("told", ["soon", "-5", "Mon, 04 May 2026 11:00:00 GMT"])
def test_22_a_retry_after_without_sense_is_as_good_as_none(following, status, told):
    feed = following({"/feed": refused(status, told)}, every=QUARTER)
    feed.poll()
    assert feed.wait >= QUARTER
    feed.poll(after=QUARTER - SECOND)
    assert not feed.asked


def test_23_errors_make_the_wait_longer_up_to_a_ceiling(following):
    feed = following({"/feed": document(ETAG)})
    feed.poll()
    feed.serve("/feed", Answer(status=500))
    waits = []
    for _ in range(9):
        feed.poll()
        assert len(feed.asked) == 1  # it is never given up
        waits.append(feed.wait)
    assert all(earlier <= later <= DAY for earlier, later in pairwise(waits))
    assert waits[0] >= HOUR
    assert waits[2] >= 2 * waits[0]
    assert waits[-1] == waits[-2] == DAY
    feed.serve("/feed", document(ETAG))
    assert feed.poll().failures == 0
    assert feed.wait == HOUR
    assert len(feed.items) == 3


# Hours and days of silence


def hours(*named: int) -> str:
    return f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in named)}</skipHours>"


def days(*named: str) -> str:
    return f"<skipDays>{''.join(f'<day>{day}</day>' for day in named)}</skipDays>"


@pytest.mark.parametrize("timezone", [None, "Pacific/Auckland"])
def test_25_hours_to_skip_are_skipped_in_gmt(following, timezone):
    body = rss(1, channel=hours(13, 14, 15))
    feed = following({"/feed": document(ETAG, body=body)}, every=30 * MINUTE, timezone=timezone)
    feed.poll()
    assert feed.wait == 30 * MINUTE
    state = feed.poll()
    assert state.next_fetch_at == NOON + 4 * HOUR
    assert "skipHours" in state.next_fetch_reason
    assert is_left_alone(feed, until=3 * HOUR + 30 * MINUTE)


def test_25_days_to_skip_are_skipped_in_gmt(following):
    body = rss(1, channel=days("Tuesday", "Wednesday"))
    feed = following({"/feed": document(ETAG, body=body)}, every=13 * HOUR)
    state = feed.poll()
    assert state.next_fetch_at == NOON + 2 * DAY + 12 * HOUR  # Thursday, 0:00
    assert "skipDays" in state.next_fetch_reason


def test_25_an_hour_that_a_late_poll_falls_into_is_skipped_too(following):
    body = rss(1, channel=hours(15))
    feed = following({"/feed": document(ETAG, body=body)})
    feed.poll()
    feed.poll(after=3 * HOUR + MINUTE)  # due since one o'clock; the wire was down
    assert not feed.asked
    feed.poll(after=HOUR)
    assert len(feed.asked) == 1


@pytest.mark.parametrize(
    "channel",
    [
        hours(*range(24)),
        days(*"Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
        hours(*range(24)) + days("Friday"),
    ],
)
def test_25_who_skips_all_hours_is_asked_all_the_same(following, channel):
    feed = following({"/feed": document(ETAG, body=rss(1, channel=channel))})
    feed.poll()
    assert feed.wait <= 2 * DAY
    feed.poll()
    assert len(feed.asked) == 1


# Many feeds


def crowd(publisher: Publisher, count: int, **asked) -> list[Feed]:
    return [
        Feed(id=FeedId(f"feed-{number}"), url=publisher.url(f"/{number}"), **asked)
        for number in range(count)
    ]


def test_100_the_daemon_spreads_its_first_polls(commands, publisher):
    count, enough, reached = 20, 7, Event()
    seen: list[Publisher] = []

    def note(_: object) -> Answer:
        if sum(len(one.times) for one in seen) >= enough:
            reached.set()
        return document(ETAG)

    seen += [publisher({"/feed": note}, address=f"127.0.1.{one}") for one in range(1, count + 1)]
    wire = commands(
        *(f"{{id: f-{number}, url: '{one.url('/feed')}'}}" for number, one in enumerate(seen))
    )
    with wire.running("run", "--listen", free_address(), "--ops", free_address()):
        assert reached.wait(30)
    times = sorted(at for one in seen for at in one.times_of("/feed"))
    assert times[enough - 1] - times[0] > 1
    assert sum(at < times[0] + 1 for at in times) < enough


def free_address() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


@pytest.mark.parametrize("every", [HOUR, None])
@pytest.mark.parametrize(
    "answer",
    [document(ETAG), document(ETAG, ("Cache-Control", "max-age=7200")), Answer(status=500)],
)
def test_101_feeds_of_one_interval_do_not_march_in_step(following, answer, every):
    feed = following(how={"chance": Random(7).random})  # noqa: S311 - chance, not secrecy
    feed.publisher.answers.update({f"/{number}": answer for number in range(6)})
    feed.follow(*crowd(feed.publisher, 6, every=every))
    feed.poll()
    due = sorted(state.next_fetch_at for state in feed.states.values())
    assert len(set(due)) == 6
    assert due[-1] - due[0] > MINUTE
    assert due[0] >= NOON + HOUR


# Restarts


@pytest.mark.parametrize(
    "answer",
    [
        document(ETAG, ("Cache-Control", "max-age=7200")),
        document(ETAG, AT_NOON, ("Expires", AT_TWO)),
        refused(429, "7200"),
        refused(503, AT_TWO),
    ],
)
def test_102_waits_survive_a_restart(following, answer):
    feed = following({"/feed": answer}, every=QUARTER)
    before = feed.poll()
    feed.restart()
    assert feed.poll(after=timedelta()) == before
    assert not feed.asked
    feed.poll(Scope.ALL, after=2 * HOUR - SECOND)
    assert not feed.asked
    feed.poll()
    assert len(feed.asked) == 1


def test_102_validators_survive_a_restart(following):
    feed = following({"/feed": validated(rss(1), ETAG)})
    feed.poll()
    feed.restart()
    feed.poll(after=timedelta())
    assert not feed.asked
    assert feed.poll().last_outcome == "not modified"
    assert feed.asked[0].header("If-None-Match") == '"v1"'


def test_102_back_off_survives_a_restart(following):
    feed = following({"/feed": Answer(status=500)})
    for _ in range(4):
        feed.poll()
    before = feed.state
    feed.restart()
    assert feed.poll(after=feed.wait - SECOND) == before
    assert not feed.asked


def test_102_a_second_once_asks_nothing_that_is_fresh(commands, publisher):
    origin = publisher({"/feed": document(ETAG)})
    wire = commands(f"{{id: gazette, url: '{origin.url('/feed')}'}}")
    assert wire.json("once")["new"] == 3
    assert wire.json("once")["feeds"] == 0
    assert origin.targets == ["/feed"]


# One address, one request


def test_97_two_processes_do_not_ask_one_address_at_once(commands, publisher):
    reached = Event()

    def slowly(_: object) -> Answer:
        reached.set()
        return document(ETAG, delay=1.0)

    origin = publisher({"/feed": slowly})
    wire = commands(f"{{id: gazette, url: '{origin.url('/feed')}'}}")
    with wire.start("once") as process:
        assert reached.wait(30)
        assert wire("once", "--force") == 75
        process.communicate()
    assert process.returncode == 0
    assert origin.targets == ["/feed"]


def test_97_a_redirect_to_an_address_that_is_being_asked_waits_its_turn(following):
    feed = following({"/0": redirect("/1"), "/1": document(ETAG, delay=0.2)})
    feed.follow(*crowd(feed.publisher, 2))
    feed.poll()
    first, second = feed.publisher.times_of("/1")
    assert second - first >= 0.2


def test_98_an_address_is_not_asked_twice_within_a_second(following):
    feed = following({"/feed": document(ETAG)}, every=SECOND)
    feed.poll()
    feed.poll(after=timedelta(milliseconds=900))
    assert not feed.asked
    feed.poll(after=timedelta(milliseconds=100))
    assert len(feed.asked) == 1


def test_98_to_subscribe_asks_once(commands, publisher):
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed">'
    home = Answer(headers=(("Content-Type", "text/html"),), body=page)
    by_feed = publisher({"/feed": document(ETAG)})
    by_page = publisher({"/feed": document(ETAG), "/": home}, address="127.0.0.2")
    wire = commands("{id: other, url: 'http://127.0.0.3:9/feed'}")
    assert wire("add", by_feed.url("/feed")) == 0, wire.said
    assert wire("add", by_page.url("/")) == 0, wire.said
    assert wire("once") == 0, wire.said
    assert by_feed.targets == ["/feed"]
    assert by_page.targets == ["/", "/feed"]
    assert len(wire.lines("items", "--json")) == 6


def test_78_six_feeds_of_a_slow_host_are_asked_two_at_a_time(following):
    feed = following()
    feed.publisher.answers.update({f"/{number}": document(delay=0.05) for number in range(6)})
    feed.follow(*crowd(feed.publisher, 6))
    feed.poll()
    assert feed.report.fetched == 6
    assert feed.publisher.most_in_flight == 2


def test_78_two_ports_are_one_host(following, publisher):
    answers = {f"/{number}": document(delay=0.1) for number in range(3)}
    feed = following(answers)
    beside = publisher(answers)
    others = [Feed(id=FeedId(f"other-{n}"), url=beside.url(f"/{n}")) for n in range(3)]
    feed.follow(*crowd(feed.publisher, 3), *others)
    feed.poll()
    times = sorted(
        at
        for one in (feed.publisher, beside)
        for number in range(3)
        for at in one.times_of(f"/{number}")
    )
    assert len(times) == 6
    assert all(third - first >= 0.095 for first, third in zip(times, times[2:], strict=False))


def test_78_who_is_sent_to_a_host_waits_there_too(following, publisher):
    slow = {f"/{number}": document(delay=0.05) for number in range(4)}
    feed = following(slow)
    doors = [
        publisher(
            {"/": redirect(feed.publisher.url(f"/{number}"))}, address=f"127.0.0.{number + 2}"
        )
        for number in range(4)
    ]
    feed.follow(*(Feed(id=FeedId(f"door-{n}"), url=door.url("/")) for n, door in enumerate(doors)))
    feed.poll()
    assert feed.report.fetched == 4
    assert feed.publisher.most_in_flight == 2


def test_78_starts_at_one_host_keep_their_distance(following):
    network = Network(allow=OPEN.allow, spacing=timedelta(milliseconds=60))
    feed = following(how={"network": network})
    feed.publisher.answers.update({f"/{number}": document() for number in range(4)})
    feed.follow(*crowd(feed.publisher, 4))
    feed.poll()
    times = sorted(at for number in range(4) for at in feed.publisher.times_of(f"/{number}"))
    assert all(later - earlier > 0.05 for earlier, later in pairwise(times))


def test_77_an_address_may_be_listed_once_only(commands, publisher):
    origin = publisher({"/feed": document(ETAG)})
    one, again = origin.url("/feed"), origin.url("/feed#latest")
    wire = commands(f"{{id: one, url: '{one}'}}", f"{{id: two, url: '{again}'}}")
    assert wire("check") == 2
    assert "expected it once" in wire.said
    assert wire("once") == 2
    assert not origin.requests
    wire = commands(f"{{id: one, url: '{one}'}}")
    assert wire("add", again) == 2
    assert "followed already" in wire.said


def test_77_a_fragment_is_no_part_of_what_is_asked(following):
    feed = following({"/feed": validated(rss(1), ETAG)}, at="/feed#latest")
    feed.poll()
    assert feed.poll().last_outcome == "not modified"
    assert feed.publisher.targets == ["/feed", "/feed"]
