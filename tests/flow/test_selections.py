"""Outputs that choose among what is stored: their files, the gate, and an edit that is planned."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from contract.factories_store import an_output, one, tell
from factories import HOUR, NOW, a_feed, a_site
from wiring import Wire

from aggregator.core.parse import parse
from aggregator.model import Config, Network, OutputFeed, ParsedFeed
from aggregator.publish import Publisher, PublishReport
from aggregator.store import SqlStore, open_store

FEEDS = (a_feed(), a_feed("journal"), a_feed("wire"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = open_store(f"sqlite:///{tmp_path / 'wire.sqlite3'}")
    yield store
    store.close()


@pytest.fixture
def publish(store: SqlStore, tmp_path: Path) -> Callable[..., PublishReport]:
    def published(output: OutputFeed, now: datetime = NOW) -> PublishReport:
        config = Config(
            site=a_site(), network=Network(), feeds=FEEDS, topics=(), outputs=(output,), digest="c"
        )
        return Publisher(config, store, out=tmp_path / "public", clock=lambda: now).publish()

    return published


def told(store: SqlStore, names: str, feed: str = "gazette", *, at: datetime = NOW) -> None:
    """A story for each letter, the first the newest."""
    stories = [
        (one(name, feed, published_at=at - place * HOUR, first_seen_at=at),)
        for place, name in enumerate(names)
    ]
    tell(store, *stories, feeds=FEEDS)


def carried(tmp_path: Path) -> list[str]:
    """The titles of the published feed, as a reader reads them."""
    body = (tmp_path / "public" / "the-latest.atom").read_bytes()
    read = parse(body, content_type="application/atom+xml", url="")
    assert isinstance(read, ParsedFeed)
    return [item.title.removeprefix("Title of ") for item in read.items]


def test_a_loud_feed_displaces_its_own_and_the_gate_lets_it_through(
    store: SqlStore, publish: Callable[..., PublishReport], tmp_path: Path
) -> None:
    output = an_output(per_feed=3, limit=20)
    told(store, "abc")
    told(store, "x", "journal", at=NOW - 9 * HOUR)
    assert publish(output).refused == {}
    assert carried(tmp_path) == ["a", "b", "c", "x"]
    told(store, "defgh", at=NOW + 9 * HOUR)
    assert publish(output, NOW + 9 * HOUR).refused == {}
    assert carried(tmp_path) == ["d", "e", "f", "x"]


def test_what_grows_old_leaves_and_the_gate_lets_it_through(
    store: SqlStore, publish: Callable[..., PublishReport], tmp_path: Path
) -> None:
    output = an_output(age=timedelta(days=1))
    told(store, "abcd")
    assert publish(output).refused == {}
    assert carried(tmp_path) == list("abcd")
    for later, names in ((22, "ab"), (23, "a"), (24, "")):
        assert publish(output, NOW + later * HOUR).refused == {}
        assert carried(tmp_path) == list(names)
        again = publish(output, NOW + later * HOUR + timedelta(minutes=5))
        assert (again.published, again.refused) == ((), {})


def test_the_same_selection_gives_the_same_bytes(
    store: SqlStore, publish: Callable[..., PublishReport], tmp_path: Path
) -> None:
    told(store, "abcdef")
    told(store, "xyz", "journal")
    file = tmp_path / "public" / "the-latest.atom"
    output = an_output(per_feed=2, without=("opal",), age=timedelta(days=9), rank=10)
    publish(output)
    before = file.read_bytes()
    assert publish(output, NOW + HOUR).published == ()
    file.unlink()
    publish(output, NOW + 2 * HOUR)
    assert file.read_bytes() == before


def test_a_plan_tells_what_an_edited_selection_would_change(wire: Wire) -> None:
    wire("once")
    files = wire.files()
    before = {line["id"]: line["entries"] for line in wire.json("status")["outputs"]}
    text = wire.config.read_text()
    head = "  - {id: the-latest, title: The Latest"
    assert head in text
    wire.config.write_text(text.replace(head, f"{head}, per_feed: 1, languages: [en], age: 3650d"))
    assert wire("plan", "--json") == 3
    effect = json.loads(wire.printed)
    (latest,) = effect["outputs"]
    assert (latest["id"], latest["change"], latest["enter"]) == ("the-latest", "edited", 0)
    assert latest["leave"] >= 1
    assert {change["rule"] for change in effect["changes"]} == {"output the-latest is edited"}
    assert wire.files() == files
    done = wire.json("apply")
    assert (done["published"], done["refused"]) == (["the-latest"], [])
    after = {line["id"]: line["entries"] for line in wire.json("status")["outputs"]}
    assert after == before | {"the-latest": before["the-latest"] - latest["leave"]}
    assert wire("plan") == 0
