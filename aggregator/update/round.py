"""A round: fetch side by side, decide one by one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from aggregator.core import outage
from aggregator.core.reading import Reading
from aggregator.core.schedule import closed_until, span
from aggregator.model import (
    Config,
    FeedId,
    FeedState,
    FeedUpdate,
    Fetched,
    Outage,
    value,
)
from aggregator.ports import Clock, Fetcher, InStore, Reader, Scope, Store
from aggregator.update.answers import Answers, is_silent
from aggregator.update.decisions import Decisions
from aggregator.update.lanes import AT_ONCE, side_by_side
from aggregator.update.readings import Readings

LEASE = timedelta(hours=1)  # far longer than all feeds of one host take that are claimed together
CLAIM = 2000  # feeds taken from the store at a time: some kB each, and the last server is awaited
BATCH = 50  # feeds decided in one transaction, at most
WHILE = 2.0  # seconds without a reading after which what is decided may be published


@value
class RoundReport:
    """What one round did, in feeds; `waiting` were not asked; `new`, `changed` in entries.

    `failures` names each feed that failed with the reason. `outage` is that of our own
    network, where one stands; `alert` has words where it began with this round, or ended.
    """

    feeds: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    waiting: int = 0
    new: int = 0
    changed: int = 0
    failures: tuple[tuple[FeedId, str], ...] = ()
    outage: Outage | None = None
    alert: str | None = None


Progress = Callable[[RoundReport], Awaitable[None]]


class Updater:
    """One round after another over the feeds of a configuration."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        fetcher: Fetcher,
        reader: Reader,
        clock: Clock,
        chance: Callable[[], float],
        in_store: InStore,
    ) -> None:
        self._config, self._store = config, store
        self._clock, self._in_store = clock, in_store
        self._readings = Readings(
            config,
            store,
            fetcher=fetcher,
            reader=reader,
            clock=clock,
            chance=chance,
            in_store=in_store,
        )
        self._decisions = Decisions(config, store, in_store=in_store, readings=self._readings)

    async def round(self, scope: Scope, *, progress: Progress, spread: bool = False) -> RoundReport:
        """Fetch what `scope` asks for and store what is new.

        `progress` hears of every batch, and of every pause while slow servers answer.
        With `spread` the feeds begin one after the other, as is polite at start.
        """
        now = self._clock()
        kept = await self._in_store(self._store.outage)
        stands = outage.standing(kept, now)
        if kept != stands:
            await self._in_store(self._store.save_outage, stands)
        rest = RoundReport(waiting=len(self._config.feeds), outage=stands)
        if stands and scope is Scope.DUE and now < stands.probe_at:
            return rest
        states = await self._in_store(self._store.feed_states)
        self._decisions.among(states)
        round_ = _Round(
            self._config,
            self._store,
            readings=self._readings,
            clock=self._clock,
            in_store=self._in_store,
            answers=Answers(states, scope),
            scope=scope,
        )
        report = rest
        try:
            async for batch in round_.batches(probing=stands is not None, spread=spread):
                report = _counted(report, await self._decisions.decide(batch))
                await progress(report)
        finally:
            await self._in_store(self._store.postpone, round_.postponed)
        return await self._settled(report, round_, stands)

    async def take(self, feed_id: FeedId, fetched: Fetched) -> RoundReport:
        """Read and store a document that was fetched already, as a round would have."""
        states = {state.feed_id: state for state in await self._in_store(self._store.feed_states)}
        self._decisions.among(states.values())
        batch = [await self._readings.read(states[feed_id], fetched)]
        return _counted(RoundReport(waiting=1), await self._decisions.decide(batch))

    async def _settled(
        self, report: RoundReport, round_: "_Round", stands: Outage | None
    ) -> RoundReport:
        """Judge the silence: where it is our own, it costs no feed a failure."""
        now = self._clock()
        found = _outage(stands, round_.answers, now)
        if found != stands:
            await self._in_store(self._store.save_outage, found)
        silent = (
            [replace(one, ours=True) for one in round_.silent]
            if found
            else await self._sought(round_.silent)
        )
        for start in range(0, len(silent), BATCH):
            batch = silent[start : start + BATCH]
            report = _counted(report, await self._decisions.decide(batch))
        return replace(report, outage=found, alert=_alert(stands, found, now))

    async def _sought(self, silent: Sequence[Reading]) -> list[Reading]:
        """With what was found in place of those that have been silent for long."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def sought(reading: Reading) -> Reading:
            async with gate:
                return await self._readings.sought(reading)

        return list(await asyncio.gather(*map(sought, silent)))


class _Round:
    """The asking of one round: whom, when, and what to think of the answers."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        readings: Readings,
        clock: Clock,
        in_store: InStore,
        answers: Answers,
        scope: Scope,
    ) -> None:
        self._network, self._store, self._in_store = config.network, store, in_store
        self._readings, self._clock, self._scope = readings, clock, scope
        self.answers = answers
        self.silent: list[Reading] = []  # nobody answered; judged at the end
        self.postponed: list[FeedState] = []  # claimed, and not asked now

    async def batches(self, *, probing: bool, spread: bool) -> AsyncIterator[list[Reading]]:
        """What was read, batch by batch; an empty one where all that are left take their time."""
        began_at = self._clock()
        asked: set[FeedId] = set()
        if probing and self._scope is Scope.DUE:
            probes = self.answers.probes(began_at)
            asked |= {state.feed_id for state in probes}
            async for batch in self._asked(probes, spread=False):
                yield batch
            if not self.answers.is_any:
                return
        while states := await self._claimed(began_at, asked):
            asked |= {state.feed_id for state in states}
            async for batch in self._asked(states, spread=spread):
                yield batch

    async def _claimed(self, began_at: datetime, asked: set[FeedId]) -> list[FeedState]:
        """Feeds that this round has not asked yet, whatever a clock that is set back says."""
        claim = partial(self._store.claim, lease=LEASE, limit=CLAIM)
        claimed = await self._in_store(claim, self._scope, began_at)
        return [state for state in claimed if state.feed_id not in asked]

    async def _asked(
        self, states: Sequence[FeedState], *, spread: bool
    ) -> AsyncIterator[list[Reading]]:
        """Ask these side by side; what has been read by now is a batch."""
        done: asyncio.Queue[Reading | None] = asyncio.Queue(BATCH)

        async def ask(state: FeedState) -> None:
            await done.put(await self._reading(state))

        asking = asyncio.create_task(
            side_by_side(states, ask, network=self._network, spread=spread)
        )
        try:
            left = len(states)
            while left and not (asking.done() and done.empty()):
                batch = await _drain(done)
                left -= len(batch)
                yield [reading for reading in batch if reading is not None]
            await asking
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def _reading(self, state: FeedState) -> Reading | None:
        """What comes of asking; None where that is not known yet."""
        later = self._later(state)
        if later is not None:
            self.postponed.append(later)
            return None
        reading = await self._readings.of(state)
        self.answers.note(reading)
        if not is_silent(reading):
            return reading
        self.silent.append(reading)
        return None

    def _later(self, state: FeedState) -> FeedState | None:
        """The feed as it waits, where it is not to be asked now."""
        now = self._clock()
        if self.answers.have_collapsed:
            return state
        opens_at = closed_until(state.channel, now) if self._scope is Scope.DUE else None
        if opens_at is not None:
            return replace(state, next_fetch_at=opens_at, next_fetch_reason="skipHours or skipDays")
        return self.answers.postponed(state, now)


