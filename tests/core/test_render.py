import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import feedparser
import pytest
from factories import AUTHORITY, NOW, a_filing, a_source, a_story, an_edition, an_entry
from hostile import A_COPY, stories, title_of
from hypothesis import given, settings
from lxml import etree

from aggregator.core.render import atom
from aggregator.core.render.presentable import presentable
from aggregator.model import (
    Disclosure,
    Enclosure,
    Image,
    OutputFeed,
    OutputId,
    Republish,
    Site,
    Story,
    StoryId,
    Topic,
)

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SITE = Site(
    title="The Wire",
    base_url="https://wire.example/news/",
    contact="desk@wire.example",
    authority=AUTHORITY,
    subtitle="What the trade says",
)
LATEST = OutputFeed(id=OutputId("the-latest"), title="The Latest")
LABELS = {Topic("auctions"): "Auctions", Topic("retail"): "Retail", Topic("sponsored"): "Sponsored"}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

FEW = settings(max_examples=30)  # each example is a feed of several stories


def rendered(*told: Story, output: OutputFeed = LATEST) -> bytes:
    return atom(an_edition(*told, output=output, site=SITE, labels=LABELS))


def tree(*told: Story) -> etree._Element:
    return etree.fromstring(rendered(*told))


def entry_of(story: Story) -> etree._Element:
    return tree(story).find("a:entry", ATOM)


def told(element: etree._Element, path: str) -> list[str]:
    return [found.text for found in element.iterfind(path, ATOM)]


def links(element: etree._Element) -> list[dict[str, str]]:
    return [dict(link.attrib) for link in element.iterfind("a:link", ATOM)]


def content(story: Story) -> str:
    (html,) = told(entry_of(story), "a:content")
    return html


def faults(body: bytes) -> list[str]:
    """What RFC 4287 requires of a feed and its entries, and is not there."""
    feed = etree.fromstring(body)
    wrong = [] if feed.tag == f"{{{ATOM['a']}}}feed" else ["no feed"]
    for parent in (feed, *feed.iterfind("a:entry", ATOM)):
        required = {name: told(parent, f"a:{name}") for name in ("id", "title", "updated")}
        wrong += [name for name, said in required.items() if [bool(one) for one in said] != [True]]
        if not told(parent, "a:author/a:name") and not told(feed, "a:author/a:name"):
            wrong.append(f"{parent.tag}: no author")
        kinds = [link.get("type") for link in links(parent) if link["rel"] == "alternate"]
        if not kinds or len(set(kinds)) < len(kinds):
            wrong.append(f"{parent.tag}: alternates {kinds}")
        single = ("summary", "content", "published", "rights", "source", "subtitle")
        wrong += [f"{name} twice" for name in single if len(told(parent, f"a:{name}")) > 1]
    dates = [found for name in ("updated", "published") for found in told(feed, f".//a:{name}")]
    wrong += [date for date in dates if not RFC_3339.fullmatch(date)]
    wrong += ["name" for name in told(feed, ".//a:name") if not name]
    wrong += [one for one in told(feed, ".//a:id") if not re.fullmatch(r"[a-z]+:[^\s<>\"]+", one)]
    every = [dict(link.attrib) for link in feed.iterfind(".//a:link", ATOM)]
    wrong += [link["type"] for link in every if not re.fullmatch(".+/.+", link.get("type", "a/b"))]
    return wrong


@FEW
@given(stories())
def test_any_stories_make_a_valid_feed(told: tuple[Story, ...]) -> None:
    assert faults(rendered(*told)) == []


@FEW
@given(stories())
def test_the_same_stories_give_the_same_bytes(told: tuple[Story, ...]) -> None:
    assert rendered(*told) == rendered(*told)


def meant(element: etree._Element) -> str:
    """A text construct as RFC 4287 says that it is to be read."""
    text = element.text or ""
    return {"text": text, "html": unescape(text)}[element.get("type")]


@FEW
@given(stories())
def test_text_comes_back_letter_by_letter(told_stories: tuple[Story, ...]) -> None:
    entries = tree(*told_stories).findall("a:entry", ATOM)
    for story, entry in zip(map(presentable, told_stories), entries, strict=True):
        titles, summaries = entry.findall("a:title", ATOM), entry.findall("a:summary", ATOM)
        assert [meant(title) for title in titles] == [story.lead.title or "Untitled"]
        shown = story.source.republish is not Republish.LINK and story.lead.summary.strip()
        assert [meant(summary) for summary in summaries] == ([shown] if shown else [])


