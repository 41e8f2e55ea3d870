"""When a hub is told again of what it did not take, and when that is given up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import HOUR, NOW, a_ping, a_site
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.pinging import (
    FIRST,
    GIVEN_UP,
    LONGEST,
    Pinged,
    Untold,
    due,
    in_words,
    is_of_hub,
    is_old,
    put_off,
    stale,
    waiting,
)
from aggregator.model import Ping, PingFailed

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
REFUSED = PingFailed(reason="connection refused")

waits = st.timedeltas(timedelta(days=-9), timedelta(days=9))
pings = st.builds(
    Ping,
    hub=st.just("https://hub.example/"),
    address=st.sampled_from(["a.atom", "b.atom", "c.rss"]).map("https://wire.example/".__add__),
    since_at=waits.map(NOW.__add__),
    next_at=waits.map(NOW.__add__),
    failures=st.integers(0, 1000),
)
failures = st.builds(
    PingFailed,
    reason=st.just("no"),
    status=st.none() | st.integers(100, 599),
    retry_after=st.none() | st.timedeltas(timedelta(), timedelta(days=9)),
)


@pytest.mark.parametrize(
    ("times", "minutes"), [(0, 1), (1, 2), (2, 4), (8, 256), (9, 360), (10, 360), (10**9, 360)]
)
def test_a_hub_is_left_alone_for_twice_as_long_each_time_and_six_hours_at_most(times, minutes):
    (again,) = put_off([a_ping(failures=times)], REFUSED, NOW)
    assert again.next_at == NOW + minutes * MINUTE
    assert again.failures == times + 1


@pytest.mark.parametrize(
    ("asked", "wait"), [(SECOND, FIRST), (HOUR, HOUR), (24 * HOUR, LONGEST), (timedelta(), FIRST)]
)
def test_what_the_hub_asks_lengthens_the_wait_within_six_hours(asked, wait):
    failed = PingFailed(reason="429", status=429, retry_after=asked)
    (again,) = put_off([a_ping()], failed, NOW)
    assert again.next_at == NOW + wait


@given(st.lists(pings, min_size=1), failures)
def test_what_is_put_off_waits_together_and_only_what_was_tried_failed(those, failed):
    first, *others = put_off(those, failed, NOW)
    assert {ping.next_at for ping in (first, *others)} == {first.next_at}
    assert FIRST <= first.next_at - NOW <= LONGEST
    assert first.failures == max(ping.failures for ping in those) + 1
    assert [ping.failures for ping in others] == [ping.failures for ping in those[1:]]
    same = [(ping.address, ping.since_at) for ping in those]
    assert [(ping.address, ping.since_at) for ping in (first, *others)] == same


@given(st.lists(pings, min_size=1), failures)
def test_what_is_put_off_is_due_when_its_time_has_come_and_no_sooner(those, failed):
    again = put_off(those, failed, NOW)
    at = again[0].next_at
    assert due(again, at - SECOND) == ()
    assert sorted(map(repr, due(again, at))) == sorted(map(repr, again))


def test_one_document_that_a_hub_never_takes_keeps_no_other_back():
    those = [a_ping(f"{name}.atom") for name in ("one", "two", "three")]
    now, tried = NOW, []
    for _ in range(6):
        ready = due(those, now)
        tried.append(ready[0].address.rpartition("/")[2])
        those = list(put_off(ready, REFUSED, now))
        now = those[0].next_at
    assert sorted(tried[:3]) == sorted(tried[3:]) == ["one.atom", "three.atom", "two.atom"]


def test_a_time_that_a_wrong_clock_set_has_come():
    misdated = a_ping(next_at=NOW + LONGEST + SECOND)
    assert due([misdated], NOW) == (misdated,)


@pytest.mark.parametrize(
    ("status", "speaks_for_itself"),
    [(None, True), (429, True), (503, True), (400, False), (404, False), (500, False)],
)
def test_a_hub_that_is_silent_or_busy_is_asked_for_nothing_else(status, speaks_for_itself):
    assert is_of_hub(PingFailed(reason="no", status=status)) is speaks_for_itself


def test_a_change_is_given_up_after_three_days():
    ping = a_ping(since_at=NOW)
    assert not is_old(ping, NOW + GIVEN_UP - SECOND)
    assert is_old(ping, NOW + GIVEN_UP)


def test_pings_of_another_hub_or_of_another_place_are_stale():
    site = a_site(hub="https://hub.example/")
    mine, others = a_ping(), a_ping(hub="https://other.example/")
    moved = a_ping(address="https://old.example/x.atom")
    assert stale([mine, others, moved], site) == (others, moved)
    assert stale([mine], a_site()) == (mine,)


def test_a_run_is_told_with_one_line_for_each_reason():
    soon = NOW + MINUTE
    untold = (
        Untold(address="https://wire.example/a.atom", reason="429 Too Many", next_at=soon),
        Untold(address="https://wire.example/b.atom", reason="429 Too Many", next_at=soon),
        Untold(address="https://wire.example/c.atom", reason="404 Not Found", next_at=None),
    )
    hub = "the hub https://hub.example/ was not told of"
    assert in_words(Pinged(hub="https://hub.example/", untold=untold), NOW) == (
        f"{hub} https://wire.example/c.atom: 404 Not Found; given up after 3 d",
        f"{hub} 2 changed documents: 429 Too Many; again in 1 min",
    )
    assert in_words(Pinged(hub="https://hub.example/", told=("x",)), NOW) == ()


def test_what_waits_is_told_once_it_failed():
    assert waiting((), NOW) == ""
    assert waiting([a_ping()], NOW) == ""
    tried = a_ping(since_at=NOW - HOUR, failures=2, next_at=NOW + 4 * MINUTE)
    assert waiting([tried], NOW) == (
        "The hub https://hub.example/ was told in vain 2 times of"
        " https://wire.example/the-latest.atom (since 2026-05-04 11:00 UTC); again in 4 min"
    )
    fresh = replace(tried, address="https://wire.example/b.atom", since_at=NOW, failures=0)
    assert "2 changed documents (since 2026-05-04 11:00 UTC)" in waiting([fresh, tried], NOW)
