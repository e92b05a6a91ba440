"""The schema's history, and bringing a database up to date."""

from __future__ import annotations

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select

from ..database import Database, NotReady, told
from ..tables import meta


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the schema up to date; (version before, version now). Harmless when repeated."""
    with (
        told(opening=True),
        as_file(files(__name__)) as folder,
        database.engine.connect() as connection,
    ):
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        before = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
        command.upgrade(config, "head")
        connection.commit()
        known = set(connection.execute(select(meta.c.name)).scalars())
        first = {"key": database.keys.check, "revision": "0"}
        rows = [{"name": n, "value": v} for n, v in first.items() if n not in known]
        if rows:
            connection.execute(insert(meta), rows)
        connection.commit()
        return before, newest()


def newest() -> str:
    with as_file(files(__name__)) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        return ScriptDirectory.from_config(config).get_current_head() or ""


def check_schema(database: Database) -> None:
    """Raises NotReady where the schema is not the one that this version needs."""
    with told(opening=True), database.engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    if there is None:
        raise NotReady("Die Datenbank ist noch leer. Bitte zuerst „revierstimme init“ ausführen.")
    if there != newest():
        raise NotReady(
            f"Die Datenbank hat den Stand {there}, dieses Programm braucht {newest()}."
            " Bitte „revierstimme db upgrade“ ausführen."
        )
