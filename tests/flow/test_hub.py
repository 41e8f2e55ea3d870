"""The hub is told of what changed, once, and again where it did not take that."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pinged import LoopbackHub
from test_daemon import listeners
from wiring import Wire, hear, site

from aggregator.store import open_store

BASE = "https://wire.example/"
FEED = re.compile(r"[a-z-]+\.(atom|rss|json)")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ITEM = "<item><guid>{0}</guid><link>https://gazette.example/{0}</link><title>{1}</title></item>"
OUTPUTS = (
    "outputs: [{id: the-latest, title: The Latest, off_topic: true},"
    " {id: auctions, title: Auctions, topics: [auctions]}]\n"
)


def rss(*titles: str) -> bytes:
    items = "".join(ITEM.format(number, title) for number, title in enumerate(titles))
    return f'<rss version="2.0"><channel><title>Gazette</title>{items}</channel></rss>'.encode()


def config(publisher: str, hub: str = "") -> str:
    said = f", hub: '{hub}'" if hub else ""
    return (
        f"site: {{contact: ops@wire.example, base_url: '{BASE}'{said}}}\n"
        "network: {allow: [127.0.0.0/8]}\n"
        f"feeds: [{{id: gazette, url: '{publisher}/feed', every: 12h}}]\n{OUTPUTS}"
    )


@pytest.fixture
def bodies() -> dict[str, bytes]:
    return {"/feed": rss("A bakery in Antwerp sells its ovens")}


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    with LoopbackHub(BASE) as hub:
        yield hub


@pytest.fixture
def told(empty: Wire, bodies: dict[str, bytes], hub: LoopbackHub) -> Iterator[Wire]:
    """A wire whose hub is up, after its first round."""
    with site(bodies) as publisher:
        empty.config.write_text(config(publisher, hub.url))
        hub.out = empty.out
        assert empty("once") == 0, empty.said
        yield empty


def latest(wire: Wire) -> set[str]:
    """The documents of the output that changes here."""
    return {name for name in feeds(wire) if name.startswith("the-latest.")}


def feeds(wire: Wire) -> set[str]:
    """The documents that one subscribes to: neither the search's list nor what was taken down."""
    return {name for name in wire.files() if FEED.fullmatch(name)} - {"search.json"}


def news(wire: Wire, bodies: dict[str, bytes], *words: str) -> int:
    """One more item, and a round."""
    bodies["/feed"] = rss("A bakery in Antwerp sells its ovens", "A second bakery opens in Ghent")
    return wire("once", "--force", *words)


def waits(wire: Wire, until: timedelta) -> None:
    """What waits is due so long from now."""
    store = open_store(wire.database)
    at = datetime.now(UTC) + until
    store.put_off_pings([replace(ping, next_at=at) for ping in store.pings()])
    store.close()


def test_once_tells_the_hub_of_every_document_that_changed_and_of_no_other(
    told: Wire, hub: LoopbackHub, bodies: dict[str, bytes]
) -> None:
    assert set(hub.told) == feeds(told)
    assert len(hub.told) == len(feeds(told))
    assert all(hub.stood)
    hub.forget()
    assert news(told, bodies) == 0
    assert set(hub.told) == latest(told)
    assert len(hub.told) == len(latest(told))


def test_where_nothing_changed_the_hub_is_told_nothing(told: Wire, hub: LoopbackHub) -> None:
    hub.forget()
    assert told("once", "--force") == 0
    assert told("publish") == 0
    assert hub.told == []
    assert told.json("status")["hub"] is None


def test_once_and_publish_tell_in_json_what_they_told_the_hub(told: Wire, hub: LoopbackHub) -> None:
    for name in feeds(told):
        (told.out / name).unlink()
    hub.forget()
    report = told.json("publish")["hub"]
    assert report["url"] == hub.url
    assert {address.removeprefix(BASE) for address in report["told"]} == feeds(told)
    assert report["untold"] == []
    assert told.json("once")["hub"] == {"url": hub.url, "told": [], "untold": []}


def test_a_hub_that_is_down_fails_no_round_and_is_told_by_the_next_that_is_due(
    told: Wire, hub: LoopbackHub, bodies: dict[str, bytes]
) -> None:
    hub.forget()
    hub.status = 503
    assert news(told, bodies) == 0
    assert f"the hub {hub.url} was not told of" in told.said
    assert "503 Service Unavailable; again in 1 min" in told.said
    assert len(hub.told) == 1  # of one document, and then no more
    waiting = told.json("status")["hub"]
    assert {address.removeprefix(BASE) for address in waiting["waiting"]} == latest(told)
    assert waiting["failures"] == 1
    assert f"The hub {hub.url} was told in vain once" in waiting["words"]
    assert told("status") == 0
    assert waiting["words"].partition("; again")[0] in told.printed

    hub.forget()
    hub.status = 204
    assert told("once") == 0
    assert hub.told == []  # it is not due yet
    waits(told, -SECOND)
    assert told("once") == 0
    assert set(hub.told) == latest(told)
    assert told.json("status")["hub"] is None


