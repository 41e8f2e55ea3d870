"""What publishers let us show, looked for in every published file; and their media."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import brotli
import feedparser
import pytest
from wiring import Wire, site

AUDIO, FILM = "https://cdn.gazette.example/talk-7.mp3", "https://cdn.gazette.example/film.mp4?a=1&b"
PICTURE = "https://cdn.{0}.example/pictures/bench.jpg"
UNPACKED = {".gz": gzip.decompress, ".br": brotli.decompress}
ITEM = """
<item>
<guid isPermaLink="false">{name}-7</guid>
<link>https://{name}.example/articles/7</link>
<title>{title}</title>
<description>Opening {name}: who sat at the bench, in a few words.</description>
<content:encoded><![CDATA[<p>Opening {name}: who sat at the bench, in a few words.</p>
<p><img src="https://cdn.{name}.example/pictures/bench.jpg" width="1200" height="800"></p>
<p>Middle {name}. {filling}</p><p>Closing {name}: and so it ended.</p>]]></content:encoded>
<enclosure url="https://cdn.{name}.example/talk-7.mp3" type="audio/mpeg" length="12345678"/>
{more}</item>
"""
FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The {name}</title>
<link>https://{name}.example/</link>{item}</channel></rss>
"""
TITLES = {
    "gazette": "A goldsmith of Ghent talks about her first year",
    "ledger": "Pearl farmers count what the typhoon left them",
    "monitor": "A museum in Lyon buys back its stolen tiara",
}
FILLING = "The bench was older than anybody who had sat at it, and it was lent out again. " * 12


def document(name: str, more: str = "") -> bytes:
    item = ITEM.format(name=name, title=TITLES[name], filling=FILLING, more=more)
    return FEED.format(name=name, item=item).encode()


@pytest.fixture
def published(empty: Wire) -> Iterator[Wire]:
    """A wire over three publishers: of one the summary, of one a link, of one all may be shown."""
    film = f'<enclosure url="{FILM.replace("&", "&amp;")}" type="video/mp4" length="99"/>'
    bodies = {"/a": document("gazette", film), "/b": document("ledger"), "/c": document("monitor")}
    with site(bodies) as publisher:
        empty.config.write_text(
            "site: {contact: ops@wire.example}\n"
            "network: {allow: [127.0.0.0/8]}\n"
            "feeds:\n"
            f"  - {{id: gazette, url: '{publisher}/a'}}\n"
            f"  - {{id: ledger, url: '{publisher}/b', republish: link}}\n"
            f"  - {{id: monitor, url: '{publisher}/c', republish: full}}\n"
            "outputs:\n"
            "  - {id: the-latest, title: The Latest, off_topic: true}\n"
            "  - {id: each, title: Each, off_topic: true, fold: none}\n"
        )
        assert empty("once") == 0, empty.said
        yield empty


def texts(out: Path) -> dict[str, str]:
    """Every published file as it is read, packed ones unpacked."""
    files = [path for path in out.rglob("*") if path.is_file()]
    unpacked = {path: UNPACKED.get(path.suffix, bytes)(path.read_bytes()) for path in files}
    return {
        str(path.relative_to(out)): body.decode(errors="replace") for path, body in unpacked.items()
    }


def those_with(wire: Wire, words: str) -> set[str]:
    return {name for name, text in texts(wire.out).items() if words in text}


def entry(wire: Wire, name: str) -> feedparser.FeedParserDict:
    carried = feedparser.parse((wire.out / "the-latest.atom").read_bytes()).entries
    (found,) = [one for one in carried if one.link == f"https://{name}.example/articles/7"]
    return found


def test_podcasts_and_films_pass_through_with_their_type_and_length(published: Wire) -> None:
    told = {one.href: one for one in entry(published, "gazette").enclosures}
    assert (told[AUDIO].type, told[AUDIO].length) == ("audio/mpeg", "12345678")
    assert (told[FILM].type, told[FILM].length) == ("video/mp4", "99")
    assert list(told).count(AUDIO) == 1


def test_of_a_link_alone_nothing_but_title_and_link_stands_in_any_file(published: Wire) -> None:
    assert {"the-latest.atom", "the-latest.atom.gz", "each.atom"} <= those_with(
        published, TITLES["ledger"]
    )
    for words in ("Opening ledger", "Middle ledger", "Closing ledger", "cdn.ledger.example"):
        assert those_with(published, words) == set(), words
    assert not entry(published, "ledger").get("enclosures")


def test_of_a_summary_the_rest_of_the_text_stands_in_no_file(published: Wire) -> None:
    assert {"the-latest.atom", "each.atom", "index.html"} <= those_with(
        published, "Opening gazette"
    )
    assert "the-latest.atom" in those_with(published, PICTURE.format("gazette"))
    assert those_with(published, "Middle gazette") == set()
    assert those_with(published, "Closing gazette") == set()


def test_of_all_that_may_be_shown_the_whole_text_stands_in_the_feeds(published: Wire) -> None:
    assert {"the-latest.atom", "each.atom"} <= those_with(published, "Closing monitor")


def test_what_is_a_link_alone_from_now_on_leaves_every_file(published: Wire) -> None:
    text = published.config.read_text().replace("/a'}", "/a', republish: link}")
    published.config.write_text(text)
    assert published("once") == 0, published.said
    assert "the-latest.atom" in those_with(published, TITLES["gazette"])
    for words in ("Opening gazette", "cdn.gazette.example"):
        assert those_with(published, words) == set(), words
