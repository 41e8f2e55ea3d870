"""The way back through a feed: where it leads, what is old on it, why it ends."""

from datetime import timedelta

import pytest
from factories import HOUR, NOW, a_feed, a_state, an_item
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.identity import Listed, listed
from aggregator.core.older import Older
from aggregator.core.walk import Walk
from aggregator.model import Channel, EntryId, ParsedFeed

DAY = timedelta(days=1)
FEED = "https://gazette.example/feed"
WORDPRESS = Channel(generator="https://wordpress.org/?v=6.8")


def items(*numbers: int, **said) -> tuple[Listed, ...]:
    found = tuple(an_item(number, **said) for number in numbers)
    return listed(a_feed(), ParsedFeed(channel=Channel(), items=found))


def ids(*numbers: int) -> tuple[EntryId, ...]:
    return tuple(one.id for one in items(*numbers))


def channel(older: str | None) -> Channel:
    return Channel(older=older)


def a_walk(url: str = "https://gazette.example/news", **said) -> Walk:
    return Walk(a_feed(url=url), a_state(url=url, **said), NOW)


def walked(walk: Walk, pages: dict[str, tuple[Channel, tuple[Listed, ...]]], most: int = 10) -> str:
    """Walk through these pages by address; gives why it ended."""
    while (page := walk.goes_on(most)) is not None:
        if page.url in pages:
            walk.turn(page, *pages[page.url], NOW)
        else:
            walk.lack(page, "404 Not Found")
    return walk.report.ended


def test_links_are_followed_to_the_last():
    walk = a_walk()
    walk.start(channel("https://gazette.example/2"), items(1))
    pages = {
        "https://gazette.example/2": (channel("http://www.gazette.example/3"), items(2, 3)),
        "http://www.gazette.example/3": (channel(None), items(3, 4)),
    }
    assert walked(walk, pages) == "no older page"
    assert (walk.report.pages, walk.report.items, walk.report.failed) == (2, 3, False)


@pytest.mark.parametrize(
    ("url", "second"),
    [
        (FEED, f"{FEED}?paged=2"),
        (f"{FEED}/", f"{FEED}/?paged=2"),
        (f"{FEED}/?x=1&&paged=1#top", f"{FEED}/?x=1&paged=2"),
        (f"{FEED}?y=%2F+b", f"{FEED}?y=%2F+b&paged=2"),
    ],
)
def test_the_numbers_of_wordpress_begin_with_two(url, second):
    walk = a_walk(url)
    walk.start(WORDPRESS, items(1))
    assert walk.goes_on(10) == Older(url=second, number=2)


def test_a_feed_by_its_address_or_its_generator_is_wordpress():
    for url, said in (
        (FEED, Channel()),
        (f"{FEED}/", Channel()),
        ("https://gazette.example/?feed=rss2", WORDPRESS),
    ):
        walk = a_walk(url)
        walk.start(said, items(1))
        assert walk.goes_on(10) is not None, url
    walk = a_walk("https://gazette.example/feed.xml")
    walk.start(Channel(), items(1))
    assert walk.goes_on(10) is None


def test_a_link_comes_before_a_guess():
    walk = a_walk(FEED)
    walk.start(Channel(older=f"{FEED}/2", generator="WordPress"), items(1))
    assert walk.goes_on(10) == Older(url=f"{FEED}/2")


@pytest.mark.parametrize("beyond", [None, (), (1,), (1, 2, 3)])
def test_numbers_end_where_nothing_else_comes(beyond):
    """404, an empty page, the first one again, all over again."""
    walk = a_walk(FEED)
    walk.start(WORDPRESS, items(1))
    pages = {f"{FEED}?paged=2": (WORDPRESS, items(2)), f"{FEED}?paged=3": (WORDPRESS, items(3))}
    if beyond is not None:
        pages[f"{FEED}?paged=4"] = (WORDPRESS, items(*beyond))
    assert walked(walk, pages) == "no older page"
    assert (walk.report.pages, walk.report.items, walk.report.failed) == (2, 2, False)


def test_an_archive_may_repeat_what_the_feed_lists_and_lead_on():
    walk = a_walk()
    walk.start(channel("https://gazette.example/2"), items(1, 2))
    pages = {
        "https://gazette.example/2": (channel("https://gazette.example/1"), items(1, 2)),
        "https://gazette.example/1": (channel(None), items(3)),
    }
    assert walked(walk, pages) == "no older page"
    assert walk.report.pages == 2


def test_a_link_that_leads_nowhere_is_a_failure():
    walk = a_walk()
    walk.start(channel("https://gazette.example/2"), items(1))
    assert walked(walk, {}) == "https://gazette.example/2: 404 Not Found"
    assert walk.report.failed


