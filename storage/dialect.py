"""What SQLite and PostgreSQL each say in their own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT."""
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name].insert(table)
