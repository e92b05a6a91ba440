"""Fixtures: see tests.matrix.revier and tests.databases."""

from tests.databases import keys, open_at, sqlite, sqlite_template, sqlites

from .revier import folder, set_up, synapse, talking

__all__ = [
    "folder",
    "keys",
    "open_at",
    "set_up",
    "sqlite",
    "sqlite_template",
    "sqlites",
    "synapse",
    "talking",
]
