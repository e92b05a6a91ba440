"""The migrations lead to the tables, and what is not ready is refused."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from dialogs.events.reasons import all_in_words
from dialogs.texts import LANGUAGES
from storage.crypt import KeyProblem, Keys
from storage.database import Database, NotReady, check_key
from storage.migrations import check_schema, newest, upgrade
from storage.tables import metadata
from tests.databases import Open, Server, address
from tests.storage.crashes import Crash, crashing

SHAPES = {
    "sqlite": "select type, name, tbl_name, sql from sqlite_master"
    " where name != 'alembic_version' and name not like 'sqlite_%' order by 1, 2",
    "postgresql": """
        select 'column', table_name, column_name, data_type
            || coalesce(character_maximum_length::text, '') || is_nullable || is_identity
            || regexp_replace(coalesce(column_default, ''), 'regclass', '')
        from information_schema.columns where table_schema = 'public'
        union all
        select 'index', tablename, indexname, indexdef from pg_indexes where schemaname = 'public'
        union all
        select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace
        order by 1, 2, 3
    """,
}


def shape(database: Database) -> list[tuple[Any, ...]]:
    """All tables, columns, constraints and indexes, as the database itself tells them."""
    with database.engine.connect() as connection:
        rows = connection.execute(text(SHAPES[database.engine.dialect.name])).all()
    told = [tuple(" ".join(str(part).split()) for part in row) for row in rows]
    return [row for row in told if "alembic_version" not in row[1]]


def test_the_migrations_lead_to_the_tables(empty: Database) -> None:
    assert upgrade(empty) == (None, newest())
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def columns(sql: str) -> list[str]:
    """The parts of a CREATE TABLE in some order: migrations may have added them later."""
    head, _, rest = sql.partition("(")
    return [head, *sorted(part.strip() for part in rest.split(","))]


def test_the_migrations_lead_to_each_column_constraint_and_index(
    empty: Database, open_at: Open, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    upgrade(empty)
    if empty.is_sqlite:
        made = open_at(f"sqlite:///{tmp_path_factory.mktemp('made')}/made.db")
        metadata.create_all(made.engine)
        shapes = [[(*row[:3], columns(row[3])) for row in shape(d)] for d in (empty, made)]
        assert shapes[0] == shapes[1]
    else:
        with server.database() as url:
            made = Database(url, empty.keys)
            metadata.create_all(made.engine)
            assert shape(empty) == shape(made)
            made.close()


def test_upgrading_twice_is_harmless(empty: Database) -> None:
    upgrade(empty)
    before = shape(empty), rows(empty, "meta")
    assert upgrade(empty) == (newest(), newest())
    assert (shape(empty), rows(empty, "meta")) == before
    check_schema(empty)
    check_key(empty)


def test_an_upgrade_that_dies_at_any_statement_is_finished_by_the_next(
    empty: Database, again: Callable[[Database], Database]
) -> None:
    died = 0
    while True:
        with crashing(empty, died + 1):
            try:
                upgrade(empty)
            except Crash:
                died += 1
                continue
        break
    assert died > 10
    check_schema(empty)
    check_key(empty)
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_schema_of_an_empty_database_is_refused(empty: Database) -> None:
    with pytest.raises(NotReady, match=r"noch leer.*revierstimme init"):
        check_schema(empty)


@pytest.mark.parametrize("there", ["0000", "9999"])
def test_another_schema_is_refused(database: Database, there: str) -> None:
    check_schema(database)
    with database.engine.begin() as connection:
        connection.execute(text(f"update alembic_version set version_num = '{there}'"))
    with pytest.raises(NotReady, match=f"Stand {there}.*braucht {newest()}"):
        check_schema(database)


def test_another_key_is_refused_and_upgrading_does_not_take_it_over(database: Database) -> None:
    check_key(database)
    other = Database(address(database), Keys(bytes(32)))
    try:
        with pytest.raises(KeyProblem, match="Der Schlüssel passt nicht zu dieser Datenbank"):
            check_key(other)
        upgrade(other)
        with pytest.raises(KeyProblem):
            check_key(other)
    finally:
        other.close()
    check_key(database)


def test_a_database_that_names_no_key_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("delete from meta where name = 'key'"))
    with pytest.raises(KeyProblem):
        check_key(database)


@pytest.mark.parametrize("reading", [False, True])
def test_sqlite_keeps_its_promises_on_every_connection(sqlite: Database, reading: bool) -> None:
    wanted = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}
    with (
        sqlite.engine.connect() as first,
        sqlite.engine.connect().execution_options(reading=True) as second,
    ):
        connection = (second if reading else first).connection.driver_connection
        assert connection is not None
        held = {name: connection.execute(f"pragma {name}").fetchone()[0] for name in wanted}
    assert held == wanted


def test_a_sqlite_reader_neither_blocks_nor_sees_the_writer(sqlite: Database) -> None:
    with sqlite.engine.begin() as writer:
        writer.execute(text("update meta set value = 'changed' where name = 'revision'"))
        assert sqlite.look(lambda store: store.surveys.revision()) == "0"
    assert sqlite.look(lambda store: store.surveys.revision()) == "changed"


def rows(database: Database, table: str) -> list[tuple[Any, ...]]:
    with database.engine.connect() as connection:
        query = f"select * from {table} order by 1"
        return [tuple(row) for row in connection.execute(text(query)).all()]


def upgraded_until(database: Database, name: str) -> None:
    """Bring the schema to where it was before the migration of that name."""
    with as_file(files("storage.migrations")) as folder, database.engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        scripts = ScriptDirectory.from_config(config).walk_revisions()
        before = next(one.down_revision for one in scripts if one.path.endswith(f"_{name}.py"))
        command.upgrade(config, str(before))
        connection.commit()


def test_why_a_feed_could_not_be_read_outlives_the_upgrade(empty: Database) -> None:
    upgraded_until(empty, "reasons_of_feeds")
    said = "Zeile 3, Spalte „titel“: fehlt\nDer Server antwortet mit 500. {x}"
    old = dict.fromkeys(("association", "name", "regions", "topics", "etag", "modified"), "")
    with empty.engine.begin() as connection:
        for id, error in (("bad", said), ("good", "")):
            row = {"id": id, "url": id, "due": 0, "failures": len(error), "error": error, **old}
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"insert into feeds ({names}) values ({values})"), row)
    upgrade(empty)
    bad, good = empty.look(lambda store: [store.feeds.get(id) for id in ("bad", "good")])
    assert [all_in_words(bad.reasons, language) for language in LANGUAGES] == [said] * 3
    assert good.reasons == ()
