"""Connections: one engine for each database, and its errors in our words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    StaticPool,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError, StatementError

from aggregator.errors import StoreError

SQLITE = "sqlite"
POSTGRES = "postgresql"

# How long a writer waits for its turn before it gives up, on either database.
_PATIENCE_SECONDS = 30
_PSYCOPG = "postgresql+psycopg"
_DRIVERS = {SQLITE: SQLITE, POSTGRES: _PSYCOPG, "postgres": _PSYCOPG, _PSYCOPG: _PSYCOPG}
_IN_MEMORY = (None, "", ":memory:")
_DEFAULTS = {
    SQLITE: {"timeout": str(_PATIENCE_SECONDS)},
    _PSYCOPG: {
        "options": f"-c lock_timeout={_PATIENCE_SECONDS}s -c timezone=UTC",
    },
}
# PostgreSQL knows advisory locks by two numbers; the first says that they are ours.
_OURS = int.from_bytes(b"JWEL")
TURN, ROUND = 1, 2

_ADVICE = (
    ("file is not a database", "it is no SQLite file; name another"),
    ("database is locked", "another process keeps writing to it; end that one, then try again"),
    ("unable to open", "check that this is a file, and that we may read and write it"),
    ("readonly", "check that we may write the file and its folder"),
    ("disk is full", "make room on the disk"),
    ("does not exist", "create it first"),
    ("authentication", "check user and password"),
    ("connection", "check that the server runs, and its address"),
)


def engine_for(url: str) -> Engine:
    """An engine for an SQLite or PostgreSQL address; connects to nothing yet.

    Raises StoreError where the address is neither, or its driver is missing.
    """
    parsed = _parsed(url)
    try:
        return _sqlite(parsed) if parsed.drivername == SQLITE else _postgres(parsed)
    except ImportError as error:
        raise StoreError(
            "PostgreSQL needs the driver psycopg: install jewelwire[postgres]"
        ) from error


@contextmanager
def store_errors(engine: Engine) -> Iterator[None]:
    """What the driver says becomes a StoreError that says what to do."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, StatementError) and error.orig else error
        raise StoreError(f"{shown(engine)}: {_advised(str(cause))}") from cause


def writing(engine: Engine) -> Engine:
    """The same engine, for transactions that write."""
    return engine.execution_options(begins_writing=True)


def reading(engine: Engine) -> Engine:
    """The same engine, for transactions that read: every query sees one state."""
    if engine.dialect.name == SQLITE:
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def wait_turn(connection: Connection) -> None:
    """Be the one writer until the transaction ends.

    On SQLite its BEGIN IMMEDIATE has seen to that. On PostgreSQL this must be the first
    statement, and READ COMMITTED the isolation: what is read next is then what the
    writer before us left.
    """
    if connection.dialect.name == POSTGRES:
        connection.execute(text("SELECT pg_advisory_xact_lock(:ours, :turn)"), advisory(turn=TURN))


def advisory(**lock: int) -> dict[str, int]:
    return {"ours": _OURS, **lock}


def sqlite_file(engine: Engine) -> Path | None:
    """The file of an SQLite database; None where there is none."""
    name = engine.url.database
    in_file = engine.dialect.name == SQLITE and name not in _IN_MEMORY
    return Path(name or "").resolve() if in_file else None


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.drivername]
    except (ArgumentError, KeyError) as error:
        raise StoreError(
            "a database is named sqlite:///path/to/file or postgresql://user@host/name"
        ) from error
    return parsed.set(drivername=driver, query={**_DEFAULTS[driver], **parsed.query})


def _sqlite(url: URL) -> Engine:
    engine = (
        create_engine(url)
        if url.database not in _IN_MEMORY
        else create_engine(
            # The database lives in its connection: all threads share the one.
            url,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _postgres(url: URL) -> Engine:
    return create_engine(url, pool_pre_ping=True)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 would begin late, and never IMMEDIATE
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("begins_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def shown(engine: Engine) -> str:
    """The address as people may see it: without password and options."""
    return engine.url.set(query={}).render_as_string(hide_password=True)


def _advised(message: str) -> str:
    said = " ".join(message.split())
    advice = next((advice for sign, advice in _ADVICE if sign in said.lower()), None)
    return f"{said} ({advice})" if advice else said
