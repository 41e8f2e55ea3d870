"""Items as JSON Lines: whatever stands in them, each gets its answer."""

import json

import pytest
from factories import AUTHORITY
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.core.classify import Classifier
from aggregator.core.lines import filed, grouped, with_filing
from aggregator.core.rules import Rules
from aggregator.model import SPONSORED, FeedId, Topic, TopicRule

CLASSIFIER = Classifier(
    (
        TopicRule(topic=Topic("auctions"), label="Auctions", words=(("auction", 2.0),)),
        TopicRule(topic=Topic("industry"), label="Industry", words=(("mine", 2.0),)),
        TopicRule(
            topic=SPONSORED,
            label="Sponsored",
            marks=("Sponsored by",),
            categories=("Partner Content",),
        ),
    )
)
RULES = Rules(ranks={FeedId("The Wire"): 90}, authority=AUTHORITY, config="")
LONG = (
    "The house sold a ring of old gold to a bidder in the room last night for more than twice its"
)
LONG = f"{LONG} high estimate after ten minutes of bidding among four people on the telephone."

FIELDS = ("id", "title", "dek", "summary", "source", "url", "date", "feed_categories", "author",
          "authors", "labels", "other")  # fmt: skip
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(("https://x.example/a", "http://[", "2026-05-04", LONG, "\ud800", "<p>a")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
ITEMS = st.dictionaries(st.sampled_from(FIELDS), JSON)


def stories(*items: dict) -> list[str]:
    return list(grouped(items, CLASSIFIER, RULES))


# classify


def test_an_item_is_filed_by_the_rules():
    item = {"id": 1, "title": "An auction", "dek": "Of rings.", "gold": {"kept": True}}
    told = with_filing(item, filed(item, CLASSIFIER))
    assert told["topics"] == ["auctions"]
    assert (told["primary"], told["disclosure"], told["sponsor"]) == ("auctions", None, None)
    assert told["evidence"] == [
        {
            "place": "title",
            "text": "auction",
            "weight": 6.0,
            "topic": "auctions",
            "rule": "auction",
            "kind": "",
        }
    ]
    assert told["rule"]
    assert item.items() <= told.items()


def test_an_auction_is_told_with_its_days():
    item = {"title": "Ring to be sold at auction on 14 May", "date": "2026-05-04"}
    assert with_filing(item, filed(item, CLASSIFIER))["sale"] == {
        "from": "2026-05-14T00:00:00Z",
        "until": "2026-05-15T00:00:00Z",
        "result": False,
    }
    item = {"title": "A gold ring", "sale": "mine"}
    assert with_filing(item, filed(item, CLASSIFIER))["sale"] is None


def test_a_sponsors_line_ends_where_its_paragraph_does():
    item = {"title": "Light", "dek": "<p>Sponsored by Halden</p><p>Retailers need light.</p>"}
    assert filed(item, CLASSIFIER).sponsor == "Halden"


def test_a_sponsor_is_told():
    item = {"title": "Sponsored by Ash & Co: a mine", "feed_categories": ["Partner Content"]}
    told = with_filing(item, filed(item, CLASSIFIER))
    assert (told["primary"], told["disclosure"], told["sponsor"]) == (
        "sponsored",
        "sponsored",
        "Ash & Co",
    )
    assert told["topics"][0] == "sponsored"


def test_answers_write_over_fields_of_their_own_names():
    item = {"id": "a", "topics": ["gold"], "primary": "gold", "evidence": 1, "labels": ["gold"]}
    told = with_filing(item, filed(item, CLASSIFIER))
    assert (told["topics"], told["primary"], told["labels"]) == (
        ["industry"],
        "industry",
        ["gold"],
    )
    assert told["evidence"] == []


@pytest.mark.parametrize("name", ["dek", "summary"])
def test_the_dek_and_the_summary_are_read(name):
    assert filed({"title": "x", name: "<p>Auction auction</p>"}, CLASSIFIER).primary == "auctions"


@pytest.mark.parametrize(
    "categories", ["Partner Content", ["Partner Content"], [None, 7, "Partner Content"]]
)
def test_categories_are_a_list_or_a_word(categories):
    assert filed({"feed_categories": categories}, CLASSIFIER).primary == "sponsored"


@pytest.mark.parametrize("nothing", [None, [], [None], "", [""]])
def test_nothing_among_categories_is_no_category(nothing):
    named = Classifier((TopicRule(topic=Topic("none"), label="None", categories=("None",)),))
    assert filed({"feed_categories": nothing}, named).primary != "none"


@pytest.mark.parametrize("name", ["author", "authors"])
def test_a_byline_is_read(name):
    item = {"title": "x", name: "Sponsored by Ash & Co"}
    assert filed(item, CLASSIFIER).sponsor == "Ash & Co"


@settings(max_examples=40)
@given(ITEMS)
def test_any_item_is_filed(item):
    told = with_filing(item, filed(item, CLASSIFIER))
    assert told.keys() >= item.keys() | {"topics", "primary", "disclosure", "sponsor", "evidence"}
    assert json.dumps(told)
    assert all(told[name] is item[name] for name in item)


# group


def test_copies_are_one_story_and_others_are_not():
    found = stories(
        {"id": 1, "source": "The Wire", "title": "Sold", "dek": LONG, "date": "2026-05-04"},
        {"id": 2, "source": "Bench", "title": "Old gold", "dek": LONG, "date": "2026-05-06"},
        {"id": 3, "source": "Bench", "title": "Sold", "dek": f"{LONG} More.", "date": "2026-05-04"},
        {"id": 4, "source": "Gazette", "url": "https://x.example/a?utm_source=b", "title": "A"},
        {"id": 5, "source": "Bench", "url": "http://www.x.example/a", "title": "B"},
    )
    assert found[0] == found[1]
    assert found[3] == found[4]
    assert len(set(found)) == 3
    assert all(one.startswith(f"tag:{AUTHORITY}:story/") for one in found)


def test_items_with_one_id_are_items_of_their_own():
    found = stories({"id": 1, "title": "A"}, {"id": 1, "title": "B"}, {"title": "C"}, {})
    assert len(set(found)) == 4


def test_items_without_a_date_stand_together():
    assert len(set(stories({"title": "A", "dek": LONG}, {"title": "B", "dek": LONG}))) == 1


def test_stories_that_turn_out_to_be_one_are_told_as_one():
    found = stories(
        {"source": "a", "title": "A", "dek": LONG},
        {"source": "b", "title": "B", "url": "https://x.example/a"},
        {"source": "c", "title": "C", "dek": LONG, "url": "https://x.example/a"},
    )
    assert len(set(found)) == 1


def test_an_advert_stays_apart_from_news():
    news = {"source": "a", "title": "A", "dek": LONG}
    advert = news | {"source": "b", "feed_categories": ["Partner Content"]}
    assert len(set(stories(news, advert))) == 2


def test_a_source_that_is_half_a_character_is_no_fault():
    assert len(stories({"source": "\ud800", "title": "Pearls", "dek": "x"})) == 1


def test_no_items_are_no_stories():
    assert stories() == []


@settings(max_examples=40)
@given(st.lists(ITEMS, max_size=6))
def test_each_item_gets_one_story_in_its_place(items):
    found = stories(*items)
    assert len(found) == len(items)
    assert stories(*items) == found


@settings(max_examples=40)
@given(st.lists(ITEMS, max_size=4))
def test_an_item_twice_in_a_row_is_no_other_story(items):
    """Where it has a text or an address to be known by."""
    known = [item | {"url": f"https://x.example/{place}"} for place, item in enumerate(items)]
    found = stories(*known, *known)
    assert found[: len(items)] == found[len(items) :]
