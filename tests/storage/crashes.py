"""Dying in the middle of a transaction: an exception right after the SQL statement that is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import event

from storage.database import Database


class Crash(Exception):
    """The process dies here."""


@contextmanager
def crashing(database: Database, number: int) -> Iterator[None]:
    """Die right after the SQL statement of that number, counted from 1; 0 dies at the commit."""
    statements = count(1)

    def after(*context: Any) -> None:
        if next(statements) == number:
            raise Crash(context[2])

    def commit(connection: Any) -> None:
        raise Crash("commit")

    name, listener = ("after_cursor_execute", after) if number else ("commit", commit)
    event.listen(database.engine, name, listener)
    try:
        yield
    finally:
        event.remove(database.engine, name, listener)
