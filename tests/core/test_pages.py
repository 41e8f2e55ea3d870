"""Pages with no feed. How teasers are told apart stands in the corpus, page_*.html."""

import warnings
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.pages import article, feed_links, read_page, selector_error
from aggregator.model import Image, PageSelect, ParsedFeed, ParsedItem, ReadFailed

URL = "https://bench.example/latest"
CARD = """<div class="card"><a class="to" href="/a/{n}?x=1"><b class="name">Story
 {n}</b></a><img class="pic" src="/{n}.jpg"><p class="dek">Text <i>{n}</i> &amp; more.</p>
<time datetime="2026-01-0{n}">January {n}</time><i class="by">Ida</i><i class="by">Tom</i>
<span class="topic">Retail</span></div>"""
CARDS = "".join(CARD.format(n=n) for n in range(1, 4))
EVERYTHING = PageSelect(
    item=".card",
    title=".name",
    link="a.to@href",
    summary=".dek",
    date="time",
    author=".by",
    image=".pic@src",
    category=".topic",
)


def read(html, *, links=None, select=None, content_type=None):
    body = html if isinstance(html, bytes) else html.encode()
    return read_page(body, content_type=content_type, url=URL, links=links, select=select)


def items(html, **how):
    found = read(html, **how)
    assert isinstance(found, ParsedFeed), found
    return found.items


def test_selectors_take_what_they_name():
    first, *others = items(CARDS, select=EVERYTHING)
    assert first.link == "https://bench.example/a/1?x=1"
    assert first.title == "Story 1"
    assert first.summary_html == "Text 1 &amp; more."
    assert first.published == "2026-01-01"
    assert first.authors == ("Ida", "Tom")
    assert first.categories == ("Retail",)
    assert first.image == Image(url="https://bench.example/1.jpg")
    assert [item.title for item in others] == ["Story 2", "Story 3"]


def test_a_selector_may_name_the_item_itself():
    found = items(CARDS, select=PageSelect(item="a.to", link="@href", title="b"))
    assert [item.link[-5:] for item in found if item.link] == ["1?x=1", "2?x=1", "3?x=1"]


def test_without_an_attribute_a_link_is_its_address_and_a_date_its_text():
    html = '<li><a href="/a/1">One</a> <em>2 January 2026</em></li>'
    (item,) = items(html, select=PageSelect(item="li", link="a", date="em"))
    assert (item.link, item.published) == ("https://bench.example/a/1", "2 January 2026")


def test_one_address_is_one_item():
    html = '<li><a href="/a/1">One</a></li><li><a href="/a/1">Again</a></li><li>No link</li>'
    assert len(items(html, select=PageSelect(item="li"))) == 1


def test_a_link_that_says_it_was_paid_for_marks_its_own_article_alone():
    html = (
        '<article><h2><a href="/a/1">A Clasp That Holds</a></h2><p>From a maker.</p></article>'
        '<article><h2><a href="/a/2" rel="noopener sponsored">A Tray for Pins</a></h2></article>'
        '<article><h2><a href="/a/3">Two Houses Share a Roof</a></h2></article>'
    )
    assert [item.categories for item in items(html, links="/a/*")] == [(), ("Sponsored",), ()]


def test_selectors_that_match_nothing_are_no_empty_feed():
    found = read(CARDS, select=PageSelect(item=".teaser"))
    assert found == ReadFailed(reason="no element matches .teaser (it has 3 links)")


def test_an_empty_page_is_no_feed():
    assert read("  \n", links="/a/*") == ReadFailed(reason="empty: no page to read")


@pytest.mark.parametrize(
    "selector", ["h2 a", "a@href", "@href", "div > p:nth-child(2)", 'a[title="x@y"]', "a:has(img)"]
)
def test_a_selector_that_can_be_used_has_no_error(selector):
    assert selector_error(selector) is None


@pytest.mark.parametrize("selector", ["", "a[", "a >", ":nonsense", "p:has(@href", "h2,, a"])
def test_a_selector_that_cannot_be_used_is_told(selector):
    assert selector_error(selector)


def test_the_page_is_the_channel():
    found = read(
        '<html lang="de"><title> Die\n Bank</title><a href="/a/1">Eins und zwei</a>', links="/a/*"
    )
    assert isinstance(found, ParsedFeed)
    assert (found.channel.title, found.channel.link) == ("Die Bank", URL)
    assert found.channel.language == "de"
    assert (found.flaw, found.whole) == (None, True)


@pytest.mark.parametrize(
    ("links", "matched"),
    [
        ("/a/*", ["/a/1", "/a/b/2", "/a/3/"]),
        ("/a/[0-9]*", ["/a/1", "/a/3/"]),
        ("*/2", ["/a/b/2"]),
    ],
)
def test_links_are_a_glob_of_the_path(links, matched):
    paths = ["/a/1", "/a/b/2", "/a/3/", "/a/", "/b/4"]
    html = "".join(f'<li><a href="{path}?q=/a/5">Words for it</a></li>' for path in paths)
    found = items(html, links=links)
    assert [item.link for item in found] == [
        f"https://bench.example{path}?q=/a/5" for path in matched + ["/a/"] * (links == "/a/*")
    ]


