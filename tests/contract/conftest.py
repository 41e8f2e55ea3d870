"""A fresh store for each test, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from contract.databases import postgres_server
from sqlalchemy import Engine

from aggregator.store import SqlStore, open_store, upgrade
from aggregator.store.engine import engine_for
from aggregator.store.schema import metadata


@pytest.fixture(scope="session")
def postgres() -> Iterator[Engine]:
    """A database with our tables in it."""
    url = postgres_server()()
    upgrade(url)
    engine = engine_for(url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that holds nothing, or our empty tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'wire.sqlite3'}"
    engine = request.getfixturevalue("postgres")
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return engine.url.render_as_string()


@pytest.fixture
def opened(database: str) -> Iterator[Callable[[], SqlStore]]:
    """Opens one more store on the database."""
    stores: list[SqlStore] = []

    def another() -> SqlStore:
        stores.append(open_store(database))
        return stores[-1]

    yield another
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], SqlStore]) -> SqlStore:
    return opened()
