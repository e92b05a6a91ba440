"""Associations: the groups that organise, each with its own surveys, events and ideas."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from dialogs.organising.association import Association, Profile

from .moments import stamp
from .tables import associations

_decode = msgspec.json.Decoder(Profile).decode
_encode = msgspec.json.Encoder().encode
_ONE = select(associations)


class Associations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, id: str, name: str, now: datetime) -> None:
        profile = _encode(Profile()).decode()
        row = {"id": id, "name": name, "profile": profile, "founded": stamp(now)}
        self._connection.execute(insert(associations), row)

    def one(self, id: str) -> Association | None:
        row = self._connection.execute(_ONE.where(associations.c.id == id)).first()
        return Association(row.id, row.name, _decode(row.profile)) if row else None

    def all(self) -> list[Association]:
        """By name."""
        rows = self._connection.execute(_ONE.order_by(associations.c.name, associations.c.id))
        return [Association(row.id, row.name, _decode(row.profile)) for row in rows]

    def describe(self, id: str, name: str, profile: Profile) -> None:
        values = {"name": name, "profile": _encode(profile).decode()}
        self._connection.execute(
            update(associations).where(associations.c.id == id).values(**values)
        )
