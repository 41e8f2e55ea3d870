"""Outputs that ask how far an auction has come: what they carry depends on the moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import HOUR, NOW, a_filing
from factories_store import EVERYTHING, a_told, an_output, an_update, bring, one, shown, tell

from aggregator.model import FiledEntry, Fold, OutputFeed, Phase, Ruling, Sale
from aggregator.store import SqlStore

DAY = timedelta(days=1)
END = NOW + 3 * DAY
UPCOMING = an_output(auctions=(Phase.UPCOMING,))
PAST = an_output(auctions=(Phase.PAST,))
RESULT = an_output(auctions=(Phase.RESULT,))

every_fold = pytest.mark.parametrize("fold", list(Fold))


def of_sale(name: str, sale: Sale | None, **said: object) -> FiledEntry:
    return one(name, filing=a_filing("auctions", sale=sale), **said)


def told_of_four(store: SqlStore) -> None:
    tell(
        store,
        (of_sale("preview", Sale(from_at=END - DAY, until_at=END), published_at=NOW),),
        (of_sale("outcome", Sale(until_at=END - 9 * DAY, is_result=True)),),
        (of_sale("undated", Sale(), published_at=NOW - 2 * HOUR),),
        (of_sale("none", None, published_at=NOW - 3 * HOUR),),
    )


def carried(store: SqlStore, output: OutputFeed, at=NOW) -> list[str]:
    return [story.lead.id for story in store.stories(output, at)]


@every_fold
def test_an_output_carries_the_phases_that_it_asks_for(store: SqlStore, fold: Fold) -> None:
    told_of_four(store)
    upcoming, past, result = (replace(one, fold=fold) for one in (UPCOMING, PAST, RESULT))
    assert carried(store, upcoming) == ["preview"]
    assert carried(store, past) == []
    assert carried(store, result) == ["outcome"]
    assert carried(store, replace(upcoming, auctions=(Phase.UPCOMING, Phase.RESULT))) == [
        "preview",
        "outcome",
    ]
    assert carried(store, replace(upcoming, auctions=tuple(Phase), limit=1)) == ["preview"]
    assert carried(store, replace(upcoming, auctions=())) == [
        "preview",
        "outcome",
        "undated",
        "none",
    ]


@every_fold
def test_a_sale_is_past_from_the_end_of_its_last_day(store: SqlStore, fold: Fold) -> None:
    told_of_four(store)
    upcoming, past = replace(UPCOMING, fold=fold), replace(PAST, fold=fold)
    just_before = END - timedelta(microseconds=1)
    assert carried(store, upcoming, just_before) == ["preview"]
    assert carried(store, past, just_before) == []
    assert carried(store, upcoming, END) == []
    assert carried(store, past, END) == ["preview"]


@every_fold
def test_what_leaves_as_its_sale_ends_is_explained_and_keeps_its_id(
    store: SqlStore, fold: Fold
) -> None:
    told_of_four(store)
    upcoming, past = replace(UPCOMING, fold=fold), replace(PAST, fold=fold)
    (before,) = store.stories(upcoming, NOW)
    assert store.explained(upcoming, [before.id], NOW) == frozenset()
    assert store.explained(upcoming, [before.id], END) == {before.id}
    assert store.explained(replace(upcoming, auctions=()), [before.id], END) == frozenset()
    (after,) = store.stories(past, END)
    assert after == before


def test_the_same_moment_gives_the_same(store: SqlStore) -> None:
    told_of_four(store)
    assert store.stories(UPCOMING, END) == store.stories(UPCOMING, END)
    assert store.stories(EVERYTHING, NOW) == store.stories(EVERYTHING, END)


def test_the_lead_says_how_far_its_story_has_come(store: SqlStore) -> None:
    lead = of_sale("outcome", Sale(is_result=True))
    tell(store, (lead, of_sale("preview", Sale(until_at=END))))
    assert carried(store, UPCOMING) == []
    assert carried(store, RESULT) == ["outcome"]
    bring(store, an_update(replace(lead, held="hidden"), stories=(a_told(lead),)))
    assert carried(store, RESULT) == []


def test_phases_are_asked_for_beside_topics(store: SqlStore) -> None:
    tell(store, (of_sale("preview", Sale(until_at=END)),))
    assert shown(store, replace(UPCOMING, topics=("auctions",))) == ["preview"]
    assert shown(store, replace(UPCOMING, topics=("retail",))) == []


def test_what_a_person_files_as_an_auction_has_an_end_too(store: SqlStore) -> None:
    words = "The auction house will offer the ring on 14 May."
    tell(store, (one("ring", title=words, filing=a_filing("retail")),))
    assert carried(store, UPCOMING) == []
    store.rule(Ruling(entry_id="ring", at=NOW, kind="file", outcome="auctions"))
    assert carried(store, UPCOMING) == ["ring"]
    assert carried(store, UPCOMING, NOW + 11 * DAY) == []
    store.rule(Ruling(entry_id="ring", at=NOW + HOUR, kind="file", outcome="retail"))
    assert carried(store, PAST, NOW + 11 * DAY) == []
