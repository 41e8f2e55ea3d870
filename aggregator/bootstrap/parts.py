"""The parts, made from settings and joined."""

import asyncio
import logging
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import field
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from aggregator import __version__
from aggregator.core.config import load
from aggregator.core.pinging import Pinged
from aggregator.core.report import hub_json, status_json
from aggregator.errors import ConfigError, Problem, UsageError
from aggregator.fetch import HttpFetcher, HttpHub
from aggregator.model import Config, FeedId, Fetched, OutputId, RobotsTxt, value
from aggregator.ports import RobotsMemory, Scope, Store
from aggregator.publish import Pinging, Publisher, PublishReport
from aggregator.read import ProcessReader
from aggregator.store import open_store
from aggregator.update import RoundReport, Updater

_log = logging.getLogger("aggregator")
T = TypeVar("T")
Progress = Callable[[RoundReport], None]


@value
class Settings:
    """Where things are: the global options of every command."""

    config: Path
    database: str
    out: Path


@value
class RoundResult:
    """One round, what was published after it, and what the hub was told of that."""

    round: RoundReport
    published: PublishReport
    pinged: Pinged
    seconds: float


def clock() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


def lexicon() -> str:
    """The shipped topics and words, as text."""
    return files("aggregator").joinpath("lexicon.toml").read_text(encoding="utf-8")


@cache
def names() -> Mapping[str, str]:
    """The names of the trade by their kind: one file each, as text."""
    folder = files("aggregator").joinpath("names")
    return {
        file.name.removesuffix(".txt"): file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".txt")
    }


@cache
def vocabulary() -> str:
    """The words by which events are told apart, as text."""
    return files("aggregator").joinpath("vocabulary.txt").read_text(encoding="utf-8")


@value
class Edited:
    """feeds.yaml as a person saved it: its text, and what that asks."""

    text: str = field(repr=False)
    config: Config


def read_config(path: Path) -> Config:
    """Read feeds.yaml, with what it takes from the environment.

    Raises `ConfigError`, or `UsageError` where it cannot be read at all.
    """
    return read_edited(path).config


def read_edited(path: Path) -> Edited:
    """The same, with its text."""
    text = read_text(path)
    return Edited(text=text, config=understood(text, str(path)))


def understood(text: str, file: str) -> Config:
    """What the text of a feeds.yaml asks; raises `ConfigError` with problems of that `file`."""
    return load(
        text,
        file,
        lexicon=lexicon(),
        names=names(),
        vocabulary=vocabulary(),
        environment=os.environ,
    )


def read_text(path: Path) -> str:
    """The text of a file that the operator named, its line ends as they stand.

    Raises `UsageError` with what to do, and `ConfigError` where it is no UTF-8.
    """
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        raise UsageError(
            f"{path}: no such file; expected one (--config FILE names feeds.yaml)"
        ) from None
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        problem = Problem(file=str(path), line=line, column=column, message="no UTF-8; expected it")
        raise ConfigError((problem,)) from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error


def status(store: Store) -> dict[str, Any]:
    """What `status --json` prints."""
    totals, now = store.totals(), clock()
    told = status_json(
        store.feed_states(),
        store.entry_counts(),
        store.published_all(),
        {
            "feeds": totals.feeds,
            "entries": totals.entries,
            "stories": totals.stories,
            "held": totals.held,
        },
        outage=store.outage(),
        in_force=store.in_force(),
        now=now,
    )
    return told | {"hub": hub_json(store.pings(), now)}


def http_fetcher(config: Config, *, memory: RobotsMemory | None = None) -> HttpFetcher:
    """The HTTP client, as publishers are to see it."""
    return HttpFetcher(
        config.network,
        contact=config.site.contact,
        version=__version__,
        subscribers=config.site.subscribers,
        memory=memory,
    )


def http_hub(config: Config) -> HttpHub:
    """The client that tells hubs of changes, under the same name and guard."""
    return HttpHub(
        config.network,
        contact=config.site.contact,
        version=__version__,
        subscribers=config.site.subscribers,
    )