@FEW
@given(stories())
def test_a_feed_reader_gets_the_stories_back(told: tuple[Story, ...]) -> None:
    read = feedparser.parse(
        io.BytesIO(rendered(*told)), sanitize_html=False, resolve_relative_uris=False
    )
    assert not read.bozo
    assert [entry.id for entry in read.entries] == [story.id for story in told]
    for story, entry in zip(map(presentable, told), read.entries, strict=True):
        assert title_of(entry) == (story.lead.title or "Untitled")
        assert entry.link == story.lead.link
        assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == to_second(story.published_at)
        assert datetime(*entry.updated_parsed[:6], tzinfo=UTC) == to_second(story.updated_at)
        topics = [tag.term for tag in entry.get("tags", ()) if tag.scheme.endswith(":topic")]
        assert topics == list(story.filing.topics)


def to_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, _: object) -> None:
        self.seen.add(tag)


@FEW
@given(stories())
def test_no_text_becomes_markup_in_the_content(told_stories: tuple[Story, ...]) -> None:
    for story in told_stories:
        if story.source.republish is Republish.FULL:
            continue
        tags = Tags()
        tags.feed(content(story))
        assert tags.seen <= {"p", "strong", "a"}


def test_the_feed_says_who_and_where_it_is() -> None:
    feed = tree()
    assert told(feed, "a:id") == [f"tag:{AUTHORITY}:output/the-latest"]
    assert told(feed, "a:title") == ["The Latest"]
    assert told(feed, "a:subtitle") == ["What the trade says"]
    assert told(feed, "a:updated") == ["2026-05-04T12:00:00+00:00"]
    assert told(feed, "a:author/a:name") == ["The Wire"]
    assert links(feed) == [
        {
            "href": "https://wire.example/news/the-latest.atom",
            "rel": "self",
            "type": "application/atom+xml",
        },
        {
            "href": "https://wire.example/news/the-latest.html",
            "rel": "alternate",
            "type": "text/html",
        },
        {
            "href": "https://wire.example/news/the-latest.rss",
            "rel": "alternate",
            "type": "application/rss+xml",
        },
        {
            "href": "https://wire.example/news/the-latest.json",
            "rel": "alternate",
            "type": "application/feed+json",
        },
    ]
    assert told(feed, "a:icon") == ["https://wire.example/news/icon.svg"]
    assert feed.get(LANG) == "en"
    assert told(feed, "a:logo") == told(feed, "a:rights") == []
    generator = feed.find("a:generator", ATOM)
    assert generator.text == "jewelwire"
    assert set(generator.attrib) == {"version"}


def test_stories_stand_in_the_order_given() -> None:
    told_stories = [a_story(an_entry(name)) for name in ("c", "a", "b")]
    assert told(tree(*told_stories), "a:entry/a:id") == [story.id for story in told_stories]


def test_topics_come_primary_first_with_their_labels() -> None:
    filing = a_filing("retail", topics=(Topic("auctions"), Topic("retail")))
    categories = entry_of(a_story(filing=filing)).findall("a:category", ATOM)
    scheme = f"tag:{AUTHORITY}:topic"
    assert [dict(one.attrib) for one in categories] == [
        {"term": "retail", "scheme": scheme, "label": "Retail"},
        {"term": "auctions", "scheme": scheme, "label": "Auctions"},
    ]


@pytest.mark.parametrize(
    ("disclosure", "sponsor", "term", "words"),
    [
        (Disclosure.SPONSORED, "Casewright & Co", "sponsored", "Sponsored by Casewright &amp; Co"),
        (Disclosure.SPONSORED, None, "sponsored", "Sponsored"),
        (Disclosure.PRESS_RELEASE, None, "press-release", "Press release"),
    ],
)
def test_who_paid_or_spoke_is_said_before_anything_else(
    disclosure: Disclosure, sponsor: str | None, term: str, words: str
) -> None:
    story = a_story(filing=a_filing("retail", disclosure=disclosure, sponsor=sponsor))
    category = entry_of(story).findall("a:category", ATOM)[-1]
    assert (category.get("term"), category.get("scheme")) == (term, f"tag:{AUTHORITY}:disclosure")
    assert content(story).startswith(f"<p><strong>{words}</strong></p>")


