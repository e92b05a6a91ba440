"""In which district people live: told on purpose, for messages from nearby and to be counted."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from .dialect import upsert
from .tables import residences


class Residences:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, participant: str, region: str) -> None:
        """The district's key; it takes the place of an earlier one."""
        row = {"participant": participant, "region": region}
        query = upsert(self._connection, residences).values(**row)
        changed = query.on_conflict_do_update(
            index_elements=[residences.c.participant], set_={"region": region}
        )
        self._connection.execute(changed)

    def of(self, participant: str) -> str:
        """Nothing where it is not known."""
        query = select(residences.c.region).where(residences.c.participant == participant)
        return self._connection.execute(query).scalar_one_or_none() or ""

    def forget(self, participant: str) -> None:
        query = delete(residences).where(residences.c.participant == participant)
        self._connection.execute(query)
