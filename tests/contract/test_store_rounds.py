"""One round at a time, one decision at a time: among stores, threads and processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from contract.databases import postgres_server
from factories import NOW, a_feed, a_filed, an_entry
from factories_store import an_update, bring, look, same_news
from sqlalchemy import create_engine, event, text

import aggregator
from aggregator.errors import RoundRunning
from aggregator.model import Key, OutputFeed, OutputId
from aggregator.ports import Scope
from aggregator.store import SqlStore, open_store

LEASE = timedelta(hours=1)
KEY = Key("link:https://wire.example/same")
TESTS = Path(__file__).parent

HOLD = """
import sys
from aggregator.store import open_store
from factories import NOW, a_feed
from aggregator.ports import Scope
from datetime import timedelta
store = open_store(sys.argv[1])
with store.round_lock():
    store.sync_feeds([a_feed()], NOW)
    store.claim(Scope.DUE, NOW, lease=timedelta(hours=1), limit=1)
    print("held", flush=True)
    sys.stdin.read()
"""
HOLD_AND_FORK = """
import os, sys
from aggregator.store import open_store
with open_store(sys.argv[1]).round_lock():
    if os.fork() == 0:
        print("held", flush=True)
    sys.stdin.read()
    os._exit(0)
"""
BRING = """
import sys
from aggregator.store import open_store
from factories_store import same_news
store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
store.decide((), [sys.argv[2]], same_news(sys.argv[3], sys.argv[2]))
"""


@contextmanager
def process(code: str, *args: str) -> Iterator[subprocess.Popen[str]]:
    """Another Python at work; it has said its first word when we get it."""
    folders = (Path(aggregator.__file__).parents[1], TESTS.parent, TESTS)
    command = [sys.executable, "-c", code, *args]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, folders))}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        yield other
        other.kill()


def soon_had(store: SqlStore) -> bool:
    """Whether the round can be had within seconds: a server may notice a death late."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with store.round_lock():
                return True
        except RoundRunning:
            continue
    return False


def test_a_second_round_is_refused_at_once(opened: Callable[[], SqlStore]) -> None:
    store, other = opened(), opened()
    with store.round_lock():
        for asking in (store, other):
            with pytest.raises(RoundRunning), asking.round_lock():
                pass
        store.sync_feeds([a_feed()], NOW)  # the rest of the store is open to both
        assert len(other.feed_states()) == 1
    with other.round_lock():
        pass


def test_a_round_that_fails_lets_go(opened: Callable[[], SqlStore]) -> None:
    store, other = opened(), opened()
    with pytest.raises(BlockingIOError), store.round_lock():
        raise BlockingIOError
    with other.round_lock():
        pass


def test_a_killed_round_lets_go_of_its_lock_and_its_leases(
    database: str, opened: Callable[[], SqlStore]
) -> None:
    store = opened()
    with process(HOLD, database) as other:
        with pytest.raises(RoundRunning), store.round_lock():
            pass
        assert store.claim(Scope.DUE, NOW, lease=LEASE, limit=1) == ()
        other.kill()
        other.wait()
        assert soon_had(store)
        assert len(store.claim(Scope.DUE, NOW, lease=LEASE, limit=1)) == 1


def test_a_child_that_outlives_its_round_does_not_hold_it(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'wire.sqlite3'}"
    store = open_store(database)
    with process(HOLD_AND_FORK, database) as other:
        with pytest.raises(RoundRunning), store.round_lock():
            pass
        other.kill()
        # The child still reads the pipe that we hold open.
        other.wait()
        with store.round_lock():
            pass
    store.close()


@pytest.mark.postgres
@pytest.mark.parametrize("first", ["postgres"], indirect=True)
def test_a_round_leaves_the_leases_of_other_hosts(database: str, store: SqlStore) -> None:
    store.sync_feeds([a_feed(), a_feed("journal")], NOW)
    assert len(store.claim(Scope.DUE, NOW, lease=LEASE, limit=2)) == 2
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE feeds SET lease_owner = 'elsewhere:1' WHERE id = 'journal'")
        )
    engine.dispose()
    with store.round_lock():
        free = store.claim(Scope.DUE, NOW, lease=LEASE, limit=2)
    assert [state.feed_id for state in free] == ["gazette"]


def test_six_that_bring_the_same_news_at_once_tell_one_story(
    opened: Callable[[], SqlStore],
) -> None:
    stores = [opened() for _ in range(6)]

    def bring_news(number: int) -> None:
        stores[number].decide((), [KEY], same_news(f"feed-{number}", KEY))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(bring_news, range(6)))
    known = look(stores[0], keys=(KEY,))
    assert len(known.entries) == 6
    assert len(known.stories) == 1


def test_processes_that_bring_the_same_news_at_once_tell_one_story(
    database: str, store: SqlStore
) -> None:
    with process(BRING, database, KEY, "a") as one, process(BRING, database, KEY, "b") as two:
        for other in (one, two):
            assert other.stdin is not None
            other.stdin.write("\n")
            other.stdin.flush()
        assert [one.wait(), two.wait()] == [0, 0]
    known = look(store, keys=(KEY,))
    assert len(known.entries) == 2
    assert len(known.stories) == 1


def test_readers_do_not_wait_for_a_decision(opened: Callable[[], SqlStore]) -> None:
    store, reader = opened(), opened()
    store.sync_feeds([a_feed()], NOW)
    seen = []

    def plan(_known: object) -> tuple[()]:
        seen.append(reader.feed_states())
        return ()

    store.decide((), (), plan)
    assert len(seen[0]) == 1


def test_a_reading_sees_one_state(opened: Callable[[], SqlStore]) -> None:
    store, reader = opened(), opened()
    before, after = a_filed(), a_filed(an_entry(title="As it was edited"))
    bring(store, an_update(before))

    queries: list[str] = []

    @event.listens_for(reader.engine, "after_cursor_execute")
    def edit_after_the_first_query(_connection, _cursor, statement: str, *_: object) -> None:
        if statement.startswith("SELECT") and not queries:
            queries.append(statement)
            bring(store, an_update(after))

    latest = OutputFeed(id=OutputId("the-latest"), title="The Latest")
    assert [story.lead for story in reader.stories(latest, NOW)] == [before.entry]
    assert [story.lead for story in reader.stories(latest, NOW)] == [after.entry]
    assert queries


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_processes_may_open_a_new_store_at_once(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / "wire.sqlite3"
    database = f"sqlite:///{path}" if kind == "sqlite" else postgres_server()()
    with process(BRING, database, KEY, "a"), process(BRING, database, KEY, "b"):
        pass


def test_a_store_in_memory_has_its_rounds_too() -> None:
    store = open_store("sqlite://")
    with store.round_lock():
        bring(store, an_update())
        assert store.totals().feeds == 0
    store.close()
