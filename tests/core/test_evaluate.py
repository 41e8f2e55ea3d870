"""Measures, against examples worked out by hand."""

import pytest
from factories import a_filing, an_entry
from hypothesis import given
from hypothesis import strategies as st

from aggregator.core.evaluate import Labels, Tally, rulings_report, stories_report, topics_report
from aggregator.model import Disclosure, Filing, Topic

TOPICS = st.sampled_from(["retail", "auctions", "industry", None])


def row(gold: str | None, got: str | None, *labels: str) -> tuple[Labels, Filing]:
    topics = labels or ((gold,) if gold else ())
    return Labels(primary=gold, topics=topics), a_filing(got)


def test_topics_are_counted_by_their_primary() -> None:
    rows = [
        row("retail", "retail"),
        row("retail", "retail"),
        row("retail", "auctions"),
        row("auctions", "auctions"),
        row(None, "retail"),
    ]
    assert topics_report(rows).as_json() == {
        "items": 5,
        "macro_f1": pytest.approx((2 / 3 + 2 / 3 + 0) / 3),
        "topics": {
            "auctions": {"precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "support": 1},
            "off-topic": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 1},
            "retail": {
                "precision": pytest.approx(2 / 3),
                "recall": pytest.approx(2 / 3),
                "f1": pytest.approx(2 / 3),
                "support": 3,
            },
        },
        "confusion": {
            "auctions": {"auctions": 1},
            "off-topic": {"retail": 1},
            "retail": {"auctions": 1, "retail": 2},
        },
        "sponsors": {"right": 0, "labelled": 0},
        "press_releases": {"right": 0, "labelled": 0},
    }


def test_a_topic_that_nobody_labelled_is_shown_and_not_in_the_mean() -> None:
    report = topics_report([row("retail", "retail"), row("retail", "industry")]).as_json()
    assert report["topics"]["industry"]["support"] == 0
    assert report["macro_f1"] == pytest.approx(2 / 3)


def test_the_topics_table_is_for_people() -> None:
    rows = [row("retail", "retail", "retail", "auctions"), row("auctions", "retail")]
    assert topics_report(rows).as_text().splitlines() == [
        "topic     precision  recall     F1  items",
        "auctions       0.0%    0.0%   0.0%      1",
        "retail        50.0%  100.0%  66.7%      1",
        "",
        "labelled, and filed as  auctions  retail",
        "auctions                       0       1",
        "retail                         0       1",
        "",
        "2 items, mean F1 33.3%; all topics borne: precision 50.0%, recall 33.3%",
    ]


PAID = a_filing("sponsored", disclosure=Disclosure.SPONSORED, sponsor="Tarn & Vale")
RELEASED = a_filing("retail", disclosure=Disclosure.PRESS_RELEASE)


def test_sponsors_and_releases_are_counted_where_they_are_labelled() -> None:
    paid = Labels(primary="sponsored", disclosure="sponsored")
    released = Labels(primary="retail", disclosure="press-release")
    report = topics_report(
        [
            (Labels(primary="sponsored", sponsor="TARN &  Vale"), PAID),
            (Labels(primary="sponsored", sponsor="Tarn"), PAID),
            (Labels(primary="sponsored", sponsor="Kessler"), a_filing("retail")),
            (paid, PAID),
            (released, RELEASED),
            (released, a_filing("retail")),
            (Labels(primary="retail"), RELEASED),
        ]
    )
    assert report.sponsors == Tally(right=1, labelled=3)
    assert report.releases == Tally(right=1, labelled=2)
    assert report.as_text().splitlines()[-2:] == [
        "sponsors named: 1 of 3",
        "press releases told: 1 of 2",
    ]


def test_what_rules_and_people_say_otherwise_is_listed_with_the_rule() -> None:
    said = [("e1", "retail", "retail"), ("e2", "auctions", None), ("e3", "off-topic", "retail"),
            ("e4", "off-topic", None)]  # fmt: skip
    rows = [(an_entry(name), Topic(person), a_filing(rules)) for name, person, rules in said]
    told = rulings_report(rows).as_json()
    assert told["confusion"] == {
        "auctions": {"off-topic": 1},
        "off-topic": {"off-topic": 1, "retail": 1},
        "retail": {"retail": 1},
    }
    titled = [("e2", "off-topic", "auctions"), ("e3", "retail", "off-topic")]
    assert told["differences"] == [
        {"id": name, "title": f"Title of {name}", "rules": rules, "person": person, "rule": "words"}
        for name, rules, person in titled
    ]


