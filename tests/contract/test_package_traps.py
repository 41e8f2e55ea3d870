"""What our packages do that we had to work around: each trap, and that we are out of it.

A test of a trap that turns red says that a workaround may go.
"""

import asyncio
import gzip
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Never

import feedparser
import pytest
from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from asking import ask
from factories import NOW, a_story, an_edition, an_entry
from feedgen.feed import FeedGenerator
from lxml import etree
from serving import Answer, Origin

from aggregator.core.dates import parse_date
from aggregator.core.parse import parse
from aggregator.core.render import atom, rss
from aggregator.model import (
    Fetched,
    FetchFailed,
    Network,
    ParsedFeed,
    ReadFailed,
    Site,
    Story,
)
from aggregator.scheduler import ticking

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = Site(title="Wire", base_url="https://wire.example/", contact="a@b", authority="w,2026")


def generated(*, order: str = "append", **said: str) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id("tag:x,2026:feed")
    feed.title("Feed")
    feed.updated(NOW)
    for number in (1, 2):
        entry = feed.add_entry(order=order)
        entry.id(said.get("id", f"tag:x,2026:{number}"))
        entry.title(said.get("title", f"Entry {number}"))
        entry.updated(NOW)
        entry.content("What it says.")
    return feed


def rendered(*stories: Story) -> etree._Element:
    return etree.fromstring(atom(an_edition(*stories, site=SITE)))


def parsed(text: str) -> ParsedFeed:
    found = parse(text.encode(), content_type=None, url="https://bench.example/feed")
    assert isinstance(found, ParsedFeed), found
    return found


def an_rss(inside: str) -> str:
    return f"<rss version='2.0'><channel>{inside}</channel></rss>"


# feedgen 1.0.0


def test_feedgen_drops_what_a_link_is() -> None:
    feed = generated()
    feed.entry()[0].link(href="https://x.example/b.jpg", rel="enclosure", type="image/jpeg")
    (link,) = etree.fromstring(feed.atom_str()).iter(f"{ATOM}link")
    assert dict(link.attrib) == {"href": "https://x.example/b.jpg"}


def test_our_links_say_what_they_are() -> None:
    links = rendered(a_story()).find(f"{ATOM}entry").findall(f"{ATOM}link")
    assert [link.get("rel") for link in links] == ["alternate"]


def test_feedgen_stamps_now_on_what_has_no_date() -> None:
    feed = FeedGenerator()
    feed.id("tag:x,2026:feed")
    feed.title("Feed")
    assert datetime.now(UTC) - feed.updated() < timedelta(minutes=5)


def test_our_output_is_the_same_at_any_time() -> None:
    assert etree.tostring(rendered(a_story())) == etree.tostring(rendered(a_story()))


def test_feedgen_puts_the_last_first() -> None:
    assert [entry.title() for entry in generated(order="prepend").entry()] == [
        "Entry 2",
        "Entry 1",
    ]
    assert FeedGenerator.add_entry.__defaults__[-1] == "prepend"


def test_our_stories_stand_in_their_order() -> None:
    stories = [a_story(an_entry(name)) for name in ("e1", "e2", "e3")]
    titles = [entry.findtext(f"{ATOM}title") for entry in rendered(*stories).iter(f"{ATOM}entry")]
    assert titles == ["Title of e1", "Title of e2", "Title of e3"]


def test_feedgen_knows_no_more_of_a_source_than_title_and_link() -> None:
    feed = generated()
    feed.entry()[0].source(url="https://x.example/feed", title="X")
    (source,) = etree.fromstring(feed.atom_str()).iter(f"{ATOM}source")
    assert {child.tag.removeprefix(ATOM) for child in source} == {"title", "link"}


def test_our_sources_have_an_id() -> None:
    assert rendered(a_story()).findtext(f"{ATOM}entry/{ATOM}source/{ATOM}id")


def test_feedgen_fails_the_whole_feed_over_one_character() -> None:
    with pytest.raises(ValueError, match="XML compatible"):
        generated(title="a\x0bb").atom_str()


def test_our_output_has_no_such_character() -> None:
    story = a_story(an_entry(title="a\x0bb\ud800"))
    assert rendered(story).findtext(f"{ATOM}entry/{ATOM}title") == "ab"


def an_rss_channel() -> FeedGenerator:
    feed = generated()
    feed.description("What it is.")
    feed.link(href="https://x.example/", rel="alternate")
    feed.link(href="https://x.example/feed.rss", rel="self")
    return feed


