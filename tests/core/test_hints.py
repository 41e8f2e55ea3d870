"""How a document asks to be polled. What elements come to stands in the corpus."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.hints import minutes, number, older, skips, update_every

URL = "https://bench.example/feeds/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "frequency", "every"),
    [
        ("hourly", None, HOUR),
        ("Hourly", "1", HOUR),
        ("hourly", "4", HOUR / 4),
        ("daily", "24", HOUR),
        ("weekly", "1", 7 * DAY),
        ("monthly", None, 30 * DAY),
        ("yearly", "365", DAY),
        ("hourly", "0", None),
        ("hourly", "-1", None),
        ("hourly", "1.5", None),
        ("hourly", "often", None),
        ("hourly", "9" * 5000, None),
        ("fortnightly", "1", None),
        (None, "2", None),
        (None, None, None),
    ],
)
def test_a_pace_is_its_period_by_its_frequency(period, frequency, every):
    assert update_every(period, frequency) == every


@pytest.mark.parametrize(
    ("said", "ttl"),
    [("60", HOUR), ("0", None), ("-5", None), ("soon", None), (None, None), ("9" * 7, None),
     ("²", None), ("٣", None)],
)  # fmt: skip
def test_a_ttl_is_a_number_of_minutes(said, ttl):
    assert minutes(said) == ttl


@given(st.text() | st.integers().map(str), st.integers(1, 20))
def test_a_number_has_no_more_digits_than_asked_for(said, digits):
    found = number(said, digits=digits)
    assert found is None or 0 <= found < 10**digits


def test_the_archive_comes_before_the_next_page():
    links = [{"rel": "next", "href": "2"}, {"rel": "prev-archive", "href": "old"}]
    assert older(links, URL) == f"{URL}old"
    assert older(links[:1], URL) == f"{URL}2"
    assert older([{"rel": "next", "href": "javascript:alert(1)"}, {"href": "x"}, {}], URL) is None


# What is left open, or comes again and again: shards of what the text is searched for.
SHARDS = st.sampled_from(
    "<skipHours> <skiphours </skipHours> <hour> </hour> <day> 7 24 Monday <item> </item> <item/>"
    " <x:item> <!-- --> <![CDATA[ ]]> <!ENTITY \" ' <? ?> > < / & é \n".split(" ")
)


@given(st.lists(SHARDS, max_size=60).map("".join))
def test_any_text_gives_hours_and_days(text):
    hours, days = skips(f"<skipHours>{text}")
    assert list(hours) == sorted(set(hours))
    assert list(days) == sorted(set(days))
    assert set(hours) <= set(range(24))
    assert set(days) <= set(range(7))


@given(st.lists(st.integers(0, 23)), st.lists(st.integers(0, 6)))
def test_all_that_is_listed_is_found(hours, days):
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    text = (
        f"<rss><channel><skipDays>{''.join(f'<day>{names[day]}</day>' for day in days)}</skipDays>"
        "<item><title>Open all hours</title></item>"
        f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in hours)}</skipHours></channel>"
    )
    assert skips(text) == (tuple(sorted(set(hours))), tuple(sorted(set(days))))


def test_items_do_not_say_when_their_feed_is_closed():
    inner = "<skipHours><hour>3</hour></skipHours>"
    assert skips(f"<rss><channel><item>{inner}</item></channel></rss>") == ((), ())
    assert skips(f"<feed><a:entry x='y'>{inner}</a:entry></feed>") == ((), ())
    # An item that does not end: nobody can say what is outside of it.
    assert skips(f"<rss><channel><item><title>One</title>{inner}") == ((), ())
    assert skips(f"<rss><channel></item>{inner}<item>") == ((3,), ())


@pytest.mark.parametrize(
    "shard",
    ["<", "<!--", "<![CDATA[", "<?", '<!ENTITY "', "<!ENTITY '", "<!ENTITY a", "<hour", "<hour ",
     "<skipHours", "<skipHours>", "<item ", "<a", "a:", "<a.b-c:", "<hour>1", "<item>", "-->",
     "</", "<hour\n\t", "<x:hour x"],
)  # fmt: skip
def test_what_is_left_open_again_and_again_costs_no_more_than_its_length(shard):
    text = f"<skipHours>{shard * (1_000_000 // len(shard))}"
    began = time.process_time()
    skips(text)
    assert time.process_time() - began < 5  # a search that starts over takes hours