def test_an_editorial_story_bears_no_disclosure() -> None:
    schemes = {one.get("scheme") for one in entry_of(a_story()).findall("a:category", ATOM)}
    assert schemes == {f"tag:{AUTHORITY}:topic"}


def test_the_credit_stands_at_the_end_in_words() -> None:
    story = a_story(copies=(A_COPY, replace(A_COPY, source_title="Facet <Daily>")))
    assert content(story).endswith(
        '<p>Source: <a href="https://gazette.example/articles/e1">The Gazette</a></p>'
        '<p>Also in: <a href="https://bench.example/8">The Bench</a>, '
        '<a href="https://bench.example/8">Facet &lt;Daily&gt;</a></p>'
    )


def test_link_shows_the_credit_and_nothing_of_the_text() -> None:
    entry = an_entry(
        summary="Do not show this.",
        content_html="<p>Nor this.</p>",
        image=Image(url="https://gazette.example/a.jpg"),
        enclosures=(Enclosure(url="https://gazette.example/a.mp3"),),
    )
    story = a_story(entry, source=a_source(republish=Republish.LINK))
    assert b"this." not in rendered(story)
    assert told(entry_of(story), "a:summary") == []
    assert content(story).startswith("<p>Source: ")
    assert [link["rel"] for link in links(entry_of(story))] == ["alternate"]


def test_summary_shows_the_plain_summary() -> None:
    entry = an_entry(summary="Rings & things", content_html="<p>The whole article.</p>")
    story = a_story(entry, source=a_source(republish=Republish.SUMMARY))
    assert told(entry_of(story), "a:summary") == ["Rings & things"]
    assert content(story).startswith("<p>Rings &amp; things</p>")
    assert "whole" not in content(story)


def test_full_shows_the_article() -> None:
    entry = an_entry(summary="Short.", content_html="<p>The <em>whole</em> article.</p>")
    story = a_story(entry, source=a_source(republish=Republish.FULL))
    assert content(story).startswith("<p>The <em>whole</em> article.</p><p>Source: ")


def test_links_keep_what_feedgen_loses() -> None:
    entry = an_entry(
        image=Image(url="https://gazette.example/a.JPG?w=9"),
        enclosures=(
            Enclosure(url="https://gazette.example/a.mp3", type="audio/mpeg", length=77),
            Enclosure(url="https://gazette.example/b.pdf"),
        ),
    )
    assert links(entry_of(a_story(entry, copies=(A_COPY,)))) == [
        {"rel": "alternate", "href": "https://gazette.example/articles/e1"},
        {
            "rel": "related",
            "href": "https://bench.example/8",
            "title": "The Bench: The same in other words",
        },
        {
            "rel": "enclosure",
            "href": "https://gazette.example/a.JPG?w=9",
            "type": "image/jpeg",
        },
        {
            "rel": "enclosure",
            "href": "https://gazette.example/a.mp3",
            "type": "audio/mpeg",
            "length": "77",
        },
        {"rel": "enclosure", "href": "https://gazette.example/b.pdf"},
    ]


def test_the_origin_of_a_copied_text_is_its_via() -> None:
    origin = replace(A_COPY, link="https://wire.example/1", source_title="Wire", is_origin=True)
    told_links = links(entry_of(a_story(copies=(A_COPY, origin))))
    assert [(link["rel"], link["href"], link.get("title")) for link in told_links] == [
        ("alternate", "https://gazette.example/articles/e1", None),
        ("related", "https://bench.example/8", "The Bench: The same in other words"),
        ("via", "https://wire.example/1", "Wire: The same in other words"),
    ]


def test_each_copy_stands_in_the_content_too_origin_or_not() -> None:
    origin = replace(A_COPY, source_title="The Wire", is_origin=True)
    assert "Also in: " in content(a_story(copies=(origin,)))
    assert "Also in" not in content(a_story())
    assert links(entry_of(a_story())) == [
        {"rel": "alternate", "href": "https://gazette.example/articles/e1"}
    ]


@pytest.mark.parametrize("is_origin", [True, False])
def test_a_copy_without_a_usable_address_is_named_and_not_linked(is_origin: bool) -> None:
    nowhere = replace(A_COPY, link="javascript:alert(1)", is_origin=is_origin)
    story = a_story(copies=(nowhere,))
    assert [link["rel"] for link in links(entry_of(story))] == ["alternate"]
    assert content(story).endswith("<p>Also in: The Bench</p>")