def test_feedgen_takes_the_last_link_for_that_of_a_channel() -> None:
    root = etree.fromstring(an_rss_channel().rss_str())
    assert root.findtext("channel/link") == "https://x.example/feed.rss"


def test_feedgen_keeps_one_enclosure_of_an_item() -> None:
    feed = an_rss_channel()
    for name in ("a", "b"):
        feed.entry()[0].enclosure(f"https://x.example/{name}.mp3", 5, "audio/mpeg")
    items = etree.fromstring(feed.rss_str()).iterfind("channel/item")
    assert [one.get("url") for one in next(items).iterfind("enclosure")] == [
        "https://x.example/b.mp3"
    ]


def test_our_channel_links_to_its_page() -> None:
    root = etree.fromstring(rss(an_edition(a_story(), site=SITE)))
    assert root.findtext("channel/link") == "https://wire.example/the-latest.html"


def test_feedgen_takes_two_entries_of_one_id() -> None:
    ids = etree.fromstring(generated(id="tag:x,2026:1").atom_str()).findall(f"{ATOM}entry/{ATOM}id")
    assert len({one.text for one in ids}) < len(ids)  # the gate refuses that: test_gate


# feedparser 6.0.14


def published(text: str) -> object:
    return feedparser.parse(BytesIO(an_rss(f"<item><pubDate>{text}</pubDate></item>").encode()))[
        "entries"
    ][0].get("published_parsed")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Fri, 02 Jan 2026 10:00:00 CET", datetime(2026, 1, 2, 9, tzinfo=UTC)),
        ("Fri, 03 Jul 2026 10:00:00 CEST", datetime(2026, 7, 3, 8, tzinfo=UTC)),
        ("Fri, 03 Jul 2026 10:00:00 BST", datetime(2026, 7, 3, 9, tzinfo=UTC)),
        ("Fri, 02 Jan 2026 10:00:00 IST", datetime(2026, 1, 2, 4, 30, tzinfo=UTC)),
        ("Fri, 02 Jan 2026 10:00:00 JST", datetime(2026, 1, 2, 1, tzinfo=UTC)),
        ("Fri, 02 Jan 2026 10:00:00 HKT", datetime(2026, 1, 2, 2, tzinfo=UTC)),
        ("Fri, 02 Jan 2026 10:00:00 AEST", datetime(2026, 1, 2, 0, tzinfo=UTC)),
        ("2026/01/02 10:00:00", datetime(2026, 1, 2, 10, tzinfo=UTC)),
        ("1767348000", datetime(2026, 1, 2, 10, tzinfo=UTC)),
        ("ven., 2 janv. 2026", datetime(2026, 1, 2, tzinfo=UTC)),
        ("Fr, 02 Jan 2026", datetime(2026, 1, 2, tzinfo=UTC)),
        ("02.01.2026", datetime(2026, 1, 2, tzinfo=UTC)),
    ],
)
def test_feedparser_misreads_dates_that_we_read(text: str, meant: datetime) -> None:
    assert published(text) != meant.utctimetuple()
    assert parse_date(text, timezone=None) == meant


def test_feedparser_answers_with_published_when_asked_for_updated() -> None:
    document = an_rss("<item><pubDate>Fri, 02 Jan 2026 10:00:00 GMT</pubDate></item>")
    entry = feedparser.parse(BytesIO(document.encode()))["entries"][0]
    with pytest.warns(DeprecationWarning, match="updated"):
        entry.get("updated")
    assert "updated" not in entry
    (item,) = parsed(document).items
    assert (item.published is not None, item.updated) == (True, None)


def test_feedparser_takes_a_page_for_a_feed_without_items() -> None:
    page = b"<html><head><title>Sorry</title></head><body>503</body></html>"
    found = feedparser.parse(BytesIO(page))
    assert (bool(found["bozo"]), found["version"], found["entries"]) == (False, "", [])
    assert isinstance(parse(page, content_type="text/html", url="https://x.example/"), ReadFailed)


def test_feedparser_keeps_half_an_item_where_a_document_ends() -> None:
    document = an_rss("<item><title>Whole</title></item><item><title>Hal").partition("Hal")[0]
    assert len(feedparser.parse(BytesIO(f"{document}Hal".encode()))["entries"]) == 2
    found = parsed(f"{document}Hal")
    assert [item.title for item in found.items] == ["Whole"]
    assert not found.whole


