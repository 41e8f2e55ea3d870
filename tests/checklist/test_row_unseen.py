"""Checklist rows 110 to 120: what no server sees in a minute."""

import socket
import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from checklist.documents import HTML, document, rss
from checklist.enduring import ETAG, WRONG, error_after_a_good_answer
from checklist.following import DAY, FEED, HOUR, MINUTE, NOON, OPEN, SECOND
from checklist.publishing import redirect, validated
from contract.serving import Answer

from aggregator.fetch import Limits
from aggregator.model import Feed, FeedId, Network
from aggregator.ports import Scope
from aggregator.read import ProcessReader

QUARTER = 15 * MINUTE
AT_NOON = ("Date", "Mon, 04 May 2026 12:00:00 GMT")
AGES = "Fri, 31 Dec 9999 23:59:59 GMT"
BUSY = rss(*range(342, 330, -1))  # an item every hour, until noon


# Intervals


def test_110_a_feed_of_ours_to_pace_is_asked_once_an_hour_at_most(following):
    feed = following({"/feed": validated(BUSY, ETAG)}, every=None)
    for number in range(343, 347):
        feed.poll()
        assert feed.wait >= HOUR
        feed.serve("/feed", validated(rss(number), ("ETag", f'"{number}"')))


def test_110_a_feed_without_validators_is_asked_once_a_day_at_most(following):
    feed = following({"/feed": document(body=BUSY)}, every=None)
    for _ in range(4):
        feed.poll()
        assert feed.wait >= DAY


def test_110_a_feed_that_loses_its_validators_is_asked_once_a_day_too(following):
    feed = following({"/feed": document(ETAG, body=BUSY)}, every=None)
    feed.poll()
    assert feed.wait < DAY
    feed.serve("/feed", document(body=BUSY))
    feed.poll()
    assert feed.wait >= DAY


@pytest.mark.parametrize(
    "answer",
    [
        document(ETAG, ("Cache-Control", "max-age=31536000")),
        document(ETAG, ("Cache-Control", f"max-age={10**30}")),
        document(ETAG, AT_NOON, ("Expires", AGES)),
        document(ETAG, body=rss(1, channel=f"<ttl>{10**5}</ttl>")),
        document(ETAG, body=rss(1, channel="<sy:updatePeriod>yearly</sy:updatePeriod>")),
        Answer(status=429, headers=(("Retry-After", str(10**30)),)),
        Answer(status=503, headers=(AT_NOON, ("Retry-After", AGES))),
    ],
)
def test_111_whoever_asks_for_ages_is_asked_again_within_days(following, answer):
    feed = following({"/feed": answer}, every=QUARTER)
    for _ in range(3):
        state = feed.poll()
        assert len(feed.asked) == 1
        assert DAY <= feed.wait <= 3 * DAY
        assert state.not_before_at is None or state.not_before_at <= feed.now + 2 * DAY


@pytest.mark.parametrize(
    "answer",
    [
        document(ETAG, ("Cache-Control", "max-age=0")),
        document(ETAG, ("Cache-Control", "no-cache, no-store, max-age=1")),
        document(ETAG, AT_NOON, AT_NOON, ("Expires", "Mon, 04 May 2026 12:00:01 GMT")),
        document(ETAG, body=rss(1, channel="<ttl>0</ttl>")),
        document(ETAG, body=rss(1, channel="<ttl>-60</ttl>")),
        Answer(status=429, headers=(("Retry-After", "0"),)),
        Answer(status=503, headers=(("Retry-After", "1"),)),
    ],
)
@pytest.mark.parametrize("every", [None, QUARTER])
def test_111_whoever_asks_for_seconds_is_not_asked_sooner(following, answer, every):
    feed = following({"/feed": answer}, every=every)
    for _ in range(2):
        feed.poll()
        assert feed.wait >= (every or HOUR)


def period(name: str, frequency: str = "1") -> str:
    return (
        f"<sy:updatePeriod>{name}</sy:updatePeriod>"
        f"<sy:updateFrequency>{frequency}</sy:updateFrequency>"
    )


