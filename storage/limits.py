"""How often people may be invited: as the operator has set it, or less by the alliance's will."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from .budget import Budget
from .dialect import upsert
from .tables import associations, meta

_NAME = "invitations_a_week"


class Limits:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def budget(self, configured: int) -> Budget:
        """What holds now: shared as soon as there is a second association."""
        query = select(meta.c.value).where(meta.c.name == _NAME)
        lowered = self._connection.execute(query).scalar_one_or_none()
        most = configured if lowered is None else min(configured, int(lowered))
        there = self._connection.execute(select(func.count()).select_from(associations))
        return Budget(most, shared=there.scalar_one() > 1)

    def lower(self, most: int) -> None:
        """Invitations a week at most; never more than is configured."""
        row = {"name": _NAME, "value": str(most)}
        query = upsert(self._connection, meta).values(**row)
        changed = query.on_conflict_do_update(
            index_elements=[meta.c.name], set_={"value": str(most)}
        )
        self._connection.execute(changed)
