"""Alembic's door to the schema.

The program comes in with a connection of its own, in a transaction that it ends;
alembic's own commands come with an address in `sqlalchemy.url`.
"""

from alembic import context
from sqlalchemy import Connection, text

from aggregator.store.engine import POSTGRES, SQLITE, engine_for
from aggregator.store.migrate import migrating
from aggregator.store.schema import metadata


def migrate(connection: Connection) -> None:
    dialect = connection.dialect.name
    if dialect == POSTGRES:
        # Rather fail than queue up behind a reader, with everybody else behind us.
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text("SET LOCAL statement_timeout = '10min'"))
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=dialect == SQLITE
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = engine_for(context.config.get_main_option("sqlalchemy.url", ""))
    with migrating(engine) as own:
        migrate(own)
    engine.dispose()
