"""Fixtures of the checklist: publishers on loopback, and a wire that follows them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from checklist.following import FEED, HOUR, OPEN, Following
from checklist.publishing import Answering, Publisher, Publishers
from flow.wiring import Wire

from aggregator.bootstrap.parts import read_config
from aggregator.model import Config, Feed
from aggregator.read import ProcessReader
from aggregator.store import SqlStore, open_store


@pytest.fixture(scope="session")
def reader() -> Iterator[ProcessReader]:
    """One for all: its processes take a second to start."""
    with ProcessReader() as reader:
        yield reader


@pytest.fixture(scope="session")
def publishers() -> Iterator[Publishers]:
    with Publishers() as publishers:
        yield publishers


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """What a feeds.yaml with the shipped topics says; its feeds are replaced."""
    path = tmp_path_factory.mktemp("config") / "feeds.yaml"
    path.write_text(
        "site: {contact: ops@wire.example, title: The Wire}\n"
        "feeds: [{id: none, url: 'http://127.0.0.1:9/'}]\n"
        "outputs: [{id: the-latest, title: The Latest}]\n"
    )
    return read_config(path)


@pytest.fixture(scope="session")
def first_store(tmp_path_factory: pytest.TempPathFactory) -> tuple[SqlStore, Path, Path]:
    """A store with our empty tables, the file that it is in, and a copy of that."""
    path = tmp_path_factory.mktemp("store") / "store.sqlite3"
    store = open_store(f"sqlite:///{path}")
    store.close()
    return store, path, Path(shutil.copy(path, path.with_name("empty.sqlite3")))


@pytest.fixture
def store(first_store: tuple[SqlStore, Path, Path]) -> SqlStore:
    """An empty store. It is one for all tests, since it remembers how its SQL is written."""
    store, path, empty = first_store
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    shutil.copy(empty, path)
    return store


@pytest.fixture
def publisher(publishers: Publishers) -> Iterator[Callable[..., Publisher]]:
    """Opens one more publisher, which serves `answers` at an `address`."""
    with ExitStack() as stack:

        def another(answers: dict[str, Answering] | None = None, **how: Any) -> Publisher:
            opened = publishers.open(Publisher(answers=answers or {}, **how))
            stack.callback(publishers.close, opened)
            return opened

        yield another


@pytest.fixture
def following(
    config: Config,
    store: SqlStore,
    reader: ProcessReader,
    publishers: Publishers,
    publisher: Callable[..., Publisher],
) -> Iterator[Callable[..., Following]]:
    """Follows the feed at `/feed` of a publisher with these answers, every hour.

    What else is named goes to the feed; `how` to the parts, the network's manners and the
    count of subscribers.
    """
    with ExitStack() as stack:

        def follow(
            answers: dict[str, Answering] | None = None,
            *,
            at: str = "/feed",
            address: str = "127.0.0.1",
            how: dict[str, Any] | None = None,
            **asked: Any,
        ) -> Following:
            origin = publisher(answers, address=address)
            parts = {"reader": reader, "run": publishers.run} | (how or {})
            site = replace(config.site, subscribers=parts.pop("subscribers", 1))
            network = parts.pop("network", OPEN)
            # No topics: what items are about is nobody's business here, and takes its time.
            given = replace(config, site=site, network=network, feeds=(), topics=())
            wire = Following(given, origin, store=store, **parts)
            stack.callback(wire.close)
            wire.follow(Feed(**{"id": FEED, "url": origin.url(at), "every": HOUR} | asked))
            return wire

        yield follow


@pytest.fixture
def commands(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Wire]:
    """The commands over a feeds.yaml with these lines under `feeds:`."""

    def configured(*feeds: str) -> Wire:
        wire = Wire(tmp_path, capfd)
        wire.config.write_text(
            "site: {contact: ops@wire.example}\n"
            "network: {allow: [127.0.0.0/8], per_host: {spacing: 0s}}\n"
            "outputs: [{id: the-latest, title: The Latest}]\n"
            "feeds:\n" + "".join(f"  - {feed}\n" for feed in feeds)
        )
        return wire

    return configured
