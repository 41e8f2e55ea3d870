"""How rulings change what outputs may carry."""

from dataclasses import replace

import pytest
from factories import AUTHORITY, HOUR, NOW, a_filing
from factories_store import (
    EVERYTHING,
    PAID,
    a_told,
    an_output,
    an_update,
    bring,
    one,
    shown,
    tell,
    the_story,
)

from aggregator.core.holding import Hold
from aggregator.errors import UsageError
from aggregator.model import (
    Decision,
    Disclosure,
    EntryId,
    Fold,
    OutputFeed,
    Ruling,
    StoryId,
)
from aggregator.store import SqlStore


def a_ruling(kind: str, outcome: str = "", name: str = "e1") -> Ruling:
    return Ruling(entry_id=EntryId(name), at=NOW, kind=kind, outcome=outcome)


def test_a_ruling_hides_and_another_restores(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    store.rule(a_ruling("hide", "not our trade"))
    explanation = store.explain(EntryId("e1"))
    assert explanation is not None
    assert explanation.item.held == "hidden by a ruling: not our trade"
    assert shown(store) == []
    store.rule(a_ruling("restore"))
    assert shown(store) == ["e1"]


@pytest.mark.parametrize(("late", "shown_first"), [(False, "e2"), (True, "e1")])
def test_what_is_restored_has_its_own_place(store, late, shown_first) -> None:
    old = NOW - 30 * HOUR
    tell(store, (one("e1", published_at=old, held="archived", late=late),), (one("e2"),))
    assert shown(store) == ["e2"]
    store.rule(a_ruling("restore"))
    store.rule(a_ruling("file", "auctions"))
    assert shown(store)[0] == shown_first
    (story,) = [story for story in store.stories(EVERYTHING, NOW) if story.lead.id == "e1"]
    assert (story.published_at, story.updated_at, story.late) == (old, NOW, late)


@pytest.mark.parametrize(
    ("before", "topic", "disclosure", "sponsor"),
    [
        (a_filing("retail"), "auctions", None, None),
        (PAID, "retail", None, None),
        (a_filing("retail", sponsor="Opal & Co."), "sponsored", "sponsored", "Opal & Co."),
        (a_filing("retail", disclosure=Disclosure.PRESS_RELEASE), "labs", "press-release", None),
    ],
)
def test_a_ruling_files_an_item_anew(store, before, topic, disclosure, sponsor) -> None:
    tell(store, (one("e1", filing=before),))
    store.rule(a_ruling("file", topic))
    story = the_story(store)
    assert (story.filing.topics, story.filing.primary) == ((topic,), topic)
    assert (story.filing.disclosure, story.filing.sponsor) == (disclosure, sponsor)
    assert story.filing.rule == "ruling"


@pytest.mark.parametrize(("kind", "outcome"), [("hide", "x"), ("restore", ""), ("file", "labs")])
def test_a_ruling_moves_what_is_published(store: SqlStore, kind: str, outcome: str) -> None:
    tell(store, (one("lead"), one("e1", "journal")))
    for at, moved_to in ((NOW + HOUR, NOW + HOUR), (NOW - 999 * HOUR, NOW + HOUR)):
        store.rule(replace(a_ruling(kind, outcome), at=at))
        assert the_story(store).updated_at == moved_to


ADVERTS = an_output(topics=("sponsored",), sponsored=True)


def speakers(store: SqlStore, output: OutputFeed) -> dict[str, str]:
    """The entry that speaks for each story of the output, by the end of the story's id."""
    head = f"tag:{AUTHORITY}:story/"
    return {story.id.removeprefix(head): story.lead.id for story in store.stories(output, NOW)}


@pytest.mark.parametrize(
    ("members", "topic", "adverts", "news"),
    [
        (
            (one("lead"), one("e1", "journal"), one("third", "wire")),
            "sponsored",
            {"lead/e1": "e1"},
            {"lead": "lead"},
        ),
        (
            (one("e1"), one("b", "journal", first_seen_at=NOW + HOUR), one("c", "wire")),
            "sponsored",
            {"e1/e1": "e1"},
            {"e1": "c"},
        ),
        (
            (one("e1"), one("paid", "journal", filing=PAID), one("free", "wire")),
            "sponsored",
            {"e1/e1": "e1"},
            {"e1": "free"},
        ),
        (
            (one("lead", filing=PAID), one("e1", "journal", filing=PAID)),
            "retail",
            {"lead": "lead"},
            {"lead/e1": "e1"},
        ),
    ],
)
def test_an_advert_and_news_part(store, members, topic, adverts, news) -> None:
    tell(store, members)
    ruling = replace(a_ruling("file", topic), at=NOW + HOUR)
    for _ in range(2):
        store.rule(ruling)
        assert speakers(store, ADVERTS) == adverts
        assert speakers(store, an_output()) == news
        assert {story.updated_at for story in store.stories(EVERYTHING, NOW)} == {NOW + HOUR}
    (own,) = (story for story in store.stories(EVERYTHING, NOW) if story.lead.id == "e1")
    assert own.published_at == own.lead.published_at
    explanation = store.explain(EntryId("e1"))
    assert explanation is not None
    assert [(said.kind, said.outcome, said.rule) for said in explanation.decisions] == [
        ("ruled", topic, "file"),
        ("parted", own.id, "an advert is no copy of news"),
    ]


@pytest.mark.parametrize(
    ("members", "topic"),
    [
        ((one("e1"), one("b", "journal")), "auctions"),
        ((one("e1", filing=PAID), one("b", "journal")), "retail"),
        ((one("e1"), one("b", "journal", filing=PAID)), "retail"),
        ((one("e1"),), "sponsored"),
    ],
)
def test_what_may_share_a_story_stays_together(store, members, topic) -> None:
    tell(store, members)
    store.rule(a_ruling("file", topic))
    assert speakers(store, EVERYTHING) == {"e1": "e1"}


def test_a_parted_story_that_was_joined_again_may_part_again(store: SqlStore) -> None:
    lead, paid = one("lead"), one("e1", "journal")
    tell(store, (lead, paid))
    store.rule(a_ruling("file", "sponsored"))
    back = replace(paid, story_id=lead.story_id)
    tomb = replace(a_told(back), id=StoryId(f"{lead.story_id}/e1"), merged_into=lead.story_id)
    bring(store, an_update(lead, back, stories=(a_told(lead, back), tomb)))
    store.rule(a_ruling("file", "sponsored"))
    assert speakers(store, ADVERTS) == {"lead/e1": "e1"}
    assert speakers(store, an_output()) == {"lead": "lead"}


def test_a_ruling_is_kept_with_its_decision_once(store: SqlStore) -> None:
    tell(store, (one("e1"),))
    rulings = (a_ruling("file", "retail"), a_ruling("hide", "a test"))
    for ruling in (*rulings, *rulings):
        store.rule(ruling)
    explanation = store.explain(EntryId("e1"))
    assert explanation is not None
    assert explanation.rulings == rulings
    assert explanation.decisions == tuple(
        Decision(entry_id=EntryId("e1"), at=NOW, kind="ruled", outcome=said.outcome, rule=said.kind)
        for said in rulings
    )


def test_rulings_are_known_to_the_next_plan(store: SqlStore) -> None:
    tell(store, (one("e1"),), (one("e2"),))
    store.rule(a_ruling("hide", "a test"))
    seen = []

    def plan(known: object) -> tuple[()]:
        seen.append(known)
        return ()

    store.decide([EntryId("e1"), EntryId("e2")], (), plan)
    assert seen[0].rulings == {"e1": (a_ruling("hide", "a test"),)}


@pytest.mark.parametrize("ruling", [a_ruling("hide", name="nobody"), a_ruling("melt")])
def test_a_ruling_that_cannot_be_says_so_and_leaves_no_trace(store, ruling: Ruling) -> None:
    tell(store, (one("e1"),))
    with pytest.raises(UsageError):
        store.rule(ruling)
    explanation = store.explain(EntryId("e1"))
    assert explanation is not None
    assert explanation.rulings == ()


@pytest.mark.parametrize(
    ("before", "disclosure"),
    [
        (a_filing("retail"), None),
        (PAID, None),
        (a_filing("retail", disclosure=Disclosure.PRESS_RELEASE), "press-release"),
    ],
)
def test_a_ruling_may_say_that_an_item_is_not_of_the_trade(store, before, disclosure) -> None:
    tell(store, (one("e1", filing=before),))
    store.rule(a_ruling("file", "off-topic"))
    filing = the_story(store).filing
    assert (filing.topics, filing.primary, filing.disclosure) == ((), None, disclosure)
    assert store.stories(an_output(), NOW) == ()


@pytest.mark.parametrize("was_shown", [True, False])
def test_a_topic_lets_through_what_a_rule_held_as_off_topic(store, was_shown: bool) -> None:
    off_topic, blocked = (Hold(rule=rule).held(shown=was_shown) for rule in ("off topic", "a word"))
    tell(store, (one("e1", held=off_topic),), (one("e2", held=blocked),))
    for name in ("e1", "e2"):
        store.rule(a_ruling("file", "off-topic", name=name))
    assert shown(store) == []
    for name in ("e1", "e2"):
        store.rule(replace(a_ruling("file", "retail", name=name), at=NOW + HOUR))
    assert shown(store) == ["e1"]


def test_what_a_rule_held_since_it_came_is_no_first_copy_to_readers(store: SqlStore) -> None:
    old = NOW - 30 * HOUR
    held = Hold(rule="a word").held(shown=False)
    tell(store, (one("e1", held=held, published_at=old), one("e2", "journal", copy_of="e1")))
    (story,) = store.stories(replace(EVERYTHING, fold=Fold.COPIES), NOW)
    assert (story.lead.id, story.published_at) == ("e2", NOW - HOUR)


def test_what_people_filed_is_told_by_the_last_word(store: SqlStore) -> None:
    tell(store, (one("e1"),), (one("e2"),), (one("e3"),), (one("e4"),))
    store.rule(a_ruling("hide", "x", name="e3"))
    for hours, topic in ((1, "auctions"), (3, "off-topic"), (2, "retail")):
        store.rule(replace(a_ruling("file", topic, name="e2"), at=NOW + hours * HOUR))
    store.rule(a_ruling("file", "labs", name="e1"))
    ruled = store.ruled_entries()
    assert [(filed.entry.id, topic) for filed, topic in ruled] == [
        ("e1", "labs"),
        ("e2", "off-topic"),
    ]
    assert ruled[0][0].filing.primary == "labs"
