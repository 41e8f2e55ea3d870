from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from elements import Elements, assert_sound
from factories import (
    NOW,
    a_filing,
    a_site,
    a_source,
    a_story,
    an_edition,
    an_entry,
    an_output,
)
from hostile import A_COPY, HOSTILE, stories
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.html import SHOWN, front_page
from aggregator.model import (
    Disclosure,
    Enclosure,
    Image,
    OutputFeed,
    OutputId,
    Phase,
    Republish,
    Site,
    Story,
    Topic,
)
from aggregator.publish import ASSETS

SITE = a_site(subtitle="What the trade says")
LATEST = an_output()
RETAIL = OutputFeed(id=OutputId("retail"), title="Retail & more", topics=(Topic("retail"),))
SPONSORED = an_output("sponsored", topics=(Topic("sponsored"),), sponsored=True)
OUTPUTS = (LATEST, RETAIL, SPONSORED)
LABELS = {Topic("retail"): "Retail", Topic("industry"): "Industry"}


def page(
    *told: Story,
    site: Site = SITE,
    retail: tuple[Story, ...] = (),
    sponsored: tuple[Story, ...] = (),
) -> bytes:
    latest = an_edition(*told, output=LATEST, site=site, labels=LABELS)
    others = (
        an_edition(*retail, output=RETAIL, site=site, labels=LABELS),
        an_edition(*sponsored, output=SPONSORED, site=site, labels=LABELS),
    )
    return front_page(latest, others, OUTPUTS)


def read(*told: Story, **said: object) -> Elements:
    return Elements(page(*told, **said))


@settings(max_examples=20)
@given(stories(), stories(), st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE))
def test_no_text_becomes_markup(
    told: tuple[Story, ...], more: tuple[Story, ...], words: tuple[str, str, str, str]
) -> None:
    title, contact, rights, icon = words
    site = replace(SITE, title=title, contact=contact, rights=rights, icon=icon, language=icon)
    assert_sound(read(*told, retail=more, site=site))


@settings(max_examples=10)
@given(stories())
def test_the_same_stories_give_the_same_page(told: tuple[Story, ...]) -> None:
    assert page(*told) == page(*told)


def test_a_story_leads_to_its_publisher() -> None:
    entry = an_entry(title="Rings <up> & down", summary="Gold > silver")
    elements = read(a_story(entry))
    assert "https://gazette.example/articles/e1" in elements.hrefs
    assert "Rings <up> & down" in elements.text
    assert "Gold > silver" in elements.text
    assert "The Gazette" in elements.text


def test_copies_are_named_and_linked() -> None:
    elements = read(a_story(copies=(A_COPY,)))
    assert "The Gazette; also in The Bench" in elements.text
    assert "https://bench.example/8" in elements.hrefs


def test_every_outlet_that_has_a_story_is_named_in_its_order() -> None:
    origin = replace(A_COPY, link="https://wire.example/1", source_title="Wire", is_origin=True)
    daily = replace(A_COPY, link="mailto:desk@daily.example", source_title="Facet <Daily>")
    elements = read(a_story(copies=(origin, A_COPY, daily)))
    assert "The Gazette; also in Wire, The Bench, Facet <Daily>" in elements.text
    linked = elements.hrefs
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


def test_link_shows_neither_text_nor_picture_nor_recording() -> None:
    entry = an_entry(
        summary="Do not show this.",
        image=Image(url="https://gazette.example/a.jpg"),
        enclosures=(Enclosure(url="https://gazette.example/a.mp3", type="audio/mpeg"),),
    )
    shown, hidden = (
        read(a_story(entry)),
        Elements(page(a_story(entry, source=a_source(republish=Republish.LINK)))),
    )
    assert "Do not show this." in shown.text
    assert "https://gazette.example/a.mp3" in shown.hrefs
    assert len(shown.named("img")) == 1
    assert "Do not show this." not in hidden.text
    assert "https://gazette.example/a.mp3" not in hidden.hrefs
    assert hidden.named("img") == []


@pytest.mark.parametrize("republish", Republish)
def test_a_whole_text_is_never_shown(republish: Republish) -> None:
    entry = an_entry(summary="In short.", content_html="<p>At great length.</p>")
    assert "At great length" not in read(a_story(entry, source=a_source(republish=republish))).text


@pytest.mark.parametrize(
    ("kind", "word"),
    [("audio/mpeg", "Listen"), ("Video/mp4", "Watch"), ("image/png", None), (None, None)],
)
def test_what_is_to_be_heard_or_seen_is_linked(kind: str | None, word: str | None) -> None:
    one = Enclosure(url="https://gazette.example/1", type=kind)
    elements = read(a_story(an_entry(enclosures=(one, replace(one, url="javascript:x")))))
    assert [one.url in elements.hrefs, "javascript:x" in elements.hrefs] == [bool(word), False]
    assert ("The Gazette · " in elements.text) == bool(word)
    assert word is None or f"· {word}" in elements.text


def test_only_the_first_picture_is_fetched_at_once_and_none_with_a_referrer() -> None:
    image = Image(url="https://gazette.example/a.jpg", alt='A "ring"', width=640, height=400)
    told = [a_story(an_entry(name, image=image)) for name in ("e1", "e2")]
    first, second = read(*told).named("img")
    shown = {
        "src": "https://gazette.example/a.jpg",
        "alt": 'A "ring"',
        "width": "640",
        "height": "400",
        "decoding": "async",
        "referrerpolicy": "no-referrer",
    }
    assert first == {**shown, "fetchpriority": "high"}
    assert second == {**shown, "loading": "lazy"}