class Parts(RobotsMemory):
    """What outlives a change of feeds.yaml: the store with its thread, and the reader."""

    def __init__(self, store: Store, thread: ThreadPoolExecutor, reader: ProcessReader) -> None:
        self.store, self._thread, self.reader = store, thread, reader

    async def in_store(self, call: Callable[..., T], /, *args: object) -> T:
        """Run a call of the store in the one thread that may make it."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *args)

    async def recall_robots(self, site: str) -> RobotsTxt | None:
        return await self.in_store(self.store.robots, site)

    async def keep_robots(self, rules: RobotsTxt) -> None:
        await self.in_store(self.store.save_robots, rules)

    @asynccontextmanager
    async def following(self, config: Config, out: Path) -> AsyncIterator["Wire"]:
        """The wire under this configuration."""
        async with http_fetcher(config, memory=self) as fetcher, http_hub(config) as hub:
            updater = Updater(
                config,
                self.store,
                fetcher=fetcher,
                reader=self.reader,
                clock=clock,
                chance=random.random,
                in_store=self.in_store,
            )
            publisher = Publisher(config, self.store, out=out, clock=clock)
            pinging = Pinging(config.site, self.store, hub=hub, clock=clock, in_store=self.in_store)
            yield Wire(self, config, fetcher, updater=updater, publisher=publisher, pinging=pinging)


class Wire:
    """Rounds and publishing under one configuration."""

    def __init__(
        self,
        parts: Parts,
        config: Config,
        fetcher: HttpFetcher,
        *,
        updater: Updater,
        publisher: Publisher,
        pinging: Pinging,
    ) -> None:
        self._parts, self._config, self.fetcher = parts, config, fetcher
        self._updater, self._publisher, self._pinging = updater, publisher, pinging

    async def round(
        self, scope: Scope, *, progress: Progress | None = None, spread: bool = False
    ) -> RoundResult:
        """One round, then publish; raises `RoundRunning` where another is at work.

        The hub is told when the round is over, so that others need not wait for its answer.
        With `spread` the feeds begin one after the other, as is polite at start.
        """
        began = time.monotonic()
        async with self.alone():
            report, published = await self._round(scope, progress, spread=spread)
        return RoundResult(
            round=report,
            published=published,
            pinged=await self._pinging.run(),
            seconds=round(time.monotonic() - began, 3),
        )

    async def take(self, feed_id: FeedId, fetched: Fetched) -> RoundReport:
        """Store a document that was fetched already; `RoundRunning` as for a round."""
        async with self.alone():
            return await self._updater.take(feed_id, fetched)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Hold the round, the store following what feeds.yaml asks."""
        lock = self._parts.store.round_lock()
        await self._parts.in_store(lock.__enter__)
        try:
            # Under the lock, lest a round under way writes over it what it knew of a feed; and
            # each time, for others may follow another feeds.yaml on this store.
            await self._parts.in_store(self._parts.store.sync_feeds, self._config.feeds, clock())
            yield
        finally:
            await self._parts.in_store(lock.__exit__, None, None, None)

    async def _round(
        self, scope: Scope, progress: Progress | None, *, spread: bool
    ) -> tuple[RoundReport, PublishReport]:
        """Fetch and publish: what is decided need not wait for the slowest server."""
        seen, shown = RoundReport(), 0
        published: list[PublishReport] = []

        async def decided(report: RoundReport) -> None:
            nonlocal seen, shown
            if progress is not None:
                progress(report)
            if report == seen and report.feeds > shown:  # a pause, and something to show
                published.append(await self.publish())
                shown = report.feeds
                names = ", ".join(published[-1].published) or "nothing"
                _log.info("published %s; slow servers are still awaited", names)
            seen = report

        report = await self._updater.round(scope, progress=decided, spread=spread)
        published.append(await self.publish())
        changed = dict.fromkeys(one for each in published for one in each.published)
        return report, PublishReport(published=tuple(changed), refused=published[-1].refused)

    async def publish(self, accept: Collection[OutputId] = ()) -> PublishReport:
        """Bring every published file up to date."""
        return await self._parts.in_store(self._publisher.publish, accept)


@asynccontextmanager
async def opened(database: str) -> AsyncIterator[Parts]:
    """The parts over this database; raises `StoreError` where it cannot be used."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="store") as thread:
        loop = asyncio.get_running_loop()
        store = await loop.run_in_executor(thread, open_store, database)
        try:
            with ProcessReader() as reader:
                yield Parts(store, thread, reader)
        finally:
            await loop.run_in_executor(thread, store.close)