async def _drain(done: asyncio.Queue[Reading | None]) -> list[Reading | None]:
    """What is done by now; nothing, where a while brings nothing."""
    try:
        batch = [await asyncio.wait_for(done.get(), WHILE)]
    except TimeoutError:
        return []
    while len(batch) < BATCH and not done.empty():
        batch.append(done.get_nowait())
    return batch


def _outage(stands: Outage | None, answers: Answers, now: datetime) -> Outage | None:
    """The outage that stands now; one that stood lasts until somebody answers."""
    if stands is not None:
        return None if answers.is_any else outage.probed(stands, now)
    why = answers.evidence(now)
    return None if why is None else outage.begun(why, now)


def _alert(before: Outage | None, after: Outage | None, now: datetime) -> str | None:
    """Words, once where an outage begins and once where it ends."""
    match before, after:
        case None, Outage(evidence=why, probe_at=probe_at):
            return (
                f"our own network seems to be down: {why};"
                f" no failure is counted, next probe in {span(probe_at - now)}"
            )
        case Outage(began_at=began_at), None:
            return f"our network is back after {span(now - began_at)}; going on"
        case _:
            return None


def _counted(report: RoundReport, updates: Sequence[FeedUpdate]) -> RoundReport:
    outcomes = [update.fetch.outcome for update in updates]
    fetched, same = outcomes.count("fetched"), outcomes.count("not modified")
    failures = [
        (update.state.feed_id, update.state.error or "")
        for update in updates
        if update.state.failures or update.state.gone or update.state.last_outcome == "no answer"
    ]
    return replace(
        report,
        feeds=report.feeds + len(updates),
        fetched=report.fetched + fetched,
        not_modified=report.not_modified + same,
        failed=report.failed + len(updates) - fetched - same,
        waiting=report.waiting - len(updates),
        new=report.new + sum(update.fetch.new for update in updates),
        changed=report.changed + sum(update.fetch.changed for update in updates),
        failures=(*report.failures, *failures),
    )
