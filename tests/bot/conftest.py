"""Fixtures: see tests.databases."""

from tests.databases import (
    again,
    database,
    empty,
    empty_postgresql,
    empty_sqlite,
    keys,
    open_at,
    postgresql,
    server,
    sqlite,
    sqlite_template,
)

__all__ = [
    "again",
    "database",
    "empty",
    "empty_postgresql",
    "empty_sqlite",
    "keys",
    "open_at",
    "postgresql",
    "server",
    "sqlite",
    "sqlite_template",
]
