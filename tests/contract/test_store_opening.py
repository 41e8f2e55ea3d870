"""Opening a store: what goes wrong says what to do."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import NOW, a_feed

import aggregator
from aggregator.errors import StoreError
from aggregator.store import open_store, upgrade
from aggregator.store.migrate import known_revisions


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "wire.sqlite3"


def refusal(url: str) -> str:
    """How the store says that it cannot be opened; never without the driver's own word."""
    with pytest.raises(StoreError) as caught:
        open_store(url)
    return str(caught.value)


def test_the_folder_of_a_new_store_is_made(path: Path) -> None:
    inside = path.parent / "some" / "where" / "wire.sqlite3"
    open_store(f"sqlite:///{inside}").close()
    assert inside.exists()


def test_looking_at_a_store_makes_none(path: Path) -> None:
    inside = path.parent / "some" / "where" / "wire.sqlite3"
    with pytest.raises(StoreError) as caught:
        open_store(f"sqlite:///{inside}", create=False)
    assert str(caught.value).startswith(f"{inside}: no database there yet; `aggregator once` makes")
    assert list(path.parent.iterdir()) == []


def test_a_store_that_is_there_need_not_be_made(database: str) -> None:
    open_store(database).close()
    open_store(database, create=False).close()


def test_a_store_is_found_again(database: str) -> None:
    store = open_store(database)
    store.sync_feeds([a_feed()], NOW)
    store.close()
    assert upgrade(database) == known_revisions()[-1]
    again = open_store(database)
    assert [state.feed_id for state in again.feed_states()] == ["gazette"]
    again.close()


def test_an_sqlite_store_is_set_up_for_one_writer_and_many_readers(path: Path) -> None:
    open_store(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.parametrize("url", ["wire.sqlite3", "mysql://host/wire", "sqlite+aiosqlite:///x", ""])
def test_an_address_that_is_none_of_ours_is_refused(url: str) -> None:
    assert "sqlite:///path/to/file or postgresql://" in refusal(url)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("Dear diary, " * 500)
    assert "it is no SQLite file" in refusal(f"sqlite:///{path}")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "check that this is a file" in refusal(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made_is_named(path: Path) -> None:
    path.touch()
    assert str(path) in refusal(f"sqlite:///{path}/wire.sqlite3")


def test_a_database_of_somebody_else_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    assert "it holds bookmarks" in refusal(f"sqlite:///{path}")


def test_a_database_newer_than_the_program_is_left_alone(path: Path) -> None:
    open_store(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "revision 9999" in refusal(f"sqlite:///{path}")


@pytest.fixture
def locked(path: Path) -> Iterator[str]:
    open_store(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield f"sqlite:///{path}?timeout=0.05"
    connection.close()


def test_a_locked_database_says_so(locked: str) -> None:
    store = open_store(locked)
    with pytest.raises(StoreError, match="another process keeps writing") as caught:
        store.sync_feeds([], NOW)
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
    assert store.feed_states() == ()
    store.close()


def test_a_lock_file_that_cannot_be_opened_is_named(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    path.with_name("wire.sqlite3.lock").mkdir()
    with pytest.raises(StoreError, match=r"wire\.sqlite3\.lock"), store.round_lock():
        pass
    store.close()


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    said = refusal("postgresql://ops:secret@127.0.0.1:1/wire?connect_timeout=2")
    assert "check that the server runs" in said
    assert "ops:***@127.0.0.1" in said
    assert "secret" not in said


@pytest.mark.postgres
@pytest.mark.parametrize("first", ["postgres"], indirect=True)
def test_a_database_that_a_server_does_not_have_is_named(database: str) -> None:
    assert "create it first" in refusal(database.replace("/test_", "/no_test_"))


def test_without_its_driver_postgresql_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from aggregator.store import open_store\n"
        "open_store('postgresql://127.0.0.1/wire')"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(aggregator.__file__).parents[1])}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert "StoreError: PostgreSQL needs the driver psycopg" in ended.stderr
