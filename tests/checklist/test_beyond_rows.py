"""What we promise of fetching beyond the rows of the checklist."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from checklist.documents import HTML, document, rss
from checklist.following import DAY, FEED, HOUR, MINUTE, OPEN, SECOND, Following
from checklist.publishing import redirect, validated
from contract.serving import Answer

from aggregator.model import Feed, FeedId, Login, Secret
from aggregator.ports import Scope

ETAG = ("ETag", '"v1"')
SLOW_DOWN = Answer(status=429, headers=(("Retry-After", "7200"),))
QUARTER = 15 * MINUTE


def at(feed: Following, name: str, **asked) -> Feed:
    """A feed of this name, at the path of its name."""
    return Feed(
        **{"id": FeedId(name), "url": feed.publisher.url(f"/{name}"), "every": HOUR} | asked
    )


# Why a feed is fetched when it is


def test_issue_status_tells_the_next_fetch_in_words(following):
    fields = (("Cache-Control", "max-age=2520"),)
    feed = following({"/feed": document(ETAG, *fields)}, every=QUARTER)
    feed.poll()
    words = "in 42 min: Cache-Control max-age; own schedule would be 15 min"
    assert feed.told["next_fetch"] == words


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (document(ETAG), "in 15 min: every 15 min"),
        (SLOW_DOWN, "in 2 h: Retry-After of the 429"),
        (Answer(status=500), "in 30 min: back-off after 1 failure"),
        (document(ETAG, body=rss(1, channel="<ttl>60</ttl>")), "in 1 h: ttl"),
        (Answer(status=410), "never: 410 Gone"),
    ],
)
def test_issue_status_names_what_counts(following, answer, words):
    feed = following({"/feed": answer}, every=QUARTER)
    feed.poll()
    assert feed.told["next_fetch"].startswith(words)


# A host that refuses


@pytest.fixture
def three(following):
    """Three feeds of one host, all had at noon; the third has more time."""
    feed = following({f"/{name}": validated(rss(1), ETAG) for name in "abc"})
    feed.follow(at(feed, "a"), at(feed, "b"), at(feed, "c", every=90 * MINUTE))
    feed.poll()
    assert feed.report.fetched == 3
    return feed


def asked(feed: Following) -> list[str]:
    return sorted(request.target for request in feed.asked)


def test_issue_two_refused_feeds_bind_their_host(three):
    three.serve("/a", SLOW_DOWN)
    three.serve("/b", SLOW_DOWN)
    three.poll(after=HOUR)
    assert asked(three) == ["/a", "/b"]
    opens_at = three.now + 2 * HOUR
    for scope in (Scope.DUE, Scope.ALL):
        three.poll(scope, after=40 * MINUTE)  # the third is due, and was not refused
        assert not three.asked
        waiting = three.states["c"]
        assert waiting.next_fetch_at >= opens_at
        assert "Retry-After" in waiting.next_fetch_reason
        assert (waiting.failures, waiting.last_outcome) == (0, "fetched")
    three.restart()
    three.poll(after=opens_at - SECOND - three.now)
    assert not three.asked
    for name in "ab":
        three.serve(f"/{name}", validated(rss(1), ETAG))
    three.poll(after=DAY)
    assert asked(three) == ["/a", "/b", "/c"]
    assert three.report.not_modified == 3


def test_issue_one_refused_feed_binds_itself_only(three):
    three.serve("/a", SLOW_DOWN)
    three.poll(after=HOUR)
    three.poll(after=HOUR)
    assert asked(three) == ["/b", "/c"]


def test_issue_other_hosts_are_not_bound(three, publisher):
    other = publisher({"/feed": document(ETAG)}, address="127.0.0.2")
    three.follow(*three.config.feeds, Feed(id=FEED, url=other.url("/feed"), every=HOUR))
    three.serve("/a", SLOW_DOWN)
    three.serve("/b", SLOW_DOWN)
    three.poll(after=HOUR)
    three.poll(after=HOUR)
    assert other.targets == ["/feed", "/feed"]


def test_issue_who_forces_asks_a_bound_host_too(three):
    three.serve("/a", SLOW_DOWN)
    three.serve("/b", SLOW_DOWN)
    three.poll(after=HOUR)
    three.poll(Scope.FORCE, after=MINUTE)
    assert asked(three) == ["/a", "/b", "/c"]


# Secrets


def test_issue_headers_and_login_stay_with_the_origin_of_the_feed(following, publisher):
    there = publisher({"/feed": document(ETAG)}, address="127.0.0.2")
    network = replace(OPEN, redirect_times=3, redirect_over=2 * HOUR)
    feed = following(
        {"/feed": document(ETAG)},
        how={"network": network},
        headers=(("X-Key", Secret(text="pearl")),),
        login=Login(user="wire", password=Secret(text="onyx")),
    )
    feed.poll()
    feed.serve("/feed", redirect(there.url("/feed"), 301))
    for _ in range(6):
        feed.poll()
    assert feed.state.url == there.url("/feed")
    assert [request.target for request in feed.asked] == []  # asked there, and not here
    ours = feed.publisher.for_feeds
    assert {(one.header("X-Key"), one.header("Authorization")) for one in ours} == {
        ("pearl", "Basic d2lyZTpvbnl4")
    }
    assert len(there.requests) == 6
    for one in there.requests:
        assert (one.header("X-Key"), one.header("Authorization")) == (None, None)
        assert "pearl" not in str(one.headers)


def test_issue_another_port_is_another_origin(following, publisher):
    there = publisher({"/feed": document(ETAG)})
    secret = (("X-Key", Secret(text="pearl")),)
    feed = following({"/feed": redirect(there.url("/feed"))}, headers=secret)
    feed.poll()
    assert feed.asked[0].header("X-Key") == "pearl"
    assert there.requests[0].header("X-Key") is None


def test_issue_secrets_are_sent_and_shown_nowhere(commands, publisher, monkeypatch):
    secrets = {"KEY": "pearl-4711", "PASSWORD": "onyx-4712", "PROXY": "jade-4713"}
    as_sent = {"Basic d2lyZTpvbnl4LTQ3MTI=", "Basic d2lyZTpqYWRlLTQ3MTM="}
    for name, text in secrets.items():
        monkeypatch.setenv(name, text)
    reached = Event()

    def last(_: object) -> Answer:
        reached.set()
        return document(body=HTML)

    origin = publisher({"/feed": document(ETAG), "/bad": Answer(status=401), "/odd": last})
    proxy = publisher({origin.url("/far"): document(ETAG)}, address="127.0.0.3")
    told = 'headers: {X-Key: "${KEY}"}, auth: {user: wire, password: "${PASSWORD}"}'
    through = f'proxy: "http://wire:${{PROXY}}@127.0.0.3:{proxy.port}"'
    wire = commands(
        *(
            f"{{id: {name}, url: '{origin.url(f'/{name}')}', {told}}}"
            for name in ("bad", "feed", "missing", "odd")
        ),
        f"{{id: far, url: '{origin.url('/far')}', {through}}}",
        f"{{id: closed, url: 'http://127.0.0.4:9/feed', {told}}}",
    )
    said = []
    with wire.start("run", "--listen", "127.0.0.1:0", "--ops", "127.0.0.1:0") as process:
        assert reached.wait(30)
        process.terminate()
        said += process.communicate()
    assert "401" in said[-1]  # its log tells what failed
    for words in (
        "check",
        "once --force",
        "status --json",
        "status",
        "items --json",
        "opml export",
    ):
        wire(*words.split())
        said += [wire.printed, wire.said]
    sent = [one for one in origin.requests if one.target != "/robots.txt"]
    assert {one.header("X-Key") for one in sent} == {"pearl-4711"}
    assert {one.header("Authorization") for one in sent} == {"Basic d2lyZTpvbnl4LTQ3MTI="}
    assert proxy.requests[0].header("Proxy-Authorization") == "Basic d2lyZTpqYWRlLTQ3MTM="
    kept = [path.read_bytes() for path in Path(wire.home).rglob("*") if path.is_file()]
    kept += [text.encode() for text in said]
    assert any(b"Gem Gazette" in one for one in kept)
    for hidden in (*secrets.values(), *(text.split()[1] for text in as_sent)):
        assert not [one for one in kept if hidden.encode() in one], hidden


def test_issue_a_proxy_is_asked_in_the_place_of_the_publisher(following, publisher):
    feed = following({"/feed": document(ETAG)})
    address = feed.publisher.url("/feed")
    proxy = publisher({address: document(ETAG, body=rss(9))}, address="127.0.0.3")
    feed.follow(Feed(id=FEED, url=address, every=HOUR, proxy=Secret(text=proxy.url(""))))
    feed.poll()
    assert proxy.targets == [address]
    assert not feed.publisher.requests
    assert len(feed.items) == 1


def test_issue_a_feed_may_have_a_user_agent_of_its_own(following):
    feed = following({"/feed": document(ETAG)}, user_agent="Gazette-Partner/7")
    feed.poll()
    assert feed.asked[0].header("User-Agent") == "Gazette-Partner/7"


# A feed that is broken for long


def test_issue_a_replacement_is_proposed_after_a_week_and_not_adopted(following):
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/new">'
    feed = following(
        {"/feed": document(ETAG), "/new": document(("ETag", '"new"'), body=rss(4, 3, 2, 1))}
    )
    feed.serve("/", Answer(headers=(("Content-Type", "text/html"),), body=page))
    feed.poll()
    feed.serve("/feed", Answer(status=404))
    broken_since = feed.now
    while feed.poll().proposal is None:
        assert feed.now - broken_since < 10 * DAY
    assert feed.now - broken_since >= 7 * DAY
    found = feed.state.proposal
    assert found.url == feed.publisher.url("/new")
    assert (found.items, found.known) == (4, 3)
    assert any(found.url in words for words in feed.told["advice"])
    for _ in range(3):
        feed.poll()
        assert {request.target for request in feed.asked} == {"/feed"}
    assert feed.state.url == feed.publisher.url("/feed")
    assert len(feed.items) == 3
    (broken,) = feed.config.feeds
    feed.follow(replace(broken, url=found.url))
    assert feed.poll(after=SECOND).proposal is None
    assert (feed.report.new, feed.report.changed) == (1, 0)


def test_issue_a_feed_that_comes_back_needs_no_replacement(following):
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/new">'
    feed = following({"/feed": document(ETAG), "/new": document(ETAG)})
    feed.serve("/", Answer(headers=(("Content-Type", "text/html"),), body=page))
    feed.poll()
    feed.serve("/feed", Answer(status=404))
    for _ in range(15):
        feed.poll()
    assert feed.state.proposal is not None
    feed.serve("/feed", document(ETAG))
    assert feed.poll().proposal is None
    assert not feed.told["advice"]


# Our outage or theirs


ADDRESSES = [f"127.0.0.{number}" for number in range(2, 9)]


@pytest.fixture
def town(following, publisher):
    """Feeds of seven hosts, all had at noon."""
    sites = [publisher({"/feed": validated(rss(1), ETAG)}, address=one) for one in ADDRESSES]
    feed = following()
    feed.follow(
        *(Feed(id=FeedId(f"of-{one.address}"), url=one.url("/feed"), every=HOUR) for one in sites)
    )
    feed.poll()
    assert feed.report.fetched == len(ADDRESSES)
    return feed, sites


def tried(feed: Following) -> int:
    """How many feeds were asked in the last poll, answered or not."""
    return sum(state.last_fetch_at == feed.now for state in feed.states.values())


def failures(feed: Following) -> list[int]:
    return [state.failures for state in feed.states.values()]


def test_issue_when_all_hosts_fail_together_it_is_our_network(town, publishers):
    feed, sites = town
    for one in sites:
        publishers.close(one)
    feed.poll(after=HOUR)
    outage = feed.outage
    assert outage is not None
    assert outage.began_at == feed.now
    assert set(failures(feed)) == {0}
    assert "network" in feed.report.alert
    feed.poll(after=SECOND)
    assert tried(feed) == 0
    feed.restart()
    for _ in range(4):  # slow probes of a few, without another alert
        feed.poll(after=feed.outage.probe_at - feed.now)
        assert 1 <= tried(feed) <= 3
        assert feed.report.alert is None
        assert set(failures(feed)) == {0}
    assert feed.outage.began_at == outage.began_at
    for one in sites:
        publishers.open(one)
    feed.poll(after=feed.outage.probe_at - feed.now)
    assert feed.outage is None
    assert "back" in feed.report.alert
    assert tried(feed) == len(sites)
    assert feed.report.not_modified == len(sites)
    assert {state.health for state in feed.states.values()} == {"ok"}
    assert [one.targets for one in sites] == [["/feed", "/feed"]] * len(sites)


@pytest.mark.parametrize("dead", [2, 3, 4])
def test_issue_a_few_dead_hosts_among_living_ones_are_dead(town, publishers, dead):
    feed, sites = town
    for one in sites[:dead]:
        publishers.close(one)
    feed.poll(after=HOUR)
    assert feed.outage is None
    assert failures(feed) == [1] * dead + [0] * (len(sites) - dead)
    assert feed.report.alert is None
    assert feed.report.not_modified == len(sites) - dead


def test_issue_an_outage_ends_with_one_answer_and_who_stays_silent_is_dead(town, publishers):
    feed, sites = town
    living, dead = sites[-1], sites[:-1]
    for one in dead:
        publishers.close(one)
    feed.poll(after=HOUR)
    assert feed.outage is not None
    assert set(failures(feed)) == {0}
    feed.poll(after=feed.outage.probe_at - feed.now)
    assert living.targets[-1] == "/feed"  # not due, and asked to find out
    assert feed.outage is None
    assert failures(feed) == [1] * len(dead) + [0]
    for _ in range(30):
        feed.poll(after=17 * MINUTE)
        assert feed.outage is None
    assert min(failures(feed)[:-1]) >= 3


def test_issue_a_clock_that_was_wrong_leaves_no_outage_behind(town, publishers):
    feed, sites = town
    right = feed.now
    feed.now += 365 * DAY
    for one in sites:
        publishers.close(one)
    feed.poll()
    assert feed.outage is not None
    for one in sites:
        publishers.open(one)
    feed.now = right + HOUR
    feed.poll()
    assert feed.outage is None
    assert feed.report.not_modified == len(sites)


def test_issue_a_server_that_answers_with_errors_is_no_outage_of_ours(town):
    feed, sites = town
    for one in sites:
        one.serve("/feed", Answer(status=500))
    feed.poll(after=HOUR)
    assert feed.outage is None
    assert set(failures(feed)) == {1}


# robots.txt


def test_issue_a_feed_that_robots_txt_closes_is_shown_and_fetched(following):
    rules = Answer(body=b"User-agent: *\nDisallow: /feed\n")
    feed = following({"/feed": validated(rss(1), ETAG), "/robots.txt": rules}, every=12 * HOUR)
    for _ in range(6):
        feed.poll()
    assert feed.state.disallowed
    assert any("robots.txt" in words for words in feed.told["advice"])
    assert feed.state.last_outcome == "not modified"
    everything = [request.target for request in feed.publisher.requests]
    assert everything.count("/robots.txt") == 1
    assert everything.count("/feed") == 6


def test_issue_a_page_that_robots_txt_closes_is_not_asked_for(following):
    page = Answer(headers=(("Content-Type", "text/html"),), body=HTML)
    rules = Answer(body=b"User-agent: jewelwire\nDisallow: /news\n")
    feed = following({"/news": page, "/robots.txt": rules}, at="/news", links="/articles/*")
    for _ in range(3):
        feed.poll()
    assert not feed.publisher.for_feeds
    assert feed.state.failures == 3
    assert "robots.txt" in feed.state.error


# What a feed says


def test_issue_a_feeds_text_makes_us_request_nothing(following):
    feed = following()
    here = feed.publisher.url("")
    hooks = (
        f'<?xml version="1.0"?><?xml-stylesheet href="{here}/style.xsl"?>'
        f'<!DOCTYPE rss SYSTEM "{here}/feed.dtd" [<!ENTITY outer SYSTEM "{here}/outer.xml">'
        f'<!ENTITY % more SYSTEM "{here}/more.dtd"> %more;]>'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:xi="http://www.w3.org/2001/XInclude"><channel><title>Gazette &outer;</title>'
        f'<link>{here}/home</link><atom:link rel="self" href="{here}/self"/>'
        f'<atom:link rel="hub" href="{here}/hub"/><atom:link rel="next" href="{here}/next"/>'
        f'<image><url>{here}/logo.png</url></image><cloud domain="127.0.0.1" port="80"/>'
        f'<xi:include href="{here}/include.xml"/><docs>{here}/docs</docs>'
        f"<item><guid>{here}/guid</guid><title>One</title><link>{here}/one</link>"
        f'<comments>{here}/comments</comments><enclosure url="{here}/one.mp3" length="1"'
        ' type="audio/mpeg"/><description><![CDATA['
        f'<img src="{here}/one.png"><iframe src="{here}/frame"></iframe>'
        f'<link rel="stylesheet" href="{here}/one.css"><script src="{here}/one.js"></script>'
        "]]></description></item></channel></rss>"
    )
    feed.serve("/feed", document(ETAG, body=hooks.encode()))
    for _ in range(3):
        feed.poll()
    assert len(feed.items) == 1
    assert set(feed.publisher.targets) == {"/feed"}