@pytest.mark.parametrize(
    ("channel", "wait", "why"),
    [
        ("<ttl>120</ttl>", 2 * HOUR, "ttl"),
        (period("daily", "4"), 6 * HOUR, "sy:updatePeriod"),
        (period("hourly"), HOUR, "sy:updatePeriod"),
        ("<ttl>120</ttl>" + period("daily", "2"), 12 * HOUR, "sy:updatePeriod"),
        ("<ttl>5</ttl>", QUARTER, "every 15 min"),
        (period("hourly", "60"), QUARTER, "every 15 min"),
        ("<ttl>soon</ttl>", QUARTER, "every 15 min"),
        (period("fortnightly", "0"), QUARTER, "every 15 min"),
    ],
)
def test_112_a_document_can_make_the_interval_longer_only(following, channel, wait, why):
    feed = following({"/feed": validated(rss(1, channel=channel), ETAG)}, every=QUARTER)
    for _ in range(2):  # the second time a 304: what the document said still counts
        state = feed.poll()
        assert feed.wait == wait
        assert why in state.next_fetch_reason


# Whose validators


def test_113_validators_are_not_carried_along_by_a_redirect(following, publisher):
    there = publisher({"/feed": document(("ETag", '"there"'))}, address="127.0.0.2")
    feed = following({"/feed": document(ETAG)})
    feed.poll()
    feed.serve("/feed", redirect(there.url("/feed")))
    for _ in range(2):
        feed.poll()
        assert feed.asked[0].header("If-None-Match") in {None, '"good"'}
    assert there.for_feeds[0].header("If-None-Match") is None
    assert there.for_feeds[1].header("If-None-Match") == '"there"'
    feed.serve("/feed", document(ETAG))
    feed.poll()
    assert feed.asked[0].header("If-None-Match") != '"there"'


def test_113_validators_stay_behind_when_feeds_yaml_names_another_address(following, publisher):
    there = publisher({"/feed": document()}, address="127.0.0.2")
    feed = following({"/feed": document(ETAG, ("Last-Modified", "a while ago"))})
    feed.poll()
    feed.follow(Feed(id=FEED, url=there.url("/feed"), every=HOUR))
    feed.poll(after=MINUTE)
    (request,) = there.for_feeds
    assert request.header("If-None-Match") is None
    assert request.header("If-Modified-Since") is None
    assert len(feed.items) == 3
    assert (feed.report.new, feed.report.changed) == (0, 0)


def test_113_an_adopted_address_gets_only_its_own_validators(following, publisher):
    there = publisher({"/feed": document(("ETag", '"there"'))}, address="127.0.0.2")
    network = replace(OPEN, redirect_times=2, redirect_over=timedelta())
    feed = following({"/feed": document(ETAG)}, how={"network": network})
    feed.poll()
    feed.serve("/feed", redirect(there.url("/feed"), 301))
    for _ in range(4):
        feed.poll()
    assert feed.state.url == there.url("/feed")
    sent = {request.header("If-None-Match") for request in there.for_feeds}
    assert sent == {None, '"there"'}


# Clocks


def test_114_waits_are_points_in_time(following):
    feed = following({"/feed": document(ETAG, ("Cache-Control", "max-age=7200"))})
    due = feed.poll().next_fetch_at
    feed.poll(after=-30 * MINUTE)  # set back a little: not asked sooner, nor later
    assert not feed.asked
    assert feed.state.next_fetch_at == due
    feed.restart()
    feed.poll(after=due - feed.now - SECOND)
    assert not feed.asked
    feed.poll(after=SECOND)
    assert len(feed.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        document(ETAG, ("Cache-Control", "max-age=7200")),
        Answer(status=429, headers=(("Retry-After", "7200"),)),
        Answer(status=500),
    ],
)
def test_114_a_clock_that_was_years_ahead_ends_no_feed(following, answer):
    feed = following({"/feed": answer})
    feed.poll(after=3650 * DAY)
    feed.poll(after=-3650 * DAY)
    if not feed.asked:
        assert feed.wait <= 3 * DAY
    feed.poll()
    assert feed.wait <= 3 * DAY
    before = len(feed.publisher.for_feeds)
    for _ in range(3):
        feed.poll()
    assert len(feed.publisher.for_feeds) == before + 3


