import json
import re
from datetime import datetime
from typing import Any

import pytest
from factories import NOW, a_filing, a_site, a_source, a_story, an_edition, an_entry
from hostile import A_COPY, stories
from hypothesis import given, settings

from aggregator.core.parse import parse
from aggregator.core.render import MEDIA_TYPES, jsonfeed
from aggregator.core.render.presentable import presentable
from aggregator.core.text import squeeze
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

SITE = a_site(base_url="https://wire.example/news/", subtitle="What the trade says")
LATEST = OutputFeed(id=OutputId("the-latest"), title="The Latest")
LABELS = {Topic("auctions"): "Auctions", Topic("retail"): "Retail"}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"https?://[!-~]+")
FEW = settings(max_examples=30)

# JSON Feed 1.1: each member that the format knows, with what it holds.
FEED = {
    "version": "version",
    "title": "text",
    "home_page_url": "address",
    "feed_url": "address",
    "description": "text",
    "icon": "address",
    "favicon": "address",
    "authors": "authors",
    "language": "text",
    "hubs": "hubs",
    "items": "items",
}
ITEM = {
    "id": "text",
    "url": "address",
    "title": "text",
    "content_html": "text",
    "summary": "text",
    "image": "address",
    "date_published": "date",
    "date_modified": "date",
    "authors": "authors",
    "tags": "tags",
    "language": "text",
    "attachments": "attachments",
}
AUTHOR = {"name", "url", "avatar"}
REQUIRED = {"version", "title", "items"}


def rendered(*told: Story, output: OutputFeed = LATEST, site: Site = SITE) -> bytes:
    return jsonfeed(an_edition(*told, output=output, site=site, labels=LABELS))


def feed(*told: Story, **said: Any) -> dict[str, Any]:
    return json.loads(rendered(*told, **said))


def item(story: Story) -> dict[str, Any]:
    (only,) = feed(story)["items"]
    return only


def faults(found: dict[str, Any]) -> list[str]:
    """What jsonfeed.org/version/1.1 requires, and is not there."""
    wrong = [name for name in REQUIRED if name not in found]
    wrong += list(faults_of(found, FEED))
    for one in found["items"]:
        wrong += (
            [] if one.get("id") and one.get("content_html") else ["an item without id or content"]
        )
        wrong += list(faults_of(one, ITEM))
    return wrong


def faults_of(found: dict[str, Any], members: dict[str, str]) -> list[str]:
    return [
        f"{name}: {said!r}"
        for name, said in found.items()
        if not (isinstance(said, dict) if re.match("_[a-z]", name) else HOLDS[members[name]](said))
    ]


def is_text(said: Any) -> bool:
    return isinstance(said, str) and bool(said)


def is_attachment(said: dict[str, Any]) -> bool:
    size = said.get("size_in_bytes", 1)
    return {"url", "mime_type"} <= set(said) and type(size) is int and size > 0


HOLDS = {
    "text": is_text,
    "version": lambda said: said == "https://jsonfeed.org/version/1.1",
    "address": lambda said: is_text(said) and ADDRESS.fullmatch(said),
    "date": lambda said: is_text(said) and RFC_3339.fullmatch(said),
    "tags": lambda said: all(map(is_text, said)),
    "authors": lambda said: all(is_text(one["name"]) and set(one) <= AUTHOR for one in said),
    "hubs": lambda said: all(set(one) == {"type", "url"} for one in said),
    "attachments": lambda said: all(map(is_attachment, said)),
    "items": lambda said: isinstance(said, list),
}


@FEW
@given(stories())
def test_any_stories_make_a_sound_feed(told: tuple[Story, ...]) -> None:
    assert faults(feed(*told)) == []


@FEW
@given(stories())
def test_the_same_stories_give_the_same_bytes(told: tuple[Story, ...]) -> None:
    assert rendered(*told) == rendered(*told)


@FEW
@given(stories())
def test_a_reader_gets_the_stories_back(told: tuple[Story, ...]) -> None:
    found = feed(*told)["items"]
    assert [one["id"] for one in found] == [story.id for story in told]
    for story, one in zip(map(presentable, told), found, strict=True):
        assert one["title"] == (story.lead.title or "Untitled")
        assert one["url"] == story.lead.link
        assert datetime.fromisoformat(one["date_published"]) == story.published_at
        assert datetime.fromisoformat(one["date_modified"]) == story.updated_at
        assert one["_jewelwire"].get("topics", []) == list(story.filing.topics)
        assert one.get("image") == (story.lead.image.url if story.lead.image else None)
        assert [(it["url"], it.get("size_in_bytes")) for it in one.get("attachments", ())] == [
            (it.url, it.length) for it in {it.url: it for it in story.lead.enclosures}.values()
        ]


@FEW
@given(stories())
def test_our_own_reader_gets_the_stories_back(told: tuple[Story, ...]) -> None:
    found = parse(rendered(*told), content_type=MEDIA_TYPES[".json"], url="")
    assert isinstance(found, ParsedFeed)
    assert [one.guid for one in found.items] == [story.id for story in told]
    for story, one in zip(map(presentable, told), found.items, strict=True):
        assert one.title == (squeeze(story.lead.title) or "Untitled")
        assert one.link == story.lead.link
        assert one.published == story.published_at.isoformat()


