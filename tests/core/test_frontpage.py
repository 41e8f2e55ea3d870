import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from factories import AUTHORITY, NOW, a_filing, a_source, a_story, an_entry
from hostile import A_COPY, HOSTILE, stories
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.frontpage import Followed, front_page
from aggregator.model import (
    Disclosure,
    Image,
    OutputFeed,
    OutputId,
    Republish,
    Site,
    Story,
    Topic,
)
from aggregator.publish import ASSETS

SITE = Site(
    title="The Wire",
    base_url="https://wire.example/",
    contact="desk@wire.example",
    authority=AUTHORITY,
    subtitle="What the trade says",
)
OUTPUTS = (
    (OutputFeed(id=OutputId("the-latest"), title="The Latest"), 50),
    (OutputFeed(id=OutputId("retail"), title="Retail & more", topics=(Topic("retail"),)), 12),
)
GAZETTE = ("The Gazette", "https://gazette.example/", "https://gazette.example/feed")
LABELS = {Topic("retail"): "Retail", Topic("industry"): "Industry"}

TAGS = set(
    "html head meta title link body a header h1 h2 h3 h4 p div main aside section article time span"
    " strong img ul li footer".split()
)


class Elements(HTMLParser):
    """Elements in order, each with its attributes and the text right inside it."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def page(*told: Story, site: Site = SITE, followed: tuple[Followed, ...] = (GAZETTE,)) -> bytes:
    return front_page(site, told, OUTPUTS, followed, labels=LABELS)


def read(*told: Story, **said: object) -> Elements:
    return Elements(page(*told, **said))


@settings(max_examples=30)
@given(stories(), st.tuples(HOSTILE, HOSTILE, HOSTILE), HOSTILE)
def test_no_text_becomes_markup(told: tuple[Story, ...], followed: Followed, title: str) -> None:
    elements = read(*told, followed=(followed,), site=replace(SITE, title=title, contact=title))
    assert {name for name, _ in elements.found} <= TAGS
    for _, attributes in elements.found:
        assert not [key for key in attributes if key.startswith("on") or key == "style"]
        for key in {"href", "src"} & set(attributes):
            assert re.match(r"https?://|mailto:|[\w.-]+\.(atom|css|svg)$|\./$|#", attributes[key])
    assert elements.found.count(("main", {"id": "latest", "tabindex": "-1"})) == 1


@settings(max_examples=10)
@given(stories())
def test_the_same_stories_give_the_same_page(told: tuple[Story, ...]) -> None:
    assert page(*told) == page(*told)


def test_a_story_leads_to_its_publisher() -> None:
    entry = an_entry(title="Rings <up> & down", summary="Gold > silver")
    elements = read(a_story(entry))
    assert {"href": "https://gazette.example/articles/e1"} in elements.named("a")
    assert "Rings <up> & down" in elements.text
    assert "Gold > silver" in elements.text
    assert "The Gazette" in elements.text


def test_copies_are_named_and_linked() -> None:
    elements = read(a_story(copies=(A_COPY,)))
    assert "The Gazette; also in The Bench" in elements.text
    assert {"href": "https://bench.example/8"} in elements.named("a")


def test_every_outlet_that_has_a_story_is_named_in_its_order() -> None:
    origin = replace(A_COPY, link="https://wire.example/1", source_title="Wire", is_origin=True)
    daily = replace(A_COPY, link="mailto:desk@daily.example", source_title="Facet <Daily>")
    elements = read(a_story(copies=(origin, A_COPY, daily)))
    assert "The Gazette; also in Wire, The Bench, Facet <Daily>" in elements.text
    linked = [link["href"] for link in elements.named("a")]
    assert linked.index("https://wire.example/1") < linked.index("https://bench.example/8")
    assert not [link for link in linked if link and link.startswith("mailto:desk@daily")]


def test_a_story_that_one_outlet_has_names_no_other() -> None:
    assert "also in" not in read(a_story()).text


def test_days_are_days_of_the_sites_zone() -> None:
    entry = an_entry(published_at=datetime(2026, 5, 4, 23, 30, tzinfo=UTC))
    story = a_story(entry, first_seen_at=entry.published_at)
    elements = read(story, site=replace(SITE, timezone="Asia/Hong_Kong"))
    assert "Tuesday 5 May 2026" in elements.text
    assert "07:30" in elements.text
    assert elements.named("time") == [{"datetime": "2026-05-04T23:30:00+00:00"}]
    assert "Times: Asia/Hong_Kong." in elements.text


def test_each_day_has_one_heading() -> None:
    days = [NOW, NOW, NOW.replace(day=3)]
    told = [a_story(an_entry(f"e{n}", published_at=at)) for n, at in enumerate(days)]
    elements = read(*told)
    assert [one["id"] for one in elements.named("h3")] == ["day-1", "day-2"]
    assert len(elements.named("h4")) == 3


def test_days_stand_by_the_dates_that_stories_are_ordered_by() -> None:
    day = timedelta(days=1)
    told = [
        a_story(an_entry("dated-ahead", published_at=NOW + day)),
        # Told by another outlet a day before its lead was published.
        a_story(an_entry("told-before", published_at=NOW - day), published_at=NOW - 2 * day),
        a_story(an_entry("same-day", published_at=NOW - day)),
    ]
    elements = read(*told)
    assert [one["id"] for one in elements.named("h3")] == ["day-1", "day-2"]
    assert [one["datetime"] for one in elements.named("time")] == [
        "2026-05-04T12:00:00+00:00",
        "2026-05-03T12:00:00+00:00",
        "2026-05-03T12:00:00+00:00",
    ]


def test_what_came_late_stands_in_the_day_it_came_and_says_its_own() -> None:
    old = NOW - timedelta(days=20)
    late = a_story(an_entry("late", published_at=old), first_seen_at=NOW, late=True)
    elements = read(a_story(an_entry("new", published_at=NOW)), late)
    assert [one["id"] for one in elements.named("h3")] == ["day-1"]
    assert [one["datetime"] for one in elements.named("time")] == [NOW.isoformat()] * 2
    assert elements.text.count("dated 14 April 2026") == 1


def test_link_shows_neither_text_nor_picture() -> None:
    entry = an_entry(summary="Do not show this.", image=Image(url="https://gazette.example/a.jpg"))
    elements = read(a_story(entry, source=a_source(republish=Republish.LINK)))
    assert "Do not show this." not in elements.text
    assert elements.named("img") == []


def test_a_picture_is_asked_for_late_and_without_a_referrer() -> None:
    image = Image(url="https://gazette.example/a.jpg", alt='A "ring"')
    (shown,) = read(a_story(an_entry(image=image))).named("img")
    assert shown == {
        "src": "https://gazette.example/a.jpg",
        "alt": 'A "ring"',
        "loading": "lazy",
        "decoding": "async",
        "referrerpolicy": "no-referrer",
    }


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:image/png;base64,AAAA", ""])
def test_an_address_of_another_kind_is_never_linked(url: str) -> None:
    entry = an_entry(link=url, image=Image(url=url))
    elements = read(a_story(entry, source=a_source(link=url)), followed=(("Feed", url, url),))
    assert elements.named("img") == []
    assert not [a for a in elements.named("a") if a["href"] == url]
    assert "Title of e1" in elements.text


@pytest.mark.parametrize(
    ("disclosure", "sponsor", "words"),
    [
        (Disclosure.SPONSORED, "Casewright", "Sponsored by Casewright"),
        (Disclosure.PRESS_RELEASE, None, "Retail Press release"),
    ],
)
def test_what_the_newsroom_did_not_write_is_marked(
    disclosure: Disclosure, sponsor: str | None, words: str
) -> None:
    filing = a_filing("retail", disclosure=disclosure, sponsor=sponsor)
    elements = read(a_story(filing=filing))
    assert {"class": "mark"} in elements.named("strong")
    assert words in elements.text


def test_the_language_of_a_story_is_said() -> None:
    (article,) = read(a_story(an_entry(language="fr"))).named("article")
    assert article["lang"] == "fr"


def test_readers_find_the_outputs() -> None:
    elements = read()
    found = [link for link in elements.named("link") if link["rel"] == "alternate"]
    kind = "application/atom+xml"
    assert found == [
        {"rel": "alternate", "type": kind, "title": "The Latest", "href": "the-latest.atom"},
        {"rel": "alternate", "type": kind, "title": "Retail & more", "href": "retail.atom"},
    ]
    assert "Retail & more 12" in elements.text


def test_followed_feeds_are_named_without_their_passwords() -> None:
    elements = read(followed=(("Gazette", GAZETTE[1], "https://us:hunter2@gazette.example/feed"),))
    hrefs = [a["href"] for a in elements.named("a")]
    assert hrefs[-4:-2] == ["https://gazette.example/", "https://gazette.example/feed"]
    assert b"hunter2" not in page(followed=(("G", "https://a:hunter2@b.example/", GAZETTE[2]),))


def test_a_contact_may_be_an_address_or_a_page() -> None:
    assert {"href": "mailto:desk@wire.example"} in read().named("a")
    site = replace(SITE, contact="https://wire.example/about")
    assert {"href": "https://wire.example/about"} in read(site=site).named("a")


def test_a_page_without_news_says_so() -> None:
    assert "Nothing yet" in read().text


def test_the_page_asks_for_nothing_but_what_is_published_beside_it() -> None:
    elements = read(a_story())
    files = {link["href"] for link in elements.named("link") if link["rel"] != "alternate"}
    assert files == {"style.css", "icon.svg"}
    assert files == set(ASSETS)
    assert b"prefers-color-scheme: dark" in ASSETS["style.css"]
    assert b"url(" not in ASSETS["style.css"]
    assert ASSETS["icon.svg"].startswith(b"<svg ")
