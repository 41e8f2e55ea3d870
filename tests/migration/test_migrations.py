"""The migrations build the schema that the program believes in, and take it down again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from contract.databases import postgres_server
from contract.factories_store import (
    a_decision,
    a_full_entry,
    a_told,
    a_version,
    an_output,
    an_update,
    bring,
    look,
    one,
)
from factories import NOW, a_feed, a_filed
from sqlalchemy import Engine, String, inspect, text
from sqlalchemy.exc import IntegrityError

from aggregator.core.identity import title_key
from aggregator.errors import StoreError
from aggregator.model import Channel, EntryId, FiledEntry, Fold, Key, Known
from aggregator.ports import ItemQuery
from aggregator.store import open_store, upgrade
from aggregator.store.engine import engine_for
from aggregator.store.migrate import known_revisions, migrating, script_folder
from aggregator.store.schema import metadata


@pytest.fixture(scope="module")
def new_database() -> Callable[[], str]:
    return postgres_server()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'wire.sqlite3'}"
    return request.getfixturevalue("new_database")()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = engine_for(url)
    yield engine
    engine.dispose()


@pytest.fixture
def alembic(url: str) -> Config:
    """What an operator's own alembic would be told."""
    config = Config()
    config.set_main_option("script_location", str(script_folder()))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def tell(url: str) -> FiledEntry:
    """Store an entry, and whatever belongs to it."""
    store = open_store(url)
    store.sync_feeds([a_feed()], NOW)
    entry = a_filed(a_full_entry())
    bring(store, an_update(entry, decisions=(a_decision("full"),), versions=(a_version("full"),)))
    store.close()
    return entry


def told(url: str) -> tuple[FiledEntry, ...]:
    store = open_store(url)
    items = store.items(ItemQuery())
    store.close()
    return items


def test_the_migrations_build_the_schema(url: str, engine: Engine) -> None:
    upgrade(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            unique = {one["name"] for one in found.get_unique_constraints(table.name)}
            assert unique == {c.name for c in table.constraints if type(c).__name__[:3] == "Uni"}
            assert found.get_pk_constraint(table.name)["name"] == table.primary_key.name


def test_a_downgrade_takes_all_and_a_second_upgrade_works(
    url: str, engine: Engine, alembic: Config
) -> None:
    upgrade(url)
    assert tables(engine) == {*metadata.tables, "alembic_version"}
    command.downgrade(alembic, "base")
    assert tables(engine) == {"alembic_version"}
    assert upgrade(url) == known_revisions()[-1]
    assert tables(engine) == {*metadata.tables, "alembic_version"}


def test_an_upgrade_keeps_what_is_stored(url: str, alembic: Config) -> None:
    entry = tell(url)
    upgrade(url)
    command.upgrade(alembic, "head")
    assert told(url) == (entry,)


def test_what_an_older_schema_held_gets_a_pace(url: str, engine: Engine, alembic: Config) -> None:
    entry = tell(url)
    command.downgrade(alembic, "0001")
    with engine.begin() as connection:
        connection.execute(text('UPDATE feeds SET channel = \'{"title": "Once", "ttl": 60}\''))
        connection.execute(text("UPDATE feeds SET failures = 2"))
    store = open_store(url)
    (state,) = store.feed_states()
    store.close()
    assert state.arrivals == (min(entry.entry.published_at, entry.first_seen_at),)
    assert state.channel == Channel(title="Once", ttl=timedelta(minutes=1))
    assert (state.failures, state.slowed, state.disallowed) == (2, 0, False)
    assert told(url) == (entry,)


def test_what_an_older_schema_held_is_found_by_its_title(url: str, alembic: Config) -> None:
    entry = tell(url)
    command.downgrade(alembic, "0002")
    store = open_store(url)
    (state,) = store.feed_states()
    key = title_key(entry.entry.feed_id, entry.entry.title)
    seen: list[Known] = []
    store.decide((), (key,), lambda known: seen.append(known) or ())
    store.close()
    assert seen[0].keys == {key: (entry.entry.id,)}
    assert state.added_at == entry.first_seen_at
    assert told(url) == (entry,)


def test_old_versions_have_the_address_and_the_categories_of_their_entry(
    url: str, alembic: Config
) -> None:
    entry = tell(url)
    command.downgrade(alembic, "0002")
    store = open_store(url)
    explained = store.explain(entry.entry.id)
    store.close()
    assert explained is not None
    (version,) = explained.versions
    assert (version.link, version.categories) == (entry.entry.link, entry.entry.categories)


def test_stories_of_before_are_of_copies_of_their_first_entry(
    url: str, engine: Engine, alembic: Config
) -> None:
    store = open_store(url)
    store.sync_feeds([a_feed(), a_feed("journal", leads=False)], NOW)
    first, lead, third = (
        one(name, feed, first_seen_at=NOW - timedelta(minutes=minutes))
        for name, feed, minutes in (("b", "journal", 2), ("c", "gazette", 1), ("a", "gazette", 1))
    )
    of_one = [replace(member, story_id=lead.story_id) for member in (lead, first, third)]
    alone = one("alone")
    window = {EntryId("alone"): (Key("w1/tell1:opal"), Key("link:alone"))}
    bring(store, an_update(*of_one, stories=(a_told(*of_one),)), an_update(alone, keys=window))
    store.close()
    command.downgrade(alembic, "0003")
    for table, column in (("entries", "copy_of"), ("feeds", "leads")):
        assert column not in {one["name"] for one in inspect(engine).get_columns(table)}
    assert upgrade(url) == known_revisions()[-1]
    # Who led does not matter: of two that came at once the ids decide.
    copied = replace(of_one[0], copy_of=EntryId("b")), replace(of_one[2], copy_of=EntryId("b"))
    assert set(told(url)) == {of_one[1], *copied, alone}
    store = open_store(url)
    known = look(store, keys=("w1/tell1:opal", "link:alone"))
    (story,) = store.stories(an_output(feeds=("gazette",), fold=Fold.COPIES, limit=1), NOW)
    store.close()
    assert known.keys == {"w1/tell1:opal": (), "link:alone": ("alone",)}
    assert story.lead.feed_id == "gazette"
    with engine.connect() as connection:
        leading = connection.scalars(text("SELECT leads FROM feeds")).all()
    assert [bool(one) for one in leading] == [True, True]  # until feeds.yaml is read again


def test_a_table_is_rebuilt_beneath_those_that_name_it(url: str, engine: Engine) -> None:
    """As SQLite needs it to alter a column, in some later migration."""
    entry = tell(url)
    with migrating(engine) as connection:
        change = Operations(MigrationContext.configure(connection))
        with change.batch_alter_table("entries") as entries:
            entries.alter_column("title", type_=String(500))
    assert told(url) == (entry,)


def test_a_migration_that_orphans_rows_is_undone(url: str, engine: Engine) -> None:
    entry = tell(url)
    with pytest.raises((StoreError, IntegrityError)), migrating(engine) as connection:
        connection.execute(text("DELETE FROM stories"))
    assert told(url) == (entry,)


def test_a_migration_that_breaks_off_leaves_nothing_behind(url: str, engine: Engine) -> None:
    def break_off() -> None:
        with migrating(engine) as connection:
            connection.execute(text("CREATE TABLE half (id INTEGER)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert tables(engine) == set()
    upgrade(url)


def test_the_file_names_tell_the_revisions_in_order(alembic: Config) -> None:
    scripts = ScriptDirectory.from_config(alembic)
    history = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(history)) == known_revisions()
