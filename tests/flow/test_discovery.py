"""Subscribing asks once: what `add` read is what the first round would have asked for."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest
from wiring import STARTED_AT, Wire

from aggregator.bootstrap.discover import Found, edited, follow, write
from aggregator.bootstrap.parts import Settings, read_config
from aggregator.demo import Origin
from aggregator.demo.answers import Answer
from aggregator.demo.origin import Request
from aggregator.errors import UsageError
from aggregator.store import open_store

FEED = b"""<rss version="2.0"><channel><title>Mill Lane</title>
<item><guid>1</guid><title>A jeweler opens in Mill Lane</title></item>
<item><guid>2</guid><title>A pearl auction in May</title></item></channel></rss>"""


def named(*links: str) -> bytes:
    """A page that names these feeds."""
    said = "".join(f"<link rel=alternate type=application/rss+xml href='{one}'>" for one in links)
    return f"<!doctype html><title>A site</title>{said}".encode()


class Site(Origin):
    """A site of a page, its feed and its feeds' ways to fail; 304 where the ETag is known.

    As a proxy it is mill.example, and is asked for whole addresses.
    """

    def __init__(self) -> None:
        super().__init__(started_at=STARTED_AT)
        self.pages = {"/": named("/news.xml"), "/moved": named("/for-good"), "/none": named()}
        self.asked: list[str] = []
        self.agents: set[str] = set()

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.path)
        self.agents.add(request.headers.get("user-agent", ""))
        request = replace(request, path=request.path.removeprefix("http://mill.example"))
        if request.path in self.pages:
            html = {"Content-Type": "text/html"}
            return Answer(status=HTTPStatus.OK, headers=html, body=self.pages[request.path])
        if request.path == "/for-good":
            to = {"Location": "/news.xml"}
            return Answer(status=HTTPStatus.MOVED_PERMANENTLY, headers=to)
        if request.path != "/news.xml":
            return Answer(status=HTTPStatus.NOT_FOUND, headers={})
        headers = {"Content-Type": "text/xml", "ETag": '"one"'}
        if request.headers.get("if-none-match") == '"one"':
            return Answer(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Answer(status=HTTPStatus.OK, headers=headers, body=FEED)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def alone(empty: Wire) -> Wire:
    """A wire that follows next to nothing, at an address where nobody is."""
    empty.config.write_text(
        "site: {contact: ops@wire.example}\n"
        "network: {allow: [127.0.0.0/8], per_host: {spacing: 0s}}\n"
        "feeds:\n  - {id: nobody, url: 'http://127.0.0.1:9/feed'}\n"
        "outputs: [{id: the-latest, title: The Latest, off_topic: true}]\n"
    )
    return empty


def titles(wire: Wire) -> set[str]:
    return {item["title"] for item in wire.lines("items", "--limit", "0", "--json")}


def settings(wire: Wire) -> Settings:
    return Settings(config=wire.config, database=wire.database, out=wire.out)


@pytest.mark.parametrize(
    ("asked", "requests"),
    [
        ("/news.xml", ["/news.xml"]),
        ("/", ["/", "/news.xml"]),
        ("/moved", ["/moved", "/for-good", "/news.xml"]),
    ],
)
def test_what_discovery_read_is_used(
    alone: Wire, site: Site, asked: str, requests: list[str]
) -> None:
    assert alone("add", site.url + asked) == 0, alone.said
    assert alone.printed == (
        f"{alone.config}: added mill-lane, {site.url}/news.xml (2 items now); 2 stored\n"
    )
    assert site.asked == requests
    assert titles(alone) == {"A jeweler opens in Mill Lane", "A pearl auction in May"}
    assert alone("once") == 0
    assert site.asked == requests  # it is not due
    assert b"A pearl auction in May" in (alone.out / "the-latest.atom").read_bytes()
    report = alone.json("once", "--force")
    assert (report["not_modified"], report["new"]) == (1, 0)
    (feed,) = (one for one in alone.json("status")["feeds"] if one["id"] == "mill-lane")
    assert (feed["url"], feed["health"], feed["entries"]) == (f"{site.url}/news.xml", "ok", 2)


def test_a_feed_that_is_followed_is_not_asked(alone: Wire, site: Site) -> None:
    assert alone("add", f"{site.url}/news.xml") == 0
    asked = list(site.asked)
    assert alone("add", f"{site.url}/news.xml#top") == 2
    assert "followed already, as mill-lane" in alone.said
    assert site.asked == asked
    assert alone("add", site.url) == 2
    assert "followed already, as mill-lane" in alone.said
    assert site.asked == [*asked, "/"]


def test_it_is_asked_as_the_defaults_say(alone: Wire, site: Site) -> None:
    defaults = f"defaults: {{proxy: '{site.url}', user_agent: Desk/1}}\n"
    alone.config.write_text(alone.config.read_text() + defaults)
    assert alone("add", "http://mill.example/") == 0, alone.said
    assert site.asked == ["http://mill.example/", "http://mill.example/news.xml"]
    assert site.agents == {"Desk/1"}


def test_nobody_is_asked_where_the_feed_could_not_be_written(alone: Wire, site: Site) -> None:
    text = alone.config.read_text()
    flow = text.replace("feeds:\n  - {", "feeds: [{").replace("/feed'}", "/feed'}]")
    alone.config.write_text(flow)
    assert alone("check") == 0, alone.said
    assert alone("add", f"{site.url}/news.xml") != 0
    assert f"{alone.config}:3:" in alone.said
    assert "expected one to append to" in alone.said
    assert not site.asked
    assert alone.config.read_text() == flow


def test_the_next_of_a_page_s_feeds_is_tried(alone: Wire, site: Site) -> None:
    site.pages["/"] = named("/gone", "/none", "/news.xml", "/news.xml", "/other")
    assert alone("add", f"{site.url}/") == 0, alone.said
    assert site.asked == ["/", "/gone", "/none", "/news.xml"]
    site.pages["/many"] = named(*(f"/{number}" for number in range(9)))
    site.asked.clear()
    assert alone("add", f"{site.url}/many") == 2
    assert f"no feed there, nor at {site.url}/0" in alone.said
    assert site.asked == ["/many", "/0", "/1", "/2"]


def test_what_is_no_address_is_told(alone: Wire) -> None:
    for words in ("news", "ftp://mill.example/", "http://[bad", "http://mill.example:99999/"):
        assert alone("add", words) == 2
        assert f"{words}: no address of the web" in alone.said


def test_while_a_round_lasts_the_feed_is_followed_and_the_next_one_asks(
    alone: Wire, site: Site
) -> None:
    with closing(open_store(alone.database)) as store, store.round_lock():
        work = follow(settings(alone), f"{site.url}/news.xml", patience=0.1)
        added = asyncio.run(work)
    assert (added.stored, "another round" in added.why) == (None, True)
    assert f"{site.url}/news.xml" in {feed.url for feed in read_config(alone.config).feeds}
    assert titles(alone) == set()
    assert alone.json("once")["new"] == 2


def test_without_a_store_the_feed_is_followed(alone: Wire, site: Site, tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"no database at all, and longer than a header is")
    assert alone("add", f"{site.url}/news.xml") == 0
    assert "(2 items now)" in alone.printed
    assert "; the first round asks for its items" in alone.said
    assert f"{site.url}/news.xml" in {feed.url for feed in read_config(alone.config).feeds}


def test_an_edit_made_meanwhile_is_not_lost(alone: Wire) -> None:
    found = Found(url="https://mill.example/feed", title="Mill Lane")
    edit = edited(alone.config, [found])
    theirs = f"# mine\n{alone.config.read_text()}"
    alone.config.write_text(theirs)
    with pytest.raises(UsageError, match="edited by somebody else"):
        write(edit)
    assert alone.config.read_text() == theirs
