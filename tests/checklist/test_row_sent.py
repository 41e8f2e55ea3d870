"""Checklist rows 75, 76, 90 to 96, 99 and 103: what is sent along."""

import re
from random import Random

import pytest
from checklist.documents import HTML, document, rss
from checklist.following import FEED, HOUR, Following
from checklist.publishing import redirect
from contract.serving import Answer, Request

from aggregator.model import Feed, FeedId

ETAG = ("ETag", '"v1"')
WEEK = [
    document(ETAG),
    Answer(status=304),
    Answer(status=500),
    Answer(status=429),
    document(body=HTML),
    Answer(raw=b""),
    redirect("/elsewhere"),
    document(ETAG, body=rss(4)),
]


def a_week(feed: Following) -> list[Request]:
    """What a publisher sees of us while it serves this and that."""
    feed.serve("/elsewhere", document(("ETag", '"else"')))
    for answer in WEEK:
        feed.serve("/feed", answer)
        feed.poll()
    assert len(feed.publisher.for_feeds) >= len(WEEK) + 1
    return feed.publisher.for_feeds


def values(requests: list[Request], name: str) -> set[str | None]:
    return {request.header(name) for request in requests}


def test_75_accept_encoding_is_the_same_each_time(following):
    (sent,) = values(a_week(following()), "Accept-Encoding")
    assert sent


def test_76_93_no_cookie_is_ever_sent(following):
    feed = following()
    cookies = (
        ("Set-Cookie", "id=1; Path=/; Max-Age=99999"),
        ("Set-Cookie", "all=2; Domain=localhost; Path=/"),
    )
    # By name: a cookie jar keeps none of bare addresses.
    host = f"http://localhost:{feed.publisher.port}"
    feed.serve("/one", document(ETAG, *cookies))
    feed.serve("/two", Answer(status=302, headers=(("Location", "/one"), *cookies)))
    feed.follow(
        Feed(id=FEED, url=f"{host}/one", every=HOUR),
        Feed(id=FeedId("two"), url=f"{host}/two", every=HOUR),
    )
    for _ in range(3):
        feed.poll()
    requests = feed.publisher.for_feeds
    assert len(requests) >= 9
    assert values(requests, "Cookie") == {None}


def test_90_the_user_agent_names_program_version_and_contact(following):
    (agent,) = values(a_week(following()), "User-Agent")
    assert re.fullmatch(r"jewelwire/\d+(\.\d+)* \(\+ops@wire\.example\b.*\)", agent)


@pytest.mark.parametrize("count", [1, 40])
def test_91_the_user_agent_tells_how_many_read_the_feed(following, count):
    feed = following({"/feed": document()}, how={"subscribers": count})
    feed.poll()
    assert re.search(rf"\b{count} subscribers\b", feed.asked[0].header("User-Agent"))


def test_92_gzip_is_offered(following):
    (sent,) = values(a_week(following()), "Accept-Encoding")
    assert "gzip" in [one.strip() for one in sent.split(",")]


def test_94_no_referrer_is_sent_not_even_after_a_redirect(following):
    requests = a_week(following())
    assert "/elsewhere" in {request.target for request in requests}
    assert values(requests, "Referer") == {None}


@pytest.mark.parametrize(
    "target",
    [
        "/feed",
        "/feed/?",
        "/a%2Fb/%c3%a9?q=%2f&r=a+b&&s",
        "/feed;v=1?utm_source=x",
        "//feed",
        "/a/../b",
    ],
)
def test_95_the_address_is_asked_as_it_was_given(following, target):
    feed = following({target: document(ETAG)}, at=target)
    for _ in range(2):
        feed.poll()
    assert feed.publisher.targets == [target, target]
    assert len(feed.items) == 3


def test_95_where_a_feed_is_missing_no_other_address_is_tried(following):
    feed = following()
    for answer in (Answer(status=404), document(body=HTML), Answer(status=500)):
        feed.serve("/feed", answer)
        feed.poll()
    assert {request.target for request in feed.publisher.for_feeds} == {"/feed"}


def test_96_only_get_is_used(following):
    assert {request.method for request in a_week(following())} == {"GET"}


def test_99_no_validator_but_the_newest_of_that_address_is_ever_sent(following):
    chance = Random(5)  # noqa: S311 - chance, not secrecy
    newest: dict[str, tuple[str | None, str | None]] = {}
    sent: list[tuple[str | None, str | None]] = []

    def answer(request: Request) -> Answer:
        """Some answer; what it gives is what the next request to this address may send."""
        given = request.header("If-None-Match"), request.header("If-Modified-Since")
        known = newest.get(request.target, (None, None))
        sent.extend(zip(given, known, strict=True))
        if chance.random() < 0.3:
            return redirect(chance.choice(["/a", "/b"]), chance.choice([301, 302]))
        if chance.random() < 0.2:
            return Answer(status=500, headers=(("ETag", '"bad"'),))
        if any(given) and chance.random() < 0.3:
            return Answer(status=304)
        etag = f'"{chance.random()}"' if chance.random() < 0.7 else None
        date = f"on day {chance.random()}" if chance.random() < 0.7 else None
        newest[request.target] = etag, date
        fields = [("ETag", etag), ("Last-Modified", date)]
        return document(*(pair for pair in fields if pair[1]), body=rss(len(sent)))

    feed = following(dict.fromkeys(["/feed", "/a", "/b"], answer))
    for _ in range(30):
        feed.poll()
    assert [one for one, known in sent if one not in {None, known}] == []
    assert sum(one is not None for one, _ in sent) > 10  # and conditions are made


def test_103_accept_names_feeds_first_and_anything_last(following):
    (accept,) = values(a_week(following()), "Accept")
    weights = {}
    for named in accept.split(","):
        kind, _, weight = named.strip().partition(";q=")
        weights[kind] = float(weight or 1)
    assert weights["application/atom+xml"] == weights["application/rss+xml"] == 1
    assert {"application/xml", "text/xml"} <= weights.keys()
    assert weights["*/*"] <= 0.1
    assert min(weights, key=weights.__getitem__) == "*/*"
