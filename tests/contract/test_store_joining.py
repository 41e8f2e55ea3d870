"""Rulings on stories: what people join and part stays so."""

from dataclasses import replace

import pytest
from factories import AUTHORITY, HOUR, NOW
from factories_store import EVERYTHING, PAID, one, tell

from aggregator.errors import UsageError
from aggregator.model import EntryId, Ruling
from aggregator.ports import ItemQuery
from aggregator.store import SqlStore


def ruling(kind: str, name: str, outcome: str = "", at=NOW + HOUR) -> Ruling:
    return Ruling(entry_id=EntryId(name), at=at, kind=kind, outcome=outcome)


def stories(store: SqlStore) -> dict[str, tuple[str, ...]]:
    """Each story's lead and copies, by the end of its id."""
    head = f"tag:{AUTHORITY}:story/"
    return {
        story.id.removeprefix(head): (story.lead.id, *(copy.entry_id for copy in story.copies))
        for story in store.stories(EVERYTHING, NOW)
    }


def decided(store: SqlStore, name: str) -> list[tuple[str, str]]:
    found = store.explain(EntryId(name))
    assert found is not None
    return [(decision.kind, decision.rule) for decision in found.decisions]


def two(store: SqlStore) -> None:
    tell(store, (one("e1"),), (one("e2", "journal", published_at=NOW - HOUR),))


def test_a_join_keeps_one_id_and_tells_why(store: SqlStore) -> None:
    two(store)
    assert stories(store) == {"e1": ("e1",), "e2": ("e2",)}
    store.rule(ruling("join", "e1", "e2"))
    # Both began at one moment: then the ids decide.
    assert list(stories(store)) == ["e1"]
    assert set(stories(store)["e1"]) == {"e1", "e2"}
    assert ("ruled", "join") in decided(store, "e1")
    assert ("joined", "a person ruled so") in decided(store, "e2")
    (story,) = store.stories(EVERYTHING, NOW)
    assert story.updated_at == NOW + HOUR


def test_a_part_gives_a_story_of_its_own_and_is_remembered_by_name(store: SqlStore) -> None:
    tell(store, (one("lead"), one("e1", "journal"), one("third", "wire")))
    store.rule(ruling("part", "e1"))
    assert set(map(frozenset, stories(store).values())) == {
        frozenset({"lead", "third"}),
        frozenset({"e1"}),
    }
    found = store.explain(EntryId("e1"))
    assert found is not None
    (said,) = found.rulings
    assert said.kind == "part"
    assert set(said.outcome.split()) == {"lead", "third"}


def test_who_led_may_be_parted(store: SqlStore) -> None:
    tell(store, (one("lead"), one("e1", "journal"), one("third", "wire")))
    store.rule(ruling("part", "lead"))
    assert ("lead",) in stories(store).values()
    assert set(stories(store)["lead"]) == {"e1", "third"}


def test_a_join_after_a_part_stands(store: SqlStore) -> None:
    tell(store, (one("lead"), one("e1", "journal")))
    store.rule(ruling("part", "e1"))
    store.rule(ruling("join", "e1", "lead", at=NOW + 2 * HOUR))
    assert set(stories(store)["lead"]) == {"lead", "e1"}


def test_what_a_person_joined_the_machine_does_not_part(store: SqlStore) -> None:
    tell(store, (one("e1"),), (one("paid", "journal", filing=PAID),))
    store.rule(ruling("join", "paid", "e1"))
    store.rule(ruling("file", "e1", "auctions", at=NOW + 2 * HOUR))
    explained = store.explain(EntryId("paid"))
    assert explained is not None
    assert {member.entry.id for member in explained.story} == {"e1", "paid"}
    assert stories(store)["e1"][0] == "e1"


@pytest.mark.parametrize(
    ("kind", "name", "other"),
    [
        ("join", "e1", "nobody"),
        ("join", "nobody", "e1"),
        ("join", "e1", "e1"),
        ("part", "e1", ""),
        ("part", "nobody", ""),
    ],
)
def test_a_ruling_on_nothing_is_an_error(store: SqlStore, kind: str, name: str, other: str):
    two(store)
    before = stories(store)
    with pytest.raises(UsageError):
        store.rule(ruling(kind, name, other))
    assert stories(store) == before
    explained = store.explain(EntryId("e1"))
    assert explained is not None
    assert explained.rulings == ()


def test_to_rule_again_changes_nothing_more(store: SqlStore) -> None:
    two(store)
    store.rule(ruling("join", "e1", "e2"))
    before = stories(store)
    store.rule(replace(ruling("join", "e1", "e2"), at=NOW + 3 * HOUR))
    assert stories(store) == before


def test_what_turns_out_to_be_paid_leaves_its_copies_to_each_other(store: SqlStore) -> None:
    first = EntryId("lead")
    copies = (one("e1", "journal", copy_of=first), one("third", "wire", copy_of=first))
    tell(store, (one("lead"), *copies))
    store.rule(ruling("file", "lead", "sponsored"))
    items = {filed.entry.id: filed.copy_of for filed in store.items(ItemQuery(limit=0))}
    assert items == {"lead": None, "e1": None, "third": "e1"}
