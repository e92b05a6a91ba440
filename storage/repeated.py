"""Statements for many rows, compiled once for each database.

Core looks at every row anew, which is most of what such a statement costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Update

Row = dict[str, Any]


class Repeated:
    """An update that takes its rows as the driver does; all that it binds is in each row."""

    def __init__(self, statement: Update) -> None:
        self._statement = statement
        self._texts: dict[str, tuple[str, Callable[[Row], Any] | None]] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        text, placed = self._texts.get(connection.dialect.name) or self._compiled(connection)
        connection.exec_driver_sql(text, [placed(row) for row in rows] if placed else list(rows))

    def _compiled(self, connection: Connection) -> tuple[str, Callable[[Row], Any] | None]:
        compiled: Any = self._statement.compile(dialect=connection.dialect)
        # One database wants the values by name, the other by place.
        placed = itemgetter(*compiled.positiontup) if compiled.positional else None
        made = self._texts[connection.dialect.name] = str(compiled), placed
        return made
