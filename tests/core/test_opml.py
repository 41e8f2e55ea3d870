"""OPML: subscriptions in, subscriptions out."""

from contextlib import suppress
from xml.etree import ElementTree as ET

import pytest
from factories import a_feed
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.opml import OpmlError, Subscription, export, subscriptions
from aggregator.core.text import scrub, squeeze
from aggregator.model import Config, Feed, Network, PageSelect, Site


def a_config(*feeds: Feed, title: str = "The Wire") -> Config:
    site = Site(title=title, base_url="https://w.example/", contact="a@w.example",
                authority="w.example,2026")  # fmt: skip
    return Config(site=site, network=Network(), feeds=feeds, topics=(), outputs=(), digest="")


def an_opml(*outlines: str) -> bytes:
    return f"<opml version='2.0'><body>{''.join(outlines)}</body></opml>".encode()


# Out


def test_what_is_followed_is_exported():
    document = export(a_config(a_feed("bench", title="The Bench & Co"), a_feed("gazette")))
    assert document.decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<opml version="2.0">\n'
        "  <head>\n"
        "    <title>The Wire</title>\n"
        "  </head>\n"
        "  <body>\n"
        '    <outline type="rss" text="The Bench &amp; Co" title="The Bench &amp; Co"'
        ' xmlUrl="https://bench.example/feed" />\n'
        '    <outline type="rss" text="gazette" title="gazette"'
        ' xmlUrl="https://gazette.example/feed" />\n'
        "  </body>\n"
        "</opml>\n"
    )


def test_a_login_in_an_address_stays_with_us():
    document = export(a_config(a_feed(url="https://desk:hunter2@gazette.example:8443/feed?x=1")))
    assert b'xmlUrl="https://gazette.example:8443/feed?x=1"' in document
    assert b"desk" not in document
    assert b"hunter2" not in document


def test_pages_are_no_subscriptions_for_others():
    by_links, by_select = a_feed("a", links="/a/*"), a_feed("b", select=PageSelect(item="li"))
    assert subscriptions(export(a_config(by_links, a_feed("gazette"), by_select))) == (
        Subscription(url="https://gazette.example/feed", title="gazette"),
    )


@given(st.lists(st.text(min_size=1).filter(lambda title: squeeze(scrub(title))), max_size=4))
def test_what_goes_out_comes_in(titles):
    feeds = [a_feed(f"feed-{number}", title=title) for number, title in enumerate(titles)]
    document = export(a_config(*feeds, title="a\x00\ud800b"))
    assert ET.fromstring(document).findtext("head/title") == "ab"  # noqa: S314 - our own document
    assert subscriptions(document) == tuple(
        Subscription(url=feed.url, title=squeeze(scrub(feed.title or ""))) for feed in feeds
    )


# In


def test_every_feed_counts_once_in_document_order():
    document = an_opml(
        "<outline text='Trade'>",
        "<outline text='A' title='The A' xmlUrl='https://a.example/feed'/>",
        "<outline text='B' xmlurl='https://b.example/feed'/>",
        "</outline>",
        "<outline title=' ' text=' The \n C ' xmlUrl=' https://c.example/feed '/>",
        "<outline text='again' xmlUrl='https://a.example/feed'/>",
        "<outline xmlUrl='https://www.d.example/feed'/>",
    )
    assert subscriptions(document) == (
        Subscription(url="https://a.example/feed", title="The A"),
        Subscription(url="https://b.example/feed", title="B"),
        Subscription(url="https://c.example/feed", title="The C"),
        Subscription(url="https://www.d.example/feed", title="d.example"),
    )


def test_a_fragment_names_no_other_feed():
    document = an_opml(
        "<outline text='A' xmlUrl='https://a.example/feed#x'/>",
        "<outline text='B' xmlUrl='https://a.example/feed'/>",
    )
    assert subscriptions(document) == (Subscription(url="https://a.example/feed", title="A"),)


def test_outlines_that_name_no_web_feed_are_left_out():
    document = an_opml(
        "<outline text='A'/>",
        "<outline xmlUrl=''/>",
        "<outline xmlUrl='feed.xml'/>",
        "<outline xmlUrl='ftp://a.example/feed'/>",
        "<outline xmlUrl='javascript:x'/>",
        "<outline xmlUrl='http://['/>",
        "<outline xmlUrl='https://a.example/&#x200b;feed'/>",
        "<outline htmlUrl='https://a.example/'/>",
    )
    assert subscriptions(document) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_any_encoding_that_is_declared_is_read(encoding):
    document = an_opml("<outline text='Café' xmlUrl='https://a.example/feed'/>").decode()
    declared = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>{document}"
    (one,) = subscriptions(declared.encode(encoding))
    assert one.title == "Café"


def test_a_deep_document_is_read():
    deep = "<outline>" * 50_000 + "<outline xmlUrl='https://a.example/'/>" + "</outline>" * 50_000
    assert len(subscriptions(an_opml(deep))) == 1


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE opml [<!ENTITY e0 "aaaaaaaaaa">{BOMB}]><opml><outline text="&e9;"/></opml>'


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no XML",
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b"<opml><body>",
        b"<opml>\x00</opml>",
        b"<opml>\xff</opml>",
        BOMB.encode(),
        b"<!DOCTYPE o [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><opml>&x;</opml>",
        b"<?xml version='1.0' encoding='nope'?><opml/>",
        b"<?xml version='1.0' encoding='idna'?><opml/>",
        b"<?xml version='1.0' encoding='utf-32'?><opml/>",
        b"<?xml version='1.0' encoding='hex'?><opml/>",
    ],
)
def test_what_is_no_xml_is_told(document):
    with pytest.raises(OpmlError, match=r"this is no XML: ."):
        subscriptions(document)


@pytest.mark.parametrize("root", ["rss", "html", "{https://x.example/}opml"])
def test_another_document_is_told_by_its_root(root):
    element = ET.tostring(ET.Element(root))
    with pytest.raises(OpmlError) as error:
        subscriptions(element)
    assert str(error.value) == f"this is <{root}>, not <opml>"


def test_the_root_may_be_in_capitals():
    assert subscriptions(b"<OPML/>") == ()


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_opml_or_an_error(document):
    with suppress(OpmlError):
        subscriptions(document)
