"""Many feeds side by side, and few of one host: who waits for a host waits in its lane."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from aggregator.core.urls import host
from aggregator.model import FeedState, Network

AT_ONCE = 32  # feeds fetched and read at once, at most
# At start all are due at once: they are begun one after the other, over a minute at most.
STEP, SPREAD = timedelta(seconds=0.25), timedelta(minutes=1)

Ask = Callable[[FeedState], Awaitable[None]]


async def side_by_side(
    states: Sequence[FeedState], ask: Ask, *, network: Network, spread: bool = False
) -> None:
    """Ask each once, in their order where hosts let us.

    A host's manners are the fetcher's to keep; but one that is waited for must not
    take a place that another host's feed could use. With `spread` they begin apart.
    """
    gate = asyncio.Semaphore(AT_ONCE)
    step = min(STEP, SPREAD / max(len(states), 1)).total_seconds() if spread else 0.0
    began = asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as tasks:
        for waiting in _by_host(states, began, step).values():
            lanes = min(network.at_once, len(waiting))
            for number in range(lanes):
                delay = number * network.spacing.total_seconds()
                tasks.create_task(_lane(waiting, ask, gate, delay, lanes * network.spacing))


def _by_host(
    states: Sequence[FeedState], began: float, step: float
) -> dict[str, deque[tuple[float, FeedState]]]:
    """Who waits at each host, with the moment before which it does not begin."""
    waiting: dict[str, deque[tuple[float, FeedState]]] = defaultdict(deque)
    for number, state in enumerate(states):
        waiting[host(state.url)].append((began + number * step, state))
    return waiting


async def _lane(
    waiting: deque[tuple[float, FeedState]],
    ask: Ask,
    gate: asyncio.Semaphore,
    delay: float,
    spacing: timedelta,
) -> None:
    """One after the other, in turn with the host's other lanes; all waiting is outside the gate."""
    clock = asyncio.get_running_loop().time
    next_start = clock() + delay
    while waiting:
        begins, state = waiting.popleft()
        await asyncio.sleep(max(begins, next_start) - clock())
        async with gate:
            next_start = clock() + spacing.total_seconds()
            await ask(state)
