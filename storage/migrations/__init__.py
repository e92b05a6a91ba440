"""The schema's history, and bringing a database up to date."""

from __future__ import annotations

from importlib.resources import as_file, files

from sqlalchemy import column, insert, inspect, select, table

from ..database import Database, NotReady, told
from ..tables import meta

_VERSION = table("alembic_version", column("version_num"))
"""Where Alembic keeps the number of the newest migration that has run."""


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the schema up to date; (version before, version now). Harmless when repeated."""
    # Slow to load, and no other command needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

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
    """The newest migration; their files begin with their numbers."""
    names = (file.name for file in files(__name__).joinpath("versions").iterdir())
    return max(name.partition("_")[0] for name in names if name.endswith(".py"))


def check_schema(database: Database) -> None:
    """Raises NotReady where the schema is not the one that this version needs."""
    with told(opening=True), database.engine.connect() as connection:
        there = None
        if inspect(connection).has_table(_VERSION.name):
            there = connection.execute(select(_VERSION.c.version_num)).scalar_one_or_none()
    if there is None:
        raise NotReady("Die Datenbank ist noch leer. Bitte zuerst „revierstimme init“ ausführen.")
    if there != newest():
        raise NotReady(
            f"Die Datenbank hat den Stand {there}, dieses Programm braucht {newest()}."
            " Bitte „revierstimme db upgrade“ ausführen."
        )
