"""Catching up: older pages over real HTTP, stored and held back, and nobody's patience tried."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

import pytest
from wiring import STARTED_AT, Wire

from aggregator.bootstrap.backfill import backfill
from aggregator.bootstrap.parts import Settings
from aggregator.bootstrap.patience import patiently
from aggregator.demo import Origin
from aggregator.demo.answers import Answer
from aggregator.demo.origin import Request
from aggregator.errors import RoundRunning
from aggregator.store import open_store

NEWEST_AT = datetime(2025, 3, 1, 12, tzinfo=UTC)
ARCHIVE = re.compile(r"[a-z-]+\.archive-\d+-\d+\.atom")
ENTRIES = re.compile(rb"<entry.*?</entry>", re.DOTALL)
FEEDS = """\
site: {{contact: ops@wire.example}}
network: {{allow: [127.0.0.0/8], per_host: {{at_once: 2, spacing: 0s}}}}
feeds:
  - {{id: bench, every: 30m, url: '{url}'}}
  - {{id: window, url: '{base}/window', rank: 90}}
outputs:
  - {{id: the-latest, title: The Latest, off_topic: true}}
  - {{id: last-two, title: The last two, off_topic: true, limit: 2}}
"""


class Press(Origin):
    """A publisher whose answers a test writes, by target. What has an ETag is not sent twice."""

    def __init__(self) -> None:
        super().__init__(started_at=STARTED_AT)
        self.answers: dict[str, Answer] = {"/window": sent(rss(90))}
        self.asked: list[str] = []

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.path)
        answer = self.answers.get(request.path)
        if answer is None:
            return Answer(status=HTTPStatus.NOT_FOUND, headers={})
        etag = answer.headers.get("ETag")
        if etag is not None and request.headers.get("if-none-match") == etag:
            return Answer(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
        return answer

    def forget(self) -> None:
        self.asked.clear()


def sent(body: bytes, **headers: str) -> Answer:
    return Answer(status=HTTPStatus.OK, headers={"Content-Type": "text/xml", **headers}, body=body)


def refused(status: HTTPStatus, **headers: str) -> Answer:
    return Answer(
        status=status, headers={name.replace("_", "-"): told for name, told in headers.items()}
    )


def dated(number: int) -> datetime:
    return NEWEST_AT - timedelta(days=number)


def rss(
    *numbers: int, older: str | None = None, generator: str = "", undated: bool = False
) -> bytes:
    link = f"<atom:link rel='next' href='{older}'/>" if older else ""
    items = "".join(
        f"<item><guid>bench-{n}</guid><title>Piece {n} of the bench</title>"
        f"<link>https://bench.example/pieces/{n}</link><description>What {n} says.</description>"
        + ("" if undated else f"<pubDate>{format_datetime(dated(n))}</pubDate>")
        + "</item>"
        for n in numbers
    )
    return (
        "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>"
        f"<title>The Bench</title><generator>{generator}</generator>{link}{items}</channel></rss>"
    ).encode()


def atom(*numbers: int, older: str | None = None) -> bytes:
    link = f"<link rel='prev-archive' href='{older}'/>" if older else ""
    entries = "".join(
        f"<entry><id>bench-{n}</id><title>Piece {n} of the bench</title>"
        f"<link href='https://bench.example/pieces/{n}'/><summary>What {n} says.</summary>"
        f"<updated>{dated(n).isoformat()}</updated></entry>"
        for n in numbers
    )
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>The Bench</title><id>bench</id>"
        f"<updated>{NEWEST_AT.isoformat()}</updated>{link}{entries}</feed>"
    ).encode()


@pytest.fixture
def press() -> Iterator[Press]:
    with Press() as press:
        yield press


def follow(wire: Wire, press: Press, path: str = "/news") -> None:
    wire.config.write_text(FEEDS.format(url=press.url + path, base=press.url))


def following(wire: Wire, press: Press, path: str = "/news") -> None:
    """One round was; what is asked from now on is what catching up asks."""
    follow(wire, press, path)
    assert wire("once") == 0, wire.said
    press.forget()


def state(wire: Wire) -> dict[str, Any]:
    """What `status` tells of the feed, but for how long ago things were."""
    (feed,) = (one for one in wire.json("status")["feeds"] if one["id"] == "bench")
    return {name: told for name, told in feed.items() if name not in {"entries", "next_fetch"}}


def held(wire: Wire) -> dict[str, str]:
    """Titles of what is held, with the reason."""
    found = wire.lines("items", "--held", "--limit", "0", "--json")
    return {item["title"]: item["held"] for item in found}


def pieces(*numbers: int) -> set[str]:
    return {f"Piece {number} of the bench" for number in numbers}


def archive(press: Press, **headers: str) -> None:
    """RFC 5005 section 4: the feed, and archives that do not change."""
    press.answers |= {
        "/news": sent(atom(1, 2, 3, older="/2025-02"), **headers),
        "/2025-02": sent(atom(3, 4, 5, older="/2025-01")),
        "/2025-01": sent(atom(6, 7)),
    }


def test_archives_are_followed_to_the_first(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    before, told = empty.files(), state(empty)
    assert empty("backfill", "bench") == 0, empty.said
    assert empty.printed == (
        "bench: 2 pages, 5 items, 4 new (held), 1 known; ended: no older page\n"
    )
    assert empty.said == ""
    assert press.asked == ["/news", "/2025-02", "/2025-01"]
    assert held(empty) == dict.fromkeys(pieces(4, 5, 6, 7), "backfilled")
    assert state(empty) == told
    assert empty("publish") == 0
    assert empty.files() == before


def test_to_catch_up_again_brings_nothing(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    assert empty("backfill", "bench") == 0
    items = empty.lines("items", "--limit", "0", "--json")
    assert empty.json("backfill", "bench") == {
        "feed": "bench",
        "pages": 2,
        "items": 5,
        "new": 0,
        "known": 5,
        "left": 0,
        "ended": "no older page",
    }
    assert empty.lines("items", "--limit", "0", "--json") == items


def test_it_is_explained(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    empty("backfill", "bench")
    (item,) = (one for one in empty.lines("items", "--held", "--json") if "7" in one["title"])
    told = empty.json("explain", item["id"])["decisions"]
    assert [(one["kind"], one["outcome"]) for one in told][1:] == [("held", "backfilled")]
    assert "old news is not published as new" in told[1]["rule"]


def test_links_of_an_rss_feed_are_followed(empty: Wire, press: Press) -> None:
    press.answers |= {
        "/news": sent(rss(1, 2, older="?from=2")),
        "/news?from=2": sent(rss(3, 4, older="/news?from=4")),
        "/news?from=4": sent(rss(5)),
    }
    following(empty, press)
    report = empty.json("backfill", "bench")
    assert (report["pages"], report["new"]) == (2, 3)


@pytest.mark.parametrize("beyond", [refused(HTTPStatus.NOT_FOUND), sent(b"<html>")])
def test_the_numbers_of_wordpress_are_followed_to_the_last(
    empty: Wire, press: Press, beyond: Answer
) -> None:
    press.answers |= {
        "/?feed=rss2&paged=1": sent(rss(1, 2, generator="https://wordpress.org/?v=6.8")),
        "/?feed=rss2&paged=2": sent(rss(2, 3)),
        "/?feed=rss2&paged=3": sent(rss(4)),
        "/?feed=rss2&paged=4": beyond,
    }
    following(empty, press, "/?feed=rss2&paged=1")
    report = empty.json("backfill", "bench")
    assert (report["pages"], report["items"], report["new"]) == (2, 3, 2)
    assert report["ended"] == "no older page"
    assert press.asked == [f"/?feed=rss2&paged={number}" for number in (1, 2, 3, 4)]


def test_no_more_pages_are_read_than_asked_for(empty: Wire, press: Press) -> None:
    press.answers |= {f"/{n}": sent(rss(n, older=f"/{n + 1}")) for n in range(1, 30)}
    following(empty, press, "/1")
    assert empty.json("backfill", "bench")["pages"] == 10
    report = empty.json("backfill", "bench", "--pages", "12")
    assert (report["pages"], report["new"], report["known"]) == (12, 2, 10)
    assert "there are more" in report["ended"]


def test_a_circle_ends(empty: Wire, press: Press) -> None:
    press.answers |= {
        "/news": sent(rss(1, older="/a")),
        "/a": sent(rss(2, older="/b")),
        "/b": sent(rss(3, older="/a")),
    }
    following(empty, press)
    report = empty.json("backfill", "bench")
    assert (report["pages"], report["ended"]) == (2, "the pages lead round in a circle")


def test_another_host_is_not_asked(empty: Wire, press: Press) -> None:
    older = press.url.replace("127.0.0.1", "localhost") + "/a"
    press.answers |= {"/news": sent(rss(1, older=older)), "/a": sent(rss(2))}
    following(empty, press)
    report = empty.json("backfill", "bench")
    assert report["ended"] == "the older page is at another host, localhost"
    assert press.asked == ["/news"]


@pytest.mark.parametrize("path", ["/a", "/feed?paged=2"])
def test_a_page_that_leads_to_another_host_is_not_the_feed_s(
    empty: Wire, press: Press, path: str
) -> None:
    away = press.url.replace("127.0.0.1", "localhost") + "/away"
    press.answers |= {
        "/news": sent(rss(1, older="/a")),
        "/feed": sent(rss(1)),
        path: refused(HTTPStatus.FOUND, Location=away),
        "/away": sent(rss(2)),
    }
    following(empty, press, "/news" if path == "/a" else "/feed")
    report = empty.json("backfill", "bench")
    assert (report["pages"], report["new"]) == (0, 0)
    assert report["ended"] == "the older page is at another host, localhost"
    assert not held(empty)


def cut(document: bytes, before: bytes) -> bytes:
    return document[: document.index(before)]


def test_behind_a_document_that_was_cut_nothing_is_old(empty: Wire, press: Press) -> None:
    """What it would have listed is on its older pages too, and is live."""
    whole = atom(1, 2, 3, 4, older="/archive")
    part = cut(whole, b"<entry><id>bench-3")
    press.answers |= {"/news": sent(part), "/archive": sent(atom(3, 4, 5))}
    following(empty, press)
    assert empty("backfill", "bench") == 1
    assert empty.printed == (
        "bench: 0 pages, 0 items, 0 new (held), 0 known; ended:"
        " the feed's own document is cut short; run it again when it is whole\n"
    )
    assert press.asked == ["/news"]
    press.answers["/news"] = sent(whole)
    assert empty.json("once", "--force")["new"] == 2
    assert not held(empty)
    assert empty.json("backfill", "bench")["new"] == 1


def test_a_document_that_was_cut_is_asked_for_again(empty: Wire, press: Press) -> None:
    """Fresh or not: what we remember is what the document before it listed."""
    whole, fresh = atom(1, 2, 3, older="/archive"), {"Cache-Control": "max-age=7200"}
    part = cut(whole, b"<entry><id>bench-2")
    press.answers |= {"/news": sent(part, **fresh), "/archive": sent(atom(2, 3, 4))}
    following(empty, press)
    press.answers["/news"] = sent(whole)
    report = empty.json("backfill", "bench")
    assert press.asked == ["/news", "/archive"]
    assert [report[name] for name in ("items", "new", "known", "left")] == [3, 1, 0, 2]
    assert empty("backfill", "bench") == 0
    assert "1 known, 2 left to the next round; ended" in empty.printed
    assert held(empty).keys() == pieces(4)


def test_what_the_feed_lists_now_is_left_to_the_next_round(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    press.answers["/news"] = sent(atom(0, 1, 2, older="/2025-02"))
    press.answers["/2025-02"] = sent(atom(0, 1, 2, 3, 4, older="/2025-01"))
    report = empty.json("backfill", "bench")
    assert (report["items"], report["new"]) == (7, 3)
    assert held(empty).keys() == pieces(4, 6, 7)
    report = empty.json("once", "--force")
    assert (report["new"], report["published"]) == (1, ["the-latest", "last-two"])


def test_a_feed_that_no_round_has_asked_is_left_to_the_first(empty: Wire, press: Press) -> None:
    archive(press)
    follow(empty, press)
    assert empty.json("backfill", "bench")["new"] == 4
    assert empty.json("once")["new"] == 4  # three of the feed, one of the other
    assert held(empty).keys() == pieces(4, 5, 6, 7)


def test_a_feed_that_has_not_changed_is_not_sent_again(empty: Wire, press: Press) -> None:
    archive(press, ETag='"one"')
    following(empty, press)
    answers = press.answers | {"/news": sent(b"no feed", ETag='"one"')}
    press.answers = answers
    report = empty.json("backfill", "bench")
    assert (report["new"], report["ended"]) == (4, "no older page")


def test_a_feed_of_which_the_way_is_not_known_is_read(empty: Wire, press: Press) -> None:
    """As after an upgrade: what was kept of it says less than it does itself."""
    press.answers |= {"/news": sent(rss(1), ETag='"one"'), "/older": sent(rss(2))}
    following(empty, press)
    press.answers["/news"] = sent(rss(1, older="/older"), ETag='"one"')
    assert empty.json("backfill", "bench")["new"] == 1


def test_a_feed_that_is_fresh_is_not_asked_again(empty: Wire, press: Press) -> None:
    archive(press, **{"Cache-Control": "max-age=7200"})
    following(empty, press)
    assert empty.json("backfill", "bench")["new"] == 4
    assert press.asked == ["/2025-02", "/2025-01"]
    press.forget()
    assert empty.json("backfill", "bench", "--force")["new"] == 0
    assert press.asked[0] == "/news"


def test_a_refusal_ends_it_and_a_later_run_goes_on(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    before, told = empty.files(), state(empty)
    good = press.answers["/2025-01"]
    press.answers["/2025-01"] = refused(HTTPStatus.TOO_MANY_REQUESTS, Retry_After="7200")
    assert empty("backfill", "bench") == 1
    assert empty.printed == (
        "bench: 1 page, 3 items, 2 new (held), 1 known; ended: the server asks us to slow down"
        " (429); run it again in 2 h, and it goes on\n"
    )
    assert held(empty).keys() == pieces(4, 5)
    # The wait binds us, and whoever asks next.
    press.forget()
    assert empty("backfill", "bench") == 1
    assert "the server asked us to slow down; run it again in " in empty.printed
    assert empty("once", "--all") == 0
    assert not [path for path in press.asked if path != "/window"]
    later = datetime.fromisoformat(state(empty)["next_fetch_at"])
    assert later - datetime.fromisoformat(told["next_fetch_at"]) > timedelta(hours=1)
    press.answers["/2025-01"] = good
    assert empty.json("backfill", "bench", "--force")["new"] == 2
    assert empty("publish") == 0
    assert empty.files() == before


def test_a_refusal_without_a_time_is_a_wait_too(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    press.answers["/news"] = refused(HTTPStatus.SERVICE_UNAVAILABLE)
    assert empty("backfill", "bench") == 1
    assert "run it again in 1 h" in empty.printed
    assert empty("backfill", "bench") == 1
    assert press.asked == ["/news"]


def test_a_refusal_of_another_host_is_not_held_against_the_feed_s(
    empty: Wire, press: Press
) -> None:
    archive(press)
    following(empty, press)
    away = press.url.replace("127.0.0.1", "localhost") + "/away"
    press.answers["/2025-02"] = refused(HTTPStatus.FOUND, Location=away)
    press.answers["/away"] = refused(HTTPStatus.TOO_MANY_REQUESTS, Retry_After="60")
    assert empty("backfill", "bench") == 1
    with closing(open_store(empty.database)) as store:
        refusing = {one.feed_id: one.refused_by for one in store.feed_states()}
    assert refusing == {"bench": "localhost", "window": None}


def test_a_feed_that_is_gone_is_left_alone(empty: Wire, press: Press) -> None:
    press.answers["/news"] = refused(HTTPStatus.GONE)
    following(empty, press)
    assert empty("backfill", "bench") == 1
    assert "410 Gone" in empty.printed
    assert not press.asked


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refused(HTTPStatus.INTERNAL_SERVER_ERROR), "500"),
        (sent(b"<html><title>Sorry</title>"), "an HTML page"),
        (refused(HTTPStatus.GONE), "410"),
    ],
)
def test_a_page_that_is_not_there_is_told(
    empty: Wire, press: Press, answer: Answer, words: str
) -> None:
    archive(press)
    following(empty, press)
    told = state(empty)
    press.answers["/2025-01"] = answer
    assert empty("backfill", "bench") == 1
    assert f"{press.url}/2025-01: " in empty.printed
    assert words in empty.printed
    assert held(empty).keys() == pieces(4, 5)
    assert state(empty) == told


def test_a_feed_that_fails_now_is_told(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    press.answers["/news"] = sent(b"")
    assert empty("backfill", "bench") == 1
    assert f"ended: {press.url}/news: the body is empty" in empty.printed


# What is held, and what becomes of it


def test_a_copy_of_what_is_published_changes_nothing_of_it(empty: Wire, press: Press) -> None:
    """The older page lists, under another guid, what another feed carries."""
    press.answers |= {
        "/news": sent(rss(1, older="/older")),
        "/older": sent(
            rss(90).replace(b"bench-90", b"other-90").replace(b"says.", b"says at length.")
        ),
    }
    following(empty, press)
    before = empty.files()
    assert empty.json("backfill", "bench")["new"] == 1
    assert empty("publish") == 0
    assert empty.files() == before
    (item,) = empty.lines("items", "--held", "--json")
    assert [one["feed"] for one in empty.json("explain", item["id"])["story"]["items"]] == [
        "window",
        "bench",
    ]


def archived(wire: Wire, title: str) -> set[str]:
    """The outputs in whose archives a title stands."""
    archives = {name: body for name, body in wire.files().items() if ARCHIVE.fullmatch(name)}
    return {name.partition(".")[0] for name, body in archives.items() if title.encode() in body}


def test_a_copy_that_comes_later_is_published(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    empty("backfill", "bench")
    press.answers["/window"] = sent(rss(90, 7).replace(b"bench-7<", b"window-7<"))
    report = empty.json("once", "--force")
    assert (report["new"], report["published"]) == (1, ["the-latest", "last-two"])
    assert archived(empty, "Piece 7 of the bench") == {"last-two"}
    carried = (empty.out / "the-latest.atom").read_text()
    assert carried.count("Piece 7 of the bench</title>") == 1
    assert "Piece 6" not in carried


def test_what_is_restored_stands_where_its_date_puts_it(empty: Wire, press: Press) -> None:
    archive(press)
    following(empty, press)
    empty("backfill", "bench")
    before = empty.files()
    (item,) = (one for one in empty.lines("items", "--held", "--json") if "7" in one["title"])
    assert empty("restore", item["id"]) == 0
    assert empty.json("publish")["published"] == ["the-latest", "last-two"]
    after = empty.files()
    assert ENTRIES.findall(after["last-two.atom"]) == ENTRIES.findall(before["last-two.atom"])
    assert archived(empty, "Piece 7 of the bench") == {"last-two"}
    assert b"Piece 7 of the bench" in after["the-latest.atom"]
    assert dated(7).isoformat() in after["the-latest.atom"].decode()


def test_what_states_no_date_is_as_old_as_what_stands_above_it(empty: Wire, press: Press) -> None:
    press.answers |= {
        "/news": sent(rss(1, 2, older="/older")),
        "/older": sent(rss(3, undated=True)),
    }
    following(empty, press)
    assert empty.json("backfill", "bench")["new"] == 1
    (item,) = empty.lines("items", "--held", "--json")
    assert datetime.fromisoformat(item["published_at"]) == dated(2)


# Who else is at work


def test_another_round_is_waited_for_in_vain(empty: Wire, press: Press) -> None:
    follow(empty, press)
    settings = Settings(config=empty.config, database=empty.database, out=empty.out)
    with closing(open_store(empty.database)) as store, store.round_lock():
        work = backfill(
            settings, "bench", pages=1, force=False, progress=lambda _: None, patience=0.1
        )
        with pytest.raises(RoundRunning):
            asyncio.run(work)
    assert not press.asked


def test_a_round_that_ends_in_time_is_waited_for() -> None:
    tried = []

    async def work() -> int:
        tried.append(len(tried))
        if len(tried) < 3:
            raise RoundRunning
        return len(tried)

    assert asyncio.run(patiently(work, seconds=10)) == 3


def test_a_feed_that_is_not_followed_is_told_with_those_near(empty: Wire, press: Press) -> None:
    follow(empty, press)
    assert empty("backfill", "bensh") == 2
    assert "did you mean bench?" in empty.said
    assert empty("backfill", "xyz") == 2
    assert empty("backfill", "bench", "--pages", "0") == 2
    assert not press.asked


def test_a_page_has_no_older_ones(empty: Wire, press: Press) -> None:
    follow(empty, press)
    text = empty.config.read_text().replace("url: '", "links: '/a/*', page: '", 1)
    empty.config.write_text(text)
    assert empty("backfill", "bench") == 2
    assert "is a page" in empty.said
