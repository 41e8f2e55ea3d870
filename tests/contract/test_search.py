"""Looking for a feed on a site's pages, over real HTTP: what is asked, and what is proposed."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from asking import fetcher
from factories import an_item
from proxying import ForwardingProxy
from serving import Answer, Origin

from aggregator.core.identity import listed
from aggregator.model import (
    Channel,
    EntryId,
    Feed,
    FeedId,
    FeedState,
    Login,
    ParsedFeed,
    Proposal,
    Secret,
)
from aggregator.read import ProcessReader
from aggregator.update.search import replacement

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HTML = (("Content-Type", "text/html"),)


def page(*links: str) -> Answer:
    named = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links
    )
    return Answer(headers=HTML, body=f"<!doctype html><title>A site</title>{named}".encode())


def rss(*numbers: int, title: str = "Bench news") -> Answer:
    items = "".join(
        f"<item><guid>item-{n}</guid><title>Item {n}</title>"
        f"<pubDate>Mon, 0{n} May 2026 10:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    said = f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"
    return Answer(headers=(("Content-Type", "text/xml"),), body=said.encode())


def redirect(status: int, to: str) -> Answer:
    return Answer(status=status, headers=(("Location", to),))


@dataclass
class Search:
    """A broken feed `/old` of a site of these answers; what was proposed and what was asked."""

    answers: dict[str, Answer]
    link: str | None = None  # the page that the feed calls its own; relative to the origin
    beside: str | None = None  # or one of another server, at this address
    ours: tuple[int, ...] = (1, 2)
    taken: tuple[str, ...] = ()
    login: Login | None = None
    proxied: bool = False
    asked: list[str] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)  # what came through the feed's proxy
    headers: list[dict[str, str]] = field(default_factory=list)
    base: str = ""

    def run(self) -> Proposal | None:
        return asyncio.run(self._run())

    async def _run(self) -> Proposal | None:
        other = Origin(answers={"/": page("/new")}, address=self.beside or "127.0.0.1")
        async with Origin(answers=self.answers) as origin, other, fetcher() as client:
            self.base = origin.url("")
            self.link = other.url("/") if self.beside else self.link
            proxy = ForwardingProxy(routes={urlsplit(self.base).netloc: urlsplit(self.base).port})
            async with proxy:
                with ProcessReader(workers=1) as reader:
                    found = await self._sought(client, reader, proxy.url("desk:key"))
            self.forwarded = [one.removeprefix(self.base) for one in proxy.targets]
            assert not other.requests
            self.asked = [one.target for one in origin.requests]
            self.headers = [dict(one.headers) for one in origin.requests]
        return found

    async def _sought(self, client, reader, proxy: str) -> Proposal | None:
        url = f"{self.base}/old".replace("//", "//desk:key@" if self.login else "//")
        feed = Feed(
            id=FeedId("bench"),
            url=url,
            login=self.login,
            proxy=Secret(text=proxy) if self.proxied else None,
        )
        ours = ParsedFeed(channel=Channel(), items=tuple(map(an_item, self.ours)))
        stored = {one.id for one in listed(feed, ours)}

        async def known(ids: Collection[EntryId]) -> Collection[EntryId]:
            return stored.intersection(ids)

        link = self.link and (self.link if "//" in self.link else self.base + self.link)
        link = link and link.replace("{port}", self.base.rpartition(":")[2])
        state = FeedState(
            feed_id=feed.id, url=feed.url, next_fetch_at=NOW, channel=Channel(link=link)
        )
        return await replacement(
            feed,
            state,
            fetcher=client,
            reader=reader,
            known=known,
            taken=tuple(self.base + one for one in self.taken),
        )


def test_the_feed_that_the_first_page_names_is_proposed_with_what_speaks_for_it():
    search = Search({"/": page("/new"), "/new": rss(2, 3)})
    assert search.run() == Proposal(
        url=f"{search.base}/new",
        title="Bench news",
        page=f"{search.base}/",
        items=2,
        known=1,
        newest_at=datetime(2026, 5, 3, 10, tzinfo=UTC),
    )
    assert search.asked == ["/robots.txt", "/", "/new"]


def test_the_page_of_the_feed_is_looked_at_first():
    answers = {"/news/": page("/news/feed"), "/": page("/feed"), "/news/feed": rss(1)}
    search = Search(answers, link="/news/#top")
    assert search.run().page == f"{search.base}/news/"
    assert search.asked == ["/robots.txt", "/news/", "/news/feed"]


def test_the_broken_address_is_not_proposed_nor_asked():
    search = Search({"/": page("/old", "/old#x", "/other"), "/other": rss(1), "/old": rss(1)})
    assert search.run().url == f"{search.base}/other"
    assert "/old" not in search.asked


def test_a_feed_that_leads_back_to_the_broken_address_is_none():
    search = Search({"/": page("/other"), "/other": redirect(301, "/old"), "/old": rss(1)})
    assert search.run() is None


def test_what_is_followed_already_is_not_proposed():
    moved = {"/moved": redirect(308, "/two")}
    search = Search({"/": page("/two", "/moved"), "/two": rss(1), **moved}, taken=("/two",))
    assert search.run() is None
    assert search.asked.count("/two") == 1  # behind the redirect


def test_a_feed_that_lists_our_items_comes_before_one_that_is_named_earlier():
    search = Search({"/": page("/comments", "/new"), "/comments": rss(7), "/new": rss(1, 3)})
    found = search.run()
    assert (found.url, found.known) == (f"{search.base}/new", 1)


def test_the_first_feed_will_do_where_none_lists_our_items():
    search = Search({"/": page("/a", "/b"), "/a": rss(7), "/b": rss(8)})
    found = search.run()
    assert (found.url, found.known) == (f"{search.base}/a", 0)


def test_the_address_that_lasts_is_proposed():
    moving = {"/new": redirect(301, "/final"), "/now": redirect(302, "/final"), "/final": rss(7)}
    search = Search({"/": page("/new"), **moving})
    assert search.run().url == f"{search.base}/final"
    search = Search({"/": page("/now"), **moving})
    assert search.run().url == f"{search.base}/now"


def test_no_more_is_asked_than_two_pages_and_three_feeds():
    names = [f"/{number}" for number in range(9)]
    search = Search({"/home": page(*names[:2]), "/": page(*names)}, link="/home")
    assert search.run() is None
    assert search.asked == ["/robots.txt", "/home", "/0", "/1", "/", "/2"]
    search = Search({"/home": page(*names), "/": page(*names)}, link="/home")
    assert search.run() is None
    assert search.asked == ["/robots.txt", "/home", "/0", "/1", "/2"]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_a_feed_sends_us_to_no_other_port_and_no_other_host(address):
    search = Search({"/": page("/new"), "/new": rss(1)}, beside=address)
    assert search.run().page == f"{search.base}/"
    assert search.asked == ["/robots.txt", "/", "/new"]


@pytest.mark.parametrize(
    "link", ["http://localhost:{port}/", "file:///etc/passwd", "//[bad", "http://"]
)
def test_a_link_that_leads_away_is_not_followed(link):
    search = Search({"/": page("/new"), "/new": rss(1)}, link=link)
    assert search.run().page == f"{search.base}/"


def test_login_and_validators_stay_at_home():
    login = Login(user="desk", password=Secret(text="key"))
    search = Search({"/": page("/new"), "/new": rss(1)}, login=login)
    assert search.run() is not None
    sent = {name.lower() for one in search.headers for name in one}
    assert not sent & {"authorization", "if-none-match", "if-modified-since"}


def test_all_is_asked_through_the_feed_s_proxy():
    search = Search({"/": page("/new"), "/new": rss(1)}, proxied=True)
    assert search.run() is not None
    assert search.forwarded == search.asked == ["/robots.txt", "/", "/new"]


def test_robots_txt_closes_pages():
    closed = Answer(body=b"User-agent: *\nDisallow: /\n")
    search = Search({"/robots.txt": closed, "/": page("/new"), "/new": rss(1)})
    assert search.run() is None
    assert search.asked == ["/robots.txt"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_refuses_is_left_alone(status):
    refusal = Answer(status=status)
    search = Search({"/home": refusal, "/": page("/new"), "/new": rss(1)}, link="/home")
    assert search.run() is None
    assert search.asked == ["/robots.txt", "/home"]
    search = Search({"/": page("/a", "/new"), "/a": refusal, "/new": rss(1)})
    assert search.run() is None
    assert search.asked == ["/robots.txt", "/", "/a"]


@pytest.mark.parametrize(
    "instead",
    [
        Answer(status=404),
        Answer(status=410),
        Answer(body=b""),
        Answer(body=b"<rss version='2.0'><channel><title>No items</title></channel></rss>"),
        Answer(headers=HTML, body=b"<html><body>No feed"),
        Answer(reset=True),
        Answer(raw=b"\x00\xff"),
        redirect(301, "http://[::1:bad/"),
        redirect(302, "/new"),
    ],
)
def test_whatever_a_named_address_answers_the_next_is_tried(instead):
    search = Search({"/": page("/new", "http://[bad", "/next"), "/new": instead, "/next": rss(1)})
    assert search.run().url == f"{search.base}/next"


def test_a_feed_of_nothing_is_none():
    empty = Answer(body=b"<rss version='2.0'><channel><title>No items</title></channel></rss>")
    assert Search({"/": page("/new"), "/new": empty}).run() is None


@pytest.mark.parametrize(
    "home", [Answer(status=500), rss(1), Answer(body=b"\xff\xfe\x00"), Answer(raw=b"")]
)
def test_a_page_that_names_nothing_gives_nothing(home):
    assert Search({"/": home}).run() is None
