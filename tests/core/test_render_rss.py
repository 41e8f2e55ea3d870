import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import feedparser
import pytest
from factories import AUTHORITY, NOW, a_filing, a_site, a_source, a_story, an_edition, an_entry
from hostile import A_COPY, MOMENTS, stories, title_of
from hypothesis import given, settings
from lxml import etree

from aggregator.core.parse import parse
from aggregator.core.render import MEDIA_TYPES, rss
from aggregator.core.render.presentable import presentable
from aggregator.model import (
    Disclosure,
    Enclosure,
    Image,
    OutputFeed,
    OutputId,
    ParsedFeed,
    Republish,
    Site,
    Story,
    Topic,
)

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
SITE = a_site(base_url="https://wire.example/news/", subtitle="What the trade says")
LATEST = OutputFeed(id=OutputId("the-latest"), title="The Latest")
LABELS = {Topic("auctions"): "Auctions", Topic("retail"): "Retail"}
RFC_822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")
PICTURE = Image(url="https://gazette.example/a.jpg", width=640, height=480)
SOUND = Enclosure(url="https://gazette.example/a.mp3", type="audio/mpeg", length=77)

FEW = settings(max_examples=30)


def rendered(*told: Story, output: OutputFeed = LATEST, site: Site = SITE) -> bytes:
    return rss(an_edition(*told, output=output, site=site, labels=LABELS))


def channel(*told: Story, **said: object) -> etree._Element:
    return etree.fromstring(rendered(*told, **said)).find("channel")


def item(story: Story) -> etree._Element:
    return channel(story).find("item")


def told(element: etree._Element, path: str) -> list[str]:
    return [text_of(found) for found in element.iterfind(path, NAMES)]


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext(with_tail=False))


def attributes(element: etree._Element, path: str) -> list[dict[str, str]]:
    return [dict(found.attrib) for found in element.iterfind(path, NAMES)]


def read(body: bytes) -> feedparser.FeedParserDict:
    return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)


def faults(body: bytes) -> list[str]:
    """What RSS 2.0 and its best practices require, and is not there."""
    root = etree.fromstring(body)
    (only,) = root
    wrong = (
        [] if (root.tag, root.get("version"), only.tag) == ("rss", "2.0", "channel") else ["rss"]
    )
    singles = ("title", "link", "description")
    wrong += [name for name in singles if [bool(text) for text in told(only, name)] != [True]]
    wrong += [] if len(told(only, "atom:link[@rel='self']")) == 1 else ["no address of its own"]
    for one in only.iterfind("item"):
        required = (*singles, "guid", "pubDate", "source")
        wrong += [f"item: {name}" for name in required if len(told(one, name)) != 1]
        wrong += ["item: no title"] if not all(told(one, "title")) else []
        wrong += [f"item: {name} twice" for name in ("enclosure",) if len(told(one, name)) > 1]
        encloses = attributes(one, "enclosure")
        wrong += [str(said) for said in encloses if set(said) != {"url", "length", "type"}]
        wrong += [said["isPermaLink"] for said in attributes(one, "guid") if said != PERMALINK]
    dates = (*told(only, "lastBuildDate"), *told(only, "item/pubDate"))
    return wrong + [date for date in dates if not RFC_822.fullmatch(date)]


PERMALINK = {"isPermaLink": "false"}


@FEW
@given(stories())
def test_any_stories_make_a_sound_feed(told_stories: tuple[Story, ...]) -> None:
    assert faults(rendered(*told_stories)) == []


@FEW
@given(stories())
def test_the_same_stories_give_the_same_bytes(told_stories: tuple[Story, ...]) -> None:
    assert rendered(*told_stories) == rendered(*told_stories)


@FEW
@given(stories())
def test_a_feed_reader_gets_the_stories_back(told_stories: tuple[Story, ...]) -> None:
    found = read(rendered(*told_stories))
    assert not found.bozo
    assert [entry.id for entry in found.entries] == [story.id for story in told_stories]
    for story, entry in zip(map(presentable, told_stories), found.entries, strict=True):
        assert title_of(entry) == (story.lead.title or "Untitled")
        assert entry.link == story.lead.link
        assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == to_second(story.published_at)
        assert datetime(*entry.updated_parsed[:6], tzinfo=UTC) == to_second(story.updated_at)
        topics = [tag.term for tag in entry.get("tags", ()) if tag.scheme.endswith(":topic")]
        assert topics == [LABELS.get(topic, topic) for topic in story.filing.topics]
        attached = [link.href for link in entry.links if link.rel == "enclosure"]
        beside = [one["url"] for one in entry.get("media_content", ()) if "medium" not in one]
        images = [one["url"] for one in entry.get("media_content", ()) if one not in beside]
        urls = {one.url for one in story.lead.enclosures} | {
            one.url for one in (story.lead.image,) if one
        }
        assert {*attached, *beside, *images} >= urls


