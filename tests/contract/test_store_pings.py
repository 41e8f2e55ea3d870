"""What the store remembers of hubs that are still to hear of a change."""

from collections.abc import Callable
from dataclasses import replace

from factories import HOUR, NOW, a_ping

from aggregator.store import SqlStore

HUB = "https://hub.example/"
ONE, TWO = "https://wire.example/one.atom", "https://wire.example/two.rss"


def test_what_changed_is_remembered_by_its_address(opened: Callable[[], SqlStore]) -> None:
    store = opened()
    assert store.pings() == ()
    store.remember_pings(HUB, [TWO, ONE], NOW)
    both = (a_ping("one.atom"), a_ping("two.rss"))
    assert store.pings() == both
    store.remember_pings(HUB, (), NOW + HOUR)
    assert opened().pings() == both


def test_what_changes_again_is_one_ping_of_the_latest_change(store: SqlStore) -> None:
    store.remember_pings(HUB, [ONE], NOW)
    store.remember_pings(HUB, [ONE], NOW + HOUR)
    assert store.pings() == (a_ping("one.atom", since_at=NOW + HOUR),)


def test_a_change_brings_no_sooner_try_of_what_is_put_off(store: SqlStore) -> None:
    store.remember_pings(HUB, [ONE, TWO], NOW)
    later = a_ping("one.atom", next_at=NOW + 3 * HOUR, failures=8)
    store.put_off_pings([later])
    store.put_off_pings([])
    store.remember_pings(HUB, [ONE], NOW + HOUR)
    assert store.pings() == (replace(later, since_at=NOW + HOUR), a_ping("two.rss"))


def test_what_a_hub_took_is_forgotten(store: SqlStore) -> None:
    store.remember_pings(HUB, [ONE, TWO], NOW)
    store.forget_pings([a_ping("one.atom")])
    store.forget_pings([])
    assert store.pings() == (a_ping("two.rss"),)
    store.forget_pings([a_ping("one.atom"), a_ping("two.rss")])
    assert store.pings() == ()


def test_a_change_while_the_hub_was_told_of_the_last_one_is_not_forgotten(store: SqlStore) -> None:
    store.remember_pings(HUB, [ONE], NOW)
    (told,) = store.pings()
    store.remember_pings(HUB, [ONE], NOW + HOUR)
    store.forget_pings([told])
    assert store.pings() == (replace(told, since_at=NOW + HOUR),)


def test_each_hub_has_its_own(store: SqlStore) -> None:
    other = "https://other.example/"
    store.remember_pings(HUB, [ONE], NOW)
    store.remember_pings(other, [ONE], NOW)
    store.put_off_pings([a_ping("one.atom", next_at=NOW + HOUR, failures=1)])
    store.forget_pings([a_ping("one.atom")])
    assert store.pings() == (a_ping("one.atom", hub=other),)
