"""Processes that decide what their feeds bring, all at once, each in a store of its own."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from signal import SIGKILL

from contract.tellings import RULES, Event, a_reading
from sqlalchemy import event

from aggregator.core.plan import plan_batch, wanted_ids, wanted_keys
from aggregator.core.reading import Reading
from aggregator.model import FeedUpdate, Known
from aggregator.store import SqlStore, open_store

AT_ONCE = 2  # so many events are told in a round
PATIENCE_SECONDS = 60  # whoever waits longer waits for one that failed
PLANNING, WRITTEN = "planning", "written"
_SPAWN = multiprocessing.get_context("spawn")

Batch = tuple[Reading, ...]


def feeds_of(racer: int) -> tuple[int, int]:
    """The two feeds of a racer: they word an event in two ways."""
    return racer, racer + 4


def rounds_of(racer: int, events: Sequence[Event]) -> Iterator[tuple[Batch, ...]]:
    """What a racer decides in each round: in other batches and orders than the others do."""
    one, other = feeds_of(racer)
    for turn, start in enumerate(range(0, len(events), AT_ONCE)):
        told = events[start : start + AT_ONCE]
        ways = (
            [[(one, told), (other, told)]],
            [[(other, told)], [(one, told)]],
            [[(one, [happened]), (other, [happened])] for happened in told],
            [[(feed, [happened])] for feed in (other, one) for happened in reversed(told)],
        )
        at = timedelta(minutes=turn, seconds=racer)
        yield tuple(
            tuple(a_reading(feed, *brought, after=at) for feed, brought in batch)
            for batch in ways[(turn + racer) % len(ways)]
        )


def run(
    url: str, racer: int, events: Sequence[Event], start: Barrier, *, abreast: bool = False
) -> None:
    """Decide all that one's feeds bring; `abreast` of the others in every round."""
    store = open_store(url)
    try:
        for turn, batches in enumerate(rounds_of(racer, events)):
            if abreast or turn == 0:
                start.wait(PATIENCE_SECONDS)
            for batch in batches:
                _decide(store, batch)
    except BaseException:
        start.abort()  # the others need not wait for it
        raise
    store.close()


def stop(
    url: str, racer: int, events: Sequence[Event], start: Barrier, place: str, here: Connection
) -> None:
    """Begin like the others; half way, stop for good in the middle of a decision."""
    store = open_store(url)
    batches = list(chain.from_iterable(rounds_of(racer, events)))
    half = len(batches) // 2
    start.wait(PATIENCE_SECONDS)
    for batch in batches[:half]:
        _decide(store, batch)

    def halt(*_: object) -> None:
        here.send(place)
        here.recv()

    if place == WRITTEN:
        event.listen(store.engine, "commit", halt)
    _decide(store, batches[half], halt if place == PLANNING else None)


def _decide(
    store: SqlStore, batch: Batch, meanwhile: Callable[[], None] | None = None
) -> tuple[FeedUpdate, ...]:
    """As a round of ours does (`aggregator.update.decisions`)."""

    def plan(known: Known) -> tuple[FeedUpdate, ...]:
        if meanwhile:
            meanwhile()
        return plan_batch(batch, known, RULES)

    return store.decide(wanted_ids(batch), wanted_keys(batch, RULES), plan)


class Race:
    """The racers on one database, who tell of the same events."""

    def __init__(self, url: str, events: Sequence[Event]) -> None:
        self._url, self._events = url, events
        self._running: list[BaseProcess] = []
        self._gates: list[Barrier] = []  # one that nobody holds here is gone before they come

    def start(self, racers: Sequence[int], *, besides: int = 0) -> Barrier:
        """Have these decide as fast as they can; they begin with so many others `besides`.

        Without any besides they stay abreast.
        """
        gate = self._gate(len(racers) + besides)
        for racer in racers:
            self._begin(run, racer, gate, abreast=not besides)
        return gate

    def kill(self, racer: int, place: str, gate: Barrier | None = None) -> None:
        """Have one begin at the gate, and kill it where it decides something."""
        here, there = _SPAWN.Pipe()
        process = self._begin(stop, racer, gate or self._gate(1), place, there)
        there.close()
        assert here.poll(PATIENCE_SECONDS)
        assert here.recv() == place
        process.kill()
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == -SIGKILL
        self._running.remove(process)
        here.close()

    def finish(self) -> None:
        """All come to their end, and none has failed."""
        for process in self._running:
            process.join(PATIENCE_SECONDS)
        assert {process.exitcode for process in self._running} == {0}

    def _gate(self, width: int) -> Barrier:
        self._gates.append(_SPAWN.Barrier(width))
        return self._gates[-1]

    def _begin(self, target: Callable[..., None], racer: int, *said: object, **how: object):
        arguments = (self._url, racer, self._events, *said)
        process = _SPAWN.Process(target=target, args=arguments, kwargs=how, daemon=True)
        process.start()
        self._running.append(process)
        return process

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.join()
            process.close()


@contextmanager
def race(url: str, events: Sequence[Event]) -> Iterator[Race]:
    """A race of which nobody is left behind."""
    begun = Race(url, events)
    try:
        yield begun
    finally:
        begun.close()