def to_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


@given(MOMENTS)
def test_dates_are_written_in_english_and_to_the_second(moment: datetime) -> None:
    (date,) = told(item(a_story(published_at=moment)), "pubDate")
    assert RFC_822.fullmatch(date)
    assert datetime.strptime(date, "%a, %d %b %Y %H:%M:%S %z") == to_second(moment)


def test_the_channel_says_who_and_where_it_is() -> None:
    site = a_site(base_url="https://wire.example/news/", subtitle="News", rights="© The Wire")
    found = channel(site=site, output=LATEST)
    assert told(found, "title") == ["The Latest"]
    assert told(found, "link") == ["https://wire.example/news/the-latest.html"]
    assert told(found, "description") == ["News"]
    assert told(found, "language") == ["en"]
    assert told(found, "copyright") == ["© The Wire"]
    assert told(found, "generator") == ["jewelwire"]
    assert told(found, "lastBuildDate") == ["Mon, 04 May 2026 12:00:00 +0000"]
    assert attributes(found, "atom:link") == [
        {
            "rel": "self",
            "href": "https://wire.example/news/the-latest.rss",
            "type": "application/rss+xml",
        }
    ]


@pytest.mark.parametrize(("seconds", "minutes"), [(300, "5"), (1, "1"), (90, "2"), (3600, "60")])
def test_ttl_is_how_long_a_reader_may_keep_it(seconds: int, minutes: str) -> None:
    output = OutputFeed(id=LATEST.id, title="x", max_age=timedelta(seconds=seconds))
    assert told(channel(output=output), "ttl") == [minutes]


def test_a_hub_is_named() -> None:
    found = channel(site=a_site(hub="https://hub.example/"))
    assert attributes(found, "atom:link")[1] == {"rel": "hub", "href": "https://hub.example/"}


@pytest.mark.parametrize(
    ("logo", "shown"),
    [
        ("https://wire.example/logo.png", ["https://wire.example/logo.png"]),
        ("https://wire.example/logo.svg", []),
        (None, []),
    ],
)
def test_a_logo_of_a_kind_that_readers_know_is_the_image(
    logo: str | None, shown: list[str]
) -> None:
    found = channel(site=a_site(logo=logo))
    assert told(found, "image/url") == shown
    assert told(found, "image/title") == [text for text in told(found, "title") if shown]
    assert told(found, "image/link") == [text for text in told(found, "link") if shown]


def test_a_feed_opened_in_a_browser_has_a_style() -> None:
    assert b'<?xml-stylesheet type="text/css" href="feed.css"?>\n<rss ' in rendered()


def test_stories_stand_in_the_order_given() -> None:
    told_stories = [a_story(an_entry(name)) for name in ("c", "a", "b")]
    assert told(channel(*told_stories), "item/guid") == [story.id for story in told_stories]


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Rings & things", "Rings &amp; things"),
        ("AT&T buys", "AT&amp;T buys"),
        ("1 < 2 carats", "1 &lt; 2 carats"),
        ("The <b> tag", "The &#x26;lt;b&#x26;gt; tag"),
        ("<b>Bold</b>", "&#x26;lt;b&#x26;gt;Bold&#x26;lt;/b&#x26;gt;"),
        ("Fish &amp; chips", "Fish &#x26;amp;amp; chips"),
        ("R&copy", "R&#x26;amp;copy"),
    ],
)
def test_a_headline_means_the_same_as_text_and_as_html(title: str, written: str) -> None:
    body = rendered(a_story(an_entry(title=title)))
    assert f"<title>{written}</title>".encode() in body
    assert unescape(told(etree.fromstring(body), "channel/item/title")[0]) == title
    assert title_of(read(body).entries[0]) == title


def test_topics_bear_their_labels_and_their_scheme() -> None:
    filing = a_filing("retail", topics=(Topic("auctions"), Topic("retail")))
    found = item(a_story(filing=filing))
    assert told(found, "category") == ["Retail", "Auctions"]
    assert attributes(found, "category") == [{"domain": f"tag:{AUTHORITY}:topic"}] * 2


@pytest.mark.parametrize("republish", [Republish.SUMMARY, Republish.FULL])
def test_who_paid_stands_before_the_summary_and_before_the_content(republish: Republish) -> None:
    filing = a_filing("retail", disclosure=Disclosure.SPONSORED, sponsor="Casewright & Co")
    found = item(a_story(filing=filing, source=a_source(republish=republish)))
    mark = "<p><strong>Sponsored by Casewright &amp; Co</strong></p>"
    assert told(found, "description")[0].startswith(f"{mark}What e1 says")
    assert told(found, "content:encoded")[0].startswith(mark)
    assert told(found, "category")[-1] == "Sponsored"
    assert attributes(found, "category")[-1] == {"domain": f"tag:{AUTHORITY}:disclosure"}