def test_feeds_that_a_page_names_are_found():
    html = """<head><link rel="alternate" type="application/rss+xml" title="A  B" href="/feed">
    <link rel="stylesheet" href="/x.css">
    <link rel="Alternate" type="Application/Atom+XML; x" href="//o.example/a">
    <link rel="alternate" type="text/html" hreflang="de" href="/de">
    <link rel=alternate type=application/feed+json href="">
    <link rel="alternate" type="application/rss+xml" href="/feed">
    </head><a rel="alternate" type="application/rss+xml" href="/no">x</a>"""
    assert feed_links(html.encode(), content_type=None, url=URL) == (
        ("https://bench.example/feed", "A B"),
        ("https://o.example/a", ""),
    )


@given(st.integers(1, 30), st.sampled_from(["<article>{}</article>", "<li>{}</li>", "{}"]))
def test_every_article_is_one_item_in_page_order(number, wrap):
    html = "".join(
        wrap.format(f'<h3><a href="/a/{n}">Headline number {n}</a></h3><p>Text of {n}.</p>')
        for n in range(number)
    )
    found = items(html, links="/a/*")
    assert [item.title for item in found] == [f"Headline number {n}" for n in range(number)]
    assert [item.summary_html for item in found] == [f"<p>Text of {n}.</p>" for n in range(number)]


SHARDS = st.sampled_from(
    [
        *(
            "<article>",
            "</article>",
            "<h2>",
            "</h2>",
            "<p>",
            "</p>",
            "<li>",
            "<td>",
            "<br>",
            "<hr>",
        ),
        *('<a href="/a/1">', '<a href="/a/2">', '<a href="http://[x">', "<a>", "</a>", "<nav>"),
        *("Sponsored by Acme", "Related:", "By Ida", "January 2, 2026", "Some words.", "Read more"),
        *('<div class="card">', '<div class="related">', "</div>", '<time datetime="x">', "<main>"),
        *(
            "<template>",
            "<svg>",
            "<select>",
            '<base href="x">',
            "\0",
            "&#xD800;",
            "<!--",
            "<img src=x>",
        ),
        *('<p class="byline">', '<b class="title">', '<img srcset="a 1w, b">', "<frameset>"),
    ]
)


@given(st.lists(SHARDS, max_size=25).map("".join), st.sampled_from([None, EVERYTHING]))
def test_any_page_gives_a_value(html, select):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read(html, links="/a/*", select=select)
    if isinstance(found, ParsedFeed):
        assert len({item.link for item in found.items}) == len(found.items) > 0
        assert all(item.title or item.summary_html for item in found.items) or select


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value(body):
    assert isinstance(read(body, links="*"), ParsedFeed | ReadFailed)
    assert isinstance(feed_links(body, content_type="text/html", url=URL), tuple)
    assert isinstance(article(body, content_type=None, url=URL), ParsedItem | ReadFailed)


FLAT = "<h3><a href='/a/{n}'>Story {n}</a></h3><p>What happened at bench {n}.</p>"
NESTED = (
    "<div class=row><div><a href='/a/{n}'><img src='/{n}.jpg'></a></div>"
    "<div><a href='/a/{n}'>Story {n}</a><p>What happened at bench {n}.</p></div></div>"
)
LINES = "<a href='/a/{n}'>Story {n}</a> What happened at bench {n}.<br>"


@pytest.mark.parametrize("teaser", [FLAT, NESTED, LINES])
def test_a_page_of_thousands_of_teasers_takes_a_moment(teaser):
    """It took eight seconds once, for two thousand."""
    html = "".join(teaser.format(n=n) for n in range(2000))
    began = process_time()
    assert len(items(html, links="/a/*")) == 2000
    assert process_time() - began < 4


HOSTILE = {
    "one style": f"<p style='{'background:' * 50_000}'><a href='/a/1'>A story of a bench</a></p>",
    "deep boxes": "<div>" * 4_000 + "<a href='/a/1'>A story of one bench</a>",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_what_is_made_to_take_long_does_not(html):
    began = process_time()
    assert len(items(html, links="/a/*")) == 1
    assert process_time() - began < 4


def test_stories_on_an_error_page_are_no_news():
    html = "<title>Page not found - The Bench</title><h3><a href='/a/1'>A story of a bench</a></h3>"
    assert read(html, links="/a/*") == ReadFailed(reason="its 1 items stand on an error page")


def test_items_of_which_none_has_a_word_are_no_items():
    html = "<li><a href='/a/1'>A story of a bench</a></li>"
    found = read(html, select=PageSelect(item="li", link="a", title="h3"))
    told = "1 elements match li, none with words (h3) (it has 1 link)"
    assert found == ReadFailed(reason=told)
