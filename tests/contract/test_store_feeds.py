"""The store's feeds: which are followed, which are due, who has them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from factories import HOUR, NOW, a_feed, a_filed, a_state
from factories_store import a_full_state, an_update, bring, fetched_at, look

from aggregator.model import FeedState, Outage
from aggregator.ports import Scope
from aggregator.store import SqlStore

LEASE = timedelta(minutes=10)


def follow(store: SqlStore, *states: FeedState) -> None:
    """Follow these feeds, and be in these states."""
    store.sync_feeds([a_feed(state.feed_id) for state in states], NOW)
    bring(store, *(an_update(state=state) for state in states))


def claimed(store: SqlStore, scope: Scope = Scope.DUE, **asked: object) -> list[str]:
    said = {"now": NOW, "lease": LEASE, "limit": 10} | asked
    return [state.feed_id for state in store.claim(scope, said.pop("now"), **said)]


def test_a_new_feed_is_due_at_once(store: SqlStore) -> None:
    store.sync_feeds([a_feed("journal"), a_feed()], NOW)
    new = [a_state(added_at=NOW), a_state("journal", added_at=NOW)]
    assert list(store.feed_states()) == new
    assert [state.health for state in new] == ["new", "new"]
    assert set(store.claim(Scope.DUE, NOW, lease=LEASE, limit=10)) == set(new)


def test_what_is_synced_again_keeps_its_state(store: SqlStore) -> None:
    url = a_full_state().url
    store.sync_feeds([a_feed(url=url)], NOW)
    bring(store, an_update(state=a_full_state()))
    store.sync_feeds([a_feed(url=url, rank=99, title="The Gazette")], NOW + HOUR)
    assert store.feed_states() == (a_full_state(),)


def test_a_feed_left_out_is_not_followed_and_keeps_its_entries(store: SqlStore) -> None:
    store.sync_feeds([a_feed(), a_feed("journal")], NOW)
    bring(store, an_update(a_filed(), state=a_state()))
    store.sync_feeds([a_feed("journal")], NOW)
    assert [state.feed_id for state in store.feed_states()] == ["journal"]
    assert claimed(store, Scope.FORCE) == ["journal"]
    assert store.entry_counts() == {"gazette": 1}
    assert store.totals().feeds == 1
    store.sync_feeds([a_feed(), a_feed("journal")], NOW)
    assert store.feed_states()[0] == a_state()


def test_the_first_feed_s_first_day_is_known_whatever_became_of_it(store: SqlStore) -> None:
    assert look(store).began_at is None
    store.sync_feeds([a_feed()], NOW)
    assert look(store).began_at == NOW
    store.sync_feeds([a_feed("journal")], NOW + HOUR)
    store.sync_feeds([a_feed("journal", url="https://new.example/")], NOW + 2 * HOUR)
    assert look(store).began_at == NOW
    assert store.feed_states()[0].added_at == NOW + HOUR


def test_a_changed_address_keeps_the_history_and_forgets_the_rest(store: SqlStore) -> None:
    store.sync_feeds([a_feed()], NOW)
    bring(store, an_update(a_filed(), state=a_full_state()))
    store.sync_feeds([a_feed(url="https://new.example/feed")], NOW + HOUR)
    (state,) = store.feed_states()
    old = a_full_state()
    assert state == a_state(
        url="https://new.example/feed",
        next_fetch_at=NOW + HOUR,
        next_fetch_reason="new address",
        channel=old.channel,
        last_fetch_at=old.last_fetch_at,
        last_success_at=old.last_success_at,
        arrivals=old.arrivals,
    )
    assert fetched_at(store, "gazette") == [NOW]
    assert store.entry_counts() == {"gazette": 1}


def test_a_redirect_that_we_adopted_is_no_changed_subscription(store: SqlStore) -> None:
    store.sync_feeds([a_feed()], NOW)
    adopted = a_state(url="https://moved.example/feed", last_outcome="fetched")
    bring(store, an_update(state=adopted))
    store.sync_feeds([a_feed()], NOW + HOUR)
    assert store.feed_states() == (adopted,)


def test_who_takes_over_the_adopted_address_loses_nothing(store: SqlStore) -> None:
    store.sync_feeds([a_feed(url="https://gazette.example/old")], NOW)
    bring(store, an_update(state=a_full_state()))
    store.sync_feeds([a_feed(url=a_full_state().url)], NOW + HOUR)
    assert store.feed_states() == (replace(a_full_state(), moved_from=None),)


def test_a_feed_that_was_never_synced_is_not_followed(store: SqlStore) -> None:
    bring(store, an_update(a_filed(), state=a_state()))
    assert store.feed_states() == ()
    assert claimed(store, Scope.FORCE) == []


def test_the_longest_due_comes_first(store: SqlStore) -> None:
    follow(
        store,
        a_state("new", next_fetch_at=NOW),
        a_state("old", next_fetch_at=NOW - 2 * HOUR),
        a_state("waiting", next_fetch_at=NOW + timedelta(microseconds=1)),
        a_state("middle", next_fetch_at=NOW - HOUR),
    )
    assert claimed(store, limit=2) == ["old", "middle"]
    assert claimed(store, limit=2) == ["new"]


def test_what_one_has_claimed_another_does_not_get(opened: Callable[[], SqlStore]) -> None:
    store, other = opened(), opened()
    follow(store, a_state(), a_state("journal"))
    assert claimed(store, limit=1) == ["gazette"]
    assert claimed(other) == ["journal"]
    for scope in Scope:
        assert claimed(other, scope) == []


def test_a_lease_ends(store: SqlStore) -> None:
    follow(store, a_state())
    assert claimed(store) == ["gazette"]
    assert claimed(store, now=NOW + LEASE - timedelta(microseconds=1)) == []
    assert claimed(store, now=NOW + LEASE) == ["gazette"]


def test_a_decision_gives_the_lease_back(store: SqlStore) -> None:
    follow(store, a_state(), a_state("journal"))
    assert claimed(store) == ["gazette", "journal"]
    bring(store, an_update(state=a_state()))
    assert claimed(store) == ["gazette"]


def test_what_is_gone_is_fetched_only_by_force(store: SqlStore) -> None:
    follow(store, a_state(gone=True))
    assert claimed(store) == []
    assert claimed(store, Scope.ALL) == []
    assert claimed(store, Scope.FORCE) == ["gazette"]


def test_what_a_server_asked_for_gives_way_only_to_force(store: SqlStore) -> None:
    later = NOW + HOUR
    follow(
        store,
        a_state("asked", next_fetch_at=later, not_before_at=later),
        a_state("over", next_fetch_at=later, not_before_at=NOW),
        a_state("plain", next_fetch_at=later),
    )
    assert claimed(store) == []
    assert claimed(store, Scope.ALL) == ["over", "plain"]
    assert claimed(store, Scope.FORCE) == ["asked"]


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.FORCE])
def test_the_same_now_goes_on_to_the_rest(store: SqlStore, scope: Scope) -> None:
    names = ["a", "b", "c", "d", "e"]
    said = {"last_fetch_at": NOW - HOUR, "gone": scope is Scope.FORCE}
    follow(store, *(a_state(name, **said) for name in names))
    seen: list[str] = []
    for _ in range(4):
        states = store.claim(scope, NOW, lease=LEASE, limit=2)
        seen += [state.feed_id for state in states]
        fetched_at = NOW if len(seen) == 2 else NOW + timedelta(seconds=1)
        bring(store, *(an_update(state=replace(s, last_fetch_at=fetched_at)) for s in states))
    assert seen == names
    assert len(claimed(store, scope, now=NOW + HOUR)) == 5


def test_a_feed_that_is_postponed_keeps_all_but_its_appointment(store: SqlStore) -> None:
    follow(store, a_full_state(), a_state("journal"))
    before = {state.feed_id: state for state in store.feed_states()}
    claimed(store, Scope.FORCE, now=NOW + HOUR)
    later = replace(before["journal"], next_fetch_at=NOW + 9 * HOUR, next_fetch_reason="skipHours")
    store.postpone([later])
    after = {state.feed_id: state for state in store.feed_states()}
    assert after == {**before, "journal": later}
    assert claimed(store, Scope.FORCE, now=NOW + HOUR) == ["journal"]
    store.postpone([])


@pytest.mark.parametrize("scope", [Scope.DUE, Scope.ALL, Scope.FORCE])
def test_a_clock_that_was_wrong_holds_no_feed_back(store: SqlStore, scope: Scope) -> None:
    ahead = NOW + timedelta(days=3650)
    follow(
        store, a_state(last_fetch_at=ahead, next_fetch_at=ahead + HOUR, not_before_at=ahead + HOUR)
    )
    assert claimed(store, scope) == ["gazette"]


def test_one_outage_stands_at_most(store: SqlStore) -> None:
    assert store.outage() is None
    first = Outage(began_at=NOW, probe_at=NOW + HOUR, evidence="3 of 3 sites")
    store.save_outage(first)
    assert store.outage() == first
    later = replace(first, probe_at=NOW + 2 * HOUR, probes=1)
    store.save_outage(later)
    store.save_outage(later)
    assert store.outage() == later
    store.save_outage(None)
    assert store.outage() is None


def test_nothing_is_claimed_without_feeds(store: SqlStore) -> None:
    store.sync_feeds([], NOW)
    assert claimed(store) == []
    bring(store)
    assert store.feed_states() == ()
