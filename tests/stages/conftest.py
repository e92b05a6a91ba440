"""Fixtures: see tests.databases."""

from tests.databases import keys, open_at, sqlite, sqlite_template, sqlites

__all__ = ["keys", "open_at", "sqlite", "sqlite_template", "sqlites"]