def test_feedparser_keeps_the_last_of_skip_hours() -> None:
    document = an_rss("<skipHours><hour>1</hour><hour>2</hour></skipHours>")
    feed = feedparser.parse(BytesIO(document.encode()))["feed"]
    assert feed.get("hour") == "2"
    assert parsed(document).channel.skip_hours == (1, 2)


def test_feedparser_reads_no_json_feed() -> None:
    document = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}'
    assert feedparser.parse(BytesIO(document.encode()))["entries"] == []
    assert len(parsed(document).items) == 1


def test_feedparser_opens_the_file_that_a_text_names(tmp_path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(an_rss("<item><title>Secret</title></item>"), encoding="utf-8")
    assert feedparser.parse(str(file))["entries"]
    assert isinstance(parse(str(file).encode(), content_type=None, url="https://x/"), ReadFailed)


def test_feedparser_raises_over_an_encoding_that_is_none() -> None:
    document = '<?xml version="1.0" encoding="undefined"?>' + an_rss("<item/>")
    with pytest.raises(UnicodeError):
        feedparser.parse(BytesIO(document.encode()))
    assert isinstance(parsed(document), ParsedFeed)


# aiohttp 3.14

HALF = Answer(headers=(("Content-Encoding", "gzip"),), body=gzip.compress(b"gold " * 9000)[:-20])
X_GZIP = Answer(headers=(("Content-Encoding", "x-gzip"),), body=gzip.compress(b"gold"))


def plainly_asked(answer: Answer, target: str = "/feed") -> tuple[bytes, str]:
    """What a session gets that is left as aiohttp makes it, and what it asked for."""

    async def run() -> tuple[bytes, str]:
        async with (
            Origin(answers={target: answer}) as origin,
            ClientSession() as session,
            session.get(origin.url(target)) as response,
        ):
            return await response.read(), origin.requests[0].target

    return asyncio.run(run())


def test_aiohttp_takes_half_a_gzip_for_a_whole_one() -> None:
    body, _ = plainly_asked(HALF)
    assert body
    assert isinstance(ask({"/feed": HALF}).outcome, FetchFailed)


def test_aiohttp_leaves_x_gzip_coded() -> None:
    body, _ = plainly_asked(X_GZIP)
    assert body.startswith(b"\x1f\x8b")
    outcome = ask({"/feed": X_GZIP}).outcome
    assert isinstance(outcome, Fetched)
    assert outcome.body == b"gold"


def test_aiohttp_rewrites_addresses() -> None:
    _, asked = plainly_asked(Answer(), "/a%2fb/%7Ec")
    assert asked != "/a%2fb/%7Ec"
    assert ask({}, "/a%2fb/%7Ec").requests[0].target == "/a%2fb/%7Ec"


def test_aiohttp_asks_no_resolver_for_an_address_of_numbers() -> None:
    class Refusing(AbstractResolver):
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[Never]:
            raise OSError(host, port, family)

        async def close(self) -> None: ...

    async def run() -> bytes:
        async with (
            Origin(answers={"/feed": Answer(body=b"inside")}) as origin,
            ClientSession(connector=TCPConnector(resolver=Refusing())) as session,
            session.get(origin.url("/feed")) as response,
        ):
            return await response.read()

    assert asyncio.run(run()) == b"inside"
    outcome = ask({"/feed": Answer(body=b"inside")}, network=Network()).outcome
    assert isinstance(outcome, FetchFailed)


# APScheduler 3.11


def test_apscheduler_forgives_one_second_unless_told_otherwise() -> None:
    async def run() -> list[int | None]:
        async def tick() -> None: ...

        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.start(paused=True)
        try:
            plain = scheduler.add_job(tick, "interval", seconds=60)
            ours = scheduler.add_job(tick, "interval", seconds=60, misfire_grace_time=None)
            return [plain.misfire_grace_time, ours.misfire_grace_time]
        finally:
            scheduler.shutdown(wait=False)

    assert asyncio.run(run()) == [1, None]


def test_our_tick_comes_however_late() -> None:
    async def run() -> None:
        came = asyncio.Event()

        async def tick() -> None:
            came.set()

        with ticking(tick, seconds=2):
            time.sleep(3.4)  # noqa: ASYNC251 - the loop is held up, as a busy machine holds it
            await asyncio.wait_for(came.wait(), 0.4)  # the next one is due in 0.6 s

    asyncio.run(run())
