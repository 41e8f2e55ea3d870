"""Checklist rows 30 to 43: sent elsewhere, or sent away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from checklist.documents import HTML, document, rss
from checklist.following import DAY, HOUR, NOON, OPEN, Following
from checklist.publishing import redirect, validated
from contract.serving import Answer

from aggregator.model import Feed, FeedId, Login, Network, Secret
from aggregator.ports import Scope

ETAG = ("ETag", '"v1"')
PERMANENT, TEMPORARY = (301, 308), (302, 303, 307)
TIMES, OVER = 3, 2 * DAY
SOON = {
    "how": {"network": replace(OPEN, redirect_times=TIMES, redirect_over=OVER)},
    "every": 12 * HOUR,
}
PAGE = Answer(headers=(("Content-Type", "text/html"),), body=HTML)


def polled(feed: Following, *, days: int = 4) -> None:
    """Twice a day for some days, or as often as the feed lets us."""
    for _ in range(2 * days):
        feed.poll()


def targets(feed: Following) -> list[str]:
    return [request.target for request in feed.asked]


@pytest.mark.parametrize("status", PERMANENT)
def test_30_31_a_permanent_redirect_is_kept_when_it_was_seen_often_and_for_long(following, status):
    feed = following(
        {"/feed": redirect("/new", status), "/new": validated(rss(1, 2), ETAG)},
        **SOON,
    )
    sightings = 0
    while feed.poll().url.endswith("/feed"):
        sightings += 1
        assert targets(feed) == ["/feed", "/new"]
        assert sightings < 20
    assert sightings + 1 >= TIMES
    assert feed.now - NOON == OVER
    assert feed.state.moved_from == feed.publisher.url("/feed")
    feed.poll()
    assert targets(feed) == ["/new"]
    assert feed.asked[0].header("If-None-Match") == '"v1"'
    assert feed.state.last_outcome == "not modified"
    assert len(feed.items) == 2


@pytest.mark.parametrize("status", PERMANENT)
def test_30_31_a_new_address_survives_a_restart(following, status):
    feed = following({"/feed": redirect("/new", status), "/new": document(ETAG)}, **SOON)
    polled(feed)
    feed.restart()
    feed.poll()
    assert targets(feed) == ["/new"]


def test_30_often_in_a_short_time_is_not_enough(following):
    often = SOON | {"every": HOUR}
    feed = following({"/feed": redirect("/new", 301), "/new": document(ETAG)}, **often)
    for _ in range(2 * TIMES):
        feed.poll()
    assert targets(feed) == ["/feed", "/new"]


def test_30_long_ago_and_now_is_not_enough(following):
    feed = following(
        {"/feed": redirect("/new", 301), "/new": document(ETAG)}, **SOON | {"every": 3 * OVER}
    )
    feed.poll()
    feed.poll()
    assert feed.state.url.endswith("/feed")


def test_30_only_equal_redirects_in_a_row_count(following):
    feed = following({"/a": document(ETAG), "/b": document(ETAG)}, **SOON)
    for number in range(8):
        feed.serve("/feed", redirect("/ab"[0] + "ab"[number % 2], 301))
        feed.poll()
    for number in range(8):
        feed.serve("/feed", document(ETAG) if number % 2 else redirect("/a", 301))
        feed.poll()
    assert feed.state.url.endswith("/feed")


def test_30_an_address_that_another_feed_has_is_not_adopted(following):
    feed = following({"/feed": redirect("/other", 301), "/other": document(ETAG)}, **SOON)
    other = Feed(id=FeedId("other"), url=feed.publisher.url("/other"), every=12 * HOUR)
    feed.follow(*feed.config.feeds, other)
    polled(feed)
    assert feed.state.url == feed.publisher.url("/feed")
    assert {state.url for state in feed.states.values()} == {feed.state.url, other.url}


def test_30_who_writes_the_new_address_into_feeds_yaml_loses_nothing(following):
    feed = following({"/feed": redirect("/new", 301), "/new": validated(rss(1), ETAG)}, **SOON)
    polled(feed)
    (asked,) = feed.config.feeds
    feed.follow(replace(asked, url=feed.publisher.url("/new")))
    feed.poll()
    assert feed.state.moved_from is None
    assert feed.state.last_outcome == "not modified"
    assert len(feed.items) == 1


@pytest.mark.parametrize("status", TEMPORARY)
def test_32_33_a_temporary_redirect_is_followed_and_forgotten(following, status):
    feed = following({"/feed": redirect("/now", status), "/now": document(ETAG)}, **SOON)
    polled(feed)
    assert targets(feed) == ["/feed", "/now"]
    assert feed.state.url == feed.publisher.url("/feed")
    assert (feed.state.moved_from, feed.state.move) == (None, None)
    assert len(feed.items) == 3


@pytest.mark.parametrize("status", [301, 302])
@pytest.mark.parametrize("ring", [["/feed"], ["/feed", "/1"], ["/feed", "/1", "/2", "/3"]])
def test_34_a_loop_is_left_and_told(following, status, ring):
    onward = dict(zip(ring, [*ring[1:], ring[0]], strict=True))
    feed = following({at: redirect(to, status) for at, to in onward.items()})
    state = feed.poll()
    assert len(feed.asked) == len(ring)
    assert state.failures == 1
    assert "loop" in state.error
    assert feed.wait >= HOUR


def test_34_redirects_without_end_are_left_and_told(following):
    feed = following({f"/{at}": redirect(f"/{at + 1}") for at in range(99)}, at="/0")
    state = feed.poll()
    assert len(feed.asked) == 11
    assert "redirects" in state.error


def test_35_five_hops_in_all_the_ways_to_write_a_location_are_followed(following):
    feed = following(at="/a/b/0")
    host = feed.publisher.url("")
    hops = {
        "/a/b/0": "1?page=%2F",
        "/a/b/1?page=%2F": "./x/../2",
        "/a/b/2": "../3",
        "/a/3": host.removeprefix("http:") + "/4",
        "/4": f"{host}/5#top",
    }
    for at, location in hops.items():
        feed.serve(at, redirect(location))
    feed.serve("/5", document(ETAG))
    assert feed.poll().last_outcome == "fetched"
    assert targets(feed) == [*hops, "/5"]
    assert len(feed.items) == 3


@pytest.mark.parametrize("status", PERMANENT)
def test_36_a_permanent_redirect_to_a_page_moves_nobody(following, status):
    feed = following({"/feed": document(ETAG)}, **SOON)
    feed.poll()
    feed.serve("/feed", redirect("/sorry", status))
    feed.serve("/sorry", PAGE)
    polled(feed, days=7)
    assert feed.state.url == feed.publisher.url("/feed")
    assert feed.state.failures
    assert feed.state.error
    assert feed.state.move is None
    assert len(feed.items) == 3


def test_37_a_410_ends_polling_and_is_told(following):
    feed = following({"/feed": document(ETAG)})
    feed.poll()
    feed.serve("/feed", Answer(status=410))
    state = feed.poll()
    assert state.health == "gone"
    assert "410" in state.error
    assert "410" in state.next_fetch_reason
    for scope in (Scope.DUE, Scope.ALL):
        feed.poll(scope, after=30 * DAY)
        assert not feed.asked
    feed.restart()
    feed.poll(after=30 * DAY)
    assert not feed.asked
    assert len(feed.items) == 3


def test_37_a_410_where_a_temporary_redirect_led_ends_nothing(following):
    feed = following({"/feed": document(ETAG)})
    feed.poll()
    feed.serve("/feed", redirect("/today"))
    feed.serve("/today", Answer(status=410))
    state = feed.poll()
    assert not state.gone
    assert state.failures == 1
    feed.serve("/feed", document(ETAG))
    assert feed.poll().health == "ok"


def test_37_who_forces_a_feed_that_came_back_has_it_again(following):
    feed = following({"/feed": Answer(status=410)})
    feed.poll()
    feed.serve("/feed", document(ETAG))
    assert feed.poll(Scope.FORCE, after=DAY).health == "ok"
    assert len(feed.items) == 3


def test_38_a_feed_that_is_not_found_is_kept_and_asked_ever_less(following):
    feed = following({"/feed": document(ETAG)})
    feed.poll()
    feed.serve("/feed", Answer(status=404))
    waits = [feed.wait for _ in range(8) if feed.poll()]
    assert waits == sorted(waits)
    assert waits[0] >= HOUR
    assert waits[-1] == DAY
    assert feed.state.health == "failing"
    assert "404" in feed.state.error
    assert len(feed.items) == 3
    feed.serve("/feed", validated(rss(1, 2, 3), ETAG))
    assert feed.poll().health == "ok"


def test_39_a_401_gets_nobody_elses_password(following):
    asks = Answer(status=401, headers=(("WWW-Authenticate", 'Basic realm="Gazette"'),))
    feed = following({"/feed": asks, "/other": document(ETAG)})
    other = Feed(
        id=FeedId("other"),
        url=feed.publisher.url("/other"),
        login=Login(user="wire", password=Secret(text="pearl")),
    )
    feed.follow(*feed.config.feeds, other)
    for _ in range(3):
        feed.poll()
    sent = {request.target: request.header("Authorization") for request in feed.publisher.for_feeds}
    assert sent == {"/feed": None, "/other": "Basic d2lyZTpwZWFybA=="}
    assert feed.state.failures == 3
    assert "401" in feed.state.error
    assert feed.wait >= HOUR
    assert feed.publisher.targets.count("/feed") == 3


INNER = {"network": Network(allow=("127.0.0.2/32",), spacing=timedelta())}


@pytest.mark.parametrize("hops", [0, 1])
@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]"],  # noqa: S104
)
def test_40_a_redirect_to_an_inner_address_is_refused_on_each_hop(following, publisher, host, hops):
    inner = publisher({"/secret": document(ETAG)})
    feed = following(address="127.0.0.2", how=INNER)
    for hop in range(hops):
        feed.serve(["/feed", "/1"][hop], redirect("/1"))
    feed.serve(["/feed", "/1"][hops], redirect(f"http://{host}:{inner.port}/secret"))
    state = feed.poll()
    assert len(feed.asked) == 1 + hops
    assert not inner.requests
    assert state.failures == 1
    assert "address" in state.error
    assert not feed.items


@pytest.mark.parametrize(
    "location",
    ["file:///etc/hostname", "ftp://127.0.0.1/feed", "gopher://127.0.0.1/", "data:text/xml,<rss/>"],
)
def test_41_only_http_and_https_are_followed(following, location):
    feed = following({"/feed": redirect(location)})
    state = feed.poll()
    assert targets(feed) == ["/feed"]
    assert "not an http or https address" in state.error
    assert not feed.items


def test_42_an_encoded_line_break_in_a_location_never_becomes_a_header(following):
    target = "/new%0d%0aX-Told:%20yes"
    feed = following({"/feed": redirect(target), target: document(ETAG)})
    feed.poll()
    assert targets(feed) == ["/feed", target]
    assert {len(request.headers) for request in feed.asked} == {len(feed.asked[0].headers)}
    assert feed.asked[1].header("X-Told") is None
    assert len(feed.items) == 3


def test_43_behind_a_permanent_redirect_a_temporary_one_is_not_kept(following):
    feed = following(
        {
            "/feed": redirect("/moved", 301),
            "/moved": redirect("/today", 302),
            "/today": document(ETAG),
        },
        **SOON,
    )
    polled(feed)
    assert feed.state.url == feed.publisher.url("/moved")
    assert targets(feed) == ["/moved", "/today"]


def test_43_behind_a_temporary_redirect_a_permanent_one_is_not_kept(following):
    feed = following(
        {
            "/feed": redirect("/today", 302),
            "/today": redirect("/moved", 301),
            "/moved": document(ETAG),
        },
        **SOON,
    )
    polled(feed)
    assert feed.state.url == feed.publisher.url("/feed")
