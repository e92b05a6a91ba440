"""Fixtures: see tests.matrix.revier and tests.databases."""

from tests.databases import keys, open_at, sqlite, sqlite_template, sqlites
from tests.prepared import set_up

from .revier import folder, synapse, talking

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