def test_the_feed_says_who_and_where_it_is() -> None:
    assert feed() == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Latest",
        "home_page_url": "https://wire.example/news/the-latest.html",
        "feed_url": "https://wire.example/news/the-latest.json",
        "description": "What the trade says",
        "icon": "https://wire.example/news/icon.svg",
        "favicon": "https://wire.example/news/icon.svg",
        "authors": [{"name": "The Wire", "url": "https://wire.example/news/"}],
        "language": "en",
        "_jewelwire": {
            "about": "jewelwire 0.1.0, docs/publishing.md",
            "id": "tag:wire.example,2026:output/the-latest",
            "updated": "2026-05-04T12:00:00+00:00",
        },
        "items": [],
    }


def test_hub_icon_logo_and_rights_are_told() -> None:
    site = a_site(
        hub="https://hub.example/",
        icon="https://wire.example/i.png",
        logo="https://wire.example/l.png",
        rights="© The Wire",
    )
    found = feed(site=site)
    assert found["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert found["icon"] == "https://wire.example/i.png"
    assert found["_jewelwire"]["logo"] == "https://wire.example/l.png"
    assert found["_jewelwire"]["rights"] == "© The Wire"


def test_bytes_are_text_as_it_reads_and_end_with_a_line() -> None:
    body = rendered(a_story(an_entry(title="Émeraudes & <b>gold</b>")))
    assert '"title": "Émeraudes & <b>gold</b>"'.encode() in body
    assert body.endswith(b"}\n")


def test_an_item_says_all_that_is_known() -> None:
    entry = an_entry(
        summary="Rings & things",
        image=Image(url="https://gazette.example/a.jpg"),
        enclosures=(
            Enclosure(url="https://gazette.example/a.mp3", type="audio/mpeg", length=77),
            Enclosure(url="https://gazette.example/b.pdf"),
        ),
        authors=("Ida Pearl",),
        language="fr",
        rights="© Ida Pearl",
    )
    filing = a_filing("retail", disclosure=Disclosure.SPONSORED, sponsor="Casewright")
    source = a_source(rights="© The Gazette", updated_at=NOW)
    assert item(a_story(entry, filing=filing, source=source, copies=(A_COPY,))) == {
        "id": "tag:wire.example,2026:story/e1",
        "url": "https://gazette.example/articles/e1",
        "title": "Title of e1",
        "content_html": (
            "<p><strong>Sponsored by Casewright</strong></p><p>Rings &amp; things</p>"
            '<p>Source: <a href="https://gazette.example/articles/e1">The Gazette</a></p>'
            '<p>Also in: <a href="https://bench.example/8">The Bench</a></p>'
        ),
        "summary": "Rings & things",
        "image": "https://gazette.example/a.jpg",
        "date_published": "2026-05-04T11:00:00+00:00",
        "date_modified": "2026-05-04T11:00:00+00:00",
        "authors": [{"name": "Ida Pearl"}],
        "tags": ["Retail", "Sponsored"],
        "language": "fr",
        "attachments": [
            {
                "url": "https://gazette.example/a.mp3",
                "mime_type": "audio/mpeg",
                "size_in_bytes": 77,
            },
            {"url": "https://gazette.example/b.pdf", "mime_type": "application/pdf"},
        ],
        "_jewelwire": {
            "topics": ["retail"],
            "primary": "retail",
            "disclosure": "sponsored",
            "sponsor": "Casewright",
            "rights": "© Ida Pearl",
            "source": {
                "id": "https://gazette.example/feed",
                "title": "The Gazette",
                "url": "https://gazette.example/",
                "feed_url": "https://gazette.example/feed",
                "updated": "2026-05-04T12:00:00+00:00",
                "rights": "© The Gazette",
            },
            "also_in": [
                {
                    "title": "The same in other words",
                    "url": "https://bench.example/8",
                    "source": "The Bench",
                }
            ],
        },
    }


@pytest.mark.parametrize("republish", list(Republish))
def test_no_more_is_shown_than_the_feed_allows(republish: Republish) -> None:
    entry = an_entry(
        summary="The summary.",
        content_html="<p>The whole article.</p>",
        image=Image(url="https://gazette.example/a.jpg"),
        enclosures=(Enclosure(url="https://gazette.example/a.mp3"),),
    )
    body = rendered(a_story(entry, source=a_source(republish=republish)))
    is_link = republish is Republish.LINK
    shown = [b"The summary." in body, b"a.jpg" in body, b"a.mp3" in body]
    assert shown == [not is_link] * 3
    assert (b"The whole article." in body) is (republish is Republish.FULL)


def test_stories_stand_in_the_order_given() -> None:
    told = [a_story(an_entry(name)) for name in ("c", "a", "b")]
    assert [one["id"] for one in feed(*told)["items"]] == [story.id for story in told]
