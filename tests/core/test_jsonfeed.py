"""JSON Feed. What its members come to stands in the corpus, json_*.json."""

import json

from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.jsonfeed import parse
from aggregator.model import ParsedFeed, ReadFailed

URL = "https://bench.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
MEMBERS = st.sampled_from(
    "id url external_url title summary content_html content_text date_published date_modified"
    " authors author tags image banner_image attachments language".split()
)


@given(st.lists(st.dictionaries(MEMBERS, ANYTHING) | ANYTHING, max_size=4))
def test_members_of_any_type_give_a_value(items):
    found = parse(json.dumps({"version": VERSION, "items": items}), url=URL)
    assert isinstance(found, ParsedFeed)
    assert len(found.items) == sum(isinstance(item, dict) for item in items)


@given(st.text(max_size=60))
def test_any_text_gives_a_value(text):
    assert isinstance(parse(text, url=URL), ParsedFeed | ReadFailed)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_an_id_as_it_reads(number):
    found = parse(json.dumps({"version": VERSION, "items": [{"id": number}]}), url=URL)
    assert isinstance(found, ParsedFeed)
    assert found.items[0].guid == str(number)


def test_a_number_too_long_to_be_one_is_told():
    found = parse(f'{{"version": "{VERSION}", "items": [{"9" * 5000}]}}', url=URL)
    assert isinstance(found, ReadFailed)


def test_text_is_escaped_and_html_wins_over_it():
    items = [{"content_text": "1 < 2"}, {"content_text": "x", "content_html": "<p>y</p>"}]
    found = parse(json.dumps({"version": VERSION, "items": items}), url=URL)
    assert isinstance(found, ParsedFeed)
    assert [item.content_html for item in found.items] == ["1 &lt; 2", "<p>y</p>"]


def test_a_feed_without_items_is_not_an_empty_one():
    for items in ("", ', "items": null', ', "items": {}'):
        found = parse(f'{{"version": "{VERSION}"{items}}}', url=URL)
        assert found == ReadFailed(reason="a JSON Feed without its list of items")