def test_114_a_clock_that_jumps_ahead_costs_one_request(following):
    feed = following({"/feed": validated(rss(1), ETAG)})
    feed.poll()
    for _ in range(3):
        feed.poll(after=timedelta())
        feed.poll(after=365 * DAY)
        assert len(feed.asked) == 1
        feed.poll(after=timedelta())
        assert not feed.asked


def test_114_within_a_run_a_monotonic_clock_keeps_the_distance(following):
    network = Network(allow=OPEN.allow, spacing=timedelta(milliseconds=60))
    feed = following(how={"network": network})
    targets = [f"/{number}" for number in range(4)]

    def jumping(_: object) -> Answer:
        feed.now += 365 * DAY
        return document(ETAG)

    feed.publisher.answers.update(dict.fromkeys(targets, jumping))
    feed.follow(*(Feed(id=FeedId(f"feed{at[1:]}"), url=feed.publisher.url(at)) for at in targets))
    feed.poll()
    times = sorted(at for target in targets for at in feed.publisher.times_of(target))
    assert len(times) == 4
    assert all(later - earlier > 0.05 for earlier, later in pairwise(times))


# Both families


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6, not even to itself")
def test_115_ipv6_and_ipv4_both_work(following, publisher):
    feed = following(
        {"/feed": validated(rss(1), ETAG)},
        how={"network": replace(OPEN, allow=("127.0.0.0/8", "::1/128"))},
    )
    six = publisher({"/feed": validated(rss(2, 1), ETAG)}, address="::1")
    other = Feed(id=FeedId("six"), url=f"http://[::1]:{six.port}/feed", every=HOUR)
    feed.follow(*feed.config.feeds, other)
    for _ in range(2):
        feed.poll()
    assert {state.last_outcome for state in feed.states.values()} == {"not modified"}
    assert len(feed.items) == 3


def test_115_a_host_that_takes_no_connection_holds_nobody_up(following):
    feed = following({"/feed": document(ETAG)}, how={"limits": Limits(seconds=5, connect=0.3)})
    with socket.create_server(("127.0.0.2", 0), backlog=0) as full:
        where = full.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(where)
        dead = Feed(id=FeedId("dead"), url=f"http://127.0.0.2:{where[1]}/feed", every=HOUR)
        feed.follow(*feed.config.feeds, dead)
        began = time.monotonic()
        feed.poll()
        took = time.monotonic() - began
        for one in crowd:
            one.close()
    assert took < 2
    assert feed.state.health == "ok"
    assert feed.states["dead"].failures == 1
    assert "0.3 s" in feed.states["dead"].error


# Within limits


def test_116_what_cannot_be_read_in_time_costs_its_feed_only(following):
    attributes = " ".join(f'a{number}="1"' for number in range(100_000)).encode()
    hostile = b"<rss version='2.0'><channel><title " + attributes + b">x</title></channel></rss>"
    assert len(hostile) < 2_000_000
    with ProcessReader(timeout=1.0, workers=1) as reader:
        answers = {"/feed": document(ETAG), "/beside": document(ETAG)}
        feed = following(answers, how={"reader": reader})
        beside = Feed(id=FeedId("beside"), url=feed.publisher.url("/beside"), every=HOUR)
        feed.follow(*feed.config.feeds, beside)
        feed.poll()
        feed.serve("/feed", document(WRONG, body=hostile))
        feed.serve("/beside", document(ETAG, body=rss(9)))
        began = time.monotonic()
        state = feed.poll()
        assert time.monotonic() - began < 5
        assert state.error == "reading took longer than 1 s"
        assert state.validators.etag == '"good"'
        assert feed.states["beside"].health == "ok"
        assert len(feed.items) == 3 + 4


def test_116_what_needs_too_much_memory_costs_its_feed_only(following):
    large = rss(4, channel=f"<description>{'gem ' * 2_000_000}</description>")
    with ProcessReader(memory=48 << 20, workers=1) as reader:
        feed = following({"/feed": document(ETAG)}, how={"reader": reader})
        feed.poll()
        feed.serve("/feed", document(WRONG, body=large))
        state = feed.poll()
        assert "reading needed more than" in state.error
        assert state.validators.etag == '"good"'
        assert len(feed.items) == 3
        feed.serve("/feed", document(ETAG, body=rss(4, 3, 2, 1)))
        assert feed.poll().health == "ok"
        assert feed.report.new == 1


