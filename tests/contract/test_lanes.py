"""Many feeds side by side, few of one host, and none waits for another host."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from factories import a_state

from aggregator.model import FeedState, Network
from aggregator.update.lanes import AT_ONCE, side_by_side

NO_SPACING = Network(spacing=timedelta())


def of_hosts(*hosts: str) -> list[FeedState]:
    return [
        replace(a_state(f"feed-{number}"), url=f"https://{host}/{number}")
        for number, host in enumerate(hosts)
    ]


class Asked:
    """Who was asked, in order, when, and how many at once."""

    def __init__(self, seconds: float = 0.002) -> None:
        self.seconds = seconds
        self.order: list[FeedState] = []
        self.begun: list[float] = []
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def __call__(self, state: FeedState) -> None:
        self.order.append(state)
        self.begun.append(asyncio.get_running_loop().time())
        for key in (state.url.split("/")[2], "all"):
            self.now[key] += 1
            self.most[key] = max(self.most[key], self.now[key])
        await asyncio.sleep(self.seconds)
        self.now[state.url.split("/")[2]] -= 1
        self.now["all"] -= 1


def test_each_is_asked_once_and_few_at_once():
    states = of_hosts(*(f"host{number % 60}.example" for number in range(300)))
    asked = Asked()
    asyncio.run(side_by_side(states, asked, network=NO_SPACING))
    assert Counter(state.feed_id for state in asked.order) == {s.feed_id: 1 for s in states}
    assert asked.most.pop("all") == AT_ONCE
    assert max(asked.most.values()) == 2


def test_a_busy_host_takes_no_place_of_others():
    states = of_hosts(*["busy.example"] * 100, "quick.example")
    asked = Asked()
    asyncio.run(side_by_side(states, asked, network=NO_SPACING))
    assert states[-1] in asked.order[:3]


def test_who_waits_for_a_host_waits_outside():
    states = of_hosts(*["spaced.example"] * 3, *(f"host{number}.example" for number in range(200)))
    asked = Asked(seconds=0)
    spaced = Network(spacing=timedelta(seconds=0.1))
    asyncio.run(side_by_side(states, asked, network=spaced))
    assert {state.feed_id for state in asked.order[-2:]} == {"feed-1", "feed-2"}


def test_spread_lets_them_begin_one_after_the_other(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("aggregator.update.lanes.STEP", timedelta(seconds=0.02))
    asked = Asked(seconds=0)
    states = of_hosts(*(f"host{number}.example" for number in range(10)))
    asyncio.run(side_by_side(states, asked, network=NO_SPACING, spread=True))
    assert asked.order == states
    gaps = [later - sooner for sooner, later in zip(asked.begun, asked.begun[1:], strict=False)]
    assert sum(gaps) >= 9 * 0.02 - 0.005


def test_a_fault_ends_all():
    async def fail(_: FeedState) -> None:
        raise LookupError

    with pytest.raises(ExceptionGroup):
        asyncio.run(side_by_side(of_hosts("one.example", "two.example"), fail, network=NO_SPACING))