def test_publish_tells_the_hub_what_an_earlier_run_could_not(
    told: Wire, hub: LoopbackHub, bodies: dict[str, bytes]
) -> None:
    hub.status = 404
    assert news(told, bodies) == 0
    assert told.said.count("404 Not Found") == 1  # line for all that failed alike
    assert set(hub.told) >= latest(told)  # who refuses one may take another
    waits(told, -SECOND)
    hub.forget()
    hub.status = 204
    assert told("publish") == 0
    assert set(hub.told) == latest(told)


def test_what_a_killed_round_had_published_is_told_by_the_next(
    told: Wire, hub: LoopbackHub, bodies: dict[str, bytes]
) -> None:
    with closing(sqlite3.connect(told.home / "store.sqlite3")) as store, store:
        store.execute(
            "CREATE TRIGGER killed BEFORE DELETE ON pings"
            " BEGIN SELECT RAISE(ABORT, 'killed as the hub answered'); END"
        )
    assert news(told, bodies) == 1
    assert "killed as the hub answered" in told.said
    with closing(sqlite3.connect(told.home / "store.sqlite3")) as store, store:
        store.execute("DROP TRIGGER killed")
    hub.forget()
    assert told("once") == 0
    assert set(hub.told) == latest(told)


def test_a_hub_that_is_taken_out_hears_no_more(
    told: Wire, hub: LoopbackHub, bodies: dict[str, bytes]
) -> None:
    hub.status = 503
    assert news(told, bodies) == 0
    text = told.config.read_text()
    told.config.write_text(text.replace(f", hub: '{hub.url}'", ""))
    waits(told, -SECOND)
    hub.forget()
    assert told.json("once")["hub"] is None
    assert hub.told == []
    assert told.json("status")["hub"] is None


def test_another_hub_is_told_of_all_since_readers_find_it_there(
    told: Wire, hub: LoopbackHub
) -> None:
    hub.forget()
    with LoopbackHub(BASE) as other:
        text = told.config.read_text()
        told.config.write_text(text.replace(hub.url, other.url))
        assert told("once") == 0
        assert set(other.told) == feeds(told)
    assert hub.told == []


def test_what_is_three_days_old_is_given_up(
    told: Wire, hub: LoopbackHub, bodies: dict[str, bytes]
) -> None:
    hub.status = 500
    assert news(told, bodies) == 0
    with closing(sqlite3.connect(told.home / "store.sqlite3")) as store, store:
        long_ago = (datetime.now(UTC) - 3 * DAY).strftime("%Y-%m-%d %H:%M:%S.%f")
        store.execute("UPDATE pings SET since_at = ?", (long_ago,))
    waits(told, -SECOND)
    assert told("once") == 0
    assert "given up after 3 d" in told.said
    assert told.json("status")["hub"] is None


def test_the_daemon_tells_the_hub_again_though_no_feed_is_due(
    told: Wire, hub: LoopbackHub, bodies: dict[str, bytes]
) -> None:
    hub.status = 503
    assert news(told, bodies) == 0
    waits(told, 4 * SECOND)
    hub.forget()
    words, _, _ = listeners()
    with told.running(*words) as process:
        hub.await_told(1)
        assert "503 Service Unavailable; again in 2 min" in hear(process, "was not told of")
        hub.status = 204
        count = len(hub.told)
        waits(told, 2 * SECOND)
        told.config.write_text(told.config.read_text() + "# another edit\n")  # wakes it
        hub.await_told(count + len(latest(told)))
    assert set(hub.told) == latest(told)


def test_the_daemon_tells_the_hub_of_news(
    empty: Wire, bodies: dict[str, bytes], hub: LoopbackHub
) -> None:
    words, _, _ = listeners()
    with site(bodies) as publisher:
        empty.config.write_text(config(publisher, hub.url).replace("12h", "1s"))
        with empty.running(*words):
            hub.await_told(1)
            told = len(hub.told)
            bodies["/feed"] = rss("A bakery in Antwerp sells its ovens", "A second one opens")
            hub.await_told(told + 1)
