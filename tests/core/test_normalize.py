"""From a document's items to entries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from factories import HOUR, NOW, a_feed, an_item
from hypothesis import assume, given
from hypothesis import strategies as st

from aggregator.core.identity import Listed, listed
from aggregator.core.normalize import SUMMARY_LENGTH, TEXT_LENGTH, TITLE_LENGTH, normalize
from aggregator.core.text import scrub, squeeze
from aggregator.model import (
    Channel,
    DateSource,
    Enclosure,
    Entry,
    Feed,
    Image,
    ParsedFeed,
    ParsedItem,
)

FEED = a_feed()
CHANNEL = Channel(title="The Gazette", link="https://gazette.example/", language="en")
TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)


def a_document(*items: ParsedItem) -> ParsedFeed:
    return ParsedFeed(channel=CHANNEL, items=items)


def listing(*items: ParsedItem, feed: Feed = FEED) -> tuple[Listed, ...]:
    return listed(feed, a_document(*items))


def entry_of(item: ParsedItem, *, feed: Feed = FEED, now: datetime = NOW) -> Entry:
    (one,) = listing(item, feed=feed)
    return normalize(feed, CHANNEL, one, now=now)


def bare(**said) -> ParsedItem:
    """An item without guid and link."""
    return an_item(**{"guid": None, "link": None} | said)


TEXTS = st.none() | st.sampled_from(("", " ", "A", "B", "<p>C"))
LINKS = st.none() | st.sampled_from(
    ("https://x.example/", "https://x.example/a", "/a", "b?utm_source=x", "#a", "#b", "http://[")
)
ITEMS = st.lists(
    st.builds(ParsedItem, guid=TEXTS, link=LINKS, title=TEXTS, summary_html=TEXTS,
              content_html=TEXTS),
    max_size=8,
)  # fmt: skip


# Who an item is


def test_an_item_is_known_by_its_guid():
    one = an_item(guid=" g1 ")
    edited = replace(one, link="https://gazette.example/moved", title="Edited", guid="g1")
    assert listing(one)[0].id == listing(edited)[0].id
    assert listing(one)[0].guid == "g1"
    assert len(listing(one)[0].id) == 16


def test_a_guid_counts_within_its_feed():
    assert listing(an_item())[0].id != listing(an_item(), feed=a_feed("bench"))[0].id


def test_without_a_guid_the_canonical_address_tells():
    one, *_ = listing(an_item(guid=None, link="https://www.gazette.example/a/?utm_source=rss"))
    other, *_ = listing(an_item(guid="", link="http://gazette.example/a", title="Edited"))
    assert one.id == other.id
    assert one.guid == "https://gazette.example/a"


def test_without_both_what_it_says_tells():
    items = (
        bare(title="A", summary_html="x"),
        bare(title="B", summary_html="x"),
        bare(title="A", summary_html="y"),
        bare(title="A", summary_html=None, content_html="z"),
        bare(title=None, summary_html="x"),
    )
    assert len({listing(item)[0].id for item in items}) == 5
    longer = bare(title="A", summary_html="x", content_html="more")
    assert listing(longer)[0].id == listing(items[0])[0].id


def test_a_relative_address_is_resolved_before_it_tells():
    one, *_ = listing(an_item(guid=None, link="/a"))
    assert one.link == one.guid == "https://gazette.example/a"
    other, *_ = listing(an_item(guid=None, link="a", base="https://x.example/b/"))
    assert other.link == "https://x.example/b/a"


def test_a_repeated_guid_is_told_apart_by_its_links():
    one, other = an_item(1, guid="g"), an_item(2, guid="g")
    found = listing(one, other)
    assert [item.guid for item in found] == [
        "g https://gazette.example/articles/1",
        "g https://gazette.example/articles/2",
    ]
    assert {item.id for item in found} == {item.id for item in listing(other, one)}


def test_guids_that_differ_in_blanks_alone_are_repeated():
    assert len(listing(an_item(1, guid="g"), an_item(2, guid=" g\n"))) == 2


def test_a_repeated_guid_with_a_shared_address_is_told_apart_by_its_words():
    site = "https://gazette.example/"
    found = listing(*(an_item(number, guid=site, link=site) for number in range(5)))
    assert len({one.id for one in found}) == 5
    assert {one.link for one in found} == {None}


def test_a_shared_address_is_no_identity():
    """Hand-made feeds link every item to the page on which all of them stand."""
    page = "https://gazette.example/notices"
    found = listing(*(an_item(number, guid=None, link=page) for number in range(5)))
    assert len({one.id for one in found}) == 5
    assert {one.link for one in found} == {None}


def test_parts_of_one_page_are_items_of_their_own():
    page = "https://gazette.example/notices"
    found = listing(*(an_item(number, guid=None, link=f"{page}#n{number}") for number in range(5)))
    assert len({one.id for one in found}) == 5
    entries = [normalize(FEED, CHANNEL, one, now=NOW) for one in found]
    assert [entry.link for entry in entries] == [f"{page}#n{number}" for number in range(5)]
    assert {entry.canonical_link for entry in entries} == {""}


def test_an_item_that_is_listed_twice_is_one():
    one = an_item(guid=None, content_html="<p>whole</p>")
    assert listing(one, one) == listing(one)
    (found,) = listing(one, replace(one, categories=("Featured",)))
    assert found.link == one.link


def test_a_document_keeps_its_order():
    items = [an_item(number) for number in (3, 1, 2)]
    assert [one.item for one in listing(*items)] == items


@given(ITEMS)
def test_reading_twice_gives_the_same(items):
    assert listing(*items) == listing(*items)


@given(ITEMS.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))))
def test_the_order_of_items_does_not_matter_to_who_they_are(mixed):
    items, others = mixed
    assert {one.id for one in listing(*items)} == {one.id for one in listing(*others)}


@given(ITEMS)
def test_no_item_that_says_something_of_its_own_is_lost(items):
    lone = [replace(item, guid=None) for item in items]
    told = {words(item) for item in lone if item.link or any(words(item))}
    assert {words(one.item) for one in listing(*lone)} == told


def words(item: ParsedItem) -> tuple[str, str]:
    return item.title or "", item.summary_html or item.content_html or ""


# One version and the next


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Edited"},
        {"summary_html": "<p>Edited</p>"},
        {"content_html": "<p>New</p>"},
        {"link": "https://gazette.example/moved"},
        {"updated": "2026-05-04"},
        {"categories": ("New",)},
        {"image": Image(url="/i.png")},
        {"enclosures": (Enclosure(url="/a.mp3"),)},
    ],
)
def test_an_edit_changes_the_digest(edit):
    one, other = listing(an_item())[0], listing(an_item(**edit))[0]
    assert one.id == other.id
    assert one.digest != other.digest


def test_what_is_empty_does_not_count():
    empty = an_item(categories=(), content_html="", rights=None, authors=())
    assert listing(empty)[0].digest == listing(an_item())[0].digest


def test_fields_do_not_run_together():
    one = listing(an_item(title="ab", summary_html="c"))[0]
    assert one.digest != listing(an_item(title="a", summary_html="bc"))[0].digest


# What an entry says


def test_an_item_becomes_an_entry():
    item = ParsedItem(
        guid="g1",
        link="/articles/1?utm_source=rss",
        title=" A ring\n is sold ",
        summary_html="<p>A ring &amp; more.</p> <p>Read more »</p>",
        content_html="<div><p onclick=x()>A ring was sold.</p><img src='/i.png'></div>",
        published="Mon, 04 May 2026 10:00:00 GMT",
        updated="Mon, 04 May 2026 11:00:00 GMT",
        authors=(" Ada\u00a0Ash ", ""),
        categories=("Sales", " Sales ", "", "Rings"),
        enclosures=(Enclosure(url="a.mp3", type="audio/mpeg", length=9), Enclosure(url="http://[")),
        rights="© Gazette",
    )
    (one,) = listing(item)
    assert normalize(FEED, CHANNEL, one, now=NOW) == Entry(
        id=one.id,
        feed_id=FEED.id,
        guid="g1",
        link="https://gazette.example/articles/1?utm_source=rss",
        canonical_link="https://gazette.example/articles/1",
        title="A ring is sold",
        summary="A ring & more.",
        content_html='<div><p>A ring was sold.</p><img src="https://gazette.example/i.png"></div>',
        text="A ring was sold.",
        published_at=TEN,
        updated_at=TEN + HOUR,
        date_source=DateSource.PUBLISHED,
        digest=one.digest,
        source_updated_at=NOW - HOUR,
        authors=("Ada Ash",),
        categories=("Sales", "Rings"),
        image=Image(url="https://gazette.example/i.png"),
        enclosures=(
            Enclosure(url="https://gazette.example/articles/a.mp3", type="audio/mpeg", length=9),
        ),
        language="en",
        rights="© Gazette",
    )


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"title": "Ring sold"}, "Ring sold"),
        ({"title": None, "summary_html": "<p>Ring sold. It was old.</p>"}, "Ring sold."),
        ({"title": " ", "summary_html": "“Sold.” It was old."}, "“Sold.”"),
        ({"title": None, "summary_html": None, "content_html": "<p>Ring sold! Old."}, "Ring sold!"),
        ({"title": "", "summary_html": None}, "Untitled"),
        ({"title": None, "summary_html": "Read more »"}, "Untitled"),
        ({"title": "word " * 100}, f"{'word ' * 58}word…"),
        ({"title": "a" * 999}, f"{'a' * (TITLE_LENGTH - 1)}…"),
    ],
)
def test_a_title_is_its_own_or_the_first_sentence(said, title):
    assert entry_of(an_item(**said)).title == title
    assert len(title) <= TITLE_LENGTH


def test_a_summary_that_repeats_the_title_is_none():
    assert entry_of(an_item(title="Ring sold", summary_html="<p>Ring sold</p>")).summary == ""
    assert entry_of(an_item(title=None, summary_html="Ring sold")).summary == ""
    assert entry_of(an_item(title="Ring sold", summary_html="Ring sold.")).summary == "Ring sold."


def test_summary_and_content_stand_in_for_each_other():
    only_content = entry_of(an_item(summary_html=None, content_html="<p>Whole.</p>"))
    assert (only_content.summary, only_content.text) == ("Whole.", "Whole.")
    only_summary = entry_of(an_item(summary_html="<p>Short.</p>", content_html=None))
    assert (only_summary.content_html, only_summary.text) == ("<p>Short.</p>", "Short.")


def test_long_words_have_an_end():
    entry = entry_of(an_item(summary_html="<p>gold " * 9999))
    assert len(entry.summary) <= SUMMARY_LENGTH
    assert entry.summary.endswith("gold…")
    assert len(entry.text) <= TEXT_LENGTH


def test_a_hostile_item_takes_no_time():
    began = process_time()
    for text in ("A. " * 99_999, "The post " * 99_999, "<li>" * 99_999, "<img " * 99_999):
        entry_of(an_item(title=None, summary_html=text))
    assert process_time() - began < 5


# Addresses


@pytest.mark.parametrize(
    ("said", "link", "canonical"),
    [
        ({"link": "/a"}, "https://gazette.example/a", "https://gazette.example/a"),
        ({"link": "a", "base": "https://x.example/b/"}, "https://x.example/b/a",
         "https://x.example/b/a"),
        ({"link": None}, "https://gazette.example/", ""),
        ({"link": "javascript:x"}, "https://gazette.example/", ""),
        ({"link": "http://["}, "https://gazette.example/", ""),
    ],
)  # fmt: skip
def test_an_entry_leads_somewhere(said, link, canonical):
    entry = entry_of(an_item(**said))
    assert (entry.link, entry.canonical_link) == (link, canonical)


def test_with_no_address_at_all_the_feed_is_it():
    (one,) = listing(an_item(link=None))
    assert normalize(FEED, Channel(), one, now=NOW).link == FEED.url


def test_an_entry_with_a_shared_address_still_leads_there():
    page = "https://gazette.example/notices"
    one, _ = listing(an_item(1, link=page), an_item(2, link=page))
    entry = normalize(FEED, CHANNEL, one, now=NOW)
    assert (entry.link, entry.canonical_link) == (page, "")


def test_addresses_in_the_content_are_the_article_s():
    entry = entry_of(an_item(content_html="<p><a href='b#c'>a</a><img src='i.png'></p>"))
    assert 'href="https://gazette.example/articles/b#c"' in entry.content_html
    assert entry.image == Image(url="https://gazette.example/articles/i.png")


# Pictures


@pytest.mark.parametrize(
    ("said", "image"),
    [
        ({"image": Image(url="/i.png", alt="A ring", width=300, height=200)},
         Image(url="https://gazette.example/i.png", alt="A ring", width=300, height=200)),
        ({"image": Image(url="data:x"), "content_html": "<img src=/j.png>"},
         Image(url="https://gazette.example/j.png")),
        ({"content_html": "<img src='/i.png?a=1&amp;b=2' alt='a > b &quot;c&quot;' width=300>"},
         Image(url="https://gazette.example/i.png?a=1&b=2", alt='a > b "c"', width=300)),
        ({"content_html": "<img src=/pixel.gif width=1 height=1><img src=/j.png alt='' width=50%>"},
         Image(url="https://gazette.example/j.png")),
        ({"content_html": "<img src=/pixel.gif height=0><img src=/j.png width=999999>"},
         Image(url="https://gazette.example/j.png")),
        ({"content_html": "<img alt=x><img src='javascript:x'>"}, None),
        ({"content_html": "&lt;img src='/i.png'&gt;"}, None),
        ({"content_html": "<noscript><img src=/i.png></noscript>"},
         Image(url="https://gazette.example/i.png")),
        ({}, None),
    ],
)  # fmt: skip
def test_a_picture_is_the_item_s_or_the_first_of_its_content(said, image):
    assert entry_of(an_item(**said)).image == image


# Dates


@pytest.mark.parametrize(
    ("published", "updated", "at", "updated_at", "source"),
    [
        ("2026-05-04T10:00Z", None, TEN, TEN, DateSource.PUBLISHED),
        ("2026-05-04T10:00Z", "2026-05-04T11:00Z", TEN, TEN + HOUR, DateSource.PUBLISHED),
        ("2026-05-04T10:00Z", "2026-05-04T09:00Z", TEN, TEN, DateSource.PUBLISHED),
        ("2026-05-04T10:00Z", "2026-05-05", TEN, NOW, DateSource.PUBLISHED),
        ("2026-05-04T10:00Z", "2099-01-01", TEN, TEN, DateSource.PUBLISHED),
        ("2026-05-04T10:00Z", "soon", TEN, TEN, DateSource.PUBLISHED),
        ("soon", "2026-05-04T10:00Z", TEN, TEN, DateSource.UPDATED),
        (None, "2026-05-04T10:00Z", TEN, TEN, DateSource.UPDATED),
        ("2099-01-01", None, NOW, NOW, DateSource.FIRST_SEEN),
        ("2099-01-01", "2026-05-04T10:00Z", TEN, TEN, DateSource.UPDATED),
        (None, None, NOW, NOW, DateSource.FIRST_SEEN),
        ("soon", "later", NOW, NOW, DateSource.FIRST_SEEN),
    ],
)
def test_an_entry_is_dated(published, updated, at, updated_at, source):
    entry = entry_of(an_item(published=published, updated=updated))
    assert (entry.published_at, entry.updated_at, entry.date_source) == (at, updated_at, source)


def test_a_date_without_a_zone_is_of_the_feed_s():
    london = a_feed(timezone="Europe/London")
    assert entry_of(an_item(published="2026-05-04T11:00"), feed=london).published_at == TEN


@given(st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1)), st.none() | st.datetimes())  # noqa: DTZ001 - what publishers write has no zone
def test_no_date_is_later_than_now(published, updated):
    item = an_item(published=published.isoformat(), updated=updated and updated.isoformat())
    entry = entry_of(item)
    assert entry.published_at <= entry.updated_at <= NOW
    assert entry.published_at <= NOW
    if published.replace(tzinfo=UTC) - NOW <= timedelta(hours=14):
        assert entry.published_at == min(published.replace(tzinfo=UTC), NOW)


# Language


@pytest.mark.parametrize(
    ("of_item", "of_feed", "language"), [("fr", "de", "fr"), (None, "de", "de"), (None, None, "en")]
)
def test_the_nearest_word_on_language_counts(of_item, of_feed, language):
    entry = entry_of(an_item(language=of_item), feed=a_feed(language=of_feed))
    assert entry.language == language


# Anything


@given(
    st.builds(
        ParsedItem,
        guid=st.none() | st.text(max_size=20).map(scrub),
        link=st.none() | st.text(max_size=20).map(scrub),
        title=st.none() | st.text(max_size=20).map(scrub),
        summary_html=st.none() | st.text(max_size=40),
        content_html=st.none() | st.text("<>&;'\"= /imgsrcap\ud800\0", max_size=40),
        published=st.none() | st.text(max_size=20),
        updated=st.none() | st.text(max_size=20),
        authors=st.lists(st.text(max_size=9).map(scrub), max_size=2).map(tuple),
        categories=st.lists(st.text(max_size=9).map(scrub), max_size=2).map(tuple),
        image=st.none() | st.builds(Image, url=st.text(max_size=20)),
        enclosures=st.lists(st.builds(Enclosure, url=st.text(max_size=20)), max_size=2).map(tuple),
        base=st.none() | st.sampled_from(("https://x.example/a/", "http://[")),
    )
)
def test_any_item_becomes_an_entry(item):
    assume(listing(item))
    entry = entry_of(item)
    assert entry.title
    assert entry.link.startswith(("https://", "http://"))
    for text in (entry.title, entry.summary, entry.text, *entry.authors, *entry.categories):
        assert text == squeeze(scrub(text))
    assert scrub(entry.content_html) == entry.content_html
    assert entry_of(item, now=NOW + timedelta(days=1)).id == entry.id


def test_an_item_of_nothing_is_no_item():
    assert listing(ParsedItem(), ParsedItem(published="Mon, 04 May 2026 10:00:00 GMT")) == ()
