"""The daemon: tick, fetch, publish, both listeners, until it is told to end."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from typing import Any

from aggregator.bootstrap.inforce import Settled, settle
from aggregator.bootstrap.parts import (
    Edited,
    Parts,
    RoundResult,
    Settings,
    Wire,
    clock,
    opened,
    read_edited,
    status,
)
from aggregator.core.pinging import in_words
from aggregator.core.schedule import span
from aggregator.errors import AggregatorError, ConfigError, RoundRunning, UsageError
from aggregator.ports import Scope
from aggregator.scheduler import ticking
from aggregator.web import bind, ops_app, public_app, serve

TICK = 1.0  # seconds: the finest `every` that feeds.yaml takes
LONGEST_SLEEP = timedelta(minutes=1)  # rulings made meanwhile are published after this long
PAUSE = timedelta(seconds=10)  # before a round that could not be done is tried again
STUCK = timedelta(minutes=30)  # a round without an end is a fault
PATIENCE = 5.0  # seconds that a round under way is given when we are told to end
TOKEN = "AGGREGATOR_OPS_TOKEN"  # noqa: S105 - the name of the variable, not a secret

_log = logging.getLogger("aggregator")


class Daemon:
    """One process that follows feeds.yaml as it stands, and as it is edited."""

    def __init__(
        self, settings: Settings, *, published: Callable[[RoundResult], None] | None = None
    ) -> None:
        self._settings = settings
        self._published = published
        self._stopping, self._reload = asyncio.Event(), asyncio.Event()
        self._busy = asyncio.Lock()
        self._round: asyncio.Task[Any] | None = None  # while `_busy`
        self._wakes = self._worked = time.monotonic()  # a clock that is set back stops nothing
        self._failing = False
        self._is_starting = True  # when all is due at once
        self._stamp = _stamp(settings.config)
        self._edited: Edited | None = None  # feeds.yaml as it was saved last
        self._waits = False  # it is not in force

    async def run(self, listen: tuple[str, int], ops: tuple[str, int]) -> None:
        """Run until SIGTERM or SIGINT; raises `UsageError` where a listener cannot be had."""
        self._edited = read_edited(self._settings.config)
        token = os.environ.get(TOKEN) or None
        if token is None and not _is_loopback(ops[0]):
            raise UsageError(f"the ops listener on {ops[0]} is open to others: set {TOKEN}")
        with bind(*listen) as public, bind(*ops) as private:
            async with opened(self._settings.database) as parts:
                self._hear_signals()
                where = f"http://{listen[0]}:{listen[1]}/"
                _log.info("following %s; serving on %s", self._settings.config, where)
                await self._serve(parts, sockets=(public, private), token=token)

    def stop(self) -> None:
        """End cleanly, soon."""
        self._stopping.set()

    async def _serve(
        self, parts: Parts, *, sockets: tuple[socket, socket], token: str | None
    ) -> None:
        async def report() -> dict[str, Any]:
            return await parts.in_store(status, parts.store)

        ops = ops_app(status=report, token=token, healthy=self._healthy)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve(public_app(self._settings.out), sockets[0], self._stopping))
            tasks.create_task(serve(ops, sockets[1], self._stopping))
            try:
                await self._follow(parts)
            finally:
                self._stopping.set()

    async def _follow(self, parts: Parts) -> None:
        """Follow one configuration after the other."""
        while not self._stopping.is_set():
            self._reload.clear()
            settled = await self._settled(parts)
            if settled is None:
                continue
            self._waits = settled.waits
            async with parts.following(settled.config, self._settings.out) as wire:
                self._wakes = time.monotonic()
                with ticking(partial(self._tick, parts, wire), seconds=TICK):
                    await _first(self._stopping, self._reload)
                    await self._wind_down()

    async def _settled(self, parts: Parts) -> Settled | None:
        """What is in force from now on; None, after a pause, where that could not be settled."""
        path = self._settings.config
        try:
            settled = await parts.in_store(settle, parts.store, self._edited, path)
        except AggregatorError as error:
            level = logging.INFO if isinstance(error, RoundRunning) else logging.ERROR
            _log.log(level, "%s; trying again in %s", error, span(PAUSE))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), PAUSE.total_seconds())
            return None
        for line in settled.words.splitlines():
            _log.log(logging.ERROR if settled.waits else logging.INFO, "%s", line)
        return settled

    async def _wind_down(self) -> None:
        """Let a round under way end; where we are told to end ourselves, for a while only."""
        ended = asyncio.create_task(self._busy.acquire())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait((ended, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await asyncio.wait((ended,), timeout=PATIENCE)
        if not ended.done() and self._round is not None:
            self._round.cancel()
        await ended
        self._busy.release()

    async def _tick(self, parts: Parts, wire: Wire) -> None:
        self._look_at_config()
        if self._waits and await self._is_applied(parts):
            _log.info("%s was applied, and is in force now", self._settings.config)
            self._reload.set()
        if self._reload.is_set() or time.monotonic() < self._wakes:
            return
        async with self._busy:
            self._round = asyncio.current_task()
            # Should this round end in a way that nobody foresaw, the next one is not at once.
            self._wakes = time.monotonic() + PAUSE.total_seconds()
            try:
                result = await wire.round(Scope.DUE, spread=self._is_starting)
                self._is_starting = False
                self._wakes = time.monotonic() + (await self._rest(parts)).total_seconds()
            except AggregatorError as error:
                self._failing = not isinstance(error, RoundRunning)
                level = logging.ERROR if self._failing else logging.INFO
                _log.log(level, "%s; trying again in %s", error, span(PAUSE))
                self._wakes = time.monotonic() + PAUSE.total_seconds()
                return
            except asyncio.CancelledError:
                _log.info("told to end in the middle of a round; the next one takes it up")
                return
            self._worked, self._failing = time.monotonic(), False
            self._tell(result)
            if self._published is not None:
                self._published(result)

    async def _rest(self, parts: Parts) -> timedelta:
        """How long nothing is to be done, as far as we know."""
        outage = await parts.in_store(parts.store.outage)
        if outage is not None:
            return min(outage.probe_at - clock(), LONGEST_SLEEP)
        states = await parts.in_store(parts.store.feed_states)
        pings = await parts.in_store(parts.store.pings)
        due = [one.next_fetch_at for one in states if not one.gone]
        due += [ping.next_at for ping in pings]  # a round without feeds tells the hub again
        return min([LONGEST_SLEEP, *(at - clock() for at in due)])

    # Words for ops

    def _tell(self, result: RoundResult) -> None:
        done = result.round
        if done.alert:
            _log.log(logging.ERROR if done.outage else logging.WARNING, "%s", done.alert)
        if done.outage is None:
            for feed_id, reason in done.failures:
                _log.warning("%s: %s", feed_id, reason)
        for output_id, reason in result.published.refused.items():
            _log.error("%s was not replaced: %s", output_id, reason)
        for line in in_words(result.pinged, clock()):
            _log.warning("%s", line)
        if done.new or done.changed or result.published.published:
            published = ", ".join(result.published.published) or "nothing"
            _log.info("%d new, %d changed; published %s", done.new, done.changed, published)

    def _healthy(self) -> bool:
        """Whether rounds end well: one did of late, or a long one is under way."""
        is_long = self._busy.locked() and not self._failing
        patience = STUCK if is_long else 2 * LONGEST_SLEEP
        return time.monotonic() - self._worked < patience.total_seconds()

    # Signals and edits

    def _hear_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._load)

    def _look_at_config(self) -> None:
        stamp = _stamp(self._settings.config)
        if stamp != self._stamp:
            self._stamp = stamp
            self._load()

    async def _is_applied(self, parts: Parts) -> bool:
        """Whether another process put the file in force that waits (`apply`)."""
        with suppress(AggregatorError):  # a store that fails is told by the rounds
            now = await parts.in_store(parts.store.in_force)
            edited = self._edited
            return now is not None and edited is not None and now.digest == edited.config.digest
        return False

    def _load(self) -> None:
        """Take an edited feeds.yaml; a bad one is told by line, and the last good one stays."""
        try:
            self._edited = read_edited(self._settings.config)
        except (ConfigError, UsageError) as error:
            for line in str(error).splitlines():
                _log.error("%s", line)
            _log.error("the last good %s stays in force", self._settings.config)
            return
        _log.info("%s was read again", self._settings.config)
        self._reload.set()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _first(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
