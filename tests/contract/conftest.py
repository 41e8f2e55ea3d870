"""An empty store for each test, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from contract.databases import postgres_server
from sqlalchemy import Engine

from aggregator.store import SqlStore, open_store
from aggregator.store.schema import metadata


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[SqlStore, Path]:
    """A store in a file, and the folder of that with a copy that stays empty.

    It is one for all tests, since an engine remembers how its SQL is written.
    """
    folder = tmp_path_factory.mktemp("sqlite")
    store = open_store(f"sqlite:///{folder / 'wire.sqlite3'}")
    store.close()
    shutil.copy(folder / "wire.sqlite3", folder / "empty")
    return store, folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[SqlStore]:
    """A store on a server, one for all tests likewise."""
    store = open_store(postgres_server()())
    yield store
    store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def first(request: pytest.FixtureRequest) -> SqlStore:
    """The store of all tests on one of the databases, with our empty tables."""
    if request.param == "postgres":
        store: SqlStore = request.getfixturevalue("postgres")
        _empty(store.engine)
        return store
    store, folder = request.getfixturevalue("sqlite")
    for left in folder.glob("wire.sqlite3*"):
        left.unlink()
    shutil.copy(folder / "empty", folder / "wire.sqlite3")
    return store


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def database(first: SqlStore) -> str:
    """The address of a database that holds our empty tables."""
    return first.engine.url.render_as_string()


@pytest.fixture
def opened(first: SqlStore, database: str) -> Iterator[Callable[[], SqlStore]]:
    """Opens one more store on the database."""
    stores: list[SqlStore] = []

    def another() -> SqlStore:
        stores.append(open_store(database) if stores else first)
        return stores[-1]

    yield another
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], SqlStore]) -> SqlStore:
    return opened()