def test_a_headline_is_not_said_again_of_its_picture() -> None:
    image = Image(url="https://gazette.example/a.jpg", alt="A ring  returns")
    (shown,) = read(a_story(an_entry(title="A ring returns", image=image))).named("img")
    assert shown["alt"] == ""
    assert "width" not in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:image/png;base64,AAAA", ""])
def test_an_address_of_another_kind_is_never_linked(url: str) -> None:
    entry = an_entry(link=url, image=Image(url=url))
    elements = read(a_story(entry, source=a_source(link=url)))
    assert elements.named("img") == []
    assert url not in elements.hrefs
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


def test_every_topic_is_named_the_first_one_first_and_linked_where_it_has_a_page() -> None:
    filing = a_filing("industry", topics=(Topic("retail"), Topic("industry")))
    elements = read(a_story(filing=filing))
    assert elements.classed("topic") == [
        {"class": "topic", "data-topic": "industry"},
        {"class": "topic", "data-topic": "retail", "href": "retail.html"},
    ]
    assert "Industry Retail" in elements.text


def test_an_output_of_a_part_of_a_topic_is_not_its_page() -> None:
    part = replace(RETAIL, auctions=(Phase.PAST,))
    latest = an_edition(a_story(filing=a_filing("retail")), output=LATEST)
    assert Elements(front_page(latest, (), (LATEST, part))).classed("topic") == [
        {"class": "topic", "data-topic": "retail"}
    ]


def test_the_language_of_a_story_is_said() -> None:
    (article,) = read(a_story(an_entry(language="fr"))).named("article")
    assert article["lang"] == "fr"


def test_readers_find_every_document_of_the_first_output_and_the_others_after_it() -> None:
    elements = read()
    found = [link for link in elements.named("link") if link["rel"] == "alternate"]
    assert [(link["href"], link["type"], link["title"]) for link in found] == [
        ("the-latest.atom", "application/atom+xml", "The Latest"),
        ("the-latest.rss", "application/rss+xml", "The Latest (RSS)"),
        ("the-latest.json", "application/feed+json", "The Latest (JSON Feed)"),
        ("retail.atom", "application/atom+xml", "Retail & more"),
        ("sponsored.atom", "application/atom+xml", "The Latest"),
    ]
    assert {one["href"] for one in elements.classed("button")} == {
        "the-latest.atom",
        "the-latest.rss",
        "the-latest.json",
    }
    assert "https://wire.example/the-latest.atom" in elements.text


def test_every_page_can_be_reached_and_this_one_is_marked() -> None:
    elements = read()
    assert {"./", "the-latest.html", "retail.html", "sponsored.html", "sources.html"} <= set(
        elements.hrefs
    )
    assert [link for link in elements.named("a") if "aria-current" in link] == [
        {"href": "./", "aria-current": "page"}
    ]
    assert {"feeds.opml", "sources.opml"} <= set(elements.hrefs)


def test_topics_stand_beside_the_news_and_no_story_stands_twice() -> None:
    told = [a_story(an_entry(f"e{number}")) for number in range(6)]
    text = read(*told[:2], retail=tuple(told)).text
    assert [text.count(one.lead.title) for one in told] == [1, 1, 1, 1, 1, 0]


def test_a_topic_with_nothing_more_has_no_room() -> None:
    story = a_story()
    assert read(story, retail=(story,)).named("aside") == []
    assert len(read(story, retail=(a_story(an_entry("e2")),)).named("aside")) == 1


def test_what_was_paid_for_is_not_on_the_front_page() -> None:
    assert "Title of e2" not in read(a_story(), sponsored=(a_story(an_entry("e2")),)).text


def test_the_rest_of_the_first_output_is_led_to() -> None:
    told = [a_story(an_entry(f"e{number}")) for number in range(SHOWN + 1)]
    assert "All of The Latest" not in read(*told[:SHOWN]).text
    elements = read(*told)
    assert "All of The Latest" in elements.text
    assert len(elements.named("article")) == SHOWN


def test_a_contact_may_be_an_address_or_a_page() -> None:
    assert "mailto:desk@wire.example" in read().hrefs
    site = replace(SITE, contact="https://wire.example/about")
    assert "https://wire.example/about" in read(site=site).hrefs


def test_a_page_without_news_says_so() -> None:
    assert "Nothing yet" in read().text


def test_the_page_asks_for_nothing_but_what_is_published_beside_it() -> None:
    elements = read(a_story())
    files = {link["href"] for link in elements.named("link") if link["rel"] != "alternate"}
    files |= {script["src"] for script in elements.named("script")}
    assert files == set(ASSETS) - {"feed.css"}
    for name in ("style.css", "feed.css"):
        assert b"prefers-color-scheme: dark" in ASSETS[name]
        assert b"url(" not in ASSETS[name]
        assert b"@import" not in ASSETS[name]
    assert ASSETS["icon.svg"].startswith(b"<svg ")
    assert b"innerHTML" not in ASSETS["search.js"]


def test_a_site_may_have_an_icon_of_its_own() -> None:
    elements = read(site=replace(SITE, icon="https://wire.example/i.png"))
    assert {"rel": "icon", "href": "https://wire.example/i.png"} in elements.named("link")


def test_the_rights_of_the_site_are_said() -> None:
    assert "© The Wire" in read(site=replace(SITE, rights="© The Wire")).text
