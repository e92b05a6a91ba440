"""Surveys that are asked again each month: one round a month, whoever ticks and whatever dies."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from dialogs.surveys import audience as audiences
from dialogs.surveys.audience import Audience

from .dialect import upsert
from .moments import moment, stamp
from .tables import repeats, rounds


class Repeat(Struct, frozen=True):
    """`due`: when the next round begins; none where it was ended."""

    id: str
    association: str
    survey: str
    audience: Audience
    starter: str
    due: datetime | None


class Repeats:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, repeat: Repeat) -> None:
        row = {
            "id": repeat.id,
            "association": repeat.association,
            "survey": repeat.survey,
            "audience": audiences.written(repeat.audience),
            "starter": repeat.starter,
            "due": stamp(repeat.due) if repeat.due else None,
        }
        self._connection.execute(insert(repeats), row)

    def all(self, association: str = "") -> list[Repeat]:
        """Those that go on, of one association or of all."""
        query = select(repeats).where(repeats.c.due.is_not(None)).order_by(repeats.c.id)
        if association:
            query = query.where(repeats.c.association == association)
        return [
            Repeat(
                row.id,
                row.association,
                row.survey,
                audiences.read(row.audience),
                row.starter,
                moment(row.due),
            )
            for row in self._connection.execute(query)
        ]

    def begin(self, id: str, period: str, survey: str) -> bool:
        """Note a period's round; false where it has one."""
        row = {"repeat": id, "period": period, "survey": survey}
        fresh = upsert(self._connection, rounds).values(**row).on_conflict_do_nothing()
        return self._connection.execute(fresh.returning(rounds.c.period)).first() is not None

    def rounds(self, id: str) -> list[str]:
        """The surveys of its rounds, the oldest first."""
        query = select(rounds.c.survey).where(rounds.c.repeat == id).order_by(rounds.c.period)
        return list(self._connection.execute(query).scalars())

    def row(self, survey: str) -> list[str]:
        """A repeated survey and all its rounds, the oldest first; [] where it is none of one."""
        of = select(repeats.c.survey).join(rounds, rounds.c.repeat == repeats.c.id)
        found = self._connection.execute(of.where(rounds.c.survey == survey)).scalar()
        first = found or survey
        query = select(rounds.c.survey).join(repeats, rounds.c.repeat == repeats.c.id)
        later = query.where(repeats.c.survey == first).order_by(rounds.c.period, rounds.c.survey)
        row = list(self._connection.execute(later).scalars())
        return [first, *row] if row else []

    def put_off(self, id: str, due: datetime | None) -> None:
        """When the next round begins; without a time, never."""
        query = update(repeats).where(repeats.c.id == id)
        self._connection.execute(query.values(due=stamp(due) if due else None))
