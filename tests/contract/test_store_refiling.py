"""Stored entries under an edited feeds.yaml, on either database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import HOUR, NOW
from factories_store import look, one, tell

from aggregator.core.changes import Effect, Kind
from aggregator.core.config import load
from aggregator.model import Config, EntryId, FeedId, Ruling
from aggregator.store import SqlStore
from aggregator.update import refiling
from aggregator.update.refiling import Refiling

LEXICON = 'topics = {industry = {label = "Industry"}, sponsored = {labels = ["Advertorial"]}}\n'
FILE = """\
site: {contact: desk@wire.example}
feeds:
  - {id: gazette, url: 'https://gazette.example/feed'}
  - {id: journal, url: 'https://journal.example/feed'}
outputs:
  - {id: news, title: News, limit: 3}
"""
RINGS = f"{FILE}topics: {{rings: {{words: [{{ring: 99}}]}}}}\n"


def understood(text: str) -> Config:
    return load(text, "feeds.yaml", lexicon=LEXICON, environment={})


@pytest.fixture
def told(store: SqlStore) -> SqlStore:
    """Thirty entries of industry, of which every other tells of a ring; the last one is old."""
    for number in range(30):
        title = f"A ring of {number}" if number % 2 else f"A clasp of {number}"
        tell(store, (one(f"e{number:02}", title=title, published_at=NOW - number * HOUR),))
    Refiling(understood(FILE), None, store, clock=lambda: NOW).apply()
    return store


def refile(store: SqlStore, text: str, **said: int) -> Refiling:
    return Refiling(understood(text), understood(FILE), store, clock=lambda: NOW, **said)


def filed_as_rings(store: SqlStore) -> list[str]:
    known = look(store, *(f"e{number:02}" for number in range(30)))
    return sorted(one for one, filed in known.entries.items() if "rings" in filed.filing.topics)


@pytest.mark.parametrize("bite", [1, 4, 500])
def test_what_is_planned_is_what_is_made(
    told: SqlStore, monkeypatch: pytest.MonkeyPatch, bite: int
) -> None:
    monkeypatch.setattr(refiling, "BITE", bite)
    planned = refile(told, RINGS).plan()
    assert filed_as_rings(told) == []
    made = refile(told, RINGS).apply()
    assert made == planned
    assert (made.examined, made.count(Kind.TOPIC), made.total) == (30, 15, 15)
    assert filed_as_rings(told) == [f"e{number:02}" for number in range(1, 30, 2)]
    assert refile(told, RINGS).plan() == Effect(examined=30, total=0, warnings=made.warnings)


def test_only_so_many_days_are_looked_at(told: SqlStore) -> None:
    effect = refile(told, RINGS, days=1).apply()
    assert effect.examined == 25
    assert max(filed_as_rings(told)) == "e23"
    assert refile(told, RINGS, days=0).plan().examined == 1  # of this very moment


def test_what_a_person_filed_and_what_no_feed_brings_any_more_stays(told: SqlStore) -> None:
    told.rule(Ruling(entry_id=EntryId("e01"), at=NOW, kind="file", outcome="industry"))
    tell(told, (one("other", "wire", title="A ring of another"),))
    refile(told, RINGS).apply()
    assert "e01" not in filed_as_rings(told)
    known = look(told, "other")
    assert known.entries[EntryId("other")].filing.primary == "industry"


def test_an_item_that_leaves_an_output_makes_room_for_another(told: SqlStore) -> None:
    tell(told, (one("friend", title="Word of our friends"),))
    advert = RINGS.replace("topics: {", "topics: {sponsored: {labels: [Word of our friends]}, ")
    effect = refile(told, advert).plan()
    (news,) = effect.outputs
    assert (news.output_id, news.enter, news.leave) == ("news", 1, 1)
    rules = {one.entry_id: one.rule for one in effect.changes if one.kind is Kind.OUTPUT}
    assert rules.pop(EntryId("friend")).startswith("sponsored: ")
    assert len(rules) == 1


def test_a_feed_that_never_leads_any_more_leaves_the_outputs(told: SqlStore) -> None:
    never = FILE.replace(
        "'https://gazette.example/feed'", "'https://gazette.example/feed', lead: never"
    )
    effect = refile(told, never).plan()
    assert (effect.total, effect.count(Kind.OUTPUT)) == (3, 3)
    assert len(told.stories(understood(FILE).outputs[0], NOW)) == 3


def test_a_new_word_of_most_items_is_warned_of(told: SqlStore) -> None:
    text = f"{FILE}topics: {{rings: {{words: [ring, clasp]}}}}\n"
    for number in (40, 41):
        tell(told, (one(f"e{number}", title="A clasp of 40"),))
    (warning,) = refile(told, text).plan().warnings
    assert warning.startswith("rings: “clasp” is new, and found in 17 of 32 items")
    again = Refiling(understood(text), understood(text), told, clock=lambda: NOW)
    assert again.plan().warnings == ()


def test_days_are_those_of_the_edited_file(told: SqlStore) -> None:
    config = understood(f"{RINGS}changes: {{days: 1}}\n")
    later = replace(config, feeds=tuple(one for one in config.feeds if one.id == FeedId("gazette")))
    effect = Refiling(later, None, told, clock=lambda: NOW + timedelta(hours=12)).plan()
    assert effect.examined == 13