@given(st.lists(st.tuples(TOPICS, TOPICS)))
def test_each_ruling_agrees_or_differs(pairs: list[tuple[str | None, str | None]]) -> None:
    rows = [(an_entry(), Topic(gold or "off-topic"), a_filing(got)) for gold, got in pairs]
    report = rulings_report(rows)
    agreed = sum(got.get(gold, 0) for gold, got in report.topics.confusion.items())
    assert agreed + len(report.differences) == len(pairs)


def test_stories_are_scored_by_item_and_by_pair() -> None:
    gold = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}
    got = {"a": "1", "b": "1", "c": "2", "d": "2", "e": "2"}
    report = stories_report(gold, got, {"d": "x", "e": "x", "a": "y"})
    # Precision: a, b are wholly right, c is alone of its kind among three, d and e two of three.
    precision, recall = (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5, (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5
    assert report.as_json() == {
        "items": 5,
        "b3": {
            "precision": pytest.approx(precision),
            "recall": pytest.approx(recall),
            "f1": pytest.approx(2 * precision * recall / (precision + recall)),
        },
        "false_joins": 2,
        "missed_joins": 2,
    }
    assert report.near_misses == 2
    assert report.as_text().splitlines() == [
        "    precision  recall     F1",
        "B³      73.3%   73.3%  73.3%",
        "",
        "5 items, 2 pairs joined falsely, 2 missed; 2 near misses joined",
    ]


def test_nothing_to_measure_is_measured_as_nothing() -> None:
    assert topics_report([]).as_json() == {
        "items": 0,
        "macro_f1": 0.0,
        "topics": {},
        "confusion": {},
        "sponsors": {"right": 0, "labelled": 0},
        "press_releases": {"right": 0, "labelled": 0},
    }
    assert stories_report({}, {}, {}).as_json()["b3"]["f1"] == 0.0


@given(st.lists(TOPICS, min_size=1))
def test_a_perfect_filing_scores_one(topics: list[str | None]) -> None:
    report = topics_report([row(topic, topic) for topic in topics])
    assert report.macro_f1 == 1.0
    assert report.items == len(topics)


@given(st.lists(st.tuples(TOPICS, TOPICS)))
def test_every_item_stands_once_in_the_confusion(
    pairs: list[tuple[str | None, str | None]],
) -> None:
    report = topics_report([row(gold, got) for gold, got in pairs]).as_json()
    assert sum(n for got in report["confusion"].values() for n in got.values()) == len(pairs)
    assert sum(topic["support"] for topic in report["topics"].values()) == len(pairs)
    assert 0 <= report["macro_f1"] <= 1


GROUPINGS = st.lists(st.sampled_from("xyz"), min_size=1, max_size=12)


@given(GROUPINGS)
def test_the_same_stories_under_other_ids_are_perfect(stories: list[str]) -> None:
    gold = dict(enumerate(stories))
    report = stories_report(gold, {item: f"our {story}" for item, story in gold.items()}, {})
    assert report.b3.f1 == 1.0
    assert (report.false_joins, report.missed_joins) == (0, 0)


@given(GROUPINGS)
def test_telling_all_apart_is_never_false_and_joining_all_never_misses(stories: list[str]) -> None:
    gold = dict(enumerate(stories))
    apart = stories_report(gold, {item: str(item) for item in gold}, {})
    assert (apart.b3.precision, apart.false_joins) == (1.0, 0)
    joined = stories_report(gold, dict.fromkeys(gold, "one"), {})
    assert (joined.b3.recall, joined.missed_joins) == (1.0, 0)
    pairs = len(gold) * (len(gold) - 1) // 2
    assert apart.missed_joins + joined.false_joins == pairs
