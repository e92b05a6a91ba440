"""What SQLite and PostgreSQL each say in their own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from .tables import ballots


def upserts(table: Table) -> dict[str, Any]:
    """An INSERT that knows ON CONFLICT, by dialect."""
    return {"sqlite": sqlite.insert(table), "postgresql": postgresql.insert(table)}


def upsert(connection: Connection, table: Table) -> Any:
    """The one for this connection."""
    return upserts(table)[connection.dialect.name]


def shuffle(connection: Connection, survey: str) -> None:
    """Have nothing tell any longer in which order a survey's ballots came.

    SQLite keeps them in the order of their random keys anyway. PostgreSQL keeps rows as they
    came, each with the number of its transaction: there they are all written anew, at once.
    """
    if connection.dialect.name == "postgresql":
        gone = delete(ballots).where(ballots.c.survey == survey).returning(*ballots.c).cte()
        anew = select(gone).order_by(gone.c.voter)
        connection.execute(insert(ballots).from_select(ballots.c.keys(), anew))
