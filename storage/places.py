"""What the alliance calls places, beside the names that come with the package."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from .tables import place_names

Called = tuple[str, str]
"""A name, and the key of the region that it stands for."""


class Places:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def names(self) -> tuple[Called, ...]:
        query = select(place_names.c.name, place_names.c.region).order_by(
            place_names.c.name, place_names.c.region
        )
        return tuple((row.name, row.region) for row in self._connection.execute(query))

    def add(self, names: Iterable[Called]) -> int:
        """How many of them are new."""
        known = set(self.names())
        rows = [{"name": n, "region": r} for n, r in dict.fromkeys(names) if (n, r) not in known]
        if rows:
            self._connection.execute(insert(place_names), rows)
        return len(rows)

    def remove(self, name: str) -> int:
        """How many regions were called so."""
        query = delete(place_names).where(place_names.c.name == name)
        return self._connection.execute(query).rowcount
