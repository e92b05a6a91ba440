"""Who may not begin a talk for some time, and which organisers take a rest from talks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from .dialect import upsert
from .moments import moment, stamp
from .tables import off_duty, talk_blocks
from .talk import BLOCKED, Block


class TalkBlocks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def block(self, participant: str, talk: int, rule: str, by: str, now: datetime) -> None:
        """Have a person begin no talk for some time, by that rule."""
        row = {
            "participant": participant,
            "talk": talk,
            "rule": rule,
            "by": by,
            "until": stamp(now + BLOCKED),
            "appeal": "",
        }
        added = upsert(self._connection, talk_blocks).values(row)
        self._connection.execute(
            added.on_conflict_do_update(index_elements=["participant"], set_=row)
        )

    def of(self, participant: str, now: datetime) -> Block | None:
        """What holds for a person now."""
        return self._one(participant, talk_blocks.c.participant, now)

    def by_talk(self, talk: int, now: datetime) -> Block | None:
        """What came of a talk and holds now."""
        return self._one(talk, talk_blocks.c.talk, now)

    def appeal(self, participant: str) -> bool:
        """Have the alliance look at it; false where that was asked before."""
        query = update(talk_blocks).where(
            talk_blocks.c.participant == participant, talk_blocks.c.appeal == ""
        )
        return self._connection.execute(query.values(appeal="asked")).rowcount == 1

    def decide(self, participant: str) -> None:
        """Have a block stay, and nobody look at it again: it can be appealed against once."""
        query = update(talk_blocks).where(talk_blocks.c.participant == participant)
        self._connection.execute(query.values(appeal="decided"))

    def lift(self, participant: str) -> None:
        query = delete(talk_blocks).where(talk_blocks.c.participant == participant)
        self._connection.execute(query)

    def forget(self, before: datetime) -> int:
        """Forget blocks that are over."""
        old = delete(talk_blocks).where(talk_blocks.c.until < stamp(before))
        return self._connection.execute(old).rowcount

    # Duty.

    def rest(self, organiser: str) -> None:
        """Have an organiser be told nothing of new talks."""
        added = upsert(self._connection, off_duty).values(organiser=organiser)
        self._connection.execute(added.on_conflict_do_nothing())

    def serve(self, organiser: str) -> None:
        """Have an organiser be told of new talks again."""
        query = delete(off_duty).where(off_duty.c.organiser == organiser)
        self._connection.execute(query)

    def resting(self) -> Collection[str]:
        """The organisers who are told nothing."""
        return set(self._connection.execute(select(off_duty.c.organiser)).scalars())

    def _one(self, value: object, column: ColumnElement[Any], now: datetime) -> Block | None:
        query = select(talk_blocks).where(column == value, talk_blocks.c.until > stamp(now))
        row = self._connection.execute(query).first()
        if row is None:
            return None
        until = moment(row.until)
        return Block(row.participant, row.talk, row.rule, row.by, until, row.appeal)
