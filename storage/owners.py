"""Whose a survey is: the operator's own, which is the alliance's, where nobody else's."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from dialogs.organising.roles import EVERYBODY as ALLIANCE

from .tables import surveys


class Owners:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, survey: str) -> str:
        """The association's id; nothing where there is no such survey."""
        query = select(surveys.c.association).where(surveys.c.id == survey)
        row = self._connection.execute(query).first()
        return (row.association or ALLIANCE) if row else ""

    def give(self, survey: str, association: str) -> None:
        query = update(surveys).where(surveys.c.id == survey)
        self._connection.execute(query.values(association=association))
