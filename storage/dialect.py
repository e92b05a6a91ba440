"""What SQLite and PostgreSQL each say in their own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from .tables import ballots, files, outbox

_PLANNING, _PUBLISHING = 0x7265766965720001, 0x7265766965720002
"""The numbers of the locks on all planning and publishing; any that nobody else uses."""


def upserts(table: Table) -> dict[str, Any]:
    """An INSERT that knows ON CONFLICT, by dialect."""
    return {"sqlite": sqlite.insert(table), "postgresql": postgresql.insert(table)}


def upsert(connection: Connection, table: Table) -> Any:
    """The one for this connection."""
    return upserts(table)[connection.dialect.name]


def in_order(connection: Connection, which: ColumnElement[bool]) -> None:
    """Hold posts in the order of their ids, before they are changed.

    Whoever changes many does so first: two that went through them in different orders would wait
    for each other. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        query = select(outbox.c.id).where(which).order_by(outbox.c.id).with_for_update()
        connection.execute(query).all()


def plan_alone(connection: Connection) -> None:
    """Let nobody else plan announcements until the transaction ends.

    Otherwise two that plan at once would each find room for one more in somebody's week.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_PLANNING)))


def publish_alone(connection: Connection) -> None:
    """Let nobody else publish events or take in calendars until the transaction ends.

    Otherwise two calendars at once would not see that they tell of the same, and what is published
    later could be there to be found before what is not as new.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_PUBLISHING)))


def shuffle(connection: Connection, survey: str) -> None:
    """Have nothing tell any longer in which order a survey's ballots came, nor their files.

    PostgreSQL keeps rows as they came, each with the number of its transaction: there they are all
    written anew, at once. SQLite keeps them in the order of their random keys, and as they came
    within each page: there the whole file is written anew after the commit (`sweeping`).
    """
    if connection.dialect.name == "postgresql":
        for table, key in ((ballots, "voter"), (files, "id")):
            gone = delete(table).where(table.c.survey == survey).returning(*table.c).cte()
            anew = select(gone).order_by(gone.c[key])
            connection.execute(insert(table).from_select(table.c.keys(), anew))
