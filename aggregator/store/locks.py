"""The one round, and who holds a lease. Both die with their process."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from aggregator.errors import RoundRunning, StoreError
from aggregator.store.engine import POSTGRES, ROUND, advisory, sqlite_file, store_errors

_RUNNING = "another round is at work on this store"
_held: set[int] = set()


def _let_go_in_child() -> None:
    # A flock lives until the last copy of its descriptor is closed: a forked child
    # that outlived us would go on holding our round.
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)


def host() -> str:
    return socket.gethostname()


def lease_owner() -> str:
    return f"{host()}:{os.getpid()}"


@contextmanager
def round_lock(engine: Engine) -> Iterator[None]:
    """Hold the round of this database; raises RoundRunning where it is taken."""
    file = sqlite_file(engine)
    if engine.dialect.name == POSTGRES:
        with _session_lock(engine):
            yield
    elif file is not None:
        with _file_lock(file.with_name(f"{file.name}.lock")):
            yield
    else:
        yield  # a database in memory has no other process to fear


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    descriptor = _locked(path)
    _held.add(descriptor)
    try:
        yield
    finally:
        if descriptor in _held:
            _held.remove(descriptor)
            os.close(descriptor)


def _locked(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"the lock file {path} cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise RoundRunning(_RUNNING) from error
    return descriptor


@contextmanager
def _session_lock(engine: Engine) -> Iterator[None]:
    """A lock of the session: the server frees it when our connection ends."""
    with store_errors(engine):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with connection:
        if not _ask(connection, "pg_try_advisory_lock"):
            raise RoundRunning(_RUNNING)
        try:
            yield
        finally:
            _ask(connection, "pg_advisory_unlock")


def _ask(connection: Connection, function: str) -> bool:
    question = text(f"SELECT {function}(:ours, :round)")
    with store_errors(connection.engine):
        return bool(connection.scalar(question, advisory(round=ROUND)))
