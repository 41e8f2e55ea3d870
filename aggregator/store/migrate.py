"""The schema, brought to where this program needs it, before anything else is asked of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from aggregator.errors import StoreError
from aggregator.store.engine import (
    SQLITE,
    engine_for,
    reading,
    shown,
    sqlite_file,
    store_errors,
    wait_turn,
    writing,
)

_VERSION = text("SELECT version_num FROM alembic_version")
_PACKAGE = Path(__file__).resolve().parents[1]


def upgrade(url: str) -> str:
    """Bring a database to the newest schema, creating it where need be; its revision.

    Raises StoreError where it cannot be opened, is not ours, or is newer than we are.
    """
    engine = engine_for(url)
    try:
        return bring_to_head(engine)
    finally:
        engine.dispose()


def bring_to_head(engine: Engine) -> str:
    """Migrate where that is needed; a schema that is up to date costs one query."""
    _make_folder(engine)
    head = known_revisions()[-1]
    with store_errors(engine):
        if _revision(engine) != head:
            _migrate(engine)
    return head


def script_folder() -> Path:
    """Where the migrations lie: in the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "_db"
    return installed if installed.is_dir() else _PACKAGE.parent / "db"


def known_revisions() -> tuple[str, ...]:
    """Revisions in order. Files are named `<revision>_<what>.py`: alembic is slow to ask."""
    files = (script_folder() / "versions").glob("[0-9]*_*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction that may alter tables while nobody else writes.

    SQLite alters a table by building it anew and dropping the old one, which foreign
    keys would forbid; so they are off meanwhile, and checked at the end
    (sqlite.org/lang_altertable.html, section 7).
    """
    with writing(engine).connect() as connection:
        _set_foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                wait_turn(connection)
                yield connection
                _check_foreign_keys(connection)
        finally:
            _set_foreign_keys(connection, "ON")


def _make_folder(engine: Engine) -> None:
    file = sqlite_file(engine)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder of {file} cannot be made: {error.strerror}") from error


def _revision(engine: Engine) -> str | None:
    """The revision that the database stands at; None before the first.

    Raises StoreError where it holds what no revision of ours could have made.
    """
    with reading(engine).begin() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            revision: str | None = connection.scalar(_VERSION)
        elif tables:
            raise StoreError(f"{shown(engine)} is not ours: it holds {tables[0]}; name another")
        else:
            revision = None
    if revision is not None and revision not in known_revisions():
        raise StoreError(
            f"{shown(engine)} stands at revision {revision}, and this program knows no further"
            f" than {known_revisions()[-1]}: install the program that made it"
        )
    return revision


def _migrate(engine: Engine) -> None:
    # Alembic takes longer to import than the rest of us; mostly nobody needs it.
    from alembic import command  # noqa: PLC0415 - the reason stands above
    from alembic.config import Config  # noqa: PLC0415 - likewise

    config = Config()
    config.set_main_option("script_location", str(script_folder()).replace("%", "%%"))
    with migrating(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _set_foreign_keys(connection: Connection, state: str) -> None:
    driver = connection.connection.dbapi_connection
    if connection.dialect.name == SQLITE and driver is not None:
        # Through the driver: within a transaction the pragma does nothing.
        driver.cursor().execute(f"PRAGMA foreign_keys={state}")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != SQLITE:
        return
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise StoreError(f"a migration left {len(broken)} rows of {broken[0][0]} without theirs")
