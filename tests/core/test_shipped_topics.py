"""The shipped words and names on labelled items: invented ones, in the manner of the trade's.

`one` and `two` were looked at while words were chosen; `three` was written afterwards, by
somebody who had seen neither, and was filed once before anything was changed for it.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from aggregator.bootstrap.parts import lexicon, names
from aggregator.core.classify import Classifier
from aggregator.core.config import load
from aggregator.core.evaluate import Labels, topics_report
from aggregator.core.lines import filed
from aggregator.model import Filing

Item = Mapping[str, Any]
CORPUS = Path(__file__).with_name("labelled_items.jsonl")
BARE = "site: {contact: ops@example.org}\nfeeds: []\noutputs: []\n"


@pytest.fixture(scope="module")
def filings() -> list[tuple[Item, Filing]]:
    topics = load(BARE, "feeds.yaml", lexicon=lexicon(), names=names(), environment={}).topics
    shipped = Classifier(topics)
    items = map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    return [(item, filed(item, shipped)) for item in items]


@pytest.mark.parametrize("name", ["one", "two", "three"])
def test_items_are_filed_as_an_editor_would(filings: list[tuple[Item, Filing]], name: str) -> None:
    report = topics_report(
        (Labels(primary=item["primary"], topics=tuple(item.get("labels", ()))), filing)
        for item, filing in filings
        if item["set"] == name
    )
    assert report.macro_f1 > 0.9, report.as_text()


def test_what_was_paid_for_is_found_and_nothing_else(filings: list[tuple[Item, Filing]]) -> None:
    told = Counter(
        (item.get("disclosure") == "sponsored", filing.is_sponsored) for item, filing in filings
    )
    assert told[False, True] == told[True, False] == 0
    named = [(item["sponsor"], filing.sponsor) for item, filing in filings if item.get("sponsor")]
    assert sum(asked == given for asked, given in named) >= len(named) - 1


def test_companies_own_releases_are_told(filings: list[tuple[Item, Filing]]) -> None:
    wrong = [
        item["id"]
        for item, filing in filings
        if (item.get("disclosure") == "press-release") != (filing.disclosure == "press-release")
    ]
    assert wrong == []
