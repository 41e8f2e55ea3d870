"""Documents: every one in `tests/corpus` holds one fact, told in its first comment."""

import json
import warnings
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core import sitemap
from aggregator.core.identity import listed
from aggregator.core.normalize import normalize
from aggregator.core.pages import article, read_page
from aggregator.core.parse import parse
from aggregator.model import Feed, PageSelect, ParsedFeed, ParsedItem, ReadFailed

CORPUS = Path(__file__).parent.parent / "corpus"
DOCUMENTS = sorted(path for path in CORPUS.iterdir() if not path.name.endswith(".expect.json"))
URL = "https://bench.example/feed"


def read(path, said):
    body = path.read_bytes()
    content_type, url = said.get("content_type"), said.get("url", URL)
    if "article" in said:
        return article(body, content_type=content_type, url=url)
    if "sitemap" in said:
        return sitemap.parse(body, content_type=content_type, url=url, links=said.get("links"))
    if "select" in said:
        select = PageSelect(**said["select"])
        return read_page(body, content_type=content_type, url=url, links=None, select=select)
    if "links" in said:
        return read_page(body, content_type=content_type, url=url, links=said["links"], select=None)
    return parse(body, content_type=content_type, url=url)


def part(found, expected):
    """Of what was found, what is spoken of."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return {name: part(found.get(name), one) for name, one in expected.items()}
    if isinstance(expected, list) and isinstance(found, tuple | list):
        pairs = zip(found, expected, strict=False)
        return [part(one, other) for one, other in pairs] + list(found[len(expected) :])
    if isinstance(found, datetime):
        return found.isoformat()
    return found.total_seconds() if hasattr(found, "total_seconds") else found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_read_as_its_comment_says(path):
    said = json.loads(path.with_name(f"{path.name}.expect.json").read_text(encoding="utf-8"))
    found = read(path, said)
    if "fails" in said:
        assert isinstance(found, ReadFailed)
        assert said["fails"] in found.reason
        return
    assert isinstance(found, ParsedFeed | ParsedItem), found
    expected = said.get("expect", {})
    assert part(asdict(found), expected) == expected
    if "entries" in said:
        entries = [asdict(entry) for entry in entries_of(found, said)]
        assert part(entries, said["entries"]) == said["entries"]


def entries_of(found, said):
    """The entries that the items of a document become, read at noon of the first of June."""
    feed = Feed(**{"id": "bench", "url": said.get("url", URL)} | said.get("feed", {}))
    return [
        normalize(feed, found.channel, one, now=datetime(2026, 6, 1, 12, tzinfo=UTC))
        for one in listed(feed, found)
    ]


def test_every_expectation_has_its_document():
    sidecars = {path.name.removesuffix(".expect.json") for path in CORPUS.glob("*.expect.json")}
    assert sidecars == {path.name for path in DOCUMENTS}


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\0\0\0", b"\x0c\x0b"])
def test_nothing_is_no_feed(body):
    assert parse(body, content_type=None, url=URL) == ReadFailed(
        reason="empty: no document to read"
    )


def test_something_else_is_told_by_how_it_begins():
    found = parse(b"Internal error 7,\n see the log. " * 9, content_type="text/plain", url=URL)
    assert isinstance(found, ReadFailed)
    assert "it begins with Internal error 7, see the log." in found.reason


def test_items_keep_order_and_count():
    items = "".join(f"<item><title>No. {number}</title></item>" for number in range(500))
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    found = parse(body, content_type=None, url=URL)
    assert isinstance(found, ParsedFeed)
    assert [item.title for item in found.items] == [f"No. {number}" for number in range(500)]


def test_a_name_of_a_file_is_not_opened(tmp_path):
    secret = tmp_path / "feed.xml"
    secret.write_text("<rss version='2.0'><channel/></rss>", encoding="utf-8")
    found = parse(str(secret).encode(), content_type=None, url=URL)
    assert isinstance(found, ReadFailed)


def test_no_entity_is_fetched_or_blown_up():
    entities = "".join(f'<!ENTITY e{n + 1} "&e{n};&e{n};&e{n};&e{n};">' for n in range(12))
    body = (
        f'<!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{entities}]>'
        "<rss version='2.0'><channel><item><title>&e12;&f;</title></item></channel></rss>"
    )
    found = parse(body.encode(), content_type=None, url=URL)
    assert isinstance(found, ParsedFeed)
    assert len(found.items[0].title or "") < 100


def test_deep_json_is_no_feed():
    found = parse(b'{"items":' + b"[" * 200_000, content_type=None, url=URL)
    assert found == ReadFailed(reason="JSON nested too deep to be read")


def total(body, content_type=None):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = parse(body, content_type=content_type, url=URL)
    assert isinstance(found, ParsedFeed | ReadFailed)
    if isinstance(found, ParsedFeed):
        json.dumps(asdict(found), default=str).encode()  # no lone surrogates, plain values


CONTENT_TYPES = st.none() | st.sampled_from(
    ["text/xml", "text/html; charset=undefined", "x; charset=utf-16", "; charset=\0", "charset=é"]
)


@given(st.binary(max_size=200), CONTENT_TYPES)
def test_any_bytes_give_a_value(body, content_type):
    total(body, content_type)


# Elements whose names are those of feedparser's own keys, stray ends, references to nothing.
SHARDS = st.sampled_from(
    [
        *(b"<%b>x</%b>" % (name, name) for name in (b"links", b"tags", b"authors", b"content")),
        *(b'<%b a="b"/>' % name for name in (b"title_detail", b"image", b"published", b"link")),
        *(b"</%b>" % name for name in (b"item", b"width", b"title", b"media:player", b"textInput")),
        *(b"&#xD800;", b"&#99999999999;", b"&nbsp;", b"&", b"<", b"]]>", b"<![CDATA[", b"\0"),
        *(b"<item>", b"<image>", b"<source>", b'<title type="xhtml">', b'xml:base="http://[x"'),
        *(b"<!DOCTYPE x [", b"<!--", b"<?", b"\xff\xfe", b"\xed\xa0\x80", b"<category/>"),
        b'<content mode="base64" type="image/png">!!</content>',
    ]
)


@given(st.data())
def test_any_damage_gives_a_value(data):
    body = bytearray(data.draw(st.sampled_from(DOCUMENTS)).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(body)))
        body[place : place + data.draw(st.integers(0, 30))] = data.draw(SHARDS)
    total(bytes(body))
