"""Fixtures: see tests.databases."""

from tests.databases import (
    again,
    database,
    databases,
    empty,
    empty_postgresql,
    empty_sqlite,
    keys,
    lent,
    open_at,
    postgresql,
    postgresqls,
    server,
    sqlite,
    sqlite_template,
    sqlites,
)
from tests.prepared import set_up, set_up_pictures

__all__ = [
    "again",
    "database",
    "databases",
    "empty",
    "empty_postgresql",
    "empty_sqlite",
    "keys",
    "lent",
    "open_at",
    "postgresql",
    "postgresqls",
    "server",
    "set_up",
    "set_up_pictures",
    "sqlite",
    "sqlite_template",
    "sqlites",
]