def test_116_entities_that_multiply_are_not_expanded(following):
    laughs = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'
        "<rss version='2.0'><channel><title>&l9;</title><item><guid>1</guid><title>&l9;</title>"
        "<link>https://gazette.example/1</link></item></channel></rss>"
    ).encode()
    feed = following({"/feed": document(ETAG, body=bomb)})
    began = time.monotonic()
    feed.poll()
    assert time.monotonic() - began < 5
    assert all(len(filed.entry.title) < 1000 for filed in feed.items)


# Not what was asked for


def test_117_a_304_that_nobody_asked_for_is_an_error(following):
    feed = following({"/feed": Answer(status=304, headers=(ETAG,))})
    for number in (1, 2):
        state = feed.poll()
        assert state.failures == number
        assert state.last_outcome == "failed"
        assert "304" in state.error
        assert state.validators is None
        assert feed.asked[0].header("If-None-Match") is None
        assert feed.wait >= HOUR


def test_118_a_feed_without_items_is_shown(following):
    feed = following({"/feed": document(ETAG)})
    feed.poll()
    assert feed.told["health"] == "ok"
    feed.serve("/feed", document(("ETag", '"none"'), body=rss()))
    feed.poll()
    assert feed.told["health"] == "degraded"
    assert "no items" in feed.told["error"]
    feed.serve("/feed", Answer(status=304))
    feed.poll()
    assert "no items" in feed.told["error"]  # the same document: it still has none
    assert not [filed for filed in feed.items if filed.withdrawn_at]
    assert len(feed.items) == 3


@pytest.mark.parametrize("numbers", [(), (1, 2)])
def test_118_a_date_that_stands_still_for_long_is_shown(following, numbers):
    stamp = "<lastBuildDate>Mon, 20 Apr 2026 08:00:00 GMT</lastBuildDate>"
    feed = following({"/feed": validated(rss(*numbers, channel=stamp), ETAG)})
    feed.poll()
    assert not feed.told["advice"]
    feed.poll(after=90 * DAY)
    assert feed.state.last_outcome == "not modified"
    (advice,) = feed.told["advice"]
    assert "months" in advice


@pytest.mark.parametrize(
    "answer",
    [
        *(Answer(status=status, headers=(WRONG,)) for status in (300, 301, 302, 303, 307, 308)),
        Answer(status=204, headers=(WRONG,)),
        document(WRONG, body=rss(9), status=206),
        document(WRONG, body=rss(9), status=203 + 400),
        Answer(raw=b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 100 Continue\r\n\r\n"),
        document(WRONG, body=HTML, status=404),
    ],
)
def test_119_what_is_no_200_is_no_feed(following, answer):
    error_after_a_good_answer(following(), answer)


def test_119_a_hint_before_the_answer_is_only_a_hint(following):
    body = rss(1, 2)
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    feed = following(
        {"/feed": Answer(raw=b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + whole)}
    )
    assert feed.poll().health == "ok"
    assert len(feed.items) == 2


@pytest.mark.parametrize(
    "answer",
    [
        document(ETAG, ("Cache-Control", "max-age=7200")),
        document(ETAG, AT_NOON, ("Expires", "Mon, 04 May 2026 14:00:00 GMT")),
        Answer(status=429, headers=(("Retry-After", "7200"),)),
        Answer(status=503, headers=(AT_NOON, ("Retry-After", "Mon, 04 May 2026 14:00:00 GMT"))),
        Answer(status=410),
    ],
)
def test_120_who_asks_by_hand_waits_as_long(following, answer):
    feed = following({"/feed": answer}, every=QUARTER)
    before = feed.poll()
    feed.poll(Scope.ALL, after=2 * HOUR - SECOND)
    assert not feed.asked
    assert feed.state == before
    feed.poll(Scope.ALL, after=SECOND)
    assert len(feed.asked) == (0 if before.gone else 1)


def test_120_who_asks_by_hand_need_not_wait_for_our_own_schedule(following):
    feed = following({"/feed": document(ETAG)}, every=DAY)
    feed.poll()
    feed.poll(Scope.ALL, after=MINUTE)
    assert len(feed.asked) == 1
    assert feed.now == NOON + MINUTE
