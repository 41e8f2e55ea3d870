"""When an item is from, and who says so."""

from datetime import UTC, datetime, timedelta

import pytest
from factories import NOW, a_feed, an_item
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.dating import AHEAD, dated, stated_at
from aggregator.model import Channel, DateSource

CHANNEL = Channel(language="en-US")
HOUR = timedelta(hours=1)


def of(feed=None, **said):
    return dated(feed or a_feed(), CHANNEL, an_item(**said), now=NOW)


def test_published_goes_before_updated():
    at, source = of(published="2026-05-01", updated="2026-05-02")
    assert (at.day, source) == (1, DateSource.PUBLISHED)
    at, source = of(published="soon", updated="2026-05-02")
    assert (at.day, source) == (2, DateSource.UPDATED)


@pytest.mark.parametrize(
    ("link", "day"),
    [
        ("https://x.example/2026/03/12/a-ring", (2026, 3, 12)),
        ("https://x.example/news/2026-03-12-a-ring", (2026, 3, 12)),
        ("https://x.example/2026/mar/12/a-ring", (2026, 3, 12)),
        ("https://x.example/20260312/a-ring", (2026, 3, 12)),
        ("https://x.example/2026/03/a-ring", None),
        ("https://x.example/articles/20269912/a", None),
        ("https://x.example/watches/2026/13/45/", None),
        ("https://x.example/2031/03/12/a-ring", None),
    ],
)
def test_an_undated_item_is_of_the_day_in_its_address(link, day):
    at, source = of(published=None, link=link)
    if day is None:
        assert (at, source) == (NOW, DateSource.FIRST_SEEN)
    else:
        assert (at, source) == (datetime(*day, tzinfo=UTC), DateSource.LINK)


def test_the_day_in_an_address_begins_at_the_feed_s_home():
    feed = a_feed(timezone="America/New_York")
    at, _ = of(feed, published=None, link="https://x.example/2026/03/12/a-ring")
    assert at == datetime(2026, 3, 12, 4, tzinfo=UTC)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=9000)))
def test_nothing_is_later_than_now(ahead):
    at, source = of(published=(NOW + ahead).isoformat(), link="https://x.example/a")
    assert at == NOW
    assert (source is DateSource.FIRST_SEEN) == (ahead > AHEAD)


def test_a_date_far_ahead_gives_way_to_the_next():
    at, source = of(published="2026-09-01", updated="2026-05-02")
    assert (at.day, source) == (2, DateSource.UPDATED)


def test_the_language_is_the_item_s_then_the_operator_s_then_the_feed_s():
    said = {"published": "01/02/2026"}
    assert of(**said)[0].month == 1
    assert of(a_feed(language="en-GB"), **said)[0].month == 2
    assert of(a_feed(language="en-GB"), language="en-US", **said)[0].month == 1


def test_what_states_no_date_is_none():
    item = an_item(published=None, link="https://x.example/a")
    assert stated_at(a_feed(), CHANNEL, item, now=NOW) is None