def test_a_picture_that_is_attached_too_is_linked_once() -> None:
    entry = an_entry(
        image=Image(url="https://gazette.example/a.jpg"),
        enclosures=(Enclosure(url="https://gazette.example/a.jpg", type="image/jpeg", length=5),),
    )
    enclosures = [link for link in links(entry_of(a_story(entry))) if link["rel"] == "enclosure"]
    assert [link.get("length") for link in enclosures] == ["5"]


@pytest.mark.parametrize("said", ["mp3", "", "audio/", "a b/c"])
def test_a_type_that_is_none_is_left_out(said: str) -> None:
    entry = an_entry(enclosures=(Enclosure(url="https://gazette.example/a.mp3", type=said),))
    assert "type" not in links(entry_of(a_story(entry)))[1]


def test_an_address_that_is_none_is_left_out() -> None:
    entry = an_entry(enclosures=(Enclosure(url="javascript:alert(1)"), Enclosure(url="ftp://a/b")))
    assert [link["rel"] for link in links(entry_of(a_story(entry)))] == ["alternate"]


def test_the_source_is_carried_whole() -> None:
    source = entry_of(
        a_story(
            source=a_source(
                id="tag:gazette.example,2001:feed",
                updated_at=NOW - timedelta(days=1),
                rights="© The Gazette",
            )
        )
    ).find("a:source", ATOM)
    assert told(source, "a:id") == ["tag:gazette.example,2001:feed"]
    assert told(source, "a:title") == ["The Gazette"]
    assert told(source, "a:updated") == ["2026-05-03T12:00:00+00:00"]
    assert told(source, "a:rights") == ["© The Gazette"]
    assert links(source) == [
        {"rel": "alternate", "href": "https://gazette.example/"},
        {"rel": "self", "href": "https://gazette.example/feed"},
    ]


@pytest.mark.parametrize("said", ["4711", "The Gazette", ""])
def test_a_source_without_a_proper_id_bears_its_address(said: str) -> None:
    source = entry_of(a_story(source=a_source(id=said))).find("a:source", ATOM)
    assert told(source, "a:id") == ["https://gazette.example/feed"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("urn:uuid:3f1a90c2-0f6b-4d52-8f3e-6f1f0a9b7c11", None),
        ("tag:gazette.example,2001:feed/1", None),
        ("https://gazette.example/?feed=7", None),
        ("HTTP://Gazette.example:80?#", "http://gazette.example/"),
        ("https://gazette.example/%7efeed", "https://gazette.example/~feed"),
        ("tag:gazette.example:feed", "https://gazette.example/feed"),
        ("urn:uuid:4711", "https://gazette.example/feed"),
        ("gazette:feed", "https://gazette.example/feed"),
    ],
)
def test_the_id_of_a_source_stays_as_it_is_in_its_normal_form(
    said: str, written: str | None
) -> None:
    source = entry_of(a_story(source=a_source(id=said))).find("a:source", ATOM)
    assert told(source, "a:id") == [written or said]


@pytest.mark.parametrize("said", ["https://desk:hunter2@gazette.example/feed", "4711"])
def test_a_feeds_password_is_not_published(said: str) -> None:
    address = "https://desk:hunter2@gazette.example/feed"
    body = rendered(a_story(source=a_source(id=said, url=address)))
    assert b"hunter2" not in body
    assert body.count(b"https://gazette.example/feed") == 2


def test_authors_are_the_entrys_or_else_the_publisher() -> None:
    names = "a:author/a:name"
    assert told(entry_of(a_story(an_entry(authors=("A. Writer", " ")))), names) == ["A. Writer"]
    assert told(entry_of(a_story()), names) == ["The Gazette"]


@pytest.mark.parametrize(
    ("said", "written"), [("fr", "fr"), ("en_GB", "en-GB"), ("French!", ""), (None, "")]
)
def test_the_language_stands_on_the_entry(said: str | None, written: str) -> None:
    """Where it is not known the entry says so: it has not that of the feed."""
    assert entry_of(a_story(an_entry(language=said))).get(LANG) == written


def test_rights_of_the_entry_are_kept() -> None:
    assert told(entry_of(a_story(an_entry(rights="© A. Writer"))), "a:rights") == ["© A. Writer"]


def test_ids_are_the_stories_own() -> None:
    story = a_story(id=StoryId("tag:wire.example,2026:story/of-old"))
    assert told(entry_of(story), "a:id") == ["tag:wire.example,2026:story/of-old"]
