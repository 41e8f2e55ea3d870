"""What would be, and what is in force: rehearsals, revisions, the feeds.yaml of a store."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from factories import HOUR, NOW, a_feed, a_filing
from factories_store import a_decision, a_told, an_update, bring, one, shown, tell
from sqlalchemy import select

from aggregator.errors import StoreError
from aggregator.model import EntryId, InForce, Known, Revision, Ruling, Waiting
from aggregator.ports import Store
from aggregator.store import SqlStore
from aggregator.store.schema import metadata

IN_FORCE = InForce(digest="c0ffee", text="site: {}\n", applied_at=NOW)


def all_rows(store: SqlStore) -> dict[str, list[Any]]:
    """Everything that is stored, table by table."""
    with store.engine.begin() as connection:
        return {
            table.name: sorted(connection.execute(select(table)).all(), key=repr)
            for table in metadata.sorted_tables
        }


def refile(name: str, primary: str) -> Callable[[Known], Revision]:
    """Files an entry otherwise, in a story of its own."""

    def plan(known: Known) -> Revision:
        filed = known.entries[EntryId(name)]
        filed = replace(filed, filing=a_filing(primary), story_id=f"{filed.story_id}/own")
        made = a_decision(name, at=NOW + HOUR, outcome=primary)
        return Revision(entries=(filed,), stories=(a_told(filed),), decisions=(made,))

    return plan


def do_much(store: Store) -> None:
    """A bit of everything that changes what is stored."""
    store.sync_feeds([a_feed("gazette", rank=7), a_feed("other")], NOW + HOUR)
    store.revise([EntryId("e2")], refile("e2", "auctions"))
    bring(store, an_update(one("e9", "other")))
    store.rule(Ruling(entry_id=EntryId("e1"), at=NOW, kind="hide", outcome="x"))
    store.save_in_force(replace(IN_FORCE, digest="other"))


@pytest.fixture
def told(store: SqlStore) -> SqlStore:
    tell(store, (one("e1"), one("e2", "journal")), (one("e3", published_at=NOW - 9 * HOUR),))
    store.save_in_force(IN_FORCE)
    return store


def test_a_rehearsal_shows_what_would_be_and_leaves_nothing(told: SqlStore) -> None:
    before = all_rows(told)
    with told.rehearsal() as stage:
        assert shown(stage) == ["e1", "e3"]
        do_much(stage)
        assert sorted(shown(stage)) == ["e2", "e3", "e9"]
        assert {state.feed_id for state in stage.feed_states()} == {"gazette", "other"}
        stage.close()
        assert stage.in_force() != IN_FORCE
    assert all_rows(told) == before
    assert shown(told) == ["e1", "e3"]
    assert told.in_force() == IN_FORCE


@pytest.mark.parametrize("error", [RuntimeError("ours"), StoreError("theirs")])
def test_a_rehearsal_that_fails_leaves_nothing_either(told: SqlStore, error: Exception) -> None:
    before = all_rows(told)

    def fail() -> None:
        with told.rehearsal() as stage:
            do_much(stage)
            raise error

    with pytest.raises(type(error)):
        fail()
    assert all_rows(told) == before
    told.revise([EntryId("e2")], refile("e2", "auctions"))
    assert sorted(shown(told)) == ["e1", "e2", "e3"]


def test_a_store_that_refuses_in_a_rehearsal_is_told_and_goes_on(told: SqlStore) -> None:
    before = all_rows(told)
    lost = Revision(entries=(one("lost", story_id="nowhere"),))

    def fail() -> None:
        with told.rehearsal() as stage:
            do_much(stage)
            stage.revise([], lambda _: lost)

    with pytest.raises(StoreError):
        fail()
    assert all_rows(told) == before


def test_a_rehearsal_within_another_is_undone_by_itself(told: SqlStore) -> None:
    with told.rehearsal() as stage:
        with stage.rehearsal() as inner:
            do_much(inner)
            assert sorted(shown(inner)) == ["e2", "e3", "e9"]
        assert shown(stage) == ["e1", "e3"]
        with stage.round_lock():
            do_much(stage)
    assert shown(told) == ["e1", "e3"]


def test_a_revision_is_kept_and_the_same_twice(told: SqlStore) -> None:
    for _ in range(2):
        told.revise([EntryId("e2")], refile("e2", "auctions"))
        explained = told.explain(EntryId("e2"))
        assert explained is not None
        assert explained.item.filing.primary == "auctions"
        assert [one.outcome for one in explained.decisions] == ["auctions"]
        assert sorted(shown(told)) == ["e1", "e2", "e3"]


def test_a_revision_knows_whole_stories(told: SqlStore) -> None:
    seen: list[Known] = []

    def plan(known: Known) -> Revision:
        seen.append(known)
        return Revision()

    assert told.revise([EntryId("e2"), EntryId("unknown")], plan) == Revision()
    (known,) = seen
    assert set(known.entries) == {"e1", "e2"}


@pytest.mark.parametrize("waiting", [None, Waiting(digest="beef", changes=7, at=NOW + HOUR)])
def test_one_feeds_yaml_is_in_force(store: SqlStore, waiting: Waiting | None) -> None:
    assert store.in_force() is None
    store.save_in_force(IN_FORCE)
    now = replace(IN_FORCE, digest="d2", text="site: {contact: 'x'}\n", waiting=waiting)
    store.save_in_force(now)
    assert store.in_force() == now
    assert "contact" not in repr(store.in_force())