@pytest.mark.parametrize(
    "back",
    [
        "https://gazette.example/news",
        "https://gazette.example/2",
        "https://gazette.example/3",
        "https://GAZETTE.example:443/2#again",
    ],
)
def test_a_circle_ends(back):
    walk = a_walk()
    walk.start(channel("https://gazette.example/2"), items(1))
    pages = {
        "https://gazette.example/2": (channel("https://gazette.example/3"), items(2)),
        "https://gazette.example/3": (channel(back), items(3)),
    }
    assert walked(walk, pages) == "the pages lead round in a circle"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://other.example/2",
        "https://archive.gazette.example/2",
        "https://gazette.example:8443/2",
        "https://gazette.example@other.example/2",
    ],
)
def test_another_host_is_not_gone_to(elsewhere):
    walk = a_walk()
    walk.start(channel(elsewhere), items(1))
    assert walk.goes_on(10) is None
    assert "at another host, " in walk.report.ended


@given(most=st.integers(1, 30))
def test_no_more_pages_are_walked_than_asked_for(most):
    """Not even where a server names ever new addresses for ever the same."""
    walk = a_walk()
    walk.start(channel("https://gazette.example/0"), items(1))
    asked = 0
    while (page := walk.goes_on(most)) is not None:
        asked += 1
        walk.turn(page, channel(f"https://gazette.example/{asked}"), items(1), NOW)
    assert asked == walk.report.pages == most
    assert "there are more" in walk.report.ended


def test_what_the_feed_lists_is_not_old():
    walk = a_walk()
    walk.start(Channel(), items(1, 2))
    turned = walk.turn(Older(url="/2"), Channel(), items(1, 2, 3, 4), NOW)
    assert [one.id for one, _ in turned] == list(ids(3, 4))
    walk = a_walk(listing=ids(1, 2))
    walk.remember(NOW)
    turned = walk.turn(Older(url="/2"), Channel(), items(1, 2, 3, 4), NOW)
    assert [one.id for one, _ in turned] == list(ids(3, 4))


def test_what_came_since_the_feed_was_asked_is_not_old():
    walk = a_walk()
    walk.remember(NOW - HOUR)
    new = items(1, published=(NOW - HOUR / 2).isoformat())
    old = items(2, published=(NOW - HOUR).isoformat())
    turned = walk.turn(Older(url="/2"), Channel(), (*new, *old), NOW)
    assert [one.id for one, _ in turned] == list(ids(2))
    assert walk.report.items == 2


def test_what_states_no_date_is_not_newer_than_what_stands_above_it():
    walk = a_walk()
    walk.start(Channel(), items(1, published=(NOW - DAY).isoformat()))
    undated = items(2, published=None)
    later = items(3, published=(NOW - HOUR).isoformat())
    oldest = items(4, published=(NOW - 3 * DAY).isoformat())
    last = items(5, published=None)
    turned = walk.turn(Older(url="/2"), Channel(), (*undated, *later, *oldest, *last), NOW)
    assert [at for _, at in turned] == [NOW - DAY, NOW, NOW, NOW - 3 * DAY]


def test_in_a_feed_without_dates_it_is_not_newer_than_what_came_of_late():
    walk = a_walk(arrivals=(NOW - HOUR, NOW - DAY))
    walk.start(Channel(), items(1, published=None))
    turned = walk.turn(Older(url="/2"), Channel(), items(2, published=None), NOW)
    assert [at for _, at in turned] == [NOW - DAY]


def test_known_is_what_is_stored():
    """What the feed lists, or is of later, and is not stored is left to the next round."""
    walk = a_walk()
    walk.start(Channel(), items(1, 2))
    later = items(3, published=(NOW + HOUR).isoformat())
    page = (*items(1, 2), *later, *items(4, 5))
    turned = walk.turn(Older(url="/2"), Channel(), page, NOW + 2 * HOUR, ids(1, 4))
    assert [one.id for one, _ in turned] == list(ids(5))
    walk.stored(1)
    report = walk.report
    assert (report.items, report.new, report.known, report.left) == (5, 1, 2, 2)


def test_what_several_pages_list_counts_once():
    walk = a_walk()
    walk.start(Channel(), ())
    assert len(walk.turn(Older(url="/2"), Channel(), items(1, 2), NOW, ids(1))) == 1
    walk.stored(1)
    assert walk.turn(Older(url="/3"), Channel(), items(1, 2, 3), NOW, ids(1, 2, 3)) == []
    report = walk.report
    assert (report.items, report.new, report.known, report.left) == (3, 1, 2, 0)


@pytest.mark.parametrize("url", [FEED, "https://gazette.example/news"])
def test_a_page_that_leads_to_another_host_ends_it(url):
    walk = a_walk(url)
    walk.start(WORDPRESS, items(1))
    assert walk.stays("https://www.gazette.example/2")
    assert not walk.report.ended
    assert not walk.stays("https://other.example/2")
    assert walk.report.ended == "the older page is at another host, other.example"


def test_what_a_cut_document_lists_is_not_remembered():
    assert a_walk(FEED, body_digest="whole").remembers_feed
    assert not a_walk(FEED, body_digest=None).remembers_feed
    assert not a_walk(body_digest="whole").remembers_feed
