"""What SQLite and PostgreSQL each say in their own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from .tables import ballots, files


def upserts(table: Table) -> dict[str, Any]:
    """An INSERT that knows ON CONFLICT, by dialect."""
    return {"sqlite": sqlite.insert(table), "postgresql": postgresql.insert(table)}


def upsert(connection: Connection, table: Table) -> Any:
    """The one for this connection."""
    return upserts(table)[connection.dialect.name]


def shuffle(connection: Connection, survey: str) -> None:
    """Have nothing tell any longer in which order a survey's ballots came, nor their files.

    SQLite keeps them in the order of their random keys anyway. PostgreSQL keeps rows as they
    came, each with the number of its transaction: there they are all written anew, at once.
    """
    if connection.dialect.name == "postgresql":
        for table, key in ((ballots, "voter"), (files, "id")):
            gone = delete(table).where(table.c.survey == survey).returning(*table.c).cte()
            anew = select(gone).order_by(gone.c[key])
            connection.execute(insert(table).from_select(table.c.keys(), anew))