def test_the_description_is_the_summary_and_the_content_is_all_that_may_be_shown() -> None:
    entry = an_entry(summary="Rings & things", content_html="<p>The <em>whole</em> article.</p>")
    found = item(a_story(entry, source=a_source(republish=Republish.FULL)))
    assert told(found, "description") == ["Rings &amp; things"]
    assert told(found, "content:encoded")[0].startswith("<p>The <em>whole</em> article.</p>")
    shown = item(a_story(entry, source=a_source(republish=Republish.SUMMARY)))
    assert told(shown, "content:encoded")[0].startswith("<p>Rings &amp; things</p><p>Source: ")


def test_link_shows_the_credit_and_nothing_of_the_text() -> None:
    entry = an_entry(
        summary="Do not show this.",
        content_html="<p>Nor this.</p>",
        image=PICTURE,
        enclosures=(SOUND,),
    )
    body = rendered(a_story(entry, source=a_source(republish=Republish.LINK)))
    assert b"this." not in body
    assert b"a.jpg" not in body
    assert b"a.mp3" not in body
    (description,) = told(etree.fromstring(body), "channel/item/description")
    assert description.startswith("<p>Source: ")


def test_authors_are_names_without_their_mail_addresses() -> None:
    entry = an_entry(authors=("Ida Pearl <ida@gazette.example>", "desk@gazette.example"))
    assert told(item(a_story(entry)), "dc:creator") == ["Ida Pearl"]
    assert told(item(a_story()), "dc:creator") == ["The Gazette"]


def test_the_source_is_named_with_its_feed() -> None:
    found = item(a_story(source=a_source(title="Facet & Co <b>")))
    assert attributes(found, "source") == [{"url": "https://gazette.example/feed"}]
    assert unescape(told(found, "source")[0]) == "Facet & Co <b>"


def test_one_enclosure_and_the_rest_as_media() -> None:
    beside = Enclosure(url="https://gazette.example/b.mp4", type="video/mp4", length=5)
    paper = Enclosure(url="https://gazette.example/c.xyz")
    found = item(a_story(an_entry(enclosures=(SOUND, beside, paper), image=PICTURE)))
    assert attributes(found, "enclosure") == [
        {"url": SOUND.url, "length": "77", "type": "audio/mpeg"}
    ]
    assert attributes(found, "media:content") == [
        {"url": beside.url, "type": "video/mp4", "medium": "video", "fileSize": "5"},
        {"url": paper.url, "type": "application/octet-stream"},
        {"url": PICTURE.url, "width": "640", "height": "480", "medium": "image"},
    ]
    assert attributes(found, "media:thumbnail") == [
        {"url": PICTURE.url, "width": "640", "height": "480"}
    ]


def test_an_enclosure_of_unknown_length_and_type_says_nought_and_guesses() -> None:
    entry = an_entry(enclosures=(Enclosure(url="https://gazette.example/a.mp3", type="mp3"),))
    assert attributes(item(a_story(entry)), "enclosure") == [
        {"url": "https://gazette.example/a.mp3", "length": "0", "type": "audio/mpeg"}
    ]


@pytest.mark.parametrize("url", ["https://studio/a.mp3", "https://gazette.example?a.mp3"])
def test_an_address_that_podcast_programs_refuse_is_media_alone(url: str) -> None:
    found = item(a_story(an_entry(enclosures=(Enclosure(url=url, type="audio/mpeg"),))))
    assert attributes(found, "enclosure") == []
    assert [said["url"] for said in attributes(found, "media:content")] == [url]


def test_an_enclosed_picture_is_told_once() -> None:
    attached = Enclosure(url=PICTURE.url, type="image/jpeg", length=5)
    found = item(a_story(an_entry(image=PICTURE, enclosures=(attached,))))
    assert len(attributes(found, "enclosure")) == 1
    assert attributes(found, "media:content") == []


def test_language_rights_and_the_last_edit_are_told() -> None:
    story = a_story(an_entry(language="fr_CH", rights="© A. Writer"), updated_at=NOW)
    found = item(story)
    assert told(found, "dc:language") == ["fr-CH"]
    assert told(found, "dc:rights") == ["© A. Writer"]
    assert told(found, "atom:updated") == ["2026-05-04T12:00:00+00:00"]


def test_our_own_reader_reads_it_whole() -> None:
    story = a_story(an_entry(enclosures=(SOUND,), image=PICTURE), copies=(A_COPY,))
    found = parse(rendered(story), content_type=MEDIA_TYPES[".rss"], url="")
    assert isinstance(found, ParsedFeed)
    assert (found.flaw, found.whole) == (None, True)
    (one,) = found.items
    assert (one.guid, one.title, one.link) == (story.id, "Title of e1", story.lead.link)
    assert one.enclosures == (SOUND,)
    assert one.image == PICTURE
