"""A run of pings over a real store, with a hub that does what a test says."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from factories import HOUR, NOW, a_ping, a_site

from aggregator.core.pinging import Pinged
from aggregator.model import PingFailed
from aggregator.ports import Hub
from aggregator.publish import Pinging
from aggregator.store import SqlStore

T = TypeVar("T")
MINUTE = timedelta(minutes=1)
URL = "https://hub.example/"
NAMES = ("one.atom", "two.rss", "three.json")
SITE = a_site(hub=URL)


class SaidHub(Hub):
    """Answers by the name of the file, and remembers of which it was told."""

    def __init__(self, **answers: PingFailed) -> None:
        self.answers, self.told = answers, []
        self.meanwhile: Callable[[], None] = lambda: None

    async def ping(self, hub: str, address: str) -> PingFailed | None:
        assert hub == URL
        name = address.rpartition("/")[2]
        self.told.append(name)
        self.meanwhile()
        return self.answers.get(name.partition(".")[0])


def owe(store: SqlStore, at: datetime = NOW) -> None:
    store.remember_pings(URL, [SITE.base_url + name for name in NAMES], at)


def run(store: SqlStore, hub: Hub, now: datetime = NOW) -> Pinged:
    async def in_store(call: Callable[..., T], /, *args: object) -> T:
        return call(*args)

    pinging = Pinging(SITE, store, hub=hub, clock=lambda: now, in_store=in_store)
    return asyncio.run(pinging.run())


def test_a_hub_that_is_silent_is_told_of_one_document_and_of_the_others_first_next_time(
    store: SqlStore,
) -> None:
    owe(store)
    hub = SaidHub(**dict.fromkeys(("one", "two", "three"), PingFailed(reason="no answer")))
    pinged = run(store, hub)
    assert hub.told == ["one.atom"]
    assert {one.next_at for one in pinged.untold} == {NOW + MINUTE}
    assert len(pinged.untold) == 3
    assert run(store, hub).untold == ()
    hub.answers = {}
    assert len(run(store, hub, NOW + MINUTE).told) == 3
    assert hub.told == ["one.atom", "three.json", "two.rss", "one.atom"]
    assert store.pings() == ()


def test_a_hub_that_refuses_one_document_is_told_of_the_others(store: SqlStore) -> None:
    owe(store)
    hub = SaidHub(one=PingFailed(reason="404 Not Found", status=404))
    pinged = run(store, hub)
    assert hub.told == ["one.atom", "three.json", "two.rss"]
    assert pinged.told == (f"{SITE.base_url}three.json", f"{SITE.base_url}two.rss")
    assert store.pings() == (a_ping("one.atom", next_at=NOW + MINUTE, failures=1),)


def test_what_changes_while_the_hub_is_told_is_told_again(store: SqlStore) -> None:
    owe(store)
    hub = SaidHub()
    hub.meanwhile = lambda: owe(store, NOW + HOUR)
    assert len(run(store, hub).told) == 3
    hub.meanwhile = lambda: None
    assert len(run(store, hub).told) == 3
    assert store.pings() == ()


def test_what_a_hub_does_not_take_for_three_days_is_given_up(store: SqlStore) -> None:
    owe(store)
    hub = SaidHub(two=PingFailed(reason="400 Bad Request", status=400))
    now, runs = NOW, 0
    while store.pings():
        run(store, hub, now)
        now, runs = min((ping.next_at for ping in store.pings()), default=now), runs + 1
    assert timedelta(days=3) <= now - NOW < timedelta(days=3, hours=6)
    assert runs < 25
    assert run(store, hub, now).untold == ()
